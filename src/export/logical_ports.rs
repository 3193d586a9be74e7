//! Logical ports of consumer proxies: SOAMANAGER > Web Service Configuration.

use crate::knowledge::mark;
use crate::layout::{Cell, Flaw, Row};

use super::describe::{Entry, choice, flag, index, text};
use super::heading::is_title;
use super::table_reader::{Heading, TableKind, TableRecord};
use super::{Class, Export, Field, FileContext, RecordSink, Value, Way};

/// Logical ports (SOAMANAGER).
pub static EXPORT: Export = Export {
    names: &["SOAMANAGER"],
    key: &["proxy", "port"],
    how_to_get: WAYS,
    ..Export::table::<Ports>("logical-ports", "logical ports", "SOAMANAGER, Web Service Configuration")
};

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

const OK: &str = "ok";
const FAILED: &str = "failed";

#[rustfmt::skip]
const TABLE: &[Entry] = &[
    text("proxy", "consumer proxy: CO_SISEHUB_MI_O_S_SHB_LIST").class(Class::Name).longest(30).or_own()
        .column("PROXY_CLASS", PROXY_LABELS),
    text("port", "logical port: LP_SISE_SUPPORTHUB").class(Class::Destination).longest(60).column("LP_NAME", &[
        "Logical Port", "Logical Port Name", "Log. Port", "Name of Logical Port", "LPNAME", "LOGICAL_PORT", "Logischer Port",
        "Log. Portname", "Name des logischen Ports", "Logischer Portname",
    ]).required(),
    flag("active", "the port is active, for the list says so or the ping found it; else unknown").own()
        .column("STATE", &["Status", "Active", "Port State", "Aktiv", "Zustand"]),
    choice("ping", &[OK, FAILED], "result of Ping Web Service; unknown if the list has none").column("PING", &[
        "Ping Result", "Ping Status", "Web Service Ping", "Ping Web Service", "Result of Ping", "Ping-Ergebnis", "Ping-Status",
        "Web-Service-Ping",
    ]),
    text("message", "message of the ping, if the list has it").column("MESSAGE", &[
        "Message Text", "Ping Message", "Error", "Error Message", "Meldung", "Meldungstext", "Fehlermeldung",
    ]),
];

const PROXY: usize = index(TABLE, "proxy");
const PORT: usize = index(TABLE, "port");
const ACTIVE: usize = index(TABLE, "active");
const PING: usize = index(TABLE, "ping");
const MESSAGE: usize = index(TABLE, "message");

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

const ONE_PROXY: &str = "the list has no column that names the proxy: other proxies may have lists of their own";
const NO_PROXY: &str = "neither the list nor a line above it names the consumer proxy";
const NO_STATE: &str = "the list does not tell whether the port is active";
const NO_PING: &str = "the list has no result of Ping Web Service";
const NOT_CLEAR: &str = "what the list says of the ping is neither a success nor a known error";

struct Ports {
    forced: bool,
    /// The consumer proxy that a line above the list names.
    proxy: Option<String>,
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

    /// The proxy of a list that has no column for it.
    fn proxy<'r>(&'r self, row: &TableRecord<'r>) -> Field<'r> {
        match &self.proxy {
            Some(proxy) => Field { value: Value::Text(proxy.as_bytes().into()), span: row.cell(PORT).map(Cell::range) },
            None => Field::unknown(NO_PROXY),
        }
    }
}

impl TableKind for Ports {
    const TABLE: &'static [Entry] = TABLE;
    const NAMES: &'static [usize] = &[PORT];
    const A_RECORD: &'static str = "a logical port";

    fn new(file: &FileContext<'_>) -> Self {
        Self { forced: file.forced, proxy: None }
    }

    fn title(&mut self, row: &Row<'_>) {
        self.note_proxy(row);
    }

    fn offered(&mut self, row: &Row<'_>) {
        self.note_proxy(row);
    }

    fn is_ours(&self, heading: &Heading) -> bool {
        heading.has(PROXY) || self.proxy.is_some() || self.forced
    }

    fn begin(&mut self, row: &TableRecord<'_>, first: bool, sink: &mut dyn RecordSink) {
        if first && !row.heading.has(PROXY) {
            sink.flaw(Flaw::at(row.row, row.row.cell(0).start, ONE_PROXY, true));
        }
    }

    fn has_record(&mut self, row: &TableRecord<'_>, sink: &mut dyn RecordSink) -> bool {
        if row.is_nameless()
            && let Some(proxy) = named_proxy(&row.row.charset.decode(row.row.text))
        {
            self.proxy = Some(proxy.to_owned());
            return false;
        }
        row.has_name(Self::A_RECORD, sink)
    }

    fn field<'r>(&'r self, row: &TableRecord<'r>, index: usize) -> Field<'r> {
        match index {
            PROXY => self.proxy(row),
            ACTIVE => active(row),
            PING => ping(row),
            _ => Field::absent(),
        }
    }
}

fn active<'r>(row: &TableRecord<'r>) -> Field<'r> {
    let cell = row.cell(ACTIVE);
    if let Some(active) = row.decoded(ACTIVE).and_then(|text| mark::read(&text)) {
        return Field::flag(active, cell.map(Cell::range));
    }
    // A port that answers is active.
    match ping(row) {
        Field { value: Value::Text(result), span } if *result == *OK.as_bytes() => Field::flag(true, span),
        _ => Field { value: Value::Unknown(NO_STATE), span: cell.map(Cell::range) },
    }
}

/// What the column of the ping says, or else the message.
fn ping<'r>(row: &TableRecord<'r>) -> Field<'r> {
    let mut why = NO_PING;
    for column in [PING, MESSAGE] {
        let text = row.decoded(column).unwrap_or_default();
        if let Some(ok) = ping_result(&text) {
            return Field::word(if ok { OK } else { FAILED }, row.cell(column).map(Cell::range));
        }
        if !text.is_empty() {
            why = NOT_CLEAR;
        }
    }
    Field::unknown(why)
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
