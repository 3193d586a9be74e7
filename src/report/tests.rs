//! Every format of one report. The snapshots say what a user sees; the assertions below them what must hold whatever it looks like.

use serde_json::Value;

use super::sample::{self, CIPHERS, EVIL_PATH, RFC, options};
use super::{FileStatus, Format, Options, Report, SystemReport, write};
use crate::finding::{Excerpt, Finding, Findings, Label, Place, Related, Severity, Status, Verdict};

fn written(format: Format, report: &Report, options: &Options) -> String {
    let mut out = Vec::new();
    write(format, report, options, &mut out).unwrap();
    sample::text_of(out)
}

fn snapshot(name: &str, format: Format, options: &Options) {
    let text = written(format, &sample::report(), options);
    insta::assert_snapshot!(name, text.replace(env!("CARGO_PKG_VERSION"), "[version]"));
}

fn parsed(format: Format, report: &Report, options: &Options) -> Value {
    serde_json::from_str(&written(format, report, options)).unwrap()
}

/// The sample with a single finding.
fn with(finding: Finding) -> Report {
    Report { findings: vec![finding].into(), ..sample::report() }
}

fn first(rule: &str) -> Finding {
    sample::report().findings.iter().find(|finding| finding.rule == rule).unwrap()
}

fn last_line(report: &Report) -> String {
    let text = written(Format::Pretty, report, &Options { summary: true, ..options() });
    text.lines().last().unwrap().to_owned()
}

#[test]
fn pretty() {
    snapshot("pretty", Format::Pretty, &options());
}

#[test]
fn pretty_with_all_there_is() {
    snapshot(
        "pretty_all",
        Format::Pretty,
        &Options { show_passed: true, statistics: true, verbose: true, width: 72, ..options() },
    );
}

#[test]
fn concise() {
    snapshot("concise", Format::Concise, &Options { statistics: true, ..options() });
}

#[test]
fn json() {
    snapshot("json", Format::Json, &options());
}

#[test]
fn sarif() {
    snapshot("sarif", Format::Sarif, &Options { show_passed: true, show_suppressed: true, ..options() });
}

#[test]
fn no_format_for_terminals_lets_harmful_characters_through() {
    for format in [Format::Pretty, Format::Concise, Format::Github, Format::Agent] {
        let all = Options { show_passed: true, statistics: true, verbose: true, ..options() };
        let text = written(format, &sample::report(), &all);
        assert!(text.contains("job\u{fffd}gol.txt"), "the evil file is not in {format:?}");
        for line in text.lines() {
            assert_eq!(crate::terminal_text::clean(line), line);
        }
    }
}

#[test]
fn colour_adds_escapes_and_nothing_else() {
    for format in [Format::Pretty, Format::Concise] {
        let plain = written(format, &sample::report(), &options());
        let colored = written(format, &sample::report(), &Options { color: true, ..options() });
        assert!(colored.contains("\u{1b}["));
        assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
    }
}

#[test]
fn no_line_ends_in_white_space() {
    for width in [0, 40, 72, 100, 250] {
        let text = written(Format::Pretty, &sample::report(), &Options { width, show_passed: true, ..options() });
        assert_eq!(text.lines().find(|line| line.trim_end() != *line), None, "width {width}");
    }
}

#[test]
fn a_place_in_a_cut_line_stays_the_findings_own() {
    let text = written(Format::Pretty, &sample::report(), &options());
    assert!(text.contains("[QAS/rfcdes.txt:123456:521]"));
    let (source, marks) = text
        .lines()
        .zip(text.lines().skip(1))
        .find(|(line, _)| line.starts_with(" 123456 │ "))
        .expect("the long line is shown");
    assert!(source.chars().count() <= 100);
    let start = marks.chars().position(|character| character == '─').unwrap();
    assert!(source.chars().skip(start).collect::<String>().starts_with("U=OSS_RFC,"));
}

