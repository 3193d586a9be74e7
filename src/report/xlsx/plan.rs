//! The sheet of the migration plan: a row for each step of SAP's documents in each system, in the order in which the system goes through
//! them, and for what somebody has to look at.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::matrix::{Matrix, Row, State};
use super::super::plan::{self, PlanStep};
use super::super::{Report, headline, worst};
use super::sheet::{Cell, Column, Table, lines, number, text};
use crate::export::needs;
use crate::finding::Finding;

/// Findings of one rule in one system whose help is told.
const MOST_FINDINGS: usize = 5;

/// Its columns.
pub(super) static COLUMNS: [Column; 13] = [
    Column::new("System", 10.0),
    Column::new("Role", 18.0),
    Column::new("Tier", 12.0),
    Column::wide("Document", 24.0),
    Column::new("Step", 8.0),
    Column::wide("Title", 32.0),
    Column::wide("State", 14.0),
    Column::wide("What to do", 80.0),
    Column::wide("Transaction", 24.0),
    Column::wide("SAP Note", 18.0),
    Column::new("Findings", 10.0),
    Column::new("Accepted", 10.0),
    Column::wide("Rules", 34.0),
];

/// Writes it.
pub(super) fn write(report: &Report, matrix: &Matrix<'_>, mut table: Table<'_>) -> Result<Worksheet, XlsxError> {
    let findings = worst::of_each_rule(&report.findings, MOST_FINDINGS);
    for row in &matrix.rows {
        let system = System { matrix, row, findings: &findings };
        for step in plan::steps(matrix, row) {
            system.step(&step, &mut table)?;
        }
        for column in plan::not_checked(matrix, row) {
            system.not_checked(column, &mut table)?;
        }
        for (list, item) in plan::look_yourself(&row.system.role) {
            let [name, role, tier] = system.names();
            let (document, state) = (text(list.name()), text("look yourself: no export shows it"));
            table.row([name, role, tier, document, text(&item.step), Cell::Nothing, state, text(&item.text)])?;
        }
    }
    table.finish("; html and markdown have all")
}

struct System<'m> {
    matrix: &'m Matrix<'m>,
    row: &'m Row<'m>,
    findings: &'m BTreeMap<String, BTreeMap<String, Vec<Finding>>>,
}

impl<'m> System<'m> {
    fn names(&self) -> [Cell<'m>; 3] {
        let system = self.row.system;
        [text(&system.name), text(&system.role), text(system.tier.as_deref().unwrap_or_default())]
    }

    /// A step that rules judged. What is told at an earlier one counts there.
    fn step(&self, step: &PlanStep, table: &mut Table<'_>) -> Result<(), XlsxError> {
        let column = &self.matrix.columns[step.column];
        let outcomes = || step.rules.iter().map(|&rule| &self.row.outcomes[rule]);
        let open = outcomes().map(|outcome| outcome.counts.total()).sum();
        let accepted = outcomes().map(|outcome| outcome.accepted).sum();
        let cell = &self.row.cells[step.column];
        let doubt = if cell.in_doubt && cell.state != State::NotEvaluated { ", not evaluated in part" } else { "" };
        let mut tasks: Vec<String> = step.rules.iter().filter_map(|&rule| self.task(rule)).collect();
        let elsewhere = step
            .elsewhere
            .iter()
            .filter(|(_, rules)| rules.iter().any(|&rule| self.row.outcomes[rule].state.is_open()));
        tasks.extend(elsewhere.map(|(&other, _)| {
            let other = &self.matrix.columns[other];
            format!("see {}", other.checklist.cite(other.step))
        }));
        let pressing = |rule: &&usize| self.row.outcomes[**rule].state.is_open();
        let rules = step.rules.iter().filter(pressing).map(|&rule| self.matrix.rules()[rule].id.as_str());
        let [name, role, tier] = self.names();
        table.row([
            name,
            role,
            tier,
            text(column.checklist.name()),
            text(&column.step.number),
            text(&column.step.title),
            text(&format!("{}{doubt}", cell.state.name())),
            lines(tasks.iter().map(String::as_str)),
            lines(column.step.places.iter().map(String::as_str)),
            self.notes(step.column),
            number(open),
            number(accepted),
            lines(rules),
        ])
    }

    fn not_checked(&self, index: usize, table: &mut Table<'_>) -> Result<(), XlsxError> {
        let column = &self.matrix.columns[index];
        let [name, role, tier] = self.names();
        table.row([
            name,
            role,
            tier,
            text(column.checklist.name()),
            text(&column.step.number),
            text(&column.step.title),
            text("no rule: look yourself"),
            text(&column.step.task),
            lines(column.step.places.iter().map(String::as_str)),
            self.notes(index),
        ])
    }

    fn notes(&self, column: usize) -> Cell<'static> {
        let notes: Vec<String> = self.matrix.columns[column].step.notes.iter().map(u32::to_string).collect();
        lines(notes.iter().map(String::as_str))
    }

    /// What a rule asks for here, on one line; nothing if it passes, or if what it found is accepted.
    fn task(&self, rule: usize) -> Option<String> {
        let (page, outcome) = (&self.matrix.rules()[rule], &self.row.outcomes[rule]);
        if outcome.state == State::NotEvaluated {
            let verdict = outcome.verdict?;
            let why =
                if verdict.missing.is_empty() { verdict.reason.to_string() } else { needs::way_out(&verdict.missing) };
            return Some(format!("{}: not evaluated; {why}", page.title));
        }
        if !outcome.state.is_open() {
            return None;
        }
        let of_system = self.findings.get(&self.row.system.name);
        let findings = of_system.and_then(|of_system| of_system.get(&page.id)).map_or(&[][..], Vec::as_slice);
        let mut helps: Vec<String> = Vec::new();
        for advice in plan::advice(findings) {
            let subjects: Vec<&str> =
                advice.findings.iter().map(|finding: &&Finding| finding.subject.as_str()).collect();
            let help = if advice.help.is_empty() { &page.fix } else { advice.help };
            helps.push(format!("{}: {help}", different(&subjects).join(", ")).trim_start_matches(": ").to_owned());
        }
        let more = outcome.counts.total().saturating_sub(findings.len());
        if more > 0 {
            helps.push(format!("and {more} more findings"));
        }
        Some(format!("{} ({}). {}", page.title, headline::counts(&outcome.counts), helps.join(" · ")))
    }
}

/// Each once, in order.
fn different<'t>(texts: &[&'t str]) -> Vec<&'t str> {
    let mut seen: Vec<&str> = Vec::new();
    texts.iter().filter(|text| !text.is_empty()).for_each(|text| {
        if !seen.contains(text) {
            seen.push(text);
        }
    });
    seen
}
