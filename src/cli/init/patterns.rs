//! Patterns for the files of each system, as `files` under `[[system]]` takes them.

use std::collections::BTreeMap;

/// A file that is an export.
#[derive(Debug, Clone)]
pub(super) struct Placed<'r> {
    /// Its system.
    pub system: &'r str,
    /// Its folders below that of the configuration, and its name.
    pub path: Vec<String>,
}

/// The patterns of each system. Whole folders, as far as all exports in them are its own: first that of its own name, so that what comes
/// into it later is its own as well.
pub(super) fn of<'r>(files: &[Placed<'r>]) -> BTreeMap<&'r str, Vec<String>> {
    let mut patterns: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in files {
        let own = patterns.entry(file.system).or_default();
        let folder = best_folder(file, files);
        let pattern = match folder {
            Some(0) => "**".to_owned(),
            Some(depth) => format!("{}/**", escaped(&file.path[..depth])),
            None => escaped(&file.path),
        };
        if !own.contains(&pattern) {
            own.push(pattern);
        }
    }
    patterns
}

/// How many of a file's folders are those of the folder to name; none if it is to be named alone.
fn best_folder(file: &Placed<'_>, files: &[Placed<'_>]) -> Option<usize> {
    let is_own = |depth: &usize| {
        let inside = |other: &&Placed<'_>| other.path.len() > *depth && other.path[..*depth] == file.path[..*depth];
        files.iter().filter(inside).all(|other| other.system == file.system)
    };
    let depths = 0..file.path.len();
    let is_called_so = |depth: &usize| *depth > 0 && is_named(&file.path[*depth - 1], file.system);
    let by_name = depths.clone().filter(is_called_so).find(is_own);
    // Without one the folder next to where its files part, for others may come to lie beside it.
    let shared = common(file.system, files).min(file.path.len() - 1);
    by_name.or_else(|| (shared..file.path.len()).find(is_own))
}

/// Whether a folder, or an archive, is called as a system is.
fn is_named(folder: &str, system: &str) -> bool {
    let stem = [".zip", ".tar.gz", ".tgz", ".tar"].iter().find_map(|end| folder.strip_suffix(end)).unwrap_or(folder);
    stem.eq_ignore_ascii_case(system)
}

/// How many folders all files of a system have in common.
fn common(system: &str, files: &[Placed<'_>]) -> usize {
    let mut own = files.iter().filter(|file| file.system == system).map(|file| &file.path[..file.path.len() - 1]);
    let Some(first) = own.next() else { return 0 };
    own.fold(first.len(), |shared, other| {
        first.iter().zip(other).take(shared).take_while(|(one, other)| one == other).count()
    })
}

/// A path as a pattern for just that.
fn escaped(path: &[String]) -> String {
    path.iter().map(|part| globset::escape(part)).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&'static str, &str)]) -> Vec<(&'static str, Vec<String>)> {
        let placed = |(system, path): &(&'static str, &str)| Placed {
            system,
            path: path.split('/').map(str::to_owned).collect(),
        };
        of(&files.iter().map(placed).collect::<Vec<_>>()).into_iter().collect()
    }

    #[test]
    fn a_system_has_the_folder_of_its_name_however_deep_its_files_lie() {
        let files = [("PRD", "PRD/sm59/a.txt"), ("PRD", "PRD/b.txt"), ("QAS", "qas/a.txt"), ("DEV", "x/DEV.zip/a.txt")];
        let expected = [
            ("DEV", vec!["x/DEV.zip/**".to_owned()]),
            ("PRD", vec!["PRD/**".to_owned()]),
            ("QAS", vec!["qas/**".to_owned()]),
        ];
        assert_eq!(told(&files), expected);
    }

    #[test]
    fn exports_beside_those_of_another_system_are_named_one_by_one() {
        let files = [("here", "PRD [1].txt"), ("QAS", "QAS/a.txt"), ("QAS", "QAS/b.txt")];
        assert_eq!(told(&files), [("QAS", vec!["QAS/**".to_owned()]), ("here", vec!["PRD [[]1[]].txt".to_owned()])]);
    }

    #[test]
    fn kinds_above_systems_give_each_system_its_folders() {
        let files = [("PRD", "sm59/PRD/a.txt"), ("PRD", "strust/PRD/a.txt"), ("QAS", "sm59/QAS/a.txt")];
        let prd = vec!["sm59/PRD/**".to_owned(), "strust/PRD/**".to_owned()];
        assert_eq!(told(&files), [("PRD", prd), ("QAS", vec!["sm59/QAS/**".to_owned()])]);
    }

    #[test]
    fn one_system_in_the_folder_itself_has_all_of_it() {
        assert_eq!(told(&[("here", "a.txt"), ("here", "x/b.txt")]), [("here", vec!["**".to_owned()])]);
    }
}
