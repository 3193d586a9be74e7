//! All Cloud Connectors and Production Connectors of a run together: which system mapping leads to which Production Connector
//! (connectors.md c.1 and h.3), and what belongs to one at all (d.10, h.2).

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use crate::knowledge::host_name;
use crate::landscape::derived::OfSystem;

use super::certificates::Certificates;
use super::cloud::{Cloud, Mapping};
use super::production::Production;
use super::reasons::NO_RESOURCES;
use super::site::Site;
use crate::landscape::derived::records::In;

/// What all files gave together.
#[derive(Debug)]
pub(super) struct Landscape {
    pub as_of: Date,
    pub sites: Vec<Site>,
    pub certificates: Certificates,
    /// By system, and there by mapping.
    leads: Vec<Vec<Lead>>,
}

/// Where a mapping leads.
#[derive(Debug, Clone, Copy)]
struct Lead {
    /// The Production Connector that it leads to: the index of its system.
    to: Option<usize>,
    /// Whether it belongs to a Production Connector at all, or why nobody knows.
    is_in_scope: Result<bool, &'static str>,
}

/// The path of the resource by which the cloud reaches a Production Connector (document 003, 7.2.4).
pub(super) const CLOUD_SERVICES: &str = "/cloudservices";

impl Landscape {
    pub fn of(systems: &[OfSystem<'_>], as_of: Date) -> Self {
        let sites: Vec<Site> = systems.iter().map(|of| Site::of(of.system, &of.collected)).collect();
        let certificates = Certificates::of(&sites);
        let mut landscape = Self { as_of, sites, certificates, leads: Vec::new() };
        let names = Names::of(&landscape);
        let of_site = |site: &Site| {
            let mappings = site.cloud.iter().flat_map(|cloud| &cloud.mappings);
            mappings.map(|mapping| names.lead(site, mapping)).collect()
        };
        landscape.leads = landscape.sites.iter().map(of_site).collect();
        landscape
    }

    /// The Production Connector that a mapping of a system leads to.
    pub fn pair(&self, system: usize, mapping: usize) -> Option<usize> {
        self.leads.get(system)?.get(mapping)?.to
    }

    /// Whether a mapping of a system belongs to a Production Connector: it leads to one, or has its resource. Else why nobody knows.
    pub fn is_in_scope(&self, system: usize, mapping: usize) -> Result<bool, &'static str> {
        let lead = self.leads.get(system).and_then(|leads| leads.get(mapping));
        lead.map_or(Ok(false), |lead| lead.is_in_scope)
    }

    /// Whether any of these mappings does.
    pub fn is_any_in_scope(
        &self,
        system: usize,
        mut mappings: impl Iterator<Item = usize>,
    ) -> Result<bool, &'static str> {
        let mut doubt = None;
        let is_one = mappings.any(|mapping| match self.is_in_scope(system, mapping) {
            Ok(is_one) => is_one,
            Err(why) => {
                doubt.get_or_insert(why);
                false
            }
        });
        match doubt {
            Some(why) if !is_one => Err(why),
            _ => Ok(is_one),
        }
    }

    /// Whether anything of a Cloud Connector belongs to a Production Connector, or why nobody knows.
    pub fn is_cloud_in_scope(&self, system: usize) -> Result<bool, &'static str> {
        let Some((_, cloud)) = self.cloud(system) else { return Ok(false) };
        match (self.is_any_in_scope(system, 0..cloud.mappings.len()), cloud.gaps.first()) {
            (Ok(true), _) => Ok(true),
            (_, Some((_, why))) => Err(why),
            (known, None) => known,
        }
    }

    /// The mappings that lead to a Production Connector.
    pub fn mappings_to(&self, system: usize) -> impl Iterator<Item = In<'_>> {
        let of_site = move |(site, leads): (_, &Vec<Lead>)| -> Vec<In<'_>> {
            let site: &Site = site;
            let mappings = site.cloud.iter().flat_map(|cloud| &cloud.mappings).zip(leads);
            let leading = mappings.filter(|(_, lead)| lead.to == Some(system));
            leading.filter_map(|(mapping, _)| site.files.at(mapping.at)).collect()
        };
        self.sites.iter().zip(&self.leads).flat_map(of_site)
    }

    /// The systems with Cloud Connectors whose mappings lead to a Production Connector.
    pub fn clouds_to(&self, system: usize) -> Vec<usize> {
        let leads = |leads: &Vec<Lead>| leads.iter().any(|lead| lead.to == Some(system));
        (0..).zip(&self.leads).filter(|(_, all)| leads(all)).map(|(site, _)| site).collect()
    }

    /// The Production Connectors that mappings of a Cloud Connector lead to.
    pub fn productions_of(&self, system: usize) -> BTreeSet<usize> {
        self.leads.get(system).into_iter().flatten().filter_map(|lead| lead.to).collect()
    }

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

    /// The settings of a Production Connector.
    pub fn settings(&self, system: usize) -> Option<In<'_>> {
        let (site, production) = self.production(system)?;
        site.at(production.settings)
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
            let settings = site.at(production.settings);
            if let Some(host) = settings.and_then(|settings| settings.text("host")) {
                let port = settings.and_then(|settings| settings.number("port"));
                names.hosts.entry(host_name::key(host)).or_default().push((system, port));
            }
            for name in landscape.certificates.server_names(&landscape.sites, system) {
                let name = host_name::key(&name);
                match name.starts_with("*.") {
                    true => names.wildcards.push((name, system)),
                    false => _ = names.certified.entry(name).or_insert(system),
                }
            }
        }
        names
    }

    fn lead(&self, site: &Site, mapping: &Mapping) -> Lead {
        let Some(record) = site.files.at(mapping.at) else { return Lead { to: None, is_in_scope: Ok(false) } };
        let has_resource = has_cloud_services(site, mapping);
        let to = self.find(record, has_resource);
        let is_in_scope = match to.is_some() || has_resource {
            true => Ok(true),
            false if mapping.has_resources(record) => Ok(false),
            false => Err(NO_RESOURCES),
        };
        Lead { to, is_in_scope }
    }

    /// The system of the Production Connector that a mapping leads to (h.3).
    fn find(&self, record: In<'_>, has_resource: bool) -> Option<usize> {
        let host = host_name::key(record.text("local-host")?);
        let port: Option<i64> = record.text("local-port").and_then(|port| port.parse().ok());
        if let Some(known) = self.hosts.get(&host) {
            let exact = known.iter().find(|(_, own)| own.is_some() && *own == port);
            return exact.or_else(|| known.first()).map(|(system, _)| *system);
        }
        if let Some(system) = self.certified.get(&host) {
            return Some(*system);
        }
        let is_other_sap = record.text("backend").is_some_and(|backend| backend.eq_ignore_ascii_case("otherSAPsys"));
        if !is_other_sap || !has_resource {
            return None;
        }
        self.wildcards.iter().find(|(name, _)| host_name::covers(name, &host)).map(|(_, system)| *system)
    }
}
