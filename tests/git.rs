//! `--staged` and `--since`, with the real git in repositories of their own, as its users and its hooks call them.

// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const HEAD: &str = "RFCDEST,RFCTYPE,RFCOPTIONS\n";
const ERP: &str = "ERP_PRD,3,\"H=erp01.example.test,S=00,M=100,U=RFCUSER,\"\n";
/// An error of `legacy-rfc-destination`.
const SAPOSS: &str = "SAPOSS,3,\"H=/H/10.1.1.5/S/3299/H/oss001,S=01,U=OSS_RFC,\"\n";

fn clean() -> String {
    format!("{HEAD}{ERP}")
}

fn legacy() -> String {
    format!("{HEAD}{ERP}{SAPOSS}")
}

/// A repository to work in.
struct Desk(TempDir);

/// What came of a run.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// `path rule status` of each finding.
    fn findings(&self) -> Vec<String> {
        let report: Value = serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{}{}", self.out, self.err));
        let word = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
        let findings = report["findings"].as_array().unwrap().iter();
        findings.map(|it| format!("{} {} {}", word(it, "path"), word(it, "subject"), word(it, "status"))).collect()
    }

    /// `path status` of each file.
    fn files(&self) -> Vec<String> {
        let report: Value = serde_json::from_str(&self.out).unwrap();
        let files = report["files"].as_array().unwrap().iter();
        files.map(|it| format!("{} {}", it["path"].as_str().unwrap(), it["status"].as_str().unwrap())).collect()
    }

    #[track_caller]
    fn must(&self, code: i32, findings: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        assert_eq!(self.findings(), findings, "{}", self.err);
        self
    }

    #[track_caller]
    fn fails_with(&self, words: &[&str]) {
        assert_eq!(self.code, Some(2), "{}{}", self.out, self.err);
        words.iter().for_each(|words| assert!(self.err.contains(words), "{words:?} in {}", self.err));
    }
}

/// Of what git and basislint find around them nothing counts but this.
fn isolate<'c>(command: &'c mut Command, home: &Path) -> &'c mut Command {
    let inherited: Vec<_> =
        std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")).collect();
    for (name, _) in inherited {
        command.env_remove(name);
    }
    command
        .env("HOME", home)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CEILING_DIRECTORIES", home)
        .env("GIT_AUTHOR_NAME", "Ada")
        .env("GIT_AUTHOR_EMAIL", "ada@example.test")
        .env("GIT_COMMITTER_NAME", "Ada")
        .env("GIT_COMMITTER_EMAIL", "ada@example.test")
        .env_remove("NO_COLOR")
}

/// Options that make one rule speak, and in JSON.
const ONE_RULE: [&str; 6] = ["--select", "legacy-rfc-destination", "--format", "json", "--as-of", "2026-11-22"];

impl Desk {
    fn new() -> Self {
        let desk = Self(TempDir::new().unwrap());
        fs::create_dir(desk.top()).unwrap();
        desk.git(&["-c", "init.defaultBranch=main", "init", "-q"]);
        desk
    }

    /// A repository with these files in its first commit.
    fn with(files: &[(&str, &str)]) -> Self {
        let desk = Self::new();
        files.iter().for_each(|(path, text)| desk.write(path, text));
        desk.commit("first");
        desk
    }

    fn home(&self) -> &Path {
        self.0.path()
    }

    fn top(&self) -> std::path::PathBuf {
        self.home().join("landscape")
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.top().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.top().join(path)).unwrap();
    }

    fn try_git(&self, arguments: &[&str]) -> Output {
        isolate(Command::new("git").args(arguments).current_dir(self.top()), self.home()).output().unwrap()
    }

    #[track_caller]
    fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    fn stage(&self) {
        self.git(&["add", "-A"]);
    }

    fn commit(&self, message: &str) {
        self.stage();
        self.git(&["commit", "-q", "-m", message]);
    }

    fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("basislint"));
        isolate(command.args(arguments).current_dir(folder), self.home());
        command
    }

    fn run_in(&self, folder: &Path, arguments: &[&str]) -> Ran {
        Ran::of(self.command(folder, &[arguments, &ONE_RULE].concat()).output().unwrap())
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in(&self.top(), arguments)
    }

    fn staged(&self) -> Ran {
        self.run(&["--staged"])
    }
}

