//! The words that a configuration may use: those of the rules that are loaded, and of the exports.

use crate::config::Known;
use crate::export;
use crate::report::Format;
use crate::rule::RuleSet;

/// Keeps what [`Known`] borrows.
pub(super) struct Words<'r> {
    rules: Vec<&'r str>,
    rules_with_days: Vec<&'r str>,
    exports: Vec<&'static str>,
    formats: Vec<&'static str>,
}

impl<'r> Words<'r> {
    pub fn of(rules: &'r RuleSet) -> Self {
        Self {
            rules: rules.ids().collect(),
            rules_with_days: rules.with_days().collect(),
            exports: export::EXPORTS.iter().map(|export| export.kind).collect(),
            formats: Format::names().collect(),
        }
    }

    pub fn known(&self) -> Known<'_> {
        Known {
            rules: &self.rules,
            rules_with_days: &self.rules_with_days,
            exports: &self.exports,
            exports_not_read_yet: export::KINDS_NOT_READ_YET,
            formats: &self.formats,
        }
    }
}
