//! What looks like a name, whatever stands around it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::own::HostIs;
use super::{Kind, Own};

/// A stretch of a text that looks like a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub range: Range<usize>,
    pub kind: Kind,
}

/// What is looked for: the pattern, the group that is the name, and its kind.
type Form = (&'static str, usize, Kind);

const FORMS: &[Form] = &[
    (r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", 0, Kind::Mail),
    (r"\b[Ss][0-9]{10}\b", 0, Kind::SUser),
    (r"\b[0-9]{1,3}(?:\.(?:[0-9]{1,3}|\*)){3}(?:/[0-9]{1,2})?", 0, Kind::Ip),
    (r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}", 0, Kind::Ip),
    (r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_-]+)+", 0, Kind::Host),
    (r"\b[a-z][a-z0-9+]{1,9}://(?:[^\s/@]*@)?([A-Za-z0-9][A-Za-z0-9._-]*)", 1, Kind::Host),
    // Fingerprints and serial numbers.
    (r"\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5,}\b", 0, Kind::Hex),
    (r"\b(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})\b", 0, Kind::Hex),
    // SAProuter strings.
    (r"(?i)/H/([A-Z0-9][A-Z0-9._-]*)", 1, Kind::Host),
    // Home folders.
    (r"(?:/home/|/Users/|\\Users\\)([^/\\\s:]+)", 1, Kind::User),
    // The users and folders of a system, and its destinations as SAP has them called: <sid>adm, SAPService<SID>, <SID>CLNT<client>.
    (r"\b([a-z][a-z0-9]{2})adm\b", 1, Kind::System),
    (r"\bSAPService([A-Z][A-Z0-9]{2})\b", 1, Kind::System),
    // In names of others, too: SM_<SID>CLNT<client>_READ, and the user SOLMAN<SID><client>.
    (r"(?:\b|_)([A-Z][A-Z0-9]{2})CLNT[0-9]{3}(?:\b|_)", 1, Kind::System),
    (r"\bSOLMAN([A-Z][A-Z0-9]{2})[0-9]{3}\b", 1, Kind::System),
    // Names of profiles and of application servers: <SID>_D00_<host>, <host>_<SID>_00.
    (
        r"(?:\b|_)[A-Z][A-Z0-9]{2}_(?:DVEBMGS|D|J|ASCS|SCS|ERS|W|G)[0-9]{2}_([A-Za-z][A-Za-z0-9-]{1,12})(?:\b|_)",
        1,
        Kind::Host,
    ),
    (r"(?:\b|_)([A-Za-z][A-Za-z0-9-]{1,12})_[A-Z][A-Z0-9]{2}_[0-9]{2}(?:\b|_)", 1, Kind::Host),
    (r"/(?:usr/sap|sapmnt)/([A-Z][A-Z0-9]{2})\b", 1, Kind::System),
];

static PATTERNS: LazyLock<Vec<(Regex, usize, Kind)>> = LazyLock::new(|| {
    FORMS.iter().filter_map(|(pattern, group, kind)| Some((Regex::new(pattern).ok()?, *group, *kind))).collect()
});

/// Tells in one pass which of them stand in a text at all.
static ANY: LazyLock<Option<RegexSet>> =
    LazyLock::new(|| RegexSet::new(FORMS.iter().map(|(pattern, ..)| pattern)).ok());

/// All that looks like a name, in the order of the forms.
pub(super) fn find(own: &Own, text: &str) -> Vec<Found> {
    // Nothing else makes a name.
    if !text.contains(['.', ':', '-', '@', '/', '\\', '_', 'S', 's', 'a', 'C']) && text.len() < 40 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let is_there: Vec<bool> = match ANY.as_ref().map(|any| any.matches(text)) {
        Some(matches) if !matches.matched_any() => return found,
        Some(matches) => (0..PATTERNS.len()).map(|number| matches.matched(number)).collect(),
        None => vec![true; PATTERNS.len()],
    };
    for (pattern, group, kind) in PATTERNS.iter().zip(is_there).filter_map(|(form, is_there)| is_there.then_some(form))
    {
        for captures in pattern.captures_iter(text) {
            let Some(word) = captures.get(*group) else { continue };
            if is_one(own, *kind, text, word.range(), *group) {
                found.push(Found { range: word.range(), kind: *kind });
            }
        }
    }
    found
}

fn is_one(own: &Own, kind: Kind, text: &str, range: Range<usize>, group: usize) -> bool {
    let word = &text[range.clone()];
    let before = text[..range.start].chars().next_back();
    let behind = text[range.end..].chars().next();
    let is_letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    match kind {
        Kind::Ip if word.contains(':') => {
            let is_end = |letter: Option<char>| !is_letter(letter) && letter != Some(':');
            is_end(before) && is_end(behind) && is_foreign_v6(word)
        }
        Kind::Ip => {
            let is_end = |letter: Option<char>| !is_letter(letter) && letter != Some('.');
            let behind = if behind == Some('.') { text[range.end + 1..].chars().next() } else { behind };
            is_end(before) && !is_letter(behind) && is_foreign_v4(word.split('/').next().unwrap_or(word))
        }
        Kind::Host if group == 0 => !is_letter(before) && looks_like_host(own, word),
        Kind::Host => {
            word.parse::<IpAddr>().is_err()
                && word.contains(|letter: char| letter.is_ascii_alphabetic())
                && !own.is_own(word)
        }
        Kind::System | Kind::User => !own.is_own(word),
        Kind::Hex => !is_own_number(own, word),
        _ => true,
    }
}

/// Whether it looks like a host with its domain, and not like the name of a file, a program or a version.
pub(super) fn looks_like_host(own: &Own, word: &str) -> bool {
    let word = word.strip_prefix("*.").unwrap_or(word).trim_end_matches('.');
    let labels: Vec<&str> = word.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty()
            && label.len() < 64
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    labels.len() > 1
        && labels.iter().all(is_label)
        && labels.last().is_some_and(|last| own.ends_as_host(last))
        // Packages of Java are written the other way round: com.sap.core.
        && !matches!(labels.first(), Some(&("com" | "org" | "net" | "java" | "javax")))
        && labels.iter().any(|label| label.contains(|letter: char| letter.is_ascii_alphabetic()))
        && (own.host_is(word) != HostIs::Own || word.contains('.'))
}

/// Whether hexadecimal digits are those of a certificate that everybody has.
pub(super) fn is_own_number(own: &Own, word: &str) -> bool {
    let digits: String = word.chars().filter(char::is_ascii_hexdigit).collect();
    own.is_own(&digits) || own.is_own(digits.trim_start_matches('0'))
}

/// `155.56.*.*`: a set of addresses.
pub(super) fn is_v4_pattern(word: &str) -> bool {
    let octets: Vec<&str> = word.split('/').next().unwrap_or_default().split('.').collect();
    octets.len() == 4 && octets.iter().all(|octet| *octet == "*" || octet.parse::<u8>().is_ok()) && octets[0] != "*"
}

fn is_foreign_v4(word: &str) -> bool {
    if word.contains('*') {
        return is_v4_pattern(word);
    }
    word.parse().is_ok_and(|address: Ipv4Addr| {
        !(address.is_loopback() || address.is_unspecified() || address.is_broadcast() || address.is_multicast())
            && address.octets()[0] != 0
            && address.octets()[0] != 255
    })
}

fn is_foreign_v6(word: &str) -> bool {
    // Bytes of a number have two digits each.
    if word.split(':').all(|group| group.len() == 2) {
        return false;
    }
    let has_enough = word.contains("::") || word.bytes().filter(|byte| *byte == b':').count() == 7;
    has_enough
        && word.parse().is_ok_and(|address: Ipv6Addr| {
            !(address.is_loopback() || address.is_unspecified() || address.is_multicast())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let own = Own::default();
        find(&own, text).into_iter().map(|found| text[found.range].to_owned()).collect()
    }

    #[test]
    fn all_forms_are_patterns() {
        assert_eq!(PATTERNS.len(), FORMS.len());
    }

    #[test]
    fn hosts_addresses_users_and_mails_are_found_anywhere() {
        for (text, name) in [
            ("cannot reach prd01.acme.example:443", "prd01.acme.example"),
            ("from 10.1.2.3.", "10.1.2.3"),
            ("permit 155.56.*.* 3299", "155.56.*.*"),
            ("user S0012345678 is locked", "S0012345678"),
            ("mail to max.miller@acme.example now", "max.miller@acme.example"),
            ("http://erp01/path", "erp01"),
            ("/H/saprouter01/S/3299", "saprouter01"),
            ("as prdadm", "prd"),
            ("PRDCLNT100", "PRD"),
            ("/home/miller/x", "miller"),
            ("address 2a00:1::5 is", "2a00:1::5"),
        ] {
            assert!(found(text).contains(&name.to_owned()), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn what_only_looks_so_is_none() {
        for text in [
            "sm59.txt",
            "com.sap.core.connectivity",
            "8.5.37",
            "at 12:30:45",
            "127.0.0.1",
            "0.0.0.0",
            "disp+work.exe",
            "1.2.3.4.5",
            "7.22",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
