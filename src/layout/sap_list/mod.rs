//! SAP GUI "Save list in file", *unconverted*: a preamble, then rulers of dashes and cells between bars.
//!
//! The heading stands between two rulers, and it says where the columns are. What may befall a row: a line feed in a
//! cell breaks it over lines; a list wider than the file allows breaks every record at the same place; bars may be
//! part of a cell; the closing bar may be missing; the file may end in it. `frame` knows bars and columns, `table`
//! hands out rows, `clean` knows the many that need no second look; here lines become headings, records and titles.

mod clean;
mod ending;
mod frame;
mod table;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::mem;
use std::sync::Arc;

use super::clean_rows::Span;
use super::pieces::{Pieces, hand_title, whole_line, without_padding};
use super::runs::CleanRuns;
use super::{Cell, Flaw, Form, Heading, Layout, LineLayout, Row, RowSink};
use crate::input::{Block, Charset, Line};
use crate::limits::RECORD_BYTES;
use clean::Clean;
use ending::Ending;
use frame::{Fit, Frame, first_bar, is_end_of_ruler, is_ruler};
use table::{Outcome, Table};

/// More lines than these between two rulers are rows, not a heading.
const LONGEST_HEADING: usize = 16;
/// A cell with more line feeds than these is none.
const LONGEST_RECORD: usize = 64;
/// Characters of the first line of a record that was broken because the list is too wide. SAP breaks at about 1023
/// and never inside a column of up to 255, so 768 would do; narrower lists have been seen cut at 250.
const BROKEN_LINE: usize = 200;

const CUT: &str = "the list is cut in the middle of a row";
const TOO_FEW: &str = "the row is cut: it has fewer cells than the heading";
const MISFIT: &str = "the bars of the row do not stand where those of the heading stand, so its cells are uncertain";

/// SAP GUI "Save list in file", *unconverted*: rulers of dashes, cells between bars.
pub static LAYOUT: Layout = Layout {
    name: "sap-list",
    called: "a SAP list",
    heading: Heading::Row,
    form: Form::Lines { open: || Box::new(SapList::new()), fits },
};

/// A line begins with a bar, and there is a ruler.
fn fits(lines: &[Line<'_>]) -> bool {
    is_framed(lines) && lines.iter().any(|line| is_dashes(line.text))
}

/// A line begins with a bar.
pub(super) fn is_framed(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|line| line.text.trim_ascii_start().starts_with(b"|"))
}

/// A line of dashes, with bars or pluses where columns meet.
pub fn is_dashes(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.len() >= 3
        && line.iter().all(|byte| matches!(byte, b'-' | b'+' | b'|'))
        && line.contains(&b'-')
        && line[1] == b'-'
}

/// The layout "unconverted".
#[derive(Debug, Clone)]
pub struct SapList {
    /// The table whose heading was accepted last; nothing between tables that are not known.
    table: Option<Table>,
    /// Lines behind a ruler that may be a heading.
    block: Pieces,
    /// Lines of a record that is not whole yet, and how many of them begin a new physical line of the list.
    record: Pieces,
    record_lines: usize,
    /// Nothing came since the last ruler.
    after_ruler: bool,
    /// The line above is a ruler.
    ruler_above: bool,
    /// There was a ruler since the last title.
    ruled: bool,
    /// Titles came since the last heading.
    new_section: bool,
    /// Some heading was accepted.
    accepted: bool,
    ending: Ending,
    /// It was told that the file ends in the middle of something.
    told_of_end: bool,
    told_of_strange_table: bool,
    charset: Charset,
    terminated: bool,
    ended: bool,
    /// Clean rows of the block at hand.
    spans: Vec<Span>,
}

impl Default for SapList {
    fn default() -> Self {
        Self::new()
    }
}

impl LineLayout for SapList {
    fn line(&mut self, line: &Line<'_>, sink: &mut dyn RowSink) {
        self.charset = line.charset;
        self.terminated = line.terminated;
        if !self.take_clean_row(line, sink) {
            self.take(line.number, line.text, sink);
        }
    }

    fn block(&mut self, block: &Block<'_>, sink: &mut dyn RowSink) -> u64 {
        self.take_block(block, sink)
    }

    fn for_later_part(&self) -> Option<Box<dyn LineLayout>> {
        self.clean().map(|_| Box::new(self.clone()) as Box<dyn LineLayout>)
    }

