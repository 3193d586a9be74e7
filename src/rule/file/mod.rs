//! Rule files as they stand in TOML. What a key means is said here, whether it makes sense in `compile`.

mod condition;
mod edit;
#[cfg(test)]
mod schema;
mod select;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::placed::Placed;
use crate::finding::{Severity, Verdict};
use crate::landscape::{Integration, Role, Tier};

pub(crate) use condition::{Ask, Condition, ReferenceFile, Scope, Worth};
pub(crate) use edit::{ChangeFile, EditFile};
#[cfg(test)]
pub(crate) use schema::OneOrSeveral;
pub(crate) use select::{BesideFile, SeenFile, Select, Unlisted};

/// One rule.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RuleFile {
    /// Lower-case letters, digits and hyphens. Suppressions and reports name the rule by it.
    pub id: Placed<String>,
    /// It says what the rule of this id asks of systems of further roles, in a file of its own.
    #[serde(default)]
    pub continues: bool,
    /// One line.
    pub title: String,
    /// How bad a finding is.
    pub severity: Severity,
    /// Another severity in some tiers: `severity-by-tier = { sandbox = "warning" }`.
    #[serde(default)]
    pub severity_by_tier: BTreeMap<Tier, Severity>,
    /// Another severity for findings about a row of the table, in some tiers.
    #[serde(default)]
    pub severity_by_row: Vec<SeverityByRow>,
    /// Another severity for some records; the first that holds decides.
    #[serde(default)]
    pub severity_when: Vec<SeverityWhen>,
    /// Findings that are notes leave the verdict `pass`: they are worth knowing, and nothing is wrong.
    #[serde(default)]
    pub notes_pass: bool,
    /// How sure the facts are.
    pub confidence: Confidence,
    /// Another confidence for systems of some roles: a document that speaks of one role may hold for others too.
    #[serde(default)]
    pub confidence_by_role: BTreeMap<Role, Confidence>,
    /// GitHub's scale, 0.0 to 10.0; without it the rule is no matter of security.
    pub security_severity: Option<Placed<f64>>,
    /// The systems it is for.
    pub roles: Vec<Role>,
    /// The tiers it is for; without it: all.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    /// Words to filter by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What is wrong.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// How to correct it.
    pub fix: String,
    /// Documents and SAP Notes, as people cite them: `SAP Note 2923799`.
    pub references: Vec<String>,
    /// The records that the rule looks at.
    pub select: Select,
    /// What must be true of a system for the rule to be for it.
    #[serde(default)]
    pub only: Vec<Only>,
    /// How many records must hold to it.
    #[serde(default)]
    pub expect: Expect,
    /// A number of days that configuration may change: `{days}` in conditions and texts.
    pub days: Option<Placed<i64>>,
    /// What it is if there is nothing that the rule speaks of; without it the rule is not applicable.
    pub absent: Option<Absent>,
    /// Which records the rule speaks of, where `table` and `where` do not say it.
    #[serde(default)]
    pub speaks_of: Vec<Condition>,
    /// Which records the rule is about.
    #[serde(default, rename = "where")]
    pub about: Vec<Condition>,
    /// With `expect = "none"` what is wrong with them, else what must hold.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// What a finding says; `{field}` is filled in.
    pub message: Placed<String>,
    /// The way out.
    pub help: Placed<String>,
    /// What the finding is about; suppressions name it.
    pub subject: Placed<String>,
    /// The places to point at, the finding's own first.
    #[serde(default)]
    pub labels: Vec<LabelFile>,
    /// Sentences of the help that depend on the system.
    #[serde(default)]
    pub advice: Vec<Advice>,
    /// How `basislint fix` fixes its findings in files that people write by hand.
    #[serde(default)]
    pub edit: Vec<EditFile>,
    /// Where what the texts and conditions say comes from. Never evaluated: `explain` shows it.
    #[serde(default)]
    pub sources: Vec<Sources>,
    /// Pieces of export that the rule must fail or pass.
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// The keys that stand above the first table of a rule file.
pub(crate) const TOP_KEYS: &[&str] = &[
    "id",
    "continues",
    "title",
    "severity",
    "severity-by-tier",
    "severity-by-row",
    "severity-when",
    "notes-pass",
    "confidence",
    "confidence-by-role",
    "security-severity",
    "roles",
    "tiers",
    "tags",
    "what",
    "why",
    "fix",
    "references",
    "expect",
    "days",
    "absent",
    "speaks-of",
    "where",
    "when",
    "message",
    "help",
    "subject",
];

/// Keys that only list files have.
pub(crate) const LIST_KEYS: &[&str] = &["about", "source", "as-of", "extend", "values", "key", "row"];

/// How sure the facts are, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A document of SAP says so, or it was seen.
    High,
    /// It follows from what is known.
    Medium,
    /// It is likely.
    Low,
}

impl Confidence {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// The word for it, in rules and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// A severity for findings about a row of the table.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SeverityByRow {
    /// The row's key.
    pub row: Placed<String>,
    /// In these tiers; without it in all.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    /// How bad such a finding is.
    pub severity: Severity,
}

