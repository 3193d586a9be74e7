//! What a baseline rests on: a finding is known again although its rows are in another order, its lines have moved, the export was saved
//! in another layout, encoding or language of headings, or under another name. Held for every kind of export.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use basislint::check::{self, Assigned, Content, Input, Request};
use basislint::config::Config;
use basislint::export::{EXPORTS, Export, by_kind};
use basislint::landscape::System;
use basislint::report::{FileReport, FileStatus};
use basislint::rule::RuleSet;
use walkdir::WalkDir;

use crate::tables::{Table, forms, separated};
use crate::targets::nosy;

/// What is found in a file of one system, by fingerprint, and what became of the file.
fn told(rules: &RuleSet, name: &str, bytes: Vec<u8>) -> (BTreeMap<String, String>, FileReport) {
    let path = format!("PRD/{name}");
    let input = Input {
        content: Content::Memory(bytes),
        relative_path: path.clone(),
        path,
        named: false,
        forced: None,
        purpose: None,
        store: None,
    };
    let system = System::named("PRD");
    let (config, as_of) = (Config::default(), jiff::civil::date(2026, 11, 22));
    let request = Request {
        files: vec![Assigned { input, system: 0 }],
        systems: vec![system],
        jobs: Some(1),
        excerpts: false,
        ..Request::new(rules, &config, as_of)
    };
    let mut report = check::run(&request).0;
    let words = |finding: basislint::finding::Finding| {
        (finding.fingerprint, format!("{} {} {}", finding.rule, finding.subject, finding.message))
    };
    // These fields are what the title says: a title in other words may say something else.
    let by_title = ["nosy-profile-parameters-origin", "nosy-task-list-runs-task"];
    let findings = report.findings.iter().filter(|finding| !by_title.contains(&finding.rule.as_str()));
    (findings.map(words).collect(), report.files.remove(0))
}

/// Exports by kind: paths and what is in them.
pub type Fixtures = BTreeMap<&'static str, Vec<(PathBuf, Vec<u8>)>>;

/// The project's. Told once for all tests here, which takes a while.
pub static FIXTURES: LazyLock<Fixtures> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut fixtures: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let any = nosy::rules(&["kernel"]);
    for folder in ["readiness/systems", "cases"] {
        for entry in WalkDir::new(root.join(folder)).sort_by_file_name().into_iter().map(Result::unwrap) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !entry.file_type().is_file() || name.ends_with(".expected") || entry.metadata().unwrap().len() > 200_000
            {
                continue;
            }
            let bytes = fs::read(entry.path()).unwrap();
            let (_, file) = told(&any, &name, bytes.clone());
            if let (Some(kind), FileStatus::Read) = (file.export, file.status) {
                let kind = by_kind(kind).unwrap().kind;
                fixtures.entry(kind).or_default().push((entry.into_path(), bytes));
            }
        }
    }
    fixtures
});

/// The table that a text shows, if it does: cells between bars, tabs or separators, the heading first.
pub fn table(text: &str) -> Option<Table> {
    let is_ruler = |line: &&str| !line.trim_matches(['-', '|', ' ']).is_empty();
    let bars: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).filter(is_ruler).collect();
    let rows: Table = if bars.len() > 1 {
        let cells = |line: &&str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        bars.iter().map(cells).collect()
    } else {
        let separator = ['\t', ';', ','].into_iter().find(|it| text.lines().all(|line| line.contains(*it)))?;
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).delimiter(u8::try_from(separator).unwrap());
        let rows = reader.from_reader(text.as_bytes()).into_records().map(Result::unwrap);
        rows.map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect()
    };
    let is_even = rows.iter().all(|row| row.len() == rows[0].len());
    (is_even && rows.len() > 1 && rows[0].len() > 1).then_some(rows)
}

/// The heading with each title in its technical name, and in each of the labels that the column is known by.
pub fn headings(export: &Export, heading: &[String]) -> Vec<Vec<String>> {
    let column = |title: &String| export.columns.iter().find(|column| column.is_called(title));
    let most = heading.iter().filter_map(column).map(|column| column.labels.len()).max().unwrap_or(0);
    let in_words = |number: usize| {
        let title = |title: &String| {
            let labels = column(title).map_or(&[] as &[&str], |column| column.labels);
            labels.get(number.min(labels.len().max(1) - 1)).map_or_else(|| title.clone(), |label| (*label).to_owned())
        };
        heading.iter().map(title).collect::<Vec<_>>()
    };
    let technical = heading.iter().map(|title| column(title).map_or_else(|| title.clone(), |it| it.name.to_owned()));
    let all = std::iter::once(technical.collect()).chain((0..most).map(in_words));
    // Two columns of one title are another table.
    all.filter(|titles: &Vec<String>| titles.iter().collect::<BTreeSet<_>>().len() == titles.len()).collect()
}

