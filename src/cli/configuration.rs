//! The configuration that a command goes by, and the date that it judges by. Where a configuration lies depends on what is judged: each
//! command says that itself.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::Terminal;
use super::redaction::Redaction;
use super::terminal::{Told, with_cause};
use super::words::Words;
use crate::config::{Config, ConfigError};
use crate::rule::RuleSet;

/// Where a configuration is.
pub(super) enum Configuration {
    /// On the disk.
    File(PathBuf),
    /// In git.
    InGit {
        /// As reports write it.
        path: String,
        /// What it is for.
        folder: PathBuf,
        /// What it holds.
        bytes: Vec<u8>,
    },
}

impl Configuration {
    /// The one on the disk, looked for from here upwards.
    pub fn find(start: &Path, terminal: &mut Terminal<'_>) -> Result<Option<Self>, Told> {
        let found = Config::find(start).map_err(|error| terminal.give_up(&with_cause(&error)))?;
        Ok(found.map(Self::File))
    }

    /// Reads it. Its names are to be known before anything of it is shown.
    pub fn read(
        self,
        rules: &RuleSet,
        redaction: Option<&Redaction>,
        terminal: &mut Terminal<'_>,
    ) -> Result<Config, Told> {
        let words = Words::of(rules);
        let known = words.known();
        let read = match self {
            Self::File(path) => {
                let path = as_seen_from_here(path);
                redaction.iter().for_each(|redaction| redaction.know_configuration_at(&path));
                Config::load(&path, &known)
            }
            Self::InGit { path, folder, bytes } => {
                redaction.iter().for_each(|redaction| redaction.know_configuration(&bytes));
                Config::of_bytes(&path, folder, &bytes, &known)
            }
        };
        read.map_err(|error| tell(&error, terminal))
    }
}

/// Says why there is no configuration to work with.
pub(super) fn tell(error: &ConfigError, terminal: &mut Terminal<'_>) -> Told {
    if let ConfigError::Malformed(complaints) = error {
        terminal.complain(complaints);
    }
    terminal.give_up(&with_cause(error))
}

/// The date to judge by: the one that was asked for, else that of the configuration, else today's.
pub(super) fn as_of(asked: Option<Date>, config: &Config) -> Date {
    asked.or(config.as_of).unwrap_or_else(|| jiff::Zoned::now().date())
}

/// The path as people would write it: relative if it lies below the current folder.
pub(super) fn as_seen_from_here(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    match here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)) {
        Some(relative) => relative,
        None => path,
    }
}
