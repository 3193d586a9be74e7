//! Sheets of workbooks: values at places become rows of cells. What every layout with sheets shares.
//!
//! Every sheet is read for itself: rows are offered as heading until one is accepted, whatever stands above it. A row's text
//! is made of its values; where they stand in the sheet its segments say.

use std::borrow::Cow;
use std::mem;

use super::pieces::{hand_flaw, hand_title};
use super::written::Written;
use super::{Cell, Flaw, Halt, RowSink};
use crate::input::Charset;
use crate::limits::{COLUMNS, ROW_BYTES, ROW_CELLS, ROWS_ABOVE_HEADING};

/// What to do about a sheet that holds more than anybody exports.
pub(super) const AS_TEXT: &str = "save the list as text (unconverted) instead of as a workbook";

/// A sheet while it is read. Texts of cells are borrowed where the workbook shares them.
#[derive(Default)]
pub(super) struct Sheet {
    /// Columns that have a title, from 0, with it.
    heading: Option<Vec<(u32, String)>>,
    /// The row at hand, from 0.
    number: u32,
    /// Bytes of its values.
    bytes: usize,
    /// Bytes that the text of all further cells may have.
    text_left: u64,
    /// The row at which something begins that looks like a table, from 1: two rows with so many values as lists have.
    table: Option<u64>,
    /// The last row with so many, from 1.
    filled: Option<u64>,
    /// Titles came since the heading.
    new_section: bool,
    told_of_untitled: bool,
    /// Nothing of it is wanted any more.
    is_done: bool,
    written: Written,
}

/// What has fewer columns is a cover with names and their values, and no list.
const TABLE_COLUMNS: usize = 3;

/// The values of a row by their columns, from 0.
pub(super) type Values<'a> = Vec<(u32, Cow<'a, str>)>;

impl Sheet {
    /// Room for so many bytes of text in all cells.
    pub(super) fn with_room(text_left: u64) -> Self {
        Self { text_left, ..Self::default() }
    }

    /// What is left of the room.
    pub(super) fn room(&self) -> u64 {
        self.text_left
    }

    /// Nothing of it is wanted any more.
    pub(super) fn is_done(&self) -> bool {
        self.is_done
    }

    /// 1-based number of the row at hand.
    pub(super) fn row_number(&self) -> u64 {
        u64::from(self.number) + 1
    }

