//! From what each file gave to what each rule says of each system.

use jiff::civil::Date;

use super::compile::Rule;
use super::condition::Truth;
use super::evidence::{Evidence, Found, SystemFiles, titles};
use super::file::Expect;
use super::finding;
use super::matches::Run;
use super::point::Pointed;
use super::set::RuleSet;
use super::tally::{MissingFiller, Tally};
use super::terms::Source;
use super::wording;
use crate::finding::spots::{self, Spots};
use crate::finding::{Findings, NO_FINDING, Origin, RuleVerdict, Severity, Verdict};
use crate::landscape::parameters;

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
    let mut findings = Findings::default();
    let judge = |(own, (system, evidence)): (usize, (&SystemFiles<'_>, Evidence))| {
        let found = Found { rules, own, all: &references };
        let mut judge =
            SystemJudge { system, evidence, found, excerpts, verdicts: Vec::new(), findings: &mut findings };
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
    verdicts: Vec<RuleVerdict>,
    findings: &'j mut Findings,
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
                let runs = tally.matches.runs;
                let fields = if runs.is_empty() { Vec::new() } else { wording::fields(rule) };
                for run in runs {
                    self.decide(rule, &fields, run, &mut doubt);
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

    /// Makes findings of matches if what was open turns out so.
    fn decide(&mut self, rule: &Rule, fields: &[usize], run: Run, doubt: &mut Option<Doubt>) {
        let wrong = if rule.expect == Expect::All { Truth::False } else { Truth::True };
        let mut numbers = Vec::with_capacity(run.wordings());
        let mut origin = None;
        for number in 0..run.wordings() {
            let outcome = run.outcome(number);
            let find = |reference, values: &[String]| self.found.find(reference, values);
            let truth = outcome.resolve(&find);
            numbers.push(match truth {
                Truth::Unknown(why) if doubt.is_none() => {
                    let mut missing = Vec::new();
                    self.found.missing(&outcome, &mut missing);
                    missing.dedup();
                    let reason = match missing.as_slice() {
                        [] => self.found.unsure(&outcome).unwrap_or_else(|| {
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
                    let texts = finding::of_match(rule, self.system.system, fields, &wording, &find);
                    let origin = *origin.get_or_insert_with(|| self.origin(rule));
                    self.findings.wording(origin, &texts)
                }
                _ => NO_FINDING,
            });
        }
        if numbers.iter().all(|number| *number == NO_FINDING) {
            return;
        }
        let path = self.system.path(run.file);
        self.findings.add(path, &rule.page.id, run.spots, numbers);
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
            let first = tally.first.as_deref().cloned();
            let Some((file, pointed, labels)) = first.or_else(|| self.heading(rule)) else { continue };
            let filler = MissingFiller { rule, row, system: self.system.system };
            let Pointed { place, excerpt, labels: ranges } = pointed;
            let mut texts = finding::of_missing(&filler, labels);
            let visible: Vec<_> = ranges.into_iter().zip(std::mem::take(&mut texts.labels)).collect();
            let (labels, visible) = visible.into_iter().filter_map(|(range, text)| Some((range?, text))).unzip();
            texts.labels = if self.excerpts { visible } else { Vec::new() };
            let source = self.excerpts.then_some(spots::Source { excerpt, labels });
            let origin = self.origin(rule);
            let wording = self.findings.wording(origin, &texts);
            let mut spots = Spots::default();
            spots.push(0, &place, source.as_ref());
            self.findings.add(self.system.path(file), &rule.page.id, spots, vec![wording]);
        }
    }

    fn origin(&mut self, rule: &Rule) -> usize {
        let severity = self.severity(rule);
        let (rule, references) = (rule.page.id.clone(), rule.page.references.clone());
        self.findings.origin(Origin { rule, severity, system: self.system.system.name.clone(), references })
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
