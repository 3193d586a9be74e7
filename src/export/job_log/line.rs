//! Lines of a job log that is no table: `date time text class number type`, with or without bars between them. Other orders
//! are in `forms`.
//!
//! The text may hold anything, so the end of a line is read from the right.

use std::ops::Range;

use memchr::{memchr, memrchr};
use nom::branch::alt;
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::{space0, space1};
use nom::combinator::{eof, peek};
use nom::sequence::preceded;
use nom::{IResult, Offset, Parser};

use crate::layout::Cell;

use super::forms;

/// Where the six parts of a message stand in its row; none for those the row does not have.
pub(super) type Parts = [Option<Cell>; 6];

pub(super) const DATE: usize = 0;
pub(super) const TIME: usize = 1;
pub(super) const TEXT: usize = 2;
pub(super) const CLASS: usize = 3;
pub(super) const NUMBER: usize = 4;
pub(super) const TYPE: usize = 5;

/// What a line is.
pub(super) enum Content {
    /// Blank, or a ruler.
    Nothing,
    /// A message with all the parts that lines of this log have.
    Message(Parts),
    /// A title, a heading, or a part of a message; it has the parts that can be told.
    Other(Parts),
}

pub(super) fn parse(line: &[u8]) -> Content {
    let whole = trim(line, 0, line.len());
    let text = line.get(whole.range()).unwrap_or_default();
    let Some(first) = text.first() else { return Content::Nothing };
    if matches!(first, b'-' | b'|' | b'+') && text.iter().all(|byte| matches!(byte, b'-' | b'|' | b'+' | b' ')) {
        return Content::Nothing;
    }
    if *first == b'|' {
        return framed(line, whole);
    }
    let (mut parts, mut start, mut end) = (Parts::default(), whole.start, whole.end);
    if let Ok((rest, (date, time))) = stamp(text) {
        let cell = |part: &[u8]| {
            let start = line.offset(part);
            Some(Cell { start, end: start + part.len(), ..Cell::default() })
        };
        (parts[DATE], parts[TIME]) = (cell(date), cell(time));
        start = line.offset(rest);
        if let [b'A' | b'P', b'M', b' ', ..] = rest.trim_ascii_start() {
            let end = start + (rest.len() - rest.trim_ascii_start().len()) + 2;
            parts[TIME] = parts[TIME].map(|time| Cell { end, ..time });
            start = end;
        }
    } else if let Some((date, time, end)) = forms::stamp(line, whole.start) {
        (parts[DATE], parts[TIME]) = (Some(date), Some(time));
        start = end;
    }
    if let Some([class, number, kind]) = tail(line, start, end) {
        (parts[CLASS], parts[NUMBER], parts[TYPE]) = (Some(class), Some(number), Some(kind));
        end = class.start;
    }
    parts[TEXT] = Some(trim(line, start, end));
    if parts.iter().all(Option::is_some) { Content::Message(parts) } else { Content::Other(parts) }
}

/// The line names the columns of a job log: it begins with the date's.
pub(super) fn is_heading(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '|').to_lowercase();
    let mut words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let date = words.next().is_some_and(|word| matches!(word, "date" | "datum"));
    let time = words.next().is_some_and(|word| matches!(word, "time" | "uhrzeit" | "zeit"));
    date && time
}

/// Something other than blanks stands between the columns.
pub(super) fn is_table(line: &str) -> bool {
    ['|', '\t', ';', ','].iter().any(|delimiter| line.matches(*delimiter).count() >= 2)
}

fn stamp(text: &[u8]) -> IResult<&[u8], (&[u8], &[u8])> {
    let behind = peek(alt((space1, eof)));
    let (rest, (date, _, time, _)) = (preceded(space0, date), space1, time, behind).parse(text)?;
    Ok((rest, (date, time)))
}

fn date(text: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while_m_n(8, 10, |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'/' | b'-')).parse(text)
}

/// `HH:MM:SS`
fn time(text: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while_m_n(8, 8, |byte: u8| byte.is_ascii_digit() || byte == b':').parse(text)
}

