//! A channel: which of its properties mean what, by direction and adapter (connectors.md a.8).

use std::collections::HashMap;

use super::certificate_rows;
use super::fields::{self, directions, records};
use super::made::{Kept, Made};
use crate::export::{Field, RecordSink};

/// The properties that are read, SAP's own spelling.
const READ: &[&str] = &[
    "direction",
    "ComponentType",
    "urlPath",
    "address",
    "httpAddressWithoutQuery",
    "senderAuthType",
    "authentication",
    "authenticationMethod",
    "AuthenticationType",
    "userRole",
    "privateKeyAlias",
    "odataCertAuthPrivateKeyAlias",
    "locationID",
    "location_id",
    "scc_location_id",
    "proxyType",
    CERTIFICATES,
];

const CERTIFICATES: &str = "clientCertificates";

/// The fields that are one of some properties; of several that are there the first that is not empty.
const SENDER: &[(usize, &[&str])] = &[
    (fields::ADDRESS, &["urlPath", "address"]),
    (fields::AUTHORIZATION, &["senderAuthType", "authentication", "authenticationMethod", "AuthenticationType"]),
    (fields::USER_ROLE, &["userRole"]),
];
const RECEIVER: &[(usize, &[&str])] = &[
    (fields::ADDRESS, &["address", "httpAddressWithoutQuery", "urlPath"]),
    (fields::AUTHORIZATION, &["authenticationMethod", "authentication", "AuthenticationType"]),
];
const ANY: &[(usize, &[&str])] = &[
    (fields::ADAPTER, &["ComponentType"]),
    (fields::KEY_ALIAS, &["privateKeyAlias", "odataCertAuthPrivateKeyAlias"]),
    (fields::LOCATION_ID, &["locationID", "location_id", "scc_location_id"]),
    (fields::PROXY_TYPE, &["proxyType"]),
];

const NO_DIRECTION: &str = "nothing says whether the channel is of a sender or of a receiver";
const NO_PARTICIPANT: &str = "the file does not hold the participant";

/// The property of this name, if it is read.
pub(super) fn known(key: &str) -> Option<&'static str> {
    READ.iter().find(|known| **known == key).copied()
}

/// A channel in the making.
pub(super) struct Channel {
    /// Its name, which stands where it begins.
    pub name: Kept,
    /// The IDs of what it leads from and to.
    pub source: String,
    pub target: String,
    /// The properties that are read, of one that is there twice the first.
    properties: Vec<(&'static str, Kept)>,
    /// The file breaks off in it.
    pub is_cut: bool,
}

impl Channel {
    pub fn new(name: Kept, source: String, target: String) -> Self {
        Self { name, source, target, properties: Vec::new(), is_cut: false }
    }

    pub fn add(&mut self, key: &'static str, value: Kept) {
        if self.property(key).is_none() {
            self.properties.push((key, value));
        }
    }

    fn property(&self, key: &str) -> Option<&Kept> {
        self.properties.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// Nobody knows what else it is: other elements lead from one participant to another, too.
    pub fn is_one(&self) -> bool {
        ["direction", "ComponentType"].iter().any(|key| self.property(key).is_some()) || self.is_cut
    }

    /// Which way it leads, and the property that says so: else it leads from or to a participant.
    fn direction(&self, participants: &HashMap<String, Kept>) -> Option<(&'static str, Option<&Kept>)> {
        let said = self.property("direction");
        let word = |said: &&Kept| directions::ALL.iter().find(|word| said.text.eq_ignore_ascii_case(word)).copied();
        if let Some((said, word)) = said.and_then(|said| Some((said, word(&said)?))) {
            return Some((word, Some(said)));
        }
        let [from, to] = [&self.source, &self.target].map(|id| participants.contains_key(id));
        match (from, to) {
            (true, false) => Some((directions::SENDER, None)),
            (false, true) => Some((directions::RECEIVER, None)),
            _ => None,
        }
    }

    /// Hands out its record, and one for each certificate that it lets in.
    pub fn hand(&self, flow: &str, participants: &HashMap<String, Kept>, sink: &mut dyn RecordSink) {
        let direction = self.direction(participants);
        let mut made = self.begin(records::CHANNEL, flow);
        let way = match direction {
            Some((word, said)) => {
                let span = said.map(|said| made.write(said));
                made.settle(fields::DIRECTION, Field::word(word, span));
                if word == directions::SENDER { SENDER } else { RECEIVER }
            }
            None => {
                made.settle(fields::DIRECTION, Field::unknown(NO_DIRECTION));
                for (field, _) in SENDER {
                    made.settle(*field, Field::unknown(NO_DIRECTION));
                }
                &[]
            }
        };
        for (field, keys) in ANY.iter().chain(way) {
            made.set_or_missing(*field, self.first_of(keys), self.is_cut);
        }
        let outer = direction.map(|(word, _)| if word == directions::SENDER { &self.source } else { &self.target });
        match outer.and_then(|id| participants.get(id)) {
            Some(name) => made.set(fields::PARTICIPANT, name),
            None => made.settle(fields::PARTICIPANT, Field::unknown(NO_PARTICIPANT)),
        }
        made.hand(sink);
        if let Some(list) = self.property(CERTIFICATES) {
            let begin = || {
                let mut made = self.begin(records::CERTIFICATE_ROW, flow);
                let way = direction.map_or(Field::unknown(NO_DIRECTION), |(word, _)| Field::word(word, None));
                made.settle(fields::DIRECTION, way);
                made
            };
            certificate_rows::hand(list, begin, sink);
        }
    }

    fn begin(&self, record: &'static str, flow: &str) -> Made {
        let mut made = Made::new(record);
        made.set(fields::CHANNEL, &self.name);
        made.name(fields::FLOW, flow);
        made
    }

    fn first_of(&self, keys: &[&str]) -> Option<&Kept> {
        let there = || keys.iter().filter_map(|key| self.property(key));
        there().find(|value| !value.text.is_empty() || value.is_cut).or_else(|| there().next())
    }
}
