//! The operators: what a condition asks of a value.

use std::cmp::Ordering;
use std::fmt;
use std::sync::{Arc, OnceLock};

use bstr::ByteSlice;
use regex::bytes::Regex;

use super::age::Age;
use super::{Context, Truth};
use crate::export::{Field, Value};
use crate::knowledge::version::compare_versions;
use crate::knowledge::{route_permission, s_user};
use crate::names::Globs;
use crate::rule::list::Finder;

/// One operator with what it compares to.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    Equals(Vec<Operand>),
    /// As `Equals`, but without regard to a leading S and zeros.
    SameUser(Vec<Operand>),
    InList(Arc<Finder>),
    Glob(Globs),
    Matches(Arc<Pattern>),
    AtLeast(Limit),
    Below(Limit),
    VersionAtLeast(Operand),
    VersionBelow(Operand),
    Age(Age),
    Covers(Covered, Operand),
    Includes(Vec<String>),
    Present,
}

/// What a value is compared to.
#[derive(Debug, Clone)]
pub(crate) enum Operand {
    Fixed(String),
    /// Column of the list's row.
    Row(usize),
    /// The system's technical communication user, as configured.
    TechnicalUser,
}

impl Operand {
    /// What it stands for, the technical user aside.
    fn values<'o>(&'o self, context: &'o Context<'_>) -> &'o [String] {
        match self {
            Self::Fixed(text) => std::slice::from_ref(text),
            Self::Row(column) => context.cell(*column),
            Self::TechnicalUser => &[],
        }
    }
}

/// The number that a value is compared to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    Fixed(i64),
    /// Column of the list's row.
    Row(usize),
    /// The rule's own `days`.
    Days,
}

impl Limit {
    /// The number, if the row or the rule has one.
    pub fn value(self, context: &Context<'_>) -> Option<i64> {
        match self {
            Self::Fixed(number) => Some(number),
            Self::Row(column) => context.cell(column).first()?.trim().parse().ok(),
            Self::Days => context.days,
        }
    }
}

/// Which side of a route permission a pattern is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Covered {
    Hosts,
    Services,
}

/// A regular expression, built when a value first asks for it: most runs never do, and building takes its time.
pub(crate) struct Pattern {
    text: String,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern that nobody has looked at yet.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), regex: OnceLock::new() }
    }

    /// The pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Builds it now.
    ///
    /// # Errors
    /// It is malformed, or too large.
    pub fn check(&self) -> Result<(), regex::Error> {
        let regex = self.build()?;
        self.regex.get_or_init(|| Some(regex));
        Ok(())
    }

    fn build(&self) -> Result<Regex, regex::Error> {
        regex::bytes::RegexBuilder::new(&self.text).size_limit(1 << 20).build()
    }

    pub(super) fn judge(&self, text: &[u8]) -> Truth {
        match self.regex.get_or_init(|| self.build().ok()) {
            Some(regex) => Truth::from(regex.is_match(text)),
            // Users' patterns were checked when they were read, and tests hold that ours are well-formed.
            None => Truth::Unknown("the rule's regular expression cannot be read"),
        }
    }

    /// It holds for a text of which the end is missing, and would if a word went on there.
    fn holds_whatever_follows(&self, begin: &[u8], context: &Context<'_>) -> bool {
        let longer = format!("{}x", context.charset.decode(begin));
        self.judge(longer.as_bytes()) == Truth::True
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whether it was built yet is nobody's business.
        formatter.debug_tuple("Pattern").field(&self.text()).finish()
    }
}

