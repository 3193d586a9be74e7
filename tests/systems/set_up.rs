//! What must hold of a correct set-up that rests on files of several parties: without a group of files just the rules that need it cannot
//! say, in any of the systems (`needs.toml`), and other set-ups that are as good pass too (`variants.toml`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use basislint::finding::Verdict;
use globset::Glob;
use serde::{Deserialize, Serialize};

use super::judged::{self, Rules, Silenced, verdicts};
use super::{Edit, IntegrationData, Scene, check, data};

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
    silences: Rules,
    /// By system, the rules of which another system says that nobody knows.
    #[serde(default, skip_serializing_if = "Rules::is_empty")]
    elsewhere: Rules,
    /// By system, the rules for which nothing is left that they are about.
    #[serde(default, skip_serializing_if = "Rules::is_empty")]
    empty: Rules,
}

/// What is wrong with the answers to files that are missing; empty if nothing is. `BASISLINT_ACCEPT=1` writes what comes: read it as the
/// administrator who forgot that export.
pub fn wrong_without_files(scene: &Scene) -> String {
    let path = format!("{}/needs.toml", scene.folder);
    let clean = verdicts(&scene.check(&scene.files));
    let mut needs: Needs = data(&path);
    let mut wrong = String::new();
    let mut unnamed: BTreeSet<&String> = scene.files.keys().collect();
    for group in &mut needs.group {
        let globs: Vec<_> = group.files.iter().map(|glob| Glob::new(glob).unwrap().compile_matcher()).collect();
        let mut rest = scene.edited(&group.edits, &group.name);
        rest.retain(|path, _| !globs.iter().any(|glob| glob.is_match(path)));
        assert!(rest != scene.files, "{}: no such file", group.name);
        unnamed.retain(|path| rest.contains_key(*path));
        let silenced = judged::silenced(scene, &clean, &rest, &group.name, &mut wrong);
        let known = Silenced {
            open: std::mem::take(&mut group.silences),
            elsewhere: std::mem::take(&mut group.elsewhere),
            empty: std::mem::take(&mut group.empty),
        };
        if silenced != known && std::env::var_os("BASISLINT_ACCEPT").is_none() {
            writeln!(wrong, "without {}: {silenced:?}", group.name).unwrap();
        }
        (group.silences, group.elsewhere, group.empty) = (silenced.open, silenced.elsewhere, silenced.empty);
    }
    if std::env::var_os("BASISLINT_ACCEPT").is_some() {
        std::fs::write(path, toml::to_string_pretty(&needs).unwrap()).unwrap();
    }
    for path in unnamed {
        writeln!(wrong, "no group takes {path} away").unwrap();
    }
    wrong
}

/// `variants.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variants {
    variant: Vec<Variant>,
}

/// Another set-up that is as good.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    name: String,
    /// What configuration says of systems instead.
    #[serde(default)]
    integration: BTreeMap<String, IntegrationData>,
    /// Rules that have nothing to speak of in it.
    #[serde(default)]
    silences: BTreeSet<String>,
    edits: Vec<Edit>,
}

/// Which verdicts change in other set-ups that are correct; empty if none does.
pub fn wrong_in_variants(scene: &Scene) -> String {
    let clean = verdicts(&scene.check(&scene.files));
    let variants: Variants = data(&format!("{}/variants.toml", scene.folder));
    let mut wrong = String::new();
    for Variant { name, integration, silences, edits } in &variants.variant {
        let mut systems = scene.systems.clone();
        for system in &mut systems {
            if let Some(told) = integration.get(&system.name) {
                system.integration = told.told();
            }
        }
        let mut silent = BTreeSet::new();
        for (key, (verdict, reason)) in verdicts(&check(&systems, &scene.edited(edits, name), true)) {
            if verdict == Verdict::NotApplicable && silences.contains(&key.1) {
                silent.insert(key.1);
            } else if verdict != clean[&key].0 {
                writeln!(wrong, "{name}: {key:?} is {}: {reason}", verdict.name()).unwrap();
            }
        }
        if silent != *silences {
            writeln!(wrong, "{name}: only {silent:?} have nothing to speak of").unwrap();
        }
    }
    wrong
}
