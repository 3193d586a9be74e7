//! No name of an export reaches a redacted report or a redacted export, and both say what they would say of the names.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use basislint::check::{self, Assigned, Content, Input, Request};
use basislint::cli::{self, Terminal};
use basislint::config::Config;
use basislint::export::{Class, EXPORTS};
use basislint::landscape::System;
use basislint::redact::{Key, Own, Redactor};
use basislint::report::{self, Format, Options, Report};
use basislint::rule::RuleSet;
use rayon::prelude::*;
use serde_json::Value;
use walkdir::WalkDir;

use crate::program;

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

fn write(path: PathBuf, content: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// All that was written below a folder: paths, and content as text.
fn written(folder: &Path) -> BTreeMap<String, String> {
    // Nothing may be written of a certificate alone.
    let files = WalkDir::new(folder).into_iter().filter_map(|entry| Some(entry.ok()?.into_path()));
    let files = files.filter(|path| path.is_file());
    let of = |path: PathBuf| {
        let content = basislint::redact::rewrite::decode(&fs::read(&path).unwrap()).text;
        (path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/"), content)
    };
    files.map(of).collect()
}

fn copy(from: &Path, to: &Path, takes: impl Fn(&str) -> bool) {
    for path in WalkDir::new(from).into_iter().map(|entry| entry.unwrap().into_path()).filter(|path| path.is_file()) {
        let inside = path.strip_prefix(from).unwrap();
        if takes(&inside.to_string_lossy().replace('\\', "/")) {
            write(to.join(inside), fs::read(&path).unwrap());
        }
    }
}

fn verdicts(folder: &Path, more: &[&str]) -> BTreeMap<(String, String), String> {
    let options = ["--isolated", "--as-of", "2026-11-22", "--format", "json", "--allow-empty"];
    let run = run(&[&["check", text(folder)], options.as_slice(), more].concat());
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}", run.err));
    let systems = report["systems"].as_array().unwrap().iter();
    let of_system = |system: &Value| {
        let name = system["name"].as_str().unwrap().to_owned();
        let verdicts = system["verdicts"].as_array().unwrap().clone();
        verdicts.into_iter().map(move |verdict| {
            let word = |key: &str| verdict[key].as_str().unwrap().to_owned();
            ((name.clone(), word("rule")), word("verdict"))
        })
    };
    systems.flat_map(of_system).collect()
}

/// How the verdicts on redacted exports differ from those on the exports that could be redacted.
fn differences(exports: &Path) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (input, output, key) = (folder.path().join("in"), folder.path().join("out"), folder.path().join("key"));
    fs::write(&key, "a key of more than sixteen characters").unwrap();
    copy(exports, &input, |_| true);
    let redacted = run(&["redact", text(&input), text(&output), "--isolated", "--redact-key", text(&key)]);
    assert!(
        redacted.code == 0 || redacted.err.contains("nothing was written"),
        "{}: {}",
        exports.display(),
        redacted.err
    );
    for path in redacted.err.lines().filter_map(|line| line.strip_prefix("left out: ")) {
        // What is left out takes no part.
        let path = path.split(": ").next().unwrap();
        if Path::new(path).is_file() {
            fs::remove_file(path).unwrap();
        }
    }
    if redacted.code != 0 {
        return Vec::new();
    }
    let before = verdicts(&input, &["--redact-key", text(&key)]);
    let after = verdicts(&output, &[]);
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let differs = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
    differs.map(|key| format!("{key:?}: {:?}, redacted {:?}", before.get(key), after.get(key))).collect()
}

