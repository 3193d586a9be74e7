//! The record of one line.

use std::borrow::Cow;
use std::ops::Range;

use crate::export::{Field, Item, Record, Value};
use crate::layout::Row;

use super::covered::{is_any, is_any_address};
use super::field;
use super::line::{self, Entry, Key, Letter};
use super::list::List;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Entry,
    Version,
    Comment,
    Malformed,
}

/// A line of a list.
pub(super) struct Line<'r> {
    pub row: &'r Row<'r>,
    /// None if neither the file's name nor a line tells.
    pub list: Option<List>,
    /// Syntax of the file.
    pub version: i64,
    /// No record stands above it.
    pub first: bool,
    pub content: Content,
    pub entry: Option<&'r Entry>,
    /// None if that means nothing; none inside if it is not known.
    pub reachable: Option<Option<bool>>,
}

const NO_LIST: &str = "neither the name of the file nor its lines tell which list it is";
const OLD_SYNTAX: &str = "the file does not begin with #VERSION=2, so nobody knows what D does in it";
const TOO_MANY: &str = "the list has too much in it to compare all";

/// Stands for a password.
const LEFT_OUT: &[u8] = b"***";

impl Line<'_> {
    /// Where the line begins to say something. Of a line that is no entry no more than its first letter: what stands in a
    /// comment is no value of a field.
    fn begin(&self) -> Range<usize> {
        let start = self.row.text.len() - self.row.text.trim_ascii_start().len();
        let length = usize::from(self.row.text.get(start).is_some_and(u8::is_ascii));
        self.entry.map_or(start..start + length, |entry| entry.begin.clone())
    }

    fn word(&self, word: &'static str) -> Field<'_> {
        Field::word(word, Some(self.begin()))
    }

    /// The line without the passwords in it.
    fn text(&self) -> Field<'_> {
        let end = self.row.text.trim_ascii_end().len();
        let passwords = line::passwords(self.row.text);
        if passwords.is_empty() {
            return Field::text(self.row.text.get(..end).unwrap_or_default(), 0..end);
        }
        let (mut text, mut last) = (Vec::new(), 0);
        for password in passwords {
            text.extend_from_slice(self.row.text.get(last..password.start).unwrap_or_default());
            text.extend_from_slice(LEFT_OUT);
            last = password.end;
        }
        text.extend_from_slice(self.row.text.get(last..end).unwrap_or_default());
        Field::text(Cow::Owned(text), 0..end)
    }

    fn permission(&self, entry: &Entry) -> Field<'_> {
        match entry.letter {
            Some(Letter::Deny) if self.version == 1 => {
                Field { value: Value::Unknown(OLD_SYNTAX), span: Some(self.begin()) }
            }
            Some(Letter::Deny) => self.word("deny"),
            Some(Letter::Permit) | None => self.word("permit"),
        }
    }

    fn decoded(&self, place: Range<usize>) -> String {
        self.row.charset.decode(self.row.text.get(place).unwrap_or_default()).into_owned()
    }

    fn list(&self, entry: &Entry, key: Key) -> Field<'_> {
        let Some(place) = entry.value(key) else { return Field::absent() };
        let item = |span: Range<usize>| {
            let text = self.decoded(span.clone());
            let meaning = match text.to_ascii_lowercase().as_str() {
                _ if key == Key::User => "",
                "local" => "the host itself",
                "internal" => "the application servers of the system",
                text if is_any_address(text) => "any host",
                _ => "",
            };
            Item { text, span: Some(span), meaning: meaning.to_owned() }
        };
        let items = line::items(self.row.text, place.clone()).into_iter().map(item).collect();
        Field { value: Value::List(items), span: Some(place) }
    }

    fn number(&self, entry: &Entry) -> Field<'_> {
        let Some(place) = entry.value(Key::No) else { return Field::absent() };
        match self.decoded(place.clone()).parse() {
            Ok(number) => Field { value: Value::Number(number), span: Some(place) },
            Err(_) => Field::absent(),
        }
    }

    /// What the entry leaves to anybody.
    fn unlimited(&self, list: List, entry: &Entry) -> Field<'_> {
        let limit = |(key, word): &(Key, &str)| {
            let (span, meaning) = match entry.value(*key) {
                None => (self.begin(), format!("{word}: any, for the line does not say")),
                Some(place) => {
                    let is_any = if matches!(key, Key::Tp | Key::User) { is_any } else { is_any_address };
                    let parts = if *key == Key::Tp { vec![place] } else { line::items(self.row.text, place) };
                    let any = parts.into_iter().find(|part| is_any(&self.decoded(part.clone())))?;
                    (any, format!("{word}: any"))
                }
            };
            Some(Item { text: (*word).to_owned(), span: Some(span), meaning })
        };
        let items = list.limits().iter().filter_map(limit).collect();
        Field { value: Value::List(items), span: Some(self.begin()) }
    }

    /// A field of an entry.
    fn of_entry(&self, entry: &Entry, index: usize) -> Field<'_> {
        match index {
            field::LETTER => match entry.letter {
                Some(Letter::Permit) => self.word("P"),
                Some(Letter::Deny) => self.word("D"),
                None => Field::absent(),
            },
            field::PERMISSION => self.permission(entry),
            field::PROGRAM => match entry.value(Key::Tp) {
                Some(place) => Field::text(self.row.text.get(place.clone()).unwrap_or_default(), place),
                None if self.list == Some(List::MsAclInfo) => Field::absent(),
                None => self.word("*"),
            },
            field::USER => self.list(entry, Key::User),
            field::HOST => self.list(entry, Key::Host),
            field::USER_HOST => self.list(entry, Key::UserHost),
            field::ACCESS => self.list(entry, Key::Access),
            field::CANCEL => self.list(entry, Key::Cancel),
            field::NUMBER => self.number(entry),
            // The place is the line's begin: a label must not draw the eye to a password.
            field::HAS_PASSWORD => Field::flag(entry.value(Key::Pwd).is_some(), Some(self.begin())),
            field::UNLIMITED => match self.list {
                Some(list) => self.unlimited(list, entry),
                None => Field::unknown(NO_LIST),
            },
            field::REACHABLE => match self.reachable {
                Some(Some(reachable)) => Field::flag(reachable, Some(self.begin())),
                Some(None) => Field { value: Value::Unknown(TOO_MANY), span: Some(self.begin()) },
                None => Field::absent(),
            },
            _ => Field::absent(),
        }
    }
}

impl Record for Line<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            field::FILE => match self.list {
                Some(list) => Field::word(list.word(), None),
                None => Field::unknown(NO_LIST),
            },
            field::LINE => {
                let number = i64::try_from(self.row.line()).unwrap_or(i64::MAX);
                Field { value: Value::Number(number), span: Some(self.begin()) }
            }
            field::TEXT => self.text(),
            field::CONTENT => self.word(match self.content {
                Content::Entry => "entry",
                Content::Version => "version",
                Content::Comment => "comment",
                Content::Malformed => "malformed",
            }),
            field::FIRST => Field::flag(self.first, Some(self.begin())),
            field::VERSION if self.list == Some(List::MsAclInfo) => Field::absent(),
            field::VERSION => Field { value: Value::Number(self.version), span: Some(self.begin()) },
            _ => self.entry.map_or_else(Field::absent, |entry| self.of_entry(entry, index)),
        }
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        line::passwords(self.row.text)
    }
}
