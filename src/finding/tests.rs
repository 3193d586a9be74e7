//! Packed findings against what they must come back as.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::spots::Spots;
use super::*;

fn place(line: u64, column: u64) -> Place {
    Place { line, column, end_line: line, end_column: column + 6 }
}

fn texts(subject: &str) -> Texts {
    let message = vec![subject.to_owned(), " still calls SAP".to_owned()];
    Texts { subject: subject.to_owned(), message, token: "SAPOSS".to_owned(), ..Texts::default() }
}

fn origin(rule: &str, system: &str) -> Origin {
    Origin { rule: rule.into(), severity: Severity::Error, system: system.into(), references: Arc::default() }
}

/// Adds findings of a rule in a file: subject, line, column.
fn add(findings: &mut Findings, path: &str, rule: &str, found: &[(&str, u64, u64)]) {
    let origin = findings.origin(origin(rule, "PRD"));
    let mut spots = Spots::default();
    let mut wordings = vec![NO_FINDING];
    for (subject, line, column) in found {
        wordings.push(findings.wording(origin, &texts(subject)));
        spots.push(wordings.len() - 1, &place(*line, *column), None);
        // What is no finding leaves no trace.
        spots.push(0, &place(*line, 99), None);
    }
    assert_eq!(findings.add(path, rule, spots, wordings), found.len());
}

fn findings() -> Findings {
    let mut findings = Findings::default();
    add(&mut findings, "PRD/b.txt", "second", &[("X", 2, 1), ("X", 4, 1)]);
    add(&mut findings, "PRD/b.txt", "first", &[("Z", 9, 1), ("X", 4, 7), ("Y", 4, 1), ("X", 4, 1)]);
    add(&mut findings, "PRD/b.txt", "second", &[("Y", 5, 1)]);
    add(&mut findings, "PRD/a.txt", "second", &[("X", 7, 1)]);
    add(&mut findings, "PRD/c.txt", "second", &[]);
    findings.close();
    findings
}

#[test]
fn findings_are_read_by_path_line_rule_place_and_subject() {
    let findings = findings();
    let read: Vec<_> =
        findings.iter().map(|finding| (finding.path, finding.place, finding.rule, finding.subject)).collect();
    let expected = [
        ("a", 7, 1, "second", "X"),
        ("b", 2, 1, "second", "X"),
        ("b", 4, 1, "first", "X"),
        ("b", 4, 1, "first", "Y"),
        ("b", 4, 7, "first", "X"),
        ("b", 4, 1, "second", "X"),
        ("b", 5, 1, "second", "Y"),
        ("b", 9, 1, "first", "Z"),
    ];
    let expected = expected.map(|(path, line, column, rule, subject)| {
        (format!("PRD/{path}.txt"), place(line, column), rule.to_owned(), subject.to_owned())
    });
    assert_eq!(read, expected);
    assert_eq!(findings.len(), 8);
    assert_eq!(findings.iter().next().unwrap().message, "X still calls SAP");
}

#[test]
fn findings_that_are_alike_are_numbered_in_the_order_of_the_report() {
    let findings = findings();
    let of = |rule: &str, subject: &str| -> Vec<String> {
        let alike = findings.iter().filter(|finding| finding.rule == rule && finding.subject == subject);
        alike.map(|finding| finding.fingerprint).collect()
    };
    let expected = |rule: &str, subject: &str, number: u64| -> String {
        let digest = Sha256::digest(format!("{rule}\u{1f}PRD\u{1f}{subject}\u{1f}SAPOSS\u{1f}{number}"));
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    };
    assert_eq!(of("second", "X"), [0, 1, 2].map(|number| expected("second", "X", number)));
    assert_eq!(of("first", "X"), [0, 1].map(|number| expected("first", "X", number)));
    assert_eq!(of("second", "Y"), [expected("second", "Y", 0)]);
}

#[test]
fn groups_come_by_their_first_findings_and_count_all() {
    let mut findings = findings();
    findings.suppress(|group| (group.subject == "X" && group.rule == "first").then_some(0));
    findings.set_severity(|rule| (rule == "second").then_some(Severity::Note));
    let groups: Vec<_> = findings
        .groups_in_order()
        .map(|group| (group.rule, group.subject, group.severity, group.status, group.count))
        .collect();
    assert_eq!(
        groups,
        [
            ("second", "X", Severity::Note, Status::New, 3),
            ("first", "X", Severity::Error, Status::Suppressed, 2),
            ("first", "Y", Severity::Error, Status::New, 1),
            ("second", "Y", Severity::Note, Status::New, 1),
            ("first", "Z", Severity::Error, Status::New, 1),
        ]
    );
    assert_eq!(findings.groups().map(|group| group.count).sum::<usize>(), findings.len());
    let suppressed = findings.iter().filter(|finding| finding.status == Status::Suppressed);
    assert!(suppressed.map(|finding| finding.place.line).eq([4, 4]));
}

/// How often each subject of `rule` stands among findings of this status.
fn subjects(findings: &Findings, rule: &str, status: Status) -> Vec<(String, u64)> {
    let of_status = findings.iter().filter(|finding| finding.rule == rule && finding.status == status);
    of_status.map(|finding| (finding.subject, finding.place.line)).collect()
}