/// A file's text, by its path.
type Files<'f> = BTreeMap<&'f str, String>;

#[test]
fn what_is_staged_is_judged_whatever_lies_in_the_folders() {
    let prd = "PRD/sm59.csv";
    let only = |path: &'static str, text: String| Files::from([(path, text)]);
    let changed = legacy() + "SDCC_OSS,3,\"H=/H/10.1.1.5/S/3299/H/oss001,S=01,U=OSS_RFC,\"\n";
    let long = |text: String| text + &"Z_BW,3,\"H=bw01.example.test,S=00,M=100,U=RFCUSER,\"\n".repeat(5);
    let mut with_new = only(prd, clean());
    with_new.insert("PRD/new.csv", legacy());
    let states: [(&str, Files<'_>, Files<'_>, i32, &[&str]); 8] = [
        ("unchanged", only(prd, legacy()), only(prd, legacy()), 0, &[]),
        ("added", only(prd, clean()), with_new, 1, &["PRD/new.csv SAPOSS new"]),
        ("broken", only(prd, clean()), only(prd, legacy()), 1, &["PRD/sm59.csv SAPOSS new"]),
        (
            "touched",
            only(prd, legacy()),
            only(prd, changed),
            1,
            &["PRD/sm59.csv SAPOSS new", "PRD/sm59.csv SDCC_OSS new"],
        ),
        ("mended", only(prd, legacy()), only(prd, clean()), 0, &[]),
        ("deleted", only(prd, legacy()), Files::new(), 0, &[]),
        ("renamed", only(prd, legacy()), only("PRD/rfc.csv", legacy()), 0, &["PRD/rfc.csv SAPOSS baseline"]),
        (
            "renamed and changed",
            only(prd, long(legacy())),
            only("PRD/rfc.csv", long(legacy()) + "X,3,\"H=x.example.test,\"\n"),
            1,
            &["PRD/rfc.csv SAPOSS new"],
        ),
    ];
    for (what, head, index, code, findings) in states {
        let desk = Desk::new();
        desk.write(".gitignore", "*.log\n");
        head.iter().for_each(|(path, text)| desk.write(path, text));
        desk.commit("first");
        head.keys().filter(|path| !index.contains_key(*path)).for_each(|path| desk.remove(path));
        index.iter().for_each(|(path, text)| desk.write(path, text));
        desk.stage();
        let staged = desk.staged();
        staged.must(code, findings);
        // (a folder, the files in it); empty ones are removed.
        let folders: [(&str, &[(&str, String)]); 7] = [
            ("all broken", &[("PRD/sm59.csv", legacy()), ("PRD/new.csv", legacy()), ("PRD/rfc.csv", legacy())]),
            ("all clean", &[("PRD/sm59.csv", clean()), ("PRD/new.csv", clean()), ("PRD/rfc.csv", clean())]),
            (
                "all deleted",
                &[("PRD/sm59.csv", String::new()), ("PRD/new.csv", String::new()), ("PRD/rfc.csv", String::new())],
            ),
            ("untracked", &[("PRD/other.csv", legacy())]),
            ("ignored", &[("PRD/other.csv", String::new()), ("PRD/other.log", legacy())]),
            ("another system", &[("QAS/sm59.csv", legacy())]),
            ("a configuration for others", &[("QAS/basislint.toml", "[[suppress]]\n".to_owned())]),
        ];
        for (folder, files) in folders {
            for (path, text) in files {
                match text.as_str() {
                    "" if desk.top().join(path).exists() => desk.remove(path),
                    "" => {}
                    text => desk.write(path, text),
                }
            }
            let again = desk.staged();
            assert_eq!((again.code, again.out), (staged.code, staged.out.clone()), "{what}, {folder}: {}", again.err);
        }
    }
}

