//! What a table comes near to that no export takes: whose columns it has, and which it lacks.
//!
//! For people only: nothing here decides what is read.

use super::heading::{Column, Columns};
use super::{Export, other_files};
use crate::layout::Row;

/// Titles that stand over many lists, in the letters of labels: they bring a table near to none.
const COMMON: &[&str] = &[
    "action",
    "aktiv",
    "active",
    "activ",
    "aktion",
    "art",
    "beschreibung",
    "benutzer",
    "benutzername",
    "client",
    "comment",
    "component",
    "createdby",
    "date",
    "datum",
    "description",
    "error",
    "host",
    "hostname",
    "id",
    "komponente",
    "kommentar",
    "kurztext",
    "list",
    "liste",
    "mandant",
    "message",
    "meldung",
    "name",
    "nr",
    "no",
    "note",
    "number",
    "owner",
    "port",
    "process",
    "protocol",
    "release",
    "result",
    "serial",
    "serialno",
    "serialnumber",
    "session",
    "shorttext",
    "start",
    "startdate",
    "starttime",
    "state",
    "status",
    "sprache",
    "language",
    "system",
    "target",
    "targetsystem",
    "task",
    "text",
    "time",
    "titel",
    "title",
    "typ",
    "type",
    "uhrzeit",
    "user",
    "username",
    "userid",
    "validfrom",
    "validto",
    "validuntil",
    "value",
    "version",
    "view",
    "zeit",
    "ziel",
    "zustand",
    "subject",
    "issuer",
    "program",
    "programname",
    "service",
    "step",
    "destination",
    "job",
    "jobname",
    "object",
    "objectname",
    "consumer",
    "proxy",
    "source",
    "dest",
    "property",
    "enddate",
    "endtime",
    "startzeit",
    "startdatum",
    "enddatum",
    "endzeit",
    "created",
    "changedby",
    "contact",
    "variant",
];

/// No more columns than these are named.
const MOST: usize = 6;

/// The export that a table with this heading comes near to, and what it lacks; nothing if it comes near to none.
pub(super) fn describe(
    form: &str,
    exports: impl Iterator<Item = &'static Export>,
    heading: &Row<'_>,
) -> Option<String> {
    let near = exports.filter_map(|export| Some((nearness(export, heading)?, export)));
    // The last of equals counts, and that is to be the first export.
    let near = near.collect::<Vec<_>>().into_iter().rev().max_by_key(|(nearness, _)| *nearness);
    let titles: Vec<String> = (0..heading.cells.len()).map(|cell| heading.text_of(cell)).collect();
    match near {
        Some((_, export)) => Some(lacking(&format!("{form}, near to"), export, heading)),
        None => other_files::by_columns(form, &titles),
    }
}

/// How many of an export's columns are there, if one of them tells, and at least two are.
fn nearness(export: &Export, heading: &Row<'_>) -> Option<usize> {
    let columns = Columns::some_of(export.columns, heading);
    let is_telling = |column: usize| {
        let title = columns.cell(column).map(|cell| heading.text_of(cell)).unwrap_or_default();
        let letters: String = title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        !letters.is_empty() && !COMMON.contains(&letters.as_str())
    };
    let telling = (0..export.columns.len()).any(is_telling);
    (telling && columns.count() >= 2).then(|| columns.count())
}

/// The export, and the columns without which the table is not read as it.
pub(super) fn lacking(form: &str, export: &Export, heading: &Row<'_>) -> String {
    let columns = Columns::some_of(export.columns, heading);
    let missing = |required: bool| -> Vec<String> {
        let all = export.columns.iter().enumerate();
        let missing = all.filter(|(index, column)| column.required >= required && columns.cell(*index).is_none());
        missing.map(|(_, column)| shown(column)).take(MOST).collect()
    };
    let what = format!("{form} {} ({})", export.title, export.origin);
    let (required, others) = (missing(true), missing(false));
    if required.is_empty() && others.is_empty() {
        return format!("{what}, but not in a form that basislint reads");
    }
    let (which, columns) = if required.is_empty() { ("one of the columns", others) } else { ("the columns", required) };
    let which = if columns.len() == 1 { "the column" } else { which };
    format!("{what}, but without {which} {}, so it is not read", columns.join(", "))
}

/// `EXTRELEASE (SP-Level)`
fn shown(column: &Column) -> String {
    match column.labels.first() {
        Some(label) => format!("{} ({label})", column.name),
        None => column.name.to_owned(),
    }
}
