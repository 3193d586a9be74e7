//! `Parameters` of a Java system or a Web Dispatcher, out of its profiles. Those of ABAP systems follow from several files (`parameters`).
//!
//! Which of the two a profile is of is known only at its end: the system asks only those that are of one.

use super::{Carrier, Cell, Made, StoreRow};
use crate::export::{Value, display};
use crate::knowledge::profile_parameter::is_secret;

const STORE: &str = "Parameters";

pub(super) static CARRIER: Carrier = Carrier {
    export: "profile",
    stores: &[STORE],
    tells_all: true,
    tells_what_is_set: true,
    rows: |from, make| {
        let (name, value) = (from.field("name"), from.field("value"));
        let Some(name_text) = display(&name.value, from.row.charset) else { return };
        let text = display(&value.value, from.row.charset).unwrap_or_default();
        // More may have stood behind what the file ends with; what a macro stands for, a single profile does not tell.
        let ends_file = from.row.cells.last().is_some_and(|cell| cell.ends_file);
        let is_known = !ends_file
            && !matches!(value.value, Value::Unknown(_) | Value::Cut(_))
            && !text.contains("$(")
            && !is_secret(name_text.as_bytes());
        let cell = if is_known { Cell::new("VALUE", text, value.span) } else { Cell::unknown("VALUE", value.span) };
        make(Made::Row(STORE.into(), StoreRow::of([Cell::new("NAME", name_text, name.span), cell])));
    },
};
