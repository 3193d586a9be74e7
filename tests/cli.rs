//! The command line as its users meet it: the real binary, its exit codes, and what it writes where. What is just arguments, output and
//! exit code is data: `tests/cmd`. Here is what needs more: many runs that must be alike, folders that are made, pipes, reports taken
//! apart.

#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::process::Stdio;

use assert_cmd::Command;
use basislint::report::Format;
use serde_json::Value;
use tempfile::TempDir;

use crate::program;

/// One destination that leads to the old support backbone: an error of `legacy-rfc-destination`.
const LEGACY: &str = "RFCDEST,RFCTYPE,RFCOPTIONS\nSAPOSS,3,\"H=/H/10.1.1.5/S/3299/H/oss001,S=01,U=OSS_RFC,\"\n";
/// None of them.
const CLEAN: &str = "RFCDEST,RFCTYPE,RFCOPTIONS\nERP_PRD,3,\"H=erp01.example.test,S=00,M=100,U=RFCUSER,\"\n";
const RULE: &str = "legacy-rfc-destination";
const README: &str = "Dear colleague, the exports of June.\n";

/// A folder to work in.
struct Desk(TempDir);

/// What came of a run.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    /// A folder with these files; one in `.git` makes it a git repository.
    fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self(TempDir::new().unwrap());
        // Nothing above it may be found.
        desk.write(".git/HEAD", "ref: refs/heads/main\n");
        for (path, text) in files {
            desk.write(path, text);
        }
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program::with_limits();
        command.current_dir(self.path()).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments))
    }

    /// The JSON report of a run with this rule only.
    fn report(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[&["check", "--format", "json", "--select", RULE], arguments].concat());
        serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("no JSON: {}{}", ran.out, ran.err))
    }
}

