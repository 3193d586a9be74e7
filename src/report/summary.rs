//! The counts that all formats use.

use serde::Serialize;

use super::{FileReport, FileStatus, Report};
use crate::finding::{RuleVerdict, Severity, Status, Verdict};

/// Counts of a whole report; serializes to the `summary` of the JSON format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// Files looked at.
    pub files: usize,
    /// Files that are an export basislint knows.
    pub recognized: usize,
    /// Records read from them.
    pub records: u64,
    /// Findings that count.
    pub findings: FindingCounts,
    /// Verdicts of all rules on all systems.
    pub verdicts: VerdictCounts,
    /// Findings that configuration suppresses.
    #[serde(skip)]
    pub suppressed: usize,
    /// Findings that were there before.
    #[serde(skip)]
    pub known: usize,
    /// Files that could not be read, though somebody wanted them to be.
    #[serde(skip)]
    pub failed: usize,
    /// Files that were named on the command line and are no export.
    #[serde(skip)]
    pub no_export: usize,
}

/// Findings by severity, without suppressed and known ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FindingCounts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Notes.
    pub note: usize,
}

/// Verdicts by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct VerdictCounts {
    /// All the evidence is there and nothing is wrong.
    pub pass: usize,
    /// There are findings.
    pub fail: usize,
    /// The evidence is not there, or not whole.
    pub not_evaluated: usize,
    /// The rule is not for this role or tier.
    pub not_applicable: usize,
}

impl Summary {
    /// Counts.
    pub fn of(report: &Report) -> Self {
        let mut summary = Self {
            files: report.files.len(),
            recognized: report.files.iter().filter(|file| file.export.is_some()).count(),
            records: report.files.iter().map(|file| file.records).sum(),
            failed: report.files.iter().filter(|file| file.status == FileStatus::Failed).count(),
            no_export: report.files.iter().filter(|file| is_no_export(file)).count(),
            ..Self::default()
        };
        for group in report.findings.groups() {
            let number = match (group.status, group.severity) {
                (Status::Suppressed, _) => &mut summary.suppressed,
                (Status::Known, _) => &mut summary.known,
                (Status::New, Severity::Error) => &mut summary.findings.error,
                (Status::New, Severity::Warning) => &mut summary.findings.warning,
                (Status::New, Severity::Note) => &mut summary.findings.note,
            };
            *number += group.count;
        }
        for system in &report.systems {
            summary.verdicts.add(&system.verdicts);
        }
        summary
    }
}

impl Summary {
    /// In words and in brackets, with a blank in front, how many findings do not count; nothing if all do.
    pub(super) fn accepted(&self) -> String {
        let numbers = [(self.suppressed, "suppressed"), (self.known, "known")];
        let told: Vec<String> = numbers
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| format!("{number} {word}"))
            .collect();
        if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) }
    }
}

impl FindingCounts {
    /// The counts of both.
    pub fn and(&self, other: &Self) -> Self {
        Self { error: self.error + other.error, warning: self.warning + other.warning, note: self.note + other.note }
    }

    /// All findings that count.
    pub fn total(&self) -> usize {
        self.error + self.warning + self.note
    }
}

impl VerdictCounts {
    /// Counts the verdicts on one system.
    pub fn of(verdicts: &[RuleVerdict]) -> Self {
        let mut counts = Self::default();
        counts.add(verdicts);
        counts
    }

    /// Checks that should have been made: all but those that are not for a system.
    pub fn wanted(&self) -> usize {
        self.pass + self.fail + self.not_evaluated
    }

    fn add(&mut self, verdicts: &[RuleVerdict]) {
        for verdict in verdicts {
            match verdict.verdict {
                Verdict::Pass => self.pass += 1,
                Verdict::Fail => self.fail += 1,
                Verdict::NotEvaluated => self.not_evaluated += 1,
                Verdict::NotApplicable => self.not_applicable += 1,
            }
        }
    }
}

/// Whether a file should have been read and could not: it failed, or it was named on the command line and is no export.
pub fn is_unread(file: &FileReport) -> bool {
    file.status == FileStatus::Failed || is_no_export(file)
}

/// Whether a file was named on the command line and is no export.
fn is_no_export(file: &FileReport) -> bool {
    file.named && !file.is_report && file.status == FileStatus::Unrecognized
}
