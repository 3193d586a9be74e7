//! The rules of a run: embedded ones and those of `--rules` folders, selected, and by what they look at.
//!
//! Not here: how they come about (`loading`).

mod loading;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, OnceLock};

use super::choice::{self, Named, UnknownRule};
use super::compile::{REFERENCES, Reference};
use super::file::{self, Confidence};
use super::interest;
use super::late::Rule;
use super::source;
use super::{Page, Pages};
use crate::landscape::Role;
use crate::landscape::derived::{DERIVED, Interest};

/// All rules of a run, by id.
#[derive(Debug, Default)]
pub struct RuleSet {
    pub(crate) rules: Arc<Vec<Rule>>,
    pages: OnceLock<Pages>,
    index: OnceLock<Index>,
    /// What they ask of derived records, by kind.
    interests: Vec<OnceLock<Arc<Interest>>>,
    unsure: Option<(Confidence, usize)>,
    /// What others than rules ask of derived records, by kind.
    asked_beside: BTreeMap<&'static str, Interest>,
}

/// Where the rules are that somebody looks for.
#[derive(Debug, Default)]
struct Index {
    by_kind: HashMap<&'static str, OfKind>,
    /// By the number of a rule where it is now.
    places: Vec<usize>,
}

/// The rules that speak of records of one kind.
#[derive(Debug, Default)]
struct OfKind {
    about: Vec<usize>,
    /// Those that look for values in them.
    asking: Vec<usize>,
}

impl RuleSet {
    /// The texts that the rules and lists which come with basislint look for: names of SAP's, and words for how something is.
    pub fn looked_for() -> BTreeSet<String> {
        source::looked_for()
    }

    /// The ids of the rules that a word means: an id, a pattern of ids, an area, a tag; at least one.
    ///
    /// # Errors
    /// There is nothing of the kind, with the nearest that there is.
    pub fn meant(&self, word: &str) -> Result<Vec<&str>, UnknownRule> {
        let mut named: Vec<Named<'_>> = Vec::new();
        for rule in self.rules.iter() {
            match named.last_mut().filter(|_| rule.continues) {
                Some(first) => {
                    first.areas.extend(rule.area());
                    first.tags.extend(rule.tags());
                }
                None => {
                    named.push(Named { id: &rule.id, areas: rule.area().into_iter().collect(), tags: rule.tags() });
                }
            }
        }
        choice::meant(word, &named)
    }

    /// Keeps the rules that are selected (all if nothing is) and not ignored, each by a word as [`RuleSet::meant`] takes it.
    ///
    /// # Errors
    /// As there.
    pub fn select(&mut self, selected: &[String], ignored: &[String]) -> Result<(), UnknownRule> {
        if selected.is_empty() && ignored.is_empty() {
            return Ok(());
        }
        let mut meant = [selected, ignored].into_iter().map(|words| {
            let mut ids: BTreeSet<String> = BTreeSet::new();
            for word in words {
                ids.extend(self.meant(word)?.into_iter().map(str::to_owned));
            }
            Ok(ids)
        });
        let (Some(wanted), Some(unwanted)) = (meant.next().transpose()?, meant.next().transpose()?) else {
            return Ok(());
        };
        drop(meant);
        self.change().retain(|rule| {
            let id = &*rule.id;
            (selected.is_empty() || wanted.contains(id)) && !unwanted.contains(id)
        });
        Ok(())
    }

    /// Leaves no rule.
    pub fn clear(&mut self) {
        self.change().clear();
    }

    /// Keeps the rules whose facts are at least so sure, each for the roles for which they are.
    pub fn keep_sure(&mut self, least: Confidence) {
        let before = self.ids().count();
        let mut unsure: BTreeMap<String, Vec<Role>> = BTreeMap::new();
        let mut sure: BTreeSet<String> = BTreeSet::new();
        let rules = self.change();
        for rule in rules.iter_mut() {
            let (kept, left): (Vec<_>, _) = rule.roles.iter().partition(|role| rule.is_sure_for(*role, least));
            rule.roles = kept.into_iter().collect();
            unsure.entry(rule.id.clone().into_owned()).or_default().extend::<Vec<Role>>(left);
            if !rule.roles.is_empty() {
                sure.insert(rule.id.clone().into_owned());
            }
        }
        rules.retain(|rule| sure.contains(&*rule.id));
        for rule in rules.iter_mut() {
            rule.unsure_for = unsure.get(&*rule.id).into_iter().flatten().copied().collect();
        }
        self.unsure = Some((least, before - self.ids().count()));
    }

    /// How sure rules must be at least, if that was asked for, and how many were left out for that.
    pub fn unsure(&self) -> Option<(Confidence, usize)> {
        self.unsure
    }

    /// Gives a rule another number of days, if it has one.
    pub fn set_days(&mut self, id: &str, days: i64) {
        self.change().iter_mut().filter(|rule| rule.id == id).for_each(|rule| rule.set_days(days));
    }

