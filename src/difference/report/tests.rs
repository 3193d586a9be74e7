//! What each format makes of a difference with something of everything in it.

use std::collections::BTreeMap;

use clap::ValueEnum;

use super::{Format, Options, write};
use crate::difference::agreed::Outcome as AgreedOutcome;
use crate::difference::{
    Change, Difference, ExportDifference, FieldChange, Presence, Spot, StepChange, SystemDifference, VerdictChange,
    Verdicts, What,
};
use crate::finding::{Severity, Verdict};
use crate::report::matrix::State;
use crate::report::sample;

const HOSTILE: &str = "<b>&|`x`\u{1b}[31m\u{202e}##vso[task.complete]";

fn field(label: &str, old: Option<&str>, new: Option<&str>) -> FieldChange {
    let own = |value: Option<&str>| value.map(str::to_owned);
    FieldChange { field: "value", label: label.to_owned(), old: own(old), new: own(new), is_secret: false }
}

fn change(what: What, name: &str, fields: Vec<FieldChange>) -> Change {
    let spot = |state: &str| Some(Spot { path: format!("{state}/PRD/rfcdes.txt"), line: 12, column: 2 });
    Change {
        what,
        called: "RFC destination".to_owned(),
        name: name.to_owned(),
        of: String::new(),
        fields,
        means: Vec::new(),
        old_place: spot("before").filter(|_| what != What::Added),
        new_place: spot("after").filter(|_| what != What::Removed),
        breaks: Vec::new(),
        mends: Vec::new(),
        agreed: None,
    }
}

fn difference() -> Difference {
    let verdict = |rule: &str, before, after| VerdictChange {
        rule: rule.to_owned(),
        before: Some(before),
        after: Some(after),
        reason: String::new(),
        missing: Vec::new(),
    };
    let changed = Change {
        means: vec!["calls go to another host".to_owned()],
        breaks: vec![("legacy-rfc-target".to_owned(), Severity::Error)],
        ..change(What::Changed, "BACK", vec![field("Target Host", Some("a.example.test"), Some("b.example.test"))])
    };
    let secret = FieldChange { is_secret: true, ..field("Password", Some("****"), Some("****")) };
    let removed =
        Change { mends: vec!["legacy-rfc-destination".to_owned()], ..change(What::Removed, "SAPOSS", Vec::new()) };
    let hostile = change(What::Added, HOSTILE, vec![field("User", None, Some(HOSTILE))]);
    let export = ExportDifference {
        kind: "rfc-destinations",
        title: "RFC destinations (SM59, table RFCDES)".to_owned(),
        presence: Presence::Both,
        changes: vec![hostile, removed, changed, change(What::Changed, "OTHER", vec![secret])],
        not_compared: vec!["2 records of before not found in after, which may have them all the same".to_owned()],
    };
    let findings: Vec<_> = sample::report().findings.iter().take(1).collect();
    let lost = VerdictChange {
        missing: vec!["support users (transaction AISUSER)".to_owned()],
        ..verdict("support-user-missing", Verdict::Pass, Verdict::NotEvaluated)
    };
    let system = |name: &str, presence| SystemDifference {
        name: name.to_owned(),
        old_name: None,
        presence,
        roles: None,
        exports: Vec::new(),
        verdicts: Verdicts::default(),
        steps: Vec::new(),
    };
    Difference {
        old: "before".to_owned(),
        new: "after".to_owned(),
        as_of: jiff::civil::date(2026, 11, 22),
        systems: vec![
            SystemDifference {
                old_name: Some("PRD_old".to_owned()),
                roles: Some(("abap-direct".to_owned(), "managed".to_owned())),
                exports: vec![export],
                verdicts: Verdicts {
                    failing: vec![verdict("legacy-rfc-target", Verdict::Pass, Verdict::Fail)],
                    passing: vec![verdict("legacy-rfc-destination", Verdict::Fail, Verdict::Pass)],
                    lost: vec![lost],
                    judged: Vec::new(),
                    new_findings: findings.clone(),
                    gone_findings: findings,
                    withdrawn: 1,
                },
                steps: vec![StepChange {
                    document: "SolMan checklist".to_owned(),
                    step: "2.10 Old destinations".to_owned(),
                    before: State::Pass,
                    after: State::Fail,
                }],
                ..system("PRD", Presence::Both)
            },
            system("QAS", Presence::Removed),
            system("SAME", Presence::Both),
        ],
        agreed: None,
        rules: BTreeMap::new(),
        unread: Vec::new(),
    }
}

