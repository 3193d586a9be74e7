//! All tests of the program as a whole, as one program: each test binary of its own would be linked anew, and take its turn alone.
//!
//! A module is a file here. `cargo test --test suite cmd::` runs one of them.

// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic)]

mod allocations;
mod archives;
mod baseline;
mod cases;
mod certificates;
mod cli;
mod cmd;
mod completions;
mod connectors;
mod contract;
mod cuts;
mod dependencies;
mod diff;
mod facts;
mod fingerprints;
mod fix;
mod folders;
mod formats;
mod fuzzing;
mod git;
mod hostile;
mod html_in_browser;
mod integration;
mod landscape;
mod limits;
mod output;
mod packaging;
mod places;
mod policies;
mod portions;
mod program;
mod readiness;
mod readme;
mod redact;
mod rule_files;
mod rule_names_no_export;
mod rules;
mod samples;
mod secrets;
mod shards;
mod sources;
mod suppress;
mod systems;
mod tables;
mod workbooks;

/// What must hold for any bytes, which cargo-fuzz runs as well.
#[path = "../fuzz/src/lib.rs"]
mod targets;
