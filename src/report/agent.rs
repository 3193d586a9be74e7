//! One line for each thing, without art, for programs that read text, language models among them: findings, what could not be read or
//! checked, and what it comes to. The form is stable: words may be added at the end of a line, and lines with another first word.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::format::Writer;
use super::gaps::{self, About};
use super::summary::Summary;
use super::{Options, Report, SystemReport, concise, ending, missing, risks};
use crate::finding::{Finding, Place, Risk, Status};
use crate::terminal_text::clean;
use crate::terminal_text::runner_commands::Kind;

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "agent",
    shows_source: false,
    shows_fixes: false,
    is_lines: true,
    is_binary: false,
    shows_pages: false,
    printed: Some(Kind::Text),
    write,
};

/// Writes the report; with `quiet` the findings only, with `summary` all else.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut findings = report.findings.reader();
    while let Some(finding) = findings.read().filter(|_| !options.summary) {
        if finding.status == Status::New {
            write_finding(finding, out)?;
        }
    }
    if options.quiet {
        return Ok(());
    }
    for gap in gaps::of(report) {
        match gap.about {
            About::Run => writeln!(out, "{} {}", gap.name, clean(&gap.message))?,
            About::File(file) => writeln!(out, "{} {} {}", gap.name, word(&file.path), clean(&gap.message))?,
            About::System(system) => write_unchecked(system, out)?,
        }
    }
    risks::holding(report).try_for_each(|risk| write_risk(risk, out))?;
    writeln!(out, "summary {}", clean(&ending::last_line(&Summary::of(report))))
}

fn write_finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let Place { line, column, .. } = finding.place;
    write!(
        out,
        "{}:{line}:{column} {} {} {} {} {}{}",
        word(&finding.path),
        finding.severity.name(),
        word(&finding.rule),
        word(&finding.system),
        word(&finding.subject),
        clean(&finding.message),
        concise::also(finding),
    )?;
    if !finding.help.is_empty() {
        write!(out, " | help: {}", clean(&finding.help))?;
    }
    if !finding.references.is_empty() {
        write!(out, " | see: {}", clean(&finding.references.join(", ")))?;
    }
    writeln!(out)
}

/// What a system lacks, each with the rules that wait for it; and why rules could not be evaluated that wait for no export.
fn write_unchecked(system: &SystemReport, out: &mut dyn Write) -> io::Result<()> {
    let mut write = |rules: &[&str], way: &str| {
        let rules: Vec<_> = rules.iter().map(|rule| word(rule)).collect();
        writeln!(out, "not-evaluated {} {} {}", word(&system.name), rules.join(","), clean(way))
    };
    for wanted in missing::wanted(system) {
        write(&wanted.rules, &format!("add {}", wanted.name))?;
    }
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for verdict in missing::not_evaluated(system).filter(|verdict| verdict.missing.is_empty()) {
        reasons.entry(&verdict.reason).or_default().push(&verdict.rule);
    }
    for (reason, rules) in reasons {
        write(&rules, if reason.is_empty() { "no reason given" } else { reason })?;
    }
    Ok(())
}

/// What somebody accepted, and why. `*` stands for all systems, or whatever the findings are about.
fn write_risk(risk: &Risk, out: &mut dyn Write) -> io::Result<()> {
    let [system, subject] = [&risk.system, &risk.subject].map(|name| word(name.as_deref().unwrap_or("*")));
    write!(out, "accepted {} {system} {subject} {}", word(&risk.rule), clean(&risk.reason))?;
    if let Some(owner) = &risk.owner {
        write!(out, " | owner: {}", clean(owner))?;
    }
    if let Some(until) = risk.until {
        write!(out, " | until: {until}")?;
    }
    writeln!(out, " | findings: {}", risk.findings)
}

/// One word: in quotes, as JSON has them, if it has blanks or quotes of its own, or is empty.
fn word(text: &str) -> Cow<'_, str> {
    let text = clean(text);
    let is_plain = |character: char| !character.is_whitespace() && character != '"';
    if !text.is_empty() && text.chars().all(is_plain) {
        return text;
    }
    Cow::Owned(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Format, sample};
    use super::*;

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        super::super::write(Format::Agent, report, &sample::options(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn agent() {
        insta::assert_snapshot!("agent", written(&sample::report()));
    }

    /// The words at the begin of a line, and the rest of it.
    fn words(mut line: &str, count: usize) -> (Vec<String>, &str) {
        let mut words = Vec::new();
        for _ in 0..count {
            let mut in_quotes = false;
            let mut escaped = false;
            let end = line.find(|character: char| {
                let is_end = character == ' ' && !in_quotes;
                in_quotes ^= character == '"' && !escaped;
                escaped = character == '\\' && !escaped;
                is_end
            });
            let (word, rest) = line.split_at(end.unwrap_or(line.len()));
            words.push(word.to_owned());
            line = rest.strip_prefix(' ').unwrap_or(rest);
        }
        (words, line)
    }

    proptest! {
        #[test]
        fn a_finding_is_one_line_of_five_words_and_a_text(
            path in "p[a \"\\\\|:\n]{1,6}", system in "[a \"\\\\\u{85}]{0,6}", subject in "\\PC{0,6}", message in "[a |\"\n\r]{0,9}",
        ) {
            let first = sample::report().findings.iter().next().unwrap();
            let finding = Finding { path, system, subject, message, related: Vec::new(), ..first };
            let report = Report { findings: vec![finding.clone()].into(), systems: Vec::new(), ..sample::report() };
            let text = written(&report);
            let (found, rest) = words(text.lines().next().unwrap(), 5);
            let unquoted = |word: &str| match word.strip_prefix('"') {
                Some(_) => serde_json::from_str(word).unwrap(),
                None => word.to_owned(),
            };
            let place = format!(":{}:{}", finding.place.line, finding.place.column);
            prop_assert_eq!(unquoted(found[0].strip_suffix(&place).unwrap()), clean(&finding.path).into_owned());
            prop_assert_eq!(&found[1..3], [finding.severity.name(), finding.rule.as_str()]);
            prop_assert_eq!(unquoted(&found[3]), clean(&finding.system).into_owned());
            prop_assert_eq!(unquoted(&found[4]), clean(&finding.subject).into_owned());
            prop_assert!(rest.starts_with(&*clean(&finding.message)), "{:?}", rest);
        }
    }
}
