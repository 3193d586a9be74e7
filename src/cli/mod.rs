//! The command line: what can be asked, and who answers.

mod baseline;
mod change;
mod check;
mod compare;
mod diff;
mod fix;
mod outputs;
mod pages;
mod paths;
mod progress;
mod redact;
mod redaction;
mod schemas;
mod states;
mod suppress;
mod systems;
mod terminal;
mod verbose;
mod words;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::difference;
use crate::finding::Severity;
use crate::knowledge::day;
use crate::report::Format;

use fix::FixArguments;
use redaction::RedactArguments;
pub use terminal::{Terminal, usual_format};

/// Everything was done, and nothing is at or above `--fail-on`.
pub const CLEAN: u8 = 0;
/// There are findings.
pub const FINDINGS: u8 = 1;
/// The work could not be done.
pub const FAILED: u8 = 2;

/// What may stand as the first word; any other is a path.
const COMMANDS: &[&str] =
    &["check", "diff", "explain", "rules", "exports", "baseline", "suppress", "fix", "redact", "config", "help"];

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
    /// Say what changed between two states, what it means, and whether anything got worse
    #[command(
        after_help = "OLD and NEW are folders, archives or revisions of git. HEAD~1..HEAD compares two revisions, main... what the \
                      current branch changed since it left main, one revision alone the files here with it; PATHs behind \
                      revisions say which part.\n\n\
                      Exit codes: 0 nothing got worse, 1 something did, 2 the states could not be compared."
    )]
    Diff(DiffArguments),
    /// Show a rule's page: what, why, solution, references, sources, examples
    Explain(ExplainArguments),
    /// List the rules, test their examples, or print the schemas of rule files
    Rules(RulesArguments),
    /// Say which exports are read, and how to get each out of SAP
    Exports(ExportsArguments),
    /// Accept findings: write a suppression with its reason into basislint.toml
    #[command(after_help = "Exit codes: 0 it stands in the configuration, 2 it could not be written.")]
    Suppress(SuppressArguments),
    /// Fix what is wrong in files that people write by hand: profiles, saprouttab, basislint.toml
    #[command(
        after_help = "Exit codes: 0 nothing to fix, or all of it is written; 1 there are edits that are not written; 2 the work could not be \
                      done, or a file could not be written. Edits that are not safe count only with --unsafe."
    )]
    Fix(FixArguments),
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
}

/// `basislint check`
#[derive(Debug, Default, Args)]
struct CheckArguments {
    /// Files, folders and archives (.zip, .tar, .tar.gz) with exports; - is standard input [default: the current folder]
    paths: Vec<PathBuf>,
    /// Where what comes from standard input would lie: its name, and the folder of its system
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// Judge what will be committed: the files of git's index, whatever lies in the folders. What is wrong in the files that the
    /// staged change touches counts, and what it brings elsewhere; with =all everything does
    #[arg(long, value_enum, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "change",
          conflicts_with_all = ["stdin_filename", "since"])]
    staged: Option<Staged>,
    /// Only what is new since then counts: a revision, a branch with ... behind it (where HEAD left it), or a day (YYYY-MM-DD)
    #[arg(long, value_name = "REV", conflicts_with = "stdin_filename")]
    since: Option<String>,
    /// How the report is written to standard output [default: pretty; in GitHub Actions github]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write a report to a file as well, e.g. html=report.html (may be repeated); - is standard output
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_output)]
    output: Vec<(Format, PathBuf)>,
    /// Configuration [default: basislint.toml, looked for from the first path up to the git root]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    isolated: bool,
    /// Findings that are known and do not count [default: basislint-baseline.jsonl beside the configuration, or looked for as that is]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleFolders,
    /// Judge these rules only (may be repeated, or separated by commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave these rules out (may be repeated, or separated by commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The least severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    fail_on: FailOn,
    /// Fail if this rule could not be evaluated, or `all` (may be repeated, or separated by commas)
    #[arg(long, value_name = "RULE|all", value_delimiter = ',')]
    require: Vec<String>,
    /// The date to judge dates by [default: as-of in the configuration, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    as_of: Option<jiff::civil::Date>,
    /// Nothing to check is no failure: no file, or none that is an export
    #[arg(long)]
    allow_empty: bool,
    /// Show what passed, and on which evidence
    #[arg(long)]
    show_passed: bool,
    /// Write suppressed findings into SARIF, too, marked as such: code scanning makes alerts of them (json, jsonl and csv always have them)
    #[arg(long)]
    show_suppressed: bool,
    /// What this analysis is called in SARIF: code scanning keeps several of one commit apart by it [default: the paths]
    #[arg(long, value_name = "NAME", value_parser = parse_category)]
    category: Option<String>,
    /// Count findings by rule
    #[arg(long)]
    statistics: bool,
    /// Number of threads [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    #[command(flatten)]
    redaction: RedactArguments,
    #[command(flatten)]
    color: ColorChoice,
    /// Only findings and the last line
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Cut no list, and say which configuration is used and why each file is what it is; -vv also what its table lacks
    #[arg(short, long, action = clap::ArgAction::Count)]
    verbose: u8,
}

