//! What stands in the sheets, and what must not. Workbooks are read back as spreadsheets read them.

use std::io::{Cursor, Read};

use calamine::{Data, DataType, Range, Reader, Xlsx};

use super::super::{Format, Options, sample, write as write_in};
use super::*;
use crate::check::is_nothing_or_report;
use crate::finding::{Finding, Status};
use crate::terminal_text::clean;

const SHEETS: [&str; 7] = ["Summary", "Plan", "Findings", "Accepted risks", "Missing exports", "Files", "About"];

fn bytes(report: &Report, most: usize) -> Vec<u8> {
    let mut out = Vec::new();
    write(report, most, &mut out).unwrap();
    out
}

fn sheets(bytes: &[u8]) -> Vec<(String, Range<Data>)> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    workbook.worksheets()
}

fn sheet(report: &Report, name: &str) -> Range<Data> {
    sheets(&bytes(report, REPORT_ROWS)).into_iter().find(|(own, _)| own == name).unwrap().1
}

/// Rows below the heading, each with the cells of these columns.
fn rows(range: &Range<Data>, columns: &[&str]) -> Vec<Vec<Data>> {
    let mut all = range.rows();
    let heading: Vec<String> = all.next().unwrap().iter().map(Data::to_string).collect();
    let at = |column: &&str| heading.iter().position(|title| title == column).unwrap_or_else(|| panic!("{column}"));
    let indexes: Vec<usize> = columns.iter().map(at).collect();
    all.map(|row| indexes.iter().map(|&index| row[index].clone()).collect()).collect()
}

fn parts(bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let number = archive.len();
    let part = |index| {
        let mut part = archive.by_index(index).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        (part.name().unwrap().into_owned(), text)
    };
    (0..number).map(part).collect()
}

fn with(finding: Finding) -> Report {
    Report { findings: vec![finding].into(), ..sample::report() }
}

fn one() -> Finding {
    sample::report().findings.iter().find(|finding| finding.rule == sample::RFC).unwrap()
}

#[test]
fn the_sheets_say_what_people_ask_for() {
    let mut text = String::new();
    for (name, range) in sheets(&bytes(&sample::report(), REPORT_ROWS)) {
        text.push_str(&format!("== {name}\n"));
        for row in range.rows() {
            let cells: Vec<String> = row.iter().map(|cell| cell.to_string().replace('\n', " / ")).collect();
            text.push_str(&format!("{}\n", cells.join(" | ").trim_end_matches([' ', '|'])));
        }
    }
    insta::assert_snapshot!("xlsx", text.replace(env!("CARGO_PKG_VERSION"), "[version]"));
}

#[test]
fn each_row_is_one_thing_below_a_heading_that_stays_and_filters() {
    let report = sample::report();
    let written = bytes(&report, REPORT_ROWS);
    let all = sheets(&written);
    assert_eq!(all.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), SHEETS);
    let number = |name: &str| all.iter().find(|(own, _)| own == name).unwrap().1.height() - 1;
    assert_eq!(number("Findings"), report.findings.len());
    assert_eq!((number("Summary"), number("Accepted risks"), number("Files")), (3, 3, 15));
    for (name, part) in parts(written).iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")) {
        assert!(part.contains("<pane ySplit=\"1\" topLeftCell=\"A2\""), "{name}: the heading is frozen");
        assert!(part.contains("<autoFilter ref=\"A1:"), "{name}");
    }
}

#[test]
fn numbers_are_numbers_and_dates_are_dates() {
    let report = sample::report();
    let risks = rows(&sheet(&report, "Accepted risks"), &["Until", "Days left", "Findings", "Owner"]);
    let day = |cell: &Data| cell.as_date().unwrap().to_string();
    assert_eq!((day(&risks[0][0]), day(&risks[1][0])), ("2026-10-31".to_owned(), "2027-01-31".to_owned()));
    assert!(matches!(risks[1][0], Data::DateTime(_)), "{:?}", risks[1][0]);
    assert_eq!(risks[1][1..], [Data::Float(70.0), Data::Float(1.0), Data::String("Basis team".to_owned())]);
    assert_eq!((&risks[0][1], &risks[2][0], &risks[2][1]), (&Data::Float(-22.0), &Data::Empty, &Data::Empty));
    let findings = rows(&sheet(&report, "Findings"), &["Line", "Column", "Status", "Until"]);
    let suppressed = findings.iter().find(|row| row[2] == Data::String("suppressed".to_owned())).unwrap();
    assert_eq!(suppressed[..2], [Data::Float(7.0), Data::Float(4.0)]);
    assert_eq!(day(&suppressed[3]), "2027-01-31");
}

