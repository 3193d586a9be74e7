//! Whether folders hold exports of the same kind, told by the names of their files: then they are systems beside each other,
//! and not parts of one.

use std::collections::{BTreeSet, HashMap};

use super::tree::Tree;
use crate::export::{self, Reach};
use crate::knowledge::spelling::letters;
use crate::landscape::folders::system_of_server;

/// Endings of files that are one of many, and say nothing.
const MANY: &[&str] = &["cer", "crt", "der", "p7b", "pem"];

/// Compares folders.
pub(super) struct Alike {
    /// The folders may be those of application servers: what each of them has tells nothing.
    may_be_servers: bool,
}

impl Alike {
    pub fn new(may_be_servers: bool) -> Self {
        Self { may_be_servers }
    }

    /// The file is an export, by its name.
    pub fn is_export(file: &str) -> bool {
        is_one_of_many(file) || is_profile(file) || export::named(file).next().is_some()
    }

    /// Those of the folders that are systems: all of them if two hold the same, else those that hold what stands beside them.
    pub fn find(&self, tree: &Tree<'_>, home: usize, folders: Vec<usize>) -> BTreeSet<usize> {
        let mut holders: HashMap<String, usize> = HashMap::new();
        for folder in &folders {
            for key in tree.files_below(*folder).into_iter().filter_map(|file| self.key(file)) {
                if *holders.entry(key).or_insert(*folder) != *folder {
                    return folders.into_iter().collect();
                }
            }
        }
        let beside = tree.files_in(home).iter().filter_map(|file| self.key(file));
        beside.filter_map(|key| holders.get(&key).copied()).collect()
    }

    /// What the file's name says of its content; none if several of one system may be called so.
    fn key(&self, file: &str) -> Option<String> {
        let of_servers = is_one_of_many(file) || is_profile(file);
        if self.may_be_servers && of_servers {
            return None;
        }
        if let Some(export) = export::named(file).next() {
            return (!self.may_be_servers || export.reach == Reach::System).then(|| export.kind.to_owned());
        }
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let stem: String = letters(stem).chars().filter(|letter| !letter.is_ascii_digit()).collect();
        (stem.len() > 2 && !is_one_of_many(file)).then_some(stem)
    }
}

/// The file is one of many of its kind, whatever it is called.
fn is_one_of_many(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, ending)| MANY.iter().any(|many| ending.eq_ignore_ascii_case(many)))
}

/// The file is a profile, by its name: `DEFAULT.PFL`, `PRD_D00_host`.
fn is_profile(file: &str) -> bool {
    let is_default = file.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("pfl"));
    is_default || system_of_server(file).is_some()
}
