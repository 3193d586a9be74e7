//! XML spreadsheets (2003): what SAP GUI writes under "Spreadsheet" in old releases, often named `.xls`.
//!
//! `Workbook` holds worksheets, rows and cells, each of which may say where it stands; what it does not say follows the one
//! before. Lines and columns are those of the sheet, as in any workbook.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::sheet::{self, AS_TEXT, Sheet, Sheets, TooMuch, Values};
use super::tree::text::opening;
use super::xlsx::most_text;
use super::xml::{DOCUMENT_TYPE, local, reader, referred, text_of, unescaped};
use super::{Form, Halt, Heading, Layout, OpenFile, RowSink, Unopened, WholeLayout};
use crate::limits::{ROW_CELLS, SHEET_ROWS, WORKBOOK_BYTES, XML_DEPTH};

/// XML spreadsheet (2003).
pub static LAYOUT: Layout = Layout {
    name: "xml-spreadsheet",
    called: "an XML spreadsheet",
    heading: Heading::Row,
    form: Form::Whole(&Spreadsheets),
};

struct Spreadsheets;

/// What its elements are named after.
const NAMESPACE: &str = "urn:schemas-microsoft-com:office:spreadsheet";

impl WholeLayout for Spreadsheets {
    fn begins(&self, head: &[u8], _: &str) -> bool {
        let opening = opening(head);
        opening.starts_with('<') && opening.contains(NAMESPACE)
    }

    fn longest(&self) -> usize {
        WORKBOOK_BYTES
    }

    fn open<'b>(&self, bytes: &'b [u8], _: &str) -> Result<Box<dyn OpenFile + 'b>, Unopened> {
        if bytes.len() > WORKBOOK_BYTES {
            let what = format!("it has more than {} MiB", WORKBOOK_BYTES >> 20);
            return Err(Unopened::Failed(format!("the workbook is not read: {what}; {AS_TEXT}")));
        }
        let (text, encoding) = text_of(bytes);
        Ok(Box::new(Spreadsheet { text, encoding }))
    }
}

struct Spreadsheet<'b> {
    text: Cow<'b, str>,
    encoding: &'static str,
}

/// Why reading ends.
enum Stop {
    Damaged,
    TooMuch(String),
}

impl From<TooMuch> for Stop {
    fn from(TooMuch(what): TooMuch) -> Self {
        Self::TooMuch(format!("{what}; {AS_TEXT}"))
    }
}

impl OpenFile for Spreadsheet<'_> {
    fn encoding(&self) -> Option<&'static str> {
        Some(self.encoding)
    }

    fn read(&mut self, sink: &mut dyn RowSink) -> Result<(), Halt> {
        let mut at = At { sheet: Sheet::with_room(most_text(self.text.len())), ..At::default() };
        let read = at.read(&self.text, sink);
        std::mem::take(&mut at.sheets).tell(sink);
        let Err(stop) = read else { return Ok(()) };
        let reason = match stop {
            Stop::Damaged => "is damaged or incomplete; export it anew".to_owned(),
            Stop::TooMuch(what) => what,
        };
        Err(sheet::halt(&at.name, at.sheet.row_number(), &reason))
    }
}

/// How far reading has come.
#[derive(Default)]
struct At {
    name: String,
    sheet: Sheet,
    /// Those that were read.
    sheets: Sheets,
    /// The row and cell at hand, from 0; the next ones begin behind them.
    row: u32,
    next_row: u32,
    column: u32,
    next_column: u32,
    /// The type of the value at hand.
    kind: Option<String>,
    text: String,
    depth: usize,
    /// Elements within a remark on a cell, which has data of its own.
    in_remark: usize,
}

