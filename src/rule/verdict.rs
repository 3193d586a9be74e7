//! From what each file gave to what each rule says of each system.

mod doubt;
mod found;
mod lacking;
mod only;
mod shards;
mod shared;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use doubt::Doubt;
pub(crate) use shards::{Rest, Said, judge_alone, judge_rest};
use shared::Shared;
pub(crate) use shared::share;

use super::compile::Rule;
use super::condition::{Condition, Key, Keys, Truth};
use super::evidence::{self, Evidence, SystemFiles};
use super::file::Expect;
use super::first::Decision;
use super::known::{AllKnown, Found};
use super::set::RuleSet;
use super::speaks::Asking;
use super::tally::{Setting, Tally};
use super::wording::{self, Weight};
use crate::export::{self, Reach};
use crate::finding::{Findings, Origin, RuleVerdict, Severity, Verdict};
use crate::landscape::{Role, Tier, derived};

/// So many parts of the systems are judged for each thread: the last ones that are at work wait for few.
const PARTS: usize = 4;

/// Judges every rule for every system: the verdicts of each system, and the findings of all, which are still to be closed. Several systems at
/// a time, if this runs in a pool of threads.
pub(crate) fn judge(
    rules: &RuleSet,
    systems: &mut [SystemFiles<'_>],
    as_of: Date,
    excerpts: bool,
) -> (Vec<Vec<RuleVerdict>>, Findings) {
    evidence::put_together(systems, as_of);
    let references = |system: &mut SystemFiles<'_>| {
        evidence::references(rules, system, Setting::judged(system.system, as_of, excerpts))
    };
    let references = each_on_threads(systems, references);
    let names: Vec<&str> = systems.iter().map(|system| system.name()).collect();
    let known = AllKnown::of(rules, &references);
    let all = All { rules, names: &names, known: &known, as_of, excerpts };
    in_parts(systems, &|first, systems| all.judge(first, systems))
}

/// Whether this runs in a pool of several threads.
fn threads() -> usize {
    rayon::current_thread_index().map_or(1, |_| rayon::current_num_threads())
}

/// Does one thing with each system, several at a time if there are threads.
fn each_on_threads<'s, T: Send>(
    systems: &mut [SystemFiles<'s>],
    one: impl Fn(&mut SystemFiles<'s>) -> T + Sync + Send,
) -> Vec<T> {
    match threads() {
        1 => systems.iter_mut().map(one).collect(),
        _ => systems.par_iter_mut().map(one).collect(),
    }
}

/// What is said of some systems that stand behind each other, by the index of the first: what of each, and the findings of all.
type Part<'p, 's, T> = &'p (dyn Fn(usize, &mut [SystemFiles<'s>]) -> (Vec<T>, Findings) + Sync);

/// Judges systems part by part, several at a time if there are threads.
fn in_parts<'s, T: Send>(systems: &mut [SystemFiles<'s>], judge: Part<'_, 's, T>) -> (Vec<T>, Findings) {
    let threads = threads();
    if threads == 1 {
        return judge(0, systems);
    }
    let length = systems.len().div_ceil(threads * PARTS).max(1);
    let (mut said, mut findings) = (Vec::with_capacity(systems.len()), Findings::default());
    let parts = systems.par_chunks_mut(length).enumerate();
    let parts: Vec<_> = parts.map(|(part, systems)| judge(part * length, systems)).collect();
    for (of_part, found) in parts {
        said.extend(of_part);
        findings.append(found);
    }
    (said, findings)
}

/// What is known of all systems when each of them is judged.
struct All<'a> {
    rules: &'a RuleSet,
    names: &'a [&'a str],
    known: &'a AllKnown<'a>,
    as_of: Date,
    excerpts: bool,
}

