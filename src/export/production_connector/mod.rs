//! What no export of a Production Connector shows: its settings, written down by an administrator in a small TOML file.
//!
//! The format is basislint's own (`schemas/production-connector.json`). Every key may be left out, and what is left out is
//! unknown; a key that nobody knows, or a value of the wrong kind, is told at its place and makes the file incomplete.
//! Not here: what the settings should be.

mod keys;
mod record;
#[cfg(test)]
pub(crate) mod schema;
#[cfg(test)]
mod tests;

use super::{
    Class, Export, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, RecordSink,
    RoleSign, Way,
};
use crate::layout::{Flaw, KeptRow, Row, toml};

use keys::{Group, Key, PREFIX};
use record::Entry;

/// The settings of a Production Connector.
pub static EXPORT: Export = Export {
    kind: "production-connector",
    title: "Production Connector settings",
    origin: "production-connector.toml, written by hand from its Control Center",
    role_sign: Some(RoleSign::Of {
        role: "production-connector",
        reason: "there is a file with the settings of a Production Connector",
    }),
    is_table: false,
    reach: Reach::Single,
    columns: &[],
    names: &["production-connector"],
    by_rows: None,
    fields: FIELDS,
    key: &["record", "id", "name"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

/// Indexes into the fields of the export.
pub mod fields {
    /// `settings`, `user`, `user-group`.
    pub const RECORD: usize = 0;
    /// Name of the connector, or of the user group.
    pub const NAME: usize = 1;
    /// Computer name or FQDN.
    pub const HOST: usize = 2;
    /// Port of the cloud services, as a number.
    pub const PORT: usize = 3;
    /// The same as text, to be compared with ports of mappings.
    pub const PORT_TEXT: usize = 4;
    /// Version of Windows Server.
    pub const WINDOWS: usize = 5;
    /// Virtual Host URL.
    pub const VIRTUAL_URL: usize = 6;
    /// Internal host URL.
    pub const INTERNAL_URL: usize = 7;
    /// Location ID.
    pub const LOCATION_ID: usize = 8;
    /// URL of the UAA service.
    pub const UAA_URL: usize = 9;
    /// Whether a public key is shown.
    pub const PUBLIC_KEY: usize = 10;
    /// The proxy; absent if there is none.
    pub const PROXY: usize = 11;
    /// Whether there is a proxy.
    pub const PROXY_SET: usize = 12;
    /// `none`, `online`, `offline`.
    pub const REVOCATION_CHECK: usize = 13;
    /// `end-certificate`, `chain`.
    pub const REVOCATION_SCOPE: usize = 14;
    /// Thumbprint of the server certificate: 40 capitals and digits.
    pub const SERVER_CERTIFICATE_SHA1: usize = 15;
    /// Thumbprint of the Cloud to Production Connector certificate, likewise.
    pub const CLOUD_CERTIFICATE_SHA1: usize = 16;
    /// Whether all three stores were copied.
    pub const STORES_COMPLETE: usize = 17;
    /// The administrator's ID at the identity provider.
    pub const IDENTITY: usize = 18;
    /// ID of a user.
    pub const ID: usize = 19;
    /// Roles of a user or a user group.
    pub const ROLES: usize = 20;
    /// Number of users that the file lists.
    pub const USERS: usize = 21;
    /// Number of user groups that the file lists.
    pub const USER_GROUPS: usize = 22;
    /// Number of fields.
    pub(super) const COUNT: usize = 23;
}

/// Words of the field `record`.
const RECORDS: &[&str] = &["settings", "user", "user-group"];

const FIELDS: &[FieldSpec; fields::COUNT] = &[
    FieldSpec::new("record", FieldKind::Choice(RECORDS), "what the record is about; settings are there once"),
    FieldSpec::new(
        "name",
        FieldKind::Text,
        "name of the connector in Configure Production Connectivity, or of the user group",
    )
    .class(Class::System),
    FieldSpec::new("host", FieldKind::Text, "computer name or fully qualified domain name (FQDN)").class(Class::Host),
    FieldSpec::new("port", FieldKind::Number, "port of the cloud services"),
    FieldSpec::new("port-text", FieldKind::Text, "the same as text").class(Class::Plain),
    FieldSpec::new("windows", FieldKind::Text, "version of Windows Server: 2019").class(Class::Plain),
    FieldSpec::new("virtual-url", FieldKind::Text, "Virtual Host URL in Configure Production Connectivity")
        .class(Class::Address),
    FieldSpec::new("internal-url", FieldKind::Text, "Internal Host URL in Configure Production Connectivity")
        .class(Class::Address),
    FieldSpec::new(
        "location-id",
        FieldKind::Text,
        "location ID of the Cloud Connector in Configure Production Connectivity",
    )
    .class(Class::System),
    FieldSpec::new("uaa-url", FieldKind::Text, "URL of the UAA service (JWT Validation)").class(Class::Address),
    FieldSpec::new("public-key", FieldKind::Flag, "whether JWT Validation shows a public key"),
    FieldSpec::new("proxy", FieldKind::Text, "proxy of the connector; absent if it has none").class(Class::Address),
    FieldSpec::new("proxy-set", FieldKind::Flag, "whether the connector has a proxy"),
    FieldSpec::new("revocation-check", FieldKind::Choice(keys::CHECKS), "how revoked certificates are looked for"),
    FieldSpec::new("revocation-scope", FieldKind::Choice(keys::SCOPES), "which certificates are looked for"),
    FieldSpec::new(
        "server-certificate-sha1",
        FieldKind::Text,
        "SHA-1 thumbprint of the server certificate: 40 hexadecimal digits, capitals, nothing between them",
    )
    .class(Class::Fingerprint),
    FieldSpec::new(
        "cloud-certificate-sha1",
        FieldKind::Text,
        "SHA-1 thumbprint of the Cloud to Production Connector Certificate in the same form",
    )
    .class(Class::Fingerprint),
    FieldSpec::new(
        "stores-complete",
        FieldKind::Flag,
        "whether all three certificate stores were copied, empty ones too",
    ),
    FieldSpec::new("identity", FieldKind::Text, "the administrator's ID at the identity provider").class(Class::User),
    FieldSpec::new("id", FieldKind::Text, "ID of a user; absent in other records").class(Class::User),
    FieldSpec::new("roles", FieldKind::List, "roles of a user or a user group; absent in the settings")
        .class(Class::Name),
    FieldSpec::new("users", FieldKind::Number, "number of users that the file lists; in the settings alone"),
    FieldSpec::new(
        "user-groups",
        FieldKind::Number,
        "number of user groups that the file lists; in the settings alone",
    ),
];

const WAYS: &[Way] = &[Way {
    title: "Write production-connector.toml",
    steps: &[
        "The Production Connector has no export of its settings. Write what its screens show into a file production-connector.toml in the folder of its system, one for each Production Connector.",
        "Begin the file with the line [production-connector]. Each key below is a line of its own; leave out what you do not know: the checks that need it then say so.",
        "name = \"PLANT1\": the connector's name in the app Configure Production Connectivity.",
        "host = \"pc1.plant.example.test\" and windows = \"2022\": name of the computer, best the fully qualified domain name, and its version of Windows Server.",
        "port = 50060: Control Center > Cloud Integration > Port Settings.",
        "virtual-url = \"http://plant1:50066\" and internal-url = \"https://pc1.plant.example.test:50060\": Configure Production Connectivity, Virtual Host URL and Internal Host URL.",
        "location-id = \"PLANTS\": Configure Production Connectivity > Cloud Connector; \"\" if the field there is empty.",
        "uaa-url = \"https://plants.authentication.example.test\" and public-key = true: Control Center > Cloud Integration > JWT Validation; public-key says whether a public key is shown there.",
        "proxy = \"proxy.example.test:8080\": Control Center > Proxy Settings; \"\" if no proxy is set. No password belongs here.",
        "revocation-check = \"none\" (or \"online\", \"offline\") and revocation-scope = \"end-certificate\" (or \"chain\"): Control Center > Cloud Integration > Server Security Settings.",
        "server-certificate-sha1 = \"...\": the thumbprint of the server certificate that Server Security Settings shows, so that the right file is picked; blanks and colons in it do not matter.",
        "cloud-certificate-sha1 = \"...\": Configure Production Connectivity > Certificates, thumbprint of the Cloud to Production Connector Certificate.",
        "stores-complete = true: if the stores Trusted, Issuer and Rejected were all copied, for empty folders get lost in archives and in git.",
        "identity = \"plant.admin@example.test\": the administrator's ID at your identity provider and in SAP Digital Manufacturing.",
        "For each user of Control Center > Cloud Integration > User Configuration a section [[production-connector.user]] with id = \"plant.admin@example.test\" and roles = [\"Administrator\", \"CertificateAdministrator\", \"PCoConfigurator\"].",
        "For each user group of the tab User Groups a section [[production-connector.user-group]] with name = \"SAP_Technical_UG\" and roles = [\"Data Reader\"].",
        "Editors that know JSON schemas complete the keys with schemas/production-connector.json.",
    ],
    seen: "The format is basislint's own. The screens are those of SAP's guide of 2023-12; the Control Center was not seen at first hand.",
}];

fn recognise(head: &Head<'_>) -> LinesMatch {
    let is_ours = |key: &String| keys::is_within(key, PREFIX);
    if head.layout == Some(&toml::LAYOUT) && head.keys.iter().flatten().any(is_ours) {
        return LinesMatch::Yes(&toml::LAYOUT);
    }
    LinesMatch::No
}

fn open(_: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Settings::default())
}

/// Reads one file. Its settings come first and are handed out last, when it is known how many users it lists.
#[derive(Default)]
struct Settings {
    /// Keys of the row that comes.
    keys: Vec<String>,
    settings: Option<(Vec<String>, KeptRow)>,
    users: Option<i64>,
    user_groups: Option<i64>,
}

impl Settings {
    /// Which group of keys a row has, by the key it begins with; none for the file itself.
    fn group(&self) -> Option<&'static Group> {
        let first = self.keys.first()?;
        [&keys::USER, &keys::USER_GROUP].into_iter().find(|group| first == group.list)
    }
}

