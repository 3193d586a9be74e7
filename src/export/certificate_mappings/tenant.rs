//! Answers of `GET /api/v1/CertificateUserMappings` of Cloud Integration on Neo: OData V2 as JSON and as Atom, a list or one entry.
//!
//! Field Certificate is the base64 of a PEM file, or of DER. Nothing of it is shown: what it says has its place at the user.

use std::ops::Range;

use base64ct::{Base64, Encoding};

use super::records;
use super::table::{
    ISSUER, List, NOT_AFTER, NOT_BEFORE, RECORD, SERIAL, SHA256, SUBJECT, TABLE_NAME, USER, VALID_UNTIL,
};
use crate::export::cell::{CUT, may_go_on};
use crate::export::certificates::{self, Certificate};
use crate::export::{Fact, Field, Reader, Record, RecordSink, Value};
use crate::knowledge::certificate;
use crate::layout::{Cell, Flaw, Row};

/// What the answer is to, as URLs, files and field `table` call it.
const TABLE: &str = "CertificateUserMappings";

const GOES_ON: &str = "the answer goes on at its link to the next page: save that page too";
const NO_CERTIFICATE: &str = "what stands in Certificate is no certificate, or a damaged one";
const NOT_THERE: &str = "the answer does not hold the certificate";
const NO_TIME: &str = "this is no time in milliseconds";

/// The file is named after what was asked for.
pub(super) fn is_named(name: &str) -> bool {
    name.to_ascii_lowercase().contains(&TABLE.to_ascii_lowercase())
}

/// Rows with these keys are mappings, or say that there are none. The latter only the name of the file tells.
pub(super) fn is_heading(keys: &[String], is_named: bool) -> bool {
    Cells::find(keys).is_some() || (is_named && is_empty_list(keys))
}

fn is_empty_list(keys: &[String]) -> bool {
    keys.iter().any(|key| key == "d.results[]" || key == "d[]")
}

/// Where the members of a mapping stand.
#[derive(Clone, Copy)]
struct Cells {
    user: usize,
    certificate: usize,
    valid_until: Option<usize>,
}

impl Cells {
    fn find(keys: &[String]) -> Option<Self> {
        let cell = |inside: &str, name: &str| keys.iter().position(|key| key.strip_prefix(inside) == Some(name));
        keys.iter().enumerate().find_map(|(user, key)| {
            let inside = key.strip_suffix("User").filter(|inside| inside.is_empty() || inside.ends_with(['.', '/']))?;
            let (certificate, valid_until) = (cell(inside, "Certificate")?, cell(inside, "ValidUntil"));
            (valid_until.is_some() || cell(inside, "Id").is_some()).then_some(Self { user, certificate, valid_until })
        })
    }
}

/// Reads such an answer.
pub(super) struct Answer {
    is_named: bool,
    cells: Option<Cells>,
    /// The cell of a link to the next page, and the cell that says that it is one, if that is needed.
    next: Option<(usize, Option<usize>)>,
    has_begun: bool,
    /// That the answer goes on was said.
    goes_on: bool,
    /// That a certificate cannot be read was said.
    is_said: bool,
}

impl Answer {
    pub(super) fn new(name: &str) -> Self {
        let is_named = is_named(name);
        Self { is_named, cells: None, next: None, has_begun: false, goes_on: false, is_said: false }
    }
}

impl Reader for Answer {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let keys: Vec<String> = (0..row.cells.len()).map(|cell| row.text_of(cell)).collect();
        let cell = |name: &str| keys.iter().position(|key| key == name);
        let link = cell("link/@href").zip(cell("link/@rel")).map(|(href, rel)| (href, Some(rel)));
        self.next = cell("d.__next").map(|next| (next, None)).or(link);
        self.cells = Cells::find(&keys);
        let is_ours = is_heading(&keys, self.is_named);
        if is_ours && !std::mem::replace(&mut self.has_begun, true) {
            sink.heading(row);
            // Pages of one answer hold different entries.
            sink.fact(Fact::Part(""));
            sink.record(&List(TABLE), row);
        }
        is_ours || self.next.is_some()
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if let Some((next, rel)) = self.next
            && rel.is_none_or(|rel| row.text_of(rel) == "next")
            && !row.value(next).is_empty()
            && !std::mem::replace(&mut self.goes_on, true)
        {
            sink.flaw(Flaw::at(row, row.cell(next).start, GOES_ON, true));
        }
        let Some(cells) = self.cells else { return };
        let user = row.cell(cells.user);
        let read = certificate_in(row, row.cell(cells.certificate));
        // That the file is cut is said by who saw it.
        if let Err(why) = read
            && why != CUT
            && !std::mem::replace(&mut self.is_said, true)
        {
            sink.flaw(Flaw::at(row, user.start, why, true));
        }
        sink.record(&Mapping { row, cells, read }, row);
    }
}

