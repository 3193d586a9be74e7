//! What production-connector.toml says, against itself and against the system mappings that lead to the Production Connector (document
//! 003, 4, 7.1, 8, 9; connectors.md b.2, d.3, d.5).

use crate::export::Value;
use crate::knowledge::host_name;
use crate::landscape::chains::End;
use crate::landscape::derived::Take;

use super::fields::{CASE, IN_SCOPE, OTHER, PARTNER, PARTNER_VALUE, VALUE};
use super::landscape::Landscape;
use super::production::Production;
use super::reasons::{
    ANSWER_IS_ERROR, NO_CLOUD_CONNECTOR, NO_ISSUER_STORE, NO_OWN_SETTINGS, NO_PROXY, NO_REGISTRY,
    NO_SERVER_CERTIFICATE, NO_SYSTEM_CERTIFICATE_DER,
};
use super::site::Site;
use crate::landscape::derived::records::In;
use crate::landscape::derived::records::Said;

/// Scheme, host and port of a URL.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UrlParts<'u> {
    pub scheme: &'u str,
    pub host: &'u str,
    pub port: Option<&'u str>,
    /// Something stands behind the port.
    pub has_path: bool,
}

/// The parts of `https://host:port`; none of anything that is no URL with a host.
pub(super) fn url_parts(url: &str) -> Option<UrlParts<'_>> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let (authority, path) = rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    };
    (!host.is_empty()).then_some(UrlParts { scheme, host, port, has_path: !path.is_empty() })
}

/// Hands out what the settings of a Production Connector say, and a record that is not known where there are none.
pub(super) fn hand_out(landscape: &Landscape, system: usize, take: &mut dyn Take) {
    let Some((site, production)) = landscape.production(system) else { return };
    hand_out_issuer_list(landscape, (site, production), system, take);
    let Some(settings) = landscape.settings(system) else {
        if let Some(anchor) = site.at(production.anchor) {
            for kind in ["url", "users", "user", "user-group", "settings"] {
                Said::gap(kind, anchor, NO_OWN_SETTINGS).flag(IN_SCOPE, true, "").hand(take);
            }
        }
        return;
    };
    hand_out_urls(landscape, settings, system, take);
    hand_out_users((site, production), settings, take);
    hand_out_settings(landscape, (site, production), settings, system, take);
}

