//! Reads the rows of every export that is described as a plain table (`describe`): finds its heading, passes over repeated
//! headings and blank rows, and makes a record of each other row. What a kind knows beside its description it says in
//! [`TableKind`].

use std::any::Any;
use std::ops::Range;

use super::cell::{CUT, NO_COLUMN, client, client_text, is_whole_in, text};
use super::describe::{Entry, Reads};
use super::heading::{Columns, NameColumn};
use super::moment::MomentCells;
use super::{Fact, Field, FileContext, Reader, Record, RecordSink, Value};
use crate::knowledge::date::Order;
use crate::knowledge::mark;
use crate::layout::{Cell, CleanRow, CleanRows, KeptRow, Row};

/// A plain table: its description, and what is not plain of it. One that is plain in all says no more than `TABLE`, `NAMES`,
/// `A_RECORD` and `new`.
pub(super) trait TableKind: Any + Send + Sized {
    /// Its fields and columns.
    const TABLE: &'static [Entry];
    /// Entries whose column names the records: the first that is there counts. Without any of them it is another table.
    const NAMES: &'static [usize];
    /// What a row lacks that has no name, as a flaw says it: "a destination".
    const A_RECORD: &'static str;
    /// What a row means is known only when all have been read: records come at the end of the file.
    const AT_THE_END: bool = false;

    /// Fields whose text stands in a row letter by letter, none of which a rule need see if it asks for none of their
    /// words; see [`super::FieldBytes::whole`]. Each has its longest length.
    const WHOLE: &'static [usize] = &[];

    /// Begins to read a file.
    fn new(file: &FileContext<'_>) -> Self;

    /// A line that is part of no table.
    fn title(&mut self, row: &Row<'_>) {
        let _ = row;
    }

    /// A row that may be a heading, or a line above it that separators made cells of.
    fn offered(&mut self, row: &Row<'_>) {
        let _ = row;
    }

    /// Says whether a heading with all required columns is its own.
    fn is_ours(&self, heading: &Heading) -> bool {
        let _ = heading;
        true
    }

    /// Its heading has been found; `first` of the file, or another one.
    fn begin(&mut self, row: &TableRecord<'_>, first: bool, sink: &mut dyn RecordSink) {
        let _ = (row, first, sink);
    }

    /// Says whether a row is a record, and learns what it tells of others.
    fn has_record(&mut self, row: &TableRecord<'_>, sink: &mut dyn RecordSink) -> bool {
        row.has_name(Self::A_RECORD, sink)
    }

    /// The value of a field that is its own to read ([`Reads::Own`]).
    fn field<'r>(&'r self, row: &TableRecord<'r>, index: usize) -> Field<'r> {
        let _ = (row, index);
        Field::absent()
    }

    /// Parts of a record's row that must never be shown.
    fn secrets(&self, row: &TableRecord<'_>) -> Vec<Range<usize>> {
        let _ = row;
        Vec::new()
    }

    /// The file has been read to its end.
    fn end(&mut self, sink: &mut dyn RecordSink) {
        let _ = sink;
    }

    /// What reads a later part of the file at the same time; none if rows depend on anything above but the heading. Only
    /// then may rows be passed over.
    fn for_later_part(&self, heading: &Heading) -> Option<Self> {
        let _ = heading;
        None
    }
}

/// Begins to read a table of this kind.
pub(super) fn open<K: TableKind>(file: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(TableReader { kind: K::new(file), heading: None, kept: Vec::new() })
}

struct TableReader<K> {
    kind: K,
    heading: Option<Heading>,
    /// Rows that wait for the end of the file.
    kept: Vec<KeptRow>,
}

/// Where the entries of a description stand in a file.
#[derive(Clone)]
pub(super) struct Heading {
    cells: Vec<Option<usize>>,
    /// The name or label over each.
    labels: Vec<Option<&'static str>>,
    /// The cell that names the records.
    name: usize,
    names: NameColumn,
}

impl Heading {
    fn find<K: TableKind>(row: &Row<'_>) -> Option<Self> {
        let described: Vec<_> = K::TABLE.iter().filter_map(|entry| entry.column).collect();
        let columns = Columns::find(&described, row)?;
        let mut of_columns = 0..;
        let places: Vec<Option<usize>> =
            K::TABLE.iter().map(|entry| entry.column.and_then(|_| of_columns.next())).collect();
        let cells: Vec<_> = places.iter().map(|place| columns.cell((*place)?)).collect();
        let labels = places.iter().map(|place| columns.label((*place)?)).collect();
        let name = K::NAMES.iter().find_map(|entry| cells[*entry])?;
        Some(Self { cells, labels, name, names: NameColumn::under(row, name) })
    }

