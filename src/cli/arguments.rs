//! What can be asked of each command: its arguments, as clap reads them and as `--help` shows them.
//!
//! Not here: who answers (each command's own file), and arguments that one command alone has a room for (`fix`, `redaction`).

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::configuration::ConfigurationArguments;
use super::pages_json::PageFormat;
use super::policies::PolicyArguments;
use super::redaction::RedactArguments;
use super::selection::Selection;
use crate::check::shard::Shard;
use crate::difference;
use crate::finding::Severity;
use crate::knowledge::day;
use crate::report::Format;

/// `basislint check`
#[derive(Debug, Default, Args)]
pub(super) struct CheckArguments {
    /// Files, folders and archives (.zip, .tar, .tar.gz) with exports; - is standard input [default: the current folder]
    pub(super) paths: Vec<PathBuf>,
    /// Where what comes from standard input would lie: its name, and the folder of its system
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Judge what will be committed: the files of git's index, whatever lies in the folders. What is wrong in the files that the
    /// staged change touches counts, and what it brings elsewhere; with =all everything does
    #[arg(long, value_enum, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "change",
          conflicts_with_all = ["stdin_filename", "since"])]
    pub(super) staged: Option<Staged>,
    /// Only what is new since then counts: a revision, a branch with ... behind it (where HEAD left it), or a day (YYYY-MM-DD)
    #[arg(long, value_name = "REV", conflicts_with = "stdin_filename")]
    pub(super) since: Option<String>,
    #[command(flatten)]
    pub(super) report: ReportArguments,
    /// Read and judge the systems of one of N parts only, and write a partial result, of which `basislint merge` makes the reports
    #[arg(long, value_name = "K/N", conflicts_with_all = ["staged", "since", "stdin_filename", "redact", "redact_key", "format",
          "output", "baseline", "fail_on", "require", "show_passed", "show_suppressed", "category", "statistics", "summary", "quiet",
          "verbose"])]
    pub(super) shard: Option<Shard>,
    /// Where the partial result goes [default: standard output]
    #[arg(long, value_name = "FILE", requires = "shard")]
    pub(super) partial: Option<PathBuf>,
    #[command(flatten)]
    pub(super) by: JudgedBy,
    /// The date to judge dates by [default: as-of in the configuration, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    pub(super) as_of: Option<jiff::civil::Date>,
    /// Number of threads [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
    #[command(flatten)]
    pub(super) redaction: RedactArguments,
    #[command(flatten)]
    pub(super) color: ColorChoice,
}

/// By what files are judged, wherever they are.
#[derive(Debug, Clone, Default, Args)]
#[group(skip)]
pub(super) struct JudgedBy {
    /// Configuration [default: basislint.toml, looked for from the first path up to the git root]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    pub(super) isolated: bool,
    /// Findings that are known and do not count [default: basislint-baseline.jsonl beside the configuration, or looked for as that is]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleFolders,
    #[command(flatten)]
    pub(super) selection: Selection,
    #[command(flatten)]
    pub(super) policy: PolicyArguments,
}

/// What reports show, where they go, and what makes a run fail.
#[derive(Debug, Default, Args)]
#[group(skip)]
pub(super) struct ReportArguments {
    /// How the report is written to standard output [default: pretty; in GitHub Actions github]
    #[arg(long, value_enum)]
    pub(super) format: Option<Format>,
    /// Write a report to a file as well, e.g. html=report.html (may be repeated); - is standard output
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_output::<Format>)]
    pub(super) output: Vec<(Format, PathBuf)>,
    /// The least severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    pub(super) fail_on: FailOn,
    /// Fail if this rule, or one that such a word means as --select takes, could not be evaluated; or `all`
    #[arg(long, value_name = "RULE|all", value_delimiter = ',')]
    pub(super) require: Vec<String>,
    /// Nothing to check is no failure: no file, or none that is an export
    #[arg(long)]
    pub(super) allow_empty: bool,
    /// Show what passed, and on which evidence
    #[arg(long)]
    pub(super) show_passed: bool,
    /// Write suppressed findings into SARIF, too, marked as such: code scanning makes alerts of them (json, jsonl and csv always have them)
    #[arg(long)]
    pub(super) show_suppressed: bool,
    /// What this analysis is called in SARIF: code scanning keeps several of one commit apart by it [default: the paths]
    #[arg(long, value_name = "NAME", value_parser = parse_category)]
    pub(super) category: Option<String>,
    /// Count findings by rule
    #[arg(long)]
    pub(super) statistics: bool,
    /// Print the end of the run only: what each system comes to, and the readiness matrix. Files of --output are whole
    #[arg(long, conflicts_with = "quiet")]
    pub(super) summary: bool,
    /// Print findings only, and nothing if there are none. Files of --output are whole
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Cut no list, and say which configuration is used and why each file is what it is; -vv also what its table lacks
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

