//! Files that are no lines of text: workbooks and binary certificates. They are read as a whole.

use bstr::ByteSlice;

use super::file::Input;
use crate::export::recognise::{self, Found, Recognised};
use crate::export::{FileContext, Records};
use crate::knowledge::secret;
use crate::layout::xlsx::XlsxError;
use crate::layout::{Flaw, Layout, RowSink, der, xlsx};
use crate::limits::WORKBOOK_BYTES;
use crate::report::{FileReport, FileStatus};
use crate::rule::judging::{FileJudge, Screens, Setting};

/// Bytes of a binary file with certificates; ten thousand of them have less.
pub(super) const LONGEST_CERTIFICATES: usize = 16 << 20;

pub(super) fn read_workbook<'r>(
    input: &Input,
    bytes: &[u8],
    index: usize,
    screens: &'r Screens<'r>,
    setting: Setting<'r>,
    report: &mut FileReport,
) -> Option<FileJudge<'r>> {
    let mut probe = recognise::table_probe(&input.path, input.forced);
    let opened = match bytes.len() > WORKBOOK_BYTES {
        true => Err(XlsxError::TooMuch(format!("it has more than {} MiB", WORKBOOK_BYTES >> 20))),
        false => xlsx::Workbook::open(bytes),
    };
    let looked_at = opened.and_then(|mut workbook| {
        let outcome = workbook.read(&mut probe);
        // What is behind the heading is told when the rows are read.
        if probe.found().is_some() { Ok(workbook) } else { outcome.map(|()| workbook) }
    });
    let mut workbook = match looked_at {
        Ok(workbook) => workbook,
        Err(error) => {
            // The names of an archive's files stand in it as they are, and once more at its end.
            let is_archive = bytes.contains_str("PK\x05\x06");
            if bytes.contains_str("xl/") || (is_workbook_name(&input.path) && !is_archive) {
                report.status = FileStatus::Failed;
                report.layout = Some(Layout::Xlsx.name());
                report.reason = secret::veiled(&error.to_string()).into_owned();
            } else {
                report.reason =
                    "a ZIP archive, but no Excel workbook: unpack it to have the files in it read".to_owned();
            }
            return None;
        }
    };
    let Some(found) = probe.found() else {
        report.reason = probe.describe().unwrap_or_else(|| "a workbook without the heading of any export".to_owned());
        return None;
    };
    let read = |rows: &mut dyn RowSink| workbook.read(rows).map_err(|error| (error.row(), error.to_string()));
    Some(read_with(read, input, index, found, screens, setting, report))
}

/// The file is named as a workbook is, so somebody exported a list to it.
pub(super) fn is_workbook_name(path: &str) -> bool {
    let name = path.to_ascii_lowercase();
    name.ends_with(".xlsx") || name.ends_with(".xlsm")
}

/// Reads a file that begins as a certificate or a list of certificates does.
pub(super) fn read_certificates<'r>(
    input: &Input,
    bytes: &[u8],
    index: usize,
    screens: &'r Screens<'r>,
    setting: Setting<'r>,
    report: &mut FileReport,
) -> Option<FileJudge<'r>> {
    if bytes.len() > LONGEST_CERTIFICATES {
        report.reason = "binary, and too long for certificates: not read".to_owned();
        return None;
    }
    let found = match recognise::der(&input.path, input.forced) {
        Recognised::Export(found) => found,
        Recognised::Unknown(reason) => {
            report.reason = reason;
            return None;
        }
        Recognised::Report => return None,
    };
    let read = |rows: &mut dyn RowSink| {
        der::read(bytes, rows);
        Ok(())
    };
    Some(read_with(read, input, index, found, screens, setting, report))
}

/// Reads the rows that `read` hands out; its error ends them.
fn read_with<'r>(
    read: impl FnOnce(&mut dyn RowSink) -> Result<(), (u64, String)>,
    input: &Input,
    index: usize,
    Found { export, layout, told, .. }: Found,
    screens: &'r Screens<'r>,
    setting: Setting<'r>,
    report: &mut FileReport,
) -> FileJudge<'r> {
    report.export = Some(export.kind);
    report.layout = Some(layout.name());
    let mut judge = FileJudge::new(screens, setting, index, (export, layout));
    {
        let mut reader = (export.open)(&FileContext::new(&input.path, layout, told));
        let mut rows = Records { reader: reader.as_mut(), sink: &mut judge };
        match read(&mut rows) {
            // A workbook that can be opened ends where it says: even a list without rows is one.
            Ok(()) => rows.end_seen(),
            Err((line, message)) => rows.flaw(Flaw { line, column: 1, message, incomplete: true }),
        }
        rows.end();
    }
    judge.look_at_whole();
    judge
}
