//! The sheets of systems, accepted risks, missing exports and files.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::matrix::Matrix;
use super::super::missing;
use super::super::summary::VerdictCounts;
use super::super::{Report, risks};
use super::sheet::{Cell, Column, Table, lines, number, place, text};
use crate::finding::Verdict;

/// Where all of it stands if not here.
const ELSEWHERE: &str = "; json and jsonl have all";

/// The columns of systems.
pub(super) static SUMMARY: [Column; 14] = [
    Column::new("System", 12.0),
    Column::new("Role", 20.0),
    Column::new("Tier", 14.0),
    Column::new("State", 16.0),
    Column::new("Checks passed", 10.0),
    Column::new("Checks failed", 10.0),
    Column::new("Checks not evaluated", 12.0),
    Column::new("Not applicable", 11.0),
    Column::new("Errors", 9.0),
    Column::new("Warnings", 10.0),
    Column::new("Notes", 9.0),
    Column::new("Accepted findings", 11.0),
    Column::wide("Role assumed because", 44.0),
    Column::wide("Add first", 50.0),
];

/// A row for each system.
pub(super) fn summary(report: &Report, matrix: &Matrix<'_>, mut table: Table<'_>) -> Result<Worksheet, XlsxError> {
    if let Some(why) = report.in_vain() {
        table.row([text(&format!("nothing was checked: {why}"))])?;
    }
    for row in &matrix.rows {
        let system = row.system;
        let verdicts = VerdictCounts::of(&system.verdicts);
        let counts = row.counts();
        let state = match (row.is_open(), verdicts.not_evaluated, verdicts.wanted()) {
            (_, _, 0) => "nothing was checked",
            (true, _, _) => "fail",
            (false, 1.., _) => "not checked in full",
            (false, 0, _) => "pass",
        };
        let accepted = row.outcomes.iter().map(|outcome| outcome.accepted).sum();
        let wanted = missing::wanted(system);
        table.row([
            text(&system.name),
            text(&system.role),
            text(system.tier.as_deref().unwrap_or_default()),
            text(state),
            number(verdicts.pass),
            number(verdicts.fail),
            number(verdicts.not_evaluated),
            number(verdicts.not_applicable),
            number(counts.error),
            number(counts.warning),
            number(counts.note),
            number(accepted),
            text(system.inferred.as_deref().unwrap_or_default()),
            lines(wanted.iter().take(3).map(|wanted| wanted.name.as_str())),
        ])?;
    }
    table.finish(ELSEWHERE)
}

/// The columns of accepted risks.
pub(super) static RISKS: [Column; 12] = [
    Column::new("Rule", 34.0),
    Column::new("System", 12.0),
    Column::wide("Subject", 28.0),
    Column::wide("Reason", 60.0),
    Column::wide("Owner", 24.0),
    Column::new("Until", 12.0),
    Column::new("Days left", 10.0),
    Column::wide("State", 24.0),
    Column::new("Findings", 10.0),
    Column::wide("Title", 40.0),
    Column::wide("Configuration", 30.0),
    Column::new("Line", 8.0),
];

/// A row for each suppression of the configuration, what runs out next first.
pub(super) fn risks(report: &Report, mut table: Table<'_>) -> Result<Worksheet, XlsxError> {
    for risk in risks::by_end(&report.risks) {
        let title = report.rules.iter().find(|page| page.id == risk.rule).map_or("", |page| &page.title);
        table.row([
            text(&risk.rule),
            text(risk.system.as_deref().unwrap_or("all")),
            text(risk.subject.as_deref().unwrap_or("any")),
            text(&risk.reason),
            text(risk.owner.as_deref().unwrap_or_default()),
            risk.until.map_or(Cell::Nothing, Cell::Date),
            risk.days_left(report.as_of).map_or(Cell::Nothing, Cell::Number),
            text(risk.state.meaning()),
            number(risk.findings),
            text(title),
            text(&risk.path),
            place(risk.line),
        ])?;
    }
    table.finish(ELSEWHERE)
}

/// The columns of missing exports.
pub(super) static MISSING: [Column; 6] = [
    Column::new("System", 12.0),
    Column::wide("Add", 60.0),
    Column::new("Checks that wait for it", 14.0),
    Column::wide("How to get it", 40.0),
    Column::wide("Or why not evaluated", 60.0),
    Column::wide("Rules", 60.0),
];

/// A row for each export that a system lacks, and for each other reason why checks could not be made.
pub(super) fn missing(report: &Report, mut table: Table<'_>) -> Result<Worksheet, XlsxError> {
    for system in &report.systems {
        for wanted in missing::wanted(system) {
            let how: Vec<String> = wanted.need.any_of.iter().map(|kind| format!("basislint exports {kind}")).collect();
            table.row([
                text(&system.name),
                text(&wanted.name),
                number(wanted.rules.len()),
                lines(how.iter().map(String::as_str)),
                Cell::Nothing,
                lines(wanted.rules.iter().copied()),
            ])?;
        }
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for verdict in missing::not_evaluated(system).filter(|verdict| verdict.missing.is_empty()) {
            reasons.entry(&verdict.reason).or_default().push(&verdict.rule);
        }
        for (reason, rules) in reasons {
            let reason = if reason.is_empty() { Verdict::NotEvaluated.name() } else { reason };
            let (count, rules) = (number(rules.len()), lines(rules));
            table.row([text(&system.name), Cell::Nothing, count, Cell::Nothing, text(reason), rules])?;
        }
    }
    table.finish(ELSEWHERE)
}

/// The columns of files.
pub(super) static FILES: [Column; 9] = [
    Column::wide("File", 60.0),
    Column::new("System", 12.0),
    Column::new("Export", 24.0),
    Column::new("Status", 14.0),
    Column::wide("Reason", 60.0),
    Column::new("Records", 11.0),
    Column::new("Layout", 14.0),
    Column::new("Encoding", 14.0),
    Column::wide("Notes", 60.0),
];

/// A row for each file that was looked at.
pub(super) fn files(report: &Report, mut table: Table<'_>) -> Result<Worksheet, XlsxError> {
    for file in &report.files {
        let notes: Vec<String> =
            file.notes.iter().map(|note| format!("{}:{}: {}", note.line, note.column, note.message)).collect();
        table.row([
            text(&file.path),
            text(file.system.as_deref().unwrap_or_default()),
            text(file.export.unwrap_or_default()),
            text(file.status.name()),
            text(&file.reason),
            file.export.map_or(Cell::Nothing, |_| i64::try_from(file.records).map_or(Cell::Nothing, Cell::Number)),
            text(file.layout.unwrap_or_default()),
            text(file.encoding.unwrap_or_default()),
            lines(notes.iter().map(String::as_str)),
        ])?;
    }
    table.finish(ELSEWHERE)
}
