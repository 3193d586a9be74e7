//! A line of a note's log: moment, user, number and version of the note, and the text.

use std::ops::Range;

use nom::Offset;

use crate::export::{Head, LinesMatch};
use crate::knowledge::date::{self, Parsed};
use crate::knowledge::note_download::{is_signed, procedure};
use crate::layout::text;

/// Places of the parts of a line, in bytes of its text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) day: Option<Range<usize>>,
    pub(super) time: Option<Range<usize>>,
    pub(super) user: Option<Range<usize>>,
    pub(super) note: Option<Range<usize>>,
    pub(super) version: Option<Range<usize>>,
    pub(super) text: Range<usize>,
    /// Cells of their own, in tables that have them.
    pub(super) signature: Option<Range<usize>>,
    pub(super) procedure: Option<Range<usize>>,
}

impl Parts {
    /// The same parts at other places.
    pub(super) fn map(self, change: impl Fn(Range<usize>) -> Range<usize>) -> Self {
        let moved = |place: Option<Range<usize>>| place.map(&change);
        Self {
            day: moved(self.day),
            time: moved(self.time),
            user: moved(self.user),
            note: moved(self.note),
            version: moved(self.version),
            text: change(self.text),
            signature: moved(self.signature),
            procedure: moved(self.procedure),
        }
    }
}

/// Words before the number of a note, longer ones first, in lower case.
const LABELS: &[&str] = &["sap-hinweis", "sap hinweis", "hinweis", "sap note", "note"];

/// So many lines are looked at.
const LINES: usize = 40;
/// So many lines of something else may stand before the first one of a log.
const PATIENCE: usize = 4;
/// Six in ten lines must be those of a log.
const IN_TEN: usize = 6;

/// Takes a line apart. Nothing for one that says nothing of a note.
pub(super) fn parse(line: &str) -> Option<Parts> {
    let inner = line.trim_matches(|c: char| c.is_whitespace() || c == '|');
    let place = |part: &str| {
        let start = line.offset(part);
        start..start + part.len()
    };
    let (stamp, rest) = stamp(inner);
    let (user, text) = user(rest, stamp.is_some());
    if text.is_empty() {
        return None;
    }
    let found = note(text);
    let parts = Parts {
        day: stamp.map(|(day, _)| place(day)),
        time: stamp.map(|(_, time)| place(time)),
        user: user.map(place),
        note: found.map(place),
        version: found.and_then(|_| version(text)).map(place),
        text: place(text),
        ..Parts::default()
    };
    (parts.note.is_some() || tells(text)).then_some(parts)
}

/// The text tells of a signature or of a download.
fn tells(text: &str) -> bool {
    is_signed(text).is_some() || is_download(text) || procedure(text).is_some()
}

/// The text says that a note was downloaded.
pub(super) fn is_download(text: &str) -> bool {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    has(&["downloaded", "heruntergeladen"]) && !has(&["not be", "fail", "error", "konnte nicht", "fehler"])
}

/// What a cell says that is a flag.
pub(super) fn flag(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "x" | "yes" | "ja" | "true" | "signed" | "valid" | "signiert" | "gültig" => Some(true),
        "no" | "nein" | "false" | "-" | "not signed" | "invalid" | "nicht signiert" | "ungültig" => Some(false),
        _ => None,
    }
}

/// Day and time with which a line begins.
fn stamp(text: &str) -> (Option<(&str, &str)>, &str) {
    let Some((day, rest)) = text.split_once([' ', '\t']) else { return (None, text) };
    let rest = rest.trim_start();
    let (time, behind) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
    if date::parse(day) == Parsed::NoDate || date::parse_time(time).is_none() {
        return (None, text);
    }
    (Some((day, time)), behind.trim_start_matches(|c: char| c.is_whitespace() || c == '|'))
}

/// The user between the time and a text that begins with a label or stands behind a gap.
fn user(text: &str, stamped: bool) -> (Option<&str>, &str) {
    let whole = (None, text);
    let Some((word, rest)) = text.split_once([' ', '\t']).filter(|_| stamped) else { return whole };
    let is_name = word.len() <= 12
        && word != "SAP"
        && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && word.bytes().any(|byte| byte.is_ascii_uppercase());
    let behind = rest.trim_start();
    let apart = rest.starts_with([' ', '\t']) || label(behind).is_some();
    if is_name && apart { (Some(word), behind) } else { whole }
}

/// The length of the label of a note's number with which a text begins.
fn label(text: &str) -> Option<usize> {
    let fits = |label: &&&str| text.get(..label.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(label));
    LABELS.iter().find(fits).map(|label| label.len())
}

