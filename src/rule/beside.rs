//! Records of another export, looked at as if they were of a rule's own.

use std::ops::Range;

use crate::export::{Field, Record};

/// An export that tells of the same things as a rule's own, in fields of its own.
#[derive(Debug)]
pub(crate) struct Beside {
    pub kind: &'static str,
    /// For each field of the rule's export its index in this one; none if it has no such field.
    pub fields: Vec<Option<usize>>,
}

/// A record under the fields of a rule's export.
pub(crate) struct Mapped<'m> {
    pub record: &'m dyn Record,
    pub fields: &'m [Option<usize>],
}

impl Record for Mapped<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match self.fields.get(index).copied().flatten() {
            Some(field) => self.record.field(field),
            None => Field::absent(),
        }
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        self.record.secrets()
    }

    fn hides(&self, index: usize) -> bool {
        self.fields.get(index).copied().flatten().is_some_and(|field| self.record.hides(field))
    }

    fn der(&self) -> Option<&[u8]> {
        self.record.der()
    }

    fn harmless(&self) -> Vec<Range<usize>> {
        self.record.harmless()
    }
}
