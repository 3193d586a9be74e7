//! Rows by hand, and a sink that keeps what a reader finds: for the tests of exports.

use std::ops::Range;

use crate::input::Charset;
use crate::layout::{Cell, Flaw, Layout, Row, Segment};

use super::{Export, FileContext, Record, RecordSink, Value};

/// A row that owns its text.
pub struct TestRow {
    text: Vec<u8>,
    cells: Vec<Cell>,
    charset: Charset,
}

impl TestRow {
    /// A line of a list with bars; a cell without a blank at its end fills its column.
    pub fn list(line: &[u8], charset: Charset) -> Self {
        Self::split(line.strip_suffix(b"|").unwrap_or(line), b'|', 1, charset)
    }

    /// A line of text with tabs, without an empty first column.
    pub fn tabs(line: &str) -> Self {
        let mut row = Self::split(line.as_bytes(), b'\t', 0, Charset::Utf8);
        row.cells.iter_mut().for_each(|cell| cell.fills_column = false);
        row
    }

    fn split(line: &[u8], delimiter: u8, skip: usize, charset: Charset) -> Self {
        let mut start = 0;
        let mut cells = Vec::new();
        for raw in line.split(|byte| *byte == delimiter) {
            let begin = start + (raw.len() - raw.trim_ascii_start().len());
            let end = begin + raw.trim_ascii().len();
            let fills_column = raw.last().is_some_and(|byte| *byte != b' ');
            cells.push(Cell { start: begin, end, fills_column, ..Cell::default() });
            start += raw.len() + 1;
        }
        Self { text: line.to_vec(), cells: cells.split_off(skip), charset }
    }

    pub fn doubled_quotes(mut self) -> Self {
        self.cells.iter_mut().for_each(|cell| cell.doubled_quotes = true);
        self
    }

    pub fn with<T>(&self, then: impl FnOnce(&Row<'_>) -> T) -> T {
        let segments = [Segment { offset: 0, line: 7, column: 1, one_column: false }];
        then(&Row { text: &self.text, cells: &self.cells, segments: &segments, charset: self.charset })
    }
}

/// What a reader found.
#[derive(Default)]
pub struct Collected {
    fields: &'static [super::FieldSpec],
    pub records: Vec<Found>,
    pub headings: usize,
    pub flaws: Vec<Flaw>,
}

/// A record with all its fields as text: `-` is absent, `?` and a phrase is unknown.
pub struct Found {
    names: &'static [super::FieldSpec],
    text: String,
    values: Vec<(String, Option<Range<usize>>)>,
    pub secrets: Vec<String>,
}

impl Found {
    pub fn value(&self, field: &str) -> &str {
        &self.get(field).0
    }

    /// The text at the field's place.
    pub fn place(&self, field: &str) -> &str {
        self.get(field).1.clone().map_or("", |span| &self.text[span])
    }

    pub fn is_unknown(&self, field: &str) -> bool {
        self.value(field).starts_with('?')
    }

    pub fn all(&self) -> String {
        self.values.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>().join("\n")
    }

    fn get(&self, field: &str) -> &(String, Option<Range<usize>>) {
        let index = self.names.iter().position(|spec| spec.name == field).unwrap();
        &self.values[index]
    }
}

impl RecordSink for Collected {
    fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        let text = row.charset.decode(row.text).into_owned();
        let values = (0..self.fields.len()).map(|index| {
            let field = record.field(index);
            let value = match &field.value {
                Value::Unknown(why) => format!("?{why}"),
                Value::Absent => "-".to_owned(),
                value => super::display(value, row.charset).unwrap_or_default(),
            };
            if let Some(span) = &field.span {
                assert!(
                    span.start <= span.end && span.end <= row.text.len(),
                    "{span:?} of {}",
                    self.fields[index].name
                );
            }
            (value, field.span)
        });
        let secrets = record.secrets().into_iter().map(|range| row.charset.decode(&row.text[range]).into_owned());
        self.records.push(Found { names: self.fields, text, values: values.collect(), secrets: secrets.collect() });
    }

    fn heading(&mut self, _row: &Row<'_>) {
        self.headings += 1;
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.flaws.push(flaw);
    }

    fn fact(&mut self, _name: &'static str, _value: &str) {}
}

/// Reads titles, then a heading, then rows. Nothing is found if the heading is not taken.
pub fn read(
    export: &'static Export,
    layout: Layout,
    forced: bool,
    titles: &[TestRow],
    heading: &TestRow,
    rows: &[TestRow],
) -> Collected {
    let mut collected = Collected { fields: export.fields, ..Collected::default() };
    let mut reader = (export.open)(&FileContext { name: "export.txt", layout, forced }, &mut collected);
    for title in titles {
        title.with(|row| reader.title(row));
    }
    if heading.with(|row| reader.heading(row)) {
        for row in rows {
            row.with(|row| reader.row(row));
        }
    }
    drop(reader);
    collected
}
