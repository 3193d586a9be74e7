//! Where something is to be written: what stands there now, whatever links lead to it, and whether it may be written to.

use std::fs::{Metadata, OpenOptions};
use std::io;
use std::path::{Component, Path, PathBuf, absolute};

use crate::complaint::clean;

/// What the program's own standard output is called where files have names.
const STANDARD_OUTPUT: &[&str] = &["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

/// Folders of open files: a name in them stands for what is open, and cannot be put into another's place.
const OPEN_FILES: &[&str] = &["/dev/fd", "/proc"];

/// Links that are followed, as many as Linux follows.
const MOST_LINKS: usize = 40;

/// Where something is to be written.
#[derive(Debug, Clone)]
pub struct Target {
    pub(super) named: PathBuf,
    pub(super) place: Place,
}

#[derive(Debug, Clone)]
pub(super) enum Place {
    /// A file that is there, or can be: its path behind all links, and what is there.
    File { path: PathBuf, old: Option<Metadata> },
    /// A pipe, a terminal, a device of characters: written to from begin to end.
    Stream { path: PathBuf, metadata: Metadata },
    /// What the program writes its other report to.
    StandardOutput,
}

/// Why nothing can be written there.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// Files stand in it.
    #[error("cannot write {}: it is a folder; name a file in it", shown(.0))]
    Folder(PathBuf),
    /// The file would be in a folder that is not there.
    #[error("cannot write {}: there is no folder {}; make it first", shown(path), shown(folder))]
    NoFolder {
        /// As it was named.
        path: PathBuf,
        /// What is missing.
        folder: PathBuf,
    },
    /// A disk, or a socket.
    #[error("cannot write {}: it is {what}; name a file", shown(path))]
    Unwritable {
        /// As it was named.
        path: PathBuf,
        /// What is there.
        what: &'static str,
    },
    /// What the operating system says.
    #[error("cannot write {}: {source}", shown(path))]
    Refused {
        /// As it was named.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A path as messages show it.
pub fn shown(path: &Path) -> String {
    clean(&path.to_string_lossy())
}

impl Target {
    /// Looks at what stands there. Nothing is made, and no pipe is opened.
    ///
    /// # Errors
    /// It is a folder or in none, a disk or a socket, or a file that may not be written to.
    pub fn at(named: &Path) -> Result<Self, TargetError> {
        let refused = |source| TargetError::Refused { path: named.to_owned(), source };
        if ends_with_separator(named) {
            return Err(TargetError::Folder(named.to_owned()));
        }
        let target = |place| Ok(Self { named: named.to_owned(), place });
        let Some(path) = behind_links(named).map_err(refused)? else { return target(Place::StandardOutput) };
        let metadata = match path.metadata() {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return target(Place::File { path: in_its_folder(named, &path)?, old: None });
            }
            Err(source) => return Err(refused(source)),
        };
        if metadata.is_dir() {
            return Err(TargetError::Folder(named.to_owned()));
        }
        if metadata.is_file() && !is_open_file(&path) {
            // A file that is protected would be replaced all the same if its folder is not.
            OpenOptions::new().write(true).open(&path).map_err(refused)?;
            return target(Place::File { path: in_its_folder(named, &path)?, old: Some(metadata) });
        }
        if let Some(what) = unwritable(&metadata) {
            return Err(TargetError::Unwritable { path: named.to_owned(), what });
        }
        target(Place::Stream { path, metadata })
    }

    /// As it was named.
    pub fn named(&self) -> &Path {
        &self.named
    }

    /// It is the program's own standard output, which whoever has that must write.
    pub fn is_standard_output(&self) -> bool {
        matches!(self.place, Place::StandardOutput)
    }

    /// Both are one file, or one pipe. A device such as `/dev/null` or a terminal takes whatever comes.
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.place, &other.place) {
            (Place::StandardOutput, Place::StandardOutput) => true,
            (Place::File { path, old }, Place::File { path: other, old: old_other }) => {
                path == other || (old.is_some() && old_other.is_some() && are_one(path, other))
            }
            (Place::Stream { path, metadata }, Place::Stream { path: other, .. }) => {
                !is_device(metadata) && are_one(path, other)
            }
            _ => false,
        }
    }

    /// It is the file at this path, under whatever name and through whatever link.
    pub fn is_file(&self, path: &Path) -> bool {
        matches!(&self.place, Place::File { path: own, old: Some(_) } if are_one(own, path))
    }

    /// It is the file that the program's standard output goes to.
    pub fn gets_standard_output(&self) -> bool {
        match &self.place {
            Place::File { old: Some(old), .. } => standard_output().is_some_and(|out| identity(&out) == identity(old)),
            _ => false,
        }
    }
}

