//! References: the values that a field has in other records.

use super::Compiler;
use crate::rule::condition::{Condition, Subject};
use crate::rule::file::{ReferenceFile, Scope};
use crate::rule::terms::{RecordSource, Terms};
use crate::rule::values::Values;

/// The values a field has in other records.
#[derive(Debug)]
pub(crate) struct Reference {
    pub source: RecordSource,
    pub field: usize,
    pub about: Vec<Condition>,
    pub scope: Scope,
    /// Upper-case values, if no others are ever asked for: the rest need not be kept.
    pub wanted: Option<Values>,
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
            Subject::Fixed(text) => Some(Values::from_iter([upper(text)])),
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