impl Ran {
    fn of(mut command: Command) -> Self {
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| program::text_of(bytes);
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    #[track_caller]
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    #[track_caller]
    fn says(self, words: &str) -> Self {
        assert!(self.out.contains(words), "`{words}` is not in: {}\nstderr: {}", self.out, self.err);
        self
    }

    #[track_caller]
    fn complains(self, words: &str) -> Self {
        assert!(self.err.contains(words), "`{words}` is not in stderr: {}\nstdout: {}", self.err, self.out);
        self
    }
}

#[track_caller]
fn paths(report: &Value) -> Vec<&str> {
    report["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect()
}

// Exit codes.

#[test]
fn what_is_not_there_or_cannot_be_read_ends_with_2() {
    let desk = Desk::new(&[("PRD/rfcdes.csv", CLEAN), ("forced/notes.txt", README)]);
    desk.run(&["check", "QAS"]).ends(2).complains("QAS does not exist");
    desk.run(&["check", "PRD", "QAS"]).ends(2).complains("QAS does not exist");
    desk.run(&["check", "PRD/rfcdes.csv/x"]).ends(2).complains("PRD/rfcdes.csv/x");
    desk.write("basislint.toml", "[[export]]\nfiles = [\"forced/**\"]\nkind = \"rfc-destinations\"\n");
    desk.run(&["check", "forced"]).ends(2).says("configuration says rfc-destinations");
    // A forced kind that fits changes nothing.
    desk.write("forced/notes.txt", CLEAN);
    desk.run(&["check", "forced", "--select", RULE]).ends(0);
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_does_not_exist() {
    let desk = Desk::new(&[("PRD/rfcdes.csv", CLEAN)]);
    std::os::unix::fs::symlink("nowhere", desk.path().join("PRD/link.csv")).unwrap();
    desk.run(&["check", "PRD/link.csv"]).ends(2).complains("PRD/link.csv does not exist");
    desk.run(&["check", "PRD", "--select", RULE]).ends(0);
}

#[test]
fn a_folder_that_is_called_like_an_export_is_a_folder() {
    let desk = Desk::new(&[("DEFAULT.PFL/rfcdes.csv", LEGACY), ("rules/check/rfcdes.csv", LEGACY)]);
    desk.run(&["check", "DEFAULT.PFL", "--select", RULE]).ends(1);
    // `rules` alone is the command; as a path it is written so:
    desk.run(&["./rules", "--select", RULE]).ends(1).says("rules/check/rfcdes.csv:2:1");
    desk.run(&["check", "rules", "--select", RULE]).ends(1);
    desk.run(&["rules"]).ends(0).says(RULE);
    desk.write(RULE, LEGACY);
    desk.run(&[RULE, "--select", RULE]).ends(1).says(&format!("{RULE}:2:1"));
}

#[test]
fn nothing_checked_is_no_success_and_names_the_way_out() {
    let desk = Desk::new(&[("PRD/README.txt", README), ("empty/.keep", ""), ("ignored/x.csv", CLEAN)]);
    desk.write("pictures/sm59.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    desk.write("pictures/strust.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0");
    desk.write("pictures/sm37.pdf", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n\0");
    desk.write(".gitignore", "*.csv\n");
    for (path, why) in [
        ("PRD", "no export that basislint knows in 1 file"),
        ("pictures", "no export that basislint knows in 3 files"),
        ("empty", "there are no files"),
        ("ignored", "1 file left out by .gitignore, and no other is there"),
    ] {
        for format in Format::names() {
            let ran = desk.run(&["check", path, "--format", format]).ends(2).complains(why);
            let ran = ran.complains("`basislint exports` says");
            assert!(
                !ran.out.contains("no findings, ") && !ran.out.contains("\"executionSuccessful\": true"),
                "{}",
                ran.out
            );
        }
        for more in [&["--fail-on", "never"][..], &["--quiet"], &["--require", "all"], &["--require", RULE]] {
            desk.run(&[&["check", path], more].concat()).ends(2).complains(why);
        }
        let ran = desk.run(&["check", path, "--allow-empty", "--format", "pretty"]).ends(0).says("nothing was checked");
        assert_eq!(ran.err, "", "it was allowed");
        // Who asks for a rule wants it evaluated, and not only asked for.
        desk.run(&["check", path, "--allow-empty", "--require", RULE]).ends(1);
        desk.run(&["check", path, "--allow-empty", "--require", "all"]).ends(1);
    }
    for missing in ["QAS", "exports/*.txt", "PRD/?.txt"] {
        desk.run(&["check", missing]).ends(2).complains(missing).complains("`basislint exports` says");
        desk.run(&["check", missing, "--allow-empty"]).ends(0).complains("does not exist");
    }
    desk.run(&["check", "exports/*.txt"]).complains("no file matches it");
}

#[test]
fn a_configured_system_without_files_is_told_in_any_case() {
    let system = |name: &str, folder: &str| format!("[[system]]\nname = \"{name}\"\nfiles = [\"{folder}/**\"]\n");
    let desk = Desk::new(&[("prd/rfcdes.csv", CLEAN), ("sbx/README.txt", README)]);
    desk.write("basislint.toml", [system("PRD", "prd"), system("QAS", "qas"), system("SBX", "sbx")].concat());
    for arguments in [&["check"][..], &["check", "prd"], &["check", "-q"], &["check", "--format", "json"]] {
        desk.run(&[arguments, &["--select", RULE]].concat()).ends(0).complains("QAS");
    }
    // Whether a pattern is wrong is known of the whole folder only.
    desk.run(&["check", "--select", RULE]).complains("correct it");
    desk.run(&["check", "prd", "--select", RULE]).complains("only a part was checked");
    // One whose files are no exports is a system of which nothing is known.
    let report = desk.report(&["prd", "sbx"]);
    let names: Vec<_> = report["systems"].as_array().unwrap().iter().map(|system| system["name"].clone()).collect();
    assert_eq!(names, ["PRD", "SBX"]);
    assert_eq!(report["systems"][1]["verdicts"][0]["verdict"], "not-evaluated");
    desk.run(&["check", "prd", "sbx", "--select", RULE, "--require", RULE]).ends(1);
}

// Reports among the exports.

#[test]
fn reports_beside_an_export_change_nothing() {
    let desk = Desk::new(&[("PRD/rfcdes.csv", LEGACY)]);
    desk.write("PRD/DEFAULT.PFL", "SAPSYSTEMNAME = PRD\nssl/client_ciphersuites = 918:HIGH:MEDIUM:+e3DES\n");
    let run = || desk.run(&["check", "--as-of", "2026-11-28", "--format", "json"]).ends(1).out;
    let of = |report: &str, key: &str| serde_json::from_str::<Value>(report).unwrap()[key].clone();
    let before = run();
    let texts = Format::all().iter().filter(|format| !format.is_binary());
    for format in texts.map(|format| format.name()) {
        for (index, more) in [
            &[][..],
            &["--show-passed", "--statistics", "-v"],
            &["--color", "always"],
            &["-q"],
            &["--fail-on", "never"],
        ]
        .iter()
        .enumerate()
        {
            let arguments = [&["check", "PRD/rfcdes.csv", "PRD/DEFAULT.PFL", "--format", format], *more].concat();
            let report = desk.run(&arguments).out;
            desk.write(&format!("PRD/{format}{index}.txt"), &report);
            desk.write(&format!("PRD/windows-{format}{index}.log"), report.replace('\n', "\r\n"));
            let utf16: Vec<u8> =
                [0xFF, 0xFE].into_iter().chain(report.encode_utf16().flat_map(u16::to_le_bytes)).collect();
            desk.write(&format!("PRD/utf16-{format}{index}.txt"), utf16);
            let half = report.lines().count() / 2;
            for (name, part) in [
                ("begin", report.lines().take(half.max(12)).collect::<Vec<_>>()),
                ("end", report.lines().skip(half).collect()),
            ] {
                desk.write(&format!("PRD/{name}-{format}{index}.txt"), part.join("\n"));
            }
        }
    }
    // A workbook is one as it is.
    for name in ["PRD/own.xlsx", "PRD/own.bin"] {
        desk.run(&["check", "PRD/rfcdes.csv", "--output", &format!("xlsx={name}")]);
    }
    // A folder of reports is no system, and reports in a folder of another system are not its exports.
    desk.write("reports/basislint.sarif", desk.read("PRD/sarif0.txt"));
    desk.write("QAS/rfcdes.csv", CLEAN);
    fs::remove_file(desk.path().join("QAS/rfcdes.csv")).unwrap();
    let after = run();
    for key in ["findings", "systems"] {
        assert_eq!(of(&after, key), of(&before, key), "{key}");
    }
    let files = of(&after, "files");
    let others: Vec<&Value> = files.as_array().unwrap().iter().filter(|file| file["status"] != "read").collect();
    assert!(others.len() > 170, "{}", others.len());
    for file in others {
        let whole = !["begin-", "end-"].iter().any(|part| file["path"].as_str().unwrap().contains(part));
        assert_eq!(file["status"], "unrecognized", "{file}");
        assert!(!whole || file["reason"] == "report of basislint", "{file}");
    }
    // `basislint check PRD/*` names them, and nobody wanted them to be exports.
    desk.run(&["check", "PRD/rfcdes.csv", "PRD/sarif0.txt", "PRD/pretty0.txt", "--select", RULE]).ends(1);
    desk.run(&["check", "PRD/sarif0.txt"]).ends(2).complains("nothing was checked");
    // Nor does configuration that is meant for the folder.
    desk.write("basislint.toml", "[[export]]\nfiles = [\"PRD/pretty*\"]\nkind = \"rfc-destinations\"\n");
    assert_eq!(of(&run(), "findings"), of(&before, "findings"));
}

// Reports.

#[test]
fn several_reports_come_from_one_run() {
    let desk = Desk::new(&[("PRD/rfcdes.csv", LEGACY)]);
    let arguments = [
        "check",
        "PRD",
        "--select",
        RULE,
        "--output",
        "json=out.json",
        "--output",
        "sarif=out.sarif",
        "--color",
        "always",
    ];
    let ran = desk.run(&arguments).ends(1).says("SAPOSS still calls SAP by RFC").says("\u{1b}[");
    assert_eq!(ran.err, "");
    let json: Value = serde_json::from_str(&desk.read("out.json")).unwrap();
    let sarif: Value = serde_json::from_str(&desk.read("out.sarif")).unwrap();
    assert_eq!(json["findings"][0]["rule"], RULE);
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], RULE);
    desk.run(&["check", "PRD", "--output", "concise=out.txt", "--color", "always", "--select", RULE]).ends(1);
    assert!(!desk.read("out.txt").contains('\u{1b}'), "a file is no terminal");
    desk.run(&["check", "PRD", "--output", "json=no/such/folder/out.json"])
        .ends(2)
        .complains("no/such/folder/out.json");
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let desk = Desk::new(&[]);
    for number in 0..24 {
        let text = if number % 3 == 0 { LEGACY } else { CLEAN };
        desk.write(&format!("S{number:02}/rfcdes.csv"), text);
        desk.write(&format!("S{number:02}/README"), README);
    }
    for format in ["pretty", "concise", "json", "sarif"] {
        let run =
            |jobs: &str| desk.run(&["check", "--format", format, "--as-of", "2026-11-22", "--jobs", jobs]).ends(1).out;
        let one = run("1");
        assert!(one.contains("SAPOSS"), "{one}");
        for jobs in ["2", "8"] {
            assert!(run(jobs) == one, "{format} with {jobs} threads");
        }
    }
}

#[test]
fn colours_are_used_where_they_are_wanted() {
    let desk = Desk::new(&[("PRD/rfcdes.csv", LEGACY)]);
    let colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = desk.command(&[&["check", "PRD", "--select", RULE], arguments].concat());
        command.envs(variables.iter().copied());
        Ran::of(command).ends(1).out.contains('\u{1b}')
    };
    assert!(!colored(&[], &[]), "a pipe is no terminal");
    assert!(colored(&["--color", "always"], &[]));
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]), "asked for on the command line");
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(colored(&[], &[("FORCE_COLOR", "1")]) && colored(&[], &[("FORCE_COLOR", "1"), ("TERM", "dumb")]));
    assert!(!colored(&[], &[("FORCE_COLOR", "0")]) && !colored(&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!colored(&["--color", "never"], &[("FORCE_COLOR", "1")]));
    assert!(!colored(&["--format", "json", "--color", "always"], &[]));
    assert!(!colored(&["--format", "sarif", "--color", "always"], &[]));
    // Mistakes in users' files are shown on standard error, and obey as well.
    desk.write("basislint.toml", "oops = 1\n");
    for (when, wanted) in [("always", true), ("never", false), ("auto", false)] {
        let ran = desk.run(&["check", "PRD", "--color", when]).ends(2);
        assert_eq!(ran.err.contains('\u{1b}'), wanted, "--color {when}: {}", ran.err);
    }
}

