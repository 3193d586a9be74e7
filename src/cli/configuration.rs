//! The configuration that a command goes by, with the rules whose words it may use, and the date that it judges by. Where a configuration
//! lies depends on what is judged: each command says that itself.
//!
//! A configuration may name folders with a team's own rules: these folders are read first, then the rules, then all the rest.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;

use super::redaction::Redaction;
use super::terminal::{Told, with_cause};
use super::words::Words;
use super::{RuleFolders, Terminal};
use crate::config::{Config, ConfigError, OwnRuleFolders};
use crate::input::discover::shown;
use crate::input::git::{Blobs, Kind, Repository, Tracked};
use crate::input::own_file;
use crate::limits::OWN_FILE_BYTES;
use crate::rule::{OwnRules, RuleError, RuleSet};

/// The configuration of a command that judges nothing.
#[derive(Debug, Clone, Default, Args)]
#[group(skip)]
pub(super) struct ConfigurationArguments {
    /// Configuration, for the rules that it names [default: basislint.toml, looked for from here up to the git root]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    pub isolated: bool,
}

impl ConfigurationArguments {
    /// Where it is, seen from the current folder.
    pub fn find(&self, terminal: &mut Terminal<'_>) -> Result<Option<Configuration>, Told> {
        match &self.config {
            _ if self.isolated => Ok(None),
            Some(path) => Ok(Some(Configuration::File(path.clone()))),
            None => Configuration::find(Path::new("."), terminal),
        }
    }
}

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
        /// What else git has there, as far as it may be a rule.
        beside: TomlFiles,
    },
}

/// The TOML files of a state in git.
pub(super) struct TomlFiles {
    files: Vec<Tracked>,
    blobs: Arc<Blobs>,
    top: PathBuf,
}

impl TomlFiles {
    /// Those among what git tracks.
    pub fn of(tracked: &[Tracked], repository: &Repository) -> Self {
        let is_toml = |file: &&Tracked| file.kind == Kind::File && file.path.ends_with(b".toml");
        let files = tracked.iter().filter(is_toml).cloned().collect();
        Self { files, blobs: Arc::clone(repository.blobs()), top: repository.top().to_owned() }
    }

    /// Path and text of each in a folder of the disk, as git has it; none if git tracks none there.
    fn in_folder(&self, folder: &Path) -> Result<Vec<(String, String)>, RuleError> {
        let mut inside = PathBuf::new();
        for part in folder.strip_prefix(&self.top).unwrap_or(folder).components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => drop(inside.pop()),
                part => inside.push(part),
            }
        }
        let there = self.files.iter().filter(|file| file.lies_in(&inside));
        let text = |file: &Tracked| {
            let path = self.top.join(file.path());
            let unreadable = |reason: String| RuleError::Unreadable { path: shown(&file.path()), reason };
            let bytes =
                file.content(&self.blobs, OWN_FILE_BYTES).map_err(|error: io::Error| unreadable(error.to_string()))?;
            let text =
                String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8: save it as UTF-8".to_owned()))?;
            Ok((as_seen_from_here(path).display().to_string(), text))
        };
        there.map(text).collect()
    }
}

/// A configuration that was opened.
struct Opened {
    /// As complaints show it.
    path: String,
    folder: PathBuf,
    bytes: Vec<u8>,
    /// What git has beside it.
    beside: Option<TomlFiles>,
}

impl Configuration {
    /// The one on the disk, looked for from here upwards.
    pub fn find(start: &Path, terminal: &mut Terminal<'_>) -> Result<Option<Self>, Told> {
        let found = Config::find(start).map_err(|error| terminal.give_up(&with_cause(&error)))?;
        Ok(found.map(Self::File))
    }

    fn open(self, terminal: &mut Terminal<'_>) -> Result<Opened, Told> {
        match self {
            Self::File(path) => {
                let path = as_seen_from_here(path);
                let opened = own_file::read(&path).and_then(|bytes| {
                    let whole = std::path::absolute(&path)?;
                    let folder = whole.parent().map(Path::to_owned).unwrap_or_default();
                    Ok(Opened { path: path.to_string_lossy().into_owned(), folder, bytes, beside: None })
                });
                opened.map_err(|source| tell(&ConfigError::Unreadable { path, source }, terminal))
            }
            Self::InGit { path, folder, bytes, beside } => Ok(Opened { path, folder, bytes, beside: Some(beside) }),
        }
    }
}

