//! What values are compared with: fixed ones, columns of the rule's list, the rule's own number of days.

use toml::Value;

use super::build::{About, Kind, type_of};
use super::test::{Covered, Limit, Operand, Test};
use super::{Age, AgeKind};
use crate::export::FieldKind;
use crate::rule::compile::Compiler;
use crate::rule::placed::Placed;
use crate::rule::terms::Terms;

impl Compiler<'_> {
    /// A text to compare with: as it is written, or what `{...}` stands for.
    pub(super) fn operand<T>(&mut self, text: &str, place: &Placed<T>, terms: Terms<'_>) -> Option<Operand> {
        match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            None => Some(Operand::Fixed(text.to_owned())),
            Some("system.technical-user") => Some(Operand::TechnicalUser),
            Some(name) => self.column(name, place, terms, "system.technical-user").map(Operand::Row),
        }
    }

    /// The list's column that `{row.column}` names; `other` could stand there as well.
    fn column<T>(&mut self, name: &str, place: &Placed<T>, terms: Terms<'_>, other: &str) -> Option<usize> {
        let found = terms.column(name);
        if found.is_none() {
            let columns: Vec<String> = terms.columns().iter().map(|column| format!("row.{column}")).collect();
            let known = columns.iter().map(String::as_str).chain([other]);
            let complaint = self.complaint(place.span(), format!("`{{{name}}}` is not known here"));
            self.complaints.push(complaint.suggest(name, known));
        }
        found
    }

    /// A number to compare with.
    pub(super) fn limit(&mut self, value: &Placed<Value>, terms: Terms<'_>) -> Option<Limit> {
        let text = match value.get_ref() {
            Value::Integer(number) => return Some(Limit::Fixed(*number)),
            Value::String(text) => text.strip_prefix('{').and_then(|text| text.strip_suffix('}')),
            _ => None,
        };
        match text {
            Some("days") if self.has_days => Some(Limit::Days),
            Some(name) => self.column(name, value, terms, "days").map(Limit::Row),
            None => {
                let complaint = self.complaint(value.span(), "this is compared with a whole number");
                let complaint = complaint.label(format!("this is {}", type_of(value.get_ref())));
                self.complaints.push(complaint.help("write a number without quotes, or \"{row.column}\""));
                None
            }
        }
    }

    pub(super) fn age(
        &mut self,
        kind: AgeKind,
        value: &Placed<Value>,
        as_of: Option<&Placed<String>>,
        terms: Terms<'_>,
    ) -> Option<Age> {
        let limit = self.limit(value, terms)?;
        let as_of = match as_of {
            None => None,
            Some(name) => match terms.field(name.get_ref()) {
                Some((field, _)) => Some(field),
                None => {
                    self.unknown_field(name.get_ref(), name, terms);
                    return None;
                }
            },
        };
        Some(Age { kind, limit, as_of })
    }

    pub(super) fn covers(&mut self, value: &Placed<String>, about: About<'_>, terms: Terms<'_>) -> Option<Test> {
        let covered = match about.kind {
            Kind::Field(FieldKind::Hosts) => Covered::Hosts,
            Kind::Field(FieldKind::Services) => Covered::Services,
            _ => {
                let complaint = self.complaint(value.span(), format!("`{}` has no patterns", about.name));
                let help = "`covers` is for hosts and services of a route permission table; ask others with `glob`";
                self.complaints.push(complaint.help(help));
                return None;
            }
        };
        Some(Test::Covers(covered, self.operand(value.get_ref(), value, terms)?))
    }
}
