//! One message of a job log.

use std::borrow::Cow;
use std::ops::Range;

use super::line::{self, Parts};
use super::log::{Log, Running, StepParts, is_step, started_job, step_parts};
use crate::export::{Field, Record, Value};
use crate::knowledge::date::{self, Parsed};
use crate::knowledge::profile_parameter::secret_parts;
use crate::layout::{Cell, Row};

/// Words of the field `event`.
pub(super) const EVENTS: &[&str] = &["started", "step-started", "finished", "cancelled", "terminated", "message"];

/// What a message says of its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Started,
    StepStarted,
    Finished,
    Cancelled,
    Terminated,
    Message,
}

/// Beginnings of texts, in lower case, for exports without class and number. Longer ones stand first. English: messages
/// 00/516 to 518, 554, 564 and 671 as sapdatasheet.org and public logs show them; German: a public log, and SAP's
/// documentation of BP_JOBLOG_READ. Those of other languages were found nowhere: there the form of 00/516 and 00/550 tells.
const TEXTS: &[(&[u8], Event)] = &[
    (b"job started", Event::Started),
    (b"job gestartet", Event::Started),
    (b"job finished", Event::Finished),
    (b"job beendet", Event::Finished),
    (b"job cancelled due to process termination", Event::Terminated),
    (b"job canceled due to process termination", Event::Terminated),
    (b"job cancelled", Event::Cancelled),
    (b"job canceled", Event::Cancelled),
    (b"job abgebrochen", Event::Cancelled),
    (b"job wurde abgebrochen", Event::Cancelled),
    (b"internal session terminated", Event::Terminated),
    (b"interner modus", Event::Terminated),
];

impl Event {
    /// By class and number; by the text only if one of them is not there.
    pub(super) fn of(class: Option<&[u8]>, number: Option<&[u8]>, text: &[u8]) -> Self {
        let filled = |part: Option<&[u8]>| part.is_some_and(|part| !part.is_empty());
        if !filled(class) || !filled(number) {
            return Self::of_text(text);
        }
        // Excel makes a number of the class.
        if !matches!(class, Some(b"00" | b"0")) {
            return Self::Message;
        }
        number.map_or(Self::Message, Self::of_number)
    }

    /// By the number of a message of class 00.
    fn of_number(number: &[u8]) -> Self {
        match number {
            b"516" => Self::Started,
            b"550" => Self::StepStarted,
            b"517" => Self::Finished,
            // 564: cancelled after an error message; no 518 follows it.
            b"518" | b"564" => Self::Cancelled,
            b"554" | b"671" => Self::Terminated,
            _ => Self::Message,
        }
    }

    /// The same for cells that are padded on the right; none if it takes a closer look, as all but numbers of three
    /// digits do.
    pub(super) fn of_padded(class: &[u8], number: &[u8]) -> Option<Self> {
        let ends = |rest: &[u8]| rest.first().is_none_or(|byte| *byte == b' ');
        let number = match number {
            [first @ b'0'..=b'9', second @ b'0'..=b'9', third @ b'0'..=b'9', rest @ ..] if ends(rest) => {
                [*first, *second, *third]
            }
            _ => return None,
        };
        match class {
            [b'0', b'0', rest @ ..] if ends(rest) => Some(Self::of_number(&number)),
            [b'!'..=b'/' | b'1'..=b'~', ..] => Some(Self::Message),
            _ => None,
        }
    }

    fn of_text(text: &[u8]) -> Self {
        let begins = |start: &[u8]| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        if let Some((_, event)) = TEXTS.iter().find(|(start, _)| begins(start)) {
            return *event;
        }
        let ends = |end: &[u8]| {
            text.len()
                .checked_sub(end.len())
                .and_then(|start| text.get(start..))
                .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
        };
        if started_job(text).is_some() || (begins(b"job ") && (ends(b" started") || ends(b" gestartet"))) {
            return Self::Started;
        }
        // "Step 001 started (program ..." and "Schritt 001 gestartet (Programm ...".
        if ((begins(b"step ") || begins(b"schritt ")) && step_parts(text).is_some()) || is_step(text) {
            return Self::StepStarted;
        }
        Self::Message
    }