/// One of the two URLs of a Production Connector (document 003, 8.1): its key, what its form must be, where system mappings have it, and the
/// words for what is wrong.
struct UrlOf {
    key: &'static str,
    is_right: fn(&UrlParts<'_>) -> bool,
    mapped: [&'static str; 2],
    wrong_form: &'static str,
    differs: &'static str,
}

const URLS: [UrlOf; 2] = [
    UrlOf {
        key: INTERNAL_URL,
        is_right: |parts| parts.scheme.eq_ignore_ascii_case("https") && parts.port.is_some() && !parts.has_path,
        mapped: ["local-host", "local-port"],
        wrong_form: "internal-form",
        differs: "internal-differs",
    },
    UrlOf {
        key: "virtual-url",
        is_right: |parts| ["http", "https"].iter().any(|scheme| parts.scheme.eq_ignore_ascii_case(scheme)),
        mapped: ["virtual-host", "virtual-port"],
        wrong_form: "virtual-form",
        differs: "virtual-differs",
    },
];

const INTERNAL_URL: &str = "internal-url";

/// Internal and virtual URL (document 003, 8.1; connectors.md d.5).
fn hand_out_urls(landscape: &Landscape, settings: In<'_>, system: usize, take: &mut dyn Take) {
    let mut say = |at: &'static str, case: Result<&'static str, &'static str>, other: String| {
        let value = settings.text(at).unwrap_or_default();
        let said = Said::of("url", settings).known(CASE, case, at).text(VALUE, value, at);
        said.text(OTHER, other, at).flag(IN_SCOPE, true, at).hand(take);
    };
    let mut mapped: Vec<In<'_>> = landscape.mappings_to(system).collect();
    mapped.sort_by_key(|record| record.path);
    for url in &URLS {
        let (case, other) = url.case(settings, &mapped);
        say(url.key, case, other);
    }
    let is_mine = |url: &str| settings.text(INTERNAL_URL).is_some_and(|own| own.eq_ignore_ascii_case(url));
    let twin = landscape.sites.iter().enumerate().take(system).find(|(other, _)| {
        landscape.settings(*other).and_then(|settings| settings.text(INTERNAL_URL)).is_some_and(is_mine)
    });
    if let Some((_, twin)) = twin {
        say(INTERNAL_URL, Ok("twice"), twin.name.clone());
    }
}

impl UrlOf {
    /// How the URL is, and what a system mapping has instead if it differs.
    fn case(&self, settings: In<'_>, mapped: &[In<'_>]) -> (Result<&'static str, &'static str>, String) {
        let [host, port] = self.mapped;
        let Some(url) = settings.text(self.key) else {
            // An empty one is no URL; one that is not given is not known.
            return (settings.unknown(self.key).map_or(Ok(self.wrong_form), Err), String::new());
        };
        let Some(parts) = url_parts(url).filter(self.is_right) else { return (Ok(self.wrong_form), String::new()) };
        let fits = |record: &In<'_>| {
            record.text(host).is_some_and(|own| host_name::same(own, parts.host)) && record.text(port) == parts.port
        };
        match mapped.first() {
            None => (Err(NO_CLOUD_CONNECTOR), String::new()),
            Some(_) if mapped.iter().any(fits) => (Ok("right"), String::new()),
            Some(first) => {
                let pair = [first.text(host), first.text(port)].map(Option::unwrap_or_default);
                (Ok(self.differs), pair.join(":"))
            }
        }
    }
}

/// Users and user groups (document 003, 4, 4.1, 7.1, 8.3).
fn hand_out_users((site, production): (&Site, &Production), settings: In<'_>, take: &mut dyn Take) {
    let users: Vec<In<'_>> = production.users.iter().filter_map(|at| site.files.at(*at)).collect();
    let is_whole = site.files.are_whole("production-connector");
    // Where it is written that there is none, there is none.
    let missing = |key: &str| settings.unknown(key).map_or(Ok("missing"), Err);
    let (record, case) = match users.as_slice() {
        [] => (settings, missing("users")),
        [only] => (*only, Ok(roles_case(*only))),
        [_, second, ..] => (*second, Ok("several")),
    };
    let said = Said::of("users", record).flag(IN_SCOPE, true, "id");
    said.known(
        CASE,
        if is_whole { case } else { case.and(Err(NO_OWN_SETTINGS)) },
        if case == Ok("several") { "id" } else { "roles" },
    )
    .hand(take);
    let identity = settings.text("identity");
    for (number, user) in users.iter().enumerate() {
        let id = user.text("id").unwrap_or_default();
        let is_twice = users.iter().take(number).any(|other| other.text("id") == Some(id));
        let case = match identity {
            _ if id.is_empty() => Ok("empty"),
            _ if is_twice => Ok("twice"),
            Some(identity) if identity != id => Ok("differs"),
            None if settings.unknown("identity").is_some() && id.contains('@') => Err(super::reasons::NO_IDENTITY),
            _ if !id.contains('@') => Ok("no-address"),
            _ => Ok("right"),
        };
        let said = Said::of("user", *user).known(CASE, case, "id").flag(IN_SCOPE, true, "id");
        said.text(PARTNER_VALUE, identity.unwrap_or_default(), "id").text(VALUE, id, "id").hand(take);
    }
    if users.is_empty() {
        let why = settings.unknown("users").unwrap_or(NO_OWN_SETTINGS);
        Said::gap("user", settings, why).hand(take);
    }
    let groups: Vec<In<'_>> = production.groups.iter().filter_map(|at| site.files.at(*at)).collect();
    let Some(first) = groups.first() else {
        let said = Said::at("user-group", settings).flag(IN_SCOPE, true, "").known(CASE, missing("user-groups"), "");
        return said.hand(take);
    };
    let wanted = groups.iter().find(|group| group.text("name") == Some("SAP_Technical_UG"));
    let reads =
        |group: &In<'_>| group.list("roles").unwrap_or_default().iter().any(|role| is_role(role, "Data Reader"));
    let (record, case) = match wanted {
        Some(group) if reads(group) => (*group, "right"),
        Some(group) => (*group, "no-reader"),
        None => (*first, "missing"),
    };
    Said::of("user-group", record).word(CASE, case, "name").flag(IN_SCOPE, true, "name").hand(take);
}

