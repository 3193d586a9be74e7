//! Columns of a job log that is a table: as SM37 shows them, and as programs read them.

use crate::export::heading::Column;

const DATES: &[&str] =
    &["Date", "Datum", "Log date", "LOG_DATE", "LOGDATE", "Entry date", "Erfassungsdatum", "MSGDATE", "Message date"];
const TIMES: &[&str] = &[
    "Time",
    "Uhrzeit",
    "Zeit",
    "Log time",
    "LOG_TIME",
    "LOGTIME",
    "Entry time",
    "Erfassungszeit",
    "MSGTIME",
    "Message time",
];
const STAMPS: &[&str] =
    &["Timestamp", "Time stamp", "Zeitstempel", "Date/Time", "Date Time", "DATETIME", "Datum/Uhrzeit", "Datum Uhrzeit"];
const TEXTS: &[&str] =
    &["Message text", "Msg. text", "Nachrichtentext", "Meldungstext", "Job log message", "Message long text"];
/// Words that stand over the text of anything: it is that of a message only beside class and number.
const WORDS: &[&str] =
    &["TEXT", "MESSAGE", "Message text", "Msg. text", "Nachrichtentext", "Meldungstext", "Nachricht", "Meldung", "MSG"];
const CLASSES: &[&str] = &[
    "Message class",
    "Msg. class",
    "MESSAGE_ID",
    "Message ID",
    "Msg. ID",
    "Msg class",
    "Nachrichtenklasse",
    "Nachr.klasse",
    "Nachrichten-ID",
    "Nachr.-ID",
    "Meldungsklasse",
    "Arbeitsgebiet",
    "Class",
    "Klasse",
    "ID",
];
const NUMBERS: &[&str] = &[
    "Message no.",
    "Message number",
    "MESSAGE_NUMBER",
    "Msg. no.",
    "Msg. number",
    "Nachrichtennr.",
    "Nachrichtennummer",
    "Nachr.nr.",
    "Meldungsnr.",
    "Meldungsnummer",
    "No.",
    "Nr.",
    "Number",
    "Nummer",
];
const TYPES: &[&str] = &[
    "Message type",
    "MESSAGE_TYPE",
    "Msg. type",
    "Msg. ty.",
    "Nachrichtentyp",
    "Nachr.typ",
    "Meldungstyp",
    "Type",
    "Typ",
    "Art",
];

/// In the order of [`line::Part`]. The technical names are those of BP_JOBLOG_READ; its `TEXT` is left out, or any list
/// with date, time and text were a job log.
pub(super) const COLUMNS: &[Column] = &[
    Column::required("ENTERDATE", DATES),
    Column::required("ENTERTIME", TIMES),
    Column::required("MSGTEXT", TEXTS),
    Column::optional("MSGID", CLASSES),
    Column::optional("MSGNO", NUMBERS),
    Column::optional("MSGTYPE", TYPES),
];

/// The same of a table that has class and number: as BP_JOBLOG_READ and BAPI_XBP_JOB_JOBLOG_READ give it to programs.
pub(super) const FROM_PROGRAMS: &[Column] = &[
    Column::required("ENTERDATE", DATES),
    Column::required("ENTERTIME", TIMES),
    Column::required("TEXT", WORDS),
    Column::required("MSGID", CLASSES),
    Column::required("MSGNO", NUMBERS),
    Column::optional("MSGTYPE", TYPES),
];

/// The same with day and time in one column.
pub(super) const STAMPED: &[Column] = &[
    Column::required("TIMESTAMP", STAMPS),
    Column::optional("ENTERTIME", &[]),
    Column::required("TEXT", WORDS),
    Column::required("MSGID", CLASSES),
    Column::required("MSGNO", NUMBERS),
    Column::optional("MSGTYPE", TYPES),
];
