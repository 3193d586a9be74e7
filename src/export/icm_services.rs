//! Services of the ICM: SMICM > Goto > Services.
//!
//! The list marks services that are active. Where no row has a mark, the icons were lost when the list was saved, so
//! rows are kept until the end of the file.

use std::ops::Range;

use crate::knowledge::mark;
use crate::layout::{Cell, KeptRow, Row};

use super::heading::{Column, Columns, NameColumn, TableRow};
use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, Record, RecordSink, Value, Way,
};

/// Services of the ICM (SMICM).
pub static EXPORT: Export = Export {
    kind: "icm-services",
    title: "ICM services",
    origin: "SMICM, Goto > Services",
    role_sign: None,
    is_table: false,
    reach: Reach::Server,
    columns: COLUMNS,
    names: &["SMICM", "ICM_SERVICE", "ICM-Service", "ICM Service", "Active Services"],
    by_rows: Some(is_service),
    fields: FIELDS,
    key: &["protocol", "service", "host"],
    bytes: FieldBytes::NONE,
    lines: None,
    open,
    how_to_get: WAYS,
};

const PROTOCOL: usize = 0;
const SERVICE: usize = 1;
const HOST: usize = 2;
const KEEP_ALIVE: usize = 3;
const PROCESSING: usize = 4;
const ACTIVE: usize = 5;
const SSL_CONFIG: usize = 6;

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
const COLUMNS: &[Column] = &[
    Column::required("PROTOCOL", &["Log", "Protocol", "Protokoll", "Prot.", "Protok."]),
    Column::required("SERVICE", &[
        "Service Name/Port", "Service/Port", "Serv. Name/Port", "Servicename/Port", "Service-Name/Port", "Servicename/Portnummer",
        "Service Name or Port Number", "Dienst/Port", "Service Name", "Servicename", "Port", "Port Number",
    ]),
    Column::optional("HOSTNAME", &["Host Name", "Host-Name", "Host", "Rechnername", "Virtual Host", "Virtueller Host"]),
    Column::optional("KEEPALIVE", &[
        "Keep Alive", "Keep-Alive", "Keep Alive Timeout", "Keep-Alive-Timeout", "Keep Alive (Sec.)", "Keep Alive (Sek.)",
    ]),
    Column::optional("PROCTIMEO", &[
        "Proc.Timeo", "Proc. Timeout", "Processing Timeout", "Proc.Time", "Verarb.-Timeout", "Verarb.Timeout", "Verarbeitungstimeout",
        "Verarbeitungs-Timeout", "Processing-Timeout",
    ]),
    Column::optional("ACTIVE", &["Actv", "Act.", "Actve", "Active?", "Aktiv", "Akt.", "Status"]),
    Column::optional("SSLCONFIG", &["SSL Config", "SSL Configuration", "SSL Conf.", "SSL-Konfiguration", "SSL-Konfig."]),
];

/// Indexes into [`FIELDS`].
pub(crate) mod field {
    /// Protocol.
    pub const PROTOCOL: usize = 0;
    /// Port or name.
    pub const SERVICE: usize = 1;
    /// Whether it is active.
    pub const ACTIVE: usize = 3;
}

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("protocol", FieldKind::Text, "protocol: HTTP, HTTPS, SMTP, P4, ...").class(Class::Plain),
    FieldSpec::new("service", FieldKind::Text, "port or name of the service; 0 is inactive").class(Class::Name),
    FieldSpec::new("host", FieldKind::Text, "host name that the service answers for").class(Class::Host),
    FieldSpec::new("active", FieldKind::Flag, "the ICM takes requests there; unknown if no row of the list has a mark"),
    FieldSpec::new("keep-alive", FieldKind::Number, "keep-alive timeout in seconds"),
    FieldSpec::new("processing-timeout", FieldKind::Number, "processing timeout in seconds"),
    FieldSpec::new("ssl-config", FieldKind::Text, "SSL configuration of the service, if it has one"),
];

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

const NO_COLUMN: &str = "the list has no column that tells whether the service is active";
const NO_MARKS: &str = "no row has a mark for active services: the ticks got lost when the list was saved";
const STRANGE_MARK: &str = "what stands there says neither that the service is active nor that it is not";
const NO_NUMBER: &str = "no number stands there";
const CUT: &str = "the row is cut before it";
const MISSING: &str = "the list has no such column";

