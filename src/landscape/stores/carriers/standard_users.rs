//! STANDARD_USERS out of the list of report RSUSR003. What its words are in the store follows from SAP's items: EXISTING and LOCKED have an X,
//! PASSWORD_STATUS is CHANGED or something else.

use super::{Carrier, Cell, Made, StoreRow, field};
use crate::export::{Field, Value};

const KIND: &str = "standard-users";
const STORE: &str = "STANDARD_USERS";

pub(super) static CARRIER: Carrier = Carrier {
    export: KIND,
    stores: &[STORE],
    tells_all: true,
    tells_what_is_set: false,
    rows: |record, row, make| {
        let mark = |column: &'static str, name: &str| {
            let Field { value, span } = field(record, KIND, name);
            match value {
                Value::Flag(set) => Cell::new(column, if set { "X" } else { "" }, span),
                Value::Absent => Cell::new(column, "", span),
                _ => Cell::unknown(column, span),
            }
        };
        let Field { value, span } = field(record, KIND, "password-status");
        let status = match value {
            Value::Text(word) if *word == *b"changed" => Cell::new("PASSWORD_STATUS", "CHANGED", span),
            Value::Text(_) => Cell::new("PASSWORD_STATUS", "DEFAULT", span),
            Value::Absent => Cell::new("PASSWORD_STATUS", "", span),
            _ => Cell::unknown("PASSWORD_STATUS", span),
        };
        let cells = [
            Cell::of("CLIENT", field(record, KIND, "client"), row.charset),
            Cell::of("USERNAME", field(record, KIND, "user"), row.charset),
            mark("EXISTING", "existing"),
            status,
            mark("LOCKED", "locked"),
            Cell::of("USERGROUP", field(record, KIND, "user-group"), row.charset),
        ];
        make(Made::Row(STORE.into(), StoreRow::of(cells)));
    },
};
