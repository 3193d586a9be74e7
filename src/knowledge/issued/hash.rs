//! The hashes of signatures. MD5 is none of them: whoever wants can make two certificates with one MD5.

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::der::asn1::ObjectIdentifier;

/// A hash that signatures are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash with this identifier (RFC 4055, 2.1).
    pub(super) fn by_id(id: ObjectIdentifier) -> Option<Self> {
        const IDS: &[(ObjectIdentifier, Hash)] = &[
            (ObjectIdentifier::new_unwrap("1.3.14.3.2.26"), Hash::Sha1),
            (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"), Hash::Sha256),
            (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"), Hash::Sha384),
            (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"), Hash::Sha512),
        ];
        IDS.iter().find(|(known, _)| *known == id).map(|(_, hash)| *hash)
    }

    /// The hash of these bytes.
    pub(super) fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}
