//! The reports that are opened: two hundred systems with hostile names, two with integrations, and the invented landscape.

use std::process::Command;
use std::sync::Arc;

use basislint::finding::{Excerpt, Finding, Need, Place, RuleVerdict, Status, Verdict};
use basislint::landscape::picture::{Hop, Need as TrustNeed, Picture, State as TrustState, Trust};
use basislint::landscape::{Role, Tier};
use basislint::report::{Format, Options, PolicyCounts, Report, SystemReport, write};
use basislint::rule::{Page, RuleSet};

pub(super) const SYSTEMS: usize = 200;
/// Names, messages and paths that would do something if they were taken for anything but text.
pub(super) const HOSTILE: [&str; 6] = [
    "</script><script>window.owned = 1</script>",
    "<img src=x onerror='window.owned = 1'>",
    "\"><svg onload=window.owned=1>",
    "]]><!-- javascript:window.owned=1",
    "a&lt;b&amp;\u{202e}drawkcab\u{202c}\u{1b}[31m",
    "{{ 7 * 7 }} {% raw %}",
];
/// The system that is searched by its name.
pub(super) const NAMED: &str = "S0117";

/// What a rule says of a system, without rhyme but always the same.
fn verdict(system: usize, rule: usize) -> Verdict {
    match (system * 7 + rule * 13 + system * rule) % 11 {
        _ if system.is_multiple_of(10) => Verdict::Pass,
        0..=2 => Verdict::Fail,
        3 => Verdict::NotEvaluated,
        4 => Verdict::NotApplicable,
        _ => Verdict::Pass,
    }
}

fn system(number: usize, rules: &[Page]) -> SystemReport {
    let name = if number < HOSTILE.len() { HOSTILE[number].to_owned() } else { format!("S{number:04}") };
    let verdict = |(index, page): (usize, &Page)| {
        let verdict = verdict(number, index);
        let missing = match verdict {
            Verdict::NotEvaluated => vec![Need::of_any(&["rfc-destinations"])],
            _ => Vec::new(),
        };
        RuleVerdict {
            rule: page.id.as_str().into(),
            verdict,
            reason: "".into(),
            missing: missing.into(),
            evidence: Arc::default(),
        }
    };
    SystemReport {
        name,
        role: Role::ALL[number % 3].name().to_owned(),
        tier: (number % 5 < 4).then(|| Tier::ALL[number % 5 % 4].name().to_owned()),
        inferred: None,
        role_in_doubt: false,
        stack: None,
        verdicts: rules.iter().enumerate().map(verdict).collect(),
        policy: PolicyCounts::default(),
    }
}

fn finding(system: &SystemReport, page: &Page, number: usize) -> Finding {
    let line = number as u64 + 1;
    let hostile = HOSTILE[number % HOSTILE.len()];
    Finding {
        rule: page.id.clone(),
        severity: page.severity,
        system: system.name.clone(),
        subject: format!("SUBJECT_{number}"),
        message: format!("{hostile} is wrong"),
        help: format!("Mend {hostile} in SM59."),
        path: format!("exports/{hostile}/rfcdes.txt"),
        place: Place { line, column: 4, end_line: line, end_column: 9 },
        excerpt: Excerpt::default(),
        labels: Vec::new(),
        references: page.references.clone().into(),
        fingerprint: format!("{number:016x}"),
        seed: format!("{number:016x}"),
        related: Vec::new(),
        risk: None,
        status: Status::New,
    }
}

/// Two connections of an integration, one of them broken.
fn picture(system: &str) -> Picture {
    let certificate = |shown_by: &'static str, trusted_by: &'static str, state: TrustState| Trust {
        shown_by,
        shows: "its server certificate",
        subject: format!("CN={}{}", "unbroken".repeat(40), HOSTILE[0]),
        trusted_by,
        needs: vec![TrustNeed {
            what: format!("the list holds {}", HOSTILE[1]),
            state,
            why: HOSTILE[2].to_owned(),
            rule: Some("legacy-rfc-destination"),
        }],
    };
    let hop = |from: &'static str, to: &'static str, state: TrustState| Hop {
        from,
        to,
        trust: vec![certificate(to, from, state), certificate(from, to, TrustState::Holds)],
    };
    let (erp, cloud) = ("ABAP system", "Cloud Integration");
    let hops = vec![hop(erp, cloud, TrustState::Broken), hop(cloud, erp, TrustState::Holds)];
    Picture { system: system.to_owned(), hops }
}

pub(super) fn landscape() -> Report {
    let rules = RuleSet::load(&[] as &[&str]).unwrap();
    let rules: Vec<Page> = rules.pages().cloned().collect();
    let systems: Vec<SystemReport> = (0..SYSTEMS).map(|number| system(number, &rules)).collect();
    let mut findings = Vec::new();
    for system in &systems {
        for (page, verdict) in rules.iter().zip(&system.verdicts) {
            if verdict.verdict == Verdict::Fail {
                findings.extend((0..2).map(|number| finding(system, page, number)));
            }
        }
    }
    let as_of = jiff::civil::date(2026, 11, 22);
    Report {
        as_of,
        systems,
        findings: findings.into(),
        fixes: basislint::fix::Fixes::default(),
        risks: Vec::new(),
        files: Vec::new(),
        rules: rules.into(),
        absent: Vec::new(),
        pictures: vec![picture(NAMED), picture(HOSTILE[0])],
        check_items: 0,
        ignored_files: 0,
        asked: String::new(),
        excluded_files: 0,
        unsure_rules: None,
        category: String::new(),
        may_be_empty: false,
    }
}

pub(super) fn html(report: &Report) -> String {
    let options = Options { width: 100, ..Options::default() };
    let mut out = Vec::new();
    write(Format::Html, report, &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The invented landscape as the program reports it.
pub(super) fn invented() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_basislint"))
        .args(["check", "--as-of", "2026-11-22", "--format", "html", "testdata/landscape"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The two systems of the landscape that have a picture.
pub(super) fn integrations() -> Report {
    let mut report = landscape();
    report.systems.retain(|system| [NAMED, HOSTILE[0]].contains(&system.name.as_str()));
    report
}
