//! `basislint fix`: from arguments to edits, shown as a difference or written. What a finding's fix is, `fix` knows; which suppressions do
//! nothing any more, `config`.

mod said;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::check::{self, Prepared};
use super::configuration;
use super::redaction::{self, RedactArguments, Redaction};
use super::selection::Selection;
use super::sieve::Sieve;
use super::systems::{Side, View};
use super::terminal::Told;
use super::words::Words;
use super::{CLEAN, CheckArguments, ColorChoice, FAILED, FINDINGS, JudgedBy, RuleFolders, Terminal, parse_day};
use crate::check::rounds::{self, Fixed, FixedFile};
use crate::check::{Request, run as judge, run_whole};
use crate::config::{Config, Notice, NoticeKind, prune};
use crate::finding::Status;
use crate::fix::{Lines, Showable};
use crate::input::discover::Discovered;
use crate::input::standard_input::DASH;
use crate::input::{Content, own_file};
use crate::knowledge::secret;
use crate::report::Report;
use crate::report::summary::is_unread;
use crate::rule::RuleSet;

/// So many rounds of suppressions are taken out: each tells of a hundred.
const MOST_ROUNDS: usize = 100;

/// `basislint fix`
#[derive(Debug, Args)]
pub(super) struct FixArguments {
    /// Files and folders with exports [default: the current folder]
    pub paths: Vec<PathBuf>,
    /// Show the edits as a difference that patch and git apply take (the default)
    #[arg(long, conflicts_with = "write")]
    pub diff: bool,
    /// Write the edits into the files
    #[arg(long)]
    pub write: bool,
    /// Also edits that may cut somebody off, or that take a decision
    #[arg(long = "unsafe")]
    pub not_safe: bool,
    /// Configuration [default: basislint.toml, looked for from the first path up to the git root]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    pub isolated: bool,
    #[command(flatten)]
    pub rules: RuleFolders,
    #[command(flatten)]
    pub selection: Selection,
    /// The date to judge dates by [default: as-of in the configuration, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    pub as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    pub redaction: RedactArguments,
    #[command(flatten)]
    pub color: ColorChoice,
}

pub(super) fn run(arguments: &FixArguments, terminal: &mut Terminal<'_>) -> u8 {
    redaction::run_with(&arguments.redaction, true, terminal, |redaction, terminal| fix(arguments, redaction, terminal))
}

/// A file as it is, and as it is to be.
struct Change {
    /// Where it is written to; none if it lies where nothing is written.
    place: Option<PathBuf>,
    /// As reports call it.
    shown: String,
    kind: Showable,
    before: Lines,
    after: Lines,
    /// What is done, each in a line.
    made: Vec<String>,
    /// It belongs to SAP, and takes effect there.
    is_of_sap: bool,
}

/// What is left undone, for the last lines.
#[derive(Default)]
struct Left {
    /// Fixes that are not safe.
    unsafe_ones: Vec<String>,
    /// Fixes that did not correct what they were for.
    in_vain: Vec<String>,
    /// Findings that have no fix.
    without: usize,
    /// Findings that might have one if their files did not lie in archives.
    in_archives: usize,
}

