//! What follows from the exports of Cloud Connectors and Production Connectors together (document 003; connectors.md b.1, b.2, c.1, h).
//!
//! Each record is one statement about a row of a file: a system mapping with what it leads to, a trust that must be there, a certificate
//! with its chain. Rules say which of them are wrong, and in which words. What cannot be known is unknown for a reason that names the
//! export to add.

mod certificate_records;
mod certificates;
mod cloud;
mod fields;
mod host_names;
mod landscape;
mod mappings;
mod production;
mod reasons;
mod resources;
mod settings;
mod site;
mod subaccounts;
mod trust;

use std::any::Any;

use jiff::civil::Date;

use super::records::Collecting;
use super::{Across, AlsoFrom, Derived, OfSystem, Take};
use crate::landscape::collect::{Collected, Sees};
use fields::FIELDS;
use landscape::Landscape;

/// What follows from Cloud Connectors and Production Connectors together.
pub static DERIVED: Derived = Derived {
    kind: "connectors",
    title: "connectors, which follows from the exports of Cloud Connectors and Production Connectors together",
    fields: FIELDS,
    asked_by: fields::RECORD,
    from: &[CLOUD, SETTINGS, CERTIFICATES],
    also_from: &[
        AlsoFrom { begin: "cloud-connector", from: &[CLOUD] },
        AlsoFrom { begin: "subaccount", from: &[CLOUD] },
        AlsoFrom { begin: "location", from: &[CLOUD] },
        AlsoFrom { begin: "mapping", from: &[CLOUD] },
        AlsoFrom { begin: "audit", from: &[CLOUD] },
        AlsoFrom { begin: "resource", from: &[CLOUD] },
        AlsoFrom { begin: "url", from: &[SETTINGS] },
        AlsoFrom { begin: "user", from: &[SETTINGS] },
        AlsoFrom { begin: "settings", from: &[SETTINGS] },
        AlsoFrom { begin: "issuer-list", from: &[REGISTRY] },
        AlsoFrom { begin: "rejected", from: &[CERTIFICATES] },
        AlsoFrom { begin: "duplicate", from: &[CERTIFICATES] },
    ],
    reads: &[
        (CLOUD, Sees::All),
        (SETTINGS, Sees::All),
        (CERTIFICATES, Sees::All),
        (REGISTRY, Sees::All),
        // That a key store is there tells that there is a certificate.
        (KEYS, Sees::All),
    ],
    across: Across::Landscape(together),
    tells: reasons::TELLS,
    collect: |export, _, _, _| Box::new(Collecting::all(export)),
    asks_of: |_, _| true,
    unpack: Some(|export, from| Ok(Box::new(Collecting::unpack(export, from)?))),
    derive: |collected, interest, take| derive(collected, &|record| interest.wants(record), take),
    by_server: |_, _, _| {},
    pictures: |_| Vec::new(),
    tells_of_cuts: false,
    elsewhere: |_, _| None,
    lacks: |_, _| None,
};

const CLOUD: &str = "cloud-connector";
const SETTINGS: &str = "production-connector";
const CERTIFICATES: &str = "certificate";
const REGISTRY: &str = "windows-registry";
const KEYS: &str = "credential-files";

fn together(systems: &[OfSystem<'_>], as_of: Date) -> Box<dyn Any + Send + Sync> {
    Box::new(Landscape::of(systems, as_of))
}

/// Kinds of records, and who hands them out for the system with this index.
type Part = (&'static [&'static str], fn(&Landscape, usize, &mut dyn Take));

const PARTS: [Part; 9] = [
    (&["mapping"], mappings::hand_out),
    (&["short-host"], host_names::hand_out_short),
    (&["resource"], resources::hand_out),
    (&["cloud-connector", "subaccount", "location", "audit"], subaccounts::hand_out),
    (&["trust"], trust::hand_out),
    (&["host-name"], host_names::hand_out),
    (&["certificate"], certificate_records::hand_out),
    (&["rejected", "duplicate"], certificate_records::hand_out_stores),
    (&["url", "users", "user", "user-group", "settings", "issuer-list"], settings::hand_out),
];

/// Hands out the records of one system that somebody wants.
fn derive(collected: &Collected<'_>, wants: &dyn Fn(&str) -> bool, take: &mut dyn Take) {
    let Some((system, landscape)) = collected.together::<Landscape>() else { return };
    for (records, hand_out) in PARTS {
        if records.iter().any(|record| wants(record)) {
            hand_out(landscape, system, take);
        }
    }
}
