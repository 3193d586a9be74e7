//! `[integration]`, which holds for all systems, and `[system.integration]`, which goes before it.

use globset::GlobSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::integration::IntegrationConfig;
use super::{Reader, Word};
use crate::export::certificates::PURPOSES;
use crate::landscape::integration::{Environment, Integration, ReverseProxy};

/// Headers of `[integration]` and of the section within it.
pub(super) const OF_ALL: [&str; 2] = ["[integration]", "[integration.certificates]"];
/// The same below `[[system]]`.
pub(super) const OF_SYSTEM: [&str; 2] = ["[system.integration]", "[system.integration.certificates]"];
const KEYS: &[&str] = &["reverse-proxy", "environment", "user", "roles", "certificates"];

impl Reader<'_> {
    /// The section in a table, and the one within it, with these headers.
    pub(super) fn integration(
        &mut self,
        around: &DeTable<'_>,
        [header, certificates]: [&'static str; 2],
    ) -> IntegrationConfig {
        let Some(section) = self.table(around, "integration", header) else { return IntegrationConfig::default() };
        self.unknown_keys(section.table, KEYS);
        let said = Integration {
            reverse_proxy: self.choice(&section, "reverse-proxy", &ReverseProxy::ALL, ReverseProxy::name),
            environment: self.choice(&section, "environment", &Environment::ALL, Environment::name),
            user: self.word(&section, "user").map(|user| user.text.trim().to_owned()),
            roles: section.get("roles").and_then(|roles| self.roles(roles)),
        };
        IntegrationConfig { said, certificates: self.certificates(section.table, certificates) }
    }

    fn roles(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Vec<String>> {
        let example = "[\"SAP_SD_COD_INTEGRATION\"]";
        let help = format!("name the roles that the user must have: roles = {example}");
        let mut roles = Vec::new();
        for Word { text, place } in self.texts("roles", "roles", example, &help, value)? {
            match text.trim() {
                "" => self.complaints.push(self.at(place, "this role has no name").help(help.as_str())),
                role => roles.push(role.to_owned()),
            }
        }
        Some(roles)
    }

    fn certificates(&mut self, around: &DeTable<'_>, header: &'static str) -> Vec<(&'static str, GlobSet)> {
        let Some(section) = self.table(around, "certificates", header) else { return Vec::new() };
        self.unknown_keys(section.table, PURPOSES);
        let mut certificates = Vec::new();
        for purpose in PURPOSES {
            let Some(value) = section.get(purpose) else { continue };
            let help = format!("say which files: {purpose} = [\"prd/{purpose}/**\"]");
            certificates.extend(self.patterns(purpose, &help, value).map(|(files, _)| (*purpose, files)));
        }
        certificates
    }
}
