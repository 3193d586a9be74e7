//! For tests of exports: reads text in its layout, or rows made by hand, with an export's reader and keeps all it is given.
//!
//! Rows are made by hand where the flags of a cell are the point, or what a layout would keep from the reader.

use std::borrow::Cow;

use super::recognise::{self, Whole};
use super::{Export, Fact, FieldSpec, FileContext, Head, LinesMatch, Record, RecordSink, Records, Value, display};
use crate::input::blocks::for_each_block;
use crate::input::{Charset, Encoding, Place};
use crate::layout::{Cell, Flaw, Halt, Layout, Row, RowSink, Segment, sap_list, tabs};

/// All that a reader gave.
#[derive(Default)]
pub(super) struct Found {
    fields: &'static [FieldSpec],
    pub(super) records: Vec<FoundRecord>,
    pub(super) headings: Vec<String>,
    pub(super) flaws: Vec<Flaw>,
    pub(super) facts: Vec<(&'static str, String)>,
}

/// A record with the values and places of all its fields as text.
pub(super) struct FoundRecord {
    fields: &'static [FieldSpec],
    values: Vec<String>,
    places: Vec<String>,
    /// What must not be shown.
    pub(super) secrets: Vec<String>,
    /// The certificate that it is of.
    pub(super) der: Option<Vec<u8>>,
}

impl FoundRecord {
    /// The field's value: `-` if it is absent, `?` and the reason if it is unknown.
    pub(super) fn value(&self, field: &str) -> &str {
        &self.values[self.index(field)]
    }

    /// The text at the field's place; `-` if it has none.
    pub(super) fn place(&self, field: &str) -> &str {
        &self.places[self.index(field)]
    }

    pub(super) fn is_unknown(&self, field: &str) -> bool {
        self.value(field).starts_with('?')
    }

    /// The values of all fields.
    pub(super) fn shown(&self) -> String {
        self.values.join("\n")
    }

    fn index(&self, field: &str) -> usize {
        self.fields.iter().position(|spec| spec.name == field).unwrap()
    }
}

impl Found {
    /// One field's value in all records.
    pub(super) fn all(&self, field: &str) -> Vec<&str> {
        self.records.iter().map(|record| record.value(field)).collect()
    }

    /// What must not be shown of each record.
    pub(super) fn secrets(&self) -> Vec<&[String]> {
        self.records.iter().map(|record| record.secrets.as_slice()).collect()
    }

    /// The last value of a fact.
    pub(super) fn fact(&self, name: &str) -> Option<&str> {
        self.facts.iter().rev().find(|(fact, _)| *fact == name).map(|(_, value)| value.as_str())
    }
}

impl RecordSink for Found {
    fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        // A place outside the row's text panics here, and fails its test.
        let at = |place| row.charset.decode(&row.text[place]).into_owned();
        let (mut values, mut places) = (Vec::new(), Vec::new());
        for index in 0..self.fields.len() {
            let field = record.field(index);
            values.push(match &field.value {
                Value::Unknown(why) => format!("?{why}"),
                Value::Absent => "-".to_owned(),
                value => display(value, row.charset).unwrap_or_default(),
            });
            places.push(field.span.map_or_else(|| "-".to_owned(), at));
        }
        let secrets = record.secrets().into_iter().map(at).collect();
        let der = record.der().map(<[u8]>::to_vec);
        self.records.push(FoundRecord { fields: self.fields, values, places, secrets, der });
    }

    fn heading(&mut self, row: &Row<'_>) {
        self.headings.push(row.charset.decode(row.text).into_owned());
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.flaws.push(flaw);
    }

    fn fact(&mut self, fact: Fact<'_>) {
        self.facts.push(match fact {
            Fact::Level(level) => ("level", level.to_owned()),
            Fact::Instance(name) => ("instance", name.to_owned()),
            Fact::InstanceOfRows(name) => ("instance-of-rows", name.to_owned()),
            Fact::Whole(whole) => ("whole", if whole { "yes" } else { "no" }.to_owned()),
            Fact::Part(part) => ("part", part.to_owned()),
        });
    }
}

/// A file whose kind is not forced.
pub(super) fn file<'a>(name: &'a str, layout: &'static Layout) -> FileContext<'a> {
    FileContext::new(name, layout, false)
}

/// Reads the lines of a file.
pub(super) fn read(export: &'static Export, file: &FileContext<'_>, bytes: &[u8]) -> Found {
    let mut layout = file.layout.lines().unwrap();
    read_with(export, file, |reader| {
        for_each_block(bytes, Encoding::detect(bytes, true), &mut |block| layout.block(block, reader));
        layout.end(reader);
    })
}

