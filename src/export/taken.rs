//! When a list was made, as the lines above it say.
//!
//! Not here: when its file was written, which says when somebody copied it, and dates in the list itself.

use jiff::civil::{Date, DateTime, Time};

use crate::knowledge::date::{self, Parsed};
use crate::packing::packed;

/// The time at which a list was made, as exactly as its lines tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Not before.
    earliest: DateTime,
    /// Not after.
    latest: DateTime,
}

packed!(Taken { earliest, latest });

/// What titles so far have said of the time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Titles {
    day: Option<(Date, Date)>,
    /// Seconds of the day: first and last.
    time: Option<(u32, u32)>,
    lines: u32,
}

/// A list has fewer lines than these above it.
const MOST_TITLES: u32 = 100;

/// Words that may stand before the day on which a list was made. Others, such as `from` and `valid to`, tell of other days.
const BEFORE_DAY: &[&str] = &[
    "date",
    "datum",
    "fecha",
    "data",
    "list",
    "liste",
    "created",
    "erstellt",
    "printed",
    "gedruckt",
    "exported",
    "exportiert",
    "export",
    "on",
    "am",
    "as",
    "of",
    "stand",
    "time",
    "uhrzeit",
    "today",
    "heute",
];

/// So many words behind the day are looked at for the time.
const NEAR: usize = 3;

/// Words that may stand between day and time.
const BETWEEN: &[&str] = &["time", "uhrzeit", "zeit", "hora", "ora", "at", "um", "/", "-", "|"];

impl Titles {
    /// Takes what a line above the list says.
    pub fn note(&mut self, line: &str) {
        self.lines += 1;
        if self.lines > MOST_TITLES {
            return;
        }
        match (self.day, find(line)) {
            (None, Some((day, time))) => (self.day, self.time) = (Some(day), time),
            // The time may have a line of its own.
            (Some(_), _) if self.time.is_none() => self.time = labelled_time(line),
            _ => {}
        }
    }

    /// When the list was made; none if no line says it.
    pub fn taken(&self) -> Option<Taken> {
        let (first, last) = self.day?;
        let (begin, end) = self.time.unwrap_or((0, 86_399));
        Some(Taken { earliest: at(first, begin)?, latest: at(last, end)? })
    }
}

impl Taken {
    /// Whether it was surely made later than the other one. A day without a time may be any time of the day.
    pub fn is_later(self, than: Self) -> bool {
        self.earliest > than.latest
    }

    /// The earliest time at which it can have been made.
    pub fn earliest(self) -> DateTime {
        self.earliest
    }

    /// The day, if it can be but one.
    pub fn day(self) -> Option<Date> {
        (self.earliest.date() == self.latest.date()).then(|| self.earliest.date())
    }

    /// Whether day and time are known to the second.
    pub fn is_exact(self) -> bool {
        self.earliest == self.latest
    }
}

impl std::fmt::Display for Taken {
    /// `2026-11-22`, `2026-11-22 08:00:00`; `2026-09-11 or 2026-11-09` where day and month may be swapped.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, last) = (self.earliest.date(), self.latest.date());
        if first != last {
            return write!(f, "{first} or {last}");
        }
        match self.is_exact() {
            true => write!(f, "{first} {}", self.earliest.time()),
            false => write!(f, "{first}"),
        }
    }
}

fn at(day: Date, seconds: u32) -> Option<DateTime> {
    let midnight = day.to_datetime(Time::midnight());
    midnight.checked_add(jiff::Span::new().try_seconds(i64::from(seconds)).ok()?).ok()
}

/// The earliest and the latest day, and the first and the last second of the day if there is a time.
type DayAndTime = ((Date, Date), Option<(u32, u32)>);

/// The day on which a list was made, if the line tells it: it begins with it, as lists of SAP GUI do and answers of
/// sapcontrol; or `Date:` stands before it; or it stands at the right end of a title.
fn find(line: &str) -> Option<DayAndTime> {
    let words: Vec<&str> = words(line).collect();
    let (index, day, glued) = words.iter().enumerate().find_map(|(index, word)| {
        let (day, time) = word.split_once('T').map_or((*word, None), |(day, time)| (day, Some(time)));
        Some((index, day_of(day)?, time))
    })?;
    let behind = words.get(index + 1..).unwrap_or_default();
    let is_alone = || {
        let word = words.get(index).copied().unwrap_or_default();
        let before = line.find(word).and_then(|at| line.get(..at)).unwrap_or_default();
        let apart = before.ends_with("  ") || before.ends_with('\t');
        let is_tail =
            |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') || is_one(BETWEEN, word);
        apart && !before.trim_end().ends_with(':') && behind.iter().all(is_tail)
    };
    let labelled = words.iter().take(index).all(|word| is_one(BEFORE_DAY, word));
    if index > 0 && !labelled && !is_alone() {
        return None;
    }
    // Not far behind the day.
    let mut near = behind.iter().take(NEAR).take_while(|word| is_one(BETWEEN, word) || time_of(word).is_some());
    let mut time = near.find_map(|word| time_of(word));
    if behind.iter().any(|word| word.eq_ignore_ascii_case("PM")) {
        const NOON: u32 = 43_200;
        time = time.map(|(begin, end)| if begin < NOON { (begin + NOON, end + NOON) } else { (begin, end) });
    }
    Some((day, glued.and_then(time_of).or(time)))
}

