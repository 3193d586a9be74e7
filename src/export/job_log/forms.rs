//! Lines of job logs in other orders than SM37's: as schedulers write them, as cells without a heading, or with nothing
//! behind the text.
//!
//! The order is found by the first line that has a date and a time, and held to: the text of a message may hold anything.
//! SM37's own order is in `line`, and is tried first.

use crate::knowledge::date::{self, Parsed};
use crate::layout::Cell;

use super::line::{self, CLASS, Content, DATE, NUMBER, Parts, TEXT, TIME, TYPE, trim};

/// In which order the parts of a message stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// `date time text class number type`: SM37.
    Behind,
    /// `date time text class number`, the type before the class or not at all.
    BehindBare,
    /// `time date class number text rc`, as SAP CPS and Redwood write it (help.sap.com, Parsing Log Files to set Job Status
    /// of SAP Jobs); `date time class numbertext`, as IBM Workload Scheduler does (r3batch, return code mapping).
    Before,
    /// Cells with this between them, in any order that can be told.
    Cells(u8),
    /// `date time text`, and no more.
    Plain,
}

/// What the lines of a log so far tell of the lines to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Lines {
    /// None before the first line with a date and a time.
    pub(super) order: Option<Order>,
}

impl Lines {
    /// What the next line is.
    pub(super) fn parse(&mut self, text: &[u8]) -> Content {
        match self.order {
            Some(Order::Behind) => line::parse(text),
            None => self.first(text),
            Some(order) => match line::parse(text) {
                Content::Nothing => Content::Nothing,
                // A log in SM37's order whose first message was broken over two lines.
                Content::Message(parts) if order == Order::Plain => {
                    self.order = Some(Order::Behind);
                    Content::Message(parts)
                }
                Content::Message(parts) | Content::Other(parts) => match parse_in(order, text) {
                    Some(parts) => Content::Message(parts),
                    None => Content::Other(parts),
                },
            },
        }
    }

    fn first(&mut self, text: &[u8]) -> Content {
        let parts = match line::parse(text) {
            Content::Nothing => return Content::Nothing,
            Content::Message(parts) => {
                self.order = Some(Order::Behind);
                return Content::Message(parts);
            }
            Content::Other(parts) => parts,
        };
        let framed = text.trim_ascii_start().starts_with(b"|");
        let cells = [b'\t', b';', b',', b'|'].map(Order::Cells);
        let orders = [Order::Before, Order::BehindBare].into_iter().chain(cells).chain([Order::Plain]);
        let found = orders.filter(|_| !framed).find_map(|order| {
            let found = parse_in(order, text)?;
            let surely = match order {
                // Any two words may look like class and number: in the first line they must be those of SAP's own.
                Order::Before | Order::BehindBare => is_own(text, &found),
                Order::Cells(_) => found[NUMBER].is_some(),
                _ => true,
            };
            surely.then_some((order, found))
        });
        match found {
            Some((order, found)) => {
                self.order = Some(order);
                Content::Message(found)
            }
            None => Content::Other(parts),
        }
    }
}

/// Class 00, by which SAP's background processing says that a job started, ran a step or ended.
fn is_own(text: &[u8], parts: &Parts) -> bool {
    let raw = |part: usize| parts[part].and_then(|cell| text.get(cell.range())).unwrap_or_default();
    matches!(raw(CLASS), b"00" | b"0") && raw(NUMBER).starts_with(b"5")
}

fn parse_in(order: Order, text: &[u8]) -> Option<Parts> {
    match order {
        Order::Behind => None,
        Order::BehindBare => behind_bare(text),
        Order::Before => before(text),
        Order::Cells(delimiter) => cells(text, delimiter),
        Order::Plain => plain(text),
    }
}

fn plain(text: &[u8]) -> Option<Parts> {
    let (date, time, start) = stamp(text, 0)?;
    let words = trim(text, start, text.len());
    (!words.range().is_empty()).then(|| parts([(DATE, date), (TIME, time), (TEXT, words)]))
}

fn behind_bare(text: &[u8]) -> Option<Parts> {
    let (date, time, start) = stamp(text, 0)?;
    let number = line::last_word(text, start, text.len())?;
    let (class, number) = if line::is_number(text.get(number.range())?) {
        (line::last_word(text, start, number.start)?, number)
    } else {
        glued(text, number).filter(|(_, number)| number.end == number.start + NUMBER_LENGTH)?
    };
    if !line::is_class(text.get(class.range())?) {
        return None;
    }
    let kind = line::last_word(text, start, class.start).filter(|kind| is_type(text, *kind));
    let end = kind.map_or(class.start, |kind| kind.start);
    let mut parts =
        parts([(DATE, date), (TIME, time), (TEXT, trim(text, start, end)), (CLASS, class), (NUMBER, number)]);
    parts[TYPE] = kind;
    Some(parts)
}

