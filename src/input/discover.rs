//! Finds the files to look at: named ones as they are, folders with all that is in them.
//!
//! Files that `.gitignore` leaves out are counted, so that the report can say so: exports are often called `*.log`.
//! What a file is, and which system it belongs to, is none of this module's business.

use std::collections::{HashMap, HashSet};
use std::fs::FileType;
use std::io;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;
use walkdir::{DirEntry, WalkDir};

use super::address;
use super::name::readable;
use crate::complaint::clean;

/// Name of the configuration, which is no input even where it lies among the exports.
const CONFIGURATION: &str = "basislint.toml";

/// Without any of these in a folder and in those around it, nothing in it is ignored. `.git` may hold `info/exclude`.
const IGNORE_FILES: &[&str] = &[".ignore", ".gitignore", ".git"];

/// A file to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// To open it.
    pub path: PathBuf,
    /// As the user sees it: joined from the argument, `/` between folders, no leading `./`, names as [`readable`] has them.
    pub shown: String,
    /// `shown` if that stays below the current folder; else relative to the argument it was found under (the bare
    /// name if that is the file itself). Never absolute, never climbs out with `..`.
    pub relative: String,
    /// What services call it that show findings beside the files of a repository: relative, and unlike that of any other.
    pub address: String,
    /// Shown path of the folder that directly holds it; `.` for the current one.
    pub folder: String,
    /// Given on the command line itself.
    pub named: bool,
    /// A symbolic link below a folder: not followed, for it may lead anywhere, but not passed over in silence either.
    pub link: bool,
    /// Neither file nor folder nor link, below a folder: what it is. Opening it may never end, or do things.
    pub special: Option<&'static str>,
}

impl Found {
    /// Whether it is opened to be read.
    pub fn is_opened(&self) -> bool {
        !self.link && self.special.is_none()
    }
}

/// What there is to look at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Discovered {
    /// By shown path, bytewise; each file once, even if arguments overlap.
    pub files: Vec<Found>,
    /// Number of regular files that `.gitignore`, `.ignore` or `.git/info/exclude` left out, except those that another
    /// argument brought in. Folders that are ignored and may not be listed either count for nothing.
    pub ignored: usize,
}

/// A path that could not be looked at.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum DiscoverError {
    /// There is no such file or folder.
    #[error("{} does not exist", clean(&shown(path)))]
    #[diagnostic(help("check the spelling; the path is relative to the current folder"))]
    Missing {
        /// As given.
        path: PathBuf,
    },
    /// It is there, but its properties or its entries are kept from us.
    #[error("{} cannot be listed", clean(&shown(path)))]
    #[diagnostic(help("give yourself read access to it, or add it to .gitignore to leave it out"))]
    Unlistable {
        /// The folder, or the argument.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Finds the files that the arguments name or hold.
///
/// Below a folder, hidden files and folders are skipped, symbolic links are not followed, and `.gitignore` (within a
/// git repository), `.ignore` and `.git/info/exclude` are honoured; a user's global ignore file is not, for it would
/// make two machines read different files. Arguments themselves are always taken, be they hidden, ignored or links.
/// Several spellings of one file are one file, shown as the first argument has it.
///
/// # Errors
/// An argument does not exist, or a folder that is not ignored cannot be listed: what is in it would go unseen.
pub fn discover(arguments: &[PathBuf]) -> Result<Discovered, DiscoverError> {
    let mut discovery = Discovery::default();
    for argument in arguments {
        let metadata = argument.metadata().map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => DiscoverError::Missing { path: argument.clone() },
            _ => DiscoverError::Unlistable { path: argument.clone(), source },
        })?;
        let identity = argument.canonicalize().unwrap_or_else(|_| argument.clone());
        if metadata.is_dir() {
            discovery.walk(argument, &identity)?;
        } else if argument.file_name().is_none_or(|name| name != CONFIGURATION) {
            discovery.take(identity, found(argument, None));
        }
    }
    Ok(discovery.finish())
}

/// What was seen so far, by real path.
#[derive(Default)]
struct Discovery {
    files: HashMap<PathBuf, Found>,
    ignored: HashSet<PathBuf>,
}

impl Discovery {
    fn take(&mut self, identity: PathBuf, file: Found) {
        let named = file.named;
        self.files.entry(identity).or_insert(file).named |= named;
    }

