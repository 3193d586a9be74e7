//! Days in `basislint.toml`: text, or TOML's own date.

use jiff::civil::Date;
use toml::de::DeValue;
use toml::value::Datetime;

use crate::knowledge::day;

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
    let meant = match value {
        DeValue::String(text) => day::meant(text),
        DeValue::Datetime(datetime) => day_of(datetime),
        _ => None,
    };
    match meant {
        Some(date) => format!("write it as \"{date}\""),
        None => "write it as year, month, day: \"2026-11-22\"".to_owned(),
    }
}

fn day_of(datetime: &Datetime) -> Option<Date> {
    let date = datetime.date?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}
