//! `at-least` and `below`: whole numbers. Profile parameters are text to SAP, numbers among them.

use bstr::ByteSlice;
use toml::Value as Toml;

use super::operand::Limit;
use super::{Asked, Build, On, Operator};
use crate::export::Value;
use crate::rule::condition::{Condition, Context, NOTHING_TO_COMPARE, Test, Truth};
use crate::rule::desk::Desk;
use crate::rule::placed::Placed;

pub(super) static OPERATORS: &[Operator] = &[
    Operator {
        key: "at-least",
        negated: None,
        on: On::Number,
        about: "a whole number, or `\"{row.column}\"`: it is this, or more",
        build: Build::Number(|desk, asked, value| build(desk, asked, value, |number, limit| number >= limit)),
    },
    Operator {
        key: "below",
        negated: None,
        on: On::Number,
        about: "a whole number, or `\"{row.column}\"`: it is less",
        build: Build::Number(|desk, asked, value| build(desk, asked, value, |number, limit| number < limit)),
    },
];

fn build(desk: &mut Desk<'_>, asked: &Asked<'_>, value: &Placed<Toml>, holds: Holds) -> Option<Condition> {
    Limit::build(desk, asked, value).map(|limit| asked.test(Number { limit, holds }))
}

/// Whether a number is to a limit as it should be.
type Holds = fn(i64, i64) -> bool;

#[derive(Debug)]
struct Number {
    limit: Limit,
    holds: Holds,
}

const NO_NUMBER: &str = "the value is no whole number, so it cannot be compared";

impl Test for Number {
    fn judge(&self, value: &Value<'_>, context: &Context<'_>) -> Truth {
        let number = match value {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.to_str().ok().and_then(|text| text.trim().parse().ok()),
            // Neither more nor less than anything: what is in effect instead is not known.
            Value::Absent => return Truth::Unknown(NOTHING_TO_COMPARE),
            _ => return Truth::False,
        };
        match (number, self.limit.value(context)) {
            (None, _) => Truth::Unknown(NO_NUMBER),
            (_, None) => Truth::Unknown(NOTHING_TO_COMPARE),
            (Some(number), Some(limit)) => Truth::from((self.holds)(number, limit)),
        }
    }
}