fn before(text: &[u8]) -> Option<Parts> {
    let (date, time, start) = stamp(text, 0)?;
    let mut first = first_word(text, start)?;
    let mut kind = None;
    if is_type(text, first) {
        kind = Some(first);
        first = first_word(text, first.end)?;
    }
    let (class, number, mut start) = match glued(text, first) {
        Some((class, number)) => (class, number, number.end),
        None => {
            let second = first_word(text, first.end)?;
            let digits = text.get(second.range())?.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let number = Cell { end: second.start + NUMBER_LENGTH, ..second };
            // The text may be glued to the number.
            (first, number, (digits == NUMBER_LENGTH).then_some(number.end)?)
        }
    };
    if !line::is_class(text.get(class.range())?) {
        return None;
    }
    if kind.is_none()
        && let Some(word) = first_word(text, start).filter(|word| is_type(text, *word))
    {
        kind = Some(word);
        start = word.end;
    }
    let end = without_return_code(text, start);
    let words = trim(text, start, end);
    let mut parts = parts([(DATE, date), (TIME, time), (TEXT, words), (CLASS, class), (NUMBER, number)]);
    parts[TYPE] = kind;
    (!words.range().is_empty()).then_some(parts)
}

/// Behind the text: `0`, or `0 001 PROGRAM USER`.
fn without_return_code(text: &[u8], start: usize) -> usize {
    let is_code = |word: Cell| {
        let word = text.get(word.range()).unwrap_or_default();
        word.len() <= 4 && word.iter().all(u8::is_ascii_digit)
    };
    let words: Vec<Cell> = std::iter::successors(line::last_word(text, start, text.len()), |word| {
        line::last_word(text, start, word.start)
    })
    .take(4)
    .collect();
    match words.as_slice() {
        [code, ..] if is_code(*code) => code.start,
        [_, _, step, code] if is_code(*step) && is_code(*code) => code.start,
        _ => text.len(),
    }
}

/// Digits of a message's number.
const NUMBER_LENGTH: usize = 3;

/// `AI017`, `00/516`, `SRT_CORE(122)`: class and number in one word.
fn glued(text: &[u8], word: Cell) -> Option<(Cell, Cell)> {
    let raw = text.get(word.range())?;
    let raw = raw.strip_suffix(b")").unwrap_or(raw);
    let (class, number) = raw.split_at_checked(raw.len().checked_sub(NUMBER_LENGTH)?)?;
    let between = class.last().is_some_and(|byte| matches!(byte, b'/' | b'(' | b'-'));
    let class = class.get(..class.len() - usize::from(between))?;
    // A number alone is none of this, but for class 00.
    let is_class = class.len() >= 2 && (class == b"00" || class.iter().any(u8::is_ascii_uppercase));
    if !line::is_number(number) || !is_class || !line::is_class(class) {
        return None;
    }
    let end = word.start + raw.len();
    let class = Cell { start: word.start, end: word.start + class.len(), ..Cell::default() };
    Some((class, Cell { start: end - NUMBER_LENGTH, end, ..Cell::default() }))
}

fn cells(text: &[u8], delimiter: u8) -> Option<Parts> {
    let mut cells = split(text, delimiter);
    if cells.len() < 4 {
        return None;
    }
    let raw = |cell: Cell| text.get(cell.range()).unwrap_or_default();
    let (date, time) = match stamp_of(raw(cells[0])) {
        Some((date, time)) => {
            let start = cells.remove(0).start;
            (moved(date, start), moved(time, start))
        }
        None => {
            let (first, second) = (cells.remove(0), cells.remove(0));
            let fits = |date, time| is_date(raw(date)) && is_time(raw(time));
            if fits(first, second) {
                (first, second)
            } else if fits(second, first) {
                (second, first)
            } else {
                return None;
            }
        }
    };
    let is_pair =
        |pair: &[Cell]| matches!(pair, [class, number] if line::is_class(raw(*class)) && line::is_number(raw(*number)));
    // Before the text, or else behind it: commas may stand in the text.
    let front = usize::from(cells.first().is_some_and(|cell| is_type(text, *cell)));
    let class =
        if cells.get(front..front + 2).is_some_and(is_pair) { front } else { cells.windows(2).rposition(is_pair)? };
    let (class_cell, number_cell) = (cells[class], cells[class + 1]);
    let behind: Vec<Cell> = cells.get(class + 2..).unwrap_or_default().to_vec();
    let before: Vec<Cell> = cells.get(..class).unwrap_or_default().to_vec();
    let (words, others) = if class == front { (behind, before) } else { (before, behind) };
    let kind = others.iter().chain([words.first(), words.last()].into_iter().flatten());
    let kind = kind.copied().find(|cell| is_type(text, *cell));
    let words: Vec<Cell> = words.into_iter().filter(|cell| Some(*cell) != kind).collect();
    let (first, last) = if class == front {
        // What stands behind the text is the scheduler's own.
        let first = words.first()?;
        (first, first)
    } else {
        (words.first()?, words.last()?)
    };
    let words = Cell { start: first.start, end: last.end, ..Cell::default() };
    let mut parts = parts([(DATE, date), (TIME, time), (TEXT, words), (CLASS, class_cell), (NUMBER, number_cell)]);
    parts[TYPE] = kind;
    Some(parts)
}

