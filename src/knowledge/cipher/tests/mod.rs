//! The number, the groups, and what holds for any text. Whole values are in `values`.

mod values;

use std::path::PathBuf;

use proptest::prelude::*;

use super::Version::{Ssl3, Tls10, Tls11, Tls12, Tls13};
use super::*;

/// Numbers and the versions they enable if the best of the library is TLS 1.2.
const NUMBERS: &[(u64, &[Version])] = &[
    (0, &[Tls10]),
    (1, &[Tls10]),
    (2, &[Tls10, Tls12]),
    (33, &[]),
    (117, &[Ssl3]),
    (128, &[Tls10]),
    (135, &[Tls10, Tls11, Tls12]),
    (150, &[Tls10, Tls11, Tls12]),
    (156, &[Tls10]),
    (192, &[Ssl3, Tls10]),
    (512, &[Tls10, Tls12]),
    (544, &[Tls12]),
    (545, &[Tls12]),
    (560, &[Tls12]),
    (561, &[Tls12]),
    (562, &[Tls12]),
    (768, &[Tls10, Tls11, Tls12]),
    (801, &[Tls11, Tls12]),
    (816, &[Tls11, Tls12]),
    (896, &[Tls10, Tls11, Tls12]),
    (912, &[Tls10, Tls11, Tls12]),
    (918, &[Tls10, Tls11, Tls12]),
    (1024, &[Tls10, Tls13]),
    (1057, &[Tls13]),
    (1072, &[Tls13]),
    (1174, &[Tls10, Tls11, Tls12, Tls13]),
    (1568, &[Tls12, Tls13]),
    (1569, &[Tls12, Tls13]),
    (1584, &[Tls12, Tls13]),
    (1586, &[Tls12, Tls13]),
];

#[test]
fn numbers_enable_the_versions_of_their_bits() {
    for (number, versions) in NUMBERS {
        let decoded = decode(&format!("{number}:PFS:HIGH"));
        assert_eq!(decoded.flags, Some(*number));
        assert_eq!(decoded.versions.as_deref(), Some(*versions), "versions of {number}");
        assert_eq!(decoded.best_is_library_dependent, number & 2 != 0, "best of {number}");
    }
}

/// The shared samples lie beside the checkout or where BASISLINT_SAMPLES says; else there is nothing to compare with.
#[test]
fn numbers_agree_with_the_shared_samples() {
    let samples = std::env::var_os("BASISLINT_SAMPLES")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/samples"), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(samples.join("semantics/ciphersuites_decode_vectors.json")) else {
        return;
    };
    let vectors: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let number = vector["value"].as_u64().unwrap();
        let wanted: Vec<String> = vector["effective_if_best_is_tls12"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap().replace("TLSv", "TLS "))
            .collect();
        let decoded = decode(&format!("{number}:PFS:HIGH"));
        let names: Vec<&str> = decoded.versions.as_deref().unwrap().iter().map(|version| version.name()).collect();
        assert_eq!(names, wanted, "versions of {number}");
        let unknown = vector["flags"].as_array().unwrap().iter().any(|flag| flag == "bit8?");
        assert_eq!(decoded.flaws.iter().any(|flaw| flaw.meaning == "bit 8 is unknown"), unknown, "bits of {number}");
    }
}

#[test]
fn versions_are_listed_as_a_sentence_would() {
    assert_eq!(list(&[]), "no protocol version");
    assert_eq!(list(&[Ssl3]), "SSLv3");
    assert_eq!(list(&[Tls12]), "TLS 1.2");
    assert_eq!(list(&[Ssl3, Tls10, Tls11]), "SSLv3, TLS 1.0 and 1.1");
    assert_eq!(list(&[Tls10, Tls11, Tls12]), "TLS 1.0, 1.1 and 1.2");
}

