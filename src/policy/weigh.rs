//! Severities that configuration sets.

use crate::finding::{Findings, Severity};
use std::collections::BTreeMap;

/// `[rules.<id>]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleConfig {
    /// Instead of the rule's own.
    pub severity: Option<Severity>,
}

/// Gives findings the severity that configuration sets for their rule.
pub fn weigh(rules: &BTreeMap<String, RuleConfig>, findings: &mut Findings) {
    findings.set_severity(|rule| rules.get(rule)?.severity);
}
