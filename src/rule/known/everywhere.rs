//! What is known of a reference in all systems, by value: of thousands of systems each asks whether another one has its values, and none may
//! look through all of them for that.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::KnownReference;
use crate::knowledge::s_user;
use crate::rule::file::Scope;
use crate::rule::set::RuleSet;
use crate::rule::values::Values;

/// The references of all systems.
pub(in crate::rule) struct AllKnown<'k> {
    /// By system, each by the number of the reference.
    pub of: &'k [BTreeMap<usize, KnownReference>],
    /// By the number of a reference that looks at other systems.
    elsewhere: BTreeMap<usize, Everywhere<'k>>,
}

impl<'k> AllKnown<'k> {
    /// Of all systems.
    pub fn of(rules: &RuleSet, of: &'k [BTreeMap<usize, KnownReference>]) -> Self {
        Self::by(of, |reference| {
            let compiled = rules.reference(reference).filter(|it| it.scope == Scope::OtherSystems)?;
            Some(compiled.listed || compiled.once)
        })
    }

    /// `looks_elsewhere` says which references look at other systems, and whether somebody asks for what any record has.
    fn by(of: &'k [BTreeMap<usize, KnownReference>], looks_elsewhere: impl Fn(usize) -> Option<bool>) -> Self {
        let mut all: BTreeMap<usize, Option<Everywhere<'k>>> = BTreeMap::new();
        for (system, known) in of.iter().enumerate() {
            for (reference, known) in known {
                let everywhere = all.entry(*reference).or_insert_with(|| {
                    looks_elsewhere(*reference).map(|keeps_listed| Everywhere { keeps_listed, ..Everywhere::default() })
                });
                if let Some(everywhere) = everywhere.as_mut().filter(|_| known.present) {
                    everywhere.add(system, known);
                }
            }
        }
        let mut elsewhere: BTreeMap<usize, Everywhere<'k>> =
            all.into_iter().filter_map(|(reference, all)| Some((reference, all?))).collect();
        // Hardly ever do files differ; if not, all values are sure.
        for (reference, everywhere) in elsewhere.iter_mut().filter(|(_, everywhere)| everywhere.differ.is_any()) {
            let known = of.iter().enumerate().filter_map(|(system, known)| Some((system, known.get(reference)?)));
            let mut sure = Holders::default();
            known.filter(|(_, known)| known.present).for_each(|(system, known)| sure.add(system, known.sure()));
            everywhere.sure = Some(sure);
        }
        Self { of, elsewhere }
    }

    /// What is known of a reference in one system; none if no file there can have such values.
    pub fn here(&self, reference: usize, system: usize) -> Option<&'k KnownReference> {
        self.of.get(system)?.get(&reference).filter(|known| known.present)
    }

    /// What is known of it in all other systems; none if no file there can have such values.
    pub fn elsewhere(&self, reference: usize, system: usize) -> Option<Elsewhere<'_>> {
        let (own, all) = (self.here(reference, system), self.elsewhere.get(&reference)?);
        (all.present > usize::from(own.is_some())).then_some(Elsewhere { all, own, system })
    }
}

/// What is known of one reference in all systems.
#[derive(Default)]
struct Everywhere<'k> {
    /// So many systems have a file that can have such values.
    present: usize,
    /// So many have such a record.
    any: usize,
    /// In so many a record does not tell.
    open: usize,
    /// The first two in which there may be more, and the first two in which whole files differ: whoever asks may be one of them.
    unsure: FirstTwo<'k>,
    differ: FirstTwo<'k>,
    values: Holders<'k>,
    /// Those that are known whichever of several files counts; none if that is all.
    sure: Option<Holders<'k>>,
    /// Of all records, if somebody asks for them.
    listed: Holders<'k>,
    keeps_listed: bool,
}

impl<'k> Everywhere<'k> {
    fn add(&mut self, system: usize, known: &'k KnownReference) {
        self.present += 1;
        self.any += usize::from(known.any);
        self.open += usize::from(known.open);
        self.unsure.add(system, known.unsure.as_deref());
        self.values.add(system, &known.values);
        self.differ.add(system, known.differ.as_ref().map(|(_, why)| why.as_str()));
        if self.keeps_listed {
            self.listed.add(system, &known.listed);
        }
    }
}

/// What is known of a reference in all systems but one.
pub(in crate::rule) struct Elsewhere<'a> {
    all: &'a Everywhere<'a>,
    own: Option<&'a KnownReference>,
    system: usize,
}

impl<'a> Elsewhere<'a> {
    /// There is such a record.
    pub fn any(&self) -> bool {
        self.all.any > self.own.map_or(0, |own| usize::from(own.any))
    }

    /// A record does not tell.
    pub fn is_open(&self) -> bool {
        self.all.open > self.own.map_or(0, |own| usize::from(own.open))
    }

    /// Whether an upper-case value is there.
    pub fn has(&self, value: &str) -> bool {
        self.all.values.has_beside(self.system, value)
    }

    /// Whether it is, whichever of several files counts.
    pub fn has_surely(&self, value: &str) -> bool {
        self.all.sure.as_ref().unwrap_or(&self.all.values).has_beside(self.system, value)
    }

    /// Whether any record has it, wanted or not.
    pub fn lists(&self, value: &str) -> bool {
        self.all.listed.has_beside(self.system, value)
    }

    /// The systems that have one of these upper-case values, in order.
    pub fn systems_with(&self, values: &[String]) -> Vec<usize> {
        let all: BTreeSet<usize> = values.iter().flat_map(|value| self.all.values.of(value)).copied().collect();
        all.into_iter().filter(|system| *system != self.system).collect()
    }

