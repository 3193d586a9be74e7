//! Looks for many words at once in a block of lines, without regard to case of ASCII letters.

use aho_corasick::packed::{self, Searcher};
use aho_corasick::{AhoCorasick, Span};
use bstr::ByteSlice;

use super::list::is_whole_word;

/// A word that must stand in a row for a rule to speak of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Needle {
    /// In lower case.
    text: Vec<u8>,
    /// As a whole word only.
    whole: bool,
}

/// A word is searched by its three rarest bytes in a row.
const WINDOW: usize = 3;

impl Needle {
    /// None for texts that say too little, or may be written in other ways: numbers lose and gain zeros.
    pub fn new(text: &str, whole: bool) -> Option<Self> {
        let fits = text.len() >= WINDOW && text.is_ascii() && text.contains(|c: char| c.is_ascii_alphabetic());
        // What is more than a word is no whole word, and what begins with a hyphen is part of another.
        let is_word = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let whole = whole && is_word && !text.starts_with('-') && !text.ends_with('-');
        fits.then(|| Self { text: text.to_ascii_lowercase().into_bytes(), whole })
    }

    /// Wherever this one stands, the other one does.
    fn holds(&self, other: &Self) -> bool {
        !other.whole && self.text.contains_str(&other.text)
    }

    fn stands_at(&self, text: &[u8], start: usize) -> bool {
        let end = start + self.text.len();
        let found = text.get(start..end).is_some_and(|found| found.eq_ignore_ascii_case(&self.text));
        found && (!self.whole || is_whole_word(text, start, end))
    }
}

/// Few windows of which every word has one: those that cost least for each word that has them.
fn cheapest_windows(needles: &[Needle]) -> Vec<Vec<u8>> {
    let mut chosen: Vec<Vec<u8>> = Vec::new();
    loop {
        let open: Vec<&[u8]> = needles
            .iter()
            .map(|needle| needle.text.as_slice())
            .filter(|text| !chosen.iter().any(|window| text.contains_str(window)))
            .collect();
        let cost = |window: &[u8]| {
            let count = open.iter().filter(|text| text.contains_str(window)).count();
            let letters = window.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
            (window.iter().map(|byte| weight(*byte)).sum::<usize>() << letters) / count.max(1)
        };
        match open.iter().flat_map(|text| text.windows(WINDOW)).min_by_key(|window| cost(window)) {
            Some(window) => chosen.push(window.to_vec()),
            None => return chosen,
        }
    }
}

/// How often a byte occurs in exports, roughly; a letter costs as much again, for it must be searched in both cases.
fn weight(byte: u8) -> usize {
    match byte {
        b'e' | b'n' | b'i' | b's' | b't' | b'r' | b'a' => 200,
        b'd' | b'h' | b'u' | b'l' | b'o' | b'c' | b'm' => 160,
        b'b' | b'f' | b'g' | b'k' | b'p' | b'v' | b'w' => 120,
        b'a'..=b'z' => 80,
        b'0'..=b'9' | b' ' => 70,
        _ => 20,
    }
}

/// All the words, ready to be searched.
pub(super) struct Needles {
    needles: Vec<Needle>,
    /// For each pattern of the search the needles it may belong to, and where in them it stands.
    windows: Vec<Vec<(usize, usize)>>,
    search: Search,
}

enum Search {
    /// With the processor's wide registers.
    Packed(Searcher),
    /// Where there are too many words for that, or the processor has none.
    Automaton(AhoCorasick),
    /// There is nothing to look for.
    Nothing,
    /// Nothing can be ruled out.
    Everything,
}

impl Needles {
    pub fn new(mut needles: Vec<Needle>) -> Self {
        needles.sort();
        needles.dedup();
        // Where a word is found that another one holds, both are.
        let all = needles.clone();
        needles.retain(|needle| !all.iter().any(|other| other != needle && needle.holds(other)));
        let mut patterns: Vec<Vec<u8>> = Vec::new();
        let mut windows: Vec<Vec<(usize, usize)>> = Vec::new();
        for window in cheapest_windows(&needles) {
            let holding = needles.iter().enumerate();
            let places: Vec<_> = holding.filter_map(|(at, needle)| Some((at, needle.text.find(&window)?))).collect();
            for pattern in spellings(&window) {
                patterns.push(pattern);
                windows.push(places.clone());
            }
        }
        let packed = || packed::Config::new().builder().extend(&patterns).build().map(Search::Packed);
        let automaton = || AhoCorasick::new(&patterns).ok().map(Search::Automaton);
        let search = match patterns.is_empty() {
            true => Search::Nothing,
            false => packed().or_else(automaton).unwrap_or(Search::Everything),
        };
        Self { needles, windows, search }
    }

