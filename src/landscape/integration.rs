//! What somebody says of how an ERP or CRM system is tied to SAP Cloud for Customer through SAP Cloud Integration: that which no export
//! tells (connectors.md, a.14).
//!
//! How configuration writes it, and which files are which certificates, is for `config`.

use serde::{Deserialize, Serialize};

/// What is said of the integration of a system; nothing is said of what is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Integration {
    /// What stands between Cloud Integration and the system.
    pub reverse_proxy: Option<ReverseProxy>,
    /// Where the Cloud Integration tenant runs.
    pub environment: Option<Environment>,
    /// The user as which Cloud Integration logs on to the system: the one that its client certificate is mapped to.
    pub user: Option<String>,
    /// The roles (transaction PFCG) that this user must have.
    pub roles: Option<Vec<String>>,
}

impl Integration {
    /// What is said of one system, where `all` is said of all of them: it counts where nothing else is said.
    pub fn or(self, all: &Self) -> Self {
        Self {
            reverse_proxy: self.reverse_proxy.or(all.reverse_proxy),
            environment: self.environment.or(all.environment),
            user: self.user.or_else(|| all.user.clone()),
            roles: self.roles.or_else(|| all.roles.clone()),
        }
    }
}

/// What calls of Cloud Integration pass before they come to the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReverseProxy {
    /// SAP Web Dispatcher.
    WebDispatcher,
    /// Another one, such as a Cloud Connector or a product that is not SAP's.
    Other,
    /// Nothing: they come to the system itself.
    None,
}

impl ReverseProxy {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::WebDispatcher, Self::Other, Self::None];

    /// The word in configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::WebDispatcher => "web-dispatcher",
            Self::Other => "other",
            Self::None => "none",
        }
    }
}

/// Where a Cloud Integration tenant runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// SAP BTP, Cloud Foundry: senders are known by service keys.
    CloudFoundry,
    /// SAP BTP, Neo: senders are known by certificate-to-user mappings.
    Neo,
}

impl Environment {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::CloudFoundry, Self::Neo];

    /// The word in configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::CloudFoundry => "cloud-foundry",
            Self::Neo => "neo",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_system_goes_before_what_is_said_of_all_key_by_key() {
        let all = Integration {
            reverse_proxy: Some(ReverseProxy::WebDispatcher),
            environment: Some(Environment::Neo),
            user: Some("CODINTG".to_owned()),
            roles: Some(vec!["Z_ALL".to_owned()]),
        };
        let own = Integration {
            reverse_proxy: Some(ReverseProxy::None),
            roles: Some(vec!["Z_OWN".to_owned()]),
            ..Integration::default()
        };
        let both = own.clone().or(&all);
        assert_eq!((both.reverse_proxy, both.environment), (Some(ReverseProxy::None), Some(Environment::Neo)));
        assert_eq!((both.user.as_deref(), &both.roles), (Some("CODINTG"), &own.roles));
        assert_eq!(Integration::default().or(&all), all);
    }

    #[test]
    fn serde_and_configuration_use_the_same_words() {
        for proxy in ReverseProxy::ALL {
            assert_eq!(serde_json::to_string(&proxy).unwrap(), format!("\"{}\"", proxy.name()));
        }
        for environment in Environment::ALL {
            assert_eq!(serde_json::to_string(&environment).unwrap(), format!("\"{}\"", environment.name()));
        }
    }
}
