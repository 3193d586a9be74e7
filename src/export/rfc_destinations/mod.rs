//! RFC destinations: table RFCDES, and lists that show SAP's decoded form of it (structure RFCDISPLAY).
//!
//! Here: columns, fields, the way out of SAP and the reader. `destination` says what a row means, `options` puts
//! RFCOPTIONS together from its columns. Which destinations are good or bad is for rules.

mod connection_type;
mod destination;
mod glance;
mod options;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::ops::Range;

use crate::layout::{CleanRow, CleanRows, Layout, Row};

use super::heading::{Column, Columns, NameColumn};
use super::{Class, Export, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, RecordSink, Way};
use destination::Destination;
use glance::GlanceColumns;

/// RFC destinations (SM59, table RFCDES).
pub static EXPORT: Export = Export {
    kind: "rfc-destinations",
    title: "RFC destinations",
    origin: "SM59, table RFCDES",
    role_sign: None,
    is_table: true,
    reach: Reach::System,
    columns: COLUMNS,
    names: &["RFCDES", "SM59", "RFC_DEST", "RFC-Dest", "RFC Dest"],
    by_rows: Some(is_destination),
    fields: FIELDS,
    key: &["name"],
    bytes: FieldBytes {
        whole: &[
            field::NAME,
            field::HOST,
            field::TARGET_SYSTEM,
            field::LOGON_GROUP,
            field::PATH_PREFIX,
            field::PROGRAM,
            field::USER,
            field::PSE,
            field::GATEWAY_HOST,
            field::GATEWAY_SERVICE,
        ],
        words: &[],
        glance: &[field::USER, field::PASSWORD],
    },
    lines: None,
    open,
    how_to_get: WAYS,
};

const RFCDEST: usize = 0;
const RFCTYPE: usize = 1;
/// RFCOPTIONS and the columns in which it goes on, in the order in which they are put together.
const OPTIONS: Range<usize> = 2..17;
const RFCHOST: usize = 18;
const RFCSERVICE: usize = 19;
const RFCSYSID: usize = 20;
const PFADPRE: usize = 21;
const RFCCLIENT: usize = 22;
const RFCUSER: usize = 23;
const RFCALIAS: usize = 24;
const RFCAUTH: usize = 25;
const RFCSLOGIN: usize = 26;
const RFCSAMEUSR: usize = 27;
const RFCSNC: usize = 28;
const SSLAPPLIC: usize = 29;
const NOCCERT: usize = 30;
const RFCGWHOST: usize = 31;
const RFCGWSERV: usize = 32;

/// The port of a table that people made: RFCDES keeps it where a system ID stands in other rows.
const PORT: usize = 33;
/// TLS and SNC in columns of their own: SAP has one for both.
const TLS: usize = 34;
const SNC: usize = 35;

/// Labels of RFCOPTIONS. Where a list of labels repeats them, the later columns are those in which it goes on.
const OPTIONS_LABELS: &[&str] =
    &["Options", "Optionen", "RFC Options", "RFC-Optionen", "Connection Options", "Verbindungsoptionen"];

