//! Logs of connectors: the trace of a Cloud Connector, its audit log, and the log of a Production Connector's main service.
//!
//! A record may have many lines: it lasts until the next one that begins with a time. Records that tell the same (but for
//! numbers) are one, at the latest of them, with their number and the first time, for a connector that cannot reach somebody says so every minute.
//! So a log is read with the memory of what is different in it, up to a limit. Not here: which texts matter, and what they mean.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::DateTime;

use super::{
    Class, Export, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, RecordSink, Way,
};
use crate::input::{Charset, Place};
use crate::layout::{Row, text};

mod incident;
mod line;
mod record;
#[cfg(test)]
mod tests;

use line::Begin;
use record::{Entry, Lines, Seen};

/// Logs of connectors.
pub static EXPORT: Export = Export {
    kind: "connector-log",
    title: "connector logs",
    origin: "Cloud Connector, Log and Trace Files; Production Connector, folder Logs",
    role_sign: None,
    is_table: false,
    reach: Reach::Own,
    columns: &[],
    names: &["ljs_trace", "scc_core", "ProdConMainService", "PCoMainService", "ManagementConsole_"],
    by_rows: None,
    fields: FIELDS,
    key: &["log", "time", "target", "message"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

/// Indexes into the fields of the export.
pub mod fields {
    /// Which log.
    pub const LOG: usize = 0;
    /// When, the latest time.
    pub const TIME: usize = 1;
    /// How bad the log calls it.
    pub const LEVEL: usize = 2;
    /// Name of the logger.
    pub const COMPONENT: usize = 3;
    /// All lines.
    pub const TEXT: usize = 4;
    /// The first line of the message.
    pub const MESSAGE: usize = 5;
    /// Whom it names.
    pub const TARGET: usize = 6;
    /// How often it came.
    pub const COUNT: usize = 7;
    /// When it came first.
    pub const FIRST: usize = 8;
    /// Days before the log's end.
    pub const BEFORE_END: usize = 9;
    /// The last time in the log.
    pub const LOG_END: usize = 10;
    /// Number of fields.
    pub(super) const COUNT_OF_FIELDS: usize = 11;
}

/// Words of the field `log`.
const LOGS: &[&str] = &["cloud-connector", "production-connector", "audit"];

const FIELDS: &[FieldSpec; fields::COUNT_OF_FIELDS] = &[
    FieldSpec::new("log", FieldKind::Choice(LOGS), "which log: a Cloud Connector's trace, a Production Connector's log, an audit log"),
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
];

const WAYS: &[Way] = &[
    Way {
        title: "Cloud Connector",
        steps: &[
            "Log on to the Cloud Connector, choose Log and Trace Files, and download scc_core.trc (as of version 2.17; ljs_trace.log before).",
            "Keep the name of the file. A trace that reaches back a week or more says most.",
            "For the audit log choose Audit of the subaccount, select the days and download it; it may stay compressed (.gz). Keep its name, audit-log_..., or its folder, log/audit/...",
        ],
        seen: "Records of traces were seen in SAP Notes and in SAP's documentation; a whole trace was not. The columns of the audit log are \
               not known: its lines are read as text.",
    },
    Way {
        title: "Production Connector, Plant Connectivity",
        steps: &[
            "Copy ProdConMainService_*.csv of the last days from the folder Logs below the folder in which the Production Connector is installed; of Plant Connectivity PCoMainService_*.csv and ManagementConsole_*.csv.",
            "Keep the names of the files: by them they are recognised.",
        ],
        seen: "Not seen at first hand. The columns are not known: a day in one of the first cells begins a record, and its text is what counts.",
    },
];

/// Bytes of different records that are kept until the end of the log is known. What comes beyond is told at once.
const KEPT_BYTES: usize = 16 << 20;

/// With what names of a Production Connector's logs begin, in lower case.
const SERVICE_NAMES: &[&str] = &["prodconmainservice", "pcomainservice", "managementconsole_"];

/// Words of which an audit log of a Cloud Connector has some (BTP Connectivity, "Manage Audit Logs").
const AUDIT_WORDS: &[&str] = &[
    "Access Denied",
    "Access Allowed",
    "ACCESS_DENIED",
    "ACCESS_ALLOWED",
    "BackendMapping",
    "AllowedResource",
    "SystemCertificate",
    "TrustedBackendCertificate",
    "UiCertificate",
    "AuditLogLevel",
];

fn recognise(head: &Head<'_>) -> LinesMatch {
    let is_trace = |line: &str| line.trim_start().starts_with(line::ENTRY_FORMAT) && line.contains('#');
    let is_text = head.layout.is_none() && head.lines.iter().any(|line| !line.trim().is_empty());
    if !is_text {
        return LinesMatch::No;
    }
    let told = head.lines.iter().any(|line| is_trace(line) || line::of_trace(line).is_some());
    let named = is_service(head.name);
    let audit = is_audit(head.name, head.place)
        && head.lines.iter().any(|line| AUDIT_WORDS.iter().any(|word| line.contains(word)));
    if told || named || audit { LinesMatch::Yes(&text::LAYOUT) } else { LinesMatch::No }
}

/// The name is that of a Production Connector's log.
fn is_service(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SERVICE_NAMES.iter().any(|known| name.starts_with(known))
        && [".csv", ".log", ".txt"].iter().any(|ending| name.ends_with(ending))
}

/// Name or folders are those of a Cloud Connector's audit log.
fn is_audit(name: &str, place: Place<'_>) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("audit-log")
        || (name.ends_with(".csv") && place.folders().any(|folder| folder.eq_ignore_ascii_case("audit")))
}

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    let log = match (is_service(file.name), is_audit(file.name, file.place)) {
        (true, _) => LOGS[1],
        (false, true) => LOGS[2],
        (false, false) => LOGS[0],
    };
    Box::new(Log { log, ..Log::default() })
}

/// The text of a line, with as many bytes: what is no UTF-8 stands behind what is looked for.
fn ascii_alike(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(line) => Cow::Borrowed(line),
        Err(_) => line.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect(),
    }
}

/// Reads one log.
#[derive(Default)]
struct Log {
    log: &'static str,
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
    fn begin(&self, line: &str) -> Option<Begin> {
        if self.log == LOGS[0] { line::of_trace(line) } else { line::of_cells(line) }
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
        sink.record(&Entry { row: &row, lines, log: self.log, seen, log_end: None }, &row);
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
        match self.begin(&line) {
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
            sink.record(&Entry { row: &row, lines, log: self.log, seen: *seen, log_end: self.end }, &row);
        }
    }
}
