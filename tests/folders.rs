//! A landscape whose systems keep their exports three folders deep, by transaction, by server and by date, is judged as the flat one.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use basislint::cli::{self, Terminal};
use serde_json::Value;

/// Folders by transaction or kind of export, in both languages.
const BY_TRANSACTION: [&str; 7] = ["sm59", "Zertifikate", "SM37", "Profile", "RZ10", "job logs", "Protokolle"];
const BY_SERVER: [&str; 4] = ["app1", "D00", "sapHOST01_{system}_00", "server 2"];
const BY_DATE: [&str; 3] = ["2026-11", "28.11.2026", "100"];

/// Standard output and standard error of `basislint check FOLDER`.
fn check(folder: &Path, more: &[&str]) -> (String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal::plain(&mut out, &mut err);
    let start = ["basislint", "check", "--as-of", "2026-11-22", "--isolated"].map(OsString::from);
    let arguments = start.into_iter().chain([folder.as_os_str().to_owned()]).chain(more.iter().map(OsString::from));
    cli::run(arguments, &mut terminal);
    (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// What is said of each system: role, stack and verdict of each rule with the number of its findings.
fn verdicts(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let report: Value = serde_json::from_str(&check(folder, &["--format", "json"]).0).unwrap();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let findings = |system: &str, rule: &str| {
        let all = report["findings"].as_array().unwrap().iter();
        all.filter(|finding| finding["system"] == system && finding["rule"] == rule).count()
    };
    let system = |system: &Value| {
        let name = text(system, "name");
        let verdicts = system["verdicts"].as_array().unwrap().iter().map(|verdict| {
            let rule = text(verdict, "rule");
            format!("{rule}: {} ({})", text(verdict, "verdict"), findings(&name, &rule))
        });
        let verdicts = std::iter::once(text(system, "role")).chain(verdicts).collect();
        (name, verdicts)
    };
    report["systems"].as_array().unwrap().iter().map(system).collect()
}

#[test]
fn a_landscape_with_deep_folders_is_judged_as_the_flat_one() {
    for root in ["testdata/landscape", "testdata/readiness/systems"] {
        let folder = tempfile::tempdir().unwrap();
        let (flat, deep) = (folder.path().join("flat"), folder.path().join("deep"));
        let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(Result::unwrap);
        for (number, file) in files.filter(|file| file.file_type().is_file()).enumerate() {
            let below = file.path().strip_prefix(root).unwrap().to_str().unwrap();
            let Some((system, rest)) = below.split_once('/') else { continue };
            let bytes = fs::read(file.path()).unwrap();
            write(&flat.join(below), &bytes);
            let [transaction, server, date] = [
                BY_TRANSACTION[number % BY_TRANSACTION.len()],
                BY_SERVER[number / 2 % BY_SERVER.len()],
                BY_DATE[number / 3 % BY_DATE.len()],
            ];
            let server = server.replace("{system}", system);
            write(&deep.join(system).join(transaction).join(server).join(date).join(rest), &bytes);
        }
        let (flat, deep) = (verdicts(&flat), verdicts(&deep));
        assert!(flat.len() > 2 && flat.values().all(|verdicts| verdicts.len() > 50), "{root}");
        assert_eq!(flat, deep, "{root}");
    }
}

#[test]
fn two_servers_in_folders_of_their_own_are_judged_apart() {
    let folder = tempfile::tempdir().unwrap();
    let list = |name: &str, value: &str| {
        let heading =
            "Parameter Name,User-Defined Value,System Default Value,System Default Value(Unsubstituted Form),Comment\n";
        format!("{heading}INSTANCE_NAME,{name},,,\nSAPSYSTEMNAME,PRD,,,\nssl/client_ciphersuites,{value},,,\n")
    };
    let good = "150:PFS:HIGH::EC_P256:EC_HIGH";
    write(&folder.path().join("PRD/app1/rsparam.csv"), list("D00", good).as_bytes());
    write(&folder.path().join("PRD/app2/rsparam.csv"), list("D01", "150:LOW").as_bytes());
    let report: Value = serde_json::from_str(&check(folder.path(), &["--format", "json"]).0).unwrap();
    assert_eq!(report["systems"].as_array().unwrap().len(), 1);
    let findings: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["rule"] == "client-ciphersuites-weak")
        .map(|finding| finding["path"].as_str().unwrap())
        .collect();
    assert!(!findings.is_empty() && findings.iter().all(|path| path.ends_with("PRD/app2/rsparam.csv")), "{findings:?}");
}

#[test]
fn verbose_says_why_each_export_belongs_to_its_system() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("PRD/app1/sm59/rfcdes.csv"), b"RFCDEST,RFCTYPE,RFCOPTIONS\nSAPOSS,3,\"H=x,\"\n");
    let err = check(folder.path(), &["--verbose"]).1;
    let line = err.lines().find(|line| line.contains("rfcdes.csv")).unwrap();
    let why =
        " of PRD (sm59 is a folder for one kind of exports, app1 is a folder for one application server), recognised";
    assert!(line.contains(why), "{line}");
}
