//! What SAP wants of a row that is wrong, in words made from the predicates: `0022 or more`, `not 'SAP*'`; and the column that it is about.

use std::sync::Arc;

use super::checks::{Check, Checks};
use super::compiled::{Limit, Question};
use super::evaluate::{Row, Setting, Truth, Value};
use super::predicate::{Asked, Comparison, Expression, Predicate, Test, one_line};
use super::stores;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The column that decided; none if the row should not be there at all.
    pub column: Option<Arc<str>>,
    /// All columns that are spoken of.
    pub columns: Vec<Arc<str>>,
    /// What is wanted of it, in a few words.
    pub words: String,
}

/// A support package or patch from here on is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// What is wrong, the least and the greatest.
    pub wrong: (u64, u64),
}

/// The numbers that are wrong in a row of a table; none if the question is no table of numbers.
pub fn limits(
    checks: &Checks,
    check: &Check,
    question: Question,
    row: &dyn Row,
    setting: &Setting<'_>,
) -> Option<Limits> {
    let limits = checks.compiled.limits(&check.store, question, row, setting);
    limits.into_iter().find_map(|limit| match limit {
        Limit::Number { low, high, negated: false, .. } => Some(Limits { wrong: (*low, *high) }),
        _ => None,
    })
}

/// What an item wants of a row for which this question holds, and should not.
pub fn of(checks: &Checks, check: &Check, question: Question, row: &dyn Row, setting: &Setting<'_>) -> Wanted {
    if let Some(limit) = checks.compiled.limits(&check.store, question, row, setting).first()
        && let Some(wanted) = of_limit(limit)
    {
        return wanted;
    }
    let key = stores::by_name(&check.store).map_or(&[][..], |store| store.key.as_slice());
    let [compliant, noncompliant] = [check.own[0], Some(question)].map(|asked| checks.compiled.predicate(asked?));
    // What is right of rows with this key says most.
    let of_right = compliant.and_then(|compliant| right(compliant, key, row, setting));
    of_right.or_else(|| noncompliant.and_then(|wrong| opposite(wrong, key, row, setting))).unwrap_or_else(|| Wanted {
        column: None,
        columns: Vec::new(),
        words: "no such row".to_owned(),
    })
}

/// What must be beside the limit of what is wrong.
fn of_limit(limit: &Limit) -> Option<Wanted> {
    let (column, words) = match limit {
        Limit::None => return None,
        Limit::Equal(column, text) => (column, format!("not {}", quoted(text))),
        Limit::Number { column, digits, low, high, negated } => {
            let padded = |number: u64| if *digits <= 4 { format!("{number:0digits$}") } else { number.to_string() };
            let words = match (negated, *low, *high) {
                (false, 0, u64::MAX) => "none at all".to_owned(),
                (false, 0, high) => format!("{} or more", padded(high + 1)),
                (false, low, u64::MAX) => format!("less than {}", padded(low)),
                (false, low, high) => format!("not {} to {}", padded(low), padded(high)),
                (true, low, high) if low == high => padded(low),
                (true, low, u64::MAX) => format!("{} or more", padded(low)),
                (true, 0, high) => format!("{} at most", padded(high)),
                (true, low, high) => format!("{} to {}", padded(low), padded(high)),
            };
            (column, words)
        }
    };
    Some(Wanted { column: Some(Arc::clone(column)), columns: vec![Arc::clone(column)], words })
}

/// Whether a condition only names a row.
fn is_key(condition: &Predicate, key: &[String]) -> bool {
    let Predicate::Test(test) = condition else { return false };
    let column = test.left.column();
    let is_named = column.is_some_and(|column| key.iter().any(|name| **name == **column));
    let any = |pattern: &Expression| matches!(pattern, Expression::Text(text) if &**text == "%");
    is_named && (key.len() < 2 || test.equality().is_some())
        || matches!(&test.asked, Asked::Like { negated: false, pattern } if any(pattern))
}

/// What is right, of the alternatives that are about this row: they have its key. Where several columns are asked for, each is named.
fn right(compliant: &Predicate, key: &[String], row: &dyn Row, setting: &Setting<'_>) -> Option<Wanted> {
    let of_row = |alternative: &'_ Predicate| -> bool {
        let named = alternative.conditions().iter().filter(|one| is_key(one, key));
        named.into_iter().all(|one| one.holds(row, setting) == Truth::True)
    };
    let about = compliant.alternatives().iter().filter(|alternative| of_row(alternative));
    let asked: Vec<Vec<&Predicate>> = about
        .map(|alternative| alternative.conditions().iter().filter(|one| !is_key(one, key)).collect::<Vec<_>>())
        .filter(|asked| !asked.is_empty())
        .collect();
    let mut columns: Vec<Arc<str>> = asked.iter().flatten().flat_map(|one| super::samples::names(one)).collect();
    columns.sort();
    columns.dedup();
    let is_named = columns.len() > 1;
    let mut words: Vec<String> = Vec::new();
    for of_alternative in &asked {
        let text: Vec<String> = of_alternative.iter().map(|condition| in_words(condition, (false, is_named))).collect();
        let text = text.join(" and ");
        if !words.contains(&text) {
            words.push(text);
        }
    }
    // The first that is not so is what is wrong.
    let is_so = |condition: &&&Predicate| condition.holds(row, setting) == Truth::True;
    let column = asked.iter().flatten().find(|condition| !is_so(condition)).and_then(|condition| column_of(condition));
    let column = column.or_else(|| columns.first().cloned());
    (!words.is_empty()).then(|| Wanted { column, columns, words: words.join(", or ") })
}

