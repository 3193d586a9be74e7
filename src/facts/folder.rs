//! Where tables go: a folder that is new or empty, apart from what is read; and the names of the folders and files in it.

use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use sha2::{Digest, Sha256};

use super::writer::Format;
use crate::output::{self, Draft, shown};

/// How rows are shared among files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Partition {
    /// A file for each kind and system.
    System,
    /// A file for each kind.
    Kind,
}

impl Partition {
    /// Its word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Kind => "kind",
        }
    }
}

/// Why nothing can be written there.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Something else is there.
    #[error("{} is no folder: name one that is not there yet", shown(.0))]
    NoFolder(PathBuf),
    /// Tables of two runs would be read as one.
    #[error("{} is not empty: remove it or name a folder that is not there yet, so that no old table is read with the new ones", shown(.0))]
    NotEmpty(PathBuf),
    /// The next run would read it.
    #[error("{} lies in what is read: name a folder elsewhere", shown(.0))]
    Inside(PathBuf),
    /// What the operating system says.
    #[error("{} cannot be used: {reason}", shown(path))]
    Refused {
        /// The folder.
        path: PathBuf,
        /// Why.
        reason: io::Error,
    },
}

/// The name that says when all is written: it comes last.
pub const LAST: &str = "facts.json";
/// Bytes of a name that every file system takes.
const LONGEST_NAME: usize = 255;

/// The folder, and what has its place in it.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Paths that are taken, in small letters: some disks know no others.
    taken: Mutex<HashSet<String>>,
}

impl Folder {
    /// Looks at the folder. Nothing is made yet.
    ///
    /// # Errors
    /// It cannot be written to, or should not.
    pub fn at(path: &Path, inputs: &[PathBuf]) -> Result<Self, FolderError> {
        let refused = |reason| FolderError::Refused { path: path.to_owned(), reason };
        match fs::metadata(path) {
            Ok(metadata) if !metadata.is_dir() => return Err(FolderError::NoFolder(path.to_owned())),
            Ok(_) => {
                if fs::read_dir(path).map_err(refused)?.next().is_some() {
                    return Err(FolderError::NotEmpty(path.to_owned()));
                }
            }
            // A link that leads nowhere would be written through.
            Err(error) if error.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(FolderError::NoFolder(path.to_owned()));
            }
            Err(reason) => return Err(refused(reason)),
        }
        let real = real(path).map_err(refused)?;
        let is_inside = |input: &PathBuf| fs::canonicalize(input).is_ok_and(|input| real.starts_with(input));
        if inputs.iter().any(is_inside) {
            return Err(FolderError::Inside(path.to_owned()));
        }
        Ok(Self { path: real, taken: Mutex::default() })
    }

    /// The place of a table, or of what it has of a system, below the folder: `kind=rfc-destinations/system=PRD/facts.parquet`.
    pub fn place(&self, table: &str, system: Option<&str>, format: Format) -> String {
        let folder = match system {
            Some(system) => format!("kind={table}/{}", part("system", system)),
            None => format!("kind={table}"),
        };
        let mut taken = self.taken.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let names = std::iter::once("facts".to_owned()).chain((2..).map(|number| format!("facts-{number}")));
        let mut places = names.map(|name| format!("{folder}/{name}.{}", format.name()));
        // There is no end of numbers.
        places.find(|place| taken.insert(place.to_lowercase())).unwrap_or_default()
    }

    /// The folder itself, which is made if need be, for what has no name and goes with the run.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn scratch(&self) -> io::Result<&Path> {
        fs::create_dir_all(&self.path)?;
        Ok(&self.path)
    }

    /// Begins to write the file at this place.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn begin(&self, place: &str) -> io::Result<Draft> {
        let path = self.path.join(place);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Draft::begin(&output::Target::at(&path).map_err(io::Error::other)?)
    }
}

/// `system=PRD`: the name of a folder as Hive has it, whatever the value. Letters of any script stay; what means something in paths, in such
/// names or to a shell is written as `%2F`. Of a value that is too long for a name its begin stands there, and what tells it from others.
fn part(key: &str, value: &str) -> String {
    let mut name = format!("{key}=");
    for letter in value.chars() {
        if letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.') {
            name.push(letter);
        } else {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(name, "%{byte:02X}");
            }
        }
    }
    // Windows forgets a full stop at the end.
    if name.ends_with('.') {
        name.pop();
        name.push_str("%2E");
    }
    if name.len() > LONGEST_NAME {
        let digits: String = Sha256::digest(value).iter().map(|byte| format!("{byte:02x}")).collect();
        let end = (0..=LONGEST_NAME - digits.len() - 1).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        name.truncate(end);
        name.push('~');
        name.push_str(&digits);
    }
    name
}

/// The path without links, as far as it is there.
fn real(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let (mut known, mut rest) = (path.as_path(), Vec::new());
    loop {
        match fs::canonicalize(known) {
            Ok(known) => return Ok(rest.into_iter().rev().fold(known, |path: PathBuf, part| path.join(part))),
            Err(error) => {
                let parent = known.parent().ok_or(error)?;
                match known.components().next_back() {
                    Some(Component::Normal(name)) => rest.push(name.to_owned()),
                    // What `..` leads to is not known where there is nothing.
                    _ => return Err(io::Error::new(io::ErrorKind::InvalidInput, "write its path without `..`")),
                }
                known = parent;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_systems_lead_nowhere_else() {
        for (value, name) in [
            ("PRD", "system=PRD"),
            ("PRD/100", "system=PRD%2F100"),
            ("..", "system=.%2E"),
            ("a=b c", "system=a%3Db%20c"),
            ("100%", "system=100%25"),
            ("Köln", "system=Köln"),
            ("a\u{7}\u{202e}\\", "system=a%07%E2%80%AE%5C"),
            ("", "system="),
        ] {
            assert_eq!(part("system", value), name);
        }
        let (one, other) = (part("system", &"x/".repeat(300)), part("system", &"x/".repeat(301)));
        assert!(one.len() <= LONGEST_NAME && one != other, "{one}");
        assert!(part("system", &"ü".repeat(300)).len() <= LONGEST_NAME);
    }

    #[test]
    fn no_two_tables_get_one_place() {
        let folder = Folder { path: PathBuf::new(), taken: Mutex::default() };
        let place = |system| folder.place("users", Some(system), Format::Csv);
        assert_eq!(place("PRD"), "kind=users/system=PRD/facts.csv");
        assert_eq!(place("prd"), "kind=users/system=prd/facts-2.csv", "they are one folder on some disks");
        assert_eq!(folder.place("users", None, Format::Csv), "kind=users/facts.csv");
    }

    #[test]
    fn the_folder_is_new_or_empty_and_apart_from_what_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        fs::create_dir_all(&input).unwrap();
        let at = |path: &str| Folder::at(&folder.path().join(path), std::slice::from_ref(&input));
        assert!(at("out").is_ok());
        for inside in ["in", "in/out", "in/out/deep"] {
            assert!(matches!(at(inside), Err(FolderError::Inside(_))), "{inside}");
        }
        fs::write(input.join("file"), "x").unwrap();
        assert!(matches!(at("in"), Err(FolderError::NotEmpty(_))));
        assert!(matches!(at("in/file"), Err(FolderError::NoFolder(_))));
    }
}
