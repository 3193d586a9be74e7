//! `basislint exports --missing`: which exports the systems lack, and how many checks wait for each.

use serde::Serialize;

use super::{ExportsArguments, Form};
use crate::cli::check;
use crate::cli::judgement::Judgement;
use crate::cli::paper::Paper;
use crate::cli::paths::EXPORTS_PAGE;
use crate::cli::redaction::Redaction;
use crate::cli::terminal::Told;
use crate::cli::{CheckArguments, JudgedBy, Terminal};
use crate::finding::Verdict;
use crate::report::missing::{self, BEST, Lacking, Wanted};
use crate::report::{self, Report};
use crate::terminal_text::{clean, column_width, counted};

/// Reasons of checks that wait for no export.
const MOST_REASONS: usize = 3;

pub(super) fn run(
    arguments: &ExportsArguments,
    redaction: Option<&Redaction>,
    terminal: &mut Terminal<'_>,
) -> Result<u8, Told> {
    let asked = CheckArguments {
        paths: arguments.asked.clone(),
        by: JudgedBy {
            config: arguments.configuration.config.clone(),
            isolated: arguments.configuration.isolated,
            rules: arguments.rules.clone(),
            policy: arguments.policy.clone(),
            ..JudgedBy::default()
        },
        as_of: arguments.as_of,
        ..CheckArguments::default()
    };
    let prepared = check::prepare(&asked, redaction, terminal)?;
    let Judgement { mut report, .. } = Judgement::of(&asked, &prepared, redaction, terminal)?;
    if let Some(redaction) = redaction {
        let redactor = redaction.settle().map_err(|error| terminal.give_up(&error))?;
        report::redact(&mut report, &redactor);
    }
    if let Some(why) = report.in_vain() {
        return Err(terminal.give_up(&format!("nothing was checked: {why}; {EXPORTS_PAGE}")));
    }
    Ok(match arguments.format {
        Form::Json => terminal.print_json(&JsonMissing::of(&report)),
        Form::Pretty => {
            let mut paper = Paper::new(terminal.out_color, terminal.text_width());
            write(&mut paper, &report, arguments.all);
            terminal.print(&paper.text)
        }
    })
}

fn write(paper: &mut Paper, report: &Report, all: bool) {
    let lacking = missing::lacking(report);
    let best = if all { usize::MAX } else { BEST };
    let mut cut = false;
    for Lacking { systems, wanted } in &lacking {
        let names: Vec<_> = systems.iter().map(|name| clean(name).into_owned()).collect();
        paper.heading(&names.join(", "));
        let shown = &wanted[..wanted.len().min(best)];
        let widest = column_width(shown.iter().map(|wanted| kinds(wanted).chars().count()));
        for wanted in shown {
            paper.entry(&kinds(wanted), widest, &clean(&format!("{}: {}", wanted.checks(), wanted.name)));
        }
        if let more @ 1.. = wanted.len() - shown.len() {
            cut = true;
            paper.line(&format!("  and {}", counted(more, "more export")));
        }
        paper.line("");
    }
    let others = write_others(paper, report, best);
    match (lacking.is_empty(), others) {
        (true, 0) => paper.line("nothing is missing: every check was made"),
        (true, _) => paper.line("no export is missing"),
        (false, _) => {
            let all = if cut { "--all names the others; " } else { "" };
            let example = lacking
                .first()
                .and_then(|lacking| lacking.wanted.first())
                .and_then(|wanted| wanted.need.any_of.first());
            let kind = example.copied().unwrap_or("KIND");
            paper.paragraph("", &format!("{all}`basislint exports {kind}` says how to get that one, step by step."));
        }
    }
}

/// The checks that wait for no export, such as those whose file is not whole: their number.
fn write_others(paper: &mut Paper, report: &Report, best: usize) -> usize {
    let mut number = 0;
    for system in &report.systems {
        let others: Vec<_> = missing::not_evaluated(system).filter(|verdict| verdict.missing.is_empty()).collect();
        if others.is_empty() {
            continue;
        }
        number += others.len();
        let mut reasons: Vec<&str> =
            others.iter().map(|verdict| &*verdict.reason).filter(|reason| !reason.is_empty()).collect();
        reasons.sort_unstable();
        reasons.dedup();
        let most = if best == usize::MAX { best } else { MOST_REASONS };
        let mut told =
            reasons.iter().take(most).map(|reason| clean(reason).into_owned()).collect::<Vec<_>>().join("; ");
        if reasons.len() > most {
            told.push_str(&format!("; {} more", reasons.len() - most));
        }
        let checks = format!("{}: {} for another reason: ", clean(&system.name), counted(others.len(), "check"));
        paper.paragraph("", &format!("{checks}{told}"));
    }
    if number > 0 {
        paper.line("");
    }
    number
}

/// The kinds any of which would do, as commands take them.
fn kinds(wanted: &Wanted<'_>) -> String {
    wanted.need.any_of.join(" or ")
}

#[derive(Serialize)]
struct JsonMissing<'a> {
    version: u32,
    systems: Vec<JsonSystem<'a>>,
}

#[derive(Serialize)]
struct JsonSystem<'a> {
    name: &'a str,
    role: &'a str,
    /// Checks that could not be made.
    not_evaluated: usize,
    /// What would let them be made, the best first.
    missing: Vec<JsonWanted<'a>>,
    /// Checks that wait for no export.
    others: usize,
}

#[derive(Serialize)]
struct JsonWanted<'a> {
    /// Any of them would do.
    kinds: &'a [&'static str],
    /// What people call it.
    title: String,
    /// Checks that wait for it, and those of them that wait for nothing else.
    checks: usize,
    alone: usize,
    rules: Vec<&'a str>,
}

impl<'a> JsonMissing<'a> {
    fn of(report: &'a Report) -> Self {
        let system =
            |system: &'a report::SystemReport| {
                let open = || system.verdicts.iter().filter(|verdict| verdict.verdict == Verdict::NotEvaluated);
                let wanted = missing::wanted(system).into_iter().map(|Wanted { need, name, rules, alone }| {
                    JsonWanted { kinds: &need.any_of, title: name, checks: rules.len(), alone, rules }
                });
                JsonSystem {
                    name: &system.name,
                    role: &system.role,
                    not_evaluated: open().count(),
                    missing: wanted.collect(),
                    others: open().filter(|verdict| verdict.missing.is_empty()).count(),
                }
            };
        Self { version: 1, systems: report.systems.iter().map(system).collect() }
    }
}
