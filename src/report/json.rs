//! The JSON format: a contract that other tools key on. Field names and their order stay; fields may be added.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::summary::Summary;
use super::{FileReport, Report, SystemReport};
use crate::finding::{Finding, Status};

/// Version of the shape, not of the tool.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    as_of: String,
    summary: Summary,
    systems: Each<'a, SystemReport, JsonSystem<'a>>,
    findings: Each<'a, Finding, JsonFinding<'a>>,
    files: Each<'a, FileReport, JsonFile<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct JsonSystem<'a> {
    name: &'a str,
    role: &'a str,
    tier: Option<&'a str>,
    inferred: bool,
    verdicts: Vec<JsonVerdict<'a>>,
}

#[derive(Serialize)]
struct JsonVerdict<'a> {
    rule: &'a str,
    verdict: &'static str,
    reason: &'a str,
    evidence: &'a [String],
    missing: &'a [String],
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: &'a str,
    severity: &'static str,
    system: &'a str,
    subject: &'a str,
    message: &'a str,
    help: &'a str,
    path: &'a str,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    references: &'a [String],
    fingerprint: &'a str,
    status: &'static str,
}

#[derive(Serialize)]
struct JsonFile<'a> {
    path: &'a str,
    export: Option<&'a str>,
    layout: Option<&'a str>,
    encoding: Option<&'a str>,
    records: u64,
    status: &'static str,
    reason: &'a str,
    system: Option<&'a str>,
    notes: Vec<JsonNote<'a>>,
}

#[derive(Serialize)]
struct JsonNote<'a> {
    line: u64,
    column: u64,
    message: &'a str,
}

/// A list whose items take their JSON form only while they are written: there may be millions of findings.
struct Each<'a, T, Json>(&'a [T], fn(&'a T) -> Json);

impl<T, Json: Serialize> Serialize for Each<'_, T, Json> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        as_of: report.as_of.to_string(),
        summary: Summary::of(report),
        systems: Each(&report.systems, system),
        findings: Each(&report.findings, finding),
        files: Each(&report.files, file),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn system(system: &SystemReport) -> JsonSystem<'_> {
    let verdicts = system.verdicts.iter().map(|verdict| JsonVerdict {
        rule: &verdict.rule,
        verdict: verdict.verdict.name(),
        reason: &verdict.reason,
        evidence: &verdict.evidence,
        missing: &verdict.missing,
    });
    JsonSystem {
        name: &system.name,
        role: &system.role,
        tier: system.tier.as_deref(),
        inferred: system.inferred.is_some(),
        verdicts: verdicts.collect(),
    }
}

fn finding(finding: &Finding) -> JsonFinding<'_> {
    JsonFinding {
        rule: &finding.rule,
        severity: finding.severity.name(),
        system: &finding.system,
        subject: &finding.subject,
        message: &finding.message,
        help: &finding.help,
        path: &finding.path,
        line: finding.place.line,
        column: finding.place.column,
        end_line: finding.place.end_line,
        end_column: finding.place.end_column,
        references: &finding.references,
        fingerprint: &finding.fingerprint,
        status: match finding.status {
            Status::New => "new",
            Status::Suppressed => "suppressed",
        },
    }
}

fn file(file: &FileReport) -> JsonFile<'_> {
    let notes = file.notes.iter().map(|note| JsonNote { line: note.line, column: note.column, message: &note.message });
    JsonFile {
        path: &file.path,
        export: file.export,
        layout: file.layout,
        encoding: file.encoding,
        records: file.records,
        status: file.status.name(),
        reason: &file.reason,
        system: file.system.as_deref(),
        notes: notes.collect(),
    }
}
