use std::collections::BTreeSet;

use super::super::rebase::{Now, Stale};
use super::*;

/// Findings of one rule in PRD about these subjects, one below the other, each with the fingerprint of its subject.
fn findings(of: &[(&str, Severity)]) -> Findings {
    let finding = |(number, (subject, severity)): (usize, &(&str, Severity))| {
        let line = number as u64 + 1;
        Finding {
            rule: "legacy-rfc-destination".to_owned(),
            severity: *severity,
            system: "PRD".to_owned(),
            subject: (*subject).to_owned(),
            message: format!("{subject} still calls SAP by RFC"),
            help: String::new(),
            path: "prd/a.txt".to_owned(),
            place: Place { line, column: 1, end_line: line, end_column: 2 },
            excerpt: Excerpt::default(),
            related: Vec::new(),
            labels: Vec::new(),
            references: Default::default(),
            fingerprint: fingerprint(subject),
            seed: fingerprint(subject),
            status: Status::New,
            risk: None,
        }
    };
    of.iter().enumerate().map(finding).collect::<Vec<_>>().into()
}

fn fingerprint(subject: &str) -> String {
    format!("{:0>32}", subject.bytes().map(|byte| format!("{byte:02x}")).collect::<String>())
}

fn errors(subjects: &[&str]) -> Findings {
    findings(&subjects.iter().map(|subject| (*subject, Severity::Error)).collect::<Vec<_>>())
}

fn now(findings: &Findings) -> Now<'_> {
    Now { findings, is_judged: &|_, _| true }
}

fn written(findings: &Findings) -> Baseline {
    now(findings).write(None, false).baseline
}

/// Subject and count of each entry.
fn counts(baseline: &Baseline) -> Vec<(String, u64)> {
    let mut counts: Vec<_> = baseline.entries.iter().map(|entry| (entry.subject.clone(), entry.count)).collect();
    counts.sort();
    counts
}

fn owned(counts: &[(&str, u64)]) -> Vec<(String, u64)> {
    counts.iter().map(|(subject, count)| ((*subject).to_owned(), *count)).collect()
}

#[test]
fn the_file_is_sorted_lines_that_say_what_is_accepted() {
    let baseline = written(&errors(&["SAPOSS", "A", "SAPOSS"]));
    let text = baseline.text().unwrap();
    let expected = format!(
        r#"{{"rule":"legacy-rfc-destination","system":"PRD","subject":"A","fingerprint":"{}","count":1,"severity":"error","message":"A still calls SAP by RFC"}}
{{"rule":"legacy-rfc-destination","system":"PRD","subject":"SAPOSS","fingerprint":"{}","count":2,"severity":"error","message":"SAPOSS still calls SAP by RFC"}}
"#,
        fingerprint("A"),
        fingerprint("SAPOSS")
    );
    assert_eq!(text, expected);
    let read = Baseline::of_bytes("b.jsonl", text.as_bytes()).unwrap();
    assert_eq!(read.text().unwrap(), text);
    assert_eq!(read.lines, [1, 2]);
    // As editors on Windows leave it.
    let windows = format!("\u{feff}{}\r\n", text.replace('\n', "\r\n"));
    assert_eq!(Baseline::of_bytes("b.jsonl", windows.as_bytes()).unwrap().text().unwrap(), text);
}

#[test]
fn what_a_baseline_counts_is_known_and_what_is_more_is_new() {
    let baseline = written(&errors(&["SAPOSS", "SAPOSS", "GONE"]));
    let mut findings = errors(&["SAPOSS", "NEW", "SAPOSS", "SAPOSS"]);
    findings.know(&baseline.seen(), BTreeSet::new());
    let status: Vec<Status> = findings.iter().map(|finding| finding.status).collect();
    assert_eq!(status, [Status::Known, Status::New, Status::Known, Status::New]);
    let stale = now(&findings).stale(&baseline);
    let gone = baseline.entries.iter().position(|entry| entry.subject == "GONE").unwrap();
    assert_eq!(stale, [Stale { entry: gone, gone: 1 }]);
}

#[test]
fn what_could_not_be_judged_is_neither_stale_nor_pruned_nor_written_over() {
    let baseline = written(&errors(&["SAPOSS", "SAPOSS"]));
    let findings = errors(&["SAPOSS"]);
    let blind = Now { findings: &findings, is_judged: &|_, _| false };
    assert_eq!(blind.stale(&baseline), []);
    assert_eq!(counts(&blind.prune(&baseline).baseline), owned(&[("SAPOSS", 2)]));
    let rebased = blind.write(Some(&baseline), false);
    assert_eq!((counts(&rebased.baseline), rebased.kept, rebased.gone), (owned(&[("SAPOSS", 2)]), 1, 0));
    let rebased = now(&findings).write(Some(&baseline), false);
    assert_eq!((counts(&rebased.baseline), rebased.kept, rebased.gone), (owned(&[("SAPOSS", 1)]), 0, 1));
}

