//! From what each file gave to what each rule says of each system.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::compile::{Rule, Source};
use super::condition::{Outcome, Truth};
use super::file::{Expect, Scope};
use super::judge::{Judgement, ReferenceValues};
use super::point::Pointed;
use super::set::RuleSet;
use super::tally::{Match, MissingFiller, Setting, Tally};
use super::{Severity, Verdict, finding};
use crate::export;
use crate::knowledge::s_user;
use crate::landscape::parameters::{self, EffectiveParameter, ParameterFile};
use crate::landscape::{Role, System};
use crate::report::{Finding, RuleVerdict};

/// One file after it was read.
#[derive(Debug)]
pub(crate) struct JudgedFile {
    /// As reports show it.
    pub path: String,
    pub kind: &'static str,
    pub judgement: Judgement,
}

impl JudgedFile {
    /// Why nothing is proved by what is not in the file.
    fn incomplete(&self) -> Option<String> {
        let flaw = self.judgement.flaws.iter().find(|flaw| flaw.incomplete)?;
        Some(format!("{} is not whole: line {}: {}", self.path, flaw.line, flaw.message))
    }
}

/// One system with its files.
pub(crate) struct SystemFiles<'f> {
    pub system: &'f System,
    pub role: Role,
    /// Index in the run, and the file.
    pub files: Vec<(usize, &'f JudgedFile)>,
    /// What rules found in each file, by index of the rule, file after file.
    pub tallies: Vec<(usize, Tally)>,
}

/// Judges every rule for every system.
pub(crate) fn judge(
    rules: &RuleSet,
    mut systems: Vec<SystemFiles<'_>>,
    as_of: Date,
) -> Vec<(Vec<RuleVerdict>, Vec<Finding>)> {
    let tallies: Vec<_> = systems.iter_mut().map(|system| std::mem::take(&mut system.tallies)).collect();
    let parameter_files: Vec<Vec<&ParameterFile>> = systems
        .iter()
        .map(|system| system.files.iter().filter_map(|(_, file)| file.judgement.parameters.as_ref()).collect())
        .collect();
    let mut evidence: Vec<Evidence<'_>> = systems
        .iter()
        .zip(&parameter_files)
        .zip(tallies)
        .map(|((system, files), tallies)| Evidence::gather(rules, system, files, tallies, as_of))
        .collect();
    let references: Vec<_> = evidence.iter_mut().map(|evidence| std::mem::take(&mut evidence.references)).collect();
    evidence
        .into_iter()
        .enumerate()
        .map(|(index, evidence)| {
            let found = Found { rules, own: index, all: &references };
            let mut judge = SystemJudge { evidence, found, verdicts: Vec::new(), findings: Vec::new() };
            for (number, rule) in rules.rules.iter().enumerate() {
                judge.rule(number, rule);
            }
            (judge.verdicts, finding::with_fingerprints(judge.findings))
        })
        .collect()
}

/// What all files of one system give together.
struct Evidence<'e> {
    system: &'e SystemFiles<'e>,
    tallies: BTreeMap<usize, Tally>,
    references: BTreeMap<usize, KnownReference>,
    parameter_files: &'e [&'e ParameterFile],
}

/// The values of a reference in one system.
#[derive(Debug, Default)]
struct KnownReference {
    values: ReferenceValues,
    /// A file that can have such values is there.
    present: bool,
}

const NOT_HERE: &str = "the export that would tell is not here";
const NOT_WHOLE: &str = "the export that would tell is not whole";
const ONE_SYSTEM: &str = "only one system's export is here to compare";

