//! Values between commas, semicolons or bars: what scripts and tools write, HANA Studio copies, RFC_READ_TABLE prints.
//!
//! Values may stand in quotes and hold line ends there. Bars come from RFC_READ_TABLE, which knows no quotes.

#[cfg(test)]
mod tests;

use std::any::Any;
use std::mem;
use std::sync::Arc;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder, Terminator};

use super::clean_rows::Span;
use super::pieces::{Pieces, Titled, hand_flaw, hand_title, has_byte, mark_end, unquoted, whole_line};
use super::runs::CleanRuns;
use super::sap_list::is_framed;
use super::separated::Separated;
use super::{Cell, Form, Heading, Layout, LineLayout, Row, RowSink, Segment};
use crate::input::{Block, Charset, Line};
use crate::limits::{COLUMNS, RECORD_BYTES};

/// A record of more lines is no record but a quote that is never closed.
const MOST_LINES: usize = 1000;

const MORE_VALUES: &str = "the row has more values than the heading: a value that holds the separator needs quotes";

/// Values between commas.
pub static COMMA: Layout = layout(Form::Lines {
    open: || Box::new(Csv::new(b',')),
    fits: |lines| lines.iter().any(|line| has_byte(line.text, b',')),
});

/// Values between semicolons.
pub static SEMICOLON: Layout = layout(Form::Lines {
    open: || Box::new(Csv::new(b';')),
    fits: |lines| lines.iter().any(|line| has_byte(line.text, b';')),
});

/// Values between bars. With a frame they are a SAP list or a Markdown table.
pub static BAR: Layout = layout(Form::Lines {
    open: || Box::new(Csv::new(b'|')),
    fits: |lines| !is_framed(lines) && lines.iter().any(|line| has_byte(line.text, b'|')),
});

const fn layout(form: Form) -> Layout {
    Layout { name: "csv", called: "a table", heading: Heading::Row, form }
}

/// The layout "CSV".
#[derive(Debug)]
pub struct Csv {
    delimiter: u8,
    reader: Reader,
    heading: Option<Titled>,
    /// What its clean rows look like.
    clean: Option<Arc<Separated>>,
    /// Clean rows of the block at hand.
    spans: Vec<Span>,
    /// All cells of the record at hand.
    raw: Vec<Cell>,
    /// Those of them that stand under the titles.
    cells: Vec<Cell>,
    /// Lines of a record that goes on because a quote is open.
    record: Pieces,
    /// Where the cell begins that is being read.
    cell_start: usize,
    /// Titles came since the heading.
    new_section: bool,
    told_of_untitled: bool,
    /// Where in the row a quote was opened that nothing closes: nobody knows what stands from there on.
    broken_at: Option<usize>,
    charset: Charset,
    terminated: bool,
}

impl CleanRuns for Csv {
    type Clean = Separated;

    fn clean(&self) -> Option<Arc<Separated>> {
        self.clean.as_ref().filter(|_| self.is_between_rows() && self.broken_at.is_none()).map(Arc::clone)
    }

    fn spans(&mut self) -> &mut Vec<Span> {
        &mut self.spans
    }

    fn passed(&mut self, _: usize) {}
}

impl LineLayout for Csv {
    fn block(&mut self, block: &Block<'_>, sink: &mut dyn RowSink) -> u64 {
        self.take_block(block, sink)
    }

    fn line(&mut self, line: &Line<'_>, sink: &mut dyn RowSink) {
        self.charset = line.charset;
        self.terminated = line.terminated;
        self.take(line.number, line.text, sink);
    }

    fn for_later_part(&self) -> Option<Box<dyn LineLayout>> {
        // A clone of csv-core's reader (0.1.13) lacks half of its tables, so it is made anew.
        let (heading, clean, told_of_untitled) = (self.heading.clone(), self.clean.clone(), self.told_of_untitled);
        let later = || Self { heading, clean, told_of_untitled, charset: self.charset, ..Self::new(self.delimiter) };
        self.is_between_rows().then(|| Box::new(later()) as Box<dyn LineLayout>)
    }

    fn is_like(&self, other: &dyn LineLayout) -> bool {
        let Some(other) = (other as &dyn Any).downcast_ref::<Self>() else { return false };
        let state = |csv: &Self| (csv.delimiter, csv.told_of_untitled);
        let same_table = self.heading == other.heading && state(self) == state(other);
        self.is_between_rows() && other.is_between_rows() && same_table
    }

    fn end(&mut self, sink: &mut dyn RowSink) {
        while !self.record.is_empty() {
            self.give_up_record(sink);
        }
    }
}

