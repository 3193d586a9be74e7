//! Who signed a certificate: whether one certificate verifies with the key of another.
//!
//! Only the signature is asked for here, not the names, the validity or the constraints of either: two certificates of one
//! certification authority (CA) have one name and two keys, and only the signature tells which of them it was. Any bytes may come:
//! keys have a longest length, and each certificate is hashed once.

mod elliptic;
mod hash;
mod rsa;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::{Decode, Reader, SliceReader};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use hash::Hash;

/// Whether a certificate was signed with the key of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issued {
    /// Its signature verifies with that key.
    Yes,
    /// It does not: another key signed it, or it was changed since.
    No,
    /// It cannot be told, for this reason.
    Unknown(&'static str),
}

impl Issued {
    /// Of a signature that was verified.
    fn verified(verifies: bool) -> Self {
        if verifies { Self::Yes } else { Self::No }
    }
}

/// How a certificate was signed (RFC 3279, 4055, 5758, 8410).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    /// RSA with the padding of PKCS#1 v1.5.
    Rsa(Hash),
    /// RSA with PSS: the parameters tell the hash.
    Pss,
    Ecdsa(Hash),
    Ed25519,
}

const RSA_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// RSASSA-PSS: of signatures, and of keys that make no others.
const PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

const SCHEMES: &[(ObjectIdentifier, Scheme)] = &[
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5"), Scheme::Rsa(Hash::Sha1)),
    // sha1WithRSASignature of ISO and OIW, which old tools write.
    (ObjectIdentifier::new_unwrap("1.3.14.3.2.29"), Scheme::Rsa(Hash::Sha1)),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11"), Scheme::Rsa(Hash::Sha256)),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12"), Scheme::Rsa(Hash::Sha384)),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13"), Scheme::Rsa(Hash::Sha512)),
    (PSS, Scheme::Pss),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"), Scheme::Ecdsa(Hash::Sha1)),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"), Scheme::Ecdsa(Hash::Sha256)),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"), Scheme::Ecdsa(Hash::Sha384)),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"), Scheme::Ecdsa(Hash::Sha512)),
    (ED25519, Scheme::Ed25519),
];

/// No certificate that anybody uses is so long.
const LONGEST_CERTIFICATE: usize = 1 << 20;

const DAMAGED: &str = "one of the two certificates is damaged";
const OTHER_SIGNATURE: &str = "basislint cannot verify this kind of signature";
const OTHER_KEY: &str = "basislint cannot verify with this kind of key";
const OTHER_SIZE: &str = "basislint verifies with RSA keys of 1024 to 8192 bits only";

/// Whether the first certificate was signed with the key of the second; both are DER. A certificate is `issued` by itself if it is
/// self-signed.
pub fn issued(certificate: &[u8], by: &[u8]) -> Issued {
    if certificate.len().max(by.len()) > LONGEST_CERTIFICATE {
        return Issued::Unknown("one of the two certificates is longer than a megabyte");
    }
    remembered(certificate, by, || verified(certificate, by))
}

/// Whether it was, as far as somebody asked before: the same chains are looked at from many sides, and a signature takes long.
fn remembered(certificate: &[u8], by: &[u8], verified: impl FnOnce() -> Issued) -> Issued {
    /// So many answers are kept, of certificates of the usual length: some megabytes at most.
    const MOST: usize = 1024;
    const USUAL_LENGTH: usize = 4096;
    type Pair = (Box<[u8]>, Box<[u8]>);
    static KNOWN: LazyLock<Mutex<HashMap<Pair, Issued>>> = LazyLock::new(Mutex::default);
    if certificate.len().max(by.len()) > USUAL_LENGTH {
        return verified();
    }
    let pair: Pair = (certificate.into(), by.into());
    // Who panicked with it has left nothing half written.
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(answer) = known().get(&pair) {
        return *answer;
    }
    let answer = verified();
    let mut known = known();
    if known.len() >= MOST {
        known.clear();
    }
    known.insert(pair, answer);
    answer
}

fn verified(certificate: &[u8], by: &[u8]) -> Issued {
    let (Some(signed), Some(by)) = (Signed::of(certificate), key_of(by)) else { return Issued::Unknown(DAMAGED) };
    let Some((_, scheme)) = SCHEMES.iter().find(|(id, _)| *id == signed.algorithm.oid) else {
        return Issued::Unknown(OTHER_SIGNATURE);
    };
    signed.verify(*scheme, &by)
}

/// The parts of a certificate that a signature is about.
struct Signed<'c> {
    /// What was signed, with its tag and length.
    text: &'c [u8],
    algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
}

impl<'c> Signed<'c> {
    fn of(certificate: &'c [u8]) -> Option<Self> {
        let read = parse(certificate)?;
        let text = SliceReader::new(AnyRef::from_der(certificate).ok()?.value()).ok()?.tlv_bytes().ok()?;
        let signature = read.signature().as_bytes()?.to_vec();
        Some(Self { text, algorithm: read.signature_algorithm().clone(), signature })
    }

    fn verify(&self, scheme: Scheme, key: &SubjectPublicKeyInfoOwned) -> Issued {
        let Some(bits) = key.subject_public_key.as_bytes() else { return Issued::Unknown(DAMAGED) };
        match (scheme, key.algorithm.oid) {
            (Scheme::Rsa(hash), RSA_KEY) => rsa::pkcs1(hash, self.text, &self.signature, bits),
            (Scheme::Pss, RSA_KEY | PSS) => rsa::pss(&self.algorithm, self.text, &self.signature, bits),
            (Scheme::Ecdsa(hash), EC_KEY) => {
                let curve = key.algorithm.parameters.as_ref().and_then(|curve| curve.decode_as().ok());
                elliptic::ecdsa(curve, &hash.of(self.text), &self.signature, bits)
            }
            (Scheme::Ed25519, ED25519) => elliptic::ed25519(self.text, &self.signature, bits),
            // A key of another kind made it.
            (_, RSA_KEY | PSS | EC_KEY | ED25519) => Issued::No,
            _ => Issued::Unknown(OTHER_KEY),
        }
    }
}

fn parse(certificate: &[u8]) -> Option<CertificateInner<Raw>> {
    CertificateInner::<Raw>::from_der(certificate).ok()
}

fn key_of(certificate: &[u8]) -> Option<SubjectPublicKeyInfoOwned> {
    Some(parse(certificate)?.tbs_certificate().subject_public_key_info().clone())
}
