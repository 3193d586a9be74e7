//! What a run leaves behind: no half report, no file overwritten that was read, no leftovers; nothing that a CI would obey.

#![cfg(unix)]

use std::ffi::{CString, OsStr};
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use basislint::report::Format;
use serde_json::Value;

use crate::program;
use tempfile::TempDir;

const LEGACY: &str = "RFCDEST,RFCTYPE,RFCOPTIONS\nSAPOSS,3,\"H=/H/10.1.1.5/S/3299/H/oss001,S=01,U=OSS_RFC,\"\n";
const OLD: &str = "the report of yesterday\n";

/// A folder to work in.
struct Desk(TempDir);

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        let desk = Self(TempDir::new().unwrap());
        // Nothing above it may be found.
        desk.write(".git/HEAD", "ref: refs/heads/main\n");
        desk.write("PRD/rfcdes.csv", LEGACY);
        desk
    }

    /// One with so many findings that a report of them takes its time.
    fn with_many_findings() -> Self {
        let desk = Self::new();
        desk.write(
            "PRD/rfcdes.csv",
            format!("RFCDEST,RFCTYPE,RFCOPTIONS\n{}", "SAPOSS,3,\"H=oss001,\"\n".repeat(8_000)),
        );
        desk
    }

    fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program::basislint();
        command.current_dir(self.path("")).args(arguments).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| program::text_of(bytes);
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The same through a shell, in which `$B` is the program.
    fn shell(&self, line: &str) -> Ran {
        let output = program::shell("bash").current_dir(self.path("")).args(["-c", line]).output().unwrap();
        let text = |bytes: Vec<u8>| program::text_of(bytes);
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn leftovers(&self) -> Vec<String> {
        let names = fs::read_dir(self.path("")).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.starts_with(".basislint")).collect()
    }

    #[track_caller]
    fn refuses(&self, outputs: &[&str], why: &str) {
        let outputs: Vec<&str> = outputs.iter().flat_map(|output| ["--output", *output]).collect();
        let ran = self.run(&[&["check", "PRD"], &outputs[..]].concat());
        assert_eq!(ran.code, Some(2), "{outputs:?}: {}", ran.err);
        assert!(ran.err.contains(why), "{outputs:?}: {}", ran.err);
        assert!(!ran.err.contains("\u{1b}"), "{}", ran.err);
        assert_eq!(ran.out, "", "nothing is read before that");
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok()
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

// 10: whole or not at all.

#[test]
fn a_report_takes_the_place_of_the_old_one_with_its_rights_and_leaves_nothing_beside_it() {
    let desk = Desk::new();
    desk.write("old.json", OLD);
    fs::set_permissions(desk.path("old.json"), Permissions::from_mode(0o640)).unwrap();
    desk.write("elsewhere/real.html", OLD);
    symlink("elsewhere/real.html", desk.path("link.html")).unwrap();
    symlink("elsewhere/new.sarif", desk.path("leads-to-nothing-yet.sarif")).unwrap();
    let line = "umask 027; \"$B\" check PRD --output json=old.json --output html=link.html \
                --output sarif=leads-to-nothing-yet.sarif --output concise=new.txt";
    let ran = desk.shell(line);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    let mode = |name: &str| fs::metadata(desk.path(name)).unwrap().mode() & 0o777;
    assert!(is_json(&desk.read("old.json")));
    assert_eq!(
        (mode("old.json"), mode("new.txt")),
        (0o640, 0o640),
        "the old one's rights, and the user's for new ones"
    );
    fs::set_permissions(desk.path("old.json"), Permissions::from_mode(0o600)).unwrap();
    assert_eq!(desk.run(&["check", "PRD", "--output", "json=old.json"]).code, Some(1));
    assert_eq!(mode("old.json"), 0o600);
    // Links stay, and what they lead to is written.
    assert!(fs::symlink_metadata(desk.path("link.html")).unwrap().is_symlink());
    assert!(desk.read("elsewhere/real.html").contains("<html") && is_json(&desk.read("elsewhere/new.sarif")));
    assert!(fs::symlink_metadata(desk.path("leads-to-nothing-yet.sarif")).unwrap().is_symlink());
    assert_eq!(desk.leftovers(), [""; 0]);
    assert_eq!(fs::read_dir(desk.path("elsewhere")).unwrap().count(), 2);
}

#[test]
fn a_report_that_has_no_room_leaves_the_old_one_and_the_others_are_written() {
    let desk = Desk::new();
    for format in Format::names() {
        desk.write("old", OLD);
        // Blocks of 1024 bytes; the reports are larger, some by little.
        let room = if ["html", "json", "jsonl", "sarif"].contains(&format) { 4 } else { 1 };
        let line = format!(
            "ulimit -f {room}; \"$B\" check PRD --show-passed --output {format}=old --output json=/dev/null --format concise"
        );
        let ran = desk.shell(&line);
        assert_eq!(ran.code, Some(2), "{format}: {}", ran.err);
        assert!(ran.err.starts_with("error: cannot write old: "), "{format}: {}", ran.err);
        assert!(ran.out.contains("SAPOSS still calls SAP by RFC"), "who waited for the run shall see what it found");
        assert_eq!(desk.read("old"), OLD, "{format}");
        assert_eq!(desk.leftovers(), [""; 0], "{format}");
    }
}

/// Only root may make a disk.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_report() {
    let desk = Desk::new();
    fs::create_dir(desk.path("disk")).unwrap();
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=8k", "tmpfs"]).arg(desk.path("disk")).output();
    if !mount.is_ok_and(|mount| mount.status.success()) {
        return;
    }
    desk.write("disk/old.json", OLD);
    let ran = desk.run(&["check", "PRD", "--output", "json=disk/old.json"]);
    let (old, count) = (desk.read("disk/old.json"), fs::read_dir(desk.path("disk")).unwrap().count());
    assert!(Command::new("umount").arg(desk.path("disk")).status().unwrap().success());
    assert_eq!((ran.code, old.as_str(), count), (Some(2), OLD, 1), "{}", ran.err);
    assert!(ran.err.contains("No space left on device"), "{}", ran.err);
}

