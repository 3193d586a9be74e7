//! A Cloud Connector, as its REST answers or its backup tell: subaccounts, system mappings with their resources, trust, certificates.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::kept::In;
use super::reasons::{MAPPINGS_NOT_WHOLE, MAPPINGS_UNPLACED, NO_MAPPINGS, NO_RESOURCES, NO_SUBACCOUNTS};
use super::site::{Files, Ref};

/// What is known of a Cloud Connector.
#[derive(Debug, Default)]
pub(super) struct Cloud {
    /// The place for what is missing.
    pub anchor: Option<Ref>,
    pub version: Option<Ref>,
    /// By region and ID.
    pub subaccounts: Vec<Subaccount>,
    pub mappings: Vec<Mapping>,
    pub trust_store: Option<Ref>,
    /// Certificates of the Backend Trust Store, of which only names are known.
    pub trusted: Vec<Ref>,
    /// The answer for the system certificate, or the error in its place.
    pub system_certificate: Option<Ref>,
    pub no_system_certificate: Option<Ref>,
    pub proxy: Option<Ref>,
    /// What tells of a backup as a whole.
    pub backup: Option<Ref>,
    /// The monitoring told the end of validity of every certificate.
    pub is_monitored: bool,
    /// Records of certificates of every kind.
    pub certificates: Vec<Ref>,
    /// Why not all system mappings are known, and where to say so.
    pub gaps: Vec<(Ref, &'static str)>,
}

/// A subaccount.
#[derive(Debug)]
pub(super) struct Subaccount {
    pub region: String,
    pub id: String,
    /// What tells of it: of these the first is the best place.
    pub told: Vec<Ref>,
    /// Its mappings were exported.
    answered: bool,
}

/// A system mapping.
#[derive(Debug)]
pub(super) struct Mapping {
    pub at: Ref,
    /// Index of its subaccount.
    pub subaccount: usize,
    pub resources: Vec<Ref>,
    /// The list of its resources, if there is one; whether it is whole.
    pub list: Option<(Ref, bool)>,
}

type Key = (usize, String, String);

impl Cloud {
    pub fn of(files: &Files) -> Self {
        let mut cloud = Self { anchor: files.first("cloud-connector"), ..Self::default() };
        let mut sorting = Sorting::default();
        for (at, record) in files.of_export("cloud-connector") {
            sorting.take(&mut cloud, at, record);
        }
        sorting.finish(&mut cloud, files);
        cloud
    }

    /// The version as text.
    pub fn version<'m>(&self, files: &'m Files) -> Option<&'m str> {
        files.at(self.version?)?.text("version")
    }

    /// The places of subaccounts of whose certificate nothing is told.
    pub fn without_certificate(&self, files: &Files) -> impl Iterator<Item = Ref> {
        let told = self.certificates.iter().filter_map(|at| files.at(*at));
        let told: HashSet<&str> = told.filter_map(|record| record.text("subaccount")).collect();
        let without = self.subaccounts.iter().filter(move |subaccount| !told.contains(subaccount.id.as_str()));
        without.filter_map(|subaccount| subaccount.told.first().copied().or(self.anchor))
    }

    /// Why the resources of a mapping are not known, if they are not.
    pub fn lacks_resources(mapping: &Mapping, record: In<'_>) -> Option<&'static str> {
        let none_enabled = record.number("total-resources") == Some(0);
        match mapping.list {
            Some((_, true)) => None,
            _ if none_enabled => None,
            _ if !mapping.resources.is_empty() && mapping.list.is_none() => None,
            _ => Some(NO_RESOURCES),
        }
    }
}

/// Sorts records while they come.
#[derive(Default)]
struct Sorting {
    subaccounts: BTreeMap<(String, String), usize>,
    mappings: HashMap<Key, (usize, usize)>,
    resources: Vec<(Key, Ref)>,
    lists: Vec<(Key, Ref, bool)>,
    has_list: bool,
}

impl Sorting {
    /// The subaccount that a record is of; none if the record does not tell.
    fn subaccount(&mut self, cloud: &mut Cloud, record: In<'_>) -> Option<usize> {
        let key = (record.text("region")?.to_ascii_lowercase(), record.text("subaccount")?.to_owned());
        Some(*self.subaccounts.entry(key).or_insert_with_key(|(region, id)| {
            let (region, id) = (region.clone(), id.clone());
            cloud.subaccounts.push(Subaccount { region, id, told: Vec::new(), answered: false });
            cloud.subaccounts.len() - 1
        }))
    }

