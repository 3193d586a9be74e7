//! Suppressions: findings that somebody accepts, with a reason, and maybe until a day.
//!
//! Which of them fit a finding is `matching`'s, what there is to say of those that do nothing is `notice`'s.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::matching::Index;
use super::name::Name;
use super::notice::{self, Matched, Notice, Open};
use super::risks;
use crate::finding::{Findings, Risk};

/// `[[suppress]]`
#[derive(Debug, Clone)]
pub struct Suppression {
    /// Rules, of which there is at least one.
    pub rule: Name,
    /// Systems; none means all of them.
    pub system: Option<Name>,
    /// What the finding is about; none means anything.
    pub subject: Option<Name>,
    /// Why the finding is accepted; never blank.
    pub reason: String,
    /// Who answers for that.
    pub owner: Option<String>,
    /// How long.
    pub until: Until,
    pub(super) place: Place,
}

/// How long a suppression holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// Until it is deleted.
    Open,
    /// To the end of that day.
    Day(Date),
    /// The file does not say it in a way that can be read, so it does not hold.
    Malformed {
        /// How to write it.
        help: String,
    },
}

/// Where a suppression stands: the file, and its values in it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) path: Arc<str>,
    pub(super) text: Arc<str>,
    pub(super) rule: Range<usize>,
    pub(super) system: Option<Range<usize>>,
    pub(super) subject: Option<Range<usize>>,
    pub(super) until: Option<Range<usize>>,
}

impl Suppression {
    /// All that it says, to compare.
    pub(super) fn described(&self) -> String {
        let Self { rule, system, subject, reason, owner, until, .. } = self;
        let text = |name: &Option<Name>| name.as_ref().map(|name| name.text().to_owned());
        format!("{:?}", (rule.text(), text(system), text(subject), reason, owner, until))
    }

    /// Whether it counts on that day.
    pub(super) fn holds(&self, as_of: Date) -> bool {
        match &self.until {
            Until::Open => true,
            Until::Day(day) => as_of <= *day,
            Until::Malformed { .. } => false,
        }
    }
}

/// What became of suppressions on a day.
#[derive(Debug, Default)]
pub struct Applied {
    /// What each of them accepts, and what it holds back, in their order.
    pub risks: Vec<Risk>,
    /// Which of them do not do what their authors may think, in their order.
    pub notices: Vec<Notice>,
}

/// Marks the findings that suppressions hold back on that day. `open` are the checks that could not be made.
///
/// Where several fit a finding, the first of them that holds is said to hold it back.
pub fn apply(suppressions: &[Suppression], findings: &mut Findings, as_of: Date, open: &Open<'_>) -> Applied {
    if suppressions.is_empty() {
        return Applied::default();
    }
    let index = Index::of(suppressions);
    let mut matched: Vec<Matched> = vec![Matched::default(); index.len()];
    let mut holders: Vec<Option<usize>> = vec![None; index.len()];
    for (at, (suppression, number)) in suppressions.iter().zip(index.numbers()).enumerate() {
        if suppression.holds(as_of) {
            matched[*number].holds = true;
            holders[*number] = holders[*number].or(Some(at));
        }
        matched[*number].pattern = suppression.subject.as_ref().filter(|subject| subject.is_pattern());
    }
    findings.suppress(|group| index.fitting(group).iter().filter_map(|number| holders[*number]).min());
    for group in findings.groups() {
        index.fitting(&group).into_iter().for_each(|number| matched[number].count(&group));
    }
    let risks = risks::of(suppressions, &index, &matched, (as_of, open));
    Applied { risks, notices: notice::of(suppressions, &index, &matched, findings, (as_of, open)) }
}
