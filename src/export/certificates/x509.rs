//! From the bytes of a certificate, or of a PKCS#7 list of them, to what the fields say. A real parser reads the former.

use sha1::Sha1;
use sha2::{Digest, Sha256};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::asn1::{AnyRef, ContextSpecific, ObjectIdentifier};
use x509_cert::der::{self, Decode, Reader, SliceReader, Tag, TagNumber, Tagged};
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::Time;

use super::extensions::Extensions;
use super::fields::{
    CA, FIELDS, ISSUER, KEY, NOT_AFTER, NOT_BEFORE, SELF_SIGNED, SERIAL, SHA1, SHA256, SIGNATURE, SKI, SUBJECT,
    SUBJECT_CN, SUBJECT_SERIAL, of,
};
use super::record::Content;
use crate::export::Value;
use crate::knowledge::{certificate, distinguished_name as name};
use crate::layout;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// Named curves by the length of their keys in bits.
const CURVES: &[(ObjectIdentifier, u32)] = &[
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), 256),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), 384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), 521),
];

/// Signature algorithms by their names in RFC 5280 and its kin.
const SIGNATURES: &[(ObjectIdentifier, &str)] = &[
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.2"), "md2WithRSAEncryption"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.4"), "md5WithRSAEncryption"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5"), "sha1WithRSAEncryption"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10"), "RSASSA-PSS"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11"), "sha256WithRSAEncryption"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12"), "sha384WithRSAEncryption"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13"), "sha512WithRSAEncryption"),
    (ObjectIdentifier::new_unwrap("1.2.840.10040.4.3"), "dsa-with-SHA1"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"), "ecdsa-with-SHA1"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"), "ecdsa-with-SHA256"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"), "ecdsa-with-SHA384"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"), "ecdsa-with-SHA512"),
];

/// Which line of a certificate shows the value of a field, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Subject,
    Issuer,
    Serial,
    NotBefore,
    NotAfter,
}

/// What a certificate says: its fields, each with the part of it that shows the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::export) struct Certificate {
    pub(super) values: Vec<(usize, Content, Part)>,
    /// The certificate itself, for signatures: DER.
    pub der: Vec<u8>,
}

impl Certificate {
    /// The text of this field; empty if it has none.
    pub(super) fn text(&self, field: usize) -> &str {
        let content = self.values.iter().find(|(known, ..)| *known == field).map(|(_, content, _)| content);
        if let Some(Content::Text(text)) = content { text } else { "" }
    }

    /// The value of the field of this name, which is absent if certificates have no such field.
    pub(in crate::export) fn value(&self, name: &str) -> Value<'_> {
        let found = self.values.iter().find(|(field, ..)| FIELDS.get(*field).is_some_and(|spec| spec.name == name));
        found.map_or(Value::Absent, |(_, content, _)| content.value(None))
    }
}

/// Hands out the certificates in a value of DER: one, or those of a PKCS#7 list. What is broken comes as an error, and those
/// behind it still follow.
pub(in crate::export) fn read(bytes: &[u8], take: &mut dyn FnMut(Result<Certificate, String>)) {
    if !layout::der::begins_list(bytes) {
        return take(parse(bytes));
    }
    match signed_data(bytes) {
        Ok(certificates) => read_list(certificates, take),
        Err(error) => take(Err(format!("{DAMAGED_LIST}: {error}"))),
    }
}

const DAMAGED_LIST: &str = "the list of certificates (PKCS#7) is cut or damaged";

fn read_list(certificates: &[u8], take: &mut dyn FnMut(Result<Certificate, String>)) {
    let mut reader = match SliceReader::new(certificates) {
        Ok(reader) => reader,
        Err(error) => return take(Err(error.to_string())),
    };
    while !reader.is_finished() {
        match reader.tlv_bytes() {
            // Other kinds of certificates have tags of their own.
            Ok(one) if one.first() == Some(&0x30) => take(parse(one)),
            Ok(_) => {}
            Err(error) => return take(Err(format!("{DAMAGED_LIST}: {error}"))),
        }
    }
}

/// The certificates of signed data (RFC 5652, 5.1), which stand behind its content.
fn signed_data(bytes: &[u8]) -> der::Result<&[u8]> {
    let number = TagNumber(0);
    let mut content = SliceReader::new(AnyRef::from_der(bytes)?.value())?;
    content.tlv_bytes()?;
    let explicit: Option<ContextSpecific<AnyRef<'_>>> = ContextSpecific::decode_explicit(&mut content, number)?;
    let Some(data) = explicit else { return Ok(&[]) };
    let mut data = SliceReader::new(data.value.value())?;
    while !data.is_finished() {
        let tag = Tag::peek(&data)?;
        let value = data.tlv_bytes()?;
        if tag == (Tag::ContextSpecific { constructed: true, number }) {
            return Ok(AnyRef::from_der(value)?.value());
        }
    }
    Ok(&[])
}

