//! What an archive says is in it, and what of that can be read.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::names::Name;
use super::unpacking::{Counted, WAY_OUT};
use super::{Archive, Bytes, Entry, Packing, tar, zip};
use crate::input::content::{Closed, Content};
use crate::input::discover::CONFIGURATION;
use crate::input::source::{ReadAt, Source};
use crate::limits::{ARCHIVE_ENTRIES, ARCHIVE_NAMES_BYTES};

/// A file of an archive.
#[derive(Debug)]
pub struct Listed {
    /// Its path below the archive, with `/` between folders.
    pub path: String,
    /// Its bytes, or why there are none.
    pub content: Content,
}

/// What a file turned out to be.
#[derive(Debug)]
pub enum Looked {
    /// An archive: its files, and what is to be said of the archive itself.
    Files(Vec<Listed>, Option<Closed>),
    /// A file that was packed alone.
    Alone(Entry),
}

/// How files are packed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Zip,
    Gzip,
    Tar,
}

/// So many bytes tell what an archive is: a header of tar.
pub const HEAD: usize = 512;

impl Form {
    fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return Some(Self::Zip);
        }
        if head.starts_with(b"\x1F\x8B\x08") {
            return Some(Self::Gzip);
        }
        // A text may have the word at this place, but no NUL bytes.
        let is_tar = head.get(257..262) == Some(b"ustar") && memchr::memchr(0, head.get(..257)?).is_some();
        is_tar.then_some(Self::Tar)
    }
}

/// What a file is that is packed, where it is not looked into: it lies in an archive itself. A workbook is none.
pub fn described(bytes: &[u8]) -> Option<&'static str> {
    Some(match Form::of(bytes)? {
        Form::Zip => {
            let nowhere = Arc::new(Archive { bytes: Bytes::Memory(Vec::new()) });
            let kind = zip::list(Source::Memory(bytes), &mut List::of(&nowhere));
            if matches!(kind, Ok(zip::Kind::Document)) {
                return None;
            }
            "a ZIP archive"
        }
        Form::Gzip => "a file packed with gzip",
        Form::Tar => "a tar archive",
    })
}

/// Looks into the file at this path, which is no pipe or device. What is no archive, or cannot be opened, is none.
pub fn look_into(path: &Path) -> Option<Looked> {
    // This is asked of every file: no more is done than must be.
    let mut head = [0; HEAD];
    let length = File::open(path).ok()?.read(&mut head).ok()?;
    let form = Form::of(head.get(..length)?)?;
    let stamp = Source::open(path).ok()?.stamp()?;
    look(Bytes::Disk(path.to_owned(), stamp), form).ok()
}

/// Whether an archive begins so, or a file that was packed alone, or a workbook.
pub fn begins(head: &[u8]) -> bool {
    Form::of(head).is_some()
}

/// Looks into what came from standard input.
///
/// # Errors
/// Gives the bytes back if they are no archive.
pub fn look_into_memory(bytes: Vec<u8>) -> Result<Looked, Vec<u8>> {
    let Some(form) = Form::of(&bytes) else { return Err(bytes) };
    look(Bytes::Memory(bytes), form).map_err(|bytes| match bytes {
        Bytes::Memory(bytes) => bytes,
        Bytes::Disk(..) => Vec::new(),
    })
}

fn look(bytes: Bytes, form: Form) -> Result<Looked, Bytes> {
    let archive = Arc::new(Archive { bytes });
    let looked = look_at(&archive, form);
    looked.ok_or_else(|| Arc::into_inner(archive).map_or_else(|| Bytes::Memory(Vec::new()), |archive| archive.bytes))
}

fn look_at(archive: &Arc<Archive>, form: Form) -> Option<Looked> {
    let mut list = List::of(archive);
    let source = match archive.bytes.open() {
        Ok(source) => source,
        Err(error) => return Some(list.finish(Some(Trouble::Refused(error.to_string())))),
    };
    let listed = match form {
        Form::Zip => match zip::list(source, &mut list) {
            Ok(zip::Kind::Archive) => Ok(()),
            Ok(zip::Kind::Document) => return None,
            Err(trouble) => Err(trouble),
        },
        Form::Tar => tar::list(source, &mut list),
        Form::Gzip if !is_tar_inside(archive) => {
            let size = source.length().unwrap_or(0);
            return Some(Looked::Alone(Entry { archive: archive.clone(), at: Packing::Alone, size }));
        }
        Form::Gzip => tar::list_packed(Counted::new(source), &mut list),
    };
    Some(list.finish(listed.err()))
}

fn is_tar_inside(archive: &Archive) -> bool {
    let mut head = Vec::with_capacity(HEAD);
    // Of what is damaged from the begin nobody can say what it is.
    let read = archive.unpacked().and_then(|unpacked| unpacked.take(HEAD as u64).read_to_end(&mut head));
    read.is_ok() && Form::of(&head) == Some(Form::Tar)
}

