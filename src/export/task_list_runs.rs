//! Runs of task lists (STC02): the list of runs, and the tasks of a run, whose title names run and task list at best.
//!
//! Neither was seen at first hand. A status may be a word, the code of an icon, or a colour; `status` knows them.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::date;
use crate::layout::{Flaw, KeptRow, Row};

use super::cell::{LONGEST_USER, NO_COLUMN, text};
use super::heading::{Column, Columns, is_title};
use super::moment::{self, MomentCells, value};
use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, Record, RecordSink, Value, Way,
};

mod status;
#[cfg(test)]
mod tests;
mod titles;

use titles::Titles;

/// Runs of task lists (STC02).
pub static EXPORT: Export = Export {
    kind: "task-list-runs",
    title: "task list runs",
    origin: "STC02",
    role_sign: None,
    is_table: false,
    reach: Reach::Own,
    columns: COLUMNS,
    names: &["STC01", "STC02", "Task List Run", "Aufgabenlistenlauf"],
    by_rows: None,
    fields: FIELDS,
    key: &["task-list", "run", "task"],
    bytes: FieldBytes::NONE,
    lines: None,
    open,
    how_to_get: WAYS,
};

const STATUS: usize = 0;
const RUN: usize = 1;
const LIST: usize = 2;
const TASK: usize = 3;
const PHASE: usize = 4;
const MESSAGE: usize = 5;
const START_DATE: usize = 6;
const START_TIME: usize = 7;
const USER: usize = 8;
const COUNT: usize = 9;

#[rustfmt::skip]
const COLUMNS: &[Column; COUNT] = &[
    Column::required("STATUS", &[
        "Run Status", "Task Status", "Execution Status", "Exec. Status", "Status Text", "Status Description", "Task List Run Status",
        "Result", "Check Status", "Ausführungsstatus", "Statustext", "Ergebnis", "Laufstatus",
    ]),
    Column::optional("SESSION_ID", &[
        "Task List Run", "Task List Run ID", "Task Run", "Run ID", "Run", "Session ID", "Aufgabenlistenlauf",
        "Aufgabenlisten-Lauf", "Tasklistenlauf", "Tasklisten-Lauf", "Task-Listen-Lauf", "Lauf", "Lauf-ID", "Sitzungs-ID",
    ]).or_generic(&["Session", "Sitzung"]),
    Column::optional("SCENARIO", &[
        "SCENARIO_ID", "TASKLIST", "TASK_LIST", "Task List", "Task List Name", "Task List ID", "Scenario", "Aufgabenliste", "Taskliste",
        "Task-Liste", "Name der Aufgabenliste", "Szenario",
    ]),
    Column::optional("TASKNAME", &[
        "TASK", "TASK_NAME", "Task", "Task Name", "Task Description", "Aufgabe", "Aufgabenname", "Name der Aufgabe", "Taskname",
        "Description", "Beschreibung",
    ]),
    Column::optional("PHASE", &["Phase Name", "Phase Description", "Phasenname"]),
    Column::optional("MESSAGE", &[
        "Message Text", "Messages", "Last Message", "Log", "Log Message", "Check Log", "Meldung", "Meldungstext", "Meldungen", "Nachricht",
        "Nachrichtentext", "Protokoll", "Letzte Meldung",
    ]),
    Column::optional("STARTED_ON", &[
        "Started On", "Start Date", "Start", "Started", "Started At", "Start Timestamp", "Executed On", "Last Executed On", "Created On",
        "Changed On", "Last Changed On", "Date", "Gestartet am", "Startdatum", "Gestartet", "Ausgeführt am", "Angelegt am",
        "Geändert am", "Zuletzt geändert am", "Datum",
    ]),
    Column::optional("STARTED_AT", &[
        "Started At", "Start Time", "Time", "Executed At", "Created At", "Changed At", "Last Changed At", "Gestartet um", "Startzeit",
        "Startuhrzeit", "Uhrzeit", "Zeit", "Ausgeführt um", "Angelegt um", "Geändert um", "Zuletzt geändert um",
    ]),
    Column::optional("STARTED_BY", &[
        "Started By", "Executed By", "Created By", "Changed By", "Last Changed By", "User", "User Name", "Gestartet von", "Ausgeführt von",
        "Angelegt von", "Geändert von", "Zuletzt geändert von", "Benutzer", "Benutzername",
    ]),
];

