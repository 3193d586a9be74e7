//! A record of a log: its lines as one row, and what is known of others that tell the same.

use std::ops::Range;

use bstr::ByteSlice;
use jiff::civil::DateTime;

use super::line::{self, Begin};
use super::{Writes, incident, index};
use crate::export::{Field, Record, Value};
use crate::knowledge::profile_parameter::secret_parts;
use crate::knowledge::secret;
use crate::layout::{Cell, Row, Segment};
use crate::limits::RECORD_BYTES;

/// Lines that are one record, as they come.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) begin: Begin,
    text: Vec<u8>,
    segments: Vec<Segment>,
    /// Where the message begins in the text.
    message: usize,
    /// Its last line may be cut.
    pub(super) ends_file: bool,
}

impl Lines {
    /// Begins with this line of a file.
    pub(super) fn of(row: &Row<'_>, begin: Begin) -> Self {
        let mut lines = Self { message: begin.message.unwrap_or(row.text.len() + 1), begin, ..Self::default() };
        lines.push(row, false);
        lines
    }

    /// Adds a line; beyond the limit of a record there is nothing more to know of it.
    pub(super) fn add(&mut self, row: &Row<'_>) {
        if self.text.len() + row.text.len() < RECORD_BYTES {
            self.push(row, true);
        }
        self.ends_file |= row.cells.iter().any(|cell| cell.ends_file);
    }

    fn push(&mut self, row: &Row<'_>, trim: bool) {
        let cell = row.cell(0);
        if cell.range().is_empty() && trim {
            return;
        }
        if trim {
            self.text.push(b'\n');
        }
        let start = if trim { cell.start } else { 0 };
        let (number, column) = row.position(start);
        self.segments.push(Segment { offset: self.text.len(), line: number, column, one_column: false });
        self.text.extend_from_slice(row.text.get(start..cell.end).unwrap_or_default());
        self.ends_file |= cell.ends_file;
    }

    /// The cell of a record: all of it.
    pub(super) fn cell(&self) -> Cell {
        Cell {
            start: 0,
            end: self.text.len(),
            fills_column: self.ends_file,
            ends_file: self.ends_file,
            ..Cell::default()
        }
    }

    /// The row.
    pub(super) fn row<'r>(&'r self, cells: &'r [Cell], like: crate::input::Charset) -> Row<'r> {
        Row { text: &self.text, cells, segments: &self.segments, charset: like }
    }

    /// Bytes that it takes.
    pub(super) fn length(&self) -> usize {
        self.text.len() + self.segments.len() * size_of::<Segment>()
    }

    /// What stands behind time, level and names.
    pub(super) fn told(&self, charset: crate::input::Charset) -> String {
        charset.decode(self.text.get(self.message..).unwrap_or_default()).into_owned()
    }
}

/// What is known of all records that tell the same.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    pub(super) count: i64,
    pub(super) first: Option<DateTime>,
}

/// A record with what is known when it is handed out.
pub(super) struct Entry<'r> {
    pub(super) row: &'r Row<'r>,
    pub(super) lines: &'r Lines,
    pub(super) writes: Writes,
    pub(super) seen: Seen,
    /// The last time in the log; none where it has none, or as long as its end was not read.
    pub(super) log_end: Option<DateTime>,
}

fn moment(moment: Option<DateTime>, span: Option<Range<usize>>) -> Field<'static> {
    match moment {
        None => Field::absent(),
        Some(moment) => {
            Field { value: Value::Text(moment.strftime("%Y-%m-%dT%H:%M:%S").to_string().into_bytes().into()), span }
        }
    }
}

