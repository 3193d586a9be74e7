//! What a file is called by services that show findings beside the files of a repository: an address that is relative, the
//! same on every machine, and of no other file of the run.
//!
//! Such a service (code scanning) looks for the file at this place below the root of the repository it was told of. So the
//! root is that of the git repository: the one around the current folder, else the one around the file. Where there is
//! none, it is the current folder; a file outside of it keeps the name of the folder that was named on the command line,
//! so that `basislint ../A ../B` does not speak of two files in one word. Git itself is not asked: a root is a folder with
//! `.git` in it, which is a file in linked work trees and submodules.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Component, Path, PathBuf, absolute};

use super::discover::Found;
use super::name::readable;
use crate::knowledge::secret::{short_hash, veiled_path};

/// Stands before an address that no number of folders makes different from another.
const ELSEWHERE: &str = "elsewhere";

/// A longer name of an analysis is a hash: a shell may put in hundreds of paths.
const MOST_NAME_BYTES: usize = 200;

/// The addresses of the files, in their order.
pub(super) fn addresses(files: &[Found]) -> Vec<String> {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    Addresses::new(here).of(files)
}

/// What an analysis of these files and folders is called: by their addresses, in whatever order and way they are written. Empty for the
/// root, or for the current folder where there is none.
pub(crate) fn of_paths(paths: &[PathBuf]) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let main = git_root(&here).unwrap_or(&here);
    let names: BTreeSet<String> = paths.iter().map(|path| of_path(path, main)).collect();
    if names.contains("") {
        return String::new();
    }
    let names = Vec::from_iter(names).join("+");
    if names.len() <= MOST_NAME_BYTES { names } else { short_hash([names.as_bytes()]) }
}

/// What a file is called that may be none of those that are read.
pub(crate) fn of_file(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    of_path(path, git_root(&here).unwrap_or(&here))
}

/// The path below the root of its repository, else its name.
fn of_path(path: &Path, main: &Path) -> String {
    let real = path.canonicalize().or_else(|_| absolute(path)).unwrap_or_else(|_| path.to_owned());
    let root = [Some(main), git_root(&real)].into_iter().flatten().find(|root| real.starts_with(root));
    let name = match root.and_then(|root| real.strip_prefix(root).ok()) {
        Some(below) => parts(below).join("/"),
        None => parts(&real).pop().unwrap_or_default(),
    };
    veiled_path(&name).into_owned()
}

/// How much of a path its address is.
struct Place {
    /// All its parts.
    parts: Vec<String>,
    /// So many of the last parts are the address.
    kept: usize,
    /// The root of its repository, unless that is the main one.
    root: Option<PathBuf>,
    /// It is relative to the main root, so its address stays as it is.
    settled: bool,
}

impl Place {
    fn address(&self) -> String {
        self.parts.get(self.parts.len().saturating_sub(self.kept)..).unwrap_or_default().join("/")
    }
}

/// Knows the roots of the folders it was asked about.
struct Addresses {
    here: PathBuf,
    /// Addresses are relative to this folder where they can be.
    main: PathBuf,
    folders: HashMap<PathBuf, (PathBuf, Option<PathBuf>)>,
}

impl Addresses {
    fn new(here: PathBuf) -> Self {
        let main = git_root(&here).unwrap_or(&here).to_owned();
        Self { main, here, folders: HashMap::new() }
    }

    fn of(mut self, files: &[Found]) -> Vec<String> {
        let mut places: Vec<Place> = files.iter().map(|file| self.place(file)).collect();
        // Two repositories have a name each; one alone needs none.
        let roots: BTreeSet<&Option<PathBuf>> = places.iter().map(|place| &place.root).collect();
        if roots.len() > 1 {
            places.iter_mut().filter(|place| place.root.is_some()).for_each(|place| place.kept += 1);
        }
        loop {
            let doubled = doubled(&places.iter().map(Place::address).collect::<Vec<_>>());
            let mut grown = false;
            for (index, place) in places.iter_mut().enumerate() {
                if doubled.contains(&index) && !place.settled && place.kept < place.parts.len() {
                    place.kept += 1;
                    grown = true;
                }
            }
            if !grown {
                break;
            }
        }
        let mut addresses: Vec<String> = places.iter().map(Place::address).collect();
        let mut taken: BTreeSet<String> = places.iter().filter(|place| place.settled).map(Place::address).collect();
        for (address, place) in addresses.iter_mut().zip(&places) {
            while !place.settled && !taken.insert(address.clone()) {
                *address = format!("{ELSEWHERE}/{address}");
            }
        }
        addresses
    }

    fn place(&mut self, file: &Found) -> Place {
        let folder = file.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (folder, root) = self.folders.entry(folder.to_owned()).or_insert_with(|| {
            let real = folder.canonicalize().or_else(|_| absolute(folder)).unwrap_or_else(|_| folder.to_owned());
            let root = git_root(&real).map(Path::to_owned);
            (real, root)
        });
        let mut parts = parts(folder);
        let below = |root: &Path| parts.len().saturating_sub(self::parts(root).len());
        let (kept, root, settled) = if folder.starts_with(&self.main) {
            (below(&self.main) + 1, None, true)
        } else if let Some(root) = root {
            (below(root) + 1, Some(root.clone()), false)
        } else if folder.starts_with(&self.here) {
            (below(&self.here) + 1, None, true)
        } else {
            // The path below the argument, and the name of that.
            (self::parts(Path::new(&file.relative)).len() + 1, None, false)
        };
        parts.extend(file.path.file_name().map(|name| readable(Path::new(name)).into_owned()));
        Place { kept: kept.min(parts.len()), parts, root, settled }
    }
}