#[test]
fn what_was_there_before_is_counted_and_with_all_it_counts() {
    let desk = Desk::with(&[("PRD/sm59.csv", &legacy()), ("PRD/more.csv", &clean()), ("QAS/sm59.csv", &legacy())]);
    desk.write("PRD/more.csv", clean() + "Z,3,\"H=z.example.test,\"\n");
    desk.stage();
    let ran = desk.staged();
    ran.must(0, &["PRD/sm59.csv SAPOSS baseline"]);
    assert!(ran.err.contains("1 finding was there before"), "{}", ran.err);
    assert!(ran.err.contains("1 other system is not touched"), "{}", ran.err);
    desk.run(&["--staged=all"]).must(1, &["PRD/sm59.csv SAPOSS new", "QAS/sm59.csv SAPOSS new"]);
    desk.git(&["reset", "-q", "--hard"]);
    let ran = desk.staged();
    ran.must(0, &[]);
    assert!(ran.err.contains("touches no export"), "{}", ran.err);
    desk.run(&["--staged=all"]).must(1, &["PRD/sm59.csv SAPOSS new", "QAS/sm59.csv SAPOSS new"]);
}

#[test]
fn what_a_touched_file_tells_as_well_counts() {
    let desk = Desk::with(&[("PRD/a.csv", &legacy()), ("PRD/b.csv", &legacy())]);
    desk.write("PRD/b.csv", legacy() + "Z,3,\"H=z.example.test,\"\n");
    desk.stage();
    desk.staged().must(1, &["PRD/a.csv SAPOSS new"]);
}

#[test]
fn a_change_without_any_export_is_no_failure() {
    let desk = Desk::new();
    desk.write("README.md", "Exports of our landscape.\n");
    desk.stage();
    let ran = desk.staged();
    ran.must(0, &[]);
    assert!(ran.err.contains("touches no export"), "{}", ran.err);
    assert_eq!(desk.run(&["--staged=all"]).code, Some(2));
}

#[test]
fn a_rule_that_looks_at_several_systems_sees_those_that_are_not_touched() {
    let user = |user: &str| {
        format!("{HEAD}SAP-SUPPORT_PORTAL,H,\"H=apps.support.sap.com,I=443,U={user},v=%_PWD,s=Y,t=ANONYM,\"\n")
    };
    let system = "[[system]]\nname = \"PRD\"\nrole = \"abap-direct\"\nfiles = [\"PRD/**\"]\n\
                  [[system]]\nname = \"QAS\"\nrole = \"abap-direct\"\nfiles = [\"QAS/**\"]\n";
    let desk = Desk::with(&[
        ("basislint.toml", system),
        ("PRD/sm59.csv", &user("S0012345678")),
        ("QAS/sm59.csv", &user("S0012345679")),
    ]);
    let options = ["--select", "technical-user-shared", "--format", "json", "--fail-on", "warning"];
    let run = |more: &[&str]| Ran::of(desk.command(&desk.top(), &[more, &options].concat()).output().unwrap());
    run(&["--staged=all"]).must(0, &[]);
    desk.write("QAS/sm59.csv", user("S0012345678"));
    desk.stage();
    // The change is in QAS; what it brings is in both.
    run(&["--staged"]).must(1, &["PRD/sm59.csv S0012345678 new", "QAS/sm59.csv S0012345678 new"]);
    desk.commit("second");
    desk.write("QAS/rz11.txt", "nothing\n");
    desk.stage();
    run(&["--staged"]).must(0, &["QAS/sm59.csv S0012345678 baseline"]);
}

#[test]
fn a_removed_export_is_told_and_fails_where_all_is_required() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean()), ("PRD/README.md", "PRD\n")]);
    desk.git(&["rm", "-q", "PRD/sm59.csv"]);
    let ran = desk.staged();
    ran.must(0, &[]);
    assert!(
        ran.err.contains("warning: PRD: the check legacy-rfc-destination was made at HEAD and can no longer be made"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("restore PRD/sm59.csv"), "{}", ran.err);
    desk.run(&["--staged", "--require", "all"]).must(1, &[]);
    desk.run(&["--staged", "--require", "legacy-rfc-destination"]).must(1, &[]);
    // The whole system is gone.
    desk.git(&["rm", "-q", "PRD/README.md"]);
    desk.run(&["--staged", "--require", "all"]).must(1, &[]);
    desk.commit("second");
    // What could not be judged at HEAD either is no fault of this change; a new system has to bring all.
    desk.write("PRD/README.md", "PRD\n");
    desk.stage();
    desk.run(&["--staged", "--require", "all"]).must(0, &[]);
    desk.write("QAS/DEFAULT.PFL", "SAPSYSTEMNAME = QAS\nlogin/min_password_lng = 8\n");
    desk.stage();
    desk.run(&["--staged", "--require", "all"]).must(1, &[]);
}

