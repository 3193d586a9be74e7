//! Archives, which are read as if they were folders of their names: ZIP, and tar with or without gzip. Nothing is unpacked to the
//! disk, but for what `unpacked` says. An archive tells which files are in it; each of them is unpacked while it is read. What of archives in archives is read,
//! and what is held in memory for it, `within` says.
//!
//! What an archive is its first bytes say, not its name. A file that was packed alone with gzip is no archive: it is that file.
//! What is in an archive may mean harm. What is refused, and why, stands here and in [`crate::limits`]; what a file of it holds is
//! no business of this module.

mod ends;
mod list;
mod looking;
mod names;
mod tar;
mod unpacked;
mod unpacking;
mod within;
mod zip;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use super::Content;
use super::source::{Source, SourceReader, Stamp, Stream};
use unpacking::{Checked, Counted};

pub use ends::Ends;
pub use list::Listed;
pub use looking::{HEAD, Looked, begins, described, look_into, look_into_memory};
pub use names::{ARTIFACT_CONTENTS, is_package_member, system_name};
pub use unpacked::Unpacked;
pub use within::Room;

/// Why a link in an archive is not read.
const LINK: &str = "a symbolic link in an archive, not followed";

/// An archive, of which files are to be read.
#[derive(Debug)]
pub struct Archive {
    bytes: Bytes,
}

/// Where an archive's own bytes are.
#[derive(Debug)]
pub enum Bytes {
    /// On the disk, in the state in which its list was read.
    Disk(PathBuf, Stamp),
    /// In memory: it came from standard input or from git, or it lies in another archive.
    Memory(Vec<u8>),
}

impl Bytes {
    fn open(&self) -> io::Result<Source<'_>> {
        let (path, stamp) = match self {
            Self::Disk(path, stamp) => (path, stamp),
            Self::Memory(bytes) => return Ok(Source::Memory(bytes)),
        };
        let source = Source::open(path)?;
        match source.stamp() {
            Some(now) if now == *stamp => Ok(source),
            _ => {
                Err(io::Error::other("the archive changed while it was read: check it again when nobody writes to it"))
            }
        }
    }
}

/// A file in an archive.
#[derive(Debug, Clone)]
pub struct Entry {
    archive: Arc<Archive>,
    at: Packing,
    size: u64,
}

/// Where in an archive a file is, and how it is packed.
#[derive(Debug, Clone, Copy)]
enum Packing {
    /// As it is, from this byte on.
    Plain(u64),
    /// Behind the header at this byte.
    Zip { header: u64, packed: u64, deflated: bool, crc: u32 },
    /// From this byte on of what a compressed archive unpacks to.
    InTurn(u64),
    /// It is the only one: packed alone.
    Alone,
}

impl Entry {
    /// Bytes when it is unpacked, as the archive says.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// It was packed alone, so it lies where its archive lies, and has its name.
    pub fn is_packed_alone(&self) -> bool {
        matches!(self.at, Packing::Alone)
    }

    /// The archive, if its files are best read in the order in which they stand in it, and the place of this one.
    pub fn in_turn(&self) -> Option<(&Arc<Archive>, u64)> {
        match self.at {
            Packing::InTurn(start) => Some((&self.archive, start)),
            _ => None,
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// What the operating system says; the archive changed, or is damaged.
    pub fn open(&self) -> io::Result<Source<'_>> {
        match self.at {
            Packing::Plain(start) => self.archive.bytes.open()?.part(start, self.size),
            Packing::Zip { header, packed, deflated, crc } => {
                let archive = self.archive.bytes.open()?;
                let start = zip::data_start(&archive, header)?;
                let packed = SourceReader::new(archive, start).take(packed);
                let reader = Checked::new(packed, deflated, self.size, crc);
                Ok(Source::Stream(Stream::new(Box::new(reader))))
            }
            Packing::InTurn(start) => {
                let mut turns = self.archive.turns()?;
                turns.skip_to(start)?;
                Ok(Source::Stream(Stream::new(Box::new(unpacking::Whole::new(turns, self.size)))))
            }
            Packing::Alone => Ok(Source::Stream(Stream::new(Box::new(self.archive.unpacked()?)))),
        }
    }
}

/// Files of one compressed archive: by where they begin in what it unpacks to, their numbers and lengths.
pub type InTurn<'c> = (&'c Arc<Archive>, BTreeMap<u64, (usize, u64)>);

/// The archives in which some of these numbered files have their turn.
pub fn in_turn<'c>(files: impl Iterator<Item = (usize, &'c Content)>) -> Vec<InTurn<'c>> {
    let mut archives: Vec<InTurn<'c>> = Vec::new();
    for (number, content) in files {
        let Content::Entry(entry) = content else { continue };
        let Some((archive, start)) = entry.in_turn() else { continue };
        let file = (start, (number, entry.size()));
        match archives.iter_mut().rev().find(|(known, _)| Arc::ptr_eq(known, archive)) {
            Some((_, files)) => files.extend([file]),
            None => archives.push((archive, BTreeMap::from([file]))),
        }
    }
    archives
}

impl Archive {
    /// What a compressed archive unpacks to.
    fn unpacked(&self) -> io::Result<Counted<'_>> {
        Ok(Counted::new(self.bytes.open()?))
    }

    /// The files of a compressed archive, one behind the other.
    ///
    /// # Errors
    /// What the operating system says; the archive changed.
    pub fn turns(&self) -> io::Result<Turns<'_>> {
        Ok(Turns { unpacked: self.unpacked()?, position: 0 })
    }
}

/// Reads what a compressed archive unpacks to once, from its begin.
pub struct Turns<'a> {
    unpacked: Counted<'a>,
    position: u64,
}

impl Turns<'_> {
    /// Goes on to this byte of what is unpacked; never back.
    ///
    /// # Errors
    /// The archive is damaged.
    pub fn skip_to(&mut self, start: u64) -> io::Result<()> {
        let ahead =
            start.checked_sub(self.position).ok_or_else(|| io::Error::other("the archive is read only once"))?;
        let skipped = io::copy(&mut self.take(ahead), &mut io::sink())?;
        if skipped < ahead { Err(unpacking::cut()) } else { Ok(()) }
    }

    /// The next bytes, as a file.
    pub fn file(&mut self, size: u64) -> impl Read + Send {
        unpacking::Whole::new(self, size)
    }
}

impl Read for Turns<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.unpacked.read(buffer)?;
        self.position += read as u64;
        Ok(read)
    }
}
