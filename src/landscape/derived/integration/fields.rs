//! The fields of the records that follow from the exports of an integration of SAP Cloud for Customer with SAP ERP or SAP CRM. A field
//! that has the name of a field of an export is that field where the record rests on a record of that export.

use crate::export::{FieldKind, FieldSpec, index_of};
use crate::landscape::derived::records::{Fields, certificate};

/// What a record is about, as field `record` says it. Each word stands for one kind of statement.
pub(super) const RECORDS: &[&str] = &[
    "client-trust",
    "server-trust",
    "keystore-trust",
    "keystore-entry",
    "c4c-trust",
    "arrangement",
    "sender",
    "sender-role",
    "sender-channel",
    "key-conflict",
    "receiver-key",
    "location",
    "user-mapping",
    "mapping-rule",
    "user-type",
    "user-lock",
    "user-role",
    "user-profile",
    "client-request",
    "proxy-trust",
    "certificate",
    "secret",
];

/// What a certificate is for, as field `use` says it.
pub(super) const USES: &[&str] = &[
    "ci-client",
    "ci-server",
    "c4c-client",
    "c4c-inbound",
    "c4c-trust-list",
    "erp-client",
    "erp-server",
    "proxy-client",
    "proxy-server",
    "proxy-trust",
    "own-client",
    "own-server",
    "own",
    "list",
    "key-pair",
    "keystore",
    "service-key",
    "tenant-mapping",
    "file",
];

/// The parties, as field `partner` calls them. The picture finds statements by these words.
pub(super) mod partners {
    pub const ABAP: &str = "the ABAP system";
    pub const WEB_DISPATCHER: &str = "the Web Dispatcher";
    pub const REVERSE_PROXY: &str = "the reverse proxy";
    pub const CLOUD_INTEGRATION: &str = "Cloud Integration";
    pub const CLOUD_FOR_CUSTOMER: &str = "Cloud for Customer";
}

pub(super) const RECORD: usize = index("record");
pub(super) const CASE: usize = index("case");
pub(super) const PARTNER: usize = index("partner");
pub(super) const PARTNER_VALUE: usize = index("partner-value");
pub(super) const OTHER: usize = index("other");
pub(super) const VALUE: usize = index("value");
pub(super) const USE: usize = index("use");
pub(super) const PLACE: usize = index("place");
pub(super) const NEEDED: usize = index("needed");
pub(super) const NEEDED_SHA256: usize = index("needed-sha256");
pub(super) const NEEDED_FILE: usize = index("needed-file");
pub(super) const STORE: usize = index("store");
pub(super) const MENU: usize = index("menu");
pub(super) const BY_NAME: usize = index("by-name");
pub(super) const SELF_SIGNED: usize = index("self-signed");
pub(super) const CHAIN: usize = index("chain");
pub(super) const CHAIN_LACKS: usize = index("chain-lacks");
pub(super) const ISSUES: usize = index("issues");
pub(super) const IN_CHAIN: usize = index("in-chain");
pub(super) const SUBJECT_SERIAL: usize = index("subject-serial");

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
    FieldSpec::new("record", FieldKind::Choice(RECORDS), "what the record is about; each rule is about one of them"),
    text!("case", "how it is: `right`, or a word for what is wrong; the words are those of the record"),
    text!("partner", "the party at the other side, as people call it: Cloud Integration, the Web Dispatcher"),
    text!("partner-value", "what the other side has"),
    text!("other", "what it is held against: another entry, another user"),
    text!("value", "what is compared: a user, an alias, a parameter's value"),
    FieldSpec::new("use", FieldKind::Choice(USES), "what the certificate is for"),
    text!("place", "where the certificate lies, as people call it: client certificate of Cloud Integration"),
    text!("needed-file", "the file that has it"),
    text!("menu", "where that is done: a transaction or menu"),
    FieldSpec::new(
        "issues",
        FieldKind::Flag,
        "it issued another certificate here, or is an authority beside one that is shown",
    ),
    FieldSpec::new("in-chain", FieldKind::Flag, "it is in use, or part of the chain of one that is"),
    // Those of the exports.
    text!("alias", "alias in the tenant keystore"),
    text!("entry-kind", "kind of the entry in the tenant keystore: key-pair, certificate"),
    text!("owner", "who owns the entry in the tenant keystore: sap, tenant-administrator"),
    text!("flow", "integration flow"),
    text!("channel", "channel of the integration flow"),
    text!("direction", "sender or receiver"),
    text!("adapter", "adapter of the channel: HTTPS, SOAP"),
    text!("instance", "service instance"),
    text!("key-name", "service key"),
    text!("key-type", "type of the service key"),
    FieldSpec::new("has-secret", FieldKind::Flag, "a client secret or a private key lies in the export"),
    text!("hash-column", "columns with hashes of passwords that lie in the export"),
    text!("client", "client of the ABAP system"),
    text!("user", "user of the ABAP system"),
    text!("user-type", "type of the user: dialog, system, communication"),
    FieldSpec::new("lock", FieldKind::Number, "lock of the user: 0 is none"),
    text!("valid-from", "first day"),
    text!("valid-to", "last day"),
    text!("role", "role that is assigned"),
    text!("profile", "authorization profile that is assigned"),
    text!("name", "profile parameter"),
];
