//! Output of `sapcontrol`, as a list (`-format list`, its default) and for scripts (`-format script`).
//!
//! For scripts each value has a line with the number of its entry: `0 Filename: /usr/sap/...`, `3 : NAME=value`. Each answer has a head, time stamp, name of the function, `OK` or `FAIL: ...`, with an empty line before it as a rule. A
//! file may hold several answers one after the other. What the entries of a function mean is not told here.

mod entries;

use std::borrow::Cow;

use bstr::ByteSlice;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while_m_n};
use nom::character::complete::{char, digit1, space0, space1};
use nom::combinator::{all_consuming, peek, recognize, rest, value};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use super::one_line::{as_row, cut, trimmed};
use super::{Cell, Form, Heading, Layout, LineLayout, RowSink};
use crate::input::Line;

pub use entries::Entries;

/// Output of `sapcontrol`: a head of three lines, then its entries.
pub static LAYOUT: Layout = Layout {
    name: "key-value",
    called: "output of sapcontrol",
    heading: Heading::None,
    form: Form::Lines { open: || Box::new(KeyValue::default()), fits: |_| false },
};

/// Hands out the lines of a head as titles, entries as rows of two cells, lines for scripts as rows of three (number, key,
/// value), and other lines as rows of one cell.
#[derive(Debug, Default)]
pub struct KeyValue {
    expects: Expects,
    /// The answer has entries, so it is no bare value.
    list: bool,
    /// Number of the entry that the answer for scripts has come to.
    entry: Option<u64>,
    /// There was a head.
    headed: bool,
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
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).take(HEAD).collect();
    lines.windows(3).find_map(|lines| {
        let [time, function, status] = *lines else { return None };
        let failure = failure(status);
        let is_head = is_time_stamp(time.as_bytes())
            && function.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && (status == "OK" || failure.is_some());
        is_head.then_some(Answer { function, failure })
    })
}

/// So many lines may hold the head of an answer: a copy out of a terminal begins with what it greets with, and the command.
const HEAD: usize = 40;

