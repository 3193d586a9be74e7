//! Files as git has them: in the index, which will be committed, and in a commit. Git itself is asked, as a program.
//!
//! What is done with two states of the same files is none of this module's business.

mod blobs;
mod found;
mod index;
mod repository;
mod revision;
mod tree;

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha1::Sha1;
use sha2::{Digest, Sha256};

pub use blobs::{Blob, Blobs};
pub use found::{Below, State};
pub use repository::{GitError, Repository};
pub use revision::Commit;

/// The name of an object: hexadecimal digits, of SHA-1 or SHA-256.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(Box<str>);

impl ObjectId {
    /// None if these are no digits: nothing else is ever handed to git as the name of an object.
    fn of(digits: &[u8]) -> Option<Self> {
        let is_id = matches!(digits.len(), 40 | 64) && digits.iter().all(u8::is_ascii_hexdigit);
        let text = std::str::from_utf8(digits).ok().filter(|_| is_id)?;
        Some(Self(text.to_ascii_lowercase().into_boxed_str()))
    }

    fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the name of these bytes, of which there are so many; none if they cannot be read.
    fn names(&self, length: u64, mut bytes: impl Read) -> Option<bool> {
        let head = format!("blob {length}\0");
        let mut update = |update: &mut dyn FnMut(&[u8])| {
            let mut piece = vec![0; 64 << 10];
            loop {
                match bytes.read(&mut piece) {
                    Ok(0) => return Some(()),
                    Ok(read) => update(piece.get(..read).unwrap_or_default()),
                    Err(_) => return None,
                }
            }
        };
        if self.0.len() == 64 {
            let mut digest = Sha256::new_with_prefix(&head);
            update(&mut |bytes| digest.update(bytes))?;
            Some(is_written(self.as_str(), &digest.finalize()))
        } else {
            let mut digest = Sha1::new_with_prefix(&head);
            update(&mut |bytes| digest.update(bytes))?;
            Some(is_written(self.as_str(), &digest.finalize()))
        }
    }

    /// Whether it names a file without content.
    fn is_empty_file(&self) -> bool {
        const EMPTY: [&str; 2] = [
            "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
            "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
        ];
        EMPTY.contains(&self.as_str())
    }
}

/// Whether these hexadecimal digits are those bytes.
fn is_written(digits: &str, bytes: &[u8]) -> bool {
    let mut written = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.chars().all(|digit| digit.to_digit(16) == written.next().map(u32::from)) && written.next().is_none()
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A file that git knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// Its path below the top folder of the work tree: bytes of any encoding, with `/` between folders.
    pub path: Vec<u8>,
    /// Its content.
    pub id: ObjectId,
    /// What it is.
    pub kind: Kind,
}

impl Tracked {
    /// Its path below the top folder.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(os_path(&self.path).into_owned())
    }

    /// Whether it is at this path below the top folder, or in the folder there.
    pub fn lies_in(&self, inside: &Path) -> bool {
        Path::new(&os_path(&self.path)).starts_with(inside)
    }

    /// Its content.
    ///
    /// # Errors
    /// Git does not have it, or fails; it has more bytes than these.
    pub fn content(&self, blobs: &Arc<Blobs>, most: u64) -> io::Result<Vec<u8>> {
        Blob::new(blobs, &self.id).read(most)
    }
}

/// What a tracked file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A file with content.
    File,
    /// A symbolic link.
    Link,
    /// Another repository.
    Submodule,
    /// A merge is under way, and nobody has said yet what it shall be.
    Unmerged,
}

impl Kind {
    /// By the mode, in octal digits.
    fn of(mode: &[u8]) -> Self {
        match mode {
            b"120000" => Self::Link,
            b"160000" => Self::Submodule,
            _ => Self::File,
        }
    }
}

/// A path of git as the operating system has it.
#[cfg(unix)]
fn os_path(path: &[u8]) -> Cow<'_, OsStr> {
    use std::os::unix::ffi::OsStrExt;
    Cow::Borrowed(OsStr::from_bytes(path))
}

/// A path of git as the operating system has it: git writes UTF-8 there.
#[cfg(not(unix))]
fn os_path(path: &[u8]) -> Cow<'_, OsStr> {
    Cow::Owned(String::from_utf8_lossy(path).into_owned().into())
}

/// Entries that git ended with a NUL byte each.
fn entries(answer: &[u8]) -> impl Iterator<Item = &[u8]> {
    answer.split(|byte| *byte == 0).filter(|entry| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_has_the_name_that_git_gives_it() {
        let id = |digits: &str| ObjectId::of(digits.as_bytes()).unwrap();
        let hello = id("ce013625030ba8dba906f756967f9e9ca394464a");
        let names = |id: &ObjectId, bytes: &[u8]| id.names(bytes.len() as u64, bytes).unwrap();
        assert!(names(&hello, b"hello\n") && !names(&hello, b"hello"));
        let hello = id("2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4");
        assert!(names(&hello, b"hello\n") && !names(&hello, b"hello\r\n"));
        assert!(id("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391").is_empty_file());
        assert!(id("473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813").is_empty_file());
        for odd in [
            "",
            "HEAD",
            "--batch",
            "e69de29bb2d1d6434b8b29ae775ad8c2e48c539",
            "g69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        ] {
            assert!(ObjectId::of(odd.as_bytes()).is_none(), "{odd}");
        }
    }
}
