//! The policies that basislint comes with: SAP's Security Baseline v2.4, and SAP's Security Notes, as tables that are compiled and compressed.
//!
//! They are made of SAP's published files (`tests/policies/embedded.rs`; repository SAP-samples/frun-csa-policies-best-practices, Apache-2.0, Copyright
//! 2018-2020 SAP SE or an SAP affiliate company and frun-csa-policies-best-practices): what each item asks, its title and how grave it is, and errata
//! applied. Comments and texts for Focused Run's own reports are left out. The texts of predicates lie apart: a verdict needs none of them.

use std::io::Read as _;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use jiff::civil::Date;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Policy;
use super::checks::{Asked, Check, Head};
use super::compiled::{Compiled, Kept};
use super::predicate::one_line;

/// The commit of SAP's repository that they are from.
pub const COMMIT: &str = "3dc0a279";
/// The day of that commit.
pub const DATE: Date = Date::constant(2026, 7, 17);
/// Each month has a new patch day: older policies lack some.
pub const MOST_DAYS: i32 = 60;

/// One of them.
#[derive(Debug)]
pub struct Embedded {
    /// Its name on the command line and in the configuration.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    items: &'static [u8],
    index: &'static [u8],
    text: fn(u32) -> Option<&'static str>,
}

static NOTES_TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| read(include_bytes!("notes-texts.bin")));
static BASELINE_TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| read(include_bytes!("baseline-texts.bin")));

/// All of them.
pub static ALL: [Embedded; 2] = [
    Embedded {
        name: "sap-notes",
        about: "SAP's Security Notes for ABAP and SAP HANA, 2016 to July 2026",
        items: include_bytes!("notes-items.bin"),
        index: include_bytes!("notes-index.bin"),
        text: |number| NOTES_TEXTS.get(number as usize).map(String::as_str),
    },
    Embedded {
        name: "sap-baseline",
        about: "SAP Security Baseline Template 2.4",
        items: include_bytes!("baseline-items.bin"),
        index: include_bytes!("baseline-index.bin"),
        text: |number| BASELINE_TEXTS.get(number as usize).map(String::as_str),
    },
];

/// The policies and their items, as a file has them.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Items {
    policies: Vec<Head>,
    items: Vec<Check>,
}

/// The one of this name.
pub fn by_name(name: &str) -> Option<&'static Embedded> {
    ALL.iter().find(|embedded| embedded.name == name)
}

/// What all of them ask.
pub fn all() -> Asked {
    asked(&ALL.each_ref())
}

/// What some of them ask.
pub fn asked(some: &[&Embedded]) -> Asked {
    let all: Vec<Asked> = some.par_iter().map(|embedded| embedded.asked()).collect();
    all.into_iter().reduce(Asked::and).unwrap_or_default()
}

impl Embedded {
    /// What it asks.
    pub fn asked(&self) -> Asked {
        let (items, index): (Items, Kept) = rayon::join(|| read(self.items), || read(self.index));
        Asked { policies: items.policies, items: items.items, compiled: Compiled::kept(index, self.text) }
    }
}

/// What a file has: a test reads each of them.
fn read<T: DeserializeOwned + Default>(packed: &[u8]) -> T {
    unpacked(packed).and_then(|bytes| rmp_serde::from_slice(&bytes).ok()).unwrap_or_default()
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    // What is in memory can be read.
    let _ = DeflateEncoder::new(bytes, Compression::best()).read_to_end(&mut packed);
    packed
}

/// Makes the files of policies: items, index, and the texts of predicates. `root` is the folder that their paths begin with, and is left out.
pub fn made(policies: &[Policy], root: &str) -> [Vec<u8>; 3] {
    let Asked { policies, items, compiled } = Asked::of(policies);
    let texts: Vec<String> = compiled.predicates().map(one_line).collect();
    let heads = policies.into_iter().map(|head| {
        let path = head.path.strip_prefix(root).unwrap_or(&head.path).trim_start_matches('/').into();
        Head { path, is_embedded: true, ..head }
    });
    let items = items.into_iter().map(|check| Check { place: None, ..check });
    let items = Items { policies: heads.collect(), items: items.collect() };
    [rmp_serde::to_vec(&items), rmp_serde::to_vec(&compiled.keep()), rmp_serde::to_vec(&texts)]
        .map(|bytes| packed(&bytes.unwrap_or_default()))
}
