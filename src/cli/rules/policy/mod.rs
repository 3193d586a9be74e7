//! `basislint rules --policy PATH`: SAP's security policies and those of one's own, listed, or with `--lint` examined.
//!
//! What is in a policy and what is wrong in it, `crate::policy` knows; here is how it is said. `listed` writes lists, `linted` mistakes.

mod linted;
mod listed;

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::super::terminal::Told;
use super::super::{CLEAN, FAILED, Terminal};
use crate::complaint::Complaint;
use crate::config::Name;
use crate::policy::load::{Loaded, load};
use crate::policy::{Item, Mistake, Policy};

/// How rules, check items and mistakes are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Pretty,
    /// For programs: schemas/rules.json, with --policy schemas/policies.json, with --lint schemas/policy-lint.json.
    Json,
    /// SARIF 2.1.0, for code scanning: with --lint only.
    Sarif,
}

/// What is asked of policies.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub paths: &'a [PathBuf],
    /// Ids of check items, or patterns of such; none: all.
    pub words: &'a [String],
    pub lint: bool,
    pub verbose: bool,
    pub format: Format,
}

pub(super) fn run(asked: &Asked<'_>, terminal: &mut Terminal<'_>) -> u8 {
    if asked.format == Format::Sarif && !asked.lint {
        return terminal.fail(&"--format sarif is for mistakes: add --lint");
    }
    let loaded = load(asked.paths);
    let choice = match Choice::of(asked.words, &loaded, terminal) {
        Ok(choice) => choice,
        Err(Told) => return FAILED,
    };
    let failed = tell(&loaded, &choice, asked, terminal);
    if failed && loaded.policies.is_empty() {
        return FAILED;
    }
    let code = if asked.lint {
        linted::write(&loaded, &choice, asked.format, terminal)
    } else {
        listed::write(&loaded, &choice, asked.format == Format::Json, terminal)
    };
    // What could not be read may hold anything.
    if failed { FAILED } else { code }
}

/// Says what could not be read; whether anything that was named could not.
fn tell(loaded: &Loaded, choice: &Choice, asked: &Asked<'_>, terminal: &mut Terminal<'_>) -> bool {
    if asked.verbose {
        loaded.remarks.iter().for_each(|remark| terminal.say(remark));
    }
    for why in &loaded.unreadable {
        terminal.fail(why);
    }
    terminal.complain(&loaded.mistakes);
    let mut of_items = Vec::new();
    let mut failed = false;
    for policy in &loaded.policies {
        for (_, item) in policy.items().filter(|(_, item)| choice.takes(&policy.rule_id(item))) {
            for mistake in &item.mistakes {
                failed |= policy.is_named;
                let complaint = complaint(policy, item, mistake);
                of_items.push(if policy.is_named { complaint } else { complaint.warning() });
            }
        }
    }
    // A lint shows them at their place among the others.
    if !asked.lint {
        terminal.complain(&of_items);
    }
    failed || !loaded.unreadable.is_empty() || !loaded.mistakes.is_empty()
}

/// A mistake of an item, for standard error.
fn complaint(policy: &Policy, item: &Item, mistake: &Mistake) -> Complaint {
    let message = format!("{}: {}", policy.rule_id(item), mistake.message);
    let complaint = policy.source.complaint(mistake.span.clone(), message);
    match &mistake.help {
        Some(help) => complaint.help(help),
        None => complaint,
    }
}

/// The check items that are asked for.
struct Choice(Vec<Name>);

impl Choice {
    fn of(words: &[String], loaded: &Loaded, terminal: &mut Terminal<'_>) -> Result<Self, Told> {
        let mut names = Vec::new();
        for word in words {
            let name = Name::new(word)
                .map_err(|mistake| terminal.give_up(&format!("{word}: {}; {}", mistake.message, mistake.help)))?;
            let is_there = |policy: &Policy| policy.items().any(|(_, item)| name.fits(&policy.rule_id(item)));
            if !loaded.policies.iter().any(is_there) {
                if Path::new(word).exists() {
                    let why = format!("no check item `{word}`: to read this file as well write --policy {word}");
                    return Err(terminal.give_up(&why));
                }
                let first = loaded
                    .policies
                    .iter()
                    .find_map(|policy| policy.items().next().map(|(_, item)| policy.rule_id(item)));
                let example = first.map_or_else(String::new, |id| format!(": ids are like {id}"));
                return Err(terminal.give_up(&format!("no check item `{word}`{example}")));
            }
            names.push(name);
        }
        Ok(Self(names))
    }

    fn takes(&self, id: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|name| name.fits(id))
    }

    fn takes_all(&self) -> bool {
        self.0.is_empty()
    }
}

/// The exit code of a run that wrote something, if there are findings.
fn ended(written: u8, has_findings: bool) -> u8 {
    if written == CLEAN && has_findings { super::super::FINDINGS } else { written }
}

/// Documents that the tests write schemas of.
#[cfg(test)]
pub(crate) mod written {
    pub(crate) use super::linted::LintDocument;
    pub(crate) use super::listed::PoliciesDocument;
}
