//! ABAP_INSTANCE_PAHI out of the effective profile parameters: a row for each instance that tells one.
//!
//! What no file sets and a list of running values would show is not there. Profiles alone do not tell what the kernel has for a default: a parameter that
//! they do not set is not known.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::export::{Record, Value};
use crate::knowledge::profile_parameter::is_secret;
use crate::landscape::derived::{Interest, Take, effective_parameters};
use crate::layout::KeptRow;
use crate::names::Globs;
use crate::policy::checks::Checks;
use crate::policy::compiled::{Part, Question};

use super::derived::DerivedStore;
use super::kept::KeptRowOfStore;
use super::row::{Cell, StoreRow};
use super::{Policies, carriers};
use crate::policy::evaluate::Setting;
use crate::policy::verdict::ByKey;

/// The store.
pub const STORE: &str = "ABAP_INSTANCE_PAHI";

const NAME: &str = "NAME";

/// The parameters that the items ask for; none if they ask for none.
pub fn asked(checks: &Checks) -> Option<Interest> {
    let of_store = checks.items.iter().flat_map(|check| {
        let joins = check.joins.iter().filter(|join| join.store.eq_ignore_ascii_case(STORE)).flat_map(|join| join.asks);
        let own = check.own.into_iter().filter(|_| check.store.eq_ignore_ascii_case(STORE));
        own.chain(joins).flatten()
    });
    let questions: BTreeSet<Question> = of_store.collect();
    if questions.is_empty() {
        return None;
    }
    let parts = checks.compiled.parts_of(STORE, NAME, &|question| questions.contains(&question));
    let mut all = parts.is_none();
    let (mut names, mut patterns) = (Vec::new(), Vec::new());
    for part in parts.into_iter().flatten() {
        match part {
            Part::Is(text) => names.push(text.into_string()),
            Part::Begins(begin) => patterns.push(format!("{}*", escaped(&begin))),
            Part::Within(text) => patterns.push(format!("*{}*", escaped(&text))),
        }
    }
    patterns.sort();
    patterns.dedup();
    let globs = Globs::new(patterns).ok();
    all |= globs.is_none();
    Some(Interest::new(names, globs.unwrap_or_default(), all))
}

/// A text in which a pattern of names finds nothing but itself.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!' => format!("[{letter}]"),
            letter => letter.to_string(),
        })
        .collect()
}

/// Takes the effective parameters of a system.
pub struct Parameters<'p> {
    policies: &'p Policies,
    setting: Setting<'static>,
    lists: Vec<usize>,
    store: DerivedStore,
}

impl<'p> Parameters<'p> {
    /// Takes none yet. `lists` are the files that list running values: what is told of one of them not to be set is not there.
    pub fn new(policies: &'p Policies, setting: Setting<'static>, lists: Vec<usize>) -> Self {
        Self { policies, setting, lists, store: DerivedStore::new(STORE, Vec::new(), None) }
    }

    /// The store: of these files, which may have more parameters than they show for this reason.
    pub fn store(self, files: Vec<usize>, lacks: Option<Arc<str>>) -> DerivedStore {
        // What is missing of a profile may set another value than the one that is seen.
        let by_key = if lacks.is_some() { ByKey::Nothing } else { ByKey::All };
        DerivedStore { files, lacks, by_key, ..self.store }
    }
}

impl Take for Parameters<'_> {
    fn record(&mut self, file: usize, row: &KeptRow, record: &dyn Record) {
        let field = |name: &str| {
            let index = effective_parameters::DERIVED.fields.iter().position(|field| field.name == name);
            index.map(|index| record.field(index))
        };
        let (Some(name), Some(value), Some(unset)) = (field("name"), field("value"), field("unset")) else { return };
        let file_row = row.row();
        let Value::Text(name_text) = &name.value else { return };
        let name_text = String::from_utf8_lossy(name_text);
        let is_unset = matches!(unset.value, Value::Text(_));
        let cell = match &value.value {
            // What a password is stays unknown, whoever asks.
            _ if is_secret(name_text.as_bytes()) => Cell::unknown("VALUE", name.span.clone()),
            Value::Text(text) => Cell::new("VALUE", String::from_utf8_lossy(text), value.span.clone()),
            // An empty row of a list of running values has a name there.
            _ if is_unset && name.span.is_some() => Cell::new("VALUE", "", name.span.clone()),
            _ if is_unset && self.lists.contains(&file) => return,
            _ => Cell::unknown("VALUE", value.span.clone().or_else(|| name.span.clone())),
        };
        let may_be_absent = cell.text.is_none() && name.span.is_none();
        let mut of_store = StoreRow::of([Cell::new(NAME, name_text.clone(), name.span.clone()), cell]);
        of_store.may_be_absent = may_be_absent;
        let kept = || (file, KeptRowOfStore::of(&of_store, &file_row, carriers::secrets(record, &file_row)));
        self.store.ask((self.policies, &self.setting), &of_store, &mut { kept });
    }
}
