//! Config stores: which columns they have, and which export carries them. The data is in `stores.toml`.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

/// A config store.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Store {
    /// Its name, as policies write it.
    pub name: String,
    /// What is in it, in a few words.
    pub title: String,
    /// The kind of the export that carries it, if one does that basislint reads.
    pub export: Option<String>,
    /// Types of systems for which the export carries it; none: all.
    #[serde(default)]
    pub system_types: Vec<String>,
    /// The types of systems that have it; all, or that of its policy, if there is none.
    #[serde(default)]
    pub only_of: Vec<String>,
    /// The columns that its export has, in capitals; without an export, those that policies ask for.
    pub columns: Vec<String>,
    /// Columns that policies ask for and no export has.
    #[serde(default)]
    pub collected_only: Vec<String>,
    /// Its rows say what is installed: what they do not say is not there, and needs no check.
    #[serde(default)]
    pub versions: bool,
    /// The columns by which policies choose rows.
    pub key: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    store: Vec<Store>,
    decimal_columns: BTreeSet<String>,
    every_store: Vec<String>,
}

/// The columns of `stores.toml` are read when a policy first is: a run without one pays nothing.
static STORES: LazyLock<File> = LazyLock::new(|| {
    rmp_serde::from_slice(include_bytes!(concat!(env!("OUT_DIR"), "/stores.bodies"))).unwrap_or_else(|_| File {
        store: Vec::new(),
        decimal_columns: BTreeSet::new(),
        every_store: Vec::new(),
    })
});

/// The names of all stores that are known, in their order.
pub const NAMES: &[&str] = include!(concat!(env!("OUT_DIR"), "/stores.names"));

/// All stores that are known.
pub fn all() -> &'static [Store] {
    &STORES.store
}

/// The store of this name.
pub fn by_name(name: &str) -> Option<&'static Store> {
    // Nearly all are asked for as they are written here, and often.
    static BY_NAME: LazyLock<HashMap<&str, &Store>> =
        LazyLock::new(|| all().iter().map(|store| (store.name.as_str(), store)).collect());
    let exact = BY_NAME.get(name).copied();
    exact.or_else(|| all().iter().find(|store| store.name.eq_ignore_ascii_case(name)))
}

/// Whether the values of a column are decimal numbers: `PERC_USER`.
pub fn is_decimal(column: &str) -> bool {
    STORES.decimal_columns.contains(column)
}

impl Store {
    /// The columns that it has.
    pub fn all_columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().chain(&self.collected_only).map(String::as_str)
    }

    /// Whether it has a column.
    pub fn has(&self, column: &str) -> bool {
        self.all_columns().chain(STORES.every_store.iter().map(String::as_str)).any(|known| known == column)
    }

    /// Whether an export that basislint reads carries this column, for systems of this type.
    pub fn is_carried(&self, column: &str, system_type: Option<&str>) -> bool {
        self.carried_for(system_type) && self.columns.iter().any(|known| known == column)
    }

    /// Whether an export that basislint reads carries it, for systems of this type.
    pub fn carried_for(&self, system_type: Option<&str>) -> bool {
        let fits = |kind: &str| {
            self.system_types.is_empty() || self.system_types.iter().any(|of| of.eq_ignore_ascii_case(kind))
        };
        self.export.is_some() && system_type.is_none_or(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export;

    #[test]
    fn each_store_reads_and_names_an_export_that_there_is() {
        let file: File = toml::from_str(include_str!("stores.toml")).unwrap();
        assert!(file.store.len() > 40);
        let names: BTreeSet<&str> = file.store.iter().map(|store| store.name.as_str()).collect();
        assert_eq!(names.len(), file.store.len(), "each store once");
        for store in &file.store {
            if let Some(kind) = &store.export {
                assert!(export::by_kind(kind).is_some(), "{}: {kind}", store.name);
            }
            for key in &store.key {
                assert!(store.has(key), "{}: {key}", store.name);
            }
            assert!(store.all_columns().all(|column| column == column.to_ascii_uppercase()), "{}", store.name);
        }
    }

    #[test]
    fn a_column_that_only_a_collecting_system_has_is_in_no_export() {
        let components = by_name("comp_level").unwrap();
        assert!(components.has("SP_REL_DATE") && !components.is_carried("SP_REL_DATE", None));
        assert!(components.is_carried("SP", Some("ABAP")) && !components.is_carried("SP", Some("JAVA")));
    }
}
