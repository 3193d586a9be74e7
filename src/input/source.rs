//! Where the bytes of a file come from, read at any place.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A file, a pipe, or bytes in memory.
#[derive(Debug)]
pub enum Source<'a> {
    /// A file on disk.
    File(File),
    /// Something that can only be read from begin to end: a pipe, a terminal.
    Stream(File),
    /// Bytes in memory.
    Memory(&'a [u8]),
}

impl Source<'_> {
    /// Opens a path.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        Ok(if file.metadata()?.is_file() { Self::File(file) } else { Self::Stream(file) })
    }

    /// Number of bytes; none where nobody knows before the end.
    pub fn length(&self) -> Option<u64> {
        match self {
            Self::File(file) => file.metadata().ok().map(|metadata| metadata.len()),
            Self::Stream(_) => None,
            Self::Memory(bytes) => Some(bytes.len() as u64),
        }
    }

    /// Reads some bytes from this place on and says how many; 0 at the end. A stream reads on where it stopped.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        loop {
            let read = match self {
                Self::File(file) => positioned(file, buffer, offset),
                Self::Stream(file) => (&mut &*file).read(buffer),
                Self::Memory(bytes) => {
                    let rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..)).unwrap_or_default();
                    (&mut &*rest).read(buffer)
                }
            };
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
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
