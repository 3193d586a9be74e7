//! What a system is for (role) and how much depends on it (tier).

use serde::{Deserialize, Serialize};

use crate::packing::packed_as_one_of;

/// What a system is for; rules name the roles that they apply to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// SAP Solution Manager 7.2.
    SolutionManager,
    /// SAP Focused Run.
    FocusedRun,
    /// ABAP system that connects to the support backbone itself.
    AbapDirect,
    /// ABAP system that sends its data through SAP Solution Manager or SAP Focused Run.
    AbapManaged,
    /// SAP Cloud Connector.
    CloudConnector,
    /// SAP Digital Manufacturing production connector.
    ProductionConnector,
    /// ERP or CRM system that exchanges data with SAP Cloud for Customer through SAP Cloud Integration.
    Integration,
}

packed_as_one_of!(Role, Role::ALL);

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::SolutionManager,
        Self::FocusedRun,
        Self::AbapDirect,
        Self::AbapManaged,
        Self::CloudConnector,
        Self::ProductionConnector,
        Self::Integration,
    ];

    /// The word in reports, rules and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::SolutionManager => "solution-manager",
            Self::FocusedRun => "focused-run",
            Self::AbapDirect => "abap-direct",
            Self::AbapManaged => "abap-managed",
            Self::CloudConnector => "cloud-connector",
            Self::ProductionConnector => "production-connector",
            Self::Integration => "integration",
        }
    }

    /// What a system of it is, in a sentence for administrators.
    pub fn about(self) -> &'static str {
        match self {
            Self::SolutionManager => {
                "SAP Solution Manager 7.2, which sends for itself and for the systems that it manages."
            }
            Self::FocusedRun => "SAP Focused Run.",
            Self::AbapDirect => "An ABAP system that reaches SAP's support backbone itself.",
            Self::AbapManaged => {
                "An ABAP system that sends its data through SAP Solution Manager or SAP Focused Run. No export tells that: write it down."
            }
            Self::CloudConnector => "An SAP Cloud Connector.",
            Self::ProductionConnector => "A Production Connector of SAP Digital Manufacturing.",
            Self::Integration => {
                "An ERP or CRM system that exchanges data with SAP Cloud for Customer through SAP Cloud Integration."
            }
        }
    }

    /// The role of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// How much depends on a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Productive use.
    Production,
    /// Tests before production.
    Quality,
    /// Development and customizing.
    Development,
    /// Trial: HTTPS is not mandatory there.
    Sandbox,
}

impl Tier {
    /// Every tier.
    pub const ALL: [Self; 4] = [Self::Production, Self::Quality, Self::Development, Self::Sandbox];

    /// The word in reports, rules and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Quality => "quality",
            Self::Development => "development",
            Self::Sandbox => "sandbox",
        }
    }

    /// What is asked of a system of it, in a sentence for administrators.
    pub fn about(self) -> &'static str {
        match self {
            Self::Production => "Productive use. What matters only where SAP Notes are downloaded is a note here.",
            Self::Quality => "Tests before production.",
            Self::Development => "Development and Customizing.",
            Self::Sandbox => "Trial; SAP's documents ask for less here.",
        }
    }

    /// The tier of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_and_reports_use_the_same_words() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.name()));
            assert_eq!(Role::by_name(role.name()), Some(role));
        }
        for tier in Tier::ALL {
            assert_eq!(serde_json::to_string(&tier).unwrap(), format!("\"{}\"", tier.name()));
            assert_eq!(Tier::by_name(tier.name()), Some(tier));
        }
        assert_eq!(Role::by_name("Solution-Manager"), None);
    }
}
