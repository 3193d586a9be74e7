//! Who must trust whom between a Cloud Connector and a Production Connector, in both directions (connectors.md c.1, d.2, b.2): which
//! certificate must lie in which store.

use std::collections::BTreeSet;

use crate::knowledge::distinguished_name;
use crate::landscape::chains::{End, Known};
use crate::landscape::derived::Take;

use super::certificates::{Certificate, OfSite, path_among, store_of};
use super::cloud::Cloud;
use super::fields::{BY_NAME, CASE, IN_SCOPE, NEEDED, NEEDED_SHA256, OTHER, PARTNER, PARTNER_VALUE, STORE};
use super::landscape::Landscape;
use super::mappings::{hand_out_gaps, has_logon};
use super::production::Production;
use super::reasons::{
    ANSWER_IS_ERROR, HAS_NO_SYSTEM_CERTIFICATE, NO_CLOUD_CONNECTOR, NO_ISSUER_STORE, NO_SERVER_CERTIFICATE,
    NO_SERVER_CHAIN, NO_SYSTEM_CERTIFICATE, NO_SYSTEM_CERTIFICATE_DER, NO_SYSTEM_CHAIN, NO_TRUST_STORE,
    NO_TRUSTED_STORE, TRUST_STORE_NOT_WHOLE,
};
use super::site::Site;
use crate::landscape::derived::records::In;
use crate::landscape::derived::records::Ref;
use crate::landscape::derived::records::Said;

/// One statement: a certificate that must lie in a store.
struct Statement {
    /// `right`, or the store in which it is missing.
    case: Result<&'static str, &'static str>,
    store: String,
    needed: String,
    sha256: Option<String>,
    by_name: bool,
    /// The file that has the needed certificate.
    file: Option<String>,
    /// Another one of that name lies in the store.
    has_namesake: bool,
}

impl Statement {
    /// Of which no certificate can be named.
    fn unnamed(case: Result<&'static str, &'static str>, store: &str) -> Self {
        let store = store_of(None, store);
        Self { case, store, needed: String::new(), sha256: None, by_name: false, file: None, has_namesake: false }
    }
}

/// Hands out what must be trusted in the stores of this system.
pub(super) fn hand_out(landscape: &Landscape, system: usize, take: &mut dyn Take) {
    if let Some((site, production)) = landscape.production(system) {
        towards_cloud(landscape, (site, production), system, take);
    }
    if let Some((site, cloud)) = landscape.cloud(system) {
        towards_production(landscape, (site, cloud), system, take);
    }
}

fn say(statement: Statement, partner: &str, at: In<'_>, place: &str, take: &mut dyn Take) {
    let Statement { case, store, needed, sha256, by_name, file, has_namesake } = statement;
    let mut said = Said::at("trust", at).known(CASE, case, place).flag(IN_SCOPE, true, place);
    said = said.text(STORE, store, place).text(NEEDED, needed, place).text(PARTNER, partner, place);
    said = said.flag(BY_NAME, by_name, place);
    if let Some(sha256) = sha256 {
        said = said.text(NEEDED_SHA256, sha256, place);
    }
    if let Some(file) = file {
        said = said.text(PARTNER_VALUE, file, place);
    }
    if has_namesake {
        said = said.word(OTHER, "namesake", place);
    }
    said.hand(take);
}

/// The stores of a Production Connector, against the system certificates of the Cloud Connectors that lead to it.
fn towards_cloud(landscape: &Landscape, (site, production): (&Site, &Production), system: usize, take: &mut dyn Take) {
    let Some(anchor) = site.at(production.anchor) else { return };
    let clouds = landscape.clouds_to(system);
    if clouds.is_empty() {
        return Said::gap("trust", anchor, NO_CLOUD_CONNECTOR).flag(IN_SCOPE, true, "").hand(take);
    }
    for cloud in clouds {
        let Some(partner) = landscape.sites.get(cloud) else { continue };
        for (store, statement) in of_system_certificate(landscape, (site, production), system, cloud) {
            // The first certificate of a store is the place for one that is missing in it.
            let of_store = site.at(store.first().copied());
            say(statement, &partner.name, of_store.unwrap_or(anchor), "subject", take);
        }
    }
}

type InStore<'m> = (&'m [Ref], Statement);

