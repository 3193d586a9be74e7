//! Numbers and versions that are compared as texts.

use super::{Findings, TEXT_ORDER};
use crate::policy::Branch;
use crate::policy::evaluate::order;
use crate::policy::predicate::{Asked, Comparison, Expression, Function, Predicate, Test};
use crate::policy::stores;

pub(super) fn examine(predicate: &Predicate, branch: &Branch, store: &str, findings: &mut Findings) {
    let mut told: Vec<(String, u32)> = Vec::new();
    predicate.tests(&mut |test| {
        if let Some(message) = wrongly_ordered(test, store)
            && !told.iter().any(|(known, _)| *known == message)
        {
            told.push((message.clone(), test.span.start));
            findings.add(&TEXT_ORDER, branch.characters.span(&test.span), message, None);
        }
    });
}

/// What a test of an order gets wrong, with a value for which it does.
fn wrongly_ordered(test: &Test, store: &str) -> Option<String> {
    let limits: Vec<(Comparison, &Expression)> = match &test.asked {
        Asked::Compare(comparison, right) if comparison.is_order() => vec![(*comparison, right)],
        Asked::Between { limits, .. } => {
            vec![(Comparison::GreaterOrEqual, &limits[0]), (Comparison::LessOrEqual, &limits[1])]
        }
        _ => return None,
    };
    limits.into_iter().find_map(|(comparison, right)| {
        let (compared, limit) = match (&test.left, right) {
            (left, Expression::Text(limit)) => (left, limit),
            (Expression::Text(limit), right) => (right, limit),
            _ => return None,
        };
        let value = value_in_disorder(compared, limit, store)?;
        let sign = comparison.sign();
        Some(format!(
            "as texts '{value}' and '{limit}' compare otherwise than as numbers, and {sign} compares texts here"
        ))
    })
}

/// A value that a system may have, and that comes on the wrong side of the limit.
fn value_in_disorder(compared: &Expression, limit: &str, store: &str) -> Option<String> {
    if !order::is_version(limit) {
        return None;
    }
    match compared {
        Expression::Column(column) if stores::is_decimal(&column.name) => Some("10.00".to_owned()),
        Expression::Column(_) => in_disorder(limit, usize::MAX, store),
        Expression::Call(Function::Substring | Function::Left, arguments) => {
            let length = match arguments.last() {
                Some(Expression::Number(length)) => length.parse().ok()?,
                _ => return None,
            };
            in_disorder(limit, length, store)
        }
        // What pads to two digits cuts the third: parts of versions have it, patches of kernels have four at most.
        Expression::Call(Function::Lpad, arguments) => {
            let width: usize = match arguments.get(1) {
                Some(Expression::Number(width)) => width.parse().ok()?,
                _ => return None,
            };
            let cut = format!("1{}", "0".repeat(width));
            (width <= 3 && limit.len() <= width && !limit.bytes().all(|byte| byte == b'0')).then_some(cut)
        }
        _ => None,
    }
}

/// Values of SAP HANA are padded: 2.00.059.
fn in_disorder(limit: &str, length: usize, store: &str) -> Option<String> {
    let is_padded = |part: &str| part.len() > 1 && part.starts_with('0');
    let parts: Vec<&str> = limit.split('.').collect();
    if parts.iter().any(|part| is_padded(part)) || store.to_ascii_uppercase().starts_with("HDB_") {
        return None;
    }
    // Each part with one digit less, or one more.
    let others = (0..parts.len()).rev().flat_map(|place| {
        let part = parts.get(place).copied().unwrap_or_default();
        let ten = format!("1{}", "0".repeat(part.len()));
        let nine = "9".repeat(part.len().saturating_sub(1));
        [nine, ten].into_iter().filter(|other| !other.is_empty()).map(move |other| (place, other)).collect::<Vec<_>>()
    });
    others
        .map(|(place, other)| {
            let part =
                |(number, part): (usize, &&str)| if number == place { other.clone() } else { (*part).to_owned() };
            parts.iter().enumerate().map(part).collect::<Vec<_>>().join(".")
        })
        .find(|value| {
            let cut: String = value.chars().take(length).collect();
            order::order(value, limit).is_some_and(|meant| meant != cut.as_str().cmp(limit))
        })
}
