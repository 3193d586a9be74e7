//! What is SAP's own, or everybody's, and therefore stays: `own.toml`, what rules look for, and what columns are called.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::export::EXPORTS;
use crate::knowledge::{distinguished_name, pse};

static FILE: LazyLock<File> = LazyLock::new(|| toml::from_str(include_str!("own.toml")).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    names: Names,
    repository: Fields,
    hosts: Hosts,
    domains: Domains,
    parameters: Parameters,
    subjects: Subjects,
    paths: Paths,
}

#[derive(Debug, Default, Deserialize)]
struct Names {
    users: Vec<String>,
    others: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Fields {
    fields: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Hosts {
    all_below: Vec<String>,
    tenants_below: Vec<String>,
    services: Vec<String>,
    never: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Domains {
    top: Vec<String>,
    never: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Parameters {
    host: Vec<String>,
    system: Vec<String>,
    user: Vec<String>,
    subject: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Subjects {
    plain_attributes: Vec<String>,
    contains: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Paths {
    parts: Vec<String>,
}

/// How far a host is SAP's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostIs {
    /// Wholly.
    Own,
    /// All but its first label, which is that of a tenant.
    Tenant,
    /// Not at all.
    Foreign,
}

/// A user, and no pattern.
const SAP_STAR: &str = "sap*";

/// The names that stay.
#[derive(Debug, Default)]
pub struct Own {
    /// In small letters.
    words: HashSet<String>,
    /// What stands before the `*` of a pattern, in small letters.
    beginnings: Vec<String>,
    /// Ordinary words of basislint's sentences: names that are called so are told from them by their letters.
    ordinary: HashSet<String>,
}

impl Own {
    /// What stays where rules and lists look for these texts.
    pub fn new(of_rules: &BTreeSet<String>) -> Self {
        let mut own = Self::default();
        let names = [&FILE.names.users, &FILE.names.others].into_iter().flatten();
        for text in names.map(String::as_str).chain(of_rules.iter().map(String::as_str)) {
            own.add(text);
        }
        for export in EXPORTS {
            own.add(export.kind);
            export.names.iter().for_each(|name| own.add(name));
            for column in export.columns {
                own.add(column.name);
                column.labels.iter().chain(column.generic).for_each(|label| own.add(label));
            }
            for field in export.fields {
                own.add(field.name);
                own.learn(field.about);
                if let crate::export::FieldKind::Choice(words) = field.kind {
                    words.iter().for_each(|word| own.add(word));
                }
            }
            own.learn(export.title);
            export.how_to_get.iter().flat_map(|way| way.steps).for_each(|step| own.learn(step));
        }
        own
    }

    fn add(&mut self, text: &str) {
        let text = text.trim().to_lowercase();
        match text.strip_suffix('*').filter(|_| text != SAP_STAR) {
            Some(beginning) if beginning.chars().count() >= 3 => self.beginnings.push(beginning.to_owned()),
            Some(_) => {}
            None if text.is_empty() => {}
            None => {
                // The key of a certificate is its serial number and its subject.
                if let Some((serial, attributes)) =
                    text.split_once(' ').and_then(|(serial, name)| Some((serial, distinguished_name::parse(name)?)))
                {
                    self.words.insert(serial.to_owned());
                    self.words.extend(attributes.into_iter().map(|(_, value)| value));
                }
                self.words.insert(text);
            }
        }
    }

    /// Notes the words of a sentence.
    fn learn(&mut self, sentence: &str) {
        let words = sentence.split(|letter: char| !letter.is_alphanumeric());
        // Names have numbers, and words have none.
        let is_word = |word: &&str| word.len() > 1 && word.chars().all(char::is_alphabetic);
        self.ordinary.extend(words.filter(is_word).map(str::to_lowercase));
    }

    /// Whether a name stays.
    pub fn is_own(&self, name: &str) -> bool {
        let name = name.trim().to_lowercase();
        self.words.contains(&name)
            || self.beginnings.iter().any(|beginning| name.starts_with(beginning))
            || pse::by_name(name.strip_suffix(".pse").unwrap_or(&name)).is_some()
            || self.host_is(&name) == HostIs::Own
    }

    /// Whether the name of a user stays: as a whole, for it is people who are called by what stands behind a beginning. A row that is cut
    /// may have half of it.
    pub(super) fn is_own_user(&self, name: &str) -> bool {
        let name = name.trim().to_lowercase();
        let begins = |user: &String| user.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(&name));
        self.words.contains(&name) || (name.len() >= 4 && FILE.names.users.iter().any(begins))
    }

    /// Whether a word, in small letters, stands in basislint's own sentences.
    pub(super) fn is_ordinary(&self, word: &str) -> bool {
        self.ordinary.contains(word) || self.words.contains(word)
    }

    /// Whether a text is made of ordinary words alone, as `ClientCertificate` is.
    pub(super) fn is_made_of_words(&self, text: &str) -> bool {
        let mut words: Vec<String> = Vec::new();
        for letter in text.chars() {
            match words.last_mut() {
                Some(word) if !letter.is_uppercase() => word.extend(letter.to_lowercase()),
                _ => words.push(letter.to_lowercase().collect()),
            }
        }
        !words.is_empty() && words.iter().all(|word| self.is_ordinary(word))
    }

    /// The names that stay, in small letters.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// How far a host is SAP's.
    pub(super) fn host_is(&self, host: &str) -> HostIs {
        let host = host.trim_end_matches('.').to_lowercase();
        let hosts = &FILE.hosts;
        if hosts.never.contains(&host) || (host.contains('.') && self.words.contains(&host)) {
            return HostIs::Own;
        }
        let is_below = |domain: &String| {
            host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        if hosts.all_below.iter().any(is_below) {
            return HostIs::Own;
        }
        if !hosts.tenants_below.iter().any(is_below) {
            return HostIs::Foreign;
        }
        let first = host.split('.').next().unwrap_or_default();
        let is_service = first == "*" || hosts.services.iter().any(|service| service == first) || is_region(first);
        if is_service || hosts.tenants_below.contains(&host) { HostIs::Own } else { HostIs::Tenant }
    }

    /// Whether a label of a host stays.
    pub(super) fn is_own_label(&self, label: &str) -> bool {
        label.is_empty() || label == "*" || FILE.hosts.never.iter().any(|own| own.eq_ignore_ascii_case(label))
    }

    /// Whether a text with dots ends as a host does.
    pub(super) fn ends_as_host(&self, last: &str) -> bool {
        let last = last.to_ascii_lowercase();
        let is_country = last.len() == 2 && last.bytes().all(|byte| byte.is_ascii_lowercase());
        (is_country && !FILE.domains.never.contains(&last)) || FILE.domains.top.contains(&last)
    }

    /// Whether fields of this name hold names of objects of the repository.
    pub(super) fn is_repository(&self, field: &str) -> bool {
        FILE.repository.fields.iter().any(|known| known == field)
    }

    /// Whether a part of a path stays.
    pub(super) fn is_own_part(&self, part: &str) -> bool {
        let lower = part.to_lowercase();
        FILE.paths.parts.contains(&lower) || self.words.contains(&lower)
    }

    /// Whether an attribute's value says nothing of anybody.
    pub(super) fn is_own_attribute(&self, kind: &str, value: &str) -> bool {
        let subjects = &FILE.subjects;
        subjects.plain_attributes.iter().any(|plain| plain == kind)
            || subjects.contains.iter().any(|name| value.to_lowercase().contains(&name.to_lowercase()))
            || self.is_own(value)
    }

    /// What a profile parameter's value names, if it names somebody.
    pub(super) fn parameter(&self, name: &str) -> Option<super::Kind> {
        use super::Kind;
        let parameters = &FILE.parameters;
        let by_kind = [
            (&parameters.host, Kind::Host),
            (&parameters.system, Kind::System),
            (&parameters.user, Kind::User),
            (&parameters.subject, Kind::Subject),
        ];
        let is_it = |known: &String| known.eq_ignore_ascii_case(name);
        by_kind.into_iter().find(|(names, _)| names.iter().any(is_it)).map(|(_, kind)| kind)
    }
}

/// `eu10`, `us10-001`, `eu10-canary`, `cn-azr-chinaeast3`: regions of SAP BTP begin with two letters and have a number behind them.
fn is_region(label: &str) -> bool {
    let digits = label.get(2..).unwrap_or_default();
    label.bytes().take(2).all(|byte| byte.is_ascii_lowercase())
        && digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().take_while(u8::is_ascii_digit).count() <= 2
        && digits
            .trim_start_matches(|digit: char| digit.is_ascii_digit())
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let file: File = toml::from_str(include_str!("own.toml")).unwrap();
        assert!(!file.names.users.is_empty() && !file.domains.top.is_empty());
    }

    #[test]
    fn hosts_of_sap_stay_and_those_of_tenants_lose_the_tenant() {
        let own = Own::default();
        for host in
            ["apps.support.sap.com", "SAP.com", "cf.eu10.hana.ondemand.com", "eu10.hana.ondemand.com", "localhost"]
        {
            assert_eq!(own.host_is(host), HostIs::Own, "{host}");
        }
        for host in ["acme.it-cpi001.cfapps.eu10.hana.ondemand.com", "my300001.crm.ondemand.com"] {
            assert_eq!(own.host_is(host), HostIs::Tenant, "{host}");
        }
        for host in ["prd.acme.com", "notsap.com", "sap", "sap.com.acme.test"] {
            assert_eq!(own.host_is(host), HostIs::Foreign, "{host}");
        }
    }

    #[test]
    fn names_that_sap_ships_stay() {
        let own = Own::new(&BTreeSet::from(["SM_SM2B".to_owned(), "Z*".to_owned()]));
        for name in ["sm_sm2b", "SAP_BASIS_CONFIG_OSS_COMM", "DDIC", "TMSADM", "SAP*", "SAPSSLC", "RFCDEST"] {
            assert!(own.is_own(name), "{name}");
        }
        // What SAP makes of a system's name is that system's.
        let made = ["SM_PRDCLNT100_READ", "SOLMANPRD100", "TMSADM@PRD.DOMAIN_PRD", "IGS.PRD", "SM:MILLER"];
        for name in ["ZMILLER", "MILLER", "PRD", "PRDCLNT100"].into_iter().chain(made) {
            assert!(!own.is_own(name), "{name}");
        }
        for (user, is_own) in [("SAP*", true), ("ddic", true), ("SAPSUP", true), ("SAPMILLER", false)] {
            assert_eq!(own.is_own_user(user), is_own, "{user}");
        }
    }
}
