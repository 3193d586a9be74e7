//! Background jobs: the list of SM37 and table TBTCO. The log of a job is `job_log`, its steps are `job_steps`.
//!
//! A list of SM37 says when it was made and what was selected; a selection is no proof that other jobs are not there.

use std::any::Any;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::layout::{CleanRow, CleanRows, Flaw, Row};

use super::cell::{LONGEST_JOB, LONGEST_USER, NO_COLUMN, is_whole_in, may_go_on, text};
use super::heading::{Column, Columns, NameColumn, is_title};
use super::moment::{self, MomentCells};
use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, Record, RecordSink, Selection,
    Value, Way,
};

mod selection;
mod status;
mod statuses;
#[cfg(test)]
mod tests;
mod title;

use selection::{Made, Said};

/// Background jobs (SM37, table TBTCO).
pub static EXPORT: Export = Export {
    kind: "job-overview",
    title: "job overview",
    origin: "SM37 or table TBTCO",
    role_sign: None,
    is_table: false,
    reach: Reach::System,
    columns: COLUMNS,
    names: &["TBTCO", "V_OP", "SM37", "Job Overview", "Jobübersicht"],
    by_rows: None,
    fields: FIELDS,
    key: &["job"],
    bytes: FieldBytes { whole: &[field::JOB], ..FieldBytes::NONE },
    lines: None,
    open,
    how_to_get: WAYS,
};

const JOBNAME: usize = 0;
const JOBCOUNT: usize = 1;
const STATUS: usize = 2;
const USER: usize = 3;
const STRTDATE: usize = 4;
const STRTTIME: usize = 5;
const SDLSTRTDT: usize = 6;
const SDLSTRTTM: usize = 7;
const ENDDATE: usize = 8;
const ENDTIME: usize = 9;

/// Labels of the day on which a job started.
#[rustfmt::skip]
pub(super) const START_LABELS: &[&str] = &[
    "Start date", "Strt date", "Job start date", "Start date of job", "Job start", "Startdatum", "Start-Datum", "Starttermin",
    "Jobstartdatum", "Startdatum des Jobs", "Jobstart (Datum)", "Jobstart", "Act. start date", "Actual start date", "Ist-Startdatum",
    "Tatsächliches Startdatum",
];

/// The short descriptions of the fields are from se80.co.uk (tables TBTCO and TBTCJOB). The labels of their data elements and
/// of SM37 are from knowledge, not looked up.
///
/// Table TBTCP, the steps, has no start of the job: what has none is no overview, but under the technical names.
#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column::required("JOBNAME", &[
        "Job name", "Job", "Background job", "Background job name", "Name of job", "Name of background job", "Jobname", "Hintergrundjob",
        "Name des Jobs", "Name des Hintergrundjobs", "Hintergrundjobname",
    ]),
    Column::optional("JOBCOUNT", &[
        "Job count", "Job ID", "Job number", "Job no.", "ID number", "Job ID number", "Background job number", "Jobcount", "Job-ID", "Jobnummer",
        "Job-Nummer", "Jobnr.", "Identifikationsnummer", "Identifikationsnummer des Jobs",
    ]),
    Column::required("STATUS", &[
        "Job status", "Jobstatus", "Status of job", "Status of background job", "State of background job", "Status des Jobs",
        "Status des Hintergrundjobs", "Status eines Hintergrundjobs",
    ]),
    Column::optional("SDLUNAME", &[
        "Job CreatedBy", "Job CreatedB", "Job Created By", "Created By", "Creator", "Scheduled by", "Initiator", "Scheduler", "Job creator",
        "Job scheduled by", "Planned by", "Initiator of job", "Initiator of job/step scheduling", "Job-Ersteller", "Jobersteller",
        "Job Ersteller", "Job-Erst.", "Ersteller", "Angelegt von", "Einplaner", "Eingeplant von", "Job angelegt von", "Initiator der Einplanung",
    ]),
    Column::optional("STRTDATE", START_LABELS),
    Column::optional("STRTTIME", &[
        "Start time", "Strt time", "Job start time", "Batch job start time", "Start time of job", "Startzeit", "Start-Zeit", "Startuhrzeit",
        "Startzeit des Jobs", "Jobstartzeit", "Act. start time", "Actual start time", "Ist-Startzeit", "Tatsächliche Startzeit",
    ]),
    Column::optional("SDLSTRTDT", &[
        "Planned start date", "Plan. start date", "Plnd start date", "Planned date", "Planned start", "Scheduled start date", "Sched. start date",
        "Sched. start", "Scheduled date", "Planned start date for background job", "Scheduled start date for background job",
        "Geplantes Startdatum", "Geplanter Starttermin", "Plan-Startdatum", "Gepl. Startdatum", "Gepl. Start", "Soll-Startdatum", "Plandatum",
        "Eingeplantes Startdatum", "Gepl. Starttermin",
    ]),
    Column::optional("SDLSTRTTM", &[
        "Planned start time", "Plan. start time", "Plnd start time", "Planned time", "Scheduled start time", "Sched. start time", "Scheduled time",
        "Planned start time for background job", "Scheduled start time for background job", "Geplante Startzeit", "Plan-Startzeit",
        "Gepl. Startzeit", "Geplante Startuhrzeit", "Soll-Startzeit", "Planzeit", "Eingeplante Startzeit",
    ]),
    Column::optional("ENDDATE", &["End date", "Job end date", "Job end", "End date of job", "Enddatum", "Ende-Datum", "Endtermin", "Jobende (Datum)", "Jobende", "Enddatum des Jobs"]),
    Column::optional("ENDTIME", &["End time", "Job end time", "End time of job", "Endzeit", "Ende-Zeit", "Enduhrzeit", "Endezeit", "Endzeit des Jobs"]),
];

