//! Ages: how long ago a date was, or how soon it comes.

use bstr::ByteSlice;
use jiff::civil::DateTime;
use toml::Value as Toml;

use super::operand::Limit;
use super::{Asked, Build, On, Operator};
use crate::export::Value;
use crate::rule::condition::{CUT, Condition, Context, Test, Truth};
use crate::rule::desk::Desk;
use crate::rule::placed::Placed;

pub(super) static OPERATORS: &[Operator] = &[
    Operator {
        key: "older-than-days",
        negated: Some("not-older-than-days"),
        on: On::Text,
        about: "so many days ago, and more: a number, `\"{row.column}\"` or `\"{days}\"`; counted from `--as-of`, or from the date in \
                `as-of-field = \"exported\"`. The opposite: no more days past, or to come",
        build: Build::Number(|desk, asked, value| build(desk, asked, value, Kind::OlderThanDays)),
    },
    Operator {
        key: "older-than-hours",
        negated: None,
        on: On::Text,
        about: "so many hours ago, and more; else as `older-than-days`",
        build: Build::Number(|desk, asked, value| build(desk, asked, value, Kind::OlderThanHours)),
    },
    Operator {
        key: "older-than-minutes",
        negated: None,
        on: On::Text,
        about: "so many minutes ago, and more; else as `older-than-days`",
        build: Build::Number(|desk, asked, value| build(desk, asked, value, Kind::OlderThanMinutes)),
    },
    Operator {
        key: "within-days",
        negated: None,
        on: On::Text,
        about: "no more days to come, or past; else as `older-than-days`",
        build: Build::Number(|desk, asked, value| build(desk, asked, value, Kind::WithinDays)),
    },
];

fn build(desk: &mut Desk<'_>, asked: &Asked<'_>, value: &Placed<Toml>, kind: Kind) -> Option<Condition> {
    let limit = Limit::build(desk, asked, value)?;
    let as_of = match asked.as_of {
        None => None,
        Some(name) => match asked.terms.field(name.get_ref()) {
            Some((field, _)) => Some(field),
            None => {
                desk.unknown_field(name.get_ref(), name, asked.terms);
                return None;
            }
        },
    };
    Some(asked.test(Age { kind, limit, as_of }))
}

/// What a condition asks of a date.
#[derive(Debug)]
struct Age {
    kind: Kind,
    limit: Limit,
    /// The field with the date that is counted from; without it, and where it is absent: `--as-of`.
    as_of: Option<usize>,
}

/// How a date is compared.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// So many days are past, and more.
    OlderThanDays,
    /// So many hours are past, and more.
    OlderThanHours,
    /// So many minutes are past, and more.
    OlderThanMinutes,
    /// No more days are to come.
    WithinDays,
}

impl Test for Age {
    fn judge(&self, value: &Value<'_>, context: &Context<'_>) -> Truth {
        match value {
            Value::Text(text) => self.judge_date(&text.to_str_lossy(), context),
            _ => Truth::False,
        }
    }
}

const NO_DATE: &str = "the date could not be read";
const NO_TIME: &str = "the list does not show the time of day, and by the day alone it may be too old or not";
const NO_LIMIT: &str = "the list does not say how old it may be";

impl Age {
    /// What is known of a date: `2026-11-22` or `2026-11-22T04:15:00`, without a time zone.
    fn judge_date(&self, text: &str, context: &Context<'_>) -> Truth {
        let Some(limit) = self.limit.value(context) else { return Truth::Unknown(NO_LIMIT) };
        let Ok(date) = text.parse::<DateTime>() else { return Truth::Unknown(NO_DATE) };
        let now = match self.now(context) {
            Ok(now) => now,
            Err(why) => return Truth::Unknown(why),
        };
        let days = || i64::from((now.date() - date.date()).get_days());
        Truth::from(match self.kind {
            Kind::OlderThanDays => days() > limit,
            Kind::WithinDays => -days() <= limit,
            Kind::OlderThanHours => return older(limit.saturating_mul(3600), now, date, text),
            Kind::OlderThanMinutes => return older(limit.saturating_mul(60), now, date, text),
        })
    }

