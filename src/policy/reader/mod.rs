//! Reads policies: files as SAP publishes them, and containers as Focused Run exports them.
//!
//! `elements` takes XML apart, `schema` says which elements and attributes there are, `policy` and `item` make policies of them, `container` unpacks.
//! Wrong encodings, attributes that SAP's schema does not know but SAP's files have, and comments in the middle of predicates are taken as they
//! are; all else that is not known is a mistake at its place.

mod container;
mod elements;
mod item;
mod policy;
pub(super) mod schema;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Policy;
use super::predicate::{self, Predicate};
use super::source::Source;
use crate::complaint::Complaint;

/// Predicates that were read already, by their text: of SAP's 9,092 only 5,094 differ.
#[derive(Debug, Default)]
pub struct Known(Mutex<HashMap<Arc<str>, Arc<Predicate>>>);

impl Known {
    /// Reads a predicate, or hands out what was read of the same text; the text is shared then, too.
    ///
    /// # Errors
    /// It is none.
    fn parse(&self, text: &mut Arc<str>) -> Result<Arc<Predicate>, Box<predicate::Mistake>> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((same, predicate)) = known().get_key_value(text) {
            *text = Arc::clone(same);
            return Ok(Arc::clone(predicate));
        }
        let predicate = Arc::new(predicate::parse(text)?);
        Ok(Arc::clone(known().entry(Arc::clone(text)).or_insert(predicate)))
    }
}

/// What a file gave.
#[derive(Debug, Default)]
pub struct Read {
    /// The policies in it, in order.
    pub policies: Vec<Policy>,
    /// What is wrong in it beside single items: each item has its own.
    pub mistakes: Vec<Complaint>,
    /// What is known of texts that are not what they declare to be, for whoever wants to know more.
    pub remarks: Vec<String>,
    /// The file is a container.
    pub is_container: bool,
}

impl Read {
    /// Reads the bytes of a file.
    pub fn of(path: &str, bytes: impl Into<Vec<u8>>, known: &Known) -> Self {
        let mut read = Self::default();
        let source = Source::new(path.to_owned(), bytes.into());
        if container::is_container(&source) {
            read.is_container = true;
            container::read(&source, known, &mut read);
        } else {
            read.take(source, known);
        }
        read
    }

    /// Adds the policy of a text.
    fn take(&mut self, source: Source, known: &Known) {
        if let Some(declared) = source.declared_wrongly() {
            let (path, encoding) = (&source.path, source.encoding.name());
            self.remarks.push(format!("{path}: declares to be {declared}, is {encoding}, and is read as that"));
        }
        match policy::read(Arc::new(source), known) {
            Ok(policy) => self.policies.push(policy),
            Err(mistake) => self.mistakes.push(*mistake),
        }
    }
}

#[cfg(test)]
mod tests;
