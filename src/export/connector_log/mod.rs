//! Logs of connectors: the trace of a Cloud Connector, its audit log, and the log of a Production Connector's main service.
//!
//! Records that tell the same are one, see `log_records`. Not here: which texts matter, and what they mean.

use super::log_records::{self, Log, Writes, line};
use super::{Export, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, Way};
use crate::input::Place;
use crate::layout::text;

#[cfg(test)]
mod tests;

/// Logs of connectors.
pub static EXPORT: Export = Export {
    kind: "connector-log",
    title: "connector logs",
    origin: "Cloud Connector, Log and Trace Files; Production Connector, folder Logs",
    role_sign: None,
    is_table: false,
    reach: Reach::Own,
    columns: &[],
    names: &["ljs_trace", "scc_core", "ProdConMainService", "PCoMainService", "ManagementConsole_"],
    by_rows: None,
    fields: FIELDS,
    key: &["log", "time", "target", "message"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

/// Words of the field `log`.
const LOGS: &[&str] = &["cloud-connector", "production-connector", "audit"];

const FIELDS: &[FieldSpec; log_records::COUNT_OF_FIELDS] = &log_records::fields(FieldSpec::new(
    "log",
    FieldKind::Choice(LOGS),
    "which log: a Cloud Connector's trace, a Production Connector's log, an audit log",
));

const WAYS: &[Way] = &[
    Way {
        title: "Cloud Connector",
        steps: &[
            "Log on to the Cloud Connector, choose Log and Trace Files, and download scc_core.trc (as of version 2.17; ljs_trace.log before).",
            "Keep the name of the file. A trace that reaches back a week or more says most.",
            "For the audit log choose Audit of the subaccount, select the days and download it; it may stay compressed (.gz). Keep its name, audit-log_..., or its folder, log/audit/...",
        ],
        seen: "Records of traces were seen in SAP Notes and in SAP's documentation; a whole trace was not. The columns of the audit log are \
               not known: its lines are read as text.",
    },
    Way {
        title: "Production Connector, Plant Connectivity",
        steps: &[
            "Copy ProdConMainService_*.csv of the last days from the folder Logs below the folder in which the Production Connector is installed; of Plant Connectivity PCoMainService_*.csv and ManagementConsole_*.csv.",
            "Keep the names of the files: by them they are recognised.",
        ],
        seen: "Not seen at first hand. The columns are not known: a day in one of the first cells begins a record, and its text is what counts.",
    },
];

/// With what names of a Production Connector's logs begin, in lower case.
const SERVICE_NAMES: &[&str] = &["prodconmainservice", "pcomainservice", "managementconsole_"];

/// Words of which an audit log of a Cloud Connector has some (BTP Connectivity, "Manage Audit Logs").
const AUDIT_WORDS: &[&str] = &[
    "Access Denied",
    "Access Allowed",
    "ACCESS_DENIED",
    "ACCESS_ALLOWED",
    "BackendMapping",
    "AllowedResource",
    "SystemCertificate",
    "TrustedBackendCertificate",
    "UiCertificate",
    "AuditLogLevel",
];

fn recognise(head: &Head<'_>) -> LinesMatch {
    let is_trace = |line: &str| line.trim_start().starts_with(line::ENTRY_FORMAT) && line.contains('#');
    let is_text = head.layout.is_none() && head.lines.iter().any(|line| !line.trim().is_empty());
    if !is_text {
        return LinesMatch::No;
    }
    let told = head.lines.iter().any(|line| is_trace(line) || line::of_trace(line).is_some());
    let named = is_service(head.name);
    let audit = is_audit(head.name, head.place)
        && head.lines.iter().any(|line| AUDIT_WORDS.iter().any(|word| line.contains(word)));
    if told || named || audit { LinesMatch::Yes(&text::LAYOUT) } else { LinesMatch::No }
}

/// The name is that of a Production Connector's log.
fn is_service(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SERVICE_NAMES.iter().any(|known| name.starts_with(known))
        && [".csv", ".log", ".txt"].iter().any(|ending| name.ends_with(ending))
}

/// Name or folders are those of a Cloud Connector's audit log.
fn is_audit(name: &str, place: Place<'_>) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("audit-log")
        || (name.ends_with(".csv") && place.folders().any(|folder| folder.eq_ignore_ascii_case("audit")))
}

fn open(file: &FileContext<'_>) -> Box<dyn Reader> {
    let cells = |log| Writes { log, begin: line::of_cells, is_told_by_columns: false };
    let writes = match (is_service(file.name), is_audit(file.name, file.place)) {
        (true, _) => cells(LOGS[1]),
        (false, true) => cells(LOGS[2]),
        (false, false) => Writes { log: LOGS[0], begin: line::of_trace, is_told_by_columns: true },
    };
    Box::new(Log::new(writes))
}
