//! The state of SAP Notes out of the list of notes. That a note cannot be implemented, or is obsolete, is no state in which it is: the components decide.

use super::{Carrier, Made, NOTES, field};
use crate::export::{Value, display};
use crate::policy::verdict::NoteState;

const KIND: &str = "notes";

pub(super) static CARRIER: Carrier = Carrier {
    export: KIND,
    stores: &[NOTES],
    tells_all: true,
    tells_what_is_set: false,
    rows: |record, row, make| {
        let note = field(record, KIND, "note");
        let number = display(&note.value, row.charset).and_then(|number| number.parse().ok());
        let Some(number) = number.filter(|_| matches!(note.value, Value::Text(_))) else { return };
        let state = field(record, KIND, "state");
        let state = match &state.value {
            Value::Text(word) if **word == *b"implemented" => NoteState::Implemented,
            Value::Text(_) | Value::Absent => NoteState::Other,
            _ => NoteState::Unknown,
        };
        make(Made::Note(number, state));
    },
};
