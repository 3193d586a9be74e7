//! `basislint facts`: its tables say what the report says, hold every record with its values as what they are, and no secret and, redacted, no name.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use basislint::cli::{self, Terminal};
use serde_json::Value;
use walkdir::WalkDir;

use crate::program;

const LANDSCAPE: &str = "testdata/landscape";
const DAY: [&str; 3] = ["--as-of", "2026-11-22", "--isolated"];

struct Run {
    code: u8,
    out: String,
    err: String,
}

fn run(arguments: &[&str]) -> Run {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal::plain(&mut out, &mut err);
    let arguments = ["basislint"].iter().chain(arguments).map(OsString::from);
    let code = cli::run(arguments, &mut terminal);
    Run { code, out: program::text_of(out), err: String::from_utf8(err).unwrap() }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Writes the facts of what lies there into a folder.
fn facts(input: &str, output: &Path, more: &[&str]) -> Run {
    run(&[&["facts", input, "--output", text(output)], DAY.as_slice(), more].concat())
}

/// What was written: paths below the folder, and bytes.
fn written(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path()).filter(|path| path.is_file());
    files.map(|path| (text(path.strip_prefix(folder).unwrap()).replace('\\', "/"), fs::read(&path).unwrap())).collect()
}

/// The rows of a table in JSON lines, in the order of their files.
fn rows(folder: &Path, table: &str) -> Vec<Value> {
    let files = written(&folder.join(format!("kind={table}")));
    assert!(!files.is_empty(), "{table} is not there");
    let lines = files.values().flat_map(|bytes| std::str::from_utf8(bytes).unwrap().lines());
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// All the facts of the landscape in JSON lines.
fn of_landscape() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let run = facts(LANDSCAPE, folder.path(), &["--format", "jsonl"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    folder
}

#[test]
fn the_tables_say_what_the_report_says() {
    let folder = of_landscape();
    let report = run(&[&["check", LANDSCAPE, "--format", "json"], DAY.as_slice()].concat());
    let report: Value = serde_json::from_str(&report.out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let rows_of = |table| rows(folder.path(), table);
    let key = |value: &Value, path: &str, line: &str| {
        ["fingerprint", "rule", "severity", "system", "subject", "message", "status", path, line]
            .map(|key| value[key].to_string())
    };
    let told: Vec<_> = findings.iter().map(|finding| key(finding, "path", "line")).collect();
    let written: Vec<_> = rows_of("findings").iter().map(|row| key(row, "file_path", "file_line")).collect();
    assert_eq!(written, told);
    let mut verdicts = Vec::new();
    for system in report["systems"].as_array().unwrap() {
        for verdict in system["verdicts"].as_array().unwrap() {
            verdicts.push([&system["name"], &verdict["rule"], &verdict["verdict"]].map(Value::to_string));
        }
    }
    let written: Vec<_> = rows_of("verdicts")
        .iter()
        .map(|row| [&row["system"], &row["rule"], &row["verdict"]].map(Value::to_string))
        .collect();
    assert_eq!(written, verdicts);
    // Every record of every export is a row.
    let manifest: Value = serde_json::from_slice(&fs::read(folder.path().join("facts.json")).unwrap()).unwrap();
    let mut records: BTreeMap<&str, u64> = BTreeMap::new();
    for file in report["files"].as_array().unwrap() {
        if let Some(kind) = file["export"].as_str() {
            *records.entry(kind).or_default() += file["records"].as_u64().unwrap();
        }
    }
    for table in manifest["tables"].as_array().unwrap() {
        let name = table["name"].as_str().unwrap();
        assert_eq!(table["rows"], rows_of(name).len(), "{name}");
        if !["findings", "verdicts", "files", "systems"].contains(&name) {
            assert_eq!(table["rows"].as_u64().unwrap(), records.remove(name).unwrap_or_default(), "{name}");
        }
    }
    assert_eq!(records, BTreeMap::new(), "a kind has no table");
    assert_eq!(manifest["version"], 1);
}

#[test]
fn values_are_what_they_are() {
    let folder = of_landscape();
    let one = |table: &str, column: &str, value: &str| {
        let rows = rows(folder.path(), table);
        rows.into_iter().find(|row| row[column] == value).unwrap_or_else(|| panic!("{table} {value}"))
    };
    let destination = one("rfc-destinations", "name", "ADS");
    assert_eq!((&destination["system"], &destination["system_role"]), (&"SOL".into(), &"solution-manager".into()));
    assert_eq!(
        (&destination["tls"], &destination["file_line"], &destination["same_user"]),
        (&true.into(), &6.into(), &Value::Null)
    );
    assert_eq!((&destination["file_is_whole"], &destination["file_counts"]), (&true.into(), &true.into()));
    let bytes = fs::read("testdata/landscape/SOL/sm59_rfcdes.txt").unwrap();
    let digest: String = sha2::Digest::finalize(sha2::Digest::chain_update(sha2::Sha256::default(), bytes))
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect();
    assert_eq!(destination["file_sha256"], digest);
    let job = one("job-overview", "job", "SEND_SYSTEM_RELATIONSHIP_TO_SUPP");
    assert_eq!((&job["started"], &job["started_at"]), (&"2026-11-22".into(), &"2026-11-22T02:01:01".into()));
    assert_eq!(
        (&job["planned"], &job["unknown_columns"]),
        (&Value::Null, &serde_json::json!(["count", "planned", "ended"]))
    );
    assert_eq!(job["file_date"], "2026-11-22");
    let library = rows(folder.path(), "crypto-library").remove(0);
    assert_eq!(library["version_key"].as_str().unwrap().split('.').next(), Some("0000000008"));
    let ciphers: BTreeMap<String, Value> = rows(folder.path(), "profile")
        .into_iter()
        .filter(|row| row["name"] == "ssl/client_ciphersuites")
        .map(|row| (row["system"].as_str().unwrap().to_owned(), row))
        .collect();
    let (old, new) = (&ciphers["SOL"], &ciphers["DEV"]);
    assert_eq!(
        (&old["cipher_lowest"], &old["cipher_highest"], &new["cipher_lowest"]),
        (&10.into(), &12.into(), &12.into())
    );
    assert_eq!(old["cipher_weak"], serde_json::json!(["3DES", "MEDIUM ciphers"]));
    assert_eq!(new["cipher_forward_secrecy"], "preferred");
}

/// A copy of the landscape in which a table stands twice, the older one with a destination more.
#[test]
fn what_a_newer_file_stands_for_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("in"), folder.path().join("out"));
    let write = |name: &str, day: &str, rows: &str| {
        let path = input.join("PRD").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("Date: {day}\n\nRFCDEST;RFCTYPE;RFCOPTIONS\n{rows}")).unwrap();
    };
    write("new.csv", "2026-11-20", "A;3;H=a,S=01,\n");
    write("old.csv", "2026-10-20", "A;3;H=a,S=01,\nB;3;H=b,S=01,\n");
    assert_eq!(facts(text(&input), &output, &["--format", "jsonl"]).code, 0);
    let rows = rows(&output, "rfc-destinations");
    let counting: Vec<_> =
        rows.iter().filter(|row| row["file_counts"] == true).map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!((rows.len(), counting), (3, vec!["A"]), "{rows:#?}");
    assert_eq!(rows[0]["file_date"], "2026-11-20");
}

