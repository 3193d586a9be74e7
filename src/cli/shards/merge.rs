//! `basislint merge`: the partial results of all shards in, the reports of one check out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::file::{FileError, Head, PartialFile};
use super::same::Same;
use crate::check::Request;
use crate::check::partial::{self, Given, Merged};
use crate::check::shard::Shard;
use crate::cli::arguments::{ColorChoice, JudgedBy, ReportArguments, parse_day};
use crate::cli::check::{self, Prepared};
use crate::cli::ending::Ending;
use crate::cli::outputs::{self, Outputs};
use crate::cli::systems::system_called;
use crate::cli::terminal::Told;
use crate::cli::{CheckArguments, FAILED, Terminal, configuration};
use crate::input::discover::Discovered;
use crate::output::shown;

/// `basislint merge`
#[derive(Debug, Args)]
#[command(mut_arg("config", |arg| arg.help("Configuration, the one of the shards [default: basislint.toml, looked for as the shards did]")))]
pub(crate) struct MergeArguments {
    /// The partial results of all shards
    #[arg(value_name = "PARTIAL", required = true)]
    partials: Vec<PathBuf>,
    #[command(flatten)]
    report: ReportArguments,
    #[command(flatten)]
    by: JudgedBy,
    /// The date of the shards must be this one
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    as_of: Option<Date>,
    /// Number of threads [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    #[command(flatten)]
    pub(crate) color: ColorChoice,
}

impl MergeArguments {
    /// What one check of everything would have been asked for.
    fn of_check(self, head: &Head) -> (Vec<PathBuf>, CheckArguments) {
        let Self { partials, report, by, as_of: _, jobs, color } = self;
        let paths = head.paths.iter().map(PathBuf::from).collect();
        let arguments =
            CheckArguments { paths, report, by, as_of: Some(head.as_of), jobs, color, ..CheckArguments::default() };
        (partials, arguments)
    }
}

/// Why partial results cannot be put together.
#[derive(Debug, thiserror::Error)]
enum MergeError {
    #[error(
        "{} is shard {one}, and {} is shard {other}: all must be of the same number of shards",
        shown(path),
        shown(beside)
    )]
    Number { path: PathBuf, one: Shard, beside: PathBuf, other: Shard },
    #[error("{} and {} are both shard {shard}: name each once", shown(path), shown(beside))]
    Twice { path: PathBuf, beside: PathBuf, shard: Shard },
    #[error("{missing} missing: write {} (check --shard {first}), and name all of them", if *.several { "them" } else { "it" })]
    Missing { missing: String, several: bool, first: Shard },
    #[error(
        "{} was judged as of {one}, and {} as of {other}: give all shards the same --as-of",
        shown(path),
        shown(beside)
    )]
    Date { path: PathBuf, one: Date, beside: PathBuf, other: Date },
    #[error(
        "{} was judged as of {theirs}, and not as of {asked}: leave out --as-of, or give it to the shards",
        shown(path)
    )]
    OtherDate { path: PathBuf, theirs: Date, asked: Date },
    #[error("{} went by other {what} than {}: check both anew, by the same", shown(path), shown(beside))]
    Judged { path: PathBuf, beside: PathBuf, what: &'static str },
    #[error(
        "{} checked {one}, and {} checked {other}: give all shards the same paths, written alike",
        shown(path),
        shown(beside)
    )]
    Paths { path: PathBuf, one: String, beside: PathBuf, other: String },
    #[error(
        "{} found other files than {}: check both anew, by the same configuration at the same place, and change nothing in between; write \
         partial results to where no exports are",
        shown(path),
        shown(beside)
    )]
    Files { path: PathBuf, beside: PathBuf },
    #[error("{} went by {theirs}: {way_out}", shown(path))]
    Here { path: PathBuf, theirs: String, way_out: &'static str },
}

/// Puts partial results together, and writes the reports.
pub(crate) fn merge(arguments: MergeArguments, terminal: &mut Terminal<'_>) -> u8 {
    try_merge(arguments, terminal).unwrap_or(FAILED)
}

