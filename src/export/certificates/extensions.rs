//! What the extensions of a certificate say (RFC 5280, 4.2.1). One that is there and cannot be read is unknown, never absent.

use x509_cert::der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use x509_cert::der::{Decode, Reader, SliceReader, Tag, Tagged};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

use super::record::Content;
use crate::knowledge::certificate;

const SUBJECT_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const ALTERNATIVE_NAMES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const REVOCATION_LISTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
const AUTHORITY_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");

const DAMAGED: &str = "this extension of the certificate is damaged";

/// Bits of key usage, the first one first, with what the key may do by them.
const USAGES: [(&str, &str); 9] = [
    ("digitalSignature", "may sign, as in handshakes of TLS"),
    ("nonRepudiation", "may sign what its owner stands for"),
    ("keyEncipherment", "may encrypt keys"),
    ("dataEncipherment", "may encrypt data"),
    ("keyAgreement", "may agree on keys"),
    ("keyCertSign", "may sign certificates"),
    ("cRLSign", "may sign lists of revoked certificates"),
    ("encipherOnly", "may only encrypt when it agrees on keys"),
    ("decipherOnly", "may only decrypt when it agrees on keys"),
];

/// Purposes of extended key usage.
const PURPOSES: &[(ObjectIdentifier, &str, &str)] = &[
    (ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1"), "serverAuth", "for a TLS server"),
    (ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2"), "clientAuth", "for a TLS client"),
    (ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3"), "codeSigning", "for signing programs"),
    (ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4"), "emailProtection", "for e-mail"),
    (ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8"), "timeStamping", "for time stamps"),
    (ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9"), "OCSPSigning", "for answers about revocation (OCSP)"),
    (ObjectIdentifier::new_unwrap("2.5.29.37.0"), "anyExtendedKeyUsage", "for any purpose"),
];

/// The extensions of one certificate.
pub(super) struct Extensions<'e>(pub &'e [Extension]);

impl<'e> Extensions<'e> {
    fn bytes(&self, id: ObjectIdentifier) -> Option<&'e [u8]> {
        self.0.iter().find(|extension| extension.extn_id == id).map(|extension| extension.extn_value.as_bytes())
    }

    /// What this extension says; absent if it is not there.
    fn read(&self, id: ObjectIdentifier, read: impl FnOnce(&'e [u8]) -> Option<Content>) -> Content {
        self.bytes(id).map_or(Content::Absent, |bytes| read(bytes).unwrap_or(Content::Unknown(DAMAGED)))
    }

    /// The identifier of its key.
    pub(super) fn subject_key(&self) -> Content {
        self.read(SUBJECT_KEY, |bytes| {
            Some(Content::Text(certificate::hex(<&OctetStringRef>::from_der(bytes).ok()?.as_bytes())))
        })
    }

    /// The identifier of its issuer's key. Absent too if the extension names the issuer's certificate otherwise.
    pub(super) fn authority_key(&self) -> Content {
        self.read(AUTHORITY_KEY, |bytes| {
            let key = values(bytes)?.find(|(tag, _)| *tag == 0x80);
            Some(key.map_or(Content::Absent, |(_, key)| Content::Text(certificate::hex(key))))
        })
    }

    /// Whether it may issue certificates. One that does not say so may not.
    pub(super) fn is_authority(&self) -> Content {
        match self.read(BASIC_CONSTRAINTS, |bytes| Some(Content::Flag(BasicConstraints::from_der(bytes).ok()?.ca))) {
            Content::Absent => Content::Flag(false),
            told => told,
        }
    }

    /// What its key may be used for.
    pub(super) fn key_usage(&self) -> Content {
        self.read(KEY_USAGE, |bytes| {
            let bits = KeyUsage::from_der(bytes).ok()?.0.bits();
            let set = USAGES.iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1);
            Some(Content::List(set.map(|(_, usage)| token(usage)).collect()))
        })
    }

    /// What it is good for.
    pub(super) fn extended_key_usage(&self) -> Content {
        self.read(EXTENDED_KEY_USAGE, |bytes| {
            let purpose = |id: &ObjectIdentifier| match PURPOSES.iter().find(|(known, ..)| known == id) {
                Some((_, name, meaning)) => token(&(name, meaning)),
                None => (id.to_string(), "for a purpose that basislint does not know".to_owned()),
            };
            Some(Content::List(ExtendedKeyUsage::from_der(bytes).ok()?.0.iter().map(purpose).collect()))
        })
    }

    /// Its alternative names that are names of hosts. Other kinds of names, and letters that no host name has, are in real certificates.
    pub(super) fn host_names(&self) -> Content {
        self.read(ALTERNATIVE_NAMES, |bytes| {
            let hosts: Vec<_> = values(bytes)?
                .filter(|(tag, _)| *tag == 0x82)
                .map(|(_, name)| (String::from_utf8_lossy(name).into_owned(), "a DNS name it is for (SAN)".to_owned()))
                .collect();
            Some(if hosts.is_empty() { Content::Absent } else { Content::List(hosts) })
        })
    }

    /// Whether it says where its issuer's list of revoked certificates is.
    pub(super) fn has_revocation_list(&self) -> Content {
        Content::Flag(self.bytes(REVOCATION_LISTS).is_some())
    }
}

fn token((text, meaning): &(&str, &str)) -> (String, String) {
    ((*text).to_owned(), (*meaning).to_owned())
}

/// The values of a sequence, each with its tag. None if one of them is damaged.
fn values(sequence: &[u8]) -> Option<std::vec::IntoIter<(u8, &[u8])>> {
    let content = AnyRef::from_der(sequence).ok().filter(|content| content.tag() == Tag::Sequence)?;
    let mut reader = SliceReader::new(content.value()).ok()?;
    let mut values = Vec::new();
    while !reader.is_finished() {
        let value = reader.tlv_bytes().ok()?;
        values.push((*value.first()?, AnyRef::from_der(value).ok()?.value()));
    }
    Some(values.into_iter())
}

/// Key usage as sapgenpse prints it: `Critical: digitalSignature keyCertSign cRLSign`. None if a word of it is not known.
pub(super) fn printed_key_usage(text: &str) -> Option<Vec<(String, String)>> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.filter(|word| !word.eq_ignore_ascii_case("critical"));
    let usages = words.map(|word| USAGES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(token));
    usages.collect::<Option<Vec<_>>>().filter(|usages| !usages.is_empty())
}
