//! Many policies at once: each different question once, and each row shown only to those that may say something of it.
//!
//! A question is a predicate about a config store. Most are tables, "component, release, support package below so many", and become sorted rows that
//! are found by their key (`table`); the others lie behind an index of the key columns' values, and only what names no key is asked of every row
//! (`index`). What comes out is what [`Predicate::holds`] says, for any order of rows.

mod index;
mod table;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use super::evaluate::{Row, Setting, Truth};
use super::predicate::Predicate;
use super::{Branch, Policy};
use index::Index;

/// The number of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Question(u32);

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
    /// The items, in the order of the policies.
    pub items: Vec<CompiledItem>,
    predicates: Vec<Arc<Predicate>>,
    /// By the name of a store, in capitals.
    stores: HashMap<String, Index>,
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
                        |store: &str, branches: [&Branch; 2]| branches.map(|branch| compiler.question(store, branch));
                    let own = ask(&of.name.text, [&of_item.compliant, &of_item.noncompliant]);
                    let joins =
                        of_item.joins.iter().map(|join| ask(&join.store.text, [&join.compliant, &join.noncompliant]));
                    let joins = joins.collect();
                    items.push(CompiledItem { policy, store, item, own, joins });
                }
            }
        }
        let Compiler { predicates, questions, .. } = compiler;
        let stores = questions.into_iter().map(|(store, questions)| {
            let index = Index::of(&store, &questions, &predicates);
            (store, index)
        });
        Self { items, stores: stores.collect(), predicates }
    }

    /// How many different questions there are.
    pub fn questions(&self) -> usize {
        self.predicates.len()
    }

    /// How many rows the tables have.
    pub fn table_rows(&self) -> usize {
        self.stores.values().map(Index::table_rows).sum()
    }

    /// How many questions are tables.
    pub fn tables(&self) -> usize {
        self.stores.values().map(Index::tables).sum()
    }

    /// How many questions are asked of every row of their store.
    pub fn asked_of_every_row(&self) -> usize {
        self.stores.values().map(Index::asked_of_every_row).sum()
    }

    /// The predicate of a question.
    pub fn predicate(&self, question: Question) -> Option<&Predicate> {
        self.predicates.get(question.0 as usize).map(AsRef::as_ref)
    }

    /// Tells of a row of a store what each question about it says, but those that it says `False` to.
    pub fn ask(&self, store: &str, row: &dyn Row, setting: &Setting<'_>, tell: &mut dyn FnMut(Question, Truth)) {
        let index = self.stores.get(store).or_else(|| self.stores.get(&store.to_ascii_uppercase()));
        if let Some(index) = index {
            index.ask(&self.predicates, row, setting, tell);
        }
    }
}

#[derive(Default)]
struct Compiler {
    predicates: Vec<Arc<Predicate>>,
    /// Those of a store whose words have this hash: the words of two that are the same have the same.
    by_words: HashMap<(u32, u64), Vec<Question>>,
    /// The same by what was read once: most texts are the same to the last blank.
    by_predicate: HashMap<(u32, *const Predicate), Question>,
    names: HashMap<String, u32>,
    /// Questions of each store.
    questions: HashMap<String, Vec<Question>>,
}

impl Compiler {
    fn question(&mut self, store: &str, branch: &Branch) -> Option<Question> {
        let predicate = branch.predicate.as_ref()?;
        let store = store.to_ascii_uppercase();
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let number = *self.names.entry(store.clone()).or_insert(number);
        let read_once = (number, Arc::as_ptr(predicate));
        if let Some(question) = self.by_predicate.get(&read_once) {
            return Some(*question);
        }
        let next = Question(u32::try_from(self.predicates.len()).unwrap_or(u32::MAX));
        let alike = self.by_words.entry((number, hash_of_words(&branch.characters.text))).or_default();
        let same = alike.iter().find(|question| self.predicates.get(question.0 as usize) == Some(predicate));
        let question = same.copied().unwrap_or(next);
        self.by_predicate.insert(read_once, question);
        if question == next {
            alike.push(question);
            self.predicates.push(Arc::clone(predicate));
            self.questions.entry(store).or_default().push(question);
        }
        Some(question)
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
