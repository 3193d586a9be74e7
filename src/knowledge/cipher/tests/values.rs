//! Whole values and everything that is said about them.

use super::super::{Token, decode, list};

/// A value, its protocol versions, and the tokens as "start text: meaning".
#[derive(Clone, Copy)]
struct Case {
    value: &'static str,
    versions: &'static str,
    weak: &'static [&'static str],
    outdated: &'static [&'static str],
    flaws: &'static [&'static str],
}

const fn case(value: &'static str, versions: &'static str) -> Case {
    Case { value, versions, weak: &[], outdated: &[], flaws: &[] }
}

impl Case {
    const fn weak(self, weak: &'static [&'static str]) -> Self {
        Self { weak, ..self }
    }
    const fn outdated(self, outdated: &'static [&'static str]) -> Self {
        Self { outdated, ..self }
    }
    const fn flaws(self, flaws: &'static [&'static str]) -> Self {
        Self { flaws, ..self }
    }
}

const UP_TO_12: &str = "TLS 1.0, 1.1 and 1.2";
const NO_NUMBER: &str = "not computable";

const CASES: &[Case] = &[
    // recommended values pass
    case("135:PFS:HIGH::EC_P256:EC_HIGH", UP_TO_12),
    case("150:PFS:HIGH::EC_P256:EC_HIGH", UP_TO_12),
    case("918:PFS:HIGH::EC_P256:EC_HIGH", UP_TO_12),
    case("545:PFS:HIGH::EC_X25519:EC_P256:EC_HIGH", "TLS 1.2"),
    case("560:PFS:HIGH::EC_X25519:EC_P256:EC_HIGH", "TLS 1.2"),
    case("1174:PFS:HIGH::EC_X25519:EC_P256:EC_HIGH", "TLS 1.0, 1.1, 1.2 and 1.3"),
    case("1568:PFS:HIGH::EC_P256", "TLS 1.2 and 1.3"),
    case("1569:PFS:HIGH::EC_X25519:EC_P256:EC_HIGH", "TLS 1.2 and 1.3"),
    case("1584:PFS:HIGH::EC_X25519:EC_P256:EC_HIGH", "TLS 1.2 and 1.3"),
    case("562:eAES_GCM:+eAES128:!kRSA::EC_X25519:EC_P256:EC_P384:EC_P521:+EC_OPT", "TLS 1.2"),
    case("544:TLS_FALLBACK_SCSV:eAES_GCM:+eAES128:!kRSA::EC_X25519", "TLS 1.2"),
    case("150:PFS:HIGH:+e3DES::EC_P256:EC_HIGH", UP_TO_12),
    case("150:PFS:HIGH", UP_TO_12),
    case("150:PFS::EC_LOW", UP_TO_12),
    case("150:TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384:HIGH", UP_TO_12),
    case("150:kECDHE+eAES_GCM:HIGH", UP_TO_12),
    case("1056:TLS_AES_256_GCM_SHA384", "TLS 1.3"),
    case("1057:HIGH", "TLS 1.3"),
    case("150:HIGH:!kRSA::EC_P256", UP_TO_12),
    case("150:HIGH:+kRSA", UP_TO_12),
    case(" 150 : PFS\t: ! kRSA :: EC_P256 ", UP_TO_12),
    // no number: the kernel default
    case("HIGH:MEDIUM:+e3DES:!aNULL", NO_NUMBER)
        .outdated(&[
            "0 HIGH: perfect forward secrecy is not preferred",
            "5 MEDIUM: adds weaker suites",
            "12 +e3DES: moves 3DES to the end of the list, does not remove it",
        ])
        .flaws(&["0 HIGH: the number for protocol versions is missing"]),
    case("!eNULL:MEDIUM:HIGH:LOW:EXPORT", NO_NUMBER)
        .weak(&["19 LOW: adds ciphers with short keys", "23 EXPORT: adds ciphers with export keys"])
        .outdated(&["7 MEDIUM: adds weaker suites; perfect forward secrecy is not preferred"])
        .flaws(&["0 !eNULL: the number for protocol versions is missing"]),
    // weaker than recommended
    case("150:PFS:HIGH:MEDIUM:+e3DES::EC_P256:EC_HIGH", UP_TO_12).outdated(&[
        "13 MEDIUM: adds weaker suites",
        "20 +e3DES: moves 3DES to the end of the list, does not remove it",
    ]),
    case("150:PFS:HIGH:MEDIUM:+e3DES:!e3DES", UP_TO_12).outdated(&["13 MEDIUM: adds weaker suites"]),
    case("150:PFS:MEDIUM:!MEDIUM:+e3DES", UP_TO_12),
    case("150:PFS:HIGH:e3DES", UP_TO_12).outdated(&["13 e3DES: adds 3DES suites"]),
    case("150:3DES:!e3DES:PFS", UP_TO_12),
    case("150:PFS:TLS_RSA_WITH_3DES_EDE_CBC_SHA", UP_TO_12)
        .outdated(&["8 TLS_RSA_WITH_3DES_EDE_CBC_SHA: adds 3DES suites"]),
    case("150:HIGH::EC_P256", UP_TO_12).outdated(&["4 HIGH: perfect forward secrecy is not preferred"]),
    case("150:MEDIUM:HIGH", UP_TO_12)
        .outdated(&["4 MEDIUM: adds weaker suites; perfect forward secrecy is not preferred"]),
    case("544:TLS_FALLBACK_SCSV:HIGH", "TLS 1.2").outdated(&["22 HIGH: perfect forward secrecy is not preferred"]),
    case("150:TLS_RSA_WITH_AES_128_CBC_SHA:PFS", UP_TO_12)
        .outdated(&["4 TLS_RSA_WITH_AES_128_CBC_SHA: perfect forward secrecy is not preferred"]),
    case("150:PFS:HIGH:+PFS", UP_TO_12).outdated(&["13 +PFS: moves perfect forward secrecy to the end of the list"]),
    case("150:PFS:+PFS:HIGH", UP_TO_12),
    case("128:PFS", "TLS 1.0").outdated(&["0 128: TLS 1.2 is not offered"]),
    case("384:PFS:HIGH", "TLS 1.0 and 1.1").outdated(&["0 384: TLS 1.2 is not offered"]),
    // weak
    case("192:PFS:HIGH", "SSLv3 and TLS 1.0").weak(&["0 192: allows SSLv3"]),
    case("117:PFS:HIGH", "SSLv3").weak(&["0 117: allows SSLv3"]),
    case("150:PFS:LOW:EXPORT:+aNULL", UP_TO_12)
        .weak(&["8 LOW: adds ciphers with short keys", "12 EXPORT: adds ciphers with export keys"]),
    case("150:PFS:eNULL:aNULL:eRC4:mMD5:DES", UP_TO_12).weak(&[
        "8 eNULL: adds ciphers without encryption",
        "14 aNULL: adds ciphers without authentication",
        "20 eRC4: adds ciphers with RC4",
        "25 mMD5: adds ciphers with MD5",
        "30 DES: adds ciphers with single DES",
    ]),
    case("150:PFS:RC4:MD5:eDES", UP_TO_12).weak(&[
        "8 RC4: adds ciphers with RC4",
        "12 MD5: adds ciphers with MD5",
        "16 eDES: adds ciphers with single DES",
    ]),
    case("150:!LOW:!eNULL:PFS:LOW:eNULL:DES", UP_TO_12),
    case("150:PFS:eRC4+aRSA:!aNULL+eRC4", UP_TO_12).weak(&["8 eRC4+aRSA: adds ciphers with RC4"]),
    case("150:PFS:TLS_RSA_WITH_RC4_128_MD5:TLS_RSA_WITH_NULL_SHA", UP_TO_12).weak(&[
        "8 TLS_RSA_WITH_RC4_128_MD5: adds ciphers with RC4 and with MD5",
        "33 TLS_RSA_WITH_NULL_SHA: adds ciphers without encryption",
    ]),
    case(
        "150:PFS:TLS_RSA_EXPORT_WITH_DES40_CBC_SHA:TLS_DH_anon_WITH_AES_128_CBC_SHA:SSL_RSA_WITH_DES_CBC_SHA",
        UP_TO_12,
    )
    .weak(&[
        "8 TLS_RSA_EXPORT_WITH_DES40_CBC_SHA: adds ciphers with export keys",
        "42 TLS_DH_anon_WITH_AES_128_CBC_SHA: adds ciphers without authentication",
        "75 SSL_RSA_WITH_DES_CBC_SHA: adds ciphers with single DES",
    ]),
    case("150:!eRC4:PFS:TLS_RSA_WITH_RC4_128_MD5", UP_TO_12),
    case("150:PFS:TLS_RSA_WITH_RC4_128_SHA:eRC4:!TLS_RSA_WITH_RC4_128_SHA", UP_TO_12)
        .weak(&["33 eRC4: adds ciphers with RC4"]),
    case("150:ALL", UP_TO_12).weak(&["4 ALL: adds all ciphers, also eNULL, aNULL, EXPORT, LOW, eRC4 and mMD5"]),
    case("150:PFS:ALL:!LOW:!EXPORT:!eNULL:!aNULL", UP_TO_12).weak(&["8 ALL: adds all ciphers, also eRC4 and mMD5"]),
    case("150:PFS:ALL:!LOW:!EXPORT:!eNULL:!aNULL:!eRC4:!mMD5", UP_TO_12).outdated(&["8 ALL: adds weaker suites"]),
    case("150:PFS:ALL:!LOW:!EXPORT:!eNULL:!aNULL:!RC4:!MD5:!MEDIUM:!e3DES", UP_TO_12),
    // the number is wrong
    case("32:PFS", "no protocol version").flaws(&["0 32: no protocol version is enabled"]),
    case("33:PFS:HIGH", "no protocol version").flaws(&["0 33: no protocol version is enabled"]),
    case("48:PFS", "no protocol version").flaws(&["0 48: no protocol version is enabled"]),
    case("156:PFS:HIGH", "TLS 1.0").outdated(&["0 156: TLS 1.2 is not offered"]).flaws(&["0 156: bit 8 is unknown"]),
    case("6302:PFS", UP_TO_12).flaws(&["0 6302: bits 8, 2048 and 4096 are unknown"]),
    case("99999999999999999999:PFS", NO_NUMBER)
        .flaws(&["0 99999999999999999999: the number is too large, its bits are unknown"]),
    case("PFS:HIGH::EC_P256", NO_NUMBER).flaws(&["0 PFS: the number for protocol versions is missing"]),
    case("15O:PFS:HIGH", NO_NUMBER).flaws(&["0 15O: not a number; the one for protocol versions stands here"]),
    case("150 PFS:HIGH", NO_NUMBER).flaws(&["0 150 PFS: not a number; the one for protocol versions stands here"]),
    case("150:PFS:150", UP_TO_12).flaws(&["8 150: a number stands only once and first"]),
    // nothing is listed
    case("", NO_NUMBER).flaws(&["0 : no ciphers are listed"]),
    case("  ", NO_NUMBER).flaws(&["0 : no ciphers are listed"]),
    case("150", UP_TO_12).flaws(&["0 150: no ciphers are listed"]),
    case("150:", UP_TO_12).flaws(&["3 :: a colon at the end; no ciphers are listed"]),
    case("150::EC_P256", UP_TO_12).flaws(&["3 ::: no ciphers are listed"]),
    case("150:::EC_P256", UP_TO_12).flaws(&["4 ::: no ciphers are listed"]),
    case("150: ::EC_P256", UP_TO_12).flaws(&["5 ::: no ciphers are listed"]),
    case("::EC_P256", NO_NUMBER).flaws(&["0 ::: no ciphers are listed"]),
    case("150:!aNULL:+e3DES", UP_TO_12).flaws(&["4 !aNULL: no item of the list adds a cipher that stays"]),
    case("150:HIGH:!HIGH", UP_TO_12).flaws(&["4 HIGH: no item of the list adds a cipher that stays"]),
    case("150:TLS_FALLBACK_SCSV", UP_TO_12)
        .flaws(&["4 TLS_FALLBACK_SCSV: no item of the list adds a cipher that stays"]),
    // colons
    case(":150:PFS:HIGH", UP_TO_12).flaws(&["0 :: a colon at the start"]),
    case("150:PFS:HIGH:", UP_TO_12).flaws(&["12 :: a colon at the end"]),
    case("150:PFS:HIGH::", UP_TO_12).flaws(&["12 ::: no key exchange groups follow"]),
    case("150:PFS:HIGH::EC_P256:", UP_TO_12).flaws(&["21 :: a colon at the end"]),
    case("150::PFS:HIGH::EC_P256", UP_TO_12).flaws(&["3 ::: one colon too many"]),
    case("150:PFS: :HIGH", UP_TO_12).flaws(&["9 :: one colon too many"]),
    case("150:PFS::HIGH::EC_P256", UP_TO_12).flaws(&["7 ::: one colon too many"]),
    case("150:PFS:HIGH:::EC_P256", UP_TO_12).flaws(&["14 :: one colon too many"]),
    case("150:PFS: ::EC_P256", UP_TO_12).flaws(&["7 :: one colon too many"]),
    case("150:PFS:HIGH::EC_P256::EC_HIGH", UP_TO_12).flaws(&["21 ::: only one :: may stand in the value"]),
    // keywords
    case("150:PFS:HIHG", UP_TO_12).flaws(&["8 HIHG: unknown keyword; HIGH?"]),
    case("150:PSF:HIGH", UP_TO_12).flaws(&["4 PSF: unknown keyword; PFS?"]),
    case("150:high:Pfs:+E3DES", UP_TO_12).flaws(&[
        "4 high: unknown keyword; HIGH?",
        "9 Pfs: unknown keyword; PFS?",
        "14 E3DES: unknown keyword; e3DES?",
    ]),
    case("150:PFS:!:HIGH", UP_TO_12).flaws(&["8 !: a keyword is missing"]),
    case("150:PFS:HIGH:qwertz", UP_TO_12).flaws(&["13 qwertz: unknown keyword"]),
    case("150:TLS_ECDHE_RSA_WITH_AES_256_GMC_SHA384", UP_TO_12)
        .flaws(&["4 TLS_ECDHE_RSA_WITH_AES_256_GMC_SHA384: unknown keyword; TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384?"]),
    case("150:PFS:HIGH:EC_P256", UP_TO_12)
        .flaws(&["13 EC_P256: a key exchange group among the ciphers; it belongs after ::"]),
    case("150:PFS::HIGH:EC_P265:P384:EC_P256+EC_P384", UP_TO_12).flaws(&[
        "9 HIGH: a cipher among the key exchange groups",
        "14 EC_P265: unknown keyword; EC_P256?",
        "22 P384: unknown keyword; EC_P384?",
        "27 EC_P256: a colon belongs between two groups",
        "35 EC_P384: a colon belongs between two groups",
    ]),
    case("ä:€::ö", NO_NUMBER).flaws(&[
        "0 ä: the number for protocol versions is missing; unknown keyword",
        "3 €: unknown keyword",
        "8 ö: unknown keyword",
    ]),
];

/// The tokens as the cases write them, having made sure that text and range agree.
fn shown(value: &str, tokens: &[Token]) -> Vec<String> {
    let show = |token: &Token| {
        assert_eq!(value.get(token.range.clone()), Some(token.text.as_str()), "range of a token in {value:?}");
        format!("{} {}: {}", token.range.start, token.text, token.meaning)
    };
    tokens.iter().map(show).collect()
}

#[test]
fn values_are_judged_by_their_meaning_at_the_exact_place() {
    for case in CASES {
        let value = case.value;
        let decoded = decode(value);
        let versions = decoded.versions.as_deref().map_or_else(|| NO_NUMBER.to_owned(), list);
        assert_eq!(versions, case.versions, "versions of {value:?}");
        assert_eq!(shown(value, &decoded.weak), case.weak, "weak in {value:?}");
        assert_eq!(shown(value, &decoded.outdated), case.outdated, "outdated in {value:?}");
        assert_eq!(shown(value, &decoded.flaws), case.flaws, "flaws in {value:?}");
    }
}
