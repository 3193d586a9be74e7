//! `basislint diff`: two states of the same systems, judged alike and compared. Which states are meant is told by `states`, what changed by
//! `difference`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::check::{self, Told, as_seen_from_here, look_where_we_are};
use super::states::{self, Found};
use super::systems::{View, input};
use super::terminal::with_cause;
use super::words::Words;
use super::{CLEAN, DiffArguments, FAILED, FINDINGS, Terminal};
use crate::check::{Assigned, Input, Ran, Request, run_whole};
use crate::config::{Config, ConfigError};
use crate::difference::agreed::Agreed;
use crate::difference::pairs::{by_content, by_name};
use crate::difference::report::{self, Options};
use crate::difference::{self, Difference, Outcome, Pair, Presence, State};
use crate::finding::{Finding, Seen, Status};
use crate::input::own_file;
use crate::landscape::System;
use crate::landscape::inventory::FileInventory;
use crate::output::{Draft, Target, shown};
use crate::report::Report;
use crate::rule::RuleSet;

pub(super) fn run(arguments: &DiffArguments, terminal: &mut Terminal<'_>) -> u8 {
    prepare_and_run(arguments, terminal).unwrap_or(FAILED)
}

fn fail(error: &dyn std::fmt::Display, terminal: &mut Terminal<'_>) -> Told {
    terminal.fail(error);
    Told
}

