//! Tasks of the Service Data Control Center: the lists that SDCCN shows under its tabs.
//!
//! The tab of a list is told by a column, a line above it, or, last of all, the file's name.

use std::borrow::Cow;

use crate::knowledge::date::{self, Parsed};
use crate::layout::{Cell, Row};

use super::cell::NO_COLUMN;
use super::heading::{Column, Columns, NameColumn, TableRow};
use super::{
    Class, Export, Fact, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, Record, RecordSink,
    Value, Way,
};

/// Tasks of SDCCN.
pub static EXPORT: Export = Export {
    kind: "sdccn-tasks",
    title: "SDCCN tasks",
    origin: "SDCCN, lists To do, Done, Deleted, Migrate",
    role_sign: None,
    is_table: false,
    reach: Reach::System,
    columns: COLUMNS,
    names: &["SDCCN", "Service Data Control Center"],
    by_rows: None,
    fields: FIELDS,
    key: &["task-id"],
    bytes: FieldBytes::NONE,
    lines: None,
    open,
    how_to_get: WAYS,
};

const TASK_ID: usize = 0;
const TARGET: usize = 1;
const TASK: usize = 2;
const SESSION: usize = 3;
const DESTINATION: usize = 4;
const DATE: usize = 5;
const TIME: usize = 6;
const STATUS: usize = 7;
const TAB: usize = 8;
const USER: usize = 9;

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column::optional("TASK_ID", &[
        "Task ID", "Task No.", "Task Number", "Number of Task", "Task-Nr.", "Task-Nummer", "Tasknummer", "Aufgaben-ID", "Aufgabennr.",
        "Aufgabennummer",
    ]),
    Column::required("TARGET", &[
        "Target System", "Target Sys.", "To System", "System (Target)", "Target SID", "Zielsystem", "Ziel", "Nach System", "An System",
    ]),
    Column::optional("TASK", &[
        "Task Name", "Task Type", "Task Processing", "Processing", "Task Description", "Aufgabe", "Verarbeitung", "Task-Name", "Taskname",
        "Tasktyp", "Aufgabentyp",
    ]),
    Column::optional("SESSION", &[
        "Session Number", "Session No.", "SESSNO", "Number of Session", "Session ID", "Sessionnummer", "Session-Nr.", "Session-Nummer",
        "Sitzungsnummer", "Sitzungsnr.",
    ])
    .or_generic(&["Sitzung"]),
    Column::optional("DESTINATION", &["RFC Destination", "RFCDEST", "RFC-Destination", "RFC-Ziel", "Dest.", "REQ_DEST"]),
    Column::optional("DATE", &[
        "Planned Date", "Planned for", "Start Date", "Scheduled Date", "Planned", "Planned on", "Due Date", "Datum", "Plandatum", "Startdatum",
        "Geplant am", "Geplant für", "Geplantes Datum",
    ]),
    Column::optional("TIME", &["Planned Time", "Start Time", "Scheduled Time", "Uhrzeit", "Zeit", "Planzeit", "Startzeit"]),
    Column::optional("STATUS", &["State", "Task Status", "Zustand", "Taskstatus", "Aufgabenstatus"]),
    Column::optional("TAB", &["Tab Page", "View", "List", "Registerkarte", "Liste", "Sicht"]),
    Column::optional("CREATED_BY", &["Created by", "Creator", "Angelegt von", "Ersteller", "Erstellt von"]),
];

const TABS: &[&str] = &["to-do", "done", "deleted", "migrate"];

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("task-id", FieldKind::Text, "number of the task").class(Class::Plain),
    FieldSpec::new("task", FieldKind::Text, "what the task does: Refresh sessions, Service preparation check"),
    FieldSpec::new("session", FieldKind::Text, "number of the session it is for").class(Class::Plain),
    FieldSpec::new("target", FieldKind::Text, "system that the task speaks to: SAP (002) is SAP's closed system")
        .class(Class::System),
    FieldSpec::new("destination", FieldKind::Text, "destination by which it gets there").class(Class::Destination),
    FieldSpec::new("planned", FieldKind::Text, "when it runs: yyyy-mm-dd or yyyy-mm-ddThh:mm:ss").class(Class::Plain),
    FieldSpec::new("status", FieldKind::Text, "status as the list shows it").class(Class::Plain),
    FieldSpec::new("tab", FieldKind::Choice(TABS), "tab of SDCCN whose list has the task"),
    FieldSpec::new("user", FieldKind::Text, "user who created it").class(Class::User),
];

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

const CUT: &str = "the row is cut before it";
const NO_DATE: &str = "the date is in a form that is not known, or day and month may be swapped";
const NO_TAB: &str = "neither the list nor its name tells from which tab of SDCCN it is";

