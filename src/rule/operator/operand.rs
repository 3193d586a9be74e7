//! What values are compared with: fixed ones, columns of the rule's list, the rule's own number of days, the technical user.

use toml::Value;

use super::{Asked, type_of};
use crate::rule::condition::Context;
use crate::rule::desk::Desk;
use crate::rule::placed::Placed;

/// What a value is compared to.
#[derive(Debug)]
pub(super) enum Operand {
    Fixed(String),
    /// Column of the list's row.
    Row(usize),
    /// The system's technical communication user, as configured.
    TechnicalUser,
}

impl Operand {
    /// A text to compare with: as it is written, or what `{...}` stands for.
    pub fn build<T>(desk: &mut Desk<'_>, asked: &Asked<'_>, text: &str, place: &Placed<T>) -> Option<Self> {
        match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            None => Some(Self::Fixed(text.to_owned())),
            Some("system.technical-user") => Some(Self::TechnicalUser),
            Some(name) => column(desk, asked, name, place, "system.technical-user").map(Self::Row),
        }
    }

    /// What it stands for, the technical user aside.
    pub fn values<'o>(&'o self, context: &'o Context<'_>) -> &'o [String] {
        match self {
            Self::Fixed(text) => std::slice::from_ref(text),
            Self::Row(column) => context.cell(*column),
            Self::TechnicalUser => &[],
        }
    }
}

/// The number that a value is compared to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limit {
    Fixed(i64),
    /// Column of the list's row.
    Row(usize),
    /// The rule's own `days`.
    Days,
}

impl Limit {
    /// A number to compare with.
    pub fn build(desk: &mut Desk<'_>, asked: &Asked<'_>, value: &Placed<Value>) -> Option<Self> {
        let text = match value.get_ref() {
            Value::Integer(number) => return Some(Self::Fixed(*number)),
            Value::String(text) => text.strip_prefix('{').and_then(|text| text.strip_suffix('}')),
            _ => None,
        };
        match text {
            Some("days") if desk.has_days => Some(Self::Days),
            Some(name) => column(desk, asked, name, value, "days").map(Self::Row),
            None => {
                let complaint = desk.complaint(value.span(), "this is compared with a whole number");
                let complaint = complaint.label(format!("this is {}", type_of(value.get_ref())));
                desk.complaints.push(complaint.help("write a number without quotes, or \"{row.column}\""));
                None
            }
        }
    }

    /// The number, if the row or the rule has one.
    pub fn value(self, context: &Context<'_>) -> Option<i64> {
        match self {
            Self::Fixed(number) => Some(number),
            Self::Row(column) => context.cell(column).first()?.trim().parse().ok(),
            Self::Days => context.days,
        }
    }
}

/// The list's column that `{row.column}` names; `other` could stand there as well.
fn column<T>(desk: &mut Desk<'_>, asked: &Asked<'_>, name: &str, place: &Placed<T>, other: &str) -> Option<usize> {
    let found = asked.terms.column(name);
    if found.is_none() {
        let columns: Vec<String> = asked.terms.columns().iter().map(|column| format!("row.{column}")).collect();
        let known = columns.iter().map(String::as_str).chain([other]);
        let complaint = desk.complaint(place.span(), format!("`{{{name}}}` is not known here"));
        desk.complaints.push(complaint.suggest(name, known));
    }
    found
}
