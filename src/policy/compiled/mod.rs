//! Many policies at once: each different question once, and each row shown only to those that may say something of it.
//!
//! A question is a predicate about a config store. Most are tables, "component, release, support package below so many", and become sorted rows that
//! are found by their key (`table`); the others lie behind an index of the key columns' values, and only what names no key is asked of every row
//! (`index`). What comes out is what [`Predicate::holds`] says, for any order of rows.

mod index;
mod named;
mod predicates;
mod table;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::evaluate::{Row, Setting, Truth};
use super::predicate::Predicate;
use super::{Branch, Policy};
use index::Index;
pub use named::Part;
pub use predicates::{Predicates, TextOf};
pub use table::Limit;

/// The number of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Question(u32);

impl Question {
    /// It, as an index of as many as there are ([`Compiled::questions`]).
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// It among others before which so many stand.
    #[must_use]
    pub fn behind(self, first: u32) -> Self {
        Self(self.0 + first)
    }
}

/// Compliant and noncompliant: the question of each, if there is one.
pub type Questions = [Option<Question>; 2];

/// A check item with its questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledItem {
    /// The policy, by its number among those that were compiled.
    pub policy: usize,
    /// The config store in it.
    pub store: usize,
    /// The item in that.
    pub item: usize,
    /// What it asks of the rows of its own store.
    pub own: Questions,
    /// What it asks of the rows of each joined store.
    pub joins: Vec<Questions>,
}

/// Policies, compiled.
#[derive(Debug, Default)]
pub struct Compiled {
    /// The items, in the order of the policies; none if somebody else keeps them.
    pub items: Vec<CompiledItem>,
    parts: Vec<Together>,
}

/// Questions that were compiled together.
#[derive(Debug, Default)]
struct Together {
    /// The number of its first question among all.
    first: u32,
    predicates: Predicates,
    /// By the name of a store, in capitals.
    stores: HashMap<String, Index>,
}

/// What is compiled of some policies, to be kept in a file: the indexes of their stores, in order, and how many questions there are.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Kept {
    questions: u32,
    stores: Vec<(String, Index)>,
}

impl Compiled {
    /// Compiles policies.
    pub fn of(policies: &[Policy]) -> Self {
        let mut compiler = Compiler::default();
        let mut items = Vec::new();
        for (policy, of) in policies.iter().enumerate() {
            for (store, of) in of.stores.iter().enumerate() {
                for (item, of_item) in of.items.iter().enumerate() {
                    let mut ask =
                        |store: &str, branches: [&Branch; 2]| branches.map(|branch| compiler.branch(store, branch));
                    let own = ask(&of.name.text, [&of_item.compliant, &of_item.noncompliant]);
                    let joins =
                        of_item.joins.iter().map(|join| ask(&join.store.text, [&join.compliant, &join.noncompliant]));
                    let joins = joins.collect();
                    items.push(CompiledItem { policy, store, item, own, joins });
                }
            }
        }
        Self { items, ..compiler.finish() }
    }

    /// What was kept, with whoever has the texts of its predicates.
    pub fn kept(kept: Kept, text: TextOf) -> Self {
        let predicates = Predicates::late(kept.questions as usize, text);
        let part = Together { first: 0, predicates, stores: kept.stores.into_iter().collect() };
        Self { items: Vec::new(), parts: vec![part] }
    }

    /// To be kept: of policies that were compiled together.
    pub fn keep(self) -> Kept {
        let questions = u32::try_from(self.questions()).unwrap_or(u32::MAX);
        let mut stores: Vec<(String, Index)> = self.parts.into_iter().flat_map(|part| part.stores).collect();
        stores.sort_by(|one, other| one.0.cmp(&other.0));
        Kept { questions, stores }
    }

    /// Both. Questions of the other have numbers that are so much greater then, which is the second answer.
    #[must_use]
    pub fn and(mut self, other: Self) -> (Self, u32) {
        let first = u32::try_from(self.questions()).unwrap_or(u32::MAX);
        self.parts.extend(other.parts.into_iter().map(|part| Together { first: part.first + first, ..part }));
        (self, first)
    }

    /// How many different questions there are.
    pub fn questions(&self) -> usize {
        self.parts.iter().map(|part| part.predicates.len()).sum()
    }

    fn indexes(&self) -> impl Iterator<Item = &Index> {
        self.parts.iter().flat_map(|part| part.stores.values())
    }

    /// What a key column of a store has wherever one of these questions may hold; none if one of them may hold whatever stands there.
    pub fn parts_of(&self, store: &str, column: &str, is_asked: &dyn Fn(Question) -> bool) -> Option<Vec<Part>> {
        let indexes = self.parts.iter().filter_map(|part| Some((part.first, part.index(store)?)));
        let parts = indexes.map(|(first, index)| index.parts(column, &|question| is_asked(question.behind(first))));
        parts.collect::<Option<Vec<_>>>().map(|parts| parts.concat())
    }

    /// How many rows the tables have.
    pub fn table_rows(&self) -> usize {
        self.indexes().map(Index::table_rows).sum()
    }

