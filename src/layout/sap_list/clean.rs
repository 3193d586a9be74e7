//! The fast way for the common row: on one line, with a bar under each bar of the heading. Nothing is searched but the
//! line's end. The plain way is [`Frame::fit`]; a test holds this one to it.

use memchr::memchr;

use super::frame::{Frame, continuation_bytes};
use crate::input::Charset;
use crate::layout::pieces::{is_blank, without_padding};

/// What a row must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clean {
    /// Where the bars stand: characters from the begin of the line, which are bytes where all is ASCII.
    bars: Vec<usize>,
    /// The first cell is the box in which rows are marked.
    selection: bool,
    /// A cell and its title: the row that has it may be the heading again.
    title: (usize, Vec<u8>),
    /// For each byte whether a line whose second byte it is may be something else than a row.
    odd: [bool; 256],
}

/// A row that is just as the heading asks, with its cells as they stand between the bars.
#[derive(Debug, Clone, Copy)]
pub struct CleanRow<'a> {
    /// The line, without its end.
    line: &'a [u8],
    /// Where the line begins in its block.
    start: usize,
    bars: &'a [usize],
    /// From this bar on all bars stand `shift` bytes further right: the cell before has characters of several bytes.
    shifted: usize,
    shift: usize,
    /// Cells on the left that are left out: the box in which rows are marked.
    left_out: usize,
}

impl<'a> CleanRow<'a> {
    /// The cell with the blanks that pad it. Empty for a cell that the row does not have.
    #[inline]
    pub fn padded(&self, cell: usize) -> &'a [u8] {
        let cell = cell + self.left_out;
        let (Some(left), Some(right)) = (self.bars.get(cell), self.bars.get(cell + 1)) else { return b"" };
        let shift = |bar: usize| if bar >= self.shifted { self.shift } else { 0 };
        self.line.get(left + shift(cell) + 1..right + shift(cell + 1)).unwrap_or_default()
    }

    /// The cell without the blanks that pad it.
    pub fn trimmed(&self, cell: usize) -> &'a [u8] {
        let padded = self.padded(cell);
        let start = padded.iter().position(|byte| !is_blank(*byte)).unwrap_or(padded.len());
        without_padding(&padded[start..])
    }

    /// The line in its block.
    pub fn place(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.line.len()
    }
}

impl Clean {
    /// What rows below this heading look like; none if they may look like anything.
    pub(super) fn below(frame: &Frame) -> Option<Self> {
        let bars = frame.plain_bars()?;
        let (cell, title) = frame.first_title()?;
        let title = (cell, title.to_vec());
        // Where the title to compare stands further right every row is looked at.
        let mut odd = [frame.selection || cell > 0; 256];
        let begin = title.1.first().copied().unwrap_or(b' ');
        [b' ', b'\t', b'*', b'-', b'=', b'|', begin].iter().for_each(|byte| odd[usize::from(*byte)] = true);
        Some(Self { bars: bars.to_vec(), selection: frame.selection, title, odd })
    }

