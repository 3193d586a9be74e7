//! Rows made from predicates: the texts that they name, their neighbours, nothing, something else.
//!
//! With them predicates are compared without an export: [`super::lint`] looks for rows for which two of them hold, and tests hold evaluators against
//! each other.

mod matching;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::evaluate::{Reading, Row, Setting, Value, order};
use super::predicate::{Asked, Column, Comparison, Expression, Function, Predicate, Test};

/// A row.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sample {
    /// Texts of columns; a column that is not there is not known.
    pub cells: BTreeMap<Arc<str>, Option<Box<str>>>,
}

impl Row for Sample {
    fn cell(&self, column: &str) -> Value<'_> {
        match self.cells.get(column) {
            Some(Some(text)) => Value::from(&**text),
            Some(None) => Value::Null,
            None => Value::Unknown,
        }
    }
}

/// `NAME = 'a', VALUE = ''`
impl fmt::Display for Sample {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (column, text)) in self.cells.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            match text {
                Some(text) => write!(formatter, "{comma}{column} '{text}'")?,
                None => write!(formatter, "{comma}{column} NULL")?,
            }
        }
        Ok(())
    }
}

/// Texts that each column may have.
pub(super) type Texts = BTreeMap<Arc<str>, Vec<Box<str>>>;

/// So many texts of one column.
const TEXTS: usize = 48;

/// So many other texts of a column that an alternative fixes.
const OTHERS: usize = 8;

/// The setting for what depends on nothing: today is a day that is in no policy.
pub const SETTING: Setting<'static> =
    Setting { as_of: Date::constant(2026, 11, 29), tier: None, reading: Reading::Literal };

/// Rows around predicates, at most so many: for each alternative of each, its equalities, and for its other columns the texts of the tests that may
/// meet it.
pub fn around(predicates: &[&Predicate], most: usize) -> Vec<Sample> {
    let alternatives: Vec<Alternative<'_>> =
        predicates.iter().flat_map(|predicate| predicate.alternatives()).map(Alternative::of).collect();
    let mut columns: Vec<Arc<str>> = predicates.iter().flat_map(|predicate| names(predicate)).collect();
    columns.sort();
    columns.dedup();
    let mut rows = Vec::new();
    // Each gets its share, so that a long list does not use up what there is for the last of it.
    let share = (most / alternatives.len().max(1)).max(8);
    for alternative in &alternatives {
        let mut texts: Texts = columns.iter().map(|column| (Arc::clone(column), Vec::new())).collect();
        for other in alternatives.iter().filter(|other| alternative.may_meet(other)) {
            for (column, text) in &other.texts {
                if let Some(of) = texts.get_mut(column).filter(|of| of.len() < TEXTS && !of.contains(text)) {
                    of.push(text.clone());
                }
            }
        }
        for (column, text) in &alternative.fixed {
            texts.insert(Arc::clone(column), vec![(*text).into()]);
        }
        for of in texts.values_mut().filter(|of| of.is_empty()) {
            of.push("".into());
        }
        let begin = rows.len();
        product(&texts, share, &mut rows);
        // What it fixes may be something else as well, one column at a time.
        let Some(first) = rows.get(begin).cloned() else { continue };
        for (column, _) in &alternative.fixed {
            let of_column = alternatives.iter().flat_map(|other| &other.texts).filter(|(name, _)| name == column);
            for (_, text) in of_column.take(OTHERS) {
                let mut row = first.clone();
                row.cells.insert(Arc::clone(column), Some(text.clone()));
                rows.push(row);
            }
        }
        if rows.len() >= most.saturating_mul(2) {
            break;
        }
    }
    rows.sort();
    rows.dedup();
    rows
}

/// The columns of a predicate that belong to the row.
pub fn names(predicate: &Predicate) -> Vec<Arc<str>> {
    predicate.columns().into_iter().filter_map(Column::own).map(Arc::clone).collect()
}

