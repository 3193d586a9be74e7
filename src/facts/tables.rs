//! Which tables there are, and which columns each has. `docs/facts.md` says the same, written from here.

use std::sync::LazyLock;

use super::cell::Kind;
use super::meaning::{self, CipherFields, Reading, SECRECY};
use crate::export::{EXPORTS, Export, FieldKind};

/// Of the contract: tables and columns may be added under the same number; none is removed, renamed or changed in type.
pub const VERSION: u32 = 1;

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name: the kind of export, or what is said of exports.
    pub name: &'static str,
    /// What a row of it is.
    pub about: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// How records become its rows, if it is of a kind of export.
    pub(super) of: Option<Of>,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name, in small letters, with underscores.
    pub name: String,
    /// What its values are.
    pub kind: Kind,
    /// What they mean.
    pub about: String,
}

/// What is known of the kind of export that a table is of.
#[derive(Debug)]
pub(super) struct Of {
    /// How each of its fields is read, and the column that it becomes.
    pub fields: Vec<(Reading, String)>,
    pub ciphers: Option<CipherFields>,
}

/// Findings, as a report has them.
pub const FINDINGS: &str = "findings";
/// What each rule says of each system.
pub const VERDICTS: &str = "verdicts";
/// Files, and what became of them.
pub const FILES: &str = "files";
/// Systems.
pub const SYSTEMS: &str = "systems";

/// Words of SQL that stand for something else where a column could stand: such a field's column ends with `_name`.
const WORDS_OF_SQL: &[&str] = &["table", "user"];

/// Begins every table.
const OF_SYSTEM: &[(&str, Kind, &str)] = &[
    ("system", Kind::Text, "system that the file belongs to"),
    ("system_role", Kind::Text, "its role: solution-manager, abap-direct ..."),
    ("system_tier", Kind::Text, "its tier, if the configuration says it: production ..."),
];

/// How many columns tell of the file, with those of the system: the same in every table of a kind of export.
pub(super) const COLUMNS_OF_FILE: usize = OF_SYSTEM.len() + OF_FILE.len();
/// Which of them is the line, which differs from row to row.
pub(super) const LINE: usize = 4;
/// Which of them is the instance, which may differ.
pub(super) const INSTANCE: usize = 9;

const OF_FILE: &[(&str, Kind, &str)] = &[
    ("file_path", Kind::Text, "file that the row is from, as reports show it"),
    ("file_line", Kind::Number, "its line, from 1; missing where a file has no lines"),
    (
        "file_sha256",
        Kind::Text,
        "SHA-256 of the file's bytes: 64 hexadecimal digits in small letters; with --redact a pseudonym of it",
    ),
    ("file_date", Kind::Day, "day on which the list was made, as its own lines say"),
    (
        "file_is_whole",
        Kind::Flag,
        "nothing is missing in the file, as far as one can see: what is not in it is not there",
    ),
    ("file_counts", Kind::Flag, "rules were asked of it: no newer file of the same system stands for it"),
    ("file_instance", Kind::Text, "instance that the row is of, if the file tells"),
    (
        "file_level",
        Kind::Text,
        "what a profile is for: default, instance, start, copy; of what is no ABAP application server central-services, java, web-dispatcher, gateway, content-server, database, diagnostics-agent, host-agent; missing for all other files",
    ),
    ("file_notes", Kind::Number, "places in the file that could not be read as they should; table files has the words"),
];

/// Ends every table of a kind of export.
const OF_RECORD: &[(&str, Kind, &str)] = &[
    (
        "unknown_columns",
        Kind::List,
        "columns of which the file does not tell: a value that is missing and not named here is known not to be there",
    ),
    ("cut_columns", Kind::List, "columns of whose value the file shows the begin only"),
    ("hidden_columns", Kind::List, "columns with a secret, which is left out or masked"),
];