/// The first number of four to ten digits behind a label.
fn note(text: &str) -> Option<&str> {
    let starts = text.char_indices().map(|(at, _)| at).filter(|at| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        !before.is_some_and(char::is_alphanumeric)
    });
    starts.filter_map(|at| text.get(at..)).find_map(|rest| {
        let behind = rest.get(label(rest)?..)?.trim_start_matches([' ', ':', '\t', '#']);
        number(behind).filter(|number| (4..=10).contains(&number.len()))
    })
}

/// The number behind the word "version".
fn version(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let behind = text.get(lower.find("version")? + "version".len()..)?;
    number(behind.trim_start_matches([' ', ':', '\t'])).filter(|number| number.len() <= 4)
}

/// The digits with which a text begins, if no letter follows them.
fn number(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, behind) = text.split_at(end);
    (!digits.is_empty() && !behind.starts_with(char::is_alphanumeric)).then_some(digits)
}

/// Lines of which most are about a note, and one of which tells how it came here.
pub(super) fn recognise(head: &Head<'_>) -> LinesMatch {
    let (mut ours, mut others, mut noted, mut told) = (0, 0, false, false);
    for line in head.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).take(LINES) {
        if is_job_message(line) || line.starts_with(['#', '<', '{']) {
            return LinesMatch::No;
        }
        let begins = |parts: &Parts| {
            let text = line.get(parts.text.clone()).unwrap_or_default();
            parts.day.is_some() || label(text).is_some() || is_signed(text).is_some()
        };
        match parse(line).filter(begins) {
            Some(parts) => {
                ours += 1;
                noted |= parts.note.is_some();
                let text = line.get(parts.text).unwrap_or_default();
                told |= is_signed(text).is_some() || is_download(text);
            }
            // The step of another kind, or a line that is cut; a ruler.
            None if stamp(line).0.is_some() => {}
            None if line.bytes().all(|byte| !byte.is_ascii_alphanumeric()) => {}
            None => others += 1,
        }
        // Most files are none, and most of those tell at once.
        if ours == 0 && others >= PATIENCE {
            return LinesMatch::No;
        }
    }
    let enough = noted && told && ours * 10 >= (ours + others) * IN_TEN;
    if enough { LinesMatch::Yes(&text::LAYOUT) } else { LinesMatch::No }
}

/// The line ends with class, number and type of a message, as those of job logs do.
fn is_job_message(line: &str) -> bool {
    let mut words = line.trim_end_matches('|').split_whitespace().rev();
    let last = words.next().unwrap_or_default();
    let number = words.next().unwrap_or_default();
    matches!(last, "S" | "I" | "W" | "E" | "A" | "X") && number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(line: &str) -> Vec<String> {
        let parts = parse(line).unwrap();
        let shown = |place: Option<Range<usize>>| place.map_or("-".to_owned(), |place| line[place].to_owned());
        [parts.day, parts.time, parts.user, parts.note, parts.version, Some(parts.text)].map(shown).to_vec()
    }

    #[test]
    fn a_line_is_taken_apart() {
        for (line, expected) in [
            (
                "14.11.2026 10:12:13 NOTEADMIN  Note 0002508268 version 5 downloaded via HTTP",
                [
                    "14.11.2026",
                    "10:12:13",
                    "NOTEADMIN",
                    "0002508268",
                    "5",
                    "Note 0002508268 version 5 downloaded via HTTP",
                ],
            ),
            (
                "SAP-Hinweis 2508268 Version 0005 heruntergeladen",
                ["-", "-", "-", "2508268", "0005", "SAP-Hinweis 2508268 Version 0005 heruntergeladen"],
            ),
            ("SAP Note is digitally signed", ["-", "-", "-", "-", "-", "SAP Note is digitally signed"]),
            (
                "14.11.2026\t10:12:13\tSAP Note 2508268 is digitally signed",
                ["14.11.2026", "10:12:13", "-", "2508268", "-", "SAP Note 2508268 is digitally signed"],
            ),
        ] {
            assert_eq!(parts(line), expected, "{line}");
        }
        for line in ["", "Log", "14.11.2026 10:12:13", "Footnote 12345 of the book"] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn every_part_stands_in_its_line(line in "(14.11.2026 10:12:13 )?[A-Z]{0,9}( {1,2}(SAP )?Note 0*[0-9]{1,12})?\\PC{0,40}") {
            if let Some(parts) = parse(&line) {
                parts.map(|place| {
                    assert!(line.get(place.clone()).is_some(), "{place:?} of {line}");
                    place
                });
            }
        }
    }

    #[test]
    fn failed_downloads_are_none() {
        assert!(is_download("Note 2508268 downloaded") && is_download("Hinweis 1 wurde heruntergeladen"));
        assert!(!is_download("Note 2508268 could not be downloaded") && !is_download("Note 2508268 implemented"));
    }
}
