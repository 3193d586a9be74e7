//! Tasks of the Service Data Control Center: the lists that SDCCN shows under its tabs.
//!
//! The tab of a list is told by a column, a line above it, or, last of all, the file's name.

use std::borrow::Cow;

use crate::knowledge::date::{self, Parsed};
use crate::layout::{Cell, Row};

use super::cell::NO_COLUMN;
use super::describe::{Entry, choice, column, index, text};
use super::table_reader::{Heading, TableKind, TableRecord};
use super::{Class, Export, Fact, Field, FileContext, RecordSink, Value, Way};

/// Tasks of SDCCN.
pub static EXPORT: Export = Export {
    names: &["SDCCN", "Service Data Control Center"],
    key: &["task-id"],
    how_to_get: WAYS,
    ..Export::table::<Tasks>("sdccn-tasks", "SDCCN tasks", "SDCCN, lists To do, Done, Deleted, Migrate")
};

const TABS: &[&str] = &["to-do", "done", "deleted", "migrate"];

/// Labels that say of a session that it has a number.
const SESSION_NUMBERS: &[&str] = &[
    "Session Number",
    "Session No.",
    "SESSNO",
    "Number of Session",
    "Session ID",
    "Sessionnummer",
    "Session-Nr.",
    "Session-Nummer",
    "Sitzungsnummer",
    "Sitzungsnr.",
];

#[rustfmt::skip]
const TABLE: &[Entry] = &[
    text("task-id", "number of the task").class(Class::Plain).column("TASK_ID", &[
        "Task ID", "Task No.", "Task Number", "Number of Task", "Task-Nr.", "Task-Nummer", "Tasknummer", "Aufgaben-ID", "Aufgabennr.",
        "Aufgabennummer",
    ]),
    text("task", "what the task does: Refresh sessions, Service preparation check").column("TASK", &[
        "Task Name", "Task Type", "Task Processing", "Processing", "Task Description", "Aufgabe", "Verarbeitung", "Task-Name", "Taskname",
        "Tasktyp", "Aufgabentyp",
    ]),
    text("session", "number of the session it is for").class(Class::Plain).column("SESSION", SESSION_NUMBERS).or_generic(&["Sitzung"]),
    text("target", "system that the task speaks to: SAP (002) is SAP's closed system").class(Class::System).column("TARGET", &[
        "Target System", "Target Sys.", "To System", "System (Target)", "Target SID", "Zielsystem", "Ziel", "Nach System", "An System",
    ]).required(),
    text("destination", "destination by which it gets there").class(Class::Destination)
        .column("DESTINATION", &["RFC Destination", "RFCDEST", "RFC-Destination", "RFC-Ziel", "Dest.", "REQ_DEST"]),
    text("planned", "when it runs: yyyy-mm-dd or yyyy-mm-ddThh:mm:ss").class(Class::Plain).own().column("DATE", &[
        "Planned Date", "Planned for", "Start Date", "Scheduled Date", "Planned", "Planned on", "Due Date", "Datum", "Plandatum", "Startdatum",
        "Geplant am", "Geplant für", "Geplantes Datum",
    ]),
    text("status", "status as the list shows it").class(Class::Plain)
        .column("STATUS", &["State", "Task Status", "Zustand", "Taskstatus", "Aufgabenstatus"]),
    choice("tab", TABS, "tab of SDCCN whose list has the task")
        .column("TAB", &["Tab Page", "View", "List", "Registerkarte", "Liste", "Sicht"]),
    text("user", "user who created it").class(Class::User)
        .column("CREATED_BY", &["Created by", "Creator", "Angelegt von", "Ersteller", "Erstellt von"]),
    column("TIME", &["Planned Time", "Start Time", "Scheduled Time", "Uhrzeit", "Zeit", "Planzeit", "Startzeit"]),
];

const TASK_ID: usize = index(TABLE, "task-id");
const TASK: usize = index(TABLE, "task");
const SESSION: usize = index(TABLE, "session");
const TARGET: usize = index(TABLE, "target");
const DESTINATION: usize = index(TABLE, "destination");
const PLANNED: usize = index(TABLE, "planned");
const TAB: usize = index(TABLE, "tab");
const USER: usize = index(TABLE, "user");
const TIME: usize = index(TABLE, "TIME");

const WAYS: &[Way] = &[Way {
    title: "SDCCN",
    steps: &[
        "Call transaction SDCCN.",
        "Save the list of the tab To do with all its columns: System > List > Save > Local File, or Export > Spreadsheet.",
        "If SDCCN shows the tab Migrate, save its list too. Done and Deleted are not needed.",
        "If it does not, say so: copy the unconverted list To do to sdccn_migrate.txt, and leave only its headings and its frame.",
        "Where the file does not name the tab, name the file after it: sdccn_todo.txt, sdccn_migrate.txt.",
    ],
    seen: "Not seen at first hand; the headings are matched generously.",
}];

