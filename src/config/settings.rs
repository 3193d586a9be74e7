//! `basislint.toml`: where it is found, what it says, and which system or export kind it gives a file.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf, absolute};
use std::sync::Arc;

use globset::GlobSet;
use jiff::civil::Date;

use super::baseline::Baseline;
use super::exclude::Exclude;
use super::integration::IntegrationConfig;
use super::reader::Reader;
use super::suppress::Suppression;
use super::weigh::RuleConfig;
use crate::complaint::{Complaint, clean};
use crate::input::own_file::{self, CONFIGURATION};
use crate::landscape::integration::Integration;
use crate::landscape::{Role, Tier};
use crate::policy::checks::SystemKind;
use crate::policy::stores::Store;
use crate::rule::Confidence;

/// What a configuration says; the default one says nothing.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The file as it was found or named; none without configuration.
    pub path: Option<String>,
    /// The folder that patterns are relative to.
    pub folder: PathBuf,
    /// The date to judge date rules by.
    pub as_of: Option<Date>,
    /// `[[system]]` in the file's order.
    pub systems: Vec<SystemConfig>,
    /// `[[export]]` in the file's order.
    pub exports: Vec<ExportConfig>,
    /// `[integration]`, which holds for all systems.
    pub integration: IntegrationConfig,
    /// `rules`: the folders with a team's own rules. Whoever loads those says where they are.
    pub own_rules: Vec<PathBuf>,
    /// `min-confidence`: how sure rules must be.
    pub min_confidence: Option<Confidence>,
    /// `policies`: security policies of SAP's that are evaluated as well, by their names or as paths relative to the folder.
    pub policies: Vec<PolicyPath>,
    /// `[policy]`
    pub policy: PolicyConfig,
    /// `exclude`: files that are left out.
    pub exclude: Exclude,
    /// `output`: reports that a check writes.
    pub outputs: Vec<OutputConfig>,
    /// `[rule.<id>]`
    pub rules: BTreeMap<String, RuleConfig>,
    /// `[[suppress]]` in the file's order.
    pub suppressions: Vec<Suppression>,
    /// What is known already; it has a file of its own.
    pub baseline: Option<Baseline>,
    /// `folder` without links, if it exists.
    pub(super) real_folder: Option<PathBuf>,
    /// Indexes of the systems by the folders their files are in, ascending.
    pub(super) by_folder: HashMap<String, Vec<usize>>,
    /// Indexes of those whose files may be anywhere, ascending.
    pub(super) anywhere: Vec<usize>,
}

/// `[[system]]`
#[derive(Debug, Clone)]
pub struct SystemConfig {
    /// Name; no other system has it, whatever the case of its letters.
    pub name: String,
    /// What it is for.
    pub role: Option<Role>,
    /// How much depends on it.
    pub tier: Option<Tier>,
    /// What it is technically: an ABAP system, a Web Dispatcher.
    pub kind: Option<SystemKind>,
    /// S-user that may log on to the support backbone.
    pub technical_user: Option<String>,
    /// The host it runs on.
    pub host: Option<String>,
    /// `[system.integration]`, which goes before the one for all.
    pub integration: IntegrationConfig,
    /// Its files, relative to the configuration's folder.
    pub files: GlobSet,
    /// The first folders that all of them are in, if the patterns tell.
    pub(super) folders: Option<Vec<String>>,
    pub(super) place: SystemPlace,
}

/// Where the files of a system stand in the configuration.
#[derive(Debug, Clone)]
pub(super) struct SystemPlace {
    pub(super) path: Arc<str>,
    pub(super) text: Arc<str>,
    pub(super) files: Range<usize>,
}

