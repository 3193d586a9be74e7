//! Any config store out of a file of its own: the cells as they stand there.

use std::borrow::Cow;

use super::{Carrier, Cell, Made, NOTES, STORE_FILES, StoreRow};
use crate::export::Value;
use crate::export::config_store::CUT;
use crate::policy::verdict::NoteState;

pub(super) static CARRIER: Carrier = Carrier {
    export: STORE_FILES,
    stores: &[],
    tells_all: false,
    tells_what_is_set: false,
    rows: |from, make| {
        let store = from.text("store");
        let (columns, cells) = (from.field("columns"), from.field("cells"));
        let (Value::List(columns), Value::List(cells)) = (columns.value, cells.value) else { return };
        let cells = columns.into_iter().zip(cells).map(|(column, cell)| Cell {
            column: Cow::Owned(column.text),
            // What is cut is not known, but for the letters that are there: nobody can tell it from a whole text.
            text: (cell.meaning != CUT).then_some(Cow::Owned(cell.text)),
            span: cell.span,
        });
        let of_store = StoreRow { cells: cells.collect(), or: None, may_be_absent: false };
        if !store.eq_ignore_ascii_case(NOTES) {
            return make(Made::Row(Cow::Owned(store), of_store));
        }
        let text = |name: &str| of_store.cells.iter().find(|cell| cell.column == name)?.text.as_deref();
        let Some(note) = text("NOTE").and_then(|note| note.trim().parse().ok()) else { return };
        let state = || match text("PRSTATUS") {
            Some("E") => NoteState::Implemented,
            Some(_) => NoteState::Other,
            None => NoteState::Unknown,
        };
        make(Made::Note(note, &state));
    },
};
