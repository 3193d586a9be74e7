//! From where and by whom basislint is called, and what it says when git fails.

use std::fs;
use std::process::Command;

use super::{Desk, Ran, clean, isolate, legacy};

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
    let program = crate::program::path();
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
    desk.write("PRD/sm59.csv", clean());
    let ran = fake(&format!(
        "case \"$*\" in *cat-file*) echo 'fatal: no more' >&2; exit 128;; esac\nexec {} \"$@\"",
        real.trim()
    ));
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.out.contains("git cannot read its content"), "{}", ran.out);
    fs::write(desk.top().join(".git/index"), "no index").unwrap();
    desk.staged().fails_with(&["git says `", "index"]);
}
