//! Orders as they are meant. SAP's policies compare numbers and versions as texts: `'2.9.1' >= '2.15.2'`, `'10.00' <= '5.00'`.
//!
//! Where both sides have the shape of a number or a version, that is what is compared here; what was padded or cut to make a text of it comes as
//! it was before. `../shared/spec/policies.md` section 3.3 says where it bites.

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

/// The value before it was padded or cut.
fn meant<'v>(expression: &'v Expression, row: &'v dyn Row, setting: &Setting<'_>) -> Option<Meant<'v>> {
    let (inner, is_cut) = match expression {
        Expression::Call(Function::Lpad, arguments) if is_padded_with_zeros(arguments) => (arguments.first()?, false),
        Expression::Call(Function::Substring, arguments) if is_beginning(arguments) => (arguments.first()?, true),
        Expression::Call(Function::Left, arguments) => (arguments.first()?, true),
        other => (other, false),
    };
    let value = inner.value(row, setting);
    if is_cut && matches!(&value, Value::Text(text) if !is_version(text) || has_fixed_width(text)) {
        // 2.00.059.02 is cut where a part ends or begins; its parts are of one length, and letters compare rightly.
        return None;
    }
    let is_decimal = matches!(inner, Expression::Column(column) if stores::is_decimal(&column.name));
    Some(Meant { value, is_decimal })
}

fn is_padded_with_zeros(arguments: &[Expression]) -> bool {
    matches!(arguments.get(2), Some(Expression::Text(fill)) if &**fill == "0")
}

/// `substring(VALUE, 0, 6)`: from the first character on.
fn is_beginning(arguments: &[Expression]) -> bool {
    let start = match arguments.get(1) {
        Some(Expression::Number(start) | Expression::Text(start)) => Number::parse(start),
        _ => None,
    };
    start.and_then(Number::as_whole).is_some_and(|start| start <= 1) && arguments.len() == 3
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
