use super::*;

const COLUMNS: &[Column] = &[
    Column { name: "RFCDEST", labels: &["RFC Destination"], required: true, generic: &[] },
    Column { name: "RFCTYPE", labels: &["Connection Type", "Verbindungstyp"], required: false, generic: &[] },
];

fn take(line: &str) -> Option<String> {
    HeadLines::default().take(line, 1, COLUMNS, true)
}

#[test]
fn selections_are_told_in_many_ways() {
    for line in [
        "RFCTYPE = 3",
        "RFCTYPE EQ 3",
        "RFCDEST CP SAP*",
        "RFC Destination LIKE 'SAP%'",
        "Verbindungstyp ist gleich 3",
        "Connection Type: 3",
        "RFCTYPE\t:\tH",
        "Filter: RFCTYPE = 3",
        "Filter criteria: Status equal to Canceled",
        "Filterkriterien: Typ 3",
        "Filter active",
        "Selection: RFCTYPE 3",
        "Selected client: 100",
        "SELECT RFCDEST FROM RFCDES WHERE RFCTYPE = '3'",
        "# select top 100 * from rfcdes",
        "10 of 40 entries displayed",
        "Entries 1 - 100 of 2,000",
        "Einträge: 10 von 40",
        "Only the first 200 hits were selected",
    ] {
        assert!(take(line).is_some(), "{line}");
    }
}

#[test]
fn other_titles_are_no_selection() {
    for line in [
        "Table:          RFCDES",
        "Displayed Fields:   3 of   3  Fixed Columns:    1  List Width 0250",
        "Angezeigte Felder:   3 von   3  Feststehende Führungsspalten: 1  Listbreite 0250",
        "Page 1 of 2",
        "22.11.2026   Dynamic List Display   1",
        "System: PRD",
        "RFCTYPE = *",
        "Connection Type:",
        "Filter: none",
        "Selection criteria: *",
        "Selection criteria",
        "40 of 40 entries",
        "Selected entries: 12",
        "SELECT * FROM RFCDES",
        "Maximum No. of Hits 200",
        "",
    ] {
        assert_eq!(take(line), None, "{line}");
    }
}

#[test]
fn a_list_as_long_as_was_asked_for_or_shorter_than_was_told_is_not_whole() {
    let lacks = |line: &str, rows| {
        let mut lines = HeadLines::default();
        assert_eq!(lines.take(line, 1, COLUMNS, true), None, "{line}");
        lines.lacks(rows).is_some()
    };
    for line in ["Maximum no. of hits   200", "Maximale Trefferzahl: 200", "Max. number of hits : 200"] {
        assert_eq!([lacks(line, 199), lacks(line, 200)], [false, true], "{line}");
    }
    for line in ["Number of hits: 12", "Anzahl Treffer   12", "12 entries found", "12 Einträge"] {
        assert_eq!([lacks(line, 11), lacks(line, 12), lacks(line, 13)], [true, false, false], "{line}");
    }
}

#[test]
fn a_table_with_as_many_entries_as_se16_shows_if_nobody_changes_it_is_not_whole() {
    let lacks = |titles: &[&str], is_table, line: &str, rows| {
        let mut lines = HeadLines::default();
        lines.take(line, 1, COLUMNS, true);
        lines.titles(titles.iter().copied(), 3, COLUMNS, is_table);
        lines.lacks(rows).map(|(_, line)| line)
    };
    let (technical, labels): (&[&str], &[&str]) = (&["RFCDEST", "RFCTYPE", "X"], &["RFC Destination", "RFCTYPE"]);
    for rows in [200, 500] {
        assert_eq!([lacks(technical, false, "", rows), lacks(labels, true, "", rows)], [Some(3); 2]);
        assert_eq!(lacks(labels, false, "", rows), None, "SM59 and SM37 cut no lists there");
        assert_eq!(lacks(technical, true, &format!("{rows} entries found"), rows), None);
        assert_eq!(lacks(technical, true, "Maximum No. of Hits 1000", rows), None);
        assert_eq!([lacks(technical, true, "", rows - 1), lacks(technical, true, "", rows + 1)], [None; 2]);
    }
}

#[test]
fn a_head_may_say_that_there_is_nothing() {
    for line in [
        "0 entries",
        "Number of hits: 0",
        "No data",
        "List contains no data",
        "Es wurden keine Werte gefunden",
        "*** No entries ***",
    ] {
        let mut lines = HeadLines::default();
        lines.take(line, 1, COLUMNS, true);
        assert!(lines.is_empty(), "{line}");
    }
}