const NO_DATE: &str = "the date is in a form that is not known, or day and month may be swapped";
const NO_TAB: &str = "neither the list nor its name tells from which tab of SDCCN it is";

struct Tasks {
    /// A line above the list, or configuration, says that it is SDCCN's.
    is_sdccn: bool,
    by_name: Option<&'static str>,
    by_title: Option<&'static str>,
}

impl Tasks {
    /// The tab that the file names.
    fn tab(&self) -> Option<&'static str> {
        self.by_title.or(self.by_name)
    }
}

impl TableKind for Tasks {
    const TABLE: &'static [Entry] = TABLE;
    const NAMES: &'static [usize] = &[TASK_ID, TASK, SESSION];
    const A_RECORD: &'static str = "a task";

    fn new(file: &FileContext<'_>) -> Self {
        let by_name = tab_in(&file.name.replace(['_', '-', '.'], " "));
        Self { is_sdccn: file.forced, by_name, by_title: None }
    }

    fn title(&mut self, row: &Row<'_>) {
        let text = row.charset.decode(row.text);
        self.is_sdccn |= ["SDCCN", "Service Data Control Center"].iter().any(|name| text.contains(name));
        self.by_title = tab_in(&text).or(self.by_title);
    }

    fn is_ours(&self, heading: &Heading) -> bool {
        let has = |column| heading.has(column);
        // Task and target are columns of many lists, and STC02 calls the run of a task list a session.
        let numbered = heading.label(SESSION).is_some_and(|label| SESSION_NUMBERS.contains(&label));
        self.is_sdccn
            || (has(TASK_ID) && (has(SESSION) || has(TASK) || has(DESTINATION)))
            || (has(SESSION) && (has(TASK) || numbered && (has(PLANNED) || has(DESTINATION) || has(USER))))
    }

    fn begin(&mut self, row: &TableRecord<'_>, _: bool, sink: &mut dyn RecordSink) {
        // Tasks of one tab are none of another's.
        let tab = self.tab().filter(|_| !row.heading.has(TAB));
        sink.fact(Fact::Part(tab.unwrap_or_default()));
    }

    fn has_record(&mut self, row: &TableRecord<'_>, sink: &mut dyn RecordSink) -> bool {
        // A task without its number still goes to its target.
        row.is_nameless() && row.has(TARGET) || row.has_name(Self::A_RECORD, sink)
    }

    fn field<'r>(&'r self, row: &TableRecord<'r>, index: usize) -> Field<'r> {
        match index {
            PLANNED => planned(row),
            TAB => tab(row, self.tab()),
            _ => Field::absent(),
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        // A list without rows says by its title alone that nothing is on its tab.
        if let Some(tab) = self.tab() {
            sink.fact(Fact::Part(tab));
        }
    }
}

/// The tab that a text names. One that names several names none.
fn tab_in(text: &str) -> Option<&'static str> {
    const WORDS: &[(&str, &str)] = &[
        (" to do ", "to-do"),
        (" todo ", "to-do"),
        (" zu erledigen ", "to-do"),
        (" offen ", "to-do"),
        (" done ", "done"),
        (" erledigt ", "done"),
        (" deleted ", "deleted"),
        (" gelöscht ", "deleted"),
        (" migrate ", "migrate"),
        (" migrieren ", "migrate"),
        (" migration ", "migrate"),
    ];
    let letters = text.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' });
    let words: String = letters.flat_map(char::to_lowercase).collect();
    let words = format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut tabs: Vec<&str> = WORDS.iter().filter(|(word, _)| words.contains(word)).map(|(_, tab)| *tab).collect();
    tabs.dedup();
    match tabs.as_slice() {
        [tab] => Some(tab),
        _ => None,
    }
}

/// Date and time may stand in one cell.
fn planned<'r>(row: &TableRecord<'r>) -> Field<'r> {
    let Some(text) = row.decoded(PLANNED) else { return Field::unknown(NO_COLUMN) };
    let span = row.cell(PLANNED).map(Cell::range);
    let (day, rest) = text.split_once([' ', 'T']).unwrap_or((&text, ""));
    let time = row.decoded(TIME).unwrap_or_else(|| rest.to_owned());
    let value = match date::parse(day) {
        Parsed::Certain(date) => match date::parse_time(&time) {
            Some(seconds) => {
                let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
                Value::Text(Cow::Owned(format!("{date}T{hour:02}:{minute:02}:{second:02}").into_bytes()))
            }
            None => Value::Text(Cow::Owned(date.to_string().into_bytes())),
        },
        Parsed::NoDate if day.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'/' | b'-')) => Value::Absent,
        Parsed::NoDate | Parsed::Ambiguous(..) => Value::Unknown(NO_DATE),
    };
    Field { value, span }
}

