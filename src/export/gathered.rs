//! For tests of exports: reads text or made-up tables with an export's reader and keeps all it is given.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Export, FileContext, Head, LinesMatch, Record, RecordSink, Value, display};
use crate::input::lines::for_each_line;
use crate::input::{Charset, Encoding};
use crate::layout::key_value::KeyValue;
use crate::layout::profile::Profile;
use crate::layout::text::Text;
use crate::layout::{Cell, Flaw, Layout, LineLayout, Row, Segment};

/// All that a reader gave.
#[derive(Default)]
pub(super) struct Gathered {
    fields: &'static [super::FieldSpec],
    /// Of each record: fields by name; `?` and the reason for unknown ones, absent ones left out.
    pub(super) records: Vec<BTreeMap<&'static str, String>>,
    /// Of each record: the texts that the fields' places hold.
    pub(super) places: Vec<BTreeMap<&'static str, String>>,
    /// Of each record: what must not be shown.
    pub(super) secrets: Vec<Vec<String>>,
    pub(super) headings: Vec<String>,
    pub(super) flaws: Vec<Flaw>,
    pub(super) facts: Vec<(&'static str, String)>,
}

impl Gathered {
    /// One field of all records; empty where it is absent.
    pub(super) fn all(&self, field: &str) -> Vec<&str> {
        self.records.iter().map(|record| record.get(field).map_or("", String::as_str)).collect()
    }

    /// The last value of a fact.
    pub(super) fn fact(&self, name: &str) -> Option<&str> {
        self.facts.iter().rev().find(|(fact, _)| *fact == name).map(|(_, value)| value.as_str())
    }
}

impl RecordSink for Gathered {
    fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        let (mut values, mut places) = (BTreeMap::new(), BTreeMap::new());
        for (index, spec) in self.fields.iter().enumerate() {
            let field = record.field(index);
            if let Value::Unknown(why) = field.value {
                values.insert(spec.name, format!("?{why}"));
            } else if let Some(text) = display(&field.value, row.charset) {
                values.insert(spec.name, text);
            }
            if let Some(span) = field.span {
                places.insert(spec.name, row.charset.decode(&row.text[span]).into_owned());
            }
        }
        self.records.push(values);
        self.places.push(places);
        self.secrets
            .push(record.secrets().into_iter().map(|part| row.charset.decode(&row.text[part]).into_owned()).collect());
    }

    fn heading(&mut self, row: &Row<'_>) {
        self.headings.push(row.charset.decode(row.text).into_owned());
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.flaws.push(flaw);
    }

    fn fact(&mut self, name: &'static str, value: &str) {
        self.facts.push((name, value.to_owned()));
    }
}

/// What the export says of a file with this text.
pub(super) fn recognise(export: &Export, name: &str, text: &str) -> LinesMatch {
    let lines: Vec<Cow<'_, str>> = text.lines().take(100).map(Cow::Borrowed).collect();
    export.lines.map_or(LinesMatch::No, |recognise| recognise(&Head { name, lines: &lines }))
}

/// The layout in which the export takes a file with this text.
pub(super) fn layout_of(export: &Export, name: &str, text: &str) -> Option<Layout> {
    match recognise(export, name, text) {
        LinesMatch::Yes(layout) => Some(layout),
        LinesMatch::No | LinesMatch::Akin(_) => None,
    }
}

/// Reads a file that is no table.
pub(super) fn read(export: &'static Export, name: &str, bytes: &[u8], layout: Layout) -> Gathered {
    let mut lines: Box<dyn LineLayout> = match layout {
        Layout::Profile => Box::new(Profile::default()),
        Layout::KeyValue => Box::new(KeyValue::default()),
        _ => Box::new(Text),
    };
    let mut found = Gathered { fields: export.fields, ..Gathered::default() };
    let mut reader = (export.open)(&FileContext { name, layout, forced: false }, &mut found);
    for_each_line(bytes, Encoding::detect(bytes, true), 64, &mut |line| lines.line(line, &mut *reader)).unwrap();
    lines.end(&mut *reader);
    reader.end();
    drop(reader);
    found
}

/// Reads a table whose cells are as wide as they are long; in a cell that ends in `~` the text fills its column.
/// A row of one cell is a title.
pub(super) fn read_table(export: &'static Export, layout: Layout, table: &[&[&str]]) -> Gathered {
    let mut found = Gathered { fields: export.fields, ..Gathered::default() };
    let mut reader = (export.open)(&FileContext { name: "list.txt", layout, forced: false }, &mut found);
    let mut begun = false;
    for (index, row) in table.iter().enumerate() {
        let (mut text, mut cells) = (Vec::new(), Vec::new());
        for cell in *row {
            text.push(b'|');
            let (start, shown) = (text.len(), cell.trim_end_matches('~'));
            text.extend_from_slice(shown.as_bytes());
            cells.push(Cell { start, end: text.len(), fills_column: shown != *cell, ..Cell::default() });
        }
        let segments = [Segment { offset: 0, line: index as u64 + 1, column: 1, one_column: false }];
        let row = Row { text: &text, cells: &cells, segments: &segments, charset: Charset::Utf8 };
        match (cells.len(), begun) {
            (1, _) => reader.title(&row),
            (_, false) => begun = reader.heading(&row),
            (_, true) => reader.row(&row),
        }
    }
    reader.end();
    drop(reader);
    found
}

/// A real sample, if the samples are at hand: beside the project, or where `BASISLINT_SAMPLES` says.
pub(super) fn sample(path: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("BASISLINT_SAMPLES").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples"),
        std::path::PathBuf::from,
    );
    std::fs::read(folder.join(path)).ok()
}
