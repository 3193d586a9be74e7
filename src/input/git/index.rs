//! The index: what will be committed.

use std::collections::BTreeSet;

use super::repository::{GitError, Repository, answer};
use super::revision::Commit;
use super::{Kind, ObjectId, Tracked, entries};

const LIST: [&str; 6] = ["ls-files", "--stage", "-z", "--full-name", "--", ":/"];
const WAY_OUT: &str = "the index cannot be read: `git status` says more";

impl Repository {
    /// All files of the index by path, of sparse checkouts too; without those that were only promised (`git add --intent-to-add`).
    /// `at_head` are the files of the commit before.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn index(&self, head: Option<&Commit>, at_head: &[Tracked]) -> Result<Vec<Tracked>, GitError> {
        let list = answer(&LIST, WAY_OUT)?;
        let mut files = Vec::new();
        for entry in entries(&list) {
            let file = tracked(entry).ok_or(GitError::Odd("ls-files --stage -z"))?;
            // Of an unmerged file there is an entry for each side.
            let is_again = |last: &Tracked| last.kind == Kind::Unmerged && last.path == file.path;
            if !files.last().is_some_and(is_again) {
                files.push(file);
            }
        }
        if files.iter().any(|file| file.id.is_empty_file()) {
            leave_out_promised(&mut files, head, at_head)?;
        }
        Ok(files)
    }
}

/// `100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391 0<TAB>PRD/sm59.txt`
fn tracked(entry: &[u8]) -> Option<Tracked> {
    let tab = memchr::memchr(b'\t', entry)?;
    let mut words = entry.get(..tab)?.split(|byte| *byte == b' ');
    let (mode, id, stage) = (words.next()?, words.next()?, words.next()?);
    let kind = if stage == b"0" { Kind::of(mode) } else { Kind::Unmerged };
    Some(Tracked { path: entry.get(tab + 1..)?.to_vec(), id: ObjectId::of(id)?, kind })
}

/// A file that was only promised stands in the index as an empty one, but git does not count it among what will be committed.
fn leave_out_promised(files: &mut Vec<Tracked>, head: Option<&Commit>, at_head: &[Tracked]) -> Result<(), GitError> {
    let base = head.map_or_else(|| no_files(files), Commit::as_str);
    let list = [
        "diff-index",
        "--cached",
        "--ita-invisible-in-index",
        "--no-renames",
        "--no-ext-diff",
        "--name-only",
        "--diff-filter=A",
        "-z",
        base,
    ];
    let added = answer(&list, WAY_OUT)?;
    let will_be: BTreeSet<&[u8]> = entries(&added).chain(at_head.iter().map(|file| file.path.as_slice())).collect();
    files.retain(|file| {
        !file.id.is_empty_file() || file.kind == Kind::Unmerged || will_be.contains(file.path.as_slice())
    });
    Ok(())
}

/// The name of a folder without files, which git knows without having one.
fn no_files(files: &[Tracked]) -> &'static str {
    let is_sha256 = files.first().is_some_and(|file| file.id.as_str().len() == 64);
    if is_sha256 {
        "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
    } else {
        "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    }
}
