//! The list of a ZIP archive, which stands at its end.

use std::collections::HashSet;
use std::io::{self, Read, Seek, SeekFrom};

use memchr::memmem;
use zip::CompressionMethod;
use zip::read::{ZipArchive, ZipFileEntry};

use super::Packing;
use super::ends::{Ends, LONG, TAIL, number};
use super::list::{List, Trouble, too_many, twice};
use super::names;
use super::unpacking::{WAY_OUT, too_much};
use crate::input::content::{Closed, Content};
use crate::input::source::{ReadAt, Source, SourceReader};

/// What is packed as ZIP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Files that belong to whoever packed them.
    Archive,
    /// A workbook or another document, or a program: its parts are no files of their own.
    Document,
}

/// Names by which a document, or a program, is known.
const PARTS: [&[u8]; 5] =
    [b"[Content_Types].xml", b"_rels/.rels", b"xl/workbook.xml", b"META-INF/MANIFEST.MF", b"META-INF/manifest.xml"];

/// With what the names of an artifact's contents begin: artifacts of Cloud Integration have a manifest, as programs do, and are
/// none (connectors.md a.8).
const ARTIFACT: &[u8] = b"src/main/resources/";

/// So many bytes at the begin of a document name some of its parts.
const DOCUMENT_HEAD: usize = 64 << 10;

/// Lists the files. What the archive says of their lengths and places is not believed: whoever reads one checks it.
pub(super) fn list(source: Source<'_>, list: &mut List<'_>) -> Result<Kind, Trouble> {
    let length = source.length().unwrap_or(0);
    let is_document = begins_as_document(&source);
    let ends = ends(&source, length).map_err(|error| damaged(&error.to_string()))?;
    too_many(usize::try_from(ends.entries).unwrap_or(usize::MAX))?;
    let archive = match ZipArchive::new(SourceReader::new(source, 0)) {
        Ok(archive) => archive,
        // Who reads workbooks says what is wrong with this one.
        Err(_) if is_document => return Ok(Kind::Document),
        Err(error) => return Err(damaged(&error.to_string())),
    };
    too_many(archive.len())?;
    let is_artifact = archive.file_names_raw().any(|name| name.starts_with(ARTIFACT));
    if !is_artifact && archive.file_names_raw().any(|name| PARTS.iter().any(|part| name.eq_ignore_ascii_case(part))) {
        return Ok(Kind::Document);
    }
    let (mut packed, mut unpacked) = (0_u64, 0_u64);
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|error| damaged(&error.to_string()))?;
        let raw = entry.name_raw();
        list.count(raw)?;
        packed = packed.saturating_add(entry.compressed_size());
        unpacked = unpacked.saturating_add(entry.size());
        if packed > length {
            return Err(Trouble::Refused(format!("its files lie one upon another: {WAY_OUT}")));
        }
        if let Some(why) = too_much(unpacked, length) {
            return Err(Trouble::Refused(why));
        }
        if !entry.is_dir() && !raw.ends_with(b"\\") {
            let content = content(&entry, list);
            list.take(names::in_zip(raw), raw, content);
        }
    }
    // Its list holds the last of each name only.
    if archive.has_duplicate_names() {
        let start = archive.central_directory_start();
        let doubled = doubled(&mut archive.into_inner(), start).map_err(|error| damaged(&error.to_string()))?;
        doubled.iter().for_each(|raw| list.take(names::in_zip(raw), raw, Content::Closed(twice(2))));
    }
    Ok(Kind::Archive)
}

/// The names that stand in the list from this byte on more than once.
fn doubled(archive: &mut SourceReader<'_>, start: u64) -> io::Result<HashSet<Vec<u8>>> {
    let (mut names, mut doubled) = (HashSet::new(), HashSet::new());
    archive.seek(SeekFrom::Start(start))?;
    let mut header = [0; 46];
    loop {
        if archive.read_exact(&mut header).is_err() || !header.starts_with(b"PK\x01\x02") {
            return Ok(doubled);
        }
        let length = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
        let mut name = vec![0; usize::from(length(28))];
        archive.read_exact(&mut name)?;
        archive.seek(SeekFrom::Current(i64::from(length(30)) + i64::from(length(32))))?;
        if !name.ends_with(b"/") && !names.insert(name.clone()) {
            doubled.insert(name);
        }
    }
}

/// What the ends of an archive say that is not in memory.
fn ends(archive: &Source<'_>, length: u64) -> io::Result<Ends> {
    let from = length.saturating_sub(TAIL as u64);
    let mut tail = vec![0; usize::try_from(length - from).unwrap_or(0)];
    let read = archive.read_fully_at(&mut tail, from)?;
    tail.truncate(read);
    let mut ends = Ends::default();
    ends.take(&tail);
    ends.take_long(&tail);
    // Where the end of a long archive is says another record.
    for at in memmem::find_iter(&tail, b"PK\x06\x07") {
        let mut end = [0; 56];
        let place = number(&tail, at + 8, 8).unwrap_or(u64::MAX);
        if place < length && archive.read_fully_at(&mut end, place)? == end.len() && end.starts_with(LONG) {
            ends.take_long(&end);
        }
    }
    Ok(ends)
}

fn content(entry: &ZipFileEntry<'_>, list: &List<'_>) -> Content {
    const KIND: u32 = 0o170_000;
    let closed = match entry.unix_mode().map_or(0, |mode| mode & KIND) {
        0o120_000 => Closed::Passed(super::LINK.to_owned()),
        0o010_000 => Closed::Special("a named pipe (FIFO)"),
        0o140_000 => Closed::Special("a socket"),
        0o020_000 | 0o060_000 => Closed::Special("a device"),
        _ if entry.encrypted() => Closed::Failed(
            "encrypted with a password, which nobody is asked for: unpack the archive and check the folder".to_owned(),
        ),
        _ => match entry.compression() {
            CompressionMethod::Stored | CompressionMethod::Deflated => {
                let deflated = entry.compression() == CompressionMethod::Deflated;
                let (header, packed, crc) = (entry.header_start(), entry.compressed_size(), entry.crc32());
                return list.readable(Packing::Zip { header, packed, deflated, crc }, entry.size());
            }
            other => Closed::Failed(format!(
                "packed in a way that is not read ({other}): unpack the archive and check the folder"
            )),
        },
    };
    Content::Closed(closed)
}

fn damaged(what: &str) -> Trouble {
    Trouble::Broken(format!("the archive is cut or damaged ({what}): transfer it again, or pack it again"))
}

fn begins_as_document(source: &Source<'_>) -> bool {
    let mut head = vec![0; DOCUMENT_HEAD];
    let length = source.head(&mut head).unwrap_or(0);
    let head = head.get(..length).unwrap_or_default();
    let has = |part: &[u8]| memmem::find(head, part).is_some();
    !has(ARTIFACT) && (PARTS.iter().any(|part| has(part)) || has(b"xl/"))
}

/// Where the bytes begin of a file whose header stands here.
pub(super) fn data_start(archive: &Source<'_>, header: u64) -> io::Result<u64> {
    let damaged = || io::Error::other("the archive is damaged: its list points to no file here");
    let mut local = [0; 30];
    if archive.read_fully_at(&mut local, header)? < local.len() || !local.starts_with(b"PK\x03\x04") {
        return Err(damaged());
    }
    let [.., name_low, name_high, extra_low, extra_high] = local;
    let name = u16::from_le_bytes([name_low, name_high]);
    let extra = u16::from_le_bytes([extra_low, extra_high]);
    header.checked_add(30 + u64::from(name) + u64::from(extra)).ok_or_else(damaged)
}
