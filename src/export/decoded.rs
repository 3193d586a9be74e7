//! Places in the decoded text of a row, as places in the row.

use std::borrow::Cow;
use std::ops::{Deref, Range};

use crate::layout::Row;

/// A row's text, decoded.
pub(super) struct Decoded<'r>(Cow<'r, str>);

impl<'r> Decoded<'r> {
    /// Decodes a row.
    pub(super) fn of(row: &Row<'r>) -> Self {
        Self(row.charset.decode(row.text))
    }

    /// Where in the row a part of the text stands.
    pub(super) fn place(&self, part: Range<usize>) -> Range<usize> {
        match &self.0 {
            Cow::Borrowed(_) => part,
            // Windows-1252, whatever the file is said to be: one byte is one character.
            Cow::Owned(text) => {
                let bytes = |end: usize| text.get(..end).unwrap_or_default().chars().count();
                bytes(part.start)..bytes(part.end)
            }
        }
    }
}

impl Deref for Decoded<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}