/// Message class, number of three digits, type: the last three words.
fn tail(line: &[u8], start: usize, end: usize) -> Option<[Cell; 3]> {
    let kind = last_word(line, start, end)?;
    if !is_type(line.get(kind.range())?) {
        return None;
    }
    let number = last_word(line, start, kind.start)?;
    if !is_number(line.get(number.range())?) {
        return None;
    }
    let class = last_word(line, start, number.start)?;
    is_class(line.get(class.range())?).then_some([class, number, kind])
}

pub(super) fn is_type(word: &[u8]) -> bool {
    matches!(word, [b'A' | b'E' | b'I' | b'S' | b'W' | b'X'])
}

pub(super) fn is_number(word: &[u8]) -> bool {
    word.len() == 3 && word.iter().all(u8::is_ascii_digit)
}

pub(super) fn is_class(word: &[u8]) -> bool {
    (1..=20).contains(&word.len()) && word.iter().all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_lowercase())
}

pub(super) fn last_word(line: &[u8], start: usize, end: usize) -> Option<Cell> {
    let text = line.get(start..end)?.trim_ascii_end();
    let blank = text.iter().rposition(u8::is_ascii_whitespace);
    let word = Cell { start: start + blank.map_or(0, |blank| blank + 1), end: start + text.len(), ..Cell::default() };
    (!word.range().is_empty()).then_some(word)
}

fn framed(line: &[u8], whole: Cell) -> Content {
    // The frame's right end is missing where the list was cut.
    let closed = whole.end - whole.start > 1 && line.get(whole.end - 1) == Some(&b'|');
    let (start, end) = (whole.start + 1, if closed { whole.end - 1 } else { whole.end });
    if let Some(parts) = bars(line, start, end) {
        return Content::Message(parts);
    }
    let mut parts = Parts::default();
    let mut text_start = start;
    if let Some([date, time]) = framed_stamp(line, start, end) {
        (parts[DATE], parts[TIME]) = (Some(trim(line, date.start, date.end)), Some(trim(line, time.start, time.end)));
        text_start = (time.end + 1).min(end);
    }
    parts[TEXT] = Some(trim(line, text_start, end));
    Content::Other(parts)
}

/// The first two cells of a framed line, if they are date and time.
fn framed_stamp(line: &[u8], start: usize, end: usize) -> Option<[Range<usize>; 2]> {
    let bar = |start: usize| Some(start + memchr(b'|', line.get(start..end)?)?);
    let mut date_start = start;
    let mut date_end = bar(date_start)?;
    // A list with a column for marking rows begins with an empty cell.
    if trim(line, date_start, date_end).range().is_empty() {
        date_start = date_end + 1;
        date_end = bar(date_start)?;
    }
    let time_end = bar(date_end + 1).unwrap_or(end);
    let part = |start, end| line.get(trim(line, start, end).range()).unwrap_or_default();
    let whole = |parsed: IResult<&[u8], &[u8]>| parsed.is_ok_and(|(rest, _)| rest.is_empty());
    let fits = whole(date(part(date_start, date_end))) && whole(time(part(date_end + 1, time_end)));
    fits.then_some([date_start..date_end, date_end + 1..time_end])
}

fn bars(line: &[u8], start: usize, end: usize) -> Option<Parts> {
    let from_right = |start: usize, end: usize| Some(start + memrchr(b'|', line.get(start..end)?)?);
    let [date, time] = framed_stamp(line, start, end)?;
    let time_end = time.end;
    let number_end = from_right(time_end + 1, end)?;
    let class_end = from_right(time_end + 1, number_end)?;
    let text_end = from_right(time_end + 1, class_end)?;
    let parts = [
        trim(line, date.start, date.end),
        trim(line, time.start, time.end),
        trim(line, time_end + 1, text_end),
        trim(line, text_end + 1, class_end),
        trim(line, class_end + 1, number_end),
        trim(line, number_end + 1, end),
    ];
    let part = |index: usize| parts.get(index).and_then(|cell| line.get(cell.range())).unwrap_or_default();
    let fits = is_class(part(CLASS)) && is_number(part(NUMBER)) && is_type(part(TYPE));
    fits.then(|| parts.map(Some))
}

pub(super) fn trim(line: &[u8], start: usize, end: usize) -> Cell {
    let raw = line.get(start..end).unwrap_or_default();
    let start = start + (raw.len() - raw.trim_ascii_start().len());
    Cell { start, end: start + raw.trim_ascii().len(), ..Cell::default() }
}