    fn is_like(&self, other: &dyn LineLayout) -> bool {
        let Some(other) = (other as &dyn Any).downcast_ref::<Self>() else { return false };
        let state = |list: &Self| (list.ruler_above, list.ruled, list.new_section, list.told_of_strange_table);
        let same_end = self.ending == other.ending;
        let same_table = match (&self.table, &other.table) {
            (Some(own), Some(other)) => own.is_like(other),
            _ => false,
        };
        self.is_between_rows() && other.is_between_rows() && state(self) == state(other) && same_table && same_end
    }

    fn end(&mut self, sink: &mut dyn RowSink) {
        self.ended = true;
        let first = self.block.segments().first().map(|segment| segment.line);
        if let Some(line) = first {
            // A ruler always follows the heading.
            if self.decide_block(false, sink) {
                let message = "the list is cut behind its heading".to_owned();
                sink.flaw(Flaw { line, column: 1, message, incomplete: true });
                self.told_of_end = true;
            }
        }
        self.finish_all(sink);
        self.look_for_swallowed_rows(sink);
    }

    /// A framed list has a ruler below its last row. Where it ends one sees that nothing is missing.
    fn look_at_end(&self, last_line: u64, sink: &mut dyn RowSink) {
        if self.table.is_none() || self.told_of_end {
            return;
        }
        if let Some((message, line)) = self.ending.lacks() {
            let line = line.unwrap_or(last_line).max(1);
            sink.flaw(Flaw { line, column: 1, message: message.to_owned(), incomplete: true });
        } else if self.ending.is_closed() {
            sink.end_seen();
        }
    }
}

impl CleanRuns for SapList {
    type Clean = Clean;

    fn clean(&self) -> Option<Arc<Clean>> {
        self.table.as_ref().filter(|_| self.is_between_rows()).and_then(Table::clean).map(Arc::clone)
    }

    fn spans(&mut self) -> &mut Vec<Span> {
        &mut self.spans
    }

    fn passed(&mut self, rows: usize) {
        self.ruler_above &= rows == 0;
        if rows > 0 {
            self.ending.row();
        }
    }
}

impl SapList {
    /// Begins a file.
    pub fn new() -> Self {
        Self {
            table: None,
            block: Pieces::default(),
            record: Pieces::default(),
            record_lines: 0,
            after_ruler: false,
            ruler_above: false,
            ruled: false,
            new_section: true,
            accepted: false,
            ending: Ending::default(),
            told_of_end: false,
            told_of_strange_table: false,
            charset: Charset::default(),
            terminated: true,
            ended: false,
            spans: Vec::new(),
        }
    }

    /// Nothing is open: the next line may be a row like any other.
    fn is_between_rows(&self) -> bool {
        !self.after_ruler && self.record.is_empty() && self.block.is_empty()
    }

    /// A whole row of a table, on one line, with its bars in place.
    fn take_clean_row(&mut self, line: &Line<'_>, sink: &mut dyn RowSink) -> bool {
        if !self.is_between_rows() || line.text.first() != Some(&b'|') {
            return false;
        }
        let Some(table) = &mut self.table else { return false };
        let taken = table.frame.lines == 1
            && !is_ruler(line.text)
            && table.take_clean((line.text, &whole_line(line.number)), line.charset, sink);
        if taken {
            self.ending.row();
        }
        taken
    }

    fn take(&mut self, number: u64, text: &[u8], sink: &mut dyn RowSink) {
        if is_ruler(text) {
            return self.take_ruler(text, sink);
        }
        if mem::take(&mut self.ruler_above) && is_end_of_ruler(text) {
            return self.ending.more_of_ruler(text);
        }
        if text.iter().all(|byte| byte.is_ascii_whitespace()) {
            return;
        }
        if !self.block.is_empty() {
            self.block.push(number, text, b"");
            if self.block.len() > LONGEST_HEADING || self.block.text().len() > RECORD_BYTES {
                self.decide_block(false, sink);
            }
            return;
        }
        let bar = self.begins_row(text);
        if !self.record.is_empty() {
            return self.go_on_with_record(number, text, bar, sink);
        }
        if !bar {
            return self.take_title(number, text, sink);
        }
        let after_ruler = mem::take(&mut self.after_ruler);
        let may_be_heading = after_ruler
            && (self.new_section || self.table.as_mut().is_none_or(|table| table.may_be_heading(text, self.charset)));
        if may_be_heading {
            self.block.push(number, text, b"");
        } else if self.table.is_some() {
            self.begin_record(number, text, sink);
        } else if self.ruled || !self.offer(&Pieces::of(number, text), sink) {
            hand_title(text, &whole_line(number), self.charset, sink);
        }
    }

