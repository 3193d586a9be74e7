use std::io::Cursor;

use calamine::{Data, Reader as _, Xls};
use proptest::prelude::*;

#[path = "../../../fuzz/src/biff.rs"]
mod biff;

use super::*;
use crate::layout::testing::Recorder;

fn open(bytes: &[u8], name: &str) -> Result<Recorder, Unopened> {
    let mut recorder = Recorder::new("RFCDEST");
    let mut file = OldWorkbooks.open(bytes, name)?;
    if let Err(halt) = file.read(&mut recorder) {
        recorder.flaws.push(crate::layout::Flaw {
            line: halt.line,
            column: halt.column,
            message: halt.message,
            incomplete: true,
        });
    }
    Ok(recorder)
}

fn rows_of(bytes: &[u8]) -> Recorder {
    open(bytes, "x.xls").unwrap_or_else(|why| panic!("{why:?}"))
}

fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|value| (*value).to_owned()).collect()).collect()
}

#[test]
fn rows_have_the_cells_of_the_heading_and_the_places_of_the_sheet() {
    let first = table(&[&["System PRD", "by", "admin"]]);
    let second =
        table(&[&["RFCDEST", "T", "Optionen"], &["SÜD", "", "H=a"], &["  SAP-OSS ", "3"], &["日本", "G", "x"]]);
    let found = rows_of(&biff::workbook(&[first, second]));
    assert_eq!(found.title_texts(), ["System PRD | by | admin"]);
    assert_eq!(found.values(), [["SÜD", "", "H=a"], ["SAP-OSS", "3", ""], ["日本", "G", "x"]]);
    assert_eq!(found.rows[0].places, [(2, 1), (2, 2), (2, 3)]);
    assert!(found.flaws.is_empty(), "{:?}", found.flaws);
}

#[test]
fn shared_texts_go_on_in_further_records() {
    let long: Vec<String> = (0..40).map(|number| format!("{number}ä").repeat(number * 37 + 1)).collect();
    let rows: Vec<Vec<String>> = long.iter().map(|value| vec![value.clone(), "3".to_owned()]).collect();
    let all: Vec<Vec<String>> = table(&[&["RFCDEST", "T"]]).into_iter().chain(rows.clone()).collect();
    let found = rows_of(&biff::workbook(&[all]));
    assert_eq!(
        found.values(),
        rows.iter().map(|row| row.iter().map(String::as_str).collect::<Vec<_>>()).collect::<Vec<_>>()
    );
}

/// A record of a cell: row, column, format, and what follows.
fn cell(number: u16, row: u16, column: u16, format: u16, rest: &[u8]) -> Vec<u8> {
    biff::record(number, &[&[row, column, format].map(u16::to_le_bytes).concat(), rest].concat())
}

/// A text with letters of one byte, as cells have it.
fn text(text: &str) -> Vec<u8> {
    [&(text.len() as u16).to_le_bytes()[..], &[0], text.as_bytes()].concat()
}

