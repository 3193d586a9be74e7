//! Logical ports of consumer proxies: SOAMANAGER > Web Service Configuration.

use crate::knowledge::mark;
use crate::layout::{Cell, Flaw, Row};

use super::cell::text;
use super::heading::{Column, Columns, NameColumn, TableRow, is_title};
use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, Record, RecordSink, Value, Way,
};

/// Logical ports (SOAMANAGER).
pub static EXPORT: Export = Export {
    kind: "logical-ports",
    title: "logical ports",
    origin: "SOAMANAGER, Web Service Configuration",
    role_sign: None,
    is_table: false,
    reach: Reach::System,
    columns: COLUMNS,
    names: &["SOAMANAGER"],
    by_rows: None,
    fields: FIELDS,
    key: &["proxy", "port"],
    bytes: FieldBytes::NONE,
    lines: None,
    open,
    how_to_get: WAYS,
};

const PORT: usize = 0;
const PROXY: usize = 1;
const STATE: usize = 2;
const PING: usize = 3;
const MESSAGE: usize = 4;

/// Titles of the consumer proxy's column, and labels before it above a list of one proxy.
const PROXY_LABELS: &[&str] = &[
    "Consumer Proxy",
    "Consumer Proxy Name",
    "Proxy",
    "Proxy Name",
    "Proxy Class",
    "Proxy Class Name",
    "Consumer",
    "Object Name",
    "Internal Name",
    "Consumer-Proxy",
    "Proxyklasse",
    "Proxy-Klasse",
    "Proxyname",
    "Objektname",
    "Interner Name",
    "PROXYCLASS",
    "PROXY_NAME",
];

const COLUMNS: &[Column] = &[
    Column::required(
        "LP_NAME",
        &[
            "Logical Port",
            "Logical Port Name",
            "Log. Port",
            "Name of Logical Port",
            "LPNAME",
            "LOGICAL_PORT",
            "Logischer Port",
            "Log. Portname",
            "Name des logischen Ports",
            "Logischer Portname",
        ],
    ),
    Column::optional("PROXY_CLASS", PROXY_LABELS),
    Column::optional("STATE", &["Status", "Active", "Port State", "Aktiv", "Zustand"]),
    Column::optional(
        "PING",
        &[
            "Ping Result",
            "Ping Status",
            "Web Service Ping",
            "Ping Web Service",
            "Result of Ping",
            "Ping-Ergebnis",
            "Ping-Status",
            "Web-Service-Ping",
        ],
    ),
    Column::optional(
        "MESSAGE",
        &["Message Text", "Ping Message", "Error", "Error Message", "Meldung", "Meldungstext", "Fehlermeldung"],
    ),
];

const OK: &str = "ok";
const FAILED: &str = "failed";

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("proxy", FieldKind::Text, "consumer proxy: CO_SISEHUB_MI_O_S_SHB_LIST").class(Class::Name),
    FieldSpec::new("port", FieldKind::Text, "logical port: LP_SISE_SUPPORTHUB").class(Class::Destination),
    FieldSpec::new(
        "active",
        FieldKind::Flag,
        "the port is active, for the list says so or the ping found it; else unknown",
    ),
    FieldSpec::new(
        "ping",
        FieldKind::Choice(&[OK, FAILED]),
        "result of Ping Web Service; unknown if the list has none",
    ),
    FieldSpec::new("message", FieldKind::Text, "message of the ping, if the list has it"),
];

const WAYS: &[Way] = &[Way {
    title: "SOAMANAGER, Web Service Configuration",
    steps: &[
        "Call transaction SOAMANAGER and choose Web Service Configuration.",
        "Search for object names that contain HUB (set the filter from is to contains) and open each consumer proxy.",
        "Mark its logical port and choose Ping Web Service.",
        "Export the list of logical ports to a spreadsheet. A list of one proxy needs a line above it that names it: Consumer Proxy: CO_...",
        "If the spreadsheet has no results of the ping, add a column Ping with OK or with the message.",
        "Or write the table yourself, as CSV with the columns Consumer Proxy, Logical Port, State, Ping, Message.",
    ],
    seen: "Not seen at first hand; the headings are matched generously.",
}];

/// Names of classes and of logical ports have no more characters than these.
const LONGEST_PROXY: usize = 30;
const LONGEST_PORT: usize = 60;

const ONE_PROXY: &str = "the list has no column that names the proxy: other proxies may have lists of their own";
const NO_PROXY: &str = "neither the list nor a line above it names the consumer proxy";
const NO_STATE: &str = "the list does not tell whether the port is active";
const NO_PING: &str = "the list has no result of Ping Web Service";
const NOT_CLEAR: &str = "what the list says of the ping is neither a success nor a known error";
const NO_COLUMN: &str = "the list has no such column";

