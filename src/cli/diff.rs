//! `basislint diff`: two states of the same systems, judged alike and compared. Which states are meant is told by `states`, what changed by
//! `difference`.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::check::look_where_we_are;
use super::configuration::{self, Configuration};
use super::outputs::{self, Outputs, Wanted};
use super::policies;
use super::redaction::{self, Redaction};
use super::sieve::Sieve;
use super::states::{self, Found};
use super::systems::Side;
use super::terminal::{Told, with_cause};
use super::{CLEAN, DiffArguments, FAILED, FINDINGS, Terminal};
use crate::check::unlike::{self, Checked};
use crate::check::{Request, run_whole};
use crate::config::Config;
use crate::difference::agreed::Agreed;
use crate::difference::pairs::{by_content, by_name};
use crate::difference::report::{self, Format, Options};
use crate::difference::{self, Difference, Outcome, Pair, Presence, State};
use crate::finding::Status;
use crate::input::own_file;
use crate::landscape::System;
use crate::output::shown;
use crate::report::Report;
use crate::rule::RuleSet;

pub(super) fn run(arguments: &DiffArguments, terminal: &mut Terminal<'_>) -> u8 {
    redaction::run_with(&arguments.redaction, false, terminal, |redaction, terminal| {
        prepare_and_run(arguments, redaction, terminal)
    })
}

fn prepare_and_run(
    arguments: &DiffArguments,
    redaction: Option<&Redaction>,
    terminal: &mut Terminal<'_>,
) -> Result<u8, Told> {
    look_where_we_are(terminal)?;
    let agreed = arguments.expect.as_deref().map(|path| agreed(path, terminal)).transpose()?;
    let (mut old, mut new) = states::of(arguments).map_err(|error| terminal.give_up(&with_cause(&error)))?;
    // Each configuration has the words of its own rules; both states are judged by those of the later one.
    let (_, mut old_config) = config(&mut old, arguments, redaction, terminal)?;
    let (mut rules, mut new_config) = config(&mut new, arguments, redaction, terminal)?;
    let mut policies = arguments.policy.load(&new_config, terminal)?;
    for (found, config) in [(&mut old, &old_config), (&mut new, &new_config)] {
        let sieve = Sieve::of(config, &arguments.rules.folders).and_policies(policies.as_ref());
        found.look(&|path| sieve.fate(path)).map_err(|error| terminal.give_up(&with_cause(&error)))?;
    }
    states::leave_out_untracked((&mut old, &new));
    if let Some(policies) = &policies {
        policies::settle_items(policies, &mut new_config).iter().for_each(|warning| terminal.say(warning));
        // What is misspelt before and after was told.
        policies::settle_items(policies, &mut old_config);
    }
    arguments.selection.choose(&mut rules, policies.as_mut(), &new_config, terminal)?;
    if arguments.policy.policy_only {
        rules.clear();
    }
    let policies = policies.map(Arc::new);
    let configs = [&old_config, &new_config].into_iter();
    let own_files =
        configs.flat_map(|config| outputs::own_files(arguments.config.as_deref(), config, &arguments.rules));
    let own_files = own_files.chain(arguments.expect.clone());
    let outputs =
        Outputs::plan(arguments.format, &Wanted::asked(&arguments.output), &[&old.files, &new.files], own_files)
            .map_err(|error| terminal.give_up(&error))?;
    let as_of = configuration::as_of(arguments.as_of, &new_config);
    let blank = |found: &Found, config| Request {
        jobs: arguments.jobs.map(usize::from),
        ignored_files: found.files.ignored,
        excluded_files: found.files.excluded,
        excerpts: false,
        names: redaction.map(Redaction::own),
        policies: policies.clone(),
        ..Request::new(&rules, config, as_of)
    };
    let mut old_side = Side::of(&old.files, &old.view, &old_config);
    let new_side = Side::of(&new.files, &new.view, &new_config);
    let mut pairs = by_name(&names(&old_side), &names(&new_side));
    call_as(&mut old_side.assignment.systems, &mut pairs);
    let mut old_request = old_side.whole(blank(&old, &old_config));
    let new_request = new_side.whole(blank(&new, &new_config));
    let (mut before, mut after) = rayon::join(|| run_whole(&old_request), || run_whole(&new_request));
    let (held_before, held_after) = unlike::inventories(
        Checked { request: &old_request, report: &before.report },
        Checked { request: &new_request, report: &after.report },
    );
    let one = State { name: &old.name, report: &before.report, inventories: &held_before };
    let other = State { name: &new.name, report: &after.report, inventories: &held_after };
    if by_content(&mut pairs, &one, &other) {
        call_as(&mut old_request.systems, &mut pairs);
        before = run_whole(&old_request);
    }
    let one = State { name: &old.name, report: &before.report, inventories: &held_before };
    let mut difference = difference::compare(&one, &other, &pairs);
    if let Some(agreed) = &agreed {
        agreed.mark(&mut difference);
    }
    for (path, why) in &difference.unread {
        terminal.say(&format!("error: {path} cannot be read: {why}"));
    }
    let mut later = after.report;
    let formats = arguments.output.iter().map(|(format, _)| *format).chain([arguments.format]);
    if formats.into_iter().any(|format| format == Format::Sarif) {
        mark(&mut later, &before.report, &difference);
    }
    if let Some(redaction) = redaction {
        redaction.know(std::mem::take(&mut before.names.words));
        redaction.know(std::mem::take(&mut after.names.words));
        let redactor = redaction.settle().map_err(|error| terminal.give_up(&error))?;
        difference.redact(&redactor);
        crate::report::redact(&mut later, &redactor);
    }
    let written = outputs.write(terminal, |format, reader, out| {
        let options = Options {
            color: reader.color,
            width: reader.width,
            fail_on: arguments.fail_on.least(),
            verbose: arguments.verbose,
        };
        report::write(format, &difference, &later, &options, out)
    });
    for report in [&before.report, &later] {
        if let Some(why) = report.in_vain() {
            terminal.fail(&format!("nothing can be compared: {why}"));
            return Ok(FAILED);
        }
    }
    let code = match difference.outcome(arguments.fail_on.least()) {
        _ if !written || !difference.unread.is_empty() => FAILED,
        Outcome::NotCompared => terminal.fail(&"no system is in both states: nothing can be compared"),
        Outcome::Worse => FINDINGS,
        Outcome::NotWorse => CLEAN,
    };
    Ok(code)
}

