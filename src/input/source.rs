//! An open file, read at any place or from begin to end.

use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::fifo;
use crate::limits::{FIFO_WAIT, STREAM_BYTES};

/// A file, a part of one, something that can only be read from begin to end, or bytes in memory.
#[derive(Debug)]
pub enum Source<'a> {
    /// A file on disk, with what it was when it was opened.
    File(File, Stamp),
    /// A part of a file on disk: a file in an archive that does not compress.
    Part(Part),
    /// A pipe, a terminal, what is unpacked while it is read.
    Stream(Stream<'a>),
    /// Bytes in memory.
    Memory(&'a [u8]),
    /// Bytes that were read whole from elsewhere.
    Owned(Vec<u8>),
}

/// What of a file changes when somebody writes to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// A part of a file on disk.
#[derive(Debug)]
pub struct Part {
    file: File,
    stamp: Stamp,
    start: u64,
    length: u64,
}

/// What can only be read from begin to end, by one thread after another.
pub struct Stream<'a> {
    reader: Mutex<Box<dyn Read + Send + 'a>>,
    /// It may have no end.
    endless: bool,
}

impl<'a> Stream<'a> {
    /// What has an end.
    pub fn new(reader: Box<dyn Read + Send + 'a>) -> Self {
        Self { reader: Mutex::new(reader), endless: false }
    }

    /// What may have no end: a pipe or device.
    pub fn without_end(reader: Box<dyn Read + Send + 'a>) -> Self {
        Self { reader: Mutex::new(reader), endless: true }
    }
}

impl fmt::Debug for Stream<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Stream")
    }
}

impl<'a> Source<'a> {
    /// Opens a path.
    ///
    /// # Errors
    /// What the operating system says; a FIFO that nobody writes to.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = fifo::open(
            path,
            File::options().read(true),
            FIFO_WAIT,
            "it is a FIFO that nobody writes to: save what should come from it as a file",
        )?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        Ok(match metadata.is_file() {
            true => Self::File(file, Stamp::of(&metadata)),
            false => Self::Stream(Stream::without_end(Box::new(file))),
        })
    }

    /// A file that is open.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn of_file(file: File) -> io::Result<Self> {
        let stamp = Stamp::of(&file.metadata()?);
        Ok(Self::File(file, stamp))
    }

    /// What the file was when it was opened; none of what is no file on the disk.
    pub fn stamp(&self) -> Option<Stamp> {
        match self {
            Self::File(_, stamp) | Self::Part(Part { stamp, .. }) => Some(*stamp),
            Self::Stream(_) | Self::Memory(_) | Self::Owned(_) => None,
        }
    }

    /// So many bytes of it, from this one on.
    ///
    /// # Errors
    /// There are not so many in memory; of a file that is told when they are read.
    pub fn part(self, start: u64, length: u64) -> io::Result<Self> {
        match self {
            Self::File(file, stamp) => Ok(Self::Part(Part { file, stamp, start, length })),
            Self::Memory(bytes) => {
                let part = usize::try_from(start)
                    .ok()
                    .and_then(|start| bytes.get(start..)?.get(..usize::try_from(length).ok()?));
                part.map(Self::Memory).ok_or_else(ends_early)
            }
            Self::Part(_) | Self::Stream(_) | Self::Owned(_) => Err(io::Error::other("it has no parts")),
        }
    }

    /// Somebody wrote to the file since it was opened, so what was read may be of two states of it.
    pub fn has_changed(&self) -> bool {
        match self {
            Self::File(file, stamp) | Self::Part(Part { file, stamp, .. }) => {
                file.metadata().is_ok_and(|metadata| Stamp::of(&metadata) != *stamp)
            }
            Self::Stream(_) | Self::Memory(_) | Self::Owned(_) => false,
        }
    }

    /// Reads from this place on as many bytes as there is room for, and says how many there are.
    ///
    /// # Errors
    /// As [`ReadAt::read_at`].
    pub fn read_fully_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.read_at(rest, offset + filled as u64)? {
                0 => break,
                read => filled += read,
            }
        }
        Ok(filled)
    }

    /// Its first bytes.
    ///
    /// # Errors
    /// As [`ReadAt::read_at`].
    pub fn head(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read_fully_at(buffer, 0)
    }
}

/// What can be read at any place.
pub trait ReadAt: Sync + fmt::Debug {
    /// Number of bytes; none where nobody knows before the end.
    fn length(&self) -> Option<u64>;

    /// More was read than a pipe or device may have.
    fn seems_endless(&self, read: u64) -> bool;

