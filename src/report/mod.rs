//! What a run found, and how it is written. Nothing here knows how a finding came about.

use crate::export::taken::Taken;
use crate::finding::{Finding, Findings, Risk, RuleVerdict};
use crate::fix::Fixes;
use crate::landscape::picture::Picture;
use crate::packing::{packed, packed_as_one_of};
use crate::rule::Pages;
use crate::terminal_text::counted;

mod address;
pub mod agent;
pub mod concise;
pub mod csv;
mod ending;
pub(crate) mod facts;
mod format;
mod gaps;
mod gathered;
pub mod github;
pub mod gitlab;
mod headline;
pub mod html;
pub mod json;
pub mod jsonl;
pub mod junit;
mod links;
mod many_systems;
pub mod markdown;
pub mod matrix;
pub mod missing;
mod plan;
pub mod pretty;
mod redacted;
pub(crate) mod risks;
pub(crate) mod rule_page;
pub mod sarif;
mod security;
mod selection;
mod short_matrix;
mod short_security;
mod short_trust;
mod snippet;
pub mod summary;
mod to_add;
mod trust;
mod worst;
pub mod xlsx;

#[cfg(test)]
mod many_systems_tests;
#[cfg(test)]
mod readiness_tests;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trust_tests;

pub use format::{Format, write};
pub use redacted::redact;

/// What the user wants to see. JSON, in one piece or in lines, GitLab's JSON and CSV are always
/// whole; SARIF heeds `show_passed` and `show_suppressed`, Markdown and HTML `show_passed` only, JUnit `verbose`; `summary` and `quiet` are for
/// formats that are lines for people ([`Format::is_lines`]).
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Colours; without, the output has no escape sequence.
    pub color: bool,
    /// Characters on a line of the terminal; fewer than 40 are taken for 40. Only `Pretty` breaks lines.
    pub width: usize,
    /// List what passed, and on which evidence.
    pub show_passed: bool,
    /// List suppressed findings where they are left out otherwise: in SARIF, of which code scanning makes alerts.
    pub show_suppressed: bool,
    /// Count findings by rule.
    pub statistics: bool,
    /// Cut no list.
    pub verbose: bool,
    /// The end of the run only: no findings one by one.
    pub summary: bool,
    /// Findings only, and nothing at all if there are none.
    pub quiet: bool,
    /// Places and SAP Notes are links, as terminals know them (OSC 8). Gives the address of a file by its path in the report; none if it has
    /// none.
    pub links: Option<fn(&str) -> Option<String>>,
    /// Another thread may make ready what is written next. It changes no byte of the report.
    pub threads: bool,
}

impl Default for Options {
    /// Plain text, as files get it.
    fn default() -> Self {
        Self {
            color: false,
            width: 120,
            show_passed: false,
            show_suppressed: false,
            statistics: false,
            verbose: false,
            summary: false,
            quiet: false,
            links: None,
            threads: false,
        }
    }
}

/// All that a run has to say, in the order in which it is written.
#[derive(Debug, Clone)]
pub struct Report {
    /// The date that date rules were judged by.
    pub as_of: jiff::civil::Date,
    /// Systems by name.
    pub systems: Vec<SystemReport>,
    /// Who trusts whom, for each system that takes part in an integration.
    pub pictures: Vec<Picture>,
    /// Findings by path, line, rule.
    pub findings: Findings,
    /// Findings of an earlier state that are there no more, if it was compared with this one.
    pub absent: Vec<Finding>,
    /// What the configuration's suppressions accept, in its order.
    pub risks: Vec<Risk>,
    /// How findings are fixed, if that was asked for.
    pub fixes: Fixes,
    /// Files by path.
    pub files: Vec<FileReport>,
    /// The rules that were loaded and selected, by id.
    pub rules: Pages,
    /// Number of files that were left out because a .gitignore names them.
    pub ignored_files: usize,
    /// Number of files that the configuration leaves out.
    pub excluded_files: usize,
    /// How many check items of SAP's policies, or SAP Notes, took part.
    pub check_items: usize,
    /// How sure rules had to be, if that was asked for, and how many of them were left out for that.
    pub unsure_rules: Option<(&'static str, usize)>,
    /// Nothing to check is no failure.
    pub may_be_empty: bool,
    /// The paths that were asked for, as a shell takes them; empty for the current folder, and where nobody could ask for them again.
    pub asked: String,
    /// Which of several analyses of one repository this is, for services that keep them apart; empty for that of all.
    pub category: String,
}

impl Report {
    /// The accepted risk that holds a finding back.
    pub fn risk_of(&self, finding: &Finding) -> Option<&Risk> {
        self.risks.get(finding.risk?)
    }

