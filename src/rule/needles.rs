//! Looks for many words at once in a block of lines, without regard to case of ASCII letters.

use std::ops::Range;

use aho_corasick::packed::{self, Searcher};
use aho_corasick::{AhoCorasick, Span};

use super::list::is_whole_word;

/// A word that must stand in a row for a rule to speak of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Needle {
    /// In lower case.
    text: Vec<u8>,
    /// As a whole word only.
    whole: bool,
}

/// A word is searched by so many of its bytes, the rarest that stand together.
const WINDOW: usize = 4;
/// So many bytes are looked at together. Where they are all blanks, as in the padding of columns, no word stands in them, and they are not searched.
const GROUP: usize = PADDING.len();
const PADDING: &str = "        ";
/// So many patterns are searched in half the time of more (aho-corasick, `packed/teddy`: "slim" up to there, "fat" beyond).
const QUICK: usize = 32;
/// Shorter words say too little.
const SHORTEST: usize = 3;

impl Needle {
    /// None for texts that say too little, or may be written in other ways: numbers lose and gain zeros.
    pub fn new(text: &str, whole: bool) -> Option<Self> {
        // A group of blanks must not be a part of it, so neither may be as many blanks as fit into one.
        let text = text.split(PADDING).map(|part| part.trim_matches(' ')).max_by_key(|part| part.len())?;
        let fits = text.len() >= SHORTEST && text.is_ascii() && text.contains(|c: char| c.is_ascii_alphabetic());
        // What is more than a word is no whole word, and what begins with a hyphen is part of another.
        let is_word = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let whole = whole && is_word && !text.starts_with('-') && !text.ends_with('-');
        fits.then(|| Self { text: text.to_ascii_lowercase().into_bytes(), whole })
    }

    /// Wherever this one stands, the other one does.
    fn holds(&self, other: &Self) -> bool {
        !other.whole && place_of(&other.text, &self.text).is_some()
    }

    /// Where its rarest bytes stand.
    fn rarest(&self) -> Range<usize> {
        let length = WINDOW.min(self.text.len());
        let windows = self.text.windows(length).enumerate();
        let rarest = windows.min_by_key(|(_, window)| window.iter().map(|byte| frequency(*byte)).sum::<u32>());
        let start = rarest.map_or(0, |(at, _)| at);
        start..start + length
    }

    fn stands_at(&self, text: &[u8], start: usize) -> bool {
        let end = start + self.text.len();
        let found = text.get(start..end).is_some_and(|found| found.eq_ignore_ascii_case(&self.text));
        found && (!self.whole || is_whole_word(text, start, end))
    }
}

/// Which letters are in a text, roughly: what lacks one of another text's has not that text in it. Each word is held against all others.
fn signs(text: &[u8]) -> u64 {
    text.iter().fold(0, |signs, byte| signs | 1 << (byte & 63))
}

/// Where a part of a word begins. Making a searcher for it would take longer than looking at so few bytes.
fn place_of(part: &[u8], text: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window.first() == part.first() && window == part)
}

/// How often a byte occurs in exports, roughly.
fn frequency(byte: u8) -> u32 {
    match byte {
        b'e' | b'n' | b'i' | b's' | b't' | b'r' | b'a' => 10,
        b'd' | b'h' | b'u' | b'l' | b'o' | b'c' | b'm' => 8,
        b' ' => 40,
        b'0'..=b'9' => 25,
        b':' | b'.' => 20,
        b'b' | b'f' | b'g' | b'k' | b'p' | b'v' | b'w' => 6,
        b'a'..=b'z' => 4,
        _ => 3,
    }
}

/// The bytes of a text with one case for both of a letter. Some other bytes become alike as well, so what is found is
/// looked at again in the text itself.
fn fold(byte: u8) -> u8 {
    byte | 0x20
}

const SMALL: [u8; GROUP] = [0x20; GROUP];
const BLANKS: [u8; GROUP] = [b' '; GROUP];

/// So many bytes are folded at once: they stay in the processor's nearest cache.
const CHUNK: usize = 4096;

/// A chunk of a text, folded, and without groups of blanks if they are left out.
struct Folded {
    bytes: [[u8; GROUP]; CHUNK / GROUP],
    /// For each group its number in the chunk; untouched while none is left out.
    numbers: [usize; CHUNK / GROUP],
    length: usize,
    leave_out: bool,
}

