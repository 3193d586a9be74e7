//! TOML, as people write it for programs: a row for the file itself, and one for each table of a list of tables.
//!
//! A cell holds a value as TOML writes it, quotes and brackets included; [`value`] reads it. Its key is that of the table around
//! it and its own, `production-connector.port`; `[]` stands behind the key of a list. A table is a cell, too: its header, so
//! that an empty one is seen. A row's text is the lines of its values as they stand in the file.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::tree::text::decoded;
use super::written::Written;
use super::{Cell, Flaw, Form, Halt, Heading, Layout, OpenFile, Row, RowSink, Segment, Unopened, WholeLayout};
use crate::input::Charset;
use crate::limits::{COLUMNS, TOML_BYTES};

/// TOML.
pub static LAYOUT: Layout = Layout { name: "toml", called: "TOML", heading: Heading::Keys, form: Form::Whole(&Toml) };

struct Toml;

impl WholeLayout for Toml {
    fn begins(&self, head: &[u8], _: &str) -> bool {
        memchr::memchr(b'[', head).is_some() && begins(&decoded(head).0)
    }

    fn longest(&self) -> usize {
        TOML_BYTES
    }

    fn open<'b>(&self, bytes: &'b [u8], _: &str) -> Result<Box<dyn OpenFile + 'b>, Unopened> {
        if bytes.len() > TOML_BYTES {
            return Err(Unopened::Other(format!("TOML of more than {} KiB, which is not read", TOML_BYTES >> 10)));
        }
        let (text, encoding) = decoded(bytes);
        Ok(Box::new(Document::of(&text, encoding)))
    }
}

/// What a cell holds; none for the header of a table.
pub fn value(raw: &str) -> Option<Spanned<DeValue<'_>>> {
    DeValue::parse(raw).ok()
}

/// The first line is a header or has a key, and some line is a header. Profiles have keys alone, logs neither.
fn begins(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let Some(first) = lines.next() else { return false };
    is_header(first) || (first.contains('=') && lines.any(is_header))
}

/// `[a.b]`, `[[a.b]]`, maybe with a comment behind it.
fn is_header(line: &str) -> bool {
    let line = line.split_once('#').map_or(line, |(line, _)| line).trim();
    let inner = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
    let is_key = |letter: char| letter.is_ascii_alphanumeric() || "-_.\" ".contains(letter);
    inner.is_some_and(|inner| {
        let name = inner.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(inner);
        !name.is_empty() && name.chars().all(is_key)
    })
}

/// A file as its rows.
struct Document {
    encoding: &'static str,
    tables: Vec<Table>,
    halt: Option<Halt>,
}

/// A row with its heading.
#[derive(Default)]
struct Table {
    /// Keys and where they stand.
    keys: Vec<(String, (u64, u64))>,
    text: String,
    cells: Vec<Cell>,
    segments: Vec<Segment>,
}

impl Document {
    fn of(text: &str, encoding: &'static str) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let lines = Lines::of(text);
        let first = errors.iter().map(|error| (error.span().map_or(0, |span| span.start), error.message())).min();
        let halt = first.map(|(at, message)| {
            let (line, column) = lines.place(lines.character(at));
            let message = match text.get(at..).is_none_or(|rest| rest.trim().is_empty()) {
                true => format!("the file is cut here, or this is no TOML: {}", one_line(message)),
                false => format!("this is no TOML from here on: {}", one_line(message)),
            };
            Halt { line, column, message }
        });
        let mut builder = Builder { lines, stop: halt.as_ref().map(|halt| halt.line), tables: Vec::new() };
        builder.table(String::new(), root.get_ref(), None);
        Self { encoding, tables: builder.tables, halt }
    }
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl OpenFile for Document {
    fn encoding(&self) -> Option<&'static str> {
        Some(self.encoding)
    }

