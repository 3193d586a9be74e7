//! Where reports go: to standard output, and to the files of `--output` and of the configuration, of which none may be one that is read.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use walkdir::WalkDir;

use super::configuration::as_seen_from_here;
use super::{CheckArguments, RuleFolders, Terminal};
use crate::check;
use crate::config::{BASELINE, CONFIGURATION, Config};
use crate::difference;
use crate::input::discover::{Discovered, Found};
use crate::output::{Draft, Target, TargetError, shown};
use crate::report;

/// A way to write reports.
pub(super) trait Format: ValueEnum + Copy {
    /// It is lines for people, of which others may stand before and behind.
    fn is_lines(self) -> bool;

    /// The word on the command line.
    fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

impl Format for report::Format {
    fn is_lines(self) -> bool {
        self.is_lines()
    }
}

impl Format for difference::report::Format {
    fn is_lines(self) -> bool {
        self == Self::Pretty
    }
}

/// The reports to write.
pub(super) struct Outputs<F> {
    /// That on standard output.
    format: F,
    /// Those beside it.
    targets: Vec<(F, Target)>,
}

/// Who reads a report, as far as it matters to how it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    pub color: bool,
    /// Links are shown.
    pub links: bool,
    /// Characters on a line.
    pub width: usize,
    /// It is printed, so that `--summary` and `--quiet` are about it: a file holds the whole report.
    pub printed: bool,
}

impl Reader {
    /// A file is read later, on other terminals: no colours, and a width of its own.
    const OF_FILE: Self = Self { color: false, links: false, width: 120, printed: false };
}

/// Why reports cannot be written where they should.
#[derive(Debug, thiserror::Error)]
pub(super) enum OutputError {
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error("{by} would write over {}, which is read: name another file", shown(path))]
    Read { by: String, path: PathBuf },
    #[error("{by} writes two reports into {}: give each a file of its own", shown(path))]
    Twice { by: String, path: PathBuf },
    #[error("{by} would make {} {what}: name another file", shown(path))]
    Own { by: String, path: PathBuf, what: &'static str },
    #[error("standard output holds one report: for this one alone use --format {0}")]
    StandardOutput(String),
    #[error("standard output goes to {} already: give the report of {by} another file", shown(path))]
    Shared { by: String, path: PathBuf },
    #[error(
        "{by} would write over {}, which is no report of basislint: name another file, or delete that one",
        shown(path)
    )]
    Foreign { by: String, path: PathBuf },
    #[error(
        "{by} would write {}, which a link takes out of the folder of the configuration: name another file",
        shown(path)
    )]
    Outside { by: String, path: PathBuf },
}

/// A report that is to be written into a file.
pub(super) struct Wanted<F> {
    pub format: F,
    pub path: PathBuf,
    /// Who asks for it, if it is the configuration: the place there, and the folder that it is for.
    pub configured: Option<(String, PathBuf)>,
}

impl<F> Wanted<F> {
    /// What the command line asks for.
    pub fn asked(asked: &[(F, PathBuf)]) -> Vec<Self>
    where
        F: Copy,
    {
        let wanted = |(format, path): &(F, PathBuf)| Self { format: *format, path: path.clone(), configured: None };
        asked.iter().map(wanted).collect()
    }

    fn by(&self) -> String {
        self.configured.as_ref().map_or_else(|| "--output".to_owned(), |(by, _)| by.clone())
    }

    /// Whoever wrote the configuration may be somebody else than whoever runs it: nothing but a report is written over, and nothing outside
    /// of its folder.
    fn check_configured(&self) -> Result<(), OutputError> {
        let Some((by, folder)) = &self.configured else { return Ok(()) };
        let real = |path: &Path| path.canonicalize().ok();
        // A link to nothing yet would be followed, too.
        let place = if self.path.symlink_metadata().is_ok() { Some(self.path.as_path()) } else { self.path.parent() };
        let is_inside = match (place.and_then(real), real(folder)) {
            (Some(place), Some(folder)) => place.starts_with(folder),
            // That there is no such folder is told as for any report.
            (None, _) => self.path.symlink_metadata().is_err(),
            _ => false,
        };
        if !is_inside {
            return Err(OutputError::Outside { by: by.clone(), path: self.path.clone() });
        }
        if self.path.is_file() && !check::is_nothing_or_report(&self.path) {
            return Err(OutputError::Foreign { by: by.clone(), path: self.path.clone() });
        }
        Ok(())
    }
}

/// The reports that a check writes into files: those of the command line, and those of the configuration in other formats. What judges less
/// than all writes none of the latter.
pub(super) fn wanted(
    asked: &[(report::Format, PathBuf)],
    config: &Config,
    arguments: &CheckArguments,
) -> Vec<Wanted<report::Format>> {
    let mut wanted = Wanted::asked(asked);
    let is_less = arguments.by.selection.is_narrow() || arguments.staged.is_some() || arguments.redaction.is_asked();
    let configured = config.outputs.iter().filter(|_| !is_less).filter_map(|output| {
        let format = report::Format::all().iter().copied().find(|format| format.name() == output.format)?;
        let by = format!("`output` in {}, line {},", config.path.as_deref().unwrap_or_default(), output.line);
        let path = as_seen_from_here(config.folder.join(&output.file));
        Some(Wanted { format, path, configured: Some((by, config.folder.clone())) })
    });
    let configured: Vec<_> = configured.filter(|own| !asked.iter().any(|(format, _)| *format == own.format)).collect();
    wanted.extend(configured);
    wanted
}

