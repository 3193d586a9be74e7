//! `covers`: a pattern of a route permission table is for a host or a service.

use super::operand::Operand;
use super::{Asked, Build, Kind, On, Operator};
use crate::export::{FieldKind, Value};
use crate::knowledge::route_permission;
use crate::rule::condition::{Condition, Context, Test, Truth, any};
use crate::rule::desk::Desk;
use crate::rule::placed::Placed;

pub(super) static OPERATORS: &[Operator] = &[Operator {
    key: "covers",
    negated: None,
    on: On::Patterns,
    about: "a field with hosts or services of a route permission table covers this one: `\"{row.host}\"`",
    build: Build::Text(build),
}];

fn build(desk: &mut Desk<'_>, asked: &Asked<'_>, value: &Placed<String>) -> Option<Condition> {
    let covers = match asked.kind {
        Kind::Field(FieldKind::Hosts) => route_permission::host_covers,
        _ => route_permission::service_covers,
    };
    let operand = Operand::build(desk, asked, value.get_ref(), value)?;
    Some(asked.test(Covers { covers, operand }))
}

#[derive(Debug)]
struct Covers {
    /// Whether a pattern is for a value, if that can be known.
    covers: fn(&str, &str) -> Option<bool>,
    operand: Operand,
}

const NO_NAME_SERVICE: &str = "names and addresses of hosts or services cannot be compared without a name service";

impl Test for Covers {
    /// A pattern that is for any of the values covers them; one of which it cannot be known, may.
    fn judge(&self, value: &Value<'_>, context: &Context<'_>) -> Truth {
        let Value::Text(text) = value else { return Truth::False };
        let pattern = context.charset.decode(text);
        let judge =
            |value: &String| (self.covers)(&pattern, value).map_or(Truth::Unknown(NO_NAME_SERVICE), Truth::from);
        any(self.operand.values(context).iter().map(judge))
    }
}
