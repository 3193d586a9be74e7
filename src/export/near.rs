//! What a table comes near to that no export takes: whose columns it has, and which it lacks.
//!
//! For people only: nothing here decides what is read.

use std::cmp::Reverse;

use super::Export;
use super::heading::{Column, Columns};
use crate::layout::Row;

/// Titles that stand over many lists, in the letters of labels: they bring a table near to none.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "createdon", "changedon", "createdat", "changedat", "angelegtam", "geändertam", "angelegtvon", "geändertvon", "category", "mandt",
    "clt", "cl", "mdt", "bname", "uname", "owner", "creator", "ersteller",
    "action", "aktiv", "active", "activ", "aktion", "art", "beschreibung", "benutzer", "benutzername", "client",
    "comment", "component", "createdby", "date", "datum", "description", "error", "host", "hostname", "id", "komponente",
    "kommentar", "kurztext", "list", "liste", "mandant", "message", "meldung", "name", "nr", "no", "note", "number",
    "owner", "port", "process", "protocol", "release", "result", "serial", "serialno", "serialnumber", "session",
    "shorttext", "start", "startdate", "starttime", "state", "status", "sprache", "language", "system", "target",
    "targetsystem", "task", "text", "time", "titel", "title", "typ", "type", "uhrzeit", "user", "username", "userid",
    "validfrom", "validto", "validuntil", "value", "version", "view", "zeit", "ziel", "zustand", "subject", "issuer",
    "program", "programname", "service", "step", "destination", "job", "object", "objectname", "consumer", "proxy",
    "source", "dest", "property", "enddate", "endtime", "startzeit", "startdatum", "enddatum", "endzeit", "created",
    "changedby", "contact", "variant",
];

/// No more columns than these are named.
const MOST: usize = 6;

/// No more exports than these are named.
const MOST_EXPORTS: usize = 5;

/// Each export that a table with this heading comes near to, and what it lacks, the nearest first.
pub(super) fn all(
    form: &str,
    exports: impl Iterator<Item = (&'static Export, bool)>,
    heading: &Row<'_>,
) -> Vec<String> {
    let near = exports.filter_map(|(export, named)| Some(((named, nearness(export, named, heading)?), export)));
    let mut near: Vec<_> = near.collect();
    near.sort_by_key(|(nearness, _)| Reverse(*nearness));
    near.into_iter().take(MOST_EXPORTS).map(|(_, export)| lacking(form, None, export, heading)).collect()
}

/// The export that a table with this heading comes near to, and what it lacks; nothing if it comes near to none. Beside
/// each export stands whether a title or the file's name names it.
pub(super) fn describe(
    form: &str,
    exports: impl Iterator<Item = (&'static Export, bool)>,
    heading: &Row<'_>,
) -> Option<String> {
    let near = exports.filter_map(|(export, named)| Some(((named, nearness(export, named, heading)?), export)));
    // The last of equals counts, and that is to be the first export.
    let near = near.collect::<Vec<_>>().into_iter().rev().max_by_key(|(nearness, _)| *nearness);
    Some(lacking(form, None, near?.1, heading))
}

/// How many of an export's columns are there, how many of those without which it is none, and how few of these are missing, if at least two are, and one of them tells or the export is named.
fn nearness(export: &Export, named: bool, heading: &Row<'_>) -> Option<(usize, usize, Reverse<usize>)> {
    let columns = Columns::some_of(export.columns, heading);
    let is_telling = |column: usize| {
        let title = columns.cell(column).map(|cell| heading.text_of(cell)).unwrap_or_default();
        let letters: String = title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        !letters.is_empty() && !COMMON.contains(&letters.as_str())
    };
    let telling = named || (0..export.columns.len()).any(is_telling);
    let required =
        export.columns.iter().enumerate().filter(|(index, column)| column.required && columns.cell(*index).is_some());
    let required = required.count();
    let lacking = export.columns.iter().filter(|column| column.required).count() - required;
    // The technical name of a field that no other list has tells alone.
    let is_named = |(index, column): (usize, &Column)| {
        let title = columns.cell(index).map(|cell| heading.text_of(cell)).unwrap_or_default();
        column.required && title == column.name && is_telling(index)
    };
    let enough = columns.count() >= 2 || export.columns.iter().enumerate().any(is_named);
    (telling && enough && required > 0).then(|| (columns.count(), required, Reverse(lacking)))
}

/// What stands behind the form: the export, and the columns without which the table is not read as it.
pub(super) fn lacking(form: &str, table: Option<&str>, export: &Export, heading: &Row<'_>) -> String {
    let columns = Columns::some_of(export.columns, heading);
    let missing = |required: bool| -> Vec<String> {
        let all = export.columns.iter().enumerate();
        let missing = all.filter(|(index, column)| column.required >= required && columns.cell(*index).is_none());
        let mut shown: Vec<String> = Vec::new();
        let mut labels: Vec<&str> = Vec::new();
        for (_, column) in missing {
            // Columns with the same label go on with one value.
            let label = column.labels.first().copied().unwrap_or(column.name);
            if !labels.contains(&label) && shown.len() < MOST {
                labels.push(label);
                shown.push(self::shown(column));
            }
        }
        shown
    };
    let what = match table {
        Some(table) => format!("{form} of table {table} ({})", export.title),
        None => format!("{form}, near to {} ({})", export.title, export.origin),
    };
    let (required, others) = (missing(true), missing(false));
    let (which, columns) =
        if required.is_empty() { ("enough of the columns", others) } else { ("the columns", required) };
    if columns.is_empty() {
        return format!("{what}, but not in a form that basislint reads");
    }
    let which = if columns.len() == 1 { "the column" } else { which };
    format!("{what}, but without {which} {}: it is not read", columns.join(", "))
}

/// `EXTRELEASE (SP-Level)`
fn shown(column: &Column) -> String {
    match column.labels.first() {
        Some(label) => format!("{} ({label})", column.name),
        None => column.name.to_owned(),
    }
}
