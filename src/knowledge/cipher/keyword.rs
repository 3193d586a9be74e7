//! The words of the cipher language: groups, classes by algorithm, full suite names, key exchange groups.
//!
//! The class words come from published values and from the public header of SECUDE's SSL library, a forebear of the
//! CommonCryptoLib: a prefix (e encryption, k key exchange, a authentication, m checksum) and an algorithm. The list is
//! generous, so as not to call a word unknown that some release knows. Words are case-sensitive.

/// What is worth knowing about all suites that a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Trait {
    /// every suite of the library, broken ones too
    All,
    /// no encryption
    Null,
    /// no authentication
    Anonymous,
    /// keys cut to 40 or 56 bits by old export rules
    Export,
    /// keys up to 64 bits
    Low,
    /// single DES, a part of LOW
    Des,
    Rc4,
    Md5,
    /// below the grade HIGH, not broken
    Medium,
    TripleDes,
    /// perfect forward secrecy
    Pfs,
    /// key exchange without forward secrecy
    StaticRsa,
    /// no suite at all, a signal
    Pseudo,
}

use Trait::{All, Anonymous, Des, Export, Low, Md5, Medium, Null, Pfs, Pseudo, Rc4, StaticRsa, TripleDes};

const CLASSES: &[(&str, &[Trait])] = &[
    ("PFS", &[Pfs]),
    ("HIGH", &[]),
    ("MEDIUM", &[Medium]),
    ("LOW", &[Low]),
    ("EXPORT", &[Export]),
    ("ALL", &[All]),
    // SECUDE: all suites that SSLv3 defines, RC4 and export ones too
    ("SSLv3", &[All]),
    // SECUDE: the default list, which has MEDIUM
    ("DEFAULT", &[Medium]),
    ("eNULL", &[Null]),
    ("eRC2", &[Export]),
    ("eRC4", &[Rc4]),
    ("RC4", &[Rc4]),
    ("eDES", &[Des]),
    ("DES", &[Des]),
    ("e3DES", &[TripleDes]),
    ("3DES", &[TripleDes]),
    ("eIDEA", &[Medium]),
    ("eSEED", &[Medium]),
    ("eFZA", &[Medium]),
    ("eAES", &[]),
    ("eAES128", &[]),
    ("eAES256", &[]),
    ("eAES_CBC", &[]),
    ("eAES_GCM", &[]),
    ("eAES_CCM", &[]),
    ("eAES128_CBC", &[]),
    ("eAES128_GCM", &[]),
    ("eAES256_CBC", &[]),
    ("eAES256_GCM", &[]),
    ("eCAMELLIA", &[]),
    ("eARIA", &[]),
    ("eChaCha20", &[]),
    ("eChaCha20_Poly1305", &[]),
    ("eCHACHA20", &[]),
    ("eCHACHA20_POLY1305", &[]),
    ("kRSA", &[StaticRsa]),
    ("kDH", &[]),
    ("kDHd", &[]),
    ("kDHr", &[]),
    ("kDHE", &[Pfs]),
    ("kEDH", &[Pfs]),
    ("kECDH", &[]),
    ("kECDHE", &[Pfs]),
    ("kEECDH", &[Pfs]),
    ("kPSK", &[]),
    ("kFZA", &[]),
    ("aNULL", &[Anonymous]),
    ("aRSA", &[]),
    ("aDH", &[]),
    ("aDSA", &[]),
    ("aDSS", &[]),
    ("aECDH", &[]),
    ("aECDSA", &[]),
    ("aPSK", &[]),
    ("aFZA", &[]),
    ("mMD5", &[Md5]),
    ("MD5", &[Md5]),
    ("mSHA", &[]),
    ("mSHA1", &[]),
    ("mSHA256", &[]),
    ("mSHA384", &[]),
    ("mSHA512", &[]),
    ("mAEAD", &[]),
    ("TLS_FALLBACK_SCSV", &[Pseudo]),
    ("TLS_EMPTY_RENEGOTIATION_INFO_SCSV", &[Pseudo]),
];

/// The words between the underscores of full suite names.
const SUITE_WORDS: &[(&str, &[Trait])] = &[
    ("RSA", &[]),
    ("DH", &[]),
    ("DHE", &[Pfs]),
    ("ECDH", &[]),
    ("ECDHE", &[Pfs]),
    ("DSS", &[]),
    ("ECDSA", &[]),
    ("PSK", &[]),
    ("SRP", &[]),
    ("KRB5", &[]),
    ("FORTEZZA", &[]),
    ("KEA", &[]),
    ("DMS", &[]),
    ("anon", &[Anonymous]),
    ("ANON", &[Anonymous]),
    ("EXPORT", &[Export]),
    ("EXPORT1024", &[Export]),
    ("WITH", &[]),
    ("NULL", &[Null]),
    ("RC2", &[Export]),
    ("RC4", &[Rc4]),
    ("DES40", &[Export]),
    ("DES", &[Des]),
    ("3DES", &[TripleDes]),
    ("EDE", &[]),
    ("IDEA", &[Medium]),
    ("SEED", &[Medium]),
    ("AES", &[]),
    ("CAMELLIA", &[]),
    ("ARIA", &[]),
    ("CHACHA20", &[]),
    ("POLY1305", &[]),
    ("40", &[]),
    ("56", &[]),
    ("128", &[]),
    ("256", &[]),
    ("CBC", &[]),
    ("GCM", &[]),
    ("CCM", &[]),
    ("8", &[]),
    ("MD5", &[Md5]),
    ("SHA", &[]),
    ("SHA256", &[]),
    ("SHA384", &[]),
    ("SHA512", &[]),
];

