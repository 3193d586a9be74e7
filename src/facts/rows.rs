//! A record as a row: the values of its fields as those of columns. What of them is a secret the record says, and texts that look like one are
//! masked as in reports.

use std::io;
use std::sync::{Mutex, PoisonError};

use jiff::civil::{Date, DateTime};

use super::cell::Cell;
use super::meaning::Reading;
use super::tables::{COLUMNS_OF_FILE, INSTANCE, LINE, Of};
use super::write::Names;
use super::writer::Writer;
use crate::export::shown::secrets_of;
use crate::export::{Fact, Field, Onlooker, Record, Value, quoted};
use crate::knowledge::secret;
use crate::knowledge::version::sort_key;
use crate::layout::Row;

/// Writes the records of one file after the other into one table.
pub(super) struct Rows<'t>(Mutex<State<'t>>);

struct State<'t> {
    of: &'t Of,
    names: Names<'t>,
    writer: Box<dyn Writer>,
    /// What it begins with is the same for all rows of a file.
    row: Vec<Cell>,
    /// The instance of the whole file.
    instance: Cell,
    rows: u64,
    /// Why no more is written.
    failed: Option<io::Error>,
}

impl<'t> Rows<'t> {
    /// Rows of this kind of export.
    pub fn new(of: &'t Of, names: Names<'t>, writer: Box<dyn Writer>) -> Self {
        let state = State { of, names, writer, row: Vec::new(), instance: Cell::Missing, rows: 0, failed: None };
        Self(Mutex::new(state))
    }

    /// The next rows are of a file of which these columns tell.
    pub fn begin(&self, file: Vec<Cell>) {
        self.with(|state| {
            state.instance = file.get(INSTANCE).cloned().unwrap_or_default();
            state.row = file;
        });
    }

    /// Writes what is not written yet, and puts the table in its place. Says how many rows it has.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn finish(self) -> io::Result<u64> {
        let state = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        match state.failed {
            Some(error) => Err(error),
            None => state.writer.finish().map(|()| state.rows),
        }
    }

    fn with<T>(&self, what: impl FnOnce(&mut State<'t>) -> T) -> T {
        what(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Onlooker for Rows<'_> {
    fn record(&self, record: &dyn Record, row: &Row<'_>) {
        self.with(|state| {
            if state.failed.is_none() {
                state.failed = state.record(record, row).err();
            }
        });
    }

    fn fact(&self, fact: &Fact<'_>) {
        if let Fact::InstanceOfRows(instance) = fact {
            self.with(|state| {
                let own = Cell::text(state.names.text(&secret::veiled(instance)));
                let instance = if own == Cell::Missing { state.instance.clone() } else { own };
                if let Some(cell) = state.row.get_mut(INSTANCE) {
                    *cell = instance;
                }
            });
        }
    }
}

impl State<'_> {
    fn record(&mut self, record: &dyn Record, row: &Row<'_>) -> io::Result<()> {
        self.row.truncate(COLUMNS_OF_FILE);
        let first = row.cells.iter().find(|cell| !cell.range().is_empty()).map_or(0, |cell| cell.start);
        if let Some(line) = self.row.get_mut(LINE) {
            *line = Cell::place(row.character(first).0);
        }
        // A field may be a piece of a text that alone tells no secret.
        let secrets = secrets_of(record, row);
        let mut noted = Noted::default();
        for (index, (reading, column)) in self.of.fields.iter().enumerate() {
            let told = Told { field: record.field(index), is_hidden: record.hides(index), secrets: &secrets, row };
            let cell = told.cell(*reading, column, self.names, &mut noted);
            match (reading, cell) {
                (Reading::Moment, cell) => {
                    let (day, moment) = moment(cell);
                    self.row.push(day);
                    self.row.push(moment);
                }
                (Reading::Version, cell) => {
                    let key = match &cell {
                        Cell::Text(version) => Cell::text(sort_key(version)),
                        _ => Cell::Missing,
                    };
                    self.row.push(cell);
                    self.row.push(key);
                }
                (_, cell) => self.row.push(cell),
            }
        }
        if let Some(ciphers) = self.of.ciphers {
            let text = |index: usize| match record.field(index).value {
                Value::Text(text) if !record.hides(index) => Some(row.charset.decode(&text).into_owned()),
                _ => None,
            };
            let decoded = ciphers.decoded(text);
            let number = |number: Option<i64>| number.map_or(Cell::Missing, Cell::Number);
            self.row.push(number(decoded.as_ref().and_then(|it| it.lowest)));
            self.row.push(number(decoded.as_ref().and_then(|it| it.highest)));
            self.row.push(decoded.as_ref().and_then(|it| it.weak.clone()).map_or(Cell::Missing, Cell::List));
            self.row.push(Cell::text(decoded.and_then(|it| it.forward_secrecy).unwrap_or_default()));
        }
        let Noted { unknown, cut, hidden } = noted;
        self.row.extend([unknown, cut, hidden].map(Cell::names));
        self.rows += 1;
        self.writer.row(&self.row)
    }
}

/// Columns of which there is something to say.
#[derive(Default)]
struct Noted<'c> {
    unknown: Vec<&'c str>,
    cut: Vec<&'c str>,
    hidden: Vec<&'c str>,
}