#[test]
fn at_most_ten_of_a_rule_are_shown_and_the_rest_is_counted() {
    let text = written(Format::Pretty, &sample::report(), &options());
    assert!(text.contains("SAPOSS_010 still") && !text.contains("SAPOSS_011 still"));
    assert!(text.contains("2 more findings not shown; --format concise and --format json list all:\n  2 of legacy-rfc-destination in QAS\n"));
    let all = written(Format::Pretty, &sample::report(), &Options { verbose: true, ..options() });
    assert!(all.contains("SAPOSS_012 still") && !all.contains("not shown"));
    assert_eq!(written(Format::Concise, &sample::report(), &options()).matches(" still calls ").count(), 13);
}

#[test]
fn no_warning_takes_the_place_of_an_error_when_there_are_too_many() {
    let warning = Finding { severity: Severity::Warning, system: "AAA".to_owned(), ..first(CIPHERS) };
    let error = Finding { severity: Severity::Error, system: "ZZZ".to_owned(), ..first(RFC) };
    let mut report = sample::report();
    report.findings = (0..11)
        .flat_map(|rule| (0..10).map(move |_| rule))
        .map(|rule| Finding { rule: format!("rule-{rule}"), ..warning.clone() })
        .chain((0..5).map(|_| error.clone()))
        .collect::<Vec<_>>()
        .into();
    let text = written(Format::Pretty, &report, &options());
    assert_eq!((text.matches("\nwarning[").count(), text.matches("\nerror[").count()), (95, 5));
    assert!(text.find("── AAA ──") < text.find("── ZZZ ──"));
    assert!(text.contains("15 more findings not shown"));
}

#[test]
fn quiet_leaves_the_findings_and_nothing_if_there_are_none() {
    let quiet = Options { quiet: true, show_passed: true, statistics: true, ..options() };
    let report = with(Finding { status: Status::New, ..first(CIPHERS) });
    let text = written(Format::Concise, &report, &quiet);
    let message = "3DES and MEDIUM ciphers are still offered to SAP";
    assert_eq!(text, format!("PRD/DEFAULT.PFL:12:27: warning[{CIPHERS}] {message} [PRD]\n"));
    for format in [Format::Pretty, Format::Concise, Format::Github, Format::Agent] {
        assert!(written(format, &report, &quiet).contains(message), "{}", format.name());
        // Suppressed ones count for nothing.
        let report = with(Finding { status: Status::Suppressed, ..first(CIPHERS) });
        assert_eq!(written(format, &report, &quiet), "", "{}", format.name());
    }
}

#[test]
fn a_summary_is_the_end_of_the_whole_report() {
    let report = sample::report();
    for format in [Format::Pretty, Format::Concise, Format::Github, Format::Agent] {
        let whole = written(format, &report, &options());
        let summary = written(format, &report, &Options { summary: true, ..options() });
        assert!(whole.ends_with(&summary) && whole.len() > summary.len(), "{}", format.name());
        assert!(!summary.contains("still calls SAP"), "{summary}");
    }
    let summary = written(Format::Pretty, &report, &Options { summary: true, ..options() });
    assert!(summary.starts_with("DEV  ") && summary.contains("\nSolMan checklist 2."), "{summary}");
}