    /// Ids of the rules that have a number of days of their own.
    pub fn with_days(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().filter(|rule| rule.has_days()).map(|rule| &*rule.id)
    }

    /// Ids of all rules, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().filter(|rule| !rule.continues).map(|rule| &*rule.id)
    }

    /// Tells what makes these rules others than those of another run of the same build, but for the files of a team's own rules.
    pub(crate) fn tell_apart(&self, tell: &mut dyn FnMut(&[u8])) {
        for rule in self.rules.iter() {
            let roles = |roles: &mut dyn Iterator<Item = Role>| roles.map(Role::name).collect::<Vec<_>>().join(",");
            let (own, unsure) = (roles(&mut rule.roles.iter()), roles(&mut rule.unsure_for.iter()));
            tell(format!("{} {} {own} {unsure} {:?}\n", rule.number, rule.id, rule.days).as_bytes());
        }
    }

    /// Pages of all rules, in order. What continues a rule stands on its page.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.get_or_init(|| self.to_pages()).iter()
    }

    /// The same for whoever need not read them.
    pub fn to_pages(&self) -> Pages {
        Pages::of(Arc::clone(&self.rules))
    }

    /// Examples of all rules, each with its rule's id, and the role that it is for if it names none.
    pub(crate) fn examples(&self) -> impl Iterator<Item = (&str, Option<Role>, &file::Example)> {
        self.rules.iter().flat_map(|rule| {
            let role = rule.roles.first();
            rule.examples.iter().map(move |example| (&*rule.id, role, example))
        })
    }

    /// Indexes of the rules about records of this kind.
    pub(crate) fn about(&self, kind: &str) -> impl Iterator<Item = usize> {
        self.of_kind(kind).map_or(&[][..], |of| &of.about).iter().copied()
    }

    /// What the rules ask for of the derived kind with this number.
    pub(crate) fn interest(&self, number: usize) -> &Arc<Interest> {
        static NOTHING: LazyLock<Arc<Interest>> = LazyLock::new(Arc::default);
        let (Some(interest), Some(derived)) = (self.interests.get(number), DERIVED.get(number)) else {
            return &NOTHING;
        };
        interest.get_or_init(|| {
            let rules = self.about(derived.kind).filter_map(|rule| self.rules.get(rule));
            let references = self.references_to(derived.kind).map(|(_, reference)| reference);
            let of_rules = interest::of(derived, rules, references);
            Arc::new(match self.asked_beside.get(derived.kind) {
                Some(beside) => of_rules.and(beside),
                None => of_rules,
            })
        })
    }

    /// Others than these rules ask for such records of this derived kind, too: they are kept while files are read.
    pub fn ask_beside(&mut self, kind: &'static str, interest: Interest) {
        self.asked_beside.insert(kind, interest);
        self.interests = DERIVED.iter().map(|_| OnceLock::new()).collect();
    }

    /// The references to records of this kind, with their numbers.
    pub(crate) fn references_to(&self, kind: &str) -> impl Iterator<Item = (usize, &Reference)> {
        let asking = self.of_kind(kind).map_or(&[][..], |of| &of.asking);
        asking.iter().filter_map(|rule| self.rules.get(*rule)).flat_map(move |rule| {
            let first = rule.number << REFERENCES;
            let numbered = rule.references.iter().enumerate().map(move |(number, of)| (first + number, of));
            numbered.filter(move |(_, of)| of.source.kind == kind)
        })
    }

    /// The reference with this number.
    pub(crate) fn reference(&self, number: usize) -> Option<&Reference> {
        let place = self.index().places.get(number >> REFERENCES)?;
        self.rules.get(*place)?.references.get(number & ((1 << REFERENCES) - 1))
    }

    fn of_kind(&self, kind: &str) -> Option<&OfKind> {
        self.index().by_kind.get(kind)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for (place, rule) in self.rules.iter().enumerate() {
                if index.places.len() <= rule.number {
                    index.places.resize(rule.number + 1, usize::MAX);
                }
                index.places[rule.number] = place;
                let mut add = |kind, list: fn(&mut OfKind) -> &mut Vec<usize>| {
                    let list = list(index.by_kind.entry(kind).or_default());
                    if list.last() != Some(&place) {
                        list.push(place);
                    }
                };
                rule.looks_at().into_iter().for_each(|kind| add(kind, |of| &mut of.about));
                rule.asks().into_iter().for_each(|kind| add(kind, |of| &mut of.asking));
            }
            index
        })
    }

    /// The rules to be changed: what follows from them is made anew.
    fn change(&mut self) -> &mut Vec<Rule> {
        (self.pages, self.index) = (OnceLock::new(), OnceLock::new());
        self.interests = DERIVED.iter().map(|_| OnceLock::new()).collect();
        Arc::make_mut(&mut self.rules)
    }
}
