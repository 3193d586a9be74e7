//! A table as JSON lines: an object for each row, with all columns in order. What is missing is null, days and moments are texts.

use std::io::{self, BufWriter, Write};

use super::cell::Cell;
use super::tables::Table;
use super::writer::Writer;
use crate::output::Draft;

pub(super) struct Jsonl {
    table: &'static Table,
    out: BufWriter<Draft>,
    line: Vec<u8>,
}

impl Jsonl {
    /// Begins the file.
    pub fn begin(table: &'static Table, draft: Draft) -> Self {
        Self { table, out: BufWriter::new(draft), line: Vec::new() }
    }
}

impl Writer for Jsonl {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let line = &mut self.line;
        line.clear();
        for (column, cell) in self.table.columns.iter().zip(cells) {
            line.push(if line.is_empty() { b'{' } else { b',' });
            serde_json::to_writer(&mut *line, &column.name)?;
            line.push(b':');
            match cell {
                Cell::Missing => line.extend_from_slice(b"null"),
                Cell::Text(text) => serde_json::to_writer(&mut *line, text)?,
                Cell::Number(number) => serde_json::to_writer(&mut *line, number)?,
                Cell::Flag(flag) => serde_json::to_writer(&mut *line, flag)?,
                Cell::Day(day) => write!(line, "\"{day}\"")?,
                Cell::Moment(moment) => write!(line, "\"{moment}\"")?,
                Cell::List(items) => serde_json::to_writer(&mut *line, items)?,
            }
        }
        line.extend_from_slice(b"}\n");
        self.out.write_all(line)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()?;
        self.out.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
    }
}