/// Sends the signal while the report is being written. The signal must get there in time, so it is tried anew if not.
fn interrupted(desk: &Desk, prelude: &str, signal: &str) -> ExitStatus {
    for _ in 0..20 {
        desk.write("old.json", OLD);
        let mut shell = program::shell("bash");
        // Whoever runs the tests in the background has SIGINT ignored, and what is ignored is inherited.
        let heard = if prelude.is_empty() && cfg!(target_os = "linux") { "env --default-signal" } else { "" };
        let line = format!("{prelude} exec {heard} \"$B\" check PRD -q --format concise --output json=old.json");
        shell.current_dir(desk.path("")).args(["-c", &line]);
        let mut child = shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begun = Instant::now();
        while desk.leftovers().is_empty() && child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(300));
            std::thread::sleep(Duration::from_micros(200));
        }
        let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).stderr(Stdio::null()).status();
        let in_time = sent.unwrap().success();
        let ended = child.wait().unwrap();
        if in_time && (ended.signal().is_some() || !prelude.is_empty()) {
            return ended;
        }
    }
    panic!("{signal} never came in time");
}

#[test]
fn a_signal_leaves_the_old_report_whole_and_nothing_beside_it() {
    let desk = Desk::with_many_findings();
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        let ended = interrupted(&desk, "", signal);
        assert_eq!(ended.signal(), Some(number), "whoever waits for it sees that it was interrupted");
        assert_eq!(desk.read("old.json"), OLD, "{signal}");
        assert_eq!(desk.leftovers(), [""; 0], "{signal}");
    }
    // Nobody can do anything then, but the old one stays whole, and the rest is hidden and no export.
    interrupted(&desk, "", "KILL");
    assert_eq!(desk.read("old.json"), OLD);
    let left = desk.leftovers();
    assert!(left.len() <= 1, "{left:?}");
    let files: Value = serde_json::from_str(&desk.run(&["check", ".", "--format", "json"]).out).unwrap();
    assert_eq!(files["summary"]["files"], 2, "old.json and the export");
}

