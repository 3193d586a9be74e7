//! `basislint diff`: two states of the same systems, judged alike and compared. Which states are meant is told by `states`, what changed by
//! `difference`.

use std::collections::{BTreeSet, HashMap};

use super::check::{self, Told, as_seen_from_here, look_where_we_are};
use super::outputs::{self, Outputs};
use super::redaction::{self, Redaction};
use super::states::{self, Found};
use super::systems::{View, input};
use super::terminal::with_cause;
use super::words::Words;
use super::{CLEAN, DiffArguments, FAILED, FINDINGS, Terminal};
use rayon::prelude::*;

use crate::check::common_lines::{self, Lines};
use crate::check::{Assigned, Input, Ran, Request, run_whole};
use crate::config::{Config, ConfigError};
use crate::difference::agreed::Agreed;
use crate::difference::pairs::{by_content, by_name};
use crate::difference::report::{self, Options};
use crate::difference::{self, Difference, Outcome, Pair, Presence, State};
use crate::export;
use crate::finding::{Finding, Seen, Status};
use crate::input::own_file;
use crate::landscape::System;
use crate::landscape::inventory::FileInventory;
use crate::output::shown;
use crate::redact::Own;
use crate::report::Report;
use crate::rule::RuleSet;

pub(super) fn run(arguments: &DiffArguments, terminal: &mut Terminal<'_>) -> u8 {
    let redaction = match Redaction::of(&arguments.redaction) {
        Ok(redaction) => redaction,
        Err(error) => return terminal.fail(&error),
    };
    let redaction = redaction.as_ref();
    redaction::run_with(redaction, false, terminal, |terminal| {
        prepare_and_run(arguments, redaction, terminal).unwrap_or(FAILED)
    })
}

fn fail(error: &dyn std::fmt::Display, terminal: &mut Terminal<'_>) -> Told {
    terminal.fail(error);
    Told
}

