//! `basislint check`: from arguments to a request, from the report to output and exit code.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::baseline;
use super::change::{Change, Configuration, Now};
use super::compare::{self, Side};
use super::outputs::{self, Outputs};
use super::paths::{Asked, EXPORTS_PAGE};
use super::redaction::{self, Redaction};
use super::systems::View;
use super::terminal::with_cause;
use super::words::Words;
use super::{CLEAN, CheckArguments, FAILED, FINDINGS, Staged, Terminal, progress, verbose};
use crate::check::{self, Progress, Request, Required};
use crate::complaint::nearest;
use crate::config::{Config, ConfigError};
use crate::input::address;
use crate::input::discover::Discovered;
use crate::landscape::assign::Assignment;
use crate::report::{self, Format, Options};
use crate::rule::{RuleError, RuleSet};

/// A run that ended before it began; standard error has been told why.
pub(super) struct Told;

pub(super) fn run(arguments: &CheckArguments, terminal: &mut Terminal<'_>) -> u8 {
    let redaction = match Redaction::of(&arguments.redaction) {
        Ok(redaction) => redaction,
        Err(error) => return terminal.fail(&error),
    };
    let redaction = redaction.as_ref();
    redaction::run_with(redaction, false, terminal, |terminal| {
        prepare_and_run(arguments, redaction, terminal).unwrap_or(FAILED)
    })
}

/// What a run judges, and by what.
pub(super) struct Prepared {
    pub asked: Asked,
    pub change: Option<Change>,
    /// How the report is written to standard output.
    pub format: Format,
    pub rules: RuleSet,
    pub config: Config,
    pub required: Required,
}

/// Loads what a run needs beside the exports.
pub(super) fn prepare(
    arguments: &CheckArguments,
    redaction: Option<&Redaction>,
    terminal: &mut Terminal<'_>,
) -> Result<Prepared, Told> {
    look_where_we_are(terminal)?;
    let asked = Asked::of(arguments).map_err(|error| {
        terminal.fail(&error);
        Told
    })?;
    let change = Change::of(arguments).map_err(|error| {
        terminal.fail(&error);
        Told
    })?;
    let format = arguments.format.unwrap_or(terminal.format);
    let mut rules = load_rules(arguments, format, terminal)?;
    let mut config = load_config(arguments, redaction, (&asked, change.as_ref()), &rules, terminal)?;
    config.baseline = baseline::load(arguments, &asked.start(), change.as_ref(), &config, terminal)?;
    if let (Some(redaction), Some(baseline)) = (redaction, &config.baseline) {
        redaction.know_baseline(baseline);
    }
    // All rules may be named there, whichever are selected.
    let required = required(arguments, &rules, terminal)?;
    if let Err(error) = rules.select(&arguments.select, &arguments.ignore) {
        terminal.fail(&error);
        return Err(Told);
    }
    for (rule, days) in config.rules.iter().filter_map(|(rule, config)| Some((rule, config.days?))) {
        rules.set_days(rule, days);
    }
    Ok(Prepared { asked, change, format, rules, config, required })
}

