//! Severities that configuration sets, and other settings of rules.

use crate::finding::{Findings, Severity};
use std::collections::BTreeMap;

/// `[rules.<id>]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleConfig {
    /// Instead of the rule's own.
    pub severity: Option<Severity>,
    /// Instead of the rule's own number of days.
    pub days: Option<i64>,
}

/// Gives findings the severity that configuration sets for their rule.
pub fn weigh(rules: &BTreeMap<String, RuleConfig>, findings: &mut Findings) {
    findings.set_severity(|rule| rules.get(rule)?.severity);
}
