//! The picture of an integration: each connection, what both sides show, what must lie where (connectors.md c.2), told from the same
//! statements that rules judge.

use crate::landscape::integration::ReverseProxy;
use crate::landscape::picture::{Hop, Need, Picture, State, Trust};

use super::fields::partners::{self, CLOUD_FOR_CUSTOMER, CLOUD_INTEGRATION};
use super::fields::{NEEDED, OTHER, PARTNER, STORE, VALUE};
use super::site::Party;
use super::statement::Statement;
use super::trust;
use super::view::{Found, View};

const ABAP: &str = "ERP or CRM";

const CLIENT: &str = "client certificate";
const SERVER: &str = "server certificate";

/// The picture of one integration, of which this is said. None if nothing of Cloud Integration or Cloud for Customer was exported.
pub(super) fn picture(view: &View<'_>, said: &[Statement]) -> Option<Picture> {
    let is_there = |party: Party| view.systems().any(|(_, site)| site.has(party));
    if !is_there(Party::CloudIntegration) && !is_there(Party::CloudForCustomer) {
        return None;
    }
    let drawing = Drawing { view, said };
    let mut hops = vec![drawing.abap_to_cloud(), drawing.cloud_to_customer(), drawing.customer_to_cloud()];
    hops.extend(drawing.cloud_to_abap());
    Some(Picture { system: view.own().name.clone(), hops })
}

struct Drawing<'d, 'l> {
    view: &'d View<'l>,
    said: &'d [Statement],
}

impl Drawing<'_, '_> {
    fn abap_to_cloud(&self) -> Hop {
        let to_cloud = |said: &Statement| said.record == "client-trust" && said.says(PARTNER) != Some(partners::ABAP);
        Hop {
            from: ABAP,
            to: CLOUD_INTEGRATION,
            trust: vec![
                self.trust(
                    (CLOUD_INTEGRATION, SERVER),
                    ABAP,
                    self.subject(self.view.server_leaf()),
                    self.needs(to_cloud),
                ),
                self.trust(
                    (ABAP, CLIENT),
                    CLOUD_INTEGRATION,
                    self.subject(trust::own_client(self.view)),
                    self.needs(|said| said.record == "sender" && said.says(PARTNER) == Some(partners::ABAP)),
                ),
            ],
        }
    }

    fn cloud_to_customer(&self) -> Hop {
        let own = self.view.client().map(Some);
        let mut needs = self.needs(|said| said.tag == "c4c-client");
        needs.extend(self.needs(|said| said.record == "arrangement"));
        Hop {
            from: CLOUD_INTEGRATION,
            to: CLOUD_FOR_CUSTOMER,
            trust: vec![
                self.trust((CLOUD_FOR_CUSTOMER, SERVER), CLOUD_INTEGRATION, String::new(), vec![of_sap()]),
                self.trust((CLOUD_INTEGRATION, CLIENT), CLOUD_FOR_CUSTOMER, self.subject(own), needs),
            ],
        }
    }

    fn customer_to_cloud(&self) -> Hop {
        Hop {
            from: CLOUD_FOR_CUSTOMER,
            to: CLOUD_INTEGRATION,
            trust: vec![
                self.trust(
                    (CLOUD_INTEGRATION, SERVER),
                    CLOUD_FOR_CUSTOMER,
                    self.subject(self.view.server_leaf()),
                    self.needs(|said| said.tag == "c4c-server"),
                ),
                self.trust(
                    (CLOUD_FOR_CUSTOMER, CLIENT),
                    CLOUD_INTEGRATION,
                    self.subject(self.view.leaf("c4c-client")),
                    self.needs(|said| said.record == "sender" && said.says(PARTNER) == Some(CLOUD_FOR_CUSTOMER)),
                ),
            ],
        }
    }

