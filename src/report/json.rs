//! The JSON format: a contract that other tools key on. Field names and their order stay; fields may be added.

pub(crate) mod risk;
mod trust;

use std::collections::HashMap;
use std::io::{self, Write};

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::facts::Facts;
use super::format::Writer;
use super::summary::Summary;
use super::{FileReport, Report, SystemReport, plan};
use crate::export::needs;
use crate::finding::{Finding, Place, Related, RuleVerdict};
use crate::fix::{Edit, Fix};
use crate::rule::PagePolicy;
use crate::terminal_text::runner_commands::Kind;

/// Version of the shape, not of the tool.
pub(crate) const VERSION: u32 = 1;

/// A report.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Document<'a> {
    /// Version of this shape, not of the tool. It changes if a field goes or means something else; fields may be added.
    version: u32,
    /// The program that wrote the report.
    tool: Tool,
    /// The day that dates were judged by: `2026-11-22`.
    as_of: String,
    /// The counts.
    summary: Summary,
    /// The systems by name, each with what every rule says of it.
    systems: Systems<'a>,
    /// What is wrong, by path, line and rule.
    findings: Packed<'a>,
    /// Every file that was looked at, by path.
    files: Each<'a, FileReport, JsonFile<'a>>,
    /// Who trusts whom, for each system that takes part in an integration; left out if none does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    trust: Vec<trust::JsonPicture>,
    /// What the configuration accepts, in its order; left out if it accepts nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accepted_risks: Vec<risk::JsonRisk<'a>>,
}

/// The program that wrote the report.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Tool {
    /// `basislint`.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

impl Tool {
    pub const OWN: Self = Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

/// A system.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonSystem<'a> {
    /// Its name.
    name: &'a str,
    /// What it is for.
    #[cfg_attr(test, schemars(with = "crate::landscape::Role"))]
    role: &'a str,
    /// How much depends on it, if configuration says so.
    #[cfg_attr(test, schemars(with = "Option<crate::landscape::Tier>"))]
    tier: Option<&'a str>,
    /// The role follows from the exports, or is assumed; configuration does not give it.
    inferred: bool,
    /// What each rule says of it, by rule.
    verdicts: Vec<JsonVerdict<'a>>,
    /// Check items of SAP's policies that are not among the verdicts; left out if no policies took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_items: Option<JsonPolicyCounts>,
    /// What SAP's documents ask of it and no export shows: somebody has to look.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    look_yourself: Vec<JsonLookYourself>,
}

/// Something to look at, for no export shows it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonLookYourself {
    /// Document and chapter that ask for it.
    reference: String,
    /// What must be so.
    text: &'static str,
}

/// What a rule says of a system.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct JsonVerdict<'a> {
    /// The rule's id.
    rule: &'a str,
    /// What it says.
    #[cfg_attr(test, schemars(with = "crate::finding::Verdict"))]
    verdict: &'static str,
    /// Why, if there is more to say than the verdict.
    reason: &'a str,
    /// The files that it rests on.
    evidence: &'a [String],
    /// The exports that would have to be added, in words.
    missing: Vec<String>,
    /// For each of these the kinds of exports, any of which would do; `basislint exports KIND` says how to get one.
    missing_kinds: Vec<&'a [&'static str]>,
    /// What SAP's policy says of it, if the rule is a check item of one.
    #[serde(flatten)]
    policy: Option<JsonPolicy<'a>>,
}

/// Where a check item of SAP's security policies comes from, and how grave it is. A rule of basislint's has none of this.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct JsonPolicy<'a> {
    /// `policy`.
    source: &'static str,
    /// The policy's id.
    policy: &'a str,
    /// The requirement of the SAP Security Baseline; left out for SAP Notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    requirement: Option<&'a str>,
    /// The SAP Note; left out for requirements.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<u64>,
    /// 1 (critical, HotNews) to 4 (low), if SAP says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    /// The CVSS score, if SAP says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cvss: Option<&'a str>,
    /// CVE numbers.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    cve: &'a [String],
}

impl<'a> JsonPolicy<'a> {
    pub fn of(policy: &'a PagePolicy) -> Self {
        let PagePolicy { policy, requirement, note, level, cvss, cve } = policy;
        Self {
            source: "policy",
            policy,
            requirement: requirement.as_deref(),
            note: *note,
            level: *level,
            cvss: cvss.as_deref(),
            cve,
        }
    }
}