#[test]
fn links_lead_to_files_and_notes_where_they_are_wanted_and_nowhere_else() {
    let desk = Desk::new(&[("P R/rfcdes.csv", LEGACY)]);
    let linked = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = desk.command(&[&["check", "P R", "--select", RULE], arguments].concat());
        command.envs(variables.iter().copied());
        Ran::of(command).ends(1).out
    };
    let wanted = [("FORCE_COLOR", "1"), ("FORCE_HYPERLINK", "1")];
    let text = linked(&[], &wanted);
    assert!(
        text.contains("\u{1b}]8;;https://me.sap.com/notes/2923799\u{1b}\\SAP Note 2923799\u{1b}]8;;\u{1b}\\"),
        "{text}"
    );
    let (before, rest) = text.split_once("/P%20R/rfcdes.csv\u{1b}\\P R/rfcdes.csv:2:1\u{1b}]8;;\u{1b}\\").unwrap();
    assert!(
        before.rsplit_once("\u{1b}]8;;file://").is_some_and(|(_, host)| !host.starts_with('\u{1b}'))
            && !rest.is_empty()
    );
    let no_links = [
        linked(&[], &[]),
        linked(&[], &[("FORCE_HYPERLINK", "1")]),
        linked(&[], &[("FORCE_COLOR", "1"), ("FORCE_HYPERLINK", "0"), ("TERM_PROGRAM", "WezTerm")]),
        linked(&["--color", "never"], &wanted),
        linked(&["--format", "github"], &wanted),
        linked(&["--format", "json"], &wanted),
    ];
    assert!(no_links.iter().all(|text| !text.contains("\u{1b}]8")));
    // A pseudonym must not lead to what it stands for.
    assert!(!linked(&["--redact"], &wanted).contains("file://"));
    desk.run(&["check", "P R", "--output", "pretty=out.txt", "--select", RULE]).ends(1);
    assert!(!desk.read("out.txt").contains('\u{1b}'));
}

