//! Fixes: what becomes of files that people write by hand, profiles and route permission tables, when a finding in them is corrected.
//!
//! A rule says how its findings are fixed ([`crate::rule::Remedy`]); here that becomes edits of one file's bytes. All that no edit names
//! stays: comments, order, line ends, encoding. Which files may be written, and when, is the command line's; exports never are.

mod apply;
mod difference;
mod lines;
mod on_line;
mod profile;
mod routes;
mod showable;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::export::{profile as profiles, saprouttab};
use crate::finding::{Finding, Place, Status};
use crate::knowledge::secret;
use crate::packing::{Damaged, Packed, Packer, Unpacker, packed};
use crate::rule::Remedy;
use crate::terminal_text::clean;

pub use apply::{Chosen, choose, edited};
pub use difference::{Difference, difference};
pub use lines::Lines;
pub use showable::Showable;

/// How one finding is fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// It does just what the rule's source asks for, and cuts nobody off.
    pub safe: bool,
    /// What is done.
    pub description: String,
    /// Why that is safe, or not.
    pub because: String,
    /// In the order of their places, all in the file of the finding.
    pub edits: Vec<Edit>,
}

/// A piece of a file, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file, as reports show it.
    pub path: String,
    /// The bytes that go.
    pub bytes: Range<usize>,
    /// Where they stand.
    pub place: Place,
    /// What comes, line ends as the file has them.
    pub text: String,
}

/// The fixes of a run's findings.
#[derive(Debug, Clone, Default)]
pub struct Fixes(HashMap<String, Fix>);

impl Fixes {
    /// Keeps the fix of this finding.
    pub fn insert(&mut self, finding: &Finding, fix: Fix) {
        self.0.insert(finding.fingerprint.clone(), fix);
    }

    /// The fix of this finding. Nobody wants one of what is accepted.
    pub fn of(&self, finding: &Finding) -> Option<&Fix> {
        if self.0.is_empty() || finding.status == Status::Suppressed { None } else { self.0.get(&finding.fingerprint) }
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

packed!(Fix { safe, description, because, edits });
packed!(Edit { path, bytes, place, text });

impl Packed for Fixes {
    fn pack(&self, out: &mut Packer) {
        let by_fingerprint: BTreeMap<&String, &Fix> = self.0.iter().collect();
        out.number(by_fingerprint.len() as u64);
        for (fingerprint, fix) in by_fingerprint {
            fingerprint.pack(out);
            fix.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        BTreeMap::unpack(from).map(|fixes: BTreeMap<String, Fix>| Self(fixes.into_iter().collect()))
    }
}

impl Extend<Self> for Fixes {
    fn extend<I: IntoIterator<Item = Self>>(&mut self, others: I) {
        others.into_iter().for_each(|other| self.0.extend(other.0));
    }
}

/// A file in which a finding is to be fixed.
pub struct Site<'s> {
    /// Its lines.
    pub file: &'s Lines,
    /// What it is.
    pub kind: &'s str,
    /// The profiles of the same system, this one among them.
    pub profiles: &'s dyn Fn() -> Vec<std::rc::Rc<Lines>>,
}

/// How the finding is fixed: by the first safe remedy that changes something, else by the first. None if by none.
pub fn of(finding: &Finding, remedies: &[Remedy], site: &Site<'_>) -> Option<Fix> {
    let (safe, others): (Vec<&Remedy>, Vec<&Remedy>) = remedies.iter().partition(|remedy| remedy.safe);
    safe.into_iter().chain(others).find_map(|remedy| by(finding, remedy, site))
}

fn by(finding: &Finding, remedy: &Remedy, site: &Site<'_>) -> Option<Fix> {
    let changed = if site.kind == profiles::EXPORT.kind {
        profile::changed(finding, remedy, site)
    } else if site.kind == saprouttab::EXPORT.kind {
        routes::changed(finding, remedy, site.file)
    } else {
        None
    }?;
    // Reports show what comes: pieces of the file may be in it.
    if !secret::find(changed.change.text.as_bytes()).is_empty() {
        return None;
    }
    let edit = |change: on_line::Change| Edit {
        path: finding.path.clone(),
        bytes: change.bytes,
        place: change.place,
        text: change.text,
    };
    Some(Fix {
        safe: remedy.safe,
        description: clean(&secret::veiled(&changed.description)).into_owned(),
        because: remedy.because.clone(),
        edits: vec![edit(changed.change)],
    })
}

/// What a remedy makes of a file, and words for it.
struct Changed {
    change: on_line::Change,
    description: String,
}
