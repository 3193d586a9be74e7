//! What a configuration in git says of rules, of files that are left out, and of reports.

use std::fs;

use super::{Desk, Ran, clean, legacy};

/// A rule about a host, which is `severity` if it is found.
fn rule(host: &str) -> String {
    format!(
        r#"id = "forbidden-host"
title = "Leads to a host that is switched off"
severity = "error"
confidence = "high"
roles = ["abap-direct"]
what = "The old data centre."
why = "It is gone."
fix = "Delete it in SM59."
references = ["Change 4711"]
subject = "{{name}}"
message = "{{name}} leads to {{host}}"
help = "Delete {{name}} in SM59."
select = {{ export = "rfc-destinations" }}
when = [{{ field = "host", equals = "{host}" }}]
examples = [
  {{ name = "old", verdict = "fail", files = {{ "PRD/d.csv" = "RFCDEST,RFCTYPE,RFCOPTIONS\nERP,3,\"H={host},S=00,\"\n" }} }},
  {{ name = "new", verdict = "pass", files = {{ "PRD/d.csv" = "RFCDEST,RFCTYPE,RFCOPTIONS\nERP,3,\"H=x.example,S=00,\"\n" }} }},
]
"#
    )
}

const CONFIG: &str = "rules = [\"our-rules/\"]\n";
const OWN: [&str; 6] = ["--select", "forbidden-host", "--format", "json", "--as-of", "2026-11-22"];

fn own(desk: &Desk, arguments: &[&str]) -> Ran {
    Ran::of(desk.command(&desk.top(), &[arguments, &OWN].concat()).output().unwrap())
}

#[test]
fn what_is_staged_is_judged_by_the_rules_as_they_are_staged() {
    let desk = Desk::with(&[("basislint.toml", CONFIG), ("our-rules/host.toml", &rule("other.example"))]);
    desk.write("PRD/sm59.csv", clean());
    desk.write("our-rules/host.toml", rule("erp01.example.test"));
    desk.stage();
    // Neither what lies in the folders later, nor that nothing does, counts.
    desk.write("our-rules/host.toml", rule("another.example"));
    own(&desk, &["--staged"]).must(1, &["PRD/sm59.csv ERP_PRD new"]);
    fs::remove_dir_all(desk.top().join("our-rules")).unwrap();
    own(&desk, &["--staged"]).must(1, &["PRD/sm59.csv ERP_PRD new"]);
    own(&desk, &[]).fails_with(&["there is no folder `our-rules/`", "basislint.toml:1:10"]);
}

#[test]
fn rules_that_git_does_not_track_are_those_on_the_disk() {
    let desk = Desk::with(&[("basislint.toml", CONFIG), (".gitignore", "our-rules/\n")]);
    desk.write("PRD/sm59.csv", clean());
    desk.write("our-rules/host.toml", rule("erp01.example.test"));
    desk.stage();
    own(&desk, &["--staged"]).must(1, &["PRD/sm59.csv ERP_PRD new"]);
}

#[test]
fn a_difference_of_revisions_is_judged_by_the_rules_of_the_later_one() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    desk.write("basislint.toml", CONFIG);
    desk.write("our-rules/host.toml", rule("bw.example.test"));
    desk.commit("rules");
    let bw = clean() + "Z_BW,3,\"H=bw.example.test,S=00,M=100,U=RFCUSER,\"\n";
    desk.write("PRD/sm59.csv", bw);
    desk.commit("bw");
    fs::remove_dir_all(desk.top().join("our-rules")).unwrap();
    let arguments = ["diff", "HEAD~2..HEAD", "--select", "forbidden-host", "--as-of", "2026-11-22"];
    let ran = Ran::of(desk.command(&desk.top(), &arguments).output().unwrap());
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("forbidden-host"), "{}", ran.out);
}

