//! What a quiet run says on standard error: why it does not end with 0, where no finding says it.

use super::Terminal;
use crate::report::{FileStatus, Report, summary};
use crate::terminal_text::counted;

/// Files that are told one by one.
const MOST_FILES: usize = 5;

/// Tells what could not be read. Without `--quiet` the report ends with it.
pub(super) fn tell_unread(report: &Report, terminal: &mut Terminal<'_>) {
    let unread: Vec<_> = report.files.iter().filter(|file| summary::is_unread(file)).collect();
    for file in unread.iter().take(MOST_FILES) {
        let what = if file.status == FileStatus::Failed { "could not be read" } else { "is no export" };
        terminal.fail(&format!("{} {what}: {}", file.path, file.reason));
    }
    if let Some(more @ [_, ..]) = unread.get(MOST_FILES..) {
        terminal.fail(&format!("{} could not be read, or are no exports", counted(more.len(), "more file")));
    }
}

/// Tells that checks which `--require` asks for were not made.
pub(super) fn tell_missed(terminal: &mut Terminal<'_>) {
    terminal.fail(
        &"checks that --require asks for could not be made: without --quiet the report says which, and what is missing",
    );
}