/// `basislint diff`
#[derive(Debug, Args)]
struct DiffArguments {
    /// OLD NEW, or a range of revisions and paths
    #[arg(value_name = "OLD NEW", required = true)]
    states: Vec<PathBuf>,
    /// The changes that were agreed, a TOML file: others are marked, and so are agreed ones that did not happen
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
    /// How the report is written to standard output
    #[arg(long, value_enum, default_value_t = difference::report::Format::Pretty)]
    format: difference::report::Format,
    /// Write a report to a file as well, e.g. html=diff.html (may be repeated)
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_diff_output)]
    output: Vec<(difference::report::Format, PathBuf)>,
    /// Configuration of both states [default: each its own basislint.toml]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    isolated: bool,
    #[command(flatten)]
    rules: RuleFolders,
    /// Judge by these rules only (may be repeated, or separated by commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave these rules out (may be repeated, or separated by commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The least severity of a new finding that makes the exit code 1; never: only what was not agreed does
    #[arg(long, value_enum, default_value_t = FailOn::Note)]
    fail_on: FailOn,
    /// The date to judge dates by [default: as-of in the configuration of NEW, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    redaction: RedactArguments,
    /// Number of threads [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    #[command(flatten)]
    color: ColorChoice,
    /// Cut no list
    #[arg(short, long)]
    verbose: bool,
}

/// Folders with further rules.
#[derive(Debug, Clone, Default, Args)]
struct RuleFolders {
    /// Folder with further rules and lists (may be repeated)
    #[arg(long = "rules", value_name = "DIR")]
    folders: Vec<PathBuf>,
}

#[derive(Debug, Default, Args)]
struct ColorChoice {
    /// Colours
    #[arg(long, value_enum, default_value_t = When::Auto)]
    color: When,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum When {
    /// If the output is a terminal and NO_COLOR is not set.
    #[default]
    Auto,
    Always,
    Never,
}

/// What of the index counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Staged {
    /// What the staged change touches or brings.
    Change,
    /// All systems, and all that is wrong with them.
    All,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    #[default]
    Error,
    Warning,
    Note,
    /// Findings never make the exit code 1.
    Never,
}

impl FailOn {
    fn least(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Note => Some(Severity::Note),
            Self::Never => None,
        }
    }
}

/// `basislint explain`
#[derive(Debug, Args)]
struct ExplainArguments {
    /// The rule's id, as it stands in brackets behind the severity
    rule: String,
    #[command(flatten)]
    rules: RuleFolders,
    #[command(flatten)]
    color: ColorChoice,
}

/// `basislint rules`
#[derive(Debug, Args)]
struct RulesArguments {
    #[command(subcommand)]
    command: Option<RulesCommand>,
    #[command(flatten)]
    rules: RuleFolders,
    #[command(flatten)]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Run the examples of all rules, or of the rules in a folder
    Test {
        /// Folder with rules [default: the rules that basislint comes with]
        folder: Option<PathBuf>,
    },
    /// Print the JSON schema of rule files, or of list files, for editors and validators
    Schema {
        /// What for
        #[arg(value_enum, default_value_t = RuleFileKind::Rule)]
        file: RuleFileKind,
    },
}

/// What may stand in a folder of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RuleFileKind {
    /// Rule files.
    Rule,
    /// Lists that rules look records up in.
    List,
}

/// `basislint baseline`
#[derive(Debug, Args)]
struct BaselineArguments {
    #[command(subcommand)]
    command: BaselineCommand,
}

#[derive(Debug, Subcommand)]
enum BaselineCommand {
    /// Write the findings that are there now. New errors are taken in only with --accept-new, unless there is no baseline yet
    #[command(
        after_help = "Exit codes: 0 it is written, 1 it is written without new errors, 2 it could not be written."
    )]
    Write {
        #[command(flatten)]
        rebase: RebaseArguments,
        /// Take in new errors, too
        #[arg(long)]
        accept_new: bool,
    },
    /// Take out what is no longer there. What could not be checked stays
    Prune {
        #[command(flatten)]
        rebase: RebaseArguments,
    },
    /// Show what is known, by system and rule
    Show {
        /// The baseline [default: basislint-baseline.jsonl beside the configuration, or looked for as that is]
        #[arg(long, value_name = "FILE")]
        baseline: Option<PathBuf>,
        #[command(flatten)]
        redaction: RedactArguments,
        #[command(flatten)]
        color: ColorChoice,
    },
}

/// What `basislint baseline` looks at.
#[derive(Debug, Args)]
struct RebaseArguments {
    /// Files, folders and archives with exports [default: the current folder]
    paths: Vec<PathBuf>,
    /// The baseline [default: basislint-baseline.jsonl beside the configuration, or looked for as that is]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Configuration [default: basislint.toml, looked for from the first path up to the git root]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    isolated: bool,
    #[command(flatten)]
    rules: RuleFolders,
    /// The date to judge dates by [default: as-of in the configuration, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    redaction: RedactArguments,
    #[command(flatten)]
    color: ColorChoice,
}

