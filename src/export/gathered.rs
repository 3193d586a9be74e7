//! A record whose values stand on several lines of a plain text: keeps the lines it needs, and is one row of them.
//!
//! What a line says is the export's to know.

use std::borrow::Cow;
use std::ops::Range;

use super::{Field, FieldSpec, Record, RecordSink, Value};
use crate::input::Charset;
use crate::layout::{Cell, Row, Segment};

/// A record has no more lines than these: a text that says one thing over and over is held in little memory.
const MOST_LINES: usize = 32;

/// A record in the making.
pub(super) struct Gathered {
    fields: Vec<Field<'static>>,
    text: Vec<u8>,
    segments: Vec<Segment>,
    charset: Charset,
    /// The file ends with the line that was kept last, without a line end.
    ends_file: bool,
}

impl Gathered {
    /// A record of which nothing is known yet; `missing` says why of what is not found.
    pub fn new(fields: &[FieldSpec], missing: &'static str) -> Self {
        let fields = fields.iter().map(|_| Field::unknown(missing)).collect();
        Self { fields, text: Vec::new(), segments: Vec::new(), charset: Charset::Utf8, ends_file: false }
    }

    /// Gives a field its value, which stands at this range of the row's text.
    pub fn set(&mut self, field: usize, value: Value<'static>, row: &Row<'_>, at: Range<usize>) {
        let span = self.keep(row).map(|offset| at.start + offset..at.end + offset);
        self.settle(field, value, span);
    }

    /// Gives a field its value as text, in the row's charset.
    pub fn set_text(&mut self, field: usize, value: impl Into<Vec<u8>>, row: &Row<'_>, at: Range<usize>) {
        let value = value.into();
        let value = if value.is_empty() { Value::Absent } else { Value::Text(Cow::Owned(value)) };
        self.set(field, value, row, at);
    }

    /// Gives a field the text that stands at this range of the row's.
    pub fn set_part(&mut self, field: usize, row: &Row<'_>, at: Range<usize>) {
        self.set_text(field, row.text.get(at.clone()).unwrap_or_default(), row, at);
    }

    /// Gives a field a value that was derived from what stands at this range of the record's text.
    pub fn settle(&mut self, field: usize, value: Value<'static>, span: Option<Range<usize>>) {
        if let Some(field) = self.fields.get_mut(field) {
            *field = Field { value, span };
        }
    }

    /// Gives a field a value that stands nowhere.
    pub fn assume(&mut self, field: usize, value: Value<'static>) {
        self.settle(field, value, None);
    }

    /// The field was set, to whatever value.
    pub fn is_known(&self, field: usize) -> bool {
        self.fields.get(field).is_some_and(|field| !matches!(field.value, Value::Unknown(_)))
    }

    /// The value of a field.
    pub fn value(&self, field: usize) -> &Value<'static> {
        self.fields.get(field).map_or(&Value::Absent, |field| &field.value)
    }

    /// Keeps the row's line, and says where its text begins in the record's; none if it has enough of them.
    pub fn keep(&mut self, row: &Row<'_>) -> Option<usize> {
        if let Some(last) = self.segments.last()
            && last.line == row.line()
        {
            return Some(last.offset);
        }
        if self.segments.len() >= MOST_LINES {
            return None;
        }
        let offset = self.text.len();
        self.text.extend_from_slice(row.text);
        self.charset = row.charset;
        self.ends_file = row.cells.iter().any(|cell| cell.ends_file);
        let first = row.segments.first().copied();
        self.segments
            .push(Segment { offset, ..first.unwrap_or(Segment { offset, line: 1, column: 1, one_column: false }) });
        Some(offset)
    }

    /// Line of the file in which the record begins.
    pub fn first_line(&self) -> u64 {
        self.segments.first().map_or(1, |segment| segment.line)
    }

    /// Hands the record out.
    pub fn hand(&self, sink: &mut dyn RecordSink) {
        let end = self.segments.get(1).map_or(self.text.len(), |second| second.offset);
        let cells = [Cell { start: 0, end, ends_file: self.ends_file, ..Cell::default() }];
        let row = Row { text: &self.text, cells: &cells, segments: &self.segments, charset: self.charset };
        sink.record(self, &row);
    }
}

/// A line in which every byte beyond ASCII is a question mark, so that a place in it is the same place in the row's text.
pub(super) fn ascii(text: &[u8]) -> Cow<'_, str> {
    let shown = |byte: &u8| if byte.is_ascii() { char::from(*byte) } else { '?' };
    match std::str::from_utf8(text) {
        Ok(line) if text.is_ascii() => Cow::Borrowed(line),
        _ => Cow::Owned(text.iter().map(shown).collect()),
    }
}

impl Record for Gathered {
    fn field(&self, index: usize) -> Field<'_> {
        self.fields.get(index).cloned().unwrap_or_else(Field::absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::FieldKind;

    const FIELDS: &[FieldSpec] = &[FieldSpec::new("it", FieldKind::Text, "something")];

    #[test]
    fn a_text_that_says_one_thing_over_and_over_takes_little_memory() {
        let mut record = Gathered::new(FIELDS, "not told");
        for line in 1..=10_000 {
            let segments = [Segment { offset: 0, line, column: 1, one_column: false }];
            let row = Row { text: b"it is so", cells: &[], segments: &segments, charset: Charset::Utf8 };
            record.set_part(0, &row, 6..8);
        }
        assert_eq!((record.segments.len(), record.text.len()), (MOST_LINES, MOST_LINES * 8));
        assert_eq!(record.value(0), &Value::Text(b"so".as_slice().into()));
    }

    #[test]
    fn bytes_beyond_ascii_keep_their_places() {
        assert_eq!(ascii(b"Ger\xE4t"), "Ger?t");
        assert_eq!(ascii("Ger\u{e4}t".as_bytes()), "Ger??t");
    }
}
