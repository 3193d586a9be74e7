//! SARIF 2.1.0, as GitHub code scanning and editors read it. `descriptor` holds the rules; here is what a run found.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::format::Writer;
use super::summary::{VerdictCounts, is_unread};
use super::{FileReport, FileStatus, Report, SystemReport, address};
use crate::export::needs;
use crate::finding::{Finding, Place, Related, RuleVerdict, Severity, Status, Verdict};
use crate::input::name;

mod descriptor;
use crate::terminal_text::runner_commands::Kind;
use descriptor::Descriptor;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Name of the folder that paths are relative to, as GitHub calls it.
const ROOT: &str = "%SRCROOT%";
/// Characters that a path segment keeps: RFC 3986's unreserved ones. Letters outside ASCII are always encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation<'a>; 1],
    column_kind: &'static str,
    results: Results<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification<'a>>,
}

/// What could not be read or checked: the only place for it that every viewer shows.
#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Text<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
}

/// SARIF's message, and its multiformat message without the second format.
#[derive(Serialize)]
struct Text<'a> {
    text: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Text<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RelatedLocation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_fingerprints: Option<Fingerprints<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "basislint/v1")]
    version_1: &'a str,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
}

#[derive(Serialize)]
struct Properties<'a> {
    system: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation<'a>,
}

/// A place that tells the same.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RelatedLocation<'a> {
    id: usize,
    physical_location: PhysicalLocation<'a>,
    message: Text<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_region: Option<Region<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

/// 1-based; the end column is exclusive, as in the report.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region<'a> {
    start_line: u64,
    /// The line's begin, if not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u64>,
    end_line: u64,
    /// The line's end, if not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Text<'a>>,
}

/// Results take their form only while they are written: there may be millions.
struct Results<'a> {
    report: &'a Report,
    show_passed: bool,
    /// Place of each rule in the list of rules.
    rules: HashMap<&'a str, usize>,
    files: HashMap<&'a str, &'a FileReport>,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut results = serializer.serialize_seq(None)?;
        let mut findings = self.report.findings.reader();
        while let Some(finding) = findings.read() {
            results.serialize_element(&self.finding(finding))?;
        }
        let systems = self.report.systems.iter().filter(|_| self.show_passed);
        let verdicts =
            systems.flat_map(|system| system.verdicts.iter().filter_map(|verdict| self.verdict(system, verdict)));
        for verdict in verdicts {
            results.serialize_element(&verdict)?;
        }
        results.end()
    }
}

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "sarif",
    shows_source: true,
    is_lines: false,
    shows_pages: true,
    printed: Some(Kind::Json),
    write: |report, options, out| write(report, options.show_passed, out),
};

/// Writes the report; with `show_passed` also what passed or could not be evaluated, as results.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, show_passed: bool, out: &mut dyn Write) -> io::Result<()> {
    let results = Results {
        report,
        show_passed,
        rules: report.rules.iter().enumerate().map(|(index, rule)| (rule.id.as_str(), index)).collect(),
        files: report.files.iter().map(|file| (file.path.as_str(), file)).collect(),
    };
    let mut found: HashMap<&str, BTreeSet<Severity>> = HashMap::new();
    for group in report.findings.groups() {
        found.entry(group.rule).or_default().insert(group.severity);
    }
    let found_of = |rule: &str| found.get(rule).cloned().unwrap_or_default();
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                rules: report.rules.iter().map(|rule| Descriptor::new(rule, &found_of(&rule.id))).collect(),
            },
        },
        invocations: [Invocation {
            execution_successful: !report.files.iter().any(is_unread) && report.in_vain().is_none(),
            tool_execution_notifications: results.notifications(),
        }],
        column_kind: "unicodeCodePoints",
        results,
    };
    serde_json::to_writer_pretty(&mut *out, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] })?;
    writeln!(out)
}

