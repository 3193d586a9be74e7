//! Names of hosts in certificates, system mappings and URLs (document 003, 2, 4, 4.3, 7.2.3, 7.2.5, 8.1; connectors.md b.2, d.4, d.6).

use crate::export::Value;
use crate::knowledge::host_name;
use crate::landscape::derived::Take;

use super::cloud::Cloud;
use super::fields::{CASE, IN_SCOPE, OTHER, PARTNER, VALUE};
use super::landscape::Landscape;
use super::mappings::hand_out_gaps;
use super::reasons::{
    NO_DETAILS, NO_HOST, NO_OWN_SETTINGS, NO_SERVER_CERTIFICATE, NO_SYSTEM_CERTIFICATE, NO_SYSTEM_CERTIFICATE_DER,
};
use super::settings::url_parts;
use super::site::Site;
use crate::landscape::derived::records::In;
use crate::landscape::derived::records::Said;

/// Hands out what the server certificate names, what system mappings ask of it, and what the system certificate names.
pub(super) fn hand_out(landscape: &Landscape, system: usize, take: &mut dyn Take) {
    if landscape.production(system).is_some() {
        of_server(landscape, system, take);
    }
    if let Some((site, cloud)) = landscape.cloud(system) {
        of_mappings(landscape, (site, cloud), system, take);
        of_system(landscape, (site, cloud), system, take);
    }
}

/// The server certificate of a Production Connector by itself.
fn of_server(landscape: &Landscape, system: usize, take: &mut dyn Take) {
    let Some((site, production)) = landscape.production(system) else { return };
    let Some(anchor) = site.at(production.anchor) else { return };
    let server = landscape.certificates.server(system);
    let record = match server.and_then(|(_, server)| site.files.at(server.at).ok_or(NO_SERVER_CERTIFICATE)) {
        Ok(record) => record,
        Err(why) => return Said::gap("host-name", anchor, why).flag(IN_SCOPE, true, "").hand(take),
    };
    let common = record.text("subject-cn").unwrap_or_default();
    let said = Said::of("host-name", record).flag(IN_SCOPE, true, "subject-cn").text(VALUE, common, "subject-cn");
    let said = match record.field("host-names").value {
        Value::Unknown(_) => said.unknown(CASE, NO_DETAILS),
        _ if host_name::has_white_space(common) => said.word(CASE, "white-space", "subject-cn"),
        Value::List(names) if !names.is_empty() => {
            let is_it = |name: &str| host_name::same(name, common) || host_name::covers(name, common);
            let is_named = names.iter().any(|name| is_it(&name.text));
            let case = if is_named { "right" } else { "common-name" };
            let names: Vec<String> = names.into_iter().map(|name| name.text).collect();
            said.word(CASE, case, "host-names").text(OTHER, names.join(", "), "host-names")
        }
        _ => said.word(CASE, "no-dns-name", "subject-cn"),
    };
    said.hand(take);
}

/// The internal hosts of system mappings, against the server certificate at the other side.
fn of_mappings(landscape: &Landscape, (site, cloud): (&Site, &Cloud), system: usize, take: &mut dyn Take) {
    hand_out_gaps("host-name", (site, cloud), take);
    for (number, mapping) in cloud.mappings.iter().enumerate() {
        let Some(record) = site.files.at(mapping.at) else { continue };
        let host = record.text("local-host").unwrap_or_default();
        let said = Said::of("host-name", record).text(VALUE, host, "local-host");
        match landscape.is_in_scope(system, number) {
            Ok(false) => continue,
            Err(why) => {
                Said::gap("host-name", record, why).hand(take);
                continue;
            }
            Ok(true) => {}
        }
        let said = said.flag(IN_SCOPE, true, "local-host");
        let partner = landscape.pair(system, number);
        let names =
            partner.map_or_else(Vec::new, |partner| landscape.certificates.server_names(&landscape.sites, partner));
        let said = match partner.and_then(|partner| landscape.sites.get(partner)) {
            Some(partner) => said.text(PARTNER, partner.name.as_str(), "local-host"),
            None => said,
        };
        match names.iter().any(|name| host_name::covers(name, host)) {
            _ if names.is_empty() => {
                let why = partner.and_then(|partner| landscape.certificates.server(partner).err());
                said.unknown(CASE, why.unwrap_or(NO_SERVER_CERTIFICATE)).hand(take);
            }
            true => said.word(CASE, "right", "local-host").hand(take),
            false => {
                let said = said.word(CASE, "mapping", "local-host");
                said.text(OTHER, names.join(", "), "local-host").hand(take);
            }
        }
    }
}

