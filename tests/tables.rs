//! What a table says does not depend on how it was saved: its layout, its encoding, the order of its rows, columns that nobody
//! knows, its line ends. And what was accepted once is accepted again.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use basislint::check::{self, Assigned, Content, Input, Request};
use basislint::config::{Config, Known};
use basislint::export::{EXPORTS, KINDS_NOT_READ_YET};
use basislint::finding::Status;
use basislint::landscape::System;
use basislint::report::{FileStatus, Report};
use basislint::rule::RuleSet;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use crate::systems::RULES;
use crate::targets::{biff, nosy};

pub type Table = Vec<Vec<String>>;

fn check(rules: &RuleSet, config: &Config, files: &[(String, Vec<u8>)]) -> Report {
    let assigned = |(path, bytes): &(String, Vec<u8>)| {
        let (content, relative_path) = (Content::Memory(bytes.clone()), path.clone());
        let input = Input {
            content,
            path: path.clone(),
            relative_path,
            named: false,
            forced: None,
            purpose: None,
            store: None,
        };
        Assigned { input, system: 0 }
    };
    let system = System::named("PRD");
    let as_of = jiff::civil::date(2026, 11, 22);
    let (files, systems) = (files.iter().map(assigned).collect(), vec![system]);
    check::run(&Request { files, systems, jobs: Some(1), ..Request::new(rules, config, as_of) }).0
}

/// Rule, subject, message and fingerprint of each finding.
fn findings(report: &Report) -> BTreeSet<[String; 4]> {
    let told = report.findings.iter();
    told.map(|finding| [finding.rule, finding.subject, finding.message, finding.fingerprint]).collect()
}

/// Between what stand the values, with quotes where they are needed.
pub fn separated(table: &Table, separator: char) -> String {
    let quoted = |cell: &String| {
        let is_bare = separator == '\t' || !cell.contains([separator, '"']);
        if is_bare { cell.clone() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
    };
    let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string()) + "\n";
    table.iter().map(line).collect()
}

/// As SAP GUI saves it "unconverted", with columns wider than their values.
fn sap_list(table: &Table) -> String {
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0) + 1;
    let widths: Vec<usize> = (0..table[0].len()).map(width).collect();
    let ruler = "-".repeat(widths.iter().sum::<usize>() + widths.len() + 1);
    let mut text = ruler.clone() + "\n";
    for (number, row) in table.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            write!(text, "|{cell:width$}").unwrap();
        }
        text += "|\n";
        if number == 0 {
            text += &format!("{ruler}\n");
        }
    }
    text + &ruler + "\n"
}

fn workbook(table: &Table) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (number, row) in (0..).zip(table) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(number, column, cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// As old releases of SAP GUI save it under "Spreadsheet".
fn spreadsheet(table: &Table) -> String {
    let escaped = |cell: &String| cell.replace('&', "&amp;").replace('<', "&lt;");
    let cell = |cell: &String| format!("<Cell><Data ss:Type=\"String\">{}</Data></Cell>", escaped(cell));
    let row = |row: &Vec<String>| format!("<Row>{}</Row>\n", row.iter().map(cell).collect::<String>());
    let space = "urn:schemas-microsoft-com:office:spreadsheet";
    format!(
        "<?xml version=\"1.0\"?>\n<Workbook xmlns=\"{space}\" xmlns:ss=\"{space}\"><Worksheet ss:Name=\"S\"><Table>{}</Table></Worksheet></Workbook>",
        table.iter().map(row).collect::<String>()
    )
}

fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    vec![
        ("utf-8", text.as_bytes().to_vec()),
        ("utf-8-bom", format!("\u{FEFF}{text}").into_bytes()),
        ("windows-1252", encoding_rs::WINDOWS_1252.encode(text).0.into_owned()),
        ("utf-16le", utf16(&format!("\u{FEFF}{text}"), u16::to_le_bytes)),
        ("utf-16le without mark", utf16(text, u16::to_le_bytes)),
        ("utf-16be", utf16(&format!("\u{FEFF}{text}"), u16::to_be_bytes)),
    ]
}

