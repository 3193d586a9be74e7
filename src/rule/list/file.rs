//! List files as they stand in TOML.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Value;

use crate::rule::placed::Placed;

/// A named list: plain values, or a table with a key column.
#[derive(Debug, Deserialize)]
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
