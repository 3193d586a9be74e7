//! Which user a certificate stands for: tables USREXTID (view VUSREXTID), USRCERTRULE and USRCERTMAP of an ABAP system, and the mappings
//! of a Neo tenant of Cloud Integration.
//!
//! All of them are one kind, and field `record` says what a record is. `table` reads lists, `tenant` answers of the tenant's API.
//! Which of the tables counts, a profile parameter says; that is not known here.

mod table;
mod tenant;
#[cfg(test)]
mod tests;
mod ways;

use super::{Export, FileContext, Head, LinesMatch, Reader, table_reader};
use crate::layout::{json, xml};
use table::Mappings;

/// Certificate mappings.
pub static EXPORT: Export = Export {
    is_table: true,
    names: &["USREXTID", "VUSREXTID", "USRCERTRULE", "USRCERTMAP", "CertificateUserMappings"],
    key: &["record", "client", "type", "user", "sequence", "subject", "issuer", "serial"],
    lines: Some(recognise),
    open,
    how_to_get: ways::WAYS,
    ..Export::table::<Mappings>(
        "certificate-mappings",
        "certificate mappings",
        "SE16, tables USREXTID, USRCERTRULE, USRCERTMAP",
    )
};

/// Words of field `record`.
pub mod records {
    /// That the list is there at all, even without a row.
    pub const LIST: &str = "list";
    /// A certificate by its subject (USREXTID).
    pub const EXTERNAL_ID: &str = "external-id";
    /// A rule that makes a user's name of a certificate (USRCERTRULE).
    pub const RULE: &str = "rule";
    /// A certificate by subject and issuer, where rules count (USRCERTMAP).
    pub const EXPLICIT: &str = "explicit";
    /// A certificate that a tenant of Cloud Integration knows.
    pub const TENANT: &str = "tenant";
    /// All of them.
    pub const ALL: &[&str] = &[LIST, EXTERNAL_ID, RULE, EXPLICIT, TENANT];
}

fn recognise(head: &Head<'_>) -> LinesMatch {
    match head.layout {
        Some(layout) if *layout == json::LAYOUT || *layout == xml::LAYOUT => {
            let is_named = tenant::is_named(head.name);
            let is_one = |keys: &Vec<String>| tenant::is_heading(keys, is_named);
            if head.keys.iter().any(is_one) { LinesMatch::Yes(layout) } else { LinesMatch::No }
        }
        _ => LinesMatch::No,
    }
}

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    match file.layout {
        layout if *layout == json::LAYOUT || *layout == xml::LAYOUT => Box::new(tenant::Answer::new(file.name)),
        _ => table_reader::open::<Mappings>(file),
    }
}
