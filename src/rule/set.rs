//! The rules of a run: embedded ones and those of `--rules` folders, read, checked, selected.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use super::Page;
use super::choice::{self, UnknownRule};
use super::compile::{Compiler, Reference, Rule};
use super::file::{self, Confidence};
use super::interest::interests;
use super::list::List;
use super::source::{self, OwnRules, RuleError, SourceFile};
use crate::complaint::Complaint;
use crate::landscape::Role;
use crate::landscape::derived::Interest;

/// All rules of a run, by id.
#[derive(Debug, Default)]
pub struct RuleSet {
    pub(crate) rules: Vec<Rule>,
    pub(crate) references: Vec<Reference>,
    /// What they ask of derived records, by kind.
    pub(crate) interests: Vec<Arc<Interest>>,
    unsure: Option<(Confidence, usize)>,
}

impl RuleSet {
    /// The texts that the rules and lists which come with basislint look for: names of SAP's, and words for how something is.
    pub fn looked_for() -> BTreeSet<String> {
        source::looked_for()
    }

    /// Loads the embedded rules and those of further folders.
    ///
    /// # Errors
    /// A folder that cannot be read; every mistake of every file.
    pub fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Self, RuleError> {
        Self::with_folders(source::embedded(), folders)
    }

    /// As [`RuleSet::load`], but the embedded rules have no examples, and their pages no prose: all that judging needs, in
    /// less time.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn load_without_examples<P: AsRef<Path>>(folders: &[P]) -> Result<Self, RuleError> {
        Self::with_folders(source::prepared(), folders)
    }

    fn with_folders<P: AsRef<Path>>(sources: Vec<SourceFile>, folders: &[P]) -> Result<Self, RuleError> {
        let folders: Vec<OwnRules> =
            folders.iter().map(|folder| OwnRules::Folder(folder.as_ref().to_owned())).collect();
        Self::with(sources, &folders)
    }

    fn with(mut sources: Vec<SourceFile>, own: &[OwnRules]) -> Result<Self, RuleError> {
        for own in own {
            sources.extend(source::of(own)?);
        }
        Self::compile(&sources)
    }

    /// Loads the embedded rules, with examples and prose only if somebody reads those, and further ones.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn load_with(own: &[OwnRules], with_examples: bool) -> Result<Self, RuleError> {
        Self::with(if with_examples { source::embedded() } else { source::prepared() }, own)
    }

    /// Loads only the rules of one folder, on top of the embedded lists, for `rules test DIR`.
    ///
    /// A list of the folder takes the place of the embedded one of its name, so that the project can test its own rules.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn load_folder(folder: &Path) -> Result<Self, RuleError> {
        let own = source::of_folder(folder)?;
        let mut sources = source::embedded_lists_beside(&own);
        sources.extend(own);
        Self::compile(&sources)
    }

    /// Loads these rules alone, which name no lists but their own.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub(crate) fn load_alone(own: &OwnRules) -> Result<Self, RuleError> {
        Self::compile(&source::of(own)?)
    }

    fn compile(sources: &[SourceFile]) -> Result<Self, RuleError> {
        let mut complaints = Vec::new();
        let (lists, rule_files): (Vec<_>, Vec<_>) = sources.iter().partition(|source| source.is_list());
        let lists = read_lists(&lists, &mut complaints);
        let mut compiler = Compiler::new(&lists);
        let mut rules: Vec<Rule> = Vec::new();
        let mut of_id: BTreeMap<String, Vec<Told<'_>>> = BTreeMap::new();
        for source in rule_files {
            let file = match source.rule() {
                Ok(file) => file,
                Err(mut mistakes) => {
                    complaints.append(&mut mistakes);
                    continue;
                }
            };
            let id = file.id.span();
            if let Some(rule) = compiler.rule(source, file) {
                let told = Told { source, id, continues: rule.continues, roles: rule.roles.clone() };
                of_id.entry(rule.page.id.clone()).or_default().push(told);
                rules.push(rule);
            }
        }
        of_id.iter().for_each(|(id, told)| complain_of_twice(id, told, &mut complaints));
        complaints.append(&mut compiler.desk.complaints);
        if !complaints.is_empty() {
            return Err(RuleError::Mistakes(complaints));
        }
        let references = compiler.references;
        rules.sort_by(|left, right| (&left.page.id, left.continues).cmp(&(&right.page.id, right.continues)));
        tell_of_continued(&mut rules);
        let interests = interests(&rules, &references);
        Ok(Self { rules, references, interests, unsure: None })
    }

    /// The ids of the rules that a word means: an id, a pattern of ids, an area, a tag; at least one.
    ///
    /// # Errors
    /// There is nothing of the kind, with the nearest that there is.
    pub fn meant(&self, word: &str) -> Result<Vec<&str>, UnknownRule> {
        choice::meant(word, &self.pages().collect::<Vec<_>>())
    }

    /// Keeps the rules that are selected (all if nothing is) and not ignored, each by a word as [`RuleSet::meant`] takes it.
    ///
    /// # Errors
    /// As there.
    pub fn select(&mut self, selected: &[String], ignored: &[String]) -> Result<(), UnknownRule> {
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
        self.rules.retain(|rule| {
            let id = &rule.page.id;
            (selected.is_empty() || wanted.contains(id)) && !unwanted.contains(id)
        });
        Ok(())
    }

    /// Keeps the rules whose facts are at least so sure, each for the roles for which they are.
    pub fn keep_sure(&mut self, least: Confidence) {
        let before = self.ids().count();
        let mut unsure: BTreeMap<String, Vec<Role>> = BTreeMap::new();
        let mut sure: BTreeSet<String> = BTreeSet::new();
        for rule in &mut self.rules {
            let (kept, left): (Vec<_>, _) = rule.roles.iter().partition(|role| rule.page.is_sure_for(**role, least));
            rule.roles = kept;
            unsure.entry(rule.page.id.clone()).or_default().extend::<Vec<Role>>(left);
            if !rule.roles.is_empty() {
                sure.insert(rule.page.id.clone());
            }
        }
        self.rules.retain(|rule| sure.contains(&rule.page.id));
        for rule in &mut self.rules {
            rule.unsure_for = unsure.get(&rule.page.id).cloned().unwrap_or_default();
        }
        self.unsure = Some((least, before - self.ids().count()));
    }

    /// How sure rules must be at least, if that was asked for, and how many were left out for that.
    pub fn unsure(&self) -> Option<(Confidence, usize)> {
        self.unsure
    }

    /// Gives a rule another number of days, if it has one.
    pub fn set_days(&mut self, id: &str, days: i64) {
        for rule in self.rules.iter_mut().filter(|rule| rule.page.id == id) {
            rule.days = rule.days.map(|_| days);
        }
    }

    /// Ids of the rules that have a number of days of their own.
    pub fn with_days(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().filter(|rule| rule.days.is_some()).map(|rule| rule.page.id.as_str())
    }

    /// Ids of all rules, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.pages().map(|page| page.id.as_str())
    }

    /// Pages of all rules, in order. What continues a rule stands on its page.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.rules.iter().filter(|rule| !rule.continues).map(|rule| &rule.page)
    }

    /// Examples of all rules, each with its rule's id, and the role that it is for if it names none.
    pub(crate) fn examples(&self) -> impl Iterator<Item = (&str, Option<Role>, &file::Example)> {
        self.rules.iter().flat_map(|rule| {
            let role = rule.roles.first().copied();
            rule.examples.iter().map(move |example| (rule.page.id.as_str(), role, example))
        })
    }

    /// Indexes of the rules about records of this kind.
    pub(crate) fn about(&self, kind: &str) -> impl Iterator<Item = usize> {
        let is_about =
            move |rule: &Rule| rule.source.kind == kind || rule.also.contains(&kind) || rule.beside(kind).is_some();
        self.rules.iter().enumerate().filter(move |(_, rule)| is_about(rule)).map(|(index, _)| index)
    }

    /// What the rules ask for of the derived kind with this number.
    pub(crate) fn interest(&self, number: usize) -> &Interest {
        static NOTHING: LazyLock<Interest> = LazyLock::new(Interest::default);
        self.interests.get(number).map_or(&NOTHING, Arc::as_ref)
    }

    /// Indexes of the references to records of this kind.
    pub(crate) fn references_to(&self, kind: &str) -> impl Iterator<Item = usize> {
        let of_kind = move |(_, reference): &(usize, &Reference)| reference.source.kind == kind;
        self.references.iter().enumerate().filter(of_kind).map(|(index, _)| index)
    }
}

