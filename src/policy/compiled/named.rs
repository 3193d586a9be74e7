//! What a column must have for a predicate to hold, as far as the predicate tells it without a row: rows are found by it, and not shown to those of which
//! they can only be no.

use serde::{Deserialize, Serialize};

use crate::policy::evaluate::{Reading, Row, Setting, Truth, Value};
use crate::policy::predicate::{Asked, Expression, Function, Predicate, Test};

/// What the text of a column is wherever an alternative of a predicate holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named<'p> {
    /// One of these.
    Texts(Vec<&'p str>),
    /// It begins so.
    Begins(&'p str),
    /// It has this in it.
    Within(&'p str),
}

/// What an alternative needs of a column; none if it may hold whatever stands there.
pub(super) fn named<'p>(alternative: &'p Predicate, column: &str) -> Option<Named<'p>> {
    let tests = || alternative.conditions().iter().filter_map(test_of);
    tests().find_map(|test| texts(test, column)).or_else(|| tests().find_map(|test| part(test, column)))
}

fn test_of(condition: &Predicate) -> Option<&Test> {
    if let Predicate::Test(test) = condition { Some(test) } else { None }
}

fn is_column(expression: &Expression, column: &str) -> bool {
    expression.column().is_some_and(|of| **of == *column)
}

fn texts<'p>(test: &'p Test, column: &str) -> Option<Named<'p>> {
    if let Some((_, text)) = test.equality().filter(|(of, _)| ***of == *column) {
        return Some(Named::Texts(vec![text]));
    }
    let Asked::In { negated: false, list } = &test.asked else { return None };
    let text = |one: &'p Expression| if let Expression::Text(text) = one { Some(&**text) } else { None };
    let all = || list.iter().map(text).collect::<Option<Vec<_>>>();
    is_column(&test.left, column).then(all).flatten().map(Named::Texts)
}

fn part<'p>(test: &'p Test, column: &str) -> Option<Named<'p>> {
    match &test.asked {
        Asked::Like { negated: false, pattern: Expression::Text(pattern) } if is_column(&test.left, column) => {
            let begin = pattern.split(['%', '_']).next().unwrap_or_default();
            (!begin.is_empty()).then_some(Named::Begins(begin))
        }
        _ => behind(test, column).map(Named::Within),
    }
}

/// The text behind which a test looks, as `substr_after(NAME, 'icm/server_port_')`, if it is no of names that do not have it.
fn behind<'p>(test: &'p Test, column: &str) -> Option<&'p str> {
    let (mut columns, mut calls, mut text) = (0, 0, None);
    test.left.each(&mut |part| match part {
        Expression::Column(_) => columns += 1,
        Expression::Case { .. } => columns += 2,
        Expression::Call(Function::SubstrAfter, arguments) => {
            if let [of, Expression::Text(after)] = &**arguments
                && is_column(of, column)
            {
                calls += 1;
                text = Some(&**after);
            }
        }
        _ => {}
    });
    let has_columns = match &test.asked {
        Asked::Compare(_, right) => has_column(right),
        Asked::Between { limits, .. } => limits.iter().any(has_column),
        _ => true,
    };
    let is_no = |reading: Reading| {
        let setting = Setting { as_of: jiff::civil::Date::constant(2000, 1, 1), tier: None, reading };
        Predicate::Test(test.clone()).holds(&Empty, &setting) == Truth::False
    };
    text.filter(|_| (columns, calls) == (1, 1) && !has_columns && is_no(Reading::Literal) && is_no(Reading::AsMeant))
}

fn has_column(expression: &Expression) -> bool {
    let mut found = false;
    expression.each(&mut |part| found |= matches!(part, Expression::Column(_) | Expression::Case { .. }));
    found
}

/// A row with nothing in it.
struct Empty;

impl Row for Empty {
    fn cell(&self, _: &str) -> Value<'_> {
        Value::from("")
    }
}

/// What the text of a column has wherever one of some questions may hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// It is this.
    Is(Box<str>),
    /// It begins so.
    Begins(Box<str>),
    /// It has this in it.
    Within(Box<str>),
}

impl<'p> Named<'p> {
    /// The texts, if it is one of some.
    pub fn texts(&self) -> Option<&[&'p str]> {
        if let Self::Texts(texts) = self { Some(texts) } else { None }
    }
}

impl Part {
    pub(super) fn of(named: &Named<'_>) -> Vec<Self> {
        match named {
            Named::Texts(texts) => texts.iter().map(|text| Self::Is((*text).into())).collect(),
            Named::Begins(begin) => vec![Self::Begins((*begin).into())],
            Named::Within(text) => vec![Self::Within((*text).into())],
        }
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Is(whole) => **whole == *text,
            Self::Begins(begin) => text.starts_with(&**begin),
            Self::Within(part) => text.contains(&**part),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::predicate::parse;

    #[test]
    fn a_predicate_tells_what_its_column_must_have() {
        let of = |text: &str| format!("{:?}", named(&parse(text).unwrap(), "NAME"));
        assert_eq!(of("NAME = 'a' and VALUE = 'b'"), r#"Some(Texts(["a"]))"#);
        assert_eq!(of("NAME like 'x%' and NAME in ('xa', 'xb')"), r#"Some(Texts(["xa", "xb"]))"#);
        assert_eq!(of("NAME like 'icm/HTTP/admin_%' and VALUE like '%x'"), r#"Some(Begins("icm/HTTP/admin"))"#);
        assert_eq!(
            of("lpad(substr_after(NAME, 'icm/server_port_'), 2, '0') > '09'"),
            r#"Some(Within("icm/server_port_"))"#
        );
        for any in [
            "NAME like '%'",
            "NAME not like 'x%'",
            "NAME not in ('a')",
            "not NAME = 'a'",
            "VALUE like 'x%'",
            // Names without the text are behind it, too.
            "lpad(substr_after(NAME, 'x'), 2, '0') < '09'",
            "substr_after(NAME, 'x') > VALUE",
        ] {
            assert_eq!(of(any), "None", "{any}");
        }
    }
}
