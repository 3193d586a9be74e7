//! Which records no rule has anything to say of, told from the bytes of their rows. Nothing here judges: what is not
//! surely clean is made a record and goes the long way.
//!
//! Of the conditions that must all hold for a rule to say anything, one is its guard: a word that must stand in the row,
//! or a value that a glance at the row would show. A row that meets no guard of any rule is clean.

use std::sync::OnceLock;

use super::compile::Rule;
use super::condition::{Condition, Operand, Subject, Test};
use super::file::Expect;
use super::list::Finder;
use super::needles::{Needle, Needles};
use super::set::RuleSet;
use crate::export::{EXPORTS, Export};
use crate::landscape::parameters;

/// The screens of a run, each made when the first file of its export is read.
pub(crate) struct Screens<'r> {
    pub rules: &'r RuleSet,
    by_export: Vec<OnceLock<Option<Screen<'r>>>>,
}

impl<'r> Screens<'r> {
    /// The screens for these rules.
    pub fn new(rules: &'r RuleSet) -> Self {
        Self { rules, by_export: EXPORTS.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The screen for an export; none if every record must be looked at.
    pub fn of(&self, export: &Export) -> Option<&Screen<'r>> {
        let index = EXPORTS.iter().position(|known| known.kind == export.kind)?;
        self.by_export.get(index)?.get_or_init(|| Screen::new(self.rules, EXPORTS[index])).as_ref()
    }
}

/// What may make a rule speak of a record of one export.
pub(crate) struct Screen<'r> {
    needles: Needles,
    /// Fields that are seen at a glance, and the values that matter.
    glances: Vec<(usize, &'r Test)>,
}

/// What must be so for a rule to say anything.
enum Guard<'r> {
    /// One of these words stands in the row.
    Needles(Vec<Needle>),
    /// A field that is seen at a glance has such a value.
    Glance(usize, &'r Test),
}

impl<'r> Screen<'r> {
    fn new(rules: &'r RuleSet, export: &'static Export) -> Option<Self> {
        // Profiles are kept whole for their macros, components for the system's role.
        if matches!(export.kind, "profile" | "components") {
            return None;
        }
        let mut guards = Vec::new();
        for rule in rules.about(export.kind) {
            guards.push(guard_of_rule(&rules.rules[rule], export)?);
        }
        for reference in rules.references_to(export.kind) {
            guards.push(guard_of_any(&rules.references[reference].about, export)?);
        }
        if parameters::EXPORTS.contains(&export.kind) {
            guards.push(Guard::Needles(asked(&rules.asked)?));
        }
        let (mut needles, mut glances) = (Vec::new(), Vec::new());
        for guard in guards {
            match guard {
                Guard::Needles(words) => needles.extend(words),
                Guard::Glance(field, test) => glances.push((field, test)),
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
        self.glances.iter().any(|(glanced, test)| *glanced == field && test.may_hold(value))
    }
}

/// The guard of a rule: it speaks only of records it finds in its list, is about, and finds wrong.
fn guard_of_rule<'r>(rule: &'r Rule, export: &Export) -> Option<Guard<'r>> {
    let by_list = || {
        let (fields, finder) = rule.look_up.as_ref()?;
        let needles: Option<Vec<Vec<Needle>>> = fields.iter().map(|field| of_finder(finder, *field, export)).collect();
        Some(Guard::Needles(needles?.concat()))
    };
    // Where what is right counts, a record that is not right counts as well.
    let wrong = if rule.expect == Expect::None { rule.when.as_slice() } else { &[] };
    by_list().or_else(|| guard_of_any(&rule.about, export)).or_else(|| guard_of_any(wrong, export))
}

/// The guard of conditions that must all hold: any one of them will do, words rather than glances.
fn guard_of_any<'r>(conditions: &'r [Condition], export: &Export) -> Option<Guard<'r>> {
    let needles = conditions.iter().find_map(|condition| needles_of(condition, export));
    needles.map(Guard::Needles).or_else(|| conditions.iter().find_map(|condition| glance_of(condition, export)))
}

fn glance_of<'r>(condition: &'r Condition, export: &Export) -> Option<Guard<'r>> {
    match condition {
        Condition::Test { subject: Subject::Field(field), test, negated: false }
            if export.bytes.glance.contains(field) && test.is_of_text_alone() =>
        {
            Some(Guard::Glance(*field, test))
        }
        Condition::All(parts) => parts.iter().find_map(|part| glance_of(part, export)),
        _ => None,
    }
}

/// The words of which one stands in every row for which the condition holds.
fn needles_of(condition: &Condition, export: &Export) -> Option<Vec<Needle>> {
    match condition {
        Condition::Test { subject: Subject::Field(field), test, negated: false } => match test {
            Test::Equals(operands) => {
                let fixed = |operand: &Operand| match operand {
                    Operand::Fixed(text) => of_text(text, true, *field, export),
                    Operand::Row(_) | Operand::TechnicalUser => None,
                };
                operands.iter().map(fixed).collect()
            }
            Test::InList(finder) => of_finder(finder, *field, export),
            Test::Glob(globs) => {
                globs.patterns().map(|pattern| of_text(fixed_part(pattern), false, *field, export)).collect()
            }
            _ => None,
        },
        Condition::Test { .. } | Condition::In { .. } => None,
        Condition::All(parts) => parts.iter().find_map(|part| needles_of(part, export)),
        Condition::Any(parts) => {
            let needles: Option<Vec<Vec<Needle>>> = parts.iter().map(|part| needles_of(part, export)).collect();
            needles.map(|needles| needles.concat())
        }
    }
}

fn of_finder(finder: &Finder, field: usize, export: &Export) -> Option<Vec<Needle>> {
    let whole = finder.asks_for_whole_words();
    let words = export.bytes.words.iter().find(|(known, _)| *known == field).map(|(_, may_have)| may_have);
    let keys = finder.keys().filter_map(|key| std::str::from_utf8(key).ok());
    keys.filter(|key| words.is_none_or(|may_have| may_have(key)))
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

/// Names of the profile parameters that rules ask for.
fn asked(asked: &parameters::Asked) -> Option<Vec<Needle>> {
    if asked.all {
        return None;
    }
    let names = asked.names.iter().map(String::as_str);
    names.chain(asked.globs.patterns().map(fixed_part)).map(|name| Needle::new(name, false)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_that_come_with_basislint_leave_clean_rows_alone() {
        let rules = RuleSet::load::<&str>(&[]).unwrap();
        for kind in ["rfc-destinations", "job-log", "profile-parameters"] {
            let export = crate::export::by_kind(kind).unwrap();
            let unguarded: Vec<&str> = rules
                .about(kind)
                .map(|rule| &rules.rules[rule])
                .filter(|rule| guard_of_rule(rule, export).is_none())
                .map(|rule| rule.page.id.as_str())
                .collect();
            assert_eq!(unguarded, [""; 0], "{kind}");
            assert!(Screen::new(&rules, export).is_some(), "{kind}");
        }
    }
}
