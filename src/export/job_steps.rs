//! Steps of background jobs: table TBTCP, and the step list of one job in SM37, which names the job in a title at best.

use std::any::Any;

use crate::layout::{CleanRow, CleanRows, Flaw, Row};

use super::cell::{LONGEST_JOB, LONGEST_USER, NO_COLUMN, is_whole, text};
use super::heading::{Column, Columns, NameColumn};
use super::job_overview::START_LABELS;
use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Reach, Reader, Record, RecordSink, Value, Way,
};

#[cfg(test)]
mod tests;

/// Steps of background jobs (table TBTCP, SM37).
pub static EXPORT: Export = Export {
    kind: "job-steps",
    title: "job steps",
    origin: "SE16, table TBTCP",
    role_sign: None,
    is_table: false,
    reach: Reach::System,
    columns: COLUMNS,
    names: &["TBTCP"],
    by_rows: None,
    fields: FIELDS,
    key: &["job", "step"],
    bytes: FieldBytes { whole: &[field::PROGRAM, field::JOB], ..FieldBytes::NONE },
    lines: None,
    open,
    how_to_get: WAYS,
};

const PROGNAME: usize = 0;
const STEPCOUNT: usize = 1;
const JOBNAME: usize = 2;
const JOBCOUNT: usize = 3;
const VARIANT: usize = 4;
const USER: usize = 5;
const STATUS: usize = 6;
const TYPE: usize = 7;
const SPOOL: usize = 8;
const LANGUAGE: usize = 9;
const START: usize = 10;

/// The short descriptions of the fields are from se80.co.uk (table TBTCP). The labels of their data elements and of the step
/// list of SM37 are from knowledge, not looked up.
#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column::required("PROGNAME", &[
        "Program name/command", "Program name / command", "Program/Command", "Program name", "ABAP program", "ABAP program name",
        "Prog. name/command", "Program name within a step", "Step program", "Programmname/Kommando", "Programmname / Kommando",
        "Programm/Kommando", "Programmname", "ABAP-Programm", "ABAP-Programmname", "Programmname im Step",
    ]),
    Column::optional("STEPCOUNT", &[
        "Step no.", "Step number", "Step", "Step count", "Job step ID", "Job step ID number", "No.", "Schrittnr.", "Schrittnummer", "Schritt",
        "Stepnummer", "Stepnr.", "Nr.", "Nummer",
    ]),
    Column::optional("JOBNAME", &[
        "Job name", "Job", "Background job", "Background job name", "Name of job", "Jobname", "Hintergrundjob", "Name des Jobs", "Hintergrundjobname",
    ]),
    Column::optional("JOBCOUNT", &[
        "Job count", "Job ID", "Job number", "Job no.", "ID number", "Background job number", "Jobcount", "Job-ID", "Jobnummer", "Job-Nummer", "Jobnr.",
        "Identifikationsnummer",
    ]),
    Column::optional("VARIANT", &["Parameters", "Parameter", "Variant name", "Name of variant", "Report variant", "Variante", "Variantenname"]),
    Column::optional("AUTHCKNAM", &[
        "User", "User name", "Step user", "Background user", "Background user name", "Authorization user", "Auth. user", "Background User Name for Authorization Check",
        "Benutzer", "Benutzername", "Hintergrundbenutzer", "Step-Benutzer", "Berechtigungsbenutzer", "Benutzername für Berechtigungsprüfung",
    ]),
    Column::optional("STATUS", &["Step status", "Schrittstatus", "Status of step", "Stepstatus"]),
    Column::optional("TYP", &["Prog. type", "Program type", "Prog.typ", "Programmtyp", "Prog.-Typ"]),
    Column::optional("LISTIDENT", &["Spool list", "Spool", "Spool list ID", "Spoolliste", "Spool-Liste"]),
    Column::optional("LANGUAGE", &["Lang.", "Language", "Spr.", "Sprache"]),
    Column::optional("STRTDATE", START_LABELS),
];

