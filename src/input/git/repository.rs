//! The repository that we are in, and how git is asked: one program, in our own folder, with the environment that a hook gave us.
//!
//! Hooks are run with `GIT_DIR`, `GIT_INDEX_FILE` and the like, which may be relative to the current folder: git is never sent elsewhere.

use std::io;
use std::path::{Component, Path, PathBuf, absolute};
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::Blobs;
use crate::complaint::clean;

/// Where git stops.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no such program.
    #[error("git is not there: install it, or put its folder into PATH")]
    Missing,
    /// It cannot be started.
    #[error("git cannot be started: {0}")]
    Unstarted(io::Error),
    /// It says that it cannot.
    #[error("{}; {way_out}", clean(words))]
    Failed {
        /// Its first words.
        words: String,
        /// What to do.
        way_out: &'static str,
    },
    /// What it says is none of what it may say.
    #[error("`git {0}` says what basislint does not understand: is it git 2.20 or later?")]
    Odd(&'static str),
    /// The revision says nothing that can be compared with.
    #[error("--since {}: {why}", clean(revision))]
    Revision {
        /// As given.
        revision: String,
        /// What is wrong, and the way out.
        why: String,
    },
    /// A path lies elsewhere.
    #[error("{} lies outside of the git repository {}: name paths in it", clean(&path.to_string_lossy()), clean(&top.to_string_lossy()))]
    Outside {
        /// As given.
        path: PathBuf,
        /// Top folder of the work tree.
        top: PathBuf,
    },
}

/// What git is asked with, whatever users and repositories configured: no pager, no monitor, no path patterns of their own, nothing
/// fetched, nothing locked, and words that people who read English understand.
fn git() -> Command {
    let mut git = Command::new("git");
    git.args(["--no-pager", "-c", "core.fsmonitor=false"])
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C");
    for name in ["LITERAL", "GLOB", "NOGLOB", "ICASE"] {
        git.env_remove(format!("GIT_{name}_PATHSPECS"));
    }
    git
}

/// Starts git with pipes to it and from it.
pub(super) fn start(arguments: &[&str]) -> io::Result<std::process::Child> {
    git().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
}

/// What git answered.
pub(super) struct Answer {
    /// It did what it was asked for.
    pub succeeded: bool,
    /// What it wrote to standard output.
    pub out: Vec<u8>,
    /// Why it failed, in its own words; empty if it says nothing.
    pub words: String,
}

/// Asks git, and waits for the answer.
pub(super) fn ask(arguments: &[&str]) -> Result<Answer, GitError> {
    let output = git().args(arguments).stdin(Stdio::null()).output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => GitError::Missing,
        _ => GitError::Unstarted(error),
    })?;
    Ok(Answer { succeeded: output.status.success(), out: output.stdout, words: first_words(&output.stderr) })
}

/// As [`ask`], where git must know the answer.
pub(super) fn answer(arguments: &[&str], way_out: &'static str) -> Result<Vec<u8>, GitError> {
    let Answer { succeeded, out, words } = ask(arguments)?;
    if succeeded {
        return Ok(out);
    }
    let words = if words.is_empty() { format!("`git {}` failed without a word", arguments.join(" ")) } else { words };
    Err(GitError::Failed { words, way_out })
}

/// The line of git's that says why: there may be warnings and traces around it.
pub(super) fn first_words(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let says_why = |line: &&str| line.starts_with("fatal:") || line.starts_with("error:");
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let why = lines.clone().find(says_why).or_else(|| lines.next()).unwrap_or_default();
    if why.is_empty() { String::new() } else { format!("git says `{why}`") }
}

/// A git repository with a work tree.
#[derive(Debug)]
pub struct Repository {
    top: PathBuf,
    blobs: Arc<Blobs>,
}

impl Repository {
    /// The one that the current folder belongs to, or that a hook names.
    ///
    /// # Errors
    /// There is none, it is bare, or git does not trust it.
    pub fn here() -> Result<Self, GitError> {
        const WAY_OUT: &str = "run basislint in a folder of a git repository that has a work tree";
        let mut top = answer(&["rev-parse", "--show-toplevel"], WAY_OUT)?;
        while top.last().is_some_and(|last| matches!(last, b'\n' | b'\r')) {
            top.pop();
        }
        if top.is_empty() {
            return Err(GitError::Failed { words: "this repository has no work tree".to_owned(), way_out: WAY_OUT });
        }
        Ok(Self { top: PathBuf::from(super::os_path(&top).into_owned()), blobs: Arc::default() })
    }

    /// The top folder of its work tree.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The contents of files.
    pub fn blobs(&self) -> &Arc<Blobs> {
        &self.blobs
    }

    /// Where a path lies below the top folder; nothing need be there. Empty for the top folder itself.
    ///
    /// # Errors
    /// It lies elsewhere.
    pub fn inside(&self, path: &Path) -> Result<PathBuf, GitError> {
        let outside = || GitError::Outside { path: path.to_owned(), top: self.top.clone() };
        let whole = without_climbing(&absolute(path).map_err(|_| outside())?);
        if let Ok(below) = whole.strip_prefix(&self.top) {
            return Ok(below.to_owned());
        }
        // Git's top folder is one without links.
        let top = self.top.canonicalize().map_err(|_| outside())?;
        let (there, real) =
            whole.ancestors().find_map(|there| Some((there, there.canonicalize().ok()?))).ok_or_else(outside)?;
        let below = real.strip_prefix(top).map_err(|_| outside())?;
        Ok(below.join(whole.strip_prefix(there).map_err(|_| outside())?))
    }
}

/// A path without `.` and `..`, as it is written.
fn without_climbing(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => _ = plain.pop(),
            other => plain.push(other),
        }
    }
    plain
}
