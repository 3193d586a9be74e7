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
        references: Default::default(),
        fingerprint: String::new(),
        seed: String::new(),
        status: Status::New,
        risk: None,
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
    let notices = apply(&config(text).suppressions, &mut findings, as_of, &Open::default()).notices;
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
        ("20270131", "write it as \"2027-01-31\""),
        ("\" 2027-01-31\"", "write it as \"2027-01-31\""),
        ("\"2027-02-30\"", "the calendar has no such day"),
        ("\"\"", "write it as year, month, day: \"2026-11-22\""),
        ("2027-01-31T23:59:00", "write it as \"2027-01-31\""),
        ("2027-01-31T23:59:00+01:00", "write it as \"2027-01-31\""),
        ("23:59:00", "write it as year, month, day: \"2026-11-22\""),
        ("[\"2027-01-31\"]", "write it as year, month, day: \"2026-11-22\""),
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
fn a_day_without_quotes_is_a_day_as_well() {
    let text = suppress("system = \"PRD\"\nuntil = 2027-01-31");
    assert_eq!(run(&text, DAY).0, [0]);
    let (suppressed, notices) = run(&text, date(2027, 2, 1));
    assert!(suppressed.is_empty());
    assert_eq!((notices[0].kind, notices[0].complaint.excerpt()), (NoticeKind::Expired, "2027-01-31"));
}

#[test]
fn what_is_sure_of_a_whole_run_only_is_known_as_that() {
    let of_whole_run = |lines: &str| run(&suppress(lines), DAY).1[0].of_whole_run;
    assert!(of_whole_run("subject = \"NONE\""));
    assert!(of_whole_run("subject = \"NONE\"\nuntil = \"2020-01-01\""), "its finding may be in another file");
    assert!(!of_whole_run("subject = \"SAPOSS\"\nuntil = \"2020-01-01\""));
    assert!(!of_whole_run("subject = \"NONE\"\nuntil = \"some day\""));
}

#[test]
fn patterns_stand_for_rules_systems_and_subjects() {
    let cases: [(&str, &str, &[usize]); 8] = [
        ("legacy-*", "", &[0, 1, 2]),
        ("*", "system = \"QAS\"", &[1, 2, 3]),
        ("{missing,legacy}-*", "system = \"q?s\"", &[1, 2, 3]),
        ("*", "subject = \"sap*oss\"", &[0, 1, 2]),
        ("*", "system = \"*\"\nsubject = \"SAP[-]OSS\"", &[2]),
        ("legacy-rfc-destination", "system = \"[PD]*\"", &[0]),
        ("*-support-*", "subject = \"*EXEC*\"", &[3]),
        ("*", "system = \"PRD\"\nsubject = \"saposs\"", &[0]),
    ];
    for (rule, lines, expected) in cases {
        let text = format!("[[suppress]]\nrule = \"{rule}\"\nreason = \"audit\"\n{lines}\n");
        let (suppressed, notices) = run(&text, DAY);
        assert_eq!(suppressed, expected, "{rule} {lines}");
        assert!(notices.is_empty(), "{rule} {lines}: {notices:?}");
    }
}

#[test]
fn a_pattern_that_does_nothing_is_told_as_a_name_is() {
    let done = "delete it if the finding is corrected";
    let cases = [
        ("system = \"DE*\"", (4, 10), "\"DE*\"", done),
        ("system = \"Q*\"\nsubject = \"SDCC*\"", (5, 11), "\"SDCC*\"", done),
        ("system = \"Q*\"\nsubject = \"SAPOS?S\"", (5, 11), "\"SAPOS?S\"", "did you mean `SAPOSS`?"),
    ];
    for (lines, place, excerpt, help) in cases {
        let (suppressed, notices) = run(&suppress(lines), DAY);
        assert!(suppressed.is_empty());
        assert_eq!((notices.len(), notices[0].kind), (1, NoticeKind::Unmatched), "{lines}");
        assert_mistake(&notices[0].complaint, place, excerpt, "this suppression matches no finding", help);
    }
    let (suppressed, notices) = run(&suppress("subject = \"SAP*\"\nuntil = \"2020-01-01\""), DAY);
    assert!(suppressed.is_empty() && render([&notices[0].complaint], false, 100).contains("its findings are back"));
    let (suppressed, notices) = run(&suppress("subject = \"SAP*\"\nuntil = \"soon\""), DAY);
    assert!(suppressed.is_empty() && notices[0].kind == NoticeKind::MalformedUntil);
}

