//! Rules prove themselves by their examples: those basislint comes with, those in `testdata/rules` (one for each thing
//! a rule can say), and the one that the documentation shows.

use std::path::Path;
use std::sync::LazyLock;

use basislint::check::examples::run_all;
use basislint::finding::Verdict;
use basislint::knowledge::checklist;
use basislint::rule::RuleSet;

use crate::contract::contract;

static WITH_EXAMPLES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::load(&[] as &[&Path]).unwrap());

fn failures(rules: &RuleSet) -> Vec<String> {
    let failed = |result: basislint::check::examples::ExampleResult| {
        Some(format!("{}: {}: {}", result.rule, result.name, result.failure?))
    };
    run_all(rules).into_iter().filter_map(failed).collect()
}

#[test]
fn every_example_of_every_rule_is_as_it_says() {
    let rules = &*WITH_EXAMPLES;
    assert_eq!(failures(rules), Vec::<String>::new());
}

#[test]
fn every_rule_says_where_its_failing_examples_are_found() {
    let rules = &*WITH_EXAMPLES;
    for page in rules.pages() {
        let failing = page.examples.iter().filter(|example| example.verdict == Verdict::Fail).count();
        assert!(failing > 0, "{}", page.id);
        assert!(!page.references.is_empty() && !page.what.is_empty() && !page.why.is_empty(), "{}", page.id);
    }
}

#[test]
fn what_rules_can_say_means_what_it_should() {
    let rules = RuleSet::load_folder(Path::new("testdata/rules")).unwrap();
    assert!(rules.ids().count() > 0);
    assert_eq!(failures(&rules), Vec::<String>::new());
}

#[test]
fn the_rule_that_the_documentation_shows_works() {
    let documentation = std::fs::read_to_string("docs/writing-rules.md").unwrap();
    let rule = documentation.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("rule.toml"), rule).unwrap();
    let rules = RuleSet::load_folder(folder.path()).unwrap();
    assert_eq!(rules.ids().collect::<Vec<_>>(), ["wprun-time-too-long"]);
    assert_eq!(failures(&rules), Vec::<String>::new());
}

#[test]
fn the_rules_are_those_of_the_contract() {
    let rules = &*WITH_EXAMPLES;
    let there: Vec<(&str, &str)> = rules.pages().map(|page| (page.id.as_str(), page.severity.name())).collect();
    let contract = contract();
    let promised: Vec<(&str, &str)> =
        contract.iter().map(|promise| (promise.id.as_str(), promise.severity.as_str())).collect();
    assert_eq!(there, promised, "rules, and rules/contract.toml, by id");
    let is_version = |text: &str| text.split('.').map(str::parse::<u32>).filter(Result::is_ok).count() == 3;
    let wrong: Vec<&str> = contract.iter().filter(|it| !is_version(&it.since)).map(|it| it.id.as_str()).collect();
    assert_eq!(wrong, [""; 0], "`since` is a version of basislint");
}

/// The readiness matrix lays rules over the steps that they name.
#[test]
fn every_rule_names_the_section_of_a_document_or_says_that_it_goes_beyond_them() {
    let rules = &*WITH_EXAMPLES;
    let silent: Vec<&str> = rules
        .pages()
        .filter(|page| !page.references.iter().any(|reference| checklist::is_cited(reference)))
        .map(|page| page.id.as_str())
        .collect();
    assert_eq!(silent, [""; 0]);
}
