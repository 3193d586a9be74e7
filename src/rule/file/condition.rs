//! What a rule file asks of records: conditions, and references to other records.

use std::ops::Range;

use serde::Deserialize;
use toml::Value;

use crate::rule::placed::Placed;

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
    /// A whole number, or `{row.column}`; so for the next ones.
    pub at_least: Option<Placed<Value>>,
    pub below: Option<Placed<Value>>,
    /// A version, or `{row.column}`.
    pub version_at_least: Option<Placed<String>>,
    pub version_below: Option<Placed<String>>,
    /// Whole number, `{row.column}`, or `{days}`: the date lies further back; so for hours and minutes.
    pub older_than_days: Option<Placed<Value>>,
    pub not_older_than_days: Option<Placed<Value>>,
    pub older_than_hours: Option<Placed<Value>>,
    pub older_than_minutes: Option<Placed<Value>>,
    /// The date lies no further ahead, or is past.
    pub within_days: Option<Placed<Value>>,
    /// The field with the date that ages are counted from; where it is absent, and without it: `--as-of`.
    pub as_of_field: Option<Placed<String>>,
    /// The pattern of a route permission table is for this host or service; text, or `{row.column}`.
    pub covers: Option<Placed<String>>,
    pub includes: Option<Placed<Value>>,
    pub present: Option<Placed<bool>>,
    #[serde(rename = "in")]
    pub within: Option<Placed<ReferenceFile>>,
    pub not_in: Option<Placed<ReferenceFile>>,
    /// As `in`, but for every value of a cell of the list.
    pub all_in: Option<Placed<ReferenceFile>>,
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
            not_older_than_days,
            older_than_hours,
            older_than_minutes,
            within_days,
            as_of_field,
            covers,
            includes,
            present,
            within,
            not_in,
            all_in,
            any: _,
            all: _,
        } = self;
        let texts = [
            field,
            value,
            in_list,
            not_in_list,
            matches,
            not_matches,
            version_at_least,
            version_below,
            as_of_field,
            covers,
        ];
        let values = [
            equals,
            not_equals,
            glob,
            not_glob,
            includes,
            at_least,
            below,
            older_than_days,
            not_older_than_days,
            older_than_hours,
            older_than_minutes,
            within_days,
        ];
        let mut places: Vec<_> = texts.into_iter().filter_map(at).collect();
        places.extend(values.into_iter().filter_map(at));
        places.extend([within, not_in, all_in].into_iter().filter_map(at));
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
    /// A value that no record has at all, whatever `where` says, was not exported: nothing is known of it.
    #[serde(default)]
    pub listed: bool,
    /// A value has one record at most, as a software component: where it was seen, it does not matter what else the export lacks.
    #[serde(default)]
    pub once: bool,
    /// Only what is there counts: an export that is not here, or not whole, has no other values than those seen.
    #[serde(default)]
    pub optional: bool,
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
