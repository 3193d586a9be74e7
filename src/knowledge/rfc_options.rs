//! RFCOPTIONS of table RFCDES: `H=host,S=01,U=USER,v=%_PWD,`. The pieces and which of them are secret, not what they mean.
//!
//! Pieces stand between commas, a key before the first `=`. Keys are case-sensitive; nearly all are one character
//! long, but that is not promised. A value may be empty and may hold blanks and further `=`. SAP splits it the same way
//! (SAP-samples/security-services-tools, zcheck_note_3089413).

use std::ops::Range;

use nom::bytes::complete::{is_not, take_till};
use nom::character::complete::char;
use nom::combinator::opt;
use nom::sequence::terminated;
use nom::{IResult, Parser};

use super::{password_column, router};

/// The tokens of RFCOPTIONS, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Empty pieces, such as the one after the usual last comma, are left out.
    pub tokens: Vec<Token>,
}

/// One piece between commas. Ranges are those of the text that was parsed, without the blanks around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The key; none for a stray piece, which has no `=` or nothing before it.
    pub key: Option<Range<usize>>,
    /// The value, which may be empty; the whole piece if it is a stray one.
    pub value: Range<usize>,
}

impl Token {
    /// From the key to the end of the value.
    pub fn range(&self) -> Range<usize> {
        self.key.as_ref().map_or(self.value.start, |key| key.start)..self.value.end
    }

    /// The token's key in the text that was parsed.
    pub fn key_in<'a>(&self, text: &'a [u8]) -> Option<&'a [u8]> {
        self.key.clone().and_then(|key| text.get(key))
    }

    /// The token's value in the text that was parsed.
    pub fn value_in<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        text.get(self.value.clone()).unwrap_or_default()
    }
}

/// Cuts RFCOPTIONS into tokens. Whatever the text is, nothing of it is lost and no range lies outside.
pub fn parse(text: &[u8]) -> Options {
    // Real tokens are some six bytes long; one allocation serves.
    let mut tokens = Vec::with_capacity(text.len() / 6 + 1);
    let mut rest = text;
    while !rest.is_empty() {
        let Ok((after, (key, value))) = (opt(key), value).parse(rest) else { break };
        let start = text.len() - rest.len();
        let end = text.len() - after.len();
        let key = key.map(|key| trimmed(text, start..start + key.len())).filter(|key| !key.is_empty());
        let value = match key {
            Some(_) => trimmed(text, end - value.len()..end),
            None => trimmed(text, start..end),
        };
        if key.is_some() || !value.is_empty() {
            tokens.push(Token { key, value });
        }
        rest = after.get(1..).unwrap_or_default();
    }
    Options { tokens }
}

fn key(text: &[u8]) -> IResult<&[u8], &[u8], ()> {
    terminated(is_not(",="), char('=')).parse(text)
}

fn value(text: &[u8]) -> IResult<&[u8], &[u8], ()> {
    take_till(|byte| byte == b',').parse(text)
}

fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let piece = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (piece.len() - piece.trim_ascii_start().len());
    start..start + piece.trim_ascii().len()
}

impl Options {
    /// The last token with this key: as in SAP, a later one replaces an earlier one.
    pub fn last(&self, text: &[u8], key: &[u8]) -> Option<&Token> {
        self.tokens.iter().rev().find(|token| token.key_in(text) == Some(key))
    }

    /// Values that must not be shown, in ascending order: clear passwords and those in SAProuter strings. Behind one that may
    /// go on, because a password may hold commas and equals signs, nothing is shown but what cannot be part of it.
    pub fn secrets(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut secrets = Vec::new();
        for token in &self.tokens {
            let value = token.value_in(text);
            if token.key_in(text).is_some_and(is_password_key) {
                if !password_column::is_plain_mask(value) {
                    secrets.push(token.value.start..unsure_end(text, token.value.start));
                    break;
                }
                continue;
            }
            let passwords = router::split(value).passwords;
            let is_open = passwords.last().is_some_and(|password| password.end == value.len());
            let start = token.value.start;
            let open = passwords.last().map(|password| start + password.start);
            secrets.extend(passwords.into_iter().map(|password| start + password.start..start + password.end));
            if let Some(open) = open.filter(|_| is_open) {
                secrets.pop();
                secrets.push(open..unsure_end(text, open));
                break;
            }
        }
        secrets
    }
}

/// Where a password that begins here may end: it may hold commas, and what looks like the next options. Only those at the end
/// of the text whose values have one form, such as `L=D`, are surely none of it.
pub fn unsure_end(text: &[u8], start: usize) -> usize {
    let mut end = text.len();
    while let Some(comma) = text.get(start..end).and_then(|rest| memchr::memrchr(b',', rest)) {
        let last = text[start + comma + 1..end].trim_ascii();
        if !last.is_empty() && !is_formed(last) {
            break;
        }
        end = start + comma;
    }
    start + text.get(start..end).unwrap_or_default().trim_ascii_end().len()
}

/// An option whose value has a form that tells nothing: one letter, a client, a system number, a usual PSE.
fn is_formed(option: &[u8]) -> bool {
    match option {
        [b'L' | b's' | b'u' | b'Q' | b'E' | b'b', b'=', value] => value.is_ascii_uppercase(),
        [b'L', b'=', language @ ..] => language.len() == 2 && language.iter().all(u8::is_ascii_uppercase),
        [b'M', b'=', client @ ..] => client.len() == 3 && client.iter().all(u8::is_ascii_digit),
        [b'S', b'=', number @ ..] => number.len() == 2 && number.iter().all(u8::is_ascii_digit),
        [b't', b'=', pse @ ..] => matches!(pse, b"DFAULT" | b"ANONYM"),
        _ => false,
    }
}

