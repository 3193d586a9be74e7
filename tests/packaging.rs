//! What is handed out: one version of it and of the tools that pack it, and workflows that run what somebody looked at. That it can be installed
//! and runs is for `packaging/try.sh`, what else a workflow may not do for `tests/ci/run.sh`.

use std::fs;

use regex::Regex;

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn table(path: &str) -> toml::Table {
    read(path).parse().unwrap()
}

#[test]
fn the_wheel_has_no_version_of_its_own() {
    let project = table("pyproject.toml")["project"].clone();
    assert!(project.get("version").is_none());
    let dynamic = project["dynamic"].as_array().unwrap();
    for key in ["version", "description", "license"] {
        assert!(dynamic.iter().any(|name| name.as_str() == Some(key)), "{key} is written twice");
    }
}

#[test]
fn maturin_is_the_same_everywhere() {
    let version = |text: &str| {
        Regex::new(r"(?m)^maturin==([0-9.]+)").unwrap().captures(text).map(|found| found[1].to_owned()).unwrap()
    };
    assert_eq!(version(&read("tests/python_tools.txt")), version(&read("packaging/maturin.txt")));
}

#[test]
fn cargo_deb_is_the_same_everywhere() {
    let named = Regex::new(r"--version ([0-9.]+) cargo-deb|deb_version=([0-9.]+)").unwrap();
    let texts = [".github/workflows/release.yml", "packaging/tools.sh", "docs/install.md"].map(read);
    let versions: Vec<&str> = texts
        .iter()
        .map(|text| named.captures(text).and_then(|found| found.get(1).or(found.get(2))).unwrap().as_str())
        .collect();
    assert!(versions.iter().all(|version| *version == versions[0]), "{versions:?}");
}

#[test]
fn workflows_run_only_actions_of_a_known_commit_and_start_without_permissions() {
    let pinned = Regex::new(r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+@[0-9a-f]{40} # v[0-9]+(\.[0-9]+)*$").unwrap();
    let mut actions = 0;
    for entry in fs::read_dir(".github/workflows").unwrap() {
        let path = entry.unwrap().path();
        let name = path.display().to_string();
        let text = read(&name);
        for (number, line) in text.lines().enumerate() {
            let Some((_, action)) = line.split_once("uses: ") else { continue };
            actions += 1;
            assert!(pinned.is_match(action), "{name}:{}: {action}", number + 1);
        }
        assert!(text.contains("\npermissions: {}\n"), "{name} does not begin without permissions");
    }
    assert!(actions > 10, "{actions}");
}

/// Windows keeps these names for devices, whatever ending they have: a clone there would lack the file.
#[test]
fn no_file_is_called_as_windows_calls_a_device() {
    let device = Regex::new(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)").unwrap();
    let folders = ["src", "rules", "schemas", "docs", "tests", "testdata", "fuzz", "benches", "packaging"];
    let files = folders.iter().flat_map(walkdir::WalkDir::new);
    let names = files.map(|entry| entry.unwrap()).filter(|entry| !entry.path().starts_with("fuzz/target"));
    let called: Vec<_> = names.filter(|entry| device.is_match(&entry.file_name().to_string_lossy())).collect();
    assert!(called.is_empty(), "{called:?}");
}
