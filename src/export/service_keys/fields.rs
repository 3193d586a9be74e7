//! The fields of service keys and of the service instances they are of, and the words of those that have few.

use crate::export::field_spec::index_of;
use crate::export::{Class, FieldKind, FieldSpec};

/// What a record is, as field `record` says it.
pub(crate) mod records {
    /// One for each file that is a list, also an empty one.
    pub const LIST: &str = "list";
    /// A service instance.
    pub const INSTANCE: &str = "instance";
    /// A service key.
    pub const KEY: &str = "key";
    /// A certificate in a service key.
    pub const CERTIFICATE: &str = "certificate";
    /// Parameters of a service instance or of a service key.
    pub const PARAMETERS: &str = "parameters";
    /// All of them.
    pub const ALL: &[&str] = &[LIST, INSTANCE, KEY, CERTIFICATE, PARAMETERS];
}

/// What a record was read from, as field `source` says it.
pub(crate) mod sources {
    pub const INSTANCES: &str = "instances";
    pub const KEYS: &str = "keys";
    pub const KEY: &str = "key";
    pub const INSTANCE_PARAMETERS: &str = "instance-parameters";
    pub const KEY_PARAMETERS: &str = "key-parameters";
    /// All of them.
    pub const ALL: &[&str] = &[INSTANCES, KEYS, KEY, INSTANCE_PARAMETERS, KEY_PARAMETERS];
}

/// How a service key logs on, as field `key-type` says it.
pub(crate) mod key_types {
    pub const SECRET: &str = "client-secret";
    pub const SAP: &str = "sap-certificate";
    pub const EXTERNAL: &str = "external-certificate";
    /// All of them.
    pub const ALL: &[&str] = &[SECRET, SAP, EXTERNAL];
}

pub(super) const FIELDS: &[FieldSpec] = &[
    FieldSpec::new(
        "record",
        FieldKind::Choice(records::ALL),
        "list: one for each file that is a list, also an empty one; instance: a service instance; key: a service key; certificate: one of those in a service key, or in what was entered to create one; parameters: those of a service instance, or of the creation of a service key",
    ),
    FieldSpec::new(
        "source",
        FieldKind::Choice(sources::ALL),
        "instances: a list of service instances, or one of them; keys: the same of service keys, which tells their names only; key: a service key itself; instance-parameters and key-parameters: parameters",
    ),
    FieldSpec::new("instance", FieldKind::Text, "name of the service instance").class(Class::Name),
    FieldSpec::new("instance-guid", FieldKind::Text, "ID of the service instance (GUID)").class(Class::System),
    FieldSpec::new("key-name", FieldKind::Text, "name of the service key").class(Class::Name),
    FieldSpec::new("key-guid", FieldKind::Text, "ID of the service key (GUID)").class(Class::System),
    FieldSpec::new(
        "key-type",
        FieldKind::Choice(key_types::ALL),
        "how it logs on: with client ID and secret, with a certificate that SAP made, or with one of the customer's own",
    ),
    FieldSpec::new(
        "plan",
        FieldKind::Text,
        "service plan: integration-flow; unknown where the export does not tell it",
    )
    .class(Class::Plain),
    FieldSpec::new("subject", FieldKind::Text, "whose certificate it is: distinguished name as printed")
        .class(Class::Subject),
    FieldSpec::new("subject-cn", FieldKind::Text, "common name of the subject; the whole subject if it has none")
        .class(Class::Subject),
    FieldSpec::new("issuer", FieldKind::Text, "who issued it: distinguished name as printed").class(Class::Subject),
    FieldSpec::new("serial", FieldKind::Text, "serial number: hexadecimal digits in capitals without leading zeros")
        .class(Class::Fingerprint),
    FieldSpec::new("not-before", FieldKind::Text, "first moment of validity, UTC: yyyy-mm-ddThh:mm:ss")
        .class(Class::Plain),
    FieldSpec::new("not-after", FieldKind::Text, "last moment of validity, UTC: yyyy-mm-ddThh:mm:ss")
        .class(Class::Plain),
    FieldSpec::new("sha256", FieldKind::Text, "SHA-256 fingerprint: 64 hexadecimal digits in capitals")
        .class(Class::Fingerprint),
    FieldSpec::new("sha1", FieldKind::Text, "SHA-1 fingerprint: 40 hexadecimal digits in capitals")
        .class(Class::Fingerprint),
    FieldSpec::new("ski", FieldKind::Text, "subject key identifier: hexadecimal digits in capitals")
        .class(Class::Fingerprint),
    FieldSpec::new(
        "aki",
        FieldKind::Text,
        "authority key identifier: that of its issuer, hexadecimal digits in capitals",
    )
    .class(Class::Fingerprint),
    FieldSpec::new("ca", FieldKind::Flag, "it says of itself that it may issue certificates (basic constraints)"),
    FieldSpec::new("self-signed", FieldKind::Flag, "subject and issuer are the same"),
    FieldSpec::new(
        "chain-index",
        FieldKind::Number,
        "certificate: its place in the chain, 0 for that of the key itself",
    ),
    FieldSpec::new(
        "pinned",
        FieldKind::Flag,
        "Pin Certificate: the very certificate counts, and not its subject and issuer; unknown where the export does not say",
    ),
    FieldSpec::new("roles", FieldKind::List, "roles of the service instance: ESBMessaging.send").class(Class::Name),
    FieldSpec::new("grant-types", FieldKind::List, "grant types of the service instance: client_credentials")
        .class(Class::Plain),
    FieldSpec::new(
        "has-secret",
        FieldKind::Flag,
        "the file holds the client secret, or the private key of the certificate",
    ),
];

/// The field of this name. Asked for in a `const`, a name that there is not does not compile.
pub(super) const fn of(name: &str) -> usize {
    index_of(FIELDS, name)
}

pub(super) const RECORD: usize = of("record");
pub(super) const SOURCE: usize = of("source");
pub(super) const INSTANCE: usize = of("instance");
pub(super) const INSTANCE_GUID: usize = of("instance-guid");
pub(super) const KEY_NAME: usize = of("key-name");
pub(super) const KEY_GUID: usize = of("key-guid");
pub(super) const KEY_TYPE: usize = of("key-type");
pub(super) const PLAN: usize = of("plan");
pub(super) const SUBJECT: usize = of("subject");
pub(super) const SUBJECT_CN: usize = of("subject-cn");
pub(super) const ISSUER: usize = of("issuer");
pub(super) const SERIAL: usize = of("serial");
pub(super) const NOT_AFTER: usize = of("not-after");
pub(super) const SELF_SIGNED: usize = of("self-signed");
pub(super) const CHAIN_INDEX: usize = of("chain-index");
pub(super) const PINNED: usize = of("pinned");
pub(super) const ROLES: usize = of("roles");
pub(super) const GRANT_TYPES: usize = of("grant-types");
pub(super) const HAS_SECRET: usize = of("has-secret");

/// What a certificate says of itself, by the names that the fields of certificates have.
pub(super) const OF_CERTIFICATE: &[usize] = &[
    SUBJECT,
    SUBJECT_CN,
    ISSUER,
    SERIAL,
    of("not-before"),
    NOT_AFTER,
    of("sha256"),
    of("sha1"),
    of("ski"),
    of("aki"),
    of("ca"),
    SELF_SIGNED,
];
