//! A record: what is said of something that stands in a row of a file.

use std::ops::Range;

use crate::export::{Field, Record, Value};
use crate::landscape::derived::Take;

use super::In;

/// What is said, of which row. Fields that are not said are those of the row's own record.
pub struct Said<'m> {
    of: In<'m>,
    said: Vec<(usize, Field<'m>)>,
    /// The row is only the nearest place: nothing of it belongs to the record.
    only_place: bool,
    /// Why a field is unknown that is neither said nor told by the row's export; none if it is absent.
    otherwise: Option<&'static str>,
}

impl<'m> Said<'m> {
    /// A record of this kind about a record of an export.
    pub fn of(kind: &'static str, of: In<'m>) -> Self {
        let said = vec![(of.fields.record, Field::word(kind, None))];
        Self { of, said, only_place: false, otherwise: None }
    }

    /// A record of this kind at the row that is nearest to what is missing.
    pub fn at(kind: &'static str, of: In<'m>) -> Self {
        Self { only_place: true, ..Self::of(kind, of) }
    }

    /// A record of this kind of which nothing is known, because ...
    pub fn gap(kind: &'static str, of: In<'m>, why: &'static str) -> Self {
        Self { only_place: true, ..Self::of(kind, of) }.otherwise(why)
    }

    /// What is not said of it is unknown, because ...
    pub fn otherwise(self, why: &'static str) -> Self {
        Self { otherwise: Some(why), ..self }
    }

    /// A value, at the place of a field of the row's own record, or at the row's begin.
    pub fn set(mut self, field: usize, value: Value<'m>, at: &str) -> Self {
        let span = self.of.field(at).span.or(Some(0..0));
        self.said.push((field, Field { value, span }));
        self
    }

    /// A word.
    pub fn word(self, field: usize, word: &'static str, at: &str) -> Self {
        self.set(field, Value::Text(word.as_bytes().into()), at)
    }

    /// A text.
    pub fn text(self, field: usize, text: impl Into<String>, at: &str) -> Self {
        let text: String = text.into();
        let value = if text.is_empty() { Value::Absent } else { Value::Text(text.into_bytes().into()) };
        self.set(field, value, at)
    }

    /// Yes or no.
    pub fn flag(self, field: usize, flag: bool, at: &str) -> Self {
        self.set(field, Value::Flag(flag), at)
    }

    /// Yes or no, or why that is not known.
    pub fn decided(self, field: usize, flag: Result<bool, &'static str>, at: &str) -> Self {
        match flag {
            Ok(flag) => self.flag(field, flag, at),
            Err(why) => self.unknown(field, why),
        }
    }

    /// Nobody knows, because ...
    pub fn unknown(self, field: usize, why: &'static str) -> Self {
        self.set(field, Value::Unknown(why), "")
    }

    /// What is known, or why it is not.
    pub fn known(self, field: usize, case: Result<&'static str, &'static str>, at: &str) -> Self {
        match case {
            Ok(word) => self.word(field, word, at),
            Err(why) => self.unknown(field, why),
        }
    }

    /// Hands it out.
    pub fn hand(self, take: &mut dyn Take) {
        take.record(self.of.index, &self.of.kept.row(), &self);
    }
}

impl Record for Said<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match self.said.iter().find(|(field, _)| *field == index) {
            Some((_, field)) => field.clone(),
            None if self.only_place => self.otherwise.map_or_else(Field::absent, Field::unknown),
            None => match (self.of.passed(index), self.otherwise) {
                (Some(field), _) => field,
                (None, Some(why)) => Field::unknown(why),
                (None, None) => Field::absent(),
            },
        }
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        self.of.kept.secrets().to_vec()
    }

    fn harmless(&self) -> Vec<Range<usize>> {
        self.of.kept.harmless().to_vec()
    }

    fn der(&self) -> Option<&[u8]> {
        self.of.kept.der()
    }
}