impl At {
    fn read(&mut self, text: &str, sink: &mut dyn RowSink) -> Result<(), Stop> {
        let mut reader: Reader<&[u8]> = reader(text);
        let mut values = Values::default();
        loop {
            match reader.read_event().map_err(|_| Stop::Damaged)? {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > XML_DEPTH {
                        return Err(Stop::TooMuch(format!("nests more than {XML_DEPTH} deep; {AS_TEXT}")));
                    }
                    self.start(&tag, &mut values, sink)?;
                }
                Event::Empty(tag) => {
                    self.start(&tag, &mut values, sink)?;
                    self.end(local(tag.name().as_ref()), &mut values, sink)?;
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    self.end(local(tag.name().as_ref()), &mut values, sink)?;
                }
                Event::Text(text) if self.kind.is_some() => self.text.push_str(&text),
                Event::CData(text) if self.kind.is_some() => self.text.push_str(&text),
                Event::GeneralRef(reference) if self.kind.is_some() => self.text.push_str(&referred(&reference)),
                Event::DocType(_) => return Err(Stop::TooMuch(DOCUMENT_TYPE.to_owned())),
                Event::Eof if self.depth > 0 => return Err(Stop::Damaged),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, values: &mut Values<'_>, sink: &mut dyn RowSink) -> Result<(), Stop> {
        let name = tag.name();
        match local(name.as_ref()) {
            "Worksheet" => {
                self.name = attribute(tag, "Name").unwrap_or_default();
                self.sheet = Sheet::with_room(self.sheet.room());
                (self.next_row, self.next_column) = (0, 0);
            }
            "Row" => {
                self.row = match self.place(tag, self.next_row, SHEET_ROWS) {
                    Ok(row) => row,
                    Err(stop) => {
                        // The row before is whole.
                        self.sheet.take_row(values, sink)?;
                        return Err(stop);
                    }
                };
                let more = attribute(tag, "Span").and_then(|span| span.parse().ok()).unwrap_or(0);
                self.next_row = self.row.saturating_add(1).saturating_add(more);
                self.next_column = 0;
                // A row that is empty is one all the same.
                self.sheet.put((self.row, 0), Cow::Borrowed(""), values, sink)?;
            }
            "Cell" => {
                self.column = self.place(tag, self.next_column, ROW_CELLS as u32)?;
                let merged = attribute(tag, "MergeAcross").and_then(|merged| merged.parse().ok()).unwrap_or(0);
                self.next_column = self.column.saturating_add(1).saturating_add(merged);
            }
            "Comment" => self.in_remark += 1,
            "Data" if self.in_remark == 0 => {
                self.kind = Some(attribute(tag, "Type").unwrap_or_default());
                self.text.clear();
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, values: &mut Values<'_>, sink: &mut dyn RowSink) -> Result<(), Stop> {
        match name {
            "Comment" => self.in_remark = self.in_remark.saturating_sub(1),
            "Data" if self.in_remark == 0 => {
                if let Some(kind) = self.kind.take() {
                    let value = value(&kind, &self.text);
                    self.sheet.put((self.row, self.column), Cow::Owned(value), values, sink)?;
                }
            }
            "Worksheet" if !self.sheet.is_done() => {
                self.sheet.take_row(values, sink)?;
                self.sheets.end(&self.name, &self.sheet);
            }
            _ => {}
        }
        Ok(())
    }

    /// The place of a row or cell, from 0: what it says of itself, else behind the one before.
    fn place(&self, tag: &BytesStart<'_>, next: u32, most: u32) -> Result<u32, Stop> {
        let Some(told) = attribute(tag, "Index") else { return Ok(next.min(most)) };
        match told.trim().parse::<u32>().ok().and_then(|told| told.checked_sub(1)) {
            Some(place) if place >= next && place < most => Ok(place),
            _ => Err(Stop::TooMuch("has a cell where no sheet has any; export it anew".to_owned())),
        }
    }
}

/// The value of an attribute, whatever the prefix of its name.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    let mut found = attributes.flatten().filter(|attribute| local(attribute.key.as_ref()) == name);
    found.next().map(|attribute| unescaped(&attribute.value).into_owned())
}

/// A value as any other workbook gives it.
fn value(kind: &str, text: &str) -> String {
    let text = text.trim();
    match kind {
        "Number" => match text.parse::<f64>() {
            Ok(number) if number.is_finite() && text.contains(['.', 'e', 'E']) => number.to_string(),
            _ => text.to_owned(),
        },
        "DateTime" => {
            let moment = text.split('.').next().unwrap_or_default().replacen('T', " ", 1);
            let moment = moment.strip_suffix(" 00:00:00").unwrap_or(&moment);
            // A time of day without a day.
            let time = moment.strip_prefix("1899-12-31 ").or_else(|| moment.strip_prefix("1899-12-30 "));
            time.unwrap_or(moment).to_owned()
        }
        "Boolean" => if text == "0" { "FALSE" } else { "TRUE" }.to_owned(),
        "Error" => String::new(),
        _ => text.to_owned(),
    }
}
