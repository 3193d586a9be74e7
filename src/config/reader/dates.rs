//! Days in `basislint.toml`: text, or TOML's own date.

use std::ops::Range;

use jiff::civil::Date;
use toml::de::DeValue;
use toml::value::Datetime;

use super::Reader;
use crate::complaint::Complaint;
use crate::knowledge::day;

/// Keys whose value is a day.
const KEYS: [&str; 2] = ["as-of", "until"];

/// A day, as text or as TOML's own date.
pub(super) fn date(value: &DeValue<'_>) -> Option<Date> {
    match value {
        DeValue::String(text) => day::parse(text),
        DeValue::Datetime(datetime) if datetime.time.is_none() => day_of(datetime),
        _ => None,
    }
}

/// How to write the date: the very one if it is in another usual form.
pub(super) fn date_help(value: &DeValue<'_>) -> String {
    let text = match value {
        DeValue::String(text) => text.as_ref().to_owned(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        // Without its time.
        DeValue::Datetime(datetime) => {
            return match day_of(datetime) {
                Some(date) => format!("write it as \"{date}\""),
                None => day::help_between("\"", ""),
            };
        }
        _ => String::new(),
    };
    day::help_between("\"", &text)
}

impl Reader<'_> {
    /// What is no TOML. A day without quotes is told in our words.
    pub(super) fn no_toml(&self, error: &toml::de::Error) -> Complaint {
        match error.span().and_then(|span| unquoted(self.text, span.start)) {
            Some((key, place, help)) => self.at(place, format!("`{key}` is no date")).help(help),
            None => Complaint::from_toml(self.path, self.text, error),
        }
    }
}

/// A day that is no TOML, as it lacks quotes (`until = 22.11.2026`): its key, its place, and how to write it. `at` is where TOML broke off.
fn unquoted(text: &str, at: usize) -> Option<(&str, Range<usize>, String)> {
    let before = text.get(..at)?;
    let start = before.rfind('\n').map_or(0, |line_end| line_end + 1);
    let line = text.get(start..)?.lines().next()?;
    let (key, rest) = line.split_once('=')?;
    let value = rest.split('#').next()?.trim();
    let begin = start + key.len() + 1 + (rest.len() - rest.trim_start().len());
    let is_bare = !value.is_empty() && !value.starts_with(['"', '\'', '[', '{']);
    let key = key.trim();
    (KEYS.contains(&key) && is_bare).then(|| (key, begin..begin + value.len(), day::help_between("\"", value)))
}

fn day_of(datetime: &Datetime) -> Option<Date> {
    let date = datetime.date?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}
