//! Records of certificates, of store Rejected, and of certificates that share a subject (document 003, 4.2, 7.2.5 to 7.2.7, 9;
//! connectors.md b.1, b.2, h.17).

use crate::knowledge::distinguished_name;
use crate::landscape::chains::End;
use crate::landscape::derived::Take;

use super::certificates::{OfSite, place_of, renewed_at, store_of, told_use};
use super::fields::{
    BY_NAME, CASE, CHAIN, CHAIN_LACKS, IN_CHAIN, IN_SCOPE, ISSUES, OTHER, PARTNER, PLACE, SELF_SIGNED, TWIN, USE,
};
use super::landscape::Landscape;
use super::production::Production;
use super::reasons::{
    ALGORITHM, NO_CLOUD_CONNECTOR, NO_DETAILS, NO_ISSUER_STORE, NO_REJECTED_STORE, NO_SUBACCOUNT_CERTIFICATE,
    NO_SYSTEM_CERTIFICATE, NO_SYSTEM_CERTIFICATE_DER, NO_TRUST_STORE, NO_TRUSTED_STORE, NO_WINDOWS_STORE,
};
use super::site::Site;
use crate::landscape::derived::records::In;
use crate::landscape::derived::records::Said;

/// Hands out each certificate of the system, and one that is not known for each that should be there.
pub(super) fn hand_out(landscape: &Landscape, system: usize, take: &mut dyn Take) {
    let (Some(site), Some(own)) = (landscape.sites.get(system), landscape.certificates.of_site(system)) else { return };
    for (number, certificate) in own.all.iter().enumerate() {
        let Some(record) = site.files.at(certificate.at) else { continue };
        let at = "subject";
        let used = match certificate.used {
            // The certificates themselves decide.
            "backend-trust" if certificate.known.der.is_none() && own.has_backend_certificates() => continue,
            _ if own.is_described(number) => "described",
            used => used,
        };
        let told = told_use(certificate.used, record);
        let mut said = Said::of("certificate", record)
            .word(USE, used, at)
            .text(PLACE, store_of(Some(record), told), at)
            .word(OTHER, renewed_at(told), at)
            .known(CASE, record.validity(landscape.as_of, NO_DETAILS), "not-before")
            .known(SELF_SIGNED, own.self_signed(number).ok_or(ALGORITHM), at)
            .flag(ISSUES, own.issues(number), at)
            .flag(IN_CHAIN, own.is_in_chain(number), at)
            .flag(BY_NAME, certificate.known.der.is_none(), at);
        if certificate.known.der.is_none() {
            said = said.otherwise(NO_DETAILS);
        }
        if matches!(used, "server-certificate" | "system-certificate") {
            let lacks = match own.own_chain(number) {
                _ if own.self_signed(number) == Some("yes") => Ok(("self-signed", None)),
                Ok(End::Root) => Ok(("whole", None)),
                Ok(End::Missing(issuer)) => Ok(("broken", Some(issuer))),
                Ok(End::Loop) => Ok(("broken", None)),
                Err(why) => Err(why),
            };
            said = said.known(CHAIN, lacks.as_ref().map(|(word, _)| *word).map_err(|why| *why), at);
            if let Ok((_, Some(issuer))) = lacks {
                said = said.text(CHAIN_LACKS, issuer, "issuer");
            }
        }
        said.hand(take);
    }
    hand_out_missing(landscape, system, take);
}

/// What should be there and is not: the server certificate of a Production Connector, the system certificate of a Cloud Connector.
fn hand_out_missing(landscape: &Landscape, system: usize, take: &mut dyn Take) {
    fn say<'m>(anchor: Option<In<'m>>, used: &'static str, why: &'static str) -> Option<Said<'m>> {
        Some(Said::gap("certificate", anchor?, why).word(USE, used, ""))
    }
    let mut hand = |said: Option<Said<'_>>| said.into_iter().for_each(|said| said.hand(take));
    if let Some((site, production)) = landscape.production(system)
        && let Err(why) = landscape.certificates.server(system)
    {
        hand(say(site.at(production.anchor), "server-certificate", why));
    }
    if let Some((site, production)) = landscape.production(system).filter(|(_, it)| !it.stores_complete) {
        // What lies in a store that nobody copied may have expired all the same.
        let stores =
            [(&production.trusted, "trusted", NO_TRUSTED_STORE), (&production.issuers, "issuer", NO_ISSUER_STORE)];
        for (_, used, why) in stores.into_iter().filter(|(store, ..)| store.is_empty()) {
            hand(say(site.at(production.anchor), used, why));
        }
    }
    let Some((site, cloud)) = landscape.cloud(system) else { return };
    let has_system = landscape.certificates.system(system).is_some() || cloud.system_certificate.is_some();
    if !has_system && cloud.no_system_certificate.is_none() {
        let said = say(site.at(cloud.anchor), "system-certificate", NO_SYSTEM_CERTIFICATE);
        // The monitoring tells the end of validity of all of them.
        hand(said.map(|said| if cloud.is_monitored { said.word(CASE, "monitored", "") } else { said }));
    }
    // The monitoring does not tell of the Backend Trust Store; only how long its certificates are valid is asked of each.
    if cloud.trust_store.is_none()
        && !landscape.certificates.of_site(system).is_some_and(OfSite::has_backend_certificates)
    {
        let said = say(site.at(cloud.anchor), "backend-trust", NO_TRUST_STORE);
        hand(said.map(|said| said.flag(ISSUES, false, "").flag(BY_NAME, true, "")));
    }
    if !cloud.is_monitored {
        for at in cloud.without_certificate(&site.files) {
            hand(say(site.files.at(at), "subaccount-certificate", NO_SUBACCOUNT_CERTIFICATE));
        }
    }
}

