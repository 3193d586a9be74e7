//! A team adopts basislint on a landscape that is full of findings: two commands, and from then on only what is new counts.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::basislint;

const BASELINE: &str = "basislint-baseline.jsonl";

/// A folder with the exports of systems, to work in.
struct Desk(TempDir);

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    /// Two systems with so many old destinations each.
    fn new(destinations: usize) -> Self {
        let desk = Self(TempDir::new().unwrap());
        fs::create_dir_all(desk.path().join(".git")).unwrap();
        for system in ["PRD", "QAS"] {
            desk.destinations(system, destinations, "");
        }
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a list with so many old destinations, and these lines.
    fn destinations(&self, system: &str, number: usize, more: &str) {
        let old = (0..number).map(|it| format!("Z_OSS_{it:04},3,\"H=/H/10.1.1.5/S/3299/H/oss001,S=01,U=OSS_RFC,\"\n"));
        let text = format!("RFCDEST,RFCTYPE,RFCOPTIONS\n{}{more}", old.collect::<String>());
        fs::create_dir_all(self.path().join(system)).unwrap();
        fs::write(self.path().join(system).join("rfcdes.csv"), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let output = basislint().current_dir(self.path()).args(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn baseline(&self) -> String {
        fs::read_to_string(self.path().join(BASELINE)).unwrap()
    }
}

/// How many findings of JSON have this status.
fn number(json: &str, status: &str) -> usize {
    let report: Value = serde_json::from_str(json).unwrap();
    report["findings"].as_array().unwrap().iter().filter(|finding| finding["status"] == status).count()
}

const NEW: &str = "SAPOSS,3,\"H=/H/10.1.1.5/S/3299/H/oss001,S=01,U=OSS_RFC,\"\n";

#[test]
fn five_thousand_old_findings_are_adopted_in_two_commands_and_only_new_ones_count() {
    let desk = Desk::new(2500);
    assert_eq!(desk.run(&["check"]).code, Some(1));
    let written = desk.run(&["baseline", "write"]);
    assert_eq!(written.code, Some(0), "{}", written.err);
    assert!(written.out.contains(BASELINE), "{}", written.out);
    let again = desk.run(&["check"]);
    assert_eq!(again.code, Some(0), "{}{}", again.out, again.err);
    assert!(!again.out.contains("error["), "{}", again.out);
    let json = desk.run(&["check", "--format", "json"]).out;
    assert!(number(&json, "baseline") >= 5000 && number(&json, "new") == 0);
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["summary"]["findings"]["error"], 0);

    desk.destinations("PRD", 2500, NEW);
    let new = desk.run(&["check", "--format", "concise"]);
    assert_eq!(new.code, Some(1));
    assert_eq!(new.out.lines().filter(|line| line.contains("error[legacy-rfc-destination]")).count(), 1, "{}", new.out);
    assert!(new.out.contains("SAPOSS"), "{}", new.out);
    // Without it everything counts.
    let isolated = desk.run(&["check", "--isolated", "--format", "json"]);
    assert_eq!((isolated.code, number(&isolated.out, "baseline")), (Some(1), 0));
}

#[test]
fn the_baseline_is_sorted_lines_whose_fingerprints_stand_in_reports() {
    let desk = Desk::new(3);
    desk.run(&["baseline", "write"]);
    let text = desk.baseline();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.is_sorted() && text.ends_with('\n'));
    let json: Value = serde_json::from_str(&desk.run(&["check", "--format", "json"]).out).unwrap();
    let seeds: Vec<&Value> = json["findings"].as_array().unwrap().iter().map(|finding| &finding["seed"]).collect();
    for line in lines {
        let entry: Value = serde_json::from_str(line).unwrap();
        assert!(seeds.contains(&&entry["fingerprint"]), "{entry}");
        assert!(
            ["rule", "system", "subject", "severity", "message"].iter().all(|key| entry[key].is_string()),
            "{entry}"
        );
        assert!(entry["count"].is_u64(), "{entry}");
    }
    // Written again it is the same, from anywhere.
    fs::rename(desk.path().join("PRD/rfcdes.csv"), desk.path().join("PRD/sm59 export.csv")).unwrap();
    assert_eq!(desk.run(&["baseline", "write"]).code, Some(0));
    assert_eq!(desk.baseline(), text);
}

#[test]
fn a_new_error_is_taken_in_by_who_says_so_alone() {
    let desk = Desk::new(2);
    desk.run(&["baseline", "write"]);
    let before = desk.baseline();
    desk.destinations("PRD", 2, NEW);
    let refused = desk.run(&["baseline", "write"]);
    assert_eq!(refused.code, Some(1), "{}", refused.out);
    assert!(refused.err.contains("not taken in") && refused.err.contains("SAPOSS"), "{}", refused.err);
    assert_eq!(desk.baseline(), before);
    assert_eq!(desk.run(&["check"]).code, Some(1));
    assert_eq!(desk.run(&["baseline", "write", "--accept-new"]).code, Some(0));
    assert!(desk.baseline().contains("SAPOSS"));
    assert_eq!(desk.run(&["check"]).code, Some(0));
}

#[test]
fn what_is_corrected_is_told_and_pruned_but_not_what_could_not_be_checked() {
    let desk = Desk::new(3);
    desk.run(&["baseline", "write"]);
    let whole = desk.baseline();
    desk.destinations("PRD", 2, "");
    let told = desk.run(&["check"]);
    assert!(told.err.contains("no longer there") && told.err.contains("Z_OSS_0002"), "{}", told.err);
    // A part of the landscape says nothing of the rest.
    assert!(!desk.run(&["check", "QAS"]).err.contains("no longer there"));
    assert!(!desk.run(&["check", "--select", "legacy-support-hub"]).err.contains("no longer there"));

    // Nobody knows what an export says that is not there.
    fs::remove_file(desk.path().join("PRD/rfcdes.csv")).unwrap();
    fs::write(desk.path().join("PRD/DEFAULT.PFL"), "SAPSYSTEMNAME = PRD\n").unwrap();
    let told = desk.run(&["check"]);
    assert!(!told.err.contains("legacy-rfc-destination in PRD"), "{}", told.err);
    assert_eq!(desk.run(&["baseline", "prune"]).code, Some(0));
    assert_eq!(desk.baseline(), whole);
    assert_eq!(desk.run(&["baseline", "write", "--accept-new"]).code, Some(0));
    assert!(whole.lines().all(|line| desk.baseline().contains(line)));

    desk.destinations("PRD", 2, "");
    assert_eq!(desk.run(&["baseline", "prune"]).code, Some(0));
    assert!(!desk.run(&["check"]).err.contains("no longer there"));
    // It does not hide what comes back.
    desk.destinations("PRD", 3, "");
    assert_eq!(desk.run(&["check"]).code, Some(1));
}

#[test]
fn what_is_known_of_a_system_that_is_not_there_stays() {
    let desk = Desk::new(1);
    desk.run(&["baseline", "write"]);
    let whole = desk.baseline();
    fs::remove_dir_all(desk.path().join("QAS")).unwrap();
    assert!(!desk.run(&["check"]).err.contains("no longer there"));
    let pruned = desk.run(&["baseline", "prune"]);
    assert_eq!((pruned.code, desk.baseline()), (Some(0), whole.clone()), "{}", pruned.out);
    assert_eq!(desk.run(&["baseline", "write"]).code, Some(0));
    assert_eq!(desk.baseline(), whole);
}

#[test]
fn a_malformed_or_missing_baseline_ends_with_2_at_its_place() {
    let desk = Desk::new(1);
    desk.run(&["baseline", "write"]);
    let good = desk.baseline();
    for bad in [good.replace("\"count\":1", "\"count\":-1"), format!("{good}{{"), "<<<<<<< HEAD\n".to_owned()] {
        fs::write(desk.path().join(BASELINE), &bad).unwrap();
        for arguments in [&["check"][..], &["baseline", "write"], &["baseline", "prune"], &["baseline", "show"]] {
            let ran = desk.run(arguments);
            assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
            assert!(ran.err.contains(&format!("{BASELINE}:")), "{}", ran.err);
            assert_eq!(desk.baseline(), bad);
        }
    }
    assert_eq!(desk.run(&["check", "--baseline", "nowhere.jsonl"]).code, Some(2));
    fs::remove_file(desk.path().join(BASELINE)).unwrap();
    assert_eq!(desk.run(&["baseline", "show"]).code, Some(2));
    assert_eq!(desk.run(&["baseline", "prune"]).code, Some(2));
}

#[test]
fn a_baseline_is_no_export_and_stands_beside_the_configuration() {
    let desk = Desk::new(1);
    fs::write(desk.path().join("PRD/basislint.toml"), "").unwrap();
    assert_eq!(desk.run(&["baseline", "write", "PRD"]).code, Some(0));
    assert!(desk.path().join("PRD").join(BASELINE).exists() && !desk.path().join(BASELINE).exists());
    assert_eq!(desk.run(&["baseline", "write", "PRD", "--baseline", "PRD/other.jsonl"]).code, Some(0));
    let json: Value = serde_json::from_str(&desk.run(&["check", "PRD", "--format", "json"]).out).unwrap();
    let paths: Vec<&str> =
        json["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["PRD/other.jsonl", "PRD/rfcdes.csv"]);
    assert_eq!(json["files"][0]["status"], "unrecognized");
    let shown = desk.run(&["baseline", "show", "--baseline", "PRD/other.jsonl"]);
    assert!(shown.out.contains("error[legacy-rfc-target]: 1") && shown.out.contains("Z_OSS_0000"), "{}", shown.out);
}

#[test]
fn a_line_that_counts_another_finding_than_it_names_is_an_error_at_its_place() {
    let desk = Desk::new(1);
    desk.run(&["baseline", "write"]);
    let good = desk.baseline();
    let number = good.lines().position(|line| line.contains("legacy-rfc-target") && line.contains("\"PRD\"")).unwrap();
    for (from, to) in [("legacy-rfc-target", "certificate-expiring"), ("PRD", "QAS"), ("Z_OSS_0000", "harmless")] {
        let lines = good.lines().enumerate();
        let bad: Vec<String> = lines
            .map(|(at, line)| {
                if at == number {
                    line.replacen(&format!("\"{from}\""), &format!("\"{to}\""), 1)
                } else {
                    line.to_owned()
                }
            })
            .collect();
        fs::write(desk.path().join(BASELINE), bad.join("\n")).unwrap();
        let ran = desk.run(&["check"]);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(&format!("{BASELINE}:{}: the words of this line", number + 1)), "{}", ran.err);
    }
    // How bad it was, and what it said then, may be otherwise today.
    fs::write(desk.path().join(BASELINE), good.replace("\"severity\":\"error\"", "\"severity\":\"note\"")).unwrap();
    assert_eq!(desk.run(&["check"]).code, Some(0));
}

#[test]
fn nothing_is_written_where_nothing_was_checked() {
    let desk = Desk(TempDir::new().unwrap());
    fs::write(desk.path().join("README.md"), "nothing\n").unwrap();
    assert_eq!(desk.run(&["baseline", "write"]).code, Some(2));
    assert!(!desk.path().join(BASELINE).exists());
}