/// Technical names of table TBTCP that TBTCO does not have.
const OF_STEPS: &[&str] = &["PROGNAME", "STEPCOUNT"];

const NO_STARTS: &str = "the list does not tell when jobs started, so nobody knows which days it is about: a job that is not in \
                         it may have run";

/// Indexes into [`FIELDS`].
mod field {
    pub const JOB: usize = 0;
    pub const COUNT: usize = 1;
    pub const STATUS: usize = 2;
    pub const USER: usize = 3;
    pub const STARTED: usize = 4;
    pub const PLANNED: usize = 5;
    pub const ENDED: usize = 6;
    pub const EXPORTED: usize = 7;
}

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("job", FieldKind::Text, "name of the job; in a list that cut it its begin").class(Class::Name),
    FieldSpec::new("count", FieldKind::Text, "number that tells runs of one job apart (JOBCOUNT)").class(Class::Plain),
    FieldSpec::new("status", FieldKind::Choice(status::WORDS), "status of this run of the job"),
    FieldSpec::new("user", FieldKind::Text, "user who created the job").class(Class::User),
    FieldSpec::new("started", FieldKind::Text, "when it started, as yyyy-mm-ddThh:mm:ss; absent while it has not")
        .class(Class::Plain),
    FieldSpec::new("planned", FieldKind::Text, "when it is to start, as yyyy-mm-ddThh:mm:ss").class(Class::Plain),
    FieldSpec::new("ended", FieldKind::Text, "when it ended, as yyyy-mm-ddThh:mm:ss; absent while it has not")
        .class(Class::Plain),
    FieldSpec::new(
        "exported",
        FieldKind::Text,
        "when the list was made, from its title, as yyyy-mm-ddThh:mm:ss: the begin of that day if the title has no time; \
         absent if it has no date",
    )
    .class(Class::Plain),
];

const WAYS: &[Way] = &[
    Way {
        title: "SM37, list of jobs",
        steps: &[
            "Call transaction SM37, enter * as job name and * as user name, and tick every status.",
            "Enter a period that begins at least 32 days ago, for some jobs run once a month only, and that ends today or later, and choose Execute.",
            "Choose List > Save > Local File (or List > Export > Local File), unconverted, as text with tabs or as a spreadsheet, and keep the title with the date.",
        ],
        seen: "Not seen at first hand. The columns and the texts of the statuses come from descriptions; that rows may be printed twice is known from a program that reads such lists.",
    },
    Way {
        title: "SE16, table TBTCO",
        steps: &[
            "Call transaction SE16 (or SE16N) and enter the table TBTCO.",
            "Leave the selection empty, or take the last 32 days as SDLSTRTDT, clear Maximum No. of Hits and execute.",
            "Check that JOBNAME, JOBCOUNT, STATUS, SDLUNAME, SDLSTRTDT, SDLSTRTTM, STRTDATE, STRTTIME, ENDDATE and ENDTIME are shown, by these names (Settings > User Parameters > Field Name): planned and actual start may have the same label.",
            "Save the list: System > List > Save > Local File as unconverted or Text with Tabs, or Export > Spreadsheet as XLSX.",
            "The list does not say when it was made: check it on the same day, or with --as-of and that day.",
        ],
        seen: "The names of the fields and the codes of the statuses are known from programs that read the table. A file was not seen.",
    },
];

