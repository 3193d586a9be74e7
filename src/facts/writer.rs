//! How a table is written. Nothing here knows what stands in it.

use std::io;

use super::cell::Cell;
use super::tables::Table;
use super::{csv, jsonl};
use crate::output::Draft;

/// How tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Columns with types, compressed: for DuckDB, DataFusion, Spark, Polars and the like.
    Parquet,
    /// Lines of text for spreadsheets: what one would take for a formula has an apostrophe before it.
    Csv,
    /// A JSON object on each line.
    Jsonl,
}

/// Why a table cannot be written so.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The program was built without it.
    #[error(
        "this basislint was built without Parquet: build it with `cargo build --release --features parquet`, or say --format csv or --format jsonl"
    )]
    WithoutParquet,
}

/// Writes the rows of one table.
pub(super) trait Writer: Send {
    /// The next row: a value for each column.
    ///
    /// # Errors
    /// What the operating system says.
    fn row(&mut self, cells: &[Cell]) -> io::Result<()>;

    /// Writes what is not written yet, and puts the file in its place.
    ///
    /// # Errors
    /// What the operating system says.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

impl Format {
    /// The one that is taken unless somebody says another.
    pub fn usual() -> Self {
        if cfg!(feature = "parquet") { Self::Parquet } else { Self::Csv }
    }

    /// Its word on the command line, and the ending of its files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    /// Whether this program can write it.
    ///
    /// # Errors
    /// It cannot, with the way out.
    pub fn is_there(self) -> Result<(), FormatError> {
        match self {
            Self::Parquet if cfg!(not(feature = "parquet")) => Err(FormatError::WithoutParquet),
            _ => Ok(()),
        }
    }

    /// Begins to write a table.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn begin(self, table: &'static Table, draft: Draft) -> io::Result<Box<dyn Writer>> {
        Ok(match self {
            #[cfg(feature = "parquet")]
            Self::Parquet => Box::new(super::parquet::Parquet::begin(table, draft)?),
            #[cfg(not(feature = "parquet"))]
            Self::Parquet => return Err(io::Error::other(FormatError::WithoutParquet)),
            Self::Csv => Box::new(csv::Csv::begin(table, draft)?),
            Self::Jsonl => Box::new(jsonl::Jsonl::begin(table, draft)),
        })
    }
}
