//! The fields of the records that follow from Cloud Connectors and Production Connectors together. A field that has the name of a
//! field of an export is that field where the record rests on a record of that export.

use crate::export::{FieldKind, FieldSpec, index_of};
use crate::landscape::derived::records::{Fields, certificate};

/// What a record is about, as field `record` says it. Each word stands for one kind of statement.
pub(super) const RECORDS: &[&str] = &[
    "cloud-connector",
    "subaccount",
    "location",
    "mapping",
    "resource",
    "short-host",
    "audit",
    "trust",
    "host-name",
    "certificate",
    "rejected",
    "duplicate",
    "url",
    "users",
    "user",
    "user-group",
    "settings",
    "issuer-list",
];

/// What a certificate is for, as field `use` says it.
pub(super) const USES: &[&str] = &[
    "server-certificate",
    "system-certificate",
    "ca-certificate",
    "ui-certificate",
    "subaccount-certificate",
    "chain",
    "described",
    "backend-trust",
    "trusted",
    "issuer",
    "rejected",
    "windows",
    "monitoring",
    "file",
];

pub(super) const RECORD: usize = index("record");
pub(super) const IN_SCOPE: usize = index("in-scope");
pub(super) const CASE: usize = index("case");
pub(super) const PARTNER: usize = index("partner");
pub(super) const PARTNER_VALUE: usize = index("partner-value");
pub(super) const OTHER: usize = index("other");
pub(super) const VALUE: usize = index("value");
pub(super) const USE: usize = index("use");
pub(super) const PLACE: usize = index("place");
pub(super) const NEEDED: usize = index("needed");
pub(super) const NEEDED_SHA256: usize = index("needed-sha256");
pub(super) const STORE: usize = index("store");
pub(super) const BY_NAME: usize = index("by-name");
pub(super) const SELF_SIGNED: usize = index("self-signed");
pub(super) const CHAIN: usize = index("chain");
pub(super) const CHAIN_LACKS: usize = index("chain-lacks");
pub(super) const ISSUES: usize = index("issues");
pub(super) const IN_CHAIN: usize = index("in-chain");
pub(super) const TWIN: usize = index("twin");
pub(super) const VERSION: usize = index("connector-version");
pub(super) const TUNNEL: usize = index("tunnel");
pub(super) const RENEWAL: usize = index("renewal");

// Fields of exports, for records that rest on none of these.
pub(super) const REGION: usize = index("region");
pub(super) const ID: usize = index("subaccount");

/// The index of a field, told at compile time.
const fn index(name: &str) -> usize {
    index_of(FIELDS, name)
}

/// For the records that are kept.
pub(super) static RECORD_FIELDS: Fields = Fields::new(FIELDS, RECORD);

macro_rules! text {
    ($name:literal, $about:literal) => {
        FieldSpec::new($name, FieldKind::Text, $about)
    };
}

pub(super) const FIELDS: &[FieldSpec] = &certificate::fields_behind::<{ OWN.len() + certificate::COUNT }>(OWN);

const OWN: &[FieldSpec] = &[
    FieldSpec::new(
        "record",
        FieldKind::Choice(RECORDS),
        "what the record is about; each rule is about one or two of them",
    ),
    FieldSpec::new(
        "in-scope",
        FieldKind::Flag,
        "it belongs to a Production Connector: the system mapping is paired with one, or has a resource /cloudservices",
    ),
    text!("case", "how it is: `right`, or a word for what is wrong; the words are those of the record"),
    text!("partner", "the system at the other side"),
    text!("partner-value", "what the other side has"),
    text!("other", "what it is held against in the same landscape: another mapping, another system"),
    text!("value", "what is compared: a host, a URL, a location ID"),
    FieldSpec::new("use", FieldKind::Choice(USES), "what the certificate is for"),
    text!("place", "where the certificate lies, as SAP calls it: Backend Trust Store, Trusted\\certs"),
    FieldSpec::new("issues", FieldKind::Flag, "it issued another certificate here, or it lies in a store for issuers"),
    FieldSpec::new("in-chain", FieldKind::Flag, "it is part of the chain of a certificate that is in use"),
    text!("twin", "another valid certificate with the same subject in the same store"),
    text!("connector-version", "version of the Cloud Connector"),
    text!("tunnel", "state of the tunnel: Connected; `corrupted` if the configuration of the subaccount is"),
    FieldSpec::new("renewal", FieldKind::Flag, "the subaccount certificate is renewed by itself"),
    // Those of the exports.
    text!("region", "region host of the subaccount"),
    text!("subaccount", "the subaccount"),
    text!("location-id", "location ID"),
    text!("virtual-host", "virtual host of the system mapping"),
    text!("virtual-port", "virtual port of the system mapping"),
    text!("local-host", "internal host of the system mapping"),
    text!("local-port", "internal port of the system mapping"),
    text!("protocol", "protocol of the system mapping"),
    text!("backend", "back-end type of the system mapping"),
    text!("authentication", "authentication mode of the system mapping"),
    text!("path", "URL path of the resource"),
    FieldSpec::new("enabled", FieldKind::Flag, "the resource is active"),
    FieldSpec::new("exact", FieldKind::Flag, "path only, not its sub-paths"),
    FieldSpec::new("websocket", FieldKind::Flag, "WebSocket upgrade is allowed"),
    FieldSpec::new("trust-all", FieldKind::Flag, "all back ends are trusted"),
    FieldSpec::new("version", FieldKind::Number, "version of the certificate: 3"),
    FieldSpec::new("host-names", FieldKind::List, "DNS names among its subject alternative names"),
    text!("name", "name of the Production Connector, or of a user group"),
    text!("host", "host of the Production Connector"),
    text!("windows", "its version of Windows"),
    text!("virtual-url", "its virtual host URL"),
    text!("internal-url", "its internal URL"),
    text!("uaa-url", "URL of the UAA service"),
    FieldSpec::new("public-key", FieldKind::Flag, "a public key is shown for JWT validation"),
    text!("proxy", "its proxy"),
    text!("revocation-check", "whether revoked certificates are looked for"),
    text!("revocation-scope", "for the end certificate, or for the chain"),
    text!("cloud-certificate-sha1", "the certificate that the cloud knows: SHA-1 fingerprint"),
    text!("id", "the user's ID"),
    FieldSpec::new("roles", FieldKind::List, "roles of the user or user group"),
    text!("identity", "the administrator's ID at the identity provider"),
];
