//! SAP Notes that items name and check.

use std::collections::BTreeSet;

use super::{DANGLING, Findings, OTHER_NOTE};
use crate::policy::{Item, Operator, Policy};

/// The store that says which notes are implemented.
const NOTES: &str = "ABAP_NOTES";

/// Tells of items that count on an item about their note, where there is none.
pub(super) fn dangling(policy: &Policy, findings: &mut Findings) {
    let is_notes = |name: &str| name.eq_ignore_ascii_case(NOTES);
    let asked: BTreeSet<&str> =
        policy.items().filter(|(store, _)| is_notes(&store.name.text)).flat_map(|(_, item)| notes_of(item)).collect();
    for (store, of) in policy.stores.iter().enumerate() {
        for (number, item) in of.items.iter().enumerate() {
            if let Some(Operator::CheckNote(Some(note))) = &item.operator
                && !asked.contains(note.as_str())
            {
                findings.item = Some((store, number));
                let message = format!("no check item of this policy asks {NOTES} for note {note}");
                findings.add(&DANGLING, item.id.span.clone(), message, None);
                findings.item = None;
            }
        }
    }
}

/// The notes that an item about implemented notes asks for.
fn notes_of(item: &Item) -> Vec<&str> {
    let mut notes = Vec::new();
    for predicate in [&item.compliant, &item.noncompliant].into_iter().filter_map(|branch| branch.predicate.as_deref())
    {
        predicate.tests(&mut |test| {
            notes.extend(test.equality().filter(|(column, _)| &***column == "NOTE").map(|(_, text)| text));
        });
    }
    notes
}

/// Tells of an item that names another note than it checks: in its id, in its description, or two of them there.
pub(super) fn other(item: &Item, findings: &mut Findings) {
    let checked: Vec<&str> = match &item.operator {
        Some(Operator::CheckNote(Some(note))) => vec![note.as_str()],
        Some(Operator::CheckNote(None)) => notes_of(item),
        _ => Vec::new(),
    };
    let (in_id, in_description) = (first_digits(&item.id.text), named(&item.description.text));
    let is_same = |one: &str, other: &str| number(one) == number(other);
    let is_described =
        |note: &str| in_description.is_empty() || in_description.iter().any(|named| is_same(named, note));
    let message = match (in_id, checked.first()) {
        (Some(note), Some(first)) if !checked.iter().any(|checked| is_same(checked, note)) => {
            format!("the id says note {note}, and note {first} is checked")
        }
        (_, Some(first)) if !checked.iter().any(|checked| is_described(checked)) => {
            format!("the description says note {}, and note {first} is checked", in_description.join(" and "))
        }
        (Some(note), None) if !is_described(note) => {
            format!("the id says note {note}, the description note {}", in_description.join(" and "))
        }
        _ => return,
    };
    findings.add(&OTHER_NOTE, item.id.span.clone(), message, None);
}

fn number(note: &str) -> &str {
    note.trim_start_matches('0')
}

/// `0003442378_k`: the ten digits that an id begins with.
fn first_digits(id: &str) -> Option<&str> {
    let digits = id.len() - id.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    (digits >= 10).then(|| id.get(..10))?
}

/// Numbers of ten digits in a description.
fn named(description: &str) -> Vec<&str> {
    let numbers = description.split(|letter: char| !letter.is_ascii_digit());
    numbers.filter(|number| number.len() == 10 && number.starts_with("000")).collect()
}