    fn read(&mut self, sink: &mut dyn RowSink) -> Result<(), Halt> {
        for table in &self.tables {
            if table.cells.len() > COLUMNS {
                let (line, column) = table.keys.first().map_or((1, 1), |(_, place)| *place);
                let message = format!("a table with more than {COLUMNS} keys: it is not read");
                sink.flaw(Flaw { line, column, message, incomplete: true });
                continue;
            }
            let mut heading = Written::default();
            for (key, (line, column)) in &table.keys {
                let cell = heading.write([key.as_str()], *line, *column);
                heading.push(cell);
            }
            if !table.cells.is_empty() && sink.heading(&heading.row()) {
                let (text, cells, segments) = (table.text.as_bytes(), &table.cells, &table.segments);
                sink.row(&Row { text, cells, segments, charset: Charset::Utf8 });
            }
            if sink.has_enough() {
                break;
            }
        }
        self.halt.clone().map_or(Ok(()), Err)
    }
}

/// A text and where its lines begin.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1)).collect();
        Self { text, starts }
    }

    /// 1-based line and column, the latter in characters, of a byte.
    fn place(&self, at: usize) -> (u64, u64) {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(start..at).unwrap_or_default();
        (line as u64, before.chars().count() as u64 + 1)
    }

    /// The byte, or that of the last character before it where a line or the file ends there.
    fn character(&self, at: usize) -> usize {
        let is_end =
            |at: usize| self.text.get(at..).is_none_or(|rest| rest.is_empty() || rest.starts_with(['\r', '\n']));
        let before = (0..=at.min(self.text.len())).rev();
        before.into_iter().find(|at| self.text.is_char_boundary(*at) && !is_end(*at)).unwrap_or(0)
    }

    /// The rest of the line from a byte on.
    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }
}

struct Builder<'t> {
    lines: Lines<'t>,
    /// From this line on it is no TOML: nothing that reaches it is handed out.
    stop: Option<u64>,
    tables: Vec<Table>,
}

