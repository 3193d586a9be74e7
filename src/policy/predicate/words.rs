//! The words that a predicate is made of: names, texts, numbers, signs, each with its place.

use nom::bytes::complete::{tag, take, take_while1};
use nom::combinator::{opt, recognize, verify};
use nom::sequence::{pair, preceded};
use nom::{IResult, Parser};

/// A word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'p> {
    pub kind: Kind,
    /// As it is written; a text with its quotes.
    pub text: &'p str,
    /// Where it begins.
    pub at: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Text,
    Number,
    Sign,
}

/// Where reading words ends before the predicate does, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoWord {
    /// A quote without an end.
    OpenText(u32),
    /// A character that begins no word.
    Character(u32),
}

fn name(input: &str) -> IResult<&str, &str> {
    take_while1(|next: char| next.is_ascii_alphanumeric() || next == '_')(input)
}

fn number(input: &str) -> IResult<&str, &str> {
    let digits = || take_while1(|digit: char| digit.is_ascii_digit());
    recognize(pair(digits(), opt(preceded(tag("."), digits())))).parse(input)
}

/// `'it''s'`
fn text(input: &str) -> IResult<&str, &str> {
    let (mut rest, _) = tag("'")(input)?;
    loop {
        let Some(end) = memchr::memchr(b'\'', rest.as_bytes()) else {
            return Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Tag)));
        };
        rest = rest.get(end + 1..).unwrap_or_default();
        match rest.strip_prefix('\'') {
            Some(more) => rest = more,
            None => return Ok((rest, input.get(..input.len() - rest.len()).unwrap_or_default())),
        }
    }
}

fn sign(input: &str) -> IResult<&str, &str> {
    let length: usize = match input.as_bytes() {
        [b'!' | b'<' | b'>', b'=', ..] | [b'<', b'>', ..] | [b'|', b'|', ..] => 2,
        _ => 1,
    };
    verify(take(length), |sign: &str| length == 2 || b"=<>(),.+-*".contains(&sign.as_bytes()[0])).parse(input)
}

/// What its first letter says that it is.
fn word(input: &str) -> IResult<&str, (Kind, &str)> {
    match input.as_bytes().first() {
        Some(b'\'') => text.map(|text| (Kind::Text, text)).parse(input),
        Some(first) if first.is_ascii_digit() => number.map(|text| (Kind::Number, text)).parse(input),
        Some(first) if first.is_ascii_alphabetic() || *first == b'_' => {
            name.map(|text| (Kind::Name, text)).parse(input)
        }
        _ => sign.map(|text| (Kind::Sign, text)).parse(input),
    }
}

/// All words of a predicate.
pub(super) fn words(predicate: &str) -> Result<Vec<Word<'_>>, NoWord> {
    let mut words = Vec::with_capacity(predicate.len() / 6);
    let mut rest = predicate;
    loop {
        rest = rest.trim_ascii_start();
        let at = u32::try_from(predicate.len() - rest.len()).unwrap_or(u32::MAX);
        match word(rest) {
            Ok((behind, (kind, text))) => {
                words.push(Word { kind, text, at });
                rest = behind;
            }
            Err(_) if rest.is_empty() => return Ok(words),
            Err(_) if rest.starts_with('\'') => return Err(NoWord::OpenText(at)),
            Err(_) => return Err(NoWord::Character(at)),
        }
    }
}

/// The text in quotes, with two quotes for one.
pub(super) fn unquoted(text: &str) -> Box<str> {
    let inside = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(text);
    if inside.contains("''") { inside.replace("''", "'").into() } else { inside.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(predicate: &str) -> Vec<&str> {
        words(predicate).unwrap().iter().map(|word| word.text).collect()
    }

    #[test]
    fn no_blank_is_needed_around_a_text() {
        assert_eq!(texts("SP=''and VALUE<'1514'"), ["SP", "=", "''", "and", "VALUE", "<", "'1514'"]);
        assert_eq!(texts("'%TP=''x'''or"), ["'%TP=''x'''", "or"]);
        assert_eq!(&*unquoted("'%TP=''x'''"), "%TP='x'");
    }

    #[test]
    fn signs_of_two_characters_are_one_word() {
        assert_eq!(texts("a<>b!=c||-1.5*2"), ["a", "<>", "b", "!=", "c", "||", "-", "1.5", "*", "2"]);
    }

    #[test]
    fn what_begins_no_word_is_told_with_its_place() {
        assert_eq!(words("a = 'x"), Err(NoWord::OpenText(4)));
        assert_eq!(words("a ~ 'x'"), Err(NoWord::Character(2)));
    }
}
