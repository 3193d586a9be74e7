//! Certificates from the command line: folders named after PSEs, binary files, private keys.

use std::path::Path;

use serde_json::Value;

use crate::program;

const CASES: &str = "testdata/cases/certificate";

/// A folder with copies of cases under other names.
fn folder(copies: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (case, path) in copies {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(Path::new(CASES).join(case), path).unwrap();
    }
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> Value {
    let mut command = program::basislint();
    command.current_dir(folder).arg("check").args(arguments);
    let output = command.args(["--isolated", "--as-of", "2026-11-22", "--format", "json"]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// One key of each of these values.
fn all<'v>(values: &'v Value, key: &str) -> Vec<&'v str> {
    values.as_array().unwrap().iter().map(|value| value[key].as_str().unwrap_or("-")).collect()
}

#[test]
fn folders_named_after_a_pse_are_parts_of_the_system_around_them() {
    let folder = folder(&[
        ("root.crt", "PRD/SAPSSLC/root.crt"),
        ("intermediate.cer", "PRD/SAPSSLC/intermediate.cer"),
        ("chain.p7b", "PRD/SSL client (Anonymous)/chain.p7b"),
        ("chain.p7c", "PRD/other/chain.p7c"),
    ]);
    let report = check(folder.path(), &["."]);
    assert_eq!(all(&report["systems"], "name"), ["PRD"]);
    assert_eq!(all(&report["files"], "export"), ["trust-store", "trust-store", "trust-store", "certificate"]);
    assert_eq!(all(&report["files"], "layout"), ["der", "pem", "pem", "der"]);
    // Named alone, such a folder still belongs to the system around it.
    assert_eq!(all(&check(&folder.path().join("PRD"), &["SAPSSLC"])["systems"], "name"), ["PRD"]);
    assert_eq!(all(&check(&folder.path().join("PRD/SAPSSLC"), &["."])["systems"], "name"), ["PRD"]);
}

#[test]
fn the_certificates_of_two_files_are_one_store() {
    let folder = folder(&[("root.crt", "PRD/SAPSSLC/a.crt"), ("intermediate.cer", "PRD/SAPSSLC/b.cer")]);
    let report = check(folder.path(), &[".", "--select", "missing-root-certificate"]);
    let findings = &report["findings"];
    assert_eq!(all(findings, "path"), ["PRD/SAPSSLC/a.crt"; 4], "each root is missing once, not once in each file");
}

#[test]
fn nothing_of_a_private_key_is_ever_shown() {
    let folder = folder(&[("with-private-key.pem", "PRD/SAPSSLC/key.pem")]);
    let key = std::fs::read_to_string(folder.path().join("PRD/SAPSSLC/key.pem")).unwrap();
    let secret = key.split("PRIVATE KEY-----\n").nth(1).unwrap().lines().next().unwrap();
    // Far behind the first lines too, by which a file is recognised.
    let certificate = key.split("-----BEGIN PRIVATE").next().unwrap();
    let late = certificate.repeat(70_000 / certificate.len() + 1) + &key;
    std::fs::write(folder.path().join("PRD/SAPSSLC/late.pem"), late).unwrap();
    for format in ["json", "pretty", "concise", "sarif"] {
        let mut command = program::basislint();
        let output =
            command.current_dir(folder.path()).args(["check", "PRD", "--isolated", "--format", format]).output();
        let shown = String::from_utf8(output.unwrap().stdout).unwrap();
        assert!(!shown.contains(secret), "{format}");
    }
    let report = check(folder.path(), &["PRD"]);
    assert_eq!(all(&report["files"], "status"), ["unrecognized", "read"]);
    assert!(report["files"][1]["notes"][0]["message"].as_str().unwrap().starts_with("a private key"), "{report}");
}
