//! What rule files may say, and what the engine makes of it, from the text of a rule to its findings.

use std::fs;

use super::{RuleError, RuleSet};
use crate::check::{Assigned, Content, Input, Request, run};
use crate::config::Config;
use crate::finding::Verdict;
use crate::landscape::{Role, System};
use crate::report::Report;

/// A rule on RFC destinations without its conditions and labels.
const HEAD: &str = r#"
id = "test-rule"
title = "t"
severity = "error"
confidence = "high"
roles = ["abap-direct"]
what = "w"
why = "w"
fix = "f"
references = []
subject = "{name}"
message = "m"
help = "h"
select.export = "rfc-destinations"
"#;

const EXAMPLES: &str = r#"
[[examples]]
name = "fails"
verdict = "fail"
files = {}
[[examples]]
name = "passes"
verdict = "pass"
files = {}
"#;

fn load(conditions: &str) -> Result<RuleSet, RuleError> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rule.toml"), format!("{HEAD}{conditions}{EXAMPLES}")).unwrap();
    RuleSet::load_folder(folder.path())
}

fn mistakes(conditions: &str) -> Vec<String> {
    match load(conditions) {
        Err(RuleError::Mistakes(complaints)) => complaints.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

/// Judges files, each in the folder of its system.
fn judge(conditions: &str, technical_user: Option<&str>, files: &[(&str, &str)]) -> Report {
    let rules = load(conditions).unwrap();
    let mut systems: Vec<System> = Vec::new();
    let mut assigned = Vec::new();
    for (path, text) in files {
        let name = path.split('/').next().unwrap();
        if !systems.iter().any(|system| system.name == name) {
            let technical_user = technical_user.map(str::to_owned);
            systems.push(System {
                role: Some(Role::AbapDirect),
                technical_user,
                expected: true,
                ..System::named(name)
            });
        }
        let system = systems.iter().position(|system| system.name == name).unwrap();
        let (path, content) = ((*path).to_owned(), Content::Memory(text.as_bytes().to_vec()));
        let input = Input {
            content,
            relative_path: path.clone(),
            path,
            named: false,
            forced: None,
            purpose: None,
            store: None,
        };
        assigned.push(Assigned { input, system });
    }
    let (config, as_of) = (Config::default(), jiff::civil::date(2026, 11, 22));
    let request = Request { files: assigned, systems, jobs: Some(1), ..Request::new(&rules, &config, as_of) };
    run(&request).0
}

/// The first system's verdict and its reason.
fn verdict(report: &Report) -> (Verdict, &str) {
    let verdict = &report.systems[0].verdicts[0];
    (verdict.verdict, &verdict.reason)
}

const PORTAL: &str = "RFCDEST,RFCTYPE,RFCOPTIONS\nSAP-SUPPORT_PORTAL,H,\"H=a.example.test,U=S0012345678,s=Y,\"\n";

#[test]
fn a_label_with_a_condition_is_shown_only_where_it_holds() {
    let rule = r#"
        [[when]]
        any = [{ field = "host", glob = "a.*" }, { field = "user", equals = "X" }]
        [[labels]]
        field = "user"
        text = "user"
        when = { field = "user", equals = "X" }
        [[labels]]
        field = "host"
        text = "host"
        when = { all = [{ field = "host", glob = "a.*" }, { field = "type", equals = "H" }] }
        [[labels]]
        field = "pse"
        text = "not in this row"
        when = { field = "client", equals = "001" }
    "#;
    let report = judge(rule, None, &[("PRD/sm59.csv", PORTAL)]);
    let labels: Vec<_> = report.findings.iter().flat_map(|finding| finding.labels).map(|label| label.text).collect();
    assert_eq!(labels, ["host"]);
}

#[test]
fn conditions_that_must_be_decided_at_once_cannot_ask_for_other_records() {
    let reference = r#"in = { export = "rfc-destinations", field = "user" }"#;
    let about = format!("[[where]]\nfield = \"user\"\n{reference}\n");
    assert_eq!(mistakes(&about), ["`in` and `not-in` are not possible here"]);
    let label = format!("[[labels]]\nfield = \"user\"\nwhen = {{ field = \"user\", {reference} }}\n");
    assert_eq!(mistakes(&label), ["`in` and `not-in` are not possible here"]);
}

#[test]
fn the_technical_user_is_an_s_user_however_it_is_written() {
    let rule = "[[when]]\nfield = \"user\"\nnot-equals = \"{system.technical-user}\"\n";
    for (user, expected) in
        [("0012345678", Verdict::Pass), ("s12345678", Verdict::Pass), ("S0087654321", Verdict::Fail)]
    {
        let report = judge(rule, Some(user), &[("PRD/sm59.csv", PORTAL)]);
        assert_eq!(verdict(&report).0, expected, "{user}");
    }
    assert_eq!(verdict(&judge(rule, None, &[("PRD/sm59.csv", PORTAL)])).0, Verdict::Pass);
}

#[test]
fn what_is_unknown_of_other_records_is_told_with_their_own_place() {
    let rule = r#"
        [[when]]
        field = "user"
        in = { export = "rfc-destinations", field = "user", scope = "other-systems" }
    "#;
    let cut = "RFCDEST,RFCTYPE\nERP_PRD,3\nSAP-SUPPORT_PORTAL,H\n";
    let report = judge(rule, None, &[("PRD/sm59.csv", PORTAL), ("QAS/sm59.csv", cut)]);
    let (verdict, reason) = verdict(&report);
    assert_eq!(verdict, Verdict::NotEvaluated);
    assert!(reason.starts_with("QAS/sm59.csv, line 2: the column RFCOPTIONS"), "{reason}");
}

#[test]
fn a_required_record_that_is_not_there_makes_a_list_a_selection() {
    let rule = |required| {
        format!(
            r#"
            [[when]]
            field = "user"
            [when.in]
            export = "components"
            field = "release"
            required = {required}
            where = [{{ field = "component", equals = "SAP_BASIS" }}]
            "#
        )
    };
    let of = |required, component: &str| {
        let components = format!("COMPONENT,RELEASE,EXTRELEASE\n{component},731,0001\nZMORE,1,1\n");
        let report = judge(&rule(required), None, &[("PRD/sm59.csv", PORTAL), ("PRD/cvers.csv", &components)]);
        (verdict(&report).0, verdict(&report).1.to_owned())
    };
    assert_eq!(of(true, "SAP_BASIS").0, Verdict::Pass);
    assert_eq!(of(false, "ZADDON").0, Verdict::Pass);
    let (verdict, reason) = of(true, "ZADDON");
    assert_eq!(verdict, Verdict::NotEvaluated);
    assert!(reason.starts_with("software components") && reason.contains("selection"), "{reason}");
}

#[test]
fn a_rule_that_met_nothing_it_speaks_of_does_not_pass() {
    let others = "RFCDEST,RFCTYPE,RFCOPTIONS\nZCRM,H,\"H=crm.example.test,U=ZUSER,s=Y,\"\n";
    let wrong = "[[when]]\nfield = \"user\"\nequals = \"NOBODY\"\n";
    let of = |conditions: &str| {
        let report = judge(&format!("{conditions}{wrong}"), None, &[("PRD/sm59.csv", others)]);
        (verdict(&report).0, verdict(&report).1.to_owned())
    };
    let about = "[[where]]\nfield = \"name\"\nequals = [\"A\", \"B\"]\n[[where]]\nfield = \"type\"\nequals = \"H\"\n";
    let (found, reason) = of(about);
    assert_eq!(found, Verdict::NotApplicable);
    let exports = "RFC destinations (SM59, table RFCDES)";
    assert_eq!(reason, format!("{exports}: nothing with name A or B and type H"), "{reason}");
    assert_eq!(of("").0, Verdict::Pass, "a rule about every record looked at one");
    assert_eq!(of(&format!("absent = {{ fine = true }}\n{about}")).0, Verdict::Pass);
    let table = "select.table = \"support-destinations\"\nselect.field = \"name\"\n";
    let worded = format!("{table}absent = {{ not-applicable = \"no destination {{keys}} here\" }}\n");
    let keys = "SAP-SUPPORT_PORTAL, SAP-SUPPORT_PARCELBOX or SAP-SUPPORT_NOTE_DOWNLOAD";
    assert_eq!(of(&worded), (Verdict::NotApplicable, format!("no destination {keys} here")));
    // What it speaks of may be more than what it looks at.
    let such = "speaks-of = [{ field = \"host\", glob = \"*.example.test\" }]\n";
    assert_eq!(of(&format!("{such}{table}")).0, Verdict::Pass);
    assert_eq!(of(&format!("{}{table}", such.replace("example", "example2"))).0, Verdict::NotApplicable);
}

#[test]
fn an_answer_for_nothing_is_given_once() {
    let both = mistakes("absent = { fine = true, unknown = \"why\" }\n");
    assert_eq!(both, ["`absent` is one of: a finding, not known, fine, not applicable"]);
    let such = "speaks-of = [{ field = \"name\", equals = \"A\" }]\n";
    let both = mistakes(&format!("absent = {{ fine = true }}\n{such}"));
    assert_eq!(both, ["`absent` says already what it is if there is nothing to speak of"]);
    let counted = mistakes(&format!("expect = \"some\"\n{such}"));
    assert_eq!(counted[0], "this rule speaks of what must be there");
}

#[test]
fn every_operator_that_looks_into_other_records_asks_for_their_profile_parameters() {
    let list = "list = \"cells\"\nabout = \"a\"\nsource = \"s\"\nkey = \"name\"\n[[row]]\nname = \"ZCRM\"\nvalues = [\"on\"]\n";
    for operator in ["in", "not-in", "all-in"] {
        let folder = tempfile::tempdir().unwrap();
        let reference = r#"{ export = "effective-parameters", field = "value", where = [{ field = "name", equals = "zz/only_here" }] }"#;
        let rule = format!(
            "{HEAD}select.table = \"cells\"\nselect.field = \"name\"\n\
             [[when]]\nfield = \"row.values\"\n{operator} = {reference}\n{EXAMPLES}"
        );
        fs::write(folder.path().join("rule.toml"), rule).unwrap();
        fs::write(folder.path().join("list.toml"), list).unwrap();
        let rules = RuleSet::load_folder(folder.path()).unwrap();
        assert!(rules.interest(0).wants("zz/only_here") && !rules.interest(0).wants("zz/other"), "{operator}");
    }
}
