//! The three lists: how their names are written, which key words they have, and what stands for hosts in them.

use crate::knowledge::route_permission::is_host;

use super::line::{Entry, Key};

/// Which list a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Secinfo,
    Reginfo,
    MsAclInfo,
}

/// How files are named: by the profile parameters' defaults, by their parameters, with a system and an instance around.
const NAMES: &[(&str, List)] = &[
    ("secinfo", List::Secinfo),
    ("sec_info", List::Secinfo),
    ("reginfo", List::Reginfo),
    ("reg_info", List::Reginfo),
    ("acl_info", List::MsAclInfo),
    ("ms_acl", List::MsAclInfo),
];

impl List {
    /// The list that a file's name tells.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace('-', "_");
        NAMES.iter().find(|(word, _)| name.contains(word)).map(|(_, list)| *list)
    }

    /// The list that an entry is of, as far as its key words tell. secinfo asks for USER, and SAP's reginfo has it in one
    /// example only.
    pub(super) fn of_entry(entry: &Entry) -> Option<Self> {
        let has = |keys: &[Key]| keys.iter().any(|key| entry.value(*key).is_some());
        if has(&[Key::No, Key::Access, Key::Cancel]) {
            Some(Self::Reginfo)
        } else if has(&[Key::User, Key::UserHost, Key::Pwd]) {
            Some(Self::Secinfo)
        } else if has(&[Key::Tp]) {
            Some(Self::Reginfo)
        } else {
            (entry.letter.is_none()).then_some(Self::MsAclInfo)
        }
    }

    /// Its name in reports and rules.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Secinfo => "secinfo",
            Self::Reginfo => "reginfo",
            Self::MsAclInfo => "ms-acl-info",
        }
    }

    /// The key words that may stand in it.
    pub(super) fn keys(self) -> &'static [Key] {
        match self {
            Self::Secinfo => &[Key::Tp, Key::User, Key::Host, Key::UserHost, Key::Pwd],
            Self::Reginfo => &[Key::Tp, Key::User, Key::Host, Key::No, Key::Access, Key::Cancel],
            Self::MsAclInfo => &[Key::Host],
        }
    }

    /// The limits that it can set, as the field `unlimited` calls them.
    pub(super) fn limits(self) -> &'static [(Key, &'static str)] {
        const PROGRAM: (Key, &str) = (Key::Tp, "program");
        const HOST: (Key, &str) = (Key::Host, "host");
        match self {
            Self::Secinfo => &[PROGRAM, (Key::User, "user"), HOST, (Key::UserHost, "user-host")],
            Self::Reginfo => &[PROGRAM, HOST, (Key::Access, "access"), (Key::Cancel, "cancel")],
            Self::MsAclInfo => &[HOST],
        }
    }
}

/// The text may stand in a list of hosts: a name, an address, `local`, `internal`, a domain `*.example.test`, a subnet
/// `10.1.*` or `10.1.0.0/255.255.0.0`.
pub(super) fn is_host_pattern(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"*.-_:".contains(&byte);
    let (address, mask) = text.split_once('/').map_or((text, None), |(address, mask)| (address, Some(mask)));
    let is_mask = |mask: &str| !mask.is_empty() && mask.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_host(text) || !address.is_empty() && address.bytes().all(is_part) && mask.is_none_or(is_mask)
}

/// The line is an entry of prxyinfo: `P SOURCE=local DEST=*`.
pub(super) fn is_proxy_entry(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace();
    matches!(words.next(), Some("P" | "D"))
        && words.next().is_some_and(|word| word.starts_with("SOURCE=") || word.starts_with("DEST="))
}
