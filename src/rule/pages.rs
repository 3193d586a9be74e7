//! The pages of the rules of a run, made when somebody first reads one: most reports are written without.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use super::Page;
use super::late::Rule;

/// Pages by the ids of their rules.
#[derive(Clone, Default)]
pub struct Pages {
    rules: Arc<Vec<Rule>>,
    /// Pages of what is no rule, behind them.
    others: Arc<Vec<Page>>,
    made: OnceLock<Vec<Page>>,
}

/// What a readiness matrix must know of each rule.
#[derive(Debug, Clone)]
pub struct Brief<'p> {
    /// Rule id.
    pub id: &'p str,
    /// Documents and SAP Notes.
    pub references: Vec<&'p str>,
    /// It passes because nothing of the kind is there.
    pub asks_for_absence: bool,
}

impl Pages {
    /// The pages of these rules, which are in order.
    pub(super) fn of(rules: Arc<Vec<Rule>>) -> Self {
        Self { rules, others: Arc::default(), made: OnceLock::new() }
    }

    /// The same with pages of what is no rule behind them.
    #[must_use]
    pub fn and(self, others: Vec<Page>) -> Self {
        Self { rules: self.rules, others: Arc::new(others), made: OnceLock::new() }
    }

    /// The pages of rules alone.
    pub fn of_rules(&self) -> &[Page] {
        let made = self.made();
        let count = made.iter().take_while(|page| page.policy.is_none()).count();
        made.get(..count).unwrap_or_default()
    }

    /// The pages of check items of SAP's policies.
    pub fn of_policies(&self) -> &[Page] {
        match self.made.get() {
            Some(made) => made.get(made.iter().take_while(|page| page.policy.is_none()).count()..).unwrap_or_default(),
            None => &self.others,
        }
    }

    /// Whether there is none, and so no rule.
    pub fn is_empty(&self) -> bool {
        self.made.get().map_or_else(|| self.rules.is_empty() && self.others.is_empty(), Vec::is_empty)
    }

    /// Of each page of a rule in brief what needs no page.
    pub fn briefs(&self) -> Vec<Brief<'_>> {
        let Some(pages) = self.made.get() else { return briefs(&self.rules) };
        let brief = |page| {
            let Page { id, references, asks_for_absence, .. }: &Page = page;
            let references = references.iter().map(String::as_str).collect();
            Brief { id, references, asks_for_absence: *asks_for_absence }
        };
        pages.iter().filter(|page| page.policy.is_none()).map(brief).collect()
    }

    fn made(&self) -> &Vec<Page> {
        self.made.get_or_init(|| {
            let mut all = pages(&self.rules);
            all.extend(self.others.iter().cloned());
            all
        })
    }
}

/// The pages of rules. What continues a rule stands on its page.
fn pages(rules: &[Rule]) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for rule in rules {
        match pages.last_mut().filter(|_| rule.continues) {
            Some(first) => first.continue_with(rule.page.clone()),
            None => pages.push(rule.page.clone()),
        }
    }
    pages
}

fn briefs(rules: &[Rule]) -> Vec<Brief<'_>> {
    let mut briefs: Vec<Brief<'_>> = Vec::new();
    for rule in rules {
        let cited = rule.cited();
        match briefs.last_mut().filter(|_| rule.continues) {
            Some(first) => {
                let new: Vec<&str> = cited.into_iter().filter(|text| !first.references.contains(text)).collect();
                first.references.extend(new);
            }
            None => {
                briefs.push(Brief { id: &rule.id, references: cited, asks_for_absence: rule.asks_for_absence() });
            }
        }
    }
    briefs
}

impl Deref for Pages {
    type Target = [Page];

    fn deref(&self) -> &[Page] {
        self.made()
    }
}

impl DerefMut for Pages {
    fn deref_mut(&mut self) -> &mut [Page] {
        self.made();
        self.made.get_mut().map_or(&mut [], Vec::as_mut_slice)
    }
}

impl<'p> IntoIterator for &'p Pages {
    type Item = &'p Page;
    type IntoIter = std::slice::Iter<'p, Page>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'p> IntoIterator for &'p mut Pages {
    type Item = &'p mut Page;
    type IntoIter = std::slice::IterMut<'p, Page>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl From<Vec<Page>> for Pages {
    fn from(pages: Vec<Page>) -> Self {
        Self { rules: Arc::default(), others: Arc::default(), made: OnceLock::from(pages) }
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self).finish()
    }
}
