//! Whether two values of a field mean the same, however they are written, and how a difference is told.

use std::collections::{BTreeSet, HashSet};

use super::FieldChange;
use crate::export::{Class, FieldKind, FieldSpec};
use crate::knowledge::comparison::{Compare, Comparison};
use crate::knowledge::{distinguished_name, s_user};
use crate::landscape::inventory::HeldValue;

/// Words for a run that has not ended.
const NOT_ENDED: &[&str] = &["scheduled", "released", "ready", "active", "suspended", "running"];

/// Whether two values are the same as far as both are known. What is cut is the same as what begins so.
pub(super) fn same(field: &FieldSpec, compare: Compare, old: &HeldValue, new: &HeldValue) -> bool {
    match (old, new) {
        (HeldValue::Unknown, _) | (_, HeldValue::Unknown) => true,
        (HeldValue::Absent, HeldValue::Absent) => true,
        (HeldValue::Masked(_, one), HeldValue::Masked(_, other)) => one == other,
        (HeldValue::Absent, other) | (other, HeldValue::Absent) => *other == HeldValue::List(Vec::new()),
        (HeldValue::Cut(begin), HeldValue::Text(text)) | (HeldValue::Text(text), HeldValue::Cut(begin)) => {
            text.to_lowercase().starts_with(&begin.to_lowercase())
        }
        (HeldValue::Cut(one), HeldValue::Cut(other)) => {
            let (one, other) = (one.to_lowercase(), other.to_lowercase());
            one.starts_with(&other) || other.starts_with(&one)
        }
        (HeldValue::List(one), HeldValue::List(other)) => {
            let set = |items: &[String]| items.iter().map(|item| form(field, compare, item)).collect::<BTreeSet<_>>();
            set(one) == set(other)
        }
        (old, new) => {
            let (old, new) = (form(field, compare, &old.shown()), form(field, compare, &new.shown()));
            old == new || is_same_moment(&old, &new)
        }
    }
}

/// A value as it is compared.
fn form(field: &FieldSpec, compare: Compare, text: &str) -> String {
    let text = text.trim();
    match (field.kind, field.class) {
        (FieldKind::SUser, _) => s_user::normalise(text).unwrap_or_else(|| text.to_lowercase()),
        (_, Class::Subject) => distinguished_name::key(text),
        _ if compare == Compare::Wording => without_numbers(text),
        (
            _,
            Class::Host
            | Class::Address
            | Class::User
            | Class::System
            | Class::Destination
            | Class::Fingerprint
            | Class::Customer,
        ) => text.to_lowercase(),
        _ => text.to_owned(),
    }
}

/// A text in which each number is the same: how long a job ran, how many entries it found.
pub(super) fn without_numbers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '0'..='9' if kept.ends_with('0') => {}
            '0'..='9' => kept.push('0'),
            _ => kept.extend(letter.to_lowercase()),
        }
    }
    kept
}

/// `2026-11-28` and `2026-11-28T10:15:00`: one of them tells only the day.
fn is_same_moment(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short.len() == "2026-11-28".len() && long.as_bytes().get(short.len()) == Some(&b'T') && long.starts_with(short)
}

/// A value as part of a key: values that mean the same give the same text.
pub(super) fn key_of(field: &FieldSpec, compare: Compare, value: &HeldValue) -> String {
    match value {
        // A name that fills its column may be cut there and is none the less the name.
        HeldValue::Cut(text) | HeldValue::Text(text) => {
            form(field, compare, text).to_lowercase().trim_end_matches('.').to_owned()
        }
        other => other.shown().to_lowercase(),
    }
}

/// What is otherwise in a field, of a thing of which each state may have several records.
pub(super) fn change(
    field: &'static FieldSpec,
    words: &Comparison,
    old: &[&HeldValue],
    new: &[&HeldValue],
) -> Option<FieldChange> {
    let compare = words.compare(field.name);
    if compare == Compare::States {
        return of_states(field, words, old, new);
    }
    if let ([old], [new]) = (old, new) {
        return (!same(field, compare, old, new)).then(|| told(field, words, old, new));
    }
    if old.iter().chain(new).any(|value| **value == HeldValue::Unknown) {
        return None;
    }
    let (gone, come) = (lacking(field, compare, old, new), lacking(field, compare, new, old));
    if gone.is_empty() && come.is_empty() {
        return None;
    }
    let shown = |values: &BTreeSet<&HeldValue>| {
        let told: Vec<(String, bool)> =
            values.iter().map(|value| value.told()).filter(|(text, _)| !text.is_empty()).collect();
        let is_secret = told.iter().any(|(_, is_secret)| *is_secret);
        let texts: Vec<String> = told.into_iter().map(|(text, _)| text).collect();
        ((!texts.is_empty()).then(|| texts.join("; ")), is_secret)
    };
    let ((old, hides_old), (new, hides_new)) = (shown(&gone), shown(&come));
    let label = words.label(field.name).to_owned();
    Some(FieldChange { field: field.name, label, old, new, is_secret: hides_old || hides_new })
}

