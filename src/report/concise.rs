//! One line for each finding, for editors, `grep` and logs. Nothing is cut.

use std::io::{self, Write};

use super::format::Writer;
use super::{Options, Report, ending, links};
use crate::finding::{Finding, Status};
use crate::terminal_text::runner_commands::Kind;
use crate::terminal_text::{Painted, Palette, clean};

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "concise",
    shows_source: false,
    shows_fixes: false,
    is_lines: true,
    is_binary: false,
    shows_pages: false,
    printed: Some(Kind::Text),
    write,
};

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if !options.summary {
        write_findings(report, options, out)?;
    }
    ending::write(report, options, ending::Detail::Short, out)
}

fn write_findings(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let palette = Palette::new(options.color);
    let mut findings = report.findings.reader();
    while let Some(finding) = findings.read() {
        if finding.status != Status::New {
            continue;
        }
        let head = format_args!("{}[{}]", finding.severity.name(), clean(&finding.rule));
        writeln!(
            out,
            "{}: {} {}{} [{}]",
            links::place(finding, options),
            Painted(palette.severity(finding.severity), head),
            clean(&finding.message),
            also(finding),
            clean(&finding.system),
        )?;
    }
    Ok(())
}

/// ` (also PRD/status.txt:1:1)`: where else the same stands.
pub(super) fn also(finding: &Finding) -> String {
    match finding.places_beside() {
        places if places.is_empty() => String::new(),
        places => format!(" (also {})", clean(&places.join(", "))),
    }
}