/// `nohup basislint ... &` goes on when the terminal is closed.
#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_is_ignored_stays_ignored() {
    let desk = Desk::with_many_findings();
    let ended = interrupted(&desk, "trap '' HUP;", "HUP");
    assert_eq!((ended.code(), ended.signal()), (Some(1), None));
    assert!(is_json(&desk.read("old.json")));
}

#[test]
fn a_file_that_was_read_is_not_written_over_whatever_leads_to_it() {
    let desk = Desk::new();
    desk.write("README.txt", "Dear colleague, the exports of June.\n");
    desk.write("rules/a.toml", "[list]\n");
    symlink("PRD/rfcdes.csv", desk.path("link")).unwrap();
    symlink("link", desk.path("link-to-link")).unwrap();
    symlink("PRD", desk.path("folder")).unwrap();
    fs::hard_link(desk.path("PRD/rfcdes.csv"), desk.path("twin")).unwrap();
    let absolute = format!("json={}", desk.path("PRD/rfcdes.csv").display());
    for output in [
        "json=PRD/rfcdes.csv",
        "json=PRD/../PRD/./rfcdes.csv",
        "json=folder/rfcdes.csv",
        "json=link",
        "json=link-to-link",
        "json=twin",
        &absolute,
    ] {
        desk.refuses(&[output], "--output would write over PRD/rfcdes.csv, which is read");
    }
    assert_eq!(desk.read("PRD/rfcdes.csv"), LEGACY);
    let ran = desk.run(&["check", ".", "--output", "json=README.txt"]);
    assert_eq!(ran.code, Some(2), "whatever it is: {}", ran.err);
    // What users wrote for basislint is read as well.
    desk.write("my.toml", "as-of = \"2026-11-22\"\n");
    let ran = desk.run(&["check", "PRD", "--config", "my.toml", "--output", "json=my.toml"]);
    assert!(ran.code == Some(2) && ran.err.contains("write over my.toml"), "{}", ran.err);
    desk.refuses(&["json=basislint.toml"], "would make basislint.toml a configuration");
    desk.write("basislint.toml", "as-of = \"2026-11-22\"\n");
    symlink("basislint.toml", desk.path("config")).unwrap();
    desk.refuses(&["json=config"], "which is read");
    assert!(desk.read("basislint.toml").starts_with("as-of"));
}

#[test]
fn a_difference_is_written_over_no_file_of_either_state() {
    let desk = Desk::new();
    desk.write("before/PRD/rfcdes.csv", LEGACY);
    desk.write("after/PRD/rfcdes.csv", LEGACY);
    desk.write("agreed.toml", "");
    desk.write("my.toml", "as-of = \"2026-11-22\"\n");
    let arguments = ["diff", "before", "after", "--config", "my.toml", "--expect", "agreed.toml"];
    let refused = |outputs: &[&str], why: &str| {
        let outputs: Vec<&str> = outputs.iter().flat_map(|output| ["--output", *output]).collect();
        let ran = desk.run(&[&arguments, &outputs[..]].concat());
        assert!(ran.code == Some(2) && ran.err.contains(why), "{outputs:?}: {}", ran.err);
        assert_eq!(ran.out, "", "nothing is read before that");
    };
    for read in ["before/PRD/rfcdes.csv", "after/PRD/rfcdes.csv", "agreed.toml", "my.toml"] {
        refused(&[&format!("html={read}")], &format!("--output would write over {read}, which is read"));
    }
    refused(&["html=x", "markdown=x"], "two reports into");
    refused(&["html=-"], "for this one alone use --format html");
    refused(&["json=after/basislint.toml"], "would make after/basislint.toml a configuration");
    assert_eq!(desk.read("before/PRD/rfcdes.csv"), LEGACY);
}

