//! Rules that an administrator writes by hand: they find what they should, and every mistake in them is shown at its place.

#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::program;

/// Twenty lines, as somebody would write them who knows profile parameters and has seen one rule of ours.
const SAPSTAR: &str = r#"id = "sapstar-with-known-password"
title = "SAP* can log on with a known password"
severity = "error"
confidence = "high"
roles = ["abap-direct", "abap-managed", "solution-manager"]
what = "login/no_automatic_user_sapstar is not 1."
why = "Whoever deletes the user SAP* gets one whose password is known."
fix = "Set login/no_automatic_user_sapstar to 1 in RZ10 and restart."
references = ["Our security guide 4.2"]
subject = "{name}"
message = "{name} is {value}"
help = "Set {name} to 1 in the default profile (RZ10) and restart {system}."
expect = "all"
select.export = "effective-parameters"
where = [{ field = "name", equals = "login/no_automatic_user_sapstar" }]
when = [{ field = "value", equals = "1" }]
labels = [{ field = "value", text = "must be 1" }]
[[examples]]
name = "off"
verdict = "fail"
files = { "PRD/DEFAULT.PFL" = "SAPSYSTEMNAME = PRD\nlogin/no_automatic_user_sapstar = 0" }
[[examples]]
name = "on"
verdict = "pass"
files = { "PRD/DEFAULT.PFL" = "SAPSYSTEMNAME = PRD\nlogin/no_automatic_user_sapstar = 1" }
"#;

/// The same on RFC destinations, with fields that are no text.
const DESTINATION: &str = r#"id = "forbidden-host"
title = "RFC destination to a host that is switched off"
severity = "warning"
confidence = "high"
roles = ["abap-direct"]
what = "The old data centre."
why = "It is gone."
fix = "Delete the destination in SM59."
references = ["Change 4711"]
subject = "{name}"
message = "{name} leads to {host}"
help = "Delete {name} in SM59."
[select]
export = "rfc-destinations"
[[when]]
field = "host"
glob = "*.old.example"
[[labels]]
field = "host"
text = "switched off"
[[examples]]
name = "old"
verdict = "fail"
at = ["PRD/d.csv:2:10"]
files = { "PRD/d.csv" = "RFCDEST,RFCTYPE,RFCOPTIONS\nERP,3,\"H=erp.old.example,S=00,\"\n" }
[[examples]]
name = "new"
verdict = "pass"
files = { "PRD/d.csv" = "RFCDEST,RFCTYPE,RFCOPTIONS\nERP,3,\"H=erp.new.example,S=00,\"\n" }
"#;

/// A folder with rules in `rules` and exports in `PRD`.
struct Desk(TempDir);

impl Desk {
    fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self(TempDir::new().unwrap());
        for (path, text) in files {
            desk.write(path, text.as_bytes());
        }
        desk
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        basislint(self.0.path(), arguments)
    }
}

