//! Who may call Cloud Integration: service keys, rows of sender channels, mappings of the tenant (connectors.md b.3, d.13, h.18).

use std::collections::HashMap;

use crate::knowledge::distinguished_name;
use crate::landscape::chains::Known;
use crate::landscape::derived::records::In;
use crate::landscape::integration::Environment;

use super::channels::{Channels, Logon};
use super::client;
use super::fields::{CASE, OTHER, PARTNER, PARTNER_VALUE, PLACE, VALUE, partners};
use super::reasons;
use super::site::Party;
use super::statement::{At, Statement};
use super::trust;
use super::view::{Found, View, has_same_names, identity};

/// The role that a caller needs where a channel names none.
const DEFAULT_ROLE: &str = "ESBMessaging.send";

/// A service key that holds a certificate.
struct Key<'l> {
    at: At,
    record: In<'l>,
    known: Known,
    /// Only the very certificate may log on; none if the export does not say. It is so unless somebody chose otherwise.
    pinned: Option<bool>,
    instance: String,
}

impl Key<'_> {
    fn name(&self) -> String {
        match self.record.text("key-name") {
            Some(name) if self.instance.is_empty() => name.to_owned(),
            Some(name) => format!("{name} of instance {}", self.instance),
            None => self.record.path.to_owned(),
        }
    }
}

/// The service keys, each once: the certificate itself before what is only told of it. What one entered to create a key tells of it too.
fn keys<'l>(view: &View<'l>) -> Vec<Key<'l>> {
    let mut keys: Vec<Key<'l>> = Vec::new();
    for found in view.used("service-key") {
        let Some(record) = found.record() else { continue };
        let text = |name: &str| record.text(name).unwrap_or_default().to_owned();
        let is_leaf = record.text("record") == Some("key") || record.number("chain-index").unwrap_or_default() == 0;
        if !is_leaf {
            continue;
        }
        let key = Key {
            at: found.at(),
            record,
            known: found.known().clone(),
            pinned: record.flag("pinned").or_else(|| pinned_by_parameters(view, record)),
            instance: text("instance"),
        };
        match keys.iter_mut().find(|other| is_one_key(other.record, record)) {
            // The row of the key is its place; the certificate has more to compare.
            Some(other) if other.known.der.is_none() && key.known.der.is_some() => {
                let pinned = other.pinned.or(key.pinned);
                other.known = key.known;
                other.pinned = pinned;
            }
            Some(_) => {}
            None => keys.push(key),
        }
    }
    keys
}

/// Both are of one service key: by its name in its instance, or without a name by the file.
fn is_one_key(one: In<'_>, other: In<'_>) -> bool {
    let same = |field: &str| match (one.text(field), other.text(field)) {
        (Some(one), Some(other)) => Some(one == other),
        _ => None,
    };
    match (same("key-guid"), same("key-name"), same("instance").or(same("instance-guid"))) {
        (Some(same), ..) => same,
        (None, Some(true), of_instance) => of_instance != Some(false),
        (None, Some(false), _) => false,
        (None, None, _) => one.path == other.path,
    }
}

/// Whether a key is pinned, as what was entered to create it says.
fn pinned_by_parameters(view: &View<'_>, key: In<'_>) -> Option<bool> {
    let mut of_keys =
        view.records("service-keys").filter(|(_, record)| record.text("source") == Some("key-parameters"));
    of_keys.find_map(|(_, record)| record.flag("pinned").filter(|_| is_one_key(record, key)))
}

/// What is known of who may call.
pub(super) struct Callers<'l> {
    keys: Vec<Key<'l>>,
    /// Service keys were exported.
    has_keys: bool,
    /// All of them.
    are_keys_whole: bool,
}

impl<'l> Callers<'l> {
    pub fn of(view: &View<'l>) -> Self {
        let keys = keys(view);
        // A list names keys; each of them must be there.
        let names = |word: &'static str| {
            let all = view.records("service-keys").filter(move |(_, record)| record.text("record") == Some(word));
            all.filter_map(|(_, record)| record.text("key-name").map(str::to_owned)).collect::<Vec<_>>()
        };
        let mut told = names("key");
        told.sort();
        told.dedup();
        let shown = |name: &String| {
            view.records("service-keys")
                .any(|(_, record)| record.text("key-name") == Some(name) && record.text("key-type").is_some())
        };
        let are_keys_whole = view.are_whole("service-keys") && told.iter().all(shown);
        Self { keys, has_keys: view.has_service_keys(), are_keys_whole }
    }
}

