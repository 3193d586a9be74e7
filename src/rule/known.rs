//! The values that records are compared with across files and systems, and what open conditions are told of them.

mod everywhere;

use super::compile::Reference;
use super::condition::{Outcome, Truth};
use super::file::Scope;
use super::judge::ReferenceValues;
use super::set::RuleSet;
use super::values::Values;
use crate::export::needs::titles;
use crate::finding::Need;
use crate::packing::packed;
pub(super) use everywhere::AllKnown;

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

    /// The values that are known whichever of the files counts.
    fn sure(&self) -> &Values {
        self.differ.as_ref().map_or(&self.values, |(sure, _)| sure)
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
    pub all: &'f AllKnown<'f>,
}

/// What the systems that a reference means say of some values.
struct Told {
    /// One of them is there.
    has: bool,
    /// A record has one of them, wanted or not.
    lists: bool,
    /// There is such a record, whatever its value.
    any: bool,
    /// A record does not tell.
    is_open: bool,
    /// There may be more.
    is_unsure: bool,
}

impl Found<'_> {
    /// Whether one of `values` is among the values of a reference.
    pub fn find(&self, reference: usize, values: &[String]) -> Truth {
        self.find_by(reference, values, false)
    }

    /// As [`Found::find`], but what one of several files of a table lacks is not there, if nobody knows which of them counts.
    pub fn find_surely(&self, reference: usize, values: &[String]) -> Truth {
        self.find_by(reference, values, true)
    }

    fn find_by(&self, reference: usize, values: &[String], surely: bool) -> Truth {
        let Some(compiled) = self.rules.reference(reference) else { return Truth::False };
        if compiled.scope == Scope::OtherSystems && self.all.of.len() < 2 {
            return Truth::Unknown(ONE_SYSTEM);
        }
        let Some(told) = self.told(reference, compiled.scope, values, surely) else {
            return if compiled.optional { Truth::False } else { Truth::Unknown(NOT_HERE) };
        };
        if told.has {
            return Truth::True;
        }
        if compiled.once && told.lists && !told.is_open {
            return Truth::False;
        }
        match (told.is_unsure, compiled.required && !told.any, !compiled.listed || told.lists) {
            _ if compiled.optional => Truth::False,
            (true, ..) => Truth::Unknown(NOT_WHOLE),
            (_, true, _) => Truth::Unknown(NO_SUCH_RECORD),
            (.., false) => Truth::Unknown(NOT_LISTED),
            _ => Truth::False,
        }
    }

    /// What there is to know of values of a reference in the systems that it means; none if no file there can have such values.
    fn told(&self, reference: usize, scope: Scope, values: &[String], surely: bool) -> Option<Told> {
        let values = upper(values);
        Some(match scope {
            Scope::System => {
                let known = self.all.here(reference, self.own)?;
                let among = if surely { known.sure() } else { &known.values };
                Told {
                    has: values.iter().any(|value| among.has(value)),
                    lists: values.iter().any(|value| known.listed.has(value)),
                    any: known.any,
                    is_open: known.open,
                    is_unsure: known.unsure.is_some(),
                }
            }
            Scope::OtherSystems => {
                let others = self.all.elsewhere(reference, self.own)?;
                let has = |value: &String| if surely { others.has_surely(value) } else { others.has(value) };
                Told {
                    has: values.iter().any(has),
                    lists: values.iter().any(|value| others.lists(value)),
                    any: others.any(),
                    is_open: others.is_open(),
                    is_unsure: others.unsure().is_some(),
                }
            }
        })
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
                let known = self.rules.reference(*reference).filter(is_other);
                let Some(others) = known.and_then(|_| self.all.elsewhere(*reference, self.own)) else {
                    return Vec::new();
                };
                let with = others.systems_with(&upper(values)).into_iter();
                with.filter_map(|system| self.names.get(system).copied()).collect()
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
                match self.rules.reference(*reference)?.scope {
                    Scope::System => self.all.here(*reference, self.own)?.differ.as_ref().map(|(_, why)| why.clone()),
                    Scope::OtherSystems => self.all.elsewhere(*reference, self.own)?.differ().map(str::to_owned),
                }
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
                let place = match compiled.scope {
                    Scope::System => self.all.here(*reference, self.own).and_then(|known| known.unsure.clone()),
                    Scope::OtherSystems => {
                        let others = self.all.elsewhere(*reference, self.own);
                        others.and_then(|others| others.unsure().map(str::to_owned))
                    }
                };
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
                let exports = compiled.source.exports;
                match compiled.scope {
                    Scope::System if self.all.here(*reference, self.own).is_none() => {
                        missing.push(Need::of_any(exports))
                    }
                    Scope::System if self.find(*reference, values) == Truth::Unknown(NOT_LISTED) => {
                        missing.push(Need::part(exports, format!("of {}", values.join(", "))));
                    }
                    Scope::OtherSystems if self.all.elsewhere(*reference, self.own).is_none() => {
                        missing.push(Need::part(exports, "of the other systems"));
                    }
                    _ => {}
                }
            }
        }
    }
}

fn upper(values: &[String]) -> Vec<String> {
    values.iter().map(|value| value.to_ascii_uppercase()).collect()
}