#[test]
fn json_lines_say_all_that_json_says_and_end_with_the_summary() {
    let desk = Desk::new(&[("PRD/rfcdes.csv", LEGACY), ("QAS/notes.txt", README)]);
    let report = desk.report(&["PRD", "QAS"]);
    let ran = desk
        .run(&["check", "PRD", "QAS", "--select", RULE, "--format", "jsonl", "--output", "jsonl=out.jsonl"])
        .ends(1);
    assert_eq!(desk.read("out.jsonl"), ran.out);
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let types: Vec<&str> = lines.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["finding", "verdict", "file", "file", "summary"]);
    let with = |content: &Value, more: Value| {
        let mut all = content.as_object().unwrap().clone();
        all.extend(more.as_object().unwrap().clone());
        Value::Object(all)
    };
    assert_eq!(lines[0], with(&report["findings"][0], serde_json::json!({"type": "finding"})));
    let verdict = &report["systems"][0]["verdicts"][0];
    assert_eq!(lines[1], with(verdict, serde_json::json!({"type": "verdict", "system": "PRD"})));
    assert_eq!(lines[2], with(&report["files"][0], serde_json::json!({"type": "file"})));
    let (summary, version, tool) = (&report["summary"], &report["version"], &report["tool"]);
    let last = serde_json::json!({
        "type": "summary", "version": version, "tool": tool, "as_of": report["as_of"], "summary": summary
    });
    assert_eq!(lines[4], last);
}

