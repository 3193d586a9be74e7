//! Which records of each derived kind rules ask for, so that no others need be kept while files are read.
//!
//! It is read off the compiled rules and references. Every operator that looks into other records makes a reference, so
//! none can be forgotten here.

use super::compile::{Reference, Rule};
use super::condition::{Condition, Key, Keys};
use super::file::Expect;
use super::list::Finder;
use super::speaks::SpeaksOf;
use crate::landscape::derived::{Derived, Interest};
use crate::names::Globs;

/// What the rules about a derived kind, and the references to it, ask for together.
pub(super) fn of<'r>(
    derived: &'static Derived,
    rules: impl Iterator<Item = &'r Rule>,
    references: impl Iterator<Item = &'r Reference>,
) -> Interest {
    let mut asked = Asked { field: derived.asked_by, names: Vec::new(), globs: Vec::new(), all: false };
    rules.filter(|rule| rule.source.kind == derived.kind).for_each(|rule| asked.add(rule));
    for reference in references {
        let limited = asked.all_of(&reference.about);
        asked.all |= !limited;
    }
    asked.build()
}

/// Gathers the values of one field.
struct Asked {
    field: usize,
    names: Vec<String>,
    globs: Vec<String>,
    all: bool,
}

impl Asked {
    /// Adds what a rule about these records asks for.
    fn add(&mut self, rule: &Rule) {
        let by_table = match &rule.look_up {
            Some((fields, finder)) if finder.is_exact() && fields.iter().all(|field| *field == self.field) => {
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

    /// Adds the values that these conditions together let through. Says whether they let only those through.
    fn all_of(&mut self, conditions: &[Condition]) -> bool {
        let Keys::Only(keys) = Condition::keys_of_all(conditions, self.field) else { return false };
        for key in keys {
            match key {
                Key::Text(name) => self.names.push(name.to_owned()),
                Key::Globs(globs) => self.globs.extend(globs.patterns().map(str::to_owned)),
                Key::Listed(finder) => self.add_keys(finder),
                Key::Pattern(_) => return false,
            }
        }
        true
    }

    /// All that was asked for.
    fn build(mut self) -> Interest {
        self.globs.sort();
        self.globs.dedup();
        // Malformed patterns have been complained of where they are compiled.
        Interest::new(self.names, Globs::new(self.globs).unwrap_or_default(), self.all)
    }
}
