//! The rows of a workbook as lines with tabs, which are read alike: a workbook cannot be written as it was.

use crate::export::{Export, FileContext, Reader, Record, RecordSink};
use crate::layout::{self, Flaw, Row, RowSink};

/// Keeps all rows.
struct Lines {
    /// Knows the heading of the export that the workbook is.
    reader: Option<Box<dyn Reader>>,
    text: String,
    last: Option<(u64, u64)>,
}

/// Wants no record.
struct Nobody;

impl RecordSink for Nobody {
    fn record(&mut self, _: &dyn Record, _: &Row<'_>) {}

    fn heading(&mut self, _: &Row<'_>) {}

    fn flaw(&mut self, _: Flaw) {}
}

/// Of a table that no export is, the heading has as many titles.
const TITLES: usize = 3;

impl Lines {
    fn keep(&mut self, row: &Row<'_>) {
        // A row may be offered as a heading and told as something else then.
        let place = row.position(0);
        if self.last.replace(place) == Some(place) {
            return;
        }
        let cells = (0..row.cells.len()).map(|cell| row.text_of(cell).replace(['\t', '\r', '\n'], " "));
        let line = cells.collect::<Vec<_>>().join("\t");
        self.text.push_str(if row.cells.is_empty() { "" } else { &line });
        self.text.push_str("\r\n");
    }
}

impl RowSink for Lines {
    fn title(&mut self, row: &Row<'_>) {
        self.keep(row);
    }

    fn heading(&mut self, row: &Row<'_>) -> bool {
        self.keep(row);
        match &mut self.reader {
            Some(reader) => reader.heading(row, &mut Nobody),
            None => row.cells.len() >= TITLES,
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        self.keep(row);
    }

    fn flaw(&mut self, _: Flaw) {}
}

/// The rows of a workbook; nothing if it cannot be read.
pub(super) fn lines(layout: &str, export: Option<&Export>, bytes: &[u8], name: &str) -> Option<String> {
    let layout = layout::by_name(layout)?;
    let whole = layout.whole()?;
    let reader = export.map(|export| (export.open)(&FileContext::new(name, layout, false)));
    let mut lines = Lines { reader, text: String::new(), last: None };
    whole.open(bytes, name).ok()?.read(&mut lines).ok()?;
    Some(lines.text)
}
