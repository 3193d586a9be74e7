//! Systems: what is known of one before its files are read.

use super::integration::Integration;
use super::role::{Role, Tier};
use crate::policy::checks::SystemKind;

/// What is known of a system before its files are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Name, from configuration or the folder.
    pub name: String,
    /// Role, if configuration gives it.
    pub role: Option<Role>,
    /// Tier, if configuration gives it.
    pub tier: Option<Tier>,
    /// What it is technically, if configuration gives it.
    pub kind: Option<SystemKind>,
    /// The technical communication user, if configuration gives it.
    pub technical_user: Option<String>,
    /// The host it runs on, if configuration gives it: what a certificate of a Cloud Connector must name.
    pub host: Option<String>,
    /// What configuration says of its integration with Cloud for Customer.
    pub integration: Integration,
    /// It is reported even if none of its files is an export: somebody said that there is such a system.
    pub expected: bool,
}

impl System {
    /// A system of which only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            role: None,
            tier: None,
            kind: None,
            technical_user: None,
            host: None,
            integration: Integration::default(),
            expected: false,
        }
    }
}
