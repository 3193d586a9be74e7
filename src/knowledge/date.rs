//! Dates and times as exports show them, in the format of the user who saved the list.
//!
//! Not here: which of two readings of an ambiguous date is meant where nothing tells, and how old a date is.

use jiff::civil::{Date, DateTime, Time};
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::{char, one_of};
use nom::combinator::{all_consuming, opt};
use nom::{IResult, Parser};

/// What of day and month stands first in dates that could be read both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `MM/DD/YYYY`
    MonthFirst,
    /// `DD/MM/YYYY`
    DayFirst,
}

/// What two texts say as the day and the time of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// This second.
    At(DateTime),
    /// The day is blank or nothing but zeros: there was no such moment.
    Never,
    /// Day and month may be swapped.
    Ambiguous,
    /// The day or the time is in no form that is known.
    Malformed,
}

/// What a text says as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parsed {
    /// This day.
    Certain(Date),
    /// The first if the month stands before the day, the second if the day does.
    Ambiguous(Date, Date),
    /// No date: blank, `00.00.0000`, or a form that is not known.
    NoDate,
}

/// Years of two digits below this are in this century. R/3 is from 1992 and no list reaches back before 1970.
const FIRST_YEAR_OF_1900S: i16 = 70;

/// Reads a date in any of the formats a user can choose in SU3, in the table form `YYYYMMDD`, and with two-digit years.
///
/// `MM/DD/YYYY` and `MM-DD-YYYY` look like `DD/MM/YYYY` and `DD-MM-YYYY`, which Excel writes; where both are days, the
/// date is ambiguous.
pub fn parse(text: &str) -> Parsed {
    let text = text.trim();
    if let (8, Ok((_, (year, month, day)))) = (text.len(), all_consuming(table_form).parse(text)) {
        return certain(day_of(year, month, day));
    }
    let Ok((_, (separator, first, second, third))) = separated(text) else { return Parsed::NoDate };
    match (first.len(), separator, third.len()) {
        (4, _, 1 | 2) => certain(day_of(first, second, third)),
        (1 | 2, '.', 2 | 4) => certain(day_of(third, second, first)),
        (1 | 2, _, 2 | 4) => match (day_of(third, first, second), day_of(third, second, first)) {
            (Some(month_first), Some(day_first)) if month_first != day_first => {
                Parsed::Ambiguous(month_first, day_first)
            }
            (month_first, day_first) => certain(month_first.or(day_first)),
        },
        _ => Parsed::NoDate,
    }
}

/// Reads a time as seconds since midnight: `HH:MM:SS`, `HHMMSS` or `HH:MM:SS PM`. SAP writes the end of a day as
/// `24:00:00`: 86 400.
pub fn parse_time(text: &str) -> Option<u32> {
    let text = text.trim();
    // One of the formats that a user can choose in SU3 counts twelve hours.
    let half = |name: &str| {
        let (time, end) = text.split_at_checked(text.len().checked_sub(2)?)?;
        end.eq_ignore_ascii_case(name).then(|| time.trim_end())
    };
    let (text, afternoon) = match (half("AM"), half("PM")) {
        (Some(time), _) => (time, Some(0)),
        (_, Some(time)) => (time, Some(12)),
        _ => (text, None),
    };
    let (_, (hour, minute, second)) = all_consuming(clock).parse(text).ok()?;
    let number = |digits: &str| digits.parse::<u32>().ok();
    let (hour, minute, second) = (number(hour)?, number(minute)?, number(second)?);
    let hour = match afternoon {
        Some(half) => (1..=12).contains(&hour).then_some(hour % 12 + half)?,
        None => hour,
    };
    let seconds = hour * 3600 + minute * 60 + second;
    (minute < 60 && second < 60 && seconds <= 86_400).then_some(seconds)
}

/// Reads a day and a time of day. `24:00:00` is the begin of the next day. `order` decides between two readings of the day.
pub fn moment(day: &str, time: &str, order: Option<Order>) -> Moment {
    if is_initial(day) {
        return Moment::Never;
    }
    let date = match (parse(day), order) {
        (Parsed::Certain(date), _)
        | (Parsed::Ambiguous(date, _), Some(Order::MonthFirst))
        | (Parsed::Ambiguous(_, date), Some(Order::DayFirst)) => date,
        (Parsed::Ambiguous(..), None) => return Moment::Ambiguous,
        (Parsed::NoDate, _) => return Moment::Malformed,
    };
    let at = parse_time(time).and_then(|seconds| {
        let midnight = date.to_datetime(Time::midnight());
        midnight.checked_add(jiff::Span::new().try_seconds(i64::from(seconds)).ok()?).ok()
    });
    at.map_or(Moment::Malformed, Moment::At)
}

