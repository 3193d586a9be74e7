//! `in-list`: a value is a key of a named list.

use std::sync::Arc;

use super::{Asked, Build, On, Operator};
use crate::export::Value;
use crate::rule::condition::{CUT, Condition, Context, Key, Keys, Test, Truth};
use crate::rule::desk::Desk;
use crate::rule::list::{Finder, LookUp};
use crate::rule::placed::Placed;

pub(super) static OPERATORS: &[Operator] = &[Operator {
    key: "in-list",
    negated: Some("not-in-list"),
    on: On::Text,
    about: "the key of a named list",
    build: Build::List(build),
}];

fn build(desk: &mut Desk<'_>, asked: &Asked<'_>, name: &Placed<String>) -> Option<Condition> {
    let list = desk.list(name)?;
    match Finder::new(Arc::clone(list), LookUp::Equals) {
        Ok(finder) => Some(asked.test(InList(finder))),
        Err(error) => {
            let complaint = desk.complaint(name.span(), error);
            desk.complaints.push(complaint);
            None
        }
    }
}

/// The value is one of the list's keys.
#[derive(Debug)]
struct InList(Finder);

impl Test for InList {
    fn judge(&self, value: &Value<'_>, _: &Context<'_>) -> Truth {
        match value {
            Value::Text(text) => Truth::from(self.0.find(text).is_some()),
            _ => Truth::False,
        }
    }

    fn judge_cut(&self, begin: &[u8], _: &Context<'_>) -> Truth {
        let begin = begin.trim_ascii_end();
        match (self.0.find(begin), self.0.find_cut(begin)) {
            (Some(_), _) => Truth::True,
            // No name of the list begins so.
            (None, Ok(None)) => Truth::False,
            _ => Truth::Unknown(CUT),
        }
    }

    fn keys(&self) -> Keys<'_> {
        Keys::Only(vec![Key::Listed(&self.0)])
    }
}
