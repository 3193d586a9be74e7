//! A route permission table that people or other tools made a table of: one column for each field of an entry.

use super::line::{self, Content};
use crate::export::heading::{Column, Columns};
use crate::layout::Row;

const ACTION: usize = 0;
const SOURCE: usize = 1;
const DESTINATION: usize = 2;
const SERVICE: usize = 3;
const PASSWORD: usize = 4;

/// Lists of firewalls have the same columns: the rows tell.
#[rustfmt::skip]
pub(super) const COLUMNS: &[Column] = &[
    Column::required("ACTION", &[]).or_generic(&["Type", "Kind", "Entry", "Entry Type", "Permission", "P/S/D", "Rule", "Typ", "Aktion", "Art", "Regel"]),
    Column::required("SOURCE", &[]).or_generic(&["SRC", "Source Host", "Src Host", "From", "SNC Name", "Quelle", "Quellhost", "Von"]),
    Column::required("DESTINATION", &[]).or_generic(&["DEST", "DST", "Destination Host", "Dest. Host", "Target", "Target Host", "To", "Ziel", "Zielhost", "Nach"]),
    Column::required("SERVICE", &[]).or_generic(&["PORT", "Dest. Port", "Destination Port", "Target Port", "Port/Service", "Service/Port", "Zielport", "Dienst"]),
    Column::optional("PASSWORD", &["Passwd", "Kennwort", "Passwort"]),
];

/// Words that people write for the letters of an entry.
const WORDS: &[(&str, &str)] = &[("permit", "P"), ("secure", "S"), ("deny", "D")];

/// The letters of an entry, with the numbers behind them: for a word those that it stands for.
fn letters(text: &str) -> &str {
    WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map_or(text, |(_, letters)| letters)
}

/// The action is one of SAProuter's. A word will do in a file that is named after it; `permit` and `secure` also in a table
/// of these columns alone: firewalls allow and deny.
pub(super) fn is_entry(row: &Row<'_>, columns: &Columns, named: bool) -> bool {
    let text = columns.cell(ACTION).map(|cell| row.text_of(cell)).unwrap_or_default();
    let is_own_word = columns.count() == row.cells.len() && !text.eq_ignore_ascii_case("deny");
    let letters = if named || is_own_word { letters(&text) } else { &text };
    line::kind(letters.as_bytes()).is_some()
}

/// What a row of the table says.
pub(super) fn parse(row: &Row<'_>, columns: &Columns) -> Content {
    let cell = |column: usize| columns.cell(column).map(|cell| row.cell(cell)).filter(|cell| cell.start < cell.end);
    if row.cells.iter().all(|cell| cell.start == cell.end) {
        return Content::Nothing;
    }
    let Some(action) = cell(ACTION) else { return Content::Malformed(row.cell(0).start, line::NO_KIND) };
    let text = row.charset.decode(row.raw(action));
    let mut entry = match line::begin(letters(&text).as_bytes()) {
        Ok(entry) => entry,
        Err((_, why)) => return Content::Malformed(action.start, why),
    };
    let place = |column: usize| cell(column).map(|cell| cell.range());
    entry.kind_place = action.range();
    let limit = |limit: Option<(i64, _)>| limit.map(|(number, _)| (number, action.range()));
    (entry.before, entry.after) = (limit(entry.before), limit(entry.after));
    (entry.destination, entry.service, entry.password) = (place(DESTINATION), place(SERVICE), place(PASSWORD));
    let first = place(SOURCE);
    if first.is_none() {
        return Content::Malformed(action.start, if entry.kind.is_snc() { line::NO_SNC_NAME } else { line::NO_SOURCE });
    }
    *(if entry.kind.is_snc() { &mut entry.snc_name } else { &mut entry.source }) = first;
    Content::Entry(Box::new(entry))
}

/// An entry's fields stand in columns of their own, so the heading is no entry.
pub(super) fn is_heading(row: &Row<'_>) -> Option<Columns> {
    Columns::find_in(COLUMNS, row, crate::export::heading::Known::Before)
}
