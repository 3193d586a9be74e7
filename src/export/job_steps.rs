//! Steps of background jobs: table TBTCP, and the step list of one job in SM37, which names the job in a title at best.

use crate::layout::{Flaw, Row};

use super::cell::{LONGEST_JOB, LONGEST_USER};
use super::describe::{Entry, choice, column, index, text};
use super::job_overview::START_LABELS;
use super::table_reader::{Heading, TableKind, TableRecord};
use super::{Class, Export, Field, FieldBytes, FileContext, RecordSink, Value, Way};

#[cfg(test)]
mod tests;

/// Steps of background jobs (table TBTCP, SM37).
pub static EXPORT: Export = Export {
    names: &["TBTCP"],
    key: &["job", "step"],
    bytes: FieldBytes { whole: Steps::WHOLE, ..FieldBytes::NONE },
    how_to_get: WAYS,
    ..Export::table::<Steps>("job-steps", "job steps", "SE16, table TBTCP")
};

/// The short descriptions of the fields are from se80.co.uk (table TBTCP). The labels of their data elements and of the step
/// list of SM37 are from knowledge, not looked up.
#[rustfmt::skip]
const TABLE: &[Entry] = &[
    text("job", "name of the job: from its column, else from the title above the list").class(Class::Name).longest(LONGEST_JOB).or_own()
        .column("JOBNAME", &[
            "Job name", "Job", "Background job", "Background job name", "Name of job", "Jobname", "Hintergrundjob", "Name des Jobs", "Hintergrundjobname",
        ]),
    text("count", "number that tells runs of one job apart (JOBCOUNT)").class(Class::Plain).longest(8).or_own().column("JOBCOUNT", &[
        "Job count", "Job ID", "Job number", "Job no.", "ID number", "Background job number", "Jobcount", "Job-ID", "Jobnummer", "Job-Nummer", "Jobnr.",
        "Identifikationsnummer",
    ]),
    text("step", "number of the step within the job").class(Class::Plain).longest(0).column("STEPCOUNT", &[
        "Step no.", "Step number", "Step", "Step count", "Job step ID", "Job step ID number", "No.", "Schrittnr.", "Schrittnummer", "Schritt",
        "Stepnummer", "Stepnr.", "Nr.", "Nummer",
    ]),
    text("program", "program or command that the step runs").class(Class::Name).longest(40).column("PROGNAME", &[
        "Program name/command", "Program name / command", "Program/Command", "Program name", "ABAP program", "ABAP program name",
        "Prog. name/command", "Program name within a step", "Step program", "Programmname/Kommando", "Programmname / Kommando",
        "Programm/Kommando", "Programmname", "ABAP-Programm", "ABAP-Programmname", "Programmname im Step",
    ]).required(),
    text("variant", "variant or parameters of the program").longest(14)
        .column("VARIANT", &["Parameters", "Parameter", "Variant name", "Name of variant", "Report variant", "Variante", "Variantenname"]),
    text("user", "user under whom the step runs").class(Class::User).longest(LONGEST_USER).column("AUTHCKNAM", &[
        "User", "User name", "Step user", "Background user", "Background user name", "Authorization user", "Auth. user", "Background User Name for Authorization Check",
        "Benutzer", "Benutzername", "Hintergrundbenutzer", "Step-Benutzer", "Berechtigungsbenutzer", "Benutzername für Berechtigungsprüfung",
    ]),
    text("status", "status of the step, as it stands in the list").class(Class::Plain).longest(0)
        .column("STATUS", &["Step status", "Schrittstatus", "Status of step", "Stepstatus"]),
    choice("event", &["step-started"], "always step-started: for rules that look at job logs and job overviews as well"),
    column("TYP", &["Prog. type", "Program type", "Prog.typ", "Programmtyp", "Prog.-Typ"]),
    column("LISTIDENT", &["Spool list", "Spool", "Spool list ID", "Spoolliste", "Spool-Liste"]),
    column("LANGUAGE", &["Lang.", "Language", "Spr.", "Sprache"]),
    column("STRTDATE", START_LABELS),
];

