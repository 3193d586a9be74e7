//! `basislint rules new`: where a new rule is written, and what is said of that. What stands in it, `check::model` knows.

use std::fs;
use std::path::{Path, PathBuf, absolute};

use crate::check::model::{self, NoModel};
use crate::complaint::nearest;
use crate::config::OwnRuleFolders;
use crate::export::{EXPORTS, KINDS_NOT_READ_YET};
use crate::input::discover::shown as path_shown;
use crate::landscape::derived::DERIVED;
use crate::output::{Target, shown};
use crate::rule::RuleSet;

use super::super::configuration::{self, ConfigurationArguments, as_seen_from_here};
use super::super::terminal::Told;
use super::super::{CLEAN, Terminal};

/// Where rules are written if nobody says it.
const FOLDER: &str = "our-rules";

/// Writes a rule to begin with, and says what to do next.
pub(super) fn run(
    id: &str,
    dir: Option<&Path>,
    export: &str,
    arguments: &ConfigurationArguments,
    terminal: &mut Terminal<'_>,
) -> Result<u8, Told> {
    let rules = RuleSet::load::<&Path>(&[]).map_err(|error| configuration::tell_rule_error(&error, terminal))?;
    check_id(id, &rules).map_err(|why| terminal.give_up(&why))?;
    let configured = configuration::own_rule_folders(arguments.find(terminal)?, terminal)?;
    let folder = match (dir, &configured) {
        (Some(dir), _) => dir.to_owned(),
        (None, Some((folders, base))) => {
            let first = folders.iter().next().map(|(_, name)| name.to_owned());
            as_seen_from_here(base.join(first.as_deref().unwrap_or(FOLDER)))
        }
        (None, None) => PathBuf::from(FOLDER),
    };
    let text = model::rule(&rules, id, export, &path_shown(&folder))
        .map_err(|error| terminal.give_up(&why(&error, export)))?;
    let path = folder.join(format!("{id}.toml"));
    if path.symlink_metadata().is_ok() {
        return Err(terminal.give_up(&format!("{} is there already: give the rule another id", shown(&path))));
    }
    fs::create_dir_all(&folder)
        .map_err(|error| terminal.give_up(&format!("cannot make the folder {}: {error}", shown(&folder))))?;
    let target = Target::at(&path).map_err(|error| terminal.give_up(&error))?;
    target
        .write(text.as_bytes())
        .map_err(|error| terminal.give_up(&format!("cannot write {}: {error}", shown(&path))))?;
    let written = terminal.print(&said(&path, &folder, configured.as_ref()));
    Ok(if written == CLEAN { CLEAN } else { written })
}

/// What stands there now, and what comes next.
fn said(path: &Path, folder: &Path, configured: Option<&(OwnRuleFolders, PathBuf)>) -> String {
    let real = |path: &Path| path.canonicalize().ok();
    let is_configured = configured.is_some_and(|(folders, base)| {
        folders.iter().any(|(_, name)| {
            real(&base.join(name)).is_some_and(|own| real(folder).is_some_and(|it| it.starts_with(own)))
        })
    });
    let folder_shown = shown(folder);
    let mut said = format!(
        "{} is new. Write into it what is wrong and how one sees it; then\n  basislint rules test {folder_shown}\nruns its examples.",
        shown(path)
    );
    if !is_configured {
        let base = configured.map(|(_, base)| base.clone());
        let whole = absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let below = base.and_then(|base| whole.strip_prefix(base).ok().map(path_shown));
        let name = below.unwrap_or_else(|| folder_shown.clone());
        said.push_str(&format!(
            " So that every check goes by it, write at the top of basislint.toml\n  rules = [\"{name}/\"]\nor give --rules {folder_shown}."
        ));
    }
    format!("{said}\n")
}

fn check_id(id: &str, rules: &RuleSet) -> Result<(), String> {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if id.is_empty() || !id.chars().all(fits) || id.starts_with('-') || id.ends_with('-') {
        return Err("a rule id has lower-case letters, digits and hyphens only, e.g. our-gateway-is-open".to_owned());
    }
    if rules.ids().any(|own| own == id) {
        return Err(format!("basislint comes with a rule `{id}`: give yours another id"));
    }
    Ok(())
}

/// Why there is no rule to begin with.
fn why(error: &NoModel, export: &str) -> String {
    let mut kinds: Vec<&str> = EXPORTS.iter().map(|export| export.kind).collect();
    kinds.extend(DERIVED.iter().map(|derived| derived.kind));
    if kinds.contains(&export) {
        return error.to_string();
    }
    let near = match nearest(export, &kinds) {
        _ if KINDS_NOT_READ_YET.contains(&export) => "basislint does not read it yet".to_owned(),
        Some(near) => format!("did you mean `{near}`?"),
        None => "`basislint exports` lists them".to_owned(),
    };
    format!("no export `{export}`: {near}")
}