fn fix(arguments: &FixArguments, redaction: Option<&Redaction>, terminal: &mut Terminal<'_>) -> Result<u8, Told> {
    if arguments.paths.iter().any(|path| path == Path::new(DASH)) {
        return Err(terminal.give_up(&"standard input is nothing to write to: name the files or their folder"));
    }
    let Prepared { asked, rules, mut config, .. } = check::prepare(&as_check(arguments), redaction, terminal)?;
    // What is known is wrong all the same.
    config.baseline = None;
    let sieve = Sieve::of(&config, &arguments.rules.folders);
    let found = asked.discover(&|path| sieve.fate(path)).map_err(|why| terminal.give_up(&why))?;
    let as_of = configuration::as_of(arguments.as_of, &config);
    let view = View::from_here(asked.paths.clone());
    let is_part =
        arguments.selection.is_narrow() || found.files.iter().any(|file| file.named) || view.is_part_of(&config);
    let side = Side::of(&found, &view, &config);
    let blank = || Request {
        excerpts: false,
        ignored_files: found.ignored,
        excluded_files: found.excluded,
        ..Request::new(&rules, &config, as_of)
    };
    if let Some(redaction) = redaction {
        redaction.know(run_whole(&Request { names: Some(redaction.own()), ..side.whole(blank()) }).names.words);
    }
    let mut request = side.whole(blank());
    let fixed = rounds::fix(&mut request, &judge, &|_, fix| fix.safe || arguments.not_safe);
    if let Some(why) = fixed.report.in_vain() {
        return Err(terminal.give_up(&format!("nothing was looked at: {why}")));
    }
    let mut is_whole = true;
    for file in fixed.report.files.iter().filter(|file| is_unread(file)) {
        is_whole = false;
        terminal.fail(&format!("{} could not be read: {}", file.path, file.reason));
    }
    let mut left = left(&fixed, &rules, &found);
    let mut changes = changes(&fixed);
    if !is_part && is_whole {
        let suppressions = stale(arguments, &request, &fixed, &mut left);
        changes.extend(configuration(&config, suppressions, &rules, terminal)?);
    }
    let count: usize = changes.iter().map(|change| change.made.len()).sum();
    let mut code = CLEAN;
    if arguments.write {
        let (written, refused) = write::all(&changes, &asked.paths, terminal);
        code = code.max(terminal.print(&said::written(&written)));
        if refused {
            code = FAILED;
        }
        said::advise(&written, terminal);
    } else {
        code = code.max(said::differences(&changes, terminal));
        if count > 0 {
            code = code.max(FINDINGS);
        }
    }
    said::left(arguments, count, changes.len(), &left, terminal);
    let is_archive_named = found.archives.iter().any(|archive| asked.paths.contains(archive));
    if !is_whole || (arguments.write && left.in_archives > 0 && is_archive_named) {
        code = FAILED;
    }
    Ok(if left.in_vain.is_empty() { code } else { code.max(FINDINGS) })
}

/// What `check` would be asked for.
fn as_check(arguments: &FixArguments) -> CheckArguments {
    CheckArguments {
        paths: arguments.paths.clone(),
        by: JudgedBy {
            config: arguments.config.clone(),
            isolated: arguments.isolated,
            rules: arguments.rules.clone(),
            selection: arguments.selection.clone(),
            ..JudgedBy::default()
        },
        as_of: arguments.as_of,
        ..CheckArguments::default()
    }
}

/// The files that change, by path.
fn changes(fixed: &Fixed) -> Vec<Change> {
    let kinds: BTreeMap<&str, &str> =
        fixed.report.files.iter().filter_map(|file| Some((file.path.as_str(), file.export?))).collect();
    let change = |(path, file): (&String, &FixedFile)| Change {
        place: match &file.content {
            Content::Disk(path) => Some(path.clone()),
            _ => None,
        },
        shown: path.clone(),
        kind: Showable::of(kinds.get(path.as_str()).copied().unwrap_or_default()),
        before: file.before.clone(),
        after: file.after.clone(),
        made: file.made.iter().map(|(finding, fix)| said::made(finding, fix)).collect(),
        is_of_sap: true,
    };
    fixed.files.iter().filter(|(_, file)| file.before != file.after).map(change).collect()
}

/// What is not done, and why.
fn left(fixed: &Fixed, rules: &RuleSet, found: &Discovered) -> Left {
    let in_archives: Vec<_> = found.files.iter().filter(|file| matches!(file.content, Content::Entry(_))).collect();
    let in_archives: Vec<_> = in_archives.iter().map(|file| secret::veiled_path(&file.shown)).collect();
    let mut left = Left::default();
    let Report { findings, fixes, .. } = &fixed.report;
    let mut findings = findings.reader();
    while let Some(finding) = findings.read() {
        match fixes.of(finding) {
            _ if finding.status == Status::Suppressed => {}
            Some(fix) if fixed.in_vain.iter().any(|(other, _)| other == finding) => {
                left.in_vain.push(said::made(finding, fix));
            }
            Some(fix) => left.unsafe_ones.push(format!("{}: {}", said::made(finding, fix), fix.because)),
            None => {
                let has_remedy = || rules.pages().any(|page| page.id == finding.rule && !page.remedies.is_empty());
                let is_in_archive = in_archives.iter().any(|path| **path == *finding.path) && has_remedy();
                left.in_archives += usize::from(is_in_archive);
                left.without += usize::from(!is_in_archive);
            }
        }
    }
    left
}

