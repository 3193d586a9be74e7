//! The formats for CIs and spreadsheets, read back over the landscapes under `testdata`: none of them says less than JSON does, and none
//! decides how a run ends. What a single finding looks like is tested beside each writer in `src/report/`.

// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Output;

use basislint::report::Format;
use serde_json::Value;

use crate::program;

const LANDSCAPES: [&str; 2] = ["testdata/landscape", "testdata/landscape-configured"];

fn check(landscape: &str, format: &str) -> String {
    let mut command = program::basislint();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["check", landscape, "--as-of", "2026-11-22"]);
    let output = command.args(["--format", format]).output().unwrap();
    program::text_of(output.stdout)
}

fn json(landscape: &str) -> Value {
    serde_json::from_str(&check(landscape, "json")).unwrap()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap()
}

/// The findings that count.
fn new(report: &Value) -> impl Iterator<Item = &Value> {
    list(report, "findings").iter().filter(|finding| finding["status"] == "new")
}

/// How many systems have checks that could not be made.
fn systems_with_gaps(report: &Value) -> usize {
    let has_gap =
        |system: &&Value| list(system, "verdicts").iter().any(|verdict| verdict["verdict"] == "not-evaluated");
    list(report, "systems").iter().filter(has_gap).count()
}

/// Accepted risks that hold something back.
fn accepted(report: &Value) -> usize {
    let risks = report["accepted_risks"].as_array();
    risks.map_or(0, |risks| risks.iter().filter(|risk| risk["state"] == "holds").count())
}

fn partial(report: &Value) -> usize {
    list(report, "files").iter().filter(|file| file["status"] == "partial").count()
}

#[test]
fn github_has_an_annotation_for_each_finding_and_each_gap() {
    for landscape in LANDSCAPES {
        let report = json(landscape);
        let text = check(landscape, "github");
        let annotations = |command: &str| text.lines().filter(|line| line.starts_with(command)).count();
        let counts = &report["summary"]["findings"];
        let count = |severity: &str| usize::try_from(counts[severity].as_u64().unwrap()).unwrap();
        assert_eq!(annotations("::error "), count("error"), "{landscape}");
        assert_eq!(annotations("::warning "), count("warning") + partial(&report), "{landscape}");
        assert_eq!(annotations("::notice "), count("note") + systems_with_gaps(&report), "{landscape}");
        let files: BTreeSet<&str> = list(&report, "files").iter().map(|file| self::text(file, "path")).collect();
        for line in text.lines().filter(|line| line.starts_with("::") && line.contains(" file=")) {
            let file = line.split_once(" file=").and_then(|(_, rest)| rest.split(',').next()).unwrap();
            assert!(files.contains(file), "{line}");
        }
    }
}

#[test]
fn gitlab_has_an_entry_of_its_own_for_each_finding_and_each_gap() {
    for landscape in LANDSCAPES {
        let report = json(landscape);
        let entries: Value = serde_json::from_str(&check(landscape, "gitlab")).unwrap();
        let entries = entries.as_array().unwrap();
        let others = partial(&report) + systems_with_gaps(&report) + accepted(&report);
        assert_eq!(entries.len(), new(&report).count() + others, "{landscape}");
        let fingerprints: BTreeSet<&str> = entries.iter().map(|entry| text(entry, "fingerprint")).collect();
        assert_eq!(fingerprints.len(), entries.len(), "GitLab shows one entry of each fingerprint");
        for (entry, finding) in entries.iter().zip(new(&report)) {
            assert_eq!(text(entry, "check_name").strip_prefix("basislint/"), finding["rule"].as_str());
            assert_eq!(
                (&entry["fingerprint"], &entry["location"]["path"], &entry["location"]["lines"]["begin"]),
                (&finding["fingerprint"], &finding["path"], &finding["line"])
            );
        }
    }
}