fn open(context: &FileContext<'_>) -> Box<dyn Reader> {
    let by_name = tab_in(&context.name.replace(['_', '-', '.'], " "));
    Box::new(Tasks { is_sdccn: context.forced, by_name, by_title: None, heading: None })
}

struct Tasks {
    /// A line above the list, or configuration, says that it is SDCCN's.
    is_sdccn: bool,
    by_name: Option<&'static str>,
    by_title: Option<&'static str>,
    heading: Option<(Columns, NameColumn)>,
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

impl Reader for Tasks {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        let text = row.charset.decode(row.text);
        self.is_sdccn |= ["SDCCN", "Service Data Control Center"].iter().any(|name| text.contains(name));
        self.by_title = tab_in(&text).or(self.by_title);
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find(COLUMNS, row) else { return false };
        let has = |column| columns.cell(column).is_some();
        // Task and target are columns of many lists, and STC02 calls the run of a task list a session.
        let numbered = columns.label(SESSION).is_some_and(|label| COLUMNS[SESSION].labels.contains(&label));
        let is_telling = (has(TASK_ID) && (has(SESSION) || has(TASK) || has(DESTINATION)))
            || (has(SESSION) && (has(TASK) || numbered && (has(DATE) || has(DESTINATION) || has(USER))));
        let is_told = self.is_sdccn && [TASK_ID, TASK, SESSION].into_iter().any(has);
        let name = [TASK_ID, TASK, SESSION].into_iter().find_map(|column| columns.cell(column));
        let Some(name) = name.filter(|_| is_telling || is_told) else { return false };
        sink.heading(row);
        // Tasks of one tab are none of another's.
        let tab = self.by_title.or(self.by_name).filter(|_| !has(TAB));
        sink.fact(Fact::Part(tab.unwrap_or_default()));
        self.heading = Some((columns, NameColumn::under(row, name)));
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some((columns, names)) = &self.heading else { return };
        // A task without its number still goes to its target.
        let is_told = |column| columns.cell(column).is_some_and(|cell| !row.value(cell).is_empty());
        let named = [TASK_ID, TASK, SESSION].into_iter().find(|column| columns.cell(*column).is_some());
        let is_nameless = named.is_some_and(|column| !is_told(column)) && is_told(TARGET);
        if is_nameless || names.has_record(row, "a task", sink) {
            sink.record(&Task { table: TableRow { row, columns }, tab: self.by_title.or(self.by_name) }, row);
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        // A list without rows says by its title alone that nothing is on its tab.
        if let Some(tab) = self.by_title.or(self.by_name) {
            sink.fact(Fact::Part(tab));
        }
    }
}

struct Task<'r> {
    table: TableRow<'r>,
    /// The tab that the file names.
    tab: Option<&'static str>,
}

impl Task<'_> {
    fn text(&self, column: usize) -> Field<'_> {
        match self.table.cell(column) {
            None => Field::unknown(NO_COLUMN),
            Some(cell) if cell.fills_column && cell.range().is_empty() => Field::unknown(CUT),
            Some(cell) => Field::of(self.table.row, cell),
        }
    }

    fn decoded(&self, column: usize) -> Option<String> {
        self.table.cell(column).map(|cell| self.table.decoded(cell))
    }

    /// Date and time may stand in one cell.
    fn planned(&self) -> Field<'_> {
        let Some(text) = self.decoded(DATE) else { return Field::unknown(NO_COLUMN) };
        let span = self.table.cell(DATE).map(Cell::range);
        let (day, rest) = text.split_once([' ', 'T']).unwrap_or((&text, ""));
        let time = self.decoded(TIME).unwrap_or_else(|| rest.to_owned());
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

    fn tab(&self) -> Field<'_> {
        let told = self.decoded(TAB).and_then(|text| tab_in(&text));
        let place = if told.is_some() {
            self.table.cell(TAB)
        } else {
            [TASK_ID, TASK, TARGET].into_iter().find_map(|column| self.table.cell(column))
        };
        match told.or(self.tab) {
            Some(tab) => Field::word(tab, place.map(Cell::range)),
            None => Field::unknown(NO_TAB),
        }
    }
}

impl Record for Task<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            0 => self.text(TASK_ID),
            1 => self.text(TASK),
            2 => self.text(SESSION),
            3 => self.text(TARGET),
            4 => self.text(DESTINATION),
            5 => self.planned(),
            6 => self.text(STATUS),
            7 => self.tab(),
            8 => self.text(USER),
            _ => Field::absent(),
        }
    }
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
