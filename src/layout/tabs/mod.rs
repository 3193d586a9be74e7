//! SAP GUI "Text with Tabs", and what Excel makes of it when it saves text with tabs.
//!
//! Rows usually begin with a tab; the heading may have spacers between its titles, and other ones than the rows.
//! Lines that do not begin as the heading does are titles, or what follows a line feed inside a cell.

mod align;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::mem;
use std::sync::Arc;

use super::clean_rows::Span;
use super::pieces::{
    Pieces, Titled, bytes, hand_flaw, hand_title, has_byte, is_totals, mark_end, unquoted, whole_line,
};
use super::runs::CleanRuns;
use super::separated::Separated;
use super::{Cell, Flaw, Form, Heading, Layout, LineLayout, Row, RowSink, Segment};
use crate::input::{Block, Charset, Line};
use crate::limits::{COLUMNS, RECORD_BYTES};
use align::align;

/// A cell with more line feeds than these is none.
const LONGEST_RECORD: usize = 64;
/// So many lines below a title may be the heading of a new section.
const HEADING_WITHIN: usize = 20;

const CUT: &str = "the table is cut in the middle of a row";
const UNFIT: &str = "the row's cells do not fit the heading, so they may stand under wrong titles";

/// SAP GUI "Text with Tabs".
pub static LAYOUT: Layout = Layout {
    name: "tabs",
    called: "text with tabs",
    heading: Heading::Row,
    form: Form::Lines { open: || Box::new(Tabs::default()), fits },
};

fn fits(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|line| has_byte(line.text, b'\t'))
}

/// The layout "Text with Tabs".
#[derive(Debug, Default, Clone)]
pub struct Tabs {
    heading: Option<Titled>,
    /// What its clean rows look like.
    clean: Option<Arc<Separated>>,
    /// Clean rows of the block at hand.
    spans: Vec<Span>,
    /// All cells of the line at hand.
    raw: Vec<Cell>,
    /// Those of them that stand under the titles.
    cells: Vec<Cell>,
    /// Lines of a row that is not whole yet.
    record: Pieces,
    /// Cells of the row before, which may be fewer or more than the heading has.
    usual: Option<usize>,
    /// So many lines may still be the heading of a new section.
    offers: usize,
    /// A line below the heading that could be a row but does not begin like one, until a new heading explains it.
    stray: Option<u64>,
    told_of_untitled: bool,
    charset: Charset,
    terminated: bool,
}

/// How the cells of a row came under the titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Fits,
    /// As many cells as the heading's line, but a value where no title is.
    Untitled,
    /// There is no one way to bring them together.
    Unfit,
}

impl CleanRuns for Tabs {
    type Clean = Separated;

    fn clean(&self) -> Option<Arc<Separated>> {
        self.clean.as_ref().filter(|_| self.is_between_rows()).map(Arc::clone)
    }

    fn spans(&mut self) -> &mut Vec<Span> {
        &mut self.spans
    }

    fn passed(&mut self, rows: usize) {
        if rows > 0 {
            self.usual = self.heading.as_ref().map(Titled::count);
        }
    }
}

impl LineLayout for Tabs {
    fn block(&mut self, block: &Block<'_>, sink: &mut dyn RowSink) -> u64 {
        self.take_block(block, sink)
    }

    fn line(&mut self, line: &Line<'_>, sink: &mut dyn RowSink) {
        self.charset = line.charset;
        self.terminated = line.terminated;
        self.take(line.number, line.text, sink);
    }

    fn for_later_part(&self) -> Option<Box<dyn LineLayout>> {
        self.is_between_rows().then(|| Box::new(self.clone()) as Box<dyn LineLayout>)
    }

    fn is_like(&self, other: &dyn LineLayout) -> bool {
        let Some(other) = (other as &dyn Any).downcast_ref::<Self>() else { return false };
        let state = |tabs: &Self| (tabs.usual, tabs.told_of_untitled);
        let same_table = self.heading == other.heading && state(self) == state(other);
        self.is_between_rows() && other.is_between_rows() && same_table
    }

    fn end(&mut self, sink: &mut dyn RowSink) {
        while !self.record.is_empty() {
            self.finish_record(sink);
        }
        self.tell_of_stray(sink);
    }
}

impl Tabs {
    /// Begins a file.
    pub fn new() -> Self {
        Self { terminated: true, ..Self::default() }
    }

    /// Nothing is open: the next line may be a row like any other.
    fn is_between_rows(&self) -> bool {
        self.heading.is_some() && self.record.is_empty() && self.offers == 0 && self.stray.is_none()
    }

