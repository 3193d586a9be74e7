//! Looks values up in a list.

use std::sync::{Arc, OnceLock};

use bstr::ByteSlice;
use serde::Deserialize;

use super::List;
use crate::names;
use crate::rule::within::{Found, Within};

/// How a record's field is looked up in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum LookUp {
    /// The field is the key.
    #[default]
    Equals,
    /// The field has the key as a whole word; `-` and `_` belong to a word.
    Names,
    /// The field has the key somewhere.
    Contains,
}

/// The column with a row's rank, a whole number; without it: 0.
const RANK: &str = "rank";

/// A list and the way it is looked up.
#[derive(Debug)]
pub(crate) struct Finder {
    list: Arc<List>,
    by: LookUp,
    /// The rank of each row.
    ranks: Vec<u8>,
    /// The lowest of them.
    lowest: u8,
    /// Made when a value is first looked up: a run without job logs needs no automaton for them.
    index: OnceLock<Index>,
}

/// A list made fast for one way of looking up.
#[derive(Debug)]
enum Index {
    /// Row and number within the key cell of each key, in the order of [`names::compare`].
    Exact(Vec<(usize, usize)>),
    /// Finds keys anywhere in a value.
    Within(Within),
}

/// Bytes of keys that the automaton has room for in any case.
const MOST_KEY_BYTES: usize = 1 << 28;

/// A cut value may be several of a list's keys.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ambiguous;

/// Where a key was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub row: usize,
    pub start: usize,
    pub end: usize,
}

impl Finder {
    /// Prepares the list. Fails only if the keys are too many for an automaton.
    pub fn new(list: Arc<List>, by: LookUp) -> Result<Self, String> {
        if by != LookUp::Equals && list.keys().map(|(_, key)| key.len()).sum::<usize>() > MOST_KEY_BYTES {
            return Err(format!("the list is too long: its keys may have {} MiB together", MOST_KEY_BYTES >> 20));
        }
        let column = list.columns.iter().position(|column| column == RANK);
        let rank_of = |row: usize| {
            let cell = column.and_then(|column| list.cell(row, column).first());
            cell.and_then(|rank| rank.parse().ok()).unwrap_or_default()
        };
        let ranks: Vec<u8> = (0..list.rows.len()).map(rank_of).collect();
        let lowest = ranks.iter().copied().min().unwrap_or_default();
        Ok(Self { list, by, ranks, lowest, index: OnceLock::new() })
    }

