//! What the files of one system give together: what rules found, the values that other records are compared with.

mod following;
mod restored;

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::compile::Rule;
use super::differ::{self, differ};
use super::judge::Judgement;
use super::known::KnownReference;
use super::set::RuleSet;
use super::tally::{Setting, Tally};
use crate::export::{self, Reach};
use crate::landscape::collect::Collected;
use crate::landscape::copies::{self, FileOf, Standing};
use crate::landscape::derived::{Across, DERIVED, Derived, Elsewhere, Lack, Lacking, OfSystem, Take};
use crate::landscape::inventory::FileInventory;
use crate::landscape::picture::Picture;
use crate::landscape::{Inferred, Role, RoleEvidence, System, infer_role};
use crate::layout::{Flaw, text};
pub(crate) use restored::Restored;
pub(super) use restored::restored_references;

/// One file after it was read.
#[derive(Debug)]
pub(crate) struct JudgedFile {
    /// As reports show it.
    pub path: String,
    pub kind: &'static str,
    /// Name of its layout.
    pub layout: &'static str,
    pub judgement: Judgement,
    /// Another file of the system is whole and shows the same table: what is not in this one says nothing.
    pub covered: bool,
    /// The first of the files that are whole and show the same table, if nobody knows which is newer.
    equals: Option<usize>,
}

impl JudgedFile {
    /// A file that was read to its end.
    pub fn new(path: String, kind: &'static str, layout: &'static str, judgement: Judgement) -> Self {
        Self { path, kind, layout, judgement, covered: false, equals: None }
    }

    /// Says that another file is whole: what this one does not tell is told there.
    fn cover(&mut self) {
        self.covered = true;
        for (_, tally) in &mut self.judgement.tallies {
            tally.unknown.clear();
            tally.spoken.settle();
        }
        self.judgement.references.iter_mut().for_each(|(_, values)| values.unsure = None);
    }

    /// Why nothing is proved by what is not in the file, if that matters.
    pub fn incomplete(&self) -> Option<String> {
        self.unless_covered(|file| file.judgement.flaws.iter().find(|flaw| flaw.incomplete))
    }

    /// Why nothing is proved to this rule by what is not in the file: it may need no more than what was selected.
    pub fn incomplete_for(&self, rule: &Rule) -> Option<String> {
        self.unless_covered(|file| file.judgement.lacks_for(rule))
    }

    fn unless_covered(&self, flaw: impl Fn(&Self) -> Option<&Flaw>) -> Option<String> {
        let flaw = flaw(self).filter(|_| !self.covered)?;
        Some(format!("{} is not whole: line {}: {}", self.path, flaw.line, flaw.message))
    }
}

/// One system with its files.
pub(crate) struct SystemFiles<'s> {
    pub system: &'s System,
    pub role: Role,
    /// The Support Package Stack of SAP Solution Manager 7.2, if its components tell it.
    pub stack: Option<u64>,
    /// This role, and those that the system may have as well.
    pub roles: Vec<Role>,
    /// Why this role, if configuration does not give it.
    pub inferred: Option<String>,
    /// Index in the run, ascending, and the file.
    files: Vec<(usize, JudgedFile)>,
    /// What is to be said of files because of others.
    pub remarks: Vec<Remark>,
    /// Files that should have been read and could not.
    unread: Vec<UnreadFile>,
    /// Only rules that look at several systems judge it, for the sake of others.
    pub is_neighbour: bool,
    /// What was made of the files of all systems, and the index of this one among them.
    together: (usize, Arc<Together>),
    /// What another program made of its files, if it was that one which read them.
    restored: Option<Box<Restored>>,
}

/// By the number of the derived kind, what was made of the files of all systems; none of kinds that follow from one system, and of those
/// for which no file kept anything.
#[derive(Default)]
struct Together(Vec<Option<Box<dyn Any + Send + Sync>>>);

/// A file that should have been read and could not.
#[derive(Debug)]
pub(crate) struct UnreadFile {
    pub path: String,
    /// The exports that configuration or its name says it is; none if it may be any.
    pub kinds: Vec<&'static str>,
}

/// What is to be said of a file because of another one.
#[derive(Debug)]
pub(crate) struct Remark {
    /// Index of the file in the run.
    pub file: usize,
    pub text: String,
    /// The file does not count.
    pub left_aside: bool,
    /// That is a mistake: it must not be there.
    pub is_mistake: bool,
}