    /// How many questions are tables.
    pub fn tables(&self) -> usize {
        self.indexes().map(Index::tables).sum()
    }

    /// How many questions are asked of every row of their store.
    pub fn asked_of_every_row(&self) -> usize {
        self.indexes().map(Index::asked_of_every_row).sum()
    }

    /// The predicate of a question.
    pub fn predicate(&self, question: Question) -> Option<&Predicate> {
        self.part(question).and_then(|part| part.predicates.get(question.0 - part.first))
    }

    /// The predicates of all questions, in order.
    pub fn predicates(&self) -> impl Iterator<Item = &Predicate> {
        (0..self.questions()).filter_map(|number| self.predicate(Question(u32::try_from(number).ok()?)))
    }

    fn part(&self, question: Question) -> Option<&Together> {
        self.parts.iter().rfind(|part| part.first <= question.0)
    }

    /// What of the rows of a table holds of a row of a store, in the order of the table: none if the question is no table, or says no.
    pub fn limits(&self, store: &str, question: Question, row: &dyn Row, setting: &Setting<'_>) -> Vec<&Limit> {
        let Some(part) = self.part(question) else { return Vec::new() };
        let question = Question(question.0 - part.first);
        part.index(store).map_or_else(Vec::new, |index| index.limits(&part.predicates, question, row, setting))
    }

    /// What a question about a store says of a row.
    pub fn holds(&self, store: &str, question: Question, row: &dyn Row, setting: &Setting<'_>) -> Truth {
        let of_part = |part: &Together| {
            let question = Question(question.0 - part.first);
            Some(part.index(store)?.holds(&part.predicates, question, row, setting))
        };
        self.part(question).and_then(of_part).unwrap_or(Truth::Unknown)
    }

    /// The names of the stores that are asked, in capitals.
    pub fn asked(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flat_map(|part| part.stores.keys()).map(String::as_str)
    }

    /// Tells of a row of a store what each question about it says, but those that it says `False` to.
    pub fn ask(&self, store: &str, row: &dyn Row, setting: &Setting<'_>, tell: &mut dyn FnMut(Question, Truth)) {
        for part in &self.parts {
            if let Some(index) = part.index(store) {
                let first = part.first;
                index.ask(&part.predicates, row, setting, &mut |question, truth| {
                    tell(Question(question.0 + first), truth);
                });
            }
        }
    }
}

impl Together {
    fn index(&self, store: &str) -> Option<&Index> {
        match self.stores.get(store) {
            Some(index) => Some(index),
            None => self.stores.get(&store.to_ascii_uppercase()),
        }
    }
}

/// Gathers questions, each once.
#[derive(Default)]
pub(super) struct Compiler {
    predicates: Vec<Arc<Predicate>>,
    /// Those of a store whose words have this hash: the words of two that are the same have the same.
    by_words: HashMap<(u32, u64), Vec<Question>>,
    /// The same by what was read once: most texts are the same to the last blank. Whatever is known by its place in memory is held here, so that
    /// nothing else comes to that place.
    by_predicate: HashMap<(u32, *const Predicate), (Question, Arc<Predicate>)>,
    names: HashMap<String, u32>,
    /// Questions of each store.
    questions: HashMap<String, Vec<Question>>,
}

impl Compiler {
    fn branch(&mut self, store: &str, branch: &Branch) -> Option<Question> {
        let predicate = branch.predicate.as_ref()?;
        Some(self.question(store, &branch.characters.text, predicate))
    }

    /// The question of a predicate, which was read from this text, about a store.
    pub fn question(&mut self, store: &str, text: &str, predicate: &Arc<Predicate>) -> Question {
        let store = store.to_ascii_uppercase();
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let number = *self.names.entry(store.clone()).or_insert(number);
        let read_once = (number, Arc::as_ptr(predicate));
        if let Some((question, _)) = self.by_predicate.get(&read_once) {
            return *question;
        }
        let next = Question(u32::try_from(self.predicates.len()).unwrap_or(u32::MAX));
        let alike = self.by_words.entry((number, hash_of_words(text))).or_default();
        let same = alike.iter().find(|question| self.predicates.get(question.0 as usize) == Some(predicate));
        let question = same.copied().unwrap_or(next);
        self.by_predicate.insert(read_once, (question, Arc::clone(predicate)));
        if question == next {
            alike.push(question);
            self.predicates.push(Arc::clone(predicate));
            self.questions.entry(store).or_default().push(question);
        }
        question
    }

    /// All that was gathered, ready to be asked.
    pub fn finish(self) -> Compiled {
        let predicates = Predicates::from(self.predicates);
        let stores = self.questions.into_iter().map(|(store, questions)| {
            let index = Index::of(&store, &questions, &predicates);
            (store, index)
        });
        let stores = stores.collect();
        Compiled { items: Vec::new(), parts: vec![Together { first: 0, predicates, stores }] }
    }
}

/// A hash of the words between blanks, whatever blanks they are.
fn hash_of_words(text: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    text.split_ascii_whitespace().for_each(|word| hash.write(word.as_bytes()));
    hash.finish()
}

#[cfg(test)]
mod tests;