#[test]
fn before_the_first_commit_all_is_new() {
    let desk = Desk::new();
    desk.write("PRD/sm59.csv", legacy());
    desk.stage();
    desk.staged().must(1, &["PRD/sm59.csv SAPOSS new"]);
    desk.write("PRD/sm59.csv", clean());
    desk.stage();
    desk.staged().must(0, &[]);
}

#[test]
fn a_file_that_is_not_merged_fails_and_a_merge_that_is_done_is_compared_with_head() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    desk.git(&["checkout", "-q", "-b", "other"]);
    desk.write("PRD/sm59.csv", legacy());
    desk.commit("theirs");
    desk.git(&["checkout", "-q", "main"]);
    desk.write("PRD/sm59.csv", clean() + "B,3,\"H=b.example.test,\"\n");
    desk.commit("ours");
    assert!(!desk.try_git(&["merge", "-q", "other"]).status.success());
    let ran = desk.staged();
    assert_eq!((ran.code, ran.files()), (Some(2), vec!["PRD/sm59.csv failed".to_owned()]), "{}", ran.err);
    assert!(ran.out.contains("not merged yet"), "{}", ran.out);
    desk.write("PRD/sm59.csv", legacy());
    desk.stage();
    desk.staged().must(1, &["PRD/sm59.csv SAPOSS new"]);
}

#[cfg(unix)]
#[test]
fn links_submodules_and_promised_files_are_no_exports() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    std::os::unix::fs::symlink("sm59.csv", desk.top().join("PRD/link.csv")).unwrap();
    desk.stage();
    let commit = desk.git(&["rev-parse", "HEAD"]);
    desk.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{commit},PRD/sub")]);
    desk.write("PRD/promised.csv", legacy());
    desk.git(&["add", "--intent-to-add", "PRD/promised.csv"]);
    desk.write("PRD/empty.csv", "");
    desk.git(&["add", "PRD/empty.csv"]);
    let ran = desk.staged();
    ran.must(0, &[]);
    let files =
        ["PRD/empty.csv unrecognized", "PRD/link.csv unrecognized", "PRD/sm59.csv read", "PRD/sub unrecognized"];
    assert_eq!(ran.files(), files);
    assert!(ran.out.contains("a submodule") && ran.out.contains("a symbolic link"), "{}", ran.out);
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_read_from_the_index() {
    let desk = Desk::with(&[("PRD/sm59.csv", &legacy()), ("QAS/sm59.csv", &clean())]);
    desk.git(&["sparse-checkout", "set", "QAS"]);
    assert!(!desk.top().join("PRD/sm59.csv").exists());
    desk.run(&["--staged=all"]).must(1, &["PRD/sm59.csv SAPOSS new"]);
    desk.staged().must(0, &[]);
}

#[test]
fn a_pointer_of_git_lfs_is_said_and_not_judged() {
    let pointer = "version https://git-lfs.github.com/spec/v1\n\
                   oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    desk.write("PRD/sm59.csv", pointer);
    desk.write("PRD/logo.png", pointer);
    desk.stage();
    let ran = desk.staged();
    let files = ["PRD/logo.png unrecognized", "PRD/sm59.csv failed"];
    assert_eq!((ran.code, ran.files()), (Some(2), files.map(str::to_owned).to_vec()), "{}", ran.err);
    assert!(ran.out.contains("Git LFS") && ran.out.contains("git lfs pull"), "{}", ran.out);
    // On the disk as well: nobody takes it for an export without findings.
    let ran = desk.run(&["PRD"]);
    assert_eq!((ran.code, ran.files()), (Some(2), files.map(str::to_owned).to_vec()), "{}", ran.err);
    assert!(ran.out.contains("run `git lfs pull`"), "{}", ran.out);
}