/// The decoded columns have few labels on purpose: "System ID" and the like name several columns of such lists.
///
/// Some labels are those of a public list of destinations (zrfc_statrecs_summary) and of a public reader of such tables
/// (offlinesec, sap_table_def.py); those of the data elements RFCDEST, RFCTYPE_D and RFCOPTIONS are from knowledge, not looked up.
#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column::required("RFCDEST", &[
        "RFC Destination", "Destination", "RFC Dest.", "Dest.", "RFC-Ziel", "Logical Destination", "Log. Destination",
        "Logische Destination", "Log. Dest.", "RFC Connection", "RFC-Verbindung", "Destination Name", "Name of RFC Destination",
    ]),
    Column::optional("RFCTYPE", &[
        "Connection Type", "Conn. Type", "Connect. Type", "RFC Type", "Destination Type", "Dest. Type", "RFC Connection Type",
        "Verbindungstyp", "Verbind.typ", "Verb.typ", "RFC-Typ", "RFC-Verbindungstyp",
    ]).or_generic(&["Type", "Typ"]),
    Column::optional("RFCOPTIONS", OPTIONS_LABELS),
    Column::optional("RFCOPTIONT", OPTIONS_LABELS),
    Column::optional("RFCOPTIONU", OPTIONS_LABELS),
    Column::optional("RFCOPTIONV", OPTIONS_LABELS),
    Column::optional("RFCOPTION1", OPTIONS_LABELS),
    Column::optional("RFCOPTION2", OPTIONS_LABELS),
    Column::optional("RFCOPTION3", OPTIONS_LABELS),
    Column::optional("RFCOPTION4", OPTIONS_LABELS),
    Column::optional("RFCOPTION5", OPTIONS_LABELS),
    Column::optional("RFCOPTION6", OPTIONS_LABELS),
    Column::optional("RFCOPTION7", OPTIONS_LABELS),
    Column::optional("RFCOPTION8", OPTIONS_LABELS),
    Column::optional("RFCOPTION9", OPTIONS_LABELS),
    Column::optional("RFCOPTIONA", OPTIONS_LABELS),
    Column::optional("RFCOPTIONB", OPTIONS_LABELS),
    Column::optional("RFCDOC1", &["Description", "Beschreibung"]),
    Column::optional("RFCHOST", &["Target Host", "Zielhost", "Zielmaschine", "Host", "Target Machine", "Target Host Name", "Hostname", "Host Name"]),
    Column::optional("RFCSERVICE", &["Service No.", "Service Number", "System Number", "Systemnummer", "Instance Number", "Instanznummer", "SYSNR"]),
    Column::optional("RFCSYSID", &["SysID"]),
    Column::optional("PFADPRE", &["Path Prefix", "Pfadpräfix"]),
    Column::optional("RFCCLIENT", &["Client", "Mandant"]),
    Column::optional("RFCUSER", &["Remote User", "Logon User", "Anmeldebenutzer"]).or_generic(&["User", "User Name", "User ID", "Benutzer", "Benutzername"]),
    Column::optional("RFCALIAS", &[]),
    Column::optional("RFCAUTH", &["Remote Password", "Password", "Passwort", "Kennwort"]),
    Column::optional("RFCSLOGIN", &["Logon Procedure", "Logon Proc.", "Anmeldeverfahren"]),
    Column::optional("RFCSAMEUSR", &["Same User", "Current User"]),
    Column::optional("RFCSNC", &["SNC/TLS", "SNC/SSL"]),
    Column::optional("SSLAPPLIC", &["SSL Applic. (PSE)", "SSL Application (PSE)", "PSE", "SSL Client PSE", "SSL Client Identity"]),
    Column::optional("NOCCERT", &["No Client Cert.", "Send no client certificate"]),
    Column::optional("RFCGWHOST", &["Gateway Host", "Gateway-Host"]),
    Column::optional("RFCGWSERV", &["Gateway Service", "Gateway-Service"]),
    Column::optional("PORT", &["Port Number", "Service/Port", "Portnummer"]),
    Column::optional("TLS", &["SSL", "TLS Active", "SSL Active", "Use TLS", "Use SSL", "TLS aktiv", "SSL aktiv"]),
    Column::optional("SNC", &["SNC Active", "SNC Status", "Use SNC", "SNC aktiv"]),
];

