//! One system, with what its files tell of the parties of an integration: the ABAP system, a reverse proxy, Cloud Integration, and
//! SAP Cloud for Customer.

use crate::landscape::chains::Known;
use crate::landscape::derived::OfSystem;
use crate::landscape::derived::records::{Files, In, Ref};
use crate::landscape::integration::Integration;
use crate::landscape::{Role, Tier};

use super::fields::{RECORD_FIELDS, USES};
use super::parameters::{OfParameters, Parameters};

/// One of the parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Party {
    /// SAP ERP or SAP CRM.
    Abap,
    /// What stands between the Internet and it.
    Proxy,
    /// SAP Cloud Integration.
    CloudIntegration,
    /// SAP Cloud for Customer.
    CloudForCustomer,
}

/// A certificate, and what it is for.
#[derive(Debug)]
pub(super) struct Certificate {
    pub at: Ref,
    /// A word of [`USES`].
    pub used: &'static str,
    /// The PSE that it is of.
    pub pse: Option<String>,
    pub known: Known,
}

/// One system.
#[derive(Debug)]
pub(super) struct Site {
    pub name: String,
    pub tier: Option<Tier>,
    /// Its role is that of an integration.
    pub is_integration: bool,
    pub integration: Integration,
    pub files: Files,
    pub certificates: Vec<Certificate>,
    pub parameters: Parameters,
}

impl Site {
    pub fn of(of: &OfSystem<'_>) -> Self {
        let profiles = of.collected.each().map(|(index, path, kept): (_, _, &OfParameters)| (index, path, kept.rows()));
        let files = Files::of_each(of.collected.each().chain(profiles), &RECORD_FIELDS);
        let is_integration = of.role == Role::Integration;
        // Of others nothing follows but what their Cloud Connectors are called by.
        let parameters = if is_integration { Parameters::of(&of.collected, &files) } else { Parameters::default() };
        // What a Web Dispatcher alone has is no ABAP system's.
        let is_dispatcher = parameters.has_dispatcher() && !parameters.has_abap();
        let certificates = if is_integration { certificates(&files, is_dispatcher) } else { Vec::new() };
        Self {
            name: of.system.name.clone(),
            tier: of.system.tier,
            is_integration,
            integration: of.system.integration.clone(),
            files,
            certificates,
            parameters,
        }
    }

    /// Whether any file of it is of this party.
    pub fn has(&self, party: Party) -> bool {
        let kinds: &[&str] = match party {
            Party::Abap => {
                &["certificate-mappings", "users", "role-assignments", "rfc-destinations", "components", "kernel"]
            }
            Party::CloudIntegration => &["keystore", "service-keys", "integration-flow"],
            Party::Proxy | Party::CloudForCustomer => &[],
        };
        let is_of = |certificate: &Certificate| party_of(certificate.used) == Some(party);
        kinds.iter().any(|kind| self.files.has(kind))
            || self.certificates.iter().any(is_of)
            || match party {
                Party::Abap => {
                    self.parameters.has_abap() || (self.files.has("trust-store") && !self.parameters.has_dispatcher())
                }
                Party::Proxy => self.parameters.has_dispatcher(),
                _ => false,
            }
    }

    /// The place for what nobody exported: the best row of this party, or any.
    pub fn anchor(&self, kinds: &[&'static str]) -> Option<Ref> {
        let any = self.files.paths().map(|(_, kind)| kind);
        let mut all = kinds.iter().copied().chain(any);
        all.find_map(|kind| self.files.heading(kind))
    }

    /// The record at a place.
    pub fn at(&self, at: Ref) -> Option<In<'_>> {
        self.files.at(at)
    }
}

/// The party that a certificate is for or lies at.
fn party_of(used: &str) -> Option<Party> {
    Some(match used {
        "erp-client" | "erp-server" => Party::Abap,
        "proxy-client" | "proxy-server" | "proxy-trust" => Party::Proxy,
        "ci-client" | "ci-server" => Party::CloudIntegration,
        "c4c-client" | "c4c-inbound" | "c4c-trust-list" => Party::CloudForCustomer,
        _ => return None,
    })
}

fn certificates(files: &Files, is_dispatcher: bool) -> Vec<Certificate> {
    let mut all = Vec::new();
    let mut add = |at: Ref, record: In<'_>, used: &'static str| {
        if record.text("subject").is_some() {
            let pse = record.text("pse").map(str::to_owned);
            all.push(Certificate { at, used, pse, known: record.certificate() });
        }
    };
    for (at, record) in files.of_export("certificate") {
        let told = record.text("use");
        let used = told.and_then(|told| USES.iter().copied().find(|known| known.eq_ignore_ascii_case(told)));
        // What lies in a store of another product is not of this.
        if record.text("store").is_none() && (told.is_none() || used.is_some()) {
            add(at, record, used.unwrap_or("file"));
        }
    }
    for (at, record) in files.of_export("trust-store") {
        let used = match (record.text("entry"), record.text("pse")) {
            (Some("own"), Some("DFAULT")) if is_dispatcher => "proxy-client",
            (Some("own"), Some("SSLS")) if is_dispatcher => "proxy-server",
            (Some("trusted"), Some("SSLS")) if is_dispatcher => "proxy-trust",
            (Some("own"), Some("DFAULT")) => "own-client",
            (Some("own"), Some("SSLS")) => "own-server",
            (Some("own"), _) => "own",
            (Some("trusted"), _) => "list",
            (Some("chain"), _) => "file",
            _ => continue,
        };
        add(at, record, of_proxy(record.path, used).unwrap_or(used));
    }
    for (at, record) in files.of_export("keystore") {
        match (record.text("record"), record.text("entry-kind")) {
            (Some("entry"), Some("key-pair")) => add(at, record, "key-pair"),
            (Some("entry"), _) => add(at, record, "keystore"),
            (Some("chain"), _) => add(at, record, "file"),
            _ => {}
        }
    }
    for (at, record) in files.of_export("service-keys") {
        // What was entered to create a key does not prove that there is one.
        let is_entered = record.text("source") == Some("key-parameters");
        if matches!(record.text("record"), Some("key" | "certificate")) && !is_entered {
            add(at, record, "service-key");
        }
    }
    for (at, record) in files.of_export("certificate-mappings") {
        if record.text("record") == Some("tenant") {
            add(at, record, "tenant-mapping");
        }
    }
    all
}

/// What an entry of a PSE is for that lies in a folder named after the reverse proxy: sapgenpse of a Web Dispatcher writes as that of an
/// ABAP system does.
fn of_proxy(path: &str, used: &str) -> Option<&'static str> {
    let used = if used.starts_with("own") { "own" } else { used };
    folders(path).find_map(|folder| match (folder.as_str(), used) {
        ("proxytrust", "list") => Some("proxy-trust"),
        ("proxyserver" | "proxytrust", "own") => Some("proxy-server"),
        ("proxyclient", "own") => Some("proxy-client"),
        ("proxyserver" | "proxyclient", _) => Some("file"),
        _ => None,
    })
}

/// The letters and digits of the folders of a path, the nearest first, in small letters.
pub(super) fn folders(path: &str) -> impl Iterator<Item = String> {
    path.rsplit('/').skip(1).map(|folder| {
        folder.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    })
}