    /// Why there may be more, from the first system in which there may.
    pub fn unsure(&self) -> Option<&'a str> {
        self.all.unsure.beside(self.system)
    }

    /// Why whole files of one table differ, from the first system in which they do.
    pub fn differ(&self) -> Option<&'a str> {
        self.all.differ.beside(self.system)
    }
}

/// What the first two systems say that say something.
#[derive(Default)]
struct FirstTwo<'k>([Option<(usize, &'k str)>; 2]);

impl<'k> FirstTwo<'k> {
    fn add(&mut self, system: usize, why: Option<&'k str>) {
        if let (Some(free), Some(why)) = (self.0.iter_mut().find(|it| it.is_none()), why) {
            *free = Some((system, why));
        }
    }

    fn is_any(&self) -> bool {
        self.0.iter().any(Option::is_some)
    }

    /// What the first says that is another one than this.
    fn beside(&self, system: usize) -> Option<&'k str> {
        self.0.iter().flatten().find(|(of, _)| *of != system).map(|(_, why)| *why)
    }
}

/// The systems that have a value, ascending. S-users are the same with and without the leading S and zeros, as [`Values`] has them.
#[derive(Default)]
struct Holders<'k> {
    texts: HashMap<&'k str, Vec<usize>>,
    /// By the digits.
    users: HashMap<&'k str, Vec<usize>>,
}

impl<'k> Holders<'k> {
    fn add(&mut self, system: usize, values: &'k Values) {
        for value in values.iter() {
            let holders = match s_user::digits(value) {
                Some(user) => self.users.entry(user).or_default(),
                None => self.texts.entry(value).or_default(),
            };
            // One system may write one user in several ways.
            if holders.last() != Some(&system) {
                holders.push(system);
            }
        }
    }

    fn of(&self, value: &str) -> &[usize] {
        let holders = match s_user::digits(value) {
            Some(user) => self.users.get(user),
            None => self.texts.get(value),
        };
        holders.map_or(&[], Vec::as_slice)
    }

    /// Whether another system than this has a value.
    fn has_beside(&self, system: usize, value: &str) -> bool {
        self.of(value).iter().take(2).any(|holder| *holder != system)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const REFERENCE: usize = 3;

    /// Users in several forms, one that is none for it has too few digits, and other words.
    const WORDS: [&str; 7] = ["S0000012345", "12345", "S12345", "0012346", "1234", "OSS_RFC", "S"];

    fn known() -> impl Strategy<Value = BTreeMap<usize, KnownReference>> {
        let words = || vec(proptest::sample::select(&WORDS[..]), 0..3);
        let values = move || words().prop_map(|words| words.into_iter().map(str::to_owned).collect::<Values>());
        let flags = any::<(bool, bool, bool, bool, bool)>();
        (proptest::option::of((values(), values(), values())), flags).prop_map(|(known, flags)| {
            let (any, open, unsure, present, differs) = flags;
            let known = known.map(|(values, listed, sure)| {
                let differ = differs.then(|| (sure, "two lists".to_owned()));
                let unsure = unsure.then(|| "cut".to_owned());
                (REFERENCE, KnownReference { values, listed, open, unsure, any, present, differ })
            });
            known.into_iter().collect()
        })
    }

    proptest! {
        #[test]
        fn what_other_systems_tell_is_what_a_look_into_each_of_them_tells(mut systems in vec(known(), 0..6)) {
            // Each gives a reason of its own.
            for (number, known) in systems.iter_mut().enumerate() {
                for known in known.values_mut() {
                    known.unsure.iter_mut().chain(known.differ.iter_mut().map(|(_, why)| why)).for_each(|why| why.push_str(&number.to_string()));
                }
            }
            let all = AllKnown::by(&systems, |reference| (reference == REFERENCE).then_some(true));
            for own in 0..systems.len() {
                let others: Vec<(usize, &KnownReference)> =
                    (0..systems.len()).filter(|it| *it != own).filter_map(|it| Some((it, all.here(REFERENCE, it)?))).collect();
                let Some(elsewhere) = all.elsewhere(REFERENCE, own) else {
                    prop_assert!(others.is_empty());
                    continue;
                };
                prop_assert!(!others.is_empty());
                let some = |tells: &dyn Fn(&KnownReference) -> bool| others.iter().any(|(_, known)| tells(known));
                prop_assert_eq!(elsewhere.any(), some(&|known| known.any));
                prop_assert_eq!(elsewhere.is_open(), some(&|known| known.open));
                prop_assert_eq!(elsewhere.unsure(), others.iter().find_map(|(_, known)| known.unsure.as_deref()));
                let differ = others.iter().find_map(|(_, known)| Some(known.differ.as_ref()?.1.as_str()));
                prop_assert_eq!(elsewhere.differ(), differ);
                for word in WORDS {
                    prop_assert_eq!(elsewhere.has(word), some(&|known| known.has(word)), "{}", word);
                    prop_assert_eq!(elsewhere.has_surely(word), some(&|known| known.sure().has(word)), "{}", word);
                    prop_assert_eq!(elsewhere.lists(word), some(&|known| known.listed.has(word)), "{}", word);
                }
                let asked = ["12345", "OSS_RFC"].map(str::to_owned);
                let with = others.iter().filter(|(_, known)| asked.iter().any(|value| known.has(value)));
                prop_assert_eq!(elsewhere.systems_with(&asked), with.map(|(system, _)| *system).collect::<Vec<_>>());
            }
            prop_assert!(all.elsewhere(REFERENCE + 1, 0).is_none());
        }
    }
}