/// Labels of a line whose places overlap: each must be drawn under its own words.
#[test]
fn labels_that_overlap_are_drawn_one_below_the_other() {
    let text = "ssl/client_ciphersuites = 150:PFS:HIGH:MEDIUM:+e3DES\t値は::EC_P256:EC_HIGH";
    let drawn = |labels: &[(&str, &str)]| {
        let labels = labels.iter().map(|(word, label)| {
            let start = text.find(word).unwrap();
            Label { start, end: start + word.len(), text: (*label).to_owned() }
        });
        let mut finding = first(CIPHERS);
        finding.excerpt.text = text.to_owned();
        finding.labels = labels.collect();
        let text = written(Format::Pretty, &with(finding), &options());
        let lines = text.lines().skip_while(|line| !line.contains("╭─["));
        lines.take_while(|line| !line.contains("help:")).collect::<Vec<_>>().join("\n")
    };
    let cases = [
        (
            "inside another",
            drawn(&[("150:PFS:HIGH:MEDIUM:+e3DES", "the whole value"), ("MEDIUM", "adds weaker suites")]),
        ),
        (
            "around another",
            drawn(&[("MEDIUM", "adds weaker suites"), ("150:PFS:HIGH:MEDIUM:+e3DES", "the whole value")]),
        ),
        ("in part", drawn(&[("150:PFS:HIGH", "as SAP asks"), ("HIGH:MEDIUM", "from strong to weak")])),
        ("the same", drawn(&[("MEDIUM", "adds weaker suites"), ("MEDIUM", "and no system needs them")])),
        ("said twice", drawn(&[("MEDIUM", "adds weaker suites"), ("MEDIUM", "adds weaker suites")])),
        ("with one that says nothing", drawn(&[("MEDIUM", "adds weaker suites"), ("HIGH:MEDIUM", "")])),
        ("nothing, before a word", drawn(&[("", "something is missing here"), ("ssl", "the library")])),
        ("behind wide letters", drawn(&[("値は::EC_P256", "a value"), ("EC_P256", "a curve"), ("値", "a letter")])),
        ("side by side", drawn(&[("150", "a"), ("PFS", "b"), ("HIGH", "c"), ("MEDIUM", "d"), ("PFS:HIGH", "e")])),
    ];
    let text: Vec<String> = cases.iter().map(|(name, drawn)| format!("{name}\n{drawn}")).collect();
    insta::assert_snapshot!("overlapping_labels", text.join("\n\n"));
}

#[test]
fn the_last_line_never_reads_like_all_is_well_when_it_is_not() {
    let mut report = Report { findings: Findings::default(), ..sample::report() };
    assert_eq!(last_line(&report), "no findings, but 5 of 12 checks could not be made");
    report.files[0].status = FileStatus::Failed;
    assert_eq!(last_line(&report), "no findings, but 5 of 12 checks could not be made, and 1 file could not be read");

    report.systems.truncate(1);
    assert_eq!(last_line(&report), "no findings, but 1 file could not be read");
    report.files[0].status = FileStatus::Read;
    assert_eq!(last_line(&report), "no findings");

    let systems: Vec<SystemReport> = report.systems.drain(..).collect();
    assert_eq!(last_line(&report), "nothing was checked: no rule is for these systems");
    report.files.retain(|file| file.export.is_none());
    assert_eq!(last_line(&report), "nothing was checked: no export that basislint knows in 7 files");
    report.files[0].named = true;
    let line = "nothing was checked: no export that basislint knows in 7 files, and 1 named file is no export";
    assert_eq!(last_line(&report), line);
    report.files.clear();
    assert_eq!(last_line(&report), "nothing was checked: there are no files");

    report.systems = systems;
    report.findings = vec![Finding { status: Status::Suppressed, ..first(RFC) }].into();
    assert_eq!(last_line(&report), "no findings (1 suppressed)");
}

#[test]
fn a_finding_without_labels_is_marked_at_its_place() {
    let mut finding = first(CIPHERS);
    finding.labels.clear();
    let text = written(Format::Pretty, &with(finding), &options());
    assert!(text.contains(" 12 │ ssl/client_ciphersuites = 150:PFS"));
    assert!(text.contains("\n    ·                           ───\n"));
}

