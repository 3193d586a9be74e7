//! Lines of logs: with which of them a record begins, and what stands in it beside its text.
//!
//! A Cloud Connector writes `Timestamp#Level#Logger#Thread#Connection#Message`. An ICM or a Web Dispatcher (dev_icm, dev_webdisp) writes the time
//! in a line of its own, `[Thr 1] Thu Nov 26 10:11:12:345 2026`, before what came then. The columns of a Production Connector's logs, of audit
//! logs and of others are not known: there a day in one of the first cells begins a record.

use std::ops::Range;

use jiff::civil::DateTime;
use jiff::{SignedDuration, tz};

use crate::knowledge::date::{self, Parsed};

/// Words of the field `level`.
pub(in crate::export) const LEVELS: &[&str] = &["fatal", "error", "warning", "info", "debug", "trace"];

/// What logs call their levels, in lower case.
const LEVEL_WORDS: &[(&str, &str)] = &[
    ("fatal", "fatal"),
    ("critical", "fatal"),
    ("error", "error"),
    ("err", "error"),
    ("fehler", "error"),
    ("warn", "warning"),
    ("warning", "warning"),
    ("warnung", "warning"),
    ("info", "info"),
    ("information", "info"),
    ("debug", "debug"),
    ("verbose", "debug"),
    ("trace", "trace"),
    ("path", "trace"),
];

/// Separators that a log of a Production Connector may have.
const SEPARATORS: &[char] = &[';', '\t', '|', ','];

/// Whether a byte may stand between two cells, or two lines.
pub(in crate::export) fn is_separator(byte: u8) -> bool {
    byte == b'\n' || SEPARATORS.contains(&char::from(byte))
}

/// Among so many cells the day of a record is looked for, and its level.
const FIRST_CELLS: usize = 6;

/// `Entry format: Timestamp#Level#...`, the head of a trace.
pub(in crate::export) const ENTRY_FORMAT: &str = "Entry format:";

/// Fields of a trace's record before its message.
const FIELDS_BEFORE: usize = 5;

/// With what a record begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::export) struct Begin {
    /// When, in UTC as far as the log tells its offset; none if nobody knows which day is meant.
    pub(super) time: Option<DateTime>,
    /// Where the time stands in the line.
    pub(super) time_place: Range<usize>,
    pub(super) level: Option<(&'static str, Range<usize>)>,
    /// Name of the logger, if it is not blank.
    pub(super) component: Option<Range<usize>>,
    /// Where the message begins in the line; none if it begins in a later one.
    pub(super) message: Option<usize>,
}

/// A level by the word of a log.
pub(in crate::export) fn level(word: &str) -> Option<&'static str> {
    let word = word.trim().trim_matches('"');
    LEVEL_WORDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known)).map(|(_, level)| *level)
}

/// A line with which a record of a Cloud Connector's trace begins.
pub(in crate::export) fn of_trace(line: &str) -> Option<Begin> {
    // Most lines are those of stack traces: the first bytes tell.
    let bytes = line.as_bytes();
    if bytes.len() < 20 || bytes[4] != b'-' || !bytes[0].is_ascii_digit() {
        return None;
    }
    let stamp_end = line.find('#')?;
    let time = stamp(line.get(..stamp_end)?)?;
    let mut begin = Begin { time: Some(time), time_place: 0..stamp_end, ..Begin::default() };
    let mut at = stamp_end + 1;
    for number in 1..=FIELDS_BEFORE {
        let rest = line.get(at..)?;
        let Some(end) = rest.find('#').filter(|_| number < FIELDS_BEFORE) else {
            // The message, or a line that was broken before it.
            begin.message = (number == FIELDS_BEFORE && !rest.trim().is_empty()).then_some(at);
            break;
        };
        let field = rest.get(..end)?;
        let start = at + (field.len() - field.trim_start().len());
        let place = start..start + field.trim().len();
        match number {
            1 => begin.level = level(field).map(|level| (level, place)),
            2 => begin.component = (!place.is_empty()).then_some(place),
            _ => {}
        }
        at += end + 1;
    }
    begin.level.is_some().then_some(begin)
}

/// `2025-12-02 18:23:31,313 +0000` as UTC.
fn stamp(text: &str) -> Option<DateTime> {
    let mut words = text.split_whitespace();
    let (day, time, offset) = (words.next()?, words.next()?, words.next());
    let local = moment(day, time)?;
    let Some(offset) = offset else { return Some(local) };
    let (sign, digits) = offset.split_at_checked(1)?;
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let number = |part: Range<usize>| digits.get(part).and_then(|part| part.parse::<i64>().ok());
    let seconds = number(0..2)? * 3600 + number(2..4).unwrap_or(0) * 60;
    let shift = SignedDuration::from_secs(match sign {
        "+" => -seconds,
        "-" => seconds,
        _ => return Some(local),
    });
    local.checked_add(shift).ok()
}

