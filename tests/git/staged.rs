//! What of the index counts: changes in every combination with what lies in the folders, other systems, configuration, what is lost.

use std::collections::BTreeMap;

use super::{Desk, HEAD, Ran, clean, legacy};

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