#[test]
fn an_older_difference_among_the_exports_is_replaced_and_is_no_change() {
    let desk = Desk::new();
    desk.write("before/PRD/rfcdes.csv", LEGACY);
    desk.write("after/PRD/rfcdes.csv", LEGACY);
    for format in ["pretty", "markdown", "html", "json", "sarif"] {
        let output = format!("{format}=after/PRD/report.{format}");
        for _ in 0..2 {
            let ran = desk.run(&["diff", "before", "after", "--output", &output]);
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{format}");
            assert!(ran.out.starts_with("Nothing changed: "), "{format}: {}", ran.out);
        }
    }
}

#[test]
fn an_older_report_among_the_exports_is_replaced() {
    let desk = Desk::new();
    for format in Format::names() {
        let output = format!("{format}=PRD/report.{format}");
        for _ in 0..2 {
            let ran = desk.run(&["check", ".", "--output", &output]);
            assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""), "{format}");
        }
    }
    // `mktemp` makes the file before it has anything in it.
    desk.write("PRD/empty", "");
    assert_eq!(desk.run(&["check", ".", "--output", "sarif=PRD/empty"]).code, Some(1));
}

#[test]
fn two_reports_never_go_into_one_file() {
    let desk = Desk::new();
    desk.write("there.json", OLD);
    symlink("there.json", desk.path("link")).unwrap();
    symlink("to-be.json", desk.path("link-to-be")).unwrap();
    symlink(".", desk.path("here")).unwrap();
    fs::hard_link(desk.path("there.json"), desk.path("twin")).unwrap();
    for second in ["new.json", "./new.json", "PRD/../new.json", "here/new.json"] {
        desk.refuses(&["json=new.json", &format!("sarif={second}")], "two reports into");
    }
    for second in ["there.json", "link", "twin", "here/link"] {
        desk.refuses(&["json=there.json", &format!("sarif={second}")], "two reports into");
    }
    desk.refuses(&["json=to-be.json", "html=x.html", "json=link-to-be"], "two reports into");
    assert_eq!(desk.read("there.json"), OLD);
    // Standard output is a file as well, if it goes there.
    let ran = desk.shell("\"$B\" check PRD --output json=out.txt > out.txt");
    assert!(ran.code == Some(2) && ran.err.contains("standard output goes to out.txt already"), "{}", ran.err);
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"] {
        desk.refuses(&[&format!("json={name}")], "standard output holds one report");
    }
    let both = desk.run(&["check", "PRD", "--output", "concise=/dev/stdout"]);
    assert_eq!(both.code, Some(1), "lines may stand among lines");
    assert!(
        both.out.contains("PRD/rfcdes.csv:2:1: error[") && both.out.contains("╭─[PRD/rfcdes.csv:2:1]"),
        "{}",
        both.out
    );
    // What takes all and keeps nothing may take two.
    let ran = desk.shell("\"$B\" check PRD --output json=/dev/null --output sarif=/dev/null > /dev/null");
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_anything_is_read() {
    let desk = Desk::new();
    fs::create_dir(desk.path("folder")).unwrap();
    let _socket = UnixListener::bind(desk.path("socket")).unwrap();
    symlink("round", desk.path("round")).unwrap();
    desk.refuses(&["json=folder"], "it is a folder; name a file in it");
    desk.refuses(&["json=folder/"], "it is a folder; name a file in it");
    desk.refuses(&["json=new/"], "it is a folder; name a file in it");
    desk.refuses(&["json=no/such/report.json"], "there is no folder no/such; make it first");
    desk.refuses(&["json=socket"], "it is a socket");
    desk.refuses(&["json=round"], "too many links");
    desk.refuses(&["json=PRD/rfcdes.csv/report.json"], "cannot write PRD/rfcdes.csv/report.json");
    assert_eq!(desk.leftovers(), [""; 0]);
}