/// Indexes into [`FIELDS`].
mod field {
    pub const NAME: usize = 0;
    pub const TYPE: usize = 1;
    pub const HOST: usize = 2;
    pub const ROUTER: usize = 3;
    pub const PORT: usize = 4;
    pub const SYSTEM_NUMBER: usize = 5;
    pub const TARGET_SYSTEM: usize = 6;
    pub const LOGON_GROUP: usize = 7;
    pub const PATH_PREFIX: usize = 8;
    pub const PROGRAM: usize = 9;
    pub const CLIENT: usize = 10;
    pub const USER: usize = 11;
    pub const SAME_USER: usize = 12;
    pub const TLS: usize = 13;
    pub const SNC: usize = 14;
    pub const PSE: usize = 15;
    pub const LOGON: usize = 16;
    pub const PASSWORD: usize = 17;
    pub const GATEWAY_HOST: usize = 18;
    pub const GATEWAY_SERVICE: usize = 19;
    pub const UNKNOWN_KEYS: usize = 20;
}

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("name", FieldKind::Text, "name of the RFC destination").class(Class::Destination),
    FieldSpec::new("type", FieldKind::Text, "connection type: 3 ABAP, H HTTP to ABAP, G HTTP to external server, T TCP/IP, W WebSocket RFC, I internal, L logical, X ABAP driver").class(Class::Plain),
    FieldSpec::new("host", FieldKind::Text, "target host, behind any SAProuters; the message server where a logon group is used").class(Class::Host),
    FieldSpec::new("router", FieldKind::Text, "SAProuter string in front of the target host, passwords masked").class(Class::Address),
    FieldSpec::new("port", FieldKind::Text, "port or service of an HTTP or WebSocket destination; absent means the standard port").class(Class::Plain),
    FieldSpec::new("system-number", FieldKind::Text, "system (instance) number of an ABAP connection").class(Class::Plain),
    FieldSpec::new("target-system", FieldKind::Text, "system ID of an ABAP connection with load balancing").class(Class::System),
    FieldSpec::new("logon-group", FieldKind::Text, "logon group of an ABAP connection with load balancing").class(Class::Name),
    FieldSpec::new("path-prefix", FieldKind::Text, "path prefix of an HTTP destination").class(Class::Path),
    FieldSpec::new("program", FieldKind::Text, "program or program ID of a TCP/IP connection").class(Class::Destination),
    FieldSpec::new("client", FieldKind::Text, "client that is logged on to").class(Class::Plain),
    FieldSpec::new("user", FieldKind::Text, "logon user; absent if the logon screen asks for it").class(Class::User),
    FieldSpec::new("same-user", FieldKind::Flag, "the current user's name is used at the target"),
    FieldSpec::new("tls", FieldKind::Flag, "TLS is active (HTTP and WebSocket destinations)"),
    FieldSpec::new("snc", FieldKind::Flag, "SNC is active (ABAP and TCP/IP connections)"),
    FieldSpec::new("pse", FieldKind::Text, "SSL client PSE, such as DFAULT or ANONYM; it stays in the table when TLS is off").class(Class::Name),
    FieldSpec::new("logon", FieldKind::Choice(&["basic", "certificate", "trusted", "none"]), "how the destination logs on; certificate: no user, but the PSE's own certificate can be presented over TLS"),
    FieldSpec::new("password", FieldKind::Choice(&["none", "stored", "clear"]), "where the password is: in the secure storage, or in the table"),
    FieldSpec::new("gateway-host", FieldKind::Text, "gateway host of an ABAP or TCP/IP connection").class(Class::Host),
    FieldSpec::new("gateway-service", FieldKind::Text, "gateway service of an ABAP or TCP/IP connection").class(Class::Plain),
    FieldSpec::new("unknown-keys", FieldKind::List, "keys in RFCOPTIONS that basislint does not know"),
];

const WAYS: &[Way] = &[
    Way {
        title: "SE16, ALV list, saved unconverted or as text with tabs",
        steps: &[
            "Call transaction SE16 and enter the table RFCDES.",
            "On the selection screen choose Settings > User Parameters and select ALV Grid Display or ALV List; the standard list cuts RFCOPTIONS.",
            "Leave the selection empty, clear Maximum No. of Hits and execute.",
            "Check that the columns RFCDEST, RFCTYPE, RFCOPTIONS and, where the table has them, RFCOPTIONT to RFCOPTIONB are all shown.",
            "Choose System > List > Save > Local File (or Export > Local File) and save as unconverted or Text with Tabs.",
            "Keep the folder closed: RFCOPTIONS may hold a password (rule inline-password). Do not mail or commit such a file.",
        ],
        seen: "The columns and the options string were seen in real rows, the frame in real lists of other tables. A whole RFCDES file was not seen.",
    },
    Way {
        title: "SE16N or SE16, export to a spreadsheet",
        steps: &[
            "Call transaction SE16N (or SE16 with ALV) for the table RFCDES, clear Maximum No. of Hits and execute.",
            "Choose Export > Spreadsheet and save as XLSX; if there is a choice, export technical column names.",
            "Do not open and save the file in Excel before the check: Excel changes numbers with leading zeros.",
            "Keep the folder closed: RFCOPTIONS may hold a password (rule inline-password). Do not mail or commit such a file.",
        ],
        seen: "Column labels in English and German are known from a public reader of such files. The file itself was not seen.",
    },
    Way {
        title: "A query on RFCDES, for example through RFC_READ_TABLE",
        steps: &[
            "Read RFCDEST, RFCTYPE, RFCOPTIONS and RFCOPTIONT to RFCOPTIONB and keep the column names as the first line.",
            "Use a separator that RFCOPTIONS does not contain, such as the bar or a tab; the comma needs quotes.",
            "Keep the folder closed: RFCOPTIONS may hold a password (rule inline-password). Do not mail or commit such a file.",
        ],
        seen: "The shape RFCDEST|RFCTYPE|RFCOPTIONS is described by several public tools. No file was seen.",
    },
];

