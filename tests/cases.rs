//! Every file under `testdata/cases` is read for itself and compared with the `.expected` file beside it.
//!
//! To add a case, add the file and run the tests with `BASISLINT_ACCEPT=1`, which writes what is expected; then read it
//! as the one who will get this answer.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use basislint::check::{self, Assigned, Content, Input, Request};
use basislint::config::Config;
use basislint::finding::Verdict;
use basislint::landscape::System;
use basislint::report::{self, FileReport, FileStatus, Format, Options, Report};
use walkdir::WalkDir;

use crate::systems::RULES;

const ENDING: &str = ".expected";
const SYSTEM: &str = "PRD";
const ACCEPT: &str = "BASISLINT_ACCEPT";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases")
}

/// All files under the folder, sorted.
fn files() -> Vec<PathBuf> {
    let files = WalkDir::new(folder()).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
    files.filter(|entry| entry.file_type().is_file()).map(|entry| entry.into_path()).collect()
}

fn is_expected(path: &Path) -> bool {
    path.to_string_lossy().ends_with(ENDING)
}

fn cases() -> Vec<PathBuf> {
    files().into_iter().filter(|path| !is_expected(path)).collect()
}

fn expected_of(case: &Path) -> PathBuf {
    let mut path = case.as_os_str().to_owned();
    path.push(ENDING);
    path.into()
}

/// Checks one file, as the only one of its system.
fn check(case: &Path) -> Report {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let input = Input {
        content: Content::Disk(case.to_owned()),
        path: name.clone(),
        relative_path: name,
        named: true,
        forced: None,
        purpose: None,
        store: None,
    };
    let config = Config::default();
    let request = Request {
        files: vec![Assigned { input, system: 0 }],
        systems: vec![System { expected: true, ..System::named(SYSTEM) }],
        jobs: Some(1),
        ..Request::new(&RULES, &config, jiff::civil::date(2026, 11, 22))
    };
    check::run(&request).0
}

/// What became of the file, what was noted in it, and the findings as `--format concise` writes them.
fn answer(report: &Report) -> String {
    let file = &report.files[0];
    let mut answer = format!("{}\n", fate(file));
    for note in &file.notes {
        answer.push_str(&format!("{}:{}:{}: note: {}\n", file.path, note.line, note.column, note.message));
    }
    let options = Options { quiet: true, ..Options::default() };
    let mut concise = Vec::new();
    report::write(Format::Concise, report, &options, &mut concise).unwrap();
    let concise = String::from_utf8(concise).unwrap();
    // The last line counts all checks that could not be made: it would change with every new rule.
    for finding in concise.lines().take(report.findings.len()) {
        answer.push_str(finding);
        answer.push('\n');
    }
    answer
}

fn fate(file: &FileReport) -> String {
    let known = [file.export, file.layout, file.encoding].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut fate = file.status.name().to_owned();
    if !known.is_empty() {
        fate.push_str(&format!(" ({known})"));
    }
    if file.export.is_some() {
        fate.push_str(&format!(" {} records", file.records));
    }
    if !file.reason.is_empty() {
        fate.push_str(&format!(": {}", file.reason));
    }
    fate
}

/// What the tests ask of a case.
struct Checked {
    case: PathBuf,
    answer: String,
    is_read: bool,
    passed: Vec<String>,
}

static CHECKED: LazyLock<Vec<Checked>> = LazyLock::new(|| {
    let checked = |case: PathBuf| {
        let report = check(&case);
        let verdicts = report.systems.iter().flat_map(|system| &system.verdicts);
        let passed = verdicts.filter(|verdict| verdict.verdict == Verdict::Pass);
        Checked {
            answer: answer(&report),
            is_read: report.files[0].status == FileStatus::Read,
            passed: passed.map(|verdict| verdict.rule.to_string()).collect(),
            case,
        }
    };
    cases().into_iter().map(checked).collect()
});

#[test]
fn every_case_gets_the_expected_answer() {
    let accept = std::env::var_os(ACCEPT).is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for Checked { case, answer: found, .. } in &*CHECKED {
        let expected = expected_of(case);
        if accept {
            fs::write(&expected, found).unwrap();
        } else if fs::read_to_string(&expected).ok().as_deref() != Some(found.as_str()) {
            wrong.push(format!("{}\n{found}", expected.strip_prefix(folder()).unwrap().display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} answers are not as expected; if the new ones below are right, accept them with {ACCEPT}=1\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_expected_file_has_its_case() {
    let cases: Vec<PathBuf> = cases().iter().map(|case| expected_of(case)).collect();
    let lonely: Vec<PathBuf> = files().into_iter().filter(|path| is_expected(path) && !cases.contains(path)).collect();
    assert!(lonely.is_empty(), "{lonely:?}");
    assert!(!cases.is_empty());
}

/// One row that was read proves what these rules ask for, whatever is missing in the file.
const PROVED_BY_WHAT_IS_THERE: &[&str] = &[
    // Names of files alone tell it.
    "credential-file-in-export",
    "https-service-missing",
    "missing-support-destination",
    "required-note-missing",
    "sdccn-destination-missing",
    "signed-notes-support",
    "solution-manager-level",
    "st-a-pi-version",
    "st-pi-version",
    "support-user-missing",
    "task-list-not-run",
    "tci-support",
];

#[test]
fn what_was_not_read_in_full_never_passes() {
    let not_in_full: Vec<&Checked> = CHECKED.iter().filter(|checked| !checked.is_read).collect();
    for Checked { case, passed, .. } in &not_in_full {
        let passed: Vec<&String> =
            passed.iter().filter(|rule| !PROVED_BY_WHAT_IS_THERE.contains(&rule.as_str())).collect();
        assert!(passed.is_empty(), "{}: {passed:?}", case.display());
    }
    assert!(!not_in_full.is_empty());
}
