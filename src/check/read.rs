//! All files of a request: read on all threads, the largest first, and put together to systems.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::file::{self, Outcome};
use super::input::Shared;
use super::{Assigned, Content, Input, Names, Request, in_turn};
use crate::export::{self, Class, certificates};
use crate::input::Place;
use crate::landscape::System;
use crate::layout::{self, Heading, Layout};
use crate::redact::{self, Own, Words};
use crate::report::{FileNote, FileReport, FileStatus};
use crate::rule::judging::{JudgedFile, Remark, Screens, Setting, SystemFiles, UnreadFile};
use crate::threads::in_pool;

/// Below this many bytes nothing is gained by threads: starting them costs more than reading.
const FEW_BYTES: u64 = 1 << 20;

/// What is known when all files are read.
pub(super) struct Read<'r> {
    /// For each file of the request.
    pub files: Vec<FileReport>,
    pub exports: Vec<SystemFiles<'r>>,
    /// See [`super::Ran::passed`].
    pub passed: Vec<usize>,
    pub names: Names,
}

pub(super) fn is_parallel(request: &Request<'_>) -> bool {
    match request.jobs {
        Some(jobs) => jobs > 1,
        None => is_much(request),
    }
}

/// Reads all files, and puts the exports of each system together.
pub(super) fn read_all<'r>(request: &'r Request<'_>) -> Read<'r> {
    let setting = |index: usize| Setting {
        inventory: request.inventories.then(|| request.common_lines.get(index).and_then(Option::as_deref)),
        ..Setting::judged(&request.systems[request.files[index].system], request.as_of, request.excerpts)
    };
    if let Some(progress) = request.progress {
        let own = || request.files.iter().filter(|file| request.is_read(file));
        progress.expect(own().count() as u64, own().map(|file| file.input.content.size()).sum());
    }
    let screens = match request.names {
        Some(own) => Screens::none_but_names(request.rules, own),
        None => Screens::new(request.rules),
    };
    let screens = screens.with_policies(request.policies.as_ref());
    let parallel = is_parallel(request);
    let across = if request.neighbours.contains(&true) { request.rules.kinds_across() } else { BTreeSet::new() };
    let run =
        Shared { screens: &screens, portions: request.portions, parallel, progress: request.progress, kinds: None };
    let run_on = |file: &Assigned| Shared { kinds: request.is_neighbour(file.system).then_some(&across), ..run };
    let done = |index: usize, outcome: Outcome| {
        if let Some(progress) = request.progress {
            progress.end_file(outcome.judged.as_ref().map_or(0, |judged| judged.judgement.matches()));
        }
        (index, outcome)
    };
    let read = |(index, file): (usize, &Assigned)| {
        let now = request.is_read(file) && !in_turn::is_in_turn(file);
        now.then(|| done(index, file::read(&file.input, index, run_on(file), setting(index))))
    };
    let archives = in_turn::archives(request);
    let read_archive = |archive: &_| in_turn::read(archive, request, &run_on, &setting, &done);
    let mut outcomes: Vec<(usize, Outcome)> = if parallel {
        let work = largest_first(request, archives.len());
        let one = |at: usize| match work.get(at)? {
            Work::Archive(archive) => Some(read_archive(archives.get(*archive)?)),
            Work::File(index) => Some(read((*index, request.files.get(*index)?)).into_iter().collect()),
        };
        in_pool(request.jobs, || in_order(one)).into_iter().flatten().collect()
    } else {
        let files = request.files.iter().enumerate().filter_map(read);
        files.chain(archives.iter().flat_map(read_archive)).collect()
    };
    if parallel || !archives.is_empty() {
        outcomes.sort_unstable_by_key(|(index, _)| *index);
    }
    let mut names = Names::default();
    for (index, outcome) in &mut outcomes {
        let Some(judged) = outcome.judged.as_mut().filter(|_| request.names.is_some()) else { continue };
        let mut words = std::mem::take(&mut judged.judgement.words);
        names.secrets.insert(*index, words.take_secrets());
        names.words.join(words, 0);
    }
    if let Some(own) = request.names {
        request.systems.iter().for_each(|system| note_names(own, system, &mut names.words));
    }
    let (mut files, judged): (Vec<_>, Vec<_>) = match &request.own {
        None => outcomes.into_iter().map(|(_, outcome)| (outcome.report, outcome.judged)).unzip(),
        Some(_) => {
            let mut outcomes = outcomes.into_iter().peekable();
            let of = |index: usize| match outcomes.next_if(|(of, _)| *of == index) {
                Some((_, outcome)) => (outcome.report, outcome.judged),
                // Another program reads it.
                None => (FileReport::unread(String::new(), String::new()), None),
            };
            (0..request.files.len()).map(of).unzip()
        }
    };
    let mut unread = unread_files(request, &files);
    let passed: Vec<usize> = passed(request, &files, &across);
    // A neighbour is there, even if none of its exports matters.
    unread.extend(passed.iter().filter_map(|file| Some((request.files.get(*file)?.system, None))));
    unread.retain(|(system, _)| request.is_own(*system));
    let mut exports = group(request, judged, unread);
    for Remark { file, text, left_aside, is_mistake } in
        exports.iter_mut().flat_map(|system| std::mem::take(&mut system.remarks))
    {
        let Some(file): Option<&mut FileReport> = files.get_mut(file) else { continue };
        if left_aside {
            file.reason.clone_from(&text);
            file.left_aside = true;
        }
        if is_mistake {
            file.status = FileStatus::Failed;
        }
        file.notes.insert(0, FileNote { line: 1, column: 1, message: text });
    }
    Read { files, exports, passed, names }
}

