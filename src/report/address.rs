//! What a file is called below the root of its repository: services that show a report beside the files know no other name.

use std::collections::HashMap;

use super::Report;

/// The addresses of a report's files, by the paths that findings have.
pub(super) struct Addresses<'r>(HashMap<&'r str, &'r str>);

impl<'r> Addresses<'r> {
    pub fn of(report: &'r Report) -> Self {
        Self(report.files.iter().map(|file| (file.path.as_str(), file.relative_path.as_str())).collect())
    }

    /// The file's path below the root, with `/` between folders and nothing before the first.
    pub fn get(&self, path: &str) -> String {
        segments(self.0.get(path).copied().unwrap_or(path)).collect::<Vec<_>>().join("/")
    }
}

/// The folders and the name that an address is made of, without those that lead nowhere.
pub(super) fn segments(address: &str) -> impl Iterator<Item = &str> {
    address.split('/').filter(|segment| !matches!(*segment, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_file_is_called_by_its_place_below_the_repository() {
        let mut report = sample::report();
        report.files[0].path = "/home/anna/exports/DEV/a.txt".to_owned();
        report.files[0].relative_path = "DEV/a.txt".to_owned();
        let addresses = Addresses::of(&report);
        assert_eq!(addresses.get("/home/anna/exports/DEV/a.txt"), "DEV/a.txt");
        assert_eq!(addresses.get("./x/../y//z.txt"), "x/y/z.txt");
    }
}
