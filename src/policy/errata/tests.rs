//! What an erratum has, and for which text it is. `tests/policies/errata.rs` tries each on its rows.

use std::collections::BTreeSet;

use super::super::reader::{Known, Read};
use super::*;

#[test]
fn each_erratum_has_what_it_needs_and_is_there_once() {
    let file: File = toml::from_str(include_str!("../errata.toml")).unwrap();
    assert!(file.erratum.len() > 80, "{}", file.erratum.len());
    let mut contents = BTreeSet::new();
    for erratum in &file.erratum {
        let name = format!("{}/{} {}", erratum.policy, erratum.item, erratum.store);
        assert!(contents.insert(&erratum.sha256), "{name}: twice");
        assert!(erratum.sha256.len() == 64 && !erratum.source.is_empty() && erratum.wrong.ends_with('.'), "{name}");
        assert!(!erratum.example.is_empty(), "{name}");
    }
}

#[test]
fn each_erratum_has_a_failing_and_a_passing_row_unless_nothing_can_fail_or_be_told() {
    let lacking: Vec<String> = all()
        .iter()
        .filter(|erratum| {
            let has = |verdict: &str| erratum.example.iter().any(|example| example.verdict == verdict);
            !(has("fail") && has("pass"))
        })
        .map(|erratum| format!("{}/{}", erratum.policy, erratum.item))
        .collect();
    insta::assert_snapshot!(lacking.join("\n"));
}

#[test]
fn an_erratum_is_for_one_text_and_blanks_and_comments_do_not_change_it() {
    let read = |compliant: &str| {
        let text = format!(
            "<targetsystem id='P' desc='d'><configstore name='S'><checkitem id='I' desc='d'><compliant>{compliant}</compliant><noncompliant/></checkitem></configstore></targetsystem>"
        );
        let policy = Read::of("p.xml", text.as_bytes(), &Known::default()).policies.pop().unwrap();
        let (store, item) = policy.items().next().unwrap();
        content(&policy, store, item)
    };
    assert_eq!(read("A = '1' and B = '2'"), read("\r\n A = '1'  <!-- x -->\tand B = '2' "));
    assert_ne!(read("A = '1'"), read("A = '2'"));
    assert_ne!(read("A = ' 1'"), read("A = '  1'"));
}