#[test]
fn a_pipe_is_written_to_as_it_stands() {
    let desk = Desk::new();
    fifo(&desk.path("pipe"));
    let ran =
        desk.shell("cat pipe > copy.json & \"$B\" check PRD --output json=pipe > /dev/null; code=$?; wait; exit $code");
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert!(is_json(&desk.read("copy.json")));
    assert!(fs::metadata(desk.path("pipe")).unwrap().file_type().is_fifo());
    let ran =
        desk.shell("\"$B\" check PRD --output json=>(cat > other.json) > /dev/null; code=$?; sleep 0.5; exit $code");
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert!(is_json(&desk.read("other.json")));
    // An open file goes on where it ends.
    let ran = desk.shell("exec 3>> copy.json; \"$B\" check PRD --output json=/dev/fd/3 > /dev/null");
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert_eq!(desk.read("copy.json").matches("\"version\": 1").count(), 2);
    let ran = desk.run(&["check", "PRD", "--output", "json=/dev/full"]);
    assert!(ran.code == Some(2) && ran.err.contains("cannot write /dev/full: No space left"), "{}", ran.err);
}

// 11: no orders to a CI.

/// Names that would be orders. A name of a file has neither `/` nor a line end... but for a carriage return.
const ORDERS: [&str; 9] = [
    "::error file=x::y",
    "  ::add-mask::x",
    "\t::stop-commands::x",
    "x\r::warning::y",
    "\u{2003}::notice::y",
    "##[error]x",
    "##vso[task.setvariable variable=x]y",
    "##teamcity[buildStop comment='x']",
    "%%x%%",
];

/// The formats that are printed, or may be.
const PRINTED: [&str; 10] =
    ["pretty", "concise", "markdown", "json", "jsonl", "sarif", "gitlab", "junit", "csv", "agent"];

/// What is wrong with the text: the lines that a CI would obey.
fn obeyed(text: &str) -> Vec<String> {
    let lines = text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
    let is_order = |line: &&str| {
        let mut plain = String::new();
        let mut rest = *line;
        while let Some((before, behind)) = rest.split_once('\u{1b}') {
            plain.push_str(before);
            rest = behind.split_once('m').map_or("", |(_, behind)| behind);
        }
        plain.push_str(rest);
        let begin = plain.trim_start().trim_start_matches('\u{feff}');
        ["::", "%%"].iter().any(|order| begin.starts_with(order))
            || ["##[", "##vso[", "##teamcity["].iter().any(|order| plain.contains(order))
    };
    lines.filter(is_order).map(str::to_owned).collect()
}

