//! All tables of a run: which files go into which, each read once more for its records, and what the report says of them.
//!
//! Not here: how a file is read (whoever asks brings that along), and what a row is.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::cell::Cell;
use super::folder::{Folder, LAST, Partition};
use super::rows::Rows;
use super::said::{self, Systems};
use super::tables::{self, Table};
use super::writer::Format;
use crate::complaint::clean;
use crate::export::{Onlooker, credential_files};
use crate::redact::Redactor;
use crate::report::{self, FileReport, Report};
use crate::threads::in_pool;

/// Takes names out of what is written, if that was asked for.
#[derive(Clone, Copy, Default)]
pub(super) struct Names<'r>(Option<&'r Redactor>);

impl Names<'_> {
    pub fn text(&self, text: &str) -> String {
        self.0.map_or_else(|| text.to_owned(), |redactor| redactor.lines(text))
    }

    fn path(&self, path: &str) -> String {
        self.0.map_or_else(|| path.to_owned(), |redactor| redactor.path(path))
    }

    /// What tells a file from others would tell whoever has the file whose it is.
    fn fingerprint(&self, digits: String) -> String {
        self.0.map_or(digits.clone(), |redactor| redactor.fingerprint(&digits))
    }
}

/// Reads the file with this index once more, shows all its records, and says what became of it.
pub type Show<'a> = dyn Fn(usize, &dyn Onlooker) -> FileReport + Sync + 'a;
/// The SHA-256 of the file with this index.
pub type Sum<'a> = dyn Fn(usize) -> io::Result<String> + Sync + 'a;

/// What is to be written, and how.
pub struct Asked<'a> {
    /// What was found; names still stand in it.
    pub report: Report,
    /// The system of each file.
    pub system_of: &'a (dyn Fn(usize) -> String + Sync),
    /// See [`Show`].
    pub show: &'a Show<'a>,
    /// See [`Sum`].
    pub sum: &'a Sum<'a>,
    /// Puts pseudonyms in the place of names.
    pub redactor: Option<Arc<Redactor>>,
    /// How tables are written.
    pub format: Format,
    /// How rows are shared among files.
    pub partition: Partition,
    /// Where they go.
    pub folder: &'a Folder,
    /// Number of threads; none means one for each processor.
    pub jobs: Option<usize>,
}

/// Why not all is written.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// What was judged is something else than what would be written.
    #[error("{} changed while it was read: run it again when nobody writes to it. {LAST} is missing, for not all is written", clean(.0))]
    Changed(String),
    /// A file could be read, and cannot be any more.
    #[error("{} cannot be read once more: {source}. {LAST} is missing, for not all is written", clean(path))]
    Read {
        /// As reports show it.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A table cannot be written.
    #[error("cannot write {}: {source}. {LAST} is missing, for not all is written", clean(place))]
    Write {
        /// Below the folder.
        place: String,
        /// Why.
        source: io::Error,
    },
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows of all tables.
    pub rows: u64,
    /// Files of tables.
    pub files: u64,
}

/// What is said of all of it in [`LAST`].
#[derive(Serialize)]
struct Manifest<'a> {
    version: u32,
    tool: &'static str,
    tool_version: &'static str,
    as_of: String,
    format: &'static str,
    partition: &'static str,
    redacted: bool,
    tables: Vec<ManifestTable<'a>>,
}

#[derive(Serialize)]
struct ManifestTable<'a> {
    name: &'a str,
    files: u64,
    rows: u64,
}

/// One file of a table of exports.
struct Part {
    table: &'static Table,
    place: String,
    /// The exports whose records go into it, in order.
    exports: Vec<usize>,
}

/// What came of it.
struct Done {
    rows: u64,
    sums: Vec<(usize, String)>,
}

/// Writes all tables.
///
/// # Errors
/// A file changed or cannot be read, or there is no room.
pub fn write(mut asked: Asked<'_>) -> Result<Written, FactsError> {
    let redactor = asked.redactor.clone();
    let names = Names(redactor.as_deref());
    let parts = parts(&asked, names);
    let done = in_pool(asked.jobs, || {
        let systems = Systems::of(&asked.report);
        let write = |part| asked.write_part(part, names, &systems);
        match names.0 {
            // Pseudonyms are numbered in the order in which they are asked for.
            Some(_) => parts.iter().map(write).collect::<Result<Vec<Done>, _>>(),
            None => parts.par_iter().map(write).collect(),
        }
    })?;
    let mut counts: BTreeMap<&str, Written> = BTreeMap::new();
    let mut sums: Vec<Option<String>> = vec![None; asked.report.files.len()];
    for (part, done) in parts.iter().zip(done) {
        let count = counts.entry(part.table.name).or_default();
        count.rows += done.rows;
        count.files += 1;
        for (file, sum) in done.sums {
            if let Some(known) = sums.get_mut(file) {
                *known = Some(sum);
            }
        }
    }
    if let Some(redactor) = &redactor {
        report::redact(&mut asked.report, redactor);
    }
    for table in tables::tables().iter().filter(|table| table.of.is_none()) {
        let place = asked.folder.place(table.name, None, asked.format);
        let failed = |source| FactsError::Write { place: place.clone(), source };
        let draft = asked.folder.begin(&place).map_err(failed)?;
        let mut writer = asked.format.begin(table, draft).map_err(failed)?;
        let rows = said::write(table.name, &asked.report, &sums, writer.as_mut()).map_err(failed)?;
        writer.finish().map_err(failed)?;
        counts.insert(table.name, Written { rows, files: 1 });
    }
    asked.write_last(&counts)?;
    Ok(counts
        .values()
        .fold(Written::default(), |sum, count| Written { rows: sum.rows + count.rows, files: sum.files + count.files }))
}