/// The table in every layout and encoding: what it is, name and bytes of the file.
pub fn forms(table: &Table) -> Vec<(String, String, Vec<u8>)> {
    let texts = [
        ("sap-list", "table.txt", sap_list(table)),
        ("tabs", "table.txt", separated(table, '\t')),
        ("comma", "table.csv", separated(table, ',')),
        ("semicolon", "table.csv", separated(table, ';')),
        ("bar", "table.csv", separated(table, '|')),
    ];
    let mut forms = vec![
        ("xlsx".to_owned(), "table.xlsx".to_owned(), workbook(table)),
        ("xls".to_owned(), "table.xls".to_owned(), biff::workbook(std::slice::from_ref(table))),
        ("xml-spreadsheet".to_owned(), "table.xls".to_owned(), spreadsheet(table).into_bytes()),
    ];
    for (layout, name, text) in texts {
        let encoded = encodings(&text).into_iter();
        forms.extend(encoded.map(|(encoding, bytes)| (format!("{layout}, {encoding}"), name.to_owned(), bytes)));
    }
    forms
}

/// What the table says in each form, by rules that quote every field.
fn assert_same_in_every_form(rules: &RuleSet, kind: &str, table: &Table) {
    let mut first: Option<BTreeSet<[String; 4]>> = None;
    for (form, name, bytes) in forms(table) {
        let report = check(rules, &Config::default(), &[(format!("PRD/{name}"), bytes)]);
        let file = &report.files[0];
        assert_eq!((file.export, file.status), (Some(kind), FileStatus::Read), "{form}: {} {table:?}", file.reason);
        assert_eq!(file.records, table.len() as u64 - 1, "{form}");
        let told = findings(&report);
        let first = first.get_or_insert_with(|| told.clone());
        assert!(!told.is_empty());
        let differ: Vec<_> = first.symmetric_difference(&told).collect();
        assert!(differ.is_empty(), "{form}: {differ:?}");
    }
}

fn table(heading: &[&str], rows: Vec<Vec<String>>) -> Table {
    std::iter::once(heading.iter().map(|title| (*title).to_owned()).collect()).chain(rows).collect()
}

/// Names and hosts as people have them, in letters of Windows-1252.
fn destinations() -> impl Strategy<Value = Vec<Vec<String>>> {
    let name = "[A-Z][A-Z0-9_ÄÖÜ]{0,20}[A-Z0-9]|SAPOSS|SAP-SUPPORT_PORTAL|SDCC_OSS|SAPNET_RFC";
    let options = "H=[a-zäöü.-]{1,20}[a-z],S=[0-9]{2},M=[0-9]{3},U=[A-Z_]{1,12},(v=%_PWD,)?L=(EN|DE),|H=/H/router/S/3299/H/oss001,S=01,U=OSS_RFC,v=%_PWD,";
    let row = (name, "3|G|H|T", options).prop_map(|(name, kind, options)| vec![name, kind, options]);
    prop::collection::vec(row, 1..12).prop_map(|mut rows| {
        rows.sort();
        rows.dedup_by(|one, other| one[0] == other[0]);
        rows
    })
}

const DESTINATIONS: &[&str] = &["RFCDEST", "RFCTYPE", "RFCOPTIONS"];

fn parameters() -> impl Strategy<Value = Vec<Vec<String>>> {
    let name = "(login|rdisp|icm|ssl|gw|snc)/[a-z_]{1,20}[a-z]|ssl/ciphersuites|ssl/client_ciphersuites";
    let value = "[A-Za-z0-9:/._ äöü€,;-]{0,20}[A-Za-z0-9]|150:PFS:HIGH::EC_P256:EC_HIGH|801:ALL|";
    let row = (name, value, value)
        .prop_map(|(name, user, default)| vec![name, user.trim().to_owned(), default.trim().to_owned()]);
    prop::collection::vec(row, 1..12).prop_map(|mut rows| {
        rows.sort();
        rows.dedup_by(|one, other| one[0] == other[0]);
        rows
    })
}

const PARAMETERS: &[&str] = &["Parameter Name", "User-Defined Value", "System Default Value"];

static NOSY_DESTINATIONS: LazyLock<RuleSet> = LazyLock::new(|| nosy::rules(&["rfc-destinations"]));
static NOSY_PARAMETERS: LazyLock<RuleSet> = LazyLock::new(|| nosy::rules(&["profile-parameters"]));

/// The rows in another order, told by a number.
fn shuffled(rows: &[Vec<String>], mut number: u64) -> Vec<Vec<String>> {
    let mut rows = rows.to_vec();
    for last in (1..rows.len()).rev() {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        rows.swap(last, usize::try_from(number >> 33).unwrap() % (last + 1));
    }
    rows
}