#[test]
fn neither_threads_nor_partitions_change_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let formats: &[&str] = if cfg!(feature = "parquet") { &["csv", "jsonl", "parquet"] } else { &["csv", "jsonl"] };
    for format in formats {
        let of = |name: &str, more: &[&str]| {
            let output = folder.path().join(format!("{format}-{name}"));
            let run = facts(LANDSCAPE, &output, &[&["--format", format], more].concat());
            assert_eq!(run.code, 0, "{}", run.err);
            written(&output)
        };
        let one = of("1", &["--jobs", "1"]);
        assert_eq!(one, of("4", &["--jobs", "4"]), "{format}");
        assert!(one.contains_key(&format!("kind=rfc-destinations/system=SOL/facts.{format}")), "{:?}", one.keys());
        if *format == "parquet" {
            for (path, bytes) in one.iter().filter(|(path, _)| path.ends_with("parquet")) {
                assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{path}");
            }
            continue;
        }
        let by_kind = of("kind", &["--partition", "kind"]);
        let lines = |files: &BTreeMap<String, Vec<u8>>| -> BTreeSet<String> {
            let texts = files.iter().filter(|(path, _)| *path != "facts.json");
            texts.flat_map(|(_, bytes)| std::str::from_utf8(bytes).unwrap().lines().map(str::to_owned)).collect()
        };
        assert_eq!(lines(&by_kind), lines(&one), "{format}");
        assert!(by_kind.contains_key(&format!("kind=rfc-destinations/facts.{format}")));
    }
}