impl Entry<'_> {
    fn part(&self, part: Range<usize>) -> Field<'_> {
        Field::text(self.row.text.get(part.clone()).unwrap_or_default(), part)
    }

    /// The whole record; line ends are blanks, so that what goes on in the next line is found.
    fn text(&self) -> Field<'_> {
        let mut text: Vec<u8> = self.row.text.iter().map(|byte| if *byte == b'\n' { b' ' } else { *byte }).collect();
        // What is looked for has single blanks; the fields before the message are filled with them.
        let message = text.split_off(self.lines.message.min(text.len()));
        for byte in message {
            if byte != b' ' || text.last() != Some(&b' ') {
                text.push(byte);
            }
        }
        Field::text(text, 0..self.row.text.len())
    }

    /// The first line of the message that is not blank.
    fn message(&self) -> Field<'_> {
        let mut at = self.lines.message;
        let rest = self.row.text.get(at..).unwrap_or_default();
        for line in rest.split(|byte| *byte == b'\n') {
            let bare = line.trim_ascii_start();
            let bare = bare.strip_prefix(b"#").unwrap_or(bare).trim_ascii();
            if !bare.is_empty() {
                let start = at + (line.len() - line.trim_ascii_start().len());
                let start = if self.row.text.get(start) == Some(&b'#') { start + 1 } else { start };
                let blanks = self.row.text.get(start..).unwrap_or_default();
                let start = start + (blanks.len() - blanks.trim_ascii_start().len());
                return self.part(start..start + bare.len());
            }
            at += line.len() + 1;
        }
        Field::absent()
    }

    fn target(&self) -> Field<'_> {
        let told = self.lines.told(self.row.charset);
        let Some(target) = incident::target(&told) else { return Field::absent() };
        let rest = self.row.text.get(self.lines.message..).unwrap_or_default();
        match rest.find(target) {
            Some(at) => self.part(self.lines.message + at..self.lines.message + at + target.len()),
            None => Field::absent(),
        }
    }

    fn before_end(&self) -> Field<'_> {
        let days = self.lines.begin.time.zip(self.log_end).and_then(|(time, end)| line::days_between(time, end));
        days.map_or(Field::absent(), |days| Field { value: Value::Number(days), span: None })
    }
}

/// By what two records are known to tell the same.
pub(super) fn incident(lines: &Lines, charset: crate::input::Charset) -> String {
    let told = lines.told(charset);
    let target = incident::target(&told).unwrap_or_default();
    format!("{} {}{target}", lines.begin.level.as_ref().map_or("", |(level, _)| level), incident::alike(&told))
}

impl Record for Entry<'_> {
    fn field(&self, field: usize) -> Field<'_> {
        let begin = &self.lines.begin;
        match field {
            index::LOG => Field::word(self.writes.log, None),
            index::TIME => moment(begin.time, Some(begin.time_place.clone())),
            index::LEVEL => match &begin.level {
                Some((level, place)) => Field::word(level, Some(place.clone())),
                None => Field::absent(),
            },
            index::COMPONENT => begin.component.clone().map_or(Field::absent(), |place| self.part(place)),
            index::TEXT => self.text(),
            index::MESSAGE => self.message(),
            index::TARGET => self.target(),
            index::COUNT => Field { value: Value::Number(self.seen.count), span: None },
            index::FIRST => moment(self.seen.first, None),
            index::BEFORE_END => self.before_end(),
            index::LOG_END => moment(self.log_end, None),
            _ => Field::absent(),
        }
    }

    /// Where columns are not known, a cell of one odd word may be anything.
    fn secrets(&self) -> Vec<Range<usize>> {
        let mut secrets = secret_parts(self.row.text);
        if !self.writes.is_told_by_columns {
            let mut at = 0;
            let time = &self.lines.begin.time_place;
            for cell in self.row.text.split(|byte| line::is_separator(*byte)) {
                let is_time = !time.is_empty() && (at..at + cell.len()).contains(&time.start);
                if !is_time && !cell.trim_ascii().contains(&b' ') {
                    secrets.extend(secret::odd_words(cell).into_iter().map(|word| at + word.start..at + word.end));
                }
                at += cell.len() + 1;
            }
        }
        secrets
    }
}
