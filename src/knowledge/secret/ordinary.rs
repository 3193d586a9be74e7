//! Words and cells that are no secrets for sure: those of ordinary text, dates, single letters.

use std::ops::Range;

use super::follow::core;
use super::words;

/// A cell holds no more than a letter, a short number, a day, a time or a ruler.
pub fn is_bare(cell: &[u8]) -> bool {
    let is_of = |is: fn(&u8) -> bool| cell.iter().all(is);
    cell.len() <= 1
        || (cell.len() <= 3 && is_of(u8::is_ascii_digit))
        || is_of(|byte| b"-_.=*".contains(byte))
        || is_moment(cell)
}

/// The words of a text that are not of ordinary text: those with digits and signs in them, unless they are known.
pub fn odd_words(text: &[u8]) -> Vec<Range<usize>> {
    let parts = |byte: &u8| b" \t|,;=\"<>".contains(byte);
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at + text[at..].iter().take_while(|byte| parts(byte)).count();
        let end = start + text[start..].iter().take_while(|byte| !parts(byte)).count();
        let word = &text[start..end];
        if start < end && !is_ordinary(word) {
            let inner = core(word);
            found.push(start + inner.start..start + inner.end);
        }
        at = end.max(at + 1);
    }
    found
}

/// The word is one of ordinary text: letters alone, a day, a time, a version or a short number, a word that is known with its digits.
pub(super) fn is_ordinary(word: &[u8]) -> bool {
    let word = &word[core(word)];
    let text = std::str::from_utf8(word).unwrap_or_default();
    let letters = |part: &[u8]| part.iter().all(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80);
    let joins = |byte: &u8| b"-/_.:'()&".contains(byte);
    word.is_empty()
        || word.split(|byte| joins(byte)).all(letters)
        || (word.len() <= 3 && word.iter().all(u8::is_ascii_digit))
        || is_moment(word)
        || words::KNOWN_WITH_DIGITS.iter().any(|known| known.eq_ignore_ascii_case(text))
}

/// `22.11.2026`, `2026-11-22`, `06:15:49`, `8.5.14`: short numbers with signs between them.
fn is_moment(word: &[u8]) -> bool {
    let mut parts = word.split(|byte| b".:-/".contains(byte));
    word.len() <= 19
        && parts.clone().count() > 1
        && parts.all(|part| (1..=4).contains(&part.len()) && part.iter().all(u8::is_ascii_digit))
}
