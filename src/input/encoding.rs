//! How the bytes of a file are to be read as text.
//!
//! Exports come as UTF-8 with or without byte order mark, UTF-16 (little or big endian, with or without a mark) and
//! Windows-1252. Structure and names are ASCII in all of them, so layouts judge raw UTF-8 or Windows-1252 bytes;
//! UTF-16 is turned into UTF-8 first. Text is decoded only where it is shown.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::utf16::Order;

/// The encoding of a file, as reports name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8 without byte order mark (plain ASCII too).
    #[default]
    Utf8,
    /// UTF-8 that begins with a byte order mark.
    Utf8Bom,
    /// UTF-16 little endian with byte order mark.
    Utf16LeBom,
    /// UTF-16 big endian with byte order mark.
    Utf16BeBom,
    /// UTF-16 little endian, known only by its NUL bytes.
    Utf16Le,
    /// UTF-16 big endian, known only by its NUL bytes.
    Utf16Be,
    /// Windows-1252, what a SAP GUI on Windows writes when it does not write Unicode.
    Windows1252,
}

/// The encoding of the bytes that layouts see: UTF-16 has become UTF-8 by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Charset {
    /// UTF-8.
    #[default]
    Utf8,
    /// Windows-1252, one byte for a character.
    Windows1252,
}

impl Encoding {
    /// Decides from the first bytes of a file; `head` should be some kilobytes, `whole` says that nothing follows it.
    ///
    /// A mark decides; without one, NUL in every second byte means UTF-16, bytes that are no UTF-8 mean Windows-1252.
    pub fn detect(head: &[u8], whole: bool) -> Self {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => return Self::Utf8Bom,
            [0xFF, 0xFE, ..] => return Self::Utf16LeBom,
            [0xFE, 0xFF, ..] => return Self::Utf16BeBom,
            _ => {}
        }
        if let Some(order) = utf16_by_nuls(head) {
            return match order {
                Order::Little => Self::Utf16Le,
                Order::Big => Self::Utf16Be,
            };
        }
        match std::str::from_utf8(head) {
            Ok(_) => Self::Utf8,
            // A character cut at the end of the piece is no sign of another encoding.
            Err(error) if !whole && error.error_len().is_none() => Self::Utf8,
            Err(_) => Self::Windows1252,
        }
    }

    /// The name that stands in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Utf16LeBom | Self::Utf16Le => "utf-16le",
            Self::Utf16BeBom | Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The text of a whole file, without its mark.
    pub fn text(self, bytes: &[u8]) -> Cow<'_, str> {
        let bytes = bytes.get(self.mark_length()..).unwrap_or_default();
        match self {
            Self::Utf16Le | Self::Utf16LeBom => encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0,
            Self::Utf16Be | Self::Utf16BeBom => encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0,
            Self::Utf8 | Self::Utf8Bom | Self::Windows1252 => self.charset().decode(bytes),
        }
    }

    /// What the bytes are once [`crate::input::blocks`] has handed them out.
    pub fn charset(self) -> Charset {
        match self {
            Self::Windows1252 => Charset::Windows1252,
            _ => Charset::Utf8,
        }
    }

    /// Every character has two bytes, or four.
    pub(crate) fn is_utf16(self) -> bool {
        self.order().is_some()
    }

    /// Which byte of UTF-16 comes first; none for other encodings.
    pub(super) fn order(self) -> Option<Order> {
        match self {
            Self::Utf16LeBom | Self::Utf16Le => Some(Order::Little),
            Self::Utf16BeBom | Self::Utf16Be => Some(Order::Big),
            Self::Utf8 | Self::Utf8Bom | Self::Windows1252 => None,
        }
    }

    /// Number of bytes of the byte order mark, which belong to no line.
    pub(crate) fn mark_length(self) -> usize {
        match self {
            Self::Utf8Bom => 3,
            Self::Utf16LeBom | Self::Utf16BeBom => 2,
            _ => 0,
        }
    }
}

impl Charset {
    /// The bytes as text. UTF-8 that is broken somewhere is read as Windows-1252 rather than lost.
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 => match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
            },
            Self::Windows1252 => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        }
    }

    /// How many characters (Unicode code points) the bytes are: the unit of every column basislint reports.
    pub fn characters(self, bytes: &[u8]) -> u64 {
        if bytes.is_ascii() || self == Self::Windows1252 {
            bytes.len() as u64
        } else {
            self.decode(bytes).chars().count() as u64
        }
    }
}

/// How many of the bytes are such.
pub(crate) fn count_bytes(text: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    // In pieces whose count fits a byte the compiler counts many bytes at once.
    let count = |piece: &[u8]| usize::from(piece.iter().map(|byte| u8::from(is_such(*byte))).sum::<u8>());
    text.chunks(128).map(count).sum()
}

/// Latin text in UTF-16 has a NUL in most odd places and in few even ones, or the other way round.
fn utf16_by_nuls(head: &[u8]) -> Option<Order> {
    let sample = &head[..head.len().min(512) & !1];
    if sample.len() < 4 {
        return None;
    }
    let pairs = sample.len() / 2;
    let odd = sample.iter().skip(1).step_by(2).filter(|byte| **byte == 0).count();
    let even = sample.iter().step_by(2).filter(|byte| **byte == 0).count();
    let in_most = |here: usize, there: usize| here * 10 >= pairs * 7 && there * 10 <= pairs;
    match (in_most(odd, even), in_most(even, odd)) {
        (true, _) => Some(Order::Little),
        (_, true) => Some(Order::Big),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn marks_decide() {
        assert_eq!(Encoding::detect(b"\xEF\xBB\xBFTable:", true), Encoding::Utf8Bom);
        assert_eq!(Encoding::detect(b"\xFF\xFET\0", true), Encoding::Utf16LeBom);
        assert_eq!(Encoding::detect(b"\xFE\xFF\0T", true), Encoding::Utf16BeBom);
    }

    #[test]
    fn utf16_without_a_mark_is_known_by_its_nul_bytes() {
        let little = utf16("|SAPOSS  |3  |\r\n");
        assert_eq!(Encoding::detect(&little, true), Encoding::Utf16Le);
        let big: Vec<u8> = little.chunks(2).flat_map(|pair| [pair[1], pair[0]]).collect();
        assert_eq!(Encoding::detect(&big, true), Encoding::Utf16Be);
        assert_eq!(Encoding::detect(b"\0\0\0\0\0\0\0\0", true), Encoding::Utf8);
    }

    #[test]
    fn bytes_that_are_no_utf8_are_windows_1252() {
        assert_eq!(Encoding::detect(b"L\xE4uft", true), Encoding::Windows1252);
        assert_eq!(Charset::Windows1252.decode(b"\x93L\xE4uft\x94"), "\u{201c}L\u{e4}uft\u{201d}");
    }

    #[test]
    fn a_character_cut_by_the_end_of_the_sample_is_still_utf8() {
        let bytes = "läuft".as_bytes();
        assert_eq!(Encoding::detect(&bytes[..2], false), Encoding::Utf8);
        assert_eq!(Encoding::detect(&bytes[..2], true), Encoding::Windows1252);
    }

    #[test]
    fn bytes_are_counted_beyond_what_a_byte_holds() {
        assert_eq!(count_bytes(&[0xFF; 1000], |byte| byte >= 0x80), 1000);
        assert_eq!(count_bytes(b"", |_| true), 0);
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(Charset::Utf8.characters("SÜD".as_bytes()), 3);
        assert_eq!(Charset::Windows1252.characters(b"S\xDCD"), 3);
    }
}
