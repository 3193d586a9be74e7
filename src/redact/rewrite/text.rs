//! Bytes and text: a file is written in the encoding in which it was read.

use encoding_rs::WINDOWS_1252;

use crate::input::Encoding;

/// A file's text and its encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Without a byte order mark.
    pub text: String,
    encoding: Encoding,
}

/// The bytes of a file as text.
pub fn decode(bytes: &[u8]) -> Text {
    let encoding = Encoding::detect(bytes, true);
    let body = bytes.get(encoding.mark_length()..).unwrap_or_default();
    let units = |word: fn([u8; 2]) -> u16| body.chunks_exact(2).map(move |pair| word([pair[0], pair[1]]));
    let text = match encoding {
        Encoding::Utf16Le | Encoding::Utf16LeBom => {
            char::decode_utf16(units(u16::from_le_bytes)).map(|letter| letter.unwrap_or('\u{FFFD}')).collect()
        }
        Encoding::Utf16Be | Encoding::Utf16BeBom => {
            char::decode_utf16(units(u16::from_be_bytes)).map(|letter| letter.unwrap_or('\u{FFFD}')).collect()
        }
        Encoding::Windows1252 => WINDOWS_1252.decode_without_bom_handling(body).0.into_owned(),
        Encoding::Utf8 | Encoding::Utf8Bom => String::from_utf8_lossy(body).into_owned(),
    };
    Text { text, encoding }
}

impl Text {
    /// Another text in the same encoding.
    pub fn encoded(&self, text: &str) -> Vec<u8> {
        let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let (mark, body): (&[u8], Vec<u8>) = match self.encoding {
            Encoding::Utf8 => (b"", text.as_bytes().to_vec()),
            Encoding::Utf8Bom => (b"\xEF\xBB\xBF", text.as_bytes().to_vec()),
            Encoding::Utf16Le => (b"", units(u16::to_le_bytes)),
            Encoding::Utf16LeBom => (b"\xFF\xFE", units(u16::to_le_bytes)),
            Encoding::Utf16Be => (b"", units(u16::to_be_bytes)),
            Encoding::Utf16BeBom => (b"\xFE\xFF", units(u16::to_be_bytes)),
            Encoding::Windows1252 => (b"", WINDOWS_1252.encode(text).0.into_owned()),
        };
        [mark, &body].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_as_it_was_read() {
        let utf_16: Vec<u8> = "\u{FEFF}SÜD\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in ["SÜD\r\n".as_bytes(), b"\xEF\xBB\xBFx\n", b"S\xDCD\x81\n", &utf_16] {
            let text = decode(bytes);
            assert_eq!(text.encoded(&text.text), bytes);
        }
    }
}
