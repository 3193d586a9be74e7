//! Ids that are there more than once.

use std::collections::BTreeMap;

use super::{DUPLICATE, DUPLICATE_POLICY, Findings};
use crate::policy::{Item, Policy};

/// Items of one policy and store.
pub(super) fn within(policy: &Policy, findings: &mut Findings) {
    /// Where an item is, and the item.
    type Placed<'p> = ((usize, usize), &'p Item);
    let mut known: BTreeMap<(&str, &str), Vec<Placed<'_>>> = BTreeMap::new();
    for (store, of) in policy.stores.iter().enumerate() {
        for (number, item) in of.items.iter().enumerate() {
            known.entry((&item.id.text, &of.name.text)).or_default().push(((store, number), item));
        }
    }
    for ((id, store), items) in known.iter().filter(|(_, items)| items.len() > 1) {
        for (place, item) in items.iter().skip(1) {
            findings.item = Some(*place);
            let message = format!("{} check items about {store} have the id {id}", items.len());
            findings.add(&DUPLICATE, item.id.span.clone(), message, None);
        }
    }
    findings.item = None;
}

/// Policies of one run.
pub(super) fn between(policies: &[Policy], findings: &mut Findings) {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, policy) in policies.iter().enumerate() {
        let first = *known.entry(&policy.id.text).or_insert(number);
        if first == number {
            continue;
        }
        let other = policies.get(first).map_or("", |policy| policy.source.path.as_str());
        findings.policy = number;
        let message = format!("the policy {} is in {other} as well", policy.id.text);
        findings.add(&DUPLICATE_POLICY, policy.id.span.clone(), message, None);
    }
}
