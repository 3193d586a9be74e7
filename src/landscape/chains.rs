//! Who issued whom: chains of certificates that come from any number of files.
//!
//! Where both certificates are at hand the signature decides, after names (and key identifiers, where both have them) have said which
//! pairs come into question. Where one of them is only described (JSON, a list), names alone must do, and the answer says so. Each pair
//! is verified once at most. What a chain is good for is for rules to say.

use std::collections::HashMap;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::knowledge::certificate;
use crate::knowledge::distinguished_name as name;
use crate::knowledge::issued::{Issued, issued};

/// A certificate, as far as exports tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The certificate itself; none if it is only described.
    pub der: Option<Vec<u8>>,
    /// Distinguished names as printed.
    pub subject: String,
    /// Of its issuer; empty if it is not told.
    pub issuer: String,
    /// Serial number as [`crate::knowledge::certificate::serial_number`] gives it.
    pub serial: Option<String>,
    /// SHA-256 fingerprint: hexadecimal digits in capitals.
    pub sha256: Option<String>,
    /// Identifier of its key: hexadecimal digits in capitals.
    pub ski: Option<String>,
    /// Identifier of its issuer's key.
    pub aki: Option<String>,
    /// Whether it says of itself that it may issue certificates.
    pub ca: Option<bool>,
    /// First moment of validity, as field `not-before` has it.
    pub not_before: Option<String>,
    /// Last moment of validity, as field `not-after` has it.
    pub not_after: Option<String>,
}

impl Known {
    /// As the fields of an export say it, texts by their names. The certificate itself, and whether it may issue others, are no texts.
    pub fn told_by(text: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            der: None,
            subject: text("subject").unwrap_or_default(),
            issuer: text("issuer").unwrap_or_default(),
            serial: text("serial"),
            sha256: text("sha256"),
            ski: text("ski"),
            aki: text("aki"),
            ca: None,
            not_before: text("not-before"),
            not_after: text("not-after"),
        }
    }
}

/// By what one certificate is known to have issued another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The signature verifies with its key.
    Signature,
    /// The names fit, and there is no more to go by.
    Names,
}

/// Whether a certificate was issued by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelfSigned {
    /// It verifies with its own key.
    Yes,
    /// It does not, or its issuer is somebody else.
    No,
    /// It names itself as its issuer, and its signature cannot be verified.
    ByNames,
    /// Its issuer is not told.
    Unknown,
}

/// Where a chain ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// At a certificate that is self-signed: the last of the path.
    Root,
    /// At one whose issuer, of this name, is not among the certificates. The name is empty if nobody tells it.
    Missing(String),
    /// At one that was issued by one before it, or by so many others that nothing comes of it.
    Loop,
}

/// A certificate and those above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Indexes of the certificates, each issued by the next one.
    pub path: Vec<usize>,
    /// What is behind the last one.
    pub end: End,
    /// Names if any step, or that the last one is self-signed, rests on names alone.
    pub how: How,
}

/// Certificates and their issuers, by indexes in the list that they came in.
#[derive(Debug)]
pub struct Chains {
    known: Vec<Known>,
    /// Keys of names.
    subjects: Vec<String>,
    issuers: Vec<String>,
    /// Of each certificate the one among its copies that stands for all, with the bytes if any of them has these.
    representative: Vec<usize>,
    /// The representatives of each subject.
    by_subject: HashMap<String, Vec<usize>>,
    /// Of each representative those that issued it, once somebody asked.
    found: Vec<OnceLock<Vec<(usize, How)>>>,
    /// Of each representative whether it issued itself, once somebody asked.
    by_itself: Vec<OnceLock<SelfSigned>>,
}

/// A chain of more certificates leads nowhere.
const LONGEST: usize = 16;
/// So many steps are tried to reach a root: certification authorities that certify each other in all ways have more.
const MOST_STEPS: usize = 1_000;
/// Of more certificates with one name the others count by their names: so the work grows with the certificates and not with their square.
const MOST_VERIFIED: usize = 16;
/// So many issuers are told of one certificate: no authority has more certificates of one name.
const MOST_ISSUERS: usize = 256;

