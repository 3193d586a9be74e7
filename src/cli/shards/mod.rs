//! One check in several programs: `check --shard K/N` writes what it makes of its own systems into a file, and `merge` puts these together.

mod file;
mod merge;
mod same;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::paths::Asked;
use super::sieve::Sieve;
use super::systems::{Side, View};
use super::terminal::Told;
use super::{CLEAN, CheckArguments, Terminal, configuration, outputs, progress};
use crate::check::shard::Shard;
use crate::check::{Progress, Request, partial};
use crate::config::Config;
use crate::input::address;
use crate::input::discover::Discovered;
use crate::landscape::stores::Policies;
use crate::output::{Target, shown};
use crate::rule::RuleSet;

use file::{Head, OwnSystem};
pub(super) use merge::{MergeArguments, merge};
use same::Same;

/// Reads and judges the systems of one shard, and writes what there is to say of them.
pub(super) fn write(
    arguments: &CheckArguments,
    shard: Shard,
    (asked, found, sieve): (&Asked, &Discovered, &Sieve<'_>),
    (rules, config, policies): (&RuleSet, &Config, Option<&Arc<Policies>>),
    terminal: &mut Terminal<'_>,
) -> Result<u8, Told> {
    if asked.is_standard_input() {
        return Err(terminal.give_up(
            &"standard input is read once, so it is nothing to share: leave out --shard, or name files and folders",
        ));
    }
    let own_files = outputs::own_files(arguments.by.config.as_deref(), config, &arguments.by.rules);
    let target = place(arguments, found, own_files, terminal)?;
    let as_of = configuration::as_of(arguments.as_of, config);
    let view = View::from_here(asked.paths.clone());
    let side = Side::of(found, &view, config);
    let same =
        Same::of((rules, &arguments.by.rules), (config, arguments.by.config.as_deref()), policies.map(AsRef::as_ref));
    let same = same.map_err(|error| terminal.give_up(&error))?;
    let watched = terminal.live.then(Progress::default);
    let request = side.whole(Request {
        jobs: arguments.jobs.map(usize::from),
        fixes: true,
        progress: watched.as_ref(),
        policies: policies.cloned(),
        own: Some(side.assignment.systems.iter().map(|system| shard.has(&system.name)).collect()),
        ..Request::new(rules, config, as_of)
    });
    let judge = || partial::of(&request, &|file| side.assignment.why(file));
    let made = match &watched {
        Some(watched) => progress::show_while(watched, judge),
        None => judge(),
    };
    let with_files: BTreeSet<&str> =
        side.assignment.of.iter().filter_map(|of| Some(side.assignment.systems.get(*of)?.name.as_str())).collect();
    let own = |index: &usize| {
        let name = side.assignment.systems.get(*index)?.name.clone();
        Some(OwnSystem { index: *index, name })
    };
    let head = Head {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        shard: shard.number(),
        of: shard.of(),
        as_of,
        same,
        files: file::digest_of(found, &side.assignment),
        folder: std::env::current_dir().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default(),
        paths: asked.paths.iter().map(|path| path.to_string_lossy().into_owned()).collect(),
        configuration: config.path.clone(),
        asked: asked.for_a_shell(),
        category: address::of_paths(&view.paths),
        ignored: found.ignored,
        excluded: found.excluded,
        used_patterns: sieve.used(),
        with_files: config.systems.iter().map(|system| with_files.contains(system.name.as_str())).collect(),
        names_files: found.files.iter().any(|file| file.named),
        is_part: view.is_part_of(config),
        systems: made.systems.iter().filter_map(own).collect(),
    };
    let bytes = file::written(&head, &made.bytes).map_err(|error| terminal.give_up(&error))?;
    let written = match &target {
        Some(target) => target.write(&bytes),
        None => terminal.out.write_all(&bytes).and_then(|()| terminal.out.flush()),
    };
    if let Err(error) = written {
        let place = target.as_ref().map_or_else(|| "standard output".to_owned(), |target| shown(target.named()));
        return Ok(terminal.fail(&format!("cannot write {place}: {error}")));
    }
    std::mem::forget(request);
    Ok(CLEAN)
}

/// The file that the partial result goes into; none for standard output.
fn place(
    arguments: &CheckArguments,
    found: &Discovered,
    mut own_files: impl Iterator<Item = PathBuf>,
    terminal: &mut Terminal<'_>,
) -> Result<Option<Target>, Told> {
    let Some(path) = arguments.partial.as_deref().filter(|path| *path != Path::new("-")) else {
        if terminal.out_live {
            let why = "a partial result is no text for a terminal: write it into a file with --partial FILE";
            return Err(terminal.give_up(&why));
        }
        return Ok(None);
    };
    let target = Target::at(path).map_err(|error| terminal.give_up(&error))?;
    if let Some(what) = outputs::own_name(path) {
        let why = format!("--partial would make {} {what}: name another file", shown(path));
        return Err(terminal.give_up(&why));
    }
    // A partial result of before may be replaced wherever it lies, and all files need not be looked at for that.
    let mut is_read = || {
        let files = found.files.iter().map(|file| &file.path).chain(&found.archives);
        files.into_iter().any(|path| target.is_file(path)) || own_files.any(|path| target.is_file(&path))
    };
    if !file::is_partial(path) && is_read() {
        let why = format!("--partial would write over {}, which is read: name another file", shown(path));
        return Err(terminal.give_up(&why));
    }
    Ok(Some(target))
}