/// `basislint diff`
#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// OLD NEW, or a range of revisions and paths
    #[arg(value_name = "OLD NEW", required = true)]
    pub(super) states: Vec<PathBuf>,
    /// The changes that were agreed, a TOML file: others are marked, and so are agreed ones that did not happen
    #[arg(long, value_name = "FILE")]
    pub(super) expect: Option<PathBuf>,
    /// How the report is written to standard output
    #[arg(long, value_enum, default_value_t = difference::report::Format::Pretty)]
    pub(super) format: difference::report::Format,
    /// Write a report to a file as well, e.g. html=diff.html (may be repeated)
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_output::<difference::report::Format>)]
    pub(super) output: Vec<(difference::report::Format, PathBuf)>,
    /// Configuration of both states [default: each its own basislint.toml]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    pub(super) isolated: bool,
    #[command(flatten)]
    pub(super) rules: RuleFolders,
    #[command(flatten)]
    pub(super) selection: Selection,
    #[command(flatten)]
    pub(super) policy: PolicyArguments,
    /// The least severity of a new finding that makes the exit code 1; never: only what was not agreed does
    #[arg(long, value_enum, default_value_t = FailOn::Note)]
    pub(super) fail_on: FailOn,
    /// The date to judge dates by [default: as-of in the configuration of NEW, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    pub(super) as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    pub(super) redaction: RedactArguments,
    /// Number of threads [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
    #[command(flatten)]
    pub(super) color: ColorChoice,
    /// Cut no list
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// Folders with further rules.
#[derive(Debug, Clone, Default, Args)]
#[group(skip)]
pub(super) struct RuleFolders {
    /// Folder with further rules and lists (may be repeated)
    #[arg(long = "rules", value_name = "DIR")]
    pub(super) folders: Vec<PathBuf>,
}

#[derive(Debug, Default, Args)]
#[group(skip)]
pub(super) struct ColorChoice {
    /// Colours
    #[arg(long, value_enum, default_value_t = When::Auto)]
    pub(super) color: When,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// If the output is a terminal, or FORCE_COLOR is set, and NO_COLOR is not.
    #[default]
    Auto,
    Always,
    Never,
}

/// What of the index counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Staged {
    /// What the staged change touches or brings.
    Change,
    /// All systems, and all that is wrong with them.
    All,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    #[default]
    Error,
    Warning,
    Note,
    /// Findings never make the exit code 1.
    Never,
}

