//! The list of a tar archive, which is all over it: a header stands before each file.

use std::cell::{Cell, RefCell};
use std::io::{self, Read, Seek, SeekFrom};

use tar::{Archive, Entries, Entry, EntryType};

use super::Packing;
use super::list::{List, Trouble};
use super::names;
use super::unpacking::{Counted, Told, WAY_OUT};
use crate::input::content::{Closed, Content};
use crate::input::source::{Source, SourceReader};
use crate::limits::{ARCHIVE_HEADER_BYTES, ARCHIVE_UNPACKED_BYTES};

/// Lists a plain archive: what is between the headers is not read.
pub(super) fn list(source: Source<'_>, list: &mut List<'_>) -> Result<(), Trouble> {
    let watched = Watched::new(SourceReader::new(source, 0));
    let mut archive = Archive::new(&watched);
    let entries = archive.entries_with_seek().map_err(|error| damaged(&error))?;
    walk(entries, &watched, list, Packing::Plain)
}

/// Lists a compressed one, for which all of it is unpacked once.
pub(super) fn list_packed(unpacked: Counted<'_>, list: &mut List<'_>) -> Result<(), Trouble> {
    let watched = Watched::new(unpacked);
    {
        let mut archive = Archive::new(&watched);
        let entries = archive.entries().map_err(|error| damaged(&error))?;
        walk(entries, &watched, list, Packing::InTurn)?;
    }
    // The checksum stands at the end.
    watched.allow(ARCHIVE_UNPACKED_BYTES);
    io::copy(&mut &watched, &mut io::sink()).map(|_| ()).map_err(|error| damaged(&error))
}

fn walk<R: Read>(
    mut entries: Entries<'_, &Watched<R>>,
    watched: &Watched<R>,
    list: &mut List<'_>,
    packing: fn(u64) -> Packing,
) -> Result<(), Trouble> {
    let mut unread = 0;
    let mut size = 0_u64;
    loop {
        watched.allow(ARCHIVE_HEADER_BYTES + unread);
        let Some(entry) = entries.next() else { break };
        let entry = entry.map_err(|error| damaged(&error))?;
        unread = entry.size().saturating_add(ARCHIVE_HEADER_BYTES);
        let raw = entry.path_bytes();
        list.count(&raw)?;
        size = size.saturating_add(entry.size());
        if size > ARCHIVE_UNPACKED_BYTES {
            let most = ARCHIVE_UNPACKED_BYTES >> 30;
            return Err(Trouble::Refused(format!("its files have more than {most} GiB: {WAY_OUT}")));
        }
        let content = match kind(&entry) {
            Kind::File if raw.ends_with(b"/") => continue,
            Kind::File => list.readable(packing(entry.raw_file_position()), entry.size()),
            Kind::Closed(closed) => Content::Closed(closed),
            Kind::Nothing => continue,
            Kind::Volume => {
                let why = "it is one of several parts of an archive: put the parts together first";
                return Err(Trouble::Broken(why.to_owned()));
            }
        };
        list.take(names::in_tar(&raw), &raw, content);
    }
    if watched.ended.get() {
        return Err(Trouble::Broken(
            "the archive is cut: it lacks its end; transfer it again, or pack it again".to_owned(),
        ));
    }
    Ok(())
}

/// What an entry is.
enum Kind {
    File,
    Closed(Closed),
    /// A folder, or what is said of the archive as a whole.
    Nothing,
    /// The rest of a file, the begin of which is in another part of the archive.
    Volume,
}

fn kind<R: Read>(entry: &Entry<'_, R>) -> Kind {
    let failed = |why: &str| Kind::Closed(Closed::Failed(why.to_owned()));
    const SPARSE: &str = "packed as a sparse file: pack it without --sparse";
    match entry.header().entry_type() {
        EntryType::Regular | EntryType::Continuous if is_sparse_pax(entry) => failed(SPARSE),
        EntryType::Regular | EntryType::Continuous => Kind::File,
        EntryType::Directory | EntryType::XGlobalHeader | EntryType::XHeader => Kind::Nothing,
        EntryType::Symlink => Kind::Closed(Closed::Passed(super::LINK.to_owned())),
        EntryType::Link => {
            let to =
                entry.link_name_bytes().map(|to| String::from_utf8_lossy(&to).chars().take(200).collect::<String>());
            let to = to.unwrap_or_else(|| "another file".to_owned());
            Kind::Closed(Closed::Passed(format!("a second name (hard link) of {to}, not read twice")))
        }
        EntryType::Char | EntryType::Block => Kind::Closed(Closed::Special("a device")),
        EntryType::Fifo => Kind::Closed(Closed::Special("a named pipe (FIFO)")),
        EntryType::GNUSparse => failed(SPARSE),
        // A folder's list, and the label of a volume.
        other if matches!(other.as_byte(), b'D' | b'V') => Kind::Nothing,
        other if other.as_byte() == b'M' => Kind::Volume,
        _ => failed("an entry of a kind that is not read: unpack the archive and check the folder"),
    }
}

/// Newer GNU tar says in an extension that only parts of a file are there.
fn is_sparse_pax<R: Read>(entry: &Entry<'_, R>) -> bool {
    let name = entry.path_bytes();
    memchr::memmem::find(&name, b"GNUSparseFile.").is_some()
}

fn damaged(error: &io::Error) -> Trouble {
    match Told::of(error) {
        Some(Told { text, refused: true }) => Trouble::Refused(text.clone()),
        Some(Told { text, .. }) => Trouble::Broken(text.clone()),
        None if error.kind() == io::ErrorKind::UnexpectedEof => {
            Trouble::Broken("the archive is cut: transfer it again, or pack it again".to_owned())
        }
        None => Trouble::Broken(format!("the archive is damaged ({error}): transfer it again, or pack it again")),
    }
}

/// An archive of which no more is read at once than its files have, and the longest headers: names are held in memory, and may
/// say that they have gibibytes.
struct Watched<R> {
    inner: RefCell<R>,
    left: Cell<u64>,
    /// All of it was read.
    ended: Cell<bool>,
}

impl<R> Watched<R> {
    fn new(inner: R) -> Self {
        Self { inner: RefCell::new(inner), left: Cell::new(ARCHIVE_HEADER_BYTES), ended: Cell::new(false) }
    }

    fn allow(&self, bytes: u64) {
        self.left.set(bytes);
    }
}

impl<R: Read> Read for &Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let Some(part) = buffer.get_mut(..most).filter(|part| !part.is_empty()) else {
            return if buffer.is_empty() { Ok(0) } else { Err(io::Error::other("a header is longer than any")) };
        };
        let read = self.inner.borrow_mut().read(part)?;
        self.left.set(left - read as u64);
        self.ended.set(self.ended.get() || read == 0);
        Ok(read)
    }
}

impl<R: Seek> Seek for &Watched<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.borrow_mut().seek(to)
    }
}
