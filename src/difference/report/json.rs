//! The difference for programs: a contract that other tools key on. Field names stay; fields may be added.

use std::io::{self, Write};

use serde::Serialize;

use super::Options;
use crate::difference::{Change, Difference, Outcome, Presence, Spot, SystemDifference, VerdictChange};
use crate::finding::Finding;
use crate::report::json::{Tool, VERSION};

/// A difference.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Document<'d> {
    /// Version of this shape, not of the tool. It changes if a field goes or means something else; fields may be added.
    version: u32,
    /// The program that wrote it.
    tool: Tool,
    /// What the earlier state is called.
    old: &'d str,
    /// What the later state is called.
    new: &'d str,
    /// The day that dates were judged by: `2026-11-22`.
    as_of: String,
    /// Whether anything got worse: `not-worse`, `worse` or `not-compared`.
    outcome: &'static str,
    /// The counts.
    summary: Summary,
    /// The systems by name.
    systems: Vec<JsonSystem<'d>>,
    /// What became of what was agreed; left out if nobody said what was.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed: Option<JsonAgreed<'d>>,
}

/// The counts of a difference.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Summary {
    /// Changes of records.
    changes: usize,
    /// Findings that were not there before.
    new_findings: usize,
    /// Findings that are there no more.
    gone_findings: usize,
    /// Checks that fail now and did not.
    failing: usize,
    /// Checks that failed and pass now, or no longer apply.
    passing: usize,
    /// Checks that can no longer be made.
    lost: usize,
}

/// What became of what was agreed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonAgreed<'d> {
    /// What the change is called.
    title: &'d str,
    /// Number of changes that were agreed, and happened.
    happened: usize,
    /// Number of changes that nobody agreed to.
    not_agreed: usize,
    /// What was agreed and did not happen.
    missing: Vec<Missing<'d>>,
}

/// What was agreed and did not happen.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Missing<'d> {
    /// Where it is agreed: `change.toml:4`.
    place: &'d str,
    /// What it says.
    words: &'d str,
}

/// A system.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonSystem<'d> {
    /// Its name.
    name: &'d str,
    /// What the earlier state calls it, if that is another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    old_name: Option<&'d str>,
    /// Which state has it: `both`, `added` or `removed`.
    presence: &'static str,
    /// Its role before and now, if it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<[&'d str; 2]>,
    /// What changed, by kind of export.
    exports: Vec<JsonExport<'d>>,
    /// What became of the checks.
    verdicts: JsonVerdicts<'d>,
    /// Findings that were not there before.
    new_findings: Vec<JsonFinding<'d>>,
    /// Findings that are there no more.
    gone_findings: Vec<JsonFinding<'d>>,
    /// Steps of SAP's documents of which another thing is said.
    steps: Vec<JsonStep<'d>>,
}

/// The exports of one kind.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonExport<'d> {
    /// The kind.
    kind: &'static str,
    /// Which state has it: `both`, `added` or `removed`.
    presence: &'static str,
    /// What changed.
    changes: Vec<JsonChange<'d>>,
    /// What could not be compared, as sentences.
    not_compared: &'d [String],
}

/// One thing that is new, gone, or otherwise.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonChange<'d> {
    /// `added`, `removed` or `changed`.
    what: &'static str,
    /// What people call such a thing.
    called: &'d str,
    /// Which one it is.
    name: &'d str,
    /// The instance or file that it is of, where there are several.
    #[serde(skip_serializing_if = "str::is_empty")]
    of: &'d str,
    /// What of it is otherwise; of what is new or gone the values that it has.
    fields: Vec<JsonField<'d>>,
    /// What it means.
    means: &'d [String],
    /// Where it stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<JsonSpot<'d>>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<JsonSpot<'d>>,
    /// Rules that find something at this place now, and did not.
    breaks: Vec<&'d str>,
    /// Rules that find nothing at this place any more.
    mends: &'d [String],
    /// Whether it was agreed; left out if nobody said what was.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed: Option<bool>,
}

/// A field before and after.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonField<'d> {
    /// The field.
    field: &'static str,
    /// What SAP's screen calls it.
    label: &'d str,
    /// What it was; null if there was nothing.
    old: Option<&'d str>,
    /// What it is; null if there is nothing.
    new: Option<&'d str>,
    /// Something else stands there, and it is a secret: neither value is told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    secret: bool,
}

/// A place in a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonSpot<'d> {
    /// The file.
    path: &'d str,
    /// 1-based.
    line: u64,
    /// 1-based.
    column: u64,
}

/// What became of the checks.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonVerdicts<'d> {
    /// They fail now, and did not.
    failing: Vec<JsonVerdict<'d>>,
    /// They failed, and pass now or no longer apply.
    passing: Vec<JsonVerdict<'d>>,
    /// They can no longer be made.
    lost: Vec<JsonVerdict<'d>>,
    /// They can be made now, and pass.
    judged: Vec<JsonVerdict<'d>>,
}

/// A check of which another thing is said.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonVerdict<'d> {
    /// The rule.
    rule: &'d str,
    /// What was said; null if it was not asked.
    before: Option<&'static str>,
    /// What is said; null if it is not asked.
    after: Option<&'static str>,
    /// Why.
    reason: &'d str,
    /// The exports to add.
    missing: &'d [String],
}

