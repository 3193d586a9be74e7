//! Tables in HTML that are named as workbooks are: programs write them so that Excel opens them.
//!
//! Only such files: a page with a table is much else, and may be about an export. All tables of a file are one sheet, row below
//! row, for some programs put the heading into a table of its own. What stands outside of tables is left out.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::sheet::{self, AS_TEXT, Sheet, TooMuch, Values};
use super::tree::text::{decoded, opening};
use super::xlsx::most_text;
use super::{Form, Halt, Heading, Layout, OpenFile, RowSink, Unopened, WholeLayout};
use crate::limits::{ROW_CELLS, SHEET_ROWS, WORKBOOK_BYTES};

/// Tables in HTML, named as a workbook.
pub static LAYOUT: Layout =
    Layout { name: "html", called: "an HTML table", heading: Heading::Row, form: Form::Whole(&Tables) };

struct Tables;

impl WholeLayout for Tables {
    fn begins(&self, head: &[u8], name: &str) -> bool {
        // This is asked of every file.
        if !name.to_ascii_lowercase().ends_with(".xls") {
            return false;
        }
        let opening = opening(head).to_ascii_lowercase();
        let begins = ["<!doctype html", "<html", "<head", "<meta", "<table", "<style", "<body"];
        begins.iter().any(|begin| opening.starts_with(begin))
    }

    fn longest(&self) -> usize {
        WORKBOOK_BYTES
    }

    fn open<'b>(&self, bytes: &'b [u8], _: &str) -> Result<Box<dyn OpenFile + 'b>, Unopened> {
        if bytes.len() > WORKBOOK_BYTES {
            let what = format!("it has more than {} MiB", WORKBOOK_BYTES >> 20);
            return Err(Unopened::Failed(format!("the HTML table is not read: {what}; {AS_TEXT}")));
        }
        let (text, encoding) = decoded(bytes);
        Ok(Box::new(Page { text, encoding }))
    }
}

struct Page<'b> {
    text: Cow<'b, str>,
    encoding: &'static str,
}

impl OpenFile for Page<'_> {
    fn encoding(&self) -> Option<&'static str> {
        Some(self.encoding)
    }

    fn read(&mut self, sink: &mut dyn RowSink) -> Result<(), Halt> {
        let mut at = At { sheet: Sheet::with_room(most_text(self.text.len())), ..At::default() };
        let read = at.read(&self.text, sink);
        let reason = match read {
            Ok(()) if at.open_tables == 0 => return Ok(()),
            Ok(()) => "is cut: a table is not closed; export it anew".to_owned(),
            Err(TooMuch(what)) => format!("{what}; {AS_TEXT}"),
        };
        Err(sheet::halt("HTML", at.sheet.row_number(), &reason))
    }
}

/// How far reading has come.
#[derive(Default)]
struct At {
    sheet: Sheet,
    open_tables: usize,
    /// The row at hand, from 0; none has begun before the first.
    row: Option<u32>,
    /// The next cell's column.
    column: u32,
    /// The text of the cell at hand, and how many columns it takes.
    cell: Option<(String, u32)>,
    /// Columns that a cell above reaches into: for how many rows yet.
    taken: Vec<u32>,
}

impl At {
    fn read(&mut self, text: &str, sink: &mut dyn RowSink) -> Result<(), TooMuch> {
        let mut values = Values::default();
        let mut rest = text;
        while let Some(start) = memchr::memchr(b'<', rest.as_bytes()) {
            let (before, tag) = rest.split_at(start);
            self.add_text(before);
            let Some((name, attributes, after)) = tag_of(tag) else {
                self.add_text("<");
                rest = tag.get(1..).unwrap_or_default();
                continue;
            };
            rest = after;
            match name.as_str() {
                "table" => self.open_tables += 1,
                "/table" => {
                    self.end_cell(&mut values, sink)?;
                    self.open_tables = self.open_tables.saturating_sub(1);
                }
                "tr" => {
                    self.end_cell(&mut values, sink)?;
                    self.begin_row(&mut values, sink)?;
                }
                "td" | "th" if self.open_tables > 0 => {
                    self.end_cell(&mut values, sink)?;
                    self.begin_cell(attributes);
                }
                "/td" | "/th" | "/tr" => self.end_cell(&mut values, sink)?,
                "br" | "br/" | "p" | "/p" | "div" | "/div" => self.add_text(" "),
                "script" | "style" => rest = behind(rest, &format!("</{name}")),
                _ => {}
            }
            if self.sheet.is_done() {
                self.open_tables = 0;
                return Ok(());
            }
        }
        // What is not closed is cut: nobody knows how it goes on.
        self.sheet.take_row(&mut values, sink)
    }

