//! What is more than anybody exports: it is turned down or left out with a place and a way out, and nothing passes because of it.
//!
//! `docs/limits.md` lists the limits and names these tests. What they cost is measured by `benches/worst_cases.py`.

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::time::Duration;

use basislint::report::Format;
use serde_json::Value;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use crate::program;

use crate::targets::biff;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// What was said of a folder.
struct Said {
    code: i32,
    report: Value,
    errors: String,
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = program::with_limits();
    // Far more than it takes: only a hang gets there.
    command.current_dir(folder).arg("check").args(arguments).args(["--as-of", "2026-11-28"]);
    let output = command.timeout(Duration::from_secs(300)).output().unwrap();
    let text = |bytes| program::text_of(bytes);
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn check(files: &[(&str, &[u8])]) -> Said {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let (code, text, errors) = run(folder.path(), &[".", "--format", "json"]);
    let report = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {errors}"));
    Said { code, report, errors }
}

impl Said {
    fn file(&self, path: &str) -> &Value {
        self.report["files"].as_array().unwrap().iter().find(|file| file["path"] == path).unwrap()
    }

    /// Verdicts of all systems.
    fn verdicts(&self) -> impl Iterator<Item = &Value> {
        self.report["systems"].as_array().unwrap().iter().flat_map(|system| system["verdicts"].as_array().unwrap())
    }

    fn passes(&self) -> Vec<&str> {
        let passes = self.verdicts().filter(|verdict| verdict["verdict"] == "pass");
        passes.map(|verdict| verdict["rule"].as_str().unwrap()).collect()
    }

    /// The system of the file that failed is there, and what it says is that nothing is known.
    #[track_caller]
    fn assert_nothing_passes(&self) {
        assert_eq!((self.code, &self.report["systems"][0]["name"]), (2, &"PRD".into()));
        assert_eq!(self.passes(), Vec::<&str>::new());
        assert!(!self.errors.contains("panicked"), "{}", self.errors);
    }

