//! Answers of `sapcontrol -function GetVersionInfo`: a row for each program of an instance.
//!
//! Nothing is quoted, and the version has commas of its own.

use super::{CHANGELIST, COMPILED, DISP_WORK, EXECUTABLE, FIELDS, PATCH, RELEASE};
use crate::export::gathered::{Gathered, ascii};
use crate::export::sapcontrol::{self, Asked, HeadLine};
use crate::export::{Head, LinesMatch, Reader, RecordSink, Value};
use crate::knowledge::{date, version};
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

pub(super) struct Answers {
    asked: Asked,
    programs: Programs,
    /// The last row does not end as rows do: the line and column of its end.
    cut: Option<(u64, u64)>,
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
        Self { asked: Asked::new(FUNCTION), programs: Programs::None, cut: None }
    }

    fn close(&mut self, sink: &mut dyn RecordSink) {
        if let Some((line, column)) = self.cut.take() {
            let message = "the answer is cut in the middle of this row".to_owned();
            sink.flaw(Flaw { line, column, message, incomplete: true });
        }
        if let Programs::Others(line) = std::mem::replace(&mut self.programs, Programs::None) {
            sink.flaw(Flaw { line, column: 1, message: NO_DISP_WORK.to_owned(), incomplete: true });
        }
    }
}

/// A program of the answer.
fn program(row: &Row<'_>) -> Option<Gathered> {
    let line = ascii(row.text);
    // The name of a file may hold commas too, so the last version counts.
    let word = line.to_ascii_lowercase().rfind(", patch ")?;
    let start = line.get(..word)?.rfind(',')? + 1;
    let (kernel, end) = version::Kernel::at_start(line.get(start..)?)?;
    let (patch, patch_at) = kernel.patch?;
    let after = line.get(start + end..)?;
    // Digits at the end of a line may be cut.
    if !after.starts_with(',') {
        return None;
    }
    let mut found = Gathered::new(FIELDS, MISSING);
    let part = |part: std::ops::Range<usize>| start + part.start..start + part.end;
    found.set_text(RELEASE, kernel.release, row, part(kernel.release_at));
    found.set(PATCH, Value::Number(patch), row, part(patch_at));
    match kernel.changelist {
        Some(at) => found.set_part(CHANGELIST, row, part(at)),
        None => found.assume(CHANGELIST, Value::Absent),
    }
    let path = line.get(..start - 1)?;
    let name = path.rfind(['/', '\\']).map_or(0, |slash| slash + 1);
    let name = name + (path.len() - name - path.get(name..)?.trim_start().len());
    let file = path.get(name..)?.trim_end();
    let stem =
        file.len().checked_sub(4).filter(|stem| file.get(*stem..).is_some_and(|end| end.eq_ignore_ascii_case(".exe")));
    found.set_part(EXECUTABLE, row, name..name + stem.unwrap_or(file.len()));
    if let (Some(open), Some(close)) = (after.rfind('('), after.rfind(')'))
        && let Some(text) = after.get(open + 1..close)
        && let Some((day, time)) = date::parse_compiled(text)
    {
        let begin = start + end + open + 1;
        found.set_text(COMPILED, date::show(day, time), row, begin..begin + text.len());
    }
    Some(found)
}

/// A whole row ends with a number: its RKS compatibility level.
fn ends_as_rows_do(line: &str) -> bool {
    let last = line.rsplit(',').next().unwrap_or_default().trim();
    !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())
}

impl Reader for Answers {
    fn title(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if let HeadLine::Begin = self.asked.head(row, sink) {
            self.close(sink);
        }
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        self.asked.place(row, sink);
        let line = ascii(row.text);
        // A prompt behind the answer, or an empty line, is no row.
        if !self.asked.is_ours() || line.trim_start().starts_with(HEADING) || !line.contains(", ") {
            return;
        }
        self.cut = (!ends_as_rows_do(&line)).then(|| row.position(line.trim_end().len()));
        let Some(found) = program(row) else { return };
        let is_disp_work =
            matches!(found.value(EXECUTABLE), Value::Text(name) if name.eq_ignore_ascii_case(DISP_WORK.as_bytes()));
        self.programs = match (is_disp_work, self.programs) {
            (true, _) => Programs::DispWork,
            (false, Programs::None) => Programs::Others(row.line()),
            (false, programs) => programs,
        };
        found.hand(sink);
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        self.close(sink);
    }
}
