//! A table as Parquet: columns with types, compressed with Snappy, which every reader knows. Rows are gathered until a group of them is worth
//! writing; more of them are never held.

use std::io::{self, Write};
use std::sync::Arc;

use jiff::civil::{Date, DateTime, date};
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::cell::{Cell, Kind};
use super::tables::{self, Table};
use super::writer::Writer;
use crate::output::Draft;

/// So many rows are a group: readers give each thread one.
const ROWS: usize = 1 << 16;
/// ... or fewer, if their texts have so many bytes.
const BYTES: usize = 8 << 20;

pub(super) struct Parquet {
    table: &'static Table,
    file: SerializedFileWriter<Draft>,
    columns: Vec<Values>,
    rows: usize,
    bytes: usize,
}

/// The values of a column in the rows that are not written yet, each with how much of it is there: 0 says that it is missing.
struct Values {
    levels: Vec<i16>,
    /// Of a list's items 0 says that it is the first, which an empty list has, too.
    places: Vec<i16>,
    held: Held,
}

enum Held {
    Text(Vec<ByteArray>),
    List(Vec<ByteArray>),
    Number(Vec<i64>),
    Moment(Vec<i64>),
    Day(Vec<i32>),
    Flag(Vec<bool>),
}

impl Values {
    fn of(kind: Kind) -> Self {
        let held = match kind {
            Kind::Text => Held::Text(Vec::new()),
            Kind::List => Held::List(Vec::new()),
            Kind::Number => Held::Number(Vec::new()),
            Kind::Moment => Held::Moment(Vec::new()),
            Kind::Day => Held::Day(Vec::new()),
            Kind::Flag => Held::Flag(Vec::new()),
        };
        Self { levels: Vec::new(), places: Vec::new(), held }
    }

    /// Takes a value, and says how many bytes its texts have. One of another kind counts as missing.
    fn take(&mut self, cell: &Cell) -> usize {
        let Self { levels, places, held } = self;
        let mut bytes = 0;
        match (held, cell) {
            (Held::List(texts), Cell::List(items)) => {
                for (number, item) in items.iter().enumerate() {
                    levels.push(2);
                    places.push(i16::from(number > 0));
                    bytes += item.len();
                    texts.push(ByteArray::from(item.as_bytes().to_vec()));
                }
                if items.is_empty() {
                    levels.push(1);
                    places.push(0);
                }
                return bytes;
            }
            (Held::List(_), _) => {
                levels.push(0);
                places.push(0);
                return 0;
            }
            (Held::Text(texts), Cell::Text(text)) => {
                bytes = text.len();
                texts.push(ByteArray::from(text.as_bytes().to_vec()));
            }
            (Held::Number(numbers), Cell::Number(number)) => numbers.push(*number),
            (Held::Moment(moments), Cell::Moment(moment)) => moments.push(micros(*moment)),
            (Held::Day(days), Cell::Day(day)) => days.push(day_number(*day)),
            (Held::Flag(flags), Cell::Flag(flag)) => flags.push(*flag),
            _ => {
                levels.push(0);
                return 0;
            }
        }
        levels.push(1);
        bytes
    }

    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(self.levels.as_slice());
        match &mut self.held {
            Held::Text(texts) => {
                column.typed::<ByteArrayType>().write_batch(texts, levels, None)?;
                texts.clear();
            }
            Held::List(texts) => {
                column.typed::<ByteArrayType>().write_batch(texts, levels, Some(&self.places))?;
                texts.clear();
            }
            Held::Number(numbers) | Held::Moment(numbers) => {
                column.typed::<Int64Type>().write_batch(numbers, levels, None)?;
                numbers.clear();
            }
            Held::Day(days) => {
                column.typed::<Int32Type>().write_batch(days, levels, None)?;
                days.clear();
            }
            Held::Flag(flags) => {
                column.typed::<BoolType>().write_batch(flags, levels, None)?;
                flags.clear();
            }
        }
        self.levels.clear();
        self.places.clear();
        Ok(())
    }
}