fn prepare_and_run(
    arguments: &CheckArguments,
    redaction: Option<&Redaction>,
    terminal: &mut Terminal<'_>,
) -> Result<u8, Told> {
    let Prepared { asked, mut change, format, rules, config, required } = prepare(arguments, redaction, terminal)?;
    let asked = if arguments.allow_empty && change.is_none() { asked.without_missing(terminal) } else { asked };
    let of_folders = match &change {
        Some(Change { now: Now::Index { .. }, .. }) => Discovered::default(),
        _ => asked.discover().map_err(|why| {
            terminal.fail(&why);
            Told
        })?,
    };
    if let Some(change) = &mut change {
        change.leave_out(&of_folders.left_out);
    }
    let found = match &change {
        Some(Change { now: Now::Index { state, .. }, .. }) => &state.found,
        _ => &of_folders,
    };
    let own_files = outputs::own_files(arguments.config.as_deref(), &config, &arguments.rules);
    let outputs = Outputs::plan(format, &arguments.output, &[found], own_files).map_err(|error| {
        terminal.fail(&error);
        Told
    })?;
    let as_of = arguments.as_of.or(config.as_of).unwrap_or_else(|| jiff::Zoned::now().date());
    let of_paths = View::from_here(asked.paths.clone());
    let view = change.as_ref().map_or(&of_paths, |change| &change.view);
    let side = Side::of(found, view, &config);
    let watched = (terminal.live && !arguments.quiet).then(Progress::default);
    let only_touched = matches!(&change, Some(Change { now: Now::Index { what: Staged::Change, .. }, .. }));
    let category = arguments.category.clone().unwrap_or_else(|| address::of_paths(&view.paths));
    let blank = || Request {
        jobs: arguments.jobs.map(usize::from),
        ignored_files: found.ignored,
        // A change need not touch an export.
        may_be_empty: arguments.allow_empty || only_touched,
        category: category.clone(),
        excerpts: format.shows_source() || arguments.output.iter().any(|(format, _)| format.shows_source()),
        fixes: format.shows_fixes() || arguments.output.iter().any(|(format, _)| format.shows_fixes()),
        progress: watched.as_ref(),
        names: redaction.map(Redaction::own),
        ..Request::new(&rules, &config, as_of)
    };
    let check = |request: &Request<'_>| {
        let ran = match request.progress {
            Some(watched) => progress::show_while(watched, || check::run_whole(request)),
            None => check::run_whole(request),
        };
        if let Some(redaction) = redaction {
            redaction.know(ran.names.words.clone());
        }
        ran
    };
    let (mut report, notices, compared) = match &change {
        Some(change) => {
            let (report, notices, compared) = compare::run(change, &side, &config, &blank, &check);
            (report, notices, Some((change, compared)))
        }
        None => {
            let check::Ran { report, notices, .. } = check(&side.whole(blank()));
            (report, notices, None)
        }
    };
    let redactor = redaction.map(Redaction::settle).transpose().map_err(|error| {
        terminal.fail(&error);
        Told
    })?;
    // Whether a suppression matches anything is known only when all its files and rules took part.
    let partial_run = !arguments.select.is_empty()
        || !arguments.ignore.is_empty()
        || found.files.iter().any(|file| file.named)
        || view.is_part_of(&config)
        || compared.as_ref().is_some_and(|(_, compared)| !compared.whole);
    let notices = notices.iter().filter(|notice| !(partial_run && notice.of_whole_run));
    terminal.complain(notices.map(|notice| &notice.complaint));
    tell_lonely_systems(&config, &side.assignment, terminal);
    if let Some(baseline) = config.baseline.as_ref().filter(|_| !found.files.iter().any(|file| file.named)) {
        baseline::tell_stale(baseline, &report, terminal);
    }
    if let Some((change, compared)) = &compared {
        compared.tell(&report, change, !arguments.quiet, terminal);
    }
    let index = |file| compared.as_ref().map_or(Some(file), |(_, compared)| compared.files.get(file).copied());
    let why = |file| index(file).map_or_else(String::new, |file| side.assignment.why(file));
    verbose::tell(&report.files, &why, arguments.verbose, terminal);
    let false_words =
        config.baseline.as_ref().is_some_and(|baseline| baseline::tell_false(baseline, &report, terminal));
    let judged = match &compared {
        // What could not be judged before either is no fault of the change.
        Some((_, compared)) if only_touched => {
            let code = check::exit_code(&report, arguments.fail_on.least(), &Required::default());
            if code == CLEAN && compared.is_required_missed(&report, &required) { FINDINGS } else { code }
        }
        _ => check::exit_code(&report, arguments.fail_on.least(), &required),
    };
    // From here on nobody asks what a name was.
    if let Some(redactor) = &redactor {
        report::redact(&mut report, redactor);
    }
    let written = outputs.write(terminal, |format, reader, out| {
        let options = Options {
            color: reader.color,
            width: reader.width,
            show_passed: arguments.show_passed,
            show_suppressed: arguments.show_suppressed,
            statistics: arguments.statistics,
            verbose: arguments.verbose > 0,
            quiet: arguments.quiet,
            threads: arguments.jobs != Some(1),
        };
        report::write(format, &report, &options, out)
    });
    if let Some(why) = report.in_vain() {
        terminal.fail(&format!("nothing was checked: {why}; {EXPORTS_PAGE} (--allow-empty if there need be none)"));
    }
    let code = match &compared {
        _ if !written || false_words => FAILED,
        Some((_, compared)) if compared.lacks_content() => FAILED,
        _ => judged,
    };
    // The program ends here, and the system takes the memory back faster than we could piece by piece.
    std::mem::forget((report, rules));
    Ok(code)
}

pub(super) fn load_rules_or_tell(folders: &[PathBuf], terminal: &mut Terminal<'_>) -> Option<RuleSet> {
    RuleSet::load(folders).map_err(|error| tell_rule_error(&error, terminal)).ok()
}

/// Paths lead nowhere from a folder that somebody removed, and what is in it is nothing.
pub(super) fn look_where_we_are(terminal: &mut Terminal<'_>) -> Result<(), Told> {
    let Err(error) = std::env::current_dir() else { return Ok(()) };
    terminal.fail(&match error.kind() {
        std::io::ErrorKind::NotFound => {
            "the current folder has been removed: change to a folder that is there (cd), then run basislint again"
                .to_owned()
        }
        _ => format!("nobody knows which the current folder is: {error}; change to another one (cd)"),
    });
    Err(Told)
}

