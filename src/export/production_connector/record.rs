//! One record: the settings, a user or a user group.

use std::ops::Range;

use super::keys::{Group, Key, Told};
use super::{fields, key_of};
use crate::export::{Field, Item, Record, Value};
use crate::layout::{Cell, Row};

const WRONG: &str = "its value in production-connector.toml is none that it can have";
pub(super) const CUT: &str = "the file ends with this value, and it may be cut: end the line";
const NO_USERS: &str =
    "no [[production-connector.user]] is given: Control Center > Cloud Integration > User Configuration";
const NO_GROUPS: &str = "no [[production-connector.user-group]] is given: tab User Groups of the Production Connector";

/// A table of the file.
pub(super) struct Entry<'r> {
    group: &'static Group,
    keys: &'r [String],
    row: &'r Row<'r>,
    /// How many users and user groups there are; in the settings only.
    counts: Option<[Option<i64>; 2]>,
}

impl<'r> Entry<'r> {
    pub(super) fn new(
        group: &'static Group,
        keys: &'r [String],
        row: &'r Row<'r>,
        counts: Option<[Option<i64>; 2]>,
    ) -> Self {
        Self { group, keys, row, counts }
    }

    fn cell(&self, key: &Key) -> Option<Cell> {
        let known = |name: &String| self.group.key(name).is_some_and(|own| own.field == key.field);
        self.keys.iter().position(known).map(|index| self.row.cell(index))
    }

    /// What a key's value says; absent where the record has no such key.
    fn told(&self, field: usize) -> Result<(Told, Range<usize>), Field<'_>> {
        let Some(key) = key_of(self.group, field) else { return Err(Field::absent()) };
        let Some(cell) = self.cell(key) else { return Err(Field::unknown(key.missing)) };
        if cell.ends_file {
            return Err(Field { value: Value::Unknown(CUT), span: Some(cell.range()) });
        }
        let raw = self.row.charset.decode(self.row.raw(cell));
        match key.told(&raw) {
            Ok(told) => Ok((told, within_quotes(&raw, cell))),
            Err(_) => Err(Field { value: Value::Unknown(WRONG), span: Some(cell.range()) }),
        }
    }

    fn value(&self, field: usize) -> Field<'_> {
        match self.told(field) {
            Err(field) => field,
            Ok((Told::Text(text), span)) => Field::text(text.into_bytes(), span),
            Ok((Told::Number(number), span)) => Field { value: Value::Number(number), span: Some(span) },
            Ok((Told::Flag(flag), span)) => Field::flag(flag, Some(span)),
            Ok((Told::Texts(texts), span)) => {
                let raw = self.row.charset.decode(self.row.text.get(span.clone()).unwrap_or_default()).into_owned();
                let mut from = 0;
                let item = |text: String| {
                    let at = raw.get(from..).and_then(|rest| rest.find(&text)).map(|at| from + at);
                    from = at.map_or(from, |at| at + text.len());
                    let place = at.map(|at| span.start + at..span.start + at + text.len());
                    Item { text, span: place, meaning: String::new() }
                };
                Field { value: Value::List(texts.into_iter().map(item).collect()), span: Some(span.clone()) }
            }
        }
    }

    fn count(&self, index: usize, missing: &'static str) -> Field<'_> {
        match self.counts.and_then(|counts| counts.get(index).copied()) {
            None => Field::absent(),
            Some(None) => Field::unknown(missing),
            Some(Some(count)) => Field { value: Value::Number(count), span: None },
        }
    }
}

/// Where a text stands: between its quotes, so that the place is that of its first letter.
fn within_quotes(raw: &str, cell: Cell) -> Range<usize> {
    let quotes = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| raw.starts_with(quotes));
    let length = quotes.map_or(0, str::len);
    if raw.len() >= 2 * length { cell.start + length..cell.end - length } else { cell.range() }
}

impl Record for Entry<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            fields::RECORD => Field::word(self.group.record, self.row.cells.first().map(|cell| cell.range())),
            fields::PORT_TEXT => match self.value(fields::PORT) {
                Field { value: Value::Number(port), span } => {
                    Field { value: Value::Text(port.to_string().into_bytes().into()), span }
                }
                other => other,
            },
            fields::PROXY_SET => match self.value(fields::PROXY) {
                Field { value: Value::Text(_), span } => Field::flag(true, span),
                Field { value: Value::Absent, span: Some(span) } => Field::flag(false, Some(span)),
                other => other,
            },
            fields::USERS => self.count(0, NO_USERS),
            fields::USER_GROUPS => self.count(1, NO_GROUPS),
            _ => self.value(index),
        }
    }

    /// Keys that are known, and the header.
    fn harmless(&self) -> Vec<Range<usize>> {
        let mut end = 0;
        let mut ranges = Vec::new();
        for (name, cell) in self.keys.iter().zip(self.row.cells) {
            if self.group.key(name).is_some() {
                ranges.push(end..cell.start);
            } else if self.group.is_header(name) {
                ranges.push(end..cell.end);
            }
            end = cell.end;
        }
        ranges
    }
}
