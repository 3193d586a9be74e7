//! Archives that lie in archives. Only those of Cloud Integration are looked into: a package is a ZIP of artifacts that are ZIPs
//! themselves (connectors.md a.8), and nobody unpacks them all. Others are told, and not read.
//!
//! They are unpacked into memory, for the list of a ZIP stands at its end, and stay there until their files are read. What all
//! of a run may take says [`Room`].

use std::io::Read as _;
use std::sync::Arc;

use super::list::{List, Listed, Trouble};
use super::looking::{Form, files};
use super::names;
use super::unpacking::{WAY_OUT, too_much};
use super::{Archive, Bytes, Entry, Looked, zip};
use crate::input::Place;
use crate::input::content::{Closed, Content};
use crate::input::secrets;
use crate::input::source::{Source, SourceReader};
use crate::limits::{ARCHIVE_DEPTH, ARCHIVE_ENTRIES, ARCHIVE_NAMES_BYTES, ARCHIVES_HELD_BYTES};

/// What is left of what archives in archives may take, all that are looked into in one run together.
#[derive(Debug)]
pub struct Room {
    /// Bytes of such archives, which are held.
    held: u64,
    /// Bytes that their files unpack to, and the bytes of these archives so far.
    unpacked: u64,
    packed: u64,
    /// Files in them.
    entries: usize,
    /// Bytes of the names of these.
    names: u64,
}

impl Default for Room {
    fn default() -> Self {
        Self { held: ARCHIVES_HELD_BYTES, unpacked: 0, packed: 0, entries: ARCHIVE_ENTRIES, names: ARCHIVE_NAMES_BYTES }
    }
}

/// Whether archives are called so that are looked into where they lie in another one: `<32 hexadecimal digits>_content`, or any
/// ZIP, for artifacts are packed with others. What they are their bytes say.
fn is_called_so(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.len().checked_sub(".zip".len()).and_then(|at| name.get(at..));
    names::is_package_member(name) || ending.is_some_and(|ending| ending.eq_ignore_ascii_case(".zip"))
}

/// The files in the place of the archives among them that are looked into. One of whose name there is a folder as well is not: nobody
/// could tell its files from those of the folder.
pub(super) fn look_within(listed: Vec<Listed>, depth: usize, room: &mut Room) -> Vec<Listed> {
    let mut paths: Vec<&str> = listed.iter().map(|file| file.path.as_str()).collect();
    paths.sort_unstable();
    let is_folder = |path: &str| {
        let below = format!("{path}/");
        let next = paths.partition_point(|path| **path < *below);
        paths.get(next).is_some_and(|path| path.starts_with(&below))
    };
    let is_looked_into: Vec<bool> = listed
        .iter()
        .map(|file| is_called_so(&file.path) && !secrets::is_secret(Place::of(&file.path)) && !is_folder(&file.path))
        .collect();
    let mut all = Vec::with_capacity(listed.len());
    for (file, is_looked_into) in listed.into_iter().zip(is_looked_into) {
        let looked = match &file.content {
            Content::Entry(entry) if is_looked_into => look_at(&file.path, entry, depth, room),
            _ => None,
        };
        let Some(looked) = looked else {
            all.push(file);
            continue;
        };
        let (below, closed) = match looked {
            Ok(looked) => looked,
            Err(why) => (Vec::new(), Some(Closed::Archive(why))),
        };
        all.extend(below.into_iter().map(|inner| Listed { path: format!("{}/{}", file.path, inner.path), ..inner }));
        all.extend(closed.map(|closed| Listed { path: file.path, content: Content::Closed(closed) }));
    }
    all
}

type Within = (Vec<Listed>, Option<Closed>);

/// The files in this one; none if it is no archive, or one that is not looked into.
fn look_at(path: &str, entry: &Entry, depth: usize, room: &mut Room) -> Option<Result<Within, String>> {
    // What is packed in one piece with others would be unpacked from its begin for each of them.
    if entry.in_turn().is_some() {
        return None;
    }
    let mut head = [0; super::HEAD];
    let length = entry.open().ok()?.head(&mut head).ok()?;
    if Form::of(head.get(..length)?) != Some(Form::Zip) {
        return None;
    }
    if depth >= ARCHIVE_DEPTH {
        return Some(Err(format!("archives lie more than {ARCHIVE_DEPTH} deep in each other: {WAY_OUT}")));
    }
    if entry.size() > room.held {
        let most = ARCHIVES_HELD_BYTES >> 20;
        return Some(Err(format!("the archives in archives have more than {most} MiB: unpack the outer ones")));
    }
    let bytes = match entry.open().and_then(|source| read(source, entry.size())) {
        Ok(bytes) => bytes,
        Err(error) => return Some(Err(error.to_string())),
    };
    let size = bytes.len() as u64;
    let archive = Arc::new(Archive { bytes: Bytes::Memory(bytes) });
    let mut list = List::of(&archive);
    let listed = match archive.bytes.open().map(|source| zip::list(source, &mut list)) {
        Ok(Ok(zip::Kind::Archive)) => Ok(()),
        Ok(Ok(zip::Kind::Document)) => return None,
        Ok(Err(trouble)) => Err(trouble),
        Err(error) => Err(Trouble::Refused(error.to_string())),
    };
    let Looked::Files(listed, closed) = files(list.finish(listed.err())) else { return None };
    // Of what is damaged its name alone tells what it is.
    let is_damaged = listed.is_empty() && path.rsplit('/').next().is_some_and(names::is_package_member);
    if !is_damaged && !listed.iter().any(|file| names::is_of_integration(&file.path)) {
        return None;
    }
    if let Err(why) = room.take(size, &listed) {
        return Some(Err(why));
    }
    Some(Ok((look_within(listed, depth + 1, room), closed)))
}

fn read(source: Source<'_>, size: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    SourceReader::new(source, 0).take(size.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Room {
    /// So much room.
    #[cfg(test)]
    pub(super) fn of(held: u64, entries: usize, names: u64) -> Self {
        Self { held, entries, names, ..Self::default() }
    }

    /// Takes what an archive of this length with these files needs.
    fn take(&mut self, size: u64, listed: &[Listed]) -> Result<(), String> {
        let names: u64 = listed.iter().map(|file| file.path.len() as u64).sum();
        let unpacked: u64 = listed.iter().map(|file| file.content.size()).sum();
        let (entries, names) = (self.entries.checked_sub(listed.len()), self.names.checked_sub(names));
        let (Some(entries), Some(names)) = (entries, names) else {
            let what =
                format!("more than {ARCHIVE_ENTRIES} files, or names of more than {} MiB", ARCHIVE_NAMES_BYTES >> 20);
            return Err(format!("the archives in archives have {what}: unpack the outer ones"));
        };
        let (packed, unpacked) = (self.packed + size, self.unpacked.saturating_add(unpacked));
        if let Some(why) = too_much(unpacked, packed) {
            return Err(why);
        }
        *self = Self { held: self.held.saturating_sub(size), unpacked, packed, entries, names };
        Ok(())
    }
}