/// Why an archive is not read, or not as a whole.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Nothing of it is.
    Refused(String),
    /// Nothing behind this place is.
    Broken(String),
}

/// The files of an archive, while they are listed.
pub(super) struct List<'a> {
    archive: &'a Arc<Archive>,
    files: Vec<Listed>,
    /// Bytes of all names so far.
    names: u64,
    /// Files, folders and all else so far.
    entries: usize,
    /// The first name that is no path below the archive, and what is wrong with it.
    odd: Option<(String, &'static str)>,
    odd_names: usize,
}

impl<'a> List<'a> {
    fn of(archive: &'a Arc<Archive>) -> Self {
        Self { archive, files: Vec::new(), names: 0, entries: 0, odd: None, odd_names: 0 }
    }

    /// Counts an entry of whatever kind before anything is made of it.
    pub fn count(&mut self, name: &[u8]) -> Result<(), Trouble> {
        self.entries += 1;
        self.names += name.len() as u64;
        too_many(self.entries)?;
        if self.names > ARCHIVE_NAMES_BYTES {
            let most = ARCHIVE_NAMES_BYTES >> 20;
            return Err(Trouble::Refused(format!("the names in it have more than {most} MiB: {WAY_OUT}")));
        }
        Ok(())
    }

    /// A file of the archive that can be read.
    pub fn readable(&self, at: Packing, size: u64) -> Content {
        Content::Entry(Entry { archive: self.archive.clone(), at, size })
    }

    /// Takes a file, or what is in the place of one.
    pub fn take(&mut self, name: Name, raw: &[u8], content: Content) {
        let path = match name {
            Name::Path(path) => path,
            Name::Hidden => return,
            Name::Odd(what) => {
                self.odd_names += 1;
                self.odd.get_or_insert_with(|| (shortened(raw), what));
                return;
            }
        };
        let is_configuration = path.rsplit('/').next() == Some(CONFIGURATION);
        let content =
            if is_configuration { Content::Closed(Closed::Passed(NO_CONFIGURATION.to_owned())) } else { content };
        self.files.push(Listed { path, content });
    }

    fn finish(mut self, trouble: Option<Trouble>) -> Looked {
        self.close_doubles();
        let odd = self.odd.take().map(|(name, what)| {
            let others = match self.odd_names {
                1 => String::new(),
                2 => ", and one other name like it".to_owned(),
                names => format!(", and {} other names like it", names - 1),
            };
            format!(
                "the name `{name}` in it {what}{others}: not read; pack the archive anew with names below one folder"
            )
        });
        let why = match trouble {
            Some(Trouble::Refused(why)) => {
                self.files.clear();
                Some(if why.starts_with(NOT_READ) { why } else { format!("{NOT_READ}{why}") })
            }
            Some(Trouble::Broken(why)) if self.files.is_empty() => Some(why),
            Some(Trouble::Broken(why)) => Some(format!("{why}; what stands in it before this place was read")),
            None => odd,
        };
        let closed = match why {
            Some(why) => Some(Closed::Archive(why)),
            None if self.files.is_empty() => Some(Closed::Passed("an archive without a file to read".to_owned())),
            None => None,
        };
        Looked::Files(self.files, closed)
    }

    /// Of a name that stands in the archive twice nobody knows which file is meant: tools differ.
    fn close_doubles(&mut self) {
        let mut times: HashMap<&str, usize> = HashMap::new();
        self.files.iter().for_each(|file| *times.entry(&file.path).or_default() += 1);
        times.retain(|_, times| *times > 1);
        if times.is_empty() {
            return;
        }
        let doubled: HashMap<String, usize> = times.into_iter().map(|(path, times)| (path.to_owned(), times)).collect();
        self.files.sort_by(|left, right| left.path.cmp(&right.path));
        self.files.dedup_by(|left, right| left.path == right.path);
        for file in &mut self.files {
            let Some(times) = doubled.get(&file.path) else { continue };
            file.content = Content::Closed(twice(*times));
        }
    }
}

const NOT_READ: &str = "the archive is not read: ";
const NO_CONFIGURATION: &str = "a configuration in an archive does not count: unpack it and name it with --config";

/// Why a file is not read whose name others have as well.
pub(super) fn twice(times: usize) -> Closed {
    let times = if times == 2 { "twice".to_owned() } else { format!("{times} times") };
    Closed::Failed(format!(
        "stands in the archive {times}, so nobody knows which of them counts: pack the archive anew"
    ))
}

/// Says that an archive has more files than anybody packs, if it has.
pub(super) fn too_many(entries: usize) -> Result<(), Trouble> {
    if entries <= ARCHIVE_ENTRIES {
        return Ok(());
    }
    Err(Trouble::Refused(format!("it has more than {ARCHIVE_ENTRIES} files and folders: {WAY_OUT}")))
}

/// The begin of a name.
fn shortened(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short.push_str("...");
    }
    short
}
