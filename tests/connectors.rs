//! The checklist of document 003 on a correct set-up, one Cloud Connector with two Production Connectors: all passes; without a group of
//! files just the rules that need it cannot say, in any of the systems; and each defect makes just its rule fail. All that is data in
//! `testdata/connectors`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use globset::Glob;
use serde::{Deserialize, Serialize};

use crate::systems::judged::{self, verdicts};
use crate::systems::{CONNECTORS, Edit, data};

/// `needs.toml`
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Needs {
    group: Vec<Group>,
}

/// Files that somebody may have forgotten to export.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Group {
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<String>,
    /// What else they tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    edits: Vec<Edit>,
    /// By system, the rules that cannot say anything without them.
    #[serde(default)]
    silences: BTreeMap<String, BTreeSet<String>>,
}

const NEEDS: &str = "testdata/connectors/needs.toml";

#[test]
fn a_correct_set_up_passes_every_rule_that_is_for_it() {
    // The server certificate of the test tier is self-signed, which is a note there.
    assert_eq!(judged::not_clean(&CONNECTORS, &["note PC2/server.pem:1:12"]), "");
}

/// `BASISLINT_ACCEPT=1` writes what comes: read it as the administrator who forgot that export.
#[test]
fn without_a_group_of_files_just_the_rules_that_need_it_are_not_evaluated() {
    let clean = verdicts(&CONNECTORS.check(&CONNECTORS.files));
    let mut needs: Needs = data(NEEDS);
    let mut wrong = String::new();
    let mut unnamed: BTreeSet<&String> = CONNECTORS.files.keys().collect();
    for group in &mut needs.group {
        let globs: Vec<_> = group.files.iter().map(|glob| Glob::new(glob).unwrap().compile_matcher()).collect();
        let mut rest = CONNECTORS.edited(&group.edits, &group.name);
        rest.retain(|path, _| !globs.iter().any(|glob| glob.is_match(path)));
        assert!(rest != CONNECTORS.files, "{}: no such file", group.name);
        unnamed.retain(|path| rest.contains_key(*path));
        let silenced = judged::silenced(&CONNECTORS, &clean, &rest, &group.name, &mut wrong);
        if silenced != group.silences && std::env::var_os("BASISLINT_ACCEPT").is_none() {
            writeln!(wrong, "without {}: {silenced:?}", group.name).unwrap();
        }
        group.silences = silenced;
    }
    if std::env::var_os("BASISLINT_ACCEPT").is_some() {
        std::fs::write(NEEDS, toml::to_string_pretty(&needs).unwrap()).unwrap();
    }
    assert_eq!(wrong, "");
    assert_eq!(unnamed, BTreeSet::new(), "files that no group takes away");
}

#[test]
fn every_defect_of_the_connectors_makes_just_its_rule_fail() {
    assert_eq!(judged::not_just_its_rule(&CONNECTORS), "");
}