    /// Back to the ABAP system: one connection, or two where a reverse proxy stands between.
    fn cloud_to_abap(&self) -> Vec<Hop> {
        let own = self.subject(self.view.client().map(Some));
        let of_cloud =
            |said: &Statement| said.record == "server-trust" && said.says(PARTNER) != Some(partners::WEB_DISPATCHER);
        let asks = |who: &'static str| {
            move |said: &Statement| said.record == "client-request" && said.says(PARTNER) == Some(who)
        };
        let mapped = |said: &Statement| matches!(said.record, "user-mapping" | "mapping-rule");
        let stores = self.needs(|said| said.record == "keystore-trust");
        if matches!(self.view.proxy(), None | Some(ReverseProxy::None)) {
            let mut needs = self.needs(of_cloud);
            needs.extend(self.needs(asks(partners::ABAP)));
            needs.extend(self.needs(mapped));
            return vec![Hop {
                from: CLOUD_INTEGRATION,
                to: ABAP,
                trust: vec![
                    self.trust((ABAP, SERVER), CLOUD_INTEGRATION, self.subject(trust::own_server(self.view)), stores),
                    self.trust((CLOUD_INTEGRATION, CLIENT), ABAP, own, needs),
                ],
            }];
        }
        let proxy = match self.view.proxy() {
            Some(ReverseProxy::WebDispatcher) => "Web Dispatcher",
            _ => "reverse proxy",
        };
        let mut at_proxy = self.needs(of_cloud);
        at_proxy.extend(self.needs(asks(partners::WEB_DISPATCHER)));
        let mut at_abap = self.needs(|said| said.record == "proxy-trust");
        at_abap.extend(
            self.needs(|said| said.record == "server-trust" && said.says(PARTNER) == Some(partners::WEB_DISPATCHER)),
        );
        at_abap.extend(self.needs(asks(partners::ABAP)));
        at_abap.extend(self.needs(mapped));
        let mut by_proxy =
            self.needs(|said| said.record == "client-trust" && said.says(PARTNER) == Some(partners::ABAP));
        if by_proxy.is_empty() {
            by_proxy.push(Need {
                what: "its certificate list has the root of the chain".to_owned(),
                state: State::Unknown,
                why: "the list was not exported, and no rule asks for it: look at it yourself, or add it to the folder of the Web Dispatcher \
                      (sapgenpse maintain_pk -l -p SAPSSLC.pse)"
                    .to_owned(),
                rule: None,
            });
        }
        vec![
            Hop {
                from: CLOUD_INTEGRATION,
                to: proxy,
                trust: vec![
                    self.trust(
                        (proxy, SERVER),
                        CLOUD_INTEGRATION,
                        self.subject(self.view.leaf("proxy-server")),
                        stores,
                    ),
                    self.trust((CLOUD_INTEGRATION, CLIENT), proxy, own, at_proxy),
                ],
            },
            Hop {
                from: proxy,
                to: ABAP,
                trust: vec![
                    self.trust((ABAP, SERVER), proxy, self.subject(trust::own_server(self.view)), by_proxy),
                    self.trust(
                        (proxy, CLIENT),
                        ABAP,
                        self.subject(super::proxy::client_certificate(self.view)),
                        at_abap,
                    ),
                ],
            },
        ]
    }

    fn subject(&self, found: Result<Option<Found<'_>>, &'static str>) -> String {
        found.ok().flatten().map(|found| found.known().subject.clone()).unwrap_or_default()
    }

    fn trust(
        &self,
        (shown_by, shows): (&'static str, &'static str),
        trusted_by: &'static str,
        subject: String,
        mut needs: Vec<Need>,
    ) -> Trust {
        if needs.is_empty() {
            needs.push(Need {
                what: "nothing that exports tell of".to_owned(),
                state: State::Unknown,
                why: "look at it yourself: no export shows it, or none was added".to_owned(),
                rule: None,
            });
        }
        Trust { shown_by, shows, subject, trusted_by, needs }
    }

    fn needs(&self, is_one: impl Fn(&Statement) -> bool) -> Vec<Need> {
        self.said.iter().filter(|said| is_one(said)).filter_map(need).collect()
    }
}

fn of_sap() -> Need {
    Need {
        what: "SAP sees to it".to_owned(),
        state: State::Nothing,
        why: "nothing to be done: Cloud Integration trusts Cloud for Customer".to_owned(),
        rule: None,
    }
}

