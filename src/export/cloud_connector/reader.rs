//! Reads the rows of an answer, or of a file of the backup: which of them are which records.

use std::collections::HashSet;

use super::fields::{abouts, records, sources};
use super::place::Place;
use super::plain::Plain;
use super::record::{Answer, Entry, Table, unplaced_in};
use super::shapes::{EMPTY_LIST, SHAPES, Shape, inside_of};
use crate::export::cell::may_go_on;
use crate::export::{FileContext, Item, Reader, RecordSink};
use crate::layout::{Flaw, KeptRow, Row, text, xml};

/// In what the alternative names of a certificate lie.
const NAMES: &str = "subjectAltNames[].";

const ERROR: &str =
    "the Cloud Connector answered with an error, which is no empty list: what was asked for is not known";

/// What an empty list is about, at this place; none if the place does not tell it.
pub(super) fn about_of_empty(keys: &[String], is_xml: bool, place: &Place) -> Option<&'static str> {
    let [key] = keys else { return None };
    let is_empty = if is_xml { key.ends_with("/text()") } else { key == EMPTY_LIST };
    place.about.filter(|about| {
        is_empty
            && match *about {
                abouts::MAPPINGS => place.subaccount.is_some() || place.is_system_mappings,
                abouts::RESOURCES => place.mapping.is_some(),
                abouts::SUBACCOUNTS | abouts::CORRUPTED | abouts::PATTERNS => !is_xml,
                _ => false,
            }
    })
}

/// The shapes of rows with these keys. Of those that are told by the same member, or are the same record, the first counts.
pub(super) fn shapes_of(keys: &[String], is_xml: bool, place: &Place) -> Vec<usize> {
    let mut found: Vec<(usize, &Shape)> = Vec::new();
    for (number, shape) in SHAPES.iter().enumerate() {
        let is_alike = |(_, other): &(usize, &Shape)| {
            other.record == shape.record
                || (!shape.needs.is_empty()
                    && other.needs.first() == shape.needs.first()
                    && other.inside == shape.inside)
        };
        if shape.fits(keys, is_xml, place.about) && !found.iter().any(is_alike) {
            found.push((number, shape));
        }
    }
    // What something else is, is nothing else.
    if found.len() > 1 {
        found.retain(|(_, shape)| shape.record != records::OTHER);
    }
    found.into_iter().map(|(number, _)| number).collect()
}

pub(super) fn open(context: &FileContext<'_>) -> Box<dyn Reader> {
    if *context.layout == text::LAYOUT {
        return Box::new(Plain::default());
    }
    Box::new(Answers {
        path: Place::of_path(context.place),
        is_xml: *context.layout == xml::LAYOUT,
        tables: Vec::new(),
        names: None,
        empty: None,
        held: Vec::new(),
        first: None,
        seen: HashSet::new(),
        is_said: false,
    })
}

struct Answers {
    path: Place,
    is_xml: bool,
    /// The shapes of the rows below the last heading, with their numbers.
    tables: Vec<(usize, Table)>,
    /// The rows are alternative names: cells of type, value, and of the subject they belong to.
    names: Option<[usize; 3]>,
    /// The rows are an empty list of this.
    empty: Option<&'static str>,
    /// Certificates that wait for their alternative names.
    held: Vec<Held>,
    first: Option<First>,
    /// Where records of each shape stand: an element is handed out again with what is around others.
    seen: HashSet<(usize, u64, u64)>,
    is_said: bool,
}

/// A certificate that waits.
struct Held {
    row: KeptRow,
    table: Table,
    /// Where its subject stands.
    place: (u64, u64),
    names: Option<Vec<Item>>,
}

/// The first row that is no error, and what it says of the answer.
struct First {
    row: KeptRow,
    of_one: Answer,
    of_many: Answer,
    number: usize,
    rows: usize,
}

impl Answers {
    fn say(&mut self, row: &Row<'_>, message: &str, sink: &mut dyn RecordSink) {
        if !std::mem::replace(&mut self.is_said, true) {
            sink.flaw(Flaw::at(row, 0, message, false));
        }
    }

