//! Lists of certificates from STRUST and SSF_ALERT_CERTEXPIRE, and the fields of one certificate copied as text.
//!
//! None of these was seen at first hand: the headings are those of the fields that STRUST shows.

use std::borrow::Cow;

use super::Kind;
use super::fields::{
    ISSUER, KEY, LIST_OF, NOT_AFTER, NOT_BEFORE, SERIAL, SHA1, SHA256, SIGNATURE, SKI, SUBJECT, SUBJECT_CN,
};
use super::record::{Content, Entry};
use super::stores::Placed;
use crate::export::heading::{Column, Columns, NameColumn};
use crate::export::{FileContext, Reader, RecordSink};
use crate::input::Charset;
use crate::knowledge::{certificate, distinguished_name, pse};
use crate::layout::{Flaw, Row, Segment};

const OWNER_COLUMN: usize = 0;
const ISSUER_COLUMN: usize = 1;
const SERIAL_COLUMN: usize = 2;
const FROM_COLUMN: usize = 3;
const TO_COLUMN: usize = 4;
const PSE_COLUMN: usize = 5;
const SHA256_COLUMN: usize = 6;
const FINGERPRINT_COLUMN: usize = 7;
const SKI_COLUMN: usize = 8;

/// Two of them are in every such list; the reader asks for one more, for many tables have an owner and an end of validity.
#[rustfmt::skip]
pub(super) const COLUMNS: &[Column] = &[
    Column::required("SUBJECT", &["Owner", "Inhaber", "Certificate Owner", "Subject Name", "Zertifikatsinhaber", "Eigentümer", "Subject (Alt.)"]),
    Column::optional("ISSUER", &["Aussteller", "Issued by", "Certificate Issuer", "Ausgestellt von"]),
    Column::optional("SERIALNO", &["Serial Number", "Serial No.", "Serial Number (Hex.)", "Seriennummer", "Seriennummer (Hex.)", "Serial"]),
    Column::optional("VALIDFROM", &["Valid From", "Gültig von", "Gültig ab", "Valid since", "Not Before"]),
    Column::required("VALIDTO", &["Valid To", "Valid Until", "Gültig bis", "Expires on", "Expiration Date", "Ablaufdatum", "Not After", "Expiry Date"]),
    Column::optional("PSE", &["PSE Name", "PSE Type", "PSE-Name", "PSE-Typ", "PSE Context", "SSL Client Identity"]),
    Column::optional("SHA256", &["SHA256 Fingerprint", "Fingerprint (SHA256)", "Fingerprint SHA256", "Checksum (SHA256)"]),
    Column::optional("FINGERPRINT", &["Fingerabdruck", "Check Sum", "Checksum", "Checksum (SHA1)", "Prüfsumme", "Fingerprint (SHA1)", "Thumbprint"]),
    Column::optional("SKI", &["Subject Key Identifier", "Subject Key ID", "Schlüsselkennung"]),
];

/// Reads a list.
pub(super) struct List {
    kind: Kind,
    /// By the name of file or folder, or by the last title that names one.
    pse: Option<String>,
    forced: bool,
    table: Option<(Columns, NameColumn)>,
    /// The PSE whose list has been handed out as such.
    store: Option<Option<String>>,
    /// It may show a part of the certificates.
    selection: bool,
    placed: Placed,
}

const SELECTION: &str = "a list of several PSEs, as report SSF_ALERT_CERTEXPIRE prints it, may show only what expires soon: \
                         export the certificate list of each PSE";

impl List {
    pub(super) fn new(kind: Kind, pse: Option<String>, file: &FileContext<'_>) -> Self {
        let placed = Placed::said(file.purpose, file.place);
        Self { kind, pse, forced: file.forced, table: None, store: None, selection: false, placed }
    }

    fn store(&mut self, pse: Option<&str>, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if self.kind == Kind::TrustStore && self.store.as_ref().is_none_or(|known| known.as_deref() != pse) {
            self.store = Some(pse.map(str::to_owned));
            sink.record(&Entry::store("list", pse, row.cell(0).range()), row);
        }
    }
}

