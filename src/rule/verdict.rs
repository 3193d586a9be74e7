//! From what each file gave to what each rule says of each system.

mod only;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::compile::{Absent, Rule};
use super::condition::{Outcome, Truth};
use super::differ;
use super::evidence::{Evidence, Found, JudgedFile, KnownReference, Server, SystemFiles, titles};
use super::file::Expect;
use super::finding;
use super::first::Decision;
use super::matches::Run;
use super::point::Pointed;
use super::same::{FoundIn, Same, merge};
use super::set::RuleSet;
use super::speaks::Asking;
use super::tally::{Later, MissingFiller, Tally, later};
use super::template::row_value;
use super::terms::Source;
use super::wording::{self, Weight, Wording};
use crate::export::{self, Reach};
use crate::finding::spots::{self, Spots};
use crate::finding::{Findings, NO_FINDING, Origin, Place, Related, RuleVerdict, Severity, Verdict};
use crate::knowledge::{pse, secret};
use crate::landscape::{Role, Tier, parameters};

/// Judges every rule for every system: the verdicts of each system, and the findings of all.
pub(crate) fn judge(
    rules: &RuleSet,
    systems: &mut [SystemFiles<'_>],
    as_of: Date,
    excerpts: bool,
) -> (Vec<Vec<RuleVerdict>>, Findings) {
    let gather = |system| Evidence::gather(rules, system, as_of, excerpts);
    let mut evidence: Vec<Evidence> = systems.iter_mut().map(gather).collect();
    let references: Vec<_> = evidence.iter_mut().map(|evidence| std::mem::take(&mut evidence.references)).collect();
    let names: Vec<&str> = systems.iter().map(|system| system.system.name.as_str()).collect();
    let mut findings = Findings::default();
    let judge = |(own, (system, evidence)): (usize, (&SystemFiles<'_>, Evidence))| {
        let found = Found { rules, own, names: &names, all: &references };
        let mut judge =
            SystemJudge { system, evidence, found, excerpts, as_of, verdicts: Vec::new(), findings: &mut findings };
        for (number, rule) in rules.rules.iter().enumerate() {
            judge.rule(number, rule);
        }
        judge.verdicts
    };
    let verdicts = systems.iter().zip(evidence).enumerate().map(judge).collect();
    findings.close();
    (verdicts, findings)
}

struct SystemJudge<'j> {
    system: &'j SystemFiles<'j>,
    evidence: Evidence,
    found: Found<'j>,
    excerpts: bool,
    as_of: Date,
    verdicts: Vec<RuleVerdict>,
    findings: &'j mut Findings,
}

const ROLE_NOT_TOLD: &str = "this depends on the system's role, and the list of software components is not whole: add the \
                             whole list (CVERS), or give the role in basislint.toml";
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

/// What keeps a rule from a pass.
#[derive(Default)]
struct Doubt {
    reason: String,
    missing: Vec<String>,
}

impl SystemJudge<'_> {
    fn rule(&mut self, number: usize, rule: &Rule) {
        let mut evidence = Vec::new();
        let (verdict, Doubt { reason, missing }) = match self.is_for_others(rule) {
            Some(reason) => (Verdict::NotApplicable, Doubt { reason, missing: Vec::new() }),
            None => {
                let mut reads = rule.reads();
                reads.extend(rule.beside.iter().map(|beside| beside.kind));
                evidence.extend(self.system.files_of(&reads).map(|(_, file)| file.path.clone()));
                self.verdict(number, rule)
            }
        };
        self.verdicts.push(RuleVerdict { rule: rule.page.id.clone(), verdict, reason, missing, evidence });
    }

    /// Why the rule is not for this system, if it is not.
    fn is_for_others(&self, rule: &Rule) -> Option<String> {
        let system = self.system;
        if !system.roles.iter().any(|role| rule.roles.contains(role)) {
            return Some(format!("not for the role {}", system.role.name()));
        }
        let tier = system.system.tier.filter(|tier| !rule.tiers.is_empty() && !rule.tiers.contains(tier))?;
        Some(format!("not for the tier {}", tier.name()))
    }

    fn verdict(&mut self, number: usize, rule: &Rule) -> (Verdict, Doubt) {
        let because = |reason: String| Doubt { reason, missing: Vec::new() };
        let system = self.system;
        // What is wrong in nearly any system counts all the same; that nothing is wrong does not.
        let likely = [system.role, Role::SolutionManager].into_iter().filter(|role| system.roles.contains(role));
        if !likely.into_iter().all(|role| rule.roles.contains(&role)) {
            return (Verdict::NotEvaluated, because(ROLE_NOT_TOLD.to_owned()));
        }
        let unsure = match self.is_for_such(rule) {
            Ok(unsure) => unsure,
            Err(reason) => return (Verdict::NotApplicable, because(reason.to_owned())),
        };
        let mut tally = self.evidence.tallies.remove(&number).unwrap_or_default();
        let before = self.findings.len();
        let mut doubt = self.doubt(rule, &tally);
        if let Some(unsure) = unsure {
            return (Verdict::NotEvaluated, doubt.unwrap_or(unsure));
        }
        if doubt.is_none() && !rule.is_alike_for(&system.roles) {
            doubt = Some(because(ROLE_NOT_TOLD.to_owned()));
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
            _ if findings > 0 => (Verdict::Fail, because(count_of(findings))),
            Some(doubt) => (Verdict::NotEvaluated, doubt),
            None => match rule.nothing_of_it(&tally, self.asking(rule)) {
                Some(reason) => (Verdict::NotApplicable, because(reason)),
                None => (Verdict::Pass, Doubt::default()),
            },
        }
    }

    /// What the rule's list depends on.
    fn asking(&self, rule: &Rule) -> Asking {
        let records = self.system.files_of(&rule.reads()).map(|(_, file)| file.judgement.records).sum();
        Asking { role: self.system.role, tier: self.system.system.tier, records }
    }

    /// Why the rule could not pass the system even if it finds nothing.
    fn doubt(&self, rule: &Rule, tally: &Tally) -> Option<Doubt> {
        let Source { kind, exports, .. } = rule.source;
        let mut missing = Vec::new();
        // What the rule needs by name is named below.
        if !self.system.has(exports) && !rule.needs.iter().any(|kind| exports.contains(kind)) {
            missing.push(titles(exports));
        }
        missing.extend(rule.needs.iter().filter(|kind| !self.system.has(&[kind])).map(|kind| titles(&[kind])));
        if !missing.is_empty() {
            missing.dedup();
            return Some(Doubt { reason: format!("add {}", missing.join(", ")), missing });
        }
        if let Some(part) = &rule.list_of {
            let is_of = |(_, file): (usize, &JudgedFile)| file.judgement.part.as_ref() == Some(part);
            if !self.system.files_of(&rule.reads()).any(is_of) {
                let missing = vec![format!("{} of the list {part}", titles(exports))];
                return Some(Doubt {
                    reason: format!("add {}: no other list tells of it", missing.join(", ")),
                    missing,
                });
            }
        }
        if self.nothing_lacks(rule, tally) {
            return None;
        }
        // Each application server's part is judged by itself.
        if rule.parts.is_some() {
            return None;
        }
        let all_seen = rule.once && rule.has_seen_all(tally, &self.rows(rule));
        let incomplete = self.system.files_of(&rule.reads()).find_map(|(_, file)| file.incomplete_for(rule));
        if let Some(reason) = incomplete.filter(|_| !all_seen) {
            return Some(Doubt { reason, missing });
        }
        let unknown = tally.unknown.first_key_value().map(|(file, (line, why))| (*file, *line, *why));
        if let Some((file, line, why)) = unknown.or(tally.spoken.doubt()) {
            let path = self.system.path(file);
            return Some(Doubt { reason: format!("{path}, line {line}: {why}"), missing });
        }
        if let Some(reason) = self.never(rule, tally) {
            return Some(Doubt { reason, missing });
        }
        let rows = if rule.expect == Expect::First { self.rows(rule) } else { Vec::new() };
        let doubtful = rows.into_iter().find_map(|row| match tally.deciding.of(row) {
            Decision::Unknown(doubtful) => Some(doubtful),
            _ => None,
        });
        if let Some((file, line, why)) = doubtful {
            let path = self.system.path(file);
            return Some(Doubt { reason: format!("{path}, line {line}: {why}"), missing });
        }
        // What is not in some of the files may be in others.
        let rests_on_what_lacks = tally.about == 0 || rule.expect == Expect::Some;
        let is_whole = || {
            let by_services = exports.contains(&parameters::SERVICES) && self.system.has_whole_services();
            by_services || self.system.has_whole_parameters()
        };
        if kind == parameters::KIND
            && rests_on_what_lacks
            && !is_whole()
            && let Some(reason) = self.system.only_other_profiles()
        {
            return Some(Doubt { reason, missing: Vec::new() });
        }
        if kind == parameters::KIND && rests_on_what_lacks && !is_whole() {
            let missing = vec![titles(&["profile-parameters"])];
            let reason = if tally.about == 0 {
                "no such profile parameter is in these files"
            } else {
                "these files do not show all profile parameters"
            };
            return Some(Doubt { reason: reason.to_owned(), missing });
        }
        let missing = self.unseen(rule);
        (!missing.is_empty()).then(|| Doubt { reason: format!("add {}", missing.join(", ")), missing })
    }

    /// What the rule would have to look at as well before it passes anybody.
    fn unseen(&self, rule: &Rule) -> Vec<String> {
        let Found { rules, own, all, names: _ } = self.found;
        let known = |reference: &usize| all.get(own).and_then(|system| system.get(reference));
        let mut missing = Vec::new();
        for seen in &rule.seen {
            let export = rules.references.get(seen.within).map_or("", |reference| reference.source.kind);
            let others = seen.values_of.as_ref().and_then(known).into_iter().flat_map(KnownReference::values);
            let has = |value: &str| known(&seen.within).is_some_and(|known| known.has(value));
            let lacks = seen.values.iter().map(String::as_str).chain(others).filter(|value| !has(value));
            missing.extend(lacks.map(|value| {
                format!("{} {}", titles(&[export]), seen.missing.replace("{value}", &secret::veiled(value)))
            }));
        }
        missing
    }

    /// Why nothing is known of the last time of something that the rule asks for: no record has one.
    fn never(&self, rule: &Rule, tally: &Tally) -> Option<String> {
        let field = rule.source.fields.get(rule.latest.as_ref()?.of)?.name;
        let counts = |row: &Option<usize>| self.counts(rule, tally, *row);
        let is_never = |(per, (row, ..)): &(&String, &(Option<usize>, usize, u64))| {
            !tally.latest.contains_key(*per) && !tally.undated.contains(*per) && counts(row)
        };
        let (per, (_, file, line)) = tally.valueless.iter().find(is_never)?;
        let per = secret::veiled(per);
        Some(format!("{}, line {line}: no record of {per} has the field {field}", self.system.path(*file)))
    }

    /// Makes findings of matches if what was open turns out so.
    fn decide(
        &mut self,
        rule: &Rule,
        tally: &Tally,
        fields: &[usize],
        run: Run,
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
                        missing => format!("add {}", missing.join(", ")),
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
    fn add(&mut self, rule: &Rule, mut found: Vec<FoundIn>) {
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
            self.findings.add(system.path(file), &rule.page.id, spots, numbers);
        }
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

    /// What must be there is there, whatever else cannot be known.
    fn nothing_lacks(&self, rule: &Rule, tally: &Tally) -> bool {
        match rule.expect {
            Expect::Some => tally.held > 0,
            Expect::Each => {
                rule.parts.is_none() && self.rows(rule).into_iter().all(|row| tally.held_rows.contains(&row))
            }
            Expect::First => self.rows(rule).into_iter().all(|row| {
                let mut places = tally.deciding.right(row);
                places.any(|(file, line)| !self.is_damaged_up_to(file, line))
            }),
            Expect::None | Expect::All | Expect::Exactly(_) => false,
        }
    }

    /// This line or one before it could not be read as it should: it may decide otherwise.
    fn is_damaged_up_to(&self, file: usize, line: u64) -> bool {
        let mut files = self.system.files();
        let flaws = files.find(|(index, _)| *index == file).map(|(_, file)| file.judgement.flaws.as_slice());
        flaws.unwrap_or_default().iter().any(|flaw| flaw.incomplete && flaw.line <= line)
    }

    /// Makes findings of what is not there, and doubts what cannot be known to lack.
    fn count(&mut self, rule: &Rule, tally: &Tally, doubt: &mut Option<Doubt>) {
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
                let missing = vec![format!("{} of the {}", titles(rule.source.exports), of.map_or("", |it| &it.title))];
                doubt.get_or_insert_with(|| Doubt { reason: format!("add {}", missing.join(", ")), missing });
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
    fn count_servers(&mut self, number: usize, rule: &Rule, tally: &Tally, doubt: &mut Option<Doubt>) {
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
        let source = (self.excerpts && !is_folder).then_some(spots::Source { excerpt, labels });
        let weight = Weight { row, severity: None, outcome: Outcome::Decided(Truth::False) };
        let origin = self.origin(rule, self.severity(rule, &weight));
        let wording = self.findings.wording(origin, &texts);
        let mut spots = Spots::default();
        spots.push(0, &place, source.as_ref());
        self.findings.add(self.system.path(file), &rule.page.id, spots, vec![wording]);
    }

    fn origin(&mut self, rule: &Rule, severity: Severity) -> usize {
        let (rule, references) = (rule.page.id.clone(), rule.page.references.clone());
        self.findings.origin(Origin { rule, severity, system: self.system.system.name.clone(), references })
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

/// Whether the file is one of a folder that is a part of the export as a whole, such as one named after a PSE.
fn is_folder_of_part(rule: &Rule, path: &str) -> bool {
    let folder = path.rsplit_once('/').and_then(|(folders, _)| folders.rsplit('/').next());
    let Some(part) = folder.and_then(pse::by_name) else { return false };
    rule.parts.as_ref().is_some_and(|parts| parts.of.iter().any(|own| own.value == part))
}

/// Whether a match is among the last records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Yes,
    Maybe,
    No,
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

fn count_of(findings: usize) -> String {
    if findings == 1 { "1 finding".to_owned() } else { format!("{findings} findings") }
}
