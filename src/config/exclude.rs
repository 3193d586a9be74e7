//! `exclude = ["old/**", "*.bak"]`: files that nobody looks at, and patterns that leave out none.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobSet;

use crate::complaint::Complaint;

/// Files that are left out.
#[derive(Debug, Clone, Default)]
pub struct Exclude {
    pub(super) patterns: Vec<Pattern>,
    /// Path and text of the configuration.
    pub(super) source: (Arc<str>, Arc<str>),
}

/// A pattern, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub files: GlobSet,
    pub place: Range<usize>,
}

/// So many patterns that leave out nothing are told one by one.
const MOST: usize = 20;

impl Exclude {
    /// Whether nothing is left out.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The numbers of the patterns that leave out a file with these paths below the configuration's folder.
    pub(super) fn fitting(&self, paths: &[Option<PathBuf>]) -> Vec<usize> {
        let fits = |pattern: &Pattern, path: &Path| pattern.files.is_match(path);
        let any = |pattern: &Pattern| paths.iter().flatten().any(|path| fits(pattern, path));
        self.patterns.iter().enumerate().filter(|(_, pattern)| any(pattern)).map(|(number, _)| number).collect()
    }

    /// What there is to say of the patterns that left out nothing; `used` are the others.
    pub fn unused(&self, used: &BTreeSet<usize>) -> Vec<Complaint> {
        let unused = self.patterns.iter().enumerate().filter(|(number, _)| !used.contains(number));
        let complaint = |(_, pattern): (usize, &Pattern)| {
            let (path, text) = &self.source;
            Complaint::new(path, text, pattern.place.clone(), "this pattern leaves out no file").warning().help(
                "`*` stays within a folder, `**` is any folders; patterns are relative to this file: correct it, or delete it",
            )
        };
        unused.map(complaint).take(MOST).collect()
    }
}
