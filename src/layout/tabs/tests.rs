use proptest::prelude::*;

use super::Tabs;
use crate::layout::testing::{Recorder, read, sample};

fn tabs(text: &str) -> Recorder {
    read(&mut Tabs::new(), text.as_bytes(), "RFCDEST")
}

/// A table as SE16 writes it; `rows` stand below heading and empty line.
fn rfcdes(rows: &str) -> Recorder {
    tabs(&format!("Table:\t\t\tRFCDES\r\nDisplayed Fields:\t\t\t3\tof\t3\r\n\r\n\tRFCDEST\tT\tOPTIONS\r\n\r\n{rows}"))
}

#[test]
fn rows_have_the_cells_of_the_heading_without_the_empty_first_column() {
    let found = rfcdes("\tSAPOSS\t3\tH=erp01\r\n\t  SÜD \t\tH=erp01.example.test\r\n");
    assert_eq!(found.headings, [["RFCDEST", "T", "OPTIONS"]]);
    assert_eq!(found.values(), [["SAPOSS", "3", "H=erp01"], ["SÜD", "", "H=erp01.example.test"]]);
    assert_eq!(found.rows[1].places, [(7, 4), (7, 9), (7, 10)], "a tab is one column, an umlaut too");
    assert_eq!(found.rows[0].text, "\tSAPOSS\t3\tH=erp01");
    assert_eq!(found.titles, [(1, "Table:\t\t\tRFCDES".to_owned()), (2, "Displayed Fields:\t\t\t3\tof\t3".to_owned())]);
    assert!(found.flaws.is_empty());
}

#[test]
fn the_empty_line_below_the_heading_may_be_missing() {
    assert_eq!(tabs("\tRFCDEST\tT\n\tA\t3\n").values(), [["A", "3"]]);
}

#[test]
fn the_first_column_need_not_be_empty() {
    let found = tabs("RFCDEST\tT\tT\nA\t3\tx\n\t\ty\n");
    assert_eq!(found.headings, [["RFCDEST", "T", "T"]], "titles may occur twice");
    assert_eq!(found.values(), [["A", "3", "x"], ["", "", "y"]]);
}

#[test]
fn columns_are_characters_in_windows_1252_too() {
    let text = encoding_rs::WINDOWS_1252.encode("\tRFCDEST\tText\n\tSÜD\tläuft “gut”\t\n").0;
    let found = read(&mut Tabs::new(), &text, "RFCDEST");
    assert_eq!(found.values(), [["SÜD", "läuft “gut”"]]);
    assert_eq!(found.rows[0].places, [(2, 2), (2, 6)]);
}

#[test]
fn a_legend_is_a_title() {
    let found = tabs("\" 3 ABAP, G HTTP \"\t\t\t\n\tRFCDEST\t\tT\n\tA\t\t3\n");
    assert_eq!(found.title_texts(), ["\" 3 ABAP, G HTTP \""]);
    assert_eq!(found.values(), [["A", "3"]]);
}

#[test]
fn spacers_are_no_columns() {
    let found = tabs("\tRFCDEST\t\tT\t\t\tOPTIONS\n\tA\t\t3\t\t\tH=a\n\tB\t\t\t\t\tH=b\n");
    assert_eq!(found.values(), [["A", "3", "H=a"], ["B", "", "H=b"]]);
    assert!(found.flaws.is_empty());
}

#[test]
fn rows_with_other_spacers_are_aligned_by_order_or_by_what_is_left() {
    let found = tabs("\tRFCDEST\t\tT\tUser\tText\t\t\tRC\n\tA\t\t3\tU\tt\t0\n\tB\t\t3\t\tt\t0\n");
    assert_eq!(found.values(), [["A", "3", "U", "t", "0"], ["B", "3", "", "t", "0"]]);
    assert_eq!(found.rows[1].places[4], (3, 10));
    assert!(found.flaws.is_empty(), "{:?}", found.flaws);
}

#[test]
fn cells_that_fit_in_more_than_one_way_are_a_flaw() {
    let found = tabs("RFCDEST\tT\tOPTIONS\nA\tx\nB\t3\tH=b\nC\t3\tH=c\tmore\n");
    assert_eq!(found.values(), [["A", "x", ""], ["B", "3", "H=b"], ["C", "3", "H=c"]]);
    assert_eq!(found.flaw_lines(), [(2, false), (4, true)], "a tab too many may have shifted any value");
    assert_eq!(found.rows[0].full, [false, false, true], "what is missing is not known to be empty");
    assert_eq!(found.rows[2].full, [true; 3]);
}

