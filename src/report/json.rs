//! The JSON format: a contract that other tools key on. Field names and their order stay; fields may be added.

use std::io::{self, Write};

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::summary::Summary;
use super::{FileReport, Report, SystemReport};
use crate::finding::{Finding, Findings, Place, Related, RuleVerdict};

/// Version of the shape, not of the tool.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    as_of: String,
    summary: Summary,
    systems: Each<'a, SystemReport, JsonSystem<'a>>,
    findings: Packed<'a>,
    files: Each<'a, FileReport, JsonFile<'a>>,
}

/// The program that wrote the report.
#[derive(Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    pub const OWN: Self = Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
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
pub(super) struct JsonVerdict<'a> {
    rule: &'a str,
    verdict: &'static str,
    reason: &'a str,
    evidence: &'a [String],
    missing: &'a [String],
}

#[derive(Serialize)]
pub(super) struct JsonFinding<'a> {
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<JsonPlace<'a>>,
}

/// A place in another export that tells the same.
#[derive(Serialize)]
pub(super) struct JsonPlace<'a> {
    path: &'a str,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
}

#[derive(Serialize)]
pub(super) struct JsonFile<'a> {
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

/// A list whose items take their JSON form only while they are written.
struct Each<'a, T, Json>(&'a [T], fn(&'a T) -> Json);

impl<T, Json: Serialize> Serialize for Each<'_, T, Json> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

/// Findings take their JSON form one by one: there may be millions of them.
struct Packed<'a>(&'a Findings);

impl Serialize for Packed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        let mut findings = self.0.reader();
        while let Some(next) = findings.read() {
            list.serialize_element(&finding(next))?;
        }
        list.end()
    }
}

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        tool: Tool::OWN,
        as_of: report.as_of.to_string(),
        summary: Summary::of(report),
        systems: Each(&report.systems, system),
        findings: Packed(&report.findings),
        files: Each(&report.files, file),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn system(system: &SystemReport) -> JsonSystem<'_> {
    JsonSystem {
        name: &system.name,
        role: &system.role,
        tier: system.tier.as_deref(),
        inferred: system.inferred.is_some(),
        verdicts: system.verdicts.iter().map(verdict).collect(),
    }
}

pub(super) fn verdict(verdict: &RuleVerdict) -> JsonVerdict<'_> {
    JsonVerdict {
        rule: &verdict.rule,
        verdict: verdict.verdict.name(),
        reason: &verdict.reason,
        evidence: &verdict.evidence,
        missing: &verdict.missing,
    }
}

pub(super) fn finding(finding: &Finding) -> JsonFinding<'_> {
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
        status: finding.status.name(),
        related: related(finding),
    }
}

pub(super) fn related(finding: &Finding) -> Vec<JsonPlace<'_>> {
    fn place(Related { path, place }: &Related) -> JsonPlace<'_> {
        let Place { line, column, end_line, end_column } = *place;
        JsonPlace { path, line, column, end_line, end_column }
    }
    finding.related.iter().map(place).collect()
}

pub(super) fn file(file: &FileReport) -> JsonFile<'_> {
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