/// A finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonFinding<'d> {
    /// The rule.
    rule: &'d str,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// What it is about.
    subject: &'d str,
    /// What is wrong.
    message: &'d str,
    /// What to do.
    help: &'d str,
    /// Where it stands, or stood.
    #[serde(flatten)]
    place: JsonSpot<'d>,
    /// Hex digits that stay the same when lines move.
    fingerprint: &'d str,
}

/// A step of a document of SAP's.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonStep<'d> {
    /// The document.
    document: &'d str,
    /// The step.
    step: &'d str,
    /// What was said.
    before: &'static str,
    /// What is said.
    after: &'static str,
}

pub(super) fn write(difference: &Difference, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Document::of(difference, options))?;
    writeln!(out)
}

fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Both => "both",
        Presence::Added => "added",
        Presence::Removed => "removed",
    }
}

impl<'d> Document<'d> {
    fn of(difference: &'d Difference, options: &Options) -> Self {
        let sum = |of: &dyn Fn(&SystemDifference) -> usize| difference.systems.iter().map(of).sum::<usize>();
        Self {
            version: VERSION,
            tool: Tool::OWN,
            old: &difference.old,
            new: &difference.new,
            as_of: difference.as_of.to_string(),
            outcome: match difference.outcome(options.fail_on) {
                Outcome::NotWorse => "not-worse",
                Outcome::Worse => "worse",
                Outcome::NotCompared => "not-compared",
            },
            summary: Summary {
                changes: sum(&|system| system.exports.iter().map(|export| export.changes.len()).sum()),
                new_findings: sum(&|system| system.verdicts.new_findings.len()),
                gone_findings: sum(&|system| system.verdicts.gone_findings.len()),
                failing: sum(&|system| system.verdicts.failing.len()),
                passing: sum(&|system| system.verdicts.passing.len()),
                lost: sum(&|system| system.verdicts.lost.len()),
            },
            systems: difference.systems.iter().map(JsonSystem::of).collect(),
            agreed: difference.agreed.as_ref().map(|agreed| JsonAgreed {
                title: &agreed.title,
                happened: agreed.happened,
                not_agreed: agreed.not_agreed,
                missing: agreed.missing.iter().map(|(place, words)| Missing { place, words }).collect(),
            }),
        }
    }
}

impl<'d> JsonSystem<'d> {
    fn of(system: &'d SystemDifference) -> Self {
        let verdicts = |changes: &'d [VerdictChange]| changes.iter().map(JsonVerdict::of).collect();
        let findings = |findings: &'d [Finding]| findings.iter().map(JsonFinding::of).collect();
        Self {
            name: &system.name,
            old_name: system.old_name.as_deref(),
            presence: presence(system.presence),
            role: system.roles.as_ref().map(|(before, after)| [before.as_str(), after.as_str()]),
            exports: system
                .exports
                .iter()
                .map(|export| JsonExport {
                    kind: export.kind,
                    presence: presence(export.presence),
                    changes: export.changes.iter().map(JsonChange::of).collect(),
                    not_compared: &export.not_compared,
                })
                .collect(),
            verdicts: JsonVerdicts {
                failing: verdicts(&system.verdicts.failing),
                passing: verdicts(&system.verdicts.passing),
                lost: verdicts(&system.verdicts.lost),
                judged: verdicts(&system.verdicts.judged),
            },
            new_findings: findings(&system.verdicts.new_findings),
            gone_findings: findings(&system.verdicts.gone_findings),
            steps: system
                .steps
                .iter()
                .map(|step| JsonStep {
                    document: &step.document,
                    step: &step.step,
                    before: step.before.name(),
                    after: step.after.name(),
                })
                .collect(),
        }
    }
}

impl<'d> JsonChange<'d> {
    fn of(change: &'d Change) -> Self {
        let spot = |spot: &'d Spot| JsonSpot { path: &spot.path, line: spot.line, column: spot.column };
        Self {
            what: change.what.name(),
            called: &change.called,
            name: &change.name,
            of: &change.of,
            fields: change
                .fields
                .iter()
                .map(|field| JsonField {
                    field: field.field,
                    label: &field.label,
                    old: field.old.as_deref().filter(|_| !field.is_secret),
                    new: field.new.as_deref().filter(|_| !field.is_secret),
                    secret: field.is_secret,
                })
                .collect(),
            means: &change.means,
            old: change.old_place.as_ref().map(spot),
            new: change.new_place.as_ref().map(spot),
            breaks: change.breaks.iter().map(|(rule, _)| rule.as_str()).collect(),
            mends: &change.mends,
            agreed: change.agreed,
        }
    }
}

impl<'d> JsonVerdict<'d> {
    fn of(change: &'d VerdictChange) -> Self {
        Self {
            rule: &change.rule,
            before: change.before.map(crate::finding::Verdict::name),
            after: change.after.map(crate::finding::Verdict::name),
            reason: &change.reason,
            missing: &change.missing,
        }
    }
}

impl<'d> JsonFinding<'d> {
    fn of(finding: &'d Finding) -> Self {
        Self {
            rule: &finding.rule,
            severity: finding.severity.name(),
            subject: &finding.subject,
            message: &finding.message,
            help: &finding.help,
            place: JsonSpot { path: &finding.path, line: finding.place.line, column: finding.place.column },
            fingerprint: &finding.fingerprint,
        }
    }
}
