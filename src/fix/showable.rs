//! What of a line of a hand-written file may be shown. A difference between two states shows lines that no finding points at, and their
//! owner may have passwords in them.

use std::borrow::Cow;
use std::ops::Range;

use crate::export::saprouttab;
use crate::knowledge::profile_parameter::{is_secret, is_setting, secret_parts};
use crate::knowledge::secret::{self, MASK};
use crate::layout::profile::entry;

/// The kind of file that lines are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showable {
    /// A profile: values of SAP's own parameters are settings, of all else only ordinary words are shown.
    Profile,
    /// A route permission table: nothing of a line with a password.
    Routes,
    /// The configuration, which its authors show themselves.
    Configuration,
}

impl Showable {
    /// The kind of file of an export.
    pub fn of(kind: &str) -> Self {
        if kind == saprouttab::EXPORT.kind { Self::Routes } else { Self::Profile }
    }

    /// The line, with `****` for what must not be shown.
    pub fn masked(self, line: &str) -> Cow<'_, str> {
        let mut hidden = secret::find(line.as_bytes());
        match self {
            Self::Configuration => {}
            Self::Profile => hidden.extend(hidden_of_profile(line)),
            Self::Routes => match saprouttab::route(line) {
                Some(route) if route.has_password => return Cow::Owned(format!("{} {MASK}", route.kind)),
                Some(_) => {}
                None => hidden.extend(odd_words(line)),
            },
        }
        match secret::mask(line.as_bytes(), &secret::merge(hidden)) {
            Cow::Borrowed(_) => Cow::Borrowed(line),
            Cow::Owned(masked) => Cow::Owned(String::from_utf8_lossy(&masked).into_owned()),
        }
    }
}

/// Words that are not of ordinary text. Signs alone (`#.****`) are no words.
fn odd_words(text: &str) -> Vec<Range<usize>> {
    let mut words = secret::odd_words(text.as_bytes());
    words.retain(|word| text.get(word.clone()).is_none_or(|word| word.contains(char::is_alphanumeric)));
    words
}

fn hidden_of_profile(line: &str) -> Vec<Range<usize>> {
    let Some((name, value)) = entry(line) else { return odd_words(line) };
    let (name, text) = (line.get(name).unwrap_or_default(), line.get(value.clone()).unwrap_or_default());
    let within = |part: Range<usize>| value.start + part.start..value.start + part.end;
    if is_secret(name.as_bytes()) {
        return vec![value];
    }
    let parts = secret_parts(text.as_bytes());
    let odd = if is_setting(name.as_bytes()) { Vec::new() } else { odd_words(text) };
    parts.into_iter().chain(odd).map(within).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_shown_and_what_may_be_a_secret_is_not() {
        let shown = |line| Showable::Profile.masked(line).into_owned();
        for line in ["ssl/ciphersuites = 135:PFS:HIGH", "SAPSYSTEMNAME = PRD", "# as agreed", ""] {
            assert_eq!(shown(line), line);
        }
        assert_eq!(shown("dbs/ora/password = Kennwort1"), "dbs/ora/password = ****");
        assert_eq!(shown("zz/our_own = x7Kq!9"), "zz/our_own = ****");
        assert!(!shown("# Kennwort1 for the old host").contains("Kennwort1"));
        assert!(!shown("icm/x_0 = PROT=HTTP,PASSWORD=Kennwort1").contains("Kennwort1"));
    }

    #[test]
    fn nothing_is_shown_of_a_route_with_a_password() {
        let shown = |line| Showable::Routes.masked(line).into_owned();
        assert_eq!(shown("P 10.1.1.* apps.example.test 443"), "P 10.1.1.* apps.example.test 443");
        assert_eq!(shown("P 10.1.1.* apps.example.test 443 Kennwort1"), "P ****");
        assert_eq!(shown("P 10.1.1.* apps.example.test 443 #Kennwort1"), "P ****");
    }
}
