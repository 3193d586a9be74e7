//! A sink for tests that takes every heading.

use crate::layout::{Flaw, Halt, Layout, Row, RowSink, Unopened};

/// A heading and its rows.
#[derive(Debug, Default)]
pub(in crate::layout) struct Table {
    pub(in crate::layout) keys: Vec<String>,
    pub(in crate::layout) rows: Vec<Vec<String>>,
    /// Line and column of each cell.
    pub(in crate::layout) places: Vec<Vec<(u64, u64)>>,
    /// The cells of which nobody knows the whole.
    pub(in crate::layout) cut: Vec<Vec<bool>>,
    /// Line and column of each key.
    pub(in crate::layout) key_places: Vec<(u64, u64)>,
}

/// What a file gave.
#[derive(Debug, Default)]
pub(in crate::layout) struct Gathered {
    pub(in crate::layout) titles: Vec<(u64, String)>,
    pub(in crate::layout) tables: Vec<Table>,
    pub(in crate::layout) flaws: Vec<Flaw>,
    pub(in crate::layout) halt: Option<Halt>,
}

fn values(row: &Row<'_>) -> Vec<String> {
    (0..row.cells.len()).map(|cell| row.text_of(cell)).collect()
}

fn places(row: &Row<'_>) -> Vec<(u64, u64)> {
    row.cells.iter().map(|cell| row.position(cell.start)).collect()
}

impl RowSink for Gathered {
    fn title(&mut self, row: &Row<'_>) {
        self.titles.push((row.line(), row.text_of(0)));
    }

    fn heading(&mut self, row: &Row<'_>) -> bool {
        self.tables.push(Table { keys: values(row), key_places: places(row), ..Table::default() });
        true
    }

    fn row(&mut self, row: &Row<'_>) {
        let table = self.tables.last_mut().unwrap();
        assert_eq!(row.cells.len(), table.keys.len());
        table.rows.push(values(row));
        table.places.push(places(row));
        table.cut.push(row.cells.iter().map(|cell| cell.fills_column).collect());
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.flaws.push(flaw);
    }
}

pub(in crate::layout) fn gather(layout: &Layout, bytes: &[u8]) -> Gathered {
    let mut gathered = Gathered::default();
    match layout.whole().unwrap().open(bytes, "") {
        Ok(mut file) => gathered.halt = file.read(&mut gathered).err(),
        Err(Unopened::Failed(message) | Unopened::Other(message)) => {
            gathered.halt = Some(Halt { line: 0, column: 0, message });
        }
    }
    gathered
}
