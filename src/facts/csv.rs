//! A table as CSV: UTF-8 without a mark, lines end with LF, quotes as RFC 4180 has them. Cells are those of the report in CSV: no control
//! character, no formula, none longer than a spreadsheet takes. What is missing is empty; a list has `; ` between its items.

use std::io::{self, BufWriter, Write};

use super::cell::Cell;
use super::tables::Table;
use super::writer::Writer;
use crate::output::Draft;
use crate::report::csv::text;

/// Stands between the items of a list.
const BETWEEN: &str = "; ";

pub(super) struct Csv(::csv::Writer<BufWriter<Draft>>);

impl Csv {
    /// Writes the heading.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn begin(table: &Table, draft: Draft) -> io::Result<Self> {
        let mut rows = ::csv::Writer::from_writer(BufWriter::new(draft));
        rows.write_record(table.columns.iter().map(|column| column.name.as_str()))?;
        Ok(Self(rows))
    }
}

impl Writer for Csv {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for cell in cells {
            let field = match cell {
                Cell::Missing => String::new(),
                Cell::Text(value) => text(value).into_owned(),
                Cell::Number(number) => number.to_string(),
                Cell::Flag(flag) => flag.to_string(),
                Cell::Day(day) => day.to_string(),
                Cell::Moment(moment) => moment.to_string(),
                Cell::List(items) => text(&items.join(BETWEEN)).into_owned(),
            };
            self.0.write_field(field)?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let mut buffer = self.0.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        buffer.flush()?;
        buffer.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
    }
}