const CIPHERS: &[(&str, Kind, &str)] = &[
    (
        "cipher_lowest",
        Kind::Number,
        "of a cipher string: the lowest protocol that it allows, times ten: 10 is TLS 1.0, 12 TLS 1.2, 3 SSLv3; missing if the kernel decides",
    ),
    ("cipher_highest", Kind::Number, "of a cipher string: the highest one"),
    (
        "cipher_weak",
        Kind::List,
        "of a cipher string: kinds of ciphers below the best that it lets through, the worst first; missing if it cannot be told",
    ),
    ("cipher_forward_secrecy", Kind::Text, ""),
];

const OF_FINDINGS: &[(&str, Kind, &str)] = &[
    ("rule", Kind::Text, "id of the rule"),
    ("title", Kind::Text, "its title"),
    ("severity", Kind::Text, "error, warning or note"),
    ("confidence", Kind::Text, "how sure the facts behind the rule are: high, medium or low"),
    ("subject", Kind::Text, "what the finding is about"),
    ("message", Kind::Text, "what is wrong"),
    ("help", Kind::Text, "what to do"),
    ("file_path", Kind::Text, "file in which it was found; missing for what is found in no file"),
    ("file_line", Kind::Number, "line, from 1"),
    ("file_column", Kind::Number, "column, from 1, in characters"),
    ("end_line", Kind::Number, "line of the end"),
    ("end_column", Kind::Number, "column behind the end"),
    ("status", Kind::Text, "new, baseline (known before) or suppressed (accepted)"),
    ("fingerprint", Kind::Text, "the same for the same finding in every run"),
    ("references", Kind::List, "where the facts come from: SAP Notes, steps of SAP's documents"),
    ("steps", Kind::List, "steps of SAP's documents that the rule belongs to"),
    ("accepted_reason", Kind::Text, "why it is accepted, if it is"),
    ("accepted_owner", Kind::Text, "who answers for that"),
    ("accepted_until", Kind::Day, "the last day on which it is"),
];

const OF_VERDICTS: &[(&str, Kind, &str)] = &[
    ("rule", Kind::Text, "id of the rule"),
    ("title", Kind::Text, "its title"),
    ("verdict", Kind::Text, "pass, fail, not-evaluated or not-applicable"),
    ("reason", Kind::Text, "why, if that is to be said"),
    ("evidence", Kind::List, "files that it follows from"),
    (
        "missing_kinds",
        Kind::List,
        "kinds of exports that are missing; of several with a bar between them one is enough",
    ),
];

const OF_FILES: &[(&str, Kind, &str)] = &[
    ("export_kind", Kind::Text, "kind of export; missing if it is none"),
    ("layout", Kind::Text, "how it is laid out"),
    ("encoding", Kind::Text, "encoding, if it is text"),
    ("status", Kind::Text, "read, partial, unrecognized or failed"),
    ("reason", Kind::Text, "why, unless it was simply read"),
    ("records", Kind::Number, "records that were read"),
    ("notes", Kind::List, "what is the matter at places that could not be read as they should, each with its line"),
];

const OF_SYSTEMS: &[(&str, Kind, &str)] = &[
    ("role_inferred", Kind::Text, "why the role was taken; missing if the configuration says it"),
    ("role_in_doubt", Kind::Flag, "it may have another role as well"),
    ("support_package_stack", Kind::Number, "Support Package Stack of SAP Solution Manager 7.2, if it is known"),
];

/// All tables: the kinds of exports by name, then findings, verdicts, files and systems.
pub fn tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
        let mut tables: Vec<Table> = EXPORTS.iter().map(|export| of_export(export)).collect();
        tables.sort_by_key(|table| table.name);
        let of_file = |name: &&(&str, Kind, &str)| !matches!(name.0, "file_line");
        let files: Vec<_> = OF_FILE.iter().filter(of_file).chain(OF_FILES).copied().collect();
        tables.push(said(FINDINGS, "a finding of a rule", OF_FINDINGS));
        tables.push(said(VERDICTS, "what a rule says of a system", OF_VERDICTS));
        tables.push(said(FILES, "a file, and what became of it", &files));
        tables.push(said(SYSTEMS, "a system", OF_SYSTEMS));
        tables
    });
    &TABLES
}

