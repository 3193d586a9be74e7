//! Suppressions: findings that somebody accepts, with a reason, and maybe until a day.
//!
//! Which of them fit a finding is `matching`'s, what there is to say of those that do nothing is `notice`'s.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::matching::Index;
use super::name::Name;
use super::notice::{self, Matched, Notice, Open};
use crate::finding::Findings;

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
        let Self { rule, system, subject, reason, until, .. } = self;
        let text = |name: &Option<Name>| name.as_ref().map(|name| name.text().to_owned());
        format!("{:?}", (rule.text(), text(system), text(subject), reason, until))
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

/// Marks the findings that suppressions hold back on that day, and says which suppressions do not do what their authors
/// may think, in the order of the suppressions. `open` are the checks that could not be made.
pub fn apply(suppressions: &[Suppression], findings: &mut Findings, as_of: Date, open: &Open<'_>) -> Vec<Notice> {
    if suppressions.is_empty() {
        return Vec::new();
    }
    let index = Index::of(suppressions);
    let mut matched: Vec<Matched> = vec![Matched::default(); index.len()];
    for (suppression, number) in suppressions.iter().zip(index.numbers()) {
        matched[*number].holds |= suppression.holds(as_of);
        matched[*number].pattern = suppression.subject.as_ref().filter(|subject| subject.is_pattern());
    }
    let holds = |number: &usize| matched[*number].holds;
    findings.suppress(|group| index.fitting(group).iter().any(holds));
    for group in findings.groups() {
        index.fitting(&group).into_iter().for_each(|number| matched[number].count(&group));
    }
    notice::of(suppressions, &index, &matched, findings, (as_of, open))
}
