//! Excel workbooks: what ALV writes as "Spreadsheet", and lists that were opened in Excel and saved.
//!
//! Every sheet is read for itself, row by row: rows are offered as heading until one is accepted, whatever stands
//! above it. A row's text is made of its values; where they stand in the sheet its segments say.

#[cfg(test)]
mod tests;
mod value;

use std::io::Cursor;
use std::mem;

use calamine::{Reader, SheetType, Xlsx};
use thiserror::Error;

use super::pieces::{hand_flaw, hand_title};
use super::{Cell, Row, RowSink, Segment};
use crate::input::Charset;

/// What stands between two values in a row's text.
const BETWEEN: &[u8] = b" | ";

/// Why a workbook could not be read.
#[derive(Debug, Error)]
pub enum XlsxError {
    /// It is encrypted.
    #[error("the workbook is protected with a password; save it without one")]
    Password,
    /// It is no workbook, or parts of it are missing or broken.
    #[error("the workbook is damaged or incomplete ({0}); open it in Excel and save it again, or export it anew")]
    Damaged(String),
    /// One sheet cannot be read.
    #[error("sheet \"{sheet}\" of the workbook is damaged or incomplete ({reason}); export it anew")]
    Sheet {
        /// Name of the sheet.
        sheet: String,
        /// What the reader says.
        reason: String,
    },
}

/// Reads all sheets of a workbook; lines and columns are those of the sheet, from 1.
///
/// # Errors
/// If the bytes are no workbook, are encrypted, or a sheet breaks off. What was read until then has been handed out.
pub fn read(bytes: &[u8], sink: &mut dyn RowSink) -> Result<(), XlsxError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsxError::Password => XlsxError::Password,
        other => XlsxError::Damaged(other.to_string()),
    })?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    for sheet in sheets {
        read_sheet(&mut workbook, &sheet, sink)
            .map_err(|error| XlsxError::Sheet { sheet, reason: error.to_string() })?;
    }
    Ok(())
}

/// Values come one by one, in the order of the file; those of one row are put together here.
fn read_sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    sink: &mut dyn RowSink,
) -> Result<(), calamine::XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let mut sheet = Sheet::default();
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if row != sheet.number {
            sheet.take_row(sink);
            sheet.number = row;
        }
        if let Some(value) = value::text(cell.get_value()) {
            sheet.values.push((column, value));
        }
    }
    sheet.take_row(sink);
    Ok(())
}

/// A sheet while it is read.
#[derive(Default)]
struct Sheet {
    /// Columns that have a title, from 0, with it.
    heading: Option<Vec<(u32, String)>>,
    /// The row at hand, from 0.
    number: u32,
    /// Its columns with a value, from 0.
    values: Vec<(u32, String)>,
    /// Titles came since the heading.
    new_section: bool,
    told_of_untitled: bool,
    text: Vec<u8>,
    segments: Vec<Segment>,
    cells: Vec<Cell>,
}

impl Sheet {
    fn take_row(&mut self, sink: &mut dyn RowSink) {
        let mut values = mem::take(&mut self.values);
        values.sort_by_key(|(column, _)| *column);
        if !values.is_empty() {
            self.sort_row(&values, sink);
        }
        values.clear();
        self.values = values;
    }

    /// Decides what the row is.
    fn sort_row(&mut self, values: &[(u32, String)], sink: &mut dyn RowSink) {
        let Some(heading) = &self.heading else {
            self.write(values);
            if sink.heading(&self.row()) {
                self.heading = Some(values.to_vec());
            } else {
                hand_title(&self.text, &self.segments, Charset::Utf8, sink);
            }
            return;
        };
        let repeated = heading.iter().map(|(_, title)| title).eq(values.iter().map(|(_, value)| value));
        if repeated || self.new_section {
            self.write(values);
            let accepted = self.new_section && sink.heading(&self.row());
            self.new_section = false;
            if accepted || repeated {
                self.heading = Some(values.to_vec());
                return;
            }
        }
        self.take_in_table(values, sink);
    }

    fn take_in_table(&mut self, values: &[(u32, String)], sink: &mut dyn RowSink) {
        let Some(heading) = mem::take(&mut self.heading) else { return };
        let is_titled = |column: u32| heading.iter().any(|(titled, _)| *titled == column);
        let untitled = values.iter().find(|(column, _)| !is_titled(*column)).map(|(column, _)| *column);
        if values.iter().any(|(column, _)| is_titled(*column)) {
            // Columns that are empty here have their place in the text too, so that every cell has one.
            let mut all = values.to_vec();
            let has_value = |column: u32| values.iter().any(|(filled, _)| *filled == column);
            all.extend(
                heading.iter().filter(|(column, _)| !has_value(*column)).map(|(column, _)| (*column, String::new())),
            );
            all.sort_by_key(|(column, _)| *column);
            self.write(&all);
            let mut titled = all.iter().map(|(column, _)| is_titled(*column));
            self.cells.retain(|_| titled.next().unwrap_or_default());
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

    /// Writes the values as text, one segment and one cell for each.
    fn write(&mut self, values: &[(u32, String)]) {
        self.text.clear();
        self.segments.clear();
        self.cells.clear();
        for (column, value) in values {
            if !self.segments.is_empty() {
                self.text.extend_from_slice(BETWEEN);
            }
            let offset = self.text.len();
            let (line, column) = (u64::from(self.number) + 1, u64::from(*column) + 1);
            self.segments.push(Segment { offset, line, column, one_column: true });
            self.text.extend_from_slice(value.as_bytes());
            self.cells.push(Cell { start: offset, end: self.text.len(), ..Cell::default() });
        }
    }

    fn row(&self) -> Row<'_> {
        Row { text: &self.text, cells: &self.cells, segments: &self.segments, charset: Charset::Utf8 }
    }
}
