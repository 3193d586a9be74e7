//! Rules: read from TOML, checked and compiled once, judged record by record to verdicts and findings.

mod compile;
mod condition;
mod evidence;
mod file;
mod finding;
mod judge;
mod list;
mod point;
mod set;
mod tally;
mod template;
mod verdict;

#[cfg(test)]
mod tests;

use crate::finding::{Severity, Verdict};

pub use set::{RuleError, RuleSet, UnknownRule};

/// What the pipeline needs of rules, and nobody else.
pub(crate) mod judging {
    pub(crate) use super::evidence::{JudgedFile, SystemFiles};
    pub(crate) use super::file::Example;
    pub(crate) use super::judge::FileJudge;
    pub(crate) use super::set::RuleSet;
    pub(crate) use super::tally::Setting;
    pub(crate) use super::verdict::judge;
}

/// What a rule's page says; the same for `explain`, SARIF and the list of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Rule id.
    pub id: String,
    /// One line.
    pub title: String,
    /// Severity, before any configuration.
    pub severity: Severity,
    /// How sure the facts behind the rule are: `high`, `medium` or `low`.
    pub confidence: String,
    /// Roles it is for.
    pub roles: Vec<String>,
    /// Tiers it is for; empty means all.
    pub tiers: Vec<String>,
    /// Export kinds it needs.
    pub exports: Vec<String>,
    /// What is wrong.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// How to mend it.
    pub fix: String,
    /// Where the facts come from, as people cite them: `SAP Note 2923799`, `SolMan checklist 2.10`.
    pub references: Vec<String>,
    /// Words to filter by, e.g. the checklist's area: `rfc-destinations`, `tls`.
    pub tags: Vec<String>,
    /// GitHub's `security-severity`, 0.0 to 10.0, as text.
    pub security_severity: String,
    /// Title and text of each example, with the verdict it must give.
    pub examples: Vec<PageExample>,
}

/// An example on a rule's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageExample {
    /// What it shows.
    pub name: String,
    /// The verdict it must give.
    pub verdict: Verdict,
    /// File name and text, as given in the rule file.
    pub files: Vec<(String, String)>,
}