#[test]
fn values_without_a_title_are_mentioned_once() {
    let found = tabs("\t\tRFCDEST\n\t@1@\tA\n\t@2@\tB\n");
    assert_eq!(found.values(), [["A"], ["B"]]);
    assert_eq!(found.flaw_lines(), [(2, false)]);
}

#[test]
fn quotes_of_excel_are_taken_off_and_others_are_not() {
    let found = rfcdes("\tA\t3\t\"H=\"\"a\"\",S=1\"\n\tB\t3\t\"x\" y\n\tC\t3\t\"\"\n\tD\t3\t\"\n");
    let options: Vec<&str> = found.rows.iter().map(|row| row.values[2].as_str()).collect();
    assert_eq!(options, ["H=\"a\",S=1", "\"x\" y", "", "\""]);
    assert_eq!(found.rows[0].places[2], (6, 7));
}

#[test]
fn a_line_feed_in_a_cell_joins_lines_with_a_blank() {
    let found = rfcdes("\tA\t3\tH=a\n\tB\nC\t3\tH=b\n\tD\t3\tH=d\n");
    assert_eq!(found.values(), [["A", "3", "H=a"], ["B C", "3", "H=b"], ["D", "3", "H=d"]]);
    assert_eq!(found.rows[1].places, [(7, 2), (8, 3), (8, 5)]);
    assert!(found.flaws.is_empty());
    let quoted = tabs("RFCDEST\tText\tT\nA\t\"one\ntwo\"\t3\nB\tx\t3\n");
    assert_eq!(quoted.values(), [["A", "one two", "3"], ["B", "x", "3"]]);
}

#[test]
fn with_cells_missing_at_the_end_of_the_file_its_last_value_may_be_cut() {
    for lead in ["", "\t"] {
        let found = tabs(&format!("{lead}RFCDEST\tT\tOPTIONS\n{lead}A\t3\tH=a\n{lead}SAP-SUPP"));
        assert_eq!((&found.rows[0].full[..], &found.rows[1].full[..]), (&[false; 3][..], &[true; 3][..]));
    }
}

#[test]
fn a_value_with_which_the_file_ends_may_be_cut() {
    for (end, ends_file) in [("H=b.exam", true), ("H=b\n", false)] {
        let found = tabs(&format!("RFCDEST\tT\tOPTIONS\nA\t3\tH=a\nB\t3\t{end}"));
        assert_eq!(
            (found.rows[1].ends_file, found.rows[1].full[2], found.flaws.len()),
            (ends_file, ends_file, 0),
            "{end:?}"
        );
        assert!(!found.rows[0].ends_file);
    }
}

#[test]
fn a_row_that_lacks_cells_does_not_swallow_what_follows() {
    let found = rfcdes("\tA\t3\n30.07.2026   Dynamic List Display   2\nPage: 2\n\tB\t3\tH=b\n");
    assert_eq!(found.values(), [["A", "3", ""], ["B", "3", "H=b"]]);
    assert_eq!(found.title_texts()[2..], ["30.07.2026   Dynamic List Display   2", "Page: 2"]);
    assert_eq!(found.flaw_lines(), [(6, false)]);
    let text = format!("\tA\t3\n{}", "word\n".repeat(300));
    assert_eq!(rfcdes(&text).titles.len(), 302);
}

#[test]
fn repeated_headings_are_dropped_and_told_again_in_a_new_section() {
    let found = rfcdes("\tA\t3\tH=a\n\tRFCDEST\tT\tOPTIONS\n\tB\t3\tH=b\n");
    assert_eq!((found.headings.len(), found.rows.len()), (1, 2));
    let found = rfcdes("\tA\t3\tH=a\nTable:\t\t\tRFCDES\n\n\tRFCDEST\t\tT\tOPTIONS\n\n\tB\t\t3\tH=b\n");
    assert_eq!(found.headings.len(), 2);
    assert_eq!(found.values()[1], ["B", "3", "H=b"]);
    assert_eq!(found.titles.len(), 3);
    assert!(found.flaws.is_empty(), "{:?}", found.flaws);
}

#[test]
fn a_new_section_may_have_another_heading() {
    let found = rfcdes("\tA\t3\tH=a\nSecond\n\tT\tRFCDEST\n\t3\tB\n");
    assert_eq!(found.headings[1], ["T", "RFCDEST"]);
    assert_eq!(found.values()[1], ["3", "B"]);
}

#[test]
fn rows_that_do_not_begin_like_the_heading_are_not_lost_silently() {
    let found = rfcdes("A\t3\tH=a\nB\t3\tH=b\n");
    assert!(found.rows.is_empty());
    assert_eq!(found.flaw_lines(), [(6, true)]);
    let found = tabs("RFCDEST\tT\nA\t3\nnothing\nB\t3\n");
    assert_eq!(found.values(), [["A", "3"], ["B", "3"]]);
    assert_eq!(found.flaw_lines(), [(3, true)]);
}

