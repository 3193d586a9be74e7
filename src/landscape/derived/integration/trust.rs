//! Which certificates the stores must hold: those of the ABAP system and the reverse proxy, the tenant keystore, the trust list of Cloud for
//! Customer (connectors.md b.3, c.2, d.12, e).

use crate::knowledge::{host_name, pse};
use crate::landscape::derived::records::In;
use crate::landscape::integration::ReverseProxy;

use super::client;
use super::fields::partners;
use super::keystore::is_in_use;
use super::proxy;
use super::reasons;
use super::site::{Party, folders};
use super::statement::{At, Statement};
use super::store::{Held, Store, WORDS, Wanted};
use super::view::{Found, View, identity};

/// All that stores must hold.
pub(super) fn state(view: &View<'_>) -> Vec<Statement> {
    let mut all = of_client_list(view);
    all.extend(of_server_list(view));
    all.extend(of_keystore(view));
    all.extend(of_trust_list(view));
    all.extend(of_dispatcher(view));
    all
}

/// The certificate list of a PSE of the ABAP system; none if it was not exported.
fn list_of_pse<'l>(view: &View<'l>, id: &str) -> Option<Store<'l>> {
    list_in(view, view.hub, id, "STRUST")
}

/// What may lie in a list that is not whole.
fn lacks(is_whole: bool) -> Option<&'static str> {
    (!is_whole).then_some(reasons::LIST_NOT_WHOLE)
}

fn list_in<'l>(view: &View<'l>, system: usize, id: &str, menu: &'static str) -> Option<Store<'l>> {
    let site = view.sites.get(system)?;
    let is_list = |record: &In<'_>| {
        let of =
            record.text("list-of").or_else(|| record.text("pse").filter(|_| record.text("entry") == Some("store")));
        of.is_some_and(|of| of.eq_ignore_ascii_case(id))
            && !folders(record.path).any(|folder| folder.starts_with("proxy"))
    };
    let (first, _) = site.files.of_export("trust-store").find(|(_, record)| is_list(record))?;
    let holds = view.list_of(system, id);
    let at = holds.first().map_or(At { system, at: first }, Found::at);
    let lacks = lacks(site.files.are_whole("trust-store"));
    Some(Store {
        at,
        called: format!("the certificate list of {}", pse::title(id)),
        menu,
        holds,
        lacks,
        told_at: "subject",
    })
}

/// A store that is a folder of copies; none if there is none.
fn folder<'l>(view: &View<'l>, used: &'static str, called: &str, menu: &'static str) -> Option<Store<'l>> {
    let holds = view.used(used);
    let at = holds.first()?.at();
    let lacks = lacks(view.are_whole("certificate"));
    Some(Store { at, called: called.to_owned(), menu, holds, lacks, told_at: "subject" })
}

/// The SSL client PSE of the destination that leads to Cloud Integration: the standard one if no destination does.
pub(super) fn client_pse(view: &View<'_>) -> String {
    destination(view).and_then(|record| record.text("pse")).unwrap_or(pse::STANDARD).to_ascii_uppercase()
}

/// The RFC destination that leads to a host that the server certificate of Cloud Integration names (h.11).
pub(super) fn destination<'l>(view: &View<'l>) -> Option<In<'l>> {
    let names: Vec<String> = view.used("ci-server").iter().flat_map(Found::names).collect();
    let leads = |host: &str| names.iter().any(|name| host_name::covers(name, host));
    let all = view.own().files.of_export("rfc-destinations").map(|(_, record)| record);
    all.into_iter().find(|record| record.text("host").is_some_and(leads) && record.flag("tls") == Some(true))
}

