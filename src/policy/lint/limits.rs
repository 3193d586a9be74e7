//! Items whose two predicates are tables: do the limits of one key meet?

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Findings, LIMITS_GAP, LIMITS_OVERLAP, OTHER_KEY};
use crate::policy::Item;
use crate::policy::evaluate::Truth;
use crate::policy::predicate::{Asked, Expression, Predicate, Test};
use crate::policy::samples::{SETTING, Sample, neighbours};

/// So many keys are named in one sentence.
const SHOWN: usize = 3;

/// The columns of a key and their texts.
type Key<'p> = Vec<(&'p str, &'p str)>;

/// Tells of limits of one key that overlap or leave a gap; whether both predicates are tables, so that nothing is left to look for.
pub(super) fn examine(key: &[String], both: [&Arc<Predicate>; 2], item: &Item, findings: &mut Findings) -> bool {
    let Some([compliant, noncompliant]) = tables(key, both) else { return false };
    let place = item.noncompliant.characters.whole();
    other_keys(&compliant, &noncompliant, item, findings);
    let (mut overlaps, mut gaps) = (Vec::new(), Vec::new());
    for (key, limits) in &compliant {
        let Some(others) = noncompliant.get(key) else { continue };
        let mut texts: Vec<(Arc<str>, String)> = Vec::new();
        for limit in limits.iter().chain(others).flatten() {
            limit.tests(&mut |test| texts.extend(around(test)));
        }
        texts.sort();
        texts.dedup();
        let holds = |limits: &[Option<&Predicate>], row: &Sample| {
            Truth::any(limits.iter().map(|limit| limit.map_or(Truth::True, |limit| limit.holds(row, &SETTING))))
        };
        for (column, text) in &texts {
            let mut row = Sample::default();
            row.cells.insert(Arc::clone(column), Some(text.as_str().into()));
            let shown = || {
                let key = key.iter().map(|(column, text)| format!("{column} '{text}'")).collect::<Vec<_>>().join(", ");
                format!("{key}, {column} '{text}'")
            };
            match (holds(limits, &row), holds(others, &row)) {
                (Truth::True, Truth::True) => overlaps.push(shown()),
                (Truth::False, Truth::False) => gaps.push(shown()),
                _ => {}
            }
        }
    }
    let told = |rows: &[String]| match rows {
        [] | [_] => String::new(),
        [_, rest @ ..] => format!(", and {} more", rest.len()),
    };
    if let Some(first) = overlaps.first() {
        let message = format!("both hold for a row with {first}{}", told(&overlaps));
        findings.add(&LIMITS_OVERLAP, place.clone(), message, None);
    }
    if let Some(first) = gaps.first() {
        findings.add(&LIMITS_GAP, place, format!("neither holds for a row with {first}{}", told(&gaps)), None);
    }
    true
}

/// Tells of keys that only one of the two has.
fn other_keys(compliant: &Table<'_>, noncompliant: &Table<'_>, item: &Item, findings: &mut Findings) {
    let only = |one: &Table<'_>, other: &Table<'_>| {
        let keys = one.keys().filter(|key| !other.contains_key(*key)).map(|key| {
            let texts: Vec<String> = key.iter().map(|(column, text)| format!("{column} '{text}'")).collect();
            texts.join(", ")
        });
        let keys: Vec<String> = keys.collect();
        let rest = match keys.len().saturating_sub(SHOWN) {
            0 => String::new(),
            rest => format!("; and {rest} more"),
        };
        format!("{}{rest}", keys.get(..SHOWN.min(keys.len())).unwrap_or_default().join("; "))
    };
    let (good, bad) = (only(compliant, noncompliant), only(noncompliant, compliant));
    let message = match (good.is_empty(), bad.is_empty()) {
        (true, true) => return,
        (false, false) => format!("only compliant asks for {good}; only noncompliant for {bad}"),
        (false, true) => format!("only compliant asks for {good}"),
        (true, false) => format!("only noncompliant asks for {bad}"),
    };
    findings.add(&OTHER_KEY, item.noncompliant.characters.whole(), message, None);
}

type Table<'p> = BTreeMap<Key<'p>, Vec<Option<&'p Predicate>>>;

/// Both as tables: each alternative names the whole key and has at most one limit.
fn tables<'p>(key: &[String], both: [&'p Arc<Predicate>; 2]) -> Option<[Table<'p>; 2]> {
    let [compliant, noncompliant] = both.map(|predicate| table(key, predicate));
    Some([compliant?, noncompliant?]).filter(|_| !key.is_empty())
}

fn table<'p>(key: &[String], predicate: &'p Predicate) -> Option<Table<'p>> {
    let mut table = Table::new();
    for alternative in predicate.alternatives() {
        let (mut named, mut limit): (Key<'p>, Option<&Predicate>) = (Vec::new(), None);
        for condition in alternative.conditions() {
            let equality = if let Predicate::Test(test) = condition { test.equality() } else { None };
            match equality.filter(|(column, _)| key.iter().any(|name| **name == ***column)) {
                Some((column, text)) => named.push((column, text)),
                None if limit.is_none() && is_limit(condition) => limit = Some(condition),
                None => return None,
            }
        }
        if named.len() != key.len() {
            return None;
        }
        named.sort_unstable();
        table.entry(named).or_default().push(limit);
    }
    Some(table)
}

/// A test of an order, or none of it.
fn is_limit(condition: &Predicate) -> bool {
    let is_order = |test: &Test| match &test.asked {
        Asked::Compare(comparison, _) => comparison.is_order(),
        Asked::Between { .. } => true,
        _ => false,
    };
    match condition {
        Predicate::Test(test) => is_order(test),
        Predicate::Not(inner) => matches!(&**inner, Predicate::Test(test) if is_order(test)),
        _ => false,
    }
}

/// Texts of the column of a limit around it: for a limit that pads or counts, digits.
fn around(test: &Test) -> Vec<(Arc<str>, String)> {
    let mut column = None;
    test.left.each(&mut |expression| {
        if let Expression::Column(of) = expression {
            column = Some(Arc::clone(&of.name));
        }
    });
    let Some(column) = column else { return Vec::new() };
    let text = |limit: &Expression| match limit {
        Expression::Text(text) | Expression::Number(text) => Some(text.to_string()),
        _ => None,
    };
    let near = test.asked.limits().iter().filter_map(text).flat_map(|limit| {
        let longest = limit.len().max(4);
        neighbours(&limit).into_iter().filter(move |text| text.len() <= longest)
    });
    near.map(|text| (Arc::clone(&column), text)).collect()
}
