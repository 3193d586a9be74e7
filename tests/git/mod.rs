//! `--staged` and `--since`, with the real git in repositories of their own, as its users and its hooks call them.

// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod calling;
mod contents;
mod own_rules;
mod since;
mod staged;

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
        let mut command = crate::program::basislint();
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
