//! What became of the verdicts of a system, of its findings, and of the steps of SAP's documents.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{ExportDifference, Pair, Presence, Spot, StepChange};
use crate::export::needs;
use crate::finding::{Finding, RuleVerdict, Severity, Status, Verdict};
use crate::report::matrix::{Matrix, State};
use crate::report::{Report, SystemReport};

/// What became of the verdicts of one system.
#[derive(Debug, Default)]
pub struct Verdicts {
    /// Rules that fail now, and passed, did not apply, or could not be judged.
    pub failing: Vec<VerdictChange>,
    /// Rules that failed, and pass now or no longer apply.
    pub passing: Vec<VerdictChange>,
    /// Rules that were judged, and cannot be judged any more; with the exports to add.
    pub lost: Vec<VerdictChange>,
    /// Rules that can be judged now, could not before, and do not fail.
    pub judged: Vec<VerdictChange>,
    /// Findings that were not there before.
    pub new_findings: Vec<Finding>,
    /// Findings that are there no more.
    pub gone_findings: Vec<Finding>,
    /// How many of them are gone only because nobody can judge their rule any more: nothing shows that they are corrected.
    pub withdrawn: usize,
}

/// A rule of which another thing is said now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictChange {
    /// Rule id.
    pub rule: String,
    /// What was said; none if it was not asked.
    pub before: Option<Verdict>,
    /// What is said; none if it is not asked.
    pub after: Option<Verdict>,
    /// Why nobody can say, or why it does not apply.
    pub reason: String,
    /// The exports to add, as sentences.
    pub missing: Vec<String>,
}

impl Verdicts {
    pub(super) fn of(old: &Report, new: &Report, pair: &Pair, findings: &Findings) -> Self {
        let (before, after) = (system(old, pair.old.as_deref()), system(new, pair.new.as_deref()));
        let mut verdicts = Self { ..Self::default() };
        verdicts.new_findings = findings.of(&findings.new, pair.new.as_deref());
        verdicts.gone_findings = findings.of(&findings.gone, pair.old.as_deref());
        if pair.presence() != Presence::Both {
            return verdicts;
        }
        let of = |system: Option<&SystemReport>| -> BTreeMap<String, RuleVerdict> {
            let all = system.into_iter().flat_map(|system| &system.verdicts);
            all.map(|verdict| (verdict.rule.to_string(), verdict.clone())).collect()
        };
        let (before, after) = (of(before), of(after));
        let rules: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for rule in rules {
            let (was, is) = (before.get(rule), after.get(rule));
            let change = VerdictChange {
                rule: rule.clone(),
                before: was.map(|it| it.verdict),
                after: is.map(|it| it.verdict),
                reason: is.map_or_else(String::new, |it| it.reason.to_string()),
                missing: is.map_or_else(Vec::new, |it| it.missing.iter().map(needs::words).collect()),
            };
            let kept = match (change.before, change.after) {
                (was, is) if was == is => continue,
                (_, Some(Verdict::Fail)) => &mut verdicts.failing,
                (Some(Verdict::Pass | Verdict::Fail), Some(Verdict::NotEvaluated) | None) => &mut verdicts.lost,
                (Some(Verdict::Fail), _) => &mut verdicts.passing,
                (Some(Verdict::NotEvaluated) | None, Some(Verdict::Pass)) => &mut verdicts.judged,
                _ => continue,
            };
            kept.push(change);
        }
        let is_lost = |finding: &&Finding| verdicts.lost.iter().any(|lost| lost.rule == finding.rule);
        verdicts.withdrawn = verdicts.gone_findings.iter().filter(is_lost).count();
        verdicts
    }

    /// Nothing is otherwise.
    pub fn is_empty(&self) -> bool {
        self.failing.is_empty()
            && self.passing.is_empty()
            && self.lost.is_empty()
            && self.judged.is_empty()
            && self.new_findings.is_empty()
            && self.gone_findings.is_empty()
    }

    /// The most severe of the new findings.
    pub fn worst(&self) -> Option<Severity> {
        self.new_findings.iter().map(|finding| finding.severity).max()
    }
}

fn system<'r>(report: &'r Report, name: Option<&str>) -> Option<&'r SystemReport> {
    report.systems.iter().find(|system| Some(system.name.as_str()) == name)
}

