//! Rule files and list files as they stand in TOML. What a key means is said here, whether it makes sense in `compile`.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Value;

use super::placed::Placed;
use crate::finding::{Severity, Verdict};
use crate::landscape::{Role, Tier};

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
    pub confidence: Confidence,
    /// GitHub's scale, 0.0 to 10.0; without it the severity decides.
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
    #[serde(default)]
    pub expect: Expect,
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
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// The keys that stand above the first table of a rule file.
pub(crate) const TOP_KEYS: &[&str] = &[
    "id",
    "title",
    "severity",
    "severity-by-tier",
    "confidence",
    "security-severity",
    "roles",
    "tiers",
    "tags",
    "what",
    "why",
    "fix",
    "references",
    "expect",
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
    /// Another field, looked up if the first has no key.
    pub or_field: Option<Placed<String>>,
    #[serde(default)]
    pub by: LookUp,
    /// Further exports without which nobody passes.
    #[serde(default)]
    pub needs: Vec<Placed<String>>,
}

/// How a record's field is looked up in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LookUp {
    /// The field is the key.
    #[default]
    Equals,
    /// The field has the key as a whole word; `-` and `_` belong to a word.
    Names,
    /// The field has the key somewhere.
    Contains,
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
    /// Just this many records must be so.
    Exactly(u64),
}

/// A condition: a field (or a fixed value) and one operator, or a group.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Condition {
    /// A field of the record, or `row.column` of the list.
    pub field: Option<Placed<String>>,
    /// A fixed value instead of a field, for `in` and `not-in`.
    pub value: Option<Placed<String>>,
    pub equals: Option<Placed<Value>>,
    pub not_equals: Option<Placed<Value>>,
    pub in_list: Option<Placed<String>>,
    pub not_in_list: Option<Placed<String>>,
    pub glob: Option<Placed<Value>>,
    pub not_glob: Option<Placed<Value>>,
    pub matches: Option<Placed<String>>,
    pub not_matches: Option<Placed<String>>,
    pub at_least: Option<Placed<i64>>,
    pub below: Option<Placed<i64>>,
    pub version_at_least: Option<Placed<String>>,
    pub version_below: Option<Placed<String>>,
    pub older_than_days: Option<Placed<i64>>,
    pub includes: Option<Placed<Value>>,
    pub present: Option<Placed<bool>>,
    #[serde(rename = "in")]
    pub within: Option<Placed<ReferenceFile>>,
    pub not_in: Option<Placed<ReferenceFile>>,
    pub any: Option<Vec<Condition>>,
    pub all: Option<Vec<Condition>>,
}

impl Condition {
    /// The places of all that it says for itself, groups left out.
    pub fn places(&self) -> Vec<Range<usize>> {
        fn at<T>(part: &Option<Placed<T>>) -> Option<Range<usize>> {
            part.as_ref().map(Placed::span)
        }
        let Self {
            field,
            value,
            equals,
            not_equals,
            in_list,
            not_in_list,
            glob,
            not_glob,
            matches,
            not_matches,
            at_least,
            below,
            version_at_least,
            version_below,
            older_than_days,
            includes,
            present,
            within,
            not_in,
            any: _,
            all: _,
        } = self;
        let texts = [field, value, in_list, not_in_list, matches, not_matches, version_at_least, version_below];
        let values = [equals, not_equals, glob, not_glob, includes];
        let numbers = [at_least, below, older_than_days];
        let mut places: Vec<_> = texts.into_iter().filter_map(at).collect();
        places.extend(values.into_iter().filter_map(at));
        places.extend(numbers.into_iter().filter_map(at));
        places.extend([within, not_in].into_iter().filter_map(at));
        places.extend(at(present));
        places
    }
}

/// The values that a field has in other records of the system, or of the other systems.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ReferenceFile {
    pub export: Placed<String>,
    pub field: Placed<String>,
    #[serde(default, rename = "where")]
    pub about: Vec<Condition>,
    #[serde(default)]
    pub scope: Scope,
    /// There must be such a record, as SAP_BASIS in every system: an export without one is a selection and tells nothing.
    #[serde(default)]
    pub required: bool,
}

/// Whose records a reference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Scope {
    /// The same system's.
    #[default]
    System,
    /// Those of all other systems of the run.
    OtherSystems,
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
    pub when: Condition,
    pub text: Placed<String>,
    pub otherwise: Option<Placed<String>>,
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

/// A named list: plain values, or a table with a key column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ListFile {
    /// The list's name.
    pub list: Placed<String>,
    /// What it is. Never evaluated: it makes the file readable, and its source checkable.
    #[serde(rename = "about")]
    pub _about: String,
    /// Document and section, or SAP Note.
    #[serde(rename = "source")]
    pub _source: String,
    /// The day up to which it was checked.
    #[serde(rename = "as-of")]
    pub _as_of: Option<toml::value::Datetime>,
    /// Rows are added to the list of this name instead of making a new one.
    #[serde(default)]
    pub extend: bool,
    /// Plain values.
    #[serde(default)]
    pub values: Vec<String>,
    /// The column that records are looked up by.
    pub key: Option<Placed<String>>,
    #[serde(default)]
    pub row: Vec<Placed<BTreeMap<String, Value>>>,
}