/// Hands out store Rejected, and the certificates of other stores that share their subject with one that is in use.
pub(super) fn hand_out_stores(landscape: &Landscape, system: usize, take: &mut dyn Take) {
    let Some((site, production)) = landscape.production(system) else { return };
    let (Some(own), Some(anchor)) = (landscape.certificates.of_site(system), site.at(production.anchor)) else {
        return;
    };
    hand_out_rejected(landscape, (site, production, own), (system, anchor), take);
    hand_out_twins(landscape, (site, production, own), (system, anchor), take);
}

fn hand_out_rejected(
    landscape: &Landscape,
    (site, production, own): (&Site, &Production, &OfSite),
    (system, anchor): (usize, In<'_>),
    take: &mut dyn Take,
) {
    match production.is_known(&site.files, &production.rejected) {
        true if production.rejected.is_empty() => {
            Said::at("rejected", anchor).flag(IN_SCOPE, true, "").word(CASE, "empty", "").hand(take);
        }
        true => {}
        false => Said::gap("rejected", anchor, NO_REJECTED_STORE).flag(IN_SCOPE, true, "").hand(take),
    }
    let clouds = landscape.clouds_to(system);
    let system_certificates: Vec<(usize, &str)> = clouds
        .iter()
        .filter_map(|cloud| {
            let (_, own) = landscape.certificates.system(*cloud)?;
            Some((*cloud, own.known.sha256.as_deref()?))
        })
        .collect();
    let is_unsure = system_certificates.len() < clouds.len() || clouds.is_empty();
    for (number, certificate) in own.all.iter().enumerate().filter(|(_, it)| it.used == "rejected") {
        let Some(record) = site.files.at(certificate.at) else { continue };
        let is_trusted = own.all.iter().enumerate().any(|(other, it)| it.used == "trusted" && own.same(number, other));
        let owner = system_certificates.iter().find(|(_, sha256)| Some(*sha256) == certificate.known.sha256.as_deref());
        let case = match owner {
            _ if is_trusted => "trusted",
            Some(_) => "system-certificate",
            None if is_unsure => "unsure",
            None => "other",
        };
        let mut said = Said::of("rejected", record).flag(IN_SCOPE, true, "subject").word(CASE, case, "subject");
        if let Some(cloud) = owner.and_then(|(cloud, _)| landscape.sites.get(*cloud)) {
            said = said.text(PARTNER, cloud.name.as_str(), "subject");
        }
        said.hand(take);
    }
}

fn hand_out_twins(
    landscape: &Landscape,
    (site, production, own): (&Site, &Production, &OfSite),
    (system, anchor): (usize, In<'_>),
    take: &mut dyn Take,
) {
    let unknown = |why, take: &mut dyn Take| {
        Said::gap("duplicate", anchor, why).flag(IN_SCOPE, true, "").hand(take);
    };
    match landscape.certificates.server(system) {
        Err(why) => unknown(why, take),
        Ok(_) if production.windows.is_empty() => unknown(NO_WINDOWS_STORE, take),
        Ok((_, server)) => twins(landscape, (site, own), ("windows", &server.known.subject), take),
    }
    let clouds = landscape.clouds_to(system);
    if clouds.is_empty() {
        return unknown(NO_CLOUD_CONNECTOR, take);
    }
    if !production.is_known(&site.files, &production.trusted) {
        return unknown(NO_TRUSTED_STORE, take);
    }
    for cloud in clouds {
        let answer = landscape.cloud(cloud).and_then(|(site, cloud)| site.files.at(cloud.system_certificate?));
        let known = landscape.certificates.system(cloud).map(|(_, own)| own.known.subject.as_str());
        match known.or(answer.and_then(|answer| answer.text("subject"))) {
            Some(subject) => twins(landscape, (site, own), ("trusted", subject), take),
            None => unknown(NO_SYSTEM_CERTIFICATE_DER, take),
        }
    }
}

/// The valid certificates of a store with this subject: each but the one that has been valid for longest is one too many.
fn twins(landscape: &Landscape, (site, own): (&Site, &OfSite), (used, subject): (&str, &str), take: &mut dyn Take) {
    let mut found: Vec<(usize, In<'_>)> = Vec::new();
    let of_store = own
        .all
        .iter()
        .enumerate()
        .filter(|(_, it)| it.used == used || (used == "windows" && it.used == "server-certificate"));
    for (number, certificate) in of_store.filter(|(_, it)| distinguished_name::same(&it.known.subject, subject)) {
        let Some(record) = site.files.at(certificate.at) else { continue };
        let is_copy = found.iter().any(|(other, _)| own.same(number, *other));
        if !is_copy && record.validity(landscape.as_of, NO_DETAILS) == Ok("valid") {
            found.push((number, record));
        }
    }
    found.sort_by_key(|(number, record)| (record.text("not-before").unwrap_or_default(), *number));
    let first = found.first().map_or("", |(_, record)| record.path);
    for (order, (_, record)) in found.iter().enumerate() {
        let said = Said::of("duplicate", *record).flag(IN_SCOPE, true, "subject");
        let said = said.word(PLACE, place_of(used), "subject");
        match order {
            0 => said.word(CASE, "right", "subject").hand(take),
            _ => said.word(CASE, "twice", "subject").text(TWIN, first, "subject").hand(take),
        }
    }
}
