//! One system with what its files gave, sorted by what it is of: a Cloud Connector, a Production Connector, certificates.

use crate::landscape::System;
use crate::landscape::collect::Collected;
use crate::landscape::derived::records::{Files, In, Ref};

use super::cloud::Cloud;

use super::production::Production;

/// One system.
#[derive(Debug)]
pub(super) struct Site {
    pub name: String,
    /// The host that it runs on, if configuration gives it.
    pub host: Option<String>,
    pub files: Files,
    /// There are exports of a Cloud Connector.
    pub cloud: Option<Cloud>,
    /// There are exports of a Production Connector, or its stores.
    pub production: Option<Production>,
}

impl Site {
    pub fn of(system: &System, collected: &Collected<'_>) -> Self {
        let files = Files::of(collected, &super::fields::RECORD_FIELDS);
        let cloud = files.has("cloud-connector").then(|| Cloud::of(&files));
        let production = Production::of(&files, cloud.is_some());
        Self { name: system.name.clone(), host: system.host.clone(), files, cloud, production }
    }

    /// The record at a place, if there is one.
    pub fn at(&self, at: Option<Ref>) -> Option<In<'_>> {
        self.files.at(at?)
    }
}