    fn take(&mut self, cloud: &mut Cloud, at: Ref, record: In<'_>) {
        let about = record.text("about").unwrap_or_default();
        match record.text("record").unwrap_or_default() {
            "version" => cloud.version = cloud.version.or(Some(at)),
            "subaccount" | "corrupted" => {
                if let Some(subaccount) = self.subaccount(cloud, record) {
                    cloud.subaccounts[subaccount].told.push(at);
                }
            }
            "mapping" => self.mapping(cloud, at, record),
            "resource" => self.resource(cloud, at, record),
            "trust-store" => cloud.trust_store = cloud.trust_store.or(Some(at)),
            "proxy" => cloud.proxy = cloud.proxy.or(Some(at)),
            "certificate" => {
                match about {
                    "system-certificate" => cloud.system_certificate = cloud.system_certificate.or(Some(at)),
                    "trust-store" => cloud.trusted.push(at),
                    _ => {}
                }
                cloud.certificates.push(at);
            }
            "error" if about == "system-certificate" && record.text("error-type") == Some("NOT_FOUND") => {
                cloud.no_system_certificate = cloud.no_system_certificate.or(Some(at));
            }
            "answer" => self.answer(cloud, at, record, about),
            _ => {}
        }
    }

    fn answer(&mut self, cloud: &mut Cloud, at: Ref, record: In<'_>, about: &str) {
        match about {
            "monitoring-certificates" => cloud.is_monitored |= record.file.whole,
            "subaccounts" => self.has_list |= record.file.whole,
            "mappings" => match self.subaccount(cloud, record) {
                Some(_) if !record.file.whole => cloud.gaps.push((at, MAPPINGS_NOT_WHOLE)),
                Some(subaccount) => cloud.subaccounts[subaccount].answered = true,
                None => cloud.gaps.push((at, MAPPINGS_UNPLACED)),
            },
            "backup" if record.text("region").is_none() => {
                self.has_list = true;
                cloud.backup = cloud.backup.or(Some(at));
            }
            "resources" => {
                if let Some(key) = self.key(cloud, record) {
                    self.lists.push((key, at, record.file.whole));
                }
            }
            _ => {}
        }
    }

    /// Subaccount, virtual host and port of a record.
    fn key(&mut self, cloud: &mut Cloud, record: In<'_>) -> Option<Key> {
        let subaccount = self.subaccount(cloud, record)?;
        let host = record.text("virtual-host")?.to_ascii_lowercase();
        Some((subaccount, host, record.text("virtual-port")?.to_owned()))
    }

    /// One that two files tell of is one; one that stands twice in a list is two.
    fn mapping(&mut self, cloud: &mut Cloud, at: Ref, record: In<'_>) {
        let Some(key) = self.key(cloud, record) else { return };
        let subaccount = key.0;
        if self.mappings.get(&key).is_some_and(|(_, index)| *index != record.index) {
            return;
        }
        self.mappings.entry(key).or_insert((cloud.mappings.len(), record.index));
        cloud.mappings.push(Mapping { at, subaccount, resources: Vec::new(), list: None });
    }

    fn resource(&mut self, cloud: &mut Cloud, at: Ref, record: In<'_>) {
        if let Some(key) = self.key(cloud, record) {
            self.resources.push((key, at));
        }
    }

    fn finish(self, cloud: &mut Cloud, files: &Files) {
        for (key, at, whole) in self.lists {
            if let Some((mapping, _)) = self.mappings.get(&key) {
                let mapping = &mut cloud.mappings[*mapping];
                mapping.list = mapping.list.or(Some((at, whole)));
            }
        }
        for (key, at) in self.resources {
            if let Some((mapping, _)) = self.mappings.get(&key) {
                cloud.mappings[*mapping].resources.push(at);
            }
        }
        for mapping in &cloud.mappings {
            cloud.subaccounts[mapping.subaccount].answered = true;
        }
        for subaccount in &cloud.subaccounts {
            if let (false, Some(at)) = (subaccount.answered, subaccount.told.first().copied().or(cloud.anchor)) {
                cloud.gaps.push((at, NO_MAPPINGS));
            }
        }
        if let (false, Some(at)) = (self.has_list, cloud.anchor) {
            cloud.gaps.push((at, NO_SUBACCOUNTS));
        }
        cloud.gaps.retain(|(at, _)| files.at(*at).is_some());
    }
}