#[test]
fn nothing_printed_is_an_order_to_a_ci_whatever_things_are_called() {
    let desk = Desk::new();
    let mut configuration = String::new();
    for (number, order) in ORDERS.iter().enumerate() {
        let quoted = serde_json::to_string(order).unwrap();
        // Folders, files, systems; destinations, and what stands beside them.
        desk.write(format!("{order}/rfcdes.csv"), LEGACY);
        desk.write(format!("PRD/{order}.txt"), "no export\n");
        desk.write(
            format!("{order}.csv"),
            format!(
                "RFCDEST,RFCTYPE,RFCOPTIONS\n\"{}\",3,\"H=oss001,\"\nSAPOSS,3,\"H={order},U=OSS_RFC,\"\n",
                order.replace('"', "\"\"")
            ),
        );
        desk.write(format!("S{number}/rfcdes.csv"), LEGACY);
        desk.write(
            format!("S{number}/DEFAULT.PFL"),
            format!("SAPSYSTEMNAME = PRD\n{order}\nssl/client_ciphersuites = 918:{order}\n{order} = ::x\n"),
        );
        configuration.push_str(&format!("[[system]]\nname = {quoted}\nfiles = [\"S{number}/**\"]\n"));
    }
    let quoted: Vec<String> = ORDERS.iter().map(|order| serde_json::to_string(order).unwrap()).collect();
    let texts = quoted.join(", ");
    // A rule that quotes a field at the begin of each of its texts, and says orders itself.
    let rule = format!(
        "id = \"orders\"\ntitle = {0}\nseverity = \"error\"\nconfidence = \"high\"\nroles = [\"abap-direct\"]\nwhat = {0}\n\
         why = {0}\nfix = {0}\nreferences = [{texts}]\nsubject = \"{{name}}\"\nmessage = \"{{name}}\"\nhelp = \"{{name}} {{name}}\"\n\
         select = {{ export = \"rfc-destinations\" }}\n[[when]]\nfield = \"type\"\nequals = \"3\"\n\
         [[labels]]\nfield = \"name\"\ntext = {0}\n\
         [[examples]]\nname = {0}\nverdict = \"fail\"\nfiles = {{ \"PRD/a.csv\" = \"RFCDEST,RFCTYPE,RFCOPTIONS\\nX,3,H=x\\n\" }}\n\
         [[examples]]\nname = {1}\nverdict = \"pass\"\nfiles = {{ \"PRD/a.csv\" = \"RFCDEST,RFCTYPE,RFCOPTIONS\\nX,G,H=x\\n\" }}\n",
        quoted[0], quoted[6]
    );
    desk.write("rules/orders.toml", &rule);
    desk.write("wrong/orders.toml", rule.replace("subject", "::subject").replace("[[when]]", "::when = 1\n[[when]]"));
    desk.write("named.toml", configuration);
    let runs: [&[&str]; 4] = [
        &["check", ".", "--isolated"],
        &["check", ".", "--isolated", "--verbose", "--show-passed", "--statistics", "--color", "always"],
        &["check", ".", "--config", "named.toml", "--rules", "rules", "--verbose", "--show-passed", "--statistics"],
        &["check", ".", "--config", "named.toml", "--rules", "rules", "-q"],
    ];
    for run in runs {
        // One run, and all that is printed of it or of its files.
        let formats = PRINTED.iter().chain([&"github"]);
        let outputs: Vec<String> = formats.map(|format| format!("--output={format}={format}.out")).collect();
        let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
        let ran = desk.run(&[run, &outputs].concat());
        assert_eq!(ran.code, Some(1), "{run:?} {}", ran.err);
        assert_eq!((obeyed(&ran.out), obeyed(&ran.err)), (Vec::new(), Vec::new()), "{run:?}");
        assert!(!run.contains(&"--rules") || ran.out.contains("orders"), "the rule finds something");
        for format in PRINTED {
            assert_eq!(obeyed(&desk.read(&format!("{format}.out"))), [""; 0], "{run:?} {format}");
        }
        // One gives orders, its own.
        let annotations = desk.read("github.out");
        let is_own = |line: &&str| ["::error ", "::warning ", "::notice "].iter().any(|order| line.starts_with(order));
        let (own, rest): (Vec<&str>, Vec<&str>) = annotations.split('\n').partition(is_own);
        assert!(own.len() > 20, "{annotations}");
        assert_eq!(obeyed(&rest.join("\n")), [""; 0], "{run:?}");
        assert_eq!(obeyed(&own.iter().map(|line| &line[2..]).collect::<Vec<_>>().join("\n")), [""; 0], "{run:?}");
        // In JSON the names are still what they are.
        let report: Value = serde_json::from_str(&desk.read("json.out")).unwrap();
        let paths: Vec<&str> =
            report["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
        for order in ORDERS {
            assert!(paths.contains(&format!("PRD/{order}.txt").as_str()), "{order}");
        }
        for format in PRINTED.iter().chain([&"github"]) {
            fs::remove_file(desk.path(format!("{format}.out"))).unwrap();
        }
    }
    // What is wrong with what was asked for.
    for order in [ORDERS[1], ORDERS[3], ORDERS[6]] {
        let output = format!("json={order}/no/such/folder/x");
        let asked: [&[&str]; 8] = [
            &["check", order],
            &["check", "--select", order],
            &["check", "--require", order],
            &["check", "--config", order],
            &["check", "--output", &output],
            &["check", "--as-of", order],
            &["explain", order],
            &["exports", order],
        ];
        for arguments in asked {
            let ran = desk.run(arguments);
            assert_eq!(obeyed(&ran.out), [""; 0], "{arguments:?}");
            assert_eq!(obeyed(&ran.err), [""; 0], "{arguments:?}");
        }
    }
    let pages: [(&[&str], i32); 5] = [
        (&["rules", "--rules", "rules"], 0),
        (&["rules", "test", "rules"], 0),
        (&["explain", "orders", "--rules", "rules"], 0),
        (&["rules", "test", "wrong"], 2),
        (&["check", ".", "--rules", "wrong"], 2),
    ];
    for (arguments, code) in pages {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}", ran.err);
        assert_eq!((obeyed(&ran.out).len(), obeyed(&ran.err).len()), (0, 0), "{arguments:?}: {}{}", ran.out, ran.err);
    }
}

