//! Compliant and noncompliant against each other: each row should be one of the two.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::contradiction::never_holds;
use super::{ALWAYS, BOTH, DEAD, EQUAL, Findings, JOIN_DIFFERS, NEITHER, NEVER, OTHER_KEY, asks_by_existence, limits};
use crate::policy::evaluate::Truth;
use crate::policy::predicate::{Predicate, one_line};
use crate::policy::samples::{SETTING, Sample, around};
use crate::policy::stores;
use crate::policy::{Branch, ConfigStore, Item, Operator};

/// Rows that are tried for one item.
const ROWS: usize = 3000;

pub(super) fn examine(store: &ConfigStore, item: &Item, findings: &mut Findings) {
    for (join, branch) in item.branches() {
        let Some(predicate) = &branch.predicate else { continue };
        // What an operator does not look at may say anything.
        let is_unasked = join.is_none()
            && match item.operator {
                Some(Operator::Exist(_)) => std::ptr::eq(branch, &item.noncompliant),
                Some(Operator::NotExist(_)) => std::ptr::eq(branch, &item.compliant),
                _ => false,
            };
        if !is_unasked {
            never_or_always(predicate, branch, findings);
        }
    }
    for join in &item.joins {
        let (Some(compliant), Some(noncompliant)) = (&join.compliant.predicate, &join.noncompliant.predicate) else {
            continue;
        };
        if compliant != noncompliant {
            let message = format!("the two ask {} for different rows", join.store.text);
            findings.add(&JOIN_DIFFERS, join.noncompliant.characters.whole(), message, None);
        }
    }
    let (Some(compliant), Some(noncompliant)) = (&item.compliant.predicate, &item.noncompliant.predicate) else {
        return;
    };
    if asks_by_existence(item) {
        return;
    }
    let place = || item.noncompliant.characters.whole();
    if compliant == noncompliant {
        let message = format!("compliant and noncompliant both ask for {}", shortened(&one_line(compliant)));
        findings.add(&EQUAL, place(), message, Some("noncompliant is what compliant is not".to_owned()));
        return;
    }
    let key = stores::by_name(&store.name.text).map_or(&[][..], |store| store.key.as_slice());
    if limits::examine(key, [compliant, noncompliant], item, findings) {
        return;
    }
    other_keys(key, [compliant, noncompliant], item, findings);
    let rows = around(&[compliant, noncompliant], ROWS);
    let holds = |predicate: &Predicate, row: &Sample| predicate.holds(row, &SETTING);
    if let Some(row) =
        rows.iter().find(|row| [compliant, noncompliant].iter().all(|predicate| holds(predicate, row) == Truth::True))
    {
        findings.add(&BOTH, place(), format!("both hold for a row with {row}"), None);
    }
    let is_asked = |row: &Sample| {
        [compliant, noncompliant]
            .iter()
            .flat_map(|predicate| predicate.alternatives())
            .any(|alternative| has_key(alternative, key, row))
    };
    let neither = rows
        .iter()
        .filter(|row| is_asked(row))
        .find(|row| [compliant, noncompliant].iter().all(|predicate| holds(predicate, row) == Truth::False));
    if let Some(row) = neither {
        findings.add(&NEITHER, place(), format!("neither holds for a row with {row}"), None);
    }
}

/// The row has the key that an alternative names, and the alternative names one.
fn has_key(alternative: &Predicate, key: &[String], row: &Sample) -> bool {
    let named: Vec<(&str, &str)> = keys(alternative, key);
    !named.is_empty()
        && named.iter().all(|(column, text)| row.cells.get(*column).is_some_and(|cell| cell.as_deref() == Some(*text)))
}

/// The texts of key columns that an alternative names.
fn keys<'p>(alternative: &'p Predicate, key: &[String]) -> Vec<(&'p str, &'p str)> {
    let named = alternative.equalities().filter(|(column, _)| key.iter().any(|name| **name == ***column));
    named.map(|(column, text)| (&**column, text)).collect()
}

/// One of the predicates names a key that the other does not know.
fn other_keys(key: &[String], both: [&Arc<Predicate>; 2], item: &Item, findings: &mut Findings) {
    let Some(first) = key.first() else { return };
    let texts = both.map(|predicate| {
        let named = predicate.alternatives().iter().map(|alternative| {
            keys(alternative, key)
                .into_iter()
                .filter(|(column, _)| *column == first.as_str())
                .map(|(_, text)| text)
                .collect::<Vec<_>>()
        });
        let named: Vec<Vec<&str>> = named.collect();
        // What names no key is about all of them.
        named.iter().all(|texts| !texts.is_empty()).then(|| named.concat().into_iter().collect::<BTreeSet<&str>>())
    });
    let [Some(compliant), Some(noncompliant)] = texts else { return };
    let list = |texts: Vec<&str>| texts.iter().map(|text| format!("'{text}'")).collect::<Vec<_>>().join(", ");
    let only_bad: Vec<&str> = noncompliant.difference(&compliant).copied().collect();
    let only_good: Vec<&str> = compliant.difference(&noncompliant).copied().collect();
    let message = match (only_good.is_empty(), only_bad.is_empty()) {
        (true, true) => return,
        (false, false) => {
            format!("compliant asks for {first} {}, noncompliant for {}", list(only_good), list(only_bad))
        }
        (false, true) => format!("only compliant asks for {first} {}", list(only_good)),
        (true, false) => format!("only noncompliant asks for {first} {}", list(only_bad)),
    };
    findings.add(&OTHER_KEY, item.noncompliant.characters.whole(), message, None);
}

/// Tells of what can never hold in a predicate, and of what always does.
fn never_or_always(predicate: &Predicate, branch: &Branch, findings: &mut Findings) {
    if never_holds(predicate) {
        let message = format!("nothing can be {}", shortened(&one_line(predicate)));
        findings.add(&NEVER, branch.characters.whole(), message, None);
        return;
    }
    inside(predicate, branch, findings);
}

/// Parts of a predicate that can never hold: an alternative that is no way out, or a negation that excludes nothing.
fn inside(predicate: &Predicate, branch: &Branch, findings: &mut Findings) {
    let span = |part: &Predicate| {
        let mut span: Option<std::ops::Range<u32>> = None;
        part.tests(&mut |test| {
            let begin = span.as_ref().map_or(test.span.start, |span| span.start.min(test.span.start));
            let end = span.as_ref().map_or(test.span.end, |span| span.end.max(test.span.end));
            span = Some(begin..end);
        });
        span.map_or_else(|| branch.characters.whole(), |span| branch.characters.span(&span))
    };
    match predicate {
        Predicate::Not(part) if matches!(**part, Predicate::And(_)) && never_holds(part) => {
            let message = format!("not ({}) holds for every row", shortened(&one_line(part)));
            findings.add(
                &ALWAYS,
                span(part),
                message,
                Some("write `or` for `and` if one of the two excludes a row".to_owned()),
            );
        }
        Predicate::Not(part) => inside(part, branch, findings),
        Predicate::Or(parts) => {
            for part in parts {
                if never_holds(part) {
                    let message = format!("this alternative can never hold: {}", shortened(&one_line(part)));
                    findings.add(&DEAD, span(part), message, None);
                } else {
                    inside(part, branch, findings);
                }
            }
        }
        Predicate::And(parts) => parts.iter().for_each(|part| inside(part, branch, findings)),
        Predicate::SameInstance | Predicate::Test(_) => {}
    }
}

/// A predicate that fits into a sentence.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 160;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} ...", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}
