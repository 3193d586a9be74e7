//! What is kept of a file: its records, as small as they go, for a Cloud Connector may have tens of thousands of system mappings, and a
//! system as many users.

use std::any::Any;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

use crate::coding::{Coded, push_distance, push_number, push_text};
use crate::export::{Export, Field, Item, Record, Value};
use crate::landscape::collect::Collect;
use crate::layout::{KeptRow, Row};
use crate::packing::{Damaged, Packed, Packer, Unpacker};

use super::Fields;

mod packed;

/// Says which records of a file are kept.
pub trait Keep: Debug + Send + Sync {
    /// Whether this one is. The records of a part of a file come in their order.
    fn keeps(&mut self, record: &dyn Record, row: &Row<'_>) -> bool;
}

/// The records of one file, while it is read.
#[derive(Debug)]
pub struct Collecting {
    export: &'static Export,
    records: Vec<Kept>,
    heading: Option<Kept>,
    /// Says which are kept; none if all are.
    keep: Option<Box<dyn Keep>>,
    whole: bool,
    shared: Option<Arc<OfFile>>,
}

impl Collecting {
    /// Of a file that is this export, all records.
    pub fn all(export: &'static Export) -> Self {
        Self { export, records: Vec::new(), heading: None, keep: None, whole: true, shared: None }
    }

    /// Of a file that is this export, some records.
    pub fn some(export: &'static Export, keep: Box<dyn Keep>) -> Self {
        Self { keep: Some(keep), ..Self::all(export) }
    }

    /// What the file gave, once it was read.
    pub fn file(&self) -> Option<&Arc<OfFile>> {
        self.shared.as_ref()
    }
}

impl Collecting {
    /// Reads what [`Collect::pack`] wrote of a file that is this export.
    pub fn unpack(export: &'static Export, from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let rows = Self::unpack_rows(export, from)?;
        if bool::unpack(from)? { Err(Damaged) } else { Ok(rows) }
    }

    /// Reads what [`Collecting::pack_rows`] wrote.
    pub fn unpack_rows(export: &'static Export, from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let records = from.list(Kept::unpack)?;
        let heading = bool::unpack(from)?.then(|| Kept::unpack(from)).transpose()?;
        let whole = Packed::unpack(from)?;
        let shared = Some(Arc::new(OfFile { export, records, heading, whole }));
        Ok(Self { shared, whole, ..Self::all(export) })
    }
}

/// The records of one file.
#[derive(Debug)]
pub struct OfFile {
    /// What the file is.
    pub export: &'static Export,
    /// Those that were kept, in the order of the file.
    pub records: Vec<Kept>,
    /// The place for what is missing in it: its heading, or its first line.
    pub heading: Option<Kept>,
    /// Nothing is missing in it.
    pub whole: bool,
}

impl Collect for Collecting {
    fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        if self.keep.as_mut().is_none_or(|keep| keep.keeps(record, row)) {
            self.records.push(Kept::of(self.export, record, row));
        }
    }

    fn heading(&mut self, row: &Row<'_>) {
        self.heading = Some(Kept::row_alone(row));
    }

    fn join(&mut self, next: Box<dyn Collect>, lines: u64) {
        let next: Box<dyn Any> = next;
        let Ok(mut next) = next.downcast::<Self>() else { return };
        next.records.iter_mut().chain(&mut next.heading).for_each(|kept| kept.move_down(lines));
        self.records.append(&mut next.records);
        self.heading = self.heading.take().or(next.heading);
        self.whole &= next.whole;
    }

    fn close(&mut self, incomplete: bool) {
        let (records, heading) = (std::mem::take(&mut self.records), self.heading.take());
        let whole = self.whole && !incomplete;
        self.shared = Some(Arc::new(OfFile { export: self.export, records, heading, whole }));
    }

    fn pack(&self, out: &mut Packer, rows: bool) {
        self.pack_rows(out, rows);
        // Nothing else was kept of it.
        false.pack(out);
    }
}

impl Collecting {
    /// Writes the records, or only that there is such a file. What else was kept of it may follow, behind whether it does.
    pub fn pack_rows(&self, out: &mut Packer, rows: bool) {
        let (records, heading, whole) = match self.shared.as_deref() {
            Some(OfFile { export: _, records, heading, whole }) => (records.as_slice(), heading.as_ref(), *whole),
            None => (&[][..], None, false),
        };
        let records = if rows { records } else { &[] };
        out.number(records.len() as u64);
        records.iter().for_each(|kept| kept.pack(self.export.fields, out));
        out.number(u64::from(heading.is_some()));
        heading.into_iter().for_each(|heading| heading.pack(&[], out));
        whole.pack(out);
    }
}

/// One record, and the row that it was read from: the row's text, the values of the fields in their order, the row's cells, in few bytes.
#[derive(Debug)]
pub struct Kept {
    bytes: Box<[u8]>,
    rare: Option<Box<Rare>>,
}

