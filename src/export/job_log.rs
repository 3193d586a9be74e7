//! Job logs of SM37: as a table with a heading, and as plain or framed lines without one. A file may hold many logs.
//!
//! This is the hot path of gigabytes: a record borrows from its row, and what needs parsing is parsed when it is asked for.

use std::any::Any;

use crate::export::cell::NO_COLUMN;
use crate::export::heading::Columns;
use crate::export::{
    Class, Export, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, RecordSink, Way,
};
use crate::layout::{CleanRows, Flaw, Row, text};

mod columns;
mod forms;
mod line;
mod log;
mod record;

use columns::{COLUMNS, FROM_PROGRAMS, STAMPED};
use forms::{Lines, Order};
use line::{Content, Parts};
use log::Log;
use record::{Event, Message};

/// Job logs.
pub static EXPORT: Export = Export {
    kind: "job-log",
    title: "job logs",
    origin: "SM37, Job log",
    role_sign: None,
    is_table: false,
    reach: Reach::Own,
    columns: COLUMNS,
    names: &["Job log"],
    by_rows: None,
    fields: FIELDS,
    key: &["job", "job-count", "date", "time", "class", "number", "text"],
    bytes: FieldBytes {
        whole: &[record::TEXT, record::CLASS],
        words: &[(record::MESSAGE_ID, record::may_have_id)],
        glance: &[record::ALARM, record::STEP_JOB],
    },
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("text", FieldKind::Text, "text of the message"),
    FieldSpec::new("class", FieldKind::Text, "message class: 00").class(Class::Name),
    FieldSpec::new("number", FieldKind::Text, "message number, three digits: 516").class(Class::Plain),
    FieldSpec::new("type", FieldKind::Text, "message type: S, I, W, E, A, X").class(Class::Plain),
    FieldSpec::new("date", FieldKind::Text, "day as yyyy-mm-dd; unknown if day and month may be swapped")
        .class(Class::Plain),
    FieldSpec::new("time", FieldKind::Text, "time of day as hh:mm:ss").class(Class::Plain),
    FieldSpec::new("job", FieldKind::Text, "name of the job, from the title of its log").class(Class::Name),
    FieldSpec::new("job-count", FieldKind::Text, "number that tells runs of one job apart").class(Class::Plain),
    FieldSpec::new("program", FieldKind::Text, "ABAP program of the step that runs").class(Class::Name),
    FieldSpec::new("user", FieldKind::Text, "user under whom the step runs").class(Class::User),
    FieldSpec::new(
        "event",
        FieldKind::Choice(record::EVENTS),
        "what the message says of the job, by class and number; by text only where they are not exported",
    ),
    FieldSpec::new(
        "message-id",
        FieldKind::Text,
        "message class and number: SRT_CORE 122; absent if the list does not have both",
    )
    .class(Class::Name),
    FieldSpec::new(
        "alarm",
        FieldKind::Choice(record::ALARMS),
        "what says that the run went wrong: it was cancelled, or the message is of type E, A or X; else absent",
    ),
    FieldSpec::new(
        "step-job",
        FieldKind::Text,
        "name of the job in the message with which a step begins; absent in all others, and if nobody knows it",
    )
    .class(Class::Name),
    FieldSpec::new(
        "step-user",
        FieldKind::Text,
        "user under whom the step runs in the message with which it begins; absent in all others",
    )
    .class(Class::User),
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

const NOT_SHOWN: &str = "the log does not show it for its messages";

/// Words of so many letters tell little.
const MOST_SHORT_WORD: usize = 4;

/// So many blanks stand before the rest of a message: the width of date and time.
const STAMP_WIDTH: usize = 19;

fn recognise(head: &Head<'_>) -> LinesMatch {
    let (mut messages, mut others, mut told) = (0, 0, false);
    let mut lines = Lines::default();
    let last = head.lines.len().saturating_sub(1);
    for (index, text) in head.lines.iter().enumerate() {
        match lines.parse(text.as_bytes()) {
            Content::Nothing => {}
            Content::Message(parts) => {
                messages += 1;
                told |= lines.order != Some(Order::Plain) || is_own_text(text.as_bytes(), &parts);
            }
            // A table with a heading is for the layout that knows its columns.
            Content::Other(_) if line::is_heading(text) && line::is_table(text) => return LinesMatch::No,
            Content::Other(_) if line::is_heading(text) || title(text, messages == 0).is_some() => {}
            Content::Other(_) if text.bytes().take_while(|byte| *byte == b' ').count() >= STAMP_WIDTH => {}
            // The last message may be cut before its class and number.
            Content::Other(_) if index == last => {}
            Content::Other(_) => others += 1,
        }
    }
    if messages == 0 && head.lines.iter().any(|text| log::title(text).is_some()) {
        return LinesMatch::Akin("the title of a job log, but no message in a form that basislint knows".to_owned());
    }
    let enough = messages > 0 && told && messages * 10 >= (messages + others) * MESSAGES_IN_TEN;
    if enough { LinesMatch::Yes(&text::LAYOUT) } else { LinesMatch::No }
}

/// Where nothing but the text is there, one of SAP's own must be among the messages.
fn is_own_text(line: &[u8], parts: &Parts) -> bool {
    let text = parts[line::TEXT].and_then(|cell| line.get(cell.range())).unwrap_or_default();
    Event::of(None, None, text) != Event::Message || is_of_job(text)
}

/// `Job iniciado`, `Job lancé`: in many languages the first and the last message are this word and another.
fn is_of_job(text: &[u8]) -> bool {
    let is_word = |rest: &[u8]| rest.iter().all(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    text.trim_ascii().strip_prefix(b"Job ").is_some_and(|rest| rest.len() >= MOST_SHORT_WORD && is_word(rest))
}

/// The job of a log, from a line above its messages.
fn title(line: &str, is_above: bool) -> Option<log::Title<'_>> {
    log::title(line).or_else(|| log::plain_title(line).filter(|_| is_above))
}

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    let form = if file.layout == &text::LAYOUT {
        Form::Lines { begun: false, open: None, lines: Lines::default() }
    } else {
        Form::Table(None)
    };
    Box::new(Messages { log: Log::default(), form, placed: false, cells: None, type_cell: None })
}

