//! A store of certificates, and what of a chain lies in it. Which stores must hold what is `trust`'s.

use crate::knowledge::distinguished_name;
use crate::landscape::chains::{End, How, Known};

use super::fields::{BY_NAME, MENU, NEEDED, NEEDED_FILE, NEEDED_SHA256, PARTNER, STORE};
use super::statement::{At, Statement};
use super::view::{Found, Path, View, identity};

/// A store: where it is, what it is called, what lies in it.
pub(super) struct Store<'l> {
    pub at: At,
    pub called: String,
    pub menu: &'static str,
    pub holds: Vec<Found<'l>>,
    /// Why more may lie in it than was exported; none if that is all.
    pub lacks: Option<&'static str>,
    /// The field of its rows at which it is said what it holds.
    pub told_at: &'static str,
}

/// What of a chain lies in a store, the higher the more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Held {
    Nothing,
    Leaf,
    Intermediate,
    Root,
}

/// What a store must hold of the chain of a certificate.
pub(super) struct Wanted {
    /// The kind of record that says so.
    pub record: &'static str,
    /// This, or what is above it.
    pub enough: Held,
    /// Whose certificate it is.
    pub partner: &'static str,
    /// Why nobody knows what is above a certificate that was exported alone.
    pub no_chain: &'static str,
    /// The words for a store that holds the certificate alone, and for one with nothing of its chain.
    pub words: (&'static str, &'static str),
}

pub(super) const WORDS: (&str, &str) = ("leaf", "missing");

impl Store<'_> {
    /// Whether it holds this certificate, or another one of the same name and key: an authority that was issued anew.
    pub fn has(&self, certificate: &Known) -> Option<How> {
        let is_key = |found: &Found<'_>| {
            let own = found.known();
            let is_same = own.ski.is_some() && own.ski == certificate.ski && certificate.ca == Some(true);
            is_same && distinguished_name::same(&own.subject, &certificate.subject)
        };
        let by_key = || self.holds.iter().any(is_key).then_some(How::Signature);
        self.holds.iter().find_map(|found| identity(found.known(), certificate)).or_else(by_key)
    }

    /// The highest of a chain that lies in it, and whether only names tell it.
    pub fn held(&self, path: &Path) -> (Held, bool) {
        for (number, link) in path.links.iter().enumerate().rev() {
            if let Some(how) = self.has(link) {
                let held = match number {
                    _ if number + 1 == path.links.len() && path.end == End::Root => Held::Root,
                    0 => Held::Leaf,
                    _ => Held::Intermediate,
                };
                return (held, how == How::Names);
            }
        }
        (Held::Nothing, false)
    }

    /// The chain of a certificate among those for its purpose, and what lies here.
    pub fn path(&self, view: &View<'_>, leaf: &Found<'_>) -> Path {
        let here: Vec<&Known> = self.holds.iter().map(Found::known).collect();
        view.path(leaf, &here)
    }

    /// What is not known to lie in it may be there all the same, above what was exported of the chain.
    pub fn may_be_above(&self, path: &Path) -> bool {
        path.is_lone() && self.holds.iter().any(|found| found.known().ca != Some(false))
    }

    /// Whether it holds what is wanted of the chain of a certificate.
    pub fn judge(&self, view: &View<'_>, leaf: &Found<'_>, wanted: &Wanted) -> Statement {
        let path = self.path(view, leaf);
        let (held, by_name) = self.held(&path);
        let case = match (held, self.lacks) {
            _ if held >= wanted.enough => Ok("right"),
            (_, Some(why)) => Err(why),
            _ if self.may_be_above(&path) => Err(wanted.no_chain),
            (Held::Root | Held::Intermediate, None) => Ok("intermediate"),
            (Held::Leaf, None) => Ok(wanted.words.0),
            (Held::Nothing, None) => Ok(wanted.words.1),
        };
        let needed = path.root().or_else(|| path.links.get(1)).or_else(|| path.links.first());
        let (needed, sha256) = match (&path.end, needed) {
            (End::Missing(issuer), _) if !issuer.is_empty() => (issuer.clone(), None),
            (_, Some(known)) => (known.subject.clone(), known.sha256.clone()),
            _ => (String::new(), None),
        };
        let file = sha256.as_deref().and_then(|sha256| file_of(view, sha256)).unwrap_or_default();
        Statement::near(wanted.record, self.at)
            .case(case, self.told_at)
            .flag(BY_NAME, by_name, self.told_at)
            .text(STORE, self.called.clone(), "subject")
            .word(MENU, self.menu, "subject")
            .text(NEEDED, needed, "subject")
            .text(NEEDED_SHA256, sha256.unwrap_or_default(), "subject")
            .text(NEEDED_FILE, file, "subject")
            .word(PARTNER, wanted.partner, "subject")
    }
}

/// The file in which the certificate with this fingerprint lies, outside of stores.
fn file_of(view: &View<'_>, sha256: &str) -> Option<String> {
    let uses = ["ci-server", "ci-client", "erp-server", "erp-client", "proxy-server", "proxy-client", "c4c-client"];
    let all = uses.into_iter().flat_map(|used| view.used(used));
    all.into_iter().find(|found| found.known().sha256.as_deref() == Some(sha256)).map(|found| found.path().to_owned())
}