impl Test {
    /// What the test says of a value.
    ///
    /// An absent value equals the empty text. A comparison with something that configuration does not give (the
    /// technical user) never holds, negated or not: there is nothing to compare with.
    pub fn judge(&self, field: &Field<'_>, negated: bool, context: &Context<'_>) -> Truth {
        let truth = match (&field.value, self) {
            (Value::Unknown(why), _) => return Truth::Unknown(why),
            (Value::Cut(_), Self::Present) => Truth::True,
            (Value::Cut(text), Self::Equals(operands)) if !lacks_technical_user(operands, context) => {
                equals_cut(text, operands, context)
            }
            (Value::Cut(text), Self::InList(finder))
                if finder.is_exact() && finder.find(text.trim_ascii_end()).is_some() =>
            {
                Truth::True
            }
            // No name of the list begins so.
            (Value::Cut(text), Self::InList(finder))
                if finder.is_exact() && finder.find_cut(text.trim_ascii_end()) == Ok(None) =>
            {
                Truth::False
            }
            (Value::Cut(text), Self::Matches(pattern)) if pattern.holds_whatever_follows(text, context) => Truth::True,
            (Value::Cut(_), _) => return Truth::Unknown(CUT),
            (value, Self::Present) => Truth::from(match value {
                Value::Absent => false,
                Value::List(items) => !items.is_empty(),
                _ => true,
            }),
            (_, Self::Equals(operands) | Self::SameUser(operands)) if lacks_technical_user(operands, context) => {
                return Truth::False;
            }
            (value, Self::Equals(operands)) => {
                Truth::from(any_operand(operands, context, |candidate| equals(value, candidate)))
            }
            (value, Self::SameUser(operands)) => {
                Truth::from(any_operand(operands, context, |candidate| same_user(value, candidate)))
            }
            (Value::List(items), Self::Includes(wanted)) => {
                let has = |word: &String| items.iter().any(|item| item.text.eq_ignore_ascii_case(word));
                Truth::from(wanted.iter().any(has))
            }
            (Value::Number(number), Self::AtLeast(limit)) => compare(*limit, context, |limit| *number >= limit),
            (Value::Number(number), Self::Below(limit)) => compare(*limit, context, |limit| *number < limit),
            (Value::Text(text), test) => test.judge_text(text, context),
            // Neither more nor less than anything: what is in effect instead is not known.
            (Value::Absent, Self::AtLeast(_) | Self::Below(_)) => return Truth::Unknown(NOTHING_TO_COMPARE),
            (Value::Absent | Value::Flag(_) | Value::Number(_) | Value::List(_), _) => Truth::False,
        };
        if negated { truth.not() } else { truth }
    }

    fn judge_text(&self, text: &[u8], context: &Context<'_>) -> Truth {
        match self {
            Self::InList(finder) => Truth::from(finder.find(text).is_some()),
            Self::Glob(globs) => Truth::from(globs.is_match(&context.charset.decode(text))),
            Self::Matches(pattern) => pattern.judge(context.charset.decode(text).as_bytes()),
            Self::AtLeast(limit) => compare_number(text, *limit, context, |number, limit| number >= limit),
            Self::Below(limit) => compare_number(text, *limit, context, |number, limit| number < limit),
            Self::VersionAtLeast(least) => compare_version(text, least, context, Ordering::is_ge),
            Self::VersionBelow(limit) => compare_version(text, limit, context, Ordering::is_lt),
            Self::Age(age) => age.judge(&text.to_str_lossy(), context),
            Self::Covers(covered, operand) => covers(*covered, &context.charset.decode(text), operand, context),
            _ => Truth::False,
        }
    }
}

pub(crate) const CUT: &str = "the value may be cut: export it again, a list as a spreadsheet";
pub(crate) const NOTHING_TO_COMPARE: &str = "there is no value that could be compared";
const NO_NAME_SERVICE: &str = "names and addresses of hosts or services cannot be compared without a name service";
const NO_NUMBER: &str = "the value is no whole number, so it cannot be compared";

/// Compares with a limit, if there is one.
fn compare(limit: Limit, context: &Context<'_>, holds: impl Fn(i64) -> bool) -> Truth {
    limit.value(context).map_or(Truth::Unknown(NOTHING_TO_COMPARE), |limit| Truth::from(holds(limit)))
}

/// Compares text that should be a number, as most profile parameters are.
fn compare_number(text: &[u8], limit: Limit, context: &Context<'_>, holds: impl Fn(i64, i64) -> bool) -> Truth {
    match text.to_str().ok().and_then(|text| text.trim().parse().ok()) {
        Some(number) => compare(limit, context, |limit| holds(number, limit)),
        None => Truth::Unknown(NO_NUMBER),
    }
}

