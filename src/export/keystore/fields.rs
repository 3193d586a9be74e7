//! The fields of a keystore's records, and the words of those that have few.

use crate::export::field_spec::index_of;
use crate::export::{Class, FieldKind, FieldSpec};

/// What a record is, as field `record` says it.
pub(crate) mod records {
    /// One for each file that is a list, also an empty one.
    pub const LIST: &str = "list";
    /// An entry of the keystore.
    pub const ENTRY: &str = "entry";
    /// A certificate of an entry's chain.
    pub const CHAIN: &str = "chain";
    /// All of them.
    pub const ALL: &[&str] = &[LIST, ENTRY, CHAIN];
}

/// What an entry is, as field `entry-kind` says it.
pub(crate) mod entry_kinds {
    pub const KEY_PAIR: &str = "key-pair";
    pub const CERTIFICATE: &str = "certificate";
    pub const SSH_KEY: &str = "ssh-key";
    pub const OTHER: &str = "other";
    /// All of them.
    pub const ALL: &[&str] = &[KEY_PAIR, CERTIFICATE, SSH_KEY, OTHER];
}

/// Whose an entry is, as field `owner` says it.
pub(crate) mod owners {
    pub const SAP: &str = "sap";
    pub const TENANT: &str = "tenant-administrator";
    /// All of them.
    pub const ALL: &[&str] = &[SAP, TENANT];
}

pub(super) const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("record", FieldKind::Choice(records::ALL), "list: one for each file that is a list, also an empty one; entry: an entry of the keystore; chain: a certificate of an entry's chain"),
    FieldSpec::new("keystore", FieldKind::Text, "the keystore: system, backup_admin_system or KeyRenewal; absent if the answer does not tell, which then is system").class(Class::Plain),
    FieldSpec::new("alias", FieldKind::Text, "alias of the entry").class(Class::Name),
    FieldSpec::new("hexalias", FieldKind::Text, "the alias in UTF-8 as hexadecimal digits in capitals").class(Class::Name),
    FieldSpec::new("entry-kind", FieldKind::Choice(entry_kinds::ALL), "Key Pair, Certificate, SSH Key, or something else"),
    FieldSpec::new("owner", FieldKind::Choice(owners::ALL), "who keeps the entry: SAP, whose entries a tenant cannot change, or the tenant administrator"),
    FieldSpec::new("status", FieldKind::Text, "status as printed").class(Class::Plain),
    FieldSpec::new("validity", FieldKind::Text, "validity state as printed").class(Class::Plain),
    FieldSpec::new("subject", FieldKind::Text, "whose certificate it is: distinguished name as printed").class(Class::Subject),
    FieldSpec::new("subject-cn", FieldKind::Text, "common name of the subject; the whole subject if it has none").class(Class::Subject),
    FieldSpec::new("issuer", FieldKind::Text, "who issued it: distinguished name as printed").class(Class::Subject),
    FieldSpec::new("serial", FieldKind::Text, "serial number: hexadecimal digits in capitals without leading zeros").class(Class::Fingerprint),
    FieldSpec::new("sha256", FieldKind::Text, "SHA-256 fingerprint: 64 hexadecimal digits in capitals").class(Class::Fingerprint),
    FieldSpec::new("sha1", FieldKind::Text, "SHA-1 fingerprint: 40 hexadecimal digits in capitals").class(Class::Fingerprint),
    FieldSpec::new("not-before", FieldKind::Text, "first moment of validity, UTC: yyyy-mm-ddThh:mm:ss").class(Class::Plain),
    FieldSpec::new("not-after", FieldKind::Text, "last moment of validity, UTC: yyyy-mm-ddThh:mm:ss").class(Class::Plain),
    FieldSpec::new("key", FieldKind::Text, "kind and length of the key: RSA 2048").class(Class::Plain),
    FieldSpec::new("signature", FieldKind::Text, "how it was signed, as printed").class(Class::Plain),
    FieldSpec::new("chain-of", FieldKind::Text, "alias of the entry whose chain it is; absent for entries").class(Class::Name),
    FieldSpec::new("chain-index", FieldKind::Number, "its place in the chain"),
    FieldSpec::new("goes-on-at", FieldKind::Number, "list: so many entries stand before the next page; absent if none follows"),
    FieldSpec::new("count", FieldKind::Number, "list: entries in this file"),
    FieldSpec::new("self-signed", FieldKind::Flag, "subject and issuer are the same"),
];

/// The field of this name. Asked for in a `const`, a name that there is not does not compile.
pub(super) const fn of(name: &str) -> usize {
    index_of(FIELDS, name)
}

pub(super) const RECORD: usize = of("record");
pub(super) const KEYSTORE: usize = of("keystore");
pub(super) const ALIAS: usize = of("alias");
pub(super) const HEXALIAS: usize = of("hexalias");
pub(super) const ENTRY_KIND: usize = of("entry-kind");
pub(super) const OWNER: usize = of("owner");
pub(super) const STATUS: usize = of("status");
pub(super) const VALIDITY: usize = of("validity");
pub(super) const SUBJECT: usize = of("subject");
pub(super) const SUBJECT_CN: usize = of("subject-cn");
pub(super) const ISSUER: usize = of("issuer");
pub(super) const SERIAL: usize = of("serial");
pub(super) const SHA256: usize = of("sha256");
pub(super) const SHA1: usize = of("sha1");
pub(super) const NOT_BEFORE: usize = of("not-before");
pub(super) const NOT_AFTER: usize = of("not-after");
pub(super) const KEY: usize = of("key");
pub(super) const SIGNATURE: usize = of("signature");
pub(super) const CHAIN_OF: usize = of("chain-of");
pub(super) const CHAIN_INDEX: usize = of("chain-index");
pub(super) const GOES_ON_AT: usize = of("goes-on-at");
pub(super) const COUNT: usize = of("count");
pub(super) const SELF_SIGNED: usize = of("self-signed");