/// What few records have.
#[derive(Debug, Default)]
struct Rare {
    unknown: Vec<(usize, &'static str)>,
    lists: Vec<(usize, Vec<Item>)>,
    secrets: Vec<Range<usize>>,
    harmless: Vec<Range<usize>>,
    der: Option<Box<[u8]>>,
}

impl Rare {
    fn is_empty(&self) -> bool {
        self.unknown.is_empty()
            && self.lists.is_empty()
            && self.secrets.is_empty()
            && self.harmless.is_empty()
            && self.der.is_none()
    }
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Absent,
    /// The record's text at its place.
    Here,
    Text,
    Cut,
    Number,
    Yes,
    No,
    /// See [`Rare::lists`].
    List,
    /// See [`Rare::unknown`].
    Unknown,
}

const KINDS: [Kind; 9] =
    [Kind::Absent, Kind::Here, Kind::Text, Kind::Cut, Kind::Number, Kind::Yes, Kind::No, Kind::List, Kind::Unknown];

/// A value as it was written.
struct Written<'k> {
    kind: Kind,
    span: Option<Range<usize>>,
    text: &'k [u8],
    number: i64,
}

impl Kept {
    /// A row of which no value is told.
    fn row_alone(row: &Row<'_>) -> Self {
        let mut bytes = Vec::new();
        push_text(&mut bytes, row.text);
        push_number(&mut bytes, 0);
        push_text(&mut bytes, &[]);
        KeptRow::pack(row, &mut bytes);
        Self { bytes: bytes.into(), rare: None }
    }

    fn of(export: &Export, record: &dyn Record, row: &Row<'_>) -> Self {
        let mut rare = Rare { secrets: record.secrets(), harmless: record.harmless(), ..Rare::default() };
        rare.der = record.der().map(Into::into);
        let (mut values, mut count) = (Vec::new(), 0);
        for index in 0..export.fields.len() {
            let Field { value, span } = record.field(index);
            if value == Value::Absent && span.is_none() {
                continue;
            }
            count += 1;
            push_number(&mut values, index as u64);
            push_value(&mut values, &mut rare, (index, value), span, row);
        }
        let mut bytes = Vec::with_capacity(values.len() + row.text.len() + 16 * row.cells.len());
        push_text(&mut bytes, row.text);
        push_number(&mut bytes, count);
        push_text(&mut bytes, &values);
        KeptRow::pack(row, &mut bytes);
        let rare = (!rare.is_empty()).then(|| Box::new(rare));
        Self { bytes: bytes.into(), rare }
    }

    /// The row.
    pub fn row(&self) -> KeptRow {
        let mut coded = Coded(&self.bytes);
        let text = coded.bytes();
        coded.number();
        coded.bytes();
        KeptRow::unpack(text, &mut coded)
    }

    fn value(&self, wanted: usize) -> Option<Written<'_>> {
        let mut coded = Coded(&self.bytes);
        let row = coded.bytes();
        let count = coded.number();
        let mut coded = Coded(coded.bytes());
        for _ in 0..count.min(coded.0.len() as u64) {
            let index = coded.index();
            let written = Written::read(&mut coded, row);
            if index >= wanted {
                return (index == wanted).then_some(written);
            }
        }
        None
    }

    /// The field with this index in its export.
    pub fn field(&self, index: usize) -> Field<'_> {
        let Some(Written { kind, span, text, number }) = self.value(index) else { return Field::absent() };
        let rare = self.rare.as_deref();
        let value = match kind {
            Kind::Absent => Value::Absent,
            Kind::Here | Kind::Text => Value::Text(text.into()),
            Kind::Cut => Value::Cut(text.into()),
            Kind::Number => Value::Number(number),
            Kind::Yes => Value::Flag(true),
            Kind::No => Value::Flag(false),
            Kind::List => {
                let list = rare.and_then(|rare| rare.lists.iter().find(|(of, _)| *of == index));
                Value::List(list.map(|(_, items)| items.clone()).unwrap_or_default())
            }
            Kind::Unknown => {
                let why = rare.and_then(|rare| rare.unknown.iter().find(|(of, _)| *of == index));
                Value::Unknown(why.map_or("", |(_, why)| why))
            }
        };
        Field { value, span }
    }

    /// The certificate itself, as DER.
    pub fn der(&self) -> Option<&[u8]> {
        self.rare.as_deref()?.der.as_deref()
    }

    /// Parts of the row that must never be shown.
    pub fn secrets(&self) -> &[Range<usize>] {
        self.rare.as_deref().map_or(&[], |rare| &rare.secrets)
    }

    /// Parts of the row that may be shown beside the values.
    pub fn harmless(&self) -> &[Range<usize>] {
        self.rare.as_deref().map_or(&[], |rare| &rare.harmless)
    }

    /// So many lines stand before the part of the file that it was read from.
    fn move_down(&mut self, lines: u64) {
        let mut row = self.row();
        row.move_down(lines);
        let mut coded = Coded(&self.bytes);
        let (text, count, values) = (coded.bytes(), coded.number(), coded.bytes());
        let mut bytes = Vec::new();
        push_text(&mut bytes, text);
        push_number(&mut bytes, count);
        push_text(&mut bytes, values);
        KeptRow::pack(&row.row(), &mut bytes);
        self.bytes = bytes.into();
    }
}

