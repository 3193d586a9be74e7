//! The certificates of Cloud Connectors and Production Connectors: what each is for, who issued it, which of them is the server
//! certificate and which the system certificate (connectors.md h.7, h.8).

use std::collections::BTreeSet;

use crate::export::Value;
use crate::knowledge::host_name;
use crate::landscape::chains::{Chain, Chains, End, Known, SelfSigned};

use super::production::Production;
use super::reasons::{CHAIN_NOT_WHOLE, NO_CHAIN, NO_DETAILS, NO_NAMED_CERTIFICATE, NO_SERVER_CERTIFICATE};
use super::site::Site;
use crate::landscape::derived::records::In;
use crate::landscape::derived::records::Ref;

/// A certificate, and what it is for.
#[derive(Debug)]
pub(super) struct Certificate {
    pub at: Ref,
    /// A word of [`super::fields::USES`].
    pub used: &'static str,
    pub known: Known,
}

impl Certificate {
    /// The hosts that it names: common name and DNS names.
    fn names(&self, site: &Site) -> Vec<String> {
        let Some(record) = site.files.at(self.at) else { return Vec::new() };
        let common = record.text("subject-cn").map(str::to_owned);
        common.into_iter().chain(record.list("host-names").unwrap_or_default()).collect()
    }
}

/// The certificates of one system.
#[derive(Debug)]
pub(super) struct OfSite {
    pub all: Vec<Certificate>,
    chains: Chains,
    /// Those that issued another one.
    issued: BTreeSet<usize>,
    /// Those that are in the chain of one that is in use, and these.
    in_chain: BTreeSet<usize>,
    /// The server certificate of the Production Connector, or why nobody knows which it is.
    server: Result<usize, &'static str>,
    /// The system certificate of the Cloud Connector, as DER.
    system: Option<usize>,
    /// All files with certificates are whole.
    is_whole: bool,
}

/// The certificates of all systems, by system; none of those that are no connectors.
#[derive(Debug)]
pub(super) struct Certificates(Vec<Option<OfSite>>);

impl Certificates {
    pub fn of(sites: &[Site]) -> Self {
        let mut of_sites: Vec<Option<OfSite>> = sites.iter().map(OfSite::of).collect();
        follow(&mut of_sites);
        Self(of_sites)
    }

    /// Those of the system with this index.
    pub fn of_site(&self, system: usize) -> Option<&OfSite> {
        self.0.get(system)?.as_ref()
    }
}

impl OfSite {
    fn of(site: &Site) -> Option<Self> {
        if site.cloud.is_none() && site.production.is_none() {
            return None;
        }
        let mut all: Vec<Certificate> = Vec::new();
        for (at, record) in site.files.of_export("certificate") {
            if record.text("subject").is_some() {
                all.push(Certificate { at, used: use_of_file(record), known: record.certificate() });
            }
        }
        for at in site.cloud.iter().flat_map(|cloud| &cloud.certificates) {
            if let Some(record) = site.files.at(*at) {
                all.push(Certificate { at: *at, used: use_of_answer(record), known: record.certificate() });
            }
        }
        let chains = Chains::of(all.iter().map(|certificate| certificate.known.clone()).collect());
        let is_whole = site.files.are_whole("certificate");
        let (issued, in_chain, server) = (BTreeSet::new(), BTreeSet::new(), Err(NO_SERVER_CERTIFICATE));
        let mut of_site = Self { all, chains, issued, in_chain, server, system: None, is_whole };
        for purpose in ["system-certificate", "ca-certificate", "ui-certificate"] {
            let among = of_site.used(purpose);
            let leaf = of_site.leaf(&among);
            for other in among {
                if leaf.is_some_and(|leaf| !of_site.same(leaf, other)) {
                    of_site.all[other].used = "chain";
                }
            }
            if purpose == "system-certificate" {
                of_site.system = leaf.or_else(|| of_site.described_system());
            }
        }
        if let Some(production) = &site.production {
            of_site.server = of_site.find_server(site, production);
        }
        if let Some(server) = of_site.server.ok().and_then(|server| of_site.all.get_mut(server)) {
            server.used = "server-certificate";
        }
        Some(of_site)
    }