fn basislint(folder: &Path, arguments: &[&str]) -> Output {
    program::basislint().current_dir(folder).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What basislint says of a rule file with this text.
fn complaint(rule: &str) -> String {
    let desk = Desk::new(&[("rules/rule.toml", rule), ("PRD/README", "no export")]);
    let output = desk.run(&["check", "PRD", "--rules", "rules"]);
    assert_eq!(output.status.code(), Some(2), "{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr)
}

/// What basislint says of each rule with one thing changed, one below the other.
fn complaints(rule: &str, changes: &[(&str, &str)]) -> String {
    let said = changes.iter().map(|(old, new)| {
        assert!(rule.contains(old), "the rule has no {old}");
        format!("=== {old} -> {new}\n{}", complaint(&rule.replacen(old, new, 1)))
    });
    said.collect::<Vec<_>>().join("\n")
}

/// Findings of one rule as `line:column message`, and the exit code.
fn findings(desk: &Desk, rule: &str) -> (Vec<String>, Option<i32>) {
    let arguments = ["check", "PRD", "--rules", "rules", "--select", rule, "--format", "concise", "--fail-on", "note"];
    let output = desk.run(&arguments);
    assert_eq!(text(&output.stderr), "");
    let marker = format!("[{rule}]");
    let lines = text(&output.stdout);
    (lines.lines().filter(|line| line.contains(&marker)).map(str::to_owned).collect(), output.status.code())
}

fn rule(head: &str, select: &str, examples: &[(&str, &str)]) -> String {
    let mut text = format!(
        "{head}\nconfidence = \"high\"\nroles = [\"abap-direct\"]\nwhat = \"x\"\nwhy = \"x\"\nfix = \"x\"\n\
         references = []\n{select}\n"
    );
    for (verdict, file) in examples {
        text.push_str(&format!(
            "[[examples]]\nname = \"{verdict}\"\nverdict = \"{verdict}\"\n[examples.files]\n{file}\n"
        ));
    }
    text
}

#[test]
fn a_parameter_that_must_have_a_value() {
    let desk = Desk::new(&[
        ("rules/sapstar.toml", SAPSTAR),
        ("PRD/DEFAULT.PFL", "SAPSYSTEMNAME = PRD\nlogin/no_automatic_user_sapstar = 0\n"),
    ]);
    let (found, code) = findings(&desk, "sapstar-with-known-password");
    assert_eq!(code, Some(1));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("PRD/DEFAULT.PFL:2:35"), "{found:?}");
    assert!(found[0].contains("login/no_automatic_user_sapstar is 0"), "{found:?}");

    desk.write("PRD/DEFAULT.PFL", b"SAPSYSTEMNAME = PRD\nlogin/no_automatic_user_sapstar = 1\n");
    assert_eq!(findings(&desk, "sapstar-with-known-password"), (Vec::new(), Some(0)));
    let tested = desk.run(&["rules", "test", "rules"]);
    assert_eq!((text(&tested.stdout).as_str(), tested.status.code()), ("1 rule, 2 examples, 0 failed\n", Some(0)));
}

/// A rule with a fix, and what a file becomes by it.
fn sapstar_with(edit: &str, fixed: &str) -> String {
    let file = "off\"\nverdict = \"fail\"\n";
    let fixed = format!("{file}fixed = {{ \"PRD/DEFAULT.PFL\" = \"SAPSYSTEMNAME = PRD\\n{fixed}\" }}\n");
    SAPSTAR.replacen("[[examples]]", &format!("[[edit]]\n{edit}\n[[examples]]"), 1).replacen(file, &fixed, 1)
}

#[test]
fn a_rule_of_ones_own_says_how_it_is_fixed_and_its_example_proves_it() {
    let edit = "change = \"set-value\"\nto = \"1\"\nsafe = true\nbecause = \"nobody logs on so\"";
    let fixed = sapstar_with(edit, "login/no_automatic_user_sapstar = 1");
    let profile = "SAPSYSTEMNAME = PRD\n# \u{fc}\nlogin/no_automatic_user_sapstar = 0\n";
    let desk = Desk::new(&[("rules/sapstar.toml", &fixed), ("PRD/DEFAULT.PFL", profile)]);
    let tested = desk.run(&["rules", "test", "rules"]);
    assert_eq!(text(&tested.stdout), "1 rule, 2 examples, 0 failed\n");
    let rule = "--select=sapstar-with-known-password";
    let written = desk.run(&["fix", "PRD", "--rules", "rules", rule, "--write", "--isolated"]);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    let now = fs::read_to_string(desk.0.path().join("PRD/DEFAULT.PFL")).unwrap();
    assert_eq!(now, profile.replace("sapstar = 0", "sapstar = 1"));

    desk.write("rules/sapstar.toml", sapstar_with(edit, "login/no_automatic_user_sapstar = 2").as_bytes());
    let tested = desk.run(&["rules", "test", "rules"]);
    assert_eq!(tested.status.code(), Some(1));
    assert!(text(&tested.stdout).contains("PRD/DEFAULT.PFL becomes"), "{}", text(&tested.stdout));
}

#[test]
fn mistakes_in_fixes_are_shown_at_their_place() {
    let of = |edit: &str| {
        let edit = format!("{edit}\nsafe = false\nbecause = \"of the test\"");
        complaint(&sapstar_with(&edit, "login/no_automatic_user_sapstar = 1"))
    };
    for (edit, wanted) in [
        ("change = \"set-value\"", "this change needs `to`"),
        ("change = \"remove-line\"\nto = \"1\"", "this change has no use for `to`"),
        ("change = \"set-value\"\nto = \"a\\nb\"", "it must be ASCII without control characters"),
        ("change = \"cipher-flags\"\nto = \"strong\"", "protocol flags are a number"),
        ("change = \"permit-route\"\nto = \"443\"", "this change needs `sources-of`"),
        ("change = \"set-valu\"\nto = \"1\"", "unknown"),
    ] {
        let said = of(edit);
        assert!(said.contains(wanted) && said.contains("rules/rule.toml:"), "{edit}: {said}");
    }
    let edit = "[[edit]]\nchange = \"remove-line\"\nsafe = false\nbecause = \"x\"\n[[examples]]";
    let said = complaint(&SAPSTAR.replacen("[[examples]]", edit, 1));
    assert!(said.contains("no example shows what the files become"), "{said}");
    let said = complaint(&DESTINATION.replacen("[[examples]]", edit, 1));
    assert!(said.contains("rfc-destinations is nothing that people write by hand"), "{said}");
    let said =
        complaint(&SAPSTAR.replacen("[[examples]]", edit, 1).replace("subject = \"{name}\"", "subject = \"SAP*\""));
    assert!(said.contains("that is not the subject"), "{said}");
}

/// Rule on the run time of dialog work processes: a parameter that is a number to people and text to SAP.
fn run_time() -> String {
    rule(
        "id = \"short-run-time\"\ntitle = \"x\"\nseverity = \"warning\"\nsubject = \"{name}\"\n\
         message = \"{name} is {value}\"\nhelp = \"x\"",
        "select.export = \"effective-parameters\"\n\
         where = [{ field = \"name\", equals = \"rdisp/max_wprun_time\" }]\n\
         when = [{ field = \"value\", below = 600 }]\nlabels = [{ field = \"value\" }]",
        &[
            ("fail", r#""PRD/DEFAULT.PFL" = "rdisp/max_wprun_time = 300""#),
            ("pass", r#""PRD/DEFAULT.PFL" = "rdisp/max_wprun_time = 600""#),
            ("not-evaluated", r#""PRD/DEFAULT.PFL" = "rdisp/max_wprun_time = 10M""#),
            ("not-evaluated", r#""PRD/DEFAULT.PFL" = "rdisp/mshost = a""#),
        ],
    )
}

#[test]
fn a_parameter_below_a_limit() {
    let desk = Desk::new(&[
        ("rules/run_time.toml", &run_time()),
        ("PRD/DEFAULT.PFL", "SAPSYSTEMNAME = PRD\nrdisp/max_wprun_time = 300\n"),
    ]);
    let tested = desk.run(&["rules", "test", "rules"]);
    assert_eq!(text(&tested.stdout), "1 rule, 4 examples, 0 failed\n");
    let (found, code) = findings(&desk, "short-run-time");
    assert_eq!((found.len(), code), (1, Some(1)));
    assert!(found[0].starts_with("PRD/DEFAULT.PFL:2:24"), "{found:?}");
}

#[test]
fn a_parameter_that_is_set_nowhere_is_not_below_nor_above_a_limit() {
    let list = "Parameter Name,User-Defined Value,System Default Value,System Default Value(Unsubstituted Form),Comment\n\
                login/min_password_lng,,,,Minimum password length\n";
    let desk = Desk::new(&[
        ("rules/run_time.toml", &run_time().replace("rdisp/max_wprun_time", "login/min_password_lng")),
        ("PRD/rsparam.csv", list),
    ]);
    let output = desk.run(&["check", "PRD", "--rules", "rules", "--select", "short-run-time", "--require", "all"]);
    assert_eq!(output.status.code(), Some(1), "an empty value must not pass: {}", text(&output.stdout));
    assert!(text(&output.stdout).contains(" 0 pass "), "{}", text(&output.stdout));
}

#[test]
fn a_destination_whose_host_is_forbidden() {
    let desk = Desk::new(&[
        ("rules/host.toml", DESTINATION),
        (
            "PRD/rfcdes.csv",
            "RFCDEST,RFCTYPE,RFCOPTIONS\nA,3,\"H=app1.OLD.example,S=00,\"\nB,3,\"H=app1.new.example,S=00,\"\n",
        ),
    ]);
    let tested = desk.run(&["rules", "test", "rules"]);
    assert_eq!(text(&tested.stdout), "1 rule, 2 examples, 0 failed\n");
    let (found, _) = findings(&desk, "forbidden-host");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("PRD/rfcdes.csv:2:8"), "{found:?}");
    assert!(found[0].contains("A leads to app1.OLD.example"), "{found:?}");
}

const JOB_LOG: &str = "\
22.06.2025 17:32:41 Job started                                                  00       516      S
22.06.2025 17:32:42 Interface ZFI_042 delivered 0 records                        ZF       042      S
22.06.2025 17:32:42 Job finished                                                 00       517      S
";

#[test]
fn a_text_in_a_job_log() {
    let example = |log: &str| format!("\"PRD/job.txt\" = '''\n{log}'''");
    let text = rule(
        "id = \"empty-delivery\"\ntitle = \"x\"\nseverity = \"note\"\nsubject = \"{text}\"\nmessage = \"{text}\"\nhelp = \"x\"",
        "select.export = \"job-log\"\nwhen = [{ field = \"text\", matches = 'delivered 0 \\w+$' }]\nlabels = [{ field = \"text\" }]",
        &[("fail", &example(JOB_LOG)), ("pass", &example(&JOB_LOG.replace(" 0 ", " 7 ")))],
    );
    let desk = Desk::new(&[("rules/delivery.toml", &text), ("PRD/log.txt", JOB_LOG)]);
    let tested = desk.run(&["rules", "test", "rules"]);
    assert_eq!(self::text(&tested.stdout), "1 rule, 2 examples, 0 failed\n");
    let (found, code) = findings(&desk, "empty-delivery");
    assert_eq!((found.len(), code), (1, Some(1)));
    assert!(found[0].starts_with("PRD/log.txt:2:21"), "{found:?}");
}

#[test]
fn a_list_of_ours_can_be_extended() {
    let list = "list = \"legacy-destinations\"\nabout = \"ours too\"\nsource = \"Change 4711\"\nextend = true\nkey = \"name\"\n\
                [[row]]\nname = \"ZOSS_OLD\"\nuse = \"the old note download\"\nsuccessors = [\"SAP-SUPPORT_NOTE_DOWNLOAD\"]\n";
    let desk = Desk::new(&[
        ("rules/ours.toml", list),
        ("PRD/rfcdes.csv", "RFCDEST,RFCTYPE,RFCOPTIONS\nZOSS_OLD,3,\"H=/H/10.1.1.5/S/3299/H/oss001,S=01,\"\n"),
    ]);
    let (found, code) = findings(&desk, "legacy-rfc-destination");
    assert_eq!((found.len(), code), (1, Some(1)), "{found:?}");
    assert!(found[0].contains("ZOSS_OLD still calls SAP by RFC"), "{found:?}");
}

#[test]
fn names_of_parameters_in_groups_and_references_are_all_kept() {
    // Parameters that no rule asks for are not kept: a group must not hide the others from itself.
    let any = SAPSTAR.replace(
        "when = [{ field = \"value\", equals = \"1\" }]",
        "when = [{ any = [{ field = \"name\", equals = \"login/x\" }, { field = \"value\", glob = \"bad*\" }] }]",
    );
    let any = any
        .replace("expect = \"all\"\n", "")
        .replace("where = [{ field = \"name\", equals = \"login/no_automatic_user_sapstar\" }]\n", "");
    let desk = Desk::new(&[("rules/any.toml", &any), ("PRD/DEFAULT.PFL", "SAPSYSTEMNAME = PRD\ngw/zz = bad1\n")]);
    let found = findings(&desk, "sapstar-with-known-password").0;
    assert!(found.iter().any(|line| line.starts_with("PRD/DEFAULT.PFL:2:9")), "{found:?}");

    // With `all` the names in `when` are what must be so, and the others are findings.
    let all = SAPSTAR.replace("field = \"value\", equals = \"1\"", "field = \"name\", equals = \"SAPSYSTEMNAME\"");
    let all = all.replace("where = [{ field = \"name\", equals = \"login/no_automatic_user_sapstar\" }]\n", "");
    desk.write("rules/any.toml", all.as_bytes());
    let found = findings(&desk, "sapstar-with-known-password").0;
    assert!(found.iter().any(|line| line.starts_with("PRD/DEFAULT.PFL:2:9")), "{found:?}");

    // A parameter that only a reference asks for.
    let reference = DESTINATION.replace(
        "glob = \"*.old.example\"",
        "in = { export = \"effective-parameters\", field = \"value\", where = [{ field = \"name\", equals = \"zz/host\" }] }",
    );
    let desk = Desk::new(&[
        ("rules/reference.toml", &reference),
        ("PRD/rfcdes.csv", "RFCDEST,RFCTYPE,RFCOPTIONS\nA,3,\"H=app1.old.example,S=00,\"\n"),
        ("PRD/DEFAULT.PFL", "SAPSYSTEMNAME = PRD\nzz/host = app1.old.example\n"),
    ]);
    assert_eq!(findings(&desk, "forbidden-host").0.len(), 1);
}

#[test]
fn a_misspelt_word() {
    insta::assert_snapshot!(complaints(
        SAPSTAR,
        &[
            ("severity =", "sevirity ="),
            ("\"error\"", "\"eror\""),
            ("\"high\"", "\"sure\""),
            ("\"abap-direct\"", "\"abap\""),
            ("\"effective-parameters\"", "\"effective-parameter\""),
            ("expect = \"all\"", "expect = \"every\""),
            ("equals = \"1\"", "equal = \"1\""),
            ("text = \"must", "txt = \"must"),
            ("verdict = \"fail\"", "verdict = \"failed\""),
            ("id = \"sapstar-with", "severity-by-tier = { prod = \"error\" }\nid = \"sapstar-with"),
        ],
    ));
}

#[test]
fn a_field_that_is_not_there() {
    insta::assert_snapshot!(complaints(
        SAPSTAR,
        &[
            ("field = \"name\", equals", "field = \"nmae\", equals"),
            ("field = \"value\", text", "field = \"vlaue\", text"),
            ("{name} is {value}", "{name} is {vlaue}"),
            ("{name} is {value}", "{name} is {value"),
            ("{name} is {value}", "{name} is {}"),
            ("field = \"value\", text", "field = \"match\", text"),
            ("equals = \"1\"", "equals = \"{row.value}\""),
            ("equals = \"1\"", "in = { export = \"rfc-destination\", field = \"name\" }"),
            ("equals = \"1\"", "in = { export = \"rfc-destinations\", field = \"naem\" }"),
            (
                "select.export = \"effective-parameters\"",
                "select = { export = \"effective-parameters\", table = \"legacy-destinations\", field = \"nam\" }"
            ),
            (
                "select.export = \"effective-parameters\"",
                "select = { export = \"effective-parameters\", table = \"legacy-destinations\" }"
            ),
            (
                "select.export = \"effective-parameters\"",
                "select = { export = \"effective-parameters\", field = \"name\" }"
            ),
        ],
    ));
}

#[test]
fn a_field_like_no_other_gets_the_whole_list() {
    let said = complaint(&SAPSTAR.replace("subject = \"{name}\"", "subject = \"{row.name}\""));
    assert!(said.contains("help: one of: name, value, source, "), "{said}");
    assert!(said.contains(" system.technical-user\n"), "names are not broken: {said}");
}

#[test]
fn a_value_of_the_wrong_type() {
    let parameters = complaints(
        SAPSTAR,
        &[
            ("equals = \"1\"", "equals = 1"),
            ("equals = \"1\"", "equals = [1, 2]"),
            ("equals = \"1\"", "below = \"600\""),
            ("equals = \"1\"", "present = \"yes\""),
            ("equals = \"1\"", "includes = \"1\""),
            ("field = \"value\", equals = \"1\"", "field = \"highest-version\", equals = \"12\""),
            ("field = \"value\", equals = \"1\"", "field = \"highest-version\", glob = \"1*\""),
            ("field = \"value\", equals = \"1\"", "field = \"weak-ciphers\", equals = \"RC4\""),
            ("field = \"value\", equals = \"1\"", "field = \"source\", equals = \"default\""),
            ("field = \"value\", equals = \"1\"", "field = \"source\", below = 1"),
            (
                "where = [{ field = \"name\", equals = \"login/no_automatic_user_sapstar\" }]",
                "where = { field = \"name\" }",
            ),
            ("references = [\"Our security guide 4.2\"]", "references = \"Our security guide 4.2\""),
            ("title = \"SAP* can log on with a known password\"", "title = 5"),
            ("severity = \"error\"", "severity = 1"),
            ("select.export = \"effective-parameters\"", "select = \"effective-parameters\""),
            ("expect = \"all\"", "expect = \"exactly\""),
            ("expect = \"all\"", "expect = { exactly = \"1\" }"),
            ("expect = \"all\"", "expect = { all = true }"),
            ("confidence =", "security-severity = 11.0\nconfidence ="),
        ],
    );
    let flag = complaints(
        DESTINATION,
        &[
            ("field = \"host\"\nglob = \"*.old.example\"", "field = \"tls\"\nequals = \"Y\""),
            ("field = \"host\"\nglob = \"*.old.example\"", "field = \"tls\"\nmatches = \"Y\""),
        ],
    );
    insta::assert_snapshot!(format!("{parameters}\n{flag}"));
}

#[test]
fn a_condition_that_is_no_condition() {
    insta::assert_snapshot!(complaints(
        SAPSTAR,
        &[
            ("equals = \"1\"", "in-list = \"legacy-destination\""),
            ("equals = \"1\"", "glob = \"[a\""),
            ("equals = \"1\"", "matches = \"(a\""),
            ("equals = \"1\"", "equals = \"1\", glob = \"x\""),
            ("field = \"value\", equals = \"1\"", "field = \"value\""),
            ("field = \"value\", equals = \"1\"", "equals = \"1\""),
            ("field = \"value\", equals = \"1\"", ""),
            ("field = \"value\", equals = \"1\"", "value = \"1\", equals = \"1\""),
            ("field = \"value\", equals = \"1\"", "field = \"name\", value = \"1\", equals = \"1\""),
            ("field = \"value\", equals = \"1\"", "any = []"),
            ("field = \"value\", equals", "any = [{ field = \"value\", present = true }], field = \"value\", equals"),
            (
                "field = \"value\", equals = \"1\"",
                "any = [{ field = \"value\", present = true }], all = [{ field = \"value\", present = true }]"
            ),
        ],
    ));
}

#[test]
fn a_glob_that_is_too_much_is_no_condition_that_is_passed_over() {
    let glob = format!("glob = \"{}b{}\"", "{a,".repeat(2000), "}".repeat(2000));
    let said = complaint(&SAPSTAR.replace("equals = \"1\"", &glob));
    assert!(said.contains("this glob cannot be used"), "{said}");
}

#[test]
fn a_rule_that_makes_no_sense() {
    insta::assert_snapshot!(complaints(
        SAPSTAR,
        &[
            ("id = \"sapstar-with-known-password\"", "id = \"Sapstar_1\""),
            ("id = \"sapstar-with-known-password\"", "id = \"legacy-rfc-destination\""),
            ("verdict = \"fail\"", "verdict = \"pass\""),
            ("roles = [\"abap-direct\", \"abap-managed\", \"solution-manager\"]", "roles = []"),
            ("expect = \"all\"", "expect = \"each\""),
            ("expect = \"all\"", "expect = \"some\""),
            ("expect = \"all\"", "expect = { exactly = 2 }"),
        ],
    ));
}

#[test]
fn a_file_that_is_no_rule() {
    let mut said = complaints(
        SAPSTAR,
        &[
            ("why = \"Whoever deletes the user SAP* gets one whose password is known.\"\n", ""),
            ("select.export = \"effective-parameters\"\n", ""),
            ("field = \"value\", text", "text"),
            ("verdict = \"fail\"\n", ""),
            ("title = \"", "title = "),
            ("title = ", "title "),
            ("help = ", "title = "),
            ("select.export = \"effective-parameters\"\n", "[select]\nexport = \"effective-parameters\"\n"),
        ],
    );
    for text in ["", "hello\n", "[[row]]\nname = \"x\"\n"] {
        said.push_str(&format!("\n=== {text:?}\n{}", complaint(text)));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn a_list_with_mistakes() {
    let list = "list = \"ours\"\nabout = \"x\"\nsource = \"x\"\nvalues = [\"A\", \"B\"]\n";
    let table = "list = \"ours\"\nabout = \"x\"\nsource = \"x\"\nkey = \"name\"\n[[row]]\nname = \"A\"\nuse = \"x\"\n";
    let plain = complaints(
        list,
        &[
            ("\"ours\"", "\"legacy-destinations\""),
            ("\"ours\"", "\"ours\"\nextend = true"),
            ("values = [\"A\", \"B\"]", "values = []"),
            ("values =", "value ="),
            ("values =", "key = \"name\"\nvalues ="),
            ("[\"A\", \"B\"]", "[\"A\", 2]"),
            ("source = \"x\"\n", ""),
        ],
    );
    let rows = complaints(table, &[("name = \"A\"", "nam = \"A\""), ("use = \"x\"", "use = { x = 1 }")]);
    insta::assert_snapshot!(format!("{plain}\n{rows}"));
}

#[test]
fn every_mistake_is_shown_and_not_only_the_first() {
    let rule = SAPSTAR.replace("field = \"name\"", "field = \"nmae\"").replace("{value}", "{vlaue}");
    let said = complaint(&rule);
    assert!(said.contains("`nmae`") && said.contains("`vlaue`") && said.contains("2 mistakes"), "{said}");
}

#[test]
fn examples_that_do_not_hold() {
    let changes = [
        ("sapstar = 0", "sapstar = 1"),
        ("sapstar = 1", "sapstar = 0"),
        ("sapstar = 0", "sapstar = $(UNKNOWN)"),
        ("verdict = \"fail\"", "verdict = \"fail\"\nat = [\"PRD/DEFAULT.PFL:3:1\"]"),
        ("verdict = \"fail\"", "verdict = \"fail\"\nsystem = \"QAS\""),
        ("verdict = \"fail\"", "verdict = \"fail\"\nrole = \"integration\""),
        ("PRD/DEFAULT.PFL\" = \"SAPSYSTEMNAME = PRD\\n", "PRD/notes.txt\" = \"Dear colleague, "),
    ];
    let mut said = String::new();
    for (old, new) in changes {
        assert!(SAPSTAR.contains(old), "{old}");
        let desk = Desk::new(&[("rules/sapstar.toml", &SAPSTAR.replacen(old, new, 1))]);
        let output = desk.run(&["rules", "test", "rules"]);
        assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(1), ""));
        said.push_str(&format!("=== {old} -> {new}\n{}\n", text(&output.stdout)));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn files_that_cannot_be_read() {
    let desk = Desk::new(&[("rules/ok.toml", SAPSTAR), ("empty/README", "x"), ("PRD/README", "x")]);
    let utf16: Vec<u8> = "\u{FEFF}id = 1".encode_utf16().flat_map(u16::to_le_bytes).collect();
    desk.write("utf16/rule.toml", &utf16);
    let mut said = String::new();
    for folder in ["missing", "empty", "utf16"] {
        let output = desk.run(&["check", "PRD", "--rules", folder]);
        assert_eq!(output.status.code(), Some(2));
        said.push_str(&text(&output.stderr));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn windows_editors_leave_their_marks() {
    // A byte order mark and CRLF, on a rule and on a list whose first key is `list`.
    let crlf = |text: &str| format!("\u{FEFF}{}", text.replace('\n', "\r\n"));
    let list = crlf("list = \"ours\"\nabout = \"x\"\nsource = \"x\"\nvalues = [\"0\"]\n");
    let rule = crlf(&SAPSTAR.replace("expect = \"all\"\n", "").replace("equals = \"1\"", "in-list = \"ours\""));
    let desk = Desk::new(&[
        ("rules/list.toml", &list),
        ("rules/rule.toml", &rule),
        ("PRD/DEFAULT.PFL", "login/no_automatic_user_sapstar = 0\n"),
    ]);
    assert_eq!(findings(&desk, "sapstar-with-known-password").0.len(), 1);
    let misspelt = desk.run(&["check", "PRD", "--rules", "rules", "--select", "sapstar"]);
    assert_eq!(misspelt.status.code(), Some(2));

    desk.write("rules/rule.toml", rule.replace("{value}", "{vlaue}").as_bytes());
    let said = text(&desk.run(&["check", "PRD", "--rules", "rules"]).stderr);
    assert!(said.contains("rule.toml:11:23"), "{said}");
}

#[test]
fn an_example_with_a_line_that_looks_like_a_list_is_still_a_rule() {
    let rule = DESTINATION.replace(
        "[[examples]]\nname = \"old\"",
        "[[examples]]\nname = \"x\"\nverdict = \"not-evaluated\"\n[examples.files]\n\"PRD/DEFAULT.PFL\" = \"\"\"\nSAPSYSTEMNAME = PRD\nlist = 1\n\"\"\"\n[[examples]]\nname = \"old\"",
    );
    let desk = Desk::new(&[("rules/rule.toml", &rule)]);
    let tested = desk.run(&["rules", "test", "rules"]);
    assert_eq!(text(&tested.stdout), "1 rule, 3 examples, 0 failed\n", "{}", text(&tested.stderr));
}
