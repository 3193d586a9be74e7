//! `basislint baseline`, and what `check` has of a baseline: where it is, and what of it is no longer there. What becomes of one is
//! `config::rebase`'s.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::change::Change;
use super::check;
use super::configuration;
use super::judgement::Judgement;
use super::redaction::{self, Redaction};
use super::terminal::{Told, with_cause};
use super::{BaselineArguments, BaselineCommand, CLEAN, CheckArguments, FINDINGS, JudgedBy, RebaseArguments, Terminal};
use crate::complaint::clean;
use crate::config::baseline::{Baseline, BaselineError, Entry};
use crate::config::rebase::{Now, Rebased};
use crate::config::{BASELINE, Config};
use crate::finding::{Severity, Verdict};
use crate::limits::BASELINE_BYTES;
use crate::output::{Target, shown};
use crate::report::Report;
use crate::terminal_text::counted;

/// So many entries are named where some are told of.
const MOST: usize = 10;

pub(super) fn run(arguments: &BaselineArguments, terminal: &mut Terminal<'_>) -> u8 {
    let redaction = match &arguments.command {
        BaselineCommand::Write { rebase, .. } | BaselineCommand::Prune { rebase } => &rebase.redaction,
        BaselineCommand::Show { redaction, .. } => redaction,
    };
    redaction::run_with(redaction, true, terminal, |redaction, terminal| match &arguments.command {
        BaselineCommand::Write { rebase, accept_new } => remake(rebase, Some(*accept_new), redaction, terminal),
        BaselineCommand::Prune { rebase } => remake(rebase, None, redaction, terminal),
        BaselineCommand::Show { baseline, .. } => show(baseline.as_deref(), redaction, terminal),
    })
}

/// The baseline that a check goes by: the named one, else the one that is found; of what will be committed if that is judged.
pub(super) fn load(
    arguments: &CheckArguments,
    start: &Path,
    change: Option<&Change>,
    config: &Config,
    terminal: &mut Terminal<'_>,
) -> Result<Option<Baseline>, Told> {
    let named = arguments.by.baseline.as_deref();
    let place = match named {
        Some(path) => Some(path.to_owned()),
        None if arguments.by.isolated => None,
        None => {
            Baseline::find(config, start).map_err(|error| tell(&error, terminal))?.map(configuration::as_seen_from_here)
        }
    };
    if let Some(change) = change {
        let place = place.clone().unwrap_or_else(|| change.beside(config).join(BASELINE));
        if let Some(bytes) = change
            .staged_file(&place, BASELINE_BYTES)
            .map_err(|error| terminal.give_up(&error))?
            .filter(|_| named.is_some() || !arguments.by.isolated)
        {
            let baseline = Baseline::of_bytes(&shown(&place), &bytes).map_err(|error| tell(&error, terminal))?;
            return Ok(Some(baseline));
        }
    }
    let Some(place) = place else { return Ok(None) };
    if arguments.report.verbose > 0 {
        terminal.say(&format!("baseline: {}", shown(&place)));
    }
    Baseline::load(&place).map(Some).map_err(|error| tell(&error, terminal))
}

fn tell(error: &BaselineError, terminal: &mut Terminal<'_>) -> Told {
    if let BaselineError::Malformed(complaints) = error {
        terminal.complain(complaints);
    }
    terminal.give_up(error)
}

/// Says which entries are more than there is: they would hide what comes back.
pub(super) fn tell_stale(baseline: &Baseline, report: &Report, terminal: &mut Terminal<'_>) {
    let judged = Judged::of(report);
    let is_judged = |rule: &str, system: &str| judged.has(rule, system);
    let stale = Now { findings: &report.findings, is_judged: &is_judged }.stale(baseline);
    let gone: u64 = stale.iter().map(|stale| stale.gone).sum();
    if gone == 0 {
        return;
    }
    let path = clean(&baseline.path);
    let (findings, are) = (number(gone, "finding"), if gone == 1 { "is" } else { "are" });
    terminal.say(&format!(
        "warning: {findings} of the baseline {path} {are} no longer there, and would not count if they came back: `basislint baseline prune` \
         takes them out"
    ));
    for stale in stale.iter().take(MOST) {
        if let (Some(entry), Some(line)) = (baseline.entries.get(stale.entry), baseline.lines.get(stale.entry)) {
            terminal.say(&format!("  {path}:{line}: {}", about(entry, stale.gone)));
        }
    }
    if let more @ 1.. = stale.len().saturating_sub(MOST) {
        terminal.say(&format!("  and {more} more"));
    }
}