#[test]
fn verbose_cuts_no_list() {
    let desk = Desk::new(&[("PRD/rfcdes.csv", CLEAN)]);
    for number in 0..20 {
        desk.write(&format!("PRD/note{number:02}.txt"), README);
    }
    let short = desk.run(&["check", "PRD", "--select", RULE]).ends(0).says("no export: 15 more");
    assert!(!short.out.contains("note19"), "{}", short.out);
    desk.run(&["check", "PRD", "--select", RULE, "-v"]).ends(0).says("note19");
}

#[test]
fn verbose_says_why_each_file_is_what_it_is_and_twice_what_it_lacks() {
    let desk =
        Desk::new(&[("PRD/rfcdes.csv", CLEAN), ("PRD/table.csv", "RFCDEST,Owner\nA,B\n"), ("PRD/note.txt", README)]);
    let once = desk.run(&["check", "PRD", "--isolated", "--select", RULE, "-v"]).ends(0);
    let once = once
        .complains("PRD/rfcdes.csv: rfc-destinations of PRD (its folder), recognised by its heading and the name of the file (csv, utf-8)\n")
        .complains("PRD/note.txt: no export: ")
        .complains("PRD/table.csv: no export: a table, near to RFC destinations");
    assert!(!once.err.contains("its heading has n"), "{}", once.err);
    desk.run(&["check", "PRD", "--isolated", "--select", RULE, "-vv"])
        .ends(0)
        .complains("PRD/rfcdes.csv: its heading has n")
        .complains("PRD/table.csv: a table, near to RFC destinations");
    let quiet = desk.run(&["check", "PRD", "--isolated", "--select", RULE]).ends(0);
    assert!(!quiet.err.contains("recognised"), "{}", quiet.err);
}

// Configuration.