#[test]
fn redacted_exports_give_the_same_verdicts() {
    let mut lost = Vec::new();
    for exports in ["testdata/landscape", "testdata/readiness/systems", "testdata/connectors/systems"] {
        lost.extend(differences(Path::new(exports)).into_iter().map(|difference| format!("{exports}: {difference}")));
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
    // A service key holds a certificate, which cannot be rewritten: nobody takes the rest for all there is.
    for difference in differences(Path::new("testdata/integration/systems")) {
        assert!(difference.contains("redacted Some(\"not-evaluated\")"), "{difference}");
    }
}

#[test]
fn every_case_gives_the_same_verdicts_when_it_is_redacted() {
    // Certificates stand in these.
    let with_certificates = ["service-keys", "certificate", "certificate-mappings"];
    // A host is broken over two columns there, so no half of it is one.
    let broken = "options-in-several-columns.csv";
    let kinds: Vec<PathBuf> = fs::read_dir("testdata/cases").unwrap().map(|entry| entry.unwrap().path()).collect();
    let of_kind = |kind: PathBuf| {
        let name = kind.file_name().unwrap().to_string_lossy().into_owned();
        let folder = tempfile::tempdir().unwrap();
        copy(&kind, &folder.path().join("PRD"), |path| !path.ends_with(".expected") && path != broken);
        let differences = differences(folder.path()).into_iter();
        let may_be = |difference: &String| {
            with_certificates.contains(&name.as_str()) && difference.contains("redacted Some(\"not-evaluated\")")
        };
        differences.filter(|it| !may_be(it)).map(|it| format!("{name}: {it}")).collect::<Vec<_>>()
    };
    let lost: Vec<String> = kinds.into_par_iter().flat_map(of_kind).collect();
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

static OWN: LazyLock<Arc<Own>> = LazyLock::new(|| Arc::new(Own::new(&RuleSet::looked_for())));

/// A rule that quotes a field of an export wherever it can.
fn nosy(id: &str, export: &str, field: &str) -> String {
    let example = |verdict: &str| format!("{{ name = \"{verdict}\", verdict = \"{verdict}\", files = {{}} }}");
    format!(
        "id = \"{id}\"\ntitle = \"t\"\nseverity = \"error\"\nconfidence = \"high\"\nroles = [\"abap-direct\", \"solution-manager\", \"focused-run\", \"cloud-connector\", \"production-connector\", \"integration\"]\nwhat = \"w\"\n\
         why = \"w\"\nfix = \"f\"\nreferences = []\nsubject = \"{{{field}}}\"\nmessage = \"is {{{field}}}\"\n\
         help = \"was {{{field}}}\"\nselect = {{ export = \"{export}\" }}\nwhen = [{{ field = \"{field}\", present = true }}]\n\
         labels = [{{ field = \"{field}\", text = \"here {{{field}}}\" }}]\nexamples = [{}, {}]\n",
        example("fail"),
        example("pass")
    )
}

static NOSY_RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    for (export, field) in EXPORTS.iter().flat_map(|export| export.fields.iter().map(move |field| (export, field))) {
        let id = format!("nosy-{}-{}", export.kind, field.name);
        fs::write(folder.path().join(format!("{id}.toml")), nosy(&id, export.kind, field.name)).unwrap();
    }
    RuleSet::load(&[folder.path()]).unwrap()
});

/// The report on files, with names or without.
fn report(files: &[(String, Vec<u8>)], redact: bool) -> Report {
    let config = Config::default();
    let assigned = |(system, (path, bytes)): (usize, &(String, Vec<u8>))| {
        let (content, path, relative_path) = (Content::Memory(bytes.clone()), path.clone(), path.clone());
        Assigned {
            system,
            input: Input { content, path, relative_path, named: true, forced: None, purpose: None, store: None },
        }
    };
    let request = Request {
        files: files.iter().enumerate().map(assigned).collect(),
        systems: (0..files.len()).map(|number| System::named(format!("zqsystem{number}"))).collect(),
        names: redact.then(|| &**OWN),
        ..Request::new(&NOSY_RULES, &config, jiff::civil::date(2026, 11, 22))
    };
    let check::Ran { mut report, names, .. } = check::run_whole(&request);
    if redact {
        let redactor = Arc::new(Redactor::new(Arc::clone(&OWN), names.words, None).unwrap());
        report::redact(&mut report, &redactor);
    }
    report
}

