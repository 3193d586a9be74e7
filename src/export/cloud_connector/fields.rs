//! The fields of a Cloud Connector's records, and the words of those that have few.

use crate::export::{Class, FieldKind, FieldSpec};

/// What a record is, as field `record` says it.
pub(crate) mod records {
    /// One for each file that is an answer: it was asked for, and came.
    pub const ANSWER: &str = "answer";
    /// The version of the Cloud Connector.
    pub const VERSION: &str = "version";
    /// A subaccount.
    pub const SUBACCOUNT: &str = "subaccount";
    /// A subaccount whose configuration is damaged.
    pub const CORRUPTED: &str = "corrupted";
    /// A system mapping.
    pub const MAPPING: &str = "mapping";
    /// A resource of a system mapping.
    pub const RESOURCE: &str = "resource";
    /// The trust store as such.
    pub const TRUST_STORE: &str = "trust-store";
    /// A certificate.
    pub const CERTIFICATE: &str = "certificate";
    /// Settings of the audit log.
    pub const AUDIT: &str = "audit";
    /// Settings of the proxy.
    pub const PROXY: &str = "proxy";
    /// The role in a pair of Cloud Connectors.
    pub const HIGH_AVAILABILITY: &str = "high-availability";
    /// A rule for the subject of short-lived certificates.
    pub const PATTERN: &str = "pattern";
    /// An error instead of an answer.
    pub const ERROR: &str = "error";
    /// Known, and nothing is asked of it.
    pub const OTHER: &str = "other";
    /// All of them.
    pub const ALL: &[&str] = &[
        ANSWER,
        VERSION,
        SUBACCOUNT,
        CORRUPTED,
        MAPPING,
        RESOURCE,
        TRUST_STORE,
        CERTIFICATE,
        AUDIT,
        PROXY,
        HIGH_AVAILABILITY,
        PATTERN,
        ERROR,
        OTHER,
    ];
}

/// What an answer, a record or an error is about, as field `about` says it.
pub(crate) mod abouts {
    pub const VERSION: &str = "version";
    pub const SUBACCOUNTS: &str = "subaccounts";
    pub const SUBACCOUNT: &str = "subaccount";
    pub const CORRUPTED: &str = "corrupted";
    pub const MAPPINGS: &str = "mappings";
    pub const MAPPING: &str = "mapping";
    pub const RESOURCES: &str = "resources";
    pub const RESOURCE: &str = "resource";
    pub const TRUST_STORE: &str = "trust-store";
    pub const SYSTEM_CERTIFICATE: &str = "system-certificate";
    pub const CA_CERTIFICATE: &str = "ca-certificate";
    pub const UI_CERTIFICATE: &str = "ui-certificate";
    pub const SUBACCOUNT_CERTIFICATE: &str = "subaccount-certificate";
    pub const AUDIT: &str = "audit";
    pub const PROXY: &str = "proxy";
    pub const HIGH_AVAILABILITY: &str = "high-availability";
    pub const PATTERNS: &str = "patterns";
    pub const MONITORING_CERTIFICATES: &str = "monitoring-certificates";
    pub const MONITORING_SUBACCOUNTS: &str = "monitoring-subaccounts";
    pub const BACKUP: &str = "backup";
    pub const OTHER: &str = "other";
    /// All of them.
    pub const ALL: &[&str] = &[
        VERSION,
        SUBACCOUNTS,
        SUBACCOUNT,
        CORRUPTED,
        MAPPINGS,
        MAPPING,
        RESOURCES,
        RESOURCE,
        TRUST_STORE,
        SYSTEM_CERTIFICATE,
        CA_CERTIFICATE,
        UI_CERTIFICATE,
        SUBACCOUNT_CERTIFICATE,
        AUDIT,
        PROXY,
        HIGH_AVAILABILITY,
        PATTERNS,
        MONITORING_CERTIFICATES,
        MONITORING_SUBACCOUNTS,
        BACKUP,
        OTHER,
    ];
}

/// Where an answer comes from, as field `source` says it.
pub(crate) mod sources {
    pub const REST: &str = "rest";
    pub const MONITORING: &str = "monitoring";
    pub const BACKUP: &str = "backup";
    /// All of them.
    pub const ALL: &[&str] = &[REST, MONITORING, BACKUP];
}