#[test]
fn json_keeps_to_its_contract() {
    let json = written(Format::Json, &sample::report(), &options());
    assert!(json.ends_with("}\n"));
    let value: Value = serde_json::from_str(&json).unwrap();
    let expected = serde_json::json!({
        "files": 15, "recognized": 8, "records": 80,
        "findings": {"error": 14, "warning": 3, "note": 1},
        "verdicts": {"pass": 3, "fail": 4, "not-evaluated": 5, "not-applicable": 1}
    });
    assert_eq!(value["summary"], expected);
    assert_eq!((&value["version"], &value["as_of"]), (&1.into(), &"2026-11-22".into()));
    assert_eq!(value["findings"].as_array().unwrap().len(), 19);
    let suppressed: Vec<&Value> =
        value["findings"].as_array().unwrap().iter().filter(|finding| finding["status"] == "suppressed").collect();
    assert_eq!((suppressed.len(), &suppressed[0]["line"]), (1, &7.into()));
    assert_eq!(value["systems"][0]["tier"], Value::Null);
    assert_eq!(value["systems"][2]["verdicts"][0]["missing"], serde_json::json!(["STRUST (SSL client Standard)"]));
    let partial = serde_json::json!({
        "path": "PRD/aisuser.txt", "export": "support-users", "layout": "text", "encoding": "utf-8", "records": 10,
        "status": "partial", "reason": "cut in line 14", "system": "PRD", "notes": []
    });
    assert_eq!(value["files"][3], partial);
    // serde_json's map forgets the order of fields, which is part of the contract.
    assert_eq!(keys(&json, 2, ""), "version tool as_of summary systems findings files accepted_risks");
    assert_eq!(keys(&json, 4, "  \"summary\""), "files recognized records findings verdicts");
    assert_eq!(keys(&json, 6, "  \"systems\""), "name role tier inferred verdicts");
    assert_eq!(keys(&json, 10, "      \"verdicts\": ["), "rule verdict reason evidence missing missing_kinds");
    let finding = "rule severity system subject message help path line column end_line end_column references fingerprint status seed title confidence steps fix";
    assert_eq!(keys(&json, 6, "  \"findings\": ["), finding);
    assert_eq!(keys(&json, 8, "      \"fix\": {"), "safe description because edits");
    let file = "path export layout encoding records status reason system notes";
    assert_eq!(keys(&json, 6, "  \"files\": ["), file);
}

/// The keys of the first object at an indentation behind the line that starts with `after`.
fn keys(json: &str, indent: usize, after: &str) -> String {
    let lines = json.lines().skip_while(|line| !line.starts_with(after)).skip(1);
    let inner =
        lines.skip_while(|line| line.find('"') != Some(indent)).take_while(|line| line.find('}') != Some(indent - 2));
    let keys = inner.filter(|line| line.find('"') == Some(indent));
    keys.filter_map(|line| line.split('"').nth(1)).collect::<Vec<_>>().join(" ")
}

