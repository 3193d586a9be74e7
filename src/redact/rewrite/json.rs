//! Pseudonyms in JSON: in what stands in quotes, as it reads without its escapes.

use super::{Rewritten, secrets};
use crate::redact::{Redactor, apply};

/// The text with pseudonyms in its strings. Keys keep their names unless they are names of others.
pub(super) fn rewrite(text: &str, redactor: &Redactor) -> Rewritten {
    let mut changed = Rewritten { text: String::with_capacity(text.len()), replaced: 0 };
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let (before, behind) = rest.split_at(start);
        put(before, redactor, &mut changed);
        let Some(end) = end_of_string(behind) else {
            rest = behind;
            break;
        };
        let (literal, after) = behind.split_at(end);
        let is_key = after.trim_start().starts_with(':');
        match redacted(literal, is_key, redactor) {
            Some(new) => {
                changed.text.push_str(&new);
                changed.replaced += 1;
            }
            None => changed.text.push_str(literal),
        }
        rest = after;
    }
    put(rest, redactor, &mut changed);
    changed
}

/// What stands without quotes: numbers, and what is no JSON after all.
fn put(text: &str, redactor: &Redactor, changed: &mut Rewritten) {
    for line in text.split_inclusive('\n') {
        let edits = redactor.edits(line);
        changed.replaced += edits.len();
        changed.text.push_str(&apply(line, &edits));
    }
}

/// Where the string that the text begins with ends, behind its quote.
fn end_of_string(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().enumerate().skip(1).find_map(|(at, byte)| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends.then_some(at + 1)
    })
}

fn redacted(literal: &str, is_key: bool, redactor: &Redactor) -> Option<String> {
    let plain: String = serde_json::from_str(literal).ok()?;
    let is_word = plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_key && is_word && !redactor.is_name(&plain) {
        return None;
    }
    let new = redactor.lines(&secrets::without_pem(&plain));
    (new != plain).then(|| serde_json::to_string(&new).ok()).flatten()
}