/// A severity for records of which something holds.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SeverityWhen {
    /// What holds of the record.
    pub when: Condition,
    /// How bad a finding about it is.
    pub severity: Severity,
    /// GitHub's scale, for findings of this severity.
    pub security_severity: Option<Placed<f64>>,
    /// Another message for such records.
    pub message: Option<Placed<String>>,
}

/// What must be true of a system for the rule to be for it, as its release of SAP_BASIS: asked of other records only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Only {
    /// The systems that are asked; without it all.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The row of the rule's table that is asked of such systems only, by its key; without it the whole rule is.
    pub row: Option<Placed<String>>,
    /// What must be true.
    pub when: Condition,
    /// The reason why the rule is not for a system of which this is not true.
    pub otherwise: Placed<String>,
    /// Where nobody can know, the rule judges all the same.
    #[serde(default)]
    pub judge_if_unknown: bool,
}

/// Where facts of a rule come from.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Sources {
    /// Document and section, SAP Note, or public page.
    pub from: String,
    /// Whether it was read, or only its title, or what others quote of it.
    #[serde(default = "was_read")]
    pub read: bool,
    /// What comes from there: numbers, dates, notes, menu paths as the texts have them.
    pub facts: Vec<String>,
}

fn was_read() -> bool {
    true
}

/// What it is that there is nothing the rule speaks of: a finding with message and subject, not known for a reason, fine
/// because that is what the rule asks for, or the reason why the rule is not applicable.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Absent {
    /// It is a finding that says this.
    pub message: Option<Placed<String>>,
    /// What that finding is about.
    pub subject: Option<Placed<String>>,
    /// Nobody knows, for this reason.
    pub unknown: Option<Placed<String>>,
    /// That is what the rule asks for.
    pub fine: Option<Placed<bool>>,
    /// The rule is not applicable, for this reason.
    pub not_applicable: Option<Placed<String>>,
}

/// How many records must hold to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Expect {
    /// No record may be so; each that is, is a finding.
    #[default]
    None,
    /// At least one record must be so.
    Some,
    /// Every record must be so; each that is not, is a finding.
    All,
    /// For every row of the list at least one record must be so.
    Each,
    /// For every row of the list the first record that `where` speaks of must be so, and there must be one.
    First,
    /// Just this many records must be so.
    Exactly(u64),
}

/// A place to point at.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LabelFile {
    /// A field, or `match` for the very word that the list was found by.
    pub field: Placed<String>,
    /// What stands under it; for fields that are lists the tokens' own meaning if this is not given.
    pub text: Option<Placed<String>>,
    /// Without it the place is shown in every finding; with it only where this holds of the record.
    pub when: Option<Condition>,
}

/// A sentence that stands before the help if a condition holds, and another if it does not.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Advice {
    /// The systems it is for; without it all.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Without it the sentence stands before every help.
    pub when: Option<Condition>,
    /// The sentence.
    pub text: Placed<String>,
    /// What is said where the condition does not hold.
    pub otherwise: Option<Placed<String>>,
    /// What is said where nobody can know.
    pub unknown: Option<Placed<String>>,
}

/// Pieces of export that a rule must fail or pass.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Example {
    /// What it shows.
    pub name: Placed<String>,
    /// What the rule must say of it.
    pub verdict: Placed<ExpectedVerdict>,
    /// Path and text of each file; the folder is the system.
    pub files: BTreeMap<String, String>,
    /// The places of the findings, as `path:line:column`.
    #[serde(default)]
    pub at: Vec<String>,
    /// What the files become by the rule's edits, safe or not: path and text of each that changes.
    #[serde(default)]
    pub fixed: BTreeMap<String, String>,
    /// The system whose verdict counts; without it that of the first file.
    pub system: Option<String>,
    /// The role of its systems; without it the rule's first.
    pub role: Option<Role>,
    /// The roles of some of its systems, by their names.
    #[serde(default)]
    pub roles: BTreeMap<String, Role>,
    /// The host that its systems run on.
    pub host: Option<String>,
    /// What is said of their integration with Cloud for Customer, as in `[integration]` of basislint.toml.
    #[serde(default)]
    pub integration: Integration,
    /// The tier of its systems.
    pub tier: Option<Tier>,
    /// Their technical communication user.
    pub technical_user: Option<String>,
    /// Where it stands, as `file:line`; known once its rule is compiled.
    #[serde(skip)]
    pub place: String,
}

/// What an example may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ExpectedVerdict {
    /// All the evidence is there and nothing is wrong.
    Pass,
    /// There are findings.
    Fail,
    /// The evidence is not there, or not whole.
    NotEvaluated,
    /// The rule is not for the system, or there is nothing that it speaks of.
    NotApplicable,
}

impl From<ExpectedVerdict> for Verdict {
    fn from(expected: ExpectedVerdict) -> Self {
        match expected {
            ExpectedVerdict::Pass => Self::Pass,
            ExpectedVerdict::Fail => Self::Fail,
            ExpectedVerdict::NotEvaluated => Self::NotEvaluated,
            ExpectedVerdict::NotApplicable => Self::NotApplicable,
        }
    }
}
