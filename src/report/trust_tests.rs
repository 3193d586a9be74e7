//! Who trusts whom, in the formats that show it: what it looks like, and what must hold of it.

use serde_json::Value;

use super::sample::{self, RFC, options};
use super::{Format, Options, Report, write};
use crate::landscape::picture::State;

fn written(format: Format, report: &Report, options: &Options) -> String {
    let mut out = Vec::new();
    write(format, report, options, &mut out).unwrap();
    sample::text_of(out)
}

/// From the first line that begins so to that before the next that begins so.
fn part(text: &str, from: &str, to: &str) -> String {
    let lines = text.lines().skip_while(|line| !line.starts_with(from));
    lines.take_while(|line| line.starts_with(from) || !line.starts_with(to)).collect::<Vec<_>>().join("\n")
}

fn pretty(options: &Options) -> String {
    part(&written(Format::Pretty, &sample::report_with_trust(), options), "who trusts whom", "15 files")
}

#[test]
fn pretty_ends_with_a_line_for_each_connection() {
    insta::assert_snapshot!("trust_pretty", pretty(&options()));
}

#[test]
fn pretty_fits_a_narrow_terminal() {
    let text = pretty(&Options { width: 40, ..options() });
    let long = text.lines().find(|line| line.chars().count() > 40 && line.trim().contains(' '));
    assert_eq!(long, None);
    assert_eq!(text.lines().find(|line| line.trim_end() != *line), None);
    assert!(text.contains("Web Dispatcher"), "{text}");
}

#[test]
fn markdown_has_a_table_for_each_integration() {
    let text = written(Format::Markdown, &sample::report_with_trust(), &options());
    insta::assert_snapshot!("trust_markdown", part(&text, "## Who trusts whom", "## "));
}

#[test]
fn html_has_boxes_and_arrows_in_words() {
    let text = written(Format::Html, &sample::report_with_trust(), &options());
    let section = part(&text, "<section id=\"trust\"", "</section>");
    insta::assert_snapshot!("trust_html", section);
}

#[test]
fn json_has_all_of_it_by_stable_names() {
    let text = written(Format::Json, &sample::report_with_trust(), &options());
    let value: Value = serde_json::from_str(&text).unwrap();
    insta::assert_snapshot!("trust_json", serde_json::to_string_pretty(&value["trust"][0]["connections"][1]).unwrap());
    assert_eq!((&value["trust"][0]["system"], &value["trust"][1]["system"]), (&"PRD".into(), &"QAS".into()));
    assert_eq!(value["trust"][0]["connections"][0]["certificates"][0]["needs"][0]["rule"], RFC);
}

#[test]
fn where_nobody_integrates_no_format_speaks_of_trust() {
    for format in Format::all().iter().copied() {
        let text = written(format, &sample::report(), &Options { verbose: true, ..options() });
        assert!(!text.to_lowercase().contains("who trusts whom") && !text.contains("\"trust\""), "{}", format.name());
    }
}

#[test]
fn formats_for_services_do_not_speak_of_trust() {
    use Format::{Agent, Concise, Csv, Github, Gitlab, Jsonl, Junit, Sarif, Xlsx};
    for format in [Agent, Concise, Csv, Github, Gitlab, Jsonl, Junit, Sarif, Xlsx] {
        let with = written(format, &sample::report_with_trust(), &options());
        assert!(with == written(format, &sample::report(), &options()), "{}", format.name());
    }
    let quiet = Options { quiet: true, ..options() };
    assert!(!written(Format::Pretty, &sample::report_with_trust(), &quiet).contains("who trusts whom"));
}

#[test]
fn a_password_in_a_subject_is_shown_nowhere() {
    for format in Format::all().iter().copied() {
        let text = written(format, &sample::report_with_trust(), &Options { verbose: true, ..options() });
        assert!(!text.contains("hunter2"), "{}", format.name());
    }
}

#[test]
fn what_is_not_known_is_never_told_as_well() {
    let mut report = sample::report_with_trust();
    report.pictures.truncate(1);
    report.pictures[0].hops.truncate(1);
    let trust = &mut report.pictures[0].hops[0].trust;
    trust.truncate(1);
    trust[0].needs[0].state = State::Unknown;
    for format in [Format::Pretty, Format::Markdown, Format::Html] {
        let text = written(format, &report, &options());
        assert!(text.contains("1 connection (1 not evaluated)"), "{}", format.name());
    }
    // Of a certificate that somebody trusts nothing more is to be said if something else about it needs no doing.
    let mut needs = vec![report.pictures[0].hops[0].trust[0].needs[0].clone(); 2];
    (needs[0].state, needs[1].state) = (State::Holds, State::Nothing);
    report.pictures[0].hops[0].trust[0].needs = needs;
    assert!(written(Format::Pretty, &report, &options()).contains("1 connection (1 pass)"));
}

#[test]
fn an_integration_without_connections_is_left_out() {
    let mut report = sample::report_with_trust();
    report.pictures.iter_mut().for_each(|picture| picture.hops.clear());
    for format in [Format::Pretty, Format::Markdown, Format::Html, Format::Json] {
        let without = written(format, &sample::report(), &options());
        assert!(written(format, &report, &options()) == without, "{}", format.name());
    }
}

#[test]
fn many_integrations_show_the_worst() {
    let mut report = sample::report_with_trust();
    let [worst, well] = [0, 1].map(|index| report.pictures[index].clone());
    report.pictures = vec![well; 9];
    report.pictures.push(worst);
    let text = written(Format::Pretty, &report, &options());
    assert_eq!(text.matches("who trusts whom, QAS").count(), 4);
    assert_eq!(text.matches("who trusts whom, PRD").count(), 1);
    assert!(text.contains("who trusts whom in 5 more systems: --verbose and --format html show it\n"));
    let all = written(Format::Pretty, &report, &Options { verbose: true, ..options() });
    assert_eq!(all.matches("who trusts whom, QAS").count(), 9);
}
