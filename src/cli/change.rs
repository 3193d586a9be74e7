//! `--staged` and `--since`: which two states of the repository are compared, and what of them was asked for.
//!
//! How they are judged and what is told of it stands in [`super::compare`].

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::configuration::{Configuration, TomlFiles};
use super::systems::View;
use super::{CheckArguments, Staged};
use crate::config::{CONFIGURATION, Config};
use crate::input::discover::{Sieve, shown};
use crate::input::git::{Below, GitError, Kind, Repository, State, Tracked};
use crate::input::standard_input::DASH;
use crate::limits::OWN_FILE_BYTES;

/// Two states of a repository, of which the later one is judged.
pub(super) struct Change {
    /// What the later one is.
    pub now: Now,
    /// The earlier one; none before the first commit, and until somebody looks.
    pub before: Option<State>,
    /// What was asked for.
    pub view: View,
    /// All that git has of the earlier state.
    earlier: Option<Vec<Tracked>>,
    repository: Repository,
    parts: Vec<Below>,
}

/// The later state.
pub(super) enum Now {
    /// What will be committed.
    Index {
        /// Its files that were asked for.
        state: State,
        /// All of it.
        index: Vec<Tracked>,
        /// Whether only what the change brings or touches counts.
        what: Staged,
    },
    /// The files as they lie in the folders, and what they are compared with.
    Folders(String),
}