impl Folded {
    fn new(leave_out: bool) -> Self {
        Self { bytes: [BLANKS; CHUNK / GROUP], numbers: [0; CHUNK / GROUP], length: 0, leave_out }
    }

    /// Takes a text of at most [`CHUNK`] bytes.
    fn fill(&mut self, chunk: &[u8]) {
        if !self.leave_out {
            self.bytes.as_flattened_mut().iter_mut().zip(chunk).for_each(|(folded, byte)| *folded = fold(*byte));
            self.length = chunk.len();
            return;
        }
        let (groups, rest) = chunk.as_chunks::<GROUP>();
        let mut last = BLANKS;
        last[..rest.len()].copy_from_slice(rest);
        let mut kept = 0;
        for (number, group) in groups.iter().chain([&last]).enumerate() {
            let folded = u64::from_ne_bytes(*group) | u64::from_ne_bytes(SMALL);
            if let (Some(bytes), Some(own)) = (self.bytes.get_mut(kept), self.numbers.get_mut(kept)) {
                (*bytes, *own) = (folded.to_ne_bytes(), number);
            }
            // Without a branch, for which groups are blank is as good as random: the next one takes the place of a blank one.
            kept += usize::from(folded != u64::from_ne_bytes(BLANKS));
        }
        self.length = kept * GROUP;
    }

    fn text(&self) -> &[u8] {
        self.bytes.as_flattened().get(..self.length).unwrap_or_default()
    }

    /// Where in the chunk the byte stands that stands here in the folded text.
    fn place(&self, at: usize) -> usize {
        let number = self.numbers.get(at / GROUP).filter(|_| self.leave_out);
        number.map_or(at, |number| number * GROUP + at % GROUP)
    }
}

/// All the words, ready to be searched.
pub(super) struct Needles {
    needles: Vec<Needle>,
    /// For each pattern of the search the needles it may belong to, and where in them it stands.
    windows: Vec<Vec<(usize, usize)>>,
    search: Search,
    /// Whether groups of blanks are left out: finding them takes longer than a search for few patterns.
    leave_out: bool,
}

enum Search {
    /// With the processor's wide registers.
    Packed(Searcher),
    /// Where there are too many words for that, or the processor has none.
    Automaton(AhoCorasick),
    /// There is nothing to look for.
    Nothing,
}

impl Needles {
    /// None if nothing can be ruled out.
    pub fn new(mut needles: Vec<Needle>) -> Option<Self> {
        needles.sort();
        needles.dedup();
        // Where a word is found that another one holds, both are.
        let of_all: Vec<u64> = needles.iter().map(|needle| signs(&needle.text)).collect();
        let is_alone = |(own, needle): (&u64, &Needle)| {
            let others = of_all.iter().zip(&needles).filter(|(signs, _)| *signs & !own == 0);
            !others.into_iter().any(|(_, other)| other != needle && needle.holds(other))
        };
        let alone: Vec<bool> = of_all.iter().zip(&needles).map(is_alone).collect();
        let mut alone = alone.into_iter();
        needles.retain(|_| alone.next().unwrap_or(true));
        let mut patterns: Vec<Vec<u8>> = Vec::new();
        let mut signs_of_patterns: Vec<u64> = Vec::new();
        let mut windows: Vec<Vec<(usize, usize)>> = Vec::new();
        for (index, needle) in needles.iter().enumerate() {
            let folded: Vec<u8> = needle.text.iter().map(|byte| fold(*byte)).collect();
            // The fewer patterns the faster the search, so words share one if they can.
            let own = signs(&folded);
            let mut known =
                signs_of_patterns.iter().zip(&patterns).enumerate().filter(|(_, (signs, _))| *signs & !own == 0);
            let shared = known.find_map(|(known, (_, window))| Some((known, place_of(window, &folded)?)));
            let (known, at) = shared.unwrap_or_else(|| {
                let rarest = needle.rarest();
                patterns.push(folded[rarest.clone()].to_vec());
                signs_of_patterns.push(signs(&folded[rarest.clone()]));
                windows.push(Vec::new());
                (patterns.len() - 1, rarest.start)
            });
            windows[known].push((index, at));
        }
        let packed = || packed::Config::new().builder().extend(&patterns).build().map(Search::Packed);
        let automaton = || AhoCorasick::new(&patterns).ok().map(Search::Automaton);
        let search = if patterns.is_empty() { Search::Nothing } else { packed().or_else(automaton)? };
        let leave_out = patterns.len() > QUICK;
        Some(Self { needles, windows, search, leave_out })
    }

