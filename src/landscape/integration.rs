//! What configuration says of an integration with SAP Cloud for Customer, table `[integration]`.

/// What configuration says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Integration {
    /// What stands between the Internet and the ABAP system; none if nobody says.
    pub reverse_proxy: Option<ReverseProxy>,
    /// Where Cloud Integration runs.
    pub environment: Option<Environment>,
    /// The user that the client certificate of Cloud Integration is mapped to.
    pub user: Option<String>,
    /// The roles that it must have.
    pub roles: Option<Vec<String>>,
}

/// What stands between the Internet and the ABAP system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReverseProxy {
    /// A Web Dispatcher.
    WebDispatcher,
    /// Something else.
    Other,
    /// Nothing.
    None,
}

/// Where Cloud Integration runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// Cloud Foundry.
    CloudFoundry,
    /// Neo.
    Neo,
}
