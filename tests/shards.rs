//! A check in several shards, put together, says what one check says: the same bytes in every format, the same words on standard error, the
//! same exit code. What does not belong together is refused, and so is what is damaged.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use basislint::cli::{self, Terminal};
use basislint::report::{self, Format, Options, Report};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::program::basislint;
use crate::systems::{CONNECTORS, DISPATCHER, Files, INTEGRATION, READINESS, Scene, check_in_shards};

const FAILED: u8 = 2;
const CHECKSUM: usize = 32;

/// Exit code, standard output, standard error.
type Ran = (u8, Vec<u8>, String);

fn run(arguments: &[&str]) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal::plain(&mut out, &mut err);
    let arguments = ["basislint"].iter().chain(arguments).map(OsString::from);
    let code = cli::run(arguments, &mut terminal);
    (code, out, String::from_utf8(err).unwrap())
}

/// The report in every format, by `--output`.
fn outputs(folder: &Path) -> Vec<String> {
    let output = |format: &Format| format!("--output={}={}", format.name(), folder.join(format.name()).display());
    // Of standard output there is one.
    Format::all().iter().map(output).collect()
}

fn reports(folder: &Path) -> Vec<(&'static str, Vec<u8>)> {
    Format::all().iter().map(|format| (format.name(), fs::read(folder.join(format.name())).unwrap())).collect()
}

/// Writes the partial results of so many shards.
fn write_shards(folder: &Path, count: usize, arguments: &[&str]) -> Vec<String> {
    let one = |number: usize| {
        let file = folder.join(format!("{number}-of-{count}")).display().to_string();
        let shard = format!("{number}/{count}");
        let ran = run(&[&["check"], arguments, &["--shard", &shard, "--partial", &file]].concat());
        assert_eq!(ran, (0, Vec::new(), String::new()), "{arguments:?} {shard}");
        file
    };
    (1..=count).map(one).collect()
}

fn merge(partials: &[String], more: &[&str]) -> Ran {
    let partials: Vec<&str> = partials.iter().map(String::as_str).collect();
    run(&[&["merge"], partials.as_slice(), more].concat())
}

/// `paths` are checked with these options, which the shards and the merge get as well.
fn assert_same(paths: &[&str], options: &[&str]) {
    let folder = TempDir::new().unwrap();
    let (one, merged) = (folder.path().join("one"), folder.path().join("merged"));
    [&one, &merged].into_iter().for_each(|folder| fs::create_dir(folder).unwrap());
    let told = ["--format=pretty", "--show-passed", "--statistics", "--show-suppressed", "-vv"];
    let asked = |folder: &Path| -> Vec<String> {
        let options = told.iter().chain(options).map(|option| (*option).to_owned());
        options.chain(outputs(folder)).collect()
    };
    let (of_one, of_merged) = (asked(&one), asked(&merged));
    let of_one: Vec<&str> = of_one.iter().map(String::as_str).collect();
    let of_merged: Vec<&str> = of_merged.iter().map(String::as_str).collect();
    let expected = run(&[&["check"], paths, &of_one].concat());
    let expected_reports = reports(&one);
    for count in [1, 2, 3, 8, 16] {
        let partials = write_shards(folder.path(), count, &[paths, options].concat());
        let (code, out, err) = merge(&partials, &of_merged);
        assert_eq!((code, &err), (expected.0, &expected.2), "{paths:?} in {count}");
        assert!(out == expected.1, "{paths:?} in {count}: standard output");
        for ((format, expected), (_, merged)) in expected_reports.iter().zip(reports(&merged)) {
            assert!(*expected == merged, "{paths:?} in {count}: {format}");
        }
    }
}

const DAY: &str = "--as-of=2026-11-22";

#[test]
fn shards_of_a_landscape_say_together_what_one_check_says() {
    assert_same(&["testdata/landscape"], &[DAY, "--isolated"]);
}

#[test]
fn suppressions_severities_and_systems_of_a_configuration_are_those_of_one_check() {
    assert_same(&["testdata/landscape-configured"], &[DAY]);
}

#[test]
fn rules_over_several_systems_are_decided_when_shards_are_put_together() {
    assert_same(&["testdata/connectors/systems"], &[DAY, "--isolated"]);
    assert_same(&["testdata/integration-dispatcher/systems"], &[DAY, "--isolated"]);
    assert_same(&["testdata/readiness/systems"], &[DAY, "--isolated"]);
}

