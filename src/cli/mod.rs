//! The command line: which commands there are, and who answers. What can be asked of each is in `arguments`.

mod arguments;
mod baseline;
mod change;
mod check;
mod check_items;
mod compare;
mod completions;
mod configuration;
mod diff;
mod ending;
mod exports;
mod facts;
mod fix;
mod hyperlinks;
mod init;
mod judgement;
mod licenses;
mod outputs;
mod pages;
pub(crate) mod pages_json;
mod paper;
mod paths;
mod policies;
mod progress;
mod quiet;
mod redact;
mod redaction;
mod risks;
mod rules;
mod schemas;
mod selection;
mod shards;
mod sieve;
mod states;
mod suppress;
mod systems;
mod terminal;
mod topics;
mod verbose;
mod words;

/// What the tests write schemas of.
#[cfg(test)]
pub(crate) use rules::written as of_policies;

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use arguments::{
    BaselineArguments, BaselineCommand, CheckArguments, ColorChoice, ConfigArguments, ConfigCommand, DiffArguments,
    ExplainArguments, JudgedBy, RebaseArguments, RedactFilesArguments, RuleFolders, Staged, SuppressArguments, When,
    parse_day,
};
use completions::CompletionsArguments;
use exports::ExportsArguments;
use facts::FactsArguments;
use fix::FixArguments;
use init::InitArguments;
use risks::RisksArguments;
use rules::RulesArguments;
use shards::MergeArguments;
pub use terminal::{Terminal, is_color_forced, may_have_links, usual_format};

/// Everything was done, and nothing is at or above `--fail-on`.
pub const CLEAN: u8 = 0;
/// There are findings.
pub const FINDINGS: u8 = 1;
/// The work could not be done.
pub const FAILED: u8 = 2;

/// What may stand as the first word; any other is a path.
const COMMANDS: &[&str] = &[
    "check",
    "merge",
    "diff",
    "init",
    "explain",
    "rules",
    "exports",
    "baseline",
    "suppress",
    "risks",
    "fix",
    "facts",
    "redact",
    "config",
    "completions",
    "man",
    "help",
];

/// Says what is wrong in files exported from SAP systems, where, and how to correct it.
#[derive(Debug, Parser)]
#[command(name = "basislint", version, about, long_about = None, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check exports (the default: `basislint PATH` is `basislint check PATH`)
    #[command(
        after_help = "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the work could not be done, or there was \
                      nothing to check."
    )]
    Check(CheckArguments),
    /// Put the partial results of `check --shard` together: the same reports as one check of everything writes
    #[command(
        after_help = "All shards are wanted, each once, of one version, with the rules, the configuration and the date that merge goes by itself: \
                      give it the options that the shards got.\n\n\
                      Exit codes: as those of `basislint check`."
    )]
    Merge(MergeArguments),
    /// Say what changed between two states, what it means, and whether anything got worse
    #[command(
        after_help = "OLD and NEW are folders, archives or revisions of git. HEAD~1..HEAD compares two revisions, main... what the \
                      current branch changed since it left main, one revision alone the files here with it; PATHs behind \
                      revisions say which part.\n\n\
                      Exit codes: 0 nothing got worse, 1 something did, 2 the states could not be compared."
    )]
    Diff(DiffArguments),
    /// Look at a folder, and write a basislint.toml for it: systems, roles and tiers, each with the reason
    #[command(after_help = "Exit codes: 0 it is written, 2 it could not be, or there is one already.")]
    Init(InitArguments),
    /// Show a rule's page, or that of a role, a verdict, an export, or a step of SAP's documents
    Explain(ExplainArguments),
    /// List the rules, write a new one, test their examples, or print the schemas of rule files
    Rules(RulesArguments),
    /// Say which exports are read, how to get each out of SAP, and which of them are missing
    Exports(ExportsArguments),
    /// Accept findings: write a suppression with its reason into basislint.toml
    #[command(after_help = "Exit codes: 0 it stands in the configuration, 2 it could not be written.")]
    Suppress(SuppressArguments),
    /// List the risks that basislint.toml accepts: reason, owner, last day, and what each holds back. What runs out next comes first
    #[command(after_help = "Exit codes: 0 they are listed, 2 they could not be.")]
    Risks(RisksArguments),
    /// Fix what is wrong in files that people write by hand: profiles, saprouttab, basislint.toml
    #[command(
        after_help = "Exit codes: 0 nothing to fix, or all of it is written; 1 there are edits that are not written; 2 the work could not be \
                      done, or a file could not be written. Edits that are not safe count only with --unsafe."
    )]
    Fix(FixArguments),
    /// Write what exports hold, and what is found in them, as tables (Parquet, CSV, JSON lines) for SQL
    #[command(
        after_help = "Exit codes: 0 all tables are written, 2 they could not be, or there was nothing to write. A file that could not be read \
                      stands in table files, and is told on standard error."
    )]
    Facts(FactsArguments),
    /// Write exports in pseudonyms, so that they can be sent: with the same verdicts, without the names of users, hosts and systems
    #[command(
        after_help = "Exit codes: 0 all that can be sent is written, 2 nothing could be written. What is left out is told on standard \
                            error, with its own name."
    )]
    Redact(RedactFilesArguments),
    /// Keep a list of findings that are known, so that only new ones count
    Baseline(BaselineArguments),
    /// Print the schema of basislint.toml
    Config(ConfigArguments),
    /// Print the script that completes commands, options and rules in a shell
    Completions(CompletionsArguments),
    /// Print the manual page: basislint man | man -l -
    Man,
}

