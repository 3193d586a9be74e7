//! What the check items say of one system, from what its rows answered.
//!
//! `item` judges an item by itself, `note` all that is said of one SAP Note. Which exports the rows came from, and how a verdict is put into words, others know.

mod item;
mod note;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::checks::{Check, Checks, SystemKind, Unit};
use super::compiled::Question;
use super::evaluate::{Row, Setting, Truth};
use super::stores::{self, Store};
use crate::finding::Verdict;

/// What all rows of a store say to one question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answer {
    /// It holds for one of them.
    pub is_true: bool,
    /// Of one of them nobody knows whether it holds.
    pub is_unknown: bool,
}

impl Answer {
    /// Adds what a row says.
    pub fn add(&mut self, truth: Truth) {
        match truth {
            Truth::True => self.is_true = true,
            Truth::Unknown => self.is_unknown = true,
            Truth::False | Truth::Null => {}
        }
    }

    /// Adds what other rows say.
    pub fn join(&mut self, other: Self) {
        self.is_true |= other.is_true;
        self.is_unknown |= other.is_unknown;
    }
}

/// What there is of a config store.
#[derive(Debug, Clone, Default)]
pub struct StoreState {
    /// Why there may be more rows than are there.
    pub lacks: Option<Arc<str>>,
    /// What is known all the same of rows that an item names by their key.
    pub by_key: ByKey,
    /// Its rows are of a system of this kind: another one has a store of the same name.
    pub kind: Option<SystemKind>,
    /// The columns that it has, in capitals; none if it has all that its export can have.
    pub columns: Option<Vec<Arc<str>>>,
    /// What is known of it beforehand.
    known: Option<&'static Store>,
}

/// The config stores of a system: few, and asked for some ten thousand times.
#[derive(Debug, Default)]
pub struct Stores(Vec<(Arc<str>, StoreState)>);

impl Stores {
    /// What there is of a store, whatever case its name is in.
    pub fn get(&self, name: &str) -> Option<&StoreState> {
        self.0.iter().find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, state)| state)
    }

    /// The same, to be added to; a new one if there was none.
    pub fn entry(&mut self, name: &str) -> &mut StoreState {
        let place = self.0.iter().position(|(of, _)| of.eq_ignore_ascii_case(name)).unwrap_or(self.0.len());
        if place == self.0.len() {
            self.0.push((name.into(), StoreState { known: stores::by_name(name), ..StoreState::default() }));
        }
        &mut self.0[place].1
    }
}

impl StoreState {
    /// Whether it has a column.
    fn has(&self, column: &str) -> bool {
        match &self.columns {
            Some(columns) => columns.iter().any(|known| **known == *column),
            None => self.known.is_none_or(|store| store.columns.iter().any(|known| known == column)),
        }
    }
}

/// What is known of rows that are named by their key, of a store that may have more rows than are there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ByKey {
    /// Nothing.
    #[default]
    Nothing,
    /// What is there is all of it; what is not there may be.
    WhatIsThere,
    /// Whether they are there; where that is not known, their answers say so.
    All,
}

/// The state of an SAP Note in a system's list of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteState {
    /// It is implemented.
    Implemented,
    /// It is in the list, in another state.
    Other,
    /// It is in the list, and its state cannot be read.
    Unknown,
}

impl NoteState {
    /// Adds a note of one more list: what is implemented in a copy of the list is so.
    pub fn note(known: &mut BTreeMap<u64, Self>, note: u64, state: Self) {
        let before = known.entry(note).or_insert(state);
        if state == Self::Implemented {
            *before = state;
        }
    }
}

/// What the exports of a system say.
#[derive(Default)]
pub struct Told<'t> {
    /// By the number of the question.
    pub answers: Vec<Answer>,
    /// Rows that are wrong by a question, by their numbers.
    pub bad: HashMap<Question, Vec<usize>>,
    /// The rows that are wrong by some question.
    pub rows: Vec<&'t (dyn Row + Sync)>,
    /// The config stores that are there.
    pub stores: Stores,
    /// The SAP Notes that are in its list of notes and somebody asks for.
    pub notes: BTreeMap<u64, NoteState>,
    /// What it is; none if that is not known.
    pub kinds: Vec<SystemKind>,
}

/// A row that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bad {
    /// The item, by its number.
    pub item: u32,
    /// The row, by its number in [`Told::rows`]; none if one should be there and is not.
    pub row: Option<usize>,
    /// The question that holds for it.
    pub question: Option<Question>,
    /// The item calls it right as well.
    pub contradicts: bool,
    /// Letter by letter, as SAP compares, it is not wrong.
    pub only_as_meant: bool,
}

/// A verdict on a system.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// Why; empty where the verdict says it all.
    pub reason: Cow<'static, str>,
    /// The config stores that are not there.
    pub missing: Vec<Arc<str>>,
    /// What is wrong, for `fail`.
    pub bad: Vec<Bad>,
}

impl Outcome {
    fn new(verdict: Verdict, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { verdict, reason: reason.into(), missing: Vec::new(), bad: Vec::new() }
    }

    fn pass() -> Self {
        Self::new(Verdict::Pass, "")
    }

    fn fail(bad: Vec<Bad>) -> Self {
        Self { bad, ..Self::new(Verdict::Fail, "") }
    }

    fn not_evaluated(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Verdict::NotEvaluated, reason)
    }

    fn not_applicable(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Verdict::NotApplicable, reason)
    }

    /// Config stores would have to be added.
    fn missing(stores: Vec<Arc<str>>) -> Self {
        Self { missing: stores, ..Self::new(Verdict::NotEvaluated, "") }
    }
}

impl Told<'_> {
    fn answer(&self, question: Option<Question>) -> Answer {
        question.and_then(|question| self.answers.get(question.index()).copied()).unwrap_or_default()
    }

    /// The store of this name, of systems of a kind.
    fn store(&self, name: &str, kind: Option<SystemKind>) -> Option<&StoreState> {
        let state = self.stores.get(name)?;
        (state.kind.is_none() || kind.is_none() || state.kind == kind).then_some(state)
    }
}

/// What a unit says of a system.
pub fn of_unit(checks: &Checks, unit: &Unit, told: &Told<'_>, setting: &Setting<'_>) -> Outcome {
    match unit.note {
        Some(note) => note::of(checks, unit, note, told, setting),
        None => {
            let number = unit.parts.first().copied().unwrap_or_default();
            let check: Option<&Check> = checks.items.get(number as usize);
            check.map_or_else(|| Outcome::not_applicable(""), |check| item::of(checks, number, check, told, setting))
        }
    }
}

/// What an item says of a system, whatever else is said of its SAP Note.
pub fn of_item(checks: &Checks, number: u32, told: &Told<'_>, setting: &Setting<'_>) -> Outcome {
    let check = checks.items.get(number as usize);
    check.map_or_else(|| Outcome::not_applicable(""), |check| item::of(checks, number, check, told, setting))
}
