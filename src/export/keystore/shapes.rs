//! Which rows are which records: the members of the answers, in JSON and in Atom (connectors.md a.7, semantics.md 4.5).

use super::fields;
use super::place::{About, Place};

/// The member that all entries and all certificates of chains have.
const KEY: &str = "Hexalias";

/// Only entries of the past have them (`HistoryKeystoreEntries`).
const OF_PAST: &[&str] = &["ActiveUntil", "DeactivatedBy", "OriginalAlias"];

/// Members, and the field each is in: the first that the answer has counts.
pub(super) const MEMBERS: &[(usize, &[&str])] = &[
    (fields::KEYSTORE, &["KeystoreName", "Keystore.Name"]),
    (fields::ALIAS, &["Alias"]),
    (fields::HEXALIAS, &[KEY]),
    (fields::ENTRY_KIND, &["Type", "EntryType"]),
    (fields::OWNER, &["Owner"]),
    (fields::STATUS, &["Status"]),
    (fields::VALIDITY, &["Validity"]),
    (fields::SUBJECT, &["SubjectDN"]),
    (fields::ISSUER, &["IssuerDN"]),
    (fields::SERIAL, &["SerialNumber"]),
    (fields::SHA256, &["FingerprintSha256"]),
    (fields::SHA1, &["FingerprintSha1"]),
    (fields::NOT_BEFORE, &["ValidNotBefore"]),
    (fields::NOT_AFTER, &["ValidNotAfter"]),
    (fields::KEY, &["KeyType"]),
    (fields::SIGNATURE, &["SignatureAlgorithm"]),
    (fields::CHAIN_INDEX, &["Index"]),
];

/// The members of the rows below one heading.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// They are certificates of a chain.
    pub is_chain: bool,
    /// They stand in a list.
    pub in_list: bool,
    /// The cell of each of [`MEMBERS`].
    cells: Vec<Option<usize>>,
    pub key_size: Option<usize>,
    /// The address of the record.
    pub address: Option<usize>,
    /// The entry and the keystore around it.
    pub entry_around: Option<usize>,
    pub keystore_around: Option<usize>,
    /// The address of the next page.
    pub next: Option<usize>,
}

impl Table {
    /// The table below these keys; none if its rows are no entries.
    pub fn of(keys: &[String], is_xml: bool, place: &Place) -> Option<Self> {
        // Keys of the rows themselves come first, then those of what is around them.
        let own = keys.iter().position(|key| before(key, KEY).is_some())?;
        let prefix = before(keys.get(own)?, KEY)?;
        if inside_of(keys.first()?, is_xml) != inside_of(keys.get(own)?, is_xml) {
            return None;
        }
        let cell = |name: &str| keys.iter().position(|key| before(key, name) == Some(prefix));
        if OF_PAST.iter().any(|name| cell(name).is_some()) {
            return None;
        }
        let named = |names: &[&str]| names.iter().find_map(|name| keys.iter().position(|key| key == name));
        let around = prefix.strip_suffix("Entries.results[].");
        let is_chain =
            prefix.contains("ChainCertificates") || cell("Index").is_some() || place.about == Some(About::Chain);
        Some(Self {
            is_chain,
            in_list: prefix.contains("[]") || (is_xml && keys.iter().any(|key| key.starts_with("feed/"))),
            cells: MEMBERS.iter().map(|(_, names)| names.iter().find_map(|name| cell(name))).collect(),
            key_size: cell("KeySize"),
            address: cell("__metadata.uri").or_else(|| cell("__metadata.id")).or_else(|| named(&["entry/id"])),
            entry_around: keys.iter().rposition(|key| before(key, KEY).is_some()).filter(|last| *last != own),
            keystore_around: around.and_then(|around| named(&[&format!("{around}Name")])),
            next: named(NEXT),
        })
    }

    /// The cell of a member.
    pub fn cell(&self, field: usize) -> Option<usize> {
        let at = MEMBERS.iter().position(|(known, _)| *known == field)?;
        self.cells.get(at).copied().flatten()
    }
}

/// What stands before a member in its key: `d.results[].`, `properties/`.
fn before<'k>(key: &'k str, member: &str) -> Option<&'k str> {
    key.strip_suffix(member).filter(|before| before.is_empty() || before.ends_with(['.', '/']))
}

/// In which object of a list, or in which element, a key lies.
fn inside_of(key: &str, is_xml: bool) -> &str {
    let end = if is_xml { key.find('/') } else { key.rfind("[].") };
    end.and_then(|end| key.get(..end)).unwrap_or_default()
}

/// Under what the address of the next page stands.
const NEXT: &[&str] = &["d.__next", "__next", "@odata.nextLink"];

/// Under what stands that there is nothing in a list.
const EMPTY: &[&str] = &["d.results[]", "d[]", "results[]", "value[]", "[]"];

/// With what an answer begins that is an error.
const ERROR: &[&str] = &["error.code", "error.message", "error.message.value", "error/code", "error/message"];

/// What rows are that are no entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// A list with nothing in it may be told in one cell, the next page in another; where such a list is all there is in a
    /// keystore, the third one has its name.
    Answer { empty: Option<usize>, next: Option<usize>, keystore: Option<usize> },
    /// Links of a feed: what each is for, and its address.
    Links { rel: usize, href: usize },
    /// The head of a feed.
    Feed,
    /// An error instead of an answer.
    Error,
}

impl Beside {
    /// What rows below these keys are.
    pub fn of(keys: &[String], is_xml: bool) -> Option<Self> {
        let cell = |names: &[&str]| keys.iter().position(|key| names.contains(&key.as_str()));
        if cell(ERROR).is_some() {
            return Some(Self::Error);
        }
        if is_xml {
            return match (cell(&["link/@rel"]), cell(&["link/@href"])) {
                (Some(rel), Some(href)) if keys.first().is_some_and(|key| key.starts_with("link/")) => {
                    Some(Self::Links { rel, href })
                }
                _ => keys.first().is_some_and(|key| key.starts_with("feed/")).then_some(Self::Feed),
            };
        }
        let expanded = keys.iter().position(|key| key.ends_with(EXPANDED));
        let around = expanded.and_then(|at| keys.get(at)?.strip_suffix(EXPANDED));
        let keystore = around.and_then(|around| cell(&[&format!("{around}Name")]));
        let (empty, next) = (cell(EMPTY).or(expanded), cell(NEXT));
        (empty.is_some() || next.is_some()).then_some(Self::Answer { empty, next, keystore })
    }

    /// Such rows are an answer about a keystore; `is_placed` says that the place of the file is one of those.
    pub fn is_answer(self, is_placed: bool) -> bool {
        match self {
            Self::Answer { empty, keystore, .. } => keystore.is_some() || (is_placed && empty.is_some()),
            Self::Feed | Self::Error => is_placed,
            Self::Links { .. } => false,
        }
    }
}

/// `Keystores('system')?$expand=Entries` of an empty keystore.
const EXPANDED: &str = "Entries.results[]";
