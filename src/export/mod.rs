//! *What* a file is: the exports basislint reads, and the typed records in them.
//!
//! Each export is one file in this folder, with its columns, its fields, its way out of SAP and its reader, and one
//! line in [`EXPORTS`]. Nothing here knows of rules.

pub mod access_control_lists;
mod cell;
pub mod certificate_mappings;
pub mod certificates;
mod class;
pub mod cloud_connector;
pub mod components;
pub mod config_store;
pub mod connector_log;
pub mod credential_files;
pub mod crypto_library;
pub mod cut_head;
mod decoded;
mod describe;
mod field_spec;
mod gathered;
pub mod head;
pub mod heading;
pub mod icf_services;
pub mod icm_services;
pub mod integration_flow;
pub mod integration_log;
pub mod job_log;
pub mod job_overview;
pub mod job_steps;
pub mod kernel;
pub mod keystore;
mod log_records;
pub mod logical_ports;
pub mod menus;
mod moment;
mod near;
pub mod needs;
pub mod note_log;
pub mod note_settings;
pub mod notes;
pub mod other_files;
mod probe;
pub mod production_connector;
pub mod profile;
pub mod profile_parameters;
mod quoted;
mod reader;
pub mod recognise;
mod record;
pub mod reports;
pub mod rfc_destinations;
pub mod role_assignments;
mod sapcontrol;
pub mod saprouttab;
pub mod sdccn_destinations;
pub mod sdccn_tasks;
pub mod se16_tables;
pub mod service_keys;
pub(crate) mod shown;
pub mod standard_users;
pub mod support_users;
mod table_reader;
pub mod taken;
pub mod task_list_runs;
pub mod tls_info;
pub mod users;
pub mod windows_registry;

#[cfg(test)]
mod keys_tests;
#[cfg(test)]
mod recognise_tests;
#[cfg(test)]
mod testing;

use std::borrow::Cow;

use crate::input::Place;
use crate::layout::{Layout, Row};
use crate::packing::{Damaged, Packed, Packer, Unpacker};
use crate::policy::stores::Store;

pub use class::Class;
pub(crate) use field_spec::index_of;
pub use field_spec::{FieldKind, FieldSpec};
pub use heading::{Column, Columns};
pub use probe::TableProbe;
pub(crate) use quoted::quoted;
pub use reader::{Fact, Onlooker, Reader, RecordSink, Records, Selection};
pub use record::{CUT_MARK, Field, Item, Record, Value, display};

/// Every export basislint reads, in the order in which a file is tried against them.
pub static EXPORTS: &[&Export] = &[
    &rfc_destinations::EXPORT,
    &profile_parameters::EXPORT,
    // Parameters of flows are lines as those of profiles, known by the file's name.
    &integration_flow::EXPORT,
    &profile::EXPORT,
    // Its table has all columns of a job log, and the note.
    &note_log::EXPORT,
    &job_log::EXPORT,
    &job_steps::EXPORT,
    &job_overview::EXPORT,
    &task_list_runs::EXPORT,
    &note_settings::EXPORT,
    &support_users::EXPORT,
    &components::EXPORT,
    &notes::EXPORT,
    &kernel::EXPORT,
    &crypto_library::EXPORT,
    &tls_info::EXPORT,
    &saprouttab::EXPORT,
    &icf_services::EXPORT,
    &access_control_lists::EXPORT,
    &icm_services::EXPORT,
    &logical_ports::EXPORT,
    &sdccn_tasks::EXPORT,
    &sdccn_destinations::EXPORT,
    &certificate_mappings::EXPORT,
    &role_assignments::EXPORT,
    // Its table has users, their groups and whether they are locked as well.
    &standard_users::EXPORT,
    &users::EXPORT,
    &se16_tables::EXPORT,
    &cloud_connector::EXPORT,
    &keystore::EXPORT,
    &service_keys::EXPORT,
    &production_connector::EXPORT,
    &connector_log::EXPORT,
    &credential_files::EXPORT,
    &certificates::TRUST_STORE,
    &certificates::CERTIFICATE,
    &windows_registry::EXPORT,
    &integration_log::EXPORT,
    // What an export of its own tells goes before a table that is named after a store.
    &config_store::EXPORT,
];

