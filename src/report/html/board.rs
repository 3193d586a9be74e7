//! What only the short print has, which a change board gets: where each system stands, what is open at which step, and what that
//! print leaves out.

use std::cmp::Reverse;

use super::pages::Files;
use super::words;
use crate::report::matrix::{Matrix, Row};
use crate::report::missing;
use crate::report::plan;
use crate::report::summary::{FindingCounts, Summary};
use crate::terminal_text::counted;

/// Up to so many systems have their migration plans printed; of more there is a line of each.
const MOST_PLANS: usize = 10;

/// The short print's own part.
pub(super) struct Board<'r> {
    /// Systems, the worst first.
    pub standings: Vec<Standing<'r>>,
    /// The steps that are open somewhere; none where each system's plan is printed.
    pub steps: Vec<OpenStep<'r>>,
    /// There are too many systems to print the plan of each.
    pub is_brief: bool,
    /// What is on the screen only.
    pub left_out: Vec<String>,
}

/// Where a system stands.
pub(super) struct Standing<'r> {
    /// Its row in the matrix.
    pub row: usize,
    pub name: &'r str,
    pub role: String,
    pub stands: &'static str,
    /// Open steps, and all that were judged.
    pub steps: (usize, usize),
    pub counts: FindingCounts,
    pub accepted: usize,
    pub not_evaluated: usize,
    /// The open steps by document, each with the number of its findings.
    pub plan: Vec<(&'r str, String)>,
}

/// A step over all systems.
pub(super) struct OpenStep<'r> {
    pub document: &'r str,
    pub number: &'r str,
    pub title: &'r str,
    pub transactions: String,
    pub systems: usize,
    pub findings: usize,
    /// Its open rules, each with the number of systems.
    pub rules: String,
}

impl<'r> Board<'r> {
    pub fn of(matrix: &Matrix<'r>, summary: &Summary, files: &Files<'_>, exports: usize) -> Self {
        let is_brief = matrix.rows.len() > MOST_PLANS;
        let mut standings: Vec<Standing<'r>> =
            matrix.rows.iter().enumerate().map(|(index, row)| standing(matrix, index, row)).collect();
        standings.sort_by_key(|standing| {
            let FindingCounts { error, warning, note } = standing.counts;
            (Reverse((error, warning, note)), Reverse(standing.not_evaluated), standing.row)
        });
        let open = matrix.rows.iter().filter(|row| row.is_open()).count();
        let findings = counted(summary.findings.total(), "finding");
        let all = [
            (
                summary.findings.total(),
                format!("{findings} in {} with place, evidence and solution", counted(open, "system")),
            ),
            (if is_brief { open } else { 0 }, format!("{} in full", counted(open, "migration plan"))),
            (matrix.rules().len(), counted(matrix.rules().len(), "rule page")),
            (matrix.columns.len(), format!("what each of {} asks for", counted(matrix.columns.len(), "step"))),
            (exports, format!("how to get {}", counted(exports, "missing export"))),
            (
                files.troubled.len() + files.read.len(),
                counted(files.troubled.len() + files.read.len() + files.more, "file"),
            ),
        ];
        Self {
            standings,
            steps: if is_brief { open_steps(matrix) } else { Vec::new() },
            is_brief,
            left_out: all.into_iter().filter(|(number, _)| *number > 0).map(|(_, words)| words).collect(),
        }
    }
}

fn standing<'r>(matrix: &Matrix<'r>, index: usize, row: &Row<'r>) -> Standing<'r> {
    let judged = row.cells.iter().filter(|cell| cell.state.is_judged()).count();
    let mut by_document: Vec<(&str, Vec<String>)> = Vec::new();
    let steps = plan::steps(matrix, row);
    for step in steps.iter().filter(|step| step.is_open(row)) {
        let column = &matrix.columns[step.column];
        let findings: usize = step.rules.iter().map(|&rule| row.outcomes[rule].counts.total()).sum();
        let words = if column.step.number.is_empty() {
            findings.to_string()
        } else {
            format!("{}\u{a0}({findings})", column.step.number)
        };
        match by_document.last_mut() {
            Some((document, words_of)) if *document == column.checklist.name() => words_of.push(words),
            _ => by_document.push((column.checklist.name(), vec![words])),
        }
    }
    Standing {
        row: index,
        name: &row.system.name,
        role: words::role(row),
        stands: match (row.is_open(), row.is_in_doubt() || judged == 0) {
            (true, _) => "open steps",
            (false, true) => "not checked in full",
            (false, false) => "passes every check",
        },
        steps: (row.cells.iter().filter(|cell| cell.state.is_open()).count(), judged),
        counts: row.counts(),
        accepted: row.outcomes.iter().map(|outcome| outcome.accepted).sum(),
        not_evaluated: missing::not_evaluated(row.system).count(),
        plan: by_document.into_iter().map(|(document, words)| (document, words.join(", "))).collect(),
    }
}