/// One of the files that say something of one rule.
struct Told<'s> {
    source: &'s SourceFile,
    id: Range<usize>,
    continues: bool,
    roles: Vec<Role>,
}

/// Complains of a second rule of an id, unless it continues the first one for other roles.
fn complain_of_twice(id: &str, told: &[Told<'_>], complaints: &mut Vec<Complaint>) {
    let first = told.iter().find(|told| !told.continues);
    for (number, one) in told.iter().enumerate() {
        let at = |message: String| Complaint::new(&one.source.path, one.source.text(), one.id.clone(), message);
        let before = || told.iter().take(number).chain(first).filter(|other| !std::ptr::eq(*other, one));
        match first {
            None => {
                complaints.push(at(format!("there is no rule `{id}` to continue")).help("remove `continues = true`"))
            }
            Some(first) if !one.continues && !std::ptr::eq(first, one) => {
                let complaint = at(format!("there is another rule `{id}`, in {}", first.source.path));
                complaints.push(complaint.help("rename this one; to turn a rule off use --ignore"));
            }
            Some(_) if one.continues => {
                let shared = before().find_map(|other| {
                    let role = other.roles.iter().find(|role| one.roles.contains(role))?;
                    Some((role.name(), &other.source.path))
                });
                if let Some((role, path)) = shared {
                    let complaint = at(format!("`{id}` is for {role} already, in {path}"));
                    complaints.push(complaint.help("what continues a rule is for other roles"));
                }
            }
            Some(_) => {}
        }
    }
}

/// Puts what continues a rule on its page. The rules are in order.
fn tell_of_continued(rules: &mut [Rule]) {
    let mut first = 0;
    for number in 0..rules.len() {
        if !rules[number].continues {
            first = number;
            continue;
        }
        let page = rules[number].page.clone();
        rules[first].page.continue_with(page);
    }
}

fn read_lists(sources: &[&SourceFile], complaints: &mut Vec<Complaint>) -> BTreeMap<String, Arc<List>> {
    let mut lists: BTreeMap<String, List> = BTreeMap::new();
    for source in sources {
        let read = source.list().and_then(|file| Ok((List::from_file(&source.path, source.text(), &file)?, file)));
        match read {
            Err(complaint) => complaints.push(*complaint),
            Ok((list, file)) => {
                let name = file.list.get_ref();
                match (lists.get_mut(name), file.extend) {
                    (None, false) => {
                        lists.insert(name.clone(), list);
                    }
                    (Some(known), true) => known.extend(&list),
                    (found, _) => {
                        let (message, help) = match found {
                            Some(_) => ("there is another list of this name", "to add to it write `extend = true`"),
                            None => ("there is no list of this name to extend", "remove `extend = true`"),
                        };
                        let complaint = Complaint::new(&source.path, source.text(), file.list.span(), message);
                        complaints.push(complaint.help(help));
                    }
                }
            }
        }
    }
    lists.into_iter().map(|(name, list)| (name, Arc::new(list))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::condition::{Condition, Key, Keys};
    use super::*;

    const NO_FOLDERS: &[&Path] = &[];

    #[test]
    fn the_prepared_form_gives_the_rules_of_the_text_without_examples_and_prose() {
        let mut of_text = RuleSet::load(NO_FOLDERS).unwrap();
        assert!(of_text.rules.len() > 20, "{}", of_text.rules.len());
        for rule in &mut of_text.rules {
            assert!(!rule.examples.is_empty(), "{}", rule.page.id);
            rule.examples.clear();
            let Page { continued, .. } = &mut rule.page;
            let mut continued = std::mem::take(continued);
            for page in continued.iter_mut().chain([&mut rule.page]) {
                assert!(!page.examples.is_empty(), "{}", page.id);
                page.examples.clear();
                page.sources.clear();
                page.lists.clear();
                for prose in [&mut page.what, &mut page.why, &mut page.fix] {
                    assert!(!prose.is_empty(), "{}", page.id);
                    prose.clear();
                }
            }
            rule.page.continued = continued;
        }
        let prepared = RuleSet::load_without_examples(NO_FOLDERS).unwrap();
        for (prepared, of_text) in prepared.rules.iter().zip(&of_text.rules) {
            assert_eq!(format!("{prepared:#?}"), format!("{of_text:#?}"));
        }
        assert_eq!(format!("{prepared:?}"), format!("{of_text:?}"));
    }

    #[test]
    fn globs_of_our_own_rules_need_no_automaton() {
        fn check(id: &str, condition: &Condition) {
            match condition {
                Condition::Test { test, .. } => {
                    let Keys::Only(keys) = test.keys() else { return };
                    for globs in
                        keys.iter().filter_map(|key| if let Key::Globs(globs) = key { Some(globs) } else { None })
                    {
                        assert!(globs.are_plain(), "{id}: {globs:?}");
                    }
                }
                Condition::In { .. } => {}
                Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| check(id, part)),
            }
        }
        let rules = RuleSet::load(NO_FOLDERS).unwrap();
        assert!(rules.interests.iter().all(|interest| interest.globs.are_plain()));
        for rule in &rules.rules {
            let conditions = rule.about.iter().chain(&rule.when).chain(rule.advice.iter().map(|advice| &advice.when));
            let conditions = conditions.chain(rule.only.iter().map(|only| &only.when));
            conditions.for_each(|condition| check(&rule.page.id, condition));
        }
    }
}
