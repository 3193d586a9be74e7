//! A config store whose rows follow from several files, asked when all of them are read.

use std::sync::Arc;

use super::Policies;
use super::collect::OfStore;
use super::kept::KeptRowOfStore;
use crate::policy::evaluate::{Row, Setting};
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
        how: (&Policies, &Setting<'_>),
        row: &StoreRow<'_>,
        kept: &mut dyn FnMut() -> (usize, KeptRowOfStore),
    ) {
        let Self { of_store, rows, name, .. } = self;
        of_store.ask(how, name, row, rows, kept);
    }

    /// Asks of a row that is kept as it is.
    pub(super) fn ask_kept(&mut self, how: (&Policies, &Setting<'_>), file: usize, row: &KeptRowOfStore) {
        let of_store = row.as_row();
        debug_assert!(of_store.cells.iter().all(|cell| of_store.cell(&cell.column) == row.cell(&cell.column)));
        self.ask(how, &of_store, &mut || (file, row.clone()));
    }
}