#[test]
fn no_text_of_an_export_becomes_a_formula_or_a_link() {
    for hostile in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "{=1}",
        "=HYPERLINK(\"https://evil.example\")",
        "https://evil.example",
        "mailto:a@evil.example",
        "internal:Sheet!A1",
        "\t=1",
        "\r=1",
        "_x003D_1",
        "<f>1</f>",
        "1",
        "TRUE",
        "#REF!",
        "\u{FFFE}\u{FFFF}\u{0}\u{1b}[31m\u{202e}x",
    ] {
        let hostile_ones = || hostile.to_owned();
        let mut report = with(Finding {
            subject: hostile_ones(),
            message: hostile_ones(),
            help: hostile_ones(),
            path: hostile_ones(),
            references: vec![hostile_ones()].into(),
            ..one()
        });
        report.systems[0].name = hostile_ones();
        report.files[0].path = hostile_ones();
        report.files[0].reason = hostile_ones();
        report.risks[0].reason = hostile_ones();
        report.risks[0].owner = Some(hostile_ones());
        let written = bytes(&report, REPORT_ROWS);
        let shown = clean(hostile).replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}");
        let cells = rows(&sheet(&report, "Findings"), &["Subject", "Message", "What to do", "File", "References"]);
        assert!(cells[0].iter().all(|cell| *cell == Data::String(shown.clone())), "{hostile:?}: {:?}", cells[0]);
        for (name, part) in parts(written) {
            for order in ["<f>", "<f ", "hyperlink", "externalLink", "oleObject", "<ddeLink"] {
                assert!(!part.contains(order), "{hostile:?}: {order} in {name}");
            }
            assert!(!part.chars().any(|character| character != '\n' && character.is_control()), "{hostile:?}: {name}");
        }
    }
}

#[test]
fn a_text_stays_one_if_somebody_edits_its_cell() {
    let parts = parts(bytes(&sample::report(), REPORT_ROWS));
    let styles = &parts.iter().find(|(name, _)| name == "xl/styles.xml").unwrap().1;
    // Texts, texts on several lines, remarks; headings, numbers and days are ours.
    assert_eq!(styles.matches("quotePrefix=\"1\"").count(), 2, "{styles}");
}

#[test]
fn the_same_report_gives_the_same_bytes_whenever_it_is_written() {
    let report = sample::report();
    let first = bytes(&report, REPORT_ROWS);
    for threads in [false, true] {
        let mut out = Vec::new();
        write_in(Format::Xlsx, &report, &Options { threads, ..sample::options() }, &mut out).unwrap();
        assert!(out == first);
    }
    let core = parts(first).into_iter().find(|(name, _)| name == "docProps/core.xml").unwrap().1;
    assert_eq!(core.matches("2026-11-22T00:00:00Z").count(), 2, "{core}");
}

#[test]
fn what_is_longer_than_a_cell_is_cut_and_that_is_said() {
    let report = with(Finding { message: "\u{1F600}".repeat(40_000), ..one() });
    let range = sheet(&report, "Findings");
    let cells = rows(&range, &["Message", "Severity"]);
    let Data::String(message) = &cells[0][0] else { panic!("{cells:?}") };
    assert!(
        message.encode_utf16().count() <= 32_767 && message.ends_with("… (cut: 80000 characters in all)"),
        "{}",
        message.len()
    );
    let remark = cells.last().unwrap()[1].to_string();
    assert!(remark.starts_with("1 text is cut, "), "{remark}");
    let just = with(Finding { message: "x".repeat(32_767), ..one() });
    assert_eq!(rows(&sheet(&just, "Findings"), &["Message"]), [[Data::String("x".repeat(32_767))]]);
}

