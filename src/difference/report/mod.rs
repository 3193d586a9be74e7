//! How a difference is written: for people (pretty, markdown, html), for programs (json) and for code scanning (sarif). What all of them say
//! alike is in `words`. Nothing here knows how a change came about.

mod html;
pub(crate) mod json;
mod markdown;
mod pretty;
#[cfg(test)]
mod tests;
mod words;

use std::io::{self, BufWriter, Write};

use clap::ValueEnum;

use super::Difference;
use crate::finding::Severity;
use crate::report::{self, Report};
use crate::terminal_text::runner_commands::{Disarming, Kind};

/// How a difference is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub enum Format {
    /// For people at a terminal.
    Pretty,
    /// For tickets and wikis.
    Markdown,
    /// One file for browsers, side by side.
    Html,
    /// Everything, for programs.
    Json,
    /// SARIF 2.1.0: the findings of NEW, and those that are gone, each with its baselineState.
    Sarif,
}

/// What the user wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Colours; without, the output has no escape sequence.
    pub color: bool,
    /// Characters on a line of the terminal.
    pub width: usize,
    /// The least severity of a new finding that is worse; none if findings never are.
    pub fail_on: Option<Severity>,
    /// Cut no list.
    pub verbose: bool,
}

/// Writes a difference; `later` is the report on the later state, in which known findings are marked. `out` need not be buffered.
///
/// # Errors
/// Those of `out`.
pub fn write(
    format: Format,
    difference: &Difference,
    later: &Report,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let kind = match format {
        Format::Html => return html::write(difference, options, out),
        Format::Sarif => {
            let options = report::Options { show_suppressed: true, ..report::Options::default() };
            return report::write(report::Format::Sarif, later, &options, out);
        }
        Format::Json => Kind::Json,
        Format::Pretty | Format::Markdown => Kind::Text,
    };
    let mut out = BufWriter::new(Disarming::new(kind, out));
    match format {
        Format::Json => json::write(difference, options, &mut out)?,
        Format::Markdown => markdown::write(difference, options, &mut out)?,
        _ => pretty::write(difference, options, &mut out)?,
    }
    out.flush()
}