/// The report in each format, or in every other one.
fn formats(report: &Report, (first, step): (usize, usize)) -> Vec<(Format, String)> {
    let options = Options { width: 200, show_passed: true, statistics: true, verbose: true, ..Options::default() };
    let write = |format: &Format| {
        let mut written = Vec::new();
        report::write(*format, report, &options, &mut written).unwrap();
        (*format, program::text_of(written))
    };
    Format::all().iter().skip(first).step_by(step).map(write).collect()
}

/// Whether a name stands in a text as a word.
fn stands_in(text: &str, name: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(name)
        .any(|(at, _)| !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + name.len()..].chars().next()))
}

fn is_name(class: Class) -> bool {
    !matches!(class, Class::Plain | Class::FreeText | Class::Secret | Class::Path | Class::Fingerprint)
}

/// The values of all fields that hold names, as a report without pseudonyms quotes them.
fn names(report: &Report) -> BTreeSet<(&'static str, &'static str, String)> {
    let fields: BTreeMap<String, (&'static str, &'static str)> = EXPORTS
        .iter()
        .flat_map(|export| export.fields.iter().map(move |field| (export.kind, field)))
        .filter(|(_, field)| is_name(field.class))
        .map(|(kind, field)| (format!("nosy-{kind}-{}", field.name), (kind, field.name)))
        .collect();
    let of_finding = |finding: basislint::finding::Finding| {
        let (kind, field) = *fields.get(&finding.rule)?;
        Some((kind, field, finding.subject))
    };
    report.findings.iter().filter_map(of_finding).collect()
}

/// The rules with their examples, which some formats show.
static PAGES: LazyLock<String> = LazyLock::new(|| {
    let rules = WalkDir::new("rules").into_iter().map(|entry| entry.unwrap().into_path()).filter(|path| path.is_file());
    rules.map(|path| fs::read_to_string(path).unwrap()).collect()
});

/// Names that are those of SAP, of everybody, or of nobody: masks, addresses of this machine, and what is a word in every report.
fn may_stay(name: &str) -> bool {
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit() || b".*/:".contains(&byte));
    name.chars().count() < 3
        || is_number
        || OWN.is_own(name)
        || name.contains("****")
        || name.contains("$(")
        || name.contains("{{")
        || name.contains(", ")
        || ["CN=", "OU=", "O=", "C="].iter().any(|part| name.contains(part))
        || name.ends_with(".sap.com")
        || name.contains("ondemand.com")
        || name.contains("127.0.0.1")
        || name.contains("localhost")
        || name.contains("://")
}

fn fixtures(of_each: usize) -> Vec<PathBuf> {
    let mut fixtures = Vec::new();
    for kind in fs::read_dir("testdata/cases").unwrap().map(|entry| entry.unwrap().path()) {
        let files = WalkDir::new(kind).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
        let files: Vec<PathBuf> =
            files.filter(|path| path.is_file() && !path.to_string_lossy().ends_with(".expected")).collect();
        let step = files.len().div_ceil(of_each).max(1);
        fixtures.extend(files.into_iter().step_by(step));
    }
    fixtures.sort();
    fixtures
}

