//! The number at the front: a sum of bits that says which protocol versions are possible.
//!
//! The bits are those of SAP Note 510007, section 7, as far as published values bear them out.

/// Any protocol version up to the highest that the crypto library offers.
const BEST: u64 = 2;
/// Versions between the lowest and the highest are enabled too.
const NO_GAP: u64 = 4;
/// TLS 1.0 is not added of itself.
const STRICT: u64 = 32;
/// All bits with a meaning: the above, 1 (SSLv2 greeting accepted), 16 (client certificate sent without asking which
/// authority) and the versions.
const KNOWN: u64 = 1 | BEST | NO_GAP | 16 | STRICT | 64 | 128 | 256 | 512 | 1024;
const VERSIONS: [(u64, Version); 5] =
    [(64, Version::Ssl3), (128, Version::Tls10), (256, Version::Tls11), (512, Version::Tls12), (1024, Version::Tls13)];

/// A protocol version; older is less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// SSL 3.0, broken
    Ssl3,
    /// TLS 1.0, deprecated by RFC 8996
    Tls10,
    /// TLS 1.1, deprecated by RFC 8996
    Tls11,
    /// TLS 1.2
    Tls12,
    /// TLS 1.3
    Tls13,
}

impl Version {
    /// The name as administrators write it: "TLS 1.2", "SSLv3".
    pub fn name(self) -> &'static str {
        match self {
            Self::Ssl3 => "SSLv3",
            Self::Tls10 => "TLS 1.0",
            Self::Tls11 => "TLS 1.1",
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        }
    }

    /// The version times ten, to compare it by: TLS 1.2 is 12, SSLv3 is 3.
    pub fn times_ten(self) -> i64 {
        match self {
            Self::Ssl3 => 3,
            Self::Tls10 => 10,
            Self::Tls11 => 11,
            Self::Tls12 => 12,
            Self::Tls13 => 13,
        }
    }
}

/// Versions as words: "SSLv3, TLS 1.0 and 1.1"; none is "no protocol version".
pub fn list(versions: &[Version]) -> String {
    let mut said_tls = false;
    let mut names = Vec::with_capacity(versions.len());
    for version in versions {
        let name = version.name();
        names.push(if said_tls { name.trim_start_matches("TLS ") } else { name });
        said_tls |= name.starts_with("TLS ");
    }
    if names.is_empty() { "no protocol version".to_owned() } else { enumerate(&names) }
}

/// "a, b and c"
pub(super) fn enumerate(names: &[&str]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// The versions that `flags` enable, ascending, if the library's best is TLS 1.2 (CommonCryptoLib from 8.4.31).
pub(super) fn versions(flags: u64) -> Vec<Version> {
    let enabled = |bit: u64, version: Version| {
        flags & bit != 0
            || (version == Version::Tls10 && flags & STRICT == 0)
            || (version == Version::Tls12 && flags & BEST != 0)
    };
    let mut versions: Vec<Version> =
        VERSIONS.iter().filter(|(bit, version)| enabled(*bit, *version)).map(|(_, version)| *version).collect();
    if flags & NO_GAP != 0
        && let (Some(lowest), Some(highest)) = (versions.first().copied(), versions.last().copied())
    {
        versions = VERSIONS.iter().map(|(_, version)| *version).filter(|v| (lowest..=highest).contains(v)).collect();
    }
    versions
}

/// The same flags without SSLv3; none if nothing is left, or SSLv3 cannot be told from the rest.
pub(super) fn without_ssl3(flags: u64) -> Option<u64> {
    let without = flags & !64;
    let versions = versions(without);
    (!versions.is_empty() && !versions.contains(&Version::Ssl3)).then_some(without)
}

/// Those of the versions that RFC 8996 deprecates.
pub(super) fn legacy(versions: &[Version]) -> Vec<Version> {
    versions.iter().copied().filter(|version| matches!(version, Version::Tls10 | Version::Tls11)).collect()
}

/// Whether the highest version is left to the library.
pub(super) fn asks_for_best(flags: u64) -> bool {
    flags & BEST != 0
}

/// What is wrong with a number; `flags` is `None` if it does not fit.
pub(super) fn flaw(flags: Option<u64>, versions: Option<&[Version]>) -> Option<String> {
    let Some(flags) = flags else {
        return Some("the number is too large, its bits are unknown".to_owned());
    };
    let unknown: Vec<String> = (0..u64::BITS)
        .map(|shift| 1_u64 << shift)
        .filter(|bit| flags & !KNOWN & bit != 0)
        .map(|b| b.to_string())
        .collect();
    let names: Vec<&str> = unknown.iter().map(String::as_str).collect();
    let mut flaws = Vec::new();
    match names.as_slice() {
        [] => {}
        [bit] => flaws.push(format!("bit {bit} is unknown")),
        bits => flaws.push(format!("bits {} are unknown", enumerate(bits))),
    }
    if versions.is_some_and(<[Version]>::is_empty) {
        flaws.push("no protocol version is enabled".to_owned());
    }
    (!flaws.is_empty()).then(|| flaws.join("; "))
}
