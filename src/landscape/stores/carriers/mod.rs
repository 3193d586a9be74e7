//! Which export carries which config store, and how its records become rows: one file for each that is more than a copy of columns.
//!
//! The columns are those of `../shared/spec/policies.md` section 4; that a support package has four digits is inferred from SAP's predicates there.

mod access_control_lists;
mod components;
mod crypto_library;
mod icf_services;
mod kernel;
mod notes;
mod profiles;
mod role_assignments;
mod se16_tables;
mod standard_users;
mod store_files;
mod users;

use std::borrow::Cow;
use std::ops::Range;

use super::gathered::{Gathered, User};
use super::row::{Cell, StoreRow};
use crate::export::{Export, Field, Record, Value, display};
use crate::knowledge::secret;
use crate::layout::Row;
use crate::policy::verdict::NoteState;

/// The store of notes, of which only the state of each is asked.
pub(super) const NOTES: &str = "ABAP_NOTES";

/// Profiles.
pub(super) const PROFILES: &str = "profile";

/// The export that is a store's own file.
pub(super) const STORE_FILES: &str = "config-store";

/// An export that carries config stores.
#[derive(Debug)]
pub struct Carrier {
    /// The export's kind.
    pub export: &'static str,
    /// The stores, as SAP spells them.
    pub stores: &'static [&'static str],
    /// A file of it tells of all of them, even without a row.
    pub tells_all: bool,
    /// Of a parameter that a row names, it tells whether it is set; of the others nothing.
    pub tells_what_is_set: bool,
    /// Makes rows of a record.
    pub rows: Rows,
}

/// Makes rows of a record.
type Rows = for<'r> fn(&Carried<'r>, &mut dyn FnMut(Made<'_>));

/// What rows are made from: a record, and the row of its file that it was read from.
pub struct Carried<'r> {
    /// The export.
    pub export: &'static Export,
    /// The record.
    pub record: &'r dyn Record,
    /// Its row.
    pub row: &'r Row<'r>,
}

impl<'r> Carried<'r> {
    /// The field of this name; none if the export has none.
    fn given(&self, name: &str) -> Option<Field<'r>> {
        let index = self.export.fields.iter().position(|field| field.name == name);
        index.map(|index| self.record.field(index))
    }

    /// The field of this name.
    fn field(&self, name: &str) -> Field<'r> {
        self.given(name).unwrap_or_else(Field::absent)
    }

    /// The text of a field; empty if there is none.
    fn text(&self, name: &str) -> String {
        display(&self.field(name).value, self.row.charset).unwrap_or_default()
    }

    /// The text of a field, if all of it is known.
    fn whole(&self, name: &str) -> Option<String> {
        match self.field(name).value {
            Value::Unknown(_) | Value::Cut(_) => None,
            value => display(&value, self.row.charset),
        }
    }

    /// A field as a cell of a store.
    fn cell(&self, column: &'r str, name: &str) -> Cell<'r> {
        Cell::of(column, self.field(name), self.row.charset)
    }
}

/// What came of a record.
pub enum Made<'r> {
    /// A row of a store.
    Row(Cow<'r, str>, StoreRow<'r>),
    /// A store is there, even without a row.
    Store(&'r str),
    /// An SAP Note, with who tells its state: most are notes that nobody asks for.
    Note(u64, &'r dyn Fn() -> NoteState),
    /// Something from which rows follow when all files are read.
    Gathered(Gathered<'r>),
}

/// All of them.
static CARRIERS: &[&Carrier] = &[
    &components::CARRIER,
    &notes::CARRIER,
    &kernel::CARRIER,
    &crypto_library::CARRIER,
    &profiles::CARRIER,
    &icf_services::CARRIER,
    &access_control_lists::CARRIER,
    &se16_tables::CARRIER,
    &standard_users::CARRIER,
    &users::CARRIER,
    &role_assignments::CARRIER,
    &store_files::CARRIER,
];

/// Those of an export.
pub fn carriers_of(kind: &str) -> impl Iterator<Item = &'static Carrier> {
    CARRIERS.iter().copied().filter(move |carrier| carrier.export == kind)
}

/// The one of a store, if an export carries it.
pub fn carrier_of_store(store: &str) -> Option<&'static Carrier> {
    CARRIERS.iter().copied().find(|carrier| carrier.stores.iter().any(|known| known.eq_ignore_ascii_case(store)))
}

/// What must never be shown of a row.
pub(super) fn secrets(record: &dyn Record, row: &Row<'_>) -> Vec<Range<usize>> {
    let mut found = record.secrets();
    found.extend(row.cells.iter().flat_map(|cell| {
        let cell = *cell;
        secret::find(row.raw(cell)).into_iter().map(move |part| cell.part(part))
    }));
    secret::merge(found)
}
