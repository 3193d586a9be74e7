//! Which files of a run nobody looks at: those that the configuration leaves out, a team's own rules, and policies that it
//! names: none of them are exports.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::complaint::Complaint;
use crate::config::Config;
use crate::input::discover::Fate;
use crate::landscape::stores::Policies;

/// Holds files back, and knows why.
pub(super) struct Sieve<'c> {
    config: &'c Config,
    /// The folders of rules, without links.
    own: Vec<PathBuf>,
    /// The files of policies that take part, without links.
    policies: BTreeSet<PathBuf>,
    /// Numbers of the patterns that left out a file.
    used: RefCell<BTreeSet<usize>>,
}

impl<'c> Sieve<'c> {
    /// That of a run with this configuration, and with rules from these folders beside those that it names.
    pub fn of(config: &'c Config, rules: &[PathBuf]) -> Self {
        let own = rules.iter().chain(&config.own_rules).filter_map(|folder| folder.canonicalize().ok()).collect();
        Self { config, own, policies: BTreeSet::new(), used: RefCell::default() }
    }

    /// The same with the files that these policies were read from.
    pub fn and_policies(self, policies: Option<&Policies>) -> Self {
        let heads =
            policies.into_iter().flat_map(|policies| &policies.checks.policies).filter(|head| !head.is_embedded);
        // A policy in a container has a path behind that of its file.
        let files = heads.map(|head| head.path.split(" > ").next().unwrap_or_default());
        let policies = files.filter_map(|file| Path::new(file).canonicalize().ok()).collect();
        Self { policies, ..self }
    }

    /// What becomes of the file at a path.
    pub fn fate(&self, path: &Path) -> Fate {
        if self.is_rule(path) || self.is_policy(path) {
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

    fn is_policy(&self, path: &Path) -> bool {
        !self.policies.is_empty() && path.canonicalize().is_ok_and(|path| self.policies.contains(&path))
    }

    /// The numbers of the patterns that left out a file.
    pub fn used(&self) -> Vec<usize> {
        self.used.borrow().iter().copied().collect()
    }

    /// What there is to say of patterns that left out nothing.
    pub fn unused(&self) -> Vec<Complaint> {
        self.config.exclude.unused(&self.used.borrow())
    }
}