/// Notes the names by which a system is known.
fn note_names(own: &Own, system: &System, words: &mut Words) {
    let integration = &system.integration;
    words.name(own, redact::Kind::System, &system.name);
    let users = system.technical_user.iter().chain(&integration.user);
    users.for_each(|user| words.value(own, Class::User, "user", user));
    system.host.iter().for_each(|host| words.host(own, host));
    integration.roles.iter().flatten().for_each(|role| words.name(own, redact::Kind::Name, role));
}

/// The indexes of the exports of neighbours that were recognised and not read.
fn passed(request: &Request<'_>, files: &[FileReport], across: &BTreeSet<&'static str>) -> Vec<usize> {
    let of_neighbours = files.iter().zip(&request.files).enumerate();
    let of_neighbours = of_neighbours.filter(|(_, (_, of))| request.is_neighbour(of.system));
    let passed = of_neighbours.filter(|(_, (file, _))| file.export.is_some_and(|kind| !across.contains(kind)));
    passed.map(|(index, _)| index).collect()
}

fn is_much(request: &Request<'_>) -> bool {
    let mut bytes = 0;
    request.files.iter().filter(|file| request.is_read(file)).any(|file| {
        bytes += match file.input.content {
            // Only git knows.
            Content::Blob(_) => FEW_BYTES / 16,
            _ => file.input.content.size(),
        };
        bytes >= FEW_BYTES
    })
}

/// What one thread reads at a time: an archive, or a file that is in none that is read in turn.
enum Work {
    Archive(usize),
    File(usize),
}

/// What is to be read, the largest first, so that no thread is left with it when the others have nothing to do. Archives have many files.
fn largest_first(request: &Request<'_>, archives: usize) -> Vec<Work> {
    let files = &request.files;
    let is_read = |index: &usize| files.get(*index).is_some_and(|file| request.is_read(file));
    let mut by_size: Vec<usize> = (0..files.len()).filter(is_read).collect();
    // The disk is asked once for each.
    by_size.sort_by_cached_key(|index| Reverse(files.get(*index).map_or(0, |file| file.input.content.size())));
    (0..archives).map(Work::Archive).chain(by_size.into_iter().map(Work::File)).collect()
}

/// Has the threads of this pool do one thing after another, each as soon as it is free, until there is nothing more.
fn in_order<T: Send>(one: impl Fn(usize) -> Option<T> + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let own = |_: rayon::BroadcastContext<'_>| {
        let mut done = Vec::new();
        while let Some(result) = one(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(result);
        }
        done
    };
    rayon::broadcast(own).into_iter().flatten().collect()
}