/// Indexes into [`FIELDS`].
mod field {
    pub const RUN: usize = 0;
    pub const LIST: usize = 1;
    pub const TASK: usize = 2;
    pub const STATUS: usize = 3;
    pub const MESSAGE: usize = 4;
    pub const STARTED: usize = 5;
    pub const USER: usize = 6;
    pub const LATEST: usize = 7;
    pub const BEGAN: usize = 8;
}

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("run", FieldKind::Text, "name or number of the run: from its column, else from the title above the tasks"),
    FieldSpec::new("task-list", FieldKind::Text, "task list, such as SAP_SUPPORT_HUB_CONFIG: from its column, else from the title").class(Class::Name),
    FieldSpec::new("task", FieldKind::Text, "task of the run; absent where the row is about the run itself"),
    FieldSpec::new("status", FieldKind::Choice(status::WORDS), "how the run or the task ended"),
    FieldSpec::new("message", FieldKind::Text, "message of the task or of the run"),
    FieldSpec::new("started", FieldKind::Text, "when the run began, as yyyy-mm-ddThh:mm:ss: from its column, else from the title").class(Class::Plain),
    FieldSpec::new("user", FieldKind::Text, "user who started the run").class(Class::User),
    FieldSpec::new("latest", FieldKind::Flag, "no run of this task list that is surely later is in the same file; yes where the file does not tell when runs began"),
    FieldSpec::new("began", FieldKind::Text, "when the run of this row began: the first time of its tasks, as yyyy-mm-ddThh:mm:ss, or yyyy-mm-dd where no time is \
         told; absent where the file does not tell it").class(Class::Plain),
];

const WAYS: &[Way] = &[
    Way {
        title: "STC02, list of runs",
        steps: &[
            "Call transaction STC02, enter SAP_SUPPORT_HUB_CONFIG (Solution Manager, Focused Run) or SAP_BASIS_CONFIG_OSS_COMM (other ABAP systems from SAP_BASIS 7.40 SP 8 on) as task list, no user and no date, and execute.",
            "Show the columns task list run, task list, status, started on and started by; take the status as a text where the layout offers both, for icons may not survive.",
            "Save the list: Export > Local File (unconverted or text with tabs) or Export > Spreadsheet.",
        ],
        seen: "Not seen at first hand. The columns are derived from what the transaction shows.",
    },
    Way {
        title: "STC02, tasks of one run",
        steps: &[
            "Call transaction STC02, open the latest run and show its tasks with phase, task, status and message.",
            "Save the list: Export > Local File or Export > Spreadsheet, with a title or a column that names the task list. In a workbook put \"Task List:\" and its name into the rows above the heading.",
        ],
        seen: "Not seen at first hand.",
    },
];

/// More rows and headings than these are not kept.
const MOST_ROWS: usize = 100_000;
const MOST_HEADINGS: usize = 1000;

/// Names of task lists have no more characters than these.
const LONGEST_LIST: usize = 30;

const UNDATED: &str = "a date cannot be read, so nobody knows which run of the task list was the last one";
const NO_TITLE: &str = "the list has no column for it, and no title names it";

fn open(context: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Runs { headings: Vec::new(), titles: Titles::default(), kept: Vec::new(), forced: context.forced })
}

struct Runs {
    headings: Vec<Heading>,
    titles: Titles,
    /// All rows, each with the number of its heading: a later row may be of a later run.
    kept: Vec<(KeptRow, usize)>,
    forced: bool,
}

struct Heading {
    cells: [Option<usize>; COUNT],
    /// The heading's text; long lists repeat it on every page.
    title: Vec<u8>,
    /// What the titles above it say.
    titles: Titles,
}

