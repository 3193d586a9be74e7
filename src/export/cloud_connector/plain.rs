//! Answers that are plain text: the role in a pair of Cloud Connectors, which is one word in quotes, and errors that a page or a
//! terminal showed without what is around them.

use super::fields::{self, abouts, records, sources};
use crate::export::{Field, Reader, Record, RecordSink};
use crate::layout::Row;

/// The roles of an instance (SAP-docs/btp-connectivity, "High Availability Settings").
const ROLES: &[&str] = &["master", "shadow", "undefined"];

/// Messages of a Cloud Connector that was never set up.
const MESSAGES: &[&str] = &["operation unavailable unless initial password is changed", "HA role undefined"];

/// What the only line of an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Role(&'static str),
    Error,
}

fn said(line: &str) -> Option<Said> {
    let text = line.trim().trim_matches('"');
    let role = ROLES.iter().find(|role| role.eq_ignore_ascii_case(text)).map(|role| Said::Role(role));
    let is_message = |message: &&&str| {
        text.get(text.len().saturating_sub(message.len())..).is_some_and(|end| end.eq_ignore_ascii_case(message))
    };
    role.or_else(|| MESSAGES.iter().find(is_message).map(|_| Said::Error))
}

/// What an answer of one line says, maybe behind the head that `curl -i` shows; none of any other text.
pub(super) fn answer<'l>(lines: impl Iterator<Item = &'l str>) -> Option<Said> {
    let mut head = Head::default();
    let mut lines = lines.filter(|line| head.is_behind(line) && !line.trim().is_empty());
    let said = said(lines.next()?)?;
    lines.next().is_none().then_some(said)
}

/// The status line and the headers before an answer.
#[derive(Debug, Default)]
struct Head {
    is_in: bool,
}

impl Head {
    /// The line stands behind it.
    fn is_behind(&mut self, line: &str) -> bool {
        if line.starts_with("HTTP/") {
            self.is_in = true;
        }
        let is_behind = !self.is_in;
        if line.trim().is_empty() {
            self.is_in = false;
        }
        is_behind
    }
}

/// Reads it.
#[derive(Debug, Default)]
pub(super) struct Plain {
    head: Head,
}

impl Reader for Plain {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let line = row.charset.decode(row.text);
        if !self.head.is_behind(&line) {
            return;
        }
        let Some(said) = said(&line) else { return };
        sink.heading(row);
        let record = match said {
            Said::Role(_) => records::HIGH_AVAILABILITY,
            Said::Error => records::ERROR,
        };
        sink.record(&Line { record, said, row }, row);
        if matches!(said, Said::Role(_)) {
            sink.record(&Line { record: records::ANSWER, said, row }, row);
        }
    }
}

/// The record of the line.
struct Line<'r> {
    record: &'static str,
    said: Said,
    row: &'r Row<'r>,
}

const NO_TYPE: &str = "only the message of the error was saved";
const NO_QUESTION: &str = "only the message of the error was saved, which does not tell what was asked for";

impl Record for Line<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let span = || Some(self.row.cell(0).range());
        match (index, self.said) {
            (fields::RECORD, _) => Field::word(self.record, None),
            (fields::SOURCE, _) => Field::word(sources::REST, None),
            (fields::ABOUT, Said::Role(_)) => Field::word(abouts::HIGH_AVAILABILITY, None),
            (fields::ROLE, Said::Role(role)) if self.record != records::ANSWER => Field::word(role, span()),
            (fields::MESSAGE, Said::Error) => Field::of(self.row, self.row.cell(0)),
            (fields::ERROR_TYPE, Said::Error) => Field::unknown(NO_TYPE),
            (
                fields::ABOUT | fields::REGION | fields::SUBACCOUNT | fields::VIRTUAL_HOST | fields::VIRTUAL_PORT,
                Said::Error,
            ) => Field::unknown(NO_QUESTION),
            _ => Field::absent(),
        }
    }
}