    fn name(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::StepStarted => "step-started",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Terminated => "terminated",
            Self::Message => "message",
        }
    }
}

/// Words of the field `alarm`.
pub(super) const ALARMS: &[&str] = &["run-cancelled", "run-terminated", "message-of-type-e"];

/// What in a message says that the run went wrong, by its event and its type.
pub(super) fn alarm(event: Event, kind: Option<&[u8]>) -> Option<&'static str> {
    match (event, kind) {
        (Event::Cancelled, _) => Some(ALARMS[0]),
        (Event::Terminated, _) => Some(ALARMS[1]),
        (_, Some([b'E' | b'A' | b'X'])) => Some(ALARMS[2]),
        _ => None,
    }
}

/// Whether a text may stand in class and number together, `SRT_CORE 122`: a number has no more than three digits.
pub(super) fn may_have_id(text: &str) -> bool {
    let mut words = text.split(' ');
    let (_, number) = (words.next(), words.next());
    words.next().is_none() && number.is_none_or(|number| number.len() <= 3)
}

pub(super) struct Message<'a> {
    pub(super) row: &'a Row<'a>,
    pub(super) parts: Parts,
    /// Why a part is not there.
    pub(super) missing: &'static str,
    pub(super) event: Event,
    /// The log up to and with this message.
    pub(super) log: &'a Log,
}

impl Message<'_> {
    /// A part as it stands in the file, or changed where `change` says so.
    fn part(&self, part: usize, change: impl Fn(&[u8]) -> Result<Option<Vec<u8>>, &'static str>) -> Field<'_> {
        let Some(cell) = self.parts.get(part).copied().flatten() else { return Field::unknown(self.missing) };
        let raw = self.row.raw(cell);
        let changed = if raw.is_empty() { Ok(None) } else { change(raw) };
        match changed {
            Ok(None) => Field::text(raw, cell.range()),
            Ok(Some(text)) => Field::text(text, cell.range()),
            Err(why) => Field { value: Value::Unknown(why), span: Some(cell.range()) },
        }
    }

    fn text(&self) -> Field<'_> {
        self.parts[line::TEXT].map_or(Field::unknown(self.missing), |cell| Field::of(self.row, cell))
    }

    fn date(&self) -> Field<'_> {
        self.part(line::DATE, |raw| match date::parse(&String::from_utf8_lossy(raw)) {
            Parsed::Certain(date) => Ok(Some(date.to_string().into_bytes())),
            Parsed::Ambiguous(..) => Err("day and month of the date may be swapped"),
            Parsed::NoDate => Err("the date is in no form that is known"),
        })
    }

    fn time(&self) -> Field<'_> {
        self.part(line::TIME, |raw| match date::parse_time(&String::from_utf8_lossy(raw)) {
            Some(_) if raw.len() == 8 => Ok(None),
            Some(seconds) => {
                let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
                Ok(Some(format!("{hours:02}:{minutes:02}:{seconds:02}").into_bytes()))
            }
            None => Err("the time is in no form that is known"),
        })
    }

    fn event(&self) -> Field<'_> {
        let told = self.parts[line::NUMBER].filter(|cell| !cell.range().is_empty()).or(self.parts[line::TEXT]);
        Field::word(self.event.name(), told.map(Cell::range))
    }

    fn alarm(&self) -> Field<'_> {
        let kind = self.parts[line::TYPE];
        match alarm(self.event, kind.map(|cell| self.row.raw(cell))) {
            None => Field::absent(),
            Some(alarm) if self.event == Event::Message => Field::word(alarm, kind.map(Cell::range)),
            Some(alarm) => Field { span: self.event().span, ..Field::word(alarm, None) },
        }
    }

    /// Points at all from class to number.
    fn message_id(&self) -> Field<'_> {
        let (Some(class), Some(number)) = (self.parts[line::CLASS], self.parts[line::NUMBER]) else {
            return Field::absent();
        };
        let (class_text, number_text) = (self.row.raw(class), self.row.raw(number));
        if class_text.is_empty() || number_text.is_empty() {
            return Field::absent();
        }
        let places = [class.range(), number.range()];
        let start = places.iter().map(|place| place.start).min().unwrap_or_default();
        let end = places.iter().map(|place| place.end).max().unwrap_or_default();
        Field::text([class_text, b" ", number_text].concat(), start..end)
    }

    fn of_step(&self, part: impl Fn(StepParts) -> Option<Range<usize>>) -> Field<'_> {
        const NO_STEP: &str = "the message with which the step began is not in the log";
        const OTHER_TEXT: &str = "the message with which the step began has a text that is not known";
        let own = self.parts[line::TEXT].filter(|_| self.event == Event::StepStarted);
        let text = match (own, self.log.running()) {
            (Some(cell), _) => self.row.raw(cell),
            (None, Running::Step(text)) => text,
            (None, Running::None) => return Field::absent(),
            (None, Running::NotTold) => return Field::unknown(NO_STEP),
        };
        let Some(parts) = step_parts(text) else { return Field::unknown(OTHER_TEXT) };
        let Some(place) = part(parts) else { return Field::absent() };
        let value = Value::Text(Cow::Borrowed(text.get(place.clone()).unwrap_or_default()));
        Field { value, span: own.map(|cell| cell.part(place)) }
    }
}

