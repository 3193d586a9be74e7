//! The check items of a run: those of all policies that count, each with all that a verdict on it needs, and their questions compiled.
//!
//! `item` makes one of an item of a policy, `kind` says for which systems it is, `notes` puts the items about one SAP Note together and says which policy
//! speaks for it, `choice` leaves some of them. What is said of a system is in [`super::verdict`].

mod choice;
mod item;
mod kind;
mod notes;
mod titles;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Policy;
use super::compiled::{Compiled, Compiler};

pub use choice::{PREFIX, UnknownItem};
pub use item::{Check, Joined, Rows};
pub use kind::{SystemKind, has_store, of_store as kind_of_store};
pub use notes::Unit;

/// The check items of a run.
#[derive(Debug, Default)]
pub struct Checks {
    /// The policies that they are from.
    pub policies: Vec<Head>,
    /// The items, in the order of the policies.
    pub items: Vec<Check>,
    /// What verdicts are on: an item, or all that is said of one SAP Note, by their ids.
    pub units: Vec<Unit>,
    /// The questions of the items.
    pub compiled: Compiled,
    /// The SAP Notes that items ask for, ascending.
    pub notes: Vec<u64>,
    /// How many items older policies have about SAP Notes of which newer ones speak.
    pub superseded: usize,
}

/// What is known of a policy beside its items.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its id.
    pub id: Arc<str>,
    /// What it is about, in one line.
    pub description: Arc<str>,
    /// Its file.
    pub path: Arc<str>,
    /// For which systems it is, if its folder or its id says so.
    pub kind: Option<SystemKind>,
    /// It is part of those that basislint comes with.
    pub is_embedded: bool,
}

/// What policies ask, before items are put together that are one question.
#[derive(Debug, Default)]
pub struct Asked {
    /// The policies.
    pub policies: Vec<Head>,
    /// Their items, in the order of the policies.
    pub items: Vec<Check>,
    /// The questions of the items.
    pub compiled: Compiled,
}

impl Asked {
    /// What these policies ask. What only others' mistakes keep from being evaluated is among it, with the reason.
    pub fn of(policies: &[Policy]) -> Self {
        let mut compiler = Compiler::default();
        let (mut heads, mut items) = (Vec::new(), Vec::new());
        for (number, policy) in policies.iter().enumerate() {
            let head = Head {
                id: policy.id.text.as_str().into(),
                description: policy.description.text.as_str().into(),
                path: policy.source.path.as_str().into(),
                kind: kind::of_policy(&policy.source.path, &policy.id.text),
                is_embedded: false,
            };
            let titles = titles::of(policy);
            for (store, item) in policy.items() {
                items.push(item::of((number, policy, head.kind), store, item, &titles, &mut compiler));
            }
            heads.push(head);
        }
        Self { policies: heads, items, compiled: compiler.finish() }
    }

    /// Both, where policies of the other replace those of the same id that basislint comes with.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let ids: BTreeSet<&Arc<str>> = other.policies.iter().map(|policy| &policy.id).collect();
        let policies = &self.policies;
        self.items.retain(|check| {
            let policy = policies.get(check.policy as usize);
            !policy.is_some_and(|policy| policy.is_embedded && ids.contains(&policy.id))
        });
        let before = u32::try_from(self.policies.len()).unwrap_or(u32::MAX);
        let (compiled, first) = self.compiled.and(other.compiled);
        self.items.reserve_exact(other.items.len());
        self.items.extend(other.items.into_iter().map(|check| check.behind(before, first)));
        self.policies.extend(other.policies);
        Self { compiled, ..self }
    }
}

impl Checks {
    /// What is asked, with items put together that are one question.
    pub fn of(asked: Asked) -> Self {
        let Asked { policies, items, compiled } = asked;
        let notes::Units { units, notes, superseded } = notes::units(&policies, &items);
        Self { policies, items, units, compiled, notes, superseded }
    }

    /// The policy of an item.
    pub fn policy_of(&self, check: &Check) -> &Head {
        static NONE: std::sync::LazyLock<Head> = std::sync::LazyLock::new(Head::default);
        self.policies.get(check.policy as usize).unwrap_or(&NONE)
    }

    /// The items of a unit.
    pub fn parts<'c>(&'c self, unit: &'c Unit) -> impl Iterator<Item = &'c Check> + 'c {
        unit.parts.iter().filter_map(|part| self.items.get(*part as usize))
    }

    /// Whether an item asks for the state of this SAP Note.
    pub fn wants_note(&self, note: u64) -> bool {
        self.notes.binary_search(&note).is_ok()
    }

    /// Whether a row of this config store would be asked for anything.
    pub fn asks(&self, store: &str) -> bool {
        self.compiled.asked().any(|asked| asked.eq_ignore_ascii_case(store))
    }
}
