//! Answers of `sapcontrol`: which function was asked, and whether it failed. What an answer holds is the export's to know.

use super::{Head, LinesMatch, RecordSink};
use crate::layout::key_value::answer;
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

/// A line of an answer's head, as exports have to know it.
pub(super) enum HeadLine {
    /// The answer before has ended.
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
        match key_value::HeadLine::of(&row.text_of(0)) {
            key_value::HeadLine::Begin => HeadLine::Begin { first: !std::mem::replace(&mut self.headed, true) },
            key_value::HeadLine::Failed(message) => {
                if self.is_ours {
                    let message = format!("sapcontrol failed: {message}");
                    sink.flaw(Flaw::at(row, row.cell(0).start, &message, true));
                }
                HeadLine::Status { ok: false }
            }
            key_value::HeadLine::Done => HeadLine::Status { ok: true },
            key_value::HeadLine::Function(name) => {
                self.is_ours = name.eq_ignore_ascii_case(self.function);
                HeadLine::Function
            }
        }
    }
}

/// Letters and digits of a key or column: `RKS Compatibility level` is `rkscompatibilitylevel`.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}