fn of_system_certificate<'m>(
    landscape: &'m Landscape,
    (site, production): (&'m Site, &'m Production),
    system: usize,
    cloud: usize,
) -> Vec<InStore<'m>> {
    let unknown = |why| vec![(production.trusted.as_slice(), Statement::unnamed(Err(why), "trusted"))];
    let has_trusted = production.is_known(&site.files, &production.trusted);
    if !has_trusted {
        return unknown(NO_TRUSTED_STORE);
    }
    let Some(stores) = landscape.certificates.of_site(system) else { return unknown(NO_TRUSTED_STORE) };
    let Some((of_cloud, certificate)) = landscape.certificates.system(cloud) else {
        return by_names(landscape, (site, production), cloud).map_or_else(unknown, |statement| vec![(&[], statement)]);
    };
    let pool = stores.all.iter().chain(&of_cloud.all).filter(|it| it.known.der.is_some() && it.used != "rejected");
    let path = path_among(&certificate.known, pool.map(|it| &it.known));
    let first = |store: &[Ref]| site.at(store.first().copied());
    let in_store = |used: &str| -> BTreeSet<&str> {
        let of_store = stores.all.iter().filter(|it| it.used == used);
        of_store.filter_map(|it| it.known.sha256.as_deref()).collect()
    };
    let (trusted, issuers) = (in_store("trusted"), in_store("issuer"));
    let is_in =
        |store: &BTreeSet<&str>, sha256: &Option<String>| sha256.as_deref().is_some_and(|own| store.contains(own));
    let any_trusted = path.links.iter().any(|link| is_in(&trusted, &link.sha256));
    let own = &certificate.known;
    let is_namesake = |used: &str, subject: &str, sha256: &Option<String>| {
        let of_store = stores.all.iter().filter(|it| it.used == used);
        of_store
            .into_iter()
            .any(|it| distinguished_name::same(&it.known.subject, subject) && it.known.sha256 != *sha256)
    };
    let file_of = |sha256: &Option<String>| {
        let here = stores.all.iter().map(|it| (site, it));
        let there =
            landscape.sites.get(cloud).into_iter().flat_map(|site| of_cloud.all.iter().map(move |it| (site, it)));
        let (site, found) = here.chain(there).find(|(_, it)| sha256.is_some() && it.known.sha256 == *sha256)?;
        Some(site.files.at(found.at)?.path.to_owned())
    };
    // One that is trusted may stand above what was exported of the chain, unless it has the name of the issuer and is not it.
    let may_be_above = match &path.end {
        End::Missing(issuer) => stores.all.iter().any(|it| {
            it.used == "trusted" && it.known.ca == Some(true) && !distinguished_name::same(&it.known.subject, issuer)
        }),
        _ => false,
    };
    // A certification authority is what one usually trusts; a self-signed certificate is its own.
    let wanted = path.links.get(1).unwrap_or(own);
    let (needed, sha256) = match (&path.end, path.links.len()) {
        (End::Missing(issuer), 1) => (issuer.clone(), None),
        _ => (wanted.subject.clone(), wanted.sha256.clone()),
    };
    let mut statements = vec![(
        production.trusted.as_slice(),
        Statement {
            case: match any_trusted {
                true => Ok("right"),
                false if may_be_above => Err(NO_SYSTEM_CHAIN),
                false => Ok("not-trusted"),
            },
            store: store_of(first(&production.trusted), "trusted"),
            has_namesake: is_namesake("trusted", &needed, &sha256),
            file: file_of(&sha256),
            needed,
            sha256,
            by_name: false,
        },
    )];
    let issuer = |needed: String, sha256: Option<String>, is_there: bool| {
        let case = match (is_there, production.is_known(&site.files, &production.issuers)) {
            (true, _) => Ok("right"),
            (false, true) => Ok("no-issuer"),
            (false, false) => Err(NO_ISSUER_STORE),
        };
        let store = store_of(first(&production.issuers), "issuer");
        let (has_namesake, file) = (is_namesake("issuer", &needed, &sha256), file_of(&sha256));
        let statement = Statement { case, store, needed, sha256, by_name: false, file, has_namesake };
        (production.issuers.as_slice(), statement)
    };
    for link in path.links.iter().skip(1) {
        statements.push(issuer(link.subject.clone(), link.sha256.clone(), is_in(&issuers, &link.sha256)));
    }
    if let End::Missing(name) = &path.end {
        statements.push(issuer(name.clone(), None, false));
    }
    statements
}

/// Without the certificate itself: issuer and serial number found in the store are a pass by name, and what is not found is not known.
fn by_names(
    landscape: &Landscape,
    (site, production): (&Site, &Production),
    cloud: usize,
) -> Result<Statement, &'static str> {
    let (of_cloud, answer) = landscape.cloud(cloud).ok_or(NO_SYSTEM_CERTIFICATE)?;
    if answer.system_certificate.is_none() && answer.no_system_certificate.is_some() {
        return Err(HAS_NO_SYSTEM_CERTIFICATE);
    }
    let answer = of_cloud.at(answer.system_certificate).ok_or(NO_SYSTEM_CERTIFICATE)?;
    let (issuer, serial) = answer.text("issuer").zip(answer.text("serial")).ok_or(NO_SYSTEM_CERTIFICATE_DER)?;
    let is_it = |at: &Ref| {
        let Some(known) = site.files.at(*at) else { return false };
        known.text("serial") == Some(serial)
            && known.text("issuer").is_some_and(|own| distinguished_name::same(own, issuer))
    };
    if !production.trusted.iter().any(is_it) {
        return Err(NO_SYSTEM_CERTIFICATE_DER);
    }
    let needed = answer.text("subject").unwrap_or_default().to_owned();
    Ok(Statement { needed, by_name: true, ..Statement::unnamed(Ok("right"), "trusted") })
}

