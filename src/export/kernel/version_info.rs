//! Answers of `sapcontrol -function GetVersionInfo`: a row for each program of an instance, or some lines for scripts.
//!
//! Nothing is quoted, and the version has commas of its own. The heading tells which columns stand behind it.

use super::{CHANGELIST, COMPILED, COMPILED_ON, DISP_WORK, EXECUTABLE, FIELDS, PATCH, RELEASE};
use crate::export::gathered::{Gathered, ascii};
use crate::export::sapcontrol::{self, Asked, HeadLine, key};
use crate::export::{Head, LinesMatch, Reader, RecordSink, Value};
use crate::knowledge::{date, version};
use crate::layout::key_value::Entries;
use crate::layout::{Flaw, Row};

const FUNCTION: &str = "GetVersionInfo";

const HEADING: &str = "Filename, VersionInfo";

/// Some of it is seen only where the version has the word `patch`.
const MISSING: &str = "the row does not tell it";

const NO_DISP_WORK: &str = "no disp+work in this answer, so it does not tell the kernel of an application server: ask an \
                            instance that has one";

pub(super) fn recognise(head: &Head<'_>) -> bool {
    let headed = matches!(sapcontrol::recognise(head, FUNCTION), LinesMatch::Yes(_));
    headed || head.lines.iter().take(5).any(|line| line.trim_start().starts_with(HEADING))
}

/// A program has a file, a version and a time, whatever else an answer tells of it.
const LEAST_LINES: usize = 3;

pub(super) struct Answers {
    asked: Asked,
    programs: Programs,
    /// What the heading calls the last column; none without a heading.
    last_column: Option<String>,
    /// The last row does not end as rows do: the line and column of its end.
    cut: Option<(u64, u64)>,
    entries: Entries,
    /// The program that the lines for scripts have come to.
    open: Option<Gathered>,
}

/// Which programs came in an answer.
#[derive(Clone, Copy)]
enum Programs {
    None,
    /// All but disp+work; the line of the first.
    Others(u64),
    DispWork,
}

impl Answers {
    pub fn new() -> Self {
        Self {
            asked: Asked::new(FUNCTION),
            programs: Programs::None,
            last_column: None,
            cut: None,
            entries: Entries::default(),
            open: None,
        }
    }

    fn close(&mut self, sink: &mut dyn RecordSink) {
        self.hand(sink);
        self.entries.end(LEAST_LINES).into_iter().for_each(|flaw| sink.flaw(flaw));
        self.last_column = None;
        if let Some((line, column)) = self.cut.take() {
            let message = "the answer is cut in the middle of this row".to_owned();
            sink.flaw(Flaw { line, column, message, incomplete: true });
        }
        if let Programs::Others(line) = std::mem::replace(&mut self.programs, Programs::None) {
            sink.flaw(Flaw { line, column: 1, message: NO_DISP_WORK.to_owned(), incomplete: true });
        }
    }
}

impl Answers {
    /// Hands out the program that lines for scripts told of, if they told its version.
    fn hand(&mut self, sink: &mut dyn RecordSink) {
        if let Some(found) = self.open.take().filter(|found| found.is_known(PATCH)) {
            let first = found.first_line();
            self.count(&found, first);
            found.hand(sink);
        }
    }

    fn count(&mut self, found: &Gathered, line: u64) {
        let is_disp_work =
            matches!(found.value(EXECUTABLE), Value::Text(name) if name.eq_ignore_ascii_case(DISP_WORK.as_bytes()));
        self.programs = match (is_disp_work, self.programs) {
            (true, _) => Programs::DispWork,
            (false, Programs::None) => Programs::Others(line),
            (false, programs) => programs,
        };
    }

    /// A line for scripts: a value of the program with this number.
    fn value(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if self.entries.begins(row) {
            self.hand(sink);
            self.open = Some(Gathered::new(FIELDS, MISSING));
        }
        let Some(found) = &mut self.open else { return };
        let (line, at) = (ascii(row.text), row.cell(2).range());
        match key(&row.text_of(1)).as_str() {
            "filename" => executable(found, row, &line, at.start..at.end),
            "versioninfo" => drop(version(found, row, &line, at.start)),
            _ => {}
        }
    }
}

/// A program of the answer.
fn program(row: &Row<'_>) -> Option<Gathered> {
    let line = ascii(row.text);
    // The name of a file may hold commas too, so the last version counts.
    let word = line.to_ascii_lowercase().rfind(", patch ")?;
    let start = line.get(..word)?.rfind(',')? + 1;
    let mut found = Gathered::new(FIELDS, MISSING);
    version(&mut found, row, &line, start)?;
    executable(&mut found, row, &line, 0..start - 1);
    Some(found)
}

