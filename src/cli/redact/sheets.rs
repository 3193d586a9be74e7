//! The rows of a workbook as lines with tabs, which are read alike: a workbook cannot be written as it was.

use crate::layout::{self, Flaw, Row, RowSink};

/// Keeps all rows.
#[derive(Default)]
struct Lines {
    text: String,
    last: Option<(u64, u64)>,
}

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
        // Several titles in one row are the heading of a table; what is above it is one text.
        row.cells.len() > 1
    }

    fn row(&mut self, row: &Row<'_>) {
        self.keep(row);
    }

    fn flaw(&mut self, _: Flaw) {}
}

/// The rows of a workbook; nothing if it cannot be read.
pub(super) fn lines(layout: &str, bytes: &[u8], name: &str) -> Option<String> {
    let whole = layout::by_name(layout)?.whole()?;
    let mut lines = Lines::default();
    whole.open(bytes, name).ok()?.read(&mut lines).ok()?;
    Some(lines.text)
}
