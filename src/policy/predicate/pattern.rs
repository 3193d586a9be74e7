//! Regular expressions of predicates. They are Perl's; two shapes that the `regex` crate refuses are written so that it takes them.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};

/// A compiled pattern may take so many bytes: those of SAP's policies take some thousand.
const COMPILED_BYTES: usize = 1 << 20;

/// A regular expression. It is compiled when a text is first held against it.
#[derive(Clone)]
pub struct Pattern(Arc<Parts>);

struct Parts {
    /// As it is written.
    text: Box<str>,
    /// A text that begins so does not match: `^(?!SAP)`.
    not_first: Option<Box<str>>,
    /// What `regex` takes.
    taken: Box<str>,
    compiled: OnceLock<Option<Regex>>,
}

/// Why a pattern is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Of looking ahead and behind, only `^(?!TEXT)` is known.
    #[error("it looks ahead or behind, and of that only ^(?!TEXT) at the beginning is known here")]
    Looks,
    /// It is no regular expression.
    #[error("{0}")]
    Wrong(String),
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// It is none, or one of a kind that is not known here.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        let (not_first, rest) = match text.strip_prefix("^(?!").and_then(|rest| rest.split_once(')')) {
            Some((literal, rest)) if literal.bytes().all(is_plain) && !literal.is_empty() => {
                (Some(literal.into()), format!("^{rest}"))
            }
            _ => (None, text.to_owned()),
        };
        if ["(?!", "(?=", "(?<!", "(?<="].iter().any(|looks| rest.contains(looks)) {
            return Err(PatternError::Looks);
        }
        let taken = braces_escaped(&rest);
        if let Err(error) = regex_syntax::Parser::new().parse(&taken) {
            let said = error.to_string();
            let why = said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            return Err(PatternError::Wrong(why));
        }
        let parts = Parts { text: text.into(), not_first, taken: taken.into(), compiled: OnceLock::new() };
        Ok(Self(Arc::new(parts)))
    }

    /// As it is written.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    fn compiled(&self) -> Option<&Regex> {
        let compile = || RegexBuilder::new(&self.0.taken).size_limit(COMPILED_BYTES).build().ok();
        self.0.compiled.get_or_init(compile).as_ref()
    }

    /// Whether it is found anywhere in the text; none if the pattern is larger than any that is searched for.
    pub fn is_in(&self, text: &str) -> Option<bool> {
        let begins = self.0.not_first.as_deref().is_some_and(|first| text.starts_with(first));
        Some(!begins && self.compiled()?.is_match(text))
    }

    /// The text with every place that matches replaced, as Perl says it: `\1` is the first group.
    pub(in crate::policy) fn replaced<'t>(&self, text: &'t str, by: &str) -> Option<Cow<'t, str>> {
        if self.0.not_first.as_deref().is_some_and(|first| text.starts_with(first)) {
            return Some(Cow::Borrowed(text));
        }
        let by = with_groups(by);
        Some(self.compiled()?.replace_all(text, by.as_ref()))
    }

    /// The text of a group where the pattern is first found; inner none if it is not found.
    pub(in crate::policy) fn group<'t>(&self, text: &'t str, group: u32) -> Option<Option<&'t str>> {
        if self.0.not_first.as_deref().is_some_and(|first| text.starts_with(first)) {
            return Some(None);
        }
        let found = self.compiled()?.captures(text);
        Some(found.and_then(|found| found.get(group as usize)).map(|found| found.as_str()))
    }
}

/// `\1` is `${1}` for the crate, and a `$` is itself.
fn with_groups(by: &str) -> Cow<'_, str> {
    if !by.contains(['$', '\\']) {
        return Cow::Borrowed(by);
    }
    let mut written = String::new();
    let mut letters = by.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('$', _) => written.push_str("$$"),
            ('\\', Some(digit)) if digit.is_ascii_digit() => {
                written.push_str(&format!("${{{digit}}}"));
                letters.next();
            }
            _ => written.push(letter),
        }
    }
    Cow::Owned(written)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/' | b'-' | b' ')
}

