use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use super::{Workbook as Read, XlsxError};
use crate::layout::testing::Recorder;
use crate::layout::{Halt, OpenFile, RowSink};

fn read(bytes: &[u8], sink: &mut dyn RowSink) -> Result<(), Halt> {
    let halt = |error: XlsxError| Halt { line: 1, column: 1, message: error.to_string() };
    Read::open(bytes).map_err(halt)?.read(sink)
}

/// A workbook with one sheet for each of `fill`.
fn workbook(fill: &[fn(&mut Worksheet)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for fill in fill {
        fill(workbook.add_worksheet());
    }
    workbook.save_to_buffer().unwrap()
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, values: &[&str]) {
    for (at, value) in values.iter().enumerate() {
        if !value.is_empty() {
            sheet.write(row, column + at as u16, *value).unwrap();
        }
    }
}

fn rows_of(bytes: &[u8]) -> Recorder {
    let mut recorder = Recorder::new("RFCDEST");
    read(bytes, &mut recorder).unwrap();
    recorder
}

#[test]
fn rows_have_the_cells_of_the_heading_and_the_places_of_the_sheet() {
    let found = rows_of(&workbook(&[|sheet| {
        write(sheet, 0, 0, &["RFCDEST", "T", "Optionen"]);
        write(sheet, 1, 0, &["SÜD", "", "H=a"]);
        write(sheet, 2, 0, &["  SAP-OSS ", "3"]);
    }]));
    assert_eq!(found.headings, [["RFCDEST", "T", "Optionen"]]);
    assert_eq!(found.values(), [["SÜD", "", "H=a"], ["SAP-OSS", "3", ""]]);
    assert_eq!(found.rows[0].places, [(2, 1), (2, 2), (2, 3)]);
    assert_eq!(found.rows[1].places, [(3, 1), (3, 2), (3, 3)]);
    assert_eq!(found.rows[0].text, "SÜD |  | H=a");
    assert!(found.flaws.is_empty());
}

#[test]
fn a_sheet_with_another_list_is_told_of_beside_those_that_are_read() {
    let found = rows_of(&workbook(&[
        |sheet| write(sheet, 0, 0, &["RFCDEST", "T"]),
        |sheet| {
            write(sheet, 0, 0, &["Systems", "of", "Zugspitze"]);
            write(sheet, 2, 0, &["COMPONENT", "RELEASE", "EXTRELEASE"]);
            write(sheet, 3, 0, &["SAP_BASIS", "750", "0024"]);
        },
        |sheet| {
            write(sheet, 0, 0, &["System", "PRD"]);
            write(sheet, 1, 0, &["Made by", "X"]);
        },
    ]));
    let [flaw] = found.flaws.as_slice() else { panic!("{:?}", found.flaws) };
    assert_eq!((flaw.line, flaw.incomplete), (3, false));
    assert!(flaw.message.starts_with("sheet \"Sheet2\" of the workbook has another heading"), "{}", flaw.message);
    let unknown = rows_of(&workbook(&[|sheet| write(sheet, 0, 0, &["COMPONENT"])]));
    assert!(unknown.flaws.is_empty(), "no list at all is another matter");
}

#[test]
fn a_list_that_excel_saved_begins_in_column_b_below_titles() {
    let found = rows_of(&workbook(&[|sheet| {
        write(sheet, 1, 0, &["2026.09.22         Dynamic List Display            1"]);
        write(sheet, 4, 1, &[" RFCDEST", "", " T"]);
        write(sheet, 6, 1, &["   SAPOSS", "", " 3"]);
        write(sheet, 7, 1, &["   A", "", " 3"]);
    }]));
    assert_eq!(found.titles, [(2, "2026.09.22         Dynamic List Display            1".to_owned())]);
    assert_eq!(found.values(), [["SAPOSS", "3"], ["A", "3"]]);
    assert_eq!(found.rows[0].places, [(7, 2), (7, 4)]);
}

#[test]
fn every_sheet_is_read_for_itself() {
    let found = rows_of(&workbook(&[
        |sheet| write(sheet, 0, 0, &["System PRD", "exported by", "admin"]),
        |sheet| {
            write(sheet, 0, 0, &["RFCDEST", "T"]);
            write(sheet, 1, 0, &["A", "3"]);
        },
        |_| {},
        |sheet| {
            write(sheet, 0, 0, &["T", "RFCDEST", "X"]);
            write(sheet, 1, 0, &["G", "B", "x"]);
        },
    ]));
    assert_eq!(found.title_texts(), ["System PRD | exported by | admin"]);
    assert_eq!(found.values(), [vec!["A", "3"], vec!["G", "B", "x"]]);
    assert_eq!(found.headings.len(), 2);
}

#[test]
fn numbers_dates_and_errors_read_as_sap_writes_them() {
    let found = rows_of(&workbook(&[|sheet| {
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        let time = Format::new().set_num_format("hh:mm:ss");
        write(sheet, 0, 0, &["RFCDEST", "Whole", "Part", "Date", "Moment", "Time", "Error", "Flag", "Large"]);
        write(sheet, 1, 0, &["A"]);
        sheet.write(1, 1, 3).unwrap();
        sheet.write(1, 2, -1.5).unwrap();
        sheet.write_with_format(1, 3, ExcelDateTime::from_ymd(2026, 11, 22).unwrap(), &date).unwrap();
        let at = ExcelDateTime::from_ymd(2025, 11, 17).unwrap().and_hms(11, 10, 44).unwrap();
        sheet.write_with_format(1, 4, at, &moment).unwrap();
        sheet.write_with_format(1, 5, ExcelDateTime::from_hms(7, 52, 18).unwrap(), &time).unwrap();
        sheet.write(1, 6, Formula::new("NA()").set_result("#N/A")).unwrap();
        sheet.write(1, 7, true).unwrap();
        sheet.write(1, 8, 12_345_678_901_i64).unwrap();
    }]));
    assert_eq!(
        found.values(),
        [["A", "3", "-1.5", "2026-11-22", "2025-11-17 11:10:44", "07:52:18", "", "TRUE", "12345678901"]]
    );
}

#[test]
fn every_second_of_a_day_reads_as_it_was_written() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let format = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    sheet.write(0, 0, "RFCDEST").unwrap();
    let seconds: Vec<u32> = (1..86_400).step_by(61).chain([86_399]).collect();
    for (at, second) in seconds.iter().enumerate() {
        let (hour, minute, second) = ((second / 3600) as u16, (second / 60 % 60) as u8, second % 60);
        let moment = ExcelDateTime::from_ymd(2026, 2, 28).unwrap().and_hms(hour, minute, second).unwrap();
        sheet.write_with_format(at as u32 + 1, 0, moment, &format).unwrap();
    }
    let found = rows_of(&workbook.save_to_buffer().unwrap());
    for (row, second) in found.rows.iter().zip(&seconds) {
        let time = format!("2026-02-28 {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        assert_eq!(row.values[0], time);
    }
    assert_eq!(found.rows.len(), seconds.len());
}

#[test]
fn a_repeated_heading_is_no_row_and_a_new_one_counts_below_a_title() {
    let found = rows_of(&workbook(&[|sheet| {
        write(sheet, 0, 1, &["RFCDEST", "T"]);
        write(sheet, 1, 1, &["A", "3"]);
        write(sheet, 2, 1, &["RFCDEST", "T"]);
        write(sheet, 3, 1, &["B", "3"]);
        write(sheet, 4, 0, &["Second page"]);
        write(sheet, 5, 1, &["T", "RFCDEST"]);
        write(sheet, 6, 1, &["G", "C"]);
    }]));
    assert_eq!(found.values(), [["A", "3"], ["B", "3"], ["G", "C"]]);
    assert_eq!(found.title_texts(), ["Second page"]);
    assert_eq!(found.headings.len(), 2);
    assert!(found.flaws.is_empty());
}

#[test]
fn values_without_a_title_are_mentioned_once() {
    let found = rows_of(&workbook(&[|sheet| {
        write(sheet, 0, 0, &["RFCDEST", "T"]);
        write(sheet, 1, 0, &["A", "3", "note"]);
        write(sheet, 2, 0, &["B", "3", "note"]);
    }]));
    assert_eq!(found.rows.len(), 2);
    assert_eq!(found.flaws.iter().map(|flaw| (flaw.line, flaw.column)).collect::<Vec<_>>(), [(2, 3)]);
    assert!(!found.flaws[0].incomplete);
}

#[test]
fn what_is_no_workbook_is_said_in_words() {
    let whole = workbook(&[|sheet| write(sheet, 0, 0, &["RFCDEST"])]);
    for bytes in [&b"RFCDEST;T\n"[..], b"", b"PK\x03\x04", &whole[..whole.len() / 2]] {
        let Some(error) = Read::open(bytes).err() else { panic!("{bytes:?} can be opened") };
        assert!(matches!(error, XlsxError::Damaged(_)));
        assert!(error.to_string().contains("export it anew"), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, &mut Recorder::new("RFCDEST"));
    }

    #[test]
    fn a_damaged_workbook_is_read_without_panic(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = workbook(&[|sheet| {
            write(sheet, 0, 0, &["RFCDEST", "T"]);
            write(sheet, 1, 0, &["A", "3"]);
        }]);
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read(&bytes, &mut Recorder::new("RFCDEST"));
    }

    #[test]
    fn every_value_written_is_read(values in prop::collection::vec("[A-Za-zäöü|]{1,10}", 1..30)) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, "RFCDEST").unwrap();
        for (at, value) in values.iter().enumerate() {
            sheet.write(at as u32 + 1, 0, format!("N{value}")).unwrap();
        }
        let found = rows_of(&workbook.save_to_buffer().unwrap());
        let read: Vec<&str> = found.rows.iter().map(|row| &row.values[0][1..]).collect();
        prop_assert_eq!(read, values);
    }
}
