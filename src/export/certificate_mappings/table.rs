//! Lists of tables USREXTID, USRCERTRULE and USRCERTMAP. Which of them a list is, its heading tells.

use super::records;
use crate::export::cell::{CUT, LONGEST_USER, NO_COLUMN, may_go_on};
use crate::export::describe::{Entry, choice, column, flag, index, number, text};
use crate::export::table_reader::{ClientTold, Heading, TableKind, TableRecord};
use crate::export::{Class, Fact, Field, FileContext, Record, RecordSink, Value};
use crate::knowledge::distinguished_name as name;
use crate::knowledge::{certificate, mark};
use crate::layout::Flaw;

/// Names of the columns are those of SAP's dictionary; English labels of VUSREXTID are in SAP's documentation (connectors.md a.10),
/// all others are from knowledge, not looked up. The columns with hashes of names are not read: nothing can be told from them.
#[rustfmt::skip]
pub(super) const TABLE: &[Entry] = &[
    choice("record", records::ALL, "external-id: a certificate by its subject (USREXTID); rule: a rule (USRCERTRULE); explicit: a certificate by subject and issuer, where rules count (USRCERTMAP); tenant: a mapping of a tenant of Cloud Integration on Neo; list: the list itself, which is there even without a row"),
    text("table", "where it is from: USREXTID, USRCERTRULE, USRCERTMAP or CertificateUserMappings").class(Class::Plain).own(),
    text("client", "client that it holds for").class(Class::Plain).own()
        .column("MANDT", &["Client", "Cl.", "Clt", "Mandant", "Mdt."]),
    text("type", "type of the external ID: DN is a distinguished name; unknown in the view VUSREXTID, which shows entries of one type").class(Class::Plain).own()
        .column("TYPE", &["EXTID_TYPE", "External ID type", "Ext. ID type", "Type of external ID", "Typ der externen ID", "Typ externe ID"]).or_generic(&["Typ"]),
    text("user", "user that the certificate stands for").class(Class::User).own().column("BNAME", &[
        "User", "User name", "User ID", "Benutzer", "Benutzername",
    ]),
    number("sequence", "number of the entry (USREXTID) or of the rule (USRCERTRULE)").own().column("SEQNO", &[
        "Seq. No", "Seq. No.", "Sequence number", "SEQ_NO", "CERTINDEX", "Lfd. Nr.", "Lfd.Nr", "Laufende Nummer", "Folgenummer",
    ]),
    text("subject", "the subject of the certificate, or another external ID: distinguished name as printed").class(Class::Subject).own().column("EXTID", &[
        "External ID", "External identification", "Ext. ID", "Externe ID", "Externe Identifikation", "SUBJECT", "Antragsteller",
    ]),
    text("issuer", "who issued the certificate, where the table keeps it: distinguished name as printed").class(Class::Subject).own().column("ISSUER", &["Aussteller"]),
    text("serial", "its serial number, where the table keeps it: hexadecimal digits in capitals without leading zeros").class(Class::Fingerprint).own()
        .column("SERIAL", &["Serial number", "Serial no.", "Seriennummer"]),
    flag("active", "an entry of USREXTID that counts").own()
        .column("STATUS", &["Act.", "Active", "Activated", "Akt.", "Aktiv", "Aktiviert"]),
    flag("in-sap-form", "the subject is printed as SAP compares it: CN=MyUser, O=MyCompany, C=US, one blank after each comma").own(),
    text("subject-filter", "of a rule: the subjects that it is for").class(Class::Subject).own().column("SUBJECTFLT", &["Subject filter", "Filter for subject"]),
    text("issuer-filter", "of a rule: the issuers that it is for").class(Class::Subject).own().column("ISSUERFLT", &["Issuer filter", "Filter for issuer"]),
    text("logon-with", "of a rule: how the user is found, as the table codes it (LOGONWITH)").class(Class::Plain).own().column("LOGONWITH", &["Logon with", "Login as"]),
    text("cert-entry", "of a rule: the entry of the certificate that the user is taken from (CERTENTRY)").class(Class::Plain).own().column("CERTENTRY", &["Certificate entry"]),
    text("cert-attribute", "of a rule: the attribute of that entry (CERTATTRIBUTE)").class(Class::Plain).own().column("CERTATTRIBUTE", &["Certificate attribute"]),
    text("sha256", "of a tenant's mapping: SHA-256 fingerprint of the certificate, 64 hexadecimal digits in capitals").class(Class::Fingerprint).own(),
    text("not-before", "of a tenant's mapping: first moment of the certificate's validity, UTC: yyyy-mm-ddThh:mm:ss").class(Class::Plain).own(),
    text("not-after", "of a tenant's mapping: last moment of the certificate's validity, UTC: yyyy-mm-ddThh:mm:ss").class(Class::Plain).own(),
    text("valid-until", "of a tenant's mapping: until when it holds, UTC: yyyy-mm-ddThh:mm:ss").class(Class::Plain).own(),
    // Hashes of subject and issuer tell USRCERTMAP; who made an entry, too.
    column("SUBJECTH", &[]),
    column("CREATED_BY", &["Created by", "Angelegt von"]),
];

