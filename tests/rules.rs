//! Rules prove themselves by their examples: those basislint comes with, those in `testdata/rules` (one for each thing
//! a rule can say), and the one that the documentation shows.

use std::path::Path;

use basislint::check::examples::run_all;
use basislint::finding::Verdict;
use basislint::rule::RuleSet;

fn failures(rules: &RuleSet) -> Vec<String> {
    let failed = |result: basislint::check::examples::ExampleResult| {
        Some(format!("{}: {}: {}", result.rule, result.name, result.failure?))
    };
    run_all(rules).into_iter().filter_map(failed).collect()
}

#[test]
fn every_example_of_every_rule_is_as_it_says() {
    let rules = RuleSet::load(&[] as &[&Path]).unwrap();
    assert_eq!(failures(&rules), Vec::<String>::new());
}

#[test]
fn every_rule_says_where_its_failing_examples_are_found() {
    let rules = RuleSet::load(&[] as &[&Path]).unwrap();
    for page in rules.pages() {
        let failing = page.examples.iter().filter(|example| example.verdict == Verdict::Fail).count();
        assert!(failing > 0, "{}", page.id);
        assert!(!page.references.is_empty() && !page.what.is_empty() && !page.why.is_empty(), "{}", page.id);
    }
}

#[test]
fn what_rules_can_say_means_what_it_should() {
    let rules = RuleSet::load_folder(Path::new("testdata/rules")).unwrap();
    assert_eq!(rules.ids().count(), 9);
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

/// The ids are the contract of `checks.md`, sections A1, A2, A3, A8, A11, two of A7 and two of A10.
#[test]
fn the_rules_that_were_promised_are_there() {
    let rules = RuleSet::load(&[] as &[&Path]).unwrap();
    let promised = [
        ("ciphersuites-malformed", "error"),
        ("client-ciphersuites-outdated", "warning"),
        ("client-ciphersuites-weak", "error"),
        ("client-sni-disabled", "warning"),
        ("client-tls-legacy-version", "note"),
        ("client-tls-version", "error"),
        ("crypto-library-security", "warning"),
        ("crypto-library-version", "error"),
        ("fallback-destination-alive", "warning"),
        ("fallback-usage", "error"),
        ("focused-run-release", "error"),
        ("generic-support-user", "error"),
        ("http-service-active", "note"),
        ("https-service-missing", "error"),
        ("inline-password", "error"),
        ("kernel-patch-level", "error"),
        ("legacy-rfc-destination", "error"),
        ("legacy-rfc-target", "error"),
        ("missing-support-destination", "error"),
        ("note-assistant-generic-user", "error"),
        ("parameter-not-effective", "warning"),
        ("required-note-missing", "warning"),
        ("server-ciphersuites-weak", "warning"),
        ("server-tls-version", "warning"),
        ("signed-notes-support", "error"),
        ("solution-manager-level", "error"),
        ("st-a-pi-version", "error"),
        ("st-pi-version", "error"),
        ("support-destination-host", "error"),
        ("support-destination-path", "error"),
        ("support-destination-tls", "error"),
        ("support-destination-type", "error"),
        ("support-destination-user", "error"),
        ("support-job-error", "error"),
        ("support-user-malformed", "error"),
        ("support-user-missing", "error"),
        ("support-user-technical", "error"),
        ("tci-support", "warning"),
        ("technical-user-elsewhere", "error"),
        ("technical-user-shared", "warning"),
        ("tls-protocol-configured", "error"),
    ];
    let there: Vec<(&str, &str)> = rules.pages().map(|page| (page.id.as_str(), page.severity.name())).collect();
    assert_eq!(there, promised);
}
