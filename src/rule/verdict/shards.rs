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

/// What one rule says of one system, as far as the system alone tells it.
#[derive(Debug)]
pub(crate) struct Said {
    /// The rule's number.
    pub number: usize,
    pub verdict: RuleVerdict,
    /// It holds unless other systems tell that this one is none that the rule is about.
    pub unless_elsewhere: bool,
}

/// What all rules say of one system, as far as it alone tells.
#[derive(Debug)]
pub(crate) struct Alone {
    pub said: Vec<Said>,
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
        let (mut said, mut rest) = (Vec::with_capacity(rules.rules.len()), Restored::default());
        for (number, rule) in self.told(rules) {
            if across.get(number).copied().unwrap_or(true) && self.waits_for_others(rule) {
                rest.open.push(number);
                continue;
            }
            self.asked_elsewhere.set(false);
            let verdict = self.rule(number, rule);
            said.push(Said { number, verdict, unless_elsewhere: self.asked_elsewhere.get() });
        }
        let Evidence { mut tallies, mut servers } = take(&mut self.evidence);
        tallies.retain(|number, _| rest.open.binary_search(number).is_ok());
        servers.retain(|number, _| rest.open.binary_search(number).is_ok());
        rest.evidence = Evidence { tallies, servers };
        Alone { said, rest }
    }

    /// Whether a rule that looks at several systems says something of this one that does not follow from its role alone.
    fn waits_for_others(&self, rule: &Rule) -> bool {
        self.is_for_others(rule).is_none() && self.lacking_export(rule).is_none() && self.is_for_likely(rule)
    }

    fn rest(&mut self, rules: &RuleSet) -> Vec<(usize, RuleVerdict)> {
        let system = self.system;
        let open = system.open_rules().iter().filter_map(|number| Some((*number, rules.rules.get(*number)?)));
        open.map(|(number, rule)| (number, self.rule(number, rule))).collect()
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
pub(crate) fn judge_rest(rules: &RuleSet, systems: &mut [SystemFiles<'_>], said: Vec<Vec<Said>>, as_of: Date) -> Rest {
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
        let mut all = Vec::with_capacity(said.len() + open.len());
        let mut open = open.into_iter().peekable();
        for Said { number, mut verdict, unless_elsewhere } in said {
            while let Some((_, verdict)) = open.next_if(|(other, _)| *other < number) {
                all.push(verdict);
            }
            if let Some(reason) = elsewhere.as_ref().filter(|_| unless_elsewhere) {
                taken_back.push((index, Arc::clone(&verdict.rule)));
                let reason = Arc::clone(reason);
                verdict = RuleVerdict { verdict: Verdict::NotApplicable, reason, missing: Arc::default(), ..verdict };
            }
            all.push(verdict);
        }
        all.extend(open.map(|(_, verdict)| verdict));
        verdicts.push(all);
    }
    Rest { verdicts, findings, taken_back }
}