#[test]
fn so_many_findings_of_an_identity_are_known_as_there_were_and_those_beyond_are_new() {
    let mut findings = findings();
    let seed = |findings: &Findings, subject: &str| {
        let mut of = findings.iter().filter(|finding| finding.rule == "second" && finding.subject == subject);
        of.next().unwrap().seed
    };
    let seen = Seen::from([(seed(&findings, "X"), 2), ("of no finding".to_owned(), 7)]);
    findings.know(&seen, BTreeSet::new());
    let all: Vec<u64> =
        findings.iter().filter(|it| it.rule == "second" && it.subject == "X").map(|it| it.place.line).collect();
    let known = subjects(&findings, "second", Status::Known);
    assert_eq!(known, [("X".to_owned(), all[0]), ("X".to_owned(), all[1])]);
    assert_eq!(subjects(&findings, "second", Status::New).len(), 2, "the third X, and Y");
    let groups = |status: Status| findings.groups().filter(|it| it.status == status).map(|it| it.count).sum::<usize>();
    assert_eq!((groups(Status::Known), groups(Status::New)), (2, findings.len() - 2));
    // What is new beyond that is what another one may know.
    let new = findings.seen(|_, status| status == Status::New);
    assert_eq!(new.get(&seed(&findings, "X")), Some(&1));
    findings.know(&new, BTreeSet::new());
    assert!(findings.iter().all(|finding| finding.status == Status::Known));
}

#[test]
fn nothing_is_known_of_files_that_were_touched() {
    let mut findings = findings();
    let seen = findings.seen(|_, _| true);
    let touched = "PRD/b.txt";
    findings.know(&seen, BTreeSet::from([touched.to_owned()]));
    assert!(findings.iter().all(|it| it.status == if it.path == touched { Status::New } else { Status::Known }));
    assert!(findings.iter().any(|it| it.path == touched), "there are some");
}

#[test]
fn what_is_suppressed_is_neither_known_nor_new() {
    let mut findings = findings();
    findings.suppress(|group| (group.subject == "X").then_some(0));
    findings.know(&findings.seen(|_, _| true), BTreeSet::new());
    assert!(findings.iter().all(|it| it.status == if it.subject == "X" { Status::Suppressed } else { Status::Known }));
}

#[test]
fn how_bad_a_finding_is_makes_it_no_other() {
    let mut findings = Findings::default();
    for (line, severity) in [(1, Severity::Error), (2, Severity::Note)] {
        let origin = Origin { rule: "rule".into(), severity, system: "PRD".into(), references: Arc::default() };
        let origin = findings.origin(origin);
        let texts = Texts { subject: "S".to_owned(), token: "T".to_owned(), ..Texts::default() };
        let wording = findings.wording(origin, &texts);
        let mut spots = Spots::default();
        spots.push(0, &Place { line, column: 1, end_line: line, end_column: 2 }, None);
        findings.add("PRD/a.txt", "rule", spots, vec![wording]);
    }
    findings.close();
    let read: Vec<_> = findings.iter().map(|finding| (finding.severity, finding.fingerprint, finding.seed)).collect();
    assert_eq!((read[0].0, read[1].0), (Severity::Error, Severity::Note));
    assert_ne!(read[0].1, read[1].1, "no two findings have one fingerprint");
    assert_eq!(read[0].2, read[1].2);
    assert_eq!(read[0].1, read[0].2, "the first one's is the seed");
}

fn finding() -> impl Strategy<Value = Finding> {
    let label = (0_usize..40, 0_usize..40, "[aü]{0,2}").prop_map(|(start, end, text)| Label { start, end, text });
    let place = (1_u64..5, 1_u64..4, 0_u64..3, 1_u64..9);
    let source = (0_u64..9, 0_u64..9, "\\PC{0,20}", proptest::collection::vec(label, 0..3));
    let severity = prop_oneof![Just(Severity::Error), Just(Severity::Note)];
    let status = prop_oneof![Just(Status::New), Just(Status::Suppressed)];
    ("[ab]", "[ab]", "[aü]{0,2}", severity, status, place, source).prop_map(
        |(path, rule, text, severity, status, (line, column, more, end_column), (at, first, source, labels))| Finding {
            rule,
            severity,
            system: "PRD".to_owned(),
            subject: text.clone(),
            message: format!("{text}!"),
            help: text.clone(),
            path,
            place: Place { line, column, end_line: line + more, end_column },
            excerpt: Excerpt { line: at, column: first, text: source },
            related: Vec::new(),
            labels,
            references: vec![text].into(),
            fingerprint: String::new(),
            seed: String::new(),
            status,
            risk: None,
        },
    )
}

proptest! {
    #[test]
    fn findings_come_back_as_they_were_in_order(mut list in proptest::collection::vec(finding(), 0..30)) {
        for (number, finding) in list.iter_mut().enumerate() {
            // Some are alike but for their place or status.
            finding.fingerprint = (number / 3).to_string();
            finding.seed.clone_from(&finding.fingerprint);
        }
        let findings = Findings::from(list.clone());
        let key = |finding: &Finding| {
            let Finding { path, rule, place, subject, .. } = finding.clone();
            (path, place.line, rule, place, subject)
        };
        list.sort_by_key(key);
        prop_assert_eq!(findings.len(), list.len());
        prop_assert_eq!(findings.iter().collect::<Vec<_>>(), list);
    }
}