const NO_USER: &str = "the row does not say who created the job";
const CUT: &str = "the row is cut before it";

fn open(_context: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Jobs { heading: None, said: Said::default(), statuses_at: None, taken_over: Said::default() })
}

struct Jobs {
    heading: Option<Heading>,
    said: Said,
    /// Line and column of the first title that speaks of statuses, until that was told.
    statuses_at: Option<(u64, u64)>,
    /// In a later part of a file that is read at the same time: what titles before it are taken to say.
    taken_over: Said,
}

struct Heading {
    names: NameColumn,
    cells: [Option<usize>; COLUMNS.len()],
    /// Rows so far of a list that may print them twice. With a number of the run no row is there twice.
    seen: Option<HashSet<u64>>,
}

impl Reader for Jobs {
    fn title(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let text = row.charset.decode(row.text);
        if self.heading.is_none() && self.said.statuses.take(&text) {
            self.statuses_at.get_or_insert((row.line(), row.character(row.cell(0).start).1));
            return sink.title_is_read();
        }
        if let Some(why) = title::parse(&text).and_then(|title| self.said.take(&title)) {
            sink.flaw(Flaw::at(row, row.cell(0).start, &why, true));
        }
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find(COLUMNS, row) else { return false };
        let cells: [Option<usize>; COLUMNS.len()] = std::array::from_fn(|column| columns.cell(column));
        let Some(name) = cells[JOBNAME] else { return false };
        // People have jobs with a status and a date, too. Without dates only the names of the table's fields tell.
        let told = |column: usize| cells[column].is_some();
        let is_named = |column: usize| columns.label(column) == Some(COLUMNS[column].name);
        let is_step = (0..row.cells.len()).any(|cell| OF_STEPS.iter().any(|name| is_title(&row.text_of(cell), name)));
        let is_ours = match told(STRTDATE) {
            true => [JOBCOUNT, USER, STRTTIME, SDLSTRTDT].into_iter().any(told),
            false if is_step => false,
            false => {
                let is_column =
                    |column: usize| cells[column].is_some_and(|cell| row.text_of(cell) == COLUMNS[column].name);
                let is_whole = is_column(JOBNAME) && is_column(STATUS) && columns.count() == row.cells.len();
                is_named(JOBNAME) && ([JOBCOUNT, USER].into_iter().any(is_named) || is_whole)
            }
        };
        if !is_ours {
            return false;
        }
        if !told(STRTDATE) && self.heading.is_none() {
            sink.flaw(Flaw::at(row, row.cell(0).start, NO_STARTS, true));
        }
        let seen = cells[JOBCOUNT].is_none().then(HashSet::new);
        self.heading = Some(Heading { names: NameColumn::under(row, name), cells, seen });
        sink.heading(row);
        self.tell_of_statuses(sink);
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(heading) = &mut self.heading else { return };
        if is_totals(row, &heading.cells) || !heading.names.has_record(row, "the name of a job", sink) {
            return;
        }
        if heading.seen.as_mut().is_none_or(|seen| seen.insert(fingerprint(row))) {
            sink.record(&Job { row, cells: &heading.cells, made: self.said.made }, row);
        }
    }

    /// Rows of jobs that nobody asks for. Where rows may be printed twice each is looked at.
    fn clean_rows(&mut self, rows: &CleanRows<'_>, sink: &mut dyn RecordSink) -> usize {
        let Some(Heading { names, cells, seen: None }) = &self.heading else { return 0 };
        let (Some(name), Some(end)) = (cells[JOBNAME], sink.clear_to(rows.start())) else { return 0 };
        let is_clear = |row: &CleanRow<'_>| {
            let padded = row.padded(name);
            row.end() <= end && names.is_filled(row) && is_whole_in(row, name, LONGEST_JOB) && !padded.starts_with(b"*")
        };
        let passed = rows.iter().take_while(is_clear).count();
        sink.passed(passed);
        passed
    }

    fn for_later_part(&self) -> Option<Box<dyn Reader>> {
        let heading = self.heading.as_ref().filter(|heading| heading.seen.is_none())?;
        let heading = Heading { names: heading.names.clone(), cells: heading.cells, seen: None };
        Some(Box::new(Self { heading: Some(heading), said: self.said, statuses_at: None, taken_over: self.said }))
    }

    fn follow(&mut self, before: &dyn Reader) -> bool {
        let Some(before) = (before as &dyn Any).downcast_ref::<Self>() else { return false };
        let cells = |jobs: &Self| jobs.heading.as_ref().map(|heading| (heading.cells, heading.seen.is_some()));
        self.taken_over == before.said && cells(self) == cells(before)
    }
}

