//! One integration: an ABAP system with what stands around it. Its parties may lie in one folder, or each in one of its own; then they
//! are found by tier, and by how near their folders are.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use crate::knowledge::{distinguished_name, icm};
use crate::landscape::chains::{Chains, End, How, Known};
use crate::landscape::derived::records::In;
use crate::landscape::integration::ReverseProxy;

use super::channels::Channels;
use super::client;
use super::keystore;
use super::parameters::{PORT, Parameter};
use super::reasons;
use super::site::{Certificate, Party, Site};
use super::statement::At;

/// An integration.
#[derive(Debug)]
pub(super) struct View<'l> {
    /// All systems of the run.
    pub sites: &'l [Site],
    /// That of the ABAP system, or the only one that there is.
    pub hub: usize,
    /// The systems of other parties: those that this one uses.
    around: Vec<usize>,
    /// What was found out before: many statements rest on the same.
    known: Before<'l>,
}

/// What was found out of an integration.
#[derive(Debug, Default)]
struct Before<'l> {
    client: OnceCell<Result<Found<'l>, &'static str>>,
    channels: OnceCell<Channels<'l>>,
    leaves: RefCell<BTreeMap<&'static str, Result<Option<Found<'l>>, &'static str>>>,
}

/// A certificate of one of the systems.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'l> {
    pub system: usize,
    pub site: &'l Site,
    pub certificate: &'l Certificate,
}

impl<'l> Found<'l> {
    pub fn at(&self) -> At {
        At { system: self.system, at: self.certificate.at }
    }

    pub fn record(&self) -> Option<In<'l>> {
        self.site.at(self.certificate.at)
    }

    pub fn known(&self) -> &'l Known {
        &self.certificate.known
    }

    /// The file that it lies in.
    pub fn path(&self) -> &'l str {
        self.record().map_or("", |record| record.path)
    }

    /// Its extended key usage names this.
    pub fn is_for(&self, usage: &str) -> bool {
        self.record()
            .and_then(|record| record.list("extended-key-usage"))
            .is_some_and(|all| all.iter().any(|one| one == usage))
    }

    /// The hosts that it names.
    pub fn names(&self) -> Vec<String> {
        let Some(record) = self.record() else { return Vec::new() };
        let common = record.text("subject-cn").map(str::to_owned);
        common.into_iter().chain(record.list("host-names").unwrap_or_default()).collect()
    }
}

/// A certificate with those above it.
#[derive(Debug)]
pub(super) struct Path {
    pub links: Vec<Known>,
    pub end: End,
}

impl Path {
    /// The root, if the chain reaches it.
    pub fn root(&self) -> Option<&Known> {
        self.links.last().filter(|_| self.end == End::Root)
    }

    /// Nothing is known of what is above the certificate.
    pub fn is_lone(&self) -> bool {
        self.links.len() < 2 && self.end != End::Root
    }
}

impl<'l> View<'l> {
    /// All integrations among these systems.
    pub fn all(sites: &'l [Site]) -> Vec<Self> {
        let ours = || (0..sites.len()).filter(|site| sites[*site].is_integration);
        let mut hubs: Vec<usize> = ours().filter(|site| sites[*site].has(Party::Abap)).collect();
        if hubs.is_empty() {
            hubs.extend(ours().next());
        }
        let around = |hub: usize| {
            let others = ours().filter(|site| !hubs.contains(site));
            others.filter(|site| uses(sites, &hubs, hub, *site)).collect()
        };
        hubs.iter().map(|hub| Self { sites, hub: *hub, around: around(*hub), known: Before::default() }).collect()
    }

    /// Tenants that no integration counts, each by itself: several come into question for one, or they are of another tier.
    pub fn left_out(sites: &'l [Site], all: &[Self]) -> Vec<Self> {
        let is_counted = |system: usize| all.iter().any(|view| view.counting().any(|(counted, _)| counted == system));
        let ours =
            (0..sites.len()).filter(|site| sites[*site].is_integration && sites[*site].has(Party::CloudIntegration));
        ours.filter(|site| !is_counted(*site)).map(|hub| Self::alone(sites, hub)).collect()
    }

