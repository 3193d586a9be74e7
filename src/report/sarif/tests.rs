//! What is written, in which order, and what is not.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::sample;
use super::*;
use crate::finding::{Finding, Findings, Place, Related, Status};
use crate::limits::{CODE_SCANNING_LOCATIONS, CODE_SCANNING_TAGS};

fn run_of(report: &Report, options: &Options, most: usize) -> Value {
    let mut out = Vec::new();
    write(report, options, most, &mut out).unwrap();
    serde_json::from_slice::<Value>(&out).unwrap()["runs"][0].take()
}

fn texts(run: &Value) -> Vec<String> {
    let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    notifications.iter().map(|told| told["message"]["text"].as_str().unwrap().to_owned()).collect()
}

fn levels(run: &Value) -> Vec<&str> {
    run["results"].as_array().unwrap().iter().map(|result| result["level"].as_str().unwrap()).collect()
}

/// What the analysis of the sample's findings would find again: its first two errors and a warning are known.
fn compared() -> Report {
    let mut report = sample::report();
    let seen: BTreeMap<String, u64> =
        report.findings.iter().filter(|finding| finding.rule == sample::CIPHERS).map(|known| (known.seed, 1)).collect();
    report.findings.know(&seen.into_iter().collect(), BTreeSet::new());
    report
}

#[test]
fn the_most_severe_come_first_and_new_ones_before_known_ones() {
    let run = run_of(&compared(), &sample::options(), CODE_SCANNING_RESULTS);
    let rank = |result: &Value| {
        let level = ["error", "warning", "note"].iter().position(|level| result["level"] == *level).unwrap();
        let state = ["new", "unchanged"].iter().position(|state| result["baselineState"] == *state).unwrap();
        (level, state)
    };
    let ranks: Vec<_> = run["results"].as_array().unwrap().iter().map(rank).collect();
    assert!(ranks.is_sorted(), "{ranks:?}");
    assert!(ranks.iter().any(|rank| rank.1 == 0) && ranks.iter().any(|rank| rank.1 == 1), "{ranks:?}");
}

#[test]
fn what_nobody_compared_has_no_state() {
    let run = run_of(&sample::report(), &sample::options(), CODE_SCANNING_RESULTS);
    assert!(run["results"].as_array().unwrap().iter().all(|result| result["baselineState"].is_null()));
}

#[test]
fn suppressed_findings_are_left_out_and_told_of_unless_they_are_asked_for() {
    let is_suppressed = |result: &&Value| result["suppressions"][0]["kind"] == "external";
    let count = |run: &Value| run["results"].as_array().unwrap().iter().filter(is_suppressed).count();
    let told = |run: &Value| {
        texts(run).contains(&"1 suppressed finding is not in this file: --show-suppressed writes them, too".to_owned())
    };
    let silent = run_of(&compared(), &sample::options(), CODE_SCANNING_RESULTS);
    assert_eq!((count(&silent), told(&silent)), (0, true));
    let asked = Options { show_suppressed: true, ..sample::options() };
    let shown = run_of(&compared(), &asked, CODE_SCANNING_RESULTS);
    assert_eq!((count(&shown), told(&shown)), (1, false));
    let results = shown["results"].as_array().unwrap();
    assert!(results.iter().filter(is_suppressed).all(|result| result["baselineState"].is_null()), "nobody compared it");
}

#[test]
fn of_more_results_than_code_scanning_takes_the_most_severe_stay_and_the_others_are_told() {
    let report = sample::report();
    let all = run_of(&report, &sample::options(), CODE_SCANNING_RESULTS);
    let number = levels(&all).len();
    let few = run_of(&report, &sample::options(), 5);
    assert_eq!(levels(&few), levels(&all)[..5]);
    let told = format!(
        "{} of {number} results are not in this file: code scanning takes 5. The most severe are here; json, jsonl and csv have all",
        number - 5
    );
    assert!(texts(&few).contains(&told), "{:?}", texts(&few));
    assert!(!texts(&all).iter().any(|text| text.contains("code scanning")), "{:?}", texts(&all));
    // What passed takes the room that findings leave.
    let passed = Options { show_passed: true, ..sample::options() };
    let full = run_of(&report, &passed, number + 1);
    assert_eq!(levels(&full)[number..], ["none"]);
    assert!(texts(&full).iter().any(|text| text.contains("code scanning")), "{:?}", texts(&full));
}

#[test]
fn of_many_places_that_tell_the_same_no_more_are_written_than_code_scanning_shows() {
    let of = |number: u64| {
        let place = |line| Place { line, column: 1, end_line: line, end_column: 2 };
        let related = (1..=number).map(|line| Related { path: "PRD/status.txt".to_owned(), place: place(line) });
        let first = sample::report().findings.iter().next().unwrap();
        let findings: Findings = vec![Finding { related: related.collect(), status: Status::New, ..first }].into();
        let run = run_of(&Report { findings, ..sample::report() }, &sample::options(), CODE_SCANNING_RESULTS);
        let shown = run["results"][0]["relatedLocations"].as_array().unwrap();
        (shown.len(), shown.last().unwrap()["message"]["text"].as_str().unwrap().to_owned())
    };
    let most = CODE_SCANNING_LOCATIONS - 1;
    assert_eq!(of(most as u64), (most, "the same stands here".to_owned()));
    assert_eq!(of(most as u64 + 7), (most, "the same stands here, and at 7 more places".to_owned()));
}

#[test]
fn a_rule_has_no_more_tags_than_code_scanning_takes() {
    let mut report = sample::report();
    report.rules[0].tags = (0..50).map(|number| format!("tag-{number}")).collect();
    let run = run_of(&report, &sample::options(), CODE_SCANNING_RESULTS);
    let tags = run["tool"]["driver"]["rules"][0]["properties"]["tags"].as_array().unwrap();
    assert_eq!(tags.len(), CODE_SCANNING_TAGS);
}

#[test]
fn an_analysis_is_named_after_what_it_is_about() {
    let id = |category: &str| {
        let report = Report { category: category.to_owned(), ..sample::report() };
        run_of(&report, &sample::options(), 0)["automationDetails"]["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(id(""), "basislint/");
    assert_eq!(id("exports/PRD"), "basislint/exports/PRD/");
}

#[test]
fn what_is_not_in_the_file_makes_no_rule_graver() {
    let mut report = sample::report();
    let suppressed = report.findings.iter().find(|finding| finding.status == Status::Suppressed).unwrap();
    let rule = report.rules.iter_mut().find(|rule| rule.id == suppressed.rule).unwrap();
    rule.security_severity = "5.0".to_owned();
    rule.security_severity_by_severity = vec![(suppressed.severity, "9.8".to_owned())];
    report.findings = vec![suppressed].into();
    let score = |show_suppressed| {
        let run = run_of(&report, &Options { show_suppressed, ..sample::options() }, CODE_SCANNING_RESULTS);
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap().clone();
        rules.iter().any(|rule| rule["properties"]["security-severity"] == "9.8")
    };
    assert_eq!((score(false), score(true)), (false, true));
}