/// Check items of SAP's policies that are counted, and not listed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonPolicyCounts {
    /// They are not for the system, or nothing of what they ask for is there.
    not_applicable: usize,
    /// Items of older policies about SAP Notes of which newer ones speak.
    superseded: usize,
}

/// Something wrong at one place.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct JsonFinding<'a> {
    /// The rule's id.
    rule: &'a str,
    /// How bad it is, after configuration.
    #[cfg_attr(test, schemars(with = "crate::finding::Severity"))]
    severity: &'static str,
    /// The system.
    system: &'a str,
    /// What it is about; suppressions name it.
    subject: &'a str,
    /// What is wrong.
    message: &'a str,
    /// The way out.
    help: &'a str,
    /// The file.
    path: &'a str,
    /// Where it begins, from 1; columns count characters.
    line: u64,
    /// Where it begins, from 1; in a workbook the column of the cell.
    column: u64,
    /// Where it ends.
    end_line: u64,
    /// Behind its last character.
    end_column: u64,
    /// Documents and SAP Notes.
    references: &'a [String],
    /// The same for the same finding in every run, wherever in the file it stands.
    fingerprint: &'a str,
    /// Whether it counts.
    #[cfg_attr(test, schemars(with = "crate::finding::Status"))]
    status: &'static str,
    /// The fingerprint of the first finding that is the same but for its number among those: what a baseline counts.
    seed: &'a str,
    /// The rule's title.
    title: &'a str,
    /// How sure the facts behind the rule are in a system of this role: `high`, `medium` or `low`.
    confidence: &'a str,
    /// What SAP's policy says of it, if the rule is a check item of one.
    #[serde(flatten)]
    policy: Option<JsonPolicy<'a>>,
    /// The steps of SAP's documents that the rule belongs to, as `references` cite them; that of the migration plan is the first.
    steps: &'a [String],
    /// Why it does not count, if the configuration suppresses it; left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppression: Option<risk::JsonSuppression<'a>>,
    /// Places in other exports that tell the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<JsonPlace<'a>>,
    /// How `basislint fix` fixes it; left out if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<JsonFix<'a>>,
}

/// A fix of a finding in a file that people write by hand.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct JsonFix<'a> {
    /// It does just what the rule's source asks for, and cuts nobody off: `basislint fix --write` does it unasked.
    safe: bool,
    /// What is done.
    description: &'a str,
    /// Why it is safe, or not.
    because: &'a str,
    /// The pieces of files that are replaced, in order.
    edits: Vec<JsonEdit<'a>>,
}

/// A piece of a file, and what takes its place.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct JsonEdit<'a> {
    /// The file.
    path: &'a str,
    /// Where the piece begins, from 1; columns count characters.
    line: u64,
    /// Where it begins, from 1.
    column: u64,
    /// Where it ends.
    end_line: u64,
    /// Behind its last character.
    end_column: u64,
    /// What takes its place, line ends as the file has them.
    text: &'a str,
}

/// A place in another export that tells the same.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct JsonPlace<'a> {
    /// The file.
    path: &'a str,
    /// Where it begins, from 1.
    line: u64,
    /// Where it begins, from 1.
    column: u64,
    /// Where it ends.
    end_line: u64,
    /// Behind its last character.
    end_column: u64,
}

/// A file that was looked at.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct JsonFile<'a> {
    /// Its path.
    path: &'a str,
    /// What it is, if it is an export.
    export: Option<&'a str>,
    /// How it is laid out.
    layout: Option<&'a str>,
    /// Its encoding, if it is text.
    encoding: Option<&'a str>,
    /// Records read from it.
    records: u64,
    /// What became of it.
    #[cfg_attr(test, schemars(with = "crate::report::FileStatus"))]
    status: &'static str,
    /// Why it was not read, or not in full.
    reason: &'a str,
    /// The system it belongs to.
    system: Option<&'a str>,
    /// What was noticed in it.
    notes: Vec<JsonNote<'a>>,
}

/// Something to know of a place in a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonNote<'a> {
    /// The line, from 1.
    line: u64,
    /// The column, from 1.
    column: u64,
    /// What it is.
    message: &'a str,
}

