//! Columns with hashes of passwords in a list of users: which there are, and whether anything stands in them. What stands in them is
//! looked at for whether it is there, and for nothing else.
//!
//! SAP Note 1484692 names them: BCODE, PASSCODE, PWDSALTEDHASH of USR02, OCOD1 to OCOD5 and PWDHISTORY of the passwords before.

use std::ops::Range;

use crate::knowledge::password_column::is_plain_mask;
use crate::knowledge::secret::{is_code_version, is_secret_column};
use crate::layout::{Cell, KeptRow, Row};

/// Technical names; those of former passwords go on with a digit.
const NAMES: &[&str] =
    &["BCODE", "PASSCODE", "PWDSALTEDHASH", "PWDHISTORY", "OCOD1", "OCOD2", "OCOD3", "OCOD4", "OCOD5"];

/// The columns of one list.
#[derive(Default)]
pub(super) struct Hashes {
    /// Cells of columns with hashes.
    cells: Vec<usize>,
    /// Cells of all columns with what must not be shown.
    secret: Vec<usize>,
    /// The heading, until a row has a hash.
    heading: Option<KeptRow>,
}

impl Hashes {
    /// Looks for them in a heading.
    pub(super) fn begin(&mut self, heading: &Row<'_>) {
        let is_there_already = !self.cells.is_empty() && self.heading.is_none();
        let titles: Vec<String> = (0..heading.cells.len()).map(|cell| heading.text_of(cell)).collect();
        let find = |is_one: fn(&str) -> bool| -> Vec<usize> {
            titles.iter().enumerate().filter(|(_, title)| is_one(title.trim())).map(|(cell, _)| cell).collect()
        };
        self.cells = find(is_hash_column);
        self.secret = find(|title| is_hash_column(title) || is_secret_column(title));
        self.heading = (!self.cells.is_empty() && !is_there_already).then(|| KeptRow::of(heading));
    }

    /// A row with the first hash may still come.
    pub(super) fn may_come(&self) -> bool {
        self.heading.is_some()
    }

    /// The heading, the titles of the columns in it and the place of the first, if this row is the first that has a hash.
    pub(super) fn first_seen_in(&mut self, row: &Row<'_>) -> Option<(KeptRow, String, Range<usize>)> {
        self.heading.as_ref()?;
        self.cells.iter().find(|cell| is_hash(row.raw(row.cell(**cell))))?;
        let kept = self.heading.take()?;
        let heading = kept.row();
        let names: Vec<String> = self.cells.iter().map(|cell| heading.text_of(*cell)).collect();
        let place = heading.cell(*self.cells.first()?).range();
        Some((kept, names.join(", "), place))
    }

    /// What of a row must not be shown.
    pub(super) fn secrets(&self, row: &Row<'_>) -> Vec<Range<usize>> {
        self.secret.iter().map(|cell| row.cell(*cell)).map(Cell::range).filter(|range| !range.is_empty()).collect()
    }

    /// The same, for rows that are read at the same time.
    pub(super) fn for_later_part(&self) -> Self {
        Self { cells: self.cells.clone(), secret: self.secret.clone(), heading: None }
    }
}

/// `PWDSALTEDHASH`, `Password Hash Value (SHA1, 160 Bit)`, `Kennwort-Hashwert`; but not CODVN, which only says of what kind they are.
fn is_hash_column(title: &str) -> bool {
    let is_named = NAMES.iter().any(|name| name.eq_ignore_ascii_case(title));
    is_named || (title.to_lowercase().contains("hash") && !is_code_version(title))
}

/// Something stands there that is no mask, and not nothing but zeros, which say that there is no password.
fn is_hash(text: &[u8]) -> bool {
    !text.iter().all(|byte| *byte == b'0') && !is_plain_mask(text)
}
