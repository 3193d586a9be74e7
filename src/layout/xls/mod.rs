//! Workbooks as Excel 97 to 2003 saved them (BIFF8), and Excel 5 and 95 (BIFF5): records of cells in a container (OLE2).
//!
//! They are read here and not by calamine, which makes room for all cells that a sheet could have and indexes by what the file
//! says. `container` gets at the stream, `strings` reads texts, and cells become rows as in any other workbook.

mod container;
mod strings;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};
use encoding_rs::Encoding;

use super::sheet::{self, AS_TEXT, Sheet, Sheets, TooMuch, Values};
use super::xlsx::{is_workbook_name, most_text, value};
use super::{Form, Halt, Heading, Layout, OpenFile, RowSink, Unopened, WholeLayout};
use crate::limits::{OLD_WORKBOOK_BYTES, ROW_CELLS, WORKBOOK_PARTS};
use container::{Container, MAGIC, u16_at, u32_at};
use strings::Shared;

/// Excel 97-2003 workbook.
pub static LAYOUT: Layout = Layout {
    name: "xls",
    called: "an Excel 97-2003 workbook",
    heading: Heading::Row,
    form: Form::Whole(&OldWorkbooks),
};

struct OldWorkbooks;

impl WholeLayout for OldWorkbooks {
    fn begins(&self, head: &[u8], _: &str) -> bool {
        head.starts_with(MAGIC)
    }

    fn longest(&self) -> usize {
        OLD_WORKBOOK_BYTES
    }

    fn open<'b>(&self, bytes: &'b [u8], name: &str) -> Result<Box<dyn OpenFile + 'b>, Unopened> {
        if bytes.len() > OLD_WORKBOOK_BYTES {
            return Err(too_much(&format!("it has more than {} MiB", OLD_WORKBOOK_BYTES >> 20)));
        }
        let named = name.to_ascii_lowercase().ends_with(".xls") || is_workbook_name(name);
        let Some(container) = Container::open(bytes) else {
            let other = "an Office document (OLE2) that is damaged or cut: save it anew";
            return Err(if named { damaged() } else { Unopened::Other(other.to_owned()) });
        };
        if container.has("EncryptedPackage") {
            return Err(password());
        }
        let Some(stream) = container.stream(&["Workbook", "Book"]) else {
            let other = OTHERS.iter().find(|(stream, _)| container.has(stream));
            let other = other.map_or("an Office document (OLE2), but no Excel workbook", |(_, what)| what);
            return Err(if named { damaged() } else { Unopened::Other(other.to_owned()) });
        };
        Ok(Box::new(Workbook::open(stream.bytes, stream.whole)?))
    }
}

/// Streams of documents that are no workbooks, and what those are.
const OTHERS: &[(&str, &str)] = &[
    ("WordDocument", "a Word document (DOC): save the list itself as text or workbook"),
    ("PowerPoint Document", "a PowerPoint presentation (PPT): save the list itself as text or workbook"),
    ("__properties_version1.0", "a mail (Outlook, MSG): save what is attached to it"),
];

fn too_much(what: &str) -> Unopened {
    Unopened::Failed(format!("the workbook is not read: {what}; {AS_TEXT}"))
}

fn password() -> Unopened {
    Unopened::Failed("the workbook is protected with a password; save it without one".to_owned())
}

fn damaged() -> Unopened {
    Unopened::Failed(
        "the workbook is damaged or incomplete; open it in Excel and save it again, or export it anew".to_owned(),
    )
}

/// Numbers of records.
mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000A;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const PASSWORD: u16 = 0x002F;
    pub(super) const CONTINUE: u16 = 0x003C;
    pub(super) const CODE_PAGE: u16 = 0x0042;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const SEVERAL_NUMBERS: u16 = 0x00BD;
    pub(super) const RICH_TEXT: u16 = 0x00D6;
    pub(super) const CELL_FORMAT: u16 = 0x00E0;
    pub(super) const SHARED_TEXTS: u16 = 0x00FC;
    pub(super) const SHARED_TEXT: u16 = 0x00FD;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const TEXT: u16 = 0x0204;
    pub(super) const FLAG: u16 = 0x0205;
    pub(super) const FORMULA_TEXT: u16 = 0x0207;
    pub(super) const SHORT_NUMBER: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// What a number means by its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Number,
    Moment,
    Duration,
}

