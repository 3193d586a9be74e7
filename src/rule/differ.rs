//! Whole exports of one table whose dates do not tell which is newer: what one of them shows and another does not.
//!
//! That something is wrong counts from each of them. That something is there, as it must be, does not if one of them lacks it.

use std::collections::{BTreeMap, BTreeSet};

use super::compile::{Absent, Rule};
use super::file::Expect;
use super::tally::Tally;

/// One file: its index in the run, the first of the files that are as good, and what it shows.
pub(super) type Shows<'s, T> = (usize, Option<usize>, &'s BTreeSet<T>);

/// What the equals among the files do not show alike, unless it is known all the same: of each the file that has it, and one
/// that lacks it.
pub(super) fn differ<T: Ord + Clone>(files: &[Shows<'_, T>]) -> BTreeMap<T, (usize, usize)> {
    let mut differ = BTreeMap::new();
    for (file, equals, shown) in files.iter().filter(|(_, equals, _)| equals.is_some()) {
        for value in shown.iter() {
            let lacks = |(_, other, shown): &&Shows<'_, T>| other == equals && !shown.contains(value);
            if let Some((other, ..)) = files.iter().find(lacks) {
                differ.entry(value.clone()).or_insert((*file, *other));
            }
        }
    }
    differ.retain(|value, _| {
        let all_have = |of: usize| files.iter().all(|(_, equals, shown)| *equals != Some(of) || shown.contains(value));
        !files.iter().any(|(_, equals, shown)| shown.contains(value) && equals.is_none_or(all_have))
    });
    differ
}

/// The rows of the rule's list, or 0 for the rule itself, that a file shows and that must be there.
pub(super) fn needed(rule: &Rule, tally: &Tally) -> BTreeSet<usize> {
    let itself = |shows: bool| shows.then_some(0).into_iter().collect();
    let must_be = matches!(rule.absent, Some(Absent::Finding { .. } | Absent::Unknown(_)));
    match rule.expect {
        Expect::Each if rule.parts.is_none() => tally.held_rows.clone(),
        Expect::Some => itself(tally.held > 0),
        Expect::None | Expect::All if must_be => itself(tally.about > 0),
        Expect::Each | Expect::First | Expect::Exactly(_) | Expect::None | Expect::All => BTreeSet::new(),
    }
}

/// Why nobody knows whether something is there.
pub(super) fn reason(has: &str, lacks: &str) -> String {
    format!("{has} has what {lacks} lacks, and their dates do not tell which of them is newer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_of_two_equals_lacks_is_not_known_unless_another_file_has_it() {
        let sets = [[1, 2], [2, 3], [1, 4]].map(BTreeSet::from);
        let both = [(7, Some(7), &sets[0]), (8, Some(7), &sets[1])];
        assert_eq!(differ(&both), BTreeMap::from([(1, (7, 8)), (3, (8, 7))]));
        let third = [both[0], both[1], (9, None, &sets[2])];
        assert_eq!(differ(&third), BTreeMap::from([(3, (8, 7))]));
        assert!(differ(&[(7, None, &sets[0]), (8, None, &sets[1])]).is_empty());
    }
}
