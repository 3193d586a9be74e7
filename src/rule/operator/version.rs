//! `version-at-least` and `version-below`: versions, compared piece by piece.

use std::cmp::Ordering;

use bstr::ByteSlice;

use super::operand::Operand;
use super::{Asked, Build, On, Operator};
use crate::export::Value;
use crate::knowledge::version::compare_versions;
use crate::rule::condition::{Condition, Context, NOTHING_TO_COMPARE, Test, Truth};
use crate::rule::desk::Desk;
use crate::rule::placed::Placed;

pub(super) static OPERATORS: &[Operator] = &[
    Operator {
        key: "version-at-least",
        negated: None,
        on: On::Text,
        about: "a version, or `\"{row.column}\"`: it is this one, or later. Compared piece by piece: 2.15.2 is later than 2.9.1",
        build: Build::Text(|desk, asked, value| build(desk, asked, value, Ordering::is_ge)),
    },
    Operator {
        key: "version-below",
        negated: None,
        on: On::Text,
        about: "a version, or `\"{row.column}\"`: it is an earlier one. 01S_731 is below 01T",
        build: Build::Text(|desk, asked, value| build(desk, asked, value, Ordering::is_lt)),
    },
];

fn build(
    desk: &mut Desk<'_>,
    asked: &Asked<'_>,
    value: &Placed<String>,
    holds: fn(Ordering) -> bool,
) -> Option<Condition> {
    let other = Operand::build(desk, asked, value.get_ref(), value)?;
    Some(asked.test(Version { other, holds }))
}

#[derive(Debug)]
struct Version {
    other: Operand,
    holds: fn(Ordering) -> bool,
}

impl Test for Version {
    fn judge(&self, value: &Value<'_>, context: &Context<'_>) -> Truth {
        let Value::Text(text) = value else { return Truth::False };
        match self.other.values(context) {
            [] => Truth::Unknown(NOTHING_TO_COMPARE),
            [other, ..] => Truth::from((self.holds)(compare_versions(&text.to_str_lossy(), other))),
        }
    }
}
