//! By what files are judged, as three hashes: shards that are put together must go by the same.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::cli::RuleFolders;
use crate::config::{CONFIGURATION, Config};
use crate::input::own_file;
use crate::landscape::stores::Policies;
use crate::limits::{OWN_FILE_BYTES, POLICY_BYTES};
use crate::output::shown;
use crate::policy::evaluate::Reading;
use crate::rule::RuleSet;

/// What files are judged by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Same {
    /// The text of the configuration; empty without.
    pub configuration: String,
    /// The rules that take part, and the files of a team's own.
    pub rules: String,
    /// The check items of policies that take part, and files of policies; empty without.
    pub policies: String,
}

impl Same {
    /// Of what a run goes by.
    pub fn of(
        (rules, folders): (&RuleSet, &RuleFolders),
        (config, named): (&Config, Option<&Path>),
        policies: Option<&Policies>,
    ) -> Result<Self, String> {
        let mut of_configuration = String::new();
        if config.path.is_some() {
            let path = named.map_or_else(|| config.folder.join(CONFIGURATION), Path::to_owned);
            of_configuration = hex(&Sha256::digest(read(&path, OWN_FILE_BYTES)?));
        }
        let mut of_rules = Sha256::new();
        rules.tell_apart(&mut |text| of_rules.update(text));
        let own_folders = folders.folders.iter().chain(&config.own_rules);
        of_rules.update(of_files(own_folders.flat_map(|folder| toml_files(folder)))?);
        let mut of_policies = String::new();
        if let Some(policies) = policies {
            let mut hash = Sha256::new();
            hash.update([u8::from(policies.reading == Reading::Literal)]);
            for unit in &policies.checks.units {
                hash.update(format!("{}\n", unit.rule));
            }
            let own = policies.checks.policies.iter().filter(|head| !head.is_embedded);
            // A policy in a container has a path behind that of its file.
            let files = own.map(|head| PathBuf::from(head.path.split(" > ").next().unwrap_or_default()));
            hash.update(of_files(files)?);
            of_policies = hex(&hash.finalize());
        }
        Ok(Self { configuration: of_configuration, rules: hex(&of_rules.finalize()), policies: of_policies })
    }

    /// What others than these go by differs in, as words.
    pub fn differs_in(&self, other: &Self) -> Option<&'static str> {
        if self.configuration != other.configuration {
            Some("configuration")
        } else if self.rules != other.rules {
            Some("rules")
        } else if self.policies != other.policies {
            Some("policies")
        } else {
            None
        }
    }
}

/// The files of rules and lists in a folder.
fn toml_files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    files.filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
}

/// A hash of what stands in files, wherever they lie.
fn of_files(files: impl Iterator<Item = PathBuf>) -> Result<Vec<u8>, String> {
    let mut hashes = files
        .map(|path| Ok(Sha256::digest(read(&path, POLICY_BYTES)?).to_vec()))
        .collect::<Result<Vec<_>, String>>()?;
    hashes.sort();
    hashes.dedup();
    Ok(Sha256::digest(hashes.concat()).to_vec())
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    own_file::read_up_to(path, most).map_err(|error| format!("cannot read {}: {error}", shown(path)))
}

/// Bytes as hex digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