impl FailOn {
    pub(super) fn least(self) -> Option<Severity> {
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
pub(super) struct ExplainArguments {
    /// A rule's id, as it stands in brackets behind the severity; or roles, tiers, verdicts, steps, an export (rfc-destinations, SM59), a
    /// step of SAP's documents (2.10)
    #[arg(value_name = "RULE|TOPIC", required = true)]
    pub(super) what: Vec<String>,
    /// For a check item (sap:...): the policy that it is in, if that is none of those that basislint comes with or the configuration names
    #[arg(long = "policy", value_name = "POLICY")]
    pub(super) policies: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) configuration: ConfigurationArguments,
    #[command(flatten)]
    pub(super) rules: RuleFolders,
    /// How the page is written
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: PageFormat,
    #[command(flatten)]
    pub(super) color: ColorChoice,
}

/// `basislint baseline`
#[derive(Debug, Args)]
pub(super) struct BaselineArguments {
    #[command(subcommand)]
    pub(super) command: BaselineCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum BaselineCommand {
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
pub(super) struct RebaseArguments {
    /// Files, folders and archives with exports [default: the current folder]
    pub(super) paths: Vec<PathBuf>,
    /// The baseline [default: basislint-baseline.jsonl beside the configuration, or looked for as that is]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Configuration [default: basislint.toml, looked for from the first path up to the git root]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    pub(super) isolated: bool,
    #[command(flatten)]
    pub(super) rules: RuleFolders,
    #[command(flatten)]
    pub(super) policy: PolicyArguments,
    /// The date to judge dates by [default: as-of in the configuration, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    pub(super) as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    pub(super) redaction: RedactArguments,
    #[command(flatten)]
    pub(super) color: ColorChoice,
}

/// `basislint redact`
#[derive(Debug, Args)]
pub(super) struct RedactFilesArguments {
    /// File, folder or archive with exports, or with a file that is not recognised
    #[arg(value_name = "IN")]
    pub(super) input: PathBuf,
    /// Folder to write into: one that is not there yet, or empty
    #[arg(value_name = "OUT")]
    pub(super) output: PathBuf,
    /// Makes the pseudonyms the same in every run with this key: a file with at least 16 characters that nobody else knows
    #[arg(long, value_name = "FILE")]
    pub(super) redact_key: Option<PathBuf>,
    /// Configuration [default: basislint.toml, looked for from IN up to the git root]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    pub(super) isolated: bool,
    /// Number of threads [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
    #[command(flatten)]
    pub(super) color: ColorChoice,
}

/// `basislint config`
#[derive(Debug, Args)]
pub(super) struct ConfigArguments {
    #[command(subcommand)]
    pub(super) command: ConfigCommand,
    #[command(flatten)]
    pub(super) color: ColorChoice,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the JSON schema of basislint.toml, for editors and validators
    Schema,
}

/// `basislint suppress`
#[derive(Debug, Args)]
pub(super) struct SuppressArguments {
    /// The rule's id, as it stands in brackets behind the severity; or a pattern of several, e.g. 'support-job-*'
    pub(super) rule: String,
    /// The system [default: all systems]
    #[arg(long, value_name = "SYSTEM")]
    pub(super) system: Option<String>,
    /// What the finding is about, as `subject` in reports says it [default: anything]
    #[arg(long, value_name = "SUBJECT")]
    pub(super) subject: Option<String>,
    /// Why it is accepted: auditors will ask
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
    /// Who answers for that: a person or a team [default: whoever does already]
    #[arg(long, value_name = "TEXT")]
    pub(super) owner: Option<String>,
    /// The last day on which it is; from the next on the finding is back [default: for good]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    pub(super) until: Option<jiff::civil::Date>,
    /// SYSTEM and SUBJECT are patterns: `*` is any text, `?` one character, `[ab]` one of these, `{a,b}` one of these words
    #[arg(long)]
    pub(super) patterns: bool,
    /// The file to write into [default: basislint.toml, looked for from here up to the git root; made there if there is none]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleFolders,
    /// The date that --until must not be before [default: as-of in the configuration, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    pub(super) as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    pub(super) color: ColorChoice,
}

pub(super) fn parse_day(text: &str) -> Result<jiff::civil::Date, String> {
    day::parse(text).ok_or_else(|| day::help(text))
}

pub(super) fn parse_category(text: &str) -> Result<String, String> {
    let name = text.trim_matches('/');
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err("a name of letters and digits is wanted, e.g. production".to_owned());
    }
    Ok(name.to_owned())
}

/// `html=report.html`
pub(super) fn parse_output<F: ValueEnum>(text: &str) -> Result<(F, PathBuf), String> {
    let (format, file) = text.split_once('=').ok_or("write it as FORMAT=FILE, e.g. sarif=basislint.sarif")?;
    if file.is_empty() {
        return Err("the file's name is missing behind `=`".to_owned());
    }
    Ok((F::from_str(format, true).map_err(|_| format!("the formats are {}", words::<F>()))?, file.into()))
}

/// All words that may stand there, for a sentence.
fn words<F: ValueEnum>() -> String {
    let values: Vec<_> = F::value_variants().iter().filter_map(ValueEnum::to_possible_value).collect();
    let words: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    match words.split_last() {
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