fn open(context: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Ports { forced: context.forced, proxy: None, heading: None })
}

struct Ports {
    forced: bool,
    /// The consumer proxy that a line above the list names.
    proxy: Option<String>,
    heading: Option<(Columns, NameColumn)>,
}

/// What stands behind `Consumer Proxy:` in a line.
fn named_proxy(line: &str) -> Option<&str> {
    let (label, name) = line.split_once(':')?;
    let name = name.split_whitespace().next()?;
    PROXY_LABELS.iter().any(|known| is_title(label, known)).then_some(name)
}

impl Ports {
    fn note_proxy(&mut self, row: &Row<'_>) {
        if let Some(proxy) = named_proxy(&row.charset.decode(row.text)) {
            self.proxy = Some(proxy.trim_matches(['"', ',', ';']).to_owned());
        }
    }
}

impl Reader for Ports {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        self.note_proxy(row);
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        // Separators make cells of such a line.
        self.note_proxy(row);
        let Some(columns) = Columns::find(COLUMNS, row) else { return false };
        let Some(port) = columns.cell(PORT) else { return false };
        if columns.cell(PROXY).is_none() && self.proxy.is_none() && !self.forced {
            return false;
        }
        let of_one = columns.cell(PROXY).is_none() && self.heading.is_none();
        self.heading = Some((columns, NameColumn::under(row, port)));
        sink.heading(row);
        if of_one {
            sink.flaw(Flaw::at(row, row.cell(0).start, ONE_PROXY, true));
        }
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some((columns, names)) = &self.heading else { return };
        if row.value(columns.cell(PORT).unwrap_or(usize::MAX)).is_empty()
            && let Some(proxy) = named_proxy(&row.charset.decode(row.text))
        {
            self.proxy = Some(proxy.to_owned());
            return;
        }
        if names.has_record(row, "a logical port", sink) {
            sink.record(&Port { table: TableRow { row, columns }, proxy: self.proxy.as_deref() }, row);
        }
    }
}

struct Port<'r> {
    table: TableRow<'r>,
    proxy: Option<&'r str>,
}

impl Port<'_> {
    /// A name, which the list may have cut.
    fn name(&self, column: usize, longest: usize) -> Field<'_> {
        self.table.columns.cell(column).map_or(Field::absent(), |cell| text(self.table.row, cell, longest))
    }

    fn proxy(&self) -> Field<'_> {
        match (self.table.cell(PROXY), self.proxy) {
            (Some(_), _) => self.name(PROXY, LONGEST_PROXY),
            (None, Some(proxy)) => {
                Field { value: Value::Text(proxy.as_bytes().into()), span: self.table.cell(PORT).map(Cell::range) }
            }
            (None, None) => Field::unknown(NO_PROXY),
        }
    }

    fn active(&self) -> Field<'_> {
        let cell = self.table.cell(STATE);
        if let Some((cell, active)) = cell.and_then(|cell| Some((cell, mark::read(&self.table.decoded(cell))?))) {
            return Field::flag(active, Some(cell.range()));
        }
        // A port that answers is active.
        match self.ping() {
            Field { value: Value::Text(result), span } if *result == *OK.as_bytes() => Field::flag(true, span),
            _ => Field { value: Value::Unknown(NO_STATE), span: cell.map(Cell::range) },
        }
    }

    /// What the column of the ping says, or else the message.
    fn ping(&self) -> Field<'_> {
        let mut why = NO_PING;
        for column in [PING, MESSAGE] {
            let Some(cell) = self.table.cell(column) else { continue };
            let text = self.table.decoded(cell);
            if let Some(ok) = ping_result(&text) {
                return Field::word(if ok { OK } else { FAILED }, Some(cell.range()));
            }
            if !text.is_empty() {
                why = NOT_CLEAR;
            }
        }
        Field::unknown(why)
    }
}

/// Words of an error, in lower case.
const ERROR_WORDS: &[&str] = &[
    "fail",
    "error",
    "fehl",
    "refused",
    "abgelehnt",
    "timeout",
    "unauthorized",
    "forbidden",
    "nicht",
    "denied",
    "cancel",
    "abgebrochen",
    "unable",
    "cannot",
    "exception",
    "unavailable",
    "unreachable",
    "unerreichbar",
    "unsuccess",
    "not success",
    "not reach",
    "not respond",
    "not answer",
    "not work",
    "not found",
    "not possible",
    "not available",
    "could not",
    "n't ",
    "no success",
    "no response",
    "kein erfolg",
    "keine antwort",
    "erfolglos",
];

