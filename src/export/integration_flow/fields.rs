//! The fields of an integration flow's records, and the words of those that have few.

use crate::export::{Class, FieldKind, FieldSpec, index_of};

/// What a record is, as field `record` says it.
pub(crate) mod records {
    /// One for each file of a flow.
    pub const FLOW: &str = "flow";
    /// A channel: what comes in from a sender, or goes out to a receiver.
    pub const CHANNEL: &str = "channel";
    /// A certificate that a sender channel lets in, by the names in it.
    pub const CERTIFICATE_ROW: &str = "certificate-row";
    /// The value of a parameter.
    pub const PARAMETER: &str = "parameter";
    /// All of them.
    pub const ALL: &[&str] = &[FLOW, CHANNEL, CERTIFICATE_ROW, PARAMETER];
}

/// Which way a channel leads, as field `direction` says it.
pub(crate) mod directions {
    /// Into the flow.
    pub const SENDER: &str = "sender";
    /// Out of it.
    pub const RECEIVER: &str = "receiver";
    /// All of them.
    pub const ALL: &[&str] = &[SENDER, RECEIVER];
}

pub(super) const FIELDS: &[FieldSpec] = &[
    FieldSpec::new(
        "record",
        FieldKind::Choice(records::ALL),
        "flow: one for each file of a flow; channel; certificate-row: a certificate that a sender channel lets in by its names; parameter: the value of a parameter",
    ),
    FieldSpec::new(
        "flow",
        FieldKind::Text,
        "name of the flow's file; of a parameter the artifact's name, absent in a package, where artifacts have none",
    )
    .class(Class::Name),
    FieldSpec::new("channel", FieldKind::Text, "name of the channel").class(Class::Name),
    FieldSpec::new("direction", FieldKind::Choice(directions::ALL), "sender: into the flow; receiver: out of it"),
    FieldSpec::new(
        "adapter",
        FieldKind::Text,
        "adapter type as written: HTTPS, HTTP, SOAP, IDOC, XI, HCIOData, ODataSender, AS2, SuccessFactors",
    )
    .class(Class::Plain),
    FieldSpec::new("participant", FieldKind::Text, "name of the sender or the receiver").class(Class::Name),
    FieldSpec::new(
        "address",
        FieldKind::Text,
        "address as written: of a sender the path of its endpoint, of a receiver a URL; may be {{Parameter}}",
    )
    .class(Class::Address),
    FieldSpec::new(
        "authorization",
        FieldKind::Text,
        "authorization or authentication as written: ClientCertificate, RoleBased, Client Certificate, certificate, Basic, OAuth2 Client Credentials; may be {{Parameter}}",
    ),
    FieldSpec::new(
        "user-role",
        FieldKind::Text,
        "role that a caller needs, as written: ESBMessaging.send; may be {{Parameter}}",
    ),
    FieldSpec::new(
        "key-alias",
        FieldKind::Text,
        "private key alias as written: the key pair in the keystore; absent if any may be taken; may be {{Parameter}}",
    )
    .class(Class::Name),
    FieldSpec::new(
        "location-id",
        FieldKind::Text,
        "location ID of the Cloud Connector as written; may be {{Parameter}}",
    )
    .class(Class::System),
    FieldSpec::new(
        "proxy-type",
        FieldKind::Text,
        "proxy type as written: default (Internet), sapcc (On-Premise), none, manual; may be {{Parameter}}",
    ),
    FieldSpec::new(
        "subject",
        FieldKind::Text,
        "subject DN of a certificate that the channel lets in, as written; may be {{Parameter}}",
    )
    .class(Class::Subject),
    FieldSpec::new("issuer", FieldKind::Text, "issuer DN of that certificate, as written; may be {{Parameter}}")
        .class(Class::Subject),
    FieldSpec::new("name", FieldKind::Text, "name of a parameter"),
    FieldSpec::new(
        "value",
        FieldKind::Text,
        "its value; never shown if the name says that it is a password or a secret",
    )
    .class(Class::Secret),
];

pub(super) const RECORD: usize = index_of(FIELDS, "record");
pub(super) const FLOW: usize = index_of(FIELDS, "flow");
pub(super) const CHANNEL: usize = index_of(FIELDS, "channel");
pub(super) const DIRECTION: usize = index_of(FIELDS, "direction");
pub(super) const ADAPTER: usize = index_of(FIELDS, "adapter");
pub(super) const PARTICIPANT: usize = index_of(FIELDS, "participant");
pub(super) const ADDRESS: usize = index_of(FIELDS, "address");
pub(super) const AUTHORIZATION: usize = index_of(FIELDS, "authorization");
pub(super) const USER_ROLE: usize = index_of(FIELDS, "user-role");
pub(super) const KEY_ALIAS: usize = index_of(FIELDS, "key-alias");
pub(super) const LOCATION_ID: usize = index_of(FIELDS, "location-id");
pub(super) const PROXY_TYPE: usize = index_of(FIELDS, "proxy-type");
pub(super) const SUBJECT: usize = index_of(FIELDS, "subject");
pub(super) const ISSUER: usize = index_of(FIELDS, "issuer");
pub(super) const NAME: usize = index_of(FIELDS, "name");
pub(super) const VALUE: usize = index_of(FIELDS, "value");