    /// One walk sees every file, and a matcher tells which of them are ignored: a filtered walk would not say how many
    /// files it passed by.
    fn walk(&mut self, argument: &Path, identity: &Path) -> Result<(), DiscoverError> {
        // Making the matcher asks for processors and for files in every folder: only where there is something to match.
        let mut may_ignore = identity.ancestors().skip(1).any(has_ignore_file);
        let mut entries = Vec::new();
        let walk = WalkDir::new(argument).into_iter().filter_entry(|entry| {
            may_ignore |= IGNORE_FILES.iter().any(|name| entry.file_name() == *name);
            entry.depth() == 0 || !is_hidden(entry)
        });
        for entry in walk {
            let taken = entry.as_ref().map_or(true, |entry| {
                let is_folder = entry.file_type().is_dir() && !is_link(entry);
                entry.depth() > 0 && !is_folder && entry.file_name() != CONFIGURATION
            });
            if taken {
                entries.push(entry);
            }
        }
        // A lone `-` would be standard input to the matcher.
        let root = if argument == Path::new("-") { Path::new("./-") } else { argument };
        let matchers = || WalkBuilder::new(root).hidden(false).git_global(false).build_matchers().pop();
        let mut matcher = may_ignore.then(matchers).flatten();
        let mut is_ignored = |path: &Path, folder: bool| {
            matcher.as_mut().is_some_and(|matcher| matcher.matched(path, folder).is_ignore())
        };
        let below = |path: &Path| path.strip_prefix(argument).unwrap_or(path).to_owned();
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(argument).to_owned();
                    let below = below(&path);
                    if below != Path::new("") && is_ignored(&below, true) {
                        continue;
                    }
                    return Err(DiscoverError::Unlistable { path, source: error.into() });
                }
            };
            let below = below(entry.path());
            if is_ignored(&below, false) {
                self.ignored.insert(identity.join(below));
            } else {
                let file = Found {
                    link: is_link(&entry),
                    special: special(entry.file_type()),
                    ..found(argument, Some(&below))
                };
                self.take(identity.join(below), file);
            }
        }
        Ok(())
    }

    fn finish(self) -> Discovered {
        let Self { files, ignored } = self;
        let ignored = ignored.iter().filter(|path| !files.contains_key(*path)).count();
        let mut files: Vec<Found> = files.into_values().collect();
        files.sort_unstable_by(|left, right| (&left.shown, &left.path).cmp(&(&right.shown, &right.path)));
        let addresses = address::addresses(&files);
        files.iter_mut().zip(addresses).for_each(|(file, address)| file.address = address);
        Discovered { files, ignored }
    }
}

/// A file below the argument, or the argument itself.
fn found(argument: &Path, below: Option<&Path>) -> Found {
    let path = below.map_or_else(|| argument.to_owned(), |below| argument.join(below));
    let in_argument = below.or_else(|| argument.file_name().map(Path::new)).unwrap_or(argument);
    let stays_below = path.components().all(|component| matches!(component, Component::Normal(_) | Component::CurDir));
    let shown = shown(&path);
    Found {
        relative: if stays_below { shown.clone() } else { self::shown(in_argument) },
        folder: path.parent().map_or_else(|| ".".to_owned(), self::shown),
        shown,
        address: String::new(),
        named: below.is_none(),
        link: false,
        special: None,
        path,
    }
}

/// A path with `/` between its folders and without `.` in it, each name as [`readable`] has it; `.` if nothing is left.
pub(crate) fn shown(path: &Path) -> String {
    let mut shown = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => shown.push('/'),
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {
                if !shown.is_empty() && !shown.ends_with('/') {
                    shown.push('/');
                }
                shown.push_str(&readable(Path::new(component.as_os_str())));
            }
        }
    }
    if shown.is_empty() {
        shown.push('.');
    }
    shown
}

/// Whether files below this folder may be ignored because of what is in it.
fn has_ignore_file(folder: &Path) -> bool {
    // What may not be looked at might be there.
    IGNORE_FILES.iter().any(|name| folder.join(name).try_exists().unwrap_or(true))
}

/// A symbolic link below the argument.
fn is_link(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.path_is_symlink()
}

/// What it is that may be no file, folder or link.
#[cfg(unix)]
fn special(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
    match kind {
        _ if kind.is_fifo() => Some("a named pipe (FIFO)"),
        _ if kind.is_socket() => Some("a socket"),
        _ if kind.is_block_device() || kind.is_char_device() => Some("a device"),
        _ => None,
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> Option<&'static str> {
    None
}

/// Whether a file or folder is kept from view, as the operating system has it.
fn is_hidden(entry: &DirEntry) -> bool {
    #[cfg(windows)]
    {
        use std::os::windows::fs::MetadataExt;
        const HIDDEN: u32 = 2;
        if entry.metadata().is_ok_and(|metadata| metadata.file_attributes() & HIDDEN != 0) {
            return true;
        }
    }
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests;