impl SystemConfig {
    /// Says at its place that no file is of this system: nobody may take its silence for health. If only a part was looked at of what the
    /// configuration is for, its patterns may be right.
    pub fn without_files(&self, only_a_part: bool) -> Complaint {
        let SystemPlace { path, text, files } = &self.place;
        let message = format!("no file here is of the system {}", clean(&self.name));
        let (label, way_out) = match only_a_part {
            false => (
                "matches no file",
                "patterns are relative to the folder of this file, and a pattern without ** or * means one file: correct it, or add the exports",
            ),
            true => (
                "matches none of the files that were looked at",
                "only a part was checked of what this configuration is for: check the folder that it stands in to hear of all systems",
            ),
        };
        Complaint::new(path, text, files.clone(), message).warning().label(label).help(way_out)
    }
}

/// An entry of `policies`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyPath {
    /// What stands there.
    pub text: String,
    /// Where, in bytes of the configuration.
    pub span: Range<usize>,
}

/// `[policy]`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PolicyConfig {
    /// The least grave items that count: 1 to 4.
    pub level: Option<u8>,
    /// Versions are compared as texts, as SAP does.
    pub literal: bool,
}

/// `[[export]]`
#[derive(Debug, Clone)]
pub struct ExportConfig {
    /// What the files are, whatever they look like.
    pub kind: &'static str,
    /// Which config store they are, if they are some.
    pub store: Option<&'static Store>,
    /// The files, relative to the configuration's folder.
    pub files: GlobSet,
}

/// A report that a check writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputConfig {
    /// One of the formats that are known.
    pub format: String,
    /// Where it is written, relative to the configuration's folder, and below it.
    pub file: PathBuf,
    /// 1-based line of the configuration.
    pub line: usize,
}

/// The words that a configuration may use.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Rule ids.
    pub rules: &'a [&'a str],
    /// Ids of the rules that have a number of days that may be changed.
    pub rules_with_days: &'a [&'a str],
    /// Export kinds.
    pub exports: &'a [&'static str],
    /// Export kinds that have a name but are not read yet.
    pub exports_not_read_yet: &'a [&'static str],
    /// Formats of reports.
    pub formats: &'a [&'static str],
}

impl Known<'_> {
    /// For whoever reads only what is not one of these words.
    pub(super) const NOTHING: Self =
        Self { rules: &[], rules_with_days: &[], exports: &[], exports_not_read_yet: &[], formats: &[] };
}

/// Why there is no configuration to work with.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("the configuration {} cannot be read", clean(&path.to_string_lossy()))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something of its name is there that is no file.
    #[error(
        "the configuration {} is {what}: put a file there, give it another name, or use --isolated for no configuration",
        clean(&path.to_string_lossy())
    )]
    NoFile {
        /// What is there.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// It says what it must not; every mistake, in the file's order.
    #[error("the configuration has {} {}", .0.len(), if .0.len() == 1 { "mistake" } else { "mistakes" })]
    Malformed(Vec<Complaint>),
}

impl Config {
    /// Looks for a `basislint.toml` from a file's or folder's own folder upwards, to the root of the git repository
    /// or, where there is none, of the file system. The nearest wins.
    ///
    /// # Errors
    /// What has the name there is no file, or cannot be looked at: going without it would judge by other rules than wanted.
    pub fn find(start: &Path) -> Result<Option<PathBuf>, ConfigError> {
        find(start, CONFIGURATION)
    }

    /// Where a new `basislint.toml` is found from this folder: in the root of its git repository, else in itself.
    pub fn place_for_new(folder: &Path) -> PathBuf {
        let whole = absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let root = whole.ancestors().find(|folder| folder.join(".git").exists());
        root.unwrap_or(&whole).join(CONFIGURATION)
    }

    /// Reads a configuration file.
    ///
    /// # Errors
    /// The file cannot be read, or has mistakes.
    pub fn load(path: &Path, known: &Known<'_>) -> Result<Self, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        let bytes = own_file::read(path).map_err(unreadable)?;
        let folder = absolute(path).map_err(unreadable)?.parent().map(Path::to_owned).unwrap_or_default();
        Self::of_bytes(&path.to_string_lossy(), folder, &bytes, known)
    }

