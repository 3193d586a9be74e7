//! Logs of Note Assistant: what happened to a downloaded SAP Note, as plain lines or as a table.
//!
//! Signature and procedure of one note may stand on lines of their own, so the lines of a note are kept until its last one
//! has been read. The layout was not seen at first hand; `line` takes lines apart.

use std::ops::Range;

use crate::knowledge::date::{self, Order};
use crate::knowledge::note_download::{PROCEDURES, is_signed, procedure};
use crate::layout::{Flaw, KeptRow, Row, text};

use super::cell::{LONGEST_USER, NO_COLUMN, text};
use super::decoded::Decoded;
use super::heading::{Column, Columns};
use super::moment::{MomentCells, value};
use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, Record, RecordSink, Value, Way,
};

mod line;
#[cfg(test)]
mod tests;

use line::Parts;

/// Logs of downloaded SAP Notes (SNOTE).
pub static EXPORT: Export = Export {
    kind: "note-log",
    title: "logs of downloaded SAP Notes",
    origin: "SNOTE, log of a note",
    role_sign: None,
    is_table: false,
    reach: Reach::Own,
    columns: COLUMNS,
    names: &["Log of note"],
    by_rows: None,
    fields: FIELDS,
    key: &["note", "version", "time", "text"],
    bytes: FieldBytes::NONE,
    lines: Some(line::recognise),
    open,
    how_to_get: WAYS,
};

const NOTE: usize = 0;
const TEXT: usize = 1;
const DATE: usize = 2;
const TIME: usize = 3;
const USER: usize = 4;
const VERSION: usize = 5;
const SIGNED: usize = 6;
const PROCEDURE: usize = 7;

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column::required("NUMM", &["Note", "SAP Note", "Note number", "SAP Note number", "Note no.", "Hinweis", "SAP-Hinweis", "Hinweisnummer", "Hinweisnr."]),
    Column::required("MSGTEXT", &[
        "Message text", "Message", "Log text", "Log entry", "Log message", "Text", "Action", "Meldungstext", "Meldung", "Nachrichtentext",
        "Nachricht", "Protokolltext", "Protokolleintrag", "Aktion",
    ]),
    Column::required("DATE", &["Date", "Log date", "Changed on", "Created on", "Downloaded on", "Datum", "Geändert am", "Angelegt am", "Heruntergeladen am"]),
    Column::optional("TIME", &["Time", "Log time", "Uhrzeit", "Zeit"]),
    Column::optional("USER", &["User name", "Changed by", "Created by", "Downloaded by", "Benutzer", "Benutzername", "Geändert von", "Angelegt von"]),
    Column::optional("VERSNO", &["Version", "Note version", "Vers.", "Hinweisversion"]),
    Column::optional("SIGNED", &["Digitally signed", "Digital signature", "Signature", "Digital signiert", "Digitale Signatur", "Signiert", "Signatur"]),
    Column::optional("PROCEDURE", &["Download procedure", "Downloaded via", "Protocol", "Verfahren", "Downloadverfahren", "Heruntergeladen über"]),
];

/// Indexes into [`FIELDS`].
mod field {
    pub const NOTE: usize = 0;
    pub const VERSION: usize = 1;
    pub const TIME: usize = 2;
    pub const USER: usize = 3;
    pub const TEXT: usize = 4;
    pub const SIGNED: usize = 5;
    pub const PROCEDURE: usize = 6;
}

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new(
        "note",
        FieldKind::Text,
        "number of the SAP Note without leading zeros, from its line or the one before",
    )
    .class(Class::Plain),
    FieldSpec::new("version", FieldKind::Text, "version of the note without leading zeros").class(Class::Plain),
    FieldSpec::new("time", FieldKind::Text, "when it happened, as yyyy-mm-ddThh:mm:ss").class(Class::Plain),
    FieldSpec::new("user", FieldKind::Text, "user who downloaded the note").class(Class::User),
    FieldSpec::new("text", FieldKind::Text, "text of the line"),
    FieldSpec::new(
        "signed",
        FieldKind::Choice(&["yes", "no"]),
        "whether the note has a valid digital signature; absent where another line tells, unknown where none does",
    ),
    FieldSpec::new(
        "procedure",
        FieldKind::Choice(PROCEDURES),
        "how the note was downloaded; absent where the line does not tell",
    ),
];

