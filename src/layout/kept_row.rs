//! A row that outlives its file's reading, or waits until later rows have told what it means.

use super::{Cell, Row, Segment};
use crate::coding::{Coded, push_distance, push_number};
use crate::input::Charset;
use crate::packing::{Damaged, Packed, Packer, Unpacker};

/// A row with everything it borrowed.
#[derive(Debug, Clone, Default)]
pub struct KeptRow {
    text: Vec<u8>,
    cells: Vec<Cell>,
    segments: Vec<Segment>,
    charset: Charset,
}

impl KeptRow {
    /// Keeps a row.
    pub fn of(row: &Row<'_>) -> Self {
        Self {
            text: row.text.to_vec(),
            cells: row.cells.to_vec(),
            segments: row.segments.to_vec(),
            charset: row.charset,
        }
    }

    /// So many lines stand before the part of the file that it was read from.
    pub fn move_down(&mut self, lines: u64) {
        self.segments.iter_mut().for_each(|segment| segment.line += lines);
    }

    /// Writes all of it but its text as few bytes, behind which others may follow.
    pub(crate) fn pack(row: &Row<'_>, out: &mut Vec<u8>) {
        out.push(u8::from(row.charset == Charset::Windows1252));
        push_number(out, row.cells.len() as u64);
        let mut last = 0;
        for cell in row.cells {
            push_distance(out, last, cell.start as u64);
            push_distance(out, cell.start as u64, cell.end as u64);
            out.push(u8::from(cell.fills_column) | u8::from(cell.doubled_quotes) << 1 | u8::from(cell.ends_file) << 2);
            last = cell.end as u64;
        }
        push_number(out, row.segments.len() as u64);
        let mut last = (0, 0, 0);
        for segment in row.segments {
            let (offset, line, column) = (segment.offset as u64, segment.line, segment.column);
            push_distance(out, last.0, offset);
            push_distance(out, last.1, line);
            push_distance(out, last.2, column);
            out.push(u8::from(segment.one_column));
            last = (offset, line, column);
        }
    }

    /// Reads what [`KeptRow::pack`] wrote of a row with this text.
    pub(crate) fn unpack(text: &[u8], coded: &mut Coded<'_>) -> Self {
        let index = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let text = text.to_vec();
        let charset = if coded.number() == 1 { Charset::Windows1252 } else { Charset::Utf8 };
        let mut last = 0;
        let cells = (0..coded.count()).map(|_| {
            let start = coded.moved(last);
            let end = coded.moved(start);
            let flags = coded.number();
            last = end;
            Cell {
                start: index(start),
                end: index(end),
                fills_column: flags & 1 != 0,
                doubled_quotes: flags & 2 != 0,
                ends_file: flags & 4 != 0,
            }
        });
        let cells = cells.collect();
        let mut last = (0, 0, 0);
        let segments = (0..coded.count()).map(|_| {
            last = (coded.moved(last.0), coded.moved(last.1), coded.moved(last.2));
            Segment { offset: index(last.0), line: last.1, column: last.2, one_column: coded.number() == 1 }
        });
        let segments = segments.collect();
        Self { text, cells, segments, charset }
    }

    /// The row.
    pub fn row(&self) -> Row<'_> {
        Row { text: &self.text, cells: &self.cells, segments: &self.segments, charset: self.charset }
    }
}

impl Packed for KeptRow {
    fn pack(&self, out: &mut Packer) {
        out.bytes(&self.text);
        let mut rest = Vec::new();
        Self::pack(&self.row(), &mut rest);
        out.bytes(&rest);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let (text, rest) = (from.bytes()?, from.bytes()?);
        let row = Self::unpack(text, &mut Coded(rest));
        if row.is_sound() { Ok(row) } else { Err(Damaged) }
    }
}

impl KeptRow {
    /// Whether its cells and segments lie in its text, the segments in their order, as those of a row do that was read.
    pub(crate) fn is_sound(&self) -> bool {
        let length = self.text.len();
        let mut segments = self.segments.iter();
        self.cells.iter().all(|cell| cell.start <= cell.end && cell.end <= length)
            && segments.all(|segment| segment.offset <= length && segment.line < MOST && segment.column < MOST)
            && self.segments.is_sorted_by_key(|segment| segment.offset)
    }

    /// The same with these letters, over and over, in these places of its text.
    pub(crate) fn filled(mut self, places: &[std::ops::Range<usize>], with: &[u8]) -> Self {
        for place in places {
            let text = self.text.get_mut(place.clone()).unwrap_or_default();
            text.iter_mut().zip(with.iter().cycle()).for_each(|(byte, with)| *byte = *with);
        }
        self
    }
}

/// No file has so many lines, nor a line so many characters: sums of such numbers are numbers.
const MOST: u64 = 1 << 56;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_packed_is_the_same_row(
            text: Vec<u8>,
            cells in proptest::collection::vec((0..300usize, 0..300usize, 0..8u8), 0..9),
            segments in proptest::collection::vec((0..300usize, 0..9_000_000u64, 1..900u64, proptest::bool::ANY), 0..9),
            cp1252: bool,
        ) {
            let cells: Vec<Cell> = cells
                .into_iter()
                .map(|(start, end, flags)| Cell {
                    start,
                    end,
                    fills_column: flags & 1 != 0,
                    doubled_quotes: flags & 2 != 0,
                    ends_file: flags & 4 != 0,
                })
                .collect();
            let segments: Vec<Segment> = segments
                .into_iter()
                .map(|(offset, line, column, one_column)| Segment { offset, line, column, one_column })
                .collect();
            let charset = if cp1252 { Charset::Windows1252 } else { Charset::Utf8 };
            let row = Row { text: &text, cells: &cells, segments: &segments, charset };
            let mut bytes = vec![7];
            KeptRow::pack(&row, &mut bytes);
            bytes.push(9);
            let mut coded = Coded(&bytes);
            prop_assert_eq!(coded.number(), 7);
            let unpacked = KeptRow::unpack(&text, &mut coded);
            let unpacked = unpacked.row();
            prop_assert_eq!((unpacked.text, unpacked.cells, unpacked.segments), (row.text, row.cells, row.segments));
            prop_assert_eq!((unpacked.charset, coded.number()), (charset, 9));
        }
    }
}
