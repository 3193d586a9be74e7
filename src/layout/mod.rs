//! *How* a file is laid out. A layout cuts lines into rows of cells and knows nothing of SAP's tables.
//!
//! Layouts are state machines that are fed line by line and hand out each row as soon as it is whole, so that a
//! file of any size is read with the memory of its longest record. Whether a row is the heading is not for them to
//! say: they offer it to the [`RowSink`], which knows the column names of the exports.
//!
//! What is no lines (workbooks, binary certificates, JSON, XML) is a [`WholeLayout`]: it is held in memory, up to a limit.

mod clean_rows;
#[cfg(test)]
mod line_tests;
mod one_line;

pub mod csv;
pub mod der;
pub mod html;
pub mod json;
mod kept_row;
pub mod key_value;
mod layouts;
pub mod pem;
mod pieces;
pub mod profile;
pub mod properties;
mod runs;
pub mod sap_list;
mod separated;
mod sheet;
pub mod tabs;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod toml;
mod tree;
mod whole;
pub(crate) mod written;
pub mod xls;
pub mod xlsx;
pub mod xml;
pub mod xml_spreadsheet;

use std::any::Any;
use std::borrow::Cow;
use std::ops::Range;

use bstr::ByteSlice;

use crate::input::{Block, Charset, Line};

pub use clean_rows::{CleanRow, CleanRows};
pub use kept_row::KeptRow;
pub use layouts::{LAYOUTS, by_name, whole_by_head};
pub use whole::{Halt, OpenFile, Unopened, WholeLayout};

/// A way in which files are laid out: one in each file of this folder, and a line in [`LAYOUTS`].
#[derive(Debug)]
pub struct Layout {
    /// The name that stands in reports and configuration.
    pub name: &'static str,
    /// What people call a file of it: "a SAP list".
    pub called: &'static str,
    /// What stands above its rows, or in them.
    pub heading: Heading,
    /// How it is read.
    pub form: Form,
}

/// Where the names of a row's cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// Nowhere: the first line of a file is a place, and no more.
    None,
    /// In a row above: a table of any export that has its columns.
    Row,
    /// At each value: the keys of JSON, the names of elements. Only exports that ask for the layout are looked for.
    Keys,
}

/// Line by line, or as a whole.
#[derive(Debug)]
pub enum Form {
    /// Lines that are read as they come.
    Lines {
        /// Begins to read a file.
        open: fn() -> Box<dyn LineLayout>,
        /// Says whether these first lines could hold a table that is laid out so. No layout without a heading row is asked.
        fits: fn(&[Line<'_>]) -> bool,
    },
    /// A file that has to be there as a whole before its first row is known.
    Whole(&'static dyn WholeLayout),
}

impl Layout {
    /// A heading is there. Without one the first line of a file is a place, and no more.
    pub fn has_heading(&self) -> bool {
        self.heading != Heading::None
    }

    /// A reader of lines; none for layouts that are read as a whole.
    pub fn lines(&self) -> Option<Box<dyn LineLayout>> {
        match self.form {
            Form::Lines { open, .. } => Some(open()),
            Form::Whole(_) => None,
        }
    }

    /// How a file is read as a whole; none for layouts of lines.
    pub fn whole(&self) -> Option<&'static dyn WholeLayout> {
        match self.form {
            Form::Lines { .. } => None,
            Form::Whole(whole) => Some(whole),
        }
    }
}

/// Each layout is there once, so two are equal if they are one.
impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Layout {}

/// One cell of a row: a range of the row's text, without the blanks that pad it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// First byte of the cell in [`Row::text`].
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The text fills its column to the last place, or the row is cut or broken there: something may be missing in it.
    pub fills_column: bool,
    /// Quotes inside the cell are doubled (CSV).
    pub doubled_quotes: bool,
    /// The file ends with this cell, without a line end: many files do, and so does one that was cut here.
    pub ends_file: bool,
}

impl Cell {
    /// The cell's range in the row's text.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// A part of the cell's text, as a range of the row's text.
    pub fn part(self, part: Range<usize>) -> Range<usize> {
        self.start + part.start..self.start + part.end
    }
}

/// Says where a piece of a row's text stands in the file.
///
/// A row of one line has one segment. A record broken over several lines has one for each of them, and a row of a
/// workbook one for each cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Offset in [`Row::text`] at which the piece begins.
    pub offset: usize,
    /// 1-based line (workbook: row).
    pub line: u64,
    /// 1-based column, in characters, of the piece's first character (workbook: column number, A = 1).
    pub column: u64,
    /// Columns do not advance inside this piece: it is a cell of a workbook.
    pub one_column: bool,
}

/// A row of a table, or a line of a file that is no table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The row's text as it stands in the file; records broken over lines are put together.
    pub text: &'a [u8],
    /// The cells from left to right, selection column and empty first column left out.
    pub cells: &'a [Cell],
    /// Where the text stands in the file, in ascending order, the first at offset 0.
    pub segments: &'a [Segment],
    /// How the text is to be decoded.
    pub charset: Charset,
}

impl<'a> Row<'a> {
    /// The cell with this index. An empty one for a cell that the row does not have.
    pub fn cell(&self, index: usize) -> Cell {
        self.cells.get(index).copied().unwrap_or_default()
    }

