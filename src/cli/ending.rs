//! The end of a check: what is told of it on standard error, the reports, the exit code. How what it found came about is no matter here.

use std::sync::Arc;

use super::change::{Change, Now};
use super::compare::Compared;
use super::outputs::Outputs;
use super::paths::EXPORTS_PAGE;
use super::{CLEAN, CheckArguments, FAILED, FINDINGS, Staged, Terminal, baseline, hyperlinks, quiet, verbose};
use crate::check::{self, Required};
use crate::complaint::Complaint;
use crate::config::{Config, Notice, SystemConfig};
use crate::finding::Risk;
use crate::redact::Redactor;
use crate::report::{self, Format, Options, Report};
use crate::terminal_text::counted;

/// What is known of a check beside its report.
pub(super) struct Ending<'e> {
    pub arguments: &'e CheckArguments,
    pub config: &'e Config,
    pub required: &'e Required,
    pub outputs: &'e Outputs<Format>,
    /// Whether a suppression matches anything is known only when all its files and rules took part.
    pub partial_run: bool,
    /// Files are named on the command line.
    pub names_files: bool,
    /// These, or folders below that of the configuration, are less than what that is for.
    pub is_part: bool,
    /// What there is to say of patterns that left out nothing.
    pub unused: Vec<Complaint>,
    /// Systems of the configuration of which there is no file.
    pub lonely: Vec<&'e SystemConfig>,
    /// What this state was compared with.
    pub compared: Option<(&'e Change, &'e Compared)>,
    /// Why a file of the report belongs to its system.
    pub why: &'e dyn Fn(usize) -> String,
    /// Puts pseudonyms in the place of names.
    pub redactor: Option<&'e Arc<Redactor>>,
}

impl Ending<'_> {
    /// Tells all of it. The answer is the exit code.
    pub fn tell(&self, report: &mut Report, notices: &[Notice], terminal: &mut Terminal<'_>) -> u8 {
        let Self { arguments, config, required, partial_run, compared, .. } = *self;
        if partial_run {
            report.risks.iter_mut().for_each(Risk::doubt);
        }
        let notices = notices.iter().filter(|notice| !(partial_run && notice.of_whole_run));
        terminal.complain(notices.map(|notice| &notice.complaint));
        terminal.complain(if partial_run { &[] } else { self.unused.as_slice() });
        self.tell_lonely_systems(terminal);
        if let Some(baseline) = config.baseline.as_ref().filter(|_| !self.names_files) {
            baseline::tell_stale(baseline, report, terminal);
        }
        if let Some((change, compared)) = compared {
            compared.tell(report, change, !arguments.report.quiet, terminal);
        }
        verbose::tell(&report.files, self.why, arguments.report.verbose, terminal);
        let false_words =
            config.baseline.as_ref().is_some_and(|baseline| baseline::tell_false(baseline, report, terminal));
        let (judged, missed) = match compared {
            // What could not be judged before either is no fault of the change.
            Some((Change { now: Now::Index { what: Staged::Change, .. }, .. }, compared)) => {
                let code = check::exit_code(report, arguments.report.fail_on.least(), &Required::default());
                let missed = compared.is_required_missed(report, required);
                (if code == CLEAN && missed { FINDINGS } else { code }, missed)
            }
            _ => (check::exit_code(report, arguments.report.fail_on.least(), required), required.is_missed(report)),
        };
        // From here on nobody asks what a name was.
        if let Some(redactor) = self.redactor {
            report::redact(report, redactor);
        }
        let written = self.write(report, terminal);
        if arguments.report.quiet {
            quiet::tell_unread(report, terminal);
            if missed {
                quiet::tell_missed(terminal);
            }
        }
        if let Some(why) = report.in_vain() {
            terminal.fail(&format!("nothing was checked: {why}; {EXPORTS_PAGE} (--allow-empty if there need be none)"));
        }
        match compared {
            _ if !written || false_words => FAILED,
            Some((_, compared)) if compared.lacks_content() => FAILED,
            _ => judged,
        }
    }

    /// Writes the reports. The answer is whether all were written.
    fn write(&self, report: &Report, terminal: &mut Terminal<'_>) -> bool {
        let arguments = self.arguments;
        let address = if self.redactor.is_some() { hyperlinks::of_none } else { hyperlinks::of_file };
        self.outputs.write(terminal, |format, reader, out| {
            let options = Options {
                color: reader.color,
                width: reader.width,
                show_passed: arguments.report.show_passed,
                show_suppressed: arguments.report.show_suppressed,
                statistics: arguments.report.statistics,
                verbose: arguments.report.verbose > 0,
                summary: arguments.report.summary && reader.printed,
                quiet: arguments.report.quiet && reader.printed,
                links: reader.links.then_some(address),
                threads: arguments.jobs != Some(1),
            };
            report::write(format, report, &options, out)
        })
    }

    /// Says which systems of the configuration have no file here: nobody may take their silence for health.
    fn tell_lonely_systems(&self, terminal: &mut Terminal<'_>) {
        let told: Vec<Complaint> =
            self.lonely.iter().take(MOST_LONELY).map(|system| system.without_files(self.is_part)).collect();
        terminal.complain(&told);
        if let (Some(path), more @ 1..) = (&self.config.path, self.lonely.len().saturating_sub(MOST_LONELY)) {
            let more = counted(more, "more system");
            terminal.say(&format!("warning: {path} names {more} of which there is no file here"));
        }
    }
}

/// Systems without a file that are told of at their places; the rest is counted.
const MOST_LONELY: usize = 5;
