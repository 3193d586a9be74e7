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
    /// Standard output shows links (OSC 8). Without colours there are none either: nothing then is an escape sequence.
    pub links: bool,
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

/// Whether the environment asks for colours whatever standard output is: FORCE_COLOR, unless it is 0 or false, and NO_COLOR does not
/// say the opposite.
pub fn is_color_forced(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    set("NO_COLOR").is_none() && set("FORCE_COLOR").is_some_and(|value| value != "0" && value != "false")
}

/// Whether links may be shown where the terminal seems to know them: the log of a CI is read elsewhere. FORCE_HYPERLINK overrules it.
pub fn may_have_links(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    variable("FORCE_HYPERLINK").is_some() || variable("CI").is_none()
}

impl<'t> Terminal<'t> {
    /// What is no terminal, such as two files: without colours, links and progress, as wide as reports in files are.
    pub fn plain(out: &'t mut dyn Write, err: &'t mut dyn Write) -> Self {
        Self {
            out,
            err,
            out_color: false,
            err_color: false,
            out_live: false,
            links: false,
            live: false,
            width: WIDEST,
            format: Format::Pretty,
        }
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

/// An error and what lies behind it, in one line. Nothing is told twice: many errors quote their cause.
pub(super) fn with_cause(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.ends_with(&said) {
            text.push_str(&format!(": {said}"));
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        #[derive(Debug, thiserror::Error)]
        #[error("{text}")]
        struct Failure {
            text: &'static str,
            source: io::Error,
        }
        let said = |text: &'static str| {
            with_cause(&Failure { text, source: io::Error::from_raw_os_error(2) }).matches("os error 2").count()
        };
        assert_eq!(said("x cannot be listed"), 1);
        let quoting = format!("x cannot be listed: {}", io::Error::from_raw_os_error(2));
        assert_eq!(said(quoting.leak()), 1);
    }

    #[test]
    fn colours_are_forced_unless_somebody_wants_none() {
        let forced = |variables: &[(&str, &str)]| {
            is_color_forced(|asked| variables.iter().find(|(name, _)| *name == asked).map(|(_, value)| value.into()))
        };
        assert!(forced(&[("FORCE_COLOR", "1")]) && forced(&[("FORCE_COLOR", "3"), ("NO_COLOR", "")]));
        for none in [&[][..], &[("FORCE_COLOR", "")], &[("FORCE_COLOR", "0")], &[("FORCE_COLOR", "false")]] {
            assert!(!forced(none), "{none:?}");
        }
        assert!(!forced(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    }

    #[test]
    fn the_log_of_a_ci_has_no_links_unless_they_are_forced() {
        let may = |names: &[&str]| may_have_links(|asked| names.contains(&asked).then(|| "1".into()));
        assert_eq!([may(&[]), may(&["CI"]), may(&["CI", "FORCE_HYPERLINK"])], [true, false, true]);
    }

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
