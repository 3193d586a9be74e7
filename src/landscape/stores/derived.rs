//! A config store whose rows follow from several files, asked when all of them are read.

use std::sync::Arc;

use super::Policies;
use super::collect::{OfStore, ask};
use super::kept::KeptRowOfStore;
use crate::policy::evaluate::{Row, Setting, Truth};
use crate::policy::verdict::ByKey;

use super::row::StoreRow;

/// What its rows say.
pub struct DerivedStore {
    /// Its name, in capitals.
    pub(super) name: Arc<str>,
    pub(super) of_store: OfStore,
    /// Rows that are wrong, each with its file.
    pub(super) rows: Vec<(usize, KeptRowOfStore)>,
    /// Why there may be more rows.
    pub(super) lacks: Option<Arc<str>>,
    pub(super) by_key: ByKey,
    /// The files that tell of it.
    pub(super) files: Vec<usize>,
}

impl DerivedStore {
    /// One without a row.
    pub(super) fn new(name: &str, files: Vec<usize>, lacks: Option<Arc<str>>) -> Self {
        let (of_store, rows) = (OfStore::default(), Vec::new());
        Self { name: name.into(), of_store, rows, lacks, by_key: ByKey::Nothing, files }
    }

    /// Asks of a row; `kept` is it if it is wrong.
    pub(super) fn ask(
        &mut self,
        (policies, setting): (&Policies, &Setting<'_>),
        row: &StoreRow<'_>,
        kept: &mut dyn FnMut() -> (usize, KeptRowOfStore),
    ) {
        let Self { of_store, rows, name, .. } = self;
        let mut number = None;
        ask(policies, name, row, setting, &mut |question, truth| {
            of_store.answers.entry(question).or_default().add(truth);
            if truth == Truth::True && policies.is_wrong(question) {
                let number = *number.get_or_insert_with(|| {
                    rows.push(kept());
                    u32::try_from(rows.len() - 1).unwrap_or(u32::MAX)
                });
                of_store.bad.push((question, number));
            }
        });
    }

    /// Asks of a row that is kept as it is.
    pub(super) fn ask_kept(&mut self, how: (&Policies, &Setting<'_>), file: usize, row: &KeptRowOfStore) {
        let of_store = row.as_row();
        debug_assert!(of_store.cells.iter().all(|cell| of_store.cell(&cell.column) == row.cell(&cell.column)));
        self.ask(how, &of_store, &mut || (file, row.clone()));
    }
}
