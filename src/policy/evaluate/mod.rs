//! What a predicate says of a row: true, false, or not to be told.
//!
//! As SAP HANA does it (`../shared/spec/policies.md` section 3.2), with two things added: a cell that an export does not have is not known, which is something
//! else than SQL's NULL, and an order may be read as it is meant ([`order`]). Values are in `value`, functions in `call`.

mod call;
pub mod order;
mod truth;
mod value;

use std::borrow::Cow;

use jiff::civil::Date;

pub use truth::Truth;
pub use value::{Number, Value};

use super::predicate::{Asked, Column, Comparison, Expression, Now, Predicate, Test};

/// A row of a config store.
pub trait Row {
    /// The value of the column with this name, which is in capitals: a text, NULL, or not known because the export does not have it.
    fn cell(&self, column: &str) -> Value<'_>;
}

/// How an order of two texts is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Reading {
    /// As SAP does: letter by letter.
    Literal,
    /// Numbers and versions as such, where both sides are some.
    #[default]
    AsMeant,
}

/// What a predicate is evaluated with, beside the row.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'s> {
    /// The day that counts as today.
    pub as_of: Date,
    /// What is known of the system's tier, in SAP's words: PROD, QA, TEST, DEV, SANDBOX.
    pub tier: Option<&'s str>,
    /// How an order is read.
    pub reading: Reading,
}

impl Setting<'_> {
    /// The same with another reading.
    #[must_use]
    pub fn read(self, reading: Reading) -> Self {
        Self { reading, ..self }
    }
}

impl Predicate {
    /// What it says of a row.
    pub fn holds(&self, row: &dyn Row, setting: &Setting<'_>) -> Truth {
        match self {
            Self::And(parts) => Truth::all(parts.iter().map(|part| part.holds(row, setting))),
            Self::Or(parts) => Truth::any(parts.iter().map(|part| part.holds(row, setting))),
            Self::Not(part) => !part.holds(row, setting),
            Self::SameInstance => Truth::True,
            Self::Test(test) => test.holds(row, setting),
        }
    }
}

impl Test {
    /// What it says of a row.
    pub fn holds(&self, row: &dyn Row, setting: &Setting<'_>) -> Truth {
        let compare = |comparison: Comparison, right: &Expression| {
            if setting.reading == Reading::AsMeant
                && comparison.is_order()
                && let Some(meant) = order::as_meant(&self.left, comparison, right, row, setting)
            {
                return meant;
            }
            compared(comparison, &self.left.value(row, setting), &right.value(row, setting))
        };
        match &self.asked {
            Asked::Compare(comparison, right) => compare(*comparison, right),
            Asked::Between { negated, limits } => {
                let [low, high] = &**limits;
                let both = [compare(Comparison::GreaterOrEqual, low), compare(Comparison::LessOrEqual, high)];
                Truth::all(both).negated_if(*negated)
            }
            Asked::In { negated, list } => {
                let left = self.left.value(row, setting);
                let equal = |one: &Expression| compared(Comparison::Equal, &left, &one.value(row, setting));
                Truth::any(list.iter().map(equal)).negated_if(*negated)
            }
            Asked::Like { negated, pattern } => {
                let (left, pattern) = (self.left.value(row, setting), pattern.value(row, setting));
                let like = call::with_texts([&left, &pattern], |[text, pattern]| is_like(text, pattern));
                like.map_or_else(Truth::of_absent, Truth::of).negated_if(*negated)
            }
            Asked::LikeRegexpr { negated, pattern } => {
                let left = self.left.value(row, setting);
                let found = call::with_texts([&left], |[text]| pattern.is_in(text));
                found
                    .map_or_else(Truth::of_absent, |found| found.map_or(Truth::Unknown, Truth::of))
                    .negated_if(*negated)
            }
        }
    }
}