    /// A bar begins a row. Behind more blanks than the heading's it may be what follows a line feed in a cell.
    fn begins_row(&self, text: &[u8]) -> bool {
        let deepest = self.table.as_ref().map_or(usize::MAX, |table| table.frame.indent);
        first_bar(text).is_some_and(|bar| bar <= deepest)
    }

    fn take_title(&mut self, number: u64, text: &[u8], sink: &mut dyn RowSink) {
        hand_title(text, &whole_line(number), self.charset, sink);
        self.ending.title(text, number, self.accepted);
        self.after_ruler = false;
        self.ruled = false;
        self.new_section = true;
        self.told_of_strange_table = false;
    }

    fn take_ruler(&mut self, text: &[u8], sink: &mut dyn RowSink) {
        let below_heading = !self.block.is_empty() && self.decide_block(true, sink);
        self.finish_all(sink);
        self.ending.ruler(text, below_heading);
        self.ruled = true;
        self.after_ruler = !below_heading;
        self.ruler_above = true;
    }

    /// Decides what the lines behind a ruler are, and says whether they are a heading to the last line.
    fn decide_block(&mut self, below_is_ruler: bool, sink: &mut dyn RowSink) -> bool {
        let block = mem::take(&mut self.block);
        self.after_ruler = false;
        let rows_below = block.len() > 1 && (!below_is_ruler || Frame::has_rows_in(&block, self.charset));
        let first = block.lines().next().map(|(number, text)| Pieces::of(number, text));
        let mut heading = 0;
        if rows_below && first.is_some_and(|first| self.offer(&first, sink)) {
            heading = 1;
        } else if (below_is_ruler || block.len() == 1) && self.offer(&block, sink) {
            heading = block.len();
        }
        if heading == 0 && !self.go_on_below(&block) {
            self.leave_table(&block, sink);
        } else {
            block.lines().skip(heading).for_each(|(number, text)| self.take(number, text, sink));
        }
        heading == block.len()
    }

    /// A refused heading is nothing but rows if they go on where the table stopped.
    fn go_on_below(&mut self, block: &Pieces) -> bool {
        let Some(table) = &mut self.table else { return false };
        let mut lines = block.lines();
        !self.new_section
            || table.frame.lines > 1
            || lines.next().is_some_and(|(_, first)| table.is_whole(first, self.charset))
    }

    /// A table begins whose heading nobody knows.
    fn leave_table(&mut self, block: &Pieces, sink: &mut dyn RowSink) {
        self.table = None;
        for (number, text) in block.lines() {
            if self.accepted && !self.told_of_strange_table {
                self.told_of_strange_table = true;
                let message = "a table begins whose heading is not known, so its rows are not read".to_owned();
                sink.flaw(Flaw { line: number, column: 1, message, incomplete: true });
            }
            hand_title(text, &whole_line(number), self.charset, sink);
        }
    }

    /// Offers lines as a heading. A repeated heading is one without asking again, unless a new section has begun.
    fn offer(&mut self, heading: &Pieces, sink: &mut dyn RowSink) -> bool {
        let mut cells: Vec<Cell> = Vec::new();
        let Some(frame) = Frame::of(heading, self.charset, &mut cells) else { return false };
        let repeated = self.table.as_ref().is_some_and(|table| table.frame.has_titles_of(&frame));
        let columns = cells.get(usize::from(frame.selection)..).unwrap_or_default();
        let row = Row { text: heading.text(), cells: columns, segments: heading.segments(), charset: self.charset };
        let accepted = (!repeated || self.new_section) && sink.heading(&row);
        if !accepted && !repeated {
            return false;
        }
        self.look_for_swallowed_rows(sink);
        match &mut self.table {
            Some(table) if repeated => table.turn_page(frame),
            table => *table = Some(Table::new(frame, cells)),
        }
        self.new_section = false;
        self.accepted = true;
        self.ending.heading();
        self.told_of_strange_table = false;
        true
    }

    fn begin_record(&mut self, number: u64, text: &[u8], sink: &mut dyn RowSink) {
        let charset = self.charset;
        self.ending.row();
        let Some(table) = &mut self.table else { return };
        if table.frame.lines == 1 {
            let segments = whole_line(number);
            let fit = table.fit(text, charset);
            match fit {
                Fit::Closed => return self.hand(&Pieces::of(number, text), fit, sink),
                Fit::Open if table.is_open() => {
                    if table.frame.closed && !self.terminated {
                        self.told_of_end = true;
                        return table.hand_cut((text, &segments), charset, CUT, sink);
                    }
                    return self.hand(&Pieces::of(number, text), fit, sink);
                }
                Fit::Misfit if !table.frame.is_longer_than(text, charset) => {
                    return table.hand_broken((text, &segments), charset, MISFIT, sink);
                }
                Fit::Open | Fit::Short | Fit::Misfit => {}
            }
        }
        self.record.push(number, text, b"");
        self.record_lines = 1;
    }

