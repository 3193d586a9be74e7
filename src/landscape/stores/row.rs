//! A row of a config store, while the record that it is made of is at hand.

use std::borrow::Cow;
use std::ops::Range;

use crate::export::{self, Field, display};
use crate::input::Charset;
use crate::policy::evaluate::{Row, Value};

/// One cell.
#[derive(Debug, Clone)]
pub struct Cell<'r> {
    /// Its column, in capitals.
    pub column: Cow<'r, str>,
    /// A text; none if nobody knows it.
    pub text: Option<Cow<'r, str>>,
    /// Where it stands in the row that the record was read from.
    pub span: Option<Range<usize>>,
}

impl<'r> Cell<'r> {
    /// A cell with this text.
    pub fn new(column: &'r str, text: impl Into<Cow<'r, str>>, span: Option<Range<usize>>) -> Self {
        Self { column: Cow::Borrowed(column), text: Some(text.into()), span }
    }

    /// A cell of which nobody knows what stands in it.
    pub fn unknown(column: &'r str, span: Option<Range<usize>>) -> Self {
        Self { column: Cow::Borrowed(column), text: None, span }
    }

    /// A cell with the value of a field; what is not there is empty, what is cut is not known.
    pub fn of(column: &'r str, field: Field<'r>, charset: Charset) -> Self {
        let Field { value, span } = field;
        match &value {
            export::Value::Unknown(_) | export::Value::Cut(_) => Self::unknown(column, span),
            _ => Self::new(column, display(&value, charset).unwrap_or_default(), span),
        }
    }
}

/// A row.
#[derive(Debug, Clone, Default)]
pub struct StoreRow<'r> {
    /// Its cells.
    pub cells: Vec<Cell<'r>>,
    /// The same with other texts, of which one is right, and nobody knows which.
    pub or: Option<Box<Self>>,
    /// Nobody knows whether it is there.
    pub may_be_absent: bool,
}

impl<'r> StoreRow<'r> {
    /// A row of these cells.
    pub fn of<const CELLS: usize>(cells: [Cell<'r>; CELLS]) -> Self {
        Self { cells: cells.into(), or: None, may_be_absent: false }
    }
}

impl Row for StoreRow<'_> {
    fn cell(&self, column: &str) -> Value<'_> {
        let cell = self.cells.iter().find(|cell| cell.column == column);
        cell.and_then(|cell| cell.text.as_deref()).map_or(Value::Unknown, Value::from)
    }
}
