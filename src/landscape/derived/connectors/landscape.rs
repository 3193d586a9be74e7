//! All Cloud Connectors and Production Connectors of a run together: which system mapping leads to which Production Connector
//! (connectors.md c.1 and h.3), and what belongs to one at all (d.10, h.2).

use std::collections::HashMap;

use jiff::civil::Date;

use crate::knowledge::host_name;
use crate::landscape::derived::OfSystem;

use super::certificates::Certificates;
use super::cloud::{Cloud, Mapping};
use super::kept::In;
use super::production::Production;
use super::reasons::NO_RESOURCES;
use super::site::Site;

/// What all files gave together.
#[derive(Debug)]
pub(super) struct Landscape {
    pub as_of: Date,
    pub sites: Vec<Site>,
    pub certificates: Certificates,
    /// By system, and there by mapping: the Production Connector that it leads to.
    pairs: Vec<Vec<Option<Pair>>>,
}

/// The Production Connector that a mapping leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// Index of its system.
    pub system: usize,
    /// Its host and port are those of the mapping; else only its host, or a name in its certificate.
    pub exact: bool,
}

/// The path of the resource by which the cloud reaches a Production Connector (document 003, 7.2.4).
pub(super) const CLOUD_SERVICES: &str = "/cloudservices";

impl Landscape {
    pub fn of(systems: &[OfSystem<'_>], as_of: Date) -> Self {
        let sites: Vec<Site> = systems.iter().map(|of| Site::of(of.system, &of.collected)).collect();
        let certificates = Certificates::of(&sites);
        let pairs = Vec::new();
        let mut landscape = Self { as_of, sites, certificates, pairs };
        let names = Names::of(&landscape);
        let of_site = |site: &Site| {
            let Some(cloud) = &site.cloud else { return Vec::new() };
            cloud.mappings.iter().map(|mapping| names.pair(site, mapping)).collect()
        };
        let pairs = landscape.sites.iter().map(of_site).collect();
        landscape.pairs = pairs;
        landscape
    }

    /// The Production Connector that a mapping of a system leads to.
    pub fn pair(&self, system: usize, mapping: usize) -> Option<Pair> {
        self.pairs.get(system)?.get(mapping).copied().flatten()
    }

    /// The mappings that lead to a Production Connector: the system of each, and its number there.
    pub fn mappings_to(&self, system: usize) -> impl Iterator<Item = (&Site, &Cloud, &Mapping, Pair)> {
        let of_site = move |(site, pairs): (_, &Vec<Option<Pair>>)| -> Vec<(&Site, &Cloud, &Mapping, Pair)> {
            let site: &Site = site;
            let Some(cloud) = &site.cloud else { return Vec::new() };
            let paired = cloud.mappings.iter().zip(pairs).filter_map(|(mapping, pair)| Some((mapping, (*pair)?)));
            paired
                .filter(|(_, pair)| pair.system == system)
                .map(|(mapping, pair)| (site, cloud, mapping, pair))
                .collect()
        };
        self.sites.iter().zip(&self.pairs).flat_map(of_site)
    }

    /// The systems with Cloud Connectors whose mappings lead to a Production Connector.
    pub fn clouds_to(&self, system: usize) -> Vec<usize> {
        let leads = |pairs: &Vec<Option<Pair>>| pairs.iter().flatten().any(|pair| pair.system == system);
        (0..).zip(&self.pairs).filter(|(_, pairs)| leads(pairs)).map(|(site, _)| site).collect()
    }

    /// The Production Connectors that mappings of a Cloud Connector lead to.
    pub fn productions_of(&self, system: usize) -> Vec<usize> {
        let pairs = self.pairs.get(system).into_iter().flatten().flatten();
        let mut systems: Vec<usize> = pairs.map(|pair| pair.system).collect();
        systems.sort_unstable();
        systems.dedup();
        systems
    }

    /// Whether a mapping belongs to a Production Connector: it leads to one, or has its resource. Else why nobody knows.
    pub fn is_in_scope(
        &self,
        site: &Site,
        (number, mapping): (usize, &Mapping),
        system: usize,
    ) -> Result<bool, &'static str> {
        if self.pair(system, number).is_some() || has_cloud_services(site, mapping) {
            return Ok(true);
        }
        let Some(record) = site.files.at(mapping.at) else { return Ok(false) };
        if Cloud::lacks_resources(mapping, record).is_some() { Err(NO_RESOURCES) } else { Ok(false) }
    }
}