impl Reader for Runs {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        // Behind a table another run may come.
        self.titles.note(&row.charset.decode(row.text));
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find(COLUMNS, row) else { return false };
        let mut cells: [Option<usize>; COUNT] = std::array::from_fn(|column| columns.cell(column));
        let told = |column: usize| cells[column].is_some();
        // "Task", "Session" and "Status" stand over many lists.
        let run = columns.label(RUN).is_some_and(|label| !COLUMNS[RUN].generic.contains(&label));
        let is_ours = match (told(LIST), told(TASK)) {
            (true, _) => told(RUN) || told(START_DATE) || told(TASK),
            (false, true) => self.forced || run || self.titles.list.is_some() || (told(RUN) && told(PHASE)),
            (false, false) => self.forced,
        };
        if !is_ours {
            return false;
        }
        let of_runs = told(LIST) && told(RUN) && !told(PHASE) && !told(TASK);
        // Beside a task list without a phase the description is that of the task list.
        let described = |cell: &usize| {
            let title = row.text_of(*cell);
            is_title(&title, "Description") || is_title(&title, "Beschreibung")
        };
        if told(LIST) && !told(PHASE) && cells[TASK].as_ref().is_some_and(described) {
            cells[TASK] = None;
        }
        if self.headings.len() >= MOST_HEADINGS {
            self.flush(sink);
            self.headings.clear();
        }
        let titles = std::mem::take(&mut self.titles);
        // Over the tasks of one run the status is that of the run.
        if let Some(status) = titles.status.as_ref().filter(|_| of_runs) {
            let message = format!("the list shows runs with status {status} only, as a line above it says");
            sink.flaw(Flaw::at(row, row.cell(0).start, &message, true));
        }
        self.headings.push(Heading { cells, title: row.text.to_vec(), titles });
        sink.heading(row);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(heading) = self.headings.last() else { return };
        if row.cells.iter().all(|cell| cell.start == cell.end) || *row.text == *heading.title {
            return;
        }
        let value = |column: usize| heading.cells[column].map(|cell| row.value(cell)).unwrap_or_default();
        if [RUN, LIST, TASK].into_iter().all(|column| value(column).is_empty()) {
            let message = "a row without task and task list was left out";
            return sink.flaw(Flaw::at(row, row.cell(0).start, message, false));
        }
        self.kept.push((KeptRow::of(row), self.headings.len() - 1));
        if self.kept.len() >= MOST_ROWS {
            self.flush(sink);
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.flush(sink);
    }
}

impl Runs {
    /// Hands out all rows, for now it is known which run is the last one of its task list.
    fn flush(&mut self, sink: &mut dyn RecordSink) {
        let kept = std::mem::take(&mut self.kept);
        let rows: Vec<(Row<'_>, usize)> = kept.iter().map(|(row, number)| (row.row(), *number)).collect();
        let runs: Vec<Run<'_>> = rows
            .iter()
            .filter_map(|(row, number)| {
                Some(Run { row, heading: self.headings.get(*number)?, latest: None, begin: None })
            })
            .collect();
        // Tasks have times of their own; a run begins with the first of them.
        let (mut begins, mut last) = (BTreeMap::new(), BTreeMap::<_, &Vec<u8>>::new());
        let keys: Vec<_> = runs.iter().zip(&rows).map(|(run, (_, number))| run.key(*number)).collect();
        for ((list, id), begin) in keys.iter().zip(&runs).filter_map(|(key, run)| Some((key, run.began()?))) {
            let known = begins.entry((list, id)).or_insert_with(|| begin.clone());
            *known = begin.min(known.clone());
        }
        for ((list, _), begin) in &begins {
            let known = last.entry(*list).or_insert(begin);
            *known = begin.max(known);
        }
        // A run of which nobody knows when it began may be later than those of which one knows.
        let is_undated = |((list, id), run): &(&Key, &Run<'_>)| {
            !begins.contains_key(&(list, id)) && matches!(run.day_or_moment().value, Value::Unknown(_))
        };
        let undated: BTreeSet<_> = keys.iter().zip(&runs).filter(is_undated).map(|((list, _), _)| list).collect();
        for ((list, id), run) in keys.iter().zip(runs) {
            let latest = match (last.get(list), begins.get(&(list, id))) {
                (None, _) => Some(true),
                // A day without a time is no earlier than any moment of it.
                (Some(last), Some(begin)) if last.starts_with(begin) || begin.starts_with(last) => {
                    (!undated.contains(list)).then_some(true)
                }
                (Some(_), Some(_)) => Some(false),
                // A run that has not begun takes nothing from the one that has.
                (Some(_), None) => (run.day_or_moment().value == Value::Absent).then_some(false),
            };
            let begin = begins.get(&(list, id)).map(Vec::as_slice);
            sink.record(&Run { latest, begin, ..run }, run.row);
        }
    }
}

/// A task list and a run of it.
type Key = (Option<Vec<u8>>, Vec<u8>);

struct Run<'r> {
    row: &'r Row<'r>,
    heading: &'r Heading,
    /// None: it is not known.
    latest: Option<bool>,
    /// When its run began.
    begin: Option<&'r [u8]>,
}