/// A field's value, and what of it must not be shown.
struct Told<'r> {
    field: Field<'r>,
    is_hidden: bool,
    secrets: &'r [std::ops::Range<usize>],
    row: &'r Row<'r>,
}

impl Told<'_> {
    fn cell<'c>(self, reading: Reading, name: &'c str, names: Names<'_>, noted: &mut Noted<'c>) -> Cell {
        let Self { mut field, is_hidden, secrets, row } = self;
        let is_secret = |span: &std::ops::Range<usize>| {
            secrets.iter().any(|secret| secret.start < span.end && span.start < secret.end)
        };
        match &field.value {
            Value::Unknown(_) => {
                noted.unknown.push(name);
                return Cell::Missing;
            }
            Value::Absent => return Cell::Missing,
            _ if is_hidden => {
                noted.hidden.push(name);
                return Cell::Missing;
            }
            Value::Cut(_) => {
                noted.cut.push(name);
                if let Value::Cut(text) = std::mem::replace(&mut field.value, Value::Absent) {
                    field.value = Value::Text(text);
                }
            }
            Value::List(items) => {
                let mut is_masked = false;
                let items: Vec<String> = items
                    .iter()
                    .map(|item| {
                        let shown = match item.span.as_ref().is_some_and(is_secret) {
                            true => secret::MASK.into(),
                            false => secret::veiled(&item.text),
                        };
                        is_masked |= *shown != item.text;
                        names.text(&shown)
                    })
                    .collect();
                if is_masked {
                    noted.hidden.push(name);
                }
                return if reading == Reading::List { Cell::List(items) } else { Cell::text(items.join(", ")) };
            }
            Value::Number(_) if field.span.as_ref().is_some_and(is_secret) => {
                noted.hidden.push(name);
                return Cell::Missing;
            }
            Value::Number(number) if reading == Reading::Number => return Cell::Number(*number),
            Value::Flag(flag) if reading == Reading::Flag => return Cell::Flag(*flag),
            Value::Text(_) | Value::Number(_) | Value::Flag(_) => {}
        }
        let Some(shown) = quoted(&field, row.charset, secrets, false) else { return Cell::Missing };
        if shown.contains(secret::MASK) {
            let was_there = crate::export::display(&field.value, row.charset);
            if was_there.is_none_or(|text| text != *shown) {
                noted.hidden.push(name);
            }
            if *shown == *secret::MASK {
                return Cell::Missing;
            }
        }
        match reading {
            Reading::Day => match shown.parse::<Date>() {
                Ok(day) => Cell::Day(day),
                Err(_) => {
                    noted.unknown.push(name);
                    Cell::Missing
                }
            },
            Reading::Moment if day_of(&shown).is_none() => {
                noted.unknown.push(name);
                Cell::Missing
            }
            Reading::Moment => Cell::text(shown),
            Reading::Text | Reading::Version => Cell::text(names.text(&shown)),
            Reading::List => Cell::List(vec![names.text(&shown)]),
            Reading::Number | Reading::Flag => {
                noted.unknown.push(name);
                Cell::Missing
            }
        }
    }
}

/// The day of a moment, and the moment if its time is told.
fn moment(cell: Cell) -> (Cell, Cell) {
    let Cell::Text(text) = cell else { return (Cell::Missing, Cell::Missing) };
    let time = if text.contains('T') { text.parse::<DateTime>().ok() } else { None };
    (day_of(&text).map_or(Cell::Missing, Cell::Day), time.map_or(Cell::Missing, Cell::Moment))
}

fn day_of(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
