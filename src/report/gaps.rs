//! What a run could not look at, for formats that have a line or an entry for each such thing. Formats that would be silent of it would
//! say that all is well.

use std::collections::BTreeSet;

use super::summary::{VerdictCounts, is_unread};
use super::{FileReport, FileStatus, Report, SystemReport, missing};
use crate::finding::{Severity, Verdict};
use crate::terminal_text::counted;

/// Reasons of one system that are told; the rest is counted.
const MOST_REASONS: usize = 3;

/// Something that could not be read or checked.
pub(super) struct Gap<'r> {
    /// What it is, in a word.
    pub name: &'static str,
    /// How much it takes from the report.
    pub severity: Severity,
    /// What it is about.
    pub about: About<'r>,
    /// What could not be done, and why.
    pub message: String,
    /// What to add; empty if that is not known.
    pub help: String,
}

/// What a gap is about.
#[derive(Clone, Copy)]
pub(super) enum About<'r> {
    /// The whole run: nothing was checked.
    Run,
    /// A file that was not read, or not to its end.
    File(&'r FileReport),
    /// A system of which checks could not be made.
    System(&'r SystemReport),
}

impl<'r> About<'r> {
    /// Path of the file, if it is about one.
    pub fn path(self) -> Option<&'r str> {
        match self {
            Self::File(file) => Some(&file.path),
            Self::Run | Self::System(_) => None,
        }
    }

    /// Name of the system that it is about, or that the file belongs to; empty if there is none.
    pub fn system(self) -> &'r str {
        match self {
            Self::File(file) => file.system.as_deref().unwrap_or_default(),
            Self::System(system) => &system.name,
            Self::Run => "",
        }
    }
}

/// All gaps: of the run, of files by path, of systems by name.
pub(super) fn of(report: &Report) -> Vec<Gap<'_>> {
    let in_vain = report.in_vain().map(|why| Gap {
        name: "nothing-checked",
        severity: Severity::Error,
        about: About::Run,
        message: format!("nothing was checked: {why}"),
        help: "`basislint exports` says which exports there are".to_owned(),
    });
    let files = report.files.iter().filter_map(of_file);
    in_vain.into_iter().chain(files).chain(report.systems.iter().filter_map(of_system)).collect()
}

fn of_file(file: &FileReport) -> Option<Gap<'_>> {
    let (severity, otherwise) = match file.status {
        FileStatus::Partial => (Severity::Warning, "read in part"),
        FileStatus::Failed => (Severity::Error, "could not be read"),
        _ if is_unread(file) => (Severity::Error, "no export that basislint reads"),
        FileStatus::Unrecognized | FileStatus::Read => return None,
    };
    let message = match (file.status, file.reason.as_str()) {
        (_, "") => otherwise.to_owned(),
        (FileStatus::Unrecognized, reason) => reason.to_owned(),
        (_, reason) => format!("{otherwise}: {reason}"),
    };
    Some(Gap { name: file.status.name(), severity, about: About::File(file), message, help: String::new() })
}

fn of_system(system: &SystemReport) -> Option<Gap<'_>> {
    let counts = VerdictCounts::of(&system.verdicts);
    let mut message = format!("{} of {} could not be made", counts.not_evaluated, counted(counts.wanted(), "check"));
    let others = missing::not_evaluated(system).filter(|verdict| verdict.missing.is_empty());
    let reasons: BTreeSet<&str> = others.map(|verdict| &*verdict.reason).filter(|reason| !reason.is_empty()).collect();
    let mut told: Vec<String> = reasons.iter().take(MOST_REASONS).map(|&reason| reason.to_owned()).collect();
    if reasons.len() > MOST_REASONS {
        told.push(counted(reasons.len() - MOST_REASONS, "more reason"));
    }
    if !told.is_empty() {
        message.push_str(&format!(" ({})", told.join("; ")));
    }
    let help = missing::best_words(&missing::wanted(system));
    let name = Verdict::NotEvaluated.name();
    (counts.not_evaluated > 0).then_some(Gap {
        name,
        severity: Severity::Note,
        about: About::System(system),
        message,
        help,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn told(report: &Report) -> Vec<String> {
        let line = |gap: &Gap<'_>| {
            let about = gap.about.path().unwrap_or(gap.about.system());
            format!("{} {} {about}: {} -> {}", gap.severity.name(), gap.name, gap.message, gap.help)
        };
        of(report).iter().map(line).collect()
    }

    #[test]
    fn files_and_systems_with_gaps_are_told_and_no_others() {
        let mut report = sample::report();
        report.files[0].status = FileStatus::Failed;
        report.files[0].reason = "permission denied".to_owned();
        report.files[8].named = true;
        assert_eq!(
            told(&report),
            [
                "error failed DEV/rfcdes.txt: could not be read: permission denied -> ",
                "warning partial PRD/aisuser.txt: read in part: cut in line 14 -> ",
                "error unrecognized notes/1.md: no heading of an export that basislint knows -> ",
                "note not-evaluated PRD: 2 of 4 checks could not be made (PRD/aisuser.txt is cut in line 14) -> add Software \
                 components (CVERS)",
                "note not-evaluated QAS: 3 of 5 checks could not be made -> add Software components (CVERS), STRUST (SSL \
                 client Standard), Job overview (SM37)",
            ]
        );
    }

    #[test]
    fn a_run_that_checked_nothing_is_a_gap_of_its_own() {
        let report = Report { files: Vec::new(), systems: Vec::new(), ignored_files: 0, ..sample::report() };
        let gaps = told(&report);
        assert_eq!(gaps.len(), 1);
        assert!(gaps[0].starts_with("error nothing-checked : nothing was checked: there are no files -> "), "{gaps:?}");
    }
}
