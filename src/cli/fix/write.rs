//! Writes fixed files: each whole or not at all, only where it was asked for, and only if nobody has changed it meanwhile.

use std::path::{Path, PathBuf};

use super::{Change, Terminal};
use crate::input::own_file;
use crate::limits::OWN_FILE_BYTES;
use crate::output::Target;

/// Writes all that may be written. Returns what was, and whether anything was refused.
pub(super) fn all<'c>(
    changes: &'c [Change],
    asked: &[PathBuf],
    terminal: &mut Terminal<'_>,
) -> (Vec<&'c Change>, bool) {
    let folders: Vec<PathBuf> = asked.iter().filter_map(|path| folder(path)).collect();
    let mut written = Vec::new();
    for change in changes {
        match one(change, &folders) {
            Ok(()) => written.push(change),
            Err(why) => {
                terminal.fail(&format!("{} is not written: {why}", change.shown));
            }
        }
    }
    let is_refused = written.len() < changes.len();
    (written, is_refused)
}

/// The folder that was asked for, or that of the file: as it really is.
fn folder(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return path.canonicalize().ok();
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    parent.canonicalize().ok()
}

fn one(change: &Change, folders: &[PathBuf]) -> Result<(), String> {
    let Some(place) = &change.place else { return Err("it is no file on the disk".to_owned()) };
    let real = place.canonicalize().map_err(|error| error.to_string())?;
    // The configuration may lie above what was asked for, in its own folder.
    let own = if change.is_of_sap { None } else { folder(place) };
    if !folders.iter().chain(&own).any(|folder| real.starts_with(folder)) {
        return Err(format!("it is a link that leads to {}; name that file", real.display()));
    }
    let now = own_file::read_up_to(place, OWN_FILE_BYTES).map_err(|error| error.to_string())?;
    if now != change.before.bytes() {
        return Err("somebody has changed it meanwhile; run it again".to_owned());
    }
    let target = Target::at(place).map_err(|error| error.to_string())?;
    target.write(change.after.bytes()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::{Lines, Showable};

    #[test]
    fn a_file_that_somebody_changed_meanwhile_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("DEFAULT.PFL");
        std::fs::write(&place, "ssl/x = 1\n").unwrap();
        let lines = |text: &str| Lines::of(text.as_bytes().to_vec());
        let change = Change {
            place: Some(place.clone()),
            shown: "DEFAULT.PFL".to_owned(),
            kind: Showable::Profile,
            before: lines("ssl/x = 1\n"),
            after: lines("ssl/x = 2\n"),
            made: Vec::new(),
            is_of_sap: true,
        };
        let folders = [folder.path().canonicalize().unwrap()];
        assert_eq!(one(&change, &folders), Ok(()));
        assert_eq!(std::fs::read_to_string(&place).unwrap(), "ssl/x = 2\n");
        let why = one(&change, &folders).unwrap_err();
        assert!(why.contains("somebody has changed it meanwhile"), "{why}");
        assert_eq!(std::fs::read_to_string(&place).unwrap(), "ssl/x = 2\n");
        assert!(one(&Change { place: None, ..change }, &folders).is_err());
    }
}
