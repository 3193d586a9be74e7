//! The files of one system, and where their records are among them.

use std::sync::Arc;

use crate::landscape::collect::Collected;

use super::{Collecting, Fields, In, Kept, OfFile};

/// A record of a system: its file among those of the system, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref {
    file: u32,
    /// One behind the last stands for the file's heading.
    record: u32,
}

/// The files of one system.
#[derive(Debug)]
pub struct Files {
    /// Index in the run, path, records.
    files: Vec<(usize, String, Arc<OfFile>)>,
    fields: &'static Fields,
}

impl Files {
    /// Of what all files kept for a derived kind with these fields.
    pub fn of(collected: &Collected<'_>, fields: &'static Fields) -> Self {
        Self::of_each(collected.each::<Collecting>(), fields)
    }

    /// Of files with their indexes in the run and paths.
    pub fn of_each<'c>(each: impl Iterator<Item = (usize, &'c str, &'c Collecting)>, fields: &'static Fields) -> Self {
        let kept =
            |(index, path, kept): (usize, &str, &Collecting)| Some((index, path.to_owned(), Arc::clone(kept.file()?)));
        let mut files: Vec<_> = each.filter_map(kept).collect();
        files.sort_by_key(|(index, ..)| *index);
        Self { files, fields }
    }

    /// The record at a place.
    pub fn at(&self, at: Ref) -> Option<In<'_>> {
        let (index, path, file) = self.files.get(at.file as usize)?;
        let kept = match at.record as usize {
            heading if heading == file.records.len() => file.heading.as_ref()?,
            record => file.records.get(record)?,
        };
        Some(In { index: *index, path, file, kept, fields: self.fields })
    }

    /// All records of an export, by file and row.
    pub fn of_export(&self, kind: &str) -> impl Iterator<Item = (Ref, In<'_>)> {
        let files = (0..).zip(&self.files).filter(move |(_, (.., of))| of.export.kind == kind);
        files.flat_map(|(file, (index, path, of))| {
            let records = (0..).zip(&of.records);
            let fields = self.fields;
            records
                .map(move |(record, kept)| (Ref { file, record }, In { index: *index, path, file: of, kept, fields }))
        })
    }

    /// Whether there is a file of an export.
    pub fn has(&self, kind: &str) -> bool {
        self.files.iter().any(|(.., of)| of.export.kind == kind)
    }

    /// Whether all files of an export are whole.
    pub fn are_whole(&self, kind: &str) -> bool {
        self.files.iter().filter(|(.., of)| of.export.kind == kind).all(|(.., of)| of.whole)
    }

    /// The first record of any file of an export.
    pub fn first(&self, kind: &str) -> Option<Ref> {
        self.of_export(kind).next().map(|(at, _)| at)
    }

    /// The place for what is missing in the files of an export: the heading of the first one, or its first record.
    pub fn heading(&self, kind: &str) -> Option<Ref> {
        let mut files = (0..).zip(&self.files).filter(|(_, (.., of))| of.export.kind == kind);
        files.find_map(|(file, (.., of))| {
            let heading = of.heading.as_ref().and_then(|_| u32::try_from(of.records.len()).ok());
            Some(Ref { file, record: heading.or_else(|| (!of.records.is_empty()).then_some(0))? })
        })
    }

    /// The record in this line of the file with this index in the run, or the file's heading.
    pub fn in_line(&self, index: usize, line: u64) -> Option<Ref> {
        let (file, (.., of)) = (0..).zip(&self.files).find(|(_, (own, ..))| *own == index)?;
        let is_there = |kept: &Kept| kept.row().row().position(0).0 == line;
        let record = of.records.iter().position(is_there).or_else(|| {
            if of.heading.is_some() { Some(of.records.len()) } else { (!of.records.is_empty()).then_some(0) }
        })?;
        Some(Ref { file, record: u32::try_from(record).ok()? })
    }

    /// The paths of all files, with what they are.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.files.iter().map(|(_, path, of)| (path.as_str(), of.export.kind))
    }
}