/// A `{` that begins no repetition is a character for Perl, `%{Host}i`, and a mistake for `regex`.
fn braces_escaped(pattern: &str) -> Cow<'_, str> {
    if !pattern.contains('{') {
        return Cow::Borrowed(pattern);
    }
    let mut written = String::with_capacity(pattern.len() + 4);
    let (mut is_escaped, mut is_in_class) = (false, false);
    for (at, letter) in pattern.char_indices() {
        let rest = pattern.get(at + 1..).unwrap_or_default();
        // \p{Lu} and \x{41} have braces of their own.
        let before = pattern.get(..at).unwrap_or_default();
        let named = ["\\p", "\\P", "\\x"].iter().any(|class| before.ends_with(class));
        if letter == '{' && !is_escaped && !is_in_class && !named && !is_repetition(rest) {
            written.push('\\');
        }
        match letter {
            '\\' if !is_escaped => is_escaped = true,
            '[' if !is_escaped => {
                is_in_class = true;
                is_escaped = false;
            }
            ']' if !is_escaped => is_in_class = false,
            _ => is_escaped = false,
        }
        written.push(letter);
    }
    Cow::Owned(written)
}

/// `3}`, `3,}`, `3,5}`
fn is_repetition(rest: &str) -> bool {
    let Some((inside, _)) = rest.split_once('}') else { return false };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match inside.split_once(',') {
        Some((low, high)) => is_number(low) && (high.is_empty() || is_number(high)),
        None => is_number(inside),
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn finds(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).unwrap().is_in(text).unwrap()
    }

    #[test]
    fn a_pattern_is_looked_for_anywhere_and_respects_case() {
        assert!(finds("TP=[^\\*].*", "P TP=sapxpg HOST=x"));
        assert!(!finds("TP=[^\\*].*", "P TP=*"));
        assert!(!finds("^sap", "SAP*"));
        assert!(finds("^([[:blank:]]{0,})(\\d{1,10})([[:blank:]]{0,})$", " 10 "));
    }

    #[test]
    fn what_must_not_stand_at_the_beginning_is_no_look_ahead() {
        assert!(finds("^(?!SAP).*", "SUPPORT"));
        assert!(finds("^(?!SAP).*", ""));
        assert!(!finds("^(?!SAP).*", "SAP_ALL"));
        assert!(!finds("^(?!SAP)Z", "SAP"));
        assert!(!finds("^(?!SAP)Z", "Y"));
    }

    #[test]
    fn a_brace_that_repeats_nothing_is_a_character() {
        assert!(finds("%{Host}i", "LOGFORMAT=%{Host}i %t"));
        assert!(!finds("%{Host}i", "LOGFORMAT=%Host"));
        assert!(finds("^a{2}$", "aa") && finds("^a{2,}$", "aaa") && finds("^a{1,2}[{]$", "aa{"));
        assert!(finds(r"\{x{2}\}", "{xx}") && finds(r"^\p{Lu}$", "Ä"));
    }

    #[test]
    fn other_looks_and_broken_patterns_are_refused_in_words() {
        assert_eq!(Pattern::new("(?<=x)y").unwrap_err(), PatternError::Looks);
        assert_eq!(Pattern::new("^(?!A|B)").unwrap_err(), PatternError::Looks);
        let PatternError::Wrong(why) = Pattern::new("[a").unwrap_err() else { panic!() };
        assert_eq!(why, "unclosed character class");
        // Groups that are named again are Perl's, and no regular language.
        assert!(matches!(Pattern::new(r"(a)\1"), Err(PatternError::Wrong(_))));
    }

    #[test]
    fn replacing_and_groups_are_perl_s() {
        let dots = Pattern::new(r"\.").unwrap();
        assert_eq!(dots.replaced("00.12", "").as_deref(), Some("0012"));
        assert_eq!(Pattern::new("(a)(b)").unwrap().replaced("ab", r"\2\1$").as_deref(), Some("ba$"));
        let words = Pattern::new(r"[^\ ]+").unwrap();
        assert_eq!(words.group("8.5.39 SAP", 0), Some(Some("8.5.39")));
        assert_eq!(words.group("", 0), Some(None));
    }
}