impl<'a> Results<'a> {
    fn finding<'f>(&self, finding: &'f Finding) -> SarifResult<'f> {
        let message = match finding.help.as_str() {
            "" => Cow::Borrowed(finding.message.as_str()),
            help => Cow::Owned(format!("{}\n\n{help}", finding.message)),
        };
        let location = PhysicalLocation {
            artifact_location: self.artifact(&finding.path),
            region: region(finding),
            context_region: context(finding),
        };
        SarifResult {
            rule_id: &finding.rule,
            rule_index: self.rules.get(finding.rule.as_str()).copied(),
            kind: "fail",
            level: finding.severity.name(),
            message: plain(message),
            locations: vec![Location { physical_location: location }],
            related_locations: finding.related.iter().zip(1..).map(|(related, id)| self.related(related, id)).collect(),
            partial_fingerprints: Some(Fingerprints { version_1: &finding.fingerprint }),
            suppressions: match finding.status {
                Status::New | Status::Known => Vec::new(),
                Status::Suppressed => vec![Suppression { kind: "external" }],
            },
            properties: Properties { system: &finding.system, subject: Some(&finding.subject) },
        }
    }

    fn verdict(&self, system: &'a SystemReport, verdict: &'a RuleVerdict) -> Option<SarifResult<'a>> {
        let (kind, otherwise) = match verdict.verdict {
            Verdict::Pass => ("pass", "passed"),
            Verdict::NotEvaluated => ("open", "not evaluated"),
            Verdict::NotApplicable => ("notApplicable", "not applicable"),
            // Its findings are results.
            Verdict::Fail => return None,
        };
        let mut message = Cow::Borrowed(if verdict.reason.is_empty() { otherwise } else { &verdict.reason });
        if !verdict.missing.is_empty() {
            message.to_mut().push_str(&format!("; {}", needs::way_out(&verdict.missing)));
        }
        Some(SarifResult {
            rule_id: &verdict.rule,
            rule_index: self.rules.get(&*verdict.rule).copied(),
            kind,
            level: "none",
            message: plain(message),
            locations: Vec::new(),
            related_locations: Vec::new(),
            partial_fingerprints: None,
            suppressions: Vec::new(),
            properties: Properties { system: &system.name, subject: None },
        })
    }

    fn related<'f>(&self, related: &'f Related, id: usize) -> RelatedLocation<'f> {
        let Place { line, column, end_line, end_column } = related.place;
        let region = Region {
            start_line: line,
            start_column: Some(column),
            end_line,
            end_column: Some(end_column),
            snippet: None,
        };
        let physical_location = PhysicalLocation {
            artifact_location: self.artifact(&related.path),
            region: (line > 0 && column > 0).then_some(region),
            context_region: None,
        };
        RelatedLocation { id, physical_location, message: plain(Cow::Borrowed("the same stands here")) }
    }

    fn notifications(&self) -> Vec<Notification<'a>> {
        let files =
            self.report.files.iter().filter(|file| file.status == FileStatus::Partial || is_unread(file)).map(|file| {
                let (level, otherwise) = match file.status {
                    FileStatus::Failed => ("error", "could not be read"),
                    FileStatus::Unrecognized => ("error", "no export that basislint reads"),
                    FileStatus::Partial | FileStatus::Read => ("warning", "read in part"),
                };
                let reason = if file.reason.is_empty() { otherwise } else { &file.reason };
                let artifact_location = self.artifact(&file.path);
                let place = PhysicalLocation { artifact_location, region: None, context_region: None };
                let locations = vec![Location { physical_location: place }];
                Notification { level, message: plain(Cow::Borrowed(reason)), locations }
            });
        let systems = self.report.systems.iter().filter_map(|system| {
            let counts = VerdictCounts::of(&system.verdicts);
            let message =
                format!("{}: {} of {} checks could not be made", system.name, counts.not_evaluated, counts.wanted());
            let notification =
                Notification { level: "note", message: plain(Cow::Owned(message)), locations: Vec::new() };
            (counts.not_evaluated > 0).then_some(notification)
        });
        let in_vain = self.report.in_vain().map(|why| Notification {
            level: "error",
            message: plain(Cow::Owned(format!("nothing was checked: {why}"))),
            locations: Vec::new(),
        });
        in_vain.into_iter().chain(files).chain(systems).collect()
    }

    /// A relative URI below the root, whatever path the file was given by.
    fn artifact(&self, path: &str) -> ArtifactLocation {
        let relative = self.files.get(path).map_or(path, |file| &file.relative_path);
        let encoded: Vec<String> = address::segments(relative)
            .map(|segment| percent_encode(&name::bytes(segment), ENCODED).to_string())
            .collect();
        ArtifactLocation { uri: encoded.join("/"), uri_base_id: ROOT }
    }
}

/// The finding's place with the text that stands there; none if the finding is about a whole file.
fn region(finding: &Finding) -> Option<Region<'_>> {
    let place = &finding.place;
    // What goes on in the next line is not all there.
    let label = finding.labels.first().filter(|_| place.end_line == place.line);
    let text = label.and_then(|label| finding.excerpt.text.get(label.start..label.end));
    (place.line > 0 && place.column > 0).then(|| Region {
        start_line: place.line,
        start_column: Some(place.column),
        end_line: place.end_line,
        end_column: Some(place.end_column),
        snippet: text.filter(|text| !text.is_empty()).map(|text| Text { text: Cow::Borrowed(text) }),
    })
}

/// The line around the place, as far as the report has it, or the lines: SARIF wants it to be larger than the place, and to hold it.
fn context(finding: &Finding) -> Option<Region<'_>> {
    let Finding { place, excerpt, .. } = finding;
    if place.line > 0 && place.end_line > place.line {
        // Of a record that goes on in the next line the report has but one. Where the place begins with its line, the line
        // before it makes the difference.
        let start_line = if place.column > 1 { place.line } else { place.line - 1 };
        let end_line = place.end_line;
        let lines = Region { start_line, start_column: None, end_line, end_column: None, snippet: None };
        return (start_line > 0).then_some(lines);
    }
    let end = excerpt.column + excerpt.text.chars().count() as u64;
    let one_line = place.line == excerpt.line && place.end_line == excerpt.line;
    let holds = excerpt.column <= place.column && place.end_column <= end;
    let is_larger = (excerpt.column, end) != (place.column, place.end_column);
    (place.column > 0 && one_line && holds && is_larger).then(|| Region {
        start_line: excerpt.line,
        start_column: Some(excerpt.column),
        end_line: excerpt.line,
        end_column: Some(end),
        snippet: Some(Text { text: Cow::Borrowed(&excerpt.text) }),
    })
}

/// A plain message. Even in plain ones SARIF takes `[text](target)` for a link, and no export may put links into a viewer.
fn plain(text: Cow<'_, str>) -> Text<'_> {
    if !text.contains("](") {
        return Text { text };
    }
    Text { text: Cow::Owned(text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")) }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_goes_on_in_the_next_line_has_its_lines_for_a_context() {
        let mut finding = sample::report().findings.iter().next().unwrap();
        let mut lines_of = |line, column| {
            finding.place = Place { line, column, end_line: line + 1, end_column: 4 };
            finding.excerpt.line = line;
            assert!(region(&finding).unwrap().snippet.is_none(), "of the text only a part is known");
            context(&finding).map(|context| {
                assert_eq!((context.start_column, context.end_column), (None, None));
                context.start_line..=context.end_line
            })
        };
        assert_eq!(lines_of(3, 41), Some(3..=4));
        assert_eq!(lines_of(3, 1), Some(2..=4), "larger than the place");
        assert_eq!(lines_of(1, 1), None);
    }
}
