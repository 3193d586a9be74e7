//! Lines that are longer than any of SAP's are left out, and counted: a file without a line end would have to be held as a whole.

use memchr::memchr;

use crate::limits::LINE_BYTES;

/// Finds lines that are too long while a file is read piece by piece.
#[derive(Debug, Clone, Copy)]
pub struct LongLines {
    longest: usize,
    /// What comes is still of such a line.
    pub(super) passing: bool,
    first: Option<u64>,
    number: u64,
}

impl Default for LongLines {
    fn default() -> Self {
        Self { longest: LINE_BYTES, passing: false, first: None, number: 0 }
    }
}

impl LongLines {
    /// With another limit, for tests.
    #[cfg(test)]
    pub(super) fn beyond(longest: usize) -> Self {
        Self { longest, ..Self::default() }
    }

    /// The same limit, and nothing found yet.
    pub(super) fn none_so_far(&self) -> Self {
        Self { longest: self.longest, ..Self::default() }
    }

    /// Pieces must not be longer than the longest line: then such a line is at the begin of what is left over.
    pub(super) fn most_at_once(&self, piece: usize) -> usize {
        piece.clamp(1, self.longest.max(1))
    }

    /// Says how many of the first bytes of `text` are of a line that is too long. Up to `searched` no line ends in it.
    /// `next_line` is the number of the line that begins there, and is counted on behind its end.
    pub(super) fn leave_out(&mut self, text: &[u8], searched: usize, next_line: &mut u64) -> usize {
        let end = memchr(b'\n', text.get(searched..).unwrap_or_default()).map(|at| searched + at);
        let is_long = self.passing || end.unwrap_or(text.len()) > self.longest;
        if !is_long {
            return 0;
        }
        if !self.passing {
            self.number += 1;
            self.first = self.first.or(Some(*next_line));
        }
        self.passing = end.is_none();
        if end.is_some() {
            *next_line += 1;
        }
        end.map_or(text.len(), |end| end + 1)
    }

    /// The file ended. Says whether it did so in such a line.
    pub(super) fn end(&mut self) -> bool {
        std::mem::take(&mut self.passing)
    }

    /// Those of the next part of the file as well; so many lines stand before that.
    pub fn join(&mut self, next: Self, lines: u64) {
        self.number += next.number;
        self.first = self.first.or(next.first.map(|line| line + lines));
    }

    /// Where the first is, and what is to be said of them all; none if there are none.
    pub fn note(&self) -> Option<(u64, String)> {
        let line = self.first?;
        let most = self.longest >> 20;
        let what = match self.number {
            1 => format!("the line has more than {most} MiB, so it is not read"),
            number => format!("{number} lines from here on have more than {most} MiB, so they are not read"),
        };
        Some((line, format!("{what}: no export of SAP has such lines, so export it anew")))
    }
}
