//! From what each file gave to what each rule says of each system.

use jiff::civil::Date;

use super::compile::Rule;
use super::condition::Truth;
use super::evidence::{Evidence, Found, SystemFiles, titles};
use super::file::Expect;
use super::finding;
use super::point::Pointed;
use super::set::RuleSet;
use super::tally::{Match, MissingFiller, Tally};
use super::terms::Source;
use crate::finding::{Finding, RuleVerdict, Severity, Verdict};
use crate::landscape::parameters;

/// Judges every rule for every system.
pub(crate) fn judge(
    rules: &RuleSet,
    systems: &mut [SystemFiles<'_>],
    as_of: Date,
) -> Vec<(Vec<RuleVerdict>, Vec<Finding>)> {
    let mut evidence: Vec<Evidence> = systems.iter_mut().map(|system| Evidence::gather(rules, system, as_of)).collect();
    let references: Vec<_> = evidence.iter_mut().map(|evidence| std::mem::take(&mut evidence.references)).collect();
    let judge = |(own, (system, evidence)): (usize, (&SystemFiles<'_>, Evidence))| {
        let found = Found { rules, own, all: &references };
        let mut judge = SystemJudge { system, evidence, found, verdicts: Vec::new(), findings: Vec::new() };
        for (number, rule) in rules.rules.iter().enumerate() {
            judge.rule(number, rule);
        }
        (judge.verdicts, finding::with_fingerprints(judge.findings))
    };
    systems.iter().zip(evidence).enumerate().map(judge).collect()
}

struct SystemJudge<'j> {
    system: &'j SystemFiles<'j>,
    evidence: Evidence,
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
            _ => self.system.files_of(rule.source.exports).map(|(_, file)| file.path.clone()).collect(),
        };
        let Doubt { reason, missing } = doubt;
        self.verdicts.push(RuleVerdict { rule: rule.page.id.clone(), verdict, reason, missing, evidence });
    }

    fn verdict(&mut self, number: usize, rule: &Rule) -> (Verdict, Doubt) {
        let because = |reason: String| Doubt { reason, missing: Vec::new() };
        let system = self.system;
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
        // What the rule needs by name is named below.
        if !self.system.has(exports) && !rule.needs.iter().any(|kind| exports.contains(kind)) {
            missing.push(titles(exports));
        }
        missing.extend(rule.needs.iter().filter(|kind| !self.system.has(&[kind])).map(|kind| titles(&[kind])));
        if !missing.is_empty() {
            missing.dedup();
            return Some(Doubt { reason: format!("add {}", missing.join(", ")), missing });
        }
        if nothing_lacks(rule, tally) {
            return None;
        }
        if let Some(reason) = self.system.files_of(exports).find_map(|(_, file)| file.incomplete()) {
            return Some(Doubt { reason, missing });
        }
        if let Some((file, line, why)) = tally.unknown {
            let path = self.system.path(file);
            return Some(Doubt { reason: format!("{path}, line {line}: {why}"), missing });
        }
        // What is not in some of the files may be in others.
        let rests_on_what_lacks = tally.about == 0 || rule.expect == Expect::Some;
        if kind == parameters::KIND && rests_on_what_lacks && !self.system.has_whole_parameters() {
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
                    [] => self.found.unsure(&candidate.outcome).unwrap_or_else(|| {
                        format!("{}, line {}: {why}", self.system.path(candidate.file), candidate.pointed.place.line)
                    }),
                    missing => format!("add {}", missing.join(", ")),
                };
                *doubt = Some(Doubt { reason, missing });
            }
            truth if truth == wrong => {
                let find = |reference, values: &[String]| self.found.find(reference, values);
                let path = self.system.path(candidate.file).to_owned();
                let finding = finding::of_match(rule, self.severity(rule), self.system.system, path, candidate, &find);
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
            let Some((file, pointed, labels)) = tally.first.clone().or_else(|| self.heading(rule)) else { continue };
            let filler = MissingFiller { rule, row, system: self.system.system };
            let path = self.system.path(file).to_owned();
            let finding = finding::of_missing(rule, self.severity(rule), &filler, path, (pointed, labels));
            self.findings.push(finding);
        }
    }

    /// The place for what is missing: the heading of the first file that should have it.
    fn heading(&self, rule: &Rule) -> Option<(usize, Pointed, Vec<String>)> {
        let mut files = self.system.files_of(rule.source.exports);
        files.find_map(|(index, file)| Some((index, file.judgement.heading.clone()?, Vec::new())))
    }

    fn severity(&self, rule: &Rule) -> Severity {
        let tier = self.system.system.tier;
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