/// Why nothing can be compared.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChangeError {
    #[error(transparent)]
    Git(#[from] GitError),
    #[error("`-` is standard input, which git knows nothing of: leave it out, or leave out {0}")]
    StandardInput(&'static str),
    #[error("{} is neither in git's index nor in HEAD: check the spelling, or `git add` it", .0.display())]
    Unknown(PathBuf),
    #[error("the configuration {0} in git's index cannot be read: {1}")]
    Configuration(String, std::io::Error),
}

impl Change {
    /// What the command line asks to compare; none if nothing.
    ///
    /// # Errors
    /// Git fails, or what was asked for is not there.
    pub fn of(arguments: &CheckArguments) -> Result<Option<Self>, ChangeError> {
        let option = match (&arguments.staged, &arguments.since) {
            (Some(_), _) => "--staged",
            (_, Some(_)) => "--since",
            (None, None) => return Ok(None),
        };
        if arguments.paths.iter().any(|path| path == Path::new(DASH)) {
            return Err(ChangeError::StandardInput(option));
        }
        let repository = Repository::here()?;
        let change = match (arguments.staged, &arguments.since) {
            (Some(what), _) => Self::staged(repository, what, arguments)?,
            (None, since) => Self::since(repository, since.clone().unwrap_or_default(), arguments)?,
        };
        Ok(Some(change))
    }

    fn staged(repository: Repository, what: Staged, arguments: &CheckArguments) -> Result<Self, ChangeError> {
        let top = repository.top().to_owned();
        let part = |inside: PathBuf| Below { path: top.join(&inside), shown: inside.clone(), inside };
        let inside: Result<Vec<PathBuf>, _> = arguments.paths.iter().map(|path| repository.inside(path)).collect();
        let mut parts: Vec<Below> = inside?.into_iter().map(part).collect();
        let head = repository.head()?;
        let at_head = head.as_ref().map(|head| repository.tree(head)).transpose()?;
        let index = repository.index(head.as_ref(), at_head.as_deref().unwrap_or_default())?;
        let is_there = |part: &Below| {
            let lies_in = |file: &Tracked| file.lies_in(&part.inside);
            part.inside.as_os_str().is_empty() || index.iter().chain(at_head.iter().flatten()).any(lies_in)
        };
        let mut unknown = arguments.paths.iter().zip(&parts).filter(|(_, part)| !is_there(part));
        if let Some((path, _)) = unknown.next().filter(|_| !arguments.report.allow_empty) {
            return Err(ChangeError::Unknown(path.clone()));
        }
        if parts.is_empty() {
            // What will be committed is the whole.
            parts.push(part(PathBuf::new()));
        }
        let (paths, written) = parts.iter().map(|part| (part.path.clone(), part.shown.clone())).unzip();
        let view = View { paths, written, top: Some(top) };
        let now = Now::Index { state: State::default(), index, what };
        Ok(Self { now, before: None, earlier: at_head, view, repository, parts })
    }

    fn since(repository: Repository, revision: String, arguments: &CheckArguments) -> Result<Self, ChangeError> {
        let here = [PathBuf::from(".")];
        let paths = if arguments.paths.is_empty() { &here } else { arguments.paths.as_slice() };
        let part = |path: &PathBuf| {
            Ok::<_, GitError>(Below { inside: repository.inside(path)?, path: path.clone(), shown: path.clone() })
        };
        let parts = paths.iter().map(part).collect::<Result<Vec<_>, _>>()?;
        let commit = repository.commit(&revision)?;
        let earlier = Some(repository.tree(&commit)?);
        let view = View::from_here(paths.to_vec());
        Ok(Self { now: Now::Folders(revision), before: None, earlier, view, repository, parts })
    }

    /// Looks at the files of both states, but for those that the sieve holds back.
    pub fn look(&mut self, sieve: &Sieve<'_>) {
        let blobs = self.repository.blobs();
        if let Now::Index { state, index, .. } = &mut self.now {
            *state = State::of(index, &self.parts, blobs, sieve);
        }
        self.before = self.earlier.take().map(|files| State::of(&files, &self.parts, blobs, sieve));
    }

    /// Where the configuration is that will be committed, else the one on the disk; none if there is none, or the one on the disk is
    /// looked for as ever.
    ///
    /// # Errors
    /// Its content cannot be had.
    pub fn configuration(&self, named: Option<&Path>) -> Result<Option<Configuration>, ChangeError> {
        let Now::Index { index, .. } = &self.now else { return Ok(None) };
        if let Some(named) = named {
            let staged = self.repository.inside(named).ok().and_then(|inside| find(index, &inside));
            return match staged {
                Some(file) => self.staged_configuration(file, named).map(Some),
                None => Ok(Some(Configuration::File(named.to_owned()))),
            };
        }
        let start = self.parts.first().map(|part| part.inside.as_path()).unwrap_or(Path::new(""));
        for folder in start.ancestors() {
            let inside = folder.join(CONFIGURATION);
            if let Some(file) = find(index, &inside) {
                return self.staged_configuration(file, &inside).map(Some);
            }
            let path = self.repository.top().join(&inside);
            if path.symlink_metadata().is_ok() {
                return Ok(Some(Configuration::File(path)));
            }
        }
        Ok(None)
    }

    /// The folder in which a baseline would lie if there is none on the disk.
    pub fn beside(&self, config: &Config) -> PathBuf {
        if config.path.is_some() { config.folder.clone() } else { self.repository.top().to_owned() }
    }

    /// What a file of the disk will hold when it is committed; none if it will not be, or if the files of the folders are judged.
    ///
    /// # Errors
    /// Its content cannot be had, or has more bytes than these.
    pub fn staged_file(&self, path: &Path, most: u64) -> Result<Option<Vec<u8>>, ChangeError> {
        let Now::Index { index, .. } = &self.now else { return Ok(None) };
        let Some(file) = self.repository.inside(path).ok().and_then(|inside| find(index, &inside)) else {
            return Ok(None);
        };
        let content = file.content(self.repository.blobs(), most);
        content.map(Some).map_err(|error| ChangeError::Configuration(shown(path), error))
    }

    fn staged_configuration(&self, file: &Tracked, path: &Path) -> Result<Configuration, ChangeError> {
        let path = shown(path);
        let content = file.content(self.repository.blobs(), OWN_FILE_BYTES);
        let bytes = content.map_err(|error| ChangeError::Configuration(path.clone(), error))?;
        let whole = self.repository.top().join(file.path());
        let folder = whole.parent().map(Path::to_owned).unwrap_or_default();
        let Now::Index { index, .. } = &self.now else { return Ok(Configuration::File(whole)) };
        Ok(Configuration::InGit { path, folder, bytes, beside: TomlFiles::of(index, &self.repository) })
    }

    /// Leaves files out of the earlier state that a .gitignore leaves out of the later one: git may track them all the same.
    pub fn leave_out(&mut self, paths: &HashSet<String>) {
        if let Some(before) = &mut self.before {
            before.leave_out(paths);
        }
    }

    /// What the later state is compared with, as a part of a sentence.
    pub fn compared_with(&self) -> &str {
        match &self.now {
            Now::Index { .. } => "HEAD",
            Now::Folders(revision) => revision,
        }
    }
}

/// The file with content at this path.
fn find<'t>(index: &'t [Tracked], inside: &Path) -> Option<&'t Tracked> {
    index.iter().find(|file| file.kind == Kind::File && file.path() == inside)
}
