//! A row that outlives its file's reading, or waits until later rows have told what it means.

use super::{Cell, Row, Segment};
use crate::input::Charset;

/// A row with everything it borrowed.
#[derive(Debug, Clone, Default)]
pub struct KeptRow {
    text: Vec<u8>,
    cells: Vec<Cell>,
    segments: Vec<Segment>,
    charset: Charset,
}

impl KeptRow {
    /// Keeps a row.
    pub fn of(row: &Row<'_>) -> Self {
        Self {
            text: row.text.to_vec(),
            cells: row.cells.to_vec(),
            segments: row.segments.to_vec(),
            charset: row.charset,
        }
    }

    /// So many lines stand before the part of the file that it was read from.
    pub fn move_down(&mut self, lines: u64) {
        self.segments.iter_mut().for_each(|segment| segment.line += lines);
    }

    /// Its text.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The row.
    pub fn row(&self) -> Row<'_> {
        Row { text: &self.text, cells: &self.cells, segments: &self.segments, charset: self.charset }
    }
}
