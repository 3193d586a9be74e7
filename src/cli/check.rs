//! `basislint check`: from arguments to a request, from the report to output and exit code.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::baseline;
use super::change::{Change, Now};
use super::compare;
use super::configuration::{self, Configuration};
use super::ending::Ending;
use super::outputs::{self, Outputs};
use super::paths::Asked;
use super::redaction::{self, Redaction};
use super::sieve::Sieve;
use super::systems::{Side, View};
use super::terminal::Told;
use super::{CheckArguments, Staged, Terminal, policies, progress, shards};
use crate::check::{self, Progress, Request, Required};
use crate::config::{Config, SystemConfig};
use crate::input::address;
use crate::input::discover::Discovered;
use crate::landscape::assign::Assignment;
use crate::landscape::stores::Policies;
use crate::policy::checks::Checks;
use crate::report::Format;
use crate::rule::RuleSet;

pub(super) fn run(arguments: &CheckArguments, terminal: &mut Terminal<'_>) -> u8 {
    redaction::run_with(&arguments.redaction, false, terminal, |redaction, terminal| {
        prepare_and_run(arguments, redaction, terminal)
    })
}

/// What a run judges, and by what.
pub(super) struct Prepared {
    pub asked: Asked,
    pub change: Option<Change>,
    /// How the report is written to standard output.
    pub format: Format,
    pub rules: RuleSet,
    pub policies: Option<Arc<Policies>>,
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
    let asked = Asked::of(arguments).map_err(|error| terminal.give_up(&error))?;
    let change = Change::of(arguments).map_err(|error| terminal.give_up(&error))?;
    let format = arguments.report.format.unwrap_or(terminal.format);
    if format.is_binary() && terminal.out_live {
        return Err(terminal.give_up(&no_text(format)));
    }
    if arguments.report.summary && !format.is_lines() {
        let lines: Vec<&str> = Format::all().iter().filter(|format| format.is_lines()).map(|it| it.name()).collect();
        return Err(terminal.give_up(&format!(
            "--summary is for {}; {} is always whole: leave --summary out, or write it to a file (--output {}=FILE)",
            lines.join(", "),
            format.name(),
            format.name()
        )));
    }
    let shows_pages = |config: &Config| {
        let mut formats = outputs::wanted(&arguments.report.output, config, arguments).into_iter().map(|it| it.format);
        format.shows_pages() || formats.any(Format::shows_pages)
    };
    let (mut rules, mut config) =
        read_configuration(arguments, redaction, (&asked, change.as_ref()), &shows_pages, terminal)?;
    config.baseline = baseline::load(arguments, &asked.start(), change.as_ref(), &config, terminal)?;
    if let (Some(redaction), Some(baseline)) = (redaction, &config.baseline) {
        redaction.know_baseline(baseline);
    }
    if let Some(redaction) = redaction {
        redaction.know_suppressions(&config.suppressions);
    }
    let mut policies = arguments.by.policy.load(&config, terminal)?;
    if let Some(policies) = &policies {
        let warnings = policies::settle_items(policies, &mut config);
        // Of several shards none says what the merge says once.
        if arguments.shard.is_none() {
            policies::tell_age(policies, configuration::as_of(arguments.as_of, &config), terminal);
            warnings.iter().for_each(|warning| terminal.say(warning));
        }
    }
    // All rules may be named there, whichever are selected.
    let required = required(arguments, &rules, policies.as_ref(), terminal)?;
    arguments.by.selection.choose(&mut rules, policies.as_mut(), &config, terminal)?;
    if arguments.by.policy.policy_only {
        rules.clear();
    }
    Ok(Prepared { asked, change, format, rules, policies: policies.map(Arc::new), config, required })
}

