//! Output of `sapcontrol` in its default format (`-format list`).
//!
//! Each answer has a head, time stamp, name of the function, `OK` or `FAIL: ...`, with an empty line before it as a rule. A
//! file may hold several answers one after the other. What the entries of a function mean is not told here.

use std::borrow::Cow;

use nom::bytes::complete::tag;
use nom::character::complete::{char, space1};
use nom::combinator::all_consuming;
use nom::{IResult, Parser};

use super::one_line::{as_row, cut, trimmed};
use super::{LineLayout, RowSink};
use crate::input::Line;

/// Hands out the lines of a head as titles, entries as rows of two cells, and lines without `=` as rows of one cell.
#[derive(Debug, Default)]
pub struct KeyValue {
    expects: Expects,
    /// The answer has entries, so it is no bare value.
    list: bool,
}

#[derive(Debug, Default, Clone, Copy)]
enum Expects {
    #[default]
    Answer,
    Function,
    Status,
    Entry,
}

/// The head of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The web method that was called: `ParameterValue`.
    pub function: &'a str,
    /// What SAP says went wrong.
    pub failure: Option<&'a str>,
}

/// Finds the first answer in the first lines of a file.
pub fn answer<'a>(lines: &'a [Cow<'_, str>]) -> Option<Answer<'a>> {
    let mut lines = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    // A copy out of a terminal begins with the command.
    let mut before = lines.by_ref().take(3);
    before.find(|line| is_time_stamp(line.as_bytes()))?;
    let function = lines.next().filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
    let status = lines.next()?;
    let failure = failure(status);
    (status == "OK" || failure.is_some()).then_some(Answer { function, failure })
}

/// What SAP says went wrong, if the line is the last of the head of a failed call.
pub fn failure(status: &str) -> Option<&str> {
    status.trim().strip_prefix("FAIL:").map(str::trim)
}

/// The line is the time stamp with which an answer begins: `DD.MM.YYYY HH:MM:SS`.
pub fn is_time_stamp(line: &[u8]) -> bool {
    all_consuming(time_stamp).parse(line.trim_ascii()).is_ok()
}

fn time_stamp(line: &[u8]) -> IResult<&[u8], ()> {
    let digits = |count| nom::bytes::complete::take_while_m_n(count, count, |byte: u8| byte.is_ascii_digit());
    let (line, _) = (digits(2), char('.'), digits(2), char('.'), digits(4), space1).parse(line)?;
    let (line, _) = (digits(2), char(':'), digits(2), tag(":"), digits(2)).parse(line)?;
    Ok((line, ()))
}

impl LineLayout for KeyValue {
    fn line(&mut self, line: &Line<'_>, sink: &mut dyn RowSink) {
        let whole = trimmed(line.text, 0..line.text.len());
        let text = line.text.get(whole.range()).unwrap_or_default();
        if text.is_empty() {
            return;
        }
        let title = match self.expects {
            _ if is_time_stamp(text) => Some(Expects::Function),
            Expects::Answer if bstr::ByteSlice::contains_str(text, "sapcontrol") => Some(Expects::Answer),
            Expects::Answer | Expects::Entry => None,
            Expects::Function => Some(Expects::Status),
            Expects::Status => Some(Expects::Entry),
        };
        self.expects = title.unwrap_or(Expects::Entry);
        if title.is_some() {
            self.list = false;
            return as_row(line, &[whole], |row| sink.title(row));
        }
        match memchr::memchr(b'=', line.text) {
            Some(equals) => {
                self.list = true;
                let cells = [trimmed(line.text, 0..equals), trimmed(line.text, equals + 1..line.text.len())];
                as_row(line, &cells, |row| sink.row(row));
            }
            None => {
                as_row(line, &[whole], |row| sink.row(row));
                if !line.terminated && self.list {
                    sink.flaw(cut(line));
                }
            }
        }
    }

    fn end(&mut self, _: &mut dyn RowSink) {}
}

#[cfg(test)]
mod tests {
    use crate::layout::line_tests::{gather, rows};

    use super::*;

    fn head(text: &str) -> Vec<Cow<'_, str>> {
        text.lines().map(Cow::Borrowed).collect()
    }

    #[test]
    fn a_head_is_found_with_and_without_the_empty_line_and_the_command() {
        for before in ["", "\n", "app01:prdadm 5> sapcontrol -nr 00 -function ParameterValue\n\n"] {
            let text = format!("{before}10.10.2025 21:32:40\nParameterValue\nOK\nA=1\n");
            let lines = head(&text);
            assert_eq!(answer(&lines), Some(Answer { function: "ParameterValue", failure: None }), "{before:?}");
        }
        let lines = head("10.10.2025 21:32:40\nGetProcessList\nFAIL: NIECONN_REFUSED (x)");
        assert_eq!(answer(&lines).unwrap().failure, Some("NIECONN_REFUSED (x)"));
        for text in
            ["", "10.10.2025\nX\nOK", "10.10.2025 21:32:40\nJob started  00 516 S\nOK", "10.10.2025 21:32:40\nX\nY"]
        {
            assert_eq!(answer(&head(text)), None, "{text}");
        }
    }

    #[test]
    fn several_answers_in_a_file_each_have_their_head() {
        let text = "\n10.10.2025 21:32:40\nParameterValue\nOK\n\na=b=c\nTRUE\n\n10.10.2025 21:32:41\nX\nOK\nd=\n";
        let found = gather(&mut KeyValue::default(), text.as_bytes());
        assert_eq!(found.titles.len(), 6);
        assert_eq!(found.rows, [vec!["a", "b=c"], vec!["TRUE"], vec!["d", ""]]);
    }

    #[test]
    fn a_list_that_breaks_off_in_a_name_is_incomplete() {
        let head = "22.11.2026 21:32:40\nParameterValue\nOK\n";
        for (entries, incomplete) in [("a=1\nb=2\nssl/cli", 1), ("a=1\nb=2", 0), ("a=1\nb\n", 0), ("TRUE", 0)] {
            let found = gather(&mut KeyValue::default(), format!("{head}{entries}").as_bytes());
            assert_eq!(found.flaws.iter().filter(|flaw| flaw.incomplete).count(), incomplete, "{entries:?}");
        }
    }

    #[test]
    fn entries_without_a_head_are_entries() {
        assert_eq!(rows(&mut KeyValue::default(), b"a=1\nb=2"), [["a", "1"], ["b", "2"]]);
    }
}
