//! Which suppressions fit a finding: a look-up for each of rule, system and subject, however many suppressions there are.
//!
//! What is done with a finding that one fits is `suppress`'s.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};

use super::name::Name;
use super::suppress::Suppression;
use crate::finding::Group;

/// Number of what is not named: anything fits.
const ANY: usize = 0;

/// Suppressions, as findings look for them. Those that name the same share a number.
pub(super) struct Index<'s> {
    rules: Names<'s>,
    systems: Names<'s>,
    subjects: Names<'s>,
    /// By the numbers of rule, system and subject.
    numbers: HashMap<[usize; 3], usize>,
    /// The number of each suppression.
    of: Vec<usize>,
}

impl<'s> Index<'s> {
    pub fn of(suppressions: &'s [Suppression]) -> Self {
        let mut index = Self {
            rules: Names::default(),
            systems: Names::default(),
            subjects: Names::default(),
            numbers: HashMap::new(),
            of: Vec::new(),
        };
        for Suppression { rule, system, subject, .. } in suppressions {
            let key =
                [index.rules.add(Some(rule)), index.systems.add(system.as_ref()), index.subjects.add(subject.as_ref())];
            let next = index.numbers.len();
            index.of.push(*index.numbers.entry(key).or_insert(next));
        }
        [&mut index.rules, &mut index.systems, &mut index.subjects].into_iter().for_each(Names::close);
        index
    }

    /// The number of each suppression, in their order.
    pub fn numbers(&self) -> &[usize] {
        &self.of
    }

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether any suppression is for the rule.
    pub fn has_rule(&self, rule: &str) -> bool {
        !self.rules.fitting(rule).is_empty()
    }

    /// The numbers of the suppressions that fit these findings.
    pub fn fitting(&self, group: &Group<'_>) -> Vec<usize> {
        let rules = self.rules.fitting(group.rule);
        if rules.is_empty() {
            return Vec::new();
        }
        let mut systems = self.systems.fitting(group.system);
        let mut subjects = self.subjects.fitting(group.subject);
        systems.push(ANY);
        subjects.push(ANY);
        let mut found = Vec::new();
        for rule in rules {
            for system in &systems {
                found.extend(subjects.iter().filter_map(|subject| self.numbers.get(&[rule, *system, *subject])));
            }
        }
        found
    }
}

/// The names of one kind that suppressions have, each with a number from 1 on.
#[derive(Default)]
struct Names<'s> {
    /// By their texts in small letters, patterns too.
    by_text: HashMap<String, usize>,
    patterns: Vec<(usize, &'s Name)>,
    /// Finds those of the patterns that can fit; without it all are tried.
    search: Option<AhoCorasick>,
    /// For each word of the search the pattern that cannot do without it.
    searched: Vec<usize>,
    /// Patterns without such a word.
    others: Vec<usize>,
}

impl<'s> Names<'s> {
    fn add(&mut self, name: Option<&'s Name>) -> usize {
        let Some(name) = name else { return ANY };
        let next = self.by_text.len() + 1;
        let number = *self.by_text.entry(name.text().to_ascii_lowercase()).or_insert(next);
        if number == next && name.is_pattern() {
            self.patterns.push((number, name));
        }
        number
    }

    /// Gets ready for texts.
    fn close(&mut self) {
        let all = 0..self.patterns.len();
        let needle = |pattern: &usize| self.patterns.get(*pattern).map_or("", |(_, name)| name.needle());
        let (others, searched): (Vec<usize>, Vec<usize>) = all.partition(|pattern| needle(pattern).is_empty());
        let words: Vec<&str> = searched.iter().map(needle).collect();
        let search = AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(words);
        (self.search, self.searched, self.others) = (search.ok(), searched, others);
    }

    /// The numbers of the names that fit a text, each once.
    fn fitting(&self, text: &str) -> Vec<usize> {
        let exact = self.by_text.get(&text.to_ascii_lowercase()).copied();
        let mut found: Vec<usize> = exact.into_iter().collect();
        if self.patterns.is_empty() {
            return found;
        }
        let mut candidates: Vec<usize> = match &self.search {
            Some(search) => {
                let words = search.find_overlapping_iter(text).map(|word| word.pattern().as_usize());
                self.others.iter().copied().chain(words.filter_map(|word| self.searched.get(word).copied())).collect()
            }
            None => (0..self.patterns.len()).collect(),
        };
        candidates.sort_unstable();
        candidates.dedup();
        let patterns = candidates.into_iter().filter_map(|candidate| self.patterns.get(candidate));
        found.extend(
            patterns.filter(|(number, name)| exact != Some(*number) && name.fits(text)).map(|(number, _)| number),
        );
        found
    }
}