fn open_steps<'r>(matrix: &Matrix<'r>) -> Vec<OpenStep<'r>> {
    let step = |(index, column): (usize, &crate::report::matrix::Column)| {
        let open = || matrix.rows.iter().filter(|row| row.cells[index].state.is_open());
        let mut rules: Vec<(usize, &str)> = column
            .rules
            .iter()
            .map(|&rule| {
                let systems = open().filter(|row| row.outcomes[rule].state.is_open()).count();
                (systems, matrix.rules()[rule].id.as_str())
            })
            .filter(|(systems, _)| *systems > 0)
            .collect();
        rules.sort_by_key(|&(systems, id)| (Reverse(systems), id));
        let rules: Vec<String> = rules.into_iter().map(|(systems, id)| format!("{id}\u{a0}({systems})")).collect();
        OpenStep {
            document: column.checklist.name(),
            number: &column.step.number,
            title: &column.step.title,
            transactions: column.step.places.join(", "),
            systems: open().count(),
            findings: open().map(|row| row.cells[index].counts.total()).sum(),
            rules: rules.join(", "),
        }
    };
    matrix.columns.iter().enumerate().map(step).filter(|step| step.systems > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Report, SystemReport, headline::Readiness, sample};

    fn board_of(report: &Report, check: impl FnOnce(&Matrix<'_>, Board<'_>)) {
        let matrix = Matrix::of(report);
        let files = super::super::pages::files(report);
        check(&matrix, Board::of(&matrix, &Summary::of(report), &files, 2));
    }

    #[test]
    fn the_worst_system_stands_first_and_each_says_what_the_headline_counts() {
        board_of(&sample::report(), |matrix, board| {
            let counts: Vec<usize> = board.standings.iter().map(|standing| standing.counts.error).collect();
            assert!(counts.is_sorted_by(|left, right| left >= right), "{counts:?}");
            let stands = |words: &str| board.standings.iter().filter(|standing| standing.stands == words).count();
            let Readiness { passed, in_doubt, open } = Readiness::of(matrix);
            let said = ["passes every check", "not checked in full", "open steps"].map(stands);
            assert_eq!(said, [passed, in_doubt, open]);
        });
    }

    #[test]
    fn a_plan_in_a_line_counts_every_finding_once() {
        board_of(&sample::report(), |matrix, board| {
            for standing in &board.standings {
                let plan: Vec<&str> = standing.plan.iter().map(|(_, steps)| steps.as_str()).collect();
                let number =
                    |words: &str| words.rsplit('(').next().unwrap().trim_end_matches(')').parse::<usize>().unwrap();
                let sum: usize = plan.iter().flat_map(|steps| steps.split(", ")).map(number).sum();
                let open = matrix.rows[standing.row].outcomes.iter().filter(|outcome| outcome.state.is_open());
                assert_eq!(sum, open.map(|outcome| outcome.counts.total()).sum::<usize>(), "{plan:?}");
            }
        });
    }

    #[test]
    fn what_the_short_print_leaves_out_is_counted() {
        let mut report = sample::report();
        let findings = Summary::of(&report).findings.total();
        board_of(&report, |_, board| {
            assert!(!board.is_brief && board.steps.is_empty());
            let first = format!("{findings} findings in 2 systems with place, evidence and solution");
            assert_eq!(board.left_out[0], first);
            assert!(board.left_out.iter().all(|words| !words.contains("migration plan")), "plans are printed");
        });
        let template = report.systems.swap_remove(0);
        report
            .systems
            .extend((0..MOST_PLANS).map(|number| SystemReport { name: format!("X{number}"), ..template.clone() }));
        board_of(&report, |_, board| {
            assert!(board.is_brief && !board.steps.is_empty());
            assert!(board.left_out.iter().any(|words| words.ends_with("in full")), "{:?}", board.left_out);
        });
    }
}