/// A conjunction: what it fixes, and which texts its tests name.
struct Alternative<'p> {
    fixed: Vec<(Arc<str>, &'p str)>,
    texts: Vec<(Arc<str>, Box<str>)>,
}

impl<'p> Alternative<'p> {
    fn of(alternative: &'p Predicate) -> Self {
        let mut fixed: Vec<(Arc<str>, &str)> = Vec::new();
        for (column, text) in alternative.equalities() {
            if !fixed.iter().any(|(name, _)| name == column) {
                fixed.push((Arc::clone(column), text));
            }
        }
        let mut texts = Vec::new();
        alternative.tests(&mut |test| texts.extend(around_test(test)));
        // SQL would have these as well: nothing, and what nobody named.
        let columns: Vec<Arc<str>> = names(alternative);
        texts.extend(
            columns.into_iter().flat_map(|column| [(Arc::clone(&column), "".into()), (column, "other".into())]),
        );
        Self { fixed, texts }
    }

    /// A row may have the equalities of both.
    fn may_meet(&self, other: &Self) -> bool {
        self.fixed.iter().all(|(column, text)| {
            other.fixed.iter().find(|(name, _)| name == column).is_none_or(|(_, other)| other == text)
        })
    }
}

fn product(texts: &Texts, most: usize, rows: &mut Vec<Sample>) {
    let combinations = combinations(texts);
    // Spread over all combinations if there are too many.
    let spread =
        |number: usize| if combinations > most { number.wrapping_mul(0x9E37_79B9) % combinations } else { number };
    rows.extend((0..combinations.min(most)).map(|number| combination(texts, spread(number))));
}

/// How many rows there are with one of these texts for each column.
pub(super) fn combinations(texts: &Texts) -> usize {
    texts.values().map(Vec::len).try_fold(1_usize, usize::checked_mul).unwrap_or(usize::MAX)
}

/// The row with this number among them.
pub(super) fn combination(texts: &Texts, number: usize) -> Sample {
    let mut rest = number;
    let mut row = Sample::default();
    for (column, of) in texts {
        row.cells.insert(Arc::clone(column), of.get(rest % of.len().max(1)).cloned());
        rest /= of.len().max(1);
    }
    row
}

/// Texts of columns for which a test says one thing or the other.
fn around_test(test: &Test) -> Vec<(Arc<str>, Box<str>)> {
    let mut texts = Vec::new();
    let mut want = |expression: &Expression, wanted: &str| given(expression, wanted, &mut texts);
    let constant = |expression: &Expression| constant(expression);
    match &test.asked {
        Asked::Compare(comparison, right) => {
            for (side, other) in [(&test.left, right), (right, &test.left)] {
                let Some(text) = constant(other) else { continue };
                let near =
                    if comparison.is_order() { neighbours(&text) } else { vec![text.clone(), format!("{text}x")] };
                near.iter().for_each(|near| want(side, near));
            }
            if comparison.is_order() || *comparison == Comparison::Unequal {
                want(&test.left, "");
            }
        }
        Asked::Between { limits, .. } => {
            for text in limits.iter().filter_map(constant) {
                neighbours(&text).iter().for_each(|near| want(&test.left, near));
            }
        }
        Asked::In { list, .. } => {
            for text in list.iter().filter_map(constant) {
                want(&test.left, &text);
            }
        }
        Asked::Like { pattern, .. } => {
            if let Some(pattern) = constant(pattern) {
                want(&test.left, &pattern.replace('%', "").replace('_', "a"));
                want(&test.left, &pattern.replace('%', "xy").replace('_', "a"));
                want(&test.left, &format!("{}z", pattern.replace('%', "")));
            }
        }
        Asked::LikeRegexpr { pattern, .. } => {
            for text in matching::texts(pattern.text()) {
                want(&test.left, &text);
            }
        }
    }
    texts
}