/// All that is said of callers.
pub(super) fn state(view: &View<'_>, channels: &Channels<'_>) -> Vec<Statement> {
    let callers = Callers::of(view);
    let mut all = Vec::new();
    let c4c =
        view.leaf("c4c-client").map(|found| found.ok_or(view.why(Party::CloudForCustomer, reasons::NO_C4C_CLIENT)));
    let c4c = c4c.and_then(|found| found);
    all.extend(sender(view, &callers, channels, c4c, Party::CloudForCustomer));
    if !logs_on_by_user(view) {
        let own = trust::own_client(view).and_then(|found| found.ok_or(reasons::NO_ERP_CLIENT));
        all.extend(sender(view, &callers, channels, own, Party::Abap));
    }
    // Neo has no service keys: there users have the roles.
    if !is_neo(view) {
        all.extend(roles(view, &callers, channels));
    }
    all.extend(of_tenant(view));
    all.extend(arrangement(view));
    all
}

/// What is said of the callers of a tenant whoever they are.
pub(super) fn of_tenant(view: &View<'_>) -> Vec<Statement> {
    if is_neo(view) { Vec::new() } else { conflicts(view, &Callers::of(view)) }
}

/// Cloud Integration runs in the Neo environment.
fn is_neo(view: &View<'_>) -> bool {
    view.own().integration.environment == Some(Environment::Neo)
}

/// The ABAP system logs on at Cloud Integration with user and password.
fn logs_on_by_user(view: &View<'_>) -> bool {
    trust::destination(view).is_some_and(|record| record.text("logon") == Some("basic"))
}

/// Whether the certificate of a sender may call.
fn sender(
    view: &View<'_>,
    callers: &Callers<'_>,
    channels: &Channels<'_>,
    own: Result<Found<'_>, &'static str>,
    party: Party,
) -> Option<Statement> {
    let called = if party == Party::Abap { partners::ABAP } else { partners::CLOUD_FOR_CUSTOMER };
    let kinds: &[&str] = if party == Party::Abap { &["trust-store", "rfc-destinations"] } else { &["certificate"] };
    let own = match own {
        Ok(own) => own,
        Err(why) => {
            let anchor = view.anchor(party, kinds)?;
            return Some(Statement::gap("sender", anchor, why).word(PARTNER, called, ""));
        }
    };
    let said = Statement::of("sender", own.at()).word(PARTNER, called, "subject").word(PLACE, place(party), "subject");
    let (case, other) = judge_sender(view, callers, channels, own.known());
    Some(said.case(case, "subject").text(OTHER, other, "subject"))
}

fn place(party: Party) -> &'static str {
    match party {
        Party::Abap => "the client certificate of the ABAP system",
        _ => "the client certificate of Cloud for Customer",
    }
}

fn judge_sender(
    view: &View<'_>,
    callers: &Callers<'_>,
    channels: &Channels<'_>,
    own: &Known,
) -> (Result<&'static str, &'static str>, String) {
    let is_it = |key: &&Key<'_>| match key.pinned {
        Some(false) => has_same_names(&key.known, own),
        _ => identity(&key.known, own).is_some(),
    };
    if let Some(key) = callers.keys.iter().find(is_it) {
        return (Ok("right"), key.name());
    }
    let mut doubt = None;
    for channel in channels.senders().filter(|channel| channel.authorization == Logon::Certificate) {
        for (subject, issuer) in &channel.certificates {
            match (subject, issuer) {
                (Ok(subject), Ok(issuer)) if is_named(own, subject, issuer) => {
                    return (Ok("right"), channel.record.text("channel").unwrap_or_default().to_owned());
                }
                (Err(why), _) | (_, Err(why)) => doubt = Some(*why),
                _ => {}
            }
        }
    }
    let mappings = view.used("tenant-mapping");
    if mappings.iter().any(|mapping| identity(mapping.known(), own).is_some()) {
        return (Ok("right"), String::new());
    }
    if let Some(key) = callers.keys.iter().find(|key| has_same_names(&key.known, own)) {
        let case = if key.pinned == Some(true) { "renewed" } else { "renewed-unless-pinned" };
        return (Ok(case), key.name());
    }
    let is_neo = is_neo(view);
    let has_flows = view.has("integration-flow");
    let why = |missing| view.why(Party::CloudIntegration, missing);
    let case = match doubt {
        Some(why) => Err(why),
        None if !callers.has_keys && !has_flows && mappings.is_empty() => Err(why(reasons::NO_SENDERS)),
        None if !has_flows => Err(why(reasons::NO_FLOWS)),
        None if !view.are_whole("integration-flow") => Err(reasons::FLOWS_NOT_WHOLE),
        None if is_neo && mappings.is_empty() => Err(why(reasons::NO_TENANT_MAPPINGS)),
        None if !is_neo && !callers.has_keys => Err(why(reasons::NO_SERVICE_KEYS)),
        None if !is_neo && !callers.are_keys_whole => Err(reasons::KEYS_NOT_WHOLE),
        None => Ok("missing"),
    };
    (case, String::new())
}