#[test]
fn no_name_in_any_field_of_any_export_reaches_any_format() {
    // Of two fixtures each gives names to every other format.
    let of_fixture = |(turn, fixture): (usize, PathBuf)| {
        let name = fixture.file_name().unwrap().to_string_lossy().into_owned();
        let files = vec![(format!("zqsystem0/{name}"), fs::read(&fixture).unwrap())];
        let names = names(&report(&files, false));
        // Names of SAP's objects stay, and systems that everybody has.
        let is_public = |field: &str, name: &str| {
            (["component", "message-id", "program", "class"].contains(&field) && !name.starts_with(['Z', 'Y', '/']))
                || ["ERP", "erp", "C4C"].contains(&name)
                // Words of lists of hosts.
                || ["local", "internal"].contains(&name)
                // It stands in SAP's own AI_CRM_IM_UPDATE_FROM_SAP, and that is sap_cloudintegrationcertificate.
                || name == "CRM_IM_UPDATE_FROM_SAP"
                || name.starts_with("7361705F")
        };
        let names: Vec<_> =
            names.into_iter().filter(|(_, field, name)| !may_stay(name) && !is_public(field, name)).collect();
        let mut lost = Vec::new();
        for (format, written) in formats(&report(&files, true), (turn % 2, 2)) {
            for (kind, field, name) in &names {
                let is_of_page = matches!(format, Format::Sarif | Format::Html) && stands_in(&PAGES, name);
                if stands_in(&written, name) && !is_of_page {
                    lost.push(format!("{} {}: {kind} {field}: {name}", fixture.display(), format.name()));
                }
            }
            if written.contains("zqsystem") {
                lost.push(format!("{} {}: the name of the system", fixture.display(), format.name()));
            }
        }
        (names.into_iter().map(|(kind, field, _)| (kind, field)).collect::<BTreeSet<_>>(), lost)
    };
    let found: Vec<_> =
        fixtures(2).into_iter().enumerate().collect::<Vec<_>>().into_par_iter().map(of_fixture).collect();
    let lost: Vec<String> = found.iter().flat_map(|(_, lost)| lost.clone()).collect();
    assert!(lost.is_empty(), "{} leaks\n{}", lost.len(), lost.iter().take(60).cloned().collect::<Vec<_>>().join("\n"));
    let seen: BTreeSet<_> = found.into_iter().flat_map(|(seen, _)| seen).collect();
    assert!(seen.len() > 35, "names in {} fields only", seen.len());
}

/// What is known by its form, whatever field or text it stands in, and what of it must not be seen.
const PLANTS: &[(&str, &[&str])] = &[
    ("S0076540917", &["76540917"]),
    ("zqhost7.zqacme.example", &["zqhost7", "zqacme"]),
    ("zq.person@zqacme.example", &["zq.person", "zqacme"]),
    ("10.77.88.99", &["10.77.88.99"]),
    ("https://zqhost8:44300/x", &["zqhost8"]),
    ("/H/zqrouter/S/3299", &["zqrouter"]),
    ("/usr/sap/ZQ7/SYS", &["ZQ7"]),
    ("zq8adm", &["zq8adm"]),
    ("2a02:77::88", &["2a02:77"]),
];

/// A file with such a text in one cell or behind one word of most lines, another one in each turn.
fn planted(text: &str, turn: usize) -> String {
    let counts = |sign: char| text.lines().filter(|line| line.matches(sign).count() > 1).count();
    let delimiter = ['|', '\t', ';', ','].into_iter().find(|sign| counts(*sign) * 2 >= text.lines().count());
    let mut out = String::new();
    for (number, line) in text.lines().enumerate() {
        let plant = PLANTS[(number + turn) % PLANTS.len()].0;
        let line = match delimiter {
            _ if number < 4 || line.trim_matches('-').is_empty() => line.to_owned(),
            Some(delimiter) => {
                let mut cells: Vec<String> = line.split(delimiter).map(str::to_owned).collect();
                let cell = (number + turn) % cells.len();
                let width = cells[cell].chars().count();
                if delimiter != '|' || plant.len() <= width {
                    cells[cell] = if delimiter == '|' { format!("{plant:width$}") } else { plant.to_owned() };
                }
                cells.join(&delimiter.to_string())
            }
            None => format!("{line} {plant}"),
        };
        out.push_str(&line);
        out.push('\n');
    }
    out
}

fn leaks(text: &str) -> Vec<&'static str> {
    PLANTS.iter().flat_map(|(_, parts)| parts.iter().copied()).filter(|part| text.contains(part)).collect()
}

