//! A Cloud Connector, as its REST answers or its backup tell: subaccounts, system mappings with their resources, trust, certificates.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::reasons::{ANSWER_IS_ERROR, MAPPINGS_NOT_WHOLE, MAPPINGS_UNPLACED, NO_MAPPINGS, NO_SUBACCOUNTS};
use crate::landscape::derived::records::In;
use crate::landscape::derived::records::{Files, Ref};

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
    /// The answer for the system certificate, or the error in its place.
    pub system_certificate: Option<Ref>,
    pub no_system_certificate: Option<Ref>,
    pub proxy: Option<Ref>,
    /// The list of all subaccounts is there.
    pub is_listed: bool,
    /// Answers that are errors: what they are about.
    errors: Vec<(String, Ref)>,
    /// It is the shadow of another Cloud Connector, which has the same settings.
    pub is_shadow: bool,
    /// Settings of the audit log: those of the Cloud Connector, and by subaccount.
    pub audit: Option<Ref>,
    pub audit_of: HashMap<usize, Ref>,
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
    /// Numbers of its mappings.
    pub mappings: Vec<usize>,
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
            sorting.take(&mut cloud, at, record, files);
        }
        sorting.finish(&mut cloud);
        cloud
    }

    /// The first system mapping of a subaccount.
    pub fn first_mapping(&self, subaccount: &Subaccount) -> Option<Ref> {
        Some(self.mappings.get(*subaccount.mappings.first()?)?.at)
    }

    /// Whether an answer is an error, and what it is about.
    pub fn error_about(&self, about: &str) -> Option<Ref> {
        self.errors.iter().find(|(own, _)| own == about).map(|(_, at)| *at)
    }

    /// The version as text.
    pub fn version<'m>(&self, files: &'m Files) -> Option<&'m str> {
        files.at(self.version?)?.text("version")
    }

    /// The places of subaccounts of whose certificate nothing is told.
    pub fn without_certificate(&self, files: &Files) -> impl Iterator<Item = Ref> {
        let told = self.certificates.iter().filter_map(|at| files.at(*at));
        let told: HashSet<&str> = told.filter_map(|record| record.text("subaccount")).collect();
        let is_told = move |id: &str| told.iter().any(|told| told.eq_ignore_ascii_case(id));
        let without = self.subaccounts.iter().filter(move |subaccount| !is_told(&subaccount.id));
        without.filter_map(|subaccount| subaccount.told.first().copied().or(self.anchor))
    }
}

impl Mapping {
    /// Whether all its resources are known; `record` is its own.
    pub fn has_resources(&self, record: In<'_>) -> bool {
        let is_told = match self.list {
            Some((_, is_whole)) => is_whole,
            None => !self.resources.is_empty(),
        };
        is_told || record.number("total-resources") == Some(0)
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
        // An ID is written in capitals here and in small letters there.
        let key = (record.text("region")?.to_ascii_lowercase(), record.text("subaccount")?.to_ascii_lowercase());
        Some(*self.subaccounts.entry(key).or_insert_with_key(|(region, id)| {
            let (region, id) = (region.clone(), id.clone());
            cloud.subaccounts.push(Subaccount { region, id, told: Vec::new(), mappings: Vec::new(), answered: false });
            cloud.subaccounts.len() - 1
        }))
    }

    fn take(&mut self, cloud: &mut Cloud, at: Ref, record: In<'_>, files: &Files) {
        let about = record.text("about").unwrap_or_default();
        match record.text("record").unwrap_or_default() {
            "version" => cloud.version = cloud.version.or(Some(at)),
            "subaccount" | "corrupted" => {
                if let Some(subaccount) = self.subaccount(cloud, record) {
                    cloud.subaccounts[subaccount].told.push(at);
                }
            }
            "mapping" => self.mapping(cloud, at, record, files),
            "resource" => self.resource(cloud, at, record),
            "trust-store" => cloud.trust_store = cloud.trust_store.or(Some(at)),
            "proxy" => cloud.proxy = cloud.proxy.or(Some(at)),
            "certificate" => {
                if about == "system-certificate" {
                    cloud.system_certificate = cloud.system_certificate.or(Some(at));
                }
                cloud.certificates.push(at);
            }
            "error" if about == "system-certificate" && record.text("error-type") == Some("NOT_FOUND") => {
                cloud.no_system_certificate = cloud.no_system_certificate.or(Some(at));
            }
            "error" => {
                // What was asked of one subaccount is known to be missing there.
                if let ("mappings", Some(subaccount)) = (about, self.subaccount(cloud, record)) {
                    cloud.subaccounts[subaccount].answered = true;
                    cloud.gaps.push((at, ANSWER_IS_ERROR));
                }
                cloud.errors.push((about.to_owned(), at));
            }
            "high-availability" => {
                cloud.is_shadow |= record.text("role").is_some_and(|role| role.eq_ignore_ascii_case("shadow"));
            }
            "audit" if record.text("subaccount").is_none() => cloud.audit = cloud.audit.or(Some(at)),
            "audit" => {
                if let Some(subaccount) = self.subaccount(cloud, record) {
                    cloud.audit_of.entry(subaccount).or_insert(at);
                }
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

    /// One that two files tell alike is one; one that stands twice in a list is two, and so is what two files tell in two ways.
    fn mapping(&mut self, cloud: &mut Cloud, at: Ref, record: In<'_>, files: &Files) {
        let Some(key) = self.key(cloud, record) else { return };
        let subaccount = key.0;
        let known = self.mappings.get(&key).filter(|(_, index)| *index != record.index);
        let known = known.and_then(|(number, _)| files.at(cloud.mappings.get(*number)?.at));
        let is_alike = |known: In<'_>| {
            ["local-host", "local-port", "protocol", "backend", "authentication"]
                .into_iter()
                .all(|field| known.text(field).zip(record.text(field)).is_none_or(|(one, other)| one == other))
        };
        if known.is_some_and(is_alike) {
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

    fn finish(self, cloud: &mut Cloud) {
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
        for (number, mapping) in cloud.mappings.iter().enumerate() {
            cloud.subaccounts[mapping.subaccount].mappings.push(number);
        }
        for subaccount in &cloud.subaccounts {
            let is_answered = subaccount.answered || !subaccount.mappings.is_empty();
            if let (false, Some(at)) = (is_answered, subaccount.told.first().copied().or(cloud.anchor)) {
                cloud.gaps.push((at, NO_MAPPINGS));
            }
        }
        match (self.has_list, cloud.error_about("subaccounts"), cloud.anchor) {
            (true, ..) | (false, None, None) => {}
            (false, Some(error), _) => cloud.gaps.push((error, ANSWER_IS_ERROR)),
            (false, None, Some(at)) => cloud.gaps.push((at, NO_SUBACCOUNTS)),
        }
        cloud.is_listed = self.has_list;
    }
}
