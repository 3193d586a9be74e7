//! basislint's own workbook: known by the heading of any of its sheets, for people save such a workbook anew, or one sheet of it as text.

use std::borrow::Cow;

use crate::layout::{Flaw, Row, RowSink};

/// How the headings of its sheets begin.
static HEADINGS: [&[&str]; 6] = [
    &["System", "Role", "Tier", "State", "Checks passed", "Checks failed", "Checks not evaluated"],
    &["System", "Role", "Tier", "Document", "Step", "Title", "State", "What to do"],
    &["Severity", "System", "Role", "Tier", "Subject", "Message", "What to do", "File"],
    &["Rule", "System", "Subject", "Reason", "Owner", "Until", "Days left", "State"],
    &["System", "Add", "Checks that wait for it", "How to get it", "Or why not evaluated", "Rules"],
    &["File", "System", "Export", "Status", "Reason", "Records", "Layout", "Encoding"],
];

/// Whether these are the cells of such a heading.
fn is_heading<'t>(cells: impl Iterator<Item = Cow<'t, str>> + Clone) -> bool {
    HEADINGS.iter().any(|heading| {
        let mut cells = cells.clone();
        heading.iter().all(|title| cells.next().is_some_and(|cell| cell.trim() == *title))
    })
}

/// Whether a line is such a heading, as Excel writes it into a text.
pub(super) fn is_line(line: &str) -> bool {
    [',', ';', '\t'].into_iter().any(|separator| {
        line.contains(separator) && is_heading(line.split(separator).map(|cell| Cow::Borrowed(cell.trim_matches('"'))))
    })
}

/// Looks at what is offered as a heading before another sink sees it. It wants no more once it knows.
pub struct Watching<'s, S> {
    /// The other one.
    pub sink: &'s mut S,
    /// It is a workbook of basislint.
    pub is_own: bool,
}

impl<'s, S: RowSink> Watching<'s, S> {
    /// Looks at what this sink sees.
    pub fn new(sink: &'s mut S) -> Self {
        Self { sink, is_own: false }
    }
}

impl<S: RowSink> RowSink for Watching<'_, S> {
    fn title(&mut self, row: &Row<'_>) {
        self.sink.title(row);
    }

    fn heading(&mut self, row: &Row<'_>) -> bool {
        self.is_own |= is_heading((0..row.cells.len()).map(|cell| Cow::Owned(row.text_of(cell))));
        !self.is_own && self.sink.heading(row)
    }

    fn row(&mut self, row: &Row<'_>) {
        self.sink.row(row);
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.sink.flaw(flaw);
    }

    fn end_seen(&mut self) {
        self.sink.end_seen();
    }

    fn has_enough(&self) -> bool {
        self.is_own || self.sink.has_enough()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_that_was_saved_as_text_is_known_by_its_heading() {
        for separator in [",", ";", "\t"] {
            for heading in HEADINGS {
                assert!(is_line(&heading.join(separator)) && is_line(&[heading, &["More"]].concat().join(separator)));
                assert!(!is_line(&heading[1..].join(separator)));
            }
        }
        assert!(!is_line("System") && !is_line("") && !is_line("System\tRole\tTier"));
    }
}
