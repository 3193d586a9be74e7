//! All integrations of a run: every statement about them, by the system whose row it is about.

use jiff::civil::Date;

use crate::landscape::derived::{OfSystem, Take};
use crate::landscape::picture::Picture;

use super::channels::Channels;
use super::fields::CASE;
use super::site::Site;
use super::statement::{At, Statement};
use super::view::View;
use super::{certificates, channels, hops, keystore, mapping, proxy, senders, trust, users};

/// All that is said.
#[derive(Debug)]
pub(super) struct Landscape {
    sites: Vec<Site>,
    /// By system.
    statements: Vec<Vec<Statement>>,
    pictures: Vec<Picture>,
}

impl Landscape {
    pub fn of(systems: &[OfSystem<'_>], as_of: Date) -> Self {
        let sites: Vec<Site> = systems.iter().map(Site::of).collect();
        let location_ids = location_ids(&sites);
        let mut all: Vec<Statement> = Vec::new();
        let mut pictures = Vec::new();
        for view in View::all(&sites) {
            let channels = Channels::of(&view);
            let mut said = trust::state(&view);
            said.extend(keystore::state(&view, as_of));
            said.extend(senders::state(&view, &channels));
            said.extend(channels::state(&view, &channels, location_ids.as_deref(), as_of));
            said.extend(mapping::state(&view));
            said.extend(users::state(&view, as_of));
            said.extend(proxy::state(&view));
            pictures.extend(hops::picture(&view, &said));
            all.append(&mut said);
        }
        for (system, site) in sites.iter().enumerate().filter(|(_, site)| site.is_integration) {
            all.extend(certificates::state(system, site, as_of));
            let secrets = site.files.of_export("credential-files");
            all.extend(secrets.map(|(at, _)| Statement::of("secret", At { system, at }).word(CASE, "file", "name")));
        }
        let mut statements: Vec<Vec<Statement>> = sites.iter().map(|_| Vec::new()).collect();
        for statement in all {
            // Two ABAP systems may use one tenant: what is said of it is said once.
            if let Some(own) = statements.get_mut(statement.at.system).filter(|own| !own.contains(&statement)) {
                own.push(statement);
            }
        }
        Self { sites, statements, pictures }
    }

    /// Who trusts whom, for each integration.
    pub fn pictures(&self) -> Vec<Picture> {
        self.pictures.clone()
    }

    /// Hands out the records of one system that somebody wants.
    pub fn hand_out(&self, system: usize, wants: &dyn Fn(&str) -> bool, take: &mut dyn Take) {
        let (Some(site), Some(statements)) = (self.sites.get(system), self.statements.get(system)) else { return };
        for statement in statements.iter().filter(|statement| wants(statement.record)) {
            statement.hand(site, take);
        }
    }
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
