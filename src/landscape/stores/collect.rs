//! Asks the check items while a file is read: what is kept are their answers, and the rows that are wrong.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::carriers::{self, Carrier, Made};
use super::gathered;
use super::kept::KeptRowOfStore;
use super::row::StoreRow;
use super::{Policies, Shared};
use crate::export::{Export, Fact, Record};
use crate::landscape::System;
use crate::landscape::collect::Collect;
use crate::layout::Row;
use crate::policy::checks::SystemKind;
use crate::policy::compiled::Question;
use crate::policy::evaluate::{Setting, Truth};
use crate::policy::stores as known;
use crate::policy::verdict::{Answer, NoteState};

/// What one file gave.
#[derive(Debug)]
pub struct StoreFile {
    policies: Shared,
    setting: Setting<'static>,
    export: &'static Export,
    carrier: &'static Carrier,
    /// By store, what is known of it.
    pub stores: BTreeMap<Arc<str>, OfStore>,
    /// Notes and their states.
    pub notes: BTreeMap<u64, NoteState>,
    /// The rows that are wrong.
    pub rows: Vec<KeptRowOfStore>,
    /// What stores follow from that are made when all files are read.
    pub(super) gathered: Option<Box<gathered::OfFile>>,
    /// What the file is, if it says so: the level of a profile.
    pub level: Option<String>,
    /// Nothing is missing in it.
    pub whole: bool,
}

/// What the rows of one store in one file say.
#[derive(Debug, Default)]
pub struct OfStore {
    /// Their answers.
    pub answers: BTreeMap<Question, Answer>,
    /// Which of [`StoreFile::rows`] are wrong by which question.
    pub bad: Vec<(Question, u32)>,
    /// The columns that it has, in capitals; none if all that its export can have.
    pub columns: Option<Vec<Arc<str>>>,
}

/// Begins to ask of a file that is this export of this system; none if nobody asks for what it carries.
pub fn collector(
    policies: &Shared,
    export: &'static Export,
    (system, as_of): (&System, jiff::civil::Date),
) -> Option<Box<StoreFile>> {
    let carrier = carriers::carriers_of(export.kind).next()?;
    if !policies.ask_export(export.kind) {
        return None;
    }
    Some(Box::new(StoreFile {
        setting: policies.setting(system, as_of),
        policies: Arc::clone(policies),
        export,
        carrier,
        stores: BTreeMap::new(),
        notes: BTreeMap::new(),
        rows: Vec::new(),
        gathered: None,
        level: None,
        whole: true,
    }))
}

impl StoreFile {
    /// The stores that a file of this carrier has even if no row of them is in it.
    pub fn tells_of(&self) -> &'static [&'static str] {
        if self.carrier.tells_all { self.carrier.stores } else { &[] }
    }

    /// The kind of systems whose store of this name an export carries, if others have one, too.
    pub(super) fn tells_of_kind(&self, store: &str) -> Option<SystemKind> {
        let types = &known::by_name(store)?.system_types;
        types.iter().any(|of| of == "ABAP").then_some(SystemKind::Abap)
    }

    /// It tells of what is set, and of the rest nothing.
    pub(super) fn tells_what_is_set(&self) -> bool {
        self.carrier.tells_what_is_set
    }

    fn take(&mut self, made: Made<'_>, record: &dyn Record, file: &Row<'_>) {
        match made {
            Made::Row(store, row) if self.policies.ask_store(&store) => self.row(&store, &row, record, file),
            Made::Note(note, state) if self.policies.checks.wants_note(note) => {
                NoteState::note(&mut self.notes, note, state());
            }
            Made::Row(..) | Made::Note(..) => {}
            Made::Store(store) => {
                self.stores.entry(store.into()).or_default();
            }
            Made::Gathered(one) => self.gathered.get_or_insert_default().take(one, &self.policies, record, file),
        }
    }

    fn row(&mut self, store: &str, row: &StoreRow<'_>, record: &dyn Record, file: &Row<'_>) {
        let Self { policies, setting, carrier, stores, rows, .. } = self;
        if !stores.contains_key(store) {
            stores.insert(store.into(), OfStore::default());
        }
        let Some(of_store) = stores.get_mut(store) else { return };
        if carrier.export == carriers::STORE_FILES && of_store.columns.is_none() {
            of_store.columns = Some(row.cells.iter().map(|cell| cell.column.as_ref().into()).collect());
        }
        of_store.ask((&**policies, &*setting), store, row, rows, &mut || {
            KeptRowOfStore::of(row, file, carriers::secrets(record, file))
        });
    }
}

