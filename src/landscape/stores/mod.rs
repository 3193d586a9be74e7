//! Config stores, as SAP's policies ask for them, out of the records of exports.
//!
//! `carriers` makes rows of records, one file for each store; `collect` asks the check items while a file is read and keeps no more than the answers and the
//! rows that are wrong; `parameters` does the same for profile parameters, which follow from several files; `system` puts together what the files of a
//! system say. What the answers mean is [`crate::policy::verdict`]'s.

mod carriers;
mod collect;
mod derived;
mod gathered;
mod kept;
mod parameters;
mod row;
mod services;
mod system;
mod users;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use crate::landscape::{System, Tier};
use crate::policy::checks::Checks;
use crate::policy::evaluate::{Reading, Setting};

pub use carriers::{carrier_of_store, carriers_of};
pub use collect::{StoreFile, collector};
pub use derived::DerivedStore;
pub use kept::KeptRowOfStore;
pub use parameters::{Parameters, STORE as PARAMETERS, asked as asked_parameters};
pub use system::{OfFile, SystemStores, gathered as gathered_stores, kinds};

/// The policies of a run.
#[derive(Debug)]
pub struct Policies {
    /// What they ask.
    pub checks: Checks,
    /// How they compare versions.
    pub reading: Reading,
    /// By the number of a question, whether a row for which it holds is wrong.
    wrong: Vec<bool>,
    services: OnceLock<services::Asked>,
    profiles: OnceLock<BTreeSet<String>>,
}

impl Policies {
    /// Those that ask this, and compare versions so.
    pub fn new(checks: Checks, reading: Reading) -> Self {
        let mut wrong = vec![false; checks.compiled.questions()];
        for check in &checks.items {
            if let Some(place) = check.own[1].and_then(|question| wrong.get_mut(question.index())) {
                *place = true;
            }
        }
        Self { checks, reading, wrong, services: OnceLock::new(), profiles: OnceLock::new() }
    }

    /// The setting of a system.
    pub fn setting(&self, system: &System, as_of: Date) -> Setting<'static> {
        Setting { as_of, tier: system.tier.map(tier_word), reading: self.reading }
    }

    /// Whether rows for which a question holds are wrong.
    fn is_wrong(&self, question: crate::policy::compiled::Question) -> bool {
        self.wrong.get(question.index()).copied().unwrap_or(false)
    }

    /// The services of the ICF that items ask for.
    fn services(&self) -> &services::Asked {
        self.services.get_or_init(|| services::Asked::of(&self.checks))
    }

    /// The profiles and users of whom items ask who has which.
    fn profiles(&self) -> &BTreeSet<String> {
        self.profiles.get_or_init(|| {
            let of_store = self.checks.items.iter().filter(|check| check.store.eq_ignore_ascii_case(users::PROFILES));
            let predicates = of_store.flat_map(|check| check.own).flatten();
            let predicates = predicates.filter_map(|question| self.checks.compiled.predicate(question));
            let named = predicates.flat_map(|predicate| predicate.alternatives()).flat_map(|one| one.equalities());
            let named = named.filter(|(column, _)| matches!(&***column, "PROFILE" | "USERNAME"));
            named.map(|(_, text)| text.to_owned()).collect()
        })
    }

    /// Whether some item asks a store that this export carries.
    pub fn ask_export(&self, kind: &str) -> bool {
        // Profiles say what a system is, whoever asks what they set.
        [carriers::STORE_FILES, carriers::PROFILES].contains(&kind)
            || carriers_of(kind).any(|carrier| carrier.stores.iter().any(|store| self.ask_store(store)))
    }

    /// Whether some item asks this store.
    pub fn ask_store(&self, store: &str) -> bool {
        self.checks.asks(store) || store == carriers::NOTES && !self.checks.notes.is_empty()
    }
}

/// What policies take part in a run, shared by those who read its files.
pub type Shared = Arc<Policies>;

/// A tier in the words of SAP's policies.
fn tier_word(tier: Tier) -> &'static str {
    match tier {
        Tier::Production => "PROD",
        Tier::Quality => "QA",
        Tier::Development => "DEV",
        Tier::Sandbox => "SANDBOX",
    }
}
