//! Which system of the one state is which of the other: by name, by the name without its date, or, where names do not tell, by what the
//! exports hold.

use std::collections::{BTreeMap, BTreeSet};

use super::{Presence, State};
use crate::landscape::dated_folder::undated;

/// A system, and what it is called in each state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Its name in the earlier state, if it is there.
    pub old: Option<String>,
    /// Its name in the later state, if it is there.
    pub new: Option<String>,
    /// What the earlier state called it before it was given the later one's name.
    pub was: Option<String>,
}

impl Pair {
    /// Its name.
    pub fn name(&self) -> &str {
        self.new.as_deref().or(self.old.as_deref()).unwrap_or_default()
    }

    /// Which states have it.
    pub fn presence(&self) -> Presence {
        match (&self.old, &self.new) {
            (Some(_), Some(_)) => Presence::Both,
            (None, _) => Presence::Added,
            (_, None) => Presence::Removed,
        }
    }
}

/// Pairs systems by their names. Where each state has but one system, it is the same: somebody wants to see them compared.
pub fn by_name(old: &[&str], new: &[&str]) -> Vec<Pair> {
    let ways: [&dyn Fn(&str) -> String; 3] = [&str::to_owned, &str::to_lowercase, &|name| undated(name)];
    let mut pairs = Vec::new();
    let mut left = (old.to_vec(), new.to_vec());
    for way in ways {
        let mut ours: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        left.0.iter().for_each(|name| ours.entry(way(name)).or_default().push(name));
        let mut theirs: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        left.1.iter().for_each(|name| theirs.entry(way(name)).or_default().push(name));
        for (name, ours) in ours.iter().filter(|(name, _)| !name.is_empty()) {
            // Two of one name tell nothing.
            if let ([one], Some([other])) = (ours.as_slice(), theirs.get(name).map(Vec::as_slice)) {
                pairs.push(Pair { old: Some((*one).to_owned()), new: Some((*other).to_owned()), was: None });
                left.0.retain(|name| name != one);
                left.1.retain(|name| name != other);
            }
        }
    }
    if let ([one], [other], true) = (left.0.as_slice(), left.1.as_slice(), old.len() == 1 && new.len() == 1) {
        return vec![Pair { old: Some((*one).to_owned()), new: Some((*other).to_owned()), was: None }];
    }
    let alone = |name: &&str| Some((*name).to_owned());
    pairs.extend(left.0.iter().map(|name| Pair { old: alone(name), new: None, was: None }));
    pairs.extend(left.1.iter().map(|name| Pair { old: None, new: alone(name), was: None }));
    pairs
}

/// So many of the records of the smaller one must be there in the other for two systems to be one.
const ALIKE: (usize, usize) = (1, 2);
/// Fewer records than these tell nothing.
const FEWEST: usize = 3;

/// Pairs those that names left over by what their exports hold; true if there were any.
pub fn by_content(pairs: &mut Vec<Pair>, old: &State<'_>, new: &State<'_>) -> bool {
    let held = |state: &State<'_>, name: &str| -> BTreeSet<(&'static str, u64)> {
        let of_system = state.inventories.iter().filter(|it| state.system_of(it) == Some(name));
        let records =
            of_system.flat_map(|it| it.inventory.hashes().iter().map(|hash| (it.inventory.export.kind, *hash)));
        records.collect()
    };
    let lonely = |presence: Presence, pairs: &[Pair]| -> Vec<String> {
        pairs.iter().filter(|pair| pair.presence() == presence).map(|pair| pair.name().to_owned()).collect()
    };
    let (gone, come) = (lonely(Presence::Removed, pairs), lonely(Presence::Added, pairs));
    let gone: Vec<_> = gone.into_iter().map(|name| (held(old, &name), name)).collect();
    let come: Vec<_> = come.into_iter().map(|name| (held(new, &name), name)).collect();
    let mut alike: Vec<(usize, usize, usize)> = Vec::new();
    for (at, (ours, _)) in gone.iter().enumerate() {
        for (with, (theirs, _)) in come.iter().enumerate() {
            let (common, fewer) = (ours.intersection(theirs).count(), ours.len().min(theirs.len()));
            if fewer >= FEWEST && common * ALIKE.1 >= fewer * ALIKE.0 {
                alike.push((common, at, with));
            }
        }
    }
    alike.sort_by_key(|(common, at, with)| (std::cmp::Reverse(*common), *at, *with));
    let (mut ours, mut theirs) = (BTreeSet::new(), BTreeSet::new());
    let mut found = false;
    for (_, at, with) in alike {
        if ours.contains(&at) || theirs.contains(&with) {
            continue;
        }
        ours.insert(at);
        theirs.insert(with);
        let (one, other) = (gone[at].1.clone(), come[with].1.clone());
        let is_either = |pair: &Pair| {
            (pair.new.is_none() && pair.old.as_ref() == Some(&one))
                || (pair.old.is_none() && pair.new.as_ref() == Some(&other))
        };
        pairs.retain(|pair| !is_either(pair));
        pairs.push(Pair { old: Some(one), new: Some(other), was: None });
        found = true;
    }
    found
}

impl State<'_> {
    /// The system that a file belongs to.
    pub fn system_of(&self, file: &crate::landscape::inventory::FileInventory) -> Option<&str> {
        self.report.files.get(file.file)?.system.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paired(old: &[&str], new: &[&str]) -> Vec<String> {
        let word = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
        let mut pairs: Vec<_> =
            by_name(old, new).iter().map(|pair| format!("{} {}", word(&pair.old), word(&pair.new))).collect();
        pairs.sort();
        pairs
    }

    #[test]
    fn systems_are_paired_by_name_whatever_its_case_and_date() {
        assert_eq!(paired(&["PRD", "QAS"], &["QAS", "prd"]), ["PRD prd", "QAS QAS"]);
        assert_eq!(paired(&["PRD_2026-01-01", "QAS"], &["PRD_2026-02-01"]), ["PRD_2026-01-01 PRD_2026-02-01", "QAS -"]);
    }

    #[test]
    fn the_only_system_of_each_state_is_the_same_one() {
        assert_eq!(paired(&["before"], &["after"]), ["before after"]);
        assert_eq!(paired(&["before", "QAS"], &["after", "QAS"]), ["- after", "QAS QAS", "before -"]);
    }
}
