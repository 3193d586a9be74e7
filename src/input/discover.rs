//! Finds the files to look at: named ones as they are, folders with all that is in them.
//!
//! An archive is read as a folder of its name; what is in it, [`super::archive`] knows.
//! Files that `.gitignore` leaves out are counted, so that the report can say so: exports are often called `*.log`.
//! What a file is, and which system it belongs to, is none of this module's business.

use std::collections::{HashMap, HashSet};
use std::fs::FileType;
use std::io;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;
use walkdir::{DirEntry, WalkDir};

use super::address;
use super::archive::{self, Listed, Looked};
use super::content::{Closed, Content};
use super::name::readable;
use super::own_file;
use super::place::Place;
use super::secrets;
use crate::complaint::clean;

/// Without any of these in a folder and in those around it, nothing in it is ignored. `.git` may hold `info/exclude`.
const IGNORE_FILES: &[&str] = &[".ignore", ".gitignore", ".git"];

/// A file to look at.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where its bytes come from.
    pub content: Content,
    /// Where it lies, or would lie if its archive were a folder.
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
}

impl Found {
    /// Whether it is opened to be read. Links below a folder are not followed, for they may lead anywhere, and what is neither file nor
    /// folder nor link is not opened, for that may never end, or do things; neither is passed over in silence.
    pub fn is_opened(&self) -> bool {
        !matches!(self.content, Content::Closed(_))
    }

    /// Its name, and all folders that hold it.
    pub fn place(&self) -> Place<'_> {
        Place::of(&self.shown)
    }

    /// A file that is named, and that comes from elsewhere than the disk.
    pub(super) fn named(path: &Path, content: Content) -> Self {
        let mut files = [Self { content, ..found(path, None) }];
        let address = address::addresses(&files).pop().unwrap_or_default();
        let [file] = &mut files;
        file.address = address;
        file.clone()
    }

    /// The files of an archive in the place of that archive, which is a folder then.
    pub(super) fn in_place_of_it(self, looked: Looked) -> Vec<Self> {
        let (listed, trouble) = match looked {
            Looked::Alone(entry) => return vec![Self { content: Content::Entry(entry), ..self }],
            Looked::Files(listed, trouble) => (listed, trouble),
        };
        let below = |Listed { path, content }: Listed| {
            let shown = format!("{}/{path}", self.shown);
            Self {
                content,
                path: self.path.join(&path),
                relative: format!("{}/{path}", self.relative),
                address: format!("{}/{path}", self.address),
                folder: shown.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned()),
                shown,
                named: false,
            }
        };
        let mut files: Vec<Self> = listed.into_iter().map(below).collect();
        let folder = self.shown.clone();
        files.extend(trouble.map(|closed| Self { content: Content::Closed(closed), folder, ..self }));
        files
    }
}

/// What there is to look at.
#[derive(Debug, Clone, Default)]
pub struct Discovered {
    /// By shown path, bytewise; each file once, even if arguments overlap.
    pub files: Vec<Found>,
    /// Number of regular files that `.gitignore`, `.ignore` or `.git/info/exclude` left out, except those that another
    /// argument brought in. Folders that are ignored and may not be listed either count for nothing.
    pub ignored: usize,
    /// Their shown paths.
    pub left_out: HashSet<String>,
    /// Number of files that the sieve held back.
    pub excluded: usize,
    /// Archives that were looked into: files of theirs are read.
    pub archives: Vec<PathBuf>,
}

impl Discovered {
    /// These files, and no others.
    pub(super) fn of(mut files: Vec<Found>) -> Self {
        sort(&mut files);
        Self { files, ..Self::default() }
    }

    /// Leaves out what the sieve holds back of what is in archives.
    pub(super) fn sift(&mut self, sieve: &Sieve<'_>) {
        let mut files = std::mem::take(&mut self.files);
        files.retain(|file| {
            let is_in_archive = !file.named && matches!(file.content, Content::Entry(_));
            let fate = if is_in_archive { sieve(&file.path) } else { Fate::Looked };
            self.excluded += usize::from(fate == Fate::LeftOut);
            fate == Fate::Looked
        });
        self.files = files;
    }

    /// Looks into all files, for what an archive is its content decides.
    fn look_into_archives(&mut self) {
        let mut files = Vec::with_capacity(self.files.len());
        let mut room = archive::Room::default();
        for file in std::mem::take(&mut self.files) {
            let Content::Disk(path) = &file.content else {
                files.push(file);
                continue;
            };
            // Whoever names a pipe or device gets it read, once.
            let is_file = !secrets::is_secret(file.place()) && (!file.named || path.is_file());
            match is_file.then(|| archive::look_into(path, &mut room)).flatten() {
                Some(looked) => {
                    self.archives.push(path.clone());
                    files.extend(file.in_place_of_it(looked));
                }
                None => files.push(file),
            }
        }
        if !self.archives.is_empty() {
            sort(&mut files);
        }
        self.files = files;
    }
}

