//! Several files of one system that speak of the same table: which of them count, and for what.
//!
//! What is present counts from every file. What is absent is judged on whole files, if there is one. Of two whole files the
//! newer one counts, if their own lines tell which that is. Files that speak of one server each never meet here.

use std::collections::BTreeMap;

use crate::export::Reach;
use crate::export::taken::Taken;

/// A file as far as it matters here.
#[derive(Debug, Clone, Copy)]
pub struct FileOf<'f> {
    /// Its export's name.
    pub kind: &'f str,
    /// What the export speaks of.
    pub reach: Reach,
    /// The part of the table that it shows, such as the client; empty if nobody knows which, none if tables have no parts.
    pub part: Option<&'f str>,
    /// Nothing is missing in it, as far as one can see.
    pub whole: bool,
    /// When it was made.
    pub taken: Option<Taken>,
}

/// What became of a file; the others are told by their places in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It counts, for what is in it and for what is not.
    Counts,
    /// It counts, and so does the other one: nobody knows which is newer.
    CountsBeside(usize),
    /// It is not whole, and the other one is: what is not in this one says nothing.
    Covered(usize),
    /// It is newer than the other one, but not whole, so both count.
    CutButNewer(usize),
    /// The other one is newer, so this one does not count.
    LeftAside(usize),
    /// There may be one only, and the other one comes first: a mistake of whoever wrote them.
    SecondOf(usize),
}

/// What becomes of each file of a system.
pub fn weigh(files: &[FileOf<'_>]) -> Vec<Standing> {
    let mut standings = vec![Standing::Counts; files.len()];
    let mut tables: BTreeMap<(&str, Option<&str>), Vec<usize>> = BTreeMap::new();
    for (index, file) in
        files.iter().enumerate().filter(|(_, file)| file.reach == Reach::System && file.part != Some(""))
    {
        tables.entry((file.kind, file.part)).or_default().push(index);
    }
    for table in tables.values().filter(|table| table.len() > 1) {
        weigh_table(files, table, &mut standings);
    }
    let mut single: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, file) in files.iter().enumerate().filter(|(_, file)| file.reach == Reach::Single) {
        let first = *single.entry(file.kind).or_insert(index);
        if first != index {
            standings[index] = Standing::SecondOf(first);
        }
    }
    standings
}