/// Protocols of `icm/server_port_<xx>`.
const PROTOCOLS: &[&str] = &["HTTP", "HTTPS", "SMTP", "P4", "P4SEC", "IIOP", "IIOPSEC", "ROUTER", "TELNET", "TCP"];

/// Many lists have protocols and ports: the file or a title must say what it is, or the table has these columns and the
/// mark of active services alone: a load balancer's names hosts.
fn is_service(row: &Row<'_>, columns: &Columns, named: bool) -> bool {
    let protocol = columns.cell(PROTOCOL).map(|cell| row.text_of(cell)).unwrap_or_default();
    let is_whole = columns.cell(ACTIVE).is_some() && columns.cell(HOST).is_none() && columns.count() == row.cells.len();
    (named || is_whole) && PROTOCOLS.contains(&protocol.as_str())
}

fn open(context: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Services { forced: context.forced, heading: None, kept: Vec::new(), marked: false })
}

struct Services {
    /// The file is known for services of the ICM.
    forced: bool,
    heading: Option<(Columns, NameColumn)>,
    kept: Vec<KeptRow>,
    /// Some row says that its service is active.
    marked: bool,
}

impl Reader for Services {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find(COLUMNS, row) else { return false };
        // By the label and not by the title, which may be cut.
        let is_telling = columns.label(SERVICE).is_some_and(|label| SERVICE_AND_PORT.contains(&label));
        // Protocol and port are columns of many lists.
        if !is_telling && !self.forced && columns.cell(KEEP_ALIVE).is_none() && columns.cell(PROCESSING).is_none() {
            return false;
        }
        // The protocol names the row: a service of port 0 may be blank.
        let Some(protocol) = columns.cell(PROTOCOL) else { return false };
        self.heading = Some((columns, NameColumn::under(row, protocol)));
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some((columns, names)) = &self.heading else { return };
        if !names.has_record(row, "a protocol", sink) {
            return;
        }
        let mark = columns.cell(ACTIVE).and_then(|cell| mark::read(&row.text_of(cell)));
        self.marked |= mark == Some(true);
        self.kept.push(KeptRow::of(row));
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        let Some((columns, _)) = &self.heading else { return };
        for kept in &self.kept {
            let row = kept.row();
            sink.record(&Service { table: TableRow { row: &row, columns }, marked: self.marked }, &row);
        }
    }
}

struct Service<'r> {
    table: TableRow<'r>,
    marked: bool,
}

impl Service<'_> {
    fn text(&self, column: usize) -> Field<'_> {
        self.table.cell(column).map_or(Field::unknown(MISSING), |cell| Field::of(self.table.row, cell))
    }

    fn number(&self, column: usize) -> Field<'_> {
        let Some(cell) = self.table.cell(column) else { return Field::unknown(MISSING) };
        let text = self.table.decoded(cell);
        let value = match text.as_str() {
            "" => Value::Absent,
            text => text.parse().map_or(Value::Unknown(NO_NUMBER), Value::Number),
        };
        Field { value, span: Some(cell.range()) }
    }

    fn active(&self) -> Field<'_> {
        let service = self.table.cell(SERVICE).map(|cell| self.table.row.raw(cell)).unwrap_or_default();
        let is_off = !service.is_empty() && service.iter().all(|digit| *digit == b'0');
        let place = |column| self.table.cell(column).map(|cell: Cell| -> Range<usize> { cell.range() });
        if is_off {
            return Field::flag(false, place(SERVICE));
        }
        let Some(cell) = self.table.cell(ACTIVE) else { return Field::unknown(NO_COLUMN) };
        let text = self.table.decoded(cell);
        let value = match mark::read(&text) {
            Some(active) => Value::Flag(active),
            None if !text.is_empty() => Value::Unknown(STRANGE_MARK),
            None if cell.fills_column => Value::Unknown(CUT),
            None if self.marked => Value::Flag(false),
            None => Value::Unknown(NO_MARKS),
        };
        // A blank cell is nothing to look at.
        let span = Some(cell.range()).filter(|range| !range.is_empty()).or_else(|| place(PROTOCOL));
        Field { value, span }
    }
}

impl Record for Service<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            field::PROTOCOL => self.text(PROTOCOL),
            field::SERVICE => self.text(SERVICE),
            2 => self.text(HOST),
            field::ACTIVE => self.active(),
            4 => self.number(KEEP_ALIVE),
            5 => self.number(PROCESSING),
            6 => self.text(SSL_CONFIG),
            _ => Field::absent(),
        }
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