impl Csv {
    /// Begins a file whose values stand between `delimiter`: comma, semicolon or bar.
    pub fn new(delimiter: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .quoting(delimiter != b'|')
            .terminator(Terminator::Any(b'\n'))
            .build();
        Self {
            delimiter,
            reader,
            heading: None,
            clean: None,
            spans: Vec::new(),
            raw: Vec::new(),
            cells: Vec::new(),
            record: Pieces::default(),
            cell_start: 0,
            new_section: false,
            told_of_untitled: false,
            broken_at: None,
            charset: Charset::default(),
            terminated: true,
        }
    }

    /// Nothing is open: the next line may be a row like any other.
    fn is_between_rows(&self) -> bool {
        self.heading.is_some() && self.record.is_empty() && !self.new_section
    }

    fn take(&mut self, number: u64, text: &[u8], sink: &mut dyn RowSink) {
        if self.record.is_empty() {
            if text.iter().all(u8::is_ascii_whitespace) {
                return;
            }
            self.reader.reset();
            self.raw.clear();
            self.cell_start = 0;
            if self.read_line(text, 0) {
                return self.take_record(text, &whole_line(number), sink);
            }
            self.record.push(number, text, b"");
            return;
        }
        self.record.push(number, text, b"\n");
        let mut record = mem::take(&mut self.record);
        let start = record.segments().last().map_or(0, |segment| segment.offset);
        if self.read_line(record.text(), start) {
            let Some(broken) = self.broken_quotes(record.text()) else {
                return self.take_record(record.text(), record.segments(), sink);
            };
            self.cell_start = broken;
            self.record = record;
            return self.give_up_record(sink);
        }
        mem::swap(&mut self.record, &mut record);
        if self.record.len() >= MOST_LINES || self.record.text().len() >= RECORD_BYTES {
            self.give_up_record(sink);
        }
    }

    /// Reads what `text` holds from `start` on, and a line end. Says whether the record ends with it.
    fn read_line(&mut self, text: &[u8], start: usize) -> bool {
        // Values are read where they stand in the text; nobody looks at the copies.
        let mut copy = [0; 512];
        let mut at = start;
        while at < text.len() {
            let (result, read, _) = self.reader.read_field(&text[at..], &mut copy);
            at += read;
            if matches!(result, ReadFieldResult::Field { .. }) {
                self.add_cell(text, at.saturating_sub(1));
                self.cell_start = at;
            }
        }
        loop {
            match self.reader.read_field(b"\n", &mut copy).0 {
                ReadFieldResult::OutputFull => {}
                ReadFieldResult::Field { .. } => {
                    self.add_cell(text, text.len());
                    return true;
                }
                ReadFieldResult::InputEmpty | ReadFieldResult::End => return false,
            }
        }
    }

    /// Where a value of several lines begins whose quotes do not fit: the quote that closes it is likely one that opens
    /// a value of a later row, which would be swallowed.
    fn broken_quotes(&self, text: &[u8]) -> Option<usize> {
        let still_quoted = |cell: &&Cell| {
            let value = text.get(cell.range()).unwrap_or_default();
            value.starts_with(b"\"") && value.contains(&b'\n')
        };
        self.raw.iter().find(still_quoted).map(|cell| cell.start)
    }

    fn add_cell(&mut self, text: &[u8], end: usize) {
        let start = self.cell_start.min(end);
        let cell = match self.delimiter {
            b'|' => super::pieces::trimmed(text, start, end),
            _ => unquoted(text, start, end),
        };
        self.raw.push(cell);
    }

    fn take_record(&mut self, text: &[u8], segments: &[Segment], sink: &mut dyn RowSink) {
        let filled = self.raw.iter().filter(|cell| cell.start < cell.end).count();
        let Some(heading) = &self.heading else {
            if filled > 0 && !self.offer(text, segments, sink) {
                hand_title(text, segments, self.charset, sink);
            }
            return;
        };
        if heading.is_repeated_by(text, &self.raw) {
            self.offer(text, segments, sink);
        } else if filled > 0 && self.raw.len() == 1 && heading.count() > 1 && self.terminated {
            self.take_title(text, segments, sink);
        } else if filled > 0 && !(self.new_section && self.offer(text, segments, sink)) {
            self.hand(text, segments, sink);
        }
    }

