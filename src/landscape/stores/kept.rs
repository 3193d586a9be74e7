//! A row of a config store that is kept because it is wrong: what stands in it, and the row of the file that reports show.

use std::borrow::Cow;
use std::ops::Range;

use super::row::{Cell, StoreRow};
use crate::layout::{KeptRow, Row as FileRow};
use crate::policy::evaluate::{Row, Value};

/// A row of a store.
#[derive(Debug, Clone)]
pub struct KeptRowOfStore {
    cells: Box<[KeptCell]>,
    /// The row of the file.
    pub row: KeptRow,
    /// What of it must never be shown.
    pub secrets: Box<[Range<usize>]>,
}

#[derive(Debug, Clone)]
struct KeptCell {
    column: Box<str>,
    text: Option<Box<str>>,
    span: Option<Range<usize>>,
}

impl KeptRowOfStore {
    /// Of a row while its record is at hand.
    pub fn of(row: &StoreRow<'_>, file: &FileRow<'_>, secrets: Vec<Range<usize>>) -> Self {
        let cells = row.cells.iter().map(|cell| KeptCell {
            column: cell.column.as_ref().into(),
            text: cell.text.as_deref().map(Into::into),
            span: cell.span.clone(),
        });
        Self { cells: cells.collect(), row: KeptRow::of(file), secrets: secrets.into() }
    }

    /// So many lines stand before the part of the file that it was read from.
    pub fn move_down(&mut self, lines: u64) {
        self.row.move_down(lines);
    }

    /// Where a column stands in the file's row; of one that stands nowhere the first that does.
    pub fn place(&self, column: Option<&str>) -> Range<usize> {
        let of_column = column.and_then(|column| self.cells.iter().find(|cell| *cell.column == *column));
        let span = of_column.and_then(|cell| cell.span.clone());
        let first = || self.cells.iter().rev().find_map(|cell| cell.span.clone());
        span.or_else(first).unwrap_or(0..0)
    }

    /// Where all cells stand that do: what reports may show.
    pub fn places(&self) -> Vec<Range<usize>> {
        self.cells.iter().filter_map(|cell| cell.span.clone()).collect()
    }

    /// The same with this text in a column.
    #[must_use]
    pub fn with(&self, column: &str, text: &str) -> Self {
        self.set(column, Some(text))
    }

    /// The same with a column of which nobody knows what stands in it.
    #[must_use]
    pub fn with_unknown(&self, column: &str) -> Self {
        self.set(column, None)
    }

    fn set(&self, column: &str, text: Option<&str>) -> Self {
        let mut cells: Vec<KeptCell> = self.cells.to_vec();
        let text = text.map(Into::into);
        match cells.iter_mut().find(|cell| *cell.column == *column) {
            Some(cell) => cell.text = text,
            None => cells.push(KeptCell { column: column.into(), text, span: None }),
        }
        Self { cells: cells.into(), row: self.row.clone(), secrets: self.secrets.clone() }
    }

    /// It as a row that can be asked.
    pub fn as_row(&self) -> StoreRow<'_> {
        let cells = self.cells.iter().map(|cell| Cell {
            column: Cow::Borrowed(&cell.column),
            text: cell.text.as_deref().map(Cow::Borrowed),
            span: cell.span.clone(),
        });
        StoreRow { cells: cells.collect(), or: None, may_be_absent: false }
    }

    /// The text of a column, if it is known.
    pub fn text(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|cell| *cell.column == *column)?.text.as_deref()
    }
}

impl Row for KeptRowOfStore {
    fn cell(&self, column: &str) -> Value<'_> {
        self.text(column).map_or(Value::Unknown, Value::from)
    }
}