/// The system certificate of a Cloud Connector, against the host that it runs on.
fn of_system(landscape: &Landscape, (site, cloud): (&Site, &Cloud), system: usize, take: &mut dyn Take) {
    let Some(anchor) = site.at(cloud.anchor) else { return };
    let scope = landscape.is_cloud_in_scope(system);
    if scope == Ok(false) || (cloud.no_system_certificate.is_some() && cloud.system_certificate.is_none()) {
        return;
    }
    let certificate = landscape.certificates.system(system).map(|(_, certificate)| certificate.at);
    let record = certificate.or(cloud.system_certificate).and_then(|at| site.files.at(at));
    let said = match (record, &site.host) {
        (None, _) => Said::gap("host-name", anchor, NO_SYSTEM_CERTIFICATE),
        (Some(record), None) => Said::of("host-name", record).unknown(CASE, NO_HOST),
        (Some(record), Some(host)) => {
            let common = record.text("subject-cn").unwrap_or_default().to_owned();
            let is_named = |name: &String| host_name::covers(name, host);
            let names = record.list("host-names").unwrap_or_default();
            let case = match is_named(&common) || names.iter().any(is_named) {
                true => Ok("right"),
                false if record.unknown("host-names").is_some() => Err(NO_SYSTEM_CERTIFICATE_DER),
                false => Ok("system"),
            };
            let said = Said::of("host-name", record).text(VALUE, common, "subject-cn");
            said.known(CASE, case, "subject-cn").text(OTHER, host.as_str(), "subject-cn")
        }
    };
    said.decided(IN_SCOPE, scope, "subject-cn").hand(take);
}

/// Hands out the hosts of which it matters whether they name their domain: internal hosts of system mappings, internal URLs.
pub(super) fn hand_out_short(landscape: &Landscape, system: usize, take: &mut dyn Take) {
    let say = |record: In<'_>, host: &str, scope: Result<bool, &'static str>, at: &str, take: &mut dyn Take| {
        let case = if host.contains('.') { "right" } else { "short" };
        let said = Said::of("short-host", record).text(VALUE, host, at).word(CASE, case, at);
        said.decided(IN_SCOPE, scope, at).hand(take);
    };
    if let Some((site, cloud)) = landscape.cloud(system) {
        hand_out_gaps("short-host", (site, cloud), take);
        for (number, mapping) in cloud.mappings.iter().enumerate() {
            let Some(record) = site.files.at(mapping.at) else { continue };
            let scope = landscape.is_in_scope(system, number);
            say(record, record.text("local-host").unwrap_or_default(), scope, "local-host", take);
        }
    }
    let Some((site, production)) = landscape.production(system) else { return };
    let unknown = |why| {
        let anchor = site.at(production.anchor);
        anchor.map(|anchor| Said::gap("short-host", anchor, why).flag(IN_SCOPE, true, ""))
    };
    match landscape.settings(system) {
        None => unknown(NO_OWN_SETTINGS).into_iter().for_each(|said| said.hand(take)),
        Some(settings) => match settings.text("internal-url") {
            Some(url) => {
                let host = url_parts(url).map_or(url, |parts| parts.host);
                say(settings, host, Ok(true), "internal-url", take);
            }
            None => {
                let why = settings.unknown("internal-url").unwrap_or(NO_OWN_SETTINGS);
                unknown(why).into_iter().for_each(|said| said.hand(take));
            }
        },
    }
}
