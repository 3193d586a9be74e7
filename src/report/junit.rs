//! JUnit's XML, which every CI shows: a suite for each system, a case for each rule, and a suite for what could not be read.
//!
//! A rule that failed is a failure, one that could not be evaluated is skipped, with what to add. What is not for a system is no case of it:
//! skipped cases are what somebody has to see to. No time stands anywhere, for the same input gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::format::Writer;
use super::gaps::{self, About, Gap};
use super::{Options, Report, SystemReport, risks, worst};
use crate::export::needs;
use crate::finding::{Finding, Risk, RuleVerdict, Severity, Status, Verdict};
use crate::terminal_text::runner_commands::Kind;
use crate::terminal_text::{clean, counted};

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "junit",
    shows_source: false,
    shows_fixes: false,
    is_lines: false,
    is_binary: false,
    shows_pages: false,
    printed: Some(Kind::Text),
    write,
};

/// Findings of one rule in one system that are shown, the worst; the rest is counted. The whole report is held in memory.
const MOST_FINDINGS: usize = 100;

/// Begins the class of each case: servers sort cases by packages and classes, and basislint knows its own reports again by it.
const PACKAGE: &str = "basislint";

/// The suite of what could not be read.
const FILES: &str = "files";

/// Writes the report; with `verbose` all findings, however many.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let most = if options.verbose { usize::MAX } else { MOST_FINDINGS };
    let mut shown = worst::of_each_rule(&report.findings, most);
    let mut counts: BTreeMap<(&str, &str), Counts<'_>> = BTreeMap::new();
    for group in report.findings.groups() {
        let counts = counts.entry((group.system, group.rule)).or_default();
        let risk = group.risk.filter(|_| group.status == Status::Suppressed);
        counts.risks.extend(risk.filter(|number| *number < report.risks.len()));
        counts.all_risks = &report.risks;
        *(if group.status == Status::New { &mut counts.new } else { &mut counts.accepted }) += group.count;
    }
    let mut document = quick_junit::Report::new(PACKAGE);
    for system in &report.systems {
        let mut of_system = shown.remove(&system.name).unwrap_or_default();
        let mut suite = TestSuite::new(xml(&system.name));
        for verdict in &system.verdicts {
            let shown = of_system.remove(&*verdict.rule).unwrap_or_default();
            let counts = counts.get(&(system.name.as_str(), &*verdict.rule)).cloned().unwrap_or_default();
            if let Some(status) = status(verdict, &shown, &counts) {
                suite.add_test_case(case(&verdict.rule, system, status));
            }
        }
        document.add_test_suite(suite);
    }
    let files: Vec<TestCase> = gaps::of(report).iter().filter_map(unread).collect();
    if !files.is_empty() {
        let mut suite = TestSuite::new(FILES);
        suite.add_test_cases(files);
        document.add_test_suite(suite);
    }
    // Errors of quick-junit do not say whether a pipe was closed, so it writes into memory.
    let text = document.to_string().map_err(io::Error::other)?;
    // It counts skipped cases in the outermost element as well, where the schema of Jenkins' xUnit plugin (junit-10.xsd) forbids it.
    let counted_twice = format!(" skipped=\"{}\"", document.skipped);
    let (head, tail) = text.split_once(&counted_twice).unwrap_or((&text, ""));
    out.write_all(head.as_bytes())?;
    out.write_all(tail.as_bytes())
}

/// Findings of one rule in one system.
#[derive(Clone, Default)]
struct Counts<'r> {
    /// Those that count.
    new: usize,
    /// Those that somebody accepted.
    accepted: usize,
    /// The accepted risks that hold some back, by their numbers in `all_risks`.
    risks: BTreeSet<usize>,
    all_risks: &'r [Risk],
}

impl Counts<'_> {
    /// Why some are accepted, by whom and until when.
    fn reasons(&self) -> Vec<String> {
        let risks = self.risks.iter().filter_map(|number| self.all_risks.get(*number));
        risks.map(|risk| xml(&risks::terms(risk))).collect()
    }
}

