//! Which records no rule has anything to say of, told from the bytes of their rows. Nothing here judges: what is not
//! surely clean is made a record and goes the long way.
//!
//! Of the conditions that must all hold for a rule to say anything, one is its guard: a word that must stand in the row,
//! or a value that a glance at the row would show. A row that meets no guard of any rule is clean.

use std::sync::OnceLock;

use super::compile::Rule;
use super::condition::{Condition, Key};
use super::file::Expect;
use super::list::Finder;
use super::needles::{Needle, Needles};
use super::set::RuleSet;
use super::speaks::SpeaksOf;
use crate::export::{EXPORTS, Export};
use crate::landscape::collect::{self, Sees};
use crate::landscape::derived::Interest;
use crate::landscape::stores;
use crate::redact::Own;

/// The screens of a run, each made when the first file of its export is read.
pub(crate) struct Screens<'r> {
    pub rules: &'r RuleSet,
    /// What is no name, if the names in all records are to be kept.
    pub names: Option<&'r Own>,
    /// The policies whose check items are asked as well.
    pub policies: Option<&'r stores::Shared>,
    by_export: Vec<OnceLock<Option<Screen<'r>>>>,
}

impl<'r> Screens<'r> {
    /// The screens for these rules.
    pub fn new(rules: &'r RuleSet) -> Self {
        Self { rules, names: None, policies: None, by_export: EXPORTS.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The same for a run in which these policies take part: they ask of every record of the exports that carry what they ask for.
    pub fn with_policies(self, policies: Option<&'r stores::Shared>) -> Self {
        Self { policies, ..self }
    }

    /// No screens at all, for the names in every record are to be kept, but for these.
    pub fn none_but_names(rules: &'r RuleSet, own: &'r Own) -> Self {
        Self {
            rules,
            names: Some(own),
            policies: None,
            by_export: EXPORTS.iter().map(|_| OnceLock::from(None)).collect(),
        }
    }

    /// No screens at all: every record is looked at.
    #[cfg(test)]
    fn none(rules: &'r RuleSet) -> Self {
        Self { rules, names: None, policies: None, by_export: EXPORTS.iter().map(|_| OnceLock::from(None)).collect() }
    }

    /// The screen for an export; none if every record must be looked at.
    pub fn of(&self, export: &Export) -> Option<&Screen<'r>> {
        let index = EXPORTS.iter().position(|known| known.kind == export.kind)?;
        if self.policies.is_some_and(|policies| policies.ask_export(export.kind)) {
            return None;
        }
        self.by_export.get(index)?.get_or_init(|| Screen::new(self.rules, EXPORTS[index])).as_ref()
    }
}

/// What may make a rule speak of a record of one export.
pub(crate) struct Screen<'r> {
    needles: Needles,
    /// Fields that are seen at a glance, and the values that matter.
    glances: Vec<(usize, Key<'r>)>,
}

/// What must be so for a rule to say anything.
enum Guard<'r> {
    /// One of these words stands in the row.
    Needles(Vec<Needle>),
    /// A field that is seen at a glance has one of such values.
    Glances(Vec<(usize, Key<'r>)>),
}

impl<'r> Screen<'r> {
    fn new(rules: &'r RuleSet, export: &'static Export) -> Option<Self> {
        let mut guards = Vec::new();
        for (number, sees) in collect::collectors(export) {
            match (number, sees) {
                (Some(number), Sees::Asked(_)) => guards.push(Guard::Needles(asked(rules.interest(number))?)),
                (Some(_), Sees::Words(words)) => {
                    let needles = words.iter().map(|word| Needle::new(word, false));
                    guards.push(Guard::Needles(needles.collect::<Option<Vec<_>>>()?));
                }
                _ => return None,
            }
        }
        for rule in rules.about(export.kind) {
            let rule = &rules.rules[rule];
            guards.extend(guards_of_rule(rule, export)?);
            if let (SpeaksOf::Such(conditions), None) = (&rule.speaks_of, rule.beside(export.kind)) {
                guards.push(guard_of_any(conditions, export)?);
            }
        }
        for (_, reference) in rules.references_to(export.kind) {
            guards.push(guard_of_any(&reference.about, export)?);
        }
        let (mut needles, mut glances) = (Vec::new(), Vec::new());
        for guard in guards {
            match guard {
                Guard::Needles(words) => needles.extend(words),
                Guard::Glances(of_guard) => glances.extend(of_guard),
            }
        }
        Some(Self { needles: Needles::new(needles)?, glances })
    }

    /// Fills `hits` with the places of words that some rule may speak of, in ascending order.
    pub fn search(&self, block: &[u8], hits: &mut Vec<usize>) {
        hits.clear();
        self.needles.search(block, hits);
    }

    /// Whether a rule may speak of a record whose field has this value.
    pub fn minds(&self, field: usize, value: &[u8]) -> bool {
        self.glances.iter().any(|(glanced, key)| *glanced == field && key.may_be(value))
    }
}

/// The guards of a rule: it speaks only of records it finds in its list, is about, and finds wrong.
fn guards_of_rule<'r>(rule: &'r Rule, export: &Export) -> Option<Vec<Guard<'r>>> {
    let beside = rule.beside(export.kind);
    let by_list = || {
        let (fields, finder) = rule.look_up.as_ref()?;
        let guard = |field: &usize| {
            // A field that this export does not have is never found in the list.
            let field = match beside {
                None => *field,
                Some(fields) => match fields.get(*field).copied().flatten() {
                    Some(field) => field,
                    None => return Some(Guard::Needles(Vec::new())),
                },
            };
            match of_finder(finder, field, export) {
                Some(needles) => Some(Guard::Needles(needles)),
                None if export.bytes.glance.contains(&field) => {
                    Some(Guard::Glances(vec![(field, Key::Listed(finder))]))
                }
                None => None,
            }
        };
        fields.iter().map(guard).collect::<Option<Vec<_>>>()
    };
    // Where what is right counts, a record that is not right counts as well, and so does one that the rule speaks of.
    let is_found = matches!(rule.speaks_of, SpeaksOf::Found);
    let wrong = if rule.expect == Expect::None && !is_found { rule.when.as_slice() } else { &[] };
    let by_conditions = || guard_of_any(&rule.about, export).or_else(|| guard_of_any(wrong, export));
    // Conditions speak of the fields of the rule's own export.
    by_list().or_else(|| by_conditions().filter(|_| beside.is_none()).map(|guard| vec![guard]))
}

