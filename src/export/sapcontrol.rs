//! Answers of `sapcontrol`: which function was asked, and whether it failed. What an answer holds is the export's to know.

use super::{Head, LinesMatch, RecordSink};
use crate::layout::key_value::{answer, failure, is_time_stamp};
use crate::layout::{Flaw, Row, key_value};

/// First lines of what SAP's other command line tools print.
const AKIN: &[(&str, &str)] = &[
    ("No, Typ, Pid, Status", "sapcontrol output of ABAPGetWPTable"),
    ("hostname, instanceNr", "sapcontrol output without its head"),
    ("SID , String ,", "saphostctrl output"),
    ("*************************** Component", "saphostexec output"),
];

/// Tells the answers of one function by their head; those of other functions are akin.
pub(super) fn recognise(head: &Head<'_>, function: &str) -> LinesMatch {
    let akin = |what: &str| LinesMatch::Akin(format!("{what}, which is no export basislint reads"));
    if let Some(answer) = answer(head.lines) {
        if answer.function.eq_ignore_ascii_case(function) {
            return LinesMatch::Yes(&key_value::LAYOUT);
        }
        return akin(&format!("sapcontrol output of {}", answer.function));
    }
    let mut first = head.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).take(2);
    let known = first.find_map(|line| AKIN.iter().find(|(start, _)| line.starts_with(start)));
    known.map_or(LinesMatch::No, |(_, what)| akin(what))
}

/// Whether the rows of a file belong to an answer of the function that an export reads.
pub(super) struct Asked {
    function: &'static str,
    /// Rows are of this function's answer; without a head they are taken for its.
    is_ours: bool,
    placed: bool,
    /// There was a head.
    headed: bool,
}

/// A line of an answer's head.
pub(super) enum HeadLine {
    /// The time stamp: the answer before has ended.
    Begin {
        /// It is the file's first: what stands before it is what a terminal showed.
        first: bool,
    },
    /// The last line of the head, and what SAP says went wrong.
    Status {
        /// The answer follows.
        ok: bool,
    },
    /// The name of the function.
    Function,
}

impl Asked {
    pub fn new(function: &'static str) -> Self {
        Self { function, is_ours: true, placed: false, headed: false }
    }

    /// Whether the rows that follow are of the export's function.
    pub fn is_ours(&self) -> bool {
        self.is_ours
    }

    /// Shows the file's first line as its place.
    pub fn place(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !self.placed {
            self.placed = true;
            sink.heading(row);
        }
    }

    /// Reads a line of a head, and reports a call that failed.
    pub fn head(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> HeadLine {
        self.place(row, sink);
        let text = row.text_of(0);
        if is_time_stamp(text.as_bytes()) {
            return HeadLine::Begin { first: !std::mem::replace(&mut self.headed, true) };
        }
        if let Some(message) = failure(&text) {
            if self.is_ours {
                let message = format!("sapcontrol failed: {message}");
                sink.flaw(Flaw::at(row, row.cell(0).start, &message, true));
            }
            return HeadLine::Status { ok: false };
        }
        if text == "OK" {
            return HeadLine::Status { ok: true };
        }
        self.is_ours = text.eq_ignore_ascii_case(self.function);
        HeadLine::Function
    }
}

/// Counts the lines of entries in an answer for scripts, each with a line for every value.
#[derive(Debug, Default)]
pub(super) struct Entries {
    number: Vec<u8>,
    /// Lines of the entry so far; none before the first entry.
    lines: usize,
    /// Lines of a whole entry, as the first one has it.
    whole: Option<usize>,
    /// The last character of the last line.
    end: (u64, u64),
}

impl Entries {
    /// Whether the row is the first line of an entry.
    pub fn begins(&mut self, row: &Row<'_>) -> bool {
        let number = row.raw(row.cell(0));
        self.end = row.character(row.cell(2).end);
        if self.lines > 0 && self.number == number {
            self.lines += 1;
            return false;
        }
        if self.lines > 0 && self.whole.is_none() {
            self.whole = Some(self.lines);
        }
        (self.number, self.lines) = (number.to_vec(), 1);
        true
    }

    /// Says at the answer's end if its last entry has fewer lines than the first, or than `least` where it is the only one.
    pub fn end(&mut self, least: usize, sink: &mut dyn RecordSink) {
        let Self { lines, whole, end: (line, column), .. } = std::mem::take(self);
        if lines > 0 && lines < whole.unwrap_or(least) {
            let message = "the answer is cut: its last entry has fewer lines than it should".to_owned();
            sink.flaw(Flaw { line, column, message, incomplete: true });
        }
    }
}

/// Letters and digits of a key or column: `RKS Compatibility level` is `rkscompatibilitylevel`.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}