// 12: odd things among files.

#[test]
fn a_reader_that_goes_away_is_no_trouble_in_any_format() {
    let desk = Desk::new();
    desk.write("PRD/rfcdes.csv", format!("RFCDEST,RFCTYPE,RFCOPTIONS\n{}", "SAPOSS,3,\"H=oss001,\"\n".repeat(1200)));
    for format in Format::names() {
        for output in ["/dev/stdout", ">(head -1 > /dev/null)"] {
            let line = if output.starts_with('>') {
                format!("\"$B\" check PRD -v --format concise --output {format}={output} > /dev/null")
            } else {
                format!(
                    "\"$B\" check PRD --show-passed --statistics --format {format} | head -1 > /dev/null; exit ${{PIPESTATUS[0]}}"
                )
            };
            let ran = desk.shell(&line);
            let err = ran
                .err
                .lines()
                .filter(|line| !line.starts_with("no configuration") && !line.contains(", recognised by "))
                .collect::<String>();
            assert_eq!((ran.code, err.as_str()), (Some(1), ""), "{format} {output}");
        }
    }
    for arguments in ["rules", "exports", "--help", "--version", "explain legacy-rfc-destination"] {
        let ran = desk.shell(&format!("\"$B\" {arguments} | true; exit ${{PIPESTATUS[0]}}"));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{arguments}");
    }
}

#[test]
fn pipes_sockets_and_devices_in_a_folder_are_named_and_never_opened() {
    let desk = Desk::new();
    fifo(&desk.path("PRD/pipe.txt"));
    let _socket = UnixListener::bind(desk.path("PRD/socket.txt")).unwrap();
    // Only root may make one.
    let device = CString::new(desk.path("PRD/zero.txt").as_os_str().as_bytes()).unwrap();
    let device = Path::new(OsStr::from_bytes(device.as_bytes()));
    let has_device =
        Command::new("mknod").arg(device).args(["c", "1", "5"]).stderr(Stdio::null()).status().unwrap().success();
    let report: Value = serde_json::from_str(&desk.run(&["check", ".", "--format", "json"]).out).unwrap();
    let said = |name: &str| {
        let path = format!("PRD/{name}");
        let file = report["files"].as_array().unwrap().iter().find(|file| file["path"] == *path).unwrap();
        (file["status"].as_str().unwrap().to_owned(), file["reason"].as_str().unwrap().to_owned())
    };
    let unopened = |what: &str| ("unrecognized".to_owned(), format!("{what}, not opened"));
    assert_eq!(said("pipe.txt"), unopened("a named pipe (FIFO)"));
    assert_eq!(said("socket.txt"), unopened("a socket"));
    assert!(!has_device || said("zero.txt") == unopened("a device"));
    assert_eq!(report["summary"]["files"], 3 + u64::from(has_device));
    let pretty = desk.run(&["check", "."]);
    assert!(
        pretty.code == Some(1) && pretty.out.contains("PRD/pipe.txt: a named pipe (FIFO), not opened"),
        "{}",
        pretty.out
    );
}

