//! A rule as files are judged by it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::export::Selection;
use crate::finding::Severity;
use crate::landscape::{Role, Tier};
use crate::rule::beside::Beside;
use crate::rule::compile::Reference;
use crate::rule::condition::Condition;
use crate::rule::file::{Example, Expect, Unlisted};
use crate::rule::late::Rule;
use crate::rule::list::{Finder, List};
use crate::rule::page::Page;
use crate::rule::speaks::SpeaksOf;
use crate::rule::template::Template;
use crate::rule::terms::RecordSource;

/// What a rule says, ready to judge.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// It is the rule of its id for systems of further roles.
    pub continues: bool,
    /// What its findings cite: not what continues it for other roles.
    pub cites: Arc<Vec<String>>,
    /// Findings that are notes leave the verdict `pass`.
    pub notes_pass: bool,
    pub page: Page,
    pub severity_by_tier: BTreeMap<Tier, Severity>,
    /// The first that holds of a record decides on its severity.
    /// Row of the list, tiers (empty: all), and the severity of findings about it.
    pub severity_by_row: Vec<(usize, Vec<Tier>, Severity)>,
    pub severity_when: Vec<SeverityWhen>,
    pub roles: Vec<Role>,
    pub tiers: Vec<Tier>,
    pub source: RecordSource,
    /// The references that its conditions make.
    pub references: Vec<Reference>,
    /// Export kinds whose records are looked at as well.
    pub also: Vec<&'static str>,
    /// Exports that tell of the same things in fields of their own.
    pub beside: Vec<Beside>,
    /// Export kinds without which it passes nobody.
    pub needs: Vec<&'static str>,
    pub list: Option<Arc<List>>,
    /// The field that is looked up in the list, and how.
    pub look_up: Option<(Vec<usize>, Finder)>,
    pub unlisted: Unlisted,
    /// Each row of the list has one record at most.
    pub once: bool,
    /// What is said of an application server that has no such record, if each must have one.
    pub each_server: Option<Template>,
    /// What must have been looked at.
    pub seen: Vec<Seen>,
    /// The field by whose value a thing is known: all findings about one thing are one.
    pub same: Option<usize>,
    /// For each row of the list, unless it says nothing of the kind for any.
    pub limits: Vec<Limits>,
    pub parts: Option<Parts>,
    /// Only a list of this part proves that something is not there.
    pub list_of: Option<String>,
    pub latest: Option<Latest>,
    pub narrowed: Option<Narrowed>,
    /// The number of days that it says itself.
    pub own_days: Option<i64>,
    /// What must be true of a system for the rule to be for it.
    pub only: Vec<Only>,
    /// What it is if there is nothing that the rule speaks of, if the rule says so.
    pub absent: Option<Absent>,
    pub speaks_of: SpeaksOf,
    pub expect: Expect,
    pub about: Vec<Condition>,
    pub when: Vec<Condition>,
    pub message: Template,
    pub help: Template,
    pub subject: Template,
    pub labels: Vec<Label>,
    pub advice: Vec<Advice>,
    pub examples: Vec<Example>,
}

/// There is nothing that a rule speaks of.
#[derive(Debug)]
pub(crate) enum Absent {
    /// That is a finding.
    Finding { message: Template, subject: Template },
    /// Nobody knows, for this reason.
    Unknown(String),
    /// That is what the rule asks for.
    Fine,
    /// The rule does not apply, for this reason.
    NotApplicable(String),
}

/// What a row of the rule's list says of the systems it is for.
#[derive(Debug)]
pub(crate) struct Limits {
    /// Empty: all.
    pub roles: Vec<Role>,
    /// Empty: all.
    pub tiers: Vec<Tier>,
    /// Of findings about this row.
    pub severity: Option<Severity>,
    /// Of findings about this row in some tiers.
    pub severity_by_tier: BTreeMap<Tier, Severity>,
}

/// Severity and message of records of which something holds.
#[derive(Debug)]
pub(crate) struct SeverityWhen {
    pub when: Condition,
    pub severity: Severity,
    /// None: the rule's own.
    pub message: Option<Template>,
}

