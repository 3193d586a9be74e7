//! Regular expressions of rules.

use std::fmt;
use std::sync::OnceLock;

use regex::bytes::Regex;

use super::Truth;

/// A regular expression, built when a value first asks for it: most runs never do, and building takes its time.
pub(crate) struct Pattern {
    text: String,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern that nobody has looked at yet.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), regex: OnceLock::new() }
    }

    /// The pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Builds it now.
    ///
    /// # Errors
    /// It is malformed, or too large.
    pub fn check(&self) -> Result<(), regex::Error> {
        let regex = self.build()?;
        self.regex.get_or_init(|| Some(regex));
        Ok(())
    }

    fn build(&self) -> Result<Regex, regex::Error> {
        regex::bytes::RegexBuilder::new(&self.text).size_limit(1 << 20).build()
    }

    /// Whether something in the text fits.
    pub fn judge(&self, text: &[u8]) -> Truth {
        match self.regex.get_or_init(|| self.build().ok()) {
            Some(regex) => Truth::from(regex.is_match(text)),
            // Users' patterns were checked when they were read, and tests hold that ours are well-formed.
            None => Truth::Unknown("the rule's regular expression cannot be read"),
        }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whether it was built yet is nobody's business.
        formatter.debug_tuple("Pattern").field(&self.text()).finish()
    }
}