/// A time behind a label, on a line of its own: `Time: 08:00:00`.
fn labelled_time(line: &str) -> Option<(u32, u32)> {
    let mut words = words(line);
    let first = words.next()?;
    if !is_one(BETWEEN, first) {
        return None;
    }
    time_of(words.next()?)
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| letter.is_whitespace() || matches!(letter, '|' | ',' | '"'))
        .filter(|word| !word.is_empty())
}

fn is_one(words: &[&str], word: &str) -> bool {
    let word = word.trim_end_matches(':').to_lowercase();
    words.contains(&word.as_str())
}

/// A day with all four digits of its year: shorter ones may be versions. Two if day and month may be swapped.
fn day_of(word: &str) -> Option<(Date, Date)> {
    let year = word.split(['.', '/', '-']).any(|part| part.len() == 4);
    match date::parse(word) {
        Parsed::Certain(day) if year => Some((day, day)),
        Parsed::Ambiguous(one, other) if year => Some((one.min(other), one.max(other))),
        _ => None,
    }
}

/// First and last second of a time, with or without seconds.
fn time_of(word: &str) -> Option<(u32, u32)> {
    if !word.contains(':') {
        return None;
    }
    let whole = date::parse_time(word).map(|time| (time, time));
    whole.or_else(|| date::parse_time(&format!("{word}:00")).map(|time| (time, time + 59)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(lines: &[&str]) -> String {
        let mut titles = Titles::default();
        lines.iter().for_each(|line| titles.note(line));
        titles.taken().map_or_else(|| "-".to_owned(), |taken| taken.to_string())
    }

    #[test]
    fn every_form_of_a_title_with_a_date_is_read() {
        for (line, shown) in [
            ("22.11.2026                 Dynamic List Display                 1", "2026-11-22"),
            ("2026.11.22\tDynamische Listenausgabe\t1", "2026-11-22"),
            ("22.11.2026 08:00:00", "2026-11-22 08:00:00"),
            ("2026-11-22T08:00:00", "2026-11-22 08:00:00"),
            ("| 11/22/2026 14:05:09  Job Overview     1 |", "2026-11-22 14:05:09"),
            ("Date: 22.11.2026  Time: 08:00:00", "2026-11-22 08:00:00"),
            ("Datum 22.11.2026 Uhrzeit 08:00:00", "2026-11-22 08:00:00"),
            ("List created on 22.11.2026 at 08:00:00", "2026-11-22 08:00:00"),
            ("Table RFCDES                        22.11.2026 / 08:00:00      1", "2026-11-22 08:00:00"),
            ("11/22/2026 02:05:09 PM", "2026-11-22 14:05:09"),
            ("09/11/2026  Dynamic List Display  1", "2026-09-11 or 2026-11-09"),
        ] {
            assert_eq!(taken(&[line]), shown, "{line}");
        }
        assert_eq!(taken(&["Datum:  22.11.2026", "Uhrzeit: 08:00:00"]), "2026-11-22 08:00:00");
    }

    #[test]
    fn dates_of_a_selection_and_versions_do_not_say_when_a_list_was_made() {
        for line in [
            "Job Overview from:  21.11.2026 at:   :  :",
            "              to:  22.11.2026 at:   :  :",
            "bis: 22.11.2026",
            "Start date: 22.11.2026",
            "Table: RFCDES",
            "1.10.20 is a version",
            "Changed since 22.11.2026 by BASIS",
            "valid to 22.11.2026",
            "",
        ] {
            assert_eq!(taken(&[line]), "-", "{line}");
        }
    }

    #[test]
    fn later_is_only_what_is_surely_later() {
        let at = |line: &str| {
            let mut titles = Titles::default();
            titles.note(line);
            titles.taken().unwrap()
        };
        assert!(at("22.11.2026").is_later(at("21.11.2026 08:00:00")));
        assert!(at("22.11.2026 08:00:01").is_later(at("22.11.2026 08:00:00")));
        assert!(!at("22.11.2026").is_later(at("22.11.2026 08:00:00")));
        assert!(!at("22.11.2026 08:00:00").is_later(at("22.11.2026")));
        // 11 September or 9 November: both are before the 22nd, and one is behind 1 October.
        assert!(at("22.11.2026").is_later(at("09/11/2026")));
        assert!(!at("09/11/2026").is_later(at("01.10.2026")));
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(line in "\\PC{0,60}|[0-9./:T \t-]{0,40}") {
            let _ = taken(&[&line, &line]);
        }
    }
}
