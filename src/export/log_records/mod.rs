//! What logs of all kinds have in common: records of many lines, and records that tell the same.
//!
//! A record may have many lines: it lasts until the next one that begins with a time. Records that tell the same (but for
//! numbers) are one, at the latest of them, with their number and the first time, for whoever cannot reach somebody says so every minute.
//! So a log is read with the memory of what is different in it, up to a limit. Not here: which files are logs, which texts matter, and what
//! they mean.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::DateTime;

use super::{Class, FieldKind, FieldSpec, Reader, RecordSink};
use crate::input::Charset;
use crate::layout::Row;

mod incident;
pub(super) mod line;
mod record;

use line::Begin;
use record::{Entry, Lines, Seen};

/// Indexes into the fields of logs.
mod index {
    /// Which log.
    pub(super) const LOG: usize = 0;
    /// When, the latest time.
    pub(super) const TIME: usize = 1;
    /// How bad the log calls it.
    pub(super) const LEVEL: usize = 2;
    /// Name of the logger.
    pub(super) const COMPONENT: usize = 3;
    /// All lines.
    pub(super) const TEXT: usize = 4;
    /// The first line of the message.
    pub(super) const MESSAGE: usize = 5;
    /// Whom it names.
    pub(super) const TARGET: usize = 6;
    /// How often it came.
    pub(super) const COUNT: usize = 7;
    /// When it came first.
    pub(super) const FIRST: usize = 8;
    /// Days before the log's end.
    pub(super) const BEFORE_END: usize = 9;
    /// The last time in the log.
    pub(super) const LOG_END: usize = 10;
}

/// Number of fields.
pub(super) const COUNT_OF_FIELDS: usize = 11;

/// The fields of a log; the first says which log it is.
#[rustfmt::skip]
pub(super) const fn fields(log: FieldSpec) -> [FieldSpec; COUNT_OF_FIELDS] {
    [
        log,
        FieldSpec::new("time", FieldKind::Text, "when, as yyyy-mm-ddThh:mm:ss in UTC (as it stands where the log tells no offset); of records that tell the same the latest; absent if the log does not tell").class(Class::Plain),
        FieldSpec::new("level", FieldKind::Choice(line::LEVELS), "how bad the log calls it; absent if it does not say"),
        FieldSpec::new("component", FieldKind::Text, "name of the logger; absent where the log has none").class(Class::Plain),
        FieldSpec::new("text", FieldKind::Text, "all lines of the record, one blank for each line end"),
        FieldSpec::new("message", FieldKind::Text, "first line of its message"),
        FieldSpec::new("target", FieldKind::Text, "host, host and port, or virtual host that it names; absent if it names none").class(Class::Address),
        FieldSpec::new("count", FieldKind::Number, "how many records of the log tell the same"),
        FieldSpec::new("first", FieldKind::Text, "time of the first of them, in the form of `time`").class(Class::Plain),
        FieldSpec::new("before-end", FieldKind::Number, "whole days between `time` and the log's last time; absent where one of them is not known"),
        FieldSpec::new("log-end", FieldKind::Text, "the last time in the log, in the form of `time`; absent if there is none").class(Class::Plain),
    ]
}

/// Bytes of different records that are kept until the end of the log is known. What comes beyond is told at once.
const KEPT_BYTES: usize = 16 << 20;

/// The text of a line, with as many bytes: what is no UTF-8 stands behind what is looked for.
fn ascii_alike(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(line) => Cow::Borrowed(line),
        Err(_) => line.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect(),
    }
}

/// How a log is written.
#[derive(Clone, Copy)]
pub(super) struct Writes {
    /// The word of its field `log`.
    pub(super) log: &'static str,
    /// With what a record begins, if the line is its first.
    pub(super) begin: fn(&str) -> Option<Begin>,
    /// It is known what stands where; elsewhere a cell of one odd word may be anything, and is not shown.
    pub(super) is_told_by_columns: bool,
}

/// Reads one log.
pub(super) struct Log {
    writes: Writes,
    /// A time was told, so lines without one go on.
    timed: bool,
    placed: bool,
    /// The record whose next line may come.
    open: Option<Lines>,
    charset: Charset,
    /// Of records that tell the same the latest, and what is known of all.
    kept: BTreeMap<String, (Lines, Seen)>,
    bytes: usize,
    end: Option<DateTime>,
}

impl Log {
    /// Of a log that is written so.
    pub(super) fn new(writes: Writes) -> Self {
        Self {
            writes,
            timed: false,
            placed: false,
            open: None,
            charset: Charset::default(),
            kept: BTreeMap::new(),
            bytes: 0,
            end: None,
        }
    }

    /// The open record is whole.
    fn close(&mut self, sink: &mut dyn RecordSink) {
        let Some(lines) = self.open.take() else { return };
        let time = lines.begin.time;
        self.end = self.end.max(time);
        let own = Seen { count: 1, first: time };
        let room = match lines.begin.level {
            Some(("debug" | "trace", _)) => return self.hand_out(&lines, own, sink),
            // Warnings and errors have room, whatever else is told.
            Some(("info", _)) => KEPT_BYTES / 2,
            _ => KEPT_BYTES,
        };
        let incident = record::incident(&lines, self.charset);
        if let Some((latest, seen)) = self.kept.get_mut(&incident) {
            seen.count += 1;
            if time >= latest.begin.time {
                self.bytes = (self.bytes + lines.length()).saturating_sub(latest.length());
                *latest = lines;
            } else {
                seen.first = seen.first.min(time);
            }
        } else if self.bytes + lines.length() + incident.len() > room {
            self.hand_out(&lines, own, sink);
        } else {
            self.bytes += lines.length() + incident.len();
            self.kept.insert(incident, (lines, own));
        }
    }

    fn hand_out(&self, lines: &Lines, seen: Seen, sink: &mut dyn RecordSink) {
        let cells = [lines.cell()];
        let row = lines.row(&cells, self.charset);
        sink.record(&Entry { row: &row, lines, writes: self.writes, seen, log_end: None }, &row);
    }
}

impl Reader for Log {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !self.placed {
            self.placed = true;
            self.charset = row.charset;
            sink.heading(row);
        }
        if row.cell(0).range().is_empty() {
            return;
        }
        let line = ascii_alike(row.text);
        match (self.writes.begin)(&line) {
            Some(begin) => {
                self.close(sink);
                self.timed = true;
                self.open = Some(Lines::of(row, begin));
            }
            None if self.timed => {
                if let Some(open) = &mut self.open {
                    open.add(row);
                }
            }
            // Before the first time each line stands for itself.
            None if !line.trim_start().starts_with(line::ENTRY_FORMAT) => {
                self.close(sink);
                self.open = Some(Lines::of(row, Begin { message: Some(0), ..Begin::default() }));
            }
            None => {}
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.close(sink);
        let mut kept: Vec<(Lines, Seen)> = std::mem::take(&mut self.kept).into_values().collect();
        kept.sort_by_key(|(lines, _)| lines.row(&[], self.charset).line());
        for (lines, seen) in &kept {
            let cells = [lines.cell()];
            let row = lines.row(&cells, self.charset);
            sink.record(&Entry { row: &row, lines, writes: self.writes, seen: *seen, log_end: self.end }, &row);
        }
    }
}
