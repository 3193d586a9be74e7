//! All integrations of a run: every statement about them, by the system whose row it is about.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::landscape::derived::{Elsewhere, OfSystem, Take};
use crate::landscape::picture::Picture;

use super::site::{Party, Site};
use super::statement::Statement;
use super::view::View;
use super::{certificates, channels, hops, keystore, mapping, proxy, secrets, senders, trust, users};

/// All that is said.
#[derive(Debug)]
pub(super) struct Landscape {
    sites: Vec<Site>,
    /// By system.
    statements: Vec<Vec<Statement>>,
    pictures: Vec<Picture>,
    /// The systems of each integration, that of the ABAP system first.
    groups: Vec<Vec<usize>>,
    /// By system the numbers of its groups: a system may be one of thousands.
    groups_of: Vec<Vec<usize>>,
}

impl Landscape {
    pub fn of(systems: &[OfSystem<'_>], as_of: Date) -> Self {
        let sites: Vec<Site> = systems.iter().map(Site::of).collect();
        let location_ids = location_ids(&sites);
        let mut all: Vec<Statement> = Vec::new();
        let (mut pictures, mut groups): (Vec<Picture>, Vec<Vec<usize>>) = (Vec::new(), Vec::new());
        let views = View::all(&sites);
        // What a tenant has by itself is said of each, whether or not any ABAP system is known to use it.
        for view in View::left_out(&sites, &views) {
            all.extend(keystore::state(&view, as_of));
            all.extend(senders::of_tenant(&view));
            all.extend(channels::state(&view, view.channels(), location_ids.as_deref(), as_of));
        }
        for view in views {
            groups.push(view.systems().map(|(system, _)| system).collect());
            let mut said = trust::state(&view);
            said.extend(keystore::state(&view, as_of));
            said.extend(senders::state(&view, view.channels()));
            said.extend(channels::state(&view, view.channels(), location_ids.as_deref(), as_of));
            said.extend(mapping::state(&view));
            said.extend(users::state(&view, as_of));
            said.extend(proxy::state(&view));
            pictures.extend(hops::picture(&view, &said));
            all.append(&mut said);
        }
        for (system, site) in sites.iter().enumerate().filter(|(_, site)| site.is_integration) {
            all.extend(certificates::state(&sites, system, as_of));
            all.extend(secrets::state(system, site));
        }
        // Two ABAP systems may use one tenant: what is said of it is said once.
        let mut seen: HashSet<&Statement> = HashSet::new();
        let is_first: Vec<bool> = all.iter().map(|statement| seen.insert(statement)).collect();
        let mut statements: Vec<Vec<Statement>> = sites.iter().map(|_| Vec::new()).collect();
        for (statement, _) in all.into_iter().zip(is_first).filter(|(_, is_first)| *is_first) {
            if let Some(own) = statements.get_mut(statement.at.system) {
                own.push(statement);
            }
        }
        let mut groups_of: Vec<Vec<usize>> = sites.iter().map(|_| Vec::new()).collect();
        for (number, group) in groups.iter().enumerate() {
            for system in group {
                // A system may have several parts in one.
                if let Some(of) = groups_of.get_mut(*system).filter(|of| of.last() != Some(&number)) {
                    of.push(number);
                }
            }
        }
        Self { sites, statements, pictures, groups, groups_of }
    }

    /// Who trusts whom, for each integration.
    pub fn pictures(&self) -> Vec<Picture> {
        self.pictures.clone()
    }

    /// Why rules about this have nothing to say of a system.
    pub fn elsewhere(&self, system: usize, what: Elsewhere<'_>) -> Option<String> {
        let name = |system: &usize| self.sites.get(*system).map_or("", |site| site.name.as_str());
        let groups = || {
            let numbers = self.groups_of.get(system).into_iter().flatten();
            numbers.filter_map(|number| self.groups.get(*number))
        };
        match what {
            // Each system has certificates of its own, and secrets.
            Elsewhere::Records("certificate" | "secret") => None,
            Elsewhere::Records(record) => {
                let tells = |other: &&usize| {
                    let said = self.statements.get(**other).into_iter().flatten();
                    **other != system && said.into_iter().any(|said| said.record == record)
                };
                // Of what there is nothing to say at all, that is for the system to say that it is about.
                let party = party_of(record);
                let has = |system: &usize| {
                    party.is_some_and(|party| self.sites.get(*system).is_some_and(|site| site.has(party)))
                };
                let is_about = |other: &&usize| !has(&system) && has(other);
                let all = || groups().flatten();
                let other = all().find(tells).or_else(|| all().find(is_about))?;
                Some(format!("told at system {}, with which this one is put together", name(other)))
            }
            Elsewhere::Abap => {
                let site = self.sites.get(system).filter(|site| site.is_integration && !site.has(Party::Abap))?;
                let is_abap = |hub: &&usize| self.sites.get(**hub).is_some_and(|site| site.has(Party::Abap));
                let hub = groups().filter_map(|group| group.first()).filter(is_abap).find(|hub| **hub != system);
                match hub {
                    Some(hub) => {
                        Some(format!("this is no ABAP system: {} is, with which it is put together", name(hub)))
                    }
                    None if site.parameters.has_dispatcher() => {
                        Some("this is a Web Dispatcher, and no ABAP system".to_owned())
                    }
                    None => None,
                }
            }
        }
    }

    /// Hands out the records of one system that somebody wants.
    pub fn hand_out(&self, system: usize, wants: &dyn Fn(&str) -> bool, take: &mut dyn Take) {
        let (Some(site), Some(statements)) = (self.sites.get(system), self.statements.get(system)) else { return };
        for statement in statements.iter().filter(|statement| wants(statement.record)) {
            statement.hand(site, take);
        }
    }
}

/// The party whose exports a record is about; none if it may be any.
fn party_of(record: &str) -> Option<Party> {
    Some(match record {
        "keystore-trust" | "keystore-entry" | "sender-role" | "sender-channel" | "key-conflict" | "receiver-key"
        | "location" => Party::CloudIntegration,
        "c4c-trust" | "arrangement" => Party::CloudForCustomer,
        "client-trust" | "server-trust" | "user-mapping" | "mapping-rule" | "user-type" | "user-lock" | "user-role"
        | "user-profile" | "client-request" | "proxy-trust" => Party::Abap,
        _ => return None,
    })
}

/// The location IDs of all Cloud Connectors; none if none was exported.
fn location_ids(sites: &[Site]) -> Option<Vec<String>> {
    let has = sites.iter().any(|site| site.files.has("cloud-connector"));
    let of = |site: &Site| -> Vec<String> {
        let all = site.files.of_export("cloud-connector");
        all.filter_map(|(_, record)| record.text("location-id").map(str::to_owned)).collect()
    };
    has.then(|| sites.iter().flat_map(of).collect())
}