/// What a password token holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Password {
    /// Nothing.
    None,
    /// `%_PWD`: it lies in the secure storage. Also what SAP's reports and other tools print in its place.
    Stored,
    /// The password itself.
    Clear,
}

/// What SAP writes in the place of a password.
const MASK: &[u8] = b"%_PWD";

/// Says what the value of a password token is.
pub fn password(value: &[u8]) -> Password {
    let value = value.trim_ascii();
    // What nearly every row has.
    if value == MASK {
        Password::Stored
    } else if value.is_empty() {
        Password::None
    } else if std::str::from_utf8(value).is_ok_and(password_column::is_mask) {
        Password::Stored
    } else {
        Password::Clear
    }
}

/// The same for a value that was cut off somewhere: none if it might have become `%_PWD`.
pub fn cut_password(value: &[u8]) -> Option<Password> {
    let may_be_mask = matches!(value, [b'%' | b'<' | b'[' | b'{', ..]);
    match password(value) {
        Password::Clear if !may_be_mask => Some(Password::Clear),
        _ => None,
    }
}

/// Keys of a password: `v`, `V`, `P`.
pub fn is_password_key(key: &[u8]) -> bool {
    matches!(key, b"v" | b"V" | b"P")
}

/// Keys that public sources show in real rows, whether or not they say what they mean.
pub fn is_known_key(key: &[u8]) -> bool {
    const SEEN: &[u8] = b"HSIMUDuvVPQ[^st/NGgLJnp157oaWBCEKTYqbkFjhzc";
    matches!(key, [byte] if SEEN.contains(byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(text: &str) -> Vec<(Option<&str>, &str)> {
        let tokens = parse(text.as_bytes()).tokens;
        tokens.into_iter().map(|token| (token.key.map(|key| &text[key]), &text[token.value])).collect()
    }

    fn secrets(text: &str) -> Vec<&str> {
        parse(text.as_bytes()).secrets(text.as_bytes()).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_real_row_is_cut_at_commas_and_first_equals_signs() {
        assert_eq!(
            tokens("H=api.example.test,Q=A,s=Y,F=0      0000,N=/Config?style=rpc,t=DFAULT,"),
            [
                (Some("H"), "api.example.test"),
                (Some("Q"), "A"),
                (Some("s"), "Y"),
                (Some("F"), "0      0000"),
                (Some("N"), "/Config?style=rpc"),
                (Some("t"), "DFAULT"),
            ]
        );
    }

    #[test]
    fn odd_pieces_are_kept() {
        assert_eq!(
            tokens("LB=ON,,U=,stray, =x,H = a ,"),
            [(Some("LB"), "ON"), (Some("U"), ""), (None, "stray"), (None, "=x"), (Some("H"), "a"),]
        );
        assert_eq!(tokens(""), []);
    }

    #[test]
    fn keys_are_case_sensitive_and_the_last_one_counts() {
        let text = b"s=N,S=01,s=Y,";
        let options = parse(text);
        assert_eq!(options.last(text, b"s").map(|token| token.value_in(text)), Some(&b"Y"[..]));
        assert_eq!(options.last(text, b"S").map(|token| token.value_in(text)), Some(&b"01"[..]));
        assert_eq!(options.last(text, b"t"), None);
    }

    #[test]
    fn what_stands_for_a_password_is_told_from_a_password() {
        for stored in ["%_PWD", "%_pwd", "%PWD%", "********"] {
            assert_eq!(password(stored.as_bytes()), Password::Stored, "{stored}");
        }
        assert_eq!(password(b"  "), Password::None);
        assert_eq!(password(b"Init1234"), Password::Clear);
        assert_eq!(cut_password(b"%_P"), None);
        assert_eq!(cut_password(b"**"), None);
        assert_eq!(cut_password(b"Ini"), Some(Password::Clear));
    }

    #[test]
    fn passwords_are_secret_with_the_commas_in_them() {
        assert_eq!(secrets("H=h,U=U1,v=%_PWD,M=100,"), [""; 0]);
        assert_eq!(secrets("U=U1,v=ge,heim,xy=z,M=100,L=D,"), ["ge,heim,xy=z"]);
        assert_eq!(secrets("U=U1,v=ge,H=heim,s=Y,t=DFAULT,"), ["ge,H=heim"]);
        assert_eq!(secrets("U=U1,v=ge,heim,M=100,stray"), ["ge,heim,M=100,stray"]);
        assert_eq!(secrets("H=/H/r/W/one/H/oss001,P=two,"), ["one", "two"]);
        assert_eq!(secrets("H=/H/r/W/o,ne/H/oss001,S=01"), ["o,ne/H/oss001"]);
        // What is no mere mask tells of the password.
        assert_eq!(secrets("U=U1,v=<geheim>,"), ["<geheim>"]);
    }

    proptest! {
        #[test]
        fn any_bytes_give_ranges_inside_the_text_in_order(text in proptest::collection::vec(prop_oneof![
            proptest::sample::select(&b",=HvP/W% "[..]), any::<u8>()], 0..60)) {
            let options = parse(&text);
            let mut last = 0;
            for token in &options.tokens {
                let range = token.range();
                prop_assert!(last <= range.start && range.start <= range.end && range.end <= text.len());
                last = range.end;
            }
            for secret in options.secrets(&text) {
                prop_assert!(secret.start <= secret.end && secret.end <= text.len());
            }
        }
    }
}
