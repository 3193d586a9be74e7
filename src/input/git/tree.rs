//! The files of a commit.

use super::repository::{GitError, Repository, answer};
use super::revision::Commit;
use super::{Kind, ObjectId, Tracked, entries};

impl Repository {
    /// All files of a commit, by path.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn tree(&self, commit: &Commit) -> Result<Vec<Tracked>, GitError> {
        let list = answer(
            &["ls-tree", "-r", "-z", "--full-tree", commit.as_str()],
            "the commit cannot be read: `git fsck` says more, and a partial clone may lack it (git fetch)",
        )?;
        let files = entries(&list).map(|entry| tracked(entry).ok_or(GitError::Odd("ls-tree -r -z")));
        files.collect()
    }
}

/// `100644 blob e69de29bb2d1d6434b8b29ae775ad8c2e48c5391<TAB>PRD/sm59.txt`
fn tracked(entry: &[u8]) -> Option<Tracked> {
    let tab = memchr::memchr(b'\t', entry)?;
    let mut words = entry.get(..tab)?.split(|byte| *byte == b' ');
    let (mode, _, id) = (words.next()?, words.next()?, words.next()?);
    Some(Tracked { path: entry.get(tab + 1..)?.to_vec(), id: ObjectId::of(id)?, kind: Kind::of(mode) })
}