fn prepare_and_run(arguments: &DiffArguments, terminal: &mut Terminal<'_>) -> Result<u8, Told> {
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
    let mut targets = Vec::new();
    for (format, path) in &arguments.output {
        targets.push((*format, Target::at(path).map_err(|error| fail(&error, terminal))?));
    }
    let as_of = arguments.as_of.or(new_config.as_of).unwrap_or_else(|| jiff::Zoned::now().date());
    let (mut old_side, new_side) = (Side::of(&old, &old_config), Side::of(&new, &new_config));
    let mut pairs = by_name(&old_side.names(), &new_side.names());
    old_side.call_as(&mut pairs);
    let judging = Judging { rules: &rules, as_of, jobs: arguments.jobs.map(usize::from) };
    let (kept_old, kept_new) = unlike(&old_side, &new_side);
    let (mut before, after) = rayon::join(
        || judging.run(&old_side, &old_config, kept_old.clone()),
        || judging.run(&new_side, &new_config, kept_new.clone()),
    );
    let names = (old.name.as_str(), new.name.as_str());
    {
        let (one, other) = (state(names.0, &before), state(names.1, &after));
        if by_content(&mut pairs, &one, &other) {
            old_side.call_as(&mut pairs);
            before = judging.run(&old_side, &old_config, kept_old.clone());
        }
    }
    let mut inventories = (before.inventories, after.inventories);
    // What moves from one file to another is neither new nor gone: where one of a kind changed, all of that kind count.
    let mixed = mixed(&before.report, &kept_old).into_iter().chain(mixed(&after.report, &kept_new)).collect();
    add_rest(&mut inventories.0, judging.inventories(&old_side, &before.report, &mixed), &mixed, &before.report);
    add_rest(&mut inventories.1, judging.inventories(&new_side, &after.report, &mixed), &mixed, &after.report);
    let one = State { name: names.0, report: &before.report, inventories: &inventories.0 };
    let other = State { name: names.1, report: &after.report, inventories: &inventories.1 };
    let mut difference = difference::compare(&one, &other, &pairs);
    if let Some(agreed) = &agreed {
        agreed.mark(&mut difference);
    }
    for (path, why) in &difference.unread {
        terminal.say(&format!("error: {path} cannot be read: {why}"));
    }
    let mut later = after.report;
    let (known, absent) = known(&before.report, &later, &difference);
    later.findings.know(&known, BTreeSet::new());
    later.absent = absent;
    let written = write(arguments, &difference, &later, &targets, terminal);
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

/// For each file of both sides whether the other side has no file of the same name, system and bytes.
fn unlike(old: &Side, new: &Side) -> (Vec<bool>, Vec<bool>) {
    use rayon::prelude::*;
    let name = |input: &Input| input.path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let mut theirs: HashMap<(&str, String), Vec<usize>> = HashMap::new();
    for (index, (input, _)) in new.files.iter().enumerate() {
        theirs.entry((new.name_of(index), name(input))).or_default().push(index);
    }
    let alike: Vec<Option<usize>> = (0..old.files.len())
        .into_par_iter()
        .map(|index| {
            let (input, _) = old.files.get(index)?;
            let others = theirs.get(&(old.name_of(index), name(input)))?;
            // Which of several is meant their folders tell; so of those only what lies alone is compared.
            let [other] = others.as_slice() else { return None };
            input.content.is_same(&new.files.get(*other)?.0.content).then_some(*other)
        })
        .collect();
    let mut kept = (vec![true; old.files.len()], vec![true; new.files.len()]);
    for (index, other) in alike.into_iter().enumerate() {
        if let (Some(other), Some(ours)) = (other, kept.0.get_mut(index))
            && let Some(theirs) = kept.1.get_mut(other)
        {
            (*ours, *theirs) = (false, false);
        }
    }
    kept
}

/// By system and kind, whether some of its files are kept and others are not.
fn mixed(report: &Report, kept: &[bool]) -> Vec<(String, &'static str)> {
    let mut seen: BTreeMap<(String, &'static str), (bool, bool)> = BTreeMap::new();
    for (file, kept) in report.files.iter().zip(kept) {
        if let (Some(system), Some(kind)) = (&file.system, file.export) {
            let (some, others) = seen.entry((system.clone(), kind)).or_default();
            *(if *kept { some } else { others }) = true;
        }
    }
    seen.into_iter().filter(|(_, (some, others))| *some && *others).map(|(of, _)| of).collect()
}

/// Puts the inventories of whole kinds in the place of those of some of their files.
fn add_rest(
    inventories: &mut Vec<FileInventory>,
    whole: Vec<FileInventory>,
    mixed: &BTreeSet<(String, &'static str)>,
    report: &Report,
) {
    inventories.retain(|it| {
        let system = report.files.get(it.file).and_then(|file| file.system.clone()).unwrap_or_default();
        !mixed.contains(&(system, it.inventory.export.kind))
    });
    inventories.extend(whole);
}

struct Judging<'r> {
    rules: &'r RuleSet,
    as_of: jiff::civil::Date,
    jobs: Option<usize>,
}

impl Judging<'_> {
    fn run(&self, side: &Side, config: &Config, inventories: Vec<bool>) -> Ran {
        let files = side.files.iter().map(|(input, system)| Assigned { input: input.clone(), system: *system });
        run_whole(&Request {
            files: files.collect(),
            systems: side.systems.clone(),
            inventories,
            jobs: self.jobs,
            ignored_files: side.ignored,
            excerpts: false,
            ..Request::new(self.rules, config, self.as_of)
        })
    }

    /// What all files of these kinds hold.
    fn inventories(
        &self,
        side: &Side,
        report: &Report,
        kinds: &BTreeSet<(String, &'static str)>,
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
            inventories: vec![true; files.len()],
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

fn state<'s>(name: &'s str, ran: &'s Ran) -> State<'s> {
    State { name, report: &ran.report, inventories: &ran.inventories }
}

/// How many findings of each identity the earlier state has, and which of them the later one has not.
fn known(before: &Report, _: &Report, difference: &Difference) -> (Seen, Vec<Finding>) {
    let gone = difference.systems.iter().flat_map(|system| system.verdicts.gone_findings.iter().cloned());
    (before.findings.seen(|_, status| status != Status::Suppressed), gone.collect())
}

/// Writes all reports. Says on standard error what could not be written, and returns whether all were.
fn write(
    arguments: &DiffArguments,
    difference: &Difference,
    later: &Report,
    targets: &[(report::Format, Target)],
    terminal: &mut Terminal<'_>,
) -> bool {
    let options = Options {
        color: terminal.out_color,
        width: terminal.text_width(),
        fail_on: arguments.fail_on.least(),
        verbose: arguments.verbose,
    };
    let mut all_written = true;
    for (format, target) in targets {
        let written = Draft::begin(target).and_then(|mut draft| {
            report::write(*format, difference, later, &Options { color: false, width: 120, ..options }, &mut draft)?;
            draft.finish()
        });
        if let Err(error) = written {
            terminal.fail(&format!("cannot write {}: {error}", shown(target.named())));
            all_written = false;
        }
    }
    let written = report::write(arguments.format, difference, later, &options, terminal.out);
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            terminal.fail(&format!("cannot write the report: {error}"));
            false
        }
        _ => all_written,
    }
}
