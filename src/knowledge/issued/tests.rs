//! Tests with self-signed certificates, one for each way to sign.

use base64ct::{Base64, Encoding};
use proptest::prelude::*;

use super::*;

const PEM: &str = include_str!("../../../testdata/signatures.pem");

/// The certificates with their common names.
fn all() -> Vec<(String, Vec<u8>)> {
    let blocks = PEM.split("-----BEGIN CERTIFICATE-----").skip(1);
    let letters = blocks.map(|block| block.split("-----END").next().unwrap().split_whitespace().collect::<String>());
    let read = |letters: String| {
        let der = Base64::decode_vec(&letters).unwrap();
        let subject = parse(&der).unwrap().tbs_certificate().subject().to_string();
        (subject.split("CN=").nth(1).unwrap().split(',').next().unwrap().to_owned(), der)
    };
    letters.map(read).collect()
}

fn named(name: &str) -> Vec<u8> {
    all().into_iter().find(|(known, _)| known == name).unwrap().1
}

/// Where these bytes stand first.
fn at(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

#[test]
fn each_way_to_sign_is_verified_and_a_change_of_what_was_signed_is_seen() {
    let unsupported = ["secp256k1-sha256", "rsa-512-sha256"];
    let all: Vec<_> = all().into_iter().filter(|(name, _)| !unsupported.contains(&name.as_str())).collect();
    assert_eq!(all.len(), 13);
    for (name, der) in &all {
        assert_eq!(issued(der, der), Issued::Yes, "{name}");
        let mut changed = der.clone();
        let place = at(&changed, b"Example Works");
        changed[place] = b'e';
        assert_eq!(issued(&changed, der), Issued::No, "{name}");
        // The signature itself, which ends the certificate.
        let mut changed = der.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(issued(&changed, der), Issued::No, "{name}");
    }
}

#[test]
fn a_key_of_another_kind_or_the_same_kind_did_not_sign_it() {
    for other in ["rsa-1024-sha1", "p384-sha384", "ed25519", "p521-sha256"] {
        assert_eq!(issued(&named("p256-sha256"), &named(other)), Issued::No, "{other}");
        assert_eq!(issued(&named("rsa-2048-sha256"), &named(other)), Issued::No, "{other}");
    }
    // One key signed these two, each for itself.
    assert_eq!(issued(&named("pss-2048-sha256"), &named("rsa-2048-sha512")), Issued::Yes);
}

#[test]
fn what_cannot_be_verified_is_unknown_and_never_no() {
    let unknown = |certificate: &[u8], by: &[u8]| match issued(certificate, by) {
        Issued::Unknown(why) => why,
        other => panic!("{other:?}"),
    };
    let curve = named("secp256k1-sha256");
    assert_eq!(unknown(&curve, &curve), OTHER_KEY);
    let short = named("rsa-512-sha256");
    assert_eq!(unknown(&short, &short), OTHER_SIZE);
    // sha1WithRSAEncryption becomes md5WithRSAEncryption, within the certificate and behind it.
    let mut md5 = named("rsa-1024-sha1");
    for _ in 0..2 {
        let place = at(&md5, b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x05");
        md5[place + 8] = 4;
    }
    assert_eq!(unknown(&md5, &md5), OTHER_SIGNATURE);
    let whole = named("p256-sha256");
    assert_eq!(unknown(&whole[..whole.len() - 1], &whole), DAMAGED);
    assert_eq!(unknown(&whole, b""), DAMAGED);
    assert!(unknown(&vec![0x30; LONGEST_CERTIFICATE + 1], &whole).contains("megabyte"));
}

#[test]
fn keys_with_odd_numbers_are_turned_down_before_any_work() {
    // The exponent 65537 of the key, as large as it may be and larger, and even.
    let rsa = named("rsa-2048-sha256");
    let place = at(&rsa, b"\x02\x03\x01\x00\x01");
    for (exponent, verdict) in [([1, 0, 3], Issued::No), ([1, 0, 0], Issued::Unknown("no RSA key has such numbers"))] {
        let mut changed = rsa.clone();
        changed[place + 2..place + 5].copy_from_slice(&exponent);
        assert_eq!(issued(&rsa, &changed), verdict);
    }
    // An even modulus.
    let mut changed = rsa.clone();
    changed[place - 1] ^= 1;
    assert!(matches!(issued(&rsa, &changed), Issued::Unknown(_)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_change_of_a_byte_makes_it_panic(which in 0usize..15, at in 0usize..900, byte: u8) {
        let (_, der) = all().swap_remove(which);
        let mut changed = der.clone();
        if let Some(one) = changed.get_mut(at) {
            *one = byte;
        }
        let _ = (issued(&changed, &der), issued(&der, &changed));
    }
}
