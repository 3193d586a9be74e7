//! NUL bytes in plain text: some programs pad values with them. A few are blanks that nobody sees; many are no text.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

use super::{Block, count_bytes};

/// At most so many bytes for each NUL are few: text in UTF-16 that was not known for it, and data of programs, have more.
const BYTES_FOR_EACH: usize = 10;

/// Whether the NUL bytes among these are few enough for blanks.
pub fn are_few(head: &[u8]) -> bool {
    count_bytes(head, |byte| byte == 0) * BYTES_FOR_EACH <= head.len()
}

/// The text with blanks for NUL bytes: each stays in its column.
pub fn blanked(text: &[u8]) -> Cow<'_, [u8]> {
    match memchr(0, text) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(text.iter().map(|byte| if *byte == 0 { b' ' } else { *byte }).collect()),
    }
}

/// The NUL bytes of a file, or of a part of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nuls {
    number: u64,
    /// Line and column of the first.
    first: Option<(u64, u64)>,
}

impl Nuls {
    /// The block's text with blanks for NUL bytes, which are counted.
    pub fn blank<'t>(&mut self, block: &Block<'t>) -> Cow<'t, [u8]> {
        let text = blanked(block.text);
        if let Cow::Owned(_) = text {
            self.number += memchr_iter(0, block.text).count() as u64;
            let first = self.first.or_else(|| first(block));
            self.first = first;
        }
        text
    }

    /// Those of the next part of the file as well; so many lines stand before that.
    pub fn join(&mut self, next: Self, lines: u64) {
        self.number += next.number;
        self.first = self.first.or(next.first.map(|(line, column)| (line + lines, column)));
    }

    /// Where the first is, and what is to be said of them all; none if there are none.
    pub fn note(&self) -> Option<(u64, u64, String)> {
        let (line, column) = self.first?;
        let message = match self.number {
            1 => "a NUL byte, read as a blank".to_owned(),
            number => format!("{number} NUL bytes from here on, read as blanks"),
        };
        Some((line, column, message))
    }
}

/// Line and column of the block's first NUL byte.
fn first(block: &Block<'_>) -> Option<(u64, u64)> {
    let at = memchr(0, block.text)?;
    let before = block.text.get(..at)?;
    let line = block.first_line + memchr_iter(b'\n', before).count() as u64;
    let start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
    Some((line, 1 + block.charset.characters(before.get(start..)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Charset;

    fn block(text: &str, first_line: u64) -> Block<'_> {
        Block { text: text.as_bytes(), first_line, charset: Charset::Utf8 }
    }

    #[test]
    fn each_becomes_a_blank_in_its_place() {
        let mut nuls = Nuls::default();
        assert_eq!(nuls.blank(&block("no such byte\n", 1)), Cow::Borrowed(b"no such byte\n"));
        assert_eq!(nuls.note(), None);
        assert_eq!(nuls.blank(&block("ab\nSÜD\0c\0\n", 5)).as_ref(), "ab\nSÜD c \n".as_bytes());
        assert_eq!(nuls.blank(&block("\0", 9)).as_ref(), b" ");
        assert_eq!(nuls.note(), Some((6, 4, "3 NUL bytes from here on, read as blanks".to_owned())));
    }

    #[test]
    fn parts_of_a_file_are_counted_as_one() {
        let (mut file, mut next) = (Nuls::default(), Nuls::default());
        next.blank(&block("x\n\0\n", 1));
        file.join(next, 100);
        assert_eq!(file.note(), Some((102, 1, "a NUL byte, read as a blank".to_owned())));
        file.join(next, 200);
        assert_eq!(file.note().map(|note| (note.0, note.1)), Some((102, 1)));
    }

    #[test]
    fn many_are_no_blanks() {
        assert!(are_few(b"twenty bytes of text\0nd some more of it here"));
        assert!(!are_few(b"short\0"));
        assert!(!are_few(b"T\0a\0b\0l\0e\0"));
    }
}
