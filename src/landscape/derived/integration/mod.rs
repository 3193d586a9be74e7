//! What follows from the exports of an integration of SAP Cloud for Customer with SAP ERP or SAP CRM through SAP Cloud Integration
//! (document 004; connectors.md a.7 to a.14, b.1, b.3, c.2, c.3, d, e, h).
//!
//! Each record is one statement about a row of a file: a certificate that must lie in a store, a user that must have a role. Rules say
//! which of them are wrong, and in which words. What cannot be known is unknown for a reason that names the export to add.

mod certificates;
mod channels;
mod client;
mod fields;
mod hops;
mod keep;
mod keystore;
mod landscape;
mod mapping;
mod parameters;
mod proxy;
mod reasons;
mod secrets;
mod senders;
mod site;
mod statement;
mod store;
mod trust;
mod users;
mod view;

use std::any::Any;

use jiff::civil::Date;

use super::{Across, AlsoFrom, Derived, OfSystem};
use crate::landscape::Role;
use crate::landscape::collect::Sees;
use fields::FIELDS;
use landscape::Landscape;

/// What follows from an integration.
pub static DERIVED: Derived = Derived {
    kind: "integration",
    title: "integration, which follows from the exports of SAP Cloud Integration, SAP Cloud for Customer, and the ABAP system together",
    fields: FIELDS,
    asked_by: fields::RECORD,
    from: &[
        "certificate",
        "trust-store",
        "keystore",
        "service-keys",
        "integration-flow",
        "certificate-mappings",
        "users",
        "role-assignments",
        "profile",
        "profile-parameters",
    ],
    also_from: &[
        AlsoFrom { begin: "client-trust", from: &["certificate", "trust-store"] },
        AlsoFrom { begin: "server-trust", from: &["certificate", "trust-store", "keystore", "integration-flow"] },
        AlsoFrom { begin: "c4c-trust", from: &["certificate", "keystore", "integration-flow"] },
        AlsoFrom { begin: "arrangement", from: &["certificate", "keystore", "integration-flow"] },
        AlsoFrom { begin: "secret", from: &["service-keys", "users", "credential-files"] },
        AlsoFrom { begin: "keystore", from: &["keystore"] },
        AlsoFrom { begin: "key-conflict", from: &["service-keys", "integration-flow", "keystore"] },
        AlsoFrom { begin: "sender-channel", from: &["integration-flow"] },
        AlsoFrom { begin: "sender-role", from: &["integration-flow", "service-keys"] },
        AlsoFrom { begin: "receiver-key", from: &["integration-flow", "keystore"] },
        AlsoFrom { begin: "location", from: &["integration-flow"] },
        AlsoFrom { begin: "user-mapping", from: &["certificate-mappings"] },
        AlsoFrom { begin: "mapping-rule", from: &["profile", "profile-parameters"] },
        AlsoFrom { begin: "user-role", from: &["role-assignments"] },
        AlsoFrom { begin: "user", from: &["users"] },
        AlsoFrom { begin: "client-request", from: &["profile", "profile-parameters"] },
        AlsoFrom { begin: "proxy-trust", from: &["profile", "profile-parameters"] },
    ],
    reads: &[
        ("certificate", Sees::All),
        ("trust-store", Sees::All),
        ("keystore", Sees::All),
        ("service-keys", Sees::All),
        ("integration-flow", Sees::All),
        ("certificate-mappings", Sees::All),
        ("users", Sees::All),
        ("role-assignments", Sees::All),
        // Destinations with TLS alone matter.
        ("rfc-destinations", Sees::Words(&["s=Y"])),
        ("profile", Sees::All),
        ("profile-parameters", Sees::Words(parameters::WORDS)),
        ("components", Sees::All),
        ("kernel", Sees::All),
        ("cloud-connector", Sees::All),
        ("credential-files", Sees::All),
    ],
    across: Across::Landscape(together),
    tells: reasons::TELLS,
    collect: |export, file, _, system| match export.kind {
        // What is said of a system of another role is only by which location IDs its Cloud Connector is called.
        kind if kind != "cloud-connector" && system.role.is_some_and(|role| role != Role::Integration) => {
            Box::new(keep::nothing(export))
        }
        "profile" | "profile-parameters" => parameters::collecting(export, file),
        _ => Box::new(keep::collecting(export, system)),
    },
    asks_of: |role, export| role == Role::Integration || export.kind == "cloud-connector",
    unpack: Some(parameters::unpack),
    derive: |collected, interest, take| {
        let Some((system, landscape)) = collected.together::<Landscape>() else { return };
        landscape.hand_out(system, &|record| interest.wants(record), take);
    },
    by_server: |_, _, _| {},
    pictures: |together| {
        let together: &dyn Any = together;
        together.downcast_ref::<Landscape>().map(Landscape::pictures).unwrap_or_default()
    },
    tells_of_cuts: true,
    elsewhere: |collected, what| {
        let (system, landscape) = collected.together::<Landscape>()?;
        landscape.elsewhere(system, what)
    },
    lacks: |_, _| None,
};

fn together(systems: &[OfSystem<'_>], as_of: Date) -> Box<dyn Any + Send + Sync> {
    Box::new(Landscape::of(systems, as_of))
}