#[test]
fn content_that_git_does_not_have_is_no_pass() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    desk.write("PRD/more.csv", legacy());
    desk.stage();
    let id = desk.git(&["rev-parse", ":PRD/more.csv"]);
    fs::remove_file(desk.top().join(format!(".git/objects/{}/{}", &id[..2], &id[2..]))).unwrap();
    let ran = desk.staged();
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert_eq!(ran.files(), ["PRD/more.csv failed", "PRD/sm59.csv read"]);
    assert!(ran.out.contains("git does not have its content here"), "{}", ran.out);
    assert!(ran.out.contains("\"not-evaluated\""), "{}", ran.out);
}

#[test]
fn archives_in_git_are_looked_into() {
    use std::io::Write;
    let zipped = |text: &str| {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        archive.start_file("QAS/sm59.csv", zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
        archive.finish().unwrap().into_inner()
    };
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    desk.write("exports.zip", zipped(&clean()));
    desk.commit("second");
    desk.write("exports.zip", zipped(&legacy()));
    desk.stage();
    desk.staged().must(1, &["exports.zip/QAS/sm59.csv SAPOSS new"]);
    desk.git(&["mv", "exports.zip", "exports.bin"]);
    let ran = desk.staged();
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.out.contains("whose name does not say so"), "{}", ran.out);
}

#[test]
fn it_runs_in_any_folder_and_work_tree_but_not_without_one() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean()), ("QAS/sm59.csv", &clean())]);
    for path in ["PRD/sm59.csv", "QAS/sm59.csv"] {
        desk.write(path, legacy());
    }
    desk.stage();
    let both = ["PRD/sm59.csv SAPOSS new", "QAS/sm59.csv SAPOSS new"];
    desk.run_in(&desk.top().join("PRD"), &["--staged"]).must(1, &both);
    desk.run_in(&desk.top().join("PRD"), &["--staged", "."]).must(1, &both[..1]);
    desk.run_in(&desk.top().join("PRD"), &["--staged", "../QAS"]).must(1, &both[1..]);
    desk.run(&["--staged", "QAS/sm59.csv"]).must(1, &both[1..]);
    desk.run(&["--staged", desk.top().join("PRD").to_str().unwrap()]).must(1, &both[..1]);
    desk.run(&["--staged", "DEV"]).fails_with(&["DEV is neither in git's index nor in HEAD"]);
    desk.run(&["--staged", ".."]).fails_with(&["outside of the git repository"]);
    desk.run(&["--staged", "-"]).fails_with(&["`-` is standard input", "--staged"]);

    let linked = desk.home().join("linked");
    desk.git(&["worktree", "add", "-q", "--detach", linked.to_str().unwrap()]);
    fs::write(linked.join("QAS/sm59.csv"), legacy()).unwrap();
    desk.run_in(&linked, &["--staged"]).must(0, &[]);
    let add = Command::new("git").args(["add", "-A"]).current_dir(&linked).env("HOME", desk.home()).status().unwrap();
    assert!(add.success());
    desk.run_in(&linked, &["--staged"]).must(1, &both[1..]);

    let bare = desk.home().join("bare");
    desk.git(&["clone", "-q", "--bare", ".", bare.to_str().unwrap()]);
    desk.run_in(&bare, &["--staged"]).fails_with(&["git says `fatal: this operation must be run in a work tree`"]);
    desk.run_in(desk.home(), &["--staged"]).fails_with(&["git says `fatal: not a git repository"]);
    desk.run_in(desk.home(), &["--since", "HEAD"]).fails_with(&["git says `fatal: not a git repository"]);
}

#[cfg(unix)]
#[test]
fn a_hook_judges_the_index_that_git_hands_it() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::with(&[("PRD/sm59.csv", &clean()), ("QAS/sm59.csv", &clean())]);
    let program = assert_cmd::cargo::cargo_bin("basislint");
    let hook = desk.top().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, format!("#!/bin/sh\nexec '{}' --staged --select legacy-rfc-destination\n", program.display()))
        .unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    desk.write("PRD/sm59.csv", legacy());
    desk.write("QAS/sm59.csv", clean() + "B,3,\"H=b.example.test,\"\n");
    desk.stage();
    // Git makes an index of its own for a commit of one file alone.
    let commit =
        |arguments: &[&str]| desk.try_git(&[&["commit", "-q", "-m", "x"], arguments].concat()).status.success();
    assert!(!commit(&[]));
    assert!(!commit(&["PRD/sm59.csv"]));
    assert!(commit(&["QAS/sm59.csv"]));
    assert!(!commit(&["-a"]));
    // From a subfolder, and with a git folder that is named.
    let output = isolate(
        Command::new("git")
            .args(["--git-dir=../.git", "--work-tree=..", "commit", "-q", "-m", "x"])
            .current_dir(desk.top().join("PRD")),
        desk.home(),
    )
    .output()
    .unwrap();
    assert!(!output.status.success());
    desk.write("PRD/sm59.csv", clean() + "B,3,\"H=b.example.test,\"\n");
    assert!(commit(&["-a"]));
}

