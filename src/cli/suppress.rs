//! `basislint suppress`: writes a suppression into the configuration. How its text is changed is `config::edit`'s.

use std::io;
use std::path::{Path, PathBuf, absolute};

use jiff::civil::Date;

use super::check;
use super::configuration;
use super::terminal::{Told, with_cause};
use super::words::Words;
use super::{FAILED, SuppressArguments, Terminal};
use crate::complaint::clean;
use crate::config::edit::{self, Change, Edited, Wanted};
use crate::config::{CONFIGURATION, Config, exactly};
use crate::knowledge::secret;
use crate::output::{Target, shown};

pub(super) fn run(arguments: &SuppressArguments, terminal: &mut Terminal<'_>) -> u8 {
    suppress(arguments, terminal).unwrap_or(FAILED)
}

fn suppress(arguments: &SuppressArguments, terminal: &mut Terminal<'_>) -> Result<u8, Told> {
    check::look_where_we_are(terminal)?;
    let File { path, target, text } = file(arguments, terminal)?;
    let before = text.as_deref().unwrap_or_default();
    let whole =
        absolute(&path).map_err(|error| terminal.give_up(&format!("{} leads nowhere: {error}", shown(&path))))?;
    let folder = whole.parent().unwrap_or(&whole);
    let (rules, _) =
        configuration::load((&path.to_string_lossy(), before, folder), &arguments.rules, None, true, terminal)?;
    let words = Words::of(&rules);
    let known = words.known();
    let config = Config::parse_file(&path, before, &known).map_err(|error| configuration::tell(&error, terminal))?;
    let wanted = wanted(arguments, &config, terminal)?;
    let edited = edit::suppress(before, &wanted, &known).map_err(|error| terminal.give_up(&error))?;
    if edited.change != Change::Unchanged {
        target
            .write(edited.text.as_bytes())
            .map_err(|error| terminal.give_up(&format!("cannot write {}: {error}", shown(&path))))?;
    }
    if text.is_none() {
        terminal.say(&format!("{} is new", shown(&path)));
        if let Some(other) = below(folder).filter(|_| arguments.config.is_none()) {
            terminal.say(&format!(
                "warning: a check of {} goes by {}, and not by this one: --config {} would write there",
                shown(other.parent().unwrap_or(&other)),
                shown(&other),
                shown(&other)
            ));
        }
    }
    remark(arguments, &wanted, &path, terminal);
    Ok(terminal.print(&said(&path, &edited, &wanted)))
}

/// A configuration in one of the folders of this one, the first by name: exports may lie there.
fn below(folder: &Path) -> Option<PathBuf> {
    let folders = folder.read_dir().ok()?.filter_map(Result::ok);
    let configurations = folders.map(|entry| entry.path().join(CONFIGURATION)).filter(|path| path.is_file());
    configurations.min().map(configuration::as_seen_from_here)
}

/// The configuration to write into.
struct File {
    path: PathBuf,
    target: Target,
    /// None if it is not there yet.
    text: Option<String>,
}

fn file(arguments: &SuppressArguments, terminal: &mut Terminal<'_>) -> Result<File, Told> {
    let here = Path::new(".");
    let path = match &arguments.config {
        Some(path) => path.clone(),
        None => match Config::find(here) {
            Ok(found) => configuration::as_seen_from_here(found.unwrap_or_else(|| Config::place_for_new(here))),
            Err(error) => return Err(terminal.give_up(&with_cause(&error))),
        },
    };
    let target = Target::at(&path).map_err(|error| terminal.give_up(&error))?;
    let there = path.metadata();
    if target.is_standard_output() || there.as_ref().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(terminal.give_up(&format!("{} is no file: --config names the configuration", shown(&path))));
    }
    let text = match there {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        _ => Some(Config::read(&path).map_err(|error| configuration::tell(&error, terminal))?),
    };
    Ok(File { path, target, text })
}

/// What the command line asks for. Names are those that reports show, and mean just that, unless they are said to be patterns.
fn wanted(arguments: &SuppressArguments, config: &Config, terminal: &mut Terminal<'_>) -> Result<Wanted, Told> {
    let as_of = configuration::as_of(arguments.as_of, config);
    if let Some(until) = arguments.until.filter(|until| *until < as_of) {
        return Err(terminal.give_up(&too_late(until, as_of)));
    }
    let name = |name: &Option<String>| {
        name.as_deref().map(|name| if arguments.patterns { name.to_owned() } else { exactly(name) })
    };
    Ok(Wanted {
        rule: arguments.rule.clone(),
        system: name(&arguments.system),
        subject: name(&arguments.subject),
        reason: arguments.reason.clone(),
        owner: arguments.owner.clone(),
        until: arguments.until,
    })
}

fn too_late(until: Date, as_of: Date) -> String {
    format!("--until {until} is over already (dates are judged by {as_of}): name a day to come, or leave it out")
}

/// What whoever asked for it may not have thought of.
fn remark(arguments: &SuppressArguments, wanted: &Wanted, path: &Path, terminal: &mut Terminal<'_>) {
    let asked = [(&arguments.system, &wanted.system), (&arguments.subject, &wanted.subject)];
    for (asked, written) in asked {
        if let (Some(asked), Some(written)) = (asked, written)
            && asked != written
        {
            let sentence = format!(
                "`{asked}` is written as `{written}`, which means that name alone; --patterns takes it as a pattern"
            );
            terminal.say(&secret::veiled(&sentence));
        }
    }
    if wanted.owner.iter().chain([&wanted.reason]).any(|text| !secret::find(text.as_bytes()).is_empty()) {
        let sentence =
            format!("warning: the reason looks as if a secret stood in it, and all who read {} see it", shown(path));
        terminal.say(&sentence);
    }
}

/// What stands in the file now, and where.
fn said(path: &Path, edited: &Edited, wanted: &Wanted) -> String {
    let done = match edited.change {
        Change::Added => "added",
        Change::Changed => "changed",
        Change::Unchanged => "is there already",
    };
    let system = wanted.system.as_ref().map_or("all systems".to_owned(), |system| format!("system {system}"));
    let subject = wanted.subject.as_ref().map_or(String::new(), |subject| format!(" about {subject}"));
    let until = wanted.until.map_or(String::new(), |until| format!(", until {until}"));
    let place = format!("{}:{}", shown(path), edited.line);
    let sentence = format!("{place}: {done}: {}{subject} in {system}{until}", wanted.rule).replace(['\n', '\t'], " ");
    clean(&secret::veiled(&format!("{sentence}\n\n{}", wanted.section())))
}
