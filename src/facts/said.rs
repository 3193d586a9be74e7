//! What a report says, as rows: findings, verdicts, files, systems. Names have been taken out before, if that was asked for.

use std::collections::HashMap;
use std::io;

use super::cell::Cell;
use super::tables::{FILES, FINDINGS, SYSTEMS, VERDICTS};
use super::writer::Writer;
use crate::report::facts::Facts;
use crate::report::{FileReport, FileStatus, Report, SystemReport};

/// What is said of all rows of a system.
pub(super) struct Systems<'r>(HashMap<&'r str, &'r SystemReport>);

impl<'r> Systems<'r> {
    pub fn of(report: &'r Report) -> Self {
        Self(report.systems.iter().map(|system| (system.name.as_str(), system)).collect())
    }

    /// The columns with which a row begins: name, role and tier.
    pub fn cells(&self, name: &str) -> [Cell; 3] {
        let known = self.0.get(name);
        let role = known.map_or("", |system| system.role.as_str());
        let tier = known.and_then(|system| system.tier.as_deref()).unwrap_or_default();
        [Cell::text(name), Cell::text(role), Cell::text(tier)]
    }
}

/// Writes the rows of one of these tables, and says how many there are. `sums` are the SHA-256 of files, by their indexes.
///
/// # Errors
/// What the operating system says.
pub(super) fn write(table: &str, report: &Report, sums: &[Option<String>], writer: &mut dyn Writer) -> io::Result<u64> {
    let systems = Systems::of(report);
    let mut rows = 0;
    let mut put = |cells: Vec<Cell>| {
        rows += 1;
        writer.row(&cells)
    };
    match table {
        FINDINGS => findings(report, &systems, &mut put)?,
        VERDICTS => verdicts(report, &systems, &mut put)?,
        FILES => files(report, &systems, sums, &mut put)?,
        SYSTEMS => {
            for system in &report.systems {
                let [name, role, tier] = systems.cells(&system.name);
                let inferred = Cell::text(system.inferred.as_deref().unwrap_or_default());
                let stack = system.stack.map_or(Cell::Missing, Cell::number);
                put(vec![name, role, tier, inferred, Cell::Flag(system.role_in_doubt), stack])?;
            }
        }
        _ => {}
    }
    Ok(rows)
}

type Put<'p> = dyn FnMut(Vec<Cell>) -> io::Result<()> + 'p;

fn findings(report: &Report, systems: &Systems<'_>, put: &mut Put<'_>) -> io::Result<()> {
    let facts = Facts::of(report);
    let mut findings = report.findings.reader();
    while let Some(finding) = findings.read() {
        let fact = facts.on(finding);
        let risk = report.risk_of(finding);
        let place = finding.place;
        let mut row: Vec<Cell> = systems.cells(&finding.system).into();
        row.extend([
            Cell::text(&finding.rule),
            Cell::text(fact.title),
            Cell::text(finding.severity.name()),
            Cell::text(fact.confidence),
            Cell::text(&finding.subject),
            Cell::text(&finding.message),
            Cell::text(&finding.help),
            Cell::text(&finding.path),
            Cell::place(place.line),
            Cell::place(place.column),
            Cell::place(place.end_line),
            Cell::place(place.end_column),
            Cell::text(finding.status.name()),
            Cell::text(&finding.fingerprint),
            Cell::names(finding.references.iter()),
            Cell::names(&fact.steps),
            Cell::text(risk.map_or("", |risk| risk.reason.as_str())),
            Cell::text(risk.and_then(|risk| risk.owner.as_deref()).unwrap_or_default()),
            risk.and_then(|risk| risk.until).map_or(Cell::Missing, Cell::Day),
        ]);
        put(row)?;
    }
    Ok(())
}

fn verdicts(report: &Report, systems: &Systems<'_>, put: &mut Put<'_>) -> io::Result<()> {
    let titles: HashMap<&str, &str> = report.rules.iter().map(|page| (page.id.as_str(), page.title.as_str())).collect();
    for system in &report.systems {
        for verdict in &system.verdicts {
            let mut row: Vec<Cell> = systems.cells(&system.name).into();
            row.extend([
                Cell::text(&*verdict.rule),
                Cell::text(titles.get(&*verdict.rule).copied().unwrap_or_default()),
                Cell::text(verdict.verdict.name()),
                Cell::text(&*verdict.reason),
                Cell::names(verdict.evidence.iter()),
                Cell::names(verdict.missing.iter().map(|need| need.any_of.join("|"))),
            ]);
            put(row)?;
        }
    }
    Ok(())
}

fn files(report: &Report, systems: &Systems<'_>, sums: &[Option<String>], put: &mut Put<'_>) -> io::Result<()> {
    for (index, file) in report.files.iter().enumerate() {
        let mut row: Vec<Cell> = systems.cells(file.system.as_deref().unwrap_or_default()).into();
        row.push(Cell::text(&file.path));
        row.push(Cell::text(sums.get(index).and_then(|sum| sum.as_deref()).unwrap_or_default()));
        row.extend(of_file(file));
        row.extend([
            Cell::text(file.export.unwrap_or_default()),
            Cell::text(file.layout.unwrap_or_default()),
            Cell::text(file.encoding.unwrap_or_default()),
            Cell::text(file.status.name()),
            Cell::text(&file.reason),
            Cell::number(file.records),
            Cell::names(file.notes.iter().map(|note| format!("line {}: {}", note.line, note.message))),
        ]);
        put(row)?;
    }
    Ok(())
}

/// Date, whole, counts, instance, level, notes.
pub(super) fn of_file(file: &FileReport) -> [Cell; 6] {
    [
        file.taken.and_then(|taken| taken.day()).map_or(Cell::Missing, Cell::Day),
        Cell::Flag(file.status == FileStatus::Read),
        Cell::Flag(!file.left_aside && matches!(file.status, FileStatus::Read | FileStatus::Partial)),
        Cell::text(&file.instance),
        Cell::text(file.level),
        Cell::number(file.notes.len() as u64),
    ]
}
