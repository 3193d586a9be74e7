//! Which exports a system lacks, and what reports call them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::SystemReport;
use crate::export::{EXPORTS, Export};
use crate::finding::{RuleVerdict, Verdict};

/// Checks that could not be made.
pub(super) fn not_evaluated(system: &SystemReport) -> impl Iterator<Item = &RuleVerdict> {
    system.verdicts.iter().filter(|verdict| verdict.verdict == Verdict::NotEvaluated)
}

/// Checks that met nothing of what they speak of, in lists that are there and whole: why, and which rules.
pub(super) fn nothing_here(system: &SystemReport) -> BTreeMap<&str, Vec<&str>> {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    // What is not for the system's role or tier rests on no file.
    let nothing = |verdict: &&RuleVerdict| verdict.verdict == Verdict::NotApplicable && !verdict.evidence.is_empty();
    for verdict in system.verdicts.iter().filter(nothing) {
        reasons.entry(&verdict.reason).or_default().push(&verdict.rule);
    }
    reasons
}

/// The exports to add, each with the rules that wait for it: those that most wait for first.
pub(super) fn wanted(system: &SystemReport) -> Vec<(&str, Vec<&str>)> {
    let mut rules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for verdict in not_evaluated(system) {
        for export in verdict.missing.iter() {
            rules.entry(export).or_default().push(&verdict.rule);
        }
    }
    let mut missing: Vec<(&str, Vec<&str>)> = rules.into_iter().collect();
    missing.sort_by_key(|(_, rules)| Reverse(rules.len()));
    // "A or B" says nothing more where A or B is asked for by itself.
    let alone: Vec<&str> = missing.iter().map(|(export, _)| *export).collect();
    missing.retain(|(export, _)| !export.split(" or ").any(|part| part != *export && alone.contains(&part)));
    missing
}

/// The exports that an entry of [`RuleVerdict::missing`] names, maybe in a sentence.
pub(super) fn exports_in(missing: &str) -> impl Iterator<Item = &'static Export> {
    let names = |export: &&&Export| missing.contains(&format!("{} ({})", export.title, export.origin));
    EXPORTS.iter().filter(names).copied().collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_known_by_what_verdicts_call_them() {
        for export in EXPORTS {
            let name = format!("{} ({})", export.title, export.origin);
            let kinds: Vec<&str> = exports_in(&name).map(|export| export.kind).collect();
            assert_eq!(kinds, [export.kind]);
            assert!(exports_in(&format!("{name} of the other systems")).any(|found| found.kind == export.kind));
        }
        let two = EXPORTS[..2].iter().map(|export| format!("{} ({})", export.title, export.origin));
        assert_eq!(exports_in(&two.collect::<Vec<_>>().join(" or ")).count(), 2);
        assert_eq!(exports_in("Job overview").count(), 0);
    }
}
