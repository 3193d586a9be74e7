//! The text of a policy, and places in it.
//!
//! What a file declares as its encoding is not asked: of SAP's 260 files 30 declare one that they do not have.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::complaint::Complaint;
use crate::input::Encoding;
use crate::layout::xml;

/// The text of one policy: of a file, or of an entry of a container.
#[derive(Debug)]
pub struct Source {
    /// As people find it: a path, for an entry with what it is in: `all.xml > 1ARFCGW [0000]`.
    pub path: String,
    /// The text, in UTF-8.
    pub text: String,
    /// The encoding that it had.
    pub encoding: Encoding,
    /// Where each line begins.
    lines: OnceLock<Vec<u32>>,
}

/// A place in a text: 1-based line and column, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Source {
    /// Reads bytes as text: by their mark, else as UTF-8 if they are valid, else as Windows-1252.
    pub fn new(path: String, bytes: Vec<u8>) -> Self {
        let text = |text: String, encoding: Encoding| Self { path, text, encoding, lines: OnceLock::new() };
        // Most are, and need neither be looked at twice nor copied.
        let is_plain = !matches!(*bytes, [0xEF, 0xBB, 0xBF, ..] | [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
            && memchr::memchr(0, &bytes).is_none();
        let bytes = match String::from_utf8(bytes) {
            Ok(plain) if is_plain => return text(plain, Encoding::Utf8),
            Ok(marked) => marked.into_bytes(),
            Err(other) => other.into_bytes(),
        };
        let encoding = Encoding::detect(&bytes, true);
        text(encoding.text(&bytes).into_owned(), encoding)
    }

    /// What the text declares as its encoding, if it is another one than it has.
    pub fn declared_wrongly(&self) -> Option<&str> {
        let declared = xml::declared(&self.text)?;
        let begin = match self.encoding {
            Encoding::Utf16Le | Encoding::Utf16LeBom | Encoding::Utf16Be | Encoding::Utf16BeBom => "utf-16",
            Encoding::Windows1252 => "windows-1252",
            // Plain ASCII is everything.
            _ if self.text.is_ascii() && !declared.to_ascii_lowercase().starts_with("utf-16") => return None,
            Encoding::Utf8 | Encoding::Utf8Bom => "utf-8",
        };
        (!declared.to_ascii_lowercase().starts_with(begin)).then_some(declared)
    }

    /// The place of a byte.
    pub fn place(&self, byte: usize) -> Place {
        let lines = self.lines.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(ends.map(|end| u32::try_from(end + 1).unwrap_or(u32::MAX))).collect()
        });
        let line = lines.partition_point(|begin| *begin as usize <= byte).max(1);
        let begin = lines.get(line - 1).map_or(0, |begin| *begin as usize);
        let column = self.text.get(begin..byte).map_or(0, |before| before.chars().count()) + 1;
        Place { line, column }
    }

    /// A mistake at a range of bytes.
    pub fn complaint(&self, span: Range<usize>, message: impl Into<String>) -> Complaint {
        Complaint::new(&self.path, &self.text, span, message)
    }

    /// The text of a range of bytes.
    pub fn slice(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }
}

/// A text that an author wrote, and where its letters stand: what stands between tags, without the comments in it, and with its references resolved.
#[derive(Debug, Clone)]
pub struct Characters {
    /// The letters. Predicates with the same ones share them.
    pub text: Arc<str>,
    /// Where in `text` a piece begins that stands at that byte of the file; in order.
    pieces: Box<[(u32, u32)]>,
}

impl Default for Characters {
    fn default() -> Self {
        Self::of("", Vec::new())
    }
}

impl Characters {
    /// Of pieces of text, each with the byte of the file that it stands at.
    pub(super) fn of(text: &str, pieces: Vec<(u32, u32)>) -> Self {
        Self { text: text.into(), pieces: pieces.into() }
    }