const WAYS: &[Way] = &[Way {
    title: "SNOTE, log of a downloaded note",
    steps: &[
        "Call transaction SNOTE, download a note (any will do, such as a new version of one that is there) and mark it.",
        "Display the note and double-click the node Note Log; show all messages of the download. With the new SNOTE (SAP Note 3051466, from 7.40 SP02 on) the screen differs.",
        "Save the log: List > Save > Local File, unconverted or as text with tabs; or copy its lines into a text file, each with the number of the note or below one that has it.",
    ],
    seen: "Not seen at first hand. SAP's documents say that the log tells whether a note is digitally signed and by which procedure it was downloaded; the texts are derived from that.",
}];

const NO_DOWNLOAD: &str = "no line of the log tells of a download: download a note and save its log";
const NOT_TOLD: &str = "no line of the log tells whether this note is signed";

/// More lines than these are not kept for one note: what they say is said.
const MOST_LINES: usize = 1000;

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Logs { lines: file.layout == &text::LAYOUT, ..Logs::default() })
}

#[derive(Default)]
struct Logs {
    /// Plain lines, no table.
    lines: bool,
    placed: bool,
    columns: Option<Columns>,
    /// The heading's text; long lists repeat it on every page.
    title: Vec<u8>,
    order: Option<Order>,
    note: Note,
    kept: Vec<Entry>,
    /// The first line of the log.
    first: Option<KeptRow>,
    /// Some line tells how a note came here, or should.
    tells: bool,
}

/// The note that lines are about: number and version without leading zeros.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Note {
    number: String,
    version: Option<String>,
}

/// A line of the log.
struct Entry {
    row: KeptRow,
    parts: Parts,
    signed: Option<bool>,
    procedure: Option<&'static str>,
    /// It says that the note was downloaded.
    downloaded: bool,
}

impl Logs {
    fn table_parts(&self, row: &Row<'_>) -> Option<Parts> {
        let columns = self.columns.as_ref()?;
        let place = |column: usize| {
            let cell = row.cell(columns.cell(column)?);
            (cell.start < cell.end).then(|| cell.range())
        };
        let mut parts = Parts {
            note: place(NOTE),
            version: place(VERSION),
            user: place(USER),
            text: place(TEXT).unwrap_or_default(),
            ..Parts::default()
        };
        parts.signature = place(SIGNED);
        parts.procedure = place(PROCEDURE);
        Some(parts)
    }

    fn take(&mut self, row: &Row<'_>, parts: Parts, sink: &mut dyn RecordSink) {
        if self.kept.len() >= MOST_LINES {
            self.flush(sink);
        }
        let said =
            |place: &Range<usize>| row.charset.decode(row.text.get(place.clone()).unwrap_or_default()).into_owned();
        let number = |place: &Option<Range<usize>>| place.as_ref().map(|place| without_zeros(&said(place)));
        if let Some(note) = number(&parts.note) {
            let version = number(&parts.version);
            let same_version = version.is_none() || self.note.version.is_none() || version == self.note.version;
            if note != self.note.number || !same_version {
                self.flush(sink);
                self.note = Note { number: note, version };
            } else {
                self.note.version = version.or(self.note.version.take());
            }
        }
        let text = said(&parts.text);
        let signed = match parts.signature.as_ref().map(&said) {
            Some(cell) => line::flag(&cell).or_else(|| is_signed(&cell)),
            None => is_signed(&text),
        };
        let own = parts.procedure.as_ref().map(&said);
        let named = own.as_deref().and_then(procedure).or_else(|| procedure(&text));
        let downloaded = line::is_download(&text);
        self.tells |= signed.is_some() || named.is_some() || downloaded;
        let row = KeptRow::of(row);
        if self.first.is_none() && !self.tells {
            self.first = Some(row.clone());
        }
        self.kept.push(Entry { row, parts, signed, procedure: named, downloaded });
    }

    /// Hands out the lines of a note.
    fn flush(&mut self, sink: &mut dyn RecordSink) {
        let kept = std::mem::take(&mut self.kept);
        let told = kept.iter().any(|entry| entry.signed.is_some() || entry.procedure == Some("rfc"));
        let mut doubtful = !told;
        for entry in &kept {
            let in_doubt = doubtful && entry.downloaded;
            doubtful &= !entry.downloaded;
            let row = entry.row.row();
            sink.record(&Line { row: &row, entry, log: self, in_doubt }, &row);
        }
    }
}

