//! Which security policies of SAP's take part in a run: those of the command line and of the configuration, with their arguments.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::Terminal;
use super::terminal::Told;
use crate::complaint::Complaint;
use crate::config::{Config, PolicyPath};
use crate::landscape::derived::effective_parameters;
use crate::landscape::stores::{Policies, asked_parameters};
use crate::policy::checks::{Asked, Checks};
use crate::policy::embedded::{self, Embedded};
use crate::policy::evaluate::Reading;
use crate::policy::load;
use crate::rule::RuleSet;

/// Which policies, and how they are evaluated.
#[derive(Debug, Clone, Default, Args)]
#[group(skip)]
pub(super) struct PolicyArguments {
    /// Evaluate security policies of SAP's as well: sap-notes (Security Notes), sap-baseline (Security Baseline 2.4), a policy file, or a folder of
    /// such (may be repeated) [default: policies in the configuration]
    #[arg(long = "policy", value_name = "POLICY")]
    pub policies: Vec<PathBuf>,
    /// Only check items that are at least so grave: 1 (critical, HotNews) to 4 (low)
    #[arg(long, value_name = "LEVEL", value_parser = clap::value_parser!(u8).range(1..=4))]
    pub policy_level: Option<u8>,
    /// Compare versions and numbers as texts, as SAP does, and not as they are meant
    #[arg(long)]
    pub policy_literal: bool,
    /// Leave basislint's own rules out
    #[arg(long)]
    pub policy_only: bool,
}

/// An entry that names policies.
enum Entry {
    Embedded(&'static Embedded),
    /// Files or a folder.
    Paths(Vec<PathBuf>),
}

impl PolicyArguments {
    /// Reads the policies that take part; none if there are none.
    pub fn load(&self, config: &Config, terminal: &mut Terminal<'_>) -> Result<Option<Policies>, Told> {
        let Some(asked) = self.asked(config, terminal)? else { return Ok(None) };
        let mut checks = Checks::of(asked);
        if let Some(level) = self.policy_level.or(config.policy.level) {
            checks.keep_level(level);
        }
        let literal = self.policy_literal || config.policy.literal;
        Ok(Some(Policies::new(checks, if literal { Reading::Literal } else { Reading::AsMeant })))
    }