fn said(name: &'static str, about: &str, columns: &[(&str, Kind, &str)]) -> Table {
    let columns = OF_SYSTEM.iter().chain(columns).copied().map(Column::of).collect();
    Table { name, about: about.to_owned(), columns, of: None }
}

fn of_export(export: &'static Export) -> Table {
    let mut columns: Vec<Column> = OF_SYSTEM.iter().chain(OF_FILE).copied().map(Column::of).collect();
    let mut fields = Vec::with_capacity(export.fields.len());
    for field in export.fields {
        let name = column_of(field.name);
        let reading = meaning::reading(export.kind, field);
        let about = match field.kind {
            FieldKind::Choice(words) => format!("{}: {}", field.about, words.join(", ")),
            _ => field.about.to_owned(),
        };
        let (kind, beside) = match reading {
            Reading::Text => (Kind::Text, None),
            Reading::Number => (Kind::Number, None),
            Reading::Flag => (Kind::Flag, None),
            Reading::List => (Kind::List, None),
            Reading::Day => (Kind::Day, None),
            Reading::Moment => (Kind::Day, Some((Kind::Moment, "at", "the same with the time, if the file tells one"))),
            Reading::Version => (Kind::Text, Some((Kind::Text, "key", "the same as a text that sorts as versions do"))),
        };
        let beside = beside.map(|(kind, ending, about)| Column {
            name: format!("{name}_{ending}"),
            kind,
            about: about.to_owned(),
        });
        columns.push(Column { name: name.clone(), kind, about });
        columns.extend(beside);
        fields.push((reading, name));
    }
    let ciphers = meaning::ciphers(export.kind, export.fields);
    if ciphers.is_some() {
        columns.extend(CIPHERS.iter().copied().map(Column::of));
        if let Some(last) = columns.last_mut() {
            let [only, preferred, not_preferred] = SECRECY;
            last.about = format!(
                "of a cipher string: perfect forward secrecy: {only} if nothing else can be used, {preferred} if it comes first, else \
                 {not_preferred}; missing if it cannot be told"
            );
        }
    }
    columns.extend(OF_RECORD.iter().copied().map(Column::of));
    let about = format!("a record of an export: {} ({})", export.title, export.origin);
    Table { name: export.kind, about, columns, of: Some(Of { fields, ciphers }) }
}

/// The column of a field.
fn column_of(field: &str) -> String {
    let name = field.replace('-', "_");
    if WORDS_OF_SQL.contains(&name.as_str()) { format!("{name}_name") } else { name }
}

impl Column {
    fn of((name, kind, about): (&str, Kind, &str)) -> Self {
        Self { name: name.to_owned(), kind, about: about.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn columns_have_names_of_their_own_and_words_of_what_they_are() {
        for table in tables() {
            let mut names = HashSet::new();
            for Column { name, about, .. } in &table.columns {
                assert!(names.insert(name), "{} {name} twice", table.name);
                assert!(
                    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'),
                    "{name}"
                );
                assert!(!about.is_empty() && !WORDS_OF_SQL.contains(&name.as_str()), "{} {name}", table.name);
            }
            assert!(table.columns.len() >= OF_SYSTEM.len());
        }
        let names: HashSet<&str> = tables().iter().map(|table| table.name).collect();
        assert_eq!(names.len(), EXPORTS.len() + 4);
    }

    #[test]
    fn the_columns_that_differ_from_row_to_row_are_where_rows_put_them() {
        for table in tables().iter().filter(|table| table.of.is_some()) {
            assert_eq!(
                (table.columns[LINE].name.as_str(), table.columns[INSTANCE].name.as_str()),
                ("file_line", "file_instance")
            );
            assert_eq!(table.columns[COLUMNS_OF_FILE - 1].name, "file_notes");
        }
    }
}
