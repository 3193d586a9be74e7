//! `[integration]` and `[system.integration]`: what of the integration with Cloud for Customer no export tells, and which files are which
//! certificates.

use std::path::PathBuf;

use globset::GlobSet;

use crate::export::certificates::PURPOSES;
use crate::landscape::integration::Integration;

/// What one such section says.
#[derive(Debug, Clone, Default)]
pub struct IntegrationConfig {
    /// The keys that stand in the section itself.
    pub said: Integration,
    /// `certificates`: what certificates are for (one of [`PURPOSES`], in their order), and the files, relative
    /// to the configuration's folder.
    pub certificates: Vec<(&'static str, GlobSet)>,
}

impl IntegrationConfig {
    /// The patterns of one purpose.
    fn of(&self, purpose: &str) -> Option<&GlobSet> {
        self.certificates.iter().find(|(name, _)| *name == purpose).map(|(_, files)| files)
    }

    /// What a file at one of these paths is, by this section, and by that for all systems where this one says nothing of a purpose. The first
    /// purpose that fits counts.
    pub(super) fn purpose(&self, all: &Self, paths: &[Option<PathBuf>]) -> Option<&'static str> {
        let fits = |purpose: &&&'static str| {
            let files = self.of(purpose).or_else(|| all.of(purpose));
            files.is_some_and(|files| paths.iter().flatten().any(|path| files.is_match(path)))
        };
        PURPOSES.iter().find(fits).copied()
    }
}