/// Whether a mapping has the resource of a Production Connector, however it is written.
fn has_cloud_services(site: &Site, mapping: &Mapping) -> bool {
    let mut paths = mapping.resources.iter().filter_map(|at| site.files.at(*at)?.text("path"));
    paths.any(is_cloud_services)
}

/// Whether a path is meant to be the resource of a Production Connector.
pub(super) fn is_cloud_services(path: &str) -> bool {
    path.trim_end_matches('/').eq_ignore_ascii_case(CLOUD_SERVICES)
}

/// A host's name as one looks it up: see [`host_name::same`].
fn key(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// The hosts by which Production Connectors are known.
struct Names {
    /// By host: system and port of each.
    hosts: HashMap<String, Vec<(usize, Option<i64>)>>,
    /// By a DNS name of the server certificate.
    certified: HashMap<String, usize>,
    wildcards: Vec<(String, usize)>,
}

impl Names {
    fn of(landscape: &Landscape) -> Self {
        let mut names = Self { hosts: HashMap::new(), certified: HashMap::new(), wildcards: Vec::new() };
        for (system, site) in landscape.sites.iter().enumerate() {
            let Some(production) = &site.production else { continue };
            let settings = production.settings.and_then(|at| site.files.at(at));
            if let Some(host) = settings.and_then(|settings| settings.text("host")) {
                let port = settings.and_then(|settings| settings.number("port"));
                names.hosts.entry(key(host)).or_default().push((system, port));
            }
            for name in landscape.certificates.server_names(&landscape.sites, system) {
                let name = key(&name);
                match name.starts_with("*.") {
                    true => names.wildcards.push((name, system)),
                    false => _ = names.certified.entry(name).or_insert(system),
                }
            }
        }
        names
    }

    fn pair(&self, site: &Site, mapping: &Mapping) -> Option<Pair> {
        let record: In<'_> = site.files.at(mapping.at)?;
        let host = key(record.text("local-host")?);
        let port: Option<i64> = record.text("local-port").and_then(|port| port.parse().ok());
        if let Some(known) = self.hosts.get(&host) {
            let exact = known.iter().find(|(_, own)| own.is_some() && *own == port);
            let found = exact.or_else(|| known.first())?;
            return Some(Pair { system: found.0, exact: exact.is_some() });
        }
        if let Some(system) = self.certified.get(&host) {
            return Some(Pair { system: *system, exact: false });
        }
        let is_other_sap = record.text("backend").is_some_and(|backend| backend.eq_ignore_ascii_case("otherSAPsys"));
        if !is_other_sap || !has_cloud_services(site, mapping) {
            return None;
        }
        let fits = |(name, _): &&(String, usize)| host_name::covers(name, &host);
        self.wildcards.iter().find(fits).map(|(_, system)| Pair { system: *system, exact: false })
    }
}

impl Landscape {
    /// The site with this index, if it is a Production Connector.
    pub fn production(&self, system: usize) -> Option<(&Site, &Production)> {
        let site = self.sites.get(system)?;
        Some((site, site.production.as_ref()?))
    }

    /// The site with this index, if it is a Cloud Connector.
    pub fn cloud(&self, system: usize) -> Option<(&Site, &Cloud)> {
        let site = self.sites.get(system)?;
        Some((site, site.cloud.as_ref()?))
    }

    /// A field of the settings of a Production Connector.
    pub fn settings(&self, system: usize) -> Option<In<'_>> {
        let (site, production) = self.production(system)?;
        site.files.at(production.settings?)
    }
}
