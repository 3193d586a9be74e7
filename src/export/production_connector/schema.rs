//! The shape of `production-connector.toml`, for editors. The file is read by `keys`; a test holds the two together.

// Nobody reads a file into these.
#![allow(dead_code)]

use schemars::JsonSchema;

/// What no export of a Production Connector shows, for basislint.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ProductionConnectorFile {
    /// The settings. Leave out what you do not know.
    pub production_connector: SettingsTable,
}

/// Settings of a Production Connector.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SettingsTable {
    /// Its name in Configure Production Connectivity.
    pub name: Option<String>,
    /// Name of its computer, best the fully qualified domain name.
    pub host: Option<String>,
    /// Port of the cloud services: Control Center > Cloud Integration > Port Settings.
    pub port: Option<u16>,
    /// Version of Windows Server: `2022`.
    pub windows: Option<String>,
    /// Configure Production Connectivity, Virtual Host URL.
    pub virtual_url: Option<String>,
    /// Configure Production Connectivity, Internal Host URL.
    pub internal_url: Option<String>,
    /// Configure Production Connectivity > Cloud Connector; empty if the field there is empty.
    pub location_id: Option<String>,
    /// URL of the UAA service: Control Center > Cloud Integration > JWT Validation.
    pub uaa_url: Option<String>,
    /// Whether JWT Validation shows a public key.
    pub public_key: Option<bool>,
    /// Control Center > Proxy Settings; empty if there is no proxy.
    pub proxy: Option<String>,
    /// Control Center > Cloud Integration > Server Security Settings.
    pub revocation_check: Option<RevocationCheck>,
    /// Control Center > Cloud Integration > Server Security Settings.
    pub revocation_scope: Option<RevocationScope>,
    /// SHA-1 thumbprint of the server certificate in Server Security Settings.
    pub server_certificate_sha1: Option<String>,
    /// SHA-1 thumbprint of the Cloud to Production Connector Certificate in Configure Production Connectivity > Certificates.
    pub cloud_certificate_sha1: Option<String>,
    /// Whether the stores Trusted, Issuer and Rejected were all copied, empty ones too.
    pub stores_complete: Option<bool>,
    /// The administrator's ID at the identity provider and in SAP Digital Manufacturing.
    pub identity: Option<String>,
    /// Users: Control Center > Cloud Integration > User Configuration.
    #[schemars(default)]
    pub user: Vec<UserTable>,
    /// User groups: tab User Groups of the Production Connector.
    #[schemars(default)]
    pub user_group: Vec<UserGroupTable>,
}

/// How revoked certificates are looked for.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(crate) enum RevocationCheck {
    /// No Check on Revoked Certificates.
    None,
    /// Online.
    Online,
    /// Offline.
    Offline,
}

/// Which certificates are looked for.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(crate) enum RevocationScope {
    /// Check End Certificate Only.
    EndCertificate,
    /// The whole chain.
    Chain,
}

/// A user.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UserTable {
    /// ID of the user: the one of your identity provider.
    pub id: Option<String>,
    /// Roles of the user.
    pub roles: Option<Vec<String>>,
}

/// A user group.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UserGroupTable {
    /// Name of the group.
    pub name: Option<String>,
    /// Roles of the group.
    pub roles: Option<Vec<String>>,
}
