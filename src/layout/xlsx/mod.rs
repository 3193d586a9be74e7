//! Excel workbooks: what ALV writes as "Spreadsheet", and lists that were opened in Excel and saved.
//!
//! Every sheet is read for itself, row by row: rows are offered as heading until one is accepted, whatever stands
//! above it. A row's text is made of its values; where they stand in the sheet its segments say.

mod guard;
#[cfg(test)]
mod tests;
mod value;

use std::borrow::Cow;
use std::io::Cursor;
use std::mem;

use calamine::{Reader, SheetType, Xlsx};
use thiserror::Error;

use super::pieces::{hand_flaw, hand_title};
use super::{Cell, Flaw, Row, RowSink, Segment};
use crate::input::Charset;
use crate::limits::{ROW_BYTES, ROW_CELLS, ROWS_ABOVE_HEADING, WORKBOOK_TEXT_BYTES};

/// What stands between two values in a row's text.
const BETWEEN: &[u8] = b" | ";

/// Bytes of text that the cells of any workbook may have, however short it is.
const LEAST_TEXT_BYTES: u64 = 16 << 20;

/// Why a workbook could not be read.
#[derive(Debug, Error)]
pub enum XlsxError {
    /// It is encrypted.
    #[error("the workbook is protected with a password; save it without one")]
    Password,
    /// It is no workbook, or parts of it are missing or broken.
    #[error("the workbook is damaged or incomplete ({0}); open it in Excel and save it again, or export it anew")]
    Damaged(String),
    /// It is, or unpacks to, more than anybody exports.
    #[error("the workbook is not read: {0}; save the list as text (unconverted) instead of as a workbook")]
    TooMuch(String),
    /// One sheet cannot be read.
    #[error("sheet \"{sheet}\" of the workbook {reason}")]
    Sheet {
        /// Name of the sheet.
        sheet: String,
        /// What is the matter, and the way out.
        reason: String,
        /// 1-based row up to which it was read.
        row: u64,
    },
}

impl XlsxError {
    /// 1-based row of the sheet at which reading ended.
    pub fn row(&self) -> u64 {
        match self {
            Self::Sheet { row, .. } => *row,
            _ => 1,
        }
    }
}

/// A workbook that was looked through and may be read.
pub struct Workbook<'b> {
    xlsx: Xlsx<Cursor<&'b [u8]>>,
    sheets: Vec<String>,
    /// Bytes that the text of all cells may have.
    text: u64,
}

/// Why reading a sheet ended before its end.
enum Stop {
    Damaged(calamine::XlsxError),
    TooMuch(String),
}

impl From<calamine::XlsxError> for Stop {
    fn from(error: calamine::XlsxError) -> Self {
        Self::Damaged(error)
    }
}

impl<'b> Workbook<'b> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// If the bytes are no workbook, are encrypted, or unpack to more than anybody exports.
    pub fn open(bytes: &'b [u8]) -> Result<Self, XlsxError> {
        guard::look_through(bytes)?;
        let xlsx: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
            calamine::XlsxError::Password => XlsxError::Password,
            other => XlsxError::Damaged(other.to_string()),
        })?;
        let sheets = xlsx.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let sheets = sheets.map(|sheet| sheet.name.clone()).collect();
        let text = guard::most_unpacked(bytes.len() as u64).clamp(LEAST_TEXT_BYTES, WORKBOOK_TEXT_BYTES);
        Ok(Self { xlsx, sheets, text })
    }

    /// Reads all sheets; lines and columns are those of the sheet, from 1. It ends before if the sink has enough.
    ///
    /// # Errors
    /// If a sheet breaks off, or holds more than anybody exports. All else has been handed out.
    pub fn read(&mut self, sink: &mut dyn RowSink) -> Result<(), XlsxError> {
        let mut text_left = self.text;
        let mut first = Ok(());
        for name in mem::take(&mut self.sheets) {
            let mut sheet = Sheet { text_left, ..Sheet::default() };
            let read = sheet.read(&mut self.xlsx, &name, sink);
            text_left = sheet.text_left;
            let reason = read.err().map(|stop| match stop {
                Stop::Damaged(error) => format!("is damaged or incomplete ({error}); export it anew"),
                Stop::TooMuch(what) => format!("{what}; save the list as text (unconverted) instead of as a workbook"),
            });
            if let (Some(reason), true) = (reason, first.is_ok()) {
                first = Err(XlsxError::Sheet { sheet: name.clone(), reason, row: u64::from(sheet.number) + 1 });
            }
            self.sheets.push(name);
        }
        first
    }
}
/// A sheet while it is read. Texts of cells are borrowed where the workbook shares them.
#[derive(Default)]
struct Sheet {
    /// Columns that have a title, from 0, with it.
    heading: Option<Vec<(u32, String)>>,
    /// The row at hand, from 0.
    number: u32,
    /// Bytes that the text of all further cells may have.
    text_left: u64,
    /// Titles came since the heading.
    new_section: bool,
    told_of_untitled: bool,
    text: Vec<u8>,
    segments: Vec<Segment>,
    cells: Vec<Cell>,
}

/// The values of a row by their columns, from 0.
type Values<'a> = Vec<(u32, Cow<'a, str>)>;

