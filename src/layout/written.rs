//! A row that is written anew, of values at places: what workbooks and nested files hand out, and exports that show but a part of
//! what they read. Which values, and which of them are cells, is theirs to say.

use super::{Cell, Row, Segment};
use crate::input::Charset;

/// What stands between two values in a row's text.
const BETWEEN: &[u8] = b" | ";

/// What stands between several values of one cell.
const WITHIN: &[u8] = b"\n";

/// The row at hand.
#[derive(Default)]
pub(crate) struct Written {
    text: Vec<u8>,
    segments: Vec<Segment>,
    cells: Vec<Cell>,
}

impl Written {
    /// Begins a new row.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.segments.clear();
        self.cells.clear();
    }

    /// Writes what stands at this line and column of the file, and says where it is in the row. No cell of the row yet.
    pub(crate) fn write<'v>(&mut self, values: impl IntoIterator<Item = &'v str>, line: u64, column: u64) -> Cell {
        if !self.segments.is_empty() {
            self.text.extend_from_slice(BETWEEN);
        }
        let start = self.text.len();
        self.segments.push(Segment { offset: start, line, column, one_column: true });
        for (number, value) in values.into_iter().enumerate() {
            self.text.extend_from_slice(if number > 0 { WITHIN } else { b"" });
            self.text.extend_from_slice(value.as_bytes());
        }
        Cell { start, end: self.text.len(), ..Cell::default() }
    }

    /// The next cell of the row.
    pub(crate) fn push(&mut self, cell: Cell) {
        self.cells.push(cell);
    }

    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    pub(crate) fn row(&self) -> Row<'_> {
        Row { text: &self.text, cells: &self.cells, segments: &self.segments, charset: Charset::Utf8 }
    }
}