/// The Backend Trust Store of a Cloud Connector, against the server certificates of the Production Connectors that it leads to.
fn towards_production(landscape: &Landscape, (site, cloud): (&Site, &Cloud), system: usize, take: &mut dyn Take) {
    hand_out_gaps("trust", (site, cloud), take);
    let Some(anchor) = site.at(cloud.anchor) else { return };
    let known_version = cloud.version(&site.files);
    if known_version.is_some_and(|own| !has_logon(own)) {
        return;
    }
    let answer = site.at(cloud.trust_store);
    let own = landscape.certificates.of_site(system);
    let trusted: Vec<&Certificate> =
        own.into_iter().flat_map(|own| &own.all).filter(|it| it.used == "backend-trust").collect();
    let productions = landscape.productions_of(system);
    let scope = landscape.is_cloud_in_scope(system);
    let error = cloud.error_about("trust-store").and_then(|at| site.files.at(at));
    let at = answer.or(error).unwrap_or(anchor);
    let unnamed = |case| Statement::unnamed(case, "backend-trust");
    let trusts_all = answer.and_then(|answer| answer.flag("trust-all"));
    match scope {
        Ok(true) => {}
        Ok(false) => return,
        Err(why) => return Said::gap("trust", at, why).hand(take),
    }
    let is_whole = site.files.are_whole("certificate") && answer.is_none_or(|answer| answer.file.whole);
    match trusts_all {
        None if error.is_some() => return say(unnamed(Err(ANSWER_IS_ERROR)), "", at, "", take),
        None => return say(unnamed(Err(NO_TRUST_STORE)), "", at, "", take),
        Some(true) => return say(unnamed(Ok("right")), "", at, "trust-all", take),
        Some(false) if trusted.is_empty() && !is_whole => {
            return say(unnamed(Err(TRUST_STORE_NOT_WHOLE)), "", at, "", take);
        }
        Some(false) if trusted.is_empty() => return say(unnamed(Ok("empty")), "", at, "trust-all", take),
        Some(false) => {}
    }
    // One whose other side was not exported leaves open whether that is trusted.
    let doubt = (0..cloud.mappings.len()).find_map(|mapping| match landscape.is_in_scope(system, mapping) {
        Ok(true) if landscape.pair(system, mapping).is_none() => Some(NO_SERVER_CERTIFICATE),
        Ok(_) => None,
        Err(why) => Some(why),
    });
    if let Some(why) = doubt {
        say(unnamed(Err(why)), "", at, "", take);
    }
    for partner in productions {
        let name = landscape.sites.get(partner).map_or("", |site| site.name.as_str());
        let statement = match landscape.certificates.server(partner) {
            Err(why) => unnamed(Err(why)),
            Ok((of_partner, server)) => match of_server_certificate(&trusted, of_partner, server) {
                Statement { case: Ok("not-trusted"), .. } if !is_whole => unnamed(Err(TRUST_STORE_NOT_WHOLE)),
                statement => statement,
            },
        };
        say(statement, name, at, "trust-all", take);
    }
}

/// Whether the server certificate, or a certification authority of its chain, is trusted. Certificates decide where there are any, else
/// names do.
fn of_server_certificate(trusted: &[&Certificate], of_partner: &OfSite, certificate: &Certificate) -> Statement {
    let certificates = || trusted.iter().copied().filter(|it| it.known.der.is_some());
    let has_certificates = certificates().next().is_some();
    let beside = of_partner.all.iter().filter(|it| it.used != "rejected").chain(certificates());
    let path = path_among(&certificate.known, beside.filter(|it| it.known.der.is_some()).map(|it| &it.known));
    let is_trusted = |link: &Known| {
        if has_certificates {
            return certificates().any(|it| it.known.sha256.is_some() && it.known.sha256 == link.sha256);
        }
        trusted.iter().any(|it| {
            distinguished_name::same(&it.known.subject, &link.subject)
                && distinguished_name::same(&it.known.issuer, &link.issuer)
        })
    };
    let by_issuer = || match &path.end {
        End::Missing(issuer) if !has_certificates => {
            trusted.iter().any(|it| distinguished_name::same(&it.known.subject, issuer))
        }
        _ => false,
    };
    let is_right = path.links.iter().any(is_trusted) || by_issuer();
    let wanted = path.links.get(1).unwrap_or(&certificate.known);
    // One that is trusted may stand above what was exported of the chain.
    let may_be_above = matches!(path.end, End::Missing(_)) && trusted.iter().any(|it| it.known.ca != Some(false));
    Statement {
        case: match is_right {
            true => Ok("right"),
            false if may_be_above => Err(NO_SERVER_CHAIN),
            false => Ok("not-trusted"),
        },
        needed: wanted.subject.clone(),
        sha256: wanted.sha256.clone(),
        by_name: !has_certificates,
        ..Statement::unnamed(Ok("right"), "backend-trust")
    }
}
