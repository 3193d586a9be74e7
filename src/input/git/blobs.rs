//! The contents of files that git keeps: one `git cat-file --batch` for all of them, started when the first is wanted.
//!
//! Most files of a work tree are what git has: whoever finds a file there whose bytes have the name of the content that is wanted has that
//! content, and git need not be asked. Names of contents are made of all their bytes (SHA-1 or SHA-256), so nothing else can be taken for it.

use std::fmt;
use std::fs::Metadata;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::ObjectId;
use super::repository::{first_words, start};
use crate::input::source::{Source, SourceReader, Stream};
use crate::limits::CONTENT_HELD_BYTES;

/// A file's content, to be read when it is wanted.
#[derive(Clone)]
pub struct Blob {
    blobs: Arc<Blobs>,
    id: ObjectId,
    /// Where the work tree may have it.
    place: Option<PathBuf>,
}

impl Blob {
    /// Both are the same content.
    pub fn is_same(&self, other: &Self) -> bool {
        self.id == other.id
    }

    /// The content of this name.
    pub fn new(blobs: &Arc<Blobs>, id: &ObjectId) -> Self {
        Self { blobs: blobs.clone(), id: id.clone(), place: None }
    }

    /// The same, which a file at this path may have as well.
    pub fn maybe_at(self, path: &Path) -> Self {
        Self { place: Some(path.to_owned()), ..self }
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// Git does not have it, or fails; it has more bytes than these.
    pub fn read(&self, most: u64) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        SourceReader::new(self.open()?, 0).take(most + 1).read_to_end(&mut content)?;
        if content.len() as u64 > most {
            let message = format!("it has more than {} MiB", most >> 20);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(content)
    }

    /// Opens it.
    ///
    /// # Errors
    /// Git does not have it, or fails.
    pub fn open<'a>(&self) -> io::Result<Source<'a>> {
        match self.on_disk() {
            Some(source) => Ok(source),
            None => self.blobs.open(&self.id),
        }
    }

    /// What lies in the work tree, if it is the very content.
    fn on_disk<'a>(&self) -> Option<Source<'a>> {
        let place = self.place.as_ref()?;
        // A pipe that lies there may never end.
        let metadata = place.symlink_metadata().ok().filter(Metadata::is_file)?;
        if metadata.len() <= CONTENT_HELD_BYTES {
            let bytes = std::fs::read(place).ok()?;
            return self.id.names(bytes.len() as u64, &*bytes)?.then_some(Source::Owned(bytes));
        }
        let source = Source::open(place).ok()?;
        let is_it = self.id.names(metadata.len(), SourceReader::new(Source::open(place).ok()?, 0))?;
        (is_it && !source.has_changed()).then_some(source)
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Blob({:?})", self.id)
    }
}

/// Git while it hands out contents.
#[derive(Debug, Default)]
pub struct Blobs {
    process: Mutex<Option<Process>>,
}

/// Why there is no content.
const ABSENT: &str = "git does not have its content here: fetch it (a partial or damaged clone lacks it)";

impl Blobs {
    fn open<'a>(&self, id: &ObjectId) -> io::Result<Source<'a>> {
        let mut running = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let process = match running.as_mut() {
            Some(process) => process,
            None => running.insert(Process::start()?),
        };
        match process.read(id) {
            Ok(Content::Whole(content)) => Ok(Source::Owned(content)),
            Ok(Content::Absent) => Err(io::Error::other(ABSENT)),
            Ok(Content::Long(size)) => {
                // What is left in its pipe belongs to this file.
                *running = None;
                Ok(Source::Stream(Stream::new(Box::new(Alone::start(id, size)?))))
            }
            Err(error) => {
                let words = running.take().map_or_else(String::new, Process::end);
                let words = if words.is_empty() { error.to_string() } else { words };
                Err(io::Error::other(format!("git cannot read its content: {words}")))
            }
        }
    }
}

/// What git has of a name.
enum Content {
    Whole(Vec<u8>),
    /// It is so long that it is not held in memory.
    Long(u64),
    Absent,
}

/// A running `git cat-file --batch`.
#[derive(Debug)]
struct Process {
    child: Child,
    asked: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// What it says of errors is read all the time, so that it never waits for us.
    words: Option<JoinHandle<Vec<u8>>>,
}

impl Process {
    fn start() -> io::Result<Self> {
        let gone = || io::Error::other("it has no pipe");
        let mut child = start(&["cat-file", "--batch"])?;
        let asked = child.stdin.take().ok_or_else(gone)?;
        let answers = BufReader::with_capacity(64 << 10, child.stdout.take().ok_or_else(gone)?);
        let words = child.stderr.take().map(|words| std::thread::spawn(move || listen(words)));
        Ok(Self { child, asked: Some(asked), answers, words })
    }

