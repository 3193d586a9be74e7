//! What the functions of predicates do. Their traps are those of HANA: `../shared/spec/policies.md` section 3.2.

use std::borrow::Cow;

use jiff::Span;
use jiff::civil::DateTime;

use super::value::{Absent, Number, Value, date_of};
use super::{Row, Setting};
use crate::policy::predicate::{Arithmetic, Expression, Function};

/// Characters that `lpad` fills up to: a cell has fewer.
const PADDED: usize = 10_000;

/// Something made of texts, unless one of the values has none.
pub(super) fn with_texts<T, const N: usize>(
    values: [&Value<'_>; N],
    make: impl FnOnce([&str; N]) -> T,
) -> Result<T, Absent> {
    // What is not known outweighs what is NULL, whichever comes first.
    if values.iter().any(|value| matches!(value, Value::Unknown)) {
        return Err(Absent::Unknown);
    }
    let mut texts: [Cow<'_, str>; N] = std::array::from_fn(|_| Cow::Borrowed(""));
    for (text, value) in texts.iter_mut().zip(values) {
        *text = value.as_text()?;
    }
    Ok(make(std::array::from_fn(|at| texts.get(at).map_or("", AsRef::as_ref))))
}

fn or_absent<'v>(value: Result<Value<'v>, Absent>) -> Value<'v> {
    value.unwrap_or_else(Value::from)
}

fn text<'v>(text: impl Into<String>) -> Value<'v> {
    Value::Text(Cow::Owned(text.into()))
}

/// `a + b`
pub(super) fn arithmetic<'v>(sign: Arithmetic, left: &Value<'_>, right: &Value<'_>) -> Value<'v> {
    if sign == Arithmetic::Concatenation {
        return or_absent(with_texts([left, right], |[left, right]| text(format!("{left}{right}"))));
    }
    if [left, right].iter().any(|value| matches!(value, Value::Unknown)) {
        return Value::Unknown;
    }
    let (left, right) = match (left.as_number(), right.as_number()) {
        (Ok(left), Ok(right)) => (left, right),
        (Err(absent), _) | (_, Err(absent)) => return absent.into(),
    };
    let result = match sign {
        Arithmetic::Plus => left.plus(right),
        Arithmetic::Minus => left.minus(right),
        Arithmetic::Times => left.times(right),
        Arithmetic::Concatenation => None,
    };
    result.map_or(Value::Unknown, Value::Number)
}

/// The value of a function.
pub(super) fn call<'v>(
    function: Function,
    arguments: &'v [Expression],
    row: &'v dyn Row,
    setting: &Setting<'_>,
) -> Value<'v> {
    let value = |at: usize| arguments.get(at).map(|argument| argument.value(row, setting));
    // How many arguments there are was checked when the predicate was read.
    let first = value(0).unwrap_or(Value::Unknown);
    match function {
        Function::Coalesce => {
            // A cell that the export does not have may hold anything: what stands behind it is no answer.
            let mut rest = (1..arguments.len()).filter_map(value);
            if matches!(first, Value::Null) {
                rest.find(|value| !matches!(value, Value::Null)).unwrap_or(Value::Null)
            } else {
                first
            }
        }
        Function::IfNull => match first {
            Value::Null => value(1).unwrap_or(Value::Unknown),
            known => known,
        },
        Function::NullIf => match (value(1).unwrap_or(Value::Unknown), first) {
            (Value::Unknown, _) | (_, Value::Unknown) => Value::Unknown,
            (second, first) => match first.order(&second) {
                Ok(order) if order.is_eq() => Value::Null,
                Ok(_) | Err(Absent::Null) => first,
                Err(Absent::Unknown) => Value::Unknown,
            },
        },
        Function::Lower | Function::Upper => or_absent(with_texts([&first], |[value]| {
            text(if function == Function::Lower { value.to_lowercase() } else { value.to_uppercase() })
        })),
        Function::Length => or_absent(with_texts([&first], |[text]| whole(text.chars().count()))),
        Function::ToInteger | Function::ToBigint => converted(&first, Number::parse_whole),
        Function::ToNumber | Function::ToDecimal => converted(&first, Number::parse),
        Function::ToDate => match (&first, value(1)) {
            (Value::Null, _) | (_, Some(Value::Null)) => Value::Null,
            (first, format) => to_date(first, format.as_ref()),
        },
        Function::ToVarchar => or_absent(to_varchar(&first, value(1).as_ref())),
        _ => with_second(function, &first, &value(1).unwrap_or(Value::Unknown), value(2).as_ref()),
    }
}

/// Functions of two or three values.
fn with_second<'v>(function: Function, first: &Value<'_>, second: &Value<'_>, third: Option<&Value<'_>>) -> Value<'v> {
    let all = [Some(first), Some(second), third];
    if all.iter().any(|value| matches!(value, Some(Value::Unknown))) {
        return Value::Unknown;
    }
    if all.iter().any(|value| matches!(value, Some(Value::Null))) {
        return Value::Null;
    }
    or_absent(match function {
        Function::Lpad => lpad(first, second, third),
        Function::Left => second.as_whole().and_then(|length| substring(first, 1, Some(length))),
        Function::Substring => second.as_whole().and_then(|start| {
            let length = third.map(Value::as_whole).transpose()?;
            substring(first, start, length)
        }),
        Function::SubstrAfter => {
            with_texts([first, second], |[value, needle]| text(value.split_once(needle).map_or("", |(_, after)| after)))
        }
        Function::SubstrBefore => with_texts([first, second], |[value, needle]| {
            text(value.split_once(needle).map_or("", |(before, _)| before))
        }),
        Function::Replace => match third {
            Some(third) => with_texts([first, second, third], |[value, old, new]| {
                text(if old.is_empty() { value.to_owned() } else { value.replace(old, new) })
            }),
            None => Err(Absent::Unknown),
        },
        Function::Locate => third
            .map_or(Ok(1), Value::as_whole)
            .and_then(|start| with_texts([first, second], |[value, needle]| locate(value, needle, start))),
        Function::AddDays => first.as_date().and_then(|date| {
            let days = second.as_whole()?;
            date.checked_add(Span::new().try_days(days).map_err(|_| Absent::Unknown)?)
                .map(Value::Date)
                .map_err(|_| Absent::Unknown)
        }),
        Function::AddSeconds => moment(first).and_then(|moment| {
            let seconds = Span::new().try_seconds(second.as_whole()?).map_err(|_| Absent::Unknown)?;
            moment.checked_add(seconds).map(Value::Moment).map_err(|_| Absent::Unknown)
        }),
        Function::DaysBetween => first.as_date().and_then(|from| {
            let days = from.until(second.as_date()?).map_err(|_| Absent::Unknown)?.get_days();
            Ok(Value::Number(Number::whole(i64::from(days))))
        }),
        _ => Err(Absent::Unknown),
    })
}

