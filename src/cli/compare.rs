//! `--staged` and `--since`: both states are judged with the same rules, configuration and date; what the earlier one had is known of
//! the later one.
//!
//! Of the index only the systems are judged that the change touches, and of the others no more is read than rules need that look at
//! several systems. If such a rule finds something new in another system, the change touches that one, too.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::change::{Change, Now};
use super::systems::Side;
use super::{Staged, Terminal};
use crate::check::change::{Lost, Withdrawn, is_required_lost, lost, removed, withdrawn};
use crate::check::{Assigned, Input, Ran, Request, Required};
use crate::config::{Config, Notice};
use crate::export::{self, needs};
use crate::finding::Status;
use crate::input::git::State;
use crate::knowledge::secret;
use crate::report::{FileStatus, Report};
use crate::terminal_text::counted;

impl Side<'_> {
    /// What to check of it.
    fn request<'r>(&self, blank: Request<'r>, scope: &Scope) -> Request<'r> {
        let Scope { judged, with_neighbours, passed } = scope;
        let mut systems = self.assignment.systems.clone();
        let is_neighbour = |name: &String| judged.as_ref().is_some_and(|judged| !judged.contains(name));
        let neighbours: Vec<bool> = systems.iter().map(|system| is_neighbour(&system.name)).collect();
        let mut files = Vec::with_capacity(self.inputs.len());
        for (input, system) in self.inputs.iter().zip(&self.assignment.of) {
            let is_neighbours = neighbours.get(*system).copied().unwrap_or(false);
            let is_passed = is_neighbours && passed.contains(&input.path);
            if is_passed && let Some(of) = systems.get_mut(*system) {
                // It is there, even if nothing of it is read.
                of.expected = true;
            }
            if !is_neighbours || (*with_neighbours && !is_passed) {
                files.push(Assigned { input: input.clone(), system: *system });
            }
        }
        Request { files, systems, neighbours, ..blank }
    }

    /// The indexes of the files of a report.
    fn indexes(&self, report: &Report) -> Vec<usize> {
        let path = |input: &Input| secret::veiled_path(&input.path).into_owned();
        let by_path: HashMap<String, usize> = self.inputs.iter().map(path).zip(0..).collect();
        report.files.iter().map(|file| by_path.get(&file.path).copied().unwrap_or_default()).collect()
    }

    /// The names of the systems that have files.
    fn names(&self) -> impl Iterator<Item = &str> {
        let name = |system: &usize| self.assignment.systems.get(*system).map(|system| system.name.as_str());
        self.assignment.of.iter().filter_map(name)
    }

    /// The files of a report on this state whose content cannot be had, and why: those that are damaged can.
    fn absent(&self, report: &Report) -> Vec<(String, String)> {
        let failed: HashSet<&str> =
            report.files.iter().filter(|it| it.status == FileStatus::Failed).map(|it| it.path.as_str()).collect();
        let inputs = self.inputs.iter().filter(|input| failed.contains(&*secret::veiled_path(&input.path)));
        inputs.filter_map(|input| Some((input.path.clone(), input.content.open().err()?.to_string()))).collect()
    }

    /// The system of each file, by its path.
    fn systems(&self) -> BTreeMap<&str, &str> {
        let name = |system: &usize| self.assignment.systems.get(*system).map_or("", |system| system.name.as_str());
        self.inputs.iter().map(|input| input.path.as_str()).zip(self.assignment.of.iter().map(name)).collect()
    }
}

/// What is read of a state, and what of that is judged.
#[derive(Clone, Default)]
struct Scope {
    /// The systems to judge; none means all.
    judged: Option<BTreeSet<String>>,
    /// The others are read as far as they matter to these.
    with_neighbours: bool,
    /// Paths of exports of theirs that matter to none.
    passed: BTreeSet<String>,
}

/// How the later state differs from the earlier one.
pub(super) struct Compared {
    /// All systems were judged.
    pub whole: bool,
    /// The indexes of the report's files among all that were found.
    pub files: Vec<usize>,
    before: Option<Report>,
    /// Findings that were there before.
    known: usize,
    /// Systems that were not judged.
    others: usize,
    /// Paths of files of the earlier state whose content git does not have, and what it says.
    absent: Vec<(String, String)>,
}

