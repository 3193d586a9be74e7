//! GW_SECINFO, GW_REGINFO and MS_SECINFO out of the access control lists: LINE and TEXT of each line.
//!
//! Comments are no lines of the message server's list: SAP's item would call each of them wrong. That is our assumption.

use std::borrow::Cow;

use super::{Carrier, Made, StoreRow};

/// By the word of the field `file`.
const STORES: [(&str, &str); 3] = [("secinfo", "GW_SECINFO"), ("reginfo", "GW_REGINFO"), ("ms-acl-info", "MS_SECINFO")];

pub(super) static CARRIER: Carrier = Carrier {
    export: "access-control-lists",
    stores: &["GW_SECINFO", "GW_REGINFO", "MS_SECINFO"],
    tells_all: false,
    tells_what_is_set: false,
    rows: |from, make| {
        let (file, content) = (from.text("file"), from.text("content"));
        let Some((_, store)) = STORES.iter().find(|(word, _)| *word == file) else { return };
        if *store == "MS_SECINFO" && content == "comment" {
            return;
        }
        let cells = [from.cell("LINE", "line"), from.cell("TEXT", "text")];
        make(Made::Row(Cow::Borrowed(store), StoreRow::of(cells)));
    },
};