    fn take(&mut self, number: u64, text: &[u8], sink: &mut dyn RowSink) {
        let segments = whole_line(number);
        split(text, &mut self.raw);
        let blank = self.raw.iter().all(|cell| cell.start == cell.end);
        if self.heading.is_none() {
            if !blank && !self.offer(text, &segments, sink) {
                hand_title(text, &segments, self.charset, sink);
            }
        } else if !self.record.is_empty() && !blank {
            self.go_on_with_record(number, text, sink);
        } else if blank {
            self.look_at_blank(number, text, sink);
        } else {
            self.take_in_table(number, text, sink);
        }
    }

    fn take_in_table(&mut self, number: u64, text: &[u8], sink: &mut dyn RowSink) {
        let segments = whole_line(number);
        let Some(heading) = &self.heading else { return };
        if heading.is_repeated_by(text, &self.raw) || self.offers > 0 {
            self.offers = self.offers.saturating_sub(1);
            if self.offer(text, &segments, sink) {
                return;
            }
        }
        // The last line of a file may be a row that was cut before its first tab.
        if !self.begins_row(text) {
            let leads = self.leads();
            if self.terminated || leads {
                if leads == (self.raw.len() > 1) {
                    self.stray.get_or_insert(number);
                }
                self.offers = HEADING_WITHIN;
                return hand_title(text, &segments, self.charset, sink);
            }
        }
        let place = self.place(text);
        let count = self.raw.len();
        if place == Place::Unfit
            && self.terminated
            && count < self.expected()
            && (self.leads() || self.has_open_quote(text))
        {
            self.record.push(number, text, b"");
            return;
        }
        self.hand(text, &segments, place, self.terminated, sink);
    }

    /// Rows of a heading that begins with a tab begin with one; rows of others have tabs at all.
    fn begins_row(&self, text: &[u8]) -> bool {
        match self.leads() {
            true => self.raw.first().is_some_and(|cell| cell.start == cell.end),
            false => self.columns() < 2 || text.contains(&b'\t'),
        }
    }

    fn leads(&self) -> bool {
        self.heading.as_ref().is_some_and(|heading| heading.titled.first() == Some(&false))
    }

    fn columns(&self) -> usize {
        self.heading.as_ref().map_or(0, |heading| heading.columns.len())
    }

    /// Cells a line of a row has.
    fn expected(&self) -> usize {
        self.usual.or(self.heading.as_ref().map(Titled::count)).unwrap_or_default()
    }

    fn has_open_quote(&self, text: &[u8]) -> bool {
        self.raw.last().is_some_and(|cell| bytes(text, *cell).starts_with(b"\""))
    }

    /// Offers a line as the heading. The same heading again is told only at the begin of a section.
    fn offer(&mut self, text: &[u8], segments: &[Segment], sink: &mut dyn RowSink) -> bool {
        let repeated = self.heading.as_ref().is_some_and(|heading| heading.is_repeated_by(text, &self.raw));
        if !repeated || self.offers > 0 {
            self.cells.clear();
            self.cells.extend(self.raw.iter().filter(|cell| cell.start < cell.end).take(COLUMNS));
            let accepted = sink.heading(&Row { text, cells: &self.cells, segments, charset: self.charset });
            if !accepted && !repeated {
                return false;
            }
        }
        let heading = Titled::of(text, &self.raw);
        if !repeated {
            heading.tell_of_more(&Row { text, cells: &self.cells, segments, charset: self.charset }, sink);
        }
        self.clean = Separated::below(&heading, b'\t', true).map(Arc::new);
        self.heading = Some(heading);
        self.usual = None;
        self.offers = 0;
        self.stray = None;
        self.told_of_untitled = false;
        true
    }

    /// Brings the cells under the titles: by their number if it agrees, else by their order, else by their spacers.
    fn place(&mut self, text: &[u8]) -> Place {
        let Some(heading) = &self.heading else { return Place::Unfit };
        heading.pick(text, &self.raw, &mut self.cells);
        let is_filled = |cell: &Cell| cell.start < cell.end;
        let filled = self.raw.iter().filter(|cell| is_filled(cell)).count();
        if self.raw.len() == heading.count() {
            let titled = self.cells.iter().filter(|cell| is_filled(cell)).count();
            return if titled == filled { Place::Fits } else { Place::Untitled };
        }
        if filled == heading.columns.len() {
            self.cells.clear();
            self.cells.extend(self.raw.iter().filter(|cell| is_filled(cell)));
            return Place::Fits;
        }
        let filled: Vec<bool> = self.raw.iter().map(is_filled).collect();
        let Some(under) = align(&heading.titled, &filled) else { return Place::Unfit };
        let picked = heading.columns.iter().zip(&mut self.cells);
        for (column, cell) in picked {
            let found = under.get(*column).copied().flatten().and_then(|at| self.raw.get(at));
            *cell = found.copied().unwrap_or(Cell { start: text.len(), end: text.len(), ..Cell::default() });
        }
        Place::Fits
    }