/// Indexes into [`FIELDS`].
mod field {
    pub const JOB: usize = 0;
    pub const COUNT: usize = 1;
    pub const STEP: usize = 2;
    pub const PROGRAM: usize = 3;
    pub const VARIANT: usize = 4;
    pub const USER: usize = 5;
    pub const STATUS: usize = 6;
    pub const EVENT: usize = 7;
}

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("job", FieldKind::Text, "name of the job: from its column, else from the title above the list")
        .class(Class::Name),
    FieldSpec::new("count", FieldKind::Text, "number that tells runs of one job apart (JOBCOUNT)").class(Class::Plain),
    FieldSpec::new("step", FieldKind::Text, "number of the step within the job").class(Class::Plain),
    FieldSpec::new("program", FieldKind::Text, "program or command that the step runs").class(Class::Name),
    FieldSpec::new("variant", FieldKind::Text, "variant or parameters of the program"),
    FieldSpec::new("user", FieldKind::Text, "user under whom the step runs").class(Class::User),
    FieldSpec::new("status", FieldKind::Text, "status of the step, as it stands in the list").class(Class::Plain),
    FieldSpec::new(
        "event",
        FieldKind::Choice(&["step-started"]),
        "always step-started: for rules that look at job logs and job overviews as well",
    ),
];

const WAYS: &[Way] = &[
    Way {
        title: "SE16, table TBTCP",
        steps: &[
            "Call transaction SE16 (or SE16N) and enter the table TBTCP.",
            "Leave the selection empty, clear Maximum No. of Hits and execute. Where that is too much, select PROGNAME = AI_CRM_IM_UPDATE_FROM_SAP*.",
            "Check that JOBNAME, JOBCOUNT, STEPCOUNT, PROGNAME, VARIANT and AUTHCKNAM are shown.",
            "Save the list: System > List > Save > Local File as unconverted or Text with Tabs, or Export > Spreadsheet as XLSX.",
        ],
        seen: "The names of the fields are known from programs that read the table. A file was not seen.",
    },
    Way {
        title: "SM37, steps of one job",
        steps: &[
            "Call transaction SM37, select the job, mark a run of it and choose Step.",
            "Save the step list: List > Save > Local File, with a title that names the job. It proves nothing of other jobs.",
        ],
        seen: "Not seen at first hand.",
    },
];

/// Names of ABAP programs (PROGNAME) and of their variants have no more characters than these.
const LONGEST_PROGRAM: usize = 40;
const LONGEST_VARIANT: usize = 14;
const NO_TITLE: &str = "the list has no column for it, and no title names the job";

const ONE_JOB: &str =
    "the list has the steps of one job only: other jobs may have others (table TBTCP has those of all)";

fn open(_context: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Steps { heading: None, job: None })
}

struct Steps {
    heading: Option<Heading>,
    /// The job that a title names, in the file's charset.
    job: Option<TitledJob>,
}

#[derive(Clone)]
struct Heading {
    cells: [Option<usize>; COLUMNS.len()],
    /// The column of the job and that of its number, if both are there: then no title counts.
    names: Option<NameColumn>,
    /// Long lists repeat their heading on every page.
    title: Vec<u8>,
}

struct TitledJob {
    name: Vec<u8>,
    count: Option<Vec<u8>>,
}

impl Reader for Steps {
    fn title(&mut self, row: &Row<'_>, _: &mut dyn RecordSink) {
        if let Some((name, count)) = job_of_title(row.text) {
            self.job = Some(TitledJob { name: name.to_vec(), count: count.map(<[u8]>::to_vec) });
        }
    }

    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let Some(columns) = Columns::find(COLUMNS, row) else { return false };
        let cells: [Option<usize>; COLUMNS.len()] = std::array::from_fn(|column| columns.cell(column));
        let told = |column: usize| cells[column].is_some();
        // A step has no start of its own: what has one is a list of jobs. Programs and numbers stand in many lists.
        let is_named = |column: usize| columns.label(column) == Some(COLUMNS[column].name);
        let of_fields =
            [PROGNAME, JOBNAME].into_iter().all(is_named) && [USER, VARIANT, JOBCOUNT].into_iter().any(is_named);
        let of_table = (told(STEPCOUNT) && told(JOBNAME) && told(JOBCOUNT)) || of_fields;
        let of_list = told(STEPCOUNT) && told(USER) && [TYPE, SPOOL, LANGUAGE].into_iter().any(told);
        let Some(program) = cells[PROGNAME].filter(|_| !told(START) && (of_table || of_list)) else { return false };
        let names = cells[JOBNAME].filter(|_| of_table).map(|job| NameColumn::under(row, job));
        let is_first = self.heading.is_none();
        self.heading = Some(Heading { cells, names, title: row.value(program).into_owned() });
        sink.heading(row);
        if is_first && !told(JOBNAME) {
            sink.flaw(Flaw::at(row, row.cell(0).start, ONE_JOB, true));
        }
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(heading) = &self.heading else { return };
        let value = |column: usize| heading.cells[column].map(|cell| row.value(cell)).unwrap_or_default();
        let program = value(PROGNAME);
        if *program == *heading.title || row.cells.iter().all(|cell| cell.start == cell.end) {
            return;
        }
        if value(JOBNAME).is_empty() && value(STEPCOUNT).is_empty() {
            let message = "a row without the number of a step was left out";
            return sink.flaw(Flaw::at(row, row.cell(0).start, message, false));
        }
        sink.record(&Step { row, cells: &heading.cells, job: self.job.as_ref() }, row);
    }

    /// Steps of programs that nobody asks for, in lists that name their job.
    fn clean_rows(&mut self, rows: &CleanRows<'_>, sink: &mut dyn RecordSink) -> usize {
        let Some(Heading { cells, names: Some(names), .. }) = &self.heading else { return 0 };
        let (Some(program), Some(job)) = (cells[PROGNAME], cells[JOBNAME]) else { return 0 };
        let Some(end) = sink.clear_to(rows.start()) else { return 0 };
        let is_clear = |row: &CleanRow<'_>| {
            row.end() <= end
                && names.is_filled(row)
                && is_whole(row.padded(program), LONGEST_PROGRAM)
                && is_whole(row.padded(job), LONGEST_JOB)
        };
        let passed = rows.iter().take_while(is_clear).count();
        sink.passed(passed);
        passed
    }

    fn for_later_part(&self) -> Option<Box<dyn Reader>> {
        let heading = self.heading.clone().filter(|heading| heading.names.is_some())?;
        Some(Box::new(Self { heading: Some(heading), job: None }))
    }

    fn follow(&mut self, before: &dyn Reader) -> bool {
        let before = (before as &dyn Any).downcast_ref::<Self>().and_then(|before| before.heading.as_ref());
        before.zip(self.heading.as_ref()).is_some_and(|(before, own)| before.cells == own.cells)
    }
}

