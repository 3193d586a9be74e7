use proptest::prelude::*;

use super::Csv;
use crate::layout::testing::{Recorder, read, sample};

fn csv(delimiter: u8, text: &str) -> Recorder {
    read(&mut Csv::new(delimiter), text.as_bytes(), "RFCDEST")
}

fn commas(text: &str) -> Recorder {
    csv(b',', text)
}

#[test]
fn rows_have_the_cells_of_the_heading() {
    for delimiter in [b',', b';', b'|'] {
        let d = char::from(delimiter);
        let found = csv(delimiter, &format!("RFCDEST{d}T{d}OPTIONS\r\nSÜD{d}3{d} H=a \r\n{d}G{d}\r\n"));
        assert_eq!(found.headings, [["RFCDEST", "T", "OPTIONS"]]);
        assert_eq!(found.values(), [["SÜD", "3", "H=a"], ["", "G", ""]]);
        assert_eq!(found.rows[0].places, [(2, 1), (2, 5), (2, 8)]);
        assert_eq!(found.rows[1].places[2], (3, 4));
        assert!(found.flaws.is_empty());
    }
}

#[test]
fn quotes_are_taken_off_and_delimiters_inside_them_are_values() {
    let found = commas("\"RFCDEST\",T,OPTIONS\nA,3,\"H=a,N=\"\"x\"\",\"\n\"\",\"\",\" B \"\n");
    assert_eq!(found.headings, [["RFCDEST", "T", "OPTIONS"]]);
    assert_eq!(found.values(), [["A", "3", "H=a,N=\"x\","], ["", "", "B"]]);
    assert_eq!(found.rows[0].places[2], (2, 6));
}

#[test]
fn quotes_mean_nothing_between_bars() {
    let found = csv(b'|', "RFCDEST|T\n\"A|3\n\"p:CN=B\"|G\n");
    assert_eq!(found.values(), [["\"A", "3"], ["\"p:CN=B\"", "G"]]);
}

#[test]
fn a_record_may_go_over_lines() {
    let found = commas("RFCDEST,OPTIONS,T\nA,\"H=ä,\r\n\r\nS=01\",3\nB,H=b,G\n");
    assert_eq!(found.values(), [["A", "H=ä,\n\nS=01", "3"], ["B", "H=b", "G"]]);
    assert_eq!(found.rows[0].places, [(2, 1), (2, 4), (4, 7)]);
    assert_eq!(found.rows[1].places[0], (5, 1));
    assert!(found.flaws.is_empty());
}

#[test]
fn a_quote_that_is_never_closed_makes_the_file_incomplete_but_swallows_nothing() {
    let found = commas("RFCDEST,T,OPTIONS\nA,3,\"H=a\nB,3,H=b\nC,3,H=c\n");
    assert_eq!(found.values(), [["A", "3", "\"H=a"], ["B", "3", "H=b"], ["C", "3", "H=c"]]);
    assert_eq!(found.flaw_lines(), [(2, true)]);
    assert_eq!(found.flaws[0].column, 5);
    let many = format!("RFCDEST,T\nA,\"3\n{}", "B,3\n".repeat(3000));
    let found = commas(&many);
    assert_eq!((found.rows.len(), found.flaw_lines()), (3001, vec![(2, true)]));
}

#[test]
fn a_stray_quote_swallows_no_row_when_a_later_row_has_one_too() {
    let found = commas("RFCDEST,T\nA,\"open\nSAPOSS,3\nB,\"open\nC,\"two\nlines\"\n");
    assert_eq!(found.values(), [["A", "\"open"], ["SAPOSS", "3"], ["B", "\"open"], ["C", "two\nlines"]]);
    assert_eq!(found.flaw_lines(), [(2, true), (4, true)]);
    assert_eq!(found.flaws[0].column, 3);
}

#[test]
fn a_cut_inside_quotes_is_incomplete() {
    let found = commas("RFCDEST,T,OPTIONS\nA,3,H=a\nB,\"3");
    assert_eq!(found.values(), [["A", "3", "H=a"], ["B", "\"3", ""]]);
    assert!(found.flaws.iter().all(|flaw| flaw.incomplete && flaw.line == 3));
    assert!(found.rows[1].full[2]);
}

#[test]
fn columns_are_characters_in_windows_1252_too() {
    let text = encoding_rs::WINDOWS_1252.encode("Größe;RFCDEST\nläuft;\"SÜD\"\n").0;
    let found = read(&mut Csv::new(b';'), &text, "RFCDEST");
    assert_eq!(found.headings, [["Größe", "RFCDEST"]]);
    assert_eq!(found.values(), [["läuft", "SÜD"]]);
    assert_eq!(found.rows[0].places, [(2, 1), (2, 8)]);
}

#[test]
fn row_numbers_of_hana_studio_are_left_out() {
    let found = csv(b';', ";MANDT;RFCDEST     ;T\n1  ;000  ;SAPOSS;3\n2  ;001  ;SAP-OSS     ;3\n");
    assert_eq!(found.headings, [["MANDT", "RFCDEST", "T"]]);
    assert_eq!(found.values(), [["000", "SAPOSS", "3"], ["001", "SAP-OSS", "3"]]);
    assert_eq!(found.rows[0].places[0], (2, 5));
    assert!(found.flaws.is_empty());
}

