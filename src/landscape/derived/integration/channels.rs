//! Channels of integration flows, with the values of their parameters (connectors.md a.8, b.3, e).

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use crate::landscape::derived::records::In;

use super::fields::{CASE, OTHER, PARTNER_VALUE, VALUE};
use super::keystore::is_in_use;
use super::reasons;
use super::site::Party;
use super::statement::{At, Statement};
use super::view::View;

/// A value as the flow has it in effect, or why nobody knows it. Empty if it is not set.
pub(super) type Resolved = Result<String, &'static str>;

/// A channel.
#[derive(Debug)]
pub(super) struct Channel<'l> {
    pub at: At,
    pub record: In<'l>,
    pub is_sender: bool,
    /// How callers log on, or how it logs on.
    pub authorization: Logon,
    /// Subject and issuer of each certificate that may call.
    pub certificates: Vec<(Resolved, Resolved)>,
    /// The values of its artifact's parameters.
    parameters: usize,
}

/// How somebody logs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Logon {
    Certificate,
    /// A role of the caller, whichever way it logs on.
    Role,
    Basic,
    Other,
    Unknown(&'static str),
}

/// All channels.
#[derive(Debug, Default)]
pub(super) struct Channels<'l> {
    pub all: Vec<Channel<'l>>,
    /// Values by name, for each artifact.
    parameters: Vec<HashMap<String, String>>,
}

impl<'l> Channels<'l> {
    pub fn of(view: &View<'l>) -> Self {
        let mut artifacts: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        let mut parameters: Vec<HashMap<String, String>> = Vec::new();
        let mut number_of = |at: &At, path: &'l str, parameters: &mut Vec<HashMap<String, String>>| {
            *artifacts.entry((at.system, artifact(path))).or_insert_with(|| {
                parameters.push(HashMap::new());
                parameters.len() - 1
            })
        };
        let mut found: Vec<(At, In<'l>, usize)> = Vec::new();
        for (at, record) in view.records("integration-flow") {
            let number = number_of(&at, record.path, &mut parameters);
            match record.text("record") {
                Some("parameter") => {
                    let value = record.decoded("value").unwrap_or_default();
                    if let (Some(name), Some(values)) = (record.decoded("name"), parameters.get_mut(number)) {
                        values.insert(name, value);
                    }
                }
                Some("channel" | "certificate-row") => found.push((at, record, number)),
                _ => {}
            }
        }
        let mut channels = Self { all: Vec::new(), parameters };
        for (at, record, number) in found {
            if record.text("record") == Some("certificate-row") {
                let row = (channels.value(number, record, "subject"), channels.value(number, record, "issuer"));
                // The rows of a channel stand behind it.
                if let Some(channel) = channels.all.last_mut() {
                    channel.certificates.push(row);
                }
                continue;
            }
            let is_sender = record.text("direction") == Some("sender");
            let authorization = logon(&channels.value(number, record, "authorization"), is_sender);
            let channel =
                Channel { at, record, is_sender, authorization, certificates: Vec::new(), parameters: number };
            channels.all.push(channel);
        }
        channels
    }

    /// A field of a channel, its parameters filled in.
    pub fn field(&self, channel: &Channel<'_>, name: &str) -> Resolved {
        self.value(channel.parameters, channel.record, name)
    }

    fn value(&self, parameters: usize, record: In<'_>, name: &str) -> Resolved {
        if let Some(why) = record.unknown(name) {
            return Err(why);
        }
        let raw = record.decoded(name).unwrap_or_default();
        let values = self.parameters.get(parameters);
        resolve(&raw, |name| values.and_then(|values| values.get(name)).map(String::as_str))
    }

    pub fn senders(&self) -> impl Iterator<Item = &Channel<'l>> {
        self.all.iter().filter(|channel| channel.is_sender)
    }

    pub fn receivers(&self) -> impl Iterator<Item = &Channel<'l>> {
        self.all.iter().filter(|channel| !channel.is_sender)
    }
}

/// The artifact that a file is of: the folder around `src/main/resources`, else its own folder.
fn artifact(path: &str) -> &str {
    const INSIDE: &str = "src/main/resources/";
    match path.find(INSIDE) {
        Some(at) => &path[..at],
        None => path.rsplit_once('/').map_or("", |(folder, _)| folder),
    }
}