#[test]
fn redacted_tables_have_the_pseudonyms_of_the_report_and_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let (key, output) = (folder.path().join("key"), folder.path().join("out"));
    fs::write(&key, "a key of more than sixteen characters").unwrap();
    let redacted = ["--redact-key", text(&key)];
    let run_facts = facts(LANDSCAPE, &output, &[&["--format", "jsonl"], redacted.as_slice()].concat());
    assert_eq!(run_facts.code, 0, "{}", run_facts.err);
    let report = run(&[&["check", LANDSCAPE, "--format", "json"], DAY.as_slice(), &redacted].concat());
    let report: Value = serde_json::from_str(&report.out).unwrap();
    let texts = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let told: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| [texts(it, "system"), texts(it, "subject"), texts(it, "fingerprint")])
        .collect();
    let rows_of = |table| rows(&output, table);
    let written_findings: Vec<_> = rows_of("findings")
        .iter()
        .map(|it| [texts(it, "system"), texts(it, "subject"), texts(it, "fingerprint")])
        .collect();
    assert_eq!(written_findings, told);
    let systems: BTreeSet<String> = rows_of("systems").iter().map(|it| texts(it, "system")).collect();
    let of_records: BTreeSet<String> = rows_of("rfc-destinations").iter().map(|it| texts(it, "system")).collect();
    assert_eq!(systems, of_records);
    let plain = of_landscape();
    let hosts: BTreeSet<String> = rows(plain.path(), "rfc-destinations")
        .iter()
        .map(|it| texts(it, "host"))
        .filter(|it| it.ends_with(".example.test"))
        .collect();
    assert!(hosts.len() > 3);
    let sums: BTreeSet<String> =
        rows(plain.path(), "files").iter().map(|it| texts(it, "file_sha256")).filter(|it| !it.is_empty()).collect();
    for (path, bytes) in written(&output) {
        let content = String::from_utf8(bytes).unwrap();
        for name in hosts.iter().chain(&sums).map(String::as_str).chain(["SM_SM2B_X", "solhost", "system=SOL"]) {
            assert!(!content.contains(name) && !path.contains(name), "{path}: {name}");
        }
    }
}