/// Tells what stands first in the dates of a list by one of them that can be read one way only.
pub fn order(text: &str) -> Option<Order> {
    let (_, (separator, first, second, third)) = separated(text.trim()).ok()?;
    if separator == '.' || first.len() > 2 || !matches!(third.len(), 2 | 4) {
        return None;
    }
    match (day_of(third, first, second), day_of(third, second, first)) {
        (Some(_), None) => Some(Order::MonthFirst),
        (None, Some(_)) => Some(Order::DayFirst),
        _ => None,
    }
}

/// A date that was never set: blank, `00000000`, `00.00.0000`, `__.__.____`.
fn is_initial(day: &str) -> bool {
    day.chars().all(|c| matches!(c, '0' | '.' | '/' | '-' | '_') || c.is_whitespace())
}

/// Reads date and time as compilers write them, `Oct 16 2021 00:21:02`, with or without a comma and a time.
pub fn parse_compiled(text: &str) -> Option<(Date, Option<u32>)> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| month.eq_ignore_ascii_case(name))? + 1;
    let (day, year) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let date = Date::new(year, i8::try_from(month).ok()?, day).ok()?;
    let time = words.next().map(|time| parse_time(time).ok_or(()));
    if words.next().is_some() || time == Some(Err(())) {
        return None;
    }
    Some((date, time.and_then(Result::ok)))
}

