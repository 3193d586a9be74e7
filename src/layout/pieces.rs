//! What the table layouts share: lines put together to one text, cells without their padding, columns with a title.

use super::{Cell, Flaw, Row, RowSink, Segment};
use crate::input::Charset;
use crate::limits::COLUMNS;

/// Physical lines put together to the text of one row.
#[derive(Debug, Default, Clone)]
pub(super) struct Pieces {
    text: Vec<u8>,
    segments: Vec<Segment>,
    /// Where each line ends in the text.
    ends: Vec<usize>,
}

impl Pieces {
    /// One line.
    pub(super) fn of(number: u64, line: &[u8]) -> Self {
        let mut pieces = Self::default();
        pieces.push(number, line, b"");
        pieces
    }

    /// Adds a line; `between` stands between it and the line before.
    pub(super) fn push(&mut self, number: u64, line: &[u8], between: &[u8]) {
        if !self.segments.is_empty() {
            self.text.extend_from_slice(between);
        }
        self.segments.push(Segment { offset: self.text.len(), line: number, column: 1, one_column: false });
        self.text.extend_from_slice(line);
        self.ends.push(self.text.len());
    }

    /// Takes the last line away again, and what stood before it.
    pub(super) fn pop(&mut self) {
        self.segments.pop();
        self.ends.pop();
        self.text.truncate(self.ends.last().copied().unwrap_or_default());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// Number of lines.
    pub(super) fn len(&self) -> usize {
        self.segments.len()
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    pub(super) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The lines and their numbers, without what was put between them.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let ends = self.segments.iter().zip(&self.ends);
        ends.map(|(segment, end)| (segment.line, self.text.get(segment.offset..*end).unwrap_or_default()))
    }
}

/// The whole of a physical line, as a segment.
pub(super) fn whole_line(number: u64) -> [Segment; 1] {
    [Segment { offset: 0, line: number, column: 1, one_column: false }]
}

/// The line has this byte.
pub(super) fn has_byte(line: &[u8], byte: u8) -> bool {
    memchr::memchr(byte, line).is_some()
}

/// Blanks pad cells; tabs do so only where they part no cells.
pub(super) fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// The range without the blanks at its ends.
pub(super) fn trimmed(text: &[u8], start: usize, end: usize) -> Cell {
    let raw = text.get(start..end).unwrap_or_default();
    let Some(first) = raw.iter().position(|byte| !is_blank(*byte)) else {
        return Cell { start, end: start, ..Cell::default() };
    };
    let last = raw.iter().rposition(|byte| !is_blank(*byte)).unwrap_or(first);
    Cell { start: start + first, end: start + last + 1, ..Cell::default() }
}

/// The range without blanks at its ends and without the quotes around it.
pub(super) fn unquoted(text: &[u8], start: usize, end: usize) -> Cell {
    let outer = trimmed(text, start, end);
    match bytes(text, outer) {
        [b'"', inner @ .., b'"'] if quotes_are_doubled(inner) => {
            let doubled_quotes = inner.contains(&b'"');
            Cell { doubled_quotes, ..trimmed(text, outer.start + 1, outer.end - 1) }
        }
        _ => outer,
    }
}

/// Every quote has a second one behind it.
fn quotes_are_doubled(inner: &[u8]) -> bool {
    inner.split(|byte| *byte != b'"').all(|quotes| quotes.len() % 2 == 0)
}

/// The bytes of a cell, as they stand in the file.
pub(super) fn bytes(text: &[u8], cell: Cell) -> &[u8] {
    text.get(cell.range()).unwrap_or_default()
}

/// Hands out a line that is part of no table. Blank lines are none.
pub(super) fn hand_title(text: &[u8], segments: &[Segment], charset: Charset, sink: &mut dyn RowSink) {
    let cell = trimmed(text, 0, text.len());
    if cell.start < cell.end {
        sink.title(&Row { text, cells: &[cell], segments, charset });
    }
}

/// A flaw at a byte of a row.
pub(super) fn hand_flaw(row: &Row<'_>, offset: usize, message: &str, incomplete: bool, sink: &mut dyn RowSink) {
    sink.flaw(Flaw::at(row, offset, message, incomplete));
}

/// A row of totals: stars in its first cell, and in the others nothing but numbers.
pub(super) fn is_totals<'a>(mut values: impl Iterator<Item = &'a [u8]>) -> bool {
    values.next().is_some_and(|first| first.starts_with(b"*"))
        && values.all(|value| value.iter().all(|byte| byte.is_ascii_digit() || b".,+- *:".contains(byte)))
}

