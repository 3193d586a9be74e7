//! Where an answer is from: what the path under which it was saved tells, and the addresses in it (connectors.md a.7 and h.18).

use crate::input;
use crate::knowledge::spelling::letters;

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The entries of a keystore.
    Entries,
    /// The chain of an entry.
    Chain,
}

/// What a path tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub about: Option<About>,
    /// Alias of the entry whose chain it is.
    pub chain_of: Option<String>,
    pub keystore: Option<&'static str>,
}

/// The keystores of a tenant, and how names of files spell them, in small letters and without other signs.
const KEYSTORES: &[(&str, &str)] =
    &[("backupadminsystem", "backup_admin_system"), ("keyrenewal", "KeyRenewal"), ("keystoressystem", "system")];

impl Place {
    /// The place that the path of a file tells.
    pub fn of_path(place: input::Place<'_>) -> Self {
        let name = place.name();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let folder = place.folders().next_back().unwrap_or_default();
        let (word, above) = (letters(stem), letters(folder));
        let is_in_chains = above.ends_with("chaincertificates");
        let about = match () {
            () if is_in_chains || word.contains("chaincertificates") => Some(About::Chain),
            () if word.contains("keystore") => Some(About::Entries),
            () => None,
        };
        let of_folder = || entry_in(stem).or_else(|| entry_in(folder));
        let chain_of = match about {
            Some(About::Chain) => is_in_chains.then(|| of_hex(stem)).flatten().or_else(of_folder),
            _ => None,
        };
        let keystore = KEYSTORES.iter().find(|(spelling, _)| about.is_some() && word.contains(spelling));
        Self { about, chain_of, keystore: keystore.map(|(_, keystore)| *keystore) }
    }
}

/// The alias of an entry in an address: `KeystoreEntries('736D')`, `KeystoreEntries(Hexalias='736D')`.
pub(super) fn entry_in(address: &str) -> Option<String> {
    of_hex(quoted_behind(address, "KeystoreEntries(")?)
}

/// The keystore in an address: `Keystores('system')/Entries`, `KeystoreEntries?keystoreName=KeyRenewal`.
pub(super) fn keystore_in(address: &str) -> Option<&str> {
    let parameter = || address.split_once("keystoreName=").and_then(|(_, name)| name.split(['&', '#']).next());
    quoted_behind(address, "Keystores(")
        .or_else(parameter)
        .map(|name| name.trim_matches('\''))
        .filter(|name| !name.is_empty())
}

fn quoted_behind<'a>(address: &'a str, begin: &str) -> Option<&'a str> {
    let key = address.split_once(begin)?.1.split(')').next()?;
    key.split('\'').nth(1)
}

/// The alias that these hexadecimal digits spell in UTF-8.
pub(super) fn of_hex(digits: &str) -> Option<String> {
    let is_hex =
        !digits.is_empty() && digits.len().is_multiple_of(2) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pairs = is_hex.then(|| (0..digits.len()).step_by(2))?;
    let bytes: Option<Vec<u8>> = pairs.map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_what_was_asked_for() {
        let chain = |alias: &str| (Some(About::Chain), Some(alias.to_owned()), None);
        for (path, told) in [
            ("CI/KeystoreEntries.json", (Some(About::Entries), None, None)),
            ("CI/keystore.xml", (Some(About::Entries), None, None)),
            ("CI/Keystores('system').json", (Some(About::Entries), None, Some("system"))),
            ("CI/KeystoreEntries_KeyRenewal.json", (Some(About::Entries), None, Some("KeyRenewal"))),
            ("CI/KeystoreEntries-backup_admin_system.json", (Some(About::Entries), None, Some("backup_admin_system"))),
            ("CI/ChainCertificates/73617061.json", chain("sapa")),
            ("CI/KeystoreEntries('73617061')/ChainCertificates.json", chain("sapa")),
            ("CI/ChainCertificates/x.json", (Some(About::Chain), None, None)),
            ("CI/keystore/answer.json", (None, None, None)),
        ] {
            let place = Place::of_path(input::Place::of(path));
            assert_eq!((place.about, place.chain_of, place.keystore), told, "{path}");
        }
    }

    #[test]
    fn addresses_tell_the_entry_and_the_keystore() {
        let base = "https://ci.example.test/api/v1";
        assert_eq!(entry_in(&format!("{base}/KeystoreEntries('C3A4')/ChainCertificates")).as_deref(), Some("ä"));
        assert_eq!(entry_in(&format!("{base}/KeystoreEntries(Hexalias='6162')")).as_deref(), Some("ab"));
        assert_eq!(entry_in(&format!("{base}/KeystoreEntries('616')")), None);
        assert_eq!(keystore_in(&format!("{base}/Keystores('system')/Entries")), Some("system"));
        assert_eq!(keystore_in("KeystoreEntries?keystoreName=KeyRenewal&$skip=2"), Some("KeyRenewal"));
        assert_eq!(keystore_in(base), None);
    }
}