/// Key exchange groups and what they stand for.
const GROUPS: &[(&str, &str)] = &[
    ("EC_X25519", "curve X25519"),
    ("EC_P256", "curve P-256"),
    ("EC_P384", "curve P-384"),
    ("EC_P521", "curve P-521"),
    ("EC_HIGH", "curves of the grade HIGH"),
    ("EC_MEDIUM", "curves of the grade MEDIUM"),
    ("EC_LOW", "curves of the grade LOW"),
    ("EC_OPT", "optional curves"),
];

/// The traits of a group or class of suites.
pub(super) fn class(word: &str) -> Option<&'static [Trait]> {
    CLASSES.iter().find(|(name, _)| *name == word).map(|(_, traits)| *traits)
}

/// The traits of the one suite with this full name.
pub(super) fn suite(word: &str) -> Option<Vec<Trait>> {
    let body = suite_body(word)?;
    let mut traits = Vec::new();
    for part in body.split('_') {
        traits.extend(SUITE_WORDS.iter().find(|(name, _)| *name == part)?.1);
    }
    match body.split_once("_WITH_") {
        Some(("RSA", _)) => traits.push(StaticRsa),
        Some(_) => {}
        // TLS 1.3 suites name no key exchange; it always has forward secrecy.
        None if body.starts_with("AES_") || body.starts_with("CHACHA20_") => traits.push(Pfs),
        None => return None,
    }
    Some(traits)
}

fn suite_body(word: &str) -> Option<&str> {
    word.strip_prefix("TLS_").or_else(|| word.strip_prefix("SSL_"))
}

/// The meaning of a key exchange group.
pub(super) fn group(word: &str) -> Option<&'static str> {
    GROUPS.iter().find(|(name, _)| *name == word).map(|(_, meaning)| *meaning)
}

/// Whether the word belongs into the cipher list.
pub(super) fn is_cipher(word: &str) -> bool {
    class(word).is_some() || suite(word).is_some()
}

pub(super) fn class_names() -> Vec<&'static str> {
    CLASSES.iter().map(|(name, _)| *name).collect()
}

pub(super) fn group_names() -> Vec<&'static str> {
    GROUPS.iter().map(|(name, _)| *name).collect()
}

/// The word that was probably meant by one that none of `known` is, if there is one.
pub(super) fn meant(word: &str, known: &[&str]) -> Option<String> {
    // Nobody means a keyword by a longer text, and comparing takes its square.
    (word.len() <= 64).then(|| nearest_suite(word).or_else(|| nearest(word, known).map(str::to_owned))).flatten()
}

/// What to say about a word that none of `known` is: with the one that was probably meant, if there is one.
pub(super) fn unknown(word: &str, known: &[&str]) -> String {
    meant(word, known).map_or_else(|| "unknown keyword".to_owned(), |meant| format!("unknown keyword; {meant}?"))
}

/// The suite that a name is after its misspelt words have been put right.
fn nearest_suite(word: &str) -> Option<String> {
    let body = suite_body(word)?;
    let known: Vec<&str> = SUITE_WORDS.iter().map(|(name, _)| *name).collect();
    let parts: Option<Vec<&str>> = body.split('_').map(|part| nearest(part, &known)).collect();
    let name = format!("{}{}", word.get(..word.len() - body.len())?, parts?.join("_"));
    suite(&name).map(|_| name)
}

/// The known word that differs only in case, else by few letters, else by a missing prefix.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let length = word.chars().count();
    let allowed = (length / 3).max(1);
    let by_letters = || {
        let word = word.to_ascii_uppercase();
        known
            .iter()
            // Letters that are too many or too few are so many steps at least.
            .filter(|name| name.len().abs_diff(length) <= allowed)
            .map(|name| (strsim::osa_distance(&word, &name.to_ascii_uppercase()), *name))
            .filter(|(distance, name)| *distance <= allowed && *distance < name.len())
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, name)| name)
    };
    let exact = known.iter().copied().find(|name| *name == word);
    exact
        .or_else(|| known.iter().copied().find(|name| name.eq_ignore_ascii_case(word)))
        .or_else(by_letters)
        .or_else(|| known.iter().copied().find(|name| word.len() > 2 && name.ends_with(word)))
}