    /// The certificates for this purpose that are there as such, and not only described.
    fn used(&self, purpose: &str) -> Vec<usize> {
        let all = self.all.iter().enumerate();
        all.filter(|(_, it)| it.used == purpose && it.known.der.is_some()).map(|(number, _)| number).collect()
    }

    /// The one of these that issued none of the others and is no certification authority's; none if there are several.
    fn leaf(&self, among: &[usize]) -> Option<usize> {
        let issuers: BTreeSet<usize> = among.iter().flat_map(|number| self.issuers_of(*number)).collect();
        let issued_none = || among.iter().copied().filter(|number| !issuers.contains(number));
        let is_ca = |number: usize| self.all.get(number).and_then(|it| it.known.ca) == Some(true);
        let mut leaves: Vec<usize> = issued_none().filter(|number| !is_ca(*number)).collect();
        if leaves.is_empty() {
            leaves = issued_none().collect();
        }
        let first = *leaves.first()?;
        leaves.iter().all(|other| self.chains.same(first, *other)).then_some(first)
    }

    /// The system certificate of several that were kept: that of which the answer tells.
    fn described_system(&self) -> Option<usize> {
        let all = || self.all.iter().enumerate().filter(|(_, it)| it.used == "system-certificate");
        let (described, _) = all().find(|(_, it)| it.known.der.is_none())?;
        all().find(|(number, it)| it.known.der.is_some() && self.same(described, *number)).map(|(number, _)| number)
    }

    /// Those that issued this one, itself left out.
    fn issuers_of(&self, number: usize) -> impl Iterator<Item = usize> {
        let issuers = self.chains.issuers(number).into_iter().map(|(issuer, _)| issuer);
        issuers.filter(move |issuer| *issuer != number).collect::<Vec<_>>().into_iter()
    }

    /// The one that the settings name; else the only one outside of the stores that issued no other; else the only one there that names the
    /// host (h.7).
    fn find_server(&self, site: &Site, production: &Production) -> Result<usize, &'static str> {
        let settings = site.at(production.settings);
        let outside: Vec<usize> = self.used("file");
        if let Some(wanted) = settings.and_then(|settings| settings.text("server-certificate-sha1")) {
            let is_it = |number: &usize| {
                self.all.get(*number).and_then(|it| site.files.at(it.at)?.text("sha1")) == Some(wanted)
            };
            if let Some(named) = outside.iter().copied().chain(self.used("windows")).find(is_it) {
                return Ok(named);
            }
            if !(0..self.all.len()).any(|number| is_it(&number)) {
                return Err(NO_NAMED_CERTIFICATE);
            }
        }
        let host = settings.and_then(|settings| settings.text("host"));
        let names_host = |number: &usize| {
            let names = self.all.get(*number).map_or_else(Vec::new, |it| it.names(site));
            host.is_some_and(|host| names.iter().any(|name| host_name::covers(name, host)))
        };
        let of_host: Vec<usize> = outside.iter().copied().filter(names_host).collect();
        self.leaf(&outside).or_else(|| self.leaf(&of_host)).ok_or(NO_SERVER_CERTIFICATE)
    }

    /// The chain of a certificate among those for the same purpose, and these with it: `Err` says why nobody knows it.
    pub fn own_chain(&self, number: usize) -> Result<End, &'static str> {
        let Some(certificate) = self.all.get(number) else { return Err(NO_CHAIN) };
        if certificate.known.der.is_none() {
            return Err(NO_DETAILS);
        }
        let beside = |it: &Certificate| match certificate.used {
            "server-certificate" => matches!(it.used, "file" | "issuer" | "server-certificate"),
            purpose => it.used == purpose || it.used == "chain",
        };
        let pool: Vec<usize> = (0..self.all.len()).filter(|other| self.all.get(*other).is_some_and(beside)).collect();
        let own = pool.iter().position(|other| *other == number).unwrap_or_default();
        // What lies in store Issuer helps, and proves nothing by what is not there: it is for the certificates of others.
        let is_beside = |other: &usize| {
            let it = self.all.get(*other);
            it.is_some_and(|it| it.known.der.is_some() && it.used != "issuer") && !self.chains.same(*other, number)
        };
        let is_lone = !pool.iter().any(is_beside);
        let chains = Chains::of(pool.iter().filter_map(|other| Some(self.all.get(*other)?.known.clone())).collect());
        match chains.chain(own).end {
            End::Root => Ok(End::Root),
            _ if is_lone => Err(NO_CHAIN),
            end if self.is_whole => Ok(end),
            _ => Err(CHAIN_NOT_WHOLE),
        }
    }

    /// `yes` or `no` if its signature was verified with its own key, `by-names` if only names are there; none if nobody knows.
    pub fn self_signed(&self, number: usize) -> Option<&'static str> {
        match self.chains.self_signed(number) {
            SelfSigned::Yes => Some("yes"),
            SelfSigned::No => Some("no"),
            SelfSigned::ByNames => Some("by-names"),
            SelfSigned::Unknown => None,
        }
    }

    /// Whether it issued another one, or lies where issuers lie and is not the end of a chain.
    pub fn issues(&self, number: usize) -> bool {
        let is_issuer = || {
            let in_store = self.all.get(number).is_some_and(|it| it.used == "issuer");
            in_store && self.issuers_of(number).all(|issuer| self.chains.same(issuer, number))
        };
        self.issued.contains(&number) || is_issuer()
    }

    /// Whether it is in use: no certification authority's, or in the chain of one that is, among those outside of store Rejected.
    pub fn is_in_chain(&self, number: usize) -> bool {
        // What is only described is in use, too.
        let is_described = self.all.get(number).is_some_and(|it| it.known.der.is_none());
        is_described || self.in_chain.contains(&number)
    }

    /// Whether it is only the description of one that is there as such.
    pub fn is_described(&self, number: usize) -> bool {
        let is_there = |(other, it): (usize, &Certificate)| it.known.der.is_some() && self.same(number, other);
        self.all.get(number).is_some_and(|it| it.known.der.is_none()) && self.all.iter().enumerate().any(is_there)
    }

    /// Whether the certificates of the Backend Trust Store are there as such.
    pub fn has_backend_certificates(&self) -> bool {
        self.all.iter().any(|it| it.used == "backend-trust" && it.known.der.is_some())
    }

    /// Whether two are one certificate.
    pub fn same(&self, one: usize, other: usize) -> bool {
        self.chains.same(one, other)
    }
}

