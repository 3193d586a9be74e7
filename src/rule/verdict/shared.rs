//! What verdicts of many systems have in common is kept once: the rule, the reason, what is missing.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use crate::finding::{Need, RuleVerdict, Verdict};
use crate::rule::compile::Rule;
use crate::rule::set::RuleSet;

/// Texts of the verdicts so far.
pub(super) struct Shared {
    /// Ids of the rules, in their order, as soon as one of them was said.
    rules: Vec<Option<Arc<str>>>,
    reasons: HashSet<Arc<str>>,
    missing: HashSet<Arc<Vec<Need>>>,
    /// No files.
    pub nothing: Arc<Vec<String>>,
}

impl Shared {
    /// For verdicts of these rules.
    pub fn of(rules: &RuleSet) -> Self {
        Self {
            rules: vec![None; rules.rules.len()],
            reasons: HashSet::new(),
            missing: HashSet::new(),
            nothing: Arc::default(),
        }
    }

    fn id(&mut self, number: usize, rule: &Rule) -> Arc<str> {
        let id = || Arc::from(&*rule.id);
        self.rules.get_mut(number).map_or_else(id, |known| Arc::clone(known.get_or_insert_with(id)))
    }

    /// A verdict of the rule with this number.
    pub fn verdict(
        &mut self,
        (number, rule): (usize, &Rule),
        verdict: Verdict,
        (reason, missing): (String, Vec<Need>),
        evidence: Arc<Vec<String>>,
    ) -> RuleVerdict {
        RuleVerdict {
            rule: self.id(number, rule),
            verdict,
            reason: share(&mut self.reasons, reason.into()),
            missing: share(&mut self.missing, Arc::new(missing)),
            evidence,
        }
    }
}

/// The value, kept once for all that are the same.
pub(crate) fn share<T: Eq + Hash + ?Sized>(known: &mut HashSet<Arc<T>>, value: Arc<T>) -> Arc<T> {
    if let Some(known) = known.get(&value) {
        return Arc::clone(known);
    }
    known.insert(Arc::clone(&value));
    value
}