    /// Hands out the row whose cells [`Tabs::place`] has found.
    fn hand(&mut self, text: &[u8], segments: &[Segment], place: Place, terminated: bool, sink: &mut dyn RowSink) {
        let is_last_empty = self.cells.last().is_some_and(|cell| cell.start == cell.end);
        let cut = !terminated && self.raw.len() < self.expected() && is_last_empty;
        if self.cells.first().is_some_and(|cell| text.get(cell.start) == Some(&b'*'))
            && is_totals(self.cells.iter().map(|cell| bytes(text, *cell)))
        {
            return;
        }
        let last_value = self.cells.iter().rposition(|cell| cell.start < cell.end).unwrap_or_default();
        // Of too many cells nobody knows where they belong; too few are whole but for the last ones, which editors drop.
        let shifted = place == Place::Unfit && self.heading.as_ref().is_some_and(|it| self.raw.len() > it.count());
        let uncertain = match self.cells.len() {
            _ if shifted => 0,
            _ if cut => last_value,
            count => count,
        };
        self.cells.iter_mut().skip(uncertain).for_each(|cell| cell.fills_column = true);
        mark_end(text, &mut self.cells, terminated);
        let row = Row { text, cells: &self.cells, segments, charset: self.charset };
        sink.row(&row);
        match place {
            _ if cut => hand_flaw(&row, text.len(), CUT, true, sink),
            Place::Unfit => hand_flaw(&row, 0, UNFIT, shifted, sink),
            Place::Untitled if !self.told_of_untitled => {
                self.told_of_untitled = true;
                let message = "values stand in a column without a title, so they are not read";
                hand_flaw(&row, 0, message, false, sink);
            }
            Place::Fits | Place::Untitled => {}
        }
        if place != Place::Unfit {
            self.usual = Some(self.raw.len());
        }
        self.tell_of_stray(sink);
    }

    /// A line comes while a row lacks cells: what follows a line feed in a cell, or the next row.
    fn go_on_with_record(&mut self, number: u64, text: &[u8], sink: &mut dyn RowSink) {
        split(self.record.text(), &mut self.raw);
        let continues = if self.leads() { !text.starts_with(b"\t") } else { self.has_open_quote(self.record.text()) };
        if continues && self.record.len() < LONGEST_RECORD && self.record.text().len() + text.len() <= RECORD_BYTES {
            self.record.push(number, text, b" ");
            let record = mem::take(&mut self.record);
            split(record.text(), &mut self.raw);
            let place = self.place(record.text());
            if self.raw.len() >= self.expected() && place != Place::Unfit {
                return self.hand(record.text(), record.segments(), place, self.terminated, sink);
            }
            self.record = record;
            if self.raw.len() < self.expected() && self.terminated {
                return;
            }
            self.record.pop();
        }
        self.finish_record(sink);
        self.take(number, text, sink);
    }

    /// No more of the row comes. Lines that did not make it whole are looked at again, each for itself.
    fn finish_record(&mut self, sink: &mut dyn RowSink) {
        let record = mem::take(&mut self.record);
        let mut lines = record.lines();
        let Some((number, text)) = lines.next() else { return };
        split(text, &mut self.raw);
        let place = self.place(text);
        // A line that waits for more has a line end.
        self.hand(text, &whole_line(number), place, true, sink);
        lines.for_each(|(number, text)| self.take(number, text, sink));
    }

    /// A line of nothing but tabs at the end of the file is a row of which nothing was written.
    fn look_at_blank(&mut self, number: u64, text: &[u8], sink: &mut dyn RowSink) {
        if !self.terminated && text.contains(&b'\t') && self.raw.len() < self.expected() {
            let column = (text.len() as u64).max(1);
            sink.flaw(Flaw { line: number, column, message: CUT.to_owned(), incomplete: true });
        }
    }

    fn tell_of_stray(&mut self, sink: &mut dyn RowSink) {
        if let Some(line) = self.stray.take() {
            let message = "the line stands below the heading but is no row of it, so a row may be missing".to_owned();
            sink.flaw(Flaw { line, column: 1, message, incomplete: true });
        }
    }
}

/// Fills `raw` with the cells between the tabs.
fn split(text: &[u8], raw: &mut Vec<Cell>) {
    raw.clear();
    let mut start = 0;
    for tab in memchr::memchr_iter(b'\t', text).chain([text.len()]) {
        raw.push(unquoted(text, start, tab));
        start = tab + 1;
    }
}
