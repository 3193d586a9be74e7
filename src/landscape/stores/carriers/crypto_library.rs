//! CRYPTOLIB out of the version of the cryptographic library: NAME is CCL, VALUE the version, a blank, and the rest.

use super::{Carrier, Cell, Made, StoreRow};
use crate::export::{Value, display};

const STORE: &str = "CRYPTOLIB";

pub(super) static CARRIER: Carrier = Carrier {
    export: "crypto-library",
    stores: &[STORE],
    tells_all: true,
    tells_what_is_set: false,
    rows: |from, make| {
        let version = from.field("version");
        let platform = from.text("platform");
        let value = match &version.value {
            Value::Text(_) => {
                // One of SAP's items wants the blank.
                let text = display(&version.value, from.row.charset).unwrap_or_default();
                Cell::new("VALUE", format!("{text} {platform}"), version.span.clone())
            }
            _ => Cell::unknown("VALUE", version.span.clone()),
        };
        make(Made::Row(STORE.into(), StoreRow::of([Cell::new("NAME", "CCL", None), value])));
    },
};
