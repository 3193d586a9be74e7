//! What verdicts of many systems have in common is kept once: the rule, the reason, what is missing.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use crate::finding::{Need, RuleVerdict, Verdict};
use crate::rule::set::RuleSet;

/// Texts of the verdicts so far.
pub(super) struct Shared {
    /// Ids of the rules, in their order.
    rules: Vec<Arc<str>>,
    reasons: HashSet<Arc<str>>,
    missing: HashSet<Arc<Vec<Need>>>,
}

impl Shared {
    /// For verdicts of these rules.
    pub fn of(rules: &RuleSet) -> Self {
        let rules = rules.rules.iter().map(|rule| Arc::from(rule.page.id.as_str())).collect();
        Self { rules, reasons: HashSet::new(), missing: HashSet::new() }
    }

    /// A verdict of the rule with this number.
    pub fn verdict(
        &mut self,
        rule: usize,
        verdict: Verdict,
        (reason, missing): (String, Vec<Need>),
        evidence: Arc<Vec<String>>,
    ) -> RuleVerdict {
        RuleVerdict {
            rule: self.rules.get(rule).map_or_else(|| Arc::from(""), Arc::clone),
            verdict,
            reason: share(&mut self.reasons, reason.into()),
            missing: share(&mut self.missing, Arc::new(missing)),
            evidence,
        }
    }
}

fn share<T: Eq + Hash + ?Sized>(known: &mut HashSet<Arc<T>>, value: Arc<T>) -> Arc<T> {
    if let Some(known) = known.get(&value) {
        return Arc::clone(known);
    }
    known.insert(Arc::clone(&value));
    value
}
