//! Files that are read as a whole: workbooks, binary certificates, and what else is no lines. What is particular to one of
//! them its layout knows.

use super::input::{Input, note_what_it_is};
use crate::export::recognise::{self, Found, Unknown, Whole};
use crate::export::{Records, reports};
use crate::knowledge::secret;
use crate::layout::{Flaw, Halt, Heading, Layout, OpenFile, RowSink, Unopened, WholeLayout};
use crate::report::{FileReport, FileStatus};
use crate::rule::judging::{FileJudge, Screens, Setting};

/// What became of a file that began as a whole layout does.
pub(super) enum Outcome<'r> {
    /// It was read.
    Judged(Box<FileJudge<'r>>),
    /// It cannot be read, or is no export: the report says why.
    Told,
    /// It is no export of this layout, and what it seems to be its lines may tell.
    Unknown,
}

/// Reads a file in this layout. It is opened once; its rows are read once to recognise it, and once for what they say.
pub(super) fn read<'r>(
    (layout, whole): (&'static Layout, &'static dyn WholeLayout),
    input: &Input,
    bytes: &[u8],
    index: usize,
    screens: &'r Screens<'r>,
    setting: Setting<'r>,
    report: &mut FileReport,
) -> Outcome<'r> {
    let mut file = match whole.open(bytes, input.path_unpacked()) {
        Ok(file) => file,
        Err(Unopened::Failed(why)) => return failed(layout, &why, report),
        // What is too long to be an answer of a service may be a log, or a report of our own.
        Err(Unopened::Other(_)) if layout.heading == Heading::Keys => return Outcome::Unknown,
        Err(Unopened::Other(what)) => {
            report.reason = what;
            return Outcome::Told;
        }
    };
    let found = match recognise::whole(input.path_unpacked(), layout, file.as_mut(), input.forced) {
        Whole::Export(found) => found,
        Whole::Report => {
            report.reason = reports::REASON.to_owned();
            report.is_report = true;
            return Outcome::Told;
        }
        Whole::Halted(halt) => return failed(layout, &halt.message, report),
        Whole::Unknown(Some(Unknown { reason, near })) => {
            report.reason = reason;
            report.near = near;
            report.encoding = file.encoding();
            return Outcome::Told;
        }
        Whole::Unknown(None) => return Outcome::Unknown,
    };
    report.encoding = file.encoding();
    Outcome::Judged(Box::new(judge(file.as_mut(), input, index, found, screens, setting, report)))
}

fn failed<'r>(layout: &Layout, why: &str, report: &mut FileReport) -> Outcome<'r> {
    report.status = FileStatus::Failed;
    report.layout = Some(layout.name);
    report.reason = secret::veiled(why).into_owned();
    Outcome::Told
}

/// Whether the file that begins as this layout does is a report of basislint.
pub(super) fn is_report(
    (layout, whole): (&'static Layout, &'static dyn WholeLayout),
    name: &str,
    bytes: &[u8],
) -> bool {
    let file = if layout.heading == Heading::Row { whole.open(bytes, name).ok() } else { None };
    file.is_some_and(|mut file| matches!(recognise::whole(name, layout, file.as_mut(), None), Whole::Report))
}

/// Judges the rows of a file; what halts it ends them.
fn judge<'r>(
    file: &mut dyn OpenFile,
    input: &Input,
    index: usize,
    found: Found,
    screens: &'r Screens<'r>,
    setting: Setting<'r>,
    report: &mut FileReport,
) -> FileJudge<'r> {
    note_what_it_is(report, &found);
    let Found { export, layout, told, .. } = found;
    let mut judge = FileJudge::new(screens, setting, index, (export, layout));
    {
        let mut reader = (export.open)(&input.context(layout, told));
        let mut rows = Records { reader: reader.as_mut(), sink: &mut judge };
        match file.read(&mut rows) {
            // A file that can be opened ends where it says: even a list without rows is one.
            Ok(()) => rows.end_seen(),
            Err(Halt { line, column, message }) => rows.flaw(Flaw { line, column, message, incomplete: true }),
        }
        rows.end();
    }
    judge.look_at_whole();
    judge
}
