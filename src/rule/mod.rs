//! Rules: read from TOML, checked and compiled once, judged record by record to verdicts and findings.

mod across;
mod beside;
mod choice;
mod compile;
mod condition;
mod cut_row;
mod desk;
mod differ;
mod embedded;
mod evidence;
mod few;
mod file;
mod finding;
mod first;
mod interest;
mod judge;
mod known;
mod late;
mod list;
mod matches;
mod needles;
mod operator;
mod page;
mod pages;
mod placed;
mod point;
mod remedy;
mod same;
mod screen;
mod set;
mod source;
mod speaks;
mod stock;
mod tally;
mod template;
mod terms;
mod values;
mod verdict;
mod within;
mod wording;

#[cfg(test)]
mod tests;

pub use choice::UnknownRule;
pub use file::Confidence;
pub use page::{Page, PageExample, PagePolicy, pem_shortened};
pub use pages::{Brief, Pages};
pub use remedy::{Change, Remedy};
pub use set::RuleSet;
pub use source::{OwnRules, RuleError};

/// What is written out for people and editors.
#[cfg(test)]
pub(crate) mod written {
    pub(crate) use super::file::RuleFile;
    pub(crate) use super::list::ListFile;
    pub(crate) use super::operator::Operator;
}

/// What the pipeline needs of rules, and nobody else.
pub(crate) mod judging {
    pub(crate) use super::evidence::{JudgedFile, Remark, Restored, SystemFiles, UnreadFile, pictures};
    pub(crate) use super::file::Example;
    pub(crate) use super::judge::FileJudge;
    pub(crate) use super::point::pointed;
    pub(crate) use super::screen::Screens;
    pub(crate) use super::set::RuleSet;
    pub(crate) use super::tally::Setting;
    pub(crate) use super::verdict::{Rest, Said, judge, judge_alone, judge_rest, share};
}