fn try_merge(arguments: MergeArguments, terminal: &mut Terminal<'_>) -> Result<u8, Told> {
    let asked_date = arguments.as_of;
    let mut files = Vec::with_capacity(arguments.partials.len());
    for path in &arguments.partials {
        files.push(PartialFile::read(path).map_err(|error| terminal.give_up(&error))?);
    }
    check_all(&files, asked_date).map_err(|error| terminal.give_up(&error))?;
    files.sort_by_key(|file| file.shard);
    let contents: Vec<Vec<u8>> = files.iter_mut().map(PartialFile::take_content).collect();
    let Some(first) = files.first() else { return Err(terminal.give_up(&"there is nothing to merge")) };
    let head = first.head.clone();
    let (partials, arguments) = arguments.of_check(&head);
    let Prepared { format, rules, policies, config, required, .. } = check::prepare(&arguments, None, terminal)?;
    let same = Same::of((&rules, &arguments.by.rules), (&config, arguments.by.config.as_deref()), policies.as_deref());
    let same = same.map_err(|error| terminal.give_up(&error))?;
    is_same_here(first, &same, arguments.by.isolated).map_err(|error| terminal.give_up(&error))?;
    let mut wanted = outputs::wanted(&arguments.report.output, &config, &arguments);
    // What a configuration asks for is about all of it.
    wanted.retain(|wanted| wanted.configured.is_none() || !head.names_files);
    let own_files = outputs::own_files(arguments.by.config.as_deref(), &config, &arguments.by.rules);
    let own_files = own_files.chain(arguments.by.baseline.clone()).chain(partials);
    let nothing = Discovered::default();
    let outputs = Outputs::plan(format, &wanted, &[&nothing], own_files).map_err(|error| terminal.give_up(&error))?;
    let mut systems: Vec<(usize, &str)> = Vec::new();
    for file in &files {
        systems.extend(file.head.systems.iter().map(|system| (system.index, system.name.as_str())));
    }
    systems.sort_unstable();
    let place = |index: usize| systems.binary_search_by_key(&index, |(index, _)| *index).unwrap_or(usize::MAX);
    let places: Vec<Vec<usize>> =
        files.iter().map(|file| file.head.systems.iter().map(|system| place(system.index)).collect()).collect();
    let request = Request {
        systems: systems.iter().map(|(_, name)| system_called(name, &config)).collect(),
        jobs: arguments.jobs.map(usize::from),
        ignored_files: head.ignored,
        excluded_files: head.excluded,
        may_be_empty: arguments.report.allow_empty,
        asked: head.asked.clone(),
        category: arguments.report.category.clone().unwrap_or_else(|| head.category.clone()),
        policies: policies.clone(),
        ..Request::new(&rules, &config, configuration::as_of(arguments.as_of, &config))
    };
    let given = contents.into_iter().zip(&places).map(|(bytes, systems)| Given { systems, bytes }).collect();
    let Merged { mut report, notices, why } = partial::merge(&request, given).map_err(|(number, _)| {
        let file = files.get(number).unwrap_or(first);
        terminal.give_up(&FileError::damaged(&file.path, Some(file.shard)))
    })?;
    let read = report.files.iter().map(|file| Path::new(&file.path));
    // Here as well: shards may have run on another machine, in other folders that hold the same.
    let folders = files.iter().map(|file| PathBuf::from(&file.head.folder)).chain([PathBuf::new()]).collect();
    outputs.spare(read, &folders).map_err(|error| terminal.give_up(&error))?;
    let used: BTreeSet<usize> = files.iter().flat_map(|file| file.head.used_patterns.iter().copied()).collect();
    let lonely = config.systems.iter().zip(head.with_files.iter().chain(std::iter::repeat(&false)));
    let ending = Ending {
        arguments: &arguments,
        config: &config,
        required: &required,
        outputs: &outputs,
        partial_run: arguments.by.selection.is_narrow() || head.names_files || head.is_part,
        names_files: head.names_files,
        is_part: head.names_files || head.is_part,
        unused: config.exclude.unused(&used),
        lonely: lonely.filter(|(_, has_files)| !**has_files).map(|(system, _)| system).collect(),
        compared: None,
        why: &|file| why.get(file).map_or_else(String::new, |why| why.as_ref().to_owned()),
        redactor: None,
    };
    let code = ending.tell(&mut report, &notices, terminal);
    // The program ends here, and the system takes the memory back faster than we could piece by piece.
    std::mem::forget((report, request, files));
    Ok(code)
}

