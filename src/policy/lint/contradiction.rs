//! What can never hold, told only where it is sure.
//!
//! A conjunction fixes some columns (`NAME = 'x'`); others are asked only as digits, of which the limits and their neighbours stand for all. For each
//! of these rows, with all else not known, the predicate is evaluated: if it is false every time, no row there is makes it true, for what is not
//! known can only make it less sure.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::policy::evaluate::Truth;
use crate::policy::predicate::{Asked, Expression, Function, Predicate, Test};
use crate::policy::samples::{SETTING, Texts, combination, combinations, neighbours};

/// Rows that are tried for one conjunction.
const MOST: usize = 4096;

/// Whether no row makes it true.
pub(super) fn never_holds(predicate: &Predicate) -> bool {
    predicate.alternatives().iter().all(conjunction_never_holds)
}

fn conjunction_never_holds(alternative: &Predicate) -> bool {
    if patterns_exclude_each_other(alternative) {
        return true;
    }
    let mut cells = Texts::new();
    for (column, text) in alternative.equalities() {
        cells.entry(Arc::clone(column)).or_insert_with(|| vec![text.into()]);
    }
    for (column, texts) in counted(alternative) {
        cells.entry(column).or_insert(texts);
    }
    let combinations = combinations(&cells);
    let is_false = |number| alternative.holds(&combination(&cells, number), &SETTING) == Truth::False;
    combinations <= MOST && (0..combinations).all(is_false)
}

/// Two `like` patterns without `%` for one column that no text fits: a list of names with `and` between them.
fn patterns_exclude_each_other(alternative: &Predicate) -> bool {
    let mut patterns: Vec<(&str, &str)> = Vec::new();
    for condition in alternative.conditions() {
        let Predicate::Test(Test { left, asked, .. }) = condition else { continue };
        let Asked::Like { negated: false, pattern: Expression::Text(pattern) } = asked else { continue };
        if let Some(column) = left.column().filter(|_| !pattern.contains('%')) {
            patterns.push((column, pattern));
        }
    }
    let fit = |one: &str, other: &str| {
        one.chars().count() == other.chars().count()
            && one.chars().zip(other.chars()).all(|(one, other)| one == other || one == '_' || other == '_')
    };
    let pairs = patterns
        .iter()
        .enumerate()
        .flat_map(|(number, one)| patterns.iter().skip(number + 1).map(move |other| (one, other)));
    let mut of_one_column = pairs.filter(|(one, other)| one.0 == other.0);
    of_one_column.any(|(one, other)| !fit(one.1, other.1))
}

/// Columns that are asked only for digits, with digits that stand for all that there are.
fn counted(alternative: &Predicate) -> Texts {
    let mut texts: BTreeMap<Arc<str>, Option<Vec<Box<str>>>> = BTreeMap::new();
    alternative.tests(&mut |test| {
        let asked = digits_asked(test);
        let mut columns: Vec<Arc<str>> = Vec::new();
        test.expressions(&mut |expression| {
            if let Expression::Column(column) = expression {
                columns.push(Arc::clone(&column.name));
            }
        });
        for column in columns {
            let of = texts.entry(Arc::clone(&column)).or_insert_with(|| Some(Vec::new()));
            match (&asked, of.as_mut()) {
                (Some((name, asked)), Some(of)) if *name == column => of.extend(asked.iter().cloned()),
                _ => *of = None,
            }
        }
    });
    let sure = texts.into_iter().filter_map(|(column, texts)| texts.map(|texts| (column, texts)));
    sure.filter(|(_, texts)| !texts.is_empty())
        .map(|(column, mut texts)| {
            texts.sort();
            texts.dedup();
            (column, texts)
        })
        .collect()
}

/// The column whose digits a test asks for, and digits around its limits: none with more digits than it pads to.
fn digits_asked(test: &Test) -> Option<(Arc<str>, Vec<Box<str>>)> {
    let Expression::Call(Function::Lpad, arguments) = &test.left else { return None };
    let [padded, Expression::Number(width), Expression::Text(fill)] = &**arguments else { return None };
    let column = padded.column()?;
    let width: usize = width.parse().ok().filter(|_| &**fill == "0")?;
    let limits = test.asked.limits();
    if limits.is_empty() {
        return None;
    }
    let mut texts: Vec<Box<str>> = vec!["0".into(), "9".repeat(width).into()];
    for limit in limits {
        let Expression::Text(limit) = limit else { return None };
        if limit.is_empty() || !limit.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let fits = neighbours(limit).into_iter().filter(|text| text.len() <= width);
        texts.extend(fits.map(Into::into));
    }
    Some((Arc::clone(column), texts))
}