fn is_named(own: &Known, subject: &str, issuer: &str) -> bool {
    !subject.is_empty()
        && distinguished_name::same(&own.subject, subject)
        && (issuer.is_empty() || distinguished_name::same(&own.issuer, issuer))
}

/// Whether the service instance that holds a sender's certificate has the role that channels ask for.
fn roles(view: &View<'_>, callers: &Callers<'_>, channels: &Channels<'_>) -> Vec<Statement> {
    const RECORD: &str = "sender-role";
    let Some(anchor) = view.anchor(Party::CloudIntegration, &["integration-flow", "service-keys"]) else {
        return Vec::new();
    };
    let why = |missing| view.why(Party::CloudIntegration, missing);
    if !view.has("integration-flow") {
        return vec![Statement::gap(RECORD, anchor, why(reasons::NO_FLOWS))];
    }
    let senders: Vec<Found<'_>> = [view.leaf("c4c-client"), trust::own_client(view)]
        .into_iter()
        .filter_map(|found| found.ok().flatten())
        .collect();
    let is_held = |key: &&Key<'_>| {
        senders
            .iter()
            .any(|sender| identity(&key.known, sender.known()).is_some() || has_same_names(&key.known, sender.known()))
    };
    let holding: Vec<&Key<'_>> = callers.keys.iter().filter(is_held).collect();
    let (granted, doubt) = match (callers.has_keys, holding.is_empty()) {
        (false, _) => (Vec::new(), Some(why(reasons::NO_SERVICE_KEYS))),
        (true, true) if !callers.are_keys_whole => (Vec::new(), Some(reasons::KEYS_NOT_WHOLE)),
        (true, true) => (Vec::new(), Some(reasons::NO_KEY_OF_SENDER)),
        (true, false) => granted(view, &holding),
    };
    let mut all = Vec::new();
    if !view.are_whole("integration-flow") {
        all.push(Statement::gap(RECORD, anchor, reasons::FLOWS_NOT_WHOLE));
    }
    for channel in channels.senders().filter(|channel| channel.authorization == Logon::Role) {
        let said = Statement::of(RECORD, channel.at);
        let role = match channels.field(channel, "user-role") {
            Ok(role) if role.is_empty() => DEFAULT_ROLE.to_owned(),
            Ok(role) => role,
            Err(why) => {
                all.push(said.case(Err(why), "user-role"));
                continue;
            }
        };
        // What one instance has is enough.
        let case = match doubt {
            _ if granted.contains(&role) => Ok("right"),
            Some(why) => Err(why),
            None => Ok("missing"),
        };
        let mut granted = granted.clone();
        granted.dedup();
        let has = granted.join(", ");
        let has = if has.is_empty() { "none".to_owned() } else { has };
        let instances: Vec<String> = holding.iter().map(|key| key.name()).collect();
        let said = said.case(case, "user-role").text(VALUE, role, "user-role").text(PARTNER_VALUE, has, "user-role");
        all.push(said.text(OTHER, instances.join(", "), "user-role"));
    }
    all
}

