//! A record made of values that stand at several places of a file, as a row of these values.

use std::ops::Range;

use super::fields::FIELDS;
use crate::export::{Field, Record, RecordSink, Value};
use crate::input::Charset;
use crate::layout::{Cell, Row, Segment};

/// A value of a file, and where it stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    pub text: String,
    /// Line and column.
    pub place: (u64, u64),
    /// The file breaks off in it.
    pub is_cut: bool,
}

impl Kept {
    /// What a cell of a row holds.
    pub fn of(row: &Row<'_>, cell: usize) -> Self {
        let place = row.position(row.cell(cell).start);
        Self { text: row.text_of(cell), place, is_cut: crate::export::cell::may_go_on(row.cell(cell)) }
    }
}

/// What stands between two values.
const BETWEEN: &[u8] = b" | ";

const CUT: &str = "the file is cut before it";

/// A record, and its row.
pub(super) struct Made {
    text: Vec<u8>,
    segments: Vec<Segment>,
    cells: Vec<Cell>,
    fields: Vec<Field<'static>>,
}

impl Made {
    /// A record of this kind, of which all else is absent.
    pub fn new(record: &'static str) -> Self {
        let mut fields = vec![Field::absent(); FIELDS.len()];
        fields[super::fields::RECORD] = Field::word(record, None);
        Self { text: Vec::new(), segments: Vec::new(), cells: Vec::new(), fields }
    }

    /// Writes a value into the row.
    pub fn write(&mut self, kept: &Kept) -> Range<usize> {
        if !self.segments.is_empty() {
            self.text.extend_from_slice(BETWEEN);
        }
        let (start, (line, column)) = (self.text.len(), kept.place);
        self.segments.push(Segment { offset: start, line, column, one_column: true });
        self.text.extend_from_slice(kept.text.as_bytes());
        self.cells.push(Cell { start, end: self.text.len(), ..Cell::default() });
        start..self.text.len()
    }

    /// Gives a field the value that stands there.
    pub fn set(&mut self, field: usize, kept: &Kept) {
        let span = self.write(kept);
        let text = || kept.text.clone().into_bytes().into();
        let value = match (kept.text.is_empty(), kept.is_cut) {
            (true, true) => Value::Unknown(CUT),
            (true, false) => Value::Absent,
            (false, true) => Value::Cut(text()),
            (false, false) => Value::Text(text()),
        };
        self.settle(field, Field { value, span: Some(span) });
    }

    /// Gives a field the value that stands there; without one it is absent, or unknown if the file is cut before it.
    pub fn set_or_missing(&mut self, field: usize, kept: Option<&Kept>, is_cut: bool) {
        match kept {
            Some(kept) => self.set(field, kept),
            None if is_cut => self.settle(field, Field::unknown(CUT)),
            None => {}
        }
    }

    /// Gives a field a text that does not stand in the file.
    pub fn name(&mut self, field: usize, name: &str) {
        let value = if name.is_empty() { Value::Absent } else { Value::Text(name.as_bytes().to_vec().into()) };
        self.settle(field, Field { value, span: None });
    }

    /// Gives a field this value.
    pub fn settle(&mut self, field: usize, value: Field<'static>) {
        if let Some(field) = self.fields.get_mut(field) {
            *field = value;
        }
    }

    /// Hands the record out.
    pub fn hand(&self, sink: &mut dyn RecordSink) {
        let (text, segments) = (&self.text, &self.segments);
        sink.record(self, &Row { text, cells: &self.cells, segments, charset: Charset::Utf8 });
    }
}

impl Record for Made {
    fn field(&self, index: usize) -> Field<'_> {
        self.fields.get(index).cloned().unwrap_or_else(Field::absent)
    }
}
