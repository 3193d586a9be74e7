//! A partial result as a file: a line that says what it is, a line of JSON that says whose it is and by what it was judged, the content, and a
//! checksum of all that. Nobody trusts what is in it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::same::{Same, hex};
use crate::check::shard::Shard;
use crate::export::reports::PARTIAL;
use crate::input::discover::Discovered;
use crate::input::own_file;
use crate::input::standard_input::DASH;
use crate::landscape::assign::Assignment;
use crate::limits::PARTIAL_BYTES;
use crate::output::shown;

/// Bytes of the checksum at the end.
const CHECKSUM: usize = 32;

/// What is known of a partial result beside its content.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    /// Of the program that wrote it: the content is that program's alone.
    pub version: String,
    /// Which of the shards it is, from 1 on.
    pub shard: u64,
    /// How many there are.
    pub of: u64,
    /// The date that it was judged by.
    #[serde(with = "date")]
    pub as_of: Date,
    /// What it was judged by.
    pub same: Same,
    /// A hash of the names of all files that there were, and of the systems that they belong to.
    pub files: String,
    /// The folder that relative paths are of.
    pub folder: String,
    /// What was asked for.
    pub paths: Vec<String>,
    /// The configuration, as reports write it.
    pub configuration: Option<String>,
    /// See [`crate::report::Report::asked`].
    pub asked: String,
    /// What the analysis is called if nobody says.
    pub category: String,
    /// Files that a .gitignore left out.
    pub ignored: usize,
    /// Files that the configuration left out.
    pub excluded: usize,
    /// The numbers of its patterns that did.
    pub used_patterns: Vec<usize>,
    /// For each of its systems whether there is a file of it.
    pub with_files: Vec<bool>,
    /// Files were named, and not only folders.
    pub names_files: bool,
    /// Only a part of what the configuration is for was asked for.
    pub is_part: bool,
    /// The systems that the content is about.
    pub systems: Vec<OwnSystem>,
}

/// A date as `2026-11-22`.
mod date {
    use jiff::civil::Date;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Date, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A system of a shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnSystem {
    /// Its place among all systems.
    pub index: usize,
    /// Its name.
    pub name: String,
}

/// Why a file is no partial result that can be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    #[error("cannot read {}: {source}", shown(path))]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("a merge reads files: save what would come from standard input, or name /dev/stdin")]
    StandardInput,
    #[error("{} is no partial result: name the files that `basislint check --shard K/N --partial FILE` wrote", shown(.0))]
    Other(PathBuf),
    #[error("{} is of basislint {theirs}, and this is {}: merge with the version that checked", shown(path), env!("CARGO_PKG_VERSION"))]
    Version { path: PathBuf, theirs: String },
    #[error("{} is damaged: what is in it is not what was written; write it anew{way_out}", shown(path))]
    Damaged { path: PathBuf, way_out: String },
}

impl FileError {
    /// The content of the file of this shard is not what this program writes.
    pub fn damaged(path: &Path, shard: Option<Shard>) -> Self {
        let way_out = shard.map_or_else(String::new, |shard| format!(" (check --shard {shard})"));
        Self::Damaged { path: path.to_owned(), way_out }
    }
}

/// A partial result that was read.
pub(super) struct PartialFile {
    pub path: PathBuf,
    pub shard: Shard,
    pub head: Head,
    content: Vec<u8>,
}

impl PartialFile {
    /// Takes out what it is about: there may be a lot of it, and nobody needs it twice.
    pub fn take_content(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.content)
    }

    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        if path == Path::new(DASH) {
            return Err(FileError::StandardInput);
        }
        let mut bytes = own_file::read_up_to(path, PARTIAL_BYTES)
            .map_err(|source| FileError::Unreadable { path: path.to_owned(), source })?;
        let rest = bytes.strip_prefix(PARTIAL).ok_or_else(|| FileError::Other(path.to_owned()))?;
        let line = rest.iter().position(|byte| *byte == b'\n').and_then(|end| rest.get(..end)).unwrap_or_default();
        #[derive(Deserialize)]
        struct Version {
            version: String,
        }
        // Of another version the head may have other fields.
        let theirs = serde_json::from_slice::<Version>(line).map(|it| it.version).unwrap_or_default();
        let (written, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or_else(|| FileError::damaged(path, None))?;
        if Sha256::digest(written).as_slice() != checksum.as_slice() {
            return Err(FileError::damaged(path, None));
        }
        if theirs != env!("CARGO_PKG_VERSION") {
            return Err(FileError::Version { path: path.to_owned(), theirs });
        }
        let head: Head = serde_json::from_slice(line).map_err(|_| FileError::damaged(path, None))?;
        let shard = Shard::new(head.shard, head.of).ok_or_else(|| FileError::damaged(path, None))?;
        let content = PARTIAL.len() + line.len() + 1..written.len();
        bytes.truncate(content.end);
        bytes.drain(..content.start);
        Ok(Self { path: path.to_owned(), shard, head, content: bytes })
    }
}

/// A partial result as it stands in a file.
pub(super) fn written(head: &Head, content: &[u8]) -> Result<Vec<u8>, String> {
    let head = serde_json::to_vec(head).map_err(|error| format!("a partial result cannot be written: {error}"))?;
    let mut bytes = Vec::with_capacity(PARTIAL.len() + head.len() + 1 + content.len() + CHECKSUM);
    bytes.extend_from_slice(PARTIAL);
    bytes.extend_from_slice(&head);
    bytes.push(b'\n');
    bytes.extend_from_slice(content);
    let checksum = Sha256::digest(&bytes);
    bytes.extend_from_slice(&checksum);
    if bytes.len() as u64 > PARTIAL_BYTES {
        let most = PARTIAL_BYTES >> 20;
        return Err(format!("a partial result has {most} MiB at most, and this one has more: check in more shards"));
    }
    Ok(bytes)
}

/// Whether a file begins as partial results do.
pub(super) fn is_partial(path: &Path) -> bool {
    let mut begin = Vec::new();
    let read = File::open(path).and_then(|file| file.take(PARTIAL.len() as u64).read_to_end(&mut begin));
    read.is_ok() && begin == PARTIAL
}

/// A hash of the names of all files, and of the systems that they belong to.
pub(super) fn digest_of(found: &Discovered, assignment: &Assignment<'_>) -> String {
    let mut hash = Sha256::new();
    for (file, system) in found.files.iter().zip(&assignment.of) {
        // No path has a byte of zero.
        hash.update(file.shown.as_bytes());
        hash.update([0]);
        hash.update((*system as u64).to_le_bytes());
    }
    for system in &assignment.systems {
        hash.update(system.name.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}
