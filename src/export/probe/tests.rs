use proptest::prelude::*;

use super::*;
use crate::input::Charset;
use crate::layout::{Cell, Segment};

proptest! {
    #[test]
    fn no_reader_takes_a_heading_that_is_said_not_to_be_its_own(
        titles in proptest::collection::vec((any::<usize>(), any::<usize>(), any::<usize>(), 0..4), 1..12),
        own in proptest::option::of(any::<usize>()),
        called in any::<bool>(),
    ) {
        // Titles of one export, or of several; some cut.
        let tables: Vec<&Export> = EXPORTS.iter().copied().filter(|export| !export.columns.is_empty()).collect();
        let cells: Vec<(String, bool)> = titles.iter().map(|(table, column, label, cut)| {
            let columns = tables[own.unwrap_or(*table) % tables.len()].columns;
            let column = &columns[column % columns.len()];
            let labels: Vec<&str> = [column.name].iter().chain(column.labels).chain(column.generic).copied().collect();
            let label = labels[label % labels.len()];
            let length = label.char_indices().map(|(at, _)| at).nth(6).filter(|_| *cut == 0).unwrap_or(label.len());
            (label[..length].to_owned(), *cut == 0)
        }).collect();
        let text: String = cells.iter().map(|(title, _)| format!("{title}\t")).collect();
        let mut start = 0;
        let cells: Vec<Cell> = cells.iter().map(|(title, fills_column)| {
            let cell = Cell { start, end: start + title.len(), fills_column: *fills_column, ..Cell::default() };
            start = cell.end + 1;
            cell
        }).collect();
        let segments = [Segment { offset: 0, line: 1, column: 1, one_column: false }];
        let row = Row { text: text.as_bytes(), cells: &cells, segments: &segments, charset: Charset::Utf8 };
        for export in tables {
            let candidate = Candidate { export, reader: None };
            let name = export.names.first().filter(|_| called).copied().unwrap_or("list");
            let mut reader = (export.open)(&FileContext::new(name, &crate::layout::tabs::LAYOUT, false));
            let taken = reader.heading(&row, &mut NoRecords);
            prop_assert!(!taken || called || candidate.may_be_under(&Titles::of(&row)), "{}: {text}", export.kind);
        }
    }
}

#[test]
fn the_name_of_a_table_is_found_in_titles() {
    for (title, table) in [
        ("Table:          RFCDES", Some("RFCDES")),
        ("Tabelle:\t\t\tCVERS", Some("CVERS")),
        ("Tabela: TBTCO", Some("TBTCO")),
        ("\"Table:\";CVERS;", Some("CVERS")),
        ("Data Browser: Table TBTCP Select Entries       34", Some("TBTCP")),
        ("Table: what we have", None),
        ("Table of places", None),
        ("Notes: TBTCO", None),
    ] {
        assert_eq!(table_name(title).as_deref(), table, "{title}");
    }
}

#[test]
fn what_goes_on_behind_a_secret_is_no_title() {
    let as_shown = |titles: &[&str]| {
        let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        shown(&titles).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(as_shown(&["Name", "Telefon", "RFCDEST"]), ["Name", "Telefon", "RFCDEST"]);
    assert_eq!(as_shown(&["H=erp,U=B,v=Herbst", "Winter,H=x", "RFCDEST"]), ["****", "****", "RFCDEST"]);
    assert_eq!(as_shown(&["Kennwort: Herbst", "Winter"]), ["****", "****"]);
}
