//! `basislint check`: from arguments to a request, from the report to output and exit code.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::outputs::Outputs;
use super::paths::{Asked, EXPORTS_PAGE};
use super::terminal::with_cause;
use super::{CheckArguments, FAILED, Terminal, progress, verbose};
use crate::check::{self, Assigned, Input, Progress, Request, Required};
use crate::complaint::nearest;
use crate::config::{self, Config, ConfigError, NoticeKind, SystemConfig};
use crate::export;
use crate::input::discover::{Discovered, Found, shown};
use crate::landscape::assign::{Assignment, FileAt, Known};
use crate::landscape::{self, System};
use crate::report::Format;
use crate::rule::{RuleError, RuleSet};

/// A run that ended before it began; standard error has been told why.
struct Told;

pub(super) fn run(arguments: &CheckArguments, terminal: &mut Terminal<'_>) -> u8 {
    match prepare_and_run(arguments, terminal) {
        Ok(code) => code,
        Err(Told) => FAILED,
    }
}

fn prepare_and_run(arguments: &CheckArguments, terminal: &mut Terminal<'_>) -> Result<u8, Told> {
    look_where_we_are(terminal)?;
    let asked = Asked::of(arguments).map_err(|error| {
        terminal.fail(&error);
        Told
    })?;
    let format = arguments.format.unwrap_or(terminal.format);
    let mut rules = load_rules(arguments, format, terminal)?;
    let config = load_config(arguments, &asked, &rules, terminal)?;
    let required = required(arguments, &rules, terminal)?;
    if let Err(error) = rules.select(&arguments.select, &arguments.ignore) {
        terminal.fail(&error);
        return Err(Told);
    }
    for (rule, days) in config.rules.iter().filter_map(|(rule, config)| Some((rule, config.days?))) {
        rules.set_days(rule, days);
    }
    let asked = if arguments.allow_empty { asked.without_missing(terminal) } else { asked };
    let found = asked.discover().map_err(|why| {
        terminal.fail(&why);
        Told
    })?;
    let paths = &asked.paths;
    let outputs = Outputs::plan(arguments, format, &found, &config).map_err(|error| {
        terminal.fail(&error);
        Told
    })?;
    let as_of = arguments.as_of.or(config.as_of).unwrap_or_else(|| jiff::Zoned::now().date());
    let assignment = assign(&found, &config, paths);
    let inputs = found.files.iter().map(|file| input(file, &config));
    let files = inputs.zip(&assignment.of).map(|(input, system)| Assigned { input, system: *system }).collect();
    let watched = (terminal.live && !arguments.quiet).then(Progress::default);
    let request = Request {
        files,
        systems: assignment.systems.clone(),
        jobs: arguments.jobs.map(usize::from),
        ignored_files: found.ignored,
        may_be_empty: arguments.allow_empty,
        excerpts: format.shows_source() || arguments.output.iter().any(|(format, _)| format.shows_source()),
        progress: watched.as_ref(),
        ..Request::new(&rules, &config, as_of)
    };
    let (report, notices) = match &watched {
        Some(watched) => progress::show_while(watched, || check::run(&request)),
        None => check::run(&request),
    };
    // Whether a suppression matches anything is known only when all its files and rules took part.
    let partial_run = !arguments.select.is_empty()
        || !arguments.ignore.is_empty()
        || found.files.iter().any(|file| file.named)
        || paths.iter().all(|path| is_within(path, &config));
    let notices = notices.iter().filter(|notice| !(partial_run && notice.kind == NoticeKind::Unmatched));
    terminal.complain(notices.map(|notice| &notice.complaint));
    tell_lonely_systems(&config, &request, terminal);
    verbose::tell(&report.files, &|file| assignment.why(file), arguments.verbose, terminal);
    let written = outputs.write(arguments, &report, terminal);
    if let Some(why) = report.in_vain() {
        terminal.fail(&format!("nothing was checked: {why}; {EXPORTS_PAGE} (--allow-empty if there need be none)"));
    }
    let code = if written { check::exit_code(&report, arguments.fail_on.least(), &required) } else { FAILED };
    // The program ends here, and the system takes the memory back faster than we could piece by piece.
    std::mem::forget((report, rules));
    Ok(code)
}

pub(super) fn load_rules_or_tell(folders: &[PathBuf], terminal: &mut Terminal<'_>) -> Option<RuleSet> {
    RuleSet::load(folders).map_err(|error| tell_rule_error(&error, terminal)).ok()
}