impl All<'_> {
    /// Judges some systems that stand behind each other, the first of which has this index among all.
    fn judge(&self, first: usize, systems: &mut [SystemFiles<'_>]) -> (Vec<Vec<RuleVerdict>>, Findings) {
        let rules = self.rules;
        self.each(first, systems, Evidence::gather, |judge| {
            let mut verdicts = Vec::with_capacity(rules.rules.len());
            for (number, rule) in judge.told(rules) {
                if !judge.system.is_neighbour || RuleSet::looks_across(rule) {
                    verdicts.push(judge.rule(number, rule));
                }
            }
            verdicts
        })
    }

    /// Has each of some systems judged, by the evidence that there is of it.
    fn each<T>(
        &self,
        first: usize,
        systems: &mut [SystemFiles<'_>],
        gather: impl Fn(&RuleSet, &mut SystemFiles<'_>, Setting<'_>) -> Evidence,
        judge: impl Fn(&mut SystemJudge<'_>) -> T,
    ) -> (Vec<T>, Findings) {
        let Self { rules, names, known, as_of, excerpts } = *self;
        let (mut findings, mut shared) = (Findings::default(), Shared::of(rules));
        // Of thousands of systems the evidence of one is held at a time.
        let one = |(own, system): (usize, &mut SystemFiles<'_>)| {
            let setting = Setting::judged(system.system, as_of, excerpts);
            let evidence = gather(rules, system, setting);
            let found = Found { rules, own, names, all: known };
            judge(&mut SystemJudge {
                system,
                evidence,
                found,
                excerpts,
                as_of,
                findings: &mut findings,
                shared: &mut shared,
                is_serious: false,
                asked_elsewhere: Cell::new(false),
                evidence_of: BTreeMap::new(),
            })
        };
        let said = (first..).zip(systems).map(one).collect();
        (said, findings)
    }
}

/// Whether it is this part of a rule that says what the rule says of a system: the one for its role, else the first. `others` continue it.
fn is_told_by<'r>(system: &SystemFiles<'_>, rule: &Rule, mut others: impl Iterator<Item = &'r Rule>) -> bool {
    let is_for = |rule: &Rule| system.roles.iter().any(|role| rule.roles.contains(role));
    is_for(rule) || (!rule.continues && !others.any(is_for))
}

struct SystemJudge<'j> {
    system: &'j SystemFiles<'j>,
    evidence: Evidence,
    found: Found<'j>,
    excerpts: bool,
    as_of: Date,
    findings: &'j mut Findings,
    shared: &'j mut Shared,
    /// The rule at hand has a finding that is more than a note.
    is_serious: bool,
    /// The verdict on the rule at hand would be another one if other systems told that this one is none that it is about.
    asked_elsewhere: Cell<bool>,
    /// The files of some exports, as verdicts tell them.
    evidence_of: BTreeMap<Vec<&'static str>, Arc<Vec<String>>>,
}

const ROLE_NOT_TOLD: &str = "this depends on the system's role, and the list of software components is not whole: add the \
                             whole list (CVERS), or give the role in basislint.toml";
impl<'j> SystemJudge<'j> {
    /// The rules that say something of the system, with their numbers.
    fn told<'r>(&self, rules: &'r RuleSet) -> impl Iterator<Item = (usize, &'r Rule)> + use<'r, 'j> {
        let system = self.system;
        rules.rules.iter().enumerate().filter(move |(number, rule)| {
            let others = rules.rules.get(number + 1..).unwrap_or_default().iter();
            is_told_by(system, rule, others.take_while(|other| other.continues))
        })
    }
}