/// What speaks of errors that there are none of, in lower case.
const NO_ERROR: &[&str] = &["without error", "no error", "0 error", "ohne fehler", "fehlerfrei", "keine fehler"];

/// Words of a success, in lower case.
const OK_WORDS: &[&str] = &["success", "erfolgreich", "reachable", "erreichbar", "works", "200 ok", "code 200"];

/// Whether the ping found its target, if the text says so.
fn ping_result(text: &str) -> Option<bool> {
    if let Some(ok) = mark::read(text) {
        return Some(ok);
    }
    let mut text = text.to_lowercase();
    for words in NO_ERROR {
        text = text.replace(words, "");
    }
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(ERROR_WORDS) || text.split(|c: char| !c.is_ascii_digit()).any(is_http_error) {
        return Some(false);
    }
    if has(OK_WORDS) || text == OK || text == "o.k." || text == "200" { Some(true) } else { None }
}

/// `401`, `503`; 443 is the port.
fn is_http_error(number: &str) -> bool {
    number.len() == 3 && number.starts_with(['4', '5']) && number != "443"
}

impl Record for Port<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            0 => self.proxy(),
            1 => self.name(PORT, LONGEST_PORT),
            2 => self.active(),
            3 => self.ping(),
            4 => self.table.cell(MESSAGE).map_or(Field::unknown(NO_COLUMN), |cell| Field::of(self.table.row, cell)),
            _ => Field::absent(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::testing::{list, tabs};

    #[test]
    fn ports_are_read_under_english_and_german_titles() {
        for heading in [
            "Consumer Proxy\tLogical Port\tDescription\tState\tPing\tMessage",
            "Proxy-Klasse\tLogischer Port\tBeschreibung\tZustand\tPing-Ergebnis\tMeldung",
        ] {
            let found = tabs(
                &EXPORT,
                &[
                    heading,
                    "CO_A\tLP_ONE\ttext\tActive\tOK\t",
                    "CO_B\tLP_TWO\t\tInaktiv\tSRT: HTTP error: 401 Unauthorized\tx",
                    "CO_C\tLP_THREE\t\t\t\t",
                ],
            );
            assert_eq!(found.all("proxy"), ["CO_A", "CO_B", "CO_C"], "{heading}");
            assert_eq!(found.all("port"), ["LP_ONE", "LP_TWO", "LP_THREE"]);
            assert_eq!(found.all("active")[..2], ["yes", "no"]);
            assert_eq!(found.all("ping")[..2], ["ok", "failed"]);
            assert!(found.records[2].is_unknown("active") && found.records[2].is_unknown("ping"));
        }
    }

    #[test]
    fn a_line_above_the_list_names_the_proxy() {
        let found = tabs(&EXPORT, &["Consumer Proxy:\tCO_A", "Logical Port\tState", "LP_ONE\tActive"]);
        assert_eq!((found.all("proxy"), found.all("port")), (vec!["CO_A"], vec!["LP_ONE"]));
        let found = list(&EXPORT, "Consumer Proxy: CO_A", &[b"|Logical Port|State |", b"|LP_ONE      |Active|"]);
        assert_eq!(found.all("proxy"), ["CO_A"]);
        assert!(tabs(&EXPORT, &["Logical Port\tState", "LP_ONE\tActive"]).headings.is_empty());
    }

    #[test]
    fn the_message_tells_where_there_is_no_column_for_the_ping() {
        for (message, result) in [
            ("Web service ping was executed successfully", "ok"),
            ("HTTP code 200", "ok"),
            ("Service ping error: connection refused", "failed"),
            ("407 Proxy Authentication Required", "failed"),
            ("Ping nicht erfolgreich", "failed"),
            ("Ping was not successful", "failed"),
            ("Unsuccessful", "failed"),
            ("Host servicepoint.sap.com unreachable", "failed"),
            ("Ziel unerreichbar", "failed"),
            ("Ping of servicepoint.sap.com:443 successful", "ok"),
            ("Ping was successful, no errors", "ok"),
            ("Service doesn't answer", "failed"),
            ("Ping ohne Fehler, erfolgreich", "ok"),
        ] {
            let row = format!("CO_A\tLP_ONE\t{message}");
            let found = tabs(&EXPORT, &["Consumer Proxy\tLogical Port\tMessage", &row]);
            assert_eq!(found.all("ping"), [result], "{message}");
        }
        let found = tabs(&EXPORT, &["Consumer Proxy\tLogical Port\tMessage", "CO_A\tLP_ONE\tsomething else"]);
        assert!(found.records[0].is_unknown("ping"));
    }
}