impl<'s> SystemFiles<'s> {
    /// Takes the exports of a system; the indexes ascend.
    pub fn new(system: &'s System, mut files: Vec<(usize, JudgedFile)>, unread: Vec<UnreadFile>) -> Self {
        let remarks = weigh(&mut files);
        let mut evidence = RoleEvidence::default();
        for (_, file) in &files {
            file.judgement.collection.tell_role(&mut evidence);
        }
        let stack = evidence.stack;
        let (role, or_else, inferred) = match system.role {
            Some(role) => (role, Vec::new(), None),
            None => {
                let Inferred { role, or_else, reason } = infer_role(&evidence);
                (role, or_else, Some(reason))
            }
        };
        let roles = [role].into_iter().chain(or_else).collect();
        Self {
            system,
            role,
            roles,
            stack,
            inferred,
            files,
            remarks,
            unread,
            is_neighbour: false,
            together: Default::default(),
            restored: None,
        }
    }

    /// Takes out what is kept of the files that count, to be compared with another state.
    pub fn take_inventories(&mut self) -> Vec<FileInventory> {
        let take = |(index, file): &mut (usize, JudgedFile)| {
            let inventory = file.judgement.collection.take_inventory()?;
            let (path, part, lacks) = (file.path.clone(), file.judgement.part.clone(), file.incomplete());
            Some(FileInventory { file: *index, path, part, lacks, inventory })
        };
        self.files.iter_mut().filter_map(take).collect()
    }

    /// A file that could not be read and may tell of one of these exports.
    pub fn unread_of(&self, exports: &[&str]) -> Option<&UnreadFile> {
        let tells = |file: &&UnreadFile| file.kinds.is_empty() || file.kinds.iter().any(|kind| exports.contains(kind));
        self.unread.iter().find(tells)
    }

    /// The system's name.
    pub fn name(&self) -> &'s str {
        &self.system.name
    }

    /// All files, by their indexes.
    pub fn files(&self) -> impl Iterator<Item = (usize, &JudgedFile)> {
        self.files.iter().map(|(index, file)| (*index, file))
    }

    /// The files that are one of these exports.
    pub fn files_of(&self, exports: &[&str]) -> impl Iterator<Item = (usize, &JudgedFile)> {
        self.files().filter(move |(_, file)| exports.contains(&file.kind))
    }

    /// Whether there is a file that is one of these exports.
    pub fn has(&self, exports: &[&str]) -> bool {
        self.files_of(exports).next().is_some()
    }

    /// The path of the file with this index in the run.
    pub fn path(&self, file: usize) -> &str {
        let found = self.files.binary_search_by_key(&file, |(index, _)| *index);
        found.ok().and_then(|at| self.files.get(at)).map_or("", |(_, file)| file.path.as_str())
    }

    /// The export that the file with this index in the run is.
    pub fn kind(&self, file: usize) -> Option<&'static str> {
        let found = self.files.binary_search_by_key(&file, |(index, _)| *index);
        found.ok().and_then(|at| self.files.get(at)).map(|(_, file)| file.kind)
    }

    /// What tells the application server apart that this file speaks of, among those of its kind: every file is one server's,
    /// but certificates in files of their own lie in one folder for each PSE.
    pub fn server(&self, file: usize) -> &str {
        let found = self.files.binary_search_by_key(&file, |(index, _)| *index);
        let Some((_, file)) = found.ok().and_then(|at| self.files.get(at)) else { return "" };
        let is_of_server = export::by_kind(file.kind).is_some_and(|export| export.reach == Reach::Server);
        let folder = || file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        match file.layout {
            _ if !is_of_server => "",
            "pem" | "der" => folder(),
            _ => file.path.as_str(),
        }
    }

    /// How good a place a file is for what several tell, the best first: what the rule is about before exports it looks at as
    /// well, whole ones before others, tables before copies without a heading.
    pub fn rank(&self, rule: &Rule, file: usize) -> (bool, bool, bool, usize) {
        let found = self.files.binary_search_by_key(&file, |(index, _)| *index);
        let Some((_, of)) = found.ok().and_then(|at| self.files.get(at)) else { return (true, true, true, file) };
        let is_partial = of.judgement.flaws.iter().any(|flaw| flaw.incomplete);
        (!rule.source.exports.contains(&of.kind), is_partial, of.layout == text::LAYOUT.name, file)
    }

    /// Hands out the records of a derived kind that the rules, or others beside them, ask for.
    pub fn derive(&self, rules: &RuleSet, kind: &str, take: &mut dyn Take) {
        if let Some((number, derived)) = derived(kind) {
            (derived.derive)(&self.collected(number), rules.interest(number), take);
        }
    }

    /// What the files kept for the derived kind with this number.
    pub(super) fn collected(&self, number: usize) -> Collected<'_> {
        let files = self.files.iter();
        let files = files.map(|(index, file)| (*index, file.path.as_str(), &file.judgement.collection));
        let collected = Collected::of(number, files);
        let (own, Together(kinds)) = (self.together.0, &*self.together.1);
        match kinds.get(number) {
            Some(Some(together)) => collected.within(own, together.as_ref()),
            _ => collected,
        }
    }

    /// Why nothing follows from what is not among the records of this kind; none if the files show all there are, or if the
    /// kind is an export's own.
    pub fn lacks(&self, kind: &str, looked_at: &Lacking<'_>) -> Option<Lack> {
        let (number, derived) = derived(kind)?;
        (derived.lacks)(&self.collected(number), looked_at)
    }

    /// Why a rule about records of this kind with one of these asking values has nothing to say of the system, for they are told of
    /// another one with which it is put together.
    pub fn elsewhere(&self, kind: &str, values: &[&str]) -> Option<String> {
        if let Some((number, derived @ Derived { across: Across::Landscape(_), .. })) = derived(kind) {
            let collected = self.collected(number);
            return values.iter().find_map(|value| (derived.elsewhere)(&collected, Elsewhere::Records(value)));
        }
        let all = DERIVED.iter().enumerate();
        all.into_iter().find_map(|(number, derived)| (derived.elsewhere)(&self.collected(number), Elsewhere::Abap))
    }

    /// Takes out of the files what rules found in them, file after file.
    fn take_tallies(&mut self, rules: &RuleSet) -> BTreeMap<usize, Tally> {
        let differing = self.differing(rules);
        let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
        for (_, file) in &mut self.files {
            for (rule, tally) in std::mem::take(&mut file.judgement.tallies) {
                tallies.entry(rule).or_default().add(*tally, 0);
            }
        }
        for (rule, differ) in differing {
            tallies.entry(rule).or_default().differ = differ;
        }
        tallies
    }

    /// By rule, in what whole files of one table differ.
    fn differing(&self, rules: &RuleSet) -> BTreeMap<usize, BTreeMap<usize, (usize, usize)>> {
        let mut needed: BTreeMap<usize, Vec<_>> = BTreeMap::new();
        if self.files.iter().all(|(_, file)| file.equals.is_none()) {
            return BTreeMap::new();
        }
        for (index, file) in &self.files {
            for number in rules.about(file.kind) {
                let Some(rule) = rules.rules.get(number).filter(|rule| rule.source.exports.contains(&file.kind)) else {
                    continue;
                };
                // A rule without a tally met nothing.
                let tally = file.judgement.tallies.iter().find(|(of, _)| *of == number).map(|(_, tally)| tally);
                let shown = tally.map_or_else(BTreeSet::new, |tally| differ::needed(rule, tally));
                needed.entry(number).or_default().push((*index, file.equals, shown));
            }
        }
        let mut differing = BTreeMap::new();
        for (rule, files) in needed {
            let shows: Vec<_> = files.iter().map(|(file, equals, shown)| (*file, *equals, shown)).collect();
            differing.insert(rule, differ(&shows));
        }
        differing
    }
}