/// The certificate in a cell. Of several the first is the user's.
fn certificate_in(row: &Row<'_>, cell: Cell) -> Result<Certificate, &'static str> {
    if may_go_on(cell) {
        return Err(CUT);
    }
    let text = row.raw(cell);
    if text.is_empty() {
        return Err(NOT_THERE);
    }
    let outer = decoded(text).ok_or(NO_CERTIFICATE)?;
    let inner = body_of_pem(&outer).map(decoded);
    let bytes = match &inner {
        Some(body) => body.as_deref().ok_or(NO_CERTIFICATE)?,
        None => &outer,
    };
    let mut first = None;
    certificates::read(bytes, &mut |one| first = first.take().or(Some(one)));
    first.and_then(Result::ok).ok_or(NO_CERTIFICATE)
}

fn decoded(base64: &[u8]) -> Option<Vec<u8>> {
    let letters = base64.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    Base64::decode_vec(&String::from_utf8(letters).ok()?).ok()
}

/// What stands in the first block of PEM, whose lines may have been joined.
fn body_of_pem(text: &[u8]) -> Option<&[u8]> {
    const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
    let start = memchr::memmem::find(text, BEGIN)? + BEGIN.len();
    let rest = text.get(start..)?;
    rest.get(..memchr::memmem::find(rest, b"-----END")?)
}

struct Mapping<'r> {
    row: &'r Row<'r>,
    cells: Cells,
    read: Result<Certificate, &'static str>,
}

impl Mapping<'_> {
    fn place(&self) -> Option<Range<usize>> {
        Some(self.row.cell(self.cells.user).range())
    }

    /// What the certificate says in the field that exports of certificates call so.
    fn of_certificate(&self, name: &str) -> Field<'_> {
        let value = match &self.read {
            Ok(certificate) => certificate.value(name),
            Err(why) => Value::Unknown(why),
        };
        Field { value, span: self.place() }
    }

    fn valid_until(&self) -> Field<'_> {
        let Some(cell) = self.cells.valid_until.map(|cell| self.row.cell(cell)) else { return Field::absent() };
        let text = self.row.charset.decode(self.row.raw(cell));
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let time = if is_number { format!("/Date({text})/") } else { text.into_owned() };
        let value = match certificate::service_time(&time) {
            _ if may_go_on(cell) => Value::Unknown(CUT),
            Some(time) => Value::Text(time.into_bytes().into()),
            None if time.is_empty() => Value::Absent,
            None => Value::Unknown(NO_TIME),
        };
        Field { value, span: Some(cell.range()) }
    }
}

impl Record for Mapping<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            RECORD => Field::word(records::TENANT, self.place()),
            TABLE_NAME => Field::word(TABLE, None),
            USER if may_go_on(self.row.cell(self.cells.user)) => Field::unknown(CUT),
            USER => Field::of(self.row, self.row.cell(self.cells.user)),
            SUBJECT => self.of_certificate("subject"),
            ISSUER => self.of_certificate("issuer"),
            SERIAL => self.of_certificate("serial"),
            SHA256 => self.of_certificate("sha256"),
            NOT_BEFORE => self.of_certificate("not-before"),
            NOT_AFTER => self.of_certificate("not-after"),
            VALID_UNTIL => self.valid_until(),
            _ => Field::absent(),
        }
    }

    fn der(&self) -> Option<&[u8]> {
        self.read.as_ref().ok().map(|certificate| certificate.der.as_slice())
    }
}