impl<'e> Evidence<'e> {
    fn gather(
        rules: &RuleSet,
        system: &'e SystemFiles<'e>,
        parameter_files: &'e [&'e ParameterFile],
        by_file: Vec<(usize, Tally)>,
        as_of: Date,
    ) -> Self {
        let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
        let mut references: BTreeMap<usize, KnownReference> = BTreeMap::new();
        for (rule, tally) in by_file {
            tallies.entry(rule).or_default().add(tally);
        }
        for (_, file) in &system.files {
            for (reference, values) in &file.judgement.references {
                let known = references.entry(*reference).or_default();
                known.present = true;
                known.values.values.extend(values.values.iter().cloned());
                let unsure = values.unsure.or_else(|| file.incomplete().map(|_| NOT_WHOLE));
                known.values.unsure = known.values.unsure.or(unsure);
            }
        }
        let setting = Setting { system: system.system, as_of };
        for parameter in parameters::derive(parameter_files, &rules.asked) {
            let EffectiveParameter { file, row, .. } = &parameter;
            for rule in rules.about(parameters::KIND) {
                let tally = tallies.entry(rule).or_default();
                tally.look(&rules.rules[rule], setting, *file, &parameter, &row.row());
            }
            for reference in rules.references_to(parameters::KIND) {
                let known = references.entry(reference).or_default();
                known.present = true;
                known.values.look(&rules.references[reference], setting, &parameter, &row.row());
            }
        }
        Self { system, tallies, references, parameter_files }
    }

    fn files_of(&self, exports: &[&str]) -> impl Iterator<Item = (usize, &'e JudgedFile)> {
        self.system.files.iter().copied().filter(move |(_, file)| exports.contains(&file.kind))
    }

    fn has(&self, exports: &[&str]) -> bool {
        self.files_of(exports).next().is_some()
    }

    /// The files show all profile parameters that are set, as far as one can see: a whole list of what runs, or both the
    /// default profile and an instance profile.
    fn whole_parameters(&self) -> bool {
        let whole =
            |level: &str| self.parameter_files.iter().any(|file| file.whole && file.profile && file.level == level);
        self.parameter_files.iter().any(|file| !file.profile && file.whole) || (whole("default") && whole("instance"))
    }
}

/// Answers what open conditions ask of other records.
struct Found<'f> {
    rules: &'f RuleSet,
    own: usize,
    all: &'f [BTreeMap<usize, KnownReference>],
}

impl Found<'_> {
    fn find(&self, reference: usize, values: &[String]) -> Truth {
        let Some(compiled) = self.rules.references.get(reference) else { return Truth::False };
        let own = compiled.scope == Scope::System;
        let mut others = self.all.iter().enumerate().filter(|(index, _)| (*index == self.own) == own).peekable();
        if others.peek().is_none() {
            return Truth::Unknown(ONE_SYSTEM);
        }
        let known: Vec<_> =
            others.filter_map(|(_, known)| known.get(&reference).filter(|known| known.present)).collect();
        if known.iter().any(|known| values.iter().any(|value| has_value(&known.values, value))) {
            return Truth::True;
        }
        match known.iter().find_map(|known| known.values.unsure) {
            Some(why) => Truth::Unknown(why),
            None if known.is_empty() => Truth::Unknown(NOT_HERE),
            None => Truth::False,
        }
    }

    /// Titles of the exports that an undecided condition lacks.
    fn missing(&self, outcome: &Outcome, missing: &mut Vec<String>) {
        match outcome {
            Outcome::Decided(_) => {}
            Outcome::All(parts) | Outcome::Any(parts) => parts.iter().for_each(|part| self.missing(part, missing)),
            Outcome::In { reference, .. } => {
                let Some(compiled) = self.rules.references.get(*reference) else { return };
                let present = |index: usize| self.all[index].get(reference).is_some_and(|known| known.present);
                let title = titles(compiled.source.exports);
                match compiled.scope {
                    Scope::System if !present(self.own) => missing.push(title),
                    Scope::OtherSystems if !(0..self.all.len()).any(|index| index != self.own && present(index)) => {
                        missing.push(format!("{title} of the other systems"));
                    }
                    _ => {}
                }
            }
        }
    }
}

