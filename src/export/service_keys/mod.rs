//! Service keys of Process Integration Runtime, and the service instances they are of: what `cf` prints, answers of Cloud
//! Foundry's API, and the parameters that one enters.
//!
//! `place` tells where an answer is from, `shapes` which rows are what, `chain` reads certificates, `record` makes records that
//! hold no secret. Which caller a service key lets in is for rules to say.

mod chain;
pub mod fields;
mod place;
mod reader;
mod record;
mod shapes;
#[cfg(test)]
mod tests;

use super::{Export, FieldBytes, Head, LinesMatch, Reach, RoleSign, Way};
use crate::layout::json;
use place::Place;
use shapes::Shape;

/// Service keys.
pub static EXPORT: Export = Export {
    kind: "service-keys",
    title: "service keys of Process Integration Runtime",
    origin: "cf service-key, plan integration-flow",
    role_sign: Some(RoleSign::Of { role: "integration", reason: "there are service keys of Cloud Integration" }),
    is_table: false,
    reach: Reach::Own,
    columns: &[],
    names: &["service-key", "service_credential_bindings", "service_instances"],
    by_rows: None,
    fields: fields::FIELDS,
    key: &["record", "source", "instance", "instance-guid", "key-name", "key-guid", "chain-index"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open: reader::open,
    how_to_get: WAYS,
};

const WAYS: &[Way] = &[
    Way {
        title: "cf, the command line of Cloud Foundry",
        steps: &[
            "Log on with cf login, to the org and space of Process Integration Runtime; the role Space Developer is needed.",
            "Make a folder for the tenant of Cloud Integration, and in it service-keys/INSTANCE/ for each service instance of plan integration-flow.",
            "For each of its keys: cf service-key INSTANCE KEY > service-keys/INSTANCE/KEY.json. The lines that cf prints above may stay.",
            "Take out the values of clientsecret and key, for they are credentials: put *** between the quotes. The certificate and all else may stay.",
            "Roles: cf curl /v3/service_instances/GUID/parameters > service-instances/GUID/parameters.json, where cf service INSTANCE --guid prints the GUID.",
            "Lists: cf curl '/v3/service_instances?service_plan_names=integration-flow' > service_instances.json, and cf curl '/v3/service_credential_bindings?service_instance_guids=GUID' > service_credential_bindings.json. They tell names only.",
        ],
        seen: "Members are those of SAP's documentation, and its examples were read; no key of a real tenant was seen. Whether a certificate is pinned is in none of them.",
    },
    Way {
        title: "What was entered to create a key",
        steps: &[
            "Save the JSON with key-type, X.509 and the rest beside the key: service-keys/INSTANCE/KEY-parameters.json.",
        ],
        seen: "SAP's documented examples were read. How Pin Certificate is written there is not documented: pin-certificate, pin_certificate and pinCertificate are taken.",
    },
];

fn recognise(head: &Head<'_>) -> LinesMatch {
    let place = Place::of_path(head.place);
    let tells = |keys: &Vec<String>| Shape::of(keys, &place).is_some_and(|shape| shape.tells(keys, &place));
    match head.layout {
        Some(layout) if *layout == json::LAYOUT && head.keys.iter().any(tells) => LinesMatch::Yes(layout),
        _ => LinesMatch::No,
    }
}