/// Export kinds that have a name in reports, rules and configuration but are not read yet.
pub const KINDS_NOT_READ_YET: &[&str] = &[];

/// Finds an export by its name.
pub fn by_kind(kind: &str) -> Option<&'static Export> {
    EXPORTS.iter().find(|export| export.kind == kind).copied()
}

impl Packed for &'static Export {
    fn pack(&self, out: &mut Packer) {
        out.text(self.kind);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        by_kind(&from.text()?).ok_or(Damaged)
    }
}

/// Files of this kind are written by people, and no export of what a system has: they may be edited.
pub fn is_written_by_hand(kind: &str) -> bool {
    [profile::EXPORT.kind, saprouttab::EXPORT.kind].contains(&kind)
}

/// The exports that a file's name names, in any letters.
pub fn named(name: &str) -> impl Iterator<Item = &'static Export> {
    let name = name.to_lowercase();
    EXPORTS.iter().copied().filter(move |export| export.names.iter().any(|known| name.contains(&known.to_lowercase())))
}

/// One kind of export: all that is known of it.
#[derive(Debug)]
pub struct Export {
    /// Name in reports, rules and configuration.
    pub kind: &'static str,
    /// What an administrator calls it, for sentences such as "add the RFC destinations".
    pub title: &'static str,
    /// Where it comes from, in brackets behind the title: "SM59, table RFCDES".
    pub origin: &'static str,
    /// What of it tells the role of its system, if anything does.
    pub role_sign: Option<RoleSign>,
    /// Its records are the entries of one table of the database: what the head of a list says of a column is what was
    /// selected.
    pub is_table: bool,
    /// What one file of it speaks of.
    pub reach: Reach,
    /// Columns of its table form; empty if it has none.
    pub columns: &'static [Column],
    /// What titles and names of files call it: tables, transactions, reports.
    pub names: &'static [&'static str],
    /// Says whether a row below a heading with its columns is surely this export's, where labels that stand over many
    /// lists make up the heading; none if such tables are not read.
    pub by_rows: Option<IsOf>,
    /// Fields of its records; a field's index here is the index that [`Record::field`] takes.
    pub fields: &'static [FieldSpec],
    /// The fields by which a record is known again in another export of the same system, whatever else of it has changed.
    ///
    /// They tell it within what one file speaks of ([`Reach`]): profiles of two instances each have their own. One that is
    /// absent counts as absent. Records that agree in them all are runs of one thing, such as those of a job. None: a
    /// file has one record.
    pub key: &'static [&'static str],
    /// What of its fields can be told from the bytes of a clean row.
    pub bytes: FieldBytes,
    /// Tells its forms that are no table (plain lines, profile, sapcontrol) by their first lines.
    pub lines: Option<fn(&Head<'_>) -> LinesMatch>,
    /// Begins to read a file of this kind.
    pub open: fn(&FileContext<'_>) -> Box<dyn Reader>,
    /// How to get it out of SAP, step by step.
    pub how_to_get: &'static [Way],
}

/// Tables with entries in every system, as SAP ships it: the destinations BACK and NONE, the users SAP* and DDIC, the component SAP_BASIS (from
/// knowledge of SM59, SU01 and System > Status, not looked up).
const NEVER_EMPTY: &[&str] = &["rfc-destinations", "users", "components"];

impl Export {
    /// No system has such a list without entries: one that shows none is a selection.
    pub fn is_never_empty(&self) -> bool {
        NEVER_EMPTY.contains(&self.kind)
    }
}

/// Says whether a row, with these columns above it, is surely of an export. The last argument says that the file's name or
/// a title names the export.
pub type IsOf = fn(&Row<'_>, &Columns, bool) -> bool;

/// What one file of an export speaks of, and so what a second one is to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// A table of the database, or settings of the whole system: two files say the same, maybe at different times.
    System,
    /// What one application server has, such as its kernel and its PSEs: two files are those of two servers.
    Server,
    /// One of many of its kind, such as a job's log: two files say different things.
    Own,
    /// Written by hand, once for a system: a second one is a mistake.
    Single,
    /// What lies among the exports at all: that there is none of it is known, for every file has a name.
    Folder,
}

/// What of an export tells the role of its system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleSign {
    /// Its records are the installed software components: the fields that tell a component, its release and its level.
    Components {
        /// Index of the field with its name.
        component: usize,
        /// Index of the field with its release.
        release: usize,
        /// Index of the field with its Support Package level.
        level: usize,
    },
    /// It is kept on a Solution Manager only: table AISUSER (SolMan checklist 2.10).
    SupportUsers,
    /// Only systems of one role have it.
    Of {
        /// The role, as reports, rules and configuration call it.
        role: &'static str,
        /// Why, as reports say it: "there are answers of a Cloud Connector".
        reason: &'static str,
    },
    /// Only systems of one role have such records: each of these signs speaks for itself.
    OfRecords(&'static [RecordSign]),
    /// Only systems of one role have files that are of such a level ([`Fact::Level`]).
    OfLevel {
        /// The level.
        level: &'static str,
        /// The role.
        role: &'static str,
        /// Why, as reports say it.
        reason: &'static str,
    },
}

/// Records that tell a role: those with one of these words in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordSign {
    /// Index of the field.
    pub field: usize,
    /// The words.
    pub words: &'static [&'static str],
    /// The role.
    pub role: &'static str,
    /// Why, as reports say it.
    pub reason: &'static str,
}

