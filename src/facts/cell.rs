//! What a value is in a column of a table.

use jiff::civil::{Date, DateTime};

/// What all values of a column are; each may also be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text in UTF-8.
    Text,
    /// Whole number of 64 bits.
    Number,
    /// Yes or no.
    Flag,
    /// Day of the calendar.
    Day,
    /// Day and time of day, without a time zone.
    Moment,
    /// Texts, maybe none.
    List,
}

impl Kind {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Flag => "flag",
            Self::Day => "date",
            Self::Moment => "timestamp",
            Self::List => "list",
        }
    }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// There is none, or nobody knows.
    #[default]
    Missing,
    /// See [`Kind::Text`].
    Text(String),
    /// See [`Kind::Number`].
    Number(i64),
    /// See [`Kind::Flag`].
    Flag(bool),
    /// See [`Kind::Day`].
    Day(Date),
    /// See [`Kind::Moment`].
    Moment(DateTime),
    /// See [`Kind::List`].
    List(Vec<String>),
}

impl Cell {
    /// A text; the empty one is missing.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Missing } else { Self::Text(text) }
    }

    /// A number from 1 on; 0 is missing.
    pub fn place(number: u64) -> Self {
        if number == 0 { Self::Missing } else { Self::number(number) }
    }

    /// A count.
    pub fn number(number: u64) -> Self {
        i64::try_from(number).map_or(Self::Missing, Self::Number)
    }

    /// A list of names.
    pub fn names<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self::List(names.into_iter().map(Into::into).collect())
    }
}
