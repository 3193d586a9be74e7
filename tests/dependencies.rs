//! What `deny.toml` asks of the crates that basislint is built from, as far as `cargo metadata` tells it: licences, sources,
//! crates there twice, and the oldest Rust that builds them. Advisories are for `cargo deny check`, which has their database.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

static PACKAGES: LazyLock<Vec<Value>> = LazyLock::new(packages);

/// The crates of all platforms; without a network those of this one, which were there to build this test.
fn packages() -> Vec<Value> {
    let ask = |more: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["metadata", "--format-version", "1", "--locked"]).args(more);
        let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        output.status.success().then(|| serde_json::from_slice::<Value>(&output.stdout).unwrap())
    };
    let host = Command::new("rustc").arg("-vV").output().unwrap();
    let host = String::from_utf8(host.stdout).unwrap();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata =
        ask(&["--offline"]).or_else(|| ask(&[])).or_else(|| ask(&["--offline", "--filter-platform", host])).unwrap();
    let packages = metadata["packages"].as_array().unwrap().clone();
    assert!(packages.len() > 100, "{}", packages.len());
    packages
}

fn deny() -> toml::Table {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).unwrap().parse().unwrap()
}

fn texts(list: &toml::Value) -> BTreeSet<&str> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

fn name_and_version(package: &Value) -> String {
    format!("{}@{}", package["name"].as_str().unwrap(), package["version"].as_str().unwrap())
}

/// Whether the expression (SPDX, or with the `/` of old) can be met by allowed licences.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut words = words.as_slice();
    let met = any(&mut words, allowed);
    assert!(words.is_empty(), "{expression}");
    met
}

fn any(words: &mut &[&str], allowed: &BTreeSet<&str>) -> bool {
    let mut met = all(words, allowed);
    while let ["OR", rest @ ..] = *words {
        *words = rest;
        met |= all(words, allowed);
    }
    met
}

fn all(words: &mut &[&str], allowed: &BTreeSet<&str>) -> bool {
    let mut met = one(words, allowed);
    while let ["AND", rest @ ..] = *words {
        *words = rest;
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut &[&str], allowed: &BTreeSet<&str>) -> bool {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let met = any(words, allowed);
            *words = &words[1..];
            met
        }
        [_, "WITH", _, rest @ ..] => {
            *words = rest;
            false
        }
        [licence, rest @ ..] => {
            *words = rest;
            allowed.contains(licence)
        }
        [] => panic!("a licence is missing"),
    }
}

#[test]
fn every_licence_is_allowed() {
    let deny = deny();
    let allowed = texts(&deny["licenses"]["allow"]);
    let exceptions = deny["licenses"]["exceptions"].as_array().unwrap();
    for package in PACKAGES.iter() {
        let exception = exceptions.iter().find(|exception| exception["crate"].as_str() == package["name"].as_str());
        let allowed = exception.map_or_else(|| allowed.clone(), |exception| texts(&exception["allow"]));
        let licence = package["license"].as_str().unwrap_or_else(|| panic!("{} has none", name_and_version(package)));
        assert!(is_allowed(licence, &allowed), "{}: {licence}", name_and_version(package));
    }
    assert!(!is_allowed("GPL-3.0-only", &allowed) && !is_allowed("MIT AND GPL-2.0-only", &allowed));
    assert!(is_allowed("(GPL-2.0-only OR MIT) AND Zlib", &allowed) && is_allowed("MIT/GPL-2.0", &allowed));
}

/// A list that was forgotten when Cargo.lock changed would hand on the licences of another program.
#[test]
fn the_program_carries_the_licences_of_the_crates_that_it_is_built_from() {
    const WRITE_ANEW: &str = "run `packaging/third_party.py >LICENSES/third-party.txt`";
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("LICENSES/third-party.txt")).unwrap();
    let list = text.split("\n\n").nth(1).unwrap();
    let listed: BTreeMap<&str, &str> = list.lines().map(|line| line.split_once(": ").unwrap()).collect();
    let locked: BTreeMap<String, &str> = PACKAGES
        .iter()
        .map(|package| (name_and_version(package).replace('@', " "), package["license"].as_str().unwrap()))
        .collect();
    for (name, licence) in &listed {
        // Without a network the crates of other platforms are not known.
        let is_known = locked.keys().any(|own| own.split(' ').next() == name.split(' ').next());
        assert!(!is_known || locked.get(*name) == Some(licence), "{name}: {licence}: {WRITE_ANEW}");
    }
    let own = PACKAGES.iter().find(|package| package["name"] == "basislint").unwrap();
    for direct in own["dependencies"].as_array().unwrap().iter().filter(|direct| direct["kind"].is_null()) {
        let name = direct["name"].as_str().unwrap();
        assert!(listed.keys().any(|listed| listed.split(' ').next() == Some(name)), "{name}: {WRITE_ANEW}");
    }
}

#[test]
fn every_crate_comes_from_the_registry() {
    for package in PACKAGES.iter().filter(|package| package["name"] != "basislint") {
        let source = package["source"].as_str().unwrap_or("a folder");
        assert_eq!(source, "registry+https://github.com/rust-lang/crates.io-index", "{}", name_and_version(package));
    }
}

#[test]
fn a_crate_that_is_there_twice_is_listed_with_who_wants_the_older_one() {
    let deny = deny();
    let skipped: BTreeSet<&str> =
        deny["bans"]["skip"].as_array().unwrap().iter().map(|it| it["crate"].as_str().unwrap()).collect();
    let mut versions: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for package in PACKAGES.iter() {
        versions.entry(package["name"].as_str().unwrap()).or_default().push(package);
    }
    let is_skipped = |package: &&&Value| {
        let own = name_and_version(package);
        skipped.iter().any(|skipped| own.starts_with(&format!("{skipped}.")) || own == *skipped)
    };
    for (name, packages) in versions {
        let twice = packages.iter().filter(|package| !is_skipped(package)).count();
        assert!(twice <= 1, "{name} is there {twice} times");
        assert!(packages.len() > 1 || !is_skipped(&&packages[0]), "{name} is there once: deny.toml need not skip it");
    }
    let refused = deny["bans"]["deny"].as_array().unwrap().iter().map(|it| it["crate"].as_str().unwrap());
    for refused in refused {
        assert!(PACKAGES.iter().all(|package| package["name"] != refused), "{refused}");
    }
}

#[test]
fn no_crate_wants_a_newer_rust_than_we_say() {
    let version = |text: &str| -> Vec<u64> {
        let mut parts: Vec<u64> = text.split('.').map(|part| part.parse().unwrap()).collect();
        parts.resize(3, 0);
        parts
    };
    let own = PACKAGES.iter().find(|package| package["name"] == "basislint").unwrap();
    let own = own["rust_version"].as_str().unwrap();
    let wanted =
        PACKAGES.iter().filter_map(|package| Some((package["rust_version"].as_str()?, name_and_version(package))));
    let newest = wanted.max_by_key(|(wanted, _)| version(wanted)).unwrap();
    assert!(version(newest.0) <= version(own), "{} wants Rust {}, we say {own}", newest.1, newest.0);
}