    /// The file has the column of this entry.
    pub(super) fn has(&self, entry: usize) -> bool {
        self.cell(entry).is_some()
    }

    /// The name or label under which it has it.
    pub(super) fn label(&self, entry: usize) -> Option<&'static str> {
        self.labels.get(entry).copied().flatten()
    }

    fn cell(&self, entry: usize) -> Option<usize> {
        self.cells.get(entry).copied().flatten()
    }
}

impl<K: TableKind> Reader for TableReader<K> {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        self.kind.title(row);
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        self.kind.offered(row);
        let Some(heading) = Heading::find::<K>(row).filter(|heading| self.kind.is_ours(heading)) else { return false };
        sink.heading(row);
        self.kind.begin(&TableRecord { row, heading: &heading }, self.heading.is_none(), sink);
        self.heading = Some(heading);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(heading) = &self.heading else { return };
        let record = TableRecord { row, heading };
        match self.kind.has_record(&record, sink) {
            true if K::AT_THE_END => self.kept.push(KeptRow::of(row)),
            true => sink.record(&OfKind { kind: &self.kind, row: record }, row),
            false => {}
        }
    }

    fn clean_rows(&mut self, rows: &CleanRows<'_>, sink: &mut dyn RecordSink) -> usize {
        let Some(heading) = &self.heading else { return 0 };
        if K::WHOLE.is_empty() || self.kind.for_later_part(heading).is_none() {
            return 0;
        }
        let Some(end) = sink.clear_to(rows.start()) else { return 0 };
        let is_uncut = |row: &CleanRow<'_>, entry: &usize| {
            let longest = K::TABLE.get(*entry).and_then(|entry| entry.reads.longest());
            let place = heading.cell(*entry).zip(longest);
            place.is_some_and(|(cell, longest)| is_whole_in(row, cell, longest))
        };
        let is_clear = |row: &CleanRow<'_>| {
            row.end() <= end && heading.names.is_filled(row) && K::WHOLE.iter().all(|entry| is_uncut(row, entry))
        };
        let passed = rows.iter().take_while(is_clear).count();
        sink.passed(passed);
        passed
    }

    fn for_later_part(&self) -> Option<Box<dyn Reader>> {
        let heading = self.heading.as_ref()?;
        let kind = self.kind.for_later_part(heading)?;
        Some(Box::new(Self { kind, heading: Some(heading.clone()), kept: Vec::new() }))
    }

    fn follow(&mut self, before: &dyn Reader) -> bool {
        let before = (before as &dyn Any).downcast_ref::<Self>().and_then(|before| before.heading.as_ref());
        before.zip(self.heading.as_ref()).is_some_and(|(before, own)| before.cells == own.cells)
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        if let Some(heading) = &self.heading {
            for kept in &self.kept {
                let row = kept.row();
                sink.record(&OfKind { kind: &self.kind, row: TableRecord { row: &row, heading } }, &row);
            }
        }
        self.kind.end(sink);
    }
}

/// A row of a described table.
#[derive(Clone, Copy)]
pub(super) struct TableRecord<'r> {
    /// The row.
    pub(super) row: &'r Row<'r>,
    /// What stands where in it.
    pub(super) heading: &'r Heading,
}

impl<'r> TableRecord<'r> {
    /// The cell of this entry, if the file has it.
    pub(super) fn cell(&self, entry: usize) -> Option<Cell> {
        self.heading.cell(entry).map(|cell| self.row.cell(cell))
    }

    /// Its text, decoded, without blanks around it.
    pub(super) fn decoded(&self, entry: usize) -> Option<String> {
        let cell = self.cell(entry)?;
        Some(self.row.charset.decode(&self.row.unquoted(cell)).trim().to_owned())
    }

    /// The row has a name and is not the heading again. One without is a flaw unless it is blank.
    pub(super) fn has_name(&self, a_record: &str, sink: &mut dyn RecordSink) -> bool {
        self.heading.names.has_record(self.row, a_record, sink)
    }

    /// Something stands in the cell of this entry.
    pub(super) fn has(&self, entry: usize) -> bool {
        self.heading.cell(entry).is_some_and(|cell| !self.row.value(cell).is_empty())
    }

