//! Texts of old workbooks: each letter has one byte or two, and those that are shared go on in records that continue.

use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1252};

use super::container::{u16_at, u32_at};
use crate::limits::{SHARED_STRING_BYTES, SHARED_STRINGS};

/// Each letter has two bytes.
const WIDE: u8 = 1;
/// Something that East Asian scripts need stands behind the text.
const EXTENDED: u8 = 4;
/// Parts of the text are formatted.
const RICH: u8 = 8;

/// Letters of one byte are the first 256 of Unicode in Excel 97, and of a code page before.
pub(super) fn narrow(bytes: &[u8], code_page: Option<&'static Encoding>) -> String {
    match code_page {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// The code page with this number; what Windows has in the west for those that are not known.
pub(super) fn code_page(number: u16) -> &'static Encoding {
    let label = match number {
        874 | 1250..=1258 => format!("windows-{number}"),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10_000 => "macintosh".to_owned(),
        1200 => "utf-16le".to_owned(),
        _ => String::new(),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

/// A text behind its length in letters (two bytes), as cells and formats have it.
pub(super) fn text(bytes: &[u8], code_page: Option<&'static Encoding>) -> Option<String> {
    let length = usize::from(u16_at(bytes, 0)?);
    letters(bytes.get(2..)?, length, code_page)
}

/// A text behind its length in letters (one byte), as names of sheets have it.
pub(super) fn short_text(bytes: &[u8], code_page: Option<&'static Encoding>) -> Option<String> {
    letters(bytes.get(1..)?, usize::from(*bytes.first()?), code_page)
}

fn letters(bytes: &[u8], length: usize, code_page: Option<&'static Encoding>) -> Option<String> {
    if code_page.is_some() {
        return Some(narrow(bytes.get(..length)?, code_page));
    }
    let (flags, rest) = bytes.split_first()?;
    let rest = match flags & RICH {
        0 => rest,
        _ => rest.get(2..)?,
    };
    let rest = match flags & EXTENDED {
        0 => rest,
        _ => rest.get(4..)?,
    };
    match flags & WIDE {
        0 => Some(narrow(rest.get(..length)?, None)),
        _ => Some(UTF_16LE.decode_without_bom_handling(rest.get(..length * 2)?).0.into_owned()),
    }
}

/// The shared texts, one behind the other.
#[derive(Default)]
pub(super) struct Shared {
    text: String,
    ends: Vec<u32>,
}

impl Shared {
    /// The text with this number.
    pub(super) fn get(&self, index: u32) -> Option<&str> {
        let index = index as usize;
        let start = if index == 0 { 0 } else { *self.ends.get(index - 1)? };
        self.text.get(start as usize..*self.ends.get(index)? as usize)
    }

    /// Reads them from the record and those that continue it. What cannot be read is left out.
    ///
    /// # Errors
    /// If there are more than anybody exports.
    pub(super) fn read(records: &[&[u8]]) -> Result<Self, String> {
        let mut shared = Self::default();
        let mut reader = Reader { records, at: 0 };
        let Some(count) = reader.skip(4).and_then(|()| reader.u32()) else { return Ok(shared) };
        if u64::from(count) > SHARED_STRINGS {
            return Err(format!("it has more than {SHARED_STRINGS} shared strings"));
        }
        for _ in 0..count {
            if reader.append(&mut shared.text).is_none() {
                break;
            }
            if shared.text.len() as u64 > SHARED_STRING_BYTES {
                return Err(format!("its shared strings have more than {} MiB", SHARED_STRING_BYTES >> 20));
            }
            shared.ends.push(u32::try_from(shared.text.len()).unwrap_or(u32::MAX));
        }
        Ok(shared)
    }
}

/// Reads on over the ends of records.
struct Reader<'r> {
    records: &'r [&'r [u8]],
    /// Where in the first of them.
    at: usize,
}

impl<'r> Reader<'r> {
    /// What is left of the record at hand, of the next one if nothing is.
    fn rest(&mut self) -> Option<&'r [u8]> {
        loop {
            let rest = self.records.first()?.get(self.at..)?;
            if !rest.is_empty() {
                return Some(rest);
            }
            self.records = self.records.get(1..)?;
            self.at = 0;
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.rest()?.first()?;
        self.at += 1;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        let bytes = [self.byte()?, self.byte()?];
        Some(u16::from_le_bytes(bytes))
    }

    fn u32(&mut self) -> Option<u32> {
        u32_at(&[self.byte()?, self.byte()?, self.byte()?, self.byte()?], 0)
    }

    fn skip(&mut self, mut length: usize) -> Option<()> {
        while length > 0 {
            let here = self.rest()?.len().min(length);
            self.at += here;
            length -= here;
        }
        Some(())
    }

    /// Reads a text. Where it goes on in the next record a byte says anew how wide its letters are.
    fn append(&mut self, text: &mut String) -> Option<()> {
        let mut left = usize::from(self.u16()?);
        let mut flags = self.byte()?;
        let runs = if flags & RICH == 0 { 0 } else { usize::from(self.u16()?) };
        let extended = if flags & EXTENDED == 0 { 0 } else { self.u32()? as usize };
        let mut wide = Vec::new();
        while left > 0 {
            let here = self.records.first()?.get(self.at..)?;
            if here.is_empty() {
                self.rest()?;
                flags = self.byte()?;
                continue;
            }
            let width = usize::from(flags & WIDE) + 1;
            let letters = (here.len() / width).min(left);
            if letters == 0 {
                // Half a letter at the end of a record.
                self.at += here.len();
                continue;
            }
            let bytes = here.get(..letters * width)?;
            match flags & WIDE {
                0 => wide.extend(bytes.iter().map(|byte| u16::from(*byte))),
                _ => wide.extend(bytes.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit))),
            }
            self.at += bytes.len();
            left -= letters;
        }
        text.extend(char::decode_utf16(wide).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
        self.skip(runs * 4)?;
        self.skip(extended)
    }
}
