//! What the profile parameters `ssl/ciphersuites` and `ssl/client_ciphersuites` mean (and CIPHERS in `icm/ssl_config_<xx>`).
//!
//! `150:PFS:HIGH::EC_P256:EC_HIGH` is a number for the protocol versions, a list of ciphers in order of preference and a
//! list of key exchange groups. A value is decoded and judged, never compared letter by letter: there are at least ten
//! right ones. Which system may use which value, and what an unset parameter means, is not decided here.

mod change;
mod grammar;
mod keyword;
mod protocol;
mod strength;
#[cfg(test)]
mod tests;

use std::ops::Range;

use nom::Offset;

use crate::limits::CIPHER_TOKENS;
pub use change::{Change, change};
use grammar::Item;
pub use protocol::{Version, list};
pub use strength::Secrecy;

/// What a cipher string says. In each list there is at most one token for a place, in the order of the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CipherString {
    /// The number for the protocol versions; its meaning is their [`list`].
    pub number: Option<Token>,
    /// The number as a sum of bits; `None` if there is no number or it does not fit.
    pub flags: Option<u64>,
    /// The protocol versions that can be used, ascending. `None` without a usable number: then the kernel decides.
    pub versions: Option<Vec<Version>>,
    /// The number asks for the highest version that the CommonCryptoLib offers; `versions` takes that to be TLS 1.2.
    pub best_is_library_dependent: bool,
    /// What lets protocols or ciphers through that count as broken.
    pub weak: Vec<Token>,
    /// What is weaker than the newest recommendation for the support backbone asks; never repeats a place of `weak`.
    pub outdated: Vec<Token>,
    /// The number if TLS 1.0 or 1.1 are possible; the meaning names which.
    pub legacy_versions: Vec<Token>,
    /// What the crypto library cannot understand or what leaves nothing to use.
    pub flaws: Vec<Token>,
    /// The known key exchange groups after `::`.
    pub groups: Vec<Token>,
    /// There are more tokens than any value has: what stands behind was not looked at, and is among the flaws.
    pub too_many: bool,
    /// Kinds of ciphers below the best that can be used, in words: `3DES`, `RC4`.
    pub lets_through: Vec<&'static str>,
    /// What it says of perfect forward secrecy; none if nobody knows.
    pub secrecy: Option<Secrecy>,
}

/// What is said of a value without a number.
pub const NUMBER_IS_MISSING: &str = "the number for protocol versions is missing";

/// A piece of the value and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the value, on character boundaries. Empty only if the value has nothing to point at.
    pub range: Range<usize>,
    /// The bytes themselves.
    pub text: String,
    /// A short label in plain words.
    pub meaning: String,
}

impl Token {
    /// `text` must be a piece of `value`.
    fn new(value: &str, text: &str, meaning: impl Into<String>) -> Self {
        let start = value.offset(text);
        Self { range: start..start + text.len(), text: text.to_owned(), meaning: meaning.into() }
    }
}

/// Decodes a value; any text has a meaning, if only that of being flawed.
pub fn decode(value: &str) -> CipherString {
    let (read, behind) = split_at_most(value);
    let parts = grammar::parse(read);
    let mut flaws = parts.flaws;
    if !behind.is_empty() {
        flaws.push((behind, format!("more than {CIPHER_TOKENS} tokens: those from here on are not looked at")));
    }
    let steps: Vec<_> = parts.ciphers.iter().map(|item| strength::step(item, &mut flaws)).collect();
    flaws.extend(strength::adds_nothing(&steps));
    let groups = parts.groups.iter().filter_map(|item| group(value, item, &mut flaws)).collect();

    let flags = parts.number.and_then(|number| number.parse::<u64>().ok());
    let versions = flags.map(protocol::versions);
    let mut legacy_versions = Vec::new();
    let number = parts.number.map(|text| {
        flaws.extend(protocol::flaw(flags, versions.as_deref()).map(|meaning| (text, meaning)));
        let legacy = versions.as_deref().map(protocol::legacy).unwrap_or_default();
        if !legacy.is_empty() {
            legacy_versions.push(Token::new(value, text, list(&legacy)));
        }
        Token::new(value, text, versions.as_deref().map_or_else(|| "not a sum of known bits".to_owned(), list))
    });

    let weak = in_order(value, strength::weak(&steps, parts.number, versions.as_deref()));
    let mut outdated = in_order(value, strength::outdated(&steps, parts.number, versions.as_deref()));
    outdated.retain(|token| weak.binary_search_by_key(&token.range.start, |other| other.range.start).is_err());
    let secrecy = strength::secrecy(&steps, versions.as_deref());
    CipherString {
        number,
        flags,
        versions,
        best_is_library_dependent: flags.is_some_and(protocol::asks_for_best),
        weak,
        outdated,
        legacy_versions,
        flaws: in_order(value, flaws),
        groups,
        too_many: !behind.is_empty(),
        lets_through: strength::lets_through(&steps),
        secrecy,
    }
}

/// What is looked at of a value, and what is too much.
fn split_at_most(value: &str) -> (&str, &str) {
    let mut joints = value.bytes().enumerate().filter(|(_, byte)| matches!(byte, b':' | b'+'));
    let end = joints.nth(CIPHER_TOKENS).map_or(value.len(), |(at, _)| at);
    value.split_at_checked(end).unwrap_or((value, ""))
}

/// A remark on a piece of the value, not yet placed.
type Remark<'a> = (&'a str, String);

/// The remarks as tokens by place, one for each place.
fn in_order(value: &str, remarks: Vec<Remark<'_>>) -> Vec<Token> {
    let mut tokens: Vec<Token> = remarks.into_iter().map(|(text, meaning)| Token::new(value, text, meaning)).collect();
    tokens.sort_by_key(|token| (token.range.start, token.range.end));
    tokens.dedup_by(|next, kept| {
        let same = next.range == kept.range;
        if same {
            kept.meaning.push_str("; ");
            kept.meaning.push_str(&next.meaning);
        }
        same
    });
    tokens
}

/// An item after `::`: a token if it is a known group, else a flaw.
fn group<'a>(value: &str, item: &Item<'a>, flaws: &mut Vec<Remark<'a>>) -> Option<Token> {
    if let [word] = item.words.as_slice()
        && let Some(meaning) = keyword::group(word)
    {
        return Some(Token::new(value, item.text, item.operator.apply_to(meaning)));
    }
    for word in &item.words {
        flaws.push(match word {
            word if keyword::is_cipher(word) => (word, "a cipher among the key exchange groups".to_owned()),
            // Groups cannot be combined as classes of suites can.
            word if keyword::group(word).is_some() => (word, "a colon belongs between two groups".to_owned()),
            word if flaws.len() < strength::MOST_SUGGESTIONS => (word, keyword::unknown(word, &keyword::group_names())),
            word => (word, "unknown keyword".to_owned()),
        });
    }
    None
}
