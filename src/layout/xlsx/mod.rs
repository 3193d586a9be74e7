//! Excel workbooks: what ALV writes as "Spreadsheet", and lists that were opened in Excel and saved.

mod guard;
#[cfg(test)]
mod tests;
pub(super) mod value;

use std::io::Cursor;
use std::mem;

use bstr::ByteSlice;
use calamine::{Reader, SheetType, Xlsx};
use thiserror::Error;

use super::sheet::{self, AS_TEXT, Sheet, Sheets, TooMuch, Values};
use super::{Form, Halt, Heading, Layout, OpenFile, RowSink, Unopened, WholeLayout};
use crate::limits::{WORKBOOK_BYTES, WORKBOOK_TEXT_BYTES};

/// Excel workbook.
pub static LAYOUT: Layout =
    Layout { name: "xlsx", called: "a workbook", heading: Heading::Row, form: Form::Whole(&Workbooks) };

/// Bytes of text that the cells of any workbook may have, however short it is.
const LEAST_TEXT_BYTES: u64 = 16 << 20;

/// So many bytes of text all cells of a workbook with this length may have.
pub(super) fn most_text(length: usize) -> u64 {
    guard::most_unpacked(length as u64).clamp(LEAST_TEXT_BYTES, WORKBOOK_TEXT_BYTES)
}

/// Archives of XML.
struct Workbooks;

impl WholeLayout for Workbooks {
    fn begins(&self, head: &[u8], _: &str) -> bool {
        head.starts_with(b"PK\x03\x04")
    }

    fn longest(&self) -> usize {
        WORKBOOK_BYTES
    }

    fn open<'b>(&self, bytes: &'b [u8], name: &str) -> Result<Box<dyn OpenFile + 'b>, Unopened> {
        let error = match Workbook::open(bytes) {
            Ok(workbook) => return Ok(Box::new(workbook)),
            Err(error) => error,
        };
        // The names of an archive's files stand in it as they are, and once more at its end.
        let is_archive = bytes.contains_str("PK\x05\x06");
        if bytes.contains_str("xl/") || (is_workbook_name(name) && !is_archive) {
            return Err(Unopened::Failed(error.to_string()));
        }
        let what = OTHERS.iter().find(|(part, _)| bytes.contains_str(part));
        let what = what
            .map_or("a ZIP archive, but no Excel workbook: unpack it to have the files in it read", |(_, what)| what);
        Err(Unopened::Other(what.to_owned()))
    }
}

/// What stands in documents and programs that are packed as workbooks are, and what those are. The first that fits counts.
const OTHERS: &[(&str, &str)] = &[
    ("word/document.xml", "a Word document (DOCX): save the list itself as text or workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation (PPTX): save the list itself as text or workbook"),
    ("application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet (ODS): save it as XLSX"),
    (
        "application/vnd.oasis.opendocument.",
        "an OpenDocument text or presentation: save the list itself as text or workbook",
    ),
    ("META-INF/MANIFEST.MF", "a program in Java (JAR)"),
];

/// The file is named as a workbook is, so somebody exported a list to it.
pub fn is_workbook_name(path: &str) -> bool {
    let name = path.to_ascii_lowercase();
    name.ends_with(".xlsx") || name.ends_with(".xlsm")
}

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
    #[error("the workbook is not read: {0}; {AS_TEXT}")]
    TooMuch(String),
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
    TooMuch(TooMuch),
}

impl From<calamine::XlsxError> for Stop {
    fn from(error: calamine::XlsxError) -> Self {
        Self::Damaged(error)
    }
}

impl From<TooMuch> for Stop {
    fn from(error: TooMuch) -> Self {
        Self::TooMuch(error)
    }
}

impl<'b> Workbook<'b> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// If the bytes are no workbook, are encrypted, or unpack to more than anybody exports.
    pub fn open(bytes: &'b [u8]) -> Result<Self, XlsxError> {
        if bytes.len() > WORKBOOK_BYTES {
            return Err(XlsxError::TooMuch(format!("it has more than {} MiB", WORKBOOK_BYTES >> 20)));
        }
        guard::look_through(bytes)?;
        let xlsx: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
            calamine::XlsxError::Password => XlsxError::Password,
            other => XlsxError::Damaged(other.to_string()),
        })?;
        let sheets = xlsx.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let sheets = sheets.map(|sheet| sheet.name.clone()).collect();
        Ok(Self { xlsx, sheets, text: most_text(bytes.len()) })
    }
}

impl OpenFile for Workbook<'_> {
    /// Reads all sheets; lines and columns are those of the sheet, from 1.
    fn read(&mut self, sink: &mut dyn RowSink) -> Result<(), Halt> {
        let mut text_left = self.text;
        let (mut first, mut sheets) = (Ok(()), Sheets::default());
        for name in mem::take(&mut self.sheets) {
            let mut sheet = Sheet::with_room(text_left);
            let read = read_sheet(&mut sheet, &mut self.xlsx, &name, sink);
            text_left = sheet.room();
            if read.is_ok() {
                sheets.end(&name, &sheet);
            }
            let reason = read.err().map(|stop| match stop {
                Stop::Damaged(error) => format!("is damaged or incomplete ({error}); export it anew"),
                Stop::TooMuch(TooMuch(what)) => format!("{what}; {AS_TEXT}"),
            });
            if let (Some(reason), true) = (reason, first.is_ok()) {
                first = Err(sheet::halt(&name, sheet.row_number(), &reason));
            }
            self.sheets.push(name);
        }
        sheets.tell(sink);
        first
    }
}

/// Values come one by one, in the order of the file.
fn read_sheet(
    sheet: &mut Sheet,
    xlsx: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    sink: &mut dyn RowSink,
) -> Result<(), Stop> {
    let mut cells = xlsx.worksheet_cells_reader(name)?;
    let mut values = Values::default();
    while let Some(cell) = cells.next_cell()? {
        let value = value::text(cell.get_value()).unwrap_or_default();
        if !sheet.put(cell.get_position(), value, &mut values, sink)? {
            return Ok(());
        }
    }
    Ok(sheet.take_row(&mut values, sink)?)
}
