//! A field that is a moment: a day and a time of day, from their cells or from a title, as `YYYY-MM-DDTHH:MM:SS`.
//!
//! Which moments an export has is for the exports to say.

use crate::knowledge::date::{self, Moment, Order};
use crate::layout::Row;

use super::cell::{NO_COLUMN, may_go_on};
use super::{Field, Value};

const SWAPPED: &str = "day and month of the date may be swapped";
const MALFORMED: &str = "the date or the time is in no form that is known";
const CUT: &str = "the cell may be cut";

/// Characters of a day with all four digits of its year.
const WHOLE_DAY: usize = 10;

/// Where a moment stands in the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct MomentCells {
    /// The day, maybe with the time behind it.
    pub(super) day: Option<usize>,
    /// The time of day.
    pub(super) time: Option<usize>,
}

impl MomentCells {
    /// The moment that a row tells; absent if its day is blank or zero.
    pub(super) fn field<'a>(self, row: &Row<'a>, order: Option<Order>) -> Field<'a> {
        let Some(day) = self.day.map(|day| row.cell(day)) else { return Field::unknown(NO_COLUMN) };
        let text = String::from_utf8_lossy(row.raw(day)).into_owned();
        if may_go_on(day) && (text.is_empty() || (text.len() < WHOLE_DAY && text.contains(['.', '/', '-']))) {
            return Field { value: Value::Unknown(CUT), span: Some(day.range()) };
        }
        let value = match (split(&text), self.time) {
            ((day, Some(time)), _) => value(date::moment(day, time, order)),
            ((day, None), Some(time)) => {
                value(date::moment(day, &String::from_utf8_lossy(row.raw(row.cell(time))), order))
            }
            ((day, None), None) => match date::moment(day, "00:00:00", order) {
                // A day is compared as a day.
                Moment::At(at) => Value::Text(at.date().to_string().into_bytes().into()),
                other => value(other),
            },
        };
        Field { value, span: Some(day.range()) }
    }

    /// As [`MomentCells::field`], but the day alone, `YYYY-MM-DD`, where the row tells no time.
    pub(super) fn day_at_least<'a>(self, row: &Row<'a>, order: Option<Order>) -> Field<'a> {
        let Some(cell) = self.day.map(|day| row.cell(day)) else { return Field::unknown(NO_COLUMN) };
        let text = String::from_utf8_lossy(row.raw(cell)).into_owned();
        let timeless = self.time.is_none_or(|time| row.value(time).is_empty());
        match split(&text) {
            (day, None) if timeless && !may_go_on(cell) => {
                Field { value: day_or_moment(day, "", order), span: Some(cell.range()) }
            }
            _ => self.field(row, order),
        }
    }
}

/// What stands first in the dates of a list whose title begins with one: `11/22/2026  Dynamic List Display  1`.
pub(super) fn order_of_title(row: &Row<'_>) -> Option<Order> {
    date::order(row.charset.decode(row.text).split_whitespace().next()?)
}

/// A moment as the value of a field; the day alone if its time is not told.
pub(super) fn day_or_moment(day: &str, time: &str, order: Option<Order>) -> Value<'static> {
    if !time.trim().is_empty() {
        return value(date::moment(day, time, order));
    }
    match date::moment(day, "00:00:00", order) {
        Moment::At(moment) => Value::Text(moment.date().to_string().into_bytes().into()),
        other => value(other),
    }
}

/// A moment as the value of a field.
pub(super) fn value(moment: Moment) -> Value<'static> {
    match moment {
        Moment::At(moment) => Value::Text(moment.to_string().into_bytes().into()),
        Moment::Never => Value::Absent,
        Moment::Ambiguous => Value::Unknown(SWAPPED),
        Moment::Malformed => Value::Unknown(MALFORMED),
    }
}

/// Day and time that stand in one text: `14.11.2026 02:00:01`, `2026-11-14T02:00:01`, `20261114020001`.
fn split(text: &str) -> (&str, Option<&str>) {
    if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let (day, time) = text.split_at(8);
        return (day, Some(time));
    }
    match text.split_once([' ', 'T']) {
        Some((day, time)) if time.contains(':') => (day, Some(time.trim())),
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_and_time_in_one_text_are_parted() {
        for text in ["14.11.2026 02:00:01", "2026-11-14T02:00:01", "20261114020001", "2026-11-14 02:00:01"] {
            let (day, time) = split(text);
            let moment = date::moment(day, time.unwrap(), None);
            assert_eq!(value(moment), Value::Text(b"2026-11-14T02:00:01".to_vec().into()), "{text}");
        }
        for text in ["14.11.2026", "  .  .    ", "Tuesday", ""] {
            assert_eq!(split(text), (text, None));
        }
    }
}
