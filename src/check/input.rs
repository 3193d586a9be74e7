//! What is given to whoever reads a file: the file with what is known of it before, and what all files of a run share. What becomes of
//! it is for `file`, `text` and `whole`.

use std::collections::BTreeSet;

use super::{Portions, Progress};
use crate::export::recognise::Found;
use crate::export::{Export, FileContext};
use crate::input::{Closed, Content, Place, secrets};
use crate::layout::Layout;
use crate::policy::stores::Store;
use crate::report::FileReport;
use crate::rule::judging::Screens;

/// A file to read, and what is known of it before.
#[derive(Debug, Clone)]
pub struct Input {
    /// The bytes.
    pub content: Content,
    /// The file as reports show it, with `/` between folders.
    pub path: String,
    /// Its address in a repository, see [`crate::input::discover::Found::address`].
    pub relative_path: String,
    /// It was named on the command line.
    pub named: bool,
    /// The kind that configuration forces.
    pub forced: Option<&'static Export>,
    /// What its certificates are for, as configuration says: one of [`crate::export::certificates::PURPOSES`].
    pub purpose: Option<&'static str>,
    /// Configuration says which config store it is.
    pub store: Option<&'static Store>,
}

impl Input {
    /// Its name, and all folders that hold it.
    pub(super) fn place(&self) -> Place<'_> {
        Place::of(&self.path)
    }

    /// The path by which it is recognised: what was packed alone has the name that it had before.
    pub(super) fn path_unpacked(&self) -> &str {
        let ending = self.path.len().saturating_sub(".gz".len());
        match (&self.content, self.path.split_at_checked(ending)) {
            (Content::Entry(entry), Some((path, ending)))
                if entry.is_packed_alone() && ending.eq_ignore_ascii_case(".gz") =>
            {
                path
            }
            _ => &self.path,
        }
    }

    /// What its reader may know of it. `told` as [`FileContext::forced`].
    pub(super) fn context(&self, layout: &'static Layout, told: bool) -> FileContext<'_> {
        FileContext { purpose: self.purpose, store: self.store, ..FileContext::new(self.path_unpacked(), layout, told) }
    }

    /// Its name or its folder says that it is never opened.
    pub(super) fn is_secret(&self) -> bool {
        secrets::is_secret(self.place())
    }

    /// It lies in an archive, in which no further one is looked into.
    pub(super) fn is_in_archive(&self) -> bool {
        matches!(&self.content, Content::Entry(_))
    }

    /// It is one of git's contents.
    pub(super) fn is_in_git(&self) -> bool {
        matches!(&self.content, Content::Blob(_))
    }

    /// It is an archive that should have been read, and is not, or not as a whole.
    pub(super) fn is_unread_archive(&self) -> bool {
        matches!(&self.content, Content::Closed(Closed::Archive(_)))
    }
}

/// What all files of a run have in common.
#[derive(Clone, Copy)]
pub(super) struct Shared<'r> {
    pub screens: &'r Screens<'r>,
    pub portions: Portions,
    /// Is told how much has been read.
    pub progress: Option<&'r Progress>,
    /// There are threads to share a file among.
    pub parallel: bool,
    /// Exports of other kinds are recognised, and not read; none if all are read.
    pub kinds: Option<&'r BTreeSet<&'static str>>,
}

/// Says what a file is, and why.
pub(super) fn note_what_it_is(report: &mut FileReport, found: &Found) {
    report.export = Some(found.export.kind);
    report.layout = Some(found.layout.name);
    report.by = Some(found.by.words());
    report.lacks = found.lacking().collect();
}
