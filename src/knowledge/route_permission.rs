//! What the hosts and services in a SAProuter's route permission table (saprouttab) stand for.
//!
//! A host is a name, an address, `*`, or a set of addresses: `155.56.*.*`, `133.27.16.0/24`, `155.57.1011xxxx.*` with an
//! octet in binary. A service is a name, a number, a range `3200.3298`, or `*`. SAProuter looks names up; here nothing can
//! be looked up, so whether an address and a name are the same host is not known. Lines are read elsewhere.

use std::net::Ipv6Addr;

/// Says whether all that `host` stands for is covered by `pattern`; none if only a name server could tell.
///
/// `host` may be a pattern itself: a set of hosts is covered if the other holds the whole of it.
pub fn host_covers(pattern: &str, host: &str) -> Option<bool> {
    match (Hosts::read(pattern), Hosts::read(host)) {
        (Hosts::All, _) => Some(true),
        // No other pattern is as wide, and a set of addresses is never within one name.
        (_, Hosts::All) => Some(false),
        (Hosts::V4(outer), Hosts::V4(inner)) => Some(outer.holds(inner.value, inner.mask)),
        (Hosts::V6(outer), Hosts::V6(inner)) => Some(outer.holds(inner.value, inner.mask)),
        (Hosts::V4(_), Hosts::V6(_)) | (Hosts::V6(_), Hosts::V4(_)) => Some(false),
        (Hosts::Name(outer), Hosts::Name(inner)) => name_covers(outer, inner),
        (Hosts::Name(_), Hosts::V4(Bits { mask, .. })) if mask != u32::MAX => Some(false),
        (Hosts::Name(_), Hosts::V6(Bits { mask, .. })) if mask != u128::MAX => Some(false),
        // A pattern that cannot be read, or a name beside an address.
        _ => None,
    }
}

/// Says whether all ports that `service` stands for are covered by `pattern`; none if only the machine's list of services
/// could tell.
///
/// `service` may be a range itself.
pub fn service_covers(pattern: &str, service: &str) -> Option<bool> {
    match (Services::read(pattern), Services::read(service)) {
        (Services::All, _) => Some(true),
        (_, Services::All) => Some(false),
        (Services::Ports(low, high), Services::Ports(first, last)) => Some(low <= first && last <= high),
        (Services::Named(outer), Services::Named(inner)) if outer.eq_ignore_ascii_case(inner) => Some(true),
        // The message servers' names stand for 36NN by SAP's convention.
        (Services::Named(name), Services::Ports(first, last)) if is_message_server(name) && !in_36(first, last) => {
            Some(false)
        }
        (Services::Ports(first, last), Services::Named(name)) if is_message_server(name) && !in_36(first, last) => {
            Some(false)
        }
        (Services::Named(_), Services::Ports(first, last)) if first < last => Some(false),
        _ => None,
    }
}

/// The text may stand where a host is asked for.
pub fn is_host(text: &str) -> bool {
    !matches!(Hosts::read(text), Hosts::Unreadable)
}

/// Every host is meant: `*`, `*.*.*.*`, `0.0.0.0/0`.
pub fn is_any_host(text: &str) -> bool {
    matches!(Hosts::read(text), Hosts::All)
}

/// The text may stand where a service is asked for.
pub fn is_service(text: &str) -> bool {
    !matches!(Services::read(text), Services::Unreadable)
}

/// Every service is meant: `*`, or the range of all ports.
pub fn is_any_service(text: &str) -> bool {
    matches!(Services::read(text), Services::All | Services::Ports(0 | 1, u16::MAX))
}

/// The text is what hardly anything but such a table has: a pattern, an address, a port or a range of ports.
pub fn is_typical(text: &str) -> bool {
    let is_named = |text| matches!(Hosts::read(text), Hosts::Name(_) | Hosts::Unreadable);
    !is_named(text)
        || matches!(Services::read(text), Services::Ports(..)) && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// What a host field stands for.
enum Hosts<'a> {
    All,
    V4(Bits<u32>),
    V6(Bits<u128>),
    Name(&'a str),
    Unreadable,
}

/// Addresses of which the bits under the mask are fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bits<T> {
    value: T,
    mask: T,
}