pub(super) const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("record", FieldKind::Choice(records::ALL), "answer: one for each file that is an answer, also of an empty list; error: an answer that is an error; other: known, and nothing is asked of it"),
    FieldSpec::new("about", FieldKind::Choice(abouts::ALL), "what the answer, the record or the error is about"),
    FieldSpec::new("source", FieldKind::Choice(sources::ALL), "rest: below /api/v1; monitoring: below /api/monitoring; backup: a file of the backup or of the access control"),
    FieldSpec::new("region", FieldKind::Text, "region host of the subaccount: cf.eu10.hana.ondemand.com").class(Class::Host),
    FieldSpec::new("subaccount", FieldKind::Text, "ID of the subaccount").class(Class::System),
    FieldSpec::new("location-id", FieldKind::Text, "location ID of the subaccount; absent if it is the default").class(Class::System),
    FieldSpec::new("renewal", FieldKind::Flag, "the subaccount certificate is renewed automatically (as of 2.19)"),
    FieldSpec::new("tunnel", FieldKind::Text, "state of the tunnel to the subaccount: Connected, ConnectFailure, Disconnected").class(Class::Plain),
    FieldSpec::new("tunnel-user", FieldKind::Text, "user with whom the subaccount was connected").class(Class::User),
    FieldSpec::new("virtual-host", FieldKind::Text, "virtual host of the mapping, also of its resources").class(Class::Host),
    FieldSpec::new("virtual-port", FieldKind::Text, "virtual port of the mapping, also of its resources, as written").class(Class::Plain),
    FieldSpec::new("local-host", FieldKind::Text, "internal host of the mapping").class(Class::Host),
    FieldSpec::new("local-port", FieldKind::Text, "internal port of the mapping, as written").class(Class::Plain),
    FieldSpec::new("protocol", FieldKind::Text, "protocol to the back end: HTTP, HTTPS, RFC, RFCS, RFCWS, LDAP, LDAPS, TCP or TCPS").class(Class::Plain),
    FieldSpec::new("backend", FieldKind::Text, "back-end type: abapSys, otherSAPsys, nonSAPsys ...").class(Class::Plain),
    FieldSpec::new("authentication", FieldKind::Text, "how users log on: NONE, NONE_RESTRICTED, X509_GENERAL, X509_RESTRICTED or KERBEROS; unknown where a backup does not tell it").class(Class::Plain),
    FieldSpec::new("host-in-header", FieldKind::Text, "host in the request header: VIRTUAL or INTERNAL").class(Class::Plain),
    FieldSpec::new("sid", FieldKind::Text, "system ID of the back end, if the mapping names one").class(Class::System),
    FieldSpec::new("enabled-resources", FieldKind::Number, "how many resources of the mapping are active"),
    FieldSpec::new("total-resources", FieldKind::Number, "how many resources the mapping has"),
    FieldSpec::new("path", FieldKind::Text, "URL path or function of the resource: /cloudservices").class(Class::Path),
    FieldSpec::new("enabled", FieldKind::Flag, "the resource is active"),
    FieldSpec::new("exact", FieldKind::Flag, "the path only, and no sub-paths"),
    FieldSpec::new("websocket", FieldKind::Flag, "WebSocket upgrade is allowed"),
    FieldSpec::new("trust-all", FieldKind::Flag, "all back ends are trusted, whatever certificate they show"),
    FieldSpec::new("alias", FieldKind::Text, "alias of a trusted certificate").class(Class::Name),
    FieldSpec::new("subject", FieldKind::Text, "whose certificate it is: distinguished name as printed").class(Class::Subject),
    FieldSpec::new("subject-cn", FieldKind::Text, "common name of the subject; the whole subject if it has none").class(Class::Subject),
    FieldSpec::new("issuer", FieldKind::Text, "who issued it: distinguished name as printed").class(Class::Subject),
    FieldSpec::new("serial", FieldKind::Text, "serial number: hexadecimal digits in capitals without leading zeros").class(Class::Fingerprint),
    FieldSpec::new("subject-serial", FieldKind::Text, "serial number, blank, and the subject with its attributes sorted: the same however the subject is printed").class(Class::Subject),
    FieldSpec::new("not-before", FieldKind::Text, "first moment of validity, UTC: yyyy-mm-ddThh:mm:ss").class(Class::Plain),
    FieldSpec::new("not-after", FieldKind::Text, "last moment of validity, UTC: yyyy-mm-ddThh:mm:ss").class(Class::Plain),
    FieldSpec::new("host-names", FieldKind::List, "alternative names (SAN) of type DNS; unknown where the answer has no list of them").class(Class::Host),
    FieldSpec::new("certificate-type", FieldKind::Text, "what monitoring says the certificate is: UI, System, CA or subaccount").class(Class::Plain),
    FieldSpec::new("level", FieldKind::Text, "audit level: OFF, SECURITY or ALL").class(Class::Plain),
    FieldSpec::new("proxy-host", FieldKind::Text, "host of the HTTPS proxy; absent if there is none").class(Class::Host),
    FieldSpec::new("proxy-port", FieldKind::Text, "port of the HTTPS proxy").class(Class::Plain),
    FieldSpec::new("proxy-user", FieldKind::Text, "user at the HTTPS proxy").class(Class::User),
    FieldSpec::new("version", FieldKind::Text, "version of the Cloud Connector: 2.19.0.2").class(Class::Plain),
    FieldSpec::new("role", FieldKind::Text, "role of the instance: master or shadow").class(Class::Plain),
    FieldSpec::new("error-type", FieldKind::Text, "type of the error: NOT_FOUND").class(Class::Plain),
    FieldSpec::new("message", FieldKind::Text, "message of the error"),
];