fn prepare_and_run(
    arguments: &DiffArguments,
    redaction: Option<&Redaction>,
    terminal: &mut Terminal<'_>,
) -> Result<u8, Told> {
    look_where_we_are(terminal)?;
    let agreed = arguments.expect.as_deref().map(|path| agreed(path, terminal)).transpose()?;
    let (old, new) = states::of(arguments).map_err(|error| fail(&with_cause(&error), terminal))?;
    let mut rules = RuleSet::load_without_examples(&arguments.rules.folders).map_err(|error| {
        check::tell(&error, terminal);
        Told
    })?;
    let (old_config, new_config) =
        (config(&old, arguments, &rules, terminal)?, config(&new, arguments, &rules, terminal)?);
    rules.select(&arguments.select, &arguments.ignore).map_err(|error| fail(&error, terminal))?;
    for (rule, days) in new_config.rules.iter().filter_map(|(rule, config)| Some((rule, config.days?))) {
        rules.set_days(rule, days);
    }
    let own_files = [&old_config, &new_config]
        .into_iter()
        .flat_map(|config| outputs::own_files(arguments.config.as_deref(), config, &arguments.rules))
        .chain(arguments.expect.clone());
    let outputs = Outputs::plan(arguments.format, &arguments.output, &[&old.files, &new.files], own_files)
        .map_err(|error| fail(&error, terminal))?;
    let as_of = arguments.as_of.or(new_config.as_of).unwrap_or_else(|| jiff::Zoned::now().date());
    let (mut old_side, new_side) = (Side::of(&old, &old_config), Side::of(&new, &new_config));
    let mut pairs = by_name(&old_side.names(), &new_side.names());
    old_side.call_as(&mut pairs);
    let own = redaction.map(Redaction::own);
    let judging = Judging { rules: &rules, as_of, jobs: arguments.jobs.map(usize::from), own };
    let (mut before, mut after) =
        rayon::join(|| judging.run(&old_side, &old_config), || judging.run(&new_side, &new_config));
    let partners = partners(&old_side, &new_side);
    let (old_changed, new_changed) = partners.changed(&old_side, &new_side);
    let changed = kinds(&before.report, &old_changed).into_iter().chain(kinds(&after.report, &new_changed)).collect();
    let (ours, theirs) = partners.common((&old_side, &before.report), (&new_side, &after.report));
    let (held_before, held_after) = rayon::join(
        || judging.inventories(&old_side, &before.report, &changed, ours),
        || judging.inventories(&new_side, &after.report, &changed, theirs),
    );
    let one = State { name: &old.name, report: &before.report, inventories: &held_before };
    let other = State { name: &new.name, report: &after.report, inventories: &held_after };
    if by_content(&mut pairs, &one, &other) {
        old_side.call_as(&mut pairs);
        before = judging.run(&old_side, &old_config);
    }
    let one = State { name: &old.name, report: &before.report, inventories: &held_before };
    let other = State { name: &new.name, report: &after.report, inventories: &held_after };
    let mut difference = difference::compare(&one, &other, &pairs);
    if let Some(agreed) = &agreed {
        agreed.mark(&mut difference);
    }
    let redactor = match redaction {
        Some(redaction) => {
            redaction.know(std::mem::take(&mut before.names.words));
            redaction.know(std::mem::take(&mut after.names.words));
            Some(redaction.settle().map_err(|error| fail(&error, terminal))?)
        }
        None => None,
    };
    for (path, why) in &difference.unread {
        terminal.say(&format!("error: {path} cannot be read: {why}"));
    }
    let mut later = after.report;
    let (known, absent) = known(&before.report, &later, &difference);
    later.findings.know(&known, BTreeSet::new());
    later.absent = absent;
    if let Some(redactor) = &redactor {
        difference.redact(redactor);
        crate::report::redact(&mut later, redactor);
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

fn agreed(path: &std::path::Path, terminal: &mut Terminal<'_>) -> Result<Agreed, Told> {
    let name = shown(path);
    let bytes = own_file::read(path).map_err(|error| fail(&format!("{name} cannot be read: {error}"), terminal))?;
    let text =
        String::from_utf8(bytes).map_err(|_| fail(&format!("{name} is no UTF-8: save it as UTF-8"), terminal))?;
    Agreed::parse(&name, &text).map_err(|complaints| {
        terminal.complain(&complaints);
        fail(&format!("{name} has mistakes"), terminal)
    })
}

fn config(
    found: &Found,
    arguments: &DiffArguments,
    rules: &RuleSet,
    terminal: &mut Terminal<'_>,
) -> Result<Config, Told> {
    if arguments.isolated {
        return Ok(Config::default());
    }
    let words = Words::of(rules);
    let known = words.known();
    let loaded: Result<Config, ConfigError> = match (&arguments.config, &found.configuration) {
        (Some(path), _) => Config::load(path, &known),
        (None, Some((path, folder, bytes))) => Config::of_bytes(path, folder.clone(), bytes, &known),
        (None, None) if found.is_on_disk => {
            let start = found.view.paths.first().cloned().unwrap_or_else(|| ".".into());
            match Config::find(&start) {
                Ok(Some(path)) => Config::load(&as_seen_from_here(path), &known),
                Ok(None) => Ok(Config::default()),
                Err(error) => Err(error),
            }
        }
        (None, None) => Ok(Config::default()),
    };
    loaded.map_err(|error| {
        check::tell_config_error(&error, terminal);
        Told
    })
}

/// The files of a state, and which system each belongs to.
struct Side {
    systems: Vec<System>,
    files: Vec<(Input, usize)>,
    ignored: usize,
}

impl Side {
    fn of(found: &Found, config: &Config) -> Self {
        let view: &View = &found.view;
        let assignment = view.assign(&found.files, config);
        let inputs = found.files.files.iter().map(|file| input(file, config));
        let files = inputs.zip(assignment.of.iter().copied()).collect();
        Self { systems: assignment.systems.clone(), files, ignored: found.files.ignored }
    }

    /// The names of the systems that have files, or should have some.
    fn names(&self) -> Vec<&str> {
        let with_files: BTreeSet<usize> = self.files.iter().map(|(_, system)| *system).collect();
        let is_one = |(index, system): &(usize, &System)| with_files.contains(index) || system.expected;
        self.systems.iter().enumerate().filter(is_one).map(|(_, system)| system.name.as_str()).collect()
    }

    /// Calls systems as the later state does, so that what is said of them is said of one system.
    fn call_as(&mut self, pairs: &mut [Pair]) {
        for pair in pairs.iter_mut().filter(|pair| pair.presence() == Presence::Both && pair.old != pair.new) {
            for system in self.systems.iter_mut().filter(|system| Some(&system.name) == pair.old.as_ref()) {
                system.name = pair.name().to_owned();
            }
            let name = pair.new.clone();
            pair.was = std::mem::replace(&mut pair.old, name);
        }
    }

    fn name_of(&self, file: usize) -> &str {
        self.files.get(file).and_then(|(_, system)| self.systems.get(*system)).map_or("", |system| &system.name)
    }
}

/// Files of the same name in the same system, of which each side has one.
struct Partners(Vec<(usize, usize, Sameness)>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sameness {
    Same,
    Unlike,
}

fn partners(old: &Side, new: &Side) -> Partners {
    let by_name = |side: &Side| {
        let mut by_name: HashMap<(String, String), Vec<usize>> = HashMap::new();
        for (index, (input, _)) in side.files.iter().enumerate() {
            let name = input.path.rsplit('/').next().unwrap_or_default().to_lowercase();
            by_name.entry((side.name_of(index).to_owned(), name)).or_default().push(index);
        }
        by_name
    };
    let theirs = by_name(new);
    let pairs: Vec<(usize, usize)> = by_name(old)
        .into_iter()
        .filter_map(|(name, ours)| match (ours.as_slice(), theirs.get(&name)?.as_slice()) {
            ([one], [other]) => Some((*one, *other)),
            // Which of several is meant their folders tell; what lies alone is enough here.
            _ => None,
        })
        .collect();
    let compare = |(one, other): (usize, usize)| {
        let (ours, theirs) = (old.files.get(one)?, new.files.get(other)?);
        let is_same = ours.0.content.is_same(&theirs.0.content);
        Some((one, other, if is_same { Sameness::Same } else { Sameness::Unlike }))
    };
    Partners(pairs.into_par_iter().filter_map(compare).collect())
}

impl Partners {
    /// For each file of both sides whether the other side has no file of the same name, system and bytes.
    fn changed(&self, old: &Side, new: &Side) -> (Vec<bool>, Vec<bool>) {
        let (mut ours, mut theirs) = (vec![true; old.files.len()], vec![true; new.files.len()]);
        for (one, other, _) in self.0.iter().filter(|(.., sameness)| *sameness == Sameness::Same) {
            ours.iter_mut().skip(*one).take(1).for_each(|changed| *changed = false);
            theirs.iter_mut().skip(*other).take(1).for_each(|changed| *changed = false);
        }
        (ours, theirs)
    }

    /// For each file of both sides the lines that both have, where lines are enough to know what changed.
    fn common(&self, old: (&Side, &Report), new: (&Side, &Report)) -> (Vec<Option<Lines>>, Vec<Option<Lines>>) {
        let kind = |report: &Report, file: usize| report.files.get(file).and_then(|file| export::by_kind(file.export?));
        let layout = |report: &Report, file: usize| report.files.get(file).and_then(|file| file.layout);
        let read = |(one, other, sameness): &(usize, usize, Sameness)| {
            let export = kind(old.1, *one).filter(|export| common_lines::suits(export))?;
            let is_like = kind(new.1, *other).is_some_and(|other| other.kind == export.kind)
                && layout(old.1, *one) == layout(new.1, *other);
            if *sameness == Sameness::Same || !is_like {
                return None;
            }
            let lines = common_lines::of(&old.0.files.get(*one)?.0.content, &new.0.files.get(*other)?.0.content)?;
            Some((*one, *other, lines))
        };
        let found: Vec<_> = self.0.par_iter().filter_map(read).collect();
        let (mut ours, mut theirs) = (vec![None; old.0.files.len()], vec![None; new.0.files.len()]);
        for (one, other, lines) in found {
            theirs.iter_mut().skip(other).take(1).for_each(|place| *place = Some(lines.clone()));
            ours.iter_mut().skip(one).take(1).for_each(|place| *place = Some(lines.clone()));
        }
        (ours, theirs)
    }
}

/// By system and kind, what has files that the other side has not. What moves from one file to another is neither new nor gone: where one
/// of a kind changed, all of that kind are compared.
fn kinds(report: &Report, is_changed: &[bool]) -> Vec<(String, &'static str)> {
    let changed = report.files.iter().zip(is_changed).filter(|(_, is_changed)| **is_changed);
    changed.filter_map(|(file, _)| Some((file.system.clone()?, file.export?))).collect()
}

struct Judging<'r> {
    rules: &'r RuleSet,
    as_of: jiff::civil::Date,
    jobs: Option<usize>,
    /// What is no name of anybody, if names are to be redacted.
    own: Option<&'r Own>,
}

impl Judging<'_> {
    fn run(&self, side: &Side, config: &Config) -> Ran {
        let files = side.files.iter().map(|(input, system)| Assigned { input: input.clone(), system: *system });
        run_whole(&Request {
            files: files.collect(),
            systems: side.systems.clone(),
            jobs: self.jobs,
            ignored_files: side.ignored,
            excerpts: false,
            names: self.own,
            ..Request::new(self.rules, config, self.as_of)
        })
    }

    /// What all files of these kinds hold.
    fn inventories(
        &self,
        side: &Side,
        report: &Report,
        kinds: &BTreeSet<(String, &'static str)>,
        mut common: Vec<Option<Lines>>,
    ) -> Vec<FileInventory> {
        if kinds.is_empty() {
            return Vec::new();
        }
        let is_asked = |index: &usize| {
            report.files.get(*index).is_some_and(|file| {
                file.system
                    .as_ref()
                    .zip(file.export)
                    .is_some_and(|(system, kind)| kinds.contains(&(system.clone(), kind)))
            })
        };
        let indexes: Vec<usize> = (0..side.files.len()).filter(is_asked).collect();
        let files = indexes.iter().filter_map(|index| side.files.get(*index));
        let files: Vec<Assigned> =
            files.map(|(input, system)| Assigned { input: input.clone(), system: *system }).collect();
        let (rules, config) = (RuleSet::default(), Config::default());
        let ran = run_whole(&Request {
            inventories: true,
            common_lines: indexes.iter().map(|index| common.get_mut(*index).and_then(Option::take)).collect(),
            files,
            systems: side.systems.clone(),
            jobs: self.jobs,
            excerpts: false,
            ..Request::new(&rules, &config, self.as_of)
        });
        let again =
            ran.inventories.into_iter().filter_map(|it| Some(FileInventory { file: *indexes.get(it.file)?, ..it }));
        again.collect()
    }
}

/// How many findings of each identity the earlier state has, and which of them the later one has not.
fn known(before: &Report, _: &Report, difference: &Difference) -> (Seen, Vec<Finding>) {
    let gone = difference.systems.iter().flat_map(|system| system.verdicts.gone_findings.iter().cloned());
    (before.findings.seen(|_, status| status != Status::Suppressed), gone.collect())
}