struct Workbook {
    bytes: Vec<u8>,
    /// All of the stream is there.
    whole: bool,
    /// Names of sheets, and where each begins.
    sheets: Vec<(String, usize)>,
    shared: Shared,
    /// What numbers mean by the format of their cell.
    meanings: Vec<Meaning>,
    /// Days count from 1904.
    from_1904: bool,
    /// Of letters with one byte; none since Excel 97.
    code_page: Option<&'static Encoding>,
}

/// The record at a place: its number, its bytes, where the next one begins.
fn record_at(bytes: &[u8], at: usize) -> Option<(u16, &[u8], usize)> {
    let (number, length) = (u16_at(bytes, at)?, usize::from(u16_at(bytes, at + 2)?));
    Some((number, bytes.get(at + 4..at + 4 + length)?, at + 4 + length))
}

impl Workbook {
    fn open(bytes: Vec<u8>, whole: bool) -> Result<Self, Unopened> {
        let mut workbook = Self {
            bytes: Vec::new(),
            whole,
            sheets: Vec::new(),
            shared: Shared::default(),
            meanings: Vec::new(),
            from_1904: false,
            code_page: None,
        };
        workbook.read_globals(&bytes)?;
        workbook.bytes = bytes;
        Ok(workbook)
    }

    /// Reads what stands before the sheets.
    fn read_globals(&mut self, bytes: &[u8]) -> Result<(), Unopened> {
        let mut at = 0;
        let mut formats: Vec<(u16, Meaning)> = Vec::new();
        let mut cell_formats: Vec<u16> = Vec::new();
        let mut old_page = 1252;
        let mut is_old = false;
        let mut begun = false;
        while let Some((number, data, next)) = record_at(bytes, at) {
            let id = u16_at(data, 0).unwrap_or_default();
            match number {
                record::BEGIN if !begun => (begun, is_old) = (true, id < 0x0600),
                _ if !begun => return Err(damaged()),
                record::PASSWORD => return Err(password()),
                record::CODE_PAGE => old_page = id,
                record::DATE_MODE => self.from_1904 = id == 1,
                record::FORMAT => {
                    let page = is_old.then(|| strings::code_page(old_page));
                    let rest = data.get(2..).unwrap_or_default();
                    let format = if is_old { strings::short_text(rest, page) } else { strings::text(rest, page) };
                    formats.push((id, meaning(&format.unwrap_or_default())));
                }
                record::CELL_FORMAT => cell_formats.push(u16_at(data, 2).unwrap_or_default()),
                record::SHEET => {
                    // Charts and macros are no tables.
                    let page = is_old.then(|| strings::code_page(old_page));
                    let name = strings::short_text(data.get(6..).unwrap_or_default(), page);
                    if let (Some(begin), Some(0)) = (u32_at(data, 0), data.get(5)) {
                        self.sheets.push((name.unwrap_or_default(), begin as usize));
                    }
                }
                record::SHARED_TEXTS => {
                    let mut records = vec![data];
                    let mut after = next;
                    while let Some((record::CONTINUE, data, next)) = record_at(bytes, after) {
                        records.push(data);
                        after = next;
                    }
                    self.shared = Shared::read(&records).map_err(|what| too_much(&what))?;
                    at = after;
                    continue;
                }
                record::END => break,
                _ => {}
            }
            if self.sheets.len() > WORKBOOK_PARTS || formats.len().max(cell_formats.len()) > usize::from(u16::MAX) {
                return Err(too_much("it has more sheets or formats than Excel allows"));
            }
            at = next;
        }
        if self.sheets.is_empty() {
            return Err(damaged());
        }
        self.code_page = is_old.then(|| strings::code_page(old_page));
        formats.sort_by_key(|(id, _)| *id);
        let by_id = |id: &u16| {
            let own = formats.binary_search_by_key(id, |(id, _)| *id).ok();
            own.and_then(|own| formats.get(own)).map_or_else(|| built_in(*id), |(_, meaning)| *meaning)
        };
        self.meanings = cell_formats.iter().map(by_id).collect();
        Ok(())
    }