/// A list whose items take their JSON form only while they are written.
struct Each<'a, T, Json>(&'a [T], fn(&'a T) -> Json);

impl<T, Json: Serialize> Serialize for Each<'_, T, Json> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

#[cfg(test)]
impl<T, Json: schemars::JsonSchema> schemars::JsonSchema for Each<'_, T, Json> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Vec::<Json>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<Json>::json_schema(generator)
    }
}

/// Systems take their JSON form one by one.
struct Systems<'a>(&'a Report);

impl Serialize for Systems<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let policies = policies(self.0);
        serializer.collect_seq(self.0.systems.iter().map(|of| system(of, self.0, &policies)))
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Systems<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Systems".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<JsonSystem<'_>>::json_schema(generator)
    }
}

/// What is known of check items, by their ids.
pub(super) type PolicyPages<'r> = HashMap<&'r str, &'r PagePolicy>;

/// The check items of a report.
pub(super) fn policies(report: &Report) -> PolicyPages<'_> {
    let pages = report.rules.of_policies().iter();
    pages.filter_map(|page| Some((page.id.as_str(), page.policy.as_ref()?))).collect()
}

/// Findings take their JSON form one by one: there may be millions of them.
struct Packed<'a>(&'a Report);

impl Serialize for Packed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.findings.len()))?;
        let facts = Facts::of(self.0);
        let mut findings = self.0.findings.reader();
        while let Some(next) = findings.read() {
            list.serialize_element(&finding(next, self.0, &facts))?;
        }
        list.end()
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Packed<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Findings".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<JsonFinding<'_>>::json_schema(generator)
    }
}

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "json",
    shows_source: false,
    shows_fixes: true,
    is_lines: false,
    is_binary: false,
    shows_pages: false,
    printed: Some(Kind::Json),
    write: |report, _, out| write(report, out),
};

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
        systems: Systems(report),
        findings: Packed(report),
        files: Each(&report.files, file),
        trust: trust::pictures(report),
        accepted_risks: report.risks.iter().map(|it| risk::risk(it, report.as_of)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn system<'r>(system: &'r SystemReport, report: &Report, policies: &PolicyPages<'r>) -> JsonSystem<'r> {
    JsonSystem {
        name: &system.name,
        role: &system.role,
        tier: system.tier.as_deref(),
        inferred: system.inferred.is_some(),
        verdicts: system.verdicts.iter().map(|it| verdict(it, policies)).collect(),
        policy_items: (report.check_items > 0).then_some(JsonPolicyCounts {
            not_applicable: system.policy.not_applicable,
            superseded: system.policy.superseded,
        }),
        look_yourself: plan::look_yourself(&system.role)
            .into_iter()
            .map(|(list, item)| JsonLookYourself {
                reference: format!("{} {}", list.name(), item.step),
                text: &item.text,
            })
            .collect(),
    }
}

pub(super) fn verdict<'r>(verdict: &'r RuleVerdict, policies: &PolicyPages<'r>) -> JsonVerdict<'r> {
    JsonVerdict {
        rule: &verdict.rule,
        verdict: verdict.verdict.name(),
        reason: &verdict.reason,
        evidence: &verdict.evidence,
        missing: verdict.missing.iter().map(needs::words).collect(),
        missing_kinds: verdict.missing.iter().map(|need| need.any_of.as_slice()).collect(),
        policy: policies.get(&*verdict.rule).map(|policy| JsonPolicy::of(policy)),
    }
}

pub(super) fn finding<'f>(finding: &'f Finding, report: &'f Report, facts: &'f Facts<'_>) -> JsonFinding<'f> {
    let fact = facts.on(finding);
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
        seed: &finding.seed,
        title: fact.title,
        confidence: fact.confidence,
        policy: fact.policy.map(JsonPolicy::of),
        steps: &fact.steps,
        suppression: report.risk_of(finding).map(risk::suppression),
        related: related(finding),
        fix: report.fixes.of(finding).map(fix),
    }
}

pub(super) fn fix(fix: &Fix) -> JsonFix<'_> {
    fn edit(edit: &Edit) -> JsonEdit<'_> {
        let Place { line, column, end_line, end_column } = edit.place;
        JsonEdit { path: &edit.path, line, column, end_line, end_column, text: &edit.text }
    }
    JsonFix {
        safe: fix.safe,
        description: &fix.description,
        because: &fix.because,
        edits: fix.edits.iter().map(edit).collect(),
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