/// Paths lead nowhere from a folder that somebody removed, and what is in it is nothing.
fn look_where_we_are(terminal: &mut Terminal<'_>) -> Result<(), Told> {
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
    asked: &Asked,
    rules: &RuleSet,
    terminal: &mut Terminal<'_>,
) -> Result<Config, Told> {
    let path = match &arguments.config {
        _ if arguments.isolated => None,
        Some(path) => Some(path.clone()),
        None => match Config::find(&asked.start()) {
            Ok(path) => path.map(as_seen_from_here),
            Err(error) => {
                terminal.fail(&with_cause(&error));
                return Err(Told);
            }
        },
    };
    let Some(path) = path else {
        if arguments.verbose > 0 {
            terminal.say("no configuration: folders tell the systems");
        }
        return Ok(Config::default());
    };
    let ids: Vec<&str> = rules.ids().collect();
    let kinds: Vec<&'static str> = export::EXPORTS.iter().map(|export| export.kind).collect();
    let with_days: Vec<&str> = rules.with_days().collect();
    let known = config::Known {
        rules: &ids,
        rules_with_days: &with_days,
        exports: &kinds,
        exports_not_read_yet: export::KINDS_NOT_READ_YET,
    };
    match Config::load(&path, &known) {
        Ok(config) => {
            if arguments.verbose > 0 {
                terminal.say(&format!("configuration: {}", path.display()));
            }
            Ok(config)
        }
        Err(error) => {
            if let ConfigError::Malformed(complaints) = &error {
                terminal.complain(complaints);
            }
            terminal.fail(&with_cause(&error));
            Err(Told)
        }
    }
}

/// The path as people would write it: relative if it lies below the current folder.
fn as_seen_from_here(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    match here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)) {
        Some(relative) => relative,
        None => path,
    }
}

/// Says which systems of the configuration have no file here: nobody may take their silence for health.
fn tell_lonely_systems(config: &Config, request: &Request<'_>, terminal: &mut Terminal<'_>) {
    let with_files: HashSet<&str> = request
        .files
        .iter()
        .filter_map(|file| request.systems.get(file.system))
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

/// Whether a path is the folder of the configuration, or one above it.
fn holds(path: &Path, config: &Config) -> bool {
    let real = (std::fs::canonicalize(path), std::fs::canonicalize(&config.folder));
    config.path.is_some() && matches!(real, (Ok(path), Ok(folder)) if folder.starts_with(&path))
}

/// Whether a path is only a part of what the configuration is for.
fn is_within(path: &Path, config: &Config) -> bool {
    let real = (std::fs::canonicalize(path), std::fs::canonicalize(&config.folder));
    config.path.is_some() && matches!(real, (Ok(path), Ok(folder)) if path != folder && path.starts_with(&folder))
}

/// Gives each file its system: as configured, else by the folders that hold it.
fn assign<'f>(found: &'f Discovered, config: &Config, paths: &[PathBuf]) -> Assignment<'f> {
    let configured: Vec<System> = config.systems.iter().map(configured).collect();
    let files: Vec<FileAt<'f>> = found.files.iter().map(file_at).collect();
    landscape::assign(
        &files,
        &Known {
            configured: &configured,
            // Whoever checks the whole folder of the configuration hears of each of its systems.
            all_configured: paths.iter().any(|path| holds(path, config)),
            of_file: &|file| config.system_of(&found.files.get(file)?.path),
            whole_path: &|folder| std::fs::canonicalize(folder).ok().map(|path| shown(&path)),
            asked: &asked(found, paths),
            unconfigured: &System::named,
        },
    )
}

fn configured(system: &SystemConfig) -> System {
    System {
        name: system.name.clone(),
        role: system.role,
        tier: system.tier,
        technical_user: system.technical_user.clone(),
        // Even if none of its files is an export: that is to be heard as well.
        expected: true,
    }
}

fn file_at(file: &Found) -> FileAt<'_> {
    FileAt { folder: &file.folder, name: file.shown.rsplit('/').next().unwrap_or(&file.shown) }
}

/// The folders that were asked for. A file that is named by its path below the current folder brings the folders in it along.
fn asked(found: &Discovered, paths: &[PathBuf]) -> Vec<String> {
    let named: HashSet<&str> = found.files.iter().filter(|file| file.named).map(|file| file.shown.as_str()).collect();
    let asked = paths.iter().filter_map(|path| match shown(path) {
        file if !named.contains(file.as_str()) => Some(file),
        _ if path.is_relative() => None,
        _ => path.parent()?.parent().map(shown),
    });
    asked.collect()
}

fn input(file: &Found, config: &Config) -> Input {
    Input {
        content: file.content.clone(),
        path: file.shown.clone(),
        relative_path: file.address.clone(),
        named: file.named,
        forced: config.kind_of(&file.path).and_then(export::by_kind),
    }
}
