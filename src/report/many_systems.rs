//! The lines on systems where there are more than anybody reads one by one: those that are alike have one line, the worst come first, the rest
//! is counted, and what is said of several is said once. `--verbose` has a line for each, which is [`super::ending`]'s.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::gathered::{self, MOST_SYSTEMS};
use super::summary::VerdictCounts;
use super::{Report, SystemReport, ending, missing};
use crate::terminal_text::{Painted, Palette, clean, column_width, counted};

/// Characters of the names on a line.
const MOST_OF_NAMES: usize = 32;
/// Reasons for one thing that are told.
const MOST_REASONS: usize = 3;

/// Systems of which the same line is written.
struct Alike<'r> {
    systems: Vec<&'r SystemReport>,
    role: String,
    counts: VerdictCounts,
}

impl Alike<'_> {
    fn names(&self) -> String {
        gathered::names_within(self.systems.iter().map(|system| system.name.as_str()), MOST_OF_NAMES)
    }
}

/// Writes the lines on all systems of a report.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(report: &Report, palette: Palette, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let (shown, rest) = worst(report);
    let many = Many { report, palette, width };
    many.write_shown(&shown, out)?;
    many.write_rest(&rest, out)?;
    many.write_roles(out)?;
    many.write_reasons(out)
}

/// The worst, those that are alike together, and the others. Of equally bad ones the first by name comes first.
fn worst(report: &Report) -> (Vec<Alike<'_>>, Vec<Alike<'_>>) {
    let mut alike: BTreeMap<_, Alike<'_>> = BTreeMap::new();
    for system in &report.systems {
        let (role, counts) = (ending::role(system), VerdictCounts::of(&system.verdicts));
        let key = (Reverse(counts.fail), Reverse(counts.not_evaluated), counts.pass, role.clone());
        alike.entry(key).or_insert_with(|| Alike { systems: Vec::new(), role, counts }).systems.push(system);
    }
    let mut alike = alike.into_values();
    (alike.by_ref().take(MOST_SYSTEMS).collect(), alike.collect())
}

struct Many<'r> {
    report: &'r Report,
    palette: Palette,
    width: usize,
}

impl Many<'_> {
    fn write_shown(&self, shown: &[Alike<'_>], out: &mut dyn Write) -> io::Result<()> {
        let names: Vec<String> = shown.iter().map(Alike::names).collect();
        let longest = column_width(names.iter().map(|names| names.chars().count()));
        let roles = column_width(shown.iter().map(|alike| alike.role.chars().count()));
        let digits = |number: fn(&VerdictCounts) -> usize| {
            shown.iter().map(|alike| number(&alike.counts).to_string().len()).max().unwrap_or(0).max(2)
        };
        let (passes, fails) = (digits(|counts| counts.pass), digits(|counts| counts.fail));
        let missed = digits(|counts| counts.not_evaluated);
        let Palette { good, error, warning, strong, .. } = self.palette;
        let lit = |number: usize, style| if number > 0 { style } else { anstyle::Style::new() };
        for (alike, names) in shown.iter().zip(names) {
            let (role, counts) = (&alike.role, &alike.counts);
            let name = Painted(strong, format_args!("{names:longest$}"));
            let pass = Painted(lit(counts.pass, good), format_args!("{:>passes$} pass", counts.pass));
            let fail = Painted(lit(counts.fail, error), format_args!("{:>fails$} fail", counts.fail));
            let open = format_args!("{:>missed$} not evaluated", counts.not_evaluated);
            let open = Painted(lit(counts.not_evaluated, warning), open);
            let each = if alike.systems.len() > 1 { " each" } else { "" };
            writeln!(out, "{name}  {role:roles$}  {pass}  {fail}  {open}{each}")?;
        }
        Ok(())
    }

    fn write_rest(&self, rest: &[Alike<'_>], out: &mut dyn Write) -> io::Result<()> {
        let number: usize = rest.iter().map(|alike| alike.systems.len()).sum();
        if number == 0 {
            return Ok(());
        }
        let sum = |of: fn(&VerdictCounts) -> usize| -> usize {
            rest.iter().map(|alike| of(&alike.counts) * alike.systems.len()).sum()
        };
        let head = Painted(self.palette.strong, counted(number, "more system"));
        writeln!(
            out,
            "{head}, none of them worse: {} pass  {} fail  {} not evaluated in all; --verbose shows each",
            sum(|counts| counts.pass),
            sum(|counts| counts.fail),
            sum(|counts| counts.not_evaluated),
        )
    }

    /// Why roles were taken that no configuration tells.
    fn write_roles(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for system in &self.report.systems {
            if let Some(inferred) = &system.inferred {
                reasons.entry(inferred).or_default().push(&system.name);
            }
        }
        let line = |(reason, systems): (&str, Vec<&str>)| {
            format!("role assumed for {}: {}", gathered::names(systems), clean(reason))
        };
        let lines = by_number(reasons).into_iter().map(line).collect();
        self.write_first(lines, "more reason", " for roles assumed", out)
    }

    /// Why checks could not be made that wait for no export.
    fn write_reasons(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut reasons: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
        for system in &self.report.systems {
            for verdict in missing::not_evaluated(system).filter(|verdict| verdict.missing.is_empty()) {
                let (checks, systems) = reasons.entry(&verdict.reason).or_default();
                *checks += 1;
                systems.insert(&system.name);
            }
        }
        let mut reasons: Vec<_> = reasons.into_iter().collect();
        reasons.sort_by_key(|(_, (checks, _))| Reverse(*checks));
        let line = |(reason, (checks, systems)): (&str, (usize, BTreeSet<&str>))| {
            let reason = if reason.is_empty() { "no reason given" } else { reason };
            let systems = gathered::names(systems);
            format!("{} not evaluated in {systems}: {}", counted(checks, "check"), clean(reason))
        };
        let lines = reasons.into_iter().map(line).collect();
        self.write_first(lines, "more reason", " for checks not evaluated", out)
    }

    /// Writes the first lines; the others are so many `more`, which the words `behind` explain.
    fn write_first(&self, lines: Vec<String>, more: &str, behind: &str, out: &mut dyn Write) -> io::Result<()> {
        for line in lines.iter().take(MOST_REASONS) {
            ending::write_below(line, self.width, out)?;
        }
        match lines.len().saturating_sub(MOST_REASONS) {
            0 => Ok(()),
            number => {
                let more = format!("{}{behind}; --verbose shows all", counted(number, more));
                ending::write_below(&more, self.width, out)
            }
        }
    }
}

/// What most systems have first.
fn by_number<T: Ord, S>(map: BTreeMap<T, Vec<S>>) -> Vec<(T, Vec<S>)> {
    let mut list: Vec<(T, Vec<S>)> = map.into_iter().collect();
    list.sort_by_key(|(_, systems)| Reverse(systems.len()));
    list
}
