//! Answers of `sapcontrol -function ParameterValue`.
//!
//! Asked for all parameters it prints `NAME=value` lines; asked for one it prints the bare value, which may look like an
//! entry itself (`PROT=HTTP,PORT=8100`). So the first entry is held back until a second shows that it is one of a list.

use super::record::{Origin, Parameter};
use super::whole::Seen;
use crate::export::{Head, LinesMatch, Reader, RecordSink};
use crate::input::Charset;
use crate::knowledge::profile_parameter::is_typical;
use crate::layout::key_value::{answer, failure, is_time_stamp};
use crate::layout::{Cell, Flaw, Layout, Row, Segment};

const FUNCTION: &str = "ParameterValue";

const NAMELESS: &str = "sapcontrol printed the value without the name of its parameter: ask for all \
                        (sapcontrol -nr NN -function ParameterValue)";

/// First lines of what SAP's other command line tools print.
const AKIN: &[(&str, &str)] = &[
    ("No, Typ, Pid, Status", "sapcontrol output of ABAPGetWPTable"),
    ("hostname, instanceNr", "sapcontrol output without its head"),
    ("SID , String ,", "saphostctrl output"),
    ("*************************** Component", "saphostexec output"),
];

/// Tells sapcontrol's answers by their head; those of other functions are akin.
pub(super) fn recognise(head: &Head<'_>) -> LinesMatch {
    let akin = |what: &str| LinesMatch::Akin(format!("{what}, which is no export basislint reads"));
    if let Some(answer) = answer(head.lines) {
        if answer.function.eq_ignore_ascii_case(FUNCTION) {
            return LinesMatch::Yes(Layout::KeyValue);
        }
        return akin(&format!("sapcontrol output of {}", answer.function));
    }
    let mut first = head.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).take(2);
    let known = first.find_map(|line| AKIN.iter().find(|(start, _)| line.starts_with(start)));
    known.map_or(LinesMatch::No, |(_, what)| akin(what))
}

pub(super) struct Answers {
    seen: Seen,
    state: State,
    /// Rows are of this function's answer; without a head they are taken for parameters.
    is_parameters: bool,
    placed: bool,
}

enum State {
    /// No answer yet, or one that needs nothing more.
    Done,
    /// After `OK`: nothing came yet. The line and column of the `OK`.
    Empty(u64, u64),
    /// One row came, which may be an entry or the value of one parameter.
    Held(HeldRow),
    /// A list of entries.
    List,
}

/// A row that is kept while the next one is awaited.
struct HeldRow {
    text: Vec<u8>,
    cells: Vec<Cell>,
    segments: Vec<Segment>,
    charset: Charset,
}

impl HeldRow {
    fn of(row: &Row<'_>) -> Self {
        let (text, cells, segments) = (row.text.to_vec(), row.cells.to_vec(), row.segments.to_vec());
        Self { text, cells, segments, charset: row.charset }
    }

    fn row(&self) -> Row<'_> {
        Row { text: &self.text, cells: &self.cells, segments: &self.segments, charset: self.charset }
    }
}

impl Answers {
    pub(super) fn new() -> Self {
        Self { seen: Seen::default(), state: State::Done, is_parameters: true, placed: false }
    }

    fn place(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !self.placed {
            self.placed = true;
            sink.heading(row);
        }
    }

    /// Settles what an answer without a second entry was.
    fn close(&mut self, sink: &mut dyn RecordSink) {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Done | State::List => {}
            State::Empty(line, column) => Self::nameless(line, column, sink),
            State::Held(held) => {
                let row = held.row();
                // A list cut down to one entry by hand: a bare value does not begin with the name of a parameter.
                if row.cells.len() == 2 && is_typical(&row.value(0)) {
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
        let [name, value] = *row.cells else {
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

fn start_of(row: &Row<'_>) -> (u64, u64) {
    row.position(row.cell(0).start)
}

impl Reader for Answers {
    fn title(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        self.place(row, sink);
        let text = row.text_of(0);
        let (line, column) = start_of(row);
        if is_time_stamp(text.as_bytes()) {
            self.close(sink);
        } else if let Some(message) = failure(&text) {
            if self.is_parameters {
                let message = format!("sapcontrol failed: {message}");
                sink.flaw(Flaw { line, column, message, incomplete: true });
            }
        } else if text == "OK" {
            self.state = if self.is_parameters { State::Empty(line, column) } else { State::Done };
        } else {
            self.is_parameters = text.eq_ignore_ascii_case(FUNCTION);
        }
    }

    fn heading(&mut self, _: &Row<'_>, _: &mut dyn RecordSink) -> bool {
        false
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        self.place(row, sink);
        if !self.is_parameters {
            return;
        }
        match std::mem::replace(&mut self.state, State::List) {
            State::List => self.entry(row, sink),
            State::Done | State::Empty(..) => self.state = State::Held(HeldRow::of(row)),
            // The prompt behind the value is no second entry.
            State::Held(held) if row.cells.len() != 2 => self.state = State::Held(held),
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
