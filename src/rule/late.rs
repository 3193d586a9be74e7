//! A rule of a run. What any run must know of it is here at once; the body of an embedded one is decoded and compiled when somebody first
//! asks for something of it: when an export was found that it speaks of, or its page is read.
//!
//! Rules of users are compiled before anything else: their mistakes are told at once.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::compile::{Body, Compiler};
use super::embedded::Head;
use super::few::Few;
use super::file::Confidence;
use super::source::SourceFile;
use super::stock::Stock;
use crate::landscape::{Role, Tier};

/// A rule, ready to judge.
#[derive(Clone)]
pub(crate) struct Rule {
    /// Among all that were loaded, by which its references are numbered.
    pub number: usize,
    pub id: Cow<'static, str>,
    /// It is the rule of its id for systems of further roles.
    pub continues: bool,
    pub roles: Few<Role, { Role::ALL.len() }>,
    /// Further roles that it, or what continues it, would be for, and is not sure enough of in this run.
    pub unsure_for: Few<Role, { Role::ALL.len() }>,
    pub tiers: Few<Tier, { Tier::ALL.len() }>,
    /// The number of days that the configuration gives it.
    pub(super) days: Option<i64>,
    /// What the index knows of an embedded rule, and the lists that it may name.
    head: Option<(&'static Head, Arc<Stock>)>,
    body: OnceLock<Arc<Body>>,
}

impl Rule {
    /// A rule of which all is known.
    pub fn of(number: usize, body: Body) -> Self {
        Self {
            number,
            id: Cow::Owned(body.page.id.clone()),
            continues: body.continues,
            roles: body.roles.iter().copied().collect(),
            unsure_for: Few::NONE,
            tiers: body.tiers.iter().copied().collect(),
            days: None,
            head: None,
            body: OnceLock::from(Arc::new(body)),
        }
    }

    /// An embedded rule, of which only the head is known so far.
    pub fn late(number: usize, head: &'static Head, stock: &Arc<Stock>) -> Self {
        Self {
            number,
            id: Cow::Borrowed(head.id()),
            continues: head.continues,
            roles: head.roles,
            unsure_for: Few::NONE,
            tiers: head.tiers,
            days: None,
            head: Some((head, Arc::clone(stock))),
            body: OnceLock::new(),
        }
    }

    fn head(&self) -> Option<&'static Head> {
        self.head.as_ref().map(|(head, _)| *head)
    }

    /// The kinds of records that it looks at.
    pub fn looks_at(&self) -> Vec<&'static str> {
        match self.head() {
            Some(head) => head.reads().collect(),
            None => {
                let beside = self.beside.iter().map(|beside| beside.kind);
                [self.source.kind].into_iter().chain(self.also.iter().copied()).chain(beside).collect()
            }
        }
    }

    /// The kinds of records in which its references look for values.
    pub fn asks(&self) -> Vec<&'static str> {
        match self.head() {
            Some(head) => head.asks().collect(),
            None => self.references.iter().map(|reference| reference.source.kind).collect(),
        }
    }

    /// The kind of the only records that it looks at, if it is for all systems of its roles and needs nothing else; none if its body may say
    /// more.
    pub fn only_kind(&self) -> Option<&'static str> {
        self.head().filter(|head| head.is_plain)?.reads().next()
    }

    pub fn tags(&self) -> Vec<&str> {
        match self.head() {
            Some(head) => head.tags().collect(),
            None => self.page.tags.iter().map(String::as_str).collect(),
        }
    }

    pub fn area(&self) -> Option<&str> {
        match self.head() {
            Some(head) => head.area(),
            None => self.page.areas.first().map(String::as_str),
        }
    }

    /// Documents and SAP Notes.
    pub fn cited(&self) -> Vec<&str> {
        match self.head() {
            Some(head) => head.references().collect(),
            None => self.page.references.iter().map(String::as_str).collect(),
        }
    }

    pub fn asks_for_absence(&self) -> bool {
        self.head().map_or_else(|| self.page.asks_for_absence, |head| head.asks_for_absence)
    }

    /// Whether the facts are at least so sure for systems of this role.
    pub fn is_sure_for(&self, role: Role, least: Confidence) -> bool {
        match self.head() {
            Some(head) => head.confidence(role) <= least,
            None => self.page.is_sure_for(role, least),
        }
    }

    /// Whether it has a number of days of its own.
    pub fn has_days(&self) -> bool {
        self.head().map_or_else(|| self.own_days.is_some(), |head| head.has_days)
    }

    /// Gives it another number of days, if it has one.
    pub fn set_days(&mut self, days: i64) {
        self.days = self.has_days().then_some(days);
    }

    /// Its number of days.
    pub fn days(&self) -> Option<i64> {
        self.days.or_else(|| self.own_days)
    }

    /// Whether somebody asked for its body.
    #[cfg(test)]
    pub fn is_compiled(&self) -> bool {
        self.body.get().is_some()
    }

    /// Its body, to take away what a test does not compare.
    #[cfg(test)]
    pub fn body_mut(&mut self) -> &mut Body {
        let _ = &**self;
        Arc::get_mut(self.body.get_mut().unwrap()).unwrap()
    }
}

impl Deref for Rule {
    type Target = Body;

    fn deref(&self) -> &Body {
        self.body.get_or_init(|| {
            let body = self.head.as_ref().and_then(|(head, stock)| compiled(self.number, head, stock));
            Arc::new(body.unwrap_or_default())
        })
    }
}

/// The body of an embedded rule. That each of them has one is what a test holds; one without would pass nobody.
fn compiled(number: usize, head: &'static Head, stock: &Stock) -> Option<Body> {
    let source = SourceFile::of_rule(head, false);
    let file = source.rule().ok()?;
    Compiler::new(stock).rule(number, &source, file)
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Rule");
        shown.field("id", &self.id).field("roles", &self.roles).field("body", &self.body.get()).finish_non_exhaustive()
    }
}