/// The subjects that are suppressed out of these, and the notices.
fn run_on(subjects: &[&str], subject: &str) -> (Vec<String>, Vec<Notice>) {
    let list: Vec<Finding> = subjects.iter().map(|subject| finding("legacy-rfc-destination", "PRD", subject)).collect();
    let mut findings: Findings = list.into();
    let notices =
        apply(&config(&suppress(&format!("subject = '{subject}'"))).suppressions, &mut findings, DAY, &Open::default())
            .notices;
    let suppressed = findings.iter().filter(|finding| finding.status == Status::Suppressed);
    (suppressed.map(|finding| finding.subject).collect(), notices)
}

#[test]
fn a_subject_with_the_letters_of_patterns_can_be_meant_itself() {
    let users = ["SAP*", "SAPJSF", "X"];
    assert_eq!(run_on(&["SAP*"], "sap*").0, ["SAP*"]);
    assert_eq!(run_on(&["a[1]"], "a[1]").0, ["a[1]"]);
    for exact in ["SAP[*]", r"SAP\*"] {
        let (suppressed, notices) = run_on(&users, exact);
        assert_eq!((suppressed, notices.len()), (vec!["SAP*".to_owned()], 0), "{exact}");
    }
    // Plain texts are what they were.
    assert_eq!(run_on(&[r"DOM\user", "DOMuser"], r"DOM\user").0, [r"DOM\user"]);
    assert_eq!(run_on(&["a]b}", "ab"], "a]b}").0, ["a]b}"]);
}

#[test]
fn a_subject_that_fits_more_than_the_finding_of_its_name_is_told() {
    let (suppressed, notices) = run_on(&["P * * *", "P 10.1.1.5 host 3299", "P a b c"], "P * * *");
    assert_eq!((suppressed.len(), notices.len(), notices[0].kind), (3, 1, NoticeKind::Wider));
    assert_mistake(
        &notices[0].complaint,
        (4, 11),
        "'P * * *'",
        "this is the subject of a finding, and a pattern that fits others",
        "write \"P [*] [*] [*]\" for that subject alone, or `**` instead of `*` if the pattern is meant",
    );
    assert!(render([&notices[0].complaint], false, 100).contains("suppresses 2 other findings as well"));
    let (suppressed, notices) = run_on(&["P * * *", "P a b c"], "P ** * *");
    assert_eq!((suppressed.len(), notices.len()), (2, 0));
    assert!(run_on(&["P * * *"], "P * * *").1.is_empty());
}

