//! What is kept of the files of Cloud Connectors and Production Connectors: their records, as small as they go, for a Cloud Connector
//! may have tens of thousands of system mappings.

use std::any::Any;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::export::{EXPORTS, Export, Field, Item, Record, Value, display};
use crate::landscape::collect::Collect;
use crate::landscape::derived::Interest;
use crate::layout::{KeptRow, Row};

use super::fields::FIELDS;

/// Begins to collect from the file with this index.
pub(super) fn begin(export: &'static Export, _: usize, _: &Arc<Interest>) -> Box<dyn Collect> {
    Box::new(Collecting { export, records: Vec::new(), whole: true, shared: None })
}

/// The records of one file, while it is read.
#[derive(Debug)]
pub(super) struct Collecting {
    export: &'static Export,
    records: Vec<Kept>,
    whole: bool,
    shared: Option<Arc<OfFile>>,
}

impl Collecting {
    /// What the file gave, once it was read.
    pub fn file(&self) -> Option<&Arc<OfFile>> {
        self.shared.as_ref()
    }
}

/// The records of one file.
#[derive(Debug)]
pub(super) struct OfFile {
    pub export: &'static Export,
    pub records: Vec<Kept>,
    /// Nothing is missing in it.
    pub whole: bool,
}

impl Collect for Collecting {
    fn record(&mut self, record: &dyn Record, row: &Row<'_>) {
        self.records.push(Kept::of(self.export, record, row));
    }

    fn join(&mut self, next: Box<dyn Collect>, lines: u64) {
        let next: Box<dyn Any> = next;
        let Ok(mut next) = next.downcast::<Self>() else { return };
        next.records.iter_mut().for_each(|kept| kept.row.move_down(lines));
        self.records.append(&mut next.records);
        self.whole &= next.whole;
    }

    fn close(&mut self, incomplete: bool) {
        let records = std::mem::take(&mut self.records);
        let whole = self.whole && !incomplete;
        self.shared = Some(Arc::new(OfFile { export: self.export, records, whole }));
    }
}

/// One record, and the row that it was read from.
#[derive(Debug)]
pub(super) struct Kept {
    pub row: KeptRow,
    values: Box<[(u16, Told, Option<Range<u32>>)]>,
    secrets: Box<[Range<usize>]>,
    der: Option<Box<[u8]>>,
}

/// A value of a record.
#[derive(Debug)]
enum Told {
    /// The record's text at its place.
    Here,
    Text(Box<str>),
    Cut(Box<str>),
    Number(i64),
    Flag(bool),
    List(Box<[Item]>),
    Absent,
    Unknown(&'static str),
}

impl Kept {
    fn of(export: &Export, record: &dyn Record, row: &Row<'_>) -> Self {
        let told = |index: usize| {
            let Field { value, span } = record.field(index);
            let here = |text: &str| span.clone().is_some_and(|span| row.text.get(span) == Some(text.as_bytes()));
            let told = match &value {
                Value::Absent if span.is_none() => return None,
                Value::Absent => Told::Absent,
                Value::Unknown(why) => Told::Unknown(why),
                Value::Number(number) => Told::Number(*number),
                Value::Flag(flag) => Told::Flag(*flag),
                Value::List(items) => Told::List(items.clone().into()),
                Value::Cut(text) => Told::Cut(row.charset.decode(text).into()),
                Value::Text(_) => match display(&value, row.charset)? {
                    text if here(&text) => Told::Here,
                    text => Told::Text(text.into()),
                },
            };
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            Some((u16::try_from(index).ok()?, told, span.map(|span| offset(span.start)..offset(span.end))))
        };
        let values = (0..export.fields.len()).filter_map(told).collect();
        let der = record.der().map(Into::into);
        Self { row: KeptRow::of(row), values, secrets: record.secrets().into(), der }
    }

    fn value(&self, index: usize) -> Option<&(u16, Told, Option<Range<u32>>)> {
        let found = self.values.binary_search_by_key(&index, |(at, ..)| usize::from(*at));
        self.values.get(found.ok()?)
    }

    /// The field with this index in its export.
    pub fn field(&self, index: usize) -> Field<'_> {
        let Some((_, told, span)) = self.value(index) else { return Field::absent() };
        let span = span.as_ref().map(|span| span.start as usize..span.end as usize);
        let value = match told {
            Told::Here => {
                Value::Text(span.clone().and_then(|span| self.row.text().get(span)).unwrap_or_default().into())
            }
            Told::Text(text) => Value::Text(text.as_bytes().into()),
            Told::Cut(text) => Value::Cut(text.as_bytes().into()),
            Told::Number(number) => Value::Number(*number),
            Told::Flag(flag) => Value::Flag(*flag),
            Told::List(items) => Value::List(items.to_vec()),
            Told::Absent => Value::Absent,
            Told::Unknown(why) => Value::Unknown(why),
        };
        Field { value, span }
    }

    /// The certificate itself, as DER.
    pub fn der(&self) -> Option<&[u8]> {
        self.der.as_deref()
    }

    /// Parts of the row that must never be shown.
    pub fn secrets(&self) -> &[Range<usize>] {
        &self.secrets
    }
}

/// A record together with the file that it is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct In<'m> {
    /// Index of the file in the run.
    pub index: usize,
    pub path: &'m str,
    pub file: &'m OfFile,
    pub kept: &'m Kept,
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
        match self.kept.value(index)? {
            (_, Told::Here, Some(span)) => {
                let text = self.kept.row.text().get(span.start as usize..span.end as usize)?;
                std::str::from_utf8(text).ok()
            }
            (_, Told::Text(text), _) => Some(text),
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
        static SAME: OnceLock<Vec<Vec<Option<usize>>>> = OnceLock::new();
        let same = SAME.get_or_init(|| {
            let of = |export: &&'static Export| {
                let index = |name: &str| export.fields.iter().position(|field| field.name == name);
                FIELDS.iter().map(|field| index(field.name)).collect()
            };
            EXPORTS.iter().map(of).collect()
        });
        let export = EXPORTS.iter().position(|export| std::ptr::eq(*export, self.file.export));
        let index = export.and_then(|export| same.get(export)?.get(derived).copied().flatten());
        Some(self.kept.field(index?))
    }
}
