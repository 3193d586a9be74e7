//! Brings the cells of a row under the titles of a heading that has more or fewer tabs than the row.
//!
//! Only spacers can be too many: heading cells without a title, row cells without a value. The shorter of both lines
//! is laid under the longer one so that all that is left over are spacers and no value stands under a spacer. If all
//! ways to do so agree on the place of every value, that is the one.

use std::iter;

/// For every cell of the heading the cell of the row that belongs under it; nothing if there is no way or more than one.
///
/// `titled` says of each heading cell whether it has a title, `filled` of each row cell whether it has a value.
pub(super) fn align(titled: &[bool], filled: &[bool]) -> Option<Vec<Option<usize>>> {
    // The empty column on the left is part of every line.
    if let ([false, titled @ ..], [false, filled @ ..]) = (titled, filled) {
        let under = lay(titled, filled)?;
        return Some(iter::once(Some(0)).chain(under.into_iter().map(|cell| cell.map(|cell| cell + 1))).collect());
    }
    lay(titled, filled)
}

fn lay(titled: &[bool], filled: &[bool]) -> Option<Vec<Option<usize>>> {
    let row_is_longer = filled.len() > titled.len();
    let (long, short) = if row_is_longer { (filled, titled) } else { (titled, filled) };
    let ways = Ways::of(long, short, row_is_longer)?;
    let (left, right) = (ways.walk(false)?, ways.walk(true)?);
    let mut under = vec![None; titled.len()];
    for (at, (left, right)) in left.into_iter().zip(right).enumerate() {
        let value_at_stake = if row_is_longer { titled[at] && (filled[left] || filled[right]) } else { filled[at] };
        if left != right && value_at_stake {
            return None;
        }
        match row_is_longer {
            true => under[at] = Some(left),
            false => under[left] = Some(at),
        }
    }
    Some(under)
}

/// All ways to lay one line under the other.
struct Ways<'a> {
    long: &'a [bool],
    short: &'a [bool],
    /// For every cell of the short line the offsets, one bit each, from which on the rest can be laid.
    open: Vec<u64>,
    spare: usize,
    /// For every cell of the long line how many spacers follow from it on, itself among them.
    spacers: Vec<usize>,
}

impl<'a> Ways<'a> {
    fn of(long: &'a [bool], short: &'a [bool], row_is_longer: bool) -> Option<Self> {
        let spare = long.len().checked_sub(short.len()).filter(|spare| *spare < 64)?;
        let mut spacers = vec![0; long.len() + 1];
        for (at, is_filled) in long.iter().enumerate().rev() {
            spacers[at] = if *is_filled { 0 } else { spacers[at + 1] + 1 };
        }
        let mut ways = Self { long, short, open: vec![0; short.len() + 1], spare, spacers };
        for at in (0..=short.len()).rev() {
            for offset in 0..=spare {
                let goes_on = match short.get(at) {
                    None => at + offset + ways.spacers[at + offset] == ways.long.len(),
                    Some(here) => {
                        let (title, value) =
                            if row_is_longer { (*here, long[at + offset]) } else { (long[at + offset], *here) };
                        (title || !value) && ways.next(at + 1, offset, false).is_some()
                    }
                };
                ways.open[at] |= u64::from(goes_on) << offset;
            }
        }
        ways.next(0, 0, false).is_some().then_some(ways)
    }

    /// The first or last open offset for cell `at`, behind a cell (or the begin of the line) laid at `offset`.
    fn next(&self, at: usize, offset: usize, last: bool) -> Option<usize> {
        // Only spacers may be left out, so many one can go on.
        let furthest = (offset + self.spacers[at + offset]).min(self.spare);
        let open = self.open[at] & (u64::MAX << offset) & (u64::MAX >> (63 - furthest));
        match open {
            0 => None,
            open if last => Some(63 - open.leading_zeros() as usize),
            open => Some(open.trailing_zeros() as usize),
        }
    }

    /// The cells of the long line over those of the short one, as far to the left or to the right as can be.
    fn walk(&self, right: bool) -> Option<Vec<usize>> {
        let mut offset = 0;
        (0..self.short.len())
            .map(|at| {
                offset = self.next(at, offset, right)?;
                Some(at + offset)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::align;

    /// Lines in which a dot is a spacer.
    fn places(heading: &str, row: &str) -> Option<String> {
        let cells = |line: &str| line.chars().map(|c| c != '.').collect::<Vec<_>>();
        let row_cells: Vec<char> = row.chars().collect();
        let under = align(&cells(heading), &cells(row))?;
        Some(under.into_iter().map(|cell| cell.map_or('.', |cell| row_cells[cell])).collect())
    }

    #[test]
    fn spacers_that_one_line_lacks_are_left_out() {
        assert_eq!(places(".A.B..C", ".a.b.c").as_deref(), Some(".a.b..c"));
        assert_eq!(places(".ABCD..E", ".abc.e").as_deref(), Some(".abc...e"));
        assert_eq!(places(".AB.CD..E", ".ab.cd..e.").as_deref(), Some(".ab.cd..e"));
        assert_eq!(places(".N.D..TR..COUPS..R", ".n.d..tr..cou.s0").as_deref(), Some(".n.d..tr..cou.s..0"));
    }

    #[test]
    fn where_there_are_two_ways_none_is_taken() {
        assert_eq!(places("ABC", "a.b."), None, "b may stand under B or C");
        assert_eq!(places("ABC", "a..b").as_deref(), Some("a.b"));
    }

    #[test]
    fn a_value_without_a_title_above_it_fits_nowhere() {
        assert_eq!(places("AB", "abc"), None);
        assert_eq!(places("ABC", "ab"), None);
        assert_eq!(places("", "a"), None);
        assert_eq!(places("A", "").as_deref(), None);
    }
}
