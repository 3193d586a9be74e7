//! Kernels in a table that people or other tools made: release and patch in columns of their own.

use super::{DISP_WORK, EXECUTABLE, FIELDS, PATCH, RELEASE};
use crate::export::gathered::{Gathered, ascii};
use crate::export::heading::{Column, Columns, Known};
use crate::export::{Reader, RecordSink, Value};
use crate::knowledge::version;
use crate::layout::{Flaw, Row};

const RELEASE_COLUMN: usize = 0;
const PATCH_COLUMN: usize = 1;

/// Other systems have kernels, too: the rows tell.
#[rustfmt::skip]
pub(super) const COLUMNS: &[Column] = &[
    Column::required("KERNEL_RELEASE", &[]).or_generic(&[
        "Kernel", "Kernel Version", "SAP Kernel", "SAP Kernel Release", "Kernel Rel.", "Kernel-Release", "Kernelrelease", "Kernelversion",
    ]),
    Column::required("KERNEL_PATCH", &[]).or_generic(&[
        "Kernel Patch Level", "Kernel Patch Number", "Kernel Patchlevel", "Patch Level", "Patch Number", "Patch", "Kernel-Patchlevel",
        "Kernel-Patchnummer", "Patchlevel", "Patchnummer", "Sup.Pkg lvl.",
    ]),
];

/// The release has three digits, as only SAP's kernels have it, and the patch is a number.
pub(super) fn is_kernel(row: &Row<'_>, columns: &Columns, _: bool) -> bool {
    let text = |column: usize| columns.cell(column).map(|cell| row.text_of(cell)).unwrap_or_default();
    let patch = text(PATCH_COLUMN);
    let is_number = !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit());
    is_number
        && version::Kernel::parse(&text(RELEASE_COLUMN))
            .is_some_and(|kernel| kernel.release.starts_with(['7', '8', '9']))
}

/// Reads such a table.
pub(super) struct Table {
    /// The file is known for kernels.
    pub forced: bool,
    pub columns: Option<Columns>,
}

impl Reader for Table {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        self.columns = Columns::find_in(COLUMNS, row, Known::Before).filter(|_| self.forced);
        if self.columns.is_some() {
            sink.heading(row);
        }
        self.columns.is_some()
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        let Some(columns) = &self.columns else { return };
        let cell = |column: usize| columns.cell(column).map(|cell| row.cell(cell)).unwrap_or_default();
        let (release, patch) = (cell(RELEASE_COLUMN), cell(PATCH_COLUMN));
        if release.range().is_empty() && patch.range().is_empty() {
            return;
        }
        let mut record = Gathered::new(FIELDS, "the row does not tell it");
        record.keep(row);
        record.assume(EXECUTABLE, Value::Text(DISP_WORK.as_bytes().into()));
        match version::Kernel::parse(&ascii(row.raw(release))) {
            Some(kernel) => {
                let place = release.part(kernel.release_at.clone());
                record.set_text(RELEASE, kernel.release, row, place);
                if let Some((number, place)) = kernel.patch {
                    record.set(PATCH, Value::Number(number), row, release.part(place));
                }
            }
            None => sink.flaw(Flaw::at(row, release.start, "this is no release of a kernel", false)),
        }
        if let Ok(number) = ascii(row.raw(patch)).parse() {
            record.set(PATCH, Value::Number(number), row, patch.range());
        }
        record.hand(sink);
    }
}
