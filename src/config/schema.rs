//! The shape of `basislint.toml`, for editors. Files are read by `reader`, which says more about mistakes; tests hold the
//! two together.

// Nobody reads a file into these.
#![allow(dead_code)]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::finding::Severity;
use crate::landscape::integration::{Environment, ReverseProxy};
use crate::landscape::{Role, Tier};
use crate::policy::checks::SystemKind;
use crate::rule::Confidence;

/// Configuration of basislint, `basislint.toml`: systems, severities, suppressions.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ConfigFile {
    /// The day that dates are judged by: `2026-11-22`. Without it: today, or `--as-of`.
    pub as_of: Option<Day>,
    /// Folders with your own rules, relative to this file: `rules = ["our-rules/"]`. Or, in older files, what `rule` is.
    pub rules: Option<OwnRulesOrTables>,
    /// Security policies of SAP's that are evaluated as well: `sap-notes`, `sap-baseline`, or files and patterns relative to this file.
    #[schemars(length(min = 1))]
    pub policies: Option<Vec<String>>,
    /// How these are evaluated.
    pub policy: Option<PolicyTable>,
    /// Rules whose facts are less sure are left out.
    pub min_confidence: Option<Confidence>,
    /// Files that are left out, as patterns: `old/**`, or `*.bak` for any folder.
    #[schemars(length(min = 1))]
    pub exclude: Option<Vec<String>>,
    /// Reports that a check of all rules writes: `sarif=basislint.sarif`, relative to this file.
    #[schemars(length(min = 1))]
    pub output: Option<Vec<String>>,
    /// The systems; without any, folders tell them: see docs/folders.md.
    #[schemars(default)]
    pub system: Vec<SystemTable>,
    /// What files are, where their content cannot tell.
    #[schemars(default)]
    pub export: Vec<ExportTable>,
    /// Between Cloud for Customer, Cloud Integration and ERP or CRM: what holds for all systems.
    pub integration: Option<IntegrationTable>,
    /// Severities and numbers of days of rules, by rule id.
    #[schemars(default)]
    pub rule: BTreeMap<String, RuleTable>,
    /// Findings that are accepted.
    #[schemars(default)]
    pub suppress: Vec<SuppressTable>,
}

/// Folders with rules, or what is changed of rules by rule id.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(crate) enum OwnRulesOrTables {
    /// Folders, relative to the configuration.
    Folders(Vec<String>),
    /// Severities and numbers of days, by rule id: write `rule` instead.
    Tables(BTreeMap<String, RuleTable>),
}

/// A day: year, month, day.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(crate) struct Day(#[schemars(extend("format" = "date"))] String);

/// A system.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SystemTable {
    /// Its name, as reports show it.
    pub name: String,
    /// What it is for; without it inferred from its exports.
    pub role: Option<Role>,
    /// How much depends on it.
    pub tier: Option<Tier>,
    /// What it is technically, for check items of SAP's policies; without it told by its exports.
    #[schemars(rename = "type")]
    pub kind: Option<SystemKind>,
    /// Its files, as patterns: `prd/**`.
    #[schemars(length(min = 1))]
    pub files: Vec<String>,
    /// Its technical communication user, who may log on to the support backbone.
    pub technical_user: Option<String>,
    /// The host that a Cloud Connector runs on: its system certificate must name it.
    pub host: Option<String>,
    /// Between Cloud for Customer, Cloud Integration and this system: goes before what holds for all systems, key by key.
    pub integration: Option<IntegrationTable>,
}

/// What no export tells of the integration with Cloud for Customer.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct IntegrationTable {
    /// What stands between Cloud Integration and the ERP or CRM system; `none` if calls come to the system itself. Without it nobody knows.
    pub reverse_proxy: Option<ReverseProxy>,
    /// Where the Cloud Integration tenant runs.
    pub environment: Option<Environment>,
    /// The user as which Cloud Integration logs on to the system.
    pub user: Option<String>,
    /// The roles that this user must have.
    #[schemars(length(min = 1))]
    pub roles: Option<Vec<String>>,
    /// Files with certificates that lie in no folder named after what they are.
    pub certificates: Option<IntegrationCertificatesTable>,
}

/// Files by what their certificates are, as patterns; a file is one of them only.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct IntegrationCertificatesTable {
    /// Cloud for Customer: certificate trust list.
    #[schemars(length(min = 1))]
    pub c4c_trust_list: Option<Vec<String>>,
    /// Cloud for Customer: certificate of the communication arrangement, inbound.
    #[schemars(length(min = 1))]
    pub c4c_inbound: Option<Vec<String>>,
    /// Cloud for Customer: the tenant's own certificate, which it shows to Cloud Integration.
    #[schemars(length(min = 1))]
    pub c4c_client: Option<Vec<String>>,
    /// Cloud Integration: the client certificate that it shows, and its chain.
    #[schemars(length(min = 1))]
    pub ci_client: Option<Vec<String>>,
    /// Cloud Integration: the certificate of its load balancer, and its chain.
    #[schemars(length(min = 1))]
    pub ci_server: Option<Vec<String>>,
    /// ERP or CRM: the certificate that it shows to Cloud Integration, and its chain.
    #[schemars(length(min = 1))]
    pub erp_client: Option<Vec<String>>,
    /// ERP or CRM: the certificate of its HTTPS port, and its chain.
    #[schemars(length(min = 1))]
    pub erp_server: Option<Vec<String>>,
    /// Reverse proxy: the certificate of its HTTPS port, and its chain.
    #[schemars(length(min = 1))]
    pub proxy_server: Option<Vec<String>>,
    /// Reverse proxy: the certificates that it trusts.
    #[schemars(length(min = 1))]
    pub proxy_trust: Option<Vec<String>>,
    /// Reverse proxy: the certificate that it shows to ERP or CRM, and its chain.
    #[schemars(length(min = 1))]
    pub proxy_client: Option<Vec<String>>,
}

/// What some files are.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ExportTable {
    /// The files, as patterns: `**/aisuser*.txt`.
    #[schemars(length(min = 1))]
    pub files: Vec<String>,
    /// The export that they are; `basislint exports` lists them.
    pub kind: String,
    /// For `config-store`, which one they are: `STANDARD_USERS`.
    pub store: Option<String>,
}

/// How security policies of SAP's are evaluated.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PolicyTable {
    /// The least grave check items that count: 1 (critical, HotNews) to 4 (low).
    #[schemars(range(min = 1, max = 4))]
    pub level: Option<u8>,
    /// Versions and numbers are compared as texts, as SAP does.
    pub literal: Option<bool>,
}

/// Changes to a rule.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RuleTable {
    /// How bad its findings are.
    pub severity: Option<Severity>,
    /// Its number of days, if it has one.
    #[schemars(range(min = 0, max = 3650))]
    pub days: Option<i64>,
}

/// Findings that are accepted. `rule`, `system` and `subject` may be patterns: `*` is any text, `?` one character, `[ab]` one of
/// these, `{a,b}` one of these words, and `[*]` a star.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SuppressTable {
    /// The rule's id, or a pattern of ids.
    pub rule: String,
    /// The system, or a pattern; without it all.
    pub system: Option<String>,
    /// What the finding is about, as the report says it, or a pattern; without it all.
    pub subject: Option<String>,
    /// Why it is accepted: auditors will ask.
    pub reason: String,
    /// Who answers for that: a person or a team, as auditors know them.
    pub owner: Option<String>,
    /// The last day on which it is. From the next on the finding is back, with a note.
    pub until: Option<Day>,
}