/// Those of the first values that are not among the second ones. There may be thousands.
pub(super) fn lacking<'v>(
    field: &FieldSpec,
    compare: Compare,
    these: &[&'v HeldValue],
    those: &[&HeldValue],
) -> BTreeSet<&'v HeldValue> {
    let whole = |value: &HeldValue| match value {
        HeldValue::Cut(_) => None,
        HeldValue::Masked(_, hash) => Some(format!("\0{hash}")),
        HeldValue::List(items) => Some(items.iter().map(|item| form(field, compare, item)).collect::<BTreeSet<_>>())
            .map(|items| items.into_iter().collect::<Vec<_>>().join("\0")),
        value => Some(form(field, compare, &value.shown())),
    };
    let known: HashSet<String> = those.iter().filter_map(|value| whole(value)).collect();
    let has_cut = those.iter().any(|value| matches!(value, HeldValue::Cut(_)));
    let is_there = |value: &HeldValue| match whole(value) {
        Some(form) if known.contains(&form) => true,
        Some(_) if !has_cut => false,
        _ => those.iter().any(|other| same(field, compare, other, value)),
    };
    these.iter().copied().filter(|value| !is_there(value)).collect()
}

fn of_states(
    field: &'static FieldSpec,
    words: &Comparison,
    old: &[&HeldValue],
    new: &[&HeldValue],
) -> Option<FieldChange> {
    let ended = |values: &[&HeldValue]| -> BTreeSet<String> {
        let ended = values.iter().map(|value| value.shown()).filter(|text| !text.is_empty());
        ended.filter(|text| !NOT_ENDED.contains(&text.as_str())).collect()
    };
    let (old, new) = (ended(old), ended(new));
    if old == new || old.is_empty() || new.is_empty() {
        return None;
    }
    let joined = |states: BTreeSet<String>| Some(states.into_iter().collect::<Vec<_>>().join(", "));
    let label = words.label(field.name).to_owned();
    Some(FieldChange { field: field.name, label, old: joined(old), new: joined(new), is_secret: false })
}

fn told(field: &'static FieldSpec, words: &Comparison, old: &HeldValue, new: &HeldValue) -> FieldChange {
    let shown = |value: &HeldValue| {
        let (text, is_secret) = value.told();
        ((!text.is_empty()).then_some(text), is_secret)
    };
    let ((old, hides_old), (new, hides_new)) = (shown(old), shown(new));
    let label = words.label(field.name).to_owned();
    FieldChange { field: field.name, label, old, new, is_secret: hides_old || hides_new }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: FieldSpec = FieldSpec::new("text", FieldKind::Text, "");
    const SUBJECT: FieldSpec = FieldSpec::new("subject", FieldKind::Text, "").class(Class::Subject);
    const HOST: FieldSpec = FieldSpec::new("host", FieldKind::Text, "").class(Class::Host);
    const CONTACT: FieldSpec = FieldSpec::new("contact", FieldKind::SUser, "");

    fn text(text: &str) -> HeldValue {
        HeldValue::Text(text.to_owned())
    }

    #[test]
    fn values_are_the_same_however_they_are_written() {
        for (field, one, other) in [
            (TEXT, text("a"), text("a")),
            (TEXT, HeldValue::Unknown, text("a")),
            (TEXT, HeldValue::Cut("SM:EXEC SER".to_owned()), text("SM:EXEC SERVICES")),
            (TEXT, text("2026-11-28"), text("2026-11-28T10:15:00")),
            (TEXT, HeldValue::Absent, HeldValue::List(Vec::new())),
            (HOST, text("PRD.example.test"), text("prd.example.test")),
            (SUBJECT, text("CN=a, O=b"), text("CN=a,O=b")),
            (CONTACT, text("S0012345678"), text("12345678")),
        ] {
            assert!(same(&field, Compare::Value, &one, &other), "{one:?} {other:?}");
            assert!(same(&field, Compare::Value, &other, &one), "{other:?} {one:?}");
        }
        for (field, one, other) in [
            (TEXT, text("a"), text("A")),
            (TEXT, text("a"), HeldValue::Absent),
            (TEXT, HeldValue::Cut("QAS".to_owned()), text("PRD")),
            (TEXT, HeldValue::Masked("****".to_owned(), 1), HeldValue::Masked("****".to_owned(), 2)),
            (HOST, text("prd"), text("qas")),
        ] {
            assert!(!same(&field, Compare::Value, &one, &other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn runs_that_have_not_ended_say_nothing() {
        let words = Comparison::default();
        static STATUS: FieldSpec = FieldSpec::new("status", FieldKind::Text, "");
        let of = |old: &[&str], new: &[&str]| {
            let held = |words: &[&str]| words.iter().map(|word| text(word)).collect::<Vec<_>>();
            let (old, new) = (held(old), held(new));
            of_states(&STATUS, &words, &old.iter().collect::<Vec<_>>(), &new.iter().collect::<Vec<_>>())
        };
        assert_eq!(of(&["finished", "released"], &["finished", "active"]), None);
        let change = of(&["finished"], &["finished", "cancelled"]).unwrap();
        assert_eq!((change.old.as_deref(), change.new.as_deref()), (Some("finished"), Some("cancelled, finished")));
    }
}