/// Writes a value behind the number of its field.
fn push_value(
    out: &mut Vec<u8>,
    rare: &mut Rare,
    (index, value): (usize, Value<'_>),
    span: Option<Range<usize>>,
    row: &Row<'_>,
) {
    let is_here = |text: &[u8]| span.clone().is_some_and(|span| row.text.get(span) == Some(text));
    let kind = match &value {
        Value::Absent => Kind::Absent,
        Value::Text(text) if is_here(text) => Kind::Here,
        Value::Text(_) => Kind::Text,
        Value::Cut(_) => Kind::Cut,
        Value::Number(_) => Kind::Number,
        Value::Flag(true) => Kind::Yes,
        Value::Flag(false) => Kind::No,
        Value::List(_) => Kind::List,
        Value::Unknown(_) => Kind::Unknown,
    };
    out.push(KINDS.iter().position(|known| *known == kind).map_or(0, |number| number as u8));
    match span {
        None => out.push(0),
        Some(span) => {
            push_number(out, span.start as u64 + 1);
            push_distance(out, span.start as u64, span.end as u64);
        }
    }
    match value {
        Value::Text(text) if kind == Kind::Text => push_text(out, &text),
        Value::Cut(text) => push_text(out, &text),
        Value::Number(number) => push_distance(out, 0, number as u64),
        Value::List(items) => rare.lists.push((index, items)),
        Value::Unknown(why) => rare.unknown.push((index, why)),
        _ => {}
    }
}

impl<'k> Written<'k> {
    fn read(coded: &mut Coded<'k>, row: &'k [u8]) -> Self {
        let kind = KINDS.get(coded.index()).copied().unwrap_or(Kind::Absent);
        let span = coded.number().checked_sub(1).map(|start| {
            let end = coded.moved(start);
            usize::try_from(start).unwrap_or(usize::MAX)..usize::try_from(end).unwrap_or(usize::MAX)
        });
        let (mut text, mut number) = (&[][..], 0);
        match kind {
            Kind::Here => text = span.clone().and_then(|span| row.get(span)).unwrap_or_default(),
            Kind::Text | Kind::Cut => text = coded.bytes(),
            Kind::Number => number = coded.moved(0) as i64,
            _ => {}
        }
        Self { kind, span, text, number }
    }
}

/// A record together with the file that it is in.
#[derive(Debug, Clone, Copy)]
pub struct In<'m> {
    /// Index of the file in the run.
    pub index: usize,
    /// Its path.
    pub path: &'m str,
    /// The file.
    pub file: &'m OfFile,
    /// The record.
    pub kept: &'m Kept,
    /// The fields of the derived kind that it is collected for.
    pub fields: &'static Fields,
}

impl<'m> In<'m> {
    /// The field of this name; absent if its export has none.
    pub fn field(&self, name: &str) -> Field<'m> {
        let index = self.file.export.fields.iter().position(|field| field.name == name);
        index.map_or_else(Field::absent, |index| self.kept.field(index))
    }

    /// A text; none if it is absent or unknown.
    pub fn text(&self, name: &str) -> Option<&'m str> {
        let index = self.file.export.fields.iter().position(|field| field.name == name)?;
        let written = self.kept.value(index)?;
        matches!(written.kind, Kind::Here | Kind::Text).then(|| std::str::from_utf8(written.text).ok())?
    }

    /// A text that may have other letters than ASCII, whatever the file's encoding; none if it is absent or unknown.
    pub fn decoded(&self, name: &str) -> Option<String> {
        match self.field(name).value {
            Value::Text(text) => Some(self.kept.row().row().charset.decode(&text).into_owned()),
            _ => None,
        }
    }

    /// What is there of a text that was cut.
    pub fn cut(&self, name: &str) -> Option<String> {
        match self.field(name).value {
            Value::Cut(text) => Some(self.kept.row().row().charset.decode(&text).into_owned()),
            _ => None,
        }
    }

    /// Yes or no; none if it is absent or unknown.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.field(name).value {
            Value::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    /// A whole number; none if it is absent or unknown.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.field(name).value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Why a value is not known, if it is not.
    pub fn unknown(&self, name: &str) -> Option<&'static str> {
        match self.field(name).value {
            Value::Unknown(why) => Some(why),
            _ => None,
        }
    }

    /// The tokens of a list; none if it is absent or unknown.
    pub fn list(&self, name: &str) -> Option<Vec<String>> {
        match self.field(name).value {
            Value::List(items) => Some(items.into_iter().map(|item| item.text).collect()),
            _ => None,
        }
    }

    /// The value of the derived field with this index; none if the record's export has no field of its name.
    pub fn passed(&self, derived: usize) -> Option<Field<'m>> {
        self.fields.of_export(self.file.export, derived).map(|index| self.kept.field(index))
    }
}