#[test]
fn configuration_is_looked_for_up_to_the_git_root_and_not_beyond() {
    let desk = Desk::new(&[
        ("basislint.toml", "[rules.legacy-rfc-destination]\nseverity = \"note\"\n"),
        ("deep/down/PRD/rfcdes.csv", LEGACY),
        ("repository/.git/HEAD", ""),
        ("repository/PRD/rfcdes.csv", LEGACY),
    ]);
    let above =
        desk.run(&["check", "deep/down/PRD", "--select", RULE, "-v"]).ends(0).says("note[legacy-rfc-destination]");
    assert!(above.err.contains("configuration: ") && above.err.contains("basislint.toml"), "{}", above.err);
    desk.run(&["check", "repository/PRD", "--select", RULE, "-v"]).ends(1).complains("no configuration");
    // The nearest wins, also for a file and from within the folder.
    desk.write("deep/down/PRD/basislint.toml", "[rules.legacy-rfc-destination]\nseverity = \"warning\"\n");
    for path in ["deep/down/PRD", "deep/down/PRD/rfcdes.csv", "deep/../deep/down/PRD/"] {
        desk.run(&["check", path, "--select", RULE]).ends(0).says("warning[legacy-rfc-destination]");
    }
    let inside = |arguments: &[&str]| {
        let mut command = desk.command(arguments);
        command.current_dir(desk.path().join("deep/down/PRD"));
        Ran::of(command)
    };
    inside(&["check", "--select", RULE]).ends(0).says("warning[legacy-rfc-destination]");
    inside(&["check", "rfcdes.csv", "--select", RULE]).ends(0).says("warning[legacy-rfc-destination]");
    // Named or turned off it is not looked for.
    desk.run(&["check", "deep", "--select", RULE, "--config", "basislint.toml"]).ends(0).says("note[");
    desk.run(&["check", "deep", "--select", RULE, "--isolated"]).ends(1).says("error[");
    desk.run(&["check", "deep", "--config", "missing.toml"]).ends(2).complains("missing.toml");
}

