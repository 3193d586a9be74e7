//! The fields that trust stores and certificates have in common.

use super::stores::{STORES, USES};
use crate::export::field_spec::index_of;
use crate::export::{Class, FieldKind, FieldSpec};

pub(super) const PSE: usize = 0;
pub(super) const PSE_TITLE: usize = 1;
pub(super) const ENTRY: usize = 2;
pub(super) const LIST_OF: usize = 3;
pub(super) const OWN_OF: usize = 4;
pub(super) const SUBJECT: usize = 5;
pub(super) const SUBJECT_CN: usize = 6;
pub(super) const ISSUER: usize = 7;
pub(super) const SERIAL: usize = 8;
pub(super) const SUBJECT_SERIAL: usize = 9;
pub(super) const SKI: usize = 10;
pub(super) const SHA256: usize = 11;
pub(super) const SHA1: usize = 12;
pub(super) const NOT_BEFORE: usize = 13;
pub(super) const NOT_AFTER: usize = 14;
pub(super) const SELF_SIGNED: usize = 15;
pub(super) const CA: usize = 16;
pub(super) const KEY: usize = 17;
pub(super) const SIGNATURE: usize = 18;
pub(super) const IDENTITY: usize = 19;
pub(super) const KEY_IDENTITY: usize = 20;
pub(super) const FILE_KIND: usize = 21;
/// Number of fields.
pub(super) const COUNT: usize = FIELDS.len();

/// The field of this name. Asked for in a `const`, a name that there is not does not compile, so most fields need no constant here.
pub(super) const fn of(name: &str) -> usize {
    index_of(FIELDS, name)
}

/// Fields that the place of a file tells, not its content.
pub(super) const OF_PLACE: [usize; 4] = [of("store"), of("store-folder"), of("store-of"), of("use")];

/// What a record is, as field `entry` says it.
pub(super) const ENTRIES: &[&str] = &["own", "trusted", "chain", "store", "file"];

pub(super) const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("pse", FieldKind::Text, "the PSE: DFAULT and ANONYM are the SSL clients (Standard) and (Anonymous), SSLS the SSL server, SYSTEM, SNC, or the name of an SSL client identity").class(Class::Name),
    FieldSpec::new("pse-title", FieldKind::Text, "the PSE as STRUST calls it").class(Class::Name),
    FieldSpec::new("entry", FieldKind::Choice(ENTRIES), "own: the PSE's own certificate; chain: those above it; trusted: one of its certificate list; store: the list itself; file: a certificate in a file of its own"),
    FieldSpec::new("list-of", FieldKind::Text, "the PSE whose certificate list this record is of; absent for own, chain and file").class(Class::Name),
    FieldSpec::new("own-of", FieldKind::Text, "the PSE whose own certificate this is; absent for all others").class(Class::Name),
    FieldSpec::new("subject", FieldKind::Text, "whose certificate it is: distinguished name as printed").class(Class::Subject),
    FieldSpec::new("subject-cn", FieldKind::Text, "common name of the subject; the whole subject if it has none").class(Class::Subject),
    FieldSpec::new("issuer", FieldKind::Text, "who issued it: distinguished name as printed").class(Class::Subject),
    FieldSpec::new("serial", FieldKind::Text, "serial number: hexadecimal digits in capitals without leading zeros").class(Class::Fingerprint),
    FieldSpec::new("subject-serial", FieldKind::Text, "serial number, blank, and the subject with its attributes sorted: the same however the subject is printed").class(Class::Subject),
    FieldSpec::new("ski", FieldKind::Text, "subject key identifier: hexadecimal digits in capitals").class(Class::Fingerprint),
    FieldSpec::new("sha256", FieldKind::Text, "SHA-256 fingerprint: 64 hexadecimal digits in capitals").class(Class::Fingerprint),
    FieldSpec::new("sha1", FieldKind::Text, "SHA-1 fingerprint: 40 hexadecimal digits in capitals").class(Class::Fingerprint),
    FieldSpec::new("not-before", FieldKind::Text, "first moment of validity, UTC: yyyy-mm-ddThh:mm:ss, in some lists only yyyy-mm-dd").class(Class::Plain),
    FieldSpec::new("not-after", FieldKind::Text, "last moment of validity, UTC: yyyy-mm-ddThh:mm:ss, in some lists only yyyy-mm-dd").class(Class::Plain),
    FieldSpec::new("self-signed", FieldKind::Flag, "subject and issuer are the same"),
    FieldSpec::new("ca", FieldKind::Flag, "it says of itself that it may issue certificates (basic constraints)"),
    FieldSpec::new("key", FieldKind::Text, "kind and length of the key: RSA 2048").class(Class::Plain),
    FieldSpec::new("signature", FieldKind::Text, "how it was signed: sha256WithRSAEncryption").class(Class::Plain),
    FieldSpec::new("identity", FieldKind::Text, "to look a certificate up: its SHA-256 fingerprint, or subject-serial where the export does not print that").class(Class::Subject),
    FieldSpec::new("key-identity", FieldKind::Text, "to look up one that another certification authority (CA) signed anew: its subject key identifier, absent where the export does not print it").class(Class::Subject),
    FieldSpec::new("file-kind", FieldKind::Text, "where it was read from: pem, der, pkcs7, sapgenpse, list or text").class(Class::Plain),
    FieldSpec::new("version", FieldKind::Number, "version of X.509: 3 for a certificate with extensions"),
    FieldSpec::new("key-usage", FieldKind::List, "what its key may be used for: digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, keyCertSign, cRLSign, encipherOnly, decipherOnly; absent if it has no such extension").class(Class::Plain),
    FieldSpec::new("extended-key-usage", FieldKind::List, "what it is good for: serverAuth, clientAuth, codeSigning, emailProtection, timeStamping, OCSPSigning, anyExtendedKeyUsage, or a number (OID); absent if it has no such extension").class(Class::Plain),
    FieldSpec::new("host-names", FieldKind::List, "the DNS names among its alternative names (SAN); absent if there are none").class(Class::Host),
    FieldSpec::new("aki", FieldKind::Text, "authority key identifier: that of its issuer, hexadecimal digits in capitals").class(Class::Fingerprint),
    FieldSpec::new("revocation-list", FieldKind::Flag, "it says where the list of revoked certificates (CRL) of its issuer is (CRL distribution points)"),
    FieldSpec::new("store", FieldKind::Choice(STORES), "the store that it lies in, by the names of its folders: Trusted, Issuer or Rejected of a Production Connector, or a copy of the Windows store (LocalComputer-Personal); absent elsewhere"),
    FieldSpec::new("store-folder", FieldKind::Text, "the folder of that store, as far as the names of its folders tell: CertificateStores\\CloudServicesHost\\Trusted, or Trusted").class(Class::Path),
    FieldSpec::new("store-of", FieldKind::Text, "the product whose folder the store is in: PCo, ProdCon or ProductionConnector; absent if no folder is called so").class(Class::Plain),
    FieldSpec::new("use", FieldKind::Choice(USES), "what it is for. By the name of the file, what the Cloud Connector uses it for: systemCertificate.cer, ppCaCertificate.cer, uiCertificate.cer, truststore.pem. By the name of its folder, which one it is between Cloud for Customer (c4c-), Cloud Integration (ci-), ERP or CRM (erp-) and the reverse proxy (proxy-). Absent for other names, and in a store"),
];