fn has_value(known: &ReferenceValues, value: &str) -> bool {
    if known.values.contains(&value.to_ascii_uppercase()) {
        return true;
    }
    // S-users are the same with and without the leading S and zeros.
    let Some(user) = s_user::normalise(value) else { return false };
    known.values.iter().any(|other| s_user::normalise(other).as_ref() == Some(&user))
}

/// What an administrator calls these exports, any of which would do.
pub(crate) fn titles(kinds: &[&str]) -> String {
    let title = |kind: &&str| {
        export::by_kind(kind)
            .map_or_else(|| (*kind).to_owned(), |export| format!("{} ({})", export.title, export.origin))
    };
    kinds.iter().map(title).collect::<Vec<_>>().join(" or ")
}

struct SystemJudge<'j> {
    evidence: Evidence<'j>,
    found: Found<'j>,
    verdicts: Vec<RuleVerdict>,
    findings: Vec<Finding>,
}

/// What keeps a rule from a pass.
#[derive(Default)]
struct Doubt {
    reason: String,
    missing: Vec<String>,
}

impl SystemJudge<'_> {
    fn rule(&mut self, number: usize, rule: &Rule) {
        let (verdict, doubt) = self.verdict(number, rule);
        let evidence = match verdict {
            Verdict::NotApplicable => Vec::new(),
            _ => self.evidence.files_of(rule.source.exports).map(|(_, file)| file.path.clone()).collect(),
        };
        let Doubt { reason, missing } = doubt;
        self.verdicts.push(RuleVerdict { rule: rule.page.id.clone(), verdict, reason, missing, evidence });
    }

    fn verdict(&mut self, number: usize, rule: &Rule) -> (Verdict, Doubt) {
        let because = |reason: String| Doubt { reason, missing: Vec::new() };
        let system = self.evidence.system;
        if !rule.roles.contains(&system.role) {
            return (Verdict::NotApplicable, because(format!("not for the role {}", system.role.name())));
        }
        if let Some(tier) = system.system.tier.filter(|tier| !rule.tiers.is_empty() && !rule.tiers.contains(tier)) {
            return (Verdict::NotApplicable, because(format!("not for the tier {}", tier.name())));
        }
        let tally = self.evidence.tallies.remove(&number).unwrap_or_default();
        let before = self.findings.len();
        let mut doubt = self.doubt(rule, &tally);
        match rule.expect {
            Expect::None | Expect::All => {
                for candidate in tally.matches {
                    self.decide(rule, candidate, &mut doubt);
                }
            }
            Expect::Some | Expect::Exactly(_) | Expect::Each => self.count(rule, &tally, doubt.as_ref()),
        }
        let findings = self.findings.len() - before;
        match doubt {
            _ if findings > 0 => (Verdict::Fail, because(count_of(findings))),
            Some(doubt) => (Verdict::NotEvaluated, doubt),
            None => (Verdict::Pass, Doubt::default()),
        }
    }

    /// Why the rule could not pass the system even if it finds nothing.
    fn doubt(&self, rule: &Rule, tally: &Tally) -> Option<Doubt> {
        let Source { kind, exports, .. } = rule.source;
        let mut missing = Vec::new();
        if !self.evidence.has(exports) {
            missing.push(titles(exports));
        }
        missing.extend(rule.needs.iter().filter(|kind| !self.evidence.has(&[kind])).map(|kind| titles(&[kind])));
        if !missing.is_empty() {
            missing.dedup();
            return Some(Doubt { reason: format!("add {}", missing.join(", ")), missing });
        }
        if nothing_lacks(rule, tally) {
            return None;
        }
        if let Some(reason) = self.evidence.files_of(exports).find_map(|(_, file)| file.incomplete()) {
            return Some(Doubt { reason, missing });
        }
        if let Some((file, line, why)) = tally.unknown {
            let path = self.path(file);
            return Some(Doubt { reason: format!("{path}, line {line}: {why}"), missing });
        }
        // What is not in some of the files may be in others.
        let rests_on_what_lacks = tally.about == 0 || rule.expect == Expect::Some;
        if kind == parameters::KIND && rests_on_what_lacks && !self.evidence.whole_parameters() {
            let missing = vec![titles(&["profile-parameters"])];
            let reason = if tally.about == 0 {
                "no such profile parameter is in these files"
            } else {
                "these files do not show all profile parameters"
            };
            return Some(Doubt { reason: reason.to_owned(), missing });
        }
        None
    }

    fn path(&self, file: usize) -> &str {
        self.evidence.system.files.iter().find(|(index, _)| *index == file).map_or("", |(_, file)| file.path.as_str())
    }

    /// Makes a finding of a match if what was open turns out so.
    fn decide(&mut self, rule: &Rule, candidate: Match, doubt: &mut Option<Doubt>) {
        let truth = candidate.outcome.resolve(&|reference, values| self.found.find(reference, values));
        let wrong = if rule.expect == Expect::All { Truth::False } else { Truth::True };
        match truth {
            Truth::Unknown(why) if doubt.is_none() => {
                let mut missing = Vec::new();
                self.found.missing(&candidate.outcome, &mut missing);
                missing.dedup();
                let reason = match missing.as_slice() {
                    [] => format!("{}, line {}: {why}", self.path(candidate.file), candidate.pointed.place.line),
                    missing => format!("add {}", missing.join(", ")),
                };
                *doubt = Some(Doubt { reason, missing });
            }
            truth if truth == wrong => {
                let find = |reference, values: &[String]| self.found.find(reference, values);
                let path = self.path(candidate.file).to_owned();
                let finding =
                    finding::of_match(rule, self.severity(rule), self.evidence.system.system, path, candidate, &find);
                self.findings.push(finding);
            }
            _ => {}
        }
    }

    /// Makes findings of what is not there, if nothing speaks against it.
    fn count(&mut self, rule: &Rule, tally: &Tally, doubt: Option<&Doubt>) {
        if doubt.is_some() {
            return;
        }
        let rows = rule.list.as_ref().map_or(0, |list| list.rows.len());
        let lacking: Vec<Option<usize>> = match rule.expect {
            Expect::Each => (0..rows).filter(|row| !tally.held_rows.contains(row)).map(Some).collect(),
            Expect::Exactly(count) if tally.held != count => vec![None],
            Expect::Some if tally.held == 0 => vec![None],
            _ => Vec::new(),
        };
        for row in lacking {
            let Some((file, pointed)) = tally.first.clone().or_else(|| self.heading(rule)) else { continue };
            let filler = MissingFiller { rule, row, system: self.evidence.system.system };
            let path = self.path(file).to_owned();
            let finding = finding::of_missing(rule, self.severity(rule), &filler, path, pointed);
            self.findings.push(finding);
        }
    }

    /// The place for what is missing: the heading of the first file that should have it.
    fn heading(&self, rule: &Rule) -> Option<(usize, Pointed)> {
        let mut files = self.evidence.files_of(rule.source.exports);
        files.find_map(|(index, file)| Some((index, file.judgement.heading.clone()?)))
    }

    fn severity(&self, rule: &Rule) -> Severity {
        let tier = self.evidence.system.system.tier;
        tier.and_then(|tier| rule.severity_by_tier.get(&tier).copied()).unwrap_or(rule.page.severity)
    }
}

/// What must be there is there, whatever else cannot be known.
fn nothing_lacks(rule: &Rule, tally: &Tally) -> bool {
    match rule.expect {
        Expect::Some => tally.held > 0,
        Expect::Each => rule.list.as_ref().is_some_and(|list| tally.held_rows.len() == list.rows.len()),
        Expect::None | Expect::All | Expect::Exactly(_) => false,
    }
}

fn count_of(findings: usize) -> String {
    if findings == 1 { "1 finding".to_owned() } else { format!("{findings} findings") }
}