#[test]
fn of_more_rows_than_a_sheet_takes_the_most_severe_stay_and_the_others_are_told() {
    let report = sample::report();
    let few = sheets(&bytes(&report, 3));
    let findings = &few.iter().find(|(name, _)| name == "Findings").unwrap().1;
    let severities: Vec<String> = rows(findings, &["Severity"]).iter().map(|row| row[0].to_string()).collect();
    assert_eq!(severities[..3], ["error"; 3]);
    let told =
        "16 more rows are not in this sheet, which takes 3: the most severe are here; csv, json and jsonl have all";
    assert_eq!(severities[3..], ["", told]);
    let files = &few.iter().find(|(name, _)| name == "Files").unwrap().1;
    let last = rows(files, &["File"]).pop().unwrap()[0].to_string();
    assert_eq!(last, "12 more rows are not in this sheet, which takes 3; json and jsonl have all");
}

#[test]
fn a_run_that_checked_nothing_is_no_empty_sheet() {
    let report = Report {
        systems: Vec::new(),
        findings: Vec::new().into(),
        files: Vec::new(),
        ignored_files: 0,
        ..sample::report()
    };
    let said = rows(&sheet(&report, "Summary"), &["System"]);
    assert_eq!(said, [[Data::String("nothing was checked: there are no files".to_owned())]]);
    assert!(rows(&sheet(&report, "About"), &["What"]).contains(&vec![Data::String("Nothing was checked".to_owned())]));
}

#[test]
fn what_could_not_be_checked_is_no_pass() {
    let mut report = sample::report();
    report.findings = Vec::new().into();
    for verdict in report.systems.iter_mut().flat_map(|system| &mut system.verdicts) {
        if verdict.verdict == crate::finding::Verdict::Fail {
            verdict.verdict = crate::finding::Verdict::Pass;
        }
    }
    report.systems.push(super::super::SystemReport {
        name: "NEW".to_owned(),
        verdicts: Vec::new(),
        ..report.systems[0].clone()
    });
    let states = rows(&sheet(&report, "Summary"), &["System", "State"]);
    let states: Vec<String> = states.iter().map(|row| format!("{} {}", row[0], row[1])).collect();
    assert_eq!(states, ["DEV pass", "PRD not checked in full", "QAS not checked in full", "NEW nothing was checked"]);
}

#[test]
fn an_accepted_finding_says_why() {
    let found = rows(&sheet(&sample::report(), "Findings"), &["Status", "Reason", "Owner"]);
    let accepted: Vec<_> = found.iter().filter(|row| row[0] == *Status::Suppressed.name()).collect();
    assert_eq!(accepted.len(), 1);
    assert_eq!(
        accepted[0][1..],
        ["kept inactive until the audit", "Basis team"].map(|text| Data::String(text.to_owned()))
    );
}

#[test]
fn basislint_knows_its_own_workbooks_again_by_any_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.xlsx");
    for report in [sample::report(), Report { findings: Vec::new().into(), ..sample::report() }] {
        std::fs::write(&path, bytes(&report, REPORT_ROWS)).unwrap();
        assert!(is_nothing_or_report(&path));
    }
    // About tells it by its first words, and stands in no workbook alone.
    for (name, range) in sheets(&bytes(&sample::report(), REPORT_ROWS)).into_iter().filter(|(name, _)| name != "About")
    {
        let mut alone = Workbook::new();
        let sheet = alone.add_worksheet();
        for (row, cells) in (0..).zip(range.rows()) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, cell.to_string()).unwrap();
            }
        }
        std::fs::write(&path, alone.save_to_buffer().unwrap()).unwrap();
        assert!(is_nothing_or_report(&path), "{name}");
    }
    let mut other = Workbook::new();
    let sheet = other.add_worksheet();
    ["RFCDEST", "RFCTYPE", "RFCOPTIONS"]
        .iter()
        .zip(0..)
        .for_each(|(title, column)| drop(sheet.write_string(0, column, *title)));
    std::fs::write(&path, other.save_to_buffer().unwrap()).unwrap();
    assert!(!is_nothing_or_report(&path));
}
