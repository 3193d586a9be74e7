//! A Production Connector, as its production-connector.toml and the copies of its certificate stores tell.

use crate::landscape::derived::records::{Files, Ref};

/// What is known of a Production Connector.
#[derive(Debug, Default)]
pub(super) struct Production {
    /// The place for what is missing.
    pub anchor: Option<Ref>,
    pub settings: Option<Ref>,
    pub users: Vec<Ref>,
    pub groups: Vec<Ref>,
    pub trusted: Vec<Ref>,
    pub issuers: Vec<Ref>,
    pub rejected: Vec<Ref>,
    /// Copies of the Windows store.
    pub windows: Vec<Ref>,
    /// Certificates outside of all stores.
    pub outside: Vec<Ref>,
    /// All three stores were copied, empty ones too.
    pub stores_complete: bool,
    /// Lines of a registry export.
    pub registry: Vec<Ref>,
}

impl Production {
    /// What the files tell; none if nothing speaks for a Production Connector. Certificates beside a Cloud Connector's answers are its
    /// own.
    pub fn of(files: &Files, is_cloud: bool) -> Option<Self> {
        let mut found = Self::default();
        for (at, record) in files.of_export("production-connector") {
            match record.text("record").unwrap_or_default() {
                "settings" => found.settings = found.settings.or(Some(at)),
                "user" => found.users.push(at),
                "user-group" => found.groups.push(at),
                _ => {}
            }
        }
        for (at, record) in files.of_export("certificate") {
            match record.text("store") {
                Some("trusted") => found.trusted.push(at),
                Some("issuer") => found.issuers.push(at),
                Some("rejected") => found.rejected.push(at),
                Some("windows") => found.windows.push(at),
                _ if record.text("use").is_none() => found.outside.push(at),
                _ => {}
            }
        }
        found.registry = files.of_export("windows-registry").map(|(at, _)| at).collect();
        let stores = [&found.trusted, &found.issuers, &found.rejected, &found.windows];
        let speaks = found.settings.is_some()
            || stores.iter().any(|store| !store.is_empty())
            || !found.registry.is_empty()
            || files.has("production-connector")
            || (!is_cloud && !found.outside.is_empty());
        if !speaks {
            return None;
        }
        let settings = found.settings.and_then(|at| files.at(at));
        found.stores_complete = settings.and_then(|settings| settings.flag("stores-complete")) == Some(true);
        let any = ["production-connector", "certificate", "windows-registry"];
        found.anchor = found.settings.or_else(|| any.iter().find_map(|kind| files.first(kind)));
        Some(found)
    }

    /// A store, whether it is there, and whether all of it is: an empty folder does not survive git or ZIP.
    pub fn is_known(&self, files: &Files, store: &[Ref]) -> bool {
        files.are_whole("certificate") && (!store.is_empty() || self.stores_complete)
    }
}
