//! A row that is kept until later rows have told what it means.

use crate::input::Charset;
use crate::layout::{Cell, Row, Segment};

/// A row with everything it borrowed.
#[derive(Debug, Clone)]
pub(super) struct KeptRow {
    text: Vec<u8>,
    cells: Vec<Cell>,
    segments: Vec<Segment>,
    charset: Charset,
}

impl KeptRow {
    /// Keeps a row.
    pub(super) fn of(row: &Row<'_>) -> Self {
        Self {
            text: row.text.to_vec(),
            cells: row.cells.to_vec(),
            segments: row.segments.to_vec(),
            charset: row.charset,
        }
    }

    /// The row.
    pub(super) fn row(&self) -> Row<'_> {
        Row { text: &self.text, cells: &self.cells, segments: &self.segments, charset: self.charset }
    }
}