enum Form {
    /// Nothing before the first message is one. `open` is the line of a message whose end has not come yet.
    Lines {
        begun: bool,
        open: Option<u64>,
        lines: Lines,
    },
    Table(Option<Columns>),
}

struct Messages {
    log: Log,
    form: Form,
    placed: bool,
    /// Text, class and number of a table that has all three.
    cells: Option<[usize; 3]>,
    /// The message's type, if the table has it.
    type_cell: Option<usize>,
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
            Event::Started => self.log.started(text),
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
            if let Some(title) = title(&text, !begun) {
                self.log.titled(title, row.charset);
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
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        if let Some(title) = title(&row.charset.decode(row.text), true) {
            self.log.titled(title, row.charset);
        }
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Form::Table(columns) = &mut self.form else { return false };
        let Some(found) = [COLUMNS, FROM_PROGRAMS, STAMPED].iter().find_map(|columns| Columns::find(columns, row))
        else {
            return false;
        };
        // Day, time and text of a message stand in any log: without its class there must be nothing else.
        let is_told = [line::CLASS, line::NUMBER].into_iter().any(|column| found.cell(column).is_some());
        if !is_told && row.cells.len() > found.count() {
            return false;
        }
        self.cells = match [line::TEXT, line::CLASS, line::NUMBER].map(|column| found.cell(column)) {
            [Some(text), Some(class), Some(number)] => Some([text, class, number]),
            _ => None,
        };
        self.type_cell = found.cell(line::TYPE);
        *columns = Some(found);
        self.place(row, sink);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        match &self.form {
            Form::Table(None) => {}
            Form::Table(Some(columns)) => {
                let part = |column| columns.cell(column).map(|cell| row.cell(cell));
                let mut parts: Parts = std::array::from_fn(part);
                if let (Some(cell), None) = (parts[line::DATE], parts[line::TIME])
                    && let Some((date, time, _)) =
                        row.text.get(..cell.end).and_then(|text| forms::stamp(text, cell.start))
                {
                    (parts[line::DATE], parts[line::TIME]) = (Some(date), Some(time));
                }
                self.message(row, parts, NO_COLUMN, sink);
            }
            Form::Lines { begun, open, lines } => {
                let (begun, open, mut lines) = (*begun, *open, *lines);
                self.form = match lines.parse(row.text) {
                    Content::Nothing => return,
                    Content::Message(parts) => {
                        self.place(row, sink);
                        self.message(row, parts, NOT_SHOWN, sink);
                        Form::Lines { begun: true, open: None, lines }
                    }
                    Content::Other(parts) => {
                        self.place(row, sink);
                        let open = match (parts[line::DATE], parts[line::TYPE]) {
                            (_, Some(_)) => None,
                            (Some(_), None) => Some(row.line()),
                            (None, None) => open,
                        };
                        Form::Lines { begun: self.other_line(row, parts, begun, sink), open, lines }
                    }
                };
            }
        }
    }

