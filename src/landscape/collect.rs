//! What is kept of files while they are read, and what all files of a system kept: that from which records follow that no
//! single file has.
//!
//! Who collects says so in [`super::derived::DERIVED`] and [`super::roles`]; files are read without asking who that is.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use super::derived::{Across, DERIVED, Derived, Interest};
use super::inventory::Inventory;
use super::roles::{self, RoleEvidence};
use super::stores::StoreFile;
use super::system::System;
use crate::export::{Export, Fact, Record};
use crate::layout::Row;
use crate::packing::{Damaged, Packed, Packer, Unpacker};

/// Keeps what matters of the records of one file.
pub trait Collect: Any + Debug + Send + Sync {
    /// A record, and the row it was read from.
    fn record(&mut self, record: &dyn Record, row: &Row<'_>);
    /// The heading, or the first line of a file that has none: the place for what is missing in it.
    fn heading(&mut self, row: &Row<'_>) {
        let _ = row;
    }
    /// Something that the file says of itself.
    fn fact(&mut self, fact: &Fact<'_>) {
        let _ = fact;
    }
    /// Takes what was kept of the next part of the file, before which so many lines stand. It is of the same type.
    fn join(&mut self, next: Box<dyn Collect>, lines: u64);
    /// The file has been read; `incomplete` says that something is missing in it.
    fn close(&mut self, incomplete: bool);
    /// Writes what was kept, without secrets, for kinds that follow from all systems ([`super::derived::Across::Landscape`]): they read it
    /// again. `rows` is false if nobody asks for more than that there is such a file.
    fn pack(&self, out: &mut Packer, rows: bool) {
        let _ = (out, rows);
    }
}

/// Which records of an export a collector must see. The others need not even be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sees {
    /// All of them.
    All,
    /// Those that somebody asks for by the value of the field with this index.
    Asked(usize),
    /// Those in whose row one of these words stands, whatever the case of its letters.
    Words(&'static [&'static str]),
}

/// What one file gave to all collectors of its export.
#[derive(Debug, Default)]
pub struct FileCollection {
    /// By the number of the derived kind.
    derived: Vec<(usize, Box<dyn Collect>)>,
    roles: Option<Box<dyn Collect>>,
    /// What check items of SAP's policies say of it.
    stores: Option<Box<StoreFile>>,
    /// All of it, if it is to be compared with another state.
    inventory: Option<Box<Inventory>>,
}

impl FileCollection {
    /// The collectors for the file with this index, which is this export of this system; none if nobody keeps anything of it.
    pub fn new<'i>(
        export: &'static Export,
        file: usize,
        interest: &dyn Fn(usize) -> &'i Arc<Interest>,
        system: &System,
        stores: Option<Box<StoreFile>>,
    ) -> Self {
        let derived = DERIVED.iter().enumerate().filter_map(|(number, derived)| {
            derived.sees(export)?;
            Some((number, (derived.collect)(export, file, interest(number), system)))
        });
        Self { derived: derived.collect(), roles: roles::collector(export), stores, inventory: None }
    }

    /// All records, to be compared with another state, and nothing else.
    pub fn inventory(export: &'static Export) -> Self {
        Self { inventory: Some(Box::new(Inventory::of(export))), ..Self::default() }
    }

    /// All records, if they were kept.
    pub fn take_inventory(&mut self) -> Option<Inventory> {
        self.inventory.take().map(|inventory| *inventory)
    }

    fn all(&mut self) -> impl Iterator<Item = &mut Box<dyn Collect>> {
        self.derived.iter_mut().map(|(_, collector)| collector).chain(&mut self.roles)
    }

    /// A record, and the row it was read from.
    pub fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        self.all().for_each(|collector| collector.record(record, row));
        if let Some(stores) = &mut self.stores {
            stores.record(record, row);
        }
        if let Some(inventory) = &mut self.inventory {
            inventory.record(record, row);
        }
    }

    /// The heading.
    pub fn heading(&mut self, row: &Row<'_>) {
        self.all().for_each(|collector| collector.heading(row));
    }

    /// Something that the file says of itself.
    pub fn fact(&mut self, fact: &Fact<'_>) {
        self.all().for_each(|collector| collector.fact(fact));
        if let Some(stores) = &mut self.stores {
            stores.fact(fact);
        }
        if let Some(inventory) = &mut self.inventory {
            inventory.fact(fact);
        }
    }

    /// Takes what was kept of the next part of the same file.
    pub fn join(&mut self, next: Self, lines: u64) {
        if let (Some(own), Some(next)) = (&mut self.inventory, next.inventory) {
            own.join(*next, lines);
        }
        if let (Some(own), Some(next)) = (&mut self.stores, next.stores) {
            own.join(next, lines);
        }
        let own = self.all();
        let next = next.derived.into_iter().map(|(_, collector)| collector).chain(next.roles);
        own.zip(next).for_each(|(own, next)| own.join(next, lines));
    }

    /// The file has been read.
    pub fn close(&mut self, incomplete: bool) {
        self.all().for_each(|collector| collector.close(incomplete));
        if let Some(stores) = &mut self.stores {
            stores.close(incomplete);
        }
    }

    /// What check items of SAP's policies say of the file; none if it carries nothing that they ask for.
    pub fn stores(&self) -> Option<&StoreFile> {
        self.stores.as_deref()
    }

    /// Writes what kinds need that follow from all systems; `rows` says of such a kind whether it asks for records of this file.
    pub fn pack_across(&self, rows: &dyn Fn(&Derived) -> bool, out: &mut Packer) {
        let across = self.derived.iter().filter_map(|(number, kept)| {
            let derived = DERIVED.get(*number).filter(|derived| matches!(derived.across, Across::Landscape(_)))?;
            Some((*number, *derived, kept))
        });
        let across: Vec<_> = across.collect();
        out.number(across.len() as u64);
        for (number, derived, kept) in across {
            number.pack(out);
            kept.pack(out, rows(derived));
        }
    }

    /// Reads what [`FileCollection::pack_across`] wrote of a file that is this export.
    pub fn unpack_across(export: &'static Export, from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let kept = (0..from.count()?).map(|_| {
            let number = usize::unpack(from)?;
            let derived = DERIVED.get(number).ok_or(Damaged)?;
            Ok((number, (derived.unpack.ok_or(Damaged)?)(export, from)?))
        });
        Ok(Self { derived: kept.collect::<Result<_, _>>()?, ..Self::default() })
    }

    /// Adds what the file tells of its system's role.
    pub fn tell_role(&self, evidence: &mut RoleEvidence) {
        if let Some(collector) = &self.roles {
            roles::add(collector.as_ref(), evidence);
        }
    }
}

