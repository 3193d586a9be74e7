//! One statement about an integration: what is said of which row. All of them are made once for a run, for many rest on files of several
//! systems; each system is then handed its own.

use crate::export::Value;
use crate::landscape::derived::Take;
use crate::landscape::derived::records::{In, Ref, Said};

use super::fields::{CASE, RECORD_FIELDS};
use super::site::Site;

/// A row of a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct At {
    /// Index of the system.
    pub system: usize,
    /// The row among those of its files.
    pub at: Ref,
}

/// A value that is said.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Told {
    Word(&'static str),
    Text(String),
    Flag(bool),
    Unknown(&'static str),
}

/// What is said of which row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Statement {
    /// The kind of record.
    pub record: &'static str,
    pub at: At,
    /// Tells it from others of its kind, for the picture.
    pub tag: &'static str,
    /// The row is only the nearest place: nothing of it belongs to the record.
    only_place: bool,
    said: Vec<(usize, Told, &'static str)>,
    otherwise: Option<&'static str>,
}

impl Statement {
    /// About a row.
    pub fn of(record: &'static str, at: At) -> Self {
        Self { record, at, tag: "", only_place: false, said: Vec::new(), otherwise: None }
    }

    /// About something whose nearest place is this row.
    pub fn near(record: &'static str, at: At) -> Self {
        Self { only_place: true, ..Self::of(record, at) }
    }

    /// Of which nothing is known, because ...
    pub fn gap(record: &'static str, at: At, why: &'static str) -> Self {
        Self::near(record, at).unknown(CASE, why).otherwise(why)
    }

    /// Tells it from others of its kind.
    pub fn tagged(self, tag: &'static str) -> Self {
        Self { tag, ..self }
    }

    /// What is not said of it is unknown, because ...
    pub fn otherwise(self, why: &'static str) -> Self {
        Self { otherwise: Some(why), ..self }
    }

    fn told(mut self, field: usize, told: Told, at: &'static str) -> Self {
        self.said.push((field, told, at));
        self
    }

    /// A word, at the place of a field of the row's own record.
    pub fn word(self, field: usize, word: &'static str, at: &'static str) -> Self {
        self.told(field, Told::Word(word), at)
    }

    /// A text.
    pub fn text(self, field: usize, text: impl Into<String>, at: &'static str) -> Self {
        self.told(field, Told::Text(text.into()), at)
    }

    /// Yes or no.
    pub fn flag(self, field: usize, flag: bool, at: &'static str) -> Self {
        self.told(field, Told::Flag(flag), at)
    }

    /// Nobody knows, because ...
    pub fn unknown(self, field: usize, why: &'static str) -> Self {
        self.told(field, Told::Unknown(why), "")
    }

    /// How it is, or why that is not known.
    pub fn case(self, case: Result<&'static str, &'static str>, at: &'static str) -> Self {
        self.known(CASE, case, at)
    }

    /// A word, or why it is not known.
    pub fn known(self, field: usize, word: Result<&'static str, &'static str>, at: &'static str) -> Self {
        match word {
            Ok(word) => self.word(field, word, at),
            Err(why) => self.unknown(field, why),
        }
    }

    /// How it is: the word, or why nobody knows. None if it does not say.
    pub fn how(&self) -> Option<Result<&'static str, &'static str>> {
        self.said.iter().find(|(field, ..)| *field == CASE).and_then(|(_, told, _)| match told {
            Told::Word(word) => Some(Ok(*word)),
            Told::Unknown(why) => Some(Err(*why)),
            Told::Text(_) | Told::Flag(_) => None,
        })
    }

    /// A text or word that it says.
    pub fn says(&self, field: usize) -> Option<&str> {
        self.said.iter().find(|(of, ..)| *of == field).and_then(|(_, told, _)| match told {
            Told::Word(word) => Some(*word),
            Told::Text(text) => Some(text.as_str()),
            Told::Flag(_) | Told::Unknown(_) => None,
        })
    }

    /// Hands it out for the system whose files these are.
    pub fn hand(&self, site: &Site, take: &mut dyn Take) {
        let Some(of) = site.files.at(self.at.at) else { return };
        let said = if self.only_place { Said::at(self.record, of) } else { Said::of(self.record, of) };
        self.say(said, of).hand(take);
    }

    fn say<'m>(&'m self, mut record: Said<'m>, of: In<'m>) -> Said<'m> {
        debug_assert!(std::ptr::eq(of.fields, &RECORD_FIELDS));
        for (field, told, at) in &self.said {
            record = match told {
                Told::Word(word) => record.word(*field, word, at),
                Told::Text(text) if text.is_empty() => record.set(*field, Value::Absent, at),
                Told::Text(text) => record.set(*field, Value::Text(text.as_bytes().into()), at),
                Told::Flag(flag) => record.flag(*field, *flag, at),
                Told::Unknown(why) => record.unknown(*field, why),
            };
        }
        match self.otherwise {
            Some(why) => record.otherwise(why),
            None => record,
        }
    }
}
