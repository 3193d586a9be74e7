//! What `basislint check` looks at: files, folders and archives, or standard input.

use std::path::{Path, PathBuf};

use super::terminal::with_cause;
use super::{CheckArguments, Terminal};
use crate::complaint::nearest;
use crate::input::discover::{DiscoverError, Discovered, Sieve, discover_but};
use crate::input::standard_input::{self, DASH};
use crate::terminal_text::clean;

/// Where to read on for those who have nothing to check yet.
pub(super) const EXPORTS_PAGE: &str = "`basislint exports` says which files it reads, and how to get each out of SAP";

/// What was asked for.
pub(super) struct Asked {
    /// The paths. Standard input has the one that it is called by.
    pub paths: Vec<PathBuf>,
    standard_input: Option<Option<PathBuf>>,
}

/// Why nobody can look there.
#[derive(Debug, thiserror::Error)]
pub(super) enum AskedError {
    #[error("`-` is standard input, and stands alone: check the other paths in a run of their own")]
    NotAlone,
    #[error(
        "--stdin-filename says where what comes from standard input would lie, so it needs `-`: \
         basislint check - --stdin-filename PRD/sm59.txt < FILE"
    )]
    NameWithoutInput,
    #[error("--stdin-filename {} names no file: write the path of one, like PRD/sm59.txt", .0.display())]
    NoName(PathBuf),
}

impl Asked {
    /// What the command line asks for.
    pub fn of(arguments: &CheckArguments) -> Result<Self, AskedError> {
        let name = arguments.stdin_filename.clone();
        if !arguments.paths.iter().any(|path| path == Path::new(DASH)) {
            if name.is_some() {
                return Err(AskedError::NameWithoutInput);
            }
            let paths = if arguments.paths.is_empty() { vec![PathBuf::from(".")] } else { arguments.paths.clone() };
            return Ok(Self { paths, standard_input: None });
        }
        if arguments.paths.len() > 1 {
            return Err(AskedError::NotAlone);
        }
        match name {
            Some(name) if name.file_name().is_none() => Err(AskedError::NoName(name)),
            name => {
                let path = name.clone().unwrap_or_else(|| PathBuf::from(standard_input::NAMELESS));
                Ok(Self { paths: vec![path], standard_input: Some(name) })
            }
        }
    }

    /// Standard input is asked for.
    pub fn is_standard_input(&self) -> bool {
        self.standard_input.is_some()
    }

    /// Where configuration is looked for first.
    pub fn start(&self) -> PathBuf {
        let Some(path) = self.paths.first().filter(|path| !path.as_os_str().is_empty()) else {
            return PathBuf::from(".");
        };
        if self.standard_input.is_none() {
            return path.clone();
        }
        // The folders of a name need not be there.
        let folder = path.ancestors().skip(1).find(|folder| folder.is_dir());
        folder.map_or_else(|| PathBuf::from("."), Path::to_owned)
    }

    /// The paths as a shell takes them, for commands that are shown; empty for the current folder, and for what no line can hold.
    pub fn for_a_shell(&self) -> String {
        let is_here = self.paths.iter().all(|path| path == Path::new("."));
        if self.standard_input.is_some() || is_here {
            return String::new();
        }
        let words: Option<Vec<String>> = self.paths.iter().map(|path| shell_word(path)).collect();
        words.map_or_else(String::new, |words| words.join(" "))
    }

    /// Leaves out paths at which there is nothing, and says so.
    pub fn without_missing(mut self, terminal: &mut Terminal<'_>) -> Self {
        if self.standard_input.is_none() {
            self.paths.retain(|path| is_there(path, terminal));
        }
        self
    }

    /// The files there are, but for those that the sieve holds back.
    pub fn discover(&self, sieve: &Sieve<'_>) -> Result<Discovered, String> {
        match &self.standard_input {
            Some(name) => standard_input::discover(name.as_deref(), std::io::stdin(), sieve)
                .map_err(|error| format!("standard input cannot be read: {error}")),
            None => discover_but(&self.paths, sieve).map_err(|error| {
                let way_out = meant_command(&error).unwrap_or_else(|| way_out(&error));
                format!("{}{way_out}", with_cause(&error))
            }),
        }
    }
}

/// A path as one word for a shell; none if it holds what would steer a terminal, or is no text.
pub(super) fn shell_word(path: &Path) -> Option<String> {
    let text = path.to_str().filter(|text| clean(text) == *text)?;
    let is_plain = |letter: char| letter.is_alphanumeric() || "/\\._-+:@%,~".contains(letter);
    match text {
        // Quotes differ between the shells of Windows and others: only what both read alike is quoted.
        _ if text.chars().all(is_plain) && !text.starts_with('-') => Some(text.to_owned()),
        _ if text.contains(['"', '$', '`', '\\', '!']) || text.starts_with('-') => None,
        _ => Some(format!("\"{text}\"")),
    }
}

/// A misspelt command is taken for a path, for `check` is the default command.
fn meant_command(error: &DiscoverError) -> Option<String> {
    let DiscoverError::Missing { path } = error else { return None };
    let word = path.to_str().filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()))?;
    let command = nearest(word, super::COMMANDS)?;
    Some(format!("; did you mean the command `{command}`?"))
}

/// What to do about a path that is not there.
fn way_out(error: &DiscoverError) -> String {
    match error {
        DiscoverError::Missing { path } if path.to_string_lossy().contains(['*', '?', '[']) => {
            format!(": no file matches it; name a folder instead: {EXPORTS_PAGE}")
        }
        DiscoverError::Missing { .. } => format!("; {EXPORTS_PAGE}"),
        DiscoverError::Unlistable { .. } => String::new(),
    }
}

/// Whether there is something at the path; says so if not.
fn is_there(path: &Path, terminal: &mut Terminal<'_>) -> bool {
    let missing = path.metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound);
    if missing {
        terminal.say(&format!("warning: {} does not exist", path.display()));
    }
    !missing
}