#[test]
fn check_items_of_policies_are_those_of_one_check() {
    assert_same(&["testdata/landscape"], &[DAY, "--isolated", "--policy=sap-baseline", "--policy=sap-notes"]);
}

#[test]
fn every_export_in_every_form_says_in_shards_what_it_says_in_one_check() {
    assert_same(&["testdata/cases"], &[DAY, "--isolated"]);
}

/// A copy of a folder, with other words in all of its files.
fn copied(from: &str, to: &Path, words: &[(&str, &str)]) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
    {
        let path = to.join(entry.path().strip_prefix(from).unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes = fs::read(entry.path()).unwrap();
        let content = match String::from_utf8(bytes) {
            Ok(text) => words.iter().fold(text, |text, (word, other)| text.replace(word, other)).into_bytes(),
            Err(error) => error.into_bytes(),
        };
        fs::write(path, content).unwrap();
    }
}

#[test]
fn values_that_look_like_secrets_are_compared_as_they_are() {
    let folder = TempDir::new().unwrap();
    let [connectors, integration] = ["connectors", "integration"].map(|name| folder.path().join(name));
    copied("testdata/connectors/systems", &connectors, &[("pcm1.plant", "pin.plant")]);
    let words = [
        ("Alias=", "Password\\ Alias=not"),
        ("{{Alias}}", "{{Password Alias}}"),
        ("Role=", "Auth\\ Role="),
        ("{{Role}}", "{{Auth Role}}"),
    ];
    copied("testdata/integration-dispatcher/systems", &integration, &words);
    for landscape in [connectors, integration] {
        let (one, merged) = (folder.path().join("one.json"), folder.path().join("merged.json"));
        let landscape = landscape.display().to_string();
        let output = |path: &Path| format!("--output=json={}", path.display());
        let expected = run(&["check", &landscape, DAY, "--isolated", &output(&one)]);
        let partials = write_shards(folder.path(), 2, &[&landscape, DAY, "--isolated"]);
        assert_eq!(merge(&partials, &["--isolated", &output(&merged)]), expected, "{landscape}");
        assert!(fs::read(&one).unwrap() == fs::read(&merged).unwrap(), "{landscape}");
    }
}

#[test]
fn what_nobody_knows_in_a_row_does_not_leave_memory() {
    let folder = TempDir::new().unwrap();
    let landscape = folder.path().join("in");
    let words =
        [("\"description\": \"\"", "\"description\": \"logon X, password Zq7geheim\", \"password\": \"Zq8geheim\"")];
    copied("testdata/connectors/systems", &landscape, &words);
    let landscape = landscape.display().to_string();
    for partial in write_shards(folder.path(), 1, &[&landscape, DAY, "--isolated"]) {
        let bytes = fs::read(partial).unwrap();
        for secret in ["Zq7geheim", "Zq8geheim"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
        }
    }
}

