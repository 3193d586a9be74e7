//! basislint reads files exported from SAP systems and says, with the exact place and the way out, what is wrong in them.
//!
//! The data goes one way, and each module knows only those before it:
//!
//! | module | what it answers |
//! |---|---|
//! | [`input`] | which files, which bytes, which encoding, which line |
//! | [`layout`] | *how* a file is laid out: SAP list, text with tabs, CSV, XLSX, profile, PEM, DER, JSON, XML, plain lines |
//! | [`export`] | *what* it is: RFC destinations, profile parameters, job log, support users; typed records |
//! | [`redact`] | pseudonyms for the names in exports and reports |
//! | [`landscape`] | which system a file belongs to, the system's role and tier, records that follow from several files |
//! | [`rule`] | rules from TOML, compiled once, judged to verdicts and findings |
//! | [`finding`] | what rules say: verdicts and findings |
//! | [`config`] | configuration, suppressions, severities |
//! | [`fix`] | what becomes of profiles and route permission tables when a finding in them is corrected |
//! | [`report`] | pretty, concise, json, jsonl, sarif, markdown, html; the readiness matrix |
//! | [`facts`] | what files hold and what a report says, as tables |
//! | [`difference`] | what changed between two states, what it means, whether anything got worse |
//!
//! [`policy`] reads SAP's security policies, says what is wrong in them, and what they say of the rows of config stores that [`landscape::stores`] makes of exports.
//! [`knowledge`] is what SAP's values mean (cipher strings, RFCOPTIONS, dates), and the steps of its documents; it depends on nothing.
//! [`terminal_text`] makes foreign text harmless for terminals, and [`complaint`] shows mistakes in users' own files.
//! [`output`] writes files so that no half one is ever seen.
//! `coding` writes what there may be millions of as few bytes, `packing` what leaves memory between two programs. `threads` says how many work at once. `names` compares names and patterns of names; [`limits`] says how much of anything is read. [`check`] puts the parts together.
//!
//! The library is not a stable interface: it is one so that tests, benches and fuzz targets can use it. `ARCHITECTURE.md` follows a
//! file through it; `CHANGELOG.md` says what is stable.

pub mod check;
pub mod cli;
mod coding;
pub mod complaint;
pub mod config;
pub mod difference;
#[cfg(test)]
mod docs;
pub mod export;
pub mod facts;
mod fifo;
pub mod finding;
pub mod fix;
pub mod input;
pub mod knowledge;
pub mod landscape;
pub mod layout;
pub mod limits;
mod names;
pub mod output;
mod packing;
pub mod policy;
pub mod redact;
pub mod report;
pub mod rule;
pub mod terminal_text;
mod threads;