/// The guard of conditions that must all hold: any one of them will do, words rather than glances.
fn guard_of_any<'r>(conditions: &'r [Condition], export: &Export) -> Option<Guard<'r>> {
    let needles = |field, key: Key<'r>| of_key(key, field, export);
    let glances = |field, key| {
        // No glance tells that a value is absent.
        let is_told = export.bytes.glance.contains(&field) && !matches!(key, Key::Text(""));
        is_told.then(|| vec![(field, key)])
    };
    let needles = conditions.iter().find_map(|condition| condition.guard(&needles));
    needles
        .map(Guard::Needles)
        .or_else(|| conditions.iter().find_map(|condition| condition.guard(&glances)).map(Guard::Glances))
}

/// The words of which one stands in every row whose field has such a value.
fn of_key(key: Key<'_>, field: usize, export: &Export) -> Option<Vec<Needle>> {
    match key {
        Key::Text(text) => of_text(text, true, field, export).map(|needle| vec![needle]),
        Key::Globs(globs) => {
            globs.patterns().map(|pattern| of_text(fixed_part(pattern), false, field, export)).collect()
        }
        Key::Listed(finder) => of_finder(finder, field, export),
        Key::Pattern(_) => None,
    }
}

fn of_finder(finder: &Finder, field: usize, export: &Export) -> Option<Vec<Needle>> {
    let whole = finder.asks_for_whole_words();
    let words = export.bytes.words.iter().find(|(known, _)| *known == field).map(|(_, may_have)| may_have);
    Key::listed(finder)
        .filter(|key| words.is_none_or(|may_have| may_have(key)))
        .map(|key| of_text(key, whole, field, export))
        .collect()
}

/// What of a text must stand in a row whose field is the text or holds it; `whole` says that it does so as a word.
fn of_text(text: &str, whole: bool, field: usize, export: &Export) -> Option<Needle> {
    if export.bytes.whole.contains(&field) {
        Needle::new(text, whole)
    } else if export.bytes.words.iter().any(|(known, _)| *known == field) {
        let longest = text.split(' ').max_by_key(|word| word.len())?;
        Needle::new(longest, whole)
    } else {
        None
    }
}

/// The longest part of a glob that stands for itself.
fn fixed_part(glob: &str) -> &str {
    // What stands in brackets or braces may be left out; a glob with an escape is rare enough.
    if glob.contains(['[', '{', '\\']) {
        return "";
    }
    glob.split(['*', '?']).max_by_key(|part| part.len()).unwrap_or_default()
}

/// The values that derived records are asked for by: one of them stands in every row that somebody keeps.
fn asked(asked: &Interest) -> Option<Vec<Needle>> {
    if asked.all {
        return None;
    }
    let names = asked.names.iter().map(String::as_str);
    names.chain(asked.globs.patterns().map(fixed_part)).map(|name| Needle::new(name, false)).collect()
}

#[cfg(test)]
mod tests;