/// The SSL client PSE holds the root of the load balancer's chain (document 004, A.1.b).
fn of_client_list(view: &View<'_>) -> Vec<Statement> {
    const RECORD: &str = "client-trust";
    let Some(anchor) = view.anchor(Party::Abap, &["trust-store"]) else { return Vec::new() };
    if !view.own().files.are_whole("rfc-destinations") && destination(view).is_none() {
        return vec![Statement::gap(RECORD, anchor, reasons::DESTINATIONS_NOT_WHOLE)];
    }
    let Some(store) = list_of_pse(view, &client_pse(view)) else {
        return vec![Statement::gap(RECORD, anchor, reasons::NO_CLIENT_LIST)];
    };
    let server = match view.server_leaf() {
        Ok(Some(server)) => server,
        Ok(None) => {
            let why = view.why(Party::CloudIntegration, reasons::NO_CI_SERVER);
            return vec![Statement::gap(RECORD, store.at, why)];
        }
        Err(why) => return vec![Statement::gap(RECORD, store.at, why)],
    };
    let wanted = Wanted {
        record: RECORD,
        enough: Held::Root,
        partner: partners::CLOUD_INTEGRATION,
        no_chain: reasons::NO_SERVER_CHAIN,
        words: WORDS,
    };
    vec![store.judge(view, &server, &wanted)]
}

/// What faces the Internet holds the root, or the issuing authority, of the client certificate (document 004, B.2.a).
fn of_server_list(view: &View<'_>) -> Vec<Statement> {
    const RECORD: &str = "server-trust";
    let Some(anchor) = view.anchor(Party::Abap, &["trust-store"]) else { return Vec::new() };
    match client::is_basic_only(view) {
        Ok(true) => return Vec::new(),
        Ok(false) => {}
        Err(why) => return vec![Statement::gap(RECORD, anchor, why)],
    }
    let abap = list_of_pse(view, pse::SERVER);
    let proxy =
        folder(view, "proxy-trust", "the certificate list of the reverse proxy", "the reverse proxy's trust store");
    let leaf = match view.client() {
        Ok(leaf) => leaf,
        Err(why) => {
            let at = [&proxy, &abap].into_iter().flatten().map(|store| store.at).next().unwrap_or(anchor);
            return vec![Statement::gap(RECORD, at, why)];
        }
    };
    let judge = |store: &Store<'_>| judge_server_list(view, store, &leaf);
    let statement = match (view.proxy(), abap, proxy) {
        (Some(ReverseProxy::None), Some(abap), _) => judge(&abap),
        (Some(ReverseProxy::None), None, _) => Statement::gap(RECORD, anchor, reasons::NO_SERVER_LIST),
        (Some(_), _, Some(proxy)) => judge(&proxy),
        (Some(_), _, None) => {
            let at = view.anchor(Party::Proxy, &["trust-store", "profile"]).unwrap_or(anchor);
            Statement::gap(RECORD, at, view.why(Party::Proxy, reasons::NO_PROXY_LIST))
        }
        // Nobody says what stands between: either store will do.
        (None, Some(abap), Some(proxy)) => {
            let (of_abap, of_proxy) = (judge(&abap), judge(&proxy));
            if of_abap.how() == Some(Ok("right")) { of_abap } else { of_proxy }
        }
        (None, Some(abap), None) => match judge(&abap) {
            right if right.how() == Some(Ok("right")) => right,
            _ => Statement::gap(RECORD, abap.at, reasons::NO_PROXY_KNOWN),
        },
        (None, None, Some(proxy)) => judge(&proxy),
        (None, None, None) => Statement::gap(RECORD, anchor, reasons::NO_SERVER_LIST),
    };
    vec![statement]
}

fn judge_server_list(view: &View<'_>, store: &Store<'_>, leaf: &Found<'_>) -> Statement {
    let missing = if holds_load_balancer(view, store) { "load-balancer" } else { "missing" };
    let wanted = Wanted {
        record: "server-trust",
        enough: Held::Intermediate,
        partner: partners::CLOUD_INTEGRATION,
        no_chain: reasons::NO_CLIENT_CHAIN,
        words: ("leaf", missing),
    };
    store.judge(view, leaf, &wanted)
}

/// Whether a store has something of the chain of the load balancer.
fn holds_load_balancer(view: &View<'_>, store: &Store<'_>) -> bool {
    let server = view.server_leaf().ok().flatten();
    server.is_some_and(|server| store.held(&store.path(view, &server)).0 != Held::Nothing)
}