#[test]
fn findings_are_known_again_in_another_order_layout_encoding_and_language_of_a_table() {
    let mut compared: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lost = Vec::new();
    // A connector's log is lines, and no table, however their fields are separated.
    for (kind, files) in FIXTURES.iter().filter(|(kind, _)| !matches!(**kind, "connector-log" | "integration-log")) {
        let (kind, export) = (*kind, by_kind(kind).unwrap());
        let rules = nosy::rules(&[kind]);
        let tables = files.iter().filter_map(|(path, bytes)| Some((path, table(std::str::from_utf8(bytes).ok()?)?)));
        for (path, table) in tables.take(6) {
            // Some exports are told by their files' names.
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let (first, file) = told(&rules, &format!("{stem}.csv"), separated(&table, ',').into_bytes());
            if file.export != Some(kind) || first.is_empty() {
                continue;
            }
            // Layouts read all tables alike, so one of each kind suffices.
            let mut others = if compared.contains_key(kind) { Vec::new() } else { forms(&table) };
            // A job log tells what came after what.
            if kind != "job-log" {
                let reversed: Table = table[..1].iter().chain(table[1..].iter().rev()).cloned().collect();
                let bytes = separated(&reversed, ',').into_bytes();
                others.push(("rows in reverse".to_owned(), "other table.csv".to_owned(), bytes));
            }
            for heading in headings(export, &table[0]).into_iter().take(4) {
                let name = format!("heading {heading:?}");
                let table: Table = std::iter::once(heading).chain(table[1..].iter().cloned()).collect();
                others.push((name, "table.txt".to_owned(), separated(&table, '\t').into_bytes()));
            }
            for (form, name, bytes) in others {
                let (again, other) = told(&rules, &name.replace("table", &stem), bytes);
                // What is read otherwise is judged otherwise: `tests/tables.rs` holds that it is not where it should not be.
                if (other.export, other.status, other.records) != (file.export, file.status, file.records)
                    || other.lacks != file.lacks
                {
                    continue;
                }
                *compared.entry(kind).or_default() += 1;
                let gone: Vec<_> =
                    first.iter().filter(|(it, _)| !again.contains_key(*it)).map(|(_, words)| words).collect();
                let new: Vec<_> =
                    again.iter().filter(|(it, _)| !first.contains_key(*it)).map(|(_, words)| words).collect();
                if !gone.is_empty() || !new.is_empty() {
                    lost.push(format!("{} as {form}: gone {gone:.3?}, new {new:.3?}", path.display()));
                }
            }
        }
    }
    assert!(lost.is_empty(), "{}: {}", lost.len(), lost[..lost.len().min(9)].join("\n"));
    // What these are is told by lines of text, or by the file's name, and the project has no table of them.
    let no_tables = ["config-store", "kernel", "saprouttab", "trust-store"];
    let tables = EXPORTS.iter().filter(|export| !export.columns.is_empty() && !no_tables.contains(&export.kind));
    let tables = tables.map(|export| export.kind);
    let few: Vec<&str> = tables.filter(|kind| compared.get(kind).copied().unwrap_or(0) < 20).collect();
    assert!(few.is_empty(), "compared too seldom: {few:?} {compared:?}");
}

#[test]
fn findings_are_known_again_in_another_encoding_and_under_another_name_of_any_text() {
    let mut compared: BTreeSet<&str> = BTreeSet::new();
    for (kind, files) in FIXTURES.iter() {
        let rules = nosy::rules(&[kind]);
        let texts = files.iter().filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)));
        for (path, text) in texts.take(2) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let (first, file) = told(&rules, &name, text.as_bytes().to_vec());
            let windows = text.replace("\r\n", "\n").replace('\n', "\r\n");
            let utf16 = "\u{feff}".encode_utf16().chain(windows.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            let renamed = format!("2026-11-28 {name}");
            let forms: [(&str, Vec<u8>); 3] =
                [(&name, utf16), (&name, windows.into_bytes()), (&renamed, text.as_bytes().to_vec())];
            for (number, (name, bytes)) in forms.into_iter().enumerate() {
                let (again, other) = told(&rules, name, bytes);
                if other.export == file.export && other.records == file.records {
                    assert_eq!(again, first, "{} in form {number}", path.display());
                    compared.insert(kind);
                }
            }
        }
    }
    // Of files with private keys nothing is read in any encoding; of config stores policies speak, and no rule.
    let is_read = |kind: &&str| !["config-store", "credential-files"].contains(kind);
    let kinds = EXPORTS.iter().map(|export| export.kind).filter(is_read);
    let never: Vec<&str> = kinds.filter(|kind| !compared.contains(kind)).collect();
    assert!(never.is_empty(), "{never:?}");
}
