//! Services of the ICM: SMICM > Goto > Services.
//!
//! The list marks services that are active. Where no row has a mark, the icons were lost when the list was saved, so
//! records come at the end of the file.

use crate::knowledge::mark;
use crate::layout::{Cell, Row};

use super::cell::CUT;
use super::describe::{Entry, flag, index, number, text};
use super::table_reader::{Heading, TableKind, TableRecord};
use super::{Class, Columns, Export, Field, FileContext, Reach, RecordSink, Value, Way};

/// Services of the ICM (SMICM).
pub static EXPORT: Export = Export {
    reach: Reach::Server,
    names: &["SMICM", "ICM_SERVICE", "ICM-Service", "ICM Service", "Active Services"],
    by_rows: Some(is_service),
    key: &["protocol", "service", "host"],
    how_to_get: WAYS,
    ..Export::table::<Services>("icm-services", "ICM services", "SMICM, Goto > Services")
};

/// Titles that name both: hardly any other list has them.
const SERVICE_AND_PORT: &[&str] = &[
    "Service Name/Port",
    "Service/Port",
    "Serv. Name/Port",
    "Servicename/Port",
    "Service-Name/Port",
    "Servicename/Portnummer",
    "Service Name or Port Number",
    "Dienst/Port",
];

#[rustfmt::skip]
const TABLE: &[Entry] = &[
    text("protocol", "protocol: HTTP, HTTPS, SMTP, P4, ...").class(Class::Plain)
        .column("PROTOCOL", &["Log", "Protocol", "Protokoll", "Prot.", "Protok."]).required(),
    text("service", "port or name of the service; 0 is inactive").class(Class::Name).column("SERVICE", &[
        "Service Name/Port", "Service/Port", "Serv. Name/Port", "Servicename/Port", "Service-Name/Port", "Servicename/Portnummer",
        "Service Name or Port Number", "Dienst/Port", "Service Name", "Servicename", "Port", "Port Number",
    ]).required(),
    text("host", "host name that the service answers for").class(Class::Host)
        .column("HOSTNAME", &["Host Name", "Host-Name", "Host", "Rechnername", "Virtual Host", "Virtueller Host"]),
    flag("active", "the ICM takes requests there; unknown if no row of the list has a mark").own()
        .column("ACTIVE", &["Actv", "Act.", "Actve", "Active?", "Aktiv", "Akt.", "Status"]),
    number("keep-alive", "keep-alive timeout in seconds").column("KEEPALIVE", &[
        "Keep Alive", "Keep-Alive", "Keep Alive Timeout", "Keep-Alive-Timeout", "Keep Alive (Sec.)", "Keep Alive (Sek.)",
    ]),
    number("processing-timeout", "processing timeout in seconds").column("PROCTIMEO", &[
        "Proc.Timeo", "Proc. Timeout", "Processing Timeout", "Proc.Time", "Verarb.-Timeout", "Verarb.Timeout", "Verarbeitungstimeout",
        "Verarbeitungs-Timeout", "Processing-Timeout",
    ]),
    text("ssl-config", "SSL configuration of the service, if it has one")
        .column("SSLCONFIG", &["SSL Config", "SSL Configuration", "SSL Conf.", "SSL-Konfiguration", "SSL-Konfig."]),
];

/// Indexes of fields, which are those of their columns.
pub(crate) mod field {
    use super::{TABLE, index};

    /// Protocol.
    pub const PROTOCOL: usize = index(TABLE, "protocol");
    /// Port or name.
    pub const SERVICE: usize = index(TABLE, "service");
    /// Host name.
    pub const HOST: usize = index(TABLE, "host");
    /// Whether it is active.
    pub const ACTIVE: usize = index(TABLE, "active");
    /// Keep-alive timeout.
    pub const KEEP_ALIVE: usize = index(TABLE, "keep-alive");
    /// Processing timeout.
    pub const PROCESSING: usize = index(TABLE, "processing-timeout");
}

use field::{ACTIVE, HOST, KEEP_ALIVE, PROCESSING, PROTOCOL, SERVICE};

const WAYS: &[Way] = &[Way {
    title: "SMICM, Goto > Services",
    steps: &[
        "Log on to each application server that takes HTTP requests (SM51) and call transaction SMICM.",
        "Choose Goto > Services.",
        "Choose System > List > Save > Local File, unconverted or Text with Tabs; from an ALV list Export > Spreadsheet.",
        "See that the file still tells which services are active: where the ticks got lost, write an X into that column.",
    ],
    seen: "Not seen at first hand. SAP's documentation names protocol, service or port, keep-alive and processing \
           timeout, and the mark of active services; the headings are matched generously.",
}];

const NO_ACTIVE: &str = "the list has no column that tells whether the service is active";
const NO_MARKS: &str = "no row has a mark for active services: the ticks got lost when the list was saved";
const STRANGE_MARK: &str = "what stands there says neither that the service is active nor that it is not";

/// Protocols of `icm/server_port_<xx>`.
const PROTOCOLS: &[&str] = &["HTTP", "HTTPS", "SMTP", "P4", "P4SEC", "IIOP", "IIOPSEC", "ROUTER", "TELNET", "TCP"];