/// Whether somebody keeps records of this export, and which ones: for each who does.
pub fn collectors(export: &Export) -> impl Iterator<Item = (Option<usize>, Sees)> {
    let derived = DERIVED.iter().enumerate();
    let derived = derived.filter_map(|(number, derived)| Some((Some(number), derived.sees(export)?)));
    derived.chain(roles::sees(export).map(|sees| (None, sees)))
}

/// Whether files of this export tell something of their system's role.
pub fn tells_role(export: &Export) -> bool {
    export.role_sign.is_some()
}

/// What the files of a system, or of all systems, kept for one derived kind.
pub struct Collected<'c> {
    files: Vec<CollectedFile<'c>>,
    together: Option<(usize, &'c (dyn Any + Send + Sync))>,
}

struct CollectedFile<'c> {
    index: usize,
    path: &'c str,
    kept: &'c dyn Collect,
}

impl<'c> Collected<'c> {
    /// What these files (index in the run, path) kept for the derived kind with this number.
    pub fn of(number: usize, files: impl Iterator<Item = (usize, &'c str, &'c FileCollection)>) -> Self {
        let kept = files.filter_map(|(index, path, collection)| {
            let (_, kept) = collection.derived.iter().find(|(of, _)| *of == number)?;
            Some(CollectedFile { index, path, kept: kept.as_ref() })
        });
        Self { files: kept.collect(), together: None }
    }

    /// The same beside what was made of the files of all systems, among which it has this index.
    pub fn within(self, system: usize, together: &'c (dyn Any + Send + Sync)) -> Self {
        Self { together: Some((system, together)), ..self }
    }

    /// What was made of the files of all systems, and the index of this one among them.
    pub fn together<T: Any>(&self) -> Option<(usize, &'c T)> {
        let (system, together) = self.together?;
        let together: &dyn Any = together;
        Some((system, together.downcast_ref()?))
    }

    /// No file kept anything, and nothing was made of other systems' files.
    pub fn is_nothing(&self) -> bool {
        self.files.is_empty() && self.together.is_none()
    }

    /// No file kept anything.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What each file kept, with its index and path; collectors of another type are passed by.
    pub fn each<T: Collect>(&self) -> impl Iterator<Item = (usize, &'c str, &'c T)> {
        self.files.iter().filter_map(|file| {
            let kept: &dyn Any = file.kept;
            Some((file.index, file.path, kept.downcast_ref::<T>()?))
        })
    }
}
