//! Conditions, compiled: what they say of one record. How they are made of a rule file is no matter here: `operator`, `compile`.
//!
//! The logic has three values. What an export does not tell (a cut cell, a column that is not there) is *unknown*, and
//! unknown is neither a pass nor a finding. Conditions about other records stay *open* until all files are read.

mod keys;
mod pattern;
mod test;

use std::sync::Arc;

use jiff::civil::Date;

use super::list::List;
use crate::export::{Field, Record, Value, display};
use crate::input::Charset;

pub(crate) use keys::{Key, Keys};
pub(crate) use pattern::Pattern;
pub(crate) use test::{CUT, NOTHING_TO_COMPARE, Test};

/// What is known of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    True,
    False,
    /// The phrase says why it cannot be known.
    Unknown(&'static str),
}

impl Truth {
    /// The opposite; what is unknown stays so.
    pub fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            unknown @ Self::Unknown(_) => unknown,
        }
    }

    /// What is known to hold, or not to.
    pub fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

/// How values must be to those of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// One of them is among these.
    Some,
    /// None is.
    None,
    /// Every one is.
    Every,
}

/// A condition after one record was looked at: decided, or open until other records are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Decided(Truth),
    /// `values` are so to the values of a reference.
    In {
        reference: usize,
        values: Vec<String>,
        relation: Relation,
    },
    All(Vec<Outcome>),
    Any(Vec<Outcome>),
}

impl Outcome {
    /// Decides what is left, once the references are known. `find` says whether a reference has a value.
    pub fn resolve(&self, find: &dyn Fn(usize, &[String]) -> Truth) -> Truth {
        match self {
            Self::Decided(truth) => *truth,
            Self::In { reference, values, relation } => match relation {
                Relation::Some => find(*reference, values),
                Relation::None => find(*reference, values).not(),
                Relation::Every => all(values.iter().map(|value| find(*reference, std::slice::from_ref(value)))),
            },
            Self::All(parts) => all(parts.iter().map(|part| part.resolve(find))),
            Self::Any(parts) => any(parts.iter().map(|part| part.resolve(find))),
        }
    }
}

fn all(parts: impl Iterator<Item = Truth>) -> Truth {
    let mut result = Truth::True;
    for part in parts {
        match part {
            Truth::False => return Truth::False,
            Truth::Unknown(_) if result == Truth::True => result = part,
            _ => {}
        }
    }
    result
}

/// Whether one of several holds.
pub(crate) fn any(parts: impl Iterator<Item = Truth>) -> Truth {
    let mut result = Truth::False;
    for part in parts {
        match part {
            Truth::True => return Truth::True,
            Truth::Unknown(_) if result == Truth::False => result = part,
            _ => {}
        }
    }
    result
}

/// What a condition is about.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    Field(usize),
    /// Column of the list's row.
    Row(usize),
    Fixed(String),
}

/// A compiled condition.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    Test { subject: Subject, test: Arc<dyn Test>, negated: bool },
    In { subject: Subject, reference: usize, relation: Relation },
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

/// All that a condition may look at.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c> {
    pub record: &'c dyn Record,
    pub charset: Charset,
    /// The list the rule looks records up in, and the row this record was found in.
    pub list: Option<&'c List>,
    pub row: Option<usize>,
    pub technical_user: Option<&'c str>,
    pub as_of: Date,
    /// The rule's own number of days.
    pub days: Option<i64>,
}

impl Context<'_> {
    /// The values of a cell of the list's row.
    pub fn cell(&self, column: usize) -> &[String] {
        match (self.list, self.row) {
            (Some(list), Some(row)) => list.cell(row, column),
            _ => &[],
        }
    }
}

