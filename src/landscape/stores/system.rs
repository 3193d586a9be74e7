//! What the files of one system say together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::collect::{OfStore, StoreFile};
use super::derived::DerivedStore;
use super::kept::KeptRowOfStore;
use super::{Policies, carriers, services, users};
use crate::knowledge::instance::WEB_DISPATCHER;
use crate::landscape::Role;
use crate::policy::checks::SystemKind;
use crate::policy::evaluate::{Row, Setting};
use crate::policy::verdict::{ByKey, NoteState, Told};

const JAVA: &str = "java";
const DEFAULT: &str = "default";

/// A profile does not tell what the kernel takes for what it does not set.
const KERNEL_DEFAULTS: &str = "the profiles do not set it, and do not tell what the kernel has for a default";

/// A file of a system.
#[derive(Debug, Clone, Copy)]
pub struct OfFile<'f> {
    /// Its index in the run.
    pub index: usize,
    /// Which export it is.
    pub kind: &'static str,
    /// What its rows say; none if it carries no store that anybody asks for.
    pub stores: Option<&'f StoreFile>,
    /// Why it is not whole.
    pub lacks: Option<&'f Arc<str>>,
}

/// The answers of a system, and where its wrong rows stand.
pub struct SystemStores<'f> {
    /// What the exports say.
    pub told: Told<'f>,
    /// For each row of [`Told::rows`] the index of its file, and the row.
    pub rows: Vec<(usize, &'f KeptRowOfStore)>,
    /// By store the files that tell of it.
    pub files: BTreeMap<Arc<str>, BTreeSet<usize>>,
}

impl<'f> SystemStores<'f> {
    /// Puts together what files say. `files` are those that count, in order.
    pub fn of(policies: &Policies, files: &[OfFile<'f>], derived: &'f [DerivedStore], kinds: Vec<SystemKind>) -> Self {
        let answers = vec![Default::default(); policies.checks.compiled.questions()];
        let mut all =
            Self { told: Told { answers, kinds, ..Told::default() }, rows: Vec::new(), files: BTreeMap::new() };
        // What an export of its own tells goes before a file of the store.
        let is_native = |file: &&OfFile<'f>| file.kind != carriers::STORE_FILES;
        let native: BTreeSet<String> = files
            .iter()
            .filter(is_native)
            .filter_map(|file| file.stores)
            .flat_map(|file| file.tells_of().iter().map(|store| store.to_ascii_uppercase()).chain(names(file)))
            .chain(derived.iter().map(|store| store.name.to_string()))
            .collect();
        for file in files {
            let Some(stores) = file.stores.filter(|stores| counts(stores, &all.told.kinds)) else { continue };
            let is_for_it = |store: &str| is_native(&file) || !native.contains(&store.to_ascii_uppercase());
            all.add(file, stores, &is_for_it);
        }
        derived.iter().for_each(|store| all.add_derived(store));
        all.told.rows = all.rows.iter().map(|(_, row)| *row as &(dyn Row + Sync)).collect();
        all
    }

    fn add(&mut self, file: &OfFile<'f>, stores: &'f StoreFile, is_for_it: &dyn Fn(&str) -> bool) {
        let first = self.rows.len();
        self.rows.extend(stores.rows.iter().map(|row| (file.index, row)));
        for store in stores.tells_of() {
            self.tells(store, file, stores);
        }
        for (store, of_store) in stores.stores.iter().filter(|(store, _)| is_for_it(store)) {
            self.tells(store, file, stores);
            if let Some(columns) = &of_store.columns {
                self.told.stores.entry(store).columns = Some(columns.clone());
            }
            self.answer(of_store, first);
        }
        for (note, state) in &stores.notes {
            NoteState::note(&mut self.told.notes, *note, *state);
        }
    }

    fn answer(&mut self, of_store: &OfStore, first_row: usize) {
        for (question, answer) in &of_store.answers {
            if let Some(known) = self.told.answers.get_mut(question.index()) {
                known.join(*answer);
            }
        }
        for (question, row) in &of_store.bad {
            self.told.bad.entry(*question).or_default().push(first_row + *row as usize);
        }
    }

    /// Notes that a file tells of a store.
    fn tells(&mut self, store: &str, file: &OfFile<'f>, stores: &StoreFile) {
        let name: Arc<str> = store.to_ascii_uppercase().into();
        self.files.entry(name).or_default().insert(file.index);
        let state = self.told.stores.entry(store);
        if file.kind != carriers::STORE_FILES {
            state.kind = stores.tells_of_kind(store);
        }
        if stores.tells_what_is_set() {
            state.by_key = ByKey::WhatIsThere;
            state.lacks.get_or_insert_with(|| KERNEL_DEFAULTS.into());
        }
        if let Some(why) = file.lacks {
            state.by_key = ByKey::Nothing;
            state.lacks = Some(Arc::clone(why));
        }
    }

    fn add_derived(&mut self, store: &'f DerivedStore) {
        self.files.insert(Arc::clone(&store.name), store.files.iter().copied().collect());
        let state = self.told.stores.entry(&store.name);
        state.lacks = store.lacks.clone();
        state.by_key = store.by_key;
        let first = self.rows.len();
        self.rows.extend(store.rows.iter().map(|(file, row)| (*file, row)));
        self.answer(&store.of_store, first);
    }
}

/// The stores that follow from several files of a system, but for its profile parameters.
pub fn gathered(policies: &Policies, setting: &Setting<'_>, files: &[OfFile<'_>]) -> Vec<DerivedStore> {
    let kept = files.iter().filter_map(|file| Some((file.index, file.stores?.gathered.as_deref()?, file.lacks)));
    let kept: Vec<_> = kept.collect();
    if kept.is_empty() {
        return Vec::new();
    }
    let how = (policies, setting);
    let mut stores = users::of(how, &kept);
    stores.extend(services::of(how, &kept));
    stores
}