/// Puts the exports of each system together. A folder without any export is no system, unless configuration names it or
/// something in it should have been read and could not.
fn group<'r>(
    request: &'r Request<'_>,
    judged: Vec<Option<JudgedFile>>,
    failed: Vec<(usize, Option<UnreadFile>)>,
) -> Vec<SystemFiles<'r>> {
    let mut unread: BTreeMap<usize, Vec<UnreadFile>> = BTreeMap::new();
    let expected = request.systems.iter().enumerate();
    let expected = expected.filter(|(index, system)| system.expected && request.is_own(*index));
    let mut by_system: BTreeMap<usize, Vec<(usize, JudgedFile)>> =
        expected.map(|(index, _)| (index, Vec::new())).collect();
    for (system, file) in failed {
        by_system.entry(system).or_default();
        unread.entry(system).or_default().extend(file);
    }
    for (index, judged) in judged.into_iter().enumerate() {
        let Some(judged) = judged.filter(|_| request.is_own(request.files[index].system)) else { continue };
        by_system.entry(request.files[index].system).or_default().push((index, judged));
    }
    // Keys alone make no system.
    let is_system = |system: usize, files: &[(usize, JudgedFile)]| {
        let tells = files.iter().any(|(_, file)| file.kind != export::credential_files::EXPORT.kind);
        tells || unread.contains_key(&system) || request.systems[system].expected
    };
    by_system.retain(|system, files| files.is_empty() || is_system(*system, files));
    let files = by_system.into_iter().map(|(system, files)| {
        let unread = unread.remove(&system).unwrap_or_default();
        let mut files = SystemFiles::new(&request.systems[system], files, unread);
        files.is_neighbour = request.is_neighbour(system);
        files
    });
    files.collect()
}

/// The files that could not be read, each with the system that it belongs to. An archive may have held files of its own system, and of
/// all others of which it holds any.
fn unread_files(request: &Request<'_>, files: &[FileReport]) -> Vec<(usize, Option<UnreadFile>)> {
    // What lies in a store of certificates and is none that can be read may be one.
    let is_lost = |file: &FileReport| {
        file.status == FileStatus::Unrecognized
            && !(file.is_report || file.is_credential)
            && certificates::is_of_store(Place::of(&file.path))
    };
    let failed = || {
        let files = files.iter().zip(&request.files);
        files.filter(move |(file, _)| file.status == FileStatus::Failed || is_lost(file))
    };
    let archives = failed().filter(|(_, assigned)| assigned.input.is_unread_archive());
    let mut systems_in: BTreeMap<&str, BTreeSet<usize>> =
        archives.map(|(_, Assigned { input, system })| (input.path.as_str(), BTreeSet::from([*system]))).collect();
    let inside = if systems_in.is_empty() { &[] } else { request.files.as_slice() };
    for Assigned { input, system } in inside {
        for (end, _) in input.path.match_indices('/') {
            if let Some(systems) = systems_in.get_mut(&input.path[..end]) {
                systems.insert(*system);
            }
        }
    }
    let mut unread_files = Vec::new();
    for (file, Assigned { input, system }) in failed() {
        unread_files.push((*system, unread(file, input)));
        let others = systems_in.get(input.path.as_str()).into_iter().flatten().filter(|other| *other != system);
        unread_files.extend(others.map(|other| (*other, unread(file, input))));
    }
    unread_files
}

/// What a file that could not be read may tell: what configuration or its name says, else a workbook may be any export. Of other
/// files nobody knows that they are any.
fn unread(file: &FileReport, input: &Input) -> Option<UnreadFile> {
    let name = input.path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let kinds: Vec<&'static str> = match input.forced {
        Some(export) => vec![export.kind],
        None if input.is_unread_archive() || file.may_be_any => Vec::new(),
        None if certificates::is_of_store(Place::of(&file.path)) => vec![certificates::CERTIFICATE.kind],
        None => export::named(&name).map(|export| export.kind).collect(),
    };
    let is_table = |layout: &Layout| layout.whole().is_some() && layout.heading == Heading::Row;
    let is_workbook =
        file.layout.and_then(layout::by_name).is_some_and(is_table) || layout::xlsx::is_workbook_name(&name);
    let any = is_workbook || input.is_unread_archive() || file.may_be_any;
    (any || !kinds.is_empty()).then(|| UnreadFile { path: file.path.clone(), kinds })
}
