//! What follows the word for a secret in a text: the value behind its sign, or the words of the sentence that are none of
//! those that always stand there.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::words;
use crate::knowledge::password_column::is_plain_mask;

/// So many words behind the word for a secret may be the secret.
const REACH: usize = 10;

/// Names and words of a text one by one: letters, digits and what joins them in the names of parameters.
pub(super) struct Words<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Words<'t> {
    /// No name is longer.
    pub const MOST: usize = 100;

    pub fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || b"_-./[]".contains(byte);
        let is_begin = |byte: &u8| is_part(byte) && !b"-.".contains(byte);
        let start = self.at + self.text.get(self.at..)?.iter().position(is_begin)?;
        let end = start + self.text[start..].iter().take_while(|byte| is_part(byte)).count();
        self.at = end;
        // A full stop and brackets belong to the sentence.
        let mut word = &self.text[start..end];
        while let Some(shorter) = without_sign(word) {
            word = shorter;
        }
        Some(start..if word.is_empty() { end } else { start + word.len() })
    }
}

/// A word of a sentence without the sign or the no-break space behind it, if there is one.
fn without_sign(word: &[u8]) -> Option<&[u8]> {
    match word {
        [shorter @ .., b'.' | b'-' | b']' | b'/'] | [shorter @ .., 0xC2, 0xA0] => Some(shorter),
        // In Windows-1252 one byte, and in UTF-8 the last one of a letter.
        [shorter @ .., 0xA0] if shorter.last().is_none_or(u8::is_ascii) => Some(shorter),
        _ => None,
    }
}

/// How many bytes of blanks a text begins with, no-break spaces of UTF-8 and of Windows-1252 among them, and of these signs.
pub(super) fn blanks_or(signs: &[u8], text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match text.get(at..).unwrap_or_default() {
            [0xC2, 0xA0, ..] => at += 2,
            // Where a character begins UTF-8 has no such byte.
            [b' ' | b'\t' | 0xA0, ..] => at += 1,
            [sign, ..] if signs.contains(sign) => at += 1,
            _ => return at,
        }
    }
}

/// Where a value ends that is written without quotes: a password may hold nearly everything, so a comma ends it only if
/// another option or a blank follows.
pub(super) fn value_end(text: &[u8], from: usize) -> usize {
    let tail = text.get(from..).unwrap_or_default();
    let mut at = 0;
    while let Some(byte) = tail.get(at) {
        let next = tail.get(at + 1);
        let ends = match byte {
            b' ' | b'\t' | b'|' | b'"' | b'<' => true,
            b',' | b';' | b'&' => {
                next.is_none_or(|next| b" \t|,;\"".contains(next))
                    || begins_option(tail.get(at + 1..).unwrap_or_default())
            }
            b'}' | b')' => next.is_none_or(|next| b" ,.;\t".contains(next)),
            _ => false,
        };
        if ends {
            break;
        }
        at += 1;
    }
    from + at
}

/// `NAME=`
fn begins_option(text: &[u8]) -> bool {
    let name =
        text.iter().take(super::LONG).take_while(|byte| byte.is_ascii_alphanumeric() || b"_-./".contains(byte)).count();
    name > 0 && text.get(name) == Some(&b'=')
}

/// The first comma before another option.
pub(super) fn next_option(text: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b',', text).find(|at| begins_option(&text[at + 1..]))
}

