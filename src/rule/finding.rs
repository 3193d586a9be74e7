//! Findings as reports take them, and the fingerprints by which they are known again.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::compile::Rule;
use super::condition::Truth;
use super::point::Pointed;
use super::tally::{Match, MissingFiller};
use crate::finding::{Finding, Label, Severity, Status};
use crate::landscape::System;

/// A finding about a record.
pub(crate) fn of_match(
    rule: &Rule,
    severity: Severity,
    system: &System,
    path: String,
    found: Match,
    find: &dyn Fn(usize, &[String]) -> Truth,
) -> Finding {
    let mut help = String::new();
    for (when, then, otherwise) in &found.advice {
        let sentence = match when.resolve(find) {
            Truth::True => Some(then),
            Truth::False => otherwise.as_ref(),
            Truth::Unknown(_) => None,
        };
        if let Some(sentence) = sentence {
            help.push_str(sentence);
            help.push(' ');
        }
    }
    help.push_str(&found.help);
    let mut finding = base(rule, severity, system, path, found.pointed, found.labels);
    finding.subject = found.subject;
    finding.message = found.message;
    finding.help = help;
    let own = finding.labels.first();
    let token = own.and_then(|label| finding.excerpt.text.get(label.start..label.end)).unwrap_or_default();
    finding.fingerprint = identity(&finding, token);
    finding
}

/// A finding about something that is not there.
pub(crate) fn of_missing(
    rule: &Rule,
    severity: Severity,
    filler: &MissingFiller<'_>,
    path: String,
    (pointed, mut labels): (Pointed, Vec<String>),
) -> Finding {
    let subject = rule.subject.render(filler);
    // Without labels of its own the place is the heading of a file.
    if labels.is_empty() {
        labels.push(format!("{subject} is not in this file"));
    }
    let mut finding = base(rule, severity, filler.system, path, pointed, labels);
    finding.subject = subject;
    finding.message = rule.message.render(filler);
    finding.help = rule.help.render(filler);
    finding.fingerprint = identity(&finding, "");
    finding
}

/// What makes a finding the same in the next run: rule, system, subject and the token it points at.
///
/// Neither lines nor paths take part, so a finding stays the same when lines move or a file is exported anew.
fn identity(finding: &Finding, token: &str) -> String {
    [&finding.rule, &finding.system, &finding.subject, token].join("\u{1f}")
}

fn base(
    rule: &Rule,
    severity: Severity,
    system: &System,
    path: String,
    pointed: Pointed,
    texts: Vec<String>,
) -> Finding {
    let labels = pointed.labels.into_iter().zip(texts);
    Finding {
        rule: rule.page.id.clone(),
        severity,
        system: system.name.clone(),
        subject: String::new(),
        message: String::new(),
        help: String::new(),
        path,
        place: pointed.place,
        excerpt: pointed.excerpt,
        labels: labels
            .filter_map(|(range, text)| range.map(|range| Label { start: range.start, end: range.end, text }))
            .collect(),
        references: rule.page.references.clone(),
        fingerprint: String::new(),
        status: Status::New,
    }
}

/// Makes fingerprints of identities; those that are alike are numbered in the order of the report.
pub(crate) fn with_fingerprints(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|left, right| (&left.path, left.place, &left.rule).cmp(&(&right.path, right.place, &right.rule)));
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for finding in &mut findings {
        let identity = std::mem::take(&mut finding.fingerprint);
        let number = seen.entry(identity.clone()).or_default();
        let digest = Sha256::digest(format!("{identity}\u{1f}{number}"));
        *number += 1;
        finding.fingerprint = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    }
    findings
}