    fn entry(&mut self, number: usize, table: &Table, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let shape = table.shape;
        let Some(begin) = table.begin(row) else { return };
        let (line, column) = row.position(begin);
        if self.is_xml && !self.seen.insert((number, line, column)) {
            return;
        }
        let path = std::mem::take(&mut self.path);
        let entry = Entry { row: *row, table, path: &path, names: None };
        let unplaced = if self.is_said { None } else { unplaced_in(&entry) };
        if shape.record != records::ERROR {
            match &mut self.first {
                Some(first) => first.rows += usize::from(first.number == number),
                None => {
                    let (of_one, of_many) = (entry.answer(1), entry.answer(2));
                    self.first = Some(First { row: KeptRow::of(row), of_one, of_many, number, rows: 1 });
                }
            }
        }
        if shape.record == records::CERTIFICATE && shape.about.is_none() {
            let names = table.has_no_names.then(Vec::new);
            self.held.push(Held { row: KeptRow::of(row), table: table.clone(), place: (line, column), names });
        } else {
            sink.record(&entry, row);
        }
        self.path = path;
        let of_error = (shape.record == records::ERROR).then_some(ERROR);
        if let Some(what) = unplaced.or(of_error) {
            self.say(row, what, sink);
        }
    }

    fn name(&mut self, [kind, value, subject]: [usize; 3], row: &Row<'_>) {
        let place = row.position(row.cell(subject).start);
        let Some(held) = self.held.iter_mut().rev().find(|held| held.place == place) else { return };
        // Nobody knows which names a list has that is cut.
        if may_go_on(row.cell(kind)) || may_go_on(row.cell(value)) {
            held.names = None;
            return;
        }
        let names = held.names.get_or_insert_default();
        if row.text_of(kind).eq_ignore_ascii_case("DNS") {
            names.push(Item { text: row.text_of(value), span: None, meaning: "alternative name".to_owned() });
        }
    }
}

impl Reader for Answers {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let keys: Vec<String> = (0..row.cells.len()).map(|cell| row.text_of(cell)).collect();
        let cell = |name: &str| keys.iter().position(|key| key == name);
        self.names = None;
        self.tables.clear();
        self.empty = about_of_empty(&keys, self.is_xml, &self.path);
        if keys.first().is_some_and(|key| inside_of(key, self.is_xml) == NAMES) {
            let cells = [cell("subjectAltNames[].type"), cell("subjectAltNames[].value"), cell("subjectDN")];
            if let [Some(kind), Some(value), Some(subject)] = cells {
                self.names = Some([kind, value, subject]);
            }
            return self.names.is_some();
        }
        let shapes = shapes_of(&keys, self.is_xml, &self.path).into_iter();
        let table = |number: usize| Some((number, Table::new(SHAPES.get(number)?, &keys)));
        self.tables = shapes.filter_map(table).collect();
        if self.tables.is_empty() && self.empty.is_none() {
            return false;
        }
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if let Some(cells) = self.names {
            return self.name(cells, row);
        }
        if let Some(about) = self.empty {
            // An element may hold text instead of others.
            if !row.cell(0).range().is_empty() {
                return;
            }
            let source = if self.is_xml { sources::BACKUP } else { sources::REST };
            let answer = Answer::at(&self.path, Some(about), source);
            sink.record(&answer, row);
            if let Some(why) = unplaced_in(&answer) {
                self.say(row, why, sink);
            }
            return;
        }
        let tables = std::mem::take(&mut self.tables);
        for (number, table) in &tables {
            self.entry(*number, table, row, sink);
        }
        self.tables = tables;
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        for Held { row, table, names, .. } in &self.held {
            let row = row.row();
            sink.record(&Entry { row, table, path: &self.path, names: names.as_deref() }, &row);
        }
        if let Some(First { row, of_one, of_many, rows, .. }) = &self.first {
            sink.record(if *rows > 1 { of_many } else { of_one }, &row.row());
        }
    }
}
