//! The row with which a file ends, where its line has no line end: what stands last in it may be cut.

use std::ops::Range;

use crate::export::{Field, Record, Value};
use crate::layout::Row;

const CUT: &str = "the file ends in this value without a line end, so it may be cut: export it again";

/// A record of the last row of a file, of which nobody knows whether its end is there.
pub(super) struct CutRow<'c> {
    record: &'c dyn Record,
    row: &'c Row<'c>,
    /// Where the last cell begins.
    last: usize,
}

impl<'c> CutRow<'c> {
    /// The record, if its row ends the file without a line end as the lines before have it. In a `later_part` of a file, whose
    /// lines are counted from its own begin, there are lines before it in any case.
    pub fn of(record: &'c dyn Record, row: &'c Row<'c>, later_part: bool) -> Option<Self> {
        let last = row.cells.iter().find(|cell| cell.ends_file)?;
        // A file of one line has no line end to miss.
        row.segments.last().filter(|segment| later_part || segment.line > 1)?;
        Some(Self { record, row, last: last.start })
    }
}

impl Record for CutRow<'_> {
    /// A text that stands in the row as it is begins as it does; a word that was made of it may be another.
    fn field(&self, index: usize) -> Field<'_> {
        let Field { value, span } = self.record.field(index);
        // Behind blanks more may follow, and the last word before them is whole: so they count for what is looked for in it.
        let end = self.row.text.trim_ascii_end().len();
        let Some(place) = span.clone().filter(|span| span.end > self.last && span.end >= end) else {
            return Field { value, span };
        };
        let whole = place.start..self.row.text.len();
        match value {
            Value::Text(text) if self.row.text.get(place) == Some(&text) => {
                let rest = self.row.text.get(whole.clone()).unwrap_or_default().to_owned();
                Field { value: Value::Cut(rest.into()), span: Some(whole) }
            }
            Value::Text(_) | Value::Number(_) | Value::Flag(_) | Value::Absent => {
                Field { value: Value::Unknown(CUT), span }
            }
            Value::List(_) | Value::Cut(_) | Value::Unknown(_) => Field { value, span },
        }
    }

    fn der(&self) -> Option<&[u8]> {
        self.record.der()
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        self.record.secrets()
    }

    fn hides(&self, index: usize) -> bool {
        self.record.hides(index)
    }

    fn harmless(&self) -> Vec<Range<usize>> {
        self.record.harmless()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Charset;
    use crate::layout::{Cell, Segment};

    /// The name stands as it is, the kind is told by the last cell, the flag by the first.
    struct Told<'r>(&'r Row<'r>);

    impl Record for Told<'_> {
        fn field(&self, index: usize) -> Field<'_> {
            let [first, last] = [0, 1].map(|cell| self.0.cell(cell));
            match index {
                0 => Field::of(self.0, first),
                1 => Field::of(self.0, last),
                2 => Field::word("migrate", Some(last.range())),
                _ => Field::flag(true, Some(first.range())),
            }
        }

        fn secrets(&self) -> Vec<Range<usize>> {
            std::iter::once(7..10).collect()
        }

        fn hides(&self, index: usize) -> bool {
            index == 1
        }

        fn harmless(&self) -> Vec<Range<usize>> {
            std::iter::once(0..6).collect()
        }
    }

    fn values(line: u64, ends_file: bool) -> Option<Vec<Value<'static>>> {
        let cells = [(0, 6), (7, 10)].map(|(start, end)| Cell { start, end, ..Cell::default() });
        let cells = cells.map(|cell| Cell { ends_file: ends_file && cell.end == 10, ..cell });
        let segments = [Segment { offset: 0, line, column: 1, one_column: false }];
        let row = Row { text: b"SAPOSS\tOSS", cells: &cells, segments: &segments, charset: Charset::Utf8 };
        let record = Told(&row);
        let cut = CutRow::of(&record, &row, false)?;
        let owned = |value: Value<'_>| match value {
            Value::Text(text) => Value::Text(text.into_owned().into()),
            Value::Cut(text) => Value::Cut(text.into_owned().into()),
            Value::Unknown(why) => Value::Unknown(why),
            Value::Flag(flag) => Value::Flag(flag),
            value => panic!("{value:?}"),
        };
        Some((0..4).map(|index| owned(cut.field(index).value)).collect())
    }

    #[test]
    fn only_what_stands_last_in_the_last_row_is_in_doubt() {
        let expected = [
            Value::Text(b"SAPOSS".as_slice().into()),
            Value::Cut(b"OSS".as_slice().into()),
            Value::Unknown(CUT),
            Value::Flag(true),
        ];
        assert_eq!(values(2, true).unwrap(), expected);
    }

    #[test]
    fn blanks_behind_the_last_value_do_not_make_it_whole() {
        let cells = [Cell { start: 0, end: 7, ends_file: true, ..Cell::default() }];
        let segments = [Segment { offset: 0, line: 5, column: 1, one_column: false }];
        let row = Row { text: b"failed, ", cells: &cells, segments: &segments, charset: Charset::Utf8 };
        let record = Told(&row);
        assert_eq!(CutRow::of(&record, &row, false).unwrap().field(0).value, Value::Cut(b"failed, ".as_slice().into()));
    }

    #[test]
    fn what_must_not_be_shown_of_a_row_must_not_be_of_a_cut_one() {
        let cells = [Cell { start: 0, end: 6, ends_file: true, ..Cell::default() }];
        let segments = [Segment { offset: 0, line: 2, column: 1, one_column: false }];
        let row = Row { text: b"SAPOSS\tOSS", cells: &cells, segments: &segments, charset: Charset::Utf8 };
        let record = Told(&row);
        let cut = CutRow::of(&record, &row, false).unwrap();
        assert_eq!((cut.secrets(), cut.harmless()), (record.secrets(), record.harmless()));
        assert_eq!([0, 1].map(|index| cut.hides(index)), [false, true]);
    }

    #[test]
    fn the_first_line_of_a_later_part_of_a_file_is_not_its_first() {
        let cells = [Cell { start: 0, end: 6, ends_file: true, ..Cell::default() }];
        let segments = [Segment { offset: 0, line: 1, column: 1, one_column: false }];
        let row = Row { text: b"SAPOSS", cells: &cells, segments: &segments, charset: Charset::Utf8 };
        let record = Told(&row);
        assert!(CutRow::of(&record, &row, true).is_some() && CutRow::of(&record, &row, false).is_none());
    }

    #[test]
    fn a_row_with_its_line_end_and_a_file_of_one_line_are_as_they_are() {
        assert_eq!(values(2, false), None);
        assert_eq!(values(1, true), None);
    }
}