    /// What a configuration file holds, as text.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn text<'b>(path: &str, bytes: &'b [u8]) -> Result<&'b str, ConfigError> {
        str::from_utf8(bytes).map_err(|error| {
            let place = error.valid_up_to();
            let place = place..place + char::REPLACEMENT_CHARACTER.len_utf8();
            let text = String::from_utf8_lossy(bytes);
            let mistake = Complaint::new(path, &text, place, "the file is not UTF-8");
            ConfigError::Malformed(vec![mistake.label("not UTF-8 from here").help("save it as UTF-8")])
        })
    }

    /// Reads what a configuration file holds. `path` is what complaints show; `folder` is what patterns are relative to.
    ///
    /// # Errors
    /// It has mistakes.
    pub fn of_bytes(path: &str, folder: PathBuf, bytes: &[u8], known: &Known<'_>) -> Result<Self, ConfigError> {
        Self::parse(path, folder, Self::text(path, bytes)?, known).map_err(ConfigError::Malformed)
    }

    /// The text of a configuration file.
    ///
    /// # Errors
    /// The file cannot be read, or is not UTF-8.
    pub fn read(path: &Path) -> Result<String, ConfigError> {
        let bytes = own_file::read(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        Self::text(&path.to_string_lossy(), &bytes).map(str::to_owned)
    }

    /// Reads the text of the configuration file at that path.
    ///
    /// # Errors
    /// It has mistakes, or its path leads nowhere.
    pub fn parse_file(path: &Path, text: &str, known: &Known<'_>) -> Result<Self, ConfigError> {
        let whole = absolute(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let folder = whole.parent().map(Path::to_owned).unwrap_or_default();
        Self::parse(&path.to_string_lossy(), folder, text, known).map_err(ConfigError::Malformed)
    }

    /// Reads a configuration's text. `path` is what complaints show; `folder` is what patterns are relative to.
    ///
    /// # Errors
    /// Every mistake, in the file's order; of mistakes in the TOML itself only the first, for others may follow from it.
    pub fn parse(path: &str, folder: PathBuf, text: &str, known: &Known<'_>) -> Result<Self, Vec<Complaint>> {
        let config = Reader::new(path, text, known).config()?;
        let real_folder = folder.canonicalize().ok();
        let (mut by_folder, mut anywhere): (HashMap<String, Vec<usize>>, _) = (HashMap::new(), Vec::new());
        for (index, system) in config.systems.iter().enumerate() {
            match &system.folders {
                Some(folders) => {
                    folders.iter().for_each(|folder| by_folder.entry(folder.clone()).or_default().push(index));
                }
                None => anywhere.push(index),
            }
        }
        Ok(Self { path: Some(path.to_owned()), folder, real_folder, by_folder, anywhere, ..config })
    }

    /// Index of the first system whose patterns match the file.
    pub fn system_of(&self, file: &Path) -> Option<usize> {
        if self.systems.is_empty() {
            return None;
        }
        let paths = self.below(file);
        let first_folder =
            |path: &PathBuf| path.components().next().map(|first| first.as_os_str().to_string_lossy().into_owned());
        let here = paths.iter().flatten().filter_map(first_folder).filter_map(|folder| self.by_folder.get(&folder));
        let matches = |index: &&usize| {
            self.systems
                .get(**index)
                .is_some_and(|system| paths.iter().flatten().any(|path| system.files.is_match(path)))
        };
        // Of thousands of systems few can be meant.
        let candidates = here.map(|systems| systems.iter()).chain([self.anywhere.iter()]);
        candidates.filter_map(|mut systems| systems.find(matches)).min().copied()
    }

    /// The export kind that configuration gives the file.
    pub fn kind_of(&self, file: &Path) -> Option<&'static str> {
        self.export_of(file).map(|export| export.kind)
    }

    /// The config store that configuration says the file is.
    pub fn store_of(&self, file: &Path) -> Option<&'static Store> {
        self.export_of(file).and_then(|export| export.store)
    }

    fn export_of(&self, file: &Path) -> Option<&ExportConfig> {
        if self.exports.is_empty() {
            return None;
        }
        let paths = self.below(file);
        self.exports.iter().find(|export| paths.iter().flatten().any(|path| export.files.is_match(path)))
    }

    /// The numbers of the patterns under `exclude` that leave out the file.
    pub fn excluding(&self, file: &Path) -> Vec<usize> {
        if self.exclude.is_empty() { Vec::new() } else { self.exclude.fitting(&self.below(file)) }
    }

    /// Which of the certificates between Cloud for Customer, Cloud Integration and ERP or CRM the file is, if configuration says it.
    pub fn purpose_of(&self, file: &Path) -> Option<&'static str> {
        let says_so = |integration: &IntegrationConfig| !integration.certificates.is_empty();
        if !says_so(&self.integration) && !self.systems.iter().any(|system| says_so(&system.integration)) {
            return None;
        }
        let system = self.system_of(file).and_then(|system| self.systems.get(system));
        let own = system.map_or(&self.integration, |system| &system.integration);
        own.purpose(&self.integration, &self.below(file))
    }

    /// What is said of the integration of a system that has this section of its own; none if it has none.
    pub fn integration_of(&self, own: Option<&IntegrationConfig>) -> Integration {
        own.map(|own| own.said.clone()).unwrap_or_default().or(&self.integration.said)
    }

    /// The file's path below the configuration's folder: as it is written, and with links in its folders followed.
    /// The file itself need not be there: it may come from standard input, from an archive or from git's index.
    fn below(&self, file: &Path) -> [Option<PathBuf>; 2] {
        let as_written = || {
            let path = absolute(file).ok()?;
            let folder = absolute(&self.folder).ok()?;
            path.strip_prefix(folder).ok().filter(|path| !climbs(path)).map(Path::to_owned)
        };
        let without_links = || {
            let path = absolute(file).ok()?;
            // What is in an archive, or has a name only, has no folder on the disk, and `..` leads nowhere from there.
            let mut folders = path.ancestors().skip(1).take(if climbs(file) { 1 } else { usize::MAX });
            let (folder, real) = folders.find_map(|folder| Some((folder, folder.canonicalize().ok()?)))?;
            Some(real.strip_prefix(self.real_folder.as_ref()?).ok()?.join(path.strip_prefix(folder).ok()?))
        };
        [as_written(), without_links()]
    }
}