/// What must be true of a system for the rule to be for it.
#[derive(Debug)]
pub(crate) struct Only {
    /// Empty: all are asked.
    pub roles: Vec<Role>,
    /// The row of the list that it is about; none for the whole rule.
    pub row: Option<usize>,
    /// Where nobody can know, the rule judges all the same.
    pub judge_if_unknown: bool,
    pub when: Condition,
    /// Why the rule is not for a system of which it is not true.
    pub otherwise: String,
}

/// An export that comes in parts: the field that names a record's part, and those that count.
#[derive(Debug)]
pub(crate) struct Parts {
    pub field: usize,
    pub of: Vec<Part>,
}

/// A part of an export.
#[derive(Debug)]
pub(crate) struct Part {
    pub value: String,
    pub title: String,
    /// Empty: all.
    pub roles: Vec<Role>,
}

/// Values that some record must have before the rule passes anybody.
#[derive(Debug)]
pub(crate) struct Seen {
    pub values: Vec<String>,
    /// The reference that has further ones.
    pub values_of: Option<usize>,
    /// The reference that must have them.
    pub within: usize,
    /// What is missing without, with `{value}`.
    pub missing: String,
}

/// Only records with the greatest `of` among those with the same `per` count.
#[derive(Debug)]
pub(crate) struct Latest {
    pub of: usize,
    pub per: usize,
    /// Records without such a value count as well.
    pub or_without: bool,
}

/// A list that was narrowed to records with these values of a field lacks nothing that the rule asks for.
#[derive(Debug)]
pub(crate) struct Narrowed {
    pub by: String,
    pub to: Vec<String>,
}

/// A place to point at.
#[derive(Debug)]
pub(crate) struct Label {
    /// A field; none for the word that the list was found by.
    pub field: Option<usize>,
    pub text: Option<Template>,
    /// The label is shown only where this holds.
    pub when: Option<Condition>,
}

/// A sentence that depends on the system.
#[derive(Debug)]
pub(crate) struct Advice {
    /// Empty: for all.
    pub roles: Vec<Role>,
    pub when: Condition,
    pub text: Template,
    pub otherwise: Option<Template>,
    pub unknown: Option<Template>,
}

impl Rule {
    /// The export kinds whose records are looked at.
    pub fn reads(&self) -> Vec<&'static str> {
        self.source.exports.iter().chain(&self.also).copied().collect()
    }

    /// Whether all that the rule asks for was selected.
    pub fn suffices(&self, selection: &Selection) -> bool {
        let asked = |value: &String| selection.values.contains(&value.as_str());
        self.narrowed.as_ref().is_some_and(|narrowed| narrowed.by == selection.field && narrowed.to.iter().all(asked))
    }

    /// Where the rule's fields are in an export beside its own.
    pub fn beside(&self, kind: &str) -> Option<&[Option<usize>]> {
        self.beside.iter().find(|beside| beside.kind == kind).map(|beside| beside.fields.as_slice())
    }

    /// Whether a row of the list is for systems of this role.
    pub fn is_row_for(&self, row: usize, role: Role) -> bool {
        self.limits.get(row).is_none_or(|limits| limits.roles.is_empty() || limits.roles.contains(&role))
    }

    /// Whether the rule asks the same of systems of all these roles.
    pub fn is_alike_for(&self, roles: &[Role]) -> bool {
        let Some((first, others)) = roles.split_first() else { return true };
        let asked = |role: Role| {
            let rows: Vec<bool> = (0..self.limits.len()).map(|row| self.is_row_for(row, role)).collect();
            (self.roles.contains(&role), rows, self.parts_for(role))
        };
        others.is_empty() || others.iter().all(|role| asked(*role) == asked(*first))
    }

    /// Whether a row of the list is for systems of this tier; unknown if that is not known.
    pub fn is_row_for_tier(&self, row: usize, tier: Option<Tier>) -> Option<bool> {
        match self.limits.get(row).map(|limits| limits.tiers.as_slice()) {
            None | Some([]) => Some(true),
            Some(tiers) => Some(tiers.contains(&tier?)),
        }
    }

    /// The parts that systems of this role must have, by number. A rule that knows no parts has one, of number 0.
    pub fn parts_for(&self, role: Role) -> Vec<usize> {
        let Some(parts) = &self.parts else { return vec![0] };
        let is_for = |part: &Part| part.roles.is_empty() || part.roles.contains(&role);
        parts.of.iter().enumerate().filter(|(_, part)| is_for(part)).map(|(number, _)| number).collect()
    }
}