    fn read(&mut self, id: &ObjectId) -> io::Result<Content> {
        let ended = || io::Error::new(io::ErrorKind::UnexpectedEof, "git ended");
        self.asked.as_mut().ok_or_else(ended)?.write_all(format!("{}\n", id.as_str()).as_bytes())?;
        let mut head = Vec::new();
        // `<id> blob <size>`, or `<id> missing`
        (&mut self.answers).take(MOST_HEAD).read_until(b'\n', &mut head)?;
        let head = head.strip_suffix(b"\n").ok_or_else(ended)?;
        let mut words = head.split(|byte| *byte == b' ');
        let (told, kind, size) = (words.next().unwrap_or_default(), words.next(), words.next());
        let odd = || io::Error::other("git answers something else than was asked");
        if told != id.as_str().as_bytes() {
            return Err(odd());
        }
        let (Some(b"blob"), Some(size)) = (kind, size) else {
            return if kind == Some(b"missing") { Ok(Content::Absent) } else { Err(odd()) };
        };
        let size: u64 = std::str::from_utf8(size).ok().and_then(|size| size.parse().ok()).ok_or_else(odd)?;
        if size > CONTENT_HELD_BYTES {
            return Ok(Content::Long(size));
        }
        let mut content = Vec::new();
        (&mut self.answers).take(size).read_to_end(&mut content)?;
        let mut end = [0];
        self.answers.read_exact(&mut end)?;
        if content.len() as u64 != size || end != *b"\n" {
            return Err(odd());
        }
        Ok(Content::Whole(content))
    }

    /// Ends it, and says why it did.
    fn end(mut self) -> String {
        self.asked = None;
        let _ = self.child.kill();
        let words = self.words.take().and_then(|words| words.join().ok());
        first_words(&words.unwrap_or_default())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Without a question git ends.
        self.asked = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A git that hands out one content and ends.
struct Alone {
    child: Child,
    content: ChildStdout,
    left: u64,
}

impl Alone {
    fn start(id: &ObjectId, size: u64) -> io::Result<Self> {
        let mut child = start(&["cat-file", "blob", id.as_str()])?;
        // Nobody listens: that its content is whole is told by its length.
        child.stderr = None;
        let content = child.stdout.take().ok_or_else(|| io::Error::other("it has no pipe"))?;
        Ok(Self { child, content, left: size })
    }
}

impl Read for Alone {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read(buffer)?;
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "git ended before its content did"));
        }
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Bytes of a line before content: the longest name of an object, a word and a number.
const MOST_HEAD: u64 = 256;
/// So much is kept of what git says of errors.
const MOST_WORDS: usize = 16 << 10;

fn listen(mut words: ChildStderr) -> Vec<u8> {
    let (mut kept, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        match words.read(&mut piece) {
            Ok(0) | Err(_) => return kept,
            Ok(read) if kept.len() < MOST_WORDS => kept.extend_from_slice(piece.get(..read).unwrap_or_default()),
            Ok(_) => {}
        }
    }
}