/// Date and time as fields show them: `2021-10-16T00:21:02`, without a time `2021-10-16`.
pub fn show(date: Date, seconds: Option<u32>) -> String {
    match seconds {
        Some(seconds) => format!("{date}T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
        None => date.to_string(),
    }
}

fn certain(date: Option<Date>) -> Parsed {
    date.map_or(Parsed::NoDate, Parsed::Certain)
}

fn day_of(year: &str, month: &str, day: &str) -> Option<Date> {
    let (number, month, day): (i16, i8, i8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let year = match year.len() {
        // A spreadsheet that shows years in two digits writes the end of time so: 31.12.9999.
        2 if (number, month, day) == (99, 12, 31) => return None,
        2 if number < FIRST_YEAR_OF_1900S => 2000 + number,
        2 => 1900 + number,
        _ => number,
    };
    Date::new(year, month, day).ok()
}

fn digits<'a>(least: usize, most: usize) -> impl Parser<&'a str, Output = &'a str, Error = nom::error::Error<&'a str>> {
    take_while_m_n(least, most, |c: char| c.is_ascii_digit())
}

fn table_form(text: &str) -> IResult<&str, (&str, &str, &str)> {
    (digits(4, 4), digits(2, 2), digits(2, 2)).parse(text)
}

fn separated(text: &str) -> IResult<&str, (char, &str, &str, &str)> {
    let (rest, (first, separator)) = (digits(1, 4), one_of("./-")).parse(text)?;
    let (rest, (second, _, third)) = all_consuming((digits(1, 2), char(separator), digits(1, 4))).parse(rest)?;
    Ok((rest, (separator, first, second, third)))
}

fn clock(text: &str) -> IResult<&str, (&str, &str, &str)> {
    let (rest, hour) = digits(1, 2).parse(text)?;
    let (rest, colon) = opt(char(':')).parse(rest)?;
    let (rest, minute) = digits(2, 2).parse(rest)?;
    let (rest, _) = if colon.is_some() { char(':').parse(rest)? } else { (rest, ':') };
    let (rest, second) = digits(2, 2).parse(rest)?;
    Ok((rest, (hour, minute, second)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_format_without_two_readings_is_certain() {
        for text in ["22.06.2014", "2014.06.22", "2014-06-22", "2014/06/22", "20140622", "22.06.14", " 22.6.2014 "] {
            assert_eq!(parse(text), Parsed::Certain(date(2014, 6, 22)), "{text}");
        }
    }

    #[test]
    fn slashes_are_ambiguous_only_where_both_readings_are_days() {
        assert_eq!(parse("09/11/2025"), Parsed::Ambiguous(date(2025, 9, 11), date(2025, 11, 9)));
        assert_eq!(parse("06-07-2014"), Parsed::Ambiguous(date(2014, 6, 7), date(2014, 7, 6)));
        assert_eq!(parse("06/22/2014"), Parsed::Certain(date(2014, 6, 22)));
        assert_eq!(parse("22/06/2014"), Parsed::Certain(date(2014, 6, 22)));
        assert_eq!(parse("05/05/2025"), Parsed::Certain(date(2025, 5, 5)));
    }

    #[test]
    fn two_digit_years_are_of_the_time_in_which_sap_wrote_lists() {
        assert_eq!(parse("01.01.25"), Parsed::Certain(date(2025, 1, 1)));
        assert_eq!(parse("01.01.99"), Parsed::Certain(date(1999, 1, 1)));
        for end_of_time in ["31.12.99", "12/31/99", "31/12/99"] {
            assert_eq!(parse(end_of_time), Parsed::NoDate, "1999 or 9999: {end_of_time}");
        }
    }

    #[test]
    fn what_is_no_day_is_no_date() {
        for text in
            ["", "00.00.0000", "00000000", "31.02.2024", "22.06", "22.06/2014", "1.2.3.4", "Job started", "201406221"]
        {
            assert_eq!(parse(text), Parsed::NoDate, "{text}");
        }
    }

    #[test]
    fn a_day_ends_at_24_hours() {
        assert_eq!(parse_time("17:32:41"), Some(63_161));
        assert_eq!(parse_time("173241"), Some(63_161));
        assert_eq!(parse_time("24:00:00"), Some(86_400));
        assert_eq!((parse_time("05:32:41 PM"), parse_time("12:00:01am")), (Some(63_161), Some(1)));
        assert_eq!(
            (parse_time("12:00:00 PM"), parse_time("13:00:00 PM"), parse_time("PM")),
            (Some(43_200), None, None)
        );
        for text in ["24:00:01", "12:60:00", "12:00:60", "12:00", "12:0000", ""] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_is_a_day_and_a_time() {
        let at = |day, time| match moment(day, time, None) {
            Moment::At(moment) => moment.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(at("14.11.2026", "02:00:01"), "2026-11-14T02:00:01");
        assert_eq!(at("20261114", "020001"), "2026-11-14T02:00:01");
        assert_eq!(at("31.12.2026", "24:00:00"), "2027-01-01T00:00:00");
        for never in ["", "  ", "00000000", "00.00.0000", "  .  .    ", "__.__.____", "00/00/0000"] {
            assert_eq!(at(never, "00:00:00"), "Never", "{never}");
        }
        assert_eq!((at("14.11.2026", ""), at("tomorrow", "02:00:00")), ("Malformed".into(), "Malformed".into()));
        assert_eq!(at("31.12.9999", "24:00:00"), "Malformed");
    }

    #[test]
    fn one_date_that_can_be_read_one_way_only_tells_the_order_of_all() {
        assert_eq!((order("11/22/2026"), order("22/11/2026")), (Some(Order::MonthFirst), Some(Order::DayFirst)));
        for text in ["11/09/2026", "22.11.2026", "2026/11/22", "22", ""] {
            assert_eq!(order(text), None, "{text}");
        }
        assert_eq!(moment("11/09/2026", "10:00:00", None), Moment::Ambiguous);
        let by = |order| moment("11/09/2026", "10:00:00", Some(order));
        assert_eq!(by(Order::MonthFirst), Moment::At(date(2026, 11, 9).at(10, 0, 0, 0)));
        assert_eq!(by(Order::DayFirst), Moment::At(date(2026, 9, 11).at(10, 0, 0, 0)));
    }

    #[test]
    fn dates_of_compilers_are_read_with_and_without_a_time() {
        for (text, shown) in [
            ("Oct 16 2021 00:21:02", "2021-10-16T00:21:02"),
            ("Feb  9 2022 21:13:56", "2022-02-09T21:13:56"),
            ("Oct 16 2021, 00:03:15", "2021-10-16T00:03:15"),
            ("Jul 27 2017", "2017-07-27"),
        ] {
            let (date, time) = parse_compiled(text).unwrap();
            assert_eq!(show(date, time), shown, "{text}");
        }
        for text in [
            "",
            "Oct",
            "Oct 16",
            "Foo 16 2021",
            "Oct 32 2021",
            "Oct 16 2021 25:00:00",
            "Oct 16 2021 noon",
            "Oct 16 2021 00:00:00 x",
        ] {
            assert_eq!(parse_compiled(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,12}|[0-9./:-]{0,12}") {
            let _ = (parse(&text), parse_time(&text), parse_compiled(&text));
            let _ = (order(&text), moment(&text, &text, Some(Order::DayFirst)));
        }
    }
}
