//! Which rows are which records: the members that the interface and the backup use (semantics.md 4.1 and 4.2, connectors.md a.1
//! and a.3). What a value means is `record`'s to know.

use super::fields::{self, abouts, records, sources};

/// Rows of one kind, and what of them is in which field.
#[derive(Debug)]
pub(super) struct Shape {
    /// What a row of it is.
    pub record: &'static str,
    /// What it is about; none if that depends on where the answer is from.
    pub about: Option<&'static str>,
    /// What a file of such rows is about.
    pub answer: Option<&'static str>,
    /// What a file with one such row is about, unless its place says that it is a list.
    pub answer_of_one: Option<&'static str>,
    pub source: &'static str,
    /// In which object or list: the begin of the keys in JSON, the name of the element in XML.
    pub inside: &'static str,
    /// Members without which it is something else; the first one is never empty.
    pub needs: &'static [&'static str],
    /// What tells it beside that.
    pub sign: Sign,
    /// What of it is in which field.
    pub members: &'static [Member],
}

/// What tells a shape whose members are common words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Its members do.
    Members,
    /// A key that begins so.
    Beside(&'static str),
    /// That there are no others.
    NoOthers,
    /// That the place says so.
    Place,
    /// Both.
    PlaceAndNoOthers,
}

/// A member, and the field it is in.
#[derive(Debug)]
pub(super) struct Member {
    pub field: usize,
    pub names: &'static [&'static str],
    pub without: Without,
}

/// What it means if the member is not there, or empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Without {
    /// There is none.
    Absent,
    /// The answer does not tell it.
    Unknown,
}

const fn told(field: usize, names: &'static [&'static str]) -> Member {
    Member { field, names, without: Without::Unknown }
}

const fn maybe(field: usize, names: &'static [&'static str]) -> Member {
    Member { field, names, without: Without::Absent }
}

/// An answer of the interface, about one thing.
const ANSWER: Shape = Shape {
    record: records::OTHER,
    about: Some(abouts::OTHER),
    answer: Some(abouts::OTHER),
    answer_of_one: None,
    source: sources::REST,
    inside: "",
    needs: &[],
    sign: Sign::Members,
    members: &[],
};

/// Other things that the interface tells.
const fn other(needs: &'static [&'static str]) -> Shape {
    Shape { needs, ..ANSWER }
}

/// Members of a certificate that all descriptions have.
const CERTIFICATE: &[Member] = &[
    told(fields::SUBJECT, &["subjectDN"]),
    told(fields::ISSUER, &["issuer"]),
    told(fields::SERIAL, &["serialNumber"]),
    told(fields::NOT_BEFORE, &["notBeforeTimeStamp"]),
    told(fields::NOT_AFTER, &["notAfterTimeStamp"]),
    maybe(fields::ALIAS, &["alias"]),
];

const SUBACCOUNT: &[Member] = &[
    told(fields::REGION, &["regionHost", "region", "subaccountRegion"]),
    told(fields::SUBACCOUNT, &["subaccount", "subaccountName"]),
    maybe(fields::LOCATION_ID, &["locationID"]),
    told(fields::RENEWAL, &["autoCertRenewal"]),
    told(fields::TUNNEL, &["tunnel.state"]),
    told(fields::TUNNEL_USER, &["tunnel.user"]),
];

const MONITORED: &[Member] = &[
    told(fields::CERTIFICATE_TYPE, &["type"]),
    told(fields::SUBJECT, &["subjectDN"]),
    told(fields::ISSUER, &["issuerDN", "issuer"]),
    told(fields::SERIAL, &["serialNumber"]),
    told(fields::NOT_AFTER, &["validTo"]),
    maybe(fields::REGION, &["subaccountRegion"]),
    maybe(fields::SUBACCOUNT, &["subaccountName"]),
];

/// Certificates of the Backend Trust Store.
const fn trusted(inside: &'static str) -> Shape {
    Shape {
        record: records::CERTIFICATE,
        about: Some(abouts::TRUST_STORE),
        answer: Some(abouts::TRUST_STORE),
        inside,
        needs: &["subjectDN"],
        members: CERTIFICATE,
        ..ANSWER
    }
}

/// Certificates as monitoring lists them.
const fn monitored(inside: &'static str) -> Shape {
    Shape {
        record: records::CERTIFICATE,
        about: Some(abouts::MONITORING_CERTIFICATES),
        answer: Some(abouts::MONITORING_CERTIFICATES),
        source: sources::MONITORING,
        inside,
        needs: &["type", "validTo"],
        members: MONITORED,
        ..ANSWER
    }
}