    fn now(&self, context: &Context<'_>) -> Result<DateTime, &'static str> {
        // Midnight: a run of that day is not too old yet, whatever its hour.
        let as_of = context.as_of.at(0, 0, 0, 0);
        let Some(field) = self.as_of else { return Ok(as_of) };
        match context.record.field(field).value {
            Value::Unknown(why) => Err(why),
            Value::Cut(_) => Err(CUT),
            Value::Text(text) => context.charset.decode(&text).parse().map_err(|_| NO_DATE),
            _ => Ok(as_of),
        }
    }
}

/// Whether more seconds are past than `limit`. A day without a time may have been at any time of it.
fn older(limit: i64, now: DateTime, moment: DateTime, text: &str) -> Truth {
    const DAY: i64 = 24 * 60 * 60;
    let past = now.duration_since(moment).as_secs();
    let least = if text.len() == "2026-11-22".len() { past.saturating_sub(DAY) } else { past };
    match (least > limit, past > limit) {
        (true, _) => Truth::True,
        (_, false) => Truth::False,
        _ => Truth::Unknown(NO_TIME),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::export::{Field, Record};
    use crate::input::Charset;

    /// Field 0 is the day of the export.
    struct Exported(&'static str);

    impl Record for Exported {
        fn field(&self, _: usize) -> Field<'_> {
            Field::text(self.0.as_bytes(), 0..0)
        }
    }

    fn judge(kind: Kind, limit: i64, exported: &'static str, text: &str) -> Truth {
        let record = Exported(exported);
        let context = Context {
            record: &record,
            charset: Charset::Utf8,
            list: None,
            row: None,
            technical_user: None,
            as_of: date(2026, 11, 22),
            days: None,
        };
        Age { kind, limit: Limit::Fixed(limit), as_of: Some(0) }.judge_date(text, &context)
    }

    #[test]
    fn ages_count_from_the_day_of_the_export_or_else_from_as_of() {
        assert_eq!(judge(Kind::OlderThanDays, 2, "", "2026-11-20"), Truth::False);
        assert_eq!(judge(Kind::OlderThanDays, 2, "", "2026-11-19T23:59:59"), Truth::True);
        assert_eq!(judge(Kind::OlderThanDays, 2, "2026-11-21T08:00:00", "2026-11-19"), Truth::False);
        assert_eq!(judge(Kind::OlderThanHours, 2, "2026-11-21T08:00:00", "2026-11-21T05:59:59"), Truth::True);
        assert_eq!(judge(Kind::OlderThanHours, 2, "2026-11-21T08:00:00", "2026-11-21T06:00:00"), Truth::False);
        assert_eq!(judge(Kind::OlderThanHours, 26, "", "2026-11-20T22:00:00"), Truth::False);
        assert_eq!(judge(Kind::OlderThanMinutes, 5, "2026-11-21T08:00:00", "2026-11-21T07:54:59"), Truth::True);
        assert_eq!(judge(Kind::OlderThanMinutes, 5, "2026-11-21T08:00:00", "2026-11-21T07:55:00"), Truth::False);
    }

    #[test]
    fn a_day_without_a_time_is_too_old_only_if_its_end_is() {
        let judge = |text| judge(Kind::OlderThanHours, 26, "2026-11-21T08:00:00", text);
        assert_eq!((judge("2026-11-21"), judge("2026-11-19")), (Truth::False, Truth::True));
        assert_eq!(judge("2026-11-20"), Truth::Unknown(NO_TIME));
    }

    #[test]
    fn what_is_past_is_within_any_number_of_days() {
        assert_eq!(judge(Kind::WithinDays, 30, "", "2026-12-22"), Truth::True);
        assert_eq!(judge(Kind::WithinDays, 30, "", "2026-12-23"), Truth::False);
        assert_eq!(judge(Kind::WithinDays, 30, "", "2020-01-01"), Truth::True);
        assert_eq!(judge(Kind::WithinDays, 30, "", "soon"), Truth::Unknown(NO_DATE));
    }
}