#[test]
fn neither_a_shard_nor_the_merge_writes_over_what_was_read() {
    let folder = TempDir::new().unwrap();
    let (input, rules) = (folder.path().join("in"), folder.path().join("own-rules"));
    copied("testdata/landscape/DEV", &input.join("DEV"), &[]);
    fs::create_dir(&rules).unwrap();
    fs::write(input.join("basislint.toml"), "").unwrap();
    fs::copy("rules/rfc-destinations/legacy-rfc-destination.toml", rules.join("own.toml")).unwrap();
    let archive = input.join("all.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&archive).unwrap());
    zip.start_file("SOL/saprouttab", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut zip, b"P * 10.1.1.1 3299\n").unwrap();
    zip.finish().unwrap();
    let export = input.join("DEV/saprouttab");
    fs::write(&export, "P * 10.1.1.1 3299\n").unwrap();
    let (input, rules) = (input.display().to_string(), rules.display().to_string());
    for read in [archive.clone(), export.clone(), folder.path().join("in/basislint.toml")] {
        let before = fs::read(&read).unwrap();
        let partial = format!("--partial={}", read.display());
        let (code, _, err) = run(&["check", &input, DAY, "--shard=1/1", &partial]);
        assert_eq!((code, fs::read(&read).unwrap()), (FAILED, before), "{err}");
    }
    let own = format!("{rules}/own.toml");
    let (code, _, err) = run(&["check", &input, DAY, "--rules", &rules, "--shard=1/1", &format!("--partial={own}")]);
    assert_eq!(code, FAILED, "{err}");
    let partials = write_shards(folder.path(), 1, &[&input, DAY]);
    for read in [archive, export] {
        let before = fs::read(&read).unwrap();
        let (code, _, err) = merge(&partials, &[&format!("--output=json={}", read.display())]);
        assert_eq!((code, fs::read(&read).unwrap()), (FAILED, before), "{err}");
        assert!(err.contains("would write over"), "{err}");
    }
}

/// A folder for shards and the partial results of both of its systems.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: TempDir::new().unwrap() };
        // Nothing above it may be found.
        desk.write(".git/HEAD", "ref: refs/heads/main\n");
        for system in ["PRD", "QAS"] {
            let destinations = "RFCDEST,RFCTYPE,RFCOPTIONS\nSAPOSS,3,\"H=/H/10.1.1.5/S/3299/H/oss001,S=01,U=OSS_RFC,v=Zugspitze#2962,\"\n";
            desk.write(&format!("exports/{system}/rfcdes.csv"), destinations);
        }
        desk
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = PathBuf::from(self.path(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes a partial result of the exports, with these options.
    fn shard(&self, name: &str, shard: &str, options: &[&str]) -> String {
        let (exports, file) = (self.path("exports"), self.path(name));
        let ran = run(&[&["check", &exports, "--shard", shard, "--partial", &file], options].concat());
        assert_eq!(ran, (0, Vec::new(), String::new()));
        file
    }

    /// What a merge that is refused says, without the folder.
    fn refused(&self, partials: &[String], options: &[&str]) -> String {
        let (code, out, err) = merge(partials, options);
        assert_eq!((code, out), (FAILED, Vec::new()), "{err}");
        err.replace(&format!("{}{}", self.folder.path().display(), std::path::MAIN_SEPARATOR), "")
    }
}

#[test]
fn what_does_not_belong_together_is_refused_with_the_way_out() {
    let desk = Desk::new();
    let one = desk.shard("1", "1/2", &[DAY]);
    let two = desk.shard("2", "2/2", &[DAY]);
    let refused = |partials: &[&String], options: &[&str]| {
        desk.refused(&partials.iter().map(|it| (*it).clone()).collect::<Vec<_>>(), options)
    };
    insta::assert_snapshot!(refused(&[&one], &[]), @"error: shard 2/2 is missing: write it (check --shard 2/2), and name all of them");
    insta::assert_snapshot!(refused(&[&one, &two, &one], &[]), @"error: 1 and 1 are both shard 1/2: name each once");
    let third = desk.shard("third", "3/8", &[DAY]);
    insta::assert_snapshot!(refused(&[&one, &third], &[]), @"error: 1 is shard 1/2, and third is shard 3/8: all must be of the same number of shards");
    insta::assert_snapshot!(refused(&[&third], &[]), @"error: the shards 1, 2, 4, 5, 6 and 2 more of 8 are missing: write them (check --shard 1/8), and name all of them");
    let later = desk.shard("later", "2/2", &["--as-of=2026-11-23"]);
    insta::assert_snapshot!(refused(&[&one, &later], &[]), @"error: 1 was judged as of 2026-11-22, and later as of 2026-11-23: give all shards the same --as-of");
    insta::assert_snapshot!(refused(&[&one, &two], &["--as-of=2026-11-23"]), @"error: 1 was judged as of 2026-11-22, and not as of 2026-11-23: leave out --as-of, or give it to the shards");
    let selected = desk.shard("selected", "2/2", &[DAY, "--select=tag:tls"]);
    insta::assert_snapshot!(refused(&[&one, &selected], &[]), @"error: selected went by other rules than 1: check both anew, by the same");
    insta::assert_snapshot!(refused(&[&one, &two], &["--select=tag:tls"]), @"error: 1 went by other rules: give --rules, --select, --ignore, --min-confidence and --policy-only as the shards got them");
    let policy = desk.shard("policy", "2/2", &[DAY, "--policy=sap-baseline"]);
    insta::assert_snapshot!(refused(&[&one, &policy], &[]), @"error: policy went by other policies than 1: check both anew, by the same");
    desk.write(
        "exports/basislint.toml",
        "[[suppress]]\nrule = \"legacy-rfc-destination\"\nreason = \"gone next week\"\n",
    );
    insta::assert_snapshot!(refused(&[&one, &two], &[]), @"error: 1 went by no configuration: leave it out with --isolated, or check anew");
    let configured = desk.shard("configured", "2/2", &[DAY]);
    insta::assert_snapshot!(refused(&[&one, &configured], &[]), @"error: configured went by other configuration than 1: check both anew, by the same");
    desk.write("exports/DEV/rfcdes.csv", "RFCDEST,RFCTYPE,RFCOPTIONS\n");
    let grown = desk.shard("grown", "2/2", &[DAY, "--isolated"]);
    insta::assert_snapshot!(refused(&[&one, &grown], &["--isolated"]), @"error: grown found other files than 1: check both anew, by the same configuration at the same place, and change nothing in between; write partial results to where no exports are");
    let (spelt, other) = (desk.path("spelt"), desk.path("exports/../exports"));
    assert_eq!(run(&["check", &other, DAY, "--isolated", "--shard=2/2", "--partial", &spelt]).0, 0);
    let err = merge(&[desk.path("1"), spelt], &["--isolated"]).2;
    assert!(err.contains("give all shards the same paths, written alike"), "{err}");
}

#[test]
fn a_configuration_that_is_not_where_the_shards_found_it_is_named() {
    let desk = Desk::new();
    desk.write(
        "exports/basislint.toml",
        "[[suppress]]\nrule = \"legacy-rfc-destination\"\nreason = \"gone next week\"\n",
    );
    let partials = [desk.shard("1", "1/2", &[DAY]), desk.shard("2", "2/2", &[DAY])];
    fs::remove_dir_all(desk.path("exports")).unwrap();
    insta::assert_snapshot!(desk.refused(&partials, &[]), @"error: 1 went by a configuration, and here is none: name it with --config");
    desk.write("elsewhere.toml", "[[suppress]]\nrule = \"legacy-rfc-destination\"\nreason = \"gone next week\"\n");
    // The exports need not be there any more.
    let (code, out, err) = merge(&partials, &["--config", &desk.path("elsewhere.toml"), "--format=concise"]);
    assert!(code != FAILED && String::from_utf8(out).unwrap().contains("2 suppressed"), "{err}");
}

#[test]
fn what_is_no_partial_result_or_another_versions_is_refused() {
    let desk = Desk::new();
    let whole = desk.shard("1", "1/1", &[DAY]);
    let refused = |bytes: &[u8]| {
        desk.write("other", bytes);
        desk.refused(&[desk.path("other")], &[])
    };
    insta::assert_snapshot!(refused(b"RFCDEST,RFCTYPE\n"), @"error: other is no partial result: name the files that `basislint check --shard K/N --partial FILE` wrote");
    insta::assert_snapshot!(refused(b""), @"error: other is no partial result: name the files that `basislint check --shard K/N --partial FILE` wrote");
    let bytes = fs::read(&whole).unwrap();
    let (version, other) = (format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION")), "\"version\":\"99.0.0\"");
    let mut newer = bytes[..bytes.len() - CHECKSUM].to_vec();
    let at = newer.windows(version.len()).position(|window| window == version.as_bytes()).unwrap();
    newer.splice(at..at + version.len(), other.bytes());
    newer.extend(Sha256::digest(&newer).iter().copied().collect::<Vec<u8>>());
    insta::assert_snapshot!(refused(&newer).replace(env!("CARGO_PKG_VERSION"), "[version]"), @"error: other is of basislint 99.0.0, and this is [version]: merge with the version that checked");
    let missing = desk.refused(&[desk.path("nothing")], &[]);
    assert!(missing.starts_with("error: cannot read nothing: "), "{missing}");
}

#[test]
fn a_partial_result_that_is_cut_or_has_another_byte_is_refused() {
    let desk = Desk::new();
    let whole = desk.shard("1", "1/1", &[DAY]);
    let bytes = fs::read(&whole).unwrap();
    let refused = |bytes: &[u8], what: &str| {
        desk.write("harmed", bytes);
        let said = desk.refused(&[desk.path("harmed")], &[]);
        assert!(said.contains("is damaged") || said.contains("is no partial result"), "{what}: {said}");
    };
    // All of the begin, and some of the rest.
    let places = (0..64).chain((64..bytes.len()).step_by(97)).chain(bytes.len() - CHECKSUM..bytes.len());
    for place in places {
        refused(&bytes[..place], &format!("cut at {place}"));
        let mut harmed = bytes.clone();
        harmed[place] ^= 1 << (place % 8);
        refused(&harmed, &format!("another byte at {place}"));
    }
    refused(&[bytes.as_slice(), b"\n"].concat(), "more behind it");
}

#[test]
fn a_partial_result_that_is_longer_than_any_is_not_read() {
    let desk = Desk::new();
    desk.write("long", b"");
    // It takes no room on the disk.
    fs::File::options().write(true).open(desk.path("long")).unwrap().set_len((1 << 30) + 1).unwrap();
    insta::assert_snapshot!(desk.refused(&[desk.path("long")], &[]), @"error: cannot read long: it has more than 1024 MiB, which no such file has");
}

#[test]
fn no_password_stands_in_a_partial_result() {
    let desk = Desk::new();
    for secret in ["Zugspitze#2962", "Zugspitze"] {
        let bytes = fs::read(desk.shard("1", "1/1", &[DAY])).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}

#[test]
fn a_partial_result_among_exports_is_known_as_basislints_own_and_not_written_over_by_a_report() {
    let desk = Desk::new();
    // What is in it says it, not its name.
    desk.shard("exports/PRD/1.part", "1/2", &[DAY]);
    desk.shard("exports/QAS/rfcdes_2.csv", "1/1", &[DAY]);
    let (_, out, err) = run(&["check", &desk.path("exports"), DAY, "--format=json"]);
    let report: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let of = |name: &str| {
        report["files"].as_array().unwrap().iter().find(|file| file["path"].as_str().unwrap().ends_with(name)).unwrap()
    };
    for name in ["1.part", "rfcdes_2.csv"] {
        assert_eq!(
            (&of(name)["status"], &of(name)["reason"]),
            (&"unrecognized".into(), &"report of basislint".into()),
            "{err}"
        );
    }
    let place = desk.path("exports/PRD/1.part");
    let (code, _, err) = run(&["check", &desk.path("exports"), &format!("--output=json={place}")]);
    assert!(code == FAILED && err.contains("would write over"), "{err}");
}

#[test]
fn names_of_a_shard_cannot_be_redacted_nor_is_standard_input_shared() {
    let (code, _, err) = run(&["check", "testdata/landscape", "--shard=1/2", "--redact"]);
    assert!(code == FAILED && err.contains("cannot be used with"), "{err}");
    let (code, _, err) = run(&["check", "-", "--shard=1/2"]);
    insta::assert_snapshot!((code, err).1, @"error: standard input is read once, so it is nothing to share: leave out --shard, or name files and folders");
    assert_eq!(code, FAILED);
}

#[test]
fn a_partial_result_goes_to_standard_output_and_over_nothing_that_is_read() {
    let desk = Desk::new();
    let (exports, read) = (desk.path("exports"), desk.path("exports/PRD/rfcdes.csv"));
    let (code, out, _) = run(&["check", &exports, "--shard=1/1", DAY]);
    let file = desk.shard("1", "1/1", &[DAY]);
    assert_eq!((code, out), (0, fs::read(file).unwrap()));
    let (code, _, err) = run(&["check", &exports, "--shard=1/1", "--partial", &read]);
    assert!(code == FAILED && err.contains("would write over"), "{err}");
    let partial = desk.shard("1", "1/1", &[DAY]);
    let (code, _, err) = run(&["merge", &partial, &format!("--output=json={partial}")]);
    assert!(code == FAILED && err.contains("would write over"), "{err}");
}

#[test]
fn a_report_is_not_written_over_what_shards_read_wherever_the_merge_runs() {
    let desk = Desk::new();
    let ran = |folder: &str, arguments: &[&str]| {
        let output = basislint().current_dir(desk.path(folder)).args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    desk.write("elsewhere/none", "");
    let partial = desk.path("1");
    for (folder, paths) in
        [("", "exports"), ("exports", "."), ("elsewhere", "../exports"), ("exports/PRD", "rfcdes.csv")]
    {
        assert_eq!(ran(folder, &["check", paths, "--shard=1/1", "--partial", &partial, DAY]).0, Some(0), "{folder}");
        let (read, before) =
            (desk.path("exports/PRD/rfcdes.csv"), fs::read(desk.path("exports/PRD/rfcdes.csv")).unwrap());
        for from in ["", "elsewhere", "exports/QAS"] {
            let (code, said) = ran(from, &["merge", &partial, "--isolated", &format!("--output=json={read}")]);
            assert!(code == Some(2) && said.contains("would write over"), "{folder} {from}: {said}");
            assert!(fs::read(&read).unwrap() == before, "{folder} {from}");
        }
    }
}

#[test]
fn neither_a_partial_result_nor_a_report_takes_the_place_of_a_baseline() {
    let desk = Desk::new();
    let (exports, partial) = (desk.path("exports"), desk.path("1"));
    let (found, named) = (desk.path("exports/basislint-baseline.jsonl"), desk.path("known.jsonl"));
    for place in [&found, &named] {
        let (code, _, err) = run(&["baseline", "write", &exports, "--baseline", place, DAY, "--accept-new"]);
        assert_eq!(code, 0, "{err}");
    }
    desk.shard("1", "1/1", &[DAY]);
    let (to_found, to_named) = (format!("--output=json={found}"), format!("--output=json={named}"));
    let asked: [&[&str]; 5] = [
        &["check", &exports, &to_found],
        &["check", &exports, "--baseline", &named, &to_named],
        &["check", &exports, "--shard=1/1", "--partial", &found],
        &["merge", &partial, &to_found],
        &["merge", &partial, "--baseline", &named, &to_named],
    ];
    let before = [&found, &named].map(|place| fs::read(place).unwrap());
    for arguments in asked {
        let (code, _, err) = run(arguments);
        let is_told = err.contains("a baseline: name another file") || err.contains("which is read: name another file");
        assert!(code == FAILED && is_told, "{arguments:?}: {err}");
        assert!([&found, &named].map(|place| fs::read(place).unwrap()) == before, "{arguments:?}");
    }
}

/// What a report says, in formats that have all of it: one for programs, two with lines of the exports.
fn said(report: &Report) -> String {
    let mut out = Vec::new();
    for format in [Format::Json, Format::Pretty, Format::Sarif] {
        report::write(format, report, &Options::default(), &mut out).unwrap();
    }
    String::from_utf8(out).unwrap()
}

/// Systems of all scenes that are told apart by their names, and their files.
fn scenes() -> [&'static Scene; 4] {
    [&READINESS, &CONNECTORS, &INTEGRATION, &DISPATCHER]
}

fn unharmed(_: usize, bytes: Vec<u8>) -> Vec<u8> {
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whichever_system_is_of_which_shard_the_report_is_the_same(
        scene in 0_usize..4,
        shards in proptest::collection::vec(0_usize..4, 8),
        defect in any::<proptest::sample::Index>(),
    ) {
        let scene = scenes()[scene];
        let defects: Vec<_> = scene.defects().collect();
        let (rule, defect) = defects[defect.index(defects.len())];
        let files: Files = scene.edited(&defect.edits, rule);
        let shards = &shards[..scene.systems.len().min(shards.len())];
        let (one, merged) = check_in_shards(&scene.systems, &files, shards, &unharmed);
        prop_assert_eq!(said(&one), said(&merged.unwrap()));
    }

    #[test]
    fn bytes_that_somebody_forged_are_refused_or_read_and_do_no_harm(
        scene in 0_usize..4,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4),
        cut in proptest::option::of(any::<proptest::sample::Index>()),
    ) {
        let scene = scenes()[scene];
        let harm = |_: usize, mut bytes: Vec<u8>| {
            for (place, byte) in &changes {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            bytes
        };
        let shards: Vec<usize> = (0..scene.systems.len()).map(|system| system % 2).collect();
        if let (_, Ok(report)) = check_in_shards(&scene.systems, &scene.files, &shards, &harm) {
            for format in Format::all() {
                report::write(*format, &report, &Options::default(), &mut std::io::sink()).unwrap();
            }
        }
    }
}
