//! Reads the rows of an answer: entries, certificates of chains, where a list goes on.

use super::place::{About, Place};
use super::record::{Entry, List};
use super::shapes::{Beside, Table};
use crate::export::{FileContext, Reader, RecordSink};
use crate::layout::{Flaw, KeptRow, Row, xml};

const ERROR: &str = "Cloud Integration answered with an error, which is no empty keystore: what was asked for is not known. \
                     Correct its cause, and ask again";
const GOES_ON: &str = "the list goes on with another page: fetch the address that stands here (__next) as well, and save the \
                       answer beside this one under another name, KeystoreEntries-2.json";
const ONE: &str = "this is one entry, and not the list of all: fetch /api/v1/KeystoreEntries, and save it as \
                   KeystoreEntries.json";
const UNPLACED: &str = "the answer does not tell of which entry the chain is, nor does its path: save it as \
                        ChainCertificates/HEXALIAS.json";

/// What rows below keys are.
pub(super) enum Rows {
    Records(Table),
    Beside(Beside),
}

impl Rows {
    pub fn of(keys: &[String], is_xml: bool, place: &Place) -> Option<Self> {
        Table::of(keys, is_xml, place).map(Self::Records).or_else(|| Beside::of(keys, is_xml).map(Self::Beside))
    }

    /// They tell that the file is about a keystore; what other services answer likewise does so only at its place.
    pub fn tell(&self, place: &Place) -> bool {
        match self {
            Self::Records(_) => true,
            Self::Beside(beside) => beside.is_answer(place.about.is_some()),
        }
    }
}

pub(super) fn open(context: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Answer {
        place: Place::of_path(context.place),
        is_xml: *context.layout == xml::LAYOUT,
        rows: None,
        list: None,
        is_list: false,
        count: 0,
        next: None,
        is_error: false,
    })
}

struct Answer {
    place: Place,
    is_xml: bool,
    /// What the rows below the last heading are.
    rows: Option<Rows>,
    /// The list, at its first entry, or where it says that it has none.
    list: Option<List>,
    /// It is surely a list.
    is_list: bool,
    count: usize,
    /// The address of the next page.
    next: Option<String>,
    is_error: bool,
}

impl Answer {
    fn entry(&mut self, table: &Table, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let place = std::mem::take(&mut self.place);
        let entry = Entry { row: *row, table, place: &place };
        self.is_list |= table.in_list;
        let list = self.list.get_or_insert_with(|| List::of(&entry));
        // Entries may have their chains in them.
        self.count += usize::from(list.chain_of.is_some() == entry.is_chain());
        if self.count == 1 && list.chain_of == Some(None) {
            sink.flaw(Flaw::at(row, 0, UNPLACED, false));
        }
        sink.record(&entry, row);
        self.place = place;
    }

    fn goes_on(&mut self, cell: usize, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let address = row.text_of(cell);
        if !address.is_empty() && self.next.is_none() {
            sink.flaw(Flaw::at(row, row.cell(cell).start, GOES_ON, true));
            self.next = Some(address);
        }
    }

    /// The answer is a list, of which this row tells no entry.
    fn begin_list(&mut self, keystore: Option<String>, row: &Row<'_>) {
        self.is_list = true;
        let Place { about, chain_of, keystore: of_path } = self.place.clone();
        let chain_of = (about == Some(About::Chain)).then_some(chain_of);
        let keystore = keystore.or(of_path.map(str::to_owned));
        self.list.get_or_insert_with(|| List { row: KeptRow::of(row), keystore, chain_of });
    }
}

impl Reader for Answer {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let keys: Vec<String> = (0..row.cells.len()).map(|cell| row.text_of(cell)).collect();
        self.rows = Rows::of(&keys, self.is_xml, &self.place);
        if let Some(Rows::Records(_)) = self.rows {
            sink.heading(row);
        }
        self.rows.is_some()
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let rows = self.rows.take();
        match &rows {
            Some(Rows::Records(table)) => self.entry(table, row, sink),
            Some(Rows::Beside(Beside::Answer { empty, next, keystore })) => {
                if empty.is_some() {
                    self.begin_list(keystore.map(|cell| row.text_of(cell)), row);
                }
                if let Some(next) = next {
                    self.goes_on(*next, row, sink);
                }
            }
            Some(Rows::Beside(Beside::Links { rel, href })) if row.text_of(*rel) == "next" => {
                self.goes_on(*href, row, sink);
            }
            // A feed within another thing is handed out again.
            Some(Rows::Beside(Beside::Feed)) if self.place.about.is_some() => self.begin_list(None, row),
            Some(Rows::Beside(Beside::Error)) if !std::mem::replace(&mut self.is_error, true) => {
                sink.flaw(Flaw::at(row, 0, ERROR, true));
            }
            _ => {}
        }
        self.rows = rows;
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        let Some(list) = &self.list else { return };
        let row = list.row.row();
        if self.is_list || self.count > 1 {
            sink.record(&list.counted(self.count, self.next.as_deref()), &row);
        } else {
            sink.flaw(Flaw::at(&row, 0, ONE, true));
        }
    }
}
