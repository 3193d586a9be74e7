//! The formats. Each says what it is in a [`Writer`] of its own file; a new one is a file, and its name and its writer here.

use std::io::{self, BufWriter, Write};

use clap::ValueEnum;

use super::{
    Options, Report, agent, concise, csv, github, gitlab, html, json, jsonl, junit, markdown, pretty, sarif, xlsx,
};
use crate::terminal_text::runner_commands::{Disarming, Kind};

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Format {
    /// For people at a terminal: the source line under each finding.
    Pretty,
    /// One line for each finding.
    Concise,
    /// Everything, for programs.
    Json,
    /// Everything, a JSON object on each line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning services and editors.
    Sarif,
    /// The readiness matrix and each system's migration plan, for issues and wikis.
    Markdown,
    /// The same in one file for browsers, with a picture of the landscape.
    Html,
    /// Annotations of GitHub Actions, the worst first, and an ending for the log.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// JUnit's XML: a suite for each system, a case for each rule.
    Junit,
    /// Findings as rows, for spreadsheets.
    Csv,
    /// A workbook: plan, findings, accepted risks, missing exports and files as sheets with filters.
    Xlsx,
    /// One line for each thing without art, for programs that read text.
    Agent,
}

/// What there is to know of a format.
pub(super) struct Writer {
    /// The word on the command line.
    pub name: &'static str,
    /// It shows the source of findings.
    pub shows_source: bool,
    /// It shows how findings are fixed.
    pub shows_fixes: bool,
    /// It is lines for people, of which others may stand before and behind.
    pub is_lines: bool,
    /// It is no text: nobody can read it on a terminal.
    pub is_binary: bool,
    /// It shows what rules' pages say.
    pub shows_pages: bool,
    /// How what is printed in a CI is kept from giving it orders. None for a page for browsers, which is nothing to print, and for a format
    /// that is made of orders and sees to its own.
    pub printed: Option<Kind>,
    /// Writes the report.
    pub write: fn(&Report, &Options, &mut dyn Write) -> io::Result<()>,
}

impl Format {
    /// Every format.
    pub fn all() -> &'static [Self] {
        Self::value_variants()
    }

    fn writer(self) -> &'static Writer {
        match self {
            Self::Pretty => &pretty::WRITER,
            Self::Concise => &concise::WRITER,
            Self::Json => &json::WRITER,
            Self::Jsonl => &jsonl::WRITER,
            Self::Sarif => &sarif::WRITER,
            Self::Markdown => &markdown::WRITER,
            Self::Html => &html::WRITER,
            Self::Github => &github::WRITER,
            Self::Gitlab => &gitlab::WRITER,
            Self::Junit => &junit::WRITER,
            Self::Csv => &csv::WRITER,
            Self::Xlsx => &xlsx::WRITER,
            Self::Agent => &agent::WRITER,
        }
    }

    /// Whether it shows the source of findings, so that [`crate::check::Request::excerpts`] must be set.
    pub fn shows_source(self) -> bool {
        self.writer().shows_source
    }

    /// Whether it shows how findings are fixed, so that [`crate::check::Request::fixes`] must be set.
    pub fn shows_fixes(self) -> bool {
        self.writer().shows_fixes
    }

    /// Whether it is lines for people, of which others may stand before and behind.
    pub fn is_lines(self) -> bool {
        self.writer().is_lines
    }

    /// Whether it is no text, so that it is nothing for a terminal.
    pub fn is_binary(self) -> bool {
        self.writer().is_binary
    }

    /// Whether it shows what rules' pages say, so that the rules must be loaded with them.
    pub fn shows_pages(self) -> bool {
        self.writer().shows_pages
    }

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        self.writer().name
    }

    /// The words for all of them, in the order of the command line.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::value_variants().iter().map(|format| format.name())
    }
}

/// Bytes that are written at a time.
const BUFFER: usize = 1 << 16;

/// Writes a report. `out` need not be buffered.
///
/// # Errors
/// Those of `out`.
pub fn write(format: Format, report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let writer = format.writer();
    let Some(kind) = writer.printed else { return (writer.write)(report, options, out) };
    let mut out = BufWriter::with_capacity(BUFFER, Disarming::new(kind, out));
    (writer.write)(report, options, &mut out)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_calls_each_format_by_its_name() {
        for format in Format::value_variants() {
            assert_eq!(format.to_possible_value().unwrap().get_name(), format.name());
        }
    }
}
