//! The lines of a file, each with its bytes, whatever the encoding: what is not changed need not be written anew.

use std::ops::Range;

use encoding_rs::WINDOWS_1252;

use crate::input::{Charset, Encoding};

/// A file that may be edited, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    bytes: Vec<u8>,
    encoding: Encoding,
    lines: Vec<Line>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its bytes, without its line end.
    pub bytes: Range<usize>,
    /// One past its line end.
    pub end: usize,
    /// Its text, without its line end.
    pub text: String,
    /// It ends as lines of Windows do.
    pub has_return: bool,
}

impl Line {
    /// It has a line end.
    pub fn is_ended(&self) -> bool {
        self.end > self.bytes.end
    }
}

impl Lines {
    /// The lines of these bytes.
    pub fn of(bytes: Vec<u8>) -> Self {
        let encoding = Encoding::detect(&bytes, true);
        let width = if encoding.is_utf16() { 2 } else { 1 };
        let unit = |at: usize| bytes.get(at..at + width).map(|unit| number(unit, encoding));
        let mut lines = Vec::new();
        let mut start = encoding.mark_length().min(bytes.len());
        let mut at = start;
        while at < bytes.len() {
            let is_end = unit(at) == Some(u16::from(b'\n'));
            at = (at + width).min(bytes.len());
            if is_end || at == bytes.len() {
                let text_end = if is_end { at - width } else { at };
                let has_return = is_end && text_end > start && unit(text_end - width) == Some(u16::from(b'\r'));
                let text_end = if has_return { text_end - width } else { text_end };
                let text = decoded(bytes.get(start..text_end).unwrap_or_default(), encoding);
                lines.push(Line { bytes: start..text_end, end: at, text, has_return });
                start = at;
            }
        }
        Self { bytes, encoding, lines }
    }

    /// All its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The encoding.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(super) fn all(&self) -> &[Line] {
        &self.lines
    }

    /// The line with this number, from 1; none if its bytes are not those of its text, so that places in it would be guessed.
    pub(super) fn line(&self, number: u64) -> Option<&Line> {
        let line = self.lines.get(usize::try_from(number).ok()?.checked_sub(1)?)?;
        let is_exact = self.encoded(&line.text).is_some_and(|own| self.bytes.get(line.bytes.clone()) == Some(&*own));
        is_exact.then_some(line)
    }

    /// Where in the file the byte of a line's text stands.
    pub(super) fn offset(&self, line: &Line, at: usize) -> Option<usize> {
        Some(line.bytes.start + self.encoded(line.text.get(..at)?)?.len())
    }

    /// The text as the file has it; none if its encoding lacks a character of it.
    pub(super) fn encoded(&self, text: &str) -> Option<Vec<u8>> {
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => Some(text.as_bytes().to_vec()),
            Encoding::Utf16LeBom | Encoding::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Encoding::Utf16BeBom | Encoding::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Encoding::Windows1252 => {
                let (bytes, _, lacks_any) = WINDOWS_1252.encode(text);
                (!lacks_any).then(|| bytes.into_owned())
            }
        }
    }

    /// The line end that a new line gets before the line with this index, or at the end: that of its neighbour.
    pub(super) fn line_end(&self, index: usize) -> &'static str {
        let before = index.checked_sub(1).and_then(|before| self.lines.get(before));
        let neighbour = before.filter(|line| line.is_ended()).or_else(|| self.lines.first());
        if neighbour.is_some_and(|line| line.has_return) { "\r\n" } else { "\n" }
    }
}

fn number(unit: &[u8], encoding: Encoding) -> u16 {
    match (unit, encoding) {
        ([low, high], Encoding::Utf16LeBom | Encoding::Utf16Le) => u16::from_le_bytes([*low, *high]),
        ([high, low], _) => u16::from_be_bytes([*high, *low]),
        ([byte], _) => u16::from(*byte),
        _ => 0,
    }
}

fn decoded(bytes: &[u8], encoding: Encoding) -> String {
    if encoding.is_utf16() {
        let units: Vec<u16> = bytes.chunks(2).map(|unit| number(unit, encoding)).collect();
        return String::from_utf16_lossy(&units);
    }
    let charset = match encoding {
        Encoding::Windows1252 => Charset::Windows1252,
        _ => Charset::Utf8,
    };
    charset.decode(bytes).into_owned()
}
