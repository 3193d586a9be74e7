//! What one item says of a system: `../shared/spec/policies.md` section 5, points 1 to 5.

use std::sync::Arc;

use super::{Bad, ByKey, Outcome, StoreState, Told};
use crate::policy::checks::{Check, Checks, Joined, Rows, SystemKind, has_store};
use crate::policy::compiled::Question;
use crate::policy::evaluate::{Reading, Setting, Truth};
use crate::policy::{NotFound, stores};

/// What keeps one from knowing whether something is there.
pub(super) const OTHER_KIND: &str = "it is for systems of another kind";
const UNKNOWN_VALUE: &str =
    "a value that it asks for cannot be known: it is cut, or the export does not have it, or it is no number";
const NOTHING_JOINED: &str = "it is for systems with other rows in a store that it joins";
const CANNOT_TELL: &str = "SAP's rule cannot tell: see `basislint explain`";
const TIER_NOT_TOLD: &str =
    "it is for systems of some tiers only: say in basislint.toml which tier the system has (tier = \"production\")";

/// The verdict.
pub(super) fn of(checks: &Checks, number: u32, check: &Check, told: &Told<'_>, setting: &Setting<'_>) -> Outcome {
    let outcome = is_not_for(check, told, setting).or_else(|| is_not_beside(check, told));
    if let Some(outcome) = outcome.or_else(|| says_nothing(check)).or_else(|| lacking(check, told)) {
        return outcome;
    }
    let Some(own) = told.store(&check.store, check.kind) else {
        return Outcome::missing(vec![Arc::clone(&check.store)]);
    };
    let [compliant, noncompliant] = check.own;
    // The two joins of SAP's own items are always the same; where they differ each goes with its own side.
    let mut sides = [Beside::There; 2];
    for join in &check.joins {
        for (side, question) in sides.iter_mut().zip(join.asks) {
            *side = side.and(there(join, question, told));
        }
    }
    match sides {
        [Beside::None, Beside::None] => return Outcome::not_applicable(NOTHING_JOINED),
        [Beside::Unknown, _] | [_, Beside::Unknown] => return Outcome::not_evaluated(unknown_join(check, told)),
        _ => {}
    }
    let asked = |side: Beside, question: Option<Question>| question.filter(|_| side == Beside::There);
    let (compliant, noncompliant) = (asked(sides[0], compliant), asked(sides[1], noncompliant));
    let lacks = lacks(check, own);
    match &check.rows {
        Rows::Exist(_) => match told.answer(compliant) {
            answer if answer.is_true => Outcome::pass(),
            answer if answer.is_unknown => Outcome::not_evaluated(UNKNOWN_VALUE),
            _ => match lacks {
                Some(why) => Outcome::not_evaluated(why.to_string()),
                None => Outcome::fail(vec![absent(number)]),
            },
        },
        Rows::NotExist(_) => match told.answer(noncompliant) {
            answer if answer.is_true => {
                Outcome::fail(bad(checks, (number, check), [None, noncompliant], None, told, setting))
            }
            answer if answer.is_unknown => Outcome::not_evaluated(UNKNOWN_VALUE),
            _ => lacks.map_or_else(Outcome::pass, |why| Outcome::not_evaluated(why.to_string())),
        },
        _ => {
            let bad = bad(checks, (number, check), [compliant, noncompliant], check.untold, told, setting);
            if !bad.is_empty() {
                return Outcome::fail(bad);
            }
            let answers = [told.answer(compliant), told.answer(noncompliant), told.answer(check.untold)];
            if answers.iter().any(|answer| answer.is_unknown) {
                return Outcome::not_evaluated(UNKNOWN_VALUE);
            }
            if answers[2].is_true {
                return Outcome::not_evaluated(CANNOT_TELL);
            }
            match lacks {
                Some(_) if answers[0].is_true && own.by_key == ByKey::WhatIsThere && check.keys == 1 => Outcome::pass(),
                Some(why) => Outcome::not_evaluated(why.to_string()),
                None if answers[0].is_true => Outcome::pass(),
                None => not_found(check, number),
            }
        }
    }
}

/// What an item says if no row is good or bad, and all rows are there.
fn not_found(check: &Check, number: u32) -> Outcome {
    let is_of_versions = || check.note.is_some() || stores::by_name(&check.store).is_some_and(|store| store.versions);
    match check.not_found {
        Some(NotFound::Positive) => Outcome::pass(),
        Some(NotFound::Negative) => Outcome::fail(vec![absent(number)]),
        Some(NotFound::Ignore) => Outcome::not_applicable("nothing of what it asks for is there"),
        // SAP shows "no data found", its schema says negative: our assumption, see docs/policies.md.
        None if is_of_versions() => Outcome::not_applicable("nothing of what it asks for is there"),
        None => Outcome::fail(vec![absent(number)]),
    }
}

/// Something should be there and is not.
fn absent(number: u32) -> Bad {
    Bad { item: number, row: None, question: None, contradicts: false, only_as_meant: false }
}

