//! What is written is read as those read it who are strict: Jenkins' xUnit plugin holds every report against its schema, `junit-10.xsd`.

use std::collections::BTreeMap;

use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::{FileStatus, Format, sample};
use super::*;

/// An element with what stands in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Self {
        let attribute = |attribute: quick_xml::events::attributes::Attribute<'_>| {
            let value: &str = &attribute.value;
            assert!(!value.contains(['\n', '\t']), "a line end in an attribute becomes a blank: {value:?}");
            (attribute.key.as_ref().to_owned(), quick_xml::escape::unescape(value).unwrap().into_owned())
        };
        let attributes = start.attributes().map(|found| attribute(found.unwrap())).collect();
        Self { name: start.name().as_ref().to_owned(), attributes, ..Self::default() }
    }

    fn named(&self, name: &str) -> Vec<&Self> {
        self.children.iter().filter(|child| child.name == name).collect()
    }

    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

fn parsed(text: &str) -> Element {
    let is_forbidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    assert_eq!(text.chars().find(|c| is_forbidden(*c)), None, "XML 1.0 forbids it");
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(Element::of(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(Element::of(&start)),
            Event::End(_) => {
                let element = open.pop().unwrap();
                open.last_mut().unwrap().children.push(element);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::GeneralRef(reference) => {
                let text = format!("&{};", &*reference);
                open.last_mut().unwrap().text.push_str(&quick_xml::escape::unescape(&text).unwrap());
            }
            Event::Eof => break,
            Event::Decl(_) => {}
            other => panic!("no place for it in a report: {other:?}"),
        }
    }
    assert_eq!(open.len(), 1);
    open.remove(0).children.remove(0)
}

/// Name of an element: the attributes that it must have, those that it may have, what may stand in it. Text may stand where nothing else may.
type Rules = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// What `junit-10.xsd` says of the elements that basislint writes.
const SCHEMA: [Rules; 6] = [
    ("testsuites", &[], &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
    (
        "testsuite",
        &["name", "tests", "failures", "errors"],
        &["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"],
        &["testsuite", "properties", "testcase", "system-out", "system-err"],
    ),
    (
        "testcase",
        &["name"],
        &["time", "classname", "group"],
        &["skipped", "error", "failure", "system-out", "system-err"],
    ),
    ("skipped", &[], &["type", "message"], &[]),
    ("error", &[], &["type", "message"], &[]),
    ("failure", &[], &["type", "message"], &[]),
];

fn assert_fits_the_schema(element: &Element) {
    let (_, required, optional, children) = SCHEMA.iter().find(|rules| rules.0 == element.name).unwrap();
    for name in *required {
        assert!(element.attributes.contains_key(*name), "<{}> needs {name}", element.name);
    }
    for name in element.attributes.keys() {
        assert!(required.iter().chain(*optional).any(|known| known == name), "<{}> has no {name}", element.name);
    }
    assert!(children.is_empty() || element.text.trim().is_empty(), "text in <{}>", element.name);
    for child in &element.children {
        assert!(children.contains(&child.name.as_str()), "<{}> in <{}>", child.name, element.name);
        assert_fits_the_schema(child);
    }
}

/// The report as a server reads it, its counts checked.
fn read(report: &Report, options: &Options) -> Element {
    let mut out = Vec::new();
    super::super::write(Format::Junit, report, options, &mut out).unwrap();
    let root = parsed(&String::from_utf8(out).unwrap());
    assert_eq!(root.name, "testsuites");
    assert_fits_the_schema(&root);
    let number = |element: &Element, name: &str| element.attribute(name).parse::<usize>().unwrap();
    for suite in root.named("testsuite") {
        let cases = suite.named("testcase");
        let with = |name: &str| cases.iter().filter(|case| !case.named(name).is_empty()).count();
        let counts = ["tests", "failures", "errors", "skipped"].map(|name| number(suite, name));
        assert_eq!(counts, [cases.len(), with("failure"), with("error"), with("skipped")]);
    }
    for name in ["tests", "failures", "errors"] {
        let all: usize = root.named("testsuite").iter().map(|suite| number(suite, name)).sum();
        assert_eq!(number(&root, name), all, "{name}");
    }
    root
}

/// What became of each case of a suite: its class, its name, the outcome.
fn outcomes(root: &Element, suite: &str) -> Vec<[String; 3]> {
    let suites = root.named("testsuite");
    let suite = suites.iter().find(|found| found.attribute("name") == suite).unwrap();
    let outcome = |case: &&Element| {
        let outcome = case.children.first().map_or("success", |child| child.name.as_str());
        [case.attribute("classname"), case.attribute("name"), outcome].map(str::to_owned)
    };
    suite.named("testcase").iter().map(outcome).collect()
}

#[test]
fn a_system_is_a_suite_and_a_verdict_a_case() {
    let mut report = sample::report();
    report.files[0].status = FileStatus::Failed;
    report.files[0].reason = "permission denied".to_owned();
    let root = read(&report, &sample::options());
    let names: Vec<&str> = root.named("testsuite").iter().map(|suite| suite.attribute("name")).collect();
    assert_eq!(names, ["DEV", "PRD", "QAS", "files"]);
    let case = |rule: &str, outcome: &str| ["basislint.DEV", rule, outcome].map(str::to_owned);
    assert_eq!(
        outcomes(&root, "DEV"),
        [case(sample::CIPHERS, "success"), case(sample::RFC, "success"), case("support-package-old", "success")],
        "what is not for a system is no case"
    );
    let files = [["files", "DEV/rfcdes.txt", "error"], ["files", "PRD/aisuser.txt", "skipped"]];
    assert_eq!(outcomes(&root, "files"), files.map(|case| case.map(str::to_owned)));
    let of_prd = root.named("testsuite")[1].named("testcase");
    let failure = of_prd.iter().find(|case| case.attribute("name") == sample::RFC).unwrap().named("failure")[0];
    assert_eq!([failure.attribute("message"), failure.attribute("type")], ["SAPOSS still calls SAP by RFC", "error"]);
    let lines: Vec<&str> = failure.text.lines().collect();
    assert_eq!(lines[..2], ["error: SAPOSS still calls SAP by RFC", "at PRD/sm59_rfcdes.txt:6:4"]);
    assert!(lines[2].starts_with("help: SAP-SUPPORT_PORTAL exists here"));
    assert_eq!(lines[3], "see: SAP Note 2923799, SolMan checklist 2.10");
    let skipped =
        of_prd.iter().find(|case| case.attribute("name") == "support-package-old").unwrap().named("skipped")[0];
    assert_eq!(skipped.attribute("message"), "an export is missing; add Software components (CVERS)");
}

#[test]
fn a_rule_all_of_whose_findings_are_accepted_neither_passes_nor_fails() {
    let mut report = sample::report();
    let mut finding = report.findings.iter().find(|finding| finding.rule == sample::RFC).unwrap();
    finding.status = Status::Suppressed;
    report.findings = vec![finding].into();
    let root = read(&report, &sample::options());
    assert!(outcomes(&root, "PRD").contains(&["basislint.PRD", sample::RFC, "skipped"].map(str::to_owned)));
}

#[test]
fn of_very_many_findings_the_worst_are_shown_and_the_rest_is_counted() {
    let mut report = sample::report();
    let finding = report.findings.iter().find(|finding| finding.rule == sample::RFC).unwrap();
    let numbered = |line: u64| {
        let mut finding = finding.clone();
        finding.place.line = line;
        finding
    };
    report.findings = (1..=150).map(numbered).collect::<Vec<_>>().into();
    let shown = |options: &Options| {
        let root = read(&report, options);
        let of_prd = root.named("testsuite")[1].named("testcase");
        let failure = of_prd.iter().find(|case| case.attribute("name") == sample::RFC).unwrap().named("failure")[0];
        assert!(failure.attribute("message").starts_with("150 findings, the worst: SAPOSS"));
        (failure.text.matches("\nat ").count(), failure.text.contains("50 more findings not shown"))
    };
    assert_eq!(shown(&sample::options()), (100, true));
    assert_eq!(shown(&Options { verbose: true, ..sample::options() }), (150, false));
}

#[test]
fn a_run_that_checked_nothing_is_an_error() {
    let report = Report { systems: Vec::new(), findings: Vec::new().into(), files: Vec::new(), ..sample::report() };
    let root = read(&report, &sample::options());
    assert_eq!(outcomes(&root, "files"), [["files", "nothing-checked", "error"].map(str::to_owned)]);
}

proptest! {
    #[test]
    fn no_character_breaks_a_report(
        message in "[<>&\"'\\]a\u{0}\u{8}\u{1b}\r\n\t\u{85}\u{FFFE}\u{FFFF}ü\u{2028}]{0,8}", subject in "\\PC{0,4}", path in ".{0,6}",
    ) {
        let mut report = sample::report();
        let mut finding = report.findings.iter().find(|finding| finding.rule == sample::RFC).unwrap();
        finding.message = format!("{message}]]>{subject}");
        finding.path.clone_from(&path);
        report.systems[1].name.clone_from(&path);
        finding.system.clone_from(&path);
        report.findings = vec![finding.clone()].into();
        let root = read(&report, &sample::options());
        let suite = root.named("testsuite")[1];
        prop_assert_eq!(suite.attribute("name"), xml(&path));
        let cases = suite.named("testcase");
        let failure = cases.iter().find_map(|case| case.named("failure").first().copied()).unwrap();
        prop_assert_eq!(failure.attribute("message"), xml(&finding.message));
    }
}
