//! `--since`: a revision, the point where a branch left, a day.

use std::process::Command;

use super::{Desk, ERP, HEAD, SAPOSS, clean, isolate, legacy};

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

#[test]
fn what_a_gitignore_leaves_out_now_is_not_missed_from_before() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean()), ("QAS/sm59.log", &legacy())]);
    desk.write(".gitignore", "*.log\n");
    let ran = desk.run(&["--since", "HEAD"]);
    ran.must(0, &[]);
    assert!(!ran.err.contains("QAS"), "{}", ran.err);
}
