//! What nests (JSON, XML) as rows: each object is a row, its scalar members are its cells, their keys the heading.
//!
//! Members of the objects around an object are cells of its row as well, behind its own and under keys of their own. Objects
//! that are alike, since they lie at the same place of the file's structure, make up a table with one heading. The tables come
//! one after the other, in the order in which their first objects stand in the file.
//!
//! A row's text is made of its values, as that of a workbook is. A member that an object does not have stands where the object
//! begins.

#[cfg(test)]
pub(super) mod testing;
pub(super) mod text;

use std::collections::HashMap;

use super::written::Written;
use super::{Cell, Flaw, Halt, OpenFile, Row, RowSink, Segment};
use crate::input::Charset;
use crate::limits::{COLUMNS, TREE_KEYS, TREE_TEXT_BYTES, TREE_VALUES};
use text::Place;

/// A row may be handed out with what is around it so often that all text is so many times the file's.
const MOST_TIMES: u64 = 8;

/// A key, and in what it stands: an index into the keys of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key(u32);

/// An object, as an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Object(u32);

/// Why nothing is taken any more: there is more than anybody exports.
pub(super) struct Full(pub(super) String);

/// What was read of a file.
pub(super) struct Tree {
    encoding: &'static str,
    /// All values, one behind the other.
    values: String,
    keys: Vec<String>,
    known: HashMap<(Key, String), Key>,
    tables: Vec<Table>,
    table_of: HashMap<Key, usize>,
    columns: HashMap<(usize, Key), usize>,
    objects: Vec<Node>,
    cells: Vec<Value>,
    /// Lines before the tree: number and text.
    titles: Vec<(u64, String)>,
    halt: Option<Halt>,
    most_text: u64,
}

/// Objects that are alike.
struct Table {
    columns: Vec<(Key, Place)>,
    /// The table of the objects around.
    around: Option<usize>,
    objects: Vec<Object>,
}

struct Node {
    table: usize,
    around: Option<Object>,
    place: Place,
    /// The file breaks off inside.
    cut: bool,
}

struct Value {
    object: Object,
    column: u32,
    start: u32,
    end: u32,
    place: Place,
    /// The file breaks off inside.
    cut: bool,
}

impl Tree {
    /// The key of nothing: what the file itself is.
    pub(super) const ROOT: Key = Key(0);

    pub(super) fn new(encoding: &'static str, length: usize) -> Self {
        Self {
            encoding,
            values: String::new(),
            keys: vec![String::new()],
            known: HashMap::new(),
            tables: Vec::new(),
            table_of: HashMap::new(),
            columns: HashMap::new(),
            objects: Vec::new(),
            cells: Vec::new(),
            titles: Vec::new(),
            halt: None,
            most_text: (length as u64).saturating_mul(MOST_TIMES).max(TREE_TEXT_BYTES),
        }
    }

    /// Takes the lines before this byte, what stands before an answer, for titles.
    pub(super) fn head(&mut self, text: &str, end: usize) {
        let lines = (1..).zip(text.get(..end).unwrap_or_default().lines());
        let lines = lines.filter(|(_, line)| !line.trim().is_empty());
        self.titles = lines.map(|(number, line)| (number, line.trim().to_owned())).collect();
    }

    /// The key with this name inside another; `full` makes of both how it is called.
    pub(super) fn key(&mut self, inside: Key, name: &str, full: fn(&str, &str) -> String) -> Result<Key, Full> {
        if let Some(known) = self.known.get(&(inside, name.to_owned())) {
            return Ok(*known);
        }
        let text = full(self.keys.get(inside.0 as usize).map_or("", String::as_str), name);
        let length = self.keys.len();
        if length >= TREE_KEYS || text.len() > LONGEST_KEY {
            return Err(Full(format!("it has more than {TREE_KEYS} keys, or one of more than {LONGEST_KEY} bytes")));
        }
        let key = Key(u32::try_from(length).unwrap_or(u32::MAX));
        self.keys.push(text);
        self.known.insert((inside, name.to_owned()), key);
        Ok(key)
    }