/// Reads whole lines of text with tabs.
pub(super) fn tabs(export: &'static Export, lines: &[&str]) -> Found {
    read(export, &file("list.txt", &tabs::LAYOUT), whole_lines(lines).as_bytes())
}

/// Reads rows as text with tabs; a row of one cell is a title.
pub(super) fn table(export: &'static Export, rows: &[&[&str]]) -> Found {
    let lines: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
    tabs(export, &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Reads a list with bars: a title, if it is not empty, then heading and rows between rulers.
pub(super) fn list(export: &'static Export, title: &str, lines: &[&[u8]]) -> Found {
    let ruler: &[u8] = &b"-".repeat(lines[0].len());
    let mut all = vec![title.as_bytes(), ruler, lines[0], ruler];
    all.extend(&lines[1..]);
    all.extend([ruler, b""]);
    read(export, &file("list.txt", &sap_list::LAYOUT), &all.join(&b'\n'))
}

/// Lines with their line ends.
pub(super) fn whole_lines(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// A row by hand.
pub(super) struct TestRow {
    text: String,
    cells: Vec<Cell>,
}

impl TestRow {
    /// A row of the cells between tabs, with no flag set.
    pub(super) fn of(line: &str) -> Self {
        let mut start = 0;
        let mut cells = Vec::new();
        for value in line.split('\t') {
            cells.push(Cell { start, end: start + value.len(), ..Cell::default() });
            start += value.len() + 1;
        }
        Self { text: line.to_owned(), cells }
    }

    /// The row with a cell's flags changed.
    pub(super) fn with_cell(mut self, index: usize, change: impl FnOnce(&mut Cell)) -> Self {
        change(&mut self.cells[index]);
        self
    }
}

/// Reads rows by hand, one on each line. Those of one cell are titles; the others are offered as headings until one is
/// taken.
pub(super) fn read_rows(export: &'static Export, file: &FileContext<'_>, rows: &[TestRow]) -> Found {
    read_with(export, file, |reader| {
        let mut begun = false;
        for (line, row) in (1..).zip(rows) {
            let segments = [Segment { offset: 0, line, column: 1, one_column: false }];
            let row = Row { text: row.text.as_bytes(), cells: &row.cells, segments: &segments, charset: Charset::Utf8 };
            match (row.cells.len(), begun) {
                (1, _) => reader.title(&row),
                (_, false) => begun = reader.heading(&row),
                (_, true) => reader.row(&row),
            }
        }
    })
}

pub(super) fn read_with(export: &'static Export, file: &FileContext<'_>, feed: impl FnOnce(&mut dyn RowSink)) -> Found {
    let mut found = Found { fields: export.fields, ..Found::default() };
    let mut reader = (export.open)(file);
    let mut records = Records { reader: reader.as_mut(), sink: &mut found };
    feed(&mut records);
    records.end();
    found
}

/// Reads a file that is read as a whole, as one of this export; none if it is not recognised as one. Where reading ends before its
/// end is a flaw.
pub(super) fn read_whole(export: &'static Export, layout: &'static Layout, path: &str, bytes: &[u8]) -> Option<Found> {
    let mut opened = layout.whole().unwrap().open(bytes, path).ok().unwrap();
    match recognise::whole(path, layout, opened.as_mut(), None) {
        Whole::Export(found) if found.export.kind == export.kind => {}
        _ => return None,
    }
    let mut halt = None;
    let mut found = read_with(export, &file(path, layout), |rows| halt = opened.read(rows).err());
    let flaw = |Halt { line, column, message }| Flaw { line, column, message, incomplete: true };
    found.flaws.extend(halt.map(flaw));
    Some(found)
}

/// What the export says of a file with this text.
pub(super) fn recognise(export: &Export, name: &str, text: &str) -> LinesMatch {
    let lines: Vec<Cow<'_, str>> = text.lines().take(100).map(Cow::Borrowed).collect();
    export.lines.map_or(LinesMatch::No, |recognise| {
        recognise(&Head { name, place: Place::of(name), lines: &lines, layout: None, keys: &[], forced: false })
    })
}

/// The layout in which the export takes a file with this text.
pub(super) fn layout_of(export: &Export, name: &str, text: &str) -> Option<&'static Layout> {
    match recognise(export, name, text) {
        LinesMatch::Yes(layout) | LinesMatch::ByWords(layout) => Some(layout),
        LinesMatch::No | LinesMatch::Akin(_) => None,
    }
}