/// The tenant keystore holds the root of the server that Cloud Integration calls (document 004, B.2.b).
fn of_keystore(view: &View<'_>) -> Vec<Statement> {
    const RECORD: &str = "keystore-trust";
    let Some(anchor) = view.anchor(Party::CloudIntegration, &["keystore"]) else { return Vec::new() };
    if !view.has_keystore() {
        return vec![Statement::gap(RECORD, anchor, view.why(Party::CloudIntegration, reasons::NO_KEYSTORE))];
    }
    let is_entry = |(_, record): &(At, In<'_>)| record.text("record") == Some("entry");
    let anchor = view.records("keystore").find(is_entry).map_or(anchor, |(at, _)| at);
    let mut holds = view.used("keystore");
    holds.retain(|found| found.record().is_none_or(is_in_use));
    let store = Store {
        at: anchor,
        called: "the tenant keystore of Cloud Integration".to_owned(),
        menu: "Manage Keystore > Add > Certificate",
        holds,
        lacks: (!view.is_keystore_whole()).then_some(reasons::KEYSTORE_NOT_WHOLE),
        told_at: "alias",
    };
    let (abap, proxy) = (own_server(view), view.leaf("proxy-server"));
    let judge = |server: &Found<'_>| judge_keystore(view, &store, server);
    let judged = |server: Result<Option<Found<'_>>, &'static str>, missing: &'static str| match server {
        Ok(Some(server)) => judge(&server),
        Ok(None) => Statement::gap(RECORD, anchor, missing),
        Err(why) => Statement::gap(RECORD, anchor, why),
    };
    vec![match (view.proxy(), &abap, &proxy) {
        (Some(ReverseProxy::None), ..) => judged(abap, reasons::NO_ERP_SERVER),
        (Some(_), ..) => judged(proxy, view.why(Party::Proxy, reasons::NO_PROXY_SERVER)),
        (None, Ok(Some(_)), Ok(Some(_))) => {
            let (of_abap, of_proxy) = (judged(abap, reasons::NO_ERP_SERVER), judged(proxy, reasons::NO_PROXY_SERVER));
            if of_abap.how() == Some(Ok("right")) { of_abap } else { of_proxy }
        }
        (None, _, Ok(Some(_))) => judged(proxy, reasons::NO_PROXY_SERVER),
        (None, ..) => match judged(abap, reasons::NO_ERP_SERVER) {
            wrong if matches!(wrong.how(), Some(Ok(case)) if case != "right") => {
                Statement::gap(RECORD, anchor, reasons::PROXY_NOT_TOLD)
            }
            other => other,
        },
    }]
}

/// The server certificate of the ABAP system: a file, or the own certificate of the SSL server PSE.
pub(super) fn own_server<'l>(view: &View<'l>) -> Result<Option<Found<'l>>, &'static str> {
    one_of(view.leaf("erp-server")?, super::view::leaf_of(&view.own_of(view.hub, pse::SERVER), "own-server")?)
}

/// The client certificate of the ABAP system: a file, or the own certificate of the SSL client PSE that leads to Cloud Integration.
pub(super) fn own_client<'l>(view: &View<'l>) -> Result<Option<Found<'l>>, &'static str> {
    one_of(view.leaf("erp-client")?, super::view::leaf_of(&view.own_of(view.hub, &client_pse(view)), "own-client")?)
}

/// The copy of a certificate, or what the PSE shows of its own; an error if these are two.
fn one_of<'l>(copy: Option<Found<'l>>, own: Option<Found<'l>>) -> Result<Option<Found<'l>>, &'static str> {
    match (copy, own) {
        (Some(copy), Some(own)) if identity(copy.known(), own.known()).is_none() => Err(reasons::COPY_IS_ANOTHER),
        (Some(found), _) | (None, Some(found)) => Ok(Some(found)),
        (None, None) => Ok(None),
    }
}