/// Judges both states.
pub(super) fn run<'r>(
    change: &Change,
    now: &Side<'_>,
    config: &Config,
    blank: &dyn Fn() -> Request<'r>,
    check: &dyn Fn(&Request<'_>) -> Ran,
) -> (Report, Vec<Notice>, Compared) {
    let before_side = change.before.as_ref().map(|state| Side::of(&state.found, &change.view, config));
    let (what, touched) = match &change.now {
        Now::Folders(_) => (None, Touched::default()),
        Now::Index { state, what, .. } => {
            (Some(*what), Touched::between((state, now), change.before.as_ref().zip(before_side.as_ref())))
        }
    };
    let only_touched = what == Some(Staged::Change);
    // Of the earlier state no more is wanted than what changed can be compared with.
    let mut scope =
        Scope { judged: what.map(|_| touched.systems), with_neighbours: what == Some(Staged::All), ..Scope::default() };
    loop {
        let of_now = if only_touched { scope.clone() } else { Scope::default() };
        let request = now.request(blank(), &of_now);
        let Ran { mut report, notices, passed, .. } = check(&request);
        let path = |file: usize| request.files.get(file).map(|file| file.input.path.clone());
        // What is not judged has not changed: what does not matter in the one state does not in the other.
        scope.passed.extend(passed.into_iter().filter_map(path));
        let before = before_side.as_ref().map(|before| {
            let blank = Request { excerpts: false, progress: None, ..blank() };
            check(&before.request(blank, &scope)).report
        });
        let judged = scope.judged.as_ref();
        let has_neighbours =
            now.assignment.systems.iter().any(|it| judged.is_some_and(|judged| !judged.contains(&it.name)));
        if has_neighbours && !scope.with_neighbours {
            let across = blank().rules.kinds_across();
            let matters =
                |report: &Report| report.files.iter().any(|file| file.export.is_some_and(|kind| across.contains(kind)));
            scope.with_neighbours = matters(&report) || before.as_ref().is_some_and(matters);
            if scope.with_neighbours {
                continue;
            }
        }
        // A baseline knows of its own.
        let known = |report: &Report| {
            let known = report.findings.groups().filter(|group| group.status == Status::Known);
            known.map(|group| group.count).sum::<usize>()
        };
        let by_baseline = known(&report);
        if let Some(before) = before.as_ref().filter(|_| what != Some(Staged::All)) {
            let seen = before.findings.seen(|_, status| status == Status::New);
            report.findings.know(&seen, touched.files.clone());
        }
        let is_judged = |system: &str| scope.judged.as_ref().is_none_or(|judged| judged.contains(system));
        if only_touched {
            let new = report.findings.groups().filter(|group| group.status == Status::New);
            let more = new.map(|group| group.system).filter(|system| !is_judged(system));
            let more: BTreeSet<String> = more.map(str::to_owned).collect();
            if !more.is_empty() {
                scope.judged.iter_mut().for_each(|judged| judged.extend(more.iter().cloned()));
                continue;
            }
            report.findings.keep_systems(is_judged);
        }
        // A rule across systems judges all of them otherwise where one lost what it looks at.
        let all = now.names().chain(before_side.iter().flat_map(Side::names)).map(str::to_owned);
        let all: BTreeSet<String> = all.collect();
        if scope.judged.as_ref().is_some_and(|judged| *judged != all)
            && before.as_ref().is_some_and(|before| loses_any(&report, before, &blank().rules.kinds_across()))
        {
            scope.judged = Some(all);
            continue;
        }
        let absent = before.iter().zip(&before_side).flat_map(|(before, side)| side.absent(before)).collect();
        let known = known(&report).saturating_sub(by_baseline);
        let others = now.assignment.systems.iter().filter(|system| only_touched && !is_judged(&system.name)).count();
        let files = now.indexes(&report);
        return (report, notices, Compared { whole: others == 0, files, before, known, others, absent });
    }
}

impl Compared {
    /// Whether a check that is required could not be made, and the change is to blame for that.
    pub fn is_required_missed(&self, report: &Report, required: &Required) -> bool {
        is_required_lost(report, self.before.as_ref(), required)
    }

    /// Whether git lacks content of the earlier state: nobody knows what the change took away.
    pub fn lacks_content(&self) -> bool {
        !self.absent.is_empty()
    }

