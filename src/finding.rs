//! What rules say: verdicts and findings. Types only: rules make them, configuration weighs them, reports write them.

mod findings;
mod joined;
mod packed;
mod reader;
mod risk;
pub(crate) mod spots;
mod standing;
#[cfg(test)]
mod tests;
pub(crate) mod unique;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use findings::{Findings, Group};
pub(crate) use findings::{NO_FINDING, Origin, Texts};
pub(crate) use packed::{PackedVerdicts, UnpackedVerdicts};
pub use reader::FindingReader;
pub use risk::{Risk, RiskState};
pub use standing::Seen;

/// How bad it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Works, but there is something to know.
    Note,
    /// Will bite some day, or a recommendation is not followed.
    Warning,
    /// Does not work, or is unsafe.
    // What nobody weighed is the worst.
    #[default]
    Error,
}

impl Severity {
    /// The severity of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        [Self::Note, Self::Warning, Self::Error].into_iter().find(|severity| severity.name() == name)
    }

    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a rule says of one system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// All the evidence is there and nothing is wrong.
    Pass,
    /// There are findings.
    Fail,
    /// The evidence is not there, or not whole.
    NotEvaluated,
    /// The rule is not for this role or tier.
    NotApplicable,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::Pass, Self::Fail, Self::NotEvaluated, Self::NotApplicable];

    /// What it means, in a few sentences for administrators.
    pub fn about(self) -> &'static str {
        match self {
            Self::Pass => "Something was looked at, whole, and found right.",
            Self::Fail => {
                "There are findings: something is wrong, and each finding says where. Those that are accepted count as fail as well."
            }
            Self::NotEvaluated => {
                "Nobody knows: an export is missing, or is not whole, or holds something that basislint does not understand. The report \
                 says what to add; `basislint exports --missing` lists it, the best first."
            }
            Self::NotApplicable => {
                "The rule is not for this role or tier, or the exports show, whole, that there is nothing of what it speaks of."
            }
        }
    }

    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotEvaluated => "not-evaluated",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// What one rule says of one system. Thousands of systems share most of it.
#[derive(Debug, Clone)]
pub struct RuleVerdict {
    /// Rule id.
    pub rule: Arc<str>,
    /// Verdict.
    pub verdict: Verdict,
    /// Why, in a sentence; empty for a plain pass.
    pub reason: Arc<str>,
    /// For `not-evaluated`: the exports to add.
    pub missing: Arc<Vec<Need>>,
    /// Paths of the files it rests on.
    pub evidence: Arc<Vec<String>>,
}

/// An export that would have to be added. [`crate::export::needs`] has the words for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Need {
    /// Kinds of exports, each of which would do.
    pub any_of: Vec<&'static str>,
    /// Which part of it, or whose, to stand behind its title: `of the other systems`. Empty if any will do.
    pub of: String,
}

impl Need {
    /// One of these exports.
    pub fn of_any(kinds: &[&'static str]) -> Self {
        Self { any_of: kinds.to_vec(), of: String::new() }
    }

    /// A certain part of one of these exports.
    pub fn part(kinds: &[&'static str], of: impl Into<String>) -> Self {
        Self { any_of: kinds.to_vec(), of: of.into() }
    }
}

/// Something wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Rule id.
    pub rule: String,
    /// Severity after configuration.
    pub severity: Severity,
    /// System.
    pub system: String,
    /// What it is about: a destination, a parameter, a user, a job.
    pub subject: String,
    /// What is wrong, one line.
    pub message: String,
    /// What to do in this system.
    pub help: String,
    /// The file, with `/` between folders.
    pub path: String,
    /// Where.
    pub place: Place,
    /// The source, as far as it is shown; empty if the run was not asked for it. Passwords are already masked in it.
    pub excerpt: Excerpt,
    /// Places in other exports that tell the same.
    pub related: Vec<Related>,
    /// Places inside the excerpt and what they mean; the first is the finding's own.
    pub labels: Vec<Label>,
    /// `SAP Note 2923799`, `SolMan checklist 2.10`.
    pub references: Arc<Vec<String>>,
    /// Hex digits that stay the same when lines move.
    pub fingerprint: String,
    /// The fingerprint of the first finding that is the same but for its running number: what a baseline counts.
    pub seed: String,
    /// New, known before, or suppressed by configuration.
    pub status: Status,
    /// For a suppressed one the number of the accepted risk that holds it back, among those of the report.
    pub risk: Option<usize>,
}

/// So many related places are shown to people.
const MOST_RELATED: usize = 5;

impl Finding {
    /// The related places as people read them, `PRD/status.txt:1:1`; of many the first, and how many more there are.
    pub fn places_beside(&self) -> Vec<String> {
        let shown = self.related.iter().take(MOST_RELATED);
        let show = |Related { path, place }: &Related| format!("{path}:{}:{}", place.line, place.column);
        let more = self.related.len().saturating_sub(MOST_RELATED);
        shown.map(show).chain((more > 0).then(|| format!("{more} more"))).collect()
    }
}

/// A place that tells what a finding elsewhere tells, so that it is no finding of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The file, with `/` between folders.
    pub path: String,
    /// Where.
    pub place: Place,
}

/// 1-based; columns count characters; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// First line.
    pub line: u64,
    /// First column.
    pub column: u64,
    /// Last line.
    pub end_line: u64,
    /// Column behind the last character.
    pub end_column: u64,
}

/// A piece of the source that is shown under a finding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// Line of its first character.
    pub line: u64,
    /// Column of its first character: more than 1 if the line is shown from its middle.
    pub column: u64,
    /// The text: one line, without its line end.
    pub text: String,
}

/// A place inside an [`Excerpt`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// First byte in the excerpt's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it means here; may be empty.
    pub text: String,
}

/// Whether a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "lowercase"))]
pub enum Status {
    /// It counts.
    New,
    /// It was there before: a baseline lists it, or the state that this one is compared with has it.
    #[cfg_attr(test, schemars(rename = "baseline"))]
    Known,
    /// Configuration suppresses it.
    Suppressed,
}

impl Status {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Known => "baseline",
            Self::Suppressed => "suppressed",
        }
    }
}