/// Whether these are all shards of one check.
fn check_all(files: &[PartialFile], asked_date: Option<Date>) -> Result<(), MergeError> {
    let Some((first, others)) = files.split_first() else { return Ok(()) };
    let (path, head) = (|| first.path.clone(), &first.head);
    if let Some(asked) = asked_date.filter(|asked| *asked != head.as_of) {
        return Err(MergeError::OtherDate { path: path(), theirs: head.as_of, asked });
    }
    for (number, other) in others.iter().enumerate() {
        let beside = || other.path.clone();
        if other.shard.of() != first.shard.of() {
            return Err(MergeError::Number { path: path(), one: first.shard, beside: beside(), other: other.shard });
        }
        let before = files.iter().take(number + 1).find(|before| before.shard == other.shard);
        if let Some(before) = before {
            return Err(MergeError::Twice { path: before.path.clone(), beside: beside(), shard: other.shard });
        }
        if other.head.as_of != head.as_of {
            return Err(MergeError::Date { path: path(), one: head.as_of, beside: beside(), other: other.head.as_of });
        }
        if let Some(what) = other.head.same.differs_in(&head.same) {
            return Err(MergeError::Judged { path: beside(), beside: path(), what });
        }
        if other.head.paths != head.paths {
            let paths = |head: &Head| shown(Path::new(&head.paths.join(" ")));
            let (one, other) = (paths(head), paths(&other.head));
            return Err(MergeError::Paths { path: path(), one, beside: beside(), other });
        }
        if other.head.files != head.files {
            return Err(MergeError::Files { path: beside(), beside: path() });
        }
    }
    let there: BTreeSet<u64> = files.iter().map(|file| file.shard.number()).collect();
    let of = first.shard.of();
    let missing: Vec<Shard> = (1..=of).filter(|it| !there.contains(it)).filter_map(|it| Shard::new(it, of)).collect();
    match missing.as_slice() {
        [] => Ok(()),
        [only] => Err(MergeError::Missing { missing: format!("shard {only} is"), several: false, first: *only }),
        [first, ..] => {
            let named: Vec<String> = missing.iter().take(NAMED).map(|shard| shard.number().to_string()).collect();
            let more = missing.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let missing = format!("the shards {}{more} of {of} are", named.join(", "));
            Err(MergeError::Missing { missing, several: true, first: *first })
        }
    }
}

/// So many missing shards are named.
const NAMED: usize = 5;

/// Whether this program goes by what the shards went by.
fn is_same_here(first: &PartialFile, here: &Same, isolated: bool) -> Result<(), MergeError> {
    let theirs = match here.differs_in(&first.head.same) {
        None => return Ok(()),
        Some("configuration") => match &first.head.configuration {
            Some(_) if isolated => ("a configuration", "leave out --isolated"),
            Some(_) if here.configuration.is_empty() => ("a configuration, and here is none", "name it with --config"),
            Some(_) => ("another configuration", "name the one of the shards with --config, or check anew"),
            None => ("no configuration", "leave it out with --isolated, or check anew"),
        },
        Some("rules") => (
            "other rules",
            "give --rules, --select, --ignore, --min-confidence and --policy-only as the shards got them",
        ),
        _ => ("other policies", "give --policy, --policy-level and --policy-literal as the shards got them"),
    };
    Err(MergeError::Here { path: first.path.clone(), theirs: theirs.0.to_owned(), way_out: theirs.1 })
}
