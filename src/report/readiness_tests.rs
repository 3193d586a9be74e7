//! The formats that show the readiness matrix: what they look like, and that no export's text becomes anything but text.

use std::sync::Arc;

use pulldown_cmark::{Event, Options as MarkdownOptions, Parser, Tag};

use super::sample::{self, options};
use super::{FileReport, Format, Options, Report, SystemReport, write};
use crate::finding::{Finding, Need, Risk, RuleVerdict};
use crate::landscape::picture::{Hop, Need as TrustNeed, Picture, Trust};
use crate::rule::Pages;
use crate::terminal_text::clean_lines;

fn written(format: Format, report: &Report, options: &Options) -> String {
    let mut out = Vec::new();
    write(format, report, options, &mut out).unwrap();
    sample::text_of(out)
}

fn steady(text: &str) -> String {
    text.replace(env!("CARGO_PKG_VERSION"), "[version]")
}

/// Everything that may come from an export or a folder says `text`.
fn saying(text: &str) -> Report {
    let report = sample::report_with_trust();
    let owned = || text.to_owned();
    let verdict = |verdict: &RuleVerdict| RuleVerdict {
        reason: if verdict.reason.is_empty() { "".into() } else { owned().into() },
        missing: Arc::new(verdict.missing.iter().map(|_| Need::part(&[], text)).collect()),
        evidence: Arc::new(verdict.evidence.iter().map(|_| owned()).collect()),
        ..verdict.clone()
    };
    let system = |system: &SystemReport| SystemReport {
        // Names must differ.
        name: format!("{text}{}", system.name),
        inferred: system.inferred.as_ref().map(|_| owned()),
        role_in_doubt: system.role_in_doubt,
        verdicts: system.verdicts.iter().map(verdict).collect(),
        ..system.clone()
    };
    let finding = |finding: Finding| Finding {
        system: format!("{text}{}", finding.system),
        subject: owned(),
        message: owned(),
        help: owned(),
        path: owned(),
        ..finding
    };
    let file =
        |file: &FileReport| FileReport { path: owned(), relative_path: owned(), reason: owned(), ..file.clone() };
    let need = |need: &TrustNeed| TrustNeed { what: owned(), why: owned(), ..need.clone() };
    let trust = |trust: &Trust| Trust {
        subject: if trust.subject.is_empty() { String::new() } else { owned() },
        needs: trust.needs.iter().map(need).collect(),
        ..trust.clone()
    };
    let hop = |hop: &Hop| Hop { trust: hop.trust.iter().map(trust).collect(), ..hop.clone() };
    let picture = |picture: &Picture| Picture {
        system: format!("{text}{}", picture.system),
        hops: picture.hops.iter().map(hop).collect(),
    };
    let risk = |risk: &Risk| Risk {
        system: Some(owned()),
        subject: Some(owned()),
        reason: owned(),
        owner: Some(owned()),
        ..risk.clone()
    };
    Report {
        systems: report.systems.iter().map(system).collect(),
        absent: Vec::new(),
        risks: report.risks.iter().map(risk).collect(),
        pictures: report.pictures.iter().map(picture).collect(),
        findings: report.findings.iter().map(finding).collect::<Vec<_>>().into(),
        files: report.files.iter().map(file).collect(),
        ..report
    }
}

const HOSTILE: [&str; 14] = [
    "<script>alert(1)</script>",
    "</style></script><img src=x onerror=alert(1)>",
    "\"><a href='javascript:alert(1)'>",
    "' onmouseover='alert(1)",
    "]]> <!-- --> &lt;b&gt; &#x3c;b",
    "[a](javascript:alert(1)) ![b](https://evil.example/b.png) <https://evil.example>",
    "| a | b |\n|---|---|\n| c | d |",
    "`a` ``b`` ``` \\`",
    "**a** _b_ ~~c~~ # d\n- [ ] e\n1. f\n> g\n***\n",
    "{{ 7 * 7 }} {% raw %} ${a}",
    "\u{202e}drawkcab\u{202c} \u{1b}[31mred\u{1b}[0m \u{9b}2J \u{0}",
    "https://evil.example www.evil.example someone@evil.example @everyone #1",
    "\\",
    "a\r\n\r\n    code",
];

