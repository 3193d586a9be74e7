//! A sink for tests: keeps what a layout hands out, and checks on the way what every layout promises.

use bstr::ByteSlice;

use super::{Flaw, LineLayout, Row, RowSink};
use crate::input::Encoding;
use crate::input::blocks::for_each_block;

/// What a layout handed out.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    /// A row with this title in a cell is a heading.
    title: &'static str,
    /// Lines that are part of no table: line number and text.
    pub(crate) titles: Vec<(u64, String)>,
    /// Accepted headings.
    pub(crate) headings: Vec<Vec<String>>,
    /// Rows.
    pub(crate) rows: Vec<Seen>,
    /// Flaws.
    pub(crate) flaws: Vec<Flaw>,
    /// Number of rows that were offered as headings and refused.
    pub(crate) refused: usize,
}

/// One row.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The cells' values.
    pub(crate) values: Vec<String>,
    /// Line and column at which each cell begins.
    pub(crate) places: Vec<(u64, u64)>,
    /// The cells that fill their columns.
    pub(crate) full: Vec<bool>,
    /// The file ends with its last cell.
    pub(crate) ends_file: bool,
    /// The row's text.
    pub(crate) text: String,
}

impl Recorder {
    pub(crate) fn new(title: &'static str) -> Self {
        Self { title, ..Self::default() }
    }

    /// The values of all rows.
    pub(crate) fn values(&self) -> Vec<Vec<&str>> {
        self.rows.iter().map(|row| row.values.iter().map(String::as_str).collect()).collect()
    }

    /// The titles without their line numbers.
    pub(crate) fn title_texts(&self) -> Vec<&str> {
        self.titles.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// Line and completeness of every flaw.
    pub(crate) fn flaw_lines(&self) -> Vec<(u64, bool)> {
        self.flaws.iter().map(|flaw| (flaw.line, flaw.incomplete)).collect()
    }

    fn check(row: &Row<'_>) {
        assert_eq!(row.segments.first().map(|segment| segment.offset), Some(0), "the first segment is at 0");
        assert!(row.segments.is_sorted_by_key(|segment| segment.offset), "segments ascend");
        assert!(row.segments.iter().all(|segment| segment.offset <= row.text.len()), "segments lie in the text");
        for cell in row.cells {
            assert!(cell.start <= cell.end && cell.end <= row.text.len(), "{cell:?} lies in the text");
        }
    }

    fn seen(row: &Row<'_>) -> Seen {
        Seen {
            values: (0..row.cells.len()).map(|cell| row.text_of(cell)).collect(),
            places: row.cells.iter().map(|cell| row.position(cell.start)).collect(),
            full: row.cells.iter().map(|cell| cell.fills_column).collect(),
            ends_file: row.cells.last().is_some_and(|cell| cell.ends_file),
            text: row.charset.decode(row.text).into_owned(),
        }
    }
}

impl RowSink for Recorder {
    fn title(&mut self, row: &Row<'_>) {
        Self::check(row);
        assert_eq!(row.cells.len(), 1);
        self.titles.push((row.line(), row.text_of(0)));
    }

    fn heading(&mut self, row: &Row<'_>) -> bool {
        Self::check(row);
        let values = Self::seen(row).values;
        let accepted = values.iter().any(|value| value == self.title);
        if accepted {
            self.headings.push(values);
        } else {
            self.refused += 1;
        }
        accepted
    }

    fn row(&mut self, row: &Row<'_>) {
        Self::check(row);
        assert_eq!(Some(row.cells.len()), self.headings.last().map(Vec::len), "as many cells as the heading has");
        self.rows.push(Self::seen(row));
    }

    fn flaw(&mut self, flaw: Flaw) {
        assert!(flaw.line > 0 && flaw.column > 0);
        self.flaws.push(flaw);
    }
}

/// Reads bytes in whatever encoding they seem to be in; a row with `title` in a cell is a heading.
pub(crate) fn read(layout: &mut dyn LineLayout, bytes: &[u8], title: &'static str) -> Recorder {
    let mut recorder = Recorder::new(title);
    for_each_block(bytes, Encoding::detect(bytes, true), &mut |block| layout.block(block, &mut recorder));
    layout.end(&mut recorder);
    recorder
}

/// The same, to the last line: some layouts tell by it whether the file is whole.
pub(crate) fn read_to_end(layout: &mut dyn LineLayout, bytes: &[u8], title: &'static str) -> Recorder {
    let mut recorder = read(layout, bytes, title);
    layout.look_at_end(bytes.lines().count() as u64, &mut recorder);
    recorder
}

/// The bytes of a real sample; nothing where the samples are not at hand.
pub(crate) fn sample(path: &str) -> Option<Vec<u8>> {
    let folder = std::env::var("BASISLINT_SAMPLES")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/samples").to_owned());
    let folder = std::path::Path::new(&folder);
    folder.is_dir().then(|| std::fs::read(folder.join(path)).unwrap())
}