fn open(context: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Destinations { layout: context.layout, forced: context.forced, heading: None })
}

/// Under a telling title for the name, the type is one of SAP's, and the host or the user have columns, too.
fn is_destination(row: &Row<'_>, columns: &Columns, named: bool) -> bool {
    let told = |column: usize| columns.cell(column).is_some();
    let is_type = columns.cell(RFCTYPE).is_some_and(|cell| {
        let text = row.value(cell);
        matches!(*text, [b'3' | b'2' | b'G' | b'H' | b'I' | b'L' | b'M' | b'S' | b'T' | b'W' | b'X'])
            || connection_type::code_of(&row.charset.decode(&text)).is_some()
    });
    let is_rfc = |label: &str| label.contains("RFC") || label.starts_with("Log");
    is_type && told(RFCHOST) && (named || told(RFCUSER) || columns.label(RFCDEST).is_some_and(is_rfc))
}

struct Destinations {
    layout: &'static Layout,
    /// The file is known for RFC destinations.
    forced: bool,
    heading: Option<Heading>,
}

#[derive(Clone)]
struct Heading {
    /// What a glance at a clean row takes; none if this list has more or less than that.
    glance: Option<GlanceColumns>,
    columns: Columns,
    names: NameColumn,
}

impl Reader for Destinations {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find(COLUMNS, row) else { return false };
        // "Destination" alone is a column of many lists, and so is "Type" beside it.
        let told = |column: usize| columns.cell(column).is_some();
        let has_type =
            told(RFCTYPE) && columns.label(RFCTYPE).is_none_or(|label| !COLUMNS[RFCTYPE].generic.contains(&label));
        // The names of SAP's structure RFCDISPLAY stand over no other list.
        let is_named = |column: usize| columns.label(column) == Some(COLUMNS[column].name);
        let is_display = is_named(RFCDEST) && is_named(RFCHOST);
        if !(has_type || told(OPTIONS.start) || is_display || self.forced && told(RFCTYPE)) {
            return false;
        }
        let Some(name) = columns.cell(RFCDEST) else { return false };
        let glance = GlanceColumns::of(&columns);
        self.heading = Some(Heading { glance, columns, names: NameColumn::under(row, name) });
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(heading) = &self.heading else { return };
        if heading.names.has_record(row, "a name of an RFC destination", sink) {
            sink.record(&Destination::new(row, &heading.columns, self.layout), row);
        }
    }

    fn clean_rows(&mut self, rows: &CleanRows<'_>, sink: &mut dyn RecordSink) -> usize {
        let Some(Heading { glance: Some(columns), names, .. }) = &self.heading else { return 0 };
        let Some(end) = sink.clear_to(rows.start()) else { return 0 };
        let rows = rows.iter().take_while(|row| row.end() <= end);
        let is_clear = |row: &CleanRow<'_>| {
            columns.look(row, names).is_some_and(|glance| glance.candidates(|field, value| sink.minds(field, value)))
        };
        let passed = rows.take_while(is_clear).count();
        sink.passed(passed);
        passed
    }

    fn for_later_part(&self) -> Option<Box<dyn Reader>> {
        Some(Box::new(Self { layout: self.layout, forced: self.forced, heading: Some(self.heading.clone()?) }))
    }

    fn follow(&mut self, before: &dyn Reader) -> bool {
        let before = (before as &dyn Any).downcast_ref::<Self>().and_then(|before| before.heading.as_ref());
        before.zip(self.heading.as_ref()).is_some_and(|(before, own)| before.columns == own.columns)
    }
}
