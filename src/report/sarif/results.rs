//! What a run found, in SARIF.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::super::address::Addresses;
use super::super::selection::Selection;
use super::super::{Options, Report, SystemReport};
use super::fix::{SarifFix, fixes};
use super::location::{Location, PhysicalLocation, Region, RelatedLocation, artifact, context, region};
use super::risk::{Suppression, suppression};
use super::{Text, plain};
use crate::export::needs;
use crate::finding::{Finding, Place, Related, RuleVerdict, Status, Verdict};
use crate::limits::CODE_SCANNING_LOCATIONS;
use crate::rule::Page;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult<'a> {
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
    suppressions: Vec<Suppression<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'a>>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "basislint/v1")]
    version_1: &'a str,
}

#[derive(Serialize)]
struct Properties<'a> {
    system: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
}

/// Results take their form only while they are written: there may be many.
pub(super) struct Results<'a> {
    report: &'a Report,
    show_passed: bool,
    /// The findings among them.
    pub selection: Selection<'a>,
    /// No more are written.
    pub most: usize,
    addresses: &'a Addresses<'a>,
    /// The rules that are written, in order.
    pub pages: Vec<&'a Page>,
    /// Place of each rule in the list of rules.
    rules: HashMap<&'a str, usize>,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut results = serializer.serialize_seq(None)?;
        self.selection.each(self.most, |finding| results.serialize_element(&self.finding(finding)))?;
        let room = self.most.saturating_sub(self.selection.len());
        for finding in self.report.absent.iter().take(room) {
            results.serialize_element(&SarifResult { baseline_state: Some("absent"), ..self.finding(finding) })?;
        }
        let room = room.saturating_sub(self.report.absent.len());
        for (system, verdict) in self.verdicts().take(room) {
            results.serialize_element(&self.verdict(system, verdict))?;
        }
        results.end()
    }
}

/// The rules: of check items of SAP's policies only those that have a result.
fn pages<'a>(report: &'a Report, options: &Options) -> Vec<&'a Page> {
    let found: HashSet<&str> = report.findings.groups().map(|group| group.rule).collect();
    let absent: HashSet<&str> = report.absent.iter().map(|finding| finding.rule.as_str()).collect();
    let has_result = |page: &&Page| {
        page.policy.is_none()
            || options.show_passed
            || found.contains(page.id.as_str())
            || absent.contains(page.id.as_str())
    };
    report.rules.iter().filter(has_result).collect()
}

impl<'a> Results<'a> {
    /// At most `most` results.
    pub fn of(report: &'a Report, addresses: &'a Addresses<'a>, options: &Options, most: usize) -> Self {
        let pages = pages(report, options);
        Self {
            report,
            show_passed: options.show_passed,
            selection: Selection::of(&report.findings, options.show_suppressed),
            most,
            addresses,
            rules: pages.iter().enumerate().map(|(index, rule)| (rule.id.as_str(), index)).collect(),
            pages,
        }
    }

    /// How many there would be if all were written.
    pub fn len(&self) -> usize {
        self.selection.len() + self.report.absent.len() + self.verdicts().count()
    }

    /// What passed or could not be evaluated, if that is asked for. Of what failed the findings are results.
    fn verdicts(&self) -> impl Iterator<Item = (&'a SystemReport, &'a RuleVerdict)> {
        let systems = self.report.systems.iter().filter(|_| self.show_passed);
        let verdicts = systems.flat_map(|system| system.verdicts.iter().map(move |verdict| (system, verdict)));
        verdicts.filter(|(_, verdict)| verdict.verdict != Verdict::Fail)
    }

    fn finding<'f>(&'f self, finding: &'f Finding) -> SarifResult<'f> {
        let message = match finding.help.as_str() {
            "" => Cow::Borrowed(finding.message.as_str()),
            help => Cow::Owned(format!("{}\n\n{help}", finding.message)),
        };
        let location = PhysicalLocation {
            artifact_location: artifact(self.addresses, &finding.path),
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
            related_locations: self.related(&finding.related),
            partial_fingerprints: Some(Fingerprints { version_1: &finding.fingerprint }),
            suppressions: match finding.status {
                Status::New | Status::Known => Vec::new(),
                Status::Suppressed => vec![suppression(self.report, finding)],
            },
            baseline_state: self.baseline_state(finding.status),
            fixes: fixes(self.report.fixes.of(finding), self.addresses),
            properties: Properties { system: &finding.system, subject: Some(&finding.subject) },
        }
    }

    /// What somebody compared: without a baseline and an earlier state nobody knows. Nobody compares what is suppressed.
    fn baseline_state(&self, status: Status) -> Option<&'static str> {
        match status {
            _ if !self.report.findings.is_compared() => None,
            Status::New => Some("new"),
            Status::Known => Some("unchanged"),
            Status::Suppressed => None,
        }
    }

    fn verdict(&self, system: &'a SystemReport, verdict: &'a RuleVerdict) -> SarifResult<'a> {
        let (kind, otherwise) = match verdict.verdict {
            Verdict::Pass => ("pass", "passed"),
            Verdict::NotEvaluated => ("open", "not evaluated"),
            Verdict::NotApplicable => ("notApplicable", "not applicable"),
            Verdict::Fail => ("fail", "failed"),
        };
        let mut message = Cow::Borrowed(if verdict.reason.is_empty() { otherwise } else { &verdict.reason });
        if !verdict.missing.is_empty() {
            message.to_mut().push_str(&format!("; {}", needs::way_out(&verdict.missing)));
        }
        SarifResult {
            rule_id: &verdict.rule,
            rule_index: self.rules.get(&*verdict.rule).copied(),
            kind,
            level: "none",
            message: plain(message),
            locations: Vec::new(),
            related_locations: Vec::new(),
            partial_fingerprints: None,
            suppressions: Vec::new(),
            baseline_state: None,
            fixes: Vec::new(),
            properties: Properties { system: &system.name, subject: None },
        }
    }

    /// The places that tell the same, no more than code scanning takes; the last says how many others there are.
    fn related<'f>(&self, related: &[Related]) -> Vec<RelatedLocation<'f>> {
        // One is the finding's own.
        let most = CODE_SCANNING_LOCATIONS - 1;
        let more = related.len().saturating_sub(most);
        let shown = related.iter().take(most).zip(1..);
        let location = |(related, id): (&Related, usize)| {
            let message = match more {
                1.. if id == most => Cow::Owned(format!("the same stands here, and at {more} more places")),
                _ => Cow::Borrowed("the same stands here"),
            };
            let Place { line, column, end_line, end_column } = related.place;
            let region = Region {
                start_line: line,
                start_column: Some(column),
                end_line,
                end_column: Some(end_column),
                snippet: None,
            };
            let physical_location = PhysicalLocation {
                artifact_location: artifact(self.addresses, &related.path),
                region: (line > 0 && column > 0).then_some(region),
                context_region: None,
            };
            RelatedLocation { id, physical_location, message: plain(message) }
        };
        shown.map(location).collect()
    }
}
