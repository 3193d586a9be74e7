//! Names as SAP has them, and patterns of names: the case of ASCII letters does not count.

use std::cmp::Ordering;
use std::str::Chars;

use globset::GlobBuilder;
use regex::RegexSet;

/// An order of names that is quick to search in: by length, then letter by letter. Only equal names are equal in it.
pub(crate) fn compare(left: &[u8], right: &[u8]) -> Ordering {
    let lower = |text| <[u8]>::iter(text).map(u8::to_ascii_lowercase);
    left.len().cmp(&right.len()).then_with(|| lower(left).cmp(lower(right)))
}

/// Patterns of which one must fit the whole text.
///
/// Patterns of text and `*` are compared as they are. Only others need an automaton, which takes longer to build than a
/// small folder takes to check; the rules that basislint comes with have none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Globs {
    plain: Vec<String>,
    others: Vec<String>,
    /// Only made where there are others: an empty one is dear, too.
    set: Option<RegexSet>,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GlobMistake {
    /// This pattern cannot be read, and why.
    Malformed(String, String),
    /// All can be read, but no automaton can be made of them, and why.
    Unusable(String),
}

impl Globs {
    /// Reads patterns: `*` is any text, `/` too, for names such as `icm/server_port_0` are no paths.
    pub fn new(patterns: Vec<String>) -> Result<Self, GlobMistake> {
        let (plain, others): (Vec<String>, Vec<String>) = patterns.into_iter().partition(|pattern| is_plain(pattern));
        if others.is_empty() {
            return Ok(Self { plain, ..Self::default() });
        }
        for pattern in &others {
            let glob = GlobBuilder::new(pattern).backslash_escape(true).build();
            glob.map_err(|error| GlobMistake::Malformed(pattern.clone(), error.kind().to_string()))?;
        }
        let set = RegexSet::new(others.iter().map(|pattern| expression(pattern)));
        let set = set.map_err(|error| GlobMistake::Unusable(error.to_string()))?;
        Ok(Self { plain, others, set: Some(set) })
    }

    /// Whether a pattern fits.
    pub fn is_match(&self, text: &str) -> bool {
        self.plain.iter().any(|pattern| fits(pattern.as_bytes(), text.as_bytes()))
            || self.set.as_ref().is_some_and(|set| set.is_match(text))
    }

    /// The patterns, those of text and `*` first.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.plain.iter().chain(&self.others).map(String::as_str)
    }

    /// Whether all patterns are text and `*` only.
    #[cfg(test)]
    pub fn are_plain(&self) -> bool {
        self.others.is_empty()
    }
}

/// Whether a pattern is text with single stars in it, and no other sign that means something.
fn is_plain(pattern: &str) -> bool {
    !pattern.contains(['?', '[', ']', '{', '}', '\\']) && !pattern.contains("**")
}

/// A well-formed pattern as a regular expression. globset's own is one of bytes, for paths: `?` would be half an umlaut there, and
/// `\` a separator on Windows.
fn expression(pattern: &str) -> String {
    let mut expression = String::from("(?s)^");
    let mut depth = 0_usize;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '*' => expression.push_str(".*"),
            '?' => expression.push('.'),
            '[' => push_class(&mut letters, &mut expression),
            '{' => {
                depth += 1;
                expression.push_str("(?:");
            }
            '}' => {
                depth = depth.saturating_sub(1);
                expression.push(')');
            }
            ',' if depth > 0 => expression.push('|'),
            '\\' => push_letter(letters.next().unwrap_or(letter), &mut expression),
            _ => push_letter(letter, &mut expression),
        }
    }
    expression.push('$');
    expression
}

fn push_letter(letter: char, expression: &mut String) {
    match letter.to_ascii_uppercase() {
        upper if letter.is_ascii_alphabetic() => {
            expression.extend(['[', letter.to_ascii_lowercase(), upper, ']']);
        }
        _ => expression.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4]))),
    }
}

/// What stands behind `[`, to its `]`: a bracket at the begin is one of the letters.
fn push_class(letters: &mut Chars<'_>, expression: &mut String) {
    let rest = letters.as_str();
    let (begin, rest) = rest.strip_prefix(['!', '^']).map_or(("(?i:[", rest), |rest| ("(?i:[^", rest));
    let end = rest.char_indices().skip(1).find(|(_, letter)| *letter == ']').map_or(rest.len(), |(at, _)| at);
    let escaped = |letter: char| regex::escape(letter.encode_utf8(&mut [0; 4]));
    expression.push_str(begin);
    let mut members = rest[..end].chars();
    while let Some(member) = members.next() {
        expression.push_str(&escaped(member));
        let mut behind = members.clone();
        if let (Some('-'), Some(last)) = (behind.next(), behind.next()) {
            expression.push('-');
            expression.push_str(&escaped(last));
            members = behind;
        }
    }
    expression.push_str("])");
    *letters = rest.get(end + 1..).unwrap_or_default().chars();
}