impl Certificates {
    /// The server certificate of a Production Connector, or why nobody knows which it is.
    pub fn server(&self, system: usize) -> Result<(&OfSite, &Certificate), &'static str> {
        let of_site = self.of_site(system).ok_or(NO_SERVER_CERTIFICATE)?;
        Ok((of_site, of_site.all.get(of_site.server?).ok_or(NO_SERVER_CERTIFICATE)?))
    }

    /// The system certificate of a Cloud Connector, if it is there as such.
    pub fn system(&self, system: usize) -> Option<(&OfSite, &Certificate)> {
        let of_site = self.of_site(system)?;
        Some((of_site, of_site.all.get(of_site.system?)?))
    }

    /// The hosts that the server certificate names.
    pub fn server_names(&self, sites: &[Site], system: usize) -> Vec<String> {
        let found = self.server(system).ok().zip(sites.get(system));
        found.map_or_else(Vec::new, |((_, server), site)| server.names(site))
    }
}

/// Finds out across systems who issued another one, and who is in the chain of one in use: what lies in the stores of a Production
/// Connector issues certificates of Cloud Connectors.
fn follow(of_sites: &mut [Option<OfSite>]) {
    let all = || of_sites.iter().flatten().flat_map(|of_site| &of_site.all).filter(|it| it.known.der.is_some());
    let chains = Chains::of(all().map(|it| it.known.clone()).collect());
    let sha256 = |number: usize| chains.get(number).and_then(|known| known.sha256.clone());
    let (mut issued, mut in_chain) = (BTreeSet::new(), BTreeSet::new());
    for (number, certificate) in all().enumerate() {
        let issuers = chains.issuers(number).into_iter().map(|(issuer, _)| issuer);
        issued.extend(issuers.filter(|issuer| !chains.same(*issuer, number)).filter_map(sha256));
        if certificate.known.ca != Some(true) && certificate.used != "rejected" {
            in_chain.extend(chains.chain(number).path.into_iter().filter_map(sha256));
        }
    }
    for of_site in of_sites.iter_mut().flatten() {
        for (number, certificate) in of_site.all.iter().enumerate() {
            let is_in = |some: &BTreeSet<String>| certificate.known.sha256.as_ref().is_some_and(|it| some.contains(it));
            if is_in(&issued) {
                of_site.issued.insert(number);
            }
            if is_in(&in_chain) && certificate.used != "rejected" {
                of_site.in_chain.insert(number);
            }
        }
    }
}

