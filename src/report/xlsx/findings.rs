//! The sheet of findings: a row for each, whatever its status, the most severe first.

use std::collections::HashMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::facts::Facts;
use super::super::selection::Selection;
use super::super::{Report, SystemReport};
use super::sheet::{Cell, Column, Table, lines, place, text};

/// Its columns.
pub(super) static COLUMNS: [Column; 21] = [
    Column::new("Severity", 10.0),
    Column::new("System", 10.0),
    Column::new("Role", 18.0),
    Column::new("Tier", 12.0),
    Column::wide("Subject", 26.0),
    Column::wide("Message", 50.0),
    Column::wide("What to do", 60.0),
    Column::wide("File", 34.0),
    Column::new("Line", 8.0),
    Column::new("Column", 8.0),
    Column::wide("Step", 26.0),
    Column::wide("References", 30.0),
    Column::new("Rule", 32.0),
    Column::wide("Title", 40.0),
    Column::new("Confidence", 11.0),
    Column::new("Status", 12.0),
    Column::wide("Reason", 36.0),
    Column::wide("Owner", 18.0),
    Column::new("Until", 12.0),
    Column::wide("Also at", 30.0),
    Column::new("Fingerprint", 34.0),
];

/// Writes them.
pub(super) fn write(report: &Report, facts: &Facts<'_>, mut table: Table<'_>) -> Result<Worksheet, XlsxError> {
    let systems: HashMap<&str, &SystemReport> =
        report.systems.iter().map(|system| (system.name.as_str(), system)).collect();
    let selection = Selection::of(&report.findings, true);
    selection.each(table.room(), |finding| {
        let (fact, risk) = (facts.on(finding), report.risk_of(finding));
        let system = systems.get(finding.system.as_str());
        table.row([
            text(finding.severity.name()),
            text(&finding.system),
            text(system.map_or("", |system| &system.role)),
            text(system.and_then(|system| system.tier.as_deref()).unwrap_or_default()),
            text(&finding.subject),
            text(&finding.message),
            text(&finding.help),
            text(&finding.path),
            place(finding.place.line),
            place(finding.place.column),
            lines(fact.steps.iter().map(String::as_str)),
            lines(finding.references.iter().map(String::as_str)),
            text(&finding.rule),
            text(fact.title),
            text(fact.confidence),
            text(finding.status.name()),
            text(risk.map_or("", |risk| &risk.reason)),
            text(risk.and_then(|risk| risk.owner.as_deref()).unwrap_or_default()),
            risk.and_then(|risk| risk.until).map_or(Cell::Nothing, Cell::Date),
            lines(finding.places_beside().iter().map(String::as_str)),
            text(&finding.fingerprint),
        ])
    })?;
    table.leave_out(selection.len().saturating_sub(table.written()));
    table.finish(": the most severe are here; csv, json and jsonl have all")
}
