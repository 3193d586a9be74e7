//! Files of certificates: PEM, DER, and PKCS#7 in either of them.

use std::ops::Range;

use base64ct::{Base64, Encoding};

use super::Kind;
use super::fields::{ISSUER, NOT_AFTER, NOT_BEFORE, SERIAL, SUBJECT};
use super::record::Entry;
use super::stores::Placed;
use super::x509::{self, Certificate, Part};
use crate::export::{FileContext, Reader, RecordSink};
use crate::input::Charset;
use crate::layout::{Flaw, Layout, Row, Segment, der};

/// Labels of blocks with certificates.
pub(super) const LABELS: &[&[u8]] =
    &[b"CERTIFICATE", b"X509 CERTIFICATE", b"TRUSTED CERTIFICATE", PKCS7, b"PKCS #7 SIGNED DATA", b"CMS"];

const PKCS7: &[u8] = b"PKCS7";
/// What openssl writes with its own trust settings behind the certificate.
const TRUSTED: &[u8] = b"TRUSTED CERTIFICATE";

/// Reads blocks of PEM, or values of DER.
pub(super) struct Files {
    kind: Kind,
    pse: Option<String>,
    placed: Placed,
    layout: &'static Layout,
    begun: bool,
    /// Certificates read so far.
    number: u64,
}

impl Files {
    pub(super) fn new(kind: Kind, pse: Option<String>, file: &FileContext<'_>) -> Self {
        Self { kind, pse, placed: Placed::said(file.purpose, file.place), layout: file.layout, begun: false, number: 0 }
    }

    /// The file's first line or value is the place for what is missing in it. A trust store is there even if it is empty.
    fn begin(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        let (text, segments) = first_line(row);
        let binary = self.layout == &der::LAYOUT;
        let shown = Row { text: if binary { b"" } else { text }, cells: &[], segments, charset: row.charset };
        sink.heading(&shown);
        if self.kind == Kind::TrustStore {
            sink.record(&Entry::store(self.layout.name, self.pse.as_deref(), 0..0), &shown);
        }
    }

    fn certificates(&mut self, bytes: &[u8], label: Option<Range<usize>>, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let form = if der::begins_list(bytes) { "pkcs7" } else { self.layout.name };
        let start = label.as_ref().map_or(0, |label| label.start);
        let mut empty = true;
        x509::read(bytes, &mut |one| {
            empty = false;
            let certificate = match one {
                Ok(certificate) => certificate,
                Err(message) => return sink.flaw(Flaw::at(row, start, &message, true)),
            };
            self.number += 1;
            match &label {
                Some(label) => self.hand_out(certificate, form, &At::label(label), row, sink),
                None => {
                    let (text, at) = summary(&certificate);
                    let segments = [Segment { offset: 0, line: self.number, column: 1, one_column: true }];
                    let row = Row { text: text.as_bytes(), cells: &[], segments: &segments, charset: Charset::Utf8 };
                    self.hand_out(certificate, form, &at, &row, sink);
                }
            }
        });
        if empty {
            sink.flaw(Flaw::at(row, start, "this list of certificates (PKCS#7) is empty", false));
        }
    }

    fn hand_out(&self, read: Certificate, form: &'static str, at: &At, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let mut entry = Entry::new(form, "the certificate does not say it");
        let kind = if self.kind == Kind::TrustStore { "trusted" } else { "file" };
        entry.belongs(kind, self.pse.as_deref(), Some(at.subject.clone()));
        for (field, text) in self.placed.fields() {
            entry.text(field, text, at.subject.clone());
        }
        for (field, content, part) in read.values {
            entry.set(field, content, Some(at.of(part)));
        }
        entry.conclude();
        entry.is(read.der);
        sink.record(&entry, row);
    }

    fn block(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let (label, body) = (row.cell(0), row.raw(row.cell(1)));
        let name = row.raw(label);
        if !LABELS.contains(&name) {
            let message = "no certificate: this block was left out";
            return sink.flaw(Flaw::at(row, label.start, message, false));
        }
        let letters: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let decoded = std::str::from_utf8(&letters).ok().and_then(|letters| Base64::decode_vec(letters).ok());
        let Some(mut bytes) = decoded else {
            let message = "the base64 of this block is cut or damaged";
            return sink.flaw(Flaw::at(row, label.start, message, true));
        };
        if name == TRUSTED {
            bytes.truncate(x509::first_value(&bytes));
        }
        let (text, segments) = first_line(row);
        let line = Row { text, cells: row.cells.get(..1).unwrap_or_default(), segments, charset: row.charset };
        self.certificates(&bytes, Some(label.range()), &line, sink);
    }
}

impl Reader for Files {
    fn title(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        self.begin(row, sink);
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        self.begin(row, sink);
        match self.layout {
            layout if layout == &der::LAYOUT => self.certificates(row.text, None, row, sink),
            _ => self.block(row, sink),
        }
    }
}

/// The first physical line of a row.
fn first_line<'r>(row: &Row<'r>) -> (&'r [u8], &'r [Segment]) {
    let end = row.segments.get(1).map_or(row.text.len(), |second| second.offset);
    (row.text.get(..end).unwrap_or_default(), row.segments.get(..1).unwrap_or_default())
}

/// Where in the row's text the parts of a certificate are shown.
struct At {
    subject: Range<usize>,
    issuer: Range<usize>,
    serial: Range<usize>,
    not_before: Range<usize>,
    not_after: Range<usize>,
}

impl At {
    fn of(&self, part: Part) -> Range<usize> {
        let range = match part {
            Part::Subject => &self.subject,
            Part::Issuer => &self.issuer,
            Part::Serial => &self.serial,
            Part::NotBefore => &self.not_before,
            Part::NotAfter => &self.not_after,
        };
        range.clone()
    }

    /// All at the label of the block, for nobody can read the rest of it.
    fn label(label: &Range<usize>) -> Self {
        let at = || label.clone();
        Self { subject: at(), issuer: at(), serial: at(), not_before: at(), not_after: at() }
    }
}

/// A line for people in place of the bytes.
fn summary(read: &Certificate) -> (String, At) {
    let mut text = String::new();
    let mut part = |before: &str, part: &str| {
        text.push_str(before);
        let start = text.len();
        text.push_str(part);
        start..text.len()
    };
    let time = |field| Some(read.text(field)).filter(|time| !time.is_empty()).unwrap_or("?");
    let at = At {
        subject: part("", read.text(SUBJECT)),
        issuer: part(" | issuer ", read.text(ISSUER)),
        serial: part(" | serial number ", read.text(SERIAL)),
        not_before: part(" | valid from ", time(NOT_BEFORE)),
        not_after: part(" to ", time(NOT_AFTER)),
    };
    (text, at)
}