fn moment(day: &str, time: &str) -> Option<DateTime> {
    let Parsed::Certain(day) = date::parse(day) else { return None };
    let time = time.split([',', '.', 'Z', '+']).next().unwrap_or_default();
    let seconds = i64::from(date::parse_time(time)?);
    day.at(0, 0, 0, 0).checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// The line with the time of a trace of an ICM (dev_icm) or Web Dispatcher; what came then stands in the lines below.
pub(in crate::export) fn of_icm(line: &str) -> Option<Begin> {
    let bare = line.trim();
    let bare = match bare.strip_prefix("[Thr ") {
        Some(thread) => thread.split_once(']')?.1.trim_start(),
        None => bare,
    };
    let mut words = bare.split_whitespace();
    let mut word = || words.next();
    let (weekday, month, day, time, year) = (word()?, word()?, word()?, word()?, word()?);
    if words.next().is_some() || !WEEKDAYS.contains(&weekday) {
        return None;
    }
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    // Milliseconds stand behind a colon: 10:11:12:345.
    let seconds = time.get(..8).filter(|_| matches!(time.as_bytes().get(8), None | Some(b':' | b'.' | b',')))?;
    let time = moment(&format!("{year}-{month:02}-{day:0>2}"), seconds)?;
    let end = line.trim_end().len();
    Some(Begin { time: Some(time), time_place: end - bare.len()..end, ..Begin::default() })
}

const WEEKDAYS: &[&str] = &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: &[&str] = &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A line with which a record begins where columns are not known.
pub(in crate::export) fn of_cells(line: &str) -> Option<Begin> {
    SEPARATORS.iter().find_map(|separator| of_cells_between(line, *separator))
}

fn of_cells_between(line: &str, separator: char) -> Option<Begin> {
    let mut at = 0;
    let cells: Vec<(Range<usize>, &str)> = line
        .split(separator)
        .map(|cell| {
            let start = at;
            at += cell.len() + separator.len_utf8();
            (start..start + cell.len(), cell.trim().trim_matches('"'))
        })
        .take(FIRST_CELLS)
        .collect();
    if cells.len() < 2 {
        return None;
    }
    let (index, (place, cell)) = cells.iter().enumerate().find(|(_, (_, cell))| begins_with_day(cell))?;
    let (day, time) = cell.split_once([' ', 'T']).unwrap_or((cell, ""));
    let time = if time.is_empty() { cells.get(index + 1).map_or("", |(_, next)| next) } else { time };
    let level = cells.iter().find_map(|(place, cell)| Some((level(cell)?, place.clone())));
    let time = moment(day, time).or_else(|| moment(day, "00:00:00"));
    Some(Begin { time, time_place: place.clone(), level, component: None, message: Some(0) })
}

fn begins_with_day(cell: &str) -> bool {
    let day = cell.split([' ', 'T']).next().unwrap_or_default();
    day.contains(['.', '-', '/']) && !matches!(date::parse(day), Parsed::NoDate)
}

/// Whole days between two moments.
pub(in crate::export) fn days_between(earlier: DateTime, later: DateTime) -> Option<i64> {
    let zone = tz::TimeZone::UTC;
    let seconds = |moment: DateTime| moment.to_zoned(zone.clone()).ok().map(|moment| moment.timestamp().as_second());
    Some((seconds(later)? - seconds(earlier)?).max(0) / (24 * 60 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_of_a_time_counts_and_a_message_may_have_any_signs() {
        let line = "2021-07-29 04:50:42,131 +0200#ERROR#com.sap.x.Client#thread-3#0xc3#call #5 failed";
        let begin = of_trace(line).unwrap();
        assert_eq!(begin.time.unwrap().to_string(), "2021-07-29T02:50:42");
        assert_eq!(begin.level.unwrap().0, "error");
        assert_eq!(&line[begin.component.unwrap()], "com.sap.x.Client");
        assert_eq!(&line[begin.message.unwrap()..], "call #5 failed");
    }

    #[test]
    fn a_record_may_be_broken_before_its_message() {
        let begin =
            of_trace("2021-07-29 04:50:42,131 +0200#ERROR#com.sap.x.Client#notification-client-277-3# ").unwrap();
        assert_eq!((begin.message, begin.level.unwrap().0), (None, "error"));
        assert_eq!(of_trace("\tat java.base/java.lang.Thread.run(Thread.java:829)"), None);
        assert_eq!(of_trace("2021-07-29 04:50:42,131 said somebody, #5 of many"), None);
    }

    #[test]
    fn the_trace_of_an_icm_has_its_times_in_lines_of_their_own() {
        let line = "[Thr 140512345] Thu Nov 26 10:11:12:345 2026 ";
        let begin = of_icm(line).unwrap();
        assert_eq!(begin.time.unwrap().to_string(), "2026-11-26T10:11:12");
        assert_eq!((&line[begin.time_place], begin.message), ("Thu Nov 26 10:11:12:345 2026", None));
        assert_eq!(of_icm("Sun Nov  1 10:11:12 2026").unwrap().time.unwrap().to_string(), "2026-11-01T10:11:12");
        for other in
            ["[Thr 1] *** ERROR => x", "Thu Nov 26 10:11:12 2026 said somebody", "Thu Nov 31 10:11:12 2026", ""]
        {
            assert_eq!(of_icm(other), None, "{other}");
        }
    }

    #[test]
    fn a_day_in_one_of_the_first_cells_begins_a_record() {
        for (line, time, level) in [
            ("2025-12-02 18:23:31;Error;Main;text", Some("2025-12-02T18:23:31"), Some("error")),
            ("\"02.12.2025\",\"18:23:31\",\"Warning\",\"a, b\"", Some("2025-12-02T18:23:31"), Some("warning")),
            ("4711|2025-12-02T18:23:31.313Z|x", Some("2025-12-02T18:23:31"), None),
            ("09/11/2025 10:00:00\tx", None, None),
        ] {
            let begin = of_cells(line).unwrap();
            assert_eq!(begin.time.map(|time| time.to_string()).as_deref(), time, "{line}");
            assert_eq!(begin.level.map(|(level, _)| level), level, "{line}");
        }
        assert_eq!(of_cells("Date;Level;Message"), None);
        assert_eq!(of_cells("   at Main.Run() in Main.cs:line 5"), None);
    }
}
