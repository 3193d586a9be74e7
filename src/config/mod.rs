//! Configuration: systems, suppressions, severities, the baseline. The one place in which findings are turned off or weighed anew.
//!
//! Nothing here judges an export; what is wrong in `basislint.toml` itself is a [`crate::complaint::Complaint`].

pub mod baseline;
pub mod edit;
pub mod exclude;
pub mod integration;
mod matching;
mod name;
mod notice;
pub mod own_rules;
mod pattern;
pub mod prune;
mod reader;
pub mod rebase;
mod risks;
#[cfg(test)]
pub(crate) mod schema;
pub mod settings;
pub mod suppress;
pub mod weigh;

pub use crate::input::own_file::{BASELINE, CONFIGURATION};
pub use baseline::{Baseline, BaselineError, Entry};
pub use edit::quoted;
pub use name::{Name, exactly, is_pattern};
pub use notice::{Notice, NoticeKind, Open};
pub use own_rules::OwnRuleFolders;
pub use settings::{Config, ConfigError, ExportConfig, Known, OutputConfig, PolicyConfig, PolicyPath, SystemConfig};
pub use suppress::{Applied, Suppression, Until, apply};
pub use weigh::{RuleConfig, weigh};

#[cfg(test)]
mod tests;
