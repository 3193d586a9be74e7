//! What a file is by its first bytes, and whoever knows how such an archive lists its files.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::list::{List, Listed, Trouble};
use super::unpacking::Counted;
use super::within::{Room, look_within};
use super::{Archive, Bytes, Entry, Packing, tar, zip};
use crate::input::content::Closed;
use crate::input::source::{ReadAt, Source};

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
pub(super) enum Form {
    Zip,
    Gzip,
    Tar,
}

/// So many bytes tell what an archive is: a header of tar.
pub const HEAD: usize = 512;

impl Form {
    pub(super) fn of(head: &[u8]) -> Option<Self> {
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

/// Looks into the file at this path, which is no pipe or device. What is no archive, or cannot be opened, is none. Archives in it
/// take of the room that all of a run have.
pub fn look_into(path: &Path, room: &mut Room) -> Option<Looked> {
    // This is asked of every file: no more is done than must be.
    let mut head = [0; HEAD];
    let length = File::open(path).ok()?.read(&mut head).ok()?;
    let form = Form::of(head.get(..length)?)?;
    let stamp = Source::open(path).ok()?.stamp()?;
    look(Bytes::Disk(path.to_owned(), stamp), form, room).ok()
}

/// Whether an archive begins so, or a file that was packed alone, or a workbook.
pub fn begins(head: &[u8]) -> bool {
    Form::of(head).is_some()
}

/// Looks into what came from standard input or from git.
///
/// # Errors
/// Gives the bytes back if they are no archive.
pub fn look_into_memory(bytes: Vec<u8>, room: &mut Room) -> Result<Looked, Vec<u8>> {
    let Some(form) = Form::of(&bytes) else { return Err(bytes) };
    look(Bytes::Memory(bytes), form, room).map_err(|bytes| match bytes {
        Bytes::Memory(bytes) => bytes,
        Bytes::Disk(..) => Vec::new(),
    })
}

fn look(bytes: Bytes, form: Form, room: &mut Room) -> Result<Looked, Bytes> {
    let archive = Arc::new(Archive { bytes });
    let looked = look_at(&archive, form).map(|looked| match looked {
        Looked::Files(listed, closed) => Looked::Files(look_within(listed, 1, room), closed),
        alone @ Looked::Alone(_) => alone,
    });
    looked.ok_or_else(|| Arc::into_inner(archive).map_or_else(|| Bytes::Memory(Vec::new()), |archive| archive.bytes))
}

fn look_at(archive: &Arc<Archive>, form: Form) -> Option<Looked> {
    let mut list = List::of(archive);
    let source = match archive.bytes.open() {
        Ok(source) => source,
        Err(error) => return Some(files(list.finish(Some(Trouble::Refused(error.to_string()))))),
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
    Some(files(list.finish(listed.err())))
}

pub(super) fn files((files, closed): (Vec<Listed>, Option<Closed>)) -> Looked {
    Looked::Files(files, closed)
}

fn is_tar_inside(archive: &Archive) -> bool {
    let mut head = Vec::with_capacity(HEAD);
    // Of what is damaged from the begin nobody can say what it is.
    let read = archive.unpacked().and_then(|unpacked| unpacked.take(HEAD as u64).read_to_end(&mut head));
    read.is_ok() && Form::of(&head) == Some(Form::Tar)
}
