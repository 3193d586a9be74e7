//! The fast way for the common row: on one line, with a bar under each bar of the heading. Nothing is searched but the
//! line's end. The plain way is [`Frame::fit`]; a test holds this one to it.

use memchr::{memchr, memchr_iter};

use super::frame::{Frame, continuation_bytes};
use crate::input::Charset;
use crate::layout::clean_rows::{CleanRow, Form, Span};
use crate::layout::pieces::is_blank;
use crate::layout::runs;

/// What a row must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::layout) struct Clean {
    /// Where the bars stand: characters from the begin of the line, which are bytes where all is ASCII.
    bars: Vec<usize>,
    /// The first cell is the box in which rows are marked.
    selection: bool,
    /// A cell and its title: the row that has it may be the heading again.
    title: (usize, Vec<u8>),
    /// For each byte whether a line whose second byte it is may be something else than a row.
    odd: [bool; 256],
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
    fn row(&self, text: &[u8], start: usize, charset: Charset) -> Option<(Span, usize)> {
        let rest = text.get(start..)?;
        let length = self.bars.last()? + 1;
        let (shifted, shift) = match rest.get(length..)? {
            [b'\n', ..] | [b'\r', b'\n', ..] => (self.bars.len(), 0),
            _ => self.shift(rest, charset)?,
        };
        let (before, after) = self.bars.split_at_checked(shifted)?;
        // All at once: nearly every row has all its bars.
        let difference = |at: usize| rest.get(at).map_or(1, |byte| byte ^ b'|');
        let differences = before.iter().fold(0, |all, bar| all | difference(*bar));
        if after.iter().fold(differences, |all, bar| all | difference(bar + shift)) != 0 {
            return None;
        }
        let line_end = match rest.get(length + shift..)? {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => return None,
        };
        let span = Span { start, end: start + length + shift, shifted, shift };
        let second = rest.get(1)?;
        if self.odd[usize::from(*second)] && self.may_be_other(rest.get(..length + shift)?, span) {
            return None;
        }
        Some((span, start + length + shift + line_end))
    }

    /// From which bar on the bars are shifted, and by how many bytes: as many as there are before it that begin no character.
    fn shift(&self, rest: &[u8], charset: Charset) -> Option<(usize, usize)> {
        if charset != Charset::Utf8 {
            return None;
        }
        let count = self.bars.iter().take_while(|bar| rest.get(**bar) == Some(&b'|')).count();
        let bar = *self.bars.get(count)?;
        let (mut shift, mut counted) = (0, 0);
        while counted < bar + shift {
            let more = continuation_bytes(rest.get(counted..bar + shift)?);
            counted = bar + shift;
            shift += more;
        }
        // What is left and right of the one cell is ASCII, or the bars could stand there by chance.
        let left = rest.get(..*self.bars.get(count.checked_sub(1)?)?)?;
        let right = rest.get(counted..counted + self.bars.last()? + 1 - bar)?;
        (left.is_ascii() && right.is_ascii()).then_some((count, shift))
    }

    /// It may be a ruler, the heading again, a row of totals, or have something to say in the box.
    fn may_be_other(&self, line: &[u8], span: Span) -> bool {
        let row = CleanRow::new(line, runs::Clean::form(self), span);
        let marked = self.selection && {
            let end = self.bars.get(1).copied().unwrap_or_default();
            !line.get(1..end).unwrap_or_default().iter().all(|byte| is_blank(*byte))
        };
        let first = row.padded(0).iter().find(|byte| !is_blank(**byte));
        let (cell, title) = &self.title;
        marked
            || matches!(line.get(1), Some(b'-' | b'='))
            || first == Some(&b'*')
            || (row.padded(*cell).iter().find(|byte| !is_blank(**byte)) == title.first() && row.trimmed(*cell) == title)
    }
}

impl runs::Clean for Clean {
    fn rows(&self, text: &[u8], start: usize, charset: Charset, spans: &mut Vec<Span>) -> usize {
        spans.clear();
        let mut at = start;
        while let Some((span, next)) = self.row(text, at, charset) {
            spans.push(span);
            at = next;
        }
        // A row's end was looked for only where it should be. A line feed before it would break the row over lines.
        let feeds = text.get(start..at).map_or(0, |rows| memchr_iter(b'\n', rows).count());
        if feeds == spans.len() {
            return at;
        }
        spans.clear();
        at = start;
        while let Some(feed) = text.get(at..).and_then(|rest| memchr(b'\n', rest)) {
            let Some((span, next)) = self.row(&text[..=at + feed], at, charset) else { break };
            spans.push(span);
            at = next;
        }
        at
    }

    fn form(&self) -> Form<'_> {
        Form::Bars { bars: &self.bars, left_out: usize::from(self.selection) }
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::runs::Clean as _;
    use proptest::prelude::*;

    use super::super::frame::Fit;
    use super::*;
    use crate::layout::clean_rows::CleanRows;
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
                let mut spans = Vec::new();
                let next = clean.rows(&text, 7, charset, &mut spans);
                let rows = CleanRows::new(&text, clean.form(), &spans);
                let Some(row) = rows.iter().next() else { continue };
                prop_assert_eq!(&text[rows.start()..row.end()], line.as_slice());
                prop_assert_eq!((next, spans.len()), (text.len(), 1));
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
        let clean_rows = |text: &str| {
            let mut spans = Vec::new();
            let next = clean.rows(text.as_bytes(), 0, Charset::Utf8, &mut spans);
            (spans.len(), next)
        };
        let is_clean = |line: &str| clean_rows(&format!("{line}\n")).0 == 1;
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
        assert_eq!(clean_rows("| |SAPOSS|3   |"), (0, 0), "the file ends in the row");
        let two = "| |SAPOSS|3   |\r\n| |SÜD   |3   |\r\n";
        assert_eq!(clean_rows(&format!("{two}------\n")), (2, two.len()));
        assert_eq!(clean_rows("| |SAPOSS|3   |\n| |SA\nOSS|3   |\n"), (1, 16), "a line feed in a row breaks it");
    }
}
