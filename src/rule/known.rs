//! The values that records are compared with across files and systems, and what open conditions are told of them.

use std::collections::BTreeMap;

use super::compile::Reference;
use super::condition::{Outcome, Truth};
use super::file::Scope;
use super::judge::ReferenceValues;
use super::set::RuleSet;
use super::values::Values;
use crate::export::needs::titles;
use crate::finding::Need;
use crate::packing::packed;

/// The values of a reference in one system.
#[derive(Debug, Default)]
pub(super) struct KnownReference {
    /// In upper case.
    pub values: Values,
    /// Those of all records, wanted or not.
    listed: Values,
    /// A record does not tell whether it is wanted, or its value.
    open: bool,
    /// Why there may be more, with its place.
    pub unsure: Option<String>,
    /// There is such a record, whether or not its value is wanted.
    any: bool,
    /// A file that can have such values is there.
    present: bool,
    /// If whole files of one table differ in the values: those that are known all the same, and why the others are not.
    pub differ: Option<(Values, String)>,
}

packed!(KnownReference { values, listed, open, unsure, any, present, differ });

impl KnownReference {
    /// Takes what the file of this path gave.
    pub fn add(&mut self, values: &ReferenceValues, path: &str) {
        self.present = true;
        self.any |= values.any;
        self.open |= values.unsure.is_some();
        self.values.extend(values.values.iter().cloned());
        self.listed.extend(values.listed.iter().cloned());
        if let (None, Some((line, why))) = (&self.unsure, values.unsure) {
            self.unsure = Some(format!("{path}, line {line}: {why}"));
        }
    }

    /// The values, in upper case.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter()
    }

    /// Whether an upper-case value is among them.
    pub fn has(&self, value: &str) -> bool {
        self.values.has(value)
    }

    /// Whether it is among them, whichever of the files counts.
    fn has_surely(&self, value: &str) -> bool {
        self.differ.as_ref().map_or(&self.values, |(sure, _)| sure).has(value)
    }
}

const NOT_HERE: &str = "the export that would tell is not here";
const NO_SUCH_RECORD: &str = "there is no such record; is the list a selection?";
const NOT_LISTED: &str = "there is no export of it";
const NOT_WHOLE: &str = "the export that would tell is not whole";
const ONE_SYSTEM: &str = "only one system's export is here to compare";

/// Answers what open conditions ask of other records.
pub(super) struct Found<'f> {
    pub rules: &'f RuleSet,
    /// Index of the system that asks.
    pub own: usize,
    /// The names of all systems.
    pub names: &'f [&'f str],
    /// The references of all systems.
    pub all: &'f [BTreeMap<usize, KnownReference>],
}