impl Builder<'_> {
    /// A table that is a row: its own header, its values, and behind it the tables of the lists in it.
    fn table(&mut self, name: String, of: &DeTable<'_>, header: Option<Range<usize>>) {
        let mut table = Table::default();
        let mut inside = Vec::new();
        if let Some(header) = header {
            self.header(&mut table, name.clone(), header.start);
        }
        self.members(&mut table, &name, of, &mut inside);
        self.tables.push(table);
        for (name, list) in inside {
            for item in list {
                if let DeValue::Table(of) = item.get_ref() {
                    self.table(name.clone(), of, Some(item.span()));
                }
            }
        }
    }

    fn members<'v>(
        &self,
        table: &mut Table,
        name: &str,
        of: &'v DeTable<'_>,
        inside: &mut Vec<(String, Vec<&'v Spanned<DeValue<'v>>>)>,
    ) {
        for (key, value) in of {
            let own = if name.is_empty() { key.get_ref().to_string() } else { format!("{name}.{}", key.get_ref()) };
            match value.get_ref() {
                DeValue::Table(of) => {
                    self.header(table, own.clone(), value.span().start);
                    self.members(table, &own, of, inside);
                }
                DeValue::Array(list) => {
                    let own = format!("{own}[]");
                    let are_tables = |list: &DeArray<'_>| list.iter().all(|item| item.get_ref().is_table());
                    if !list.is_empty() && are_tables(list) {
                        inside.push((own, list.iter().collect()));
                    } else {
                        self.value(table, own, key.span(), value.span(), false);
                    }
                }
                // A number or a word may go on behind the end of the file.
                other => self.value(table, own, key.span(), value.span(), other.as_str().is_none()),
            }
        }
    }

    /// A cell for a table: its header, if it has a line of its own.
    fn header(&self, table: &mut Table, key: String, at: usize) {
        let line = self.lines.rest(at);
        let end = if is_header(line) { line.find(']').map_or(0, |end| end + 1) } else { 0 };
        if self.stop.is_none_or(|stop| self.lines.place(at).0 < stop) {
            table.keys.push((key, self.lines.place(at)));
            let cell = self.write(table, at..at + end, at);
            table.cells.push(cell);
        }
    }

    fn value(&self, table: &mut Table, key: String, key_place: Range<usize>, place: Range<usize>, open: bool) {
        let raw = self.lines.text.get(place.clone()).unwrap_or_default();
        let is_whole = self.stop.is_none_or(|stop| self.lines.place(place.end).0 < stop && value(raw).is_some());
        if is_whole {
            let is_cut = open && place.end == self.lines.text.len();
            table.keys.push((key, self.lines.place(key_place.start)));
            let cell = self.write(table, key_place.start.min(place.start)..place.end, place.start);
            table.cells.push(Cell { fills_column: is_cut, ends_file: is_cut, ..cell });
        }
    }

    /// Writes a piece of the file behind what is there, and says where what begins at `from` stands.
    fn write(&self, table: &mut Table, piece: Range<usize>, from: usize) -> Cell {
        if !table.text.is_empty() {
            table.text.push('\n');
        }
        let begin = table.text.len();
        let mut at = piece.start;
        for line in self.lines.text.get(piece.clone()).unwrap_or_default().split_inclusive('\n') {
            let (number, column) = self.lines.place(at);
            table.segments.push(Segment { offset: table.text.len(), line: number, column, one_column: false });
            table.text.push_str(line);
            at += line.len();
        }
        if piece.is_empty() {
            let (number, column) = self.lines.place(at);
            table.segments.push(Segment { offset: begin, line: number, column, one_column: false });
        }
        Cell { start: begin + (from - piece.start), end: table.text.len(), ..Cell::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Recorder;
    use super::*;

    fn read(text: &str) -> (Recorder, Option<Halt>) {
        let mut recorder = Recorder::new("a");
        let mut file = Toml.open(text.as_bytes(), "").unwrap();
        let halt = file.read(&mut recorder).err();
        (recorder, halt)
    }

    #[test]
    fn tables_and_lists_of_tables_are_rows_with_their_places() {
        let (found, halt) =
            read("# x\n[a]\nport = 5\r\nname = \"ä\" # c\nl = [\n 1,\n 2]\n[[a.u]]\nid = 'x'\n[[a.u]]\n");
        assert_eq!(halt, None);
        assert_eq!(found.headings, [vec!["a", "a.port", "a.name", "a.l[]"]]);
        assert_eq!(found.values(), [["[a]", "5", "\"ä\"", "[\n 1,\n 2]"]]);
        assert_eq!(found.rows[0].places, [(2, 1), (3, 8), (4, 8), (5, 5)]);
        assert_eq!(found.refused, 2, "a.u[] is offered twice, and is not what the test asks for");
    }

    #[test]
    fn nothing_is_handed_out_from_where_it_is_no_toml() {
        let (found, halt) = read("[a]\nport = 5\nname = \"x\nlast = 1\n");
        assert_eq!(halt.map(|halt| halt.line), Some(3));
        assert_eq!(found.headings, [vec!["a", "a.port"]]);
        let (found, halt) = read("[a]\nport = 5\nlist = [\n  \"x\",\n");
        assert!(halt.is_some());
        assert_eq!(found.headings, [vec!["a", "a.port"]]);
        let (found, halt) = read("[a]\nport = 5\nport = 6\n");
        assert_eq!(halt.map(|halt| halt.line), Some(3));
        assert_eq!(found.values(), [["[a]", "5"]]);
    }

    #[test]
    fn a_number_at_the_end_may_go_on_and_a_text_in_quotes_may_not() {
        let full = |text: &str| read(text).0.rows[0].full.last().copied();
        assert_eq!(
            [full("[a]\nport = 5"), full("[a]\nport = 5\n"), full("[a]\nname = \"5\"")].map(Option::unwrap),
            [true, false, false]
        );
    }

    #[test]
    fn more_than_anybody_writes_is_no_export() {
        let long = "[a]\n".to_owned() + &"# comment\n".repeat(TOML_BYTES / 10 + 1);
        assert!(matches!(Toml.open(long.as_bytes(), ""), Err(Unopened::Other(_))));
        let wide = "[a]\n".to_owned() + &(0..=COLUMNS).map(|key| format!("k{key} = 1\n")).collect::<String>();
        assert!(read(&wide).0.flaws[0].incomplete);
    }

    #[test]
    fn only_what_has_a_header_begins_so() {
        for (text, is) in [
            ("[a]\n", true),
            ("# basislint\n\nkey = 1\n[[a.b]] # c\n", true),
            ("SAPSYSTEMNAME = PRD\nrdisp/max = 5\n", false),
            ("Windows Registry Editor Version 5.00\n[HKEY_LOCAL_MACHINE\\x]\n", false),
            ("2026-11-14 02:00:01 started\n[main]\n", false),
            ("[{\"a\": 1}]", false),
            ("", false),
        ] {
            assert_eq!(begins(text), is, "{text}");
        }
    }
}
