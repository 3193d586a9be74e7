//! The predicates of questions, each read when somebody first asks for it: most rows are answered without one.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::policy::evaluate::{Row, Setting, Truth};
use crate::policy::predicate::{self, Predicate};

/// Gives the text of the predicate with this number.
pub type TextOf = fn(u32) -> Option<&'static str>;

/// Predicates by the numbers of their questions.
#[derive(Default)]
pub struct Predicates {
    read: Vec<OnceLock<Arc<Predicate>>>,
    /// Whoever keeps the texts of those that are not read yet.
    text: Option<TextOf>,
}

impl Predicates {
    /// So many, of which only the texts are there.
    pub fn late(count: usize, text: TextOf) -> Self {
        Self { read: (0..count).map(|_| OnceLock::new()).collect(), text: Some(text) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.read.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.read.is_empty()
    }

    /// The one with this number.
    pub fn get(&self, number: u32) -> Option<&Predicate> {
        let place = self.read.get(number as usize)?;
        if let Some(predicate) = place.get() {
            return Some(predicate);
        }
        // It was read when its text was kept, so it can be read again.
        let predicate = predicate::parse((self.text?)(number)?).ok()?;
        Some(place.get_or_init(|| Arc::new(predicate)))
    }

    /// What the one with this number says of a row.
    pub fn holds(&self, number: u32, row: &dyn Row, setting: &Setting<'_>) -> Truth {
        self.get(number).map_or(Truth::Unknown, |predicate| predicate.holds(row, setting))
    }
}

impl From<Vec<Arc<Predicate>>> for Predicates {
    fn from(predicates: Vec<Arc<Predicate>>) -> Self {
        Self { read: predicates.into_iter().map(OnceLock::from).collect(), text: None }
    }
}

impl fmt::Debug for Predicates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.read.iter().map(OnceLock::get)).finish()
    }
}