impl Jobs {
    /// A list of some statuses holds all jobs of those.
    fn tell_of_statuses(&mut self, sink: &mut dyn RecordSink) {
        let (Some((line, column)), Some(asked)) = (self.statuses_at.take(), self.said.statuses.narrowed()) else {
            return;
        };
        let message = match asked.as_slice() {
            [] => "a selection by status, of which nobody knows what was selected, so jobs may be missing".to_owned(),
            asked => {
                format!("only jobs with the status {} were selected, so others are missing", status::listed(asked))
            }
        };
        let flaw = Flaw { line, column, message, incomplete: true };
        sink.selection(Selection { field: "status", values: asked }, flaw);
    }
}

/// `*Summary`: the sums of duration and delay.
fn is_totals(row: &Row<'_>, cells: &[Option<usize>]) -> bool {
    let raw =
        |column: usize| cells.get(column).copied().flatten().map(|cell| row.raw(row.cell(cell))).unwrap_or_default();
    raw(JOBNAME).starts_with(b"*") && raw(STATUS).is_empty()
}

/// What tells a row from others: all it says, without the blanks that pad it.
fn fingerprint(row: &Row<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.cells.iter().for_each(|cell| row.raw(*cell).hash(&mut hasher));
    hasher.finish()
}

struct Job<'r> {
    row: &'r Row<'r>,
    cells: &'r [Option<usize>],
    made: Made,
}

impl Job<'_> {
    fn cell(&self, column: usize) -> Option<usize> {
        self.cells.get(column).copied().flatten()
    }

    fn text(&self, column: usize, longest: usize) -> Field<'_> {
        self.cell(column).map_or(Field::unknown(NO_COLUMN), |cell| text(self.row, cell, longest))
    }

    fn status(&self) -> Result<&'static str, &'static str> {
        let cell = self.row.cell(self.cell(STATUS).ok_or(NO_COLUMN)?);
        let text = self.row.raw(cell);
        // The first letter of a status may be the code of another one.
        if may_go_on(cell) && text.len() < 2 { Err(CUT) } else { status::word(&self.row.charset.decode(text)) }
    }

    fn moment(&self, day: usize, time: usize) -> Field<'_> {
        MomentCells { day: self.cell(day), time: self.cell(time) }.field(self.row, self.made.order)
    }

    /// SM37 shows in its one column for the start when a job that has not started is to start.
    fn started(&self) -> Field<'_> {
        match self.status() {
            Ok(word) if status::has_started(word) => self.moment(STRTDATE, STRTTIME),
            Ok(_) => Field::absent(),
            Err(why) => match self.moment(STRTDATE, STRTTIME) {
                Field { value: Value::Text(_), span } => Field { value: Value::Unknown(why), span },
                field => field,
            },
        }
    }

    fn planned(&self) -> Field<'_> {
        match (self.cell(SDLSTRTDT), self.status()) {
            (None, Ok(word)) if !status::has_started(word) => self.moment(STRTDATE, STRTTIME),
            _ => self.moment(SDLSTRTDT, SDLSTRTTM),
        }
    }
}

impl Record for Job<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            field::JOB => self.text(JOBNAME, LONGEST_JOB),
            field::COUNT => self.text(JOBCOUNT, 8),
            field::STATUS => {
                let span = self.cell(STATUS).map(|cell| self.row.cell(cell).range());
                match self.status() {
                    Ok(word) => Field::word(word, span),
                    Err(why) => Field { value: Value::Unknown(why), span },
                }
            }
            // Every job has a creator: a blank was lost on the way.
            field::USER => match self.text(USER, LONGEST_USER) {
                Field { value: Value::Absent, span } => Field { value: Value::Unknown(NO_USER), span },
                field => field,
            },
            field::STARTED => self.started(),
            field::PLANNED => self.planned(),
            field::ENDED => self.moment(ENDDATE, ENDTIME),
            field::EXPORTED => {
                self.made.at.map_or(Field::absent(), |at| Field { value: moment::value(at), span: None })
            }
            _ => Field::absent(),
        }
    }
}
