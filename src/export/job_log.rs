//! Job logs of SM37: as a table with a heading, and as plain or framed lines without one. A file may hold many logs.
//!
//! This is the hot path of gigabytes: a record borrows from its row, and what needs parsing is parsed when it is asked for.

use crate::export::heading::{Column, Columns};
use std::any::Any;

use crate::export::{
    Export, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, RecordSink, Way,
};
use crate::layout::{CleanRows, Flaw, Layout, Row};

mod line;
mod log;
mod record;

use line::{Content, Parts};
use log::Log;
use record::{Event, Message};

/// Job logs.
pub static EXPORT: Export = Export {
    kind: "job-log",
    title: "job logs",
    origin: "SM37, Job log",
    reach: Reach::Own,
    columns: COLUMNS,
    fields: FIELDS,
    bytes: FieldBytes {
        whole: &[record::TEXT, record::CLASS],
        words: &[(record::MESSAGE_ID, record::may_have_id)],
        glance: &[],
    },
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

/// In the order of [`line::Part`]. The technical names are those of BP_JOBLOG_READ; its `TEXT` is left out, or any list
/// with date, time and text were a job log.
#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "ENTERDATE", labels: &["Date", "Datum", "Log date", "Entry date", "Erfassungsdatum"], required: true },
    Column { name: "ENTERTIME", labels: &["Time", "Uhrzeit", "Zeit", "Log time", "Entry time", "Erfassungszeit"], required: true },
    Column {
        name: "MSGTEXT",
        labels: &["Message text", "Msg. text", "Nachrichtentext", "Meldungstext", "Job log message", "Message long text"],
        required: true,
    },
    Column {
        name: "MSGID",
        labels: &[
            "Message class", "Msg. class", "Message ID", "Msg. ID", "Msg class", "Nachrichtenklasse", "Nachr.klasse",
            "Nachrichten-ID", "Nachr.-ID", "Meldungsklasse", "Arbeitsgebiet", "ID",
        ],
        required: false,
    },
    Column {
        name: "MSGNO",
        labels: &[
            "Message no.", "Message number", "Msg. no.", "Msg. number", "Nachrichtennr.", "Nachrichtennummer",
            "Nachr.nr.", "Meldungsnr.", "Meldungsnummer", "No.", "Nr.",
        ],
        required: false,
    },
    Column {
        name: "MSGTYPE",
        labels: &[
            "Message type", "Msg. type", "Msg. ty.", "Nachrichtentyp", "Nachr.typ", "Meldungstyp", "Type", "Typ", "Art",
        ],
        required: false,
    },
];

const FIELDS: &[FieldSpec] = &[
    FieldSpec { name: "text", kind: FieldKind::Text, about: "text of the message" },
    FieldSpec { name: "class", kind: FieldKind::Text, about: "message class: 00" },
    FieldSpec { name: "number", kind: FieldKind::Text, about: "message number, three digits: 516" },
    FieldSpec { name: "type", kind: FieldKind::Text, about: "message type: S, I, W, E, A, X" },
    FieldSpec {
        name: "date",
        kind: FieldKind::Text,
        about: "day as yyyy-mm-dd; unknown if day and month may be swapped",
    },
    FieldSpec { name: "time", kind: FieldKind::Text, about: "time of day as hh:mm:ss" },
    FieldSpec { name: "job", kind: FieldKind::Text, about: "name of the job, from the title of its log" },
    FieldSpec { name: "job-count", kind: FieldKind::Text, about: "number that tells runs of one job apart" },
    FieldSpec { name: "program", kind: FieldKind::Text, about: "ABAP program of the step that runs" },
    FieldSpec { name: "user", kind: FieldKind::Text, about: "user under whom the step runs" },
    FieldSpec {
        name: "event",
        kind: FieldKind::Choice(record::EVENTS),
        about: "what the message says of the job, by class and number; by text only where they are not exported",
    },
    FieldSpec {
        name: "message-id",
        kind: FieldKind::Text,
        about: "message class and number: SRT_CORE 122; absent if the list does not have both",
    },
];

