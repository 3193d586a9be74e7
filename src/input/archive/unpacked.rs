//! Files of compressed archives that are read once more, each by itself: such an archive can be read from its begin only, so they are unpacked
//! once, one behind the other. In memory as long as they are little; else into a file without a name, of which nothing is left whatever ends
//! the program.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::path::Path;

use tempfile::{SpooledData, SpooledTempFile, spooled_tempfile_in};

use super::in_turn;
use crate::input::{Content, Source};
use crate::limits::UNPACKED_AHEAD_BYTES;

/// So many bytes are copied at once.
const PIECE: usize = 64 << 10;

/// What was unpacked.
#[derive(Debug)]
pub struct Unpacked {
    bytes: Bytes,
    /// By the number of a file, where it stands.
    places: BTreeMap<usize, Range<u64>>,
}

#[derive(Debug)]
enum Bytes {
    Memory(Vec<u8>),
    Disk(File),
}

impl Unpacked {
    /// Unpacks those of these files that have their turn in an archive. The folder is one with room. A file that cannot be unpacked is left
    /// out: whoever opens it hears why.
    ///
    /// # Errors
    /// There is no room.
    pub fn of<'c>(files: impl Iterator<Item = (usize, &'c Content)>, folder: &Path) -> io::Result<Self> {
        Self::of_up_to(files, folder, usize::try_from(UNPACKED_AHEAD_BYTES).unwrap_or(usize::MAX))
    }

    /// As [`Unpacked::of`], with so many bytes in memory.
    pub(super) fn of_up_to<'c>(
        files: impl Iterator<Item = (usize, &'c Content)>,
        folder: &Path,
        most: usize,
    ) -> io::Result<Self> {
        let (mut bytes, mut end, mut places) = (spooled_tempfile_in(most, folder), 0, BTreeMap::new());
        for (archive, files) in in_turn(files) {
            let Ok(mut turns) = archive.turns() else { continue };
            for (start, (number, size)) in files {
                if turns.skip_to(start).is_err() {
                    break;
                }
                let (copied, whole) = copy(&mut turns.file(size), &mut bytes)?;
                if whole {
                    places.insert(number, end..end + copied);
                }
                end += copied;
            }
        }
        let bytes = match bytes.into_inner() {
            SpooledData::InMemory(bytes) => Bytes::Memory(bytes.into_inner()),
            SpooledData::OnDisk(file) => Bytes::Disk(file),
        };
        Ok(Self { bytes, places })
    }

    /// Opens the file with this number, if it was unpacked.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn open(&self, number: usize) -> Option<io::Result<Source<'_>>> {
        let Range { start, end } = self.places.get(&number)?.clone();
        let source = match &self.bytes {
            Bytes::Memory(bytes) => Ok(Source::Memory(bytes)),
            Bytes::Disk(file) => file.try_clone().and_then(Source::of_file),
        };
        Some(source.and_then(|source| source.part(start, end - start)))
    }
}

/// Copies a file to the end of the others. The answer is how many bytes it has, and whether that is all of it.
fn copy(file: &mut impl Read, to: &mut SpooledTempFile) -> io::Result<(u64, bool)> {
    let (mut piece, mut copied) = (vec![0; PIECE], 0);
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok((copied, true)),
            Ok(read) => {
                to.write_all(piece.get(..read).unwrap_or_default())?;
                copied += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Ok((copied, false)),
        }
    }
}
