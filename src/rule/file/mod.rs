//! Rule files as they stand in TOML. What a key means is said here, whether it makes sense in `compile`.

mod condition;

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Value;

use super::list::LookUp;
use super::placed::Placed;
use crate::finding::{Severity, Verdict};
use crate::landscape::{Role, Tier};

pub(crate) use condition::{Ask, Condition, ReferenceFile, Scope, Worth};

/// One rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RuleFile {
    pub id: Placed<String>,
    pub title: String,
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
    pub confidence: Confidence,
    /// Another confidence for systems of some roles: a document that speaks of one role may hold for others too.
    #[serde(default)]
    pub confidence_by_role: BTreeMap<Role, Confidence>,
    /// GitHub's scale, 0.0 to 10.0; without it the rule is no matter of security.
    pub security_severity: Option<Placed<f64>>,
    pub roles: Vec<Role>,
    /// Without it: all tiers.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub what: String,
    pub why: String,
    pub fix: String,
    pub references: Vec<String>,
    pub select: Select,
    /// What must be true of a system for the rule to be for it.
    #[serde(default)]
    pub only: Vec<Only>,
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
    pub message: Placed<String>,
    pub help: Placed<String>,
    /// What the finding is about; suppressions name it.
    pub subject: Placed<String>,
    /// The places to point at, the finding's own first.
    #[serde(default)]
    pub labels: Vec<LabelFile>,
    /// Sentences of the help that depend on the system.
    #[serde(default)]
    pub advice: Vec<Advice>,
    /// Where what the texts and conditions say comes from. Never evaluated: `explain` shows it.
    #[serde(default)]
    pub sources: Vec<Sources>,
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// The keys that stand above the first table of a rule file.
pub(crate) const TOP_KEYS: &[&str] = &[
    "id",
    "title",
    "severity",
    "severity-by-tier",
    "severity-by-row",
    "severity-when",
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

/// How sure the facts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Confidence {
    High,
    Medium,
    Low,
}

impl Confidence {
    pub fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// The records a rule looks at, and the table it looks them up in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Select {
    /// An export kind, or `effective-parameters`.
    pub export: Placed<String>,
    /// A list; a record that has no row there is none of the rule's business.
    pub table: Option<Placed<String>>,
    /// The field that is looked up in the list's key column.
    pub field: Option<Placed<String>>,
    /// Another field, or several, looked up if those before have no key.
    pub or_field: Option<Placed<Value>>,
    /// Further exports with the same fields: their records are looked at as well, but prove nothing by what is not there.
    #[serde(default)]
    pub also: Vec<Placed<String>>,
    /// Other exports that tell of the same things: what is wrong in them counts, what is not known in them, or not there, says
    /// nothing.
    #[serde(default)]
    pub beside: Vec<BesideFile>,
    #[serde(default)]
    pub unlisted: Unlisted,
    /// What is looked up has one record each: when all rows of the table were seen, what else the export lacks says nothing.
    #[serde(default)]
    pub once: bool,
    /// The field by whose value a thing is known, such as a certificate: all findings about one thing are one, wherever it
    /// stands.
    pub same: Option<Placed<String>>,
    pub parts: Option<PartsFile>,
    /// Only a list of this part proves that something is not there: a tab of a transaction, which title or file name tell.
    pub list_of: Option<String>,
    pub latest: Option<LatestFile>,
    pub narrowed: Option<NarrowedFile>,
    #[serde(default)]
    pub by: LookUp,
    /// What must have been looked at before anybody passes.
    #[serde(default)]
    pub seen: Vec<SeenFile>,
    /// With `some` of effective parameters: every application server must have one. What is said of one that has none.
    pub each_server: Option<Placed<String>>,
    /// Further exports without which nobody passes.
    #[serde(default)]
    pub needs: Vec<Placed<String>>,
}

/// An export whose records are looked at as if they were of the rule's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BesideFile {
    pub export: Placed<String>,
    /// Fields of the rule's export that have another name in this one; the others have the same, or are absent.
    #[serde(default)]
    pub fields: BTreeMap<String, Placed<String>>,
}