/// Why the item is not for this system, or cannot be told to be.
fn is_not_for(check: &Check, told: &Told<'_>, setting: &Setting<'_>) -> Option<Outcome> {
    if let Some(kind) = check.kind
        && !told.kinds.contains(&kind)
    {
        return Some(if told.kinds.is_empty() {
            Outcome::not_evaluated("no export tells what the system is: say it in basislint.toml (type = \"abap\")")
        } else {
            Outcome::not_applicable(OTHER_KIND)
        });
    }
    if !told.kinds.is_empty() && !told.kinds.iter().any(|kind| has_store(*kind, &check.store)) {
        return Some(Outcome::not_applicable("no such system has this config store"));
    }
    if check.system_roles.is_empty() {
        return None;
    }
    match setting.tier {
        None => Some(Outcome::not_evaluated(TIER_NOT_TOLD)),
        Some(tier) if check.system_roles.iter().any(|role| **role == *tier) => None,
        Some(_) => Some(Outcome::not_applicable("it is not for this tier")),
    }
}

fn says_nothing(check: &Check) -> Option<Outcome> {
    if let Some(why) = &check.says_nothing {
        return Some(Outcome::not_evaluated(why.to_string()));
    }
    let attributes = check.system_attributes.as_ref()?;
    Some(Outcome::not_evaluated(format!("it is for systems with {attributes}, which no export tells")))
}

/// The config stores, and columns of them, that are not there.
fn lacking(check: &Check, told: &Told<'_>) -> Option<Outcome> {
    let own = (&check.store, &check.columns, check.kind);
    let joins = check.joins.iter().map(|join| (&join.store, &join.columns, join.kind));
    let all = std::iter::once(own).chain(joins);
    let mut missing: Vec<Arc<str>> = Vec::new();
    let mut column = None;
    for (store, columns, kind) in all {
        match told.store(store, kind) {
            None if !missing.contains(store) => missing.push(Arc::clone(store)),
            None => {}
            Some(state) => {
                column = column.or_else(|| columns.iter().find(|column| !state.has(column)).map(|of| (store, of)));
            }
        }
    }
    if !missing.is_empty() {
        return Some(Outcome::missing(missing));
    }
    let (store, column) = column?;
    Some(Outcome::not_evaluated(format!("it asks for the column {column} of {store}, which is not in the export")))
}

/// Why there may be rows that the item asks for and the export does not show.
fn lacks<'s>(check: &Check, state: &'s StoreState) -> Option<&'s Arc<str>> {
    state.lacks.as_ref().filter(|_| state.by_key != ByKey::All || check.keys == 0)
}

/// Whether a row is beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    There,
    Unknown,
    None,
}

impl Beside {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            _ => Self::There,
        }
    }
}

fn there(join: &Joined, question: Option<Question>, told: &Told<'_>) -> Beside {
    let answer = told.answer(question);
    let lacks = || told.store(&join.store, join.kind).is_none_or(|state| state.lacks.is_some());
    match () {
        () if answer.is_true => Beside::There,
        () if answer.is_unknown || lacks() => Beside::Unknown,
        () => Beside::None,
    }
}

/// The item is not for this system as a joined store, which is all there, has no row that it is for: whatever other joined store is missing.
fn is_not_beside(check: &Check, told: &Told<'_>) -> Option<Outcome> {
    let has_all = |store: &str, kind: Option<SystemKind>, columns: &[Arc<str>]| {
        told.store(store, kind).is_some_and(|state| columns.iter().all(|column| state.has(column)))
    };
    let is_none = |join: &Joined| {
        has_all(&join.store, join.kind, &join.columns)
            && join.asks.iter().all(|asks| asks.is_some() && there(join, *asks, told) == Beside::None)
    };
    let is_not = has_all(&check.store, check.kind, &check.columns) && check.joins.iter().any(is_none);
    is_not.then(|| Outcome::not_applicable(NOTHING_JOINED))
}

fn unknown_join(check: &Check, told: &Told<'_>) -> String {
    let lacks = check.joins.iter().find_map(|join| told.store(&join.store, join.kind)?.lacks.clone());
    lacks.map_or_else(|| UNKNOWN_VALUE.to_owned(), |why| why.to_string())
}

/// The rows that are wrong: compliant and noncompliant, and what cannot be told.
fn bad(
    checks: &Checks,
    (number, check): (u32, &Check),
    [compliant, noncompliant]: [Option<Question>; 2],
    untold: Option<Question>,
    told: &Told<'_>,
    setting: &Setting<'_>,
) -> Vec<Bad> {
    let Some(question) = noncompliant else { return Vec::new() };
    let Some(rows) = told.bad.get(&question) else { return Vec::new() };
    let store = &check.store;
    let holds = |question: Option<Question>, row: usize, setting: &Setting<'_>| {
        let asked = question.zip(told.rows.get(row));
        asked.is_some_and(|(question, row)| checks.compiled.holds(store, question, *row, setting) == Truth::True)
    };
    let told_rows = rows.iter().filter(|row| untold.is_none() || !holds(untold, **row, setting));
    // Most are rows of tables of which one side is just what the other is not: only who is both is looked at closely.
    let both = told.answer(compliant).is_true && compliant.is_some();
    let literal = setting.read(Reading::Literal);
    let of_row = |row: &usize| Bad {
        item: number,
        row: Some(*row),
        question: noncompliant,
        contradicts: both && holds(compliant, *row, setting),
        only_as_meant: setting.reading == Reading::AsMeant && !holds(noncompliant, *row, &literal),
    };
    told_rows.map(of_row).collect()
}