/// What a statement says must be so, and whether it is.
fn need(said: &Statement) -> Option<Need> {
    let store = said.says(STORE).filter(|store| !store.is_empty());
    let (what, rule) = match said.record {
        "client-trust" => {
            (format!("{} has the root of its chain", store.unwrap_or("the SSL client PSE")), "client-trust-missing")
        }
        "server-trust" => {
            (format!("{} has an authority of its chain", store.unwrap_or("the SSL server PSE")), "server-trust-missing")
        }
        "keystore-trust" => {
            (format!("{} has the root of its chain", store.unwrap_or("the tenant keystore")), "keystore-trust-missing")
        }
        "c4c-trust" => {
            (format!("{} has an authority of its chain", store.unwrap_or("the trust list")), "c4c-trust-missing")
        }
        "arrangement" => {
            ("the communication arrangement has the certificate".to_owned(), "communication-arrangement-certificate")
        }
        "sender" => (
            "a service key, a sender channel or a mapping has the certificate".to_owned(),
            "sender-certificate-missing",
        ),
        "user-mapping" => ("the certificate is mapped to the integration user".to_owned(), "certificate-user-mapping"),
        "mapping-rule" => ("the mapping is in force".to_owned(), "certificate-mapping-not-effective"),
        "client-request" => (
            format!("{} asks for a client certificate", said.says(PARTNER).unwrap_or_default()),
            "client-certificate-not-requested",
        ),
        "proxy-trust" if said.tag == super::proxy::HANDS_ON => {
            ("the certificate of the caller is handed on".to_owned(), "reverse-proxy-trust")
        }
        "proxy-trust" => ("the certificate that is handed on is taken".to_owned(), "reverse-proxy-trust"),
        _ => return None,
    };
    let (state, why) = match said.how()? {
        Ok("right") => (State::Holds, String::new()),
        // Notes and warnings that leave the connection as it is.
        Ok("twice" | "sap-form" | "http-open" | "everybody") => (State::Holds, broken(said)),
        Ok(_) => (State::Broken, broken(said)),
        Err(why) => (State::Unknown, why.to_owned()),
    };
    Some(Need { what, state, why, rule: Some(rule) })
}

/// What is wrong, in a few words; the rule has all of them.
fn broken(said: &Statement) -> String {
    let says = |field: usize| said.says(field).unwrap_or_default();
    let case = said.how().and_then(Result::ok).unwrap_or_default();
    match (said.record, case) {
        (_, "load-balancer") => format!("the load balancer's chain lies there instead: {} is missing", says(NEEDED)),
        (_, "leaf") => format!("only the certificate itself lies there, and {} is missing", says(NEEDED)),
        (_, "intermediate") => format!("only an intermediate certificate lies there, and {} is missing", says(NEEDED)),
        ("arrangement", "renewed") => "it has an older certificate".to_owned(),
        ("arrangement", _) => "it has another certificate".to_owned(),
        ("sender", "renewed" | "renewed-unless-pinned") => {
            format!("it was renewed, and {} has an older one", says(OTHER))
        }
        ("sender", _) => "none has it".to_owned(),
        ("user-mapping", "inactive") => "the entry is not activated".to_owned(),
        ("user-mapping", "two-users") => format!("it is mapped to {} and to {}", says(VALUE), says(OTHER)),
        ("user-mapping", "other-user") => format!("it is mapped to {}, and not to {}", says(VALUE), says(OTHER)),
        ("user-mapping", "twice") => format!("it is mapped to {} twice", says(VALUE)),
        ("user-mapping", "sap-form") => "the name is not written as SAP writes it".to_owned(),
        ("user-mapping", _) => "no entry has it".to_owned(),
        ("mapping-rule", _) => "rules are in force, and none fits".to_owned(),
        ("client-request", "no-tls") => "it has no HTTPS port".to_owned(),
        ("client-request", "some") => "one port does not".to_owned(),
        ("client-request", _) => "it does not".to_owned(),
        ("proxy-trust", "none") => "nothing names it: icm/trusted_reverse_proxy_<x> is not set".to_owned(),
        ("proxy-trust", "everybody") => format!("{} names everybody", says(VALUE)),
        ("proxy-trust", "no-certificate") => format!("the Web Dispatcher shows no certificate: {} is 0", says(VALUE)),
        ("proxy-trust", "forward") => format!("{} is not TRUE", says(VALUE)),
        ("proxy-trust", "blank") => format!("{} has no blank after a comma", says(VALUE)),
        ("proxy-trust", "differs") => format!("{} names another one", says(VALUE)),
        ("proxy-trust", "http-open") => format!("{} is TRUE without need", says(VALUE)),
        ("proxy-trust", _) => format!("see to {}", says(VALUE)),
        _ => format!("{} is missing", says(NEEDED)),
    }
}
