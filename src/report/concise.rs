//! One line for each finding, for editors, `grep` and logs. Nothing is cut.

use std::io::{self, Write};

use super::{Options, Report, ending};
use crate::finding::{Place, Status};
use crate::terminal_text::{Painted, Palette, clean};

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let palette = Palette::new(options.color);
    let mut findings = report.findings.reader();
    while let Some(finding) = findings.read() {
        if finding.status != Status::New {
            continue;
        }
        let Place { line, column, .. } = finding.place;
        let head = format_args!("{}[{}]", finding.severity.name(), clean(&finding.rule));
        writeln!(
            out,
            "{}:{line}:{column}: {} {} [{}]",
            clean(&finding.path),
            Painted(palette.severity(finding.severity), head),
            clean(&finding.message),
            clean(&finding.system),
        )?;
    }
    ending::write(report, options, ending::Detail::Short, out)
}