    /// Says what the change took away, and with `all` what does not count.
    pub fn tell(&self, report: &Report, change: &Change, all: bool, terminal: &mut Terminal<'_>) {
        let with = change.compared_with();
        for (path, why) in &self.absent {
            terminal.say(&format!("error: {path} as it was at {with} cannot be read: {why}"));
        }
        for lost in self.before.iter().flat_map(|before| lost(report, before)) {
            terminal.say(&format!("warning: {}", sentence(&lost, with)));
        }
        for Withdrawn { system, rules, export: (path, kind) } in
            self.before.iter().flat_map(|before| withdrawn(report, before))
        {
            let rules = rules.into_iter().collect::<Vec<_>>().join(", ");
            terminal.say(&format!(
                "warning: {system}: what was found by {rules} went with {path}, {}, which is there no more: nothing shows that it is corrected",
                needs::titles(&[kind])
            ));
        }
        if !all {
            return;
        }
        let is_staged = matches!(change.now, Now::Index { what: Staged::Change, .. });
        let nothing = report.files.iter().all(|file| file.export.is_none()) && is_staged;
        let way = if is_staged { " (--staged=all judges all)" } else { "" };
        if nothing && self.before.as_ref().is_none_or(|before| before.files.iter().all(|file| file.export.is_none())) {
            terminal.say(&format!("the staged change touches no export: there is nothing to judge{way}"));
        } else if self.others > 0 {
            let are = if self.others == 1 { "is" } else { "are" };
            let systems = counted(self.others, "other system");
            terminal.say(&format!("{systems} {are} not touched by the staged change, and not judged{way}"));
        }
        if self.known > 0 {
            let (findings, were) = (counted(self.known, "finding"), if self.known == 1 { "was" } else { "were" });
            let way = if is_staged { "; --staged=all counts them, too" } else { "" };
            terminal.say(&format!("{findings} {were} there before ({with}) and {} not count{way}", does(self.known)));
        }
    }
}

/// Whether an export of these kinds was there before, and is not now.
fn loses_any(now: &Report, before: &Report, kinds: &BTreeSet<&'static str>) -> bool {
    removed(now, before).into_values().flatten().any(|(_, kind)| kinds.contains(kind))
}

fn does(number: usize) -> &'static str {
    if number == 1 { "does" } else { "do" }
}

/// What can no longer be checked, why, and the way back.
fn sentence(lost: &Lost, with: &str) -> String {
    let mut told = match lost.rules.as_slice() {
        [] => format!("{}: no check is lost", lost.system),
        [rule] => format!("{}: the check {rule} was made at {with} and can no longer be made", lost.system),
        rules => format!("{}: {} checks were made at {with} and can no longer be made", lost.system, rules.len()),
    };
    if let Some((before, now)) = &lost.role {
        told.push_str(&format!("; it counts as {now} now, and as {before} before"));
    }
    if lost.exports.is_empty() {
        told.push_str(
            ": an export is there and does not tell what it told before; the report says which checks lack what",
        );
        return told;
    }
    let title = |kind: &str| {
        export::by_kind(kind).map_or_else(|| kind.to_owned(), |export| format!("{} ({})", export.title, export.origin))
    };
    let shown = lost.exports.iter().take(MOST_EXPORTS).map(|(path, kind)| format!("{path} with {}", title(kind)));
    told.push_str(&format!(": restore {}", shown.collect::<Vec<_>>().join("; ")));
    if let more @ 1.. = lost.exports.len().saturating_sub(MOST_EXPORTS) {
        told.push_str(&format!("; and {more} more"));
    }
    told
}

/// So many exports to restore are named for one system.
const MOST_EXPORTS: usize = 5;

/// What a change touches.
#[derive(Default)]
struct Touched {
    /// Systems of which a file is another one now, is new, or is gone.
    systems: BTreeSet<String>,
    /// The files, as the report names them, that are new or have another content.
    files: BTreeSet<String>,
}

impl Touched {
    fn between((now, now_side): (&State, &Side<'_>), before: Option<(&State, &Side<'_>)>) -> Self {
        let empty = State::default();
        let old = before.map_or(&empty, |(state, _)| state);
        let systems = now_side.systems();
        let old_systems = before.map_or_else(BTreeMap::new, |(_, side)| side.systems());
        let is_changed = |path: &str| now.contents.get(path) != old.contents.get(path);
        let mut touched = Self::default();
        for (state, own, others) in [(now, &systems, &old_systems), (old, &old_systems, &systems)] {
            for (path, system) in own {
                if is_changed(state.tracked(path)) || others.get(path).is_some_and(|other| other != system) {
                    touched.systems.insert((*system).to_owned());
                }
            }
        }
        // What is gone under one name, and there with the same content under another one, was only renamed.
        let gone = old.contents.iter().filter(|(path, _)| !now.contents.contains_key(*path));
        let gone: BTreeSet<_> =
            gone.filter_map(|(path, content)| Some((content, *old_systems.get(path.as_str())?))).collect();
        let is_renamed = |path: &str, system: &str| {
            let content = now.contents.get(path).filter(|_| !old.contents.contains_key(path));
            content.is_some_and(|content| gone.contains(&(content, system)))
        };
        let files = systems.iter().filter(|(path, system)| is_changed(now.tracked(path)) && !is_renamed(path, system));
        touched.files = files.map(|(path, _)| secret::veiled_path(path).into_owned()).collect();
        touched
    }
}
