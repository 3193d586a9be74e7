//! Lists of software components without a heading: copied from System > Status, pasted into a text, or answered by
//! `sapcontrol -function ABAPGetComponentList`.

use super::line::{self, AnswerColumns, Component, LEVEL_KEYS};
use super::whole::{BESIDE_BASIS, Seen};
use super::{COMPONENT, EXTRELEASE, FIELDS, RELEASE, SPAM};
use crate::export::gathered::{Gathered, ascii};
use crate::export::sapcontrol::{self, Asked, HeadLine, key};
use crate::export::{Head, LinesMatch, Reader, RecordSink, Value};
use crate::layout::key_value::Entries;
use crate::layout::{Flaw, Row, text};

/// The function whose answers are read.
pub(super) const FUNCTION: &str = "ABAPGetComponentList";

/// Why such a list proves nothing by what is not in it.
const PERHAPS_A_PART: &str = "a list without a heading, as copied from System > Status: SAP GUI may have left rows out, so \
                              what is missing here may be installed";

/// A component has a name, a release and a level, whatever else an answer tells of it.
const LEAST_LINES: usize = 3;

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
    if known && components > others { LinesMatch::Yes(&text::LAYOUT) } else { LinesMatch::No }
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

/// Answers of sapcontrol, as a list or for scripts.
pub(super) struct Answers {
    asked: Asked,
    /// Nothing came yet below the head.
    fresh: bool,
    columns: AnswerColumns,
    entries: Entries,
    /// The component that the lines for scripts have come to, and its name.
    open: Option<(Gathered, Vec<u8>)>,
    seen: Seen,
}

impl Answers {
    pub fn new() -> Self {
        Self {
            asked: Asked::new(FUNCTION),
            fresh: true,
            columns: AnswerColumns::default(),
            entries: Entries::default(),
            open: None,
            seen: Seen::default(),
        }
    }

    /// A line for scripts: a value of the component with this number.
    fn value(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if self.entries.begins(row) {
            self.hand(sink);
            self.open = Some((Gathered::new(FIELDS, "the answer does not tell it"), Vec::new()));
        }
        let Some((record, name)) = &mut self.open else { return };
        let at = row.cell(2).range();
        let key = key(&row.text_of(1));
        let field = match key.as_str() {
            "component" => COMPONENT,
            "release" => RELEASE,
            level if LEVEL_KEYS.contains(&level) => EXTRELEASE,
            _ => return,
        };
        if !line::is_value(&key, &row.text_of(2)) {
            return sink.flaw(Flaw::at(row, at.start, "this is no value of such a line", true));
        }
        if field == COMPONENT {
            *name = row.raw(row.cell(2)).to_vec();
        }
        record.set_part(field, row, at);
    }

    /// Hands out the component that lines for scripts told of.
    fn hand(&mut self, sink: &mut dyn RecordSink) {
        if let Some((record, name)) = self.open.take().filter(|(_, name)| !name.is_empty()) {
            self.seen.component(&name, record.first_line());
            record.hand(sink);
        }
    }
}

impl Reader for Answers {
    fn title(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if let HeadLine::Begin { .. } = self.asked.head(row, sink) {
            self.hand(sink);
            self.entries.end(LEAST_LINES).into_iter().for_each(|flaw| sink.flaw(flaw));
            (self.fresh, self.columns) = (true, AnswerColumns::default());
        }
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        self.asked.place(row, sink);
        if !self.asked.is_ours() {
            return;
        }
        if row.cells.len() == 3 {
            return self.value(row, sink);
        }
        let line = ascii(row.text);
        let is_first = std::mem::replace(&mut self.fresh, false);
        if let Some(columns) = AnswerColumns::of(&line).filter(|_| is_first) {
            self.columns = columns;
            return;
        }
        match line::parse_answer(&line, self.columns) {
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
        self.hand(sink);
        self.entries.end(LEAST_LINES).into_iter().for_each(|flaw| sink.flaw(flaw));
        self.seen.end(sink);
    }
}
