//! Secrets in text that may be shown: a generic net under what each export knows of its own secrets.
//!
//! Every text of an export, and every name of a file, goes through it before it reaches a report: values that texts quote
//! and the excerpt (`export::shown`), notes of files, paths and names of systems. It finds what stands behind the words for a
//! secret (`named`) and what has the form of one (`forms`). A word too much is hidden rather than one too few. The words are in
//! `words`, the columns that hold nothing but secrets in `columns`.

mod columns;
mod follow;
mod forms;
mod named;
mod names;
mod ordinary;
#[cfg(test)]
mod tests;
mod words;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

pub use columns::{is_code_version, is_secret_column};
pub use names::{short_hash, speaks_of_secret, veiled_path};
pub use ordinary::{is_bare, odd_words};

/// What is shown in the place of a secret, whatever its length.
pub const MASK: &str = "****";

/// So many bytes are searched word by word, before any automaton is worth it: an empty folder has no more.
const LITTLE: usize = 512;
/// So many bytes are searched before it is worth to build what searches faster.
const MUCH: usize = 64 << 10;
/// A line this long without a blank is a key, a certificate or the like.
const LONG: usize = 60;

/// The values of all secrets in a line or a cell, in ascending order. Time is linear in the text.
pub fn find(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if has_sign(text) {
        named::named(text, &mut found);
        forms::options(text, &mut found);
        forms::addresses(text, &mut found);
        forms::routes(text, &mut found);
        forms::commands(text, &mut found);
        forms::keys(text, &mut found);
    }
    forms::long_keys(text, &mut found);
    merge(found)
}

fn has_sign(text: &[u8]) -> bool {
    type Search = LazyLock<Option<AhoCorasick>>;
    fn build(kind: Option<AhoCorasickKind>) -> Option<AhoCorasick> {
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::Standard).kind(kind).build(words::SIGNS).ok()
    }
    // The fast automaton takes longer to build than the slow one takes for what a small folder shows.
    static SLOW: Search = LazyLock::new(|| build(Some(AhoCorasickKind::NoncontiguousNFA)));
    static FAST: Search = LazyLock::new(|| build(None));
    static SEARCHED: AtomicUsize = AtomicUsize::new(0);
    let searched = SEARCHED.load(Ordering::Relaxed);
    if searched < MUCH {
        SEARCHED.fetch_add(text.len(), Ordering::Relaxed);
    }
    let search = match searched {
        ..LITTLE => return words::SIGNS.iter().any(|sign| stands_in(text, sign.as_bytes())),
        LITTLE..MUCH => &SLOW,
        _ => &FAST,
    };
    search.as_ref().is_none_or(|search| search.is_match(text))
}

/// Whether a word stands in a text, without regard to the case of ASCII letters.
fn stands_in(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

/// RFCOPTIONS with a password in clear text in a whole row, as far as it may go on in further cells.
pub fn find_options(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    forms::options(text, &mut found);
    found
}

/// A text that comes from an export, as it may be shown.
pub fn veiled(text: &str) -> Cow<'_, str> {
    match find(text.as_bytes()) {
        secrets if secrets.is_empty() => Cow::Borrowed(text),
        secrets => Cow::Owned(String::from_utf8_lossy(&mask(text.as_bytes(), &secrets)).into_owned()),
    }
}

/// Puts ranges in order and makes one of those that overlap or touch.
pub fn merge(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.retain(|range| range.start < range.end);
    found.sort_unstable_by_key(|range| (range.start, range.end));
    found.dedup_by(|next, before| {
        let touches = next.start <= before.end;
        if touches {
            before.end = before.end.max(next.end);
        }
        touches
    });
    found
}

/// The text with `****` in the place of each of the ranges, which must be in ascending order.
pub fn mask<'a>(text: &'a [u8], secrets: &[Range<usize>]) -> Cow<'a, [u8]> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = Vec::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        masked.extend_from_slice(text.get(at..secret.start).unwrap_or_default());
        masked.extend_from_slice(MASK.as_bytes());
        at = secret.end.max(at);
    }
    masked.extend_from_slice(text.get(at..).unwrap_or_default());
    Cow::Owned(masked)
}

/// The next word behind blanks.
fn next_word(text: &[u8], from: usize) -> Option<Range<usize>> {
    let start = from + text.get(from..)?.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let end = follow::value_end(text, start);
    (start > from && start < end).then_some(start..end)
}

fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_ascii_start().len());
    start..(start + piece.trim_ascii().len())
}
