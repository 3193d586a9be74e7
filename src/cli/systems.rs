//! Which system each file belongs to, seen from where somebody asked: what a run is asked for.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::check::{Assigned, Input, Request};
use crate::config::{Config, SystemConfig};
use crate::export;
use crate::input::discover::{Discovered, Found, shown};
use crate::landscape::assign::{Assignment, FileAt, Known};
use crate::landscape::{self, System};

/// What was asked for.
#[derive(Debug, Default)]
pub(super) struct View {
    /// The paths, as the disk has them.
    pub paths: Vec<PathBuf>,
    /// The paths, as reports write them: relative to `top`.
    pub written: Vec<PathBuf>,
    /// The folder that `.` is in reports; none for the current one.
    pub top: Option<PathBuf>,
}

impl View {
    /// These paths, from the current folder.
    pub fn from_here(paths: Vec<PathBuf>) -> Self {
        Self { written: paths.clone(), paths, top: None }
    }

    /// Gives each file its system: as configured, else by the folders that hold it.
    pub fn assign<'f>(&self, found: &'f Discovered, config: &Config) -> Assignment<'f> {
        let configured: Vec<System> = config.systems.iter().map(|system| configured(system, config)).collect();
        let files: Vec<FileAt<'f>> = found.files.iter().map(file_at).collect();
        let whole_path = |folder: &str| {
            let path = self.top.as_ref().map_or_else(|| PathBuf::from(folder), |top| top.join(folder));
            std::fs::canonicalize(path).ok().map(|path| shown(&path))
        };
        landscape::assign(
            &files,
            &Known {
                configured: &configured,
                // Whoever checks the whole folder of the configuration hears of each of its systems.
                all_configured: self.paths.iter().any(|path| holds(path, config)),
                of_file: &|file| config.system_of(&found.files.get(file)?.path),
                whole_path: &whole_path,
                asked: &asked(found, &self.written),
                unconfigured: &|name| unconfigured(name, config),
            },
        )
    }

    /// Whether only a part of what the configuration is for was asked for.
    pub fn is_part_of(&self, config: &Config) -> bool {
        self.paths.iter().all(|path| is_within(path, config))
    }
}

/// One state of the files, and which system each belongs to.
pub(super) struct Side<'f> {
    pub assignment: Assignment<'f>,
    pub inputs: Vec<Input>,
}

impl<'f> Side<'f> {
    /// The state in which there are these files.
    pub fn of(found: &'f Discovered, view: &View, config: &Config) -> Self {
        let inputs = found.files.iter().map(|file| input(file, config)).collect();
        Self { assignment: view.assign(found, config), inputs }
    }

    /// What to check of all of it.
    pub fn whole<'r>(&self, blank: Request<'r>) -> Request<'r> {
        let files = self.inputs.iter().zip(&self.assignment.of);
        let assigned = |(input, system): (&Input, &usize)| Assigned { input: input.clone(), system: *system };
        Request { files: files.map(assigned).collect(), systems: self.assignment.systems.clone(), ..blank }
    }
}

/// A file as it is to be read.
fn input(file: &Found, config: &Config) -> Input {
    Input {
        content: file.content.clone(),
        path: file.shown.clone(),
        relative_path: file.address.clone(),
        named: file.named,
        forced: config.kind_of(&file.path).and_then(export::by_kind),
        purpose: config.purpose_of(&file.path),
        store: config.store_of(&file.path),
    }
}

/// Whether a path is the folder of the configuration, or one above it.
fn holds(path: &Path, config: &Config) -> bool {
    let real = (std::fs::canonicalize(path), std::fs::canonicalize(&config.folder));
    config.path.is_some() && matches!(real, (Ok(path), Ok(folder)) if folder.starts_with(&path))
}

/// Whether a path is only a part of what the configuration is for.
fn is_within(path: &Path, config: &Config) -> bool {
    let real = (std::fs::canonicalize(path), std::fs::canonicalize(&config.folder));
    config.path.is_some() && matches!(real, (Ok(path), Ok(folder)) if path != folder && path.starts_with(&folder))
}

fn configured(system: &SystemConfig, config: &Config) -> System {
    System {
        name: system.name.clone(),
        role: system.role,
        tier: system.tier,
        kind: system.kind,
        technical_user: system.technical_user.clone(),
        host: system.host.clone(),
        integration: config.integration_of(Some(&system.integration)),
        // Even if none of its files is an export: that is to be heard as well.
        expected: true,
    }
}

fn unconfigured(name: String, config: &Config) -> System {
    System { integration: config.integration_of(None), ..System::named(name) }
}

/// The system of this name: as the configuration has it, if it names it.
pub(super) fn system_called(name: &str, config: &Config) -> System {
    let known = config.systems.iter().find(|system| system.name == name);
    known.map_or_else(|| unconfigured(name.to_owned(), config), |system| configured(system, config))
}

fn file_at(file: &Found) -> FileAt<'_> {
    FileAt { folder: &file.folder, name: file.shown.rsplit('/').next().unwrap_or(&file.shown) }
}

/// The folders that were asked for. A file that is named by its path below the current folder brings the folders in it along.
fn asked(found: &Discovered, paths: &[PathBuf]) -> Vec<String> {
    let named: HashSet<&str> = found.files.iter().filter(|file| file.named).map(|file| file.shown.as_str()).collect();
    let asked = paths.iter().filter_map(|path| match shown(path) {
        file if !named.contains(file.as_str()) => Some(file),
        _ if path.is_relative() => None,
        _ => path.parent()?.parent().map(shown),
    });
    asked.collect()
}