impl Condition {
    /// What the condition says of a record.
    pub fn judge(&self, context: &Context<'_>) -> Outcome {
        match self {
            Self::Test { subject: Subject::Field(field), test, negated } => {
                Outcome::Decided(test.judge_field(&context.record.field(*field), *negated, context))
            }
            Self::Test { subject, test, negated } => {
                let values = fixed_values(subject, context);
                // An empty cell equals nothing, but it is known to be empty.
                if values.is_empty() && test.asks_for_presence() {
                    return Outcome::Decided(Truth::from(*negated));
                }
                let judge = |value: &String| {
                    let field = Field { value: Value::Text(value.as_bytes().into()), span: None };
                    test.judge_field(&field, *negated, context)
                };
                Outcome::Decided(any(values.iter().map(judge)))
            }
            Self::In { subject: Subject::Field(field), reference, relation } => {
                match context.record.field(*field).value {
                    Value::Unknown(why) => Outcome::Decided(Truth::Unknown(why)),
                    Value::Cut(_) => Outcome::Decided(Truth::Unknown(CUT)),
                    Value::Absent => Outcome::Decided(Truth::from(*relation == Relation::None)),
                    value => {
                        let values = display(&value, context.charset).into_iter().collect();
                        Outcome::In { reference: *reference, values, relation: *relation }
                    }
                }
            }
            Self::In { subject, reference, relation } => match fixed_values(subject, context) {
                // Every one of none would always be there.
                values if values.is_empty() => Outcome::Decided(Truth::Unknown(NOTHING_TO_COMPARE)),
                values => Outcome::In { reference: *reference, values, relation: *relation },
            },
            Self::All(parts) => judge_all(parts, context),
            Self::Any(parts) => judge_any(parts, context),
        }
    }
}

fn fixed_values(subject: &Subject, context: &Context<'_>) -> Vec<String> {
    match subject {
        Subject::Fixed(text) => vec![text.clone()],
        Subject::Row(column) => context.cell(*column).to_vec(),
        Subject::Field(_) => Vec::new(),
    }
}

/// All conditions together; stops at the first that does not hold, so cheap ones belong first.
pub(crate) fn judge_all(parts: &[Condition], context: &Context<'_>) -> Outcome {
    let mut unknown = None;
    let mut open = Vec::new();
    for part in parts {
        match part.judge(context) {
            Outcome::Decided(Truth::True) => {}
            Outcome::Decided(Truth::False) => return Outcome::Decided(Truth::False),
            Outcome::Decided(truth) => unknown = unknown.or(Some(truth)),
            undecided => open.push(undecided),
        }
    }
    open.extend(unknown.map(Outcome::Decided));
    match open.pop() {
        None => Outcome::Decided(Truth::True),
        Some(only) if open.is_empty() => only,
        Some(last) => {
            open.push(last);
            Outcome::All(open)
        }
    }
}

fn judge_any(parts: &[Condition], context: &Context<'_>) -> Outcome {
    let mut unknown = None;
    let mut open = Vec::new();
    for part in parts {
        match part.judge(context) {
            Outcome::Decided(Truth::True) => return Outcome::Decided(Truth::True),
            Outcome::Decided(Truth::False) => {}
            Outcome::Decided(truth) => unknown = unknown.or(Some(truth)),
            undecided => open.push(undecided),
        }
    }
    open.extend(unknown.map(Outcome::Decided));
    match open.pop() {
        None => Outcome::Decided(Truth::False),
        Some(only) if open.is_empty() => only,
        Some(last) => {
            open.push(last);
            Outcome::Any(open)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNKNOWN: Truth = Truth::Unknown("cut");

    #[test]
    fn unknown_yields_to_what_decides() {
        assert_eq!(all([UNKNOWN, Truth::False].into_iter()), Truth::False);
        assert_eq!(all([Truth::True, UNKNOWN].into_iter()), UNKNOWN);
        assert_eq!(any([UNKNOWN, Truth::True].into_iter()), Truth::True);
        assert_eq!(any([Truth::False, UNKNOWN].into_iter()), UNKNOWN);
    }

    #[test]
    fn an_open_condition_is_decided_by_the_reference() {
        let open = Outcome::In { reference: 0, values: vec!["A".to_owned()], relation: Relation::None };
        assert_eq!(open.resolve(&|_, _| Truth::True), Truth::False);
        assert_eq!(open.resolve(&|_, _| UNKNOWN), UNKNOWN);
        let every = |values: &[&str]| {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            Outcome::In { reference: 0, values, relation: Relation::Every }
                .resolve(&|_, values| Truth::from(values == ["A"]))
        };
        assert_eq!((every(&["A", "A"]), every(&["A", "B"])), (Truth::True, Truth::False));
        let group = Outcome::Any(vec![Outcome::Decided(UNKNOWN), open]);
        assert_eq!(group.resolve(&|_, _| Truth::False), Truth::True);
    }
}
