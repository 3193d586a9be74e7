//! What a suppression names: a rule, a system, a subject; one text, or all that a pattern fits.
//!
//! A text with `*`, `?`, `[` or `{` is a pattern, and its own text all the same: subjects such as the user `SAP*` have these letters.

use super::pattern::Mistake;
use crate::complaint::nearest;
use crate::names::{GlobMistake, Globs};
use crate::policy::checks::{self, Checks};

/// The letters that make a text a pattern.
const SIGNS: [char; 4] = ['*', '?', '[', '{'];

/// A text, or a pattern, whatever the case of ASCII letters.
#[derive(Debug, Clone)]
pub struct Name {
    text: String,
    pattern: Option<Globs>,
}

impl Name {
    /// Reads what stands in a configuration.
    ///
    /// # Errors
    /// It is a pattern, and malformed.
    pub fn new(text: &str) -> Result<Self, Mistake> {
        let text = text.to_owned();
        if !is_pattern(&text) {
            return Ok(Self { text, pattern: None });
        }
        let help = "`*` is any text, `?` one character, `[ab]` one of these, `{a,b}` one of these words; the letters \
                    themselves stand in brackets: `[*]`, `[[]`, `[{]`";
        let mistake = |message| Mistake { message, help: help.to_owned() };
        match Globs::new(vec![with_plain_backslashes(&text)]) {
            Ok(globs) => Ok(Self { text, pattern: Some(globs) }),
            Err(GlobMistake::Malformed(_, why)) => Err(mistake(format!("malformed pattern: {why}"))),
            Err(GlobMistake::Unusable(why)) => Err(mistake(format!("this pattern cannot be used: {why}"))),
        }
    }

    /// Reads the name of a rule, or a pattern of rules.
    ///
    /// # Errors
    /// There is no such rule, or the pattern is malformed.
    pub fn of_rule(text: &str, rules: &[&str]) -> Result<Self, Mistake> {
        let name = Self::new(text)?;
        // Which check items there are depends on policies that are read later.
        if Checks::is_named(text) {
            return Ok(name);
        }
        let known = match &name.pattern {
            Some(_) => rules.iter().any(|rule| name.fits(rule)),
            None => rules.contains(&text),
        };
        if known {
            return Ok(name);
        }
        let what = if name.pattern.is_some() { "no rule fits" } else { "unknown rule" };
        Err(no_rule(what, text, rules))
    }

    /// As it stands in the configuration.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// It may fit more than one text.
    pub fn is_pattern(&self) -> bool {
        self.pattern.is_some()
    }

    /// Whether that is meant.
    pub fn fits(&self, text: &str) -> bool {
        self.is_text(text) || self.pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
    }

    /// Whether that is its very text.
    pub fn is_text(&self, text: &str) -> bool {
        self.text.eq_ignore_ascii_case(text)
    }

    /// Nothing is left out by it, or nothing that counts: `*`, and `???`, which is every system id.
    fn is_anything(&self) -> bool {
        self.text.trim_matches(['*', '?']).is_empty()
    }

    /// The longest of the texts that whatever fits it must have; empty if there is none.
    pub(super) fn needle(&self) -> &str {
        // What stands behind the others may be one of several, or be written in another way.
        let plain = self.text.split(['[', '{', '\\']).next().unwrap_or_default();
        plain.split(['*', '?']).max_by_key(|part| part.len()).unwrap_or_default()
    }
}

/// Whether a text is a pattern.
pub fn is_pattern(text: &str) -> bool {
    text.contains(SIGNS)
}

/// What is wrong with a name that no rule has, and the one that was meant.
pub(super) fn no_rule(what: &str, text: &str, rules: &[&str]) -> Mistake {
    let near = nearest(text, rules).map(|near| format!("did you mean `{near}`?"));
    let help = near.unwrap_or_else(|| "`basislint rules` lists all rules".to_owned());
    Mistake { message: format!("{what} `{text}`"), help }
}

/// The text as it is written to mean itself and nothing else.
pub fn exactly(text: &str) -> String {
    if !is_pattern(text) {
        return text.to_owned();
    }
    let mut written = String::new();
    for letter in text.chars() {
        match letter {
            '*' | '?' | '[' | '{' | '}' | '\\' => written.extend(['[', letter, ']']),
            _ => written.push(letter),
        }
    }
    written
}

