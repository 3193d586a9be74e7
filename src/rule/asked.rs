//! Which profile parameters rules ask for, so that no others need to be kept while files are read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::{self, Expect, LookUp, RuleFile};
use super::list::{List, strings};
use crate::landscape::parameters::{self, Asked};
use crate::names::Globs;

/// Gathers the parameter names that rules ask for, so that no others need to be kept.
#[derive(Default)]
pub(super) struct AskedNames {
    names: Vec<String>,
    globs: Vec<String>,
    all: bool,
}

impl AskedNames {
    /// Adds what a rule asks for.
    pub(super) fn add(&mut self, file: &RuleFile, lists: &BTreeMap<String, Arc<List>>) {
        if file.select.export.get_ref() == parameters::KIND {
            let by_name = file.select.by == LookUp::Equals
                && file.select.field.as_ref().is_some_and(|field| field.get_ref() == "name");
            let by_table = match &file.select.table {
                Some(table) if by_name => self.add_list(lists.get(table.get_ref())),
                _ => false,
            };
            // With `all` a record that is not as `when` says is a finding, whatever its name.
            let about = self.all_of(&file.about, lists);
            let limited = about || (file.expect != Expect::All && self.all_of(&file.when, lists)) || by_table;
            self.all |= !limited;
        }
        let advice = file.advice.iter().filter_map(|advice| advice.when.as_ref());
        let only = file.only.iter().map(|only| &only.when);
        for condition in file.about.iter().chain(&file.when).chain(advice).chain(only) {
            self.add_references(condition, lists);
        }
    }

    /// Adds the keys of a list. Says whether there is one.
    fn add_list(&mut self, list: Option<&Arc<List>>) -> bool {
        let keys = list.into_iter().flat_map(|list| (0..list.rows.len()).flat_map(|row| list.cell(row, 0)));
        self.names.extend(keys.cloned());
        list.is_some()
    }

    /// Adds the names that these conditions together let through. Says whether they let only those through.
    fn all_of(&mut self, conditions: &[file::Condition], lists: &BTreeMap<String, Arc<List>>) -> bool {
        let mut limited = false;
        for condition in conditions {
            limited |= self.one(condition, lists);
        }
        limited
    }

    fn one(&mut self, condition: &file::Condition, lists: &BTreeMap<String, Arc<List>>) -> bool {
        if let Some(parts) = &condition.any {
            let mut limited = true;
            for part in parts {
                limited &= self.one(part, lists);
            }
            return limited;
        }
        if let Some(parts) = &condition.all {
            return self.all_of(parts, lists);
        }
        if condition.field.as_ref().is_none_or(|field| field.get_ref() != "name") {
            return false;
        }
        if let Some(names) = condition.equals.as_ref().and_then(|value| strings(value.get_ref())) {
            // `{row.column}` stands for many names.
            let fixed = !names.iter().any(|name| name.starts_with('{'));
            self.names.extend(names);
            return fixed;
        }
        if let Some(globs) = condition.glob.as_ref().and_then(|value| strings(value.get_ref())) {
            self.globs.extend(globs);
            return true;
        }
        condition.in_list.as_ref().is_some_and(|list| self.add_list(lists.get(list.get_ref())))
    }

    /// Adds the names that references to effective parameters ask for.
    fn add_references(&mut self, condition: &file::Condition, lists: &BTreeMap<String, Arc<List>>) {
        for part in [&condition.any, &condition.all].into_iter().flatten().flatten() {
            self.add_references(part, lists);
        }
        for reference in [&condition.within, &condition.not_in].into_iter().flatten() {
            let reference = reference.get_ref();
            if reference.export.get_ref() == parameters::KIND {
                self.all |= !self.all_of(&reference.about, lists);
            }
        }
    }

    /// All that was asked for.
    pub(super) fn build(mut self) -> Asked {
        self.globs.sort();
        self.globs.dedup();
        // Malformed patterns have been complained of where they are compiled.
        Asked::new(self.names, Globs::new(self.globs).unwrap_or_default(), self.all)
    }
}
