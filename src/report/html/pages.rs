//! What the page says beside its systems, folded: the page of each rule, how to get the missing exports, and the files.

use std::collections::{BTreeMap, BTreeSet};

use super::links;
use super::words::{References, references};
use crate::export::{self, EXPORTS, Export};
use crate::report::matrix::{Column, Matrix};
use crate::report::{FileReport, Report, headline, missing};
use crate::rule::Page;

/// Files that are named, those first with which something is the matter; the rest is counted.
const MOST_FILES: usize = 5000;

/// A rule.
pub(super) struct RuleView<'r> {
    pub page: &'r Page,
    pub place: String,
    /// Place and name of the steps that it belongs to.
    pub steps: Vec<(String, String)>,
    pub references: References<'r>,
    /// Systems in which it is open.
    pub open: usize,
}

/// The rules, by id.
pub(super) fn rules<'r>(matrix: &Matrix<'r>) -> Vec<RuleView<'r>> {
    let view = |(index, page): (usize, &'r Page)| {
        let own = matrix.columns.iter().filter(|column| column.rules.contains(&index));
        let step = |column: &Column| {
            (links::step(&links::step_key(column.checklist, column.step)), column.checklist.cite(column.step))
        };
        RuleView {
            page,
            place: links::rule(&page.id),
            steps: own.map(step).collect(),
            references: references(page),
            open: matrix.rows.iter().filter(|row| row.outcomes[index].state.is_open()).count(),
        }
    };
    matrix.rules().iter().enumerate().map(view).collect()
}

/// An export that some system lacks.
pub(super) struct ExportView {
    pub export: &'static Export,
    pub place: String,
    /// Systems that lack it.
    pub systems: usize,
}

/// The exports that some system lacks, those that most lack first.
pub(super) fn exports(matrix: &Matrix<'_>) -> Vec<ExportView> {
    let mut systems: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &matrix.rows {
        let lacks: BTreeSet<&str> =
            missing::wanted(row.system).into_iter().flat_map(|wanted| wanted.need.any_of.iter().copied()).collect();
        lacks.into_iter().for_each(|kind| *systems.entry(kind).or_default() += 1);
    }
    let view = |export: &&'static Export| {
        let systems = systems.get(export.kind).copied()?;
        Some(ExportView { export, place: links::export(export.kind), systems })
    };
    let mut exports: Vec<ExportView> = EXPORTS.iter().filter_map(view).collect();
    exports.sort_by_key(|export| std::cmp::Reverse(export.systems));
    exports
}

/// The files.
pub(super) struct Files<'r> {
    /// Those with which something is the matter, shown at once.
    pub troubled: Vec<FileView<'r>>,
    /// All others.
    pub read: Vec<FileView<'r>>,
    /// Files that are not named.
    pub more: usize,
}

/// A file.
pub(super) struct FileView<'r> {
    pub path: &'r str,
    /// What it is, as people call it; empty if it is no export.
    pub export: &'static str,
    /// Its system.
    pub system: Option<&'r str>,
    pub status: &'static str,
    pub reason: &'r str,
}

/// The files of a report.
pub(super) fn files(report: &Report) -> Files<'_> {
    let troubled = headline::troubled(report);
    let is_troubled: BTreeSet<*const FileReport> = troubled.iter().map(|file| std::ptr::from_ref(*file)).collect();
    let others = report.files.iter().filter(|file| !is_troubled.contains(&std::ptr::from_ref(*file)));
    let troubled: Vec<FileView<'_>> = troubled.into_iter().take(MOST_FILES).map(FileView::of).collect();
    let read: Vec<FileView<'_>> = others.take(MOST_FILES - troubled.len()).map(FileView::of).collect();
    let more = report.files.len() - troubled.len() - read.len();
    Files { troubled, read, more }
}

impl<'r> FileView<'r> {
    fn of(file: &'r FileReport) -> Self {
        Self {
            path: &file.path,
            export: file.export.map_or("", |kind| export::by_kind(kind).map_or(kind, |export| export.title)),
            system: file.system.as_deref(),
            status: file.status.name(),
            reason: &file.reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_file_is_named_once_or_counted() {
        let mut report = sample::report();
        let number = |report: &Report| {
            let Files { troubled, read, more } = files(report);
            (troubled.len() + read.len(), more)
        };
        assert_eq!(number(&report), (report.files.len(), 0));
        let template = report.files[0].clone();
        report.files.extend((0..MOST_FILES).map(|_| template.clone()));
        assert_eq!(number(&report), (MOST_FILES, report.files.len() - MOST_FILES));
    }
}
