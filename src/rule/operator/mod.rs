//! Operators: what a condition of a rule file can ask of a value. Each is one entry of a table: its key, what it is asked of,
//! what stands behind it, what documentation and schema say of it, and how it becomes a test.
//!
//! A new operator is an entry in one of these files, or in a new one that is named in [`OPERATORS`]. Nothing else knows
//! operators by name. Not here: groups and fields (`compile`), what judging has in common (`condition`).

mod age;
mod equality;
mod listed;
mod number;
mod operand;
mod pattern;
mod presence;
mod reference;
mod route;
mod token;
mod version;

use std::ops::Range;
use std::sync::Arc;

use toml::Value;

use super::condition::{Condition, Subject, Test};
use super::desk::Desk;
use super::placed::Placed;
use super::terms::Terms;
use crate::export::FieldKind;

/// All operators, in the order in which documentation shows them.
static OPERATORS: &[&[Operator]] = &[
    equality::OPERATORS,
    listed::OPERATORS,
    pattern::OPERATORS,
    number::OPERATORS,
    version::OPERATORS,
    age::OPERATORS,
    route::OPERATORS,
    token::OPERATORS,
    presence::OPERATORS,
    reference::OPERATORS,
];

/// One operator.
#[derive(Debug)]
pub(crate) struct Operator {
    /// Its key in a condition.
    pub key: &'static str,
    /// The key that asks for the opposite.
    pub negated: Option<&'static str>,
    /// What it may be asked of.
    pub on: On,
    /// What it asks, in Markdown: for documentation and schema, which a test writes.
    #[cfg_attr(not(test), expect(dead_code))]
    pub about: &'static str,
    /// What stands behind the key, and how the condition is made of it. Mistakes are complained of, and then there is none.
    pub build: Build,
}

/// How a condition is made.
pub(crate) type With<T> = fn(&mut Desk<'_>, &Asked<'_>, &Placed<T>) -> Option<Condition>;

/// What stands behind the key of an operator, and how the condition is made of it.
#[derive(Debug)]
pub(crate) enum Build {
    /// One text.
    Text(With<String>),
    /// The name of a list.
    List(With<String>),
    /// A text or several.
    Texts(With<Value>),
    /// A text or several, a whole number, true or false.
    Value(With<Value>),
    /// A whole number, or what stands for one: `{row.column}`, `{days}`.
    Number(With<Value>),
    /// True or false.
    Flag(With<bool>),
    /// The values of a field in other records. They are compiled already; the number is theirs.
    Reference(fn(&Asked<'_>, usize) -> Condition),
}

/// What an operator may be asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    /// Anything; if something does not go with it, the operator says so itself.
    Any,
    /// Fields and columns of the list that are text.
    Text,
    /// Fields that are whole numbers, or text that should be one.
    Number,
    /// Fields that are lists of tokens.
    Tokens,
    /// Hosts and services of a route permission table.
    Patterns,
}

/// What a condition is about, as far as operators care.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A field of the record.
    Field(FieldKind),
    /// A column of the list's row.
    Column,
    /// A text that the rule gives.
    Fixed,
}

/// An operator as a condition of a rule file asks it.
pub(crate) struct Asked<'a> {
    /// The key as it is written.
    pub key: &'static str,
    /// It is the key for the opposite.
    pub negated: bool,
    /// What is asked about, its name and its kind.
    pub subject: &'a Subject,
    pub name: &'a str,
    pub kind: Kind,
    /// The field with the date that ages are counted from.
    pub as_of: Option<&'a Placed<String>>,
    /// What the condition may speak of.
    pub terms: Terms<'a>,
}

impl Asked<'_> {
    /// The condition that asks the subject for this.
    fn test(&self, test: impl Test + 'static) -> Condition {
        Condition::Test { subject: self.subject.clone(), test: Arc::new(test), negated: self.negated }
    }
}