fn whole<'v>(number: usize) -> Value<'v> {
    Value::Number(Number::whole(i64::try_from(number).unwrap_or(i64::MAX)))
}

/// `to_integer('abc')` is an error in HANA that ends the item; here it is not known for this row.
fn converted<'v>(value: &Value<'_>, parse: fn(&str) -> Option<Number>) -> Value<'v> {
    match value {
        Value::Null => Value::Null,
        Value::Text(text) => parse(text).map_or(Value::Unknown, Value::Number),
        Value::Number(number) => parse(&number.to_string()).map_or(Value::Unknown, Value::Number),
        Value::Date(_) | Value::Moment(_) | Value::Unknown => Value::Unknown,
    }
}

/// Pads on the left, and cuts on the right what is longer.
fn lpad<'v>(value: &Value<'_>, length: &Value<'_>, fill: Option<&Value<'_>>) -> Result<Value<'v>, Absent> {
    let length = usize::try_from(length.as_whole()?).unwrap_or(0);
    if length > PADDED {
        return Err(Absent::Unknown);
    }
    let blank = Value::from(" ");
    with_texts([value, fill.unwrap_or(&blank)], |[value, fill]| {
        let missing = length.saturating_sub(value.chars().count());
        text(fill.chars().cycle().take(missing).chain(value.chars()).take(length).collect::<String>())
    })
}

/// The part of a text: a start below one is one, which SAP's policies count on (`substring(VALUE, 0, 4)` is the first four characters).
fn substring<'v>(value: &Value<'_>, start: i64, length: Option<i64>) -> Result<Value<'v>, Absent> {
    let skipped = usize::try_from(start.max(1) - 1).unwrap_or(usize::MAX);
    let taken = length.map_or(usize::MAX, |length| usize::try_from(length).unwrap_or(0));
    with_texts([value], |[value]| text(value.chars().skip(skipped).take(taken).collect::<String>()))
}

/// The place of a text in another, counted from 1; 0 if it is not there.
fn locate<'v>(value: &str, needle: &str, start: i64) -> Value<'v> {
    let skipped = usize::try_from(start.max(1) - 1).unwrap_or(usize::MAX);
    let begin = value.char_indices().nth(skipped).map_or(value.len(), |(at, _)| at);
    let found = value.get(begin..).and_then(|rest| rest.find(needle));
    found.map_or(whole(0), |at| whole(value.get(..begin + at).map_or(0, |before| before.chars().count()) + 1))
}

fn moment(value: &Value<'_>) -> Result<DateTime, Absent> {
    match value {
        Value::Moment(moment) => Ok(*moment),
        other => other.as_date().map(|date| date.to_datetime(jiff::civil::Time::midnight())),
    }
}

/// The forms in which predicates name days.
fn to_date<'v>(value: &Value<'_>, format: Option<&Value<'_>>) -> Value<'v> {
    let date = match (value, format) {
        (Value::Date(date), _) => Some(*date),
        (Value::Text(text), None) => date_of(text),
        (Value::Text(text), Some(Value::Text(format))) => {
            let fits = match format.to_ascii_uppercase().as_str() {
                "YYYY-MM-DD" => text.len() == 10,
                "YYYYMMDD" => text.len() == 8,
                _ => false,
            };
            date_of(text).filter(|_| fits)
        }
        _ => None,
    };
    date.map_or(Value::Unknown, Value::Date)
}

/// `to_varchar(moment, 'YYYYMMDDHH24MISS')`
fn to_varchar<'v>(value: &Value<'_>, format: Option<&Value<'_>>) -> Result<Value<'v>, Absent> {
    let Some(format) = format else { return value.as_text().map(|value| text(value.into_owned())) };
    let moment = moment(value)?;
    let format = format.as_text()?.to_ascii_uppercase();
    let parts: [(&str, String); 6] = [
        ("YYYY", format!("{:04}", moment.year())),
        ("HH24", format!("{:02}", moment.hour())),
        ("MM", format!("{:02}", moment.month())),
        ("DD", format!("{:02}", moment.day())),
        ("MI", format!("{:02}", moment.minute())),
        ("SS", format!("{:02}", moment.second())),
    ];
    let (mut written, mut rest) = (String::new(), format.as_str());
    while let Some(letter) = rest.chars().next() {
        if let Some((name, part)) = parts.iter().find(|(name, _)| rest.starts_with(name)) {
            written.push_str(part);
            rest = rest.get(name.len()..).unwrap_or_default();
        } else if letter.is_ascii_alphabetic() {
            // A form that nobody knows here.
            return Err(Absent::Unknown);
        } else {
            written.push(letter);
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        }
    }
    Ok(text(written))
}