    /// What these policies ask, whatever is left of it.
    pub fn asked(&self, config: &Config, terminal: &mut Terminal<'_>) -> Result<Option<Asked>, Told> {
        let mut entries: Vec<Entry> = Vec::new();
        for path in &self.policies {
            entries.push(match path.to_str().and_then(embedded::by_name) {
                Some(embedded) => Entry::Embedded(embedded),
                None => Entry::Paths(vec![path.clone()]),
            });
        }
        if self.policies.is_empty() {
            for entry in &config.policies {
                entries.push(configured(entry, config).map_err(|complaint| {
                    terminal.complain(&[*complaint]);
                    terminal.give_up(&"a policy of the configuration is not there")
                })?);
            }
        }
        if entries.is_empty() {
            let asks = self.policy_only || self.policy_literal || self.policy_level.is_some();
            if asks {
                let what = "--policy-level, --policy-literal and --policy-only are about policies: name some with --policy, e.g. --policy sap-notes";
                return Err(terminal.give_up(&what));
            }
            return Ok(None);
        }
        let mut paths: Vec<PathBuf> = Vec::new();
        let mut own_ones: Vec<&Embedded> = Vec::new();
        for entry in entries {
            match entry {
                Entry::Embedded(embedded) if own_ones.iter().any(|one| one.name == embedded.name) => {}
                Entry::Embedded(embedded) => own_ones.push(embedded),
                Entry::Paths(named) => paths.extend(named),
            }
        }
        let mut asked = embedded::asked(&own_ones);
        if !paths.is_empty() {
            asked = asked.and(own(&paths, terminal)?);
        }
        Ok(Some(asked))
    }
}

/// Policies of files and folders; a mistake in a file that somebody named ends the run.
fn own(paths: &[PathBuf], terminal: &mut Terminal<'_>) -> Result<Asked, Told> {
    let loaded = load::load(paths);
    loaded.unreadable.iter().for_each(|why| {
        terminal.fail(why);
    });
    terminal.complain(&loaded.mistakes);
    let mut complaints: Vec<Complaint> = Vec::new();
    let mut is_lost = !loaded.unreadable.is_empty();
    for policy in &loaded.policies {
        for (_, item) in policy.items() {
            for mistake in &item.mistakes {
                let message = format!("{}: {}", policy.rule_id(item), mistake.message);
                let complaint = policy.source.complaint(mistake.span.clone(), message);
                let complaint = mistake.help.iter().fold(complaint, |complaint, help| complaint.help(help));
                is_lost |= policy.is_named;
                complaints.push(if policy.is_named { complaint } else { complaint.warning() });
            }
        }
    }
    terminal.complain(&complaints);
    if is_lost || !loaded.mistakes.is_empty() {
        return Err(terminal.give_up(&"a policy cannot be read"));
    }
    Ok(Asked::of(&loaded.policies))
}

/// What an entry of the configuration means: a name, a path, or a pattern of paths, relative to its folder.
fn configured(entry: &PolicyPath, config: &Config) -> Result<Entry, Box<Complaint>> {
    if let Some(embedded) = embedded::by_name(&entry.text) {
        return Ok(Entry::Embedded(embedded));
    }
    let complain = |message: String| {
        let text = config.path.as_ref().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        let path = config.path.as_deref().unwrap_or_default();
        let names: Vec<&str> = embedded::ALL.iter().map(|embedded| embedded.name).collect();
        let help = format!(
            "{}, or a path or pattern relative to the folder of this file: \"policies/*.xml\"",
            names.join(", ")
        );
        Box::new(Complaint::new(path, &text, entry.span.clone(), message).help(help))
    };
    if !entry.text.contains(['*', '?', '[', '{']) {
        let path = config.folder.join(&entry.text);
        return if path.exists() {
            Ok(Entry::Paths(vec![path]))
        } else {
            Err(complain(format!("there is no policy `{}`", entry.text)))
        };
    }
    let glob = globset::GlobBuilder::new(&entry.text).literal_separator(true).build();
    let glob = glob
        .map_err(|error| complain(format!("malformed pattern `{}`: {}", entry.text, error.kind())))?
        .compile_matcher();
    let fits = |path: &Path| path.strip_prefix(&config.folder).is_ok_and(|path| glob.is_match(path));
    let files = walkdir::WalkDir::new(&config.folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let found: Vec<PathBuf> = files
        .filter(|file| file.file_type().is_file() && fits(file.path()))
        .map(walkdir::DirEntry::into_path)
        .collect();
    if found.is_empty() { Err(complain(format!("no file fits `{}`", entry.text))) } else { Ok(Entry::Paths(found)) }
}

/// Leaves what was selected, of rules and check items alike: whoever selects only the one gets none of the other.
pub(super) fn choose(
    policies: &mut Policies,
    rules: &mut RuleSet,
    (selected, ignored): (&[String], &[String]),
    terminal: &mut Terminal<'_>,
) -> Result<(), Told> {
    let meant = |words: &[String], terminal: &mut Terminal<'_>| -> Result<Vec<usize>, Told> {
        let mut all = Vec::new();
        for word in words.iter().filter(|word| Checks::is_named(word)) {
            all.extend(policies.checks.meant(word).map_err(|error| terminal.give_up(&error))?);
        }
        Ok(all)
    };
    let (wanted, unwanted) = (meant(selected, terminal)?, meant(ignored, terminal)?);
    let is_all = selected.is_empty();
    policies.checks.retain(|number, _| (is_all || wanted.contains(&number)) && !unwanted.contains(&number));
    if let Some(interest) = asked_parameters(&policies.checks) {
        rules.ask_beside(effective_parameters::DERIVED.kind, interest);
    }
    Ok(())
}

/// Takes what the configuration sets for check items, by whichever of their ids or patterns, for the ids that reports have; tells of those that
/// are of none: misspelt, or of a policy that is not named.
pub(super) fn settle_items(policies: &Policies, config: &mut Config) -> Vec<String> {
    let mut warnings = Vec::new();
    let checks = &policies.checks;
    let of_items = config.rules.iter().filter(|(id, _)| Checks::is_named(id));
    let of_items: Vec<_> = of_items.map(|(id, of_rule)| (id.clone(), *of_rule)).collect();
    for (id, of_rule) in of_items {
        match checks.meant(&id) {
            Ok(units) => {
                for unit in units.into_iter().filter_map(|unit| checks.units.get(unit)) {
                    config.rules.entry(unit.rule.to_string()).or_insert(of_rule);
                }
            }
            Err(unknown) => {
                warnings.push(format!("warning: [rule.\"{id}\"] in the configuration sets nothing: {unknown}"));
            }
        }
    }
    warnings
}

/// Says that the policies that basislint comes with lack the newest months.
pub(super) fn tell_age(policies: &Policies, as_of: Date, terminal: &mut Terminal<'_>) {
    let is_embedded = policies.checks.policies.iter().any(|policy| policy.is_embedded);
    let days = embedded::DATE.until(as_of).map_or(0, |span| span.get_days());
    if is_embedded && days > embedded::MOST_DAYS {
        terminal.say(&format!(
            "note: the policies that basislint comes with are of {}, {days} days before {as_of}: SAP publishes new Security Notes each month; newer files \
             (--policy FILE) replace those of the same policy",
            embedded::DATE
        ));
    }
}