    /// Why nothing was checked, if nothing was and nobody said that this is well.
    pub fn in_vain(&self) -> Option<String> {
        if self.may_be_empty {
            return None;
        }
        match self.files.len() {
            0 if self.ignored_files + self.excluded_files > 0 => {
                let left_out = self.left_out().into_iter().filter(|(number, ..)| *number > 0);
                let told: Vec<String> =
                    left_out.map(|(number, by)| format!("{} left out by {by}", counted(number, "file"))).collect();
                Some(format!("{}, and no other is there", told.join(", ")))
            }
            0 => Some("there are no files".to_owned()),
            files if self.files.iter().all(|file| file.export.is_none()) => {
                Some(format!("no export that basislint knows in {}", counted(files, "file")))
            }
            _ if self.rules.is_empty() && self.check_items == 0 => Some("no rule is left to check by".to_owned()),
            _ => None,
        }
    }
}

impl Report {
    /// How many files were left out, and by what.
    pub(crate) fn left_out(&self) -> [(usize, &'static str); 2] {
        [(self.ignored_files, ".gitignore"), (self.excluded_files, "basislint.toml")]
    }
}

/// One system and what each rule says of it.
#[derive(Debug, Clone)]
pub struct SystemReport {
    /// Name.
    pub name: String,
    /// Role, e.g. `solution-manager`.
    pub role: String,
    /// Tier, e.g. `production`; none if configuration does not say.
    pub tier: Option<String>,
    /// Why the role was taken if configuration does not say it; none if it does.
    pub inferred: Option<String>,
    /// It may have another role as well: what would tell is not in its exports, or not whole.
    pub role_in_doubt: bool,
    /// The Support Package Stack of SAP Solution Manager 7.2, if that is known: SAP's checklist has editions for some.
    pub stack: Option<u64>,
    /// One for each rule, by rule id, then one for each check item of SAP's policies that says something of the system.
    pub verdicts: Vec<RuleVerdict>,
    /// What else there is of SAP's policies.
    pub policy: PolicyCounts,
}

/// Check items of SAP's policies that are counted, and not listed: there may be thousands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PolicyCounts {
    /// They are not for the system, or nothing of what they ask for is there.
    pub not_applicable: usize,
    /// Of an older policy about an SAP Note of which a newer one speaks.
    pub superseded: usize,
}

/// One file and what became of it.
#[derive(Debug, Clone)]
pub struct FileReport {
    /// The file, with `/` between folders.
    pub path: String,
    /// Its address in a repository, see [`crate::input::discover::Found::address`]: for links that must not be absolute.
    pub relative_path: String,
    /// System, if it is an export.
    pub system: Option<String>,
    /// Export kind, if it is one.
    pub export: Option<&'static str>,
    /// Layout, if one was found.
    pub layout: Option<&'static str>,
    /// Encoding, if it is text.
    pub encoding: Option<&'static str>,
    /// Number of records read.
    pub records: u64,
    /// What became of it.
    pub status: FileStatus,
    /// Why, unless it was simply read.
    pub reason: String,
    /// Places in it that could not be read as they should, but take nothing from the rest.
    pub notes: Vec<FileNote>,
    /// By what it was recognised, as the end of a sentence.
    pub by: Option<&'static str>,
    /// Columns of the export that its heading lacks.
    pub lacks: Vec<&'static str>,
    /// For each export that a table comes near to what it lacks, if it is none.
    pub near: Vec<String>,
    /// It was named on the command line, so it should have been an export.
    pub named: bool,
    /// It failed, and nothing tells which export it is.
    pub may_be_any: bool,
    /// basislint wrote it: nobody expects an export, however it came among the files.
    pub is_report: bool,
    /// It holds private keys or passwords, by its name, its folder or a PEM line at its begin: nobody should export it.
    pub is_credential: bool,
    /// Another file of the system stands for it, so that no rule was asked of it: that is newer, or there may be one only.
    pub left_aside: bool,
    /// When it was made, as its own lines say.
    pub taken: Option<Taken>,
    /// The instance that all of it is of; empty if it does not tell.
    pub instance: String,
    /// What a profile is for ([`crate::export::Fact::Level`]); empty if the file does not tell.
    pub level: &'static str,
}

impl FileReport {
    /// A file of which nothing is known yet but where it lies.
    pub fn unread(path: String, relative_path: String) -> Self {
        Self {
            path,
            relative_path,
            system: None,
            export: None,
            layout: None,
            encoding: None,
            records: 0,
            status: FileStatus::Unrecognized,
            reason: String::new(),
            notes: Vec::new(),
            by: None,
            lacks: Vec::new(),
            near: Vec::new(),
            named: false,
            may_be_any: false,
            is_report: false,
            is_credential: false,
            left_aside: false,
            taken: None,
            instance: String::new(),
            level: "",
        }
    }
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileNote {
    /// 1-based line.
    pub line: u64,
    /// 1-based column.
    pub column: u64,
    /// What is the matter there.
    pub message: String,
}

packed!(PolicyCounts { not_applicable, superseded });
packed!(FileNote { line, column, message });
packed_as_one_of!(FileStatus, [FileStatus::Read, FileStatus::Partial, FileStatus::Unrecognized, FileStatus::Failed]);
packed!(FileReport {
    path,
    relative_path,
    system,
    export,
    layout,
    encoding,
    records,
    status,
    reason,
    notes,
    by,
    lacks,
    near,
    named,
    may_be_any,
    is_report,
    is_credential,
    left_aside,
    taken,
    instance,
    level,
});

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "lowercase"))]
pub enum FileStatus {
    /// Read in full.
    Read,
    /// Read as far as it goes; it proves nothing by what is not in it.
    Partial,
    /// No export that basislint knows.
    Unrecognized,
    /// Could not be read.
    Failed,
}

impl FileStatus {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Partial => "partial",
            Self::Unrecognized => "unrecognized",
            Self::Failed => "failed",
        }
    }
}
