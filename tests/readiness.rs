//! The whole checklist on clean systems: all passes; without an export just the rules that need it cannot say; and each
//! defect makes just its rule fail. The systems, the defects and what needs what are data in `testdata/readiness`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use basislint::finding::Verdict;
use basislint::report::{Report, SystemReport};
use rayon::prelude::*;

use crate::systems::{self, Defect, Files, RULES, defects, edited, needing};

fn clean_files() -> Files {
    systems::clean().1
}

fn check(files: &Files) -> Report {
    systems::check(&systems::clean().0, files, true)
}

/// System and rule, and what the rule says.
fn verdicts(report: &Report) -> BTreeMap<(String, String), (Verdict, String)> {
    let of_system = |system: &SystemReport| {
        let name = system.name.clone();
        let verdicts = system.verdicts.iter();
        verdicts
            .map(|verdict| ((name.clone(), verdict.rule.to_string()), (verdict.verdict, verdict.reason.to_string())))
            .collect::<Vec<_>>()
    };
    report.systems.iter().flat_map(of_system).collect()
}

#[test]
fn clean_systems_with_every_export_pass_every_rule_that_is_for_them() {
    let files = clean_files();
    let report = check(&files);
    let mut wrong = String::new();
    for file in report.files.iter().filter(|file| file.status.name() != "read" || !file.notes.is_empty()) {
        writeln!(wrong, "{} is {}: {} {:?}", file.path, file.status.name(), file.reason, file.notes).unwrap();
    }
    for finding in report.findings.iter() {
        writeln!(wrong, "{}:{}: {}", finding.path, finding.place.line, finding.message).unwrap();
    }
    for ((system, rule), (verdict, reason)) in verdicts(&report) {
        if !matches!(verdict, Verdict::Pass | Verdict::NotApplicable) {
            writeln!(wrong, "{system}: {rule} is {}: {reason}", verdict.name()).unwrap();
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn without_an_export_just_the_rules_that_need_it_are_not_evaluated() {
    let files = clean_files();
    let report = check(&files);
    let clean = verdicts(&report);
    let without = |system: &SystemReport, kind: &str| {
        let of_system = report.files.iter().filter(|file| file.system.as_ref() == Some(&system.name));
        let mut rest = files.clone();
        of_system.filter(|file| file.export == Some(kind)).for_each(|file| {
            rest.remove(&file.path);
        });
        let mut wrong = String::new();
        let mut changed = BTreeSet::new();
        for (key, (verdict, reason)) in verdicts(&check(&rest)) {
            if verdict == clean[&key].0 {
                continue;
            }
            if verdict != Verdict::NotEvaluated || reason.is_empty() || key.0 != system.name {
                writeln!(wrong, "{} without {kind}: {key:?} is {}: {reason}", system.name, verdict.name()).unwrap();
            }
            changed.insert(key.1);
        }
        let expected = needing(&system.name, kind);
        for rule in changed.difference(&expected) {
            writeln!(wrong, "{} without {kind}: {rule} changed, and should not have", system.name).unwrap();
        }
        for rule in expected.difference(&changed) {
            writeln!(wrong, "{} without {kind}: {rule} did not change", system.name).unwrap();
        }
        wrong
    };
    let kinds_of = |system: &SystemReport| {
        let of_system = report.files.iter().filter(|file| file.system.as_ref() == Some(&system.name));
        of_system.filter_map(|file| file.export).collect::<BTreeSet<&str>>()
    };
    let each: Vec<(&SystemReport, &str)> =
        report.systems.iter().flat_map(|system| kinds_of(system).into_iter().map(move |kind| (system, kind))).collect();
    assert!(!each.is_empty());
    let wrong: Vec<String> = each.par_iter().map(|(system, kind)| without(system, kind)).collect();
    assert_eq!(wrong.concat(), "");
}

#[test]
fn every_defect_makes_just_its_rule_fail() {
    let files = clean_files();
    let clean = verdicts(&check(&files));
    let defects = defects();
    let of_defect = |(rule, defect): &(&str, &Defect)| {
        let mut wrong = String::new();
        let name = format!("{rule}, {}", defect.name);
        let report = check(&edited(&files, defect, &name));
        for file in report.files.iter().filter(|file| file.export.is_none()) {
            writeln!(wrong, "{name}: {} is {}", file.path, file.reason).unwrap();
        }
        assert_eq!(defect.also.is_empty(), defect.because.is_empty(), "{name}: `also` needs a reason");
        let (mut failed, mut silent) = (BTreeSet::new(), BTreeSet::new());
        for (key, (verdict, reason)) in verdicts(&report) {
            let may_fail = key.1 == *rule || defect.also.contains(&key.1);
            if verdict == Verdict::Fail && may_fail {
                failed.insert(key.1);
            } else if defect.silences.contains(&key.1) && verdict == Verdict::NotApplicable {
                silent.insert(key.1);
            } else if verdict != clean[&key].0 {
                writeln!(wrong, "{name}: {key:?} is {}: {reason}", verdict.name()).unwrap();
            }
        }
        // A rule that was not applicable before is silent in any case.
        if silent != defect.silences {
            writeln!(wrong, "{name}: only {silent:?} have nothing to speak of").unwrap();
        }
        if failed.len() != defect.also.len() + 1 {
            writeln!(wrong, "{name}: only {failed:?} fail").unwrap();
        }
        let findings: Vec<String> = report
            .findings
            .iter()
            .map(|finding| {
                let place = finding.place;
                format!("{} {}:{}:{}", finding.severity.name(), finding.path, place.line, place.column)
            })
            .collect();
        if findings != defect.findings {
            writeln!(wrong, "{name}: the findings are {findings:?}").unwrap();
        }
        wrong
    };
    let wrong: Vec<String> = defects.par_iter().map(of_defect).collect();
    let planted: BTreeSet<String> = defects.iter().map(|(rule, _)| (*rule).to_owned()).collect();
    let rules: BTreeSet<String> = RULES.ids().map(str::to_owned).collect();
    assert_eq!(wrong.concat(), "");
    assert_eq!(planted, rules, "the rules that defects are planted for, and all rules");
}

/// What rules speak of, and names of the same length that nobody speaks of.
const STRANGERS: [(&str, &str); 9] = [
    ("SAP-SUPPORT_", "ZAP-SUPPORT_"),
    ("SAP_SUPPORT_HUB_CONFIG", "ZAP_SUPPORT_HUB_CONFIG"),
    ("LP_SISE_SUPPORTHUB", "LP_ZISE_SUPPORTHUB"),
    ("SM:", "ZM:"),
    ("REFRESH_ADMIN_DATA", "ZEFRESH_ADMIN_DATA"),
    ("SEND_SYSTEM_RELATION", "ZEND_SYSTEM_RELATION"),
    ("SERVICE_CONNECTION", "ZERVICE_CONNECTION"),
    ("SDCC_OSS", "ZDCC_OSS"),
    ("SAPOSS", "ZAPOSS"),
];

/// Rules of a Solution Manager that have nothing to speak of where all that they know has another name.
const SILENT: [&str; 12] = [
    "logical-port-failing",
    "note-assistant-generic-user",
    "support-destination-host",
    "support-destination-path",
    "support-destination-tls",
    "support-destination-type",
    "support-destination-user",
    "support-job-cancelled",
    "support-job-overdue",
    "support-job-user",
    "task-list-failed",
    "technical-user-shared",
];

#[test]
fn no_rule_passes_what_it_does_not_speak_of() {
    let mut files = clean_files();
    files.retain(|path, _| path.starts_with("SOL/"));
    for text in files.values_mut() {
        let known = String::from_utf8(text.clone()).unwrap();
        *text = STRANGERS.iter().fold(known, |text, (known, other)| text.replace(known, other)).into_bytes();
    }
    let verdicts = verdicts(&check(&files));
    for rule in SILENT {
        let (verdict, reason) = &verdicts[&("SOL".to_owned(), rule.to_owned())];
        assert_eq!(*verdict, Verdict::NotApplicable, "{rule}: {reason}");
        assert!(!reason.is_empty() && !reason.starts_with("not for"), "{rule}: {reason}");
    }
}
