//! SAP's security policies in Markdown: requirements by system, and the SAP Security Notes that are missing, the gravest first.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{code, plain, text};
use crate::finding::Finding;
use crate::report::Report;
use crate::report::matrix::State;
use crate::report::security::{Security, origin};
use crate::terminal_text::counted;

/// Notes of a system that are listed.
const MOST_NOTES: usize = 50;

/// Writes it; nothing if no policies took part.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(
    report: &Report,
    findings: &BTreeMap<String, BTreeMap<String, Vec<Finding>>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(security) = Security::of(report) else { return Ok(()) };
    if security.has_requirements() {
        write_requirements(&security, out)?;
    }
    if security.has_notes() {
        write_notes(&security, findings, out)?;
    }
    Ok(())
}

fn write_requirements(security: &Security<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## SAP Security Baseline\n\n{}.\n", origin())?;
    let names: Vec<String> = security.systems.iter().map(|of| text(&of.system.name)).collect();
    writeln!(out, "| requirement | {} |", names.join(" | "))?;
    writeln!(out, "|---|{}", ":-:|".repeat(names.len()))?;
    for (number, requirement) in security.requirements.iter().enumerate() {
        let cell = |cell: Option<crate::report::security::Cell>| match cell {
            None => "·".to_owned(),
            Some(cell) if cell.failing > 0 && cell.state.is_open() => format!("**✗** {}/{}", cell.failing, cell.items),
            Some(cell) => plain(cell.state).to_owned(),
        };
        let cells: Vec<String> =
            security.systems.iter().map(|of| cell(of.cells.get(number).copied().flatten())).collect();
        writeln!(out, "| {} | {} |", text(requirement), cells.join(" | "))?;
    }
    writeln!(out)
}

fn write_notes(
    security: &Security<'_>,
    findings: &BTreeMap<String, BTreeMap<String, Vec<Finding>>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "## SAP Security Notes\n\n{}.\n", origin())?;
    for of in &security.systems {
        writeln!(out, "- {}: {}", text(&of.system.name), of.said_of_notes())?;
    }
    writeln!(out)?;
    let missing = |state: State| matches!(state, State::Fail | State::Note);
    if security.systems.iter().all(|of| of.notes.iter().all(|note| !missing(note.state))) {
        return Ok(());
    }
    writeln!(out, "| system | SAP Note | CVSS | title | where |\n|---|---|---|---|---|")?;
    for of in &security.systems {
        let open: Vec<_> = of.notes.iter().filter(|note| missing(note.state)).collect();
        for note in open.iter().take(MOST_NOTES) {
            let found = findings.get(&of.system.name).and_then(|rules| rules.get(&note.page.id));
            let first = found.and_then(|found| found.first());
            let place = first.map_or_else(String::new, |it| code(&format!("{}:{}", it.path, it.place.line)));
            let cvss = note.policy.cvss.as_deref().unwrap_or_default();
            let (system, title) = (text(&of.system.name), text(note.title()));
            writeln!(out, "| {system} | {} | {cvss} | {title} | {place} |", note.number)?;
        }
        if open.len() > MOST_NOTES {
            let more = counted(open.len() - MOST_NOTES, "more note");
            writeln!(out, "| {} | {more} | | | |", text(&of.system.name))?;
        }
    }
    writeln!(out)
}
