//! A Cloud Connector and its subaccounts: system certificate, location IDs (document 003, 7.2.2, 7.2.5).

use crate::export::Value;
use crate::landscape::derived::Take;

use super::KEYS;
use super::cloud::{Cloud, Subaccount};
use super::fields::{CASE, ID, IN_SCOPE, OTHER, PARTNER, PARTNER_VALUE, REGION, RENEWAL, TUNNEL, VALUE, VERSION};
use super::landscape::Landscape;
use super::mappings::hand_out_gaps;
use super::reasons::{
    ANSWER_IS_ERROR, ANSWERS_DIFFER, NO_AUDIT, NO_SETTINGS, NO_SUBACCOUNT_ANSWER, NO_SUBACCOUNT_AUDIT, NO_SUBACCOUNTS,
    NO_SYSTEM_CERTIFICATE, NO_TUNNEL, NO_VERSION, UNKNOWN_WORD,
};
use super::site::Site;
use crate::landscape::derived::records::In;
use crate::landscape::derived::records::Ref;
use crate::landscape::derived::records::Said;

/// Hands out the Cloud Connector itself, and each of its subaccounts.
pub(super) fn hand_out(landscape: &Landscape, system: usize, take: &mut dyn Take) {
    let Some((site, cloud)) = landscape.cloud(system) else { return };
    hand_out_connector(landscape, (site, cloud), system, take);
    hand_out_subaccounts((site, cloud), take);
    hand_out_gaps("location", (site, cloud), take);
    for subaccount in &cloud.subaccounts {
        let told = subaccount.told.iter().filter_map(|at| site.files.at(*at));
        // The monitoring says nothing of location IDs.
        let tells = |record: &In<'_>| {
            record.text("record") == Some("subaccount") && record.text("source") != Some("monitoring")
        };
        let told: Vec<In<'_>> = told.filter(tells).collect();
        let scope = landscape.is_any_in_scope(system, subaccount.mappings.iter().copied());
        let Some(record) = told.first().copied() else {
            if let Some(record) = site.at(cloud.first_mapping(subaccount)) {
                let said = Said::gap("location", record, NO_SUBACCOUNT_ANSWER);
                said.decided(IN_SCOPE, scope.map_err(|_| NO_SUBACCOUNT_ANSWER), "").hand(take);
            }
            continue;
        };
        let location = record.text("location-id");
        let (case, other) = match told.iter().any(|other| other.text("location-id") != location) {
            true => (Err(ANSWERS_DIFFER), None),
            false => location_case(landscape, (system, cloud), subaccount, location),
        };
        let mut said = Said::of("location", record)
            .text(VALUE, location.unwrap_or_default(), "location-id")
            .decided(IN_SCOPE, scope, "subaccount")
            .known(CASE, scope.and(case), "location-id");
        if let Some((partner, value)) = other {
            said = said.text(PARTNER, partner, "location-id").text(PARTNER_VALUE, value, "location-id");
        }
        said.hand(take);
    }
}

/// Each subaccount as such: what several answers tell of it is put together.
fn hand_out_subaccounts((site, cloud): (&Site, &Cloud), take: &mut dyn Take) {
    let error = cloud.error_about("subaccounts");
    if let (false, Some(anchor)) = (cloud.is_listed, error.or(cloud.anchor).and_then(|at| site.files.at(at))) {
        let why = if error.is_some() { ANSWER_IS_ERROR } else { NO_SUBACCOUNTS };
        Said::gap("subaccount", anchor, why).hand(take);
    }
    for subaccount in &cloud.subaccounts {
        let told: Vec<In<'_>> = subaccount.told.iter().filter_map(|at| site.files.at(*at)).collect();
        let Some(first) = told.first() else {
            // Only its system mappings tell of it.
            if let Some(record) = site.at(cloud.first_mapping(subaccount)) {
                let said = Said::gap("subaccount", record, NO_TUNNEL).text(VALUE, subaccount.id.as_str(), "subaccount");
                said.text(REGION, subaccount.region.as_str(), "region")
                    .text(ID, subaccount.id.as_str(), "subaccount")
                    .hand(take);
            }
            continue;
        };
        let is_corrupted = |record: &&In<'_>| record.text("record") == Some("corrupted");
        let is_open = |record: &&In<'_>| record.text("tunnel").is_some_and(|state| state != "Connected");
        // Where two answers differ, the one that is not connected counts (h.16).
        let tells = told.iter().find(is_corrupted).or_else(|| told.iter().find(is_open));
        let tells = tells.or_else(|| told.iter().find(|record| record.text("tunnel").is_some()));
        let renewing = told.iter().find(|record| record.flag("renewal").is_some());
        let said = Said::of("subaccount", *tells.unwrap_or(first)).text(VALUE, subaccount.id.as_str(), "subaccount");
        let said = match tells {
            Some(record) if is_corrupted(&record) => said.word(TUNNEL, "corrupted", "subaccount"),
            Some(record) => said.text(TUNNEL, record.text("tunnel").unwrap_or_default(), "tunnel"),
            None => said.unknown(TUNNEL, NO_TUNNEL),
        };
        let said = match renewing.and_then(|record| record.flag("renewal")) {
            Some(renewal) => said.flag(RENEWAL, renewal, "renewal"),
            None => said.unknown(RENEWAL, NO_TUNNEL),
        };
        match cloud.version(&site.files) {
            Some(version) => said.text(VERSION, version, "subaccount").hand(take),
            None => said.unknown(VERSION, NO_VERSION).hand(take),
        }
    }
}

