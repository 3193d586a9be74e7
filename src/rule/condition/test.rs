//! The operators: what a condition asks of a value.

use std::cmp::Ordering;
use std::fmt;
use std::sync::{Arc, OnceLock};

use bstr::ByteSlice;
use regex::bytes::Regex;

use super::{Context, Truth};
use crate::export::{Field, Value};
use crate::input::Charset;
use crate::knowledge::s_user;
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
    AtLeast(i64),
    Below(i64),
    VersionAtLeast(String),
    VersionBelow(String),
    OlderThanDays(i64),
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

    fn judge(&self, text: &[u8]) -> Truth {
        match self.regex.get_or_init(|| self.build().ok()) {
            Some(regex) => Truth::from(regex.is_match(text)),
            // Users' patterns were checked when they were read, and tests hold that ours are well-formed.
            None => Truth::Unknown("the rule's regular expression cannot be read"),
        }
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
            (Value::Number(number), Self::AtLeast(least)) => Truth::from(number >= least),
            (Value::Number(number), Self::Below(limit)) => Truth::from(number < limit),
            (Value::Text(text), test) => test.judge_text(text, context),
            // Neither more nor less than anything: what is in effect instead is not known.
            (Value::Absent, Self::AtLeast(_) | Self::Below(_)) => return Truth::Unknown(NOTHING_TO_COMPARE),
            (Value::Absent | Value::Flag(_) | Value::Number(_) | Value::List(_), _) => Truth::False,
        };
        if negated { truth.not() } else { truth }
    }

    /// It asks for nothing but a text.
    pub fn is_of_text_alone(&self) -> bool {
        match self {
            Self::Equals(operands) => operands.iter().all(|operand| matches!(operand, Operand::Fixed(_))),
            Self::InList(_) | Self::Glob(_) | Self::Matches(_) => true,
            _ => false,
        }
    }

    /// Whether it may hold for this text, which may be in any charset.
    pub fn may_hold(&self, text: &[u8]) -> bool {
        let decoded = |holds: &dyn Fn(&str) -> bool| {
            holds(&Charset::Utf8.decode(text)) || (!text.is_ascii() && holds(&Charset::Windows1252.decode(text)))
        };
        match self {
            Self::Equals(operands) => operands.iter().any(|operand| match operand {
                Operand::Fixed(fixed) => text.eq_ignore_ascii_case(fixed.as_bytes()),
                Operand::Row(_) | Operand::TechnicalUser => true,
            }),
            Self::InList(finder) => finder.find(text).is_some(),
            Self::Glob(globs) => decoded(&|text| globs.is_match(text)),
            Self::Matches(pattern) => decoded(&|text| pattern.judge(text.as_bytes()) != Truth::False),
            _ => true,
        }
    }

    fn judge_text(&self, text: &[u8], context: &Context<'_>) -> Truth {
        match self {
            Self::InList(finder) => Truth::from(finder.find(text).is_some()),
            Self::Glob(globs) => Truth::from(globs.is_match(&context.charset.decode(text))),
            Self::Matches(pattern) => pattern.judge(context.charset.decode(text).as_bytes()),
            Self::AtLeast(least) => compare_number(text, |number| number >= *least),
            Self::Below(limit) => compare_number(text, |number| number < *limit),
            Self::VersionAtLeast(least) => Truth::from(compare_versions(&text.to_str_lossy(), least).is_ge()),
            Self::VersionBelow(limit) => Truth::from(compare_versions(&text.to_str_lossy(), limit).is_lt()),
            Self::OlderThanDays(days) => {
                match text.to_str().ok().and_then(|text| text.parse::<jiff::civil::Date>().ok()) {
                    Some(date) => Truth::from((context.as_of - date).get_days() as i64 > *days),
                    None => Truth::Unknown("the date could not be read"),
                }
            }
            _ => Truth::False,
        }
    }
}

pub(crate) const CUT: &str = "the value is cut in this list: export it as a spreadsheet";
const NOTHING_TO_COMPARE: &str = "there is no value that could be compared";
const NO_NUMBER: &str = "the value is no whole number, so it cannot be compared";

/// Compares text that should be a number, as most profile parameters are.
fn compare_number(text: &[u8], holds: impl Fn(i64) -> bool) -> Truth {
    match text.to_str().ok().and_then(|text| text.trim().parse().ok()) {
        Some(number) => Truth::from(holds(number)),
        None => Truth::Unknown(NO_NUMBER),
    }
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

fn same_user(value: &Value<'_>, candidate: &str) -> bool {
    let Value::Text(text) = value else { return equals(value, candidate) };
    match (s_user::digits(&text.to_str_lossy()), s_user::digits(candidate)) {
        (Some(left), Some(right)) => left == right,
        _ => equals(value, candidate),
    }
}

/// Compares versions piece by piece, numbers as numbers: `2.9.1` is below `2.15.2`, `01T_731` is a release like any other.
pub(crate) fn compare_versions(left: &str, right: &str) -> Ordering {
    let (left, right) = (pieces(left), pieces(right));
    for index in 0..left.len().max(right.len()) {
        let zero = Piece::Number(0);
        let ordering = left.get(index).unwrap_or(&zero).cmp(right.get(index).unwrap_or(&zero));
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
    Ordering::Equal
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(u64),
    Word(String),
}

fn pieces(version: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = version.trim();
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let same = |c: char| if digits { c.is_ascii_digit() } else { c.is_alphabetic() };
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end.max(first.len_utf8()));
        match piece.parse() {
            Ok(number) if digits => pieces.push(Piece::Number(number)),
            _ if first.is_alphabetic() => pieces.push(Piece::Word(piece.to_ascii_uppercase())),
            _ => {}
        }
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_hold_as_either_charset_reads_it() {
        let may_hold = |pattern: &str, text: &[u8]| Test::Matches(Arc::new(Pattern::new(pattern))).may_hold(text);
        assert!(may_hold("^M.LLER$", b"M\xDCLLER"));
        assert!(may_hold("^M.LLER$", "MÜLLER".as_bytes()));
        assert!(may_hold("^M..LLER$", "MÜLLER".as_bytes()), "Windows-1252 has two characters here");
        assert!(!may_hold("^[0-9]+$", b"M\xDCLLER") && may_hold("^[0-9]+$", b"0012"));
        let glob = Test::Glob(Globs::new(vec!["SAP*".to_owned()]).unwrap());
        assert!(glob.may_hold(b"sap\xDC") && !glob.may_hold(b"M\xDCLLER"));
    }

    #[test]
    fn versions_compare_as_versions() {
        assert_eq!(compare_versions("2.9.1", "2.15.2"), Ordering::Less);
        assert_eq!(compare_versions("8.5.60", "8.5.60"), Ordering::Equal);
        assert_eq!(compare_versions("8.5", "8.5.0"), Ordering::Equal);
        assert_eq!(compare_versions("0011", "10"), Ordering::Greater);
        assert_eq!(compare_versions("2008_1_710", "2008_1_700"), Ordering::Greater);
        assert_eq!(compare_versions("ä1", "ä1"), Ordering::Equal);
    }
}