impl<T: Copy + PartialEq + std::ops::BitAnd<Output = T>> Bits<T> {
    /// Every address with these bits is one of mine.
    fn holds(self, value: T, mask: T) -> bool {
        self.mask & mask == self.mask && value & self.mask == self.value
    }
}

impl<'a> Hosts<'a> {
    fn read(text: &'a str) -> Self {
        // A name may end with the root's dot.
        let text = text.strip_suffix('.').unwrap_or(text);
        if text.is_empty() {
            return Self::Unreadable;
        }
        if text.bytes().all(|byte| byte == b'*') {
            return Self::All;
        }
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let numbers = if address.contains(':') { Self::v6(address, length) } else { Self::v4(address, length) };
        match numbers {
            Some(Self::V4(Bits { mask: 0, .. }) | Self::V6(Bits { mask: 0, .. })) => Self::All,
            Some(hosts) => hosts,
            None if length.is_none() && is_name(text) => Self::Name(text),
            None => Self::Unreadable,
        }
    }

    fn v4(address: &str, length: Option<&str>) -> Option<Self> {
        let mut octets = address.split('.').map(octet);
        let mut bits = Bits { value: 0_u32, mask: 0_u32 };
        for _ in 0..4 {
            let (value, mask) = octets.next()??;
            bits = Bits { value: bits.value << 8 | u32::from(value), mask: bits.mask << 8 | u32::from(mask) };
        }
        if octets.next().is_some() {
            return None;
        }
        if let Some(length) = length {
            let length: u32 = length.parse().ok().filter(|length| *length <= 32)?;
            let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
            bits = Bits { value: bits.value & mask, mask: bits.mask & mask };
        }
        Some(Self::V4(bits))
    }

    fn v6(address: &str, length: Option<&str>) -> Option<Self> {
        let address = address.trim_start_matches('[').trim_end_matches(']');
        let value = u128::from(address.parse::<Ipv6Addr>().ok()?);
        let mask = match length {
            Some(length) => {
                let length: u32 = length.parse().ok().filter(|length| *length <= 128)?;
                u128::MAX.checked_shl(128 - length).unwrap_or(0)
            }
            None => u128::MAX,
        };
        Some(Self::V6(Bits { value: value & mask, mask }))
    }
}

/// An octet's fixed bits and which they are: `56`, `*`, or eight of 0, 1 and x.
fn octet(text: &str) -> Option<(u8, u8)> {
    if text == "*" {
        return Some((0, 0));
    }
    if text.len() == 8 && text.bytes().all(|bit| matches!(bit, b'0' | b'1' | b'x' | b'X')) {
        let fold = |(value, mask): (u8, u8), bit| match bit {
            b'1' => (value << 1 | 1, mask << 1 | 1),
            b'0' => (value << 1, mask << 1 | 1),
            _ => (value << 1, mask << 1),
        };
        return Some(text.bytes().fold((0, 0), fold));
    }
    let decimal = text.len() <= 3 && text.bytes().all(|digit| digit.is_ascii_digit());
    Some((text.parse().ok().filter(|_| decimal)?, u8::MAX))
}

/// The text may be the name of a host, perhaps with `*` in it.
fn is_name(text: &str) -> bool {
    text.chars().all(|letter| is_letter(letter) || letter == '*') && text.chars().any(char::is_alphabetic)
}

/// What names of hosts and services are made of.
fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.')
}

/// Names are compared without regard to case. A pattern within a name is not documented, so it may or may not work.
fn name_covers(pattern: &str, host: &str) -> Option<bool> {
    if pattern.eq_ignore_ascii_case(host) {
        return Some(true);
    }
    if let Some((before, after)) = pattern.split_once('*') {
        let (host, before, after) = (host.to_lowercase(), before.to_lowercase(), after.to_lowercase());
        let fits = after.contains('*')
            || host.len() >= before.len() + after.len() && host.starts_with(&before) && host.ends_with(&after);
        return if fits { None } else { Some(false) };
    }
    // `apps` may be found as `apps.example.test` through the machine's search domain, and the other way round.
    let short = |short: &str, long: &str| {
        !short.contains('.') && long.split('.').next().is_some_and(|first| first.eq_ignore_ascii_case(short))
    };
    if short(pattern, host) || short(host, pattern) { None } else { Some(false) }
}

/// What a service field stands for.
enum Services<'a> {
    All,
    /// From the first to the last, both included.
    Ports(u16, u16),
    Named(&'a str),
    Unreadable,
}

