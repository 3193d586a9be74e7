//! Records of files as derived kinds keep them, and what these say of them. Which ones a kind keeps, and what follows, is for the kind.

pub mod certificate;
mod files;
mod kept;
mod said;

use std::sync::OnceLock;

use crate::export::{EXPORTS, Export, FieldSpec};

pub use files::{Files, Ref};
pub use kept::{Collecting, In, Keep, Kept, OfFile};
pub use said::Said;

/// The fields of a derived kind. One that has the name of a field of an export is that field where a record rests on a record of that
/// export.
#[derive(Debug)]
pub struct Fields {
    /// All of them.
    pub list: &'static [FieldSpec],
    /// The index of the one that says what a record is about.
    pub record: usize,
    /// By export, and there by derived field, the index of the export's field of its name.
    same: OnceLock<Vec<Vec<Option<usize>>>>,
}

impl Fields {
    /// These fields; the one with this index says what a record is about.
    pub const fn new(list: &'static [FieldSpec], record: usize) -> Self {
        Self { list, record, same: OnceLock::new() }
    }

    /// The index in an export of the derived field with this index; none if the export has none of its name.
    fn of_export(&self, export: &'static Export, derived: usize) -> Option<usize> {
        let same = self.same.get_or_init(|| {
            let of = |export: &&'static Export| {
                let index = |name: &str| export.fields.iter().position(|field| field.name == name);
                self.list.iter().map(|field| index(field.name)).collect()
            };
            EXPORTS.iter().map(of).collect()
        });
        let export = EXPORTS.iter().position(|known| std::ptr::eq(*known, export))?;
        same.get(export)?.get(derived).copied().flatten()
    }
}

/// Why something is not known, each reason with the exports that would tell it; all of them are `TELLS`.
macro_rules! reasons {
    ($($name:ident: [$($export:literal),*] = $text:expr;)*) => {
        $(pub(super) const $name: &str = $text;)*
        /// Each reason with the exports that would tell.
        pub(super) const TELLS: &[(&str, &[&str])] = &[$(($name, &[$($export),*])),*];
    };
}
pub(super) use reasons;