/// A backslash before a letter or a digit is one, as in `DOMAIN\user*`: there is nothing to take from them.
fn with_plain_backslashes(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        plain.push(letter);
        match letters.peek() {
            Some(next) if letter == '\\' && next.is_alphanumeric() => plain.push('\\'),
            Some(next) if letter == '\\' => {
                plain.push(*next);
                letters.next();
            }
            None if letter == '\\' => plain.push('\\'),
            _ => {}
        }
    }
    plain
}

/// A suppression of all findings there may be is no suppression. What is wrong with it, and the way out.
pub(super) fn silences_all(rule: &Name, others: [Option<&Name>; 2], rules: &[&str]) -> Option<Mistake> {
    let is_limited = others.into_iter().flatten().any(|name| !name.is_anything());
    if !rule.is_pattern() || is_limited {
        return None;
    }
    let of_items = rule.text().strip_prefix(checks::PREFIX);
    let every = match of_items {
        Some(items) if items.trim_matches(['*', '?', '/']).is_empty() => "check item",
        None if rules.iter().all(|id| rule.fits(id)) => "rule",
        _ => return None,
    };
    Some(Mistake {
        message: format!("this would suppress every finding of every {every}"),
        help: "say of which system or which subject: system = \"QAS\", subject = \"SAPOSS\"; or name the rules"
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fits(name: &str, text: &str) -> bool {
        Name::new(name).unwrap().fits(text)
    }

    #[test]
    fn a_text_without_signs_is_itself_alone() {
        for text in ["SAPOSS", r"DOMAIN\user", "a]b", "a}b", "x, y", r"\"] {
            assert!(fits(text, &text.to_ascii_lowercase()));
            assert!(!Name::new(text).unwrap().is_pattern() && !fits(text, &format!("{text}x")));
        }
    }

    #[test]
    fn a_pattern_fits_what_its_letters_say_and_its_own_text() {
        assert!(fits("SAP*", "SAP*") && fits("SAP*", "saposs"));
        assert!(fits("P * * *", "P * * *") && fits("P * * *", "P 10.1.1.5 host 3299"));
        assert!(fits("QA[ST]", "qas") && fits("QA[ST]", "QA[ST]") && !fits("QA[ST]", "QAX"));
        assert!(fits("{SAPOSS,SDCC*}", "sdcc_oss") && fits("M?LLER", "M\u{dc}LLER"));
        assert!(fits(r"DOMAIN\us*", r"domain\user1") && fits(r"a\\*", r"a\b") && fits(r"a*\", r"ab\"));
        assert!(!fits(r"SAP\*", "SAPOSS") && fits(r"SAP\*", "SAP*"));
        assert!(!fits("SAP[*]", "SAPOSS") && fits("SAP[*]", "SAP*"));
    }

    #[test]
    fn a_malformed_pattern_says_how_to_write_it() {
        for text in ["QAS[", "{a", "a*}", "[z-a]"] {
            let mistake = Name::new(text).unwrap_err();
            assert!(mistake.message.starts_with("malformed pattern: "), "{}", mistake.message);
            assert!(mistake.help.contains("`[*]`"));
        }
    }

    #[test]
    fn all_rules_need_a_system_or_a_subject() {
        let rules = ["a-one", "a-two"];
        let all = |rule: &str, system: Option<&str>| {
            let system = system.map(|text| Name::new(text).unwrap());
            silences_all(&Name::of_rule(rule, &rules).unwrap(), [system.as_ref(), None], &rules).is_some()
        };
        assert!(all("*", None) && all("a-*", None) && all("*", Some("*")) && all("*", Some("???")));
        assert!(!all("*", Some("QAS")) && !all("*", Some("Q*")) && !all("*one", None) && !all("a-one", None));
    }

    proptest! {
        #[test]
        fn what_is_written_exactly_fits_just_that(text in r"[aA*?\[\]{}\\,!^-]{1,6}", other in r"[aA*?\[\]{}\\,!^-]{1,6}") {
            prop_assert!(fits(&exactly(&text), &text));
            // Its own text is a second one that it fits.
            prop_assume!(!other.eq_ignore_ascii_case(&text) && !other.eq_ignore_ascii_case(&exactly(&text)));
            prop_assert!(!fits(&exactly(&text), &other));
        }

        #[test]
        fn whatever_fits_has_the_needle(pattern in r"[ab*?\[{,}\]\\]{1,6}", text in "[aAb]{0,5}") {
            let Ok(name) = Name::new(&pattern) else { return Ok(()) };
            if name.fits(&text) {
                prop_assert!(text.to_ascii_lowercase().contains(&name.needle().to_ascii_lowercase()));
            }
        }
    }
}
