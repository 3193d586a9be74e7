//! Where the bytes of a file come from, read at any place.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use crate::limits::{FIFO_WAIT, STREAM_BYTES};

/// A file, a pipe, or bytes in memory.
#[derive(Debug)]
pub enum Source<'a> {
    /// A file on disk, with what it was when it was opened.
    File(File, Stamp),
    /// Something that can only be read from begin to end: a pipe, a terminal.
    Stream(File),
    /// Bytes in memory.
    Memory(&'a [u8]),
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

impl Source<'_> {
    /// Opens a path.
    ///
    /// # Errors
    /// What the operating system says; a FIFO that nobody writes to.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = if is_fifo(path) { open_fifo(path, FIFO_WAIT)? } else { File::open(path)? };
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        Ok(if metadata.is_file() { Self::File(file, Stamp::of(&metadata)) } else { Self::Stream(file) })
    }

    /// Somebody wrote to the file since it was opened, so what was read may be of two states of it.
    pub fn has_changed(&self) -> bool {
        match self {
            Self::File(file, stamp) => file.metadata().is_ok_and(|metadata| Stamp::of(&metadata) != *stamp),
            Self::Stream(_) | Self::Memory(_) => false,
        }
    }

    /// More was read than a pipe or device may have.
    pub(super) fn seems_endless(&self, read: u64) -> bool {
        matches!(self, Self::Stream(_)) && read >= STREAM_BYTES
    }

    /// Number of bytes; none where nobody knows before the end.
    pub fn length(&self) -> Option<u64> {
        match self {
            Self::File(file, _) => file.metadata().ok().map(|metadata| metadata.len()),
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
                Self::File(file, _) => positioned(file, buffer, offset),
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

#[cfg(unix)]
fn is_fifo(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    path.metadata().is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_fifo(_: &Path) -> bool {
    false
}

/// Opening a FIFO waits until somebody opens it for writing, which may be never.
fn open_fifo(path: &Path, wait: Duration) -> io::Result<File> {
    let (opened, is_open) = mpsc::channel();
    let path = path.to_owned();
    // Where nobody comes this thread waits until the program ends.
    std::thread::spawn(move || {
        let _ = opened.send(File::open(path));
    });
    is_open.recv_timeout(wait).unwrap_or_else(|_| {
        Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "it is a FIFO that nobody writes to: save what should come from it as a file",
        ))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

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

    #[cfg(unix)]
    #[test]
    fn a_fifo_that_nobody_writes_to_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        // The thread that waits at the first would take what is written to it.
        let [path, other] = ["fifo", "other"].map(|name| folder.path().join(name));
        assert!(std::process::Command::new("mkfifo").args([&path, &other]).status().unwrap().success());
        assert!(is_fifo(&path));
        let error = open_fifo(&path, Duration::ZERO).unwrap_err();
        assert!(error.to_string().contains("nobody writes to"), "{error}");
        let writer = std::thread::spawn({
            let path = other.clone();
            move || File::options().write(true).open(path).unwrap().write_all(b"x").unwrap()
        });
        let mut text = String::new();
        open_fifo(&other, Duration::from_secs(60)).unwrap().read_to_string(&mut text).unwrap();
        writer.join().unwrap();
        assert_eq!(text, "x");
    }
}