#[cfg(unix)]
#[test]
fn paths_are_bytes_of_any_encoding() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    let folder = desk.top().join(OsStr::from_bytes(b"S\xFCd"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(OsStr::from_bytes(b"\xFCber \"x\"\n.csv")), legacy()).unwrap();
    desk.stage();
    let ran = desk.staged();
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.findings()[0].starts_with("S\\xFCd/\\xFCber \"x\""), "{:?}", ran.findings());
    let mut command = desk.command(&desk.top(), &["--staged"]);
    let ran = Ran::of(command.arg(OsStr::from_bytes(b"S\xFCd")).args(ONE_RULE).output().unwrap());
    assert_eq!((ran.code, ran.findings().len()), (Some(1), 1), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_git_that_fails_says_so_with_its_own_words() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    let folder = desk.home().join("bin");
    fs::create_dir(&folder).unwrap();
    let fake = |script: &str| {
        fs::write(folder.join("git"), format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(folder.join("git"), fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = desk.command(&desk.top(), &["--staged"]);
        Ran::of(command.env("PATH", &folder).output().unwrap())
    };
    fake("echo 'warning: nothing' >&2; echo 'fatal: out of sorts' >&2; exit 128")
        .fails_with(&["git says `fatal: out of sorts`"]);
    fake("exit 1").fails_with(&["failed without a word"]);
    fake("echo /x").fails_with(&["what basislint does not understand"]);
    fs::remove_file(folder.join("git")).unwrap();
    let mut command = desk.command(&desk.top(), &["--staged"]);
    Ran::of(command.env("PATH", &folder).output().unwrap()).fails_with(&["git is not there: install it"]);
    // Git that dies while it hands out contents.
    let real = String::from_utf8(Command::new("sh").args(["-c", "command -v git"]).output().unwrap().stdout).unwrap();
    desk.write("PRD/sm59.csv", legacy());
    desk.stage();
    let ran = fake(&format!(
        "case \"$*\" in *cat-file*) echo 'fatal: no more' >&2; exit 128;; esac\nexec {} \"$@\"",
        real.trim()
    ));
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.out.contains("git cannot read its content"), "{}", ran.out);
    fs::write(desk.top().join(".git/index"), "no index").unwrap();
    desk.staged().fails_with(&["git says `", "index"]);
}

#[test]
fn a_suppression_counts_when_it_is_staged() {
    let suppression = "[[suppress]]\nrule = \"legacy-rfc-destination\"\nreason = \"until the audit\"\n";
    let desk = Desk::with(&[("basislint.toml", ""), ("PRD/sm59.csv", &clean())]);
    desk.write("PRD/sm59.csv", legacy());
    desk.stage();
    desk.write("basislint.toml", suppression);
    desk.staged().must(1, &["PRD/sm59.csv SAPOSS new"]);
    desk.run(&["--staged", "--config", "basislint.toml"]).must(1, &["PRD/sm59.csv SAPOSS new"]);
    desk.stage();
    desk.write("basislint.toml", "");
    desk.staged().must(0, &["PRD/sm59.csv SAPOSS suppressed"]);
    desk.run_in(&desk.top().join("PRD"), &["--staged", "."]).must(0, &["PRD/sm59.csv SAPOSS suppressed"]);
    desk.run(&["--staged", "--isolated"]).must(1, &["PRD/sm59.csv SAPOSS new"]);
    // One that git does not know is taken from the disk.
    desk.git(&["rm", "-q", "-f", "--cached", "basislint.toml"]);
    desk.write("basislint.toml", suppression);
    desk.staged().must(0, &["PRD/sm59.csv SAPOSS suppressed"]);
    // A mistake in the staged one is shown at its place.
    desk.write("basislint.toml", "nonsense = 1\n");
    desk.stage();
    desk.write("basislint.toml", "");
    desk.staged().fails_with(&["basislint.toml:1:1", "nonsense"]);
}

#[test]
fn since_a_revision_a_branch_or_a_day_only_what_is_new_counts() {
    let desk = Desk::with(&[("PRD/sm59.csv", &legacy())]);
    let at = |day: &str, message: &str| {
        desk.stage();
        let mut command = Command::new("git");
        let dates = [("GIT_AUTHOR_DATE", day), ("GIT_COMMITTER_DATE", day)];
        command.args(["commit", "-q", "--allow-empty", "-m", message]).current_dir(desk.top());
        assert!(isolate(&mut command, desk.home()).envs(dates).status().unwrap().success());
    };
    desk.git(&["update-ref", "-d", "HEAD"]);
    at("2026-06-30T23:59:59Z", "June");
    desk.git(&["branch", "other"]);
    desk.write("PRD/july.csv", format!("{HEAD}SDCC_OSS,3,\"H=/H/10.1.1.5/S/3299/H/oss001,S=01,U=OSS_RFC,\"\n"));
    at("2026-07-01T00:00:00Z", "July");
    desk.git(&["tag", "july"]);
    desk.write("PRD/untracked.csv", format!("{HEAD}SAPNET_RFC,3,\"H=/H/10.1.1.5/S/3299/H/oss001,S=01,U=OSS_RFC,\"\n"));
    let (july, june, untracked) =
        ("PRD/july.csv SDCC_OSS", "PRD/sm59.csv SAPOSS baseline", "PRD/untracked.csv SAPNET_RFC new");
    let (july_new, july_known) = (format!("{july} new"), format!("{july} baseline"));
    desk.run(&["--since", "july"]).must(1, &[&july_known, june, untracked]);
    desk.run(&["--since", "HEAD~1"]).must(1, &[&july_new, june, untracked]);
    desk.run(&["--since", "other..."]).must(1, &[&july_new, june, untracked]);
    // The day itself is new.
    desk.run(&["--since", "2026-07-01"]).must(1, &[&july_new, june, untracked]);
    desk.run(&["--since", "2026-07-02"]).must(1, &[&july_known, june, untracked]);
    desk.run(&["--since", "2026-06-30"]).fails_with(&["no commit here is older than that day"]);
    desk.run(&["--since", "july", "PRD/july.csv"]).must(0, &[&july_known]);
    desk.run_in(&desk.top().join("PRD"), &["--since", "HEAD~1", "july.csv"]).must(1, &["july.csv SDCC_OSS new"]);
    desk.run(&["--since", "nowhere"]).fails_with(&["git knows no such revision", "fatal: Needed a single revision"]);
    desk.run(&["--since", "HEAD..july"]).fails_with(&["name one revision"]);
    desk.run(&["--since=--all"]).fails_with(&["name a revision"]);
    desk.run(&["--since", "HEAD", ".."]).fails_with(&["outside of the git repository"]);
    desk.git(&["checkout", "-q", "--orphan", "alone"]);
    at("2026-08-01T00:00:00Z", "alone");
    desk.run(&["--since", "other..."]).fails_with(&["no common commit"]);
}

#[test]
fn since_knows_a_finding_at_another_place_and_tells_what_was_removed() {
    let desk = Desk::with(&[("PRD/sm59.csv", &legacy()), ("QAS/sm59.csv", &clean())]);
    // The same finding at another place, and told by another file first.
    desk.write("PRD/sm59.csv", format!("{HEAD}{SAPOSS}"));
    desk.write("PRD/again.csv", format!("{HEAD}{ERP}{SAPOSS}"));
    let ran = desk.run(&["--since", "HEAD"]);
    ran.must(0, &["PRD/again.csv SAPOSS baseline"]);
    assert!(ran.err.contains("1 finding was there before (HEAD)"), "{}", ran.err);
    desk.remove("QAS/sm59.csv");
    let ran = desk.run(&["--since", "HEAD"]);
    assert!(ran.err.contains("warning: QAS: the check legacy-rfc-destination was made at HEAD"), "{}", ran.err);
}