fn sort(files: &mut [Found]) {
    files.sort_unstable_by(|left, right| (&left.shown, &left.path).cmp(&(&right.shown, &right.path)));
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

/// What becomes of a file that nobody named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is looked at.
    Looked,
    /// It is left out, and counted.
    LeftOut,
    /// It is no input, such as a rule.
    Own,
}

/// Says what becomes of the file at a path.
pub type Sieve<'s> = dyn Fn(&Path) -> Fate + 's;

/// For whoever looks at all files.
pub fn all(_: &Path) -> Fate {
    Fate::Looked
}

/// Finds the files that the arguments name or hold: all of them.
///
/// # Errors
/// As [`discover_but`].
pub fn discover(arguments: &[PathBuf]) -> Result<Discovered, DiscoverError> {
    discover_but(arguments, &all)
}

/// Finds the files that the arguments name or hold, but for those that the sieve holds back. What is named goes through it.
///
/// Below a folder, hidden files and folders are skipped, symbolic links are not followed, and `.gitignore` (within a
/// git repository), `.ignore` and `.git/info/exclude` are honoured; a user's global ignore file is not, for it would
/// make two machines read different files. Arguments themselves are always taken, be they hidden, ignored or links.
/// Several spellings of one file are one file, shown as the first argument has it. An archive is a folder of its name; for what is in
/// it the same holds, but that no `.gitignore` is asked.
///
/// # Errors
/// An argument does not exist, or a folder that is not ignored cannot be listed: what is in it would go unseen.
pub fn discover_but(arguments: &[PathBuf], sieve: &Sieve<'_>) -> Result<Discovered, DiscoverError> {
    let mut discovery = Discovery::default();
    for argument in arguments {
        let metadata = argument.metadata().map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => DiscoverError::Missing { path: argument.clone() },
            _ => DiscoverError::Unlistable { path: argument.clone(), source },
        })?;
        let identity = argument.canonicalize().unwrap_or_else(|_| argument.clone());
        if metadata.is_dir() {
            discovery.walk(argument, &identity, sieve)?;
        } else if !argument.file_name().is_some_and(own_file::is_own) {
            discovery.take(identity, found(argument, None));
        }
    }
    Ok(discovery.finish(sieve))
}

/// What was seen so far, by real path.
#[derive(Default)]
struct Discovery {
    files: HashMap<PathBuf, Found>,
    /// With their shown paths.
    ignored: HashMap<PathBuf, String>,
    /// Those that the sieve holds back.
    excluded: HashSet<PathBuf>,
}

impl Discovery {
    fn take(&mut self, identity: PathBuf, file: Found) {
        let named = file.named;
        self.files.entry(identity).or_insert(file).named |= named;
    }

    /// One walk sees every file, and a matcher tells which of them are ignored: a filtered walk would not say how many
    /// files it passed by.
    fn walk(&mut self, argument: &Path, identity: &Path, sieve: &Sieve<'_>) -> Result<(), DiscoverError> {
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
                entry.depth() > 0 && !is_folder && !own_file::is_own(entry.file_name())
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
                    // A folder that is left out is one of whose files any would be.
                    let is_held_back = || [&path, &path.join("x")].iter().any(|path| sieve(path) != Fate::Looked);
                    if below != Path::new("") && (is_ignored(&below, true) || is_held_back()) {
                        continue;
                    }
                    // Whoever walks says the path once more, and the reason as well as its cause.
                    let source =
                        error.into_io_error().unwrap_or_else(|| io::Error::other("its links lead in a circle"));
                    return Err(DiscoverError::Unlistable { path, source });
                }
            };
            let below = below(entry.path());
            let fate = sieve(entry.path());
            if fate == Fate::Own {
                continue;
            }
            if is_ignored(&below, false) {
                self.ignored.insert(identity.join(&below), shown(&argument.join(below)));
            } else if fate == Fate::LeftOut {
                self.excluded.insert(identity.join(&below));
            } else {
                let mut file = found(argument, Some(&below));
                if let Some(closed) = closed(&entry) {
                    file.content = Content::Closed(closed);
                }
                self.take(identity.join(below), file);
            }
        }
        Ok(())
    }

    fn finish(self, sieve: &Sieve<'_>) -> Discovered {
        let Self { files, mut ignored, mut excluded } = self;
        ignored.retain(|path, _| !files.contains_key(path));
        excluded.retain(|path| !files.contains_key(path));
        let mut files: Vec<Found> = files.into_values().collect();
        sort(&mut files);
        let addresses = address::addresses(&files);
        files.iter_mut().zip(addresses).for_each(|(file, address)| file.address = address);
        let ignored_files = ignored.len();
        let left_out = ignored.into_values().collect();
        let (excluded, archives) = (excluded.len(), Vec::new());
        let mut discovered = Discovered { files, ignored: ignored_files, left_out, excluded, archives };
        discovered.look_into_archives();
        discovered.sift(sieve);
        discovered
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
        content: Content::Disk(path.clone()),
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

/// Why a file below a folder is not opened, if it is not.
fn closed(entry: &DirEntry) -> Option<Closed> {
    if is_link(entry) { Some(Closed::Link) } else { special(entry.file_type()).map(Closed::Special) }
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