/// Loads what the reports need of the rules.
fn load_rules(arguments: &CheckArguments, format: Format, terminal: &mut Terminal<'_>) -> Result<RuleSet, Told> {
    let folders = &arguments.rules.folders;
    let formats = arguments.output.iter().map(|(format, _)| *format).chain([format]);
    let loaded = if formats.into_iter().any(Format::shows_pages) {
        RuleSet::load(folders)
    } else {
        RuleSet::load_without_examples(folders)
    };
    loaded.map_err(|error| tell_rule_error(&error, terminal))
}

fn tell_rule_error(error: &RuleError, terminal: &mut Terminal<'_>) -> Told {
    match error {
        RuleError::Mistakes(complaints) => terminal.complain(complaints),
        RuleError::Unreadable { .. } => 0,
    };
    terminal.fail(error);
    Told
}

pub(super) fn tell(error: &RuleError, terminal: &mut Terminal<'_>) -> u8 {
    tell_rule_error(error, terminal);
    FAILED
}

fn load_config(
    arguments: &CheckArguments,
    redaction: Option<&Redaction>,
    (asked, change): (&Asked, Option<&Change>),
    rules: &RuleSet,
    terminal: &mut Terminal<'_>,
) -> Result<Config, Told> {
    let fail = |error: &dyn std::fmt::Display, terminal: &mut Terminal<'_>| {
        terminal.fail(error);
        Told
    };
    let staged = match change.filter(|_| !arguments.isolated) {
        Some(change) => change.configuration(arguments.config.as_deref()).map_err(|error| fail(&error, terminal))?,
        None => None,
    };
    let is_staged = matches!(change, Some(Change { now: Now::Index { .. }, .. }));
    let place = match &arguments.config {
        _ if arguments.isolated => None,
        _ if is_staged => staged,
        Some(path) => Some(Configuration::File(path.clone())),
        None => {
            Config::find(&asked.start()).map_err(|error| fail(&with_cause(&error), terminal))?.map(Configuration::File)
        }
    };
    let Some(place) = place else {
        if arguments.verbose > 0 {
            terminal.say("no configuration: folders tell the systems");
        }
        return Ok(Config::default());
    };
    let words = Words::of(rules);
    let known = words.known();
    let (loaded, told) = match place {
        Configuration::File(path) => {
            let path = as_seen_from_here(path);
            redaction.iter().for_each(|redaction| redaction.know_configuration_at(&path));
            (Config::load(&path, &known), path.display().to_string())
        }
        Configuration::Staged(path, folder, bytes) => {
            redaction.iter().for_each(|redaction| redaction.know_configuration(&bytes));
            (Config::of_bytes(&path, folder, &bytes, &known), format!("{path}, as it is staged"))
        }
    };
    match loaded {
        Ok(config) => {
            if arguments.verbose > 0 {
                terminal.say(&format!("configuration: {told}"));
            }
            Ok(config)
        }
        Err(error) => {
            tell_config_error(&error, terminal);
            Err(Told)
        }
    }
}

pub(super) fn tell_config_error(error: &ConfigError, terminal: &mut Terminal<'_>) -> u8 {
    if let ConfigError::Malformed(complaints) = error {
        terminal.complain(complaints);
    }
    terminal.fail(&with_cause(error))
}

/// The path as people would write it: relative if it lies below the current folder.
pub(super) fn as_seen_from_here(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    match here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)) {
        Some(relative) => relative,
        None => path,
    }
}

/// Says which systems of the configuration have no file here: nobody may take their silence for health.
fn tell_lonely_systems(config: &Config, assignment: &Assignment<'_>, terminal: &mut Terminal<'_>) {
    let with_files: HashSet<&str> = assignment
        .of
        .iter()
        .filter_map(|system| assignment.systems.get(*system))
        .map(|system| system.name.as_str())
        .collect();
    let has_file = |name: &str| with_files.contains(name);
    let lonely: Vec<&str> =
        config.systems.iter().map(|system| system.name.as_str()).filter(|name| !has_file(name)).collect();
    let (Some(path), false) = (&config.path, lonely.is_empty()) else { return };
    let systems = if lonely.len() == 1 { "system" } else { "systems" };
    terminal.say(&format!("warning: {path} names the {systems} {}, of which there is no file here", lonely.join(", ")));
}

fn required(arguments: &CheckArguments, rules: &RuleSet, terminal: &mut Terminal<'_>) -> Result<Required, Told> {
    let mut required = Required::default();
    for name in &arguments.require {
        if name == "all" {
            required.all = true;
        } else if rules.ids().any(|id| id == name) {
            required.rules.insert(name.clone());
        } else {
            let ids: Vec<&str> = rules.ids().chain(["all"]).collect();
            let near = nearest(name, &ids).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            terminal.fail(&format!("--require: there is no rule `{name}`{near}"));
            return Err(Told);
        }
    }
    Ok(required)
}