/// Looks for a file of this name as [`Config::find`] does.
pub(super) fn find(start: &Path, name: &str) -> Result<Option<PathBuf>, ConfigError> {
    let start = if climbs(start) { start.canonicalize() } else { absolute(start) };
    let Ok(start) = start else { return Ok(None) };
    let folder = start.parent().filter(|_| start.is_file()).unwrap_or(&start);
    for folder in folder.ancestors() {
        let candidate = folder.join(name);
        match candidate.symlink_metadata() {
            Ok(_) => return is_file(&candidate).map(|()| Some(candidate)),
            Err(error) if error.kind() != io::ErrorKind::NotFound && folder.is_dir() => {
                return Err(ConfigError::Unreadable { path: candidate, source: error });
            }
            Err(_) => {}
        }
        // In a linked work tree `.git` is a file.
        if folder.join(".git").exists() {
            break;
        }
    }
    Ok(None)
}

/// Nothing but a file, or a link to one, is a configuration that was found: a pipe may never end.
fn is_file(path: &Path) -> Result<(), ConfigError> {
    let what = match path.metadata() {
        Ok(metadata) if metadata.is_file() => return Ok(()),
        Ok(metadata) if metadata.is_dir() => "a folder",
        Ok(_) => "a pipe, a socket or a device",
        Err(error) if error.kind() == io::ErrorKind::NotFound => "a link to nothing",
        Err(source) => return Err(ConfigError::Unreadable { path: path.to_owned(), source }),
    };
    Err(ConfigError::NoFile { path: path.to_owned(), what })
}

/// Whether there is a `..` in the path, which means nothing before links are followed.
fn climbs(path: &Path) -> bool {
    path.components().any(|component| component == Component::ParentDir)
}
