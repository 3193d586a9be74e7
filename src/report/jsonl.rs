//! The JSON Lines format: an object on each line, which says by `type` what it is. Findings, verdicts and files have the
//! fields they have in the JSON format; the summary comes last, so a report without one is not whole.

use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use super::json::{self, JsonFile, JsonVerdict, Tool};
use super::summary::Summary;
use crate::finding::{Finding, Findings};

/// So many beginnings and ends of findings are kept written; a power of two.
const CACHED: usize = 256;

#[derive(Serialize)]
struct Line<'a, Content> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<&'a str>,
    #[serde(flatten)]
    content: Content,
}

/// All before a finding's path.
#[derive(Serialize)]
struct Head<'a> {
    r#type: &'static str,
    rule: &'a str,
    severity: &'static str,
    system: &'a str,
    subject: &'a str,
    message: &'a str,
    help: &'a str,
}

/// What stands before a finding's fingerprint.
#[derive(Serialize)]
struct Tail<'a> {
    references: &'a [String],
}

#[derive(Serialize)]
struct Last {
    r#type: &'static str,
    version: u32,
    tool: Tool,
    as_of: String,
    summary: Summary,
}

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write_findings(&report.findings, out)?;
    for system in &report.systems {
        for verdict in &system.verdicts {
            let content: JsonVerdict<'_> = json::verdict(verdict);
            write_line(&Line { r#type: "verdict", system: Some(&system.name), content }, out)?;
        }
    }
    for file in &report.files {
        let content: JsonFile<'_> = json::file(file);
        write_line(&Line { r#type: "file", system: None, content }, out)?;
    }
    let summary = Summary::of(report);
    let as_of = report.as_of.to_string();
    write_line(&Last { r#type: "summary", version: json::VERSION, tool: Tool::OWN, as_of, summary }, out)
}

fn write_line(line: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// The parts of a finding's line that findings of one wording share.
struct Shared {
    wording: usize,
    /// Up to the path.
    head: Vec<u8>,
    /// From the references to the fingerprint.
    tail: Vec<u8>,
}

impl Shared {
    fn new(wording: usize, finding: &Finding) -> io::Result<Self> {
        let Finding { rule, severity, system, subject, message, help, references, .. } = finding;
        let head = Head { r#type: "finding", rule, severity: severity.name(), system, subject, message, help };
        let mut head = serde_json::to_vec(&head)?;
        head.pop();
        head.extend_from_slice(b",\"path\":");
        let mut tail = b",".to_vec();
        tail.extend_from_slice(serde_json::to_vec(&Tail { references })?.get(1..).unwrap_or_default());
        tail.pop();
        tail.extend_from_slice(b",\"fingerprint\":");
        Ok(Self { wording, head, tail })
    }
}

fn write_findings(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    let mut cache: Vec<Option<Shared>> = Vec::new();
    cache.resize_with(if findings.is_empty() { 0 } else { CACHED }, || None);
    let mut line = Vec::new();
    let mut reader = findings.reader();
    while let Some((wording, finding)) = reader.read_with_wording() {
        let entry = &mut cache[wording % CACHED];
        let shared = match entry {
            Some(shared) if shared.wording == wording => shared,
            _ => entry.insert(Shared::new(wording, finding)?),
        };
        line.clear();
        line.extend_from_slice(&shared.head);
        serde_json::to_writer(&mut line, &finding.path)?;
        let place = &finding.place;
        for (key, number) in [
            (&b",\"line\":"[..], place.line),
            (b",\"column\":", place.column),
            (b",\"end_line\":", place.end_line),
            (b",\"end_column\":", place.end_column),
        ] {
            line.extend_from_slice(key);
            serde_json::to_writer(&mut line, &number)?;
        }
        line.extend_from_slice(&shared.tail);
        serde_json::to_writer(&mut line, &finding.fingerprint)?;
        line.extend_from_slice(b",\"status\":\"");
        line.extend_from_slice(finding.status.name().as_bytes());
        line.extend_from_slice(b"\"}\n");
        out.write_all(&line)?;
    }
    Ok(())
}