fn without_zeros(number: &str) -> String {
    let digits = number.trim_start_matches('0');
    if digits.is_empty() { number.to_owned() } else { digits.to_owned() }
}

impl Reader for Logs {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        let text = row.charset.decode(row.text);
        self.order = text.split_whitespace().next().and_then(date::order).or(self.order);
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find(COLUMNS, row) else { return false };
        self.columns = Some(columns);
        self.title = row.text.to_vec();
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if row.text.trim_ascii().is_empty() || *row.text == *self.title {
            return;
        }
        let parts = if self.lines {
            if !self.placed {
                self.placed = true;
                sink.heading(row);
            }
            let decoded = Decoded::of(row);
            line::parse(&decoded).map(|parts| parts.map(|place| decoded.place(place)))
        } else {
            self.table_parts(row)
        };
        let Some(parts) = parts.filter(|parts| !parts.text.is_empty()) else { return };
        self.take(row, parts, sink);
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.flush(sink);
        if let Some(first) = self.first.as_ref().filter(|_| !self.tells) {
            sink.flaw(Flaw::at(&first.row(), 0, NO_DOWNLOAD, true));
        }
    }
}

struct Line<'r> {
    row: &'r Row<'r>,
    entry: &'r Entry,
    log: &'r Logs,
    in_doubt: bool,
}

impl Line<'_> {
    fn part(&self, place: &Range<usize>) -> String {
        self.row.charset.decode(self.row.text.get(place.clone()).unwrap_or_default()).into_owned()
    }

    fn number<'a>(&self, place: Option<&Range<usize>>, carried: Option<&'a str>) -> Field<'a> {
        match (place, carried) {
            (Some(place), _) => Field::text(without_zeros(&self.part(place)).into_bytes(), place.clone()),
            (None, Some(carried)) if !carried.is_empty() => {
                Field { value: Value::Text(carried.as_bytes().into()), span: None }
            }
            (None, _) => Field::absent(),
        }
    }

    fn time(&self) -> Field<'_> {
        let parts = &self.entry.parts;
        match (&self.log.columns, &parts.day, &parts.time) {
            (Some(columns), ..) => {
                MomentCells { day: columns.cell(DATE), time: columns.cell(TIME) }.field(self.row, self.log.order)
            }
            (None, Some(day), Some(time)) => {
                let moment = date::moment(&self.part(day), &self.part(time), self.log.order);
                Field { value: value(moment), span: Some(day.start..time.end) }
            }
            _ => Field::absent(),
        }
    }

    fn user(&self) -> Field<'_> {
        match (&self.log.columns, &self.entry.parts.user) {
            (Some(columns), _) => match columns.cell(USER) {
                Some(cell) => text(self.row, cell, LONGEST_USER),
                None => Field::unknown(NO_COLUMN),
            },
            (None, Some(place)) => Field::text(self.row.text.get(place.clone()).unwrap_or_default(), place.clone()),
            (None, None) => Field::absent(),
        }
    }

    fn text(&self) -> Range<usize> {
        self.entry.parts.text.clone()
    }
}

impl Record for Line<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let Entry { parts, signed, procedure, .. } = self.entry;
        match index {
            field::NOTE => self.number(parts.note.as_ref(), Some(&self.log.note.number)),
            field::VERSION => self.number(parts.version.as_ref(), self.log.note.version.as_deref()),
            field::TIME => self.time(),
            field::USER => self.user(),
            field::TEXT => Field::text(self.row.text.get(self.text()).unwrap_or_default(), self.text()),
            field::SIGNED => {
                let span = Some(parts.signature.clone().unwrap_or_else(|| self.text()));
                match signed {
                    Some(signed) => Field::word(if *signed { "yes" } else { "no" }, span),
                    None if self.in_doubt => Field { value: Value::Unknown(NOT_TOLD), span },
                    None => Field::absent(),
                }
            }
            field::PROCEDURE => match procedure {
                Some(procedure) => Field::word(procedure, Some(parts.procedure.clone().unwrap_or_else(|| self.text()))),
                None => Field::absent(),
            },
            _ => Field::absent(),
        }
    }
}