    /// The letters with one blank wherever there are some, outside of texts in quotes: how two predicates are told apart, whoever wrote them down.
    pub fn collapsed(&self) -> String {
        let mut collapsed = String::with_capacity(self.text.len());
        // Texts are the odd ones between quotes; two quotes for one make an empty text between two.
        for (number, part) in self.text.split('\'').enumerate() {
            if number > 0 {
                collapsed.push('\'');
            }
            if number % 2 == 1 {
                collapsed.push_str(part);
                continue;
            }
            if number > 0 && part.starts_with(|letter: char| letter.is_ascii_whitespace()) {
                collapsed.push(' ');
            }
            for (number, word) in part.split_ascii_whitespace().enumerate() {
                if number > 0 {
                    collapsed.push(' ');
                }
                collapsed.push_str(word);
            }
            if part.ends_with(|letter: char| letter.is_ascii_whitespace()) && !part.trim_ascii().is_empty() {
                collapsed.push(' ');
            }
        }
        collapsed.truncate(collapsed.trim_end().len());
        collapsed
    }

    /// Where a byte of the text stands in the file.
    pub fn at(&self, byte: u32) -> usize {
        let piece = self.pieces.partition_point(|(begin, _)| *begin <= byte).saturating_sub(1);
        self.pieces.get(piece).map_or(0, |(begin, at)| (at + (byte - begin)) as usize)
    }

    /// The bytes of the file for bytes of the text. A range that ends where a piece does ends with that piece, and not with a comment behind it.
    pub fn span(&self, span: &Range<u32>) -> Range<usize> {
        let begin = self.at(span.start);
        let end = if span.end > span.start { self.at(span.end - 1) + 1 } else { begin };
        begin..end.max(begin)
    }

    /// Bytes of the file from the first letter to the last that is no blank.
    pub fn whole(&self) -> Range<usize> {
        let begin = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len().max(begin);
        let place = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        self.span(&(place(begin)..place(end)))
    }

    /// There is nothing but blanks.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_tell_the_encoding_whatever_is_declared() {
        let declared = r#"<?xml version="1.0" encoding="utf-16"?><a>"#;
        for (bytes, letter, name) in [
            (format!("{declared}ä").into_bytes(), 'ä', "utf-8"),
            ([declared.as_bytes(), b"\xE4"].concat(), 'ä', "windows-1252"),
        ] {
            let source = Source::new("a.xml".to_owned(), bytes);
            assert!(source.text.ends_with(letter), "{name}");
            assert_eq!((source.encoding.name(), source.declared_wrongly()), (name, Some("utf-16")));
        }
        let units = r#"<?xml version="1.0" encoding="utf-8"?>ä"#.encode_utf16();
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(units.flat_map(u16::to_le_bytes)).collect();
        let source = Source::new("a.xml".to_owned(), wide);
        assert!(source.text.ends_with('ä'));
        assert_eq!(source.declared_wrongly(), Some("utf-8"));
        assert_eq!(Source::new(String::new(), b"<?xml encoding='utf-8'?><a/>".to_vec()).declared_wrongly(), None);
    }

    #[test]
    fn a_byte_of_the_text_has_its_place_in_the_file() {
        let characters = Characters::of("a < 'b'", vec![(0, 10), (2, 12), (3, 30)]);
        assert_eq!((characters.at(0), characters.at(2), characters.at(3), characters.at(6)), (10, 12, 30, 33));
        assert_eq!(characters.span(&(0..3)), 10..13);
        assert_eq!(characters.whole(), 10..34);
    }

    #[test]
    fn blanks_count_within_texts_only() {
        let collapsed = |text: &str| Characters::of(text, Vec::new()).collapsed();
        assert_eq!(collapsed(" a  =\n'x  y''z'  and b "), "a = 'x  y''z' and b");
    }

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let source = Source::new(String::new(), "ä\nbü\n".into());
        assert_eq!(source.place(0), Place { line: 1, column: 1 });
        assert_eq!(source.place(4), Place { line: 2, column: 2 });
        assert_eq!(source.place(6), Place { line: 2, column: 3 });
    }
}
