//! One system with what its files gave, sorted by what it is of: a Cloud Connector, a Production Connector, certificates.

use std::sync::Arc;

use crate::landscape::System;
use crate::landscape::collect::Collected;

use super::cloud::Cloud;
use super::kept::{Collecting, In, OfFile};
use super::production::Production;

/// A record of a system: its file among those of the system, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Ref {
    file: u32,
    record: u32,
}

/// The files of one system.
#[derive(Debug)]
pub(super) struct Files(Vec<(usize, String, Arc<OfFile>)>);

impl Files {
    fn of(collected: &Collected<'_>) -> Self {
        let kept = collected.each::<Collecting>();
        Self(kept.filter_map(|(index, path, kept)| Some((index, path.to_owned(), Arc::clone(kept.file()?)))).collect())
    }

    /// The record at a place.
    pub fn at(&self, at: Ref) -> Option<In<'_>> {
        let (index, path, file) = self.0.get(at.file as usize)?;
        let kept = file.records.get(at.record as usize)?;
        Some(In { index: *index, path, file, kept })
    }

    /// All records of an export, by file and row.
    pub fn of_export(&self, kind: &str) -> impl Iterator<Item = (Ref, In<'_>)> {
        let files = (0..).zip(&self.0).filter(move |(_, (.., of))| of.export.kind == kind);
        files.flat_map(|(file, (index, path, of))| {
            let records = (0..).zip(&of.records);
            records.map(move |(record, kept)| (Ref { file, record }, In { index: *index, path, file: of, kept }))
        })
    }

    /// Whether there is a file of an export.
    pub fn has(&self, kind: &str) -> bool {
        self.0.iter().any(|(.., of)| of.export.kind == kind)
    }

    /// Whether all files of an export are whole.
    pub fn are_whole(&self, kind: &str) -> bool {
        self.0.iter().filter(|(.., of)| of.export.kind == kind).all(|(.., of)| of.whole)
    }

    /// The first record of any file of an export.
    pub fn first(&self, kind: &str) -> Option<Ref> {
        self.of_export(kind).next().map(|(at, _)| at)
    }
}

/// One system.
#[derive(Debug)]
pub(super) struct Site {
    pub name: String,
    /// The host that it runs on, if configuration gives it.
    pub host: Option<String>,
    pub files: Files,
    /// There are exports of a Cloud Connector.
    pub cloud: Option<Cloud>,
    /// There are exports of a Production Connector, or its stores.
    pub production: Option<Production>,
}

impl Site {
    pub fn of(system: &System, collected: &Collected<'_>) -> Self {
        let files = Files::of(collected);
        let cloud = files.has("cloud-connector").then(|| Cloud::of(&files));
        let production = Production::of(&files, cloud.is_some());
        Self { name: system.name.clone(), host: system.host.clone(), files, cloud, production }
    }

    /// The record at a place, if there is one.
    pub fn at(&self, at: Option<Ref>) -> Option<In<'_>> {
        self.files.at(at?)
    }
}