/// Runs the program with these arguments, the program's name first. Returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, terminal: &mut Terminal<'_>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    match arguments.get(1..).unwrap_or_default() {
        [only] if only == "--licenses" => return terminal.print(&licenses::licenses()),
        [one, other] if is_verbose_version(one, other) || is_verbose_version(other, one) => {
            return terminal.print(&licenses::version());
        }
        _ => {}
    }
    let arguments = with_default_command(arguments);
    let command = match check_alone(&arguments).map_or_else(|| Arguments::try_parse_from(&arguments), Ok) {
        Ok(Arguments { command }) => command,
        Err(error) => return terminal.usage(&error),
    };
    terminal.choose_colors(match &command {
        Command::Check(arguments) => arguments.color.color,
        Command::Merge(arguments) => arguments.color.color,
        Command::Diff(arguments) => arguments.color.color,
        Command::Init(arguments) => arguments.color.color,
        Command::Explain(arguments) => arguments.color.color,
        Command::Rules(arguments) => arguments.color.color,
        Command::Exports(arguments) => arguments.color.color,
        Command::Suppress(arguments) => arguments.color.color,
        Command::Risks(arguments) => arguments.color.color,
        Command::Fix(arguments) => arguments.color.color,
        Command::Facts(arguments) => arguments.color.color,
        Command::Redact(arguments) => arguments.color.color,
        Command::Baseline(arguments) => match &arguments.command {
            BaselineCommand::Write { rebase, .. } | BaselineCommand::Prune { rebase } => rebase.color.color,
            BaselineCommand::Show { color, .. } => color.color,
        },
        Command::Config(arguments) => arguments.color.color,
        Command::Completions(_) | Command::Man => When::Never,
    });
    match command {
        Command::Check(arguments) => check::run(&arguments, terminal),
        Command::Merge(arguments) => shards::merge(arguments, terminal),
        Command::Diff(arguments) => diff::run(&arguments, terminal),
        Command::Init(arguments) => init::run(&arguments, terminal),
        Command::Explain(arguments) => pages::explain(&arguments, terminal),
        Command::Rules(arguments) => rules::run(&arguments, terminal),
        Command::Exports(arguments) => exports::run(&arguments, terminal),
        Command::Suppress(arguments) => suppress::run(&arguments, terminal),
        Command::Risks(arguments) => risks::run(&arguments, terminal),
        Command::Fix(arguments) => fix::run(&arguments, terminal),
        Command::Facts(arguments) => facts::run(&arguments, terminal),
        Command::Redact(arguments) => redact::run(&arguments, terminal),
        Command::Baseline(arguments) => baseline::run(&arguments, terminal),
        Command::Config(arguments) => match arguments.command {
            ConfigCommand::Schema => terminal.print(schemas::CONFIG),
        },
        Command::Completions(arguments) => completions::completions(&arguments, terminal),
        Command::Man => completions::man(terminal),
    }
}

/// The options of `check` without those of all other commands.
#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
struct CheckAlone {
    #[command(flatten)]
    check: CheckArguments,
}

/// Most runs are checks, and to make all commands ready takes half of such a run on a small folder. Whatever is to be said of arguments that are
/// not right, or asked for, is said by whoever knows all commands.
fn check_alone(arguments: &[OsString]) -> Option<Arguments> {
    let (command, rest) = arguments.get(1..)?.split_first()?;
    let CheckAlone { check } = CheckAlone::try_parse_from((command == "check").then_some(rest)?).ok()?;
    Some(Arguments { command: Command::Check(check) })
}

/// `--version -v`: of when the policies are that basislint comes with.
fn is_verbose_version(version: &OsString, verbose: &OsString) -> bool {
    ["--version", "-V"].iter().any(|word| version == word) && ["--verbose", "-v"].iter().any(|word| verbose == word)
}

/// `check` is the default command, with or without options and paths.
fn with_default_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let options = ["--help", "-h", "--version", "-V"];
    let named = arguments.get(1).is_some_and(|first| COMMANDS.iter().chain(&options).any(|own| first == own));
    if !named {
        arguments.insert(1.min(arguments.len()), "check".into());
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_alone_is_understood_as_among_all_commands() {
        for (line, is_right) in [
            ("basislint", true),
            ("basislint check", true),
            ("basislint landscape --format json -vv --jobs 2", true),
            ("basislint check help exports -- --version -h", true),
            ("basislint check --shard 3/8 --partial x.part --as-of 2026-11-22", true),
            ("basislint --output html=a.html --select a,b --select c merge", true),
            ("basislint check --color=never --quiet", true),
            ("basislint check --help", false),
            ("basislint check -V", false),
            ("basislint check --quiet --verbose", false),
            ("basislint check --shard 9/8", false),
            ("basislint check --unknown", false),
            ("basislint merge a.part", false),
            ("basislint help check", false),
            ("basislint --version", false),
        ] {
            let arguments = with_default_command(line.split(' ').map(OsString::from).collect());
            let alone = check_alone(&arguments);
            assert_eq!(alone.is_some(), is_right, "{line}");
            if let Some(alone) = alone {
                let among_all = Arguments::try_parse_from(&arguments).unwrap();
                assert_eq!(format!("{alone:?}"), format!("{among_all:?}"), "{line}");
            }
        }
    }
}