    /// A system by itself.
    pub fn alone(sites: &'l [Site], hub: usize) -> Self {
        Self { sites, hub, around: Vec::new(), known: Before::default() }
    }

    /// The ABAP system.
    pub fn own(&self) -> &'l Site {
        &self.sites[self.hub]
    }

    /// The systems, that of the ABAP system first.
    pub fn systems(&self) -> impl Iterator<Item = (usize, &'l Site)> {
        let sites = self.sites;
        std::iter::once(self.hub).chain(self.around.iter().copied()).map(move |system| (system, &sites[system]))
    }

    /// Whether another system than the first has a part of this party, and which: none if there are several.
    fn system_of(&self, party: Party) -> Result<usize, &'static str> {
        let mut others = self.around.iter().copied().filter(|site| self.sites[*site].has(party));
        match (others.next(), others.next()) {
            (Some(_), Some(_)) => Err(reasons::SEVERAL),
            (Some(other), None) if !self.own().has(party) => Ok(other),
            _ => Ok(self.hub),
        }
    }

    /// Why what was not found of this party may be there all the same: several systems have it, or nobody exported it.
    pub fn why(&self, party: Party, missing: &'static str) -> &'static str {
        self.system_of(party).err().unwrap_or(missing)
    }

    /// The place for what is missing of a party: a row of one of these exports, or any.
    pub fn anchor(&self, party: Party, kinds: &[&'static str]) -> Option<At> {
        let system = self.system_of(party).unwrap_or(self.hub);
        let of = |system: usize| self.sites[system].anchor(kinds).map(|at| At { system, at });
        of(system).or_else(|| of(self.hub))
    }

    /// The systems whose files count: of a party of which there are several, none but the first.
    fn counting(&self) -> impl Iterator<Item = (usize, &'l Site)> {
        self.systems().filter(|(system, site)| {
            let is_ambiguous = |party: Party| site.has(party) && self.system_of(party).is_err();
            let parties = [Party::Proxy, Party::CloudIntegration, Party::CloudForCustomer];
            *system == self.hub || !parties.into_iter().any(is_ambiguous)
        })
    }

    /// The records of an export.
    pub fn records(&self, kind: &'static str) -> impl Iterator<Item = (At, In<'l>)> {
        self.counting().flat_map(move |(system, site)| {
            site.files.of_export(kind).map(move |(at, record)| (At { system, at }, record))
        })
    }

    /// Whether there is an export.
    pub fn has(&self, kind: &str) -> bool {
        self.counting().any(|(_, site)| site.files.has(kind))
    }

    /// Whether the entries of the tenant keystore were exported, be there none. Chains alone are no list of entries, and backups are
    /// other keystores.
    pub fn has_keystore(&self) -> bool {
        self.records("keystore").filter(|(_, record)| keystore::is_in_use(*record)).any(|(_, record)| {
            match record.text("record") {
                Some("entry") => true,
                Some("list") => record.text("chain-of").is_none() && record.unknown("chain-of").is_none(),
                _ => false,
            }
        })
    }

    /// Whether service keys were exported, be there none. Service instances and their parameters are none.
    pub fn has_service_keys(&self) -> bool {
        self.records("service-keys").any(|(_, record)| matches!(record.text("source"), Some("key" | "keys")))
    }

    /// Whether all files of an export are whole.
    pub fn are_whole(&self, kind: &str) -> bool {
        self.counting().all(|(_, site)| site.files.are_whole(kind))
    }

    /// Whether all of the tenant keystore is there: in one answer, or in pages that go on where the one before ends.
    pub fn is_keystore_whole(&self) -> bool {
        if self.are_whole("keystore") {
            return true;
        }
        let is_list = |record: &In<'_>| record.text("record") == Some("list") && record.text("chain-of").is_none();
        let lists: Vec<In<'_>> = self.records("keystore").map(|(_, record)| record).filter(is_list).collect();
        let pages: Vec<&In<'_>> = lists.iter().filter(|list| list.number("goes-on-at").is_some()).collect();
        let before: i64 = pages.iter().filter_map(|page| page.number("count")).sum();
        let last = pages.iter().filter_map(|page| page.number("goes-on-at")).max();
        let mut partial: Vec<usize> =
            self.records("keystore").filter(|(_, record)| !record.file.whole).map(|(_, record)| record.index).collect();
        partial.sort_unstable();
        partial.dedup();
        // That a page goes on must be all that is missing in it.
        !pages.is_empty() && partial.len() == pages.len() && lists.len() == pages.len() + 1 && last == Some(before)
    }

    /// The certificates for this purpose.
    pub fn used(&self, used: &'static str) -> Vec<Found<'l>> {
        let of = |(system, site): (usize, &'l Site)| {
            let of_use = site.certificates.iter().filter(move |certificate| certificate.used == used);
            of_use.map(move |certificate| Found { system, site, certificate })
        };
        self.counting().flat_map(of).collect()
    }

    /// The certificate list of a PSE of a system.
    pub fn list_of(&self, system: usize, pse: &str) -> Vec<Found<'l>> {
        self.used("list").into_iter().filter(|found| is_of_pse(found, system, pse)).collect()
    }

    /// The own certificate of a PSE of a system.
    pub fn own_of(&self, system: usize, pse: &str) -> Vec<Found<'l>> {
        let all = ["own-client", "own-server", "own"].into_iter().flat_map(|used| self.used(used));
        all.filter(|found| is_of_pse(found, system, pse)).collect()
    }

    /// The certificate for this purpose: of several the one that issued none of the others. None if there is none; an error if nobody
    /// knows which of them.
    pub fn leaf(&self, used: &'static str) -> Result<Option<Found<'l>>, &'static str> {
        if let Some(known) = self.known.leaves.borrow().get(used) {
            return *known;
        }
        let leaf = self.find_leaf(used);
        self.known.leaves.borrow_mut().insert(used, leaf);
        leaf
    }

    fn find_leaf(&self, used: &'static str) -> Result<Option<Found<'l>>, &'static str> {
        let found = self.used(used);
        // Of a folder that is not whole nobody knows what else lies in it.
        let is_lost = || !self.are_whole("certificate") && self.has("certificate");
        match leaf_of(&found, used)? {
            Some(_) if is_lost() => Err(reasons::CHAIN_NOT_WHOLE),
            leaf => Ok(leaf),
        }
    }

    /// The client certificate of Cloud Integration, or why nobody knows it.
    pub fn client(&self) -> Result<Found<'l>, &'static str> {
        *self.known.client.get_or_init(|| client::of_cloud_integration(self))
    }

    /// The channels of all integration flows.
    pub fn channels(&self) -> &Channels<'l> {
        self.known.channels.get_or_init(|| Channels::of(self))
    }

    /// The certificate of the load balancer of Cloud Integration. One for clients alone is none.
    pub fn server_leaf(&self) -> Result<Option<Found<'l>>, &'static str> {
        match self.leaf("ci-server")? {
            Some(found) if found.is_for("clientAuth") && !found.is_for("serverAuth") => {
                Err(reasons::CI_SERVER_IS_CLIENT)
            }
            leaf => Ok(leaf),
        }
    }

    /// What is between the Internet and the ABAP system; none if nobody says. A Web Dispatcher that hands everything on as it is counts
    /// as nothing.
    pub fn proxy(&self) -> Option<ReverseProxy> {
        let told = self.own().integration.reverse_proxy;
        match self.dispatcher() {
            Some((_, site)) if told != Some(ReverseProxy::None) && hands_on(site) => Some(ReverseProxy::None),
            _ => told,
        }
    }

    /// The system with the profile of the Web Dispatcher.
    pub fn dispatcher(&self) -> Option<(usize, &'l Site)> {
        self.counting().find(|(_, site)| site.parameters.has_dispatcher())
    }

    /// The chain of a certificate among the others for its purpose, and among these.
    pub fn path(&self, leaf: &Found<'_>, more: &[&Known]) -> Path {
        let beside = self.used(leaf.certificate.used);
        // The chains of the keystore, and what lies beside the own certificate of a PSE, are for any of them.
        let chains = self.used("file");
        let pool = beside.iter().chain(&chains).map(Found::known).chain(more.iter().copied());
        path_among(leaf.known(), pool)
    }
}

