//! What must hold of basislint for any bytes, as functions that take any bytes and panic if it does not.
//!
//! They are called by cargo-fuzz (`fuzz_targets/`), and by `tests/fuzzing.rs`, which needs nothing but stable Rust. A new layout,
//! export or parser brings its target: CONTRIBUTING.md says how.
//!
//! | group | what it reads |
//! |---|---|
//! | [`layouts`] | each layout, in pieces of any length |
//! | [`exports`] | one file, told by `recognise` or forced to be some export; rules that quote and label every field |
//! | [`certificates`] | X.509, PEM, PKCS#7, texts of sapgenpse and STRUST |
//! | [`values`] | RFCOPTIONS, cipher strings, routes and route tables, macros, versions, dates, distinguished names, secrets |
//! | [`own_files`] | configuration, rule and list files |
//! | [`policies`] | SAP's policies and their predicates |
//! | [`archives`] | ZIP, tar and gzip: names, lengths, what unpacks |
//! | [`partials`] | what one shard hands on to those who merge it with others |
//! | [`whole`] | a small tree through the whole of `check`, and every format |

pub mod archives;
pub mod biff;
pub mod certificates;
mod checked;
pub mod exports;
mod fixtures;
mod given;
pub mod layouts;
pub mod nosy;
pub mod own_files;
pub mod partials;
mod planted;
pub mod policies;
pub mod values;
pub mod whole;
mod zip;

/// A group of targets.
pub struct Target {
    /// Its name, also that of its binary.
    pub name: &'static str,
    /// Panics if something does not hold for these bytes.
    pub run: fn(&[u8]),
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All groups.
pub const TARGETS: [Target; 9] = [
    Target { name: "layouts", run: layouts::run, seeds: layouts::seeds },
    Target { name: "exports", run: exports::run, seeds: exports::seeds },
    Target { name: "certificates", run: certificates::run, seeds: certificates::seeds },
    Target { name: "values", run: values::run, seeds: values::seeds },
    Target { name: "own_files", run: own_files::run, seeds: own_files::seeds },
    Target { name: "policies", run: policies::run, seeds: policies::seeds },
    Target { name: "archives", run: archives::run, seeds: archives::seeds },
    Target { name: "partials", run: partials::run, seeds: partials::seeds },
    Target { name: "whole", run: whole::run, seeds: whole::seeds },
];