/// Fills in parameters; what nobody set, a placeholder, and what is only known when the flow runs is not known.
fn resolve<'v>(raw: &str, value: impl Fn(&str) -> Option<&'v str>) -> Resolved {
    let mut text = raw.trim().to_owned();
    for _ in 0..8 {
        let Some(start) = text.find("{{") else { break };
        let Some(end) = text[start..].find("}}").map(|end| start + end) else { break };
        let name = text[start + 2..end].trim();
        let Some(filled) = value(name) else { return Err(reasons::NOT_RESOLVED) };
        text = format!("{}{}{}", &text[..start], filled, &text[end + 2..]).trim().to_owned();
    }
    let is_placeholder = text.starts_with('<') && text.ends_with('>') && !text.starts_with("</");
    if is_placeholder || text.contains("${") || text.contains("{{") {
        return Err(reasons::NOT_RESOLVED);
    }
    Ok(text)
}

fn logon(value: &Resolved, is_sender: bool) -> Logon {
    let letters = match value {
        Ok(value) => value.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase(),
        Err(why) => return Logon::Unknown(why),
    };
    match letters.as_str() {
        "clientcertificate" | "certificate" | "clientcertificatebased" => Logon::Certificate,
        "rolebased" | "userrole" => Logon::Role,
        "" if is_sender => Logon::Role,
        "basic" | "basicauthentication" => Logon::Basic,
        _ => Logon::Other,
    }
}

/// The aliases of the key pairs that receiver channels name.
pub(super) fn aliases_in_use(view: &View<'_>) -> Vec<String> {
    let channels = view.channels();
    let mut aliases: Vec<String> = Vec::new();
    for channel in channels.receivers().filter(|channel| channel.authorization == Logon::Certificate) {
        if let Ok(alias) = channels.field(channel, "key-alias")
            && !alias.is_empty()
            && !aliases.iter().any(|known| known.eq_ignore_ascii_case(&alias))
        {
            aliases.push(alias);
        }
    }
    aliases
}

/// Whether a receiver channel logs on by certificate and names no key pair.
pub(super) fn has_receivers_without_alias(view: &View<'_>) -> bool {
    let channels = view.channels();
    channels.receivers().any(|channel| {
        channel.authorization == Logon::Certificate
            && channels.field(channel, "key-alias").is_ok_and(|it| it.is_empty())
    })
}

/// What channels say of key pairs, authorization by names, and location IDs.
pub(super) fn state(
    view: &View<'_>,
    channels: &Channels<'_>,
    location_ids: Option<&[String]>,
    as_of: Date,
) -> Vec<Statement> {
    let Some(anchor) = view.anchor(Party::CloudIntegration, &["integration-flow", "keystore"]) else {
        return Vec::new();
    };
    if !view.has("integration-flow") {
        let why = view.why(Party::CloudIntegration, reasons::NO_FLOWS);
        return ["sender-channel", "receiver-key"].map(|record| Statement::gap(record, anchor, why)).to_vec();
    }
    let mut all = Vec::new();
    for channel in channels.senders() {
        all.push(match channel.authorization {
            Logon::Certificate => Statement::of("sender-channel", channel.at).word(CASE, "names", "authorization"),
            Logon::Unknown(why) => Statement::of("sender-channel", channel.at).case(Err(why), "authorization"),
            _ => Statement::of("sender-channel", channel.at).word(CASE, "right", "authorization"),
        });
    }
    for channel in channels.receivers() {
        all.extend(key_of(view, channels, channel, as_of));
        all.extend(location_of(channels, channel, location_ids));
    }
    if !view.are_whole("integration-flow") {
        all.extend(
            ["sender-channel", "receiver-key", "location"]
                .map(|record| Statement::gap(record, anchor, reasons::FLOWS_NOT_WHOLE)),
        );
    }
    all
}

