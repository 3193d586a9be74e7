//! Which records of a derived kind anybody asks for, so that no others need be kept while files are read.

use crate::names::{self, Globs};

/// Values of the field that records are asked for by: exact ones, which are records even where nobody has them, and
/// patterns.
#[derive(Debug, Clone, Default)]
pub struct Interest {
    /// Exact values, in order.
    pub(crate) names: Vec<String>,
    /// Patterns of values.
    pub(crate) globs: Globs,
    /// Every record is asked for.
    pub(crate) all: bool,
    /// Indexes of the names in the order of [`names::compare`].
    searched: Vec<usize>,
}

impl Interest {
    /// What is asked for; the names in any order.
    pub(crate) fn new(mut names: Vec<String>, globs: Globs, all: bool) -> Self {
        names.sort();
        names.dedup();
        let mut searched: Vec<usize> = (0..names.len()).collect();
        searched.sort_by(|left, right| names::compare(names[*left].as_bytes(), names[*right].as_bytes()));
        Self { names, globs, all, searched }
    }

    /// What either asks for.
    #[must_use]
    pub(crate) fn and(self, other: &Self) -> Self {
        let names = self.names.into_iter().chain(other.names.iter().cloned()).collect();
        let mut patterns: Vec<String> =
            self.globs.patterns().chain(other.globs.patterns()).map(str::to_owned).collect();
        patterns.sort();
        patterns.dedup();
        // Each of them was read before.
        let globs = Globs::new(patterns);
        let all = self.all || other.all || globs.is_err();
        Self::new(names, globs.unwrap_or_default(), all)
    }

    /// Whether anybody asks for this value. Every parameter of a system is asked about, so nothing is allocated.
    pub fn wants(&self, name: &str) -> bool {
        let is_named = || {
            let order = |index: &usize| names::compare(self.names[*index].as_bytes(), name.as_bytes());
            self.searched.binary_search_by(order).is_ok()
        };
        self.all || is_named() || self.globs.is_match(name)
    }
}