#[test]
fn what_looks_like_a_name_is_found_in_any_cell_and_any_text() {
    let of_fixture = |fixture: PathBuf| {
        let name = fixture.file_name().unwrap().to_string_lossy().into_owned();
        let text = basislint::redact::rewrite::decode(&fs::read(&fixture).unwrap()).text;
        let text: String = text.lines().take(30).flat_map(|line| [line, "\n"]).collect();
        let mut lost = Vec::new();
        let files: Vec<(String, Vec<u8>)> =
            (0..2).map(|turn| (format!("T{turn}/{name}"), planted(&text, turn * 4).into_bytes())).collect();
        for (format, written) in formats(&report(&files, true), (0, 1)) {
            lost.extend(
                leaks(&written).into_iter().map(|leak| format!("{} {}: {leak}", fixture.display(), format.name())),
            );
        }
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in &files {
            write(folder.path().join("in").join(path), bytes);
        }
        let (input, output) = (folder.path().join("in"), folder.path().join("out"));
        run(&["redact", text_of(&input), text_of(&output), "--isolated"]);
        for (path, content) in written(&output) {
            lost.extend(leaks(&content).into_iter().map(|leak| format!("redacted {path}: {leak}")));
        }
        lost
    };
    let texts = fixtures(1).into_iter().filter(|path| {
        ![".xlsx", ".xls", ".der", ".cer", ".p7b", ".crt"].iter().any(|end| path.to_string_lossy().ends_with(end))
    });
    let lost: Vec<String> = texts.collect::<Vec<_>>().into_par_iter().flat_map(of_fixture).collect();
    assert!(lost.is_empty(), "{} leaks\n{}", lost.len(), lost.iter().take(60).cloned().collect::<Vec<_>>().join("\n"));
}

fn text_of(path: &Path) -> &str {
    text(path)
}

const SM59: &str = "RFCDEST,RFCTYPE,RFCOPTIONS\n\
                    SAPOSS,3,\"H=/H/zqrouter/S/3299/H/oss001,S=01,U=OSS_RFC,\"\n\
                    ZQBACK,3,\"H=zqerp01.zqacme.example,S=00,M=100,U=ZQMILLER,v=Zq#geheim1,\"\n\
                    SAP-SUPPORT_PORTAL,H,\"H=apps.support.sap.com,I=443,U=S0087654329,v=%_PWD,s=Y,t=DFAULT,\"\n";

const NAMES: &[&str] = &["zqrouter", "ZQBACK", "zqerp01", "zqacme", "ZQMILLER", "Zq#geheim1", "0087654329", "ZQSYS7"];

fn example(folder: &Path) -> PathBuf {
    let input = folder.join("in");
    write(input.join("ZQSYS7/sm59.csv"), SM59);
    write(input.join("ZQSYS7/notes of zqmiller.txt"), "ZqMiller asked S0087654329 of zqerp01 why ZQSYS7 is down\r\n");
    write(input.join("ZQSYS7/SAPSSLC.pse"), [0, 1, 2, 3]);
    write(input.join("ZQSYS7/dump.bin"), [0_u8, 1, 2, 3, 200, 201, 0, 0, 7]);
    write(
        input.join("basislint.toml"),
        "[[system]]\nname = \"ZQSYS7\" # of ZQMILLER\nfiles = [\"zqsys7/**\", \"ZQSYS7/**\"]\ntechnical-user = \"S0087654329\"\ntier = \"production\"\n",
    );
    input
}

