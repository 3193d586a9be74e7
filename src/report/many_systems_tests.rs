//! The end of a run on 200 systems, alike ones and such of which no two are: how long it is, and that none is missing from it.

use std::path::PathBuf;
use std::sync::Arc;

use super::sample::{self, options};
use super::{FileNote, FileReport, FileStatus, Format, Options, Report, SystemReport, write};
use crate::finding::{Finding, Need, RuleVerdict, Verdict};
use crate::rule::RuleSet;

/// Lines that the end of a run on 200 systems may have.
const MOST_LINES: usize = 300;
const SYSTEMS: usize = 200;

fn written(format: Format, report: &Report, options: &Options) -> String {
    let mut out = Vec::new();
    write(format, report, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn end(report: &Report) -> Vec<String> {
    let text = written(Format::Pretty, report, &Options { summary: true, ..options() });
    text.lines().map(str::to_owned).collect()
}

fn name(number: usize) -> String {
    format!("S{number:04}")
}

/// All systems are as this one but for their names.
fn alike(system: &SystemReport) -> Report {
    let systems = (1..=SYSTEMS).map(|number| SystemReport { name: name(number), ..system.clone() });
    Report { systems: systems.collect(), findings: Vec::new().into(), ..sample::report() }
}

/// No two systems are alike in anything; every list that the end of a run has is long.
fn all_different() -> Report {
    const ROLES: [&str; 6] =
        ["abap-direct", "solution-manager", "cloud-connector", "production-connector", "integration", "focused-run"];
    let template = sample::report_with_trust();
    let rules: Vec<_> = RuleSet::load_without_examples::<PathBuf>(&[]).unwrap().pages().cloned().collect();
    let of_rule = sample::report().systems[2].verdicts[0].clone();
    let verdict = |number: usize, index: usize, rule: &str| {
        let kind = [Verdict::Fail, Verdict::NotEvaluated, Verdict::NotEvaluated, Verdict::Pass, Verdict::NotApplicable];
        let verdict = kind[(number * 7 + index * (1 + number % 11)) % kind.len()];
        let lacks = |export: usize| Need::part(&[], format!("an export with a long name, number {export} ({number})"));
        let missing = match verdict {
            Verdict::NotEvaluated if index.is_multiple_of(2) => (0..4).map(|export| lacks(index + export)).collect(),
            _ => Vec::new(),
        };
        let reason =
            format!("{}/list-{index}.txt is not whole: line {number}: this list was cut in the middle", name(number));
        RuleVerdict { rule: rule.into(), verdict, reason: reason.into(), missing: Arc::new(missing), ..of_rule.clone() }
    };
    let system = |number: usize| SystemReport {
        name: format!("{}-a-name-that-is-longer-than-names-are", name(number)),
        role: ROLES[number % ROLES.len()].to_owned(),
        tier: Some("production".to_owned()),
        inferred: Some(format!("software component ST {number} is installed, and nothing else tells it at all")),
        role_in_doubt: false,
        stack: Some((number % 9) as u64),
        verdicts: rules.iter().enumerate().map(|(index, page)| verdict(number, index, &page.id)).collect(),
        policy: Default::default(),
    };
    let statuses = [FileStatus::Read, FileStatus::Partial, FileStatus::Failed, FileStatus::Unrecognized];
    let file = |number: usize| FileReport {
        status: statuses[number % 4],
        reason: format!(
            "something of {number} is wrong in it, and it takes a long sentence to say what: {}",
            "x y ".repeat(10)
        ),
        notes: vec![FileNote { line: 1, column: 1, message: "a note".to_owned() }; 3],
        ..FileReport::unread(format!("{}/list.txt", name(number)), name(number))
    };
    let picture = |number: usize| {
        let mut picture = template.pictures[number % template.pictures.len()].clone();
        picture.system = name(number);
        let needs: Vec<_> =
            picture.hops.iter().flat_map(|hop| &hop.trust).flat_map(|trust| trust.needs.clone()).collect();
        picture.hops[0].trust[0].needs = needs.iter().cycle().take(60).cloned().collect();
        picture
    };
    Report {
        systems: (1..=SYSTEMS).map(system).collect(),
        files: (1..=400).map(file).collect(),
        pictures: (1..=40).map(picture).collect(),
        findings: Vec::new().into(),
        rules: rules.clone().into(),
        ignored_files: 17,
        ..template
    }
}

/// How many systems the first lines speak of: each by its name, or by a number.
fn told(lines: &[String]) -> usize {
    let number = |words: &str| words.split(' ').next().and_then(|word| word.parse::<usize>().ok()).unwrap_or(0);
    let lines = lines.iter().take_while(|line| !line.starts_with(' ') && !line.is_empty());
    lines
        .map(|line| match line.split_once(" more system") {
            Some((rest, _)) => number(rest),
            None => {
                let names = line.split("  ").next().unwrap_or_default();
                let (named, more) = names.split_once(" and ").unwrap_or((names, ""));
                named.split(", ").count() + number(more)
            }
        })
        .sum()
}

#[test]
fn two_hundred_systems_that_are_alike_end_in_a_few_lines() {
    for system in sample::report().systems {
        let lines = end(&alike(&system));
        assert!(lines[0].starts_with("S0001, S0002 and 198 more  "), "{lines:#?}");
        assert!(lines[0].contains(" each"), "{lines:#?}");
        assert!(lines.len() < 40, "{}", lines.join("\n"));
        assert_eq!(told(&lines), SYSTEMS);
    }
}

#[test]
fn two_hundred_systems_of_which_no_two_are_alike_end_in_less_than_300_lines() {
    let report = all_different();
    for width in [80, 100, 120, 250] {
        let text = written(Format::Pretty, &report, &Options { summary: true, width, ..options() });
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        assert!(lines.len() < MOST_LINES, "{} lines of {width}:\n{text}", lines.len());
        assert_eq!(told(&lines), SYSTEMS, "{text}");
    }
    for format in [Format::Concise, Format::Github] {
        let text = written(format, &report, &Options { summary: true, ..options() });
        assert!(text.lines().count() < MOST_LINES, "{}", format.name());
    }
}

#[test]
fn what_stands_between_the_findings_and_the_end_has_its_limit_too() {
    let finding = sample::report().findings.iter().next().unwrap();
    let rules = (0..150).flat_map(|rule| (0..20).map(move |line| (rule, line)));
    let findings = rules.map(|(rule, line)| {
        let mut finding = Finding { rule: format!("rule-{rule}"), system: name(rule % 7 + 1), ..finding.clone() };
        finding.place.line = line + 1;
        finding
    });
    let report = Report { findings: findings.collect::<Vec<_>>().into(), ..all_different() };
    let text = written(Format::Pretty, &report, &options());
    let lines: Vec<&str> = text.lines().collect();
    let begin = lines.iter().position(|line| line.contains("more findings not shown")).unwrap();
    assert!(lines.len() - begin < MOST_LINES, "{} lines:\n{text}", lines.len() - begin);
    let number = |line: &&str| line.trim().split(' ').next().and_then(|word| word.parse::<usize>().ok()).unwrap_or(0);
    let told: usize = lines[begin + 1..].iter().take_while(|line| !line.is_empty()).map(number).sum();
    assert_eq!((number(&lines[begin]), told), (2900, 2900));
}

#[test]
fn the_worst_come_first_and_verbose_has_a_line_for_each() {
    let report = all_different();
    let fails = |line: &String| -> usize {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.iter().position(|word| *word == "fail").unwrap();
        words[at - 1].parse().unwrap()
    };
    let lines = end(&report);
    let shown: Vec<usize> = lines.iter().take(20).map(fails).collect();
    assert!(shown.is_sorted_by(|one, other| one >= other), "{shown:?}");
    let all = written(Format::Pretty, &report, &Options { summary: true, verbose: true, ..options() });
    for system in &report.systems {
        assert!(all.lines().any(|line| line.starts_with(&format!("{}  ", system.name))), "{}", system.name);
    }
}

#[test]
fn what_the_end_on_many_systems_looks_like() {
    let mut report = alike(&sample::report().systems[2]);
    for (number, system) in report.systems.iter_mut().enumerate() {
        if number % 50 == 7 {
            *system = SystemReport { name: system.name.clone(), ..sample::report().systems[1].clone() };
        }
        if number >= 150 {
            *system = SystemReport { name: system.name.clone(), ..sample::report().systems[0].clone() };
        }
    }
    insta::assert_snapshot!("many_systems", end(&report).join("\n"));
}
