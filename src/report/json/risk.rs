//! Accepted risks in JSON: as `--format json` and `basislint risks --format json` have them, and what a suppressed finding has of its own.

use jiff::civil::Date;
use serde::Serialize;

use crate::finding::Risk;

/// Why a finding does not count, as the configuration says it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct JsonSuppression<'a> {
    /// Why it is accepted.
    reason: &'a str,
    /// Who answers for that, if the configuration says so.
    owner: Option<&'a str>,
    /// The last day, `2027-01-31`; none if it has no end.
    until: Option<String>,
}

/// A risk that the configuration accepts.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct JsonRisk<'a> {
    /// The rule's id, or a pattern.
    rule: &'a str,
    /// The system, or a pattern; none means all.
    system: Option<&'a str>,
    /// What the finding is about, or a pattern; none means anything.
    subject: Option<&'a str>,
    /// Why it is accepted.
    reason: &'a str,
    /// Who answers for that, if the configuration says so.
    owner: Option<&'a str>,
    /// The last day, `2027-01-31`; none if it has no end.
    until: Option<String>,
    /// Days that are left, 0 on the last one, fewer if it is over; none if it has no end.
    days_left: Option<i64>,
    /// What it does on the day of the run.
    #[cfg_attr(test, schemars(with = "crate::finding::RiskState"))]
    state: &'static str,
    /// The findings that it fits; if it does not hold, those that are back for that.
    findings: usize,
    /// The configuration.
    path: &'a str,
    /// The line in it, from 1.
    line: u64,
}

pub(in crate::report) fn suppression(risk: &Risk) -> JsonSuppression<'_> {
    JsonSuppression { reason: &risk.reason, owner: risk.owner.as_deref(), until: risk.until.map(|day| day.to_string()) }
}

pub(crate) fn risk(risk: &Risk, as_of: Date) -> JsonRisk<'_> {
    JsonRisk {
        rule: &risk.rule,
        system: risk.system.as_deref(),
        subject: risk.subject.as_deref(),
        reason: &risk.reason,
        owner: risk.owner.as_deref(),
        until: risk.until.map(|day| day.to_string()),
        days_left: risk.days_left(as_of),
        state: risk.state.name(),
        findings: risk.findings,
        path: &risk.path,
        line: risk.line,
    }
}