/// Says which lines have the words of another finding than they count: whoever read them accepted something else. Returns whether any
/// has.
pub(super) fn tell_false(baseline: &Baseline, report: &Report, terminal: &mut Terminal<'_>) -> bool {
    let misnamed = Now { findings: &report.findings, is_judged: &|_, _| false }.misnamed(baseline);
    for (entry, [rule, system, subject]) in misnamed.iter().take(MOST) {
        let line = baseline.lines.get(*entry).copied().unwrap_or_default();
        terminal.say(&format!(
            "error: {}:{line}: the words of this line are not those of its fingerprint, which is {rule} in {system} about {subject}: \
             correct them, or write the baseline anew",
            clean(&baseline.path)
        ));
    }
    !misnamed.is_empty()
}

/// `3 × legacy-rfc-destination in PRD about SAPOSS`
fn about(entry: &Entry, count: u64) -> String {
    let subject = if entry.subject.is_empty() { String::new() } else { format!(" about {}", entry.subject) };
    let times = if count == 1 { String::new() } else { format!("{count} × ") };
    format!("{times}{} in {}{subject}", entry.rule, entry.system)
}

/// Which rules were judged for which systems. Of a system that is not there nobody knows whether it is gone, or only its exports.
struct Judged<'r>(HashMap<(&'r str, &'r str), Verdict>);

impl<'r> Judged<'r> {
    fn of(report: &'r Report) -> Self {
        let of = report.systems.iter().flat_map(|system| system.verdicts.iter().map(move |it| (system, it)));
        Self(of.map(|(system, it)| ((&*it.rule, system.name.as_str()), it.verdict)).collect())
    }

    fn has(&self, rule: &str, system: &str) -> bool {
        self.0.get(&(rule, system)).is_some_and(|verdict| *verdict != Verdict::NotEvaluated)
    }
}

/// Writes a baseline anew; without `accept_new` only takes out of it what is there no more.
fn remake(
    arguments: &RebaseArguments,
    accept_new: Option<bool>,
    redaction: Option<&Redaction>,
    terminal: &mut Terminal<'_>,
) -> Result<u8, Told> {
    let asked = CheckArguments {
        paths: arguments.paths.clone(),
        by: JudgedBy {
            config: arguments.config.clone(),
            isolated: arguments.isolated,
            rules: arguments.rules.clone(),
            policy: arguments.policy.clone(),
            ..JudgedBy::default()
        },
        as_of: arguments.as_of,
        ..CheckArguments::default()
    };
    let mut prepared = check::prepare(&asked, redaction, terminal)?;
    let place = place(arguments, &prepared.config, &prepared.asked.start(), terminal)?;
    let old = if place.symlink_metadata().is_ok() {
        Some(Baseline::load(&place).map_err(|error| tell(&error, terminal))?)
    } else if accept_new.is_some() {
        None
    } else {
        return Err(terminal.give_up(&format!(
            "there is no baseline {} to prune: `basislint baseline write` makes one",
            shown(&place)
        )));
    };
    prepared.config.baseline = None;
    let target = Target::at(&place).map_err(|error| terminal.give_up(&error))?;
    let Judgement { report, names_files, .. } = Judgement::of(&asked, &prepared, redaction, terminal)?;
    if let Some(redaction) = redaction {
        old.iter().for_each(|old| redaction.know_baseline(old));
    }
    // A baseline of nothing would be taken for one of a landscape in which nothing is wrong.
    if let Some(why) = report.in_vain() {
        return Err(terminal.give_up(&format!("nothing was checked, and no baseline is written: {why}")));
    }
    let judged = Judged::of(&report);
    // Of a system of which single files are named others are not seen.
    let is_judged = |rule: &str, system: &str| !names_files && judged.has(rule, system);
    let now = Now { findings: &report.findings, is_judged: &is_judged };
    let rebased = match (accept_new, &old) {
        (None, Some(old)) => now.prune(old),
        (accept_new, old) => now.write(old.as_ref(), accept_new == Some(true)),
    };
    let text = rebased.baseline.text().map_err(|error| terminal.give_up(&error))?;
    target
        .write(text.as_bytes())
        .map_err(|error| terminal.give_up(&format!("cannot write {}: {error}", shown(&place))))?;
    terminal.print(&said(&place, old.is_none(), &rebased));
    Ok(tell_refused(&rebased, terminal))
}

/// Where the baseline is, or will be.
fn place(
    arguments: &RebaseArguments,
    config: &Config,
    start: &Path,
    terminal: &mut Terminal<'_>,
) -> Result<PathBuf, Told> {
    if let Some(named) = &arguments.baseline {
        return Ok(named.clone());
    }
    if !arguments.isolated
        && let Some(found) = Baseline::find(config, start).map_err(|error| tell(&error, terminal))?
    {
        return Ok(configuration::as_seen_from_here(found));
    }
    let beside = if config.path.is_some() {
        config.folder.clone()
    } else {
        Config::place_for_new(start).parent().map(Path::to_owned).unwrap_or_default()
    };
    Ok(configuration::as_seen_from_here(beside.join(BASELINE)))
}

