//! Signatures by RSA keys (RFC 8017): PKCS#1 v1.5, and PSS with the parameters of RFC 4055.

use rsa::{BoxedUint, Pkcs1v15Sign, Pss, PublicKey};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use x509_cert::der::asn1::{AnyRef, ContextSpecific, UintRef};
use x509_cert::der::{Decode, Reader, SliceReader, TagNumber};
use x509_cert::spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};

use super::hash::Hash;
use super::{Issued, OTHER_KEY, OTHER_SIGNATURE, OTHER_SIZE};

/// Larger exponents are in no certificate that anybody uses, and take long.
const LARGEST_EXPONENT_BYTES: usize = 4;

/// A signature with the padding of PKCS#1 v1.5.
pub(super) fn pkcs1(hash: Hash, text: &[u8], signature: &[u8], key: &[u8]) -> Issued {
    let key = match public_key(key) {
        Ok(key) => key,
        Err(why) => return Issued::Unknown(why),
    };
    let scheme = match hash {
        Hash::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
        Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    };
    Issued::verified(key.verify(scheme, &hash.of(text), signature).is_ok())
}

/// A signature with PSS.
pub(super) fn pss(algorithm: &AlgorithmIdentifierOwned, text: &[u8], signature: &[u8], key: &[u8]) -> Issued {
    let Some((hash, salt)) = pss_parameters(algorithm) else { return Issued::Unknown(OTHER_SIGNATURE) };
    let key = match public_key(key) {
        Ok(key) => key,
        Err(why) => return Issued::Unknown(why),
    };
    let hashed = hash.of(text);
    let verified = match hash {
        Hash::Sha1 => key.verify(Pss::<Sha1>::new_with_salt(salt), &hashed, signature),
        Hash::Sha256 => key.verify(Pss::<Sha256>::new_with_salt(salt), &hashed, signature),
        Hash::Sha384 => key.verify(Pss::<Sha384>::new_with_salt(salt), &hashed, signature),
        Hash::Sha512 => key.verify(Pss::<Sha512>::new_with_salt(salt), &hashed, signature),
    };
    Issued::verified(verified.is_ok())
}

/// The hash and the length of the salt (RFC 4055, 3.1). None for parameters that nobody uses: a mask made with another hash, another
/// trailer. What is not said is SHA-1, and a salt of 20 bytes.
fn pss_parameters(algorithm: &AlgorithmIdentifierOwned) -> Option<(Hash, usize)> {
    /// As long as the longest key.
    const LONGEST_SALT: u64 = 1024;
    let Some(parameters) = &algorithm.parameters else { return Some((Hash::Sha1, 20)) };
    let mut reader = SliceReader::new(parameters.value()).ok()?;
    let mut part = |number| ContextSpecific::<AnyRef<'_>>::decode_explicit(&mut reader, TagNumber(number)).ok();
    let (hash, mask, salt, trailer) = (part(0)?, part(1)?, part(2)?, part(3)?);
    let hash_of = |algorithm: AlgorithmIdentifierRef<'_>| Hash::by_id(algorithm.oid);
    let hash = hash.map_or(Some(Hash::Sha1), |hash| hash_of(hash.value.decode_as().ok()?))?;
    let mask = mask.map_or(Some(Hash::Sha1), |mask| {
        let mask: AlgorithmIdentifierRef<'_> = mask.value.decode_as().ok()?;
        hash_of(mask.parameters?.decode_as().ok()?)
    })?;
    let salt = salt.map_or(Some(20), |salt| salt.value.decode_as::<u64>().ok()).filter(|salt| *salt <= LONGEST_SALT)?;
    let trailer = trailer.map_or(Some(1), |trailer| trailer.value.decode_as::<u64>().ok())?;
    (reader.is_finished() && mask == hash && trailer == 1).then_some((hash, usize::try_from(salt).ok()?))
}

/// The key of these bytes (RFC 8017, A.1.1); or why nothing is verified with it.
fn public_key(bytes: &[u8]) -> Result<PublicKey, &'static str> {
    const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 128..=PublicKey::MAX_SIZE / 8;
    let numbers = || {
        let value = AnyRef::from_der(bytes).ok()?.value();
        let mut reader = SliceReader::new(value).ok()?;
        let numbers = (UintRef::decode(&mut reader).ok()?, UintRef::decode(&mut reader).ok()?);
        reader.is_finished().then_some(numbers)
    };
    let (modulus, exponent) = numbers().ok_or("the key of the issuer is damaged")?;
    let (modulus, exponent) = (modulus.as_bytes(), exponent.as_bytes());
    if !MODULUS_BYTES.contains(&modulus.len()) {
        return Err(OTHER_SIZE);
    }
    if exponent.len() > LARGEST_EXPONENT_BYTES {
        return Err(OTHER_KEY);
    }
    let exponent = exponent.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    let modulus = BoxedUint::from_be_slice_vartime(modulus);
    PublicKey::new(modulus, BoxedUint::from(exponent)).map_err(|_| "no RSA key has such numbers")
}