fn is_of_pse(found: &Found<'_>, system: usize, pse: &str) -> bool {
    found.system == system && found.certificate.pse.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(pse))
}

/// Whether all ports of a Web Dispatcher hand TLS on as it is.
fn hands_on(site: &Site) -> bool {
    let Some(dispatcher) = &site.parameters.dispatcher else { return false };
    let mut ports = dispatcher.beginning(PORT).filter_map(Parameter::told).peekable();
    ports.peek().is_some() && ports.all(|port| icm::server_port(port).speaks("ROUTER"))
}

/// Whether an integration uses the system of another party: that of its tier, and of these the nearest ones.
fn uses(sites: &[Site], hubs: &[usize], hub: usize, other: usize) -> bool {
    let fits = |hub: usize| match (sites[hub].tier, sites[other].tier) {
        (Some(own), Some(other)) => own == other,
        _ => true,
    };
    let nearness = |hub: usize| {
        let (one, other) = (folder(&sites[hub]), folder(&sites[other]));
        one.split('/').zip(other.split('/')).take_while(|(one, other)| one == other).count()
    };
    let nearest = hubs.iter().copied().filter(|hub| fits(*hub)).map(nearness).max();
    fits(hub) && nearest == Some(nearness(hub))
}

/// The folder around all files of a system.
fn folder(site: &Site) -> String {
    let mut common: Option<Vec<&str>> = None;
    for (path, _) in site.files.paths() {
        let folders: Vec<&str> = path.rsplit_once('/').map_or("", |(folder, _)| folder).split('/').collect();
        common = Some(match common {
            None => folders,
            Some(before) => {
                before.into_iter().zip(folders).take_while(|(one, other)| one == other).map(|(one, _)| one).collect()
            }
        });
    }
    common.unwrap_or_default().join("/")
}