    /// Reads some bytes from this place on and says how many; 0 at the end. A stream reads on where it stopped.
    ///
    /// # Errors
    /// What the operating system says, and what is wrong with what is unpacked.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;
}

impl ReadAt for Source<'_> {
    fn length(&self) -> Option<u64> {
        match self {
            // Whether it has become longer is asked at the end.
            Self::File(_, stamp) => Some(stamp.length),
            Self::Part(part) => Some(part.length),
            Self::Stream(_) => None,
            Self::Memory(bytes) => Some(bytes.len() as u64),
            Self::Owned(bytes) => Some(bytes.len() as u64),
        }
    }

    fn seems_endless(&self, read: u64) -> bool {
        matches!(self, Self::Stream(Stream { endless: true, .. })) && read >= STREAM_BYTES
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        loop {
            let read = match self {
                Self::File(file, _) => positioned(file, buffer, offset),
                Self::Part(part) => part.read_at(buffer, offset),
                Self::Stream(stream) => stream.reader.lock().unwrap_or_else(PoisonError::into_inner).read(buffer),
                Self::Memory(bytes) => copied(bytes, buffer, offset),
                Self::Owned(bytes) => copied(bytes, buffer, offset),
            };
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }
}

impl Part {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let Some(buffer) = buffer.get_mut(..most).filter(|buffer| !buffer.is_empty()) else { return Ok(0) };
        match positioned(&self.file, buffer, self.start.saturating_add(offset))? {
            0 => Err(ends_early()),
            read => Ok(read),
        }
    }
}

/// Reads what stands in memory from this place on.
fn copied(bytes: &[u8], buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..)).unwrap_or_default();
    rest.read(buffer)
}

/// The file around a part ends before the part does.
fn ends_early() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the archive is cut here: transfer it again")
}

/// Reads a source as a file that is read from begin to end, or here and there.
pub struct SourceReader<'a> {
    source: Source<'a>,
    position: u64,
    /// Bytes that were read, and where they begin.
    buffer: Vec<u8>,
    begin: u64,
}

impl<'a> SourceReader<'a> {
    /// Begins at this byte.
    pub fn new(source: Source<'a>, position: u64) -> Self {
        Self { source, position, buffer: Vec::new(), begin: position }
    }

    /// What was read already from here on.
    fn buffered(&self) -> &[u8] {
        let at = self.position.checked_sub(self.begin).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| self.buffer.get(at..)).unwrap_or_default()
    }
}

/// So much is read at once.
const AT_ONCE: usize = 16 << 10;

impl Read for SourceReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.len() >= AT_ONCE && self.buffered().is_empty() {
            let read = self.source.read_at(buffer, self.position)?;
            self.position += read as u64;
            return Ok(read);
        }
        if self.buffered().is_empty() {
            let mut bytes = std::mem::take(&mut self.buffer);
            bytes.resize(AT_ONCE, 0);
            let read = self.source.read_at(&mut bytes, self.position)?;
            bytes.truncate(read);
            (self.buffer, self.begin) = (bytes, self.position);
        }
        let mut buffered = self.buffered();
        let read = buffered.read(buffer)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for SourceReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let length = || self.source.length().ok_or_else(|| io::Error::other("nobody knows where it ends"));
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => length()?.checked_add_signed(by),
        };
        self.position = position.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no such place"))?;
        Ok(self.position)
    }
}

#[cfg(unix)]
fn positioned(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn positioned(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_file_that_somebody_writes_to_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let write = |path: &Path, text: &[u8]| std::fs::write(path, text).unwrap();
        write(&path, b"one two");
        let times =
            [false, true].map(|newer| SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + u64::from(newer)));
        let set_time = |time| File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        set_time(times[0]);
        let open = || Source::open(&path).unwrap();
        let source = open();
        assert!(!source.has_changed());
        // Longer, shorter, and only newer, each with the time it had.
        File::options().append(true).open(&path).unwrap().write_all(b" three").unwrap();
        set_time(times[0]);
        assert!(source.has_changed());
        let source = open();
        File::options().write(true).open(&path).unwrap().set_len(3).unwrap();
        set_time(times[0]);
        assert!(source.has_changed());
        let source = open();
        set_time(times[1]);
        assert!(source.has_changed());
        // Another file in its place leaves the one that is read as it is.
        let source = open();
        write(&folder.path().join("y"), b"other");
        std::fs::rename(folder.path().join("y"), &path).unwrap();
        assert!(!source.has_changed());
    }
}
