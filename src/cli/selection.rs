//! Which of the rules a run goes by: the options for it, and the words and the confidence that they take.

use clap::{Args, ValueEnum};

use super::Terminal;
use super::terminal::Told;
use crate::config::Config;
use crate::rule::{Confidence, RuleSet};

/// Which rules count.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Selection {
    /// These rules only: ids, patterns such as 'job-*', areas and tags (area:jobs, tag:tls) [may be repeated, or separated by commas]
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

    /// Leaves the rules that were asked for, each with the days that the configuration gives it.
    pub fn choose(&self, rules: &mut RuleSet, config: &Config, terminal: &mut Terminal<'_>) -> Result<(), Told> {
        rules.select(&self.select, &self.ignore).map_err(|error| terminal.give_up(&error))?;
        if let Some(least) = self.min_confidence.map(Least::confidence).or(config.min_confidence) {
            rules.keep_sure(least);
        }
        for (rule, days) in config.rules.iter().filter_map(|(rule, config)| Some((rule, config.days?))) {
            rules.set_days(rule, days);
        }
        Ok(())
    }
}