fn parse(bytes: &[u8]) -> Result<Certificate, String> {
    use Part::{Issuer, NotAfter, NotBefore, Serial, Subject};
    let read = CertificateInner::<Raw>::from_der(bytes)
        .map_err(|error| format!("no certificate, or a damaged one: {error}"))?;
    let tbs = read.tbs_certificate();
    let (subject, issuer) = (attributes(tbs.subject()), attributes(tbs.issuer()));
    let serial = certificate::serial_of(tbs.serial_number().as_bytes());
    let extensions = Extensions(tbs.extensions().map(Vec::as_slice).unwrap_or_default());
    let printed = name::print(&subject);
    let common_name = subject.iter().find(|(kind, _)| kind == "CN").map(|(_, value)| value.clone());
    let self_signed = subject == issuer;
    let subject_serial = format!("{serial} {}", name::normalised(subject));
    let time = |moment| time(moment).map_or(Content::Unknown("basislint knows no such date"), Content::Text);
    let text = Content::Text;
    let values = vec![
        (SUBJECT_CN, text(common_name.unwrap_or_else(|| printed.clone())), Subject),
        (SUBJECT, text(printed), Subject),
        (ISSUER, text(name::print(&issuer)), Issuer),
        (SERIAL, text(serial), Serial),
        (SUBJECT_SERIAL, text(subject_serial), Subject),
        (SKI, extensions.subject_key(), Subject),
        (SHA256, text(certificate::hex(&Sha256::digest(bytes))), Subject),
        (SHA1, text(certificate::hex(&Sha1::digest(bytes))), Subject),
        (NOT_BEFORE, time(&tbs.validity().not_before), NotBefore),
        (NOT_AFTER, time(&tbs.validity().not_after), NotAfter),
        (SELF_SIGNED, Content::Flag(self_signed), Issuer),
        (CA, extensions.is_authority(), Subject),
        (KEY, key(tbs.subject_public_key_info()).map_or(Content::Absent, Content::Text), Subject),
        (SIGNATURE, text(signature(read.signature_algorithm().oid)), Subject),
        (const { of("version") }, Content::Number(tbs.version() as i64 + 1), Subject),
        (const { of("key-usage") }, extensions.key_usage(), Subject),
        (const { of("extended-key-usage") }, extensions.extended_key_usage(), Subject),
        (const { of("host-names") }, extensions.host_names(), Subject),
        (const { of("aki") }, extensions.authority_key(), Issuer),
        (const { of("revocation-list") }, extensions.has_revocation_list(), Issuer),
    ];
    Ok(Certificate { values, der: bytes.to_vec() })
}

/// The attributes in the order in which SAP prints them: the most special first.
fn attributes(subject: &Name) -> Vec<name::Attribute> {
    let mut attributes: Vec<name::Attribute> = subject
        .iter()
        .map(|attribute| {
            let kind = name::attribute_type(&attribute.oid.to_string());
            let text = text(attribute.value.tag(), attribute.value.value());
            (kind, text.split_whitespace().collect::<Vec<_>>().join(" "))
        })
        .collect();
    attributes.reverse();
    attributes
}

/// A string of ASN.1, whichever of its kinds. Teletex strings are read as Latin-1, as everybody writes them.
fn text(tag: Tag, bytes: &[u8]) -> String {
    let wide = bytes.chunks(2).map(|pair| pair.iter().fold(0, |code, byte| code << 8 | u16::from(*byte)));
    match tag {
        Tag::BmpString => {
            char::decode_utf16(wide).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => String::from_utf8_lossy(bytes).into_owned(),
        _ => bytes.iter().copied().map(char::from).collect(),
    }
}

fn time(time: &Time) -> Option<String> {
    let time = time.to_date_time();
    let part = |number: u8| i8::try_from(number).ok();
    let year = i16::try_from(time.year()).ok()?;
    let (hour, minute, second) = (part(time.hour())?, part(time.minutes())?, part(time.seconds())?);
    certificate::date_time(year, part(time.month())?, part(time.day())?, hour, minute, second)
}

fn key(info: &SubjectPublicKeyInfoOwned) -> Option<String> {
    match info.algorithm.oid {
        RSA => {
            let key = AnyRef::from_der(info.subject_public_key.raw_bytes()).ok()?;
            let modulus = AnyRef::decode(&mut SliceReader::new(key.value()).ok()?).ok()?;
            let digits = modulus.value().iter().position(|byte| *byte != 0).map(|first| &modulus.value()[first..])?;
            let bits = digits.len() * 8 - digits.first()?.leading_zeros() as usize;
            Some(format!("RSA {bits}"))
        }
        EC => {
            let curve = info.algorithm.parameters.as_ref()?.decode_as::<ObjectIdentifier>().ok();
            let bits = curve.and_then(|curve| CURVES.iter().find(|(known, _)| *known == curve)).map(|(_, bits)| bits);
            Some(bits.map_or_else(|| "EC".to_owned(), |bits| format!("EC {bits}")))
        }
        other => Some(other.to_string()),
    }
}

fn signature(algorithm: ObjectIdentifier) -> String {
    let known = SIGNATURES.iter().find(|(known, _)| *known == algorithm);
    known.map_or_else(|| algorithm.to_string(), |(_, name)| (*name).to_owned())
}

/// Bytes of the first value of DER.
pub(super) fn first_value(bytes: &[u8]) -> usize {
    SliceReader::new(bytes).and_then(|mut reader| reader.tlv_bytes()).map_or(bytes.len(), <[u8]>::len)
}
