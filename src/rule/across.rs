//! Rules that look at several systems, and what they need of each.

use std::collections::BTreeSet;

use super::compile::{Reference, Rule};
use super::file::Scope;
use super::set::RuleSet;
use crate::export::EXPORTS;
use crate::landscape::collect;
use crate::landscape::derived::{self, Across};

impl RuleSet {
    /// Whether what the rule says of a system depends on others.
    pub(super) fn looks_across(rule: &Rule) -> bool {
        let follows_from_all =
            |kind: &str| derived::by_kind(kind).is_some_and(|derived| matches!(derived.across, Across::Landscape(_)));
        let asks =
            |reference: &Reference| reference.scope == Scope::OtherSystems || follows_from_all(reference.source.kind);
        // What asks no other records, and looks at those of an export, need not be compiled for it.
        let may = !rule.asks().is_empty() || rule.looks_at().iter().any(|kind| derived::by_kind(kind).is_some());
        may && (follows_from_all(rule.source.kind) || rule.references.iter().any(asks))
    }

    /// The exports of a system that matter to rules which look at it from another one, or at others from it; none if there is no such
    /// rule. Its role is told by some of them.
    pub(crate) fn kinds_across(&self) -> BTreeSet<&'static str> {
        let mut kinds: BTreeSet<&'static str> = BTreeSet::new();
        for rule in self.rules.iter().filter(|rule| Self::looks_across(rule)) {
            for source in rule.references.iter().map(|reference| &reference.source).chain([&rule.source]) {
                kinds.insert(source.kind);
                kinds.extend(source.exports);
            }
            kinds.extend(rule.also.iter().chain(&rule.needs));
            kinds.extend(rule.beside.iter().map(|beside| beside.kind));
        }
        if kinds.is_empty() {
            return kinds;
        }
        let follows_from = kinds.iter().filter_map(|kind| derived::by_kind(kind)).flat_map(|derived| derived.reads);
        let follows_from: Vec<&'static str> = follows_from.map(|(kind, _)| *kind).collect();
        kinds.extend(follows_from);
        let tell_the_role = EXPORTS.iter().filter(|export| collect::tells_role(export));
        kinds.extend(tell_the_role.map(|export| export.kind));
        kinds
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn rules_that_look_at_several_systems_say_which_exports_they_need() {
        let mut rules = RuleSet::load::<PathBuf>(&[]).unwrap();
        let across: Vec<&str> =
            rules.rules.iter().filter(|rule| RuleSet::looks_across(rule)).map(|rule| &*rule.id).collect();
        assert!(across.contains(&"technical-user-shared") && across.contains(&"connector-trust-missing"), "{across:?}");
        assert!(!across.contains(&"legacy-rfc-destination") && !across.contains(&"connector-version"), "{across:?}");
        let kinds = rules.kinds_across();
        assert!(kinds.contains("rfc-destinations") && kinds.contains("components"), "{kinds:?}");
        assert!(kinds.contains("cloud-connector") && kinds.contains("production-connector"), "{kinds:?}");
        assert!(!kinds.contains("job-log") && !kinds.contains("saprouttab"), "{kinds:?}");
        rules.select(&["legacy-rfc-destination".to_owned()], &[]).unwrap();
        assert!(rules.kinds_across().is_empty());
    }
}