/// An answer of monitoring whose lists of certificates are all empty.
const fn nothing_monitored(needs: &'static [&'static str]) -> Shape {
    Shape {
        about: Some(abouts::MONITORING_CERTIFICATES),
        answer: Some(abouts::MONITORING_CERTIFICATES),
        source: sources::MONITORING,
        ..other(needs)
    }
}

/// An element of the backup.
const fn element(record: &'static str, inside: &'static str, needs: &'static [&'static str]) -> Shape {
    Shape {
        record,
        source: sources::BACKUP,
        about: Some(abouts::BACKUP),
        answer: Some(abouts::BACKUP),
        inside,
        needs,
        ..ANSWER
    }
}

/// All shapes. A row may have several; of those with one record the first counts.
pub(super) static SHAPES: &[Shape] = &[
    Shape {
        record: records::MAPPING,
        about: Some(abouts::MAPPING),
        answer: Some(abouts::MAPPINGS),
        answer_of_one: Some(abouts::MAPPING),
        needs: &["virtualHost", "virtualPort"],
        members: &[
            told(fields::VIRTUAL_HOST, &["virtualHost"]),
            told(fields::VIRTUAL_PORT, &["virtualPort"]),
            told(fields::LOCAL_HOST, &["localHost"]),
            told(fields::LOCAL_PORT, &["localPort"]),
            told(fields::PROTOCOL, &["protocol"]),
            told(fields::BACKEND, &["backendType"]),
            told(fields::AUTHENTICATION, &["authenticationMode"]),
            told(fields::HOST_IN_HEADER, &["hostInHeader"]),
            maybe(fields::SID, &["sid"]),
            told(fields::ENABLED_RESOURCES, &["enabledResourcesCount"]),
            told(fields::TOTAL_RESOURCES, &["totalResourcesCount"]),
        ],
        ..ANSWER
    },
    Shape {
        record: records::RESOURCE,
        about: Some(abouts::RESOURCE),
        answer: Some(abouts::RESOURCES),
        answer_of_one: Some(abouts::RESOURCE),
        needs: &["id", "exactMatchOnly"],
        members: &[
            told(fields::PATH, &["id"]),
            told(fields::ENABLED, &["enabled"]),
            told(fields::EXACT, &["exactMatchOnly"]),
            told(fields::WEBSOCKET, &["websocketUpgradeAllowed"]),
        ],
        ..ANSWER
    },
    Shape {
        record: records::CORRUPTED,
        about: Some(abouts::CORRUPTED),
        answer: Some(abouts::CORRUPTED),
        needs: &["regionHost", "subaccount"],
        sign: Sign::Place,
        members: &[told(fields::REGION, &["regionHost"]), told(fields::SUBACCOUNT, &["subaccount"])],
        ..ANSWER
    },
    Shape {
        record: records::SUBACCOUNT,
        about: Some(abouts::SUBACCOUNT),
        answer: Some(abouts::SUBACCOUNT),
        needs: &["regionHost", "subaccount", "tunnel.state"],
        members: SUBACCOUNT,
        ..ANSWER
    },
    Shape {
        record: records::SUBACCOUNT,
        about: Some(abouts::SUBACCOUNT),
        answer: Some(abouts::SUBACCOUNTS),
        needs: &["regionHost", "subaccount"],
        members: SUBACCOUNT,
        ..ANSWER
    },
    Shape {
        record: records::CERTIFICATE,
        about: Some(abouts::SUBACCOUNT_CERTIFICATE),
        answer: Some(abouts::SUBACCOUNT),
        needs: &["tunnel.subaccountCertificate.notAfterTimeStamp"],
        members: &[
            told(fields::REGION, &["regionHost"]),
            told(fields::SUBACCOUNT, &["subaccount"]),
            told(fields::SUBJECT, &["tunnel.subaccountCertificate.subjectDN"]),
            told(fields::ISSUER, &["tunnel.subaccountCertificate.issuer"]),
            told(fields::SERIAL, &["tunnel.subaccountCertificate.serialNumber"]),
            told(fields::NOT_BEFORE, &["tunnel.subaccountCertificate.notBeforeTimeStamp"]),
            told(fields::NOT_AFTER, &["tunnel.subaccountCertificate.notAfterTimeStamp"]),
        ],
        ..ANSWER
    },
    Shape {
        record: records::SUBACCOUNT,
        about: Some(abouts::MONITORING_SUBACCOUNTS),
        answer: Some(abouts::MONITORING_SUBACCOUNTS),
        source: sources::MONITORING,
        inside: "subaccounts[].",
        needs: &["tunnel.state"],
        members: SUBACCOUNT,
        ..ANSWER
    },
    Shape {
        about: Some(abouts::MONITORING_SUBACCOUNTS),
        answer: Some(abouts::MONITORING_SUBACCOUNTS),
        source: sources::MONITORING,
        ..other(&["version", "subaccounts[]"])
    },
    Shape {
        record: records::TRUST_STORE,
        about: Some(abouts::TRUST_STORE),
        answer: Some(abouts::TRUST_STORE),
        needs: &["trustAllBackends"],
        members: &[told(fields::TRUST_ALL, &["trustAllBackends"])],
        ..ANSWER
    },
    trusted("trustedBackends[]."),
    // As the documentation calls it (semantics.md 4.1).
    trusted("trustedBackendSystems[]."),
    Shape {
        record: records::CERTIFICATE,
        about: None,
        answer: None,
        needs: &["subjectDN", "notAfterTimeStamp"],
        members: CERTIFICATE,
        ..ANSWER
    },
    monitored("expired[]."),
    monitored("expiring[]."),
    monitored("ok[]."),
    nothing_monitored(&["expired[]", "expiring[]"]),
    nothing_monitored(&["expired[]", "ok[]"]),
    nothing_monitored(&["expiring[]", "ok[]"]),
    Shape {
        record: records::AUDIT,
        about: Some(abouts::AUDIT),
        answer: Some(abouts::AUDIT),
        needs: &["level", "logPath"],
        members: &[told(fields::LEVEL, &["level"])],
        ..ANSWER
    },
    Shape {
        record: records::AUDIT,
        about: Some(abouts::AUDIT),
        answer: Some(abouts::AUDIT),
        needs: &["level"],
        sign: Sign::Place,
        members: &[told(fields::LEVEL, &["level"])],
        ..ANSWER
    },
    Shape {
        record: records::PROXY,
        about: Some(abouts::PROXY),
        answer: Some(abouts::PROXY),
        needs: &["host", "port", "user", "password"],
        sign: Sign::NoOthers,
        members: PROXY,
        ..ANSWER
    },
    Shape {
        record: records::PROXY,
        about: Some(abouts::PROXY),
        answer: Some(abouts::PROXY),
        needs: &["host"],
        sign: Sign::Place,
        members: PROXY,
        ..ANSWER
    },
    Shape {
        record: records::PROXY,
        about: Some(abouts::PROXY),
        answer: Some(abouts::PROXY),
        needs: &[EMPTY_OBJECT],
        sign: Sign::PlaceAndNoOthers,
        members: PROXY,
        ..ANSWER
    },
    Shape {
        record: records::VERSION,
        about: Some(abouts::VERSION),
        answer: Some(abouts::VERSION),
        needs: &["version"],
        sign: Sign::PlaceAndNoOthers,
        members: &[told(fields::VERSION, &["version"])],
        ..ANSWER
    },
    Shape {
        record: records::PATTERN,
        about: Some(abouts::PATTERNS),
        answer: Some(abouts::PATTERNS),
        needs: &["condition"],
        sign: Sign::Beside("subjectPattern."),
        ..ANSWER
    },
    Shape {
        record: records::HIGH_AVAILABILITY,
        about: Some(abouts::HIGH_AVAILABILITY),
        answer: Some(abouts::HIGH_AVAILABILITY),
        needs: &["haRole"],
        members: &[told(fields::ROLE, &["haRole"])],
        ..ANSWER
    },
    Shape {
        record: records::ERROR,
        about: None,
        answer: None,
        needs: &["type", "message"],
        sign: Sign::NoOthers,
        members: &[told(fields::ERROR_TYPE, &["type"]), maybe(fields::MESSAGE, &["message"])],
        ..ANSWER
    },
    other(&["sccLogLevel"]),
    other(&["virtualDomain", "internalDomain"]),
    other(&["abapCloudTenantHost", "instanceNumber"]),
    other(&["k8sCluster", "k8sService"]),
    other(&["type", "connections", "enabled", "_links.state.href"]),
    Shape {
        record: records::MAPPING,
        about: Some(abouts::MAPPING),
        answer: Some(abouts::MAPPINGS),
        members: &[
            told(fields::VIRTUAL_HOST, &["virtualHost"]),
            told(fields::VIRTUAL_PORT, &["virtualPort"]),
            told(fields::LOCAL_HOST, &["internalHost"]),
            told(fields::LOCAL_PORT, &["internalPort"]),
            told(fields::PROTOCOL, &["communicationProtocol"]),
            told(fields::BACKEND, &["backendType"]),
            told(fields::AUTHENTICATION, &["authenticationMode"]),
            told(fields::HOST_IN_HEADER, &["internalHostInHeader"]),
            maybe(fields::SID, &["sid"]),
        ],
        ..element(records::MAPPING, "systemMapping", &["virtualHost", "virtualPort"])
    },
    Shape {
        record: records::RESOURCE,
        about: Some(abouts::RESOURCE),
        answer: Some(abouts::RESOURCES),
        members: &[
            told(fields::PATH, &["resourceName"]),
            told(fields::ENABLED, &["enabled"]),
            told(fields::EXACT, &["wildcard"]),
            told(fields::WEBSOCKET, &["websocketUpgradeAllowed"]),
        ],
        ..element(records::RESOURCE, "resource", &["resourceName"])
    },
    Shape {
        about: Some(abouts::HIGH_AVAILABILITY),
        members: &[told(fields::ROLE, &["haRole"])],
        ..element(records::HIGH_AVAILABILITY, "commonConfigData", &["haRole"])
    },
    Shape { about: Some(abouts::PATTERNS), ..element(records::PATTERN, "subjectPattern", &["condition"]) },
    element(records::OTHER, "commonConfigData", &[]),
    element(records::OTHER, "", &["autoSyncTrust"]),
    element(records::OTHER, "idPConfiguration", &["publicKey"]),
    element(records::OTHER, "trustConfiguration", &["lastUpdated"]),
];