#[test]
fn a_configuration_that_is_no_file_is_an_error_at_its_place() {
    let desk = Desk::new();
    let is_error = |what: &str| {
        for arguments in [&["check", "PRD"][..], &["check", "PRD/rfcdes.csv", "-v"]] {
            let ran = desk.run(arguments);
            assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{what}");
            assert!(ran.err.contains("basislint.toml is ") && ran.err.contains(what), "{}", ran.err);
        }
        assert_eq!(desk.run(&["check", "PRD", "--isolated"]).code, Some(1), "{what}");
    };
    let configuration = desk.path("basislint.toml");
    fs::create_dir(&configuration).unwrap();
    is_error("a folder");
    fs::remove_dir(&configuration).unwrap();
    fifo(&configuration);
    is_error("a pipe");
    fs::remove_file(&configuration).unwrap();
    symlink("missing.toml", &configuration).unwrap();
    is_error("a link to nothing");
    // A link to a file is as good as the file.
    desk.write("missing.toml", "[rules.legacy-rfc-destination]\nseverity = \"note\"\n");
    assert_eq!(desk.run(&["check", "PRD", "--select", "legacy-rfc-destination"]).code, Some(0));
    // The nearest one wins, whatever it is.
    fs::create_dir(desk.path("PRD/basislint.toml")).unwrap();
    is_error("a folder");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_utf_8_stay_apart() {
    let desk = Desk::new();
    let names: [&[u8]; 4] = [b"s\xFCd", b"s\xFDd", b"s\xEF\xBF\xBDd", b"s\\xFCd"];
    for name in names {
        let folder = Path::new(OsStr::from_bytes(name));
        desk.write(folder.join("rfcdes.csv"), LEGACY);
        desk.write(Path::new("same").join(folder).with_extension("csv"), LEGACY);
        desk.write(Path::new("a").join(folder).join("PRD/rfcdes.csv"), LEGACY);
    }
    let ran = desk.run(&["check", ".", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let distinct = |list: &str, key: &str| {
        let mut values: Vec<&str> =
            report[list].as_array().unwrap().iter().map(|it| it[key].as_str().unwrap()).collect();
        let all = values.len();
        values.sort_unstable();
        values.dedup();
        (values.len(), all)
    };
    assert_eq!(distinct("files", "path"), (13, 13));
    // Four folders, four PRD below them, PRD itself, and the folder of the four files.
    assert_eq!(distinct("systems", "name"), (10, 10));
    let (fingerprints, findings) = distinct("findings", "fingerprint");
    assert_eq!(fingerprints, findings);
    let sarif: Value = serde_json::from_str(&desk.run(&["check", ".", "--format", "sarif"]).out).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let uri = |result: &Value| {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap().to_owned()
    };
    let uris: std::collections::BTreeSet<String> = results.iter().map(uri).collect();
    for uri in ["s%FCd/rfcdes.csv", "s%FDd/rfcdes.csv", "s%EF%BF%BDd/rfcdes.csv", "s%5CxFCd/rfcdes.csv"] {
        assert!(uris.contains(uri), "{uri}: {uris:?}");
    }
    // Each by itself is read as well.
    for name in names {
        let mut command = desk.command(&["check", "--format", "concise", "--select", "legacy-rfc-destination"]);
        assert_eq!(command.arg(OsStr::from_bytes(name)).output().unwrap().status.code(), Some(1));
    }
}

#[test]
fn a_current_folder_that_was_removed_is_an_error_with_the_way_out() {
    let desk = Desk::new();
    let absolute = desk.path("PRD");
    for arguments in ["check", "check .", "", "check --allow-empty", &format!("check {}", absolute.display())] {
        let ran = desk.shell(&format!("mkdir gone && cd gone && rmdir ../gone && \"$B\" {arguments}"));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments}");
        assert!(
            ran.err.contains("the current folder has been removed: change to a folder that is there (cd)"),
            "{}",
            ran.err
        );
    }
}
