//! What git leaves in a text when it cannot merge it: marks, and between them what both sides say.

use memchr::memmem;

use super::{Block, count_bytes};

/// How the first of the marks begins; no export has such a line.
const MARK: &[u8] = b"<<<<<<< ";

/// The first mark of a file, or of a part of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MergeMarks {
    first: Option<u64>,
}

impl MergeMarks {
    /// Looks for one in a block.
    pub fn look(&mut self, block: &Block<'_>) {
        if self.first.is_some() {
            return;
        }
        let begins_line = |at: &usize| *at == 0 || block.text.get(at - 1) == Some(&b'\n');
        let at = memmem::find_iter(block.text, MARK).find(begins_line);
        let line = |at: usize| {
            let before = count_bytes(block.text.get(..at).unwrap_or_default(), |byte| byte == b'\n');
            block.first_line + before as u64
        };
        self.first = at.map(line);
    }

    /// That of the next part of the file as well; so many lines stand before it.
    pub fn join(&mut self, next: Self, lines: u64) {
        self.first = self.first.or(next.first.map(|line| line + lines));
    }

    /// Its line, and what is to be said of it.
    pub fn note(&self) -> Option<(u64, &'static str)> {
        let what = "a merge of git is not finished here, and what both sides say stands in the file: take one, then export or commit it anew";
        self.first.map(|line| (line, what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Charset;

    fn first(text: &[u8], first_line: u64) -> Option<u64> {
        let mut marks = MergeMarks::default();
        marks.look(&Block { text, first_line, charset: Charset::Utf8 });
        marks.note().map(|(line, _)| line)
    }

    #[test]
    fn a_mark_begins_its_line() {
        assert_eq!(first(b"a\nb\n<<<<<<< HEAD\nc\n", 7), Some(9));
        assert_eq!(first(b"<<<<<<< HEAD\n", 1), Some(1));
        assert_eq!(first(b"a <<<<<<< b\n<<<<<<<\n", 1), None);
    }

    #[test]
    fn of_two_parts_the_first_mark_counts() {
        let (mut one, mut two) = (MergeMarks::default(), MergeMarks::default());
        two.look(&Block { text: b"x\n<<<<<<< side\n", first_line: 1, charset: Charset::Utf8 });
        one.join(two, 10);
        assert_eq!(one.note().map(|(line, _)| line), Some(12));
    }
}
