//! System mappings: each with the Production Connector it leads to, and what else maps the same.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::knowledge::version::compare_versions;
use crate::landscape::derived::Take;

use super::cloud::Cloud;
use super::fields::{CASE, IN_SCOPE, OTHER, PARTNER, PARTNER_VALUE, VALUE, VERSION};
use super::landscape::Landscape;
use super::reasons::{NO_PORT, NO_SETTINGS, NO_VERSION, UNKNOWN_WORD};
use super::site::Site;
use crate::landscape::derived::records::In;
use crate::landscape::derived::records::Said;

/// As of this version the Cloud Connector has a Backend Trust Store of its own, and System Certificate for Logon (document 003, 7.2.3).
const SINCE_LOGON: &str = "2.15";

/// Whether a Cloud Connector of this version has them.
pub(super) fn has_logon(own: &str) -> bool {
    compare_versions(own, SINCE_LOGON) != Ordering::Less
}

/// Hands out a record for each system mapping, and one for each list of them that is missing.
pub(super) fn hand_out(landscape: &Landscape, system: usize, take: &mut dyn Take) {
    let Some((site, cloud)) = landscape.cloud(system) else { return };
    hand_out_gaps("mapping", (site, cloud), take);
    let twice = Twice::of(landscape, system);
    for (number, mapping) in cloud.mappings.iter().enumerate() {
        let Some(record) = site.files.at(mapping.at) else { continue };
        let scope = landscape.is_in_scope(system, number);
        let pair = landscape.pair(system, number);
        let host = record.text("virtual-host").unwrap_or_default();
        let name_case = match scope {
            _ if host.contains('_') => Ok("underscore"),
            Ok(false) => Ok("right"),
            Ok(true) => Ok(twice.case(number, host)),
            Err(why) => Err(why),
        };
        let mut said = Said::of("mapping", record)
            .known(CASE, name_case, "virtual-host")
            .known(VALUE, authentication(record, cloud.version(&site.files)), "authentication")
            .known(PARTNER_VALUE, port_case(landscape, record, pair), "local-port")
            .decided(IN_SCOPE, scope, "virtual-host");
        if let Some(other) = twice.other(number) {
            said = said.text(OTHER, other, "local-host");
        }
        if let Some(version) = cloud.version(&site.files) {
            said = said.text(VERSION, version, "authentication");
        }
        if let Some(partner) = pair.and_then(|pair| landscape.sites.get(pair)) {
            said = said.text(PARTNER, partner.name.as_str(), "local-host");
        }
        said.hand(take);
    }
}

/// Hands out a record of this kind for each list of system mappings that is missing: nothing of it is known.
pub(super) fn hand_out_gaps(kind: &'static str, (site, cloud): (&Site, &Cloud), take: &mut dyn Take) {
    for (at, why) in &cloud.gaps {
        if let Some(record) = site.files.at(*at) {
            Said::gap(kind, record, why).hand(take);
        }
    }
}

/// What is wrong with the authentication mode of a mapping of a Production Connector (connectors.md d.9, b.2).
fn authentication(record: In<'_>, known_version: Option<&str>) -> Result<&'static str, &'static str> {
    if let Some(why) = record.unknown("authentication") {
        return Err(why);
    }
    let mode = record.text("authentication").unwrap_or_default().to_ascii_uppercase();
    match mode.as_str() {
        "NONE" => Ok("right"),
        "NONE_RESTRICTED" => match known_version {
            None => Err(NO_VERSION),
            Some(own) if has_logon(own) => Ok("no-logon"),
            Some(_) => Ok("right"),
        },
        "X509_GENERAL" | "X509_RESTRICTED" | "KERBEROS" => Ok("propagation"),
        _ => Err(UNKNOWN_WORD),
    }
}

/// Whether the ports are those of the Production Connector.
fn port_case(landscape: &Landscape, record: In<'_>, pair: Option<usize>) -> Result<&'static str, &'static str> {
    let port = |name: &str| record.text(name).and_then(|port| port.parse::<u16>().ok()).filter(|port| *port > 0);
    if port("virtual-port").is_none() {
        return Ok("no-virtual-port");
    }
    if record.text("local-port").is_none() {
        return Err(record.unknown("local-port").unwrap_or(NO_PORT));
    }
    let Some(own) = port("local-port") else { return Ok("no-internal-port") };
    let settings = pair.and_then(|pair| landscape.settings(pair));
    match settings.and_then(|settings| settings.number("port")) {
        Some(wanted) if wanted == i64::from(own) => Ok("right"),
        Some(_) => Ok("differs"),
        None => Err(settings.and_then(|settings| settings.unknown("port")).unwrap_or(NO_SETTINGS)),
    }
}

/// Mappings that are there twice, or that lead to the same computer.
struct Twice {
    cases: HashMap<usize, &'static str>,
    others: HashMap<usize, String>,
}

impl Twice {
    fn of(landscape: &Landscape, system: usize) -> Self {
        let mut found = Self { cases: HashMap::new(), others: HashMap::new() };
        let Some((site, cloud)) = landscape.cloud(system) else { return found };
        let mut names: HashMap<(usize, String, &str), usize> = HashMap::new();
        let mut hosts: HashMap<(usize, String), usize> = HashMap::new();
        let mut computers: HashMap<(String, &str), usize> = HashMap::new();
        for (number, mapping) in cloud.mappings.iter().enumerate() {
            let is_in_scope = landscape.is_in_scope(system, number) == Ok(true);
            let Some(record) = site.files.at(mapping.at).filter(|_| is_in_scope) else { continue };
            let text = |name: &str| record.text(name).unwrap_or_default();
            let (host, port) = (text("virtual-host").to_ascii_lowercase(), text("virtual-port"));
            let before = names.insert((mapping.subaccount, host.clone(), port), record.index);
            if before == Some(record.index) {
                found.cases.insert(number, "twice");
            }
            // Two Production Connectors under one virtual host.
            match landscape.pair(system, number) {
                Some(own) if hosts.get(&(mapping.subaccount, host.clone())).is_some_and(|other| *other != own) => {
                    found.cases.entry(number).or_insert("shared");
                }
                Some(own) => _ = hosts.entry((mapping.subaccount, host)).or_insert(own),
                None => {}
            }
            let computer = (text("local-host").to_ascii_lowercase(), text("local-port"));
            let first = *computers.entry(computer).or_insert(mapping.subaccount);
            if let Some(other) = cloud.subaccounts.get(first).filter(|_| first != mapping.subaccount) {
                found.others.insert(number, other.id.clone());
            }
        }
        found
    }

    /// What is wrong with the virtual host of a mapping of a Production Connector (connectors.md d.7).
    fn case(&self, number: usize, host: &str) -> &'static str {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
        match self.cases.get(&number) {
            Some(case) => case,
            None if host.bytes().all(is_letter) => "right",
            None if host.bytes().all(|byte| is_letter(byte) || byte == b'-') => "hyphen",
            None => "character",
        }
    }

    /// The other subaccount that has the same computer.
    fn other(&self, number: usize) -> Option<&str> {
        self.others.get(&number).map(String::as_str)
    }
}