#[test]
fn the_number_says_its_versions_and_which_are_legacy() {
    let decoded = decode(" 918:PFS:HIGH");
    let number = decoded.number.unwrap();
    assert_eq!((number.range, number.meaning.as_str()), (1..4, "TLS 1.0, 1.1 and 1.2"));
    let legacy = decoded.legacy_versions.first().unwrap();
    assert_eq!((legacy.range.clone(), legacy.meaning.as_str()), (1..4, "TLS 1.0 and 1.1"));
    assert_eq!(decode("192:PFS").legacy_versions.first().unwrap().meaning, "TLS 1.0");
    assert!(decode("1584:PFS:HIGH").legacy_versions.is_empty());
    assert!(decode("PFS:HIGH").legacy_versions.is_empty());
}

#[test]
fn a_number_that_does_not_fit_enables_nothing_known() {
    let decoded = decode("99999999999999999999:PFS");
    assert_eq!((decoded.flags, decoded.versions), (None, None));
    assert_eq!(decoded.number.unwrap().range, 0..20);
}

#[test]
fn groups_are_told_with_what_happens_to_them() {
    let value = "150:PFS:HIGH:: EC_X25519 :+EC_OPT:!EC_LOW:EC_P999";
    let groups: Vec<_> = decode(value).groups.into_iter().map(|group| (group.range, group.meaning)).collect();
    let wanted = [
        (15..24, "curve X25519"),
        (26..33, "moves to the end: optional curves"),
        (34..41, "removes: curves of the grade LOW"),
    ];
    assert_eq!(groups, wanted.map(|(range, meaning)| (range, meaning.to_owned())));
}

fn assert_sound(value: &str) {
    let decoded = decode(value);
    let lists = [&decoded.weak, &decoded.outdated, &decoded.legacy_versions, &decoded.flaws, &decoded.groups];
    for token in lists.into_iter().flatten().chain(&decoded.number) {
        assert_eq!(value.get(token.range.clone()), Some(token.text.as_str()));
        assert!(!token.meaning.is_empty());
    }
    for (weak, outdated) in decoded.weak.iter().flat_map(|weak| decoded.outdated.iter().map(move |token| (weak, token)))
    {
        assert_ne!(weak.range, outdated.range);
    }
}

proptest! {
    #[test]
    fn any_text_is_decoded_to_places_within_it(value in any::<String>()) {
        assert_sound(&value);
    }

    #[test]
    fn pieces_in_any_order_are_decoded_to_places_within_them(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                ":", ":", "::", "+", "!", " ", "150", "64", "8", "PFS", "HIGH", "MEDIUM", "LOW", "ALL", "e3DES", "eRC4",
                "kRSA",
                "TLS_RSA_WITH_RC4_128_MD5", "TLS_", "EC_P256", "EC_", "high", "\u{a0}", "ä", "€", "\u{1f511}", "\0",
            ]),
            0..24,
        ),
    ) {
        assert_sound(&pieces.concat());
    }
}

#[test]
fn of_more_tokens_than_any_value_has_the_rest_is_not_looked_at() {
    let value = |tokens: usize| format!("150{}", ":HIGH".repeat(tokens));
    assert!(!decode(&value(1000)).too_many);
    let decoded = decode(&value(1001));
    let flaw = decoded.flaws.last().unwrap();
    assert!(decoded.too_many);
    assert_eq!(flaw.range, 3 + 5 * 1000..3 + 5 * 1001);
    assert_eq!(decoded.number.unwrap().text, "150");
    // One item may have them as well, and colons alone are as many.
    assert!(decode(&format!("150:{}", "eRC4+".repeat(2000))).too_many);
    let colons = decode(&":".repeat(1 << 20));
    assert!(colons.too_many && colons.flaws.len() < 10);
    // Only the first of many unknown words are told with what was meant.
    let unknown = decode(&format!("150{}", ":HIHG".repeat(900)));
    let meant = unknown.flaws.iter().filter(|flaw| flaw.meaning.contains("HIGH?")).count();
    assert_eq!((unknown.flaws.len() >= 900, meant), (true, 20));
}