#[test]
fn every_file_is_written_with_pseudonyms_or_told_to_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (example(folder.path()), folder.path().join("out"));
    let told = run(&["redact", text(&input), text(&output)]);
    assert_eq!(told.code, 0, "{}", told.err);
    let written = written(&output);
    for (path, content) in &written {
        for name in NAMES {
            let lower = name.to_lowercase();
            assert!(
                !content.to_lowercase().contains(&lower) && !path.to_lowercase().contains(&lower),
                "{path}: {name}\n{content}"
            );
        }
    }
    assert_eq!(
        written.keys().collect::<Vec<_>>(),
        ["X00001/notes of u0000001.txt", "X00001/sm59.csv", "basislint.toml"]
    );
    // SAP's own names stay, and so does that a password stands there.
    let sm59 = &written["X00001/sm59.csv"];
    for own in ["SAPOSS", "oss001", "OSS_RFC", "SAP-SUPPORT_PORTAL", "apps.support.sap.com", "v=%_PWD", "v=Withheld1,"]
    {
        assert!(sm59.contains(own), "{own}\n{sm59}");
    }
    assert!(written["X00001/notes of u0000001.txt"].ends_with("X00001 is down\r\n"));
    assert!(
        written["basislint.toml"].contains("files = [\"x00001/**\", \"X00001/**\"]"),
        "{}",
        written["basislint.toml"]
    );
    assert!(told.err.contains("SAPSSLC.pse") && told.err.contains("dump.bin"), "{}", told.err);
    assert!(told.out.contains("3 files written, 2 left out"), "{}", told.out);
}

#[test]
fn the_same_input_gives_the_same_bytes_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let outputs: Vec<_> = ["1", "1", "7"]
        .iter()
        .enumerate()
        .map(|(number, jobs)| {
            let output = folder.path().join(format!("out{number}"));
            let told = run(&["redact", "testdata/landscape", text(&output), "--isolated", "--jobs", jobs]);
            (written(&output), told.out.replace(text(&output), ""))
        })
        .collect();
    assert_eq!(outputs[0], outputs[1]);
    assert_eq!(outputs[0], outputs[2]);
    let check = |jobs| {
        run(&["check", "testdata/landscape", "--isolated", "--redact", "--jobs", jobs, "--as-of", "2026-11-22", "-v"])
    };
    let (one, many) = (check("1"), check("5"));
    assert_eq!((one.out, one.err), (many.out, many.err));
}

#[test]
fn a_name_has_one_pseudonym_in_a_run_and_with_a_key_in_all() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    fs::write(&key, "0123456789 abcdefg").unwrap();
    let redacted = |name: &str, more: &str| {
        let (input, output) = (folder.path().join(name), folder.path().join(format!("{name}-out")));
        write(input.join("ZQSYS7/sm59.csv"), format!("{SM59}{more}"));
        run(&["redact", text(&input), text(&output), "--isolated", "--redact-key", text(&key)]);
        written(&output).into_values().next().unwrap()
    };
    let (one, other) = (redacted("one", ""), redacted("other", "AAA,3,\"H=aaa,S=00,U=AAAA,\"\n"));
    assert_eq!(one.lines().collect::<Vec<_>>(), other.lines().take(4).collect::<Vec<_>>());
    let short = folder.path().join("short");
    fs::write(&short, "short").unwrap();
    let refused = run(&["check", "testdata/landscape", "--redact-key", text(&short)]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("has fewer than 16 characters"), "{}", refused.err);
}

#[test]
fn neither_standard_output_nor_standard_error_names_anybody() {
    let folder = tempfile::tempdir().unwrap();
    let input = example(folder.path());
    for format in Format::names() {
        let told = run(&[
            "check",
            text(&input),
            "--redact",
            "-vv",
            "--show-passed",
            "--format",
            format,
            "--as-of",
            "2026-11-22",
        ]);
        let all = told.out + &told.err;
        assert!(all.contains("X00001"), "{format}\n{all}");
        for name in NAMES {
            assert!(!all.to_lowercase().contains(&name.to_lowercase()), "{format}: {name}\n{all}");
        }
    }
    // A mistake in the configuration is told with its line.
    write(
        input.join("basislint.toml"),
        "[[system]]\nname = \"ZQSYS7\"\nhost = \"zqerp01.zqacme.example\"\nroll = \"ZQMILLER\"\n",
    );
    let told = run(&["check", text(&input), "--redact"]);
    assert_eq!(told.code, 2);
    assert!(
        told.err.contains("roll") && !NAMES.iter().any(|name| told.err.to_lowercase().contains(&name.to_lowercase())),
        "{}",
        told.err
    );
}