/// Tags and names of attributes, without what they hold.
fn skeleton(html: &str) -> Vec<String> {
    let mut skeleton = Vec::new();
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        let (tag, after) = tag.split_once('>').unwrap();
        // What is between quotes is no name; its content cannot have quotes.
        let names: Vec<&str> = tag.split('"').step_by(2).collect();
        skeleton.push(names.concat());
        rest = after;
    }
    skeleton
}

#[test]
fn html_shows_text_as_text_whatever_it_says() {
    let all = Options { show_passed: true, ..options() };
    let harmless = skeleton(&written(Format::Html, &saying("x"), &all));
    assert!(harmless.len() > 500);
    for hostile in HOSTILE {
        let html = written(Format::Html, &saying(hostile), &all);
        assert!(skeleton(&html) == harmless, "{hostile:?} changes the page's structure");
        assert_eq!(clean_lines(&html), html, "{hostile:?}");
    }
}

#[test]
fn html_names_nothing_that_a_browser_would_fetch() {
    let html = written(Format::Html, &sample::report(), &options());
    let policy = "content=\"default-src 'none'; style-src 'sha256-";
    assert!(html.contains(policy));
    for word in ["src=", "<link", "<img", "<iframe", "url(", "@import", "@font-face", "style=", "onclick", "fetch("] {
        assert!(!html.contains(word), "{word}");
    }
    let addresses = html.split("http").skip(1).filter(|rest| rest.starts_with("s://") || rest.starts_with("://"));
    let foreign: Vec<&str> = addresses.filter(|rest| !rest.starts_with("s://me.sap.com/notes/")).collect();
    assert!(foreign.iter().all(|rest| rest.starts_with("s://evil.example)")), "an address that is more than text");
}

/// What Markdown makes of a text: blocks and emphasis, links, HTML; how much of it is code does not matter.
fn structure(markdown: &str) -> Vec<String> {
    let all =
        MarkdownOptions::ENABLE_TABLES | MarkdownOptions::ENABLE_TASKLISTS | MarkdownOptions::ENABLE_STRIKETHROUGH;
    let tell = |event: Event<'_>| match event {
        Event::Text(_) | Event::Code(_) | Event::SoftBreak => None,
        Event::Start(Tag::Link { dest_url, .. }) => Some(format!("link {dest_url}")),
        event => Some(format!("{event:?}")),
    };
    Parser::new_ext(markdown, all).filter_map(tell).collect()
}

/// The source of a Markdown text but for its code.
fn without_code(markdown: &str) -> String {
    let mut rest = markdown.to_owned();
    let codes = Parser::new(markdown).into_offset_iter().filter(|(event, _)| matches!(event, Event::Code(_)));
    codes.collect::<Vec<_>>().into_iter().rev().for_each(|(_, range)| rest.replace_range(range, ""));
    rest
}

#[test]
fn markdown_shows_text_as_text_whatever_it_says() {
    let all = Options { show_passed: true, ..options() };
    let harmless = structure(&written(Format::Markdown, &saying("x"), &all));
    assert!(harmless.len() > 200);
    for hostile in HOSTILE {
        let markdown = written(Format::Markdown, &saying(hostile), &all);
        let structure = structure(&markdown);
        let differs = structure.iter().zip(&harmless).find(|(own, other)| own != other);
        assert!(structure == harmless, "{hostile:?}: {differs:?}");
        assert_eq!(clean_lines(&markdown), markdown, "{hostile:?}");
        let words = without_code(&markdown);
        let bare = ["https://evil", " www.evil", "@everyone", "someone@", "#1"].map(|word| words.contains(word));
        assert_eq!(bare, [false; 5], "{hostile:?}: GitHub makes links of these");
    }
}

#[test]
fn markdown() {
    insta::assert_snapshot!("markdown", written(Format::Markdown, &sample::report(), &options()));
}

#[test]
fn markdown_with_all_there_is() {
    let all = Options { show_passed: true, verbose: true, ..options() };
    let text = written(Format::Markdown, &sample::report(), &all);
    assert!(text.contains("SAPOSS\\_012 still calls") && !text.contains(" more\n"));
    assert!(
        text.contains("\nPassed:\n\n- Support Backbone Update guide 2.1.1: `support-package-old` `DEV/cvers.txt`\n")
    );
}

