//! Which two states `basislint diff` compares: folders, archives, revisions of git; and the configuration of each.

use std::path::{Path, PathBuf};

use super::DiffArguments;
use super::configuration::{Configuration, TomlFiles};
use super::systems::View;
use crate::config::CONFIGURATION;
use crate::input::discover::{DiscoverError, Discovered, Sieve, discover_but, shown};
use crate::input::git::{Below, GitError, Kind, Repository, State, Tracked};
use crate::limits::OWN_FILE_BYTES;

/// One state.
pub(super) struct Found {
    /// What people call it.
    pub name: String,
    /// Its files, as soon as somebody looks.
    pub files: Discovered,
    /// How they are seen.
    pub view: View,
    /// The configuration that lies among them in git.
    pub configuration: Option<Configuration>,
    /// It lies in folders, where configurations are looked for.
    pub is_on_disk: bool,
    /// What git has of it, if it lies there.
    in_git: Option<(Repository, Vec<Tracked>, Vec<Below>)>,
}

impl Found {
    /// Looks at its files, but for those that the sieve holds back.
    ///
    /// # Errors
    /// What is on the disk cannot be listed.
    pub fn look(&mut self, sieve: &Sieve<'_>) -> Result<(), StateError> {
        self.files = match &self.in_git {
            Some((repository, tree, parts)) => State::of(tree, parts, repository.blobs(), sieve).found,
            None => discover_but(&self.view.paths, sieve)?,
        };
        Ok(())
    }
}

/// Leaves out of a revision what a .gitignore leaves out of the folders that it is compared with: git may track it.
pub(super) fn leave_out_untracked((old, new): (&mut Found, &Found)) {
    if new.is_on_disk && !old.is_on_disk {
        old.files.files.retain(|file| !new.files.left_out.contains(&file.shown));
    }
}

/// Why there are no two states.
#[derive(Debug, thiserror::Error)]
pub(super) enum StateError {
    #[error(
        "name two states: `basislint diff OLD NEW`, folders, archives or revisions; or a range of revisions, `HEAD~1..HEAD`"
    )]
    One,
    #[error("{} does not exist, and git knows no such revision here: {error}", path.display())]
    Neither { path: PathBuf, error: GitError },
    #[error("with folders and archives there are two paths, OLD and NEW; only revisions can be limited to paths")]
    TooMany,
    #[error(transparent)]
    Git(#[from] GitError),
    #[error(transparent)]
    Discover(#[from] DiscoverError),
    #[error("{0} cannot be read as it was in {1}: {2}")]
    Configuration(String, String, std::io::Error),
}

/// What a word on the command line means.
enum Meant {
    Path(PathBuf),
    Revision(String),
    /// The files as they lie in the folders.
    Folders,
}

/// The two states that the command line names.
///
/// # Errors
/// It names none, or one that is not there.
pub(super) fn of(arguments: &DiffArguments) -> Result<(Found, Found), StateError> {
    let words = &arguments.states;
    let (old, new, paths) = match words.as_slice() {
        [] => return Err(StateError::One),
        [range, paths @ ..] if !exists(range) && text(range).contains("..") => {
            let range = text(range);
            let (old, new) = match range.split_once("...") {
                // Where NEW left OLD: what only OLD has is no change of NEW.
                Some((old, new)) => (Repository::fork(or_head(old), or_head(new))?, or_head(new)),
                None => {
                    let (old, new) = range.split_once("..").unwrap_or((range.as_str(), ""));
                    (or_head(old).to_owned(), or_head(new))
                }
            };
            (Meant::Revision(old), Meant::Revision(new.to_owned()), paths)
        }
        [only] if exists(only) => return Err(StateError::One),
        [old] => (meant(old)?, Meant::Folders, &words[1..]),
        [old, new, paths @ ..] => (meant(old)?, meant(new)?, paths),
    };
    if !paths.is_empty() && (matches!(old, Meant::Path(_)) || matches!(new, Meant::Path(_))) {
        return Err(StateError::TooMany);
    }
    Ok((found(old, paths)?, found(new, paths)?))
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn or_head(revision: &str) -> &str {
    if revision.is_empty() { "HEAD" } else { revision }
}

fn meant(word: &Path) -> Result<Meant, StateError> {
    if exists(word) {
        return Ok(Meant::Path(word.to_owned()));
    }
    let revision = text(word);
    match Repository::here().and_then(|repository| repository.commit(&revision)) {
        Ok(_) => Ok(Meant::Revision(revision)),
        Err(error) => Err(StateError::Neither { path: word.to_owned(), error }),
    }
}

fn found(meant: Meant, paths: &[PathBuf]) -> Result<Found, StateError> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    match meant {
        Meant::Path(path) => {
            let name = shown(&path);
            Ok(on_disk(name, vec![path]))
        }
        Meant::Folders => Ok(on_disk("the files here".to_owned(), paths.to_vec())),
        Meant::Revision(revision) => {
            let repository = Repository::here()?;
            let part = |path: &PathBuf| {
                Ok::<_, GitError>(Below { inside: repository.inside(path)?, path: path.clone(), shown: path.clone() })
            };
            let parts = paths.iter().map(part).collect::<Result<Vec<_>, _>>()?;
            let tree = repository.tree(&repository.commit(&revision)?)?;
            let configuration = configuration(&repository, &tree, &parts, &revision)?;
            let view = View::from_here(paths.to_vec());
            let in_git = Some((repository, tree, parts));
            Ok(Found { name: revision, files: Discovered::default(), view, configuration, is_on_disk: false, in_git })
        }
    }
}

fn on_disk(name: String, paths: Vec<PathBuf>) -> Found {
    let view = View::from_here(paths);
    Found { name, files: Discovered::default(), view, configuration: None, is_on_disk: true, in_git: None }
}

/// The configuration of a revision: looked for from the first path up, as that on the disk is.
fn configuration(
    repository: &Repository,
    tree: &[Tracked],
    parts: &[Below],
    revision: &str,
) -> Result<Option<Configuration>, StateError> {
    let start = parts.first().map_or(Path::new(""), |part| part.inside.as_path());
    for folder in start.ancestors() {
        let inside = folder.join(CONFIGURATION);
        let Some(file) = tree.iter().find(|file| file.kind == Kind::File && file.path() == inside) else { continue };
        let path = shown(&inside);
        let bytes = file.content(repository.blobs(), OWN_FILE_BYTES);
        let bytes = bytes.map_err(|error| StateError::Configuration(path.clone(), revision.to_owned(), error))?;
        let (folder, beside) = (repository.top().join(folder), TomlFiles::of(tree, repository));
        return Ok(Some(Configuration::InGit { path, folder, bytes, beside }));
    }
    Ok(None)
}
