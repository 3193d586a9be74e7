//! Logs of an integration: any text in which somebody on the way between SAP Cloud for Customer, SAP Cloud Integration and ERP or CRM says why
//! a message did not arrive (connectors.md, a.13). The trace of an ICM or Web Dispatcher, a message processing log, the message monitoring of
//! Cloud for Customer, a mail.
//!
//! Such texts have no form of their own: one is known by what it says, if no other export claims it, or by configuration.

use super::log_records::{self, Log, Writes, line};
use super::{Export, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, Way};
use crate::knowledge::integration_error;
use crate::layout::text;

/// Logs of an integration.
pub static EXPORT: Export = Export {
    kind: "integration-log",
    title: "integration logs",
    origin: "dev_icm, message processing log, Web Service Message Monitoring",
    // Any ABAP system has a trace of its ICM.
    role_sign: None,
    is_table: false,
    reach: Reach::Own,
    columns: &[],
    names: &["dev_icm", "dev_webdisp"],
    by_rows: None,
    fields: FIELDS,
    key: &["log", "time", "target", "message"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

/// Words of the field `log`.
const LOGS: &[&str] = &["icm", "other"];

const FIELDS: &[FieldSpec; log_records::COUNT_OF_FIELDS] = &log_records::fields(FieldSpec::new(
    "log",
    FieldKind::Choice(LOGS),
    "which log: the trace of an ICM or Web Dispatcher (dev_icm, dev_webdisp), or any other text",
));

const ONLY_KNOWN: &str = "A text is known by what it says, so it is recognised only if its first 64 KB have a message that basislint knows, \
                          and if it is no other export. Name a log with none, or with one further below, in basislint.toml: [[export]] \
                          with kind = \"integration-log\".";

const WAYS: &[Way] = &[
    Way {
        title: "ERP or CRM, Web Dispatcher: trace of the ICM",
        steps: &[
            "Start transaction SMICM, choose Goto > Trace File > Display All, and save it: System > List > Save > Local File. Or copy dev_icm from the folder work of the instance.",
            "For a Web Dispatcher copy dev_webdisp from its folder work.",
            "A trace that reaches back to the start tells the version of the cryptographic library, and is read for that: to have its messages read, name a copy of it under [[export]] as well.",
            ONLY_KNOWN,
        ],
        seen: "Single messages were seen in SAP Notes and in SAP's wiki; a whole trace was not. The lines with the time are those that all traces of the kernel have.",
    },
    Way {
        title: "Cloud Integration: message processing log",
        steps: &[
            "Choose Monitor > Integrations > Monitor Message Processing, open the failed message and copy the text under Status Details and Logs into a file.",
            ONLY_KNOWN,
        ],
        seen: "Messages were seen in SAP Notes; the text around them was not.",
    },
    Way {
        title: "Cloud for Customer: Web Service Message Monitoring",
        steps: &[
            "Choose Administrator > Web Service Message Monitoring, open the failed message, and copy its error text into a file; or save the mail in which somebody sent it.",
            ONLY_KNOWN,
        ],
        seen: "Single messages were seen as administrators quote them.",
    },
];

/// Names that texts with messages have, as they are saved or mailed: all else that quotes such a message (pages, programs, settings) is none.
const ENDINGS: &[&str] = &["txt", "log", "trc", "csv", "eml", "old", "out"];

fn recognise(head: &Head<'_>) -> LinesMatch {
    if head.layout.is_some() {
        return LinesMatch::No;
    }
    let is_text = || {
        let name = head.name.to_ascii_lowercase();
        name.rsplit_once('.').is_none_or(|(_, ending)| ENDINGS.contains(&ending))
    };
    if head.forced || (is_text() && head.lines.iter().any(|line| integration_error::is_in(line))) {
        LinesMatch::ByWords(&text::LAYOUT)
    } else {
        LinesMatch::No
    }
}

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    let name = file.name.to_ascii_lowercase();
    let is_icm = ["dev_icm", "dev_webdisp"].iter().any(|known| name.contains(known));
    Box::new(Log::new(match is_icm {
        true => Writes { log: LOGS[0], begin: line::of_icm, is_told_by_columns: false },
        // A trace may be called otherwise. A text without any time is as old as nobody knows: it counts as if it were new.
        false => Writes {
            log: LOGS[1],
            begin: |text| line::of_icm(text).or_else(|| line::of_cells(text)),
            is_told_by_columns: false,
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::EXPORT;
    use crate::export::testing::{Found, file, layout_of, read};
    use crate::layout::text;

    fn log(name: &str, text: &str) -> Found {
        read(&EXPORT, &file(name, &text::LAYOUT), text.as_bytes())
    }

    #[test]
    fn a_trace_of_an_icm_is_read_by_its_times() {
        let found = log(
            "dev_icm",
            "trc file: \"dev_icm\", trc level: 1, release: \"753\"\n\
             [Thr 1] Thu Nov 26 10:11:12:345 2026\n\
             [Thr 1] *** ERROR => SapSSLSessionStart failed (-102): SSSLERR_PEER_CERT_UNTRUSTED\n\
             [Thr 1] server host ci.example.test:443\n\
             [Thr 1] Fri Nov 27 10:11:12:345 2026\n\
             [Thr 1] *** ERROR => SapSSLSessionStart failed (-102): SSSLERR_PEER_CERT_UNTRUSTED\n\
             [Thr 1] server host ci.example.test:443\n",
        );
        assert_eq!(found.all("log"), ["icm"; 2]);
        let record = found.records.iter().find(|record| record.value("count") == "2").unwrap();
        assert_eq!((record.value("time"), record.value("before-end")), ("2026-11-27T10:11:12", "0"));
        assert_eq!(record.value("first"), "2026-11-26T10:11:12");
        assert_eq!(record.value("target"), "ci.example.test:443");
        assert!(record.value("text").contains("SSSLERR_PEER_CERT_UNTRUSTED"));
    }

    #[test]
    fn a_text_without_times_is_read_line_by_line() {
        let found = log("mail.txt", "Good morning,\n\nService-Ping-Fehler: ICM_HTTP_UNAUTHORIZED\n");
        assert_eq!(found.all("text"), ["Good morning,", "Service-Ping-Fehler: ICM_HTTP_UNAUTHORIZED"]);
        assert_eq!(found.all("time"), ["-", "-"]);
    }

    #[test]
    fn rows_with_a_day_have_their_time() {
        let found = log("messages.csv", "Date;Text\n26.11.2026 10:00:00;HTTP response code 403\n");
        assert_eq!(found.all("time"), ["-", "2026-11-26T10:00:00"]);
    }

    #[test]
    fn a_text_is_told_by_what_it_says_unless_it_is_a_page_or_a_program() {
        let takes = |name: &str, text: &str| layout_of(&EXPORT, name, text).is_some();
        for name in ["dev_icm", "mail.eml", "messages.csv", "x.TXT", "dev_icm.old"] {
            assert!(takes(name, "x\nService-Ping-Fehler\n"), "{name}");
        }
        assert!(!takes("dev_icm", "[Thr 1] Thu Nov 26 10:11:12:345 2026\n[Thr 1] all is well\n"));
        for name in ["notes.md", "rule.toml", "page.html", "a.py"] {
            assert!(!takes(name, "HTTP response code 403\n"), "{name}");
        }
    }
}