    /// The row that begins at this byte, and where the next line begins. Nothing for whatever is not surely a row.
    #[inline]
    pub(super) fn row<'a>(&'a self, text: &'a [u8], start: usize, charset: Charset) -> Option<(CleanRow<'a>, usize)> {
        let rest = text.get(start..)?;
        let [b'|', second, ..] = rest else { return None };
        let end = memchr(b'\n', rest)?;
        let line = rest.get(..end)?;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let (shifted, shift) = self.in_place(line, charset)?;
        let left_out = usize::from(self.selection);
        let row = CleanRow { line, start, bars: &self.bars, shifted, shift, left_out };
        if self.odd[usize::from(*second)] && self.may_be_other(&row) {
            return None;
        }
        Some((row, start + end + 1))
    }

    /// Says from which bar on the bars are shifted, and by how many bytes.
    #[inline]
    fn in_place(&self, line: &[u8], charset: Charset) -> Option<(usize, usize)> {
        let shift = line.len().checked_sub(*self.bars.last()? + 1)?;
        if shift == 0 {
            // All at once: nearly every row has them all.
            let differences = self.bars.iter().fold(0, |all, bar| all | line.get(*bar).map_or(1, |byte| byte ^ b'|'));
            return (differences == 0).then_some((self.bars.len(), 0));
        }
        let count = self.bars.iter().take_while(|bar| line.get(**bar) == Some(&b'|')).count();
        let (before, after) = self.bars.split_at_checked(count)?;
        if charset != Charset::Utf8 || !after.iter().all(|bar| line.get(bar + shift) == Some(&b'|')) {
            return None;
        }
        let (left, right) = (*before.last()?, after.first()? + shift);
        let (before, cell, after) = (line.get(..left)?, line.get(left..right)?, line.get(right..)?);
        (continuation_bytes(cell) == shift && before.is_ascii() && after.is_ascii()).then_some((count, shift))
    }

    /// It may be a ruler, the heading again, a row of totals, or have something to say in the box.
    fn may_be_other(&self, row: &CleanRow<'_>) -> bool {
        let marked = self.selection && {
            let end = self.bars.get(1).copied().unwrap_or_default();
            !row.line.get(1..end).unwrap_or_default().iter().all(|byte| is_blank(*byte))
        };
        let first = row.padded(0).iter().find(|byte| !is_blank(**byte));
        let (cell, title) = &self.title;
        marked
            || matches!(row.line.get(1), Some(b'-' | b'='))
            || first == Some(&b'*')
            || (row.padded(*cell).iter().find(|byte| !is_blank(**byte)) == title.first() && row.trimmed(*cell) == title)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::frame::Fit;
    use super::*;
    use crate::layout::pieces::{Pieces, bytes};

    fn frame(heading: &str) -> Frame {
        Frame::of(&Pieces::of(1, heading.as_bytes()), Charset::Utf8, &mut Vec::new()).unwrap()
    }

    /// A row below `| |Name  |Type|`, and what somebody may have done to it.
    fn lines() -> impl Strategy<Value = Vec<u8>> {
        let text = prop_oneof![
            4 => "[A-Za-z |*-]{0,8}".boxed(),
            2 => "[äÜ€𝒳a ]{0,6}".boxed(),
            1 => proptest::sample::select(&["Name", "Type", "*", "---"][..]).prop_map(str::to_owned).boxed(),
        ];
        let padded = |text: &str, width: usize| format!("{text:width$}");
        (proptest::sample::select(&["", "X", "äö"][..]), text.clone(), text, 0_usize..40, 0_usize..6, any::<u8>())
            .prop_map(move |(mark, name, kind, place, change, byte)| {
                let row = format!("|{}|{}|{}|", padded(mark, 1), padded(&name, 6), padded(&kind, 4));
                let mut row = row.into_bytes();
                let place = place.min(row.len() - 1);
                match change {
                    0 => row[place] = byte,
                    1 => row.insert(place, b' '),
                    2 => _ = row.remove(place),
                    3 => row.truncate(place),
                    _ => {}
                }
                row
            })
    }

    proptest! {
        #[test]
        fn a_clean_row_is_what_the_plain_way_makes_of_it(line in lines(), bare in lines(), utf8: bool, crlf: bool) {
            let charset = if utf8 { Charset::Utf8 } else { Charset::Windows1252 };
            for (heading, line) in [("| |Name  |Type|", &line), ("|N|Name  |Type|", &bare)] {
                let frame = frame(heading);
                let clean = Clean::below(&frame).unwrap();
                let end: &[u8] = if crlf { b"\r\n" } else { b"\n" };
                let text = [b"before\n", line.as_slice(), end].concat();
                let Some((row, next)) = clean.row(&text, 7, charset) else { continue };
                prop_assert_eq!(&text[row.place()], line.as_slice());
                prop_assert_eq!(next, text.len());
                let mut cells = Vec::new();
                prop_assert_eq!(frame.fit(line, charset, &mut cells), Fit::Closed);
                prop_assert!(!frame.is_repeated_by(line, &cells));
                let shown = &cells[usize::from(frame.selection)..];
                for (index, cell) in shown.iter().enumerate() {
                    prop_assert_eq!(row.trimmed(index), bytes(line, *cell));
                    let full = row.padded(index).last().is_some_and(|byte| !is_blank(*byte));
                    prop_assert_eq!(full, cell.fills_column);
                }
                prop_assert_eq!(row.padded(shown.len()), b"");
            }
        }
    }

    #[test]
    fn common_rows_go_the_fast_way_and_odd_ones_do_not() {
        let frame = frame("| |Name  |Type|");
        let clean = Clean::below(&frame).unwrap();
        let is_clean = |line: &str| clean.row(format!("{line}\n").as_bytes(), 0, Charset::Utf8).is_some();
        for line in ["| |SAPOSS|3   |", "| |SÜD   |3   |", "| |      |    |", "| |a|b   |3   |"] {
            assert!(is_clean(line), "{line}");
        }
        for line in [
            "| |SÜD   |Ä   |",
            "|X|SAPOSS|3   |",
            "| |Name  |Type|",
            "| |*     |12  |",
            "|--------------|",
            "| |SAPOSS|3   ",
            "| |SAPOSS|3   | ",
            "title",
        ] {
            assert!(!is_clean(line), "{line}");
        }
        assert!(clean.row(b"| |SAPOSS|3   |", 0, Charset::Utf8).is_none(), "the file ends in the row");
    }
}