#[test]
fn excluded_files_are_left_out_of_every_state() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean()), ("old/PRD/sm59.csv", &clean())]);
    desk.write("basislint.toml", "exclude = [\"old/**\", \"*.bak\"]\n");
    desk.write("old/PRD/sm59.csv", legacy());
    desk.write("PRD/sm59.bak", legacy());
    desk.stage();
    desk.run(&["--staged"]).must(0, &[]);
    desk.run(&["--staged=all"]).must(0, &[]);
    assert_eq!(desk.run(&["--staged=all"]).files(), ["PRD/sm59.csv read"]);
    desk.run(&["--since", "HEAD"]).must(0, &[]);
    desk.run(&[]).must(0, &[]);
    // What is named is read.
    desk.run(&["PRD/sm59.bak"]).must(1, &["PRD/sm59.bak SAPOSS new"]);
    desk.commit("configuration");
    desk.write("old/PRD/sm59.csv", clean());
    desk.write("PRD/sm59.bak", clean());
    let ran = Ran::of(desk.command(&desk.top(), &["diff", "HEAD", "--as-of", "2026-11-22"]).output().unwrap());
    assert!(ran.code == Some(0) && !ran.out.contains("SAPOSS"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_hook_writes_no_reports_and_a_check_does() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean()), ("basislint.toml", "output = [\"json=report.json\"]\n")]);
    let report = desk.top().join("report.json");
    let check = |arguments: &[&str]| {
        let _ = fs::remove_file(&report);
        let ran = Ran::of(desk.command(&desk.top(), arguments).output().unwrap());
        assert_ne!(ran.code, Some(2), "{}{}", ran.out, ran.err);
        report.exists()
    };
    desk.write("PRD/sm59.csv", legacy());
    desk.stage();
    assert!(check(&[]) && check(&["PRD"]) && check(&["--since", "HEAD"]));
    for less in [
        &["--staged"][..],
        &["--staged=all"],
        &["--select", "legacy-rfc-destination"],
        &["--min-confidence", "high"],
        &["PRD/sm59.csv"],
        &["--redact"],
        &["--isolated"],
        &["fix"],
        &["baseline", "write"],
    ] {
        assert!(!check(less), "{less:?}");
    }
    // What the command line asks for in the same format stands for it.
    assert!(!check(&["--output", "json=other.json"]));
    assert!(desk.top().join("other.json").exists());
    // From anywhere it goes beside the configuration.
    let _ = Ran::of(desk.command(&desk.top().join("PRD"), &[]).output().unwrap());
    assert!(report.exists());
}

#[cfg(unix)]
#[test]
fn a_configuration_leads_nowhere_out_of_its_repository() {
    let desk = Desk::with(&[("PRD/sm59.csv", &clean())]);
    let outside = desk.home().join("elsewhere");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("host.toml"), "password = \"geheim\"\n").unwrap();
    let lies_outside = |config: &str, words: &str| {
        desk.write("deep/basislint.toml", config);
        let ran = own(&desk, &["deep", "--config", "deep/basislint.toml"]);
        ran.fails_with(&[words]);
        assert!(!ran.err.contains("geheim"), "{}", ran.err);
    };
    desk.write("deep/PRD/sm59.csv", clean());
    lies_outside("rules = [\"../../elsewhere\"]\n", "`../../elsewhere` lies outside of ");
    lies_outside(&format!("rules = [\"{}\"]\n", outside.display()), "lies outside of ");
    std::os::unix::fs::symlink(&outside, desk.top().join("deep/linked")).unwrap();
    lies_outside("rules = [\"linked\"]\n", "`linked` lies outside of ");
    // Rules beside it in the same repository are the team's.
    desk.write("shared/host.toml", rule("erp01.example.test"));
    desk.write("deep/basislint.toml", "rules = [\"../shared\"]\n");
    own(&desk, &["deep", "--config", "deep/basislint.toml"]).must(1, &["deep/PRD/sm59.csv ERP_PRD new"]);
    // Nor is a report written through a link.
    for (output, words) in
        [("json=linked/x.json", "which a link takes out"), ("json=linked.json", "which a link takes out")]
    {
        let _ = std::os::unix::fs::symlink(outside.join("new.json"), desk.top().join("deep/linked.json"));
        desk.write("deep/basislint.toml", format!("output = [\"{output}\"]\n"));
        let ran = Ran::of(desk.command(&desk.top(), &["deep", "--config", "deep/basislint.toml"]).output().unwrap());
        ran.fails_with(&[words, "`output` in deep/basislint.toml, line 1,"]);
    }
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
}