/// Which exports go into which file. A kind of which there is none has a table without rows, so that no question fails for it.
fn parts(asked: &Asked<'_>, names: Names<'_>) -> Vec<Part> {
    let mut by_kind: BTreeMap<&str, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
    for (index, file) in asked.report.files.iter().enumerate() {
        if let Some(kind) = kind_of(file) {
            by_kind.entry(kind).or_default().entry((asked.system_of)(index)).or_default().push(index);
        }
    }
    let mut parts = Vec::new();
    for table in tables::tables().iter().filter(|table| table.of.is_some()) {
        let place = |system: Option<&str>| asked.folder.place(table.name, system, asked.format);
        match (by_kind.remove(table.name), asked.partition) {
            (None, _) => parts.push(Part { table, place: place(None), exports: Vec::new() }),
            (Some(systems), Partition::Kind) => {
                parts.push(Part { table, place: place(None), exports: systems.into_values().flatten().collect() });
            }
            (Some(systems), Partition::System) => {
                let of_system = |(system, exports): (String, Vec<usize>)| Part {
                    table,
                    place: place(Some(&names.text(&system))),
                    exports,
                };
                parts.extend(systems.into_iter().map(of_system));
            }
        }
    }
    parts
}

/// Whether there is a table that the records of the file go into.
pub fn is_of_a_table(file: &FileReport) -> bool {
    kind_of(file).is_some()
}

/// The kind of export that the file is, if it is one.
fn kind_of(file: &FileReport) -> Option<&'static str> {
    let credential = file.is_credential.then_some(credential_files::EXPORT.kind);
    file.export.filter(|_| file.system.is_some()).or(credential)
}

impl Asked<'_> {
    fn write_part(&self, part: &Part, names: Names<'_>, systems: &Systems<'_>) -> Result<Done, FactsError> {
        let failed = |source| FactsError::Write { place: part.place.clone(), source };
        let Some(of) = &part.table.of else { return Ok(Done { rows: 0, sums: Vec::new() }) };
        let draft = self.folder.begin(&part.place).map_err(failed)?;
        let rows = Rows::new(of, names, self.format.begin(part.table, draft).map_err(failed)?);
        let mut sums = Vec::new();
        for index in &part.exports {
            let Some(file) = self.report.files.get(*index) else { continue };
            let system = (self.system_of)(*index);
            // What holds keys is never opened.
            let sum = match file.is_credential {
                true => String::new(),
                false => (self.sum)(*index)
                    .map(|sum| names.fingerprint(sum))
                    .map_err(|source| FactsError::Read { path: names.path(&file.path), source })?,
            };
            let [name, role, tier] = systems.cells(&system);
            let name = match name {
                Cell::Text(name) => Cell::Text(names.text(&name)),
                other => other,
            };
            let mut begin = vec![name, role, tier, Cell::text(names.path(&file.path)), Cell::Missing, Cell::text(&sum)];
            begin.extend(said::of_file(file).map(|cell| match cell {
                Cell::Text(text) => Cell::Text(names.text(&text)),
                other => other,
            }));
            rows.begin(begin);
            let told = (self.show)(*index, &rows);
            if (told.export, told.records, told.is_credential) != (file.export, file.records, file.is_credential) {
                return Err(FactsError::Changed(names.path(&file.path)));
            }
            if !sum.is_empty() {
                sums.push((*index, sum));
            }
        }
        Ok(Done { rows: rows.finish().map_err(failed)?, sums })
    }

    /// Says what was written. A folder in which this is missing is not whole.
    fn write_last(&self, counts: &BTreeMap<&str, Written>) -> Result<(), FactsError> {
        let table = |table: &'static Table| {
            let Written { rows, files } = counts.get(table.name).copied().unwrap_or_default();
            ManifestTable { name: table.name, files, rows }
        };
        let manifest = Manifest {
            version: tables::VERSION,
            tool: env!("CARGO_PKG_NAME"),
            tool_version: env!("CARGO_PKG_VERSION"),
            as_of: self.report.as_of.to_string(),
            format: self.format.name(),
            partition: self.partition.name(),
            redacted: self.redactor.is_some(),
            tables: tables::tables().iter().map(table).collect(),
        };
        let write = || -> io::Result<()> {
            let mut draft = self.folder.begin(LAST)?;
            serde_json::to_writer_pretty(&mut draft, &manifest)?;
            io::Write::write_all(&mut draft, b"\n")?;
            draft.finish()
        };
        write().map_err(|source| FactsError::Write { place: LAST.to_owned(), source })
    }
}
