//! How SAP writes versions: kernel releases with their patch, versions of the crypto library; and which is newer.
//!
//! Not here: which version is enough.

mod order;

use std::ops::Range;

use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while, take_while_m_n, take_while1};
use nom::character::complete::{char, digit1, space0};
use nom::combinator::{opt, recognize};
use nom::multi::many_m_n;
use nom::sequence::preceded;
use nom::{IResult, Offset, Parser};

pub use order::{compare_versions, sort_key};

/// A kernel as one text names it: `753`, `7.53`, `753_REL 800`, `749, patch 211, changelist 1754007`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kernel {
    /// Release in digits alone: `753`.
    pub release: String,
    /// Where the release stands in the text, with what SAP adds to it: `753_REL`.
    pub release_at: Range<usize>,
    /// Patch number and where it stands.
    pub patch: Option<(i64, Range<usize>)>,
    /// Where the number of the change list stands.
    pub changelist: Option<Range<usize>>,
}

impl Kernel {
    /// Reads a text that names a kernel and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let (kernel, end) = Self::at_start(text)?;
        text.get(end..)?.trim().is_empty().then_some(kernel)
    }

    /// Reads a text that begins with a kernel, and says where its name ends.
    pub fn at_start(text: &str) -> Option<(Self, usize)> {
        let (after, (_, release, patch, changelist)) =
            (space0, release, opt(patch), opt(changelist)).parse(text).ok()?;
        let at = |part: &str| {
            let start = text.offset(part);
            start..start + part.len()
        };
        let patch = match patch {
            Some(digits) => Some((digits.parse().ok()?, at(digits))),
            None => None,
        };
        let digits: String = release.chars().take_while(|c| *c != '_').filter(char::is_ascii_digit).collect();
        let kernel = Self { release: digits, release_at: at(release), patch, changelist: changelist.map(at) };
        Some((kernel, text.len() - after.len()))
    }
}

/// `753`, `7.53`, `753_REL`, `721_EXT_REL`: a word of its own.
fn release(text: &str) -> IResult<&str, &str> {
    let digits = |count| take_while_m_n(count, count, |c: char| c.is_ascii_digit());
    let plain = recognize((digits(3), opt((char('_'), take_while1(is_word)))));
    let dotted = recognize((digits(1), char('.'), digits(2)));
    let (after, release) = alt((plain, dotted)).parse(text)?;
    if after.starts_with(|c: char| is_word(c) || c == '.') {
        return Err(nom::Err::Error(nom::error::Error::new(text, nom::error::ErrorKind::Verify)));
    }
    Ok((after, release))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn separator(text: &str) -> IResult<&str, &str> {
    take_while1(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/')).parse(text)
}

/// `, patch 900`, ` PL 900`, ` 800`
fn patch(text: &str) -> IResult<&str, &str> {
    const WORDS: [&str; 9] = [
        "patch number",
        "patch level",
        "patch no.",
        "patch-level",
        "patchlevel",
        "patchnummer",
        "patch",
        "sup.pkg lvl.",
        "pl",
    ];
    let word = |text| {
        let found =
            WORDS.iter().find_map(|word| tag_no_case::<_, &str, nom::error::Error<&str>>(*word).parse(text).ok());
        let (rest, _) = found.unwrap_or((text, ""));
        take_while(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '.')).parse(rest)
    };
    preceded((separator, word), number).parse(text)
}

fn changelist(text: &str) -> IResult<&str, &str> {
    preceded((separator, alt((tag_no_case("changelist"), tag_no_case("change list"))), space0), digit1).parse(text)
}

/// Digits that are no part of a longer word.
fn number(text: &str) -> IResult<&str, &str> {
    let (after, digits) = digit1(text)?;
    if after.starts_with(is_word) {
        return Err(nom::Err::Error(nom::error::Error::new(text, nom::error::ErrorKind::Verify)));
    }
    Ok((after, digits))
}

/// Length of the version of a crypto library with which a text begins: `8.5.14`, `8.4.35 pl40`, `5.5.5C pl 40`.
pub fn crypto_library_at_start(text: &str) -> Option<usize> {
    let patch = opt((space0, tag_no_case("pl"), space0, number));
    let letter = take_while_m_n(0, 1, |c: char| c.is_ascii_alphabetic());
    let mut version = recognize((digit1, many_m_n(2, 3, (char('.'), digit1)), letter, patch));
    let (after, version) = version.parse(text).ok()?;
    let whole = !after.starts_with(|c: char| is_word(c) || c == '.' && after.len() > 1 && !after.starts_with(". "));
    whole.then_some(version.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kernel(text: &str) -> Option<(String, Option<i64>, Option<&str>)> {
        let kernel = Kernel::parse(text)?;
        Some((kernel.release, kernel.patch.map(|(patch, _)| patch), kernel.changelist.map(|at| &text[at])))
    }

    #[test]
    fn every_way_to_write_a_kernel_is_understood() {
        for (text, release, patch, changelist) in [
            ("753", "753", None, None),
            ("7.53", "753", None, None),
            ("753_REL", "753", None, None),
            ("721_EXT_REL", "721", None, None),
            ("916", "916", None, None),
            ("753_REL 800", "753", Some(800), None),
            ("7.77 PL 300", "777", Some(300), None),
            ("753, patch 900", "753", Some(900), None),
            ("745 Patch Level: 0400", "745", Some(400), None),
            ("749, patch 211, changelist 1754007", "749", Some(211), Some("1754007")),
        ] {
            assert_eq!(kernel(text), Some((release.to_owned(), patch, changelist)), "{text}");
        }
    }

    #[test]
    fn what_is_no_kernel_is_none() {
        for text in ["", "75", "7534", "7.5", "7.53.1", "753a", "753 and more", "753 800x", "information", "1.753.0"] {
            assert_eq!(kernel(text), None, "{text}");
        }
    }

    #[test]
    fn a_kernel_in_a_longer_text_says_where_it_ends() {
        let text = "753, patch 900, RKS compatibility level 1";
        let (kernel, end) = Kernel::at_start(text).unwrap();
        assert_eq!(
            (&text[kernel.release_at], &text[kernel.patch.unwrap().1], &text[end..]),
            ("753", "900", ", RKS compatibility level 1")
        );
    }

    #[test]
    fn versions_of_the_crypto_library_end_with_their_patch() {
        for (text, version) in [
            ("8.5.14 (Jul 27 2017) [AES-NI]", "8.5.14"),
            ("8.4.35 pl40 (Mar 16 2015) MT-safe", "8.4.35 pl40"),
            ("5.5.5C pl 40", "5.5.5C pl 40"),
            ("8.5.40.", "8.5.40"),
            ("8.5.40 (+MT)", "8.5.40"),
            ("8.5.40 please", "8.5.40"),
        ] {
            assert_eq!(crypto_library_at_start(text).map(|end| &text[..end]), Some(version), "{text}");
        }
        for text in ["", "8.5", "8.5.x", "x8.5.40", "1.2.3.4.5"] {
            assert_eq!(crypto_library_at_start(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,20}|[0-9_., PLpatch]{0,20}") {
            let _ = (Kernel::parse(&text), crypto_library_at_start(&text));
        }
    }
}
