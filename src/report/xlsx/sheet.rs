//! A sheet that is a table: heading, rows, filter, and what did not fit. Texts from exports become texts of cells here and nothing else.

use std::borrow::Cow;

use jiff::civil::Date;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::terminal_text::{clean, counted};

/// Excel takes so many UTF-16 units into a cell.
const LONGEST_CELL: usize = 32_767;

/// A4.
const PAPER: u8 = 9;

/// A column of a sheet.
pub(super) struct Column {
    pub title: &'static str,
    /// In characters.
    width: f64,
    /// Its texts are broken into lines.
    is_wrapped: bool,
}

impl Column {
    pub const fn new(title: &'static str, width: f64) -> Self {
        Self { title, width, is_wrapped: false }
    }

    /// One with texts of several lines.
    pub const fn wide(title: &'static str, width: f64) -> Self {
        Self { title, width, is_wrapped: true }
    }
}

/// What stands in a cell.
pub(super) enum Cell<'c> {
    /// A text without control characters, but for line feeds of ours.
    Text(Cow<'c, str>),
    Number(i64),
    Date(Date),
    Nothing,
}

/// A text of one line. Nothing in it steers anything, and all of it may stand in XML.
pub(super) fn text(text: &str) -> Cell<'_> {
    Cell::Text(harmless(text))
}

/// Texts, each on a line of its own.
pub(super) fn lines<'t>(texts: impl IntoIterator<Item = &'t str>) -> Cell<'static> {
    let lines: Vec<Cow<'_, str>> = texts.into_iter().map(harmless).collect();
    Cell::Text(Cow::Owned(lines.join("\n")))
}

/// A number of things.
pub(super) fn number(number: usize) -> Cell<'static> {
    i64::try_from(number).map_or(Cell::Nothing, Cell::Number)
}

/// A line or a column; there is none for a whole file.
pub(super) fn place(number: u64) -> Cell<'static> {
    i64::try_from(number).ok().filter(|number| *number > 0).map_or(Cell::Nothing, Cell::Number)
}

fn harmless(text: &str) -> Cow<'_, str> {
    let text = clean(text);
    // XML has no place for these two.
    if text.contains(['\u{FFFE}', '\u{FFFF}']) {
        Cow::Owned(text.replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}"))
    } else {
        text
    }
}

/// How cells look.
pub(super) struct Styles {
    heading: Format,
    plain: Format,
    wrapped: Format,
    date: Format,
    remark: Format,
}

impl Default for Styles {
    fn default() -> Self {
        // A text stays one if somebody opens its cell and leaves it again, whatever it begins with.
        let plain = Format::new().set_align(FormatAlign::Top).set_quote_prefix();
        let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            heading: heading.set_background_color(Color::RGB(0xD9_E2_EC)).set_border_bottom(FormatBorder::Thin),
            wrapped: plain.clone().set_text_wrap(),
            plain,
            date: Format::new().set_align(FormatAlign::Top).set_num_format("yyyy-mm-dd"),
            remark: Format::new().set_bold().set_quote_prefix(),
        }
    }
}

/// A sheet while it is written.
pub(super) struct Table<'s> {
    sheet: Worksheet,
    columns: &'static [Column],
    styles: &'s Styles,
    /// Rows below the heading.
    rows: u32,
    /// No more of them are written.
    most: usize,
    /// Rows that are not written.
    left_out: usize,
    /// Cells whose text is cut.
    cut: usize,
}

impl<'s> Table<'s> {
    /// A sheet of this name with its heading.
    ///
    /// # Errors
    /// Nobody can have a sheet of this name.
    pub fn new(name: &str, columns: &'static [Column], styles: &'s Styles, most: usize) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        sheet.set_paper_size(PAPER).set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        for (number, column) in (0..).zip(columns) {
            sheet.set_column_width(number, column.width)?;
            sheet.write_string_with_format(0, number, column.title, &styles.heading)?;
        }
        Ok(Self { sheet, columns, styles, rows: 0, most, left_out: 0, cut: 0 })
    }

    /// How many rows there is room for.
    pub fn room(&self) -> usize {
        self.most.saturating_sub(self.rows as usize)
    }

    /// How many rows are written.
    pub fn written(&self) -> usize {
        self.rows as usize
    }

    /// Says that these rows are not written.
    pub fn leave_out(&mut self, rows: usize) {
        self.left_out += rows;
    }

    /// Writes a row, or counts it if there is no room.
    ///
    /// # Errors
    /// The cells cannot be written.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = Cell<'c>>) -> Result<(), XlsxError> {
        if self.room() == 0 {
            self.left_out += 1;
            return Ok(());
        }
        self.rows += 1;
        for ((number, column), cell) in (0..).zip(self.columns).zip(cells) {
            let style = if column.is_wrapped { &self.styles.wrapped } else { &self.styles.plain };
            match cell {
                Cell::Nothing => {}
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) => {
                    let whole = fitting(&text);
                    self.cut += usize::from(whole.is_some());
                    let text = whole.as_deref().unwrap_or(&text);
                    self.sheet.write_string_with_format(self.rows, number, text, style)?;
                }
                // Excel counts in floating points, which are exact up to 2^53.
                Cell::Number(value) => {
                    self.sheet.write_number_with_format(self.rows, number, value as f64, style)?;
                }
                Cell::Date(day) => match of_day(day) {
                    Some(date) => {
                        self.sheet.write_datetime_with_format(self.rows, number, &date, &self.styles.date)?;
                    }
                    // Excel's days begin in 1900.
                    None => {
                        self.sheet.write_string_with_format(self.rows, number, day.to_string(), style)?;
                    }
                },
            }
        }
        Ok(())
    }

    /// Puts the filter on, and says below the table what is not in it. `elsewhere` is where all of it stands.
    ///
    /// # Errors
    /// The cells cannot be written.
    pub fn finish(mut self, elsewhere: &str) -> Result<Worksheet, XlsxError> {
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or_default();
        self.sheet.autofilter(0, 0, self.rows, last)?;
        let mut remarks = Vec::new();
        if self.left_out > 0 {
            remarks.push(format!(
                "{} not in this sheet, which takes {}{elsewhere}",
                are(self.left_out, "more row"),
                self.most
            ));
        }
        if self.cut > 0 {
            remarks.push(format!(
                "{} cut, for no cell takes more than {LONGEST_CELL} characters{elsewhere}",
                are(self.cut, "text")
            ));
        }
        // One row is empty, so that no filter takes them for a row of the table.
        for (row, remark) in (self.rows + 2..).zip(remarks) {
            self.sheet.write_string_with_format(row, 0, remark, &self.styles.remark)?;
        }
        Ok(self.sheet)
    }
}

/// `2 texts are`
fn are(number: usize, word: &str) -> String {
    format!("{} {}", counted(number, word), if number == 1 { "is" } else { "are" })
}

/// The text as far as it fits into a cell, if it does not fit as a whole.
fn fitting(text: &str) -> Option<String> {
    let length = text.encode_utf16().count();
    if length <= LONGEST_CELL {
        return None;
    }
    let end = format!("… (cut: {length} characters in all)");
    let mut used = end.encode_utf16().count();
    let fits = |character: &char| {
        used += character.len_utf16();
        used <= LONGEST_CELL
    };
    let begin: String = text.chars().take_while(fits).collect();
    Some(begin + &end)
}

fn of_day(day: Date) -> Option<ExcelDateTime> {
    let (year, month) = (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?);
    ExcelDateTime::from_ymd(year, month, u8::try_from(day.day()).ok()?).ok()
}
