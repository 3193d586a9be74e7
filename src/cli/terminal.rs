//! Standard output and standard error, and what is known of them.

use std::ffi::OsString;
use std::io::{self, Write};

use super::{CLEAN, FAILED, When};
use crate::complaint;
use crate::knowledge::secret;
use crate::report::Format;
use crate::terminal_text::runner_commands::disarm;

/// Widest text, for reading's sake.
const WIDEST: usize = 120;

/// A run that ended before its time; standard error has been told why.
pub(super) struct Told;

/// Where output goes.
pub struct Terminal<'t> {
    /// Standard output.
    pub out: &'t mut dyn Write,
    /// Standard error.
    pub err: &'t mut dyn Write,
    /// Colours may be used on standard output.
    pub out_color: bool,
    /// Colours may be used on standard error.
    pub err_color: bool,
    /// Standard output is a terminal, so that nothing belongs there but text.
    pub out_live: bool,
    /// Standard error is a terminal, so that progress can be shown there.
    pub live: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// How a report is written to standard output if nobody says it, see [`usual_format`].
    pub format: Format,
}

/// The format for whoever reads standard output, as far as the environment tells: GitHub's runner wants annotations. `variable` gives the value
/// of a variable of the environment.
pub fn usual_format(variable: impl Fn(&str) -> Option<OsString>) -> Format {
    match variable("GITHUB_ACTIONS") {
        Some(value) if value == "true" => Format::Github,
        _ => Format::Pretty,
    }
}

impl Terminal<'_> {
    /// Does with colours as the command line says; without a word from there they depend on the terminal.
    pub(super) fn choose_colors(&mut self, when: When) {
        let wanted = match when {
            When::Auto => return,
            When::Always => true,
            When::Never => false,
        };
        (self.out_color, self.err_color) = (wanted, wanted);
    }

    /// Columns for text.
    pub(super) fn text_width(&self) -> usize {
        self.width.min(WIDEST)
    }

    /// Shows what clap has to say: help and versions are asked for, all else is an error.
    pub(super) fn usage(&mut self, error: &clap::Error) -> u8 {
        let text = error.render();
        let (out, color): (&mut dyn Write, bool) =
            if error.use_stderr() { (self.err, self.err_color) } else { (self.out, self.out_color) };
        let text = if color { text.ansi().to_string() } else { text.to_string() };
        let written = out.write_all(disarm(&text).as_bytes()).and_then(|()| out.flush());
        if error.use_stderr() { FAILED } else { self.ended(written) }
    }

    /// Writes to standard output. Returns the exit code.
    pub(super) fn print(&mut self, text: &str) -> u8 {
        let written = self.out.write_all(disarm(text).as_bytes()).and_then(|()| self.out.flush());
        self.ended(written)
    }

    /// Writes something to standard output for programs. Returns the exit code.
    pub(super) fn print_json(&mut self, value: &impl serde::Serialize) -> u8 {
        match serde_json::to_string_pretty(value) {
            Ok(text) => self.print(&(text + "\n")),
            Err(error) => self.fail(&format!("cannot be written as JSON: {error}")),
        }
    }

    /// The exit code after writing to standard output. A closed pipe is no error: whoever reads has seen enough.
    fn ended(&mut self, written: io::Result<()>) -> u8 {
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.fail(&format!("cannot write to standard output: {error}"))
            }
            _ => CLEAN,
        }
    }

    /// Writes a sentence to standard error.
    pub(super) fn say(&mut self, text: &str) {
        // Names of files may hold a secret, too.
        let _ = writeln!(self.err, "{}", disarm(&complaint::clean(&secret::veiled_path(text))));
    }

    /// Says on standard error why the work could not be done.
    pub(super) fn fail(&mut self, error: &dyn std::fmt::Display) -> u8 {
        self.say(&format!("error: {error}"));
        FAILED
    }

    /// The same for a run that ends there.
    pub(super) fn give_up(&mut self, error: &dyn std::fmt::Display) -> Told {
        self.fail(error);
        Told
    }

    /// Shows mistakes in users' files on standard error.
    pub(super) fn complain<'c>(&mut self, complaints: impl IntoIterator<Item = &'c complaint::Complaint>) -> u8 {
        let text = complaint::render(complaints, self.err_color, self.text_width());
        let _ = self.err.write_all(disarm(&text).as_bytes());
        FAILED
    }
}

/// An error and what lies behind it, in one line.
pub(super) fn with_cause(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_githubs_runner_gets_annotations_unasked() {
        let in_environment = |name: &'static str, value: &'static str| {
            usual_format(move |asked| (asked == name).then(|| OsString::from(value)))
        };
        assert_eq!(in_environment("GITHUB_ACTIONS", "true"), Format::Github);
        assert_eq!(in_environment("GITHUB_ACTIONS", "false"), Format::Pretty);
        assert_eq!(in_environment("GITLAB_CI", "true"), Format::Pretty);
    }
}
