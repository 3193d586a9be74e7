//! References: the values that a field has in other records.

use std::collections::BTreeSet;

use super::Compiler;
use crate::knowledge::s_user;
use crate::rule::condition::{Condition, Subject};
use crate::rule::file::{ReferenceFile, Scope};
use crate::rule::terms::{RecordSource, Terms};

/// The values a field has in other records.
#[derive(Debug)]
pub(crate) struct Reference {
    pub source: RecordSource,
    pub field: usize,
    pub about: Vec<Condition>,
    pub scope: Scope,
    /// Upper-case values, if no others are ever asked for: the rest need not be kept.
    pub wanted: Option<Wanted>,
    /// Without any such record nothing is known.
    pub required: bool,
    /// Nothing is known of a value that no record has, whatever `about` says.
    pub listed: bool,
    /// A value has one record at most.
    pub once: bool,
    /// What is not there, or not known, is no such value.
    pub optional: bool,
}

impl Reference {
    /// Whether anybody will ever ask for this upper-case value.
    pub fn wants(&self, value: &str) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| wanted.has(value))
    }
}

/// Upper-case values that are asked for. Lists of 100,000 numbers are held against them.
#[derive(Debug)]
pub(crate) struct Wanted {
    values: BTreeSet<String>,
    /// Of those that may be S-users, the digits.
    users: BTreeSet<String>,
}

impl Wanted {
    /// Whether a value is among them; as [`has_value`] says it.
    fn has(&self, value: &str) -> bool {
        self.values.contains(value) || s_user::digits(value).is_some_and(|user| self.users.contains(user))
    }
}

impl FromIterator<String> for Wanted {
    fn from_iter<I: IntoIterator<Item = String>>(values: I) -> Self {
        let values: BTreeSet<String> = values.into_iter().collect();
        let users = values.iter().filter_map(|value| s_user::digits(value)).map(str::to_owned).collect();
        Self { values, users }
    }
}

/// Whether an upper-case value is among others. S-users are the same with and without the leading S and zeros.
pub(crate) fn has_value(values: &BTreeSet<String>, value: &str) -> bool {
    if values.contains(value) {
        return true;
    }
    s_user::digits(value).is_some_and(|user| values.iter().any(|other| s_user::digits(other) == Some(user)))
}

impl Compiler<'_> {
    /// Compiles a reference to which `subject` is compared, and returns its index.
    pub fn reference(&mut self, file: &ReferenceFile, subject: &Subject, asking: Terms<'_>) -> Option<usize> {
        let source = self.source(&file.export)?;
        let terms = Terms { source, list: None };
        let Some((field, _)) = terms.field(file.field.get_ref()) else {
            self.desk.unknown_field(file.field.get_ref(), &file.field, terms);
            return None;
        };
        let before = self.references.len();
        let about = self.conditions(&file.about, terms);
        if self.references.len() > before {
            let complaint = self.complaint(file.export.span(), "a reference cannot rest on another reference");
            self.desk.complaints.push(complaint);
            return None;
        }
        let upper = |text: &String| text.to_ascii_uppercase();
        let wanted = match subject {
            Subject::Field(_) => None,
            Subject::Fixed(text) => Some(Wanted::from_iter([upper(text)])),
            Subject::Row(column) => asking
                .list
                .map(|list| (0..list.rows.len()).flat_map(|row| list.cell(row, *column)).map(upper).collect()),
        };
        let (scope, required, listed) = (file.scope, file.required, file.listed);
        let (once, optional) = (file.once, file.optional);
        self.references.push(Reference { source, field, about, scope, wanted, required, listed, once, optional });
        Some(self.first_reference + before)
    }
}
