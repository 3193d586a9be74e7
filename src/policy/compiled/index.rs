//! The questions about one config store, found by what a row has in the store's key columns.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use serde::{Deserialize, Serialize, Serializer};

use super::Question;
use super::predicates::Predicates;
use super::table::{self, Entry, Limit, joined};
use crate::policy::evaluate::{Row, Setting, Truth, Value};
use crate::policy::predicate::{Asked, Expression, Predicate};
use crate::policy::stores;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Index {
    /// The key columns.
    key: Vec<String>,
    /// Rows of tables in the order of their keys, and of questions in these.
    entries: Vec<Entry>,
    /// Where the rows of a key are.
    #[serde(serialize_with = "in_order")]
    by_key: HashMap<Box<str>, Range<u32>>,
    tables: Vec<Question>,
    /// For each key column, what names a text of it and is no table.
    #[serde(serialize_with = "all_in_order")]
    keyed: Vec<HashMap<Box<str>, Vec<Question>>>,
    /// All that is keyed.
    all_keyed: Vec<Question>,
    /// What names none.
    rest: Vec<Question>,
}

/// What is kept in a file has the same bytes each time.
fn in_order<V: Serialize, S: Serializer>(map: &HashMap<Box<str>, V>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(map.iter().collect::<BTreeMap<_, _>>())
}

fn all_in_order<V: Serialize, S: Serializer>(maps: &[HashMap<Box<str>, V>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(maps.iter().map(|map| map.iter().collect::<BTreeMap<_, _>>()))
}

/// The rows of a key are all there.
fn ends(by_key: &mut HashMap<Box<str>, Range<u32>>, key: Option<(String, Range<u32>)>) {
    by_key.extend(key.map(|(key, range)| (key.into(), range)));
}

impl Index {
    pub fn of(store: &str, questions: &[Question], predicates: &Predicates) -> Self {
        let key = stores::by_name(store).map_or_else(Vec::new, |store| store.key.clone());
        let mut index = Self { keyed: vec![HashMap::new(); key.len()], key, ..Self::default() };
        let mut rows: Vec<(String, Entry)> = Vec::new();
        let tables: Vec<_> = questions
            .par_iter()
            .map(|question| {
                let predicate = predicates.get(question.0)?;
                Some((*question, predicate, table::rows(predicate, &index.key).filter(|_| !index.key.is_empty())))
            })
            .collect();
        for (question, predicate, table) in tables.into_iter().flatten() {
            let Some(table) = table else {
                index.add(question, predicate);
                continue;
            };
            index.tables.push(question);
            rows.extend(
                table
                    .into_iter()
                    .zip(0..)
                    .map(|((key, limit), alternative)| (key, Entry { question: question.0, alternative, limit })),
            );
        }
        rows.par_sort_by(|(left, one), (right, other)| left.cmp(right).then(one.question.cmp(&other.question)));
        let mut last: Option<(String, Range<u32>)> = None;
        for (key, entry) in rows {
            let at = u32::try_from(index.entries.len()).unwrap_or(u32::MAX);
            match &mut last {
                Some((known, range)) if *known == key => range.end = at + 1,
                _ => ends(&mut index.by_key, last.replace((key, at..at + 1))),
            }
            index.entries.push(entry);
        }
        ends(&mut index.by_key, last);
        index
    }

    /// Adds what is no table.
    fn add(&mut self, question: Question, predicate: &Predicate) {
        for (column, keyed) in self.key.iter().zip(&mut self.keyed) {
            let texts: Option<Vec<Vec<&str>>> =
                predicate.alternatives().iter().map(|alternative| named(alternative, column)).collect();
            let Some(mut texts) = texts.map(|texts| texts.concat()) else { continue };
            texts.sort_unstable();
            texts.dedup();
            for text in texts {
                keyed.entry(text.into()).or_default().push(question);
            }
            self.all_keyed.push(question);
            return;
        }
        self.rest.push(question);
    }

    pub fn table_rows(&self) -> usize {
        self.entries.len()
    }

    pub fn tables(&self) -> usize {
        self.tables.len()
    }

    pub fn asked_of_every_row(&self) -> usize {
        self.rest.len()
    }

    /// The rows of a table that hold of a row.
    pub fn limits(
        &self,
        predicates: &Predicates,
        question: Question,
        row: &dyn Row,
        setting: &Setting<'_>,
    ) -> Vec<&Limit> {
        let cells: Vec<Value<'_>> = self.key.iter().map(|column| row.cell(column)).collect();
        let texts = cells.iter().map(|cell| if let Value::Text(text) = cell { Some(text.as_ref()) } else { None });
        let Some(texts) = texts.collect::<Option<Vec<&str>>>() else { return Vec::new() };
        let of_question = self.entries_of(&texts).iter().filter(|entry| entry.question == question.0);
        let holding = of_question.filter(|entry| entry.holds(predicates, row, setting) == Truth::True);
        holding.map(|entry| &entry.limit).collect()
    }

    /// The rows of tables with these texts of the key columns.
    fn entries_of(&self, texts: &[&str]) -> &[Entry] {
        if self.entries.is_empty() {
            return &[];
        }
        let range = self.by_key.get(joined(texts.iter().copied()).as_str());
        range.and_then(|range| self.entries.get(range.start as usize..range.end as usize)).unwrap_or_default()
    }

    pub fn ask(
        &self,
        predicates: &Predicates,
        row: &dyn Row,
        setting: &Setting<'_>,
        tell: &mut dyn FnMut(Question, Truth),
    ) {
        let mut plainly = |question: Question| {
            let holds = predicates.get(question.0).map_or(Truth::Unknown, |it| it.holds(row, setting));
            if holds != Truth::False {
                tell(question, holds);
            }
        };
        let cells: Vec<Value<'_>> = self.key.iter().map(|column| row.cell(column)).collect();
        let texts: Option<Vec<&str>> =
            cells.iter().map(|cell| if let Value::Text(text) = cell { Some(text.as_ref()) } else { None }).collect();
        self.rest.iter().for_each(|question| plainly(*question));
        let Some(texts) = texts else {
            // Of a key that is not known nothing can be looked up.
            self.tables.iter().chain(&self.all_keyed).for_each(|question| plainly(*question));
            return;
        };
        for (text, keyed) in texts.iter().zip(&self.keyed) {
            keyed.get(*text).into_iter().flatten().for_each(|question| plainly(*question));
        }
        for of_question in self.entries_of(&texts).chunk_by(|one, other| one.question == other.question) {
            let holds = Truth::any(of_question.iter().map(|entry| entry.holds(predicates, row, setting)));
            if let (Some(first), true) = (of_question.first(), holds != Truth::False) {
                tell(Question(first.question), holds);
            }
        }
    }
}

/// The texts of a column of which an alternative needs one.
fn named<'p>(alternative: &'p Predicate, column: &str) -> Option<Vec<&'p str>> {
    alternative.conditions().iter().find_map(|condition| {
        let Predicate::Test(test) = condition else { return None };
        if let Some((_, text)) = test.equality().filter(|(of, _)| ***of == *column) {
            return Some(vec![text]);
        }
        let Asked::In { negated: false, list } = &test.asked else { return None };
        let is_column = test.left.column().is_some_and(|of| **of == *column);
        let text = |one: &'p Expression| if let Expression::Text(text) = one { Some(&**text) } else { None };
        is_column.then(|| list.iter().map(text).collect::<Option<Vec<_>>>()).flatten()
    })
}
