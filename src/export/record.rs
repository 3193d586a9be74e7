//! What a record says: fields with their values and the places where these stand. Which fields an export has is not told
//! here, nor what kind of value each of them takes.

use std::borrow::Cow;
use std::ops::Range;

use crate::input::Charset;
use crate::layout::{Cell, Row};
use crate::packing::packed;

/// The value of a field of one record.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// The export does not say: the column is missing or the cell was cut. The phrase says why.
    Unknown(&'static str),
    /// The export says that there is none.
    Absent,
    /// Text, in the row's charset. Never empty.
    Text(Cow<'a, [u8]>),
    /// Text, the end of which did not fit its column. Never empty.
    Cut(Cow<'a, [u8]>),
    /// Whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Tokens; an empty list is a known "none".
    List(Vec<Item>),
}

/// One token of a list value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The token.
    pub text: String,
    /// Where it stands in the row's text.
    pub span: Option<Range<usize>>,
    /// What it means here, short enough for a label under the source line.
    pub meaning: String,
}

packed!(Item { text, span, meaning });

/// A field's value and where it stands in the row's text. A derived value points at what it was derived from.
#[derive(Debug, Clone, PartialEq)]
pub struct Field<'a> {
    /// The value.
    pub value: Value<'a>,
    /// Its place, if it has one.
    pub span: Option<Range<usize>>,
}

impl<'a> Field<'a> {
    /// A value that the export does not tell.
    pub fn unknown(why: &'static str) -> Self {
        Self { value: Value::Unknown(why), span: None }
    }

    /// A value that is known not to be there.
    pub fn absent() -> Self {
        Self { value: Value::Absent, span: None }
    }

    /// Text at a place; empty text is an absent value.
    pub fn text(text: impl Into<Cow<'a, [u8]>>, span: Range<usize>) -> Self {
        let text = text.into();
        if text.is_empty() {
            return Self { value: Value::Absent, span: Some(span) };
        }
        Self { value: Value::Text(text), span: Some(span) }
    }

    /// What a cell holds.
    pub fn of(row: &Row<'a>, cell: Cell) -> Self {
        Self::text(row.unquoted(cell), cell.range())
    }

    /// A word that does not stand in the file as such.
    pub fn word(word: &'static str, span: Option<Range<usize>>) -> Self {
        Self { value: Value::Text(Cow::Borrowed(word.as_bytes())), span }
    }

    /// Yes or no.
    pub fn flag(flag: bool, span: Option<Range<usize>>) -> Self {
        Self { value: Value::Flag(flag), span }
    }
}

/// One record of an export.
pub trait Record {
    /// The field with this index in [`super::Export::fields`].
    fn field(&self, index: usize) -> Field<'_>;

    /// Parts of the row's text that must never be shown.
    fn secrets(&self) -> Vec<Range<usize>> {
        Vec::new()
    }

    /// The value of the field with this index must never be shown, wherever it stands.
    fn hides(&self, index: usize) -> bool {
        let _ = index;
        false
    }

    /// The certificate that it is of, as DER; none if it is of none, or the file only describes it.
    fn der(&self) -> Option<&[u8]> {
        None
    }

    /// Parts of the row's text beside the values of fields that are understood and known to be harmless, such as keys.
    fn harmless(&self) -> Vec<Range<usize>> {
        Vec::new()
    }
}

/// Stands behind the text of a [`Value::Cut`] that is shown to people.
pub const CUT_MARK: &str = "...";

/// Decodes a value for people, whatever its type.
pub fn display(value: &Value<'_>, charset: Charset) -> Option<String> {
    match value {
        Value::Unknown(_) | Value::Absent => None,
        Value::Text(text) => Some(charset.decode(text).into_owned()),
        Value::Cut(text) => Some(format!("{}{CUT_MARK}", charset.decode(text))),
        Value::Number(number) => Some(number.to_string()),
        Value::Flag(flag) => Some(if *flag { "yes" } else { "no" }.to_owned()),
        Value::List(items) if items.is_empty() => None,
        Value::List(items) => Some(items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(", ")),
    }
}
