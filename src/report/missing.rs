//! Which exports systems lack, and which checks wait for them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Report, SystemReport};
use crate::export::needs;
use crate::finding::{Need, RuleVerdict, Verdict};
use crate::terminal_text::counted;

/// Checks that could not be made.
pub fn not_evaluated(system: &SystemReport) -> impl Iterator<Item = &RuleVerdict> {
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

/// So many exports are named where there is no room for all.
pub const BEST: usize = 3;

/// An export to add.
pub struct Wanted<'r> {
    /// What is needed.
    pub need: &'r Need,
    /// What people call it.
    pub name: String,
    /// The rules that wait for it.
    pub rules: Vec<&'r str>,
    /// How many of them wait for nothing else.
    pub alone: usize,
}

impl Wanted<'_> {
    /// `9 checks`, `9 checks, 3 of them with others`: what adding it is good for.
    pub fn checks(&self) -> String {
        let (all, with_others) = (self.rules.len(), self.rules.len() - self.alone);
        match (self.alone, with_others) {
            (_, 0) => counted(all, "check"),
            (0, _) => format!("{} with others", counted(all, "check")),
            _ => format!("{}, {with_others} of them with others", counted(all, "check")),
        }
    }
}

/// The best of them in one sentence, the others counted: `add Job overview (SM37), ... and 4 more exports`. Empty if there are none.
pub(super) fn best_words(wanted: &[Wanted<'_>]) -> String {
    if wanted.is_empty() {
        return String::new();
    }
    let best: Vec<&str> = wanted.iter().take(BEST).map(|wanted| wanted.name.as_str()).collect();
    let more = match wanted.len() - best.len() {
        0 => String::new(),
        more => format!(" and {}", counted(more, "more export")),
    };
    format!("add {}{more}", best.join(", "))
}

/// What a system waits for, by where that is kept: thousands of systems that wait for the same share it.
type Shared = Vec<(*const u8, *const Vec<Need>)>;

fn shared(system: &SystemReport) -> Shared {
    not_evaluated(system).map(|verdict| (verdict.rule.as_ptr(), Arc::as_ptr(&verdict.missing))).collect()
}

/// [`best_words`] of one system after the other.
#[derive(Default)]
pub(super) struct BestWords(HashMap<Shared, String>);

impl BestWords {
    /// Of this system.
    pub fn of(&mut self, system: &SystemReport) -> &str {
        self.0.entry(shared(system)).or_insert_with(|| best_words(&wanted(system)))
    }
}

/// Systems that lack the same.
pub struct Lacking<'r> {
    /// Their names.
    pub systems: Vec<&'r str>,
    /// What each of them lacks, the best first.
    pub wanted: Vec<Wanted<'r>>,
}

/// What the systems lack, in their order; each once for all that lack the same.
pub fn lacking(report: &Report) -> Vec<Lacking<'_>> {
    let mut places: HashMap<Vec<(&Need, Vec<&str>)>, usize> = HashMap::new();
    let mut lacking: Vec<Lacking<'_>> = Vec::new();
    // One look is enough for systems that share what they wait for.
    let mut known: HashMap<Shared, Option<usize>> = HashMap::new();
    for system in &report.systems {
        let at = *known.entry(shared(system)).or_insert_with(|| {
            let wanted = wanted(system);
            let same = wanted.iter().map(|wanted| (wanted.need, wanted.rules.clone())).collect();
            (!wanted.is_empty()).then(|| {
                *places.entry(same).or_insert_with(|| {
                    lacking.push(Lacking { systems: Vec::new(), wanted });
                    lacking.len() - 1
                })
            })
        });
        if let Some(group) = at.and_then(|at| lacking.get_mut(at)) {
            group.systems.push(&system.name);
        }
    }
    lacking
}

/// The exports to add: first those that by themselves let most checks be made, then those that most wait for.
pub fn wanted(system: &SystemReport) -> Vec<Wanted<'_>> {
    let mut rules: HashMap<&Need, Vec<&str>> = HashMap::new();
    let mut alone: HashMap<&Need, usize> = HashMap::new();
    for verdict in not_evaluated(system) {
        for need in verdict.missing.iter() {
            rules.entry(need).or_default().push(&verdict.rule);
        }
        if let [need] = verdict.missing.as_slice() {
            *alone.entry(need).or_default() += 1;
        }
    }
    // "A or B" says nothing more where A or B is asked for by itself.
    let single: Vec<&str> = rules.keys().filter(|need| need.of.is_empty()).filter_map(|need| only(need)).collect();
    let is_asked_for = |need: &Need| need.any_of.len() > 1 && need.any_of.iter().any(|kind| single.contains(kind));
    let wanted = rules.into_iter().filter(|(need, _)| !is_asked_for(need));
    let alone = |need: &Need| alone.get(need).copied().unwrap_or(0);
    let wanted = wanted.map(|(need, rules)| Wanted { need, name: needs::words(need), rules, alone: alone(need) });
    let mut wanted: Vec<_> = wanted.collect();
    wanted.sort_by(|left, right| {
        let worth = |wanted: &Wanted<'_>| (Reverse(wanted.alone), Reverse(wanted.rules.len()));
        worth(left).cmp(&worth(right)).then_with(|| left.name.cmp(&right.name))
    });
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

    /// A system of the sample with verdicts that miss these.
    fn lacks(name: &str, missing: &[&[&'static str]]) -> SystemReport {
        let mut system = sample::report().systems.swap_remove(0);
        let template = system.verdicts[0].clone();
        let verdict = |(number, kinds): (usize, &&[&'static str])| RuleVerdict {
            rule: format!("rule-{number}").as_str().into(),
            verdict: Verdict::NotEvaluated,
            missing: Arc::new(kinds.iter().map(|kind| Need::of_any(&[kind])).collect()),
            ..template.clone()
        };
        system.verdicts = missing.iter().enumerate().map(verdict).collect();
        system.name = name.to_owned();
        system
    }

    #[test]
    fn the_export_that_lets_most_checks_be_made_by_itself_comes_first() {
        let system = lacks("PRD", &[&["notes", "kernel"], &["notes", "kernel"], &["notes"], &["users"], &["users"]]);
        let told: Vec<_> = wanted(&system).iter().map(|it| (it.need.any_of[0], it.checks())).collect();
        let with_others = "3 checks, 2 of them with others".to_owned();
        let expected =
            [("users", "2 checks".to_owned()), ("notes", with_others), ("kernel", "2 checks with others".to_owned())];
        assert_eq!(told, expected);
    }

    #[test]
    fn systems_that_lack_the_same_are_told_of_once() {
        let systems = vec![
            lacks("DEV", &[&["notes"]]),
            lacks("PRD", &[&["kernel"]]),
            lacks("QAS", &[&["notes"]]),
            lacks("SBX", &[]),
        ];
        let report = Report { systems, ..sample::report() };
        let groups: Vec<_> = lacking(&report).into_iter().map(|lacking| lacking.systems).collect();
        assert_eq!(groups, [vec!["DEV", "QAS"], vec!["PRD"]]);
    }
}
