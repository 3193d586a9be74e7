//! Predicates that are tables: one of several rows of "key column = text, and one limit".

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::predicates::Predicates;

use crate::policy::evaluate::{Number, Row, Setting, Truth, Value};
use crate::policy::predicate::{Asked, Comparison, Expression, Function, Predicate, Test};

/// A row of a table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub question: u32,
    /// Which alternative of its predicate it is.
    pub alternative: u32,
    pub limit: Limit,
}

/// What a row must be beside its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limit {
    /// Anything.
    None,
    /// The column has this text.
    Equal(Arc<str>, Box<str>),
    /// The column has digits, and their number lies between these, or not.
    Number {
        /// The column.
        column: Arc<str>,
        /// More digits are another matter.
        digits: usize,
        /// The least number.
        low: u64,
        /// The greatest.
        high: u64,
        /// It must not lie between them.
        negated: bool,
    },
}

impl Limit {
    /// What it says of a row; none if that takes the predicate itself.
    pub(super) fn holds(&self, row: &dyn Row) -> Option<Truth> {
        match self {
            Self::None => Some(Truth::True),
            Self::Equal(column, text) => match row.cell(column) {
                Value::Text(cell) => Some(Truth::of(*cell == **text)),
                _ => None,
            },
            Self::Number { column, digits, low, high, negated } => {
                let Value::Text(cell) = row.cell(column) else { return None };
                let number = number_of(&cell).filter(|_| cell.len() <= *digits)?;
                Some(Truth::of((*low..=*high).contains(&number) != *negated))
            }
        }
    }
}

impl Entry {
    pub fn holds(&self, predicates: &Predicates, row: &dyn Row, setting: &Setting<'_>) -> Truth {
        self.limit.holds(row).unwrap_or_else(|| {
            let predicate = predicates.get(self.question);
            let alternative = predicate.and_then(|predicate| predicate.alternatives().get(self.alternative as usize));
            alternative.map_or(Truth::Unknown, |alternative| alternative.holds(row, setting))
        })
    }
}

/// A number of digits only; so many fit.
fn number_of(text: &str) -> Option<u64> {
    let is_number = (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.bytes().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

/// The rows of a predicate, each with its texts of the key columns in one; none if it is no table with these.
pub(super) fn rows(predicate: &Predicate, key: &[String]) -> Option<Vec<(String, Limit)>> {
    predicate.alternatives().iter().map(|alternative| row(alternative, key)).collect()
}

/// Stores have no more key columns.
const KEY: usize = 4;

/// The texts of a key in one.
pub(super) fn joined<'k>(texts: impl Iterator<Item = &'k str>) -> String {
    let mut joined = String::with_capacity(24);
    for text in texts {
        joined.push_str(text);
        joined.push('\u{0}');
    }
    joined
}

fn row(alternative: &Predicate, key: &[String]) -> Option<(String, Limit)> {
    let mut all: [Option<&str>; KEY] = [None; KEY];
    let texts = all.get_mut(..key.len())?;
    let mut limit = Limit::None;
    for condition in alternative.conditions() {
        let (test, is_negated) = match condition {
            Predicate::Test(test) => (test, false),
            Predicate::Not(inner) => match &**inner {
                Predicate::Test(test) => (test, true),
                _ => return None,
            },
            _ => return None,
        };
        if let Some((column, text)) = test.equality().filter(|_| !is_negated)
            && let Some(place) = key.iter().position(|name| **name == **column).and_then(|at| texts.get_mut(at))
        {
            // A key that is asked for twice is either or nothing.
            if place.replace(text).is_some() {
                return None;
            }
            continue;
        }
        if !matches!(limit, Limit::None) {
            return None;
        }
        limit = limit_of(test, is_negated)?;
    }
    if texts.iter().any(Option::is_none) {
        return None;
    }
    Some((joined(texts.iter().copied().flatten()), limit))
}

fn limit_of(test: &Test, is_negated: bool) -> Option<Limit> {
    if let Some((column, text)) = test.equality().filter(|_| !is_negated) {
        return Some(Limit::Equal(Arc::clone(column), text.into()));
    }
    let (column, digits, is_text) = counted(&test.left)?;
    let number = |expression: &Expression| match expression {
        Expression::Text(text) if is_text => number_of(text).filter(|_| text.len() == digits),
        Expression::Number(text) if !is_text => {
            Number::parse(text).and_then(Number::as_whole).and_then(|whole| u64::try_from(whole).ok())
        }
        _ => None,
    };
    let (low, high, negated) = match &test.asked {
        Asked::Compare(comparison, right) => {
            let number = number(right)?;
            match comparison {
                // Nothing is less than 0: all is outside of everything.
                Comparison::Less => number.checked_sub(1).map_or((0, u64::MAX, true), |high| (0, high, false)),
                Comparison::LessOrEqual => (0, number, false),
                Comparison::Greater => (number + 1, u64::MAX, false),
                Comparison::GreaterOrEqual => (number, u64::MAX, false),
                Comparison::Equal => (number, number, false),
                Comparison::Unequal => (number, number, true),
            }
        }
        Asked::Between { negated, limits } => (number(&limits[0])?, number(&limits[1])?, *negated),
        _ => return None,
    };
    Some(Limit::Number { column: Arc::clone(column), digits, low, high, negated: negated != is_negated })
}

/// The column whose digits an expression counts, how many digits it may have for that, and whether what comes out is a text.
fn counted(expression: &Expression) -> Option<(&Arc<str>, usize, bool)> {
    match expression {
        Expression::Call(Function::Lpad, arguments) => match &**arguments {
            [padded, Expression::Number(width), Expression::Text(fill)] if &**fill == "0" => {
                let width: usize = width.parse().ok().filter(|width| (1..=18).contains(width))?;
                Some((padded.column()?, width, true))
            }
            _ => None,
        },
        Expression::Call(Function::ToInteger | Function::ToBigint, arguments) => {
            let [inner] = &**arguments else { return None };
            // Nine digits fit any integer.
            Some((unchanged(inner)?, 9, false))
        }
        _ => None,
    }
}

/// The column that an expression hands on if it has digits: `coalesce(nullif(SP, ''), '0')`, also without its points.
fn unchanged(expression: &Expression) -> Option<&Arc<str>> {
    match expression {
        Expression::Call(Function::Coalesce | Function::IfNull, arguments) => unchanged(arguments.first()?),
        Expression::Call(Function::NullIf, arguments) => match &**arguments {
            [inner, Expression::Text(empty)] if empty.is_empty() => unchanged(inner),
            _ => None,
        },
        Expression::ReplaceRegexpr(pattern, both) if pattern.text() == r"\." => unchanged(&both[0]),
        other => other.column(),
    }
}