impl Run<'_> {
    fn cell(&self, column: usize) -> Option<usize> {
        self.heading.cells.get(column).copied().flatten()
    }

    fn text(&self, column: usize, longest: usize) -> Option<Field<'_>> {
        self.cell(column).map(|cell| text(self.row, cell, longest))
    }

    /// The task list and what tells its runs apart: the run's name, or else the table it stands in. A list of runs without
    /// names has one on each row.
    fn key(&self, number: usize) -> Key {
        let text = |field: Field<'_>| match field.value {
            Value::Text(text) | Value::Cut(text) => Some(text.into_owned()),
            _ => None,
        };
        let list = text(self.field(field::LIST)).map(|list| list.to_ascii_uppercase());
        let id = text(self.field(field::RUN)).unwrap_or_else(|| match self.cell(TASK) {
            Some(_) => number.to_be_bytes().to_vec(),
            None => self.row.line().to_be_bytes().to_vec(),
        });
        (list, id)
    }

    fn began(&self) -> Option<Vec<u8>> {
        match self.day_or_moment().value {
            Value::Text(moment) => Some(moment.into_owned()),
            _ => None,
        }
    }

    /// From its column, else from the title.
    fn named(&self, column: usize, longest: usize, title: Option<&str>) -> Field<'_> {
        let titled = title.map(|title| Field { value: Value::Text(title.as_bytes().to_vec().into()), span: None });
        self.text(column, longest).or(titled).unwrap_or(Field::unknown(NO_TITLE))
    }

    fn status(&self) -> Field<'_> {
        let Some(cell) = self.cell(STATUS) else { return Field::unknown(NO_COLUMN) };
        let span = Some(self.row.cell(cell).range());
        match status::word(&self.row.text_of(cell)) {
            Ok(word) => Field::word(word, span),
            Err(why) => Field { value: Value::Unknown(why), span },
        }
    }

    /// As [`Run::started`], but the day alone where no time is told.
    fn day_or_moment(&self) -> Field<'_> {
        let cells = MomentCells { day: self.cell(START_DATE), time: self.cell(START_TIME) };
        match &self.heading.titles.started {
            Some((day, time)) if self.cell(RUN).is_none() => {
                Field { value: moment::day_or_moment(day, time, self.heading.titles.order), span: None }
            }
            _ => cells.day_at_least(self.row, self.heading.titles.order),
        }
    }

    fn started(&self) -> Field<'_> {
        let cells = MomentCells { day: self.cell(START_DATE), time: self.cell(START_TIME) };
        match (&cells.day, &self.heading.titles.started) {
            (_, Some((day, time))) if self.cell(RUN).is_none() => {
                Field { value: value(date::moment(day, time, self.heading.titles.order)), span: None }
            }
            _ => cells.field(self.row, self.heading.titles.order),
        }
    }
}

impl Record for Run<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        let titles = &self.heading.titles;
        match index {
            field::RUN => self.named(RUN, 0, titles.run.as_deref()),
            field::LIST => self.named(LIST, LONGEST_LIST, titles.list.as_deref()),
            field::TASK => self.text(TASK, 0).unwrap_or(Field::absent()),
            field::STATUS => self.status(),
            field::MESSAGE => self.text(MESSAGE, 0).unwrap_or(Field::unknown(NO_COLUMN)),
            field::STARTED => self.started(),
            field::LATEST => self.latest.map_or(Field::unknown(UNDATED), |latest| Field::flag(latest, None)),
            field::BEGAN => {
                self.begin.map_or(Field::absent(), |begin| Field { value: Value::Text(begin.into()), span: None })
            }
            field::USER => self.named(USER, LONGEST_USER, titles.user.as_deref()),
            _ => Field::absent(),
        }
    }
}
