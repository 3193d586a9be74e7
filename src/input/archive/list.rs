//! The files of an archive while they are listed: what of that can be read, and what is to be said of the rest.

use std::collections::HashMap;
use std::sync::Arc;

use super::names::Name;
use super::unpacking::WAY_OUT;
use super::{Archive, Entry, Packing};
use crate::input::content::{Closed, Content};
use crate::input::own_file::CONFIGURATION;
use crate::limits::{ARCHIVE_ENTRIES, ARCHIVE_NAMES_BYTES};

/// A file of an archive.
#[derive(Debug)]
pub struct Listed {
    /// Its path below the archive, with `/` between folders.
    pub path: String,
    /// Its bytes, or why there are none.
    pub content: Content,
}

/// Why an archive is not read, or not as a whole.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Nothing of it is.
    Refused(String),
    /// Nothing behind this place is.
    Broken(String),
}

/// The files of an archive, while they are listed.
pub(super) struct List<'a> {
    archive: &'a Arc<Archive>,
    files: Vec<Listed>,
    /// Bytes of all names so far.
    names: u64,
    /// Files, folders and all else so far.
    entries: usize,
    /// The first name that is no path below the archive, and what is wrong with it.
    odd: Option<(String, &'static str)>,
    odd_names: usize,
}

impl<'a> List<'a> {
    /// None so far.
    pub fn of(archive: &'a Arc<Archive>) -> Self {
        Self { archive, files: Vec::new(), names: 0, entries: 0, odd: None, odd_names: 0 }
    }

    /// Counts an entry of whatever kind before anything is made of it.
    pub fn count(&mut self, name: &[u8]) -> Result<(), Trouble> {
        self.entries += 1;
        self.names += name.len() as u64;
        too_many(self.entries)?;
        if self.names > ARCHIVE_NAMES_BYTES {
            let most = ARCHIVE_NAMES_BYTES >> 20;
            return Err(Trouble::Refused(format!("the names in it have more than {most} MiB: {WAY_OUT}")));
        }
        Ok(())
    }

    /// A file of the archive that can be read.
    pub fn readable(&self, at: Packing, size: u64) -> Content {
        Content::Entry(Entry { archive: self.archive.clone(), at, size })
    }

    /// Takes a file, or what is in the place of one.
    pub fn take(&mut self, name: Name, raw: &[u8], content: Content) {
        let path = match name {
            Name::Path(path) => path,
            Name::Hidden => return,
            Name::Odd(what) => {
                self.odd_names += 1;
                self.odd.get_or_insert_with(|| (shortened(raw), what));
                return;
            }
        };
        let is_configuration = path.rsplit('/').next() == Some(CONFIGURATION);
        let content =
            if is_configuration { Content::Closed(Closed::Passed(NO_CONFIGURATION.to_owned())) } else { content };
        self.files.push(Listed { path, content });
    }

    /// All files, and what is to be said of the archive itself.
    pub fn finish(mut self, trouble: Option<Trouble>) -> (Vec<Listed>, Option<Closed>) {
        self.close_doubles();
        let odd = self.odd.take().map(|(name, what)| {
            let others = match self.odd_names {
                1 => String::new(),
                2 => ", and one other name like it".to_owned(),
                names => format!(", and {} other names like it", names - 1),
            };
            format!(
                "the name `{name}` in it {what}{others}: not read; pack the archive anew with names below one folder"
            )
        });
        let why = match trouble {
            Some(Trouble::Refused(why)) => {
                self.files.clear();
                Some(if why.starts_with(NOT_READ) { why } else { format!("{NOT_READ}{why}") })
            }
            Some(Trouble::Broken(why)) if self.files.is_empty() => Some(why),
            Some(Trouble::Broken(why)) => Some(format!("{why}; what stands in it before this place was read")),
            None => odd,
        };
        let closed = match why {
            Some(why) => Some(Closed::Archive(why)),
            None if self.files.is_empty() => Some(Closed::Passed("an archive without a file to read".to_owned())),
            None => None,
        };
        (self.files, closed)
    }

    /// Of a name that stands in the archive twice nobody knows which file is meant: tools differ.
    fn close_doubles(&mut self) {
        let mut times: HashMap<&str, usize> = HashMap::new();
        self.files.iter().for_each(|file| *times.entry(&file.path).or_default() += 1);
        times.retain(|_, times| *times > 1);
        if times.is_empty() {
            return;
        }
        let doubled: HashMap<String, usize> = times.into_iter().map(|(path, times)| (path.to_owned(), times)).collect();
        self.files.sort_by(|left, right| left.path.cmp(&right.path));
        self.files.dedup_by(|left, right| left.path == right.path);
        for file in &mut self.files {
            let Some(times) = doubled.get(&file.path) else { continue };
            file.content = Content::Closed(twice(*times));
        }
    }
}

const NOT_READ: &str = "the archive is not read: ";
const NO_CONFIGURATION: &str = "a configuration in an archive does not count: unpack it and name it with --config";

/// Why a file is not read whose name others have as well.
pub(super) fn twice(times: usize) -> Closed {
    let times = if times == 2 { "twice".to_owned() } else { format!("{times} times") };
    Closed::Failed(format!(
        "stands in the archive {times}, so nobody knows which of them counts: pack the archive anew"
    ))
}

/// Says that an archive has more files than anybody packs, if it has.
pub(super) fn too_many(entries: usize) -> Result<(), Trouble> {
    if entries <= ARCHIVE_ENTRIES {
        return Ok(());
    }
    Err(Trouble::Refused(format!("it has more than {ARCHIVE_ENTRIES} files and folders: {WAY_OUT}")))
}

/// The begin of a name.
fn shortened(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short.push_str("...");
    }
    short
}