    /// Offers a record as the heading. The same heading again is told only at the begin of a section.
    fn offer(&mut self, text: &[u8], segments: &[Segment], sink: &mut dyn RowSink) -> bool {
        let repeated = self.heading.as_ref().is_some_and(|heading| heading.is_repeated_by(text, &self.raw));
        if !repeated || self.new_section {
            self.cells.clear();
            self.cells.extend(self.raw.iter().filter(|cell| cell.start < cell.end).take(COLUMNS));
            self.new_section = false;
            let accepted = sink.heading(&Row { text, cells: &self.cells, segments, charset: self.charset });
            if !accepted && !repeated {
                return false;
            }
        }
        let heading = Titled::of(text, &self.raw);
        if !repeated {
            heading.tell_of_more(&Row { text, cells: &self.cells, segments, charset: self.charset }, sink);
        }
        self.clean = Separated::below(&heading, self.delimiter, self.delimiter != b'|').map(Arc::new);
        self.heading = Some(heading);
        self.told_of_untitled = false;
        true
    }

    /// A line without any delimiter among rows.
    fn take_title(&mut self, text: &[u8], segments: &[Segment], sink: &mut dyn RowSink) {
        hand_title(text, segments, self.charset, sink);
        self.new_section = true;
        let row = Row { text, cells: &self.raw, segments, charset: self.charset };
        hand_flaw(&row, 0, "the line is no row of the table: it has one value only", false, sink);
    }

    fn hand(&mut self, text: &[u8], segments: &[Segment], sink: &mut dyn RowSink) {
        let Some(heading) = &self.heading else { return };
        heading.pick(text, &self.raw, &mut self.cells);
        let fewer = heading.columns.last().is_some_and(|last| *last >= self.raw.len());
        let is_value = |cell: &&Cell| cell.start < cell.end;
        let more = self.raw.iter().skip(heading.count()).find(is_value);
        // The numbers of the rows in a copy from HANA Studio stand in a first column without title.
        let untitled = self.raw.iter().zip(&heading.titled).skip(1).find(|(cell, titled)| !**titled && is_value(cell));
        let cut = fewer && !self.terminated;
        // Of values that are too many nobody knows where they belong.
        let last_value = self.cells.iter().rposition(|cell| cell.start < cell.end).unwrap_or_default();
        let uncertain = match self.cells.len() {
            _ if more.is_some() => 0,
            _ if cut => last_value,
            count => count,
        };
        self.cells.iter_mut().skip(uncertain).for_each(|cell| cell.fills_column = true);
        if let Some(broken) = self.broken_at {
            self.cells.iter_mut().filter(|cell| cell.end >= broken).for_each(|cell| cell.fills_column = true);
        }
        mark_end(text, &mut self.cells, self.terminated);
        let row = Row { text, cells: &self.cells, segments, charset: self.charset };
        sink.row(&row);
        if cut {
            hand_flaw(&row, text.len(), "the table is cut in the middle of a row", true, sink);
        } else if fewer {
            hand_flaw(&row, text.len(), "the row has fewer values than the heading", false, sink);
        } else if let Some(cell) = more {
            // Nobody knows which comma is one too many, so a value may be missing in any cell.
            hand_flaw(&row, cell.start, MORE_VALUES, true, sink);
        } else if let Some((cell, _)) = untitled.filter(|_| !self.told_of_untitled) {
            self.told_of_untitled = true;
            hand_flaw(&row, cell.start, "values stand in a column without a title, so they are not read", false, sink);
        }
    }

    /// A quote is never closed: its line is read as if quotes meant nothing, the others each for itself.
    fn give_up_record(&mut self, sink: &mut dyn RowSink) {
        let record = mem::take(&mut self.record);
        let mut lines = record.lines();
        let Some((number, text)) = lines.next() else { return };
        let segments = whole_line(number);
        let quote = Row { text, cells: &[], segments: &segments, charset: self.charset };
        self.broken_at = Some(self.cell_start.min(text.len()));
        hand_flaw(&quote, self.cell_start.min(text.len()), "a quote is opened here and never closed", true, sink);
        self.raw.clear();
        self.cell_start = 0;
        for end in memchr::memchr_iter(self.delimiter, text).chain([text.len()]) {
            self.add_cell(text, end);
            self.cell_start = end + 1;
        }
        // Only the last line of a file can lack its end.
        let terminated = self.terminated;
        self.terminated = terminated || record.len() > 1;
        self.take_record(text, &segments, sink);
        self.broken_at = None;
        let lines: Vec<(u64, &[u8])> = lines.collect();
        for (index, (number, text)) in lines.iter().enumerate() {
            self.terminated = terminated || index + 1 < lines.len();
            self.take(*number, text, sink);
        }
        self.terminated = terminated;
    }
}
