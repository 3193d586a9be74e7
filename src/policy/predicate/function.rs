//! The functions that predicates may call: a table of names and how many arguments they take.

/// A function. What it does, [`crate::policy::evaluate`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Function {
    AddDays,
    AddSeconds,
    Coalesce,
    DaysBetween,
    IfNull,
    Left,
    Length,
    Locate,
    Lower,
    Lpad,
    NullIf,
    Replace,
    SubstrAfter,
    SubstrBefore,
    Substring,
    ToBigint,
    ToDate,
    ToDecimal,
    ToInteger,
    ToNumber,
    ToVarchar,
    Upper,
}

use Function as F;

/// Name, function, fewest and most arguments. The first name of a function is the one that is printed.
const FUNCTIONS: &[(&str, Function, usize, usize)] = &[
    ("add_days", F::AddDays, 2, 2),
    ("add_seconds", F::AddSeconds, 2, 2),
    ("coalesce", F::Coalesce, 2, 32),
    ("days_between", F::DaysBetween, 2, 2),
    ("ifnull", F::IfNull, 2, 2),
    ("left", F::Left, 2, 2),
    ("length", F::Length, 1, 1),
    ("locate", F::Locate, 2, 3),
    ("lower", F::Lower, 1, 1),
    ("lcase", F::Lower, 1, 1),
    ("lpad", F::Lpad, 2, 3),
    ("nullif", F::NullIf, 2, 2),
    ("replace", F::Replace, 3, 3),
    ("substr_after", F::SubstrAfter, 2, 2),
    ("substr_before", F::SubstrBefore, 2, 2),
    ("substring", F::Substring, 2, 3),
    ("substr", F::Substring, 2, 3),
    ("to_bigint", F::ToBigint, 1, 1),
    ("to_date", F::ToDate, 1, 2),
    ("to_decimal", F::ToDecimal, 1, 1),
    ("to_integer", F::ToInteger, 1, 1),
    ("to_int", F::ToInteger, 1, 1),
    ("to_number", F::ToNumber, 1, 1),
    ("to_varchar", F::ToVarchar, 1, 2),
    ("upper", F::Upper, 1, 1),
    ("ucase", F::Upper, 1, 1),
];

/// The functions with a pattern, which have words between their arguments.
pub(super) const WITH_PATTERN: &[&str] = &["replace_regexpr", "substr_regexpr", "substring_regexpr"];

impl Function {
    /// The function of this name, with the fewest and the most arguments that it takes.
    pub(super) fn named(name: &str) -> Option<(Self, usize, usize)> {
        let found = FUNCTIONS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name));
        found.map(|&(_, function, fewest, most)| (function, fewest, most))
    }

    /// Its name, in small letters.
    pub fn name(self) -> &'static str {
        FUNCTIONS.iter().find(|(_, function, ..)| *function == self).map_or("", |(name, ..)| name)
    }

    /// All names.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        FUNCTIONS.iter().map(|(name, ..)| *name).chain(WITH_PATTERN.iter().copied())
    }
}
