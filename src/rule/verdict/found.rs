//! Findings of records: matches whose open questions are answered by all files of the landscape.

use std::collections::BTreeMap;

use super::SystemJudge;
use super::doubt::Doubt;
use crate::export::needs;
use crate::export::{self, Reach};
use crate::finding::{NO_FINDING, Related};
use crate::rule::compile::Rule;
use crate::rule::condition::Truth;
use crate::rule::file::Expect;
use crate::rule::finding;
use crate::rule::matches::FileMatches;
use crate::rule::same::{FoundIn, Same, merge};
use crate::rule::tally::{Later, Tally, later};
use crate::rule::template::row_value;
use crate::rule::wording::Wording;

/// Whether a match is among the last records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Yes,
    Maybe,
    No,
}

impl SystemJudge<'_> {
    /// Makes findings of matches if what was open turns out so.
    pub(super) fn decide(
        &mut self,
        rule: &Rule,
        tally: &Tally,
        fields: &[usize],
        run: FileMatches,
        doubt: &mut Option<Doubt>,
    ) -> Option<FoundIn> {
        let wrong = if rule.expect == Expect::All { Truth::False } else { Truth::True };
        // What is not in the files may be later.
        let is_whole = rule.latest.is_none()
            || self.system.files_of(&rule.reads()).all(|(_, file)| file.incomplete_for(rule).is_none());
        let mut numbers = Vec::with_capacity(run.wordings());
        let mut facts = Vec::with_capacity(run.wordings());
        let same = self.same(rule);
        let mut origins = BTreeMap::new();
        for number in 0..run.wordings() {
            let weight = run.weight(number);
            let mut fact = None;
            if !self.counts(rule, tally, weight.row) {
                numbers.push(NO_FINDING);
                facts.push(fact);
                continue;
            }
            let outcome = &weight.outcome;
            let find = |reference, values: &[String]| self.found.find(reference, values);
            let truth = outcome.resolve(&find);
            // What is wrong is wrong; but it is not right by what one of several files has and another one lacks.
            if truth != wrong
                && doubt.is_none()
                && let Some(reason) = self.found.differ(outcome)
                && outcome.resolve(&|reference, values: &[String]| self.found.find_surely(reference, values)) != truth
            {
                *doubt = Some(Doubt { reason, missing: Vec::new() });
            }
            numbers.push(match truth {
                Truth::Unknown(why) if doubt.is_none() => {
                    let mut missing = Vec::new();
                    self.found.missing(outcome, &mut missing);
                    missing.dedup();
                    let reason = match missing.as_slice() {
                        [] => self.found.unsure(outcome).unwrap_or_else(|| {
                            let spot = run.spots.iter().find(|spot| spot.wording == number);
                            let line = spot.map_or(1, |spot| spot.place.line);
                            format!("{}, line {line}: {why}", self.system.path(run.file))
                        }),
                        missing => needs::way_out(missing),
                    };
                    *doubt = Some(Doubt { reason, missing });
                    NO_FINDING
                }
                truth if truth == wrong => {
                    let wording = run.wording(number, rule, fields);
                    let last = last(rule, tally, fields, &wording);
                    if last == Last::Maybe && doubt.is_none() {
                        let spot = run.spots.iter().find(|spot| spot.wording == number);
                        let (path, line) = (self.system.path(run.file), spot.map_or(1, |spot| spot.place.line));
                        let reason =
                            format!("{path}, line {line}: nobody knows which of several runs of this day was the last");
                        *doubt = Some(Doubt { reason, missing: Vec::new() });
                    }
                    if is_whole && last == Last::Yes {
                        let others = self.found.others(outcome).join(", ");
                        let texts = finding::of_match(rule, (self.system, &others), fields, &wording, &find);
                        let severity = self.severity(rule, &weight);
                        let origin = *origins.entry(severity).or_insert_with(|| self.origin(rule, severity));
                        fact = match same {
                            None => None,
                            Some(Same::Anywhere) => {
                                let at = rule.same.and_then(|field| fields.binary_search(&field).ok());
                                at.and_then(|at| wording.values.get(at).cloned().flatten())
                            }
                            Some(Same::InOtherFiles) => {
                                // Exports write one value in several ways; but of several last records each counts.
                                let token = if rule.latest.is_some() { texts.token.as_str() } else { "" };
                                Some([texts.subject.as_str(), &texts.message.concat(), token].join("\u{1f}"))
                            }
                        };
                        self.findings.wording(origin, &texts)
                    } else {
                        NO_FINDING
                    }
                }
                _ => NO_FINDING,
            });
            facts.push(fact);
        }
        let is_finding = numbers.iter().any(|number| *number != NO_FINDING);
        is_finding.then_some(FoundIn { file: run.file, spots: run.spots, numbers, facts })
    }

    /// Whether findings of this rule may tell of one fact, and which.
    fn same(&self, rule: &Rule) -> Option<Same> {
        let of_system = || export::by_kind(rule.source.kind).is_some_and(|export| export.reach == Reach::System);
        match rule.same {
            Some(_) => Some(Same::Anywhere),
            None if of_system() && self.system.files_of(&rule.reads()).nth(1).is_some() => Some(Same::InOtherFiles),
            None => None,
        }
    }

    /// Adds the findings of a rule; those of one fact are one.
    pub(super) fn add(&mut self, rule: &Rule, mut found: Vec<FoundIn>) {
        let system = self.system;
        if let Some(same) = self.same(rule) {
            found.sort_by_key(|found| system.rank(rule, found.file));
            for other in merge(&mut found, same) {
                let (file, place, wording) = other.of;
                let related = Related { path: system.path(other.file).to_owned(), place: other.place };
                self.findings.relate(system.path(file), place, wording, related);
            }
        }
        for FoundIn { file, spots, numbers, .. } in found {
            self.findings.add(system.path(file), &rule.id, spots, numbers);
        }
    }
}

/// Whether the match is among the last records, if only those count.
fn last(rule: &Rule, tally: &Tally, fields: &[usize], wording: &Wording) -> Last {
    let Some(latest) = &rule.latest else { return Last::Yes };
    let value = |field: &usize| wording.values.get(fields.binary_search(field).ok()?)?.clone();
    let per = match wording.row {
        Some(row) => row_value(rule.list.as_deref(), Some(row), 0),
        None => value(&latest.per),
    };
    let Some(per) = per else { return Last::Yes };
    let of = value(&latest.of);
    if of.is_none() && latest.or_without {
        return Last::Yes;
    }
    match (tally.latest.get(&per), of) {
        _ if tally.undated.contains(&per) => Last::No,
        (None, _) => Last::Yes,
        (Some(_), None) => Last::No,
        (Some(known), Some(of)) => match later(&of, known) {
            Later::Not => Last::No,
            _ if tally.tied.contains(&per) => Last::Maybe,
            _ => Last::Yes,
        },
    }
}
