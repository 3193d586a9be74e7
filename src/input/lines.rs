//! Files as lines, read in pieces: the memory is that of one piece and the longest line.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

use super::encoding::{Charset, Encoding};

/// How many bytes are read at once.
pub const PIECE: usize = 256 * 1024;

/// One line of a file, without its line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// 1-based number.
    pub number: u64,
    /// The bytes, in `charset`, without CR LF or LF.
    pub text: &'a [u8],
    /// How the bytes are to be decoded.
    pub charset: Charset,
    /// The line had a line end; only the last line of a file can lack it.
    pub terminated: bool,
}

/// Reads `source` to its end and hands out every line. Returns the number of bytes read.
///
/// UTF-16 is turned into UTF-8 on the way. `piece` is the number of bytes read at once; results do not depend on it.
///
/// # Errors
/// What the source's `read` returns.
pub fn for_each_line(
    mut source: impl Read,
    encoding: Encoding,
    piece: usize,
    visit: &mut dyn FnMut(&Line<'_>),
) -> io::Result<u64> {
    let mut buffer = vec![0; piece.max(1)];
    let mut splitter = Splitter { number: 0, charset: encoding.charset(), rest: Vec::new() };
    let mut transcoder = Transcoder::of(encoding);
    let mut mark = encoding.mark_length();
    let mut total = 0;
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        total += read as u64;
        let skipped = mark.min(read);
        mark -= skipped;
        let bytes = &buffer[skipped..read];
        match &mut transcoder {
            Some(transcoder) => splitter.feed(transcoder.feed(bytes, false), visit),
            None => splitter.feed(bytes, visit),
        }
    }
    if let Some(transcoder) = &mut transcoder {
        splitter.feed(transcoder.feed(&[], true), visit);
    }
    splitter.end(visit);
    Ok(total)
}

/// Turns UTF-16 into UTF-8, piece by piece.
struct Transcoder {
    decoder: Decoder,
    text: Vec<u8>,
}

impl Transcoder {
    fn of(encoding: Encoding) -> Option<Self> {
        let decoder = match encoding {
            Encoding::Utf16LeBom | Encoding::Utf16Le => UTF_16LE.new_decoder_without_bom_handling(),
            Encoding::Utf16BeBom => UTF_16BE.new_decoder_without_bom_handling(),
            Encoding::Utf8 | Encoding::Utf8Bom | Encoding::Windows1252 => return None,
        };
        Some(Self { decoder, text: Vec::new() })
    }

    fn feed(&mut self, mut bytes: &[u8], last: bool) -> &[u8] {
        let mut written = 0;
        // Three bytes of UTF-8 for two of UTF-16, and some for a character begun in the piece before.
        self.text.resize(bytes.len() * 3 / 2 + 16, 0);
        loop {
            let (result, read, wrote, _) = self.decoder.decode_to_utf8(bytes, &mut self.text[written..], last);
            written += wrote;
            bytes = &bytes[read..];
            match result {
                CoderResult::InputEmpty => return &self.text[..written],
                CoderResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
            }
        }
    }
}

/// Cuts a stream of bytes into lines; keeps what a piece ends with until its line end comes.
struct Splitter {
    number: u64,
    charset: Charset,
    rest: Vec<u8>,
}

impl Splitter {
    fn feed(&mut self, mut bytes: &[u8], visit: &mut dyn FnMut(&Line<'_>)) {
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            let (line, after) = (&bytes[..end], &bytes[end + 1..]);
            if self.rest.is_empty() {
                Self::hand_out(&mut self.number, self.charset, line, true, visit);
            } else {
                self.rest.extend_from_slice(line);
                Self::hand_out(&mut self.number, self.charset, &self.rest, true, visit);
                self.rest.clear();
            }
            bytes = after;
        }
        self.rest.extend_from_slice(bytes);
    }

    fn end(&mut self, visit: &mut dyn FnMut(&Line<'_>)) {
        if !self.rest.is_empty() {
            Self::hand_out(&mut self.number, self.charset, &self.rest, false, visit);
        }
    }

    fn hand_out(number: &mut u64, charset: Charset, line: &[u8], terminated: bool, visit: &mut dyn FnMut(&Line<'_>)) {
        *number += 1;
        let text = line.strip_suffix(b"\r").unwrap_or(line);
        visit(&Line { number: *number, text, charset, terminated });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], encoding: Encoding, piece: usize) -> Vec<(u64, String, bool)> {
        let mut found = Vec::new();
        for_each_line(bytes, encoding, piece, &mut |line| {
            found.push((line.number, line.charset.decode(line.text).into_owned(), line.terminated));
        })
        .unwrap();
        found
    }

    #[test]
    fn lines_are_the_same_for_every_size_of_piece_and_every_encoding() {
        let text = "Tabelle:\r\nSÜD\n\nletzte € 𝒳";
        let expected = vec![
            (1, "Tabelle:".to_owned(), true),
            (2, "SÜD".to_owned(), true),
            (3, String::new(), true),
            (4, "letzte € 𝒳".to_owned(), false),
        ];
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_be: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let utf8_mark: Vec<u8> = b"\xEF\xBB\xBF".iter().copied().chain(text.bytes()).collect();
        for piece in 1..40 {
            assert_eq!(lines(text.as_bytes(), Encoding::Utf8, piece), expected, "piece {piece}");
            assert_eq!(lines(&utf8_mark, Encoding::Utf8Bom, piece), expected, "piece {piece}");
            assert_eq!(lines(&utf16, Encoding::Utf16Le, piece), expected, "piece {piece}");
            assert_eq!(lines(&utf16_be, Encoding::Utf16BeBom, piece), expected, "piece {piece}");
        }
    }

    #[test]
    fn a_file_that_ends_with_a_line_end_has_no_empty_last_line() {
        assert_eq!(lines(b"a\r\nb\r\n", Encoding::Utf8, 64).len(), 2);
        assert_eq!(lines(b"", Encoding::Utf8, 64).len(), 0);
    }
}