    /// Begins an object among those that are called alike.
    pub(super) fn object(&mut self, called: Key, around: Option<Object>, place: Place) -> Result<Object, Full> {
        self.has_room()?;
        let around_table = around.and_then(|around| self.objects.get(around.0 as usize)).map(|node| node.table);
        let table = *self.table_of.entry(called).or_insert_with(|| {
            self.tables.push(Table { columns: Vec::new(), around: around_table, objects: Vec::new() });
            self.tables.len() - 1
        });
        let object = Object(u32::try_from(self.objects.len()).unwrap_or(u32::MAX));
        self.objects.push(Node { table, around, place, cut: false });
        if let Some(table) = self.tables.get_mut(table) {
            table.objects.push(object);
        }
        Ok(object)
    }

    /// Adds a value to an object. `key_place` is where its key stands.
    pub(super) fn value(
        &mut self,
        object: Object,
        (key, key_place): (Key, Place),
        value: &str,
        place: Place,
        cut: bool,
    ) -> Result<(), Full> {
        self.has_room()?;
        let Some(node) = self.objects.get(object.0 as usize) else { return Ok(()) };
        let Some(table) = self.tables.get_mut(node.table) else { return Ok(()) };
        let column = *self.columns.entry((node.table, key)).or_insert_with(|| {
            table.columns.push((key, key_place));
            table.columns.len() - 1
        });
        let offset = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let start = offset(self.values.len());
        self.values.push_str(value.trim());
        let (column, end) = (offset(column), offset(self.values.len()));
        self.cells.push(Value { object, column, start, end, place, cut });
        Ok(())
    }

    fn has_room(&self) -> Result<(), Full> {
        if self.cells.len() + self.objects.len() >= TREE_VALUES {
            return Err(Full(format!("it has more than {TREE_VALUES} values")));
        }
        Ok(())
    }

    /// Nothing more can be read, because ... The objects are those inside which it breaks off.
    pub(super) fn halt(&mut self, place: Place, message: String, inside: impl Iterator<Item = Object>) {
        for object in inside {
            if let Some(node) = self.objects.get_mut(object.0 as usize) {
                node.cut = true;
            }
        }
        self.halt = Some(Halt { line: place.line.into(), column: place.column.into(), message });
    }

    /// No more comes: what belongs to one object is put together.
    pub(super) fn finish(mut self) -> Self {
        self.cells.sort_by_key(|cell| (cell.object.0, cell.column));
        (self.known, self.table_of, self.columns) = Default::default();
        self
    }

    fn cells_of(&self, object: Object) -> &[Value] {
        let start = self.cells.partition_point(|cell| cell.object.0 < object.0);
        let rest = self.cells.get(start..).unwrap_or_default();
        let length = rest.partition_point(|cell| cell.object.0 <= object.0);
        rest.get(..length).unwrap_or_default()
    }

    /// The tables whose columns are in a row of this one: its own first, then those around it. A key that is there once is
    /// left out of what is farther.
    fn shown_columns(&self, table: usize) -> Vec<Vec<(usize, Key, Place)>> {
        let mut seen: Vec<Key> = Vec::new();
        let mut shown = Vec::new();
        let mut next = Some(table);
        let mut count = 0;
        while let Some(table) = next.and_then(|table| self.tables.get(table)) {
            let mut columns = Vec::new();
            for (index, (key, place)) in table.columns.iter().enumerate() {
                if count > COLUMNS {
                    break;
                }
                if !seen.contains(key) {
                    columns.push((index, *key, *place));
                    count += 1;
                }
            }
            seen.extend(columns.iter().map(|(_, key, _)| *key));
            shown.push(columns);
            next = table.around;
        }
        shown
    }

