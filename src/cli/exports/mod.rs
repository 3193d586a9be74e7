//! `basislint exports`: which exports there are, how to get each, and which of them are missing.

mod index;
mod missing;
mod page;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::arguments::{ColorChoice, RuleFolders, parse_day};
use super::configuration::ConfigurationArguments;
use super::paper::Paper;
use super::policies::PolicyArguments;
use super::redaction::{self, RedactArguments};
use super::{FAILED, Terminal, configuration};
use crate::complaint::nearest;
use crate::export::{self, EXPORTS, Export, KINDS_NOT_READ_YET};
use crate::terminal_text::clean;

pub(super) use page::describe;

/// `basislint exports`
#[derive(Debug, Args)]
pub(super) struct ExportsArguments {
    /// One export: its kind, or a transaction, table or report (SM59, RFCDES). With --missing the files, folders and archives that there
    /// are [default: the current folder]
    #[arg(value_name = "KIND|PATH")]
    pub(super) asked: Vec<PathBuf>,
    /// Say which exports the systems lack, and how many checks wait for each: the best first
    #[arg(long)]
    missing: bool,
    /// Say how to get every export; with --missing list all that are missing
    #[arg(long)]
    all: bool,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Form::Pretty)]
    format: Form,
    #[command(flatten)]
    configuration: ConfigurationArguments,
    #[command(flatten)]
    rules: RuleFolders,
    #[command(flatten)]
    policy: PolicyArguments,
    /// The date to judge dates by [default: as-of in the configuration, else today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day, requires = "missing")]
    as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    redaction: RedactArguments,
    #[command(flatten)]
    pub(super) color: ColorChoice,
}

/// How pages are written. Those of rules have schemas, which their help names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Pretty,
    /// For programs
    Json,
}

pub(super) fn run(arguments: &ExportsArguments, terminal: &mut Terminal<'_>) -> u8 {
    if arguments.missing {
        return redaction::run_with(&arguments.redaction, true, terminal, |redaction, terminal| {
            missing::run(arguments, redaction, terminal)
        });
    }
    let read = arguments.configuration.find(terminal).and_then(|place| {
        let (rules, _) = configuration::read(place, &arguments.rules, &|_| false, None, terminal)?;
        Ok(rules)
    });
    let Ok(rules) = read else { return FAILED };
    let pages: Vec<_> = rules.pages().collect();
    let chosen: Vec<&Export> = match arguments.asked.as_slice() {
        [] => EXPORTS.to_vec(),
        [asked] => match find(&asked.to_string_lossy()) {
            Ok(found) => found,
            Err(why) => return terminal.fail(&why),
        },
        _ => return terminal.fail(&"one export at a time: basislint exports KIND (paths stand behind --missing)"),
    };
    if arguments.format == Form::Json {
        return index::print_json(&chosen, &pages, terminal);
    }
    let mut paper = Paper::new(terminal.out_color, terminal.text_width());
    match (arguments.asked.is_empty(), arguments.all, chosen.as_slice()) {
        (true, false, _) => index::write(&mut paper, &pages),
        (_, _, [export]) => describe(&mut paper, export, &pages, true),
        (named, _, exports) => exports.iter().for_each(|export| describe(&mut paper, export, &pages, !named)),
    }
    terminal.print(&paper.text)
}

/// The exports that somebody means: the kind, else those that come from a transaction, table or report.
pub(super) fn find(asked: &str) -> Result<Vec<&'static Export>, String> {
    if let Some(export) = export::by_kind(&asked.to_lowercase()) {
        return Ok(vec![export]);
    }
    let is_word = |text: &str| {
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .any(|word| word.eq_ignore_ascii_case(asked))
    };
    let from: Vec<&Export> = EXPORTS
        .iter()
        .copied()
        .filter(|export| is_word(export.origin) || export.names.iter().any(|name| name.eq_ignore_ascii_case(asked)))
        .collect();
    if !from.is_empty() {
        return Ok(from);
    }
    let kinds: Vec<&str> = EXPORTS.iter().map(|export| export.kind).collect();
    let asked = clean(asked);
    let reason = match nearest(&asked, &kinds) {
        _ if KINDS_NOT_READ_YET.contains(&&*asked) => "basislint does not read it yet".to_owned(),
        Some(near) => format!("did you mean `{near}`?"),
        None => "`basislint exports` lists them, and --missing PATH says which a folder lacks".to_owned(),
    };
    Err(format!("no export `{asked}`: {reason}"))
}