impl Expression {
    /// Its value in a row.
    pub fn value<'v>(&'v self, row: &'v dyn Row, setting: &Setting<'_>) -> Value<'v> {
        match self {
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
            Self::Number(digits) => Number::parse(digits).map_or(Value::Unknown, Value::Number),
            Self::Column(column) => column.value(row, setting),
            Self::Now(Now::Date) => Value::Date(setting.as_of),
            // The day has no time of day: it begins.
            Self::Now(Now::Time) => Value::Text(Cow::Borrowed("00:00:00")),
            Self::Now(Now::Moment) => Value::Moment(setting.as_of.to_datetime(jiff::civil::Time::midnight())),
            Self::Negative(inner) => match inner.value(row, setting).as_number() {
                Ok(number) => number.negative().map_or(Value::Unknown, Value::Number),
                Err(absent) => absent.into(),
            },
            Self::Arithmetic(sign, both) => {
                let [left, right] = &**both;
                call::arithmetic(*sign, &left.value(row, setting), &right.value(row, setting))
            }
            Self::Case { branches, otherwise } => {
                for (when, then) in branches {
                    match when.holds(row, setting) {
                        Truth::True => return then.value(row, setting),
                        Truth::Unknown => return Value::Unknown,
                        Truth::False | Truth::Null => {}
                    }
                }
                otherwise.as_ref().map_or(Value::Null, |otherwise| otherwise.value(row, setting))
            }
            Self::Call(function, arguments) => call::call(*function, arguments, row, setting),
            Self::ReplaceRegexpr(pattern, both) => {
                let [text, by] = [&both[0], &both[1]].map(|one| one.value(row, setting));
                let replaced = call::with_texts([&text, &by], |[text, by]| {
                    pattern.replaced(text, by).map(|replaced| replaced.into_owned())
                });
                match replaced {
                    Ok(Some(text)) => Value::Text(Cow::Owned(text)),
                    Ok(None) => Value::Unknown,
                    Err(absent) => absent.into(),
                }
            }
            Self::SubstrRegexpr(pattern, inner, group) => {
                let text = inner.value(row, setting);
                let found = call::with_texts([&text], |[text]| {
                    pattern.group(text, *group).map(|found| found.map(str::to_owned))
                });
                match found {
                    Ok(Some(Some(text))) => Value::Text(Cow::Owned(text)),
                    Ok(Some(None)) => Value::Null,
                    Ok(None) => Value::Unknown,
                    Err(absent) => absent.into(),
                }
            }
        }
    }
}

impl Column {
    fn value<'v>(&self, row: &'v dyn Row, setting: &Setting<'_>) -> Value<'v> {
        match self.qualifier.as_deref() {
            None => row.cell(&self.name),
            // SAP's policies ask for the first level of the customer's tree of systems, where the roles are.
            Some("PTREE") if &*self.name == "HIER_ID" => Value::Text(Cow::Borrowed("1")),
            Some("PTREE") => setting.tier.map_or(Value::Unknown, |tier| Value::Text(Cow::Owned(tier.to_owned()))),
            Some(_) => Value::Unknown,
        }
    }
}

/// Compares two values: as numbers if one is a number, as days if one is a day, else letter by letter.
fn compared(comparison: Comparison, left: &Value<'_>, right: &Value<'_>) -> Truth {
    match left.order(right) {
        Ok(order) => Truth::of(comparison.fits(order)),
        Err(absent) => Truth::of_absent(absent),
    }
}

impl Comparison {
    pub(in crate::policy) fn fits(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// Whether the whole text fits: `%` is any text, `_` any character, nothing else means anything.
pub(in crate::policy) fn is_like(mut text: &str, mut pattern: &str) -> bool {
    // What stands behind the last %, and up to where that one reaches.
    let mut any: Option<(&str, &str)> = None;
    loop {
        let (mut of, mut own) = (pattern.chars(), text.chars());
        match (of.next(), own.next()) {
            (Some('%'), _) => {
                pattern = of.as_str();
                any = Some((pattern, text));
            }
            (None, None) => return true,
            (Some(_), None) => return false,
            (Some(letter), Some(character)) if letter == '_' || letter == character => {
                (pattern, text) = (of.as_str(), own.as_str());
            }
            _ => {
                let Some((behind, reached)) = any else { return false };
                let mut rest = reached.chars();
                rest.next();
                (pattern, text) = (behind, rest.as_str());
                any = Some((pattern, text));
            }
        }
    }
}

#[cfg(test)]
mod tests;