fn suppressing(report: &Report) -> Config {
    let mut text = String::new();
    for finding in report.findings.iter() {
        let entry = toml::toml! { rule = "" system = "" subject = "" reason = "seen" };
        let mut entry = entry;
        entry["rule"] = finding.rule.into();
        entry["system"] = finding.system.into();
        entry["subject"] = finding.subject.into();
        write!(text, "[[suppress]]\n{entry}").unwrap();
    }
    let ids: Vec<&str> = RULES.ids().collect();
    let kinds: Vec<&'static str> = EXPORTS.iter().map(|export| export.kind).collect();
    let days: Vec<&str> = RULES.with_days().collect();
    let known = Known {
        rules: &ids,
        rules_with_days: &days,
        exports: &kinds,
        exports_not_read_yet: KINDS_NOT_READ_YET,
        formats: &[],
    };
    Config::parse("basislint.toml", PathBuf::from("/nowhere"), &text, &known).unwrap()
}

/// What the first run found, written as suppressions, leaves nothing, and everything as it was.
fn assert_accepted(files: &[(String, Vec<u8>)]) -> usize {
    let found = check(&RULES, &Config::default(), files);
    let config = suppressing(&found);
    let once = check(&RULES, &config, files);
    let left: Vec<_> = once.findings.iter().filter(|finding| finding.status == Status::New).collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(findings(&found), findings(&once));
    let again = check(&RULES, &suppressing(&once), files);
    assert!(once.findings.iter().eq(again.findings.iter()));
    once.findings.len()
}

#[test]
fn all_that_is_found_in_a_landscape_can_be_accepted_and_nothing_is_left() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/landscape");
    let walk = walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = walk.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let path = entry.path().strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        (path, std::fs::read(entry.path()).unwrap())
    });
    assert!(assert_accepted(&files.collect::<Vec<_>>()) > 20);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn destinations_say_the_same_in_every_layout_and_encoding(rows in destinations()) {
        assert_same_in_every_form(&NOSY_DESTINATIONS, "rfc-destinations", &table(DESTINATIONS, rows));
    }

    #[test]
    fn parameters_say_the_same_in_every_layout_and_encoding(rows in parameters()) {
        assert_same_in_every_form(&NOSY_PARAMETERS, "profile-parameters", &table(PARAMETERS, rows));
    }

    #[test]
    fn order_of_rows_unknown_columns_and_line_ends_change_no_finding(rows in destinations(), number: u64, at in 0..4_usize) {
        let saposs = ["SAPOSS", "3", "H=/H/r/S/3299/H/oss001,S=01,U=OSS_RFC,v=%_PWD,"].map(str::to_owned).to_vec();
        let rows: Vec<_> = std::iter::once(saposs).chain(rows.into_iter().filter(|row| row[0] != "SAPOSS")).collect();
        let plain = table(DESTINATIONS, rows.clone());
        let widened: Table = table(DESTINATIONS, rows.clone()).into_iter().enumerate().map(|(number, mut row)| {
            row.insert(at, if number == 0 { "ZZ_OWN".to_owned() } else { format!("own {number}") });
            row
        }).collect();
        let others = [table(DESTINATIONS, shuffled(&rows, number)), widened];
        let of = |name: &str, text: String| {
            let report = check(&RULES, &Config::default(), &[(format!("PRD/{name}"), text.into_bytes())]);
            assert_eq!(report.files[0].status, FileStatus::Read, "{}", report.files[0].reason);
            findings(&report)
        };
        let first = of("table.csv", separated(&plain, ','));
        prop_assert!(!first.is_empty());
        for text in [separated, |table: &Table, _| sap_list(table)] {
            let name = if text(&plain, ',').starts_with('-') { "table.txt" } else { "table.csv" };
            for table in others.iter().chain([&plain]) {
                prop_assert_eq!(&of(name, text(table, ',')), &first);
                prop_assert_eq!(&of(name, text(table, ',').replace('\n', "\r\n")), &first);
            }
        }
    }

    #[test]
    fn what_was_accepted_is_accepted_again(rows in destinations(), parameters in parameters()) {
        let text = separated(&table(DESTINATIONS, rows), ',');
        let more = separated(&table(PARAMETERS, parameters), ';');
        assert_accepted(&[("PRD/rfcdes.csv".to_owned(), text.into_bytes()), ("PRD/rsparam.csv".to_owned(), more.into_bytes())]);
    }
}
