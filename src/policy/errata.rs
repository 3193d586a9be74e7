//! What SAP's own check items get wrong, and what is meant. The data is in `errata.toml`, each entry with its source and with rows that it is tried on.
//!
//! An erratum is for one text: when SAP changes the item, it is for nothing any more.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{ConfigStore, Item, Policy};

/// A mistake of a published item.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Erratum {
    /// The policy.
    pub policy: String,
    /// The item.
    pub item: String,
    /// Its config store.
    pub store: String,
    /// Of what the item asks: [`content`].
    pub sha256: String,
    /// What is wrong, and why.
    pub wrong: String,
    /// Where one sees that.
    pub source: String,
    /// What compliant should be.
    pub compliant: Option<String>,
    /// What noncompliant should be.
    pub noncompliant: Option<String>,
    /// Joins that should be others.
    #[serde(default)]
    pub joins: Vec<JoinErratum>,
    /// Rows of which nobody can tell what was meant.
    pub cannot_tell: Option<String>,
    /// Rows, and what is said of them.
    #[serde(default)]
    pub example: Vec<Example>,
}

impl Erratum {
    /// It explains the rules of the item, and changes none.
    pub fn leaves_it(&self) -> bool {
        self.compliant.is_none() && self.noncompliant.is_none() && self.joins.is_empty()
    }
}

/// A join that should be another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinErratum {
    /// The joined store.
    pub store: String,
    /// It is so many-th of the item, from 1 on.
    pub ordinal: usize,
    /// What joincompliant should be.
    pub compliant: String,
    /// What joinnoncompliant should be.
    pub noncompliant: String,
}

/// Rows, and what the mended item says of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// `pass`, `fail` or `cannot-tell`.
    pub verdict: String,
    /// Rows of the item's own store: texts by column.
    pub rows: Vec<HashMap<String, String>>,
    /// Rows of joined stores.
    #[serde(default)]
    pub joined: HashMap<String, Vec<HashMap<String, String>>>,
}

#[derive(Debug, Default, Deserialize)]
struct File {
    erratum: Vec<Erratum>,
}

static ERRATA: LazyLock<File> = LazyLock::new(|| toml::from_str(include_str!("errata.toml")).unwrap_or_default());

static BY_CONTENT: LazyLock<HashMap<&'static str, &'static Erratum>> =
    LazyLock::new(|| ERRATA.erratum.iter().map(|erratum| (erratum.sha256.as_str(), erratum)).collect());

/// All that are known.
pub fn all() -> &'static [Erratum] {
    &ERRATA.erratum
}

/// The erratum of an item, if there is one for just what it asks.
pub fn of(policy: &Policy, store: &ConfigStore, item: &Item) -> Option<&'static Erratum> {
    let is_named = |erratum: &Erratum| erratum.policy == policy.id.text && erratum.item == item.id.text;
    if !all().iter().any(is_named) {
        return None;
    }
    BY_CONTENT.get(content(policy, store, item).as_str()).copied()
}

/// What an item asks, as SHA-256: the policy, the item, the store, the operator, each predicate with one blank wherever there are some. Comments and
/// white space do not count: Focused Run writes its containers with others than the files have.
pub fn content(policy: &Policy, store: &ConfigStore, item: &Item) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(part.as_bytes());
        hash.update([0]);
    };
    add(&policy.id.text);
    add(&item.id.text);
    add(&store.name.text);
    add(item.operator.as_ref().map_or("", |operator| operator.name()));
    add(item.operator.as_ref().and_then(|operator| operator.argument()).unwrap_or_default());
    for (join, branch) in item.branches() {
        add(join.map_or("", |join| &join.store.text));
        add(&branch.characters.collapsed());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
