//! What can never hold, told only where it is sure.
//!
//! A conjunction fixes some columns (`NAME = 'x'`); others are asked only as digits, of which the limits and their neighbours stand for all. For each
//! of these rows, with all else not known, the predicate is evaluated: if it is false every time, no row there is makes it true, for what is not
//! known can only make it less sure.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::policy::evaluate::{Reading, Truth};
use crate::policy::predicate::{Asked, Expression, Function, Predicate, Test};
use crate::policy::samples::{SETTING, Sample, neighbours};

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
    let mut cells: BTreeMap<Arc<str>, Vec<Box<str>>> = BTreeMap::new();
    for condition in alternative.conditions() {
        if let Predicate::Test(test) = condition
            && let Some((column, text)) = test.equality().filter(|(column, _)| column.qualifier.is_none())
        {
            cells.entry(Arc::clone(&column.name)).or_insert_with(|| vec![text.into()]);
        }
    }
    for (column, texts) in counted(alternative) {
        cells.entry(column).or_insert(texts);
    }
    let combinations = cells.values().map(Vec::len).try_fold(1_usize, usize::checked_mul).unwrap_or(usize::MAX);
    if combinations > MOST {
        return false;
    }
    (0..combinations).all(|number| {
        let mut rest = number;
        let mut row = Sample::default();
        for (column, texts) in &cells {
            row.cells.insert(Arc::clone(column), texts.get(rest % texts.len()).cloned());
            rest /= texts.len();
        }
        alternative.holds(&row, &SETTING.read(Reading::Literal)) == Truth::False
    })
}

/// Two `like` patterns without `%` for one column that no text fits: a list of names with `and` between them.
fn patterns_exclude_each_other(alternative: &Predicate) -> bool {
    let mut patterns: Vec<(&str, &str)> = Vec::new();
    for condition in alternative.conditions() {
        let Predicate::Test(Test { left: Expression::Column(column), asked, .. }) = condition else { continue };
        let Asked::Like { negated: false, pattern: Expression::Text(pattern) } = asked else { continue };
        if column.qualifier.is_none() && !pattern.contains('%') {
            patterns.push((&column.name, pattern));
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
fn counted(alternative: &Predicate) -> BTreeMap<Arc<str>, Vec<Box<str>>> {
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
    let [Expression::Column(column), Expression::Number(width), Expression::Text(fill)] = &**arguments else {
        return None;
    };
    let width: usize = width.parse().ok().filter(|_| &**fill == "0")?;
    let limits: Vec<&Expression> = match &test.asked {
        Asked::Compare(_, right) => vec![right],
        Asked::Between { limits, .. } => limits.iter().collect(),
        Asked::In { list, .. } => list.iter().collect(),
        Asked::Like { .. } | Asked::LikeRegexpr { .. } => return None,
    };
    let mut texts: Vec<Box<str>> = vec!["0".into(), "9".repeat(width).into()];
    for limit in limits {
        let Expression::Text(limit) = limit else { return None };
        if limit.is_empty() || !limit.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let fits = neighbours(limit).into_iter().filter(|text| text.len() <= width);
        texts.extend(fits.map(Into::into));
    }
    Some((Arc::clone(&column.name), texts))
}
