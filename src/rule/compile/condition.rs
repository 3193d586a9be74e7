//! Makes conditions of what a rule file says, and complains where that makes no sense. What each operator asks is in `operator`.

use super::Compiler;
use crate::rule::condition::{Condition, Subject};
use crate::rule::file::{self, Ask, Worth};
use crate::rule::operator::{Asked, Build, Kind};
use crate::rule::placed::Placed;
use crate::rule::terms::Terms;

const TWO_CONDITIONS: &str = "write one condition for each, in braces of its own";

/// What a condition is about: the field, column or text, its kind, and where its name stands.
type About = (Subject, Kind, Placed<String>);

impl Compiler<'_> {
    /// Compiles a list of conditions; mistakes are noted, and the condition left out.
    pub(super) fn conditions(&mut self, conditions: &[file::Condition], terms: Terms<'_>) -> Vec<Condition> {
        conditions.iter().filter_map(|condition| self.condition(condition, terms)).collect()
    }

    /// Compiles one condition.
    pub(super) fn condition(&mut self, condition: &file::Condition, terms: Terms<'_>) -> Option<Condition> {
        let (parts, group): (_, fn(Vec<Condition>) -> Condition) = match (&condition.any, &condition.all) {
            (None, None) => {
                let about = self.subject(condition, terms)?;
                return self.asks(condition, &about, terms);
            }
            (Some(_), Some(_)) => {
                return self.malformed(condition, "`any` and `all` are two conditions", TWO_CONDITIONS);
            }
            (Some(parts), None) => (parts, Condition::Any),
            (None, Some(parts)) => (parts, Condition::All),
        };
        if !condition.places().is_empty() {
            return self.malformed(
                condition,
                "this stands beside `any` or `all` and would be passed over",
                TWO_CONDITIONS,
            );
        }
        if parts.is_empty() {
            return self.malformed(condition, "`any` and `all` need conditions: there are none", "write at least one");
        }
        Some(group(self.conditions(parts, terms)))
    }

    fn subject(&mut self, condition: &file::Condition, terms: Terms<'_>) -> Option<About> {
        match (&condition.field, &condition.value) {
            (Some(name), None) => {
                if let Some((index, kind)) = terms.field(name.get_ref()) {
                    return Some((Subject::Field(index), Kind::Field(kind), name.clone()));
                }
                if let Some(column) = terms.column(name.get_ref()) {
                    return Some((Subject::Row(column), Kind::Column, name.clone()));
                }
                self.desk.unknown_field(name.get_ref(), name, terms);
                None
            }
            (None, Some(value)) => Some((Subject::Fixed(value.get_ref().clone()), Kind::Fixed, value.clone())),
            (Some(_), Some(_)) => self.malformed(
                condition,
                "a condition has either `field` or `value`",
                "`field` is a field of the record, `value` a fixed text for `in` and `not-in`",
            ),
            (None, None) => self.malformed(
                condition,
                "the condition does not say what it asks about",
                "add `field = \"...\"`; `basislint exports KIND` lists the fields",
            ),
        }
    }

    /// Complains of a condition as a whole: at the first thing in it that has a place, else at the rule's id.
    fn malformed<T>(&mut self, condition: &file::Condition, message: &str, help: &str) -> Option<T> {
        let place = condition.places().into_iter().min_by_key(|place| place.start).unwrap_or_else(|| self.rule_span());
        let complaint = self.complaint(place, message);
        self.desk.complaints.push(complaint.help(help));
        None
    }

    /// What a condition without parts asks: just one thing.
    fn asks(&mut self, condition: &file::Condition, about: &About, terms: Terms<'_>) -> Option<Condition> {
        let mut found: Vec<Option<Condition>> = Vec::new();
        for ask in &condition.asks {
            found.push(self.ask(ask, condition.as_of_field.as_ref(), about, terms));
        }
        let (_, kind, place) = about;
        let has_reference = condition.asks.iter().any(|ask| matches!(ask.worth, Worth::Reference(_)));
        let message = match found.len() {
            1 if matches!(kind, Kind::Fixed) && !has_reference => {
                return self.malformed(
                    condition,
                    "a fixed `value` says the same of every record",
                    "ask it with `in` or `not-in`, or ask a `field`",
                );
            }
            1 => return found.pop().flatten(),
            0 => (
                "this condition asks nothing of the field",
                "add an operator such as `equals`, `in-list`, `glob` or `present`",
            ),
            _ => ("this condition has more than one operator", "write one condition for each; all must hold"),
        };
        let complaint = self.complaint(place.span(), message.0);
        self.desk.complaints.push(complaint.help(message.1));
        None
    }

    /// What one operator asks.
    fn ask(
        &mut self,
        ask: &Ask,
        as_of: Option<&Placed<String>>,
        (subject, kind, name): &About,
        terms: Terms<'_>,
    ) -> Option<Condition> {
        let (operator, negated) = (ask.operator, ask.negated);
        let (key, name, kind) = (operator.key_of(negated), name.get_ref(), *kind);
        let asked = Asked { key, negated, subject, name, kind, as_of, terms };
        operator.on.check(&mut self.desk, &asked, ask.worth.span())?;
        match (&operator.build, &ask.worth) {
            (Build::Text(build) | Build::List(build), Worth::Text(text)) => build(&mut self.desk, &asked, text),
            (Build::Texts(build) | Build::Value(build) | Build::Number(build), Worth::Value(value)) => {
                build(&mut self.desk, &asked, value)
            }
            (Build::Flag(build), Worth::Flag(flag)) => build(&mut self.desk, &asked, flag),
            (Build::Reference(build), Worth::Reference(reference)) => {
                let reference = self.reference(reference.get_ref(), subject, terms)?;
                Some(build(&asked, reference))
            }
            // What stands behind a key was read as its operator wants it.
            (_, worth) => {
                let complaint = self.complaint(worth.span(), format!("`{key}` takes something else"));
                self.desk.complaints.push(complaint);
                None
            }
        }
    }
}
