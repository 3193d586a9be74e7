//! Between rows and records: what reads the rows of an export, and what takes the records.

use std::any::Any;

use super::Record;
use crate::layout::{CleanRows, Flaw, Row, RowSink};
use crate::packing::packed;

/// Reads the rows of one file as records. It holds what earlier rows tell of later ones, and nothing else.
pub trait Reader: Any + Send {
    /// A line that is part of no table.
    fn title(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let _ = (row, sink);
    }
    /// A row that may be the heading. The answer says whether it is; plain lines have none.
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let _ = (row, sink);
        false
    }
    /// A row below the heading.
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink);
    /// Rows that are just as the heading asks. The answer says how many of them, from the first on, have been dealt with;
    /// the next one comes as [`Reader::row`].
    ///
    /// A row has been dealt with if no word stands in it that [`RecordSink::clear_to`] warns of, no field of
    /// [`super::FieldBytes`] is unknown in it, and [`RecordSink::minds`] none of the values that a glance tells.
    fn clean_rows(&mut self, rows: &CleanRows<'_>, sink: &mut dyn RecordSink) -> usize {
        let _ = (rows, sink);
        0
    }
    /// Something could not be read as it should; the sink has it.
    fn flaw(&mut self, flaw: &Flaw) {
        let _ = flaw;
    }
    /// The file has been read to its end.
    fn end(&mut self, sink: &mut dyn RecordSink) {
        let _ = sink;
    }
    /// A reader for a later part of the file that is read at the same time; none if rows depend on all rows before them.
    fn for_later_part(&self) -> Option<Box<dyn Reader>> {
        None
    }
    /// Says whether all that this reader of a later part has read would have been the same right after `before`, which
    /// has read up to there. If so it knows from now on what `before` knows.
    fn follow(&mut self, before: &dyn Reader) -> bool {
        let _ = before;
        false
    }
}

/// A list that was narrowed to records with some values of a field: of those it holds all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The field's name.
    pub field: &'static str,
    /// Its values; none if nobody knows which were asked for.
    pub values: Vec<&'static str>,
}

packed!(Selection { field, values });

/// Something that a file says of itself, and that others must know of its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact<'f> {
    /// What a profile is for: `default`, `instance`, `start`, `copy`, or what is no ABAP application server.
    Level(&'static str),
    /// Name of the instance that the whole file is of: `D00`.
    Instance(&'f str),
    /// Name of the instance that the next rows are of.
    InstanceOfRows(&'f str),
    /// It holds all there is, as far as one can see.
    Whole(bool),
    /// The part of a table that it shows, such as the client; empty if it does not tell which.
    Part(&'f str),
}

/// Takes what an export's reader finds.
pub trait RecordSink {
    /// A record, and the row it was read from.
    fn record(&mut self, record: &dyn Record, row: &Row<'_>);
    /// The heading under which records come, or the first line of a file that has none: the place for what is missing in it.
    fn heading(&mut self, row: &Row<'_>);
    /// A line that is part of no table.
    fn title(&mut self, row: &Row<'_>) {
        let _ = row;
    }
    /// Something that could not be read as it should.
    fn flaw(&mut self, flaw: Flaw);
    /// Something the file says of itself.
    fn fact(&mut self, fact: Fact<'_>) {
        let _ = fact;
    }
    /// The same line, after the reader had a look at it.
    fn head_line(&mut self, row: &Row<'_>) {
        let _ = row;
    }
    /// The reader knows what this title means, so nobody else need guess.
    fn title_is_read(&mut self) {}
    /// So many rows of the table were read, whatever became of them.
    fn rows(&mut self, rows: usize) {
        let _ = rows;
    }
    /// The list was narrowed, and the flaw says so: rules that need no more than what was asked for may judge it as a whole.
    fn selection(&mut self, selection: Selection, flaw: Flaw) {
        let _ = selection;
        self.flaw(flaw);
    }
    /// One sees where the export ends: what is not in it up to there is not there.
    fn end_seen(&mut self) {}
    /// The bytes in which the next clean rows stand.
    fn block(&mut self, text: &[u8]) {
        let _ = text;
    }
    /// Up to where in the block, from this byte on, no word stands of which anything might be said; none if all records
    /// must be seen.
    fn clear_to(&mut self, start: usize) -> Option<usize> {
        let _ = start;
        None
    }
    /// Whether something might be said of a record whose field has this value.
    fn minds(&self, field: usize, value: &[u8]) -> bool {
        let _ = (field, value);
        true
    }
    /// So many records have been read of which nothing is to be said.
    fn passed(&mut self, records: usize) {
        let _ = records;
    }
}

/// Looks on while a file is read, and is shown every record of it in the order of the file.
pub trait Onlooker: Sync {
    /// A record, and the row it was read from.
    fn record(&self, record: &dyn Record, row: &Row<'_>);
    /// Something the file says of itself.
    fn fact(&self, fact: &Fact<'_>) {
        let _ = fact;
    }
}

/// A reader together with the sink it reads for: what a layout hands its rows to.
pub struct Records<'a> {
    /// Reads the rows.
    pub reader: &'a mut dyn Reader,
    /// Takes the records.
    pub sink: &'a mut dyn RecordSink,
}

impl RowSink for Records<'_> {
    fn title(&mut self, row: &Row<'_>) {
        self.sink.title(row);
        self.reader.title(row, self.sink);
        self.sink.head_line(row);
    }

    fn heading(&mut self, row: &Row<'_>) -> bool {
        self.reader.heading(row, self.sink)
    }

    fn row(&mut self, row: &Row<'_>) {
        self.sink.rows(1);
        self.reader.row(row, self.sink);
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.reader.flaw(&flaw);
        self.sink.flaw(flaw);
    }

    fn end_seen(&mut self) {
        self.sink.end_seen();
    }

    fn block(&mut self, text: &[u8]) {
        self.sink.block(text);
    }

    fn clean_rows(&mut self, rows: &CleanRows<'_>) -> usize {
        let taken = self.reader.clean_rows(rows, self.sink);
        self.sink.rows(taken);
        taken
    }

    fn end(&mut self) {
        self.reader.end(self.sink);
    }
}
