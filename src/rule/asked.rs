//! Which profile parameters rules ask for, so that no others need to be kept while files are read.
//!
//! It is read off the compiled rules and references. Every operator that looks into other records makes a reference, so
//! none can be forgotten here.

use super::compile::{Reference, Rule};
use super::condition::{Condition, Operand, Subject, Test};
use super::file::Expect;
use super::list::Finder;
use super::speaks::SpeaksOf;
use crate::landscape::parameters::{self, Asked};
use crate::names::Globs;

/// What all rules and references together ask for.
pub(super) fn asked(rules: &[Rule], references: &[Reference]) -> Asked {
    let mut asked = AskedNames::default();
    rules.iter().filter(|rule| rule.source.kind == parameters::KIND).for_each(|rule| asked.add(rule));
    for reference in references.iter().filter(|reference| reference.source.kind == parameters::KIND) {
        let limited = asked.all_of(&reference.about);
        asked.all |= !limited;
    }
    asked.build()
}

/// Gathers parameter names.
#[derive(Default)]
struct AskedNames {
    names: Vec<String>,
    globs: Vec<String>,
    all: bool,
}

impl AskedNames {
    /// Adds what a rule about effective parameters asks for.
    fn add(&mut self, rule: &Rule) {
        let by_table = match &rule.look_up {
            Some((fields, finder)) if finder.is_exact() && fields.iter().all(|field| is_name(*field)) => {
                self.add_keys(finder);
                true
            }
            _ => false,
        };
        // With `all` a record that is not as `when` says is a finding, whatever its name.
        let about = self.all_of(&rule.about);
        let limited = about || (rule.expect != Expect::All && self.all_of(&rule.when)) || by_table;
        let speaks_of_more = match &rule.speaks_of {
            SpeaksOf::Such(conditions) => !self.all_of(conditions),
            SpeaksOf::List | SpeaksOf::Records | SpeaksOf::Found => false,
        };
        self.all |= !limited || speaks_of_more;
    }

    fn add_keys(&mut self, finder: &Finder) {
        self.names.extend(finder.keys().map(|key| String::from_utf8_lossy(key).into_owned()));
    }

    /// Adds the names that these conditions together let through. Says whether they let only those through.
    fn all_of(&mut self, conditions: &[Condition]) -> bool {
        let mut limited = false;
        for condition in conditions {
            limited |= self.one(condition);
        }
        limited
    }

    fn one(&mut self, condition: &Condition) -> bool {
        match condition {
            Condition::Any(parts) => {
                let mut limited = true;
                for part in parts {
                    limited &= self.one(part);
                }
                limited
            }
            Condition::All(parts) => self.all_of(parts),
            Condition::Test { subject: Subject::Field(field), test, negated: false } if is_name(*field) => {
                self.test_of_name(test)
            }
            Condition::Test { .. } | Condition::In { .. } => false,
        }
    }

    fn test_of_name(&mut self, test: &Test) -> bool {
        match test {
            Test::Equals(operands) => {
                let fixed = operands.iter().filter_map(|operand| match operand {
                    Operand::Fixed(name) => Some(name.clone()),
                    // It stands for many names.
                    Operand::Row(_) | Operand::TechnicalUser => None,
                });
                let before = self.names.len();
                self.names.extend(fixed);
                self.names.len() - before == operands.len()
            }
            Test::Glob(globs) => {
                self.globs.extend(globs.patterns().map(str::to_owned));
                true
            }
            Test::InList(finder) => {
                self.add_keys(finder);
                true
            }
            _ => false,
        }
    }

    /// All that was asked for.
    fn build(mut self) -> Asked {
        self.globs.sort();
        self.globs.dedup();
        // Malformed patterns have been complained of where they are compiled.
        Asked::new(self.names, Globs::new(self.globs).unwrap_or_default(), self.all)
    }
}

/// Whether a field of an effective parameter is its name.
fn is_name(field: usize) -> bool {
    parameters::FIELDS.get(field).is_some_and(|field| field.name == "name")
}
