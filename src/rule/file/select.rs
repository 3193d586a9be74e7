//! Which records a rule looks at, as a rule file says it.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Value;

#[cfg(test)]
use super::OneOrSeveral;
use super::ReferenceFile;
use crate::landscape::Role;
use crate::rule::list::LookUp;
use crate::rule::placed::Placed;

/// The records a rule looks at, and the table it looks them up in.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Select {
    /// An export kind, or `effective-parameters`.
    pub export: Placed<String>,
    /// A list; a record that has no row there is none of the rule's business.
    pub table: Option<Placed<String>>,
    /// The field that is looked up in the list's key column.
    pub field: Option<Placed<String>>,
    /// Another field, or several, looked up if those before have no key.
    #[cfg_attr(test, schemars(with = "Option<OneOrSeveral>"))]
    pub or_field: Option<Placed<Value>>,
    /// Further exports with the same fields: their records are looked at as well, but prove nothing by what is not there.
    #[serde(default)]
    pub also: Vec<Placed<String>>,
    /// Other exports that tell of the same things: what is wrong in them counts, what is not known in them, or not there, says
    /// nothing.
    #[serde(default)]
    pub beside: Vec<BesideFile>,
    /// What of a record that `where` speaks of and that has no row in the table.
    #[serde(default)]
    pub unlisted: Unlisted,
    /// What is looked up has one record each: when all rows of the table were seen, what else the export lacks says nothing.
    #[serde(default)]
    pub once: bool,
    /// The field by whose value a thing is known, such as a certificate: all findings about one thing are one, wherever it
    /// stands.
    pub same: Option<Placed<String>>,
    /// The parts that the export comes in; with `each`.
    pub parts: Option<PartsFile>,
    /// Only a list of this part proves that something is not there: a tab of a transaction, which title or file name tell.
    pub list_of: Option<String>,
    /// Only the last records count.
    pub latest: Option<LatestFile>,
    /// A list that was narrowed so is whole for the rule.
    pub narrowed: Option<NarrowedFile>,
    /// How `field` is looked up in `table`.
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BesideFile {
    /// The other export.
    pub export: Placed<String>,
    /// Fields of the rule's export that have another name in this one; the others have the same, or are absent.
    #[serde(default)]
    pub fields: BTreeMap<String, Placed<String>>,
}

/// What of a record that `where` speaks of and that has no row in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PartsFile {
    /// The field that names a record's part.
    pub field: Placed<String>,
    /// The parts that count. One without any record was not exported.
    pub of: Vec<PartFile>,
}

/// One part.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LatestFile {
    /// The field with the date.
    pub of: Placed<String>,
    /// The field by which records belong together.
    pub per: Placed<String>,
    /// Records without such a value count as well; else they do not.
    #[serde(default)]
    pub or_without: bool,
}

/// A list that was narrowed to some values of a field is whole for the rule if these are among them.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct NarrowedFile {
    /// The field.
    pub by: Placed<String>,
    /// Its values.
    pub to: Vec<String>,
}