/// What an expression without columns has as its value.
pub fn constant(expression: &Expression) -> Option<String> {
    let mut is_constant = true;
    expression.each(&mut |inner| {
        is_constant &= !matches!(inner, Expression::Column(_) | Expression::Case { .. });
    });
    let nothing = Sample::default();
    match is_constant.then(|| expression.value(&nothing, &SETTING))? {
        Value::Text(text) => Some(text.into_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Date(date) => Some(date.to_string()),
        _ => None,
    }
}

/// Texts of columns for which an expression has, or nearly has, the value that is wanted.
fn given(expression: &Expression, wanted: &str, texts: &mut Vec<(Arc<str>, Box<str>)>) {
    match expression {
        Expression::Column(column) => texts.extend(column.own().map(|name| (Arc::clone(name), wanted.into()))),
        Expression::Call(function, arguments) => {
            let Some(inner) = arguments.first() else { return };
            let second = arguments.get(1).and_then(constant);
            let number = |text: &str| text.parse::<usize>().ok();
            match (function, second) {
                (Function::Lpad, Some(width)) => {
                    given(inner, wanted.trim_start_matches('0'), texts);
                    given(inner, wanted, texts);
                    if wanted.len() > number(&width).unwrap_or(0) {
                        given(inner, wanted.get(1..).unwrap_or_default(), texts);
                    }
                }
                (Function::Substring, Some(start)) => {
                    let before = "x".repeat(number(&start).unwrap_or(1).saturating_sub(1).min(64));
                    given(inner, &format!("{before}{wanted}"), texts);
                    given(inner, &format!("{before}{wanted}.10"), texts);
                }
                (Function::SubstrAfter, Some(needle)) => given(inner, &format!("{needle}{wanted}"), texts),
                (Function::SubstrBefore, Some(needle)) => {
                    given(inner, &format!("{wanted}{needle}"), texts);
                    given(inner, &format!("{wanted}{needle}5{needle}10"), texts);
                }
                (Function::Locate, Some(needle)) => {
                    let before = "x".repeat(number(wanted).unwrap_or(0).saturating_sub(1).min(64));
                    given(inner, &format!("{before}{needle}"), texts);
                }
                (Function::Length, _) => given(inner, &"x".repeat(number(wanted).unwrap_or(0).min(64)), texts),
                (Function::Upper | Function::Lower, _) => {
                    given(inner, &wanted.to_uppercase(), texts);
                    given(inner, &wanted.to_lowercase(), texts);
                }
                _ => given(inner, wanted, texts),
            }
        }
        Expression::ReplaceRegexpr(_, both) => given(&both[0], wanted, texts),
        Expression::SubstrRegexpr(pattern, inner, _) => {
            given(inner, wanted, texts);
            matching::texts(pattern.text()).iter().for_each(|text| given(inner, text, texts));
        }
        Expression::Arithmetic(_, both) => both.iter().for_each(|one| given(one, wanted, texts)),
        Expression::Negative(inner) => given(inner, wanted, texts),
        Expression::Case { branches, otherwise } => {
            branches.iter().for_each(|(_, then)| given(then, wanted, texts));
            otherwise.iter().for_each(|otherwise| given(otherwise, wanted, texts));
        }
        _ => {}
    }
}

/// A limit, what comes before it and what comes behind it: of a number or a version the next ones, of any text a shorter and a longer one.
pub fn neighbours(limit: &str) -> Vec<String> {
    let mut near = vec![limit.to_owned()];
    if !order::is_version(limit) {
        near.push(format!("{limit}0"));
        near.push(limit.chars().take(limit.chars().count().saturating_sub(1)).collect());
        return near;
    }
    let (before, last) = limit.rsplit_once('.').map_or(("", limit), |(before, last)| (before, last));
    let point = if before.is_empty() { "" } else { "." };
    if let Ok(number) = last.parse::<u64>() {
        let width = last.len();
        let others = [number.checked_sub(1), number.checked_add(1), Some(0), Some(9), Some(10)];
        near.extend(others.into_iter().flatten().map(|number| format!("{before}{point}{number:0>width$}")));
    }
    near
}
