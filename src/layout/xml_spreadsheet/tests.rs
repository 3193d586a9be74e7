use proptest::prelude::*;

use super::*;
use crate::layout::Flaw;
use crate::layout::testing::Recorder;

fn rows_of(bytes: &[u8]) -> Recorder {
    let mut recorder = Recorder::new("RFCDEST");
    let Ok(mut file) = Spreadsheets.open(bytes, "x.xls") else { panic!("it is too long") };
    if let Err(Halt { line, column, message }) = file.read(&mut recorder) {
        recorder.flaws.push(Flaw { line, column, message, incomplete: true });
    }
    recorder
}

fn spreadsheet(sheets: &[&str]) -> String {
    let sheet = |rows: &&str| format!("<Worksheet ss:Name=\"S\"><Table>{rows}</Table></Worksheet>\n");
    let sheets: String = sheets.iter().map(sheet).collect();
    format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"{NAMESPACE}\" xmlns:ss=\"{NAMESPACE}\">\n{sheets}</Workbook>\n"
    )
}

fn cell(value: &str) -> String {
    format!("<Cell><Data ss:Type=\"String\">{value}</Data></Cell>")
}

fn row(values: &[&str]) -> String {
    format!("<Row>{}</Row>\n", values.iter().map(|value| cell(value)).collect::<String>())
}

#[test]
fn rows_and_cells_stand_where_they_say_or_behind_the_one_before() {
    let heading = row(&["RFCDEST", "T", "Optionen"]);
    let rows = format!(
        "{}{heading}<Row ss:Index=\"7\"><Cell><Data ss:Type=\"String\"> S&#220;D &amp; Co </Data></Cell><Cell ss:Index=\"3\"><Data ss:Type=\"String\">H=a</Data></Cell></Row>\
         <Row/>{}",
        row(&["System PRD"]),
        row(&["A", "3", "<B>b</B><Font>c</Font>"]),
    );
    let found = rows_of(spreadsheet(&[&rows]).as_bytes());
    assert_eq!(found.title_texts(), ["System PRD"]);
    assert_eq!(found.values(), [["SÜD & Co", "", "H=a"], ["A", "3", "bc"]]);
    assert_eq!(found.rows[0].places, [(7, 1), (7, 2), (7, 3)]);
    assert_eq!(found.rows[1].places[0], (9, 1));
    assert!(found.flaws.is_empty(), "{:?}", found.flaws);
}

#[test]
fn merged_cells_take_the_place_of_several_and_each_sheet_is_read_for_itself() {
    let title = "<Row><Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">RFCDEST</Data></Cell><Cell><Data ss:Type=\"String\">T</Data></Cell></Row>";
    let first = format!("{title}{}", row(&["A", "", "3"]));
    let second = row(&["T", "RFCDEST"]) + &row(&["G", "B"]);
    let found = rows_of(spreadsheet(&[&first, &second]).as_bytes());
    assert_eq!(found.values(), [["A", "3"], ["G", "B"]]);
    assert_eq!(found.rows[0].places, [(2, 1), (2, 3)]);
}

#[test]
fn types_read_as_in_any_workbook_and_remarks_are_no_values() {
    let data = |kind: &str, value: &str| format!("<Cell><Data ss:Type=\"{kind}\">{value}</Data></Cell>");
    let values = [
        cell("A") + "",
        data("Number", "3"),
        data("Number", "1.50"),
        data("Number", "20261122093000"),
        data("DateTime", "2026-11-22T00:00:00.000"),
        data("DateTime", "2026-11-22T06:15:42.000"),
        data("DateTime", "1899-12-31T21:33:27.000"),
        data("Boolean", "1"),
        data("Error", "#N/A"),
        "<Cell><Data ss:Type=\"String\">x</Data><Comment><ss:Data>a remark</ss:Data></Comment></Cell>".to_owned(),
    ];
    let titles = ["RFCDEST", "A", "B", "C", "D", "E", "F", "G", "H", "I"];
    let found = rows_of(spreadsheet(&[&format!("{}<Row>{}</Row>", row(&titles), values.concat())]).as_bytes());
    assert_eq!(
        found.values(),
        [["A", "3", "1.5", "20261122093000", "2026-11-22", "2026-11-22 06:15:42", "21:33:27", "TRUE", "", "x"]]
    );
}

#[test]
fn every_encoding_is_read() {
    let text = |encoding: &str| {
        let text = spreadsheet(&[&(row(&["RFCDEST", "T"]) + &row(&["KÖLN", "3"]))]);
        text.replacen("version=\"1.0\"", &format!("version=\"1.0\" encoding=\"{encoding}\""), 1)
    };
    let utf16: Vec<u8> = format!("\u{FEFF}{}", text("UTF-16")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin = encoding_rs::WINDOWS_1252.encode(&text("ISO-8859-1")).0.into_owned();
    for bytes in [text("utf-8").into_bytes(), utf16, latin] {
        assert!(Spreadsheets.begins(&bytes, ""));
        assert_eq!(rows_of(&bytes).values(), [["KÖLN", "3"]]);
    }
}

#[test]
fn what_is_cut_or_stands_where_no_sheet_has_a_cell_is_incomplete() {
    let rows = row(&["RFCDEST", "T"]) + &row(&["A", "3"]) + &row(&["B", "3"]);
    let whole = spreadsheet(&[&rows]);
    let cut = rows_of(&whole.as_bytes()[..whole.find(">B<").unwrap() + 2]);
    assert_eq!(cut.values(), [["A", "3"]]);
    assert!(cut.flaws[0].incomplete && cut.flaws[0].message.contains("damaged or incomplete"), "{:?}", cut.flaws);
    for place in ["<Row ss:Index=\"99999999\"/>", "<Row ss:Index=\"1\"/>", "<Row><Cell ss:Index=\"20000\"/></Row>"] {
        let found = rows_of(spreadsheet(&[&(rows.clone() + place)]).as_bytes());
        assert!(found.flaws[0].message.contains("where no sheet has any"), "{place}: {:?}", found.flaws);
    }
    let typed = spreadsheet(&[&rows]).replacen("<Workbook", "<!DOCTYPE a [<!ENTITY b \"c\">]>\n<Workbook", 1);
    assert!(rows_of(typed.as_bytes()).flaws[0].message.contains("document type"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_read_without_panic(text in "(<Worksheet>|</Worksheet>|<Row>|<Row ss:Index='9'>|</Row>|<Cell ss:MergeAcross='99999999'>|<Cell>|</Cell>|<Data ss:Type='Number'>|<Data>|</Data>|1e999|RFCDEST|&#x0;|<|ä){0,40}") {
        let _ = rows_of(text.as_bytes());
    }
}