    /// The log remembers what later messages may be asked for; beyond that a message is what its row says.
    fn clean_rows(&mut self, rows: &CleanRows<'_>, sink: &mut dyn RecordSink) -> usize {
        let (Some([text, class, number]), Some(end)) = (self.cells, sink.clear_to(rows.start())) else { return 0 };
        let mut passed = 0;
        // No title stands between these rows: they are all of one job.
        let mut minds_job = None;
        for row in rows.iter().take_while(|row| row.end() <= end) {
            let event = Event::of_padded(row.padded(class), row.padded(number));
            let kind = self.type_cell.map(|cell| row.trimmed(cell));
            let alarm = event.and_then(|event| record::alarm(event, kind));
            if alarm.is_some_and(|alarm| sink.minds(record::ALARM, alarm.as_bytes()))
                || (event == Some(Event::StepStarted)
                    && *minds_job.get_or_insert_with(|| sink.minds(record::STEP_JOB, self.log.job())))
            {
                break;
            }
            match event {
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
            Form::Lines { begun: true, open: None, lines } => Form::Lines { begun: true, open: None, lines: *lines },
            _ => return None,
        };
        let (cells, type_cell) = (self.cells, self.type_cell);
        Some(Box::new(Self { log: self.log.for_later_part(), form, placed: true, cells, type_cell }))
    }

    fn follow(&mut self, before: &dyn Reader) -> bool {
        let Some(before) = (before as &dyn Any).downcast_ref::<Self>() else { return false };
        // A message whose end has not come yet is known by its line, and lines are counted from the part's begin.
        let is_open = |messages: &Self| matches!(messages.form, Form::Lines { open: Some(_), .. });
        // A part may have found another order than the one before it.
        let order = |messages: &Self| match &messages.form {
            Form::Lines { lines, .. } => lines.order,
            Form::Table(_) => None,
        };
        order(self) == order(before) && !is_open(self) && !is_open(before) && self.log.follow(&before.log)
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        if let Form::Lines { open: Some(line), .. } = self.form {
            let message = "the log is cut in the middle of this message".to_owned();
            sink.flaw(Flaw { line, column: 1, message, incomplete: true });
        }
        if self.placed && !self.log.has_job() {
            let message = "the log does not name its job, so nobody knows whose log it is: keep its title";
            sink.flaw(Flaw { line: 1, column: 1, message: message.to_owned(), incomplete: false });
        }
    }
}

#[cfg(test)]
mod tests;