#[test]
fn numbers_dates_flags_and_formulas_read_as_in_any_workbook() {
    let formats = [
        biff::record(0x041E, &[&164_u16.to_le_bytes()[..], &text("[$-407]dd\\.mm\\.yyyy\\ hh:mm")].concat()),
        biff::record(0x041E, &[&165_u16.to_le_bytes()[..], &text("0.00 \"days\"")].concat()),
        [0_u16, 14, 21, 46, 164, 165]
            .map(|format| biff::record(0x00E0, &[0_u16, format].map(u16::to_le_bytes).concat()))
            .concat(),
    ]
    .concat();
    let heading: Vec<u8> = (0_u16..)
        .zip(["RFCDEST", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J"])
        .flat_map(|(column, title)| cell(0x0204, 0, column, 0, &text(title)))
        .collect();
    let short = |whole: i32| (whole << 2 | 2).to_le_bytes();
    let cells = [
        heading,
        cell(0x0204, 1, 0, 0, &text("x")),
        cell(0x0203, 1, 1, 0, &(-1.5_f64).to_le_bytes()),
        cell(0x027E, 1, 2, 0, &short(3)),
        cell(0x0203, 1, 3, 1, &46348.0_f64.to_le_bytes()),
        cell(0x0203, 1, 4, 2, &0.898229_f64.to_le_bytes()),
        cell(0x0203, 1, 5, 4, &46348.25_f64.to_le_bytes()),
        cell(0x0205, 1, 6, 0, &[1, 0]),
        cell(0x0205, 1, 7, 0, &[42, 1]),
        cell(0x0006, 1, 8, 0, &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0]),
        biff::record(0x0207, &text("formula")),
        biff::record(
            0x00BD,
            &[&[1_u16, 9].map(u16::to_le_bytes).concat()[..], &[5, 0], &short(7), &[0, 0], &short(150), &[10, 0]]
                .concat(),
        ),
    ]
    .concat();
    let bytes = biff::container(&biff::stream(&formats, &[("S", cells)]), "Workbook");
    let found = rows_of(&bytes);
    assert_eq!(
        found.values(),
        [["x", "-1.5", "3", "2026-11-22", "21:33:27", "2026-11-22 06:00:00", "TRUE", "", "formula", "7", "150"]]
    );
}

/// What calamine, another reader, finds in a file that a third program wrote.
#[test]
fn files_of_another_program_are_read_as_calamine_reads_them() {
    for path in ["rfc-destinations/workbook-97.xls", "job-overview/workbook-97.xls"] {
        let bytes = std::fs::read(format!("{}/testdata/cases/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let mut file = OldWorkbooks.open(&bytes, path).unwrap_or_else(|why| panic!("{why:?}"));
        let mut all = Recorder::new("no such title");
        file.read(&mut all).unwrap();
        let mut other = Xls::new(Cursor::new(&bytes)).unwrap();
        let mut expected = Vec::new();
        for sheet in other.sheet_names() {
            for row in other.worksheet_range(&sheet).unwrap().rows() {
                let texts: Vec<String> = row
                    .iter()
                    .filter_map(|value| match value {
                        Data::DateTime(_) => Some("moment".to_owned()),
                        value => Some(value.to_string().trim().to_owned()).filter(|text| !text.is_empty()),
                    })
                    .collect();
                if !texts.is_empty() {
                    expected.push(texts);
                }
            }
        }
        assert_eq!(all.titles.len(), expected.len(), "{path}");
        for ((_, title), expected) in all.titles.iter().zip(&expected) {
            let values: Vec<&str> = title.split(" | ").collect();
            assert_eq!(values.len(), expected.len(), "{title}");
            for (value, expected) in values.iter().zip(expected) {
                assert!(
                    expected == "moment" && value.starts_with(|c: char| c.is_ascii_digit()) || value == expected,
                    "{value} {expected}"
                );
            }
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_in_words() {
    let whole = biff::workbook(&[table(&[&["RFCDEST", "T"], &["A", "3"]])]);
    let says = |bytes: &[u8], name: &str, what: &str| match open(bytes, name) {
        Err(Unopened::Failed(why) | Unopened::Other(why)) => assert!(why.contains(what), "{why}"),
        Ok(found) => panic!("{found:?}"),
    };
    says(&whole[..600], "x.xls", "the workbook is damaged or incomplete");
    says(&whole[..600], "x.doc", "an Office document (OLE2)");
    says(&biff::container(b"", "WordDocument"), "x.doc", "a Word document (DOC)");
    says(&biff::container(b"", "VisioDocument"), "x.vsd", "no Excel workbook");
    says(&biff::container(b"", "EncryptedPackage"), "x.xlsx", "protected with a password");
    let locked = biff::stream(&biff::record(0x002F, &[0; 6]), &[("S", Vec::new())]);
    says(&biff::container(&locked, "Workbook"), "x.xls", "protected with a password");
    let many = biff::stream(&biff::record(0x00FC, &[0xFF; 8]), &[("S", Vec::new())]);
    says(&biff::container(&many, "Workbook"), "x.xls", "shared strings");
}

#[test]
fn a_sheet_that_breaks_off_or_goes_back_is_incomplete() {
    let rows: Vec<Vec<String>> = (0..2000).map(|row| vec![format!("name of {row}"), "3".to_owned()]).collect();
    let all: Vec<Vec<String>> = table(&[&["RFCDEST", "T"]]).into_iter().chain(rows).collect();
    let whole = biff::workbook(&[all]);
    let cut = rows_of(&whole[..whole.len() - 3000]);
    assert!(cut.rows.len() < 2000 && cut.rows.len() > 1000, "{}", cut.rows.len());
    assert!(cut.flaws.iter().any(|flaw| flaw.incomplete && flaw.message.contains("damaged or incomplete")));
    let cells =
        [cell(0x0204, 0, 0, 0, &text("RFCDEST")), cell(0x0204, 5, 0, 0, &text("A")), cell(0x0204, 2, 0, 0, &text("B"))];
    let back = rows_of(&biff::container(&biff::stream(&[], &[("S", cells.concat())]), "Workbook"));
    assert!(
        back.flaws[0].incomplete && back.flaws[0].message.contains("do not follow one another"),
        "{:?}",
        back.flaws
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_damaged_workbook_is_read_without_panic(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = biff::workbook(&[table(&[&["RFCDEST", "T"], &["A", "3"], &["Bä", "G"]])]);
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = open(&bytes, "x.xls");
    }

    #[test]
    fn any_records_are_read_without_panic(data in prop::collection::vec((prop::sample::select(vec![0x6_u16, 0xA, 0x22, 0x3C, 0x85, 0xBD, 0xD6, 0xE0, 0xFC, 0xFD, 0x203, 0x204, 0x205, 0x207, 0x27E, 0x41E, 0x809]), prop::collection::vec(any::<u8>(), 0..30)), 0..30)) {
        let records: Vec<u8> = data.iter().flat_map(|(number, data)| biff::record(*number, data)).collect();
        let _ = open(&biff::container(&biff::stream(&records, &[("S", records.clone())]), "Workbook"), "x.xls");
    }
}
