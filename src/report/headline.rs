//! The sentences that stand first in reports to look at.

use super::matrix::Matrix;
use super::summary::{FindingCounts, Summary};
use super::{FileReport, FileStatus, Report};
use crate::terminal_text::counted;

/// What the report is called.
pub(super) const TITLE: &str = "Ready for SAP's support backbone?";

/// How many systems there are of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Readiness {
    /// Nothing is open and everything could be checked.
    pub passed: usize,
    /// Nothing is open, but not everything could be checked.
    pub in_doubt: usize,
    /// Something is open.
    pub open: usize,
}

impl Readiness {
    pub fn of(matrix: &Matrix<'_>) -> Self {
        let mut readiness = Self::default();
        for row in &matrix.rows {
            *match (row.is_open(), row.is_in_doubt() || row.cells.iter().all(|cell| !cell.state.is_judged())) {
                (true, _) => &mut readiness.open,
                (false, true) => &mut readiness.in_doubt,
                (false, false) => &mut readiness.passed,
            } += 1;
        }
        readiness
    }
}

/// Whether the systems are ready, in a sentence.
pub(super) fn systems(matrix: &Matrix<'_>) -> String {
    let Readiness { passed, in_doubt, open } = Readiness::of(matrix);
    let all = matrix.rows.len();
    if all == 0 {
        return "There is no system to look at.".to_owned();
    }
    let verb = |number: usize, one: &'static str, many: &'static str| if number == 1 { one } else { many };
    let mut parts = vec![match (passed, all) {
        (1, 1) => "The system passes every check".to_owned(),
        (_, 1) => "The system does not pass every check".to_owned(),
        _ if passed == all => format!("All {all} systems pass every check"),
        (0, _) => format!("None of {all} systems passes every check"),
        _ => format!("{passed} of {all} systems {} every check", verb(passed, "passes", "pass")),
    }];
    if open > 0 {
        let who = if all == 1 { "it".to_owned() } else { open.to_string() };
        parts.push(format!("{who} {} open steps", verb(open, "has", "have")));
    }
    if in_doubt > 0 {
        let who = if all == 1 { "it".to_owned() } else { in_doubt.to_string() };
        parts.push(format!("{who} could not be checked in full"));
    }
    format!("{}.", parts.join("; "))
}

/// Findings and gaps of a run, in a few words.
pub(super) fn findings(summary: &Summary) -> String {
    let mut line = if summary.findings.total() == 0 { "no findings".to_owned() } else { counts(&summary.findings) };
    line.push_str(&summary.accepted());
    let (missed, wanted) = (summary.verdicts.not_evaluated, summary.verdicts.wanted());
    match (missed, wanted) {
        (_, 0) => format!("{line}; nothing was checked"),
        (0, _) => format!("{line} in {}", counted(wanted, "check")),
        _ => format!("{line}; {missed} of {} could not be made", counted(wanted, "check")),
    }
}

/// `2 errors, 1 note`.
pub(super) fn counts(counts: &FindingCounts) -> String {
    let words = [(counts.error, "error"), (counts.warning, "warning"), (counts.note, "note")];
    let words = words.into_iter().filter(|(number, _)| *number > 0).map(|(number, word)| counted(number, word));
    words.collect::<Vec<_>>().join(", ")
}

/// What became of the files: `3 files: 2 read, 1 partial`.
pub(super) fn files(report: &Report) -> String {
    const STATUSES: [(FileStatus, &str); 4] = [
        (FileStatus::Read, "read"),
        (FileStatus::Partial, "partial"),
        (FileStatus::Failed, "could not be read"),
        (FileStatus::Unrecognized, "no export"),
    ];
    let number = |status: FileStatus| report.files.iter().filter(|file| file.status == status).count();
    let parts = STATUSES.map(|(status, word)| (number(status), word)).into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(number, word)| format!("{number} {word}")).collect();
    let count = counted(report.files.len(), "file");
    if parts.is_empty() { count } else { format!("{count}: {}", parts.join(", ")) }
}

/// Files that were not simply read, the gravest first.
pub(super) fn troubled(report: &Report) -> Vec<&FileReport> {
    let order = |file: &&FileReport| match file.status {
        FileStatus::Failed => 0,
        FileStatus::Partial => 1,
        FileStatus::Unrecognized | FileStatus::Read => 2,
    };
    // One that was left aside was read, but does not count.
    let is_troubled = |file: &&FileReport| file.status != FileStatus::Read || !file.reason.is_empty();
    let mut files: Vec<&FileReport> = report.files.iter().filter(is_troubled).collect();
    files.sort_by_key(order);
    files
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::summary::VerdictCounts;
    use super::*;
    use crate::finding::Verdict;

    #[test]
    fn the_sentence_on_systems_never_reads_like_all_is_well_when_it_is_not() {
        let mut report = sample::report();
        let said = |report: &Report| systems(&Matrix::of(report));
        assert_eq!(said(&report), "1 of 3 systems passes every check; 2 have open steps.");
        report.findings = Vec::new().into();
        for verdict in report.systems.iter_mut().flat_map(|system| &mut system.verdicts) {
            if verdict.verdict == Verdict::Fail {
                verdict.verdict = Verdict::Pass;
            }
        }
        assert_eq!(said(&report), "1 of 3 systems passes every check; 2 could not be checked in full.");
        report.systems.remove(0);
        assert_eq!(said(&report), "None of 2 systems passes every check; 2 could not be checked in full.");
        report.systems.truncate(1);
        assert_eq!(said(&report), "The system does not pass every check; it could not be checked in full.");
        report.systems[0].verdicts.retain(|verdict| verdict.verdict == Verdict::Pass);
        assert_eq!(said(&report), "The system passes every check.");
        report.systems[0].verdicts.clear();
        assert_eq!(said(&report), "The system does not pass every check; it could not be checked in full.");
        report.systems.clear();
        assert_eq!(said(&report), "There is no system to look at.");
    }

    #[test]
    fn checks_that_could_not_be_made_are_owned_up_to() {
        let said = |pass, not_evaluated| {
            let verdicts = VerdictCounts { pass, not_evaluated, ..VerdictCounts::default() };
            findings(&Summary { verdicts, ..Summary::default() })
        };
        assert_eq!(said(5, 0), "no findings in 5 checks");
        assert_eq!(said(5, 1), "no findings; 1 of 6 checks could not be made");
        assert_eq!(said(0, 0), "no findings; nothing was checked");
    }
}