fn agreed() -> Difference {
    let mut difference = difference();
    let changes =
        difference.systems.iter_mut().flat_map(|system| &mut system.exports).flat_map(|export| &mut export.changes);
    changes.enumerate().for_each(|(number, change)| change.agreed = Some(number > 1));
    difference.agreed = Some(AgreedOutcome {
        title: "CHG0030117".to_owned(),
        happened: 2,
        not_agreed: 2,
        missing: vec![("change.toml:4".to_owned(), "export notes, record 2802999".to_owned())],
    });
    difference
}

const PLAIN: Options = Options { color: false, width: 100, fail_on: Some(Severity::Note), verbose: false };

fn written(format: Format, difference: &Difference) -> String {
    written_for(&PLAIN, format, difference)
}

fn written_for(options: &Options, format: Format, difference: &Difference) -> String {
    let mut out = Vec::new();
    write(format, difference, &sample::report(), options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn people_at_a_terminal_see_what_changed_and_what_it_does() {
    insta::assert_snapshot!("pretty", written(Format::Pretty, &difference()));
    insta::assert_snapshot!("pretty_agreed", written(Format::Pretty, &agreed()));
}

#[test]
fn a_ticket_has_tables_of_what_changed() {
    insta::assert_snapshot!("markdown", written(Format::Markdown, &agreed()));
}

#[test]
fn no_name_becomes_markup_or_steers_a_terminal() {
    for format in [Format::Pretty, Format::Markdown, Format::Html, Format::Json, Format::Sarif] {
        let told = written(format, &difference());
        assert!(!told.contains('\u{1b}'), "{format:?}");
        // Programs get texts as they are.
        assert!(matches!(format, Format::Json | Format::Sarif) || !told.contains('\u{202e}'), "{format:?}");
    }
    assert!(!written(Format::Html, &difference()).contains("<b>&"));
    // A name adds no cell to a table.
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    let table = written(Format::Markdown, &agreed());
    let rows =
        table.lines().filter(|line| ["| added", "| removed", "| changed"].iter().any(|begin| line.starts_with(begin)));
    assert_eq!(rows.map(cells).collect::<Vec<_>>(), [7, 7, 7, 7]);
}

#[test]
fn a_page_shows_both_sides_and_filters_by_what_is_worse_or_not_agreed() {
    let page = written(Format::Html, &agreed());
    assert!(page.contains(r#"<td class="old">a.example.test</td><td class="new">b.example.test</td>"#), "{page}");
    for class in ["change added unagreed", "change removed unagreed", "change changed worse", "change changed"] {
        assert!(page.contains(&format!(r#"<tbody class="{class}">"#)), "{class}");
    }
    assert!(page.contains("Something gets worse") && page.contains("CHG0030117: what changes"));
    // Whoever is as it was is not shown.
    assert!(!page.contains("SAME"));
}

#[test]
fn a_secret_is_told_to_be_another_one_and_never_shown() {
    for format in [Format::Pretty, Format::Markdown, Format::Html, Format::Json] {
        let told = written(format, &difference());
        assert!(!told.contains("****"), "{format:?}");
        assert!(told.contains("shown") || told.contains("\"secret\": true"), "{format:?}");
    }
}

#[test]
fn basislint_knows_its_own_differences_again() {
    let nothing = Difference { systems: Vec::new(), ..difference() };
    for format in Format::value_variants() {
        for difference in [&difference(), &agreed(), &nothing] {
            for options in [PLAIN, Options { color: true, width: 40, verbose: true, ..PLAIN }] {
                let text = written_for(&options, *format, difference);
                let lines: Vec<_> = text.lines().map(std::borrow::Cow::Borrowed).collect();
                assert!(crate::export::reports::is_own(&lines), "{format:?} {options:?}: {text}");
            }
        }
    }
}