/// Reads the rules of a run, with examples if somebody reads those, and its configuration, if there is one. Its names are to be known before anything of it is shown.
pub(super) fn read(
    configuration: Option<Configuration>,
    rules: &RuleFolders,
    with_examples: &dyn Fn(&Config) -> bool,
    redaction: Option<&Redaction>,
    terminal: &mut Terminal<'_>,
) -> Result<(RuleSet, Config), Told> {
    let at_once = with_examples(&Config::default());
    let Some(configuration) = configuration else {
        let rules = RuleSet::load_with(&apart(named(rules)), at_once);
        return Ok((rules.map_err(|error| tell_rule_error(&error, terminal))?, Config::default()));
    };
    let opened = configuration.open(terminal)?;
    redaction.iter().for_each(|redaction| redaction.know_configuration(&opened.bytes));
    let Opened { path, folder, bytes, beside } = opened;
    let text = Config::text(&path, &bytes).map_err(|error| tell(&error, terminal))?;
    let load = |with_examples, terminal: &mut Terminal<'_>| {
        load((&path, text, &folder), rules, beside.as_ref(), with_examples, terminal)
    };
    let (mut loaded, own_rules) = load(at_once, terminal)?;
    let known = Words::of(&loaded);
    let config = Config::of_bytes(&path, folder.clone(), &bytes, &known.known());
    let mut config = config.map_err(|error| tell(&error, terminal))?;
    config.own_rules = own_rules;
    drop(known);
    // Only now it is known that somebody reads them.
    if !at_once && with_examples(&config) {
        (loaded, _) = load(true, terminal)?;
    }
    Ok((loaded, config))
}

/// The folders with own rules that a configuration names, and the folder that it is for. Nothing is looked for in them.
pub(super) fn own_rule_folders(
    configuration: Option<Configuration>,
    terminal: &mut Terminal<'_>,
) -> Result<Option<(OwnRuleFolders, PathBuf)>, Told> {
    let Some(configuration) = configuration else { return Ok(None) };
    let Opened { path, folder, bytes, .. } = configuration.open(terminal)?;
    let text = Config::text(&path, &bytes).map_err(|error| tell(&error, terminal))?;
    let folders = OwnRuleFolders::read(&path, text);
    let folders = folders.map_err(|complaints| tell(&ConfigError::Malformed(complaints), terminal))?;
    Ok(Some((folders, folder)))
}

/// Loads the rules that a run with a configuration goes by, and says where those lie that it names. The configuration is path, text and
/// folder; `beside` is what git has of it.
pub(super) fn load(
    (path, text, folder): (&str, &str, &Path),
    rules: &RuleFolders,
    beside: Option<&TomlFiles>,
    with_examples: bool,
    terminal: &mut Terminal<'_>,
) -> Result<(RuleSet, Vec<PathBuf>), Told> {
    let malformed = |complaints, terminal: &mut Terminal<'_>| tell(&ConfigError::Malformed(complaints), terminal);
    let folders = OwnRuleFolders::read(path, text).map_err(|complaints| malformed(complaints, terminal))?;
    let mut own = named(rules);
    let mut places = Vec::new();
    let mut complaints = Vec::new();
    for (number, name) in folders.iter() {
        let lies = folder.join(name);
        let in_git = beside.map(|beside| beside.in_folder(&lies)).transpose();
        let in_git = in_git.map_err(|error| tell_rule_error(&error, terminal))?.unwrap_or_default();
        if !in_git.is_empty() {
            let folder = as_seen_from_here(lies.clone());
            own.push(OwnRules::Texts { folder, files: in_git });
            places.push(lies);
            continue;
        }
        match folders.on_disk(number, folder) {
            Ok(lies) => {
                own.push(OwnRules::Folder(as_seen_from_here(lies.clone())));
                places.push(lies);
            }
            Err(complaint) => complaints.push(*complaint),
        }
    }
    if !complaints.is_empty() {
        return Err(malformed(complaints, terminal));
    }
    let loaded = RuleSet::load_with(&apart(own), with_examples);
    let loaded = loaded.map_err(|error| {
        // A folder without rules is a mistake of whoever named it.
        let of_folder =
            |of: &str| places.iter().position(|lies| as_seen_from_here(lies.clone()).display().to_string() == of);
        match &error {
            RuleError::Unreadable { path: of, reason } if of_folder(of).is_some() => {
                let number = of_folder(of).unwrap_or_default();
                let help = "`basislint rules new ID` makes one";
                malformed(vec![folders.complaint(number, format!("no rules here: {reason}"), help)], terminal)
            }
            _ => tell_rule_error(&error, terminal),
        }
    })?;
    Ok((loaded, places))
}

fn named(rules: &RuleFolders) -> Vec<OwnRules> {
    rules.folders.iter().cloned().map(OwnRules::Folder).collect()
}

/// The folders that lie in no other of them: nobody loads a rule twice.
fn apart(own: Vec<OwnRules>) -> Vec<OwnRules> {
    let real = |own: &OwnRules| own.folder().canonicalize().unwrap_or_else(|_| own.folder().to_owned());
    let all: Vec<PathBuf> = own.iter().map(real).collect();
    let mut seen = BTreeSet::new();
    let mut real = all.iter();
    own.into_iter()
        .filter(|_| {
            let Some(own) = real.next() else { return true };
            let is_within = all.iter().any(|other| own != other && own.starts_with(other));
            !is_within && seen.insert(own.clone())
        })
        .collect()
}

/// Says why rules could not be loaded.
pub(super) fn tell_rule_error(error: &RuleError, terminal: &mut Terminal<'_>) -> Told {
    if let RuleError::Mistakes(complaints) = error {
        terminal.complain(complaints);
    }
    terminal.give_up(error)
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
