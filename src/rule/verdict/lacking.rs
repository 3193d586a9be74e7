//! Findings of what is not there: rows of a list, parts of an export, records of an application server.

use std::collections::{BTreeMap, BTreeSet};

use super::SystemJudge;
use super::doubt::Doubt;
use crate::export::needs;
use crate::finding::Need;
use crate::finding::Place;
use crate::finding::spots::{self, Spots};
use crate::input;
use crate::knowledge::pse;
use crate::rule::compile::{Absent, Rule};
use crate::rule::condition::{Outcome, Truth};
use crate::rule::differ;
use crate::rule::evidence::Server;
use crate::rule::file::Expect;
use crate::rule::finding;
use crate::rule::first::Decision;
use crate::rule::point::Pointed;
use crate::rule::tally::{MissingFiller, Tally};
use crate::rule::wording::Weight;

/// What must have the rows of a rule's list: all files together, or what one application server has of a part of the export.
struct Share<'t> {
    part: usize,
    /// The rows it has.
    held: &'t BTreeSet<usize>,
    /// The place for what is missing; none if any file will do.
    file: Option<usize>,
}

impl Share<'static> {
    /// What a rule without a list is about.
    const NOTHING: Self = Self { part: 0, held: &BTreeSet::new(), file: None };
}

impl SystemJudge<'_> {
    /// Makes findings of what is not there, and doubts what cannot be known to lack.
    pub(super) fn count(&mut self, rule: &Rule, tally: &Tally, doubt: &mut Option<Doubt>) {
        if rule.expect != Expect::Each
            && let Some(files) = tally.differ.values().next()
        {
            doubt.get_or_insert_with(|| self.differ(*files));
            return;
        }
        match rule.expect {
            Expect::None | Expect::All if tally.about > 0 => {}
            Expect::None | Expect::All => match &rule.absent {
                None | Some(Absent::Fine | Absent::NotApplicable(_)) => {}
                Some(Absent::Finding { .. }) => self.lacks(rule, tally, None, &Share::NOTHING),
                Some(Absent::Unknown(reason)) => {
                    doubt.get_or_insert_with(|| Doubt { reason: reason.clone(), missing: Vec::new() });
                }
            },
            Expect::Exactly(count) if tally.held == count => {}
            Expect::Some if tally.held > 0 => {}
            Expect::Exactly(_) | Expect::Some => self.lacks(rule, tally, None, &Share::NOTHING),
            Expect::First => {
                for row in self.rows(rule) {
                    if tally.deciding.of(row) == Decision::Nothing {
                        self.lacks(rule, tally, Some(row), &Share::NOTHING);
                    }
                }
            }
            Expect::Each if rule.parts.is_some() => self.count_parts(rule, tally, doubt),
            Expect::Each => self.count_rows(rule, tally, &Share { part: 0, held: &tally.held_rows, file: None }, doubt),
        }
    }

    /// Judges each part of the export that must be there, on each application server that has it.
    fn count_parts(&mut self, rule: &Rule, tally: &Tally, doubt: &mut Option<Doubt>) {
        let system = self.system;
        for part in self.parts(rule) {
            let mut servers: BTreeMap<&str, (usize, BTreeSet<usize>)> = BTreeMap::new();
            for ((_, file), rows) in tally.parts.range((part, 0)..=(part, usize::MAX)) {
                let (_, held) = servers.entry(system.server(*file)).or_insert((*file, BTreeSet::new()));
                held.extend(rows);
            }
            if servers.is_empty() {
                let of = rule.parts.as_ref().and_then(|parts| parts.of.get(part));
                let of = format!("of the {}", of.map_or("", |it| &it.title));
                let missing = vec![Need::part(rule.source.exports, of)];
                doubt.get_or_insert_with(|| Doubt { reason: needs::way_out(&missing), missing });
            }
            for (server, (file, held)) in servers {
                match self.unsure(rule, tally, server).filter(|_| !self.rows(rule).iter().all(|row| held.contains(row)))
                {
                    Some(reason) => {
                        doubt.get_or_insert_with(|| Doubt { reason, missing: Vec::new() });
                    }
                    None => self.count_rows(rule, tally, &Share { part, held: &held, file: Some(file) }, doubt),
                }
            }
        }
        // A file that is cut before it says of which part it is may be of any.
        let is_partless = |file: usize| !tally.parts.keys().any(|(_, of)| *of == file);
        let mut files = system.files_of(rule.source.exports).filter(|(file, _)| is_partless(*file));
        if let Some(reason) = files.find_map(|(_, file)| file.incomplete()) {
            doubt.get_or_insert_with(|| Doubt { reason, missing: Vec::new() });
        }
    }

    /// Why it cannot be known what an application server lacks.
    fn unsure(&self, rule: &Rule, tally: &Tally, server: &str) -> Option<String> {
        let mut files =
            self.system.files_of(rule.source.exports).filter(|(file, _)| self.system.server(*file) == server);
        files.find_map(|(index, file)| {
            let unknown = || tally.unknown.get(&index).map(|(line, why)| format!("{}, line {line}: {why}", file.path));
            file.incomplete().or_else(unknown)
        })
    }

    /// Makes findings of the application servers that have nothing of what one of them has.
    pub(super) fn count_servers(&mut self, number: usize, rule: &Rule, tally: &Tally, doubt: &mut Option<Doubt>) {
        let servers = self.evidence.servers.remove(&number).unwrap_or_default();
        for Server { file, has } in servers {
            match has {
                Some(true) => {}
                Some(false) => self.lacks(rule, tally, None, &Share { file: Some(file), ..Share::NOTHING }),
                None => {
                    let reason =
                        || format!("{} does not show what this application server has", self.system.path(file));
                    doubt.get_or_insert_with(|| Doubt { reason: reason(), missing: Vec::new() });
                }
            }
        }
    }

    /// Whole files of one table differ in what must be there.
    fn differ(&self, (has, lacks): (usize, usize)) -> Doubt {
        Doubt { reason: differ::reason(self.system.path(has), self.system.path(lacks)), missing: Vec::new() }
    }

    /// Makes findings of the rows that one part of the export lacks.
    fn count_rows(&mut self, rule: &Rule, tally: &Tally, share: &Share<'_>, doubt: &mut Option<Doubt>) {
        for row in self.rows(rule) {
            if share.held.contains(&row) {
                if let Some(files) = tally.differ.get(&row) {
                    doubt.get_or_insert_with(|| self.differ(*files));
                }
                continue;
            }
            if let (_, Some(unsure)) = self.is_row_for_such(rule, row) {
                doubt.get_or_insert(unsure);
            } else if rule.is_row_for_tier(row, self.system.system.tier).is_some() {
                self.lacks(rule, tally, Some(row), share);
            } else {
                let reason = || "some of it is asked of some tiers only: give the system's tier in basislint.toml";
                doubt.get_or_insert_with(|| Doubt { reason: reason().to_owned(), missing: Vec::new() });
            }
        }
    }

    /// Makes a finding of something that is not there.
    fn lacks(&mut self, rule: &Rule, tally: &Tally, row: Option<usize>, share: &Share<'_>) {
        let first = tally.first.as_deref().filter(|_| share.file.is_none()).cloned();
        let Some((file, pointed, labels)) = first.or_else(|| self.heading(rule, share.file)) else {
            return;
        };
        let filler = MissingFiller { rule, row, part: share.part, system: self.system.system };
        let Pointed { mut place, excerpt, labels: ranges, .. } = pointed;
        let find = |reference, values: &[String]| self.found.find(reference, values);
        let context = self.context(rule, row);
        let advice: Vec<Outcome> = rule.advice.iter().map(|advice| advice.when.judge(&context)).collect();
        let at_heading = labels.is_empty();
        let mut texts = finding::of_missing(&filler, self.system.role, &advice, &find, labels);
        if let Some(message) = rule.each_server.as_ref().filter(|_| share.file.is_some()) {
            texts.message = message.pieces(&filler);
        }
        let is_folder = at_heading && is_folder_of_part(rule, self.system.path(file));
        if is_folder {
            // The file shown is the first of many, and lacks nothing itself: no line of it is to blame.
            place = Place { line: 0, column: 0, end_line: 0, end_column: 0 };
        }
        let visible: Vec<_> = ranges.into_iter().zip(std::mem::take(&mut texts.labels)).collect();
        let (labels, visible) = visible.into_iter().filter_map(|(range, text)| Some((range?, text))).unzip();
        texts.labels = if self.excerpts { visible } else { Vec::new() };
        let source = (self.excerpts && !is_folder).then_some(spots::Shown { excerpt, labels });
        let weight = Weight { row, severity: None, outcome: Outcome::Decided(Truth::False) };
        let origin = self.origin(rule, self.severity(rule, &weight));
        let wording = self.findings.wording(origin, &texts);
        let mut spots = Spots::default();
        spots.push(0, &place, source.as_ref());
        self.findings.add(self.system.path(file), &rule.id, spots, vec![wording]);
    }

    /// The place for what is missing: the heading of the file that should have it, or else of the first that may, whole ones
    /// before others.
    fn heading(&self, rule: &Rule, wanted: Option<usize>) -> Option<(usize, Pointed, Vec<String>)> {
        let is_wanted = |index: usize| wanted.is_none_or(|wanted| wanted == index);
        let files = self.system.files_of(rule.source.exports).filter(|(index, _)| is_wanted(*index));
        let headed = files.filter_map(|(index, file)| Some((file.covered, index, file.judgement.heading.as_ref()?)));
        let (_, index, heading) = headed.min_by_key(|(covered, ..)| *covered)?;
        Some((index, heading.clone(), Vec::new()))
    }
}

/// Whether the file is one of a folder that is a part of the export as a whole, such as one named after a PSE.
fn is_folder_of_part(rule: &Rule, path: &str) -> bool {
    let Some(part) = input::Place::of(path).folders().rev().find_map(pse::by_name) else { return false };
    rule.parts.as_ref().is_some_and(|parts| parts.of.iter().any(|own| own.value == part))
}
