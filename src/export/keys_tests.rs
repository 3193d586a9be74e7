//! An export whose files are JSON or XML: what reading them takes, shown by one that there is for tests alone.

use super::recognise::{self, Whole};
use super::testing::{file, read_with};
use super::{
    Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, Record, RecordSink,
};
use crate::layout::{Layout, Row, json, xml};

/// A trust store, as a service answers it.
static TRUST: Export = Export {
    kind: "trust-for-tests",
    title: "trust for tests",
    origin: "nowhere",
    role_sign: None,
    is_table: false,
    reach: Reach::Server,
    columns: &[],
    names: &[],
    by_rows: None,
    fields: &[
        FieldSpec::new("alias", FieldKind::Text, "alias"),
        FieldSpec::new("all", FieldKind::Text, "what is around it"),
    ],
    key: &["alias"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: &[],
};

const KEYS: [[&str; 2]; 2] =
    [["trustedBackends[].alias", "trustAllBackends"], ["backend/@alias", "trust/trustAllBackends"]];

fn recognise(head: &Head<'_>) -> LinesMatch {
    let has = |key: &str| head.keys.iter().flatten().any(|other| other == key);
    match head.layout {
        Some(layout) if KEYS.iter().any(|keys| has(keys[0])) => LinesMatch::Yes(layout),
        _ => LinesMatch::No,
    }
}

fn open(_: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Trust { cells: [0, 0] })
}

struct Trust {
    cells: [usize; 2],
}

impl Reader for Trust {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let cell = |key: &str| (0..row.cells.len()).find(|cell| row.text_of(*cell) == key);
        let found = KEYS.iter().find_map(|[own, around]| Some([cell(own)?, cell(around)?]));
        let Some(cells) = found else { return false };
        self.cells = cells;
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        sink.record(&Backend { row, cells: self.cells }, row);
    }
}

struct Backend<'r> {
    row: &'r Row<'r>,
    cells: [usize; 2],
}

impl Record for Backend<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        Field::of(self.row, self.row.cell(self.cells[index]))
    }
}

/// Alias and what is around it, of each record.
fn read(layout: &'static Layout, text: &str) -> Vec<(String, String)> {
    let mut opened = layout.whole().unwrap().open(text.as_bytes(), "PRD/trust").ok().unwrap();
    let found = match recognise::whole("PRD/trust", layout, opened.as_mut(), Some(&TRUST)) {
        Whole::Export(found) => found,
        Whole::Halted(_) | Whole::Report | Whole::Unknown(_) => panic!("{text}"),
    };
    assert_eq!((found.export.kind, found.layout), ("trust-for-tests", layout));
    let records = read_with(&TRUST, &file("trust", layout), |rows| opened.read(rows).unwrap());
    records.all("alias").into_iter().map(str::to_owned).zip(records.all("all").into_iter().map(str::to_owned)).collect()
}

#[test]
fn an_export_takes_the_rows_of_json_and_xml_by_their_keys() {
    let expected = [("erp.1", "false"), ("crm.1", "false")].map(|(alias, all)| (alias.to_owned(), all.to_owned()));
    let answer = r#"{"trustAllBackends":false,"trustedBackends":[{"alias":"erp.1"},{"alias":"crm.1"}]}"#;
    let backup =
        "<trust><trustAllBackends>false</trustAllBackends><backend alias='erp.1'/><backend alias='crm.1'/></trust>";
    assert_eq!(read(&json::LAYOUT, answer), expected);
    assert_eq!(read(&json::LAYOUT, &format!("HTTP/1.1 200 OK\r\n\r\n{answer}")), expected);
    assert_eq!(read(&xml::LAYOUT, backup), expected);
}

#[test]
fn json_and_xml_of_no_export_are_left_to_what_their_lines_tell() {
    for (layout, text) in [
        (&json::LAYOUT, r#"[{"RFCDEST":"A","RFCTYPE":"3","RFCOPTIONS":"H=a"}]"#),
        (&xml::LAYOUT, "<a><RFCDEST>A</RFCDEST></a>"),
    ] {
        let mut opened = layout.whole().unwrap().open(text.as_bytes(), "").ok().unwrap();
        assert!(
            matches!(recognise::whole("PRD/rfcdes", layout, opened.as_mut(), None), Whole::Unknown(None)),
            "{text}"
        );
    }
}
