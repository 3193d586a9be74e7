//! What the files of one system give together: what rules found, the values that other records are compared with.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::compile::Rule;
use super::differ::{self, differ};
use super::judge::{Judgement, ReferenceValues};
use super::known::KnownReference;
use super::set::RuleSet;
use super::tally::{Setting, Tally};
use crate::export::{self, Reach};
use crate::landscape::copies::{self, FileOf, Standing};
use crate::landscape::parameters::{self, EffectiveParameter, ParameterFile};
use crate::landscape::{Inferred, Role, RoleEvidence, System, infer_role};
use crate::layout::{Flaw, text};

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
}

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
}

impl<'s> SystemFiles<'s> {
    /// Takes the exports of a system; the indexes ascend.
    pub fn new(system: &'s System, mut files: Vec<(usize, JudgedFile)>, unread: Vec<UnreadFile>) -> Self {
        let remarks = weigh(&mut files);
        let mut evidence = RoleEvidence::default();
        for (_, file) in &files {
            evidence.components.extend(file.judgement.roles.components.iter().cloned());
            evidence.support_users |= file.judgement.roles.support_users;
            evidence.stack = file.judgement.roles.stack.or(evidence.stack);
            evidence.more_components |= file.judgement.roles.more_components;
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
        Self { system, role, roles, stack, inferred, files, remarks, unread }
    }

    /// A file that could not be read and may tell of one of these exports.
    pub fn unread_of(&self, exports: &[&str]) -> Option<&UnreadFile> {
        let tells = |file: &&UnreadFile| file.kinds.is_empty() || file.kinds.iter().any(|kind| exports.contains(kind));
        self.unread.iter().find(tells)
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

    /// The files show all profile parameters that are set, as far as one can see: a whole list of what runs, or both the
    /// default profile and an instance profile.
    pub fn has_whole_parameters(&self) -> bool {
        let whole = |level: &str| self.parameter_files().any(|file| file.whole && file.profile && file.level == level);
        let runs = self.parameter_files().any(|file| file.is_runtime() && file.whole);
        runs || (whole("default") && whole("instance"))
    }

    /// Why no profile of the system counts, if all are of a Web Dispatcher or the like.
    pub fn only_other_profiles(&self) -> Option<String> {
        let counts = |file: &&(usize, JudgedFile)| file.1.judgement.parameters.is_some();
        let mut others = self.files.iter().filter(counts).map(|(_, file)| {
            let parameters = file.judgement.parameters.as_ref()?;
            Some((parameters.level == "default", &file.path, parameters.other_than_abap()))
        });
        let (_, path, other) = others.clone().flatten().find(|(.., other)| other.is_some())?;
        let none_counts = others.all(|file| file.is_some_and(|(is_default, _, other)| is_default || other.is_some()));
        none_counts
            .then(|| format!("{path} belongs to {}, not to an ABAP application server", other.unwrap_or_default()))
    }

    /// A file lists all services of an ICM.
    pub fn has_whole_services(&self) -> bool {
        self.parameter_files().any(|file| file.services.is_some() && file.whole)
    }

    fn parameter_files(&self) -> impl Iterator<Item = &ParameterFile> {
        let files = self.files.iter().map(|(_, file)| &file.judgement);
        files.flat_map(|judgement| judgement.parameters.iter().chain(&judgement.instances))
    }

    /// What a rule on effective parameters says of each application server, where several show what they have.
    fn by_server(&self, rules: &RuleSet, rule: usize, setting: Setting<'_>) -> Vec<Server> {
        // Instances without dialog work processes need no services of the ICM.
        let is_dialog = |file: &&ParameterFile| file.instance.as_ref().is_none_or(|name| name.starts_with('D'));
        let of = |services: bool| {
            let runs = self.parameter_files().filter(move |file| !file.profile && file.services.is_some() == services);
            runs.filter(is_dialog).collect::<Vec<_>>()
        };
        let several = [of(true), of(false)].into_iter().filter(|files| files.len() > 1).flatten();
        let judge = |file: &ParameterFile| {
            let mut tally = Tally::default();
            for parameter in parameters::derive(&[file], &rules.asked) {
                tally.look(&rules.rules[rule], setting, file.file, &parameter, &parameter.row.row());
            }
            let has = (tally.held > 0).then_some(true);
            Server { file: file.file, has: has.or((file.whole && tally.unknown.is_empty()).then_some(false)) }
        };
        several.map(judge).collect()
    }

    /// Takes out of the files what rules found in them, file after file.
    fn take_tallies(&mut self, rules: &RuleSet) -> BTreeMap<usize, Tally> {
        let differing = self.differing(rules);
        let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
        for (_, file) in &mut self.files {
            for (rule, tally) in std::mem::take(&mut file.judgement.tallies) {
                tallies.entry(rule).or_default().add(tally, 0);
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
            for (number, tally) in &file.judgement.tallies {
                if let Some(rule) = rules.rules.get(*number).filter(|rule| rule.source.exports.contains(&file.kind)) {
                    needed.entry(*number).or_default().push((*index, file.equals, differ::needed(rule, tally)));
                }
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
            Standing::LeftAside(newer) => {
                format!("left aside, as of {}: {} is newer, as of {}", date(file), path(newer), date(newer))
            }
        };
        let left_aside = matches!(standing, Standing::LeftAside(_));
        Some(Remark { file: files.get(file)?.0, text: sentence, left_aside })
    };
    let remarks = standings.iter().enumerate().filter_map(remark).collect();
    files.iter_mut().zip(equals).for_each(|((_, file), equals)| file.equals = equals);
    let mut standings = standings.iter();
    files.retain_mut(|(_, file)| match standings.next() {
        Some(Standing::LeftAside(_)) => false,
        Some(Standing::Covered(_)) => {
            file.cover();
            true
        }
        _ => true,
    });
    remarks
}

/// What rules found in all files of one system, and what its records are to others.
pub(super) struct Evidence {
    pub tallies: BTreeMap<usize, Tally>,
    pub references: BTreeMap<usize, KnownReference>,
    /// By rule, what it says of each application server alone.
    pub servers: BTreeMap<usize, Vec<Server>>,
}

/// What one rule says of one application server.
#[derive(Debug)]
pub(super) struct Server {
    /// The file that shows what the server has.
    pub file: usize,
    /// It has what it must have; none if that is not known.
    pub has: Option<bool>,
}

impl Evidence {
    /// Puts together what the files gave, and looks at what follows from several of them.
    pub fn gather(rules: &RuleSet, system: &mut SystemFiles<'_>, as_of: Date, excerpts: bool) -> Self {
        let mut tallies = system.take_tallies(rules);
        let mut references: BTreeMap<usize, KnownReference> = BTreeMap::new();
        for (_, file) in &system.files {
            for (reference, values) in &file.judgement.references {
                let known = references.entry(*reference).or_default();
                known.add(values, &file.path);
                known.unsure = known.unsure.take().or_else(|| file.incomplete());
            }
        }
        for (reference, known) in &mut references {
            let of_file =
                |judgement: &Judgement| judgement.references.iter().position(|(number, _)| number == reference);
            let shows = system.files.iter().filter_map(|(index, file)| {
                let (_, values) = file.judgement.references.get(of_file(&file.judgement)?)?;
                Some((*index, file.equals, &values.values))
            });
            let shows: Vec<_> = shows.collect();
            let differ = differ(&shows);
            if let Some((has, lacks)) = differ.values().next() {
                let sure = known.values.iter().filter(|value| !differ.contains_key(*value)).cloned().collect();
                known.differ = Some((sure, differ::reason(system.path(*has), system.path(*lacks))));
            }
        }
        let setting = Setting { system: system.system, as_of, excerpts };
        let files: Vec<&ParameterFile> = system.parameter_files().collect();
        for parameter in parameters::derive(&files, &rules.asked) {
            let EffectiveParameter { file, row, .. } = &parameter;
            for rule in rules.about(parameters::KIND) {
                let tally = tallies.entry(rule).or_default();
                tally.look(&rules.rules[rule], setting, *file, &parameter, &row.row());
            }
            for reference in rules.references_to(parameters::KIND) {
                let mut values = ReferenceValues::default();
                values.look(&rules.references[reference], setting, &parameter, &row.row());
                references.entry(reference).or_default().add(&values, system.path(*file));
            }
        }
        let each_server = |rule: &usize| rules.rules.get(*rule).is_some_and(|rule| rule.each_server.is_some());
        let asking = rules.about(parameters::KIND).filter(each_server);
        let servers = asking.map(|rule| (rule, system.by_server(rules, rule, setting))).collect();
        Self { tallies, references, servers }
    }
}

/// What an administrator calls these exports, any of which would do.
pub(crate) fn titles(kinds: &[&str]) -> String {
    let title = |kind: &&str| {
        export::by_kind(kind)
            .map_or_else(|| (*kind).to_owned(), |export| format!("{} ({})", export.title, export.origin))
    };
    kinds.iter().map(title).collect::<Vec<_>>().join(" or ")
}