/// The nearest folder around this one, or itself, that is the root of a git repository.
fn git_root(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

fn parts(path: &Path) -> Vec<String> {
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(readable(Path::new(name)).into_owned()),
        _ => None,
    });
    names.collect()
}

/// The indexes of those that are not the only one of their kind.
fn doubled(addresses: &[String]) -> HashSet<usize> {
    let mut indexes: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, address) in addresses.iter().enumerate() {
        indexes.entry(address).or_default().push(index);
    }
    indexes.into_values().filter(|indexes| indexes.len() > 1).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::super::discover::discover;
    use super::*;

    /// Makes the files in a folder of their own and says what they are called from `here`.
    fn called(files: &[&str], here: &str, arguments: &[&str]) -> Vec<String> {
        let desk = tempfile::tempdir().unwrap();
        let desk = desk.path().canonicalize().unwrap();
        std::fs::create_dir_all(desk.join(here)).unwrap();
        for file in files {
            let file = desk.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "x").unwrap();
        }
        let arguments: Vec<PathBuf> = arguments.iter().map(|argument| desk.join(argument)).collect();
        let found = discover(&arguments).unwrap().files;
        Addresses::new(desk.join(here)).of(&found)
    }

    #[test]
    fn an_analysis_is_called_by_its_paths_whatever_their_order_and_way() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in [".git", "exports/PRD", "exports/QAS"] {
            std::fs::create_dir_all(root.join(name)).unwrap();
        }
        let called = |paths: &[&str]| of_paths(&paths.iter().map(|path| root.join(path)).collect::<Vec<_>>());
        assert_eq!(called(&["exports/PRD"]), "exports/PRD");
        assert_eq!(called(&["exports/QAS", "exports/./PRD/"]), "exports/PRD+exports/QAS");
        assert_eq!(called(&["exports/PRD/../QAS"]), "exports/QAS");
        assert_eq!(called(&["", "exports"]), "", "all of the repository");
        let many: Vec<String> = (0..60).map(|number| format!("exports/S{number:02}")).collect();
        let name = called(&many.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(name.len(), 6, "{name}");
        std::fs::remove_dir(root.join(".git")).unwrap();
        assert_eq!(called(&["exports/PRD"]), "PRD", "no part of a path of this machine");
    }

    #[test]
    fn the_git_root_is_where_addresses_begin() {
        for here in ["repo", "repo/deep", "elsewhere"] {
            let files = ["repo/.git/HEAD", "repo/deep/PRD/a.txt"];
            assert_eq!(called(&files, here, &["repo/deep/PRD"]), ["deep/PRD/a.txt"], "{here}");
            assert_eq!(called(&files, here, &["repo/deep/PRD/a.txt"]), ["deep/PRD/a.txt"], "{here}");
        }
        // A linked work tree has a file there.
        assert_eq!(called(&["tree/.git", "tree/PRD/a.txt"], "tree/PRD", &["tree/PRD"]), ["PRD/a.txt"]);
        // A submodule belongs to the repository that basislint runs in.
        let files = ["repo/.git/HEAD", "repo/module/.git", "repo/module/PRD/a.txt"];
        assert_eq!(called(&files, "repo", &["repo/module"]), ["module/PRD/a.txt"]);
        assert_eq!(called(&files, "repo/module", &["repo/module"]), ["PRD/a.txt"]);
    }

    #[test]
    fn without_git_they_begin_here_or_with_the_folder_that_was_named() {
        let files = ["work/PRD/a.txt", "A/sm59.txt", "B/sm59.txt", "x/C/sm59.txt", "y/C/sm59.txt"];
        assert_eq!(called(&files, "work", &["work/PRD"]), ["PRD/a.txt"]);
        assert_eq!(called(&files, "work", &["A", "B"]), ["A/sm59.txt", "B/sm59.txt"]);
        assert_eq!(called(&files, "work", &["A/sm59.txt", "B"]), ["A/sm59.txt", "B/sm59.txt"]);
        assert_eq!(called(&files, "work", &["x", "y"]), ["x/C/sm59.txt", "y/C/sm59.txt"]);
        assert_eq!(called(&files, "work", &["x/C", "y/C"]), ["x/C/sm59.txt", "y/C/sm59.txt"]);
    }

    #[test]
    fn no_two_files_are_called_alike() {
        let two = ["one/.git/HEAD", "one/PRD/a.txt", "two/.git/HEAD", "two/PRD/a.txt"];
        assert_eq!(called(&two, "elsewhere", &["one", "two"]), ["one/PRD/a.txt", "two/PRD/a.txt"]);
        assert_eq!(called(&two, "one", &["one", "two"]), ["PRD/a.txt", "two/PRD/a.txt"]);
        let beside = ["one/.git/HEAD", "one/A/a.txt", "A/a.txt"];
        let called = called(&beside, "one", &["one/A", "A"]);
        assert!(called.contains(&"A/a.txt".to_owned()), "{called:?}");
        assert!(called.iter().any(|address| address != "A/a.txt" && address.ends_with("/A/a.txt")), "{called:?}");
    }
}
