//! The state of SAP Notes out of the list of notes. That a note cannot be implemented, or is obsolete, is no state in which it is: the components decide.

use super::{Carrier, Made, NOTES};
use crate::export::Value;
use crate::policy::verdict::NoteState;

pub(super) static CARRIER: Carrier = Carrier {
    export: "notes",
    stores: &[NOTES],
    tells_all: true,
    tells_what_is_set: false,
    rows: |from, make| {
        let Value::Text(note) = from.field("note").value else { return };
        let Some(note) = std::str::from_utf8(&note).ok().and_then(|note| note.parse().ok()) else { return };
        let state = || match from.field("state").value {
            Value::Text(word) if *word == *b"implemented" => NoteState::Implemented,
            Value::Text(_) | Value::Absent => NoteState::Other,
            _ => NoteState::Unknown,
        };
        make(Made::Note(note, &state));
    },
};
