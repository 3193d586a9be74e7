//! Finds the keys of a list anywhere in a text, all in one pass.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, MatchKind};

/// Keys, ready to be found anywhere in a text, without regard to the case of ASCII letters.
#[derive(Debug)]
pub(super) enum Within {
    Few(FewKeys),
    /// Many keys, or such that only an automaton finds, with their rows.
    Many(Box<ManyKeys>),
}

/// Keys for which an automaton is built once enough was searched to be worth it.
#[derive(Debug)]
pub(super) struct ManyKeys {
    keys: Vec<String>,
    rows: Vec<usize>,
    /// Finds the same, and is slower; none if it cannot.
    meanwhile: Option<FewKeys>,
    searched: AtomicUsize,
    automaton: OnceLock<Option<AhoCorasick>>,
}

/// A key in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub row: usize,
    pub start: usize,
    pub end: usize,
}

/// More keys than this begin with too many pairs of letters for [`FewKeys`] to pass over much.
const FEW: usize = 200;
/// So many may do without it for a while.
const SOME: usize = 4 * FEW;
/// Building an automaton of some hundred keys takes as long as looking through so many bytes without one.
const MEANWHILE: usize = 128 << 10;

impl Within {
    /// Prepares keys, each with its row.
    pub fn new<'k>(keys: impl Iterator<Item = (usize, &'k str)>) -> Self {
        let (rows, keys): (Vec<usize>, Vec<&str>) = keys.unzip();
        if keys.len() <= FEW && keys.iter().all(|key| key.len() >= 2) {
            return Self::Few(FewKeys::new(&rows, &keys));
        }
        Self::Many(Box::new(ManyKeys {
            meanwhile: (keys.len() <= SOME && keys.iter().all(|key| key.len() >= 2))
                .then(|| FewKeys::new(&rows, &keys)),
            keys: keys.into_iter().map(str::to_owned).collect(),
            rows,
            searched: AtomicUsize::new(0),
            automaton: OnceLock::new(),
        }))
    }

    /// The first place at or after `from` where a key stands, with the longest key there.
    pub fn find(&self, text: &[u8], from: usize) -> Option<Found> {
        match self {
            Self::Few(keys) => keys.find(text, from),
            Self::Many(keys) => keys.find(text, from),
        }
    }
}

impl ManyKeys {
    fn find(&self, text: &[u8], from: usize) -> Option<Found> {
        if let Some(few) = &self.meanwhile
            && self.automaton.get().is_none()
            && self.searched.fetch_add(text.len().saturating_sub(from), Ordering::Relaxed) < MEANWHILE
        {
            return few.find(text, from);
        }
        let found = self.automaton().as_ref()?.find(text.get(from..)?)?;
        let row = *self.rows.get(found.pattern().as_usize())?;
        Some(Found { row, start: from + found.start(), end: from + found.end() })
    }

    fn automaton(&self) -> &Option<AhoCorasick> {
        self.automaton.get_or_init(|| {
            let mut builder = AhoCorasick::builder();
            builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
            // It cannot fail: whoever has lists so long that it would was told so when they were read.
            builder.build(&self.keys).ok()
        })
    }
}

/// Keys by the two letters that each begins with. An automaton of the same keys is no faster, and takes longer to build
/// than a small folder takes to check.
#[derive(Debug)]
pub(super) struct FewKeys {
    /// A bit for each pair that a key begins with.
    pairs: [u64; 16],
    /// By pair; of one pair the longest first.
    keys: Vec<(usize, Box<[u8]>, usize)>,
}

impl FewKeys {
    fn new(rows: &[usize], keys: &[&str]) -> Self {
        let keys = keys.iter().zip(rows).filter_map(|(key, row)| {
            let key = key.as_bytes();
            Some((pair(*key.first()?, *key.get(1)?), key.into(), *row))
        });
        let mut keys: Vec<(usize, Box<[u8]>, usize)> = keys.collect();
        // The sort is stable: the first of two equal keys counts.
        keys.sort_by_key(|(pair, key, _)| (*pair, usize::MAX - key.len()));
        let mut pairs = [0; 16];
        for (pair, ..) in &keys {
            pairs[pair / 64] |= 1 << (pair % 64);
        }
        Self { pairs, keys }
    }

    fn find(&self, text: &[u8], from: usize) -> Option<Found> {
        text.get(from..)?.windows(2).enumerate().find_map(|(at, letters)| {
            let pair = pair(letters[0], letters[1]);
            if self.pairs[pair / 64] >> (pair % 64) & 1 == 0 {
                return None;
            }
            let start = from + at;
            let first = self.keys.partition_point(|(other, ..)| *other < pair);
            let mut keys = self.keys[first..].iter().take_while(|(other, ..)| *other == pair);
            keys.find_map(|(_, key, row)| {
                let end = start + key.len();
                let stands = text.get(start..end)?.eq_ignore_ascii_case(key);
                stands.then_some(Found { row: *row, start, end })
            })
        })
    }
}

/// A number below 1024 for two letters: the lowest five bits of each, which are the same for both cases of a letter.
fn pair(first: u8, second: u8) -> usize {
    usize::from(first & 31) << 5 | usize::from(second & 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys<'k>(keys: &'k [&str]) -> impl Iterator<Item = (usize, &'k str)> {
        keys.iter().copied().enumerate()
    }

    #[test]
    fn the_longest_of_the_keys_that_begin_at_one_place_is_found() {
        let within = Within::new(keys(&["SAP-OSS", "SAP-OSS-LIST-001", "sap-oss"]));
        assert_eq!(within.find(b"a sap-oss-list-001", 0), Some(Found { row: 1, start: 2, end: 18 }));
        assert_eq!(within.find(b"a Sap-Oss-list-002", 0), Some(Found { row: 0, start: 2, end: 9 }));
        assert_eq!(within.find(b"a Sap-Oss-list-002", 3), None);
        assert_eq!(within.find(b"S", 0), None);
    }

    #[test]
    fn keys_of_one_letter_and_many_keys_have_an_automaton() {
        assert!(matches!(Within::new(keys(&["A", "BC"])), Within::Many(..)));
        let many: Vec<String> = (0..=FEW).map(|number| format!("key {number}")).collect();
        let within = Within::new(many.iter().map(String::as_str).enumerate());
        assert!(matches!(within, Within::Many(..)));
        // Whether it is built by now or not.
        for text in [&b"xx KEY 17 yy"[..], &[&b"xx KEY 17 yy"[..], &[b' '; MEANWHILE]].concat(), b"xx KEY 17 yy"] {
            assert_eq!(within.find(text, 1), Some(Found { row: 17, start: 3, end: 9 }));
        }
        assert!(matches!(within, Within::Many(keys) if keys.automaton.get().is_some()));
    }

    proptest! {
        #[test]
        fn few_keys_are_found_where_an_automaton_finds_them(
            words in prop::collection::vec("[aAbB_!]{2,4}", 1..8),
            text in "[aAbBc_!A]{0,24}",
            from in 0_usize..4,
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let rows: Vec<usize> = (0..words.len()).collect();
            let few = FewKeys::new(&rows, &words);
            let keys = words.iter().map(|word| (*word).to_owned()).collect();
            let many = ManyKeys { keys, rows, meanwhile: None, searched: AtomicUsize::new(0), automaton: OnceLock::new() };
            prop_assert_eq!(few.find(text.as_bytes(), from), many.find(text.as_bytes(), from));
        }
    }
}
