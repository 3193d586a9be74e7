//! Passwords in text that may be shown: a generic net under what each export knows of its own secrets.
//!
//! It finds values behind the words for a password and the passwords of SAProuter strings. A word too much is hidden
//! rather than one too few.

use std::borrow::Cow;
use std::ops::Range;

use super::router::{MARK, next_mark};

/// What stands before `=` or `:` if a password stands behind it. Longer names may end in these words.
const WORDS: &[&[u8]] = &[b"password", b"passwd", b"pwd", b"passwort", b"kennwort"];

/// What is shown in the place of a secret, whatever its length.
pub const MASK: &[u8] = b"****";

/// The values of all passwords in a line, in ascending order. One pass, no allocation if there are none.
pub fn find(text: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut word = Word::default();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|tail| memchr::memchr3(b'=', b':', b'/', tail)) {
        let at = from + at;
        let value = match text.get(at) {
            Some(b'/') => router_password(text, at, &mut word),
            _ => named_password(text, at),
        };
        from = at + 1;
        if let Some(value) = value {
            from = value.end.max(from);
            found.push(value);
        }
    }
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
        masked.extend_from_slice(MASK);
        at = secret.end.max(at);
    }
    masked.extend_from_slice(text.get(at..).unwrap_or_default());
    Cow::Owned(masked)
}

/// `separator` is the place of `=` or `:`.
fn named_password(text: &[u8], separator: usize) -> Option<Range<usize>> {
    let before = text.get(..separator)?.trim_ascii_end();
    let before = before.strip_suffix(b"\"").or_else(|| before.strip_suffix(b"'")).unwrap_or(before);
    // Nearly every other name ends here.
    if !matches!(before.last(), Some(b'd' | b'D' | b't' | b'T')) {
        return None;
    }
    let named = WORDS.iter().any(|word| {
        let start = before.len().checked_sub(word.len());
        start.and_then(|start| before.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
    });
    if !named {
        return None;
    }
    let tail = text.get(separator..)?;
    let mut start =
        separator + tail.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'=' | b':' | b'>')).count();
    let end = match text.get(start) {
        Some(quote @ (b'"' | b'\'')) => {
            start += 1;
            start + text.get(start..)?.iter().take_while(|byte| *byte != quote).count()
        }
        _ => start + text.get(start..)?.iter().take_while(|byte| !ends_word(**byte)).count(),
    };
    (start < end).then_some(start..end)
}

/// The word that was last looked at, so that a long one is not looked through at each of its slashes.
#[derive(Default)]
struct Word {
    end: usize,
    /// `/H/` occurs in it, so `/W/` and `/P/` in it are not just folders.
    is_route: bool,
}

impl Word {
    fn around(text: &[u8], at: usize) -> Self {
        let (before, after) = text.split_at_checked(at).unwrap_or_default();
        let start = before.iter().rposition(|byte| ends_word(*byte)).map_or(0, |delimiter| delimiter + 1);
        let end = after.iter().position(|byte| ends_word(*byte)).map_or(text.len(), |length| at + length);
        let word = text.get(start..end).unwrap_or_default();
        let is_route = word.windows(MARK).any(|mark| mark.eq_ignore_ascii_case(b"/H/"));
        Self { end, is_route }
    }
}

/// `slash` is the place of a slash that may begin `/W/` or `/P/`.
fn router_password(text: &[u8], slash: usize, word: &mut Word) -> Option<Range<usize>> {
    let letter = text.get(slash + 1)?;
    if !matches!(letter, b'W' | b'w' | b'P' | b'p') || text.get(slash + 2) != Some(&b'/') {
        return None;
    }
    if slash >= word.end {
        *word = Word::around(text, slash);
    }
    let start = slash + MARK;
    let rest = text.get(start..word.end).filter(|_| word.is_route)?;
    let value = match next_mark(rest, 0) {
        Some((length, _)) => start..start + length,
        None => start..word.end - usize::from(rest.ends_with(b"/")),
    };
    (value.start < value.end).then_some(value)
}

fn ends_word(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b',' | b';' | b'"' | b'\'' | b'|')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text.as_bytes()).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_for_a_password_are_known_in_both_languages_and_any_case() {
        assert_eq!(found("user=OSS_RFC passwd=CPIC group=EWA"), ["CPIC"]);
        assert_eq!(
            found("Password: geheim, Kennwort:geheim2; PWD='drei vier' Passwort = fünf|"),
            ["geheim", "geheim2", "drei vier", "fünf"]
        );
        assert_eq!(found(r#"{"user":"X","password" : "a,b c","rest":1}"#), ["a,b c"]);
        assert_eq!(found("http://h.example.test/x?snc_password=ab/cd"), ["ab/cd"]);
    }

    #[test]
    fn names_that_only_speak_of_passwords_hide_nothing() {
        assert_eq!(found("login/min_password_lng = 8"), [""; 0]);
        assert_eq!(found("password is stored, password="), [""; 0]);
        assert_eq!(found("H=host.example.test,v=%_PWD,N=/sap/bc/p/x,t=DFAULT"), [""; 0]);
    }

    #[test]
    fn router_passwords_are_found_inside_other_text() {
        assert_eq!(found("|X|H=/H/10.1.1.5/S/3299/W/geheim/H/oss001,S=01|"), ["geheim"]);
        assert_eq!(found("route /h/r/w/one/h/r2/P/two/ failed"), ["one", "two"]);
        assert_eq!(found("path /usr/W/x"), [""; 0]);
    }

    #[test]
    fn a_masked_text_keeps_everything_but_the_secrets() {
        let text = b"/H/r/W/one/H/s/W/two";
        assert_eq!(mask(text, &find(text)).as_ref(), b"/H/r/W/****/H/s/W/****");
        assert!(matches!(mask(b"plain", &[]), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn any_bytes_give_ranges_inside_the_text_in_order(text in proptest::collection::vec(prop_oneof![
            proptest::sample::select(&b"/HWPhwp=:password ,|\"'"[..]), any::<u8>()], 0..80)) {
            let mut last = 0;
            for range in find(&text) {
                prop_assert!(last <= range.start && range.start < range.end && range.end <= text.len());
                last = range.end;
            }
        }
    }
}
