//! What the texts and conditions of a rule may speak of: an export's fields and a list's columns.

use super::list::List;
use crate::export::{self, FieldKind, FieldSpec};
use crate::landscape::derived;

/// Where a rule's records come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RecordSource {
    /// Export kind, or a derived one.
    pub kind: &'static str,
    pub fields: &'static [FieldSpec],
    /// The export kinds of which at least one must be there.
    pub exports: &'static [&'static str],
}

/// Finds the source of this name.
pub(crate) fn source(kind: &str) -> Option<RecordSource> {
    if let Some(derived) = derived::by_kind(kind) {
        return Some(RecordSource { kind: derived.kind, fields: derived.fields, exports: derived.from });
    }
    let export = export::by_kind(kind)?;
    Some(RecordSource { kind: export.kind, fields: export.fields, exports: std::slice::from_ref(&export.kind) })
}

/// What a condition may speak of: the fields of the records, and the columns of the list's row.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'t> {
    pub source: RecordSource,
    /// The list that records are looked up in.
    pub list: Option<&'t List>,
}

impl Terms<'_> {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<(usize, FieldKind)> {
        let index = self.source.fields.iter().position(|field| field.name == name)?;
        Some((index, self.source.fields.get(index)?.kind))
    }

    /// Names of the list's columns.
    pub fn columns(&self) -> &[String] {
        self.list.map_or(&[], |list| &list.columns)
    }

    /// The column of the list's row that `row.column` means.
    pub fn column(&self, name: &str) -> Option<usize> {
        let name = name.strip_prefix("row.")?;
        self.columns().iter().position(|column| column == name)
    }
}