fn weigh_table(files: &[FileOf<'_>], table: &[usize], standings: &mut [Standing]) {
    let is_later = |file: usize, than: usize| match (files[file].taken, files[than].taken) {
        (Some(taken), Some(than)) => taken.is_later(than),
        _ => false,
    };
    let dated = table.iter().copied().filter(|file| files[*file].whole && files[*file].taken.is_some());
    // Of two that are equally late the first counts.
    let newest = dated.min_by_key(|file| std::cmp::Reverse(files[*file].taken.map(Taken::earliest)));
    let is_old = |file: usize| newest.filter(|newest| is_later(*newest, file));
    let counting = |file: &usize| files[*file].whole && is_old(*file).is_none();
    let first = table.iter().copied().find(counting);
    for &file in table {
        standings[file] = match (is_old(file), first) {
            (Some(newer), _) => Standing::LeftAside(newer),
            (None, Some(first)) if files[file].whole && file != first => {
                let same_moment =
                    files[file].taken == files[first].taken && files[file].taken.is_some_and(Taken::is_exact);
                if same_moment { Standing::Counts } else { Standing::CountsBeside(first) }
            }
            (None, Some(_)) if files[file].whole => Standing::Counts,
            (None, Some(_)) => {
                let mut whole = table.iter().copied().filter(counting);
                match (whole.clone().find(|whole| !is_later(file, *whole)), whole.next()) {
                    (Some(whole), _) => Standing::Covered(whole),
                    (None, Some(older)) => Standing::CutButNewer(older),
                    (None, None) => Standing::Counts,
                }
            }
            (None, None) => Standing::Counts,
        };
    }
}

/// Of each file the first one of its table that is as good: whole, and no date tells which is newer; none if it has no such
/// neighbour. What one of them shows and another does not may be there or not.
pub fn equals(files: &[FileOf<'_>], standings: &[Standing]) -> Vec<Option<usize>> {
    let mut tables: BTreeMap<(&str, Option<&str>), Vec<usize>> = BTreeMap::new();
    for (index, (file, standing)) in files.iter().zip(standings).enumerate() {
        let counts = matches!(standing, Standing::Counts | Standing::CountsBeside(_));
        if counts && file.whole && file.reach == Reach::System && file.part != Some("") {
            tables.entry((file.kind, file.part)).or_default().push(index);
        }
    }
    let mut equals = vec![None; files.len()];
    for table in tables.values().filter(|table| table.len() > 1) {
        table.iter().for_each(|file| equals[*file] = table.first().copied());
    }
    equals
}

#[cfg(test)]
mod tests {
    use super::Standing::{Counts, CountsBeside, Covered, CutButNewer, LeftAside};
    use super::*;
    use crate::export::taken::Titles;

    fn file(whole: bool, title: &str) -> FileOf<'static> {
        let mut titles = Titles::default();
        titles.note(title);
        FileOf { kind: "components", reach: Reach::System, part: None, whole, taken: titles.taken() }
    }

    #[test]
    fn of_two_whole_files_the_newer_one_counts() {
        let files = [file(true, "01.10.2026"), file(true, "22.11.2026 10:00:00"), file(true, "22.11.2026 08:00:00")];
        assert_eq!(weigh(&files), [LeftAside(1), Counts, LeftAside(1)]);
        // Whatever an old file lacks.
        assert_eq!(weigh(&[file(true, "22.11.2026"), file(false, "21.11.2026")]), [Counts, LeftAside(0)]);
    }

    #[test]
    fn where_dates_do_not_tell_both_count() {
        for (one, other) in
            [("", ""), ("22.11.2026", ""), ("22.11.2026", "22.11.2026 08:00:00"), ("09/11/2026", "01.10.2026")]
        {
            assert_eq!(weigh(&[file(true, one), file(true, other)]), [Counts, CountsBeside(0)], "{one} {other}");
        }
        let now = || file(true, "22.11.2026 08:00:00");
        assert_eq!(weigh(&[now(), now()]), [Counts, Counts]);
    }

    #[test]
    fn whole_files_are_equals_unless_one_is_newer() {
        let equals = |files: &[FileOf<'_>]| equals(files, &weigh(files));
        let now = "22.11.2026 08:00:00";
        let (part, newer) = (file(false, ""), file(true, "23.11.2026"));
        assert_eq!(equals(&[file(true, ""), part, file(true, now)]), [Some(0), None, Some(0)]);
        assert_eq!(equals(&[file(true, now), file(true, now)]), [Some(0), Some(0)]);
        assert_eq!(equals(&[file(true, now), newer]), [None, None]);
        assert_eq!(equals(&[file(true, ""), FileOf { part: Some("001"), ..file(true, "") }]), [None, None]);
    }

    #[test]
    fn a_file_that_is_not_whole_takes_nothing_from_one_that_is() {
        assert_eq!(weigh(&[file(false, ""), file(true, "22.11.2026")]), [Covered(1), Counts]);
        assert_eq!(weigh(&[file(false, "22.11.2026"), file(true, "21.11.2026")]), [CutButNewer(1), Counts]);
        assert_eq!(weigh(&[file(false, ""), file(false, "")]), [Counts, Counts]);
    }

    #[test]
    fn of_what_is_written_once_for_a_system_a_second_one_is_a_mistake() {
        let settings = |kind| FileOf { kind, reach: Reach::Single, ..file(true, "") };
        let files = [settings("production-connector"), file(true, ""), settings("production-connector"), settings("a")];
        assert_eq!(weigh(&files), [Counts, Counts, Standing::SecondOf(0), Counts]);
    }

    #[test]
    fn other_tables_clients_and_servers_are_none_of_its_business() {
        let (old, new) = (file(true, "01.10.2026"), file(true, "22.11.2026"));
        for other in [
            FileOf { kind: "notes", ..old },
            FileOf { part: Some("001"), ..old },
            FileOf { part: Some(""), ..old },
            FileOf { reach: Reach::Server, ..old },
            FileOf { reach: Reach::Own, ..old },
        ] {
            assert_eq!(weigh(&[other, new]), [Counts, Counts], "{other:?}");
        }
    }
}