impl Chains {
    /// Of these certificates.
    pub fn of(known: Vec<Known>) -> Self {
        let subjects: Vec<String> = known.iter().map(|one| name::key(&one.subject)).collect();
        let issuers: Vec<String> = known.iter().map(|one| name::key(&one.issuer)).collect();
        let representative = representative(&known);
        let mut by_subject: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, subject) in subjects.iter().enumerate() {
            if representative[index] == index && !subject.is_empty() {
                by_subject.entry(subject.clone()).or_default().push(index);
            }
        }
        let (found, by_itself) = (vec![OnceLock::new(); known.len()], vec![OnceLock::new(); known.len()]);
        Self { known, subjects, issuers, representative, by_subject, found, by_itself }
    }

    /// The certificate at this index.
    pub fn get(&self, index: usize) -> Option<&Known> {
        self.known.get(index)
    }

    /// The certificates, by index.
    pub fn all(&self) -> &[Known] {
        &self.known
    }

    /// Those that issued a certificate and are not itself, each once for all its copies: those by signature first, then by index. There are
    /// several if certification authorities have several certificates with one key (cross-signed), or of one name.
    pub fn issuers(&self, index: usize) -> Vec<(usize, How)> {
        self.issuers_of(index).to_vec()
    }

    fn issuers_of(&self, index: usize) -> &[(usize, How)] {
        let Some(&index) = self.representative.get(index) else { return &[] };
        self.found[index].get_or_init(|| {
            let named = self.by_subject.get(&self.issuers[index]).map(Vec::as_slice).unwrap_or_default();
            let mut left = MOST_VERIFIED;
            let issued = |by: &usize| Some((*by, self.issued(index, *by, &mut left)?));
            let others = named.iter().filter(|by| !self.same(index, **by));
            let mut issuers: Vec<(usize, How)> = others.filter_map(issued).take(MOST_ISSUERS).collect();
            issuers.sort_by_key(|(by, how)| (*how, *by));
            issuers
        })
    }

    /// By what the second certificate issued the first, whose issuer has its name; none if it did not. No more than `left` are verified.
    fn issued(&self, index: usize, by: usize, left: &mut usize) -> Option<How> {
        let (one, issuer) = (&self.known[index], &self.known[by]);
        if let (Some(wanted), Some(key)) = (&one.aki, &issuer.ski)
            && !wanted.eq_ignore_ascii_case(key)
        {
            return None;
        }
        let (Some(one), Some(issuer), true) = (&one.der, &issuer.der, *left > 0) else { return Some(How::Names) };
        *left -= 1;
        match issued(one, issuer) {
            Issued::Yes => Some(How::Signature),
            Issued::No => None,
            Issued::Unknown(_) => Some(How::Names),
        }
    }

    /// Whether it issued itself.
    pub fn self_signed(&self, index: usize) -> SelfSigned {
        let Some(&index) = self.representative.get(index) else { return SelfSigned::Unknown };
        *self.by_itself[index].get_or_init(|| {
            let one = &self.known[index];
            if one.issuer.is_empty() || one.subject.is_empty() {
                return SelfSigned::Unknown;
            }
            if self.subjects[index] != self.issuers[index] {
                return SelfSigned::No;
            }
            match one.der.as_deref().map(|der| issued(der, der)) {
                Some(Issued::Yes) => SelfSigned::Yes,
                Some(Issued::No) => SelfSigned::No,
                Some(Issued::Unknown(_)) | None => SelfSigned::ByNames,
            }
        })
    }

    /// The chain above a certificate: one that reaches a root if there is any, by signatures rather than by names, and through the
    /// certificates that come first; else the longest.
    pub fn chain(&self, index: usize) -> Chain {
        let mut search = Search { chains: self, best: None, steps: 0 };
        search.go(&mut vec![index], How::Signature);
        search.best.unwrap_or(Chain { path: Vec::new(), end: End::Missing(String::new()), how: How::Names })
    }

    /// Whether two are one certificate: by SHA-256 where both have it, else by issuer and serial number, else by subject, issuer and end of
    /// validity.
    pub fn same(&self, one: usize, other: usize) -> bool {
        self.identity(one, other).is_some()
    }

    /// By what two of no list are one certificate, see [`Chains::identity`].
    pub fn identity_of(one: &Known, other: &Known) -> Option<How> {
        let same = |one: &str, other: &str| !one.is_empty() && name::same(one, other);
        match (print(one), print(other)) {
            (Some(one), Some(other)) => (one == other).then_some(How::Signature),
            _ => {
                let told = (&one.serial, &other.serial);
                let same_serial = matches!(told, (Some(one), Some(other)) if certificate::same_serial(one, other));
                let is_one = match told {
                    (Some(_), Some(_)) => same_serial && same(&one.issuer, &other.issuer),
                    _ => {
                        let same_end = one.not_after.is_some() && one.not_after == other.not_after;
                        same_end && same(&one.issuer, &other.issuer) && same(&one.subject, &other.subject)
                    }
                };
                is_one.then_some(How::Names)
            }
        }
    }

    /// By what two are one certificate; none if they are two. [`How::Names`] means that no fingerprint tells it.
    pub fn identity(&self, one: usize, other: usize) -> Option<How> {
        let (left, right) = (self.known.get(one)?, self.known.get(other)?);
        if self.representative[one] == self.representative[other] {
            return Some(How::Signature);
        }
        let has_print = |one: &Known| one.sha256.is_some() || one.der.is_some();
        if has_print(left) && has_print(right) {
            return None;
        }
        let same_issuer = !left.issuer.is_empty() && self.issuers[one] == self.issuers[other];
        if let (Some(left), Some(right)) = (&left.serial, &right.serial) {
            return (same_issuer && certificate::same_serial(left, right)).then_some(How::Names);
        }
        let same_subject = !left.subject.is_empty() && self.subjects[one] == self.subjects[other];
        let same_end = left.not_after.is_some() && left.not_after == right.not_after;
        (same_issuer && same_subject && same_end).then_some(How::Names)
    }
}