/// The stores of which a file has rows.
fn names(file: &StoreFile) -> impl Iterator<Item = String> {
    file.stores.keys().map(|store| store.to_ascii_uppercase())
}

/// Whether a profile is one of those that speak for a system without ABAP: its own, or the default profile.
fn counts(file: &StoreFile, kinds: &[SystemKind]) -> bool {
    if !file.tells_what_is_set() {
        return true;
    }
    match file.level.as_deref() {
        Some(WEB_DISPATCHER | JAVA) => true,
        Some(DEFAULT) => !kinds.contains(&SystemKind::Abap),
        _ => false,
    }
}

/// Exports of which only an ABAP system has any, beside those that tell its role.
const OF_ABAP: &[&str] = &[
    "rfc-destinations",
    "profile-parameters",
    "job-log",
    "job-overview",
    "job-steps",
    "task-list-runs",
    "note-settings",
    "note-log",
    "support-users",
    "components",
    "notes",
    "kernel",
    "icm-services",
    "logical-ports",
    "sdccn-tasks",
    "sdccn-destinations",
    "certificate-mappings",
    "role-assignments",
    "users",
    "icf-services",
    "standard-users",
    "se16-table",
    "trust-store",
];

/// What a system is: what configuration says, else what its exports tell. None if nothing tells it.
pub fn kinds<'f>(
    given: Option<SystemKind>,
    role: Role,
    files: impl Iterator<Item = (&'static str, Option<&'f StoreFile>)>,
) -> Vec<SystemKind> {
    if let Some(given) = given {
        return vec![given];
    }
    let mut kinds = BTreeSet::new();
    let by_level: HashMap<&str, SystemKind> = HashMap::from([
        (WEB_DISPATCHER, SystemKind::WebDispatcher),
        (JAVA, SystemKind::Java),
        ("database", SystemKind::Hana),
        ("instance", SystemKind::Abap),
        ("central-services", SystemKind::Abap),
    ]);
    for (kind, stores) in files {
        match kind {
            "cloud-connector" => {
                kinds.insert(SystemKind::CloudConnector);
            }
            "profile" => kinds.extend(stores.and_then(|file| by_level.get(file.level.as_deref()?)).copied()),
            kind if OF_ABAP.contains(&kind) => {
                kinds.insert(SystemKind::Abap);
            }
            carriers::STORE_FILES => {
                let of_stores = stores.into_iter().flat_map(|file| file.stores.keys());
                kinds.extend(of_stores.filter_map(|store| crate::policy::checks::kind_of_store(store)));
            }
            _ => {}
        }
    }
    if role == Role::CloudConnector {
        kinds.insert(SystemKind::CloudConnector);
    }
    kinds.into_iter().collect()
}