fn hand_out_connector(landscape: &Landscape, (site, cloud): (&Site, &Cloud), system: usize, take: &mut dyn Take) {
    hand_out_audit((site, cloud), take);
    let is_there = cloud.system_certificate.is_some() || landscape.certificates.system(system).is_some();
    // The key store of a backup is never opened; that there is none tells enough.
    let has_key_store = || site.files.of_export(KEYS).any(|(_, file)| is_key_store(file.path));
    let (at, case) = match (is_there, cloud.no_system_certificate, cloud.backup) {
        (true, ..) => (cloud.system_certificate.or(cloud.anchor), Ok("right")),
        (false, Some(error), _) => (Some(error), Ok("missing")),
        (false, None, Some(backup)) if has_key_store() => (Some(backup), Ok("right")),
        (false, None, Some(backup)) => (Some(backup), Ok("no-key-store")),
        (false, None, None) => (cloud.anchor, Err(NO_SYSTEM_CERTIFICATE)),
    };
    let Some(record) = site.at(at) else { return };
    let said = Said::at("cloud-connector", record).known(CASE, case, "message");
    said.decided(IN_SCOPE, landscape.is_cloud_in_scope(system), "message").hand(take);
}

/// The level of the audit log: of the Cloud Connector itself, and of each subaccount.
fn hand_out_audit((site, cloud): (&Site, &Cloud), take: &mut dyn Take) {
    let say = |record: Option<In<'_>>, anchor: Option<Ref>, (name, why): (&str, &'static str), take: &mut dyn Take| {
        let Some(record) = record else {
            if let Some(anchor) = site.at(anchor) {
                Said::gap("audit", anchor, why).text(OTHER, name, "").hand(take);
            }
            return;
        };
        let level = record.text("level").unwrap_or_default();
        let case = match level.to_ascii_uppercase().as_str() {
            "OFF" => Ok("off"),
            "SECURITY" | "ALL" => Ok("right"),
            _ => Err(record.unknown("level").unwrap_or(UNKNOWN_WORD)),
        };
        let said = Said::of("audit", record).known(CASE, case, "level").text(VALUE, level, "level");
        said.text(OTHER, name, "level").hand(take);
    };
    let own = site.at(cloud.audit);
    let error = cloud.error_about("audit");
    say(
        own,
        error.or(cloud.anchor),
        ("the Cloud Connector", if error.is_some() { ANSWER_IS_ERROR } else { NO_AUDIT }),
        take,
    );
    for (number, subaccount) in cloud.subaccounts.iter().enumerate() {
        let record = cloud.audit_of.get(&number).and_then(|at| site.files.at(*at));
        let anchor = subaccount.told.first().copied().or_else(|| cloud.first_mapping(subaccount));
        say(record, anchor, (&format!("subaccount {}", subaccount.id), NO_SUBACCOUNT_AUDIT), take);
    }
}

/// Whether this is the key store of the system certificate in a backup: `scc_config/scc.p12`, and not that of a subaccount below it.
fn is_key_store(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let is = |part: Option<&str>, name: &str| part.is_some_and(|part| part.eq_ignore_ascii_case(name));
    is(parts.next(), "scc.p12") && is(parts.next(), "scc_config")
}

/// What is wrong with a location ID, and what it is held against: a system, and its location ID.
fn location_case(
    landscape: &Landscape,
    (system, cloud): (usize, &Cloud),
    subaccount: &Subaccount,
    location: Option<&str>,
) -> (Result<&'static str, &'static str>, Option<(String, String)>) {
    let Some(location) = location else { return (Ok("missing"), None) };
    if !location.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return (Ok("character"), None);
    }
    let wanted = |partner: usize| landscape.settings(partner)?.text("location-id");
    let mut partners = subaccount.mappings.iter().filter_map(|mapping| landscape.pair(system, *mapping));
    let differs = partners.find_map(|partner| {
        let is_empty = landscape.settings(partner)?.field("location-id").value == Value::Absent;
        let wanted = wanted(partner).or(is_empty.then_some("none"))?;
        (wanted != location).then(|| Some((landscape.sites.get(partner)?.name.clone(), wanted.to_owned())))
    });
    if let Some(other) = differs {
        return (Ok("differs"), other);
    }
    let is_open = |mapping: &usize| {
        let is_known = landscape.pair(system, *mapping).is_some_and(|partner| wanted(partner).is_some());
        !is_known && landscape.is_in_scope(system, *mapping) == Ok(true)
    };
    // Of two equals the later one gets the finding.
    let earlier = landscape.sites.iter().take(system).filter(|_| !cloud.is_shadow).find(|site| {
        // A shadow has what its master has.
        site.cloud.as_ref().filter(|other| !other.is_shadow).is_some_and(|other| {
            other.subaccounts.iter().any(|it| {
                let has = it
                    .told
                    .iter()
                    .any(|at| site.files.at(*at).and_then(|record| record.text("location-id")) == Some(location));
                it.id == subaccount.id && it.region == subaccount.region && has
            })
        })
    });
    match earlier {
        Some(site) => (Ok("taken"), Some((site.name.clone(), location.to_owned()))),
        None if subaccount.mappings.iter().any(is_open) => (Err(NO_SETTINGS), None),
        None => (Ok("right"), None),
    }
}
