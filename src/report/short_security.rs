//! What SAP's security policies say, at the end of a run: requirements of the SAP Security Baseline by system, and a line on SAP Security Notes for each
//! system, the worst first where there are many.

use std::io::{self, Write};

use super::gathered::MOST_SYSTEMS;
use super::matrix::State;
use super::security::{OfSystem, Security, origin};
use super::{Options, Report};
use crate::terminal_text::{Painted, Palette, clean, counted};

/// Characters of a system's name in the head of a column.
const MOST_OF_A_NAME: usize = 8;

/// Writes it; nothing if no policies took part.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(report: &Report, options: &Options, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    let Some(security) = Security::of(report).filter(|security| security.has_requirements() || security.has_notes())
    else {
        return Ok(());
    };
    if security.has_requirements() {
        write_requirements(&security, options, palette, out)?;
    }
    if security.has_notes() {
        writeln!(out, "\n{}", Painted(palette.strong, "SAP Security Notes"))?;
        let shown = shown(&security, options, |of| of.note_counts().fail);
        let widest = shown.iter().map(|of| clean(&of.system.name).chars().count()).max().unwrap_or(0);
        for of in &shown {
            let name = Painted(palette.strong, format_args!("{:widest$}", clean(&of.system.name)));
            writeln!(out, "{name}  {}", of.said_of_notes())?;
        }
        write_more(security.systems.len() - shown.len(), out)?;
    }
    writeln!(out, "{}.", origin())
}

fn write_more(more: usize, out: &mut dyn Write) -> io::Result<()> {
    match more {
        0 => Ok(()),
        more => writeln!(
            out,
            "{} with no more than these; --verbose and --format html show all",
            counted(more, "more system")
        ),
    }
}

/// The systems that are shown: all, or the worst.
fn shown<'s, 'r>(
    security: &'s Security<'r>,
    options: &Options,
    worth: impl Fn(&OfSystem<'r>) -> usize,
) -> Vec<&'s OfSystem<'r>> {
    let mut systems: Vec<&OfSystem<'_>> = security.systems.iter().collect();
    if !options.verbose && systems.len() > MOST_SYSTEMS {
        systems.sort_by_key(|of| std::cmp::Reverse(worth(of)));
        systems.truncate(MOST_SYSTEMS);
    }
    systems
}

fn write_requirements(
    security: &Security<'_>,
    options: &Options,
    palette: Palette,
    out: &mut dyn Write,
) -> io::Result<()> {
    let systems = shown(security, options, |of| of.items.fail);
    let widest = security.requirements.iter().map(|name| name.chars().count()).max().unwrap_or(0).max("Baseline".len());
    let names: Vec<String> =
        systems.iter().map(|of| clean(&of.system.name).chars().take(MOST_OF_A_NAME).collect()).collect();
    // As many systems side by side as the terminal has room for.
    let room = options.width.saturating_sub(widest + 2) / (MOST_OF_A_NAME + 1);
    for columns in (0..systems.len()).collect::<Vec<_>>().chunks(room.max(1)) {
        let heads: String = columns.iter().map(|&at| format!(" {:>MOST_OF_A_NAME$}", names[at])).collect();
        writeln!(out, "\n{}", Painted(palette.strong, format_args!("{:widest$}  {heads}", "SAP Security Baseline")))?;
        for (number, requirement) in security.requirements.iter().enumerate() {
            if columns.iter().all(|&at| systems[at].cells[number].is_none()) {
                continue;
            }
            let indent = "SAP Security Baseline".len().saturating_sub(widest);
            write!(out, "{:widest$}  {:indent$}", clean(requirement), "")?;
            for &at in columns {
                match systems[at].cells[number] {
                    None => write!(out, " {:>MOST_OF_A_NAME$}", "·")?,
                    Some(cell) => {
                        let (style, text) = match cell.state {
                            State::Fail => (palette.error, format!("{}/{} F", cell.failing, cell.items)),
                            State::Note => (palette.warning, format!("{}/{} n", cell.failing, cell.items)),
                            State::NotEvaluated => (palette.warning, "?".to_owned()),
                            State::Accepted => (palette.note, "s".to_owned()),
                            _ => (palette.good, "P".to_owned()),
                        };
                        write!(out, " {}", Painted(style, format_args!("{text:>MOST_OF_A_NAME$}")))?;
                    }
                }
            }
            writeln!(out)?;
        }
    }
    writeln!(
        out,
        "F fails, n notes only, ? not evaluated, s accepted, P passes, · not for this system; 3/12: three of twelve check items"
    )?;
    write_more(security.systems.len() - systems.len(), out)
}