/// The path behind all links at its end, of which the last may lead to nothing yet; none for standard output.
fn behind_links(named: &Path) -> io::Result<Option<PathBuf>> {
    if STANDARD_OUTPUT.iter().any(|name| named == Path::new(name)) {
        return Ok(None);
    }
    let mut path = absolute(named)?;
    for _ in 0..MOST_LINKS {
        if STANDARD_OUTPUT.iter().any(|name| path == Path::new(name)) {
            return Ok(None);
        }
        let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
        if !is_link || is_open_file(&path) {
            return Ok(Some(path));
        }
        let target = path.read_link()?;
        path = path.parent().map_or_else(|| target.clone(), |folder| folder.join(&target));
    }
    Err(io::Error::other("too many links lead on to each other"))
}

fn is_open_file(path: &Path) -> bool {
    OPEN_FILES.iter().any(|folder| path.starts_with(folder))
}

/// The path with its folder as it really is, so that two ways to it are one.
fn in_its_folder(named: &Path, path: &Path) -> Result<PathBuf, TargetError> {
    let (Some(folder), Some(Component::Normal(name))) = (path.parent(), path.components().next_back()) else {
        return Err(TargetError::Folder(named.to_owned()));
    };
    match folder.canonicalize() {
        Ok(folder) => Ok(folder.join(name)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // Relative to where the user is, if the name was.
            let folder = named.parent().filter(|parent| absolute(parent).is_ok_and(|parent| parent == folder));
            let folder = folder.or_else(|| path.parent()).unwrap_or(named).to_owned();
            Err(TargetError::NoFolder { path: named.to_owned(), folder })
        }
        Err(source) => Err(TargetError::Refused { path: named.to_owned(), source }),
    }
}

/// `reports/` names a folder, which [`Path`] forgets.
fn ends_with_separator(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|byte| std::path::is_separator(char::from(*byte)))
}

#[cfg(unix)]
fn unwritable(metadata: &Metadata) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
    match metadata.file_type() {
        kind if kind.is_block_device() => Some("a disk"),
        kind if kind.is_socket() => Some("a socket"),
        _ => None,
    }
}

#[cfg(not(unix))]
fn unwritable(_: &Metadata) -> Option<&'static str> {
    None
}

#[cfg(unix)]
fn is_device(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_char_device(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_device(_: &Metadata) -> bool {
    true
}

/// What tells a file from all others of the machine.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(unix)]
fn are_one(left: &Path, right: &Path) -> bool {
    matches!((left.metadata(), right.metadata()), (Ok(left), Ok(right)) if identity(&left) == identity(&right))
}

#[cfg(unix)]
fn standard_output() -> Option<Metadata> {
    use std::os::fd::AsFd;
    std::fs::File::from(io::stdout().as_fd().try_clone_to_owned().ok()?).metadata().ok()
}

/// Elsewhere a file must be opened to be told from others.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(not(unix))]
fn are_one(left: &Path, right: &Path) -> bool {
    same_file::is_same_file(left, right).unwrap_or(false)
}

#[cfg(not(unix))]
fn standard_output() -> Option<Metadata> {
    None
}