#[test]
fn without_a_key_pseudonyms_are_the_same_in_every_run() {
    let folder = tempfile::tempdir().unwrap();
    let instances = folder.path().join("in/ABC/CSA_ABAP_INSTANCE_PAHI.csv");
    fs::create_dir_all(instances.parent().unwrap()).unwrap();
    fs::write(&instances, "PARAMETER,VALUE,HOSTNAME\nrdisp/a,1,qhostabc_ABC_00\nrdisp/b,2,qhostxyz\n").unwrap();
    let runs = ["1", "4", "4"].iter().enumerate().map(|(number, jobs)| {
        let output = folder.path().join(number.to_string());
        let input = text(folder.path()).to_owned() + "/in";
        let more = ["--format", "jsonl", "--redact", "--jobs", jobs];
        let run = run(&[&["facts", LANDSCAPE, &input, "--output", text(&output)], DAY.as_slice(), &more].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        written(&output)
    });
    let runs: Vec<_> = runs.collect();
    assert!(runs[1..].iter().all(|run| *run == runs[0]));
    for (path, bytes) in &runs[0] {
        let content = std::str::from_utf8(bytes).unwrap();
        assert!(["qhostabc", "qhostxyz"].iter().all(|host| !content.contains(host)), "{path}");
    }
}

#[test]
fn an_archive_gives_the_rows_of_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("landscape.tar.gz");
    let packed = flate2::write::GzEncoder::new(fs::File::create(&archive).unwrap(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(packed);
    for entry in WalkDir::new(LANDSCAPE).sort_by_file_name().into_iter().map(Result::unwrap) {
        let below = entry.path().strip_prefix(LANDSCAPE).unwrap();
        if entry.file_type().is_file() {
            tar.append_path_with_name(entry.path(), below).unwrap();
        }
    }
    tar.into_inner().unwrap().finish().unwrap();
    let output = folder.path().join("out");
    let run = facts(text(&archive), &output, &["--format", "jsonl"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let plain = of_landscape();
    for table in ["rfc-destinations", "profile", "job-log", "users"] {
        let told = |folder: &Path| -> Vec<String> {
            let rows = rows(folder, table).into_iter().map(|mut row| {
                row.as_object_mut().unwrap().remove("file_path");
                row.to_string()
            });
            rows.collect()
        };
        assert_eq!(told(&output), told(plain.path()), "{table}");
    }
}

#[test]
fn tables_are_written_where_nothing_is_and_from_what_can_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let (input, full) = (folder.path().join("in"), folder.path().join("full"));
    fs::create_dir_all(input.join("PRD")).unwrap();
    fs::create_dir_all(&full).unwrap();
    fs::write(full.join("old"), "x").unwrap();
    fs::write(input.join("PRD/rfcdes.csv"), "RFCDEST;RFCTYPE;RFCOPTIONS\nA;3;H=a,S=01,\n").unwrap();
    let out = folder.path().join("out");
    for (input, output, why) in [
        (text(&input), full.as_path(), "is not empty"),
        (text(&input), &input.join("out"), "lies in what is read"),
        ("-", out.as_path(), "standard input can be read only once"),
        (text(&full), out.as_path(), "nothing was written: no export that basislint knows"),
    ] {
        let run = facts(input, output, &["--format", "csv"]);
        assert!(run.code == 2 && run.err.contains(why), "{why}: {}", run.err);
    }
    assert!(!out.exists(), "nothing is made for nothing");
    let run = facts(text(&input), &out, &["--format", "csv"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("rows in "), "{}", run.out);
}

/// What stands in them is no export, whatever its columns are called.
#[test]
fn tables_are_no_exports() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["csv", "jsonl"] {
        let output = folder.path().join(format);
        assert_eq!(facts(LANDSCAPE, &output, &["--format", format]).code, 0);
        let report =
            run(&["check", text(&output), "--isolated", "--format", "json", "--allow-empty", "--as-of", "2026-11-22"]);
        let report: Value = serde_json::from_str(&report.out).unwrap();
        let taken: Vec<_> =
            report["files"].as_array().unwrap().iter().filter(|file| !file["export"].is_null()).collect();
        assert!(taken.is_empty(), "{taken:#?}");
    }
}

/// A name that leads elsewhere names a folder here.
#[test]
fn names_of_systems_lead_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    let system = input.join("P%2F=D é");
    fs::create_dir_all(&system).unwrap();
    fs::write(system.join("rfcdes.csv"), "RFCDEST;RFCTYPE;RFCOPTIONS\n=A;3;H=a,S=01,\n").unwrap();
    let output = folder.path().join("out");
    assert_eq!(facts(text(&input), &output, &["--format", "csv"]).code, 0);
    let files = written(&output);
    let table = &files["kind=rfc-destinations/system=P%252F%3DD%20é/facts.csv"];
    let table = std::str::from_utf8(table).unwrap();
    assert!(table.lines().nth(1).unwrap().starts_with("P%2F=D é,"), "{table}");
    assert!(table.contains(",'=A,"), "no cell is a formula: {table}");
}
