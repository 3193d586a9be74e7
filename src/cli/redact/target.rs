//! The folder into which redacted exports go: new or empty, and apart from what is read.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::output::{self, shown};

/// Why nothing can be written there.
#[derive(Debug, thiserror::Error)]
pub(super) enum TargetError {
    #[error("{} is no folder: name one that is not there yet", shown(.0))]
    NoFolder(PathBuf),
    #[error("{} is not empty: name a folder that is not there yet, so that nothing old lies beside what is sent", shown(.0))]
    NotEmpty(PathBuf),
    #[error("{} lies in what is read: name a folder elsewhere", shown(.0))]
    Inside(PathBuf),
    #[error("{} cannot be used: {reason}", shown(path))]
    Refused { path: PathBuf, reason: io::Error },
}

/// The folder, and what was written into it.
pub(super) struct Target {
    folder: PathBuf,
    /// Paths that are taken, in small letters: some disks know no others.
    taken: HashSet<String>,
}

impl Target {
    /// Looks at the folder. Nothing is made yet.
    ///
    /// # Errors
    /// It cannot be written to, or should not.
    pub fn at(folder: &Path, input: &Path) -> Result<Self, TargetError> {
        let refused = |reason| TargetError::Refused { path: folder.to_owned(), reason };
        match fs::metadata(folder) {
            Ok(metadata) if !metadata.is_dir() => return Err(TargetError::NoFolder(folder.to_owned())),
            Ok(_) => {
                if fs::read_dir(folder).map_err(refused)?.next().is_some() {
                    return Err(TargetError::NotEmpty(folder.to_owned()));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // A link that leads nowhere would be written through.
                if folder.symlink_metadata().is_ok() {
                    return Err(TargetError::NoFolder(folder.to_owned()));
                }
            }
            Err(reason) => return Err(refused(reason)),
        }
        let real = real(folder).map_err(refused)?;
        if fs::canonicalize(input).is_ok_and(|input| real.starts_with(input)) {
            return Err(TargetError::Inside(folder.to_owned()));
        }
        Ok(Self { folder: real, taken: HashSet::new() })
    }

    /// Writes a file to this path below the folder, or one like it if that is taken.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn write(&mut self, relative: &str, bytes: &[u8]) -> io::Result<()> {
        let relative = self.free(&harmless(relative));
        let path = self.folder.join(&relative);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        output::Target::at(&path).map_err(io::Error::other)?.write(bytes)
    }

    fn free(&mut self, relative: &str) -> String {
        let numbered = (2..).map(|number| match relative.rsplit_once('.') {
            Some((stem, ending)) if !ending.contains('/') && !stem.is_empty() => format!("{stem}-{number}.{ending}"),
            _ => format!("{relative}-{number}"),
        });
        let mut names = std::iter::once(relative.to_owned()).chain(numbered);
        names.find(|name| self.taken.insert(name.to_lowercase())).unwrap_or_else(|| relative.to_owned())
    }
}

/// The path that a name of an export or archive makes: below the folder, whatever it says.
fn harmless(relative: &str) -> String {
    let is_harmless = |letter: char| !letter.is_control() && !r#"\:*?"<>|"#.contains(letter);
    let part =
        |part: &str| -> String { part.chars().map(|letter| if is_harmless(letter) { letter } else { '_' }).collect() };
    let parts = relative.split('/').filter(|part| !matches!(*part, "" | "." | "..")).map(part);
    let path = parts.collect::<Vec<_>>().join("/");
    if path.is_empty() { "file".to_owned() } else { path }
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
    fn paths_of_archives_lead_nowhere_else() {
        for (path, made) in [
            ("PRD/sm59.txt", "PRD/sm59.txt"),
            ("/etc/passwd", "etc/passwd"),
            ("../../x", "x"),
            ("a\u{7}b/c:d", "a_b/c_d"),
            ("..", "file"),
        ] {
            assert_eq!(harmless(path), made);
        }
    }

    #[test]
    fn two_files_never_get_one_name() {
        let mut target = Target { folder: PathBuf::new(), taken: HashSet::new() };
        assert_eq!(target.free("PRD/a.txt"), "PRD/a.txt");
        assert_eq!(target.free("prd/A.txt"), "prd/A-2.txt");
        assert_eq!(target.free("PRD/a"), "PRD/a");
        assert_eq!(target.free("PRD/a"), "PRD/a-2");
    }

    #[test]
    fn the_folder_is_new_or_empty_and_apart_from_what_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        fs::create_dir_all(&input).unwrap();
        assert!(Target::at(&folder.path().join("out"), &input).is_ok());
        for inside in ["in", "in/out", "in/out/deep"] {
            assert!(matches!(Target::at(&folder.path().join(inside), &input), Err(TargetError::Inside(_))), "{inside}");
        }
        fs::write(input.join("file"), "x").unwrap();
        assert!(matches!(Target::at(&input, &folder.path().join("other")), Err(TargetError::NotEmpty(_))));
        assert!(matches!(Target::at(&input.join("file"), &input), Err(TargetError::NoFolder(_))));
    }
}
