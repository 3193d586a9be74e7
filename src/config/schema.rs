//! The shape of `basislint.toml`, for editors. Files are read by `reader`, which says more about mistakes; tests hold the
//! two together.

// Nobody reads a file into these.
#![allow(dead_code)]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::finding::Severity;
use crate::landscape::{Role, Tier};

/// Configuration of basislint, `basislint.toml`: systems, severities, suppressions.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ConfigFile {
    /// The day that dates are judged by: `2026-11-22`. Without it: today, or `--as-of`.
    pub as_of: Option<Day>,
    /// The systems; without any, folders tell them: see docs/folders.md.
    #[schemars(default)]
    pub system: Vec<SystemTable>,
    /// What files are, where their content cannot tell.
    #[schemars(default)]
    pub export: Vec<ExportTable>,
    /// Severities and numbers of days of rules, by rule id.
    #[schemars(default)]
    pub rules: BTreeMap<String, RuleTable>,
    /// Findings that are accepted.
    #[schemars(default)]
    pub suppress: Vec<SuppressTable>,
}

/// A day: year, month, day.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(crate) struct Day(#[schemars(extend("format" = "date"))] String);

/// A system.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SystemTable {
    /// Its name, as reports show it.
    pub name: String,
    /// What it is for; without it inferred from its exports.
    pub role: Option<Role>,
    /// How much depends on it.
    pub tier: Option<Tier>,
    /// Its files, as patterns: `prd/**`.
    #[schemars(length(min = 1))]
    pub files: Vec<String>,
    /// Its technical communication user, who may log on to the support backbone.
    pub technical_user: Option<String>,
    /// The host that a Cloud Connector runs on: its system certificate must name it.
    pub host: Option<String>,
}

/// What some files are.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ExportTable {
    /// The files, as patterns: `**/aisuser*.txt`.
    #[schemars(length(min = 1))]
    pub files: Vec<String>,
    /// The export that they are; `basislint exports` lists them.
    pub kind: String,
}

/// Changes to a rule.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RuleTable {
    /// How bad its findings are.
    pub severity: Option<Severity>,
    /// Its number of days, if it has one.
    #[schemars(range(min = 0, max = 3650))]
    pub days: Option<i64>,
}

/// Findings that are accepted. `rule`, `system` and `subject` may be patterns: `*` is any text, `?` one character, `[ab]` one of
/// these, `{a,b}` one of these words, and `[*]` a star.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SuppressTable {
    /// The rule's id, or a pattern of ids.
    pub rule: String,
    /// The system, or a pattern; without it all.
    pub system: Option<String>,
    /// What the finding is about, as the report says it, or a pattern; without it all.
    pub subject: Option<String>,
    /// Why it is accepted: auditors will ask.
    pub reason: String,
    /// The last day on which it is. From the next on the finding is back, with a note.
    pub until: Option<Day>,
}
