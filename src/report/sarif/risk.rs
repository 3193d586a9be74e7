//! Accepted risks in SARIF. A result of its own is each finding that they hold back, if somebody asks for those; in any case the run has a
//! list of the risks among its properties, of which nobody makes alerts.

use serde::Serialize;

use super::super::{Report, risks};
use crate::finding::{Finding, Risk};

/// What a run says beside SARIF's own fields.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunProperties<'a> {
    accepted_risks: Vec<AcceptedRisk<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AcceptedRisk<'a> {
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    justification: &'a str,
    #[serde(flatten)]
    terms: Terms<'a>,
    state: &'static str,
    findings: usize,
}

/// Who answers for it, and how long.
#[derive(Serialize)]
pub(super) struct Terms<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

impl<'a> Terms<'a> {
    fn of(risk: &'a Risk) -> Self {
        Self { owner: risk.owner.as_deref(), until: risk.until.map(|day| day.to_string()) }
    }

    fn is_empty(&self) -> bool {
        self.owner.is_none() && self.until.is_none()
    }
}

/// SARIF's suppression.
#[derive(Serialize)]
pub(super) struct Suppression<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Terms<'a>>,
}

/// Who suppresses a finding, and why. Viewers show the justification alone, so that says it all.
pub(super) fn suppression<'a>(report: &'a Report, finding: &Finding) -> Suppression<'a> {
    let risk = report.risk_of(finding);
    Suppression {
        kind: "external",
        justification: risk.map(risks::terms),
        properties: risk.map(Terms::of).filter(|terms| !terms.is_empty()),
    }
}

/// All that the configuration accepts; nothing if it accepts nothing.
pub(super) fn of_run(report: &Report) -> Option<RunProperties<'_>> {
    fn accepted(risk: &Risk) -> AcceptedRisk<'_> {
        AcceptedRisk {
            rule: &risk.rule,
            system: risk.system.as_deref(),
            subject: risk.subject.as_deref(),
            justification: &risk.reason,
            terms: Terms::of(risk),
            state: risk.state.name(),
            findings: risk.findings,
        }
    }
    let accepted_risks: Vec<AcceptedRisk<'_>> = report.risks.iter().map(accepted).collect();
    (!accepted_risks.is_empty()).then_some(RunProperties { accepted_risks })
}