impl Found<'_> {
    /// Whether one of `values` is among the values of a reference.
    pub fn find(&self, reference: usize, values: &[String]) -> Truth {
        self.find_by(reference, values, KnownReference::has)
    }

    /// As [`Found::find`], but what one of several files of a table lacks is not there, if nobody knows which of them counts.
    pub fn find_surely(&self, reference: usize, values: &[String]) -> Truth {
        self.find_by(reference, values, KnownReference::has_surely)
    }

    fn find_by(&self, reference: usize, values: &[String], has: fn(&KnownReference, &str) -> bool) -> Truth {
        let Some(compiled) = self.rules.reference(reference) else { return Truth::False };
        if compiled.scope == Scope::OtherSystems && self.all.len() < 2 {
            return Truth::Unknown(ONE_SYSTEM);
        }
        let mut known = self.known(reference, compiled.scope).peekable();
        if known.peek().is_none() {
            return if compiled.optional { Truth::False } else { Truth::Unknown(NOT_HERE) };
        }
        // There may be hundreds of systems to look in.
        let values: Vec<String> = values.iter().map(|value| value.to_ascii_uppercase()).collect();
        let (mut some, mut unsure, mut listed) = (false, false, !compiled.listed);
        let (mut open, mut seen) = (false, false);
        for known in known {
            if values.iter().any(|value| has(known, value)) {
                return Truth::True;
            }
            some |= known.any;
            unsure |= known.unsure.is_some();
            let is_listed = values.iter().any(|value| known.listed.has(value));
            (listed, seen, open) = (listed || is_listed, seen || is_listed, open || known.open);
        }
        if compiled.once && seen && !open {
            return Truth::False;
        }
        match (unsure, compiled.required && !some, listed) {
            _ if compiled.optional => Truth::False,
            (true, ..) => Truth::Unknown(NOT_WHOLE),
            (_, true, _) => Truth::Unknown(NO_SUCH_RECORD),
            (.., false) => Truth::Unknown(NOT_LISTED),
            _ => Truth::False,
        }
    }

    /// What is known of a reference in the systems it means.
    fn known(&self, reference: usize, scope: Scope) -> impl Iterator<Item = &KnownReference> {
        let own = self.own..self.own + 1;
        let [first, second] = match scope {
            Scope::System => [own, 0..0],
            Scope::OtherSystems => [0..own.start, own.end..self.all.len()],
        };
        let systems = first.chain(second).filter_map(|index| self.all.get(index));
        systems.filter_map(move |known| known.get(&reference).filter(|known| known.present))
    }

    /// The names of the other systems that have a value which a condition found there.
    pub fn others(&self, outcome: &Outcome) -> Vec<&str> {
        match outcome {
            Outcome::Decided(_) => Vec::new(),
            Outcome::All(parts) | Outcome::Any(parts) => {
                let mut names: Vec<&str> = parts.iter().flat_map(|part| self.others(part)).collect();
                names.dedup();
                names
            }
            Outcome::In { reference, values, .. } => {
                let is_other = |compiled: &&Reference| compiled.scope == Scope::OtherSystems;
                if self.rules.reference(*reference).filter(is_other).is_none() {
                    return Vec::new();
                }
                let values: Vec<String> = values.iter().map(|value| value.to_ascii_uppercase()).collect();
                let has = |known: &KnownReference| values.iter().any(|value| known.has(value));
                let others = self.all.iter().enumerate().filter(|(index, _)| *index != self.own);
                let with = others.filter(|(_, known)| known.get(reference).is_some_and(has));
                with.filter_map(|(index, _)| self.names.get(index).copied()).collect()
            }
        }
    }

    /// Why what a condition asks for is there or not, whichever of several files counts; none if they do not differ.
    pub fn differ(&self, outcome: &Outcome) -> Option<String> {
        match outcome {
            Outcome::Decided(_) => None,
            Outcome::All(parts) | Outcome::Any(parts) => parts.iter().find_map(|part| self.differ(part)),
            Outcome::In { reference, values, .. } => {
                if self.find(*reference, values) == self.find_surely(*reference, values) {
                    return None;
                }
                let scope = self.rules.reference(*reference)?.scope;
                self.known(*reference, scope).find_map(|known| Some(known.differ.as_ref()?.1.clone()))
            }
        }
    }

    /// What keeps the other records that an undecided condition asks for from deciding it.
    pub fn unsure(&self, outcome: &Outcome) -> Option<String> {
        match outcome {
            Outcome::Decided(_) => None,
            Outcome::All(parts) | Outcome::Any(parts) => parts.iter().find_map(|part| self.unsure(part)),
            Outcome::In { reference, values, .. } => {
                let Truth::Unknown(why) = self.find(*reference, values) else { return None };
                let compiled = self.rules.reference(*reference)?;
                let place = self.known(*reference, compiled.scope).find_map(|known| known.unsure.clone());
                place.or_else(|| Some(format!("{}: {why}", titles(compiled.source.exports))))
            }
        }
    }

    /// The exports that an undecided condition lacks.
    pub fn missing(&self, outcome: &Outcome, missing: &mut Vec<Need>) {
        match outcome {
            Outcome::Decided(_) => {}
            Outcome::All(parts) | Outcome::Any(parts) => parts.iter().for_each(|part| self.missing(part, missing)),
            Outcome::In { reference, values, .. } => {
                let Some(compiled) = self.rules.reference(*reference) else { return };
                let present = |index: usize| self.all[index].get(reference).is_some_and(|known| known.present);
                let exports = compiled.source.exports;
                match compiled.scope {
                    Scope::System if !present(self.own) => missing.push(Need::of_any(exports)),
                    Scope::System if self.find(*reference, values) == Truth::Unknown(NOT_LISTED) => {
                        missing.push(Need::part(exports, format!("of {}", values.join(", "))));
                    }
                    Scope::OtherSystems if !(0..self.all.len()).any(|index| index != self.own && present(index)) => {
                        missing.push(Need::part(exports, "of the other systems"));
                    }
                    _ => {}
                }
            }
        }
    }
}