    /// Adds the places at which a word stands, in ascending order.
    pub fn search(&self, text: &[u8], hits: &mut Vec<usize>) {
        let mut folded = Folded::new(self.leave_out);
        let mut begin = 0;
        while begin < text.len() {
            let chunk = &text[begin..text.len().min(begin + CHUNK)];
            folded.fill(chunk);
            self.search_folded(text, begin, &folded, hits);
            // A word may stand across the end of the chunk.
            begin += if begin + chunk.len() < text.len() { CHUNK - WINDOW } else { CHUNK };
        }
    }

    fn search_folded(&self, text: &[u8], begin: usize, folded: &Folded, hits: &mut Vec<usize>) {
        let mut from = 0;
        while let Some((pattern, at)) = self.next(folded.text(), from) {
            let place = begin + folded.place(at);
            let mut windows = self.windows.get(pattern).into_iter().flatten();
            let stands = |(needle, offset): &(usize, usize)| {
                place.checked_sub(*offset).is_some_and(|start| self.needles[*needle].stands_at(text, start))
            };
            if hits.last().is_none_or(|last| *last < place) && windows.any(stands) {
                hits.push(place);
            }
            // Another word may overlap this one.
            from = at + 1;
        }
    }

    fn next(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        let span = Span { start: from, end: text.len() };
        let found = match &self.search {
            Search::Packed(searcher) => searcher.find_in(text, span)?,
            Search::Automaton(automaton) => automaton.find(aho_corasick::Input::new(text).span(span))?,
            Search::Nothing => return None,
        };
        Some((found.pattern().as_usize(), found.start()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WORDS: &[&str] = &["SAPOSS", "SAP-OSS", "SAP-OSS-LIST-001", "401 Unauthorized", "oss001", "ewa"];

    /// The words alone, or among so many that groups of blanks are left out of the search.
    fn needles(whole: bool, many: bool) -> Needles {
        let others = (0..if many { QUICK } else { 0 }).map(|number| format!("q{}x{}", number / 8, number % 8));
        let words = WORDS.iter().map(|word| (*word).to_owned()).chain(others);
        Needles::new(words.map(|word| Needle::new(&word, whole).unwrap()).collect()).unwrap()
    }

    proptest! {
        #[test]
        fn every_word_in_any_text_is_found(
            parts in proptest::collection::vec(prop_oneof![
                proptest::sample::select(WORDS).prop_map(str::to_owned),
                proptest::sample::select(WORDS).prop_map(|word| word.to_lowercase()),
                "[a-zA-Z_ |0-9-]{0,12}",
                " {0,40}",
                Just("sapo".to_owned()), Just("ü".to_owned()),
            ], 0..12), whole: bool, many: bool, before in prop_oneof![Just(0), CHUNK - 60..CHUNK],
        ) {
            let text = " ".repeat(before) + &parts.concat();
            let mut hits = Vec::new();
            let needles = needles(whole, many);
            prop_assert_eq!(needles.leave_out, many);
            needles.search(text.as_bytes(), &mut hits);
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
        needles(true, false).search(b"SAPOSS_NEW, ZSAPOSS, SAP-OSS-LIST-002", &mut hits);
        assert!(hits.is_empty(), "{hits:?}");
    }

    #[test]
    fn padding_within_a_text_is_no_part_of_what_is_looked_for() {
        let padded = Needle::new(&format!(" HTTP{PADDING}Service Unavailable "), true);
        assert_eq!(padded, Needle::new("Service Unavailable", true));
    }

    #[test]
    fn numbers_and_short_words_guard_nothing() {
        assert_eq!(Needle::new("122", false), None);
        assert_eq!(Needle::new("ab", false), None);
        assert_eq!(Needle::new("Müller", false), None);
    }
}
