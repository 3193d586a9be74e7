//! Signatures by keys on elliptic curves: ECDSA on the curves of NIST, and Ed25519.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use x509_cert::der::asn1::ObjectIdentifier;

use super::{Issued, OTHER_KEY};

const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");

/// Verifies with a key on a curve, which is a macro because each crate has types of its own.
macro_rules! verify {
    ($curve:ident, $hash:expr, $signature:expr, $key:expr) => {{
        let Ok(key) = $curve::ecdsa::VerifyingKey::from_sec1_bytes($key) else {
            return Issued::Unknown("the key of the issuer is no point of its curve");
        };
        let signature = $curve::ecdsa::Signature::from_der($signature);
        Issued::verified(signature.is_ok_and(|signature| key.verify_prehash($hash, &signature).is_ok()))
    }};
}

/// An ECDSA signature of this hash, by the key on the curve of this name.
pub(super) fn ecdsa(curve: Option<ObjectIdentifier>, hash: &[u8], signature: &[u8], key: &[u8]) -> Issued {
    match curve {
        Some(P256) => verify!(p256, hash, signature, key),
        Some(P384) => verify!(p384, hash, signature, key),
        Some(P521) => verify!(p521, hash, signature, key),
        _ => Issued::Unknown(OTHER_KEY),
    }
}

/// An Ed25519 signature of this text (RFC 8410).
pub(super) fn ed25519(text: &[u8], signature: &[u8], key: &[u8]) -> Issued {
    let key = <[u8; 32]>::try_from(key).ok().and_then(|key| ed25519_dalek::VerifyingKey::from_bytes(&key).ok());
    let Some(key) = key else { return Issued::Unknown("the key of the issuer is no point of its curve") };
    let signature = ed25519_dalek::Signature::from_slice(signature);
    Issued::verified(signature.is_ok_and(|signature| key.verify_strict(text, &signature).is_ok()))
}
