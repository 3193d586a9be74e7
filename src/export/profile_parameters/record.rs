//! One parameter of a list.

use std::ops::Range;

use super::{AREA, COMMENT, NAME, ORIGIN, VALUE};
use crate::export::{Field, Record, Value};
use crate::knowledge::profile_parameter::{area, is_secret, is_setting, secret_parts};
use crate::layout::{Cell, Row};

/// Where a parameter's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    UserDefined,
    SystemDefault,
    Runtime,
}

impl Origin {
    fn name(self) -> &'static str {
        match self {
            Self::UserDefined => "user-defined",
            Self::SystemDefault => "system-default",
            Self::Runtime => "runtime",
        }
    }
}

pub(super) struct Parameter<'a> {
    pub(super) row: &'a Row<'a>,
    pub(super) name: Cell,
    /// The cell whose value runs; none if the list lacks its column.
    pub(super) value: Option<Cell>,
    pub(super) origin: Origin,
    /// Every cell that holds a value, running or not.
    pub(super) others: [Option<Cell>; 3],
    pub(super) comment: Option<Cell>,
}

impl Parameter<'_> {
    pub(super) fn name(&self) -> &[u8] {
        self.row.raw(self.name)
    }

    fn text(&self, cell: Cell) -> Field<'_> {
        Field::of(self.row, cell)
    }

    fn value(&self) -> Field<'_> {
        match self.value {
            None => Field::unknown("the list has no column with the system's default value"),
            Some(cell) if cell.fills_column => Field {
                value: Value::Unknown("the value may be cut in this list: export it as a spreadsheet"),
                span: Some(cell.range()),
            },
            Some(cell) => self.text(cell),
        }
    }
}

impl Record for Parameter<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            NAME => self.text(self.name),
            VALUE => self.value(),
            ORIGIN if self.value.is_none() => Field::unknown("the list has no column with the system's default value"),
            ORIGIN => Field::word(self.origin.name(), self.value.map(Cell::range)),
            AREA => {
                area(self.name()).map_or_else(Field::absent, |area| Field::text(area, self.name.part(0..area.len())))
            }
            COMMENT => {
                self.comment.map_or(Field::unknown("the list has no column for comments"), |cell| self.text(cell))
            }
            _ => Field::absent(),
        }
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        let cells = self.others.into_iter().flatten().filter(|cell| !cell.range().is_empty());
        if is_secret(self.name()) {
            return cells.map(Cell::range).collect();
        }
        cells.flat_map(|cell| secret_parts(self.row.raw(cell)).into_iter().map(move |part| cell.part(part))).collect()
    }

    fn harmless(&self) -> Vec<Range<usize>> {
        let cells = self.others.into_iter().flatten().filter(|_| is_setting(self.name()));
        cells.map(Cell::range).collect()
    }
}
