//! For which values a condition can hold, read off its compiled form: screens look for these in the bytes of rows, and
//! of records that are kept for later only those count. It is the one reading of conditions; nobody takes them apart again.

use bstr::ByteSlice;

use super::{Condition, Pattern, Subject, Truth};
use crate::input::Charset;
use crate::names::Globs;
use crate::rule::list::Finder;

/// Such values. The case of ASCII letters does not count. Of a value that may be cut, more may be possible.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key<'c> {
    /// This text, or an absent value if it is empty.
    Text(&'c str),
    /// What a pattern is for.
    Globs(&'c Globs),
    /// What a regular expression finds something in.
    Pattern(&'c Pattern),
    /// The keys of a list.
    Listed(&'c Finder),
}

/// For which values of a field a condition can hold.
#[derive(Debug, Clone)]
pub(crate) enum Keys<'c> {
    /// For any, as far as it tells.
    Any,
    /// For such values only.
    Only(Vec<Key<'c>>),
}

impl Key<'_> {
    /// Whether this text, which may be in any charset, is such a value.
    pub fn may_be(&self, text: &[u8]) -> bool {
        let decoded = |holds: &dyn Fn(&str) -> bool| {
            holds(&Charset::Utf8.decode(text)) || (!text.is_ascii() && holds(&Charset::Windows1252.decode(text)))
        };
        match self {
            Self::Text(key) => text.eq_ignore_ascii_case(key.as_bytes()),
            Self::Globs(globs) => decoded(&|text| globs.is_match(text)),
            Self::Pattern(pattern) => decoded(&|text| pattern.judge(text.as_bytes()) != Truth::False),
            Self::Listed(finder) => finder.find(text).is_some(),
        }
    }

    /// The texts of a list's keys, as far as they are text.
    pub fn listed(finder: &Finder) -> impl Iterator<Item = &str> {
        finder.keys().filter_map(|key| key.to_str().ok())
    }
}

impl Condition {
    /// For which values of a field of the record it can hold.
    pub fn keys(&self, field: usize) -> Keys<'_> {
        self.guard(&|of, key| (of == field).then(|| vec![key])).map_or(Keys::Any, Keys::Only)
    }

    /// For which values of a field all these conditions together can hold.
    pub fn keys_of_all(conditions: &[Self], field: usize) -> Keys<'_> {
        let mut limits = conditions.iter().map(|condition| condition.keys(field));
        limits.find(|keys| matches!(keys, Keys::Only(_))).unwrap_or(Keys::Any)
    }

    /// What must be so of a record for which it holds: one of several things, each made of a field and a value that it must
    /// have. Nothing if it holds without, or if `make` makes nothing of what must be.
    pub fn guard<'c, T>(&'c self, make: &dyn Fn(usize, Key<'c>) -> Option<Vec<T>>) -> Option<Vec<T>> {
        let all = |made: Option<Vec<Vec<T>>>| made.map(|made| made.into_iter().flatten().collect());
        match self {
            Self::Test { subject: Subject::Field(field), test, negated: false } => match test.keys() {
                Keys::Any => None,
                Keys::Only(keys) => all(keys.into_iter().map(|key| make(*field, key)).collect()),
            },
            Self::Test { .. } | Self::In { .. } => None,
            Self::All(parts) => parts.iter().find_map(|part| part.guard(make)),
            Self::Any(parts) => all(parts.iter().map(|part| part.guard(make)).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Context, Test};
    use super::*;
    use crate::export::Value;

    #[derive(Debug)]
    struct OneOf(&'static [&'static str]);

    impl Test for OneOf {
        fn judge(&self, _: &Value<'_>, _: &Context<'_>) -> Truth {
            Truth::False
        }

        fn keys(&self) -> Keys<'_> {
            Keys::Only(self.0.iter().map(|text| Key::Text(text)).collect())
        }
    }

    #[test]
    fn a_text_may_be_as_either_charset_reads_it() {
        let may_be = |pattern: &str, text: &[u8]| Key::Pattern(&Pattern::new(pattern)).may_be(text);
        assert!(may_be("^M.LLER$", b"M\xDCLLER"));
        assert!(may_be("^M.LLER$", "MÜLLER".as_bytes()));
        assert!(may_be("^M..LLER$", "MÜLLER".as_bytes()), "Windows-1252 has two characters here");
        assert!(!may_be("^[0-9]+$", b"M\xDCLLER") && may_be("^[0-9]+$", b"0012"));
        let globs = Globs::new(vec!["SAP*".to_owned()]).unwrap();
        let glob = Key::Globs(&globs);
        assert!(glob.may_be(b"sap\xDC") && !glob.may_be(b"M\xDCLLER"));
    }

    #[test]
    fn a_field_that_a_condition_does_not_limit_can_have_any_value() {
        let equals = |field: usize, texts: &'static [&'static str]| Condition::Test {
            subject: Subject::Field(field),
            test: Arc::new(OneOf(texts)),
            negated: false,
        };
        let texts = |condition: &Condition, field: usize| match condition.keys(field) {
            Keys::Any => None,
            Keys::Only(keys) => Some(keys.iter().map(|key| format!("{key:?}")).collect::<Vec<_>>().join(" ")),
        };
        let either = Condition::Any(vec![equals(0, &["A", "B"]), equals(0, &["C"])]);
        assert_eq!(texts(&either, 0).as_deref(), Some(r#"Text("A") Text("B") Text("C")"#));
        assert_eq!(texts(&either, 1), None);
        let of_two = Condition::Any(vec![equals(0, &["A"]), equals(1, &["B"])]);
        assert_eq!((texts(&of_two, 0), texts(&of_two, 1)), (None, None));
        let both = Condition::All(vec![equals(0, &["A"]), equals(1, &["B"])]);
        assert_eq!(texts(&both, 1).as_deref(), Some(r#"Text("B")"#));
        let Condition::Test { subject, test, .. } = equals(0, &["A"]) else { return };
        assert_eq!(texts(&Condition::Test { subject, test, negated: true }, 0), None);
    }
}
