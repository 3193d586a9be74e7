//! What git tracks, as files to look at: the same ones that would be found if it lay in folders.
//!
//! Hidden files and folders are passed by, and so are configurations; what a `.gitignore` says does not matter for tracked files. An
//! archive is told by its name first, for nobody reads all contents to find out.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Blob, Blobs, Kind, ObjectId, Tracked, os_path};
use crate::input::archive;
use crate::input::content::{Closed, Content};
use crate::input::discover::{Discovered, Fate, Found, Sieve, shown};
use crate::input::own_file;
use crate::input::secrets;
use crate::limits::ARCHIVE_HELD_BYTES;

/// A part of the repository that is looked at.
#[derive(Debug, Clone)]
pub struct Below {
    /// Where it lies below the top folder; empty for all.
    pub inside: PathBuf,
    /// How its path is written on the disk.
    pub path: PathBuf,
    /// How reports write it.
    pub shown: PathBuf,
}

/// The tracked files of some parts of a repository.
#[derive(Debug, Default)]
pub struct State {
    /// The files to look at.
    pub found: Discovered,
    /// By the path that reports show what git has there: of an archive that is looked into one content for all its files.
    pub contents: BTreeMap<String, (ObjectId, Kind)>,
}

impl State {
    /// The tracked files below these folders, or which are these, but for those that the sieve holds back.
    pub fn of(tracked: &[Tracked], parts: &[Below], blobs: &Arc<Blobs>, sieve: &Sieve<'_>) -> Self {
        let mut files = Vec::with_capacity(tracked.len());
        let (mut archives, mut contents) = (Vec::new(), BTreeMap::new());
        let (mut room, mut excluded) = (archive::Room::default(), 0);
        for tracked in tracked {
            let Some(file) = parts.iter().find_map(|part| found(tracked, part, blobs)) else { continue };
            let fate = if file.named { Fate::Looked } else { sieve(&file.path) };
            if fate != Fate::Looked {
                excluded += usize::from(fate == Fate::LeftOut);
                continue;
            }
            contents.insert(file.shown.clone(), (tracked.id.clone(), tracked.kind));
            let is_packed = matches!(file.content, Content::Blob(_)) && has_archive_name(&file.shown);
            if !is_packed || secrets::is_secret(file.place()) {
                files.push(file);
                continue;
            }
            match look_into(&file.content, &mut room) {
                Ok(Some(looked)) => {
                    archives.push(file.path.clone());
                    files.extend(file.in_place_of_it(looked));
                }
                Ok(None) => files.push(file),
                Err(why) => files.push(Found { content: Content::Closed(Closed::Archive(why)), ..file }),
            }
        }
        let mut found = Discovered { archives, excluded, ..Discovered::of(files) };
        found.sift(sieve);
        Self { found, contents }
    }

    /// Leaves out the files at these paths.
    pub fn leave_out(&mut self, paths: &HashSet<String>) {
        let mut files = std::mem::take(&mut self.found.files);
        files.retain(|file| !paths.contains(self.tracked(&file.shown)));
        self.found.files = files;
    }

    /// The path of what git has for the file at this path: its own, or that of the archive that it is in.
    pub fn tracked<'p>(&self, path: &'p str) -> &'p str {
        let around = || path.match_indices('/').filter_map(|(end, _)| path.get(..end));
        if self.found.archives.is_empty() || self.contents.contains_key(path) {
            return path;
        }
        around().find(|archive| self.contents.contains_key(*archive)).unwrap_or(path)
    }
}

/// The file as it is seen from a part of the repository; none if it does not lie there, or is passed by.
fn found(tracked: &Tracked, part: &Below, blobs: &Arc<Blobs>) -> Option<Found> {
    let whole = os_path(&tracked.path);
    let whole = Path::new(&whole);
    let below = whole.strip_prefix(&part.inside).ok()?;
    let named = below.as_os_str().is_empty();
    let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
    if below.iter().any(is_hidden) || whole.file_name().is_none_or(own_file::is_own) {
        return None;
    }
    let at = |folder: &Path| if named { folder.to_owned() } else { folder.join(below) };
    let (path, written) = (at(&part.path), at(&part.shown));
    Some(Found {
        content: content(tracked, blobs, &path),
        path,
        relative: shown(&written),
        address: shown(whole),
        folder: written.parent().map_or_else(|| ".".to_owned(), shown),
        shown: shown(&written),
        named,
    })
}

fn content(tracked: &Tracked, blobs: &Arc<Blobs>, path: &Path) -> Content {
    match tracked.kind {
        Kind::File => Content::Blob(Blob::new(blobs, &tracked.id).maybe_at(path)),
        Kind::Link => Content::Closed(Closed::Link),
        Kind::Submodule => Content::Closed(Closed::Passed(
            "a submodule, which is a repository of its own: run basislint in it".to_owned(),
        )),
        Kind::Unmerged => Content::Closed(Closed::Unmerged),
    }
}

/// Endings of the names of archives, and of what was packed alone.
const ARCHIVES: [&str; 4] = [".zip", ".tar", ".tgz", ".gz"];

fn has_archive_name(path: &str) -> bool {
    let has = |ending: &str| {
        let end = path.len().checked_sub(ending.len()).and_then(|at| path.get(at..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    ARCHIVES.iter().any(|ending| has(ending)) || path.rsplit('/').next().is_some_and(archive::is_package_member)
}

/// The files in an archive; none if it is no archive.
fn look_into(content: &Content, room: &mut archive::Room) -> Result<Option<archive::Looked>, String> {
    let Content::Blob(blob) = content else { return Ok(None) };
    let bytes = blob.read(ARCHIVE_HELD_BYTES as u64).map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => format!("an archive in git: {error}; unpack it, or check it as a file"),
        _ => error.to_string(),
    })?;
    Ok(archive::look_into_memory(bytes, room).ok())
}