/// The roles of the instances of these keys, and why there may be more.
fn granted(view: &View<'_>, holding: &[&Key<'_>]) -> (Vec<String>, Option<&'static str>) {
    let records: Vec<In<'_>> = view.records("service-keys").map(|(_, record)| record).collect();
    let of_source = |word: &'static str| records.iter().filter(move |record| record.text("source") == Some(word));
    // A list of instances tells which ID has which name.
    let guid_of = |name: &str| {
        let mut named = of_source("instances").filter(|record| record.text("instance") == Some(name));
        named.find_map(|record| record.text("instance-guid"))
    };
    let names_of = |record: &In<'_>| {
        let name = record.text("instance");
        (name.map(str::to_owned), record.text("instance-guid").or_else(|| guid_of(name?)).map(str::to_owned))
    };
    let mut instances: Vec<_> =
        records.iter().filter(|record| record.text("record") == Some("key")).map(names_of).collect();
    instances.sort();
    instances.dedup();
    let (mut roles, mut doubt) = (Vec::new(), None);
    for key in holding {
        let (name, guid) = names_of(&key.record);
        let is_of = |record: &&In<'_>| {
            let (of_name, of_guid) = (record.text("instance"), record.text("instance-guid"));
            (of_name.is_some() && of_name == name.as_deref()) || (of_guid.is_some() && of_guid == guid.as_deref())
        };
        let parameters = || of_source("instance-parameters");
        // Those of the only instance are its own, whatever they are called by.
        let only = || parameters().next().filter(|_| instances.len() < 2 && parameters().count() == 1);
        match parameters().find(is_of).or_else(only) {
            Some(record) => match (record.list("roles"), record.unknown("roles")) {
                (Some(own), _) => roles.extend(own),
                (None, Some(why)) => doubt = Some(why),
                (None, None) => roles.push(DEFAULT_ROLE.to_owned()),
            },
            None => doubt = Some(reasons::NO_ROLES_OF_INSTANCE),
        }
    }
    (roles, doubt)
}

/// Two service keys that one certificate fits.
fn conflicts(view: &View<'_>, callers: &Callers<'_>) -> Vec<Statement> {
    const RECORD: &str = "key-conflict";
    let Some(anchor) = view.anchor(Party::CloudIntegration, &["service-keys"]) else { return Vec::new() };
    if !callers.has_keys {
        return vec![Statement::gap(RECORD, anchor, view.why(Party::CloudIntegration, reasons::NO_SERVICE_KEYS))];
    }
    let mut all = Vec::new();
    let mut first: HashMap<(String, String), &Key<'_>> = HashMap::new();
    for key in &callers.keys {
        let names = (distinguished_name::key(&key.known.subject), distinguished_name::key(&key.known.issuer));
        let Some(other) = first.get(&names) else {
            first.insert(names, key);
            all.push(Statement::of(RECORD, key.at).word(CASE, "right", "subject"));
            continue;
        };
        let is_one = identity(&other.known, &key.known).is_some();
        let case = match (other.pinned, key.pinned) {
            (Some(true), Some(true)) if !is_one => "right",
            (Some(false), _) | (_, Some(false)) => "conflict",
            _ if is_one => "same",
            _ => "unless-pinned",
        };
        all.push(Statement::of(RECORD, key.at).word(CASE, case, "subject").text(OTHER, other.name(), "subject"));
    }
    if !callers.are_keys_whole {
        all.push(Statement::gap(RECORD, anchor, reasons::KEYS_NOT_WHOLE));
    }
    all
}

/// The communication arrangement has the client certificate of Cloud Integration (document 004, A.2).
fn arrangement(view: &View<'_>) -> Vec<Statement> {
    const RECORD: &str = "arrangement";
    let Some(anchor) = view.anchor(Party::CloudForCustomer, &["certificate"]) else { return Vec::new() };
    let inbound = view.used("c4c-inbound");
    let Some(first) = inbound.iter().find(|found| found.known().ca != Some(true)).or(inbound.first()) else {
        return vec![Statement::gap(RECORD, anchor, view.why(Party::CloudForCustomer, reasons::NO_C4C_INBOUND))];
    };
    let said = Statement::of(RECORD, first.at());
    let own = match view.client() {
        Ok(own) => own,
        Err(why) => return vec![said.case(Err(why), "subject")],
    };
    if let Some(right) = inbound.iter().find(|found| identity(found.known(), own.known()).is_some()) {
        return vec![Statement::of(RECORD, right.at()).word(CASE, "right", "subject")];
    }
    let is_renewed = inbound.iter().any(|found| has_same_names(found.known(), own.known()));
    let case = match () {
        () if !view.are_whole("certificate") => Err(reasons::CHAIN_NOT_WHOLE),
        () if is_renewed => Ok("renewed"),
        () if inbound.iter().any(|found| client::is_load_balancer(view, found)) => Ok("load-balancer"),
        () => Ok("other"),
    };
    vec![said.case(case, "subject").text(OTHER, own.known().subject.clone(), "subject").text(
        PARTNER_VALUE,
        own.path(),
        "subject",
    )]
}
