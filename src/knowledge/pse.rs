//! Personal security environments (PSEs): the names that STRUST, the file system and SM59 give to one and the same.
//!
//! The identifier is the one SM59 and table STRUSTSSL use for SSL clients: `DFAULT`, `ANONYM`, or that of an identity of one's
//! own. The others are called `SSLS` (SSL server), `SYSTEM` and `SNC` here.

use crate::knowledge::spelling::letters;

/// SSL client (Standard).
pub const STANDARD: &str = "DFAULT";
/// SSL client (Anonymous).
pub const ANONYMOUS: &str = "ANONYM";
/// SSL server (Standard).
pub const SERVER: &str = "SSLS";
/// System PSE.
pub const SYSTEM: &str = "SYSTEM";
/// SNC PSE.
pub const SNC: &str = "SNC";

/// Names that nothing else has: a file, a folder or the end of a title may be just this. In the form of [`letters`]; German
/// and English differ in hyphens and endings only.
const NAMES: &[(&str, &str)] = &[
    ("sapsslc", STANDARD),
    ("dfault", STANDARD),
    ("sslclientsslclientstandard", STANDARD),
    ("sslclientstandard", STANDARD),
    ("sslclientpsestandard", STANDARD),
    ("sapssla", ANONYMOUS),
    ("anonym", ANONYMOUS),
    ("sslclientsslclientanonymous", ANONYMOUS),
    ("sslclientsslclientanonym", ANONYMOUS),
    ("sslclientanonymous", ANONYMOUS),
    ("sslclientanonym", ANONYMOUS),
    ("sslclientpseanonymous", ANONYMOUS),
    ("sapssls", SERVER),
    ("sslserverstandard", SERVER),
    ("sslserversslserverstandard", SERVER),
    ("sslserverpse", SERVER),
    ("sapsys", SYSTEM),
    ("systempse", SYSTEM),
    ("sapsncs", SNC),
    ("sncsapcryptolib", SNC),
    ("sncpse", SNC),
];

/// An identity has six characters at most; a little more is forgiven.
const LONGEST_IDENTITY: usize = 8;

/// The PSE that has this name as a file (`SAPSSLC.pse`, `SAPSSLC`), as a folder, in STRUST or in SM59.
///
/// Nothing if the name says nothing of a PSE. A name such as `SNC` alone says nothing either: a system may be called so.
pub fn by_name(name: &str) -> Option<String> {
    let name = name.trim();
    let stem = name.len().checked_sub(4).and_then(|at| name.split_at_checked(at));
    let name = stem.filter(|(_, ending)| ending.eq_ignore_ascii_case(".pse")).map_or(name, |(stem, _)| stem);
    let plain = letters(name);
    if let Some((_, id)) = NAMES.iter().find(|(known, _)| *known == plain) {
        return Some((*id).to_owned());
    }
    let own = name.get(6..).filter(|_| name.get(..6).is_some_and(|begin| begin.eq_ignore_ascii_case("SAPSSL")))?;
    let fits = (1..=LONGEST_IDENTITY).contains(&own.len()) && own.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| own.to_ascii_uppercase())
}

/// The PSE whose file stands at this path; by its bare name if that is none of SAP's.
pub fn by_path(path: &str) -> Option<String> {
    let file = path.trim().rsplit(['/', '\\']).next().filter(|file| !file.is_empty())?;
    by_name(file).or_else(|| {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        (!stem.is_empty()).then(|| stem.to_owned())
    })
}

/// The PSE that a title names among other words: "Trust Manager: SSL client SSL Client (Standard)".
pub fn in_title(title: &str) -> Option<String> {
    let plain = letters(title);
    // Short names may be part of any word.
    let known = NAMES.iter().filter(|(name, _)| name.len() > 7 || name.starts_with("sap"));
    let found = known.filter_map(|(name, id)| plain.find(name).map(|_| (name.len(), *id))).max();
    found.map(|(_, id)| id.to_owned())
}

/// What STRUST calls the PSE with this identifier.
pub fn title(id: &str) -> String {
    match id {
        STANDARD => "SSL client SSL Client (Standard)".to_owned(),
        ANONYMOUS => "SSL client SSL Client (Anonymous)".to_owned(),
        SERVER => "SSL server PSE (Standard)".to_owned(),
        SYSTEM => "System PSE".to_owned(),
        SNC => "SNC PSE".to_owned(),
        other => format!("PSE {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_a_pse_gives_the_same_identifier() {
        for (name, id) in [
            ("SAPSSLC.pse", Some("DFAULT")),
            ("sapsslc", Some("DFAULT")),
            ("SSL client SSL Client (Standard)", Some("DFAULT")),
            ("SSL-Client (Standard)", Some("DFAULT")),
            ("DFAULT", Some("DFAULT")),
            ("SSL-Client SSL-Client (Anonym)", Some("ANONYM")),
            ("SAPSSLA", Some("ANONYM")),
            ("SAPSSLS.PSE", Some("SSLS")),
            ("SAPSYS", Some("SYSTEM")),
            ("SAPSNCS.pse", Some("SNC")),
            ("SAPSSLSUPP", Some("SUPP")),
            ("PRD", None),
            ("SNC", None),
            ("SYSTEM", None),
            ("SAPSSL", None),
            ("SAPSSLverylongname", None),
            ("certificates", None),
            ("", None),
        ] {
            assert_eq!(by_name(name).as_deref(), id, "{name}");
        }
    }

    #[test]
    fn a_path_names_a_pse_whatever_its_file_is_called() {
        assert_eq!(by_path("/usr/sap/XYZ/D00/sec/SAPSSLC.pse").as_deref(), Some("DFAULT"));
        assert_eq!(by_path(r"D:\usr\sap\XYZ\D00\sec\SAPSSLA.pse").as_deref(), Some("ANONYM"));
        assert_eq!(by_path("/usr/sap/saprouter/local.pse").as_deref(), Some("local"));
        assert_eq!(by_path("sec/"), None);
    }

    #[test]
    fn a_title_may_have_more_words() {
        assert_eq!(in_title("Trust Manager: SSL client SSL Client (Anonymous), 3 entries").as_deref(), Some("ANONYM"));
        assert_eq!(in_title("PSE SAPSSLC.pse").as_deref(), Some("DFAULT"));
        assert_eq!(in_title("2026.11.22  Dynamic List Display  1"), None);
        assert_eq!(in_title("an anonymous letter"), None);
    }
}
