//! Where a file lies: its name, and all folders that hold it. A folder may be an archive, which is read as one.
//!
//! What folders mean (a system, a PSE, a trust store) is for others to say.

/// A path as reports show it, with `/` between folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'p> {
    folders: &'p str,
    name: &'p str,
}

impl<'p> Place<'p> {
    /// The place of the file at this path.
    pub fn of(path: &'p str) -> Self {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        Self { folders, name }
    }

    /// The file's name, without folders.
    pub fn name(self) -> &'p str {
        self.name
    }

    /// Name of the folder that directly holds it; empty if it is not known.
    pub fn folder(self) -> &'p str {
        self.folders.rsplit('/').next().unwrap_or_default()
    }

    /// The names of all folders, the outermost first: of `PRD/Trusted/certs/a.crt` `PRD`, `Trusted`, `certs`.
    pub fn folders(self) -> impl DoubleEndedIterator<Item = &'p str> {
        self.folders.split('/').filter(|name| !name.is_empty())
    }

    /// Whether these folders directly hold the file, the innermost last, whatever the case of their letters.
    pub fn lies_in(self, folders: &[&str]) -> bool {
        let mut around = self.folders().rev();
        folders.iter().rev().all(|wanted| around.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_folders_of_a_file_are_known_not_the_last_only() {
        let place = Place::of("/exports/PRD/Trusted/certs/a.crt");
        assert_eq!((place.name(), place.folder()), ("a.crt", "certs"));
        assert_eq!(place.folders().collect::<Vec<_>>(), ["exports", "PRD", "Trusted", "certs"]);
        assert!(place.lies_in(&["trusted", "certs"]) && place.lies_in(&[]));
        assert!(!place.lies_in(&["certs", "Trusted"]) && !place.lies_in(&["a", "exports", "PRD", "Trusted", "certs"]));
        let bare = Place::of("a.crt");
        assert_eq!((bare.name(), bare.folder(), bare.folders().count()), ("a.crt", "", 0));
    }
}