impl Reader for Settings {
    fn heading(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) -> bool {
        let is_first = self.keys.is_empty();
        self.keys = (0..row.cells.len()).map(|cell| row.text_of(cell)).collect();
        if is_first {
            sink.heading(row);
        }
        true
    }

    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        match self.group() {
            Some(group) => {
                let count = if group.list == keys::USER.list { &mut self.users } else { &mut self.user_groups };
                *count = Some(count.unwrap_or(0) + 1);
                tell_flaws(group, &self.keys, row, sink);
                sink.record(&Entry::new(group, &self.keys, row, None), row);
            }
            None if self.keys.first().is_some_and(|key| keys::is_within(key, PREFIX)) || self.settings.is_none() => {
                tell_flaws(&keys::SETTINGS, &self.keys, row, sink);
                for (key, count) in [(keys::USER.list, &mut self.users), (keys::USER_GROUP.list, &mut self.user_groups)]
                {
                    // `user = []` says that there is none.
                    if self.keys.iter().any(|own| own == key) {
                        *count = Some(0);
                    }
                }
                self.settings = Some((self.keys.clone(), KeptRow::of(row)));
            }
            None => {
                let unknown = self.keys.first().map_or("", String::as_str);
                sink.flaw(Flaw::at(row, row.cell(0).start, &keys::unknown(&keys::SETTINGS, unknown), true));
            }
        }
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        if let Some((keys, kept)) = &self.settings {
            let row = kept.row();
            sink.record(&Entry::new(&keys::SETTINGS, keys, &row, Some([self.users, self.user_groups])), &row);
        }
    }
}

/// What is wrong in a row: keys that nobody knows, values of the wrong kind, a value that the file's end may have cut.
fn tell_flaws(group: &'static Group, keys: &[String], row: &Row<'_>, sink: &mut dyn RecordSink) {
    let (mut before, mut told) = (0, None::<&str>);
    for (name, cell) in keys.iter().zip(row.cells) {
        let between = row.text.get(before..cell.start).unwrap_or_default();
        let key_place = before + (between.len() - between.trim_ascii_start().len());
        before = cell.end;
        let flaw = match group.key(name) {
            Some(_) if cell.ends_file => Some((cell.start, record::CUT.to_owned())),
            Some(key) => key.complaint(&row.charset.decode(row.raw(*cell))).map(|message| (cell.start, message)),
            None if group.is_header(name) || told.is_some_and(|outer| keys::is_within(name, outer)) => None,
            None => {
                told = Some(name);
                Some((key_place, keys::unknown(group, name)))
            }
        };
        if let Some((at, message)) = flaw {
            sink.flaw(Flaw::at(row, at, &message, true));
        }
    }
}

/// The key of a group with this field.
fn key_of(group: &'static Group, field: usize) -> Option<&'static Key> {
    group.keys.iter().find(|key| key.field == field)
}