/// Whether two names are one role: screens write blanks where the manual writes none.
fn is_role(one: &str, other: &str) -> bool {
    let letters =
        |role: &str| role.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase();
    letters(one) == letters(other)
}

/// What the roles of the one user lack (connectors.md d.3).
fn roles_case(user: In<'_>) -> &'static str {
    let roles = user.list("roles").unwrap_or_default();
    let has = |wanted: &str| roles.iter().any(|role| is_role(role, wanted));
    match (has("Administrator"), has("CertificateAdministrator"), has("PCoConfigurator") || has("ServiceExecutor")) {
        (true, true, true) => "right",
        (false, _, _) => "no-administrator",
        (_, false, _) => "no-certificate-administrator",
        _ => "no-configurator",
    }
}

/// The settings as such, with what the Cloud Connector and the certificates have.
fn hand_out_settings(
    landscape: &Landscape,
    (site, production): (&Site, &Production),
    settings: In<'_>,
    system: usize,
    take: &mut dyn Take,
) {
    let mut said = Said::of("settings", settings).flag(IN_SCOPE, true, "");
    // The certificate that the cloud knows, against the server certificate (8.2).
    let at = "cloud-certificate-sha1";
    let server = landscape.certificates.server(system).and_then(|(_, server)| {
        site.files.at(server.at).and_then(|record| record.text("sha1")).ok_or(NO_SERVER_CERTIFICATE)
    });
    let stale = match (settings.text(at), server) {
        (None, _) => Err(settings.unknown(at).unwrap_or(NO_OWN_SETTINGS)),
        (Some(_), Err(why)) => Err(why),
        (Some(own), Ok(server)) if own.eq_ignore_ascii_case(server) => Ok("right"),
        (Some(_), Ok(_)) => Ok("stale"),
    };
    said = said.known(CASE, stale, at).text(OTHER, server.unwrap_or_default(), at);
    // The proxy of the Cloud Connector, against its own (4, 9.8).
    let proxy = proxy_case(landscape, settings, system);
    said = said.known(PARTNER_VALUE, proxy.as_ref().map(|(case, _)| *case).map_err(|why| *why), "proxy");
    if let Ok((_, Some(partner))) = proxy {
        said = said.text(PARTNER, partner, "proxy");
    }
    // Revoked certificates (4).
    let has_lists = || {
        let own = production.outside.iter().chain(&production.trusted).filter_map(|at| site.files.at(*at));
        own.into_iter().any(|record| record.flag("revocation-list") == Some(true))
    };
    let check = settings.text("revocation-check");
    let scope = settings.text("revocation-scope");
    let case = match (check, scope) {
        (None, _) => Err(settings.unknown("revocation-check").unwrap_or(NO_OWN_SETTINGS)),
        (Some(check), _) if !check.eq_ignore_ascii_case("none") && !has_lists() => Ok("no-lists"),
        (Some(_), Some("chain")) => Ok("chain"),
        _ => Ok("right"),
    };
    said.known(VALUE, case, if case == Ok("chain") { "revocation-scope" } else { "revocation-check" }).hand(take);
}

fn proxy_case(
    landscape: &Landscape,
    settings: In<'_>,
    system: usize,
) -> Result<(&'static str, Option<String>), &'static str> {
    let has_own = match settings.field("proxy").value {
        Value::Unknown(why) => return Err(why),
        Value::Absent => settings.flag("proxy-set").map_or_else(|| Err(NO_OWN_SETTINGS), |_| Ok(false))?,
        _ => true,
    };
    if has_own {
        return Ok(("right", None));
    }
    let clouds = landscape.clouds_to(system);
    if clouds.is_empty() {
        return Err(NO_CLOUD_CONNECTOR);
    }
    let mut doubt = None;
    for cloud in clouds {
        let Some((site, known)) = landscape.cloud(cloud) else { continue };
        match site.at(known.proxy) {
            Some(proxy) if proxy.text("proxy-host").is_some() => return Ok(("no-proxy", Some(site.name.clone()))),
            Some(_) => {}
            None if known.error_about("proxy").is_some() => doubt = Some(ANSWER_IS_ERROR),
            None => doubt = Some(NO_PROXY),
        }
    }
    doubt.map_or(Ok(("right", None)), Err)
}

/// Whether the issuer of the system certificate is among the roots that Windows names to its clients (9).
fn hand_out_issuer_list(
    landscape: &Landscape,
    (site, production): (&Site, &Production),
    system: usize,
    take: &mut dyn Take,
) {
    let lines = production.registry.iter().filter_map(|at| site.files.at(*at));
    let mut lines =
        lines.filter(|line| line.text("name").is_some_and(|name| name.eq_ignore_ascii_case("SendTrustedIssuerList")));
    let Some(line) = lines.next() else {
        let any = production.registry.first().and_then(|at| site.files.at(*at));
        return match (any, site.at(production.anchor)) {
            // Without the value Windows sends no list.
            (Some(any), _) => Said::at("issuer-list", any).word(CASE, "right", "").hand(take),
            (None, Some(anchor)) => Said::gap("issuer-list", anchor, NO_REGISTRY).hand(take),
            (None, None) => {}
        };
    };
    let said = Said::of("issuer-list", line).flag(IN_SCOPE, true, "value");
    if line.number("value") != Some(1) {
        return said.word(CASE, "right", "value").hand(take);
    }
    let clouds = landscape.clouds_to(system);
    let Some(own) = landscape.certificates.of_site(system) else { return };
    if clouds.is_empty() {
        return said.unknown(CASE, NO_CLOUD_CONNECTOR).hand(take);
    }
    for cloud in clouds {
        let Some((_, certificate)) = landscape.certificates.system(cloud) else {
            return said.unknown(CASE, NO_SYSTEM_CERTIFICATE_DER).hand(take);
        };
        let listed = || own.all.iter().filter(|it| matches!(it.used, "trusted" | "issuer" | "windows"));
        let path = super::certificates::path_among(&certificate.known, listed().map(|it| &it.known));
        // One that is self-signed is its own issuer.
        let is_there = || listed().any(|it| it.known.sha256.is_some() && it.known.sha256 == certificate.known.sha256);
        let is_listed = path.links.len() > 1 || (path.end == End::Root && is_there());
        if !is_listed && !production.is_known(&site.files, &production.issuers) {
            return said.unknown(CASE, NO_ISSUER_STORE).hand(take);
        }
        if !is_listed {
            let partner = landscape.sites.get(cloud).map_or("", |site| site.name.as_str());
            let said = said.word(CASE, "not-listed", "value").text(PARTNER, partner, "value");
            return said.text(OTHER, certificate.known.issuer.as_str(), "value").hand(take);
        }
    }
    said.word(CASE, "right", "value").hand(take);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_a_scheme_a_host_and_maybe_a_port() {
        let parts = |url| url_parts(url).map(|parts| (parts.scheme, parts.host, parts.port, parts.has_path));
        assert_eq!(parts("https://pc1.example.test:50060"), Some(("https", "pc1.example.test", Some("50060"), false)));
        assert_eq!(parts("https://pc1:50060/"), Some(("https", "pc1", Some("50060"), false)));
        assert_eq!(parts("http://pc1/cloud"), Some(("http", "pc1", None, true)));
        for other in ["pc1.example.test:50060", "https://", "https://:443", ""] {
            assert_eq!(parts(other), None, "{other}");
        }
    }
}