/// The folder that a file lies in.
fn folder(path: &Path) -> PathBuf {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// `3 findings`
fn number(number: u64, word: &str) -> String {
    counted(usize::try_from(number).unwrap_or(usize::MAX), word)
}

/// What was written.
fn said(place: &Path, is_new: bool, rebased: &Rebased) -> String {
    let entries = &rebased.baseline.entries;
    let total: u64 = entries.iter().map(|entry| entry.count).sum();
    let errors: u64 = entries.iter().filter(|entry| entry.severity == Severity::Error).map(|entry| entry.count).sum();
    let mut said = format!("{}: {} known, {} of them", shown(place), number(total, "finding"), number(errors, "error"));
    let changes = [(rebased.taken, "taken in"), (rebased.gone, "no longer there and taken out")];
    let changes = changes.into_iter().filter(|(number, _)| *number > 0 && !is_new);
    let changes: Vec<String> = changes.map(|(number, what)| format!("{number} {what}")).collect();
    if !changes.is_empty() {
        said.push_str(&format!("; {}", changes.join(", ")));
    }
    if rebased.kept > 0 {
        let lines = counted(rebased.kept, "line");
        said.push_str(&format!(
            "; {lines} kept of checks that could not be made, or of systems that were not looked at"
        ));
    }
    format!("{}\n", clean(&said))
}

/// Says which new errors are not taken in. Returns the exit code.
fn tell_refused(rebased: &Rebased, terminal: &mut Terminal<'_>) -> u8 {
    let refused: u64 = rebased.refused.iter().map(|entry| entry.count).sum();
    if refused == 0 {
        return CLEAN;
    }
    let (errors, are) = (number(refused, "new error"), if refused == 1 { "is" } else { "are" });
    terminal.say(&format!("{errors} {are} not taken in: correct them, or accept them with --accept-new"));
    for entry in rebased.refused.iter().take(MOST) {
        terminal.say(&format!("  {}: {}", about(entry, entry.count), entry.message));
    }
    if let more @ 1.. = rebased.refused.len().saturating_sub(MOST) {
        terminal.say(&format!("  and {more} more"));
    }
    FINDINGS
}

/// Shows a baseline for people: by system and rule how many, and what about.
fn show(named: Option<&Path>, redaction: Option<&Redaction>, terminal: &mut Terminal<'_>) -> Result<u8, Told> {
    let here = Path::new(".");
    let found = match named {
        Some(path) => Some(path.to_owned()),
        None => {
            let config = Config::find(here).map_err(|error| terminal.give_up(&with_cause(&error)))?;
            let folder = config.as_deref().map(folder);
            match folder {
                Some(folder) => Some(folder.join(BASELINE)).filter(|path| path.symlink_metadata().is_ok()),
                None => Baseline::find(&Config::default(), here).map_err(|error| tell(&error, terminal))?,
            }
        }
    };
    let Some(place) = found.map(configuration::as_seen_from_here) else {
        return Err(terminal.give_up(&"there is no baseline here: `basislint baseline write` makes one"));
    };
    let baseline = Baseline::load(&place).map_err(|error| tell(&error, terminal))?;
    if let Some(redaction) = redaction {
        redaction.know_baseline(&baseline);
    }
    let mut text = overview(&baseline);
    let total: u64 = baseline.entries.iter().map(|entry| entry.count).sum();
    text.push_str(&format!("{}: {} known\n", shown(&place), number(total, "finding")));
    Ok(terminal.print(&text))
}

/// By system and rule, the worst first, what is known.
fn overview(baseline: &Baseline) -> String {
    let mut text = String::new();
    let mut entries: Vec<&Entry> = baseline.entries.iter().collect();
    entries.sort_by_key(|entry| (&entry.system, Reverse(entry.severity), &entry.rule));
    for of_system in entries.chunk_by(|one, other| one.system == other.system) {
        text.push_str(&format!("{}\n", clean(&of_system[0].system)));
        for of_rule in of_system.chunk_by(|one, other| (one.severity, &one.rule) == (other.severity, &other.rule)) {
            let count: u64 = of_rule.iter().map(|entry| entry.count).sum();
            text.push_str(&format!("  {}[{}]: {count}\n", of_rule[0].severity.name(), clean(&of_rule[0].rule)));
            for entry in of_rule.iter().take(MOST) {
                let times = if entry.count == 1 { String::new() } else { format!(" ({} times)", entry.count) };
                text.push_str(&format!("    {}{times}\n", clean(&entry.message)));
            }
            if let more @ 1.. = of_rule.len().saturating_sub(MOST) {
                text.push_str(&format!("    and {more} more\n"));
            }
        }
    }
    text
}
