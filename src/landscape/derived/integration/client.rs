//! The client certificate of Cloud Integration: what lies in ci-client, or the only key pair that a receiver channel uses (connectors.md e,
//! h.9).

use crate::knowledge::host_name;
use crate::landscape::derived::records::In;

use super::channels::{self, Logon};
use super::reasons;
use super::site::Party;
use super::view::{Found, View};

/// The client certificate of Cloud Integration, or why nobody knows it.
pub(super) fn of_cloud_integration<'l>(view: &View<'l>) -> Result<Found<'l>, &'static str> {
    match view.leaf("ci-client")? {
        Some(found) if is_load_balancer(view, &found) => Err(reasons::CI_CLIENT_IS_SERVER),
        Some(found) if is_outdated(view, &found) => Err(reasons::CI_CLIENT_IS_OLD),
        Some(found) => Ok(found),
        None => of_keystore(view),
    }
}

/// The certificate is that of the load balancer: it is for servers alone, and names a host; or it is the very one in ci-server.
pub(super) fn is_load_balancer(view: &View<'_>, found: &Found<'_>) -> bool {
    let is_for_servers = found.is_for("serverAuth") && !found.is_for("clientAuth");
    let names_host = found.record().and_then(|record| record.list("host-names")).is_some_and(|names| !names.is_empty());
    let is_that_of_server = match view.server_leaf() {
        Ok(Some(server)) => super::view::identity(server.known(), found.known()).is_some(),
        _ => false,
    };
    (is_for_servers && names_host) || is_that_of_server
}

/// The keystore has key pairs that channels use, and this certificate is of none of its key pairs: Cloud Integration shows another one.
fn is_outdated(view: &View<'_>, found: &Found<'_>) -> bool {
    let pairs: Vec<Found<'_>> = view.used("key-pair");
    let is_it = |pair: &Found<'_>| super::view::identity(pair.known(), found.known()).is_some();
    let is_comparable = |pair: &Found<'_>| pair.known().sha256.is_some() || pair.known().serial.is_some();
    !pairs.is_empty() && view.is_keystore_whole() && pairs.iter().all(is_comparable) && !pairs.iter().any(is_it)
}

fn of_keystore<'l>(view: &View<'l>) -> Result<Found<'l>, &'static str> {
    if view.has("integration-flow") && !view.are_whole("integration-flow") {
        return Err(reasons::FLOWS_NOT_WHOLE);
    }
    let pairs = view.used("key-pair");
    let used = channels::aliases_in_use(view);
    let is_used = |found: &&Found<'_>| {
        let alias = found.record().and_then(|record: In<'_>| record.text("alias")).unwrap_or_default();
        used.iter().any(|used| used.eq_ignore_ascii_case(alias))
    };
    let mut of_channels = pairs.iter().filter(is_used);
    match (of_channels.next(), of_channels.next()) {
        (Some(only), None) => Ok(*only),
        (None, _) if pairs.len() == 1 && channels::has_receivers_without_alias(view) => {
            match view.is_keystore_whole() {
                true => Ok(pairs[0]),
                false => Err(reasons::KEYSTORE_NOT_WHOLE),
            }
        }
        (None, _) if pairs.is_empty() => Err(view.why(Party::CloudIntegration, reasons::NO_CI_CLIENT)),
        (None, _) if !view.has("integration-flow") => Err(view.why(Party::CloudIntegration, reasons::NO_CI_CLIENT)),
        _ => Err(reasons::SEVERAL_KEY_PAIRS),
    }
}

/// The flows say that Cloud Integration logs on at the ABAP system with user and password: then no certificate is mapped (d.14, h.14).
pub(super) fn is_basic_only(view: &View<'_>) -> Result<bool, &'static str> {
    if !view.are_whole("integration-flow") {
        return Ok(false);
    }
    let channels = view.channels();
    let names: Vec<String> = ["erp-server", "proxy-server", "own-server"]
        .into_iter()
        .flat_map(|used| view.used(used))
        .flat_map(|found| found.names())
        .collect();
    let leads = |channel: &&channels::Channel<'_>| {
        let address = channels.field(channel, "address").unwrap_or_default();
        let host = address.split_once("://").map_or("", |(_, rest)| rest);
        let host = host.split(['/', ':', '?']).next().unwrap_or_default();
        !host.is_empty() && names.iter().any(|name| host_name::covers(name, host))
    };
    let mut own: Vec<_> = channels.receivers().filter(leads).collect();
    if own.is_empty() {
        own = channels.receivers().collect();
    }
    // What is only known when the flow is deployed may be that.
    let may_be = |logon: Logon| matches!(logon, Logon::Basic | Logon::Unknown(_));
    let doubt = own.iter().find_map(|channel| match channel.authorization {
        Logon::Unknown(why) => Some(why),
        _ => None,
    });
    match doubt {
        _ if own.is_empty() || !own.iter().all(|channel| may_be(channel.authorization)) => Ok(false),
        Some(why) => Err(why),
        None => Ok(true),
    }
}