/// The index of the field of that name, found when the program is compiled.
const fn index(name: &str) -> usize {
    let mut at = 0;
    while at < FIELDS.len() && !same(FIELDS[at].name.as_bytes(), name.as_bytes()) {
        at += 1;
    }
    assert!(at < FIELDS.len());
    at
}

const fn same(left: &[u8], right: &[u8]) -> bool {
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at] == right[at] {
        at += 1;
    }
    at == left.len() && at == right.len()
}

/// Index of field `record`.
pub const RECORD: usize = index("record");
/// Index of field `about`.
pub const ABOUT: usize = index("about");
/// Index of field `source`.
pub const SOURCE: usize = index("source");
/// Index of field `region`.
pub const REGION: usize = index("region");
/// Index of field `subaccount`.
pub const SUBACCOUNT: usize = index("subaccount");
/// Index of field `location-id`.
pub const LOCATION_ID: usize = index("location-id");
/// Index of field `renewal`.
pub const RENEWAL: usize = index("renewal");
/// Index of field `tunnel`.
pub const TUNNEL: usize = index("tunnel");
/// Index of field `tunnel-user`.
pub const TUNNEL_USER: usize = index("tunnel-user");
/// Index of field `virtual-host`.
pub const VIRTUAL_HOST: usize = index("virtual-host");
/// Index of field `virtual-port`.
pub const VIRTUAL_PORT: usize = index("virtual-port");
/// Index of field `local-host`.
pub const LOCAL_HOST: usize = index("local-host");
/// Index of field `local-port`.
pub const LOCAL_PORT: usize = index("local-port");
/// Index of field `protocol`.
pub const PROTOCOL: usize = index("protocol");
/// Index of field `backend`.
pub const BACKEND: usize = index("backend");
/// Index of field `authentication`.
pub const AUTHENTICATION: usize = index("authentication");
/// Index of field `host-in-header`.
pub const HOST_IN_HEADER: usize = index("host-in-header");
/// Index of field `sid`.
pub const SID: usize = index("sid");
/// Index of field `enabled-resources`.
pub const ENABLED_RESOURCES: usize = index("enabled-resources");
/// Index of field `total-resources`.
pub const TOTAL_RESOURCES: usize = index("total-resources");
/// Index of field `path`.
pub const PATH: usize = index("path");
/// Index of field `enabled`.
pub const ENABLED: usize = index("enabled");
/// Index of field `exact`.
pub const EXACT: usize = index("exact");
/// Index of field `websocket`.
pub const WEBSOCKET: usize = index("websocket");
/// Index of field `trust-all`.
pub const TRUST_ALL: usize = index("trust-all");
/// Index of field `alias`.
pub const ALIAS: usize = index("alias");
/// Index of field `subject`.
pub const SUBJECT: usize = index("subject");
/// Index of field `subject-cn`.
pub const SUBJECT_CN: usize = index("subject-cn");
/// Index of field `issuer`.
pub const ISSUER: usize = index("issuer");
/// Index of field `serial`.
pub const SERIAL: usize = index("serial");
/// Index of field `subject-serial`.
pub const SUBJECT_SERIAL: usize = index("subject-serial");
/// Index of field `not-before`.
pub const NOT_BEFORE: usize = index("not-before");
/// Index of field `not-after`.
pub const NOT_AFTER: usize = index("not-after");
/// Index of field `host-names`.
pub const HOST_NAMES: usize = index("host-names");
/// Index of field `certificate-type`.
pub const CERTIFICATE_TYPE: usize = index("certificate-type");
/// Index of field `level`.
pub const LEVEL: usize = index("level");
/// Index of field `proxy-host`.
pub const PROXY_HOST: usize = index("proxy-host");
/// Index of field `proxy-port`.
pub const PROXY_PORT: usize = index("proxy-port");
/// Index of field `proxy-user`.
pub const PROXY_USER: usize = index("proxy-user");
/// Index of field `version`.
pub const VERSION: usize = index("version");
/// Index of field `role`.
pub const ROLE: usize = index("role");
/// Index of field `error-type`.
pub const ERROR_TYPE: usize = index("error-type");
/// Index of field `message`.
pub const MESSAGE: usize = index("message");
