//! SARIF 2.1.0, as GitHub code scanning and editors read it: the frame of a run. `descriptor` holds the rules, `results` what was found at
//! which `location`, `risk` what is accepted, `notification` what could not be read, checked or written; which results there are, and in what
//! order, is `super::selection`'s.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use serde::Serialize;

mod descriptor;
mod fix;
mod location;
mod notification;
mod results;
mod risk;
#[cfg(test)]
mod tests;

use super::address::{Addresses, segments};
use super::format::Writer;
use super::summary::is_unread;
use super::{Options, Report};
use crate::finding::Severity;
use crate::limits::CODE_SCANNING_RESULTS;
use crate::terminal_text::runner_commands::Kind;
use descriptor::Descriptor;
use notification::{Notification, notifications};
use results::Results;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

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
    automation_details: AutomationDetails,
    invocations: [Invocation<'a>; 1],
    column_kind: &'static str,
    results: Results<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<risk::RunProperties<'a>>,
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

/// Which analysis of the repository this is. Code scanning holds the part before the last `/` to be its category, and takes what an
/// earlier report of the same category has and this one has not for mended.
#[derive(Serialize)]
struct AutomationDetails {
    id: String,
}

impl AutomationDetails {
    fn of(report: &Report) -> Self {
        let tool = env!("CARGO_PKG_NAME");
        Self {
            id: if report.category.is_empty() { format!("{tool}/") } else { format!("{tool}/{}/", report.category) },
        }
    }
}

/// SARIF's message, and its multiformat message without the second format.
#[derive(Serialize)]
struct Text<'a> {
    text: Cow<'a, str>,
}

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "sarif",
    shows_source: true,
    shows_fixes: true,
    is_lines: false,
    is_binary: false,
    shows_pages: true,
    printed: Some(Kind::Json),
    write: |report, options, out| write(report, options, CODE_SCANNING_RESULTS, out),
};

/// Writes at most `most` results; with `show_passed` also what passed or could not be evaluated, with `show_suppressed` also what is suppressed.
fn write(report: &Report, options: &Options, most: usize, out: &mut dyn Write) -> io::Result<()> {
    let addresses = Addresses::of(report);
    let results = Results::of(report, &addresses, options, most);
    let mut found: HashMap<&str, BTreeSet<Severity>> = HashMap::new();
    for group in report.findings.groups().filter(|group| results.selection.takes(group.severity, group.status)) {
        found.entry(group.rule).or_default().insert(group.severity);
    }
    let found_of = |rule: &str| found.get(rule).cloned().unwrap_or_default();
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                rules: results.pages.iter().map(|rule| Descriptor::new(rule, &found_of(&rule.id))).collect(),
            },
        },
        automation_details: AutomationDetails::of(report),
        invocations: [Invocation {
            execution_successful: !report.files.iter().any(is_unread) && report.in_vain().is_none(),
            tool_execution_notifications: notifications(report, &addresses, &results),
        }],
        column_kind: "unicodeCodePoints",
        results,
        properties: risk::of_run(report),
    };
    serde_json::to_writer_pretty(&mut *out, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] })?;
    writeln!(out)
}

/// The relative URI of a path, wherever it was seen from.
pub(crate) fn uri_of(path: &str) -> String {
    location::uri(&segments(path).collect::<Vec<_>>().join("/"))
}

/// The same as [`plain`], for other documents than reports.
pub(crate) fn plain_text(text: &str) -> String {
    plain(Cow::Borrowed(text)).text.into_owned()
}

/// A plain message. Even in plain ones SARIF takes `[text](target)` for a link, and no export may put links into a viewer.
fn plain(text: Cow<'_, str>) -> Text<'_> {
    if !text.contains("](") {
        return Text { text };
    }
    Text { text: Cow::Owned(text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")) }
}