/// Many lists have protocols and ports: the file or a title must say what it is, or the table has these columns and the
/// mark of active services alone: a load balancer's names hosts.
fn is_service(row: &Row<'_>, columns: &Columns, named: bool) -> bool {
    let protocol = columns.cell(PROTOCOL).map(|cell| row.text_of(cell)).unwrap_or_default();
    let is_whole = columns.cell(ACTIVE).is_some() && columns.cell(HOST).is_none() && columns.count() == row.cells.len();
    (named || is_whole) && PROTOCOLS.contains(&protocol.as_str())
}

struct Services {
    /// The file is known for services of the ICM.
    forced: bool,
    /// Some row says that its service is active.
    marked: bool,
}

impl TableKind for Services {
    const TABLE: &'static [Entry] = TABLE;
    /// A service of port 0 may be blank.
    const NAMES: &'static [usize] = &[PROTOCOL];
    const A_RECORD: &'static str = "a protocol";
    const AT_THE_END: bool = true;

    fn new(file: &FileContext<'_>) -> Self {
        Self { forced: file.forced, marked: false }
    }

    fn is_ours(&self, heading: &Heading) -> bool {
        // By the label and not by the title, which may be cut.
        let is_telling = heading.label(SERVICE).is_some_and(|label| SERVICE_AND_PORT.contains(&label));
        // Protocol and port are columns of many lists.
        is_telling || self.forced || heading.has(KEEP_ALIVE) || heading.has(PROCESSING)
    }

    fn has_record(&mut self, row: &TableRecord<'_>, sink: &mut dyn RecordSink) -> bool {
        let is_record = row.has_name(Self::A_RECORD, sink);
        self.marked |= is_record && row.decoded(ACTIVE).and_then(|text| mark::read(&text)) == Some(true);
        is_record
    }

    fn field<'r>(&'r self, row: &TableRecord<'r>, index: usize) -> Field<'r> {
        if index == ACTIVE { self.active(row) } else { Field::absent() }
    }
}

impl Services {
    fn active<'r>(&self, row: &TableRecord<'r>) -> Field<'r> {
        let service = row.cell(SERVICE).map(|cell| row.row.raw(cell)).unwrap_or_default();
        if !service.is_empty() && service.iter().all(|digit| *digit == b'0') {
            return Field::flag(false, row.cell(SERVICE).map(Cell::range));
        }
        let Some(cell) = row.cell(ACTIVE) else { return Field::unknown(NO_ACTIVE) };
        let text = row.decoded(ACTIVE).unwrap_or_default();
        let value = match mark::read(&text) {
            Some(active) => Value::Flag(active),
            None if !text.is_empty() => Value::Unknown(STRANGE_MARK),
            None if cell.fills_column => Value::Unknown(CUT),
            None if self.marked => Value::Flag(false),
            None => Value::Unknown(NO_MARKS),
        };
        Field { value, span: Some(row.place(cell)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::testing::{list, tabs};

    #[test]
    fn services_are_read_under_english_and_german_titles() {
        for heading in [
            "No.\tLog\tService Name/Port\tHost Name\tKeep Alive\tProc.Timeo\tActv\tExternal Bind",
            "Nr.\tProtokoll\tServicename/Port\tHostname\tKeep-Alive\tVerarb.-Timeout\tAktiv\tExternes Binden",
            "NO\tPROTOCOL\tSERVICE\tHOSTNAME\tKEEPALIVE\tPROCTIMEO\tACTIVE\tEXTBIND",
        ] {
            let found = tabs(
                &EXPORT,
                &[
                    "Active Services",
                    heading,
                    "1\tHTTPS\t44300\tapp01.example.test\t30\t600\tX\t",
                    "2\tHTTP\t8000\tapp01.example.test\t30\t600\t\t",
                    "3\tSMTP\t0\tapp01.example.test\t30\t30\tX\t",
                ],
            );
            assert_eq!(found.all("protocol"), ["HTTPS", "HTTP", "SMTP"], "{heading}");
            assert_eq!(found.all("service"), ["44300", "8000", "0"]);
            assert_eq!(found.all("active"), ["yes", "no", "no"]);
            assert_eq!(found.all("processing-timeout"), ["600", "600", "30"]);
            assert!(found.records[0].is_unknown("ssl-config"));
        }
    }

    #[test]
    fn icons_and_lost_ticks() {
        let heading: &[u8] = b"|Protocol|Service Name/Port|Active|";
        let found = list(
            &EXPORT,
            "",
            &[heading, b"|HTTP    |8000             |@0A@  |", b"|HTTPS   |44300            |@08@  |"],
        );
        assert_eq!(found.all("active"), ["no", "yes"]);
        let found = list(
            &EXPORT,
            "",
            &[heading, b"|HTTP    |8000             |      |", b"|HTTPS   |44300            |      |"],
        );
        assert!(found.records.iter().all(|record| record.is_unknown("active")));
        let found = tabs(&EXPORT, &["Protocol\tService Name/Port", "HTTPS\t44300", "HTTP\t0"]);
        assert_eq!((found.records[0].is_unknown("active"), found.records[1].value("active")), (true, "no"));
    }

    #[test]
    fn other_lists_with_protocol_and_port_are_not_taken() {
        for heading in ["Protocol\tPort\tAction", "Protocol\tService Name\tHost", "Log\tDate\tText"] {
            assert!(tabs(&EXPORT, &[heading, "tcp\t443\tallow"]).headings.is_empty(), "{heading}");
        }
        assert!(!tabs(&EXPORT, &["Protocol\tPort\tKeep Alive", "HTTP\t8000\t30"]).headings.is_empty());
    }
}