pub(super) const RECORD: usize = index(TABLE, "record");
pub(super) const TABLE_NAME: usize = index(TABLE, "table");
const CLIENT: usize = index(TABLE, "client");
const TYPE: usize = index(TABLE, "type");
pub(super) const USER: usize = index(TABLE, "user");
const SEQUENCE: usize = index(TABLE, "sequence");
pub(super) const SUBJECT: usize = index(TABLE, "subject");
pub(super) const ISSUER: usize = index(TABLE, "issuer");
pub(super) const SERIAL: usize = index(TABLE, "serial");
const ACTIVE: usize = index(TABLE, "active");
pub(super) const SAP_FORM: usize = index(TABLE, "in-sap-form");
const SUBJECT_FILTER: usize = index(TABLE, "subject-filter");
const ISSUER_FILTER: usize = index(TABLE, "issuer-filter");
const LOGON_WITH: usize = index(TABLE, "logon-with");
const CERT_ENTRY: usize = index(TABLE, "cert-entry");
const CERT_ATTRIBUTE: usize = index(TABLE, "cert-attribute");
pub(super) const SHA256: usize = index(TABLE, "sha256");
pub(super) const NOT_BEFORE: usize = index(TABLE, "not-before");
pub(super) const NOT_AFTER: usize = index(TABLE, "not-after");
pub(super) const VALID_UNTIL: usize = index(TABLE, "valid-until");
const SUBJECT_HASH: usize = index(TABLE, "SUBJECTH");
const CREATED_BY: usize = index(TABLE, "CREATED_BY");

/// EXTID holds so many characters.
const LONGEST_NAME: usize = 4096;

/// Characters at which SAP GUI cuts a cell, whatever the list is saved as: of an ALV list 128, of a list of SE16 132 or 255. A name of
/// just that length may have been longer.
const CUT_AT: &[u64] = &[128, 132, 255];

const NO_TYPE: &str =
    "the list does not show the type of its entries: the view VUSREXTID has those of the type that was asked for";
const HASH_ONLY: &str =
    "the list shows no name, only its hash: the name is too long for the view. Save table USREXTID as a spreadsheet";
const NAME_CUT: &str = "the distinguished name may be cut here: nobody knows whose certificate it is. Save table USREXTID as a spreadsheet";
const NO_NAME: &str = "the external ID is no distinguished name";
const NO_MARK: &str = "what stands there says neither that the entry is active nor that it is not";
const NO_SERIAL: &str = "this is no serial number";
const NO_NUMBER: &str = "no number stands there";

/// Which of the tables a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    ExternalIds,
    Rules,
    Explicit,
}

