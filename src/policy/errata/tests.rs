//! Each erratum is tried on its rows.

use std::collections::BTreeSet;

use super::super::evaluate::{Reading, Row, Setting, Truth, Value};
use super::super::predicate::{Predicate, parse};
use super::super::reader::{Known, Read};
use super::*;

struct Texts<'t>(&'t HashMap<String, String>);

impl Row for Texts<'_> {
    fn cell(&self, column: &str) -> Value<'_> {
        self.0.get(column).map_or(Value::Unknown, |text| Value::from(text.as_str()))
    }
}

fn holds(predicate: &Predicate, row: &HashMap<String, String>) -> bool {
    let setting = Setting { as_of: "2026-11-29".parse().unwrap(), tier: Some("PROD"), reading: Reading::AsMeant };
    match predicate.holds(&Texts(row), &setting) {
        Truth::Unknown => panic!("a column is missing: {row:?}"),
        truth => truth == Truth::True,
    }
}

/// What is said of rows: which cannot be told first, then as `../shared/spec/policies.md` section 5 has it.
fn verdict(erratum: &Erratum, example: &Example) -> &'static str {
    let parsed =
        |text: &Option<String>| text.as_deref().filter(|text| !text.trim().is_empty()).map(|text| parse(text).unwrap());
    let any = |predicate: &Option<Predicate>, rows: &[HashMap<String, String>]| {
        predicate.as_ref().is_some_and(|predicate| rows.iter().any(|row| holds(predicate, row)))
    };
    for join in &erratum.joins {
        let rows = example.joined.get(&join.store).map_or(&[][..], Vec::as_slice);
        if !any(&Some(parse(&join.compliant).unwrap()), rows) {
            return "not-applicable";
        }
    }
    if any(&parsed(&erratum.cannot_tell), &example.rows) {
        return "cannot-tell";
    }
    match (any(&parsed(&erratum.noncompliant), &example.rows), any(&parsed(&erratum.compliant), &example.rows)) {
        (true, _) => "fail",
        (false, true) => "pass",
        (false, false) => "not-found",
    }
}

#[test]
fn each_erratum_says_what_its_rows_expect() {
    let file: File = toml::from_str(include_str!("../errata.toml")).unwrap();
    assert!(file.erratum.len() > 80, "{}", file.erratum.len());
    let mut contents = BTreeSet::new();
    for erratum in &file.erratum {
        let name = format!("{}/{} {}", erratum.policy, erratum.item, erratum.store);
        assert!(contents.insert(&erratum.sha256), "{name}: twice");
        assert!(erratum.sha256.len() == 64 && !erratum.source.is_empty() && erratum.wrong.ends_with('.'), "{name}");
        assert!(!erratum.example.is_empty(), "{name}");
        // What only says which rows cannot be told is tried with the item's own predicates, which are not here: `tests/policies`.
        let is_mended = erratum.compliant.is_some() || erratum.noncompliant.is_some();
        for example in erratum.example.iter().filter(|example| is_mended || example.verdict == "cannot-tell") {
            assert_eq!(verdict(erratum, example), example.verdict, "{name}: {:?}", example.rows);
        }
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