/// The suppressions that do nothing any more, by their indexes in the configuration, and the words for each.
fn stale(arguments: &FixArguments, request: &Request<'_>, fixed: &Fixed, left: &mut Left) -> BTreeMap<usize, String> {
    let mut gone: BTreeMap<usize, String> = BTreeMap::new();
    let mut config = request.config.clone();
    let mut there: Vec<usize> = (0..config.suppressions.len()).collect();
    let mut of_round = taken(arguments, &fixed.notices);
    left.unsafe_ones.append(&mut of_round.not_taken);
    for _ in 0..MOST_ROUNDS {
        let taken: Vec<(usize, String)> =
            of_round.taken.into_iter().filter_map(|(at, words)| Some((*there.get(at)?, words))).collect();
        let is_done = taken.is_empty() || of_round.others == 0;
        gone.extend(taken);
        if is_done {
            break;
        }
        // Further ones are told of only when these are gone.
        let all = &request.config.suppressions;
        there.retain(|at| !gone.contains_key(at));
        config.suppressions = there.iter().filter_map(|at| all.get(*at).cloned()).collect();
        let next = Request {
            files: request.files.clone(),
            systems: request.systems.clone(),
            excerpts: false,
            ..Request::new(request.rules, &config, request.as_of)
        };
        of_round = self::taken(arguments, &judge(&next).1);
    }
    gone
}

/// What notices tell of suppressions that do nothing any more.
struct Taken {
    taken: Vec<(usize, String)>,
    not_taken: Vec<String>,
    others: usize,
}

fn taken(arguments: &FixArguments, notices: &[Notice]) -> Taken {
    let mut of_round = Taken { taken: Vec::new(), not_taken: Vec::new(), others: 0 };
    for notice in notices.iter().filter(|it| matches!(it.kind, NoticeKind::Unmatched | NoticeKind::Expired)) {
        of_round.others += notice.others;
        let words = said::suppression(notice);
        match notice.stale {
            Some(stale) if stale.safe || arguments.not_safe => of_round.taken.push((stale.suppression, words)),
            Some(_) if notice.kind == NoticeKind::Expired => {
                of_round
                    .not_taken
                    .push(format!("{words}: its finding is back, and whoever accepts it anew wants the reason"));
            }
            Some(_) => of_round.not_taken.push(format!("{words}: it may only be misspelt")),
            None => {}
        }
    }
    of_round
}

/// The configuration without these suppressions.
fn configuration(
    config: &Config,
    gone: BTreeMap<usize, String>,
    rules: &RuleSet,
    terminal: &mut Terminal<'_>,
) -> Result<Option<Change>, Told> {
    let Some(path) = config.path.as_ref().filter(|_| !gone.is_empty()) else { return Ok(None) };
    let place = PathBuf::from(path);
    let bytes = own_file::read(&place).map_err(|error| terminal.give_up(&format!("cannot read {path}: {error}")))?;
    let Ok(text) = str::from_utf8(&bytes) else { return Err(terminal.give_up(&format!("{path} is not UTF-8"))) };
    let indexes: Vec<usize> = gone.keys().copied().collect();
    let words = Words::of(rules);
    match prune::without(text, &indexes, &words.known()) {
        Ok(after) => Ok(Some(Change {
            place: Some(place),
            shown: path.clone(),
            kind: Showable::Configuration,
            after: Lines::of(after.into_bytes()),
            before: Lines::of(bytes),
            made: gone.into_values().collect(),
            is_of_sap: false,
        })),
        Err(error) => {
            terminal.say(&format!("{path}: {error}"));
            Ok(None)
        }
    }
}
