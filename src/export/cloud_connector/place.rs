//! Where an answer is from: what its own link says, or the path under which it was saved. Both are read alike, for the folders
//! in which answers are saved are those of the interface (connectors.md a.1), and of the backup (a.3).

use super::fields::abouts;
use crate::input;
use crate::knowledge::spelling::letters;

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// What it is about, one of [`abouts`].
    pub about: Option<&'static str>,
    /// Region host of the subaccount.
    pub region: Option<String>,
    /// ID of the subaccount.
    pub subaccount: Option<String>,
    /// Virtual host and port of the system mapping.
    pub mapping: Option<(String, String)>,
    /// It has the interface's own name for a list of system mappings: many other things are mappings.
    pub is_system_mappings: bool,
}

/// How names of answers end, in small letters and without other signs, and what they are about. The first that fits counts.
const WORDS: &[(&str, &str)] = &[
    ("monitoringcertificates", abouts::MONITORING_CERTIFICATES),
    ("monitoringsubaccounts", abouts::MONITORING_SUBACCOUNTS),
    ("domainmappings", abouts::OTHER),
    ("domainmapping", abouts::OTHER),
    ("mappings", abouts::MAPPINGS),
    ("mapping", abouts::MAPPING),
    ("resources", abouts::RESOURCES),
    ("resource", abouts::RESOURCE),
    ("corrupted", abouts::CORRUPTED),
    ("subaccounts", abouts::SUBACCOUNTS),
    ("subaccount", abouts::SUBACCOUNT),
    ("truststore", abouts::TRUST_STORE),
    ("systemcertificate", abouts::SYSTEM_CERTIFICATE),
    ("cacertificate", abouts::CA_CERTIFICATE),
    ("uicertificate", abouts::UI_CERTIFICATE),
    ("auditlog", abouts::AUDIT),
    ("proxy", abouts::PROXY),
    ("proxysettings", abouts::PROXY),
    ("logandtrace", abouts::OTHER),
    ("patternrules", abouts::PATTERNS),
    ("patternrule", abouts::PATTERNS),
    ("harole", abouts::HIGH_AVAILABILITY),
    ("version", abouts::VERSION),
    ("backends", abouts::MAPPINGS),
    ("sccconfig", abouts::BACKUP),
];

/// With what the folders of subaccounts begin: REGION and SUBACCOUNT follow.
const AROUND_SUBACCOUNTS: &[&str] = &["subaccounts", "sccconfig"];

impl Place {
    /// The place that the path of a file tells.
    pub fn of_path(place: input::Place<'_>) -> Self {
        let name = place.name();
        // `cf.eu10.hana.ondemand.com` has no ending.
        let stem =
            name.rsplit_once('.').filter(|(_, ending)| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)));
        let stem = stem.map_or(name, |(stem, _)| stem);
        let mut segments: Vec<&str> = place.folders().collect();
        segments.push(stem);
        Self::of_segments(&segments)
    }

    /// The place that a link tells: `https://scc.example.test:8443/api/v1/configuration/subaccounts/R/S/systemMappings/V:P`. One
    /// that does not lead to the interface tells nothing.
    pub fn of_link(link: &str) -> Self {
        let Some((_, rest)) = link.split_once("/api/") else { return Self::default() };
        let path = rest.split(['?', '#']).next().unwrap_or_default().replace("%3A", ":").replace("%3a", ":");
        Self::of_segments(&path.split('/').filter(|segment| !segment.is_empty()).collect::<Vec<_>>())
    }

    fn of_segments(segments: &[&str]) -> Self {
        let mut place = Self::default();
        let Some((last, folders)) = segments.split_last() else { return place };
        let letters: Vec<String> = segments.iter().map(|segment| letters(segment)).collect();
        let around =
            letters.iter().take(folders.len()).rposition(|segment| AROUND_SUBACCOUNTS.contains(&segment.as_str()));
        let (region, subaccount, behind) = match around.map(|at| (at, segments.get(at + 1..))) {
            Some((at, Some([region, subaccount, behind @ ..]))) if about_of(&letters[at + 2]).is_none() => {
                (Some(*region), Some(*subaccount), behind)
            }
            _ => (None, None, segments),
        };
        place.region = region.map(str::to_owned);
        place.subaccount = subaccount.map(str::to_owned);
        let named = letters.last().map(String::as_str).unwrap_or_default();
        place.is_system_mappings = named.ends_with("systemmappings");
        // `monitoring/certificates` is what `monitoring_certificates` is.
        let with_folder = folders.last().map_or_else(String::new, |folder| letters_of(&[folder, last]));
        let in_mappings = letters.iter().rposition(|segment| segment == "systemmappings");
        place.about = match in_mappings.map(|at| segments.get(at + 1..).unwrap_or_default()) {
            Some([mapping, below @ ..]) => {
                place.mapping = mapping_in(mapping);
                Some(match below {
                    [] => abouts::MAPPING,
                    [_] => abouts::RESOURCES,
                    _ => abouts::RESOURCE,
                })
            }
            _ if subaccount.is_some() && behind.is_empty() => {
                let above = around.and_then(|at| letters.get(at.checked_sub(1)?));
                let of_audit = above.is_some_and(|above| above == "auditlog");
                Some(if of_audit { abouts::AUDIT } else { abouts::SUBACCOUNT })
            }
            _ => about_of(&with_folder).or_else(|| about_of(named)),
        };
        // In the backup `<virtual host>_<virtual port>.xml` lies beside `backends.xml`.
        if place.about.is_none() && place.subaccount.is_some() && behind.len() == 1 {
            place.mapping = mapping_in(last);
            place.about = place.mapping.is_some().then_some(abouts::RESOURCES);
        }
        place
    }
}