const WAYS: &[Way] = &[
    Way {
        title: "SM37, one job",
        steps: &[
            "Start transaction SM37, enter the job name, a user or * and the days, and choose Execute.",
            "Mark one run of the job and choose Job log.",
            "Choose List > Save > Local File (or List > Export > Local File) and take Unconverted or Spreadsheet.",
            "Keep the title with the name of the job: without it nobody can tell whose log it is.",
            "Take the log of a finished run too: a job that finished may still have fallen back to an old destination.",
        ],
        seen: "A log in plain lines with message class, number and type was seen, and titles in German. The headings and \
               the frame of the saved list come from descriptions and from programs that read such lists.",
    },
    Way {
        title: "Many logs",
        steps: &[
            "Save each log to a file of its own, or put several behind each other in one file, each with its title.",
        ],
        seen: "Not seen at first hand.",
    },
];

/// Six in ten lines must be messages: long ones are broken over lines.
const MESSAGES_IN_TEN: usize = 6;

/// So many blanks stand before the rest of a message: the width of date and time.
const STAMP_WIDTH: usize = 19;

fn recognise(head: &Head<'_>) -> LinesMatch {
    let (mut messages, mut others) = (0, 0);
    for text in head.lines {
        match line::parse(text.as_bytes()) {
            Content::Nothing => {}
            Content::Message(_) => messages += 1,
            // A table with a heading is for the layout that knows its columns.
            Content::Other(_) if line::is_heading(text) && line::is_table(text) => return LinesMatch::No,
            Content::Other(_) if line::is_heading(text) || log::title(text).is_some() => {}
            Content::Other(_) if text.bytes().take_while(|byte| *byte == b' ').count() >= STAMP_WIDTH => {}
            Content::Other(_) => others += 1,
        }
    }
    if messages == 0 && head.lines.iter().any(|text| log::title(text).is_some()) {
        return LinesMatch::Akin("the title of a job log, but no message in a form that basislint knows".to_owned());
    }
    let enough = messages > 0 && messages * 10 >= (messages + others) * MESSAGES_IN_TEN;
    if enough { LinesMatch::Yes(Layout::Text) } else { LinesMatch::No }
}

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    let form = if file.layout == Layout::Text { Form::Lines { begun: false, open: None } } else { Form::Table(None) };
    Box::new(Messages { log: Log::default(), form, placed: false, cells: None })
}

enum Form {
    /// Nothing before the first message is one. `open` is the line of a message whose end has not come yet.
    Lines {
        begun: bool,
        open: Option<u64>,
    },
    Table(Option<Columns>),
}

struct Messages {
    log: Log,
    form: Form,
    placed: bool,
    /// Text, class and number of a table that has all three.
    cells: Option<[usize; 3]>,
}

impl Messages {
    fn place(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !self.placed {
            self.placed = true;
            sink.heading(row);
        }
    }

    fn message(&mut self, row: &Row<'_>, parts: Parts, missing: &'static str, sink: &mut dyn RecordSink) {
        let raw = |cell: Option<crate::layout::Cell>| cell.map(|cell| row.raw(cell));
        let text = raw(parts[line::TEXT]).unwrap_or_default();
        let event = Event::of(raw(parts[line::CLASS]), raw(parts[line::NUMBER]), text);
        match event {
            Event::Started => self.log.started(text, row.charset, sink),
            Event::StepStarted => self.log.step_started(text),
            _ => {}
        }
        sink.record(&Message { row, parts, missing, event, log: &self.log }, row);
    }

