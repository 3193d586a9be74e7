//! What the rows of an answer are, by their keys (connectors.md a.9): service keys themselves, lists, parameters.

use super::place::{About, Place};

/// Members of a service key, below `oauth`.
const OF_KEY: &[&str] = &[
    "clientid",
    "clientsecret",
    "certificate",
    "key",
    "url",
    "tokenurl",
    "certificatedetails.subjectdn",
    "certificatedetails.issuerdn",
    "certificatedetails.serialnumber",
    "certificatedetails.validuntil",
];

/// One of which a service key has.
const TELLING: &[&str] = &["clientid", "clientsecret", "tokenurl", "certificatedetails.subjectdn"];

/// How the list of roles is called, and that of grant types.
pub(super) const ROLES: &[&str] = &["roles[]"];
pub(super) const GRANT_TYPES: &[&str] = &["grant-types[]", "grant_types[]", "grantTypes[]"];
const REDIRECTS: &[&str] = &["redirect-uris[]", "redirect_uris[]", "redirectUris[]"];

/// How the type of a key is called where one is created, and whether its certificate is pinned.
pub(super) const KEY_TYPE: &[&str] = &["key-type", "key_type", "keyType"];
pub(super) const PIN: &[&str] = &["pin-certificate", "pin_certificate", "pinCertificate"];
pub(super) const X509: &[&str] = &["X.509", "X509", "x.509", "x509"];
const OF_CREATION: &[&str] = &["validity", "key-length", "key_length", "keyLength"];

/// What rows are, and with what the keys of their own members begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// A service key: `credentials.oauth.`
    Key(String),
    /// Service instances or service keys of which a list tells.
    Listed(String),
    /// What is around such a list, or an empty one.
    Around,
    /// Parameters of a service instance.
    InstanceParameters,
    /// Parameters with which a service key is created.
    KeyParameters(String),
    /// An error instead of an answer.
    Error,
}

impl Shape {
    /// What rows below these keys are.
    pub fn of(keys: &[String], place: &Place) -> Option<Self> {
        let has = |prefix: &str, names: &[&str]| {
            names.iter().any(|name| keys.iter().any(|key| key.strip_prefix(prefix) == Some(name)))
        };
        let is_placed = |about| place.about == Some(about);
        for prefix in ["credentials.oauth.", "oauth."] {
            let members = OF_KEY.iter().filter(|name| has(prefix, &[name])).count();
            if members > 0 && (members > 1 || is_placed(About::Key)) && has(prefix, TELLING) {
                return Some(Self::Key(prefix.to_owned()));
            }
        }
        for prefix in ["resources[].", ""] {
            let begins =
                |part: &str| keys.iter().any(|key| key.strip_prefix(prefix).is_some_and(|key| key.starts_with(part)));
            let is_named = has(prefix, &["guid"]) && has(prefix, &["name"]) && has(prefix, &["type"]);
            if is_named && (begins("last_operation") || begins("relationships.service_")) {
                return Some(Self::Listed(prefix.to_owned()));
            }
        }
        for prefix in ["", "parameters."] {
            let is_created =
                has(prefix, X509) || has(prefix, OF_CREATION) || has(prefix, PIN) || is_placed(About::Parameters);
            if has(prefix, KEY_TYPE) && (is_created || is_placed(About::Key)) {
                return Some(Self::KeyParameters(prefix.to_owned()));
            }
        }
        let lists = [ROLES, GRANT_TYPES, REDIRECTS].into_iter().filter(|names| has("", names)).count();
        match () {
            () if has("", ROLES) && lists > 1 => Some(Self::InstanceParameters),
            () if is_placed(About::Parameters) && (lists > 0 || keys == ["{}"]) => Some(Self::InstanceParameters),
            () if has("", &["resources[]", "pagination.total_results"]) => Some(Self::Around),
            () if keys.iter().any(|key| key == "errors[].code" || key == "errors[].title") => Some(Self::Error),
            () => None,
        }
    }

    /// They tell that the file is about service keys; what other lists and errors look like does so only at its place.
    pub fn tells(&self, keys: &[String], place: &Place) -> bool {
        match self {
            Self::Around => place.about.is_some() && keys.iter().any(|key| key == "resources[]"),
            Self::Error => place.about.is_some(),
            _ => true,
        }
    }
}