    /// The cell's text as it stands in the file, doubled quotes included.
    pub fn raw(&self, cell: Cell) -> &'a [u8] {
        self.text.get(cell.range()).unwrap_or_default()
    }

    /// The cell's text with one quote for two where they are doubled.
    pub fn unquoted(&self, cell: Cell) -> Cow<'a, [u8]> {
        let raw = self.raw(cell);
        if cell.doubled_quotes { Cow::Owned(raw.replace(b"\"\"", b"\"")) } else { Cow::Borrowed(raw) }
    }

    /// The cell's value. Empty for a cell that the row does not have.
    pub fn value(&self, cell: usize) -> Cow<'a, [u8]> {
        self.unquoted(self.cell(cell))
    }

    /// The cell's value as text.
    pub fn text_of(&self, cell: usize) -> String {
        self.charset.decode(&self.value(cell)).into_owned()
    }

    /// 1-based line and column, the latter in characters, of a byte of the row's text.
    pub fn position(&self, offset: usize) -> (u64, u64) {
        let index = self.segments.partition_point(|segment| segment.offset <= offset).saturating_sub(1);
        let Some(segment) = self.segments.get(index) else { return (1, 1) };
        if segment.one_column {
            return (segment.line, segment.column);
        }
        let piece = self.text.get(segment.offset..offset).unwrap_or_default();
        (segment.line, segment.column + self.charset.characters(piece))
    }

    /// 1-based line and column of the character at a byte of the row's text; of the one before where the line ends there, so that
    /// the place is one that a viewer can show.
    pub fn character(&self, offset: usize) -> (u64, u64) {
        let next = self.segments.partition_point(|segment| segment.offset <= offset);
        let begin =
            next.checked_sub(1).and_then(|index| self.segments.get(index)).filter(|segment| !segment.one_column);
        let end = self.segments.get(next).map_or(self.text.len(), |next| next.offset);
        let is_line_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        match (begin, self.text.get(offset..end).unwrap_or_default()) {
            (Some(segment), rest) if rest.iter().all(is_line_end) => {
                let before = self.text.get(segment.offset..offset).unwrap_or_default();
                let length = before.iter().rposition(|byte| !is_line_end(byte)).map_or(0, |last| last + 1);
                let characters = self.charset.characters(before.get(..length).unwrap_or_default());
                (segment.line, (segment.column + characters).saturating_sub(1).max(1))
            }
            _ => self.position(offset),
        }
    }

    /// 1-based line in which the row begins.
    pub fn line(&self) -> u64 {
        self.segments.first().map_or(1, |segment| segment.line)
    }
}

/// Something about a file that its reader has to know: a place that could not be read as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// 1-based line.
    pub line: u64,
    /// 1-based column of a character in that line; 1 in an empty one.
    pub column: u64,
    /// What is the matter, as a phrase that can follow "line 14: ".
    pub message: String,
    /// The file does not hold all it should, so nothing can be proved by what is not in it.
    pub incomplete: bool,
}

crate::packing::packed!(Flaw { line, column, message, incomplete });

impl Flaw {
    /// A flaw at a byte of the row's text.
    pub fn at(row: &Row<'_>, offset: usize, message: &str, incomplete: bool) -> Self {
        let (line, column) = row.character(offset);
        Self { line, column, message: message.to_owned(), incomplete }
    }
}

/// Takes what a layout finds.
pub trait RowSink {
    /// A line that is part of no table: title, selection, page footer. It has one cell, the trimmed line.
    fn title(&mut self, row: &Row<'_>);
    /// A row that may be the heading of a table. The answer says whether it is; until the first yes no row is handed out.
    fn heading(&mut self, row: &Row<'_>) -> bool;
    /// A row of the table, with as many cells as the heading had.
    fn row(&mut self, row: &Row<'_>);
    /// Something that could not be read as it should.
    fn flaw(&mut self, flaw: Flaw);
    /// One sees where the table ends: what is not in it up to there is not there.
    fn end_seen(&mut self) {}
    /// The bytes in which the next clean rows stand.
    fn block(&mut self, text: &[u8]) {
        let _ = text;
    }
    /// Rows of which a layout need not say more than where their cells are. The answer says for how many of them, from
    /// the first on, that was enough; the next one comes as [`RowSink::row`].
    fn clean_rows(&mut self, rows: &CleanRows<'_>) -> usize {
        let _ = rows;
        0
    }
    /// Nothing that comes would tell more: whoever can may stop.
    fn has_enough(&self) -> bool {
        false
    }
    /// Says that the file has been read to its end. Whoever feeds the layout calls it once, after [`LineLayout::end`].
    fn end(&mut self) {}
}

/// A layout of text files.
pub trait LineLayout: Any + Send {
    /// Takes the next line.
    fn line(&mut self, line: &Line<'_>, sink: &mut dyn RowSink);
    /// Takes the next lines, and says how many they are.
    fn block(&mut self, block: &Block<'_>, sink: &mut dyn RowSink) -> u64 {
        block.for_each_line(|line| self.line(line, sink))
    }
    /// A layout for a later part of the file that is read at the same time, as if nothing but rows stood between; none
    /// where lines to come depend on those before.
    fn for_later_part(&self) -> Option<Box<dyn LineLayout>> {
        None
    }
    /// Says whether all lines to come would be read alike by both.
    fn is_like(&self, other: &dyn LineLayout) -> bool {
        let _ = other;
        false
    }
    /// A whole file ends with a line end: one that does not may be cut.
    fn ends_with_line_end(&self) -> bool {
        true
    }
    /// Says that no more lines come.
    fn end(&mut self, sink: &mut dyn RowSink);
    /// Says, behind [`LineLayout::end`], which line of the file was its last.
    fn look_at_end(&self, last_line: u64, sink: &mut dyn RowSink) {
        let _ = (last_line, sink);
    }
}