    #[track_caller]
    fn assert_reason(&self, path: &str, status: &str, reason: &str) {
        let file = self.file(path);
        let said = file["reason"].as_str().unwrap();
        assert!(file["status"] == status && said.contains(reason), "{file}");
    }
}

// Workbooks

/// The parts of a workbook whose sheets lie on these parts of `xl`.
fn workbook_of(targets: &[&str]) -> Vec<(String, String)> {
    let mut relations = String::new();
    let mut sheets = String::new();
    for (number, target) in targets.iter().enumerate() {
        let _ = write!(relations, r#"<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="{target}"/>"#);
        let _ = write!(sheets, r#"<sheet name="S{number}" sheetId="{}" r:id="r{number}"/>"#, number + 1);
    }
    let root = format!(r#"<Relationship Id="w" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>"#);
    let relationships = |inner: &str| format!(r#"<Relationships xmlns="{PACKAGE}">{inner}</Relationships>"#);
    let workbook = format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>"#);
    vec![
        ("_rels/.rels".to_owned(), relationships(&root)),
        ("xl/_rels/workbook.xml.rels".to_owned(), relationships(&relations)),
        ("xl/workbook.xml".to_owned(), workbook),
    ]
}

fn zipped(parts: &[(String, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

fn sheet(rows: &str) -> String {
    format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#)
}

fn strings(attributes: &str, inner: &str) -> String {
    format!(r#"<sst xmlns="{MAIN}"{attributes}>{inner}</sst>"#)
}

fn row(values: &[&str]) -> String {
    let cell = |value: &&str| format!(r#"<c t="inlineStr"><is><t>{value}</t></is></c>"#);
    format!("<row>{}</row>", values.iter().map(cell).collect::<String>())
}

fn destinations() -> String {
    row(&["RFCDEST", "RFCTYPE", "RFCOPTIONS"]) + &row(&["BACK", "3", "H=erp01.example.test,S=00,M=100,"])
}

/// A workbook of RFC destinations with these parts beside or instead of its own.
fn workbook(parts: &[(&str, String)]) -> Vec<u8> {
    let mut all = workbook_of(&["worksheets/sheet1.xml"]);
    if !parts.iter().any(|(name, _)| *name == SHEET) {
        all.push((SHEET.to_owned(), sheet(&destinations())));
    }
    all.extend(parts.iter().map(|(name, content)| ((*name).to_owned(), content.clone())));
    zipped(&all)
}

/// Below a folder, as one file of a system.
#[track_caller]
fn assert_not_read(bytes: &[u8], reason: &str) {
    let said = check(&[("PRD/rfcdes.xlsx", bytes)]);
    said.assert_reason("PRD/rfcdes.xlsx", "failed", reason);
    said.assert_reason("PRD/rfcdes.xlsx", "failed", "save the list as text (unconverted)");
    said.assert_nothing_passes();
}

#[test]
fn a_workbook_within_all_limits_is_read() {
    let said = check(&[("PRD/rfcdes.xlsx", &workbook(&[]))]);
    assert_eq!((&said.file("PRD/rfcdes.xlsx")["status"], said.code), (&"read".into(), 1), "{}", said.report);
    // The last cell there is.
    let last = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let said = check(&[("PRD/rfcdes.xlsx", &workbook(&[(SHEET, sheet(&(destinations() + last)))]))]);
    assert_eq!(said.file("PRD/rfcdes.xlsx")["status"], "read", "{}", said.report);
}

/// Another file of the system may be whole: what the workbook would have told nobody knows.
#[test]
fn nothing_passes_beside_a_workbook_that_cannot_be_read() {
    let good = "RFCDEST,RFCTYPE,RFCOPTIONS\nBACK,3,\"H=erp01.example.test,S=00,\"\n";
    let alone = check(&[("PRD/rfcdes.csv", good.as_bytes())]);
    assert!(alone.passes().contains(&"legacy-rfc-destination"), "{}", alone.report);
    let bomb = workbook(&[(STRINGS, strings(r#" uniqueCount="10000000000""#, ""))]);
    for name in ["PRD/rfcdes_client_200.xlsx", "PRD/Book1.xlsx"] {
        let said = check(&[("PRD/rfcdes.csv", good.as_bytes()), (name, &bomb)]);
        said.assert_nothing_passes();
        let reason = format!("{name} could not be read, and it may tell otherwise");
        let verdict = said.verdicts().find(|verdict| verdict["rule"] == "legacy-rfc-destination").unwrap();
        assert_eq!((&verdict["verdict"], &verdict["reason"]), (&"not-evaluated".into(), &reason.into()));
    }
    // Its name says that it is of something else.
    let said = check(&[("PRD/rfcdes.csv", good.as_bytes()), ("PRD/AISUSER.xlsx", &bomb)]);
    assert!(said.passes().contains(&"legacy-rfc-destination"), "{}", said.report);
}

#[test]
fn an_old_workbook_with_more_than_anybody_exports_is_not_read() {
    let told = biff::record(0x00FC, &[0xFF; 8]);
    let bytes = biff::container(&biff::stream(&told, &[("S", Vec::new())]), "Workbook");
    let said = check(&[("PRD/rfcdes.xls", &bytes)]);
    said.assert_reason("PRD/rfcdes.xls", "failed", "more than 1048576 shared strings");
    said.assert_reason("PRD/rfcdes.xls", "failed", "save the list as text (unconverted)");
    said.assert_nothing_passes();
}

#[test]
fn a_row_of_an_xml_spreadsheet_where_no_sheet_has_any_makes_it_partial() {
    let space = "urn:schemas-microsoft-com:office:spreadsheet";
    let cell = |value: &str| format!("<Cell><Data>{value}</Data></Cell>");
    let heading: String = ["RFCDEST", "RFCTYPE", "RFCOPTIONS"].map(cell).concat();
    let rows = format!("<Row>{heading}</Row><Row ss:Index=\"1048577\"/>");
    let text = format!(
        "<Workbook xmlns=\"{space}\" xmlns:ss=\"{space}\"><Worksheet><Table>{rows}</Table></Worksheet></Workbook>"
    );
    let said = check(&[("PRD/rfcdes.xls", text.as_bytes())]);
    said.assert_reason("PRD/rfcdes.xls", "partial", "where no sheet has any");
    assert_eq!(said.passes(), Vec::<&str>::new());
}

/// What no export is made of is no export, however long or deep it is.
#[test]
fn json_and_xml_without_end_do_no_harm() {
    let deep = "{\"a\":[".repeat(300_000);
    let elements = "<a>".repeat(300_000);
    let wide: String = (0..100_000).map(|number| format!(" a{number}='1'")).collect();
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(40 << 20));
    for (name, text) in [("a.json", deep), ("a.xml", elements), ("b.xml", format!("<a{wide}/>")), ("b.json", long)] {
        let said = check(&[(&format!("PRD/{name}"), text.as_bytes())]);
        assert_eq!(said.file(&format!("PRD/{name}"))["status"], "unrecognized");
        assert!(!said.errors.contains("panicked"), "{}", said.errors);
    }
}

#[test]
fn a_workbook_that_unpacks_to_a_hundred_times_its_length_is_not_read() {
    let rows = destinations() + &"<row><c><v>1</v></c></row>".repeat(60_000);
    assert_not_read(&workbook(&[(SHEET, sheet(&rows))]), "unpacks to more than 100 times its length");
    // Several parts, none of which does alone.
    let blanks = format!("<a>{}</a>", " ".repeat(1_000_000));
    let parts: Vec<(String, String)> = (0..3).map(|number| (format!("xl/x{number}.xml"), blanks.clone())).collect();
    let parts: Vec<(&str, String)> = parts.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    assert_not_read(&workbook(&parts), "unpacks to more than 100 times its length");
}

#[test]
fn what_a_part_says_of_its_own_length_is_not_believed() {
    let rows = destinations() + &"<row><c><v>1</v></c></row>".repeat(60_000);
    let mut bytes = workbook(&[(SHEET, sheet(&rows))]);
    let length = (sheet(&rows).len() as u32).to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(&length)).collect();
    assert_eq!(places.len(), 2, "in the part's head and in the list of parts");
    for at in places {
        bytes[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let said = check(&[("PRD/rfcdes.xlsx", &bytes)]);
    said.assert_reason("PRD/rfcdes.xlsx", "failed", "larger than its declared uncompressed size");
    said.assert_nothing_passes();
}

#[test]
fn shared_strings_are_counted_before_there_is_room_for_them() {
    let told = strings(r#" uniqueCount="10000000000""#, "");
    assert_not_read(&workbook(&[(STRINGS, told)]), "more than 1048576 shared strings");
    // Numbers keep the ratio low.
    let many: String = (0..(1 << 20) + 1).fold(String::new(), |mut all, number| {
        let _ = write!(all, "<si><t>{:x}</t></si>", number as u64 * 2_654_435_761 % (1 << 32));
        all
    });
    assert_not_read(&workbook(&[(STRINGS, strings("", &many))]), "more than 1048576 shared strings");
}

#[test]
fn a_part_with_a_text_or_a_depth_that_no_list_has_is_not_read() {
    // Of letters that do not pack well.
    let mut state = 1_u64;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'a' + (state >> 60) as u8)
    };
    let long: String = (0..(1 << 20) + 1).map(|_| letter()).collect();
    assert_not_read(
        &workbook(&[(SHEET, sheet(&row(&["RFCDEST", &long])))]),
        "has a cell or shared string of more than 1 MiB",
    );
    let pieces: String = long.as_bytes().chunks(1000).fold(String::new(), |mut all, piece| {
        let _ = write!(all, "<r><t>{}</t></r>", std::str::from_utf8(piece).unwrap());
        all
    });
    let rich = strings("", &format!("<si>{pieces}</si>"));
    assert_not_read(&workbook(&[(STRINGS, rich)]), "has a cell or shared string of more than 1 MiB");
    assert_not_read(&workbook(&[(SHEET, sheet(&"<row>".repeat(100)))]), "nests more than 64 deep");
    let entity = format!("<!DOCTYPE sst [<!ENTITY a \"a\">]>{}", strings("", "<si><t>&a;</t></si>"));
    assert_not_read(&workbook(&[(STRINGS, entity)]), "defines a document type");
}

#[test]
fn a_workbook_with_thousands_of_parts_or_formats_is_not_read() {
    let names: Vec<String> = (0..4100).map(|number| format!("xl/x{number}.xml")).collect();
    let parts: Vec<(&str, String)> = names.iter().map(|name| (name.as_str(), String::new())).collect();
    assert_not_read(&workbook(&parts), "more than 4096 parts");
    let formats: String = (0..(1 << 18)).fold(String::new(), |mut all, number| {
        let _ = write!(all, r#"<xf numFmtId="{number}"/>"#);
        all
    });
    let styles = format!(r#"<styleSheet xmlns="{MAIN}"><cellXfs>{formats}</cellXfs></styleSheet>"#);
    assert_not_read(&workbook(&[("xl/styles.xml", styles)]), "more than 262144 formats");
}

#[test]
fn sheets_that_share_a_part_or_a_name_are_not_read() {
    let with = |targets: &[&str], change: &dyn Fn(&str) -> String| {
        let mut parts = workbook_of(targets);
        parts.iter_mut().for_each(|(_, content)| *content = change(content));
        parts.push((SHEET.to_owned(), sheet(&destinations())));
        parts.push(("xl/worksheets/sheet2.xml".to_owned(), sheet("")));
        zipped(&parts)
    };
    let same = |content: &str| content.to_owned();
    for other in ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "worksheets\\Sheet1.xml"] {
        assert_not_read(&with(&["worksheets/sheet1.xml", other], &same), "two of its sheets lie on one part");
    }
    let two = ["worksheets/sheet1.xml", "worksheets/sheet2.xml"];
    let one_id = |content: &str| content.replace(r#"r:id="r1""#, r#"r:id="r0""#);
    assert_not_read(&with(&two, &one_id), "two of its sheets lie on one part");
    let one_name = |content: &str| content.replace(r#"name="S1""#, r#"name="S0""#);
    assert_not_read(&with(&two, &one_name), "two of its sheets have the same name");
    assert_eq!(check(&[("PRD/rfcdes.xlsx", &with(&two, &same))]).file("PRD/rfcdes.xlsx")["status"], "read");
}

#[test]
fn cells_where_no_sheet_has_any_are_not_read() {
    for place in ["XFE1", "A1048577", "ZZZZZZZZ1", "A99999999999", "A0", "", "1A"] {
        let rows = destinations() + &format!(r#"<row><c r="{place}"><v>1</v></c></row>"#);
        assert_not_read(&workbook(&[(SHEET, sheet(&rows))]), "a cell beyond column XFD or row 1,048,576");
    }
    for place in ["B2:A1", "A1:ZZZZZZZ9", "A5:A1", "YA1:C3"] {
        let dimension =
            sheet(&destinations()).replace("<sheetData>", &format!(r#"<dimension ref="{place}"/><sheetData>"#));
        assert_not_read(&workbook(&[(SHEET, dimension)]), "lie where no sheet has any");
        let formula = format!(r#"<row><c r="A9"><f t="shared" si="0" ref="{place}">1</f><v>1</v></c></row>"#);
        assert_not_read(&workbook(&[(SHEET, sheet(&(destinations() + &formula)))]), "lie where no sheet has any");
    }
}

/// What is behind the heading is told at its row, and the rows before it are read.
#[track_caller]
fn assert_partial(rows: &str, more: &[(&str, String)], reason: &str) {
    let mut parts = vec![(SHEET, sheet(&(destinations() + rows)))];
    parts.extend(more.iter().cloned());
    let said = check(&[("PRD/rfcdes.xlsx", &workbook(&parts))]);
    said.assert_reason("PRD/rfcdes.xlsx", "partial", reason);
    said.assert_reason("PRD/rfcdes.xlsx", "partial", "save the list as text (unconverted)");
    assert_eq!(said.passes(), Vec::<&str>::new(), "{}", said.report);
}

#[test]
fn a_row_with_more_cells_or_text_than_a_sheet_has_makes_the_workbook_partial() {
    // Of cells at different places, so that the ratio stays low; those of one row without end.
    let cells: String = (0..16_400).fold(String::new(), |mut all, number| {
        let _ = write!(all, r#"<c r="{}3"><v>{}</v></c>"#, column(number % 16_384), number * 7919 % 100_003);
        all
    });
    assert_partial(
        &format!(r#"<row r="3">{cells}</row>"#),
        &[],
        "line 3: sheet \"S0\" of the workbook has more than 16384 cells",
    );
    // A cell refers to a text and does not hold it.
    let shared = strings("", &format!("<si><t>{}</t></si>", "abcdefghij".repeat(3000)));
    let cells: String = (0..40).map(|number| format!(r#"<c r="{}3" t="s"><v>0</v></c>"#, column(number))).collect();
    assert_partial(&format!(r#"<row r="3">{cells}</row>"#), &[(STRINGS, shared.clone())], "1 MiB in row 3");
    let rows: String =
        (3..800).map(|number| format!(r#"<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>"#)).collect();
    assert_partial(
        &rows,
        &[(STRINGS, shared)],
        "line 562: sheet \"S0\" of the workbook shows more text than anybody exports",
    );
}

fn column(number: usize) -> String {
    let letter = |number: usize| char::from(b'A' + (number % 26) as u8);
    match number {
        0..26 => letter(number).to_string(),
        26..702 => [letter(number / 26 - 1), letter(number)].iter().collect(),
        _ => [letter((number - 702) / 676), letter((number - 702) / 26), letter(number - 702)].iter().collect(),
    }
}

#[test]
fn a_sheet_is_not_searched_for_a_heading_to_its_end() {
    let rows: String =
        (1..5000).map(|number| format!(r#"<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>"#)).collect();
    let late = rows.clone() + &destinations();
    let said = check(&[("PRD/x.xlsx", &workbook(&[(SHEET, sheet(&late))]))]);
    assert_eq!(said.file("PRD/x.xlsx")["status"], "unrecognized", "{}", said.report);
    // Another sheet has it.
    let mut parts = workbook_of(&["worksheets/sheet1.xml", "worksheets/sheet2.xml"]);
    parts.push((SHEET.to_owned(), sheet(&rows)));
    parts.push(("xl/worksheets/sheet2.xml".to_owned(), sheet(&destinations())));
    let said = check(&[("PRD/x.xlsx", &zipped(&parts))]);
    let file = said.file("PRD/x.xlsx");
    assert_eq!((&file["status"], &file["records"]), (&"read".into(), &1.into()), "{file}");
}

// Lines

#[test]
fn columns_beyond_those_of_any_table_are_not_read() {
    let heading = |more: usize| format!("RFCDEST,RFCTYPE,RFCOPTIONS{}\n", ",x".repeat(more));
    let rows = |more: usize| format!("{}BACK,3,\"H=erp01.example.test,S=00,\"{}\n", heading(more), ",y".repeat(more));
    let said = check(&[("PRD/rfcdes.csv", rows(1021).as_bytes())]);
    assert_eq!(said.file("PRD/rfcdes.csv")["status"], "read", "{}", said.report);
    for text in [rows(1022), rows(1022).replace(',', "\t")] {
        let said = check(&[("PRD/rfcdes.txt", text.as_bytes())]);
        said.assert_reason("PRD/rfcdes.txt", "partial", "more than 1024 columns");
        assert_eq!(said.file("PRD/rfcdes.txt")["records"], 1);
        assert_eq!(said.passes(), Vec::<&str>::new());
    }
    let ruler = "-".repeat(100);
    let list = format!("{ruler}\n|RFCDEST|RFCTYPE|RFCOPTIONS|{}\n{ruler}\n", "x|".repeat(1022));
    assert_eq!(check(&[("PRD/rfcdes.txt", list.as_bytes())]).file("PRD/rfcdes.txt")["status"], "unrecognized");
}

#[test]
fn a_line_without_end_is_left_out_and_the_rest_is_read() {
    let long = "H=x,".repeat((16 << 18) + 1);
    let text =
        format!("RFCDEST,RFCTYPE,RFCOPTIONS\nBACK,3,\"H=erp01.example.test,\"\nLONG,3,{long}\nLAST,3,\"H=b,\"\n");
    let said = check(&[("PRD/rfcdes.csv", text.as_bytes())]);
    said.assert_reason("PRD/rfcdes.csv", "partial", "line 3: the line has more than 16 MiB, so it is not read");
    assert_eq!(said.file("PRD/rfcdes.csv")["records"], 2);
    assert_eq!(said.passes(), Vec::<&str>::new());
}

// Names

/// A format's width ends at 65,535.
#[test]
fn names_longer_than_a_format_is_wide_do_no_harm() {
    let long = "x".repeat(65_536);
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("PRD")).unwrap();
    let options = r#""H=/H/10.1.1.5/S/3299/H/oss001,S=01,""#;
    let rows = format!("RFCDEST,RFCTYPE,RFCOPTIONS\nSAPOSS,3,{options}\n{long},3,{options}\n");
    fs::write(folder.path().join("PRD/rfcdes.csv"), rows).unwrap();
    let config = format!("[[system]]\nname = \"{long}\"\nfiles = [\"PRD/**\"]\n");
    fs::write(folder.path().join("basislint.toml"), config).unwrap();
    for format in Format::names() {
        let arguments = [".", "--format", format, "--show-passed", "--verbose", "--statistics"];
        let (code, _, errors) = run(folder.path(), &arguments);
        assert_eq!(code, 1, "{format}");
        assert!(!errors.contains("panicked"), "{format}");
    }
}

// Configuration

const LEGACY: &str = r#"SAPOSS,3,"H=/H/10.1.1.5/S/3299/H/oss001,S=01,""#;

#[test]
fn thousands_of_suppressions_are_told_by_their_number() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("PRD")).unwrap();
    fs::write(folder.path().join("PRD/rfcdes.csv"), format!("RFCDEST,RFCTYPE,RFCOPTIONS\n{LEGACY}\n")).unwrap();
    let suppress = |subject: &str| {
        format!("[[suppress]]\nrule = \"legacy-rfc-destination\"\nsubject = \"{subject}\"\nreason = \"audit\"\n")
    };
    let config: String = (0..4000).map(|number| suppress(&format!("SAPOSS_{number}"))).collect();
    fs::write(folder.path().join("basislint.toml"), config + &suppress("saposs")).unwrap();
    let (code, text, errors) = run(folder.path(), &[".", "--format", "json"]);
    assert_eq!(errors.matches("matches no finding").count(), 100);
    assert!(errors.contains("3900 suppressions from here on match no finding as well"), "{code}");
    let report: Value = serde_json::from_str(&text).unwrap();
    let status = |finding: &Value| finding["rule"] == "legacy-rfc-destination" && finding["status"] == "suppressed";
    assert!(report["findings"].as_array().unwrap().iter().any(status));
}

#[test]
fn thousands_of_mistakes_are_told_by_their_number() {
    let folder = TempDir::new().unwrap();
    let config: String = (0..4000).map(|number| format!("mistake{number} = 1\n")).collect();
    fs::write(folder.path().join("basislint.toml"), config).unwrap();
    let (code, _, errors) = run(folder.path(), &["."]);
    assert_eq!((code, errors.matches("unknown key").count()), (2, 200));
    assert!(errors.contains("and 3800 mistakes more"));
}

// The docs

#[test]
fn the_docs_name_each_limit_and_a_test_that_holds_it() {
    let read = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let (docs, limits, worst) = (read("docs/limits.md"), read("src/limits.rs"), read("benches/worst_cases.py"));
    let names = limits.lines().filter_map(|line| line.strip_prefix("pub const ")?.split(':').next());
    for name in names {
        assert!(docs.contains(&format!("`{name}`")), "{name} is not in docs/limits.md");
    }
    let sources = [
        "tests/limits.rs",
        "tests/hostile.rs",
        "tests/policies/hostile.rs",
        "tests/fix.rs",
        "tests/redact.rs",
        "tests/archives.rs",
        "tests/git/contents.rs",
        "src/input/archive/names.rs",
        "src/input/archive/tests.rs",
        "src/check/file.rs",
        "src/check/shard.rs",
        "tests/shards.rs",
        "src/input/blocks.rs",
        "src/fifo.rs",
        "src/input/source.rs",
        "src/input/own_file.rs",
        "src/config/tests/baseline.rs",
        "src/layout/json/tests.rs",
        "src/layout/toml.rs",
        "src/report/xlsx/tests.rs",
        "src/layout/xml/tests.rs",
        "src/knowledge/profile_macro.rs",
        "src/report/sarif/tests.rs",
        "src/knowledge/cipher/tests/mod.rs",
    ];
    let tests: String = sources.iter().map(|path| read(path)).collect();
    for row in docs.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| limit")) {
        let held_by = row.trim_end_matches([' ', '|']).rsplit(" | ").next().unwrap();
        for test in held_by.split('`').skip(1).step_by(2) {
            match test.strip_prefix("benches/worst_cases.py ") {
                Some(case) => assert!(worst.contains(case), "{case}"),
                None => assert!(tests.contains(&format!("fn {test}()")), "{test}"),
            }
        }
        assert!(held_by.contains('`'), "{row}");
    }
}
