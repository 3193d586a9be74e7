//! Between rows and records: what reads the rows of an export, and what takes the records.

use std::any::Any;
use std::ops::Range;

use super::Record;
use crate::layout::{CleanRow, Flaw, Row, RowSink};

/// Reads the rows of one file as records. It holds what earlier rows tell of later ones, and nothing else.
pub trait Reader: Any + Send {
    /// A line that is part of no table.
    fn title(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let _ = (row, sink);
    }
    /// A row that may be the heading. The answer says whether it is.
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool;
    /// A row below the heading.
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink);
    /// A row that is just as the heading asks. The answer says whether it has been dealt with; if not, it comes again
    /// as [`Reader::row`].
    ///
    /// A row may be passed to [`RecordSink::pass`] only if no field that is [`super::FieldSpec::verbatim`] or seen at a
    /// glance is unknown in it.
    fn clean_row(&mut self, row: &CleanRow<'_>, sink: &mut dyn RecordSink) -> bool {
        let _ = (row, sink);
        false
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

/// Takes what an export's reader finds.
pub trait RecordSink {
    /// A record, and the row it was read from.
    fn record(&mut self, record: &dyn Record, row: &Row<'_>);
    /// The heading under which records come, or the first line of a file that has none: the place for what is missing in it.
    fn heading(&mut self, row: &Row<'_>);
    /// Something that could not be read as it should.
    fn flaw(&mut self, flaw: Flaw);
    /// Something the file says of itself that all later records share: `("job", "SM:SELFDIAGNOSIS")`, `("instance", "D00")`.
    fn fact(&mut self, name: &'static str, value: &str);
    /// The bytes in which the next clean rows stand.
    fn block(&mut self, text: &[u8]) {
        let _ = text;
    }
    /// A record in the bytes at this place of the block. The answer says whether it is counted and nothing is to be said
    /// of it; if not, it must come as [`RecordSink::record`].
    fn pass(&mut self, place: Range<usize>, glance: &dyn Glance) -> bool {
        let _ = (place, glance);
        false
    }
}

/// A look at a clean row that is cheaper than making a record of it.
pub trait Glance {
    /// Tells `see` of every value that a field may have in this row, for the fields that are seen at a glance. One too
    /// many costs time; one too few would hide a finding. Says no if it cannot tell.
    fn candidates(&self, see: &mut dyn FnMut(usize, &[u8])) -> bool;
}

/// For exports without fields that are seen at a glance.
pub struct Nothing;

impl Glance for Nothing {
    fn candidates(&self, _: &mut dyn FnMut(usize, &[u8])) -> bool {
        true
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
        self.reader.title(row, self.sink);
    }

    fn heading(&mut self, row: &Row<'_>) -> bool {
        self.reader.heading(row, self.sink)
    }

    fn row(&mut self, row: &Row<'_>) {
        self.reader.row(row, self.sink);
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.sink.flaw(flaw);
    }

    fn block(&mut self, text: &[u8]) {
        self.sink.block(text);
    }

    fn clean_row(&mut self, row: &CleanRow<'_>) -> bool {
        self.reader.clean_row(row, self.sink)
    }

    fn end(&mut self) {
        self.reader.end(self.sink);
    }
}
