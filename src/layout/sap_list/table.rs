//! A table of a list: an accepted heading, and the rows that are handed out below it.

use std::sync::Arc;

use super::clean::Clean;
use super::frame::{Fit, Frame};
use crate::input::Charset;
use crate::layout::pieces::{bytes, hand_flaw, is_totals};
use crate::layout::{Cell, Flaw, Row, RowSink, Segment};

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was handed out, or it is a row of totals.
    Done,
    /// It repeats the heading.
    Heading,
}

#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) frame: Frame,
    /// The fast way for its rows, if there is one.
    clean: Option<Arc<Clean>>,
    /// The cells of the row at hand, the selection column among them.
    cells: Vec<Cell>,
    /// A row with a closing bar was seen.
    closed: bool,
    /// Line of the first row without one.
    open: Option<u64>,
    told_of_selection: bool,
    /// A row was handed out since the heading.
    pub(super) has_rows: bool,
}

impl Table {
    pub(super) fn new(frame: Frame, cells: Vec<Cell>) -> Self {
        let clean = Clean::below(&frame).map(Arc::new);
        Self { frame, clean, cells, closed: false, open: None, told_of_selection: false, has_rows: false }
    }

    /// The next page's heading: the columns may have moved.
    pub(super) fn turn_page(&mut self, frame: Frame) {
        self.clean = Clean::below(&frame).map(Arc::new);
        self.frame = frame;
        self.has_rows = false;
    }

    /// What clean rows look like, once a row has shown that nothing else is to be noted of one.
    pub(super) fn clean(&self) -> Option<&Arc<Clean>> {
        self.clean.as_ref().filter(|_| self.has_rows && self.closed && self.open.is_none())
    }

    /// Rows to come would be read alike below both.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let state = |table: &Self| (table.closed, table.open, table.told_of_selection, table.has_rows);
        self.frame.is_like(&other.frame) && state(self) == state(other)
    }

    /// Rows of this table do without a closing bar.
    pub(super) fn is_open(&self) -> bool {
        !self.closed && (!self.frame.closed || self.open.is_some())
    }

    pub(super) fn fit(&mut self, text: &[u8], charset: Charset) -> Fit {
        self.frame.fit(text, charset, &mut self.cells)
    }

    /// Nothing is missing in this line.
    pub(super) fn is_whole(&mut self, text: &[u8], charset: Charset) -> bool {
        matches!(self.fit(text, charset), Fit::Closed | Fit::Open)
    }

    /// A line behind a ruler may begin a heading: it repeats the one there is, or it is no row.
    pub(super) fn may_be_heading(&mut self, text: &[u8], charset: Charset) -> bool {
        !self.is_whole(text, charset) || self.frame.is_repeated_by(text, &self.cells)
    }

    /// Takes a row whose bars stand where they should, the common case. Says no if it takes more than that.
    pub(super) fn take_clean(&mut self, row: (&[u8], &[Segment]), charset: Charset, sink: &mut dyn RowSink) -> bool {
        self.frame.fits_exactly(row.0, charset, &mut self.cells)
            && self.hand(row, Fit::Closed, charset, sink) == Outcome::Done
    }

    /// Hands out a row that [`Table::fit`] has just found to be whole.
    pub(super) fn hand(
        &mut self,
        (text, segments): (&[u8], &[Segment]),
        fit: Fit,
        charset: Charset,
        sink: &mut dyn RowSink,
    ) -> Outcome {
        if self.frame.is_repeated_by(text, &self.cells) {
            return Outcome::Heading;
        }
        if self.is_totals(text) {
            return Outcome::Done;
        }
        self.has_rows = true;
        let row = self.row(text, segments, charset);
        sink.row(&row);
        let line = row.line();
        self.look_at_closing_bar(fit, line, sink);
        self.look_at_selection(text, segments, charset, sink);
        Outcome::Done
    }

    /// Hands out a row that lacks something, and says so.
    pub(super) fn hand_broken(
        &mut self,
        (text, segments): (&[u8], &[Segment]),
        charset: Charset,
        message: &str,
        sink: &mut dyn RowSink,
    ) {
        let offset = self.frame.force(text, charset, &mut self.cells);
        if self.is_totals(text) {
            return;
        }
        if message == super::CUT {
            self.mark_end();
        }
        self.has_rows = true;
        let row = self.row(text, segments, charset);
        sink.row(&row);
        hand_flaw(&row, offset, message, true, sink);
    }

    /// Hands out a row in whose last cell the file ends.
    pub(super) fn hand_cut(
        &mut self,
        (text, segments): (&[u8], &[Segment]),
        charset: Charset,
        message: &str,
        sink: &mut dyn RowSink,
    ) {
        self.mark_end();
        self.has_rows = true;
        let row = self.row(text, segments, charset);
        sink.row(&row);
        hand_flaw(&row, text.len(), message, true, sink);
    }

    /// The file ends in the last cell that has something in it: more may have stood there, and in all cells behind it.
    fn mark_end(&mut self) {
        let last = self.cells.iter().rposition(|cell| cell.start < cell.end).unwrap_or_default();
        for cell in self.cells.iter_mut().skip(last) {
            cell.fills_column = true;
        }
        if let Some(cell) = self.cells.get_mut(last) {
            cell.ends_file = true;
        }
    }

    fn row<'a>(&'a self, text: &'a [u8], segments: &'a [Segment], charset: Charset) -> Row<'a> {
        let cells = self.cells.get(usize::from(self.frame.selection)..).unwrap_or_default();
        Row { text, cells, segments, charset }
    }

    fn is_totals(&self, text: &[u8]) -> bool {
        let mut cells = self.cells.as_slice();
        if let [box_, rest @ ..] = cells
            && self.frame.selection
            && box_.start == box_.end
        {
            cells = rest;
        }
        let starred = cells.first().is_some_and(|cell| text.get(cell.start) == Some(&b'*'));
        starred && is_totals(cells.iter().map(|cell| bytes(text, *cell)))
    }

    /// Either all rows have a closing bar or none: where both occur those without may have been cut.
    fn look_at_closing_bar(&mut self, fit: Fit, line: u64, sink: &mut dyn RowSink) {
        let suspect = if fit == Fit::Closed {
            self.closed = true;
            self.open.take()
        } else if self.closed {
            Some(line)
        } else {
            self.open.get_or_insert(line);
            None
        };
        if let Some(line) = suspect {
            let message = "the row has no bar at its end as other rows have, so it may be cut".to_owned();
            sink.flaw(Flaw { line, column: 1, message, incomplete: true });
        }
    }

    /// The selection column is left out because it says nothing; if it does say something, that is worth a word.
    fn look_at_selection(&mut self, text: &[u8], segments: &[Segment], charset: Charset, sink: &mut dyn RowSink) {
        if !self.frame.selection || self.told_of_selection {
            return;
        }
        let Some(cell) = self.cells.first() else { return };
        if !matches!(bytes(text, *cell), b"" | b"X" | b"x") {
            self.told_of_selection = true;
            let row = self.row(text, segments, charset);
            hand_flaw(&row, cell.start, "the first column has no title, so its values are not read", false, sink);
        }
    }
}
