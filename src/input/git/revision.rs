//! What people call a commit: a revision, the point where a branch left another one, or a day.

use jiff::civil::Date;

use super::ObjectId;
use super::repository::{Answer, GitError, Repository, ask};
use crate::knowledge::day;

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit(ObjectId);

impl Commit {
    pub(super) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    fn of(answer: &[u8]) -> Option<Self> {
        ObjectId::of(answer.trim_ascii()).map(Self)
    }
}

const NOT_FETCHED: &str = "a shallow clone lacks what is older than it (`git fetch --unshallow`, `fetch-depth: 0`)";

impl Repository {
    /// The commit that the next one will follow; none before the first.
    ///
    /// # Errors
    /// Git cannot say.
    pub fn head(&self) -> Result<Option<Commit>, GitError> {
        let Answer { succeeded, out, words } = ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?;
        match succeeded {
            true => Commit::of(&out).map(Some).ok_or(GitError::Odd("rev-parse --verify HEAD")),
            false if words.is_empty() => Ok(None),
            false => Err(GitError::Failed { words, way_out: "HEAD is damaged: `git fsck` says more" }),
        }
    }

    /// The last commit that two revisions have in common, by its name.
    ///
    /// # Errors
    /// One of them is not there, or they have none in common here.
    pub fn fork(one: &str, other: &str) -> Result<String, GitError> {
        let repository = Self::here()?;
        let (first, second) = (repository.commit(one)?, repository.commit(other)?);
        let answer = ask(&["merge-base", first.as_str(), second.as_str()])?;
        let common = answer.succeeded.then(|| Commit::of(&answer.out)).flatten();
        common.map(|commit| commit.as_str().to_owned()).ok_or_else(|| GitError::Revision {
            revision: format!("{one}...{other}"),
            why: format!("they have no common commit here; {NOT_FETCHED}"),
        })
    }

    /// The commit that somebody means: a revision; with `...` behind it the point where HEAD left it; or a day, of which the last
    /// commit before it began (in UTC) is meant, so that all of that day is new.
    ///
    /// # Errors
    /// There is none, or not here.
    pub fn commit(&self, revision: &str) -> Result<Commit, GitError> {
        let failed = |why: String| GitError::Revision { revision: revision.to_owned(), why };
        if revision.is_empty() || revision.starts_with('-') || revision.contains(['\0', '\n']) {
            return Err(failed("name a revision (v1.2, HEAD~3), a branch with `...` behind it, or a day".to_owned()));
        }
        if let Some(day) = day::parse(revision) {
            return before(day).and_then(|commit| {
                commit.ok_or_else(|| failed(format!("no commit here is older than that day; {NOT_FETCHED}")))
            });
        }
        if let Some(branch) = revision.strip_suffix("...") {
            let of = |answer: Answer| answer.succeeded.then(|| Commit::of(&answer.out)).flatten();
            let other = self.commit(branch)?;
            let base = of(ask(&["merge-base", "HEAD", other.as_str()])?);
            return base.ok_or_else(|| failed(format!("HEAD and {branch} have no common commit here; {NOT_FETCHED}")));
        }
        if revision.contains("..") {
            let why = "it is compared with the files here, so name one revision: with `...` behind it the commit where HEAD left it";
            return Err(failed(why.to_owned()));
        }
        let asked = format!("{revision}^{{commit}}");
        let answer = ask(&["rev-parse", "--verify", &asked])?;
        let words = answer.words;
        let commit = answer.succeeded.then(|| Commit::of(&answer.out)).flatten();
        commit.ok_or_else(|| {
            // A tag may be called so; only what is none can be a day.
            if day::meant(revision).is_some() || day::has_form(revision) {
                return failed(format!("git knows no such revision here, and if it is a day: {}", day::help(revision)));
            }
            failed(format!("git knows no such revision here ({words}): check the spelling, or fetch it; {NOT_FETCHED}"))
        })
    }
}

/// The last commit before a day.
fn before(day: Date) -> Result<Option<Commit>, GitError> {
    let Ok(eve) = day.yesterday() else { return Ok(None) };
    let answer = super::repository::answer(
        &["rev-list", "-1", &format!("--before={eve}T23:59:59Z"), "HEAD", "--"],
        "a day needs a commit to count from: is there any in this branch?",
    )?;
    Ok(Commit::of(&answer))
}