/// Whether the key pair is there with which a receiver channel logs on.
fn key_of(view: &View<'_>, channels: &Channels<'_>, channel: &Channel<'_>, as_of: Date) -> Option<Statement> {
    let said = Statement::of("receiver-key", channel.at);
    match channel.authorization {
        Logon::Certificate => {}
        Logon::Unknown(why) => return Some(said.case(Err(why), "authorization")),
        _ => return None,
    }
    let alias = match channels.field(channel, "key-alias") {
        Ok(alias) => alias,
        Err(why) => return Some(said.case(Err(why), "key-alias")),
    };
    if !view.has_keystore() {
        return Some(said.case(Err(view.why(Party::CloudIntegration, reasons::NO_KEYSTORE)), "key-alias"));
    }
    let pairs: Vec<_> = view.used("key-pair").into_iter().filter(|pair| pair.record().is_none_or(is_in_use)).collect();
    let whole = view.is_keystore_whole();
    let said = said.text(VALUE, alias.clone(), "key-alias");
    if alias.is_empty() {
        let case = match pairs.len() {
            0 | 1 if !whole => Err(reasons::KEYSTORE_NOT_WHOLE),
            0 => Ok("missing"),
            1 => Ok("right"),
            _ => Ok("any"),
        };
        return Some(said.case(case, "authorization").text(PARTNER_VALUE, pairs.len().to_string(), "authorization"));
    }
    let is_it = |record: Option<In<'_>>| record.and_then(|record| record.text("alias")).is_some_and(|own| own == alias);
    let Some(pair) = pairs.iter().find(|pair| is_it(pair.record())) else {
        let other = view
            .used("keystore")
            .into_iter()
            .find(|entry| is_it(entry.record()) && entry.record().is_none_or(is_in_use));
        let kind = other.and_then(|entry| entry.record()).and_then(|record| record.unknown("entry-kind"));
        let case = match (other, kind) {
            (_, Some(why)) => Err(why),
            (Some(_), None) => Ok("no-key-pair"),
            (None, _) if !whole => Err(reasons::KEYSTORE_NOT_WHOLE),
            (None, _) => Ok("missing"),
        };
        return Some(said.case(case, "key-alias"));
    };
    let end = pair.known().not_after.as_deref().and_then(|end| end.get(..10)?.parse::<Date>().ok());
    let case = if end.is_some_and(|end| end < as_of) { "expired" } else { "right" };
    Some(said.case(Ok(case), "key-alias").text(OTHER, end.map_or_else(String::new, |end| end.to_string()), "key-alias"))
}

/// Whether some Cloud Connector has the location ID that a receiver channel calls it by.
fn location_of(channels: &Channels<'_>, channel: &Channel<'_>, location_ids: Option<&[String]>) -> Option<Statement> {
    let proxy = channels.field(channel, "proxy-type");
    if proxy.is_ok_and(|proxy| !proxy.eq_ignore_ascii_case("sapcc")) {
        return None;
    }
    let said = Statement::of("location", channel.at);
    let id = match (channels.field(channel, "proxy-type"), channels.field(channel, "location-id")) {
        (Err(why), _) | (_, Err(why)) => return Some(said.case(Err(why), "location-id")),
        (_, Ok(id)) => id,
    };
    let case = match location_ids {
        None => Err(reasons::NO_CLOUD_CONNECTOR),
        Some(known) if known.contains(&id) => Ok("right"),
        Some(_) => Ok("no-connector"),
    };
    let id = if id.is_empty() { "(none, the default)".to_owned() } else { id };
    Some(said.case(case, "location-id").text(VALUE, id, "location-id"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_filled_in_and_what_only_the_runtime_knows_is_not_known() {
        let value = |name: &str| match name {
            "Alias" => Some("hci client"),
            "Nested" => Some("{{Alias}}"),
            "Endless" => Some("{{Endless}}"),
            "Empty" => Some(""),
            "Later" => Some("<alias>"),
            _ => None,
        };
        let resolved = |raw: &str| resolve(raw, value);
        assert_eq!(resolved(" {{Alias}} "), Ok("hci client".to_owned()));
        assert_eq!(resolved("{{Nested}}"), Ok("hci client".to_owned()));
        assert_eq!(resolved("{{Empty}}"), Ok(String::new()));
        assert_eq!(resolved("plain"), Ok("plain".to_owned()));
        for unknown in ["{{Nobody}}", "{{Endless}}", "{{Later}}", "<alias>", "${property.alias}", "a${header.x}"] {
            assert_eq!(resolved(unknown), Err(reasons::NOT_RESOLVED), "{unknown}");
        }
    }

    #[test]
    fn an_artifact_is_the_folder_around_its_resources() {
        assert_eq!(artifact("CPI/a.zip/src/main/resources/parameters.prop"), "CPI/a.zip/");
        assert_eq!(artifact("CPI/a.zip/src/main/resources/scenarioflows/integrationflow/a.iflw"), "CPI/a.zip/");
        assert_eq!(artifact("CPI/a.iflw"), "CPI");
    }
}
