//! Where the bytes of a file come from: a file on the disk, one in an archive or in git, standard input, memory.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::archive::Entry;
use super::git::Blob;
use super::source::{Source, Stream};

/// Where a file's bytes come from.
#[derive(Debug, Clone)]
pub enum Content {
    /// From the file system.
    Disk(PathBuf),
    /// From memory: examples of rules, tests.
    Memory(Vec<u8>),
    /// From an archive.
    Entry(Entry),
    /// From git.
    Blob(Blob),
    /// From where it can be read once, from begin to end: standard input.
    Once(Once),
    /// Nowhere: it is not opened.
    Closed(Closed),
}

/// Why a file is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// A symbolic link, which is not followed.
    Link,
    /// A pipe, socket or device that lies in a folder, and what it is.
    Special(&'static str),
    /// Nobody misses it, because ...
    Passed(String),
    /// It should have been read, and could not be, because ...
    Failed(String),
    /// An archive that should have been read, and is not or not as a whole, because ...: any export may have been in it.
    Archive(String),
    /// Git has several sides of it, and nobody has said yet which shall be committed: any export may be meant.
    Unmerged,
}

impl Closed {
    /// The reason, for reports.
    pub fn reason(&self) -> String {
        match self {
            Self::Link => "a symbolic link, not followed: name it or its target to have it read".to_owned(),
            Self::Special(what) => format!("{what}, not opened"),
            Self::Passed(why) | Self::Failed(why) | Self::Archive(why) => why.clone(),
            Self::Unmerged => "not merged yet: resolve the conflict, then `git add` it".to_owned(),
        }
    }

    /// It should have been read.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Archive(_) | Self::Unmerged)
    }
}

impl Content {
    /// Bytes, as far as they can be told without reading.
    pub fn size(&self) -> u64 {
        match self {
            Self::Disk(path) => std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Entry(entry) => entry.size(),
            Self::Blob(_) | Self::Once(_) | Self::Closed(_) => 0,
        }
    }

    /// Whether both surely have the same bytes. What is packed is not compared.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Disk(one), Self::Disk(other)) => same_file(one, other).unwrap_or(false),
            (Self::Memory(one), Self::Memory(other)) => one == other,
            (Self::Blob(one), Self::Blob(other)) => one.is_same(other),
            _ => false,
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// What the operating system or git says, and what is wrong with an archive.
    pub fn open(&self) -> io::Result<Source<'_>> {
        match self {
            Self::Disk(path) => Source::open(path),
            Self::Memory(bytes) => Ok(Source::Memory(bytes)),
            Self::Entry(entry) => entry.open(),
            Self::Blob(blob) => blob.open(),
            Self::Once(once) => once.open(),
            Self::Closed(_) => Ok(Source::Memory(&[])),
        }
    }
}

/// So many bytes of two files are compared at once.
const PIECE: usize = 256 << 10;

fn same_file(one: &Path, other: &Path) -> io::Result<bool> {
    let regular = |path: &Path| std::fs::metadata(path).map(|metadata| metadata.is_file().then_some(metadata.len()));
    if regular(one)?.is_none_or(|length| regular(other).ok().flatten() != Some(length)) {
        return Ok(false);
    }
    let (mut one, mut other) = (File::open(one)?, File::open(other)?);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    loop {
        ours.clear();
        theirs.clear();
        one.by_ref().take(PIECE as u64).read_to_end(&mut ours)?;
        other.by_ref().take(PIECE as u64).read_to_end(&mut theirs)?;
        if ours != theirs || ours.is_empty() {
            return Ok(ours == theirs);
        }
    }
}

/// What can be read only once.
#[derive(Clone)]
pub struct Once(Arc<Mutex<Option<Box<dyn Read + Send>>>>);

impl Once {
    /// Will be read from here.
    pub fn new(reader: impl Read + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Some(Box::new(reader)))))
    }

    fn open<'a>(&self) -> io::Result<Source<'a>> {
        let reader = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let reader = reader.ok_or_else(|| io::Error::other("it has been read already, and can be read only once"))?;
        Ok(Source::Stream(Stream::without_end(reader)))
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Once")
    }
}
