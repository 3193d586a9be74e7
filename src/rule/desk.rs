//! What lies on the desk of whoever compiles a rule file: its text for complaints, the lists, what rules share.

use std::ops::Range;
use std::sync::Arc;

use super::condition::Pattern;
use super::list::List;
use super::placed::Placed;
use super::stock::Stock;
use super::terms::Terms;
use crate::complaint::Complaint;

/// The rule file at hand, and what is known beside it.
pub(crate) struct Desk<'c> {
    pub path: &'c str,
    pub text: &'c str,
    pub stock: &'c Stock,
    pub complaints: Vec<Complaint>,
    /// The rule at hand comes in prepared form: it has no examples, and was found to have no mistakes.
    pub prepared: bool,
    /// The rule at hand has a number of days of its own.
    pub has_days: bool,
}

impl<'c> Desk<'c> {
    /// A desk with these lists and no file.
    pub fn new(stock: &'c Stock) -> Self {
        Self { path: "", text: "", stock, complaints: Vec::new(), prepared: false, has_days: false }
    }

    /// A mistake in the file at hand.
    pub fn complaint(&self, span: Range<usize>, message: impl Into<String>) -> Complaint {
        Complaint::new(self.path, self.text, span, message)
    }

    /// Complains of a field that the export does not have.
    pub fn unknown_field<T>(&mut self, name: &str, place: &Placed<T>, terms: Terms<'_>) {
        let columns = terms.columns().iter().map(|column| format!("row.{column}")).collect::<Vec<_>>();
        let candidates = terms.source.fields.iter().map(|field| field.name).chain(columns.iter().map(String::as_str));
        let complaint = self
            .complaint(place.span(), format!("{} has no field `{name}`", terms.source.kind))
            .suggest(name, candidates);
        self.complaints.push(complaint);
    }

    /// The list of this name; complains if there is none.
    pub fn list(&mut self, name: &Placed<String>) -> Option<&'c Arc<List>> {
        let found = self.stock.list(name.get_ref());
        if found.is_none() {
            let known = self.stock.names().into_iter();
            let complaint = self
                .complaint(name.span(), format!("there is no list `{}`", name.get_ref()))
                .suggest(name.get_ref(), known);
            self.complaints.push(complaint);
        }
        found
    }

    /// The regular expression with this text. Rules that ask for the same share the automaton.
    pub fn pattern(&self, text: &str) -> Arc<Pattern> {
        self.stock.pattern(text)
    }
}