#[test]
fn totals_are_dropped() {
    let found = rfcdes("\tA\t3\tH=a\n\t*\t\t    1,00\n\t*NAME\t3\tH=b\n");
    assert_eq!(found.values(), [["A", "3", "H=a"], ["*NAME", "3", "H=b"]]);
}

#[test]
fn a_file_that_ends_in_a_row_is_incomplete() {
    let whole = "\tA\t3\tH=a\r\n";
    for cut in ["\t", "\tB", "\tB\t", "\tB\t3"] {
        for before in ["", whole] {
            let found = rfcdes(&format!("{before}{cut}"));
            assert_eq!(found.flaw_lines(), [(if before.is_empty() { 6 } else { 7 }, true)], "{before}{cut:?}");
            assert!(found.rows.last().is_none_or(|row| row.values[0] == "A" || row.full[2]));
        }
    }
    assert!(rfcdes(whole.trim_end()).flaws.is_empty(), "the last line end may be missing");
    assert_eq!(tabs("RFCDEST\tT\nA\t3\nB").flaw_lines(), [(3, true)]);
}

#[test]
fn real_tables_are_read() {
    let folder = "text_with_tabs";
    let Some(bytes) = sample(&format!("{folder}/itgc_stms_import_history_tabs.txt")) else { return };
    let found = read(&mut Tabs::new(), &bytes, "Request");
    assert_eq!(
        found.headings,
        [["Number", "Date", "Time", "Request", "Clt", "Owner", "User", "Project", "Short Text", "RC"]]
    );
    let row = &found.values()[0];
    assert_eq!((row[0], row[3], row[4], row[7], row[9]), ("1", "FPDK901838", "400", "", "0"));
    assert!(row[8].starts_with("DER_Customizing"));
    assert!(found.flaws.is_empty(), "{:?}", found.flaws);

    for (file, title, columns, rows, line) in [
        ("itgc_usr02_se16_tabs.txt", "BNAME", 6, 1, 5),
        ("itgc_e070_se16_tabs_cp1252.txt", "TRKORR", 10, 1, 6),
        ("itgc_e070_legend_se16_tabs_cp1252.txt", "TRKORR", 10, 1, 5),
        ("iw29_dynamic_list_display_tabs.txt", "Typ", 4, 2, 6),
    ] {
        let found = read(&mut Tabs::new(), &sample(&format!("{folder}/{file}")).unwrap(), title);
        assert_eq!((found.headings[0].len(), found.rows.len()), (columns, rows), "{file}");
        assert_eq!(found.rows[0].places[0], (line, 2), "{file}");
        assert!(found.flaws.is_empty(), "{file} {:?}", found.flaws);
    }
    let found = read(&mut Tabs::new(), &sample(&format!("{folder}/itgc_e070_se16_tabs_cp1252.txt")).unwrap(), "TRKORR");
    assert_eq!(found.values()[0][8..], ["", "DER “Customizing”"]);

    let found = read(&mut Tabs::new(), &sample("rfcdes/rfcoptions_collected.tsv").unwrap(), "RFCDEST");
    assert_eq!(found.rows.len(), 8);
    assert!(found.values()[0][3].ends_with("t=DFAULT,"));
    assert!(found.flaws.is_empty(), "{:?}", found.flaws);
}

/// Pieces of tables, so that what is generated comes near them.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop_oneof![
        Just(b"\t".to_vec()),
        Just(b"\t\t\tx".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\tRFCDEST\t\tT\n".to_vec()),
        Just(b"\tA\t\t3\n".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"*\t1".to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic_and_cells_lie_in_the_text(bytes in scraps()) {
        read(&mut Tabs::new(), &bytes, "RFCDEST");
    }

    #[test]
    fn every_row_written_is_read(rows in prop::collection::vec(("[A-Zäöü]{1,8}", "[a-z ]{0,4}"), 1..20)) {
        let mut text = "Table:\tRFCDES\n\tRFCDEST\t\tT\n\n".to_owned();
        for (name, kind) in &rows {
            text += &format!("\t{name}\t\t{kind}\n");
        }
        let found = tabs(&text);
        let read: Vec<(&str, &str)> = found.values().iter().map(|row| (row[0], row[1])).collect();
        let written: Vec<(&str, &str)> = rows.iter().map(|(name, kind)| (name.as_str(), kind.trim())).collect();
        prop_assert_eq!(read, written);
        prop_assert!(found.flaws.is_empty());
    }
}