fn judge_keystore(view: &View<'_>, store: &Store<'_>, server: &Found<'_>) -> Statement {
    let is_of_proxy = server.certificate.used == "proxy-server";
    let wanted = Wanted {
        record: "keystore-trust",
        enough: Held::Root,
        partner: if is_of_proxy { partners::REVERSE_PROXY } else { partners::ABAP },
        no_chain: reasons::NO_ERP_CHAIN,
        words: WORDS,
    };
    store.judge(view, server, &wanted)
}

/// The trust list of Cloud for Customer holds an authority of both chains of Cloud Integration (document 004, A.2, B.1).
fn of_trust_list(view: &View<'_>) -> Vec<Statement> {
    const RECORD: &str = "c4c-trust";
    let Some(anchor) = view.anchor(Party::CloudForCustomer, &["certificate"]) else { return Vec::new() };
    let menu = "Administrator > Common Tasks > Edit Certificate Trust List > Upload";
    let Some(store) = folder(view, "c4c-trust-list", "the certificate trust list of Cloud for Customer", menu) else {
        let why = view.why(Party::CloudForCustomer, reasons::NO_C4C_TRUST_LIST);
        return ["c4c-client", "c4c-server"].map(|tag| Statement::gap(RECORD, anchor, why).tagged(tag)).to_vec();
    };
    let server =
        view.server_leaf().and_then(|found| found.ok_or(view.why(Party::CloudIntegration, reasons::NO_CI_SERVER)));
    let of = |leaf: Result<Found<'_>, &'static str>, wrong: &'static str, no_chain: &'static str| match leaf {
        Err(why) => Statement::gap(RECORD, store.at, why),
        Ok(leaf) => {
            let wanted = Wanted {
                record: RECORD,
                enough: Held::Intermediate,
                partner: partners::CLOUD_INTEGRATION,
                no_chain,
                words: (wrong, wrong),
            };
            store.judge(view, &leaf, &wanted)
        }
    };
    vec![
        of(view.client(), "client", reasons::NO_CLIENT_CHAIN).tagged("c4c-client"),
        of(server, "server", reasons::NO_SERVER_CHAIN).tagged("c4c-server"),
    ]
}

/// What a Web Dispatcher that encrypts again and the ABAP system must trust of each other (c.2): of the dispatcher's own list as far as it
/// was exported, for no rule of its own asks for it.
fn of_dispatcher(view: &View<'_>) -> Vec<Statement> {
    if view.proxy() != Some(ReverseProxy::WebDispatcher) {
        return Vec::new();
    }
    let gap = |why| {
        let anchor = view.anchor(Party::Abap, &["trust-store"]).filter(|_| view.own().has(Party::Abap));
        anchor.map(|anchor| Statement::gap("server-trust", anchor, why)).into_iter().collect()
    };
    match proxy::is_encrypted(view) {
        Ok(true) => {}
        Ok(false) => return Vec::new(),
        Err(why) => return gap(why),
    }
    let wanted = |record, partner| Wanted {
        record,
        enough: Held::Intermediate,
        partner,
        no_chain: reasons::NO_ERP_CHAIN,
        words: WORDS,
    };
    let mut all = match (list_of_pse(view, pse::SERVER), proxy::client_certificate(view)) {
        (Some(store), Ok(Some(leaf))) => {
            vec![store.judge(view, &leaf, &wanted("server-trust", partners::WEB_DISPATCHER))]
        }
        (None, _) => gap(reasons::NO_SERVER_LIST),
        (_, Ok(None)) => gap(view.why(Party::Proxy, reasons::NO_PROXY_CLIENT)),
        (_, Err(why)) => gap(why),
    };
    let own = view.dispatcher().filter(|(system, _)| *system != view.hub);
    let list =
        own.and_then(|(system, _)| list_in(view, system, pse::STANDARD, "the Web Dispatcher's own administration"));
    if let (Some(store), Ok(Some(leaf))) = (list, own_server(view)) {
        all.push(store.judge(view, &leaf, &wanted("client-trust", partners::ABAP)));
    }
    all
}