/// What of a record that `where` speaks of and that has no row in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Unlisted {
    /// It is none of the rule's business.
    #[default]
    Fine,
    /// It cannot be judged.
    Unknown,
}

/// An export that comes in parts, such as a list of certificates for each PSE: every part must have every row of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PartsFile {
    /// The field that names a record's part.
    pub field: Placed<String>,
    /// The parts that count. One without any record was not exported.
    pub of: Vec<PartFile>,
}

/// One part.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PartFile {
    /// The field's value.
    pub value: String,
    /// What an administrator calls it: `{part}` in texts.
    pub title: String,
    /// The systems that must have it; without it all.
    #[serde(default)]
    pub roles: Vec<Role>,
}

/// Values that some record must have, or the rule has not looked at all that it is about: each is an export to add.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SeenFile {
    /// These.
    #[serde(default)]
    pub values: Vec<String>,
    /// Those that a field has in other records; without such an export none.
    pub values_of: Option<ReferenceFile>,
    /// The field that must have them.
    #[serde(rename = "in")]
    pub within: ReferenceFile,
    /// What is missing if none has the value `{value}`, behind the name of the export.
    pub missing: String,
}

/// Only the last records count: those with the greatest `of` among those with the same `per`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LatestFile {
    pub of: Placed<String>,
    pub per: Placed<String>,
    /// Records without such a value count as well; else they do not.
    #[serde(default)]
    pub or_without: bool,
}

/// A severity for findings about a row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SeverityByRow {
    /// The row's key.
    pub row: Placed<String>,
    /// Without it all.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    pub severity: Severity,
}

/// A list that was narrowed to some values of a field is whole for the rule if these are among them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct NarrowedFile {
    pub by: Placed<String>,
    pub to: Vec<String>,
}

/// A severity for records of which something holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SeverityWhen {
    pub when: Condition,
    pub severity: Severity,
    /// GitHub's scale, for findings of this severity.
    pub security_severity: Option<Placed<f64>>,
    /// Another message for such records.
    pub message: Option<Placed<String>>,
}

/// What must be true of a system for the rule to be for it, as its release of SAP_BASIS: asked of other records only.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Only {
    /// The systems that are asked; without it all.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The row of the rule's table that is asked of such systems only, by its key; without it the whole rule is.
    pub row: Option<Placed<String>>,
    pub when: Condition,
    /// The reason why the rule is not for a system of which this is not true.
    pub otherwise: Placed<String>,
    /// Where nobody can know, the rule judges all the same.
    #[serde(default)]
    pub judge_if_unknown: bool,
}

/// Where facts of a rule come from.
#[derive(Debug, Deserialize)]
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
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Absent {
    pub message: Option<Placed<String>>,
    pub subject: Option<Placed<String>>,
    pub unknown: Option<Placed<String>>,
    pub fine: Option<Placed<bool>>,
    pub not_applicable: Option<Placed<String>>,
}

/// How many records must hold to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
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
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Advice {
    /// The systems it is for; without it all.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Without it the sentence stands before every help.
    pub when: Option<Condition>,
    pub text: Placed<String>,
    pub otherwise: Option<Placed<String>>,
    /// What is said where nobody can know.
    pub unknown: Option<Placed<String>>,
}

/// Pieces of export that a rule must fail or pass.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Example {
    pub name: Placed<String>,
    pub verdict: Placed<ExpectedVerdict>,
    /// Path and text of each file; the folder is the system.
    pub files: BTreeMap<String, String>,
    /// The places of the findings, as `path:line:column`.
    #[serde(default)]
    pub at: Vec<String>,
    /// The system whose verdict counts; without it that of the first file.
    pub system: Option<String>,
    pub role: Option<Role>,
    pub tier: Option<Tier>,
    pub technical_user: Option<String>,
    /// Where it stands, as `file:line`; known once its rule is compiled.
    #[serde(skip)]
    pub place: String,
}

/// What an example may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ExpectedVerdict {
    Pass,
    Fail,
    NotEvaluated,
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
