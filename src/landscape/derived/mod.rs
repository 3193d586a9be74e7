//! Kinds of records that follow from several files. Rules select them as they do exports.
//!
//! Each is a folder or file here, and one line in [`DERIVED`]. Nobody else knows which kinds there are.

pub mod connectors;
pub mod effective_parameters;
pub mod integration;
mod interest;
pub mod records;

use std::any::Any;
use std::sync::Arc;

use jiff::civil::Date;

use super::collect::{Collect, Collected, Sees};
use super::picture::Picture;
use super::{Role, System};
use crate::export::{Export, FieldSpec, Record};
use crate::layout::KeptRow;
use crate::packing::{Damaged, Unpacker};

pub use interest::Interest;

/// Every kind of derived records.
pub static DERIVED: &[&Derived] = &[&effective_parameters::DERIVED, &connectors::DERIVED, &integration::DERIVED];

/// Finds a derived kind by its name.
pub fn by_kind(kind: &str) -> Option<&'static Derived> {
    DERIVED.iter().copied().find(|derived| derived.kind == kind)
}

/// A kind of records that follow from several files: all that is known of it.
#[derive(Debug)]
pub struct Derived {
    /// Name in rules.
    pub kind: &'static str,
    /// What it is and from what it follows, for `basislint exports`.
    pub title: &'static str,
    /// Fields of its records; a field's index here is the index that [`Record::field`] takes.
    pub fields: &'static [FieldSpec],
    /// The field by whose value records are asked for, so that no others need be kept.
    pub asked_by: usize,
    /// The exports it follows from; one of them must be there.
    pub from: &'static [&'static str],
    /// Exports that tell of some of its records as well.
    pub also_from: &'static [AlsoFrom],
    /// Which records of an export it collects from; the order of `from` and `also_from` says nothing.
    pub reads: &'static [(&'static str, Sees)],
    /// From whose files it follows.
    pub across: Across,
    /// Exports that tell what a record of it calls unknown, by the words in which it does.
    pub tells: &'static [(&'static str, &'static [&'static str])],
    /// Begins to collect from a file of this export, with this index in the run, of this system.
    pub collect: fn(&'static Export, usize, &Arc<Interest>, &System) -> Box<dyn Collect>,
    /// Whether records of this export matter of a system of this role; else only that there is such a file does.
    pub asks_of: fn(Role, &Export) -> bool,
    /// Reads what [`Collect::pack`] wrote of a file that is this export; none for what follows from one system.
    pub unpack: Option<Unpack>,
    /// Hands out the records that follow from all files.
    pub derive: fn(&Collected<'_>, &Interest, &mut dyn Take),
    /// Hands out what each application server shows by itself, where several do: the server, then its records.
    pub by_server: fn(&Collected<'_>, &Interest, &mut dyn Take),
    /// Draws who trusts whom, from what was made of the files of all systems.
    pub pictures: fn(&(dyn Any + Send + Sync)) -> Vec<Picture>,
    /// Its records say themselves what cannot be known because a file is not whole.
    pub tells_of_cuts: bool,
    /// Why rules have nothing to say of this system, because others with which it is put together are what they are about: those about
    /// records with this asking value, or those about an ABAP system.
    pub elsewhere: fn(&Collected<'_>, Elsewhere<'_>) -> Option<String>,
    /// Why nothing follows from what is not among the records that a rule looks at; none if all there is is there.
    pub lacks: fn(&Collected<'_>, &Lacking<'_>) -> Option<Lack>,
}

impl Derived {
    /// Which records of this export it must see; none if it collects nothing of it.
    pub fn sees(&self, export: &Export) -> Option<Sees> {
        self.reads.iter().find(|(kind, _)| *kind == export.kind).map(|(_, sees)| *sees)
    }

    /// The exports that tell what is unknown for this reason.
    pub fn told_by(&self, why: &str) -> &'static [&'static str] {
        self.tells.iter().find(|(reason, _)| *reason == why).map_or(&[], |(_, exports)| exports)
    }

    /// The exports from which those records follow whose asking value begins so; `from` unless others tell of them as well.
    pub fn sources_of(&self, value: &str) -> &'static [&'static str] {
        self.also_from.iter().find(|also| value.starts_with(also.begin)).map_or(self.from, |also| also.from)
    }
}

/// Reads what was kept of a file that is this export.
pub type Unpack = fn(&'static Export, &mut Unpacker<'_>) -> Result<Box<dyn Collect>, Damaged>;

/// Records of which further exports tell.
#[derive(Debug)]
pub struct AlsoFrom {
    /// What the value that they are asked for by begins with.
    pub begin: &'static str,
    /// All exports that tell of them.
    pub from: &'static [&'static str],
}

/// Whose files a derived kind follows from.
#[derive(Debug, Clone, Copy)]
pub enum Across {
    /// Those of one system.
    System,
    /// Those of all systems, which are put together once for a run. What comes of it is handed to `derive` as
    /// [`Collected::together`]; it keeps what it needs.
    Landscape(fn(&[OfSystem<'_>], Date) -> Box<dyn Any + Send + Sync>),
}

/// What the files of one system kept.
pub struct OfSystem<'c> {
    /// The system.
    pub system: &'c System,
    /// Its role: the given one, or what its files tell.
    pub role: Role,
    /// What its files kept.
    pub collected: Collected<'c>,
}

/// Takes derived records.
pub trait Take {
    /// The records that follow are those of one application server, which the file with this index shows whole or not.
    fn server(&mut self, file: usize, whole: bool) {
        let _ = (file, whole);
    }
    /// A record, the index of the file that it is told in, and the row there.
    fn record(&mut self, file: usize, row: &KeptRow, record: &dyn Record);
}

/// What a rule that rests on what is not there looked at.
#[derive(Debug, Clone, Copy)]
pub struct Lacking<'l> {
    /// The exports of which one must be there.
    pub exports: &'l [&'static str],
    /// There are records that it is about.
    pub found: bool,
}

/// What may be the business of another system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere<'e> {
    /// Records with this value of the field by which they are asked for.
    Records(&'e str),
    /// What only an ABAP system has.
    Abap,
}

/// Why nothing follows from what is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// The reason.
    pub reason: String,
    /// The exports that would tell.
    pub missing: Vec<&'static str>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export;

    #[test]
    fn derived_kinds_follow_from_exports_that_there_are_and_take_no_name_of_one() {
        for derived in DERIVED {
            assert!(export::by_kind(derived.kind).is_none(), "{}", derived.kind);
            let also = derived.also_from.iter().flat_map(|also| also.from);
            let reads: Vec<&str> = derived.reads.iter().map(|(kind, _)| *kind).collect();
            for kind in derived.from.iter().chain(also) {
                let export = export::by_kind(kind).unwrap_or_else(|| panic!("{kind}"));
                assert!(reads.contains(kind) && derived.sees(export).is_some(), "{kind}");
            }
            for (kind, sees) in derived.reads {
                let fields = export::by_kind(kind).unwrap().fields;
                assert!(!matches!(sees, Sees::Asked(field) if *field >= fields.len()), "{kind}");
            }
            assert!(derived.asked_by < derived.fields.len());
        }
    }
}