/// Reads `753, patch 900, changelist 1, RKS compatibility level 1, optU (Oct 16 2021, 00:03:15), linuxx86_64`.
fn version(found: &mut Gathered, row: &Row<'_>, line: &str, start: usize) -> Option<()> {
    let (kernel, end) = version::Kernel::at_start(line.get(start..)?)?;
    let (patch, patch_at) = kernel.patch?;
    let after = line.get(start + end..)?;
    // Digits at the end of a line may be cut.
    if !after.starts_with(',') {
        return None;
    }
    let part = |part: std::ops::Range<usize>| start + part.start..start + part.end;
    found.set_text(RELEASE, kernel.release, row, part(kernel.release_at));
    found.set(PATCH, Value::Number(patch), row, part(patch_at));
    match kernel.changelist {
        Some(at) => found.set_part(CHANGELIST, row, part(at)),
        None => found.assume(CHANGELIST, Value::Absent),
    }
    if let (Some(open), Some(close)) = (after.rfind('('), after.rfind(')'))
        && let Some(text) = after.get(open + 1..close)
        && let Some((day, time)) = date::parse_compiled(text)
    {
        let begin = start + end + open + 1;
        found.set_text(COMPILED, date::show(day, time), row, begin..begin + text.len());
        // The platform stands behind it.
        let behind = after.get(close + 1..).unwrap_or_default();
        let platform = behind.trim_start_matches([',', ' ']);
        let word = platform.split([',', ' ']).next().unwrap_or_default();
        if !word.is_empty() {
            let begin = start + end + close + 1 + (behind.len() - platform.len());
            found.set_part(COMPILED_ON, row, begin..begin + word.len());
        }
    }
    Some(())
}

/// Reads the name of the program out of the path that stands at this range of the line.
fn executable(found: &mut Gathered, row: &Row<'_>, line: &str, at: std::ops::Range<usize>) {
    let path = line.get(at.clone()).unwrap_or_default();
    let name = path.rfind(['/', '\\']).map_or(0, |slash| slash + 1);
    let file = path.get(name..).unwrap_or_default();
    let start = at.start + name + (file.len() - file.trim_start().len());
    let file = file.trim();
    let stem =
        file.len().checked_sub(4).filter(|stem| file.get(*stem..).is_some_and(|end| end.eq_ignore_ascii_case(".exe")));
    found.set_part(EXECUTABLE, row, start..start + stem.unwrap_or(file.len()));
}

/// A whole row ends with its RKS compatibility level, a number; where the heading has no such column, with its time.
fn ends_as_rows_do(line: &str, last_column: Option<&str>) -> bool {
    let last = line.rsplit(',').next().unwrap_or_default().trim();
    let is_number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = last.len() == "2021 10 15 22:15:40".len()
        && last.bytes().zip("2021 10 15 22:15:40".bytes()).all(|(byte, model)| match model.is_ascii_digit() {
            true => byte.is_ascii_digit(),
            false => byte == model,
        });
    match last_column {
        Some("time") => is_time,
        Some(column) if column.starts_with("rks") => is_number,
        Some(_) => !last.is_empty(),
        None => is_number || is_time,
    }
}

impl Reader for Answers {
    fn title(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        match self.asked.head(row, sink) {
            HeadLine::Begin { first: true } => {
                *self = Self { asked: std::mem::replace(&mut self.asked, Asked::new(FUNCTION)), ..Self::new() }
            }
            HeadLine::Begin { first: false } => self.close(sink),
            HeadLine::Status { .. } | HeadLine::Function => {}
        }
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        self.asked.place(row, sink);
        if !self.asked.is_ours() {
            return;
        }
        if row.cells.len() == 3 {
            return self.value(row, sink);
        }
        let line = ascii(row.text);
        if line.trim_start().starts_with(HEADING) {
            self.last_column = line.rsplit(',').next().map(key);
            return;
        }
        // A prompt behind the answer, or an empty line, is no row.
        if !line.contains(", ") {
            return;
        }
        let is_whole = ends_as_rows_do(&line, self.last_column.as_deref());
        self.cut = (!is_whole).then(|| row.character(line.trim_end().len()));
        let Some(found) = program(row) else { return };
        self.count(&found, row.line());
        found.hand(sink);
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.close(sink);
    }
}
