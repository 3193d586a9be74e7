//! `basislint rules`: the list of rules, their examples, their schemas, and a new one.

mod new;
mod policy;

use std::fmt::Write;
use std::path::PathBuf;

use anstyle::Style;
use clap::{Args, Subcommand, ValueEnum};

use super::configuration::{self, ConfigurationArguments};
use super::pages_json;
use super::paper::{Paper, severity};
use super::terminal::Told;
use super::{CLEAN, ColorChoice, FAILED, FINDINGS, RuleFolders, Terminal, schemas};
use crate::check::examples;
use crate::complaint::{clean, nearest};
use crate::rule::{Page, RuleSet};
use crate::terminal_text::{column_width, counted};

/// `basislint rules`
#[derive(Debug, Args)]
pub(super) struct RulesArguments {
    /// Show these only: ids, patterns such as 'support-job-*', areas and tags (area:jobs, tag:tls)
    #[arg(value_name = "RULE")]
    words: Vec<String>,
    #[command(subcommand)]
    command: Option<RulesCommand>,
    #[command(flatten)]
    configuration: ConfigurationArguments,
    #[command(flatten)]
    rules: RuleFolders,
    /// List the check items of SAP's security policies in a file or folder, not rules (repeatable)
    #[arg(long, value_name = "PATH")]
    policy: Vec<PathBuf>,
    /// Say what is wrong in these policies, for those who write some
    #[arg(long, requires = "policy")]
    lint: bool,
    /// Say which policies have another encoding than they declare
    #[arg(short, long, requires = "policy")]
    verbose: bool,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    format: policy::Format,
    #[command(flatten)]
    pub color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Run the examples of all rules, or of the rules in a folder
    Test {
        /// Folder with rules [default: the rules that basislint comes with, and those that the configuration names]
        folder: Option<PathBuf>,
    },
    /// Write a rule of your own to begin with: all keys that it must have, an example that fails and one that passes
    New {
        /// Its id: lower-case letters, digits and hyphens
        id: String,
        /// Folder to write it into [default: the first one that `rules` in the configuration names, else our-rules]
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
        /// The export that it is about; `basislint exports` lists them
        #[arg(long, value_name = "KIND", default_value = "rfc-destinations")]
        export: String,
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

/// Documents that the tests write schemas of.
#[cfg(test)]
pub(crate) use policy::written;

/// The words behind `rules` that are commands of their own.
const COMMANDS: &[&str] = &["test", "new", "schema"];

pub(super) fn run(arguments: &RulesArguments, terminal: &mut Terminal<'_>) -> u8 {
    match &arguments.command {
        None if !arguments.policy.is_empty() => {
            let RulesArguments { policy: paths, words, lint, verbose, format, .. } = arguments;
            policy::run(&policy::Asked { paths, words, lint: *lint, verbose: *verbose, format: *format }, terminal)
        }
        None => list(arguments, terminal),
        Some(RulesCommand::Schema { file: RuleFileKind::Rule }) => terminal.print(schemas::RULE),
        Some(RulesCommand::Schema { file: RuleFileKind::List }) => terminal.print(schemas::LIST),
        Some(RulesCommand::New { id, dir, export }) => {
            new::run(id, dir.as_deref(), export, &arguments.configuration, terminal).unwrap_or(FAILED)
        }
        Some(RulesCommand::Test { folder }) => {
            let loaded = match folder {
                Some(folder) => {
                    RuleSet::load_folder(folder).map_err(|error| configuration::tell_rule_error(&error, terminal))
                }
                None => load(arguments, terminal),
            };
            match loaded {
                Ok(rules) => test(&rules, terminal),
                Err(Told) => FAILED,
            }
        }
    }
}

/// The rules that a check from here would go by.
fn load(arguments: &RulesArguments, terminal: &mut Terminal<'_>) -> Result<RuleSet, Told> {
    let place = arguments.configuration.find(terminal)?;
    let (rules, _) = configuration::read(place, &arguments.rules, &|_| true, None, terminal)?;
    Ok(rules)
}

fn list(arguments: &RulesArguments, terminal: &mut Terminal<'_>) -> u8 {
    let Ok(mut rules) = load(arguments, terminal) else { return FAILED };
    if let Err(error) = rules.select(&arguments.words, &[]) {
        let is_word = |word: &&String| COMMANDS.iter().any(|command| nearest(word, COMMANDS) == Some(command));
        let unknown = arguments.words.iter().find(|word| rules.meant(word).is_err()).filter(is_word);
        let command = unknown.and_then(|word| nearest(word, COMMANDS));
        let meant = command.map_or_else(String::new, |command| format!(" (or the command `rules {command}`?)"));
        return terminal.fail(&format!("{error}{meant}"));
    }
    if arguments.format == policy::Format::Sarif {
        return terminal.fail(&"--format sarif is for mistakes in policies: add --policy PATH --lint");
    }
    if arguments.format == policy::Format::Json {
        return terminal.print(&pages_json::listed(rules.pages()));
    }
    let mut paper = Paper::new(terminal.out_color, terminal.text_width());
    let widest = column_width(rules.ids().map(str::len));
    for page in rules.pages() {
        describe(&mut paper, page, widest);
    }
    let count = counted(rules.ids().count(), "rule");
    paper.line(&format!("\n{count}; `basislint explain RULE` shows a rule's page"));
    terminal.print(&paper.text)
}

fn describe(paper: &mut Paper, page: &Page, widest: usize) {
    let blanks = " ".repeat(widest.saturating_sub(page.id.len()) + 2);
    let word = severity(paper, page.severity);
    let pad = " ".repeat("warning".len() - page.severity.name().len() + 2);
    let id = paper.styled(Style::new().bold(), &page.id);
    paper.line(&format!("{id}{blanks}{word}{pad}{}", page.title));
    let indent = " ".repeat(widest + 2);
    paper.paragraph(&indent, &page.references.join(" · "));
}

fn test(rules: &RuleSet, terminal: &mut Terminal<'_>) -> u8 {
    let results = examples::run_all(rules);
    let failed: Vec<_> = results.iter().filter(|result| result.failure.is_some()).collect();
    let mut text = String::new();
    for result in &failed {
        let failure = result.failure.as_deref().unwrap_or_default();
        let _ = writeln!(text, "{}: {}: example \"{}\": {failure}", result.place, result.rule, result.name);
    }
    let (rules, examples) = (counted(rules.ids().count(), "rule"), counted(results.len(), "example"));
    let _ = writeln!(text, "{rules}, {examples}, {} failed", failed.len());
    let written = terminal.print(&clean(&text));
    if written == CLEAN && !failed.is_empty() { FINDINGS } else { written }
}