    /// The keys as they are written in the list; their case does not count.
    pub fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.list.keys().map(|(_, key)| key.as_bytes())
    }

    /// A key must stand in a value as a whole word, or be the value.
    pub fn asks_for_whole_words(&self) -> bool {
        matches!(self.by, LookUp::Equals | LookUp::Names)
    }

    /// Whether a value must be a key; else a key stands somewhere in it.
    pub fn is_exact(&self) -> bool {
        self.by == LookUp::Equals
    }

    fn key(&self, (row, nth): (usize, usize)) -> &[u8] {
        self.list.cell(row, 0).get(nth).map_or(&[], |key| key.as_bytes())
    }

    fn index(&self) -> Index {
        if self.is_exact() {
            let rows = self.list.rows.iter().enumerate();
            let mut keys: Vec<(usize, usize)> =
                rows.flat_map(|(row, cells)| (0..cells[0].len()).map(move |nth| (row, nth))).collect();
            // The first of two equal keys counts.
            keys.sort_by(|left, right| names::compare(self.key(*left), self.key(*right)));
            keys.dedup_by(|later, first| names::compare(self.key(*later), self.key(*first)).is_eq());
            return Index::Exact(keys);
        }
        Index::Within(Within::new(self.list.keys()))
    }

    /// The row of the keys that begin with `value`, of which the end is cut off.
    ///
    /// # Errors
    /// They belong to several rows.
    pub fn find_cut(&self, value: &[u8]) -> Result<Option<usize>, Ambiguous> {
        let begins = |key: &str| key.as_bytes().get(..value.len()).is_some_and(|key| key.eq_ignore_ascii_case(value));
        let mut rows = self.list.keys().filter(|(_, key)| self.is_exact() && begins(key)).map(|(row, _)| row);
        let Some(row) = rows.next() else { return Ok(None) };
        if rows.all(|other| other == row) { Ok(Some(row)) } else { Err(Ambiguous) }
    }

    /// The first key found in `value`, without regard to case of ASCII letters.
    pub fn find(&self, value: &[u8]) -> Option<Hit> {
        let mut found = None;
        self.each(value, &mut |hit| {
            found = Some(hit);
            true
        });
        found
    }

    /// The first of the keys found in `value` whose row has the lowest rank, and that rank: rows of one count only where none of a lower
    /// one is found. Of a value that is cut a key that ends with it may go on, and is none.
    pub fn find_lowest(&self, value: &[u8], cut: bool) -> Option<(u8, Hit)> {
        let mut lowest: Option<(u8, Hit)> = None;
        self.each(value, &mut |hit| {
            let rank = self.rank(hit.row);
            let goes_on = cut && hit.end >= value.len();
            if !goes_on && lowest.is_none_or(|(known, _)| rank < known) {
                lowest = Some((rank, hit));
            }
            lowest.is_some_and(|(known, _)| known == self.lowest)
        });
        lowest
    }

    /// The rank of a row of the list.
    pub fn rank(&self, row: usize) -> u8 {
        self.ranks.get(row).copied().unwrap_or_default()
    }

    /// Hands out the keys in `value` from left to right, until one is enough.
    fn each(&self, value: &[u8], is_enough: &mut dyn FnMut(Hit) -> bool) {
        match self.index.get_or_init(|| self.index()) {
            Index::Exact(keys) => {
                let found = keys.binary_search_by(|key| names::compare(self.key(*key), value)).ok();
                if let Some((row, _)) = found.and_then(|found| keys.get(found)) {
                    is_enough(Hit { row: *row, start: 0, end: value.len() });
                }
            }
            Index::Within(keys) => {
                // A key that does not stand here by itself may stand as one further on, or begin inside the one found.
                let mut from = 0;
                while let Some(Found { row, start, end }) = keys.find(value, from) {
                    let stands = match self.by {
                        LookUp::Names => is_whole_word(value, start, end),
                        LookUp::Contains | LookUp::Equals => !cuts_number(value, start, end),
                    };
                    if stands && is_enough(Hit { row, start, end }) {
                        return;
                    }
                    from = start + 1;
                }
            }
        }
    }
}

/// Whether a number in the text goes on beyond the key: 1220 is not 122.
fn cuts_number(value: &[u8], start: usize, end: usize) -> bool {
    let both_digits = |left: Option<&u8>, right: Option<&u8>| {
        left.is_some_and(u8::is_ascii_digit) && right.is_some_and(u8::is_ascii_digit)
    };
    both_digits(value[..start].last(), value.get(start)) || both_digits(value[..end].last(), value.get(end))
}

