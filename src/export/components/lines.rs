//! Lists of software components without a heading: copied from System > Status, pasted into a text, or answered by
//! `sapcontrol -function ABAPGetComponentList`.

use super::line::{self, Component};
use super::whole::{BESIDE_BASIS, Seen};
use super::{COMPONENT, EXTRELEASE, FIELDS, RELEASE, SPAM};
use crate::export::gathered::{Gathered, ascii};
use crate::export::sapcontrol::{self, Asked, HeadLine};
use crate::export::{Head, LinesMatch, Reader, RecordSink, Value};
use crate::layout::{Flaw, Layout, Row};

/// The function whose answers are read.
pub(super) const FUNCTION: &str = "ABAPGetComponentList";

/// Why such a list proves nothing by what is not in it.
const PERHAPS_A_PART: &str = "a list without a heading, as copied from System > Status: SAP GUI may have left rows out, so \
                              what is missing here may be installed";

/// So many lines must suffice to recognise a list.
const HEAD: usize = 40;

pub(super) fn recognise(head: &Head<'_>) -> LinesMatch {
    if let LinesMatch::Yes(layout) = sapcontrol::recognise(head, FUNCTION) {
        return LinesMatch::Yes(layout);
    }
    let (mut components, mut others, mut known) = (0, 0, false);
    let lines = head.lines.iter().map(|line| ascii(line.as_bytes()));
    for line in lines.filter(|line| line.bytes().any(|byte| byte.is_ascii_alphanumeric())).take(HEAD) {
        if let Some(found) = line::parse(&line) {
            components += 1;
            let name = line.get(found.component).unwrap_or_default();
            known |= name == "SAP_BASIS" || BESIDE_BASIS.contains(&name) || line.contains("SAPK");
        } else if line::parse_spam(&line).is_some() {
            components += 1;
            known = true;
        } else {
            others += 1;
        }
        // Most files are not such a list, and their first lines tell.
        if components == 0 && others > 5 {
            return LinesMatch::No;
        }
    }
    if known && components > others { LinesMatch::Yes(Layout::Text) } else { LinesMatch::No }
}

fn record(found: Component, row: &Row<'_>) -> Gathered {
    let mut record = Gathered::new(FIELDS, "the line does not tell it");
    record.set_part(COMPONENT, row, found.component);
    match found.release {
        Some(at) => record.set_part(RELEASE, row, at),
        None => record.assume(RELEASE, Value::Absent),
    }
    record.set_part(EXTRELEASE, row, found.level);
    record
}

/// A list that was pasted as it was shown.
#[derive(Default)]
pub(super) struct Pasted {
    placed: bool,
}

impl Reader for Pasted {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !self.placed {
            self.placed = true;
            sink.heading(row);
            sink.flaw(Flaw::at(row, row.cell(0).start, PERHAPS_A_PART, true));
        }
        let line = ascii(row.text);
        if let Some(found) = line::parse(&line) {
            record(found, row).hand(sink);
        } else if let Some(found) = line::parse_spam(&line) {
            let place = found.component.clone();
            let mut record = record(found, row);
            record.set_text(COMPONENT, SPAM, row, place);
            record.hand(sink);
        }
    }
}

/// Answers of sapcontrol.
pub(super) struct Answers {
    asked: Asked,
    /// Nothing came yet below the head.
    fresh: bool,
    seen: Seen,
}

impl Answers {
    pub fn new() -> Self {
        Self { asked: Asked::new(FUNCTION), fresh: true, seen: Seen::default() }
    }
}

impl Reader for Answers {
    fn title(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if let HeadLine::Begin = self.asked.head(row, sink) {
            self.fresh = true;
        }
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        self.asked.place(row, sink);
        if !self.asked.is_ours() {
            return;
        }
        let line = ascii(row.text);
        let is_first = std::mem::replace(&mut self.fresh, false);
        match line::parse_answer(&line) {
            Some(found) => {
                let name = row.text.get(found.component.clone()).unwrap_or_default();
                self.seen.component(name, row.line());
                record(found, row).hand(sink);
            }
            // The names of the columns stand first, and a prompt may stand last.
            None if is_first || !line.contains(", ") => {}
            None => sink.flaw(Flaw::at(row, row.cell(0).start, "this row is cut, or not laid out as the others", true)),
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.seen.end(sink);
    }
}