/// Whether text between stars stands in `text` in this order, the first at its begin and the last at its end.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    // Most texts differ in the first letter.
    if let (Some(first), Some(letter)) = (pattern.first(), text.first())
        && *first != b'*'
        && !first.eq_ignore_ascii_case(letter)
    {
        return false;
    }
    let mut parts = pattern.split(|byte| *byte == b'*');
    let first = parts.next().unwrap_or_default();
    let Some(last) = parts.next_back() else { return text.eq_ignore_ascii_case(pattern) };
    let Some(mut middle) = text.len().checked_sub(last.len()).and_then(|end| text.get(first.len()..end)) else {
        return false;
    };
    let begin_and_end =
        text[..first.len()].eq_ignore_ascii_case(first) && text[text.len() - last.len()..].eq_ignore_ascii_case(last);
    begin_and_end
        && parts.all(|part| {
            let found = middle.windows(part.len().max(1)).position(|window| window.eq_ignore_ascii_case(part));
            found.is_some_and(|at| {
                middle = &middle[at + part.len()..];
                true
            })
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn globs(patterns: &[&str]) -> Globs {
        Globs::new(patterns.iter().map(|pattern| (*pattern).to_owned()).collect()).unwrap()
    }

    #[test]
    fn names_of_one_length_are_ordered_without_case_and_others_by_length() {
        assert_eq!(compare(b"icm/HTTPS", b"ICM/https"), Ordering::Equal);
        assert_eq!(compare(b"zz", b"aaa"), Ordering::Less);
        assert_eq!(compare(b"aB", b"Aa"), Ordering::Greater);
    }

    #[test]
    fn a_star_is_any_text_and_case_does_not_count() {
        assert!(globs(&["icm/server_port_*"]).is_match("ICM/server_port_12"));
        assert!(globs(&["icm/server_port_*"]).is_match("icm/server_port_"));
        assert!(globs(&["*.sap.com", "sap.com"]).is_match("SAP.com"));
        assert!(globs(&["a*b*c"]).is_match("axxbyyc"));
        assert!(!globs(&["a*b*c"]).is_match("acb"));
        assert!(!globs(&["ab*ba"]).is_match("aba"), "begin and end may not overlap");
        assert!(!globs(&["icm/*"]).is_match("xicm/a"));
    }

    #[test]
    fn other_signs_are_patterns_of_the_usual_kind() {
        assert!(globs(&["icm/server_port_[0-9]"]).is_match("ICM/SERVER_PORT_7"));
        assert!(!globs(&["icm/server_port_[0-9]"]).is_match("icm/server_port_17"));
        assert!(globs(&["{ssl,icm}/*", "other"]).is_match("ssl/ciphersuites"));
        let patterns: Vec<String> = globs(&["x?", "plain"]).patterns().map(str::to_owned).collect();
        assert_eq!(patterns, ["plain", "x?"]);
        assert!(
            matches!(Globs::new(vec!["x[".to_owned()]), Err(GlobMistake::Malformed(pattern, _)) if pattern == "x[")
        );
    }

    #[test]
    fn a_question_mark_is_one_character_whatever_its_bytes() {
        assert!(globs(&["M?LLER"]).is_match("m\u{fc}ller"));
        assert!(!globs(&["M?LLER"]).is_match("MUELLER"));
        assert!(globs(&["[\u{e4}\u{fc}]*"]).is_match("\u{fc}ber"));
        assert!(globs(&[r"dom\\us?r"]).is_match(r"DOM\user"), "no separator, on no system");
    }

    #[test]
    fn letters_that_mean_something_can_be_meant_themselves() {
        for (pattern, text, other) in [
            ("sap[*]", "SAP*", "SAPOSS"),
            (r"sap\*", "SAP*", "SAPOSS"),
            ("a[?]", "a?", "ab"),
            ("a[[]1]", "a[1]", "a1"),
            ("a[{]b[}]", "a{b}", "ab"),
            (r"a[\]*", r"a\x", "ax"),
            ("[]x]?", "]a", "aa"),
            ("[!]x]?", "ya", "]a"),
            ("[a-]?", "-x", "bx"),
            ("[^a-c]?", "dx", "Bx"),
            ("{a,b}?,", "Bx,", "cx,"),
        ] {
            assert!(globs(&[pattern]).is_match(text), "{pattern} {text}");
            assert!(!globs(&[pattern]).is_match(other), "{pattern} {other}");
        }
    }

    proptest! {
        #[test]
        fn signs_mean_what_globset_means(
            pattern in "([ab.]|[*]|[?]|\\\\[*?ab]|\\[[!^]?[]a]([b-]|a-b)?\\]|\\{[ab](,[ab*?]){0,2}\\}|,){0,5}",
            text in "[aAb*?.,-]{0,5}",
        ) {
            let glob = GlobBuilder::new(&pattern).literal_separator(false).case_insensitive(true).backslash_escape(true).build();
            prop_assume!(glob.is_ok() && !pattern.contains("**"));
            let expression = regex::Regex::new(&expression(&pattern)).unwrap();
            prop_assert_eq!(expression.is_match(&text), glob.unwrap().compile_matcher().is_match(&text));
        }

        #[test]
        fn patterns_with_stars_mean_what_globset_means(pattern in "[ab/]{0,3}(\\*[aB/.]{0,2}){0,3}", text in "[aAb/.]{0,8}") {
            prop_assume!(is_plain(&pattern));
            let glob = GlobBuilder::new(&pattern).literal_separator(false).case_insensitive(true).build().unwrap();
            prop_assert_eq!(fits(pattern.as_bytes(), text.as_bytes()), glob.compile_matcher().is_match(&text));
        }
    }
}