/// Says whether a text may stand in the value of some field.
pub type MayHave = fn(&str) -> bool;

/// What of an export's fields can be told from the bytes of a clean row, by their indexes.
#[derive(Debug)]
pub struct FieldBytes {
    /// Their values stand in the row letter by letter.
    pub whole: &'static [usize],
    /// Every word of their values that has a letter stands in the row, one blank between them. The function says whether
    /// a text may stand in such a value at all.
    pub words: &'static [(usize, MayHave)],
    /// The reader asks [`RecordSink::minds`] about every value they may have.
    pub glance: &'static [usize],
}

impl FieldBytes {
    /// Nothing can be told.
    pub const NONE: Self = Self { whole: &[], words: &[], glance: &[] };
}

/// One way to get an export out of SAP.
#[derive(Debug)]
pub struct Way {
    /// Transaction or tool, and what it is good for.
    pub title: &'static str,
    /// The steps, each a sentence.
    pub steps: &'static [&'static str],
    /// What was seen at first hand of this form, and what was not.
    pub seen: &'static str,
}

/// The first lines of a file, for recognising it.
pub struct Head<'a> {
    /// File name without folders; a hint, never a proof.
    pub name: &'a str,
    /// All folders that hold the file.
    pub place: Place<'a>,
    /// The first lines, decoded, without line ends. None for a file that is read as a whole.
    pub lines: &'a [Cow<'a, str>],
    /// The layout that a file is read in as a whole; none for lines.
    pub layout: Option<&'static Layout>,
    /// The keys of each kind of rows in such a file, see [`crate::layout::Heading::Keys`].
    pub keys: &'a [Vec<String>],
    /// Configuration says that it is this export: what is told by nothing but some words need not have them.
    pub forced: bool,
}

/// What an export says of a head.
pub enum LinesMatch {
    /// It is this export, laid out so.
    Yes(&'static Layout),
    /// It has words that this export has, and no form of its own: it is this export, laid out so, if it can be no other.
    ByWords(&'static Layout),
    /// It is not.
    No,
    /// It is something akin, which basislint does not read, because ...
    Akin(String),
}

/// What a reader may know of the file it reads.
pub struct FileContext<'a> {
    /// File name without folders.
    pub name: &'a str,
    /// All folders that hold the file.
    pub place: Place<'a>,
    /// The layout that was found.
    pub layout: &'static Layout,
    /// Configuration names the kind, or the rows below the heading told it: weaker signs suffice.
    pub forced: bool,
    /// Configuration says what the certificates in it are for: one of [`certificates::PURPOSES`].
    pub purpose: Option<&'static str>,
    /// Configuration says which config store it is.
    pub store: Option<&'static Store>,
}

impl<'a> FileContext<'a> {
    /// What is known of the file at this path, with `/` between its folders.
    pub fn new(path: &'a str, layout: &'static Layout, forced: bool) -> Self {
        let place = Place::of(path);
        Self { name: place.name(), place, layout, forced, purpose: None, store: None }
    }
}