impl<'a> Services<'a> {
    fn read(text: &'a str) -> Self {
        if text == "*" {
            return Self::All;
        }
        if let Some(port) = port(text) {
            return Self::Ports(port, port);
        }
        if let Some((first, last)) = text.split_once('.').and_then(|(first, last)| port(first).zip(port(last))) {
            return if first <= last { Self::Ports(first, last) } else { Self::Unreadable };
        }
        match known_port(text) {
            Some(port) => Self::Ports(port, port),
            None if text.starts_with(char::is_alphabetic) && text.chars().all(is_letter) => Self::Named(text),
            None => Self::Unreadable,
        }
    }
}

fn port(text: &str) -> Option<u16> {
    text.parse().ok().filter(|_| text.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Ports of the services that go by one name everywhere, as IANA and SAP registered them.
const PORTS: &[(&str, u16)] = &[
    ("ftp", 21),
    ("ssh", 22),
    ("telnet", 23),
    ("smtp", 25),
    ("domain", 53),
    ("http", 80),
    ("www", 80),
    ("pop3", 110),
    ("ntp", 123),
    ("imap", 143),
    ("ldap", 389),
    ("https", 443),
    ("ldaps", 636),
    ("saphostctrl", 1128),
    ("saphostctrls", 1129),
    ("niping", 3298),
];

fn known_port(name: &str) -> Option<u16> {
    let name = name.to_ascii_lowercase();
    if let Some((_, port)) = PORTS.iter().find(|(known, _)| *known == name) {
        return Some(*port);
    }
    // Dispatcher and gateway of an instance, the latter ones with SNC: sapdp00, sapgw00, sapdp00s, sapgw00s.
    let (kind, instance) = name.split_at_checked("sapdp".len())?;
    let (instance, secured) = match instance.strip_suffix('s') {
        Some(instance) => (instance, true),
        None => (instance, false),
    };
    let base = match (kind, secured) {
        ("sapdp", false) => 3200,
        ("sapgw", false) => 3300,
        ("sapdp", true) => 4700,
        ("sapgw", true) => 4800,
        _ => return None,
    };
    port(instance).filter(|_| instance.len() == 2).map(|instance| base + instance)
}

fn is_message_server(name: &str) -> bool {
    name.get(.."sapms".len()).is_some_and(|begin| begin.eq_ignore_ascii_case("sapms"))
}

/// Some port of the range is one of 3600 to 3699.
fn in_36(first: u16, last: u16) -> bool {
    first <= 3699 && last >= 3600
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_covered_by_themselves_whatever_their_case() {
        assert_eq!(host_covers("Apps.Support.SAP.com", "apps.support.sap.com"), Some(true));
        assert_eq!(host_covers("apps.support.sap.com.", "apps.support.sap.com"), Some(true));
        assert_eq!(host_covers("servicepoint.sap.com", "apps.support.sap.com"), Some(false));
        assert_eq!(host_covers("sap.com", "apps.support.sap.com"), Some(false));
    }

    #[test]
    fn a_star_covers_everything_and_nothing_else_covers_a_star() {
        assert_eq!(host_covers("*", "apps.support.sap.com"), Some(true));
        assert_eq!(host_covers("*", "10.1.2.3"), Some(true));
        assert_eq!(host_covers("*.*.*.*", "apps.support.sap.com"), Some(true));
        assert_eq!(host_covers("0.0.0.0/0", "*"), Some(true));
        assert_eq!(host_covers("10.*.*.*", "*"), Some(false));
        assert_eq!(host_covers("apps.support.sap.com", "*"), Some(false));
    }

    #[test]
    fn whether_a_name_has_an_address_is_not_known() {
        assert_eq!(host_covers("155.56.*.*", "apps.support.sap.com"), None);
        assert_eq!(host_covers("apps.support.sap.com", "10.1.2.3"), None);
        assert_eq!(host_covers("apps", "apps.support.sap.com"), None);
        assert_eq!(host_covers("apps.support.sap.com", "apps"), None);
        assert_eq!(host_covers("apps.support.sap.com", "10.1.2.*"), Some(false));
    }

    #[test]
    fn a_star_within_a_name_is_not_documented() {
        assert_eq!(host_covers("*.support.sap.com", "apps.support.sap.com"), None);
        assert_eq!(host_covers("*.example.test", "apps.support.sap.com"), Some(false));
        assert_eq!(host_covers("apps*.sap.com", "apps.support.sap.com"), None);
    }

    #[test]
    fn octets_are_decimal_binary_or_any() {
        assert_eq!(host_covers("155.56.*.*", "155.56.7.8"), Some(true));
        assert_eq!(host_covers("155.56.*.*", "155.57.7.8"), Some(false));
        assert_eq!(host_covers("155.57.1011xxxx.*", "155.57.176.1"), Some(true));
        assert_eq!(host_covers("155.57.1011xxxx.*", "155.57.191.255"), Some(true));
        assert_eq!(host_covers("155.57.1011xxxx.*", "155.57.192.1"), Some(false));
        assert_eq!(host_covers("155.57.11.*", "155.57.3.1"), Some(false));
    }

    #[test]
    fn networks_have_a_length() {
        assert_eq!(host_covers("133.27.16.0/24", "133.27.16.200"), Some(true));
        assert_eq!(host_covers("133.27.16.0/24", "133.27.17.200"), Some(false));
        assert_eq!(host_covers("133.27.16.9/22", "133.27.19.1"), Some(true));
        assert_eq!(host_covers("133.27.16.9/32", "133.27.16.9"), Some(true));
        assert_eq!(host_covers("2001:db8::/32", "2001:DB8:0:1::7"), Some(true));
        assert_eq!(host_covers("2001:db8::/32", "10.1.2.3"), Some(false));
    }

    #[test]
    fn a_set_is_covered_by_a_wider_one_only() {
        assert_eq!(host_covers("155.56.*.*", "155.56.7.*"), Some(true));
        assert_eq!(host_covers("155.56.7.*", "155.56.*.*"), Some(false));
        assert_eq!(host_covers("155.57.1011xxxx.*", "155.57.176.0/20"), Some(true));
    }

    #[test]
    fn what_is_no_host_is_not_known() {
        for pattern in ["", "300.1.2.3", "10.1.2", "10.1.2.3/33", "1.2.3.4.5", "::zz", "a/24", "ä?"] {
            assert_eq!(host_covers(pattern, "apps.support.sap.com"), None, "{pattern}");
            assert_eq!(host_covers(pattern, "10.1.2.3"), None, "{pattern}");
        }
    }

    #[test]
    fn services_are_numbers_ranges_and_known_names() {
        assert_eq!(service_covers("443", "443"), Some(true));
        assert_eq!(service_covers("4433", "443"), Some(false));
        assert_eq!(service_covers("*", "443"), Some(true));
        assert_eq!(service_covers("443", "*"), Some(false));
        assert_eq!(service_covers("400.500", "443"), Some(true));
        assert_eq!(service_covers("3200.3298", "443"), Some(false));
        assert_eq!(service_covers("3200.3298", "3210.3220"), Some(true));
        assert_eq!(service_covers("https", "443"), Some(true));
        assert_eq!(service_covers("443", "HTTPS"), Some(true));
        assert_eq!(service_covers("sapdp99", "3299"), Some(true));
        assert_eq!(service_covers("sapgw01s", "4801"), Some(true));
        assert_eq!(service_covers("3200.3298", "sapdp07"), Some(true));
    }

    #[test]
    fn a_service_name_may_stand_for_a_number() {
        assert_eq!(service_covers("gui", "443"), None);
        assert_eq!(service_covers("443", "gui"), None);
        assert_eq!(service_covers("gui", "gui"), Some(true));
        assert_eq!(service_covers("gui", "itsgui"), None);
        assert_eq!(service_covers("gui", "1.65535"), Some(false));
        assert_eq!(service_covers("sapmsPRD", "443"), Some(false));
        assert_eq!(service_covers("sapmsPRD", "3600"), None);
        assert_eq!(service_covers("sapdpxx", "443"), None);
        assert_eq!(service_covers("3298.3200", "3250"), None);
        assert_eq!(service_covers("70000", "443"), None);
    }

    proptest! {
        #[test]
        fn everything_covers_itself_or_is_not_known(text in "[a-z0-9.*:/x]{0,24}") {
            prop_assert_ne!(host_covers(&text, &text), Some(false));
            prop_assert_ne!(service_covers(&text, &text), Some(false));
        }
    }
}