impl SystemJudge<'_> {
    /// What a rule says of the system.
    fn rule(&mut self, number: usize, rule: &Rule) -> RuleVerdict {
        let mut evidence = Arc::clone(&self.shared.nothing);
        let (verdict, Doubt { reason, missing }) = match self.is_for_others(rule) {
            Some(reason) => (Verdict::NotApplicable, Doubt { reason, missing: Vec::new() }),
            None => match self.lacking_export(rule) {
                Some(export) => self.without(rule, export),
                None => {
                    let mut reads = rule.reads();
                    reads.extend(rule.beside.iter().map(|beside| beside.kind));
                    evidence = self.evidence_of(reads);
                    self.verdict(number, rule)
                }
            },
        };
        self.shared.verdict((number, rule), verdict, (reason, missing), evidence)
    }

    /// Why the system's role is not known, and the way out.
    fn role_not_told(&self) -> String {
        let is_connector = |role: &Role| matches!(role, Role::CloudConnector | Role::ProductionConnector);
        match &self.system.inferred {
            Some(inferred) if self.system.roles.iter().any(is_connector) => {
                format!("this depends on the system's role, which its files do not tell: {inferred}")
            }
            _ => ROLE_NOT_TOLD.to_owned(),
        }
    }

    /// The files that are one of these exports. Most rules ask for the same ones.
    fn evidence_of(&mut self, exports: Vec<&'static str>) -> Arc<Vec<String>> {
        let system = self.system;
        let files = |exports: &[&str]| system.files_of(exports).map(|(_, file)| file.path.clone()).collect();
        let known = self.evidence_of.entry(exports).or_insert_with_key(|exports| Arc::new(files(exports)));
        Arc::clone(known)
    }

    /// Why the rule is not for this system, if it is not.
    fn is_for_others(&self, rule: &Rule) -> Option<String> {
        let system = self.system;
        if !system.roles.iter().any(|role| rule.roles.contains(role)) {
            let role = system.role.name();
            return Some(match rule.unsure_for.contains(&system.role) {
                true => format!("left out: not sure enough for the role {role} (min-confidence)"),
                false => format!("not for the role {role}"),
            });
        }
        let tier = system.system.tier.filter(|tier| !rule.tiers.is_empty() && !rule.tiers.contains(tier))?;
        Some(format!("not for the tier {}", tier.name()))
    }

    /// What is wrong in nearly any system counts all the same; that nothing is wrong does not.
    fn is_for_likely(&self, rule: &Rule) -> bool {
        let system = self.system;
        let likely = [system.role, Role::SolutionManager].into_iter().filter(|role| system.roles.contains(role));
        likely.into_iter().all(|role| rule.roles.contains(&role))
    }

    fn verdict(&mut self, number: usize, rule: &Rule) -> (Verdict, Doubt) {
        let because = |reason: String| Doubt { reason, missing: Vec::new() };
        let system = self.system;
        if !self.is_for_likely(rule) {
            return (Verdict::NotEvaluated, because(self.role_not_told()));
        }
        let unsure = match self.is_for_such(rule) {
            Ok(unsure) => unsure,
            Err(reason) => return (Verdict::NotApplicable, because(reason.to_owned())),
        };
        let mut tally = self.evidence.tallies.remove(&number).unwrap_or_default();
        if tally.about == 0
            && let Some(reason) = self.elsewhere(rule)
        {
            return (Verdict::NotApplicable, because(reason));
        }
        let before = self.findings.len();
        self.is_serious = false;
        let mut doubt = self.doubt(rule, &tally);
        if let Some(unsure) = unsure {
            return (Verdict::NotEvaluated, doubt.unwrap_or(unsure));
        }
        if doubt.is_none() && !rule.is_alike_for(&system.roles) {
            doubt = Some(because(self.role_not_told()));
        }
        if matches!(rule.expect, Expect::None | Expect::All | Expect::First) {
            let runs = std::mem::take(&mut tally.matches.runs);
            let fields = if runs.is_empty() { Vec::new() } else { wording::fields(rule) };
            let mut found = Vec::new();
            for run in runs {
                found.extend(self.decide(rule, &tally, &fields, run, &mut doubt));
            }
            self.add(rule, found);
        }
        if doubt.is_none() {
            self.count(rule, &tally, &mut doubt);
        }
        if tally.held > 0 {
            self.count_servers(number, rule, &tally, &mut doubt);
        }
        let findings = self.findings.len() - before;
        match doubt {
            _ if findings > 0 && (self.is_serious || !rule.notes_pass) => (Verdict::Fail, because(count_of(findings))),
            Some(doubt) => (Verdict::NotEvaluated, doubt),
            None if findings > 0 => (Verdict::Pass, because(format!("{}, of notes alone", count_of(findings)))),
            None => match rule.nothing_of_it(&tally, self.asking(rule)) {
                Some(reason) => (Verdict::NotApplicable, because(reason)),
                None => (Verdict::Pass, Doubt::default()),
            },
        }
    }

    /// Why the rule has nothing to say of this system because it is about another one.
    fn elsewhere(&self, rule: &Rule) -> Option<String> {
        // What may lie anywhere is no ABAP system's alone.
        let is_abap =
            rule.source.exports.iter().any(|kind| export::by_kind(kind).is_some_and(|of| of.reach != Reach::Folder));
        let derived = derived::by_kind(rule.source.kind);
        let values = match derived.map(|of| Condition::keys_of_all(&rule.about, of.asked_by)) {
            Some(Keys::Only(keys)) => keys,
            _ => Vec::new(),
        };
        let text = |key: &Key<'_>| match key {
            Key::Text(text) => Some((*text).to_owned()),
            _ => None,
        };
        let values: Vec<String> = values.iter().filter_map(text).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        self.asked_elsewhere.set(self.asked_elsewhere.get() || is_abap);
        self.system.elsewhere(rule.source.kind, &values).filter(|_| is_abap)
    }

    /// What the rule's list depends on.
    fn asking(&self, rule: &Rule) -> Asking {
        let records = self.system.files_of(&rule.reads()).map(|(_, file)| file.judgement.records).sum();
        Asking { role: self.system.role, tier: self.system.system.tier, records }
    }

    /// Whether a record with this row of the list is a finding of this system.
    fn counts(&self, rule: &Rule, tally: &Tally, row: Option<usize>) -> bool {
        row.is_none_or(|row| {
            self.is_row_for(rule, row)
                && self.is_row_for_such(rule, row).0 != Truth::False
                && rule.is_row_for_tier(row, self.system.system.tier) != Some(false)
                && (rule.expect != Expect::First || tally.deciding.of(row) == Decision::Wrong)
        })
    }

    /// The rows of the rule's list that are for systems of this role, and as far as one knows for this tier.
    fn rows(&self, rule: &Rule) -> Vec<usize> {
        let rows = 0..rule.list.as_ref().map_or(0, |list| list.rows.len());
        let tier = self.system.system.tier;
        let is_for = |row: &usize| {
            self.is_row_for(rule, *row)
                && rule.is_row_for_tier(*row, tier) != Some(false)
                && self.is_row_for_such(rule, *row).0 != Truth::False
        };
        rows.filter(is_for).collect()
    }

    /// Whether the list's row is for this system, whichever of its roles it has.
    fn is_row_for(&self, rule: &Rule, row: usize) -> bool {
        self.system.roles.iter().all(|role| rule.is_row_for(row, *role))
    }

    /// The parts that this system must have, whichever of its roles it has.
    fn parts(&self, rule: &Rule) -> Vec<usize> {
        let is_for = |part: &usize| self.system.roles.iter().all(|role| rule.parts_for(*role).contains(part));
        rule.parts_for(self.system.role).into_iter().filter(is_for).collect()
    }

    fn origin(&mut self, rule: &Rule, severity: Severity) -> usize {
        self.is_serious |= severity > Severity::Note;
        let (rule, references) = (rule.id.as_ref().into(), Arc::clone(&rule.cites));
        self.findings.origin(Origin { rule, severity, system: self.system.name().into(), references })
    }

    fn severity(&self, rule: &Rule, weight: &Weight) -> Severity {
        let of_record = weight.severity.and_then(|index| Some(rule.severity_when.get(index)?.severity));
        let of_row = || {
            let limits = rule.limits.get(weight.row?)?;
            let of_tier = self.system.system.tier.and_then(|tier| limits.severity_by_tier.get(&tier).copied());
            of_tier.or(limits.severity)
        };
        let of_tier = || rule.severity_by_tier.get(&self.system.system.tier?).copied();
        let is_meant = |row: usize, tiers: &[Tier]| {
            Some(row) == weight.row
                && (tiers.is_empty() || self.system.system.tier.is_some_and(|tier| tiers.contains(&tier)))
        };
        let by_row = rule.severity_by_row.iter().find(|(row, tiers, _)| is_meant(*row, tiers));
        let of_this_row = by_row.map(|(.., severity)| *severity);
        of_this_row.or(of_record).or_else(of_row).or_else(of_tier).unwrap_or(rule.page.severity)
    }
}

fn count_of(findings: usize) -> String {
    if findings == 1 { "1 finding".to_owned() } else { format!("{findings} findings") }
}