/// Days since 1970-01-01.
fn day_number(day: Date) -> i32 {
    let hours = day.duration_since(date(1970, 1, 1)).as_hours();
    i32::try_from(hours / 24).unwrap_or_default()
}

/// Microseconds since the begin of 1970.
fn micros(moment: DateTime) -> i64 {
    i64::try_from(moment.duration_since(date(1970, 1, 1).at(0, 0, 0, 0)).as_micros()).unwrap_or_default()
}

impl Parquet {
    /// Begins the file.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn begin(table: &'static Table, draft: Draft) -> io::Result<Self> {
        let mut fields = Vec::with_capacity(table.columns.len());
        for column in &table.columns {
            fields.push(field(&column.name, column.kind).map_err(told)?);
        }
        let schema =
            Type::group_type_builder(&table.name.replace('-', "_")).with_fields(fields).build().map_err(told)?;
        let own = |key: &str, value: String| KeyValue { key: format!("basislint.{key}"), value: Some(value) };
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_created_by(concat!(env!("CARGO_PKG_NAME"), " version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(vec![
                own("table", table.name.to_owned()),
                own("facts", tables::VERSION.to_string()),
            ]))
            .build();
        let file = SerializedFileWriter::new(draft, Arc::new(schema), Arc::new(properties)).map_err(told)?;
        let columns = table.columns.iter().map(|column| Values::of(column.kind)).collect();
        Ok(Self { table, file, columns, rows: 0, bytes: 0 })
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for values in &mut self.columns {
            let Some(mut column) = group.next_column()? else {
                return Err(ParquetError::General(format!("{} has too few columns", self.table.name)));
            };
            values.write(&mut column)?;
            column.close()?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl Writer for Parquet {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for (values, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += values.take(cell);
        }
        self.rows += 1;
        if self.rows >= ROWS || self.bytes >= BYTES {
            self.write_group().map_err(told)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group().map_err(told)?;
        }
        let mut draft = self.file.into_inner().map_err(told)?;
        draft.flush()?;
        draft.finish()
    }
}

/// A column of the file: any value may be missing; a list is a group of groups, as Parquet's own documentation has it.
fn field(name: &str, kind: Kind) -> Result<TypePtr, ParquetError> {
    let text = |name: &str, repetition| {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(repetition)
            .with_logical_type(Some(LogicalType::String))
            .with_converted_type(ConvertedType::UTF8)
            .build()
    };
    let plain = |physical, logical| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
    };
    let field = match kind {
        Kind::Text => text(name, Repetition::OPTIONAL)?,
        Kind::Number => plain(Physical::INT64, None)?,
        Kind::Flag => plain(Physical::BOOLEAN, None)?,
        Kind::Day => plain(Physical::INT32, Some(LogicalType::Date))?,
        Kind::Moment => plain(Physical::INT64, Some(LogicalType::timestamp(false, TimeUnit::MICROS)))?,
        Kind::List => {
            let item = Arc::new(text("element", Repetition::REQUIRED)?);
            let items = Type::group_type_builder("list").with_repetition(Repetition::REPEATED).with_fields(vec![item]);
            Type::group_type_builder(name)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(Some(LogicalType::List))
                .with_converted_type(ConvertedType::LIST)
                .with_fields(vec![Arc::new(items.build()?)])
                .build()?
        }
    };
    Ok(Arc::new(field))
}

/// The error as the output gave it, if it is one of those.
fn told(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error.to_string()),
        },
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_count_from_1970() {
        assert_eq!([date(1970, 1, 1), date(1969, 12, 31), date(9999, 12, 31)].map(day_number), [0, -1, 2_932_896]);
        assert_eq!(micros(date(2000, 1, 1).at(0, 0, 1, 0)), 946_684_801_000_000);
    }
}
