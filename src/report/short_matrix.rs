//! The readiness matrix at the end of a run: a line for each system, a sign for each step of the first checklist. A checklist
//! of systems of its own has a matrix of its own, and says what somebody must look at there. Where there are many systems, those that are
//! alike have one line, and the worst come first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use super::gathered::{self, MOST_SYSTEMS, cut};
use super::matrix::{Cell, Matrix, Row, State};
use super::{Options, Report};
use crate::knowledge::checklist::Checklist;
use crate::terminal_text::{Painted, Palette, clean, counted, fill};

/// Lines of a document with several pieces, where there are many systems.
const MOST_OF_PIECES: usize = 5;
/// Characters of a system's name, or of those of several.
const MOST_OF_A_NAME: usize = 20;

/// Writes the matrix between two empty lines; nothing if no rule judged a step.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(report: &Report, options: &Options, palette: Palette, out: &mut dyn Write) -> io::Result<()> {
    // Without a system nothing asks for the checklists.
    if report.systems.is_empty() {
        return Ok(());
    }
    let matrix = Matrix::of(report);
    for (document, columns) in documents(&matrix) {
        let judged = |row: &Row<'_>| {
            row.cells.get(columns.clone()).is_some_and(|cells| cells.iter().any(|cell| cell.state.is_judged()))
        };
        if matrix.rows.iter().any(judged) {
            Short { matrix: &matrix, document, columns, options, palette }.write(out)?;
        }
    }
    Ok(())
}

/// The first document with its columns, and those of systems of their own.
fn documents(matrix: &Matrix<'_>) -> Vec<(&'static Checklist, Range<usize>)> {
    let mut documents: Vec<(&'static Checklist, Range<usize>)> = Vec::new();
    for (index, column) in matrix.columns.iter().enumerate() {
        match documents.last_mut() {
            Some((last, columns)) if last.key == column.checklist.key => columns.end = index + 1,
            _ => documents.push((column.checklist, index..index + 1)),
        }
    }
    let mut number = 0;
    documents.retain(|(document, _)| {
        number += 1;
        number == 1 || document.own_systems
    });
    documents
}

/// Systems of which all signs are the same.
struct Line<'m> {
    /// The first of them, which shows the signs.
    first: &'m Row<'m>,
    /// All of them.
    rows: Vec<&'m Row<'m>>,
}

struct Short<'m> {
    matrix: &'m Matrix<'m>,
    document: &'static Checklist,
    /// Columns of the document.
    columns: Range<usize>,
    options: &'m Options,
    palette: Palette,
}

impl Short<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let (lines, more) = self.lines();
        let name = |line: &Line<'_>| {
            gathered::names_within(line.rows.iter().map(|row| row.system.name.as_str()), MOST_OF_A_NAME)
        };
        let names: Vec<String> = lines.iter().map(name).collect();
        for columns in self.pieces(&names) {
            self.write_piece(&columns, &lines, &names, out)?;
        }
        if more > 0 {
            let more = counted(more, "more system");
            writeln!(out, "{more} with no more open steps than these; --verbose and --format html show all")?;
        }
        self.write_legend(&lines, out)
    }

    /// A document with many steps has several lines of them.
    fn pieces(&self, names: &[String]) -> Vec<Range<usize>> {
        if !self.document.own_systems {
            return vec![self.columns.clone()];
        }
        let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        let before = widest.max(self.document.name().chars().count()) + 4 + "begin with".len();
        let numbers = self.matrix.columns.get(self.columns.clone()).unwrap_or_default();
        let width = numbers.iter().map(|column| column.step.number.len()).max().unwrap_or(1) + 1;
        let most = (self.options.width.saturating_sub(before) / width).clamp(4, self.columns.len().max(4));
        self.columns.clone().step_by(most).map(|start| start..(start + most).min(self.columns.end)).collect()
    }

    fn write_piece(
        &self,
        shown: &Range<usize>,
        lines: &[Line<'_>],
        names: &[String],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let columns = &self.matrix.columns[shown.clone()];
        let numbers: Vec<&str> = columns.iter().map(|column| column.step.number.as_str()).collect();
        let chapter = if self.document.own_systems { "" } else { chapter(&numbers) };
        let heading = format!("{} {chapter}", self.document.name());
        let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        let before = widest.max(heading.trim_end().chars().count());
        let width = numbers.iter().map(|number| number.len() - chapter.len()).max().unwrap_or(1).max(2);

        let heads: String = numbers.iter().map(|number| format!("{:>width$} ", &number[chapter.len()..])).collect();
        let head = format!("{:before$}  {heads}  begin with", heading.trim_end());
        writeln!(out, "\n{}", Painted(self.palette.strong, head))?;
        let room = self.options.width.saturating_sub(before + 4 + (width + 1) * columns.len());
        for (line, name) in lines.iter().zip(names) {
            write!(out, "{} ", Painted(self.palette.strong, format_args!("{name:before$}")))?;
            let cells = &line.first.cells[shown.clone()];
            for (index, cell) in cells.iter().enumerate() {
                // A blank, or what the sign before lacks; then as many as a number of the heading has before its last digit.
                let joint = if index > 0 && is_partly_open(&cells[index - 1]) { '?' } else { ' ' };
                let sign = Painted(self.style(cell), sign(cell.state));
                write!(out, "{joint}{:1$}{sign}", "", width - 1)?;
            }
            let joint = if cells.last().is_some_and(is_partly_open) { "?" } else { "" };
            let begin = match cells.iter().position(|cell| cell.state.is_open()).map(|first| columns[first].step) {
                Some(step) => cut(&format!("{} {}", step.number, step.places.join(", ")), room),
                None => String::new(),
            };
            writeln!(out, "{}", format!("{joint:3}{begin}").trim_end())?;
        }
        Ok(())
    }

    /// Systems whose business the document is.
    fn concerned(&self) -> impl Iterator<Item = &Row<'_>> {
        self.matrix.rows.iter().filter(|row| self.document.concerns(&row.system.role))
    }

    fn cells<'c>(&self, row: &'c Row<'_>) -> &'c [Cell] {
        row.cells.get(self.columns.clone()).unwrap_or_default()
    }

    /// A line for each system in the order of the report; where there are many, the worst, those that are alike in one line. And how many
    /// systems have none.
    fn lines(&self) -> (Vec<Line<'_>>, usize) {
        let all = self.concerned().count();
        if self.options.verbose || all <= MOST_SYSTEMS {
            return (self.concerned().map(|first| Line { first, rows: vec![first] }).collect(), 0);
        }
        let mut lines: BTreeMap<Vec<(State, bool)>, Line<'_>> = BTreeMap::new();
        for row in self.concerned() {
            let signs = self.cells(row).iter().map(|cell| (cell.state, cell.in_doubt)).collect();
            lines.entry(signs).or_insert_with(|| Line { first: row, rows: Vec::new() }).rows.push(row);
        }
        let mut lines: Vec<Line<'_>> = lines.into_values().collect();
        let number = |line: &Line<'_>, state| self.cells(line.first).iter().filter(|cell| cell.state == state).count();
        let rank = |line: &Line<'_>| [State::Fail, State::Note, State::NotEvaluated].map(|state| number(line, state));
        lines.sort_by_key(|line| (Reverse(rank(line)), Reverse(line.rows.len())));
        lines.truncate(if self.document.own_systems { MOST_OF_PIECES } else { MOST_SYSTEMS });
        let shown: usize = lines.iter().map(|line| line.rows.len()).sum();
        (lines, all - shown)
    }

    fn style(&self, cell: &Cell) -> anstyle::Style {
        match cell.state {
            State::Fail => self.palette.error,
            State::Note => self.palette.note,
            State::NotEvaluated => self.palette.warning,
            State::Pass => self.palette.good,
            State::Accepted | State::NotApplicable | State::NotChecked => anstyle::Style::new(),
        }
    }

    /// Explains the signs that occur.
    fn write_legend(&self, lines: &[Line<'_>], out: &mut dyn Write) -> io::Result<()> {
        let cells = || lines.iter().flat_map(|line| self.cells(line.first));
        let used = State::ALL.into_iter().filter(|state| cells().any(|cell| cell.state == *state));
        let mut words: Vec<String> = used.map(|state| format!("{} {}", sign(state), state.name())).collect();
        if cells().any(is_partly_open) {
            words.push("behind a sign ? not evaluated in part".to_owned());
        }
        for line in fill(words.iter().map(String::as_str), " · ", self.options.width.saturating_sub(5)) {
            writeln!(out, "     {line}")?;
        }
        self.write_editions(lines, out)?;
        writeln!(out)
    }
}