    /// A line comes while a record is not whole: more of it, or the next one.
    fn go_on_with_record(&mut self, number: u64, text: &[u8], bar: bool, sink: &mut dyn RowSink) {
        let charset = self.charset;
        if self.record.text().len() + text.len() > RECORD_BYTES {
            self.finish_record(sink);
            return self.take(number, text, sink);
        }
        let Some(table) = &mut self.table else { return };
        let lines = table.frame.lines;
        let after_bar = without_padding(self.record.text()).ends_with(b"|");
        let broken = lines > 1 || charset.characters(self.record.text()) >= BROKEN_LINE as u64;
        // A line feed in a cell took the place of one character.
        let between: &[u8] = if bar || (after_bar && broken) { b"" } else { b" " };
        let missing = self.record_lines < lines;
        if bar && !missing {
            let alone = lines == 1 && (after_bar || !broken || table.is_whole(text, charset));
            self.record.push(number, text, between);
            if alone || table.fit(self.record.text(), charset) != Fit::Closed {
                self.record.pop();
                self.finish_record(sink);
                return self.take(number, text, sink);
            }
        } else {
            self.record.push(number, text, between);
            self.record_lines += usize::from(between.is_empty());
        }
        if self.record_lines < lines && self.record.len() < LONGEST_RECORD {
            return;
        }
        match table.fit(self.record.text(), charset) {
            fit @ (Fit::Closed | Fit::Open) if fit == Fit::Closed || table.is_open() => {
                let record = mem::take(&mut self.record);
                self.hand(&record, fit, sink);
            }
            Fit::Misfit => self.finish_record(sink),
            _ if self.record.len() >= LONGEST_RECORD => self.finish_record(sink),
            _ => {}
        }
    }

    /// No more of any record comes.
    fn finish_all(&mut self, sink: &mut dyn RowSink) {
        while !self.record.is_empty() {
            self.finish_record(sink);
        }
    }

    /// No more of the record comes. Lines that did not make it whole are looked at again, each for itself.
    fn finish_record(&mut self, sink: &mut dyn RowSink) {
        let record = mem::take(&mut self.record);
        let charset = self.charset;
        let Some(table) = &mut self.table else { return };
        let lines = table.frame.lines;
        // Of a record on one line all further lines are an attempt to mend it.
        let all_there = lines > 1 && self.record_lines == lines && table.is_whole(record.text(), charset);
        let used = if all_there { record.len() } else { 1 };
        let first = record.lines().next().map(|(number, text)| Pieces::of(number, text)).unwrap_or_default();
        let row = if all_there { &record } else { &first };
        let (text, segments) = (row.text(), row.segments());
        let at_end = self.ended && record.len() == used;
        let cut = at_end && (!self.terminated || table.frame.is_longer_than(text, charset));
        self.told_of_end |= cut || at_end;
        match table.fit(text, charset) {
            Fit::Open if lines == 1 || all_there => match cut {
                true => table.hand_cut((text, segments), charset, CUT, sink),
                false => self.hand(row, Fit::Open, sink),
            },
            _ if at_end => table.hand_broken((text, segments), charset, CUT, sink),
            Fit::Misfit => table.hand_broken((text, segments), charset, MISFIT, sink),
            _ => table.hand_broken((text, segments), charset, TOO_FEW, sink),
        }
        record.lines().skip(used).for_each(|(number, text)| self.take(number, text, sink));
    }

    /// A heading of many lines with no row below it may have been rows, with the ruler above them missing.
    fn look_for_swallowed_rows(&self, sink: &mut dyn RowSink) {
        if let Some(table) = self.table.as_ref().filter(|table| table.frame.lines > 1 && !table.has_rows) {
            let message = "no row follows this heading of several lines, which may itself hold rows".to_owned();
            sink.flaw(Flaw { line: table.frame.line, column: 1, message, incomplete: true });
        }
    }

    /// Hands out a whole record, or takes it as the heading that it repeats.
    fn hand(&mut self, record: &Pieces, fit: Fit, sink: &mut dyn RowSink) {
        let Some(table) = &mut self.table else { return };
        let outcome = table.hand((record.text(), record.segments()), fit, self.charset, sink);
        if outcome == Outcome::Heading {
            self.offer(record, sink);
        }
    }
}