const JOB: usize = index(TABLE, "job");
const COUNT: usize = index(TABLE, "count");
const STEP: usize = index(TABLE, "step");
const PROGRAM: usize = index(TABLE, "program");
const VARIANT: usize = index(TABLE, "variant");
const USER: usize = index(TABLE, "user");
const EVENT: usize = index(TABLE, "event");
const TYPE: usize = index(TABLE, "TYP");
const SPOOL: usize = index(TABLE, "LISTIDENT");
const LANGUAGE: usize = index(TABLE, "LANGUAGE");
const START: usize = index(TABLE, "STRTDATE");

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

const NO_TITLE: &str = "the list has no column for it, and no title names the job";

const ONE_JOB: &str =
    "the list has the steps of one job only: other jobs may have others (table TBTCP has those of all)";

struct Steps {
    /// The job that a title names, in the file's charset.
    job: Option<TitledJob>,
}

struct TitledJob {
    name: Vec<u8>,
    count: Option<Vec<u8>>,
}

/// The heading is that of table TBTCP. Programs and numbers stand in many lists.
fn is_of_table(heading: &Heading) -> bool {
    let is_named = |entry: usize| {
        let technical = TABLE.get(entry).and_then(|entry| entry.column).map(|column| column.name);
        heading.has(entry) && heading.label(entry) == technical
    };
    let of_fields = [PROGRAM, JOB].into_iter().all(is_named) && [USER, VARIANT, COUNT].into_iter().any(is_named);
    of_fields || [STEP, JOB, COUNT].into_iter().all(|entry| heading.has(entry))
}

impl TableKind for Steps {
    const TABLE: &'static [Entry] = TABLE;
    const NAMES: &'static [usize] = &[JOB, PROGRAM];
    const A_RECORD: &'static str = "the number of a step";
    const WHOLE: &'static [usize] = &[PROGRAM, JOB];

    fn new(_: &FileContext<'_>) -> Self {
        Self { job: None }
    }

    fn title(&mut self, row: &Row<'_>) {
        if let Some((name, count)) = job_of_title(row.text) {
            self.job = Some(TitledJob { name: name.to_vec(), count: count.map(<[u8]>::to_vec) });
        }
    }

    fn is_ours(&self, heading: &Heading) -> bool {
        let has = |entry: usize| heading.has(entry);
        let of_list = has(STEP) && has(USER) && [TYPE, SPOOL, LANGUAGE].into_iter().any(has);
        // A step has no start of its own: what has one is a list of jobs.
        !has(START) && (of_list || is_of_table(heading))
    }

    fn begin(&mut self, row: &TableRecord<'_>, first: bool, sink: &mut dyn RecordSink) {
        if first && !row.heading.has(JOB) {
            sink.flaw(Flaw::at(row.row, row.row.cell(0).start, ONE_JOB, true));
        }
    }

    fn has_record(&mut self, row: &TableRecord<'_>, sink: &mut dyn RecordSink) -> bool {
        if row.is_blank() || row.is_heading() {
            return false;
        }
        let is_step = row.has(JOB) || row.has(STEP);
        if !is_step {
            let message = format!("a row without {} was left out", Self::A_RECORD);
            sink.flaw(Flaw::at(row.row, row.row.cell(0).start, &message, false));
        }
        is_step
    }

    fn field<'r>(&'r self, _: &TableRecord<'r>, index: usize) -> Field<'r> {
        let part = match (index, &self.job) {
            (EVENT, _) => return Field::word("step-started", None),
            (JOB, Some(job)) => Some(job.name.as_slice()),
            (COUNT, Some(job)) => job.count.as_deref(),
            _ => None,
        };
        part.map_or(Field::unknown(NO_TITLE), |part| Field { value: Value::Text(part.into()), span: None })
    }

    fn for_later_part(&self, heading: &Heading) -> Option<Self> {
        (heading.has(JOB) && is_of_table(heading)).then_some(Self { job: None })
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