    fn number(&self, value: f64, format: u16) -> Cow<'static, str> {
        let moment = |kind| DataRef::DateTime(ExcelDateTime::new(value, kind, self.from_1904));
        let data = match self.meanings.get(usize::from(format)) {
            _ if !value.is_finite() => DataRef::Empty,
            Some(Meaning::Moment) => moment(ExcelDateTimeType::DateTime),
            Some(Meaning::Duration) => moment(ExcelDateTimeType::TimeDelta),
            Some(Meaning::Number) | None => DataRef::Float(value),
        };
        Cow::Owned(value::text(&data).unwrap_or_default().into_owned())
    }

    fn read_sheet(&self, begin: usize, sheet: &mut Sheet, sink: &mut dyn RowSink) -> Result<(), Stop> {
        let mut values = Values::default();
        let mut at = begin;
        let mut depth = 0;
        // Where the text of a formula belongs, which stands behind it.
        let mut formula = None;
        while let Some((number, data, next)) = record_at(&self.bytes, at) {
            at = next;
            match number {
                record::BEGIN => depth += 1,
                record::END if depth <= 1 => return Ok(sheet.take_row(&mut values, sink)?),
                record::END => depth -= 1,
                _ if depth == 0 => return Err(Stop::Damaged),
                // Charts lie within a sheet.
                _ if depth > 1 => {}
                _ => {
                    let wanted = self.read_cell(number, data, &mut formula, &mut |place, value| {
                        if u64::from(place.0) + 1 < sheet.row_number() {
                            return Err(Stop::Disordered);
                        }
                        let (row, column) = place;
                        if column as usize >= ROW_CELLS {
                            return Err(Stop::Damaged);
                        }
                        Ok(sheet.put((row, column), value, &mut values, sink)?)
                    })?;
                    if !wanted {
                        return Ok(());
                    }
                }
            }
        }
        // What stands before the break is there.
        sheet.take_row(&mut values, sink)?;
        Err(Stop::Damaged)
    }

    /// Hands out the values of a record.
    fn read_cell<'w>(
        &'w self,
        number: u16,
        data: &[u8],
        formula: &mut Option<(u32, u32)>,
        put: &mut dyn FnMut((u32, u32), Cow<'w, str>) -> Result<bool, Stop>,
    ) -> Result<bool, Stop> {
        let at = |offset: usize| u16_at(data, offset).unwrap_or_default();
        let place = (u32::from(at(0)), u32::from(at(2)));
        let rest = data.get(6..).unwrap_or_default();
        let value = match number {
            record::SHARED_TEXT => {
                u32_at(rest, 0).and_then(|index| self.shared.get(index)).map(|text| Cow::Borrowed(text.trim()))
            }
            record::TEXT | record::RICH_TEXT => strings::text(rest, self.code_page).map(trimmed),
            record::NUMBER => f64_at(rest, 0).map(|value| self.number(value, at(4))),
            record::SHORT_NUMBER => u32_at(rest, 0).map(|value| self.number(short_number(value), at(4))),
            record::FLAG => match rest {
                [flag, 0, ..] => Some(truth(*flag)),
                _ => Some(Cow::Borrowed("")),
            },
            record::FORMULA => {
                *formula = Some(place);
                match rest {
                    [0, .., 0xFF, 0xFF] | [0, _, _, _, _, _, 0xFF, 0xFF, ..] => return Ok(true),
                    [1, _, flag, _, _, _, 0xFF, 0xFF, ..] => Some(truth(*flag)),
                    [_, _, _, _, _, _, 0xFF, 0xFF, ..] => Some(Cow::Borrowed("")),
                    _ => f64_at(rest, 0).map(|value| self.number(value, at(4))),
                }
            }
            record::FORMULA_TEXT => {
                let Some(place) = formula.take() else { return Ok(true) };
                let text = strings::text(data, self.code_page).map(trimmed).ok_or(Stop::Damaged)?;
                return put(place, text);
            }
            record::SEVERAL_NUMBERS => {
                let numbers = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                for (column, number) in (place.1..).zip(numbers.chunks_exact(6)) {
                    let format = u16_at(number, 0).unwrap_or_default();
                    let value = short_number(u32_at(number, 2).unwrap_or_default());
                    if !put((place.0, column), self.number(value, format))? {
                        return Ok(false);
                    }
                }
                return Ok(true);
            }
            _ => return Ok(true),
        };
        put(place, value.ok_or(Stop::Damaged)?)
    }
}