/// The one of these that issued none of the others and is no certification authority's.
pub(super) fn leaf_of<'l>(among: &[Found<'l>], used: &str) -> Result<Option<Found<'l>>, &'static str> {
    let several = match used {
        "ci-client" => reasons::SEVERAL_CI_CLIENT,
        "ci-server" => reasons::SEVERAL_CI_SERVER,
        _ => reasons::SEVERAL_CERTIFICATES,
    };
    if among.is_empty() {
        return Ok(None);
    }
    let chains = Chains::of(among.iter().map(|found| found.known().clone()).collect());
    let issued = |number: usize| {
        chains.issuers(number).into_iter().map(|(issuer, _)| issuer).filter(move |issuer| *issuer != number)
    };
    let issuers: Vec<usize> = (0..among.len()).flat_map(issued).collect();
    let is_issuer = |number: &usize| issuers.iter().any(|issuer| chains.same(*issuer, *number));
    let is_ca = |number: &usize| among[*number].known().ca == Some(true);
    let mut leaves: Vec<usize> = (0..among.len()).filter(|number| !is_issuer(number) && !is_ca(number)).collect();
    if leaves.is_empty() {
        leaves = (0..among.len()).filter(|number| !is_issuer(number)).collect();
    }
    // A copy that is only described stands behind the certificate itself.
    leaves.sort_by_key(|number| (among[*number].known().der.is_none(), *number));
    let Some(first) = leaves.first() else { return Err(several) };
    match leaves.iter().all(|other| chains.same(*first, *other)) {
        true => Ok(Some(among[*first])),
        false => Err(several),
    }
}

/// The chain of a certificate among others.
pub(super) fn path_among<'k>(own: &'k Known, others: impl Iterator<Item = &'k Known>) -> Path {
    let pool: Vec<Known> = std::iter::once(own).chain(others).cloned().collect();
    let chain = Chains::of(pool.clone()).chain(0);
    let links = chain.path.into_iter().filter_map(|link| pool.get(link).cloned()).collect();
    Path { links, end: chain.end }
}

/// Whether two are one certificate, and whether only names tell it.
pub(super) fn identity(one: &Known, other: &Known) -> Option<How> {
    Chains::identity_of(one, other)
}

/// Whether two have one subject and one issuer.
pub(super) fn has_same_names(one: &Known, other: &Known) -> bool {
    distinguished_name::same(&one.subject, &other.subject) && distinguished_name::same(&one.issuer, &other.issuer)
}