/// The SHA-256 fingerprint of a certificate, told or counted.
fn print(one: &Known) -> Option<String> {
    let told = one.sha256.as_ref().map(|print| print.to_ascii_uppercase());
    told.or_else(|| one.der.as_deref().map(|der| certificate::hex(&Sha256::digest(der))))
}

/// Of each certificate the one that stands for all with its fingerprint: the first one of which the bytes are at hand, else the first one.
fn representative(known: &[Known]) -> Vec<usize> {
    let prints: Vec<Option<String>> = known.iter().map(print).collect();
    let mut by_print: HashMap<&str, usize> = HashMap::new();
    for with_bytes in [true, false] {
        for (index, _) in known.iter().enumerate().filter(|(_, one)| one.der.is_some() == with_bytes) {
            if let Some(print) = &prints[index] {
                by_print.entry(print).or_insert(index);
            }
        }
    }
    let representative = |(index, print): (usize, &Option<String>)| {
        print.as_deref().and_then(|print| by_print.get(print)).copied().unwrap_or(index)
    };
    prints.iter().enumerate().map(representative).collect()
}

/// Looks for a chain that reaches a root.
struct Search<'c> {
    chains: &'c Chains,
    best: Option<Chain>,
    steps: usize,
}

impl Search<'_> {
    /// Follows the path from its last certificate on. Says whether there is no better chain to be found.
    fn go(&mut self, path: &mut Vec<usize>, how: How) -> bool {
        self.steps += 1;
        let Some(&last) = path.last() else { return true };
        let Some(one) = self.chains.known.get(last) else { return true };
        match self.chains.self_signed(last) {
            SelfSigned::Yes => return self.ends(path, End::Root, how),
            SelfSigned::ByNames => return self.ends(path, End::Root, How::Names),
            SelfSigned::No | SelfSigned::Unknown => {}
        }
        let issuers = self.chains.issuers_of(last);
        if issuers.is_empty() {
            return self.ends(path, End::Missing(one.issuer.clone()), how);
        }
        let mut endless = false;
        for &(by, step) in issuers {
            if path.len() >= LONGEST
                || self.steps >= MOST_STEPS
                || path.iter().any(|below| self.chains.same(*below, by))
            {
                endless = true;
                continue;
            }
            path.push(by);
            let done = self.go(path, how.max(step));
            path.pop();
            if done {
                return true;
            }
        }
        endless && self.ends(path, End::Loop, how)
    }

    /// The path ends here. Says whether no other can be better.
    fn ends(&mut self, path: &[usize], end: End, how: How) -> bool {
        let worth = |end: &End, how: How, length: usize| {
            let kind = match end {
                End::Root => 2,
                End::Missing(_) => 1,
                End::Loop => 0,
            };
            (kind, how == How::Signature, length)
        };
        let better = self.best.as_ref().is_none_or(|best| {
            let (old, new) = (worth(&best.end, best.how, best.path.len()), worth(&end, how, path.len()));
            // Of two that reach a root the one that was found first is as good.
            if best.end == End::Root { (old.0, old.1) < (new.0, new.1) } else { old < new }
        });
        let is_best = end == End::Root && how == How::Signature;
        if better {
            self.best = Some(Chain { path: path.to_vec(), end, how });
        }
        is_best
    }
}

#[cfg(test)]
mod tests;
