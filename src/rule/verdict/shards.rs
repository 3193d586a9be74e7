//! One run in several programs: each says of its own systems what they alone tell, and what waits for others is decided where the results of
//! all are put together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem::take;
use std::sync::Arc;

use jiff::civil::Date;

use super::{All, SystemJudge, each_on_threads, in_parts};
use crate::finding::{Findings, RuleVerdict, Verdict};
use crate::rule::compile::{REFERENCES, Rule};
use crate::rule::evidence::{self, Evidence, Restored, SystemFiles, restored_references};
use crate::rule::known::AllKnown;
use crate::rule::set::RuleSet;
use crate::rule::tally::Setting;

/// What rules say of one system, as far as the system alone tells it.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// In the order of the rules, of those that do not wait for other systems.
    pub verdicts: Vec<RuleVerdict>,
    /// The indexes of those that hold unless other systems tell that this one is none that the rule is about.
    pub unless_elsewhere: Vec<usize>,
}

/// What all rules say of one system, as far as it alone tells.
#[derive(Debug)]
pub(crate) struct Alone {
    pub said: Said,
    /// What the others need.
    pub rest: Restored,
}

/// Judges every rule for every system, but for what follows from other systems as well.
pub(crate) fn judge_alone(
    rules: &RuleSet,
    systems: &mut [SystemFiles<'_>],
    as_of: Date,
    excerpts: bool,
) -> (Vec<Alone>, Findings) {
    let across: Vec<bool> = rules.rules.iter().map(RuleSet::looks_across).collect();
    let references = each_on_threads(systems, |system| {
        evidence::references(rules, system, Setting::judged(system.system, as_of, excerpts))
    });
    let names: Vec<&str> = systems.iter().map(|system| system.name()).collect();
    let known = AllKnown::of(rules, &references);
    let all = All { rules, names: &names, known: &known, as_of, excerpts };
    let (mut alone, findings) = in_parts(systems, &|first, systems| {
        all.each(first, systems, Evidence::gather, |judge| judge.alone(rules, &across))
    });
    let of_rules: BTreeSet<usize> =
        rules.rules.iter().zip(&across).filter(|(_, across)| **across).map(|(rule, _)| rule.number).collect();
    for (alone, mut own) in alone.iter_mut().zip(references) {
        own.retain(|reference, _| of_rules.contains(&(reference >> REFERENCES)));
        alone.rest.references = own;
    }
    (alone, findings)
}

impl SystemJudge<'_> {
    fn alone(&mut self, rules: &RuleSet, across: &[bool]) -> Alone {
        let (mut said, mut rest) = (Said::default(), Restored::default());
        for (place, (number, rule)) in self.told(rules).enumerate() {
            if across.get(number).copied().unwrap_or(true) && self.waits_for_others(rule) {
                rest.open.push((number, place));
                continue;
            }
            self.asked_elsewhere.set(false);
            let verdict = self.rule(number, rule);
            if self.asked_elsewhere.get() {
                said.unless_elsewhere.push(said.verdicts.len());
            }
            said.verdicts.push(verdict);
        }
        let Evidence { mut tallies, mut servers } = take(&mut self.evidence);
        let is_open = |number: &usize| rest.open.binary_search_by_key(number, |(number, _)| *number).is_ok();
        tallies.retain(|number, _| is_open(number));
        servers.retain(|number, _| is_open(number));
        rest.evidence = Evidence { tallies, servers };
        Alone { said, rest }
    }

    /// Whether a rule that looks at several systems says something of this one that does not follow from its role alone.
    fn waits_for_others(&self, rule: &Rule) -> bool {
        self.is_for_others(rule).is_none() && self.lacking_export(rule).is_none() && self.is_for_likely(rule)
    }

    /// What rules say that waited for other systems, with the place of each among all verdicts.
    fn rest(&mut self, rules: &RuleSet) -> Vec<(usize, RuleVerdict)> {
        let system = self.system;
        let open = system.open_rules().iter();
        let open = open.filter_map(|(number, place)| Some((*number, *place, rules.rules.get(*number)?)));
        open.map(|(number, place, rule)| (place, self.rule(number, rule))).collect()
    }
}

/// What rules say of all systems.
#[derive(Debug)]
pub(crate) struct Rest {
    /// Of each system, in the order of the rules.
    pub verdicts: Vec<Vec<RuleVerdict>>,
    /// What was found only now.
    pub findings: Findings,
    /// By the index of the system, and the rule: what was found before does not hold.
    pub taken_back: Vec<(usize, Arc<str>)>,
}

/// Judges what is left of each system; `said` is what was said of each before.
pub(crate) fn judge_rest(rules: &RuleSet, systems: &mut [SystemFiles<'_>], said: Vec<Said>, as_of: Date) -> Rest {
    evidence::put_together(systems, as_of);
    let excerpts = true;
    let references: Vec<BTreeMap<usize, _>> = each_on_threads(systems, |system| {
        let setting = Setting::judged(system.system, as_of, excerpts);
        restored_references(rules, system, setting)
    });
    let names: Vec<&str> = systems.iter().map(|system| system.name()).collect();
    let known = AllKnown::of(rules, &references);
    let all = All { rules, names: &names, known: &known, as_of, excerpts };
    let (open, findings) =
        in_parts(systems, &|first, systems| all.each(first, systems, Evidence::restore, |judge| judge.rest(rules)));
    let (mut verdicts, mut taken_back) = (Vec::with_capacity(systems.len()), Vec::new());
    let mut reasons: HashMap<String, Arc<str>> = HashMap::new();
    for (index, ((system, said), open)) in systems.iter().zip(said).zip(open).enumerate() {
        // Whatever the rule is, the reason is the same.
        let elsewhere = system.elsewhere("", &[]);
        let elsewhere =
            elsewhere.map(|why| Arc::clone(reasons.entry(why).or_insert_with_key(|why| why.as_str().into())));
        let Said { verdicts: mut all, unless_elsewhere } = said;
        for place in elsewhere.iter().flat_map(|_| &unless_elsewhere) {
            let (Some(reason), Some(verdict)) = (&elsewhere, all.get_mut(*place)) else { continue };
            taken_back.push((index, Arc::clone(&verdict.rule)));
            (verdict.verdict, verdict.reason) = (Verdict::NotApplicable, Arc::clone(reason));
            verdict.missing = Arc::default();
        }
        for (place, verdict) in open {
            all.insert(place.min(all.len()), verdict);
        }
        verdicts.push(all);
    }
    Rest { verdicts, findings, taken_back }
}