fn case(rule: &str, system: &SystemReport, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(xml(rule), status);
    case.set_classname(xml(&format!("{PACKAGE}.{}", system.name)));
    case
}

/// What becomes of a rule in a system; none if it is not for it.
fn status(verdict: &RuleVerdict, shown: &[Finding], counts: &Counts<'_>) -> Option<TestCaseStatus> {
    if counts.new > 0 {
        return Some(failure(shown, counts));
    }
    match verdict.verdict {
        Verdict::Pass => Some(TestCaseStatus::success()),
        Verdict::NotEvaluated => Some(skipped(verdict)),
        Verdict::NotApplicable => None,
        Verdict::Fail => {
            let mut accepted = TestCaseStatus::skipped();
            let reasons = counts.reasons();
            let why = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
            accepted.set_message(format!("{}, and somebody accepted each{why}", counted(counts.accepted, "finding")));
            Some(accepted)
        }
    }
}

fn failure(shown: &[Finding], counts: &Counts<'_>) -> TestCaseStatus {
    let number = counts.new;
    let mut failure = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let first = shown.first();
    let message = first.map_or("", |finding| finding.message.as_str());
    failure.set_message(match number {
        1 => xml(message),
        _ => format!("{}, the worst: {}", counted(number, "finding"), xml(message)),
    });
    failure.set_type(first.map_or(Severity::Error, |finding| finding.severity).name());
    let mut text: Vec<String> = shown.iter().map(in_words).collect();
    if number > shown.len() {
        text.push(format!("{} not shown; --format jsonl lists all\n", counted(number - shown.len(), "more finding")));
    }
    text.extend(counts.reasons().into_iter().map(|reason| format!("others are accepted: {reason}\n")));
    failure.set_description(text.join("\n"));
    failure
}

/// Message, place, and the way out, each on its line.
fn in_words(finding: &Finding) -> String {
    let Finding { severity, message, path, place, help, references, .. } = finding;
    let mut text = format!("{}: {}\n", severity.name(), xml(message));
    // Writing to a string cannot fail.
    let _ = writeln!(text, "at {}:{}:{}", xml(path), place.line, place.column);
    for place in finding.places_beside() {
        let _ = writeln!(text, "also {}", xml(&place));
    }
    if !help.is_empty() {
        let _ = writeln!(text, "help: {}", xml(help));
    }
    if !references.is_empty() {
        let _ = writeln!(text, "see: {}", xml(&references.join(", ")));
    }
    text
}

fn skipped(verdict: &RuleVerdict) -> TestCaseStatus {
    let reason = if verdict.reason.is_empty() { "not evaluated" } else { &verdict.reason };
    let add = match verdict.missing.as_slice() {
        [] => String::new(),
        needs => format!("; {}", needs::way_out(needs)),
    };
    let mut skipped = TestCaseStatus::skipped();
    skipped.set_type(verdict.verdict.name()).set_message(xml(&format!("{reason}{add}")));
    skipped
}

/// A file that was not read, or a run that checked nothing. Of a file that was read in part, rules say what they could not evaluate.
fn unread(gap: &Gap<'_>) -> Option<TestCase> {
    let name = match gap.about {
        About::System(_) => return None,
        About::File(file) => xml(&file.path),
        About::Run => gap.name.to_owned(),
    };
    let mut status = match gap.severity {
        Severity::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
        Severity::Warning | Severity::Note => TestCaseStatus::skipped(),
    };
    status.set_type(gap.name).set_message(xml(&gap.message));
    let mut case = TestCase::new(name, status);
    case.set_classname(FILES);
    Some(case)
}

/// Text on one line, without what XML 1.0 forbids: quick-junit would drop some of it, and let two characters through.
fn xml(text: &str) -> String {
    clean(text).replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}

#[cfg(test)]
mod tests;
