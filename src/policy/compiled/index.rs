//! The questions about one config store, found by what a row has in the store's key columns.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use serde::{Deserialize, Serialize, Serializer};

use super::Question;
use super::named::{Named, Part, named};
use super::predicates::Predicates;
use super::table::{self, Entry, Limit, joined};
use crate::policy::evaluate::{Row, Setting, Truth, Value};
use crate::policy::predicate::Predicate;
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
    /// For each key column, what needs a part of its text.
    sifted: Vec<Vec<(Part, Vec<Question>)>>,
    /// All that is keyed or sifted.
    all_keyed: Vec<Question>,
    /// What may hold of any row.
    rest: Vec<Question>,
}

/// What is kept in a file has the same bytes each time.
fn in_order<V: Serialize, S: Serializer>(map: &HashMap<Box<str>, V>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(map.iter().collect::<BTreeMap<_, _>>())
}

fn all_in_order<V: Serialize, S: Serializer>(maps: &[HashMap<Box<str>, V>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(maps.iter().map(|map| map.iter().collect::<BTreeMap<_, _>>()))
}

/// The texts of key columns; none if one of them is not known.
fn texts_of<'v>(cells: &'v [Value<'_>]) -> Option<Vec<&'v str>> {
    cells.iter().map(|cell| if let Value::Text(text) = cell { Some(text.as_ref()) } else { None }).collect()
}

/// The rows of a key are all there.
fn ends(by_key: &mut HashMap<Box<str>, Range<u32>>, key: Option<(String, Range<u32>)>) {
    by_key.extend(key.map(|(key, range)| (key.into(), range)));
}

impl Index {
    pub fn of(store: &str, questions: &[Question], predicates: &Predicates) -> Self {
        let key = stores::by_name(store).map_or_else(Vec::new, |store| store.key.clone());
        let (keyed, sifted) = (vec![HashMap::new(); key.len()], vec![Vec::new(); key.len()]);
        let mut index = Self { keyed, sifted, key, ..Self::default() };
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
        let by_column = |column: &String| -> Option<Vec<Named<'_>>> {
            predicate.alternatives().iter().map(|alternative| named(alternative, column)).collect()
        };
        let named: Vec<Option<Vec<Named<'_>>>> = self.key.iter().map(by_column).collect();
        for (of_column, keyed) in named.iter().zip(&mut self.keyed) {
            let texts = of_column.as_ref().and_then(|all| all.iter().map(Named::texts).collect::<Option<Vec<_>>>());
            let Some(mut texts) = texts.map(|texts| texts.concat()) else { continue };
            texts.sort_unstable();
            texts.dedup();
            for text in texts {
                keyed.entry(text.into()).or_default().push(question);
            }
            self.all_keyed.push(question);
            return;
        }
        for (of_column, sifted) in named.iter().zip(&mut self.sifted) {
            let Some(of_column) = of_column else { continue };
            for part in of_column.iter().flat_map(Part::of) {
                match sifted.iter_mut().find(|(known, _)| *known == part) {
                    Some((_, questions)) if questions.last() == Some(&question) => {}
                    Some((_, questions)) => questions.push(question),
                    None => sifted.push((part, vec![question])),
                }
            }
            self.all_keyed.push(question);
            return;
        }
        self.rest.push(question);
    }

    /// What a key column has wherever one of these questions may hold; none if one of them may hold whatever stands there.
    pub fn parts(&self, column: &str, is_asked: &dyn Fn(Question) -> bool) -> Option<Vec<Part>> {
        let place = self.key.iter().position(|key| key == column)?;
        let is_any = |questions: &[Question]| questions.iter().any(|question| is_asked(*question));
        let keyed_elsewhere = self.keyed.iter().enumerate().filter(|(other, _)| *other != place);
        let sifted_elsewhere = self.sifted.iter().enumerate().filter(|(other, _)| *other != place);
        if is_any(&self.rest)
            || keyed_elsewhere.flat_map(|(_, keyed)| keyed.values()).any(|questions| is_any(questions))
            || sifted_elsewhere.flat_map(|(_, sifted)| sifted).any(|(_, questions)| is_any(questions))
        {
            return None;
        }
        let is_of_table = |range: &Range<u32>| {
            let entries = self.entries.get(range.start as usize..range.end as usize).unwrap_or_default();
            entries.iter().any(|entry| is_asked(Question(entry.question)))
        };
        let of_tables = self.by_key.iter().filter(|(_, range)| is_of_table(range));
        let of_tables = of_tables.filter_map(|(key, _)| key.split('\u{0}').nth(place));
        let keyed = self.keyed.get(place)?.iter().filter(|(_, questions)| is_any(questions)).map(|(text, _)| &**text);
        let sifted = self.sifted.get(place)?.iter().filter(|(_, questions)| is_any(questions));
        let texts = of_tables.chain(keyed).map(|text| Part::Is(text.into()));
        Some(texts.chain(sifted.map(|(part, _)| part.clone())).collect())
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
        let cells = self.cells(row);
        let Some(texts) = texts_of(&cells) else { return Vec::new() };
        let of_question = self.entries_of(&texts).iter().filter(|entry| entry.question == question.0);
        let holding = of_question.filter(|entry| entry.holds(predicates, row, setting) == Truth::True);
        holding.map(|entry| &entry.limit).collect()
    }

    /// What a row has in the key columns.
    fn cells<'r>(&self, row: &'r dyn Row) -> Vec<Value<'r>> {
        self.key.iter().map(|column| row.cell(column)).collect()
    }

    /// The rows of tables with these texts of the key columns.
    fn entries_of(&self, texts: &[&str]) -> &[Entry] {
        if self.entries.is_empty() {
            return &[];
        }
        let range = self.by_key.get(joined(texts.iter().copied()).as_str());
        range.and_then(|range| self.entries.get(range.start as usize..range.end as usize)).unwrap_or_default()
    }

    /// What a question says of a row: a table says it without its predicate.
    pub fn holds(&self, predicates: &Predicates, question: Question, row: &dyn Row, setting: &Setting<'_>) -> Truth {
        let cells = self.cells(row);
        match texts_of(&cells).filter(|_| self.tables.binary_search(&question).is_ok()) {
            Some(texts) => {
                let of_question = self.entries_of(&texts).iter().filter(|entry| entry.question == question.0);
                Truth::any(of_question.map(|entry| entry.holds(predicates, row, setting)))
            }
            None => predicates.holds(question.0, row, setting),
        }
    }

    pub fn ask(
        &self,
        predicates: &Predicates,
        row: &dyn Row,
        setting: &Setting<'_>,
        tell: &mut dyn FnMut(Question, Truth),
    ) {
        let mut plainly = |question: Question| {
            let holds = predicates.holds(question.0, row, setting);
            if holds != Truth::False {
                tell(question, holds);
            }
        };
        let cells = self.cells(row);
        self.rest.iter().for_each(|question| plainly(*question));
        let Some(texts) = texts_of(&cells) else {
            // Of a key that is not known nothing can be looked up.
            self.tables.iter().chain(&self.all_keyed).for_each(|question| plainly(*question));
            return;
        };
        for (text, keyed) in texts.iter().zip(&self.keyed) {
            keyed.get(*text).into_iter().flatten().for_each(|question| plainly(*question));
        }
        for (text, sifted) in texts.iter().zip(&self.sifted) {
            let with_part = sifted.iter().filter(|(part, _)| part.is_in(text));
            let mut questions: Vec<Question> = with_part.flat_map(|(_, questions)| questions).copied().collect();
            questions.sort_unstable();
            questions.dedup();
            questions.into_iter().for_each(&mut plainly);
        }
        for of_question in self.entries_of(&texts).chunk_by(|one, other| one.question == other.question) {
            let holds = Truth::any(of_question.iter().map(|entry| entry.holds(predicates, row, setting)));
            if let (Some(first), true) = (of_question.first(), holds != Truth::False) {
                tell(Question(first.question), holds);
            }
        }
    }
}
