//! The keystore of a Cloud Integration tenant: answers of its OData interface, in JSON and in Atom.
//!
//! `place` tells where an answer is from, `shapes` which rows are which records, `record` what they mean. What must be in a
//! keystore is for rules to say.

pub mod fields;
mod place;
mod reader;
mod record;
mod shapes;
#[cfg(test)]
mod tests;

use super::{Export, FieldBytes, Head, LinesMatch, Reach, RoleSign, Way};
use crate::layout::{json, xml};
use place::Place;
use reader::Rows;

/// Keystore of a tenant.
pub static EXPORT: Export = Export {
    kind: "keystore",
    title: "tenant keystore of Cloud Integration",
    origin: "its OData interface, /api/v1/KeystoreEntries",
    role_sign: Some(RoleSign::Of { role: "integration", reason: "there is a keystore of a Cloud Integration tenant" }),
    is_table: false,
    reach: Reach::Own,
    columns: &[],
    names: &["KeystoreEntries", "ChainCertificates"],
    by_rows: None,
    fields: fields::FIELDS,
    key: &["record", "keystore", "alias", "chain-of", "chain-index"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open: reader::open,
    how_to_get: WAYS,
};

const WAYS: &[Way] = &[
    Way {
        title: "OData interface, with curl",
        steps: &[
            "Take a service key of Process Integration Runtime, plan api, that may read the keystore, and get a token at its tokenurl.",
            "Make a folder for this tenant, and fetch there: curl -s -H \"Authorization: Bearer $TOKEN\" -H 'Accept: application/json' -o KeystoreEntries.json https://TENANT/api/v1/KeystoreEntries",
            "If the answer has __next, fetch that address as well, and save it as KeystoreEntries-2.json.",
            "For each key pair fetch its chain, .../KeystoreEntries('HEXALIAS')/ChainCertificates, and save it as ChainCertificates/HEXALIAS.json: HEXALIAS stands in the list.",
            "For signatures fetch also the certificates themselves, .../KeystoreEntries('HEXALIAS')/Certificate/$value, and save them as .cer: those that Cloud Integration shows to receivers in the folder ci-client.",
            "Never export a key pair: of the keystore nothing but what the list shows is needed.",
        ],
        seen: "Names of members and dates are those of SAP's documentation and of programs that read them; a fragment of one entry in Atom was read. What the interface writes for type, owner, status and validity was not seen at first hand.",
    },
    Way {
        title: "Atom",
        steps: &["The same, without the header Accept: save the answer as KeystoreEntries.xml."],
        seen: "A fragment of one entry was read.",
    },
];

fn recognise(head: &Head<'_>) -> LinesMatch {
    let Some(layout) = head.layout.filter(|layout| **layout == json::LAYOUT || **layout == xml::LAYOUT) else {
        return LinesMatch::No;
    };
    let (is_xml, place) = (*layout == xml::LAYOUT, Place::of_path(head.place));
    let tells = |keys: &Vec<String>| Rows::of(keys, is_xml, &place).is_some_and(|rows| rows.tell(&place));
    if head.keys.iter().any(tells) { LinesMatch::Yes(layout) } else { LinesMatch::No }
}