impl Operator {
    /// All of them.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        OPERATORS.iter().copied().flatten()
    }

    /// The operator with this key, and whether the key is the one for the opposite.
    pub fn by_key(key: &str) -> Option<(&'static Self, bool)> {
        let plain = Self::all().find(|operator| operator.key == key).map(|operator| (operator, false));
        plain.or_else(|| Self::all().find(|operator| operator.negated == Some(key)).map(|operator| (operator, true)))
    }

    /// All keys: its own and the one for the opposite.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        [self.key].into_iter().chain(self.negated)
    }

    /// The key that is written for it, or for its opposite.
    pub fn key_of(&self, negated: bool) -> &'static str {
        self.negated.filter(|_| negated).unwrap_or(self.key)
    }
}

impl On {
    /// Complains if what is asked about is nothing for the operator.
    pub fn check(self, desk: &mut Desk<'_>, asked: &Asked<'_>, span: Range<usize>) -> Option<()> {
        let name = asked.name;
        let (message, help) = match (self, asked.kind) {
            (Self::Any, _)
            | (Self::Text, Kind::Field(FieldKind::Text | FieldKind::Choice(_) | FieldKind::SUser))
            | (Self::Text, Kind::Column | Kind::Fixed)
            | (Self::Number, Kind::Field(FieldKind::Number | FieldKind::Text))
            | (Self::Tokens, Kind::Field(FieldKind::List))
            | (Self::Patterns, Kind::Field(FieldKind::Hosts | FieldKind::Services)) => return Some(()),
            (Self::Text, Kind::Field(kind)) => {
                let (is, help) = match kind {
                    FieldKind::Flag => ("true or false", "ask with `equals = true` or `equals = false`"),
                    FieldKind::Number => ("a number", "ask with `equals`, `at-least` or `below`"),
                    FieldKind::List => ("a list field", "ask with `includes` or `present`"),
                    _ => ("a pattern of a route permission table", "ask with `covers`"),
                };
                (format!("`{name}` is {is}, and `{}` is for text", asked.key), help)
            }
            (Self::Number, _) => (
                format!("`{name}` is no number"),
                "`at-least` and `below` compare whole numbers; for versions there are `version-at-least` and `version-below`",
            ),
            (Self::Tokens, _) => (
                format!("`{name}` is no list field"),
                "`includes` is for list fields; ask others with `equals` or `glob`",
            ),
            (Self::Patterns, _) => (
                format!("`{name}` has no patterns"),
                "`covers` is for hosts and services of a route permission table; ask others with `glob`",
            ),
        };
        let complaint = desk.complaint(span, message);
        desk.complaints.push(complaint.help(help));
        None
    }
}

/// What stands there, in the words that complaints use.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_operators_have_one_key() {
        let keys: Vec<&str> = Operator::all().flat_map(Operator::keys).collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{keys:?}");
        for key in ["field", "value", "as-of-field", "any", "all"] {
            assert!(Operator::by_key(key).is_none(), "{key}");
        }
    }

    /// The keys of all tables in a value.
    fn keys_in(value: &Value, keys: &mut BTreeSet<String>) {
        match value {
            Value::Table(table) => {
                keys.extend(table.keys().cloned());
                table.values().for_each(|value| keys_in(value, keys));
            }
            Value::Array(values) => values.iter().for_each(|value| keys_in(value, keys)),
            _ => {}
        }
    }

    #[test]
    fn every_operator_is_in_some_rule_whose_examples_are_run() {
        let mut used = BTreeSet::new();
        for entry in ["rules", "testdata/rules"].iter().flat_map(walkdir::WalkDir::new) {
            let path = entry.unwrap().into_path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                keys_in(&Value::Table(std::fs::read_to_string(path).unwrap().parse().unwrap()), &mut used);
            }
        }
        let unused: Vec<&str> = Operator::all().flat_map(Operator::keys).filter(|key| !used.contains(*key)).collect();
        assert_eq!(unused, [""; 0]);
    }

    #[test]
    fn the_key_for_the_opposite_is_found() {
        let found = |key| Operator::by_key(key).map(|(operator, negated)| (operator.key, negated));
        assert_eq!(found("glob"), Some(("glob", false)));
        assert_eq!(found("not-glob"), Some(("glob", true)));
        assert_eq!(found("not-in"), Some(("in", true)));
        assert_eq!(found("not-below"), None);
    }
}