    /// A line outside a table: the title of a log, the rest of a message, or something else.
    fn other_line(&mut self, row: &Row<'_>, parts: Parts, begun: bool, sink: &mut dyn RecordSink) -> bool {
        let stamped = parts[line::DATE].is_some();
        if !stamped {
            let text = row.charset.decode(row.text);
            if let Some(title) = log::title(&text) {
                self.log.titled(title, row.charset, sink);
                return begun;
            }
            if !begun || line::is_heading(&text) {
                return begun;
            }
        }
        let missing = if stamped { "the line ends before it" } else { "the line continues the one before" };
        self.message(row, parts, missing, sink);
        true
    }
}

impl Reader for Messages {
    fn title(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if let Some(title) = log::title(&row.charset.decode(row.text)) {
            self.log.titled(title, row.charset, sink);
        }
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Form::Table(columns) = &mut self.form else { return false };
        let Some(found) = Columns::find(COLUMNS, row) else { return false };
        self.cells = match [line::TEXT, line::CLASS, line::NUMBER].map(|column| found.cell(column)) {
            [Some(text), Some(class), Some(number)] => Some([text, class, number]),
            _ => None,
        };
        *columns = Some(found);
        self.place(row, sink);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        match &self.form {
            Form::Table(None) => {}
            Form::Table(Some(columns)) => {
                let part = |column| columns.cell(column).map(|cell| row.cell(cell));
                let parts = std::array::from_fn(part);
                self.message(row, parts, "the list has no column for it", sink);
            }
            Form::Lines { begun, open } => {
                let (begun, open) = (*begun, *open);
                self.form = match line::parse(row.text) {
                    Content::Nothing => return,
                    Content::Message(parts) => {
                        self.place(row, sink);
                        self.message(row, parts, "", sink);
                        Form::Lines { begun: true, open: None }
                    }
                    Content::Other(parts) => {
                        self.place(row, sink);
                        let open = match (parts[line::DATE], parts[line::TYPE]) {
                            (_, Some(_)) => None,
                            (Some(_), None) => Some(row.line()),
                            (None, None) => open,
                        };
                        Form::Lines { begun: self.other_line(row, parts, begun, sink), open }
                    }
                };
            }
        }
    }

    /// The log remembers what later messages may be asked for; beyond that a message is what its row says.
    fn clean_rows(&mut self, rows: &CleanRows<'_>, sink: &mut dyn RecordSink) -> usize {
        let (Some([text, class, number]), Some(end)) = (self.cells, sink.clear_to(rows.start())) else { return 0 };
        let mut passed = 0;
        for row in rows.iter().take_while(|row| row.end() <= end) {
            match Event::of_padded(row.padded(class), row.padded(number)) {
                None => break,
                Some(Event::Started) if !self.log.is_titled() => break,
                Some(Event::Started) => self.log.started_again(),
                Some(Event::StepStarted) => self.log.step_started(row.padded(text)),
                Some(_) => {}
            }
            passed += 1;
        }
        sink.passed(passed);
        passed
    }

    fn for_later_part(&self) -> Option<Box<dyn Reader>> {
        let form = match &self.form {
            Form::Table(Some(columns)) => Form::Table(Some(columns.clone())),
            Form::Lines { begun: true, open: None } => Form::Lines { begun: true, open: None },
            _ => return None,
        };
        Some(Box::new(Self { log: self.log.for_later_part(), form, placed: true, cells: self.cells }))
    }

    fn follow(&mut self, before: &dyn Reader) -> bool {
        let Some(before) = (before as &dyn Any).downcast_ref::<Self>() else { return false };
        // A message whose end has not come yet is known by its line, and lines are counted from the part's begin.
        let is_open = |messages: &Self| matches!(messages.form, Form::Lines { open: Some(_), .. });
        !is_open(self) && !is_open(before) && self.log.follow(&before.log)
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        if let Form::Lines { open: Some(line), .. } = self.form {
            let message = "the log is cut in the middle of this message".to_owned();
            sink.flaw(Flaw { line, column: 1, message, incomplete: true });
        }
    }
}

#[cfg(test)]
mod tests;