impl OfStore {
    /// Asks of a row, and keeps it among these if it is wrong.
    pub(super) fn ask<K>(
        &mut self,
        (policies, setting): (&Policies, &Setting<'_>),
        store: &str,
        row: &StoreRow<'_>,
        rows: &mut Vec<K>,
        keep: &mut dyn FnMut() -> K,
    ) {
        let mut kept = None;
        ask(policies, store, row, setting, &mut |question, truth| {
            self.answers.entry(question).or_default().add(truth);
            if truth == Truth::True && policies.is_wrong(question) {
                let number = *kept.get_or_insert_with(|| {
                    rows.push(keep());
                    u32::try_from(rows.len() - 1).unwrap_or(u32::MAX)
                });
                self.bad.push((question, number));
            }
        });
    }
}

/// What a row says to all questions about a store. Of a row that may be absent, or another one, nothing is sure but what holds either way.
fn ask(
    policies: &Policies,
    store: &str,
    row: &StoreRow<'_>,
    setting: &Setting<'_>,
    tell: &mut dyn FnMut(Question, Truth),
) {
    let compiled = &policies.checks.compiled;
    if row.or.is_none() && !row.may_be_absent {
        return compiled.ask(store, row, setting, tell);
    }
    let mut both: BTreeMap<Question, [Truth; 2]> = BTreeMap::new();
    for (side, row) in [Some(row), row.or.as_deref()].into_iter().enumerate() {
        let Some(row) = row else { continue };
        compiled.ask(store, row, setting, &mut |question, truth| {
            let truths = both.entry(question).or_insert([Truth::False; 2]);
            if let Some(place) = truths.get_mut(side) {
                *place = truth;
            }
        });
    }
    for (question, [one, other]) in both {
        tell(question, if one == other { one } else { Truth::Unknown });
    }
}

impl Collect for StoreFile {
    fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        let from = carriers::Carried { export: self.export, record, row };
        (self.carrier.rows)(&from, &mut |made| self.take(made, record, row));
    }

    fn fact(&mut self, fact: &Fact<'_>) {
        match fact {
            Fact::Level(level) => self.level = Some((*level).to_owned()),
            Fact::Whole(whole) => self.whole &= *whole,
            // It is there, even if no row of it is.
            Fact::Part(store) if self.carrier.export == carriers::STORE_FILES => {
                self.stores.entry((*store).into()).or_default();
            }
            _ => {}
        }
    }

    fn join(&mut self, next: Box<dyn Collect>, lines: u64) {
        let next: Box<dyn Any> = next;
        let Ok(mut next) = next.downcast::<Self>() else { return };
        next.rows.iter_mut().for_each(|row| row.move_down(lines));
        let before = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.rows.append(&mut next.rows);
        for (store, of_next) in next.stores {
            let own = self.stores.entry(store).or_default();
            own.columns = own.columns.take().or(of_next.columns);
            for (question, answer) in of_next.answers {
                own.answers.entry(question).or_default().join(answer);
            }
            own.bad.extend(of_next.bad.into_iter().map(|(question, row)| (question, row + before)));
        }
        for (note, state) in next.notes {
            NoteState::note(&mut self.notes, note, state);
        }
        if let Some(gathered) = next.gathered {
            self.gathered.get_or_insert_default().join(*gathered, lines);
        }
        self.level = self.level.take().or(next.level);
        self.whole &= next.whole;
    }

    fn close(&mut self, incomplete: bool) {
        self.whole &= !incomplete;
        self.rows.shrink_to_fit();
        self.stores.values_mut().for_each(|store| store.bad.shrink_to_fit());
    }
}
