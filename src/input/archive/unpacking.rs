//! Reads what is packed, and believes nothing that is said of its length: what unpacks to more than any exports do ends with an error.

use std::error::Error;
use std::fmt;
use std::io::{self, Read};

use flate2::Crc;
use flate2::read::{DeflateDecoder, MultiGzDecoder};

use crate::input::source::{ReadAt, Source, SourceReader};
use crate::limits::{ARCHIVE_RATIO, ARCHIVE_RATIO_FROM_BYTES, ARCHIVE_UNPACKED_BYTES};

/// What to do about an archive that is refused.
pub(super) const WAY_OUT: &str = "unpack it and check the folder";

/// Why an archive of this length must not unpack to so many bytes, if it must not.
pub(super) fn too_much(unpacked: u64, packed: u64) -> Option<String> {
    if unpacked > ARCHIVE_UNPACKED_BYTES {
        return Some(format!("it unpacks to more than {} GiB: {WAY_OUT}", ARCHIVE_UNPACKED_BYTES >> 30));
    }
    if unpacked > ARCHIVE_RATIO_FROM_BYTES && unpacked > packed.saturating_mul(ARCHIVE_RATIO) {
        return Some(format!("it unpacks to more than {ARCHIVE_RATIO} times its length, as no exports do: {WAY_OUT}"));
    }
    None
}

/// An archive that breaks off.
pub(super) fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the archive is cut here: transfer it again")
}

/// What is wrong with an archive, in words that need no more around them.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub(super) struct Told {
    pub text: String,
    /// It may be whole, but nothing of it is read.
    pub refused: bool,
}

impl Told {
    fn damaged(what: &dyn fmt::Display) -> io::Error {
        let text = format!("the archive is damaged ({what}): transfer it again, or pack it again");
        io::Error::new(io::ErrorKind::InvalidData, Self { text, refused: false })
    }

    fn refused(why: &str) -> io::Error {
        io::Error::other(Self { text: format!("the archive is not read: {why}"), refused: true })
    }

    /// What of an error is told so, however deep it lies.
    pub fn of(error: &io::Error) -> Option<&Self> {
        let mut cause: Option<&(dyn Error + 'static)> = error.get_ref().map(|error| error as &(dyn Error + 'static));
        while let Some(error) = cause {
            if let Some(told) = error.downcast_ref() {
                return Some(told);
            }
            cause = match error.downcast_ref::<io::Error>() {
                Some(error) => error.get_ref().map(|error| error as &(dyn Error + 'static)),
                None => error.source(),
            };
        }
        None
    }
}

/// What is wrong with packed bytes.
fn damaged(error: &io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => cut(),
        _ => Told::damaged(error),
    }
}

/// What gzip packed, in one piece or in several.
pub struct Counted<'a> {
    inner: MultiGzDecoder<SourceReader<'a>>,
    packed: u64,
    unpacked: u64,
}

impl<'a> Counted<'a> {
    pub fn new(source: Source<'a>) -> Self {
        let packed = source.length().unwrap_or(0);
        Self { inner: MultiGzDecoder::new(SourceReader::new(source, 0)), packed, unpacked: 0 }
    }
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer).map_err(|error| damaged(&error))?;
        self.unpacked += read as u64;
        too_much(self.unpacked, self.packed).map_or(Ok(read), |why| Err(Told::refused(&why)))
    }
}

/// So many bytes and no more; fewer are an error.
pub struct Whole<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Whole<R> {
    pub fn new(inner: R, size: u64) -> Self {
        Self { inner, left: size }
    }
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let Some(buffer) = buffer.get_mut(..most).filter(|buffer| !buffer.is_empty()) else { return Ok(0) };
        let read = self.inner.read(buffer)?;
        if read == 0 {
            return Err(cut());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

/// A file of a ZIP archive: it has the length and the checksum that the archive says.
pub struct Checked<R> {
    inner: Unpacked<R>,
    left: u64,
    crc: Crc,
    expected: u32,
}

enum Unpacked<R> {
    Stored(R),
    Deflated(Box<DeflateDecoder<R>>),
}

impl<R: Read> Checked<R> {
    pub fn new(packed: R, deflated: bool, size: u64, expected: u32) -> Self {
        let inner = match deflated {
            true => Unpacked::Deflated(Box::new(DeflateDecoder::new(packed))),
            false => Unpacked::Stored(packed),
        };
        Self { inner, left: size, crc: Crc::new(), expected }
    }

    fn next(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.inner {
            Unpacked::Stored(packed) => packed.read(buffer),
            Unpacked::Deflated(decoder) => decoder.read(buffer),
        };
        read.map_err(|error| damaged(&error))
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let read = self.next(buffer)?;
        let lies = |what: &str| Err(Told::damaged(&what));
        self.left = match self.left.checked_sub(read as u64) {
            Some(left) => left,
            None => return lies("this file is longer than it says"),
        };
        self.crc.update(buffer.get(..read).unwrap_or_default());
        match read {
            0 if self.left > 0 => Err(cut()),
            0 if self.crc.sum() != self.expected => lies("the checksum of this file is wrong"),
            read => Ok(read),
        }
    }
}