fn describe(file: &JudgedFile) -> FileOf<'_> {
    FileOf {
        kind: file.kind,
        reach: export::by_kind(file.kind).map_or(Reach::Own, |export| export.reach),
        part: file.judgement.part.as_deref(),
        whole: !file.judgement.flaws.iter().any(|flaw| flaw.incomplete),
        taken: file.judgement.titles.taken(),
    }
}

/// Takes out files that newer ones replace, and tells those that whole ones stand beside. The answer is what to say of them.
fn weigh(files: &mut Vec<(usize, JudgedFile)>) -> Vec<Remark> {
    let described: Vec<FileOf<'_>> = files.iter().map(|(_, file)| describe(file)).collect();
    let standings = copies::weigh(&described);
    let equals = copies::equals(&described, &standings);
    let equals: Vec<Option<usize>> = equals.into_iter().map(|first| Some(files.get(first?)?.0)).collect();
    let path = |file: usize| files.get(file).map_or("", |(_, file)| file.path.as_str());
    let date =
        |file: usize| described.get(file).and_then(|file| file.taken).map_or_else(String::new, |it| it.to_string());
    let remark = |(file, standing): (usize, &Standing)| {
        let sentence = match *standing {
            Standing::Counts => return None,
            Standing::CountsBeside(other) => format!(
                "{} shows the same table, and their dates do not tell which of them is newer: both count",
                path(other)
            ),
            Standing::Covered(whole) => format!("{} is whole: what is missing here is judged there", path(whole)),
            Standing::CutButNewer(older) => {
                format!("newer than {} of {}, but not whole: both count", path(older), date(older))
            }
            Standing::SecondOf(first) => {
                format!(
                    "a system has one file of this kind, and {} is it: put both together, or give each system a folder",
                    path(first)
                )
            }
            Standing::LeftAside(newer) => {
                format!("left aside, as of {}: {} is newer, as of {}", date(file), path(newer), date(newer))
            }
        };
        let is_mistake = matches!(standing, Standing::SecondOf(_));
        let left_aside = is_mistake || matches!(standing, Standing::LeftAside(_));
        Some(Remark { file: files.get(file)?.0, text: sentence, left_aside, is_mistake })
    };
    let remarks = standings.iter().enumerate().filter_map(remark).collect();
    files.iter_mut().zip(equals).for_each(|((_, file), equals)| file.equals = equals);
    let mut standings = standings.iter();
    files.retain_mut(|(_, file)| match standings.next() {
        Some(Standing::LeftAside(_) | Standing::SecondOf(_)) => false,
        Some(Standing::Covered(_)) => {
            file.cover();
            true
        }
        _ => true,
    });
    remarks
}