/// The tab that the row names, or else the file.
fn tab<'r>(row: &TableRecord<'r>, of_file: Option<&'static str>) -> Field<'r> {
    let told = row.decoded(TAB).and_then(|text| tab_in(&text));
    let place = match told {
        Some(_) => row.cell(TAB),
        None => [TASK_ID, TASK, TARGET].into_iter().find_map(|column| row.cell(column)),
    };
    told.or(of_file).map_or(Field::unknown(NO_TAB), |tab| Field::word(tab, place.map(Cell::range)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::testing::{file, list, read, tabs, whole_lines};
    use crate::layout::tabs as tabs_layout;

    #[test]
    fn tasks_are_read_under_english_and_german_titles() {
        for heading in [
            "Task ID\tTask\tSession Number\tTarget System\tRFC Destination\tDate\tTime\tCreated by\tStatus",
            "Aufgaben-ID\tVerarbeitung\tSitzungsnummer\tZielsystem\tRFC-Ziel\tDatum\tUhrzeit\tAngelegt von\tStatus",
        ] {
            let found = tabs(
                &EXPORT,
                &[
                    "SDCCN: To do",
                    heading,
                    "0000000010\tRefresh sessions\t\tSAP (001)\tSAP-SUPPORT_PORTAL\t23.11.2026\t06:00:00\tBASIS01\tplanned",
                    "0000000011\tMaintenance package\t\tSAP (002)\tSDCC_OSS\t00.00.0000\t00:00:00\tBASIS01\t",
                    "0000000012\tRefresh sessions\t\tSAP (001)\t\t03/04/2026\t\tBASIS01\t",
                ],
            );
            assert_eq!(found.all("task-id"), ["0000000010", "0000000011", "0000000012"], "{heading}");
            assert_eq!(found.all("target"), ["SAP (001)", "SAP (002)", "SAP (001)"]);
            assert_eq!(found.all("destination"), ["SAP-SUPPORT_PORTAL", "SDCC_OSS", "-"]);
            assert_eq!(found.all("planned")[..2], ["2026-11-23T06:00:00", "-"]);
            assert!(found.records[2].is_unknown("planned"));
            assert_eq!(found.all("tab"), ["to-do"; 3]);
            assert_eq!(found.all("user"), ["BASIS01"; 3]);
        }
    }

    #[test]
    fn the_tab_is_told_by_a_column_a_title_or_the_files_name() {
        let heading = "Task ID\tTask\tTarget System";
        let tab = |name: &str, lines: &[&str]| {
            let found = read(&EXPORT, &file(name, &tabs_layout::LAYOUT), whole_lines(lines).as_bytes());
            found.records[0].value("tab").to_owned()
        };
        assert_eq!(tab("PRD_sdccn-migrate.txt", &[heading, "1\tx\tSAP"]), "migrate");
        assert_eq!(tab("sdccn_migrate.txt", &["SDCCN: Zu erledigen", heading, "1\tx\tSAP"]), "to-do");
        assert_eq!(tab("a.txt", &["To do", "Task ID\tTask\tTarget System\tTab", "1\tx\tSAP\tMigrate"]), "migrate");
        assert!(tab("list.txt", &[heading, "1\tx\tSAP"]).starts_with('?'));
        assert!(tab("done_and_deleted.txt", &[heading, "1\tx\tSAP"]).starts_with('?'));
    }

    #[test]
    fn a_task_without_its_number_is_a_task() {
        let found = tabs(&EXPORT, &["Task ID\tTask\tTarget System", "\tRefresh sessions\tSAP (002)", "\tA group\t"]);
        assert_eq!(found.all("target"), ["SAP (002)"]);
        let heading = "Task\tTarget System";
        let found = tabs(&EXPORT, &["SDCCN", heading, "Refresh sessions\tSAP (002)", heading]);
        assert_eq!(found.all("task"), ["Refresh sessions"]);
    }

    #[test]
    fn a_list_that_is_not_surely_sdccns_needs_a_title() {
        let heading: &[u8] = b"|Task|Target System|";
        assert!(list(&EXPORT, "", &[heading, b"|x   |SAP (002)    |"]).headings.is_empty());
        let found = list(&EXPORT, "Service Data Control Center", &[heading, b"|x   |SAP (002)    |"]);
        assert_eq!(found.all("target"), ["SAP (002)"]);
        for other in ["Task\tTarget\tDate", "Job\tTarget System\tTask ID", "Destination\tTarget System\tTask"] {
            assert!(tabs(&EXPORT, &[other, "a\tb\tc"]).headings.is_empty(), "{other}");
        }
    }
}