fn prepare_and_run(
    arguments: &CheckArguments,
    redaction: Option<&Redaction>,
    terminal: &mut Terminal<'_>,
) -> Result<u8, Told> {
    let Prepared { asked, mut change, format, rules, policies, config, required } =
        prepare(arguments, redaction, terminal)?;
    let asked = if arguments.report.allow_empty && change.is_none() { asked.without_missing(terminal) } else { asked };
    let sieve = Sieve::of(&config, &arguments.by.rules.folders).and_policies(policies.as_deref());
    let fate = |path: &Path| sieve.fate(path);
    let of_folders = match &change {
        Some(Change { now: Now::Index { .. }, .. }) => Discovered::default(),
        _ => asked.discover(&fate).map_err(|why| terminal.give_up(&why))?,
    };
    if let Some(change) = &mut change {
        change.look(&fate);
        change.leave_out(&of_folders.left_out);
    }
    let found = match &change {
        Some(Change { now: Now::Index { state, .. }, .. }) => &state.found,
        _ => &of_folders,
    };
    if let Some(shard) = arguments.shard {
        let (rules, config, policies) = (&rules, &config, policies.as_ref());
        return shards::write(arguments, shard, (&asked, found, &sieve), (rules, config, policies), terminal);
    }
    let own_files = outputs::own_files(arguments.by.config.as_deref(), &config, &arguments.by.rules);
    let own_files = own_files.chain(arguments.by.baseline.clone());
    let mut wanted = outputs::wanted(&arguments.report.output, &config, arguments);
    // What a configuration asks for is about all of it.
    let names_files = found.files.iter().any(|file| file.named);
    wanted.retain(|wanted| wanted.configured.is_none() || !(names_files || asked.is_standard_input()));
    let formats: Vec<Format> = wanted.iter().map(|wanted| wanted.format).chain([format]).collect();
    let outputs = Outputs::plan(format, &wanted, &[found], own_files).map_err(|error| terminal.give_up(&error))?;
    let as_of = configuration::as_of(arguments.as_of, &config);
    let of_paths = View::from_here(asked.paths.clone());
    let view = change.as_ref().map_or(&of_paths, |change| &change.view);
    let side = Side::of(found, view, &config);
    let watched = (terminal.live && !arguments.report.quiet).then(Progress::default);
    let only_touched = matches!(&change, Some(Change { now: Now::Index { what: Staged::Change, .. }, .. }));
    // Only SARIF says it, and to make it takes a search for secrets in the paths.
    let says_category = formats.contains(&Format::Sarif);
    let category = arguments.report.category.clone().or_else(|| says_category.then(|| address::of_paths(&view.paths)));
    let category = category.unwrap_or_default();
    let blank = || Request {
        jobs: arguments.jobs.map(usize::from),
        ignored_files: found.ignored,
        excluded_files: found.excluded,
        // A change need not touch an export.
        may_be_empty: arguments.report.allow_empty || only_touched,
        asked: asked.for_a_shell(),
        category: category.clone(),
        excerpts: formats.iter().any(|format| format.shows_source()),
        fixes: formats.iter().any(|format| format.shows_fixes()),
        progress: watched.as_ref(),
        names: redaction.map(Redaction::own),
        policies: policies.clone(),
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
    let redactor = redaction.map(Redaction::settle).transpose().map_err(|error| terminal.give_up(&error))?;
    let is_part = names_files || view.is_part_of(&config);
    let partial_run =
        arguments.by.selection.is_narrow() || is_part || compared.as_ref().is_some_and(|(_, compared)| !compared.whole);
    let index = |file| compared.as_ref().map_or(Some(file), |(_, compared)| compared.files.get(file).copied());
    let ending = Ending {
        arguments,
        config: &config,
        required: &required,
        outputs: &outputs,
        partial_run,
        names_files,
        is_part,
        unused: sieve.unused(),
        lonely: lonely_systems(&config, &side.assignment),
        compared: compared.as_ref().map(|(change, compared)| (*change, compared)),
        why: &|file| index(file).map_or_else(String::new, |file| side.assignment.why(file)),
        redactor: redactor.as_ref(),
    };
    let code = ending.tell(&mut report, &notices, terminal);
    // The program ends here, and the system takes the memory back faster than we could piece by piece.
    std::mem::forget((report, rules));
    Ok(code)
}

/// Paths lead nowhere from a folder that somebody removed, and what is in it is nothing.
pub(super) fn look_where_we_are(terminal: &mut Terminal<'_>) -> Result<(), Told> {
    let Err(error) = std::env::current_dir() else { return Ok(()) };
    Err(terminal.give_up(&match error.kind() {
        std::io::ErrorKind::NotFound => {
            "the current folder has been removed: change to a folder that is there (cd), then run basislint again"
                .to_owned()
        }
        _ => format!("nobody knows which the current folder is: {error}; change to another one (cd)"),
    }))
}

/// Why a report does not go to a terminal.
fn no_text(format: Format) -> String {
    let name = format.name();
    format!("a report in {name} is no text for a terminal: write it into a file with --output {name}=report.{name}")
}

/// Reads the configuration of a run, and the rules that it goes by.
fn read_configuration(
    arguments: &CheckArguments,
    redaction: Option<&Redaction>,
    (asked, change): (&Asked, Option<&Change>),
    with_examples: &dyn Fn(&Config) -> bool,
    terminal: &mut Terminal<'_>,
) -> Result<(RuleSet, Config), Told> {
    let staged = match change.filter(|_| !arguments.by.isolated) {
        Some(change) => {
            change.configuration(arguments.by.config.as_deref()).map_err(|error| terminal.give_up(&error))?
        }
        None => None,
    };
    let is_staged = matches!(change, Some(Change { now: Now::Index { .. }, .. }));
    let place = match &arguments.by.config {
        _ if arguments.by.isolated => None,
        _ if is_staged => staged,
        Some(path) => Some(Configuration::File(path.clone())),
        None => Configuration::find(&asked.start(), terminal)?,
    };
    let as_staged = if matches!(place, Some(Configuration::InGit { .. })) { ", as it is staged" } else { "" };
    let (rules, config) = configuration::read(place, &arguments.by.rules, with_examples, redaction, terminal)?;
    if arguments.report.verbose > 0 {
        terminal.say(&match &config.path {
            Some(path) => format!("configuration: {path}{as_staged}"),
            None => "no configuration: folders tell the systems".to_owned(),
        });
    }
    Ok((rules, config))
}

/// The systems of the configuration that have no file here.
fn lonely_systems<'c>(config: &'c Config, assignment: &Assignment<'_>) -> Vec<&'c SystemConfig> {
    let with_files: HashSet<&str> = assignment
        .of
        .iter()
        .filter_map(|system| assignment.systems.get(*system))
        .map(|system| system.name.as_str())
        .collect();
    config.systems.iter().filter(|system| !with_files.contains(system.name.as_str())).collect()
}

fn required(
    arguments: &CheckArguments,
    rules: &RuleSet,
    policies: Option<&Policies>,
    terminal: &mut Terminal<'_>,
) -> Result<Required, Told> {
    let mut required = Required::default();
    for name in &arguments.report.require {
        if name == "all" {
            required.all = true;
        } else if Checks::is_named(name) {
            let none = Checks::default();
            let checks = policies.map_or(&none, |policies| &policies.checks);
            let meant = checks.meant(name).map_err(|error| terminal.give_up(&format!("--require: {error}")))?;
            required
                .rules
                .extend(meant.iter().filter_map(|unit| checks.units.get(*unit)).map(|unit| unit.rule.to_string()));
        } else {
            let meant = rules.meant(name).map_err(|error| terminal.give_up(&format!("--require: {error}")))?;
            required.rules.extend(meant.into_iter().map(str::to_owned));
        }
    }
    Ok(required)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{CLEAN, FAILED, run as run_program};

    #[test]
    fn a_workbook_goes_into_a_file_or_a_pipe_and_to_no_terminal() {
        let said = |out_live: bool| {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let mut terminal = Terminal { out_live, ..Terminal::plain(&mut out, &mut err) };
            let arguments = ["basislint", "testdata/landscape/DEV", "--isolated", "--format", "xlsx"];
            let code = run_program(arguments.map(Into::into), &mut terminal);
            (code, out, String::from_utf8(err).unwrap())
        };
        let sentence =
            "error: a report in xlsx is no text for a terminal: write it into a file with --output xlsx=report.xlsx\n";
        assert_eq!(said(true), (FAILED, Vec::new(), sentence.to_owned()));
        let (code, out, err) = said(false);
        assert!(code == CLEAN && out.starts_with(b"PK"), "{err}");
    }
}
