//! Where an answer is from: what the path under which it was saved tells, what `cf` prints above it, and the addresses in it
//! (connectors.md a.9 and h.18).

use crate::input;
use crate::knowledge::spelling::letters;

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Instances,
    Keys,
    Key,
    Parameters,
}

/// What a path, or the lines above the answer, tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub about: Option<About>,
    pub instance: Option<String>,
    pub instance_guid: Option<String>,
    pub key_name: Option<String>,
    pub key_guid: Option<String>,
}

/// How names end of files with what one enters to create a key.
const OF_PARAMETERS: &[&str] = &["-parameters", "_parameters", ".parameters"];

impl Place {
    /// The place that the path of a file tells.
    pub fn of_path(path: input::Place<'_>) -> Self {
        let name = path.name();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let folders: Vec<&str> = path.folders().collect();
        let word = letters(stem);
        let mut place = Self::default();
        let kind = |folder: &&str| match letters(folder).as_str() {
            "servicekeys" => Some(About::Key),
            "serviceinstances" => Some(About::Instances),
            "servicecredentialbindings" => Some(About::Keys),
            _ => None,
        };
        let around = folders.iter().enumerate().rev().find_map(|(at, folder)| Some((at, kind(folder)?)));
        let below = around.map(|(at, kind)| (kind, folders.get(at + 1..).unwrap_or_default()));
        match below {
            Some((About::Key, below)) => {
                place.instance = below.last().map(|name| (*name).to_owned());
                let (key, about) = match OF_PARAMETERS.iter().find_map(|end| stem.strip_suffix(end)) {
                    Some(key) => (key, About::Parameters),
                    None => (stem, About::Key),
                };
                place.key_name = Some(key.to_owned());
                place.about = Some(about);
            }
            Some((About::Instances, [id, ..])) if word.ends_with("parameters") => {
                place.about = Some(About::Parameters);
                *(if is_guid(id) { &mut place.instance_guid } else { &mut place.instance }) = Some((*id).to_owned());
            }
            Some((About::Keys, [id, ..])) if word.ends_with("details") || word.ends_with("parameters") => {
                let is_key = word.ends_with("details");
                place.about = Some(if is_key { About::Key } else { About::Parameters });
                place.key_guid = Some((*id).to_owned());
            }
            _ if word.contains("serviceinstances") => place.about = Some(About::Instances),
            _ if word.contains("servicecredentialbindings") || word.contains("servicekeys") => {
                place.about = Some(About::Keys);
            }
            _ => {}
        }
        place
    }

    /// Takes what `cf service-key` prints above a key: `Getting key KEY for service instance INSTANCE as USER...`
    pub fn take_title(&mut self, line: &str) {
        let Some(rest) = line.trim().strip_prefix("Getting key ") else { return };
        let Some((key, rest)) = rest.split_once(" for service instance ") else { return };
        let Some((instance, _)) = rest.rsplit_once(" as ") else { return };
        self.key_name = Some(key.to_owned());
        self.instance = Some(instance.to_owned());
    }
}

/// The value of a parameter in the query of an address, if it is only one: `service_plan_names=integration-flow`.
pub(super) fn parameter<'a>(address: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = address.split_once('?')?;
    let (_, value) = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?;
    (!value.is_empty() && !value.contains([',', '%'])).then_some(value)
}

/// `0b24bd1e-5a4f-4b43-8a63-b2b0e0a7a6f0`
fn is_guid(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "0b24bd1e-5a4f-4b43-8a63-b2b0e0a7a6f0";

    #[test]
    fn paths_tell_what_was_asked_for() {
        let instances = format!("CI/service-instances/{GUID}/parameters.json");
        let details = format!("CI/service_credential_bindings/{GUID}/details.json");
        for (path, about, told) in [
            ("CI/service-keys/runtime/erp.json", Some(About::Key), ["runtime", "", "erp", ""]),
            ("CI/service-keys/erp.json", Some(About::Key), ["", "", "erp", ""]),
            ("CI/service-keys/runtime/erp-parameters.json", Some(About::Parameters), ["runtime", "", "erp", ""]),
            (instances.as_str(), Some(About::Parameters), ["", GUID, "", ""]),
            ("CI/service_instances/runtime/parameters.json", Some(About::Parameters), ["runtime", "", "", ""]),
            (details.as_str(), Some(About::Key), ["", "", "", GUID]),
            ("CI/service_instances.json", Some(About::Instances), [""; 4]),
            ("CI/service_credential_bindings.json", Some(About::Keys), [""; 4]),
            ("CI/answer.json", None, [""; 4]),
        ] {
            let place = Place::of_path(input::Place::of(path));
            let found = [place.instance, place.instance_guid, place.key_name, place.key_guid];
            let found = found.each_ref().map(|part| part.as_deref().unwrap_or_default());
            assert_eq!((place.about, found), (about, told), "{path}");
        }
    }

    #[test]
    fn what_cf_prints_names_key_and_instance() {
        let mut place = Place::default();
        place.take_title("Getting key erp for service instance my runtime as anna@example.test...");
        assert_eq!((place.key_name.as_deref(), place.instance.as_deref()), (Some("erp"), Some("my runtime")));
        let mut place = Place::default();
        place.take_title("Getting keys for service instance x as y...");
        assert_eq!(place, Place::default());
    }

    #[test]
    fn a_parameter_of_an_address_counts_if_it_is_one_value() {
        let address = "https://api.example.test/v3/service_instances?page=1&service_plan_names=integration-flow";
        assert_eq!(parameter(address, "service_plan_names"), Some("integration-flow"));
        assert_eq!(parameter("https://x?service_plan_names=a,b", "service_plan_names"), None);
        assert_eq!(parameter("https://x", "service_plan_names"), None);
    }
}