impl Short<'_> {
    /// Whose numbers the steps have, and for which systems SAP wrote an edition of its own.
    fn write_editions(&self, lines: &[Line<'_>], out: &mut dyn Write) -> io::Result<()> {
        let checklist = self.document;
        let mut sentences = vec![format!("step numbers: {}", checklist.edition)];
        // Where there are few, or nothing is to be cut, each is named.
        let are_few = self.options.verbose || self.concerned().count() <= MOST_SYSTEMS;
        let said =
            |names: Vec<&str>| if are_few { clean(&names.join(", ")).into_owned() } else { gathered::names(names) };
        let systems = || lines.iter().flat_map(|line| &line.rows).map(|row| row.system);
        let mut editions: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        for system in systems() {
            if let Some(stack) = system.stack {
                editions.entry(stack).or_default().push(&system.name);
            }
        }
        for (stack, names) in editions {
            if let Some(edition) = checklist.edition_for(stack) {
                let has = if names.len() == 1 { "has" } else { "have" };
                let names = said(names);
                sentences.push(format!("{names} {has} the edition for {}: {}", edition.name, edition.steps));
            }
        }
        // What no export shows is the same for all systems of a role.
        let mut roles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for system in systems() {
            roles.entry(&system.role).or_default().push(&system.name);
        }
        for (role, names) in roles {
            let items: Vec<&str> = checklist.look_yourself_for(role).map(|item| item.text.as_str()).collect();
            if !items.is_empty() {
                let names = said(names);
                sentences.push(format!("look yourself, no export shows it ({names}): {}", items.join(" ")));
            }
        }
        for sentence in sentences {
            for line in fill(sentence.split(' '), " ", self.options.width.saturating_sub(5)) {
                writeln!(out, "     {line}")?;
            }
        }
        Ok(())
    }
}

/// Whether something is said of a step although some of it could not be evaluated.
fn is_partly_open(cell: &Cell) -> bool {
    cell.in_doubt && cell.state != State::NotEvaluated
}

/// A sign that every terminal has, and that needs no colour to be told from the others.
pub(super) fn sign(state: State) -> char {
    match state {
        State::Fail => 'x',
        State::Note => '!',
        State::NotEvaluated => '?',
        State::Accepted => 'a',
        State::Pass => '+',
        State::NotApplicable => '.',
        State::NotChecked => '-',
    }
}

/// What all numbers begin with, up to a full stop: `2.` of 2.1 and 2.10.
fn chapter<'n>(numbers: &[&'n str]) -> &'n str {
    let first = numbers.first().and_then(|number| number.split_inclusive('.').next()).unwrap_or_default();
    if first.ends_with('.') && numbers.iter().all(|number| number.starts_with(first)) { first } else { "" }
}