    /// Adds the places at which a word stands, in ascending order.
    pub fn search(&self, text: &[u8], hits: &mut Vec<usize>) {
        let mut from = 0;
        while let Some((pattern, at)) = self.next(text, from) {
            let mut windows = self.windows.get(pattern).into_iter().flatten();
            let stands = |(needle, offset): &(usize, usize)| {
                at.checked_sub(*offset).is_some_and(|start| self.needles[*needle].stands_at(text, start))
            };
            if matches!(self.search, Search::Everything) || windows.any(stands) {
                hits.push(at);
            }
            // Another word may overlap this one.
            from = at + 1;
        }
    }

    fn next(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        let span = Span { start: from, end: text.len() };
        match &self.search {
            Search::Packed(searcher) => {
                searcher.find_in(text, span).map(|found| (found.pattern().as_usize(), found.start()))
            }
            Search::Automaton(automaton) => {
                let input = aho_corasick::Input::new(text).span(span);
                automaton.find(input).map(|found| (found.pattern().as_usize(), found.start()))
            }
            Search::Nothing => None,
            Search::Everything => (from < text.len()).then_some((0, from)),
        }
    }
}

/// The bytes in every mixture of capital and small letters.
fn spellings(lower: &[u8]) -> Vec<Vec<u8>> {
    let mut spellings = vec![Vec::new()];
    for byte in lower {
        let upper = byte.to_ascii_uppercase();
        let with = |byte: u8| spellings.iter().map(move |before: &Vec<u8>| [before.as_slice(), &[byte]].concat());
        let mut longer: Vec<Vec<u8>> = with(*byte).collect();
        if upper != *byte {
            longer.extend(with(upper));
        }
        spellings = longer;
    }
    spellings
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WORDS: &[&str] = &["SAPOSS", "SAP-OSS", "SAP-OSS-LIST-001", "401 Unauthorized", "oss001", "ewa"];

    fn needles(whole: bool) -> Needles {
        Needles::new(WORDS.iter().map(|word| Needle::new(word, whole).unwrap()).collect())
    }

    proptest! {
        #[test]
        fn every_word_in_any_text_is_found(
            parts in proptest::collection::vec(prop_oneof![
                proptest::sample::select(WORDS).prop_map(str::to_owned),
                proptest::sample::select(WORDS).prop_map(|word| word.to_lowercase()),
                "[a-zA-Z_ |0-9-]{0,12}",
                Just("sapo".to_owned()), Just("ü".to_owned()),
            ], 0..12), whole: bool,
        ) {
            let text = parts.concat();
            let mut hits = Vec::new();
            needles(whole).search(text.as_bytes(), &mut hits);
            let lower = text.to_ascii_lowercase();
            for word in WORDS {
                let needle = Needle::new(word, whole).unwrap();
                for (start, _) in lower.match_indices(&word.to_ascii_lowercase()) {
                    let stands = !needle.whole || is_whole_word(text.as_bytes(), start, start + word.len());
                    let found = hits.iter().any(|hit| (start..start + word.len()).contains(hit));
                    prop_assert!(!stands || found, "{word} at {start} of {text:?}: {hits:?}");
                }
            }
            prop_assert!(hits.is_sorted());
        }
    }

    #[test]
    fn a_near_miss_is_no_hit_where_whole_words_are_asked_for() {
        let mut hits = Vec::new();
        needles(true).search(b"SAPOSS_NEW, ZSAPOSS, SAP-OSS-LIST-002", &mut hits);
        assert!(hits.is_empty(), "{hits:?}");
    }

    #[test]
    fn numbers_and_short_words_guard_nothing() {
        assert_eq!(Needle::new("122", false), None);
        assert_eq!(Needle::new("ab", false), None);
        assert_eq!(Needle::new("Müller", false), None);
    }
}
