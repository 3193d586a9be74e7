//! What the tests of the line layouts share: a sink that keeps what it is given.

use proptest::prelude::*;

use super::key_value::KeyValue;
use super::pem::Pem;
use super::profile::Profile;
use super::properties::Properties;
use super::text::Text;
use super::{Flaw, LineLayout, Row, RowSink};
use crate::input::Encoding;
use crate::input::blocks::for_each_block;

#[derive(Default)]
pub(super) struct Gathered {
    pub(super) titles: Vec<String>,
    pub(super) headings: Vec<(u64, String)>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) flaws: Vec<Flaw>,
}

impl RowSink for Gathered {
    fn title(&mut self, row: &Row<'_>) {
        self.titles.push(row.text_of(0));
    }

    fn heading(&mut self, row: &Row<'_>) -> bool {
        self.headings.push((row.line(), row.text_of(0)));
        false
    }

    fn row(&mut self, row: &Row<'_>) {
        self.rows.push((0..row.cells.len()).map(|cell| row.text_of(cell)).collect());
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.flaws.push(flaw);
    }
}

pub(super) fn gather(layout: &mut dyn LineLayout, bytes: &[u8]) -> Gathered {
    let mut found = Gathered::default();
    for_each_block(bytes, Encoding::detect(bytes, true), &mut |block| layout.block(block, &mut found));
    layout.end(&mut found);
    found
}

pub(super) fn rows(layout: &mut dyn LineLayout, bytes: &[u8]) -> Vec<Vec<String>> {
    gather(layout, bytes).rows
}

#[test]
fn plain_lines_are_rows_of_one_trimmed_cell() {
    assert_eq!(rows(&mut Text, b" a b \r\n\r\n\tL\xE4uft"), [["a b"], [""], ["L\u{e4}uft"]]);
}

proptest! {
    #[test]
    fn no_layout_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        gather(&mut Text, &bytes);
        gather(&mut Pem::default(), &bytes);
        gather(&mut Profile::default(), &bytes);
        gather(&mut KeyValue::default(), &bytes);
        gather(&mut Properties::default(), &bytes);
    }

    #[test]
    fn no_layout_panics_on_what_looks_right(text in "([#= \t\r\nA-Z/.:0-9\\\\]|OK\n|10.10.2025 21:32:40\n){0,40}") {
        gather(&mut Profile::default(), text.as_bytes());
        gather(&mut KeyValue::default(), text.as_bytes());
        gather(&mut Properties::default(), text.as_bytes());
    }
}