/// The roles of a system, if that of the later state is another one.
pub(super) fn roles(old: &Report, new: &Report, pair: &Pair) -> Option<(String, String)> {
    let (before, after) = (system(old, pair.old.as_deref())?, system(new, pair.new.as_deref())?);
    (before.role != after.role).then(|| (before.role.clone(), after.role.clone()))
}

/// Findings that only one of the states has. Both call a system by the same name.
pub(super) struct Findings {
    new: Vec<Finding>,
    gone: Vec<Finding>,
}

impl Findings {
    pub fn between(old: &Report, new: &Report) -> Self {
        let only = |these: &Report, those: &Report| {
            let mut findings = these.findings.clone();
            let seen = those.findings.seen(|_, status| status != Status::Suppressed);
            findings.know(&seen, BTreeSet::new());
            let mut reader = findings.reader();
            let mut left = Vec::new();
            while let Some(finding) = reader.read() {
                if finding.status == Status::New {
                    left.push(finding.clone());
                }
            }
            left
        };
        Self { new: only(new, old), gone: only(old, new) }
    }

    fn of(&self, findings: &[Finding], system: Option<&str>) -> Vec<Finding> {
        findings.iter().filter(|finding| Some(finding.system.as_str()) == system).cloned().collect()
    }

    /// Notes at changes which rules say something of their places.
    pub fn note_at(&self, exports: &mut [ExportDifference], pair: &Pair) {
        let by_place = |findings: &[Finding], system: Option<&str>| {
            let mut by_place: HashMap<(String, u64), Vec<(String, Severity)>> = HashMap::new();
            for finding in findings.iter().filter(|finding| Some(finding.system.as_str()) == system) {
                let rules = by_place.entry((finding.path.clone(), finding.place.line)).or_default();
                let rule = (finding.rule.clone(), finding.severity);
                if !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
            by_place
        };
        let (new, gone) = (by_place(&self.new, pair.new.as_deref()), by_place(&self.gone, pair.old.as_deref()));
        let at = |places: &HashMap<(String, u64), Vec<(String, Severity)>>, spot: &Option<Spot>| {
            spot.as_ref().and_then(|spot| places.get(&(spot.path.clone(), spot.line))).cloned().unwrap_or_default()
        };
        for change in exports.iter_mut().flat_map(|export| &mut export.changes) {
            change.breaks = at(&new, &change.new_place);
            change.mends = at(&gone, &change.old_place).into_iter().map(|(rule, _)| rule).collect();
            change.mends.retain(|rule| !change.breaks.iter().any(|(broken, _)| broken == rule));
        }
    }
}

/// What is said of the steps of SAP's documents in both states.
pub(super) struct Steps<'r> {
    old: Matrix<'r>,
    new: Matrix<'r>,
}

impl<'r> Steps<'r> {
    pub fn of(old: &'r Report, new: &'r Report) -> Self {
        Self { old: Matrix::of(old), new: Matrix::of(new) }
    }

    /// The steps of which another thing is said in this system.
    pub fn of_system(&self, pair: &Pair) -> Vec<StepChange> {
        let states =
            |matrix: &Matrix<'_>, name: Option<&str>| -> Vec<((&'static str, &'static str, &'static str), State)> {
                let row = matrix.rows.iter().find(|row| Some(row.system.name.as_str()) == name);
                let cells = row.into_iter().flat_map(|row| &row.cells).zip(&matrix.columns);
                let of = |(cell, column): (&crate::report::matrix::Cell, &crate::report::matrix::Column)| {
                    let step = column.step;
                    ((column.checklist.title.as_str(), step.number.as_str(), step.title.as_str()), cell.state)
                };
                cells.map(of).collect()
            };
        let before: BTreeMap<_, _> = states(&self.old, pair.old.as_deref()).into_iter().collect();
        let after = states(&self.new, pair.new.as_deref());
        let changed = after.into_iter().filter_map(|((document, number, title), after)| {
            let before = *before.get(&(document, number, title))?;
            let step = format!("{number} {title}");
            (before != after).then(|| StepChange { document: document.to_owned(), step, before, after })
        });
        changed.collect()
    }
}