#[test]
fn lines_before_the_heading_are_titles() {
    let found = csv(b';', "sep=;\n\nDestinationen;Stand;2026\nRFCDEST;T\nA;3\n");
    assert_eq!(found.titles, [(1, "sep=;".to_owned()), (3, "Destinationen;Stand;2026".to_owned())]);
    assert_eq!(found.values(), [["A", "3"]]);
}

#[test]
fn repeated_headings_are_dropped_and_told_again_behind_titles() {
    let found = commas("RFCDEST,T\nA,3\nRFCDEST,T\nB,3\n");
    assert_eq!((found.headings.len(), found.rows.len()), (1, 2));
    let found = commas("RFCDEST,T\nA,3\nSecond system\nT,RFCDEST\n3,B\n");
    assert_eq!(found.headings.len(), 2);
    assert_eq!(found.values()[1], ["3", "B"]);
    assert_eq!(found.title_texts(), ["Second system"]);
    assert_eq!(found.flaw_lines(), [(3, false)], "a title among rows may be a row that lost its values");
}

#[test]
fn a_value_with_which_the_file_ends_may_be_cut() {
    for (end, ends_file) in [("H=b.exam", true), ("\"H=b.exam\"", false), ("H=b\n", false)] {
        let found = commas(&format!("RFCDEST,T,OPTIONS\nA,3,H=a\nB,3,{end}"));
        assert_eq!(
            (found.rows[1].ends_file, found.rows[1].full[2], found.flaws.len()),
            (ends_file, ends_file, 0),
            "{end:?}"
        );
        assert!(!found.rows[0].ends_file);
    }
}

#[test]
fn rows_with_another_number_of_values_are_odd_and_with_more_of_them_incomplete() {
    let found = commas("RFCDEST,T,OPTIONS\nA,3\nB,3,H=b,more\nC,3,H=c,,\n");
    assert_eq!(found.values(), [["A", "3", ""], ["B", "3", "H=b"], ["C", "3", "H=c"]]);
    assert_eq!(found.flaw_lines(), [(2, false), (3, true)], "a comma too many may have split any value");
    assert_eq!(found.flaws[1].column, 9);
    assert_eq!(found.rows[0].full, [false, false, true], "what is missing is not known to be empty");
    assert_eq!((found.rows[1].full.as_slice(), found.rows[2].full.as_slice()), (&[true; 3][..], &[false; 3][..]));
}

#[test]
fn delimiters_at_the_end_of_the_heading_are_no_columns() {
    let found = csv(b';', "RFCDEST;T;\nA;3;\nB;3\nC;3;x\n");
    assert_eq!(found.values(), [["A", "3"], ["B", "3"], ["C", "3"]]);
    assert_eq!(found.flaw_lines(), [(4, false)]);
}

#[test]
fn a_file_that_ends_in_a_row_is_incomplete() {
    let whole = "RFCDEST,T,OPTIONS\nA,3,H=a\n";
    for cut in ["B", "B,", "B,3"] {
        let found = commas(&format!("{whole}{cut}"));
        assert_eq!(found.flaw_lines(), [(3, true)], "{cut:?}");
        assert_eq!(found.rows[1].values[0], "B");
        assert!(found.rows[1].full[2]);
    }
    assert!(commas(whole.trim_end()).flaws.is_empty(), "the last line end may be missing");
}

#[test]
fn real_tables_are_read() {
    let Some(bytes) = sample("rsparam/itgc_rsparam.csv") else { return };
    let found = read(&mut Csv::new(b','), &bytes, "Parameter Name");
    assert_eq!(found.headings[0].len(), 5);
    assert_eq!(found.values(), [["login/min_password_lng", "", "8", "8", "Minimum password length"]]);
    assert_eq!(found.rows[0].places[2], (2, 25));
    assert!(found.flaws.is_empty());
}

/// Pieces of tables, so that what is generated comes near them.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop_oneof![
        Just(b",".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"RFCDEST,T\n".to_vec()),
        Just(b"A,\"3\"\n".to_vec()),
        Just(b"\xEF\xBB\xBF".to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic_and_cells_lie_in_the_text(bytes in scraps()) {
        read(&mut Csv::new(b','), &bytes, "RFCDEST");
        read(&mut Csv::new(b'|'), &bytes, "RFCDEST");
    }

    #[test]
    fn every_row_written_is_read(rows in prop::collection::vec("[a-zäöü,\"\n]{0,8}", 1..20)) {
        let mut text = "RFCDEST,T\n".to_owned();
        for row in &rows {
            text += &format!("\"N{}N\",3\n", row.replace('"', "\"\""));
        }
        let found = commas(&text);
        let read: Vec<&str> = found.rows.iter().map(|row| row.values[0].as_str()).collect();
        let written: Vec<String> = rows.iter().map(|row| format!("N{row}N")).collect();
        prop_assert_eq!(read, written);
        prop_assert!(found.flaws.is_empty());
    }
}
