//! What a run is asked for, and what it gives. How it is done is the rest of `check`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::common_lines::Lines;
use super::{Input, Progress};
use crate::config::{Config, Notice};
use crate::input::blocks::PIECE;
use crate::landscape::System;
use crate::landscape::inventory::FileInventory;
use crate::landscape::stores::Shared;
use crate::redact::{Own, Words};
use crate::report::Report;
use crate::rule::judging::RuleSet;

/// A file, and the system it belongs to.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// The file.
    pub input: Input,
    /// Index of its system in [`Request::systems`].
    pub system: usize,
}

/// What is to be checked, and how.
pub struct Request<'r> {
    /// The files, by path.
    pub files: Vec<Assigned>,
    /// The systems they belong to, by name.
    pub systems: Vec<System>,
    /// For each system whether it is only a neighbour of those to be judged: of its files no more is read, and of what they hold no
    /// more is judged, than rules need that look at several systems. Verdicts on it, and its files, are not reported. Empty: none is.
    pub neighbours: Vec<bool>,
    /// For each system whether it is for this program to read; of other systems other programs say what there is to say. None: all are.
    pub own: Option<Vec<bool>>,
    /// All records of the files are kept, to be compared with another state ([`Ran::inventories`]), and nothing else is learnt of them: no
    /// role, and nothing that follows from several files. So it is asked of no rules.
    pub inventories: bool,
    /// For each file the lines that the other state has as well, of which no record need be kept; none if all must be. Empty: all must be
    /// of all files.
    pub common_lines: Vec<Option<Arc<Lines>>>,
    /// The rules.
    pub rules: &'r RuleSet,
    /// The security policies of SAP whose check items are asked as well.
    pub policies: Option<Shared>,
    /// Suppressions and severities.
    pub config: &'r Config,
    /// The date for date rules.
    pub as_of: Date,
    /// Number of threads; none means one for each processor.
    pub jobs: Option<usize>,
    /// Number of files that a .gitignore left out.
    pub ignored_files: usize,
    /// Number of files that the configuration left out.
    pub excluded_files: usize,
    /// Nothing to check is no failure.
    pub may_be_empty: bool,
    /// See [`Report::asked`].
    pub asked: String,
    /// See [`Report::category`].
    pub category: String,
    /// Keep the source of findings, for formats that show it: see [`crate::report::Format::shows_source`].
    pub excerpts: bool,
    /// Work out how findings are fixed in files that people write by hand, for formats that show it.
    pub fixes: bool,
    /// How files are read.
    pub portions: Portions,
    /// Is told how far the run has come.
    pub progress: Option<&'r Progress>,
    /// Keep the names in all records, but for these: see [`Ran::names`].
    pub names: Option<&'r Own>,
}

impl<'r> Request<'r> {
    /// A request for nothing yet, on all processors, with the source of findings: files and systems are to be added.
    pub fn new(rules: &'r RuleSet, config: &'r Config, as_of: Date) -> Self {
        Self {
            files: Vec::new(),
            systems: Vec::new(),
            neighbours: Vec::new(),
            own: None,
            inventories: false,
            common_lines: Vec::new(),
            rules,
            policies: None,
            config,
            as_of,
            jobs: None,
            ignored_files: 0,
            excluded_files: 0,
            may_be_empty: false,
            asked: String::new(),
            category: String::new(),
            excerpts: true,
            fixes: false,
            portions: Portions::default(),
            progress: None,
            names: None,
        }
    }

    /// Whether the system with this index is for this program to read.
    pub(super) fn is_own(&self, system: usize) -> bool {
        self.own.as_ref().is_none_or(|own| own.get(system).copied().unwrap_or(false))
    }

    /// Whether this program reads the file. An archive that cannot be read may have held files of any system, and all hear of it.
    pub(super) fn is_read(&self, file: &Assigned) -> bool {
        self.is_own(file.system) || file.input.is_unread_archive()
    }

    pub(super) fn is_neighbour(&self, system: usize) -> bool {
        self.neighbours.get(system).copied().unwrap_or(false)
    }
}

/// How files are read. Results do not depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Portions {
    /// Bytes that are read at once.
    pub piece: usize,
    /// Bytes of a large file that are one thread's work; an even number.
    pub part: u64,
}

impl Default for Portions {
    fn default() -> Self {
        Self { piece: PIECE, part: 2 << 20 }
    }
}

/// What a run gives.
pub struct Ran {
    /// What is to be said.
    pub report: Report,
    /// What there is to know of suppressions.
    pub notices: Vec<Notice>,
    /// The indexes of those exports of neighbours that matter to no other system.
    pub passed: Vec<usize>,
    /// What files hold that count, if it was asked for.
    pub inventories: Vec<FileInventory>,
    /// The names in the records, if it was asked for.
    pub names: Names,
}

/// The names in the records of all files, and where in each of them (by its index in the request) secrets stand.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// The names.
    pub words: Words,
    /// Line and columns of each secret, all of them 1-based and in characters.
    pub secrets: BTreeMap<usize, Vec<(u64, Range<u64>)>>,
}
