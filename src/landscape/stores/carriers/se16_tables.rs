//! Stores that are tables of the database, column by column: TDDAT, CLIENTS (T000), RFCSYSACL.

use std::borrow::Cow;

use super::{Carrier, Cell, Gathered, Made, StoreRow};
use crate::policy::stores;

/// By the name of the table.
const STORES: [(&str, &str); 3] = [("TDDAT", "TDDAT"), ("T000", "CLIENTS"), ("RFCSYSACL", "RFCSYSACL")];

pub(super) static CARRIER: Carrier = Carrier {
    export: "se16-table",
    stores: &["TDDAT", "CLIENTS", "RFCSYSACL"],
    tells_all: false,
    tells_what_is_set: false,
    rows: |from, make| {
        let table = from.text("table");
        let Some((_, store)) = STORES.iter().find(|(name, _)| *name == table) else { return };
        if from.text("record") != "entry" {
            return make(Made::Store(store));
        }
        let columns = stores::by_name(store).map_or(&[][..], |store| store.columns.as_slice());
        // Fields are called as columns are, in small letters with hyphens.
        let cell = |column: &'static String| {
            let field = from.given(&column.to_ascii_lowercase().replace('_', "-"))?;
            Some(Cell::of(column, field, from.row.charset))
        };
        let cells: Vec<Cell<'_>> = columns.iter().filter_map(cell).collect();
        if *store == "CLIENTS" {
            let client = cells.iter().find(|cell| cell.column == "MANDT").and_then(|cell| cell.text.as_deref());
            make(Made::Gathered(client.map_or(Gathered::Unreadable, |client| Gathered::Client(client.to_owned()))));
        }
        make(Made::Row(Cow::Borrowed(store), StoreRow { cells, or: None, may_be_absent: false }));
    },
};