/// The words behind `from` that may be a secret: all that are not harmless, up to the end of the sentence or of the cell.
///
/// `spaced` says that a blank must stand before the first.
pub(super) fn words_behind(text: &[u8], from: usize, spaced: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = from;
    for number in 0..REACH {
        let blanks = text[at..].iter().take_while(|byte| b" \t".contains(byte)).count();
        // A tab parts cells; two blanks or more part columns.
        if (blanks == 0 && (number > 0 || spaced))
            || (blanks > 1 && number > 0)
            || (blanks > 0 && spaced && number == 0 && blanks > 1)
        {
            break;
        }
        let start = at + blanks;
        let quote = text.get(start).copied().filter(|byte| b"\"'`".contains(byte));
        if let Some(quote) = quote {
            let inner = start + 1;
            let Some(close) = memchr::memchr(quote, &text[inner..]) else {
                // Quotes of a cell that ends here, or of one that is never closed.
                if text.get(inner).is_some_and(|next| !b" \t,;|".contains(next)) {
                    push(text, inner..value_end(text, inner), &mut found);
                }
                break;
            };
            let inside = inner..inner + close;
            if !is_harmless(&text[inside.clone()]) {
                push(text, inside.clone(), &mut found);
            }
            at = inside.end + 1;
            continue;
        }
        let end = value_end(text, start);
        if end == start {
            break;
        }
        let word = &text[start..end];
        if begins_option(word) || is_name_with_colon(word, number > 0) || (number > 0 && word.starts_with(b"(")) {
            break;
        }
        let core = core(word);
        if !core.is_empty() && !is_harmless(&word[core.clone()]) {
            let all = if core.len() < word.len() && is_sentence_sign(&word[core.end..]) {
                start..start + core.end
            } else {
                start..end
            };
            push(text, all, &mut found);
        }
        at = end;
        if ends_sentence(word) || text.get(end).is_some_and(|byte| b";|,\"<".contains(byte)) && !continues(text, end) {
            break;
        }
        if text.get(end) == Some(&b',') {
            at = end + 1;
        }
    }
    found
}

/// A comma with a blank behind it parts words of one sentence.
fn continues(text: &[u8], at: usize) -> bool {
    text.get(at) == Some(&b',') && text.get(at + 1) == Some(&b' ')
}

fn push(text: &[u8], range: Range<usize>, found: &mut Vec<Range<usize>>) {
    if !range.is_empty() && !is_plain_mask(&text[range.clone()]) {
        found.push(range);
    }
}

/// `User:`, behind which something else is told; behind other words `User:X` as well.
fn is_name_with_colon(word: &[u8], joined: bool) -> bool {
    let name = word.iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte >= 0x80).count();
    name > 0 && word.get(name) == Some(&b':') && (joined || word.len() == name + 1)
}

/// The word without what surrounds words in sentences.
pub(super) fn core(word: &[u8]) -> Range<usize> {
    let is_sign = |byte: &u8| b"()[]{}.,:;!?-\"'`".contains(byte);
    let start = word.iter().take_while(|byte| is_sign(byte)).count();
    let end = word.len() - word[start..].iter().rev().take_while(|byte| is_sign(byte)).count();
    start..end
}

fn is_sentence_sign(tail: &[u8]) -> bool {
    matches!(tail, b"." | b"," | b":" | b";" | b")" | b")." | b"),")
}

fn ends_sentence(word: &[u8]) -> bool {
    word.len() > 1 && matches!(word.last(), Some(b'.' | b';' | b'?'))
}

/// The word is one that stands beside the words for a secret, or has no letter and no digit.
pub(super) fn is_harmless(word: &[u8]) -> bool {
    static HARMLESS: LazyLock<HashSet<Vec<u8>>> = LazyLock::new(|| {
        let lists = words::HARMLESS.iter().chain(words::NOUNS).chain(words::SCHEMES);
        let latin1 =
            |word: &str| -> Option<Vec<u8>> { word.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect() };
        lists.flat_map(|word| [Some(word.as_bytes().to_vec()), latin1(word)]).flatten().collect()
    });
    if word.iter().all(|byte| !byte.is_ascii_alphanumeric() && *byte < 0x80) {
        return true;
    }
    // An answer of HTTP, a client.
    if word.len() <= 3 && word.iter().all(u8::is_ascii_digit) {
        return true;
    }
    let lower = match std::str::from_utf8(word) {
        Ok(word) => word.to_lowercase().into_bytes(),
        Err(_) => word.to_ascii_lowercase(),
    };
    HARMLESS.contains(&lower)
        // `user/password`, `password/user`, `log-on`: each part is.
        || (memchr::memchr2(b'/', b'-', &lower).is_some()
            && lower.split(|byte| b"/-".contains(byte)).all(|part| !part.is_empty() && HARMLESS.contains(part)))
}
