//! `rules = ["our-rules/"]`: the folders with a team's own rules. They are read before the rest of a configuration, whose words are those of
//! the rules, too.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::reader::Reader;
use crate::complaint::Complaint;

/// The folders that a configuration names, with their places in it.
#[derive(Debug, Clone)]
pub struct OwnRuleFolders {
    path: String,
    text: String,
    folders: Vec<(String, Range<usize>)>,
}

impl OwnRuleFolders {
    /// Reads them in a configuration's text; `path` is what complaints show.
    ///
    /// # Errors
    /// What is no list of folders, and a mistake in the TOML itself.
    pub fn read(path: &str, text: &str) -> Result<Self, Vec<Complaint>> {
        let folders = Reader::own_rules(path, text)?;
        Ok(Self { path: path.to_owned(), text: text.to_owned(), folders })
    }

    /// The folders as the configuration writes them, with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.folders.iter().map(|(folder, _)| folder.as_str()).enumerate()
    }

    /// What is wrong with the folder of this number.
    pub fn complaint(&self, number: usize, message: String, help: &str) -> Complaint {
        let place = self.folders.get(number).map_or(0..0, |(_, place)| place.clone());
        Complaint::new(&self.path, &self.text, place, message).help(help)
    }

    /// Where the folder of this number is on the disk, seen from the configuration's folder.
    ///
    /// # Errors
    /// It is not there, is no folder, or lies outside of the repository of the configuration: whoever wrote that may be somebody else than
    /// whoever runs it, and mistakes in rules show their lines.
    pub fn on_disk(&self, number: usize, folder: &Path) -> Result<PathBuf, Box<Complaint>> {
        let name = self.folders.get(number).map_or("", |(name, _)| name.as_str());
        let complain = |message: String, help: &str| Err(Box::new(self.complaint(number, message, help)));
        let path = folder.join(name);
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let help = "folders are relative to this file; `basislint rules new ID` makes a rule, and its folder";
                return complain(format!("there is no folder `{name}`"), help);
            }
            Err(error) => {
                return complain(format!("`{name}` cannot be read: {error}"), "give yourself read access to it");
            }
        };
        if !real.is_dir() {
            return complain(format!("`{name}` is no folder"), "name the folder that the rule files are in");
        }
        let own = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let root = own.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&own);
        if !real.starts_with(root) {
            let help = "pass rules from elsewhere by --rules DIR: a configuration names those of its own repository";
            return complain(format!("`{name}` lies outside of {}", root.display()), help);
        }
        Ok(path)
    }
}
