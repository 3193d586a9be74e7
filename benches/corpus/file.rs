//! One file: an export's text in an encoding, up to a number of rows or bytes. Written as it is made, so that a file of any
//! size needs little memory.

use std::io::{self, Write};

use super::exports::Export;

/// How a file's text becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf8Bom,
    Utf16LeBom,
    Windows1252,
}

impl Encoding {
    /// As basislint's reports name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Utf16LeBom => "utf-16le",
            Self::Windows1252 => "windows-1252",
        }
    }

    fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 | Self::Windows1252 => b"",
            Self::Utf8Bom => b"\xEF\xBB\xBF",
            Self::Utf16LeBom => b"\xFF\xFE",
        }
    }

    fn encode(self, text: &str, bytes: &mut Vec<u8>) {
        match self {
            Self::Utf8 | Self::Utf8Bom => bytes.extend_from_slice(text.as_bytes()),
            Self::Utf16LeBom => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            // The only characters here that are not ASCII are umlauts, whose numbers are the same.
            Self::Windows1252 => bytes.extend(text.chars().map(|character| character as u8)),
        }
    }
}

/// When a file has enough rows.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    Rows(u64),
    /// So many bytes or a row more, in the file's encoding, without what stands below the rows.
    Bytes(u64),
}

/// What was written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Written {
    pub bytes: u64,
    pub rows: u64,
    pub hits: u64,
}

const BLOCK: usize = 256 * 1024;

/// Writes a file.
///
/// # Errors
/// Those of `out`.
pub fn write(export: &mut dyn Export, encoding: Encoding, until: Until, out: &mut dyn Write) -> io::Result<Written> {
    let mut written = Written::default();
    let (mut text, mut bytes) = (String::new(), encoding.mark().to_vec());
    export.begin(&mut text);
    loop {
        encoding.encode(&text, &mut bytes);
        text.clear();
        let enough = match until {
            Until::Rows(rows) => written.rows >= rows,
            Until::Bytes(enough) => written.bytes + bytes.len() as u64 >= enough,
        };
        if enough || bytes.len() >= BLOCK {
            out.write_all(&bytes)?;
            written.bytes += bytes.len() as u64;
            bytes.clear();
        }
        if enough {
            break;
        }
        written.hits += u64::from(export.row(&mut text));
        written.rows += 1;
    }
    export.end(&mut text);
    encoding.encode(&text, &mut bytes);
    out.write_all(&bytes)?;
    written.bytes += bytes.len() as u64;
    Ok(written)
}

/// The bytes of a file.
pub fn bytes(export: &mut dyn Export, encoding: Encoding, until: Until) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory cannot fail.
    let _ = write(export, encoding, until, &mut bytes);
    bytes
}
