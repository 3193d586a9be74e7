//! Which exports a system lacks, and which checks wait for them.

use std::collections::{BTreeMap, HashMap};

use super::SystemReport;
use crate::export::needs;
use crate::finding::{Need, RuleVerdict, Verdict};

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

/// An export to add.
pub(super) struct Wanted<'r> {
    /// What is needed.
    pub need: &'r Need,
    /// What people call it.
    pub name: String,
    /// The rules that wait for it.
    pub rules: Vec<&'r str>,
}

/// The exports to add: those that most rules wait for first.
pub(super) fn wanted(system: &SystemReport) -> Vec<Wanted<'_>> {
    let mut rules: HashMap<&Need, Vec<&str>> = HashMap::new();
    for verdict in not_evaluated(system) {
        for need in verdict.missing.iter() {
            rules.entry(need).or_default().push(&verdict.rule);
        }
    }
    // "A or B" says nothing more where A or B is asked for by itself.
    let alone: Vec<&str> = rules.keys().filter(|need| need.of.is_empty()).filter_map(|need| only(need)).collect();
    let is_asked_for = |need: &Need| need.any_of.len() > 1 && need.any_of.iter().any(|kind| alone.contains(kind));
    let wanted = rules.into_iter().filter(|(need, _)| !is_asked_for(need));
    let mut wanted: Vec<_> = wanted.map(|(need, rules)| Wanted { need, name: needs::words(need), rules }).collect();
    wanted.sort_by(|left, right| right.rules.len().cmp(&left.rules.len()).then_with(|| left.name.cmp(&right.name)));
    wanted
}

/// The one export that would do.
fn only(need: &Need) -> Option<&'static str> {
    match need.any_of.as_slice() {
        [kind] => Some(kind),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::sample;
    use super::*;

    #[test]
    fn an_export_that_is_asked_for_by_itself_is_not_asked_for_once_more_beside_another() {
        let mut system = sample::report().systems.swap_remove(0);
        let template = system.verdicts[0].clone();
        let verdict = |missing: &[Need]| RuleVerdict {
            verdict: Verdict::NotEvaluated,
            missing: Arc::new(missing.to_vec()),
            ..template.clone()
        };
        let (profile, parameters) = ("profile", "profile-parameters");
        let either = Need::of_any(&[profile, parameters]);
        let of_others = Need::part(&[profile, parameters], "of the other systems");
        system.verdicts = vec![verdict(std::slice::from_ref(&either)), verdict(&[either.clone(), of_others.clone()])];
        let needs = |system: &SystemReport| wanted(system).into_iter().map(|it| it.need.clone()).collect::<Vec<_>>();
        assert_eq!(needs(&system), [either, of_others]);
        system.verdicts.push(verdict(&[Need::of_any(&[parameters])]));
        assert_eq!(needs(&system), [Need::of_any(&[parameters])]);
    }
}