impl Shown {
    fn of(heading: &Heading, forced: bool) -> Option<Self> {
        let has = |entry: usize| heading.has(entry);
        let any = |entries: &[usize]| entries.iter().any(|entry| has(*entry));
        let technical = |entry: usize| TABLE.get(entry).and_then(|entry| entry.column).map(|column| column.name);
        let is_technical = |entry: usize| has(entry) && heading.label(entry) == technical(entry);
        let is_subject = matches!(heading.label(SUBJECT), Some("SUBJECT" | "Antragsteller"));
        let filters = [SUBJECT_FILTER, ISSUER_FILTER];
        if any(&filters) && (filters.into_iter().all(has) || any(&[LOGON_WITH, CERT_ENTRY, CERT_ATTRIBUTE])) {
            return Some(Self::Rules);
        }
        if !has(USER) || !has(SUBJECT) {
            return None;
        }
        if is_subject {
            // Subject, issuer and a user stand together in other lists, too.
            let is_told = is_technical(USER) || any(&[SUBJECT_HASH, CREATED_BY]) || forced;
            return (has(ISSUER) && is_told).then_some(Self::Explicit);
        }
        // External IDs and a status are things that many lists have.
        let is_marked = has(ACTIVE) && (is_technical(SUBJECT) || !is_technical(ACTIVE));
        let is_told = (is_technical(SUBJECT) && is_technical(USER)) || is_marked || has(SEQUENCE) || forced;
        is_told.then_some(Self::ExternalIds)
    }

    fn table(self) -> &'static str {
        match self {
            Self::ExternalIds => "USREXTID",
            Self::Rules => "USRCERTRULE",
            Self::Explicit => "USRCERTMAP",
        }
    }

    fn record(self) -> &'static str {
        match self {
            Self::ExternalIds => records::EXTERNAL_ID,
            Self::Rules => records::RULE,
            Self::Explicit => records::EXPLICIT,
        }
    }

    /// Its rows can tell this.
    fn tells(self, field: usize) -> bool {
        match field {
            CLIENT => true,
            TYPE | SERIAL | ACTIVE => self == Self::ExternalIds,
            SEQUENCE => self != Self::Explicit,
            USER | SUBJECT | ISSUER | SAP_FORM => self != Self::Rules,
            SUBJECT_FILTER | ISSUER_FILTER | LOGON_WITH | CERT_ENTRY | CERT_ATTRIBUTE => self == Self::Rules,
            _ => false,
        }
    }
}

/// Reads such a list.
pub(super) struct Mappings {
    shown: Shown,
    /// The file is known for such a list.
    forced: bool,
    client: ClientTold,
    /// That a name is not whole was said.
    is_said: bool,
}

impl TableKind for Mappings {
    const TABLE: &'static [Entry] = TABLE;
    const NAMES: &'static [usize] = &[USER, SEQUENCE, ISSUER_FILTER, SUBJECT_FILTER];
    const A_RECORD: &'static str = "what it is for";

    fn new(file: &FileContext<'_>) -> Self {
        Self { shown: Shown::ExternalIds, forced: file.forced, client: ClientTold::default(), is_said: false }
    }

    fn is_ours(&self, heading: &Heading) -> bool {
        Shown::of(heading, self.forced).is_some()
    }

    fn begin(&mut self, heading: &TableRecord<'_>, first: bool, sink: &mut dyn RecordSink) {
        self.shown = Shown::of(heading.heading, self.forced).unwrap_or(self.shown);
        if first {
            sink.fact(Fact::Part(self.shown.table()));
            sink.record(&List(self.shown.table()), heading.row);
        }
    }

    fn has_record(&mut self, row: &TableRecord<'_>, sink: &mut dyn RecordSink) -> bool {
        if !row.has_name(Self::A_RECORD, sink) {
            return false;
        }
        self.client.by(row, (Some(self.shown.table()), CLIENT), sink);
        let name = [SUBJECT, ISSUER, SUBJECT_FILTER, ISSUER_FILTER].into_iter().find_map(|field| {
            let why = match self.name(row, field)?.value {
                Value::Cut(_) | Value::Unknown(CUT) => NAME_CUT,
                Value::Unknown(why) if row.cell(field).is_some() => why,
                _ => return None,
            };
            Some((row.cell(field)?, why))
        });
        if let Some((cell, why)) = name.filter(|_| !std::mem::replace(&mut self.is_said, true)) {
            sink.flaw(Flaw::at(row.row, row.place(cell).start, why, true));
        }
        true
    }