#[test]
fn two_folders_of_the_same_name_are_two_systems() {
    let desk = Desk::new(&[("emea/PRD/rfcdes.csv", LEGACY), ("apac/PRD/rfcdes.csv", CLEAN)]);
    let report = desk.report(&["."]);
    let names: Vec<_> =
        report["systems"].as_array().unwrap().iter().map(|system| system["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_ne!(names[0], names[1]);
    assert!(names.iter().all(|name| name.contains("PRD")), "{names:?}");
    let finding = report["findings"][0]["system"].as_str().unwrap();
    assert!(finding.contains("emea"), "{finding}");
}

// Files.

#[test]
fn files_that_may_hold_keys_are_listed_and_never_opened() {
    let desk = Desk::new(&[("PRD/rfcdes.csv", CLEAN)]);
    for name in ["x.p12", "X.PFX", "SAPSSLC.pse", "store.jks", "server.key", "cred_v2", "users.xml", "private/sm59.csv"]
    {
        desk.write(&format!("PRD/{name}"), LEGACY);
    }
    let report = desk.report(&["PRD"]);
    assert_eq!(report["findings"].as_array().unwrap().len(), 0);
    let secrets: Vec<_> =
        report["files"].as_array().unwrap().iter().filter(|file| file["status"] == "unrecognized").collect();
    assert_eq!(secrets.len(), 8, "{report}");
    for file in secrets {
        assert!(file["reason"].as_str().unwrap().contains("not opened"), "{file}");
        assert_eq!(file["encoding"], Value::Null, "its content was not looked at");
    }
    // Neither a name on the command line nor configuration opens it.
    desk.write("basislint.toml", "[[export]]\nfiles = [\"**/*.p12\"]\nkind = \"rfc-destinations\"\n");
    let ran = desk.run(&["check", "PRD/x.p12", "--select", RULE]).ends(2);
    assert!(!ran.out.contains("SAPOSS"), "{}", ran.out);
}

#[test]
fn blanks_and_umlauts_in_paths_are_no_trouble() {
    let desk = Desk::new(&[("Süd West/RFC Ziele (März).csv", LEGACY)]);
    let report = desk.report(&["Süd West"]);
    assert_eq!(paths(&report), ["Süd West/RFC Ziele (März).csv"]);
    assert_eq!(report["systems"][0]["name"], "Süd West");
    desk.run(&["Süd West/RFC Ziele (März).csv", "--select", RULE]).ends(1).says("Süd West/RFC Ziele (März).csv:2:1");
    let sarif = desk.run(&["check", "Süd West", "--select", RULE, "--format", "sarif"]).ends(1).out;
    assert!(sarif.contains("S%C3%BCd%20West/RFC%20Ziele%20"), "{sarif}");
}

#[test]
fn overlapping_arguments_show_each_file_once() {
    let desk = Desk::new(&[("PRD/rfcdes.csv", LEGACY), ("PRD/sub/rfcdes.csv", CLEAN)]);
    for arguments in [&["PRD", "PRD/rfcdes.csv", "."][..], &["./PRD/", "PRD/../PRD", "PRD/sub"]] {
        let report = desk.report(arguments);
        assert_eq!(paths(&report), ["PRD/rfcdes.csv", "PRD/sub/rfcdes.csv"], "{arguments:?}");
        assert_eq!(report["summary"]["findings"]["error"], 1);
    }
}

#[cfg(unix)]
#[test]
fn nothing_that_a_terminal_obeys_gets_through() {
    // Few of them in much text: else it would be no text at all.
    let evil = "RFCDEST,RFCTYPE,RFCOPTIONS\n\u{1b}]0;owned\u{7}SAP\u{202e}OSS,3,\"H=\u{1b}[2J,S=01,\"\nSAPOSS,3,\"H=a\u{1b}[31m,\"\n";
    let evil = format!("{evil}{}", "ERP_PRD,3,\"H=erp01.example.test,\"\n".repeat(20));
    let evil = evil.as_str();
    let desk = Desk::new(&[
        ("PRD/\u{1b}[31mred.csv", evil),
        ("\u{1b}]0;x\u{7}/rfcdes.csv", evil),
        ("PRD/\u{202e}txt.exe", README),
    ]);
    for format in ["pretty", "concise"] {
        for more in [&[][..], &["-v", "--show-passed", "--statistics"]] {
            let ran = desk.run(&[&["check", "--format", format], more].concat()).ends(1);
            let bad = |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
            assert!(!ran.out.contains(bad) && !ran.err.contains(bad), "{:?}{:?}", ran.out, ran.err);
        }
    }
    for format in ["json", "sarif"] {
        let out = desk.run(&["check", "--format", format]).ends(1).out;
        assert!(!out.contains(|c: char| c != '\n' && c.is_ascii_control()), "{out:?}");
    }
    let missing = desk.run(&["check", "\u{1b}[31mmissing"]).ends(2);
    assert!(!missing.err.contains('\u{1b}'), "{:?}", missing.err);
    let unknown = desk.run(&["check", "--select", "\u{1b}[31mrule"]).ends(2);
    assert!(!unknown.err.contains('\u{1b}'), "{:?}", unknown.err);
    let option = desk.run(&["check", "--\u{1b}[31mrule"]).ends(2);
    assert!(!option.err.contains('\u{1b}'), "{:?}", option.err);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_utf_8_are_read() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new(&[]);
    fs::create_dir(desk.path().join("PRD")).unwrap();
    let name = std::ffi::OsStr::from_bytes(b"PRD/s\xFCd.csv");
    fs::write(desk.path().join(name), LEGACY).unwrap();
    let report = desk.report(&["PRD"]);
    assert_eq!(report["summary"]["findings"]["error"], 1, "{report}");
    let mut command = desk.command(&["check", "--select", RULE]);
    command.arg(name);
    Ran::of(command).ends(1);
}

#[test]
fn sarif_calls_files_by_the_git_root_and_never_two_alike() {
    let desk = Desk::new(&[("A/sm59.csv", LEGACY), ("B/sm59.csv", LEGACY), ("work/x", "")]);
    let uris = |folder: &str, arguments: &[&str]| {
        let mut command = desk.command(&[&["check", "--format", "sarif", "--select", RULE], arguments].concat());
        command.current_dir(desk.path().join(folder));
        let log: Value = serde_json::from_str(&Ran::of(command).ends(1).out).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let uri = |result: &Value| {
            let place = &result["locations"][0]["physicalLocation"];
            assert_ne!(place["region"]["endColumn"], place["contextRegion"]["endColumn"]);
            place["artifactLocation"]["uri"].as_str().unwrap().to_owned()
        };
        results.iter().map(uri).collect::<Vec<_>>()
    };
    let absolute = desk.path().join("A");
    assert_eq!(uris("work", &["../A", "../B"]), ["A/sm59.csv", "B/sm59.csv"]);
    assert_eq!(uris("A", &[]), ["A/sm59.csv"]);
    assert_eq!(uris("A", &["sm59.csv"]), ["A/sm59.csv"]);
    assert_eq!(uris("work", &[absolute.to_str().unwrap()]), ["A/sm59.csv"]);
    fs::remove_dir_all(desk.path().join(".git")).unwrap();
    assert_eq!(uris("work", &["../A", "../B"]), ["A/sm59.csv", "B/sm59.csv"]);
    assert_eq!(uris(".", &["A", "B"]), ["A/sm59.csv", "B/sm59.csv"]);
}

// The program itself.

#[test]
fn the_pages_tell_what_is_known() {
    let desk = Desk::new(&[]);
    desk.run(&["explain", RULE]).ends(0).says("Solution").says("Sources").says("SAP Note 2923799").says("SAPOSS");
    let exports = desk.run(&["exports"]).ends(0);
    for word in ["rfc-destinations", "profile-parameters", "job-log", "support-users", "SE16", "SM37", "RZ10"] {
        assert!(exports.out.contains(word), "{word}");
    }
    desk.run(&["exports", "rfc-destinations"]).ends(0).says("Fields for rules").says("system-number");
    desk.run(&["exports", "key-store"]).ends(2).complains("did you mean `keystore`?");
    desk.run(&["rules", "test"]).ends(0).says(" 0 failed");
    for arguments in [&["explain", RULE][..], &["rules"], &["exports"], &["exports", "profile"]] {
        let plain = desk.run(arguments).ends(0);
        assert!(
            !plain.out.contains('\u{1b}') && plain.out.lines().all(|line| line.trim_end() == line),
            "{arguments:?}"
        );
        let colored = desk.run(&[arguments, &["--color", "always"]].concat()).ends(0);
        assert!(colored.out.contains('\u{1b}'), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let desk = Desk::new(&[]);
    let mut many = String::from("RFCDEST,RFCTYPE,RFCOPTIONS\n");
    for _ in 0..20_000 {
        many.push_str("SAPOSS,3,\"H=oss001,S=01,\"\n");
    }
    desk.write("PRD/rfcdes.csv", many);
    for arguments in [&["check", "--format", "concise"][..], &["check", "--format", "json"], &["exports"], &["--help"]]
    {
        let mut child = program::basislint()
            .current_dir(desk.path())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(error, "", "{arguments:?}");
        let wanted = if arguments.contains(&"--format") { 1 } else { 0 };
        assert_eq!(output.status.code(), Some(wanted), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn closed_input_and_output_are_no_trouble() {
    let desk = Desk::new(&[("PRD/rfcdes.csv", LEGACY)]);
    for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
        let mut shell = program::shell("sh");
        shell.current_dir(desk.path()).args(["-c", &format!("\"$B\" check PRD --select {RULE} {closed}")]);
        let output = shell.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{closed}");
        assert_eq!(output.stderr, b"", "{closed}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_ends_with_2() {
    let desk = Desk::new(&[("PRD/rfcdes.csv", CLEAN)]);
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for arguments in
        [&["check", "--format", "concise"][..], &["check"], &["check", "--format", "sarif"], &["rules"], &["--help"]]
    {
        let output = program::basislint().current_dir(desk.path()).args(arguments).stdout(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    desk.run(&["check", "--output", "json=/dev/full"]).ends(2).complains("/dev/full");
}
