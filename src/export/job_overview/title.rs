//! The lines above the list of SM37: when it was made, and what was selected.

use crate::export::heading::is_title;
use crate::knowledge::date::{self, Parsed};

/// What a line above the list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Title<'a> {
    /// `22.11.2026      Job Overview       1`: the day the list was made, and the time if that stands behind it.
    Made { day: &'a str, time: Option<&'a str> },
    /// `Selected job names:  SM*`
    Jobs(&'a str),
    /// `Selected user names: SM_SM2B`
    Users(&'a str),
    /// `Client: 100`
    Client(&'a str),
    /// `ABAP program    Program name:  AGS*`
    Program(&'a str),
    /// `Job Overview from:   21.11.2026   at:   :`
    From(&'a str),
    /// `to:   22.11.2026   at:   :`, the line below.
    To(&'a str),
}

const JOBS: &[&str] =
    &["Selected job names", "Selected job name", "Selektierte Jobnamen", "Ausgewählte Jobnamen", "Gewählte Jobnamen"];
const USERS: &[&str] = &[
    "Selected user names",
    "Selected user name",
    "Selektierte Benutzernamen",
    "Ausgewählte Benutzernamen",
    "Selektierte Benutzer",
    "Gewählte Benutzernamen",
];
const PROGRAM: &[&str] =
    &["ABAP program Program name", "Program name", "ABAP program", "ABAP-Programm Programmname", "Programmname"];
const CLIENT: &[&str] = &["Client", "Selected client", "Clients", "Mandant", "Selektierter Mandant", "Mandanten"];
const FROM: &[&str] = &["Job Overview from", "Jobübersicht von", "Job-Übersicht von", "Jobübersicht vom"];
const TO: &[&str] = &["to", "Job Overview to", "bis", "Jobübersicht bis"];

/// What a line above the list says; nothing for all others.
pub(super) fn parse(line: &str) -> Option<Title<'_>> {
    let line = line.trim().trim_start_matches('|').trim_start();
    if let Some((label, value)) = line.split_once(':') {
        let is = |labels: &[&str]| labels.iter().any(|known| is_title(label, known));
        let first = value.split_whitespace().next()?;
        if is(JOBS) {
            return Some(Title::Jobs(first));
        }
        if is(USERS) {
            return Some(Title::Users(first));
        }
        if is(CLIENT) {
            return Some(Title::Client(first));
        }
        if is(PROGRAM) {
            return Some(Title::Program(first));
        }
        if is(FROM) {
            return Some(Title::From(first));
        }
        if is(TO) {
            return Some(Title::To(first));
        }
    }
    let mut words = line.split_whitespace();
    let day = words.next()?;
    // A number of eight digits may be anything.
    let is_day = day.contains(['.', '/', '-']) && date::parse(day) != Parsed::NoDate;
    let time = words.next().filter(|word| word.contains(':') && date::parse_time(word).is_some());
    is_day.then_some(Title::Made { day, time })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_list_is_found_in_any_format() {
        for (line, day, time) in [
            ("22.11.2026                      Job Overview                              1", "22.11.2026", None),
            ("2026.11.22\t\t\tDynamic List Display\t\t1", "2026.11.22", None),
            ("11/22/2026 14:05:00 Job Overview", "11/22/2026", Some("14:05:00")),
        ] {
            assert_eq!(parse(line), Some(Title::Made { day, time }), "{line}");
        }
        for line in ["Job Overview", "20261122 rows", "1.5 million", "22.11.2026-like", ""] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    #[test]
    fn what_was_selected_is_found_in_both_languages() {
        assert_eq!(parse("Selected job names:   *"), Some(Title::Jobs("*")));
        assert_eq!(parse("Selektierte Jobnamen:\t\tSM:*"), Some(Title::Jobs("SM:*")));
        assert_eq!(parse("Selected user names:  SM_SM2B"), Some(Title::Users("SM_SM2B")));
        assert_eq!(parse("Job Overview from:  21.11.2026 at:   :  :"), Some(Title::From("21.11.2026")));
        assert_eq!(parse("Jobübersicht von: 21.11.2026 um: 00:00:00"), Some(Title::From("21.11.2026")));
        assert_eq!(parse("               to:  22.11.2026 at:   :  :"), Some(Title::To("22.11.2026")));
        assert_eq!(parse("               bis: 22.11.2026 um:   :  :"), Some(Title::To("22.11.2026")));
        assert_eq!(parse("ABAP program         Program name:  AGS*"), Some(Title::Program("AGS*")));
        assert_eq!(parse("ABAP program         Program name:"), None);
        assert_eq!(parse("Selected job names:"), None);
    }
}
