//! What the cells of lists hold that SAP may have cut at the end of their columns, and how long SAP's names are.
//!
//! Which cell holds what is for the exports to say.

use std::borrow::Cow;
use std::ops::Range;

use super::{Field, Value};
use crate::knowledge::secret::is_secret_column;
use crate::layout::{Cell, CleanRow, Row};

/// Why a field is unknown that the list could have shown.
pub(super) const NO_COLUMN: &str = "the list has no column for it";

/// Why it is unknown if it is the last thing that the file holds.
pub(super) const CUT: &str = "the row is cut before it";

/// A job's name has no more characters than this (JOBNAME): so many that fill a column are not cut.
pub(super) const LONGEST_JOB: usize = 32;

/// The same of the name of a user (XUBNAME).
pub(super) const LONGEST_USER: usize = 12;

/// Nothing of the name in a cell with its padding can have been cut off.
fn is_whole(padded: &[u8], longest: usize) -> bool {
    padded.last() == Some(&b' ') || (padded.len() >= longest && padded.is_ascii())
}

/// Nothing can have been cut off in this cell of a clean row.
pub(super) fn is_whole_in(row: &CleanRow<'_>, cell: usize, longest: usize) -> bool {
    !row.has_columns() || is_whole(row.padded(cell), longest)
}

/// What a cell holds, marked as cut if it may have held more. `longest` is the most it can hold.
pub(super) fn text<'a>(row: &Row<'a>, cell: usize, longest: usize) -> Field<'a> {
    let cell = row.cell(cell);
    let value: Cow<'a, [u8]> = row.unquoted(cell);
    let span = Some(cell.range());
    match may_go_on(cell) {
        true if value.is_empty() || cell.ends_file => Field { value: Value::Unknown(CUT), span },
        true if row.charset.characters(&value) < longest as u64 => Field { value: Value::Cut(value), span },
        _ => Field::text(value, cell.range()),
    }
}

/// The client that a cell holds.
pub(super) fn client<'a>(row: &Row<'a>, cell: usize) -> Field<'a> {
    with_all_digits(text(row, cell, CLIENT_DIGITS))
}

/// A client with all its digits.
pub(super) fn with_all_digits(field: Field<'_>) -> Field<'_> {
    match field {
        Field { value: Value::Text(digits), span } => Field { value: Value::Text(whole_client(digits)), span },
        field => field,
    }
}

/// A client has so many digits.
pub(super) const CLIENT_DIGITS: usize = 3;

/// The same as text; empty if nothing stands there.
pub(super) fn client_text(row: &Row<'_>, cell: usize) -> String {
    row.charset.decode(&whole_client(row.value(cell))).into_owned()
}

/// A spreadsheet that took a client for a number has left out zeros in front.
fn whole_client(text: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let is_number = (1..CLIENT_DIGITS).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    if is_number { [&b"000"[text.len()..], &text].concat().into() } else { text }
}

/// More may have stood in the cell.
pub(super) fn may_go_on(cell: Cell) -> bool {
    cell.fills_column || cell.ends_file
}

/// The cells of a heading over what must never be shown.
pub(super) fn secret_columns(heading: &Row<'_>) -> Vec<usize> {
    (0..heading.cells.len()).filter(|cell| is_secret_column(&heading.text_of(*cell))).collect()
}

/// Where something stands in these cells of a row.
pub(super) fn filled(row: &Row<'_>, cells: &[usize]) -> Vec<Range<usize>> {
    cells.iter().map(|cell| row.cell(*cell).range()).filter(|range| !range.is_empty()).collect()
}
