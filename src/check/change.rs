//! What a change made of the verdicts: two reports on the same systems, made with the same rules, compared.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Required;
use crate::finding::{RuleVerdict, Verdict};
use crate::report::{FileReport, Report, SystemReport};

/// Checks of a system that could be made before, and can no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The system.
    pub system: String,
    /// Rule ids, in order.
    pub rules: Vec<String>,
    /// Paths and kinds of the exports that are gone, by path.
    pub exports: Vec<(String, &'static str)>,
    /// The role that it had, and has, if others than configuration tell it and it is another one now.
    pub role: Option<(String, String)>,
}

/// What was lost, by system. Systems of which nothing was judged before have nothing to lose.
pub fn lost(now: &Report, before: &Report) -> Vec<Lost> {
    let systems: BTreeMap<&str, &SystemReport> =
        now.systems.iter().map(|system| (system.name.as_str(), system)).collect();
    let mut removed = removed(now, before);
    let lost = before.systems.iter().map(|old| {
        let new = systems.get(old.name.as_str()).copied();
        let decided = old.verdicts.iter().filter(|verdict| is_decided(verdict));
        let is_lost = |verdict: &&RuleVerdict| new.is_none_or(|new| is_open(new, &verdict.rule));
        let other_role = new.filter(|new| new.role != old.role && new.inferred.is_some());
        Lost {
            system: old.name.clone(),
            rules: decided.filter(is_lost).map(|verdict| verdict.rule.to_string()).collect(),
            exports: removed.remove(old.name.as_str()).unwrap_or_default(),
            role: other_role.map(|new| (old.role.clone(), new.role.clone())),
        }
    });
    lost.filter(|lost| !lost.rules.is_empty() || (lost.role.is_some() && !lost.exports.is_empty())).collect()
}

/// Findings that are no more because the export is gone in which they stood, and not because something was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// The system.
    pub system: String,
    /// Rule ids, in order.
    pub rules: BTreeSet<String>,
    /// Path and kind of the export.
    pub export: (String, &'static str),
}

/// What was withdrawn, by the exports that are gone. An export that is gone where another one of its kind has come was replaced.
pub fn withdrawn(now: &Report, before: &Report) -> Vec<Withdrawn> {
    let fails = |report: &Report| -> BTreeSet<(String, String)> {
        let of = |system: &SystemReport, it: &RuleVerdict| (system.name.clone(), it.rule.to_string());
        let failing = report.systems.iter().flat_map(|system| {
            system.verdicts.iter().filter(|it| it.verdict == Verdict::Fail).map(move |it| of(system, it))
        });
        failing.collect()
    };
    let old_paths: BTreeSet<&str> = before.files.iter().map(|file| file.path.as_str()).collect();
    let is_replaced = |system: &str, kind: &str| {
        let of_kind = |file: &&FileReport| file.export == Some(kind) && file.system.as_deref() == Some(system);
        now.files.iter().filter(of_kind).any(|file| !old_paths.contains(file.path.as_str()))
    };
    let mut gone: BTreeMap<String, Withdrawn> = BTreeMap::new();
    for (system, exports) in removed(now, before) {
        for export in exports.into_iter().filter(|(_, kind)| !is_replaced(system, kind)) {
            let system = system.to_owned();
            gone.insert(export.0.clone(), Withdrawn { system, rules: BTreeSet::new(), export });
        }
    }
    if !gone.is_empty() {
        let still = fails(now);
        let mut findings = before.findings.reader();
        while let Some(finding) = findings.read() {
            let Some(of) = gone.get_mut(&finding.path) else { continue };
            if !still.contains(&(finding.system.clone(), finding.rule.clone())) {
                of.rules.insert(finding.rule.clone());
            }
        }
    }
    // Of what can no longer be checked at all `lost` tells.
    let lost = lost(now, before);
    let is_lost = |system: &str, rule: &str| {
        lost.iter().any(|it| it.system == system && it.rules.iter().any(|known| known == rule))
    };
    let mut gone: Vec<Withdrawn> = gone.into_values().collect();
    gone.iter_mut().for_each(|of| of.rules.retain(|rule| !is_lost(&of.system, rule)));
    gone.retain(|of| !of.rules.is_empty());
    gone
}

/// Whether a check that is required could be made before, on this system or before there was it, and cannot be made now.
pub fn is_required_lost(now: &Report, before: Option<&Report>, required: &Required) -> bool {
    let known: BTreeSet<&str> =
        before.into_iter().flat_map(|before| &before.systems).map(|system| system.name.as_str()).collect();
    if !now.systems.is_empty() && required.names_unasked(now) {
        return true;
    }
    let of_new = now.systems.iter().filter(|system| !known.contains(system.name.as_str()));
    let open = |verdict: &RuleVerdict| verdict.verdict == Verdict::NotEvaluated && required.asks_for(&verdict.rule);
    of_new.flat_map(|system| &system.verdicts).any(open)
        || before.is_some_and(|before| {
            lost(now, before).iter().flat_map(|lost| &lost.rules).any(|rule| required.asks_for(rule))
        })
}

fn is_decided(verdict: &RuleVerdict) -> bool {
    matches!(verdict.verdict, Verdict::Pass | Verdict::Fail)
}

fn is_open(system: &SystemReport, rule: &str) -> bool {
    let of_rule = system.verdicts.iter().find(|verdict| *verdict.rule == *rule);
    of_rule.is_some_and(|verdict| verdict.verdict == Verdict::NotEvaluated)
}

/// Exports by system: path and kind of each, by path.
pub type Exports<'r> = BTreeMap<&'r str, Vec<(String, &'static str)>>;

/// The exports that are no longer there, or no longer exports.
pub fn removed<'r>(now: &Report, before: &'r Report) -> Exports<'r> {
    let there: HashSet<(&str, &str)> =
        now.files.iter().filter_map(|file| Some((file.path.as_str(), file.export?))).collect();
    let mut removed = Exports::new();
    for file in &before.files {
        if let (Some(system), Some(kind)) = (file.system.as_deref(), file.export)
            && !there.contains(&(file.path.as_str(), kind))
        {
            removed.entry(system).or_default().push((file.path.clone(), kind));
        }
    }
    removed
}