/// A line of an answer's head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadLine<'a> {
    /// The time stamp: the answer before has ended.
    Begin,
    /// The name of the function.
    Function(&'a str),
    /// The call went well: the answer follows.
    Done,
    /// The call failed; what SAP says went wrong.
    Failed(&'a str),
}

impl<'a> HeadLine<'a> {
    /// What a line of a head says.
    pub fn of(line: &'a str) -> Self {
        let line = line.trim();
        match failure(line) {
            _ if is_time_stamp(line.as_bytes()) => Self::Begin,
            Some(message) => Self::Failed(message),
            None if line == "OK" => Self::Done,
            None => Self::Function(line),
        }
    }
}

/// What SAP says went wrong, if the line is the last of the head of a failed call.
fn failure(status: &str) -> Option<&str> {
    status.trim().strip_prefix("FAIL:").map(str::trim)
}

/// The line is the time stamp with which an answer begins: `DD.MM.YYYY HH:MM:SS`. Scripts that put a head of their own
/// before what they keep write `YYYY-MM-DD`.
fn is_time_stamp(line: &[u8]) -> bool {
    all_consuming(time_stamp).parse(line.trim_ascii()).is_ok()
}

fn time_stamp(line: &[u8]) -> IResult<&[u8], ()> {
    let digits = |count| take_while_m_n(count, count, |byte: u8| byte.is_ascii_digit());
    let german = recognize((digits(2), char('.'), digits(2), char('.'), digits(4)));
    let iso = recognize((digits(4), char('-'), digits(2), char('-'), digits(2)));
    let (line, _) = (alt((german, iso)), space1).parse(line)?;
    let (line, _) = (digits(2), char(':'), digits(2), tag(":"), digits(2)).parse(line)?;
    Ok((line, ()))
}

/// A line for scripts: the number of its entry, the key that may be empty, the value.
fn for_scripts(text: &[u8]) -> Option<(u64, [Cell; 3])> {
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || b" _-/+.".contains(&byte);
    let blank = || char::<&[u8], nom::error::Error<&[u8]>>(' ');
    // Without a blank on either side of the number `135:PFS:HIGH` would be such a line.
    let key =
        alt((preceded(blank(), terminated(take_while(is_key), char(':'))), value(&b""[..], (tag(": "), peek(rest)))));
    let (_, (_, number, key, value)) = (space0, digit1, key, rest).parse(text).ok()?;
    let cell = |part: &[u8]| {
        let start = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
        trimmed(text, start..start + part.len())
    };
    let entry = std::str::from_utf8(number).ok()?.parse().ok()?;
    let key = if key.is_empty() { Cell::default() } else { cell(key) };
    Some((entry, [cell(number), key, cell(value)]))
}

/// What a terminal shows before a command that was entered at it.
fn is_prompt(text: &[u8]) -> bool {
    let text = bstr::BStr::new(text);
    let before = text.find_byte(b'=').map_or(text.as_bytes(), |equals| &text[..equals]);
    text.contains_str("sapcontrol")
        || ["> ", "$ ", "# "].iter().any(|mark| before.contains_str(mark))
        || ends_as_prompts_do(text)
}

fn ends_as_prompts_do(text: &[u8]) -> bool {
    matches!(text, [.., b'>' | b'$' | b'#'])
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
            Expects::Answer | Expects::Entry if !self.headed && is_prompt(text) => Some(Expects::Answer),
            // What a terminal shows when the command has ended.
            Expects::Entry if !line.terminated && ends_as_prompts_do(text) => Some(Expects::Answer),
            Expects::Answer | Expects::Entry => None,
            Expects::Function => Some(Expects::Status),
            Expects::Status => Some(Expects::Entry),
        };
        self.headed |= matches!(title, Some(Expects::Function));
        self.expects = title.unwrap_or(Expects::Entry);
        if title.is_some() {
            (self.list, self.entry) = (false, None);
            return as_row(line, &[whole], |row| sink.title(row));
        }
        // Entries are numbered from 0 on without a gap.
        let follows = |entry: u64| self.entry.map_or(entry == 0, |last| entry == last || entry == last + 1);
        if let Some((entry, cells)) = for_scripts(line.text).filter(|(entry, _)| !self.list && follows(*entry)) {
            self.entry = Some(entry);
            return as_row(line, &cells, |row| sink.row(row));
        }
        match memchr::memchr(b'=', line.text) {
            Some(equals) => {
                self.list = true;
                let cells = [trimmed(line.text, 0..equals), trimmed(line.text, equals + 1..line.text.len())];
                as_row(line, &cells, |row| sink.row(row));
            }
            None => {
                as_row(line, &[whole], |row| sink.row(row));
                if !line.terminated && (self.list || self.entry.is_some()) {
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
    fn lines_for_scripts_have_number_key_and_value() {
        let text =
            "22.11.2026 21:32:40\nX\nOK\n0 Filename: /usr/sap/x\n0 RKS Compatibility level: 1\n1 : a=b: c\n2: d=e\n";
        let found = gather(&mut KeyValue::default(), text.as_bytes());
        assert_eq!(
            found.rows,
            [
                vec!["0", "Filename", "/usr/sap/x"],
                vec!["0", "RKS Compatibility level", "1"],
                vec!["1", "", "a=b: c"],
                vec!["2", "", "d=e"],
            ]
        );
        // A value that stands alone, entries that do not count from 0, and a list have no numbers.
        for (rows, cells) in [("135:PFS:HIGH", 1), ("7 days: x", 1), ("1 : a", 1), ("0 : a=b", 3), ("a=b\n0 : c", 2)] {
            let text = format!("22.11.2026 21:32:40\nX\nOK\n{rows}\n");
            assert_eq!(gather(&mut KeyValue::default(), text.as_bytes()).rows[0].len(), cells, "{rows}");
        }
        let cut = "22.11.2026 21:32:40\nX\nOK\n0 a: b\n0 ver";
        assert!(gather(&mut KeyValue::default(), cut.as_bytes()).flaws[0].incomplete);
    }

    #[test]
    fn what_a_terminal_shows_before_an_answer_is_no_entry_of_it() {
        let before = "Last login: Fri Nov 27 10:11:12 2026 from 10.1.1.1\nprdhost:prdadm 5> export A=b\n[prdadm@prdhost ~]$ cd x\n\
                      C:\\Windows\\system32>sapcontrol -nr 00 -function ParameterValue\n\n";
        let text = format!("{before}10.10.2025 21:32:40\nParameterValue\nOK\nA=1\n");
        assert_eq!(answer(&head(&text)), Some(Answer { function: "ParameterValue", failure: None }));
        let prompts = before.split_once('\n').unwrap().1;
        let found = gather(&mut KeyValue::default(), format!("{prompts}10.10.2025 21:32:40\nX\nOK\nA=1\n").as_bytes());
        assert_eq!(found.rows, [["A", "1"]]);
        assert!(answer(&head("2025-10-10 21:32:40\nParameterValue\nOK\n")).is_some());
    }

    #[test]
    fn entries_without_a_head_are_entries() {
        assert_eq!(rows(&mut KeyValue::default(), b"a=1\nb=2"), [["a", "1"], ["b", "2"]]);
    }
}
