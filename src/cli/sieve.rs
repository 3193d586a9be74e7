//! Which files of a run nobody looks at: those that the configuration leaves out, and a team's own rules, which are no exports.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::complaint::Complaint;
use crate::config::Config;
use crate::input::discover::Fate;

/// Holds files back, and knows why.
pub(super) struct Sieve<'c> {
    config: &'c Config,
    /// The folders of rules, without links.
    own: Vec<PathBuf>,
    /// Numbers of the patterns that left out a file.
    used: RefCell<BTreeSet<usize>>,
}

impl<'c> Sieve<'c> {
    /// That of a run with this configuration, and with rules from these folders beside those that it names.
    pub fn of(config: &'c Config, rules: &[PathBuf]) -> Self {
        let own = rules.iter().chain(&config.own_rules).filter_map(|folder| folder.canonicalize().ok()).collect();
        Self { config, own, used: RefCell::default() }
    }

    /// What becomes of the file at a path.
    pub fn fate(&self, path: &Path) -> Fate {
        if self.is_rule(path) {
            return Fate::Own;
        }
        let patterns = self.config.excluding(path);
        let fate = if patterns.is_empty() { Fate::Looked } else { Fate::LeftOut };
        self.used.borrow_mut().extend(patterns);
        fate
    }

    fn is_rule(&self, path: &Path) -> bool {
        if self.own.is_empty() || path.extension().is_none_or(|extension| extension != "toml") {
            return false;
        }
        // What git has need not be on the disk.
        let folder = path.ancestors().skip(1).find_map(|folder| {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            folder.canonicalize().ok()
        });
        folder.is_some_and(|folder| self.own.iter().any(|own| folder.starts_with(own)))
    }

    /// What there is to say of patterns that left out nothing.
    pub fn unused(&self) -> Vec<Complaint> {
        self.config.exclude.unused(&self.used.borrow())
    }
}
