//! `basislint facts`: what exports hold, and what is found in them, as tables. What a table is, and how it is written, is for `facts`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::check::{self, Prepared};
use super::redaction::{self, RedactArguments, Redaction};
use super::sieve::Sieve;
use super::systems::{Side, View};
use super::terminal::Told;
use super::{CLEAN, CheckArguments, ColorChoice, FAILED, JudgedBy, Terminal, configuration, parse_day, progress};
use crate::check::records::Again;
use crate::check::{Progress, Ran, Request, run_whole};
use crate::export::Onlooker;
use crate::facts::Format;
use crate::facts::folder::{Folder, Partition};
use crate::facts::write::{self, Asked, Written, write};
use crate::input::archive::Unpacked;
use crate::input::discover::shown;
use crate::input::standard_input::DASH;
use crate::knowledge::secret;
use crate::report::FileStatus;
use crate::report::summary::is_unread;
use crate::terminal_text::counted;

/// `basislint facts`
#[derive(Debug, Args)]
pub(super) struct FactsArguments {
    /// Files, folders and archives with exports [default: the current folder]
    paths: Vec<PathBuf>,
    /// Folder to write into: one that is not there yet, or empty, and in none of PATHS
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
    /// How tables are written [default: parquet, or csv where the program was built without it]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// How rows are shared among files
    #[arg(long, value_enum, default_value_t = Partition::System)]
    partition: Partition,
    #[command(flatten)]
    by: JudgedBy,
    /// The date to judge dates by [default: as-of in the configuration, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    as_of: Option<jiff::civil::Date>,
    /// Number of threads [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    #[command(flatten)]
    redaction: RedactArguments,
    #[command(flatten)]
    pub(super) color: ColorChoice,
}

pub(super) fn run(arguments: &FactsArguments, terminal: &mut Terminal<'_>) -> u8 {
    redaction::run_with(&arguments.redaction, true, terminal, |redaction, terminal| {
        judge_and_write(arguments, redaction, terminal)
    })
}

/// Reads all files once to judge them and for the names in them, and once more to write their records.
fn judge_and_write(
    arguments: &FactsArguments,
    redaction: Option<&Redaction>,
    terminal: &mut Terminal<'_>,
) -> Result<u8, Told> {
    let format = arguments.format.unwrap_or_else(Format::usual);
    format.is_there().map_err(|error| terminal.give_up(&error))?;
    if arguments.paths.iter().any(|path| path == Path::new(DASH)) {
        return Err(terminal.give_up(&"standard input can be read only once: save it as a file first"));
    }
    let asked = CheckArguments {
        paths: arguments.paths.clone(),
        by: arguments.by.clone(),
        as_of: arguments.as_of,
        jobs: arguments.jobs,
        ..CheckArguments::default()
    };
    let Prepared { rules, policies, config, asked, .. } = check::prepare(&asked, redaction, terminal)?;
    let folder = Folder::at(&arguments.output, &asked.paths).map_err(|error| terminal.give_up(&error))?;
    let sieve = Sieve::of(&config, &arguments.by.rules.folders).and_policies(policies.as_deref());
    let found = asked.discover(&|path| sieve.fate(path)).map_err(|why| terminal.give_up(&why))?;
    let side = Side::of(&found, &View::from_here(asked.paths.clone()), &config);
    let watched = terminal.live.then(Progress::default);
    let as_of = configuration::as_of(arguments.as_of, &config);
    let jobs = arguments.jobs.map(usize::from);
    let request = side.whole(Request {
        jobs,
        excerpts: false,
        ignored_files: found.ignored,
        excluded_files: found.excluded,
        names: redaction.map(Redaction::own),
        progress: watched.as_ref(),
        policies: policies.clone(),
        ..Request::new(&rules, &config, as_of)
    });
    let Ran { report, names, .. } = match request.progress {
        Some(watched) => progress::show_while(watched, || run_whole(&request)),
        None => run_whole(&request),
    };
    if let Some(redaction) = redaction {
        redaction.know(names.words);
    }
    let redactor = redaction.map(Redaction::settle).transpose().map_err(|error| terminal.give_up(&error))?;
    let mut code = CLEAN;
    for file in report.files.iter().filter(|file| file.status == FileStatus::Failed) {
        terminal.say(&format!("warning: not in the tables: {}: {}", file.path, file.reason));
        if is_unread(file) {
            code = FAILED;
        }
    }
    if let Some(why) = report.in_vain() {
        return Err(terminal.give_up(&format!("nothing was written: {why}")));
    }
    let system = |index: usize| request.files.get(index).and_then(|file| request.systems.get(file.system));
    let tabled =
        report.files.iter().zip(&request.files).enumerate().filter(|(_, (file, _))| write::is_of_a_table(file));
    let contents = tabled.map(|(index, (_, file))| (index, &file.input.content));
    let unpacked = folder.scratch().and_then(|room| Unpacked::of(contents.clone(), room));
    let unpacked = unpacked.map_err(|error| {
        terminal.give_up(&format!("cannot unpack archives into {}: {error}", shown(&arguments.output)))
    })?;
    let progress = terminal.live.then(|| {
        let sizes = contents.map(|(_, content)| content.size());
        let (files, bytes) = sizes.fold((0, 0), |(files, bytes), size| (files + 1, bytes + size));
        let progress = Progress::of("row");
        progress.expect(files, bytes);
        progress
    });
    let again = Again { request: &request, unpacked: &unpacked, progress: progress.as_ref() };
    let asked = Asked {
        system_of: &|index| system(index).map_or_else(String::new, |it| secret::veiled(&it.name).into_owned()),
        show: &|index: usize, onlooker: &dyn Onlooker| again.show(index, onlooker),
        sum: &|index| again.sha256(index),
        report,
        redactor,
        format,
        partition: arguments.partition,
        folder: &folder,
        jobs,
    };
    let written = match &progress {
        Some(progress) => progress::show_while(progress, || write(asked)),
        None => write(asked),
    };
    let Written { rows, files } = written.map_err(|error| terminal.give_up(&error))?;
    let (rows, files) = (counted_rows(rows), counted(usize::try_from(files).unwrap_or(usize::MAX), "file"));
    let printed = terminal.print(&format!("{}: {rows} in {files}\n", shown(&arguments.output)));
    Ok(printed.max(code))
}

fn counted_rows(rows: u64) -> String {
    counted(usize::try_from(rows).unwrap_or(usize::MAX), "row")
}