/// Endings of files in which answers are saved.
const ENDINGS: &[&str] = &["json", "xml", "txt", "ini"];

fn about_of(letters: &str) -> Option<&'static str> {
    WORDS.iter().find(|(word, _)| letters.ends_with(word)).map(|(_, about)| *about)
}

/// `V:P` as the interface writes it, `V_P` as one saves it, `V-P` as links write it.
fn mapping_in(name: &str) -> Option<(String, String)> {
    // Who names a file after a URL keeps its escapes.
    let name = name.replace("%3A", ":").replace("%3a", ":");
    let (host, port) = name.rsplit_once([':', '_', '-'])?;
    let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    (is_port && !host.is_empty()).then(|| (host.to_owned(), port.to_owned()))
}

fn letters_of(names: &[&str]) -> String {
    names.iter().map(|name| letters(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the path tells, with `/` between region, subaccount, host and port.
    fn told(path: &str) -> (Option<&'static str>, String) {
        shown(Place::of_path(input::Place::of(path)))
    }

    fn shown(place: Place) -> (Option<&'static str>, String) {
        let (host, port) = place.mapping.unzip();
        let parts = [place.region, place.subaccount, host, port].map(Option::unwrap_or_default);
        (place.about, parts.join("/").trim_end_matches('/').to_owned())
    }

    #[test]
    fn paths_tell_what_was_asked_for() {
        for (path, about, parts) in [
            ("SCC/version.json", abouts::VERSION, ""),
            ("SCC/subaccounts.json", abouts::SUBACCOUNTS, ""),
            ("SCC/subaccounts/corrupted.json", abouts::CORRUPTED, ""),
            ("SCC/subaccounts/cf.eu10/a-1/subaccount.json", abouts::SUBACCOUNT, "cf.eu10/a-1"),
            ("SCC/subaccounts/cf.eu10/a-1.json", abouts::SUBACCOUNT, "cf.eu10/a-1"),
            ("SCC/Subaccounts/cf.eu10/a-1/systemMappings.json", abouts::MAPPINGS, "cf.eu10/a-1"),
            (
                "SCC/subaccounts/cf.eu10/a-1/systemMappings/pc_50066/resources.json",
                abouts::RESOURCES,
                "cf.eu10/a-1/pc/50066",
            ),
            (
                "SCC/subaccounts/cf.eu10/a-1/systemMappings/my-pc-50066/resources.json",
                abouts::RESOURCES,
                "cf.eu10/a-1/my-pc/50066",
            ),
            ("SCC/subaccounts/cf.eu10/a-1/systemMappings/pc:50066.json", abouts::MAPPING, "cf.eu10/a-1/pc/50066"),
            ("SCC/auditLog.json", abouts::AUDIT, ""),
            ("SCC/auditLog/subaccounts/cf.eu10/a-1.json", abouts::AUDIT, "cf.eu10/a-1"),
            ("SCC/subaccounts/cf.eu10/a-1/auditLog.json", abouts::AUDIT, "cf.eu10/a-1"),
            ("SCC/ppCaCertificate.json", abouts::CA_CERTIFICATE, ""),
            ("SCC/monitoring_certificates.json", abouts::MONITORING_CERTIFICATES, ""),
            ("SCC/monitoring/subaccounts.json", abouts::MONITORING_SUBACCOUNTS, ""),
            ("SCC/scc_config/cf.eu10/a-1/backends.xml", abouts::MAPPINGS, "cf.eu10/a-1"),
            ("SCC/scc_config/cf.eu10/a-1/pc.x_50066.xml", abouts::RESOURCES, "cf.eu10/a-1/pc.x/50066"),
            ("SCC/scc_config/cf.eu10/a-1/scc_config.ini", abouts::BACKUP, "cf.eu10/a-1"),
            ("SCC/scc_config/scc_config.ini", abouts::BACKUP, ""),
        ] {
            assert_eq!(told(path), (Some(about), parts.to_owned()), "{path}");
        }
        for path in ["SCC/answer.json", "trustcfg_a-1.xml", ""] {
            assert_eq!(told(path), (None, String::new()), "{path}");
        }
    }

    #[test]
    fn links_tell_it_as_paths_do() {
        let base = "https://scc.example.test:8443/api/v1/configuration";
        for (link, about, parts) in [
            ("/subaccounts/cf.eu10/a-1", abouts::SUBACCOUNT, "cf.eu10/a-1"),
            ("/subaccounts/cf.eu10/a-1/systemMappings/pc%3A50066", abouts::MAPPING, "cf.eu10/a-1/pc/50066"),
            ("/subaccounts/cf.eu10/a-1/systemMappings/pc:1/resources/-x?y", abouts::RESOURCE, "cf.eu10/a-1/pc/1"),
            ("/connector/onPremise/systemCertificate", abouts::SYSTEM_CERTIFICATE, ""),
        ] {
            assert_eq!(shown(Place::of_link(&format!("{base}{link}"))), (Some(about), parts.to_owned()), "{link}");
        }
        assert_eq!(Place::of_link("https://redacted.example.test/version"), Place::default());
    }
}