#[test]
fn a_baseline_is_shown_without_names() {
    let folder = tempfile::tempdir().unwrap();
    let (input, baseline) = (example(folder.path()), folder.path().join("known.jsonl"));
    let told =
        run(&["baseline", "write", text(&input), "--baseline", text(&baseline), "--redact", "--as-of", "2026-11-22"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(fs::read_to_string(&baseline).unwrap().contains("ZQSYS7"), "the file has to know the names");
    let shown = run(&["baseline", "show", "--baseline", text(&baseline), "--redact"]);
    let all = (told.out + &told.err + &shown.out + &shown.err).to_lowercase();
    assert!(!NAMES.iter().any(|name| all.contains(&name.to_lowercase())), "{all}");
    assert!(all.contains("x00001"), "{all}");
}

#[test]
fn what_is_read_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let input = example(folder.path());
    let full = folder.path().join("full");
    write(full.join("old.txt"), "old");
    let inside = input.join("out");
    for (output, why) in [(&inside, "lies in what is read"), (&full, "is not empty"), (&input, "is not empty")] {
        let told = run(&["redact", text(&input), text(output)]);
        assert!(told.code == 2 && told.err.contains(why), "{}", told.err);
    }
    assert!(!inside.exists());
    assert_eq!(run(&["redact", "-", text(&folder.path().join("new"))]).code, 2);
}

#[test]
fn hostile_names_break_nothing_and_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("in"), folder.path().join("out"));
    let hostile = [
        "../../ZQETC",
        "ZQ.*+?[x](y)$",
        "<b>ZQBOLD</b>",
        "ZQ\"\"QUOTE",
        "ZQ\\u0041",
        "ZQA",
        "ZQAB",
        "ZQABC",
        "pass",
        "system",
        "ZQ\u{7}BELL",
        "ZQÜMLAUT",
    ];
    let rows: String = hostile.iter().map(|name| format!("\"{name}\",3,\"H=h,U={name},\"\n")).collect();
    write(input.join("PRD/sm59.csv"), format!("RFCDEST,RFCTYPE,RFCOPTIONS\n{rows}"));
    assert_eq!(run(&["redact", text(&input), text(&output), "--isolated"]).code, 0);
    let redacted = written(&output).into_values().next().unwrap();
    assert!(!redacted.contains("ZQ"), "{redacted}");
    assert_eq!(redacted.lines().count(), hostile.len() + 1);
    for format in Format::names() {
        let told = run(&["check", text(&input), "--isolated", "--redact", "--show-passed", "--format", format]);
        for name in ["ZQETC", "ZQBOLD", "QUOTE", "ZQAB", "BELL", "ZQÜML", "ZQ.*"] {
            assert!(!told.out.contains(name), "{format} {name}\n{}", told.out);
        }
        if format == "json" {
            let report: Value = serde_json::from_str(&told.out).unwrap();
            assert!(report["systems"][0]["verdicts"].as_array().is_some_and(|verdicts| !verdicts.is_empty()));
        }
    }
}

#[test]
fn a_key_is_read_and_never_told() {
    let key = Key::of(b"0123456789abcdef").unwrap();
    assert_eq!(format!("{key:?}"), "Key");
}

#[cfg(unix)]
#[test]
fn a_file_that_is_too_long_to_be_redacted_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let input = example(folder.path());
    // Nothing but a hole: it takes no room on the disk.
    fs::File::create(input.join("ZQSYS7/long.log")).unwrap().set_len((256 << 20) + 1).unwrap();
    let told = run(&["redact", text(&input), text(&folder.path().join("out"))]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.err.contains("long.log: it has more than 256 MiB: send a part of it"), "{}", told.err);
}