#[test]
fn csv_has_a_row_for_each_finding_whatever_its_status() {
    for landscape in LANDSCAPES {
        let report = json(landscape);
        let text = check(landscape, "csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
        let findings = list(&report, "findings");
        assert_eq!(rows.len(), findings.len() + partial(&report) + systems_with_gaps(&report), "{landscape}");
        for (row, finding) in rows.iter().zip(findings) {
            for column in ["severity", "rule", "system", "path", "status", "fingerprint", "help"] {
                assert_eq!(row[column], self::text(finding, column), "{column}");
            }
            for column in ["line", "column"] {
                assert_eq!(row[column], finding[column].to_string());
            }
            assert_eq!(row["subject"].trim_start_matches('\''), self::text(finding, "subject"));
            assert!(row["message"].contains(self::text(finding, "message")) && !row["title"].is_empty());
        }
    }
}

#[test]
fn junit_has_a_case_for_each_check_that_should_have_been_made() {
    for landscape in LANDSCAPES {
        let report = json(landscape);
        let text = check(landscape, "junit");
        let count = |word: &str| text.matches(word).count();
        let verdicts = &report["summary"]["verdicts"];
        let wanted: u64 =
            ["pass", "fail", "not-evaluated"].iter().map(|verdict| verdicts[verdict].as_u64().unwrap()).sum();
        assert_eq!(count(" classname=\"basislint."), usize::try_from(wanted).unwrap(), "{landscape}");
        let failed: BTreeSet<(&str, &str)> =
            new(&report).map(|finding| (self::text(finding, "system"), self::text(finding, "rule"))).collect();
        assert_eq!(count("<failure "), failed.len(), "{landscape}");
        assert_eq!(count(" classname=\"files\""), partial(&report), "{landscape}");
        assert!(!text.contains("time"), "{landscape}: no time of any machine");
    }
}

#[test]
fn agent_has_a_line_for_each_finding_and_ends_with_the_sum() {
    for landscape in LANDSCAPES {
        let report = json(landscape);
        let text = check(landscape, "agent");
        let lines: Vec<&str> = text.lines().collect();
        for (line, finding) in lines.iter().zip(new(&report)) {
            let path = self::text(finding, "path");
            let path = if path.contains(' ') { format!("\"{path}\"") } else { path.to_owned() };
            let place = format!("{path}:{}:{} ", finding["line"], finding["column"]);
            assert!(line.starts_with(&place) && line.contains(self::text(finding, "message")), "{line}");
        }
        let of = |word: &str| lines.iter().filter(|line| line.starts_with(word)).count();
        assert_eq!((of("partial "), of("summary ")), (partial(&report), 1), "{landscape}");
        assert!(lines.last().unwrap().starts_with("summary "), "{landscape}");
    }
}

const LEGACY: &str = "RFCDEST,RFCTYPE,RFCOPTIONS\nSAPOSS,3,\"H=/H/10.1.1.5/S/3299/H/oss001,S=01,U=OSS_RFC,\"\n";
const CLEAN: &str = "RFCDEST,RFCTYPE,RFCOPTIONS\nERP_PRD,3,\"H=erp01.example.test,S=00,M=100,U=RFCUSER,\"\n";

/// Two systems, one of them with a finding, and a file that is no export.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for (path, text) in [("PRD/rfcdes.csv", LEGACY), ("QAS/rfcdes.csv", CLEAN), ("notes/README.md", "# Read me\n")]
        {
            let path = desk.0.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        desk
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let mut command = program::basislint();
        command.current_dir(self.0.path()).args(["check", "--isolated", "--select", "legacy-rfc-destination"]);
        command.args(arguments).envs(environment.iter().copied()).output().unwrap()
    }
}

#[test]
fn the_exit_code_never_depends_on_the_format() {
    let desk = Desk::new();
    let runs: [(&[&str], i32); 8] = [
        (&["QAS"], 0),
        (&["PRD"], 1),
        (&["PRD", "--quiet"], 1),
        (&["PRD", "--fail-on", "never"], 0),
        (&["QAS", "notes/README.md"], 2),
        (&["PRD", "notes/README.md", "--fail-on", "never"], 2),
        (&["notes"], 2),
        (&["notes", "--allow-empty"], 0),
    ];
    for (arguments, code) in runs {
        for format in Format::names() {
            let output = desk.run(&[arguments, &["--format", format]].concat(), &[]);
            assert_eq!(output.status.code(), Some(code), "{arguments:?} {format}");
        }
    }
}