fn agreed(path: &Path, terminal: &mut Terminal<'_>) -> Result<Agreed, Told> {
    let name = shown(path);
    let bytes = own_file::read(path).map_err(|error| terminal.give_up(&format!("{name} cannot be read: {error}")))?;
    let text =
        String::from_utf8(bytes).map_err(|_| terminal.give_up(&format!("{name} is no UTF-8: save it as UTF-8")))?;
    Agreed::parse(&name, &text).map_err(|complaints| {
        terminal.complain(&complaints);
        terminal.give_up(&format!("{name} has mistakes"))
    })
}

/// The configuration of a state, the named one, else its own; and the rules that go with it.
fn config(
    found: &mut Found,
    arguments: &DiffArguments,
    redaction: Option<&Redaction>,
    terminal: &mut Terminal<'_>,
) -> Result<(RuleSet, Config), Told> {
    let place = match &arguments.config {
        _ if arguments.isolated => None,
        Some(path) => Some(Configuration::File(path.clone())),
        None if found.is_on_disk => {
            let start = found.view.paths.first().cloned().unwrap_or_else(|| ".".into());
            Configuration::find(&start, terminal)?
        }
        None => found.configuration.take(),
    };
    configuration::read(place, &arguments.rules, &|_| false, redaction, terminal)
}

/// The names of the systems that have files, or should have some.
fn names<'s>(side: &'s Side<'_>) -> Vec<&'s str> {
    let with_files: BTreeSet<usize> = side.assignment.of.iter().copied().collect();
    let is_one = |(index, system): &(usize, &System)| with_files.contains(index) || system.expected;
    side.assignment.systems.iter().enumerate().filter(is_one).map(|(_, system)| system.name.as_str()).collect()
}

/// Calls systems of the earlier state as the later one does, so that what is said of them is said of one system.
fn call_as(systems: &mut [System], pairs: &mut [Pair]) {
    for pair in pairs.iter_mut().filter(|pair| pair.presence() == Presence::Both && pair.old != pair.new) {
        for system in systems.iter_mut().filter(|system| Some(&system.name) == pair.old.as_ref()) {
            system.name = pair.name().to_owned();
        }
        let name = pair.new.clone();
        pair.was = std::mem::replace(&mut pair.old, name);
    }
}

/// Marks what the earlier state has as well, and brings along what the later one has no more.
fn mark(later: &mut Report, before: &Report, difference: &Difference) {
    later.findings.know(&before.findings.seen(|_, status| status != Status::Suppressed), BTreeSet::new());
    let gone = difference.systems.iter().flat_map(|system| &system.verdicts.gone_findings);
    later.absent = gone.cloned().collect();
}