    fn begin_row(&mut self, values: &mut Values<'_>, sink: &mut dyn RowSink) -> Result<(), TooMuch> {
        let row = self.row.map_or(0, |row| row + 1);
        if row >= SHEET_ROWS {
            return Err(TooMuch(format!("has more than {SHEET_ROWS} rows")));
        }
        for rows in &mut self.taken {
            *rows = rows.saturating_sub(1);
        }
        (self.row, self.column) = (Some(row), 0);
        self.sheet.put((row, 0), Cow::Borrowed(""), values, sink).map(drop)
    }

    fn begin_cell(&mut self, attributes: &str) {
        while self.taken.get(self.column as usize).is_some_and(|rows| *rows > 0) {
            self.column += 1;
        }
        let columns = number(attributes, "colspan").clamp(1, 1000);
        let rows = number(attributes, "rowspan").clamp(1, SHEET_ROWS);
        let end = (self.column + columns) as usize;
        if rows > 1 && end <= ROW_CELLS {
            self.taken.resize(self.taken.len().max(end), 0);
            for taken in self.taken.get_mut(self.column as usize..end).unwrap_or_default() {
                *taken = rows;
            }
        }
        self.cell = Some((String::new(), columns));
    }

    fn add_text(&mut self, text: &str) {
        if let Some((cell, _)) = &mut self.cell {
            cell.push_str(text);
        }
    }

    fn end_cell(&mut self, values: &mut Values<'_>, sink: &mut dyn RowSink) -> Result<(), TooMuch> {
        let Some((text, columns)) = self.cell.take() else { return Ok(()) };
        let column = self.column;
        self.column += columns;
        if column as usize >= ROW_CELLS {
            return Err(TooMuch(format!("has more than {ROW_CELLS} columns")));
        }
        let text = resolved(&text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match self.row {
            Some(row) => self.sheet.put((row, column), Cow::Owned(text), values, sink).map(drop),
            None => Ok(()),
        }
    }
}

/// What stands behind the next place with this text, in whatever letters.
fn behind<'t>(text: &'t str, end: &str) -> &'t str {
    let mut rest = text;
    while let Some(start) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = rest.get(start..).unwrap_or_default();
        if rest.get(..end.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(end)) {
            return rest;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    ""
}

/// The tag at the begin of a text: its name in small letters, its attributes, and what stands behind it.
fn tag_of(text: &str) -> Option<(String, &str, &str)> {
    let inner = text.strip_prefix('<')?;
    if let Some(remark) = inner.strip_prefix("!--") {
        let after = remark.find("-->").and_then(|end| remark.get(end + 3..)).unwrap_or_default();
        return Some(("!".to_owned(), "", after));
    }
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return None;
    }
    let end = memchr::memchr(b'>', inner.as_bytes())?;
    let (tag, after) = (inner.get(..end)?, inner.get(end + 1..)?);
    let length = tag.get(1..)?.find(|c: char| !c.is_ascii_alphanumeric()).map_or(tag.len(), |length| length + 1);
    Some((tag.get(..length)?.to_ascii_lowercase(), tag.get(length..)?, after))
}

/// The number that an attribute has; 1 if it is not there.
fn number(attributes: &str, name: &str) -> u32 {
    let lower = attributes.to_ascii_lowercase();
    let value = lower.split(name).nth(1).and_then(|rest| rest.trim_start().strip_prefix('='));
    let digits = value.unwrap_or_default().trim_start().trim_start_matches(['"', '\'']);
    digits.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or(1)
}

/// A text with letters for the references in it: those that lists have. What is not known stays as it is written.
fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, reference) = rest.split_at(start);
        out.push_str(before);
        let end = reference.bytes().take(12).position(|byte| byte == b';');
        let name = end.and_then(|end| reference.get(1..end)).unwrap_or_default();
        let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        });
        let letter = number.and_then(char::from_u32).or_else(|| named(name));
        match (letter, end) {
            (Some(letter), Some(end)) => {
                out.push(letter);
                rest = reference.get(end + 1..).unwrap_or_default();
            }
            _ => {
                out.push('&');
                rest = reference.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "nbsp" => ' ',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "ntilde" => 'ñ',
        "ccedil" => 'ç',
        _ => return None,
    })
}
