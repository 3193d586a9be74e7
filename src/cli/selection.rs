//! Which of the rules a run goes by: the options for it, and the words and the confidence that they take.

use clap::{Args, ValueEnum};

use super::terminal::Told;
use super::{Terminal, policies};
use crate::config::Config;
use crate::landscape::stores::Policies;
use crate::policy::checks::{Checks, UnknownItem};
use crate::rule::{Confidence, RuleSet};

/// Which rules count.
#[derive(Debug, Clone, Default, Args)]
#[group(skip)]
pub(super) struct Selection {
    /// These rules only: ids, patterns such as 'support-job-*', areas and tags (area:jobs, tag:tls) [may be repeated, or separated by commas]
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Leave these rules out, by the same words
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Leave rules out whose facts are less sure than that [default: min-confidence in the configuration, else all count]
    #[arg(long, value_enum, value_name = "CONFIDENCE")]
    pub min_confidence: Option<Least>,
}

/// How sure the facts of a rule must be at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Least {
    /// A document of SAP says so, or it was seen
    High,
    /// It follows from what is known
    Medium,
    /// It is likely
    Low,
}

impl Least {
    fn confidence(self) -> Confidence {
        match self {
            Self::High => Confidence::High,
            Self::Medium => Confidence::Medium,
            Self::Low => Confidence::Low,
        }
    }
}

impl Selection {
    /// Whether this run looks by fewer rules than others do.
    pub fn is_narrow(&self) -> bool {
        !self.select.is_empty() || !self.ignore.is_empty() || self.min_confidence.is_some()
    }

    /// Leaves the rules and check items that were asked for, each rule with the days that the configuration gives it.
    pub fn choose(
        &self,
        rules: &mut RuleSet,
        policies: Option<&mut Policies>,
        config: &Config,
        terminal: &mut Terminal<'_>,
    ) -> Result<(), Told> {
        let of_rules = |words: &[String]| -> Vec<String> {
            words.iter().filter(|word| !Checks::is_named(word)).cloned().collect()
        };
        let (select, ignore) = (of_rules(&self.select), of_rules(&self.ignore));
        let names_items = self.select.len() + self.ignore.len() > select.len() + ignore.len();
        match policies {
            Some(policies) => policies::choose(policies, rules, (&self.select, &self.ignore), terminal)?,
            None if names_items => {
                let words = self.select.iter().chain(&self.ignore).find(|word| Checks::is_named(word));
                let word = words.cloned().unwrap_or_default();
                return Err(terminal.give_up(&UnknownItem::NoPolicies { word }));
            }
            None => {}
        }
        if select.is_empty() && !self.select.is_empty() {
            rules.clear();
        }
        rules.select(&select, &ignore).map_err(|error| terminal.give_up(&error))?;
        if let Some(least) = self.min_confidence.map(Least::confidence).or(config.min_confidence) {
            rules.keep_sure(least);
        }
        for (rule, days) in config.rules.iter().filter_map(|(rule, config)| Some((rule, config.days?))) {
            rules.set_days(rule, days);
        }
        Ok(())
    }
}