impl Reader for List {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        let title = row.charset.decode(row.text);
        self.selection |= title.to_ascii_uppercase().contains("CERTEXPIRE");
        if self.kind == Kind::TrustStore
            && let Some(pse) = pse::in_title(&title)
        {
            self.pse = Some(pse);
        }
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find(COLUMNS, row) else { return false };
        let some = |of: &[usize]| of.iter().any(|column| columns.cell(*column).is_some());
        // Licences and devices have owners, serial numbers and ends of validity too.
        let telling = some(&[ISSUER_COLUMN, PSE_COLUMN, SHA256_COLUMN, FINGERPRINT_COLUMN, SKI_COLUMN])
            || (self.kind == Kind::TrustStore && some(&[SERIAL_COLUMN]));
        let of_pse = self.kind == Kind::Certificate || self.forced || self.pse.is_some() || some(&[PSE_COLUMN]);
        let (true, true, Some(owner)) = (telling, of_pse, columns.cell(OWNER_COLUMN)) else { return false };
        if self.table.is_none() {
            sink.heading(row);
        }
        self.selection |= columns.cell(PSE_COLUMN).is_some();
        self.table = Some((columns, NameColumn::under(row, owner)));
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some((columns, names)) = self.table.take() else { return };
        if names.has_record(row, "an owner", sink) {
            let named = columns.cell(PSE_COLUMN).map(|cell| row.text_of(cell)).filter(|name| !name.is_empty());
            let pse = match named {
                Some(name) => Some(pse::by_name(&name).or_else(|| pse::in_title(&name)).unwrap_or(name)),
                None => self.pse.clone(),
            };
            if !self.selection {
                self.store(pse.as_deref(), row, sink);
            }
            let mut entry = certificate_of(&columns, row);
            let kind = if self.kind == Kind::TrustStore { "trusted" } else { "file" };
            entry.belongs(kind, pse.as_deref(), entry.place(SUBJECT));
            self.placed.tell(&mut entry);
            if self.kind == Kind::TrustStore && self.selection {
                entry.set(LIST_OF, Content::Unknown(SELECTION), entry.place(SUBJECT));
            }
            entry.conclude();
            sink.record(&Utf8(&entry, row.charset), row);
        }
        self.table = Some((columns, names));
    }
}

fn certificate_of(columns: &Columns, row: &Row<'_>) -> Entry {
    const CUT: &str = "the cell may be cut at the end of its column: save the list as a spreadsheet";
    // Every certificate has these: an empty cell does not show one.
    const EMPTY: &str = "the cell is empty";
    let mut entry =
        Entry::new("list", "the list has no column for it: sapgenpse maintain_pk -l prints all of a certificate");
    let cell = |column: usize| columns.cell(column).map(|index| (row.cell(index), row.text_of(index)));
    let mut take = |column: usize, read: &dyn Fn(&mut Entry, &str, std::ops::Range<usize>), fields: &[usize]| {
        let Some((cell, text)) = cell(column) else { return };
        let may_be_cut = cell.fills_column && !shows_its_end(column, &text);
        for field in fields {
            if may_be_cut {
                entry.set(*field, Content::Unknown(CUT), Some(cell.range()));
            } else if text.is_empty() {
                entry.set(*field, Content::Unknown(EMPTY), Some(cell.range()));
            }
        }
        if !may_be_cut && !text.is_empty() {
            read(&mut entry, &text, cell.range());
        }
    };
    take(OWNER_COLUMN, &owner, &[SUBJECT, SUBJECT_CN]);
    take(ISSUER_COLUMN, &|entry, text, span| entry.text(ISSUER, text, span), &[ISSUER]);
    take(SERIAL_COLUMN, &serial, &[SERIAL]);
    take(FROM_COLUMN, &|entry, text, span| entry.list_time(NOT_BEFORE, text, span), &[NOT_BEFORE]);
    take(TO_COLUMN, &|entry, text, span| entry.list_time(NOT_AFTER, text, span), &[NOT_AFTER]);
    take(SHA256_COLUMN, &fingerprint, &[SHA256]);
    take(FINGERPRINT_COLUMN, &fingerprint, &[]);
    take(SKI_COLUMN, &|entry, text, span| entry.text_or(SKI, certificate::key_identifier(text), DAMAGED, span), &[SKI]);
    entry
}