/// Makes of the files of all systems what records follow from.
pub(super) fn put_together(systems: &mut [SystemFiles<'_>], as_of: Date) {
    let kind = |(number, derived): (usize, &&'static Derived)| {
        let Across::Landscape(make) = derived.across else { return None };
        if systems.iter().all(|files| files.collected(number).is_empty()) {
            return None;
        }
        let all = systems.iter().map(|files| OfSystem {
            system: files.system,
            role: files.role,
            collected: files.collected(number),
        });
        Some(make(&all.collect::<Vec<_>>(), as_of))
    };
    let together = Arc::new(Together(DERIVED.iter().enumerate().map(kind).collect()));
    for (number, system) in systems.iter_mut().enumerate() {
        system.together = (number, Arc::clone(&together));
    }
}

/// Who trusts whom, as what was made of the files of all systems shows it.
pub(crate) fn pictures(systems: &[SystemFiles<'_>]) -> Vec<Picture> {
    let Some(Together(kinds)) = systems.first().map(|system| &*system.together.1) else { return Vec::new() };
    let of = |(derived, together): (&&'static Derived, &Option<Box<dyn Any + Send + Sync>>)| {
        together.as_deref().map(derived.pictures).unwrap_or_default()
    };
    DERIVED.iter().zip(kinds).flat_map(of).collect()
}

/// What rules found in all files of one system.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    pub tallies: BTreeMap<usize, Tally>,
    /// By rule, what it says of each application server alone.
    pub servers: BTreeMap<usize, Vec<Server>>,
}

/// What one rule says of one application server.
#[derive(Debug)]
pub(crate) struct Server {
    /// The file that shows what the server has.
    pub file: usize,
    /// It has what it must have; none if that is not known.
    pub has: Option<bool>,
}

impl Evidence {
    /// Puts together what the files gave, and looks at what follows from several of them.
    pub fn gather(rules: &RuleSet, system: &mut SystemFiles<'_>, setting: Setting<'_>) -> Self {
        let mut evidence = Self { tallies: system.take_tallies(rules), servers: BTreeMap::new() };
        for number in 0..DERIVED.len() {
            evidence.follow(rules, system, setting, number);
        }
        evidence
    }

    fn follow(&mut self, rules: &RuleSet, system: &SystemFiles<'_>, setting: Setting<'_>, number: usize) {
        self.servers.extend(following::judge(rules, setting, system, number, &mut self.tallies));
    }
}

/// The values of a system that records are compared with, by the number of the reference.
pub(super) fn references(
    rules: &RuleSet,
    system: &SystemFiles<'_>,
    setting: Setting<'_>,
) -> BTreeMap<usize, KnownReference> {
    let mut references: BTreeMap<usize, KnownReference> = BTreeMap::new();
    for (_, file) in &system.files {
        for (reference, values) in &file.judgement.references {
            let known = references.entry(*reference).or_default();
            known.add(values, &file.path);
            known.unsure = known.unsure.take().or_else(|| file.incomplete());
        }
    }
    for (reference, known) in &mut references {
        let shows = system.files.iter().filter_map(|(index, file)| {
            let (_, values) = file.judgement.references.iter().find(|(number, _)| number == reference)?;
            Some((*index, file.equals, &values.values))
        });
        let shows: Vec<_> = shows.collect();
        let differ = differ(&shows);
        if let Some((has, lacks)) = differ.values().next() {
            let sure = known.values.iter().filter(|value| !differ.contains_key(*value)).map(str::to_owned).collect();
            known.differ = Some((sure, differ::reason(system.path(*has), system.path(*lacks))));
        }
    }
    for number in 0..DERIVED.len() {
        following::look_up(rules, setting, system, number, &mut references);
    }
    references
}

/// The derived kind of this name, with its number.
fn derived(kind: &str) -> Option<(usize, &'static Derived)> {
    DERIVED.iter().copied().enumerate().find(|(_, derived)| derived.kind == kind)
}
