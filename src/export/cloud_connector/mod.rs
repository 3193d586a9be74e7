//! The configuration of a Cloud Connector: answers of its REST interface, saved as files, and the files of its backup and of its
//! access control.
//!
//! All of it is one kind, and field `record` says what a record is. `place` tells where an answer is from, `shapes` which rows are
//! which records, `record` and `values` what they mean. What rules make of it is not known here.

pub mod fields;
mod place;
mod plain;
mod reader;
mod record;
mod shapes;
#[cfg(test)]
mod tests;
mod values;
mod ways;

use super::{Export, FieldBytes, Head, LinesMatch, Reach, RoleSign};
use crate::layout::{json, text, xml};
use place::Place;
use plain::Said;

/// Cloud Connector.
pub static EXPORT: Export = Export {
    kind: "cloud-connector",
    title: "configuration of the Cloud Connector",
    origin: "its REST interface, or its backup",
    role_sign: Some(RoleSign::Of {
        role: "cloud-connector",
        reason: "there are answers of a Cloud Connector, or files of its backup",
    }),
    is_table: false,
    reach: Reach::Own,
    columns: &[],
    names: &["systemMappings", "subjectPatternRules", "ppCaCertificate", "haRole", "monitoring_subaccounts"],
    by_rows: None,
    fields: fields::FIELDS,
    key: &["record", "about", "subaccount", "virtual-host", "virtual-port", "path", "alias", "certificate-type"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open: reader::open,
    how_to_get: ways::WAYS,
};

fn recognise(head: &Head<'_>) -> LinesMatch {
    let place = || Place::of_path(head.place);
    match head.layout {
        Some(layout) if *layout == json::LAYOUT || *layout == xml::LAYOUT => {
            let (is_xml, place) = (*layout == xml::LAYOUT, place());
            let is_one = |keys: &Vec<String>| {
                reader::about_of_empty(keys, is_xml, &place).is_some()
                    || !reader::shapes_of(keys, is_xml, &place).is_empty()
            };
            if head.keys.iter().any(is_one) { LinesMatch::Yes(layout) } else { LinesMatch::No }
        }
        Some(_) => LinesMatch::No,
        None => match plain::answer(head.lines.iter().map(AsRef::as_ref)) {
            // A word alone may stand anywhere.
            Some(Said::Role(_)) if place().about != Some(fields::abouts::HIGH_AVAILABILITY) => LinesMatch::No,
            Some(_) => LinesMatch::Yes(&text::LAYOUT),
            None => LinesMatch::No,
        },
    }
}
