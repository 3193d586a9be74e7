//! Answers of `sapcontrol -function ParameterValue`.
//!
//! Asked for all parameters it prints `NAME=value` lines, for scripts `0 : NAME=value`; asked for one it prints the bare
//! value, which may look like an entry itself (`PROT=HTTP,PORT=8100`). So the first entry is held back until a second shows
//! that it is one of a list.

use super::record::{Origin, Parameter};
use super::whole::Seen;
use crate::export::sapcontrol::{self, Asked, HeadLine};
use crate::export::{Head, LinesMatch, Reader, RecordSink};
use crate::knowledge::profile_parameter::is_typical;
use crate::layout::{Cell, Flaw, KeptRow, Row};

const FUNCTION: &str = "ParameterValue";

const NAMELESS: &str = "sapcontrol printed the value without the name of its parameter: ask for all \
                        (sapcontrol -nr NN -function ParameterValue)";

/// Tells sapcontrol's answers by their head; those of other functions are akin.
pub(super) fn recognise(head: &Head<'_>) -> LinesMatch {
    sapcontrol::recognise(head, FUNCTION)
}

pub(super) struct Answers {
    seen: Seen,
    state: State,
    asked: Asked,
}

enum State {
    /// No answer yet, or one that needs nothing more.
    Done,
    /// After `OK`: nothing came yet. The line and column of the `OK`.
    Empty(u64, u64),
    /// One row came, which may be an entry or the value of one parameter.
    Held(KeptRow),
    /// A list of entries.
    List,
}

impl Answers {
    pub(super) fn new() -> Self {
        Self { seen: Seen::default(), state: State::Done, asked: Asked::new(FUNCTION) }
    }

    /// Settles what an answer without a second entry was.
    fn close(&mut self, sink: &mut dyn RecordSink) {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Done | State::List => {}
            State::Empty(line, column) => Self::nameless(line, column, sink),
            State::Held(held) => {
                let row = held.row();
                // A list cut down to one entry by hand: a bare value does not begin with the name of a parameter.
                if name_and_value(&row).is_some_and(|(name, _)| is_typical(row.raw(name))) {
                    self.entry(&row, sink);
                } else {
                    let (line, column) = start_of(&row);
                    Self::nameless(line, column, sink);
                }
            }
        }
    }

    fn nameless(line: u64, column: u64, sink: &mut dyn RecordSink) {
        sink.flaw(Flaw { line, column, message: NAMELESS.to_owned(), incomplete: true });
    }

    fn entry(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some((name, value)) = name_and_value(row) else {
            let message = "no `=` in this line, so it is no entry of sapcontrol's list";
            return sink.flaw(Flaw::at(row, row.cell(0).start, message, false));
        };
        let value = Some(value);
        let parameter =
            Parameter { row, name, value, origin: Origin::Runtime, others: [value, None, None], comment: None };
        self.seen.parameter(&parameter, sink);
        sink.record(&parameter, row);
    }
}

/// Where name and value of an entry stand.
fn name_and_value(row: &Row<'_>) -> Option<(Cell, Cell)> {
    match *row.cells {
        [name, value] => Some((name, value)),
        [_, key, value] if key.range().is_empty() => {
            let text = row.raw(value);
            let equals = memchr::memchr(b'=', text)?;
            let part = |from: usize, to: usize| {
                let raw = text.get(from..to).unwrap_or_default();
                let start = value.start + from + (raw.len() - raw.trim_ascii_start().len());
                Cell { start, end: start + raw.trim_ascii().len(), ..Cell::default() }
            };
            Some((part(0, equals), Cell { ends_file: value.ends_file, ..part(equals + 1, text.len()) }))
        }
        [_, key, value] => is_typical(row.raw(key)).then_some((key, value)),
        _ => None,
    }
}

fn start_of(row: &Row<'_>) -> (u64, u64) {
    row.character(row.cell(0).start)
}

impl Reader for Answers {
    fn title(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        match self.asked.head(row, sink) {
            // What a terminal showed is no value without a name.
            HeadLine::Begin { first: true } if matches!(self.state, State::Held(_)) => self.state = State::Done,
            HeadLine::Begin { .. } => self.close(sink),
            HeadLine::Status { ok: true } => {
                let (line, column) = start_of(row);
                self.state = if self.asked.is_ours() { State::Empty(line, column) } else { State::Done };
            }
            HeadLine::Status { ok: false } | HeadLine::Function => {}
        }
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        self.asked.place(row, sink);
        if !self.asked.is_ours() {
            return;
        }
        match std::mem::replace(&mut self.state, State::List) {
            State::List => self.entry(row, sink),
            State::Done | State::Empty(..) => self.state = State::Held(KeptRow::of(row)),
            // The prompt behind the value is no second entry.
            State::Held(held) if name_and_value(row).is_none() => self.state = State::Held(held),
            State::Held(held) => {
                self.entry(&held.row(), sink);
                self.entry(row, sink);
            }
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.close(sink);
        self.seen.end(sink);
    }
}