#[test]
fn html() {
    let html = written(Format::Html, &sample::report(), &options());
    let part = |from: &str, to: &str| {
        let start = html.find(from).unwrap();
        steady(&html[start..start + html[start..].find(to).unwrap()])
    };
    insta::assert_snapshot!("html_matrix", part("<section id=\"matrix\"", "</section>"));
    insta::assert_snapshot!("html_system", part("id=\"PRD\" aria", "</article>"));
    insta::assert_snapshot!("html_tile", part("<ul class=\"tiles", "</li>"));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for format in [Format::Html, Format::Markdown] {
        let first = written(format, &sample::report(), &options());
        let threads = written(format, &sample::report(), &Options { threads: true, color: true, ..options() });
        assert!(first == threads, "{format:?}");
    }
}

#[test]
fn no_more_findings_of_a_rule_are_shown_than_a_reader_can_bear() {
    let mut report = sample::report();
    let finding = report.findings.iter().next().unwrap();
    let many = (1..=1000).map(|line| {
        let mut finding = finding.clone();
        finding.place.line = line;
        finding
    });
    report.findings = many.collect::<Vec<_>>().into();
    let html = written(Format::Html, &report, &options());
    assert_eq!(html.matches(&format!("<code>{}:", finding.path)).count(), 20);
    assert!(html.contains("<p class=\"more\">and 980 more, which are not in this page; --verbose writes all</p>"));
    assert!(written(Format::Markdown, &report, &options()).contains("    - and 995 more\n"));
}

/// A landscape of so many systems, the last of which are the worst.
fn landscape(systems: usize) -> Report {
    let report = sample::report();
    let number = |number: usize| {
        let template = &report.systems[if number > systems / 2 { 2 } else { 0 }];
        SystemReport { name: format!("S{number:04}"), ..template.clone() }
    };
    Report { systems: (1..=systems).map(number).collect(), findings: Vec::new().into(), ..report }
}

fn short_matrix(report: &Report, options: &Options) -> Vec<String> {
    let text = written(Format::Pretty, report, options);
    let lines = text.lines().skip_while(|line| !line.starts_with("SolMan checklist"));
    lines.take_while(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_short_matrix_fits_a_narrow_terminal() {
    let mut report = sample::report();
    report.systems[0].name =
        "a-system-with-a-name-of-more-than-eighty-characters-that-nobody-would-want-to-read-here".to_owned();
    let lines = short_matrix(&report, &Options { width: 80, ..options() });
    assert_eq!(lines.iter().find(|line| line.chars().count() > 80), None);
    assert_eq!(lines[0], "SolMan checklist 2.    1  2  3  4  5  6  7  8  9 10 11 12 13   begin with");
    assert!(lines[1].starts_with("a-system-with-a-nam…   .  .  .  +"));
    assert_eq!(lines[2], "PRD                    -  -  -  x  -  -  -  -  -  x  -  -  -   2.4 RZ11, SM69");
}

#[test]
fn the_short_matrix_has_one_line_for_systems_that_are_alike_where_there_are_many() {
    let report = landscape(200);
    let lines = short_matrix(&report, &options());
    assert!(lines[1].starts_with("S0101 and 99 more ") && lines[2].starts_with("S0001 and 99 more "), "{lines:#?}");
    assert_eq!(lines.len(), 5, "{lines:#?}");
    assert_eq!(short_matrix(&report, &Options { verbose: true, ..options() }).len(), 203);
    // Few are shown one by one.
    assert!(short_matrix(&landscape(20), &options())[20].starts_with("S0020 "));
}

#[test]
fn the_short_matrix_is_left_out_where_it_says_nothing() {
    assert_eq!(short_matrix(&sample::report(), &Options { quiet: true, ..options() }), [""; 0]);
    assert_eq!(short_matrix(&Report { systems: Vec::new(), ..sample::report() }, &options()), [""; 0]);
    assert_eq!(short_matrix(&Report { rules: Pages::default(), ..sample::report() }, &options()), [""; 0]);
    assert!(!written(Format::Concise, &sample::report(), &options()).contains("SolMan checklist 2."));
}
