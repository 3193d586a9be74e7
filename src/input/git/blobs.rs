//! The contents of files that git keeps: one `git cat-file --batch` for all of them, started when the first is wanted.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::ObjectId;
use super::repository::{first_words, start};

/// A file's content, to be read when it is wanted.
#[derive(Clone)]
pub struct Blob {
    blobs: Arc<Blobs>,
    id: ObjectId,
}

impl Blob {
    /// The content of this name.
    pub fn new(blobs: &Arc<Blobs>, id: &ObjectId) -> Self {
        Self { blobs: blobs.clone(), id: id.clone() }
    }

    /// All of it.
    ///
    /// # Errors
    /// Git does not have it, or fails.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        self.blobs.read(&self.id)
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
    fn read(&self, id: &ObjectId) -> io::Result<Vec<u8>> {
        let mut running = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let process = match running.as_mut() {
            Some(process) => process,
            None => running.insert(Process::start()?),
        };
        match process.read(id) {
            Ok(content) => content.ok_or_else(|| io::Error::other(ABSENT)),
            Err(error) => {
                // What is left in its pipe belongs to this file.
                let words = running.take().map_or_else(String::new, Process::end);
                let words = if words.is_empty() { error.to_string() } else { words };
                Err(io::Error::other(format!("git cannot read its content: {words}")))
            }
        }
    }
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

    /// The content; none if git does not have it.
    fn read(&mut self, id: &ObjectId) -> io::Result<Option<Vec<u8>>> {
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
            return if kind == Some(b"missing") { Ok(None) } else { Err(odd()) };
        };
        let size: u64 = std::str::from_utf8(size).ok().and_then(|size| size.parse().ok()).ok_or_else(odd)?;
        let mut content = Vec::new();
        (&mut self.answers).take(size).read_to_end(&mut content)?;
        let mut end = [0];
        self.answers.read_exact(&mut end)?;
        if content.len() as u64 != size || end != *b"\n" {
            return Err(odd());
        }
        Ok(Some(content))
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