/// The columns of a heading whose cells are told by their order: those that have a title.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Titled {
    /// For every cell of the heading's line whether it has a title.
    pub(super) titled: Vec<bool>,
    /// The cells that have one, as many as are read.
    pub(super) columns: Vec<usize>,
    titles: Vec<Vec<u8>>,
}

impl Titled {
    /// `cells` are all cells of the line, empty ones too.
    pub(super) fn of(text: &[u8], cells: &[Cell]) -> Self {
        let titled: Vec<bool> = cells.iter().map(|cell| cell.start < cell.end).collect();
        let columns = titled.iter().enumerate().filter(|(_, titled)| **titled).map(|(at, _)| at);
        let columns: Vec<usize> = columns.take(COLUMNS).collect();
        let titles = cells.iter().map(|cell| bytes(text, *cell).to_vec()).filter(|title| !title.is_empty()).collect();
        Self { titled, columns, titles }
    }

    /// The line of a heading with more columns than are read is no whole one.
    pub(super) fn tell_of_more(&self, row: &Row<'_>, sink: &mut dyn RowSink) {
        if self.titles.len() > COLUMNS {
            let message = format!(
                "the heading has more than {COLUMNS} columns, which no list of SAP has: those behind are not read"
            );
            hand_flaw(row, 0, &message, true, sink);
        }
    }

    /// The first title.
    pub(super) fn first_title(&self) -> Option<&[u8]> {
        self.titles.first().map(Vec::as_slice)
    }

    /// Number of cells of the heading's line.
    pub(super) fn count(&self) -> usize {
        self.titled.len()
    }

    /// The line holds the same titles in the same order.
    pub(super) fn is_repeated_by(&self, text: &[u8], cells: &[Cell]) -> bool {
        let mut values = cells.iter().map(|cell| bytes(text, *cell)).filter(|value| !value.is_empty());
        self.titles.iter().all(|title| values.next().is_some_and(|value| value == title.as_slice()))
            && values.next().is_none()
    }

    /// Picks the cells under the titles. A cell that the line does not have is empty and stands at the line's end; it
    /// says that it may have been cut off, for nobody knows what it would hold.
    pub(super) fn pick(&self, text: &[u8], cells: &[Cell], picked: &mut Vec<Cell>) {
        let missing = Cell { start: text.len(), end: text.len(), fills_column: true, ..Cell::default() };
        picked.clear();
        picked.extend(self.columns.iter().map(|at| cells.get(*at).copied().unwrap_or(missing)));
    }
}

/// The text, right of which only blanks stand.
pub(super) fn without_padding(text: &[u8]) -> &[u8] {
    let mut rest = text;
    // Most of a column is padding: whole pieces of it go first.
    while let Some((before, b"        ")) = rest.split_last_chunk() {
        rest = before;
    }
    let end = rest.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1);
    &rest[..end]
}

/// Marks the last value if the file ends with it, and the cells that are missing behind it. A closing quote behind the
/// value shows that nothing was cut.
pub(super) fn mark_end(text: &[u8], cells: &mut [Cell], terminated: bool) {
    for cell in cells.iter_mut().filter(|cell| !terminated && cell.end == text.len()) {
        cell.ends_file = true;
        cell.fills_column = true;
    }
}