    /// Takes a value; rows come in the order of the file. The answer says whether more is wanted.
    ///
    /// # Errors
    /// If it is more than anybody exports.
    pub(super) fn put<'a>(
        &mut self,
        (row, column): (u32, u32),
        value: Cow<'a, str>,
        values: &mut Values<'a>,
        sink: &mut dyn RowSink,
    ) -> Result<bool, TooMuch> {
        if row != self.number && !self.is_done {
            self.take_row(values, sink)?;
            (self.number, self.bytes) = (row, 0);
            self.is_done = sink.has_enough();
            if !self.is_done && self.heading.is_none() && row >= ROWS_ABOVE_HEADING {
                self.tell_of_no_heading(sink);
                self.is_done = true;
            }
        }
        if self.is_done {
            return Ok(false);
        }
        if value.is_empty() {
            return Ok(true);
        }
        self.bytes += value.len();
        if values.len() >= ROW_CELLS || self.bytes > ROW_BYTES {
            let row = self.row_number();
            return Err(TooMuch(format!("has more than {ROW_CELLS} cells or {} MiB in row {row}", ROW_BYTES >> 20)));
        }
        values.push((column, value));
        Ok(true)
    }

    /// Decides what the row at hand is, and hands it out.
    ///
    /// # Errors
    /// If the cells of all rows repeat more text than anybody exports.
    pub(super) fn take_row(&mut self, values: &mut Values<'_>, sink: &mut dyn RowSink) -> Result<(), TooMuch> {
        values.sort_by_key(|(column, _)| *column);
        values.dedup_by_key(|(column, _)| *column);
        if !values.is_empty() {
            self.look_for_table(values.len());
            self.sort_row(values, sink);
        }
        values.clear();
        match self.text_left.checked_sub(self.written.text().len() as u64) {
            Some(left) => self.text_left = left,
            None => {
                return Err(TooMuch("shows more text than anybody exports: its cells repeat long texts".to_owned()));
            }
        }
        Ok(())
    }

    fn look_for_table(&mut self, values: usize) {
        if values < TABLE_COLUMNS {
            return;
        }
        let row = self.row_number();
        if self.table.is_none() && self.filled.is_some_and(|filled| filled + 1 == row) {
            self.table = self.filled;
        }
        self.filled = Some(row);
    }

    /// Decides what the row is.
    fn sort_row(&mut self, values: &Values<'_>, sink: &mut dyn RowSink) {
        let Some(heading) = &self.heading else {
            if self.is_heading(values, sink) {
                self.take_heading(values);
            } else {
                hand_title(self.written.text(), self.written.segments(), Charset::Utf8, sink);
            }
            return;
        };
        let repeated =
            heading.iter().map(|(_, title)| title.as_str()).eq(values.iter().map(|(_, value)| value.as_ref()));
        if repeated || self.new_section {
            let accepted = self.new_section && self.is_heading(values, sink);
            self.new_section = false;
            if accepted || repeated {
                self.take_heading(values);
                return;
            }
        }
        self.take_in_table(values, sink);
    }

    /// Offers the row as a heading: no more of it than a heading has.
    fn is_heading(&mut self, values: &Values<'_>, sink: &mut dyn RowSink) -> bool {
        self.write(values.get(..COLUMNS).unwrap_or(values));
        let accepted = sink.heading(&self.written.row());
        if accepted && values.len() > COLUMNS {
            let message = format!(
                "the heading has more than {COLUMNS} columns, which no list of SAP has: those behind are not read"
            );
            hand_flaw(&self.written.row(), 0, &message, true, sink);
        }
        if !accepted && values.len() > COLUMNS {
            self.write(values);
        }
        accepted
    }

    fn take_heading(&mut self, values: &Values<'_>) {
        let titles = values.iter().take(COLUMNS);
        self.heading = Some(titles.map(|(column, title)| (*column, title.as_ref().to_owned())).collect());
        self.told_of_untitled |= values.len() > COLUMNS;
    }

    fn take_in_table(&mut self, values: &Values<'_>, sink: &mut dyn RowSink) {
        let Some(heading) = mem::take(&mut self.heading) else { return };
        self.written.clear();
        // Columns that are empty here have their place in the text too, so that every cell has one.
        let mut titles = heading.iter().map(|(column, _)| *column).peekable();
        let (mut untitled, mut has_titled) = (None, false);
        for (column, value) in values {
            while let Some(empty) = titles.next_if(|titled| titled < column) {
                let cell = self.add(empty, "");
                self.written.push(cell);
            }
            let cell = self.add(*column, value);
            if titles.next_if_eq(column).is_some() {
                has_titled = true;
                self.written.push(cell);
            } else {
                untitled = untitled.or(Some(*column));
            }
        }
        for empty in titles {
            let cell = self.add(empty, "");
            self.written.push(cell);
        }
        if has_titled {
            sink.row(&self.written.row());
            self.tell_of_untitled(untitled, sink);
        } else {
            self.write(values);
            hand_title(self.written.text(), self.written.segments(), Charset::Utf8, sink);
            self.new_section = true;
        }
        self.heading = Some(heading);
    }

    fn tell_of_untitled(&mut self, column: Option<u32>, sink: &mut dyn RowSink) {
        let Some(column) = column.filter(|_| !self.told_of_untitled) else { return };
        self.told_of_untitled = true;
        let offset = self.written.segments().iter().find(|segment| segment.column == u64::from(column) + 1);
        let message = "values stand in a column without a title, so they are not read";
        hand_flaw(&self.written.row(), offset.map_or(0, |segment| segment.offset), message, false, sink);
    }

    fn tell_of_no_heading(&self, sink: &mut dyn RowSink) {
        let message = format!(
            "no heading of an export in the first {ROWS_ABOVE_HEADING} rows of the sheet: it is not read further"
        );
        sink.flaw(Flaw { line: u64::from(self.number) + 1, column: 1, message, incomplete: false });
    }

    /// Writes the values as text, one segment and one cell for each.
    fn write(&mut self, values: &[(u32, Cow<'_, str>)]) {
        self.written.clear();
        for (column, value) in values {
            let cell = self.add(*column, value);
            self.written.push(cell);
        }
    }

    /// Adds a value to the row's text, and says where it is.
    fn add(&mut self, column: u32, value: &str) -> Cell {
        self.written.write([value], u64::from(self.number) + 1, u64::from(column) + 1)
    }
}

/// The sheets of a workbook, of which some may hold another list than the others.
#[derive(Default)]
pub(super) struct Sheets {
    /// One has the heading that is looked for.
    is_any_headed: bool,
    /// Others with something like a table: their names, and the rows at which it begins.
    others: Vec<(String, u64)>,
}

impl Sheets {
    /// Takes note of a sheet that was read to its end.
    pub(super) fn end(&mut self, name: &str, sheet: &Sheet) {
        self.is_any_headed |= sheet.heading.is_some();
        if let (None, Some(table), false) = (&sheet.heading, sheet.table, sheet.is_done) {
            self.others.push((name.to_owned(), table));
        }
    }

    /// Tells of the sheets that were not read beside those that were: a list of another kind must not get lost without a word.
    pub(super) fn tell(self, sink: &mut dyn RowSink) {
        for (name, line) in self.others.into_iter().filter(|_| self.is_any_headed) {
            let message = format!(
                "sheet \"{name}\" of the workbook has another heading, so it is not read: save a list of another kind as a \
                 file of its own"
            );
            sink.flaw(Flaw { line, column: 1, message, incomplete: false });
        }
    }
}

/// A sheet holds more than anybody exports: what, as the end of "sheet "x" of the workbook ...".
pub(super) struct TooMuch(pub(super) String);

/// Where and why reading a sheet ended before its end.
pub(super) fn halt(sheet: &str, row: u64, reason: &str) -> Halt {
    Halt { line: row, column: 1, message: format!("sheet \"{sheet}\" of the workbook {reason}") }
}
