//! The keys of the file: what kind of value each has, where an administrator finds it, and what is said of a wrong one.

use std::borrow::Cow;

use ::toml::de::DeValue;

use super::fields;
use crate::complaint::nearest;
use crate::layout::toml;

/// The table that makes a TOML file a description of a Production Connector.
pub(super) const PREFIX: &str = "production-connector";

/// Words of `revocation-check`.
pub(super) const CHECKS: &[&str] = &["none", "online", "offline"];
/// Words of `revocation-scope`.
pub(super) const SCOPES: &[&str] = &["end-certificate", "chain"];

/// Digits of a SHA-1 thumbprint.
const SHA1_DIGITS: usize = 40;

/// Keys that stand together.
pub(super) struct Group {
    /// How users write its header.
    pub(super) header: &'static str,
    /// The key of its rows, if it is a list of tables.
    pub(super) list: &'static str,
    /// Word of the field `record`.
    pub(super) record: &'static str,
    pub(super) keys: &'static [Key],
}

/// A key.
pub(super) struct Key {
    /// As users write it.
    pub(super) name: &'static str,
    /// Index of its field.
    pub(super) field: usize,
    kind: Kind,
    /// What is said if it is not there.
    pub(super) missing: &'static str,
}

/// What value a key has.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Port,
    Flag,
    Word(&'static [&'static str]),
    Thumbprint,
    Texts,
}

/// What a value says.
#[derive(Debug, PartialEq)]
pub(super) enum Told {
    Text(String),
    Number(i64),
    Flag(bool),
    Texts(Vec<String>),
}

const fn key(name: &'static str, field: usize, kind: Kind, missing: &'static str) -> Key {
    Key { name, field, kind, missing }
}

/// What stands below `[production-connector]`.
#[rustfmt::skip]
pub(super) static SETTINGS: Group = Group {
    header: "[production-connector]",
    list: "",
    record: "settings",
    keys: &[
        key("name", fields::NAME, Kind::Text, "`name` is not given: it is the connector's name in Configure Production Connectivity"),
        key("host", fields::HOST, Kind::Text, "`host` is not given: it is the name of the Production Connector's computer, best its FQDN"),
        key("port", fields::PORT, Kind::Port, "`port` is not given: Control Center > Cloud Integration > Port Settings"),
        key("windows", fields::WINDOWS, Kind::Text, "`windows` is not given: it is the version of Windows Server on the Production Connector's computer"),
        key("virtual-url", fields::VIRTUAL_URL, Kind::Text, "`virtual-url` is not given: Configure Production Connectivity, Virtual Host URL"),
        key("internal-url", fields::INTERNAL_URL, Kind::Text, "`internal-url` is not given: Configure Production Connectivity, Internal Host URL"),
        key("location-id", fields::LOCATION_ID, Kind::Text, "`location-id` is not given: Configure Production Connectivity > Cloud Connector"),
        key("uaa-url", fields::UAA_URL, Kind::Text, "`uaa-url` is not given: Control Center > Cloud Integration > JWT Validation"),
        key("public-key", fields::PUBLIC_KEY, Kind::Flag, "`public-key` is not given: Control Center > Cloud Integration > JWT Validation shows whether there is one"),
        key("proxy", fields::PROXY, Kind::Text, "`proxy` is not given: Control Center > Proxy Settings; write \"\" if there is none"),
        key("revocation-check", fields::REVOCATION_CHECK, Kind::Word(CHECKS), "`revocation-check` is not given: Control Center > Cloud Integration > Server Security Settings"),
        key("revocation-scope", fields::REVOCATION_SCOPE, Kind::Word(SCOPES), "`revocation-scope` is not given: Control Center > Cloud Integration > Server Security Settings"),
        key("server-certificate-sha1", fields::SERVER_CERTIFICATE_SHA1, Kind::Thumbprint, "`server-certificate-sha1` is not given: it is the thumbprint of the certificate in Control Center > Cloud Integration > Server Security Settings"),
        key("cloud-certificate-sha1", fields::CLOUD_CERTIFICATE_SHA1, Kind::Thumbprint, "`cloud-certificate-sha1` is not given: Configure Production Connectivity > Certificates, Cloud to Production Connector Certificate"),
        key("stores-complete", fields::STORES_COMPLETE, Kind::Flag, "`stores-complete` is not given: write true if the stores Trusted, Issuer and Rejected were all copied, empty ones too"),
        key("identity", fields::IDENTITY, Kind::Text, "`identity` is not given: it is the administrator's ID at the identity provider and in SAP Digital Manufacturing"),
    ],
};

/// What stands below `[[production-connector.user]]`.
pub(super) static USER: Group = Group {
    header: "[[production-connector.user]]",
    list: "production-connector.user[]",
    record: "user",
    keys: &[
        key("id", fields::ID, Kind::Text, "`id` is not given: Control Center > Cloud Integration > User Configuration"),
        key(
            "roles",
            fields::ROLES,
            Kind::Texts,
            "`roles` is not given: Control Center > Cloud Integration > User Configuration",
        ),
    ],
};