#[test]
fn sarif_says_where_and_what() {
    let value = parsed(Format::Sarif, &sample::report(), &options());
    let run = &value["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!((rules.len(), results.len()), (5, 18));
    for result in results {
        assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
        assert_eq!(result["kind"], "fail");
    }
    let of = |subject: &str, line: u64| {
        let is_it = |result: &&Value| {
            result["properties"]["subject"] == subject && place(result)["region"]["startLine"] == line
        };
        results.iter().find(is_it).unwrap()
    };
    let umlaut = of("S0009999999", 3);
    assert_eq!(place(umlaut)["artifactLocation"]["uri"], "PRD/Pr%C3%BCfliste%20%5Balt%5D.txt");
    let region = serde_json::json!({
        "startLine": 3, "startColumn": 22, "endLine": 3, "endColumn": 33, "snippet": {"text": "S0009999999"}
    });
    assert_eq!(place(umlaut)["region"], region);
    assert_eq!(umlaut["properties"], serde_json::json!({"system": "PRD", "subject": "S0009999999"}));
    assert_eq!(umlaut["partialFingerprints"], serde_json::json!({"basislint/v1": "0000000000000003"}));
    assert_eq!(umlaut["suppressions"], Value::Null);
    let evil = results.iter().find(|result| place(result)["region"]["startLine"] == 40).unwrap();
    assert_eq!(place(evil)["artifactLocation"]["uri"], "QAS/%1B%5B31mjob%E2%80%AEgol.txt");
    assert!(evil["message"]["text"].as_str().unwrap().contains("\\[names\\](https"), "a link in a message");
}

#[test]
fn sarif_has_no_absolute_paths_and_owns_up_to_unread_files() {
    let mut report = sample::report();
    let path = "/home/anna/exports/PRD/DEFAULT.PFL";
    report.files[1].path = path.to_owned();
    report.files[1].relative_path = "PRD/DEFAULT.PFL".to_owned();
    report.files[1].status = FileStatus::Failed;
    report.findings = vec![Finding { path: path.to_owned(), ..first(CIPHERS) }].into();
    let value = parsed(Format::Sarif, &report, &options());
    let run = &value["runs"][0];
    assert_eq!(place(&run["results"][0])["artifactLocation"]["uri"], "PRD/DEFAULT.PFL");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert!(!value.to_string().contains("anna"));
}

#[test]
fn sarif_shows_the_line_around_a_place_only_if_it_is_more_than_the_place() {
    let context = |change: &dyn Fn(&mut Finding)| {
        let mut finding = first(CIPHERS);
        change(&mut finding);
        let value = parsed(Format::Sarif, &with(finding), &options());
        place(&value["runs"][0]["results"][0])["contextRegion"].clone()
    };
    assert_eq!(context(&|_| {})["startColumn"], 1);
    let whole = |finding: &mut Finding| {
        finding.place.column = finding.excerpt.column;
        finding.place.end_column = finding.excerpt.column + finding.excerpt.text.chars().count() as u64;
    };
    assert_eq!(context(&whole), Value::Null, "the place is the whole line");
    let goes_on = context(&|finding| finding.place.end_line += 1);
    assert_eq!((&goes_on["startColumn"], &goes_on["snippet"]), (&Value::Null, &Value::Null), "whole lines: {goes_on}");
    assert_eq!(context(&|finding| finding.place.end_column = 10_000), Value::Null);
    let no_place = |finding: &mut Finding| (finding.place.line, finding.place.column) = (0, 0);
    assert_eq!(context(&no_place), Value::Null, "there is nothing for it to be around");
}

#[test]
fn basislint_knows_its_own_reports_again() {
    let report = sample::report();
    // A workbook is no text: see `xlsx::tests`.
    for format in Format::all().iter().copied().filter(|format| !format.is_binary()) {
        for options in [
            options(),
            Options { color: true, ..options() },
            Options { show_passed: true, statistics: true, verbose: true, ..options() },
            Options { summary: true, width: 40, ..options() },
        ] {
            let text = written(format, &report, &options);
            let lines: Vec<_> = text.lines().map(std::borrow::Cow::Borrowed).collect();
            assert!(crate::export::reports::is_own(&lines), "{format:?} {options:?}: {text}");
            let silent = Report { findings: Findings::default(), ..report.clone() };
            let text = written(format, &silent, &options);
            let lines: Vec<_> = text.lines().map(std::borrow::Cow::Borrowed).collect();
            assert!(crate::export::reports::is_own(&lines), "{format:?} {options:?}: {text}");
        }
    }
}

#[test]
fn sarif_lists_other_verdicts_only_on_request() {
    let value = parsed(Format::Sarif, &sample::report(), &Options { show_passed: true, ..options() });
    let results = value["runs"][0]["results"].as_array().unwrap();
    let count =
        |kind: &str| results.iter().filter(|result| result["kind"] == kind && result["level"] == "none").count();
    assert_eq!((count("pass"), count("open"), count("notApplicable")), (3, 5, 1));
    let open =
        results.iter().find(|result| result["kind"] == "open" && result["properties"]["system"] == "QAS").unwrap();
    assert_eq!(open["message"]["text"], "an export is missing; add STRUST (SSL client Standard)");
}

fn place(result: &Value) -> &Value {
    &result["locations"][0]["physicalLocation"]
}

#[test]
fn a_whole_file_finding_has_no_snippet() {
    let mut finding = first(CIPHERS);
    finding.excerpt = Excerpt::default();
    finding.labels = vec![Label { start: 4, end: 9, text: "nowhere".to_owned() }];
    let report = with(finding);
    assert!(written(Format::Pretty, &report, &options()).contains("\n  ──[PRD/DEFAULT.PFL:12:27]\n  help:"));
    let value = parsed(Format::Sarif, &report, &options());
    assert_eq!(place(&value["runs"][0]["results"][0])["region"]["snippet"], Value::Null);
}

#[test]
fn evidence_and_verdicts_are_listed_by_system_on_request() {
    let text = written(Format::Concise, &sample::report(), &Options { show_passed: true, ..options() });
    assert!(
        text.contains(
            "\nDEV: 3 checks passed\n  client-ciphersuites-outdated  DEV/1.pfl, DEV/2.pfl, DEV/3.pfl, 1 more\n"
        )
    );
    let mut report = sample::report();
    report.systems[0].verdicts.retain(|verdict| verdict.verdict != Verdict::Pass);
    assert!(
        written(Format::Concise, &report, &Options { show_passed: true, ..options() })
            .contains("DEV: 0 checks passed\n")
    );
}

#[test]
fn a_finding_that_somebody_accepted_is_nobodys_error() {
    let report = with(Finding { message: "long since accepted".to_owned(), ..first(RFC) });
    let (mut known, mut suppressed) = (report.clone(), report);
    let seen = known.findings.seen(|_, _| true);
    known.findings.know(&seen, std::collections::BTreeSet::new());
    suppressed.findings.suppress(|_| Some(0));
    for (report, status) in [(known, Status::Known), (suppressed, Status::Suppressed)] {
        for format in [Format::Concise, Format::Github, Format::Gitlab, Format::Junit, Format::Agent] {
            let text = written(format, &report, &options());
            assert!(!text.contains("long since accepted"), "{} {}", format.name(), status.name());
        }
        assert!(written(Format::Csv, &report, &options()).contains(&format!(",{},", status.name())));
    }
}

#[test]
fn the_evil_path_is_in_json_as_it_is() {
    let value = parsed(Format::Json, &sample::report(), &options());
    assert!(value["findings"].as_array().unwrap().iter().any(|finding| finding["path"] == EVIL_PATH));
}

#[test]
fn every_format_shows_where_else_the_same_stands() {
    let place = |line| Place { line, column: 4, end_line: line, end_column: 9 };
    let related = (7..14).map(|line| Related { path: "PRD/other.txt".to_owned(), place: place(line) });
    let report = with(Finding { related: related.collect(), ..first(RFC) });
    let for_programs = [Format::Json, Format::Jsonl, Format::Sarif];
    for format in Format::all().iter().copied().filter(|format| !for_programs.contains(format)) {
        let text = written(format, &report, &options());
        assert!(text.contains("PRD/other.txt:11:4"), "{}", format.name());
        assert!(!text.contains("PRD/other.txt:12:4") && text.contains("2 more"), "{}", format.name());
    }
    let json = parsed(Format::Json, &report, &options());
    let other = serde_json::json!({ "path": "PRD/other.txt", "line": 7, "column": 4, "end_line": 7, "end_column": 9 });
    assert_eq!(json["findings"][0]["related"][0], other);
    let lines = written(Format::Jsonl, &report, &options());
    let line: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(line["related"], json["findings"][0]["related"]);
    let sarif = parsed(Format::Sarif, &report, &options());
    let locations = &sarif["runs"][0]["results"][0]["relatedLocations"];
    assert_eq!(locations.as_array().unwrap().len(), 7);
    assert_eq!(locations[6]["id"], 7);
    assert_eq!(locations[6]["physicalLocation"]["artifactLocation"]["uri"], "PRD/other.txt");
    assert_eq!(locations[6]["physicalLocation"]["region"]["startLine"], 13);
}

#[test]
fn a_file_that_was_left_aside_is_told_everywhere() {
    let mut report = sample::report();
    let file = report.files.iter_mut().find(|file| file.status == FileStatus::Read).unwrap();
    file.reason = "left aside, as of 2026-10-01: PRD/new.txt is newer, as of 2026-11-22".to_owned();
    for format in
        [Format::Pretty, Format::Concise, Format::Json, Format::Jsonl, Format::Markdown, Format::Html, Format::Github]
    {
        let text = written(format, &report, &Options { width: 200, ..options() });
        assert!(text.contains("left aside, as of 2026-10-01"), "{}", format.name());
    }
}
