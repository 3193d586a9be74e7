//! `present`: there is a value, or none.

use super::{Asked, Build, On, Operator};
use crate::export::Value;
use crate::rule::condition::{Condition, Context, Test, Truth};
use crate::rule::desk::Desk;
use crate::rule::placed::Placed;

pub(super) static OPERATORS: &[Operator] = &[Operator {
    key: "present",
    negated: None,
    on: On::Any,
    about: "there is a value (`true`) or none (`false`)",
    build: Build::Flag(build),
}];

fn build(_: &mut Desk<'_>, asked: &Asked<'_>, value: &Placed<bool>) -> Option<Condition> {
    Some(if *value.get_ref() { asked.test(Present) } else { Asked { negated: true, ..*asked }.test(Present) })
}

#[derive(Debug)]
struct Present;

impl Test for Present {
    fn judge(&self, value: &Value<'_>, _: &Context<'_>) -> Truth {
        Truth::from(match value {
            Value::Absent => false,
            Value::List(items) => !items.is_empty(),
            _ => true,
        })
    }

    fn judge_cut(&self, _: &[u8], _: &Context<'_>) -> Truth {
        Truth::True
    }

    fn asks_for_presence(&self) -> bool {
        true
    }
}