    fn read_table(&self, table: usize, text_left: &mut u64, sink: &mut dyn RowSink) -> Result<(), Halt> {
        let columns = self.shown_columns(table);
        let count: usize = columns.iter().map(Vec::len).sum();
        let Some(first) = self.tables.get(table).and_then(|table| table.objects.first()) else { return Ok(()) };
        let Some(place) = self.objects.get(first.0 as usize).map(|node| node.place) else { return Ok(()) };
        if count == 0 {
            return Ok(());
        }
        if count > COLUMNS {
            let message = format!("an object with more than {COLUMNS} keys, which no list of SAP has: it is not read");
            sink.flaw(Flaw { line: place.line.into(), column: place.column.into(), message, incomplete: true });
            return Ok(());
        }
        let mut written = Written::default();
        for (_, key, place) in columns.iter().flatten() {
            add(&mut written, [self.keys.get(key.0 as usize).map_or("", String::as_str)], *place, false);
        }
        *text_left = text_left.saturating_sub(written.text().len() as u64);
        if !sink.heading(&written.row()) {
            return Ok(());
        }
        for object in self.tables.get(table).map_or(&[][..], |table| &table.objects) {
            self.write(*object, &columns, &mut written);
            let Some(left) = text_left.checked_sub(written.text().len() as u64) else {
                let node = self.objects.get(object.0 as usize).map_or(place, |node| node.place);
                let message = "the file repeats more text than anybody exports: it is not read further".to_owned();
                return Err(Halt { line: node.line.into(), column: node.column.into(), message });
            };
            *text_left = left;
            sink.row(&written.row());
            if sink.has_enough() {
                break;
            }
        }
        Ok(())
    }

    fn write(&self, object: Object, columns: &[Vec<(usize, Key, Place)>], written: &mut Written) {
        written.clear();
        let mut next = Some(object);
        for columns in columns {
            let Some((object, node)) = next.and_then(|object| Some((object, self.objects.get(object.0 as usize)?)))
            else {
                break;
            };
            let mut cells = self.cells_of(object);
            for (column, ..) in columns {
                let is_before = cells.partition_point(|cell| (cell.column as usize) < *column);
                cells = cells.get(is_before..).unwrap_or_default();
                let own = cells.partition_point(|cell| cell.column as usize == *column);
                let (own, rest) = cells.split_at(own);
                cells = rest;
                let place = own.first().map_or(node.place, |cell| cell.place);
                let texts =
                    own.iter().map(|cell| self.values.get(cell.start as usize..cell.end as usize).unwrap_or(""));
                // Where the file breaks off inside an object nobody knows what members it would have, nor how a list goes on.
                let is_cut = own.iter().any(|cell| cell.cut) || (node.cut && own.is_empty());
                add(written, texts, place, is_cut);
            }
            next = node.around;
        }
    }
}

/// Bytes of a key with all keys around it.
const LONGEST_KEY: usize = 1024;

impl OpenFile for Tree {
    fn encoding(&self) -> Option<&'static str> {
        Some(self.encoding)
    }

    fn read(&mut self, sink: &mut dyn RowSink) -> Result<(), Halt> {
        for (line, title) in &self.titles {
            let segments = [Segment { offset: 0, line: *line, column: 1, one_column: false }];
            let cells = [Cell { start: 0, end: title.len(), ..Cell::default() }];
            sink.title(&Row { text: title.as_bytes(), cells: &cells, segments: &segments, charset: Charset::Utf8 });
        }
        let mut text_left = self.most_text;
        for table in 0..self.tables.len() {
            self.read_table(table, &mut text_left, sink)?;
            if sink.has_enough() {
                return Ok(());
            }
        }
        self.halt.clone().map_or(Ok(()), Err)
    }
}

/// Adds a cell with these values.
fn add<'v>(written: &mut Written, values: impl IntoIterator<Item = &'v str>, place: Place, cut: bool) {
    let cell = written.write(values, place.line.into(), place.column.into());
    written.push(Cell { fills_column: cut, ends_file: cut, ..cell });
}
