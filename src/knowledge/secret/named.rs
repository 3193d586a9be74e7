//! Secrets that a word tells: what stands behind a name and a sign, between two tags, or behind a word in a sentence.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::follow::{Words, blanks_or, value_end, words_behind};
use super::forms::is_base64;
use super::ordinary::is_ordinary;
use super::{LONG, next_word, speaks_of_secret, trimmed, words};
use crate::knowledge::password_column::is_plain_mask;

/// What stands behind a name and a sign, or behind a word in a sentence, or between two tags.
pub(super) fn named(text: &[u8], found: &mut Vec<Range<usize>>) {
    let mut before: [&[u8]; 3] = [b"", b"", b""];
    // What a secret covers is not looked at again.
    let mut from = 0;
    for word in Words::new(text) {
        let name = &text[word.clone()];
        if word.start >= from && (2..=Words::MOST).contains(&name.len()) {
            from = look(text, &word, &before, found).max(from);
        }
        before = [before[1], before[2], name];
    }
}

/// Takes what one word tells. The answer is where to go on.
fn look(text: &[u8], word: &Range<usize>, before: &[&[u8]; 3], found: &mut Vec<Range<usize>>) -> usize {
    let name = &text[word.clone()];
    let kind = kind(&name.to_ascii_lowercase(), before);
    let is_secret = || kind == Some(Kind::Noun) || speaks_of_secret(name);
    match sign_behind(text, word.end) {
        Some(Sign::Equals(at)) if is_secret() => value(text, at, found),
        Some(Sign::Colon(at)) if is_secret() => found.extend(words_behind(text, at, false)),
        Some(Sign::Tag(at)) if is_secret() => {
            let end = memchr::memchr(b'<', &text[at..]).map_or(text.len(), |end| at + end);
            found.push(trimmed(text, at..end));
        }
        _ => {
            match kind {
                Some(Kind::Noun | Kind::Bearer) => found.extend(words_behind(text, word.end, true)),
                Some(Kind::Soft) => {
                    let odd = |word: &Range<usize>| !is_ordinary(&text[word.clone()]);
                    found.extend(words_behind(text, word.end, true).into_iter().filter(odd));
                }
                Some(Kind::Basic) => {
                    found.extend(next_word(text, word.end).filter(|next| is_base64(&text[next.clone()], 8)));
                }
                // The option of a command: `--pass`, `-storepass`.
                None if text[..word.start].ends_with(b"-") && speaks_of_secret(name) => {
                    let is_value = |next: &Range<usize>| text.get(next.start) != Some(&b'-');
                    found.extend(next_word(text, word.end).filter(is_value));
                }
                None => {}
            }
            return word.end;
        }
    }
    found.last().map_or(word.end, |range| range.end)
}

/// A sign behind a name, and where its value may begin.
enum Sign {
    Equals(usize),
    Colon(usize),
    /// The end of a tag of XML.
    Tag(usize),
}

fn sign_behind(text: &[u8], end: usize) -> Option<Sign> {
    let skip = |at: usize, of: &[u8]| at + text[at..].iter().take_while(|byte| of.contains(byte)).count();
    // `Passw.:`, `\"password\":`
    let quoted = skip(end, b"\"'`)]}\\.");
    let at = quoted + blanks_or(b"", &text[quoted..]);
    // Signs of an address: `password%3D`.
    if let Some([b'%', b'3', b'D' | b'd' | b'A' | b'a']) = text.get(at..at + 3) {
        return Some(Sign::Equals(at + 3));
    }
    match text.get(at)? {
        b'=' | b':' => {
            let mut behind = at + blanks_or(b"=:>", &text[at..]);
            if text.get(behind) == Some(&b'\\') && matches!(text.get(behind + 1), Some(b'"' | b'\'')) {
                behind += 1;
            }
            // `http://` is no name, and neither is `p:CN=`.
            if text.get(at..at + 3) == Some(b"://") {
                return None;
            }
            if text[at..behind].iter().any(|byte| b"=>".contains(byte)) {
                Some(Sign::Equals(behind))
            } else {
                Some(Sign::Colon(behind))
            }
        }
        b'-' if text.get(at + 1) == Some(&b'>') => Some(Sign::Equals(skip(at + 2, b" \t"))),
        b'>' if at == end => Some(Sign::Tag(at + 1)),
        // `<wsse:Password Type="...">`: attributes stand between.
        _ if at > end && is_in_tag(text, end) => {
            let end = at + memchr::memchr(b'>', &text[at..text.len().min(at + 2 * LONG)])?;
            Some(Sign::Tag(end + 1))
        }
        _ => None,
    }
}

/// A tag of XML is open here.
fn is_in_tag(text: &[u8], at: usize) -> bool {
    let from = at.saturating_sub(LONG);
    let before = &text[from..at];
    memchr::memrchr(b'<', before).is_some_and(|open| !before[open..].iter().any(|byte| b" >/".contains(byte)))
}

/// A value behind `=`, and the words behind it that belong to it.
fn value(text: &[u8], at: usize, found: &mut Vec<Range<usize>>) {
    let end = value_end(text, at);
    let range = match text.get(at) {
        Some(quote @ (b'"' | b'\'')) => {
            let inner = at + 1;
            let close = memchr::memchr(*quote, &text[inner..]).map_or(text.len(), |close| inner + close);
            inner..close
        }
        _ => at..end,
    };
    if range.is_empty() {
        return;
    }
    if !is_plain_mask(&text[range.clone()]) {
        found.push(range.clone());
    }
    found.extend(words_behind(text, range.end, true));
}

/// What a word in a sentence tells of those behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One of them may be the secret.
    Noun,
    /// One of them may be it, if it is no ordinary word.
    Soft,
    Bearer,
    /// Base64 behind it is a password.
    Basic,
}

/// `before` are the words before this one.
fn kind(lower: &[u8], before: &[&[u8]; 3]) -> Option<Kind> {
    static KINDS: LazyLock<HashMap<Vec<u8>, Kind>> = LazyLock::new(|| {
        let nouns = words::NOUNS.iter().chain(&["pin"]).map(|word| (*word, Kind::Noun));
        let others = words::SOFT_NOUNS.iter().map(|word| (*word, Kind::Soft));
        let all = nouns.chain(others).chain([("bearer", Kind::Bearer), ("basic", Kind::Basic)]);
        // As UTF-8 and as Windows-1252 write it.
        let spelt = |(word, kind): (&str, Kind)| {
            let latin1: Option<Vec<u8>> = word.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
            [Some(word.as_bytes().to_vec()), latin1].into_iter().flatten().map(move |word| (word, kind))
        };
        all.flat_map(spelt).collect()
    });
    // `DB_PASSWORD geheim`
    let is_name = || {
        lower.contains(&b'_')
            && words::PARTS.iter().any(|part| lower.ends_with(part.as_bytes()))
            && speaks_of_secret(lower)
    };
    let is_last = |(last, first): &(&str, &[&str])| {
        let beside = first.iter().rev().zip(before.iter().rev());
        last.as_bytes() == lower
            && beside.into_iter().all(|(word, before)| word.as_bytes().eq_ignore_ascii_case(before))
    };
    if is_name() || words::LONG_NOUNS.iter().any(is_last) { Some(Kind::Noun) } else { KINDS.get(lower).copied() }
}