/// The opposite of what is wrong: of the last condition that does not only name the row.
fn opposite(wrong: &Predicate, key: &[String], row: &dyn Row, setting: &Setting<'_>) -> Option<Wanted> {
    let alternative = wrong.alternatives().iter().find(|one| one.holds(row, setting) == Truth::True)?;
    let asked = alternative.conditions().iter().rfind(|one| !is_key(one, key))?;
    let columns = super::samples::names(asked);
    let words = in_words(asked, (true, columns.len() > 1));
    Some(Wanted { column: column_of(asked), columns, words })
}

fn column_of(predicate: &Predicate) -> Option<Arc<str>> {
    super::samples::names(predicate).into_iter().next()
}

/// A condition on a value, or its opposite; without the name of its column unless several are spoken of.
fn in_words(condition: &Predicate, (opposite, is_named): (bool, bool)) -> String {
    match condition {
        Predicate::Not(inner) => in_words(inner, (!opposite, is_named)),
        Predicate::Or(parts) => list(parts, if opposite { " and " } else { " or " }, (opposite, is_named)),
        Predicate::And(parts) => list(parts, if opposite { " or " } else { " and " }, (opposite, is_named)),
        Predicate::SameInstance => "the same instance".to_owned(),
        Predicate::Test(test) => of_test(test, (opposite, is_named)).unwrap_or_else(|| {
            let text = one_line(condition);
            if opposite { format!("not ({text})") } else { text }
        }),
    }
}

fn list(parts: &[Predicate], between: &str, how: (bool, bool)) -> String {
    parts.iter().map(|part| in_words(part, how)).collect::<Vec<_>>().join(between)
}

fn of_test(test: &Test, (opposite, is_named): (bool, bool)) -> Option<String> {
    let of_column = is_of_column(&test.left);
    let column = || {
        let mut first = None;
        test.left.each(&mut |expression| first = first.take().or_else(|| expression.column().cloned()));
        first
    };
    let prefix = match &test.left {
        _ if of_column && is_named => format!("{} ", column()?),
        _ if of_column => String::new(),
        Expression::Call(function, arguments) => {
            format!("{}({}) ", function.name(), arguments.first().and_then(Expression::column)?)
        }
        _ => return None,
    };
    // What is padded to be compared is a number: its zeros are for SAP's comparison.
    let is_padded = matches!(&test.left, Expression::Call(super::predicate::Function::Lpad, _));
    let limit = |expression: &Expression| {
        let text = constant(expression)?;
        let number = text.trim_start_matches('0');
        let is_number = is_padded && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        Some(if is_number { number.to_owned() } else { text })
    };
    let words = match &test.asked {
        Asked::Compare(comparison, right) => {
            let value = limit(right)?;
            match (comparison, opposite) {
                (Comparison::Equal, false) | (Comparison::Unequal, true) => value,
                (Comparison::Equal, true) | (Comparison::Unequal, false) => format!("not {value}"),
                (Comparison::GreaterOrEqual, false) | (Comparison::Less, true) => format!("{value} or more"),
                (Comparison::Less, false) | (Comparison::GreaterOrEqual, true) => format!("less than {value}"),
                (Comparison::Greater, false) | (Comparison::LessOrEqual, true) => format!("more than {value}"),
                (Comparison::LessOrEqual, false) | (Comparison::Greater, true) => format!("{value} at most"),
            }
        }
        Asked::Like { negated, pattern } => {
            let pattern = constant(pattern)?;
            format!("{}like {pattern}", if *negated == opposite { "" } else { "not " })
        }
        Asked::LikeRegexpr { negated, pattern } => {
            let not = if *negated == opposite { "" } else { "not " };
            format!("{not}with {}", quoted(pattern.text()))
        }
        Asked::Between { negated, limits } => {
            let not = if *negated == opposite { "" } else { "not " };
            format!("{not}{} to {}", limit(&limits[0])?, limit(&limits[1])?)
        }
        Asked::In { negated, list } => {
            let values: Option<Vec<String>> = list.iter().map(constant).collect();
            format!("{}{}", if *negated == opposite { "" } else { "none of " }, values?.join(", "))
        }
    };
    Some(format!("{prefix}{words}"))
}

/// A column, maybe padded, cut or taken for a number: its value is what is spoken of.
fn is_of_column(expression: &Expression) -> bool {
    use super::predicate::Function::{Coalesce, IfNull, Lower, Lpad, NullIf, Substring, ToBigint, ToInteger, Upper};
    match expression {
        Expression::Column(_) => true,
        Expression::Call(
            Lpad | ToInteger | ToBigint | Coalesce | IfNull | NullIf | Upper | Lower | Substring,
            arguments,
        ) => arguments.first().is_some_and(is_of_column),
        Expression::ReplaceRegexpr(_, both) => is_of_column(&both[0]),
        _ => false,
    }
}

fn constant(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Text(text)
            if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') =>
        {
            Some(text.to_string())
        }
        Expression::Text(text) => Some(quoted(text)),
        Expression::Number(digits) => Some(digits.to_string()),
        _ => None,
    }
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "empty".to_owned() } else { format!("'{text}'") }
}

/// The texts of a row's key columns: what it is about.
pub fn key_of(store: &str, row: &dyn Row) -> Vec<String> {
    let key = stores::by_name(store).map_or(&[][..], |store| store.key.as_slice());
    let text = |column: &String| match row.cell(column) {
        Value::Text(text) if !text.is_empty() => Some(text.into_owned()),
        _ => None,
    };
    key.iter().filter_map(text).collect()
}