#[test]
fn new_errors_are_taken_in_only_by_who_says_so() {
    let old = written(&errors(&["SAPOSS"]));
    let findings = findings(&[
        ("SAPOSS", Severity::Error),
        ("SAPOSS", Severity::Error),
        ("SAPNET", Severity::Error),
        ("WARNED", Severity::Warning),
    ]);
    let rebased = now(&findings).write(Some(&old), false);
    assert_eq!(counts(&rebased.baseline), owned(&[("SAPOSS", 1), ("WARNED", 1)]));
    assert_eq!(rebased.taken, 1);
    let refused: Vec<_> = rebased.refused.iter().map(|entry| (entry.subject.as_str(), entry.count)).collect();
    assert_eq!(refused, [("SAPOSS", 1), ("SAPNET", 1)]);
    let rebased = now(&findings).write(Some(&old), true);
    assert_eq!(counts(&rebased.baseline), owned(&[("SAPNET", 1), ("SAPOSS", 2), ("WARNED", 1)]));
    assert_eq!((rebased.taken, rebased.refused.len()), (3, 0));
    // Whoever begins has nothing that they would be new against.
    assert_eq!(counts(&written(&findings)).len(), 3);
}

#[test]
fn pruning_takes_away_what_is_gone_and_adds_nothing() {
    let old = written(&errors(&["A", "A", "B", "C"]));
    let rebased = now(&errors(&["A", "C", "C", "D"])).prune(&old);
    assert_eq!((counts(&rebased.baseline), rebased.gone), (owned(&[("A", 1), ("C", 1)]), 2));
}

#[test]
fn words_of_an_entry_stay_as_they_were_written() {
    let mut old = written(&errors(&["SAPOSS"]));
    old.entries[0].message = "as it was said in 2025".to_owned();
    let rebased = now(&errors(&["SAPOSS"])).write(Some(&old), false);
    assert_eq!(rebased.baseline.entries, old.entries);
}

#[test]
fn suppressed_findings_stay_out_of_a_baseline() {
    let mut findings = errors(&["SAPOSS", "SAPNET"]);
    findings.suppress(|group| (group.subject == "SAPOSS").then_some(0));
    assert_eq!(counts(&written(&findings)), owned(&[("SAPNET", 1)]));
    // One that is in it and is suppressed as well is there still.
    assert_eq!(now(&findings).stale(&written(&errors(&["SAPOSS"]))), []);
}

/// What is complained of in a baseline, with its place.
fn complaints(text: &str) -> String {
    match Baseline::of_bytes("basislint-baseline.jsonl", text.as_bytes()) {
        Err(BaselineError::Malformed(complaints)) => render(&complaints, false, 100),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_mistake_in_a_baseline_is_shown_at_its_place() {
    let good = written(&errors(&["SAPOSS"])).text().unwrap();
    let good = good.trim_end();
    let text = [
        good.to_owned(),
        good.to_owned(),
        good.replace("\"count\":1", "\"count\":0").replace(&fingerprint("SAPOSS"), &fingerprint("B")),
        good.replace(&fingerprint("SAPOSS"), "ABC"),
        "{\"rule\":\"legacy-rfc-destination\"}".to_owned(),
        good.replace("\"count\"", "\"number\""),
        "<<<<<<< HEAD".to_owned(),
        "no JSON".to_owned(),
    ];
    insta::assert_snapshot!(complaints(&text.join("\n")));
}

#[test]
fn a_file_of_another_kind_is_not_complained_of_in_every_line() {
    assert_eq!(complaints(&"x\n".repeat(1000)).matches("no line of a baseline").count(), 10);
}

#[test]
fn a_baseline_without_end_is_not_read_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(BASELINE);
    // It takes no room on the disk.
    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    assert!(Baseline::load(&path).unwrap_err().to_string().contains("more than 64 MiB"));
}

#[test]
fn it_is_found_beside_the_configuration_and_else_as_that_is() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir_all(root.join(".git")).unwrap();
    fs::create_dir_all(root.join("exports/PRD")).unwrap();
    let start = root.join("exports/PRD");
    let none = Config::default();
    assert_eq!(Baseline::find(&none, &start).unwrap(), None);
    fs::write(root.join(BASELINE), "").unwrap();
    assert_eq!(Baseline::find(&none, &start).unwrap(), Some(root.join(BASELINE)));
    let config = Config { path: Some("x".to_owned()), folder: root.join("exports"), ..Config::default() };
    assert_eq!(Baseline::find(&config, &start).unwrap(), None, "that one belongs to no configuration");
    fs::write(root.join("exports").join(BASELINE), "").unwrap();
    assert_eq!(Baseline::find(&config, &start).unwrap(), Some(root.join("exports").join(BASELINE)));
}