/// A certificate with those above it, and where that ends.
pub(super) struct Path {
    pub links: Vec<Known>,
    pub end: End,
}

/// The chain of a certificate among others.
pub(super) fn path_among<'k>(own: &'k Known, others: impl Iterator<Item = &'k Known>) -> Path {
    let pool: Vec<Known> = std::iter::once(own).chain(others).cloned().collect();
    let Chain { path, end, .. } = Chains::of(pool.clone()).chain(0);
    Path { links: path.into_iter().filter_map(|link| pool.get(link).cloned()).collect(), end }
}

fn use_of_file(record: In<'_>) -> &'static str {
    let word = |name: &str| match record.field(name).value {
        Value::Text(text) => {
            super::fields::USES.iter().copied().find(|known| known.as_bytes().eq_ignore_ascii_case(&text))
        }
        _ => None,
    };
    word("store").or_else(|| word("use")).unwrap_or("file")
}

fn use_of_answer(record: In<'_>) -> &'static str {
    match record.text("about").unwrap_or_default() {
        "system-certificate" => "system-certificate",
        "ca-certificate" => "ca-certificate",
        "ui-certificate" => "ui-certificate",
        "subaccount-certificate" | "subaccount" | "subaccounts" => "subaccount-certificate",
        "trust-store" => "backend-trust",
        _ => "monitoring",
    }
}

/// The store that a certificate lies in, for people, with the product's folder where that is told: it has three names.
pub(super) fn store_of(record: Option<In<'_>>, used: &str) -> String {
    match record.and_then(|record| record.text("store-of")) {
        Some(product) => format!("{product}\\CertificateStores\\{}", place_of(used)),
        None => place_of(used).to_owned(),
    }
}

/// What a certificate is for, where the monitoring tells it by a word of its own.
pub(super) fn told_use(used: &'static str, record: In<'_>) -> &'static str {
    match (used, record.text("certificate-type").unwrap_or_default().to_ascii_lowercase().as_str()) {
        ("monitoring", "ui") => "ui-certificate",
        ("monitoring", "system") => "system-certificate",
        ("monitoring", "ca") => "ca-certificate",
        ("monitoring", "subaccount") => "subaccount-certificate",
        _ => used,
    }
}

/// Where a certificate is renewed: menus of the Cloud Connector and of the Production Connector (connectors.md b.1).
pub(super) fn renewed_at(used: &str) -> &'static str {
    match used {
        "system-certificate" | "chain" => "Configuration, On Premises, System Certificate",
        "ca-certificate" => "Configuration, On Premises, CA Certificate",
        "ui-certificate" => "Configuration, User Interface, UI Certificate",
        "subaccount-certificate" => "Subaccount > More > Certificate > Renew",
        "backend-trust" => "Configuration, On Premises, Backend Trust Store, once its owner has a new one",
        "server-certificate" | "windows" => "Control Center, Server Security Settings",
        "trusted" | "issuer" | "rejected" => "its owner renews it, and you copy it into the store",
        _ => "where it is in use",
    }
}

/// What a certificate is called where it lies, for people.
pub(super) fn place_of(used: &str) -> &'static str {
    match used {
        "server-certificate" => "server certificate of the Production Connector",
        "system-certificate" => "system certificate of the Cloud Connector",
        "ca-certificate" => "CA certificate of the Cloud Connector for principal propagation",
        "ui-certificate" => "UI certificate of the Cloud Connector",
        "subaccount-certificate" => "subaccount certificate of the Cloud Connector",
        "backend-trust" => "Backend Trust Store of the Cloud Connector",
        "trusted" => "CloudServicesHost\\Trusted\\certs",
        "issuer" => "CloudServicesHost\\Issuer\\certs",
        "rejected" => "CloudServicesHost\\Rejected\\certs",
        "windows" => "Local Computer > Personal",
        "chain" => "chain beside a certificate of the Cloud Connector",
        "monitoring" => "a certificate of the Cloud Connector",
        _ => "a file of its own",
    }
}
