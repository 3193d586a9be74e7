//! List files as they stand in TOML.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Value;

use crate::rule::placed::Placed;

/// A named list: plain values, or a table with a key column.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ListFile {
    /// The list's name.
    pub list: Placed<String>,
    /// What it is: for the pages of the rules that use it.
    pub about: String,
    /// Document and section, or SAP Note.
    pub source: String,
    /// The day up to which it was checked.
    #[serde(rename = "as-of")]
    #[cfg_attr(test, schemars(with = "Option<Day>"))]
    pub _as_of: Option<toml::value::Datetime>,
    /// Rows are added to the list of this name instead of making a new one.
    #[serde(default)]
    pub extend: bool,
    /// Plain values.
    #[serde(default)]
    pub values: Vec<String>,
    /// The column that records are looked up by.
    pub key: Option<Placed<String>>,
    /// The rows: any columns, the key among them. `name` is what people call the row, `source` where it comes from; `roles`, `tiers`,
    /// `severity` and `severity-TIER` say for which systems it counts, and how bad it is.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<BTreeMap<String, Cell>>"))]
    pub row: Vec<Placed<BTreeMap<String, Value>>>,
}

/// What a cell may be: a text, a number, true or false, or several texts.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code)]
enum Cell {
    Text(String),
    Number(i64),
    Flag(bool),
    Texts(Vec<String>),
}

/// A day, as TOML has it.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(transparent)]
#[allow(dead_code)]
struct Day(#[schemars(extend("format" = "date"))] String);
