//! The answer about high availability, which is one word in quotes and no object: `"master"`.

use super::fields::{self, abouts, records, sources};
use crate::export::{Field, Reader, Record, RecordSink};
use crate::layout::Row;

/// The roles of an instance (SAP-docs/btp-connectivity, "High Availability Settings").
const ROLES: &[&str] = &["master", "shadow", "undefined"];

/// The role in a line that is nothing else.
fn role(line: &str) -> Option<&'static str> {
    let word = line.trim().trim_matches('"');
    ROLES.iter().find(|role| role.eq_ignore_ascii_case(word)).copied()
}

/// Whether lines are such an answer, maybe behind the head that `curl -i` shows.
pub(super) fn is_answer<'l>(lines: impl Iterator<Item = &'l str>) -> bool {
    let mut head = Head::default();
    let mut lines = lines.filter(|line| head.is_behind(line) && !line.trim().is_empty());
    lines.next().is_some_and(|line| role(line).is_some()) && lines.next().is_none()
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
pub(super) struct Word {
    head: Head,
}

impl Reader for Word {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let line = row.charset.decode(row.text);
        if !self.head.is_behind(&line) {
            return;
        }
        let Some(role) = role(&line) else { return };
        sink.heading(row);
        sink.record(&Said { role: Some(role), row }, row);
        sink.record(&Said { role: None, row }, row);
    }
}

/// The role, or that there was an answer.
struct Said<'r> {
    role: Option<&'static str>,
    row: &'r Row<'r>,
}

impl Record for Said<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let record = if self.role.is_some() { records::HIGH_AVAILABILITY } else { records::ANSWER };
        match (index, self.role) {
            (fields::RECORD, _) => Field::word(record, None),
            (fields::ABOUT, _) => Field::word(abouts::HIGH_AVAILABILITY, None),
            (fields::SOURCE, _) => Field::word(sources::REST, None),
            (fields::ROLE, Some(role)) => Field::word(role, Some(self.row.cell(0).range())),
            _ => Field::absent(),
        }
    }
}