/// A value whose length tells that it is whole, although it fills its column: a day with its year, a fingerprint.
fn shows_its_end(column: usize, text: &str) -> bool {
    match column {
        FROM_COLUMN | TO_COLUMN => text.len() >= "31.12.2026".len() && certificate::list_time(text).is_ok(),
        SHA256_COLUMN => certificate::fingerprint(text, 32).is_some(),
        _ => false,
    }
}

const DAMAGED: &str = "the value is cut or damaged";

fn owner(entry: &mut Entry, text: &str, span: std::ops::Range<usize>) {
    entry.text(SUBJECT, text, span.clone());
    // Some lists give the common name alone.
    if distinguished_name::parse(text).is_none() {
        entry.text(SUBJECT_CN, text, span);
    }
}

fn serial(entry: &mut Entry, text: &str, span: std::ops::Range<usize>) {
    entry.text_or(SERIAL, certificate::serial_number(text), DAMAGED, span);
}

/// The length of a fingerprint tells which one it is; MD5 is none that counts.
fn fingerprint(entry: &mut Entry, text: &str, span: std::ops::Range<usize>) {
    if let Some(sha256) = certificate::fingerprint(text, 32) {
        entry.text(SHA256, sha256, span);
    } else if let Some(sha1) = certificate::fingerprint(text, 20) {
        entry.text(SHA1, sha1, span);
    }
}

/// Labels of the fields that STRUST shows of a certificate, English and German, without blanks, dots and brackets.
const LABELS: &[(&str, &[&str])] = &[
    ("subject", &["subject", "owner", "inhaber", "eigentümer"]),
    ("issuer", &["issuer", "aussteller"]),
    ("serial", &["serialnumberhex", "serialnumber", "serialnohex", "serialno", "seriennummerhex", "seriennummer"]),
    ("from", &["validfrom", "gültigvon", "gültigab", "valid", "validity", "gültig"]),
    ("to", &["to", "bis", "validto", "validuntil", "gültigbis"]),
    ("signature", &["signaturealgorithm", "algorithm", "algorithmus", "signaturalgorithmus"]),
    ("key", &["keystrength", "keylength", "schlüssellänge", "publickey"]),
    (
        "fingerprint",
        &[
            "checksum",
            "checksumsha1",
            "prüfsumme",
            "fingerprint",
            "fingerprintsha1",
            "fingerprintsha256",
            "fingerabdruck",
            "checksumsha256",
        ],
    ),
    ("ski", &["subjectkeyidentifier", "subjectkeyid"]),
];

/// So many lines hold the fields of a certificate, with what is copied along with them.
const DETAIL_LINES: usize = 60;

