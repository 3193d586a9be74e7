use super::*;

const DAY: Date = date(2027, 1, 31);

fn finding(rule: &str, system: &str, subject: &str) -> Finding {
    Finding {
        rule: rule.to_owned(),
        severity: Severity::Warning,
        system: system.to_owned(),
        subject: subject.to_owned(),
        message: String::new(),
        help: String::new(),
        path: "prd/a.txt".to_owned(),
        place: Place { line: 1, column: 1, end_line: 1, end_column: 2 },
        excerpt: Excerpt::default(),
        related: Vec::new(),
        labels: Vec::new(),
        references: Vec::new(),
        fingerprint: String::new(),
        seed: String::new(),
        status: Status::New,
    }
}

fn findings() -> Findings {
    // Each stands behind the one before.
    let list = vec![
        finding("legacy-rfc-destination", "PRD", "SAPOSS"),
        finding("legacy-rfc-destination", "QAS", "SAPOSS"),
        finding("legacy-rfc-destination", "QAS", "SAP-OSS"),
        finding("missing-support-job", "QAS", "SM:EXEC SERVICES"),
    ];
    let place = |line| Place { line, column: 1, end_line: line, end_column: 2 };
    let list = list.into_iter().zip(1..).map(|(finding, line)| Finding { place: place(line), ..finding });
    list.collect::<Vec<_>>().into()
}

fn suppress(lines: &str) -> String {
    format!("[[suppress]]\nrule = \"legacy-rfc-destination\"\nreason = \"audit\"\n{lines}\n")
}

/// Indexes of the suppressed findings, and the notices.
fn run(text: &str, as_of: Date) -> (Vec<usize>, Vec<Notice>) {
    let mut findings = findings();
    let notices = apply(&config(text).suppressions, &mut findings, as_of);
    let status = findings.iter().map(|finding| finding.status);
    let suppressed = status.enumerate().filter(|(_, status)| *status == Status::Suppressed).map(|(index, _)| index);
    let suppressed = suppressed.collect();
    (suppressed, notices)
}

#[test]
fn all_that_is_given_must_match() {
    let cases: [(&str, &[usize]); 5] = [
        ("", &[0, 1, 2]),
        ("system = \"QAS\"", &[1, 2]),
        ("subject = \"SAPOSS\"", &[0, 1]),
        ("system = \"QAS\"\nsubject = \"SAPOSS\"", &[1]),
        ("system = \"qas\"\nsubject = \"SapOss\"", &[1]),
    ];
    for (lines, expected) in cases {
        let (suppressed, notices) = run(&suppress(lines), DAY);
        assert_eq!(suppressed, expected, "{lines}");
        assert!(notices.is_empty(), "{lines}: {notices:?}");
    }
}

#[test]
fn it_holds_to_the_end_of_its_last_day() {
    let text = suppress("system = \"PRD\"\nuntil = \"2027-01-31\"");
    for day in [date(2027, 1, 30), DAY] {
        let (suppressed, notices) = run(&text, day);
        assert_eq!(suppressed, [0]);
        assert!(notices.is_empty());
    }
    let (suppressed, notices) = run(&text, date(2027, 2, 1));
    assert!(suppressed.is_empty());
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].kind, NoticeKind::Expired);
    let complaint = &notices[0].complaint;
    assert_eq!(complaint.to_string(), "this suppression expired on 2027-01-31");
    assert_eq!((complaint.line(), complaint.column(), complaint.excerpt()), (5, 9, "\"2027-01-31\""));
    let rendered = render([complaint], false, 100);
    assert!(rendered.contains("⚠") && rendered.contains("its finding is back"), "{rendered}");
}

#[test]
fn a_date_that_cannot_be_read_brings_the_finding_back() {
    for (until, help) in [
        ("\"31.01.2027\"", "write it as \"2027-01-31\""),
        ("\"next year\"", "write it as year, month, day: \"2026-11-22\""),
        ("20270131", "write it as year, month, day: \"2026-11-22\""),
    ] {
        let (suppressed, notices) = run(&suppress(&format!("until = {until}")), date(2026, 1, 1));
        assert!(suppressed.is_empty(), "{until}");
        assert_eq!(notices[0].kind, NoticeKind::MalformedUntil);
        assert_mistake(
            &notices[0].complaint,
            (4, 9),
            until,
            "`until` is no date, so this suppression does not hold",
            help,
        );
    }
}

#[test]
fn another_suppression_may_hold_what_an_expired_one_gave_back() {
    let text = suppress("system = \"PRD\"\nuntil = \"2020-01-01\"") + &suppress("subject = \"SAPOSS\"");
    let (suppressed, notices) = run(&text, DAY);
    assert_eq!(suppressed, [0, 1]);
    assert_eq!(notices.len(), 1);
    assert!(render([&notices[0].complaint], false, 100).contains("no finding is back"));
}

#[test]
fn a_suppression_without_findings_points_at_what_does_not_fit() {
    let done = "delete it if the finding is corrected";
    let cases = [
        ("system = \"QAS1\"", (4, 10), "\"QAS1\"", "did you mean `QAS`?"),
        ("system = \"DEV\"\nsubject = \"SAPOSS\"", (4, 10), "\"DEV\"", done),
        ("system = \"QAS\"\nsubject = \"SAPOS\"", (5, 11), "\"SAPOS\"", "did you mean `SAPOSS`?"),
        ("subject = \"SDCC_OSS\"", (4, 11), "\"SDCC_OSS\"", done),
    ];
    for (lines, place, excerpt, help) in cases {
        let (suppressed, notices) = run(&suppress(lines), DAY);
        assert!(suppressed.is_empty());
        assert_eq!((notices.len(), notices[0].kind), (1, NoticeKind::Unmatched), "{lines}");
        assert_mistake(&notices[0].complaint, place, excerpt, "this suppression matches no finding", help);
    }
    let text = "[[suppress]]\nrule = \"client-ciphersuites-outdated\"\nreason = \"x\"\n";
    let (_, notices) = run(text, DAY);
    let place = "\"client-ciphersuites-outdated\"";
    assert_mistake(&notices[0].complaint, (2, 8), place, "this suppression matches no finding", done);
}

#[test]
fn configured_severities_replace_the_rules_own() {
    let config = config("[rules.missing-support-job]\nseverity = \"note\"\n[rules.legacy-rfc-destination]\n");
    let mut findings = findings();
    weigh(&config.rules, &mut findings);
    let severities: Vec<Severity> = findings.iter().map(|finding| finding.severity).collect();
    assert_eq!((severities[3], severities[0]), (Severity::Note, Severity::Warning));
}
