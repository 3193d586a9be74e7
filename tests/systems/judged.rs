//! What must hold of the verdicts on a scene: clean systems pass, a defect makes just its rule fail, what is taken away silences and
//! changes nothing else. Each answers with all that is wrong, empty if nothing is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use basislint::finding::Verdict;
use basislint::report::{FileReport, Report, SystemReport};

use super::{Files, Scene};

/// By system and rule: the verdict, and what it says.
pub type Verdicts = BTreeMap<(String, String), (Verdict, String)>;

pub fn verdicts(report: &Report) -> Verdicts {
    let of_system = |system: &SystemReport| {
        let name = system.name.clone();
        let verdicts = system.verdicts.iter();
        verdicts
            .map(|verdict| ((name.clone(), verdict.rule.to_string()), (verdict.verdict, verdict.reason.to_string())))
            .collect::<Vec<_>>()
    };
    report.systems.iter().flat_map(of_system).collect()
}

/// Severity and place of each finding: `error SOL/rfcdes.txt:5:2`.
fn findings(report: &Report) -> Vec<String> {
    let findings = report.findings.iter().map(|finding| {
        let place = finding.place;
        format!("{} {}:{}:{}", finding.severity.name(), finding.path, place.line, place.column)
    });
    findings.collect()
}

/// Every file is read, every rule passes or is not for the system, and nothing is found but these notes, which leave a pass a pass.
pub fn not_clean(scene: &Scene, notes: &[&str]) -> String {
    let report = scene.check(&scene.files);
    let mut wrong = String::new();
    for file in report.files.iter().filter(|file| file.status.name() != "read" || !file.notes.is_empty()) {
        writeln!(wrong, "{} is {}: {} {:?}", file.path, file.status.name(), file.reason, file.notes).unwrap();
    }
    let found = findings(&report);
    if found != notes {
        let messages: Vec<String> = report.findings.iter().map(|finding| finding.message).collect();
        writeln!(wrong, "the findings are {found:?}: {messages:?}").unwrap();
    }
    for ((system, rule), (verdict, reason)) in verdicts(&report) {
        if !matches!(verdict, Verdict::Pass | Verdict::NotApplicable) {
            writeln!(wrong, "{system}: {rule} is {}: {reason}", verdict.name()).unwrap();
        }
    }
    wrong
}

/// Rules by system.
pub type Rules = BTreeMap<String, BTreeSet<String>>;

/// What became of rules when files were taken away.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Silenced {
    /// They cannot say anything any more.
    pub open: Rules,
    /// Another system says that nobody knows.
    pub elsewhere: Rules,
    /// There is nothing left that they are about.
    pub empty: Rules,
}

/// What becomes of rules with the files that are left. Any other change is wrong.
pub fn silenced(scene: &Scene, clean: &Verdicts, rest: &Files, name: &str, wrong: &mut String) -> Silenced {
    let mut silenced = Silenced::default();
    let verdicts = verdicts(&scene.check(rest));
    for (key, (verdict, reason)) in &verdicts {
        if *verdict == clean[key].0 {
            continue;
        }
        let other = reason.strip_prefix("told at system ").and_then(|rest| rest.split(',').next());
        let is_open_at = |other: &str| verdicts[&(other.to_owned(), key.1.clone())].0 == Verdict::NotEvaluated;
        let rules = match (verdict, other) {
            (Verdict::NotEvaluated, _) if !reason.is_empty() => &mut silenced.open,
            (Verdict::NotApplicable, Some(other)) if is_open_at(other) => &mut silenced.elsewhere,
            (Verdict::NotApplicable, None) => &mut silenced.empty,
            _ => {
                writeln!(wrong, "{name}: {key:?} is {}: {reason}", verdict.name()).unwrap();
                continue;
            }
        };
        rules.entry(key.0.clone()).or_default().insert(key.1.clone());
    }
    silenced
}

/// Each defect makes its rule fail and changes nothing else, and there is one for each rule, here or in a scene `elsewhere`.
pub fn not_just_its_rule(scene: &Scene, elsewhere: &[&Scene]) -> String {
    let report = scene.check(&scene.files);
    let (clean, found_before) = (verdicts(&report), findings(&report));
    let mut wrong = String::new();
    let mut planted: BTreeSet<String> = BTreeSet::new();
    for (rule, defect) in scene.defects() {
        let name = format!("{rule}, {}", defect.name);
        let report = scene.check(&scene.edited(&defect.edits, &name));
        // Files with keys are the one defect that is no export.
        let is_unread = |file: &&FileReport| file.export.is_none() && rule != "credential-file-in-export";
        for file in report.files.iter().filter(is_unread) {
            writeln!(wrong, "{name}: {} is {}", file.path, file.reason).unwrap();
        }
        assert_eq!(defect.also.is_empty(), defect.because.is_empty(), "{name}: `also` needs a reason");
        let (mut failed, mut silent, mut unsure) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for (key, (verdict, reason)) in verdicts(&report) {
            let may_fail = key.1 == rule || defect.also.contains(&key.1);
            if verdict == Verdict::Fail && may_fail {
                failed.insert(key.1);
            } else if defect.silences.contains(&key.1) && verdict == Verdict::NotApplicable {
                silent.insert(key.1);
            } else if defect.unsure.contains(&key.1) && verdict == Verdict::NotEvaluated {
                unsure.insert(key.1);
            } else if verdict != clean[&key].0 {
                writeln!(wrong, "{name}: {key:?} is {}: {reason}", verdict.name()).unwrap();
            }
        }
        // A rule that was not applicable before is silent in any case.
        if silent != defect.silences {
            writeln!(wrong, "{name}: only {silent:?} have nothing to speak of").unwrap();
        }
        if unsure != defect.unsure {
            writeln!(wrong, "{name}: only {unsure:?} are not evaluated").unwrap();
        }
        if failed.len() != defect.also.len() + 1 && !defect.passes {
            writeln!(wrong, "{name}: only {failed:?} fail").unwrap();
        }
        let mut found = findings(&report);
        found.retain(|finding| !found_before.contains(finding));
        if found != defect.findings {
            writeln!(wrong, "{name}: the findings are {found:?}").unwrap();
        }
        planted.insert(rule.to_owned());
    }
    let rules = scene.rules();
    for rule in planted.difference(&rules) {
        writeln!(wrong, "{rule}: a defect without a rule").unwrap();
    }
    planted.extend(elsewhere.iter().flat_map(|scene| scene.defects()).map(|(rule, _)| rule.to_owned()));
    for rule in rules.difference(&planted) {
        writeln!(wrong, "{rule}: a rule without a defect").unwrap();
    }
    wrong
}