/// Says that these are the fields of a certificate, copied with their labels.
pub(super) fn is_detail(lines: &[Cow<'_, str>]) -> bool {
    let (mut subject, mut others) = (false, 0);
    for line in lines.iter().take(DETAIL_LINES) {
        match label_of(line.trim()) {
            Some(("subject", value)) => subject |= distinguished_name::parse(value).is_some(),
            Some(("issuer", value)) if distinguished_name::parse(value).is_some() => others += 1,
            Some(("serial" | "from" | "to", value)) if value.bytes().any(|byte| byte.is_ascii_digit()) => others += 1,
            _ => {}
        }
    }
    subject && others >= 2
}

/// What a line says: label, then a colon, a tab or two blanks, then the value. `Serial Number (Hex.)` leaves room for one
/// blank only.
fn label_of(line: &str) -> Option<(&'static str, &str)> {
    let bracket = line.find(") ").map(|at| at + 1);
    let cut = line.find([':', '\t']).into_iter().chain(line.find("  ")).chain(bracket).min()?;
    let label: String =
        line[..cut].chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let (name, _) = LABELS.iter().find(|(_, labels)| labels.contains(&label.as_str()))?;
    Some((name, line[cut..].trim_start_matches([':', '\t', ' ']).trim_end()))
}

/// Reads copied fields; each subject begins a certificate.
pub(super) struct Detail {
    begun: bool,
    open: Option<(Entry, String, Vec<Segment>)>,
    found: usize,
    placed: Placed,
}

impl Detail {
    pub(super) fn new(file: &FileContext<'_>) -> Self {
        Self { begun: false, open: None, found: 0, placed: Placed::said(file.purpose, file.place) }
    }

    fn close(&mut self, sink: &mut dyn RecordSink) {
        let Some((mut entry, text, segments)) = self.open.take() else { return };
        // The subject of a PSE or of an entry of its list stands there too, alone.
        if ![ISSUER, SERIAL, NOT_AFTER].iter().any(|field| entry.has(*field)) {
            return;
        }
        self.found += 1;
        entry.belongs("file", None, entry.place(SUBJECT));
        self.placed.tell(&mut entry);
        entry.conclude();
        sink.record(&entry, &Row { text: text.as_bytes(), cells: &[], segments: &segments, charset: Charset::Utf8 });
    }
}

impl Reader for Detail {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !std::mem::replace(&mut self.begun, true) {
            sink.heading(row);
        }
        let line = row.text_of(0);
        let Some((label, value)) = label_of(&line) else { return };
        if label == "subject" {
            self.close(sink);
            self.open = Some((Entry::new("text", "it was not copied"), String::new(), Vec::new()));
        }
        let Some((entry, text, segments)) = &mut self.open else { return };
        let offset = text.len();
        segments.push(Segment {
            offset,
            line: row.line(),
            column: row.position(row.cell(0).start).1,
            one_column: false,
        });
        text.push_str(&line);
        let start = offset + line.len() - value.len();
        let span = start..start + value.len();
        match label {
            "subject" => entry.text(SUBJECT, value, span),
            "issuer" => entry.text(ISSUER, value, span),
            "serial" => serial(entry, value, span),
            "from" => valid_from(entry, value, start),
            "to" => entry.list_time(NOT_AFTER, value, span),
            "signature" => entry.text(SIGNATURE, value, span),
            "key" => entry.text_or(KEY, certificate::key(value), "basislint does not know this kind of key", span),
            "fingerprint" => fingerprint(entry, value, span),
            "ski" => entry.text_or(SKI, certificate::key_identifier(value), DAMAGED, span),
            _ => {}
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.close(sink);
        if self.found == 0 {
            let message = "there is a subject, but nothing else of a certificate".to_owned();
            sink.flaw(Flaw { line: 1, column: 1, message, incomplete: true });
        }
    }
}

/// `01.08.2013 12:00:00 to 15.01.2038 12:00:00`, or the first of them alone. The text begins at this byte.
fn valid_from(entry: &mut Entry, text: &str, start: usize) {
    let between = [" to ", " bis ", " - ", "\t"].iter().find_map(|word| Some((text.find(word)?, word.len())));
    let (from, to) = between.map_or((text, None), |(at, length)| (&text[..at], Some(at + length)));
    entry.list_time(NOT_BEFORE, from.trim(), start..start + from.trim_end().len());
    if let Some(at) = to {
        let behind = text[at..].trim_start();
        let begin = start + text.len() - behind.len();
        entry.list_time(NOT_AFTER, behind, begin..begin + behind.len());
    }
}

/// A record whose values are UTF-8, in a row that may be something else.
struct Utf8<'e>(&'e Entry, Charset);

impl crate::export::Record for Utf8<'_> {
    fn field(&self, index: usize) -> crate::export::Field<'_> {
        let mut field = self.0.field(index);
        if let crate::export::Value::Text(text) = &mut field.value
            && self.1 == Charset::Windows1252
            && !text.is_ascii()
        {
            let encoded = encoding_rs::WINDOWS_1252.encode(&String::from_utf8_lossy(text)).0.into_owned();
            *text = Cow::Owned(encoded);
        }
        field
    }
}