    fn field<'r>(&'r self, row: &TableRecord<'r>, index: usize) -> Field<'r> {
        match index {
            RECORD => Field::word(self.shown.record(), row.cell(USER).map(|cell| cell.range())),
            TABLE_NAME => Field::word(self.shown.table(), None),
            _ if !self.shown.tells(index) => Field::absent(),
            SUBJECT | ISSUER | SUBJECT_FILTER | ISSUER_FILTER => {
                self.name(row, index).unwrap_or_else(|| Field::unknown(NO_COLUMN))
            }
            SAP_FORM => self.sap_form(row),
            TYPE if row.cell(TYPE).is_none() => Field::unknown(NO_TYPE),
            TYPE => row.text(TYPE, 2),
            ACTIVE => read(row, ACTIVE, |text| match mark::read(text) {
                Some(mark) => Value::Flag(mark),
                None if text.is_empty() => Value::Flag(false),
                None => Value::Unknown(NO_MARK),
            }),
            SERIAL => read(row, SERIAL, |text| match certificate::serial_number(text) {
                Some(serial) => Value::Text(serial.into_bytes().into()),
                None if text.is_empty() => Value::Absent,
                None => Value::Unknown(NO_SERIAL),
            }),
            SEQUENCE => read(row, SEQUENCE, |text| match text.parse() {
                Ok(number) => Value::Number(number),
                Err(_) if text.is_empty() => Value::Absent,
                Err(_) => Value::Unknown(NO_NUMBER),
            }),
            CLIENT => row.client(CLIENT),
            USER => row.text(USER, LONGEST_USER),
            _ => row.text(index, 0),
        }
    }
}

impl Mappings {
    /// A distinguished name, if the list has a column for it and such rows can tell it.
    fn name<'r>(&self, row: &TableRecord<'r>, field: usize) -> Option<Field<'r>> {
        let cell = row.cell(field).filter(|_| self.shown.tells(field))?;
        let found = row.text(field, LONGEST_NAME);
        let value = match found.value {
            Value::Absent if field == SUBJECT => Value::Unknown(HASH_ONLY),
            Value::Text(text) if CUT_AT.contains(&row.row.charset.characters(&text)) => Value::Cut(text),
            value => value,
        };
        Some(Field { value, span: Some(row.place(cell)) })
    }

    fn sap_form(&self, row: &TableRecord<'_>) -> Field<'static> {
        let Some(Field { value, span }) = self.name(row, SUBJECT) else { return Field::unknown(NO_COLUMN) };
        let form = |text: &[u8]| name::is_in_sap_form(&row.row.charset.decode(text));
        let value = match value {
            Value::Text(text) => form(&text).map_or(Value::Unknown(NO_NAME), Value::Flag),
            // What is wrong at the begin stays wrong.
            Value::Cut(text) if form(&text) == Some(false) => Value::Flag(false),
            Value::Cut(_) => Value::Unknown(CUT),
            Value::Unknown(why) => Value::Unknown(why),
            _ => Value::Absent,
        };
        Field { value, span }
    }
}

/// What the text of a cell says; unknown where the list lacks its column, or it may be cut.
fn read<'r>(row: &TableRecord<'r>, entry: usize, meaning: impl FnOnce(&str) -> Value<'static>) -> Field<'r> {
    let Some(cell) = row.cell(entry) else { return Field::unknown(NO_COLUMN) };
    let text = row.decoded(entry).unwrap_or_default();
    let is_cut = may_go_on(cell) && (text.is_empty() || cell.ends_file);
    let value = if is_cut { Value::Unknown(CUT) } else { meaning(&text) };
    Field { value, span: Some(row.place(cell)) }
}

/// The record of a list as such.
pub(super) struct List(pub(super) &'static str);

impl Record for List {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            RECORD => Field::word(records::LIST, None),
            TABLE_NAME => Field::word(self.0, None),
            _ => Field::absent(),
        }
    }
}
