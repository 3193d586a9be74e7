//! The end of a run: which exports to add, the best of them for all systems that lack the same, and the command that lists the others.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::gathered::{self, MOST_SYSTEMS};
use super::missing::{self, BEST, Lacking, Wanted};
use super::{Options, Report};
use crate::terminal_text::{Painted, Palette, clean, column_width, counted, wrap};

/// Groups of systems that are told of; the rest is counted.
const MOST_GROUPS: usize = 5;
/// The same where there are more systems than anybody reads one by one.
const MOST_GROUPS_OF_MANY: usize = 3;
/// Characters of the names of a group.
const MOST_OF_NAMES: usize = 28;

/// Writes it; nothing if nothing is missing.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(report: &Report, options: &Options, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    let mut lacking = missing::lacking(report);
    if lacking.is_empty() {
        return Ok(());
    }
    let is_many = report.systems.len() > MOST_SYSTEMS;
    let most = match options.verbose {
        true => usize::MAX,
        false if is_many => MOST_GROUPS_OF_MANY,
        false => MOST_GROUPS,
    };
    if lacking.len() > most {
        lacking.sort_by_key(|lacking| Reverse(lacking.systems.len()));
    }
    let shown = &lacking[..lacking.len().min(most)];
    let best = if options.verbose { usize::MAX } else { BEST };
    let names: Vec<String> = shown.iter().map(|lacking| names(&lacking.systems, options.verbose)).collect();
    let widest = column_width(names.iter().map(|name| name.chars().count())).min(options.width / 3);
    writeln!(out, "\n{}", Painted(palette.strong, "Add first"))?;
    for (Lacking { wanted, .. }, name) in shown.iter().zip(&names) {
        let mut before = format!("  {name:widest$}  ");
        for line in lines(wanted, best) {
            let room = options.width.saturating_sub(widest + 4);
            // A name that is too long for its column stands alone.
            if before.chars().count() > widest + 4 {
                writeln!(out, "{}", before.trim_end())?;
                before = String::new();
            }
            for (number, line) in wrap(&line, room.saturating_sub(2)).iter().enumerate() {
                let indent = if number == 0 { 0 } else { 2 };
                writeln!(out, "{before:width$}{:indent$}{line}", "", width = widest + 4)?;
                before = String::new();
            }
        }
    }
    let systems: usize = lacking.iter().skip(shown.len()).map(|lacking| lacking.systems.len()).sum();
    if systems > 0 {
        writeln!(out, "  and to {}", counted(systems, "more system"))?;
    }
    let command = ["basislint exports --missing", &report.asked].join(" ");
    let line = format!(
        "`{}` lists all that is missing, `basislint exports KIND` says how to get it",
        clean(command.trim_end())
    );
    wrap(&line, options.width).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// A line for each of the best, and one for the others.
fn lines(wanted: &[Wanted<'_>], best: usize) -> Vec<String> {
    let shown = wanted.iter().take(best);
    let mut lines: Vec<String> =
        shown.map(|wanted| clean(&format!("{}: {}", wanted.name, wanted.checks())).into_owned()).collect();
    if let more @ 1.. = wanted.len().saturating_sub(best) {
        lines.push(format!("and {}", counted(more, "more export")));
    }
    lines
}

/// The names of systems, the rest counted: `DEV, QAS and 3 more`.
fn names(systems: &[&str], all: bool) -> String {
    if all {
        return systems.iter().map(|name| clean(name).into_owned()).collect::<Vec<_>>().join(", ");
    }
    gathered::names_within(systems.iter().copied(), MOST_OF_NAMES)
}
