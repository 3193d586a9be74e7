//! `basislint init`: looks at a folder and writes a `basislint.toml` for it, with the reason for all that it proposes.
//!
//! Not here: which folder is a system (`landscape::assign`) and what its role is (`landscape::roles`). Both are taken from a run, so that
//! what is proposed is what a run without configuration goes by.

mod patterns;
mod proposal;
mod settings;
mod tier;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{ColorChoice, RuleFolders};
use super::check;
use super::configuration;
use super::paths::EXPORTS_PAGE;
use super::systems::{Side, View};
use super::terminal::{Told, with_cause};
use super::{FAILED, Terminal};
use crate::check::{Ran, Request, run_whole};
use crate::config::Config;
use crate::input::discover::discover;
use crate::output::{Target, shown};

use proposal::Proposal;

/// `basislint init`
#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The folder with the exports [default: the current folder]
    path: Option<PathBuf>,
    /// Print it, and write nothing
    #[arg(long)]
    print: bool,
    #[command(flatten)]
    pub(super) color: ColorChoice,
}

pub(super) fn run(arguments: &InitArguments, terminal: &mut Terminal<'_>) -> u8 {
    propose(arguments, terminal).unwrap_or(FAILED)
}

fn propose(arguments: &InitArguments, terminal: &mut Terminal<'_>) -> Result<u8, Told> {
    check::look_where_we_are(terminal)?;
    let path = arguments.path.clone().unwrap_or_else(|| PathBuf::from("."));
    if !path.is_dir() {
        return Err(terminal.give_up(&format!("{} is no folder: name the one that holds the exports", shown(&path))));
    }
    let place = configuration::as_seen_from_here(Config::place_for_new(&path));
    if !arguments.print {
        let found = Config::find(&path).map_err(|error| terminal.give_up(&with_cause(&error)))?;
        if let Some(found) = found {
            let found = shown(&configuration::as_seen_from_here(found));
            return Err(terminal.give_up(&format!("{found} is there already: --print shows what would be proposed")));
        }
    }
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let proposal = look(&path, folder, terminal)?;
    let text = proposal.text();
    if arguments.print {
        return Ok(terminal.print(&text));
    }
    let mut said = written(&place, &text, terminal)?;
    for settings in proposal.settings() {
        // One that is there is somebody's, whatever is wrong with it.
        if settings.symlink_metadata().is_err() {
            said.push_str(&written(&settings, &settings::template(), terminal)?);
        }
    }
    said.push_str(&proposal.said(&path));
    Ok(terminal.print(&said))
}

/// Writes a file, and says so.
fn written(path: &Path, text: &str, terminal: &mut Terminal<'_>) -> Result<String, Told> {
    let target = Target::at(path).map_err(|error| terminal.give_up(&error))?;
    target
        .write(text.as_bytes())
        .map_err(|error| terminal.give_up(&format!("cannot write {}: {error}", shown(path))))?;
    Ok(format!("{}: written\n", shown(path)))
}

/// What the folder holds, as a run without configuration sees it.
fn look(path: &Path, folder: &Path, terminal: &mut Terminal<'_>) -> Result<Proposal, Told> {
    let (rules, config) = configuration::read(None, &RuleFolders::default(), &|_| false, None, terminal)?;
    let found = discover(&[path.to_owned()]).map_err(|error| terminal.give_up(&with_cause(&error)))?;
    let view = View::from_here(vec![path.to_owned()]);
    let side = Side::of(&found, &view, &config);
    let as_of = configuration::as_of(None, &config);
    let request = Request { excerpts: false, ignored_files: found.ignored, ..Request::new(&rules, &config, as_of) };
    let Ran { report, .. } = run_whole(&side.whole(request));
    if let Some(why) = report.in_vain() {
        return Err(terminal.give_up(&format!("nothing to propose: {why}; {EXPORTS_PAGE}")));
    }
    let paths: HashMap<&str, &Path> =
        found.files.iter().map(|file| (file.shown.as_str(), file.path.as_path())).collect();
    let files = report.files.iter().filter_map(|file| Some((file, *paths.get(file.path.as_str())?)));
    Ok(Proposal::of(&report, files, folder))
}
