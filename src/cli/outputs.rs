//! Where reports go: to standard output, and to the files of `--output`, of which none may be one that is read.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{CheckArguments, Terminal};
use crate::check;
use crate::config::{CONFIGURATION, Config};
use crate::input::discover::{Discovered, Found};
use crate::output::{Draft, Target, TargetError, shown};
use crate::report::{self, Format, Options, Report};

/// The reports to write.
pub(super) struct Outputs {
    /// That on standard output.
    format: Format,
    /// Those beside it.
    targets: Vec<(Format, Target)>,
}

/// Why reports cannot be written where they should.
#[derive(Debug, thiserror::Error)]
pub(super) enum OutputError {
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error("--output would write over {}, which is read: name another file", shown(.0))]
    Read(PathBuf),
    #[error("--output writes two reports into {}: give each a file of its own", shown(.0))]
    Twice(PathBuf),
    #[error("--output would make {} a configuration: name another file", shown(.0))]
    Configuration(PathBuf),
    #[error("standard output holds one report: for this one alone use --format {}", .0.name())]
    StandardOutput(Format),
    #[error("standard output goes to {} already: give the report of --output another file", shown(.0))]
    Shared(PathBuf),
}

impl Outputs {
    /// Looks at all places before anything is read, so that nobody waits for a report that cannot be written.
    pub fn plan(
        arguments: &CheckArguments,
        own: Format,
        found: &Discovered,
        config: &Config,
    ) -> Result<Self, OutputError> {
        let mut targets: Vec<(Format, Target)> = Vec::new();
        for (format, path) in &arguments.output {
            let target = Target::at(path)?;
            if path.file_name().is_some_and(|name| name == CONFIGURATION) {
                return Err(OutputError::Configuration(path.clone()));
            }
            if target.is_standard_output() && !(format.is_lines() && own.is_lines()) {
                return Err(OutputError::StandardOutput(*format));
            }
            if target.gets_standard_output() {
                return Err(OutputError::Shared(path.clone()));
            }
            if targets.iter().any(|(_, other)| target.is_same(other)) {
                return Err(OutputError::Twice(path.clone()));
            }
            targets.push((*format, target));
        }
        let read = |path: &Path| targets.iter().any(|(_, target)| target.is_file(path));
        if targets.is_empty() {
            return Ok(Self { format: own, targets });
        }
        // An older report in a folder is looked at as all files are, and it is this one's to replace.
        let is_read = |file: &&Found| file.is_opened() && read(&file.path) && !check::is_nothing_or_report(&file.path);
        let input = found.files.iter().find(is_read).map(|file| file.path.clone());
        let archive = || found.archives.iter().find(|path| read(path)).cloned();
        match input.or_else(archive).or_else(|| own_files(arguments, config).find(|path| read(path))) {
            Some(path) => Err(OutputError::Read(path)),
            None => Ok(Self { format: own, targets }),
        }
    }

    /// Writes all reports. Says on standard error what could not be written, and returns whether all were.
    pub fn write(&self, arguments: &CheckArguments, report: &Report, terminal: &mut Terminal<'_>) -> bool {
        let options = Options {
            color: terminal.out_color,
            width: terminal.text_width(),
            show_passed: arguments.show_passed,
            show_suppressed: arguments.show_suppressed,
            statistics: arguments.statistics,
            verbose: arguments.verbose > 0,
            quiet: arguments.quiet,
            threads: arguments.jobs != Some(1),
        };
        // A file is read later, on other terminals: no colours, and a width of its own.
        let of_files = Options { color: false, width: 120, ..options };
        let mut all_written = true;
        for (format, target) in &self.targets {
            let written = if target.is_standard_output() {
                report::write(*format, report, &of_files, terminal.out)
            } else {
                Draft::begin(target).and_then(|mut draft| {
                    report::write(*format, report, &of_files, &mut draft)?;
                    draft.finish()
                })
            };
            if let Err(error) = quietly_closed(written) {
                terminal.fail(&format!("cannot write {}: {error}", shown(target.named())));
                all_written = false;
            }
        }
        if let Err(error) = quietly_closed(report::write(self.format, report, &options, terminal.out)) {
            terminal.fail(&format!("cannot write the {} report: {error}", self.format.name()));
            all_written = false;
        }
        all_written
    }
}

/// A closed pipe is no error: whoever reads has seen enough.
fn quietly_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// What users wrote for basislint: the configuration, rules and lists.
fn own_files(arguments: &CheckArguments, config: &Config) -> impl Iterator<Item = PathBuf> {
    let config =
        config.path.is_some().then(|| arguments.config.clone().unwrap_or_else(|| config.folder.join(CONFIGURATION)));
    let rules = arguments.rules.folders.iter().flat_map(WalkDir::new);
    let rules = rules.filter_map(|entry| Some(entry.ok()?.into_path()));
    config.into_iter().chain(rules.filter(|path| path.extension().is_some_and(|extension| extension == "toml")))
}
