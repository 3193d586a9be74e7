//! Entries of an answer for scripts: each has a line for every value, and the last one tells whether the answer is cut.

use crate::layout::{Flaw, Row};

/// Counts the lines of entries.
#[derive(Debug, Default)]
pub struct Entries {
    number: Vec<u8>,
    /// Lines of the entry so far; none before the first entry.
    lines: usize,
    /// Lines of a whole entry, as the first one has it.
    whole: Option<usize>,
    /// The last character of the last line.
    end: (u64, u64),
}

impl Entries {
    /// Whether the row is the first line of an entry.
    pub fn begins(&mut self, row: &Row<'_>) -> bool {
        let number = row.raw(row.cell(0));
        self.end = row.character(row.cell(2).end);
        if self.lines > 0 && self.number == number {
            self.lines += 1;
            return false;
        }
        if self.lines > 0 && self.whole.is_none() {
            self.whole = Some(self.lines);
        }
        (self.number, self.lines) = (number.to_vec(), 1);
        true
    }

    /// The answer has ended: says if its last entry has fewer lines than the first, or than `least` where it is the only one.
    pub fn end(&mut self, least: usize) -> Option<Flaw> {
        let Self { lines, whole, end: (line, column), .. } = std::mem::take(self);
        let message = "the answer is cut: its last entry has fewer lines than it should".to_owned();
        (lines > 0 && lines < whole.unwrap_or(least)).then_some(Flaw { line, column, message, incomplete: true })
    }
}
