//! Rows that are one line of the file as it stands.

use std::ops::Range;

use super::{Cell, Flaw, Row, Segment};
use crate::input::Line;

/// Hands out the line as a row with these cells.
pub(super) fn as_row(line: &Line<'_>, cells: &[Cell], take: impl FnOnce(&Row<'_>)) {
    let segments = [Segment { offset: 0, line: line.number, column: 1, one_column: false }];
    let row = |cells| Row { text: line.text, cells, segments: &segments, charset: line.charset };
    match cells.split_last() {
        // The last line of a file may be cut.
        Some((last, before)) if !line.terminated => {
            let last = Cell { ends_file: true, fills_column: true, ..*last };
            take(&row(&[before, &[last]].concat()));
        }
        _ => take(&row(cells)),
    }
}

/// The cell that holds this part of a line, without the blanks around it.
pub(super) fn trimmed(text: &[u8], part: Range<usize>) -> Cell {
    let raw = text.get(part.clone()).unwrap_or_default();
    let start = part.start + (raw.len() - raw.trim_ascii_start().len());
    Cell { start, end: start + raw.trim_ascii().len(), ..Cell::default() }
}

/// A flaw at a byte of a line that leaves the rest of the file whole.
pub(super) fn flaw(line: &Line<'_>, offset: usize, message: &str) -> Flaw {
    let segments = [Segment { offset: 0, line: line.number, column: 1, one_column: false }];
    let row = Row { text: line.text, cells: &[], segments: &segments, charset: line.charset };
    let (_, column) = row.character(offset);
    Flaw { line: line.number, column, message: message.to_owned(), incomplete: false }
}

/// The last line of a file breaks off at this byte, so the file does not hold all it should.
pub(super) fn cut(line: &Line<'_>) -> Flaw {
    let message = "the file is cut in the middle of this line";
    Flaw { incomplete: true, ..flaw(line, line.text.len(), message) }
}