impl<F: Format> Outputs<F> {
    /// Looks at all places before anything is read, so that nobody waits for a report that cannot be written. `own` goes to standard output,
    /// `asked` to the files beside it; `found` and `own_files` are what is read.
    pub fn plan(
        own: F,
        asked: &[Wanted<F>],
        found: &[&Discovered],
        own_files: impl IntoIterator<Item = PathBuf>,
    ) -> Result<Self, OutputError> {
        let mut targets: Vec<(F, Target)> = Vec::new();
        for wanted in asked {
            let Wanted { format, path, .. } = wanted;
            wanted.check_configured()?;
            let target = Target::at(path)?;
            if let Some(what) = own_name(path) {
                return Err(OutputError::Own { by: wanted.by(), path: path.clone(), what });
            }
            if target.is_standard_output() && !(format.is_lines() && own.is_lines()) {
                return Err(OutputError::StandardOutput(format.word()));
            }
            if target.gets_standard_output() {
                return Err(OutputError::Shared { by: wanted.by(), path: path.clone() });
            }
            if targets.iter().any(|(_, other)| target.is_same(other)) {
                return Err(OutputError::Twice { by: wanted.by(), path: path.clone() });
            }
            targets.push((*format, target));
        }
        let read = |path: &Path| targets.iter().any(|(_, target)| target.is_file(path));
        if targets.is_empty() {
            return Ok(Self { format: own, targets });
        }
        // An older report in a folder is looked at as all files are, and it is this one's to replace.
        let is_read = |file: &&Found| file.is_opened() && read(&file.path) && !check::is_nothing_or_report(&file.path);
        let inputs = || found.iter().flat_map(|found| &found.files);
        let archives = || found.iter().flat_map(|found| &found.archives);
        let input = inputs().find(is_read).map(|file| file.path.clone());
        let archive = || archives().find(|path| read(path)).cloned();
        match input.or_else(archive).or_else(|| own_files.into_iter().find(|path| read(path))) {
            Some(path) => {
                let is_it = |(_, target): &&(F, Target)| target.is_file(&path);
                let by = targets.iter().zip(asked).find(|(target, _)| is_it(target)).map(|(_, wanted)| wanted.by());
                Err(OutputError::Read { by: by.unwrap_or_default(), path })
            }
            None => Ok(Self { format: own, targets }),
        }
    }

    /// Whether no report would be written over one of these files, or an archive that holds it: they were read by others, in one of these
    /// folders.
    ///
    /// # Errors
    /// One would be.
    pub fn spare<'p>(
        &self,
        read: impl Iterator<Item = &'p Path>,
        folders: &BTreeSet<PathBuf>,
    ) -> Result<(), OutputError> {
        if self.targets.is_empty() {
            return Ok(());
        }
        let paths: BTreeSet<&Path> = read.flat_map(Path::ancestors).collect();
        let mut places = paths.iter().flat_map(|path| folders.iter().map(move |folder| folder.join(path)));
        let is_read = |path: &PathBuf| {
            self.targets.iter().any(|(_, target)| target.is_file(path)) && !check::is_nothing_or_report(path)
        };
        match places.find(is_read) {
            Some(path) => Err(OutputError::Read { by: "--output".to_owned(), path: as_seen_from_here(path) }),
            None => Ok(()),
        }
    }

    /// Writes all reports, each by `write`. Says on standard error what could not be written, and returns whether all were.
    pub fn write(
        &self,
        terminal: &mut Terminal<'_>,
        write: impl Fn(F, Reader, &mut dyn Write) -> io::Result<()>,
    ) -> bool {
        let mut all_written = true;
        for (format, target) in &self.targets {
            let written = if target.is_standard_output() {
                write(*format, Reader { printed: true, ..Reader::OF_FILE }, terminal.out)
            } else {
                Draft::begin(target).and_then(|mut draft| {
                    write(*format, Reader::OF_FILE, &mut draft)?;
                    draft.finish()
                })
            };
            if let Err(error) = quietly_closed(written) {
                terminal.fail(&format!("cannot write {}: {error}", shown(target.named())));
                all_written = false;
            }
        }
        let links = terminal.links && terminal.out_color;
        let reader = Reader { color: terminal.out_color, links, width: terminal.text_width(), printed: true };
        if let Err(error) = quietly_closed(write(self.format, reader, terminal.out)) {
            terminal.fail(&format!("cannot write the {} report: {error}", self.format.word()));
            all_written = false;
        }
        all_written
    }
}

/// A closed pipe is no error: whoever reads has seen enough.
fn quietly_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// What a file of this name is to whoever looks for it, if it is something of basislint's own.
pub(super) fn own_name(path: &Path) -> Option<&'static str> {
    match path.file_name()? {
        name if name == CONFIGURATION => Some("a configuration"),
        name if name == BASELINE => Some("a baseline"),
        _ => None,
    }
}

/// What users wrote for basislint: the configuration, and rules and lists.
pub(super) fn own_files(
    named: Option<&Path>,
    config: &Config,
    rules: &RuleFolders,
) -> impl Iterator<Item = PathBuf> + use<> {
    let folders = rules.folders.iter().chain(&config.own_rules).cloned().collect::<Vec<_>>();
    let config = config.path.is_some().then(|| named.map_or_else(|| config.folder.join(CONFIGURATION), Path::to_owned));
    let rules = folders.into_iter().flat_map(WalkDir::new);
    let rules = rules.filter_map(|entry| Some(entry.ok()?.into_path()));
    config.into_iter().chain(rules.filter(|path| path.extension().is_some_and(|extension| extension == "toml")))
}