/// Why a sheet is not read to its end.
enum Stop {
    Damaged,
    Disordered,
    TooMuch(TooMuch),
}

impl From<TooMuch> for Stop {
    fn from(error: TooMuch) -> Self {
        Self::TooMuch(error)
    }
}

impl OpenFile for Workbook {
    /// Reads all sheets; lines and columns are those of the sheet, from 1.
    fn read(&mut self, sink: &mut dyn RowSink) -> Result<(), Halt> {
        let mut text_left = most_text(self.bytes.len());
        let (mut first, mut sheets) = (Ok(()), Sheets::default());
        for (name, begin) in &self.sheets {
            let mut sheet = Sheet::with_room(text_left);
            let read = self.read_sheet(*begin, &mut sheet, sink);
            text_left = sheet.room();
            let reason = match read {
                Ok(()) => {
                    sheets.end(name, &sheet);
                    continue;
                }
                Err(Stop::Damaged) => "is damaged or incomplete; export it anew".to_owned(),
                Err(Stop::Disordered) => format!("has rows that do not follow one another; {AS_TEXT}"),
                Err(Stop::TooMuch(TooMuch(what))) => format!("{what}; {AS_TEXT}"),
            };
            if first.is_ok() {
                first = Err(sheet::halt(name, sheet.row_number(), &reason));
            }
        }
        sheets.tell(sink);
        if first.is_ok() && !self.whole {
            let message = "the workbook is cut; export it anew".to_owned();
            first = Err(Halt { line: 1, column: 1, message });
        }
        first
    }
}

fn trimmed(text: String) -> Cow<'static, str> {
    Cow::Owned(text.trim().to_owned())
}

fn truth(flag: u8) -> Cow<'static, str> {
    Cow::Borrowed(if flag == 0 { "FALSE" } else { "TRUE" })
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// A number in four bytes: a whole one, or the upper half of a fraction; maybe a hundred times what it is.
fn short_number(bits: u32) -> f64 {
    let value =
        if bits & 2 == 0 { f64::from_bits(u64::from(bits & !3) << 32) } else { f64::from(bits.cast_signed() >> 2) };
    if bits & 1 == 0 { value } else { value / 100.0 }
}

/// What formats mean that no workbook has to define.
fn built_in(id: u16) -> Meaning {
    match id {
        46 => Meaning::Duration,
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Meaning::Moment,
        _ => Meaning::Number,
    }
}

/// What a format means by its letters: days, months, years, hours, seconds.
fn meaning(format: &str) -> Meaning {
    let mut letters = format.chars();
    let mut meaning = Meaning::Number;
    while let Some(letter) = letters.next() {
        match letter {
            ';' => break,
            '"' => while letters.next().is_some_and(|letter| letter != '"') {},
            '\\' | '_' | '*' => _ = letters.next(),
            '[' => {
                let inner: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                if matches!(inner.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    return Meaning::Duration;
                }
            }
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => meaning = Meaning::Moment,
            _ => {}
        }
    }
    meaning
}