/// `basislint redact`
#[derive(Debug, Args)]
struct RedactFilesArguments {
    /// File, folder or archive with exports, or with a file that is not recognised
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Folder to write into: one that is not there yet, or empty
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// Makes the pseudonyms the same in every run with this key: a file with at least 16 characters that nobody else knows
    #[arg(long, value_name = "FILE")]
    redact_key: Option<PathBuf>,
    /// Configuration [default: basislint.toml, looked for from IN up to the git root]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    isolated: bool,
    /// Number of threads [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    #[command(flatten)]
    color: ColorChoice,
}

/// `basislint config`
#[derive(Debug, Args)]
struct ConfigArguments {
    #[command(subcommand)]
    command: ConfigCommand,
    #[command(flatten)]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print the JSON schema of basislint.toml, for editors and validators
    Schema,
}

/// `basislint exports`
#[derive(Debug, Args)]
struct ExportsArguments {
    /// Show this export only
    kind: Option<String>,
    #[command(flatten)]
    color: ColorChoice,
}

/// `basislint suppress`
#[derive(Debug, Args)]
struct SuppressArguments {
    /// The rule's id, as it stands in brackets behind the severity; or a pattern of several, e.g. 'job-*'
    rule: String,
    /// The system [default: all systems]
    #[arg(long, value_name = "SYSTEM")]
    system: Option<String>,
    /// What the finding is about, as `subject` in reports says it [default: anything]
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// Why it is accepted: auditors will ask
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The last day on which it is; from the next on the finding is back [default: for good]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    until: Option<jiff::civil::Date>,
    /// SYSTEM and SUBJECT are patterns: `*` is any text, `?` one character, `[ab]` one of these, `{a,b}` one of these words
    #[arg(long)]
    patterns: bool,
    /// The file to write into [default: basislint.toml, looked for from here up to the git root; made there if there is none]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleFolders,
    /// The date that --until must not be before [default: as-of in the configuration, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    color: ColorChoice,
}

fn parse_day(text: &str) -> Result<jiff::civil::Date, String> {
    day::parse(text).ok_or_else(|| day::help(text))
}

fn parse_category(text: &str) -> Result<String, String> {
    let name = text.trim_matches('/');
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err("a name of letters and digits is wanted, e.g. production".to_owned());
    }
    Ok(name.to_owned())
}

fn parse_output(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, file) = text.split_once('=').ok_or("write it as FORMAT=FILE, e.g. sarif=basislint.sarif")?;
    if file.is_empty() {
        return Err("the file's name is missing behind `=`".to_owned());
    }
    Ok((Format::from_str(format, true).map_err(|_| format!("the formats are {}", formats()))?, file.into()))
}

fn parse_diff_output(text: &str) -> Result<(difference::report::Format, PathBuf), String> {
    let (format, file) = text.split_once('=').ok_or("write it as FORMAT=FILE, e.g. html=diff.html")?;
    if file.is_empty() {
        return Err("the file's name is missing behind `=`".to_owned());
    }
    let format = difference::report::Format::from_str(format, true);
    Ok((format.map_err(|_| "the formats are pretty, markdown, html, json and sarif".to_owned())?, file.into()))
}

/// The names of all formats, for a sentence.
fn formats() -> String {
    let names: Vec<&str> = Format::value_variants().iter().map(|format| format.name()).collect();
    match names.split_last() {
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// Runs the program with these arguments, the program's name first. Returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, terminal: &mut Terminal<'_>) -> u8 {
    let arguments = match Arguments::try_parse_from(with_default_command(arguments.into_iter().collect())) {
        Ok(arguments) => arguments,
        Err(error) => return terminal.usage(&error),
    };
    terminal.choose_colors(match &arguments.command {
        Command::Check(arguments) => arguments.color.color,
        Command::Diff(arguments) => arguments.color.color,
        Command::Explain(arguments) => arguments.color.color,
        Command::Rules(arguments) => arguments.color.color,
        Command::Exports(arguments) => arguments.color.color,
        Command::Suppress(arguments) => arguments.color.color,
        Command::Fix(arguments) => arguments.color.color,
        Command::Redact(arguments) => arguments.color.color,
        Command::Baseline(arguments) => match &arguments.command {
            BaselineCommand::Write { rebase, .. } | BaselineCommand::Prune { rebase } => rebase.color.color,
            BaselineCommand::Show { color, .. } => color.color,
        },
        Command::Config(arguments) => arguments.color.color,
    });
    match arguments.command {
        Command::Check(arguments) => check::run(&arguments, terminal),
        Command::Diff(arguments) => diff::run(&arguments, terminal),
        Command::Explain(arguments) => pages::explain(&arguments, terminal),
        Command::Rules(arguments) => pages::rules(&arguments, terminal),
        Command::Exports(arguments) => pages::exports(&arguments, terminal),
        Command::Suppress(arguments) => suppress::run(&arguments, terminal),
        Command::Fix(arguments) => fix::run(&arguments, terminal),
        Command::Redact(arguments) => redact::run(&arguments, terminal),
        Command::Baseline(arguments) => baseline::run(&arguments, terminal),
        Command::Config(arguments) => match arguments.command {
            ConfigCommand::Schema => terminal.print(schemas::CONFIG),
        },
    }
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
