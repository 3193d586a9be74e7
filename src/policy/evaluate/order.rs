//! Orders as they are meant. SAP's policies compare numbers and versions as texts: `'2.9.1' >= '2.15.2'`, `'10.00' <= '5.00'`.
//!
//! Where both sides have the shape of a number or a version, that is what is compared here; what was padded or cut to make a text of it comes as
//! it was before. `../shared/spec/policies.md` section 3.3 says where it bites.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::value::{Number, Value};
use super::{Row, Setting, Truth};
use crate::policy::predicate::{Comparison, Expression, Function};
use crate::policy::stores;

/// What the comparison says if it is one of numbers or versions; none if letters are meant.
pub(super) fn as_meant(
    left: &Expression,
    comparison: Comparison,
    right: &Expression,
    row: &dyn Row,
    setting: &Setting<'_>,
) -> Option<Truth> {
    let (expression, limit, comparison) = match (left, right) {
        (expression, Expression::Text(limit)) => (expression, limit, comparison),
        (Expression::Text(limit), expression) => (expression, limit, comparison.turned()),
        _ => return None,
    };
    let Meant { value, is_decimal } = meant(expression, row, setting)?;
    let Value::Text(text) = value else { return None };
    let order = if is_decimal { Number::parse(&text)?.cmp(&Number::parse(limit)?) } else { order(&text, limit)? };
    Some(Truth::of(comparison.fits(order)))
}

struct Meant<'v> {
    value: Value<'v>,
    is_decimal: bool,
}

/// The value before it was padded, and with the part whole in which it was cut.
fn meant<'v>(expression: &'v Expression, row: &'v dyn Row, setting: &Setting<'_>) -> Option<Meant<'v>> {
    let (inner, cut) = match expression {
        Expression::Call(Function::Lpad, arguments) if is_padded_with_zeros(arguments) => (arguments.first()?, None),
        Expression::Call(Function::Substring, arguments) if is_beginning(arguments) => {
            (arguments.first()?, Some(whole(arguments.get(2)?)?))
        }
        Expression::Call(Function::Left, arguments) => (arguments.first()?, Some(whole(arguments.get(1)?)?)),
        other => (other, None),
    };
    let value = match (inner.value(row, setting), cut) {
        (value, None) => value,
        (Value::Text(text), Some(length)) => {
            // 2.00.059.02 has parts of one length: letters compare them rightly, wherever it is cut.
            if !is_version(&text) || has_fixed_width(&text) {
                return None;
            }
            // 2.15.10 cut to 2.15.1 is another version; 1.199.5 cut to 1.199 is what is asked for.
            let rest = text.get(length..).unwrap_or_default();
            let end = length + rest.find('.').unwrap_or(rest.len());
            Value::Text(Cow::Owned(text.get(..end).unwrap_or(&text).to_owned()))
        }
        _ => return None,
    };
    let is_decimal = matches!(inner, Expression::Column(column) if stores::is_decimal(&column.name));
    Some(Meant { value, is_decimal })
}

/// A whole number that is written down.
fn whole(expression: &Expression) -> Option<usize> {
    match expression {
        Expression::Number(digits) | Expression::Text(digits) => digits.parse().ok(),
        _ => None,
    }
}

fn is_padded_with_zeros(arguments: &[Expression]) -> bool {
    matches!(arguments.get(2), Some(Expression::Text(fill)) if &**fill == "0")
}

/// `substring(VALUE, 0, 6)`: from the first character on.
fn is_beginning(arguments: &[Expression]) -> bool {
    arguments.get(1).and_then(whole).is_some_and(|start| start <= 1) && arguments.len() == 3
}

/// How two numbers or versions compare; none if one is neither.
pub fn order(left: &str, right: &str) -> Option<Ordering> {
    if !is_version(left) || !is_version(right) {
        return None;
    }
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Some(Ordering::Equal),
            (Some(_), None) => Ordering::Greater,
            (None, Some(_)) => Ordering::Less,
            (Some(one), Some(other)) => by_number(one, other),
        };
        if order.is_ne() {
            return Some(order);
        }
    }
}

/// Digits of any length as numbers.
fn by_number(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// Digits, or digits with points between them.
pub fn is_version(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A part behind the first has zeros before it: all parts are written with the same number of digits.
fn has_fixed_width(text: &str) -> bool {
    text.split('.').skip(1).any(|part| part.len() > 1 && part.starts_with('0'))
}