/// The cells of a line, without blanks and quotes around them.
fn split(text: &[u8], delimiter: u8) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    for (at, byte) in text.iter().copied().chain([delimiter]).enumerate() {
        if byte == b'"' {
            quoted = !quoted;
        }
        if at == text.len() || (byte == delimiter && !quoted) {
            let cell = trim(text, start, at);
            let is_quoted = text
                .get(cell.range())
                .is_some_and(|raw| raw.len() > 1 && raw.starts_with(b"\"") && raw.ends_with(b"\""));
            let quote = usize::from(is_quoted);
            cells.push(trim(text, cell.start + quote, cell.end - quote));
            start = at + 1;
        }
    }
    cells
}

/// Date and time at the begin of a line, in either order or in one word, and where they end.
pub(super) fn stamp(text: &[u8], from: usize) -> Option<(Cell, Cell, usize)> {
    let first = first_word(text, from)?;
    // Nearly every other line ends here.
    if !text.get(first.start).is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'[' | b'(')) {
        return None;
    }
    let first = bare(text, first);
    if let Some((date, time)) = stamp_of(text.get(first.range())?) {
        return Some((moved(date, first.start), moved(time, first.start), closed(text, first.end)));
    }
    let second = first_word(text, first.end)?;
    let end = closed(text, bare(text, second).end);
    let second = bare(text, second);
    let raw = |cell: Cell| text.get(cell.range()).unwrap_or_default();
    if is_date(raw(first)) {
        let time = without_fraction(text, second);
        if !is_time(raw(time)) {
            return None;
        }
        let half = first_word(text, second.end).filter(|half| matches!(raw(*half), b"AM" | b"PM" | b"am" | b"pm"));
        return Some(match half {
            Some(half) => (first, Cell { end: half.end, ..time }, half.end),
            None => (first, time, end),
        });
    }
    let time = without_fraction(text, first);
    (is_time(raw(time)) && is_date(raw(second))).then_some((second, time, end))
}

/// `2026-11-27T05:00:12Z`, `20261127050012`.
fn stamp_of(word: &[u8]) -> Option<(Cell, Cell)> {
    let cell = |start, end| Cell { start, end, ..Cell::default() };
    let (date, time) = match word.iter().position(|byte| matches!(byte, b'T' | b'_' | b' ')) {
        Some(at) => {
            let length = word.get(at + 1..)?.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b':').count();
            (cell(0, at), cell(at + 1, at + 1 + length))
        }
        None if word.len() == 14 && word.iter().all(u8::is_ascii_digit) => (cell(0, 8), cell(8, 14)),
        None => return None,
    };
    let raw = |cell: Cell| word.get(cell.range()).unwrap_or_default();
    (is_date(raw(date)) && is_time(raw(time))).then_some((date, time))
}

fn is_date(word: &[u8]) -> bool {
    let text = std::str::from_utf8(word).unwrap_or_default();
    (6..=10).contains(&word.len()) && date::parse(text) != Parsed::NoDate
}

fn is_time(word: &[u8]) -> bool {
    std::str::from_utf8(word).is_ok_and(|text| date::parse_time(text).is_some())
}

fn is_type(text: &[u8], word: Cell) -> bool {
    text.get(word.range()).is_some_and(line::is_type)
}

/// Without brackets and commas around it.
fn bare(text: &[u8], word: Cell) -> Cell {
    let raw = text.get(word.range()).unwrap_or_default();
    let start = raw.iter().take_while(|byte| matches!(byte, b'[' | b'(')).count();
    let end = raw.iter().rev().take_while(|byte| matches!(byte, b']' | b')' | b',' | b';' | b':')).count();
    Cell { start: word.start + start, end: (word.end - end).max(word.start + start), ..word }
}

/// Behind the brackets and commas that follow a stamp.
fn closed(text: &[u8], end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    end + rest.iter().take_while(|byte| matches!(byte, b']' | b')' | b',' | b';' | b':')).count()
}

fn without_fraction(text: &[u8], word: Cell) -> Cell {
    let raw = text.get(word.range()).unwrap_or_default();
    let point = raw.iter().position(|byte| matches!(byte, b'.' | b','));
    Cell { end: point.map_or(word.end, |point| word.start + point), ..word }
}

fn first_word(text: &[u8], from: usize) -> Option<Cell> {
    let rest = text.get(from..)?;
    let start = from + rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let rest = text.get(start..)?;
    let length = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
    Some(Cell { start, end: start + length, ..Cell::default() })
}

fn moved(cell: Cell, by: usize) -> Cell {
    Cell { start: cell.start + by, end: cell.end + by, ..cell }
}

fn parts<const N: usize>(told: [(usize, Cell); N]) -> Parts {
    let mut parts = Parts::default();
    for (part, cell) in told {
        if let Some(slot) = parts.get_mut(part) {
            *slot = Some(cell);
        }
    }
    parts
}