#[test]
fn in_github_actions_annotations_come_unless_another_format_is_asked_for() {
    let desk = Desk::new();
    let said = |arguments: &[&str], value: &str| {
        let output = desk.run(arguments, &[("GITHUB_ACTIONS", value)]);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    let annotated = said(&["PRD"], "true");
    assert!(
        annotated.starts_with("::error file=PRD/rfcdes.csv,line=2,endLine=2,col=1,endColumn=7,title="),
        "{annotated}"
    );
    assert!(annotated.ends_with("\n1 error\n"), "{annotated}");
    assert!(!said(&["PRD", "--format", "pretty"], "true").contains("::"));
    assert!(!said(&["PRD"], "").contains("::"));
    // People's lines and annotations may stand in one log.
    let both = said(&["PRD", "--format", "concise", "--output", "github=-"], "true");
    assert!(both.contains("\nPRD/rfcdes.csv:2:1: error[") && both.contains("::error file="), "{both}");
}

/// A configuration that accepts the finding of PRD, and one that ran out.
const ACCEPTED: &str = "\
[[suppress]]
rule = \"legacy-rfc-destination\"
system = \"PRD\"
subject = \"SAPOSS\"
reason = \"kept inactive until the audit of spring\"
owner = \"Team Unterbau\"
until = \"2027-01-31\"
";

#[test]
fn every_format_says_why_a_finding_is_accepted_by_whom_and_until_when() {
    let desk = Desk::new();
    fs::write(desk.0.path().join("basislint.toml"), ACCEPTED).unwrap();
    for format in Format::names() {
        let mut command = program::basislint();
        command.current_dir(desk.0.path()).args(["check", ".", "--select", "legacy-rfc-destination"]);
        let output = command.args(["--as-of", "2026-11-22", "--format", format]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        let text = program::text_of(output.stdout);
        // A workbook has the day as a number.
        let until = if format == "xlsx" { "<v>46418</v>" } else { "2027-01-31" };
        for said in ["kept inactive until the audit of spring", "Team Unterbau", until] {
            assert!(text.contains(said), "{format} is silent of {said}\n{text}");
        }
    }
}

#[test]
fn a_run_on_the_day_behind_the_last_one_accepts_nothing_in_any_format() {
    let desk = Desk::new();
    fs::write(desk.0.path().join("basislint.toml"), ACCEPTED).unwrap();
    for format in Format::names() {
        let mut command = program::basislint();
        command.current_dir(desk.0.path()).args(["check", ".", "--select", "legacy-rfc-destination"]);
        let output = command.args(["--as-of", "2027-02-01", "--format", format]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert!(program::text_of(output.stdout).contains("SAPOSS"), "{format}");
    }
}

#[test]
fn a_suppressed_finding_is_a_result_of_sarif_with_its_justification_only_if_somebody_asks() {
    let desk = Desk::new();
    fs::write(desk.0.path().join("basislint.toml"), ACCEPTED).unwrap();
    let sarif = |more: &[&str]| {
        let mut command = program::basislint();
        command.current_dir(desk.0.path()).args(["check", ".", "--format", "sarif", "--as-of", "2026-11-22"]);
        let output = command.args(["--select", "legacy-rfc-destination"]).args(more).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["runs"][0].take()
    };
    let plain = sarif(&[]);
    assert_eq!(plain["results"], serde_json::json!([]));
    let accepted = serde_json::json!([{
        "rule": "legacy-rfc-destination", "system": "PRD", "subject": "SAPOSS",
        "justification": "kept inactive until the audit of spring", "owner": "Team Unterbau", "until": "2027-01-31",
        "state": "holds", "findings": 1
    }]);
    assert_eq!(plain["properties"]["acceptedRisks"], accepted);
    let shown = sarif(&["--show-suppressed"]);
    let suppression = serde_json::json!([{
        "kind": "external",
        "justification": "kept inactive until the audit of spring (owner Team Unterbau, until 2027-01-31)",
        "properties": { "owner": "Team Unterbau", "until": "2027-01-31" }
    }]);
    assert_eq!(shown["results"][0]["suppressions"], suppression);
}
