//! `includes`, `not-includes`: a list field has a token, or has none of them.

use toml::Value as Toml;

use super::{Asked, Build, On, Operator, type_of};
use crate::export::Value;
use crate::rule::condition::{Condition, Context, Test, Truth};
use crate::rule::desk::Desk;
use crate::rule::list::strings;
use crate::rule::placed::Placed;

pub(super) static OPERATORS: &[Operator] = &[Operator {
    key: "includes",
    negated: Some("not-includes"),
    on: On::Tokens,
    about: "a list field has this token, or one of several",
    build: Build::Texts(build),
}];

fn build(desk: &mut Desk<'_>, asked: &Asked<'_>, value: &Placed<Toml>) -> Option<Condition> {
    let Some(texts) = strings(value.get_ref()) else {
        let complaint = desk.complaint(value.span(), "`includes` takes a text or a list of texts");
        desk.complaints.push(complaint.label(format!("this is {}", type_of(value.get_ref()))));
        return None;
    };
    Some(asked.test(Includes(texts)))
}

#[derive(Debug)]
struct Includes(Vec<String>);

impl Test for Includes {
    fn judge(&self, value: &Value<'_>, _: &Context<'_>) -> Truth {
        let Value::List(items) = value else { return Truth::False };
        let has = |word: &String| items.iter().any(|item| item.text.eq_ignore_ascii_case(word));
        Truth::from(self.0.iter().any(has))
    }
}