impl Sheet {
    /// Values come one by one, in the order of the file; those of one row are put together here.
    fn read(&mut self, xlsx: &mut Xlsx<Cursor<&[u8]>>, name: &str, sink: &mut dyn RowSink) -> Result<(), Stop> {
        let mut cells = xlsx.worksheet_cells_reader(name)?;
        let mut values = Values::default();
        let mut bytes = 0;
        while let Some(cell) = cells.next_cell()? {
            let (row, column) = cell.get_position();
            if row != self.number {
                self.take_row(&mut values, sink)?;
                (self.number, bytes) = (row, 0);
                if sink.has_enough() {
                    return Ok(());
                }
                if self.heading.is_none() && row >= ROWS_ABOVE_HEADING {
                    self.tell_of_no_heading(sink);
                    return Ok(());
                }
            }
            let Some(value) = value::text(cell.get_value()) else { continue };
            bytes += value.len();
            if values.len() >= ROW_CELLS || bytes > ROW_BYTES {
                let row = self.number + 1;
                return Err(Stop::TooMuch(format!(
                    "has more than {ROW_CELLS} cells or {} MiB in row {row}",
                    ROW_BYTES >> 20
                )));
            }
            values.push((column, value));
        }
        self.take_row(&mut values, sink)
    }

    fn take_row(&mut self, values: &mut Values<'_>, sink: &mut dyn RowSink) -> Result<(), Stop> {
        values.sort_by_key(|(column, _)| *column);
        values.dedup_by_key(|(column, _)| *column);
        if !values.is_empty() {
            self.sort_row(values, sink);
        }
        values.clear();
        match self.text_left.checked_sub(self.text.len() as u64) {
            Some(left) => self.text_left = left,
            None => {
                return Err(Stop::TooMuch(
                    "shows more text than anybody exports: its cells repeat long texts".to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// Decides what the row is.
    fn sort_row(&mut self, values: &Values<'_>, sink: &mut dyn RowSink) {
        let Some(heading) = &self.heading else {
            self.write(values);
            if sink.heading(&self.row()) {
                self.take_heading(values);
            } else {
                hand_title(&self.text, &self.segments, Charset::Utf8, sink);
            }
            return;
        };
        let repeated =
            heading.iter().map(|(_, title)| title.as_str()).eq(values.iter().map(|(_, value)| value.as_ref()));
        if repeated || self.new_section {
            self.write(values);
            let accepted = self.new_section && sink.heading(&self.row());
            self.new_section = false;
            if accepted || repeated {
                self.take_heading(values);
                return;
            }
        }
        self.take_in_table(values, sink);
    }

    fn take_heading(&mut self, values: &Values<'_>) {
        self.heading = Some(values.iter().map(|(column, title)| (*column, title.as_ref().to_owned())).collect());
    }

    fn take_in_table(&mut self, values: &Values<'_>, sink: &mut dyn RowSink) {
        let Some(heading) = mem::take(&mut self.heading) else { return };
        self.begin_row();
        // Columns that are empty here have their place in the text too, so that every cell has one.
        let mut titles = heading.iter().map(|(column, _)| *column).peekable();
        let (mut untitled, mut has_titled) = (None, false);
        for (column, value) in values {
            while let Some(empty) = titles.next_if(|titled| titled < column) {
                let cell = self.add(empty, "");
                self.cells.push(cell);
            }
            let cell = self.add(*column, value);
            if titles.next_if_eq(column).is_some() {
                has_titled = true;
                self.cells.push(cell);
            } else {
                untitled = untitled.or(Some(*column));
            }
        }
        for empty in titles {
            let cell = self.add(empty, "");
            self.cells.push(cell);
        }
        if has_titled {
            sink.row(&self.row());
            self.tell_of_untitled(untitled, sink);
        } else {
            self.write(values);
            hand_title(&self.text, &self.segments, Charset::Utf8, sink);
            self.new_section = true;
        }
        self.heading = Some(heading);
    }

    fn tell_of_untitled(&mut self, column: Option<u32>, sink: &mut dyn RowSink) {
        let Some(column) = column.filter(|_| !self.told_of_untitled) else { return };
        self.told_of_untitled = true;
        let offset = self.segments.iter().find(|segment| segment.column == u64::from(column) + 1);
        let message = "values stand in a column without a title, so they are not read";
        hand_flaw(&self.row(), offset.map_or(0, |segment| segment.offset), message, false, sink);
    }

    fn tell_of_no_heading(&self, sink: &mut dyn RowSink) {
        let message = format!(
            "no heading of an export in the first {ROWS_ABOVE_HEADING} rows of the sheet: it is not read further"
        );
        sink.flaw(Flaw { line: u64::from(self.number) + 1, column: 1, message, incomplete: false });
    }

    /// Writes the values as text, one segment and one cell for each.
    fn write(&mut self, values: &Values<'_>) {
        self.begin_row();
        for (column, value) in values {
            let cell = self.add(*column, value);
            self.cells.push(cell);
        }
    }

    fn begin_row(&mut self) {
        self.text.clear();
        self.segments.clear();
        self.cells.clear();
    }

    /// Adds a value to the row's text, and says where it is.
    fn add(&mut self, column: u32, value: &str) -> Cell {
        if !self.segments.is_empty() {
            self.text.extend_from_slice(BETWEEN);
        }
        let offset = self.text.len();
        let (line, column) = (u64::from(self.number) + 1, u64::from(column) + 1);
        self.segments.push(Segment { offset, line, column, one_column: true });
        self.text.extend_from_slice(value.as_bytes());
        Cell { start: offset, end: self.text.len(), ..Cell::default() }
    }

    fn row(&self) -> Row<'_> {
        Row { text: &self.text, cells: &self.cells, segments: &self.segments, charset: Charset::Utf8 }
    }
}