/// What stands below `[[production-connector.user-group]]`.
pub(super) static USER_GROUP: Group = Group {
    header: "[[production-connector.user-group]]",
    list: "production-connector.user-group[]",
    record: "user-group",
    keys: &[
        key("name", fields::NAME, Kind::Text, "`name` is not given: tab User Groups of the Production Connector"),
        key("roles", fields::ROLES, Kind::Texts, "`roles` is not given: tab User Groups of the Production Connector"),
    ],
};

impl Group {
    /// The key that a cell's full key names.
    pub(super) fn key(&self, full: &str) -> Option<&'static Key> {
        let around = if self.list.is_empty() { PREFIX } else { self.list };
        let name = full.strip_prefix(around)?.strip_prefix('.')?;
        let name = name.strip_suffix("[]").unwrap_or(name);
        self.keys.iter().find(|key| key.name == name)
    }

    /// The full key is that of the table itself, or of one of its lists that is empty.
    pub(super) fn is_header(&self, full: &str) -> bool {
        let is_empty_list = [&USER, &USER_GROUP].into_iter().any(|group| full == group.list);
        full == self.list || (self.list.is_empty() && (full == PREFIX || is_empty_list))
    }
}

impl Key {
    /// What a value says, or what is wrong with it.
    pub(super) fn told(&self, raw: &str) -> Result<Told, String> {
        let value = toml::value(raw);
        let value = value.as_ref().map(|value| value.get_ref());
        match (self.kind, value) {
            (Kind::Text, Some(DeValue::String(text))) => Ok(Told::Text(text.trim().to_owned())),
            (Kind::Port, Some(DeValue::Integer(number))) => match number.as_str().parse() {
                Ok(port) if number.radix() == 10 => Ok(Told::Number(port)),
                _ => Err(self.must("a port, such as 50060")),
            },
            (Kind::Flag, Some(DeValue::Boolean(flag))) => Ok(Told::Flag(*flag)),
            (Kind::Word(words), Some(DeValue::String(text))) => match words.iter().find(|word| **word == text.trim()) {
                Some(word) => Ok(Told::Text((*word).to_owned())),
                None if text.trim().is_empty() => Ok(Told::Text(String::new())),
                None => Err(self.must(&format!("one of \"{}\"", words.join("\", \"")))),
            },
            (Kind::Thumbprint, Some(DeValue::String(text))) => {
                thumbprint(text).map(Told::Text).ok_or_else(|| self.must("a SHA-1 thumbprint, 40 hexadecimal digits"))
            }
            (Kind::Texts, Some(DeValue::Array(list))) => {
                let texts: Option<Vec<String>> =
                    list.iter().map(|item| item.get_ref().as_str().map(|text| text.trim().to_owned())).collect();
                texts.map(Told::Texts).ok_or_else(|| self.must("a list of texts, such as [\"Administrator\"]"))
            }
            _ => Err(self.must(match self.kind {
                Kind::Text => "a text in quotes",
                Kind::Port => "a number without quotes",
                Kind::Flag => "true or false, without quotes",
                Kind::Word(_) => "a word in quotes",
                Kind::Thumbprint => "a SHA-1 thumbprint in quotes",
                Kind::Texts => "a list of texts, such as [\"Administrator\"]",
            })),
        }
    }

    fn must(&self, be: &str) -> String {
        format!("`{}` must be {be}", self.name)
    }

    /// What is wrong with a value.
    pub(super) fn complaint(&self, raw: &str) -> Option<String> {
        self.told(raw).err()
    }
}

/// A thumbprint without what people and screens put between its digits; Windows puts an invisible sign before it.
fn thumbprint(text: &str) -> Option<String> {
    let is_between = |letter: &char| letter.is_whitespace() || matches!(letter, ':' | '-' | '\u{200E}' | '\u{FEFF}');
    let digits: String = text.chars().filter(|letter| !is_between(letter)).collect();
    let is_whole = digits.len() == SHA1_DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_whole || digits.is_empty()).then(|| digits.to_ascii_uppercase())
}

/// What is said of a key that nobody knows.
pub(super) fn unknown(group: &Group, full: &str) -> String {
    let is_list = |list: &Group| list.list.strip_suffix("[]").is_some_and(|table| is_within(full, table));
    if group.list.is_empty()
        && let Some(list) = [&USER_GROUP, &USER].into_iter().find(|list| is_list(list))
    {
        return format!("this is written with two brackets, one section for each: {}", list.header);
    }
    if full.starts_with("production-connector[]") {
        return "this is written with one bracket, and once: [production-connector]".to_owned();
    }
    let around = if group.list.is_empty() { PREFIX } else { group.list };
    let name = full.strip_prefix(around).map_or(Cow::Borrowed(full), |name| name.trim_start_matches('.').into());
    let name = name.trim_end_matches("[]");
    let names: Vec<&str> = group.keys.iter().map(|key| key.name).collect();
    match nearest(name, &names) {
        _ if !is_within(full, around) => {
            format!("`{name}` is not known: only what stands below {} is read", group.header)
        }
        Some(near) => format!("unknown key `{name}`: did you mean `{near}`?"),
        None => format!("unknown key `{name}`; keys of {} are: {}", group.header, names.join(", ")),
    }
}

/// Whether a key is this one or stands within it.
pub(super) fn is_within(key: &str, outer: &str) -> bool {
    key.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
