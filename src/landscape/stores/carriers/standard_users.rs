//! STANDARD_USERS out of the list of report RSUSR003. What its words are in the store follows from SAP's items: EXISTING and LOCKED have an X,
//! PASSWORD_STATUS is CHANGED or something else.

use super::{Carrier, Cell, Made, StoreRow};
use crate::export::{Field, Value};

const STORE: &str = "STANDARD_USERS";

pub(super) static CARRIER: Carrier = Carrier {
    export: "standard-users",
    stores: &[STORE],
    tells_all: true,
    tells_what_is_set: false,
    rows: |from, make| {
        let mark = |column: &'static str, name: &str| {
            let Field { value, span } = from.field(name);
            match value {
                Value::Flag(set) => Cell::new(column, if set { "X" } else { "" }, span),
                Value::Absent => Cell::new(column, "", span),
                _ => Cell::unknown(column, span),
            }
        };
        let Field { value, span } = from.field("password-status");
        let status = match value {
            Value::Text(word) if *word == *b"changed" => Cell::new("PASSWORD_STATUS", "CHANGED", span),
            Value::Text(_) => Cell::new("PASSWORD_STATUS", "DEFAULT", span),
            Value::Absent => Cell::new("PASSWORD_STATUS", "", span),
            _ => Cell::unknown("PASSWORD_STATUS", span),
        };
        let cells = [
            from.cell("CLIENT", "client"),
            from.cell("USERNAME", "user"),
            mark("EXISTING", "existing"),
            status,
            mark("LOCKED", "locked"),
            from.cell("USERGROUP", "user-group"),
        ];
        make(Made::Row(STORE.into(), StoreRow::of(cells)));
    },
};
