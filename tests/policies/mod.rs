//! SAP's policies: what is counted in them, and two evaluators against each other. The files lie beside the project (`../shared/samples`) and are no
//! part of it; where they are not, nothing is tested here. With the path of a clone of SAP-samples/frun-csa-policies-best-practices at commit 3dc0a279
//! in `BASISLINT_POLICIES` the whole repository is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cases;
mod compiled;
mod counts;
mod curve;
mod embedded;
mod errata;
mod examples;
mod hostile;
mod lint;
mod newest;
mod oracle;
mod properties;
mod reference;
mod sql;

use std::path::{Path, PathBuf};

use basislint::policy::load::{Loaded, load};

/// The samples.
fn samples() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    let folder = std::env::var_os("BASISLINT_SAMPLES").map_or(beside, PathBuf::from).join("semantics/frun");
    folder.is_dir().then_some(folder)
}

/// The whole repository.
fn repository() -> Option<PathBuf> {
    std::env::var_os("BASISLINT_POLICIES").map(PathBuf::from)
}

/// The policies of a folder, all of them without a mistake.
fn loaded(folder: &Path) -> Loaded {
    let loaded = load(&[folder]);
    assert!(loaded.unreadable.is_empty() && loaded.mistakes.is_empty(), "{:?}", loaded.mistakes);
    let mistakes: Vec<_> =
        loaded.policies.iter().flat_map(|policy| policy.items()).flat_map(|(_, item)| &item.mistakes).collect();
    assert!(mistakes.is_empty(), "{mistakes:?}");
    loaded
}

/// What is at hand of the two, the larger one first.
fn folders() -> Vec<PathBuf> {
    repository().into_iter().chain(samples()).collect()
}
