//! `-v`: on standard error, why each file is what it is. `-vv`: what its table lacks as well.

use super::Terminal;
use crate::report::{FileReport, FileStatus};

/// Tells of each file, in the order of the report; `why` says why the file with an index belongs to its system. Nothing
/// without `-v`.
pub(super) fn tell(files: &[FileReport], why: &dyn Fn(usize) -> String, level: u8, terminal: &mut Terminal<'_>) {
    if level == 0 {
        return;
    }
    for (index, file) in files.iter().enumerate() {
        terminal.say(&format!("{}: {}", file.path, what(file, &|| why(index))));
        if level > 1 {
            lacking(file).iter().for_each(|lack| terminal.say(&format!("{}: {lack}", file.path)));
        }
    }
}

/// `rfc-destinations of PRD (its folder), recognised by its heading (sap-list, utf-8)`
fn what(file: &FileReport, why: &dyn Fn() -> String) -> String {
    let (Some(export), Some(by)) = (file.export, file.by) else {
        let state = if file.status == FileStatus::Failed { "cannot be read" } else { "no export" };
        return format!("{state}: {}", file.reason);
    };
    let system = file.system.as_ref().map_or(String::new(), |system| format!(" of {system} ({})", why()));
    let form: Vec<&str> = file.layout.into_iter().chain(file.encoding).collect();
    format!("{export}{system}, recognised {by} ({})", form.join(", "))
}

/// What the table of an export lacks, or what a table lacks to be one.
fn lacking(file: &FileReport) -> Vec<String> {
    match file.lacks.as_slice() {
        [] => file.near.clone(),
        [one] => vec![format!("its heading has no column {one}")],
        several => vec![format!("its heading has none of the columns {}", several.join(", "))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, reason: &str) -> FileReport {
        FileReport { reason: reason.to_owned(), ..FileReport::unread(path.to_owned(), path.to_owned()) }
    }

    fn said(level: u8) -> String {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal::plain(&mut out, &mut err);
        let read = FileReport {
            export: Some("rfc-destinations"),
            layout: Some("sap-list"),
            by: Some("by its heading"),
            encoding: Some("utf-8"),
            system: Some("QAS".to_owned()),
            lacks: vec!["RFCDOC1"],
            ..file("QAS/sm59.txt", "")
        };
        let near = vec!["a table, near to x, but without the column Y: it is not read".to_owned()];
        let table = FileReport { near, ..file("QAS/list.csv", "a table with columns that no export has: A, B") };
        let failed = FileReport { status: FileStatus::Failed, ..file("QAS/x.xlsx", "the workbook is damaged") };
        tell(&[read, table, failed], &|_| "its folder".to_owned(), level, &mut terminal);
        String::from_utf8(err).unwrap()
    }

    #[test]
    fn each_file_says_why_it_is_what_it_is_and_at_the_second_level_what_it_lacks() {
        assert_eq!(said(0), "");
        insta::assert_snapshot!(said(1), @r"
        QAS/sm59.txt: rfc-destinations of QAS (its folder), recognised by its heading (sap-list, utf-8)
        QAS/list.csv: no export: a table with columns that no export has: A, B
        QAS/x.xlsx: cannot be read: the workbook is damaged
        ");
        insta::assert_snapshot!(said(2), @r"
        QAS/sm59.txt: rfc-destinations of QAS (its folder), recognised by its heading (sap-list, utf-8)
        QAS/sm59.txt: its heading has no column RFCDOC1
        QAS/list.csv: no export: a table with columns that no export has: A, B
        QAS/list.csv: a table, near to x, but without the column Y: it is not read
        QAS/x.xlsx: cannot be read: the workbook is damaged
        ");
    }
}