impl Record for Message<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            TEXT => self.text(),
            CLASS => self.part(line::CLASS, |raw| Ok((raw == b"0").then(|| b"00".to_vec()))),
            NUMBER => self.part(line::NUMBER, |raw| {
                let short = raw.len() < 3 && raw.iter().all(u8::is_ascii_digit);
                Ok(short.then(|| [&b"000"[raw.len()..], raw].concat()))
            }),
            TYPE => self.part(line::TYPE, |_| Ok(None)),
            DATE => self.date(),
            TIME => self.time(),
            JOB => match self.log.job() {
                b"" => Field::unknown(NO_JOB),
                job => told(job),
            },
            JOB_COUNT => told(self.log.count()),
            PROGRAM => self.of_step(|step| step.program),
            USER => self.of_step(|step| step.user),
            EVENT => self.event(),
            MESSAGE_ID => self.message_id(),
            ALARM => self.alarm(),
            STEP_JOB if self.event == Event::StepStarted => told(self.log.job()),
            STEP_USER if self.event == Event::StepStarted => self.of_step(|step| step.user),
            _ => Field::absent(),
        }
    }

    fn secrets(&self) -> Vec<Range<usize>> {
        let Some(cell) = self.parts[line::TEXT] else { return Vec::new() };
        let parts = secret_parts(self.row.raw(cell));
        parts.into_iter().map(|part| cell.part(part)).collect()
    }
}

/// Numbers of the fields in [`super::FIELDS`].
pub(super) const TEXT: usize = 0;
pub(super) const CLASS: usize = 1;
pub(super) const NUMBER: usize = 2;
pub(super) const TYPE: usize = 3;
pub(super) const DATE: usize = 4;
pub(super) const TIME: usize = 5;
pub(super) const JOB: usize = 6;
pub(super) const JOB_COUNT: usize = 7;
pub(super) const PROGRAM: usize = 8;
pub(super) const USER: usize = 9;
pub(super) const EVENT: usize = 10;
pub(super) const MESSAGE_ID: usize = 11;
pub(super) const ALARM: usize = 12;
pub(super) const STEP_JOB: usize = 13;
pub(super) const STEP_USER: usize = 14;

const NO_JOB: &str = "the log does not name its job, so nobody knows whose log it is: export it with its title";

fn told(text: &[u8]) -> Field<'_> {
    if text.is_empty() { Field::absent() } else { Field { value: Value::Text(Cow::Borrowed(text)), span: None } }
}