const PROXY: &[Member] =
    &[maybe(fields::PROXY_HOST, &["host"]), maybe(fields::PROXY_PORT, &["port"]), maybe(fields::PROXY_USER, &["user"])];

/// The key under which JSON says that the file is an empty list.
pub(super) const EMPTY_LIST: &str = "[]";

/// The same of an empty object.
pub(super) const EMPTY_OBJECT: &str = "{}";

impl Shape {
    /// It is of XML.
    pub fn is_of_backup(&self) -> bool {
        self.source == sources::BACKUP
    }

    /// The cell with a member of this name, in a row with these keys.
    pub fn cell(&self, keys: &[String], name: &str) -> Option<usize> {
        if !self.is_of_backup() {
            // There may be tens of thousands of answers: their lengths tell most keys apart.
            let length = self.inside.len() + name.len();
            return keys
                .iter()
                .position(|key| key.len() == length && key.ends_with(name) && key.starts_with(self.inside));
        }
        keys.iter().position(|key| {
            key.rsplit_once('/').is_some_and(|(element, member)| {
                (self.inside.is_empty() || element == self.inside) && member.trim_start_matches('@') == name
            })
        })
    }

    /// Rows with these keys have this shape. `about` is what the place says.
    pub fn fits(&self, keys: &[String], is_xml: bool, about: Option<&str>) -> bool {
        let own = keys.first().map_or("", |key| inside_of(key, is_xml));
        let in_here = self.inside == own || (is_xml && self.inside.is_empty());
        let members = || self.needs.iter().all(|name| self.cell(keys, name).is_some());
        let others = || keys.iter().any(|key| !self.needs.contains(&key.as_str()) && !key.starts_with("_links"));
        let here = || self.about.is_some() && self.about == about;
        let sign = || match self.sign {
            Sign::Members => true,
            Sign::Beside(begin) => keys.iter().any(|key| key.starts_with(begin)),
            Sign::NoOthers => !others(),
            Sign::Place => here(),
            Sign::PlaceAndNoOthers => here() && !others(),
        };
        is_xml == self.is_of_backup() && in_here && members() && sign()
    }
}

/// In what a key lies: `trustedBackends[].` of `trustedBackends[].alias`, `resource` of `resource/enabled`.
pub(super) fn inside_of(key: &str, is_xml: bool) -> &str {
    if is_xml {
        return key.split_once('/').map_or("", |(element, _)| element);
    }
    key.rfind("[].").and_then(|at| key.get(..at + "[].".len())).unwrap_or_default()
}