#[test]
fn thousands_of_patterns_find_theirs_whatever_they_have_in_common() {
    let subjects: Vec<String> = (0..50).map(|number| format!("Z_{number:04}_JOB")).collect();
    let list: Vec<Finding> = subjects.iter().map(|subject| finding("legacy-rfc-destination", "PRD", subject)).collect();
    let mut findings: Findings = list.into();
    let forms = |number: usize| [format!("z_{number:04}*"), format!("*_{number:04}_*"), format!("?_{number:04}_JOB")];
    let text: String = (0..400).flat_map(forms).map(|subject| suppress(&format!("subject = \"{subject}\""))).collect();
    let notices = apply(&config(&text).suppressions, &mut findings, DAY, &Open::default()).notices;
    assert!(findings.iter().all(|finding| finding.status == Status::Suppressed));
    assert_eq!((notices.len(), notices[0].complaint.line()), (101, 50 * 3 * 4 + 4));
    assert_eq!(notices[100].complaint.to_string(), "950 suppressions from here on match no finding as well");
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

#[test]
fn nobody_is_told_to_delete_what_a_check_may_find_that_could_not_be_made() {
    let told = |system: &str, open: &[(&str, &str)]| {
        let text = format!(
            "[[suppress]]\nrule = \"missing-support-job\"\nsystem = \"{system}\"\nsubject = \"X\"\nreason = \"audit\"\n"
        );
        apply(&config(&text).suppressions, &mut findings(), DAY, &Open::of(open.iter().copied())).notices.len()
    };
    assert_eq!(told("PRD", &[]), 1);
    assert_eq!(told("PRD", &[("missing-support-job", "PRD")]), 0);
    assert_eq!(told("P*", &[("missing-support-job", "PRD")]), 0);
    assert_eq!(told("QAS", &[("missing-support-job", "PRD")]), 1);
    assert_eq!(told("PRD", &[("legacy-rfc-destination", "PRD")]), 1);
}

/// What each suppression does, and how many findings it is about.
fn risks(text: &str, open: &[(&str, &str)]) -> Vec<Risk> {
    apply(&config(text).suppressions, &mut findings(), DAY, &Open::of(open.iter().copied())).risks
}

#[test]
fn each_suppression_is_an_accepted_risk_that_says_what_it_does_today() {
    let texts = [
        suppress("system = \"PRD\"\nowner = \"Basis team\"\nuntil = \"2999-01-31\""),
        suppress("subject = \"SAPOSS\""),
        suppress("subject = \"SAPOSS\"\nsystem = \"QAS\"\nuntil = \"2020-01-01\""),
        suppress("subject = \"NONE\""),
        suppress("system = \"DEV\""),
        suppress("subject = \"NONE\"\nuntil = \"soon\""),
    ];
    let risks = risks(&texts.concat(), &[("legacy-rfc-destination", "DEV")]);
    let told: Vec<(RiskState, usize)> = risks.iter().map(|risk| (risk.state, risk.findings)).collect();
    let expected = [
        (RiskState::Holds, 1),
        (RiskState::Holds, 2),
        // Another one holds its finding back.
        (RiskState::Expired, 0),
        // Nobody knows what there is in DEV.
        (RiskState::NotEvaluated, 0),
        (RiskState::NotEvaluated, 0),
        (RiskState::NoDate, 0),
    ];
    assert_eq!(told, expected);
    let first = &risks[0];
    assert_eq!((first.rule.as_str(), first.system.as_deref()), ("legacy-rfc-destination", Some("PRD")));
    assert_eq!((first.owner.as_deref(), first.until), (Some("Basis team"), Some(date(2999, 1, 31))));
    let lines: Vec<u64> = risks.iter().map(|risk| risk.line).collect();
    let mut line = 2;
    for (risk, text) in lines.iter().zip(&texts) {
        assert_eq!(*risk, line);
        line += text.matches('\n').count() as u64;
    }
}

#[test]
fn a_finding_is_held_back_by_the_first_suppression_that_holds() {
    let texts = [
        suppress("system = \"PRD\"\nuntil = \"2020-01-01\""),
        suppress("subject = \"SAPOSS\""),
        suppress("system = \"PRD\""),
    ];
    let mut findings = findings();
    let applied = apply(&config(&texts.concat()).suppressions, &mut findings, DAY, &Open::default());
    let by: Vec<Option<usize>> = findings.iter().map(|finding| finding.risk).collect();
    assert_eq!(by, [Some(1), Some(1), None, None]);
    let expired = &applied.risks[0];
    assert_eq!((expired.state, expired.findings), (RiskState::Expired, 0));
}

#[test]
fn no_secret_of_a_configuration_is_told() {
    let texts = "[[suppress]]\nrule = \"legacy-rfc-destination\"\nreason = \"password=geheim1 is changed in May\"\nowner = \"token=geheim2\"\n";
    let risks = risks(texts, &[]);
    assert!(!format!("{risks:?}").contains("geheim"), "{risks:?}");
    assert!(risks[0].reason.starts_with("password="), "{risks:?}");
}