/// `Job: SM:EXEC SERVICES / 12345678`, `Jobname:  SM:EXEC SERVICES`: name and number of the job, as they stand there.
fn job_of_title(title: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let is_label = |colon: &usize| {
        let before = title.get(..*colon).unwrap_or_default().trim_ascii_end().to_ascii_lowercase();
        [&b"job"[..], b"job name", b"jobname"].iter().any(|label| before.ends_with(label))
    };
    let colon = memchr::memchr_iter(b':', title).find(is_label)?;
    let rest = title.get(colon + 1..).unwrap_or_default().trim_ascii();
    // A job's name may hold slashes; its number has eight places.
    let numbered = rest.iter().rposition(|byte| *byte == b'/').and_then(|slash| {
        let count = rest.get(slash + 1..)?.trim_ascii();
        let is_count = count.len() == 8 && count.iter().all(u8::is_ascii_alphanumeric);
        is_count.then_some((rest.get(..slash)?.trim_ascii(), Some(count)))
    });
    let (name, count) = numbered.unwrap_or((rest, None));
    (!name.is_empty() && name.len() <= LONGEST_JOB).then_some((name, count))
}

struct Step<'r> {
    row: &'r Row<'r>,
    cells: &'r [Option<usize>],
    job: Option<&'r TitledJob>,
}

impl Step<'_> {
    fn cell(&self, column: usize) -> Option<usize> {
        self.cells.get(column).copied().flatten()
    }

    fn text(&self, column: usize, longest: usize) -> Field<'_> {
        self.cell(column).map_or(Field::unknown(NO_COLUMN), |cell| text(self.row, cell, longest))
    }

    fn titled(&self, part: impl Fn(&TitledJob) -> Option<&[u8]>) -> Field<'_> {
        match self.job.and_then(part) {
            Some(part) => Field { value: Value::Text(part.into()), span: None },
            None => Field::unknown(NO_TITLE),
        }
    }
}

impl Record for Step<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            field::JOB if self.cell(JOBNAME).is_none() => self.titled(|job| Some(&job.name)),
            field::COUNT if self.cell(JOBCOUNT).is_none() => self.titled(|job| job.count.as_deref()),
            field::JOB => self.text(JOBNAME, LONGEST_JOB),
            field::COUNT => self.text(JOBCOUNT, 8),
            field::STEP => self.text(STEPCOUNT, 0),
            field::PROGRAM => self.text(PROGNAME, LONGEST_PROGRAM),
            field::VARIANT => self.text(VARIANT, LONGEST_VARIANT),
            field::USER => self.text(USER, LONGEST_USER),
            field::STATUS => self.text(STATUS, 0),
            field::EVENT => Field::word("step-started", None),
            _ => Field::absent(),
        }
    }
}