/// Letters, digits, `_` and `-` belong to SAP's names: `SAPOSS` is not in `SAPOSS_NEW`, nor `SAP-OSS` in `SAP-OSS-LIST-002`.
pub(crate) fn is_whole_word(value: &[u8], start: usize, end: usize) -> bool {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || *byte >= 0x80;
    // A hyphen that ends a word, as in "SAPOSS- failed", is punctuation.
    let after = &value[end..];
    let goes_on = match after {
        [b'-', next, ..] => next.is_ascii_alphanumeric() || *next == b'_',
        [b'-'] => false,
        [byte, ..] => in_name(byte),
        [] => false,
    };
    let begins_inside = value[..start].last_byte().is_some_and(|byte| in_name(&byte));
    !goes_on && !begins_inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Arc<List> {
        let rows = names.iter().map(|name| vec![vec![(*name).to_owned()]]).collect();
        Arc::new(List { columns: vec!["name".to_owned()], rows, ..List::default() })
    }

    const LEGACY: &[&str] = &["SAPOSS", "SAP-OSS", "SAP-OSS-LIST-001", "SDCC_OSS"];

    fn names(text: &str) -> Option<&str> {
        let finder = Finder::new(list(LEGACY), LookUp::Names).unwrap();
        finder.find(text.as_bytes()).map(|hit| &text[hit.start..hit.end])
    }

    #[test]
    fn names_are_found_as_whole_words_only() {
        assert_eq!(names("Destination SAPOSS wird verwendet"), Some("SAPOSS"));
        assert_eq!(names("via SAP-OSS-LIST-001."), Some("SAP-OSS-LIST-001"));
        assert_eq!(names("(SAP-OSS)"), Some("SAP-OSS"));
        for near in ["ZSAPOSS", "SAPOSS_NEW", "SAP-OSS-LIST-002", "SAPOSSX", "SDCC_OSS2", "X-SAP-OSS", "SAPOSSÜ"] {
            assert_eq!(names(near), None, "{near}");
        }
    }

    #[test]
    fn a_near_miss_does_not_hide_the_name_behind_it() {
        assert_eq!(names("SAPOSS_NEW failed, SAPOSS used"), Some("SAPOSS"));
    }

    #[test]
    fn a_number_that_goes_on_is_another_number() {
        let finder = Finder::new(list(&["SRT_CORE 122", "401 Unauthorized"]), LookUp::Contains).unwrap();
        assert_eq!(finder.find(b"SRT_CORE 1220, then SRT_CORE 122.").map(|hit| hit.start), Some(20));
        assert_eq!(finder.find(b"error:401 unauthorizedX").map(|hit| hit.start), Some(6));
        for near in ["SRT_CORE 1221", "3401 Unauthorized"] {
            assert_eq!(finder.find(near.as_bytes()), None, "{near}");
        }
    }

    #[test]
    fn a_cut_value_is_the_only_key_that_begins_with_it() {
        let finder = Finder::new(list(LEGACY), LookUp::Equals).unwrap();
        assert_eq!(finder.find_cut(b"sdcc"), Ok(Some(3)));
        assert_eq!(finder.find_cut(b"SAP-OSS-"), Ok(Some(2)));
        assert_eq!(finder.find_cut(b"SAPOSS2"), Ok(None));
        assert_eq!(finder.find_cut(b"SAP"), Err(Ambiguous));
    }

    #[test]
    fn a_row_of_a_higher_rank_counts_only_where_no_lower_one_is_found() {
        let row =
            |key: &str, rank: &[&str]| vec![vec![key.to_owned()], rank.iter().map(|&rank| rank.to_owned()).collect()];
        let rows = vec![row("apps.example", &["2"]), row("REFUSED", &[]), row("HTTP 503", &["1"])];
        let list = List { columns: vec!["text".to_owned(), "rank".to_owned()], rows, ..List::default() };
        let finder = Finder::new(Arc::new(list), LookUp::Contains).unwrap();
        let lowest = |text: &str, cut| finder.find_lowest(text.as_bytes(), cut).map(|(rank, hit)| (rank, hit.row));
        assert_eq!(lowest("apps.example: HTTP 503, REFUSED", false), Some((0, 1)));
        assert_eq!(lowest("apps.example: HTTP 503, refused", true), Some((1, 2)));
        assert_eq!(lowest("apps.example: HTTP 503", false), Some((1, 2)));
        assert_eq!(lowest("apps.example: nothing", false), Some((2, 0)));
        assert_eq!(lowest("nothing", false), None);
    }

    #[test]
    fn equality_does_not_mind_case_nor_length() {
        let finder = Finder::new(list(LEGACY), LookUp::Equals).unwrap();
        assert_eq!(finder.find(b"sdcc_oss").unwrap().row, 3);
        assert_eq!(finder.find(b"SDCC_OSS2"), None);
        assert_eq!(finder.find(&[b'x'; 300]), None);
    }
}
