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

/// The ids are the contract of `checks.md`, section A.
#[test]
fn the_rules_that_were_promised_are_there() {
    let rules = RuleSet::load(&[] as &[&Path]).unwrap();
    let promised = [
        ("certificate-expired", "error"),
        ("certificate-expiring", "warning"),
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
        ("kernel-security", "warning"),
        ("legacy-rfc-destination", "error"),
        ("legacy-rfc-target", "error"),
        ("logical-port-failing", "error"),
        ("logical-port-missing", "error"),
        ("missing-root-certificate", "error"),
        ("missing-support-destination", "error"),
        ("missing-support-job", "error"),
        ("note-assistant-generic-user", "error"),
        ("note-download-procedure", "error"),
        ("note-download-trust", "error"),
        ("obsolete-job", "warning"),
        ("outdated-job-step", "warning"),
        ("parameter-not-effective", "warning"),
        ("required-note-missing", "warning"),
        ("saprouter-backbone-route", "error"),
        ("saprouter-legacy-route", "note"),
        ("saprouter-open-route", "error"),
        ("sdccn-destination-missing", "error"),
        ("sdccn-legacy-destination", "error"),
        ("sdccn-legacy-target", "error"),
        ("sdccn-not-migrated", "error"),
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
        ("support-job-cancelled", "error"),
        ("support-job-error", "error"),
        ("support-job-overdue", "warning"),
        ("support-job-user", "warning"),
        ("support-user-malformed", "error"),
        ("support-user-missing", "error"),
        ("support-user-technical", "error"),
        ("task-list-failed", "error"),
        ("task-list-not-run", "error"),
        ("tci-support", "warning"),
        ("technical-user-certificate", "warning"),
        ("technical-user-elsewhere", "error"),
        ("technical-user-shared", "warning"),
        ("tls-protocol-configured", "error"),
        ("unsigned-note-download", "warning"),
    ];
    let there: Vec<(&str, &str)> = rules.pages().map(|page| (page.id.as_str(), page.severity.name())).collect();
    assert_eq!(there, promised);
}

/// The readiness matrix lays rules over the steps that they name.
#[test]
fn every_rule_names_the_section_of_a_document_or_says_that_it_goes_beyond_them() {
    let is_section = |reference: &String| {
        let numbered = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        let documents = ["SolMan checklist ", "Support Backbone Update guide "];
        documents.iter().any(|document| reference.strip_prefix(document).is_some_and(numbered))
            || reference == "SAP Support Backbone page"
            || reference == "beyond SAP's documents"
    };
    let rules = RuleSet::load(&[] as &[&Path]).unwrap();
    let silent: Vec<&str> =
        rules.pages().filter(|page| !page.references.iter().any(is_section)).map(|page| page.id.as_str()).collect();
    assert_eq!(silent, [""; 0]);
}
