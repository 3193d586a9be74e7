//! One fact in two exports is one finding: at the better place, with the other one beside it.
//!
//! Which files speak of the same is not decided here, nor which of two is the better place.

use std::collections::HashMap;

use crate::finding::spots::{KeptSource, Spot, Spots};
use crate::finding::{NO_FINDING, Place};

/// Findings of one rule in one file, before they are added to those of the run.
#[derive(Debug)]
pub(super) struct FoundIn {
    /// Index of the file in the run.
    pub file: usize,
    pub spots: Spots,
    /// For each wording of the spots that of the findings, or [`NO_FINDING`].
    pub numbers: Vec<usize>,
    /// For each of them what it tells of: findings with the same fact may be one.
    pub facts: Vec<Option<String>>,
}

/// A place that tells the same as a finding elsewhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Other {
    /// File, place and wording of the finding.
    pub of: (usize, Place, usize),
    pub file: usize,
    pub place: Place,
}

/// When two findings with the same fact are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Same {
    /// Wherever they stand: the fact is about one thing.
    Anywhere,
    /// In different files of one table. A file in which a row stands twice has it twice.
    InOtherFiles,
}

/// Takes out findings that tell what one in a better file tells too; the files come best first. The answer is where they stood.
pub(super) fn merge(found: &mut [FoundIn], same: Same) -> Vec<Other> {
    // For each fact its findings, in order.
    let mut known: HashMap<String, Vec<(usize, Place, usize)>> = HashMap::new();
    let mut others = Vec::new();
    // How often a fact has come in the file at hand, which may be in several pieces.
    let mut counts: HashMap<(usize, String), usize> = HashMap::new();
    for one in found.iter_mut() {
        let mut kept = Spots::default();
        let before = others.len();
        for spot in one.spots.iter() {
            let wording = one.numbers.get(spot.wording).copied().unwrap_or(NO_FINDING);
            let fact = one.facts.get(spot.wording).cloned().flatten().filter(|_| wording != NO_FINDING);
            let Some(fact) = fact else {
                keep(&mut kept, &spot);
                continue;
            };
            let own = (one.file, spot.place, wording);
            let count = counts.entry((one.file, fact.clone())).or_default();
            let heads = known.entry(fact).or_default();
            let head = match same {
                Same::Anywhere => heads.first(),
                Same::InOtherFiles => heads.get(*count).filter(|(file, ..)| *file != one.file),
            };
            *count += 1;
            match head {
                Some(head) => others.push(Other { of: *head, file: one.file, place: spot.place }),
                None => {
                    heads.push(own);
                    keep(&mut kept, &spot);
                }
            }
        }
        if others.len() > before {
            one.spots = kept;
        }
    }
    others
}

fn keep(spots: &mut Spots, spot: &Spot<'_>) {
    spots.push(spot.wording, &spot.place, spot.source.map(KeptSource::shown).as_ref());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: u64) -> Place {
        Place { line, column: 1, end_line: line, end_column: 2 }
    }

    /// A file with these facts, one on each line.
    fn file(file: usize, facts: &[&str]) -> FoundIn {
        let mut spots = Spots::default();
        (1..).zip(facts).enumerate().for_each(|(number, (line, _))| spots.push(number, &place(line), None));
        let facts = facts.iter().map(|fact| Some((*fact).to_owned()));
        FoundIn { file, spots, numbers: (0..facts.len()).collect(), facts: facts.collect() }
    }

    fn lines(found: &[FoundIn]) -> Vec<Vec<u64>> {
        found.iter().map(|one| one.spots.iter().map(|spot| spot.place.line).collect()).collect()
    }

    #[test]
    fn what_two_files_tell_is_found_in_the_first() {
        let mut found = [file(0, &["SAP_BASIS 740", "ST-PI 740"]), file(1, &["ST-PI 740", "SAP_ABA 740"])];
        let others = merge(&mut found, Same::InOtherFiles);
        assert_eq!(lines(&found), [vec![1, 2], vec![2]]);
        assert_eq!(others, [Other { of: (0, place(2), 1), file: 1, place: place(1) }]);
    }

    #[test]
    fn what_stands_twice_in_one_file_is_found_twice() {
        let mut found = [file(0, &["a", "a"]), file(1, &["a", "a", "a"]), file(2, &["a"])];
        assert_eq!(merge(&mut found, Same::InOtherFiles).len(), 3);
        assert_eq!(lines(&found), [vec![1, 2], vec![3], vec![]]);
    }

    #[test]
    fn one_thing_is_found_once_even_in_one_file() {
        let mut found = [file(0, &["a", "a"]), file(1, &["a", "b"])];
        assert_eq!(merge(&mut found, Same::Anywhere).len(), 2);
        assert_eq!(lines(&found), [vec![1], vec![2]]);
    }

    #[test]
    fn what_tells_of_nothing_is_never_the_same() {
        let mut found = [file(0, &["a"]), file(1, &["a"])];
        found[1].facts[0] = None;
        assert!(merge(&mut found, Same::Anywhere).is_empty());
        found[1].numbers[0] = NO_FINDING;
        found[1].facts[0] = Some("a".to_owned());
        assert!(merge(&mut found, Same::Anywhere).is_empty());
    }
}