    /// Nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.row.cells.iter().all(|cell| cell.start == cell.end)
    }

    /// The heading stands here again.
    pub(super) fn is_heading(&self) -> bool {
        self.heading.names.is_title(self.row)
    }

    /// The column that names records is blank in it.
    pub(super) fn is_nameless(&self) -> bool {
        self.row.value(self.heading.name).is_empty()
    }

    /// The value of a field as its entry says.
    pub(super) fn read(&self, entry: &Entry, index: usize) -> Field<'r> {
        let Some(at) = self.heading.cell(index) else { return Field::unknown(entry.unknown) };
        let cell = self.row.cell(at);
        match entry.reads {
            Reads::Text if cell.fills_column && cell.range().is_empty() => Field::unknown(CUT),
            Reads::Text | Reads::Own => Field::of(self.row, cell),
            Reads::Longest(longest) | Reads::TextOr(longest) => text(self.row, at, longest),
            Reads::Client => client(self.row, at),
            Reads::Number => {
                let value = match self.decoded(index).unwrap_or_default().as_str() {
                    "" => Value::Absent,
                    text => text.parse().map_or(Value::Unknown(NO_NUMBER), Value::Number),
                };
                Field { value, span: Some(cell.range()) }
            }
            Reads::Flag(blank) => {
                let text = self.decoded(index).unwrap_or_default();
                // Nothing stands where the row is cut.
                let blank = blank.filter(|_| !cell.fills_column);
                let flag = if text.is_empty() { blank } else { mark::read(&text) };
                Field { value: flag.map_or(Value::Unknown(entry.unknown), Value::Flag), span: Some(self.place(cell)) }
            }
        }
    }

    /// A text of at most so many characters.
    pub(super) fn text(&self, entry: usize, longest: usize) -> Field<'r> {
        self.heading.cell(entry).map_or_else(|| Field::unknown(NO_COLUMN), |cell| text(self.row, cell, longest))
    }

    /// The client that stands in the cell of this entry.
    pub(super) fn client(&self, entry: usize) -> Field<'r> {
        self.heading.cell(entry).map_or_else(|| Field::unknown(NO_COLUMN), |cell| client(self.row, cell))
    }

    /// The day that stands in the cell of this entry, as `YYYY-MM-DD`; absent if it was never set. `order` decides where day
    /// and month may be swapped.
    pub(super) fn day(&self, entry: usize, order: Option<Order>) -> Field<'r> {
        MomentCells { day: self.heading.cell(entry), time: None }.field(self.row, order)
    }

    /// Where to look at a cell: a blank one is nothing to look at, the record's name is.
    pub(super) fn place(&self, cell: Cell) -> Range<usize> {
        let range = cell.range();
        if range.is_empty() { self.row.cell(self.heading.name).range() } else { range }
    }
}

/// Says of a list by its first record of which client it is, for each client has rows of its own.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ClientTold(bool);

impl ClientTold {
    /// This row is a record; its client stands under the entry `client`. Of several tables of one kind `table` is that which the list shows.
    pub(super) fn by(
        &mut self,
        row: &TableRecord<'_>,
        (table, client): (Option<&str>, usize),
        sink: &mut dyn RecordSink,
    ) {
        if std::mem::replace(&mut self.0, true) {
            return;
        }
        let client = row.heading.cell(client).map(|cell| client_text(row.row, cell)).unwrap_or_default();
        let part = [table.unwrap_or_default(), &client].join(" ").trim().to_owned();
        // No text at all would say that nobody knows which part it is.
        sink.fact(Fact::Part(if part.is_empty() { "table" } else { &part }));
    }
}

/// Why a field is unknown that should be a number.
const NO_NUMBER: &str = "no number stands there";

struct OfKind<'r, K> {
    kind: &'r K,
    row: TableRecord<'r>,
}

impl<K: TableKind> Record for OfKind<'_, K> {
    fn field(&self, index: usize) -> Field<'_> {
        match K::TABLE.get(index) {
            Some(Entry { spec: Some(_), reads: Reads::Own, .. }) => self.kind.field(&self.row, index),
            Some(Entry { spec: Some(_), reads: Reads::TextOr(_), .. }) if !self.row.heading.has(index) => {
                self.kind.field(&self.row, index)
            }
            Some(entry @ Entry { spec: Some(_), .. }) => self.row.read(entry, index),
            _ => Field::absent(),
        }
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        self.kind.secrets(&self.row)
    }
}
