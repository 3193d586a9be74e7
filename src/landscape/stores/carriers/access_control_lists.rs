//! GW_SECINFO, GW_REGINFO and MS_SECINFO out of the access control lists: LINE and TEXT of each line.
//!
//! Comments are no lines of the message server's list: SAP's item would call each of them wrong. That is our assumption.

use std::borrow::Cow;

use super::{Carrier, Cell, Made, StoreRow, field};
use crate::export::display;

const KIND: &str = "access-control-lists";

/// By the word of the field `file`.
const STORES: [(&str, &str); 3] = [("secinfo", "GW_SECINFO"), ("reginfo", "GW_REGINFO"), ("ms-acl-info", "MS_SECINFO")];

pub(super) static CARRIER: Carrier = Carrier {
    export: KIND,
    stores: &["GW_SECINFO", "GW_REGINFO", "MS_SECINFO"],
    tells_all: false,
    tells_what_is_set: false,
    rows: |record, row, make| {
        let text = |name: &str| display(&field(record, KIND, name).value, row.charset).unwrap_or_default();
        let (file, content) = (text("file"), text("content"));
        let Some((_, store)) = STORES.iter().find(|(word, _)| *word == file) else { return };
        if *store == "MS_SECINFO" && content == "comment" {
            return;
        }
        let cells = [
            Cell::of("LINE", field(record, KIND, "line"), row.charset),
            Cell::of("TEXT", field(record, KIND, "text"), row.charset),
        ];
        make(Made::Row(Cow::Borrowed(store), StoreRow::of(cells)));
    },
};