fn compare_version(text: &[u8], other: &Operand, context: &Context<'_>, holds: fn(Ordering) -> bool) -> Truth {
    match other.values(context) {
        [] => Truth::Unknown(NOTHING_TO_COMPARE),
        [other, ..] => Truth::from(holds(compare_versions(&text.to_str_lossy(), other))),
    }
}

/// A pattern that is for any of the values covers them; one of which it cannot be known, may.
fn covers(covered: Covered, pattern: &str, operand: &Operand, context: &Context<'_>) -> Truth {
    let covers = match covered {
        Covered::Hosts => route_permission::host_covers,
        Covered::Services => route_permission::service_covers,
    };
    let judge = |value: &String| covers(pattern, value).map_or(Truth::Unknown(NO_NAME_SERVICE), Truth::from);
    super::any(operand.values(context).iter().map(judge))
}

/// One of the operands is the technical user, and configuration names none.
fn lacks_technical_user(operands: &[Operand], context: &Context<'_>) -> bool {
    context.technical_user.is_none() && operands.iter().any(|operand| matches!(operand, Operand::TechnicalUser))
}

/// Whether it holds for a text of one of the operands.
fn any_operand(operands: &[Operand], context: &Context<'_>, holds: impl Fn(&str) -> bool) -> bool {
    operands.iter().any(|operand| match operand {
        Operand::Fixed(text) => holds(text),
        Operand::Row(column) => match context.cell(*column) {
            // A cell that the list leaves empty asks for an absent value.
            [] => holds(""),
            values => values.iter().any(|value| holds(value)),
        },
        Operand::TechnicalUser => context.technical_user.is_some_and(&holds),
    })
}

fn equals(value: &Value<'_>, candidate: &str) -> bool {
    match value {
        Value::Absent => candidate.is_empty(),
        Value::Text(text) => text.eq_ignore_ascii_case(candidate.as_bytes()),
        Value::Number(number) => candidate.parse() == Ok(*number),
        Value::Flag(flag) => candidate.parse() == Ok(*flag),
        Value::List(_) | Value::Unknown(_) | Value::Cut(_) => false,
    }
}

/// What fills its column may be cut there, and mostly is not: what it equals it is, unless it is the begin of something
/// else that is asked for.
fn equals_cut(text: &[u8], operands: &[Operand], context: &Context<'_>) -> Truth {
    let text = text.trim_ascii_end();
    let value = Value::Text(text.into());
    let begins =
        |candidate: &str| candidate.as_bytes().get(..text.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(text));
    match (any_operand(operands, context, |it| equals(&value, it)), any_operand(operands, context, begins)) {
        (true, _) => Truth::True,
        (_, true) => Truth::Unknown(CUT),
        _ => Truth::False,
    }
}

fn same_user(value: &Value<'_>, candidate: &str) -> bool {
    let Value::Text(text) = value else { return equals(value, candidate) };
    match (s_user::digits(&text.to_str_lossy()), s_user::digits(candidate)) {
        (Some(left), Some(right)) => left == right,
        _ => equals(value, candidate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Charset;

    struct Nothing;

    impl crate::export::Record for Nothing {
        fn field(&self, _: usize) -> Field<'_> {
            Field::absent()
        }
    }

    #[test]
    fn a_cut_value_is_what_it_equals_and_may_be_what_it_begins() {
        let context = Context {
            record: &Nothing,
            charset: Charset::Utf8,
            list: None,
            row: None,
            technical_user: None,
            as_of: jiff::civil::date(2026, 11, 22),
            days: None,
        };
        let judge = |cut: &str, wanted: &[&str]| {
            let operands = wanted.iter().map(|text| Operand::Fixed((*text).to_owned())).collect();
            let field = Field { value: Value::Cut(cut.as_bytes().into()), span: None };
            Test::Equals(operands).judge(&field, false, &context)
        };
        assert_eq!(judge("sdcc_oss", &["SDCC_OSS"]), Truth::True);
        assert_eq!(judge("SAP-SUPPORT_POR", &["SAP-SUPPORT_PORTAL"]), Truth::Unknown(CUT));
        assert_eq!(judge("SAP-OSS", &["SDCC_OSS", "SAP-OSS-LIST-001"]), Truth::Unknown(CUT));
        assert_eq!(judge("SM_SMPCLNT001", &["SDCC_OSS"]), Truth::False);
    }
}
